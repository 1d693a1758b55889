// Sign-in, and what a locked window shows: who, and the passphrase that unlocks the key.
import { useState } from 'react';
import { adoptSession } from '../../app/session.ts';
import type { SessionState } from '../../app/session.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Avatar } from '../../ui/marks.tsx';
import { Shape } from '../../ui/shapes.tsx';
import { roleWords } from '../../ui/words.ts';
import { WaitOrRefusal } from './wait-or-refusal.tsx';
import { useWait } from './use-wait.ts';
import s from './first-run.module.css';

type Props = { state: SessionState; workspace: NonNullable<SessionState['workspace']> };
const lastAt = 'gavel.lastSigner';

export function SignIn({ state, workspace }: Props) {
  const remembered = localStorage.getItem(lastAt);
  const [person, setPerson] = useState(() => state.signers.find((p) => p.id === remembered)?.id ?? state.signers[0]?.id ?? '');
  const [passphrase, setPassphrase] = useState('');
  const signIn = useCommand('session.signIn');
  const close = useCommand('workspace.close');
  const wait = useWait(signIn.error);
  const submit = async (): Promise<void> => {
    if (wait > 0 || signIn.isPending || person === '') return;
    const reply = await signIn.run({ person, passphrase });
    setPassphrase('');
    if (!reply.ok) return;
    localStorage.setItem(lastAt, person);
    adoptSession(reply.value);
  };
  const leave = async (): Promise<void> => {
    const reply = await close.run({});
    if (reply.ok) adoptSession(reply.value);
  };
  return (
    <main className={s.first}>
      <form className={s.box} noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }}>
        <span className={s.mark}><Shape name="gavel" /></span>
        <h1 className={s.heading}>{workspace.organisation}</h1>
        <p className="sec">Site {workspace.site}{workspace.isSample && ', a made-up bank'}. Who is here?</p>
        {state.signers.length === 0 && <p className="sec">Nobody has a key on this device yet, so nobody can sign in here.</p>}
        <div role="group" aria-label="Who is here"><ul className={s.list}>
          {state.signers.map((p) => (
            <li key={p.id}>
              <button type="button" className={s.workspace} aria-pressed={p.id === person} onClick={() => { setPerson(p.id); }}>
                <Avatar name={p.name} /><b className="trunc">{p.name}</b><span className="dim trunc end">{p.roles.map((r) => roleWords[r]).join(', ')}</span>
              </button>
            </li>
          ))}
        </ul></div>
        <TextField label="Passphrase" type="password" autoComplete="current-password" maxLength={1024} value={passphrase} onChange={setPassphrase} autoFocus
          {...(workspace.isSample ? { help: 'The made-up people share the passphrase “northwind sample”.' } : {})} />
        <WaitOrRefusal wait={wait} refusal={signIn.error} />
        <div className={s.acts}>
          <Button onPress={() => { void leave(); }}>Close this workspace</Button>
          <Button kind="primary" type="submit" isPending={signIn.isPending} isDisabled={wait > 0 || person === ''} hotkey="Enter">Sign in</Button>
        </div>
      </form>
    </main>
  );
}
