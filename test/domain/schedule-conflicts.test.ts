// Conflicts of the schedule against an oracle that looks at every pair and walks the graph by itself (CAL-01, CAL-02, CAL-04, CAL-06; B7).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conflictsBetween, conflictsOf, freezesMet, holdsBack, windowsMissed } from '../../src-main/domain/schedule-conflicts.ts';
import type { Claim, ConstraintSpan, Held, Link, SequenceEdge, Terms } from '../../src-main/domain/schedule-conflicts.ts';

const at = (hour: number): string => new Date(Date.parse('2026-12-01T00:00:00.000Z') + hour * 3_600_000).toISOString();
const terms: Terms = { shared: ['production'], buffers: { serviceHours: 24, environmentHours: 4 } };
const claim = (id: string, from: number, hours: number, over: Partial<Claim> = {}): Claim => {
  const [service, environment, items] = [over.service ?? '', over.environment ?? '', over.items ?? []];
  return { kind: 'change', id, number: id.toUpperCase(), title: id, owner: `Owner ${id}`, zone: 'UTC', startsAt: at(from), endsAt: at(from + hours), isFirm: true, type: 'normal', tier: null, environment, service, items, people: [], places: { services: service === '' ? [] : [service], environments: [environment], items, departments: [], regions: [] }, release: null, mends: [], booked: null, ...over };
};
const nobody: Link = () => null;
const rules = (a: Claim, b: Claim, link: Link = nobody): string[] => conflictsBetween(a, b, { link, terms }).map(({ rule }) => rule);

test('CAL-01 each rule by itself: item, service, environment, person, two High ones; spans that touch end to start do not meet', () => {
  const over = { items: ['db'], service: 'cards', environment: 'staging', people: ['ada'], tier: 'high' as const };
  expect(rules(claim('a', 0, 2, over), claim('b', 1, 2, over))).toEqual(['item', 'person', 'high-risk']);
  expect(rules(claim('a', 0, 2, over), claim('b', 2, 2, over))).toEqual([]);
  expect(rules(claim('a', 0, 2, { service: 'cards' }), claim('b', 1, 2, { service: 'cards' }))).toEqual(['service']);
  expect(rules(claim('a', 0, 2, { environment: 'staging' }), claim('b', 1, 2, { environment: 'staging' }))).toEqual(['environment']);
  expect(rules(claim('a', 0, 2, { environment: 'production' }), claim('b', 1, 2, { environment: 'production' }))).toEqual([]);
  expect(rules(claim('a', 0, 2, { environment: 'production' }), claim('b', 1, 2, { environment: 'production', kind: 'booking' }))).toEqual(['environment']);
  expect(rules(claim('a', 0, 2, { service: 'cards' }), claim('b', 1, 2, { service: 'cards', kind: 'booking', booked: 'a' }))).toEqual([]);
});

test('CAL-06 a release ten hours after another one on its service is refused with the buffer; 24 hours later, or four in the environment alone, is not', () => {
  const release = (id: string, from: number, service = 'cards'): Claim => claim(id, from, 2, { release: id, service, environment: 'production' });
  expect(conflictsBetween(release('a', 0), release('b', 12), { link: nobody, terms })).toMatchObject([{ rule: 'buffer', capability: 'CAL-06', facts: { hours: 24, gapMinutes: 600 }, path: ['cards'] }]);
  expect(rules(release('a', 0), release('b', 26))).toEqual([]);
  expect(conflictsBetween(release('a', 0), release('b', 5, 'pay'), { link: nobody, terms })).toMatchObject([{ rule: 'buffer', facts: { hours: 4 } }]);
  expect(rules(release('a', 0), release('b', 6, 'pay'))).toEqual([]);
});

