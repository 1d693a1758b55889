// The outage that a window would bring to a service, and whether it may (CAL-04): plan and way back fit, and the allowance of the month holds.
import { totalMinutes } from './backout.ts';
import type { Dossier, Piece } from './dossier.ts';
import type { Span } from './recurrence.ts';
import type { Level } from './service-level.ts';
import { countedMinutes, monthOf, mostUsersIn, outageSpan, usersIn } from './service-level.ts';
import { minutesBetween } from './spans.ts';
import { firstRefusal, refuse } from './verdict.ts';
import type { Refused } from './verdict.ts';

/** `spent`: minutes of a month that other changes and unplanned downtime take, by month. A month that is not there has not been asked for. */
export type LevelFacts = { level: Level | null; spent: Readonly<Record<string, number>>; /** Who answers for operations; null where nobody is named. */ operations: { id: string; name: string } | null };
export const noLevel: LevelFacts = { level: null, spent: {}, operations: null };

export type Judging = { window: Span; outageMinutes: number | null; /** Planned duration; null where nobody said. */ plan: number | null; backout: number };
export type Projected = {
  outage: (Span & { minutes: number; counted: number }) | null; affected: number | null; worst: number | null; month: string; allowance: number | null; left: number | null; plan: number | null; backout: number; available: number;
};
/** What the service will see of a window. The outage begins with the window; users are those of the outage, and where nothing is out those of the whole window. */
export function project({ level, spent }: LevelFacts, { window, outageMinutes, plan, backout }: Judging): Projected {
  const terms = level?.terms?.value ?? null;
  const activity = level?.activity?.value ?? null;
  const month = monthOf(window.startsAt, terms?.zone ?? 'UTC');
  const out = (outageMinutes ?? 0) > 0 ? outageSpan(window.startsAt, outageMinutes!) : null;
  const felt = out ?? window;
  const allowance = terms?.allowance ?? null;
  return {
    outage: out && { ...out, minutes: outageMinutes!, counted: terms ? countedMinutes(terms, out) : outageMinutes! },
    affected: activity && usersIn(activity, felt), worst: activity && mostUsersIn(activity, minutesBetween(felt.startsAt, felt.endsAt)),
    month, allowance, left: allowance === null ? null : allowance - (spent[month] ?? 0), plan, backout, available: minutesBetween(window.startsAt, window.endsAt),
  };
}
/** CAL-04: planned duration and way back do not fit into the window, or the outage outlasts it. */
export const refuseLength = ({ plan, backout, available, outage }: Projected, change: string): Refused | null => firstRefusal(
  plan !== null && plan + backout > available ? refuse('window_too_short', { plan, backout, needed: plan + backout, available }, { field: 'endsAt' }) : null,
  outage !== null && outage.minutes > available ? refuse('outage_unplanned', { outage: outage.minutes, available, change }, { field: 'endsAt' }) : null);
/** CAL-04: the outage is more than the month has left. */
export const refuseOutage = ({ outage, left, allowance, month }: Projected, service: string): Refused | null =>
  (outage !== null && left !== null && outage.counted > Math.max(left, 0) ? refuse('outage_over_allowance', { outage: outage.counted, left: Math.max(left, 0), allowance, month, service }, { field: 'outageMinutes' }) : null);
export const refuseWindow = (projected: Projected, { name, change }: { name: string; change: string }): Refused | null => firstRefusal(refuseLength(projected, change), refuseOutage(projected, name));

/** Minutes that the planned backout takes. */
export const backoutMinutes = ({ backout }: Pick<Dossier, 'backout'>): number => (backout.sheet?.plan ? totalMinutes(backout.sheet.plan.value) : 0);
/** What the window of a change brings, with the planned duration that was named to operations. */
export function projectionOf(dossier: Pick<Dossier, 'change' | 'backout' | 'level' | 'service'>, plan: number | null, window?: Span): Projected | null {
  const { plannedStartAt, plannedEndAt, outageMinutes } = dossier.change.fields;
  const at = window ?? (plannedStartAt !== null && plannedEndAt !== null && plannedStartAt < plannedEndAt ? { startsAt: plannedStartAt, endsAt: plannedEndAt } : null);
  return at && project(dossier.level, { window: at, outageMinutes, plan, backout: backoutMinutes(dossier) });
}
/** CAL-04: the allowance is asked for before a change has its place. */
export function outagePieces(dossier: Dossier): Piece[] {
  const projected = projectionOf(dossier, null);
  if (projected === null || projected.outage === null || projected.left === null) return [];
  const no = refuseOutage(projected, dossier.service?.name ?? dossier.change.fields.service);
  return [{ id: 'window:allowance', rule: 'CAL-04', label: 'Outage within the allowance of the month', gate: 'schedule', part: 'window', status: no ? 'missing' : 'present', ...(no ? { why: { code: no.error.code, facts: no.error.facts } } : {}) }];
}
