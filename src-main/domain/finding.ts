// Audit findings (AUD-06): raised against a control, answered by their owner, mended by actions, closed on evidence by somebody else.
import { Temporal } from 'temporal-polyfill';
import { findingEvidenceKinds, findingSeverities, findingSources, remedyKinds } from '#contract/finding.ts';
import type { DomainEvent, EventType, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { dayIn, oneIn, textIn } from './json-values.ts';
import type { Cause } from './past.ts';
import type { PolicyDocument } from './policy-document.ts';
import { needs } from './roles.ts';
import { sheet, writeKept } from './sheet.ts';
import type { Kept } from './sheet.ts';
import { addMonths } from './spans.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

export type Severity = (typeof findingSeverities)[number];
type Said = { by: string; at: string };
export type Remedy = { id: string; kind: (typeof remedyKinds)[number]; text: string; owner: string; dueOn: string; done: (Said & { note: string }) | null };
export type FindingEvidence = Said & { kind: (typeof findingEvidenceKinds)[number]; reference: string; note: string };
export type Finding = {
  id: string; number: string; source: (typeof findingSources)[number]; control: string; /** As whoever raised it stated it. */ severity: Severity; title: string; description: string;
  /** UUID of the change it was found on. */
  change: string | null; owner: string; dueOn: string; raised: Said;
  rootCause: Kept<string> | null; response: Kept<string> | null; actions: Remedy[]; evidence: FindingEvidence[]; closed: (Said & { note: string }) | null;
};
export type FindingState = 'open' | 'answered' | 'to-verify' | 'closed';
/** A finding waits for its verifier once there is evidence and nothing is left to do. */
export const stateOfFinding = ({ closed, evidence, actions, response }: Finding): FindingState =>
  (closed ? 'closed' : evidence.length > 0 && actions.every(({ done }) => done !== null) ? 'to-verify' : response ? 'answered' : 'open');

const said = (event: StampedEvent): Said => ({ by: idOf(event.by), at: event.at });

function raisedIn(event: StampedEvent): Finding | null {
  const { data, text } = event;
  const [severity, source, dueOn] = [oneIn(data['severity'], findingSeverities), oneIn(data['source'], findingSources), dayIn(data['dueOn'])];
  const [control, owner] = [textIn(data['control']), textIn(data['owner'])];
  if (severity === null || source === null || dueOn === null || control === '' || owner === '') return null;
  return {
    id: idOf(event.subject), number: textIn(data['number']), source, control, severity, title: textIn(text['title']), description: textIn(text['description']), change: textIn(data['change']) || null, owner, dueOn, raised: said(event),
    rootCause: null, response: null, actions: [], evidence: [], closed: null,
  };
}

const steps: Partial<Record<EventType, (finding: Finding, event: StampedEvent, cause?: Cause) => Finding>> = {
  // Only the owner's word is an answer, whoever else writes one.
  'finding.answered': (finding, event, cause) => (idOf(event.by) !== finding.owner ? finding : {
    ...finding, rootCause: writeKept(finding.rootCause ?? undefined, textIn(event.text['rootCause']), event, { key: 'rootCause', cause }), response: writeKept(finding.response ?? undefined, textIn(event.text['response']), event, { key: 'response', cause }),
  }),
  'finding.actionAdded': (finding, event) => {
    const [id, kind, dueOn] = [textIn(event.data['action']), oneIn(event.data['kind'], remedyKinds), dayIn(event.data['dueOn'])];
    if (id === '' || kind === null || dueOn === null || finding.actions.some((one) => one.id === id)) return finding;
    return { ...finding, actions: [...finding.actions, { id, kind, text: textIn(event.text['action']), owner: textIn(event.data['owner']), dueOn, done: null }] };
  },
  'finding.actionDone': (finding, event) => ({ ...finding, actions: finding.actions.map((one) => (one.id === event.data['action'] && one.done === null ? { ...one, done: { ...said(event), note: textIn(event.text['note']) } } : one)) }),
  'finding.evidenceAdded': (finding, event) => {
    const [kind, reference] = [oneIn(event.data['kind'], findingEvidenceKinds), textIn(event.text['reference'])];
    return kind === null || reference === '' ? finding : { ...finding, evidence: [...finding.evidence, { ...said(event), kind, reference, note: textIn(event.text['note']) }] };
  },
  // A closure by the owner, or one that had no evidence before it, is none; whoever wrote it.
  'finding.closed': (finding, event) => (finding.closed !== null || !event.isSigned || idOf(event.by) === finding.owner || finding.evidence.length === 0 ? finding : { ...finding, closed: { ...said(event), note: textIn(event.text['note']) } }),
};

export const findingSheet = sheet<Finding>({
  name: 'finding', kind: 'finding', types: ['finding.raised', 'finding.answered', 'finding.actionAdded', 'finding.actionDone', 'finding.evidenceAdded', 'finding.closed'],
  fold: (finding, event, cause) => (finding === null ? (event.type === 'finding.raised' ? raisedIn(event) : null) : steps[event.type]?.(finding, event, cause) ?? finding),
  columns: (finding) => ({ number: finding.number, label: finding.title, state: finding.closed ? 'closed' : 'open', dueAt: finding.closed ? null : finding.dueOn, change: finding.change }),
});

type Placed = Pick<Finding, 'id' | 'number' | 'control' | 'raised'>;
const isBefore = (a: Placed, b: Placed): boolean => (a.raised.at === b.raised.at ? a.number < b.number : a.raised.at < b.raised.at);
/** AUD-06: the last finding on the same control within the months before; derived, so that two laptops that meet agree. */
export function repeatOf<F extends Placed>(finding: Placed, all: readonly F[], months: number): F | null {
  const from = addMonths(finding.raised.at, -months);
  const earlier = all.filter((one) => one.id !== finding.id && one.control === finding.control && one.raised.at >= from && isBefore(one, finding));
  return earlier.reduce<F | null>((last, one) => (last === null || isBefore(last, one) ? one : last), null);
}
const stepUp: Record<Severity, Severity> = { low: 'medium', medium: 'high', high: 'high' };
/** AUD-06: a repeat counts one step graver than it was stated. */
export const severityOf = ({ severity }: Pick<Finding, 'severity'>, isRepeat: boolean): Severity => (isRepeat ? stepUp[severity] : severity);
export const isOverdue = ({ closed, dueOn }: Pick<Finding, 'closed' | 'dueOn'>, now: string): boolean => closed === null && dueOn < now.slice(0, 10);

type Events = Verdict<DomainEvent>;
const event = (id: string, type: EventType, data: Record<string, Json>, text?: Record<string, Json>): DomainEvent => ({ type, subject: subjectOf('finding', id), data, ...(text ? { text } : {}) });

export type Raising = { id: string; number: string; title: string; description: string; source: Finding['source']; control: string; severity: Severity; owner: string; dueOn?: string | undefined; change: string | null };
/** AUD-06: due after 30, 60 or 90 days by the severity that counts, unless a day is said. `earlier`: findings on the same control. */
export function raiseFinding(raising: Raising, facts: { policy: PolicyDocument; earlier: readonly Finding[] }, by: By): Events {
  const { id, number, title, description, source, control, severity, owner, change } = raising;
  const { policy: { findings }, earlier } = facts;
  const counts = severityOf(raising, repeatOf({ id, number, control, raised: { by: by.actor.id, at: by.now } }, earlier, findings.repeatMonths) !== null);
  const today = Temporal.PlainDate.from(by.now.slice(0, 10));
  const dueOn = raising.dueOn ?? today.add({ days: findings.days[counts] }).toString();
  const no = firstRefusal(needs('raiseFinding', by.actor), dueOn < today.toString() ? refuse('finding_due_past', { day: dueOn }, { field: 'dueOn' }) : null);
  return no ?? accept(event(id, 'finding.raised', { number, source, control, severity, owner, dueOn, ...(change === null ? {} : { change }) }, { title, ...(description === '' ? {} : { description }) }));
}

const isOpen = ({ number, closed }: Finding): Refused | null => (closed ? refuse('finding_closed', { finding: number, at: closed.at }) : null);
export const mayAnswerFinding = (finding: Finding, { actor }: By): Refused | null => firstRefusal(isOpen(finding), finding.owner === actor.id ? null : refuse('not_the_finding_owner', { finding: finding.number }));
export const answerFinding = (finding: Finding, { rootCause, response }: { rootCause: string; response: string }, by: By): Events =>
  mayAnswerFinding(finding, by) ?? accept(event(finding.id, 'finding.answered', {}, { rootCause, response }));

/** The owner and those who keep the rules may add actions and evidence; an auditor who would later verify them may not. */
export const mayRemedy = (finding: Finding, { actor }: By): Refused | null => firstRefusal(isOpen(finding), finding.owner === actor.id || finding.actions.some(({ owner }) => owner === actor.id) ? null : needs('remedyFinding', actor));
export const addRemedy = (finding: Finding, { id, kind, text, owner, dueOn }: Omit<Remedy, 'done'>, by: By): Events =>
  mayRemedy(finding, by) ?? (dueOn < by.now.slice(0, 10) ? refuse('finding_due_past', { day: dueOn }, { field: 'dueOn' }) : accept(event(finding.id, 'finding.actionAdded', { action: id, kind, owner, dueOn }, { action: text })));
export function finishRemedy(finding: Finding, { action, note }: { action: string; note: string }, by: By): Events {
  const no = mayRemedy(finding, by);
  if (no) return no;
  const found = finding.actions.find(({ id }) => id === action);
  if (!found) return refuse('record_missing', { record: 'action', id: action });
  return found.done ? accept<DomainEvent>() : accept(event(finding.id, 'finding.actionDone', { action }, note === '' ? undefined : { note }));
}
type NewEvidence = { kind: FindingEvidence['kind']; reference: string; note: string };
/** AUD-06: evidence names something that is there. `isKnown`: whether the policy version is in force, or the change is on record. */
export const addFindingEvidence = (finding: Finding, { kind, reference, note }: NewEvidence, facts: { isKnown: boolean }, by: By): Events =>
  mayRemedy(finding, by) ?? (facts.isKnown ? accept(event(finding.id, 'finding.evidenceAdded', { kind }, { reference, ...(note === '' ? {} : { note }) })) : refuse(kind === 'policy-version' ? 'policy_not_in_force' : 'record_missing', kind === 'policy-version' ? { version: reference } : { record: kind, id: reference }, { field: 'reference' }));

/** AUD-06: closed on evidence, once everything is done, by a person other than its owner under whatever name. */
export function mayCloseFinding(finding: Finding, { alike }: { alike: readonly string[] }, { actor }: By): Refused | null {
  const left = finding.actions.filter(({ done }) => done === null).length;
  return firstRefusal(isOpen(finding), needs('verifyFinding', actor), alike.includes(finding.owner) || finding.owner === actor.id ? refuse('own_finding', { finding: finding.number }) : null,
    finding.evidence.length === 0 ? refuse('finding_evidence_missing', { finding: finding.number }) : null, left > 0 ? refuse('finding_actions_open', { finding: finding.number, left }) : null);
}
export const closeFinding = (finding: Finding, { note, rev }: { note: string; rev: string }, facts: { alike: readonly string[] }, by: By): Events =>
  mayCloseFinding(finding, facts, by) ?? accept(event(finding.id, 'finding.closed', { role: by.actor.roles.find((role) => needs('verifyFinding', { ...by.actor, roles: [role] }) === null)!, rev, supersedes: [] }, { note }));
