// Reports as sealed PDFs: what is said, with the organisation, the mark of the trail and the keys around it.
import type { ExportedFile } from '#contract/values.ts';
import type { ReportDocument } from '../documents/report-document.ts';
import type { JobContext, JobControl } from '../ports.ts';
import { fingerprintWords } from '../trail/keys.ts';
import { assertArchival, common, exported, markFeeds, safeName } from './documents.ts';

export type Said = Omit<ReportDocument, 'organisation' | 'trail' | 'rootWords' | 'caFingerprint' | 'madeAt'>;
/** `data`: the report as data, attached as `report.json`; else the printed answer itself is. */
export type Printing = { kind: string; of: string; said: Said; data?: Uint8Array };
export async function printReport(context: JobContext, { kind, of, said, data }: Printing, control: JobControl): Promise<{ file: ExportedFile; pages: number }> {
  const trail = markFeeds(context).find((f) => f.feed === context.organisation.deviceFeed)!;
  const { name: organisation, rootKey, caFingerprint } = context.organisation;
  const name = `${safeName(said.number)}.pdf`;
  const document: ReportDocument = { ...said, organisation, trail, rootWords: fingerprintWords(Buffer.from(rootKey, 'hex')), caFingerprint, madeAt: context.now() };
  const file = await context.print({ ...common(context, name), kind: 'report', document, ...(data ? { signedText: data } : {}) }, control);
  assertArchival(file);
  return { file: exported(context, { kind, of, name, path: file.path, sha256: file.sha256 }), pages: file.pages };
}
