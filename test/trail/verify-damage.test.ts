import { describe, expect, it } from 'vitest';
import { commitHash, sha256 } from '../../src-main/trail/hashes.ts';
import { signBytes } from '../../src-main/trail/keys.ts';
import type { TrailReport } from '../../src-main/trail/verify.ts';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import type { Row, Trail } from './trail-in-memory.ts';
import { aTrail, copyOf, feeds, keys, sourceOf, trustedRoot } from './trail-in-memory.ts';

const whole = aTrail(54);
const deviceFeeds = [feeds.a, feeds.b];

/** A repeatable choice: the same damage on every run. */
function dice(name: string): (n: number) => number {
  let i = 0;
  return (n) => { i += 1; return sha256(`${name} ${i}`).readUInt32BE() % n; };
}
const flip = (bytes: Uint8Array, roll: (n: number) => number): Buffer => { const b = Buffer.from(bytes); b[roll(b.length)]! ^= 1 << roll(8); return b; };
const eventsIn = (trail: Trail): number => [...trail.rows.values()].flat().reduce((sum, row) => sum + (JSON.parse(Buffer.from(row.env).toString()) as { events: unknown[] }).events.length, 0);
const check = (trail: Trail, depth: 'fast' | 'deep'): Promise<TrailReport> => verifyTrail(sourceOf(trail), { depth, trustedRoot });
const places = (report: TrailReport): string[] => [...new Set(report.findings.filter((f) => f.severity === 'broken').map((f) => `${f.feed ?? ''} ${f.seq ?? ''}`))];

type Damage = { name: string; /** The same damage shows two places later as well. */ hasEcho?: true; depth: 'fast' | 'deep'; rounds: number; /** Does the damage; answers the place at which it must be found. */ inflict(rows: Row[], trail: Trail, roll: (n: number) => number): number };
const renumber = (rows: Row[]): void => { for (const [i, row] of rows.entries()) row.seq = i; };
/** Not the last row: a tail that was cut is another damage. */
const inner = (rows: Row[], roll: (n: number) => number): number => roll(rows.length - 2);
const signedBy = (env: Uint8Array, key: typeof keys.a): Pick<Row, 'hash' | 'sig'> => { const hash = commitHash(env); return { hash, sig: signBytes(key.privateKey, Buffer.concat([Buffer.from('gavel-sig-commit-v1\n'), hash])) }; };
const reworded = (env: Uint8Array): Buffer => Buffer.from(Buffer.from(env).toString().replace('"app":"0.1.0"', '"app":"0.1.1"'));

const damages: Damage[] = [
  { name: 'one bit of a commit', depth: 'fast', rounds: 250, inflict: (rows, _, roll) => { const i = roll(rows.length); rows[i]!.env = flip(rows[i]!.env, roll); return i; } },
  { name: 'one bit of a commit, read deep', depth: 'deep', rounds: 150, inflict: (rows, _, roll) => { const i = roll(rows.length); rows[i]!.env = flip(rows[i]!.env, roll); return i; } },
  { name: 'one bit of a commit, with its hash made to fit', depth: 'fast', rounds: 150, inflict: (rows, _, roll) => { const i = roll(rows.length); rows[i]!.env = flip(rows[i]!.env, roll); rows[i]!.hash = commitHash(rows[i]!.env); return i; } },
  { name: 'one bit of a stored hash', depth: 'fast', rounds: 100, inflict: (rows, _, roll) => { const i = roll(rows.length); rows[i]!.hash = flip(rows[i]!.hash, roll); return i; } },
  { name: 'one bit of a signature', depth: 'deep', rounds: 100, inflict: (rows, _, roll) => { const i = roll(rows.length); rows[i]!.sig = flip(rows[i]!.sig, roll); return i; } },
  { name: 'a commit written anew and signed by a stranger', depth: 'fast', rounds: 50, inflict: (rows, _, roll) => { const i = roll(rows.length); const env = reworded(rows[i]!.env); Object.assign(rows[i]!, { env, ...signedBy(env, keys.stranger) }); return i; } },
  { name: 'a commit removed', depth: 'fast', rounds: 80, inflict: (rows, _, roll) => { const i = inner(rows, roll); rows.splice(i, 1); return i; } },
  { name: 'a commit removed and the rest numbered anew', depth: 'fast', rounds: 80, inflict: (rows, _, roll) => { const i = inner(rows, roll); rows.splice(i, 1); renumber(rows); return i; } },
  { name: 'a forged commit put in, the rest numbered anew', depth: 'fast', rounds: 80, inflict: (rows, _, roll) => { const i = inner(rows, roll); const env = reworded(rows[i]!.env); rows.splice(i, 0, { seq: i, env, ...signedBy(env, keys.stranger) }); renumber(rows); return i; } },
  { name: 'a genuine commit put in again', depth: 'deep', rounds: 50, inflict: (rows, _, roll) => { const from = roll(rows.length - 5); const i = from + 1 + roll(3); rows.splice(i, 0, { ...rows[from]! }); renumber(rows); return i; } },
  { name: 'two commits exchanged', hasEcho: true, depth: 'fast', rounds: 50, inflict: (rows, _, roll) => { const i = inner(rows, roll); [rows[i], rows[i + 1]] = [rows[i + 1]!, rows[i]!]; renumber(rows); return i; } },
  { name: 'a commit of the other feed in the place of one', depth: 'deep', rounds: 40, inflict: (rows, trail, roll) => { const i = inner(rows, roll); const other = [...trail.rows.values()].find((r) => r !== rows && r.length > 20)!; rows[i] = { ...other[i]!, seq: i }; return i; } },
  { name: 'the end cut off', depth: 'fast', rounds: 50, inflict: (rows, _, roll) => { const n = 1 + roll(6); rows.splice(rows.length - n); return rows.length; } },
];

