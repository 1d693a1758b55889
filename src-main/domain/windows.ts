// Free windows for a change, ranked, each with its reasons (CAL-01, CAL-03). A window is free when nothing in it would hold the change back.
import { Temporal } from 'temporal-polyfill';
import type { Around, Claim, FoundConflict, Held, Link, Terms } from './schedule-conflicts.ts';
import { conflictsOf, holdsBack } from './schedule-conflicts.ts';
import { instantOf, overlaps } from './recurrence.ts';
import type { Span } from './recurrence.ts';
import { concerns } from './scope.ts';
import { msBetween } from './spans.ts';
import { isZone } from './zone.ts';
import type { Projected } from './outage.ts';
import { refuseOutage } from './outage.ts';

export type Free = Span & { score: number; reasons: string[]; told: number; maintenanceWindow: string | null; /** Users expected in it; null where no activity is known (CAL-04). */ affected: number | null; outage: Projected['outage'] };
/** `avoid`: what the window must not touch besides, such as the business event that moves it. `settled`: a conflict that was settled where it would lie. */
export type Looking = { claim: Claim; around: Around; link: Link; terms: Terms; span: Span; minutes: number; limit: number; avoid?: readonly Held[]; isSettled?: (conflict: FoundConflict) => boolean;
  /** What the service would see of a window; one whose outage the month has no room for is left out (CAL-04). */ projected?: (window: Span) => Projected | null };

const minuteMs = 60_000;
const hourMs = 3_600_000;
const epoch = '1970-01-01T00:00:00.000Z';
const msOf = (at: string): number => msBetween(epoch, at);

const dayMs = 24 * hourMs;
const daysOf = ({ startsAt, endsAt }: Span, reachMs: number): [first: number, last: number] => [Math.floor((msOf(startsAt) - reachMs) / dayMs), Math.floor((msOf(endsAt) + reachMs) / dayMs)];
/** Claims that may meet a window, by the days they touch: hundreds of windows are tried, and each is held against few claims. Those in an order of work, and those without end, count everywhere. */
function claimsNear({ around: { claims, edges = [] }, terms: { buffers } }: Looking): (window: Span) => Claim[] {
  const ordered = new Set(edges.flatMap(({ before, after }) => [before, after]));
  const reachMs = Math.max(buffers.serviceHours, buffers.environmentHours) * hourMs;
  const everywhere: Claim[] = [];
  const byDay = new Map<number, Claim[]>();
  for (const claim of claims) {
    const [first, last] = daysOf(claim, claim.release === null ? 0 : reachMs);
    if (ordered.has(claim.id) || last - first > 400) { everywhere.push(claim); continue; }
    for (let day = first; day <= last; day += 1) { const there = byDay.get(day); if (there) there.push(claim); else byDay.set(day, [claim]); }
  }
  return (window) => {
    const [first, last] = daysOf(window, 0);
    const near = new Set(everywhere);
    for (let day = first; day <= last; day += 1) for (const claim of byDay.get(day) ?? []) near.add(claim);
    return [...near];
  };
}

/** Starts worth trying: every full hour of the zone, and the beginnings of maintenance windows. */
function starts({ claim, around, span }: Looking): string[] {
  const first = Math.ceil(msOf(span.startsAt) / hourMs) * hourMs;
  const hours = Array.from({ length: Math.max(0, Math.floor((msOf(span.endsAt) - first) / hourMs)) }, (_, i) => instantOf(first + i * hourMs));
  const windows = around.windows.filter(({ entry, at }) => concerns(entry.scope, claim.places) && at.startsAt >= span.startsAt && at.startsAt < span.endsAt).map(({ at }) => at.startsAt);
  return [...new Set([...windows, ...hours])].toSorted();
}

