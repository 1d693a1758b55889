// The words of a record that must be words of ours: state and type, and where they can be, impact, risk and outcome.
import type { Mapping } from '#contract/imports.ts';
import { type ImportedChange, type Note, changeStates, changeTypes, impacts, outcomes, risks, shortened } from './imported-change.ts';
import { type Field, gatherRaw, plain, setAside } from './mapped-fields.ts';
import type { Cell } from './records.ts';

const keptAnswers = 10_000;
const optionalWords = { impact: impacts, risk: risks, outcome: outcomes } as const;
/** Every field that takes words of ours, and the words it takes. */
export const wordFields: Record<string, readonly string[]> = { state: changeStates, type: changeTypes, ...optionalWords };

/**
 * Words of a column to words of ours: by the mapping's table, then by our own names, then without a leading number ("3 - Low").
 * A table entry with an empty answer means "not mapped yet". Answers null for what is not mapped.
 */
export function wordReader(values: Record<string, string> | undefined, ours: readonly string[]): (text: string) => string | null {
  const table = new Map(Object.entries(values ?? {}).map(([foreign, own]) => [plain(foreign), own]));
  const answers = new Map<string, string | null>();
  const own = (word: string): string | null => {
    const found = table.get(word) ?? word.replaceAll(' ', '-');
    return ours.includes(found) ? found : null;
  };
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const word = plain(text);
    const numbered = /^-?\d+\s*-\s*(.+)$/.exec(word);
    const answer = own(word) ?? (numbered && !table.has(word) ? own(numbered[1]!) : null);
    if (answers.size < keptAnswers) answers.set(text, answer);
    return answer;
  };
}

/** `keep` takes a text no word of ours fits, by column and field; `notes` says that it did. */
type Reading = { fields: ReadonlyMap<string, Field>; cells: readonly Cell[]; keep: (column: number, field: string, text: string) => void; notes: Note[] };

/** A state or type without a word of ours sets the record aside; another field's text is kept instead. */
export function changeWords(mapping: Mapping): (change: ImportedChange, reading: Reading) => void {
  const readers = new Map(Object.entries(wordFields).map(([field, ours]) => [field, wordReader(mapping.fields[field]?.values, ours)]));
  const needed = (name: 'state' | 'type', text: string): string => {
    const word = readers.get(name)!(text);
    if (word === null) throw setAside(name, text.trim() === '' ? 'missing' : 'unmapped_value', text);
    return word;
  };
  return (change, { fields, cells, keep, notes }) => {
    const stateField = fields.get('state');
    const state = stateField ? gatherRaw(stateField, cells) : '';
    change.state = needed('state', state) as ImportedChange['state'];
    if (state.trim() !== '') change.externalState = state.trim();
    const typeField = fields.get('type');
    if (typeField) change.type = needed('type', gatherRaw(typeField, cells)) as ImportedChange['type'];
    for (const name of ['impact', 'risk', 'outcome'] as const) {
      const field = fields.get(name);
      if (!field) continue;
      const text = gatherRaw(field, cells);
      const word = readers.get(name)!(text);
      if (word !== null) (change as Record<string, unknown>)[name] = word;
      else if (text.trim() !== '') {
        // A risk or an outcome Gavel has no word for is no reason to lose the change; its text stays with the record.
        keep(field.at[0] ?? -1, name, text);
        notes.push({ field: name, why: 'value_kept_as_text', value: shortened(text) });
      }
    }
  };
}
