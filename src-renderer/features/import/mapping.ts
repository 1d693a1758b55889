// Edits of a mapping, and what a foreign word means through it. The core reads by the same rule and has the last word.
import type { Mapping } from '#contract/imports.ts';
import type { Output } from '#contract/index.ts';
import { valueWords } from './import-words.ts';

export type Inspection = Output<'import.inspect'>;
type Question = Inspection['questions'][number];

const plain = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ');

/** The word of ours a foreign word becomes, or the empty text. A leading number is left out where the rest is known: `3 - Low`. */
export function ourWord(mapping: Mapping, field: string, word: string): string {
  const table = new Map(Object.entries(mapping.fields[field]?.values ?? {}).map(([foreign, own]) => [plain(foreign), own]));
  const ours = valueWords[field] ?? {};
  const own = (text: string): string => {
    const found = table.get(text) ?? text.replaceAll(' ', '-');
    return found in ours ? found : '';
  };
  const rest = /^-?\d+\s*-\s*(.+)$/.exec(plain(word))?.[1];
  const found = own(plain(word));
  return found === '' && rest !== undefined && !table.has(plain(word)) ? own(rest) : found;
}

export function setWord(mapping: Mapping, field: string, word: string, own: string): Mapping {
  const at = mapping.fields[field];
  if (!at) return mapping;
  const others = Object.entries(at.values ?? {}).filter(([foreign]) => plain(foreign) !== plain(word));
  return { ...mapping, fields: { ...mapping.fields, [field]: { ...at, values: { ...Object.fromEntries(others), [word.trim().slice(0, 300)]: own } } } };
}

/** Fills a field of ours from one column; an empty column leaves the field alone. */
export function setColumn(mapping: Mapping, field: string, column: string): Mapping {
  if (field === 'externalId') return { ...mapping, externalId: column };
  const { [field]: before, ...others } = mapping.fields;
  return { ...mapping, fields: column === '' ? others : { ...others, [field]: { ...before, from: column } } };
}

export const columnsOf = (mapping: Mapping, field: string): readonly string[] => {
  if (field === 'externalId') return mapping.externalId === '' ? [] : [mapping.externalId];
  const from = mapping.fields[field]?.from ?? [];
  return typeof from === 'string' ? [from] : from;
};

/** Whether the mapping as it stands answers the question. */
export function isAnswered(mapping: Mapping, { about, field, candidates = [] }: Question): boolean {
  if (about === 'zone') return mapping.zone !== undefined;
  if (about === 'encoding') return mapping.encoding !== undefined;
  if (about === 'dateFormat') return mapping.dateFormat !== undefined;
  if (field === undefined) return false;
  if (about === 'values') return candidates.some((word) => ourWord(mapping, field, word) !== '');
  return columnsOf(mapping, field).some((column) => candidates.includes(column));
}

/** Words of a field seen in the file so far: in the sample, in the mapping without an answer, and in rows that were set aside. */
export function seenWords(inspection: Inspection, mapping: Mapping, aside: Output<'import.dryRun'>['quarantined']): Map<string, string[]> {
  const seen = new Map<string, string[]>();
  for (const field of Object.keys(valueWords)) {
    const columns = columnsOf(mapping, field);
    const [column] = columns;
    if (column === undefined || columns.length !== 1) continue;
    const words = [
      ...Object.entries(mapping.fields[field]?.values ?? {}).filter(([, own]) => own === '').map(([word]) => word),
      ...aside.filter((q) => q.field === field && q.why === 'unmapped_value').map((q) => q.value), ...inspection.sample.map((row) => row[column] ?? ''),
    ].filter((word) => word.trim() !== '');
    const unique = new Map(words.map((word) => [plain(word), word]));
    if (unique.size > 0) seen.set(field, [...unique.values()].slice(0, 200));
  }
  return seen;
}
