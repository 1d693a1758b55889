// The evidence that travels inside a sealed document, and the way back to a trail that can be verified.
//
// `roster.ndjson` (the roster feed) and `evidence.ndjson` (all others, by feed, then by position) hold one JSON object a line:
//   {"k":"c","feed":…,"seq":…,"hash":<hex>,"env":<the envelope's bytes as text>,"sig":<base64>}   a commit
//   {"k":"b",…}                                                   the same, of a copied device's other history
//   {"k":"h","feed":…,"from":<seq>}                               commits from there on are held back and not counted
// and `evidence.ndjson` goes on with the texts they name, by commitment:
//   {"k":"p","c":<commitment>,"salt":<base64>,"bytes":<base64>}   a text
//   {"k":"r","c":<commitment>}                                    one that was erased
//   {"k":"o","c":<commitment>}                                    one left out on purpose
// The UTF-8 bytes of `env` are hashed as they are; nobody needs a JSON encoder to check them.
import type { TrailSource, StoredCommit } from './verify.ts';
import type { BranchCommit } from './branches.ts';
import { feedIdOf, publicKeyPem } from './keys.ts';
import { parseCheckpoint } from './checkpoint.ts';

type Described = { name: string; type: string; relationship: 'Source' | 'Data' | 'Supplement'; description: string };
export type EvidenceFile = Described & { bytes: Uint8Array };
/** A file that may be larger than memory, made line by line; gone over once. */
export type LongFile = Described & { lines: Iterable<string> };
/** Raw Ed25519 keys of the feeds, the roster's (the organisation root) among them. `sign` signs with the key of `signer`. */
export type EvidenceInput = { source: TrailSource; rosterFeed: string; keys: readonly Uint8Array[]; signer: string; sign(manifest: Uint8Array): Uint8Array; verifyPy: Uint8Array };

export const manifestDomain = '# gavel-manifest-v1';
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const commitmentPattern = /"c":"([0-9a-f]{64})"/g;

/** Feeds in the order of their numbers in file names: the signer first, because the manual checks use `device-1.pem`. */
function feedOrder(input: EvidenceInput): string[] {
  const others = input.source.feeds().map((f) => f.feed).filter((f) => f !== input.signer).sort();
  return [input.signer, ...others];
}

const commitLine = (k: 'b' | 'c', { feed, seq, hash, env, sig }: BranchCommit): string =>
  `${JSON.stringify({ k, feed, seq, hash: hexOf(hash), env: Buffer.from(env).toString('utf8'), sig: base64(sig) })}\n`;

function noteCommitments(env: Uint8Array, commitments: Set<string>): void {
  for (const [, c] of Buffer.from(env).toString('utf8').matchAll(commitmentPattern)) commitments.add(c!);
}

/** What lies beside the line of a feed that is read, and what of it does not count. */
function* besideLines({ source }: EvidenceInput, commitments: Set<string>): Iterable<string> {
  for (const commit of source.branches?.() ?? []) {
    noteCommitments(commit.env, commitments);
    yield commitLine('b', commit);
  }
  for (const { feed, from } of source.holds?.() ?? []) yield `${JSON.stringify({ k: 'h', feed, from })}\n`;
}

function* commitLines(input: EvidenceInput, feed: string, commitments: Set<string>): Iterable<string> {
  const count = input.source.feeds().find((f) => f.feed === feed)?.count ?? 0;
  for (const commit of input.source.commits(feed)) {
    if (commit.seq >= count) break;
    noteCommitments(commit.env, commitments);
    yield commitLine('c', { ...commit, feed });
  }
}

function payloadLine(source: TrailSource, c: string): string {
  const found = source.payload(c);
  if (found === undefined) return source.omitted?.(c) ? `${JSON.stringify({ k: 'o', c })}\n` : '';
  if ('redacted' in found) return `${JSON.stringify({ k: 'r', c })}\n`;
  return `${JSON.stringify({ k: 'p', c, salt: base64(found.salt), bytes: base64(found.bytes) })}\n`;
}

const file = (name: string, bytes: Uint8Array | string, description: string, type = 'text/plain'): EvidenceFile =>
  ({ name, bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes, type, relationship: 'Data', description });

