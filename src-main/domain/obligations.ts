// What is said of a change because of its regulatory tags (AUD-04): the signed approval of its business owner (SOX), what it does to personal data (GDPR).
import { personalDataImpacts } from '#contract/controls.ts';
import type { Role } from '#contract/people.ts';
import type { Change } from './change.ts';
import { isTaken } from './dossier.ts';
import type { Dossier, Gate, Piece } from './dossier.ts';
import { dutyConflict } from './duties.ts';
import type { DomainEvent, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { oneIn, textIn } from './json-values.ts';
import type { Cause } from './past.ts';
import { isEmpty, labels, requiredFields } from './readiness.ts';
import type { TagRule } from './regulation.ts';
import { tagRulesFor } from './regulation.ts';
import { needs, permissions } from './roles.ts';
import { sheet, writeKept } from './sheet.ts';
import type { Kept } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

export type OwnerApproval = { id: string; by: string; at: string; role: Role; /** `Dossier.scope` as it was signed. */ scope: string; reason: string };
export type DataImpact = { impact: (typeof personalDataImpacts)[number]; statement: string };
export type Obligations = { id: string; approvals: OwnerApproval[]; impact: Kept<DataImpact> | null };

const owners: readonly Role[] = permissions.approveAsOwner;
function approvalIn(event: StampedEvent): OwnerApproval | null {
  const [id, role] = [textIn(event.data['approval']), oneIn(event.data['role'], owners)];
  return id === '' || role === null || !event.isSigned ? null : { id, by: idOf(event.by), at: event.at, role, scope: textIn(event.data['scope']), reason: textIn(event.text['reason']) };
}
function fold(state: Obligations | null, event: StampedEvent, cause?: Cause): Obligations | null {
  const stood = state ?? { id: idOf(event.subject), approvals: [], impact: null };
  if (event.type === 'obligation.approved') {
    const approval = approvalIn(event);
    return approval === null || stood.approvals.some(({ id }) => id === approval.id) ? state : { ...stood, approvals: [...stood.approvals, approval] };
  }
  const impact = oneIn(event.data['impact'], personalDataImpacts);
  return impact === null ? state : { ...stood, impact: writeKept<DataImpact>(stood.impact ?? undefined, { impact, statement: textIn(event.text['statement']) }, event, { key: 'obligation:impact', cause }) };
}
export const obligationSheet = sheet<Obligations>({ name: 'obligation', kind: 'change', types: ['obligation.approved', 'obligation.impactStated'], fold });

type Asked = Pick<Dossier, 'change' | 'obligations' | 'scope' | 'policy'>;
/** In an emergency the owner's word follows the work; else nobody authorises without it. */
const ownerGate = ({ fields: { type } }: Change): Gate => (type === 'emergency' ? 'closure' : 'decision');
const rule = (tag: string, what: string): string => `AUD-04/${tag}/${what}`;
const base = (tag: string, what: string, rest: Pick<Piece, 'label' | 'gate' | 'part'>): Omit<Piece, 'status'> => ({ id: `regulation:${tag}:${what}`, rule: rule(tag, what), ...rest });

function ownerPiece({ tag }: TagRule, { change, obligations, scope }: Asked): Piece {
  const piece = base(tag, 'business-owner', { label: 'Approval of the business owner', gate: ownerGate(change), part: 'reviews' });
  const given = obligations?.approvals ?? [];
  if (given.some((one) => one.scope === scope)) return { ...piece, status: 'present' };
  return given.length === 0 ? { ...piece, status: 'waiting', why: { code: 'owner_approval_missing', facts: { tag } } } : { ...piece, status: 'stale', why: { code: 'owner_approval_stale', facts: { tag, at: given.at(-1)!.at.slice(0, 10) } } };
}
function impactPiece({ tag }: TagRule, { obligations }: Asked): Piece {
  const piece = base(tag, 'personal-data', { label: 'Impact on personal data', gate: 'submission', part: 'reviews' });
  return obligations?.impact ? { ...piece, status: 'present' } : { ...piece, status: 'missing', why: { code: 'data_impact_missing', facts: { tag } } };
}
/** Fields the type of the change asks for anyway are asked for there. */
function fieldPieces({ tag, fields }: TagRule, { change }: Asked): Piece[] {
  return fields.filter((field) => !requiredFields(change.fields.type).includes(field)).map((field) => {
    const piece = base(tag, field, { label: labels[field] ?? field, gate: 'submission', part: 'record' });
    return isEmpty(change.fields[field]) ? { ...piece, status: 'missing', why: { code: 'tag_field_missing', facts: { tag, field: labels[field] ?? field } } } : { ...piece, status: 'present' };
  });
}
/** AUD-04: what the tags of a change demand beside its evidence. A record that another tool assessed is taken at its word until somebody says something of it here. */
export function obligationPieces(dossier: Dossier): Piece[] {
  if (isTaken(dossier) && dossier.obligations === null) return [];
  return tagRulesFor(dossier.change.fields).flatMap((tag) => [...fieldPieces(tag, dossier), ...(tag.asksImpact ? [impactPiece(tag, dossier)] : []), ...(tag.asksOwner ? [ownerPiece(tag, dossier)] : [])]);
}

type Events = Verdict<DomainEvent>;
const over: readonly Change['state'][] = ['closed', 'rejected', 'cancelled'];
const isOpen = ({ change }: Pick<Dossier, 'change'>): Refused | null => (change.isArriving ? refuse('arriving') : over.includes(change.state) ? refuse('field_settled', { field: 'What its tags ask for', state: change.state }) : null);
const asks = ({ change }: Pick<Dossier, 'change'>, what: 'asksOwner' | 'asksImpact'): Refused | null => (tagRulesFor(change.fields).some((one) => one[what]) ? null : refuse('not_asked_by_tag', { change: change.number, what: what === 'asksOwner' ? 'an approval of the business owner' : 'the impact on personal data' }));

/** AUD-04: somebody who answers for the business, and neither asked for the change nor carries it out. */
export const mayApproveAsOwner = (dossier: Dossier, by: By): Refused | null => firstRefusal(isOpen(dossier), asks(dossier, 'asksOwner'), needs('approveAsOwner', by.actor), dutyConflict('approver', by, dossier));
export function approveAsOwner(dossier: Dossier, { approval, reason, scope }: { approval: string; reason: string; scope?: string | undefined }, by: By): Events {
  const no = mayApproveAsOwner(dossier, by);
  if (no) return no;
  if (scope !== undefined && scope !== dossier.scope) return refuse('stale_revision', { have: scope, now: dossier.scope });
  const role = by.actor.roles.find((one) => owners.includes(one))!;
  return accept({ type: 'obligation.approved', subject: subjectOf('change', dossier.change.id), data: { approval, role, scope: dossier.scope, rev: dossier.scope, supersedes: [] }, text: { reason } });
}
export const mayStateImpact = (dossier: Pick<Dossier, 'change'>, { actor }: By): Refused | null => firstRefusal(isOpen(dossier), asks(dossier, 'asksImpact'), needs('raise', actor));
export const stateImpact = (dossier: Pick<Dossier, 'change'>, { impact, statement }: DataImpact, by: By): Events =>
  mayStateImpact(dossier, by) ?? accept({ type: 'obligation.impactStated', subject: subjectOf('change', dossier.change.id), data: { impact }, text: { statement } });
