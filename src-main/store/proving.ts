// The proof of a commit out of this trail: the path to the first checkpoint that covers it.
import { parseCheckpoint } from '../trail/checkpoint.ts';
import { inclusionProof, inclusionSteps, leafHash, siblingSpans } from '../trail/merkle.ts';
import type { Step } from '../trail/merkle.ts';
import { judgeProof } from '../trail/proof.ts';
import type { Proof, ProofCheck } from '../trail/proof.ts';
import type { TrailSource } from '../trail/verify.ts';
import type { Organisation } from '../ports.ts';
import type { ReadDb } from './open.ts';

type Place = { feed: string; seq: number; event: number };
/** A proof as it is drawn: the steps with the commits that each sibling stands for, every check of it, and when its checkpoint was signed by the clock of its device. */
export type Proven = { proof: Proof; leaf: Buffer; steps: (Step & { from: number; to: number })[]; checks: ProofCheck[]; madeAt: string };

/** The first checkpoint of a feed that covers a commit. */
function covering(source: TrailSource, feed: string, seq: number): { text: string; sig: Buffer; count: number; root: Buffer } | null {
  let first: ReturnType<typeof covering> = null;
  for (const { feed: of, text, sig } of source.checkpoints()) {
    const stated = of === feed ? parseCheckpoint(text) : null;
    if (stated && stated.count > seq && stated.count < (first?.count ?? Number.MAX_SAFE_INTEGER)) first = { text, sig: Buffer.from(sig), count: stated.count, root: Buffer.from(stated.root, 'base64') };
  }
  return first;
}

/** The digests are those of the log; whether they lead to the root is what `judgeProof` says. */
function pathOf(source: TrailSource, key: string, { feed, seq, event }: Place): Proof | null {
  const checkpoint = covering(source, feed, seq);
  if (!checkpoint) return null;
  const hashes: Buffer[] = [];
  let own: Pick<Proof, 'env' | 'sig'> | null = null;
  for (const commit of source.commits(feed)) {
    if (hashes.length === seq) own = { env: Buffer.from(commit.env), sig: Buffer.from(commit.sig) };
    if (hashes.push(Buffer.from(commit.hash)) === checkpoint.count) break;
  }
  if (own === null || hashes.length < checkpoint.count) return null;
  const { text, sig, count, root } = checkpoint;
  return { feed, seq, event, hash: hashes[seq]!, ...own, key: Buffer.from(key, 'hex'), count, path: inclusionProof(hashes, seq), root, checkpoint: { text, sig } };
}

/** The public key (hex) that signs for a feed: its device's, and for the roster the founding root's; undefined where the device is not known. */
export const keyOfFeed = (db: ReadDb, { rosterFeed, rootKey, formerRoots }: Pick<Organisation, 'rosterFeed' | 'rootKey' | 'formerRoots'>, feed: string): string | undefined =>
  (feed === rosterFeed ? formerRoots?.[0] ?? rootKey : db.get<{ key: string }>('SELECT key FROM device WHERE feed = ?', feed)?.key);

/** Null while no checkpoint covers the commit, and for one that is not here or whose device is not known. */
export function proofFrom(db: ReadDb, { source, organisation }: { source: TrailSource; organisation: Pick<Organisation, 'rosterFeed' | 'rootKey' | 'formerRoots'> }, place: Place): Proven | null {
  const key = keyOfFeed(db, organisation, place.feed);
  const proof = key === undefined ? null : pathOf(source, key, place);
  if (proof === null) return null;
  const { hash, seq, count, path, checkpoint } = proof;
  const spans = siblingSpans(seq, count);
  const made = new Date(Number(parseCheckpoint(checkpoint.text)?.hlc.slice(0, 15)));
  return {
    proof, leaf: leafHash(hash), steps: (inclusionSteps({ commit: hash, index: seq, count }, path) ?? []).map((step, i) => ({ ...step, ...spans[i]! })), checks: judgeProof(proof), madeAt: Number.isNaN(made.getTime()) ? '' : made.toISOString(),
  };
}
