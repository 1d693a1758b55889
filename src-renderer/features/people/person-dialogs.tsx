// What a registrar may do about a person, each with what follows from it.
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Reply } from '#contract/errors.ts';
import { roles } from '#contract/people.ts';
import type { PersonRow, Role } from '#contract/people.ts';
import { useCommand, useJob } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { Select, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { roleWords } from '../../ui/words.ts';
import { strengthOf } from '../workspace/passphrase-strength.ts';
import { Signing, entered, firstWay, wayInput, wayProblem } from './signing.tsx';

type About = { person: PersonRow; registrars: number; onClose: () => void };

export function GrantRole({ person, registrars, onClose }: About) {
  const [role, setRole] = useState<Role | ''>('');
  const [way, setWay] = useState(firstWay(registrars));
  const [isTried, setTried] = useState(false);
  const job = useJob('role.grant');
  const send = async (): Promise<void> => {
    setTried(true);
    if (role === '' || wayProblem(way) !== undefined || job.isRunning) return;
    const reply = await job.run({ person: person.id, role, ...wayInput(way) });
    if (!reply.ok) return;
    showToast({ text: entered(reply.value.isPending, `${person.name}: ${roleWords[role]}`) });
    onClose();
  };
  return (
    <Dialog title={`Grant ${person.name} a role`} isOpen onClose={onClose} footer={<><Button onPress={onClose} hotkey="Escape">Not now</Button><Button kind="primary" isPending={job.isRunning} onPress={() => { void send(); }}>Grant and sign</Button></>}>
      <Select label="Role" value={role} onChange={setRole} autoFocus isRequired placeholder="Choose a role" error={isTried && role === '' ? 'Choose the role' : undefined} options={roles.filter((r) => !person.roles.includes(r)).map((r) => ({ value: r, label: roleWords[r] }))} />
      <Signing way={way} registrars={registrars} error={isTried ? wayProblem(way) : undefined} onChange={setWay} />
      <RefusalLine refusal={job.error} />
    </Dialog>
  );
}

export function RevokeRole({ person, role, onClose }: { person: PersonRow; role: Role; onClose: () => void }) {
  const command = useCommand('role.revoke');
  const send = async (): Promise<void> => {
    const reply = await command.run({ person: person.id, role });
    if (!reply.ok) return;
    showToast({ text: `${person.name} is ${roleWords[role].toLocaleLowerCase()} no more.` });
    onClose();
  };
  return (
    <ConfirmDialog title={`Take ${roleWords[role].toLocaleLowerCase()} away from ${person.name}?`} verb="Take it away" isDangerous isOpen isPending={command.isPending} error={command.error} onConfirm={() => { void send(); }} onClose={onClose}
      consequence="It ends at once here, and on each other laptop when the news arrives. What was done in this role stays valid. Giving it back takes two registrars or the root." />
  );
}

type Reasoned = { title: string; verb: string; consequence: ReactNode; send: (reason: string) => Promise<Reply<unknown>>; done: string; isPending: boolean; error: ReturnType<typeof useCommand>['error']; onClose: () => void };
/** An act that one registrar signs alone and gives a reason for. */
function WithReason({ title, verb, consequence, send, done, isPending, error, onClose }: Reasoned) {
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const run = async (): Promise<void> => {
    setTried(true);
    if (reason.trim() === '' || isPending) return;
    const reply = await send(reason.trim());
    if (!reply.ok) return;
    showToast({ text: done });
    onClose();
  };
  return (
    <ConfirmDialog title={title} verb={verb} isDangerous isOpen isPending={isPending} error={error} onConfirm={() => { void run(); }} onClose={onClose} consequence={consequence}>
      <TextField label="Reason" value={reason} onChange={setReason} isRequired autoFocus error={isTried && reason.trim() === '' ? 'Say why' : undefined} help="Stands in the roster for good." onEnter={() => { void run(); }} />
    </ConfirmDialog>
  );
}

export function Suspend({ person, onClose }: About) {
  const command = useCommand('person.suspend');
  return (
    <WithReason title={`Suspend ${person.name}?`} verb="Suspend" send={(reason) => command.run({ person: person.id, reason })} isPending={command.isPending} error={command.error} onClose={onClose} done={`${person.name} is suspended and holds no role.`}
      consequence="All roles rest at once. The key stays and earlier signatures stay valid. Ending the suspension takes two registrars or the root." />
  );
}

export function RevokeKey({ person, onClose }: About) {
  const command = useCommand('person.revokeKey');
  return (
    <WithReason title={`Revoke the key of ${person.name}?`} verb="Revoke the key" send={(reason) => command.run({ person: person.id, reason })} isPending={command.isPending} error={command.error} onClose={onClose} done={`The key of ${person.name} is revoked.`}
      consequence="What this laptop has seen of its signatures still counts. Whatever turns up later under this key is quarantined, whatever time it claims. It cannot be taken back; a new key takes two registrars or the root." />
  );
}

export function Reinstate({ person, registrars, onClose }: About) {
  const [way, setWay] = useState(firstWay(registrars));
  const [isTried, setTried] = useState(false);
  const job = useJob('person.reinstate');
  const send = async (): Promise<void> => {
    setTried(true);
    if (wayProblem(way) !== undefined || job.isRunning) return;
    const reply = await job.run({ person: person.id, ...wayInput(way) });
    if (!reply.ok) return;
    showToast({ text: entered(reply.value.isPending, `The end of the suspension of ${person.name}`) });
    onClose();
  };
  return (
    <Dialog title={`End the suspension of ${person.name}`} isOpen onClose={onClose} footer={<><Button onPress={onClose} hotkey="Escape" autoFocus>Not now</Button><Button kind="primary" isPending={job.isRunning} onPress={() => { void send(); }}>End it and sign</Button></>}>
      <p className="sec">The person holds again the roles they had before.</p>
      <Signing way={way} registrars={registrars} error={isTried ? wayProblem(way) : undefined} onChange={setWay} />
      <RefusalLine refusal={job.error} />
    </Dialog>
  );
}

export function IssueKey({ person, registrars, onClose }: About) {
  const [passphrase, setPassphrase] = useState('');
  const [way, setWay] = useState(firstWay(registrars));
  const [isTried, setTried] = useState(false);
  const job = useJob('person.issueKey');
  const strength = strengthOf(passphrase);
  const send = async (): Promise<void> => {
    setTried(true);
    if (strength.word === 'too short' || wayProblem(way) !== undefined || job.isRunning) return;
    const reply = await job.run({ person: person.id, passphrase, ...wayInput(way) });
    if (!reply.ok) return;
    showToast({ text: entered(reply.value.isPending, `The key of ${person.name}`) });
    onClose();
  };
  return (
    <Dialog title={`Give ${person.name} a key`} isOpen onClose={onClose} footer={<><Button onPress={onClose} hotkey="Escape">Not now</Button><Button kind="primary" isPending={job.isRunning} onPress={() => { void send(); }}>Make the key and sign</Button></>}>
      <TextField label={`Passphrase of ${person.name}`} type="password" autoComplete="new-password" maxLength={1024} autoFocus isRequired value={passphrase} onChange={setPassphrase} error={isTried && strength.word === 'too short' ? strengthOf('').advice : undefined}
        help={passphrase === '' ? 'Typed by that person, on this device. Nobody can reset it.' : <span role="status">This one is {strength.word}. {strength.advice}</span>} />
      <Signing way={way} registrars={registrars} error={isTried ? wayProblem(way) : undefined} onChange={setWay} />
      <RefusalLine refusal={job.error} />
    </Dialog>
  );
}

export function ChangePassphrase({ onClose }: { onClose: () => void }) {
  const [form, setForm] = useState({ now: '', next: '', again: '' });
  const [isTried, setTried] = useState(false);
  const job = useJob('person.changePassphrase');
  const set = (part: Partial<typeof form>): void => { setForm((f) => ({ ...f, ...part })); job.clear(); };
  const strength = strengthOf(form.next);
  const problems = { now: form.now.length < 8 ? 'Type the passphrase you sign in with' : undefined, next: strength.word === 'too short' ? strengthOf('').advice : undefined, again: form.again === form.next ? undefined : 'The two passphrases differ' };
  const send = async (): Promise<void> => {
    setTried(true);
    if (Object.values(problems).some((p) => p !== undefined) || job.isRunning) return;
    const reply = await job.run({ passphrase: form.now, newPassphrase: form.next });
    if (!reply.ok) return;
    showToast({ text: 'Your key opens with the new passphrase from now on.' });
    onClose();
  };
  const shown: Partial<typeof problems> = isTried ? problems : {};
  return (
    <Dialog title="Change your passphrase" isOpen onClose={onClose} footer={<><Button onPress={onClose} hotkey="Escape">Not now</Button><Button kind="primary" isPending={job.isRunning} onPress={() => { void send(); }}>Change it</Button></>}>
      <p className="sec">The key stays the same, so everything you signed stays signed. Copies of the key file made before still open with the old passphrase, and so does the recovery kit if it was made with it.</p>
      <TextField label="Passphrase now" type="password" autoComplete="current-password" maxLength={1024} autoFocus isRequired value={form.now} onChange={(now) => { set({ now }); }} error={shown.now} />
      <TextField label="New passphrase" type="password" autoComplete="new-password" maxLength={1024} isRequired value={form.next} onChange={(next) => { set({ next }); }} error={shown.next} help={form.next === '' ? 'Four or more unrelated words are good.' : <span role="status">This one is {strength.word}. {strength.advice}</span>} />
      <TextField label="New passphrase again" type="password" autoComplete="new-password" maxLength={1024} isRequired value={form.again} onChange={(again) => { set({ again }); }} error={shown.again} onEnter={() => { void send(); }} />
      <RefusalLine refusal={job.error} />
    </Dialog>
  );
}
