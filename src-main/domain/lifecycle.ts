// The life cycle of a change as data (design, section 9) and the acts that walk it. What is not in the table is refused.
import type { Asked, Input } from '#contract/index.ts';
import type { ChangeFields, ChangeState, Tier } from '#contract/change.ts';
import { materialFields, splitFields } from './change.ts';
import type { Change } from './change.ts';
import { completes, decideApproval, routeOf } from './approval.ts';
import type { Deciding } from './approval.ts';
import { isTaken } from './dossier.ts';
import type { Dossier } from './dossier.ts';
import type { DomainEvent, EventType, Json } from './event.ts';
import { subjectOf } from './event.ts';
import { isLacking, piecesOf, refuseGate } from './gates.ts';
import { dutyConflict, planFields } from './duties.ts';
import { assessedBy } from './risk-acts.ts';
import { heldBack, isUndecided } from './merge-change.ts';
import { endsBeforeStart, labels, missingForSubmission } from './readiness.ts';
import { needs } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { Actor, By, Refused, Verdict } from './verdict.ts';
import { refuseZone } from './zone.ts';

/** From each state, the states an act of a person can lead to (CHG-03). Decisions of a board add theirs in `cab.ts`. */
export const transitions: Record<ChangeState, readonly ChangeState[]> = {
  draft: ['submitted', 'cancelled'],
  returned: ['submitted', 'cancelled'],
  submitted: ['assessment', 'authorised', 'awaiting-authorisation', 'returned', 'cancelled'],
  assessment: ['awaiting-authorisation', 'returned', 'cancelled'],
  'awaiting-authorisation': ['authorised', 'deferred', 'rejected', 'returned', 'cancelled'],
  deferred: ['awaiting-authorisation', 'cancelled'],
  authorised: ['scheduled', 'awaiting-authorisation', 'cancelled'],
  scheduled: ['authorised', 'implementing', 'awaiting-authorisation', 'cancelled'],
  implementing: ['validating'],
  validating: ['implementing', 'implemented'],
  implemented: ['under-review', 'closed'],
  'under-review': ['closed'],
  closed: [], rejected: [], cancelled: [],
};

type ChangeVerdict = Verdict<DomainEvent>;
const event = (change: Pick<Change, 'id'>, type: EventType, data: Record<string, Json> = {}, text?: Record<string, Json>): DomainEvent =>
  text ? { type, subject: subjectOf('change', change.id), data, text } : { type, subject: subjectOf('change', change.id), data };

/** CHG-03: whether the table allows this step now. */
export const mayMove = (change: Pick<Change, 'state' | 'isArriving'>, to: ChangeState): Refused | null =>
  change.isArriving ? refuse('arriving')
  : transitions[change.state].includes(to) ? null : refuse('transition_not_allowed', { from: change.state, to });

const isOwn = (change: Change, actor: Actor): boolean =>
  change.createdBy === actor.id || change.fields.requester === actor.name || change.fields.owner === actor.name || actor.roles.includes('change-manager');
const ownOnly = (change: Change, actor: Actor): Refused | null => (isOwn(change, actor) ? needs('raise', actor) : refuse('not_the_requester'));

/** CHG-01: raises a draft; the caller supplies its UUID and number. */
export function createChange(id: string, number: string, fields: Partial<ChangeFields>, { actor }: By): ChangeVerdict {
  const no = firstRefusal(needs('raise', actor), refuseZone(fields.zone));
  if (no) return no;
  const { data, text } = splitFields({ requester: actor.name, owner: actor.name, type: 'normal', ...fields }, false);
  return accept(event({ id }, 'change.created', { ...data, number }, text));
}

/** States in which a person may still edit; later ones are settled. */
const editable: readonly ChangeState[] = ['draft', 'returned', 'submitted', 'assessment', 'awaiting-authorisation', 'deferred', 'authorised', 'scheduled'];
export function mayEdit(change: Change, { actor }: By): Refused | null {
  if (change.isArriving) return refuse('arriving');
  if (!editable.includes(change.state)) return refuse('field_settled', { field: 'The change', state: change.state });
  return actor.roles.includes('release-manager') ? needs('raise', actor) : ownOnly(change, actor);
}

const same = (a: unknown, b: unknown): boolean => (Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((x, i) => x === b[i]) : a === b);

