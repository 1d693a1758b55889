// What capacity demands of a release: nothing is confirmed over what departments, staff and environments can take (CAL-05).
import type { CapacityFacts, Overload } from './capacity.ts';
import { overloadsOf } from './capacity.ts';
import { kindWords } from './capacity-records.ts';
import type { ErrorCode, Facts } from '#contract/errors.ts';
import type { Exception } from './exceptions.ts';
import type { PolicyDocument } from './policy-document.ts';
import type { Release } from './release.ts';
import { standingOf } from './waivers.ts';

export const ruleFor = ({ number }: Pick<Release, 'number'>): string => `CAL-05/${number}`;
/** An exception from CAL-05 for everything, or from the part of it that names the release. */
export const isExcepted = (release: Pick<Release, 'number'>, exceptions: readonly Exception[], policy: PolicyDocument, now: string): boolean =>
  exceptions.some((one) => one.scope.kind === 'all' && (one.rule === 'CAL-05' || one.rule === ruleFor(release)) && standingOf(one, policy, now) === 'valid');

const place = ({ kind, of, month }: Overload): string => `${kindWords[kind]}${of === '' ? '' : ` of ${of}`}${month === null || kind === 'infrastructure' ? '' : ` in ${month}`}`;
/** Others that could give way, with what they take. */
const others = ({ number }: Pick<Release, 'number'>, { cuts }: Overload): string => cuts.filter((cut) => cut.number !== number).slice(0, 5).map(({ number: of, name, amount }) => `${of || name} (${amount})`).join(', ');
export function whyOverloaded(release: Pick<Release, 'number'>, overload: Overload): { code: ErrorCode; facts: Facts } {
  const { kind, of, total, limit, over, headroom, least, deferTo } = overload;
  const common = { release: release.number, cuts: others(release, overload), rule: ruleFor(release), deferTo: deferTo ?? '' };
  return kind === 'infrastructure' ? { code: 'headroom_short', facts: { ...common, what: of, headroom, least } } : { code: 'capacity_overloaded', facts: { ...common, what: place(overload), total, limit, over } };
}
export type CapacityGap = { id: string; label: string; isWaived: boolean; why: { code: ErrorCode; facts: Facts } };
export const capacityGaps = (release: Pick<Release, 'number'>, facts: CapacityFacts, { policy, exceptions, now }: { policy: PolicyDocument; exceptions: readonly Exception[]; now: string }): CapacityGap[] =>
  overloadsOf(facts, policy).map((overload) => ({ id: `capacity:${overload.key}`, label: `Room for its ${place(overload)}`, isWaived: isExcepted(release, exceptions, policy, now), why: whyOverloaded(release, overload) }));
