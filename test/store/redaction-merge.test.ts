// What was erased stays erased, whichever file brings what and when (trail design, A9).
import { expect, onTestFinished, test } from 'vitest';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { subjectOf } from '../../src-main/domain/event.ts';
import { findChange } from '../../src-main/store/projections/change.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { bundleFrom, digestsOf, exchange, laptopsOf, receive, template } from '../support/laptops.ts';
import type { Laptop } from '../support/laptops.ts';

const made = template(3);
const secret = 'Zoe Quillfeather-Okonkwo';
const given = async (): Promise<[Laptop, Laptop, Laptop]> => {
  const group = laptopsOf(await made, 3);
  onTestFinished(() => { group.close(); });
  return group.laptops as [Laptop, Laptop, Laptop];
};
const creating = (laptop: Laptop): DomainEvent => ({ type: 'change.created', subject: 'change:x', data: { number: laptop.store.nextNumber('C'), type: 'normal' }, text: { title: 'Switch', owner: secret, requester: secret } });
const editing = (fields: Record<string, string>): DomainEvent => ({ type: 'change.edited', subject: 'change:x', data: {}, text: fields });
/** Erases every text of a class that the laptop has of the change. */
function erase(laptop: Laptop, kind = 'personal'): void {
  const { db } = laptop.store;
  const commitments = db.all<{ feed: string; seq: number; place: number }>("SELECT feed, seq, place FROM event WHERE subject = 'change:x'").flatMap(({ feed, seq, place }) => {
    const { env } = db.get<{ env: Uint8Array }>('SELECT env FROM commit_log WHERE feed = ? AND seq = ?', feed, seq)!;
    const { p = {} } = (JSON.parse(Buffer.from(env).toString()) as { events: { p?: Record<string, { c: string }> }[] }).events[place]!;
    return p[kind] ? [p[kind].c] : [];
  });
  laptop.write({ type: 'payload.redacted', subject: 'change:x', data: { role: 'registrar', rev: '', supersedes: [], class: kind, commitments, proposedBy: subjectOf('person', 'q') }, text: { reason: 'Asked' } });
}
/** Whether any table of the file still tells the erased text. */
const tells = ({ store: { db } }: Laptop): string[] => db.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'").map(({ name }) => name)
  .filter((name) => db.all<Record<string, unknown>>(`SELECT * FROM "${name}"`).some((row) => Object.values(row).some((value) => String(value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value).includes(secret))));
function expectErased(...laptops: Laptop[]): void {
  for (const laptop of laptops) {
    expect(tells(laptop)).toEqual([]);
    expect(findChange(laptop.store.db, 'x')?.fields.owner).not.toContain('Zoe');
    expect(rebuild(laptop.store.db, laptop.store.log, () => {}).tables.filter(({ isEqual }) => !isEqual)).toEqual([]);
    expect(tells(laptop), 'after a rebuild').toEqual([]);
    expect(digestsOf(laptop)).toEqual(digestsOf(laptops[0]!));
  }
}

test('SYN-02 a later bundle that still carries an erased text does not bring it back', async () => {
  const [one, other, third] = await given();
  one.write(creating(one));
  exchange(one, other);
  const carrying = bundleFrom(other);
  exchange(one, third);
  expect(tells(third), 'it was there').toEqual(expect.arrayContaining(['payload']));
  erase(one);
  exchange(one, third);
  expect(receive(third, carrying).new).toBe(0);
  expect(receive(one, carrying).new).toBe(0);
  exchange(one, other);
  expectErased(one, other, third);
});

test('SYN-02 an erasure that arrives before the text keeps it out', async () => {
  const [one, other, third] = await given();
  one.write(creating(one));
  exchange(one, other);
  const first = bundleFrom(one);
  erase(other);
  // The texts come from somebody who has not heard of it; the erasure comes first, with the commits but not with the texts.
  receive(third, bundleFrom(other));
  expect(receive(third, first).new).toBe(0);
  exchange(other, one);
  expectErased(one, other, third);
});

test('SYN-02 an erasure holds although its commit still waits for another one', async () => {
  const [one, other, third] = await given();
  one.write(creating(one));
  exchange(one, other);
  other.write(editing({ title: 'Seen by nobody' }));
  erase(other);
  const { deviceFeed, rosterFeed } = other.store.organisation;
  const late = bundleFrom(other, { since: { [deviceFeed]: 1, [rosterFeed]: 2, [one.store.organisation.deviceFeed]: 1 } });
  expect(receive(third, late)).toMatchObject({ new: 0, pending: 1 });
  exchange(one, third);
  exchange(other, third);
  exchange(other, one);
  expectErased(one, other, third);
});

test('SYN-02 an erasure and an edit made apart: what was erased goes, what was written meanwhile stays, on every laptop', async () => {
  const [one, other, third] = await given();
  one.write(creating(one));
  exchange(one, other);
  exchange(one, third);
  erase(one);
  other.write(editing({ title: 'Switch both', owner: 'Somebody else' }));
  exchange(one, third);
  exchange(other, third);
  exchange(other, one);
  exchange(one, other);
  expectErased(one, other, third);
  expect(findChange(third.store.db, 'x')?.fields).toMatchObject({ title: 'Switch both', owner: 'Somebody else' });
});

test('SYN-02 a bundle made without personal data leaves a gap that a full one fills, but never with what was erased meanwhile', async () => {
  const [one, other, third] = await given();
  one.write(creating(one));
  exchange(one, other, { omit: ['personal'] });
  expect(tells(other)).toEqual([]);
  expect(other.store.db.all('SELECT subject FROM missing_text')).toEqual([{ subject: 'change:x' }]);
  exchange(one, third);
  exchange(third, other);
  expect(findChange(other.store.db, 'x')?.fields.owner).toBe(secret);
  expect(other.store.db.all('SELECT subject FROM missing_text')).toEqual([]);
  expect(digestsOf(other)).toEqual(digestsOf(one));
  erase(third);
  exchange(third, other);
  exchange(third, one);
  expectErased(one, other, third);
});
