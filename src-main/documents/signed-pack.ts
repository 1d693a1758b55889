// A sealed audit pack (AUD-02): one file, or volumes with a signed manifest in the last one. Nothing has its final name before all of it is whole.
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { manifestFiles, manifestText, stampFiles } from '../trail/pdf-evidence.ts';
import type { EvidenceFile, LongFile, StampedCheckpoint } from '../trail/pdf-evidence.ts';
import { syncFolder } from '../trail/pdf-signature.ts';
import { volumeFile } from '../trail/pdf-volume.ts';
import { entriesOf, finish } from './evidence-out.ts';
import type { LaidOut } from './evidence-out.ts';
import type { PackDocument, PackVolume } from './pack-document.ts';
import { piecesOf, printPart, TooManyPages } from './pack.ts';
import type { Piece } from './pack.ts';
import { layEvidence, printAndSeal } from './signed.ts';
import type { SignedFile, SignedInput } from './signed.ts';
import { mostPagesOfVolume, planVolumes } from './volumes.ts';
import type { Cut } from './volumes.ts';

/** `mostPages` of one volume; the design's constant unless a test cuts sooner. `stamps` are the time-stamps that the document names. */
export type SignedPackInput = SignedInput<PackDocument> & { mostPages?: number; stamps?: readonly StampedCheckpoint[] };
/** `path`, with its `sha256`, is the file that holds the evidence and the manifest: the only one, or the last volume. `volumes` are all of them in order. */
export type SignedPack = SignedFile & { volumes: { path: string; pages: number; sha256: string }[] };

function* recordLines({ changes, ...rest }: PackDocument): Generator<string> {
  yield `${JSON.stringify(rest).slice(0, -1)},"changes":[`;
  let between = '\n';
  for (const change of changes) {
    yield `${between}${JSON.stringify(change)}`;
    between = ',\n';
  }
  yield '\n]}\n';
}
const recordsOf = (document: PackDocument): LongFile => ({ name: 'records.json', lines: recordLines(document), type: 'application/json', relationship: 'Source', description: 'The records in scope as data' });

type Placed = { volume: number; path: string; sealed: string; pages: number; sha256: string };
const printed = (path: string): string => `${path}.partial`;
const sealed = (path: string): string => `${path}.sealed.partial`;

/** The pack in one file, or null when it takes more pages than one may have. */
async function inOneFile(input: SignedPackInput, laid: LaidOut, mostPages: number): Promise<SignedPack | null> {
  const { outPath, document } = input;
  const attachments = [...laid.attached, ...manifestFiles(manifestText(entriesOf(laid)), input.evidence.sign)];
  const part = { pieces: piecesOf(document), volume: null, file: basename(outPath), beside: laid.beside.map(({ name }) => name) };
  try {
    const made = await printAndSeal(input, { partial: printed(outPath), to: sealed(outPath), attachments }, (sink, options) => printPart(document, part, sink, { ...options, mostPages }));
    await finish(sealed(outPath), outPath, laid.beside);
    await syncFolder(outPath);
    return { path: outPath, ...made, beside: laid.beside.map(({ path, sha256 }) => ({ path, sha256 })), volumes: [{ path: outPath, pages: made.pages, sha256: made.sha256 }] };
  } catch (error) {
    if (!(error instanceof TooManyPages)) throw error;
    await rm(printed(outPath), { force: true });
    return null;
  }
}

function* taken(pieces: Iterator<Piece>, count: number): Generator<Piece> {
  for (let i = 0; i < count; i += 1) {
    const { value, done } = pieces.next();
    if (done) throw new Error('a pack has fewer pieces than were counted');
    yield value;
  }
}

