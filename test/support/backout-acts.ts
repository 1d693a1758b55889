// One acceptable input for every command about a backout.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { backout } from '../../src-main/contract/backout.ts';
import { reviewItems } from '../../src-main/contract/backout.ts';
import type { Asked } from '../../src-main/contract/index.ts';
import type { Connection } from '../../src-main/boot.ts';
import { answer, completeChange } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

type Names = { [N in keyof typeof backout]: (typeof backout)[N]['kind'] extends 'command' ? N : never }[keyof typeof backout];
export type BackoutActs = { [N in Names]: Asked<N> };

const plan = { steps: [{ id: 'stop', title: 'Stop traffic', owner: 'Tomasz Zielinski', minutes: 5, verification: 'No requests' }], pointOfNoReturn: 'None', limitations: 'Notices stay sent', rtoMinutes: 45, rpoMinutes: 240 };
const answering = { owner: 'Tomasz Zielinski', deputy: 'Marta Lindqvist' };

/** Readies an authorised change for its backout, so that it can be scheduled and later be rolled back; answers an input for each command. */
export async function backoutActs(workspace: TestWorkspace, release: Connection, authorised: string): Promise<BackoutActs> {
  const planned = async (change: string): Promise<void> => {
    await answer(release, 'backout.writePlan', { change, ...plan });
    await answer(release, 'backout.nameOwner', { change, ...answering });
  };
  await planned(authorised);
  for (const door of [release, workspace.chair]) await answer(door, 'backout.acceptOwnership', { change: authorised });
  const raised = async (title: string): Promise<string> => (await answer(release, 'change.create', { ...completeChange, title, plannedStartAt: '2027-02-01T05:00:00.000Z', plannedEndAt: '2027-02-01T06:00:00.000Z' })).id;
  const [change, reviewed] = [await raised('With a backout'), await raised('With a backout to review')];
  for (const id of [change, reviewed]) await planned(id);
  const script = join(workspace.dataDir, 'undo.sh');
  writeFileSync(script, 'put back');
  await answer(release, 'backout.attachScript', { change, file: workspace.app.stagePath(script) });
  const on = { change };
  return {
    'backout.writePlan': { ...on, ...plan, pointOfNoReturn: 'Midnight' }, 'backout.removeScript': { ...on, script: 'undo.sh' }, 'backout.signNoneKnown': on,
    'backout.setTriggers': { ...on, triggers: [{ metric: 'errors', comparison: 'above', threshold: '5', unit: 'percent', seconds: 300 }] },
    'backout.review': { change: reviewed, verdict: 'approve', items: [...reviewItems] }, 'backout.rehearse': { ...on, environment: 'Staging', steps: [{ step: 'stop', seconds: 60 }] },
    'backout.nameOwner': { ...on, owner: 'Marta Lindqvist', deputy: 'Tomasz Zielinski' }, 'backout.acceptOwnership': on, 'backout.order': { change: authorised }, 'backout.dissent': { ...on, reason: 'Stay live' },
    'backout.doStep': { change: authorised, step: 'stop' }, 'backout.registerBackup': { ...on, system: 'Ledger', job: 'J-1', takenAt: '2026-11-24T08:00:00.000Z', size: 5, catalogue: 'vault/1' },
    'backout.setSchedule': { ...on, everyMinutes: 720 },
  };
}
