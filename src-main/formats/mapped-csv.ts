// Changes written back in the columns of the tool they came from, so that its import and ours read them again (CHG-05).
import type { Writable } from 'node:stream';
import type { Mapping } from '#contract/imports.ts';
import { wordFields, wordReader } from './change-words.ts';
import { listSeparator, writeRows } from './csv-out.ts';
import { guarded } from './formula-guard.ts';
import type { ImportedChange } from './imported-change.ts';
import { listOf, ownColumns } from './mapped-fields.ts';

/** A change as it stands here, beside what was decided about it; `number` is ours, `decidedAt` UTC. */
export type MappedChange = { change: ImportedChange; said: { number: string; decision: string; decidedAt: string; decidedBy: string } };

/** The foreign word for one of ours: what stood in the file as long as it still says the same, else the first of the mapping's table. */
function foreignWord(field: string, own: string, { mapping, stood }: { mapping: Mapping; stood: string | undefined }): string {
  const values = mapping.fields[field]?.values;
  if (stood !== undefined && wordReader(values, wordFields[field] ?? [])(stood) === own) return stood;
  return Object.entries(values ?? {}).find(([, ours]) => ours === own)?.[0] ?? own;
}

/** The columns of a mapping in their order: its id, its fields, and those that are kept as they were. */
export function mappedColumns(mapping: Mapping, kept: Iterable<string>): string[] {
  return [...new Set([mapping.externalId, ...Object.values(mapping.fields).flatMap(({ from }) => listOf(from)), ...kept])].filter((name) => name !== '' && !ownColumns.includes(name));
}

function cellsOf(mapping: Mapping, columns: readonly string[], { change, said }: MappedChange): string[] {
  const cells = new Map<string, string>();
  const put = (column: string, text: string): void => { if (!cells.has(column)) cells.set(column, text); };
  put(mapping.externalId, change.externalId);
  for (const [name, text] of Object.entries(change.foreign ?? {})) put(name, text);
  for (const [field, { from, join }] of Object.entries(mapping.fields)) {
    const value = (change as Record<string, unknown>)[field];
    const [first, ...others] = listOf(from);
    if (first === undefined || value === undefined) continue;
    if (Array.isArray(value)) {
      const places = [first, ...others];
      // As many items as there are columns stand one in each; more share the first, parted as the mapping says.
      if (join === undefined && value.length <= places.length) value.forEach((item, i) => { put(places[i]!, String(item)); });
      else put(first, value.join(join ?? listSeparator));
    } else if (Object.hasOwn(wordFields, field)) put(first, foreignWord(field, String(value), { mapping, stood: field === 'state' ? change.externalState : undefined }));
    else put(first, String(value));
  }
  const ours = [said.number, change.state, said.decision, said.decidedAt, said.decidedBy];
  return [...columns.map((name) => cells.get(name) ?? ''), ...ours].map(guarded);
}

/** Writes the changes of one source in its own columns, and what Gavel says of them in columns after those, which an import leaves alone. Answers how many rows were written. */
export const writeMappedCsv = (changes: AsyncIterable<MappedChange>, { mapping, columns }: { mapping: Mapping; columns: readonly string[] }, { out, signal }: { out: Writable; signal: AbortSignal | undefined }): Promise<number> =>
  writeRows([...columns, ...ownColumns], changes, (row) => cellsOf(mapping, columns, row), { out, signal });
