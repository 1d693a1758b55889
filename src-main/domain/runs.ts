// Times at which deployments of a change ran, as the deployment tool says (CAL-08): told beside the window, never instead of what people recorded.
import { runOutcomes } from '#contract/feed.ts';
import type { ActualRun } from '#contract/feed.ts';
import type { Change } from './change.ts';
import type { DomainEvent, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { oneIn, textIn, timeIn } from './json-values.ts';
import { needs } from './roles.ts';
import { sheet } from './sheet.ts';
import { minutesBetween } from './spans.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Verdict } from './verdict.ts';

type Run = Omit<ActualRun, 'minutesLate'>;
export type Runs = { id: string; runs: Run[] };

function runIn({ data, text, at, by }: StampedEvent): Run | null {
  const [id, startsAt, endsAt, outcome] = [textIn(data['run']), timeIn(data['startsAt']), timeIn(data['endsAt']), oneIn(data['outcome'], runOutcomes)];
  return id === '' || startsAt === null || endsAt === null || outcome === null || endsAt < startsAt ? null : { id, startsAt, endsAt, outcome, source: textIn(text['source']), at, by: idOf(by) };
}
/** A run said again, perhaps with other times, is the same run as it was said last. */
export const runSheet = sheet<Runs>({
  name: 'run', kind: 'change', types: ['run.recorded'],
  fold: (state, event) => {
    const run = runIn(event);
    if (run === null) return state;
    const before = state?.runs ?? [];
    return { id: idOf(event.subject), runs: [...before.filter(({ id }) => id !== run.id), run].slice(-500) };
  },
  columns: ({ runs }) => ({ dueAt: runs.at(-1)?.endsAt ?? null }),
});

export type SaidRun = Pick<Run, 'id' | 'startsAt' | 'endsAt' | 'outcome' | 'source'>;
export const isKnownRun = (runs: Runs | null, said: SaidRun): boolean => runs?.runs.some((run) => run.id === said.id && run.startsAt === said.startsAt && run.endsAt === said.endsAt && run.outcome === said.outcome) ?? false;
/** A run is of the past, and ends after it starts. */
export function recordRun(change: Pick<Change, 'id' | 'number'>, { id, startsAt, endsAt, outcome, source }: SaidRun, { actor, now }: By): Verdict<DomainEvent> {
  const no = firstRefusal(needs('attach', actor), endsAt < startsAt ? refuse('run_ends_early', { run: id, startsAt, endsAt }, { field: 'end' }) : null, startsAt > now ? refuse('run_ahead', { run: id, startsAt }, { field: 'start' }) : null);
  return no ?? accept({ type: 'run.recorded', subject: subjectOf('change', change.id), data: { run: id, startsAt, endsAt, outcome }, text: { source } });
}
/** How many minutes a run went on after the change's window. */
export const minutesLate = ({ endsAt }: Pick<Run, 'endsAt'>, { plannedEndAt }: Change['fields']): number => (plannedEndAt === null || endsAt <= plannedEndAt ? 0 : minutesBetween(plannedEndAt, endsAt));
