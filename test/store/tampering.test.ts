// AUD-01: whatever is altered in the file by somebody who has it, verification says so and names the place.
import type Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src-main/store/store.ts';
import type { Store } from '../../src-main/store/store.ts';
import { generateKeyPair, fingerprintOf } from '../../src-main/trail/keys.ts';
import { parseEnvelope, sealCommit } from '../../src-main/trail/envelope.ts';
import type { TrailReport } from '../../src-main/trail/verify.ts';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import { aWorkspace, copiedFolder, migrations, openFolder, rawDatabase, shapeOfExample, startMs } from '../support/workspace.ts';

type Attack = { db: Database.Database; roster: string; device: string };
/** Alters the file as somebody would who has it and SQLite: triggers first. */
function attack(dir: string, act: (attack: Attack) => void): void {
  rawDatabase(dir, (db) => {
    db.exec('DROP TRIGGER commit_log_keeps_its_rows; DROP TRIGGER commit_log_loses_no_row');
    const feeds = db.prepare('SELECT feed FROM commit_log GROUP BY feed ORDER BY count(*)').pluck().all() as [string, string];
    act({ db, roster: feeds[0], device: feeds[1] });
  });
}

async function verified(folder: { dataDir: string; dir: string }, depth: 'fast' | 'deep'): Promise<{ report: TrailReport; store: Store }> {
  const store = openStore({ ...folder, migrations, app: '0.1.0', nowMs: () => startMs });
  onTestFinished(() => { store.close(); });
  return { store, report: await verifyTrail(store.source, { depth, trustedRoot: fingerprintOf(Buffer.from(store.organisation.rootKey, 'hex')) }) };
}

type Column = 'env' | 'sig' | 'hash';
/** A byte as a share of the length: 0 is the first, 1 the last. */
const flipped = (bytes: Buffer, share: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[Math.min(copy.length - 1, Math.floor(copy.length * share))]! ^= 0x01;
  return copy;
};
function flipCommit({ db, roster, device }: Attack, { of, seq, column, share }: Flip): void {
  const feed = of === 'roster' ? roster : device;
  const bytes = db.prepare(`SELECT ${column} FROM commit_log WHERE feed = ? AND seq = ?`).pluck().get(feed, seq) as Buffer;
  expect(db.prepare(`UPDATE commit_log SET ${column} = ? WHERE feed = ? AND seq = ?`).run(flipped(bytes, share), feed, seq).changes).toBe(1);
}

/** The prepared device feed: commits of the example, from `bulk` on the work by hand (create, edit, submit, assess in turn); checkpoints cover both. */
const { bulk, commits, last } = await shapeOfExample();
type Flip = { of: 'roster' | 'device'; seq: number; column: Column; share: number };
const flips: Flip[] = [
  ...[0, 0.25, 0.5, 0.75, 1].map((share): Flip => ({ of: 'roster', seq: 0, column: 'env', share })),
  ...[0, 1, bulk - 1, bulk, bulk + 18, last].flatMap((seq) => [0, 0.33, 0.66, 1].map((share): Flip => ({ of: 'device', seq, column: 'env', share }))),
  ...[0, bulk, bulk + 12, last].flatMap((seq) => [0, 0.5, 1].map((share): Flip => ({ of: 'device', seq, column: 'sig', share }))),
  ...[0, 1].map((share): Flip => ({ of: 'roster', seq: 0, column: 'sig', share })),
  ...[0, bulk + 3, last].map((seq): Flip => ({ of: 'device', seq, column: 'hash', share: 0.5 })),
];

describe('AUD-01 one byte of a commit', () => {
  test('AUD-01 the untouched file is intact, fast and deep', async () => {
    const folder = await copiedFolder();
    for (const depth of ['fast', 'deep'] as const) {
      const { report } = await verified(folder, depth);
      expect(report).toMatchObject({ verdict: 'intact', findings: [] });
      expect(report.feeds.map((f) => f.count).toSorted((a, b) => a - b)).toEqual([1, last + 1]);
    }
  });

  test.each(flips)('AUD-01 $column of commit $seq of the $of, at $share of its length, is found and named', async (flip) => {
    const folder = await copiedFolder();
    let feed = '';
    attack(folder.dir, (hit) => { feed = flip.of === 'roster' ? hit.roster : hit.device; flipCommit(hit, flip); });
    const { report } = await verified(folder, 'deep');
    expect(report.verdict).toBe('broken');
    expect(report.findings.filter((f) => f.severity === 'broken')).toContainEqual(expect.objectContaining({ feed, seq: flip.seq }));
  });

  test.each(flips.filter((f) => f.column !== 'sig' && f.share === 0.5 || f.seq === last))('AUD-01 the fast verification finds it as well: $column of commit $seq of the $of', async (flip) => {
    const folder = await copiedFolder();
    attack(folder.dir, (hit) => { flipCommit(hit, flip); });
    const { report } = await verified(folder, 'fast');
    expect(report).toMatchObject({ verdict: 'broken', findings: expect.arrayContaining([expect.objectContaining({ seq: flip.seq, severity: 'broken' })]) });
  });
});

