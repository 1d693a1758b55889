// Emergencies in words: clocks as time left, criteria, results of checks.
import type { CheckResult, Clock, CriterionKind, EmergencyRecord } from '#contract/emergency.ts';
import type { Signal } from '../../ui/marks.tsx';
import { formatMinutes } from '../../ui/time-words.ts';

export const criterionWords: Record<CriterionKind, string> = { incident: 'Active severity 1 or 2 incident', vulnerability: 'Exploited or critical vulnerability', 'data-loss': 'Imminent data loss', 'legal-order': 'Binding legal order' };
export const clockWords: Record<Clock['id'], string> = { authorisation: 'Authorisation', validation: 'Validation', paperwork: 'Deferred papers', retrospective: 'Retrospective' };
const doneWords: Record<Clock['id'], string> = { authorisation: 'Used', validation: 'Validated', paperwork: 'Complete', retrospective: 'Held' };
export const resultWords: Record<CheckResult, string> = { passed: 'passed', failed: 'failed', missing: 'missing' };
export const resultSignals: Record<CheckResult, Signal> = { passed: 'ok', failed: 'bad', missing: 'missing' };
export const checkSignals = { pass: 'ok', warn: 'warn', fail: 'bad' } as const;
export const ratifiedWords = { ratified: 'Ratified', contested: 'Contested' } as const;

export type ClockFace = { tone: 'done' | 'late' | 'running' | 'soon' | 'overdue'; signal: Signal; words: string };
/** A clock read at an instant: it may have run out since the core was asked. Less than a quarter of its time left is soon. */
export function faceOf(clock: Clock, now: number): ClockFace {
  const due = Date.parse(clock.dueAt);
  if (clock.state === 'done') return clock.isLate ? { tone: 'late', signal: 'warn', words: `${doneWords[clock.id]} late` } : { tone: 'done', signal: 'ok', words: doneWords[clock.id] };
  const minutes = Math.abs(due - now) / 60_000;
  const length = minutes < 1 ? 'less than a minute' : formatMinutes(Math.floor(minutes));
  if (now > due) return { tone: 'overdue', signal: 'bad', words: clock.id === 'authorisation' ? `Ended ${length} ago` : `Overdue by ${length}` };
  const isSoon = (due - now) * 4 < due - Date.parse(clock.startedAt);
  return { tone: isSoon ? 'soon' : 'running', signal: isSoon ? 'warn' : 'info', words: `${length} left` };
}

type Criterion = EmergencyRecord['criteria'][number];
/** What a criterion says of itself, as one line. */
export function criterionText({ kind, incident, advisory, score, isExploited, statement }: Criterion): string {
  if (kind === 'incident') return incident === null ? 'an incident that is not here' : `severity ${incident.severity}, ${incident.state}: ${incident.summary}`;
  if (kind === 'vulnerability') return [advisory, score === null ? '' : `CVSS ${score}`, isExploited ? 'exploited' : ''].filter((part) => part !== '').join(', ');
  return statement;
}
/** Hundredths of a percent as people read them: `12 %`, `11.1 %`. */
export const percent = (basisPoints: number): string => `${Number((basisPoints / 100).toFixed(1))}\u00a0%`;
