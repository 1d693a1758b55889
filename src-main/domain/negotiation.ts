// How a window is agreed with operations (CAL-04): the change proposes, operations counter, somebody accepts, and whoever answers for operations signs.
import type { negotiationStandings } from '#contract/negotiation.ts';
import { roles } from '#contract/people.ts';
import type { Role } from '#contract/people.ts';
import type { Dossier, Piece } from './dossier.ts';
import type { Change } from './change.ts';
import type { DomainEvent, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { oneIn, textIn, timeIn, wholeIn } from './json-values.ts';
import { mayEdit } from './lifecycle.ts';
import { projectionOf, refuseLength, refuseWindow } from './outage.ts';
import type { Span } from './recurrence.ts';
import { needs, permissions } from './roles.ts';
import { sheet } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

type Said = { id: string; by: string; at: string; note: string };
/** `proposed` and `countered` name a window; `accepted` and `confirmed` answer the step of that id. */
export type Step = Said & ({ kind: 'proposed' | 'countered'; window: Span; minutes: number } | { kind: 'accepted' | 'confirmed'; answers: string });
export type Negotiation = { steps: Step[] };
export type Standing = (typeof negotiationStandings)[number];

const mostSteps = 1000;
function stepIn(event: StampedEvent): Step | null {
  const { data, text } = event;
  const said: Said = { id: textIn(data['step']), by: idOf(event.by), at: event.at, note: textIn(text['note']) };
  if (said.id === '') return null;
  if (event.type === 'negotiation.accepted') return { ...said, kind: 'accepted', answers: textIn(data['answers']) };
  if (event.type === 'negotiation.confirmed') return oneIn(data['role'], roles) === null ? null : { ...said, kind: 'confirmed', answers: textIn(data['answers']) };
  const [startsAt, endsAt, minutes] = [timeIn(data['startsAt']), timeIn(data['endsAt']), wholeIn(data['minutes'], 1, 44_640)];
  return startsAt === null || endsAt === null || startsAt >= endsAt || minutes === null ? null : { ...said, kind: event.type === 'negotiation.proposed' ? 'proposed' : 'countered', window: { startsAt, endsAt }, minutes };
}
/** Steps are only ever added. One that answers a window which another laptop had replaced answers nothing, whatever arrives when. */
export const negotiationSheet = sheet<Negotiation>({
  name: 'negotiation', kind: 'change', types: ['negotiation.proposed', 'negotiation.countered', 'negotiation.accepted', 'negotiation.confirmed'],
  fold: (state, said) => {
    const step = stepIn(said);
    const steps = state?.steps ?? [];
    return step === null || steps.length >= mostSteps || steps.some(({ id }) => id === step.id) ? state : { steps: [...steps, step] };
  },
});

export type Naming = Extract<Step, { window: Span }>;
const isNaming = (step: Step): step is Naming => step.kind === 'proposed' || step.kind === 'countered';
/** The window that was named last. */
export const lastNamed = (negotiation: Negotiation | null): Naming | null => negotiation?.steps.findLast(isNaming) ?? null;
/** Whether a step answers a window that no longer stands. */
export const isLost = (step: Step, last: Naming | null): boolean => !isNaming(step) && step.answers !== last?.id;

type On = Pick<Dossier, 'change' | 'negotiation' | 'level' | 'backout' | 'service'>;
const isAt = ({ fields: { plannedStartAt, plannedEndAt } }: Change, { window }: Naming): boolean => plannedStartAt === window.startsAt && plannedEndAt === window.endsAt;
/** How far a window is agreed. A signature counts while its signer answers for operations and the change lies where it lay. */
export function standingOf({ change, negotiation, level }: Pick<On, 'change' | 'negotiation' | 'level'>): Standing {
  const last = lastNamed(negotiation);
  if (last === null) return 'none';
  const answers = negotiation!.steps.filter((step): step is Exclude<Step, Naming> => !isNaming(step) && step.answers === last.id);
  const isAccepted = last.kind === 'proposed' || answers.some(({ kind }) => kind === 'accepted');
  const isConfirmed = isAccepted && answers.some(({ kind, by }) => kind === 'confirmed' && by === level.operations?.id);
  if (isConfirmed) return isAt(change, last) ? 'confirmed' : 'moved';
  return last.kind === 'proposed' ? 'proposed' : isAccepted ? 'accepted' : 'countered';
}

const standingWords: Record<Standing, string> = { none: 'not proposed', proposed: 'proposed', countered: 'countered by operations', accepted: 'accepted', confirmed: 'confirmed', moved: 'moved since it was confirmed' };

const event = ({ id }: Pick<Change, 'id'>, type: DomainEvent['type'], data: Record<string, Json>, note: string): DomainEvent => ({ type, subject: subjectOf('change', id), data, ...(note.trim() === '' ? {} : { text: { note } }) });
type Events = Verdict<DomainEvent>;
export type Proposal = { step: string; window: Span; minutes: number; note: string };
const unnamed = ({ service, change }: On): Refused | null => (service === null ? refuse('service_unnamed', { change: change.number }, { field: 'change' }) : null);
const turn = (on: On, act: string): Refused => refuse('negotiation_turn', { act, change: on.change.number, standing: standingWords[standingOf(on)] });
/** CAL-04: a window that plan and way back do not fit into, or whose outage the month has no room for, is not even named. */
function refuseProposal(on: On, { window, minutes }: Pick<Proposal, 'window' | 'minutes'>): Refused | null {
  if (window.endsAt <= window.startsAt) return refuse('end_before_start', {}, { field: 'endsAt' });
  return refuseWindow(projectionOf(on, minutes, window)!, { name: on.service!.name, change: on.change.number });
}
const naming = (on: On, type: 'negotiation.proposed' | 'negotiation.countered', { step, window, minutes, note }: Proposal): Events => accept(event(on.change, type, { step, ...window, minutes }, note));

export const mayPropose = (on: On, by: By): Refused | null => firstRefusal(mayEdit(on.change, by), unnamed(on));
export const propose = (on: On, proposal: Proposal, by: By): Events => mayPropose(on, by) ?? refuseProposal(on, proposal) ?? naming(on, 'negotiation.proposed', proposal);

/** Operations are whoever answers for them; until somebody is named, those who keep the register of services. */
export function mayCounter(on: On, by: By): Refused | null {
  const { operations } = on.level;
  const no = firstRefusal(unnamed(on), lastNamed(on.negotiation) === null ? turn(on, 'counter') : null);
  if (no) return no;
  if (operations === null) return needs('keepConfiguration', by.actor);
  return operations.id === by.actor.id ? null : refuse('not_operations_owner', { owner: operations.name, service: on.service!.name, person: by.actor.name });
}
export const counter = (on: On, proposal: Proposal, by: By): Events => mayCounter(on, by) ?? refuseProposal(on, proposal) ?? naming(on, 'negotiation.countered', proposal);

export const mayAcceptCounter = (on: On, by: By): Refused | null => firstRefusal(mayEdit(on.change, by), standingOf(on) === 'countered' ? null : turn(on, 'accept'));
/** The change takes the window that operations named, if plan and way back still fit into it. */
export function acceptCounter(on: On, { step, note }: Pick<Proposal, 'step' | 'note'>, by: By): Events {
  const no = mayAcceptCounter(on, by);
  if (no) return no;
  const last = lastNamed(on.negotiation)!;
  return refuseProposal(on, last) ?? accept(event(on.change, 'negotiation.accepted', { step, answers: last.id }, note));
}

/** CAL-04: confirmed by whoever answers for operations and by nobody else; a counter of theirs only once the change has taken it. */
export function mayConfirm(on: On, by: By): Refused | null {
  const { change, level: { operations }, service } = on;
  const standing = standingOf(on);
  const no = firstRefusal(needs('agreeWindow', by.actor), unnamed(on), standing === 'proposed' || standing === 'accepted' ? null : turn(on, 'confirm'));
  if (no) return no;
  if (operations === null) return refuse('operations_owner_missing', { service: service!.name });
  if (operations.id !== by.actor.id) return refuse('not_operations_owner', { owner: operations.name, service: service!.name, person: by.actor.name });
  return isAt(change, lastNamed(on.negotiation)!) ? null : refuse('negotiation_moved', { change: change.number });
}
export function confirm(on: On, { step, note }: Pick<Proposal, 'step' | 'note'>, by: By): Events {
  const no = mayConfirm(on, by);
  if (no) return no;
  const last = lastNamed(on.negotiation)!;
  const role = by.actor.roles.find((one) => (permissions.agreeWindow as readonly Role[]).includes(one))!;
  return refuseProposal(on, last) ?? accept(event(on.change, 'negotiation.confirmed', { step, answers: last.id, role, rev: on.change.revision, supersedes: [] }, note));
}

/** CAL-04: once somebody has begun to agree a window, the change has no place before it is confirmed and still fits. */
export function negotiationPieces(dossier: Dossier): Piece[] {
  const last = lastNamed(dossier.negotiation);
  if (last === null) return [];
  const { change: { number, fields }, level: { operations }, service } = dossier;
  const standing = standingOf(dossier);
  const about = { rule: 'CAL-04', gate: 'schedule', part: 'window' } as const;
  const who = standing === 'countered' || standing === 'moved' ? fields.owner || 'the owner of the change' : operations?.name ?? 'nobody';
  const projected = projectionOf(dossier, last.minutes);
  const short = projected && refuseLength(projected, number);
  return [
    { ...about, id: 'window:fits', label: 'Plan and backout fit into the window', status: short ? 'missing' : 'present', ...(short ? { why: { code: short.error.code, facts: short.error.facts } } : {}) },
    standing === 'confirmed' ? { ...about, id: 'window:confirmed', label: 'Window confirmed by operations', status: 'present' }
      : { ...about, id: 'window:confirmed', label: 'Window confirmed by operations', status: standing === 'moved' ? 'stale' : 'waiting', why: { code: 'window_unconfirmed', facts: { change: number, standing: standingWords[standing], who, service: service?.name ?? fields.service } } },
  ];
}