describe('AUD-01 texts', () => {
  /** Commitments of the texts in a commit. */
  const textsOf = ({ db, device }: Attack, seq: number): string[] =>
    parseEnvelope(db.prepare('SELECT env FROM commit_log WHERE feed = ? AND seq = ?').pluck().get(device, seq) as Buffer).events.flatMap((e) => Object.values(e.p ?? {}).map((p) => p.c));

  test.each([0, bulk - 3, bulk, bulk + 4, last].flatMap((seq) => (['bytes', 'salt'] as const).map((column) => ({ seq, column }))))('AUD-01 one byte of the $column of a text in commit $seq is found and named', async ({ seq, column }) => {
    const folder = await copiedFolder();
    let feed = '';
    attack(folder.dir, (hit) => {
      feed = hit.device;
      const key = Buffer.from(textsOf(hit, seq).at(-1)!, 'hex');
      const bytes = hit.db.prepare(`SELECT ${column} FROM payload WHERE commitment = ?`).pluck().get(key) as Buffer;
      hit.db.prepare(`UPDATE payload SET ${column} = ? WHERE commitment = ?`).run(flipped(bytes, 0.5), key);
    });
    const { report } = await verified(folder, 'fast');
    expect(report.verdict).toBe('broken');
    expect(report.findings).toEqual([expect.objectContaining({ kind: 'payload_altered', feed, seq })]);
  });

  test('AUD-01 a text that vanished is a gap, named, and its salt is no way around', async () => {
    const folder = await copiedFolder();
    let feed = '';
    attack(folder.dir, (hit) => { feed = hit.device; hit.db.prepare('DELETE FROM payload WHERE commitment = ?').run(Buffer.from(textsOf(hit, bulk + 3)[0]!, 'hex')); });
    const { report } = await verified(folder, 'fast');
    expect(report.verdict).toBe('intact-with-gaps');
    expect(report.findings).toEqual([expect.objectContaining({ kind: 'payload_missing', severity: 'gap', feed, seq: bulk + 3 })]);
  });

  test('AUD-01 two texts exchanged for each other are found', async () => {
    const folder = await copiedFolder();
    attack(folder.dir, (hit) => {
      const [a, b] = [textsOf(hit, bulk)[0]!, textsOf(hit, bulk + 4)[0]!].map((c) => Buffer.from(c, 'hex')) as [Buffer, Buffer];
      const read = hit.db.prepare('SELECT salt, bytes FROM payload WHERE commitment = ?');
      const write = hit.db.prepare('UPDATE payload SET salt = ?, bytes = ? WHERE commitment = ?');
      const [was, other] = [read.get(a), read.get(b)] as { salt: Buffer; bytes: Buffer }[];
      write.run(other!.salt, other!.bytes, a);
      write.run(was!.salt, was!.bytes, b);
    });
    const { report } = await verified(folder, 'fast');
    expect(report.findings.map((f) => [f.kind, f.seq])).toEqual([['payload_altered', bulk], ['payload_altered', bulk + 4]]);
  });
});

describe('AUD-01 checkpoints', () => {
  test.each(['the domain', 'the feed', 'the count', 'the root', 'the head', 'the clock'].flatMap((what, line) => [bulk, commits].map((count) => ({ what, line, count }))))('AUD-01 $what in the checkpoint at $count commits', async ({ line, count }) => {
    const folder = await copiedFolder();
    let feed = '';
    attack(folder.dir, ({ db, device }) => {
      feed = device;
      const lines = (db.prepare('SELECT text FROM checkpoint WHERE feed = ? AND count = ?').pluck().get(device, count) as string).split('\n');
      const text = lines[line]!;
      const at = Math.max(0, text.length - 3);
      lines[line] = text.slice(0, at) + (text[at] === '4' ? '5' : '4') + text.slice(at + 1);
      db.prepare('UPDATE checkpoint SET text = ? WHERE feed = ? AND count = ?').run(lines.join('\n'), device, count);
    });
    const { report } = await verified(folder, 'fast');
    expect(report.verdict).toBe('broken');
    expect(report.findings).toContainEqual(expect.objectContaining({ feed, severity: 'broken', kind: expect.stringMatching(/^checkpoint|tail_missing/) }));
  });

  test.each([bulk, commits])('AUD-01 the signature of the checkpoint at %i commits', async (count) => {
    const folder = await copiedFolder();
    attack(folder.dir, ({ db, device }) => {
      const sig = db.prepare('SELECT sig FROM checkpoint WHERE feed = ? AND count = ?').pluck().get(device, count) as Buffer;
      db.prepare('UPDATE checkpoint SET sig = ? WHERE feed = ? AND count = ?').run(flipped(sig, 0.5), device, count);
    });
    const { report } = await verified(folder, 'fast');
    expect(report.findings).toEqual([expect.objectContaining({ kind: 'checkpoint_signature', seq: count - 1 })]);
  });
});

