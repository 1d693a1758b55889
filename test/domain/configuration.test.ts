// CFG-01, LEG-05: given an item or a service, when somebody describes or relates it, then it is written or refused with the reason.
import { expect, test } from 'vitest';
import { containmentPath, describeItem, describeService, refuseRelation, registerItem, registerService, relate } from '../../src-main/domain/configuration.ts';
import type { DomainEvent, StampedEvent } from '../../src-main/domain/event.ts';
import { attributesOf, evolveItem, evolveService, isHeldBy, missingSince, ownerOf, serviceTraits, textOf } from '../../src-main/domain/item.ts';
import type { Item, Service } from '../../src-main/domain/item.ts';
import type { Actor, By } from '../../src-main/domain/verdict.ts';

const manager: Actor = { id: 'm', name: 'Tomasz', roles: ['release-manager'] };
const by: By = { actor: manager, now: '2026-11-24T09:00:00.000Z' };
const stamped = (event: Omit<DomainEvent, 'text'> & { text?: DomainEvent['text'] }, at = by.now): StampedEvent => ({ ...event, text: event.text ?? {}, by: 'person:m', at, isSigned: false, signature: null, redacted: [] });
const item = (id: string, data = {}, text = {}): Item => evolveItem(null, stamped({ type: 'item.registered', subject: `item:${id}`, data, text: { name: id, ...text } }))!;
const service = (data = {}, text = {}): Service => evolveService(null, stamped({ type: 'service.registered', subject: 'service:s', data, text: { name: 'Cards', owner: 'Zoe', ...text } }))!;
const graphOf = (contains: Record<string, string[]>) => ({ partsOf: (id: string) => contains[id] ?? [], nameOf: (id: string) => id.toUpperCase() });

test('CFG-01 a tier 1 item without owner is refused, by hand as by a later description', () => {
  expect(registerItem('a', { name: 'web', tier: 1 }, null, by)).toMatchObject({ ok: false, error: { code: 'tier_one_unowned', facts: { item: 'web' }, where: { field: 'owner' } } });
  expect(registerItem('a', { name: 'web', tier: 1, owner: ' ' }, null, by)).toMatchObject({ ok: false });
  expect(registerItem('a', { name: 'web', tier: 1, owner: 'Zoe' }, null, by)).toMatchObject({ ok: true, events: [{ type: 'item.registered', data: { tier: 1 }, text: { name: 'web', owner: 'Zoe' } }] });
  expect(registerItem('a', { name: 'web', tier: 2 }, null, by)).toMatchObject({ ok: true });
  expect(describeItem(item('a'), { tier: 1 }, by)).toMatchObject({ ok: false, error: { code: 'tier_one_unowned' } });
  expect(describeItem(item('a', { tier: 1 }, { owner: 'Zoe' }), { owner: '' }, by)).toMatchObject({ ok: false, error: { code: 'tier_one_unowned' } });
  expect(describeItem(item('a', {}, { owner: 'Zoe' }), { tier: 1 }, by)).toMatchObject({ ok: true });
  expect(registerService('s', { name: 'Cards', tier: 1 }, null, by)).toMatchObject({ ok: false, error: { code: 'tier_one_unowned' } });
});

test('CFG-01 a relation that makes a containment loop is refused with its whole path', () => {
  const graph = graphOf({ rack: ['server'], server: ['disk'] });
  expect(refuseRelation({ id: 'disk' }, { kind: 'contains', to: 'rack' }, graph)).toMatchObject({ error: { code: 'containment_loop', facts: { path: 'DISK → RACK → SERVER → DISK' } } });
  expect(refuseRelation({ id: 'disk' }, { kind: 'depends-on', to: 'rack' }, graph)).toBeNull();
  expect(refuseRelation({ id: 'rack' }, { kind: 'contains', to: 'disk' }, graph)).toBeNull();
  expect(refuseRelation({ id: 'rack' }, { kind: 'feeds', to: 'rack' }, graph)).toMatchObject({ error: { code: 'relation_to_itself' } });
  // A loop that two laptops made apart ends the walk as well.
  expect(containmentPath('a', 'x', graphOf({ a: ['b'], b: ['a'] }).partsOf)).toBeNull();
  const related = evolveItem(item('a'), stamped({ type: 'item.related', subject: 'item:a', data: { kind: 'contains', to: 'b' } }))!;
  expect(relate(related, { kind: 'contains', to: item('b') }, graphOf({}), by)).toMatchObject({ error: { code: 'relation_known' } });
});

