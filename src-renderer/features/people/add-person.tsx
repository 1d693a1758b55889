import { useState } from 'react';
import { roles } from '#contract/people.ts';
import type { Role } from '#contract/people.ts';
import { useJob } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { roleWords } from '../../ui/words.ts';
import { strengthOf } from '../workspace/passphrase-strength.ts';
import { Signing, entered, firstWay, wayInput, wayProblem } from './signing.tsx';
import s from './people.module.css';

/** Enrols a person; with a passphrase the person can sign on this device. */
export function AddPerson({ registrars, onClose }: { registrars: number; onClose: () => void }) {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Role[]>(['requester']);
  const [passphrase, setPassphrase] = useState('');
  const [way, setWay] = useState(firstWay(registrars));
  const [isTried, setTried] = useState(false);
  const add = useJob('person.add');
  const problems = { name: name.trim() === '' ? 'A person needs a name' : undefined, passphrase: passphrase !== '' && strengthOf(passphrase).word === 'too short' ? strengthOf('').advice : undefined, way: wayProblem(way) };
  const send = async (): Promise<void> => {
    setTried(true);
    if (problems.name !== undefined || problems.passphrase !== undefined || problems.way !== undefined || add.isRunning) return;
    const reply = await add.run({ name: name.trim(), roles: [...chosen], ...(passphrase === '' ? {} : { passphrase }), ...wayInput(way) });
    if (!reply.ok) return;
    showToast({ text: entered(reply.value.isPending, name.trim()) });
    onClose();
  };
  return (
    <Dialog title="Add a person" isOpen onClose={onClose} size="medium" footer={<><Button onPress={onClose} hotkey="Escape">Not now</Button><Button kind="primary" isPending={add.isRunning} onPress={() => { void send(); }}>Add and sign</Button></>}>
      <TextField label="Name" value={name} onChange={setName} error={isTried ? problems.name : undefined} isRequired autoFocus onEnter={() => { void send(); }} />
      <TextField label="Passphrase" type="password" autoComplete="new-password" maxLength={1024} value={passphrase} onChange={setPassphrase} error={isTried ? problems.passphrase : undefined}
        help={passphrase === '' ? 'Typed by that person, to sign on this device. Leave it empty for people who only stand in records.' : `This one is ${strengthOf(passphrase).word}.`} />
      <fieldset className={s.two}><legend className="cap">Roles</legend>{roles.map((role) => <Checkbox key={role} label={roleWords[role]} isChecked={chosen.includes(role)} onChange={(on) => { setChosen(on ? [...chosen, role] : chosen.filter((r) => r !== role)); }} />)}</fieldset>
      <Signing way={way} registrars={registrars} error={isTried ? problems.way : undefined} onChange={setWay} />
      <RefusalLine refusal={add.error} />
    </Dialog>
  );
}
