// One person’s turn: what is typed here is seen by nobody else, and gone from the screen when the laptop is handed over (RISK-06).
import { useRef, useState } from 'react';
import type { Premortem } from '#contract/analysis.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import s from './analysis.module.css';

type Props = { change: string; participant: Premortem['participants'][number]; /** Who is next; null after the last one. */ next: string | null; onNext: () => void; onClose: () => void };
export function PrivateDialog({ change, participant: { id, name }, next, onNext, onClose }: Props) {
  const [text, setText] = useState('');
  const [written, setWritten] = useState<string[]>([]);
  const write = useCommand('premortem.write');
  // One after the other, so that whoever types fast loses nothing: the field is free at once, what is refused comes back into it.
  const queue = useRef<Promise<boolean>>(Promise.resolve(true));
  const save = (): Promise<boolean> => {
    const cause = text.trim();
    setText('');
    queue.current = queue.current.then(async () => {
      if (cause === '') return true;
      const { ok } = await write.run({ change, participant: id, cause });
      if (ok) setWritten((before) => [...before, cause]);
      else setText((typed) => (typed === '' ? cause : typed));
      return ok;
    });
    return queue.current;
  };
  // The dialog stays while the turn changes, so that the page behind it is never in the way of the next one.
  const handOver = async (): Promise<void> => {
    if (!(await save())) return;
    setWritten([]);
    onNext();
  };
  return (
    <Dialog title={`${name} writes in private`} isOpen size="medium" onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Stop</Button><Button kind="primary" hotkey="Mod+Enter" onPress={() => { void handOver(); }}>{next === null ? 'Done' : `Hand over to ${next}`}</Button></>}>
      <SendKey onSend={() => { void handOver(); }} />
      <p className="sec">It is the day after, and the change has failed. Why? One cause to a line; Enter keeps it.</p>
      <div onKeyDownCapture={(e) => {
        // The field takes every Enter for its own; with Ctrl it is the one of the dialog.
        if (e.key !== 'Enter' || !(e.ctrlKey || e.metaKey)) return;
        e.preventDefault();
        e.stopPropagation();
        void handOver();
      }}>
        <TextField key={id} label="Cause" value={text} onChange={(typed) => { write.clear(); setText(typed); }} autoFocus onEnter={() => { void save(); }} />
      </div>
      {written.length > 0 && <ul className={s.turn} aria-label="Written in this turn">{written.map((cause, i) => <li key={i} className="prose">{cause}</li>)}</ul>}
      <RefusalLine refusal={write.error} />
    </Dialog>
  );
}
