// Service terms and agreed windows for tests: profiles as files say them, acts that are possible, and examples for two laptops (CAL-04).
import type { Asked } from '../../src-main/contract/index.ts';
import type { EventType } from '../../src-main/domain/event.ts';
import type { Fields, Maker } from './example-parts.ts';
import { creating, of, signedAs } from './example-parts.ts';
import type { TestWorkspace } from './workspace.ts';
import { answer, completeChange } from './workspace.ts';

/** A profile of a week: 100 users in every hour but those named by day (1 is Monday) and hour. */
export const weekOf = (but: readonly [day: number, hour: number, users: number][] = [], usual = 100): number[] => {
  const users = Array.from({ length: 168 }, () => usual);
  for (const [day, hour, count] of but) users[(day - 1) * 24 + hour] = count;
  return users;
};
const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
export const profileCsv = (users: readonly number[]): string => ['day,hour,users', ...users.map((count, i) => `${days[Math.floor(i / 24)]!},${String(i % 24).padStart(2, '0')}:00,${count}`)].join('\n');

type Names = 'level.setTerms' | 'level.addDowntime' | 'negotiation.propose' | 'negotiation.counter' | 'negotiation.accept' | 'negotiation.confirm';
const night = { startsAt: '2027-04-04T01:00:00.000Z', endsAt: '2027-04-04T04:00:00.000Z' };
export async function levelActs(workspace: TestWorkspace): Promise<{ [N in Names]: Asked<N> }> {
  const release = await workspace.as('Tomasz Zielinski');
  const service = 'Service desk tools';
  const { rows: people } = await answer(release, 'person.list', { limit: 100 });
  const chair = people.find(({ roles, canSignHere }) => roles.includes('chair') && canSignHere)!;
  await answer(release, 'level.setTerms', { service, operations: chair.id });
  const planned = async (title: string): Promise<string> => (await answer(release, 'change.create', { ...completeChange, service, items: [], implementers: [], plannedStartAt: night.startsAt, plannedEndAt: night.endsAt, title })).id;
  const [fresh, proposed, countered, waiting] = [await planned('Not proposed'), await planned('Proposed'), await planned('Countered'), await planned('Waiting')];
  for (const change of [proposed, countered, waiting]) await answer(release, 'negotiation.propose', { change, ...night, minutes: 60 });
  await answer(workspace.chair, 'negotiation.counter', { change: countered, startsAt: '2027-04-11T01:00:00.000Z', endsAt: '2027-04-11T04:00:00.000Z', minutes: 60 });
  return {
    'level.setTerms': { service: 'Card authorisation', allowance: 43 }, 'level.addDowntime': { service, on: '2027-04-02', minutes: 5, note: 'A switch failed' }, 'negotiation.propose': { change: fresh, ...night, minutes: 60 }, 'negotiation.counter': { change: proposed, ...night, minutes: 60 },
    'negotiation.accept': { change: countered }, 'negotiation.confirm': { change: waiting },
  };
}

const level = (data: Fields, text: Fields | undefined, apart: { type: EventType; data: Fields; text?: Fields }): Maker => of('level', ({ subject }) => ({ data, ...(text ? { text } : {}), apart: { subject, ...apart } }));
const terms = (allowance: number): Fields => ({ hours: { from: '08:00', to: '20:00', days: [1, 2, 3, 4, 5] }, zone: 'Europe/Vienna', allowance, targets: { normal: 240 }, operations: 'p' });
const naming = (step: string, day: string): Fields => ({ step, startsAt: `2026-12-${day}T01:00:00.000Z`, endsAt: `2026-12-${day}T04:00:00.000Z`, minutes: 60 });
/** A window that both know as proposed; meanwhile the other laptop names another one. */
const agreeing = (data: Fields, text: Fields): Maker => of('change', (scene) => ({
  given: [creating(scene), { type: 'negotiation.proposed', subject: scene.subject, data: naming('s1', '05'), text: { note: 'Quiet then' } }], data, text, apart: { type: 'negotiation.countered', subject: scene.subject, data: naming('s9', '06'), text: { note: 'Not on a Saturday' } },
}));
export const levelExamples = {
  'level.termsSet': level(terms(43), undefined, { type: 'level.termsSet', data: terms(60) }),
  'level.activityImported': level({ zone: 'UTC', users: weekOf([[7, 3, 1]]) }, { source: 'week.csv' }, { type: 'level.activityImported', data: { zone: 'UTC', users: weekOf([[6, 3, 1]]) }, text: { source: 'other.csv' } }),
  'level.downtimeAdded': level({ on: '2026-12-03', minutes: 12 }, { note: 'Disk full' }, { type: 'level.downtimeAdded', data: { on: '2026-12-04', minutes: 3 }, text: { note: 'Again' } }),
  'negotiation.proposed': agreeing(naming('s2', '07'), { note: 'Later' }), 'negotiation.countered': agreeing(naming('s3', '08'), { note: 'Later still' }),
  'negotiation.accepted': agreeing({ step: 's4', answers: 's1' }, { note: 'Fine' }), 'negotiation.confirmed': agreeing({ ...signedAs('change-manager'), step: 's5', answers: 's1' }, { note: 'Staffed' }),
} satisfies Record<string, Maker>;
