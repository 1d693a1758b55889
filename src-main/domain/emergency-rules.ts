// Declaring an emergency and authorising it (EMG-01, EMG-02).
import { controlIds, controls } from '#contract/emergency.ts';
import type { ControlId, CriterionKind, Deferrable } from '#contract/emergency.ts';
import type { Input } from '#contract/index.ts';
import type { Role } from '#contract/people.ts';
import { sameFunction, seatsOn } from './board.ts';
import type { BoardSeat } from './board.ts';
import type { Change } from './change.ts';
import type { Dossier, Piece } from './dossier.ts';
import { authorisationOf, ballotsFor, endOf, isDeclared } from './emergency.ts';
import type { Criterion, Emergency } from './emergency.ts';
import { finishedAt, later } from './emergency-clocks.ts';
import type { DomainEvent, EventType, Json } from './event.ts';
import { subjectOf } from './event.ts';
import type { Incident } from './incident.ts';
import { incidentStateOf } from './incident.ts';
import { mayEdit } from './lifecycle.ts';
import { heldBack, openDecisions } from './merge-change.ts';
import { needs } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { Actor, By, Refused, Verdict } from './verdict.ts';

type Events = Verdict<DomainEvent>;
/** What the gates and the rules of emergencies know of a change beside the change itself. */
export type EmergencyFacts = { sheet: Emergency | null; /** Incidents its criteria cite and its validations drafted, by UUID. */ incidents: Readonly<Record<string, Incident>> };
export type EmergencyDossier = Pick<Dossier, 'change' | 'scope' | 'policy' | 'service' | 'emergency'>;

export const emergencyEvent = (change: Pick<Change, 'id'>, type: EventType, data: Record<string, Json>, text: Record<string, Json> = {}): DomainEvent => {
  const said = Object.fromEntries(Object.entries(text).filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0)));
  return { type, subject: subjectOf('change', change.id), data, ...(Object.keys(said).length === 0 ? {} : { text: said }) };
};
export const notEmergency = ({ change, emergency }: Pick<Dossier, 'change' | 'emergency'>): Refused | null => (isDeclared(emergency.sheet) ? null : refuse('not_an_emergency', { change: change.number }));

const settled: readonly Change['state'][] = ['authorised', 'scheduled'];
export const mayDeclare = ({ change }: Pick<Dossier, 'change'>, by: By): Refused | null => firstRefusal(mayEdit(change, by), settled.includes(change.state) ? refuse('emergency_settled', { state: change.state }) : null);

/** CVSS scores have one decimal, so tenths are whole numbers. */
const tenths = (score: string): number => Math.round(Number(score) * 10);
const gravest = 90;
type Said = Input<'emergency.declare'>['criteria'][number];
type Problem = { problem: string };
const problems: Record<Exclude<CriterionKind, 'incident'>, (said: Said) => Problem | null> = {
  vulnerability: ({ advisory, score, isExploited }) => (advisory === '' ? { problem: 'name the advisory, such as CVE-2026-1234' }
    : isExploited || (score !== undefined && tenths(score) >= gravest) ? null : { problem: `a vulnerability counts when it is exploited or scores 9.0 or more${score === undefined ? '' : `, and this one scores ${score}`}` }),
  'data-loss': ({ statement }) => (statement === '' ? { problem: 'say which data is about to be lost, and when' } : null),
  'legal-order': ({ statement }) => (statement === '' ? { problem: 'give the reference of the binding order' } : null),
};

/** EMG-01: an active incident of severity 1 or 2. One that was closed, or that nobody has confirmed, is none. */
function refuseIncident(incident: Incident | null, ref: string | undefined): Refused | null {
  if (ref === undefined) return refuse('criterion_not_met', { problem: 'name the incident, such as I-A1-0003' }, { field: 'incident' });
  if (!incident) return refuse('record_missing', { record: 'incident', id: ref });
  if (incident.closed) return refuse('incident_closed', { incident: incident.number, closedAt: incident.closed.at }, { field: 'incident' });
  if (incident.isDraft) return refuse('incident_unconfirmed', { incident: incident.number }, { field: 'incident' });
  return incident.severity.value > 2 ? refuse('incident_not_severe', { incident: incident.number, severity: incident.severity.value }, { field: 'incident' }) : null;
}

/** The incident is its own evidence; everything else names what proves it. */
const isEvidenced = ({ kind, evidence }: Pick<Criterion, 'kind' | 'evidence'>): boolean => kind === 'incident' || evidence !== '';

/**
 * EMG-01: a criterion that is met is declared with its justification. Where nothing proves any of the criteria the change is handled as an expedited
 * Normal one, and says so. `incidentOf` finds an incident by number or UUID.
 */