type Cutting = { cuts: readonly Cut[]; laid: LaidOut; paths: readonly string[] };
/** All volumes sealed under names of their own beside the final ones. */
async function sealVolumes(input: SignedPackInput, { cuts, laid, paths }: Cutting): Promise<{ placed: Placed[]; findings: SignedFile['findings'] }> {
  const { document } = input;
  const parts: PackVolume['parts'] = cuts.map(({ holds }, i) => ({ file: basename(paths[i]!), holds }));
  const pieces = piecesOf(document);
  const placed: Placed[] = [];
  const findings: SignedFile['findings'] = [];
  for (const [i, { pieces: count }] of cuts.entries()) {
    const path = paths[i]!;
    const about = volumeFile({ pack: document.number, revision: document.revision, volume: i + 1, files: parts.map(({ file }) => file) });
    const attachments = i < cuts.length - 1 ? [about] : lastAttachments(input, [...laid.attached, about], { placed, laid });
    const part = { pieces: taken(pieces, count), volume: { volume: i + 1, parts }, file: basename(path), beside: laid.beside.map(({ name }) => name) };
    const made = await printAndSeal(input, { partial: printed(path), to: sealed(path), attachments }, (sink, options) => printPart(document, part, sink, { ...options, onPage: (n) => options.onPage?.(placed.reduce((sum, { pages }) => sum + pages, n)) }));
    placed.push({ volume: i + 1, path, sealed: sealed(path), pages: made.pages, sha256: made.sha256 });
    findings.push(...made.findings);
  }
  return { placed, findings };
}

/** What the last volume carries: all evidence, and the manifest over it and over the volumes before. */
function lastAttachments({ document, evidence, outPath }: SignedPackInput, attached: EvidenceFile[], { placed, laid }: { placed: readonly Placed[]; laid: LaidOut }): EvidenceFile[] {
  const of = placed.length + 1;
  const entries = [...entriesOf({ attached, beside: laid.beside }), ...placed.map(({ path, sha256 }) => ({ name: basename(path), sha256 }))];
  return [...attached, ...manifestFiles(manifestText(entries, { pack: document.number, revision: document.revision, of, file: basename(volumePath(outPath, of, of)) }), evidence.sign)];
}

const volumePath = (outPath: string, volume: number, of: number): string => join(dirname(outPath), `${basename(outPath).replace(/\.pdf$/i, '')}-vol-${volume}-of-${of}.pdf`);

async function inVolumes(input: SignedPackInput, laid: LaidOut, mostPages: number): Promise<SignedPack> {
  const { document, outPath, resourcesDir, signal } = input;
  const cuts = await planVolumes(document, { fontsDir: join(resourcesDir, 'fonts'), most: mostPages, ...(signal ? { signal } : {}), onPage: (done) => input.onProgress?.({ done, total: 0, what: 'counted' }) });
  const paths = cuts.map((_, i) => volumePath(outPath, i + 1, cuts.length));
  try {
    const { placed, findings } = await sealVolumes(input, { cuts, laid, paths });
    const last = placed.at(-1)!;
    // An older pack of this name is no longer whole from here on; without its last volume it does not look it either.
    await rm(last.path, { force: true });
    for (const { sealed: from, path } of placed.slice(0, -1)) await rename(from, path);
    await finish(last.sealed, last.path, laid.beside);
    await syncFolder(outPath);
    return { path: last.path, pages: placed.reduce((sum, { pages }) => sum + pages, 0), sha256: last.sha256, findings, beside: laid.beside.map(({ path, sha256 }) => ({ path, sha256 })), volumes: placed.map(({ path, pages, sha256 }) => ({ path, pages, sha256 })) };
  } catch (error) {
    for (const path of paths) for (const name of [printed(path), sealed(path)]) await rm(name, { force: true });
    throw error;
  }
}

/** An audit pack, sealed: one file, or volumes when it is longer than one may be. */
export async function writeSignedPack(input: SignedPackInput): Promise<SignedPack> {
  const { document, outPath } = input;
  const mostPages = input.mostPages ?? mostPagesOfVolume;
  input.onProgress?.({ done: 0, total: 0, what: 'evidence' });
  const { laid, discard } = await layEvidence(input, { long: [recordsOf(document)], short: stampFiles(input.evidence, input.stamps ?? []) });
  try {
    return await inOneFile(input, laid, mostPages) ?? await inVolumes(input, laid, mostPages);
  } catch (error) {
    for (const name of [printed(outPath), sealed(outPath)]) await rm(name, { force: true });
    await discard();
    throw error;
  }
}
