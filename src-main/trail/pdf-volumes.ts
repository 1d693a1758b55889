// The volumes of a pack against its manifest (AUD-02; trail design, C1): each is there, is the one that was sealed, and stands in its own place.
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { listAttached, readAttached } from './pdf-attached.ts';
import { fileSha256, openPdf, PdfError } from './pdf-bytes.ts';
import type { ManifestEntry } from './pdf-evidence.ts';
import { openObjects } from './pdf-objects.ts';
import { judgeDocument } from './pdf-document.ts';
import type { PdfCheck } from './pdf-verdict.ts';
import { parseVolume } from './pdf-volume.ts';
import type { VolumeNote } from './pdf-volume.ts';

/** Files that lie with the one in hand: where one of a name is, and what all of them are called. */
export type Neighbours = { find(name: string): Promise<string | null>; names(): Promise<string[]> };

/** Those in its folder. */
export const neighboursIn = (path: string): Neighbours => ({
  find: async (name) => {
    const place = join(dirname(path), name);
    return await stat(place).then((s) => s.isFile(), () => false) ? place : null;
  },
  names: () => readdir(dirname(path)).catch(() => []),
});

/** SHA-256 (hex) and size of a file of any length. */
export async function digestOf(path: string): Promise<{ sha256: string; size: number }> {
  const file = await openPdf(path);
  try {
    return { sha256: await fileSha256(file), size: file.size };
  } finally {
    await file.handle.close();
  }
}

/** What a file says of its place in a pack; null when it is no volume. */
export async function noteOf(path: string): Promise<VolumeNote | null> {
  const file = await openPdf(path);
  try {
    const objects = await openObjects(file);
    const found = (await listAttached(objects)).find(({ name }) => name === 'volume.json');
    return found ? parseVolume(await readAttached(objects, found)) : null;
  } catch (error) {
    if (!(error instanceof PdfError)) throw error;
    return null;
  } finally {
    await file.handle.close();
  }
}

/** The pack whose manifest is held against its volumes; `ca` is the authority (SHA-256 of its certificate) that sealed the volume with the manifest. */
type Whole = { note: VolumeNote; entries: readonly ManifestEntry[]; ca: string | null };
export const volumeWords = ({ files }: VolumeNote, volume: number): string => `Volume ${volume} of ${files.length}`;

/** Why a file with another digest stands under a volume's name, in one sentence. */
async function whyOther(path: string, sha256: string, { whole: { note, entries, ca }, volume }: { whole: Whole; volume: number }): Promise<string> {
  const [name, words] = [note.files[volume - 1]!, volumeWords(note, volume)];
  const twin = note.files.findIndex((file) => entries.some((entry) => entry.name === file && entry.sha256 === sha256));
  if (twin >= 0) return `${name} stands in the place of volume ${volume}, but it is volume ${twin + 1}: volumes were exchanged or renamed.`;
  const pdf = await judgeDocument(path, {});
  const own = await noteOf(path);
  if (pdf.verdict === 'broken') return `${words}, ${name}, was changed after sealing: ${pdf.checks.find(({ holds }) => !holds)?.text ?? 'its seal does not hold.'}`;
  if (ca !== null && pdf.signer?.ca !== ca) return `${words}, ${name}, was sealed by another authority than the last volume.`;
  if (own === null) return `${name} stands in the place of volume ${volume}, but it is no volume of a pack.`;
  if (own.pack !== note.pack || own.revision !== note.revision) return `${name} stands in the place of volume ${volume}, but it is volume ${own.volume} of another pack, ${own.pack}.`;
  if (own.volume !== volume) return `${name} stands in the place of volume ${volume}, but it is volume ${own.volume} of another print of this pack.`;
  return `${words}, ${name}, is of another print of this pack than the last volume: the manifest names another digest.`;
}

async function judgeVolume(whole: Whole, volume: number, near: Neighbours): Promise<PdfCheck> {
  const { note, entries } = whole;
  const [name, words] = [note.files[volume - 1]!, volumeWords(note, volume)];
  const entry = entries.find((one) => one.name === name);
  const said = (holds: boolean, text: string): PdfCheck => ({ name: 'volume', holds, text });
  if (!entry) return said(false, `${words}, ${name}, is not named by the manifest.`);
  const path = await near.find(name);
  if (path === null) return said(false, `${words}, ${name}, is missing: the manifest names it.`);
  const { sha256 } = await digestOf(path);
  return sha256 === entry.sha256 ? said(true, `${words}, ${name}, is the file the manifest names.`) : said(false, await whyOther(path, sha256, { whole, volume }));
}

/** A file that goes by the name of a volume of this pack, and is none. */
async function strays({ files }: VolumeNote, near: Neighbours): Promise<PdfCheck[]> {
  const stem = files[0]!.replace(/-vol-1-of-\d+\.pdf$/, '');
  const isLike = (name: string): boolean => name.startsWith(`${stem}-vol-`) && name.endsWith('.pdf') && !files.includes(name);
  return (await near.names()).filter(isLike).sort().map((name) => ({ name: 'volume', holds: false, text: `${name} lies with the volumes, but the manifest does not name it.` }));
}

/** All volumes but the last one, which carries the manifest and is judged by its own seal. */
export async function judgeVolumes(whole: Whole, near: Neighbours): Promise<PdfCheck[]> {
  const checks: PdfCheck[] = [];
  for (let volume = 1; volume < whole.note.files.length; volume += 1) checks.push(await judgeVolume(whole, volume, near));
  return [...checks, ...await strays(whole.note, near)];
}

/** Whether a file handed over is the volume it says it is, wherever it lies and whatever it is called. */
export async function judgeGiven(path: string, given: VolumeNote, { note, entries }: Whole): Promise<PdfCheck[]> {
  const { sha256 } = await digestOf(path);
  const named = entries.find(({ name }) => name === note.files[given.volume - 1]);
  if (named?.sha256 === sha256) return [];
  const text = given.pack !== note.pack || given.revision !== note.revision ? `${basename(path)} is a volume of ${given.pack}, but the last volume beside it is of ${note.pack}.` : `${basename(path)} says it is volume ${given.volume} of this pack, but the manifest names another file as that.`;
  return [{ name: 'volume', holds: false, text }];
}
