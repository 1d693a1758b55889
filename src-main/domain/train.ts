// A release train: regular departures, what is aboard, the gates it passed, and dates offered to business units (REL-08).
import { Temporal } from 'temporal-polyfill';
import { offerAnswers } from '#contract/trains.ts';
import type { Cadence } from './cadence.ts';
import { sessionsBetween } from './cadence.ts';
import type { EventType, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import { dayIn, oneIn, textIn, timeIn, wholeIn } from './json-values.ts';
import type { Said } from './parts.ts';
import { said, withPart, withoutPart } from './parts.ts';
import type { Gate, Portfolio } from './portfolio.ts';
import { sheet } from './sheet.ts';
import { addDays } from './spans.ts';

/** `role`: the one it was signed with. */
export type GateSignature = Said & { gate: string; role: string };
export type Move = { from: string; to: string; why: 'cut-off' | 'gate'; /** Name of the gate that was lacking. */ gate: string; at: string };
/** Instants are UTC. */
export type Boarded = Said & { /** UUID of the change or release. */ id: string; kind: 'change' | 'release'; departure: string; signatures: GateSignature[]; moves: Move[] };
export type OfferNote = Said & { side: 'office' | 'unit'; answer: 'offer' | (typeof offerAnswers)[number]; date: string | null; note: string };
export type Offer = { id: string; item: string; unit: string; /** UUID of the person who speaks for the unit. */ contact: string; notes: OfferNote[] };
export type Train = { id: string; name: string; portfolio: string; cadence: Cadence; zone: string; cutOffHours: number; items: Boarded[]; offers: Offer[]; at: string };

function opened(event: StampedEvent): Train | null {
  const { data, text } = event;
  const [from, everyWeeks, cutOffHours, weekday] = [dayIn(data['from']), wholeIn(data['everyWeeks'], 1, 52), wholeIn(data['cutOffHours'], 0, 2000), wholeIn(data['weekday'], 1, 7)];
  const time = /^([01]\d|2[0-3]):[0-5]\d$/.test(textIn(data['time'])) ? textIn(data['time']) : null;
  if (from === null || everyWeeks === null || cutOffHours === null || weekday === null || time === null) return null;
  return { id: idOf(event.subject), name: textIn(text['name']) || '(erased)', portfolio: textIn(data['portfolio']), cadence: { weekday, everyWeeks, time, from }, zone: textIn(data['zone']) || 'UTC', cutOffHours, items: [], offers: [], at: event.at };
}
function boarded(train: Train, event: StampedEvent): Train {
  const { data } = event;
  const [id, departure, asked, kind] = [textIn(data['item']), timeIn(data['departure']), timeIn(data['asked']), oneIn(data['kind'], ['change', 'release'] as const)];
  if (id === '' || departure === null || kind === null || train.items.some((one) => one.id === id)) return train;
  const moves: Move[] = asked === null || asked === departure ? [] : [{ from: asked, to: departure, why: 'cut-off', gate: '', at: event.at }];
  return { ...train, items: [...train.items, { ...said(event), id, kind, departure, signatures: [], moves }] };
}
function gateSigned(train: Train, event: StampedEvent): Train {
  const [item, gate] = [train.items.find(({ id }) => id === event.data['item']), textIn(event.data['gate'])];
  return !item || gate === '' || item.signatures.some((one) => one.gate === gate) ? train : { ...train, items: withPart(train.items, { ...item, signatures: [...item.signatures, { ...said(event), gate, role: textIn(event.data['role']) }] }) };
}
/** Of two laptops that moved it apart the first one counts: the other one's begins where it no longer stands. */
function moved(train: Train, event: StampedEvent): Train {
  const { data, text } = event;
  const [item, from, to] = [train.items.find(({ id }) => id === data['item']), timeIn(data['from']), timeIn(data['to'])];
  if (!item || from === null || to === null || item.departure !== from || to <= from) return train;
  return { ...train, items: withPart(train.items, { ...item, departure: to, moves: [...item.moves, { from, to, why: 'gate', gate: textIn(text['gate']), at: event.at }] }) };
}
function offered(train: Train, event: StampedEvent): Train {
  const { data, text } = event;
  const [id, item, contact, date] = [textIn(data['offer']), textIn(data['item']), textIn(data['contact']), timeIn(data['date'])];
  if (id === '' || item === '' || contact === '' || date === null || train.offers.some((one) => one.id === id)) return train;
  return { ...train, offers: [...train.offers, { id, item, contact, unit: textIn(text['unit']) || '(erased)', notes: [{ ...said(event), side: 'office', answer: 'offer', date, note: textIn(text['note']) }] }] };
}
function answered(train: Train, event: StampedEvent): Train {
  const { data, text } = event;
  const [offer, answer, date] = [train.offers.find(({ id }) => id === data['offer']), oneIn(data['answer'], offerAnswers), timeIn(data['date'])];
  if (!offer || answer === null || settledBy(offer) !== null) return train;
  const side = idOf(event.by) === offer.contact ? 'unit' : 'office';
  // Only a date that the other side named is accepted, and only the one that stands.
  if ((answer === 'accept' && (date === null || lastDate(offer, side === 'unit' ? 'office' : 'unit') !== date)) || (answer === 'counter' && date === null)) return train;
  return { ...train, offers: withPart(train.offers, { ...offer, notes: [...offer.notes, { ...said(event), side, answer, date, note: textIn(text['note']) }] }) };
}

const moves: Partial<Record<EventType, (train: Train, event: StampedEvent) => Train>> = {
  'train.boarded': boarded, 'train.left': (train, { data }) => ({ ...train, items: withoutPart(train.items, data['item']), offers: train.offers.filter(({ item }) => item !== data['item']) }), 'train.gateSigned': gateSigned, 'train.itemMoved': moved, 'train.dateOffered': offered, 'train.offerAnswered': answered,
};
export const trainSheet = sheet<Train>({
  name: 'train', kind: 'train', types: ['train.opened', ...(Object.keys(moves) as EventType[])],
  fold: (train, event) => (event.type === 'train.opened' ? train ?? opened(event) : train === null ? null : moves[event.type]?.(train, event) ?? train),
  columns: ({ name, portfolio }) => ({ label: name, change: portfolio }),
});

/** The date a side named last; null while it named none. */
export const lastDate = ({ notes }: Offer, side: OfferNote['side']): string | null => notes.findLast((note) => note.side === side && (note.answer === 'offer' || note.answer === 'counter'))?.date ?? null;
/** What ended the matter; null while both dates stand. */
export const settledBy = ({ notes }: Offer): OfferNote | null => notes.find(({ answer }) => answer === 'accept' || answer === 'decline') ?? null;
export function standingOfOffer(offer: Offer): 'open' | 'countered' | 'accepted' | 'declined' {
  const end = settledBy(offer);
  return end !== null ? (end.answer === 'accept' ? 'accepted' : 'declined') : lastDate(offer, 'unit') === null ? 'open' : 'countered';
}

const shifted = (at: string, hours: number): string => Temporal.Instant.from(at).add({ hours }).toString({ fractionalSecondDigits: 3 });
export const cutOffOf = (departure: string, { cutOffHours }: Pick<Train, 'cutOffHours'>): string => shifted(departure, -cutOffHours);
/** Departures after an instant, at most `most`. */
/** Whether a train departs at an instant. */
export const departsAt = (train: Pick<Train, 'cadence' | 'zone'>, at: string): boolean => departuresAfter(train, shifted(at, -1), 1)[0] === at;
export const departuresAfter = ({ cadence, zone }: Pick<Train, 'cadence' | 'zone'>, after: string, most: number): string[] => {
  const begin = `${cadence.from}T00:00:00.000Z`;
  const start = after > begin ? after : addDays(begin, -1);
  return sessionsBetween(cadence, zone, { after: start, until: addDays(start, 7 * cadence.everyWeeks * (most + 1) + 1) }).filter((at) => at > after).slice(0, most);
};
/** The first departure whose cut-off has not passed. */
export const nextBoarding = (train: Pick<Train, 'cadence' | 'zone' | 'cutOffHours'>, now: string): string => departuresAfter(train, shifted(now, train.cutOffHours), 1)[0]!;

/** Signatures count with the role that the gate asks for. */
export const signatureOf = ({ signatures }: Boarded, gate: Gate): GateSignature | null => signatures.find((one) => one.gate === gate.id && one.role === gate.role) ?? null;
/** The first gate it has not passed; null where it passed all of them. */
export const lacking = (item: Boarded, { gates }: Pick<Portfolio, 'gates'>): Gate | null => gates.find((gate) => signatureOf(item, gate) === null) ?? null;
export type ItemStanding = 'ready' | 'missing' | 'late' | 'departed';
/** `late`: its cut-off has passed without a gate, so it goes with a later departure. */
export function standingOfItem(item: Boarded, train: Train, portfolio: Pick<Portfolio, 'gates'>, now: string): ItemStanding {
  if (lacking(item, portfolio) !== null) return cutOffOf(item.departure, train) <= now ? 'late' : 'missing';
  return item.departure <= now ? 'departed' : 'ready';
}