describe('AUD-01 rows', () => {
  test.each([0, 1, bulk - 1, bulk, bulk + 15, last - 1])('AUD-01 a removed commit %i is missed', async (seq) => {
    const folder = await copiedFolder();
    let feed = '';
    attack(folder.dir, ({ db, device }) => { feed = device; db.prepare('DELETE FROM commit_log WHERE feed = ? AND seq = ?').run(device, seq); });
    const { report } = await verified(folder, 'fast');
    expect(report.verdict).toBe('broken');
    expect(report.findings).toContainEqual(expect.objectContaining({ feed, seq, severity: 'broken' }));
  });

  test.each([[bulk, bulk + 1], [bulk + 5, bulk + 35], [0, last], [last - 1, last]] as [number, number][])('AUD-01 commits %i and %i in each other’s place are found', async (a, b) => {
    const folder = await copiedFolder();
    attack(folder.dir, ({ db, device }) => {
      const move = db.prepare('UPDATE commit_log SET seq = ? WHERE feed = ? AND seq = ?');
      for (const [from, to] of [[a, 900], [b, a], [900, b]] as const) move.run(to, device, from);
    });
    const { report } = await verified(folder, 'fast');
    expect(report.verdict).toBe('broken');
    expect(report.findings.map((f) => f.seq)).toContain(a);
  });

  test('AUD-01 a commit replaced by a copy of the one before is found', async () => {
    const folder = await copiedFolder();
    attack(folder.dir, ({ db, device }) => {
      db.prepare('UPDATE commit_log SET (hash, env, sig) = (SELECT hash, env, sig FROM commit_log o WHERE o.feed = commit_log.feed AND o.seq = 11) WHERE feed = ? AND seq = 12').run(device);
    });
    const { report } = await verified(folder, 'fast');
    expect(report.verdict).toBe('broken');
    expect(report.findings.map((f) => f.seq)).toContain(12);
  });

  test.each([1, 2, 10, 39, commits])('AUD-01 a tail of %i cut commits is missed by the checkpoint', async (cut) => {
    const folder = await copiedFolder();
    let feed = '';
    attack(folder.dir, ({ db, device }) => { feed = device; db.prepare('DELETE FROM commit_log WHERE feed = ? AND seq > ?').run(device, last - cut); });
    const { report, store } = await verified(folder, 'fast');
    expect(report.verdict).toBe('broken');
    expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'tail_missing', feed, seq: last + 1 - cut }));
    expect(store.readOnly).toMatchObject({ code: 'older_than_mark', facts: { have: last + 1 - cut, mark: last + 1 } });
  });

  test.each([1, 10, 39])('AUD-01 a tail of %i commits cut together with its checkpoint is missed by the mark outside the folder', async (cut) => {
    const folder = await copiedFolder();
    let feed = '';
    attack(folder.dir, ({ db, device }) => {
      feed = device;
      db.prepare('DELETE FROM commit_log WHERE feed = ? AND seq > ?').run(device, last - cut);
      db.prepare('DELETE FROM checkpoint WHERE feed = ? AND count > ?').run(device, last + 1 - cut);
    });
    const { report, store } = await verified(folder, 'fast');
    expect(report.verdict).toBe('broken');
    expect(report.findings).toContainEqual(expect.objectContaining({ severity: 'broken', feed, seq: last + 1 - cut }));
    expect(store.readOnly).toMatchObject({ code: 'older_than_mark' });
  });
});

