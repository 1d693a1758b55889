import { describe, expect, it } from 'vitest';
import type { TrailEvent } from '../../src-main/trail/envelope.ts';
import type { Origin, Position } from '../../src-main/trail/roster.ts';
import { addFact, deviceKey, emptyRoster, holdsAt, keyAt, rosterFact } from '../../src-main/trail/roster.ts';
import { feeds, hexOf, keys } from './trail-in-memory.ts';

const event = (t: string, s: string, d: TrailEvent['d']): TrailEvent => ({ t, s, by: 'person:admin', at: '2026-01-15T10:00:00.000Z', d });
const origin = (feed: string, seq: number, hlc = seq): Origin => ({ feed, seq, event: 0, hlc: `${String(hlc).padStart(15, '0')}-00000000` });
const from = (feed: string, seq: number, seen: [string, number][] = []): Position => ({ feed, seq, event: 0, seen: new Map(seen) });
const key = hexOf(keys.chair.publicKey);
const newKey = hexOf(keys.stranger.publicKey);

function rosterOf(...entries: [TrailEvent, Origin][]) {
  const roster = emptyRoster();
  for (const [e, at] of entries) addFact(roster, rosterFact(e)!, at);
  return roster;
}

describe('roster', () => {
  it('knows a person from the place on at which the writer had seen the entry', () => {
    const roster = rosterOf([event('person.enrolled', 'person:1', { key }), origin(feeds.root, 4)]);
    expect(keyAt(roster, 'person:1', from(feeds.a, 0, [[feeds.root, 4]]))).toBeNull();
    expect(keyAt(roster, 'person:1', from(feeds.a, 0, [[feeds.root, 5]]))).toBe(key);
    expect(keyAt(roster, 'person:1', from(feeds.root, 4))).toBeNull();
    expect(keyAt(roster, 'person:1', { ...from(feeds.root, 4), event: 1 })).toBe(key);
    expect(keyAt(roster, 'person:2', from(feeds.a, 0, [[feeds.root, 9]]))).toBeNull();
  });

  it('takes the newest key the writer had seen', () => {
    const roster = rosterOf([event('person.enrolled', 'person:1', { key }), origin(feeds.root, 0)], [event('person.keyIssued', 'person:1', { key: newKey }), origin(feeds.b, 7, 50)]);
    expect(keyAt(roster, 'person:1', from(feeds.a, 3, [[feeds.root, 1]]))).toBe(key);
    expect(keyAt(roster, 'person:1', from(feeds.a, 4, [[feeds.root, 1], [feeds.b, 8]]))).toBe(newKey);
  });

  it('lets a role go and come again', () => {
    const roster = rosterOf(...(['granted', 'revoked', 'granted'] as const).map((verb, i): [TrailEvent, Origin] => [event(`role.${verb}`, 'person:1', { [verb]: 'chair', role: 'administrator' }), origin(feeds.root, i)]));
    expect([0, 1, 2, 3].map((n) => holdsAt(roster, 'person:1', 'chair', from(feeds.a, 0, [[feeds.root, n]])))).toEqual([false, true, false, true]);
    expect(holdsAt(roster, 'person:1', 'member', from(feeds.a, 0, [[feeds.root, 3]]))).toBe(false);
  });

  it('gives the same answer whichever feed was read first', () => {
    const granted: [TrailEvent, Origin] = [event('role.granted', 'person:1', { granted: 'chair' }), origin(feeds.a, 0, 10)];
    const revoked: [TrailEvent, Origin] = [event('role.revoked', 'person:1', { revoked: 'chair' }), origin(feeds.b, 0, 20)];
    const late = from(feeds.root, 0, [[feeds.a, 1], [feeds.b, 1]]);
    expect(holdsAt(rosterOf(granted, revoked), 'person:1', 'chair', late)).toBe(false);
    expect(holdsAt(rosterOf(revoked, granted), 'person:1', 'chair', late)).toBe(false);
  });

  it('keeps a person who never signs without a key', () => {
    expect(keyAt(rosterOf([event('person.enrolled', 'person:1', { key: null }), origin(feeds.root, 0)]), 'person:1', from(feeds.a, 0, [[feeds.root, 1]]))).toBeNull();
  });

  it('knows a device by the feed its key names, and keeps the first entry', () => {
    const entry = event('device.enrolled', `device:${feeds.a}`, { feed: feeds.a, key: hexOf(keys.a.publicKey), site: 'A1' });
    expect(deviceKey(rosterOf([entry, origin(feeds.root, 0)], [entry, origin(feeds.root, 1)]), feeds.a)).toBe(hexOf(keys.a.publicKey));
    expect(deviceKey(emptyRoster(), feeds.a)).toBeNull();
  });

  it.each<[string, TrailEvent]>([
    ['a device under another feed', event('device.enrolled', `device:${feeds.b}`, { feed: feeds.b, key: hexOf(keys.a.publicKey), site: 'A1' })], ['a device without a key', event('device.enrolled', `device:${feeds.a}`, { feed: feeds.a, site: 'A1' })],
    ['a device that follows one which wrote nothing, with a head', event('device.succeeded', `device:${feeds.a}`, { feed: feeds.b, count: 0, head: key, key: hexOf(keys.a.publicKey), site: 'A1' })],
    ['a device that follows one which wrote, without a head', event('device.succeeded', `device:${feeds.a}`, { feed: feeds.b, count: 3, head: '', key: hexOf(keys.a.publicKey), site: 'A1' })],
    ['a device that follows less than nothing', event('device.succeeded', `device:${feeds.a}`, { feed: feeds.b, count: -1, head: '', key: hexOf(keys.a.publicKey), site: 'A1' })],
    ['a device that follows itself', event('device.succeeded', `device:${feeds.a}`, { feed: feeds.a, count: 3, head: key, key: hexOf(keys.a.publicKey), site: 'A1' })], ['a person without a key field', event('person.enrolled', 'person:1', {})], ['a key that is none', event('person.keyIssued', 'person:1', { key: 'ab' })],
    ['a role without a name', event('role.granted', 'person:1', { role: 'chair' })], ['a role of no person', event('role.granted', 'change:1', { granted: 'chair' })], ['a founding without a root', event('org.founded', 'org:1', {})],
  ])('makes no fact of %s', (_, e) => {
    expect(rosterFact(e)).toBeNull();
  });
});
