// Instants as people at the site read them. Words are our own, so that a page looks the same on every machine.

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
type Parts = { weekday: string; day: number; month: string; year: number; time: string; zone: string };

// Making a format costs a hundred times more than using it, and a pack prints few zones.
const formats = new Map<string, Intl.DateTimeFormat>();
function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' });
  formats.set(zone, made);
  return made;
}

function partsOf(iso: string, zone: string): Parts {
  const date = new Date(iso);
  const format = formatFor(zone);
  const found = Object.fromEntries(format.formatToParts(date).map((p) => [p.type, p.value]));
  const [year, month, day] = [Number(found['year']), Number(found['month']), Number(found['day'])];
  return { weekday: days[new Date(Date.UTC(year, month - 1, day)).getUTCDay()]!, day, month: months[month - 1]!, year, time: `${found['hour']}:${found['minute']}`, zone: (found['timeZoneName'] ?? 'UTC').replace(/[\u00a0\u202f]/g, ' ') };
}
const isTime = (iso: string): boolean => !Number.isNaN(Date.parse(iso));

/** `14:00`; what is no time is printed as it is. */
export const clock = (iso: string | null | undefined, zone: string): string => (!iso ? '' : isTime(iso) ? partsOf(iso, zone).time : iso);

/** `24 Nov 2026, 14:00 GMT` */
export function moment(iso: string | null | undefined, zone: string): string {
  if (!iso || !isTime(iso)) return iso ?? '';
  const p = partsOf(iso, zone);
  return `${p.day} ${p.month} ${p.year}, ${p.time} ${p.zone}`;
}

/** `25 Nov 2026, 17:00`, for columns whose heading names the zone. */
export function stamp(iso: string | null | undefined, zone: string): string {
  if (!iso || !isTime(iso)) return iso ?? '';
  const p = partsOf(iso, zone);
  return `${p.day} ${p.month} ${p.year}, ${p.time}`;
}

/** `Wed 25 Nov, 17:00`, for columns; a bare day has no time. */
export function brief(iso: string | null | undefined, zone: string): string {
  if (!iso || !isTime(iso)) return iso ?? '';
  const p = partsOf(/^\d{4}-\d\d-\d\d$/.test(iso) ? `${iso}T12:00:00Z` : iso, zone);
  return `${p.weekday} ${p.day} ${p.month}${/T/.test(iso) ? `, ${p.time}` : ` ${p.year}`}`;
}

/** `Tue 24 Nov 2026, 14:00 – 15:24 GMT`; the second day is named when it is another. */
export function span(fromAt: string, toAt: string, zone: string): string {
  if (!isTime(fromAt) || !isTime(toAt)) return `${fromAt} – ${toAt}`;
  const [a, b] = [partsOf(fromAt, zone), partsOf(toAt, zone)];
  const isSameDay = a.day === b.day && a.month === b.month && a.year === b.year;
  return `${a.weekday} ${a.day} ${a.month} ${a.year}, ${a.time} – ${isSameDay ? '' : `${b.weekday} ${b.day} ${b.month}, `}${b.time} ${b.zone}`;
}
