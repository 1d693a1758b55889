// Whatever stops a merge, and wherever, the former state stays whole: no table differs, and the same bundle goes through afterwards.
import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { subjectOf } from '../../src-main/domain/event.ts';
import type { ReadDb } from '../../src-main/store/open.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { bundleFrom, cloneOf, digestsOf, exchange, laptopsOf, receive, template } from '../support/laptops.ts';
import type { Group, Laptop } from '../support/laptops.ts';

const made = template(4);
const signed = { role: 'registrar', rev: '', supersedes: [] };
const creating = (laptop: Laptop, id: string): DomainEvent => ({ type: 'change.created', subject: subjectOf('change', id), data: { number: laptop.store.nextNumber('C'), type: 'normal' }, text: { title: `Change ${id}`, owner: 'Zoe', requester: 'Zoe' } });
const editing = (id: string, title: string): DomainEvent => ({ type: 'change.edited', subject: subjectOf('change', id), data: {}, text: { title } });

/** Every table of the file, the log, the clock and the index of words included. */
function everything(db: ReadDb): Record<string, string> {
  const tables = db.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name");
  return Object.fromEntries(tables.map(({ name }) => {
    const hash = createHash('sha256');
    for (const row of db.all<Record<string, unknown>>(`SELECT * FROM "${name}"`)) hash.update(JSON.stringify(Object.values(row).map((v) => (v instanceof Uint8Array ? Buffer.from(v).toString('hex') : v))));
    return [name, hash.digest('hex')];
  }));
}

/** A bundle in which everything happens: new records, work made apart, a fork, an erasure, a revocation, a commit that has to wait. */
async function given(): Promise<{ group: Group; to: Laptop; from: Laptop }> {
  const group = laptopsOf(await made, 4);
  onTestFinished(() => { group.close(); });
  const [from, to, third, lost] = group.laptops as [Laptop, Laptop, Laptop, Laptop];
  from.write(creating(from, 'x'));
  lost.write(creating(lost, 'l'));
  exchange(from, to);
  exchange(from, third);
  to.write(editing('x', 'Made apart'));
  from.write(editing('x', 'By the sender'), creating(from, 'y'));
  third.write(creating(third, 'z'));
  const copy = cloneOf(group, third);
  third.write(editing('z', 'By the original'));
  copy.write(editing('z', 'By the copy'));
  for (const other of [third, copy, lost]) exchange(other, from);
  const text = (JSON.parse(Buffer.from(from.store.db.get<{ env: Uint8Array }>("SELECT env FROM commit_log WHERE feed = ? AND seq = 0", from.store.organisation.deviceFeed)!.env).toString()) as { events: { p: Record<string, { c: string; k: string }> }[] }).events[0]!.p['internal']!;
  from.write({ type: 'payload.redacted', subject: subjectOf('change', 'x'), data: { ...signed, class: 'internal', commitments: [text.c], proposedBy: 'person:q' }, text: { reason: 'Asked' } });
  from.write({ type: 'device.revoked', subject: subjectOf('device', lost.store.organisation.deviceFeed), data: { ...signed, feed: lost.store.organisation.deviceFeed, lastSeq: -1, lastHash: '' }, text: { reason: 'Lost' } });
  return { group, from, to };
}

/** Every write of the merge fails in its turn, the first one first; answers how many there were. */
function failAtEach(to: Laptop, attempt: () => void, former: Record<string, string>): number {
  const { db } = to.store;
  const { run, exec } = db;
  for (let k = 1; ; k += 1) {
    let left = k;
    const step = (): void => { if ((left -= 1) === 0) throw new Error('the disk failed'); };
    db.run = (sql, ...params) => { step(); return run(sql, ...params); };
    db.exec = (sql) => { step(); exec(sql); };
    try {
      attempt();
      return k - 1;
    } catch (error) {
      expect((error as Error).message).toBe('the disk failed');
    } finally {
      db.run = run;
      db.exec = exec;
    }
    expect(everything(db), `after a failure at write ${k}`).toEqual(former);
  }
}

test('SYN-02 a failure at any single write of a merge leaves every table as it was, the clock included; then the merge goes through', async () => {
  const { from, to } = await given();
  const staged = bundleFrom(from);
  const former = everything(to.store.db);
  const writes = failAtEach(to, () => { receive(to, staged); }, former);
  expect(writes).toBeGreaterThan(50);
  const after = everything(to.store.db);
  expect(Object.keys(after).filter((name) => after[name] !== former[name])).toEqual(expect.arrayContaining(['commit_log', 'payload', 'branch', 'fork', 'held', 'change', 'event', 'device_state', 'bundle_seen', 'merkle_frontier', 'checkpoint']));
  expect(rebuild(to.store.db, to.store.log, () => {}).isEqual).toBe(true);
  exchange(to, from);
  expect(digestsOf(from)).toEqual(digestsOf(to));
});

test('SYN-02 a commit that waits and the one it waited for are stored whole or not at all, whichever write fails', async () => {
  const group = laptopsOf(await made, 2);
  onTestFinished(() => { group.close(); });
  const [from, to] = group.laptops as [Laptop, Laptop];
  from.write(creating(from, 'x'));
  from.write(editing('x', 'Later'));
  const { deviceFeed, rosterFeed } = from.store.organisation;
  const later = bundleFrom(from, { since: { [deviceFeed]: 1, [rosterFeed]: 2 } });
  failAtEach(to, () => { receive(to, later); }, everything(to.store.db));
  expect(to.store.db.all('SELECT feed, seq FROM pending')).toEqual([{ feed: deviceFeed, seq: 1 }]);
  failAtEach(to, () => { receive(to, bundleFrom(from)); }, everything(to.store.db));
  expect(to.store.db.all('SELECT feed, seq FROM pending')).toEqual([]);
  expect(digestsOf(from)).toEqual(digestsOf(to));
});

test('SYN-02 a disk that fills while a bundle is merged leaves the former state, however much room there was', async () => {
  const { from, to } = await given();
  // A longer text than a page, many times, so that the file has to grow at many places of the merge.
  for (let i = 0; i < 30; i += 1) from.write(creating(from, `long-${i}`), editing(`long-${i}`, 'long '.repeat(2_000)));
  const staged = bundleFrom(from);
  const { db } = to.store;
  const former = everything(db);
  const pages = (): number => db.get<{ page_count: number }>('PRAGMA page_count')!.page_count;
  const before = pages();
  let failures = 0;
  for (let room = 0; ; room += failures < 8 ? 1 : 12) {
    db.exec(`PRAGMA max_page_count = ${before + room}`);
    try {
      receive(to, staged);
      break;
    } catch (error) {
      expect((error as { code?: string }).code).toBe('SQLITE_FULL');
      failures += 1;
    }
    expect(everything(db), `with room for ${room} pages`).toEqual(former);
  }
  expect(failures).toBeGreaterThan(5);
  db.exec('PRAGMA max_page_count = 1000000');
  expect(rebuild(db, to.store.log, () => {}).isEqual).toBe(true);
  exchange(to, from);
  expect(digestsOf(from)).toEqual(digestsOf(to));
});
