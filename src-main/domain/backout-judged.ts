// How the parts of a backout stand: whether a review counts, a rehearsal has passed, the people have accepted, a backup is young enough. Pure reads of the sheet.
import { reviewItems } from '#contract/backout.ts';
import { isProduction } from './entitlements.ts';
import type { BackoutSheet, BackoutReview, Backup, Rehearsal } from './backout.ts';
import { totalMinutes } from './backout.ts';
import type { Dossier } from './dossier.ts';
import type { PolicyDocument } from './policy-document.ts';
import { instantMs } from './rollback.ts';

/**
 * What the gates ask about a backout. `version` is the digest of the plan as it stands, computed where it is read, so that nobody can claim another one; `names` are those of
 * the people in the sheet by id; `duties` are overlapping changes whose rollback has the same owner.
 */
export type BackoutFacts = { sheet: BackoutSheet | null; version: string | null; names: Readonly<Record<string, string>>; duties: readonly { number: string; startsAt: string; endsAt: string }[] };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Whole minutes from one instant to a later one; below zero when it is earlier. */
export const minutesBetween = (from: string, to: string): number => Math.floor((instantMs(to) - instantMs(from)) / minuteMs);
export const daysBetween = (from: string, to: string): number => Math.floor((instantMs(to) - instantMs(from)) / dayMs);

/** A rehearsal happens anywhere but there: whatever a word for production names (BCK-04). */
export const isLive = (environment: string): boolean => isProduction(environment, {}) === true || /^(?:prod|production|live)\b/i.test(environment.trim());

/** Recovery objectives in minutes: the service's own, else those the plan states. */
export function objectivesOf({ service }: Pick<Dossier, 'service'>, sheet: BackoutSheet | null): { rto: number | null; rpo: number | null } {
  return { rto: service?.rtoMinutes ?? sheet?.plan?.value.rtoMinutes ?? null, rpo: service?.rpoMinutes ?? sheet?.plan?.value.rpoMinutes ?? null };
}

/** BCK-01: what the plan still lacks, in words. */
export function planGaps({ plan }: Pick<BackoutSheet, 'plan'>): string[] {
  if (plan === null) return ['steps'];
  const { steps, pointOfNoReturn, changesData, dataReversal } = plan.value;
  const lacking = steps.flatMap((step, i) => (['title', 'owner', 'minutes', 'verification'] as const).filter((field) => step[field] === '' || step[field] === 0).map((field) => `${field} of step ${i + 1}`));
  return [...(steps.length === 0 ? ['steps'] : []), ...lacking, ...(pointOfNoReturn === '' ? ['point of no return'] : []), ...(changesData && dataReversal === '' ? ['data reversal'] : [])];
}

/** BCK-01: names of scripts that steps use and nobody attached. */
export const scriptsLacking = ({ plan, scripts }: Pick<BackoutSheet, 'plan' | 'scripts'>): string[] =>
  [...new Set((plan?.value.steps ?? []).flatMap(({ script }) => (script !== '' && !scripts.some(({ name }) => name === script) ? [script] : [])))];

/** BCK-01: minutes the backout takes and those it has: from the decision deadline to the end of the window, or the whole window where no deadline lies in it. */
export function timeFor({ plannedStartAt, plannedEndAt }: { plannedStartAt: string | null; plannedEndAt: string | null }, sheet: BackoutSheet): { needed: number; available: number | null; isFromDeadline: boolean } {
  const needed = sheet.plan === null ? 0 : totalMinutes(sheet.plan.value);
  if (plannedStartAt === null || plannedEndAt === null) return { needed, available: null, isFromDeadline: false };
  const deadline = sheet.triggers?.value.deadlineAt ?? null;
  const isFromDeadline = deadline !== null && deadline >= plannedStartAt;
  return { needed, available: Math.max(0, minutesBetween(isFromDeadline ? deadline : plannedStartAt, plannedEndAt)), isFromDeadline };
}

/** People whose word on the plan is no independent one, with what they are to it (BCK-03). Implementers are named in the change, authors and owners by id. */
export function tiesTo(person: { id: string; name: string }, { change, sheet }: { change: Dossier['change']; sheet: BackoutSheet | null }): 'author' | 'implementer' | 'rollback owner' | null {
  if (sheet?.authors.includes(person.id)) return 'author';
  if (sheet?.ownership && [sheet.ownership.value.owner, sheet.ownership.value.deputy].includes(person.id)) return 'rollback owner';
  return change.fields.implementers.includes(person.name) || change.startedBy === person.id ? 'implementer' : null;
}

