// Bringing in changes from another tool: looked into, asked about, tried without writing, imported, and taken back as a whole.
import { useEffect, useId, useState } from 'react';
import type { ImportReport } from '#contract/imports.ts';
import { useActions } from '../../app/actions.ts';
import type { Action } from '../../app/actions.ts';
import { goTo } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useSession } from '../../app/session.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { counted, figure } from '../../ui/words.ts';
import { ChooseFile } from './choose-file.tsx';
import { EarlierImports } from './earlier-imports.tsx';
import { Findings } from './findings.tsx';
import { adoptOwner, openQuestions, runImport, startOver, tryOut, undo, useImport } from './import-state.ts';
import { delimiterWord, kindWords } from './import-words.ts';
import { FieldEditor, WordEditor } from './mapping-editor.tsx';
import { seenWords } from './mapping.ts';
import type { Inspection } from './mapping.ts';
import { Questions } from './questions.tsx';
import { SampleTable } from './sample-table.tsx';
import s from './import.module.css';

type Undoing = { id: string; name: string } | null;

export function ImportScreen() {
  const owner = useSession((x) => `${x.state?.workspace?.rootWords ?? ''} ${x.state?.person?.id ?? ''}`);
  useEffect(() => { adoptOwner(owner); }, [owner]);
  const inputId = useId();
  const [limit, setLimit] = useState(20);
  const list = useQuery('import.list', { limit }, { keepPrevious: true });
  const [undoing, setUndoing] = useState<Undoing>(null);
  const { inspection, trial, result, undone, work, error } = useImport();
  const rows = list.value?.rows ?? [];
  const pick = (): void => { document.getElementById(inputId)?.click(); };
  const acts = useStepActs(pick);
  return (
    <Screen title="Import" sub={inspection ? inspection.name : 'changes from another tool'} acts={acts}>
      <div className={s.page}>
        {!inspection && <ChooseFile id={inputId} />}
        {work && <Card><ProgressBar label={work.label} progress={work.progress} onCancel={work.stop} /></Card>}
        {!undoing && <RefusalLine refusal={error} />}
        {result && <Result report={result} onUndo={() => { if (result.id !== null) setUndoing({ id: result.id, name: result.name }); }} />}
        {undone && <Banner tone="ok" verdict="Taken back.">{counted(undone.cancelled, 'change')} cancelled, {counted(undone.restored, 'change')} as before the import. The trail keeps both, the import and its undoing.</Banner>}
        {inspection && <FileAtHand inspection={inspection} trial={trial} />}
        {!inspection && rows.length > 0 && <EarlierImports rows={rows} isMore={list.value?.next !== null && limit < 500} onMore={() => { setLimit(500); }} onUndo={(id, name) => { setUndoing({ id, name }); }} />}
        {!inspection && rows.length === 0 && list.value && !work && <Teaching />}
      </div>
      {undoing && <UndoDialog undoing={undoing} onClose={() => { setUndoing(null); }} />}
    </Screen>
  );
}

/** The next step of the import in hand, as buttons and as keys. */
function useStepActs(pick: () => void) {
  const { inspection, mapping, trial, work } = useImport();
  const open = openQuestions({ inspection, mapping });
  const isReady = inspection !== null && open.length === 0 && !work;
  const willDo = trial ? trial.new + trial.changed : 0;
  const stop: Action[] = work ? [{ id: 'import.stop', label: 'Stop', hotkey: 'Escape', group: 'Import', run: work.stop }] : inspection ? [{ id: 'import.away', label: 'Put the file away', group: 'Import', run: startOver }] : [];
  useActions([
    ...stop,
    ...(inspection ? [] : [{ id: 'import.choose', label: 'Choose a file of changes…', hotkey: 'C', group: 'Import', run: pick }]),
    ...(isReady ? [{ id: 'import.try', label: 'Try without writing', hotkey: 'T', group: 'Import', run: () => { void tryOut(); } }] : []),
    ...(isReady && willDo > 0 ? [{ id: 'import.run', label: 'Import', hotkey: 'Mod+Enter', group: 'Import', run: () => { void runImport(); } }] : []),
  ]);
  if (!inspection) return <Button kind="primary" hotkey="C" isDisabled={work !== null} onPress={pick}>Choose file</Button>;
  return (
    <>
      <Button isDisabled={work !== null} onPress={startOver}>Put away</Button>
      <Button kind={trial ? 'plain' : 'primary'} hotkey="T" isDisabled={!isReady} onPress={() => { void tryOut(); }}>Try without writing</Button>
      {trial && <Button kind="primary" hotkey="Mod+Enter" isDisabled={!isReady || willDo === 0} onPress={() => { void runImport(); }}>Import {figure(willDo)}</Button>}
    </>
  );
}

