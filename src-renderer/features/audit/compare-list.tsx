// Whether every entry of a list from elsewhere has a record here, and every record an entry there (AUD-03).
import { useId, useState } from 'react';
import { hrefOf } from '../../app/routes.ts';
import { handOver } from '../../data/hand-over.ts';
import { useJob } from '../../data/use-command.ts';
import { bridge } from '../../bridge.ts';
import type { Refusal } from '#contract/errors.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { DayField, TextField } from '../../ui/fields.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { counted, figure } from '../../ui/words.ts';
import s from './audit.module.css';

const shown = 50;
const yearAgo = (): string => new Date(Date.now() - 365 * 86_400_000).toISOString().slice(0, 10);

export function CompareList({ onRaise }: { onRaise: (given: { title: string; control: string; change: string }) => void }) {
  const id = useId();
  const [from, setFrom] = useState<string | null>(yearAgo);
  const [to, setTo] = useState<string | null>(() => new Date().toISOString().slice(0, 10));
  const [column, setColumn] = useState('');
  const [name, setName] = useState('');
  const [refused, setRefused] = useState<Refusal | undefined>(undefined);
  const compare = useJob('audit.compareList');
  const check = async (file: File | undefined): Promise<void> => {
    if (!file || from === null || to === null || compare.isRunning) return;
    setName(file.name);
    const staged = await handOver(file);
    setRefused(staged.ok ? undefined : staged.error);
    if (!staged.ok) return;
    await compare.run({ file: staged.value.file, from, to, ...(column.trim() === '' ? {} : { column: column.trim() }) });
    void bridge().call('file.discard', { file: staged.value.file });
  };
  const found = compare.value;
  return (
    <Card title="Is the population complete?">
      <div className={s.facts}>
        <p className="sec">Hold a deployment log or a list of releases against the changes that were carried out in a period. An entry without a change is a candidate for a finding.</p>
        <div className={s.pair}>
          <DayField label="Carried out from" value={from} onChange={setFrom} />
          <DayField label="To, that day included" value={to} onChange={setTo} />
          <TextField label="Column that names the change" value={column} onChange={setColumn} help="Left empty: recognised by its name" />
        </div>
        {compare.isRunning ? <ProgressBar label={`Comparing ${name}`} progress={compare.progress} onCancel={compare.cancel} /> : <div><input id={id} className="unseen" type="file" accept=".csv,.json,.xlsx,.xml,.tsv,.txt" onChange={(e) => { void check(e.target.files?.[0]); e.target.value = ''; }} /><label htmlFor={id} className="link">Choose a list to compare</label></div>}
        <RefusalLine refusal={refused ?? compare.error} />
        {found && !compare.isRunning && (
          <>
            <Banner tone={found.unmatchedCount + found.withoutEntryCount === 0 ? 'ok' : 'warn'} verdict={found.unmatchedCount + found.withoutEntryCount === 0 ? 'Complete both ways.' : 'Not complete.'}>{figure(found.matched)} of {counted(found.entries, 'entry', 'entries')} in {name} have a change among {counted(found.records, 'record')}, by column {found.column}.</Banner>
            {found.unmatchedCount > 0 && <ul className={s.steps} aria-label="Entries without a change">{found.unmatched.slice(0, shown).map((entry) => <li key={entry.row}><span className="dim tiny">row {figure(entry.row)}</span><b className="mono">{entry.reference || 'no reference'}</b><span className="dim">{entry.text}</span><Button kind="quiet" label={`Raise a finding about row ${entry.row}`} onPress={() => { onRaise({ title: `Deployment without a change: ${entry.reference || entry.text}`.slice(0, 300), control: 'Authorisation', change: '' }); }}>Raise a finding…</Button></li>)}</ul>}
            {found.unmatchedCount > shown && <p className="dim">The first {shown} of {figure(found.unmatchedCount)} entries without a change.</p>}
            {found.withoutEntryCount > 0 && <p className="dim">{counted(found.withoutEntryCount, 'change')} without an entry: {found.withoutEntry.slice(0, 12).map(({ number }, i) => <span key={number}>{i > 0 && ', '}<a className="mono" href={hrefOf({ place: 'change', change: number })}>{number}</a></span>)}{found.withoutEntryCount > 12 && ' …'}</p>}
          </>
        )}
      </div>
    </Card>
  );
}
