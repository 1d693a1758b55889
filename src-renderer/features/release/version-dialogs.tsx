// Forms of versions: one that runs, one that a change deploys, and one out of a bill of materials.
import { useRef, useState } from 'react';
import type { ReleaseRecord } from '#contract/release.ts';
import type { Refusal } from '#contract/errors.ts';
import type { PlannedRow } from '#contract/versions.ts';
import { CommandDialog } from '../../app/command-dialog.tsx';
import { SendKey } from '../../app/send-key.tsx';
import { bridge } from '../../bridge.ts';
import { handOver } from '../../data/hand-over.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select, TextArea, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { counted } from '../../ui/words.ts';
import s from './release.module.css';

const linesIn = (text: string): string[] => text.split('\n').map((one) => one.trim()).filter(Boolean);
const missing = (isTried: boolean, text: string, what: string): string | undefined => (isTried && text.trim() === '' ? what : undefined);
const needsHelp = 'One on each line, as Core ledger@>=5.0 <6.0';

/** A version that a change of the release deploys; without a release, one that runs. */
export function VersionDialog({ release, row, onClose }: { release: ReleaseRecord | null; row: PlannedRow | null; onClose: () => void }) {
  const known = useQuery('version.list', { limit: 500 }).value;
  const [form, setForm] = useState({ change: row?.change ?? release?.changes[0]?.number ?? '', service: row?.serviceName ?? '', environment: row?.environment ?? 'production', semver: row?.version ?? '', needs: row?.needs.map(({ name, range }) => `${name}@${range}`).join('\n') ?? '' });
  const set = (part: Partial<typeof form>): void => { setForm((now) => ({ ...now, ...part })); };
  const isWhole = form.service.trim() !== '' && form.environment.trim() !== '' && form.semver.trim() !== '' && (release === null || form.change !== '');
  const said = { service: form.service.trim(), environment: form.environment.trim(), semver: form.semver.trim(), needs: linesIn(form.needs) };
  const body = (isTried: boolean) => (
    <>
      {release !== null && <Select label="Change" value={form.change} onChange={(change) => { set({ change }); }} options={release.changes.map(({ number, title }) => ({ value: number, label: `${number} ${title}` }))} placeholder="Choose a change…" isRequired error={missing(isTried, form.change, 'Choose the change that deploys it')} />}
      <div className={s.two}>
        <TextField label="Service" value={form.service} onChange={(service) => { set({ service }); }} isRequired autoFocus suggestions={[...new Set(known?.rows.map(({ serviceName }) => serviceName) ?? [])]} error={missing(isTried, form.service, 'Name the service')} />
        <TextField label="Environment" value={form.environment} onChange={(environment) => { set({ environment }); }} isRequired suggestions={known?.environments ?? []} error={missing(isTried, form.environment, 'Name the environment')} />
        <TextField label="Version" value={form.semver} onChange={(semver) => { set({ semver }); }} isRequired placeholder="3.0.0" error={missing(isTried, form.semver, 'Which version?')} />
      </div>
      <TextArea label="Needs" value={form.needs} onChange={(needs) => { set({ needs }); }} rows={3} placeholder={'Core ledger@>=5.0 <6.0\nLogin and identity@^7.0'} help={needsHelp} />
    </>
  );
  return release === null
    ? <CommandDialog op="version.record" title="What runs" verb="Record it" size="medium" about="The version of a service that runs in an environment today, and what it needs of others." input={isWhole ? said : null} said={`${said.service} ${said.semver} runs in ${said.environment}.`} onClose={onClose}>{body}</CommandDialog>
    : <CommandDialog op="version.plan" title={row ? `${row.serviceName} in ${row.environment}` : `A version that ${release.number} deploys`} verb="Plan it" size="medium" input={isWhole ? { ...said, release: release.id, change: form.change } : null} said={`${said.service} ${said.semver} is planned.`} onClose={onClose}>{body}</CommandDialog>;
}

export function SbomDialog({ release, onClose }: { release: ReleaseRecord; onClose: () => void }) {
  const [form, setForm] = useState({ change: '', service: '', environment: 'production', semver: '', needs: '' });
  const [file, setFile] = useState<File | null>(null);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const [isPending, setPending] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const known = useQuery('version.list', { limit: 500 }).value;
  const set = (part: Partial<typeof form>): void => { setForm((now) => ({ ...now, ...part })); };
  const take = async (chosen: File): Promise<void> => {
    setPending(true);
    const staged = await handOver(chosen);
    const reply = staged.ok ? await bridge().call('version.import', {
      file: staged.value.file, environment: form.environment.trim(), needs: linesIn(form.needs), ...(form.service.trim() === '' ? {} : { service: form.service.trim() }), ...(form.semver.trim() === '' ? {} : { semver: form.semver.trim() }), ...(form.change === '' ? {} : { release: release.id, change: form.change }),
    }) : staged;
    if (staged.ok) void bridge().call('file.discard', { file: staged.value.file });
    setPending(false);
    if (!reply.ok) { setRefusal(reply.error); return; }
    showToast({ text: `${reply.value.service} ${reply.value.version} with ${counted(reply.value.components, 'component')}${reply.value.unversioned > 0 ? `, ${reply.value.unversioned} of them without a version` : ''}.` });
    onClose();
  };
  const isWhole = file !== null && form.environment.trim() !== '';
  const send = (): void => { if (file !== null && isWhole && !isPending) void take(file); };
  return (
    <Dialog title="Bring in a bill of materials" isOpen onClose={onClose} size="medium" footer={<><Button hotkey="Escape" onPress={onClose}>Leave it</Button><Button kind="primary" hotkey="Mod+Enter" isPending={isPending} isDisabled={!isWhole} onPress={send}>Bring it in</Button></>}>
      <SendKey label="Bring it in" onSend={send} />
      <p className="sec">CycloneDX, JSON or XML. Its components are kept with the version, and checked against the standards of the architecture.</p>
      <input ref={input} type="file" className={s.file} tabIndex={-1} aria-label="Bill of materials" accept=".json,.xml" onChange={(e) => { setFile(e.target.files?.[0] ?? null); setRefusal(undefined); }} />
      <div className={s.aside}><Button autoFocus onPress={() => { input.current?.click(); }}>Choose a file…</Button><span className={file ? undefined : 'dim'}>{file?.name ?? 'none chosen yet'}</span></div>
      <Select label="Of" value={form.change} onChange={(change) => { set({ change }); }} options={[{ value: '', label: 'What runs today' }, ...release.changes.map(({ number, title }) => ({ value: number, label: `${number} ${title}` }))]} help="The change that deploys it, or what runs today" />
      <div className={s.two}>
        <TextField label="Environment" value={form.environment} onChange={(environment) => { set({ environment }); }} isRequired suggestions={known?.environments ?? []} />
        <TextField label="Service" value={form.service} onChange={(service) => { set({ service }); }} help="Left out: as its main component is called" suggestions={[...new Set(known?.rows.map(({ serviceName }) => serviceName) ?? [])]} />
        <TextField label="Version" value={form.semver} onChange={(semver) => { set({ semver }); }} help="Left out: that of its main component" />
      </div>
      <TextArea label="Needs" value={form.needs} onChange={(needs) => { set({ needs }); }} rows={2} help={needsHelp} />
      <RefusalLine refusal={refusal} />
    </Dialog>
  );
}
