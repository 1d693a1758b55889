// Release trains and portfolios (REL-08).
import type { Receipt } from '#contract/values.ts';
import { appError, orRefuse } from '../app-error.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import type { Portfolio } from '../domain/portfolio.ts';
import { portfolioSheet } from '../domain/portfolio.ts';
import { isOver } from '../domain/release.ts';
import * as rules from '../domain/train-acts.ts';
import type { Train } from '../domain/train.ts';
import { trainSheet } from '../domain/train.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, Records, WriteContext } from '../ports.ts';

export function loadPortfolio(context: Pick<Records, 'findSheet'>, ref: string): Portfolio {
  const portfolio = context.findSheet(portfolioSheet, ref);
  if (!portfolio) throw appError('record_missing', { record: 'portfolio', id: ref }, { field: 'portfolio' });
  return portfolio;
}
function loadTrain(context: WriteContext, ref: string): Train {
  const train = context.findSheet(trainSheet, ref);
  if (!train) throw appError('record_missing', { record: 'train', id: ref }, { field: 'train' });
  return train;
}
/** A change or release; a release goes by its number here, since its name may be that of anything. */
function passengerOf(context: WriteContext, ref: string): rules.Passenger {
  const place = context.loadPlace(ref);
  if (place.kind === 'package') throw appError('record_missing', { record: 'change or release', id: ref }, { field: 'item' });
  if (place.kind === 'release') {
    const release = context.loadRelease(place.id);
    return { id: release.id, kind: 'release', number: release.number, state: release.state, isOver: isOver(release) || release.state === 'rolled-back' };
  }
  const { id, number, state } = context.loadChange(place.id);
  return { id, kind: 'change', number, state, isOver: state === 'closed' || state === 'cancelled' || state === 'rejected' };
}
/** What is late on the train is moved in the same commit, before the act. */
function onTrain(context: WriteContext, ref: string, rule: (train: Train) => Verdict<DomainEvent>): Receipt {
  const known = loadTrain(context, ref);
  const portfolio = context.findSheet(portfolioSheet, known.portfolio);
  const { train, events } = portfolio === null ? { train: known, events: [] } : rules.upToDate(known, portfolio, context);
  context.append([...events, ...orRefuse(rule(train))]);
  return { id: train.id, version: context.versionOf(subjectOf('train', train.id)) };
}
const managerOf = (context: WriteContext, ref: string | null): rules.Manager | null => (ref === null ? null : context.loadPerson(ref));
/** The train that has an item, and when it departs. */
function aboard(context: WriteContext, item: string): { train: string; departure: string } | null {
  const train = context.listSheets(trainSheet).find(({ items }) => items.some(({ id }) => id === item));
  return train ? { train: train.name, departure: train.items.find(({ id }) => id === item)!.departure } : null;
}

export const trainCommands = {
  'portfolio.set': (context, { portfolio: ref, name, manager, gates }) => {
    const known = ref === undefined ? null : loadPortfolio(context, ref);
    const id = known?.id ?? context.newId();
    const kept = (gate: string): string => known?.gates.find((one) => one.name.toLowerCase() === gate.toLowerCase())?.id ?? context.newId();
    context.append(orRefuse(rules.describePortfolio({ id, name, manager: managerOf(context, manager), gates: gates.map((gate) => ({ ...gate, id: kept(gate.name) })), twin: context.findSheet(portfolioSheet, name) }, context)));
    return { id, version: context.versionOf(subjectOf('portfolio', id)) };
  },
  'train.open': (context, { portfolio: ref, name, from, ...rest }) => {
    const portfolio = loadPortfolio(context, ref);
    const id = context.newId();
    const opening = { ...rest, id, name, from, isTaken: context.findSheet(trainSheet, name) !== null };
    context.append(orRefuse(rules.openTrain(portfolio, managerOf(context, portfolio.manager), opening, context)));
    return { id, version: 1 };
  },
  'train.board': (context, { train, item, departure }) => onTrain(context, train, (one) => {
    const passenger = passengerOf(context, item);
    return rules.board(one, { passenger, departure: departure ?? null, aboard: aboard(context, passenger.id) }, context);
  }),
  'train.leave': (context, { train, item, reason }) => onTrain(context, train, (one) => rules.leave(one, passengerOf(context, item), reason, context)),
  'train.signGate': (context, { train, item, gate: ref }) => onTrain(context, train, (one) => {
    const portfolio = loadPortfolio(context, one.portfolio);
    const gate = portfolio.gates.find(({ id, name }) => id === ref || name.toLowerCase() === ref.toLowerCase());
    if (!gate) throw appError('record_missing', { record: `gate of ${portfolio.name}`, id: ref }, { field: 'gate' });
    return rules.signGate(one, { passenger: passengerOf(context, item), gate, portfolio, rev: context.digest(one) }, context);
  }),
  'train.moveLate': (context) => {
    const late = context.listSheets(trainSheet).flatMap((train) => {
      const portfolio = context.findSheet(portfolioSheet, train.portfolio);
      return portfolio === null ? [] : rules.moveLate(train, portfolio, context.now).map((event) => ({ train: train.name, event }));
    });
    if (late.length > 0) context.append(late.map(({ event }) => event));
    return { moved: late.map(({ train, event: { data } }) => ({ train, item: context.placeNamed({ kind: context.findChange(String(data['item'])) ? 'change' : 'release', id: String(data['item']) }).label, from: String(data['from']), to: String(data['to']) })) };
  },
  'train.offer': (context, { train, item, unit, contact, date, note }) => onTrain(context, train, (one) => rules.offerDate(one, { passenger: passengerOf(context, item), id: context.newId(), unit, contact: context.loadPerson(contact).id, date: date ?? null, note }, context)),
  'train.answer': (context, { train, offer: ref, answer, date, note }) => onTrain(context, train, (one) => {
    const offer = one.offers.find(({ id }) => id === ref);
    if (!offer) throw appError('record_missing', { record: `offer of ${one.name}`, id: ref }, { field: 'offer' });
    return rules.answerOffer(one, { offer, answer, date: date ?? null, note, rev: context.digest(offer) }, context);
  }),
} satisfies Partial<CommandHandlers>;
