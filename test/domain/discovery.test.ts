// CFG-01: given what the register knows, when a file is judged, then each record is new, changed, the same, refused or left to a person.
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { identify, indexItems, lifecycleOf, relationOf, tierOf } from '../../src-main/domain/discovery.ts';
import type { FoundItem, KnownItem, WaitingRecord } from '../../src-main/domain/discovery.ts';
import type { RegisterFacts } from '../../src-main/domain/discovery-plan.ts';
import { planDiscovery, takenUp } from '../../src-main/domain/discovery-plan.ts';
import type { DomainEvent, StampedEvent } from '../../src-main/domain/event.ts';
import { idOf } from '../../src-main/domain/event.ts';
import type { Item } from '../../src-main/domain/item.ts';
import { evolveItem, missingSince, textOf } from '../../src-main/domain/item.ts';

const found = (row: number, more: Partial<FoundItem> = {}): FoundItem => ({ row, name: `host-${row}`, serial: '', externalId: '', fqdn: '', address: '', type: 'server', version: '', environment: 'production', owner: '', service: '', tier: null, lifecycle: null, attributes: {}, relations: [], ...more });
const known = (id: string, more: Partial<KnownItem> = {}): KnownItem => ({ id, name: id, environment: 'production', serial: '', externalId: '', fqdn: '', ...more });
const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** A register in memory that takes the events of a plan in. */
function register() {
  const items = new Map<string, Item>();
  let made = 0;
  const stamped = (event: DomainEvent): StampedEvent => ({ ...event, text: event.text ?? {}, by: 'person:p', at: '2026-11-24T09:00:00.000Z', isSigned: false, signature: null, redacted: [] });
  const apply = (events: readonly DomainEvent[]): void => { for (const event of events) { const id = idOf(event.subject); const item = evolveItem(items.get(id) ?? null, stamped(event)); if (item) items.set(id, item); } };
  const facts = (source: string): RegisterFacts => ({
    known: [...items.values()].map((item) => known(item.id, { name: textOf(item.values, 'name'), environment: textOf(item.values, 'environment'), serial: textOf(item.values, 'serial'), externalId: textOf(item.values, 'externalId'), fqdn: textOf(item.values, 'fqdn') })),
    itemAt: (id) => items.get(id) ?? null, serviceCalled: (name) => (name === 'Payments' ? 'payments' : null), listed: [...items.values()].filter((i) => i.sightings[source]?.missingAt === null).map((i) => i.id),
    partsOf: (id) => items.get(id)?.relations.filter((r) => r.kind === 'contains').map((r) => r.to) ?? [], digest, newId: () => `made-${(made += 1)}`,
  });
  const plan = (rows: readonly FoundItem[], choices: Record<string, string> = {}, source = 'inventory') => planDiscovery(rows, facts(source), { source, import: 'run', choices });
  return { items, apply, facts, plan, register: (id: string, text: Record<string, string>, data = {}) => { apply([{ type: 'item.registered', subject: `item:${id}`, data, text }]); } };
}

test('CFG-01 of 100 rows three that fit two items wait for a choice, and 97 are classified', () => {
  const r = register();
  for (let i = 0; i < 3; i += 1) for (const twin of ['a', 'b']) r.register(`twin-${i}${twin}`, { name: `twin-${i}${twin}`, fqdn: `twin-${i}.example` });
  r.register('old', { name: 'host-50', environment: 'production', version: '1' });
  const rows = Array.from({ length: 100 }, (_, i) => (i < 3 ? found(i + 1, { name: `who-${i}`, fqdn: `twin-${i}.example` }) : found(i + 1, i === 49 ? { version: '2' } : {})));
  const plan = r.plan(rows);
  expect([plan.new.length, plan.changed.length, plan.unchanged, plan.waiting.length, plan.refused.length]).toEqual([96, 1, 0, 3, 0]);
  expect(plan.waiting.map((w) => [w.found.row, w.candidates.map((c) => c.id), w.why])).toEqual([0, 1, 2].map((i) => [i + 1, [`twin-${i}a`, `twin-${i}b`], '2 items have this full host name.']));
  r.apply(plan.events);
  expect(r.items.size).toBe(7 + 96);
  expect(r.plan(rows).events).toEqual([]);
});

