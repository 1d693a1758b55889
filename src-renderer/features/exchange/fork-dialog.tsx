import { useState } from 'react';
import type { Fork } from '#contract/exchange.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Moment } from '../../ui/time.tsx';
import { showToast } from '../../ui/toast.tsx';
import { counted, figure } from '../../ui/words.ts';
import { eventWords, siteName } from './exchange-words.ts';
import s from './exchange.module.css';

/** Admits one of two histories of a feed. A second registrar confirms it. */
export function ForkDialog({ fork, onClose }: { fork: Fork; onClose: () => void }) {
  const [keep, setKeep] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const command = useCommand('fork.resolve');
  const send = async (): Promise<void> => {
    setTried(true);
    if (keep === null || reason.trim() === '' || command.isPending) return;
    const reply = await command.run({ feed: fork.feed, keep, reason: reason.trim() });
    if (!reply.ok) return;
    showToast({ text: `Signed for ${siteName(fork)}. It takes effect when a second registrar has confirmed it under People.` });
    onClose();
  };
  return (
    <Dialog title={`Which history of ${siteName(fork)} counts?`} isOpen onClose={onClose} size="medium" footer={<><Button hotkey="Escape" onPress={onClose}>Not yet</Button><Button kind="primary" isPending={command.isPending} onPress={() => { void send(); }}>Admit it and sign</Button></>}>
      <p className="sec">Up to commit {figure(fork.from)} they are one. The other history stays in the record, quarantined; nothing of it is erased. Ask the people at {siteName(fork)} which laptop they work on.</p>
      <fieldset className={s.choices} aria-invalid={(isTried && keep === null) || undefined}>
        <legend className="cap">History to admit</legend>
        {fork.branches.map((b) => (
          <div key={b.head} className={s.choice} data-on={keep === b.head || undefined}>
            <input id={`branch-${b.head}`} type="radio" name="branch" value={b.head} checked={keep === b.head} onChange={() => { setKeep(b.head); }} />
            <div><label htmlFor={`branch-${b.head}`}>{counted(b.count, 'commit')}, <Moment at={b.from} isShort /> to <Moment at={b.to} isShort /></label> <span className="mono dim">{b.head.slice(0, 8)}</span>
              <span className={s.what}>{b.what.slice(0, 6).map((text) => <span key={text} className="prose">{eventWords(text)}</span>)}</span></div>
          </div>
        ))}
        {isTried && keep === null && <span className={s.error}>Choose one of them</span>}
      </fieldset>
      <TextField label="Reason" value={reason} onChange={setReason} isRequired error={isTried && reason.trim() === '' ? 'Say why this one counts' : undefined} help="Stands in the roster for good, beside both signatures." onEnter={() => { void send(); }} />
      <RefusalLine refusal={command.error} />
    </Dialog>
  );
}
