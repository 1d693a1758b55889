// Scripts of the backout: dropped or chosen, kept with their digest, compared again whenever somebody asks.
import { useId, useState } from 'react';
import { X } from 'lucide-react';
import type { BackoutRecord } from '#contract/backout.ts';
import type { Output } from '#contract/index.ts';
import type { Refusal } from '#contract/errors.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { bridge } from '../../bridge.ts';
import { handOver } from '../../data/hand-over.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { sizeWords } from './backout-words.ts';
import { PartCard } from './part-card.tsx';
import s from './backout.module.css';

type Compared = Output<'backout.verifyScript'>;

export function ScriptsCard({ record }: { record: BackoutRecord }) {
  const inputId = useId();
  const [error, setError] = useState<Refusal | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const [isOver, setOver] = useState(false);
  const refusal = refusalOf(record.may['plan']);
  const pick = (): void => { if (refusal === undefined) document.getElementById(inputId)?.click(); };
  const attach = async (file: File | undefined): Promise<void> => {
    if (!file || refusal !== undefined || isBusy) return;
    setBusy(true);
    setError(undefined);
    const staged = await handOver(file);
    const reply = staged.ok ? await bridge().call('backout.attachScript', { change: record.change, file: staged.value.file, name: file.name }) : staged;
    if (staged.ok) await bridge().call('file.discard', { file: staged.value.file });
    setBusy(false);
    if (reply.ok) showToast({ text: `${file.name} is attached.` });
    else setError(reply.error);
  };
  useActions([{ id: 'backout.attach', label: 'Attach a backout script…', hotkey: 'A', group: `Backout of ${record.number}`, may: record.may['plan'], run: pick }]);
  return (
    <PartCard record={record} title="Scripts" pieces={['script']} acts={<Button hotkey="A" refusal={refusal} isPending={isBusy} onPress={pick}>Attach a file</Button>}>
      <input id={inputId} className={s.file} type="file" aria-label="Choose a backout script" tabIndex={-1} onChange={(e) => { void attach(e.target.files?.[0]); e.target.value = ''; }} />
      <div className={s.drop} data-over={isOver || undefined} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => { setOver(false); }} onDrop={(e) => { e.preventDefault(); e.stopPropagation(); setOver(false); void attach(e.dataTransfer.files[0]); }}>
        {record.scripts.length === 0 ? <p className="dim">Drop the script here, at most 4 MiB.</p> : <ul className={s.scripts}>{record.scripts.map((script) => <Script key={script.id} record={record} script={script} />)}</ul>}
      </div>
      <RefusalLine refusal={error} />
    </PartCard>
  );
}

function Script({ record, script }: { record: BackoutRecord; script: BackoutRecord['scripts'][number] }) {
  const [compared, setCompared] = useState<Compared | null>(null);
  const remove = useCommand('backout.removeScript');
  const look = async (): Promise<void> => {
    const reply = await bridge().call('backout.verifyScript', { change: record.change, script: script.id });
    if (reply.ok) setCompared(reply.value);
  };
  return (
    <li>
      <div className="grow">
        <p><b className="prose">{script.name}</b> <span className="dim">{sizeWords(script.size)}, {script.by}{script.isUsed ? '' : ', used by no step'}</span></p>
        <p className="mono dim trunc" title={script.sha256}>{script.sha256}</p>
        {compared && <p><SignalMark signal={compared.isSame ? 'ok' : 'bad'}>{compared.isSame ? 'Byte for byte what was attached' : compared.isErased ? 'Its bytes were erased' : 'Not what was attached: do not run it'}</SignalMark></p>}
        <RefusalLine refusal={remove.error} />
      </div>
      <Button kind="quiet" label={`Compare ${script.name} with its digest`} onPress={() => { void look(); }}>Compare</Button>
      <IconButton label={`Take ${script.name} off`} icon={<X aria-hidden="true" />} refusal={refusalOf(record.may['plan'])} onPress={() => { void remove.run({ change: record.change, script: script.id }); }} />
    </li>
  );
}
