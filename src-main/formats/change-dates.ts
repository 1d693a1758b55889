// The times of a record: planned, actual, and of its life in the source, read in the zone that holds for the row.
import { type DateReader, dateReader, zoneExists } from './dates.ts';
import { FormatError } from './format-error.ts';
import type { ImportedChange, Note } from './imported-change.ts';
import { type Field, gather, setAside } from './mapped-fields.ts';
import type { Cell } from './records.ts';

const dateTargets = ['plannedStartAt', 'plannedEndAt', 'actualStartAt', 'actualEndAt', 'externalCreatedAt', 'externalUpdatedAt'] as const;
const spans = [['plannedStartAt', 'plannedEndAt'], ['actualStartAt', 'actualEndAt']] as const;
const bareNumber = /^\d+(\.\d+)?$/;

export type DateOptions = { zone: string | undefined; dateFormat: string | undefined; isSpreadsheet: boolean };

/** Readers are kept per zone, since each remembers the days it met; a file names few zones. */
function keptReaders(dateFormat: string | undefined): (zone: string | undefined) => DateReader {
  const readers = new Map<string | undefined, DateReader>();
  return (zone) => {
    let reader = readers.get(zone);
    if (!reader) readers.set(zone, reader = dateReader(zone, dateFormat));
    return reader;
  };
}

/** Throws `zone_unknown` for a zone that does not exist; a row's own zone that does not is a reason to set the row aside. */
export function changeDates({ zone, dateFormat, isSpreadsheet }: DateOptions): (change: ImportedChange, fields: ReadonlyMap<string, Field>, cells: readonly Cell[], notes: Note[]) => void {
  if (zone !== undefined && !zoneExists(zone)) throw new FormatError('zone_unknown', { zone });
  const readerFor = keptReaders(dateFormat);
  const serialFor = keptReaders('excel-serial');
  const known = new Set<string>();

  return (change, fields, cells, notes) => {
    const own = gather(fields.get('zone'), cells).trim();
    if (own !== '') {
      if (!known.has(own) && !zoneExists(own)) throw setAside('zone', 'zone_unknown', own);
      known.add(own);
      change.zone = own;
    }
    const inZone = own === '' ? zone : own;
    const read = readerFor(inZone);
    for (const name of dateTargets) {
      const field = fields.get(name);
      const text = field === undefined ? '' : gather(field, cells).trim();
      if (text === '') continue;
      // A bare day as an end means the end of that day. In a spreadsheet a bare number is a serial day; nowhere else is it unasked.
      const dayEnds = name === 'plannedEndAt' || name === 'actualEndAt';
      const date = (isSpreadsheet && bareNumber.test(text) ? serialFor(inZone) : read)(text, dayEnds);
      if (!date.ok) throw setAside(name, date.why, text);
      change[name] = date.at;
      if (date.isLocal && inZone !== undefined && (name === 'plannedStartAt' || name === 'plannedEndAt')) change.zone ??= inZone;
      if (date.isTwice) notes.push({ field: name, why: 'time_occurs_twice', value: text });
    }
    for (const [start, end] of spans) {
      const [from, to] = [change[start], change[end]];
      if (from !== undefined && to !== undefined && to < from) throw setAside(end, 'end_before_start', `${from} to ${to}`);
    }
  };
}
