// Reading the frames of a bundle as they come. Never more than one frame is held; nothing read is trusted before the end has been seen.
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { BundleLimits } from './bundle-error.ts';
import { BundleError, bundleLimits, tooMuch } from './bundle-error.ts';
import type { BundleCheckpoint, BundleCommit, BundleText, Manifest } from './bundle-frames.ts';
import { CanonicalError, decodeStrict } from './canonical.ts';

export type SignedLine = { line: Uint8Array; sig: Uint8Array };
/** What the reader finds, in the order of the file. The manifest's and the end's signatures are for the caller, who knows the roster. */
export type BundleSink = {
  manifest(manifest: Manifest, signed: SignedLine): void;
  commit(commit: BundleCommit): void;
  text(text: BundleText): void;
  checkpoint(checkpoint: BundleCheckpoint): void;
  end(signed: SignedLine): void;
};
export type BundleReader = { push(chunk: Uint8Array): void; finish(): void };

/** Abilities this version has; a bundle that requires another one is refused by its name. */
export const abilities: ReadonlySet<string> = new Set(['forks']);

type Fields = Record<string, unknown>;
type Pending = { fields: Fields; size: number };
type State = {
  limits: BundleLimits; sink: BundleSink; held: Uint8Array[]; heldBytes: number; pending: Pending | null; stage: 'manifest' | 'manifest-sig' | 'body' | 'end-sig' | 'done';
  hash: Hash; frames: number; bytes: number; commits: number; payloadBytes: number; line: Uint8Array | null; manifest: Manifest | null; order: number;
};

const lf = 0x0a;
const hex64 = /^[0-9a-f]{64}$/;
const feedName = /^[0-9a-f]{32}$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const orgName = /^[A-Za-z0-9._-]{1,100}$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const code = /^[a-z][a-z-]{0,31}$/;
const isCount = (x: unknown): x is number => typeof x === 'number' && Number.isSafeInteger(x) && x >= 0;
const matches = (x: unknown, pattern: RegExp): x is string => typeof x === 'string' && pattern.test(x);
const broken = (what: string): never => { throw new BundleError('tampered', { what }); };

function exactly(fields: Fields, ...names: string[]): void {
  const found = Object.keys(fields);
  if (found.length !== names.length || !names.every((name) => Object.hasOwn(fields, name))) broken(`a ${typeof fields['k'] === 'string' ? fields['k'].slice(0, 20) : ''} line has other fields than it should`);
}

function bytesOf(value: unknown, length: number, what: string): Uint8Array {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : Buffer.alloc(0);
  if (bytes.length !== length || bytes.toString('base64') !== value) broken(`${what} is malformed`);
  return bytes;
}

function rangeOf(x: unknown): Manifest['feeds'][number] {
  const r = x as Fields;
  if (typeof x !== 'object' || x === null) return broken('a range is malformed');
  exactly(r, 'f', 'from', 'to', 'prev', 'head');
  const { f, from, to, prev, head } = r;
  if (!matches(f, feedName) || !isCount(from) || !isCount(to) || to <= from || !matches(head, hex64) || !(from === 0 ? prev === null : matches(prev, hex64))) return broken('a range is malformed');
  return { f, from, to, prev: prev as string | null, head };
}

const isPart = (x: unknown): x is [number, number] => Array.isArray(x) && x.length === 2 && isCount(x[0]) && isCount(x[1]) && x[0] >= 1 && x[0] <= x[1];

