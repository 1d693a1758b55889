// The verdict on a whole pack or signed minutes: the PDF, its attachments against the manifest, the manifest's signature, the trail.
import { createHash, createPublicKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { listAttached, readAttached } from './pdf-attached.ts';
import { openPdf, PdfError } from './pdf-bytes.ts';
import { EvidenceError, parseManifest, readEvidence } from './pdf-evidence.ts';
import type { ManifestEntry, ReadEvidence } from './pdf-evidence.ts';
import { largestStream, openObjects } from './pdf-objects.ts';
import { judgeDocument } from './pdf-document.ts';
import type { PdfCheck, PdfVerdict } from './pdf-verdict.ts';
import { parseVolume } from './pdf-volume.ts';
import type { VolumeNote } from './pdf-volume.ts';
import { digestOf, judgeGiven, judgeVolumes, neighboursIn, noteOf, volumeWords } from './pdf-volumes.ts';
import type { Neighbours } from './pdf-volumes.ts';
import { feedIdOf, verifyBytes, wordsToFingerprint } from './keys.ts';
import { judgeStamp } from './time-stamp.ts';
import { verifyTrail } from './verify.ts';
import type { TrailReport, TrailVerdict } from './verify.ts';

/** `trustedRoot`: twelve words or 32 hex digits. With it, the authority named in the roster is trusted too, unless another is given. `near` is where the other files of the pack are, else its folder. */
export type PackTrust = { trustedCa?: string; trustedRoot?: string | Uint8Array; depth?: 'fast' | 'deep'; near?: Neighbours; /** Authority of the organisation whose workspace is open: believed of a volume that comes without the evidence. */ houseCa?: string; onProgress?: (done: number, total: number) => void; isCancelled?: () => boolean };
/**
 * `checks` are those of attachments, volumes, manifest and evidence; the PDF's own are in `pdf`, that of the file with the manifest. `problems` is every failing one as a sentence.
 * `lacking` says which volumes would have to be there for a verdict on the whole pack.
 */
export type PackVerdict = { verdict: TrailVerdict; pdf: PdfVerdict; trail: TrailReport | null; checks: PdfCheck[]; problems: string[]; gaps: string[]; lacking: string | null; files: { name: string; sha256: string; size: number }[] };

type Files = Map<string, Buffer>;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Every attached file. What cannot be read is told as a failing check. */
async function attachedFiles(path: string, checks: PdfCheck[]): Promise<Files> {
  const files: Files = new Map();
  const pdf = await openPdf(path);
  try {
    const objects = await openObjects(pdf);
    let left = largestStream;
    for (const attached of await listAttached(objects)) {
      try {
        const bytes = await readAttached(objects, attached);
        left -= bytes.length;
        if (left < 0) throw new PdfError('limit_exceeded', 'The attached files together are larger than 512 MiB.');
        files.set(attached.name, bytes);
      } catch (error) {
        if (!(error instanceof PdfError)) throw error;
        checks.push({ name: 'attachment', holds: false, text: `The attached file ${attached.name} cannot be read: ${error.message}` });
      }
    }
  } catch (error) {
    if (!(error instanceof PdfError)) throw error;
    checks.push({ name: 'attachments', holds: false, text: `The attached files cannot be read: ${error.message}` });
  } finally {
    await pdf.handle.close();
  }
  return files;
}

type Manifest = NonNullable<ReturnType<typeof parseManifest>>;
/** A pack that is being judged. */
type Judged = { path: string; files: Files; checks: PdfCheck[]; near: Neighbours };

/** A file that lies with the PDF because it was too large to be attached. */
async function besideCheck({ besideSize, ...entry }: ManifestEntry, { files, near }: Judged): Promise<string | null> {
  const path = await near.find(entry.name);
  if (path === null) return `${entry.name} is missing: the manifest names it${besideSize === undefined ? '' : `, with ${besideSize.toLocaleString('en-GB')} bytes, beside the PDF`}.`;
  const { sha256: found, size } = await digestOf(path);
  if (found !== entry.sha256) return `${entry.name} is not the file the manifest names; it was changed${besideSize === undefined || size === besideSize ? '' : `, and has ${size.toLocaleString('en-GB')} bytes instead of ${besideSize.toLocaleString('en-GB')}`}.`;
  if (size > largestStream) return `${entry.name} is as it was sealed, but larger than the 512 MiB that are read here; verify.py checks what is in it.`;
  files.set(entry.name, await readFile(path));
  return null;
}

async function checkEntry(entry: ManifestEntry, judged: Judged): Promise<PdfCheck> {
  const bytes = judged.files.get(entry.name);
  const problem = bytes === undefined ? await besideCheck(entry, judged) : sha256(bytes) === entry.sha256 ? null : `${entry.name} is not the file the manifest names; it was changed.`;
  return { name: 'attachment', holds: problem === null, text: problem ?? `${entry.name} is the file the manifest names.` };
}

/** The manifest names every attached file and those beside the PDF, and nothing is attached that it does not name. Volumes are judged elsewhere. */
async function checkManifest(judged: Judged, note: VolumeNote | null): Promise<Manifest | null> {
  const { files, checks } = judged;
  const bytes = files.get('manifest.txt');
  const manifest = bytes ? parseManifest(bytes.toString('utf8')) : null;
  checks.push({ name: 'manifest', holds: manifest !== null, text: manifest ? `The manifest names ${manifest.entries.length} files.` : bytes ? 'The manifest is malformed.' : 'The manifest is missing.' });
  if (!manifest) return null;
  const { entries, holder } = manifest;
  const isOwn = holder === null ? note === null : note !== null && note.volume === note.files.length && holder.pack === note.pack && holder.revision === note.revision && holder.of === note.files.length && holder.file === note.files.at(-1);
  if (!isOwn) checks.push({ name: 'manifest', holds: false, text: `The manifest is that of ${holder ? `volume ${holder.of} of ${holder.of} of ${holder.pack}` : 'a pack in one file'}, which this file is not.` });
  for (const entry of entries) if (!note?.files.includes(entry.name)) checks.push(await checkEntry(entry, judged));
  for (const name of files.keys()) {
    if (name !== 'manifest.txt' && name !== 'manifest.sig' && !entries.some((e) => e.name === name)) checks.push({ name: 'attachment', holds: false, text: `${name} is attached, but the manifest does not name it.` });
  }
  return manifest;
}

function rawKey(pem: Buffer): Uint8Array | null {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? Buffer.from(key.export({ format: 'jwk' }).x!, 'base64url') : null;
  } catch {
    return null;
  }
}

