// Acceptable inputs for trains and portfolios.
import type { Connection } from '../../src-main/boot.ts';
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import { answer, completeChange } from './workspace.ts';

type TrainAct = Extract<NameOf<'command'>, `train.${string}` | `portfolio.${string}`>;
const leaving = { portfolio: 'Nightly portfolio', from: '2026-12-04', time: '20:00', everyWeeks: 2, zone: 'Europe/London', cutOffHours: 72 };

export async function trainActs(release: Connection): Promise<{ [N in TrainAct]: Asked<N> }> {
  await answer(release, 'portfolio.set', { name: leaving.portfolio, manager: 'Tomasz Zielinski', gates: [{ name: 'Readiness', role: 'release-manager' }] });
  await answer(release, 'train.open', { ...leaving, name: 'Nightly train' });
  const [aboard, leaves, boards] = await Promise.all(['Rides', 'Leaves again', 'Boards'].map(async (title) => (await answer(release, 'change.create', { ...completeChange, title })).id)) as [string, string, string];
  const train = 'Nightly train';
  for (const item of [aboard, leaves]) await answer(release, 'train.board', { train, item });
  await answer(release, 'train.offer', { train, item: aboard, unit: 'Retail', contact: 'Tomasz Zielinski' });
  const { trains: [shown] } = await answer(release, 'portfolio.show', { portfolio: leaving.portfolio });
  const offer = shown!.items.flatMap(({ offers }) => offers)[0]!.id;
  return {
    'portfolio.set': { name: 'Cards portfolio' }, 'train.open': { ...leaving, name: 'Cards train' }, 'train.board': { train, item: boards }, 'train.leave': { train, item: leaves, reason: 'Not ready' },
    'train.signGate': { train, item: aboard, gate: 'Readiness' }, 'train.moveLate': {}, 'train.offer': { train, item: aboard, unit: 'Branches', contact: 'Grace Obi' }, 'train.answer': { train, offer, answer: 'accept' },
  };
}
