// From an answer to a finished file in one call: attach the evidence, print beside the target, check, seal, rename.
import { createWriteStream } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { checkArchival } from '../trail/pdf-archival.ts';
import type { ArchivalFinding } from '../trail/pdf-archival.ts';
import { fileSha256, openPdf } from '../trail/pdf-bytes.ts';
import { evidenceFiles } from '../trail/pdf-evidence.ts';
import type { EvidenceFile, EvidenceInput } from '../trail/pdf-evidence.ts';
import { signPdfFile } from '../trail/pdf-signature.ts';
import type { SealKey } from '../trail/pki.ts';
import type { BackoutDocument } from './backout-document.ts';
import { printBackout } from './backout-sheet.ts';
import { printMinutes } from './minutes.ts';
import type { PrintOptions } from './minutes.ts';
import type { MinutesDocument } from './minutes-document.ts';
import { printPack } from './pack.ts';
import type { PackDocument } from './pack-document.ts';
import { printPreRead } from './pre-read.ts';
import type { PreReadDocument } from './pre-read-document.ts';
import { printReport } from './report.ts';
import type { ReportDocument } from './report-document.ts';
import type { RiskDocument } from './risk-document.ts';
import { printRisk } from './risk-report.ts';

/** `resourcesDir` holds `fonts/` and `verify/`. `outPath` ends in `.pdf`; its folder exists. */
export type SignedInput<D> = {
  document: D; evidence: Omit<EvidenceInput, 'verifyPy'>; seal: SealKey; outPath: string; resourcesDir: string; signedAt: string;
  signal?: AbortSignal; onProgress?: (progress: { done: number; total: number; what: string }) => void;
};
/** `findings` of the PDF/A self-check; none is the rule. `beside` are files too large to be attached. */
export type SignedFile = { path: string; pages: number; sha256: string; findings: ArchivalFinding[]; beside: string[] };

/** Evidence above this size goes beside the PDF (trail design, C1). */
const attachUpTo = 64 << 20;

type Printing = (sink: Writable, options: PrintOptions) => Promise<{ pages: number }>;

async function writeBeside(files: readonly EvidenceFile[], folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const { name, bytes } of files) {
    const path = join(folder, name);
    const handle = await open(`${path}.partial`, 'w');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${path}.partial`, path);
    paths.push(path);
  }
  return paths;
}

/** Under the name of the document, so that two packs may share a folder. */
const besideName = (outPath: string, name: string): string => `${basename(outPath).replace(/\.pdf$/i, '').replace(/[^A-Za-z0-9._-]/g, '-')}.${name}`;

async function write<D>(input: SignedInput<D>, extras: readonly EvidenceFile[], print: Printing): Promise<SignedFile> {
  const { outPath, resourcesDir, signal } = input;
  const partial = `${outPath}.partial`;
  const progress = (done: number, what: string): void => input.onProgress?.({ done, total: 0, what });
  progress(0, 'evidence');
  const verifyPy = await readFile(join(resourcesDir, 'verify', 'verify.py'));
  const { attached, beside } = evidenceFiles({ ...input.evidence, verifyPy }, extras, { attachUpTo, besideName: (name) => besideName(outPath, name) });
  try {
    const { pages } = await print(createWriteStream(partial), { fontsDir: join(resourcesDir, 'fonts'), attachments: attached, ...(signal ? { signal } : {}), onPage: (n) => progress(n, 'pages') });
    progress(pages, 'seal');
    const findings = await checkArchival(partial, signal);
    const besidePaths = await writeBeside(beside, dirname(outPath));
    await signPdfFile(partial, outPath, input.seal, { signedAt: input.signedAt, ...(signal ? { signal } : {}) });
    const file = await openPdf(outPath);
    try {
      return { path: outPath, pages, sha256: await fileSha256(file), findings, beside: besidePaths };
    } finally {
      await file.handle.close();
    }
  } catch (error) {
    await rm(partial, { force: true });
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
  return write(input, [minutes], (sink, options) => printMinutes(input.document, sink, options));
}

/** An audit pack, sealed. Nothing is left under the final name unless all went well. */
export function writeSignedPack(input: SignedInput<PackDocument>): Promise<SignedFile> {
  const bytes = Buffer.from(`${JSON.stringify(input.document, null, 1)}\n`);
  const records: EvidenceFile = { name: 'records.json', bytes, type: 'application/json', relationship: 'Source', description: 'The records in scope as data' };
  return write(input, [records], (sink, options) => printPack(input.document, sink, options));
}

/** A backout sheet, sealed; what it says is attached as data. Nothing is left under the final name unless all went well. */
export function writeSignedBackout(input: SignedInput<BackoutDocument>): Promise<SignedFile> {
  const bytes = Buffer.from(`${JSON.stringify(input.document, null, 1)}\n`);
  const backout: EvidenceFile = { name: 'backout.json', bytes, type: 'application/json', relationship: 'Source', description: 'The backout as data' };
  return write(input, [backout], (sink, options) => printBackout(input.document, sink, options));
}

/** The papers of a meeting, sealed; what they say is attached as data. Nothing is left under the final name unless all went well. */
export function writeSignedPreRead(input: SignedInput<PreReadDocument>): Promise<SignedFile> {
  const bytes = Buffer.from(`${JSON.stringify(input.document, null, 1)}\n`);
  const agenda: EvidenceFile = { name: 'agenda.json', bytes, type: 'application/json', relationship: 'Source', description: 'The agenda as data' };
  return write(input, [agenda], (sink, options) => printPreRead(input.document, sink, options));
}

/** A risk assessment, sealed; what it says is attached as data. Nothing is left under the final name unless all went well. */
export function writeSignedRisk(input: SignedInput<RiskDocument>): Promise<SignedFile> {
  const bytes = Buffer.from(`${JSON.stringify(input.document, null, 1)}\n`);
  const assessment: EvidenceFile = { name: 'assessment.json', bytes, type: 'application/json', relationship: 'Source', description: 'The risk assessment as data' };
  return write(input, [assessment], (sink, options) => printRisk(input.document, sink, options));
}

/** A report, sealed; `signedText`, or else what it says, is attached as data. Nothing is left under the final name unless all went well. */
export function writeSignedReport(input: SignedInput<ReportDocument> & { signedText?: Uint8Array }): Promise<SignedFile> {
  const bytes = input.signedText ?? Buffer.from(`${JSON.stringify(input.document, null, 1)}\n`);
  const report: EvidenceFile = { name: 'report.json', bytes, type: 'application/json', relationship: 'Source', description: 'The report as data' };
  return write(input, [report], (sink, options) => printReport(input.document, sink, options));
}
