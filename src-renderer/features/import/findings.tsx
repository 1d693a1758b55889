// What an import would do or did: counts, warnings, and the rows set aside with their reasons.
import type { ImportReport } from '#contract/imports.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { counted, figure } from '../../ui/words.ts';
import { noteWords } from './import-words.ts';
import { Quarantine } from './quarantine.tsx';
import { RowTable } from './row-table.tsx';
import s from './import.module.css';

export function Findings({ report, title }: { report: ImportReport; title: string }) {
  return (
    <Card title={title} aside={counted(report.rows, 'row')}>
      <div className={s.stack}>
        <dl className={s.counts}>
          <Figure label="new" n={report.new} /><Figure label="changed" n={report.changed} /><Figure label="unchanged" n={report.unchanged} /><Figure label="set aside" n={report.quarantinedCount} isWarning={report.quarantinedCount > 0} />
        </dl>
        {report.warnings.length > 0 && <ul className={s.warnings}>{report.warnings.map((text) => <li key={text} className="prose"><SignalMark signal="warn">{text}</SignalMark></li>)}</ul>}
        {report.quarantinedCount > 0 && (
          <div>
            <p className="cap">Rows that cannot be imported as they are. They are set aside with their reasons; the others go in without them.</p>
            {report.id === null ? <><RowTable rows={report.quarantined} label="Rows set aside" /><Beyond count={report.quarantinedCount} shown={report.quarantined.length} /></> : <Quarantine id={report.id} count={report.quarantinedCount} label="Rows set aside" />}
          </div>
        )}
        {report.notesCount > 0 && (
          <div>
            <p className="cap">Worth a look. These rows go in.</p>
            <RowTable rows={report.notes} label="Notes on rows" words={noteWords} />
            {report.notesCount > report.notes.length && <p className="dim">and {figure(report.notesCount - report.notes.length)} more</p>}
          </div>
        )}
      </div>
    </Card>
  );
}

/** A trial keeps nothing, so it cannot be paged; the import can. */
const Beyond = ({ count, shown }: { count: number; shown: number }) => (count > shown ? <p className="dim">and {figure(count - shown)} more; once imported, all of them can be read here and under the imports so far.</p> : null);

const Figure = ({ label, n, isWarning = false }: { label: string; n: number; isWarning?: boolean }) => <div data-tone={isWarning ? 'warn' : undefined}><dt>{label}</dt><dd>{figure(n)}</dd></div>;
