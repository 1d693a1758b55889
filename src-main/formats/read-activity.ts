// An hourly activity profile (CAL-04): CSV or JSON with day, hour and users, one row for each of the 168 hours of a week, in any order.
import type { FormatError } from './format-error.ts';
import { textOf } from './mapped-fields.ts';
import type { SourceRecord } from './records.ts';
import { refused } from './refused.ts';
import type { ReportOptions } from './report-file.ts';
import { readSmallTable } from './small-table.ts';

const hoursOfWeek = 168;
const mostUsers = 1_000_000_000;
const names = { day: ['day', 'weekday', 'day-of-week', 'dow'], hour: ['hour', 'hour-of-day', 'time', 'from'], users: ['users', 'active-users', 'sessions', 'visitors', 'requests', 'count'] } as const;
type Field = keyof typeof names;
export const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const plain = (text: string): string => text.trim().toLowerCase().replaceAll(/[\s_]+/g, '-');
export const hourWords = (at: number): { day: string; hour: string } => ({ day: dayNames[Math.floor(at / 24)]!, hour: `${String(at % 24).padStart(2, '0')}:00` });

function placesOf(columns: readonly string[]): Record<Field, number> {
  const at = (field: Field): number => {
    const found = columns.findIndex((column) => (names[field] as readonly string[]).includes(plain(column)));
    if (found < 0) throw refused('missing', `it has no column ${field}; a profile has day, hour and users`, { field });
    return found;
  };
  return { day: at('day'), hour: at('hour'), users: at('users') };
}
/** 1 to 7 from Monday on, or a name of the day, also its first three letters. */
function dayIn(text: string): number | null {
  if (/^[1-7]$/.test(text)) return Number(text) - 1;
  const found = dayNames.findIndex((day) => text.length >= 3 && day.toLowerCase().startsWith(text.toLowerCase()));
  return found < 0 ? null : found;
}
/** 0 to 23, also `03:00`. */
const hourIn = (text: string): number | null => { const [, hour] = /^([01]?\d|2[0-3])(?::00(?::00)?)?$/.exec(text) ?? []; return hour === undefined ? null : Number(hour); };

function hourOf(record: SourceRecord, places: Record<Field, number>): { at: number; users: number } {
  const { row } = record;
  if (record.problem) throw refused('invalid', 'the record cannot be read', { row });
  const cell = (field: Field): string => textOf(record.cells[places[field]]).trim();
  const wrong = (field: Field, problem: string): FormatError => refused('invalid', `${field} is “${cell(field).slice(0, 40)}”; ${problem}`, { row, field });
  const [day, hour] = [dayIn(cell('day')), hourIn(cell('hour'))];
  if (day === null) throw wrong('day', 'it is a day of the week, such as Sunday, or 1 for Monday to 7');
  if (hour === null) throw wrong('hour', 'it is a full hour from 0 to 23, such as 3 or 03:00');
  if (!/^\d{1,10}$/.test(cell('users')) || Number(cell('users')) > mostUsers) throw wrong('users', 'it is a whole number, not below zero');
  return { at: day * 24 + hour, users: Number(cell('users')) };
}

/** Users of each hour of the week, Monday 00:00 first; throws `FormatError` with row and field for the first that cannot be, stands twice or is missing. */
export function readActivity(path: string, options: ReportOptions = {}): Promise<number[]> {
  return readSmallTable(path, { ...options, most: hoursOfWeek }, ({ columns, records }) => {
    const places = placesOf(columns);
    const rows = new Map<number, { row: number; users: number }>();
    for (const record of records) {
      const { at, users } = hourOf(record, places);
      const { day, hour } = hourWords(at);
      const before = rows.get(at);
      if (before) throw refused('contradiction', `${day} at ${hour} stands twice, also in row ${before.row}`, { row: record.row, field: 'hour' });
      rows.set(at, { row: record.row, users });
    }
    return Array.from({ length: hoursOfWeek }, (_, at) => {
      const { day, hour } = hourWords(at);
      const found = rows.get(at);
      if (!found) throw refused('missing', `there is no row for ${day} at ${hour}; it needs all ${hoursOfWeek} hours of a week`, { field: 'hour' });
      return found.users;
    });
  });
}
