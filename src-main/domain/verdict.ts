// What a rule answers: events to append, or a refusal as data.
import type { ErrorCode, Facts, Refusal, Where } from '#contract/errors.ts';
import type { Role } from '#contract/people.ts';

export type Accepted<E> = { ok: true; events: E[] };
export type Refused = { ok: false; error: Refusal };
export type Verdict<E> = Accepted<E> | Refused;

export const accept = <E>(...events: E[]): Accepted<E> => ({ ok: true, events });
export const refuse = (code: ErrorCode, facts: Facts = {}, where?: Where): Refused =>
  ({ ok: false, error: where ? { code, facts, where } : { code, facts } });

/** Who acts, with the roles held at this moment of the trail. */
export type Actor = { id: string; name: string; roles: readonly Role[]; /** Roles that the roster grants and an access review withholds (AUD-08); left out where there is none. */ withheld?: readonly Withheld[] };
/** `review` is its number; `because` is `undecided` where nobody decided by the due day. */
export type Withheld = { role: Role; review: string; because: 'revoked' | 'changed' | 'undecided' };
/** The circumstances of an act: who, and the instant it is recorded with (UTC). */
export type By = { actor: Actor; now: string };

/** The first refusal among guards, or null when none objects. */
export const firstRefusal = (...guards: (Refused | null)[]): Refused | null => guards.find((g) => g !== null) ?? null;
