// One acceptable input for every command about emergencies and incidents, each on a record that is in the right state for it.
import type { Connection } from '../../src-main/boot.ts';
import { questionIds } from '../../src-main/contract/emergency.ts';
import type { Question } from '../../src-main/contract/emergency.ts';
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import { answer, completeChange } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

type Mine = Extract<NameOf<'command'>, `emergency.${string}` | `incident.${string}`>;
export type EmergencyActs = { [N in Mine]: Asked<N> };
const window = { plannedStartAt: '2026-11-24T09:30:00.000Z', plannedEndAt: '2026-11-24T11:00:00.000Z' };

/** One emergency that waits for its decision with a ballot cast, and one whose work is done, with an incident each. */
export async function emergencyActs(workspace: TestWorkspace, release: Connection): Promise<EmergencyActs> {
  const { chair } = workspace;
  const admin = await workspace.as('Ingrid Solberg');
  const opened = async (summary: string): Promise<string> => (await answer(admin, 'incident.open', { severity: 1, service: 'Card authorisation', summary })).id;
  const incident = await opened('No card is authorised');
  const criteria = [{ kind: 'incident' as const, incident }];
  const raised = async (title: string): Promise<string> => (await answer(admin, 'change.create', { ...completeChange, ...window, title, type: 'emergency', items: ['switch-1'] })).id;
  const waiting = async (title: string): Promise<string> => {
    const change = await raised(title);
    await answer(admin, 'emergency.declare', { change, criteria });
    await answer(admin, 'backout.setTriggers', { change, triggers: [{ metric: 'errors', comparison: 'above', threshold: '5', unit: 'percent', seconds: 300 }] });
    await answer(admin, 'change.submit', { change });
    await answer(release, 'emergency.castBallot', { change, board: 'Emergency CAB', vote: 'approve' });
    return change;
  };
  const change = await waiting('Restart the switch');
  const done = await waiting('Restart the other switch');
  await answer(chair, 'emergency.authorise', { change: done, board: 'Emergency CAB', hours: 4 });
  await answer(release, 'change.schedule', { change: done });
  await answer(release, 'change.start', { change: done });
  await answer(release, 'change.finish', { change: done, actualStartAt: window.plannedStartAt, actualEndAt: window.plannedEndAt });
  const answers = Object.fromEntries(questionIds.map((id) => [id, false])) as Record<Question, boolean>;
  return {
    'incident.open': { severity: 2, service: 'Cards', summary: 'Slow' }, 'incident.update': { incident: await opened('To be corrected'), severity: 2 }, 'incident.close': { incident: await opened('To be closed'), resolution: 'Restarted' },
    'emergency.declare': { change: await raised('To be declared'), criteria }, 'emergency.castBallot': { change, board: 'Emergency CAB', vote: 'approve' }, 'emergency.authorise': { change, board: 'Emergency CAB', hours: 4 },
    'emergency.extend': { change, board: 'Emergency CAB', hours: 1, reason: 'Slow disk' }, 'emergency.validate': { change: done, smoke: 'passed', smokeNote: '42 payments', confirmation: 'passed', confirmedBy: 'Service desk' },
    'emergency.completePaperwork': { change: done, papers: [{ field: 'rollbackCriteria', text: 'Errors' }] }, 'emergency.holdRetrospective': { change: done, answers }, 'emergency.setRootCause': { change: done, cause: 'Worn disk' }, 'emergency.ratify': { change: done, verdict: 'ratified' },
  };
}
