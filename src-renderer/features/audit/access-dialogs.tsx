// Starting an access review, deciding its rights, closing it (AUD-08).
import { useState } from 'react';
import { rightKinds } from '#contract/access-review.ts';
import type { AccessReviewRow, AccessVerdict, ReviewedRight, RightKind } from '#contract/access-review.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { ReasonDialog } from '../../app/reason-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Checkbox, DayField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { showToast } from '../../ui/toast.tsx';
import { counted } from '../../ui/words.ts';
import { rightKindWords, verdictWords } from './access-words.ts';
import s from './audit.module.css';

export function StartReview({ days, onStarted, onClose }: { days: number; onStarted: (review: string) => void; onClose: () => void }) {
  const people = (useQuery('person.list', { limit: 500 }).value?.rows ?? []).filter((p) => !p.isSuspended && p.hasKey).map(({ id, name }) => ({ value: id, label: name }));
  const [title, setTitle] = useState('Access review');
  const [kinds, setKinds] = useState<readonly RightKind[]>(['approver-right']);
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [dueOn, setDueOn] = useState<string | null>(null);
  const [isDueOnly, setDueOnly] = useState(false);
  const [isTried, setTried] = useState(false);
  const start = useCommand('accessReview.start');
  const send = async (): Promise<void> => {
    setTried(true);
    if (title.trim() === '' || first === '' || kinds.length === 0 || start.isPending) return;
    const reply = await start.run({ title: title.trim(), kinds: [...kinds], reviewers: [first, ...(second === '' || second === first ? [] : [second])], isDueOnly, ...(dueOn === null ? {} : { dueOn }) });
    if (!reply.ok) return;
    showToast({ text: `${reply.value.number ?? 'The review'} is started.` });
    onStarted(reply.value.id);
    onClose();
  };
  return (
    <FormDialog title="Start an access review" verb="Start" keep="Not now" isPending={start.isPending} error={start.error} onSend={() => { void send(); }} onClose={onClose}
      about="Each right is opened and certified, changed or revoked by its reviewer. Nobody reviews their own; what nobody decides in time is suspended.">
      <TextField label="Title" value={title} onChange={(said) => { start.clear(); setTitle(said); }} isRequired autoFocus error={isTried && title.trim() === '' ? 'Give it a name' : undefined} />
      <fieldset className={s.choices}><legend>What is reviewed</legend>
        {rightKinds.map((kind) => <Checkbox key={kind} label={rightKindWords[kind]} isChecked={kinds.includes(kind)} onChange={(is) => { start.clear(); setKinds((now) => (is ? [...now, kind] : now.filter((one) => one !== kind))); }} />)}
        {isTried && kinds.length === 0 && <p role="alert">Choose at least one</p>}
      </fieldset>
      <div className={s.pair}>
        <Select label="Reviewed by" value={first} onChange={(who) => { start.clear(); setFirst(who); }} placeholder="Choose a person…" isRequired options={people} error={isTried && first === '' ? 'Choose who reviews' : undefined} />
        <Select label="Who reviews their own rights" value={second} onChange={(who) => { start.clear(); setSecond(who); }} placeholder="Choose another person…" options={people} />
        <DayField label="Last day to decide" value={dueOn} onChange={(day) => { start.clear(); setDueOn(day); }} help={dueOn === null ? `Left empty: in ${days} days` : undefined} />
      </div>
      <Checkbox label="Only rights whose review is overdue" isChecked={isDueOnly} onChange={(is) => { start.clear(); setDueOnly(is); }} />
    </FormDialog>
  );
}

const about: Record<AccessVerdict, string> = {
  certify: 'You have looked at it, and the holder still needs it.', change: 'The right is withheld from now on. What it is changed to has to be granted by those who may.', revoke: 'The right is withheld from now on. A registrar, or the tool it came from, takes it away for good.',
};
export function DecideRights({ review, rights, verdict, onClose }: { review: string; rights: readonly ReviewedRight[]; verdict: AccessVerdict; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [instead, setInstead] = useState('');
  const [isTried, setTried] = useState(false);
  const decide = useCommand('accessReview.decide');
  const [only] = rights;
  const send = async (): Promise<void> => {
    setTried(true);
    if (reason.trim() === '' || (verdict === 'change' && instead.trim() === '') || decide.isPending) return;
    if ((await decide.run({ review, rights: rights.map(({ id }) => id), verdict, reason: reason.trim(), ...(verdict === 'change' ? { instead: instead.trim() } : {}) })).ok) onClose();
  };
  return (
    <FormDialog title={rights.length === 1 && only ? `${verdictWords[verdict]}: ${only.what}` : `${verdictWords[verdict]} ${counted(rights.length, 'right')}`} verb={`${verdictWords[verdict]} and sign`} isPending={decide.isPending} error={decide.error} onSend={() => { void send(); }} onClose={onClose} about={about[verdict]} isDangerous={verdict === 'revoke'}>
      <ul className={s.dots}>{rights.map((right) => <li key={right.id}><b><bdi>{right.holder}</bdi></b>: {right.what}</li>)}</ul>
      {verdict === 'change' && <TextField label="Changed to" value={instead} onChange={(said) => { decide.clear(); setInstead(said); }} isRequired autoFocus maxLength={300} placeholder="Role member" error={isTried && instead.trim() === '' ? 'Say what it is changed to' : undefined} />}
      <TextArea label="Reason" value={reason} onChange={(said) => { decide.clear(); setReason(said); }} rows={2} isRequired {...(verdict === 'change' ? {} : { autoFocus: true })} maxLength={300} error={isTried && reason.trim() === '' ? 'Say why' : undefined} />
    </FormDialog>
  );
}

export function CloseReview({ review, onClose }: { review: AccessReviewRow; onClose: () => void }) {
  return <ReasonDialog op="accessReview.close" title={`Close ${review.number}`} verb="Close and sign" size="medium" label="Note" lack="Say how it went" input={(note) => ({ review: review.id, note })} onClose={onClose} about="Your signature stands under every decision of this review. What is suspended stays so until somebody certifies it in another review." />;
}
