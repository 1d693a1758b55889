// The independent review: a checklist, a verdict, a signature, for the plan as it stands.
import { useState } from 'react';
import type { BackoutRecord } from '#contract/backout.ts';
import { reviewItems } from '#contract/backout.ts';
import { refusalOf } from '../../app/actions.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox, TextArea } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { showToast } from '../../ui/toast.tsx';
import { formatShort } from '../../ui/time-words.ts';
import { listed } from '../../ui/words.ts';
import { itemShort, itemWords, pieceOf } from './backout-words.ts';
import { PartCard } from './part-card.tsx';
import s from './backout.module.css';

export function ReviewCard({ record, onReview }: { record: BackoutRecord; onReview: () => void }) {
  return (
    <PartCard record={record} title="Review" pieces={['review']} acts={record.plan !== null && <Button hotkey="V" refusal={refusalOf(record.may['review'])} onPress={onReview}>Review the plan</Button>}>
      {record.reviews.length === 0 && pieceOf(record, 'review') === undefined && <p className="dim">Nobody has reviewed it. The reviewer is neither author, implementer nor rollback owner.</p>}
      <ul className={s.list}>{record.reviews.map((r) => (
        <li key={r.id} data-faded={!r.isCurrent || undefined}>
          <div className="grow">
            <p><SignalMark signal={!r.isCurrent ? 'unseen' : r.verdict === 'approve' ? 'ok' : 'bad'}>{r.verdict === 'approve' ? 'Approve' : 'Rework'}{r.isCurrent ? '' : ', withdrawn by an edit'}</SignalMark></p>
            {r.verdict === 'rework' && r.items.length > 0 && <p className="dim">Ticked: {listed(r.items.map((item) => itemShort[item]))}</p>}
            {r.note !== '' && <p className="prose sec">{r.note}</p>}
          </div>
          <span className="dim">{r.by}, {formatShort(r.at)}</span>
        </li>
      ))}</ul>
    </PartCard>
  );
}

export function ReviewDialog({ record, onClose }: { record: BackoutRecord; onClose: () => void }) {
  const [items, setItems] = useState<readonly (typeof reviewItems)[number][]>([]);
  const [note, setNote] = useState('');
  // The version on the screen when the dialog opened: an edit meanwhile must be looked at.
  const [version] = useState(record.version);
  const review = useCommand('backout.review');
  const isComplete = items.length === reviewItems.length;
  const send = async (verdict: 'approve' | 'rework'): Promise<void> => {
    if (review.isPending) return;
    const reply = await review.run({ change: record.change, ...(version === null ? {} : { planVersion: version }), verdict, items: [...items], note });
    if (!reply.ok) return;
    showToast({ text: verdict === 'approve' ? 'Approved and signed.' : 'Sent back for rework, signed.' });
    onClose();
  };
  return (
    <FormDialog title={`Review the backout of ${record.number}`} verb={isComplete ? 'Sign: approve' : 'Sign: rework'} size="medium" onSend={() => { void send(isComplete ? 'approve' : 'rework'); }} onClose={onClose} isPending={review.isPending} error={review.error}>
      <p className="sec">Tick what you have checked yourself. Approval needs all five; with one open the plan goes back, and the note says why.</p>
      <div className={s.checks} role="group" aria-label="Checklist">
        {reviewItems.map((item) => <Checkbox key={item} label={itemWords[item]} isChecked={items.includes(item)} onChange={(is) => { review.clear(); setItems(is ? [...items, item] : items.filter((other) => other !== item)); }} />)}
      </div>
      <TextArea label={isComplete ? 'Note' : 'What has to be reworked'} value={note} onChange={setNote} rows={3} isRequired={!isComplete} />
      {isComplete && <div><Button kind="quiet" isPending={review.isPending} onPress={() => { void send('rework'); }}>Send back for rework all the same</Button></div>}
    </FormDialog>
  );
}
