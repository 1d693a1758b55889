// The rule for every subject: whatever two laptops write apart, they end alike, and as a rebuild would have it. Each event type brings an example.
import { expect, onTestFinished, test } from 'vitest';
import { eventTypes } from '../../src-main/domain/event.ts';
import type { EventType } from '../../src-main/domain/event.ts';
import { subjectOf } from '../../src-main/domain/event.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { fromSeed } from '../../src-main/trail/keys.ts';
import { examples } from '../support/event-examples.ts';
import { sheets } from '../../src-main/domain/sheets.ts';
import { digestsOf, exchange, laptopsOf, template } from '../support/laptops.ts';
import type { Laptop } from '../support/laptops.ts';

const made = template(2);
const types = Object.keys(eventTypes) as EventType[];

test.each(types)('SYN-02 given two laptops, when one writes %s and they exchange, then both hold it and show the same as a rebuild', async (type) => {
  const make = examples[type];
  if (!make) throw new Error(`${type} has no example: add its line to test/support/event-examples.ts`);
  for (const isOneFirst of [true, false]) {
    const group = laptopsOf(await made, 2);
    onTestFinished(() => { group.close(); });
    const [one, other] = group.laptops as [Laptop, Laptop];
    const { given = [], event, apart, asRoot } = make(type, one, other);
    expect([event.type, apart?.type], 'the example is of another type').toContain(type);
    if (given.length > 0) one.write(...given);
    exchange(one, other);
    if (asRoot) one.store.db.transaction(() => one.store.commitAsRoot([event], { by: subjectOf('person', one.person.id), at: '2026-11-24T10:00:00.000Z' }, fromSeed(Buffer.from(group.template.root, 'hex')).privateKey));
    else one.write(event);
    if (apart) other.write(apart);
    for (const [from, to] of isOneFirst ? [[one, other], [other, one]] as const : [[other, one], [one, other]] as const) exchange(from, to);
    for (const { store } of [one, other]) {
      expect(store.db.all('SELECT * FROM held WHERE feed IN (?, ?)', one.store.organisation.deviceFeed, other.store.organisation.deviceFeed), 'something does not count').toEqual([]);
      expect(store.db.get<{ n: number }>('SELECT count(*) AS n FROM event WHERE type = ?', type)!.n).toBeGreaterThan(0);
    }
    expect(digestsOf(one)).toEqual(digestsOf(other));
    for (const { store } of [one, other]) expect(rebuild(store.db, store.log, () => {}).tables.filter(({ isEqual }) => !isEqual)).toEqual([]);
  }
});

test('SYN-02 every example is of a type that exists', () => {
  expect(Object.keys(examples).filter((type) => !types.includes(type as EventType))).toEqual([]);
});

test('SYN-02 every sheet is listed once: one that is listed twice would fold each event twice', () => {
  expect(sheets.map(({ name }) => name).filter((name, i, all) => all.indexOf(name) !== i)).toEqual([]);
});
