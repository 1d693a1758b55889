// A bundle for other devices: for whom, what, and what is left out of it.
import { useState } from 'react';
import { audiences } from '#contract/exchange.ts';
import type { PeerRow, scopes } from '#contract/exchange.ts';
import type { Output } from '#contract/index.ts';
import { useActions } from '../../app/actions.ts';
import { bridge } from '../../bridge.ts';
import { useJob } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox, Select, TextField } from '../../ui/fields.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { formatDay } from '../../ui/time-words.ts';
import { counted, listed, sizeWords } from '../../ui/words.ts';
import { Segments } from '../../ui/tabs.tsx';
import { audienceWords, behindWords, omissionWords, scopeWords } from './exchange-words.ts';
import { Radios } from './radios.tsx';
import { RecordDigests } from './record-digests.tsx';
import s from './exchange.module.css';

/** The usual choice first. */
const offered = ['since', 'everything', 'meeting'] as const satisfies readonly (typeof scopes)[number][];

type Draft = { way: 'devices' | 'passphrase'; to: readonly string[]; passphrase: string; scope: (typeof scopes)[number]; meeting: string; audience: (typeof audiences)[number] };

/** What is still missing, by field, as its sentence. */
function problemsOf(draft: Draft): { to?: string; passphrase?: string; meeting?: string } {
  return {
    ...(draft.way === 'devices' && draft.to.length === 0 ? { to: 'Choose at least one device, or use a passphrase' } : {}),
    ...(draft.way === 'passphrase' && draft.passphrase.length < 8 ? { passphrase: 'At least 8 characters; four or more unrelated words are good' } : {}),
    ...(draft.scope === 'meeting' && draft.meeting === '' ? { meeting: 'Choose the meeting' } : {}),
  };
}

export function ExportDialog({ peers, to, papersOf = '', onClose }: { peers: readonly PeerRow[]; to: readonly string[]; /** A meeting whose papers are the usual choice. */ papersOf?: string; onClose: () => void }) {
  const able = peers.filter((p) => p.canReceive && p.revokedFrom === null);
  const [draft, setDraft] = useState<Draft>({ way: able.length === 0 ? 'passphrase' : 'devices', to: to.length > 0 ? to : able.length === 1 ? [able[0]!.feed] : [], passphrase: '', scope: papersOf !== '' ? 'meeting' : able.length === 0 ? 'everything' : 'since', meeting: papersOf, audience: 'full' });
  const [isTried, setTried] = useState(false);
  const job = useJob('bundle.export');
  const set = (part: Partial<Draft>): void => { setDraft((d) => ({ ...d, ...part })); job.clear(); };
  const problems = problemsOf(draft);
  const send = (): void => {
    setTried(true);
    if (Object.keys(problems).length > 0 || job.isRunning) return;
    void job.run({
      ...(draft.way === 'devices' ? { to: [...draft.to] } : { passphrase: draft.passphrase }), scope: draft.scope, audience: draft.audience, ...(draft.scope === 'meeting' ? { meeting: draft.meeting } : {}),
    });
  };
  if (job.value) return <Written made={job.value} isSecret={draft.way === 'passphrase'} onClose={onClose} />;
  const close = (): void => { job.cancel(); onClose(); };
  return (
    <Dialog title="Export a bundle" isOpen onClose={close} size="medium" footer={<><Button hotkey="Escape" onPress={close}>Not now</Button><Button kind="primary" hotkey="Mod+Enter" isPending={job.isRunning} onPress={send}>Export</Button></>}>
      <ExportKeys onSend={send} />
      <section className={s.part} aria-label="For whom">
        <div className="row wrap"><h3>For whom</h3><span className="end"><Segments label="For whom" choices={[{ value: 'devices', label: 'Devices' }, { value: 'passphrase', label: 'A passphrase' }]} chosen={draft.way} onChoose={(way) => { set({ way, scope: way === 'passphrase' && draft.scope === 'since' ? 'everything' : draft.scope }); }} /></span></div>
        {draft.way === 'devices' ? <Recipients peers={peers} chosen={draft.to} onChange={(next) => { set({ to: next }); }} error={isTried ? problems.to : undefined} />
          : <TextField label="Passphrase" type="password" autoComplete="new-password" maxLength={1024} value={draft.passphrase} onChange={(passphrase) => { set({ passphrase }); }} error={isTried ? problems.passphrase : undefined} help="Tell it by another way than the file goes. Whoever has both can read the bundle; nobody can change it." />}
      </section>
      <section className={s.part} aria-label="What">
        <Radios legend="What" name="scope" choices={offered.filter((scope) => draft.way === 'devices' || scope !== 'since').map((value) => ({ value, ...scopeWords[value] }))} chosen={draft.scope} onChoose={(scope) => { set({ scope }); }} />
        {draft.scope === 'meeting' && <MeetingChoice chosen={draft.meeting} onChoose={(meeting) => { set({ meeting }); }} error={isTried ? problems.meeting : undefined} />}
      </section>
      <section className={s.part} aria-label="With which texts">
        <Radios legend="With which texts" name="audience" choices={audiences.map((value) => ({ value, ...audienceWords[value] }))} chosen={draft.audience} onChoose={(audience) => { set({ audience }); }} />
      </section>
      {job.isRunning && <ProgressBar label="Writing the bundle" progress={job.progress} onCancel={job.cancel} />}
      <RefusalLine refusal={job.error} />
    </Dialog>
  );
}

