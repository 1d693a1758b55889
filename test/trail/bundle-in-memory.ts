// A small bundle made from fixed keys and salts, so always the same bytes, and a sink that keeps what a reader finds.
import { BundleError } from '../../src-main/trail/bundle-error.ts';
import type { BundleProblem } from '../../src-main/trail/bundle-error.ts';
import type { BundleCheckpoint, BundleCommit, BundleParts, BundleText, Manifest } from '../../src-main/trail/bundle-frames.ts';
import { bundleFrames, isLineSigned } from '../../src-main/trail/bundle-frames.ts';
import type { BundleSink, SignedLine } from '../../src-main/trail/bundle-reader.ts';
import { openBundleReader } from '../../src-main/trail/bundle-reader.ts';
import type { Trail } from './trail-in-memory.ts';
import { decision, feeds, founded, hexOf, keys } from './trail-in-memory.ts';

export const bundleId = '7d7c1f0e-5f0f-4f7a-8f6e-0d7a3c1b2a90';

/** What a device would hand out of a trail: the roster first, then feeds by id; texts by commitment. */
export function partsOf(trail: Trail): BundleParts {
  const ids = [feeds.root, ...[...trail.rows.keys()].filter((feed) => feed !== feeds.root).toSorted()];
  const roster = trail.rows.get(feeds.root)!;
  const manifest: Manifest = {
    v: 1, bundle: bundleId, org: trail.org, from: feeds.a, made: '2026-01-15T10:00:00.000Z', purpose: 'everything', requires: [], roster: [roster.length, hexOf(roster.at(-1)!.hash)],
    feeds: ids.map((f) => ({ f, from: 0, to: trail.rows.get(f)!.length, prev: null, head: hexOf(trail.rows.get(f)!.at(-1)!.hash) })), omitted: [],
  };
  const texts = [...trail.payloads].flatMap(([commitment, found]) => ('redacted' in found ? [] : [{ commitment, ...found }])).toSorted((x, y) => (x.commitment < y.commitment ? -1 : 1));
  return { manifest, deviceKey: keys.a.privateKey, commits: ids.flatMap((feed) => trail.rows.get(feed)!.map(({ env, sig }) => ({ feed, env, sig }))), texts, checkpoints: trail.checkpoints };
}

/** One founding, one decision, one checkpoint. */
export function smallParts(): BundleParts {
  const { trail, append } = founded([keys.a]);
  append(keys.a, [decision(1)]);
  return partsOf(trail);
}

export const bytesOf = (parts: BundleParts): Buffer => Buffer.concat([...bundleFrames(parts)]);

export type Found = { manifest: Manifest | null; signed: SignedLine | null; commits: BundleCommit[]; texts: BundleText[]; checkpoints: BundleCheckpoint[]; end: SignedLine | null };
export function collecting(): { found: Found; sink: BundleSink } {
  const found: Found = { manifest: null, signed: null, commits: [], texts: [], checkpoints: [], end: null };
  const sink: BundleSink = {
    manifest: (manifest, signed) => { found.manifest = manifest; found.signed = signed; },
    commit: (commit) => { found.commits.push(commit); }, text: (text) => { found.texts.push(text); }, checkpoint: (checkpoint) => { found.checkpoints.push(checkpoint); },
    end: (signed) => { found.end = signed; },
  };
  return { found, sink };
}

/** Reads in one chunk, or in chunks of the sizes given, over and over. */
export function readAll(bytes: Uint8Array, sizes: readonly number[] = []): Found {
  const { found, sink } = collecting();
  const reader = openBundleReader(sink);
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = sizes.length > 0 ? sizes[i % sizes.length]! : bytes.length;
    reader.push(bytes.subarray(at, at + size));
    at += size;
  }
  reader.finish();
  return found;
}

export const isSigned = ({ signed, end }: Found, key: Uint8Array): boolean => isLineSigned('manifest', signed!.line, signed!.sig, key) && isLineSigned('end', end!.line, end!.sig, key);

/** The code of the refusal; anything thrown that is no `BundleError` is thrown on, so that a crash fails its test. */
export function problemOf(act: () => unknown): BundleProblem | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof BundleError) return error.code;
    throw error;
  }
}

export async function problemIn(act: Promise<unknown>): Promise<BundleProblem | null> {
  try {
    await act;
    return null;
  } catch (error) {
    if (error instanceof BundleError) return error.code;
    throw error;
  }
}
