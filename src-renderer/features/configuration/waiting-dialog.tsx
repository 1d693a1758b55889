// Records of imported files that fit several items: each is settled here, without its file.
import { useState } from 'react';
import { refusalOf } from '../../app/actions.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { counted, figure } from '../../ui/words.ts';
import { choicesOf } from './configuration-words.ts';
import s from './configuration.module.css';

export function WaitingDialog({ onClose }: { onClose: () => void }) {
  const answer = useQuery('discovery.waiting', {});
  const settle = useCommand('discovery.settle');
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const rows = answer.value?.rows ?? [];
  const ready = rows.filter((row) => (chosen[row.key] ?? '') !== '');
  const send = async (): Promise<void> => {
    for (const row of settle.isPending ? [] : ready) {
      const reply = await settle.run({ source: row.source, key: row.key, to: chosen[row.key]! as 'new' });
      if (!reply.ok) return;
    }
  };
  return (
    <Dialog title={rows.length === 0 ? 'Nothing waits any more' : `${counted(rows.length, 'record')} waiting for a choice`} isOpen onClose={onClose} size="large" footer={(
      <><Button hotkey="Escape" onPress={onClose}>Close</Button><Button kind="primary" hotkey="Mod+Enter" isPending={settle.isPending} isDisabled={ready.length === 0} refusal={refusalOf(answer.value?.maySettle)} onPress={() => { void send(); }}>Settle {ready.length === 0 ? '' : figure(ready.length)}</Button></>
    )}>
      <SendKey onSend={() => { void send(); }} />
      {answer.value && rows.length === 0 && <p><SignalMark signal="ok">Every record of every source is placed.</SignalMark></p>}
      <div className={s.waiting}>
        {rows.length > 0 && <p className="dim">Each fits more than one item. What you choose is remembered, so that the next file of the source asks no more.</p>}
        <ul>
          {rows.slice(0, 200).map((row) => (
            <li key={`${row.source} ${row.key}`}>
              <div><b><bdi>{row.name}</bdi></b> <span className="dim">{row.sourceName}, row {figure(row.row)}. {row.why}</span></div>
              <Select label={`Which item is ${row.name || `row ${row.row}`}?`} value={chosen[row.key] ?? ''} placeholder="It waits" onChange={(to) => { settle.clear(); setChosen({ ...chosen, [row.key]: to }); }} options={choicesOf(row)} />
            </li>
          ))}
        </ul>
      </div>
      <RefusalLine refusal={answer.error ?? settle.error} />
    </Dialog>
  );
}
