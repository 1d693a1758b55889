// The thread of comments: what was said on which review, what blocks, and who resolved it.
import { useState } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import type { ReviewCommentRow, ReviewKind } from '#contract/reviews.ts';
import { reviewKinds, reviewLabels } from '#contract/reviews.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox, Select, TextArea } from '../../ui/fields.tsx';
import { Avatar, Badge, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted } from '../../ui/words.ts';
import type { Reviews } from './reviews-card.tsx';
import s from './reviews.module.css';

export function CommentsCard({ record, reviews }: { record: ChangeRecord; reviews: Reviews }) {
  const [isWriting, setWriting] = useState(false);
  const { comments, mayComment } = reviews;
  const open = comments.filter(({ isBlocking, resolved }) => isBlocking && resolved === null).length;
  useActions([{ id: 'review.comment', label: 'Write a comment', hotkey: 'K', group: record.number, may: mayComment, run: () => { setWriting(true); } }]);
  return (
    <Card title="Comments" aside={open > 0 ? `${counted(open, 'blocking comment')} open` : counted(comments.length, 'comment')}>
      {comments.length === 0 && !isWriting && <p className={`sec ${s.none}`}>Nobody has commented yet. A blocking comment holds the change until the person who wrote it resolves it.</p>}
      {comments.length > 0 && <ol className={s.comments} aria-label="Comments">{comments.map((comment) => <Comment key={comment.id} record={record} comment={comment} />)}</ol>}
      {isWriting ? <Writing record={record} onClose={() => { setWriting(false); }} /> : <Button hotkey="K" refusal={refusalOf(mayComment)} onPress={() => { setWriting(true); }}>Comment</Button>}
    </Card>
  );
}

function Comment({ record, comment: c }: { record: ChangeRecord; comment: ReviewCommentRow }) {
  const resolve = useCommand('review.resolve');
  return (
    <li>
      <Avatar name={c.by} />
      <div className="grow">
        <div className="row wrap">
          <b><bdi>{c.by}</bdi></b><span className="dim"><Moment at={c.at} isShort />, {reviewLabels[c.kind].toLowerCase()}</span>
          {c.isBlocking && c.resolved === null && <Badge tone="bad">blocks</Badge>}
        </div>
        <p className={`prose ${s.said}`}>{c.text}</p>
        {c.resolved !== null && <p className="dim"><SignalMark signal="ok">resolved</SignalMark> <Moment at={c.resolved.at} isShort />{c.resolved.note !== '' && `: ${c.resolved.note}`}</p>}
        {c.isBlocking && c.resolved === null && <div className={s.foot}><Button isPending={resolve.isPending} refusal={refusalOf(c.mayResolve)} onPress={() => { void resolve.run({ change: record.id, comment: c.id }); }}>Resolve<span className="unseen"> the comment of {c.by}</span></Button></div>}
        <RefusalLine refusal={resolve.error} />
      </div>
    </li>
  );
}

function Writing({ record, onClose }: { record: ChangeRecord; onClose: () => void }) {
  const [kind, setKind] = useState<ReviewKind>('technical');
  const [text, setText] = useState('');
  const [isBlocking, setBlocking] = useState(false);
  const [isTried, setTried] = useState(false);
  const comment = useCommand('review.comment');
  const send = async (): Promise<void> => {
    setTried(true);
    if (text.trim() === '' || comment.isPending) return;
    const reply = await comment.run({ change: record.id, kind, text: text.trim(), isBlocking });
    if (reply.ok) onClose();
  };
  useActions([{ id: 'review.comment.send', label: 'Send the comment', hotkey: 'Mod+Enter', isSilent: true, run: () => { void send(); } }, { id: 'review.comment.drop', label: 'Drop the comment', hotkey: 'Escape', isSilent: true, run: onClose }]);
  return (
    <div className={s.writing}>
      <TextArea label="Comment" value={text} onChange={setText} rows={3} autoFocus isRequired error={isTried && text.trim() === '' ? 'Write something first' : undefined} />
      <div className="row wrap">
        <Select label="On the" value={kind} onChange={setKind} options={reviewKinds.map((value) => ({ value, label: reviewLabels[value].toLowerCase() }))} />
        <Checkbox label="It blocks" isChecked={isBlocking} onChange={setBlocking} help="Until you resolve it, the review does not stand." />
        <span className="end row"><Button hotkey="Escape" onPress={onClose}>Drop it</Button><Button kind="primary" hotkey="Mod+Enter" isPending={comment.isPending} onPress={() => { void send(); }}>Send</Button></span>
      </div>
      <RefusalLine refusal={comment.error} />
    </div>
  );
}
