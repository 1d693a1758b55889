// What may be wrong with a bundle that is well formed: replayed, with gaps, from a stranger, signed by the wrong hand, from the future. Nothing of it is silently accepted.
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { AppError } from '../../src-main/app-error.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { heldBack } from '../../src-main/domain/merge-change.ts';
import { subjectOf } from '../../src-main/domain/event.ts';
import { findChange } from '../../src-main/store/projections/change.ts';
import { historyOf } from '../../src-main/queries/history.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import type { Incoming } from '../../src-main/store/merge/place.ts';
import type { Staged } from '../../src-main/store/merge/staged.ts';
import { growFeed } from '../../src-main/store/checkpoints.ts';
import { encodeBytes } from '../../src-main/trail/canonical.ts';
import { tick } from '../../src-main/trail/clock.ts';
import { sealCommit } from '../../src-main/trail/envelope.ts';
import type { Envelope } from '../../src-main/trail/envelope.ts';
import { newSalt, payloadCommitment } from '../../src-main/trail/hashes.ts';
import { fromSeed } from '../../src-main/trail/keys.ts';
import { bundleFrom, cloneOf, digestsOf, exchange, laptopsOf, receive, template } from '../support/laptops.ts';
import type { Group, Laptop } from '../support/laptops.ts';

const made = template(4);
const given = async (count: number): Promise<Laptop[]> => {
  const group = laptopsOf(await made, count);
  onTestFinished(() => { group.close(); });
  return group.laptops;
};
const signed = (role: string): { role: string; rev: string; supersedes: [] } => ({ role, rev: '', supersedes: [] });
const creating = (laptop: Laptop, id: string): DomainEvent => ({ type: 'change.created', subject: subjectOf('change', id), data: { number: laptop.store.nextNumber('C'), type: 'normal' }, text: { title: `Change ${id}`, owner: 'Zoe', requester: 'Zoe' } });
const editing = (id: string, title: string): DomainEvent => ({ type: 'change.edited', subject: subjectOf('change', id), data: {}, text: { title } });
const titleOf = (laptop: Laptop, id: string): string | null => findChange(laptop.store.db, id)?.fields.title ?? null;
const feedOf = ({ store }: Laptop): string => store.organisation.deviceFeed;
const rosterOf = ({ store }: Laptop): number => store.log.head(store.organisation.rosterFeed)!.count;
/** What follows commit `from` of the sender's own feed; the roster is known. */
const after = (laptop: Laptop, from: number): Staged => bundleFrom(laptop, { since: { [feedOf(laptop)]: from, [laptop.store.organisation.rosterFeed]: rosterOf(laptop) } });
const held = ({ store }: Laptop): unknown[] => store.db.all('SELECT from_seq, reason, detail FROM held ORDER BY feed');
const tables = ({ store }: Laptop): unknown[] => [digestsOf({ store } as Laptop), store.db.all('SELECT feed, seq, hex(hash) FROM commit_log'), store.db.all('SELECT * FROM bundle_seen ORDER BY bundle'), store.db.all('SELECT * FROM device_state')];
const said = ({ person }: Laptop): { by: string; at: string } => ({ by: subjectOf('person', person.id), at: '2026-11-24T10:00:00.000Z' });
/** A commit that the laptop signs though no rule of its own would have made it; its own tables are passed by. */
function forge(laptop: Laptop, events: Envelope['events']): void {
  const { db, log } = laptop.store;
  const feed = feedOf(laptop);
  const { seq, env } = db.get<{ seq: number; env: Uint8Array }>('SELECT seq, env FROM commit_log WHERE feed = ? ORDER BY seq DESC LIMIT 1', feed)!;
  const last = JSON.parse(Buffer.from(env).toString()) as Envelope;
  const hlc = tick(last.hlc, laptop.clock.now);
  const prev = log.hashAt(feed, seq)!;
  const { bytes, hash, sig } = sealCommit({ ...last, seq: seq + 1, prev, seen: {}, hlc, events }, laptop.device.privateKey);
  db.run('INSERT INTO commit_log (feed, seq, hash, prev, hlc, h, env, sig, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', feed, seq + 1, hash, Buffer.from(prev, 'hex'), hlc, hlc, bytes, sig, '2026-11-24T10:00:00.000Z');
  growFeed(db, feed, { hash, hlc, h: hlc });
}
const refusalOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error.refusal.code;
    throw error;
  }
  return 'nothing was refused';
};
/** Whether both show the same, and what a rebuild would show. */
function expectAlike(...laptops: Laptop[]): void {
  for (const laptop of laptops) {
    expect(rebuild(laptop.store.db, laptop.store.log, () => {}).tables.filter(({ isEqual }) => !isEqual)).toEqual([]);
    expect(digestsOf(laptop)).toEqual(digestsOf(laptops[0]!));
  }
}
/** The same bundle with some of its commits altered on the way. */
const altered = (staged: Staged, alter: (commit: Incoming) => Incoming): Staged => ({ ...staged, commits: (range, from, limit) => staged.commits(range, from, limit).map(alter) });

