// Examples of what two laptops write about trains and portfolios (REL-08).
import type { DomainEvent, EventType } from '../../src-main/domain/event.ts';
import type { Fields, Maker, Scene } from './example-parts.ts';
import { of, signedAs } from './example-parts.ts';

const departure = '2026-12-04T20:00:00.000Z';
const opening: Omit<DomainEvent, 'subject'> = { type: 'train.opened', data: { portfolio: 'p1', from: '2026-12-04', weekday: 5, time: '20:00', everyWeeks: 2, zone: 'Europe/London', cutOffHours: 72 }, text: { name: 'Payments' } };
const boarding = (item: string, at = departure): Omit<DomainEvent, 'subject'> => ({ type: 'train.boarded', data: { item, kind: 'change', departure: at, asked: null } });
const moving = (to: string): Fields => ({ item: 'c1', from: departure, to });
const offering = (scene: Scene, offer = 'o1'): Omit<DomainEvent, 'subject'> => ({ type: 'train.dateOffered', data: { offer, item: 'c1', contact: scene.one.person.id, date: departure }, text: { unit: 'Retail', note: '' } });
/** On a train that both have, with one item aboard; the other one writes `apart` meanwhile. */
const aboard = (data: Fields, text: Fields | undefined, apart: Omit<DomainEvent, 'subject'>, before: (scene: Scene) => Omit<DomainEvent, 'subject'>[] = () => []): Maker => of('train', (scene) => {
  const on = (one: Omit<DomainEvent, 'subject'>): DomainEvent => ({ ...one, subject: scene.subject });
  return { given: [opening, boarding('c1'), ...before(scene)].map(on), data, ...(text ? { text } : {}), apart: on(apart) };
});
const portfolio = (name: string): { data: Fields; text: Fields } => ({ data: { manager: 'p', gates: [{ id: 'g1', role: 'change-manager' }, { id: 'g2', role: 'chair' }] }, text: { name, gates: { g1: 'Scope', g2: 'Go' } } });

export const trainExamples: Partial<Record<EventType, Maker>> = {
  'portfolio.described': of('portfolio', ({ subject }) => ({ ...portfolio('Payments'), apart: { type: 'portfolio.described', subject, ...portfolio('Cards') } })),
  'train.opened': of('train', ({ subject }) => ({ data: opening.data, text: opening.text!, apart: { ...opening, subject, text: { name: 'Cards' } } })),
  'train.boarded': aboard({ item: 'c2', kind: 'release', departure, asked: null }, undefined, boarding('c2', '2026-12-18T20:00:00.000Z')),
  'train.left': aboard({ item: 'c1' }, { reason: 'Not ready' }, { type: 'train.itemMoved', data: moving('2026-12-18T20:00:00.000Z'), text: { gate: 'Go' } }),
  'train.gateSigned': aboard({ item: 'c1', gate: 'g1', ...signedAs('change-manager') }, undefined, { type: 'train.itemMoved', data: moving('2026-12-18T20:00:00.000Z'), text: { gate: 'Scope' } }),
  'train.itemMoved': aboard(moving('2026-12-18T20:00:00.000Z'), { gate: 'Scope' }, { type: 'train.itemMoved', data: moving('2027-01-01T20:00:00.000Z'), text: { gate: 'Scope' } }),
  'train.dateOffered': aboard({ offer: 'o1', item: 'c1', contact: 'q', date: departure }, { unit: 'Retail', note: 'Before the sale' }, { type: 'train.dateOffered', data: { offer: 'o1', item: 'c1', contact: 'r', date: departure }, text: { unit: 'Branches', note: '' } }),
  'train.offerAnswered': aboard({ offer: 'o1', answer: 'accept', date: departure, ...signedAs('member') }, { note: '' }, { type: 'train.offerAnswered', data: { offer: 'o1', answer: 'decline', date: null, ...signedAs('release-manager') }, text: { note: 'Taken back' } }, (scene) => [offering(scene)]),
};