/** The manifest must be signed by a device whose feed the roster knows. */
function checkManifestSignature(files: Files, trail: TrailReport | null, checks: PdfCheck[]): void {
  const manifest = files.get('manifest.txt');
  const signature = files.get('manifest.sig');
  if (!manifest) return;
  const keys = [...files].filter(([name]) => /^device-\d+\.pem$/.test(name)).map(([, pem]) => rawKey(pem)).filter((k) => k !== null);
  const signer = signature ? keys.find((key) => verifyBytes(key, manifest, signature)) : undefined;
  const feed = signer ? feedIdOf(signer) : '';
  const isKnown = trail !== null && trail.devices.includes(feed) && !trail.findings.some((f) => f.feed === feed && (f.kind === 'feed_unknown' || f.kind === 'feed_key'));
  const said = !signature ? 'The signature of the manifest is missing.' : !signer ? 'The signature of the manifest does not hold under any attached key.' : 'The manifest is signed by a device that the roster does not know.';
  checks.push({ name: 'manifest-signature', holds: signer !== undefined && isKnown, text: signer && isKnown ? `The manifest is signed by the device of feed ${feed}.` : said });
}

function loadEvidence(files: Files, checks: PdfCheck[]): ReadEvidence | null {
  try {
    return readEvidence(files);
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    checks.push({ name: 'evidence', holds: false, text: `The evidence cannot be read: ${error.message}.` });
    return null;
  }
}