export function declareEmergency(dossier: EmergencyDossier, input: Pick<Input<'emergency.declare'>, 'criteria' | 'justification' | 'team'>, incidentOf: (ref: string) => Incident | null, by: By): Verdict<DomainEvent> & { isExpedited?: boolean } {
  const { change } = dossier;
  const no = mayDeclare(dossier, by);
  if (no) return no;
  const justification = input.justification.trim() || change.fields.justification.trim();
  if (justification === '') return refuse('reason_needed', { what: 'an emergency' }, { field: 'justification' });
  for (const said of input.criteria) {
    const problem = said.kind === 'incident' ? null : problems[said.kind](said);
    const wrong = said.kind === 'incident' ? refuseIncident(said.incident === undefined ? null : incidentOf(said.incident), said.incident) : problem ? refuse('criterion_not_met', problem, { field: 'criteria' }) : null;
    if (wrong) return wrong;
  }
  const isExpedited = !input.criteria.some(isEvidenced);
  const codes = input.criteria.map(({ kind, incident, score, isExploited }): Json => ({ kind, ...(kind === 'incident' ? { incident: incidentOf(incident!)!.id } : {}), ...(kind === 'vulnerability' ? { ...(score === undefined ? {} : { score }), isExploited } : {}) }));
  const words = input.criteria.map(({ advisory, statement, evidence }): Json => ({ advisory, statement, evidence }));
  const type = isExpedited ? 'normal' : 'emergency';
  const events = [
    emergencyEvent(change, 'emergency.declared', { isExpedited, criteria: codes }, { criteria: words, justification, team: input.team || teamOf(dossier) }),
    // An expedited change is a Normal one from here on; a declared one takes the way of emergencies.
    ...(change.fields.type === type ? [] : [emergencyEvent(change, 'change.edited', { type })]),
  ];
  return { ...accept(...events), isExpedited };
}

/** Whose emergency it is where nobody says: who the service belongs to, else who owns the change. */
const teamOf = ({ change, service }: Pick<Dossier, 'change' | 'service'>): string => change.foreign['team'] || service?.owner || change.fields.owner;

/** Seats whose term covers the day. */
const inTerm = (seats: readonly BoardSeat[], { now }: By): BoardSeat[] => seatsOn(seats, now.slice(0, 10));
const chairs = /\b(?:chair|deputy)\b/i;
const lay = /\b(?:chair|deputy|business|customer|finance|legal|communications?)\b/i;
/** EMG-02: whoever chairs, or holds a voting seat of the board as its chair or deputy. */
export const isChairOrDeputy = ({ id, roles }: Pick<Actor, 'id' | 'roles'>, seats: readonly BoardSeat[]): boolean =>
  roles.includes('chair') || seats.some((seat) => (seat.person === id && seat.isVoting && chairs.test(seat.function)) || (seat.deputy === id && sameFunction(seat.function, 'chair')));
/** EMG-02: a technical reviewer, or a voting member of the board in a technical function. */
export const isTechnicalAuthority = ({ id, roles }: Pick<Actor, 'id' | 'roles'>, seats: readonly BoardSeat[]): boolean => roles.includes('technical-reviewer') || seats.some((seat) => seat.person === id && seat.isVoting && !lay.test(seat.function));

const isOwn = ({ fields, createdBy }: Change, { id, name }: Pick<Actor, 'id' | 'name'>): boolean => createdBy === id || fields.requester === name || fields.owner === name;
const signing = (actor: Actor, roles: readonly Role[]): Role | undefined => roles.find((role) => actor.roles.includes(role));
const memberRoles = ['technical-reviewer', 'chair', 'member', 'release-manager', 'service-owner'] as const;

/** EMG-01 once more before anybody decides: an incident that was closed in the meantime is no ground. */
export function refuseCriterion({ change, emergency: { sheet, incidents } }: Pick<Dossier, 'change' | 'emergency'>): Refused | null {
  if (!isDeclared(sheet)) return refuse('emergency_undeclared', { change: change.number });
  const proved = sheet.declared.value.criteria.filter(isEvidenced);
  const closed = proved.map(({ incident }) => (incident === null ? undefined : incidents[incident])).find((it) => it !== undefined && incidentStateOf(it) === 'closed');
  return closed?.closed && proved.every(({ incident }) => incident !== null && incidents[incident]?.closed) ? refuse('incident_closed', { incident: closed.number, closedAt: closed.closed.at }) : null;
}

