// Who must authorise a change, and who has (APR-01): decisions outside the board, each signed and bound to the revision that was on the screen.
import type { Role } from '#contract/people.ts';
import { boardApproves } from './change.ts';
import type { Change } from './change.ts';
import type { Classified } from './classification.ts';
import { classify, typeInForce } from './classification.ts';
import type { Dossier, Piece } from './dossier.ts';
import { isTaken } from './dossier.ts';
import { isDeclared } from './emergency.ts';
import { refuseCriterion } from './emergency-rules.ts';
import { namedExceptions } from './duties.ts';
import type { DomainEvent, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { oneIn, textIn } from './json-values.ts';
import { authorityFor, chartersFor, isMemberNow, strictness } from './matrix.ts';
import type { Delegation, RouteFacts } from './matrix.ts';
import { heldBack } from './merge-change.ts';
import { definitionOf } from './model.ts';
import { withProfiles } from './profile.ts';
import type { Profile, ProfiledRoute } from './profile.ts';
import { boardPieces, labels as fieldLabels, missingForSubmission } from './readiness.ts';
import { needs, withheldRole } from './roles.ts';
import { sheet } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { Actor, By, Refused, Verdict, Withheld } from './verdict.ts';
import { asks, deciders, stands } from './voices.ts';
import type { Decider } from './voices.ts';

export type Approval = { id: string; verdict: 'given' | 'refused'; as: Decider; by: string; at: string; role: string; rev: string; policy: string; reason: string };
export type Approvals = { all: Approval[] };
/** What the registers say of the authority of one change: the facts the matrix is asked with but for its type, the charters and profiles that may speak about it. */
export type RouteSources = { people: readonly string[]; charters: readonly Delegation[]; profiles: readonly Profile[] };

export const approvalSheet = sheet<Approvals>({
  name: 'approval', kind: 'change', types: ['approval.given', 'approval.refused'],
  fold: (before, event) => {
    const approval = approvalIn(event);
    const all = before?.all ?? [];
    return approval === null || all.some(({ id }) => id === approval.id) ? before : { all: [...all, approval] };
  },
});
function approvalIn(event: StampedEvent): Approval | null {
  const { data, text } = event;
  const as = oneIn(data['as'], deciders);
  const id = textIn(data['approval']);
  return as === null || id === '' ? null : { id, verdict: event.type === 'approval.given' ? 'given' : 'refused', as, by: idOf(event.by), at: event.at, role: textIn(data['role']), rev: textIn(data['rev']), policy: textIn(data['policy']), reason: textIn(text['reason']) };
}

/** CHG-02: the type the facts propose for a change. */
export function classifiedOf({ change, model, classification, emergency, policy }: Pick<Dossier, 'change' | 'model' | 'classification' | 'emergency' | 'policy'>, now: string): Classified {
  const hasCriterion = isDeclared(emergency.sheet) && refuseCriterion({ change, emergency }) === null;
  return classify(change, { model, parameters: classification?.parameters?.value ?? {}, hasCriterion, policy }, now);
}

export function routeFactsOf(dossier: Dossier, now: string): RouteFacts {
  const { change, service, route, classification } = dossier;
  const { impact, environment } = change.fields;
  return { type: typeInForce(change, classifiedOf(dossier, now), classification), tier: change.tier, impact, environment, serviceTier: service?.tier ?? null, service: change.fields.service, people: route.people };
}

/** Why it is this authority: a row of the matrix, a charter, a profile, or the model of a Standard change. */
export type FullRoute = Omit<ProfiledRoute, 'because'> & { because: ProfiledRoute['because'] | { code: 'model'; model: string; version: number; decision: string; until: string } | { code: 'model-authority'; model: string } };
/** APR-01, APR-02, CHG-03, CHG-04: who may authorise this change now, under the policy in force. */
export function routeOf(dossier: Dossier, now: string): FullRoute {
  const { because } = classifiedOf(dossier, now);
  if (because.code === 'model' && dossier.change.fields.type === 'standard') return { authority: 'automatic', row: null, because };
  const route = withProfiles(authorityFor(routeFactsOf(dossier, now), dossier.policy.matrix, dossier.route.charters, now), dossier.route.profiles);
  const own = dossier.model && definitionOf(dossier.model.model)?.authority;
  return own && strictness(own) > strictness(route.authority) ? { authority: own, row: route.row, because: { code: 'model-authority', model: dossier.model!.model.name } } : route;
}

/** Approvals of the revision that stands, the last of each person; those in quarantine count for nothing. */
export function standingApprovals({ change, approvals }: Pick<Dossier, 'change' | 'approvals'>): Approval[] {
  const ofNow = (approvals?.all ?? []).filter(({ id, rev }) => rev === change.revision && !change.voices.some((voice) => voice.id === id && voice.quarantine !== null));
  return ofNow.filter((approval, i) => !ofNow.slice(i + 1).some(({ by }) => by === approval.by));
}

export type Asked = { who: Decider | 'cab'; status: 'given' | 'refused' | 'stale' | 'waiting'; approval: Approval | null };
/** APR-01: each voice the route asks for, and how it stands. The board may always decide instead of a lesser authority. */
export function voicesOf(dossier: Dossier, now: string): Asked[] {
  const { authority } = routeOf(dossier, now);
  const standing = standingApprovals(dossier);
  const board = boardApproves(dossier.change);
  return asks[authority].map((who): Asked => {
    if (who === 'cab') return { who, status: board ? 'given' : 'waiting', approval: null };
    const refused = standing.find(({ verdict, as }) => verdict === 'refused' && stands(who, as));
    const given = standing.find(({ verdict, as }) => verdict === 'given' && stands(who, as));
    if (refused) return { who, status: 'refused', approval: refused };
    if (given || (who !== 'executive' && board)) return { who, status: 'given', approval: given ?? null };
    const past = (dossier.approvals?.all ?? []).findLast(({ verdict, as }) => verdict === 'given' && stands(who, as));
    return { who, status: past ? 'stale' : 'waiting', approval: past ?? null };
  });
}
/** APR-01: every authority of the matrix has decided. */
export const isAuthorised = (dossier: Dossier, now: string): boolean => voicesOf(dossier, now).every(({ status }) => status === 'given');

const labels: Record<Decider | 'cab', string> = { peer: 'Approval of a peer', 'team-lead': 'Approval of the team lead', 'change-manager': 'Approval of the change manager', executive: 'Approval of an executive', cab: 'Decision of the board' };
const statuses = { given: 'present', refused: 'missing', stale: 'stale', waiting: 'waiting' } as const;
/** CHG-02, CHG-03: fields asked for because a Standard change is handled as Normal, or because its model marks them mandatory; what the record asks for anyway is not said twice. */
function fieldPieces({ change, model, classification }: Dossier, classified: Classified): Piece[] {
  const { fields } = change;
  const isGrounded = typeInForce(change, classified, classification) === fields.type;
  const known = new Set<string>([...boardPieces, ...missingForSubmission(fields).map(({ field }) => field)]);
  const asNormal = fields.type === 'standard' && !isGrounded ? missingForSubmission({ ...fields, type: 'normal' }).map(({ field }) => ({ id: `normal-field:${field}`, rule: 'CHG-02', field })) : [];
  const mandatory = ((model && definitionOf(model.model)?.mandatory) ?? []).filter((field) => isEmpty(fields[field])).map((field) => ({ id: `model-field:${field}`, rule: 'CHG-03', field }));
  const asked = [...asNormal, ...mandatory].filter(({ field }, i, all) => !known.has(field) && all.findIndex((other) => other.field === field) === i);
  return asked.map(({ id, rule, field }) => ({ id, rule, label: fieldLabels[field] ?? field, gate: 'submission', part: 'record', status: 'missing', why: { code: 'incomplete', facts: { fields: [fieldLabels[field] ?? field] } } }));
}

/** What a submission and a decision wait for. The board's own decision is no piece: it is what the gate is about. */
export function approvalPieces(dossier: Dossier, now: string): Piece[] {
  if (isTaken(dossier) && dossier.approvals === null && dossier.classification === null) return [];
  const voices = voicesOf(dossier, now).filter(({ who }) => who !== 'cab').map(({ who, status, approval }): Piece => ({
    id: `authority:${who}`, rule: 'APR-01', label: labels[who], gate: 'decision', part: 'approval', status: statuses[status],
    ...(status === 'given' ? {} : { why: status === 'refused' ? { code: 'approval_refused', facts: { by: approval?.as ?? '', reason: approval?.reason ?? '' } } : { code: 'approval_waits', facts: { who } } }),
  }));
  return [...fieldPieces(dossier, classifiedOf(dossier, now)), ...voices];
}
const isEmpty = (value: unknown): boolean => value === null || value === '' || (Array.isArray(value) && value.length === 0);
/** Pieces that keep the board from deciding: of the voices only the executive's, because a board may decide what a lesser authority could. */
export const holdsBoard = ({ id }: Pick<Piece, 'id'>): boolean => !id.startsWith('authority:') || id === 'authority:executive';

/** Whose change it is: nobody authorises their own. */
const isOwn = ({ createdBy, fields }: Change, actor: Actor): boolean => createdBy === actor.id || fields.owner === actor.name || fields.requester === actor.name || fields.implementers.includes(actor.name);

/** The capacity in which somebody decides on this change; the least that suffices is named in the signature. */
export function capacityOf(dossier: Dossier, actor: Actor, now: string): Decider | null {
  const asked = asks[routeOf(dossier, now).authority].find((who) => who !== 'cab');
  if (asked === undefined) return null;
  const running = chartersFor(routeFactsOf(dossier, now), dossier.route.charters, now);
  const has: Record<Decider, boolean> = {
    peer: running.some((charter) => isMemberNow(charter, actor.id, now)), 'team-lead': running.some((charter) => charter.lead === actor.id && isMemberNow(charter, actor.id, now)), 'change-manager': actor.roles.includes('change-manager'), executive: actor.roles.includes('executive'),
  };
  return deciders.find((as) => has[as] && stands(asked, as)) ?? null;
}
const roleOf: Record<Decider, Role | null> = { peer: null, 'team-lead': null, 'change-manager': 'change-manager', executive: 'executive' };

export function mayDecideApproval(dossier: Dossier, { actor, now }: By): Refused | null {
  const { change } = dossier;
  const no = firstRefusal(needs('approve', actor), change.isArriving ? refuse('arriving') : null, heldBack(change),
    change.state === 'awaiting-authorisation' ? null : refuse('not_awaiting_authorisation', { state: change.state }));
  if (no) return no;
  const { authority } = routeOf(dossier, now);
  if (asks[authority].every((who) => who === 'cab')) return refuse('board_decides', { change: change.number });
  if (isOwn(change, actor)) return refuse('own_change');
  if (capacityOf(dossier, actor, now) !== null) return null;
  const lost = withheldVoice(dossier, actor, now);
  return lost ? withheldRole(lost, actor) : refuse('not_the_authority', { authority, person: actor.name });
}
/** AUD-08: the role that would suffice, were it not withheld by a review. */
const withheldVoice = (dossier: Dossier, actor: Actor, now: string): Withheld | undefined =>
  actor.withheld?.find(({ role }) => capacityOf(dossier, { ...actor, roles: [...actor.roles, role] }, now) !== null);
export type Deciding = { id: string; verdict: 'given' | 'refused'; reason: string; revision?: string | undefined };
/** APR-01: says yes or no to the revision that was on the screen; signed by the person when appended. A no says why. */
export function decideApproval(dossier: Dossier, input: Deciding, by: By): Verdict<DomainEvent> {
  const no = mayDecideApproval(dossier, by);
  if (no) return no;
  const { change, policy } = dossier;
  if (input.revision !== undefined && input.revision !== change.revision) return refuse('stale_revision', { have: input.revision, now: change.revision });
  if (input.verdict === 'refused' && input.reason.trim() === '') return refuse('reason_needed', { what: 'a refusal' }, { field: 'reason' });
  const as = capacityOf(dossier, by.actor, by.now)!;
  return accept({ type: input.verdict === 'given' ? 'approval.given' : 'approval.refused', subject: subjectOf('change', change.id),
    data: { approval: input.id, as, role: roleOf[as] ?? by.actor.roles[0] ?? '', rev: change.revision, policy: policy.version, ...(input.verdict === 'given' ? namedExceptions(by, dossier) : {}), supersedes: standingApprovals(dossier).filter((a) => a.by === by.actor.id).map((a) => a.id) },
    ...(input.reason.trim() === '' ? {} : { text: { reason: input.reason } }) });
}

/** Whether every authority has decided once this one has said yes: then the change is authorised. */
export function completes(dossier: Dossier, said: DomainEvent, { actor, now }: By): boolean {
  const approval = approvalIn({ ...said, text: said.text ?? {}, by: subjectOf('person', actor.id), at: now, isSigned: true, signature: null, redacted: [] });
  return approval !== null && isAuthorised({ ...dossier, approvals: { all: [...(dossier.approvals?.all ?? []), approval] } }, now);
}