test('CFG-01 a choice settles what waits: one item, a new one, or left out; a new one stays what it became', () => {
  const r = register();
  for (const id of ['a', 'b']) r.register(id, { name: id, fqdn: 'twin.example' });
  const row = found(1, { name: 'who', fqdn: 'twin.example' });
  const [waiting] = r.plan([row]).waiting;
  expect(r.plan([row], { [waiting!.key]: 'b' })).toMatchObject({ waiting: [], choices: { [waiting!.key]: 'b' }, changed: [{ id: 'b' }] });
  expect(r.plan([row], { [waiting!.key]: 'leave' })).toMatchObject({ events: [], waiting: [], refused: [{ row: 1, why: 'left out by choice' }] });
  expect(r.plan([row], { [waiting!.key]: 'nobody' }).waiting).toHaveLength(1);
  const made = r.plan([row], { [waiting!.key]: 'new' });
  expect(made.new).toHaveLength(1);
  r.apply(made.events);
  expect(r.plan([row], made.choices)).toMatchObject({ events: [], new: [], unchanged: 1 });
});

test('CFG-01 what the source no longer lists is missing and stays; what waits may be it, so it is not; and what comes back is listed again', () => {
  const r = register();
  r.apply(r.plan([found(1), found(2), found(3, { fqdn: 'x.example' })]).events);
  r.register('by-hand', { name: 'by-hand' });
  r.register('other', { name: 'other', fqdn: 'x.example' });
  const plan = r.plan([found(1), found(9, { name: 'unclear', fqdn: 'x.example' })]);
  expect([plan.missing.map((i) => textOf(i.values, 'name')), plan.waiting.length]).toEqual([['host-2'], 1]);
  r.apply(plan.events);
  const gone = [...r.items.values()].filter((i) => missingSince(i) !== null);
  expect([gone.map((i) => textOf(i.values, 'name')), r.items.size]).toEqual([['host-2'], 5]);
  const back = r.plan([found(1), found(2), found(3, { fqdn: '' })]);
  expect(back.changed.map((c) => [c.name, c.differences[0]!.before])).toEqual([['host-2', 'missing']]);
  r.apply(back.events);
  expect([...r.items.values()].every((i) => missingSince(i) === null)).toBe(true);
});

test('CFG-01 an item is missing only once no source lists it', () => {
  const r = register();
  r.apply(r.plan([found(1)], {}, 'first').events);
  r.apply(r.plan([found(1)], {}, 'second').events);
  r.apply(r.plan([found(2)], {}, 'first').events);
  expect([...r.items.values()].map(missingSince)).toEqual([null, null]);
  r.apply(r.plan([found(2)], {}, 'second').events);
  expect([...r.items.values()].filter((i) => missingSince(i) !== null).map((i) => textOf(i.values, 'name'))).toEqual(['host-1']);
});

test('CFG-01 a row that would make a tier 1 item without owner is refused; with an owner, or one that is known, it is taken', () => {
  const r = register();
  r.register('known', { name: 'host-3', environment: 'production', owner: 'Zoe' });
  const plan = r.plan([found(1, { tier: 1 }), found(2, { tier: 1, owner: 'Ada' }), found(3, { tier: 1 })]);
  expect(plan.refused).toEqual([{ row: 1, field: 'owner', why: 'tier 1 needs an owner', value: 'host-1' }]);
  expect([plan.new.map((p) => p.row), plan.changed.map((p) => p.row)]).toEqual([[2], [3]]);
});

