// What the schedule reads: paths between items, people, buffers between releases, linked fixes, and the indexes it is read from (CAL-01, CAL-06, B7).
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { stabilise } from '../../src-main/domain/calendar.ts';
import type { DomainEvent, Json } from '../../src-main/domain/event.ts';
import type { FoundConflict } from '../../src-main/domain/schedule-conflicts.ts';
import { findChange } from '../../src-main/store/projections/change.ts';
import { proposeWindows } from '../../src-main/domain/windows.ts';
import { scheduleRecords } from '../../src-main/store/projections/schedule-records.ts';
import { seeded } from '../../src-main/sample/random.ts';
import { laptopsOf, template } from '../support/laptops.ts';
import type { Laptop } from '../support/laptops.ts';

const made = template(1);
async function one(): Promise<Laptop> {
  const group = laptopsOf(await made, 1);
  onTestFinished(() => { group.close(); });
  return group.laptops[0]!;
}
const at = (hour: number): string => new Date(Date.parse('2026-12-01T00:00:00.000Z') + hour * 3_600_000).toISOString();
const window = (from: number, to: number): Record<string, Json> => ({ plannedStartAt: at(from), plannedEndAt: at(to) });
function planned(laptop: Laptop, span: Record<string, Json>, text: Record<string, Json>, state = 'scheduled'): string {
  const id = randomUUID();
  laptop.write({ type: 'change.created', subject: `change:${id}`, data: { number: laptop.store.nextNumber('C'), type: 'normal', state, ...span }, text: { title: 'Swap', owner: 'Zoe', requester: 'Zoe', environment: 'production', ...text } });
  return id;
}
/** Every conflict of a span, stride by stride. */
function listed({ store }: Laptop, span: { startsAt: string; endsAt: string }): FoundConflict[] {
  const all: FoundConflict[] = [];
  for (let from: string | null = null; ;) {
    const stride = scheduleRecords(store.db).conflictsFrom(span, from);
    all.push(...stride.found);
    if (stride.until === null) return all;
    from = stride.until;
  }
}
const found = ({ store }: Laptop, id: string) => scheduleRecords(store.db).conflictsOf(findChange(store.db, id)!).found;

test('CAL-01 a change on what another one relies on meets it, with the path of items between them, from either side and in the list of all', async () => {
  const a = await one();
  const items = ['Store', 'Node', 'Portal', 'Alone'].map((name): [string, string] => [name, randomUUID()]);
  const idOf = Object.fromEntries(items);
  a.write(...items.map(([name, id]): DomainEvent => ({ type: 'item.registered', subject: `item:${id}`, data: {}, text: { name, environment: 'production' } })));
  a.write({ type: 'item.related', subject: `item:${idOf['Node']!}`, data: { kind: 'depends-on', to: idOf['Store']! } }, { type: 'item.related', subject: `item:${idOf['Portal']!}`, data: { kind: 'runs-on', to: idOf['Node']! } });
  const [below, above, alone] = [planned(a, window(0, 2), { items: ['Store'], service: 'Storage' }), planned(a, window(1, 3), { items: ['Portal'], service: 'Web' }), planned(a, window(1, 3), { items: ['Alone'], service: 'Other', implementers: ['Ada Long'] })];
  expect(found(a, below)).toMatchObject([{ rule: 'service', path: ['Store', 'Node', 'Portal'], overlap: { startsAt: at(1), endsAt: at(2) } }]);
  expect(found(a, above)).toEqual(found(a, below));
  expect(found(a, alone)).toEqual([]);
  expect(listed(a, { startsAt: at(0), endsAt: at(10) })).toEqual(found(a, below));
  expect(found(a, planned(a, window(2, 4), { service: 'New', implementers: ['ada long'] }))).toMatchObject([{ rule: 'person', path: ['ada long'] }]);
  expect(found(a, planned(a, window(0, 4), { items: ['store'], service: 'Another' }, 'closed'))).toMatchObject([{ rule: 'item', path: ['store'] }, { rule: 'service' }]);
});

