// A change that may have a deployment token, and acceptable inputs for what is done with one.
import type { Asked } from '../../src-main/contract/index.ts';
import type { Connection } from '../../src-main/boot.ts';
import { answer, completeChange, putForward } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

export const build = 'b'.repeat(64);
export const tokenWindow = { plannedStartAt: '2026-11-24T09:30:00.000Z', plannedEndAt: '2026-11-24T12:00:00.000Z' };
type Fields = Asked<'change.create'>;
export type Deployable = { chair: Connection; release: Connection; meeting: string; change: string; number: string };

/** The running meeting of the example, with everybody in the room. */
export async function runMeeting({ chair }: TestWorkspace): Promise<string> {
  const board = await answer(chair, 'cab.board', {});
  const meeting = board.meeting!.id;
  if (board.meeting!.state === 'planned') await answer(chair, 'meeting.start', { meeting });
  await answer(chair, 'meeting.rollCall', { meeting, attendance: board.attendance.map(({ person }) => ({ person, status: 'present' as const })) });
  return meeting;
}
/** A change that the board approved and that declares an artefact (none when that is null); `conditions` are what the board asked for. */
export async function deployable(workspace: TestWorkspace, more: { fields?: Partial<Fields>; conditions?: Asked<'cab.recordDecision'>['conditions']; artefact?: string | null } = {}, running?: string): Promise<Deployable> {
  const { chair } = workspace;
  const release = await workspace.as('Tomasz Zielinski');
  const meeting = running ?? await runMeeting(workspace);
  const { id: change, number } = await answer(release, 'change.create', { ...completeChange, service: 'Service desk tools', ...tokenWindow, ...more.fields });
  if (more.artefact !== null) await answer(release, 'evidence.declare', { change, artefacts: [{ sha256: more.artefact ?? build, name: 'desk-7.tar' }] });
  await putForward(change, release, chair);
  await answer(chair, 'cab.admit', { meeting, change, reason: 'Came late' });
  await answer(chair, 'cab.recordDecision', { meeting, change, verdict: more.conditions ? 'approved-with-conditions' : 'approved', ...(more.conditions ? { conditions: more.conditions } : {}) });
  return { chair, release, meeting, change, number: number! };
}

/** A token in force, for `token.revoke`. */
export async function tokenActs(workspace: TestWorkspace, running: string): Promise<{ 'token.revoke': Asked<'token.revoke'> }> {
  const { release, change } = await deployable(workspace, { fields: { title: 'To be deployed' } }, running);
  const { id } = await answer(release, 'token.issue', { change, environment: 'production' });
  return { 'token.revoke': { token: id, reason: 'Another build' } };
}
