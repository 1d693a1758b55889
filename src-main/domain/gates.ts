// What each gate of a change demands, and how much of it is there: one list for the meter, the board, the greyed button and the guarded write.
import { gates } from '#contract/change.ts';
import type { Missing } from '#contract/change.ts';
import { analysisPieces } from './analysis-pieces.ts';
import { approvalPieces } from './approval.ts';
import { backoutPieces } from './backout-pieces.ts';
import { openBefore } from './change.ts';
import { isTaken } from './dossier.ts';
import type { Dossier, Gate, Piece } from './dossier.ts';
import { dutyPieces } from './duties.ts';
import { bypassedRules, emergencyPieces, waiveBypassed } from './emergency-pieces.ts';
import { evidencePieces } from './evidence-pieces.ts';
import { impactPieces } from './impact.ts';
import { legacyPieces } from './legacy.ts';
import { obligationPieces } from './obligations.ts';
import { negotiationPieces } from './negotiation.ts';
import { outagePieces } from './outage.ts';
import { boardPieces, labels, missingForBoard, missingForSubmission, requiredFields } from './readiness.ts';
import { predecessorPieces } from './predecessors.ts';
import { reviewPieces } from './reviews.ts';
import { exceptionFor, waived } from './waivers.ts';
import { riskPieces } from './risk-acts.ts';
import { schedulePieces } from './schedule.ts';
import { refuse } from './verdict.ts';
import type { Refused } from './verdict.ts';

/** A gate asks for its own pieces and for those of the gates named; what was decided once is not asked again at the start. */
const asks: Record<Gate, readonly Gate[]> = {
  submission: ['submission'], authorisation: ['submission', 'authorisation'], decision: ['submission', 'authorisation', 'decision'], schedule: ['schedule'], start: ['start'],
  token: ['decision', 'schedule', 'start', 'token'], closure: ['closure'],
};

const sayMissing = ({ label, problem }: Missing): string => (problem === 'inconsistent' ? `${label} (not after the start)` : label);
const fieldPiece = (field: string, gap: Missing | undefined): Piece => ({
  id: `field:${field}`, rule: 'CHG-01', label: labels[field] ?? field, gate: 'submission', part: 'record', status: gap ? 'missing' : 'present', ...(gap ? { why: { code: 'incomplete', facts: { fields: [sayMissing(gap)] } } } : {}),
});

/** CHG-01, CAB-03: what the record itself must say. One that another tool brought is asked for what a board needs, not for what its own form would have asked. */
function fieldPieces(dossier: Dossier): Piece[] {
  const { change } = dossier;
  const isForeign = isTaken(dossier);
  const gaps = isForeign ? missingForBoard(change).filter(({ field }) => field !== 'score') : missingForSubmission(change.fields);
  const required: readonly string[] = isForeign ? boardPieces : requiredFields(change.fields.type);
  const shown = boardPieces.filter((field) => field !== 'score' && field !== 'window' && required.includes(field) && !gaps.some((gap) => gap.field === field));
  return [...shown.map((field) => fieldPiece(field, undefined)), ...gaps.map((gap) => fieldPiece(gap.field, gap))];
}

/** RISK-03: where a ticket system brought a risk, that one counts until somebody assesses it here. */
function foreignScore(dossier: Dossier): Piece[] {
  if (!isTaken(dossier) || dossier.risk !== null) return [];
  const isKnown = dossier.change.score !== null || dossier.change.tier !== null;
  return [{ id: 'score', rule: 'RISK-03', label: labels['score']!, gate: 'authorisation', part: 'risk', status: isKnown ? 'present' : 'missing', ...(isKnown ? {} : { why: { code: 'not_assessed', facts: {} } }) }];
}

/** CAB-05: conditions of the decision that hold the start. */
const conditionPieces = ({ change }: Dossier): Piece[] => openBefore(change).map((c): Piece => ({
  id: `condition:${c.id}`, rule: 'CAB-05', label: c.text, gate: 'start', part: 'record', status: c.metAt === null ? 'missing' : 'present', ...(c.metAt === null ? { why: { code: 'conditions_open', facts: { conditions: [c.text] } } } : {}),
}));

