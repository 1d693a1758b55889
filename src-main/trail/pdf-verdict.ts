// Our verdict on a sealed PDF (trail design, C4). Stricter than common viewers: one signature, over every byte, by a pinned authority.
import { createHash } from 'node:crypto';
import type { X509Certificate } from 'node:crypto';
import { listAttached } from './pdf-attached.ts';
import { digestWithBlocks, locateChange } from './pdf-blocks.ts';
import { openPdf, PdfError, readAt } from './pdf-bytes.ts';
import type { PdfBytes, Range } from './pdf-bytes.ts';
import { maySeal, readContainer } from './pdf-cms.ts';
import type { Container } from './pdf-cms.ts';
import { isName, isRef, openObjects, readObject, resolveDict, textOf } from './pdf-objects.ts';
import type { PdfObjects } from './pdf-objects.ts';
import { DerError, readDer } from './pdf-der.ts';
import { certificateFingerprint, sealUsages } from './pki.ts';
import type { TrailVerdict } from './verify.ts';

/** `text` says what holds, or in one sentence what does not. */
export type PdfCheck = { name: string; holds: boolean; text: string };
export type PdfSigner = { name: string; seal: string; ca: string; signedAt: string };
/** `change` is where the file differs from what was sealed: `to` is one past the last byte, `part` names what lies there. */
export type PdfVerdict = { verdict: TrailVerdict; checks: PdfCheck[]; signer: PdfSigner | null; change: (Range & { part: string }) | null; size: number };
/** The authority as 64 hex digits (SHA-256 of its certificate) or as PEM. Without one the best verdict is `unknown-signer`. */
export type PdfTrust = { trustedCa?: string };

type Found = { gap: Range; range: [number, number, number, number]; text: string };
type Judging = { file: PdfBytes; checks: PdfCheck[]; change: (Range & { part: string }) | null };

const number = (n: number): string => n.toLocaleString('en-GB');
/** How a place in a file is told to people. */
export const placeText = ({ from, to }: Range): string => to - from === 1 ? `byte ${number(from)}` : `bytes ${number(from)} to ${number(to - 1)}`;

function record(judging: Judging, name: string, holds: boolean, [good, bad]: [good: string, bad: string]): boolean {
  judging.checks.push({ name, holds, text: holds ? good : bad });
  return holds;
}

const windowSize = 1 << 20;
const overlap = 64 << 10;
const signatureStart = /\/ByteRange \[0 (\d{1,10}) (\d{1,10}) (\d{1,10})\] *\n\/Contents <([^>]{0,65536})>/g;

/** The last signature by its looks; the structure must confirm it afterwards. Works on damaged files too, so that damage can be located. */
async function findSignature(file: PdfBytes): Promise<Found | null> {
  for (let from = Math.max(0, file.size - windowSize); ; from = Math.max(0, from - windowSize)) {
    const text = (await readAt(file, from, windowSize + overlap)).toString('latin1');
    const match = [...text.matchAll(signatureStart)].at(-1);
    if (match) {
      const at = from + match.index + match[0].length;
      return { gap: { from: at - match[4]!.length - 2, to: at }, range: [0, Number(match[1]), Number(match[2]), Number(match[3])], text: match[4]! };
    }
    if (from === 0) return null;
  }
}

/** The catalogue knows one form field, a signature, and its value is the signature found. */
async function isTheOnlySignature(objects: PdfObjects, found: Found): Promise<boolean> {
  const root = await resolveDict(objects, objects.trailer.get('Root'), 'The catalogue');
  const form = await resolveDict(objects, root.get('AcroForm'), 'The form');
  const fields = form.get('Fields');
  if (!Array.isArray(fields) || fields.length !== 1) return false;
  const field = await resolveDict(objects, fields[0], 'The signature field');
  const value = field.get('V');
  const certified = (await resolveDict(objects, root.get('Perms'), 'The certification')).get('DocMDP');
  if (!isName(field.get('FT'), 'Sig') || !isRef(value) || !isRef(certified) || certified.ref !== value.ref || field.has('Kids')) return false;
  const { value: signature, place } = await readObject(objects, value.ref);
  return signature instanceof Map && isName(signature.get('Type'), 'Sig') && isName(signature.get('SubFilter'), 'ETSI.CAdES.detached') && place.from < found.gap.from && place.to > found.gap.to;
}

