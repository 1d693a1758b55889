// What may be done with trains and portfolios, and by whom (REL-08).
import { Temporal } from 'temporal-polyfill';
import type { Role } from '#contract/people.ts';
import type { DomainEvent, EventType, Json } from './event.ts';
import { subjectOf } from './event.ts';
import type { Gate, Portfolio } from './portfolio.ts';
import { signing } from './release-acts.ts';
import { needs } from './roles.ts';
import type { Boarded, Offer, Train } from './train.ts';
import { cutOffOf, departsAt, departuresAfter, lacking, lastDate, nextBoarding, settledBy, signatureOf, standingOfItem, standingOfOffer, trainSheet } from './train.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';
import { isZone } from './zone.ts';

type Events = Verdict<DomainEvent>;
const onTrain = ({ id }: Pick<Train, 'id'>, type: EventType, data: Record<string, Json>, text?: Record<string, Json>): DomainEvent => ({ type, subject: subjectOf('train', id), data, ...(text ? { text } : {}) });
export const mayPlanTrains = ({ actor }: Pick<By, 'actor'>): Refused | null => needs('planRelease', actor);
/** Somebody who may be assigned, as the roster stands. */
export type Manager = { id: string; name: string; roles: readonly Role[]; isSuspended: boolean };
const manages = ({ roles, isSuspended }: Manager): boolean => !isSuspended && roles.includes('release-manager');

export type Describing = { id: string; name: string; manager: Manager | null; gates: readonly Gate[]; /** A portfolio of the same name. */ twin: Pick<Portfolio, 'id'> | null };
export function describePortfolio({ id, name, manager, gates, twin }: Describing, by: By): Events {
  const twice = gates.find((gate, i) => gates.findIndex((one) => one.name.toLowerCase() === gate.name.toLowerCase()) !== i);
  const no = firstRefusal(
    mayPlanTrains(by), twin !== null && twin.id !== id ? refuse('portfolio_named_twice', { portfolio: name }, { field: 'name' }) : null, twice ? refuse('gate_named_twice', { gate: twice.name }, { field: 'gates' }) : null,
    manager === null || manages(manager) ? null : refuse('not_release_manager', { person: manager.name, isSuspended: manager.isSuspended }, { field: 'manager' }),
  );
  return no ?? accept({ type: 'portfolio.described', subject: subjectOf('portfolio', id), data: { manager: manager?.id ?? null, gates: gates.map((gate) => ({ id: gate.id, role: gate.role })) }, text: { name, gates: Object.fromEntries(gates.map((gate) => [gate.id, gate.name])) } });
}

/** REL-08: without a release manager who holds the role now, a portfolio opens no train. */
export const mayOpenTrain = (portfolio: Portfolio, manager: Manager | null, by: By): Refused | null =>
  firstRefusal(mayPlanTrains(by), manager !== null && manages(manager) ? null : refuse('portfolio_without_manager', { portfolio: portfolio.name, former: manager?.name ?? '' }));
export type Opening = { id: string; name: string; from: string; time: string; everyWeeks: number; zone: string; cutOffHours: number; isTaken: boolean };
export function openTrain(portfolio: Portfolio, manager: Manager | null, { id, name, isTaken, ...rest }: Opening, by: By): Events {
  const no = firstRefusal(mayOpenTrain(portfolio, manager, by), isTaken ? refuse('train_named_twice', { train: name }, { field: 'name' }) : null, isZone(rest.zone) ? null : refuse('zone_unknown', { zone: rest.zone }, { field: 'zone' }));
  return no ?? accept(onTrain({ id }, 'train.opened', { portfolio: portfolio.id, weekday: Temporal.PlainDate.from(rest.from).dayOfWeek, ...rest }, { name }));
}

/** A change or release as it is called; `isOver`: it takes no part in anything any more. */
export type Passenger = { id: string; kind: 'change' | 'release'; number: string; state: string; isOver: boolean };
/** REL-08: whoever misses the cut-off of a departure goes with the next one, on record. */
export function board(train: Train, { passenger, departure, aboard }: { passenger: Passenger; departure: string | null; aboard: { train: string; departure: string } | null }, by: By): Events {
  const next = nextBoarding(train, by.now);
  const known = departure === null || departsAt(train, departure);
  const no = firstRefusal(
    mayPlanTrains(by), passenger.isOver ? refuse('item_over', { item: passenger.number, state: passenger.state }, { field: 'item' }) : null, aboard ? refuse('aboard_already', { item: passenger.number, ...aboard }, { field: 'item' }) : null,
    known ? null : refuse('no_such_departure', { train: train.name, departure, next: departuresAfter(train, by.now, 3) }, { field: 'departure' }),
  );
  if (no) return no;
  const isMissed = departure !== null && cutOffOf(departure, train) <= by.now;
  return accept(onTrain(train, 'train.boarded', { item: passenger.id, kind: passenger.kind, departure: departure === null || isMissed ? next : departure, asked: departure }));
}
const itemOf = (train: Train, { id, number }: Pick<Passenger, 'id' | 'number'>): Boarded | Refused => train.items.find((one) => one.id === id) ?? refuse('not_aboard', { item: number, train: train.name }, { field: 'item' });
const isRefused = (value: Boarded | Refused): value is Refused => 'ok' in value;
export function leave(train: Train, passenger: Passenger, reason: string, by: By): Events {
  const item = itemOf(train, passenger);
  return mayPlanTrains(by) ?? (isRefused(item) ? item : accept(onTrain(train, 'train.left', { item: item.id }, { reason })));
}