test('SYN-02 the same bundle twice changes nothing, nor does an older one after a newer one', async () => {
  const [from, to] = await given(2) as [Laptop, Laptop];
  from.write(creating(from, 'x'));
  const older = bundleFrom(from);
  from.write(editing('x', 'Later'));
  const newer = bundleFrom(from);
  receive(to, newer);
  const former = tables(to);
  expect(receive(to, newer)).toMatchObject({ new: 0, events: 0, promoted: 0, pending: 0 });
  expect(tables(to)).toEqual(former);
  expect(receive(to, older)).toMatchObject({ new: 0, known: older.ranges.reduce((sum, range) => sum + range.to - range.from, 0) });
  expect(digestsOf(to)).toEqual(former[0]);
  expectAlike(from, to);
});

test.each([[[0, 1, 2]], [[0, 2, 1]], [[1, 0, 2]], [[1, 2, 0]], [[2, 0, 1]], [[2, 1, 0]]])('SYN-02 parts of a history wait for what is missing, and count as soon as it has come: order %j', async (order) => {
  const [from, to] = await given(2) as [Laptop, Laptop];
  from.write(creating(from, 'x'));
  const parts = [after(from, 0)];
  for (const title of ['Second', 'Third']) {
    from.write(editing('x', title));
    parts.push(after(from, parts.length));
  }
  const merged = order.map((part) => receive(to, parts[part]!));
  expect(merged[0]!.pending).toBe(order[0] === 0 ? 0 : 1);
  expect(merged.at(-1)!.pending).toBe(0);
  expect(merged.reduce((sum, { new: fresh }) => sum + fresh, 0)).toBe(3);
  expect(merged.reduce((sum, { promoted }) => sum + promoted, 0)).toBe([...order].filter((part, i) => order.slice(i + 1).some((later) => later < part)).length);
  expect(titleOf(to, 'x')).toBe('Third');
  expectAlike(from, to);
});

test('SYN-02 bundles that overlap bring each commit once', async () => {
  const [from, to] = await given(2) as [Laptop, Laptop];
  from.write(creating(from, 'x'));
  from.write(editing('x', 'Second'));
  const first = bundleFrom(from);
  from.write(editing('x', 'Third'));
  receive(to, first);
  expect(receive(to, after(from, 1))).toMatchObject({ new: 1, known: 1, pending: 0 });
  expectAlike(from, to);
});

