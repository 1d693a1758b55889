// A mapping made ready for one file's columns: each record becomes a change in our words, or is set aside with field and reason (CHG-05).
import type { Mapping } from '#contract/imports.ts';
import { type DateReader, dateReader, zoneExists } from './dates.ts';
import { FormatError } from './format-error.ts';
import { type ImportedChange, type Note, type Row, type Why, changeStates, changeTypes, impacts, outcomes, risks, shortened } from './imported-change.ts';
import type { Cell, SourceRecord } from './records.ts';
import { type Hash, hashInto, seenIds } from './seen-ids.ts';

const textTargets = ['description', 'justification', 'implementationPlan', 'testPlan', 'backoutPlan', 'rollbackCriteria'] as const;
const lineTargets = ['service', 'environment', 'requester', 'owner', 'implementer', 'priority'] as const;
const dateTargets = ['plannedStartAt', 'plannedEndAt', 'actualStartAt', 'actualEndAt', 'externalCreatedAt', 'externalUpdatedAt'] as const;
const optionalWords = { impact: impacts, risk: risks, outcome: outcomes } as const;
export const mappableFields = ['title', ...textTargets, 'type', 'state', ...lineTargets, 'items', 'zone', ...dateTargets, 'impact', 'risk', 'outcome'] as const;
export type MappableField = (typeof mappableFields)[number];

const foreignColumns = 100;
const foreignLength = 4096;
const keptAnswers = 10_000;

export const plain = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ');

/**
 * Words of a column to words of ours: by the mapping's table, then by our own names, then without a leading number ("3 - Low").
 * A table entry with an empty answer means "not mapped yet". Answers null for what is not mapped.
 */
export function wordReader(values: Record<string, string> | undefined, ours: readonly string[]): (text: string) => string | null {
  const table = new Map(Object.entries(values ?? {}).map(([foreign, own]) => [plain(foreign), own]));
  const answers = new Map<string, string | null>();
  const own = (text: string): string | null => {
    const found = table.get(text) ?? (ours.includes(text.replaceAll(' ', '-')) ? text.replaceAll(' ', '-') : undefined);
    return found === undefined || !ours.includes(found) ? null : found;
  };
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const word = plain(text);
    const numbered = /^-?\d+\s*-\s*(.+)$/.exec(word);
    const answer = own(word) ?? (numbered ? own(numbered[1]!) : null);
    if (answers.size < keptAnswers) answers.set(text, answer);
    return answer;
  };
}

type Field = { at: number[]; join: string | undefined; values: Map<string, string> | null };

const listOf = (from: string | readonly string[]): readonly string[] => (typeof from === 'string' ? [from] : from);

function placesOf(names: readonly string[], columns: readonly string[]): number[] {
  const at: number[] = [];
  for (const name of names) columns.forEach((column, i) => { if (column === name) at.push(i); });
  return at;
}

const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell === undefined ? '' : cell.join(', '));

function gather(field: Field | undefined, cells: readonly Cell[]): string {
  if (!field) return '';
  if (field.at.length === 1) {
    const text = textOf(cells[field.at[0]!]);
    return field.values?.get(plain(text)) ?? text;
  }
  let joined = '';
  for (const i of field.at) {
    const text = textOf(cells[i]);
    if (text.trim() !== '') joined += joined === '' ? text : (field.join ?? '\n') + text;
  }
  return field.values?.get(plain(joined)) ?? joined;
}

/** `join` on a list cuts each cell by it; without it a cell is one item, since item names may hold commas themselves. */
function gatherList(field: Field, cells: readonly Cell[]): string[] {
  const items: string[] = [];
  for (const i of field.at) {
    const cell = cells[i];
    if (cell === undefined) continue;
    const parts = typeof cell !== 'string' ? cell : field.join ? cell.split(field.join.trim() || field.join) : [cell];
    for (const part of parts) {
      const item = part.trim();
      if (item !== '' && !items.includes(item)) items.push(item);
    }
  }
  return items;
}

class SetAside {
  readonly field: string;
  readonly why: Why;
  readonly value: string;
  constructor(field: string, why: Why, value: string) {
    this.field = field;
    this.why = why;
    this.value = value;
  }
}

export type MapperOptions = { zone?: string | undefined; dateFormat?: string | undefined; isSpreadsheet?: boolean };

type Ready = {
  id: number;
  fields: Map<string, Field>;
  foreign: { name: string; at: number[] }[];
  stateColumn: string;
};