const maySit = (dossier: EmergencyDossier, { actor }: By): Refused | null => {
  const { change } = dossier;
  return firstRefusal(change.isArriving ? refuse('arriving') : null, notEmergency(dossier), heldBack(change), change.state === 'awaiting-authorisation' ? null : refuse('not_awaiting_authorisation', { state: change.state }),
    refuseCriterion(dossier), isOwn(change, actor) ? refuse('own_change') : null);
};
export const mayBallot = (dossier: EmergencyDossier, by: By): Refused | null => firstRefusal(needs('ballotEmergency', by.actor), maySit(dossier, by));
/** EMG-02: a signed ballot of a member of the emergency CAB, bound to the revision on the screen. */
export function castBallot(dossier: EmergencyDossier, seats: readonly BoardSeat[], act: { input: Input<'emergency.castBallot'>; ballot: string; by: By }): Events {
  const { input, ballot, by } = act;
  const no = mayBallot(dossier, by);
  if (no) return no;
  const sitting = inTerm(seats, by);
  const seat = isTechnicalAuthority(by.actor, sitting) ? 'technical' : isChairOrDeputy(by.actor, sitting) ? 'chair' : null;
  const role = signing(by.actor, memberRoles);
  if (seat === null || role === undefined) return refuse('not_a_member');
  if (input.vote === 'reject' && input.reason.trim() === '') return refuse('reason_needed', { what: 'a vote against' }, { field: 'reason' });
  const earlier = dossier.emergency.sheet!.ballots.filter((known) => known.by === by.actor.id).map(({ id }) => id);
  return accept(emergencyEvent(dossier.change, 'emergency.ballotCast', { ballot, seat, vote: input.vote, role, rev: dossier.change.revision, supersedes: earlier }, { reason: input.reason.trim() }));
}

export type Session = { meeting: string; isRunning: boolean; state: string; technical: (Pick<Actor, 'id' | 'name' | 'roles'> & { isPresent: boolean }) | null };
/** The technical half of the quorum: somebody in the room, or signed ballots for the change as it stands. */
function technicalHalf(dossier: EmergencyDossier, seats: readonly BoardSeat[], session: Session | null, { actor }: By): { technical: string; ballots: string[] } | Refused {
  const { change } = dossier;
  if (session) {
    if (!session.isRunning) return refuse('meeting_not_running', { state: session.state });
    const { technical } = session;
    if (!technical) return refuse('no_technical_authority', { problem: 'say who of them is in the session' }, { field: 'technical' });
    const problem = technical.id === actor.id ? 'the second person is another one than the chair' : isOwn(change, technical) ? `${technical.name} asked for the change` : !isTechnicalAuthority(technical, seats) ? `${technical.name} is none` : technical.isPresent ? null : `${technical.name} is not noted as present`;
    return problem === null ? { technical: technical.id, ballots: [] } : refuse('no_technical_authority', { problem }, { field: 'technical' });
  }
  const cast = ballotsFor(dossier.emergency.sheet!, change.revision).filter(({ by }) => by !== actor.id);
  const against = cast.filter(({ vote }) => vote === 'reject').length;
  const first = cast.find(({ seat, vote }) => seat === 'technical' && vote === 'approve');
  if (!first) return refuse('no_technical_authority', { problem: cast.length === 0 ? 'no ballot has been cast for the change as it stands' : 'no technical authority has voted for it' });
  // Whoever authorises votes for it.
  return against * 2 >= cast.length + 1 ? refuse('emergency_voted_down', { against, cast: cast.length + 1 }) : { technical: first.by, ballots: cast.map(({ id }) => id) };
}

export function mayAuthorise(dossier: EmergencyDossier, by: By): Refused | null {
  const { fields } = dossier.change;
  return firstRefusal(needs('authoriseEmergency', by.actor), maySit(dossier, by), fields.environment.trim() === '' || fields.items.length === 0 ? refuse('emergency_scope_needed') : null);
}

/** Papers that are still blank: they may follow within a day (EMG-04). */
function deferredIn({ fields, score, tier }: Change): Deferrable[] {
  const blank = (['implementationPlan', 'testPlan', 'backoutPlan', 'rollbackCriteria'] as const).filter((field) => fields[field].trim() === '');
  return score === null && tier === null ? [...blank, 'riskAssessment'] : blank;
}

/** `APR-04/technical` is a piece of the rule APR-04. */
export const ruleOf = ({ rule }: Pick<Piece, 'rule'>): string => rule.split('/')[0] ?? rule;
/** What a decision lacks beside the word of those who decide, with the control that could be set aside for it. */
export function lackingOf(gaps: readonly Piece[]): { control: ControlId | null; label: string }[] {
  return gaps.filter(({ id }) => !id.startsWith('emergency:') && !id.startsWith('authority:')).map((piece) => ({ control: controlIds.find((id) => (controls[id].rules as readonly string[]).includes(ruleOf(piece))) ?? null, label: piece.label }));
}