test('CFG-01 serial decides before external id, host name and name; rules that point to different items wait', () => {
  const index = indexItems([known('a', { serial: 'S1', name: 'web' }), known('b', { fqdn: 'web.example', name: 'web' }), known('c', { externalId: 'i-7' })]);
  const who = (more: Partial<KnownItem>) => identify({ ...known('', { name: '' }), ...more }, index);
  expect(who({ serial: 's1' })).toEqual({ how: 'one', item: 'a', by: 'serial number' });
  expect(who({ externalId: 'I-7' })).toMatchObject({ how: 'one', item: 'c' });
  expect(who({ fqdn: 'WEB.example' })).toMatchObject({ how: 'one', item: 'b' });
  expect(who({ name: 'Web' })).toMatchObject({ how: 'many', items: [{ item: 'a' }, { item: 'b' }] });
  expect(who({ name: 'web', environment: 'test' })).toEqual({ how: 'none' });
  expect(who({ serial: 's1', fqdn: 'web.example' })).toMatchObject({ how: 'many', why: 'The serial number points to one item, the full host name to another.' });
  expect(who({ serial: 's1', name: 'web' })).toMatchObject({ how: 'one', item: 'a' });
  // Another serial number is another machine, whatever it is called.
  expect(who({ serial: 's2', name: 'web' })).toMatchObject({ how: 'one', item: 'b' });
});

test('CFG-01 two rows that are one item are not both taken', () => {
  const plan = register().plan([found(1, { serial: 'S' }), found(2, { serial: 'S', name: 'host-1' })]);
  expect([plan.new.length, plan.refused]).toEqual([1, [{ row: 2, field: 'row', why: 'the same item as row 1', value: 'host-1' }]]);
});

test('CFG-01 relations of a file are taken where they point to one item; a loop of containment is left out with its path', () => {
  const r = register();
  const relation = (kind: 'contains' | 'depends-on', target: string, isBack = false) => ({ kind, target, isBack });
  const plan = r.plan([found(1, { relations: [relation('contains', 'host-2')] }), found(2, { relations: [relation('contains', 'host-3'), relation('depends-on', 'HOST-1')] }), found(3, { relations: [relation('contains', 'host-1'), relation('depends-on', 'nobody')] }), found(4, { relations: [relation('contains', 'host-1', true)] })]);
  expect(plan.loops).toEqual(['host-3 → host-1 → host-2 → host-3']);
  expect(plan.unclearRelations).toBe(1);
  r.apply(plan.events);
  expect([...r.items.values()].flatMap((i) => i.relations.map((rel) => `${textOf(i.values, 'name')} ${rel.kind} ${textOf(r.items.get(rel.to)!.values, 'name')}`))).toEqual(['host-1 contains host-2', 'host-1 contains host-4', 'host-2 contains host-3', 'host-2 depends-on host-1']);
});

test('CFG-01 relations of and to a record that waits are taken up with the choice, also between two that wait', () => {
  const r = register();
  for (const name of ['db', 'lb']) for (const twin of ['a', 'b']) r.register(`${name}-${twin}`, { name: `${name}-${twin}`, fqdn: `${name}.example` });
  const runs = (target: string) => [{ kind: 'depends-on' as const, target, isBack: false }];
  const rows = [found(1, { name: 'web', relations: runs('db.example') }), found(2, { name: 'data', fqdn: 'db.example', relations: runs('lb.example') }), found(3, { name: 'balancer', fqdn: 'lb.example', relations: runs('web') })];
  const plan = r.plan(rows);
  r.apply(plan.events);
  const web = plan.new.find(({ name }) => name === 'web')!.id;
  const [data, balancer] = plan.waiting;
  expect([data!.pointing, balancer!.pointing, plan.unclearRelations]).toEqual([[{ item: web, kind: 'depends-on', isFrom: true }], [], 0]);
  const settle = (record: WaitingRecord, to: string, waiting: readonly WaitingRecord[]) => {
    const how = { source: 'inventory', import: 'run', choices: { [record.key]: to }, waiting };
    const settled = planDiscovery([record.found], r.facts('inventory'), how);
    r.apply(settled.events);
    r.apply(takenUp(record, to, how, r.facts('inventory')));
    return settled.pointing;
  };
  const related = (id: string): string[] => r.items.get(id)!.relations.map(({ kind, to }) => `${kind} ${to}`);
  const told = settle(data!, 'db-b', [balancer!]);
  expect(related(web)).toEqual(['depends-on db-b']);
  expect([...told]).toEqual([[balancer!.key, [{ item: 'db-b', kind: 'depends-on', isFrom: true }]]]);
  settle({ ...balancer!, pointing: told.get(balancer!.key)! }, 'lb-a', []);
  expect([related('db-b'), related('lb-a')]).toEqual([['depends-on lb-a'], [`depends-on ${web}`]]);
  // Taken up twice it says nothing new, and to an item that is gone it says nothing.
  expect(takenUp({ ...data! }, 'db-b', { source: 'inventory', import: 'run', choices: {} }, r.facts('inventory'))).toEqual([]);
});