/** The last checkpoint of a feed that the evidence still covers. */
function lastCheckpoint(source: TrailSource, feed: string): { text: string; sig: Uint8Array } | null {
  const count = source.feeds().find((f) => f.feed === feed)?.count ?? 0;
  let best: { text: string; sig: Uint8Array; count: number } | null = null;
  for (const { feed: of, text, sig } of source.checkpoints()) {
    const parsed = of === feed ? parseCheckpoint(text) : null;
    if (parsed && parsed.count <= count && parsed.count > (best?.count ?? -1)) best = { text, sig, count: parsed.count };
  }
  return best;
}

function feedFiles(input: EvidenceInput): EvidenceFile[] {
  return feedOrder(input).flatMap((feed, i) => {
    const n = i + 1;
    const key = input.keys.find((k) => feedIdOf(k) === feed);
    const checkpoint = lastCheckpoint(input.source, feed);
    return [
      ...(key ? [file(`device-${n}.pem`, publicKeyPem(key), `Public key of feed ${feed}`, 'application/x-pem-file')] : []),
      ...(checkpoint ? [file(`checkpoint-${n}.txt`, checkpoint.text, `Where feed ${feed} stood`), file(`checkpoint-${n}.sig`, checkpoint.sig, `Signature of checkpoint-${n}.txt`, 'application/octet-stream')] : []),
    ];
  });
}

/** A checkpoint with the reply of a time-stamping authority, under a number of its own among those of the feeds. */
export type StampedCheckpoint = { n: number; text: string; sig: Uint8Array; reply: Uint8Array };
/** What lies in a pack for each of them. The key of its feed comes under the same number once more, so that every checkpoint is checked by the same line. */
export const stampFiles = ({ keys }: Pick<EvidenceInput, 'keys'>, stamps: readonly StampedCheckpoint[]): EvidenceFile[] => stamps.flatMap(({ n, text, sig, reply }) => {
  const feed = parseCheckpoint(text)?.feed ?? '';
  const key = keys.find((k) => feedIdOf(k) === feed);
  return [
    ...(key ? [file(`device-${n}.pem`, publicKeyPem(key), `Public key of feed ${feed}`, 'application/x-pem-file')] : []),
    file(`checkpoint-${n}.txt`, text, `Where feed ${feed} stood when it was time-stamped`), file(`checkpoint-${n}.sig`, sig, `Signature of checkpoint-${n}.txt`, 'application/octet-stream'),
    file(`checkpoint-${n}.tsr`, reply, `Time-stamp of checkpoint-${n}.txt`, 'application/timestamp-reply'),
  ];
});

/** What a manifest names: a digest by name, and for a file beside the sealed one its size. */
export type ManifestEntry = { name: string; sha256: string; besideSize?: number };
/** Of a pack in volumes: which one carries the manifest. `of` volumes make up the pack. */
export type ManifestHolder = { pack: string; revision: number; of: number; file: string };

/**
 * One line per file as `sha256sum` writes it, by name. The first line is the domain of the signature; it and the remarks after it, on the volume
 * that carries the manifest and the sizes of files that lie beside, begin with a number sign, so that `sha256sum` skips them.
 */
export function manifestText(entries: readonly ManifestEntry[], holder: ManifestHolder | null = null): string {
  const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const remarks = [...(holder ? [`# pack ${holder.pack} revision ${holder.revision}, volume ${holder.of} of ${holder.of}: ${holder.file}`] : []), ...sorted.flatMap(({ name, besideSize }) => (besideSize === undefined ? [] : [`# beside, ${besideSize} bytes: ${name}`]))];
  return [manifestDomain, ...remarks, ...sorted.map(({ sha256, name }) => `${sha256}  ${name}`), ''].join('\n');
}

const remarkForm = /^# (?:pack ([A-Za-z0-9._-]{1,100}) revision (\d{1,9}), volume (\d{1,4}) of (\d{1,4})|beside, (\d{1,15}) bytes): ([A-Za-z0-9][A-Za-z0-9._-]{0,99})$/;
const entryForm = /^([0-9a-f]{64}) {2}([A-Za-z0-9][A-Za-z0-9._-]{0,99})$/;
/** What a manifest says, or null when it is not in the form they are written in, byte for byte. */
export function parseManifest(text: string): { entries: ManifestEntry[]; holder: ManifestHolder | null } | null {
  const lines = text.split('\n').slice(1, -1);
  const remarks = lines.map((line) => remarkForm.exec(line)).filter((match) => match !== null);
  const sizes = new Map(remarks.filter((m) => m[5] !== undefined).map((m) => [m[6]!, Number(m[5])]));
  const entries = lines.map((line) => entryForm.exec(line)).filter((match) => match !== null).map(([, sha256, name]): ManifestEntry => ({ name: name!, sha256: sha256!, ...(sizes.has(name!) ? { besideSize: sizes.get(name!)! } : {}) }));
  const said = remarks.find((m) => m[1] !== undefined);
  const holder = said ? { pack: said[1]!, revision: Number(said[2]), of: Number(said[4]), file: said[6]! } : null;
  return manifestText(entries, holder) === text ? { entries, holder } : null;
}

