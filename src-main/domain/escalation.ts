// Who else must look at an item before it is decided: an expert who is asked, or a board of a higher level (CAB-07).
import { escalationCauses, referralViews } from '#contract/escalation.ts';
import type { escalationReasons } from '#contract/escalation.ts';
import type { Board } from './board.ts';
import { businessDaysAfter, endOfDayIn } from './business-days.ts';
import type { Dossier } from './dossier.ts';
import type { DomainEvent, EventType, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { oneIn, textIn, timeIn, wholeIn } from './json-values.ts';
import { needs, permissions } from './roles.ts';
import { sheet } from './sheet.ts';
import type { Actor, By, Refused, Verdict } from './verdict.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';

export type ReferralView = (typeof referralViews)[number];
export type EscalationReason = (typeof escalationReasons)[number];
type Cause = (typeof escalationCauses)[number];
type Said = { by: string; at: string };
/** `expert` is a person by UUID, `level` that of the board that asks. */
export type Referral = Said & { id: string; expert: string; question: string; dueAt: string; level: number; meeting: string; board: string; answer: (Said & { view: ReferralView; opinion: string }) | null; withdrawn: (Said & { reason: string }) | null };
export type Escalation = Said & { id: string; level: number; why: Cause; reason: string; referral: string | null };
/** What became of one change on its way up. */
export type Path = { change: string; referrals: Referral[]; escalations: Escalation[] };

export const levels = ['', 'Domain board', 'CAB', 'Enterprise board', 'Executive board'] as const;
export const topLevel = 4;
/** Business days an expert has to answer. */
export const answerDays = 2;

function referredIn(event: StampedEvent): Referral | null {
  const { data, text } = event;
  const [id, expert, dueAt] = [textIn(data['referral']), textIn(data['expert']), timeIn(data['dueAt'])];
  if (id === '' || expert === '' || dueAt === null) return null;
  return { id, expert, dueAt, question: textIn(text['question']) || '(erased)', level: wholeIn(data['level'], 1, topLevel) ?? 2, meeting: textIn(data['meeting']), board: textIn(data['board']), by: idOf(event.by), at: event.at, answer: null, withdrawn: null };
}
function escalatedIn(event: StampedEvent): Escalation | null {
  const { data, text } = event;
  const [id, level, why] = [textIn(data['escalation']), wholeIn(data['level'], 2, topLevel), oneIn(data['why'], escalationCauses)];
  return id === '' || level === null || why === null ? null : { id, level, why, reason: textIn(text['reason']), referral: textIn(data['referral']) || null, by: idOf(event.by), at: event.at };
}
const onReferral = (path: Path, event: StampedEvent, alter: (referral: Referral) => Referral): Path => ({ ...path, referrals: path.referrals.map((one) => (one.id === event.data['referral'] ? alter(one) : one)) });

const steps: Partial<Record<EventType, (path: Path, event: StampedEvent) => Path>> = {
  'referral.made': (path, event) => {
    const made = referredIn(event);
    return made === null || path.referrals.some(({ id }) => id === made.id) ? path : { ...path, referrals: [...path.referrals, made] };
  },
  // Only the expert answers, and once: what was written first stands.
  'referral.answered': (path, event) => onReferral(path, event, (one) => {
    const view = oneIn(event.data['view'], referralViews);
    return view === null || one.answer !== null || one.expert !== idOf(event.by) ? one : { ...one, answer: { view, opinion: textIn(event.text['opinion']) || '(erased)', by: idOf(event.by), at: event.at } };
  }),
  'referral.withdrawn': (path, event) => onReferral(path, event, (one) => (one.withdrawn ? one : { ...one, withdrawn: { reason: textIn(event.text['reason']), by: idOf(event.by), at: event.at } })),
  // Two laptops may both find a referral overdue; it goes up once.
  'escalation.raised': (path, event) => {
    const raised = escalatedIn(event);
    return raised === null || path.escalations.some(({ id, referral }) => id === raised.id || (referral !== null && referral === raised.referral)) ? path : { ...path, escalations: [...path.escalations, raised] };
  },
};

const isOpen = ({ answer, withdrawn }: Referral): boolean => answer === null && withdrawn === null;
const wentUp = ({ escalations }: Path, { id }: Referral): boolean => escalations.some(({ referral }) => referral === id);
/** Open referrals that have not gone up yet. */
const waiting = (path: Path): Referral[] => path.referrals.filter((one) => isOpen(one) && !wentUp(path, one));

/** `waiting`: somebody is asked and the day counts; `late`: it went up, and an answer is still welcome. */
export const pathSheet = sheet<Path>({
  name: 'escalation', kind: 'change', types: ['referral.made', 'referral.answered', 'referral.withdrawn', 'escalation.raised'],
  fold: (before, event) => {
    const path = before ?? { change: idOf(event.subject), referrals: [], escalations: [] };
    const after = steps[event.type]?.(path, event) ?? path;
    return after.referrals.length + after.escalations.length === 0 ? null : after;
  },
  columns: (path) => ({
    state: waiting(path).length > 0 ? 'waiting' : path.referrals.some(isOpen) ? 'late' : 'settled',
    dueAt: waiting(path).map(({ dueAt }) => dueAt).toSorted()[0] ?? null,
  }),
});

export const standingOf = ({ answer, withdrawn, dueAt }: Referral, now: string): 'waiting' | 'overdue' | 'answered' | 'withdrawn' =>
  (answer !== null ? 'answered' : withdrawn !== null ? 'withdrawn' : dueAt < now ? 'overdue' : 'waiting');

/** An escalation for silence falls when it turns out that the expert had answered in time, on a laptop that was heard of later. */
export const standingEscalations = ({ referrals, escalations }: Pick<Path, 'referrals' | 'escalations'>): Escalation[] => escalations.filter(({ why, referral }) => {
  const asked = why === 'unanswered' ? referrals.find(({ id }) => id === referral) : undefined;
  return asked?.answer == null || asked.answer.at > asked.dueAt;
});

/** Business units whose services a change touches, each once, by name. */
export function unitsOf({ service, impact }: Pick<Dossier, 'service' | 'impact'>): string[] {
  const units = [service?.unit ?? '', ...(impact?.services ?? []).map(({ unit }) => unit ?? '')].map((unit) => unit.trim()).filter((unit) => unit !== '');
  return units.filter((unit, i) => units.findIndex((other) => other.toLowerCase() === unit.toLowerCase()) === i).toSorted();
}

const causeWords: Record<Cause, string> = { 'no-context': 'The board declared that it lacks the technical context', 'tied-vote': 'The vote was tied', asked: 'The chair handed it up', unanswered: 'An expert did not answer in time' };
export type Required = { level: number; because: string[] };
/**
 * CAB-07: the lowest level that may decide. Two business units go to the enterprise board, a Critical change to the CAB at least (where an executive
 * speaks as well, APR-01); what was handed up stays up.
 */
export function requiredLevel(dossier: Pick<Dossier, 'change' | 'service' | 'impact' | 'path'>): Required {
  const units = unitsOf(dossier);
  const raised = dossier.path === null ? [] : standingEscalations(dossier.path);
  const causes = [
    ...(units.length >= 2 ? [{ level: 3, said: `It touches ${units.length} business units: ${units.join(', ')}` }] : []), ...(dossier.change.tier === 'critical' ? [{ level: 2, said: 'Its risk is Critical' }] : []),
    ...raised.map(({ level, why, reason }) => ({ level, said: reason === '' ? causeWords[why] : `${causeWords[why]}: ${reason}` })),
  ];
  const level = Math.max(1, ...causes.map((cause) => cause.level));
  return { level, because: causes.filter((cause) => cause.level === level).map(({ said }) => said) };
}
/** The level that must decide, where it is above the board; null when the board may. */
export function levelAbove(board: Pick<Board, 'charter'>, dossier: Parameters<typeof requiredLevel>[0]): Required | null {
  const required = requiredLevel(dossier);
  return required.level > board.charter.level ? required : null;
}

const event = (change: string, type: EventType, data: Record<string, Json>, text?: Record<string, Json>): DomainEvent => ({ type, subject: subjectOf('change', change), data, ...(text ? { text } : {}) });
type Events = Verdict<DomainEvent>;
/** An expert by UUID; `alike` are the people who hold or held that person's key. */
export type Expert = { id: string; name: string; isSuspended: boolean; alike: readonly { id: string; name: string }[] };
export type Referring = { id: string; expert: Expert; question: string; dueOn: string | undefined; meeting: string; board: Board };

/** CAB-07: whoever asked for the change or owns it answers no question about it, nor does the chair who asks. */
export function mayRefer({ change, path }: Pick<Dossier, 'change' | 'path'>, expert: Expert, { actor }: By): Refused | null {
  const own = [change.fields.requester, change.fields.owner];
  const isOwn = [expert, ...expert.alike].some(({ id, name }) => id === change.createdBy || own.includes(name));
  const isAsked = path?.referrals.some((one) => one.expert === expert.id && isOpen(one)) ?? false;
  return firstRefusal(isOwn ? refuse('referral_to_requester', { person: expert.name, change: change.number }, { field: 'expert' }) : null, expert.id === actor.id ? refuse('referral_to_self', {}, { field: 'expert' }) : null,
    expert.isSuspended ? refuse('expert_suspended', { person: expert.name }, { field: 'expert' }) : null, isAsked ? refuse('referral_open', { person: expert.name, change: change.number }, { field: 'expert' }) : null);
}
export function refer(dossier: Pick<Dossier, 'change' | 'path'>, { id, expert, question, dueOn, meeting, board }: Referring, by: By): Events {
  const no = firstRefusal(mayRefer(dossier, expert, by), question.trim() === '' ? refuse('question_needed', {}, { field: 'question' }) : null);
  if (no) return no;
  const { zone, charter: { holidays, level } } = board;
  const dueAt = dueOn === undefined ? businessDaysAfter(by.now, answerDays, { zone, holidays }) : endOfDayIn(zone, dueOn);
  if (dueAt <= by.now) return refuse('due_day_past', { day: dueOn }, { field: 'dueOn' });
  return accept(event(dossier.change.id, 'referral.made', { referral: id, expert: expert.id, dueAt, meeting, board: board.id, level }, { question }));
}

export type HandingUp = { id: string; board: Board; why: EscalationReason; reason: string; isTied: boolean };
/** CAB-07: one level above the board, or above what is required already. */
export function escalate(dossier: Pick<Dossier, 'change' | 'service' | 'impact' | 'path'>, { id, board, why, reason, isTied }: HandingUp): Events {
  const from = board.charter.level;
  const no = firstRefusal(from >= topLevel ? refuse('no_higher_level', { board: board.name }) : null, why === 'tied-vote' && !isTied ? refuse('vote_not_tied', { change: dossier.change.number }, { field: 'why' }) : null,
    reason.trim() === '' ? refuse('reason_needed', { what: 'an escalation' }, { field: 'reason' }) : null);
  return no ?? accept(event(dossier.change.id, 'escalation.raised', { escalation: id, from, level: Math.max(from + 1, requiredLevel(dossier).level), why }, { reason }));
}

/** The question that waits for a person, if one does; late ones may still be answered. */
export const askedOf = (path: Path | null, person: string): Referral | null => path?.referrals.find((one) => one.expert === person && isOpen(one)) ?? null;
const roleFor = (actor: Actor): string => actor.roles.find((role) => (permissions.answerReferral as readonly string[]).includes(role)) ?? '';
export const mayAnswer = ({ change, path }: Pick<Dossier, 'change' | 'path'>, { actor }: By): Refused | null =>
  firstRefusal(needs('answerReferral', actor), askedOf(path, actor.id) === null ? refuse('not_asked', { person: actor.name, change: change.number }) : null);
/** The opinion, bound to the revision that the expert had before them; signed when appended. */
export function answerReferral(dossier: Pick<Dossier, 'change' | 'path'>, { view, opinion }: { view: ReferralView; opinion: string }, by: By): Events {
  const no = firstRefusal(mayAnswer(dossier, by), opinion.trim() === '' ? refuse('reason_needed', { what: 'an opinion' }, { field: 'opinion' }) : null);
  return no ?? accept(event(dossier.change.id, 'referral.answered', { referral: askedOf(dossier.path, by.actor.id)!.id, view, role: roleFor(by.actor), rev: dossier.change.revision, supersedes: [] }, { opinion }));
}

export function withdrawReferral({ change, path }: Pick<Dossier, 'change' | 'path'>, { expert, reason }: { expert: { id: string; name: string }; reason: string }, { actor }: By): Events {
  const asked = askedOf(path, expert.id);
  return firstRefusal(needs('runMeeting', actor), asked === null ? refuse('not_asked', { person: expert.name, change: change.number }) : null) ?? accept(event(change.id, 'referral.withdrawn', { referral: asked!.id }, { reason }));
}

/** CAB-07: a question nobody answered in time hands the item up one level; once for each question. */
export function escalateOverdue(path: Path, newId: () => string, now: string): DomainEvent[] {
  return waiting(path).filter(({ dueAt, level }) => dueAt < now && level < topLevel)
    .map(({ id, level }) => event(path.change, 'escalation.raised', { escalation: newId(), referral: id, from: level, level: level + 1, why: 'unanswered' }));
}