export type Reviewed = { status: 'none' | 'approved' | 'rework' | 'withdrawn'; review: BackoutReview | null };
/** BCK-03: the latest review of this version by somebody independent; one of an earlier version was withdrawn by the edit. */
export function reviewOf({ change, backout }: Pick<Dossier, 'change' | 'backout'>): Reviewed {
  const { sheet, version, names } = backout;
  const counting = (sheet?.reviews ?? []).filter((r) => r.isSigned && (r.verdict === 'rework' || r.items.length === reviewItems.length) && tiesTo({ id: r.by, name: names[r.by] ?? '' }, { change, sheet }) === null);
  const review = counting.findLast(({ plan }) => plan === version) ?? null;
  if (review) return { status: review.verdict === 'approve' ? 'approved' : 'rework', review };
  return { status: counting.length > 0 ? 'withdrawn' : 'none', review: counting.at(-1) ?? null };
}

export const rehearsalSeconds = ({ steps }: Pick<Rehearsal, 'steps'>): number => steps.reduce((sum, { seconds }) => sum + seconds, 0);
export type Rehearsed = 'passed' | 'too-slow' | 'checks-differ' | 'checks-missing' | 'steps-missing' | 'other-version' | 'expired' | 'no-objective' | 'in-production';
/** BCK-04: the limit in days: shorter for a service that cannot roll back by itself (LEG-05). */
export const rehearsalDays = ({ policy, service }: { policy: PolicyDocument; service: Dossier['service'] }): number => (service?.hasAutomaticRollback === false ? policy.strict.rehearsalDays : policy.backout.rehearsalDays);

/** BCK-04: within the RTO, every step timed, every check alike before and after; for this version of the plan and not too long ago. */
export function judgeRehearsal(rehearsal: Rehearsal, dossier: Pick<Dossier, 'service' | 'policy' | 'backout'>, now: string): Rehearsed {
  const { sheet, version } = dossier.backout;
  const { rto } = objectivesOf(dossier, sheet);
  const planned = sheet?.plan?.value;
  if (isLive(rehearsal.environment)) return 'in-production';
  if (rehearsal.plan !== version) return 'other-version';
  if (planned?.steps.some(({ id }) => !rehearsal.steps.some(({ step }) => step === id)) ?? true) return 'steps-missing';
  if (rehearsal.checks.some(({ before, after }) => before.trim() !== after.trim())) return 'checks-differ';
  if (planned?.changesData === true && rehearsal.checks.length === 0) return 'checks-missing';
  if (rto === null) return 'no-objective';
  if (rehearsalSeconds(rehearsal) > rto * 60) return 'too-slow';
  return daysBetween(rehearsal.finishedAt, now) > rehearsalDays(dossier) ? 'expired' : 'passed';
}
/** The rehearsal that counts: the latest of this version, so that a failure is not outvoted by an earlier success; else the latest of all. */
export function latestRehearsal({ sheet, version }: Dossier['backout']): Rehearsal | null {
  const inTime = (sheet?.rehearsals ?? []).toSorted((a, b) => (a.finishedAt < b.finishedAt ? -1 : a.finishedAt > b.finishedAt ? 1 : 0));
  return inTime.findLast(({ plan }) => plan === version) ?? inTime.at(-1) ?? null;
}

/** BCK-05: somebody who was named and has accepted this very window by signature. */
export function hasAccepted({ change, backout: { sheet } }: Pick<Dossier, 'change' | 'backout'>, person: string): 'accepted' | 'other-window' | 'no' {
  const acceptance = sheet?.acceptances.find((a) => a.person === person && a.isSigned);
  if (!acceptance) return 'no';
  return acceptance.startsAt === change.fields.plannedStartAt && acceptance.endsAt === change.fields.plannedEndAt ? 'accepted' : 'other-window';
}

export type BackedUp = { status: 'good' | 'none' | 'in-future' | 'too-old' | 'no-restore-test' | 'restore-test-too-old' | 'no-objective'; backup: Backup | null; ageMinutes: number; limitMinutes: number };
/** BCK-06: the youngest backup against the smaller of RPO and the policy's limit, and its last restore test. */
export function judgeBackup(dossier: Pick<Dossier, 'service' | 'policy' | 'backout'>, now: string): BackedUp {
  const { sheet } = dossier.backout;
  const { policy: { backout: limits } } = dossier;
  const { rpo } = objectivesOf(dossier, sheet);
  const backup = (sheet?.backups ?? []).reduce<Backup | null>((latest, b) => (latest === null || b.takenAt >= latest.takenAt ? b : latest), null);
  const limitMinutes = Math.min(rpo ?? Number.POSITIVE_INFINITY, limits.backupHours * 60);
  const judged = { backup, limitMinutes, ageMinutes: backup === null ? 0 : minutesBetween(backup.takenAt, now) };
  if (backup === null) return { status: 'none', ...judged };
  if (backup.takenAt > now) return { status: 'in-future', ...judged };
  if (rpo === null) return { status: 'no-objective', ...judged };
  if (instantMs(now) - instantMs(backup.takenAt) > limitMinutes * minuteMs) return { status: 'too-old', ...judged };
  if (backup.restoreTestedOn === null) return { status: 'no-restore-test', ...judged };
  return { status: daysBetween(`${backup.restoreTestedOn}T00:00:00.000Z`, now) > limits.restoreTestDays ? 'restore-test-too-old' : 'good', ...judged };
}