function manifestOf(fields: Fields, limits: BundleLimits): Manifest {
  const { v, bundle, org, from, made, purpose, requires, roster, feeds, omitted, part } = fields;
  if (!isCount(v)) return broken('the manifest is malformed');
  if (v !== 1) throw new BundleError('too_new', { needs: `bundle format ${v}` });
  exactly(fields, 'k', 'v', 'bundle', 'org', 'from', 'made', 'purpose', 'requires', 'roster', 'feeds', 'omitted', ...(part === undefined ? [] : ['part']));
  if (part !== undefined && !isPart(part)) return broken('the manifest is malformed');
  if (!matches(bundle, uuid) || !matches(org, orgName) || !matches(from, feedName) || !matches(made, instant) || !matches(purpose, code)) return broken('the manifest is malformed');
  if (!Array.isArray(requires) || !requires.every((x) => typeof x === 'string' && x.length <= 60)) return broken('the manifest is malformed');
  const unknown = requires.find((x) => !abilities.has(String(x)));
  if (unknown !== undefined) throw new BundleError('too_new', { needs: `the ability “${String(unknown)}”` });
  if (!Array.isArray(feeds) || !Array.isArray(omitted) || !Array.isArray(roster) || roster.length !== 2 || !isCount(roster[0]) || typeof roster[1] !== 'string') return broken('the manifest is malformed');
  if (feeds.length > limits.feeds) throw tooMuch('The number of feeds', limits.feeds, 'feeds');
  const ranges = feeds.map(rangeOf);
  const commits = ranges.reduce((sum, { from: first, to }) => sum + to - first, 0);
  if (commits > limits.commits) throw tooMuch('The number of commits', limits.commits, 'commits');
  for (const x of omitted as Fields[]) {
    if (typeof x !== 'object' || x === null || !matches(x['class'], code) || !isCount(x['count']) || typeof x['reason'] !== 'string') return broken('the manifest is malformed');
    exactly(x, 'class', 'count', 'reason');
  }
  return { v: 1, bundle, org, from, made, purpose, requires: requires as string[], roster: [roster[0], roster[1]], feeds: ranges, omitted: omitted as Manifest['omitted'], ...(part === undefined ? {} : { part }) };
}

/** Commits come before texts, texts before checkpoints, and the end once. */
const orderOf: ReadonlyMap<unknown, number> = new Map([['c', 1], ['p', 2], ['cp', 3], ['end', 4]]);