const held = (over: Partial<Held['entry']>, from: number, hours: number): Held => ({ entry: { id: `h${from}`, kind: 'freeze', title: 'Close', owner: 'Ada', mode: 'hard', permitted: [], scope: [{ by: 'organisation' }], zone: 'UTC', release: '', ...over }, at: { at: at(from), startsAt: at(from), endsAt: at(from + hours) } });
test('CAL-02 CAL-06 a freeze lets pass what it permits, a stabilisation freeze a linked fix, and neither anything else', () => {
  expect(freezesMet(claim('a', 1, 1), [held({}, 0, 4)]).map((found) => holdsBack(found, 'a'))).toEqual([true]);
  expect(freezesMet(claim('a', 1, 1, { type: 'emergency' }), [held({ permitted: ['emergency'] }, 0, 4)]).map((found) => holdsBack(found, 'a'))).toEqual([false]);
  const after = held({ kind: 'stabilisation', release: 'r' }, 0, 72);
  expect([freezesMet(claim('a', 1, 1, { mends: ['r'] }), [after]), freezesMet(claim('a', 1, 1), [after])].map(([found]) => holdsBack(found!, 'a'))).toEqual([false, true]);
  expect(freezesMet(claim('a', 4, 1), [held({}, 0, 4)])).toEqual([]);
});
test('CAL-04 missing every maintenance window differs from outlasting one, and without windows nothing is missed', () => {
  const windows = [held({ kind: 'maintenance-window' }, 0, 4), held({ kind: 'maintenance-window' }, 48, 4)];
  const ruleOf = (from: number, hours: number): string[] => windowsMissed(claim('a', from, hours), windows).map(({ rule }) => rule);
  expect([ruleOf(1, 2), ruleOf(2, 4), ruleOf(10, 1), ruleOf(0, 4)]).toEqual([[], ['exceeds-window'], ['outside-window'], []]);
  expect(windowsMissed(claim('a', 0, 1), [])).toEqual([]);
});

const word = (...all: string[]) => fc.constantFrom(...all);
const aClaim = fc.record({ from: fc.nat(60), hours: fc.integer({ min: 1, max: 12 }), service: word('', 's1', 's2', 's3'), environment: word('production', 'staging', 'test'), items: fc.uniqueArray(word('i1', 'i2', 'i3', 'i4', 'i5'), { maxLength: 2 }), people: fc.uniqueArray(word('ada', 'bo', 'cy'), { maxLength: 2 }), tier: fc.constantFrom('low' as const, 'high' as const, 'critical' as const, null), release: fc.constantFrom(null, 'r1', 'r2') });
const aGraph = fc.uniqueArray(fc.tuple(word('i1', 'i2', 'i3', 'i4', 'i5'), word('i1', 'i2', 'i3', 'i4', 'i5')).filter(([a, b]) => a !== b), { maxLength: 6 });
/** Whether one of the items reaches one of the others within three steps, walked without any help. */
function reaches(graph: readonly (readonly [string, string])[], from: readonly string[], to: readonly string[]): boolean {
  let seen = [...from];
  for (let step = 0; step < 3; step += 1) seen = [...new Set([...seen, ...graph.filter(([a]) => seen.includes(a)).map(([, b]) => b)])];
  return to.some((one) => seen.includes(one));
}
const minutes = (text: string): number => Date.parse(text) / 60_000;
type Drawn = { graph: readonly (readonly [string, string])[]; order: readonly SequenceEdge[]; runs: readonly ConstraintSpan[] };
/** Every pair, rule by rule, as the catalogue words them. */
function oracle(claims: readonly Claim[], { graph, order, runs }: Drawn): string[] {
  const blocked = claims.flatMap((a) => runs.filter((run) => minutes(a.startsAt) < minutes(run.endsAt) && minutes(run.startsAt) < minutes(a.endsAt)).map((run) => `constraint ${[a.id, run.id].toSorted().join(' ')}`));
  const tooEarly = order.flatMap(({ before, after, kind }) => {
    const [a, b] = [claims.find(({ id }) => id === before), claims.find(({ id }) => id === after)];
    if (!a || !b || a === b) return [];
    const isWrong = kind === 'conflicts' ? minutes(a.startsAt) < minutes(b.endsAt) && minutes(b.startsAt) < minutes(a.endsAt) : minutes(b.startsAt) < minutes(a.endsAt);
    return isWrong ? [`predecessor ${[a.id, b.id].toSorted().join(' ')}`] : [];
  });
  const pairs = claims.flatMap((a, i) => claims.slice(i + 1).flatMap((b) => {
    const meets = minutes(a.startsAt) < minutes(b.endsAt) && minutes(b.startsAt) < minutes(a.endsAt);
    const isOne = a.release !== null && a.release === b.release;
    const place = a.items.some((one) => b.items.includes(one)) ? 'item' : (a.service !== '' && a.service === b.service) || reaches(graph, a.items, b.items) || reaches(graph, b.items, a.items) ? 'service' : a.environment === b.environment && a.environment !== 'production' ? 'environment' : null;
    const gap = Math.max(minutes(b.startsAt) - minutes(a.endsAt), minutes(a.startsAt) - minutes(b.endsAt));
    const isClose = !meets && a.release !== null && b.release !== null && !isOne && ((a.service !== '' && a.service === b.service && gap < 24 * 60) || (a.environment === b.environment && gap < 4 * 60));
    const grave = (c: Claim): boolean => c.tier === 'high' || c.tier === 'critical';
    const found = [...(meets && place && !isOne ? [place] : []), ...(meets && a.people.some((one) => b.people.includes(one)) ? ['person'] : []), ...(meets && grave(a) && grave(b) && !isOne ? ['high-risk'] : []), ...(isClose ? ['buffer'] : [])];
    return found.map((rule) => `${rule} ${[a.id, b.id].toSorted().join(' ')}`);
  }));
  return [...pairs, ...blocked, ...tooEarly].toSorted();
}

