// What the backout demands at the gates of a change (BCK-01 to BCK-06), each with what to do when it is not there.
import type { ErrorCode, Facts } from '#contract/errors.ts';
import { emptyBackout, isDone, standingOrder } from './backout.ts';
import type { BackoutSheet } from './backout.ts';
import { daysBetween, hasAccepted, judgeBackup, judgeRehearsal, latestRehearsal, objectivesOf, planGaps, rehearsalDays, rehearsalSeconds, reviewOf, scriptsLacking, timeFor } from './backout-judged.ts';
import { isTaken } from './dossier.ts';
import { definitionOf } from './model.ts';
import type { Dossier, Gate, Piece } from './dossier.ts';

type Told = Pick<Piece, 'id' | 'rule' | 'label' | 'gate'>;
type Why = { code: ErrorCode; facts: Facts };
const piece = ({ id, ...told }: Told, open: { status: Exclude<Piece['status'], 'present'>; why: Why } | null): Piece => ({ id: `backout.${id}`, ...told, part: 'backout', status: open?.status ?? 'present', ...(open ? { why: open.why } : {}) });
const missing = (code: ErrorCode, facts: Facts = {}): { status: 'missing'; why: Why } => ({ status: 'missing', why: { code, facts } });
const stale = (code: ErrorCode, facts: Facts = {}): { status: 'stale'; why: Why } => ({ status: 'stale', why: { code, facts } });
const waiting = (code: ErrorCode, facts: Facts = {}): { status: 'waiting'; why: Why } => ({ status: 'waiting', why: { code, facts } });
const at = (gate: Gate, id: string, rule: string, label: string): Told => ({ id, rule, label, gate });

/** BCK-01: the plan, its scripts, what it cannot undo, and whether it fits. */
function planPieces({ change, backout: { version } }: Dossier, sheet: BackoutSheet, gate: Gate): Piece[] {
  const gaps = planGaps(sheet);
  const lacking = scriptsLacking(sheet);
  const isStated = (sheet.plan !== null && sheet.plan.value.limitations !== '') || sheet.noneKnown.some((n) => n.plan === version && n.isSigned);
  const { needed, available, isFromDeadline } = timeFor(change.fields, sheet);
  const time = sheet.plan === null || available === null ? missing('backout_untimed', { window: available !== null })
    : needed > available ? missing('backout_too_long', { needed, available, isFromDeadline }) : null;
  return [
    piece(at(gate, 'plan', 'BCK-01', 'Backout steps'), gaps.length > 0 ? missing('backout_plan_incomplete', { fields: gaps }) : null),
    piece(at(gate, 'script', 'BCK-01', 'Backout script'), sheet.scripts.length === 0 || lacking.length > 0 ? missing('backout_script_missing', { names: lacking }) : null),
    piece(at(gate, 'limitations', 'BCK-01', 'Known limitations of the backout'), isStated ? null : missing('limitations_missing')),
    piece(at(gate, 'time', 'BCK-01', 'Backout fits the window'), time),
  ];
}

function reviewPiece(dossier: Dossier, gate: Gate): Piece {
  const { status, review } = reviewOf(dossier);
  const by = review === null ? '' : dossier.backout.names[review.by] ?? '';
  const told = at(gate, 'review', 'BCK-03', 'Backout review');
  if (status === 'approved') return piece(told, null);
  if (status === 'withdrawn') return piece(told, stale('backout_review_needed', { problem: 'edited', by }));
  return piece(told, status === 'rework' ? missing('backout_review_needed', { problem: 'rework', by }) : waiting('backout_review_needed', { problem: 'none' }));
}

/** BCK-02: an emergency fix carries at least one automatic trigger. */
const triggerPiece = (sheet: BackoutSheet): Piece =>
  piece(at('authorisation', 'trigger', 'BCK-02', 'Automatic rollback trigger'), sheet.triggers?.value.triggers.some((t) => t.isAutomatic) === true ? null : missing('automatic_trigger_missing'));

function rehearsalPiece(dossier: Dossier, now: string, gate: Gate): Piece {
  const told = at(gate, 'rehearsal', 'BCK-04', 'Backout rehearsal');
  const rehearsal = latestRehearsal(dossier.backout);
  const days = rehearsalDays(dossier);
  if (rehearsal === null) return piece(told, missing('rehearsal_needed', { problem: 'none', days }));
  const verdict = judgeRehearsal(rehearsal, dossier, now);
  if (verdict === 'passed') return piece(told, null);
  const { rto } = objectivesOf(dossier, dossier.backout.sheet);
  if (verdict === 'no-objective') return piece(told, missing('objective_unknown', { objective: 'RTO', service: dossier.change.fields.service }));
  const facts = { problem: verdict, days, age: daysBetween(rehearsal.finishedAt, now), minutes: Math.ceil(rehearsalSeconds(rehearsal) / 60), rto };
  return piece(told, verdict === 'other-version' || verdict === 'expired' ? stale('rehearsal_needed', facts) : missing('rehearsal_needed', facts));
}

