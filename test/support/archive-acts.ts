// Acceptable inputs for the archive, each on a record that is in the right state for it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import type { Connection } from '../../src-main/boot.ts';
import { answer } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

type ArchiveAct = Extract<NameOf<'command'>, `archive.${string}` | `hold.${string}`>;
/** Changes of another tool that were closed in 2010, by their numbers here. */
export async function oldChanges(workspace: Pick<TestWorkspace, 'dataDir' | 'app'>, manager: Connection, titles: readonly string[]): Promise<string[]> {
  const path = join(workspace.dataDir, 'old.csv');
  writeFileSync(path, ['Number,State,Short description,Business service,Planned start date,Planned end date', ...titles.map((title, i) => `OLD${i}-${title.length},Closed,${title},Treasury desk,2010-10-0${(i % 9) + 1} 20:00:00,2010-10-0${(i % 9) + 1} 21:00:00`)].join('\n'));
  await answer(manager, 'import.run', { file: workspace.app.stagePath(path), zone: 'Europe/London' });
  const rows = await Promise.all(titles.map(async (title) => (await answer(manager, 'change.list', { text: title, limit: 1 })).rows[0]!.number));
  return rows;
}
export async function archiveActs(workspace: TestWorkspace, admin: Connection): Promise<{ [N in ArchiveAct]: Asked<N> }> {
  const { chair } = workspace;
  const [kept, proposed, free, waiting] = await oldChanges(workspace, chair, ['Zinc ledger', 'Cobalt ledger', 'Nickel ledger', 'Copper ledger']) as [string, string, string, string];
  await answer(chair, 'archive.add', { records: [kept, proposed, free] });
  await answer(chair, 'archive.propose', { record: proposed, reason: 'Its time is over' });
  const { id: hold } = await answer(admin, 'hold.place', { scope: 'tag', of: 'PCI', matter: 'Inquiry 12', reason: 'Asked by counsel' });
  return {
    'archive.add': { records: [waiting] }, 'archive.extend': { record: kept, until: '2099-01-01', reason: 'A claim runs' }, 'archive.propose': { record: free, reason: 'Its time is over' }, 'archive.dispose': { record: proposed },
    'hold.place': { scope: 'service', of: 'Treasury desk', matter: 'Inquiry 13', reason: 'Asked by counsel' }, 'hold.lift': { hold, reason: 'Settled' },
  };
}
