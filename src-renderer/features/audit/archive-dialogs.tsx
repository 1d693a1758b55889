// Archiving, keeping longer, disposing of, and legal holds (AUD-07).
import { useState } from 'react';
import { holdScopes } from '#contract/archive.ts';
import type { ArchivedRow, HoldRow } from '#contract/archive.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { ReasonDialog } from '../../app/reason-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { DayField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { showToast } from '../../ui/toast.tsx';
import { counted } from '../../ui/words.ts';
import { dayText } from './findings-tab.tsx';
import s from './audit.module.css';

const parts = (text: string): string[] => text.split(',').map((one) => one.trim()).filter((one) => one !== '');
const yearAgo = (): string => new Date(Date.now() - 365 * 86_400_000).toISOString().slice(0, 10);

export function AddToArchive({ waiting, onClose }: { waiting: number; onClose: () => void }) {
  const [before, setBefore] = useState<string | null>(yearAgo);
  const [records, setRecords] = useState('');
  const [keywords, setKeywords] = useState('');
  const [tags, setTags] = useState('');
  const add = useCommand('archive.add');
  const send = async (): Promise<void> => {
    if (add.isPending) return;
    const reply = await add.run({ records: parts(records), ...(before === null ? {} : { closedBefore: before }), keywords: parts(keywords), tags: parts(tags) });
    if (!reply.ok) return;
    showToast({ text: `${counted(reply.value.archived, 'record')} archived${reply.value.left > 0 ? `; ${counted(reply.value.left, 'record')} left for the next time` : ''}.` });
    onClose();
  };
  return (
    <FormDialog title="Archive closed records" verb="Archive" keep="Not now" isPending={add.isPending} error={add.error} onSend={() => { void send(); }} onClose={onClose} about={`${counted(waiting, 'closed record')} ${waiting === 1 ? 'is' : 'are'} not in the archive. They are taken in with their words, service, release and tags, at most 200 at once.`}>
      <DayField label="Closed before" value={before} onChange={(day) => { add.clear(); setBefore(day); }} help={before === null ? 'Left empty: only the records named below' : undefined} />
      <TextField label="Records" value={records} onChange={(said) => { add.clear(); setRecords(said); }} autoFocus placeholder="C-A1-0412, R-A1-0003" help="Besides those, by number" maxLength={2000} />
      <div className={s.pair}>
        <TextField label="Tags" value={tags} onChange={(said) => { add.clear(); setTags(said); }} placeholder="SOX" help="Besides their own" maxLength={400} />
        <TextField label="Keywords" value={keywords} onChange={setKeywords} placeholder="migration, end of support" maxLength={400} />
      </div>
    </FormDialog>
  );
}

export function ExtendRetention({ record, onClose }: { record: ArchivedRow; onClose: () => void }) {
  const [until, setUntil] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const extend = useCommand('archive.extend');
  const send = async (): Promise<void> => {
    setTried(true);
    if (until === null || reason.trim() === '' || extend.isPending) return;
    if ((await extend.run({ record: record.id, until, reason: reason.trim() })).ok) onClose();
  };
  return (
    <FormDialog title={`Keep ${record.number} longer`} verb="Keep longer" isPending={extend.isPending} error={extend.error} onSend={() => { void send(); }} onClose={onClose} about={`It is kept until ${dayText(record.retainedUntil)}. Keeping it shorter takes a version of the policy.`}>
      <DayField label="Until" value={until} onChange={(day) => { extend.clear(); setUntil(day); }} isRequired error={isTried && until === null ? 'Give a day' : undefined} />
      <TextField label="Reason" value={reason} onChange={(said) => { extend.clear(); setReason(said); }} isRequired maxLength={300} error={isTried && reason.trim() === '' ? 'Say why' : undefined} />
    </FormDialog>
  );
}

export function ProposeDisposal({ record, onClose }: { record: ArchivedRow; onClose: () => void }) {
  return <ReasonDialog op="archive.propose" title={`Propose to dispose of ${record.number}`} verb="Propose and sign" size="medium" input={(reason) => ({ record: record.id, reason })} onClose={onClose} about="Nothing is erased yet. A second person has to sign; then its texts are gone for ever, here and on every laptop that hears of it." />;
}

export function Dispose({ record, onClose }: { record: ArchivedRow; onClose: () => void }) {
  const dispose = useCommand('archive.dispose');
  const send = async (): Promise<void> => {
    if (dispose.isPending || !(await dispose.run({ record: record.id })).ok) return;
    showToast({ text: `${record.number} is disposed of. Its tombstone stays.` });
    onClose();
  };
  return (
    <FormDialog title={`Dispose of ${record.number}`} verb="Erase for ever and sign" isPending={dispose.isPending} error={dispose.error} onSend={() => { void send(); }} onClose={onClose} isDangerous about={<>Proposed by <bdi>{record.proposed?.by}</bdi>: {record.proposed?.reason}</>}>
      <p>Every text of <b>{record.number}</b> is erased: title, plans, comments, reasons and the files kept for it. No backup of the trail brings them back. Its events, digests and number stay, so that the chain still verifies.</p>
    </FormDialog>
  );
}

const scopeWords: Record<HoldRow['scope'], string> = { record: 'One record', service: 'Everything of a service', tag: 'Everything with a tag' };
const scopeFields: Record<HoldRow['scope'], { label: string; placeholder: string }> = { record: { label: 'Record', placeholder: 'C-A1-0412' }, service: { label: 'Service', placeholder: 'Card authorisation' }, tag: { label: 'Tag', placeholder: 'SOX' } };
export function PlaceHold({ of: given = '', onClose }: { of?: string; onClose: () => void }) {
  const [scope, setScope] = useState<HoldRow['scope']>('record');
  const [form, setForm] = useState({ of: given, matter: '', reason: '' });
  const [isTried, setTried] = useState(false);
  const place = useCommand('hold.place');
  const set = (part: Partial<typeof form>): void => { place.clear(); setForm((now) => ({ ...now, ...part })); };
  const lack = (name: keyof typeof form, text: string): string | undefined => (isTried && form[name].trim() === '' ? text : undefined);
  const send = async (): Promise<void> => {
    setTried(true);
    if (Object.values(form).some((said) => said.trim() === '') || place.isPending) return;
    const reply = await place.run({ scope, of: form.of.trim(), matter: form.matter.trim(), reason: form.reason.trim() });
    if (!reply.ok) return;
    showToast({ text: `Held for ${form.matter.trim()}: ${reply.value.records === 0 ? 'no archived record now' : counted(reply.value.records, 'archived record')}, and what is archived later.` });
    onClose();
  };
  return (
    <FormDialog title="Place a legal hold" verb="Place" keep="Not now" isPending={place.isPending} error={place.error} onSend={() => { void send(); }} onClose={onClose} about="What is held is not disposed of, whatever its age, until the hold is lifted by signature.">
      <TextField label="For" value={form.matter} onChange={(matter) => { set({ matter }); }} isRequired autoFocus placeholder="Name of the matter" maxLength={300} error={lack('matter', 'Name the matter')} />
      <div className={s.pair}>
        <Select label="What is held" value={scope} onChange={(next) => { place.clear(); setScope(next); }} options={holdScopes.map((value) => ({ value, label: scopeWords[value] }))} />
        <TextField {...scopeFields[scope]} value={form.of} onChange={(of) => { set({ of }); }} isRequired maxLength={300} error={lack('of', 'Say which')} />
      </div>
      <TextArea label="Reason" value={form.reason} onChange={(reason) => { set({ reason }); }} rows={2} isRequired maxLength={300} error={lack('reason', 'Say why')} />
    </FormDialog>
  );
}
export function LiftHold({ hold, onClose }: { hold: HoldRow; onClose: () => void }) {
  return <ReasonDialog op="hold.lift" title={`Lift the hold for ${hold.matter}`} verb="Lift and sign" size="medium" input={(reason) => ({ hold: hold.id, reason })} onClose={onClose} about={`${counted(hold.records, 'record')} may be disposed of once their time is over.`} />;
}