async function claimedTime(objects: PdfObjects): Promise<string | null> {
  const root = await resolveDict(objects, objects.trailer.get('Root'), 'The catalogue');
  const form = await resolveDict(objects, root.get('AcroForm'), 'The form');
  const fields = form.get('Fields');
  const field = await resolveDict(objects, Array.isArray(fields) ? fields[0] : null, 'The field');
  const m = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(textOf((await resolveDict(objects, field.get('V'), 'The signature')).get('M')));
  return m ? `${m[1]}-${m[2]}-${m[3]}T${m[4]}:${m[5]}:${m[6]}.000Z` : null;
}

/** `sealedSize` comes from the container when it can be read; else the byte range must be believed. */
function checkCoverage(judging: Judging, { gap, range }: Found, sealedSize: number | null): void {
  const { file } = judging;
  const [, before, after, rest] = range;
  const end = sealedSize ?? after + rest;
  if (end < file.size) judging.change = { from: end, to: file.size, part: 'added after sealing' };
  const said = end < file.size ? `${number(file.size - end)} bytes were added after sealing, from byte ${number(end)} on.`
    : end > file.size ? `The file is ${number(end - file.size)} bytes shorter than when it was sealed.`
      : 'The signature does not cover the whole file around its own container.';
  const holds = before === gap.from && after === gap.to && after + rest === file.size;
  record(judging, 'covers-whole-file', holds, ['The signature covers every byte of the file but its own container.', said]);
}

/** The container: lower-case hex, DER, then nothing but zeros. */
function checkGap(judging: Judging, { gap, text }: Found): Buffer | null {
  const isHex = /^[0-9a-f]+$/.test(text) && text.length % 2 === 0;
  let container: Buffer | null = null;
  if (isHex) {
    const bytes = Buffer.from(text, 'hex');
    try {
      container = readDer(bytes).bytes;
      if (bytes.subarray(container.length).some((b) => b !== 0)) container = null;
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
    }
  }
  if (!record(judging, 'container', container !== null, ['The signature container holds the signature and nothing else.', `Something else than a signature stands in the signature container, ${placeText(gap)}.`])) {
    judging.change = { ...gap, part: 'the signature container' };
  }
  return container;
}

function readSignature(judging: Judging, bytes: Buffer, gap: Range): Container | null {
  try {
    const container = readContainer(bytes);
    record(judging, 'signature-form', true, ['The signature has the form Gavel writes.', '']);
    if (!record(judging, 'signature', container.isSignatureValid, ['The signature holds under the key of the seal.', `The signature does not hold under the key of the seal; something in ${placeText(gap)} was changed.`])) judging.change = { ...gap, part: 'the signature container' };
    return container;
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    judging.change = { ...gap, part: 'the signature container' };
    record(judging, 'signature-form', false, ['', `The signature in ${placeText(gap)} cannot be read: ${error.message}.`]);
    return null;
  }
}

/** What lies at a place: an attached file, an object, the table at the end. */
async function partAt(objects: PdfObjects | null, place: Range): Promise<string> {
  if (!objects) return 'the structure of the file';
  if (place.from >= objects.xref.from) return 'the table at the end of the file';
  const attached = await listAttached(objects).catch(() => []);
  const file = attached.find(({ object }) => object.place.from < place.to && place.from < object.place.to);
  if (file) return `the attached file ${file.name}`;
  let nearest = 0;
  objects.offsets.forEach((offset, id) => { if (offset <= place.from && offset >= (objects.offsets[nearest] ?? 0)) nearest = id; });
  return nearest === 0 ? 'the head of the file' : `object ${nearest}`;
}

async function checkDigest(judging: Judging, found: Found, container: Container, objects: PdfObjects | null): Promise<void> {
  const ranges = [{ from: 0, to: found.gap.from }, { from: found.gap.to, to: judging.file.size }];
  const { digest } = await digestWithBlocks(judging.file, ranges, { blockSize: judging.file.size });
  const holds = digest.equals(container.messageDigest);
  let said = 'The contents are not the ones that were sealed.';
  if (!holds && container.map && container.isSignatureValid) {
    const located = await locateChange(judging.file, ranges, container.map);
    if (located) {
      const part = await partAt(objects, located.place);
      judging.change = { ...located.place, part };
      said = `The contents were changed after sealing: ${placeText(located.place)}, inside the signed range, in ${part}${located.blocks > 1 ? `, and ${located.blocks - 1} further places` : ''}.`;
    }
  }
  record(judging, 'contents', holds, ['The contents are the ones that were sealed.', said]);
}

function isIssuedBy(leaf: X509Certificate, authority: X509Certificate): boolean {
  return authority.ca && !leaf.ca && leaf.checkIssued(authority) && leaf.verify(authority.publicKey) && authority.verify(authority.publicKey);
}

