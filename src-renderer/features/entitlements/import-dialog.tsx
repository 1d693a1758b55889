// A permission export on its way in: what must be asked, which words mean what, what it would add and remove, and then the import.
import { useEffect, useRef, useState } from 'react';
import type { Duty, EntitlementInspection, EntitlementMapping, EntitlementReport } from '#contract/entitlements.ts';
import { duties } from '#contract/entitlements.ts';
import { ImportFrame } from '../../app/import-frame.tsx';
import { useJob } from '../../data/use-command.ts';
import { useStaged } from '../../data/use-staged.ts';
import { Select, TextField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { counted, figure } from '../../ui/words.ts';
import { dutyWords, fieldWords } from './entitlement-words.ts';
import { QuarantineTable } from './quarantine-table.tsx';
import { RightList } from './sources-card.tsx';
import s from './entitlements.module.css';

type Inspection = EntitlementInspection;
type Props = { file: File; tools: readonly string[]; onClose: () => void };

export function ImportDialog({ file, tools, onClose }: Props) {
  const staged = useStaged(file);
  const [source, setSource] = useState(tools.length === 1 ? tools[0]! : '');
  const [encoding, setEncoding] = useState<string | undefined>(undefined);
  const [mapping, setMapping] = useState<EntitlementMapping | null>(null);
  const [inspection, setInspection] = useState<Inspection | null>(null);
  const [isTried, setTried] = useState(false);
  const look = useJob('entitlement.inspect');
  const dryRun = useJob('entitlement.dryRun');
  const run = useJob('entitlement.import');
  const asked = useRef(0);
  const { run: inspect } = look;
  useEffect(() => {
    if (staged.handle === null) return;
    const mine = (asked.current += 1);
    void inspect({ file: staged.handle, ...(mapping ? { mapping } : {}), ...(encoding === undefined ? {} : { encoding }) }).then((reply) => { if (reply.ok && asked.current === mine) setInspection(reply.value); });
  }, [staged.handle, mapping, encoding, inspect]);
  const now = mapping ?? inspection?.mapping ?? null;
  const edit = (more: Partial<EntitlementMapping>): void => { if (now) { dryRun.clear(); setMapping({ ...now, ...more }); } };
  const isReady = staged.handle !== null && inspection !== null && inspection.questions.length === 0 && !look.isRunning && !dryRun.isRunning && !run.isRunning;
  const noTool = source.trim() === '';
  const input = { file: staged.handle ?? '', source: source.trim(), ...(now ? { mapping: now } : {}), ...(encoding === undefined ? {} : { encoding }) };
  const step = async (): Promise<void> => {
    setTried(true);
    if (!isReady || noTool) return;
    if (!dryRun.value) { await dryRun.run(input); return; }
    const reply = await run.run(input);
    if (!reply.ok) return;
    showToast({ text: reply.value.snapshot === null ? `${reply.value.sourceName} grants what is here already; nothing was written.` : `${reply.value.sourceName}: ${counted(reply.value.added, 'right')} added, ${figure(reply.value.removed)} removed.` });
    onClose();
  };
  return (
    <ImportFrame title={`Import permissions from ${file.name}`} isTried={dryRun.value !== undefined} isReady={isReady} onStep={step} onClose={onClose}>
      <TextField label="Tool it comes from" value={source} onChange={(text) => { dryRun.clear(); setSource(text); }} isRequired autoFocus suggestions={tools} error={isTried && noTool ? 'Name the tool' : undefined} help="An export of the same tool takes the place of the one before." onEnter={() => { void step(); }} />
      {inspection && <p className="dim">{inspection.container.toUpperCase()}, {inspection.encoding}, {counted(inspection.rows, 'row')}, {counted(inspection.columns.length, 'column')}</p>}
      {inspection && now && <Questions inspection={inspection} mapping={now} onColumn={(field, column) => { edit({ columns: { ...now.columns, [field]: column } }); }} onEncoding={setEncoding} />}
      {inspection && now && inspection.questions.length === 0 && <Words inspection={inspection} mapping={now} onEdit={edit} />}
      {(look.isRunning || run.isRunning || dryRun.isRunning) && <ProgressBar label="Reading the file" progress={run.progress ?? dryRun.progress ?? look.progress} />}
      {dryRun.value && <Outcome report={dryRun.value} />}
      <RefusalLine refusal={staged.error ?? look.error ?? dryRun.error ?? run.error} />
    </ImportFrame>
  );
}

type Field = keyof EntitlementMapping['columns'];
const mayLack: readonly string[] = ['system', 'environment'];
/** Answers "the file has none"; not a name any column can have. */
const lacking = '\u0000none';

function Questions({ inspection, mapping, onColumn, onEncoding }: { inspection: Inspection; mapping: EntitlementMapping; onColumn: (field: Field, column: string) => void; onEncoding: (encoding: string) => void }) {
  const [answered] = useState<readonly string[]>(() => inspection.questions.flatMap((q) => q.field ?? []));
  const isOpen = inspection.questions.length > 0;
  const encoding = inspection.questions.find((q) => q.about === 'encoding');
  const fields = [...new Set([...answered, ...inspection.questions.flatMap((q) => q.field ?? [])])];
  if (fields.length === 0 && !encoding) return null;
  return (
    <section className={s.ask}>
      <h3>{isOpen ? <SignalMark signal="missing">To be answered first</SignalMark> : <SignalMark signal="ok">Answered</SignalMark>}</h3>
      <p className="dim">Column names that Gavel does not know are asked for, never guessed.</p>
      <div className={s.fields}>
        {encoding && <Select label="Encoding of the file" value="" placeholder="Choose…" options={encoding.candidates.map((value) => ({ value, label: value }))} onChange={onEncoding} />}
        {fields.map((field) => {
          const column = mapping.columns[field as Field];
          return <Select key={field} label={fieldWords[field] ?? field} value={column === '' ? lacking : column ?? ''} placeholder="Choose a column…" isRequired onChange={(value) => { onColumn(field as Field, value === lacking ? '' : value); }}
            options={[...inspection.columns.map((value) => ({ value, label: value })), ...(mayLack.includes(field) ? [{ value: lacking, label: 'the file has none' }] : [])]} />;
        })}
      </div>
      {inspection.sample.length > 0 && (
        <div className={s.scroll} tabIndex={0} role="group" aria-label="First rows of the file">
          <table className={s.table}><thead><tr>{inspection.columns.map((name) => <th key={name} scope="col"><bdi>{name}</bdi></th>)}</tr></thead><tbody>{inspection.sample.slice(0, 5).map((row, i) => <tr key={i}>{inspection.columns.map((name) => <td key={name}><bdi>{row[name]}</bdi></td>)}</tr>)}</tbody></table>
        </div>
      )}
    </section>
  );
}

/** Words nobody has placed yet, and those a person has; what is commonly known needs no answer. */
function Words({ inspection, mapping, onEdit }: { inspection: Inspection; mapping: EntitlementMapping; onEdit: (more: Partial<EntitlementMapping>) => void }) {
  const rights = inspection.rights.filter((w) => w.duty === null || Object.hasOwn(mapping.duties, w.word)).slice(0, 50);
  const places = inspection.environments.filter((w) => w.isProduction === null || Object.hasOwn(mapping.production, w.word)).slice(0, 50);
  if (rights.length + places.length === 0) return null;
  return (
    <section className={s.ask}>
      <h3>Words only you can place</h3>
      <p className="dim">No rule asks about a right until it is placed; an environment counts as production until you say otherwise.</p>
      <div className={s.fields}>
        {rights.map((w) => <Select key={`right ${w.word}`} label={`Right “${w.word}”, ${counted(w.count, 'row')}`} value={w.duty ?? ''} placeholder="Not placed" options={duties.map((value) => ({ value, label: dutyWords[value] }))} onChange={(duty) => { onEdit({ duties: { ...mapping.duties, [w.word]: duty as Duty } }); }} />)}
        {places.map((w) => <Select key={`place ${w.word}`} label={`Environment “${w.word}”, ${counted(w.count, 'row')}`} value={w.isProduction === null ? '' : w.isProduction ? 'yes' : 'no'} placeholder="Not placed" options={[{ value: 'yes', label: 'Production' }, { value: 'no', label: 'Not production' }]} onChange={(is) => { onEdit({ production: { ...mapping.production, [w.word]: is === 'yes' } }); }} />)}
      </div>
    </section>
  );
}

function Outcome({ report }: { report: EntitlementReport }) {
  const figures = [['added', report.added], ['removed', report.removed], ['unchanged', report.unchanged], ['set aside', report.quarantinedCount]] as const;
  return (
    <section className={s.ask}>
      <h3>Tried, nothing written</h3>
      <dl className={s.counts}>{figures.map(([label, n]) => <div key={label}><dt>{label}</dt><dd>{figure(n)}</dd></div>)}</dl>
      {report.warnings.map((text) => <p key={text} className="prose"><SignalMark signal="warn">{text}</SignalMark></p>)}
      {report.quarantined.length > 0 && <QuarantineTable rows={report.quarantined} />}
      <div className={s.halves}><RightList title={report.added > 20 ? `Added, the first 20 of ${figure(report.added)}` : 'Added'} rights={report.addedRights.slice(0, 20)} /><RightList title={report.removed > 20 ? `Removed, the first 20 of ${figure(report.removed)}` : 'Removed'} rights={report.removedRights.slice(0, 20)} /></div>
    </section>
  );
}
