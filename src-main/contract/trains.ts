// Release trains and portfolios: departures, boarding, governance gates, and dates offered to business units (REL-08).
import { z } from 'zod';
import { Tier } from './change.ts';
import { command, query } from './define.ts';
import { Role } from './people.ts';
import { Count, Day, Instant, Line, May, Page, Prose, Receipt, Ref, Zone } from './values.ts';

export const itemStandings = ['ready', 'missing', 'late', 'departed'] as const;
export const offerStandings = ['open', 'countered', 'accepted', 'declined'] as const;
export const offerAnswers = ['accept', 'counter', 'decline'] as const;
const Id = z.string().min(1).max(64);
const Named = z.object({ id: z.string(), name: z.string() });
const SaidBy = z.object({ by: z.string(), at: z.string() });
/** A governance gate: passed by the signature of somebody with this role, one after the other. */
export const Gate = z.strictObject({ name: z.string().trim().min(1).max(80), role: Role });

export const OfferRow = z.object({
  id: z.string(), unit: z.string(), contact: Named, standing: z.enum(offerStandings), /** What the release office and the unit last named; both stand until one is accepted. */ offered: z.string(), countered: z.string().nullable(), agreed: z.string().nullable(),
  notes: z.array(SaidBy.extend({ side: z.enum(['office', 'unit']), answer: z.enum(['offer', ...offerAnswers]), date: z.string().nullable(), note: z.string() })), mayAccept: May, mayCounter: May, mayDecline: May,
});
export type OfferRow = z.output<typeof OfferRow>;
export const TrainItem = z.object({
  id: z.string(), kind: z.enum(['change', 'release']), number: z.string(), title: z.string(), tier: Tier.nullable(), score: Count.nullable(), departure: z.string(), cutOffAt: z.string(), /** Of a late item: the departure it is moved to with the next act on its train. */ goesWith: z.string().nullable(), standing: z.enum(itemStandings),
  gates: z.array(z.object({ id: z.string(), name: z.string(), role: Role, signed: SaidBy.nullable(), maySign: May })), /** How it came to a later departure. */ moves: z.array(z.object({ from: z.string(), to: z.string(), why: z.enum(['cut-off', 'gate']), gate: z.string(), at: z.string() })),
  offers: z.array(OfferRow), mayLeave: May, mayOffer: May,
});
export type TrainItem = z.output<typeof TrainItem>;
export const TrainRow = z.object({
  id: z.string(), name: z.string(), everyWeeks: Count, zone: z.string(), cutOffHours: Count, /** The next three, the first with its cut-off still ahead marked. */ departures: z.array(z.object({ at: z.string(), cutOffAt: z.string(), isBoarding: z.boolean() })), items: z.array(TrainItem), mayBoard: May,
});
export type TrainRow = z.output<typeof TrainRow>;
const Figures = { items: Count, /** Items with a gate still to sign. */ missing: Count, /** Items past their cut-off, or moved to a later departure. */ late: Count, /** Items by tier, the riskiest first; `none` for those nobody assessed. */ risks: z.array(z.object({ tier: z.enum(['critical', 'high', 'medium', 'low', 'none']), count: Count })) };
export const PortfolioRow = z.object({ id: z.string(), name: z.string(), manager: Named.nullable(), gates: z.array(Gate.extend({ id: z.string() })), trains: Count, ...Figures });
export type PortfolioRow = z.output<typeof PortfolioRow>;

const On = { train: Ref.describe('train by name or UUID') };
const Item = Ref.describe('change or release by number');
export const trains = {
  'portfolio.list': query('Portfolios with their release managers, what waits at their gates, and what is late.', z.strictObject({ ...Page }), z.object({ rows: z.array(PortfolioRow), total: Count, next: z.string().nullable(), mayPlan: May }), ['release', 'change', 'person', 'policy']),
  'portfolio.show': query('One portfolio: trains, items with their gates, risks, late items and date offers.', z.strictObject({ portfolio: Ref }), PortfolioRow.omit({ trains: true }).extend({ trains: z.array(TrainRow), lateItems: z.array(TrainItem.extend({ train: z.string() })), may: z.object({ edit: May, openTrain: May, moveLate: May }) }), ['release', 'change', 'person', 'policy']),
  'portfolio.set': command('Makes a portfolio with its release manager and its governance gates in their order, or rewrites one.', z.strictObject({ portfolio: Ref.optional().describe('the one that is rewritten'), name: Line, manager: Ref.nullable().default(null).describe('who manages its releases'), gates: z.array(Gate).max(12).default([]) }), Receipt),
  'train.open': command('Opens a train that departs regularly.', z.strictObject({
    portfolio: Ref, name: Line, from: Day.describe('day of the first departure'), time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 20:00').describe('time of departure'), everyWeeks: z.number().int().min(1).max(52), zone: Zone.default('UTC'), cutOffHours: z.number().int().min(0).max(2000).describe('hours before departure from which nothing boards'),
  }), Receipt),
  'train.board': command('Takes a change or release aboard; after the cut-off it goes with the next departure.', z.strictObject({ ...On, item: Item, departure: Instant.optional().describe('left out: the next one whose cut-off is ahead') }), Receipt),
  'train.leave': command('Takes an item off a train.', z.strictObject({ ...On, item: Item, reason: Line }), Receipt),
  'train.signGate': command('Signs that an item passes a governance gate.', z.strictObject({ ...On, item: Item, gate: Id.describe('gate by name') }), Receipt),
  'train.moveLate': command('Moves every item that lacks a gate at its cut-off to the next departure. Happens by itself with any act on its train, and when somebody signs in who plans releases.', z.strictObject({}), z.object({ moved: z.array(z.object({ train: z.string(), item: z.string(), from: z.string(), to: z.string() })) })),
  'train.offer': command('Offers a date to a business unit.', z.strictObject({ ...On, item: Item, unit: Line, contact: Ref.describe('who speaks for the unit'), date: Instant.optional().describe('left out: the departure of the item'), note: Prose.default('') }), Receipt),
  'train.answer': command('Accepts a date that the other side named, names another one, or declines, by signature.', z.strictObject({ ...On, offer: Id, answer: z.enum(offerAnswers), date: Instant.optional().describe('the other date, where it is a counter-offer'), note: Prose.default('') }), Receipt),
};
