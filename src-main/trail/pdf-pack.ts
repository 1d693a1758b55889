// The verdict on a whole pack or signed minutes: the PDF, its attachments against the manifest, the manifest's signature, the trail.
import { createHash, createPublicKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listAttached, readAttached } from './pdf-attached.ts';
import { openPdf, PdfError } from './pdf-bytes.ts';
import { EvidenceError, manifestDomain, readEvidence } from './pdf-evidence.ts';
import type { ReadEvidence } from './pdf-evidence.ts';
import { largestStream, openObjects } from './pdf-objects.ts';
import { judgePdf } from './pdf-verdict.ts';
import type { PdfCheck, PdfVerdict } from './pdf-verdict.ts';
import { feedIdOf, verifyBytes, wordsToFingerprint } from './keys.ts';
import { verifyTrail } from './verify.ts';
import type { TrailReport, TrailVerdict } from './verify.ts';

/** `trustedRoot`: twelve words or 32 hex digits. With it, the authority named in the roster is trusted too, unless another is given. */
export type PackTrust = { trustedCa?: string; trustedRoot?: string | Uint8Array; depth?: 'fast' | 'deep'; onProgress?: (done: number, total: number) => void; isCancelled?: () => boolean };
/** `checks` are those of attachments, manifest and evidence; the PDF's own are in `pdf`. `problems` is every failing one as a sentence. */
export type PackVerdict = { verdict: TrailVerdict; pdf: PdfVerdict; trail: TrailReport | null; checks: PdfCheck[]; problems: string[]; gaps: string[]; files: { name: string; sha256: string; size: number }[] };

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

const manifestLine = /^([0-9a-f]{64}) {2}([A-Za-z0-9][A-Za-z0-9._-]{0,99})$/;
function manifestEntries(manifest: Buffer): { sha256: string; name: string }[] | null {
  const lines = manifest.toString('utf8').split('\n');
  if (lines[0] !== manifestDomain || lines.at(-1) !== '') return null;
  const entries = lines.slice(1, -1).map((line) => manifestLine.exec(line));
  return entries.every((m) => m !== null) ? entries.map((m) => ({ sha256: m![1]!, name: m![2]! })) : null;
}

/** Large evidence lies beside the PDF; it is read from there when the manifest names it. */
async function besideFile(path: string, name: string): Promise<Buffer | null> {
  const place = join(dirname(path), name);
  const size = await stat(place).then((s) => (s.isFile() ? s.size : -1), () => -1);
  return size < 0 || size > largestStream ? null : readFile(place);
}

async function checkManifest(path: string, files: Files, checks: PdfCheck[]): Promise<void> {
  const manifest = files.get('manifest.txt');
  const entries = manifest ? manifestEntries(manifest) : null;
  checks.push({ name: 'manifest', holds: entries !== null, text: entries ? `The manifest names ${entries.length} files.` : manifest ? 'The manifest is malformed.' : 'The manifest is missing.' });
  if (!entries) return;
  for (const entry of entries) {
    const bytes = files.get(entry.name) ?? await besideFile(path, entry.name);
    if (bytes) files.set(entry.name, bytes);
    const holds = bytes !== null && sha256(bytes) === entry.sha256;
    checks.push({ name: 'attachment', holds, text: holds ? `${entry.name} is the file the manifest names.` : bytes === null ? `${entry.name} is missing: the manifest names it.` : `${entry.name} is not the file the manifest names; it was changed.` });
  }
  for (const name of files.keys()) {
    if (name !== 'manifest.txt' && name !== 'manifest.sig' && !entries.some((e) => e.name === name)) checks.push({ name: 'attachment', holds: false, text: `${name} is attached, but the manifest does not name it.` });
  }
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

const fingerprint = (root: string | Uint8Array): Uint8Array => (typeof root !== 'string' ? root : /^[0-9a-f]{32}$/i.test(root.replace(/\s/g, '')) ? Buffer.from(root.replace(/\s/g, ''), 'hex') : wordsToFingerprint(root));

function together(pdf: PdfVerdict, trail: TrailReport | null, checks: readonly PdfCheck[]): TrailVerdict {
  const verdicts = [pdf.verdict, trail?.verdict ?? 'broken'];
  if (verdicts.includes('broken') || checks.some((c) => !c.holds)) return 'broken';
  return verdicts.includes('unknown-signer') ? 'unknown-signer' : verdicts.includes('intact-with-gaps') ? 'intact-with-gaps' : 'intact';
}

/** Judges a sealed document with everything in it. Throws `PdfError` when it cannot be opened, `FingerprintError` when the trusted words are none. */
export async function judgePack(path: string, trust: PackTrust): Promise<PackVerdict> {
  const trustedRoot = trust.trustedRoot === undefined ? undefined : fingerprint(trust.trustedRoot);
  const checks: PdfCheck[] = [];
  const files = await attachedFiles(path, checks);
  await checkManifest(path, files, checks);
  const evidence = loadEvidence(files, checks);
  const trail = evidence ? await verifyTrail(evidence.source, { depth: trust.depth ?? 'fast', ...(trustedRoot ? { trustedRoot } : {}), ...(trust.onProgress ? { onProgress: trust.onProgress } : {}), ...(trust.isCancelled ? { isCancelled: trust.isCancelled } : {}) }) : null;
  checkManifestSignature(files, trail, checks);
  const isRootTrusted = trail !== null && (trail.verdict === 'intact' || trail.verdict === 'intact-with-gaps');
  const trustedCa = trust.trustedCa ?? (isRootTrusted ? evidence?.rosterCa ?? undefined : undefined);
  const pdf = await judgePdf(path, trustedCa === undefined ? {} : { trustedCa });
  const where = (feed: string | undefined, seq: number | undefined): string => evidence?.lines.get(`${feed}/${seq}`) ?? (feed ? `feed ${feed}` : 'the trail');
  const told = (severity: string): string[] => trail?.findings.filter((f) => f.severity === severity).map((f) => `${where(f.feed, f.seq)}: ${f.text}`) ?? [];
  const verdict = together(pdf, trail, checks);
  return {
    verdict, pdf, trail, checks, gaps: told('gap'),
    problems: [...[...pdf.checks, ...checks].filter((c) => !c.holds).map((c) => c.text), ...told('broken')],
    files: [...files].map(([name, bytes]) => ({ name, sha256: sha256(bytes), size: bytes.length })),
  };
}