describe('a damaged trail', () => {
  it('is intact before the damage', async () => {
    for (const depth of ['fast', 'deep'] as const) expect(await check(whole, depth)).toMatchObject({ verdict: 'intact', events: eventsIn(whole) });
  });

  it('is damaged more than 1,300 times in all, with the payloads and checkpoints below', () => {
    expect(damages.reduce((sum, d) => sum + d.rounds, 0) + 100 + 60).toBeGreaterThanOrEqual(1300);
  });

  it.each(damages)('AUD-01 $name is found at its place, and nowhere else', async ({ name, depth, rounds, inflict, hasEcho }) => {
    const roll = dice(name);
    for (let round = 0; round < rounds; round += 1) {
      const trail = copyOf(whole);
      const feed = deviceFeeds[roll(2)]!;
      const seq = inflict(trail.rows.get(feed)!, trail, roll);
      const report = await check(trail, depth);
      expect(report.verdict).toBe('broken');
      expect({ round, at: places(report) }).toEqual({ round, at: [`${feed} ${seq}`, ...(hasEcho ? [`${feed} ${seq + 2}`] : [])] });
    }
  });

});

describe('a trail damaged beside its commits or in several places', () => {
  it('AUD-01 one bit of a text or of its salt is found at the event it belongs to', async () => {
    const roll = dice('payload');
    const texts = [...whole.rows].flatMap(([feed, rows]) => rows.flatMap((row) =>
      (JSON.parse(Buffer.from(row.env).toString()) as { events: { p?: { note: { c: string } } }[] }).events.flatMap((e, event) => (e.p ? [{ feed, seq: row.seq, event, c: e.p.note.c }] : []))));
    for (let round = 0; round < 100; round += 1) {
      const trail = copyOf(whole);
      const { c, ...at } = texts[roll(texts.length - 1)]!;
      const payload = trail.payloads.get(c)!;
      if ('redacted' in payload) continue;
      trail.payloads.set(c, round % 2 === 0 ? { ...payload, bytes: flip(payload.bytes, roll) } : { ...payload, salt: flip(payload.salt, roll) });
      const { verdict, findings } = await check(trail, 'fast');
      expect(verdict).toBe('broken');
      expect(findings.filter((f) => f.severity === 'broken')).toMatchObject([{ kind: 'payload_altered', ...at }]);
    }
  });

  it('AUD-01 one bit of a checkpoint or of its signature is found at the feed of the checkpoint', async () => {
    const roll = dice('checkpoint');
    for (let round = 0; round < 60; round += 1) {
      const trail = copyOf(whole);
      const checkpoint = trail.checkpoints[roll(trail.checkpoints.length)]!;
      if (round % 2 === 0) checkpoint.text = flip(Buffer.from(checkpoint.text), roll).toString('latin1');
      else checkpoint.sig = flip(checkpoint.sig, roll);
      const { verdict, findings } = await check(trail, 'fast');
      const broken = findings.filter((f) => f.severity === 'broken');
      expect(verdict).toBe('broken');
      expect(broken.map((f) => f.feed)).toEqual([checkpoint.feed]);
      expect(broken[0]!.kind).toMatch(/^checkpoint_/);
    }
  });

  it('AUD-01 every one of several damages is found, in one run', async () => {
    const trail = copyOf(whole);
    const roll = dice('several');
    const a = trail.rows.get(feeds.a)!;
    const b = trail.rows.get(feeds.b)!;
    for (const i of [2, 3, 9]) a[i]!.env = flip(a[i]!.env, roll);
    b[4]!.hash = flip(b[4]!.hash, roll);
    b.splice(10, 1);
    const report = await check(trail, 'deep');
    expect(places(report).sort()).toEqual([`${feeds.a} 2`, `${feeds.a} 3`, `${feeds.a} 9`, `${feeds.b} 4`, `${feeds.b} 10`].sort());
  });

  it('AUD-01 a damaged founding is found at the first commit of the roster feed', async () => {
    const roll = dice('root');
    for (let round = 0; round < 40; round += 1) {
      const trail = copyOf(whole);
      const row = trail.rows.get(feeds.root)![0]!;
      row.env = flip(row.env, roll);
      const report = await check(trail, 'fast');
      expect(report.verdict).toBe('broken');
      expect(places(report)).toContain(`${feeds.root} 0`);
    }
  });
});