function FileAtHand({ inspection, trial }: { inspection: Inspection; trial: ImportReport | null }) {
  const mapping = useImport((x) => x.mapping) ?? inspection.mapping;
  const facts = [kindWords[inspection.kind] ?? inspection.kind, inspection.container.toUpperCase(), inspection.encoding, ...(inspection.delimiter === null ? [] : [`cells split by ${delimiterWord(inspection.delimiter)}`]),
    counted(inspection.columns.length, 'column'), ...(inspection.rows === null ? [] : [counted(inspection.rows, 'row')]), ...(mapping.zone === undefined ? [] : [`dates in ${mapping.zone}`])];
  const words = seenWords(inspection, mapping, trial?.quarantined ?? []);
  return (
    <>
      <div className={s.file}><b className="prose">{inspection.name}</b><span className="sec">{facts.join(', ')}</span></div>
      {inspection.questions.length > 0 && <Questions questions={inspection.questions} mapping={mapping} />}
      {trial && <Findings title="Tried, nothing written" report={trial} />}
      {!trial && inspection.warnings.length > 0 && <Banner tone="warn" verdict="Worth a look." below={<ul className={s.warnings}>{inspection.warnings.map((text) => <li key={text} className="prose">{text}</li>)}</ul>} />}
      <div className={s.halves}><FieldEditor inspection={inspection} mapping={mapping} /><WordEditor mapping={mapping} words={words} /></div>
      <SampleTable inspection={inspection} />
    </>
  );
}

function Result({ report, onUndo }: { report: ImportReport; onUndo: () => void }) {
  return (
    <>
      <Banner tone={report.quarantinedCount > 0 ? 'warn' : 'ok'} verdict="Imported." acts={(
        <>
          <Button onPress={onUndo}>Take back…</Button>
          <Button kind="primary" onPress={() => { goTo({ place: 'changes', filter: `import=${report.id ?? ''}` }); }}>Show these changes</Button>
        </>
      )}>{counted(report.new, 'new change')}, {figure(report.changed)} changed, {figure(report.unchanged)} unchanged{report.quarantinedCount > 0 && `, ${figure(report.quarantinedCount)} set aside`}.</Banner>
      {report.quarantinedCount + report.notesCount > 0 && <Findings title="What the import did" report={{ ...report, warnings: [] }} />}
    </>
  );
}

function UndoDialog({ undoing, onClose }: { undoing: NonNullable<Undoing>; onClose: () => void }) {
  const { work, error } = useImport();
  const act = async (): Promise<void> => { if (await undo(undoing.id)) onClose(); };
  return (
    <ConfirmDialog title={`Take back ${undoing.name}?`} verb="Take the import back" isDangerous isOpen isPending={work !== null} error={error} onConfirm={() => { void act(); }} onClose={onClose}
      consequence="Changes it made are cancelled, changes it edited become as they were before. Nothing is erased: the trail keeps the import and its undoing. If somebody has worked on one of these changes since, nothing is taken back and you are told which." />
  );
}

function Teaching() {
  return (
    <EmptyState title="Bring your changes along" steps={[
      { title: 'Export them where they are', text: 'A list of changes with all its columns, from ServiceNow, Jira or a spreadsheet. No connection is made; the file is enough.' },
      { title: 'Answer what the file leaves open', text: 'Which time zone its dates are in, which column is which. The mapping can be saved for the next file.' },
      { title: 'Try, then import', text: 'The trial writes nothing and names every row that would be set aside. An import can be taken back as a whole.' },
    ]}>Imported changes keep their numbers and every column of the other tool. Importing the same file again changes nothing.</EmptyState>
  );
}
