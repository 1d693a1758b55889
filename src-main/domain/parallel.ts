// Running an old and a new release process side by side (LEG-06): results of both for each cycle, and when the new one may take over.
import { measures } from '#contract/parallel.ts';
import type { Measure } from '#contract/parallel.ts';
import { entryEvent, foldEntry, saidBy } from './entry.ts';
import type { Entry, Register, Said } from './entry.ts';
import type { DomainEvent } from './event.ts';
import type { Exception } from './exceptions.ts';
import { oneIn, recordIn, someIn, textIn, wholeIn } from './json-values.ts';
import type { PolicyDocument } from './policy-document.ts';
import { mayKeepLegacy } from './constraint.ts';
import { needs } from './roles.ts';
import type { Kept } from './sheet.ts';
import { sheet, writeKept } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';
import { standingOf } from './waivers.ts';

export type ParallelTerms = { name: string; scope: string; oldProcess: string; newProcess: string; from: string; until: string; cycles: number; measures: Measure[]; /** Cycles in a row that permit the exit. */ needed: number };
export type Side = 'old' | 'new';
/** Whole numbers by measure: minutes, counts, percent. */
export type Values = Partial<Record<Measure, number>>;
type Result = { release: string; values: { [measure: string]: number } };
export type ParallelRun = Entry<ParallelTerms> & {
  /** By `cycle/side`. */
  results: { [place: string]: Kept<Result> };
  extensions: (Said & { until: string; reason: string })[];
  /** How it ended: with the new process, or without it. */
  end: (Said & { kind: 'exit' | 'stop'; reason: string; exception: string }) | null;
};

const most = 1_000_000;
const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const register: Register<ParallelTerms> = {
  made: 'parallel.planned',
  termsIn: ({ data, text }) => {
    const [from, until, cycles] = [textIn(data['from']), textIn(data['until']), wholeIn(data['cycles'], 1, 1000)];
    const asked = someIn(data['measures'], measures);
    if (!day.test(from) || !day.test(until) || cycles === null || asked.length === 0) return null;
    return { name: textIn(text['name']), scope: textIn(text['scope']), oldProcess: textIn(text['oldProcess']), newProcess: textIn(text['newProcess']), from, until, cycles, measures: asked, needed: wholeIn(data['needed'], 1, 1000) ?? 1 };
  },
};
const placeOf = (cycle: number, side: Side): string => `${cycle}/${side}`;
export const parallelSheet = sheet<ParallelRun>({
  name: 'parallel', kind: 'parallel', types: ['parallel.planned', 'parallel.resultRecorded', 'parallel.extended', 'parallel.ended'],
  fold: (run, event, cause) => {
    const next = foldEntry<ParallelTerms, ParallelRun>(run, { event, cause }, register, (begun) => ({ ...begun, results: {}, extensions: [], end: null }));
    if (run === null || next === null) return next;
    const { data, text } = event;
    if (event.type === 'parallel.resultRecorded') {
      const [cycle, side, given] = [wholeIn(data['cycle'], 1, 1000), oneIn(data['side'], ['old', 'new'] as const), recordIn(data['values'])];
      if (cycle === null || side === null) return next;
      const values = Object.fromEntries(measures.flatMap((measure) => { const value = Object.hasOwn(given, measure) ? wholeIn(given[measure], 0, most) : null; return value === null ? [] : [[measure, value]]; }));
      const place = placeOf(cycle, side);
      return { ...next, results: { ...next.results, [place]: writeKept<Result>(next.results[place], { release: textIn(text['release']), values }, event, { key: place, cause }) } };
    }
    if (event.type === 'parallel.extended') return day.test(textIn(data['until'])) ? { ...next, extensions: [...next.extensions, { ...saidBy(event), until: textIn(data['until']), reason: textIn(text['reason']) }] } : next;
    const kind = event.type === 'parallel.ended' ? oneIn(data['kind'], ['exit', 'stop'] as const) : null;
    return kind === null || next.end !== null ? next : { ...next, end: { ...saidBy(event), kind, reason: textIn(text['reason']), exception: textIn(data['exception']) } };
  },
  columns: ({ number, terms: { value }, end }) => ({ number, label: value.name, state: end ? end.kind : 'running', dueAt: value.until }),
});

/** More is better of these; of every other measure less is. */
const moreIsBetter: readonly Measure[] = ['evidencePercent'];
export type Compared = { measure: Measure; old: number; new: number; isWorse: boolean };
/** `incomplete`: one side, or a measure of it, is not recorded. */
export type Cycle = { cycle: number; release: string; old: Values; new: Values; verdict: 'good' | 'worse' | 'incomplete'; worse: Measure[]; missing: Side[] };

