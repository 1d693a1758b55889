// Release trains: boarding, gates in their order, what moves to the next departure, and dates offered to business units.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { portfolioSheet } from '../../src-main/domain/portfolio.ts';
import type { Portfolio } from '../../src-main/domain/portfolio.ts';
import type { Train } from '../../src-main/domain/train.ts';
import { cutOffOf, departuresAfter, lastDate, nextBoarding, standingOfItem, standingOfOffer, trainSheet } from '../../src-main/domain/train.ts';
import type { Manager, Passenger } from '../../src-main/domain/train-acts.ts';
import { answerOffer, board, describePortfolio, isTurnOf, leave, moveLate, offerDate, openTrain, signGate, upToDate } from '../../src-main/domain/train-acts.ts';
import type { Actor, By, Verdict } from '../../src-main/domain/verdict.ts';
import { by, outcomeOf, person, stamped } from '../support/given.ts';

const [manager, chair, unit, engineer] = [person('Tomasz', 'release-manager'), person('Marta', 'chair'), person('Hannah', 'service-owner'), person('Luis', 'implementer')];
const early = '2026-11-24T14:00:00.000Z';
const on = (actor: Actor = manager, at = early): By => by(actor, at);
const eventsOf = (verdict: Verdict<DomainEvent>): DomainEvent[] => { if (!verdict.ok) throw new Error(verdict.error.code); return verdict.events; };
const held: Manager = { ...manager, isSuspended: false };
const describing = { id: 'p1', name: 'Payments', manager: held, gates: [{ id: 'g1', name: 'Readiness', role: 'release-manager' as const }, { id: 'g2', name: 'Go', role: 'chair' as const }], twin: null };
const portfolio: Portfolio = portfolioSheet.fold(null, stamped(eventsOf(describePortfolio(describing, on()))[0]!))!;
// Fridays at 20:00 in London, every second week, boarding until Tuesday evening.
const opening = { id: 't1', name: 'Payments train', from: '2026-12-04', time: '20:00', everyWeeks: 2, zone: 'Europe/London', cutOffHours: 72, isTaken: false };
const fold = (train: Train | null, verdict: Verdict<DomainEvent>, actor: Actor = manager, at = early): Train => eventsOf(verdict).reduce((state, event) => trainSheet.fold(state, stamped(event, actor.id, at)), train)!;
const empty = fold(null, openTrain(portfolio, held, opening, on()));
const change: Passenger = { id: 'c1', kind: 'change', number: 'C-A1-0001', state: 'authorised', isOver: false };
const [first, second, third] = ['2026-12-04T20:00:00.000Z', '2026-12-18T20:00:00.000Z', '2027-01-01T20:00:00.000Z'];
const aboard = fold(empty, board(empty, { passenger: change, departure: null, aboard: null }, on()));
const sign = (train: Train, gate: number, actor: Actor) => signGate(train, { passenger: change, gate: portfolio.gates[gate]!, portfolio, rev: 'r' }, on(actor));
const cutOff = '2026-12-01T20:00:00.000Z';

test('REL-08 a portfolio without a release manager opens no train, nor one whose manager no longer holds the role', () => {
  const alone = { ...portfolio, manager: null };
  outcomeOf(openTrain(alone, null, opening, on())).refused('portfolio_without_manager', { portfolio: 'Payments', former: '' });
  outcomeOf(openTrain(portfolio, { ...held, roles: ['requester'] }, opening, on())).refused('portfolio_without_manager', { former: 'Tomasz' });
  outcomeOf(openTrain(portfolio, { ...held, isSuspended: true }, opening, on())).refused('portfolio_without_manager');
  outcomeOf(openTrain(portfolio, held, opening, on())).then({ type: 'train.opened', data: { portfolio: 'p1', from: '2026-12-04', weekday: 5, time: '20:00', everyWeeks: 2, zone: 'Europe/London', cutOffHours: 72 }, text: { name: 'Payments train' } });
  outcomeOf(openTrain(portfolio, held, { ...opening, isTaken: true }, on())).refused('train_named_twice');
  outcomeOf(openTrain(portfolio, held, { ...opening, zone: 'Mars/Olympus' }, on())).refused('zone_unknown');
  outcomeOf(openTrain(portfolio, held, opening, on(engineer))).refused('role_needed');
  outcomeOf(describePortfolio({ ...describing, manager: { ...engineer, isSuspended: false } }, on())).refused('not_release_manager', { person: 'Luis' });
  outcomeOf(describePortfolio({ ...describing, twin: { id: 'p2' } }, on())).refused('portfolio_named_twice');
  outcomeOf(describePortfolio({ ...describing, gates: [portfolio.gates[0]!, { ...portfolio.gates[1]!, name: 'READINESS' }] }, on())).refused('gate_named_twice');
});