/** BCK-05: named, accepted for this window by both, and nobody who answers for another rollback at that time. */
function ownerPieces(dossier: Dossier): Piece[] {
  const { sheet, names, duties } = dossier.backout;
  const told = at('schedule', 'owner', 'BCK-05', 'Rollback owner');
  if (!sheet?.ownership) return [piece(told, missing('rollback_owner_missing'))];
  const { owner, deputy } = sheet.ownership.value;
  if (deputy === null) return [piece(told, missing('rollback_owner_missing', { lacks: 'deputy' }))];
  const open = [owner, deputy].map((person) => ({ person: names[person] ?? '', stands: hasAccepted(dossier, person) })).filter(({ stands }) => stands !== 'accepted');
  const facts = { people: open.map(({ person }) => person), isMoved: open.some(({ stands }) => stands === 'other-window') };
  const other = duties.map(({ number }) => number);
  return [
    piece(told, open.length === 0 ? null : facts.isMoved ? stale('rollback_owner_waiting', facts) : waiting('rollback_owner_waiting', facts)),
    piece(at('schedule', 'duty', 'BCK-05', 'Rollback owner is free'), other.length === 0 ? null : missing('rollback_owner_busy', { person: names[owner] ?? '', changes: other })),
  ];
}

function backupPiece(dossier: Dossier, now: string): Piece {
  const { status, backup, ageMinutes, limitMinutes } = judgeBackup(dossier, now);
  const told = at('token', 'backup', 'BCK-06', 'Backup before the change');
  if (status === 'good') return piece(told, null);
  if (status === 'no-objective') return piece(told, missing('objective_unknown', { objective: 'RPO', service: dossier.change.fields.service }));
  const days = dossier.policy.backout.restoreTestDays;
  if (status === 'none' || backup === null || status === 'in-future') return piece(told, missing('backup_missing', { limitMinutes }));
  if (status === 'too-old') return piece(told, stale('backup_too_old', { system: backup.system, ageMinutes, limitMinutes, gapMinutes: ageMinutes - limitMinutes }));
  return piece(told, stale('restore_test_too_old', { system: backup.system, testedOn: backup.restoreTestedOn, days }));
}

/** BCK-05: what was ordered is carried out before the record closes. */
function executedPiece(sheet: BackoutSheet): Piece[] {
  if (standingOrder(sheet) === null) return [];
  const open = (sheet.plan?.value.steps ?? []).filter(({ id }) => !isDone(sheet, id));
  return [piece(at('closure', 'executed', 'BCK-05', 'Ordered rollback carried out'), open.length === 0 ? null : missing('rollback_unfinished', { steps: open.map(({ title }) => title) }))];
}

/** BCK-01, CHG-03: whether the model of the change lists a backout script among its evidence. A Standard change is authorised as it is submitted, so it is asked for by then. */
const asksForScript = ({ model }: Dossier): boolean => (model !== null && definitionOf(model.model)?.evidence.includes('backout-script')) ?? false;

/**
 * Everything BCK demands of a change. Demanded of the tiers the policy names, of changes whose model asks for a script, and of every change for which somebody began a backout; a record that a ticket system
 * assessed is taken at its word until then. Rehearsal and backup are asked of the named tiers alone. An emergency always carries a trigger; its plan is paperwork that may
 * follow, and what its authorisation does not set aside is asked for before a token (EMG-02).
 */
export function backoutPieces(dossier: Dossier, now: string): Piece[] {
  const { change, policy, backout } = dossier;
  const sheet = backout.sheet ?? emptyBackout;
  if (isTaken(dossier) && backout.sheet === null) return [];
  const isRisky = change.tier !== null && policy.backout.tiers.includes(change.tier);
  const isAsked = asksForScript(dossier);
  const isPlanned = isRisky || isAsked || sheet.plan !== null || sheet.scripts.length > 0;
  const isEmergency = change.fields.type === 'emergency';
  return [
    ...(isPlanned ? [...planPieces(dossier, sheet, isEmergency ? 'closure' : isAsked && change.fields.type === 'standard' ? 'submission' : 'authorisation'), reviewPiece(dossier, isEmergency ? 'token' : 'authorisation')] : []),
    ...(isEmergency ? [triggerPiece(sheet)] : []),
    ...(isRisky ? [rehearsalPiece(dossier, now, isEmergency ? 'token' : 'decision')] : []),
    ...(isPlanned || sheet.ownership !== null ? ownerPieces(dossier) : []),
    ...(isRisky ? [backupPiece(dossier, now)] : []),
    ...executedPiece(sheet),
  ];
}