/** Every time-stamp in a pack fits the checkpoint of its number. Its authority is nobody's to judge here. */
function checkStamps(files: Files, checks: PdfCheck[]): void {
  for (const [name, reply] of files) {
    if (!/^checkpoint-\d+\.tsr$/.test(name)) continue;
    const text = files.get(name.replace(/tsr$/, 'txt'));
    const found = text ? judgeStamp(reply, text.toString('utf8')) : { problem: 'the checkpoint it is of is not attached' };
    checks.push({ name: 'time-stamp', holds: 'stamp' in found, text: 'stamp' in found ? `${name} is the time-stamp of its checkpoint, by ${found.stamp.authority.name} on ${found.stamp.at}; that authority is not judged here.` : `The time-stamp ${name} does not count: ${found.problem}.` });
  }
}

const fingerprint = (root: string | Uint8Array): Uint8Array => (typeof root !== 'string' ? root : /^[0-9a-f]{32}$/i.test(root.replace(/\s/g, '')) ? Buffer.from(root.replace(/\s/g, ''), 'hex') : wordsToFingerprint(root));

function together(pdf: PdfVerdict, trail: TrailReport | null, checks: readonly PdfCheck[]): TrailVerdict {
  const verdicts = [pdf.verdict, trail?.verdict ?? 'broken'];
  if (verdicts.includes('broken') || checks.some((c) => !c.holds)) return 'broken';
  return verdicts.includes('unknown-signer') ? 'unknown-signer' : verdicts.includes('intact-with-gaps') ? 'intact-with-gaps' : 'intact';
}

/** What a volume can say by itself: that it is sealed, and which others there are. The evidence is attached to the last one. */
async function judgeLone(path: string, note: VolumeNote, { trustedCa: named, houseCa }: PackTrust): Promise<PackVerdict> {
  const trustedCa = named ?? houseCa;
  const pdf = await judgeDocument(path, trustedCa === undefined ? {} : { trustedCa });
  const last = note.files.length;
  const lacking = `This is ${volumeWords(note, note.volume).toLowerCase()} of ${note.pack}. ${volumeWords(note, last)}, ${note.files.at(-1)!}, is missing: it holds the manifest and the evidence. Put all volumes into one folder, or hand them over together.`;
  return { verdict: pdf.verdict === 'intact' ? 'intact-with-gaps' : pdf.verdict, pdf, trail: null, checks: [], gaps: [lacking], lacking, problems: pdf.checks.filter((c) => !c.holds).map((c) => c.text), files: [] };
}

