// Gathers what compliance rules and controls say of every record of a period (AUD-04, AUD-05), in slices, so that nobody waits for it.
import { setImmediate } from 'node:timers/promises';
import type { ComplianceReport } from '#contract/compliance.ts';
import { appError } from '../app-error.ts';
import { asOfIn, casesOfChange, casesOfReviews } from '../domain/compliance.ts';
import type { Case, Period } from '../domain/compliance.ts';
import { deployedFacts } from '../domain/control-matrix.ts';
import type { DeployedFacts } from '../domain/control-matrix.ts';
import type { JobContext, JobControl, ReadContext } from '../ports.ts';
import { accessReviewFacts, changeFacts, changesAtIssue, lastEventAt, reviewFacts, spanOf } from '../queries/compliance.ts';

export type Gathered = { asOf: string; policy: string; checkpoint: ComplianceReport['checkpoint']; cases: { rule: string; of: Case }[]; deployed: DeployedFacts[] };
type Asked = Period & { /** Periods before it that are looked at as well. */ before: number };
const slice = 100;
/** After so many turns in which something was written meanwhile, nobody gets a turn in between. */
const tries = 3;

const feedsOf = (read: ReadContext): Gathered['checkpoint'] => read.trail.feeds().map(({ feed, count, head }) => ({ feed, count, head }));

/** Once over everything; null when something was written meanwhile, so that no report mixes two states. */
async function gatherOnce(context: JobContext, asked: Asked, { control, isAtOnce }: { control: JobControl; isAtOnce: boolean }): Promise<Gathered | null> {
  const { ids, ...found } = context.read((read): Gathered & { ids: string[] } => {
    const asOf = asOfIn(asked, lastEventAt(read));
    return { asOf, policy: read.policy().version, checkpoint: feedsOf(read), ids: changesAtIssue(read, spanOf(asked, asked.before)), cases: [...casesOfReviews('review', reviewFacts(read), asOf), ...casesOfReviews('access-review', accessReviewFacts(read), asOf)], deployed: [] };
  });
  for (let i = 0; i < ids.length; i += slice) {
    if (control.signal.aborted) throw appError('cancelled');
    context.read((read) => {
      for (const id of ids.slice(i, i + slice)) {
        const facts = changeFacts(read, id);
        found.cases.push(...casesOfChange(facts));
        found.deployed.push(...deployedFacts(facts));
      }
    });
    control.onProgress({ done: Math.min(i + slice, ids.length), total: ids.length, what: 'Testing the changes' });
    if (!isAtOnce) await setImmediate();
  }
  return context.read((read) => JSON.stringify(feedsOf(read))) === JSON.stringify(found.checkpoint) ? found : null;
}
export async function gatherCompliance(context: JobContext, asked: Asked, control: JobControl): Promise<Gathered> {
  if (asked.to < asked.from) throw appError('period_ends_early', { from: asked.from, to: asked.to }, { field: 'to' });
  let found: Gathered | null = null;
  for (let turn = 1; found === null; turn += 1) found = await gatherOnce(context, asked, { control, isAtOnce: turn >= tries });
  return found;
}