test('CFG-01 whoever does not keep the register describes nothing, and a name is given once per environment', () => {
  const requester: By = { ...by, actor: { id: 'r', name: 'Rita', roles: ['requester'] } };
  expect(describeItem(item('a'), { version: '2' }, requester)).toMatchObject({ error: { code: 'role_needed' } });
  expect(describeService(service(), { tier: 3 }, [], requester)).toMatchObject({ error: { code: 'role_needed' } });
  expect(registerItem('b', { name: 'a' }, item('a'), by)).toMatchObject({ error: { code: 'item_known' } });
});

test('LEG-05 who asked for an open change cannot clear the flag of its service; setting it, and clearing it for others, is free', () => {
  const flagged = evolveService(service(), stamped({ type: 'service.described', subject: 'service:s', data: { hasAutomaticRollback: false } }))!;
  expect([serviceTraits(service()).hasAutomaticRollback, serviceTraits(flagged).hasAutomaticRollback]).toEqual([true, false]);
  expect(describeService(flagged, { hasAutomaticRollback: true }, ['C-A1-0007'], by)).toMatchObject({ error: { code: 'own_rollback_flag', facts: { changes: 'C-A1-0007' } } });
  expect(describeService(flagged, { hasAutomaticRollback: true }, [], by)).toMatchObject({ ok: true });
  expect(describeService(service(), { hasAutomaticRollback: false }, ['C-A1-0007'], by)).toMatchObject({ ok: true });
  expect(describeService(flagged, { tier: 2 }, ['C-A1-0007'], by)).toMatchObject({ ok: true });
});

test('CFG-01 each value says who wrote it when; what does not fit is left out', () => {
  let one: Item | null = item('a', { tier: 2, service: 's' }, { version: '1' });
  one = evolveItem(one, stamped({ type: 'item.discovered', subject: 'item:a', data: { source: 'd', import: 'i', tier: 'gold', lifecycle: 'gone' }, text: { version: '2', owner: 7, attributes: { Rack: '12', Odd: ['x'] } } }, '2026-11-25T09:00:00.000Z'));
  expect([textOf(one!.values, 'version'), one!.values['version']!.at, one!.values['tier']!.value, attributesOf(one!.values)]).toEqual(['2', '2026-11-25T09:00:00.000Z', 2, { Rack: '12' }]);
  expect(one!.values['owner']).toBeUndefined();
  one = evolveItem(one, stamped({ type: 'item.missed', subject: 'item:a', data: { source: 'd', import: 'j' } }, '2026-11-26T09:00:00.000Z'));
  expect(missingSince(one!)).toBe('2026-11-26T09:00:00.000Z');
  expect(evolveItem(null, stamped({ type: 'item.described', subject: 'item:a', data: {}, text: { version: '3' } }))).toBeNull();
});

test('RISK-04 an owner is the person of the roster where there is one, else whoever has the name', () => {
  const known = service({ owner: 'z' });
  expect(ownerOf(known)).toEqual({ name: 'Zoe', person: 'z' });
  expect([isHeldBy(ownerOf(known), { id: 'z', name: 'Renamed' }), isHeldBy(ownerOf(known), { id: 'y', name: 'Zoe' })]).toEqual([true, false]);
  expect([isHeldBy(ownerOf(service()), { id: 'y', name: 'zoe' }), isHeldBy({ name: '', person: null }, { id: 'y', name: '' })]).toEqual([true, false]);
});
