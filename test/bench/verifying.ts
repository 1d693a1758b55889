// B11: the whole trail verified, beside the hashes (fast) and signatures (deep) that cannot be done without.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { join, resolve } from 'node:path';
import { openStore } from '../../src-main/store/store.ts';
import { parseEnvelope } from '../../src-main/trail/envelope.ts';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import { encode } from '../../src-main/trail/canonical.ts';
import { fingerprintOf } from '../../src-main/trail/keys.ts';
import type { Ground } from './ground.ts';
import { ask, bareDatabase, benchFolder, groundOf, resourcesDir } from './ground.ts';
import { inTurns, median, ms } from './measure.ts';
import type { Result } from './measure.ts';

type Commit = { feed: string; hash: Buffer; env: Buffer; sig: Buffer };

/** A hash for each event alone: no links, no payloads, no roster. The events of a commit lie in one piece: eight million strings would not fit into memory. */
function bareHashing(commits: readonly Commit[]): () => void {
  const pieces = commits.map(({ env }) => {
    const events = parseEnvelope(env).events.map((event) => Buffer.from(encode(event)));
    return { bytes: Buffer.concat(events), ends: Uint32Array.from(events, ((end) => ({ length }) => (end += length))(0)) };
  });
  return () => {
    for (const { bytes, ends } of pieces) {
      let from = 0;
      for (const end of ends) {
        createHash('sha256').update('gavel-commit-v1\n').update(bytes.subarray(from, end)).digest();
        from = end;
      }
    }
  };
}

function bareSignatures(commits: readonly Commit[], keys: ReadonlyMap<string, string>): () => void {
  const objects = new Map([...keys].map(([feed, key]) => [feed, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key, 'hex').toString('base64url') }, format: 'jwk' })]));
  const prefix = Buffer.from('gavel-sig-commit-v1\n');
  const signed = commits.map(({ hash, sig, feed }) => ({ bytes: Buffer.concat([prefix, hash]), sig, key: objects.get(feed)! }));
  return () => { for (const { bytes, sig, key } of signed) if (!verify(null, bytes, key, sig)) throw new Error('a signature does not hold'); };
}

type Judged = { commits: Commit[]; keys: Map<string, string>; run(depth: 'fast' | 'deep'): Promise<number>; close(): void };
function trailOf({ dir, dataDir }: Pick<Ground, 'dir' | 'dataDir'>): Judged {
  const store = openStore({ dir, dataDir, migrations: resolve(resourcesDir, 'migrations'), app: '0.1.0', nowMs: Date.now });
  const db = bareDatabase({ dir });
  const trustedRoot = fingerprintOf(Buffer.from(store.organisation.rootKey, 'hex'));
  return {
    commits: db.prepare('SELECT feed, hash, env, sig FROM commit_log ORDER BY feed, seq').all() as Commit[],
    keys: new Map([...db.prepare('SELECT feed, key FROM device').raw().all() as [string, string][], [store.organisation.rosterFeed, store.organisation.rootKey] as const]),
    run: async (depth) => {
      const report = await verifyTrail(store.source, { depth, trustedRoot });
      if (report.verdict !== 'intact') throw new Error(`the trail is ${report.verdict}`);
      return report.events;
    },
    close: () => { store.close(); db.close(); },
  };
}

async function fast(ground: Ground): Promise<Result> {
  const trail = trailOf(ground);
  let events = 0;
  const taken = await inTurns(ground.size === 'S' ? 5 : 2, async () => { events = await trail.run('fast'); }, bareHashing(trail.commits), 1);
  trail.close();
  return { id: 'B11', what: `verify ${events.toLocaleString('en-GB')} events, fast, ${ground.size}`, ours: ms(median(taken.ours)), floor: ms(median(taken.floor)), ratio: median(taken.ours) / median(taken.floor), bar: { atMost: 6 }, note: 'floor: a SHA-256 per event' };
}

/** Commits as people make them, one event each; a bulk commit of 500 events needs one signature only and would flatter or hide the figure. */
const byHand = 2000;
async function deep(): Promise<Result> {
  const { folder, remove } = benchFolder();
  const ground = await groundOf(join(folder, 'by-hand'), 'small');
  const { id } = await ask(ground.chair, 'change.create', { title: 'Edited many times' });
  for (let i = 0; i < byHand; i += 1) await ask(ground.chair, 'change.edit', { change: id, fields: { outageMinutes: i } });
  const trail = trailOf(ground);
  const taken = await inTurns(5, () => trail.run('deep'), bareSignatures(trail.commits, trail.keys), 1);
  trail.close();
  await ground.app.close();
  remove();
  return { id: 'B11', what: `verify ${trail.commits.length.toLocaleString('en-GB')} commits by hand, deep`, ours: ms(median(taken.ours)), floor: ms(median(taken.floor)), ratio: median(taken.ours) / median(taken.floor), bar: { atMost: 2.5 }, note: 'floor: an Ed25519 check per commit' };
}

export const verification = async (ground: Ground): Promise<Result[]> => (ground.size === 'S' ? [await fast(ground), await deep()] : [await fast(ground)]);