test('SYN-02 a commit that has seen another laptop’s work waits until that has come', async () => {
  const [from, to, third] = await given(3) as [Laptop, Laptop, Laptop];
  third.write(creating(third, 'x'));
  exchange(third, from);
  from.write(editing('x', 'By somebody who had seen it'));
  expect(receive(to, after(from, 0))).toMatchObject({ new: 2, pending: 0 });
  const alone = bundleFrom(from, { since: { [feedOf(third)]: 1, [from.store.organisation.rosterFeed]: rosterOf(from) } });
  const late = laptopsOf(await made, 4);
  onTestFinished(() => { late.close(); });
  const far = late.laptops[3]!;
  expect(receive(far, alone)).toMatchObject({ new: 0, pending: 1 });
  expect(titleOf(far, 'x')).toBeNull();
  expect(exchange(third, far)).toMatchObject({ new: 2, promoted: 1, pending: 0 });
  expect(titleOf(far, 'x')).toBe('By somebody who had seen it');
  expectAlike(far, to, from);
});

test('SYN-02 a bundle of another organisation is refused and leaves no trace', async () => {
  const [from, to] = await given(2) as [Laptop, Laptop];
  from.write(creating(from, 'x'));
  const staged = bundleFrom(from);
  const former = tables(to);
  expect(refusalOf(() => receive(to, { ...staged, manifest: { ...staged.manifest, org: randomUUID() } }))).toBe('wrong_org');
  expect(tables(to)).toEqual(former);
});

test('SYN-02 a sender nobody enrolled is refused, also with the name of one that was, and leaves no trace', async () => {
  const [from, to, other] = await given(3) as [Laptop, Laptop, Laptop];
  from.write(creating(from, 'x'));
  const former = tables(to);
  const staged = bundleFrom(from);
  expect(refusalOf(() => receive(to, { ...staged, manifest: { ...staged.manifest, from: 'f'.repeat(32) } }))).toBe('sender_unknown');
  expect(refusalOf(() => receive(to, { ...staged, manifest: { ...staged.manifest, from: feedOf(other) } }))).toBe('tampered');
  expect(refusalOf(() => receive(to, { ...staged, manifest: { ...staged.manifest, from: from.store.organisation.rosterFeed } }))).toBe('sender_unknown');
  expect(tables(to)).toEqual(former);
});

test('SYN-02 a revoked device is refused as a sender; what it wrote before counts when another one brings it, what it wrote after does not', async () => {
  const [lost, to, other] = await given(3) as [Laptop, Laptop, Laptop];
  lost.write(creating(lost, 'x'));
  exchange(lost, other);
  lost.write(editing('x', 'After it was lost'));
  other.write({ type: 'device.revoked', subject: subjectOf('device', feedOf(lost)), data: { ...signed('registrar'), feed: feedOf(lost), lastSeq: 0, lastHash: lost.store.log.hashAt(feedOf(lost), 0)! }, text: { reason: 'Lost' } });
  exchange(other, to);
  const former = tables(to);
  expect(refusalOf(() => exchange(lost, to))).toBe('sender_revoked');
  expect(tables(to)).toEqual(former);
  expect(titleOf(to, 'x')).toBe('Change x');
  expectAlike(to, other);
});

test('SYN-02 a commit whose signature is another’s is refused with the whole bundle', async () => {
  const [from, to] = await given(2) as [Laptop, Laptop];
  from.write(creating(from, 'x'));
  from.write(editing('x', 'Second'));
  const staged = bundleFrom(from);
  const former = tables(to);
  for (const at of [0, 1]) {
    const forged = altered(staged, (commit) => (commit.feed === feedOf(from) && commit.seq === at ? { ...commit, sig: commit.sig.map((byte, i) => (i === 0 ? byte ^ 1 : byte)) } : commit));
    expect(refusalOf(() => receive(to, forged))).toBe('tampered');
    expect(tables(to)).toEqual(former);
  }
  expect(receive(to, staged)).toMatchObject({ new: 2 });
});

