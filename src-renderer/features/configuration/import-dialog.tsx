// A discovery file on its way in: what must be asked, what is new, changed, missing and unclear, and then the import.
import { useState } from 'react';
import type { DiscoveryMapping, DiscoveryReport } from '#contract/configuration.ts';
import { ImportFrame } from '../../app/import-frame.tsx';
import { useJob } from '../../data/use-command.ts';
import { useStaged } from '../../data/use-staged.ts';
import { Select, TextField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { counted, figure } from '../../ui/words.ts';
import { DiscoveryGroups } from './discovery-groups.tsx';
import s from './configuration.module.css';

export function ImportDialog({ file, sources, onClose }: { file: File; sources: readonly string[]; onClose: () => void }) {
  const staged = useStaged(file);
  const [source, setSource] = useState(sources.length === 1 ? sources[0]! : '');
  const [mapping, setMapping] = useState<DiscoveryMapping | null>(null);
  const [choices, setChoices] = useState<Record<string, string>>({});
  const [isTried, setTried] = useState(false);
  const dryRun = useJob('discovery.dryRun');
  const run = useJob('discovery.import');
  const report = dryRun.value;
  const noSource = source.trim() === '';
  const isBusy = dryRun.isRunning || run.isRunning;
  const isReady = staged.handle !== null && !isBusy;
  const isAsking = report !== undefined && report.questions.length > 0;
  const input = { file: staged.handle ?? '', source: source.trim(), choices, ...(mapping ? { mapping } : {}) };
  const step = async (): Promise<void> => {
    setTried(true);
    if (!isReady || noSource) return;
    if (!report || isAsking) { await dryRun.run(input); return; }
    const reply = await run.run(input);
    if (!reply.ok) return;
    const { counts, sourceName, import: written } = reply.value;
    showToast({ text: written === null ? `${sourceName} says what is here already; nothing was written.` : `${sourceName}: ${figure(counts.new)} new, ${figure(counts.changed)} changed, ${figure(counts.missing)} missing${counts.ambiguous > 0 ? `, ${figure(counts.ambiguous)} waiting for a choice` : ''}.` });
    onClose();
  };
  const column = (field: string, name: string): void => { setMapping({ columns: { ...(mapping ?? report?.mapping)?.columns, [field]: name }, relations: (mapping ?? report?.mapping)?.relations ?? {} }); };
  return (
    <ImportFrame title={`Import items from ${file.name}`} isTried={report !== undefined && !isAsking} isReady={isReady} onStep={step} onClose={onClose}>
      <TextField label="Where it comes from" value={source} onChange={(text) => { dryRun.clear(); setSource(text); }} isRequired autoFocus suggestions={sources} error={isTried && noSource ? 'Name the tool or the list' : undefined}
        help="Items that an earlier file of the same source had and this one has not are marked missing; none is removed." onEnter={() => { void step(); }} />
      {isAsking && <Questions report={report} mapping={mapping ?? report.mapping} onColumn={column} />}
      {isBusy && <ProgressBar label="Reading the file" progress={run.progress ?? dryRun.progress} />}
      {report && !isAsking && (
        <section className={s.tried}>
          <h3>Tried, nothing written</h3>
          <p className="dim">{counted(report.rows, 'record')}, identified by serial number, then external id, then full host name, then name and environment.</p>
          {report.warnings.map((text) => <p key={text} className="prose"><SignalMark signal="warn">{text}</SignalMark></p>)}
          <DiscoveryGroups report={report} choices={choices} onChoose={(key, to) => { setChoices(to === '' ? Object.fromEntries(Object.entries(choices).filter(([k]) => k !== key)) : { ...choices, [key]: to }); }} />
        </section>
      )}
      <RefusalLine refusal={staged.error ?? dryRun.error ?? run.error} />
    </ImportFrame>
  );
}

function Questions({ report, mapping, onColumn }: { report: DiscoveryReport; mapping: DiscoveryMapping; onColumn: (field: string, column: string) => void }) {
  return (
    <section className={s.tried}>
      <h3><SignalMark signal="missing">To be answered first</SignalMark></h3>
      <p className="dim">Column names that Gavel does not know are asked for, never guessed.</p>
      <div className={s.form}>{report.questions.map((q) => <Select key={q.field} label={q.text} value={mapping.columns[q.field] ?? ''} placeholder="Choose a column…" onChange={(name) => { onColumn(q.field, name); }} options={q.candidates.map((value) => ({ value, label: value }))} />)}</div>
    </section>
  );
}
