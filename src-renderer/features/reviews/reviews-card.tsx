// Independent reviews: which are needed, who can sign them, what was signed.
import { useState } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import type { Output } from '#contract/index.ts';
import type { ReviewKind, ReviewRow } from '#contract/reviews.ts';
import { reviewKinds, reviewLabels } from '#contract/reviews.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import type { Action } from '../../app/actions.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { Checklist, standing } from './checklist.tsx';
import { RequestDialog, SignDialog } from './review-dialogs.tsx';
import s from './reviews.module.css';

export type Reviews = Output<'review.list'>;
type Asking = { act: 'sign' | 'request'; kind: ReviewKind } | null;
const kindOf = (id: string): ReviewKind => reviewKinds.find((kind) => id === `review:${kind}`) ?? 'technical';

export function ReviewsCard({ record, reviews }: { record: ChangeRecord; reviews: Reviews }) {
  const [asking, setAsking] = useState<Asking>(null);
  const needed = reviews.needed.map(({ id }) => kindOf(id));
  const kinds = [...needed, ...reviewKinds.filter((kind) => !needed.includes(kind))];
  // The key takes the first kind that is needed and that this person may sign, else the first that is needed.
  const first = kinds.find((kind) => reviews.maySign[kind].ok && reviews.needed.some(({ id, status }) => kindOf(id) === kind && status !== 'present')) ?? kinds.find((kind) => reviews.maySign[kind].ok) ?? kinds[0]!;
  useActions(kinds.flatMap((kind): Action[] => [
    { id: `review.sign.${kind}`, label: `Sign the ${reviewLabels[kind].toLowerCase()}…`, hotkey: kind === first ? 'R' : undefined, group: record.number, may: reviews.maySign[kind], run: () => { setAsking({ act: 'sign', kind }); } },
    { id: `review.request.${kind}`, label: `Ask for the ${reviewLabels[kind].toLowerCase()}…`, group: record.number, may: reviews.mayRequest, run: () => { setAsking({ act: 'request', kind }); } },
  ]));
  const acts = (kind: ReviewKind) => (
    <span className={s.acts}>
      <Button kind="quiet" refusal={refusalOf(reviews.mayRequest)} onPress={() => { setAsking({ act: 'request', kind }); }}>Ask…<span className="unseen"> for the {reviewLabels[kind].toLowerCase()}</span></Button>
      <Button hotkey={kind === first ? 'R' : undefined} refusal={refusalOf(reviews.maySign[kind])} onPress={() => { setAsking({ act: 'sign', kind }); }}>Sign…<span className="unseen"> the {reviewLabels[kind].toLowerCase()}</span></Button>
    </span>
  );
  return (
    <Card title="Independent reviews" aside={reviews.needed.length === 0 ? (record.tier === null ? 'risk not assessed' : 'none needed') : standing(reviews.needed)}>
      {reviews.needed.length === 0 && <p className="sec">{record.tier === null ? 'Which reviews are needed follows from the risk, once it is assessed. One may be signed already.' : 'The policy asks for no review of a change like this. One may be signed all the same.'}</p>}
      <Checklist label="Reviews needed" items={reviews.needed} actOf={(item) => acts(kindOf(item.id))} />
      {reviews.needed.length === 0 && <div className="row wrap">{acts('technical')}</div>}
      <Signed rows={reviews.rows} requests={reviews.requests} />
      {asking?.act === 'sign' && <SignDialog record={record} kind={asking.kind} kinds={kinds.filter((kind) => reviews.maySign[kind].ok)} scope={reviews.scope} onClose={() => { setAsking(null); }} />}
      {asking?.act === 'request' && <RequestDialog record={record} kind={asking.kind} reviewers={reviews.reviewers} onClose={() => { setAsking(null); }} />}
    </Card>
  );
}

function Signed({ rows, requests }: { rows: readonly ReviewRow[]; requests: Reviews['requests'] }) {
  const open = requests.filter(({ kind, at }) => !rows.some((row) => row.kind === kind && row.at > at));
  if (rows.length + open.length === 0) return null;
  return (
    <ul className={s.signed} aria-label="Reviews signed and asked for">
      {open.map((request) => <li key={request.id}><span>{reviewLabels[request.kind]} asked {request.reviewer === '' ? 'of whoever can' : <>of <bdi>{request.reviewer}</bdi></>}{request.note !== '' && <span className="dim prose">: {request.note}</span>}</span><span className="dim end"><bdi>{request.by}</bdi>, <Moment at={request.at} isShort /></span></li>)}
      {rows.map((row) => (
        <li key={row.id}>
          <div className="grow">
            <SignalMark signal={row.isStale ? 'gap' : row.verdict === 'approve' ? 'ok' : 'warn'}>{reviewLabels[row.kind]}: {row.verdict}{row.isStale && ', for an earlier scope'}</SignalMark>
            {row.comments !== '' && <p className={`prose ${s.said}`}>{row.comments}</p>}
          </div>
          <span className="dim end"><bdi>{row.by}</bdi>, <Moment at={row.at} isShort /> <span className="mono tiny">{row.signature.slice(0, 8)}</span></span>
        </li>
      ))}
    </ul>
  );
}
