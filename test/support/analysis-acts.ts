// Acceptable inputs for failure modes, pre-mortems and coverage, each on a record that is in the right state for it.
import type { analysis } from '../../src-main/contract/analysis.ts';
import type { Asked } from '../../src-main/contract/index.ts';
import type { Connection } from '../../src-main/boot.ts';
import { answer, completeChange } from './workspace.ts';

type Names = { [N in keyof typeof analysis]: (typeof analysis)[N]['kind'] extends 'command' ? N : never }[keyof typeof analysis];
export type AnalysisActs = { [N in Names]: Asked<N> };

export const failureMode = { failureMode: 'Contactless reversals rejected', effect: 'Customers charged twice', cause: 'Old message format', control: 'Smoke test', severity: 8, occurrence: 5, detection: 4 } as const;
export const action = { action: 'Replay a day of reversals', owner: 'Grace Obi', dueOn: '2026-11-30' } as const;
const group = [['Ana Novak', 'Operations', 'The certificate expired'], ['Jun Takeda', 'Development', 'The old format was cached'], ['Lea Roth', 'Operations', 'Nobody watched the queue']] as const;

/** A pre-mortem of three people from two functions, each with one cause; still writing. */
export async function holdPremortem(connection: Connection, change: string, people: number = group.length): Promise<void> {
  await answer(connection, 'premortem.start', { change });
  for (const [name, of, cause] of group.slice(0, people)) {
    await answer(connection, 'premortem.join', { change, name, function: of });
    await answer(connection, 'premortem.write', { change, participant: name, cause });
  }
}
/** Every cause of the session as a task, so that it may be closed. */
export async function disposeAll(connection: Connection, change: string): Promise<void> {
  const { session } = await answer(connection, 'premortem.show', { change });
  for (const { id } of session!.clusters) await answer(connection, 'premortem.makeTask', { change, cluster: id, ...action });
}
/** A whole pre-mortem, closed. */
export async function completePremortem(connection: Connection, change: string): Promise<void> {
  await holdPremortem(connection, change);
  await answer(connection, 'premortem.open', { change });
  await disposeAll(connection, change);
  await answer(connection, 'premortem.close', { change });
}

/** `release` owns the service of the changes that are made here. */
export async function analysisActs(release: Connection): Promise<AnalysisActs> {
  await answer(release, 'service.register', { name: 'Reversals', tier: 3, owner: 'Tomasz Zielinski' });
  const raised = async (title: string): Promise<string> => (await answer(release, 'change.create', { ...completeChange, title, service: 'Reversals' })).id;
  const [worksheet, begun, open, closing] = [await raised('With failure modes'), await raised('With a pre-mortem begun'), await raised('With a pre-mortem open'), await raised('With a pre-mortem to close')] as const;
  for (let i = 0; i < 6; i += 1) await answer(release, 'fmea.add', { change: worksheet, ...failureMode });
  for (const row of ['2', '3']) await answer(release, 'fmea.setAction', { change: worksheet, row, ...action });
  await answer(release, 'fmea.finishAction', { change: worksheet, row: '3' });
  await holdPremortem(release, begun);
  for (const change of [open, closing]) {
    await holdPremortem(release, change);
    await answer(release, 'premortem.open', { change });
  }
  await answer(release, 'premortem.makeTask', { change: open, cluster: '1', ...action });
  await disposeAll(release, closing);
  const { session } = await answer(release, 'premortem.show', { change: open });
  const [one, other] = session!.clusters.map(({ id }) => id) as [string, string];
  return {
    'fmea.add': { change: worksheet, ...failureMode }, 'fmea.rewrite': { change: worksheet, row: '1', ...failureMode, severity: 7 }, 'fmea.setAction': { change: worksheet, row: '4', ...action }, 'fmea.finishAction': { change: worksheet, row: '2' },
    'fmea.rateAgain': { change: worksheet, row: '3', severity: 8, occurrence: 2, detection: 4 }, 'fmea.accept': { change: worksheet, row: '5', reason: 'Seen before, caught each time' }, 'fmea.drop': { change: worksheet, row: '6', reason: 'Cannot happen here' },
    'premortem.start': { change: worksheet }, 'premortem.join': { change: begun, name: 'Max Bauer', function: 'Support' }, 'premortem.write': { change: begun, participant: 'Ana Novak', cause: 'The pager was off' }, 'premortem.open': { change: begun },
    'premortem.cluster': { change: open, cause: other, cluster: one }, 'premortem.name': { change: open, cluster: one, name: 'Certificates' }, 'premortem.rank': { change: open, cluster: one, votes: 3 },
    'premortem.makeTask': { change: open, cluster: one, ...action, owner: 'Ravi Menon' }, 'premortem.makeFailureMode': { change: open, cluster: one, ...failureMode }, 'premortem.finishTask': { change: closing, cluster: '1' }, 'premortem.close': { change: closing },
    'coverage.declareCommit': { change: worksheet, commit: 'a'.repeat(40) },
  };
}