describe('AUD-01 a stranger who writes', () => {
  test.each(['fast', 'deep'] as const)('AUD-01 a commit added under another key is found (%s)', async (depth) => {
    const folder = await copiedFolder();
    attack(folder.dir, ({ db, device }) => {
      const head = db.prepare('SELECT * FROM commit_log WHERE feed = ? ORDER BY seq DESC LIMIT 1').get(device) as { hash: Buffer; env: Buffer; hlc: string };
      const sealed = sealCommit({ ...parseEnvelope(head.env), seq: last + 1, prev: head.hash.toString('hex'), hlc: `${head.hlc.slice(0, -1)}f` }, generateKeyPair().privateKey);
      db.prepare('INSERT INTO commit_log SELECT feed, ?, ?, ?, hlc, h, ?, ?, received_at, via_bundle FROM commit_log WHERE feed = ? AND seq = ?').run(last + 1, sealed.hash, head.hash, sealed.bytes, sealed.sig, device, last);
    });
    const { report } = await verified(folder, depth);
    expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'signature', seq: last + 1 }));
  });

  test('AUD-01 the last commit rewritten with a fitting hash is found by its signature', async () => {
    const folder = await copiedFolder();
    attack(folder.dir, ({ db, device }) => {
      const head = db.prepare('SELECT env FROM commit_log WHERE feed = ? AND seq = ?').pluck().get(device, last) as Buffer;
      const envelope = parseEnvelope(head);
      envelope.events[0]!.d['score'] = 99;
      const sealed = sealCommit(envelope, generateKeyPair().privateKey);
      db.prepare('UPDATE commit_log SET env = ?, hash = ?, sig = ? WHERE feed = ? AND seq = ?').run(sealed.bytes, sealed.hash, sealed.sig, device, last);
    });
    const { report } = await verified(folder, 'fast');
    expect(report.verdict).toBe('broken');
    expect(report.findings.map((f) => f.seq)).toContain(last);
  });

  test('AUD-01 a chain that no longer leads to its root gets no new checkpoint: closing and packs refuse with the place', async () => {
    const folder = await copiedFolder();
    attack(folder.dir, ({ db, device }) => { flipCommit({ db, roster: '', device }, { of: 'device', seq: last, column: 'env', share: 0.5 }); db.prepare('DELETE FROM checkpoint WHERE feed = ? AND count > ?').run(device, bulk); });
    const { store } = await verified(folder, 'fast');
    expect(store.readOnly).toMatchObject({ code: 'chain_broken', facts: { seq: last } });
    const { privateKey } = generateKeyPair();
    expect(() => store.db.transaction(() => store.log.checkpoint({ feed: store.organisation.deviceFeed, key: privateKey }))).toThrow(/does not hold/);
    expect(store.db.get('SELECT max(count) AS count FROM checkpoint WHERE feed = ?', store.organisation.deviceFeed)).toEqual({ count: bulk });
  });

  test('AUD-01 an altered order of commits changes no table unseen: the rebuild differs', async () => {
    const folder = await copiedFolder();
    attack(folder.dir, ({ db, device }) => { db.prepare("UPDATE commit_log SET h = substr(h, 1, 23) || 'f' WHERE feed = ? AND seq = 10").run(device); });
    const workspace = await openFolder(folder);
    const rebuilt = await workspace.call('trail.rebuild', {});
    expect(rebuilt.isEqual).toBe(false);
    expect(rebuilt.tables.filter((t) => !t.isEqual).map((t) => t.table)).toContain('event');
  });

  test('AUD-01 the history of a commit damaged under the open app is refused with its place, and a rebuild changes nothing', async () => {
    const workspace = await aWorkspace();
    attack(workspace.dir, (hit) => { flipCommit(hit, { of: 'device', seq: last, column: 'env', share: 0 }); });
    const change = workspace.raw((db) => db.prepare("SELECT number FROM change WHERE title = 'By hand 9'").pluck().get() as string);
    expect(await workspace.refused('change.history', { change })).toMatchObject({ code: 'chain_broken', facts: { seq: last } });
    expect(await workspace.refused('trail.rebuild', {})).toMatchObject({ code: 'chain_broken' });
    expect(await workspace.call('change.list', {})).toMatchObject({ total: 178 });
  });

  test('AUD-01 a workspace whose last commit was altered opens for reading only', async () => {
    const folder = await copiedFolder();
    attack(folder.dir, (hit) => { flipCommit(hit, { of: 'device', seq: last, column: 'env', share: 0.5 }); });
    const workspace = await openFolder(folder);
    expect(await workspace.call('session.state', {})).toMatchObject({ workspace: { isReadOnly: true, readOnlyReason: 'chain_broken' } });
    expect(await workspace.refused('change.create', { title: 'No' })).toMatchObject({ code: 'chain_broken', facts: { seq: last } });
  });

  test('AUD-01 the operation says broken while the app is open, and names the commit', async () => {
    const workspace = await aWorkspace();
    expect(await workspace.call('trail.verify', {})).toMatchObject({ verdict: 'intact' });
    attack(workspace.dir, (hit) => { flipCommit(hit, { of: 'device', seq: 20, column: 'env', share: 0.5 }); });
    const report = await workspace.call('trail.verify', {});
    expect(report.verdict).toBe('broken');
    expect(report.findings.map((f) => f.seq)).toContain(20);
  });
});
