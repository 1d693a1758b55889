// Which of their columns fills which field of ours, and which of their words is which of ours.
import { useId } from 'react';
import type { Mapping } from '#contract/imports.ts';
import { Select } from '../../ui/fields.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { counted } from '../../ui/words.ts';
import { editMapping } from './import-state.ts';
import { fieldWord, neededTargets, targets, valueWords } from './import-words.ts';
import { columnsOf, ourWord, setColumn, setWord } from './mapping.ts';
import type { Inspection } from './mapping.ts';
import { SavedMappings } from './saved-mappings.tsx';
import s from './import.module.css';

export function FieldEditor({ inspection, mapping }: { inspection: Inspection; mapping: Mapping }) {
  const all = [['externalId', fieldWord('externalId')] as const, ...targets];
  const filled = all.filter(([field]) => columnsOf(mapping, field).length > 0 || neededTargets.includes(field) || field === 'externalId');
  const rest = all.filter((one) => !filled.includes(one));
  return (
    <Card title="Our fields, their columns" aside={`${filled.length} of ${all.length} fields filled`}>
      <div className={s.stack}>
        <SavedMappings mapping={mapping} />
        <div className={s.fields}>{filled.map(([field, label]) => <ColumnSelect key={field} field={field} label={label} columns={inspection.columns} mapping={mapping} />)}</div>
        {rest.length > 0 && <details className={s.details}><summary>{counted(rest.length, 'field')} without a column</summary><div className={s.fields}>{rest.map(([field, label]) => <ColumnSelect key={field} field={field} label={label} columns={inspection.columns} mapping={mapping} />)}</div></details>}
        <p className="dim">Columns no field takes are kept with each change, as they are.</p>
      </div>
    </Card>
  );
}

/** Stands for several columns at once, which a saved mapping may name; not a name any column can have. */
const several = '\u0000several';

function ColumnSelect({ field, label, columns, mapping }: { field: string; label: string; columns: readonly string[]; mapping: Mapping }) {
  const from = columnsOf(mapping, field);
  const isConstant = mapping.fields[field] !== undefined && from.length === 0;
  const isSeveral = from.length > 1 || isConstant;
  const absent = from.filter((column) => !columns.includes(column));
  const isNeeded = field === 'externalId' || neededTargets.includes(field);
  const isLost = from.length > 0 && absent.length === from.length;
  return (
    <Select label={label} value={isSeveral ? several : isLost ? '' : from[0] ?? ''} isRequired={isNeeded} placeholder={isNeeded ? 'Choose a column…' : 'not filled'}
      error={isLost ? `The file has no column ${absent.join(', ')}` : isNeeded && from.length === 0 && !isConstant ? 'Choose the column' : undefined}
      options={[...(isSeveral ? [{ value: several, label: isConstant ? 'the same for every row' : from.join(' + ') }] : []), ...columns.map((value) => ({ value, label: value }))]}
      onChange={(column) => { if (column !== several) void editMapping(setColumn(mapping, field, column)); }} />
  );
}

/** Words of state, type and the like. Those without an answer stand first, flagged. */
export function WordEditor({ mapping, words }: { mapping: Mapping; words: ReadonlyMap<string, readonly string[]> }) {
  const open = [...words].reduce((sum, [field, list]) => sum + list.filter((word) => ourWord(mapping, field, word) === '').length, 0);
  return (
    <Card title="Their words, ours" aside={open === 0 ? 'all matched' : `${counted(open, 'word')} unmatched`}>
      {words.size === 0 && <p className="dim">Once a column fills the state or the type, its words stand here.</p>}
      {/* Reachable by keyboard, so that it can be scrolled without a mouse. */}
      <div className={s.words} tabIndex={0} role="group" aria-label="Their words, ours">{[...words].map(([field, list]) => <WordTable key={field} field={field} words={list} mapping={mapping} />)}</div>
    </Card>
  );
}

function WordTable({ field, words, mapping }: { field: string; words: readonly string[]; mapping: Mapping }) {
  const id = useId();
  const ours = Object.entries(valueWords[field] ?? {});
  const isNeeded = field === 'state' || field === 'type';
  return (
    <table className={s.table}>
      <thead><tr><th scope="col">{fieldWord(field)} in the file</th><th scope="col">{fieldWord(field)} here</th></tr></thead>
      <tbody>{words.map((word, i) => {
        const own = ourWord(mapping, field, word);
        return (
          <tr key={word}>
            <td className="prose" id={`${id}-${i}`}>{word}</td>
            <td><select aria-labelledby={`${id}-${i}`} data-open={own === '' || undefined} value={own} onChange={(e) => { void editMapping(setWord(mapping, field, word, e.target.value)); }}>
              <option value="">{isNeeded ? 'unmatched: set aside' : 'unmatched: kept as text'}</option>
              {ours.map(([value, label]) => <option key={value} value={value}>{label}</option>)}
            </select></td>
          </tr>
        );
      })}</tbody>
    </table>
  );
}
