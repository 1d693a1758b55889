// What the gates of an emergency ask for (EMG-01 to EMG-05), and what its authorisation lets it pass without.
import { controls } from '#contract/emergency.ts';
import type { ErrorCode, Facts } from '#contract/errors.ts';
import type { Dossier, Gate, Piece } from './dossier.ts';
import { isTaken } from './dossier.ts';
import { authorisationOf, endOf, isDeclared } from './emergency.ts';
import type { Emergency } from './emergency.ts';
import { paperLabels } from './emergency-after.ts';
import { openPapers, validationOf, verdictOf } from './emergency-clocks.ts';
import { refuseCriterion, ruleOf } from './emergency-rules.ts';

type Why = { code: ErrorCode; facts: Facts };
type Found = { status: Piece['status']; why?: Why };
const present: Found = { status: 'present' };
const lacks = (status: 'missing' | 'stale' | 'waiting', code: ErrorCode, facts: Facts = {}): Found => ({ status, why: { code, facts } });

function authorisation({ change, emergency: { sheet }, scope }: Dossier, now: string | null): Found {
  const it = sheet && authorisationOf(sheet);
  if (!it) return lacks('waiting', 'emergency_unauthorised', { change: change.number });
  if (it.scope !== scope) return lacks('stale', 'emergency_outdated', { change: change.number });
  return now !== null && now > endOf(it) ? lacks('stale', 'emergency_expired', { change: change.number, until: endOf(it) }) : present;
}

/** A change that was rolled back or failed needs its validation recorded, not passed: the rollback is its answer. */
const gone = ['rolled-back', 'failed', 'cancelled-in-window'];
function validation({ change }: Dossier, sheet: Emergency | null): Found {
  const it = sheet && validationOf(sheet);
  // Whoever did the work validates nothing, also where the two were written apart (APR-03).
  if (!it || it.by === change.startedBy) return lacks('missing', 'validation_missing');
  return verdictOf(it) === 'passed' || gone.includes(change.outcome ?? '') ? present : lacks('stale', 'validation_failed');
}
function paperwork(sheet: Emergency | null): Found {
  const open = sheet ? openPapers(sheet) : [];
  return open.length === 0 ? present : lacks('missing', 'paperwork_open', { fields: open.map((field) => paperLabels[field] ?? field) });
}
function criterion(dossier: Dossier): Found {
  const no = refuseCriterion(dossier);
  // Once it was decided the ground it stood on may be gone: that is what the emergency was for.
  if (!no || (dossier.emergency.sheet && authorisationOf(dossier.emergency.sheet) && isDeclared(dossier.emergency.sheet))) return present;
  return lacks(no.error.code === 'emergency_undeclared' ? 'missing' : 'stale', no.error.code, no.error.facts);
}

/** EMG-02: rules that the authorisation in force lets the change pass without, such as `APR-04`. */
export function bypassedRules(dossier: Pick<Dossier, 'emergency' | 'scope'>, now: string): string[] {
  const it = dossier.emergency.sheet && authorisationOf(dossier.emergency.sheet);
  return it && it.scope === dossier.scope && now <= endOf(it) ? it.bypassed.flatMap(({ control }) => controls[control].rules) : [];
}

/** What a deployment may rely on: the environment and items it covers, until when, and what it passes without (EMG-02, DEP-01). */
export type EmergencyGrant = { authorisation: string; until: string; environment: string; items: readonly string[]; bypassed: readonly { control: string; label: string; rules: readonly string[]; reason: string }[] };
/** The emergency authorisation that holds for the change as it stands at this instant; null when none does. */
export function emergencyGrant({ change, emergency: { sheet }, scope }: Pick<Dossier, 'change' | 'emergency' | 'scope'>, now: string): EmergencyGrant | null {
  const it = change.fields.type === 'emergency' && isDeclared(sheet) ? authorisationOf(sheet) : null;
  if (!it || it.scope !== scope || now > endOf(it)) return null;
  return { authorisation: it.id, until: endOf(it), environment: it.environment, items: it.items, bypassed: it.bypassed.map(({ control, reason }) => ({ control, ...controls[control], reason })) };
}

/** EMG-02: pieces the authorisation in force sets aside count as waived; what a closure asks for follows all the same. */
export function waiveBypassed(dossier: Pick<Dossier, 'emergency' | 'scope'>, pieces: readonly Piece[], now: string): Piece[] {
  const rules = bypassedRules(dossier, now);
  return pieces.map((piece) => (rules.includes(ruleOf(piece)) && piece.gate !== 'closure' && piece.status !== 'present' ? { ...piece, status: 'waived' } : piece));
}

/**
 * Everything an emergency needs: a criterion before it awaits authorisation, the authorisation before it counts as authorised, one that has not ended before the
 * start, and before its closure what follows the work. A record that was taken over as it stood is asked for nothing until somebody declares it here.
 */
export function emergencyPieces(dossier: Dossier, now: string): Piece[] {
  const { change, emergency: { sheet } } = dossier;
  if (change.fields.type !== 'emergency' || (sheet === null && isTaken(dossier))) return [];
  const piece = (id: string, [rule, gate, label]: [string, Gate, string], found: Found): Piece => ({ id: `emergency:${id}`, rule, label, gate, part: 'emergency', ...found });
  return [
    piece('criterion', ['EMG-01', 'authorisation', 'Emergency criterion with evidence'], criterion(dossier)),
    piece('authorisation', ['EMG-02', 'decision', 'Authorisation by the emergency CAB'], authorisation(dossier, null)),
    piece('in-force', ['EMG-02', 'start', 'Emergency authorisation that has not ended'], authorisation(dossier, now)),
    piece('validation', ['EMG-04', 'closure', 'Validation by another person'], validation(dossier, sheet)),
    piece('paperwork', ['EMG-04', 'closure', 'Deferred papers'], paperwork(sheet)),
    piece('retrospective', ['EMG-05', 'closure', 'Emergency retrospective'], sheet?.retrospective ? present : lacks('missing', 'retrospective_missing')),
    piece('root-cause', ['EMG-03', 'closure', 'Root cause'], sheet?.rootCause ? present : lacks('missing', 'root_cause_missing')),
    piece('ratification', ['EMG-05', 'closure', 'Ratification by the CAB'], sheet?.ratification && sheet.ratification.losers.length === 0 ? present : lacks('waiting', 'not_ratified')),
  ];
}
