// A mapping's fields bound to the columns of one file, and the text of each in a record.
import type { Mapping } from '#contract/imports.ts';
import type { Why } from './imported-change.ts';
import type { Cell } from './records.ts';

/** A field's columns by index; none for a constant, which lives in the table under the empty text. */
export type Field = { at: number[]; join: string | undefined; values: Map<string, string> | null };

/** Why a record cannot become a change. Thrown as it is, without the cost of an `Error`: a file may hold a million such rows. */
export type SetAside = { isSetAside: true; field: string; why: Why; value: string };
export const setAside = (field: string, why: Why, value: string): SetAside => ({ isSetAside: true, field, why, value });
export const isSetAside = (reason: unknown): reason is SetAside => typeof reason === 'object' && reason !== null && 'isSetAside' in reason;

export const plain = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ');
export const listOf = (from: string | readonly string[]): readonly string[] => (typeof from === 'string' ? [from] : from);
export const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell === undefined ? '' : cell.join(', '));

/** Every column of a name: Jira repeats names, one column per label. */
const placesOf = (names: readonly string[], columns: readonly string[]): number[] =>
  names.flatMap((name) => columns.flatMap((column, i) => (column === name ? [i] : [])));

/** The text of a field; of several columns, those that are filled, joined by a line break or what the mapping says. */
export function gather(field: Field | undefined, cells: readonly Cell[]): string {
  if (!field) return '';
  const text = gatherRaw(field, cells);
  return field.values?.get(plain(text)) ?? text;
}

/** The same before the mapping's table is asked. */
export function gatherRaw(field: Field, cells: readonly Cell[]): string {
  if (field.at.length === 1) return textOf(cells[field.at[0]!]);
  let joined = '';
  for (const i of field.at) {
    const text = textOf(cells[i]);
    if (text.trim() !== '') joined += joined === '' ? text : (field.join ?? '\n') + text;
  }
  return joined;
}

/** `join` on a list cuts each cell by it; without it a cell is one item, since names of items may hold commas themselves. */
export function gatherList(field: Field, cells: readonly Cell[]): string[] {
  const items = new Set<string>();
  for (const i of field.at) {
    const cell = cells[i];
    if (cell === undefined) continue;
    const parts = typeof cell !== 'string' ? cell : field.join ? cell.split(field.join.trim() || field.join) : [cell];
    for (const part of parts) if (part.trim() !== '') items.add(part.trim());
  }
  return [...items];
}

/** Columns kept as they are: at most this many, each shortened by the caller. */
const foreignColumns = 100;

/** What an export in a source's columns adds after them; read again, it is no column of the source (CHG-05). */
export const ownColumns: readonly string[] = ['Gavel number', 'Gavel state', 'Gavel decision', 'Gavel decided at', 'Gavel decided by'];

export type Bound = { id: number; fields: Map<string, Field>; foreign: { name: string; at: number[] }[] };

/** A field whose columns are all absent from this file counts as unmapped; one that names no column is a constant. */
export function bind(mapping: Mapping, columns: readonly string[]): Bound {
  const fields = new Map<string, Field>();
  const id = columns.indexOf(mapping.externalId);
  const used = new Set([id]);
  for (const [target, { from, join, values }] of Object.entries(mapping.fields)) {
    const names = listOf(from);
    const at = placesOf(names, columns);
    at.forEach((i) => used.add(i));
    if (at.length > 0 || names.length === 0) fields.set(target, { at, join, values: values ? new Map(Object.entries(values).map(([k, v]) => [plain(k), v])) : null });
  }
  const foreign = new Map<string, number[]>();
  columns.forEach((column, i) => {
    if (used.has(i) || ownColumns.includes(column)) return;
    // As a key of a plain object this one name would set a prototype instead.
    const name = column === '__proto__' ? '_proto_' : column;
    if (foreign.has(name)) foreign.get(name)!.push(i);
    else if (foreign.size < foreignColumns) foreign.set(name, [i]);
  });
  return { id, fields, foreign: [...foreign].map(([name, at]) => ({ name, at })) };
}
