// Whether a time zone exists. Wall times are shown in it, so an unknown one would make a window unreadable.
import { Temporal } from 'temporal-polyfill';
import { refuse } from './verdict.ts';
import type { Refused } from './verdict.ts';

/** Zones that were found to exist; asking the system costs as much as writing a commit. More spellings than this come from nobody honest. */
const found = new Set<string>();
const mostFound = 1000;

/** A name of the IANA database; an offset such as `+01:00` knows no summer time and is none. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  if (found.has(name)) return true;
  try {
    const isKnown = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
    if (isKnown && found.size < mostFound) found.add(name);
    return isKnown;
  } catch {
    // The constructor throws for a zone it does not know; that is the answer.
    return false;
  }
}

/** Refuses what is no time zone; nothing written is nothing to refuse. */
export const refuseZone = (zone: string | undefined): Refused | null => (zone === undefined || isZone(zone) ? null : refuse('zone_unknown', { zone }, { field: 'zone' }));

/** The calendar day (`2026-11-24`) on which an instant falls in a zone; an unknown zone counts as UTC. */
export const dayIn = (zone: string, at: string): string => Temporal.Instant.from(at).toZonedDateTimeISO(isZone(zone) ? zone : 'UTC').toPlainDate().toString();
