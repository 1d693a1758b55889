// A schedule with something in it to settle: a soft freeze, a stabilisation freeze, an event, and two changes that meet.
import type { Asked } from '../../src-main/contract/index.ts';
import type { TestWorkspace } from './workspace.ts';
import { answer, completeChange } from './workspace.ts';

type Names = 'freeze.permit' | 'freeze.meetCriterion' | 'freeze.lift' | 'conflict.accept' | 'effect.answer';
const night = { startsAt: '2027-02-01T20:00:00.000Z', endsAt: '2027-02-02T04:00:00.000Z' };
const window = { plannedStartAt: '2027-02-01T22:00:00.000Z', plannedEndAt: '2027-02-01T23:00:00.000Z' };
const quiet = { ...completeChange, service: 'Service desk tools', items: [], implementers: [] };

export async function scheduleActs(workspace: TestWorkspace): Promise<{ [N in Names]: Asked<N> }> {
  const release = await workspace.as('Tomasz Zielinski');
  const { id: change } = await answer(release, 'change.create', { ...quiet, ...window, title: 'In the night' });
  await answer(release, 'calendar.addEntry', { kind: 'booking', title: 'The desk is taken', ...night, scope: [{ by: 'service', id: 'Service desk tools' }], owner: 'Grace Obi' });
  const { id: freeze } = await answer(release, 'calendar.addEntry', { kind: 'freeze', title: 'Statement night', ...night, mode: 'soft', scope: [{ by: 'service', id: 'Service desk tools' }] });
  const { id: entry } = await answer(release, 'calendar.addEntry', { kind: 'business-event', title: 'Visit of the regulator', ...night });
  const stabilised = async (criteria: string[]): Promise<string> => (await answer(release, 'calendar.addEntry', { kind: 'stabilisation', title: 'Stabilisation of 4.2', startsAt: '2027-03-01T00:00:00Z', endsAt: '2027-03-04T00:00:00Z', scope: [{ by: 'service', id: 'Service desk tools' }], criteria })).id;
  const [lifted, watched] = [await stabilised([]), await stabilised(['No incident'])];
  const conflict = (await answer(release, 'conflict.list', { change })).rows.find(({ rule }) => rule === 'service')!.key;
  return {
    'freeze.permit': { freeze, change, reason: 'It is small' }, 'freeze.meetCriterion': { freeze: watched, criterion: 'No incident' }, 'freeze.lift': { freeze: lifted, reason: 'All is quiet' },
    'conflict.accept': { change, conflict, reason: 'Both teams know', owner: 'Grace Obi', until: '2027-02-28' }, 'effect.answer': { entry, of: change, verdict: 'overridden', reason: 'The regulator does not mind' },
  };
}
