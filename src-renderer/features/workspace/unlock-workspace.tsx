// An encrypted workspace that was chosen: nothing in it can be read, not even who signs there, before a passphrase opens it (SEC-04).
import { useState } from 'react';
import { adoptSession } from '../../app/session.ts';
import type { SessionState } from '../../app/session.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Shape } from '../../ui/shapes.tsx';
import { useWait } from './use-wait.ts';
import { WaitOrRefusal } from './wait-or-refusal.tsx';
import s from './first-run.module.css';

export function UnlockWorkspace({ locked }: { locked: NonNullable<SessionState['locked']> }) {
  const [passphrase, setPassphrase] = useState('');
  const unlock = useCommand('workspace.unlock');
  const close = useCommand('workspace.close');
  const wait = useWait(unlock.error);
  const submit = async (): Promise<void> => {
    if (wait > 0 || unlock.isPending || passphrase === '') return;
    const reply = await unlock.run({ passphrase });
    setPassphrase('');
    if (reply.ok) adoptSession(reply.value);
  };
  const leave = async (): Promise<void> => {
    const reply = await close.run({});
    if (reply.ok) adoptSession(reply.value);
  };
  return (
    <main className={s.first}>
      <form className={s.box} noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }}>
        <span className={s.mark}><Shape name="gavel" /></span>
        <h1 className={s.heading}>{locked.organisation}</h1>
        <p className="sec">{locked.site !== '' && `Site ${locked.site}. `}This workspace is encrypted. Your own passphrase opens it and signs you in.</p>
        <TextField label="Passphrase" type="password" autoComplete="current-password" maxLength={1024} value={passphrase} onChange={setPassphrase} autoFocus />
        <WaitOrRefusal wait={wait} refusal={unlock.error} />
        <div className={s.acts}>
          <Button onPress={() => { void leave(); }}>Choose another workspace</Button>
          <Button kind="primary" type="submit" isPending={unlock.isPending} isDisabled={wait > 0 || passphrase === ''} hotkey="Enter">{unlock.isPending ? 'Unlocking…' : 'Unlock'}</Button>
        </div>
      </form>
    </main>
  );
}
