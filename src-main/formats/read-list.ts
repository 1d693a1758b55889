// A list from elsewhere of which one column names changes: a deployment log, a list of releases (AUD-03).
import { openRecords } from './detect.ts';
import { encodingCandidates } from './encoding.ts';
import { FormatError, inFile } from './format-error.ts';
import { shortened } from './imported-change.ts';
import { textOf } from './mapped-fields.ts';
import { opened } from './read-changes.ts';
import type { ReadOptions } from './read-changes.ts';

export type ListOptions = Pick<ReadOptions, 'encoding' | 'name' | 'limits' | 'signal'> & { column?: string | undefined };
/** `column` is null where none is recognised. An entry without a reference has an empty one; `text` is the rest of its row. */
export type ReferenceList = { column: string | null; columns: string[]; entries: { row: number; reference: string; text: string }[] };

/** Entries of one list; more would not fit the reader's memory. */
export const mostEntries = 200_000;
/** Names the column may have, in their plain form, the likeliest first. */
const knownNames = ['change', 'changenumber', 'changeid', 'changereference', 'changeticket', 'rfc', 'ticket', 'ticketnumber', 'reference', 'number', 'externalid', 'key', 'id'];
const plain = (name: string): string => name.toLocaleLowerCase('en').replace(/[^\p{L}\p{N}]/gu, '');

/** Throws `FormatError` when the file cannot be read as a table, or holds more than 200,000 entries. */
export async function readReferences(path: string, options: ListOptions = {}): Promise<ReferenceList> {
  try {
    const file = await opened(path, options);
    const source = await openRecords(path, file.container, { encoding: file.encoding ?? encodingCandidates[0]!, limits: file.limits, signal: options.signal, expects: options.column === undefined ? [] : [options.column] });
    const entries: ReferenceList['entries'] = [];
    let at = -1;
    let column: string | null = null;
    for await (const batch of source.batches) {
      options.signal?.throwIfAborted();
      if (at === -1) {
        column = options.column === undefined ? knownNames.map((known) => source.columns.find((name) => plain(name) === known)).find((name) => name !== undefined) ?? null : source.columns.find((name) => name === options.column) ?? null;
        at = column === null ? -1 : source.columns.indexOf(column);
      }
      for (const { row, cells, problem } of batch) {
        if (entries.length === mostEntries) throw new FormatError('too_large', { what: 'the list', limit: `${mostEntries} entries` }, { row });
        const texts = problem ? [problem.value] : cells.map((cell) => textOf(cell).trim());
        entries.push({ row, reference: problem || at === -1 ? '' : shortened(texts[at] ?? '', 200), text: shortened(texts.filter((text, i) => i !== at && text !== '').join(', '), 200) });
      }
    }
    if (entries.length === 0) throw new FormatError('no_records');
    return { column, columns: [...new Set(source.columns)], entries };
  } catch (error) {
    throw inFile(error, path, options.name);
  }
}
