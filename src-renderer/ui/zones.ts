// Wall time in a zone and back, through the platform's own calendar data.
const partsFormats = new Map<string, Intl.DateTimeFormat>();

function partsFormat(zone: string): Intl.DateTimeFormat {
  const known = partsFormats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  partsFormats.set(zone, made);
  return made;
}

/** Whether the platform knows the zone. */
export function isZone(zone: string): boolean {
  try {
    partsFormat(zone);
    return true;
  } catch {
    // The constructor throws for an unknown zone; that is the answer.
    return false;
  }
}
export const safeZone = (zone: string): string => (isZone(zone) ? zone : 'UTC');

/** `2026-11-26T05:00`: what the clock on the wall shows in the zone at an instant. */
export function wallTimeOf(instant: string, zone: string): string {
  const parts = Object.fromEntries(partsFormat(safeZone(zone)).formatToParts(new Date(instant)).map((p) => [p.type, p.value]));
  // Four digits also for the years somebody passes through while typing one.
  return `${(parts['year'] ?? '').padStart(4, '0')}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}`;
}

/** Only the form fields use is read; the platform's own parser would make a year 2000 of “tomorrow”. */
const asUtc = (wall: string): number => (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(wall) ? Date.parse(`${wall.slice(0, 16)}:00Z`) : NaN);

/** The instant at which the wall of the zone shows this time. A time skipped in spring moves forward by the gap; of a doubled one the earlier counts. */
export function instantOf(wall: string, zone: string): string | null {
  const wanted = asUtc(wall);
  if (Number.isNaN(wanted)) return null;
  const day = 86_400_000;
  const offsets = [wanted - day, wanted + day].map((at) => asUtc(wallTimeOf(new Date(at).toISOString(), zone)) - at);
  if (offsets.some(Number.isNaN)) return null;
  const fits = offsets.map((offset) => wanted - offset).filter((at) => asUtc(wallTimeOf(new Date(at).toISOString(), zone)) === wanted);
  const at = fits.length > 0 ? Math.min(...fits) : wanted - Math.min(...offsets);
  return new Date(at).toISOString();
}
