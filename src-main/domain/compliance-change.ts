// AUD-05: exceptions, duties, evidence and freezes of a change, judged as they stood when it was deployed.
import type { Change } from './change.ts';
import type { Judged } from './compliance.ts';
import type { ChangeFacts } from './compliance-facts.ts';
import { asOfThen } from './compliance-facts.ts';
import { isTaken } from './dossier.ts';
import { violationsOf } from './duties.ts';
import { bypassedRules } from './emergency-pieces.ts';
import { isLacking } from './gates.ts';
import { saidOf, settledBy } from './schedule.ts';
import { exceptionFor } from './waivers.ts';

/** Population: changes that leaned on an exception when they were deployed. */
export function exceptionsEnded({ deployments: [first], pieces }: ChangeFacts): Judged | null {
  const leaning = pieces.filter(({ why }) => why?.code === 'exception_holds' || why?.code === 'exception_expired');
  if (!first || leaning.length === 0) return null;
  const at = first.startsAt;
  const ended = leaning.filter(({ status, why }) => why?.code === 'exception_expired' && status !== 'waived');
  return ended.length === 0 ? { at, outcome: 'passed' } : { at, outcome: 'failed', said: ended.map(({ label, why }) => `${label} was lacking; ${String(why!.facts['exception'])} had ended on ${String(why!.facts['until'])}.`).join(' ') };
}

/** Population: changes of which evidence was demanded. */
export function evidenceLacking({ deployments: [first], pieces }: ChangeFacts): Judged | null {
  const needed = pieces.filter(({ id }) => id.startsWith('evidence:'));
  if (!first || needed.length === 0) return null;
  const at = first.startsAt;
  const lacking = needed.filter(isLacking);
  return lacking.length === 0 ? { at, outcome: 'passed' } : { at, outcome: 'failed', said: `When it was deployed it lacked: ${lacking.map(({ label, status }) => (status === 'stale' ? `${label} (too old)` : label)).join(', ')}.` };
}

const approving: readonly Change['decisions'][number]['verdict'][] = ['approved', 'approved-with-conditions'];
/** Population: changes that were deployed or approved. */
export function dutiesBroken({ dossier, deployments, authorisedAt }: ChangeFacts): Judged | null {
  const { change, acts } = dossier;
  const decided = change.decisions.filter(({ verdict }) => approving.includes(verdict)).map(({ decidedAt }) => decidedAt);
  const at = deployments[0]?.startsAt ?? [...authorisedAt, ...decided].toSorted().at(-1);
  if (at === undefined) return null;
  const found = violationsOf(dossier).filter((one) => exceptionFor(one.rule, asOfThen(dossier, one.at), one.at)?.standing !== 'valid' && !bypassedRules(dossier, one.at).includes('APR-03'));
  if (found.length > 0) return { at, outcome: 'failed', said: found.map(({ rule, name, duty, other }) => `${name} was ${other} and ${duty} (${rule}).`).join(' ') };
  return isTaken(dossier) && !acts.some(({ duty }) => duty === 'approver') ? { at, outcome: 'untested', said: 'Came from another tool; who approved it is not on record here.' } : { at, outcome: 'passed' };
}

/** Population: changes that were deployed. */
export function freezesBroken({ dossier, deployments: [first], freezes }: ChangeFacts): Judged | null {
  if (!first) return null;
  const at = first.startsAt;
  const broken = freezes.found.filter((conflict) => {
    const met = conflict.overlap?.startsAt ?? at;
    const permits = freezes.permits.filter((permit) => permit.at <= met);
    return settledBy(conflict, { ...freezes, permits }, met) === null && exceptionFor(conflict.capability, asOfThen(dossier, met), met)?.standing !== 'valid' && !bypassedRules(dossier, met).includes(conflict.capability);
  });
  return broken.length === 0 ? { at, outcome: 'passed' } : { at: broken[0]!.overlap?.startsAt ?? at, outcome: 'failed', said: broken.map(saidOf).join(' ') };
}
