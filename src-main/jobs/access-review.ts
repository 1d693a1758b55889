// The report of an access review with the signature of every decision (AUD-08).
import type { ReviewedRight } from '#contract/access-review.ts';
import type { Input, Output } from '#contract/index.ts';
import type { JobContext, JobControl } from '../ports.ts';
import { showReview } from '../queries/access-review.ts';
import { mayPrint } from './documents.ts';
import { printReport } from './report.ts';
import type { Said } from './report.ts';

const kindTitles: Record<ReviewedRight['kind'], string> = { 'app-role': 'Roles', 'approver-right': 'Rights to approve', delegation: 'Delegations', 'pipeline-permission': 'Permissions of pipelines' };
const standingWords: Record<ReviewedRight['standing'], string> = { undecided: 'Not decided', certified: 'Certified', changed: 'Changed', revoked: 'Revoked', suspended: 'Suspended' };
const stand = ({ standing, decision, isStillGranted }: ReviewedRight): string =>
  [standingWords[standing] + (decision?.verdict === 'change' ? ` to ${decision.instead}` : ''), (standing === 'revoked' || standing === 'changed') ? (isStillGranted ? 'removal ordered, still granted' : 'no longer granted') : ''].filter((part) => part !== '').join('; ');
const signature = (hex: string): string => (hex === '' ? 'none' : `${hex.slice(0, 32)}…`);

function reportOf(review: Output<'accessReview.show'>): Said {
  const { number, title, dueOn, started, closed, items } = review;
  const kinds = [...new Set(items.map(({ kind }) => kind))];
  return {
    number: `${number}-REPORT`, title: `Access review ${number}`, about: title,
    facts: [
      ['Started', `${started.at.slice(0, 10)} by ${started.by}`], ['To be decided by', dueOn], ['Rights', String(items.length)], ['Certified', String(review.certified)], ['Changed', String(review.changed)], ['Revoked', String(review.revoked)], ['Suspended, nobody decided', String(review.suspended)],
      ...(review.undecided > 0 ? [['Still open', String(review.undecided)] as [string, string]] : []), ['Completed', closed ? `${closed.at.slice(0, 10)}, signed by ${closed.by}` : 'not yet'],
    ],
    sections: [
      ...(closed ? [{ title: 'Completion', text: `${closed.note}\nSigned by ${closed.by} on ${closed.at}. Signature ${closed.signature}`, table: null }] : []),
      ...kinds.map((kind) => ({ title: kindTitles[kind], text: '', table: { columns: [{ title: 'Holder', share: 18 }, { title: 'Right', share: 24 }, { title: 'Outcome', share: 16 }, { title: 'Reviewer and reason', share: 24 }, { title: 'Signature', share: 18 }],
        rows: items.filter((item) => item.kind === kind).map((item) => ({ cells: [item.holder, item.what, stand(item), item.decision ? `${item.decision.by}, ${item.decision.at.slice(0, 10)}: ${item.decision.reason}` : item.reviewer, item.decision ? signature(item.decision.signature) : 'none'] })) } })),
    ],
    signers: closed ? [] : ['For the organisation'],
  };
}

export async function writeAccessReview(context: JobContext, input: Input<'accessReview.write'>, control: JobControl): Promise<Output<'accessReview.write'>> {
  mayPrint(context);
  const review = context.read((read) => showReview(read, input));
  return printReport(context, { kind: 'access-review', of: review.id, said: reportOf(review) }, control);
}
