// AUD-05: whether what was deployed was authorised when it began.
import type { Change } from './change.ts';
import type { Judged } from './compliance.ts';
import type { ChangeFacts } from './compliance-facts.ts';
import { isTaken } from './dossier.ts';
import { endOf } from './emergency.ts';
import { minuteOf } from './spans.ts';

/** States of a record from another tool that say that nobody there has authorised it. */
const before: readonly Change['state'][] = ['draft', 'returned', 'submitted', 'assessment', 'awaiting-authorisation', 'rejected', 'deferred', 'cancelled'];

/** Why nothing authorised a deployment that began at this instant; null when something did, `unknown` when another tool would have to say. */
function gapAt({ dossier, authorisedAt, voided }: ChangeFacts, at: string): string | 'unknown' | null {
  const { change, emergency: { sheet } } = dossier;
  const last = authorisedAt.filter((given) => given <= at).toSorted().at(-1);
  if (last === undefined) {
    if (isTaken(dossier) && !before.includes(change.state)) return 'unknown';
    return isTaken(dossier) && change.decisions.length === 0 ? `It was deployed on ${minuteOf(at)} UTC, and ${change.source ?? 'the tool it came from'} says that it is ${change.state.replaceAll('-', ' ')}.` : `It was deployed on ${minuteOf(at)} UTC, and nobody had authorised it.`;
  }
  const lost = voided.findLast((one) => one.at > last && one.at <= at);
  if (lost) return `It was deployed on ${minuteOf(at)} UTC; its authorisation of ${minuteOf(last)} UTC was void since ${minuteOf(lost.at)} UTC, ${lost.by}.`;
  const emergency = change.fields.type === 'emergency' ? sheet?.authorisations.findLast((one) => one.at <= at) : undefined;
  return emergency && emergency.at >= last && at > endOf(emergency) ? `It was deployed on ${minuteOf(at)} UTC; its emergency authorisation had ended on ${minuteOf(endOf(emergency))} UTC.` : null;
}

/** A change counts once, by the first deployment that was not authorised, else by its first. */
export function unauthorised(facts: ChangeFacts): Judged | null {
  const judged = facts.deployments.map(({ startsAt }) => ({ at: startsAt, gap: gapAt(facts, startsAt) }));
  const first = judged[0];
  if (!first) return null;
  const failed = judged.find(({ gap }) => gap !== null && gap !== 'unknown');
  if (failed) return { at: failed.at, outcome: 'failed', said: failed.gap! };
  return first.gap === 'unknown' ? { at: first.at, outcome: 'untested', said: 'Came from another tool as authorised there; who authorised it is not on record here.' } : { at: first.at, outcome: 'passed' };
}