function ready(mapping: Mapping, columns: readonly string[]): Ready {
  const fields = new Map<string, Field>();
  const used = new Set<number>();
  const id = columns.indexOf(mapping.externalId);
  used.add(id);
  for (const [target, { from, join, values }] of Object.entries(mapping.fields)) {
    const at = placesOf(listOf(from), columns);
    at.forEach((i) => used.add(i));
    // A field whose columns are not in this file at all is as good as unmapped; one without columns is a constant.
    if (at.length > 0 || listOf(from).length === 0) fields.set(target, { at, join, values: values ? new Map(Object.entries(values).map(([k, v]) => [plain(k), v])) : null });
  }
  const foreign = new Map<string, number[]>();
  columns.forEach((name, i) => {
    if (used.has(i)) return;
    const key = name === '__proto__' ? '_proto_' : name;
    if (foreign.has(key)) foreign.get(key)!.push(i);
    else if (foreign.size < foreignColumns) foreign.set(key, [i]);
  });
  const state = mapping.fields['state'];
  return { id, fields, foreign: [...foreign].map(([name, at]) => ({ name, at })), stateColumn: state ? (listOf(state.from)[0] ?? '') : '' };
}

/** The first line of a record: counted back from its last by the line breaks in its cells, where only the last is known. */
function startLine(record: SourceRecord): { line?: number } {
  if (record.line !== undefined) return { line: record.line };
  if (record.endLine === undefined) return {};
  let breaks = 0;
  for (const cell of record.cells) if (typeof cell === 'string') for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) breaks += 1;
  return { line: record.endLine - breaks };
}

/**
 * A function from record to row for one run through one file; null for a repetition of a row already given. It remembers the ids
 * it saw. Throws `zone_unknown` for a zone that does not exist.
 */
