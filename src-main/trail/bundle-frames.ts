// The frames of a bundle (trail design, B1): lines of canonical JSON, some followed by raw bytes. The same heads and options give the same bytes.
import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Json } from './canonical.ts';
import { encodeBytes } from './canonical.ts';
import { sha256 } from './hashes.ts';
import type { Verifier } from './keys.ts';
import { signBytes, verifierFor } from './keys.ts';

/** Commits `from` to `to` − 1 of a feed. `prev` is the hash (hex) the receiver must hold before them, `head` that of the last one. A forked feed has a range per branch. */
export type BundleRange = { f: string; from: number; to: number; prev: string | null; head: string };
export type BundleOmission = { class: string; count: number; reason: string };
export type Manifest = {
  v: 1; bundle: string; org: string; /** Feed of the device that made it. */ from: string; made: string; purpose: string;
  /** Abilities a reader must have; an unknown one is refused by its name. */
  requires: string[]; roster: [number, string]; feeds: BundleRange[]; omitted: BundleOmission[];
  /** Which of how many files that were written together, counted from 1; absent when it is the only one. */
  part?: [number, number];
};
export type BundleCommit = { feed: string; env: Uint8Array; sig: Uint8Array };
export type BundleText = { commitment: string; salt: Uint8Array; bytes: Uint8Array };
export type BundleCheckpoint = { feed: string; text: string; sig: Uint8Array };
export type BundleParts = {
  manifest: Manifest; deviceKey: KeyObject;
  /** Roster first, then feeds by id, each in rising order. */
  commits: Iterable<BundleCommit>;
  /** By commitment. */
  texts: Iterable<BundleText>; checkpoints: Iterable<BundleCheckpoint>;
};

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const lf = Buffer.from('\n');
const domains = { manifest: 'gavel-bundle-v1\n', end: 'gavel-bundle-end-v1\n' } as const;
const signedBytes = (of: keyof typeof domains, line: Uint8Array): Buffer => Buffer.concat([Buffer.from(domains[of]), sha256(line)]);

/** Whether the device of this key signed the manifest's (or the end's) line as it stands. */
export const isLineSigned = (of: keyof typeof domains, line: Uint8Array, sig: Uint8Array, key: Uint8Array | Verifier): boolean =>
  (typeof key === 'function' ? key : verifierFor(key))(signedBytes(of, line), sig);

/** The plain stream of a bundle, frame by frame. */
export function* bundleFrames({ manifest, deviceKey, commits, texts, checkpoints }: BundleParts): Generator<Uint8Array> {
  const hash = createHash('sha256');
  let frames = 0;
  let bytes = 0;
  const frame = (line: Json, raw?: Uint8Array): Uint8Array => {
    const out = Buffer.concat(raw ? [encodeBytes(line), lf, raw, lf] : [encodeBytes(line), lf]);
    hash.update(out);
    frames += 1;
    bytes += out.length;
    return out;
  };
  const manifestLine = { k: 'manifest', ...manifest } as unknown as Json;
  yield frame(manifestLine);
  yield frame({ k: 'sig', of: 'manifest', sig: base64(signBytes(deviceKey, signedBytes('manifest', encodeBytes(manifestLine)))) });
  for (const { feed, env, sig } of commits) yield frame({ k: 'c', f: feed, n: env.length, sig: base64(sig) }, env);
  for (const text of texts) yield frame({ k: 'p', c: text.commitment, salt: base64(text.salt), n: text.bytes.length }, text.bytes);
  for (const { feed, text, sig } of checkpoints) {
    const raw = Buffer.from(text);
    yield frame({ k: 'cp', f: feed, n: raw.length, sig: base64(sig) }, raw);
  }
  const endLine = encodeBytes({ k: 'end', frames, bytes, sha256: hash.digest('hex') });
  yield Buffer.concat([endLine, lf]);
  yield Buffer.concat([encodeBytes({ k: 'sig', of: 'end', sig: base64(signBytes(deviceKey, signedBytes('end', endLine))) }), lf]);
}
