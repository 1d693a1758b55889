// The one corridor every call walks: name and input in, check, transaction, reply out. Only here are transactions opened.
import type { z } from 'zod';
import type { Progress } from '#contract/define.ts';
import { contract } from '#contract/index.ts';
import type { CancelSignal, OpName } from '#contract/index.ts';
import type { Refusal, Reply } from '#contract/errors.ts';
import { AppError, appError } from './app-error.ts';

export type Control = { onProgress: (progress: Progress) => void; signal: CancelSignal };
/** How an operation of each kind is carried out; boot supplies them over the workspace that is open. */
export type Runner = (name: OpName, input: unknown, control: Control) => unknown;
export type DispatchOptions = { runners: Record<'command' | 'query' | 'job' | 'session', Runner>; log: (line: string) => void; newId: () => string; checkAnswers: boolean };

const never: Control = { onProgress: () => {}, signal: { aborted: false, addEventListener: () => {}, removeEventListener: () => {} } };

/** Turns what zod found into our words: the field and what is wrong with it. */
function invalid(error: z.ZodError): Refusal {
  const first = error.issues[0]!;
  const path = first.code === 'unrecognized_keys' ? [...first.path, ...first.keys.slice(0, 1)] : first.path;
  const field = path.map(String).join('.');
  const problem = first.code === 'unrecognized_keys' ? 'is not a field here' : first.message.replace(/^Invalid input: /, '').replace(/^Too (small|big): /, '');
  return { code: 'invalid_input', facts: { field: field.slice(0, 200), problem: problem.slice(0, 300) }, where: { field: field.slice(0, 200) } };
}

/** Carries out one call for one caller, who is treated as a stranger. Never throws. */
export function makeDispatch({ runners, log, newId, checkAnswers }: DispatchOptions): (name: string, input: unknown, control?: Control) => Promise<Reply<unknown>> {
  return async (name, input, control = never) => {
    if (typeof name !== 'string' || !Object.hasOwn(contract, name)) return { ok: false, error: { code: 'unknown_operation', facts: { name: String(name).slice(0, 80) } } };
    const op = contract[name as OpName];
    try {
      const parsed = op.input.safeParse(input ?? {});
      if (!parsed.success) return { ok: false, error: invalid(parsed.error) };
      const value = await runners[op.kind](name as OpName, parsed.data, control);
      if (checkAnswers) op.output.parse(value);
      return { ok: true, value };
    } catch (error) {
      return { ok: false, error: refusalOf(error, name, log, newId) };
    }
  };
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Refusals pass; a busy or full disk has its own sentence; everything else is a fault, logged once with its incident number. */
function refusalOf(error: unknown, name: string, log: (line: string) => void, newId: () => string): Refusal {
  if (error instanceof AppError) return error.refusal;
  const code = codeOf(error);
  if (code === 'SQLITE_BUSY') return appError('workspace_in_use').refusal;
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return appError('disk_full').refusal;
  if ((typeof code === 'string' && code.startsWith('SQLITE_READONLY')) || code === 'EROFS') return appError('read_only', { reason: 'the disk allows no writing' }).refusal;
  const incident = newId().slice(0, 8);
  log(JSON.stringify({ incident, operation: name, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error), stack: error instanceof Error ? error.stack : undefined }));
  return { code: 'fault', facts: { incident } };
}