/** Judges a line; answers the size of the raw bytes after it, or null when it has none. */
function takeLine(state: State, line: Uint8Array): number | null {
  let fields: Fields;
  try {
    fields = decodeStrict(line) as Fields;
  } catch (error) {
    if (error instanceof CanonicalError) return broken(`a line is no canonical JSON (${error.reason})`);
    throw error;
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return broken('a line is no object');
  if (state.stage === 'manifest') return takeManifest(state, fields, line);
  if (state.stage === 'manifest-sig' || state.stage === 'end-sig') return takeSignature(state, fields);
  if (state.stage === 'done') return broken('something follows the end');
  const order = orderOf.get(fields['k']) ?? 0;
  if (order === 0 || order < state.order) return broken('frames are out of order');
  state.order = order;
  if (fields['k'] === 'end') return takeEnd(state, fields, line);
  const size = fields['n'];
  if (!isCount(size)) return broken('a frame has no size');
  checkSize(state, fields, size);
  state.pending = { fields, size };
  return size;
}

function takeManifest(state: State, fields: Fields, line: Uint8Array): null {
  if (fields['k'] !== 'manifest') return broken('it does not begin with its manifest');
  state.manifest = manifestOf(fields, state.limits);
  state.line = Buffer.from(line);
  state.stage = 'manifest-sig';
  return null;
}

function takeSignature(state: State, fields: Fields): null {
  const isManifest = state.stage === 'manifest-sig';
  exactly(fields, 'k', 'of', 'sig');
  if (fields['k'] !== 'sig' || fields['of'] !== (isManifest ? 'manifest' : 'end')) return broken('a signature is missing');
  const signed = { line: state.line!, sig: bytesOf(fields['sig'], 64, 'a signature') };
  state.stage = isManifest ? 'body' : 'done';
  if (isManifest) state.sink.manifest(state.manifest!, signed);
  else state.sink.end(signed);
  return null;
}

function takeEnd(state: State, fields: Fields, line: Uint8Array): null {
  exactly(fields, 'k', 'frames', 'bytes', 'sha256');
  if (fields['frames'] !== state.frames || fields['bytes'] !== state.bytes || fields['sha256'] !== state.hash.digest('hex')) return broken('its end does not agree with what came before');
  state.line = Buffer.from(line);
  state.stage = 'end-sig';
  return null;
}

function checkSize(state: State, fields: Fields, size: number): void {
  const { limits } = state;
  if (fields['k'] === 'c') {
    exactly(fields, 'k', 'f', 'n', 'sig');
    state.commits += 1;
    if (state.commits > limits.commits) throw tooMuch('The number of commits', limits.commits, 'commits');
    if (size > limits.envelopeBytes) throw tooMuch('A commit', limits.envelopeBytes / 1024 / 1024, 'MiB');
  } else if (fields['k'] === 'p') {
    exactly(fields, 'k', 'c', 'salt', 'n');
    state.payloadBytes += size;
    if (size > limits.payloadBytes) throw tooMuch('A text', limits.payloadBytes / 1024 / 1024, 'MiB');
    if (state.payloadBytes > limits.allPayloadBytes) throw tooMuch('The texts together', limits.allPayloadBytes / 1024 / 1024, 'MiB');
  } else {
    exactly(fields, 'k', 'f', 'n', 'sig');
    if (size > 1024) broken('a checkpoint is longer than any');
  }
  if (fields['k'] !== 'p' && !matches(fields['f'], feedName)) broken('a frame names no feed');
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** The text of raw bytes. What is signed is bytes, so none may be replaced by a sign for the unreadable. */
function textOf(raw: Uint8Array): string {
  try {
    return utf8.decode(raw);
  } catch {
    return broken('a checkpoint is no text');
  }
}

function takeRaw(state: State, { fields }: Pending, raw: Uint8Array): void {
  const { sink } = state;
  if (fields['k'] === 'c') sink.commit({ feed: fields['f'] as string, env: raw, sig: bytesOf(fields['sig'], 64, 'a signature') });
  else if (fields['k'] === 'cp') sink.checkpoint({ feed: fields['f'] as string, text: textOf(raw), sig: bytesOf(fields['sig'], 64, 'a signature') });
  else {
    if (!matches(fields['c'], hex64)) return broken('a text has no commitment');
    sink.text({ commitment: fields['c'], salt: bytesOf(fields['salt'], 16, 'a salt'), bytes: raw });
  }
}

/** Takes bytes that are held back out, once `size` of them are there. */
function cut(state: State, size: number): Uint8Array {
  const all = state.held.length === 1 ? state.held[0]! : Buffer.concat(state.held);
  const rest = all.subarray(size);
  state.held = rest.length > 0 ? [rest] : [];
  state.heldBytes = rest.length;
  return all.subarray(0, size);
}

function count(state: State, bytes: Uint8Array): void {
  if (state.stage === 'end-sig' || state.stage === 'done') return;
  state.hash.update(bytes);
  state.bytes += bytes.length;
}

/** The line's length with its LF, or null while it has not come to its end. */
function lineEnd(state: State): number | null {
  let before = 0;
  for (const chunk of state.held) {
    const at = chunk.indexOf(lf);
    if (at >= 0) {
      if (before + at > state.limits.lineBytes) throw tooMuch('A line', state.limits.lineBytes / 1024 / 1024, 'MiB');
      return before + at + 1;
    }
    before += chunk.length;
  }
  if (before > state.limits.lineBytes) throw tooMuch('A line', state.limits.lineBytes / 1024 / 1024, 'MiB');
  return null;
}

/** One line or one run of raw bytes; answers whether there was enough of it. */
function advance(state: State): boolean {
  if (state.pending) {
    const { size } = state.pending;
    if (state.heldBytes < size + 1) return false;
    const raw = cut(state, size + 1);
    if (raw[size] !== lf) broken('raw bytes do not end where they should');
    count(state, raw);
    state.frames += 1;
    const { pending } = state;
    state.pending = null;
    takeRaw(state, pending, Buffer.from(raw.subarray(0, size)));
    return true;
  }
  const size = lineEnd(state);
  if (size === null) return false;
  const line = cut(state, size);
  const isBeforeEnd = state.stage !== 'end-sig';
  const raw = takeLine(state, line.subarray(0, size - 1));
  // The end and its signature are not part of what the end states.
  if (isBeforeEnd && state.stage !== 'end-sig') {
    count(state, line);
    if (raw === null) state.frames += 1;
  }
  return true;
}

/** A reader to be fed in chunks of any size. Throws `BundleError` at the first thing that is wrong. */
export function openBundleReader(sink: BundleSink, limits: BundleLimits = bundleLimits): BundleReader {
  const state: State = {
    limits, sink, held: [], heldBytes: 0, pending: null, stage: 'manifest', hash: createHash('sha256'), frames: 0, bytes: 0, commits: 0, payloadBytes: 0, line: null, manifest: null, order: 0,
  };
  return {
    push: (chunk) => {
      if (chunk.length === 0) return;
      if (state.stage === 'done') broken('something follows the end');
      state.held.push(chunk);
      state.heldBytes += chunk.length;
      // Raw bytes are waited for without looking at them again with every chunk.
      while (advance(state));
      if (state.stage === 'done' && state.heldBytes > 0) broken('something follows the end');
    },
    finish: () => {
      if (state.stage !== 'done' || state.heldBytes > 0) throw new BundleError('truncated');
    },
  };
}