test('CAL-06 changes of two releases on one service keep a day apart; a linked fix passes the freeze after a release and nothing else does', async () => {
  const a = await one();
  const release = (...changes: string[]): string => {
    const id = randomUUID();
    a.write({ type: 'release.planned', subject: `release:${id}`, data: { number: a.store.nextNumber('R'), startsAt: at(0), endsAt: at(90), zone: 'UTC' }, text: { name: 'Four' } }, { type: 'release.scopeEdited', subject: `release:${id}`, data: { add: changes, remove: [] } });
    return id;
  };
  const [first, second] = [planned(a, window(0, 2), { service: 'Cards' }), planned(a, window(12, 14), { service: 'Cards' }, 'authorised')];
  const before = release(first);
  release(second);
  expect(found(a, second)).toMatchObject([{ rule: 'buffer', facts: { hours: 24, gapMinutes: 600 }, path: ['cards'] }]);
  expect(listed(a, { startsAt: at(0), endsAt: at(90) })).toEqual(found(a, second));
  a.write(stabilise(randomUUID(), { id: before, title: 'R-A1-0001', owner: 'Zoe', services: ['Cards'], completedAt: at(40), criteria: [], hours: 72 }));
  const [fix, other] = [planned(a, window(50, 51), { service: 'Cards' }, 'authorised'), planned(a, window(60, 61), { service: 'Cards' }, 'authorised')];
  a.write({ type: 'change.linked', subject: `change:${fix}`, data: { kind: 'resolves', to: `change:${first}` } });
  expect([fix, other].map((id) => found(a, id).map(({ rule, isPermitted }) => [rule, isPermitted]))).toEqual([[['stabilisation', true]], [['stabilisation', false]]]);
});

test('B7 what is around a window is read from indexes', async () => {
  const { store: { db } } = await one();
  const plan = (sql: string): string => db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, 'x', 'y').map(({ detail }) => detail).join('\n');
  expect(plan("SELECT body FROM calendar_entry WHERE kind = 'booking' AND is_removed = 0 AND ends_at > ? AND starts_at < ?")).toContain('calendar_entry_by_end');
  expect(plan("SELECT n FROM change INDEXED BY change_by_open_window WHERE planned_end_at > ? AND planned_start_at < ? AND state IN ('submitted', 'assessment', 'awaiting-authorisation', 'deferred', 'authorised', 'scheduled', 'implementing', 'validating')")).toContain('change_by_open_window');
});

test('LEG-01 REL-03 a nightly batch run and a predecessor stand in the list of conflicts from either question, and free windows keep clear of both', async () => {
  const a = await one();
  const [node, portal] = [randomUUID(), randomUUID()];
  a.write(...[['Ledger', node], ['Portal', portal]].map(([name, id]): DomainEvent => ({ type: 'item.registered', subject: `item:${id!}`, data: {}, text: { name: name!, environment: 'production' } })));
  a.write({ type: 'item.related', subject: `item:${portal}`, data: { kind: 'depends-on', to: node } });
  const run = randomUUID();
  a.write({ type: 'constraint.registered', subject: `constraint:${run}`, data: { number: a.store.nextNumber('LC'), kind: 'batch', items: [node], services: [], from: null, until: null, startsAt: '22:00', endsAt: '02:00', days: [], zone: 'UTC' }, text: { name: 'Nightly settlement', owner: 'Zoe' } });
  const [first, second] = [planned(a, window(40, 44), { items: ['Ledger'], service: 'Ledger' }), planned(a, window(23, 24), { items: ['Portal'], service: 'Web' }, 'authorised')];
  a.write({ type: 'dependency.recorded', subject: `dependency:${randomUUID()}`, data: { from: { kind: 'change', id: first }, to: { kind: 'change', id: second }, type: 'before' }, text: { source: '' } });
  expect(found(a, second)).toMatchObject([{ rule: 'predecessor', capability: 'REL-03' }, { rule: 'constraint', capability: 'LEG-01', path: ['Ledger'], overlap: { startsAt: at(23), endsAt: at(24) } }]);
  expect(found(a, second).find(({ rule }) => rule === 'constraint')!.sides.find(({ kind }) => kind === 'constraint')).toMatchObject({ id: run, title: 'Nightly settlement', owner: 'Zoe', startsAt: at(22), endsAt: at(26) });
  // The one that goes before lies outside the span, and stands in the list of it all the same.
  expect(listed(a, { startsAt: at(20), endsAt: at(30) }).map(({ key }) => key).toSorted()).toEqual(found(a, second).map(({ key }) => key).toSorted());
  expect(found(a, first)).toMatchObject([{ rule: 'predecessor' }]);
  const change = findChange(a.store.db, second)!;
  const span = { startsAt: at(20), endsAt: at(72) };
  const free = proposeWindows({ ...scheduleRecords(a.store.db).aroundOf(change, span), span, minutes: 60, limit: 20 });
  expect(free.length).toBeGreaterThan(0);
  for (const { startsAt, endsAt } of free) {
    expect(startsAt >= at(44)).toBe(true);
    expect(endsAt <= at(46) || startsAt >= at(50)).toBe(true);
  }
});

