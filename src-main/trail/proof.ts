// From one event to the checkpoint that proves it, as a file that needs nothing else: the commit, its path through the Merkle tree (RFC 6962), the signed
// checkpoint and the key of the device (trail design, A4 to A6). Envelopes hold no free text, so nothing personal travels in it.
import { createPublicKey } from 'node:crypto';
import { parseCheckpoint, verifyCheckpoint } from './checkpoint.ts';
import { parseEnvelope, verifyCommitSignature } from './envelope.ts';
import { commitHash } from './hashes.ts';
import { feedIdOf, publicKeyPem } from './keys.ts';
import { verifyInclusion } from './merkle.ts';

/** `path` runs from the leaf to the root. `event` is the place in the commit. */
export type Proof = {
  feed: string; seq: number; event: number; hash: Buffer; env: Buffer; sig: Buffer; key: Buffer;
  count: number; path: Buffer[]; root: Buffer; checkpoint: { text: string; sig: Buffer };
};
/** One thing that was checked: `text` says what holds, or in one sentence what does not. */
export type ProofCheck = { name: string; holds: boolean; text: string };

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** The file. `proof` has the form that packs use in `proofs.json`. */
export const proofText = ({ feed, seq, event, hash, env, sig, key, count, path, root, checkpoint }: Proof): string => `${JSON.stringify({
  kind: 'gavel-proof', v: 1, event: { feed, seq, event },
  commit: { hash: hash.toString('hex'), env: env.toString('utf8'), sig: base64(sig) },
  proof: { hash: hash.toString('hex'), index: seq, count, path: path.map(base64), root: base64(root) },
  checkpoint: { text: checkpoint.text, sig: base64(checkpoint.sig) }, device: publicKeyPem(key),
}, null, 1)}\n`;

type Fields = Record<string, unknown>;
const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Fields : {});
const count = (value: unknown): number | null => (Number.isSafeInteger(value) && (value as number) >= 0 ? value as number : null);
const decoded = (value: unknown): Buffer | null => (typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value) ? Buffer.from(value, 'base64') : null);
const word = (value: unknown): string | null => (typeof value === 'string' ? value : null);
/** More siblings than a tree of all commits there can be has. */
const longestPath = 64;

function keyIn(pem: unknown): Buffer | null {
  try {
    const key = createPublicKey(String(pem));
    return key.asymmetricKeyType === 'ed25519' ? Buffer.from(key.export({ format: 'jwk' }).x!, 'base64url') : null;
  } catch {
    return null;
  }
}

/** Reads a proof; null for what is none in the form they are written in. Whether it holds is `judgeProof`'s to say. */
export function parseProof(text: string): Proof | null {
  let read: Fields;
  try {
    read = fields(JSON.parse(text));
  } catch {
    return null;
  }
  const [place, commit, proof, checkpoint] = [fields(read['event']), fields(read['commit']), fields(read['proof']), fields(read['checkpoint'])];
  const [feed, seq, event, env, said, stated] = [word(place['feed']), count(place['seq']), count(place['event']), word(commit['env']), word(checkpoint['text']), word(commit['hash'])];
  const [sig, signed, root, leaves, key] = [decoded(commit['sig']), decoded(checkpoint['sig']), decoded(proof['root']), count(proof['count']), keyIn(read['device'])];
  const path = Array.isArray(proof['path']) && proof['path'].length <= longestPath ? proof['path'].map(decoded) : null;
  const isSame = stated !== null && /^[0-9a-f]{64}$/.test(stated) && proof['hash'] === stated && proof['index'] === seq;
  if (read['kind'] !== 'gavel-proof' || read['v'] !== 1 || !isSame || feed === null || seq === null || event === null || env === null || said === null || sig === null || signed === null || root === null || leaves === null || key === null || path === null || path.includes(null)) return null;
  return { feed, seq, event, hash: Buffer.from(stated, 'hex'), env: Buffer.from(env), sig, key, count: leaves, path: path as Buffer[], root, checkpoint: { text: said, sig: signed } };
}

/** What the proof is of; null when its commit cannot be read or has no such event. */
export function provenEvent({ env, event, feed, seq }: Proof): { org: string; type: string; subject: string; by: string; at: string } | null {
  try {
    const envelope = parseEnvelope(env);
    const found = envelope.feed === feed && envelope.seq === seq ? envelope.events[event] : undefined;
    return found ? { org: envelope.org, type: found.t, subject: found.s, by: found.by, at: found.at } : null;
  } catch {
    return null;
  }
}

/** Every step from the event to the signature, in the order somebody would redo them. The key is that of its feed; whose device that is, only a roster can say. */
export function judgeProof(proof: Proof): ProofCheck[] {
  const { feed, seq, hash, env, sig, key, root, path, checkpoint } = proof;
  const stated = parseCheckpoint(checkpoint.text);
  const check = (name: string, holds: boolean, good: string, bad: string): ProofCheck => ({ name, holds, text: holds ? good : bad });
  const place = `commit ${seq} of feed ${feed.slice(0, 8)}`;
  return [
    check('commit', commitHash(env).equals(hash), `The bytes of ${place} have the digest the proof begins with.`, `The bytes of ${place} do not have the digest the proof begins with: the commit was changed.`),
    check('event', provenEvent(proof) !== null, `Event ${proof.event} stands in that commit.`, `There is no event ${proof.event} in ${place}, or the commit says it stands elsewhere.`),
    check('commit-signature', verifyCommitSignature(key, commitHash(env), sig), 'The device signed the commit.', `The signature of ${place} does not hold under the attached key.`),
    check('path', verifyInclusion({ commit: hash, index: seq, count: proof.count, root }, path), `${path.length} siblings lead from the commit to the root of ${proof.count} commits.`, 'The siblings do not lead from the commit to the stated root: the proof was changed, or is of another commit.'),
    check('checkpoint', stated !== null && stated.feed === feed && stated.count === proof.count && stated.root === root.toString('base64'), 'The checkpoint states that root.', stated === null ? 'The checkpoint is malformed.' : 'The checkpoint states another feed, count or root than the proof leads to.'),
    check('checkpoint-signature', verifyCheckpoint(checkpoint.text, checkpoint.sig, key), 'The device signed the checkpoint.', 'The signature of the checkpoint does not hold under the attached key.'),
    check('key', feedIdOf(key) === feed, 'The key is that of the feed.', `The attached key is not that of feed ${feed.slice(0, 8)}.`),
  ];
}
