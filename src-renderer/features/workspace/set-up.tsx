// A new workspace: organisation, site, and the first person with a key.
import { useState } from 'react';
import { roles } from '#contract/people.ts';
import type { Role } from '#contract/people.ts';
import { SiteCode } from '#contract/values.ts';
import { useActions } from '../../app/actions.ts';
import { adoptSession } from '../../app/session.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { viewerZone } from '../../ui/time-words.ts';
import { roleWords } from '../../ui/words.ts';
import { EncryptChoice } from './encrypt-choice.tsx';
import { strengthOf } from './passphrase-strength.ts';
import s from './first-run.module.css';

const firstRoles: readonly Role[] = ['administrator', 'chair', 'change-manager', 'registrar'];
type Form = { organisation: string; site: string; person: string; passphrase: string; again: string; zone: string; roles: readonly Role[]; encrypted: boolean };
type Problems = Partial<Record<keyof Form, string>>;

function problemsOf(form: Form): Problems {
  return {
    ...(form.organisation.trim() === '' ? { organisation: 'The organisation needs a name' } : {}),
    ...(SiteCode.safeParse(form.site).success ? {} : { site: 'Two to four capitals or digits, such as A1' }),
    ...(form.person.trim() === '' ? { person: 'Every act carries the name of a person' } : {}),
    ...(strengthOf(form.passphrase).word === 'too short' ? { passphrase: strengthOf('').advice } : {}),
    ...(form.again === form.passphrase ? {} : { again: 'The two passphrases differ' }),
    ...(form.roles.length === 0 ? { roles: 'Somebody must be able to act: choose at least one role' } : {}),
  };
}

export function SetUp({ onBack }: { onBack: () => void }) {
  const [form, setForm] = useState<Form>({ organisation: '', site: 'A1', person: '', passphrase: '', again: '', zone: viewerZone(), roles: firstRoles, encrypted: false });
  const [isTried, setTried] = useState(false);
  const create = useCommand('workspace.create');
  const set = <K extends keyof Form>(name: K) => (value: Form[K]): void => { setForm((f) => ({ ...f, [name]: value })); };
  const problems = problemsOf(form);
  const shown: Problems = isTried ? problems : {};
  const submit = async (): Promise<void> => {
    setTried(true);
    if (Object.keys(problems).length > 0 || create.isPending) return;
    const { again: _again, ...input } = form;
    const reply = await create.run({ ...input, roles: [...form.roles] });
    if (reply.ok) adoptSession(reply.value);
  };
  useActions([{ id: 'set-up.back', label: 'Back', hotkey: 'Escape', group: 'Start', run: onBack }]);
  const strength = strengthOf(form.passphrase);
  return (
    <form className={s.form} noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }}>
      <h1 className={s.heading}>Set up your organisation</h1>
      <div className={s.two}>
        <TextField label="Organisation" value={form.organisation} onChange={set('organisation')} error={shown.organisation} autoFocus isRequired />
        <TextField label="Site" value={form.site} onChange={(v) => { set('site')(v.toUpperCase()); }} error={shown.site} maxLength={4} help={<span className="nowrap">As in C-{form.site || 'A1'}-0001</span>} />
      </div>
      <TextField label="Your name" value={form.person} onChange={set('person')} error={shown.person} isRequired help="As it will stand under decisions and minutes" />
      <div className={s.half}>
        <TextField label="Passphrase" type="password" autoComplete="new-password" maxLength={1024} value={form.passphrase} onChange={set('passphrase')} error={shown.passphrase} isRequired
          help={form.passphrase === '' ? 'It unlocks your signing key. Nobody can reset it.' : <span role="status">This one is {strength.word}. {strength.advice}</span>} />
        <TextField label="Passphrase again" type="password" autoComplete="new-password" maxLength={1024} value={form.again} onChange={set('again')} error={shown.again} isRequired />
      </div>
      <fieldset className={s.roles}>
        <legend>Your roles</legend>
        {roles.map((role) => <Checkbox key={role} label={roleWords[role]} isChecked={form.roles.includes(role)} onChange={(on) => { set('roles')(on ? [...form.roles, role] : form.roles.filter((r) => r !== role)); }} />)}
        {shown.roles !== undefined && <p role="alert">{shown.roles}</p>}
      </fieldset>
      <EncryptChoice isEncrypted={form.encrypted} onChange={set('encrypted')} />
      <RefusalLine refusal={create.error} />
      <div className={s.acts}>
        <Button onPress={onBack} hotkey="Escape">Back</Button>
        <Button kind="primary" type="submit" isPending={create.isPending}>{create.isPending ? 'Making keys…' : 'Create the workspace'}</Button>
      </div>
    </form>
  );
}
