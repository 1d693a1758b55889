import type { EntitlementReport } from '#contract/entitlements.ts';
import { figure } from '../../ui/words.ts';
import { fieldWords } from './entitlement-words.ts';
import s from './entitlements.module.css';

const reasons: Record<string, string> = {
  missing: 'is empty', cell_too_long: 'is longer than Gavel reads', half_character: 'holds half of a character', ragged_row: 'does not have as many cells as the header', malformed_json: 'is not whole JSON', not_an_object: 'is not a record',
};

/** Rows that were set aside: row, field, reason in words, and the value as it stood. */
export function QuarantineTable({ rows }: { rows: EntitlementReport['quarantined'] }) {
  return (
    <div className={s.scroll} tabIndex={0} role="group" aria-label="Rows set aside">
      <table className={s.table}>
        <thead><tr><th scope="col">Row</th><th scope="col">Field</th><th scope="col">Why</th><th scope="col">As it stood</th></tr></thead>
        <tbody>{rows.map((q, i) => <tr key={`${q.row} ${q.field} ${i}`}><td className="num">{figure(q.row)}</td><td>{fieldWords[q.field] ?? q.field}</td><td>{reasons[q.why] ?? q.why.replaceAll('_', ' ')}</td><td className="prose">{q.value === '' ? <span className="dim">nothing</span> : q.value}</td></tr>)}</tbody>
      </table>
    </div>
  );
}
