// Acceptable inputs for capacity, and its examples for two laptops (CAL-05).
import type { Connection } from '../../src-main/boot.ts';
import type { Asked } from '../../src-main/contract/index.ts';
import type { EventType } from '../../src-main/domain/event.ts';
import type { Fields, Maker } from './example-parts.ts';
import { of } from './example-parts.ts';
import { answer } from './workspace.ts';

type Names = 'capacity.set' | 'initiative.enter' | 'initiative.revise' | 'initiative.end' | 'demand.set';
const terms = { name: 'New branch system', department: 'Branches', from: '2027-01', until: '2027-06', points: 30 };
export async function capacityActs(release: Connection): Promise<{ [N in Names]: Asked<N> }> {
  const { id } = await answer(release, 'release.plan', { name: 'Capacity release' });
  const [first, second] = [await answer(release, 'initiative.enter', terms), await answer(release, 'initiative.enter', { ...terms, name: 'Paper to screen' })];
  return {
    'capacity.set': { kind: 'adoption', of: 'Branches', month: '2027-01', amount: 80 }, 'initiative.enter': { ...terms, name: 'Third' }, 'initiative.revise': { initiative: first.id, ...terms, points: 20 }, 'initiative.end': { initiative: second.id, reason: 'Done' },
    'demand.set': { release: id, needs: [{ kind: 'testing', month: '2027-01', amount: 40 }] },
  };
}

const said = (kind: string, data: Fields, text: Fields | undefined, apart: { type: EventType; data: Fields; text?: Fields }): Maker => of(kind, ({ subject }) => ({ data, ...(text ? { text } : {}), apart: { subject, ...apart } }));
const adopting = (amount: number | null): Fields => ({ kind: 'adoption', month: '2027-01', amount });
const entering = (points: number): Fields => ({ from: '2027-01', until: '2027-06', points });
const words = { name: 'New branch system', department: 'Branches' };
const initiative = (data: Fields, text: Fields): Maker => of('initiative', ({ subject }) => ({ given: [{ type: 'initiative.entered', subject, data: entering(30), text: words }], data, text, apart: { type: 'initiative.revised', subject, data: entering(10), text: { ...words, name: 'Written apart' } } }));
const planning = (hours: number): { data: Fields; text: Fields } => ({ data: { needs: [{ kind: 'testing', month: '2027-01', amount: hours }] }, text: { of: ['Payments'] } });
export const capacityExamples = {
  'capacity.set': said('capacity', adopting(80), { of: 'Branches' }, { type: 'capacity.set', data: adopting(60), text: { of: 'Branches' } }),
  'initiative.entered': of('initiative', ({ subject }) => ({ data: entering(30), text: words, apart: { type: 'initiative.revised', subject, data: entering(10), text: words } })), 'initiative.revised': initiative(entering(20), words), 'initiative.ended': initiative({}, { reason: 'Done' }),
  'demand.set': of('release', ({ one, subject }) => ({ given: [{ type: 'release.planned', subject, data: { number: one.store.nextNumber('R'), zone: 'UTC' }, text: { name: 'Four' } }], ...planning(40), apart: { type: 'demand.set', subject, ...planning(60) } })),
} satisfies Record<string, Maker>;