type Authorising = { /** What the gate of the decision lacks: each of it is listed as bypassed. */ gaps: readonly Piece[]; input: Pick<Input<'emergency.authorise'>, 'hours' | 'bypassed' | 'reason'>; session: Session | null; ids: { authorisation: string; decision: string; reviewTask: string }; by: By };
/**
 * EMG-02: the decision of the emergency CAB with its reduced quorum, signed by the chair or deputy. It lasts at most the hours of the policy, covers the
 * environment and the items of the change, lists what it bypasses, and makes the task of the review that follows. It is the change's decision as well.
 */
export function authoriseEmergency(dossier: EmergencyDossier, seats: readonly BoardSeat[], act: Authorising): Events {
  const { input, session, ids, by } = act;
  const { change, policy, scope } = dossier;
  const no = firstRefusal(mayAuthorise(dossier, by), isChairOrDeputy(by.actor, inTerm(seats, by)) ? null : refuse('not_chair_or_deputy'));
  if (no) return no;
  const most = Math.min(policy.emergency.hours, policy.emergency.ceilingHours);
  if (input.hours > most) return refuse('emergency_too_long', { most }, { field: 'hours' });
  const half = technicalHalf(dossier, inTerm(seats, by), session, by);
  if ('ok' in half) return half;
  const unlisted = lackingOf(act.gaps).filter(({ control }) => !input.bypassed.some((listed) => listed.control === control));
  if (unlisted.length > 0) return refuse('controls_unlisted', { controls: unlisted.map(({ label }) => label) }, { field: 'bypassed' });
  const role = signing(by.actor, ['chair', 'member'])!;
  const until = later(by.now, input.hours * 60);
  const earlier = dossier.emergency.sheet!.authorisations.filter(({ isSuperseded }) => !isSuperseded).map(({ id }) => id);
  const bypassed: { control: ControlId; reason: string }[] = input.bypassed.filter(({ control }, i) => input.bypassed.findIndex((other) => other.control === control) === i);
  const signed = { role, rev: change.revision };
  const data = { ...signed, authorisation: ids.authorisation, supersedes: earlier, scope, policy: policy.version, how: session ? 'session' : 'ballot', meeting: session?.meeting ?? null, ...half, until, bypassed: bypassed.map(({ control }) => control), deferred: deferredIn(change), reviewTask: ids.reviewTask };
  const reason = input.reason.trim();
  const words = { environment: change.fields.environment, items: change.fields.items, reasons: bypassed.map((one) => one.reason), reason };
  return accept(emergencyEvent(change, 'emergency.authorised', data, words),
    emergencyEvent(change, 'cab.decisionRecorded', { ...signed, decision: ids.decision, meeting: session?.meeting ?? '', verdict: 'approved', policy: policy.version, supersedes: openDecisions(change).map(({ id }) => id) }, { reason: reason || `Emergency, until ${until}` }));
}

export function mayExtend(dossier: EmergencyDossier, { actor }: By): Refused | null {
  const { change, emergency: { sheet } } = dossier;
  const authorisation = sheet && authorisationOf(sheet);
  const isOver = sheet !== null && finishedAt({ emergency: sheet, change }) !== null;
  return firstRefusal(needs('authoriseEmergency', actor), notEmergency(dossier), isOver ? refuse('field_settled', { field: 'The authorisation', state: change.state }) : null, authorisation ? null : refuse('emergency_unauthorised', { change: change.number }), isOwn(change, actor) ? refuse('own_change') : null,
    authorisation && authorisation.extensions.length > 0 ? refuse('emergency_extended_once') : null, authorisation && authorisation.scope !== dossier.scope ? refuse('emergency_outdated', { change: change.number }) : null);
}
/** EMG-02: once, at most the hours of the policy from now, and never past the ceiling from its start. */
export function extendEmergency(dossier: EmergencyDossier, input: Pick<Input<'emergency.extend'>, 'hours' | 'reason'>, seats: readonly BoardSeat[], by: By): Events {
  const { change, policy: { emergency: { hours, ceilingHours } } } = dossier;
  const no = firstRefusal(mayExtend(dossier, by), isChairOrDeputy(by.actor, inTerm(seats, by)) ? null : refuse('not_chair_or_deputy'));
  if (no) return no;
  const authorisation = authorisationOf(dossier.emergency.sheet!)!;
  const until = later(endOf(authorisation) > by.now ? endOf(authorisation) : by.now, input.hours * 60);
  if (input.hours > hours) return refuse('emergency_too_long', { most: hours, in: 'for an extension' }, { field: 'hours' });
  if (until > later(authorisation.at, ceilingHours * 60)) return refuse('emergency_too_long', { most: ceilingHours, in: 'with its extension' }, { field: 'hours' });
  return accept(emergencyEvent(change, 'emergency.extended', { authorisation: authorisation.id, until, role: signing(by.actor, ['chair', 'member'])!, rev: change.revision, supersedes: [] }, { reason: input.reason.trim() }));
}
