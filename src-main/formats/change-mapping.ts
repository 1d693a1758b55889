// A mapping made ready for one file's columns: each record becomes a change in our words, or is set aside with field and reason (CHG-05).
import type { Mapping } from '#contract/imports.ts';
import { changeDates } from './change-dates.ts';
import { changeWords } from './change-words.ts';
import { type ImportedChange, type Note, type Row, shortened } from './imported-change.ts';
import { type Bound, bind, gather, gatherList, isSetAside, setAside, textOf } from './mapped-fields.ts';
import type { Cell, SourceRecord } from './records.ts';
import { seenIds } from './seen-ids.ts';

const textTargets = ['description', 'justification', 'implementationPlan', 'testPlan', 'backoutPlan', 'rollbackCriteria'] as const;
const lineTargets = ['service', 'environment', 'requester', 'owner', 'implementer', 'priority'] as const;
const foreignLength = 4096;

export type MapperOptions = { zone?: string | undefined; dateFormat?: string | undefined; isSpreadsheet?: boolean };

/** The first line of a record: counted back from its last by the line breaks in its cells, where only the last is known. */
function startLine(record: SourceRecord): { line?: number } {
  if (record.line !== undefined) return { line: record.line };
  if (record.endLine === undefined) return {};
  let breaks = 0;
  for (const cell of record.cells) if (typeof cell === 'string') for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) breaks += 1;
  return { line: record.endLine - breaks };
}

function identity(bound: Bound, cells: readonly Cell[]): ImportedChange {
  const externalId = textOf(cells[bound.id]).trim();
  if (externalId === '') throw setAside('externalId', 'missing', '');
  const title = gather(bound.fields.get('title'), cells).trim();
  if (title === '') throw setAside('title', 'missing', '');
  return { externalId, title: /[\r\n]/.test(title) ? title.replace(/\s*[\r\n]+\s*/g, ' ') : title, type: 'normal', state: 'draft' };
}

function texts(change: ImportedChange, { fields }: Bound, cells: readonly Cell[]): void {
  for (const name of textTargets) {
    const field = fields.get(name);
    if (!field) continue;
    const text = gather(field, cells);
    if (text.trim() !== '') change[name] = text;
  }
  for (const name of lineTargets) {
    const field = fields.get(name);
    if (!field) continue;
    const text = gather(field, cells).trim();
    if (text !== '') change[name] = text;
  }
  const items = fields.get('items');
  const list = items ? gatherList(items, cells) : [];
  if (list.length > 0) change.items = list;
}

/**
 * A function from record to row for one run through one file; null for a repetition of a row already given. It remembers the ids
 * it saw. `columns` may grow meanwhile. Throws `zone_unknown` for a zone that does not exist.
 */
export function changeMapper(mapping: Mapping, columns: readonly string[], options: MapperOptions): (record: SourceRecord) => Row | null {
  const words = changeWords(mapping);
  const dates = changeDates({ zone: options.zone ?? mapping.zone, dateFormat: options.dateFormat ?? mapping.dateFormat, isSpreadsheet: options.isSpreadsheet ?? false });
  const seen = seenIds();
  let bound = bind(mapping, columns);
  let width = columns.length;

  const map = (cells: readonly Cell[], notes: Note[]): ImportedChange => {
    const change = identity(bound, cells);
    let kept: Record<string, string> | undefined;
    const keep = (column: number, field: string, text: string): void => { (kept ??= {})[columns[column] ?? field] = shortened(text, foreignLength); };
    words(change, { fields: bound.fields, cells, keep, notes });
    texts(change, bound, cells);
    dates(change, bound.fields, cells, notes);
    for (const { name, at } of bound.foreign) {
      const text = at.length === 1 ? textOf(cells[at[0]!]) : at.map((i) => textOf(cells[i])).filter((part) => part !== '').join(', ');
      if (text !== '') (kept ??= {})[name] = shortened(text, foreignLength);
    }
    if (kept) change.foreign = kept;
    return change;
  };

  return (record) => {
    if (columns.length !== width) {
      width = columns.length;
      bound = bind(mapping, columns);
    }
    const { row } = record;
    if (record.problem) return { row, ...startLine(record), kind: 'quarantined', field: 'row', why: record.problem.why, value: shortened(record.problem.value) };
    try {
      const notes: Note[] = [];
      const change = map(record.cells, notes);
      const verdict = seen.see(change.externalId, record.cells, row);
      if (verdict === 'same') return null;
      if (verdict !== 'new') throw setAside('externalId', 'duplicate_external_id', `${change.externalId} (first in row ${verdict.firstRow})`);
      return notes.length > 0 ? { row, ...startLine(record), kind: 'ok', change, notes } : { row, kind: 'ok', change };
    } catch (reason) {
      if (!isSetAside(reason)) throw reason;
      return { row, ...startLine(record), kind: 'quarantined', field: reason.field, why: reason.why, value: shortened(reason.value) };
    }
  };
}
