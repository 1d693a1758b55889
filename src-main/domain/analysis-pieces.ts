// What failure modes, pre-mortem and coverage demand at the gates of a change (RISK-05 to RISK-07).
import type { Tier } from '#contract/change.ts';
import { coverageCredit } from './coverage-credit.ts';
import { isTaken } from './dossier.ts';
import type { Dossier, Piece } from './dossier.ts';
import { isActionDone, isBlocking, latestRating, rowStanding, rpnOf } from './fmea.ts';
import type { FailureRow } from './fmea.ts';
import { clustersOf, completedSession, currentSession } from './premortem.ts';
import { whyNotClosed } from './premortem-acts.ts';
import { assessedBy, assessmentOf } from './risk-acts.ts';

const part = 'risk';

/** RISK-05: a row at the limit holds the authorisation until its action is done or its risk accepted. The worksheet of an emergency may follow (EMG-01). */
function rowPiece(row: FailureRow, { policy, service, change }: Dossier): Piece[] {
  const standing = rowStanding(row, policy, service?.id ?? null);
  const rating = latestRating(row);
  if (standing === 'dropped' || standing === 'below') return [];
  const { failureMode } = row.words.value;
  const owner = row.action?.value.owner ?? '';
  const told = { id: `fmea:${row.id}`, rule: 'RISK-05', label: `Failure mode: ${failureMode}`, gate: change.fields.type === 'emergency' ? 'closure' : 'decision', part } as const;
  if (!isBlocking(standing)) return [{ ...told, status: 'present' }];
  const facts = { failureMode, rpn: rpnOf(rating), severity: rating.severity, ...policy.fmea, action: row.action?.value.action ?? '', people: owner === '' || isActionDone(row) ? [] : [owner] };
  return [{ ...told, status: 'missing', why: { code: standing === 'insufficient' ? 'failure_mode_still_open' : 'failure_mode_open', facts } }];
}

/** RISK-06: for Critical tier and for major changes, which is what a Normal one of High or Critical tier is (CHG-02). An emergency is not kept waiting for a workshop. `foreseen` counts while nobody has assessed it. */
export function needsPremortem(dossier: Dossier, foreseen: Tier | null = null): boolean {
  const { change: { fields, tier } } = dossier;
  const judged = assessedBy(dossier)?.tier ?? tier ?? foreseen;
  return (judged === 'critical' && fields.type !== 'emergency') || (judged === 'high' && fields.type === 'normal');
}

function premortemPiece(dossier: Dossier): Piece[] {
  const { analysis: { premortem }, change, policy } = dossier;
  if (!needsPremortem(dossier)) return [];
  const told = { id: 'premortem', rule: 'RISK-06', label: 'Pre-mortem', gate: 'decision', part } as const;
  if (completedSession(premortem)) return [{ ...told, status: 'present' }];
  const session = currentSession(premortem);
  const { leastPeople, leastFunctions } = policy.premortem;
  if (session === null) return [{ ...told, status: 'missing', why: { code: 'premortem_needed', facts: { change: change.number, leastPeople, leastFunctions } } }];
  const why = whyNotClosed(session, dossier)?.error ?? { code: 'premortem_unclosed', facts: { change: change.number } };
  return [{ ...told, status: 'waiting', why: { code: why.code, facts: why.facts } }];
}

/** RISK-06: what the pre-mortem set as a task is done before the work begins. */
function taskPieces({ analysis: { premortem }, change }: Dossier): Piece[] {
  const session = completedSession(premortem);
  if (session === null || change.fields.type === 'emergency') return [];
  return clustersOf(session).flatMap(({ id, disposition, isDone }): Piece[] => {
    if (disposition?.value.as !== 'task') return [];
    const { action, owner, dueOn } = disposition.value.task;
    const told = { id: `premortem:${id}`, rule: 'RISK-06', label: `Pre-mortem: ${action}`, gate: 'start', part } as const;
    return [isDone ? { ...told, status: 'present' } : { ...told, status: 'missing', why: { code: 'premortem_task_open', facts: { action, owner, dueOn, people: [owner] } } }];
  });
}

/** RISK-07: a signature that counted on the credit stands as long as the credit does. */
function creditPiece(dossier: Dossier, now: string): Piece[] {
  const { status, signed } = assessmentOf(dossier);
  if (status !== 'current' || signed.credit === 0) return [];
  const { points, checks } = coverageCredit(dossier, now);
  const told = { id: 'coverage', rule: 'RISK-07', label: 'Coverage credit', gate: 'decision', part } as const;
  const failed = checks.filter(({ why }) => why !== null).map(({ label }) => label);
  return [points >= signed.credit ? { ...told, status: 'present' } : { ...told, status: 'stale', why: { code: 'credit_lapsed', facts: { failed, credit: signed.credit } } }];
}

/** Everything RISK-05 to RISK-07 demand; a record that a ticket system assessed is taken at its word until somebody begins one of them here, a change model was assessed when it was approved. */
export function analysisPieces(dossier: Dossier, now: string): Piece[] {
  const { analysis: { fmea, premortem }, change: { fields } } = dossier;
  const isSpared = isTaken(dossier) || (fields.type === 'standard' && fields.model !== '');
  return [
    ...(fmea?.rows ?? []).flatMap((row) => rowPiece(row, dossier)),
    ...(isSpared && premortem === null ? [] : premortemPiece(dossier)),
    ...taskPieces(dossier), ...creditPiece(dossier, now),
  ];
}
