// Acceptable inputs for prioritisations.
import type { Connection } from '../../src-main/boot.ts';
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import { answer } from './workspace.ts';

export async function rankingActs(release: Connection): Promise<{ [N in Extract<NameOf<'command'>, `ranking.${string}`>]: Asked<N> }> {
  const ranking = 'January';
  await answer(release, 'ranking.set', { name: ranking, capacity: 100 });
  for (const [name, value] of [['Statements', 5], ['Cards', 4], ['Archive', 3], ['Alerts', 2], ['Branches', 1]] as const) await answer(release, 'ranking.setCandidate', { ranking, name, benefit: 1000, cost: 500, hours: 10, value });
  await answer(release, 'ranking.defer', { ranking, candidate: 'Branches', reason: 'No hours' });
  return {
    'ranking.set': { name: 'Spring', capacity: 200 }, 'ranking.setCandidate': { ranking, name: 'Limits', benefit: 1000, cost: 0, hours: 10, value: 2 }, 'ranking.dropCandidate': { ranking, candidate: 'Archive' },
    'ranking.move': { ranking, candidate: 'Cards', before: 'Statements', reason: 'Promised' }, 'ranking.defer': { ranking, candidate: 'Alerts', reason: 'No hours' }, 'ranking.resume': { ranking, candidate: 'Branches', reason: 'Hours are there' },
  };
}