function ExportKeys({ onSend }: { onSend: () => void }) {
  useActions([{ id: 'export.send', label: 'Export', hotkey: 'Mod+Enter', isSilent: true, run: onSend }]);
  return null;
}

function Recipients({ peers, chosen, onChange, error }: { peers: readonly PeerRow[]; chosen: readonly string[]; onChange: (to: readonly string[]) => void; error: string | undefined }) {
  if (peers.length === 0) return <p className="sec">No other device is enrolled yet. A passphrase locks a bundle for somebody without one.</p>;
  return (
    <fieldset className={s.recipients}>
      <legend className="unseen">Devices that can open it</legend>
      {peers.map((p) => {
        const why = p.revokedFrom !== null ? 'revoked' : !p.canReceive ? 'has no key to lock to; use a passphrase' : p.behind === 0 ? 'up to date' : p.lastReceivedAt === null ? 'nothing heard from it yet: gets everything' : behindWords(p.behind);
        return <Checkbox key={p.feed} label={<><b>{p.site}</b> <span className="dim">{why}</span></>} isDisabled={p.revokedFrom !== null || !p.canReceive} isChecked={chosen.includes(p.feed)} onChange={(on) => { onChange(on ? [...chosen, p.feed] : chosen.filter((f) => f !== p.feed)); }} />;
      })}
      {error !== undefined && <span className={s.error} role="alert">{error}</span>}
    </fieldset>
  );
}

function MeetingChoice({ chosen, onChoose, error }: { chosen: string; onChoose: (meeting: string) => void; error: string | undefined }) {
  const meetings = useQuery('meeting.list', { limit: 100 });
  const rows = meetings.value?.rows ?? [];
  return (
    <>
      <Select label="Meeting" value={chosen} onChange={onChoose} placeholder="Choose a meeting" error={error} isRequired options={rows.map((m) => ({ value: m.number, label: `${m.number}, ${formatDay(m.startsAt, m.zone)}, ${counted(m.items, 'item')}` }))} />
      <RefusalLine refusal={meetings.error} />
    </>
  );
}

/** What was written, and what it leaves out. */
function Written({ made, isSecret, onClose }: { made: Output<'bundle.export'>; isSecret: boolean; onClose: () => void }) {
  const reveal = (): void => { void bridge().call('workspace.revealExports', {}); };
  return (
    <Dialog title={made.files.length > 1 ? `The bundle is written, in ${made.files.length} parts` : 'The bundle is written'} isOpen onClose={onClose} size="medium" footer={<><Button onPress={reveal}>Open folder</Button><Button kind="primary" hotkey="Enter" autoFocus onPress={onClose}>Done</Button></>}>
      <DoneKeys onDone={onClose} />
      {made.files.map((file) => <p key={file.name} className={s.fileName}><b className="mono">{file.name}</b> <span className="dim">{sizeWords(file.size)}, in {file.folder}</span></p>)}
      {made.files.length > 1 && <p className="sec">Hand over all of them. They are brought in one after the other, in the order of their names.</p>}
      <dl className={s.facts}>
        <dt>Holds</dt><dd>{counted(made.commits, 'commit')}, {counted(made.events, 'event')}, {counted(made.payloads, 'text')}</dd>
        <dt>Opens for</dt><dd className="prose">{isSecret ? 'whoever knows the passphrase' : listed(made.recipients)}</dd>
        <dt>Left out</dt><dd className="prose">{made.omitted.length === 0 ? 'nothing' : made.omitted.map(omissionWords).join('; ')}</dd>
      </dl>
      <RecordDigests records={made.records} recordsCount={made.recordsCount} />
      <p className="dim">It was read back and checked after writing. Bring it over by stick, mail or any other way; {isSecret ? 'without the passphrase nobody opens it.' : 'only its recipients can open it.'}</p>
    </Dialog>
  );
}

function DoneKeys({ onDone }: { onDone: () => void }) {
  useActions([{ id: 'export.done', label: 'Done', hotkey: ['Enter', 'Escape'], isSilent: true, run: onDone }]);
  return null;
}