const officeFrom = 8;
const officeTo = 18;
/** Whether a span touches office hours, Monday to Friday from 8 to 18, in the zone it is planned in. */
function isInOffice({ startsAt, endsAt }: Span, zone: string): boolean {
  const local = (at: string): Temporal.ZonedDateTime => Temporal.Instant.from(at).toZonedDateTimeISO(isZone(zone) ? zone : 'UTC');
  const end = local(endsAt);
  for (let day = local(startsAt).startOfDay(); Temporal.ZonedDateTime.compare(day, end) < 0; day = day.add({ days: 1 })) {
    if (day.dayOfWeek > 5) continue;
    const office = { startsAt: day.add({ hours: officeFrom }).toInstant().toString({ fractionalSecondDigits: 3 }), endsAt: day.add({ hours: officeTo }).toInstant().toString({ fractionalSecondDigits: 3 }) };
    if (overlaps(office, { startsAt, endsAt })) return true;
  }
  return false;
}

const nearMs = 48 * hourMs;
const usersWords = ({ affected, outage }: Projected): string => (outage === null ? `about ${affected} ${affected === 1 ? 'user' : 'users'} at work in it` : `about ${affected} ${affected === 1 ? 'user' : 'users'} hit by the outage`);
function judged({ claim, around, link, terms, avoid = [], isSettled = () => false, projected = () => null }: Looking, window: Span, near: readonly Claim[]): Free | null {
  const moved: Claim = { ...claim, ...window };
  if (avoid.some(({ entry, at }) => overlaps(at, window) && concerns(entry.scope, claim.places))) return null;
  const found = conflictsOf(moved, { ...around, claims: near }, { link, terms }).filter((one) => !one.isPermitted);
  if (found.some((one) => holdsBack(one, claim.id) && !isSettled(one))) return null;
  const seen = projected(window);
  if (seen !== null && refuseOutage(seen, '') !== null) return null;
  const own = around.windows.find(({ entry, at }) => concerns(entry.scope, claim.places) && at.startsAt <= window.startsAt && window.endsAt <= at.endsAt) ?? null;
  const isMissing = found.some(({ rule }) => rule === 'outside-window' || rule === 'exceeds-window');
  const told = found.filter(({ rule }) => rule !== 'outside-window' && rule !== 'exceeds-window').length;
  const isOffice = isInOffice(window, claim.zone);
  const freeze = around.freezes.find(({ entry, at }) => concerns(entry.scope, claim.places) && msBetween(window.endsAt, at.startsAt) >= 0 && msBetween(window.endsAt, at.startsAt) < nearMs);
  const reasons = [
    ...(seen !== null && seen.affected !== null ? [usersWords(seen)] : []),
    own ? `lies in the maintenance window “${own.entry.title}”` : isMissing ? 'lies outside every maintenance window' : 'no maintenance window is set for it',
    isOffice ? 'in office hours' : 'outside office hours', told === 0 ? 'meets nothing else' : `meets ${told} that ${told === 1 ? 'has' : 'have'} no firm place yet`,
    ...(freeze ? [`less than two days before the freeze “${freeze.entry.title}”`] : []),
  ];
  return { ...window, score: (own ? 40 : isMissing ? 0 : 20) + (isOffice ? 0 : 30) + Math.max(0, 20 - 5 * told) + (freeze ? 0 : 10), reasons, told, maintenanceWindow: own?.entry.title ?? null, affected: seen?.affected ?? null, outage: seen?.outage ?? null };
}

/** Where activity is known, fewer users are better than anything else; of equals the higher score, then the earlier one. */
const better = (a: Free, b: Free): number => (a.affected ?? 0) - (b.affected ?? 0) || b.score - a.score || (a.startsAt < b.startsAt ? -1 : 1);
/** The best window of each day, the best ones first. */
export function proposeWindows(looking: Looking): Free[] {
  const { claim, minutes, limit } = looking;
  const best = new Map<string, Free>();
  const near = claimsNear(looking);
  for (const startsAt of starts(looking)) {
    const window = { startsAt, endsAt: instantOf(msOf(startsAt) + minutes * minuteMs) };
    const free = judged(looking, window, near(window));
    if (free === null) continue;
    const day = Temporal.Instant.from(startsAt).toZonedDateTimeISO(isZone(claim.zone) ? claim.zone : 'UTC').toPlainDate().toString();
    const known = best.get(day);
    if (!known || better(free, known) < 0) best.set(day, free);
  }
  return [...best.values()].toSorted(better).slice(0, limit);
}
