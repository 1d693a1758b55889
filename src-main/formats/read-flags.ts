// State exports of feature flags (REL-09): CSV or a JSON list, one record each, with the key, on or off, and the environment where the file holds several.
import { textOf } from './mapped-fields.ts';
import type { SourceRecord } from './records.ts';
import { refused } from './refused.ts';
import type { ReportOptions } from './report-file.ts';
import { readSmallTable } from './small-table.ts';

/** `row` counts from 1 without the header; `environment` is empty where the file names none. */
export type FlagStateRecord = { row: number; key: string; isOn: boolean; environment: string };
export const mostFlagRows = 10_000;
const longest = 200;

const names = { key: ['key', 'flag', 'name', 'feature'], state: ['state', 'enabled', 'on', 'value', 'status', 'ison'], environment: ['environment', 'env', 'stage'] } as const;
type Field = keyof typeof names;
const words = { on: ['on', 'true', 'enabled', 'yes', '1', 'active'], off: ['off', 'false', 'disabled', 'no', '0', 'inactive'] } as const;
const plain = (text: string): string => text.trim().toLowerCase().replaceAll(/[\s_-]+/g, '');

function recordIn(record: SourceRecord, at: Record<Field, number>): FlagStateRecord {
  const { row } = record;
  if (record.problem) throw refused('invalid', 'the record cannot be read', { row });
  const cell = (field: Field): string => (at[field] < 0 ? '' : textOf(record.cells[at[field]]).trim());
  const [key, said, environment] = [cell('key'), plain(cell('state')), cell('environment')];
  if (key === '' || key.length > longest || environment.length > longest) throw refused('invalid', key === '' ? 'key is empty' : 'key or environment is too long', { row, field: key === '' || key.length > longest ? 'key' : 'environment' });
  const isOn = (words.on as readonly string[]).includes(said);
  if (!isOn && !(words.off as readonly string[]).includes(said)) throw refused('invalid', `state is “${said.slice(0, 40)}”; it is on or off`, { row, field: 'state' });
  return { row, key, isOn, environment };
}
/** A flag is told once in each environment: of two that disagree nobody knows which one is true. */
function refuseTwice(records: readonly FlagStateRecord[]): void {
  const seen = new Map<string, number>();
  for (const { row, key, environment } of records) {
    const name = JSON.stringify([key.toLowerCase(), environment.toLowerCase()]);
    if (seen.has(name)) throw refused('contradiction', `${key} is told in row ${seen.get(name)!} already`, { row, field: 'key' });
    seen.set(name, row);
  }
}

/** Reads the whole file; throws `FormatError` with row and field for the first record that cannot be read. */
export function readFlags(path: string, options: ReportOptions = {}): Promise<FlagStateRecord[]> {
  return readSmallTable(path, { ...options, most: mostFlagRows }, ({ columns, records }) => {
    const placeOf = (field: Field): number => columns.findIndex((column) => (names[field] as readonly string[]).includes(plain(column)));
    const at = { key: placeOf('key'), state: placeOf('state'), environment: placeOf('environment') };
    for (const field of ['key', 'state'] as const) if (at[field] < 0) throw refused('missing', `it has no column ${field}`, { field });
    const states = records.map((record) => recordIn(record, at));
    refuseTwice(states);
    return states;
  });
}
