// What the schedule reads: paths between items, people, buffers between releases, linked fixes, and the indexes it is read from (CAL-01, CAL-06, B7).
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { stabilise } from '../../src-main/domain/calendar.ts';
import type { DomainEvent, Json } from '../../src-main/domain/event.ts';
import { findChange } from '../../src-main/store/projections/change.ts';
import { proposeWindows } from '../../src-main/domain/windows.ts';
import { scheduleRecords } from '../../src-main/store/projections/schedule-records.ts';
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
  expect(scheduleRecords(a.store.db).conflictsBetween({ startsAt: at(0), endsAt: at(10) }).found).toEqual(found(a, below));
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
  expect(scheduleRecords(a.store.db).conflictsBetween({ startsAt: at(0), endsAt: at(90) }).found).toEqual(found(a, second));
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
  const listed = scheduleRecords(a.store.db).conflictsBetween({ startsAt: at(20), endsAt: at(30) }).found;
  expect(listed.map(({ key }) => key).toSorted()).toEqual(found(a, second).map(({ key }) => key).toSorted());
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