const acts: [string, (laptop: Laptop) => DomainEvent, RegExp][] = [
  ['an act in a role its signer does not hold', () => ({ type: 'cab.decisionRecorded', subject: subjectOf('change', 'x'), data: { decision: randomUUID(), meeting: '', verdict: 'approved', policy: 'p', ...signed('service-owner') } }), /role the signer did not hold/],
  ['an entry of the roster that takes two', ({ person }) => ({ type: 'role.granted', subject: subjectOf('person', person.id), data: { ...signed('registrar'), granted: 'auditor' } }), /two registrars/],
  ['the founding of the organisation', () => ({ type: 'org.founded', subject: 'org:x', data: { ...signed('registrar'), root: 'a'.repeat(64) }, text: { name: 'Mine' } }), /registrars|carries no signature/],
  ['a number of another site', (laptop) => ({ ...creating(laptop, 'n'), data: { number: 'C-Z9-0001', type: 'normal' } }), /belongs to another site/],
  ['a number that was given before', (laptop) => ({ ...creating(laptop, 'n'), data: { number: `C-${laptop.store.organisation.site}-0001`, type: 'normal' } }), /given before/],
  ['a number that is none', (laptop) => ({ ...creating(laptop, 'n'), data: { number: 'one', type: 'normal' } }), /no record number/],
  ['a change without a number', (laptop) => ({ ...creating(laptop, 'n'), data: { type: 'normal' } }), /no record number/],
  ['a change with the number of a meeting', (laptop) => ({ ...creating(laptop, 'n'), data: { number: `M-${laptop.store.organisation.site}-0001`, type: 'normal' } }), /no record number/],
  ['a new device under the name of another one', (laptop) => ({ type: 'device.succeeded', subject: subjectOf('device', 'e'.repeat(32)), data: { ...signed('registrar'), feed: feedOf(laptop), count: 1, head: 'a'.repeat(64), key: 'b'.repeat(64), site: 'Q1', age: null } }), /malformed/],
];
test.each(acts)('SYN-02 %s holds its feed back from there on, alike on every laptop and in whatever pieces it comes', async (_, act, why) => {
  const [from, to, other] = await given(3) as [Laptop, Laptop, Laptop];
  from.write(creating(from, 'x'));
  // The laptop's own rules would not have let it: its own tables are passed by.
  const event = act(from);
  const { db } = from.store;
  db.exec('DROP INDEX change_by_number');
  from.write(event);
  from.write(editing('x', 'After it'));
  receive(to, bundleFrom(from));
  for (let seq = 0; seq < 3; seq += 1) receive(other, after(from, seq));
  expect(held(to)).toEqual([{ from_seq: 1, reason: 'unsound', detail: expect.stringMatching(why) as string }]);
  expect(held(other)).toEqual(held(to));
  expect(to.store.log.stored(feedOf(from)), 'it stays stored').toBe(3);
  expect(titleOf(to, 'x')).toBe('Change x');
  expectAlike(to, other);
  to.write(creating(to, 'own'));
  expect(exchange(to, other), 'others go on').toMatchObject({ new: 1, pending: 0 });
  expect(titleOf(other, 'own')).toBe('Change own');
});

test('SYN-02 a number given twice on a branch beside the log is noticed in whatever pieces the branch comes', async () => {
  const group: Group = laptopsOf(await made, 3);
  onTestFinished(() => { group.close(); });
  const [from, to, other] = group.laptops as [Laptop, Laptop, Laptop];
  from.write(creating(from, 'x'));
  const copy = cloneOf(group, from);
  from.write(editing('x', 'By the original'));
  copy.store.db.exec('DROP INDEX change_by_number');
  for (const id of ['a', 'b']) copy.write({ ...creating(copy, id), data: { number: 'C-A1-0007', type: 'normal' } });
  for (const laptop of [to, other]) exchange(from, laptop);
  receive(to, bundleFrom(copy));
  for (let seq = 1; seq < 3; seq += 1) receive(other, after(copy, seq));
  const unsound = (laptop: Laptop): unknown[] => laptop.store.db.all('SELECT seq, text FROM unsound');
  expect(unsound(to)).toEqual([{ seq: 2, text: 'The number C-A1-0007 was given before.' }]);
  expect(unsound(other)).toEqual(unsound(to));
  expectAlike(to, other);
});

