// Scripts of the backout: dropped or chosen, kept with their digest, compared again whenever somebody asks.
import { useState } from 'react';
import { X } from 'lucide-react';
import type { BackoutRecord } from '#contract/backout.ts';
import type { Output } from '#contract/index.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { bridge } from '../../bridge.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { sizeWords } from '../../ui/words.ts';
import { useFileAct } from './file-act.tsx';
import { PartCard } from './part-card.tsx';
import s from './backout.module.css';

type Compared = Output<'backout.verifyScript'>;

export function ScriptsCard({ record }: { record: BackoutRecord }) {
  const [isOver, setOver] = useState(false);
  const refusal = refusalOf(record.may['plan']);
  const attach = useFileAct('Choose a backout script', async (file, { name }) => {
    const reply = await bridge().call('backout.attachScript', { change: record.change, file, name });
    if (reply.ok) showToast({ text: `${name} is attached.` });
    return reply;
  });
  const take = (file: File | undefined): void => { if (refusal === undefined) void attach.take(file); };
  useActions([{ id: 'backout.attach', label: 'Attach a backout script…', hotkey: 'A', group: `Backout of ${record.number}`, may: record.may['plan'], run: attach.pick }]);
  return (
    <PartCard record={record} title="Scripts" pieces={['script']} acts={<Button hotkey="A" refusal={refusal} isPending={attach.isBusy} onPress={attach.pick}>Attach a file</Button>}>
      {attach.input}
      <div className={s.drop} data-over={isOver || undefined} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => { setOver(false); }} onDrop={(e) => { e.preventDefault(); e.stopPropagation(); setOver(false); take(e.dataTransfer.files[0]); }}>
        {record.scripts.length === 0 ? <p className="dim">Drop the script here, at most 4 MiB.</p> : <ul className={s.scripts}>{record.scripts.map((script) => <Script key={script.id} record={record} script={script} />)}</ul>}
      </div>
      <RefusalLine refusal={attach.error} />
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
