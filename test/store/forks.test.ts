// A device that was copied writes two histories under one name. Nothing of either counts until two registrars have admitted one (trail design, B3).
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { subjectOf } from '../../src-main/domain/event.ts';
import { findChange } from '../../src-main/store/projections/change.ts';
import { writeDevice } from '../../src-main/store/key-files.ts';
import { findPerson } from '../../src-main/store/records.ts';
import { startNewFeed } from '../../src-main/store/succession.ts';
import { sourceOf } from '../../src-main/store/store.ts';
import { fingerprintOf } from '../../src-main/trail/keys.ts';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { cloneOf, digestsOf, exchange, laptopsOf, template } from '../support/laptops.ts';
import type { Group, Laptop } from '../support/laptops.ts';

const made = template(4);
const given = async (count: number): Promise<Group> => {
  const group = laptopsOf(await made, count);
  onTestFinished(() => { group.close(); });
  return group;
};
const signed = { role: 'registrar', rev: '', supersedes: [] };
const creating = (id: string, laptop: Laptop, title: string): DomainEvent => ({ type: 'change.created', subject: subjectOf('change', id), data: { number: laptop.store.nextNumber('C'), type: 'normal' }, text: { title } });
const titles = ({ store }: Laptop): string[] => store.db.all<{ title: string }>('SELECT title FROM change ORDER BY title').map(({ title }) => title);
const verdictOf = async ({ store }: Laptop): Promise<{ verdict: string; kinds: string[] }> => {
  const { verdict, findings } = await verifyTrail(store.source, { depth: 'deep', trustedRoot: fingerprintOf(Buffer.from(store.organisation.rootKey, 'hex')) });
  return { verdict, kinds: findings.filter(({ severity }) => severity !== 'note').map(({ kind }) => kind) };
};
const headOf = ({ store }: Laptop, feed: string): string => store.log.head(feed)!.hash;

async function aFork(): Promise<{ group: Group; witness: Laptop; other: Laptop; original: Laptop; copy: Laptop; feed: string }> {
  const group = await given(3);
  const [original, witness, other] = group.laptops as [Laptop, Laptop, Laptop];
  original.write(creating(randomUUID(), original, 'Before'));
  const copy = cloneOf(group, original);
  original.write(creating(randomUUID(), original, 'By the original'));
  copy.write(creating(randomUUID(), copy, 'By the copy'));
  exchange(original, witness);
  exchange(copy, witness);
  exchange(copy, other);
  exchange(original, other);
  return { group, witness, other, original, copy, feed: original.store.organisation.deviceFeed };
}

test('SYN-02 a copied device is noticed by whoever hears both; only what stood before the fork counts, alike on every laptop', async () => {
  const { witness, other } = await aFork();
  expect(titles(witness)).toEqual(['Before']);
  expect(digestsOf(witness)).toEqual(digestsOf(other));
  expect(await verdictOf(witness)).toEqual({ verdict: 'intact-with-gaps', kinds: ['fork'] });
  expect(witness.store.db.all('SELECT reason, from_seq FROM held')).toEqual([{ reason: 'fork', from_seq: 1 }]);
});

test('SYN-02 the fork travels on to a laptop that never met either copy', async () => {
  const { group, witness } = await aFork();
  const far = laptopsOf(await made, 4);
  onTestFinished(() => { far.close(); });
  exchange(witness, far.laptops[3]!);
  expect(titles(far.laptops[3]!)).toEqual(['Before']);
  expect(digestsOf(far.laptops[3]!)).toEqual(digestsOf(witness));
  expect(group.laptops).toHaveLength(4);
});

test.each([['the branch in the log', true], ['the branch beside the log', false]])('SYN-02 two registrars admit %s, and every laptop counts it, wherever it lies there', async (_, isOriginals) => {
  const { witness, other, original, copy, feed } = await aFork();
  const keepHead = isOriginals ? headOf(original, feed) : headOf(copy, feed);
  const proposal = randomUUID();
  witness.write({ type: 'roster.proposed', subject: subjectOf('device', feed), data: { ...signed, proposal, entry: { t: 'fork.resolved', s: subjectOf('device', feed), d: { feed, keepHead } } }, text: { reason: 'Asked both' } });
  exchange(witness, other);
  expect(titles(other), 'one signature settles nothing').toEqual(['Before']);
  other.write({ type: 'roster.confirmed', subject: subjectOf('device', feed), data: { ...signed, proposal } });
  exchange(other, witness);
  for (const laptop of [witness, other]) {
    expect(titles(laptop)).toEqual(['Before', isOriginals ? 'By the original' : 'By the copy']);
    expect(rebuild(laptop.store.db, laptop.store.log, () => {}).isEqual).toBe(true);
    const reopened = sourceOf(laptop.store.db, laptop.store.organisation.id);
    expect(await verdictOf({ ...laptop, store: { ...laptop.store, source: reopened } })).toEqual({ verdict: 'intact', kinds: [] });
  }
  expect(digestsOf(witness)).toEqual(digestsOf(other));
});

