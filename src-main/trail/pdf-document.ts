// A sealed document as a whole: the seal, and whether what is sealed is a plain document. A seal over a document with scripts, layers or hidden pages holds, and shows its readers different things.
import { checkArchival } from './pdf-archival.ts';
import { judgePdf } from './pdf-verdict.ts';
import type { PdfTrust, PdfVerdict } from './pdf-verdict.ts';

/** As `judgePdf`; the self-check of printed files is one check more, made where the seal covers what is read. */
export async function judgeDocument(path: string, trust: PdfTrust, signal?: AbortSignal): Promise<PdfVerdict> {
  const verdict = await judgePdf(path, trust);
  if (verdict.verdict === 'broken') return verdict;
  const [first, ...others] = await checkArchival(path, signal);
  const check = { name: 'plain-document', holds: first === undefined, text: first === undefined ? 'The document holds nothing that acts, hides or is not shown.' : `${first.text}${others.length === 0 ? '' : ` So it is at ${others.length} further ${others.length === 1 ? 'place' : 'places'}.`} Gavel prints no such documents.` };
  return { ...verdict, checks: [...verdict.checks, check], verdict: check.holds ? verdict.verdict : 'broken' };
}
