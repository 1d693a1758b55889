// Asking for a review and signing one.
import { useState } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import type { ReviewKind, reviewVerdicts } from '#contract/reviews.ts';
import { reviewLabels } from '#contract/reviews.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select, TextArea } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { capital } from '../../ui/words.ts';
import type { Reviews } from './reviews-card.tsx';

type Verdict = (typeof reviewVerdicts)[number];
type SignProps = { record: ChangeRecord; kind: ReviewKind; kinds: readonly ReviewKind[]; scope: string; onClose: () => void };
export function SignDialog({ record, kind: first, kinds, scope, onClose }: SignProps) {
  const [kind, setKind] = useState(first);
  const [verdict, setVerdict] = useState<Verdict | ''>('');
  const [comments, setComments] = useState('');
  const [isTried, setTried] = useState(false);
  const sign = useCommand('review.sign');
  const lacksReason = verdict === 'rework' && comments.trim() === '';
  const send = async (): Promise<void> => {
    setTried(true);
    if (verdict === '' || lacksReason || sign.isPending) return;
    const reply = await sign.run({ change: record.id, kind, verdict, comments: comments.trim(), scope });
    if (!reply.ok) return;
    showToast({ text: `${reviewLabels[kind]} of ${record.number}: ${verdict}.` });
    onClose();
  };
  return (
    <Dialog title={`Sign the ${reviewLabels[kind].toLowerCase()} of ${record.number}?`} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Not now</Button><Button kind="primary" hotkey="Mod+Enter" isPending={sign.isPending} onPress={() => { void send(); }}>Sign</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <p className="sec">You sign for the plans, service, items and environment as they stand now. Editing one of them makes the review stale; a signature cannot be taken back, only followed by another one.</p>
      {kinds.length > 1 && <Select label="Review" value={kind} onChange={setKind} options={kinds.map((value) => ({ value, label: reviewLabels[value] }))} />}
      <Select label="Verdict" value={verdict} onChange={setVerdict} placeholder="Choose…" isRequired autoFocus error={isTried && verdict === '' ? 'Choose a verdict' : undefined} options={[{ value: 'approve', label: 'Approve' }, { value: 'rework', label: 'Rework: it cannot go on like this' }]} />
      <TextArea label="Comments" value={comments} onChange={setComments} rows={4} isRequired={verdict === 'rework'} error={isTried && lacksReason ? 'Say what has to be done' : undefined} />
      <RefusalLine refusal={sign.error} />
    </Dialog>
  );
}

export function RequestDialog({ record, kind: first, reviewers, onClose }: { record: ChangeRecord; kind: ReviewKind; reviewers: Reviews['reviewers']; onClose: () => void }) {
  const [reviewer, setReviewer] = useState('');
  const [note, setNote] = useState('');
  const request = useCommand('review.request');
  const able = reviewers[first];
  const send = async (): Promise<void> => {
    if (request.isPending) return;
    const reply = await request.run({ change: record.id, kind: first, note: note.trim(), ...(reviewer === '' ? {} : { reviewer }) });
    if (!reply.ok) return;
    showToast({ text: `${reviewLabels[first]} of ${record.number} is asked for.` });
    onClose();
  };
  return (
    <Dialog title={`Ask for the ${reviewLabels[first].toLowerCase()} of ${record.number}`} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Not now</Button><Button kind="primary" hotkey="Mod+Enter" isPending={request.isPending} onPress={() => { void send(); }}>Ask</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <Select label="Whom" value={reviewer} onChange={setReviewer} placeholder="Whoever can" autoFocus options={able.map(({ id, name }) => ({ value: id, label: name }))}
        help={able.length === 0 ? `Nobody holds the role technical reviewer and the skill ${first} yet. A registrar or an administrator records skills in People.` : `${capital(first)} reviewers on record: ${able.length}.`} />
      <TextArea label="Note" value={note} onChange={setNote} rows={3} />
      <RefusalLine refusal={request.error} />
    </Dialog>
  );
}