/** The file that holds manifest and evidence, with everything the manifest names. `given` is another volume, for whose sake it is looked at. */
async function judgeHolder(path: string, trust: PackTrust, given: { path: string; note: VolumeNote } | null): Promise<PackVerdict> {
  const trustedRoot = trust.trustedRoot === undefined ? undefined : fingerprint(trust.trustedRoot);
  const checks: PdfCheck[] = [];
  const files = await attachedFiles(path, checks);
  const note = parseVolume(files.get('volume.json') ?? Buffer.alloc(0));
  const near = trust.near ?? neighboursIn(path);
  const manifest = await checkManifest({ path, files, checks, near }, note);
  const evidence = loadEvidence(files, checks);
  const trail = evidence ? await verifyTrail(evidence.source, { depth: trust.depth ?? 'fast', ...(trustedRoot ? { trustedRoot } : {}), ...(trust.onProgress ? { onProgress: trust.onProgress } : {}), ...(trust.isCancelled ? { isCancelled: trust.isCancelled } : {}) }) : null;
  checkManifestSignature(files, trail, checks);
  checkStamps(files, checks);
  const isRootTrusted = trail !== null && (trail.verdict === 'intact' || trail.verdict === 'intact-with-gaps');
  const trustedCa = trust.trustedCa ?? (isRootTrusted ? evidence?.rosterCa ?? undefined : undefined);
  const pdf = await judgeDocument(path, trustedCa === undefined ? {} : { trustedCa });
  if (note && manifest) {
    const whole = { note, entries: manifest.entries, ca: pdf.signer?.ca ?? null };
    checks.push(...await judgeVolumes(whole, near), ...(given ? await judgeGiven(given.path, given.note, whole) : []));
  }
  const where = (feed: string | undefined, seq: number | undefined): string => evidence?.lines.get(`${feed}/${seq}`) ?? (feed ? `feed ${feed}` : 'the trail');
  const told = (severity: string): string[] => trail?.findings.filter((f) => f.severity === severity).map((f) => `${where(f.feed, f.seq)}: ${f.text}`) ?? [];
  return {
    verdict: together(pdf, trail, checks), pdf, trail, checks, gaps: told('gap'), lacking: null,
    problems: [...[...pdf.checks, ...checks].filter((c) => !c.holds).map((c) => c.text), ...told('broken')],
    files: [...files].map(([name, bytes]) => ({ name, sha256: sha256(bytes), size: bytes.length })),
  };
}

/** Judges a sealed document with everything in it; of a volume the whole pack, as far as it is there. Throws `PdfError` when it cannot be opened, `FingerprintError` when the trusted words are none. */
export async function judgePack(path: string, trust: PackTrust): Promise<PackVerdict> {
  const note = await noteOf(path);
  if (note === null || note.volume === note.files.length) return judgeHolder(path, trust, null);
  const last = await (trust.near ?? neighboursIn(path)).find(note.files.at(-1)!);
  return last === null ? judgeLone(path, note, trust) : judgeHolder(last, trust, { path, note });
}

const largestManifest = 1 << 22;
/** Judges the pack that a manifest belongs to, by the files that lie with it. Throws `PdfError` when it is no manifest, or the file that carries it is not there. */
export async function judgeManifest(path: string, trust: PackTrust): Promise<PackVerdict> {
  if ((await stat(path)).size > largestManifest) throw new PdfError('malformed', 'it is longer than a manifest can be');
  const bytes = await readFile(path);
  const manifest = parseManifest(bytes.toString('utf8'));
  if (!manifest) throw new PdfError('malformed', 'it begins as a manifest does and is none in the form they are written in');
  const near = trust.near ?? neighboursIn(path);
  const holder = manifest.holder ? await near.find(manifest.holder.file) : null;
  if (!manifest.holder) throw new PdfError('malformed', 'it is the manifest of a pack in one file; check the PDF it was attached to');
  if (!holder) throw new PdfError('malformed', `volume ${manifest.holder.of} of ${manifest.holder.of}, ${manifest.holder.file}, which carries it, does not lie beside it`);
  const verdict = await judgePack(holder, { ...trust, near });
  const checks: PdfCheck[] = [];
  const attached = verdict.files.find(({ name }) => name === 'manifest.txt');
  if (attached?.sha256 !== sha256(bytes)) checks.push({ name: 'manifest', holds: false, text: `It is not the manifest that is attached to ${manifest.holder.file}: one of them was changed, or they are of two packs.` });
  for (const entry of manifest.entries) {
    const beside = verdict.files.some(({ name }) => name === entry.name) ? await near.find(entry.name) : null;
    if (beside && (await digestOf(beside)).sha256 !== entry.sha256) checks.push({ name: 'attachment', holds: false, text: `${entry.name}, which lies beside the manifest, is not the file it names; it was changed.` });
  }
  return checks.length === 0 ? verdict : { ...verdict, verdict: 'broken', checks: [...verdict.checks, ...checks], problems: [...verdict.problems, ...checks.map(({ text }) => text)] };
}