test('SYN-02 two settlings made apart leave one branch, the same one on every laptop', async () => {
  const { witness, other, original, copy, feed } = await aFork();
  const settle = (first: Laptop, second: Laptop, keepHead: string): void => {
    const proposal = randomUUID();
    first.write({ type: 'roster.proposed', subject: subjectOf('device', feed), data: { ...signed, proposal, entry: { t: 'fork.resolved', s: subjectOf('device', feed), d: { feed, keepHead } } }, text: { reason: 'Asked both' } });
    exchange(first, second);
    second.write({ type: 'roster.confirmed', subject: subjectOf('device', feed), data: { ...signed, proposal } });
  };
  settle(witness, other, headOf(original, feed));
  settle(witness, other, headOf(copy, feed));
  exchange(other, witness);
  expect(titles(witness)).toEqual(['Before', 'By the original']);
  expect(digestsOf(witness)).toEqual(digestsOf(other));
});

test('SYN-02 a device that learns it was copied writes no more under its name', async () => {
  const { original, witness } = await aFork();
  exchange(witness, original);
  expect(original.store.db.get('SELECT 1 AS yes FROM held WHERE feed = ?', original.store.organisation.deviceFeed)).toEqual({ yes: 1 });
});

test('SYN-02 an edit after the fork on another laptop stands, though its writer had seen a branch that does not count', async () => {
  const { group, witness, original } = await aFork();
  const id = randomUUID();
  const third = group.laptops[2]!;
  third.write(creating(id, third, 'After'));
  exchange(third, witness);
  expect(findChange(witness.store.db, id)?.fields.title).toBe('After');
  expect(original.store.db.get('SELECT 1 AS yes FROM change WHERE id = ?', id)).toBeUndefined();
});

test('SYN-02 a role taken away in a history that was set aside is not acted in any more, since other laptops would not count it, until it is given anew', async () => {
  const group = await given(4);
  const [original, author, witness, second] = group.laptops as [Laptop, Laptop, Laptop, Laptop];
  const id = randomUUID();
  author.write(creating(id, author, 'Before'));
  const copy = cloneOf(group, original);
  const person = subjectOf('person', author.person.id);
  original.write({ type: 'role.revoked', subject: person, data: { ...signed, revoked: 'chair' } });
  copy.write(creating(randomUUID(), copy, 'By the copy'));
  exchange(original, author);
  author.write(creating(randomUUID(), author, 'Having heard of it'));
  exchange(copy, author);
  expect(findPerson(author.store.db, author.person.id)?.roles).toContain('chair');
  const decide = (): void => { author.write({ type: 'cab.decisionRecorded', subject: subjectOf('change', id), data: { role: 'chair', rev: findChange(author.store.db, id)!.revision, supersedes: [], decision: randomUUID(), meeting: '', verdict: 'approved', policy: 'p' }, text: { reason: 'r' } }); };
  expect(decide).toThrow(/would not count this: cab\.decisionRecorded was signed in a role the signer did not hold then: chair\./);
  const proposal = randomUUID();
  exchange(author, witness);
  witness.write({ type: 'roster.proposed', subject: person, data: { ...signed, proposal, entry: { t: 'role.granted', s: person, d: { granted: 'chair' } } }, text: { reason: 'Said by a copy only' } });
  exchange(witness, second);
  second.write({ type: 'roster.confirmed', subject: person, data: { ...signed, proposal } });
  exchange(second, author);
  decide();
  exchange(author, witness);
  expect(witness.store.db.all('SELECT reason FROM held')).toEqual([{ reason: 'fork' }]);
  expect(witness.store.db.get('SELECT count(*) AS n FROM decision')).toEqual({ n: 1 });
  exchange(witness, author);
  expect(digestsOf(author)).toEqual(digestsOf(witness));
});