function pinnedFingerprint(trusted: string): string {
  return trusted.includes('BEGIN CERTIFICATE') ? certificateFingerprint(trusted) : trusted.toLowerCase().replace(/[^0-9a-f]/g, '');
}

/** Chain, purpose and time. Answers whether the pinned authority issued the seal. */
function checkChain(judging: Judging, { leaf, authority }: Container, { trust, signedAt, gap }: { trust: PdfTrust; signedAt: string | null; gap: Range }): boolean {
  const isChained = record(judging, 'chain', isIssuedBy(leaf, authority), ['The seal was issued by the authority that comes with it.', `The seal in ${placeText(gap)} was not issued by the authority that comes with it: one of the two certificates was changed or is another.`]);
  if (!isChained) judging.change ??= { ...gap, part: 'the signature container' };
  const isForSealing = maySeal(leaf) && sealUsages.every((use) => leaf.keyUsage?.includes(use));
  record(judging, 'purpose', isForSealing, ['The certificate is one for sealing documents.', 'The certificate is not one for sealing documents.']);
  const at = signedAt === null ? NaN : Date.parse(signedAt);
  const isInTime = Date.parse(leaf.validFrom) <= at && at <= Date.parse(leaf.validTo);
  record(judging, 'validity', isInTime, ['The certificate was valid at the stated time of sealing.', 'The certificate was not valid at the stated time of sealing.']);
  if (trust.trustedCa === undefined) return false;
  const isPinned = createHash('sha256').update(authority.raw).digest('hex') === pinnedFingerprint(trust.trustedCa);
  return record(judging, 'authority', isPinned, ['The authority is the one you trust.', 'The seal was issued by another authority than the one you trust.']);
}

function commonName(certificate: X509Certificate): string {
  const name: unknown = certificate.toLegacyObject().subject.CN;
  return typeof name === 'string' ? name : certificate.subject;
}

async function openStructure(judging: Judging): Promise<PdfObjects | null> {
  const head = (await readAt(judging.file, 0, 9)).toString('latin1');
  record(judging, 'header', head === '%PDF-1.7\n', ['It is a PDF 1.7.', 'The file does not begin as a PDF 1.7.']);
  try {
    const objects = await openObjects(judging.file);
    record(judging, 'structure', true, ['The file ends with its one table of contents.', '']);
    return objects;
  } catch (error) {
    if (!(error instanceof PdfError)) throw error;
    record(judging, 'structure', false, ['', error.message]);
    return null;
  }
}

async function checkOnly(judging: Judging, objects: PdfObjects | null, found: Found | null): Promise<void> {
  let isOnly = false;
  let why = 'The file does not hold exactly one signature.';
  try {
    isOnly = objects !== null && found !== null && await isTheOnlySignature(objects, found);
  } catch (error) {
    if (!(error instanceof PdfError)) throw error;
    why = `The file does not hold exactly one signature: ${error.message}`;
  }
  record(judging, 'one-signature', isOnly, ['There is exactly one signature.', why]);
}

async function judge(judging: Judging, trust: PdfTrust): Promise<Omit<PdfVerdict, 'checks' | 'change' | 'size'>> {
  const objects = await openStructure(judging);
  const found = await findSignature(judging.file);
  await checkOnly(judging, objects, found);
  const bytes = found ? checkGap(judging, found) : null;
  const container = found && bytes ? readSignature(judging, bytes, found.gap) : null;
  if (found) checkCoverage(judging, found, container?.isSignatureValid ? container.map?.size ?? null : null);
  if (!found || !container) return { verdict: 'broken', signer: null };
  await checkDigest(judging, found, container, objects);
  const signedAt = objects ? await claimedTime(objects).catch(() => null) : null;
  const isPinned = checkChain(judging, container, { trust, signedAt, gap: found.gap });
  const signer = { name: commonName(container.leaf), seal: createHash('sha256').update(container.leaf.raw).digest('hex'), ca: createHash('sha256').update(container.authority.raw).digest('hex'), signedAt: signedAt ?? '' };
  const isHonest = judging.checks.every((c) => c.holds || c.name === 'authority');
  return { verdict: !isHonest ? 'broken' : isPinned ? 'intact' : 'unknown-signer', signer };
}

/** Judges a PDF. Never throws for what is in the file, only `PdfError` when it cannot be opened or is larger than 2 GiB. */
export async function judgePdf(path: string, trust: PdfTrust): Promise<PdfVerdict> {
  const file = await openPdf(path);
  const judging: Judging = { file, checks: [], change: null };
  try {
    const { verdict, signer } = await judge(judging, trust);
    return { verdict, signer, checks: judging.checks, change: judging.change, size: file.size };
  } finally {
    await file.handle.close();
  }
}
