// Change capacity as people read it in a terminal (CAL-05).
import type { Load, Overload } from '#contract/capacity.ts';
import type { Output } from '#contract/index.ts';
import { table } from './text.ts';

const placeOf = ({ kind, of, month }: Pick<Load, 'kind' | 'of' | 'month'>): string => [kind, of, month ?? ''].filter((part) => part !== '').join(' ');
export function capacityText({ loads, initiatives, headroom, points }: Output<'capacity.show'>): string {
  const rows = loads.map((load) => [load.kind, load.of, load.month, load.used, load.planned, load.limit, load.over === 0 ? '' : `OVER by ${load.over}`, load.takers.map(({ number, name, amount, isConfirmed }) => `${number || name} ${amount}${isConfirmed ? '' : ' (planned)'}`).join(', ')]);
  const entered = initiatives.filter(({ isEnded }) => !isEnded);
  return [
    `A department takes ${points} adoption points in a month, and ${headroom} % of infrastructure stay free, where nothing else is said.`, rows.length === 0 ? 'Nothing takes capacity, and nobody said how much there is.' : table(['What', 'Whose', 'Month', 'Taken', 'With planned', 'Limit', '', 'By'], rows),
    ...(entered.length === 0 ? [] : [table(['Initiative', 'Department', 'From', 'Until', 'Points a month', 'Id'], entered.map((one) => [one.name, one.department, one.from, one.until, one.points, one.id]))]),
  ].join('\n\n');
}
const overloadText = (one: Overload): string => `${one.isWaived ? 'EXCEPTED' : 'OVER'}  ${placeOf(one)}: ${one.total} of ${one.limit}, ${one.over} too many${one.headroom === null ? '' : ` (${one.headroom} % left free, ${one.least ?? 0} % asked for)`}\n${table(['Could give way', 'Takes', 'Enough'], one.cuts.map((cut) => [cut.number || cut.name, cut.amount, cut.isEnough]))}`;
export function releaseCapacityText({ needs, overloads, rule }: Output<'capacity.ofRelease'>): string {
  const taken = needs.length === 0 ? 'It takes nothing.' : table(['What', 'Whose', 'Month', 'Amount'], needs.map(({ kind, of, month, amount }) => [kind, of, month, amount]));
  if (overloads.length === 0) return `${taken}\n\nThere is room for all of it.`;
  const deferTo = overloads[0]!.deferTo;
  return [taken, ...overloads.map(overloadText), `${deferTo === null ? 'No month of the next twelve has room for it as it is.' : `${deferTo} has room for it.`} Defer it, cut its scope, or ask for an exception from ${rule}.`].join('\n\n');
}
