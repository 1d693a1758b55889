// The policy in force, and the organisation's root with its kit.
import type { Refusal } from '#contract/errors.ts';
import { useState } from 'react';
import type { Output } from '#contract/index.ts';
import { loadSession } from '../../app/session.ts';
import { bridge } from '../../bridge.ts';
import { useJob } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { showToast } from '../../ui/toast.tsx';
import { strengthOf } from '../workspace/passphrase-strength.ts';
import { Fingerprint } from './fingerprint.tsx';
import s from './people.module.css';

export function PolicyTab({ mayManage }: { mayManage: Refusal | undefined }) {
  const policy = useQuery('policy.list', {});
  return (
    <div className={s.policy}>
      <RefusalLine refusal={policy.error} />
      {policy.value && (
        <Card title={`Policy ${policy.value.version}`}>
          <table className={s.plain}>
            <thead><tr><th scope="col">Rule</th><th scope="col">Value</th><th scope="col">Capability</th></tr></thead>
            <tbody>{policy.value.rows.map((row) => <tr key={row.name}><th scope="row">{row.name}</th><td>{row.value}</td><td className="mono dim">{row.rule}</td></tr>)}</tbody>
          </table>
          <p className="dim">Every decision stores the version it was made under.</p>
        </Card>
      )}
      {policy.value && <Root root={policy.value.root} mayManage={mayManage} />}
    </div>
  );
}

function Root({ root: { words, was }, mayManage }: { root: Output<'policy.list'>['root']; mayManage: Refusal | undefined }) {
  const [isRotating, setRotating] = useState(false);
  const kit = useJob('key.recoveryKit');
  return (
    <Card title="The organisation’s root">
      <p className="sec">Whoever checks a pack or joins the organisation compares these words.</p>
      <Fingerprint words={words} label="Words of the organisation’s root" />
      {was.map((old) => <p key={old} className="dim">It was: <span className="mono">{old}</span></p>)}
      <p className="sec">The recovery kit holds the root, encrypted under its passphrase. Print it and lock it away: it signs where two registrars cannot.</p>
      <div className="row wrap">
        <Button refusal={mayManage} isPending={kit.isRunning} onPress={() => { void kit.run({ format: 'pdf' }); }}>Write the recovery kit</Button>
        <Button kind="quiet" refusal={mayManage} onPress={() => { setRotating(true); }}>Rotate the root…</Button>
        {kit.value && <span role="status" className="row wrap"><span className="mono">{kit.value.file.name}</span> <Button kind="quiet" onPress={() => { void bridge().call('workspace.revealExports', {}); }}>Open folder</Button></span>}
      </div>
      <RefusalLine refusal={kit.error} />
      {isRotating && <RotateRoot onClose={() => { setRotating(false); }} />}
    </Card>
  );
}

/** The one act here that nobody can undo: the old kit is of no use afterwards. */
function RotateRoot({ onClose }: { onClose: () => void }) {
  const [form, setForm] = useState({ kit: '', next: '', again: '' });
  const [isTried, setTried] = useState(false);
  const job = useJob('key.rotateRoot');
  const set = (part: Partial<typeof form>): void => { setForm((f) => ({ ...f, ...part })); job.clear(); };
  const strength = strengthOf(form.next);
  const problems = { kit: form.kit.length < 8 ? 'Type the passphrase of the recovery kit' : undefined, next: strength.word === 'too short' ? strengthOf('').advice : undefined, again: form.again === form.next ? undefined : 'The two passphrases differ' };
  const shown: Partial<typeof problems> = isTried ? problems : {};
  const send = async (): Promise<void> => {
    setTried(true);
    if (Object.values(problems).some((p) => p !== undefined) || job.isRunning) return;
    const reply = await job.run({ recoveryPassphrase: form.kit, newPassphrase: form.next });
    if (!reply.ok) return;
    await loadSession();
    showToast({ text: 'The root is rotated. Print the new recovery kit and destroy the old one.' });
    onClose();
  };
  return (
    <ConfirmDialog title="Rotate the organisation’s root?" verb="Rotate the root" isDangerous isOpen isPending={job.isRunning} error={job.error} onConfirm={() => { void send(); }} onClose={onClose}
      consequence="A new root takes over; both sign for it. The old kit opens nothing any more, on paper too. Packs and bundles made before stay valid, and everybody who keeps the twelve words needs the new ones. It cannot be taken back.">
      <TextField label="Passphrase of the recovery kit" type="password" autoComplete="off" maxLength={1024} autoFocus isRequired value={form.kit} onChange={(kit) => { set({ kit }); }} error={shown.kit} />
      <TextField label="Passphrase of the new kit" type="password" autoComplete="new-password" maxLength={1024} isRequired value={form.next} onChange={(next) => { set({ next }); }} error={shown.next} help={form.next === '' ? 'Four or more unrelated words are good.' : <span role="status">This one is {strength.word}. {strength.advice}</span>} />
      <TextField label="Passphrase of the new kit again" type="password" autoComplete="new-password" maxLength={1024} isRequired value={form.again} onChange={(again) => { set({ again }); }} error={shown.again} onEnter={() => { void send(); }} />
    </ConfirmDialog>
  );
}
