// Acceptable inputs for reviews, evidence and exceptions, each on a record that is in the right state for it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import type { Connection } from '../../src-main/boot.ts';
import { answer, completeChange } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

/** Two registrars make somebody a technical reviewer; one vouches for the skill. */
export async function makeReviewer(workspace: TestWorkspace, person: string, skill: Asked<'skill.tag'>['skill']): Promise<void> {
  const { chair } = workspace;
  await answer(await workspace.as('Ingrid Solberg'), 'role.grant', { person, role: 'technical-reviewer' });
  for (const { id } of (await answer(chair, 'roster.pending', {})).rows) await answer(chair, 'roster.confirm', { proposal: id });
  await answer(chair, 'skill.tag', { person, skill });
}

type ControlAct = Extract<NameOf<'command'>, `review.${string}` | `evidence.${string}` | `exception.${string}` | 'skill.tag'>;
export async function controlActs(workspace: TestWorkspace, { chair, release }: { chair: Connection; release: Connection }): Promise<{ [N in ControlAct]: Asked<N> }> {
  await makeReviewer(workspace, 'Tomasz Zielinski', 'security');
  const { id: change } = await answer(chair, 'change.create', { ...completeChange, title: 'To be reviewed', requester: 'Marta Lindqvist', owner: 'Marta Lindqvist' });
  await answer(chair, 'review.comment', { change, kind: 'security', text: 'Which keys?', isBlocking: true });
  const { comments: [comment] } = await answer(chair, 'review.list', { change });
  const path = join(workspace.dataDir, 'scan.txt');
  writeFileSync(path, 'nothing found');
  const { number: evidence } = await answer(release, 'evidence.attach', { change, kind: 'security-scan', file: workspace.app.stagePath(path) });
  const asking = { rule: 'APR-05/test-results', change, justification: 'The runner is down', control: 'Tested by hand', owner: 'Grace Obi', until: '2026-12-10' };
  const asked = async (): Promise<string> => (await answer(release, 'exception.request', asking)).id;
  const [open, other, granted, ending] = [await asked(), await asked(), await asked(), await asked()] as const;
  await answer(chair, 'exception.approve', { exception: granted });
  return {
    'skill.tag': { person: 'Grace Obi', skill: 'technical' }, 'review.request': { change, kind: 'security', reviewer: 'Tomasz Zielinski' }, 'review.comment': { change, kind: 'security', text: 'And the old ones?' },
    'review.resolve': { change, comment: comment!.id }, 'review.sign': { change, kind: 'security', verdict: 'approve' }, 'evidence.declare': { change, artefacts: [{ sha256: 'a'.repeat(64) }] }, 'evidence.withdraw': { change, evidence, reason: 'Another build' },
    'exception.request': asking, 'exception.approve': { exception: open }, 'exception.refuse': { exception: other, reason: 'Start the runner' }, 'exception.renew': { exception: granted, until: '2026-12-20' }, 'exception.revoke': { exception: ending, reason: 'The runner is up' },
  };
}