test('CFG-01 a service nobody has registered stays with the item as an attribute', () => {
  const plan = register().plan([found(1, { service: 'Payments' }), found(2, { service: 'Nobody’s' })]);
  expect(plan.events.map((e) => [e.data['service'], e.text?.['attributes']])).toEqual([['payments', undefined], [undefined, { service: 'Nobody’s' }]]);
  expect([...plan.unknownServices]).toEqual([['Nobody’s', 1]]);
});

test('CFG-01 words of tools are placed whole or not at all', () => {
  expect(['1', 'Tier 2', 't3', 'tier-4', '6', 'gold', ''].map(tierOf)).toEqual([1, 2, 3, 4, null, null, null]);
  expect(['Depends on::Used by', 'runs_on', 'PART-OF', 'somehow'].map(relationOf)).toEqual([{ kind: 'depends-on', isBack: false }, { kind: 'runs-on', isBack: false }, { kind: 'contains', isBack: true }, null]);
  expect(['Operational', 'in use', 'Decommissioned', 'unclear'].map(lifecycleOf)).toEqual(['live', 'live', 'retired', null]);
});

const anyFound = fc.record({ name: fc.constantFrom('', 'a', 'b', 'A'), serial: fc.constantFrom('', 's', 't'), externalId: fc.constantFrom('', 'e'), fqdn: fc.constantFrom('', 'f.example', 'g.example'), environment: fc.constantFrom('', 'test'), version: fc.constantFrom('', '1', '2'), tier: fc.constantFrom(null, 1, 2), owner: fc.constantFrom('', 'Zoe') });
const identifiersOf = ({ name, environment, serial, externalId, fqdn }: Pick<FoundItem, 'name' | 'environment' | 'serial' | 'externalId' | 'fqdn'>): string[] => [`n ${name} ${environment}`.toLowerCase(), `s ${serial}`, `e ${externalId}`, `f ${fqdn}`].filter((text) => !/^\w +$/.test(text) && !text.startsWith('n  '));
/** A file whose rows share no identifier with each other, as an inventory's should. */
const anyFile = fc.array(anyFound, { maxLength: 12 }).map((list) => {
  const seen = new Set<string>();
  return list.filter((one) => { const own = identifiersOf(one); const isFresh = own.every((text) => !seen.has(text)); for (const text of own) seen.add(text); return isFresh; });
});
const rowsOf = (list: readonly Partial<FoundItem>[]): FoundItem[] => list.map((one, i) => found(i + 1, one));

test('CFG-01 every row of whatever file is in exactly one group', () => {
  fc.assert(fc.property(fc.array(anyFound, { maxLength: 12 }), fc.array(anyFound, { maxLength: 12 }), (first, second) => {
    const r = register();
    r.apply(r.plan(rowsOf(first)).events);
    const plan = r.plan(rowsOf(second));
    expect(plan.new.length + plan.changed.length + plan.unchanged + plan.waiting.length + plan.refused.length).toBe(second.length);
  }));
});

test('CFG-01 importing a file twice writes nothing the second time, whatever the register knew, unless what it told makes a waiting record clear', () => {
  fc.assert(fc.property(anyFile, anyFile, (first, second) => {
    const r = register();
    r.apply(r.plan(rowsOf(first)).events);
    const plan = r.plan(rowsOf(second));
    fc.pre(plan.waiting.length === 0);
    r.apply(plan.events);
    expect(r.plan(rowsOf(second)).events).toEqual([]);
  }));
});