test('CAL-01 B6 strides through a crowded span find what each change is told by itself, each conflict once, whatever lies in it', async () => {
  const a = await one();
  const random = seeded(20261201);
  const pick = <T>(...all: T[]): T => random.pick(all);
  const services = ['Cards', 'Ledger', 'Portal', 'Store'];
  const items = services.map((name): [string, string] => [`${name} node`, randomUUID()]);
  a.write(...items.map(([name, id]): DomainEvent => ({ type: 'item.registered', subject: `item:${id}`, data: {}, text: { name, environment: 'production' } })));
  a.write({ type: 'item.related', subject: `item:${items[2]![1]}`, data: { kind: 'depends-on', to: items[3]![1] } });
  const ids = Array.from({ length: 240 }, (_, i) => {
    const from = random.between(-20, 79);
    // A few outlast the usual day, and one the whole span.
    const hours = i === 0 ? 300 : random.chance(0.05) ? 30 + random.between(0, 39) : 1 + random.between(0, 4);
    return planned(a, window(i === 0 ? -60 : from, i === 0 ? 240 : from + hours), { service: pick('', ...services), environment: pick('production', 'staging', 'test'), items: random.chance(0.5) ? [pick(...items)[0]] : [], implementers: random.chance(0.2) ? [pick('Ada Long', 'Bo Ek')] : [] }, pick('scheduled', 'authorised', 'assessment', 'closed', 'draft'));
  });
  for (const [first, ...rest] of [ids.slice(1, 12), ids.slice(20, 30)]) a.write({ type: 'release.planned', subject: `release:${first!}`, data: { number: a.store.nextNumber('R'), startsAt: at(0), endsAt: at(90), zone: 'UTC' }, text: { name: 'Train' } }, { type: 'release.scopeEdited', subject: `release:${first!}`, data: { add: rest, remove: [] } });
  for (let i = 0; i < 20; i += 1) a.write({ type: 'dependency.recorded', subject: `dependency:${randomUUID()}`, data: { from: { kind: 'change', id: pick(...ids) }, to: { kind: 'change', id: pick(...ids) }, type: pick('before', 'conflicts') }, text: { source: '' } });
  const entry = (kind: string, from: number, hours: number, over: Record<string, Json> = {}): DomainEvent => ({ type: 'calendar.entryAdded', subject: `calendar:${randomUUID()}`, data: { kind, mode: 'hard', startsAt: at(from), endsAt: at(from + hours), zone: 'UTC', ...over }, text: { title: `${kind} ${from}`, owner: 'Zoe', scope: [{ by: 'organisation' }] } });
  a.write(entry('freeze', 10, 12), entry('maintenance-window', 20, 30), entry('maintenance-window', 900, 4));
  for (let i = 0; i < 90; i += 1) a.write({ ...entry('booking', random.between(0, 79), 2), text: { title: `Booking ${i}`, owner: 'Team', scope: [{ by: 'environment', id: pick('staging', 'test') }] } });
  const span = { startsAt: at(0), endsAt: at(72) };
  const all = listed(a, span);
  const keys = all.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.length).toBeGreaterThan(500);
  const inSpan = ids.filter((id) => { const { state, fields: { plannedStartAt, plannedEndAt } } = findChange(a.store.db, id)!; return state !== 'closed' && state !== 'draft' && plannedStartAt! < span.endsAt && plannedEndAt! > span.startsAt; });
  const lies = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }): boolean => startsAt < span.endsAt && endsAt > span.startsAt;
  // A change also meets what lies outside of the span: that belongs to another month, but for the order of work and what holds for one change alone.
  const alone = new Set(inSpan.flatMap((id) => found(a, id).filter(({ rule, sides }) => rule === 'predecessor' || !sides.every(({ kind }) => kind === 'change' || kind === 'booking') || sides.every(lies)).map(({ key }) => key)));
  const ofChanges = all.filter(({ sides }) => sides.some(({ kind }) => kind === 'change'));
  expect(ofChanges.map(({ key }) => key).toSorted()).toEqual([...alone].toSorted());
});
