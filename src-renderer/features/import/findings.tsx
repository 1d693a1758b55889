// What an import would do or did: counts, warnings, and the rows set aside with their reasons.
import type { ImportReport } from '#contract/imports.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { counted, figure } from '../../ui/words.ts';
import { fieldWord, reasonWords } from './import-words.ts';
import s from './import.module.css';

export function Findings({ report, title }: { report: ImportReport; title: string }) {
  return (
    <Card title={title} aside={counted(report.rows, 'row')}>
      <div className={s.stack}>
        <dl className={s.counts}>
          <Figure label="new" n={report.new} /><Figure label="changed" n={report.changed} /><Figure label="unchanged" n={report.unchanged} /><Figure label="set aside" n={report.quarantinedCount} isWarning={report.quarantinedCount > 0} />
        </dl>
        {report.warnings.length > 0 && <ul className={s.warnings}>{report.warnings.map((text) => <li key={text} className="prose"><SignalMark signal="warn">{text}</SignalMark></li>)}</ul>}
        {report.quarantined.length > 0 && (
          <div>
            <p className="cap">Rows that cannot be imported as they are. They are set aside with their reasons; the others go in without them.</p>
            <QuarantineTable rows={report.quarantined} label="Rows set aside" />
            {report.quarantinedCount > report.quarantined.length && <p className="dim">and {figure(report.quarantinedCount - report.quarantined.length)} more</p>}
          </div>
        )}
      </div>
    </Card>
  );
}

const Figure = ({ label, n, isWarning = false }: { label: string; n: number; isWarning?: boolean }) => <div data-tone={isWarning ? 'warn' : undefined}><dt>{label}</dt><dd>{figure(n)}</dd></div>;

/** Row, field, reason in words, and the value as it stood. */
export function QuarantineTable({ rows, label }: { rows: ImportReport['quarantined']; label: string }) {
  return (
    <div className={s.scroll} tabIndex={0} role="group" aria-label={label}>
      <table className={s.table}>
        <thead><tr><th scope="col">Row</th><th scope="col">Field</th><th scope="col">Why</th><th scope="col">As it stood</th></tr></thead>
        <tbody>{rows.map((q, i) => <tr key={`${q.row} ${q.field} ${i}`}><td className="num">{figure(q.row)}</td><td>{fieldWord(q.field)}</td><td>{reasonWords(q.why)}</td><td className="prose">{q.value === '' ? <span className="dim">nothing</span> : q.value}</td></tr>)}</tbody>
      </table>
    </div>
  );
}