export function changeMapper(mapping: Mapping, columns: readonly string[], options: MapperOptions): (record: SourceRecord) => Row | null {
  const zone = options.zone ?? mapping.zone;
  if (zone !== undefined && !zoneExists(zone)) throw new FormatError('zone_unknown', { zone });
  const dateFormat = options.dateFormat ?? mapping.dateFormat;
  const readers = new Map<string | undefined, DateReader>();
  const readerFor = (inZone: string | undefined): DateReader => {
    let reader = readers.get(inZone);
    if (!reader) readers.set(inZone, reader = dateReader(inZone, dateFormat));
    return reader;
  };
  const serials = new Map<string | undefined, DateReader>();
  const serialFor = (inZone: string | undefined): DateReader => {
    let reader = serials.get(inZone);
    if (!reader) serials.set(inZone, reader = dateReader(inZone, 'excel-serial'));
    return reader;
  };
  const readType = wordReader(mapping.fields['type']?.values, changeTypes);
  const readState = wordReader(mapping.fields['state']?.values, changeStates);
  const readWord = Object.fromEntries(Object.entries(optionalWords).map(([field, ours]) => [field, wordReader(mapping.fields[field]?.values, ours)]));
  const seen = seenIds();
  let now = ready(mapping, columns);
  let width = columns.length;

  const words = (change: ImportedChange, cells: readonly Cell[], keep: (name: string, text: string) => void, notes: Note[]): void => {
    const { fields } = now;
    const state = constantOr(fields.get('state'), cells);
    const stateWord = readState(state);
    if (stateWord === null) throw new SetAside('state', state.trim() === '' ? 'missing' : 'unmapped_value', state);
    change.state = stateWord as ImportedChange['state'];
    if (state.trim() !== '') change.externalState = state.trim();
    const typeField = fields.get('type');
    if (typeField) {
      const type = constantOr(typeField, cells);
      const typeWord = readType(type);
      if (typeWord === null) throw new SetAside('type', type.trim() === '' ? 'missing' : 'unmapped_value', type);
      change.type = typeWord as ImportedChange['type'];
    }
    for (const name of ['impact', 'risk', 'outcome'] as const) {
      const field = fields.get(name);
      if (!field) continue;
      const text = constantOr(field, cells);
      const word = readWord[name]!(text);
      if (word !== null) (change as Record<string, unknown>)[name] = word;
      else if (text.trim() !== '') {
        // An outcome or a risk Gavel has no word for is no reason to lose the change; its text stays with the record.
        keep(columns[field.at[0]!] ?? name, text);
        notes.push({ field: name, why: 'value_kept_as_text', value: shortened(text) });
      }
    }
  };

  const times = (change: ImportedChange, cells: readonly Cell[], notes: Note[]): void => {
    const { fields } = now;
    const own = gather(fields.get('zone'), cells).trim();
    if (own !== '' && !readers.has(own) && !zoneExists(own)) throw new SetAside('zone', 'zone_unknown', own);
    const inZone = own === '' ? zone : own;
    if (own !== '') change.zone = own;
    const read = readerFor(inZone);
    for (const name of dateTargets) {
      const text = gather(fields.get(name), cells).trim();
      if (text === '') continue;
      const dayEnds = name === 'plannedEndAt' || name === 'actualEndAt';
      // In a spreadsheet a bare number under a date is a serial day; nowhere else is it taken for one unasked.
      const date = options.isSpreadsheet && /^\d+(\.\d+)?$/.test(text) ? serialFor(inZone)(text, dayEnds) : read(text, dayEnds);
      if (!date.ok) throw new SetAside(name, date.why, text);
      change[name] = date.at;
      if (date.isLocal && inZone !== undefined && (name === 'plannedStartAt' || name === 'plannedEndAt')) change.zone ??= inZone;
      if (date.isTwice) notes.push({ field: name, why: 'time_occurs_twice', value: text });
    }
    for (const [start, end] of [['plannedStartAt', 'plannedEndAt'], ['actualStartAt', 'actualEndAt']] as const) {
      if (change[start] !== undefined && change[end] !== undefined && change[end] < change[start]) throw new SetAside(end, 'end_before_start', `${change[start]} to ${change[end]}`);
    }
  };

  const map = (cells: readonly Cell[]): { change: ImportedChange; notes: Note[] } => {
    const { fields, foreign } = now;
    const externalId = textOf(cells[now.id]).trim();
    if (externalId === '') throw new SetAside('externalId', 'missing', '');
    const title = gather(fields.get('title'), cells).trim().replace(/\s*[\r\n]+\s*/g, ' ');
    if (title === '') throw new SetAside('title', 'missing', '');
    const change: ImportedChange = { externalId, title, type: 'normal', state: 'draft' };
    const kept: Record<string, string> = {};
    let hasKept = false;
    const keep = (name: string, text: string): void => { kept[name] = shortened(text, foreignLength); hasKept = true; };
    const notes: Note[] = [];
    words(change, cells, keep, notes);
    for (const name of textTargets) {
      const text = gather(fields.get(name), cells);
      if (text.trim() !== '') change[name] = text;
    }
    for (const name of lineTargets) {
      const text = gather(fields.get(name), cells).trim();
      if (text !== '') change[name] = text;
    }
    const items = fields.get('items');
    const list = items ? gatherList(items, cells) : [];
    if (list.length > 0) change.items = list;
    times(change, cells, notes);
    for (const { name, at } of foreign) {
      const text = at.length === 1 ? textOf(cells[at[0]!]) : at.map((i) => textOf(cells[i])).filter((part) => part !== '').join(', ');
      if (text !== '') keep(name, text);
    }
    if (hasKept) change.foreign = kept;
    return { change, notes };
  };

  return (record) => {
    if (columns.length !== width) {
      width = columns.length;
      now = ready(mapping, columns);
    }
    const { row } = record;
    if (record.problem) return { row, ...startLine(record), kind: 'quarantined', field: 'row', why: record.problem.why, value: shortened(record.problem.value) };
    try {
      const { change, notes } = map(record.cells);
      const content: Hash = { high: 1, low: 2 };
      for (const cell of record.cells) hashInto(content, textOf(cell));
      const verdict = seen.see(change.externalId, content, row);
      if (verdict === 'same') return null;
      if (verdict !== 'new') throw new SetAside('externalId', 'duplicate_external_id', `${change.externalId} (first in row ${verdict.firstRow})`);
      return notes.length > 0 ? { row, ...startLine(record), kind: 'ok', change, notes } : { row, kind: 'ok', change };
    } catch (reason) {
      if (!(reason instanceof SetAside)) throw reason;
      return { row, ...startLine(record), kind: 'quarantined', field: reason.field, why: reason.why, value: shortened(reason.value) };
    }
  };
}

/** The text of a field that is looked up in a table afterwards, so the table must not be applied to it twice. */
function constantOr(field: Field | undefined, cells: readonly Cell[]): string {
  return field ? gather({ ...field, values: null }, cells) : '';
}
