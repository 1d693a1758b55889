// One record of any table or JSON, laid flat: names of columns to texts, nested names joined by dots, tags by their own names.
import type { ItemProblem, ItemRelation } from './discovered-item.ts';
import { FormatError } from './format-error.ts';
import { type JsonObject, isObject } from './json-document.ts';
import type { JsonValue } from './json-values.ts';
import { type Limits, refuseTooManyColumns } from './limits.ts';
import type { Cell, SourceRecord } from './records.ts';

export type FlatCell = string | string[];
export type FlatRecord = { row: number; line?: number; cells: Map<string, FlatCell>; relations: ItemRelation[]; problem?: { field: string; reason: ItemProblem; value: string } };

export const cellText = (cell: FlatCell | undefined): string => (cell === undefined ? '' : typeof cell === 'string' ? cell : cell.join(', ')).trim();
const plainKey = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const tableProblems: readonly string[] = ['ragged_row', 'cell_too_long', 'malformed_json', 'not_an_object'];

/** Of a row of a table; cells of columns that repeat become a list. */
export function flatRow({ row, line, cells, problem }: SourceRecord, columns: readonly string[]): FlatRecord {
  const flat: FlatRecord = { row, ...(line === undefined ? {} : { line }), cells: new Map(), relations: [] };
  if (problem) return { ...flat, problem: { field: 'row', reason: (tableProblems.includes(problem.why) ? problem.why : 'malformed_json') as ItemProblem, value: problem.value } };
  cells.forEach((cell: Cell, i) => {
    const texts = (typeof cell === 'string' ? [cell] : cell ?? []).filter((text) => text.trim() !== '');
    if (texts.length === 0) return;
    const before = flat.cells.get(columns[i]!);
    const all = [...(before === undefined ? [] : typeof before === 'string' ? [before] : before), ...texts];
    flat.cells.set(columns[i]!, all.length === 1 ? all[0]! : all);
  });
  return flat;
}

/** Of a value of JSON. Throws `too_deep` and `too_large` for a record that is deeper or wider than the limits allow. */
export function flatValue({ row, line, value, problem }: JsonValue, limits: Limits): FlatRecord {
  const flat: FlatRecord = { row, line, cells: new Map(), relations: [] };
  if (problem !== undefined) return { ...flat, problem: { field: 'row', reason: 'malformed_json', value: problem } };
  if (!isObject(value)) return { ...flat, problem: { field: 'row', reason: 'not_an_object', value: JSON.stringify(value) } };
  layFlat(value, '', { flat, limits, depth: 0 });
  refuseTooManyColumns(flat.cells.size, limits, row);
  const long = [...flat.cells].find(([, cell]) => cell.length > limits.cellLength);
  return long === undefined ? flat : { ...flat, problem: { field: long[0], reason: 'cell_too_long', value: `${long[1].length} characters` } };
}

type Laying = { flat: FlatRecord; limits: Limits; depth: number };

function layFlat(object: JsonObject, path: string, laying: Laying): void {
  const { flat, limits, depth } = laying;
  if (depth > limits.depth) throw new FormatError('too_deep', { limit: limits.depth, line: flat.line }, flat.line === undefined ? {} : { line: flat.line });
  for (const [key, value] of Object.entries(object)) {
    const name = path === '' ? key : `${path}.${key}`;
    if (value === null || value === undefined || value === '') continue;
    if (isObject(value)) layFlat(value, name, { ...laying, depth: depth + 1 });
    else if (Array.isArray(value)) layList(value, name, laying);
    else flat.cells.set(name, String(value));
  }
}

/** Lists of pairs are tags (`[{"Key":"env","Value":"prod"}]`); lists of objects under a name for relations are these. */
function layList(values: unknown[], name: string, { flat }: Laying): void {
  const objects = values.filter(isObject);
  if (objects.length === 0) {
    const texts = values.filter((value) => value !== null && value !== '').map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
    if (texts.length > 0) flat.cells.set(name, texts);
    return;
  }
  if (relationNames.has(plainKey(name))) {
    objects.forEach((object, i) => { takeRelation(flat, object, `${name}[${i}]`); });
    return;
  }
  const pairs = objects.map(pairOf);
  if (pairs.every((pair) => pair !== null)) for (const [key, text] of pairs) flat.cells.set(`${name}.${key}`, text);
  else flat.cells.set(name, JSON.stringify(values));
}

export const relationNames: ReadonlySet<string> = new Set(['relations', 'relationships', 'relation', 'links']);
const textAt = (object: JsonObject, names: readonly string[]): string | null => {
  const found = Object.entries(object).find(([key, value]) => names.includes(key.toLowerCase()) && (typeof value === 'string' || typeof value === 'number'));
  return found === undefined ? null : String(found[1]);
};

function pairOf(object: JsonObject): readonly [string, string] | null {
  const [key, value] = [textAt(object, ['key', 'name']), textAt(object, ['value'])];
  return key === null || value === null || Object.keys(object).length !== 2 ? null : [key, value];
}

function takeRelation(flat: FlatRecord, object: JsonObject, field: string): void {
  const [kind, to] = [textAt(object, ['kind', 'type', 'relation']), textAt(object, ['to', 'target', 'name'])];
  if (kind !== null && to !== null && kind.trim() !== '' && to.trim() !== '') flat.relations.push({ kind: kind.trim(), to: to.trim() });
  else flat.problem ??= { field, reason: 'relation_unclear', value: JSON.stringify(object) };
}