test('REL-08 a train departs by the wall clock of its zone, over changes of the clocks, and boards until its cut-off', () => {
  expect(departuresAfter(empty, early, 3)).toEqual([first, second, third]);
  expect(departuresAfter(empty, first, 1)).toEqual([second]);
  expect(departuresAfter(empty, '2027-03-20T00:00:00.000Z', 2)).toEqual(['2027-03-26T20:00:00.000Z', '2027-04-09T19:00:00.000Z']);
  expect([cutOffOf(first, empty), nextBoarding(empty, early), nextBoarding(empty, cutOff)]).toEqual([cutOff, first, second]);
  expect(aboard.items).toMatchObject([{ id: 'c1', departure: first, moves: [] }]);
  outcomeOf(board(empty, { passenger: change, departure: '2026-12-11T20:00:00.000Z', aboard: null }, on())).refused('no_such_departure', { next: [first, second, third] });
  outcomeOf(board(aboard, { passenger: change, departure: null, aboard: { train: 'Payments train', departure: first } }, on())).refused('aboard_already');
  outcomeOf(board(empty, { passenger: { ...change, state: 'closed', isOver: true }, departure: null, aboard: null }, on())).refused('item_over');
  // Who comes after the cut-off goes with the next one, and that stands in the trail.
  const late = board(empty, { passenger: change, departure: first, aboard: null }, on(manager, cutOff));
  outcomeOf(late).then({ type: 'train.boarded', data: { item: 'c1', kind: 'change', departure: second, asked: first } });
  expect(fold(empty, late, manager, cutOff).items[0]!.moves).toEqual([{ from: first, to: second, why: 'cut-off', gate: '', at: cutOff }]);
  outcomeOf(leave(empty, change, 'Not ready', on())).refused('not_aboard');
  expect(fold(aboard, leave(aboard, change, 'Not ready', on())).items).toEqual([]);
});

test('REL-08 gates are signed in their order, each by its role', () => {
  outcomeOf(sign(aboard, 1, chair)).refused('gate_out_of_order', { before: 'Readiness' });
  outcomeOf(sign(aboard, 0, chair)).refused('gate_role_needed', { gate: 'Readiness', role: 'release-manager' });
  outcomeOf(sign(aboard, 0, manager)).then({ type: 'train.gateSigned', data: { item: 'c1', gate: 'g1', role: 'release-manager', rev: 'r', supersedes: [] } });
  const one = fold(aboard, sign(aboard, 0, manager));
  outcomeOf(sign(one, 0, manager)).refused('gate_signed_already');
  const both = fold(one, sign(one, 1, chair), chair);
  expect([standingOfItem(aboard.items[0]!, aboard, portfolio, early), standingOfItem(one.items[0]!, one, portfolio, cutOff), standingOfItem(both.items[0]!, both, portfolio, cutOff), standingOfItem(both.items[0]!, both, portfolio, first)]).toEqual(['missing', 'late', 'ready', 'departed']);
  // A signature with another role counts for nothing, whoever wrote it.
  const forged = trainSheet.fold(one, stamped({ type: 'train.gateSigned', subject: 'train:t1', data: { item: 'c1', gate: 'g2', role: 'implementer' } }, 'luis'))!;
  expect(standingOfItem(forged.items[0]!, forged, portfolio, cutOff)).toBe('late');
});

test('REL-08 an item without its gate signature at cut-off is moved to the next departure with an audit event that names the gate', () => {
  const one = fold(aboard, sign(aboard, 0, manager));
  expect(moveLate(one, portfolio, '2026-12-01T19:59:59.999Z')).toEqual([]);
  const events = moveLate(one, portfolio, cutOff);
  expect(events).toEqual([{ type: 'train.itemMoved', subject: 'train:t1', data: { item: 'c1', from: first, to: second }, text: { gate: 'Go' } }]);
  const after = fold(one, { ok: true, events }, manager, cutOff);
  expect(after.items).toMatchObject([{ departure: second, moves: [{ from: first, to: second, why: 'gate', gate: 'Go' }], signatures: [{ gate: 'g1' }] }]);
  expect(moveLate(after, portfolio, cutOff)).toEqual([]);
  // Looked at late, it goes straight to a departure that can still be boarded; moved on two laptops, it is moved once.
  expect(moveLate(one, portfolio, '2026-12-20T00:00:00.000Z')[0]!.data['to']).toBe(third);
  expect(fold(after, { ok: true, events }, manager, cutOff)).toEqual(after);
  const whole = fold(one, sign(one, 1, chair), chair);
  expect(moveLate(whole, portfolio, cutOff)).toEqual([]);
});

test('REL-08 whenever late items are moved, none is late afterwards and none departs earlier than before', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 400 }), (hours, everyWeeks, cutOffHours) => {
    const train: Train = { ...aboard, cadence: { ...aboard.cadence, everyWeeks }, cutOffHours };
    const now = new Date(Date.parse(first) + hours * 3_600_000).toISOString();
    const after = moveLate(train, portfolio, now).reduce((state, event) => trainSheet.fold(state, stamped(event, 'tomasz', now))!, train);
    expect(standingOfItem(after.items[0]!, after, portfolio, now)).toBe('missing');
    expect(after.items[0]!.departure >= first && departuresAfter(after, new Date(Date.parse(after.items[0]!.departure) - 1).toISOString(), 1)[0] === after.items[0]!.departure).toBe(true);
  }));
});