/** CHG-03: keeps only what differs; a material difference after authorisation voids it. */
export function editChange(change: Change, fields: Partial<ChangeFields>, by: By): ChangeVerdict {
  const no = mayEdit(change, by);
  if (no) return no;
  const differing = Object.fromEntries(Object.entries(fields).filter(([name, value]) => !same(value, change.fields[name as keyof ChangeFields]))) as Partial<ChangeFields>;
  if (Object.keys(differing).length === 0) return accept<DomainEvent>();
  const wrong = firstRefusal(refuseZone(differing.zone), endsBeforeStart({ ...change.fields, ...differing }) ? refuse('end_before_start', {}, { field: 'plannedEndAt' }) : null);
  if (wrong) return wrong;
  const isAuthorised = change.state === 'authorised' || change.state === 'scheduled';
  const voids = isAuthorised && materialFields.some((name) => name in differing);
  const { data, text } = splitFields(differing, true);
  return accept(event(change, 'change.edited', voids ? { ...data, voids: true } : data, text));
}

/** APR-03: an edit of the plans makes its writer an author of them. Whom an edit names to a duty is told of as a violation where a rule forbids it, since naming them is no act of theirs. */
export const refuseAuthor = (after: Dossier, fields: Partial<ChangeFields>, by: By): Refused | null =>
  (planFields.some((name) => (fields[name] ?? '') !== '') ? dutyConflict('author', by, after) : null);

export const maySubmit = (dossier: Dossier, { actor, now }: By): Refused | null => {
  const { change } = dossier;
  const isByModel = change.fields.type === 'standard' && change.fields.model !== '';
  const no = firstRefusal(mayMove(change, 'submitted'), ownOnly(change, actor), isByModel ? heldBack(change) : null);
  if (no) return no;
  const missing = missingForSubmission(change.fields);
  if (missing.length > 0) return refuse('incomplete', { fields: missing.map((m) => (m.problem === 'inconsistent' ? `${m.label} (not after the start)` : m.label)), missing });
  return refuseGate('submission', dossier, now);
};

/**
 * CHG-01: a Normal change goes to assessment. APR-02: a Standard one within the limits of its model is authorised at once, with the model and the board's decision
 * cited. EMG-01: an Emergency with an evidenced criterion awaits authorisation; without one it is handled as an expedited Normal.
 */
export function submitChange(dossier: Dossier, by: By): ChangeVerdict {
  const no = maySubmit(dossier, by);
  if (no) return no;
  const { change } = dossier;
  const { because } = routeOf(dossier, by.now);
  if (change.fields.type === 'standard' && because.code === 'model') {
    const { model, version, decision } = because;
    return accept(event(change, 'change.submitted', { next: 'submitted' }), event(change, 'change.authorisedByModel', { version, decision, policy: dossier.policy.version }, { model }));
  }
  const isEmergency = change.fields.type === 'emergency' && piecesOf(dossier, by.now).every((piece) => piece.id !== 'emergency:criterion' || !isLacking(piece));
  return accept(event(change, 'change.submitted', { next: isEmergency ? 'awaiting-authorisation' : 'assessment' }));
}

/** The risk that goes before the authority: of the signed assessment, or what another tool found out. */
const riskOf = (dossier: Dossier): { score: number; tier: Tier } | null => {
  const { change: { score, tier } } = dossier;
  return assessedBy(dossier) ?? (isTaken(dossier) && dossier.risk === null && score !== null && tier !== null ? { score, tier } : null);
};
/** Design, section 9: to Awaiting authorisation, with everything that must be there before an authority looks at it (RISK-02, APR-04, BCK-03). */
export const mayAssess = (dossier: Dossier, { actor, now }: By): Refused | null => {
  const { change } = dossier;
  const no = firstRefusal(change.state === 'awaiting-authorisation' ? null : mayMove(change, 'awaiting-authorisation'),
    change.state === 'authorised' || change.state === 'scheduled' || change.state === 'deferred' ? refuse('transition_not_allowed', { from: change.state, to: 'awaiting-authorisation' }) : null,
    needs('assess', actor));
  // What another tool never assessed may be given a score by hand.
  return no ?? (isTaken(dossier) && dossier.risk === null ? null : refuseGate('authorisation', atTier(dossier), now));
};
/** The gate asks what the tier of the signed assessment asks for, which the change does not carry yet. */
const atTier = (dossier: Dossier): Dossier => {
  const risk = riskOf(dossier);
  return risk === null || risk.tier === dossier.change.tier ? dossier : { ...dossier, change: { ...dossier.change, score: risk.score, tier: risk.tier } };
};
/** The event that gives a change before its authority another tier; the score stays. */
export const assessedAs = ({ change }: Dossier, tier: Tier): DomainEvent => event(change, 'change.assessed', { ...(change.score === null ? {} : { score: change.score }), tier });

