// Portfolios and their trains as people see them (REL-08).
import type { PortfolioRow, TrainItem, TrainRow } from '#contract/trains.ts';
import type { Input, Output } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import type { Portfolio } from '../domain/portfolio.ts';
import { portfolioSheet } from '../domain/portfolio.ts';
import type { Boarded, Offer, Train } from '../domain/train.ts';
import { cutOffOf, departuresAfter, lacking, lastDate, nextBoarding, settledBy, signatureOf, standingOfItem, standingOfOffer, trainSheet } from '../domain/train.ts';
import { mayAnswerOffer, mayOpenTrain, mayPlanTrains, maySignGate } from '../domain/train-acts.ts';
import { releaseScore, tierOfScore } from '../domain/risk-score.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

type Passenger = Pick<TrainItem, 'number' | 'title' | 'tier' | 'score'>;
/** What an item is called, and how risky it is; one that is not here goes by its UUID. */
function passengerOf(context: ReadContext, { kind, id }: Boarded): Passenger {
  const { label: number, title } = context.placeNamed({ kind, id });
  if (kind === 'change') { const change = context.findChange(id); return { number, title, tier: change?.tier ?? null, score: change?.score ?? null }; }
  if (number === id) return { number, title, tier: null, score: null };
  const { members, graph } = context.releaseFactsOf(context.loadRelease(id));
  const scores = members.flatMap(({ change }) => change.score ?? []);
  const score = scores.length === 0 ? null : releaseScore(scores, graph.edges.length);
  return { number, title, score, tier: score === null ? null : tierOfScore(score, context.policy().tiers) };
}

function offerRow(context: ReadContext, offer: Offer): TrainItem['offers'][number] {
  const { id, unit, contact, notes } = offer;
  const end = settledBy(offer);
  return {
    id, unit, contact: { id: contact, name: nameOf(context, contact) }, standing: standingOfOffer(offer), offered: lastDate(offer, 'office')!, countered: lastDate(offer, 'unit'), agreed: end?.answer === 'accept' ? end.date : null, notes: notes.map((note) => ({ ...note, by: nameOf(context, note.by) })),
    mayAccept: may(mayAnswerOffer(offer, 'accept', context)), mayCounter: may(mayAnswerOffer(offer, 'counter', context)), mayDecline: may(mayAnswerOffer(offer, 'decline', context)),
  };
}
function itemRow(context: ReadContext, item: Boarded, { train, portfolio }: { train: Train; portfolio: Portfolio }): TrainItem {
  const passenger = passengerOf(context, item);
  const standing = standingOfItem(item, train, portfolio, context.now);
  return {
    ...passenger, id: item.id, kind: item.kind, departure: item.departure, cutOffAt: cutOffOf(item.departure, train), goesWith: standing === 'late' ? nextBoarding(train, context.now) : null, standing, moves: item.moves,
    gates: portfolio.gates.map((gate) => { const signed = signatureOf(item, gate); return { ...gate, signed: signed && { by: nameOf(context, signed.by), at: signed.at }, maySign: may(maySignGate(item, { gate, number: passenger.number, portfolio }, context)) }; }),
    offers: train.offers.filter((offer) => offer.item === item.id).map((offer) => offerRow(context, offer)), mayLeave: may(mayPlanTrains(context)), mayOffer: may(mayPlanTrains(context)),
  };
}
function trainRow(context: ReadContext, train: Train, portfolio: Portfolio): TrainRow {
  const boarding = nextBoarding(train, context.now);
  const items = train.items.map((item) => itemRow(context, item, { train, portfolio })).toSorted((a, b) => (a.departure !== b.departure ? (a.departure < b.departure ? -1 : 1) : a.number < b.number ? -1 : 1));
  return {
    id: train.id, name: train.name, everyWeeks: train.cadence.everyWeeks, zone: train.zone, cutOffHours: train.cutOffHours, items, mayBoard: may(mayPlanTrains(context)),
    departures: departuresAfter(train, context.now, 3).map((at) => ({ at, cutOffAt: cutOffOf(at, train), isBoarding: at === boarding })),
  };
}

const trainsOf = (context: ReadContext, { id }: Portfolio): Train[] => context.listSheets(trainSheet, { change: id }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
/** Late is what missed its departure, and what was moved and has not left yet. */
const isLate = ({ standing, moves }: Pick<TrainItem, 'standing' | 'moves'>): boolean => standing === 'late' || (standing !== 'departed' && moves.length > 0);
const tiers = ['critical', 'high', 'medium', 'low', 'none'] as const;
const headOf = (context: ReadContext, { id, name, manager, gates }: Portfolio): Pick<PortfolioRow, 'id' | 'name' | 'manager' | 'gates'> => ({ id, name, manager: manager === null ? null : { id: manager, name: nameOf(context, manager) }, gates });

function rowOf(context: ReadContext, portfolio: Portfolio): PortfolioRow {
  const trains = trainsOf(context, portfolio);
  const items = trains.flatMap((train) => train.items.map((item) => ({ item, standing: standingOfItem(item, train, portfolio, context.now), tier: passengerOf(context, item).tier })));
  return {
    ...headOf(context, portfolio), trains: trains.length, items: items.length, missing: items.filter(({ item }) => lacking(item, portfolio) !== null).length, late: items.filter(({ item, standing }) => isLate({ standing, moves: item.moves })).length,
    risks: tiers.map((tier) => ({ tier, count: items.filter((one) => (one.tier ?? 'none') === tier).length })),
  };
}
function list(context: ReadContext, { limit, after }: Input<'portfolio.list'>): Output<'portfolio.list'> {
  const every = context.listSheets(portfolioSheet).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const start = Number(after ?? 0) || 0;
  return { rows: every.slice(start, start + limit).map((portfolio) => rowOf(context, portfolio)), total: every.length, next: start + limit < every.length ? String(start + limit) : null, mayPlan: may(mayPlanTrains(context)) };
}
function show(context: ReadContext, { portfolio: ref }: Input<'portfolio.show'>): Output<'portfolio.show'> {
  const portfolio = context.findSheet(portfolioSheet, ref);
  if (!portfolio) throw appError('record_missing', { record: 'portfolio', id: ref }, { field: 'portfolio' });
  const row = rowOf(context, portfolio);
  const trains = trainsOf(context, portfolio).map((train) => trainRow(context, train, portfolio));
  const manager = portfolio.manager === null ? null : context.loadPerson(portfolio.manager);
  return { ...row, trains, lateItems: trains.flatMap(({ name, items }) => items.filter(isLate).map((item) => ({ ...item, train: name }))), may: { edit: may(mayPlanTrains(context)), openTrain: may(mayOpenTrain(portfolio, manager, context)), moveLate: may(mayPlanTrains(context)) } };
}

export const trainQueries = { 'portfolio.list': list, 'portfolio.show': show } satisfies Partial<QueryHandlers>;
