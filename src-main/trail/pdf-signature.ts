// Signs a finished PDF in place, as a stream: patch the byte range, hash, write the container, check, rename.
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { digestWithBlocks } from './pdf-blocks.ts';
import { openPdf, PdfError, readAt } from './pdf-bytes.ts';
import type { PdfBytes, Range } from './pdf-bytes.ts';
import { makeContainer } from './pdf-cms.ts';
import { judgePdf } from './pdf-verdict.ts';
import type { SealKey } from './pki.ts';

/** What the printer leaves for us; `containerBytes` of zeros follow as hex. */
export const byteRangePlaceholder = '/ByteRange [0 /********** /********** /**********]';
export const containerBytes = 8192;
const opening = Buffer.from(`${byteRangePlaceholder}\n/Contents <`, 'latin1');
const windowSize = 1 << 20;
/** The longest a signature dictionary can be before and after its container. */
const dictionarySize = 4096;

type Placeholder = { byteRangeAt: number; gap: Range };

/** The last placeholder in the file, looked for from the end: the signature is among the last objects. */
async function findPlaceholder(file: PdfBytes): Promise<Placeholder> {
  const closing = Buffer.from(`${'0'.repeat(containerBytes * 2)}>`, 'latin1');
  for (let from = Math.max(0, file.size - windowSize); ; from = Math.max(0, from - windowSize)) {
    const bytes = await readAt(file, from, windowSize + opening.length + closing.length);
    for (let i = bytes.lastIndexOf(opening); i >= 0; i = i === 0 ? -1 : bytes.lastIndexOf(opening, i - 1)) {
      const hexAt = i + opening.length;
      // A title may spell the placeholder, but no title is 16,384 zeros long.
      if (bytes.subarray(hexAt, hexAt + closing.length).equals(closing)) return { byteRangeAt: from + i, gap: { from: from + hexAt - 1, to: from + hexAt + closing.length } };
    }
    if (from === 0) throw new PdfError('no_placeholder', 'The document has no place for a signature.');
  }
}

const pdfDate = (iso: string): string => `D:${new Date(iso).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;

/** The claimed time of signing has a fixed length, so it is put in place as well. */
async function patchTime(file: PdfBytes, gap: Range, signedAt: string): Promise<void> {
  const after = await readAt(file, gap.to, dictionarySize);
  const at = /\/M \(D:\d{14}Z\)/.exec(after.toString('latin1'))?.index;
  if (at === undefined) throw new PdfError('no_placeholder', 'The document has no place for the time of signing.');
  await file.handle.write(`/M (${pdfDate(signedAt)})`, gap.to + at, 'latin1');
}

async function patchRange(file: PdfBytes, { byteRangeAt, gap }: Placeholder): Promise<void> {
  const text = `/ByteRange [0 ${gap.from} ${gap.to} ${file.size - gap.to}]`;
  await file.handle.write(text.padEnd(byteRangePlaceholder.length, ' '), byteRangeAt, 'latin1');
}

/** Makes a rename durable. */
export async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; there the rename is as durable as it gets.
  const folder = await open(dirname(path), 'r').catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/**
 * Seals `partialPath` (PAdES B-B, one certification signature over the whole file) and renames it to `finalPath` once our own
 * verdict on it is intact. Costs one pass over the file and at most a few MiB of memory. Throws `PdfError`.
 */
export async function signPdfFile(partialPath: string, finalPath: string, seal: SealKey, options: { signedAt: string; signal?: AbortSignal }): Promise<void> {
  const file = await openPdf(partialPath, 'r+');
  try {
    const placeholder = await findPlaceholder(file);
    const { gap } = placeholder;
    await patchTime(file, gap, options.signedAt);
    await patchRange(file, placeholder);
    const { digest, map } = await digestWithBlocks(file, [{ from: 0, to: gap.from }, { from: gap.to, to: file.size }], options.signal ? { signal: options.signal } : {});
    const container = makeContainer(seal, digest, map);
    if (container.length > containerBytes) throw new PdfError('limit_exceeded', 'The signature is larger than the place left for it.');
    await file.handle.write(container.toString('hex'), gap.from + 1, 'latin1');
    await file.handle.sync();
  } finally {
    await file.handle.close();
  }
  const verdict = await judgePdf(partialPath, { trustedCa: seal.caPem });
  if (verdict.verdict !== 'intact') throw new PdfError('malformed', verdict.checks.find((c) => !c.holds)?.text ?? 'The sealed document does not hold.');
  await rename(partialPath, finalPath);
  await syncFolder(finalPath);
}