function* evidenceLines(input: EvidenceInput): Iterable<string> {
  const commitments = new Set<string>();
  for (const { env } of input.source.commits(input.rosterFeed)) noteCommitments(env, commitments);
  for (const feed of feedOrder(input).filter((f) => f !== input.rosterFeed).sort()) yield* commitLines(input, feed, commitments);
  yield* besideLines(input, commitments);
  for (const commitment of [...commitments].sort()) yield payloadLine(input.source, commitment);
}

/** All files of the evidence but the manifest. The same trail gives the same files, byte for byte. */
export const evidenceFiles = (input: EvidenceInput): { long: LongFile[]; short: EvidenceFile[] } => ({
  long: [
    { name: 'roster.ndjson', lines: commitLines(input, input.rosterFeed, new Set()), type: 'application/x-ndjson', relationship: 'Data', description: 'Who was who: the roster feed' },
    { name: 'evidence.ndjson', lines: evidenceLines(input), type: 'application/x-ndjson', relationship: 'Data', description: 'The trail: commits and the texts they name' },
  ],
  short: [
    file('proofs.json', '{"v":1,"proofs":[]}\n', 'Inclusion proofs; none, because whole feeds are attached', 'application/json'),
    file('verify.py', input.verifyPy, 'Checks the files beside it with Python alone', 'text/x-python'), ...feedFiles(input),
  ],
});

/** The manifest and its signature by the device, as files. */
export function manifestFiles(text: string, sign: EvidenceInput['sign']): EvidenceFile[] {
  const manifest = Buffer.from(text);
  return [file('manifest.txt', manifest, 'SHA-256 of every file of this document'), file('manifest.sig', sign(manifest), 'Signature of manifest.txt by device-1', 'application/octet-stream')];
}

export class EvidenceError extends Error {
  constructor(name: string, line: number, problem: string) {
    super(`${name}, line ${line}: ${problem}`);
    this.name = 'EvidenceError';
  }
}
/** `lines` tells where in the files a commit stands: `feed/seq` to "evidence.ndjson, line 12". */
export type ReadEvidence = { source: TrailSource; rosterCa: string | null; lines: Map<string, string> };

type Loaded = { feeds: Map<string, StoredCommit[]>; branches: BranchCommit[]; holds: { feed: string; from: number }[]; payloads: Map<string, { salt: Uint8Array; bytes: Uint8Array } | { redacted: true } | { omitted: true }>; lines: Map<string, string> };
const text = (value: unknown, pattern: RegExp): string | null => (typeof value === 'string' && pattern.test(value) ? value : null);
const base64Pattern = /^[A-Za-z0-9+/]*={0,2}$/;

function loadLine(loaded: Loaded, name: string, at: number, line: string): void {
  let row: Record<string, unknown>;
  try {
    row = JSON.parse(line) as Record<string, unknown>;
  } catch {
    throw new EvidenceError(name, at, 'it is not JSON');
  }
  if (typeof row !== 'object' || row === null) throw new EvidenceError(name, at, 'it is no object');
  const c = text(row['c'], /^[0-9a-f]{64}$/);
  const feed = text(row['feed'], /^[0-9a-f]{32}$/);
  if (row['k'] === 'c' || row['k'] === 'b') {
    const [hash, sig] = [text(row['hash'], /^[0-9a-f]{64}$/), text(row['sig'], base64Pattern)];
    if (feed === null || hash === null || sig === null || typeof row['env'] !== 'string' || !Number.isSafeInteger(row['seq'])) throw new EvidenceError(name, at, 'a commit is malformed');
    const commit: StoredCommit = { seq: row['seq'] as number, hash: Buffer.from(hash, 'hex'), env: Buffer.from(row['env'], 'utf8'), sig: Buffer.from(sig, 'base64') };
    if (row['k'] === 'b') {
      loaded.branches.push({ feed, ...commit });
      return;
    }
    const list = loaded.feeds.get(feed) ?? [];
    // Upwards only: whoever reads on from a position would otherwise come back to it for ever.
    if (list.length > 0 && commit.seq <= list.at(-1)!.seq) throw new EvidenceError(name, at, `commit ${commit.seq} of feed ${feed.slice(0, 8)} stands behind commit ${list.at(-1)!.seq}`);
    list.push(commit);
    loaded.feeds.set(feed, list);
    loaded.lines.set(`${feed}/${String(row['seq'])}`, `${name}, line ${at}`);
  } else if (row['k'] === 'h' && feed !== null && Number.isSafeInteger(row['from'])) {
    loaded.holds.push({ feed, from: row['from'] as number });
  } else if (c !== null && row['k'] === 'p' && text(row['salt'], base64Pattern) !== null && text(row['bytes'], base64Pattern) !== null) {
    loaded.payloads.set(c, { salt: Buffer.from(row['salt'] as string, 'base64'), bytes: Buffer.from(row['bytes'] as string, 'base64') });
  } else if (c !== null && row['k'] === 'r') loaded.payloads.set(c, { redacted: true });
  else if (c !== null && row['k'] === 'o') loaded.payloads.set(c, { omitted: true });
  else throw new EvidenceError(name, at, 'it is neither a commit nor a text');
}