/** REL-08: gates are passed in their order, each by the signature of its role, until the item has departed. */
export function maySignGate(item: Boarded, { gate, number, portfolio }: { gate: Gate; number: string; portfolio: Portfolio }, { actor }: By): Refused | null {
  const first = lacking(item, portfolio);
  return firstRefusal(
    needs('signGate', actor), signatureOf(item, gate) === null ? null : refuse('gate_signed_already', { item: number, gate: gate.name }), actor.roles.includes(gate.role) ? null : refuse('gate_role_needed', { gate: gate.name, role: gate.role, person: actor.name, have: actor.roles.join(', ') }),
    first === null || first.id === gate.id ? null : refuse('gate_out_of_order', { item: number, before: first.name }),
  );
}
export function signGate(train: Train, { passenger, gate, portfolio, rev }: { passenger: Passenger; gate: Gate; portfolio: Portfolio; rev: string }, by: By): Events {
  const item = itemOf(train, passenger);
  if (isRefused(item)) return item;
  return maySignGate(item, { gate, number: passenger.number, portfolio }, by) ?? accept(onTrain(train, 'train.gateSigned', { item: item.id, gate: gate.id, role: gate.role, rev, supersedes: [] }));
}

/** REL-08: what lacks a gate at its cut-off goes with the first departure whose cut-off is ahead. */
export function moveLate(train: Train, portfolio: Portfolio, now: string): DomainEvent[] {
  return train.items.filter((item) => standingOfItem(item, train, portfolio, now) === 'late')
    .map((item) => onTrain(train, 'train.itemMoved', { item: item.id, from: item.departure, to: nextBoarding(train, now) }, { gate: lacking(item, portfolio)!.name }));
}

/**
 * REL-08: a train as it stands once everything late has been moved, with the events that say so. Whoever acts on a train writes them with the act, so that a gate signed after the
 * cut-off counts for the next departure and never for the one that was missed.
 */
export function upToDate(train: Train, portfolio: Portfolio, { actor, now }: By): { train: Train; events: DomainEvent[] } {
  const events = moveLate(train, portfolio, now);
  return { events, train: events.reduce((state, event) => trainSheet.fold(state, { ...event, text: event.text ?? {}, by: subjectOf('person', actor.id), at: now, isSigned: false, signature: null, redacted: [] }) ?? state, train) };
}

export function offerDate(train: Train, { passenger, id, unit, contact, date, note }: { passenger: Passenger; id: string; unit: string; contact: string; date: string | null; note: string }, by: By): Events {
  const item = itemOf(train, passenger);
  return mayPlanTrains(by) ?? (isRefused(item) ? item : accept(onTrain(train, 'train.dateOffered', { offer: id, item: item.id, contact, date: date ?? item.departure }, { unit, note })));
}
/** For which side somebody speaks: the contact for the unit, whoever plans releases for the office. */
export const sideOf = ({ contact }: Offer, by: By): 'unit' | 'office' | null => (contact === by.actor.id ? 'unit' : mayPlanTrains(by) === null ? 'office' : null);
/** Whether an answer is expected of this person: of whoever speaks for the unit, or of the portfolio's release manager, once the other side has named a date. Without a manager it is everybody who plans releases. */
export function isTurnOf(offer: Offer, { manager }: Pick<Portfolio, 'manager'>, by: By): boolean {
  const side = offer.contact === by.actor.id ? 'unit' : manager === by.actor.id || (manager === null && mayPlanTrains(by) === null) ? 'office' : null;
  return side !== null && settledBy(offer) === null && offer.notes.at(-1)?.side !== side;
}
/** REL-08: both dates stand until one side accepts what the other one named. */
export function mayAnswerOffer(offer: Offer, answer: 'accept' | 'counter' | 'decline', by: By): Refused | null {
  const side = sideOf(offer, by);
  if (settledBy(offer) !== null) return refuse('offer_settled', { unit: offer.unit, standing: standingOfOffer(offer) });
  if (side === null) return refuse('offer_other_side', { unit: offer.unit, person: by.actor.name });
  return answer === 'accept' && lastDate(offer, side === 'unit' ? 'office' : 'unit') === null ? refuse('offer_own_date', { unit: offer.unit, side }) : null;
}
export function answerOffer(train: Train, { offer, answer, date, note, rev }: { offer: Offer; answer: 'accept' | 'counter' | 'decline'; date: string | null; note: string; rev: string }, by: By): Events {
  const side = sideOf(offer, by);
  const no = firstRefusal(mayAnswerOffer(offer, answer, by), answer === 'counter' && date === null ? refuse('counter_without_date', {}, { field: 'date' }) : null, answer === 'decline' && note.trim() === '' ? refuse('reason_needed', { what: 'declining a date' }, { field: 'note' }) : null);
  const told = answer === 'accept' ? lastDate(offer, side === 'unit' ? 'office' : 'unit') : answer === 'counter' ? date : null;
  return no ?? accept(onTrain(train, 'train.offerAnswered', { offer: offer.id, answer, date: told, ...signing(side === 'unit' ? 'answerAsOwner' : 'planRelease', by.actor, rev) }, { note }));
}
