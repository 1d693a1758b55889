// A second machine joins an organisation: it asks with a file, and begins with the bundle a registrar sends back (SEC-02).
import { useEffect, useState } from 'react';
import type { Output } from '#contract/index.ts';
import type { Refusal } from '#contract/errors.ts';
import { SiteCode } from '#contract/values.ts';
import { useActions } from '../../app/actions.ts';
import { adoptSession } from '../../app/session.ts';
import { bridge } from '../../bridge.ts';
import { handOver } from '../../data/hand-over.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { formatAgo } from '../../ui/time-words.ts';
import { EncryptChoice } from './encrypt-choice.tsx';
import { strengthOf } from './passphrase-strength.ts';
import { Words } from './words.tsx';
import s from './first-run.module.css';

type Asked = Output<'workspace.join'>;
type Joinings = Output<'workspace.joinings'>;
type Form = { site: string; person: string; passphrase: string; again: string; encrypted: boolean };

const problemsOf = (form: Form): Partial<Record<keyof Form, string>> => ({
  ...(SiteCode.safeParse(form.site).success ? {} : { site: 'Two to four capitals or digits, such as B2' }),
  ...(form.person.trim() === '' ? { person: 'Every act carries the name of a person' } : {}),
  ...(strengthOf(form.passphrase).word === 'too short' ? { passphrase: strengthOf('').advice } : {}),
  ...(form.again === form.passphrase ? {} : { again: 'The two passphrases differ' }),
});