/** Every cycle up to the last one with a result, judged in every measure. */
export function cyclesOf({ terms: { value }, results }: Pick<ParallelRun, 'terms' | 'results'>): Cycle[] {
  const last = Math.max(0, ...Object.keys(results).map((place) => Number(place.split('/')[0])));
  return Array.from({ length: last }, (_, i): Cycle => {
    const [mine, theirs] = [results[placeOf(i + 1, 'old')]?.value, results[placeOf(i + 1, 'new')]?.value];
    const [old, fresh] = [(mine?.values ?? {}) as Values, (theirs?.values ?? {}) as Values];
    const lacks = (values: Values): boolean => value.measures.some((measure) => values[measure] === undefined);
    const missing: Side[] = [...(lacks(old) ? ['old' as const] : []), ...(lacks(fresh) ? ['new' as const] : [])];
    const worse = missing.length > 0 ? [] : value.measures.filter((measure) => (moreIsBetter.includes(measure) ? fresh[measure]! < old[measure]! : fresh[measure]! > old[measure]!));
    return { cycle: i + 1, release: theirs?.release || mine?.release || '', old, new: fresh, verdict: missing.length > 0 ? 'incomplete' : worse.length > 0 ? 'worse' : 'good', worse, missing };
  });
}
/** Cycles in a row, up to the last one, in which the new process was equal or better in every measure. A cycle that failed or is incomplete begins the count anew. */
export function streakOf(cycles: readonly Pick<Cycle, 'verdict'>[]): number {
  let streak = 0;
  for (const { verdict } of cycles) streak = verdict === 'good' ? streak + 1 : 0;
  return streak;
}
/** The last day it runs, with what it was extended to. */
export const runsUntil = ({ terms: { value }, extensions }: Pick<ParallelRun, 'terms' | 'extensions'>): string => extensions.reduce((last, { until }) => (until > last ? until : last), value.until);

type Events = Verdict<DomainEvent>;
const ended = ({ end, number }: Pick<ParallelRun, 'end' | 'number'>): Refused | null => (end === null ? null : refuse('entry_ended', { entry: number }));
export function planParallel({ id, number }: { id: string; number: string }, { name, scope, oldProcess, newProcess, ...data }: ParallelTerms, { parallel }: Pick<PolicyDocument, 'parallel'>, by: By): Events {
  const no = firstRefusal(mayKeepLegacy(by), data.until <= data.from ? refuse('parallel_span', { from: data.from, until: data.until }, { field: 'until' }) : null,
    data.needed < parallel.cycles ? refuse('parallel_threshold', { least: parallel.cycles, asked: data.needed }, { field: 'needed' }) : null, data.cycles < data.needed ? refuse('parallel_cycles', { cycles: data.cycles, needed: data.needed }, { field: 'cycles' }) : null);
  return no ?? accept(entryEvent('parallel.planned', id, { number, ...data }, { name, scope, oldProcess, newProcess }));
}
export function recordResult(run: ParallelRun, { cycle, side, release, values }: { cycle: number; side: Side; release: string; values: Values }, by: By): Events {
  const last = cyclesOf(run).length;
  const unknown = Object.keys(values).find((measure) => !run.terms.value.measures.includes(measure as Measure));
  const no = firstRefusal(mayKeepLegacy(by), ended(run), cycle > last + 1 ? refuse('cycle_ahead', { cycle, next: last + 1 }, { field: 'cycle' }) : null, unknown === undefined ? null : refuse('measure_not_compared', { measure: unknown, run: run.number }, { field: unknown }));
  return no ?? accept(entryEvent('parallel.resultRecorded', run.id, { cycle, side, values: { ...values } as { [measure: string]: number } }, { release }));
}
/** APR-06: the number of an exception from LEG-06 that holds, for every run or for this one. */
export const earlyEndFor = ({ number }: Pick<ParallelRun, 'number'>, exceptions: readonly Exception[], policy: Pick<PolicyDocument, 'exceptions'>, now: string): string | null =>
  exceptions.find(({ rule, scope, ...rest }) => (rule === 'LEG-06' || rule === `LEG-06/${number}`) && scope.kind === 'all' && standingOf({ rule, scope, ...rest }, policy, now) === 'valid')?.number ?? null;
const signed = (rev: string): { role: string; rev: string; supersedes: string[] } => ({ role: 'chair', rev, supersedes: [] });
export const mayEndParallel = (run: ParallelRun, { actor }: Pick<By, 'actor'>): Refused | null => firstRefusal(needs('decide', actor), ended(run));
/** LEG-06: the board gives it more time by signature. */
export function extendParallel(run: ParallelRun, { until, reason, rev }: { until: string; reason: string; rev: string }, by: By): Events {
  const last = runsUntil(run);
  return firstRefusal(mayEndParallel(run, by), until <= last ? refuse('parallel_span', { from: last, until }, { field: 'until' }) : null) ?? accept(entryEvent('parallel.extended', run.id, { until, ...signed(rev) }, { reason }));
}
/** LEG-06: the new process takes over after enough good cycles in a row; it is given up on or after the last day. Anything earlier needs `exception`, the number of one that holds. */
export function mayEndAs(run: ParallelRun, kind: 'exit' | 'stop', exception: string | null, by: By): Refused | null {
  const { needed } = run.terms.value;
  const streak = streakOf(cyclesOf(run));
  const isDue = kind === 'exit' ? streak >= needed : by.now.slice(0, 10) >= runsUntil(run);
  return firstRefusal(mayEndParallel(run, by), isDue || exception !== null ? null : kind === 'exit' ? refuse('exit_too_early', { run: run.number, streak, needed }) : refuse('stop_too_early', { run: run.number, until: runsUntil(run) }));
}
export const endParallel = (run: ParallelRun, { kind, reason, exception, rev }: { kind: 'exit' | 'stop'; reason: string; exception: string | null; rev: string }, by: By): Events =>
  mayEndAs(run, kind, exception, by) ?? accept(entryEvent('parallel.ended', run.id, { kind, exception: exception ?? '', ...signed(rev) }, { reason }));
