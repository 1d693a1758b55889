// What a bar says to whoever does not see it, and how its state is drawn.
import type { ChangeState } from '#contract/change.ts';
import type { LaneKind, Planned } from '#contract/calendar-views.ts';
import { formatMinutes, formatSpan, zoneName } from '../../ui/time-words.ts';
import { counted, stateWords, tierWords, typeWords } from '../../ui/words.ts';

/** Dashed while it is not ready, pale while it waits for a decision, solid once authorised, thin when it is over. */
export type BarLook = 'unready' | 'waiting' | 'authorised' | 'over';
const looks: Record<ChangeState, BarLook> = {
  draft: 'unready', returned: 'unready', submitted: 'unready', assessment: 'unready', 'awaiting-authorisation': 'waiting', deferred: 'waiting', authorised: 'authorised', scheduled: 'authorised', implementing: 'authorised', validating: 'authorised',
  implemented: 'over', 'under-review': 'over', closed: 'over', rejected: 'over', cancelled: 'over',
};
export const lookOf = (state: ChangeState): BarLook => looks[state];

/** `0412` of `C-A1-0412`. */
export const shortNumber = (number: string): string => number.slice(number.lastIndexOf('-') + 1);

export const laneName = (name: string, by: LaneKind): string => {
  const none: Record<LaneKind, string> = { service: 'No service', environment: 'No environment', team: 'No team', owner: 'No owner', region: 'No region' };
  return name === '' ? none[by] : by === 'region' ? zoneName(name) : name;
};

/** Everything the bar shows, in words. */
export function barName(p: Planned, { zone, clashes }: { zone: string; clashes: number }): string {
  return [
    p.number, p.title, p.tier === null ? 'risk not assessed' : `${tierWords[p.tier]} risk${p.score === null ? '' : ` ${p.score}`}`, p.isRollbackOrdered ? `${stateWords[p.state]}, rollback ordered` : stateWords[p.state], typeWords[p.type], p.service, p.environment,
    `${formatSpan(p.startsAt, p.endsAt, zone)} ${zoneName(zone)}`, p.outageMinutes === null || p.outageMinutes === 0 ? '' : `outage ${formatMinutes(p.outageMinutes)}`, p.owner === '' ? '' : `owner ${p.owner}`, clashes === 0 ? '' : counted(clashes, 'conflict'),
  ].filter((part) => part !== '').join(', ');
}
