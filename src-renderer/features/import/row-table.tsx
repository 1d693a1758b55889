import type { ImportReport } from '#contract/imports.ts';
import { figure } from '../../ui/words.ts';
import { fieldWord, reasonWords } from './import-words.ts';
import s from './import.module.css';

/** Row, field, reason in words, and the value as it stood. */
export function RowTable({ rows, label, words = reasonWords }: { rows: ImportReport['quarantined']; label: string; words?: (why: string) => string }) {
  return (
    <div className={s.scroll} tabIndex={0} role="group" aria-label={label}>
      <table className={s.table}>
        <thead><tr><th scope="col">Row</th><th scope="col">Field</th><th scope="col">Why</th><th scope="col">As it stood</th></tr></thead>
        <tbody>{rows.map((q, i) => <tr key={`${q.row} ${q.field} ${i}`}><td className="num">{figure(q.row)}</td><td>{fieldWord(q.field)}</td><td>{words(q.why)}</td><td className="prose">{q.value === '' ? <span className="dim">nothing</span> : q.value}</td></tr>)}</tbody>
      </table>
    </div>
  );
}