export function assessChange(dossier: Dossier, input: Input<'change.assess'>, by: By): ChangeVerdict {
  const no = mayAssess(dossier, by);
  if (no) return no;
  const signed = assessedBy(dossier);
  if (signed !== null && input.score !== undefined && input.score !== signed.score) return refuse('score_computed', { score: signed.score }, { field: 'score' });
  const risk = signed ?? (input.score === undefined ? riskOf(dossier) : { score: input.score });
  if (risk === null) return refuse('not_assessed');
  return accept(event(dossier.change, 'change.assessed', risk, input.note ? { note: input.note } : undefined));
}

/** APR-01: an authority outside the board says yes or no; with the last yes that is asked for the change is authorised. A yes asks for everything a decision asks for. */
export function decideOutsideBoard(dossier: Dossier, input: Deciding, by: By): ChangeVerdict {
  const said = decideApproval(dossier, input, by);
  if (!said.ok || input.verdict === 'refused') return said;
  const no = firstRefusal(dutyConflict('approver', by, dossier), refuseGate('decision', dossier, by.now));
  if (no) return no;
  const isWhole = completes(dossier, said.events[0]!, by);
  return isWhole ? accept(...said.events, event(dossier.change, 'change.authorised', { authority: routeOf(dossier, by.now).authority, rev: dossier.change.revision, policy: dossier.policy.version })) : said;
}

/** An act that only moves the state: its target, its permission, its event. */
const simple = {
  return: { to: 'returned', permission: 'assess', type: 'change.returned' },
  unschedule: { to: 'authorised', permission: 'schedule', type: 'change.windowGivenUp' },
  retry: { to: 'implementing', permission: 'validate', type: 'change.validationFailed' },
} as const;
export type SimpleAct = keyof typeof simple;
export const mayStep = (act: SimpleAct, change: Change, { actor }: By): Refused | null => {
  const { to, permission } = simple[act];
  if (act === 'unschedule' && change.state !== 'scheduled') return refuse('transition_not_allowed', { from: change.state, to });
  if (act === 'retry' && change.state !== 'validating') return refuse('transition_not_allowed', { from: change.state, to });
  // While decisions wait for a person they say where the change stands; sending it back would move nothing.
  if (act === 'return' && isUndecided(change)) return heldBack(change);
  return firstRefusal(mayMove(change, to), needs(permission, actor));
};
export const stepChange = (act: SimpleAct, change: Change, reason: string, by: By): ChangeVerdict =>
  mayStep(act, change, by) ?? accept(event(change, simple[act].type, {}, { reason }));

export const maySchedule = (dossier: Dossier, { actor, now }: By): Refused | null => {
  const { change } = dossier;
  return firstRefusal(mayMove(change, 'scheduled'), needs('schedule', actor), heldBack(change),
    change.fields.plannedStartAt === null || change.fields.plannedEndAt === null ? refuse('incomplete', { fields: [labels['window']] }) : null) ?? refuseGate('schedule', dossier, now);
};
export const scheduleChange = (dossier: Dossier, by: By): ChangeVerdict => maySchedule(dossier, by) ?? accept(event(dossier.change, 'change.scheduled'));

/** The window must be open and every condition due before the start must be met (design, section 9). */
export const mayStart = (dossier: Dossier, { actor, now }: By): Refused | null => {
  const { change } = dossier;
  const no = firstRefusal(change.state === 'scheduled' ? null : refuse('transition_not_allowed', { from: change.state, to: 'implementing' }), mayMove(change, 'implementing'), needs('implement', actor), heldBack(change), dutyConflict('implementer', { actor, now }, dossier));
  const open = no ?? refuseGate('start', dossier, now);
  if (open) return open;
  const opensAt = change.fields.plannedStartAt;
  return opensAt !== null && now < opensAt ? refuse('window_not_open', { opensAt }) : null;
};
export const startChange = (dossier: Dossier, by: By): ChangeVerdict => mayStart(dossier, by) ?? accept(event(dossier.change, 'change.implementationStarted'));

/** APR-03: whoever says that the work is done stands as an implementer of it. */
export const mayFinish = (dossier: Dossier, by: By): Refused | null => firstRefusal(mayMove(dossier.change, 'validating'), needs('implement', by.actor), dutyConflict('implementer', by, dossier));
export const finishChange = (dossier: Dossier, input: Input<'change.finish'>, by: By): ChangeVerdict =>
  mayFinish(dossier, by)
  ?? (input.actualEndAt <= input.actualStartAt ? refuse('end_before_start', {}, { field: 'actualEndAt' })
    : accept(event(dossier.change, 'change.implementationFinished', { actualStartAt: input.actualStartAt, actualEndAt: input.actualEndAt })));

