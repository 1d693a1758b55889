// Acceptable inputs for the scope of a release after its baseline.
import type { Connection } from '../../src-main/boot.ts';
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import { aPlannedRelease } from './release-acts.ts';
import { answer, completeChange } from './workspace.ts';

type ScopeAct = Extract<NameOf<'command'>, `scope.${string}` | `tradeoff.${string}`>;
export const impact = { reason: 'The scheme asks for it', days: 2, hours: 16, risk: 'A little higher' };
export const aTradeOff = (change: string) => ({
  about: 'The vendor is late', options: [{ kind: 'move-date' as const, days: 7, startsAt: '2026-12-12T20:00:00Z', endsAt: '2026-12-13T04:00:00Z' }, { kind: 'reduce-scope' as const, hours: -20, risk: 'lower' as const, remove: [change], note: 'Without cards' }],
});

/** A baselined release whose scope owner is Tomasz Zielinski, and changes that nobody released yet. */
export async function aFrozenRelease(release: Connection, name: string): Promise<{ id: string; number: string; change: string; more: string[] }> {
  const { id, number, change } = await aPlannedRelease(release, name);
  const more: string[] = [];
  for (const n of [1, 2, 3]) more.push((await answer(release, 'change.create', { ...completeChange, title: `More work ${n} of ${name}` })).id);
  await answer(release, 'release.baseline', { release: id });
  return { id, number, change, more };
}

export async function scopeActs(release: Connection): Promise<{ [N in ScopeAct]: Asked<N> }> {
  const { id, change, more: [first, second, third] } = await aFrozenRelease(release, 'Frozen release');
  for (const add of [first!, second!]) await answer(release, 'scope.request', { release: id, add: [add], ...impact });
  await answer(release, 'tradeoff.set', { release: id, ...aTradeOff(change) });
  const { tradeOffs: [sheet] } = await answer(release, 'scope.show', { release: id });
  return {
    'scope.request': { release: id, add: [third!], ...impact }, 'scope.decide': { release: id, request: first!, verdict: 'accepted' }, 'scope.withdraw': { release: id, request: second!, reason: 'Not needed' },
    'scope.setCapacity': { release: id, hours: 120 }, 'scope.setEffort': { release: id, change, hours: 40, value: 4 },
    'tradeoff.set': { release: id, ...aTradeOff(change) }, 'tradeoff.decide': { release: id, tradeoff: sheet!.id, kind: 'move-date', reason: 'The vendor needs a week' },
  };
}
