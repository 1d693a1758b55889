// Examples of what two laptops write about a prioritisation (REL-06).
import type { DomainEvent, EventType } from '../../src-main/domain/event.ts';
import type { Fields, Maker } from './example-parts.ts';
import { of } from './example-parts.ts';

type Untold = Omit<DomainEvent, 'subject'>;
const described = (name: string, capacity: number): Untold => ({ type: 'ranking.described', data: { capacity, weights: { roi: 30, impact: 15, deadline: 15, value: 25, risk: 15 } }, text: { name } });
const candidate = (id: string, hours: number): Untold => ({ type: 'ranking.candidateSet', data: { candidate: id, kind: 'feature', of: '', benefit: 5000, cost: 1000, hours, value: 4, tier: 'medium', impact: 400, dueOn: null }, text: { name: `Feature ${id}` } });
/** On a prioritisation with two candidates that both have. */
const ranked = (data: Fields, text: Fields | undefined, apart: Untold, before: Untold[] = []): Maker => of('ranking', ({ subject }) => ({
  given: [described('January', 200), candidate('a', 40), candidate('b', 60), ...before].map((one) => ({ ...one, subject })), data, ...(text ? { text } : {}), apart: { ...apart, subject },
}));

export const rankingExamples: Partial<Record<EventType, Maker>> = {
  'ranking.described': of('ranking', ({ subject }) => ({ data: described('January', 200).data, text: { name: 'January' }, apart: { ...described('Spring', 300), subject } })),
  'ranking.candidateSet': ranked(candidate('a', 80).data, { name: 'Feature a' }, candidate('a', 20)), 'ranking.candidateDropped': ranked({ candidate: 'a' }, undefined, candidate('a', 20)),
  'ranking.moved': ranked({ candidate: 'b', before: 'a' }, { reason: 'Promised' }, { type: 'ranking.moved', data: { candidate: 'b', before: null }, text: { reason: 'Not urgent' } }),
  'ranking.deferred': ranked({ candidate: 'b' }, { reason: 'No hours' }, { type: 'ranking.moved', data: { candidate: 'b', before: 'a' }, text: { reason: 'Promised' } }),
  'ranking.resumed': ranked({ candidate: 'b' }, { reason: 'Hours are there' }, { type: 'ranking.deferred', data: { candidate: 'b' }, text: { reason: 'Still none' } }, [{ type: 'ranking.deferred', data: { candidate: 'b' }, text: { reason: 'No hours' } }]),
};
