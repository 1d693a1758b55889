// The one exception that is no fault: a refusal raised where returning it would drown the reader.
import type { ErrorCode, Facts, Refusal, Where } from '#contract/errors.ts';
import { sentence } from '#contract/errors.ts';

export class AppError extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(sentence(refusal));
    this.name = 'AppError';
    this.refusal = refusal;
  }
}

export const appError = (code: ErrorCode, facts: Facts = {}, where?: Where): AppError => new AppError(where ? { code, facts, where } : { code, facts });

/** A verdict's events, or its refusal raised. */
export function orRefuse<E>(verdict: { ok: true; events: E[] } | { ok: false; error: Refusal }): E[] {
  if (!verdict.ok) throw new AppError(verdict.error);
  return verdict.events;
}