type Slice = (dossier: Dossier, now: string) => Piece[];
/** Every subject that demands something of a change. */
const slices: readonly Slice[] = [fieldPieces, foreignScore, conditionPieces, riskPieces, analysisPieces, emergencyPieces, reviewPieces, evidencePieces, backoutPieces, impactPieces, schedulePieces, outagePieces, negotiationPieces, approvalPieces, dutyPieces, legacyPieces, predecessorPieces, obligationPieces];
/** Those that speak at one gate alone: no other gate asks them, which spares it a look at the whole calendar. */
const only: ReadonlyMap<Slice, Gate> = new Map([[schedulePieces, 'schedule'], [outagePieces, 'schedule'], [negotiationPieces, 'schedule']]);

function judged(asked: readonly Slice[], dossier: Dossier, now: string): Piece[] {
  const all = asked.flatMap((slice) => slice(dossier, now));
  return waiveBypassed(dossier, all, now).map((piece) => waived(piece, dossier, now)).toSorted((a, b) => gates.indexOf(a.gate) - gates.indexOf(b.gate));
}
/** What sets a rule aside for a change at this instant: an exception that holds, or the authorisation of an emergency (APR-06, EMG-02). Null: nothing does. */
export const setAsideBy = (rule: string, dossier: Dossier, now: string): 'exception' | 'emergency' | null =>
  (exceptionFor(rule, dossier, now)?.standing === 'valid' ? 'exception' : bypassedRules(dossier, now).includes(rule) ? 'emergency' : null);
/** Everything that is demanded of a change on its way, in the order of its gates. */
export const piecesOf = (dossier: Dossier, now: string): Piece[] => judged(slices, dossier, now);

export const isLacking = ({ status }: Piece): boolean => status !== 'present' && status !== 'waived';
/** What a gate asks for: of `piecesOf` those that are its own. */
export function piecesAt(gate: Gate, dossier: Dossier, now: string): Piece[] {
  const asked = slices.filter((slice) => asks[gate].includes(only.get(slice) ?? gate));
  return judged(asked, dossier, now).filter((piece) => asks[gate].includes(piece.gate));
}
/** What keeps a change from a gate. */
export const gapsBefore = (gate: Gate, dossier: Dossier, now: string): Piece[] => piecesAt(gate, dossier, now).filter((piece) => isLacking(piece) && !(gate === 'token' && isFreeze(piece)));
/** A token may lie before or after a freeze that covers a part of the window; its span is held against the freeze by itself (DEP-01). */
const isFreeze = ({ id, rule }: Piece): boolean => id.startsWith('conflict:') && (rule === 'CAL-02' || id.startsWith('conflict:stabilisation'));

/** The voices that authorise a change are what a decision is made of; whoever decides asks for the rest. */
const isVoice = ({ id }: Pick<Piece, 'id'>): boolean => id.startsWith('authority:');

/** Why a change may not pass a gate: in the words of the first thing that is missing when it is the only one, else all of them named. */
export function refuseGate(gate: Gate, dossier: Dossier, now: string): Refused | null {
  const gaps = gapsBefore(gate, dossier, now).filter((piece) => gate !== 'decision' || !isVoice(piece));
  const [first, ...others] = gaps;
  if (!first) return null;
  const isSame = others.every(({ why }) => why?.code === first.why?.code);
  if (first.why?.code === 'conditions_open' && isSame) return refuse('conditions_open', { conditions: gaps.map(({ label }) => label) });
  if (first.why?.code === 'incomplete' && isSame) return refuse('incomplete', { fields: gaps.flatMap(({ why }) => why?.facts['fields'] ?? []) });
  if (first.why && others.length === 0) return refuse(first.why.code, first.why.facts);
  return refuse('not_ready', { change: dossier.change.number, pieces: gaps.map(({ label }) => label) });
}