test('SYN-02 a roster with two histories stops the import, and nothing of it is kept', async () => {
  const group: Group = laptopsOf(await made, 3);
  onTestFinished(() => { group.close(); });
  const [from, to, other] = group.laptops as [Laptop, Laptop, Laptop];
  const root = fromSeed(Buffer.from(group.template.root, 'hex')).privateKey;
  const granting = (laptop: Laptop, granted: string): void => {
    laptop.store.db.transaction(() => laptop.store.commitAsRoot([{ type: 'role.granted', subject: subjectOf('person', from.person.id), data: { granted } }], { by: subjectOf('person', from.person.id), at: '2026-11-24T10:00:00.000Z' }, root));
  };
  granting(from, 'auditor');
  granting(to, 'requester');
  from.write(creating(from, 'x'));
  const former = tables(to);
  expect(refusalOf(() => exchange(from, to))).toBe('roster_forked');
  expect(tables(to)).toEqual(former);
  expect(exchange(from, other)).toMatchObject({ new: 2 });
});

const years = 10 * 365 * 86_400_000;
test.each([['ahead', years], ['behind', -years]])('SYN-02 a clock ten years %s is taken as it comes: the order stays causal, and ours does not follow', async (_, off) => {
  const [from, to] = await given(2) as [Laptop, Laptop];
  from.clock.now += off;
  from.write(creating(from, 'x'));
  const own = to.clock.now;
  expect(exchange(from, to).aheadOfClock).toBe(off > 0 ? 1 : 0);
  to.write(editing('x', 'By a clock that is right'));
  exchange(to, from);
  from.write(editing('x', 'By one that is not'));
  exchange(from, to);
  to.write(editing('x', 'Last'));
  exchange(to, from);
  for (const laptop of [from, to]) {
    expect(titleOf(laptop, 'x')).toBe('Last');
    expect(findChange(laptop.store.db, 'x')?.overwritten).toEqual([]);
  }
  const stamps = to.store.db.all<{ hlc: string }>('SELECT hlc FROM commit_log WHERE feed = ? ORDER BY seq', feedOf(to)).map(({ hlc }) => Number(hlc.slice(0, 15)));
  expect(stamps.every((ms) => Math.abs(ms - own) < 3_600_000), 'its own clock did not follow').toBe(true);
  expectAlike(from, to);
});

test('SYN-02 texts of foreign events may be no JSON at all, or none of the kind they should be', async () => {
  const [from, to] = await given(2) as [Laptop, Laptop];
  from.write(creating(from, 'x'));
  const texts = [Buffer.from('no JSON'), Buffer.from([0xff, 0xfe, 0x00]), Buffer.alloc(0), encodeBytes(['a']), encodeBytes('title'), encodeBytes(null), Buffer.from('{"title":"a","title":"b"}')];
  forge(from, texts.map((bytes) => {
    const salt = newSalt();
    const c = payloadCommitment(salt, bytes);
    from.store.db.run("INSERT INTO payload (commitment, salt, bytes, class, state) VALUES (?, ?, ?, 'internal', 'kept')", Buffer.from(c, 'hex'), salt, bytes);
    return { ...said(from), t: 'change.edited', s: subjectOf('change', 'x'), d: {}, p: { internal: { c, n: bytes.length, k: 'internal' } } };
  }));
  exchange(from, to);
  expect(to.store.log.stored(feedOf(from))).toBe(2);
  expect(titleOf(to, 'x')).toBe('Change x');
  expect(rebuild(to.store.db, to.store.log, () => {}).isEqual).toBe(true);
});

