// The certificate of a disposal (AUD-07): what went, by whose two signatures, and how anybody checks that the rest is whole.
import type { ArchivedRow } from '#contract/archive.ts';
import type { Input, Output } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import type { JobContext, JobControl } from '../ports.ts';
import { archiveScene, archivedRow } from '../queries/archive.ts';
import { mayPrint } from './documents.ts';
import { printReport } from './report.ts';
import type { Said } from './report.ts';

function certificateOf({ number, kind, service, tags, closedAt, rule, disposed }: ArchivedRow): Said {
  const { by, at, proposedBy, reason, texts, policy, retainedUntil, signature } = disposed!;
  return {
    number: `${number}-DISPOSAL`, title: `Certificate of disposal ${number}`, about: `The texts of this ${kind} were erased for ever. What stays is named below.`,
    facts: [
      ['Record', number], ['Kind', kind], ['Service', service || 'none'], ['Tags', tags.length === 0 ? 'none' : tags.join(', ')], ['Closed', closedAt.slice(0, 10)], ['Kept until', retainedUntil], ['Rule', `${rule.years} years${rule.tag === null ? ', the default' : ` for ${rule.tag}`}, policy ${policy}`],
      ['Proposed by', proposedBy], ['Carried out by', `${by}, ${at}`], ['Texts erased', String(texts)],
    ],
    sections: [
      { title: 'Reason', text: reason, table: null },
      { title: 'What stays', text: 'The events of the record stay in the trail with their digests, their times and who wrote them by pseudonym, and the number of the record. Each text that is gone had a salted digest, so that nobody guesses it from what is left. `gavel verify` names every erasure with both people and finds the chain whole.', table: null },
      { title: 'Signature of the second person', text: signature, table: null },
    ],
    signers: [],
  };
}

export async function writeCertificate(context: JobContext, { record: ref }: Input<'archive.writeCertificate'>, control: JobControl): Promise<Output<'archive.writeCertificate'>> {
  mayPrint(context);
  const row = context.read((read) => archivedRow(read, read.loadArchived(ref), archiveScene(read)));
  if (row.disposed === null) throw appError('not_disposed', { record: row.number });
  return printReport(context, { kind: 'disposal-certificate', of: row.id, said: certificateOf(row) }, control);
}