function load(loaded: Loaded, name: string, bytes: Buffer): void {
  let at = 0;
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(10, from);
    at += 1;
    if (end < 0) throw new EvidenceError(name, at, 'it is cut off');
    loadLine(loaded, name, at, bytes.toString('utf8', from, end));
    from = end + 1;
  }
}

/** What the roster and the organisation say of themselves in the first commit. */
function founding(env: Uint8Array | undefined): { org: string; ca: string | null } {
  try {
    const { org, events } = JSON.parse(Buffer.from(env ?? []).toString('utf8')) as { org: string; events: { t: string; d: { ca?: unknown } }[] };
    const ca = events.find((e) => e.t === 'org.founded')?.d.ca;
    return { org, ca: text(ca, /^[0-9a-f]{64}$/) };
  } catch {
    return { org: '', ca: null };
  }
}

/** Reads attached evidence into a trail. Throws `EvidenceError` with file and line; whether it holds is `verifyTrail`'s to say. */
export function readEvidence(files: ReadonlyMap<string, Buffer>): ReadEvidence {
  const loaded: Loaded = { feeds: new Map(), branches: [], holds: [], payloads: new Map(), lines: new Map() };
  // A file that lies beside the document bears its name in front of its own.
  const nameOf = (kind: string): string => [...files.keys()].find((name) => name.endsWith(kind)) ?? kind;
  for (const name of [nameOf('roster.ndjson'), nameOf('evidence.ndjson')]) load(loaded, name, files.get(name) ?? Buffer.alloc(0));
  const rosterBytes = files.get(nameOf('roster.ndjson')) ?? Buffer.alloc(0);
  const roster = JSON.parse(rosterBytes.toString('utf8', 0, Math.max(0, rosterBytes.indexOf(10))) || '{}') as { feed?: string };
  const { org, ca } = founding(loaded.feeds.get(roster.feed ?? '')?.[0]?.env);
  const checkpoints = [...files].filter(([name]) => /^checkpoint-\d+\.txt$/.test(name)).map(([name, bytes]) => {
    const body = bytes.toString('utf8');
    return { feed: parseCheckpoint(body)?.feed ?? '', text: body, sig: files.get(name.replace(/txt$/, 'sig')) ?? Buffer.alloc(0) };
  });
  const beside = new Set(loaded.branches.map(({ feed, seq, hash }) => `${feed}/${seq}/${hexOf(hash)}`));
  const source: TrailSource = {
    org: () => org,
    feeds: () => [...loaded.feeds].map(([feed, commits]) => ({ feed, count: commits.length })),
    commits: (feed, from = 0) => { const rows = loaded.feeds.get(feed) ?? []; const first = rows.findIndex(({ seq }) => seq >= from); return first < 0 ? [] : rows.slice(first); },
    checkpoints: () => checkpoints,
    branches: () => loaded.branches,
    holds: () => loaded.holds,
    isBranch: (feed, seq, hash) => beside.has(`${feed}/${seq}/${hash}`),
    isHeld: (feed, seq) => loaded.holds.some((hold) => hold.feed === feed && hold.from <= seq),
    payload: (c) => { const found = loaded.payloads.get(c); return found && !('omitted' in found) ? found : undefined; },
    omitted: (c) => { const found = loaded.payloads.get(c); return found !== undefined && 'omitted' in found; },
  };
  return { source, rosterCa: ca, lines: loaded.lines };
}