test('SYN-02 an event about a record of another kind than its own moves no table', async () => {
  const [from, to, other] = await given(3) as [Laptop, Laptop, Laptop];
  from.write(creating(from, 'x'));
  exchange(from, other);
  forge(from, [
    { ...said(from), t: 'board.created', s: subjectOf('change', 'x'), d: { lengthMinutes: 60, zone: 'UTC' } }, { ...said(from), t: 'change.edited', s: subjectOf('board', 'x'), d: { type: 'emergency' } },
    { ...said(from), t: 'mapping.saved', s: 'change:', d: {} }, { ...said(from), t: 'change.cancelled', s: 'change', d: {} },
  ]);
  other.write(editing('x', 'Apart'));
  exchange(other, to);
  exchange(from, to);
  exchange(from, other);
  expect(to.store.db.all('SELECT id FROM board')).toEqual([]);
  expect(findChange(to.store.db, 'x')).toMatchObject({ state: 'draft', fields: { title: 'Apart', type: 'normal' } });
  expectAlike(to, other);
});

test.each([['critical', true], ['not critical', false]])('SYN-02 an event that only a newer version knows is kept and handed on; what it speaks of is locked only when it is %s', async (_, isCritical) => {
  const [a, b, c] = await given(3) as [Laptop, Laptop, Laptop];
  const id = randomUUID();
  a.write(creating(a, id));
  forge(a, [{ t: 'change.teleported', ...(isCritical ? { crit: true as const } : {}), s: subjectOf('change', id), ...said(a), d: { to: 'elsewhere' } }]);
  exchange(a, b);
  exchange(b, c);
  for (const laptop of [b, c]) {
    const change = findChange(laptop.store.db, id)!;
    expect(change.needsNewer).toBe(isCritical);
    expect(heldBack(change)?.error.code ?? null).toBe(isCritical ? 'needs_newer' : null);
    expect(laptop.store.log.head(feedOf(a))!.count).toBe(2);
  }
  expectAlike(b, c);
});

test('SYN-02 what a newer Gavel wrote stands in the history of its record, where it belongs, and is called unreadable', async () => {
  const [a, b] = await given(2) as [Laptop, Laptop];
  const id = randomUUID();
  const subject = subjectOf('change', id);
  a.write(creating(a, id));
  forge(a, [{ t: 'change.teleported', crit: true, s: subject, ...said(a), d: { to: 'elsewhere' } }, { t: 'change.painted', s: subject, ...said(a), d: {} }, { t: 'change.painted', s: subjectOf('change', randomUUID()), ...said(a), d: {} }]);
  exchange(a, b);
  b.write(editing(id, 'Later'));
  const { rows } = historyOf({ db: b.store.db, trail: b.store.trail }, subject, { limit: 10 });
  expect(rows.map(({ type, said: what }) => [type, what])).toEqual([['change.edited', 'Edited: Title'], ['change.painted', 'Written by a newer Gavel; update to read it'], ['change.teleported', 'Written by a newer Gavel; update to read it'], ['change.created', 'Draft created']]);
  expect(rows[2]).toEqual({ event: `${feedOf(a)}/1/0`, type: 'change.teleported', said: 'Written by a newer Gavel; update to read it', by: 'Person 0', at: said(a).at, feed: feedOf(a), seq: 1, hash: b.store.log.hashAt(feedOf(a), 1), isSigned: false });
  expect(historyOf({ db: b.store.db, trail: b.store.trail }, subject, { limit: 2, after: '2' }).rows).toEqual(rows.slice(2));
});

test('SYN-02 what a newer Gavel wrote on a branch that does not count is no history', async () => {
  const group = laptopsOf(await made, 2);
  onTestFinished(() => { group.close(); });
  const [a, b] = group.laptops as [Laptop, Laptop];
  const id = randomUUID();
  a.write(creating(a, id));
  exchange(a, b);
  const copy = cloneOf(group, a);
  forge(copy, [{ t: 'change.teleported', crit: true, s: subjectOf('change', id), ...said(a), d: {} }]);
  receive(b, bundleFrom(copy));
  const newer = (): string[] => historyOf({ db: b.store.db, trail: b.store.trail }, subjectOf('change', id), { limit: 10 }).rows.map(({ type }) => type);
  expect(newer()).toEqual(['change.teleported', 'change.created']);
  a.write(editing(id, 'On the other branch'));
  receive(b, bundleFrom(a));
  expect(newer()).toEqual(['change.created']);
});