/** An entry about the author stands in a history of a copied laptop that was set aside, and the author has heard of it. */
async function heardFromACopy(entry: (author: Laptop) => Omit<DomainEvent, 'subject'>): Promise<Laptop> {
  const group = await given(2);
  const [original, author] = group.laptops as [Laptop, Laptop];
  original.write(creating(randomUUID(), original, 'Before'));
  const copy = cloneOf(group, original);
  original.write({ ...entry(author), subject: subjectOf('person', author.person.id) });
  copy.write(creating(randomUUID(), copy, 'By the copy'));
  exchange(original, author);
  author.write(creating(randomUUID(), author, 'Having heard of it'));
  exchange(copy, author);
  return author;
}

/** The laptop takes itself for a copy and begins anew under another name. */
function goOn({ store, dir, device, person }: Laptop): void {
  store.readOnly = { code: 'feed_elsewhere', facts: {} };
  const secrets = { device, sealKey: new Uint8Array(), ageIdentity: '', issuerKey: null };
  const deviceKey = writeDevice(dir, secrets, { sealPem: '', caPem: '' });
  try {
    startNewFeed(store, { person: person.key, deviceKey, secrets }, { site: 'Z1', by: subjectOf('person', person.id), at: new Date().toISOString() });
  } finally {
    store.readOnly = null;
  }
}

const keyOf = ({ person }: Laptop): string => Buffer.from(person.key.publicKey).toString('hex');
const log = ({ store }: Laptop): unknown => store.db.all('SELECT hex(hash) FROM commit_log ORDER BY feed, seq');

test.each<[string, (author: Laptop) => Omit<DomainEvent, 'subject'>, RegExp]>([
  ['suspended', () => ({ type: 'person.suspended', data: signed, text: { reason: 'r' } }), /in a role the signer did not hold then: registrar/],
  ['without the role', () => ({ type: 'role.revoked', data: { ...signed, revoked: 'registrar' } }), /in a role the signer did not hold then: registrar/],
  ['without the key', (author) => ({ type: 'person.keyRevoked', data: { ...signed, key: keyOf(author), counts: {} }, text: { reason: 'r' } }), /signed with a key that had been revoked by then/],
])('SYN-02 who is %s in a history that was set aside proposes no entry, takes nothing away, erases nothing and goes on in no new feed; other work goes on', async (_, entry, why) => {
  const author = await heardFromACopy(entry);
  const before = log(author);
  const other = subjectOf('person', randomUUID());
  const acts: DomainEvent[] = [
    { type: 'roster.proposed', subject: other, data: { ...signed, proposal: randomUUID(), entry: { t: 'role.granted', s: other, d: { granted: 'auditor' } } }, text: { reason: 'r' } },
    { type: 'role.revoked', subject: other, data: { ...signed, revoked: 'chair' } },
    { type: 'payload.redacted', subject: subjectOf('change', randomUUID()), data: { ...signed, class: 'internal', commitments: [], proposedBy: other }, text: { reason: 'r' } },
  ];
  for (const act of acts) expect(() => { author.write(act); }, act.type).toThrow(why);
  expect(() => { goOn(author); }).toThrow(why);
  expect(log(author), 'nothing of what was refused is kept').toEqual(before);
  author.write(creating(randomUUID(), author, 'Onwards'));
  expect(titles(author)).toContain('Onwards');
});

test('SYN-02 a copied device whose owner may sign goes on in a new feed, and others count it', async () => {
  const { original, copy, witness } = await aFork();
  exchange(copy, original);
  goOn(original);
  exchange(original, witness);
  expect(witness.store.db.get("SELECT count(*) AS n FROM device WHERE site = 'Z1'")).toEqual({ n: 1 });
  expect(witness.store.db.all('SELECT reason FROM held')).toEqual([{ reason: 'fork' }]);
});

test('SYN-02 a role that was taken away counts for the next act at once, and one whose taking away was rolled back is still held', async () => {
  const author = await heardFromACopy(() => ({ type: 'role.revoked', data: { ...signed, revoked: 'auditor' } }));
  const person = subjectOf('person', author.person.id);
  const ask = (): void => { author.write({ type: 'payload.redactionProposed', subject: subjectOf('change', randomUUID()), data: { ...signed, role: 'administrator', class: 'internal' }, text: { reason: 'r' } }); };
  const revoke = (): void => { author.write({ type: 'role.revoked', subject: person, data: { ...signed, revoked: 'administrator' } }); };
  ask();
  expect(() => { author.store.db.transaction(() => { revoke(); throw new Error('changed their mind'); }); }).toThrow('changed their mind');
  ask();
  expect(() => { author.store.db.transaction(() => { revoke(); ask(); }); }).toThrow(/role the signer did not hold then: administrator/);
  ask();
  revoke();
  expect(ask).toThrow(/role the signer did not hold then: administrator/);
});