/** APR-03: whoever implemented does not validate. */
export const mayValidate = (dossier: Dossier, by: By): Refused | null =>
  firstRefusal(mayMove(dossier.change, 'implemented'), needs('validate', by.actor), dossier.change.startedBy === by.actor.id ? refuse('same_person') : null, dutyConflict('validator', by, dossier));
export const validateChange = (dossier: Dossier, input: Input<'change.validate'>, by: By): ChangeVerdict =>
  mayValidate(dossier, by) ?? accept(event(dossier.change, 'change.validated', { outcome: input.outcome }, input.note ? { note: input.note } : undefined));

/** CHG-06: no closure without an outcome, actual start and end, and a validator. */
export const mayClose = (dossier: Dossier, { actor, now }: By): Refused | null => {
  const { change } = dossier;
  return firstRefusal(mayMove(change, 'closed'), needs('assess', actor),
    change.outcome === null || change.actualStartAt === null || change.actualEndAt === null || change.validator === null ? refuse('outcome_missing') : null) ?? refuseGate('closure', dossier, now);
};
export const closeChange = (dossier: Dossier, input: Asked<'change.close'>, by: By): ChangeVerdict =>
  mayClose(dossier, by) ?? accept(event(dossier.change, 'change.closed', {}, input.reason ? { reason: input.reason } : undefined));

export const mayCancel = (change: Change, { actor }: By): Refused | null => firstRefusal(mayMove(change, 'cancelled'), ownOnly(change, actor));
export const cancelChange = (change: Change, reason: string, by: By): ChangeVerdict => mayCancel(change, by) ?? accept(event(change, 'change.cancelled', {}, { reason }));

export const mayReopen = (change: Change, { actor }: By): Refused | null =>
  firstRefusal(change.state === 'deferred' ? null : refuse('transition_not_allowed', { from: change.state, to: 'awaiting-authorisation' }), needs('assess', actor));
export const reopenChange = (change: Change, reason: string, by: By): ChangeVerdict => mayReopen(change, by) ?? accept(event(change, 'change.cameBack', {}, { reason }));

/** CHG-06: a typed link to a record that exists; `to` is the UUID the caller resolved. */
export function linkChange(change: Change, kind: string, to: string, { actor }: By): ChangeVerdict {
  const no = needs('raise', actor);
  if (no) return no;
  if (change.links.some((l) => l.kind === kind && l.to === to)) return refuse('link_exists');
  return accept(event(change, 'change.linked', { kind, to }));
}

/** CAB-05: a condition is met once. */
export function meetCondition(change: Change, condition: string, note: string, by: By): ChangeVerdict {
  const known = change.decisions.flatMap((d) => d.conditions).find((c) => c.id === condition);
  if (!known) return refuse('record_missing', { record: 'condition', id: condition });
  if (known.metAt !== null) return accept<DomainEvent>();
  return needs('raise', by.actor) ?? accept(event(change, 'change.conditionMet', { condition }, note ? { note } : undefined));
}

/** Every act on the page of a change with its verdict, made by the rules that guard the writes. */
export function mayAll(dossier: Dossier, by: By): Record<string, Refused | null> {
  const { change } = dossier;
  return {
    edit: mayEdit(change, by), submit: maySubmit(dossier, by), assess: mayAssess(dossier, by), return: mayStep('return', change, by), schedule: maySchedule(dossier, by),
    unschedule: mayStep('unschedule', change, by), start: mayStart(dossier, by), finish: mayFinish(dossier, by), retry: mayStep('retry', change, by), validate: mayValidate(dossier, by),
    close: mayClose(dossier, by), cancel: mayCancel(change, by), reopen: mayReopen(change, by), link: needs('raise', by.actor),
  };
}

/** CAB-03: a change without a completed assessment stays off the agenda, and the reason is shown. */
export function mayAdmit(dossier: Dossier, { actor, now }: By): Refused | null {
  const { change } = dossier;
  if (change.isArriving) return refuse('arriving');
  const no = needs('prepareAgenda', actor);
  if (no) return no;
  if (change.state !== 'awaiting-authorisation') return change.score === null && change.tier === null ? refuse('not_assessed') : refuse('not_awaiting_authorisation', { state: change.state });
  return refuseGate('decision', dossier, now);
}