const offered = fold(aboard, offerDate(aboard, { passenger: change, id: 'o1', unit: 'Retail', contact: 'hannah', date: null, note: '' }, on()));
const answer = (train: Train, what: 'accept' | 'counter' | 'decline', actor: Actor, { date = null, note = '' }: { date?: string | null; note?: string } = {}) => answerOffer(train, { offer: train.offers[0]!, answer: what, date, note, rev: 'r' }, on(actor));

test('REL-08 a counter-offer shows both dates until someone accepts', () => {
  expect([standingOfOffer(offered.offers[0]!), lastDate(offered.offers[0]!, 'office'), lastDate(offered.offers[0]!, 'unit')]).toEqual(['open', first, null]);
  outcomeOf(answer(offered, 'accept', manager)).refused('offer_own_date', { side: 'office' });
  outcomeOf(answer(offered, 'accept', engineer)).refused('offer_other_side', { unit: 'Retail' });
  outcomeOf(answer(offered, 'counter', unit)).refused('counter_without_date');
  outcomeOf(answer(offered, 'decline', unit)).refused('reason_needed');
  const other = '2026-12-11T20:00:00.000Z';
  const countered = fold(offered, answer(offered, 'counter', unit, { date: other, note: 'After the sale' }), unit);
  expect([standingOfOffer(countered.offers[0]!), lastDate(countered.offers[0]!, 'office'), lastDate(countered.offers[0]!, 'unit')]).toEqual(['countered', first, other]);
  const byOffice = fold(countered, answer(countered, 'accept', manager));
  expect([standingOfOffer(byOffice.offers[0]!), byOffice.offers[0]!.notes.at(-1)]).toMatchObject(['accepted', { by: 'tomasz', answer: 'accept', date: other }]);
  // The unit may still take what it was offered first.
  expect(fold(countered, answer(countered, 'accept', unit), unit).offers[0]!.notes.at(-1)).toMatchObject({ by: 'hannah', date: first });
  outcomeOf(answer(byOffice, 'counter', unit, { date: other })).refused('offer_settled', { standing: 'accepted' });
  expect(standingOfOffer(fold(offered, answer(offered, 'decline', unit, { note: 'Not this year' }), unit).offers[0]!)).toBe('declined');
  // A date that nobody named is not accepted, whatever a device writes.
  const forged = trainSheet.fold(countered, stamped({ type: 'train.offerAnswered', subject: 'train:t1', data: { offer: 'o1', answer: 'accept', date: third } }, 'tomasz'))!;
  expect(standingOfOffer(forged.offers[0]!)).toBe('countered');
});

test('REL-08 a gate that is signed after the cut-off counts for the next departure: whoever acts on a train first writes what it missed', () => {
  const one = fold(aboard, sign(aboard, 0, manager));
  const late = upToDate(one, portfolio, on(chair, cutOff));
  expect(late.events).toEqual(moveLate(one, portfolio, cutOff));
  expect(late.train.items[0]).toMatchObject({ departure: second, moves: [{ from: first, to: second, why: 'gate', gate: 'Go', at: cutOff }] });
  const signed = fold(late.train, signGate(late.train, { passenger: change, gate: portfolio.gates[1]!, portfolio, rev: 'r' }, on(chair, cutOff)), chair, cutOff);
  // Without the move the signature would have saved the departure that was missed.
  expect([standingOfItem(signed.items[0]!, signed, portfolio, first), signed.items[0]!.departure]).toEqual(['ready', second]);
  // Nothing is late before the cut-off, and nothing is moved twice.
  expect(upToDate(one, portfolio, on(chair)).events).toEqual([]);
  expect(upToDate(late.train, portfolio, on(chair, cutOff)).events).toEqual([]);
});

test('REL-08 an offer waits for the side that has not spoken last: the unit’s contact, then the release manager of the portfolio, then nobody', () => {
  const told = fold(aboard, offerDate(aboard, { passenger: change, id: 'o1', unit: 'Branches', contact: unit.id, date: null, note: '' }, on()));
  const turns = (train: Train, of: Pick<Portfolio, 'manager'> = { manager: manager.id }): boolean[] => [unit, manager, chair].map((who) => isTurnOf(train.offers[0]!, of, on(who)));
  expect(turns(told)).toEqual([true, false, false]);
  const countered = fold(told, answerOffer(told, { offer: told.offers[0]!, answer: 'counter', date: second, note: '', rev: 'r' }, on(unit)), unit);
  expect(turns(countered)).toEqual([false, true, false]);
  // Nobody manages the portfolio: everybody who plans releases may see to it.
  expect(turns(countered, { manager: null })).toEqual([false, true, false]);
  expect(turns(countered, { manager: 'somebody else' })).toEqual([false, false, false]);
  const agreed = fold(countered, answerOffer(countered, { offer: countered.offers[0]!, answer: 'accept', date: null, note: '', rev: 'r' }, on()));
  expect(turns(agreed)).toEqual([false, false, false]);
});
