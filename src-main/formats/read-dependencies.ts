// Dependencies of a file: CSV or JSON, one record each, naming what goes before, together with or never together with what (REL-03).
import { textOf } from './mapped-fields.ts';
import type { SourceRecord } from './records.ts';
import { refused } from './refused.ts';
import type { ReportOptions } from './report-file.ts';
import { readSmallTable } from './small-table.ts';

/** `row` counts from 1 without the header. */
export type DependencyRecord = { row: number; from: string; type: 'before' | 'together' | 'conflicts'; to: string };
export const mostDependencyRows = 10_000;
const longest = 200;

const names = { from: ['from', 'predecessor', 'source', 'first'], type: ['type', 'kind', 'relation', 'dependency'], to: ['to', 'successor', 'target', 'second'] } as const;
const words: Record<DependencyRecord['type'], readonly string[]> = { before: ['before', 'precedes', 'finish-to-start', 'fs'], together: ['together', 'with'], conflicts: ['conflicts', 'conflict', 'conflicts-with', 'never-together'] };
const plain = (text: string): string => text.trim().toLowerCase().replaceAll(/[\s_]+/g, '-');

function placesOf(columns: readonly string[]): Record<keyof typeof names, number> {
  const at = (field: keyof typeof names): number => {
    const found = columns.findIndex((column) => (names[field] as readonly string[]).includes(plain(column)));
    if (found < 0) throw refused('missing', `it has no column ${field}`, { field });
    return found;
  };
  return { from: at('from'), type: at('type'), to: at('to') };
}
function recordIn(record: SourceRecord, places: Record<keyof typeof names, number>): DependencyRecord {
  const { row } = record;
  if (record.problem) throw refused('invalid', 'the record cannot be read', { row });
  const cell = (field: keyof typeof names): string => {
    const text = textOf(record.cells[places[field]]).trim();
    if (text === '' || text.length > longest) throw refused('invalid', `${field} is ${text === '' ? 'empty' : 'too long'}`, { row, field });
    return text;
  };
  const [from, said, to] = [cell('from'), plain(cell('type')), cell('to')];
  const type = (Object.keys(words) as DependencyRecord['type'][]).find((one) => words[one].includes(said));
  if (!type) throw refused('invalid', `type is “${said.slice(0, 40)}”; it is before, together or conflicts`, { row, field: 'type' });
  return { row, from, type, to };
}

/** Reads the whole file, at most 10,000 records; throws `FormatError` with row and field for the first that cannot be read. */
export function readDependencies(path: string, options: ReportOptions = {}): Promise<DependencyRecord[]> {
  return readSmallTable(path, { ...options, most: mostDependencyRows }, ({ columns, records }) => {
    const places = placesOf(columns);
    return records.map((record) => recordIn(record, places));
  });
}
