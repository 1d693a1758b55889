import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { sentence } from '#contract/errors.ts';
import { ProgressBar } from '../../ui/meter.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { putAway, unlock, useExchange } from './exchange-state.ts';
import s from './exchange.module.css';

/** Asks for the passphrase of a bundle that was made for one. */
export function Unlock() {
  const { staged, work, error } = useExchange();
  const [passphrase, setPassphrase] = useState('');
  const [isTried, setTried] = useState(false);
  const tooShort = isTried && passphrase.length < 8 ? 'A passphrase of a bundle has at least 8 characters' : undefined;
  const send = (): void => {
    setTried(true);
    if (passphrase.length >= 8 && !work) void unlock(passphrase);
  };
  return (
    <Card title={<span className="prose">{staged?.name}</span>}>
      <form className={s.unlock} onSubmit={(e) => { e.preventDefault(); send(); }}>
        <p className="sec">This bundle is locked with a passphrase. Its sender knows it; it never travels with the file.</p>
        <TextField label="Passphrase" type="password" autoComplete="off" maxLength={1024} value={passphrase} onChange={(text) => { setPassphrase(text); setTried(false); }} error={tooShort ?? (error && sentence(error))} isDisabled={work !== null} autoFocus onEnter={send} />
        {work ? <ProgressBar label={work.label} progress={work.progress} onCancel={work.stop} /> : <div className="row"><Button kind="primary" type="submit">Open it</Button><Button onPress={putAway}>Put away</Button></div>}
      </form>
    </Card>
  );
}
