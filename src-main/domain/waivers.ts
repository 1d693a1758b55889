// What an exception does at a gate, who may grant one, and which rules can be waived at all (APR-06).
import { Temporal } from 'temporal-polyfill';
import type { Role } from '#contract/people.ts';
import type { Dossier, Piece } from './dossier.ts';
import type { Exception } from './exceptions.ts';
import { authorities } from './policy-document.ts';
import type { Authority, PolicyDocument } from './policy-document.ts';

/** Rules that may be waived, with who answers for them; an exception is granted one level above. What is not here cannot be waived. */
export const waivable: readonly { rule: string; name: string; authority: Authority }[] = [
  { rule: 'APR-03', name: 'Separation of duties', authority: 'change-manager' },
  { rule: 'APR-04', name: 'Independent reviews', authority: 'change-manager' },
  { rule: 'APR-05', name: 'Evidence before authorisation', authority: 'team-lead' },
  { rule: 'BCK-01', name: 'Backout plan with scripts', authority: 'change-manager' },
  { rule: 'BCK-03', name: 'Independent backout review', authority: 'change-manager' },
  { rule: 'BCK-04', name: 'Rollback rehearsal', authority: 'change-manager' },
  { rule: 'BCK-05', name: 'Rollback owner', authority: 'change-manager' },
  { rule: 'BCK-06', name: 'Backup and restore test', authority: 'change-manager' },
  { rule: 'CAB-02', name: 'Lead times of the board', authority: 'change-manager' },
  { rule: 'CAL-01', name: 'Conflicts in the schedule', authority: 'change-manager' },
  { rule: 'CAL-02', name: 'Freezes', authority: 'cab' },
  { rule: 'CAL-04', name: 'Maintenance windows and downtime allowance', authority: 'change-manager' },
  { rule: 'CAL-05', name: 'Change capacity', authority: 'change-manager' },
  { rule: 'CAL-06', name: 'Buffers and stabilisation', authority: 'change-manager' },
  { rule: 'DEP-05', name: 'Quality gate', authority: 'change-manager' },
  { rule: 'DEP-07', name: 'Vulnerability limits', authority: 'cab' },
  { rule: 'LEG-01', name: 'Legacy constraints', authority: 'change-manager' },
  { rule: 'LEG-03', name: 'Isolation from legacy systems', authority: 'change-manager' },
  { rule: 'LEG-05', name: 'Stricter tests without automatic rollback', authority: 'cab' },
  { rule: 'LEG-06', name: 'Length of a parallel run', authority: 'change-manager' },
  { rule: 'REL-03', name: 'Order of work', authority: 'change-manager' },
  { rule: 'REL-06', name: 'Regulatory work above the capacity line', authority: 'change-manager' },
  { rule: 'RISK-05', name: 'Failure modes to act on', authority: 'change-manager' },
];
/** Whether a rule, such as `APR-05/security-scan`, is the one named or a part of it. */
export const isPartOf = (rule: string, named: string): boolean => rule === named || rule.startsWith(`${named}/`);

/** Who grants an exception from a rule; null when it cannot be waived. */
export function grantingAuthority(rule: string): Authority | null {
  const found = waivable.find((one) => isPartOf(rule, one.rule));
  return found === undefined ? null : authorities[Math.min(authorities.indexOf(found.authority) + 1, authorities.length - 1)]!;
}
const rolesAt: Record<Authority, readonly Role[]> = { automatic: [], peer: ['technical-reviewer'], 'team-lead': ['service-owner'], 'change-manager': ['change-manager'], cab: ['chair'], 'cab-and-executive': ['executive'] };
/** Roles that may grant an exception from a rule: those of its authority and of every one above. */
export function grantingRoles(rule: string): Role[] {
  const least = grantingAuthority(rule);
  return least === null ? [] : authorities.slice(authorities.indexOf(least)).flatMap((authority) => rolesAt[authority]);
}

const dayAfter = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString();
/** Days from one day to a later one; below zero when it is earlier. */
export const daysFrom = (day: string, to: string): number => Temporal.PlainDate.from(day).until(to, { largestUnit: 'days' }).days;
/** The last day that an exception over at most `days` days may have. */
export const latestDay = (from: string, days: number): string => dayAfter(from, days - 1);

/** The last day it holds: its own, and then as often as the policy allows what it was renewed to. A renewal written past the limits counts for nothing. */
export function lastDayOf({ from, until, renewals }: Exception, { exceptions }: Pick<PolicyDocument, 'exceptions'>): string {
  const most = latestDay(from, exceptions.days);
  let last = until < most ? until : most;
  for (const renewal of countedRenewals({ until, renewals }, exceptions.renewals)) {
    const limit = dayAfter(last, exceptions.days);
    last = renewal.until < limit ? renewal.until : limit;
  }
  return last;
}
/** Renewals one after the other, each of the day that stood; two written apart for one day are one. */
export function countedRenewals({ until, renewals }: Pick<Exception, 'until' | 'renewals'>, most: number): Exception['renewals'] {
  const counted: Exception['renewals'] = [];
  for (let last = until; counted.length < most;) {
    const next = renewals.find((renewal) => renewal.was === last && renewal.until > last);
    if (!next) break;
    counted.push(next);
    last = next.until;
  }
  return counted;
}

export type Standing = 'requested' | 'refused' | 'revoked' | 'upcoming' | 'valid' | 'expired';
/** How an exception stands at an instant: its dates say so, nobody has to end it. A day is a day of UTC. */
export function standingOf(exception: Exception, policy: Pick<PolicyDocument, 'exceptions'>, now: string): Standing {
  if (exception.revoked) return 'revoked';
  if (exception.refused) return 'refused';
  const today = now.slice(0, 10);
  if (lastDayOf(exception, policy) < today) return 'expired';
  return exception.approval === null ? 'requested' : exception.from > today ? 'upcoming' : 'valid';
}

type Excepted = Pick<Dossier, 'exceptions' | 'policy'>;
/** APR-06: the exception that speaks for a rule: one that holds, else one that held and has expired, the latest first. Null: there is none. */
export function exceptionFor(rule: string, { exceptions, policy }: Excepted, now: string): { exception: Exception; standing: 'valid' | 'expired'; until: string } | null {
  const about = exceptions.filter((one) => isPartOf(rule, one.rule) && one.approval !== null).map((exception) => ({ exception, standing: standingOf(exception, policy, now), until: lastDayOf(exception, policy) }));
  const latest = (standing: 'valid' | 'expired') => about.filter((one) => one.standing === standing).toSorted((a, b) => (a.until !== b.until ? (a.until < b.until ? 1 : -1) : a.exception.number < b.exception.number ? -1 : 1))[0];
  const found = latest('valid') ?? latest('expired');
  return found ? { exception: found.exception, standing: found.standing as 'valid' | 'expired', until: found.until } : null;
}

/** A piece as an exception leaves it: waived while one holds; once it has expired, open again with that as the reason (`exception_expired`). */
export function waived(piece: Piece, dossier: Excepted, now: string): Piece {
  if (piece.status === 'present') return piece;
  const found = exceptionFor(piece.rule, dossier, now);
  if (found === null) return piece;
  const facts = { exception: found.exception.number, rule: piece.rule, until: found.until };
  return found.standing === 'valid' ? { ...piece, status: 'waived', why: { code: 'exception_holds', facts } } : { ...piece, why: { code: 'exception_expired', facts: { ...facts, piece: piece.label } } };
}
