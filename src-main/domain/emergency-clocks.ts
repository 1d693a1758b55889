// What an emergency owes and until when: clocks derived from facts, never stored (EMG-02, EMG-04, EMG-05).
import type { CheckResult, Clock, Deferrable } from '#contract/emergency.ts';
import { Temporal } from 'temporal-polyfill';
import type { Change } from './change.ts';
import type { Authorisation, Emergency, HealthFile, Validation } from './emergency.ts';
import { authorisationOf, endOf, isDeclared } from './emergency.ts';
import type { PolicyDocument } from './policy-document.ts';

/** What the clocks ask of the change that the emergency is about. */
export type Clocked = { emergency: Emergency | null; change: Pick<Change, 'state' | 'actualEndAt'>; policy: Pick<PolicyDocument, 'emergency'> };

/** UTC with milliseconds, so that instants compare as text. A time that another device made up, such as 31 February, stays what it is. */
export function later(at: string, minutes: number): string {
  try {
    return Temporal.Instant.from(at).add({ minutes }).toString({ fractionalSecondDigits: 3 });
  } catch (error) {
    if (error instanceof RangeError) return at;
    throw error;
  }
}
const worked: readonly Change['state'][] = ['validating', 'implemented', 'under-review', 'closed'];
const over: readonly Change['state'][] = ['cancelled', 'rejected'];

/** When the work ended; null before, and while it is tried again. */
export const finishedAt = ({ emergency, change }: Pick<Clocked, 'emergency' | 'change'>): string | null => (worked.includes(change.state) ? emergency?.finishedAt ?? change.actualEndAt : null);

/** The health file and the validation of the last try; what was seen before it ended says nothing about it. */
export const healthOf = ({ health, attempt }: Emergency): HealthFile | null => health.findLast((file) => file.attempt === attempt) ?? null;
export const validationOf = ({ validations, attempt }: Emergency): Validation | null => (attempt === 0 ? null : validations.findLast((it) => it.attempt === attempt) ?? null);
/** EMG-04: every one of the three must be there and good. */
export function verdictOf({ health, smoke, confirmation }: Pick<Validation, 'health' | 'smoke' | 'confirmation'>): CheckResult {
  const all = [health, smoke, confirmation];
  return all.includes('failed') ? 'failed' : all.includes('missing') ? 'missing' : 'passed';
}

/** Papers the authorisation deferred that nobody has completed. */
export const openPapers = (emergency: Emergency): Deferrable[] => (authorisationOf(emergency)?.deferred ?? []).filter((field) => emergency.papers[field] === undefined);

type Running = Pick<Clock, 'id' | 'startedAt' | 'dueAt'> & { doneAt: string | null };
const clockOf = ({ doneAt, ...clock }: Running, now: string): Clock => ({ ...clock, doneAt, state: doneAt !== null ? 'done' : now > clock.dueAt ? 'overdue' : 'running', isLate: doneAt !== null && doneAt > clock.dueAt });

function paperworkDone(emergency: Emergency, { deferred }: Authorisation, start: string): string | null {
  if (openPapers(emergency).length > 0) return null;
  return deferred.reduce((last, field) => { const at = emergency.papers[field]?.at ?? last; return at > last ? at : last; }, start);
}

/**
 * The clocks of an emergency (EMG-02: its authorisation; EMG-04: validation within minutes and papers within hours of the end of the work;
 * EMG-05: the retrospective). The retrospective has a due time from the authorisation on; the end of the work brings it forward. None for a change that
 * is no emergency, was cancelled or was rejected.
 */
export function clocksOf({ emergency, change, policy }: Clocked, now: string): Clock[] {
  if (!isDeclared(emergency) || over.includes(change.state)) return [];
  const { validationMinutes, paperworkHours, retrospectiveHours } = policy.emergency;
  const authorisation = authorisationOf(emergency);
  const end = finishedAt({ emergency, change });
  const clocks: Running[] = [];
  if (authorisation) clocks.push({ id: 'authorisation', startedAt: authorisation.at, dueAt: endOf(authorisation), doneAt: end });
  if (end !== null) {
    clocks.push({ id: 'validation', startedAt: end, dueAt: later(end, validationMinutes), doneAt: validationOf(emergency)?.at ?? null });
    if (authorisation && authorisation.deferred.length > 0) clocks.push({ id: 'paperwork', startedAt: end, dueAt: later(end, paperworkHours * 60), doneAt: paperworkDone(emergency, authorisation, end) });
  }
  if (end !== null || authorisation) {
    const start = end ?? endOf(authorisation!);
    clocks.push({ id: 'retrospective', startedAt: start, dueAt: later(start, retrospectiveHours * 60), doneAt: emergency.retrospective?.at ?? null });
  }
  return clocks.map((clock) => clockOf(clock, now));
}

export const isOverdue = (clocks: readonly Clock[]): boolean => clocks.some(({ state }) => state === 'overdue');

export type Health = { status: 'unknown' | 'good' | 'bad'; isRollbackProposed: boolean; why: string };
/** EMG-04: what the last look at the service says; a failed or missing check proposes the rollback at once. */
export function healthNow(clocked: Clocked, now: string): Health {
  const { emergency } = clocked;
  const unknown: Health = { status: 'unknown', isRollbackProposed: false, why: '' };
  if (!isDeclared(emergency) || clocked.change.state === 'closed') return unknown;
  const bad = (why: string): Health => ({ status: 'bad', isRollbackProposed: true, why });
  const file = healthOf(emergency);
  const validation = validationOf(emergency);
  // A file that came after the validation is a newer look, unless that one was the better informed.
  if (file && file.failed > 0 && (!validation || file.at > validation.at)) return bad(`${file.failed} of ${file.failed + file.passed + file.warned} health checks failed`);
  if (validation) {
    const named = (['health', 'smoke', 'confirmation'] as const).filter((name) => validation[name] !== 'passed').map((name) => `${words[name]} ${validation[name] === 'failed' ? 'failed' : 'missing'}`);
    return named.length > 0 ? bad(named.join(', ')) : { status: 'good', isRollbackProposed: false, why: 'Health, smoke test and users confirm it' };
  }
  const clock = clocksOf(clocked, now).find(({ id }) => id === 'validation');
  return clock?.state === 'overdue' ? bad('nobody has validated it in time') : unknown;
}
const words = { health: 'health checks', smoke: 'smoke test', confirmation: 'user confirmation' } as const;
