// Points where services meet legacy systems (LEG-03): what isolates them, and how far a failure reaches with and without it.
import { directions, isolationKinds } from '#contract/legacy.ts';
import type { Direction, IsolationKind } from '#contract/legacy.ts';
import { mayKeepLegacy } from './constraint.ts';
import { entryEvent, foldEntry, saidBy } from './entry.ts';
import type { Entry, Register, Said } from './entry.ts';
import type { DomainEvent } from './event.ts';
import type { Step } from './impact.ts';
import { oneIn, textIn } from './json-values.ts';
import type { PolicyDocument } from './policy-document.ts';
import { needs } from './roles.ts';
import { sheet } from './sheet.ts';
import { addDays } from './spans.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

/** `from` calls or feeds `to`, the legacy end; both are items of the register by UUID. `direction` is the way the data goes, seen from `from`. */
export type PointTerms = { name: string; from: string; to: string; protocol: string; direction: Direction; effect: string; isolation: IsolationKind | null; measure: string; owner: string };
export type IsolationTest = Said & { on: string; passed: boolean; evidence: string };
export type Point = Entry<PointTerms> & { tests: IsolationTest[]; /** By the UUID of the change; the latest of a change counts. */ mitigations: (Said & { change: string; text: string })[] };

const register: Register<PointTerms> = {
  made: 'integration.mapped', revised: 'integration.revised', ended: 'integration.removed',
  termsIn: ({ data, text }) => {
    const [from, to] = [textIn(data['from']), textIn(data['to'])];
    if (from === '' || to === '' || from === to) return null;
    return { name: textIn(text['name']), from, to, protocol: textIn(text['protocol']), direction: oneIn(data['direction'], directions) ?? 'both', effect: textIn(text['effect']), isolation: oneIn(data['isolation'], isolationKinds), measure: textIn(text['measure']), owner: textIn(text['owner']) };
  },
};
export const pointSheet = sheet<Point>({
  name: 'integration', kind: 'integration', types: ['integration.mapped', 'integration.revised', 'integration.removed', 'integration.tested', 'integration.mitigated'],
  fold: (point, event, cause) => {
    const next = foldEntry<PointTerms, Point>(point, { event, cause }, register, (begun) => ({ ...begun, tests: [], mitigations: [] }));
    if (point === null || next === null) return next;
    const { data, text } = event;
    const on = textIn(data['on']);
    if (event.type === 'integration.tested') return /^\d{4}-\d\d-\d\d$/.test(on) ? { ...next, tests: [...next.tests, { ...saidBy(event), on, passed: data['passed'] === true, evidence: textIn(text['evidence']) }] } : next;
    return event.type === 'integration.mitigated' && textIn(data['change']) !== '' ? { ...next, mitigations: [...next.mitigations, { ...saidBy(event), change: textIn(data['change']), text: textIn(text['mitigation']) }] } : next;
  },
  columns: ({ number, terms: { value }, ended }) => ({ number, label: value.name, state: ended ? 'ended' : 'open' }),
});

/** The latest test by its day. */
export const latestTest = ({ tests }: Pick<Point, 'tests'>): IsolationTest | null => tests.toSorted((a, b) => (a.on !== b.on ? (a.on < b.on ? 1 : -1) : a.at < b.at ? 1 : -1))[0] ?? null;
/** LEG-03: an isolation measure counts while its last test passed and is not older than the policy says. */
export function isIsolated(point: Point, { legacy }: Pick<PolicyDocument, 'legacy'>, now: string): boolean {
  const test = latestTest(point);
  return point.ended === null && point.terms.value.isolation !== null && test !== null && test.passed && test.on >= addDays(now, -legacy.isolationTestDays).slice(0, 10);
}

/** Whether a step of impact crosses a point. */
const crosses = ({ from, to }: Pick<Step, 'from' | 'to'>, { terms: { value } }: Point): boolean => (from === value.from && to === value.to) || (from === value.to && to === value.from);
/** A failing legacy end always reaches the end that calls it; the other way only where data is sent. */
const ownSteps = ({ terms: { value } }: Point): Step[] => [{ from: value.to, to: value.from, kind: 'connects-to' }, ...(value.direction === 'from-legacy' ? [] : [{ from: value.from, to: value.to, kind: 'connects-to' as const }])];
/**
 * Steps of impact through the mapped points: each open point is a way of its own beside the relations of the register, and one that is `isolated` lets nothing through.
 */
export const throughPoints = (points: readonly Point[], isolated: ReadonlySet<string>, stepsFrom: (items: readonly string[]) => readonly Step[]) => (items: readonly string[]): Step[] => {
  const level = new Set(items);
  const open = points.filter(({ id }) => !isolated.has(id));
  const closed = points.filter(({ id }) => isolated.has(id));
  const related = stepsFrom(items).filter((step) => !closed.some((point) => crosses(step, point)));
  const known = new Set(related.map(({ from, to }) => `${from} ${to}`));
  return [...related, ...open.flatMap(ownSteps).filter(({ from, to }) => level.has(from) && !known.has(`${from} ${to}`) && !closed.some((point) => crosses({ from, to }, point)))];
};

type Events = Verdict<DomainEvent>;
const settled = ({ ended, number }: Pick<Point, 'ended' | 'number'>): Refused | null => (ended === null ? null : refuse('entry_ended', { entry: number }));
/** LEG-03: a point has two ends, and they are two. */
function refuseTerms({ name, from, to }: PointTerms): Refused | null {
  if (from === '' || to === '') return refuse('point_without_end', { point: name, lacks: from === '' ? 'the end that calls' : 'the legacy end' }, { field: from === '' ? 'from' : 'to' });
  return from === to ? refuse('point_without_end', { point: name, lacks: 'two different ends' }, { field: 'to' }) : null;
}
const termsEvent = (type: 'integration.mapped' | 'integration.revised', id: string, { name, protocol, effect, measure, owner, ...data }: PointTerms, more: { number?: string } = {}): DomainEvent => entryEvent(type, id, { ...more, ...data }, { name, protocol, effect, measure, owner });
export const mapPoint = ({ id, number }: { id: string; number: string }, terms: PointTerms, by: By): Events => firstRefusal(mayKeepLegacy(by), refuseTerms(terms)) ?? accept(termsEvent('integration.mapped', id, terms, { number }));
export const revisePoint = (point: Point, terms: PointTerms, by: By): Events => firstRefusal(mayKeepLegacy(by), settled(point), refuseTerms(terms)) ?? accept(termsEvent('integration.revised', point.id, terms));
export const removePoint = (point: Point, reason: string, by: By): Events => firstRefusal(mayKeepLegacy(by), settled(point)) ?? accept(entryEvent('integration.removed', point.id, {}, { reason }));
export function testPoint(point: Point, { on, passed, evidence }: { on: string; passed: boolean; evidence: string }, by: By): Events {
  const no = firstRefusal(mayKeepLegacy(by), settled(point), point.terms.value.isolation === null ? refuse('point_unisolated', { point: point.terms.value.name }) : null, on > by.now.slice(0, 10) ? refuse('day_ahead', { day: on }, { field: 'on' }) : null);
  return no ?? accept(entryEvent('integration.tested', point.id, { on, passed }, { evidence }));
}
/** What is done instead of isolating, for one change. */
export const mitigatePoint = (point: Point, { change, text }: { change: string; text: string }, by: By): Events => firstRefusal(needs('raise', by.actor), settled(point)) ?? accept(entryEvent('integration.mitigated', point.id, { change }, { mitigation: text }));
