// How much a release holds against the hours it has, and what could be cut (REL-07).
import type { Change } from './change.ts';
import { toDefer } from './deferral.ts';
import type { Release } from './release.ts';
import type { Effort } from './release-scope.ts';

/** Risk of what nobody assessed: as of the riskiest. */
const unassessed = 100;
/** What is deployed, or will never be, is not cut any more. */
const spent: readonly Change['state'][] = ['implementing', 'validating', 'implemented', 'under-review', 'closed', 'cancelled', 'rejected'];
export type Load = { hours: number; /** Hours above the capacity. */ over: number; /** UUIDs of changes to leave out, in the order in which they should go. */ cuts: string[]; effortOf: (change: string) => Effort | undefined };
/** A change whose effort nobody said takes no hours and is worth least. */
export function loadOf({ capacity, efforts }: Pick<Release, 'capacity' | 'efforts'>, changes: readonly Pick<Change, 'id' | 'score' | 'state'>[]): Load {
  const effortOf = (change: string): Effort | undefined => efforts.find(({ id }) => id === change);
  const burdens = changes.map(({ id, score, state }) => ({ id, hours: effortOf(id)?.hours ?? 0, value: effortOf(id)?.value ?? 1, risk: score ?? unassessed, isHeld: spent.includes(state) }));
  const hours = burdens.reduce((sum, one) => sum + one.hours, 0);
  return { hours, over: capacity === null ? 0 : Math.max(0, hours - capacity), cuts: capacity === null ? [] : toDefer(burdens, capacity), effortOf };
}