const aRun = fc.record({ from: fc.nat(60), hours: fc.integer({ min: 1, max: 6 }) });
/** One dependency between two at most, as the register keeps them. */
const anOrder = fc.uniqueArray(fc.record({ before: word('c0', 'c1', 'c2', 'c3'), after: word('c0', 'c1', 'c2', 'c3'), kind: fc.constantFrom('before' as const, 'conflicts' as const) }), { maxLength: 3, selector: ({ before, after }) => [before, after].toSorted().join(' ') });
/** How many calendars are drawn; ten thousand where they are asked for. */
const calendars = Number(process.env['GAVEL_CALENDARS'] ?? 2000);
test('CAL-01 B7 conflicts are those of the oracle, the same from either side, on many random calendars with batch runs and an order of work', () => {
  fc.assert(fc.property(fc.array(aClaim, { minLength: 2, maxLength: 8 }), aGraph, anOrder, fc.array(aRun, { maxLength: 2 }), (made, graph, order, spans) => {
    const runs = spans.map(({ from, hours }, i): ConstraintSpan => ({ kind: 'constraint', id: `run${i}`, number: '', title: 'Settlement', owner: 'Ada', zone: 'UTC', startsAt: at(from), endsAt: at(from + hours), path: [] }));
    const claims = made.map(({ from, hours, ...over }, i) => claim(`c${i}`, from, hours, over));
    const link: Link = (a, b) => (a.items.length > 0 && b.items.length > 0 && (reaches(graph, a.items, b.items) || reaches(graph, b.items, a.items)) ? ['way'] : null);
    const nothing = { freezes: [], windows: [], constraints: runs, edges: order };
    const asked = claims.map((one) => conflictsOf(one, { ...nothing, claims }, { link, terms }));
    const listed = new Map(asked.flat().map((found) => [found.key, found]));
    expect([...listed.values()].map(({ rule, sides }) => `${rule} ${sides.map(({ id }) => id).toSorted().join(' ')}`).toSorted()).toEqual(oracle(claims, { graph, order, runs }));
    // Each is found twice, once from either side, and says the same; a batch run asks for nothing itself.
    expect(asked.flat().length).toBe(listed.size * 2 - [...listed.values()].filter(({ rule }) => rule === 'constraint').length);
    for (const found of asked.flat()) expect(found).toEqual(listed.get(found.key));
  }), { numRuns: calendars });
});