export function Join({ onBack }: { onBack: () => void }) {
  const [waiting, setWaiting] = useState<Joinings>([]);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [answering, setAnswering] = useState<Joinings[number] | null>(null);
  useEffect(() => { void bridge().call('workspace.joinings', {}).then((reply) => { if (reply.ok) setWaiting(reply.value); }); }, [asked]);
  useActions([{ id: 'join.back', label: 'Back', hotkey: 'Escape', group: 'Start', run: answering ? () => { setAnswering(null); } : onBack }]);
  if (answering) return <Answer joining={answering} onBack={() => { setAnswering(null); }} />;
  if (asked) return <Request asked={asked} onDone={() => { setAsked(null); }} />;
  return (
    <div className={s.form}>
      <h1 className={s.heading}>Join an organisation</h1>
      {waiting.length > 0 && (
        <section className={s.form} aria-label="Requests made here">
          <ul className={s.list}>
            {waiting.map((joining) => (
              <li key={joining.handle}>
                <button type="button" className={s.workspace} onClick={() => { setAnswering(joining); }}>
                  <span className="grow"><b className="trunc">{joining.person}</b> <span className="dim">Site {joining.site}, asked {formatAgo(joining.made)}</span></span>
                  <span className="nowrap">Open the answer</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Ask onAsked={setAsked} onBack={onBack} isFirst={waiting.length === 0} />
    </div>
  );
}

function Ask({ onAsked, onBack, isFirst }: { onAsked: (asked: Asked) => void; onBack: () => void; isFirst: boolean }) {
  const [form, setForm] = useState<Form>({ site: '', person: '', passphrase: '', again: '', encrypted: false });
  const [isTried, setTried] = useState(false);
  const ask = useCommand('workspace.join');
  const set = <K extends keyof Form>(name: K) => (value: Form[K]): void => { setForm((f) => ({ ...f, [name]: value })); };
  const problems = problemsOf(form);
  const shown = isTried ? problems : {};
  const submit = async (): Promise<void> => {
    setTried(true);
    if (Object.keys(problems).length > 0 || ask.isPending) return;
    const reply = await ask.run({ site: form.site, person: form.person, passphrase: form.passphrase, encrypted: form.encrypted });
    if (reply.ok) onAsked(reply.value);
  };
  const strength = strengthOf(form.passphrase);
  return (
    <form className={s.form} noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }}>
      <p className="sec">{isFirst ? 'This machine makes its keys and a small file. A registrar of the organisation enrols it and sends a bundle back.' : 'Or ask once more, for another site or person.'}</p>
      <div className={s.two}>
        <TextField label="Your name" value={form.person} onChange={set('person')} error={shown.person} autoFocus={isFirst} isRequired help="As it will stand under decisions and minutes" />
        <TextField label="Site" value={form.site} onChange={(v) => { set('site')(v.toUpperCase()); }} error={shown.site} maxLength={4} isRequired help={<span className="nowrap">As in C-{form.site || 'B2'}-0001</span>} />
      </div>
      <div className={s.half}>
        <TextField label="Passphrase" type="password" autoComplete="new-password" maxLength={1024} value={form.passphrase} onChange={set('passphrase')} error={shown.passphrase} isRequired
          help={form.passphrase === '' ? 'It unlocks your signing key. Nobody can reset it.' : <span role="status">This one is {strength.word}. {strength.advice}</span>} />
        <TextField label="Passphrase again" type="password" autoComplete="new-password" maxLength={1024} value={form.again} onChange={set('again')} error={shown.again} isRequired />
      </div>
      <EncryptChoice isEncrypted={form.encrypted} onChange={set('encrypted')} />
      <RefusalLine refusal={ask.error} />
      <div className={s.acts}>
        <Button onPress={onBack} hotkey="Escape">Back</Button>
        <Button kind="primary" type="submit" isPending={ask.isPending}>{ask.isPending ? 'Making keys…' : 'Make the request'}</Button>
      </div>
    </form>
  );
}

function Request({ asked, onDone }: { asked: Asked; onDone: () => void }) {
  return (
    <div className={s.form}>
      <h1 className={s.heading}>Send this file to a registrar</h1>
      <p className="sec"><b>{asked.file.name}</b> lies in {asked.file.folder}.</p>
      <p className="sec">Then call, and read these twelve words out. They are this machine’s fingerprint; the registrar sees the same ones.</p>
      <Words words={asked.words} label="Fingerprint of this machine" />
      <div className={s.acts}>
        <Button onPress={() => { void bridge().call('workspace.revealExports', {}); }}>Open folder</Button>
        <Button kind="primary" onPress={onDone} autoFocus>Done</Button>
      </div>
    </div>
  );
}

/** The bundle is opened twice: first to learn the organisation's words, then, once they are compared, to join. */
function Answer({ joining, onBack }: { joining: Joinings[number]; onBack: () => void }) {
  const [files, setFiles] = useState<readonly File[]>([]);
  const [passphrase, setPassphrase] = useState('');
  const [words, setWords] = useState<string | null>(null);
  const [isCompared, setCompared] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const finish = useCommand('workspace.finishJoin');
  const submit = async (): Promise<void> => {
    if (files.length === 0 || finish.isPending) return;
    setRefusal(undefined);
    const parts: string[] = [];
    for (const file of files) {
      const handed = await handOver(file);
      if (!handed.ok) { setRefusal(handed.error); return; }
      parts.push(handed.value.file);
    }
    const reply = await finish.run({ handle: joining.handle, files: parts, passphrase, ...(words !== null && isCompared ? { words } : {}) });
    if (reply.ok) adoptSession(reply.value);
    else if (reply.error.code === 'root_not_confirmed') setWords(String(reply.error.facts['words']));
    else setRefusal(reply.error);
  };
  return (
    <form className={s.form} noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }}>
      <h1 className={s.heading}>Open the answer</h1>
      <p className="sec">The bundle that a registrar sent back to {joining.person}, site {joining.site}. If it came in parts, choose all of them.</p>
      <label className={s.file}>
        <span>Bundle</span>
        <input type="file" accept=".cabsync" multiple onChange={(e) => { setFiles([...e.currentTarget.files ?? []]); setWords(null); setCompared(false); }} />
      </label>
      <TextField label="Your passphrase" type="password" autoComplete="current-password" maxLength={1024} value={passphrase} onChange={setPassphrase} isRequired />
      {words !== null && (
        <>
          <p className="sec">The organisation is known by these twelve words. Ask the registrar to read out theirs.</p>
          <Words words={words} label="Fingerprint of the organisation" />
          <Checkbox label="I compared the words aloud, and they are the same" isChecked={isCompared} onChange={setCompared} />
        </>
      )}
      <RefusalLine refusal={refusal} />
      <div className={s.acts}>
        <Button onPress={onBack} hotkey="Escape">Back</Button>
        <Button kind="primary" type="submit" isPending={finish.isPending} isDisabled={files.length === 0 || passphrase === '' || (words !== null && !isCompared)}>{words === null ? 'Look inside' : 'Join'}</Button>
      </div>
    </form>
  );
}
