// From an answer to a finished file in one call: attach the evidence, print beside the target, check, seal, rename.
import { createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { checkArchival } from '../trail/pdf-archival.ts';
import type { ArchivalFinding } from '../trail/pdf-archival.ts';
import { fileSha256, openPdf } from '../trail/pdf-bytes.ts';
import { evidenceFiles, manifestFiles, manifestText } from '../trail/pdf-evidence.ts';
import type { EvidenceFile, EvidenceInput, LongFile } from '../trail/pdf-evidence.ts';
import { signPdfFile } from '../trail/pdf-signature.ts';
import type { SealKey } from '../trail/pki.ts';
import type { BackoutDocument } from './backout-document.ts';
import { printBackout } from './backout-sheet.ts';
import { attachUpTo, discard, entriesOf, finish, layOut } from './evidence-out.ts';
import type { LaidOut } from './evidence-out.ts';
import { printMinutes } from './minutes.ts';
import type { PrintOptions } from './minutes.ts';
import type { MinutesDocument } from './minutes-document.ts';
import { printPreRead } from './pre-read.ts';
import type { PreReadDocument } from './pre-read-document.ts';
import { printReport } from './report.ts';
import type { ReportDocument } from './report-document.ts';
import type { RiskDocument } from './risk-document.ts';
import { printRisk } from './risk-report.ts';

/** `resourcesDir` holds `fonts/` and `verify/`. `outPath` ends in `.pdf`; its folder exists. `attachUpTo` bytes a file is attached, a larger one lies beside. */
export type SignedInput<D> = {
  document: D; evidence: Omit<EvidenceInput, 'verifyPy'>; seal: SealKey; outPath: string; resourcesDir: string; signedAt: string; attachUpTo?: number;
  signal?: AbortSignal; onProgress?: (progress: { done: number; total: number; what: string }) => void;
};
type Beside = { path: string; sha256: string };
/** `findings` of the PDF/A self-check; none is the rule. `beside` are files too large to be attached. */
export type SignedFile = { path: string; pages: number; sha256: string; findings: ArchivalFinding[]; beside: Beside[] };

type Printing = (sink: Writable, options: PrintOptions) => Promise<{ pages: number }>;

/** The evidence of a document on the disk and in memory, with what else is attached to it. */
export async function layEvidence<D>(input: SignedInput<D>, extras: { long?: LongFile[]; short?: EvidenceFile[] }): Promise<{ laid: LaidOut; discard: () => Promise<void> }> {
  const { outPath, resourcesDir, signal } = input;
  const verifyPy = await readFile(join(resourcesDir, 'verify', 'verify.py'));
  const { long, short } = evidenceFiles({ ...input.evidence, verifyPy });
  const all = [...long, ...extras.long ?? []];
  const clear = (): Promise<void> => discard(all, outPath);
  try {
    const { attached, beside } = await layOut(all, { outPath, attachUpTo: input.attachUpTo ?? attachUpTo, ...(signal ? { signal } : {}) });
    return { laid: { attached: [...attached, ...short, ...extras.short ?? []], beside }, discard: clear };
  } catch (error) {
    await clear();
    throw error;
  }
}

const printOptions = <D>({ resourcesDir, signal, onProgress }: SignedInput<D>, attachments: PrintOptions['attachments']): PrintOptions => ({ fontsDir: join(resourcesDir, 'fonts'), attachments, ...(signal ? { signal } : {}), onPage: (done) => onProgress?.({ done, total: 0, what: 'pages' }) });

/** Prints into `partial`, checks it against the rules of the archive and seals it under `to`. */
export async function printAndSeal<D>(input: SignedInput<D>, at: { partial: string; to: string; attachments: readonly EvidenceFile[] }, print: Printing): Promise<Omit<SignedFile, 'beside' | 'path'>> {
  const { signal } = input;
  const { pages } = await print(createWriteStream(at.partial), printOptions(input, at.attachments));
  input.onProgress?.({ done: pages, total: 0, what: 'seal' });
  const findings = await checkArchival(at.partial, signal);
  await signPdfFile(at.partial, at.to, input.seal, { signedAt: input.signedAt, ...(signal ? { signal } : {}) });
  const file = await openPdf(at.to);
  try {
    return { pages, sha256: await fileSha256(file), findings };
  } finally {
    await file.handle.close();
  }
}

async function write<D>(input: SignedInput<D>, extra: EvidenceFile, print: Printing): Promise<SignedFile> {
  const { outPath } = input;
  const partial = `${outPath}.partial`;
  input.onProgress?.({ done: 0, total: 0, what: 'evidence' });
  const { laid, discard: clear } = await layEvidence(input, { short: [extra] });
  try {
    const attachments = [...laid.attached, ...manifestFiles(manifestText(entriesOf(laid)), input.evidence.sign)];
    const sealed = `${outPath}.sealed.partial`;
    const made = await printAndSeal(input, { partial, to: sealed, attachments }, print);
    await finish(sealed, outPath, laid.beside);
    return { path: outPath, ...made, beside: laid.beside.map(({ path, sha256 }) => ({ path, sha256 })) };
  } catch (error) {
    for (const path of [partial, `${outPath}.sealed.partial`]) await rm(path, { force: true });
    await clear();
    throw error;
  }
}

/**
 * Minutes, sealed. `signedText` is what the chair signed, attached as `minutes.json`, so that its SHA-256 is the digest in the trail;
 * without it the printed answer itself is attached. Nothing is left under the final name unless all went well.
 */
export function writeSignedMinutes(input: SignedInput<MinutesDocument> & { signedText?: Uint8Array }): Promise<SignedFile> {
  const bytes = input.signedText ?? Buffer.from(`${JSON.stringify(input.document, null, 1)}\n`);
  const minutes: EvidenceFile = { name: 'minutes.json', bytes, type: 'application/json', relationship: 'Source', description: 'The minutes as data' };
  return write(input, minutes, (sink, options) => printMinutes(input.document, sink, options));
}

/** A backout sheet, sealed; what it says is attached as data. Nothing is left under the final name unless all went well. */
export function writeSignedBackout(input: SignedInput<BackoutDocument>): Promise<SignedFile> {
  const bytes = Buffer.from(`${JSON.stringify(input.document, null, 1)}\n`);
  const backout: EvidenceFile = { name: 'backout.json', bytes, type: 'application/json', relationship: 'Source', description: 'The backout as data' };
  return write(input, backout, (sink, options) => printBackout(input.document, sink, options));
}

/** The papers of a meeting, sealed; what they say is attached as data. Nothing is left under the final name unless all went well. */
export function writeSignedPreRead(input: SignedInput<PreReadDocument>): Promise<SignedFile> {
  const bytes = Buffer.from(`${JSON.stringify(input.document, null, 1)}\n`);
  const agenda: EvidenceFile = { name: 'agenda.json', bytes, type: 'application/json', relationship: 'Source', description: 'The agenda as data' };
  return write(input, agenda, (sink, options) => printPreRead(input.document, sink, options));
}

/** A risk assessment, sealed; what it says is attached as data. Nothing is left under the final name unless all went well. */
export function writeSignedRisk(input: SignedInput<RiskDocument>): Promise<SignedFile> {
  const bytes = Buffer.from(`${JSON.stringify(input.document, null, 1)}\n`);
  const assessment: EvidenceFile = { name: 'assessment.json', bytes, type: 'application/json', relationship: 'Source', description: 'The risk assessment as data' };
  return write(input, assessment, (sink, options) => printRisk(input.document, sink, options));
}

/** A report, sealed; `signedText`, or else what it says, is attached as data. Nothing is left under the final name unless all went well. */
export function writeSignedReport(input: SignedInput<ReportDocument> & { signedText?: Uint8Array }): Promise<SignedFile> {
  const bytes = input.signedText ?? Buffer.from(`${JSON.stringify(input.document, null, 1)}\n`);
  const report: EvidenceFile = { name: 'report.json', bytes, type: 'application/json', relationship: 'Source', description: 'The report as data' };
  return write(input, report, (sink, options) => printReport(input.document, sink, options));
}
