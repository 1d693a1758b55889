// Access reviews: which rights are due, who decides which, and what came of it (AUD-08).
import { useState } from 'react';
import type { AccessReviewRow, AccessVerdict, ReviewedRight, RightKind } from '#contract/access-review.ts';
import { bridge } from '../../bridge.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { useCommand, useJob } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted, figure } from '../../ui/words.ts';
import { CloseReview, DecideRights, StartReview } from './access-dialogs.tsx';
import { rightKindWords, standingSignal, standingWords, tallyWords, verdictWords } from './access-words.ts';
import { dayText } from './findings-tab.tsx';
import s from './audit.module.css';

type Asking = 'start' | { close: AccessReviewRow } | { review: string; rights: readonly ReviewedRight[]; verdict: AccessVerdict } | null;

export function AccessTab() {
  const answer = useQuery('accessReview.list', {});
  const [chosen, setChosen] = useState<string | null>(null);
  const [asking, setAsking] = useState<Asking>(null);
  const list = answer.value;
  const rows = list?.rows ?? [];
  const open = rows.find(({ id }) => id === chosen)?.id ?? rows[0]?.id;
  useActions(list ? [{ id: 'access.start', label: 'Start an access review…', hotkey: 'C', group: 'Audit', may: list.mayStart, run: () => { setAsking('start'); } }] : []);
  const start = <Button kind="primary" hotkey="C" isPending={list === undefined && answer.error === undefined} refusal={refusalOf(list?.mayStart)} onPress={() => { setAsking('start'); }}>Start a review</Button>;
  const close = (): void => { setAsking(null); };
  return (
    <div className={s.page}>
      <RefusalLine refusal={answer.error} />
      {list && list.overdue > 0 && <Banner tone="warn" verdict={`${counted(list.overdue, 'right')} overdue for a review.`}>Of {figure(list.rights)} that are given. Rights that reach High and Critical changes and administrators of pipelines are reviewed every {list.days.highImpact} days, others every {list.days.other}.</Banner>}
      {list && (rows.length === 0 ? (
        <EmptyState title="No access was reviewed yet" steps={[
          { title: 'Start a review', text: `Of roles, rights to approve, delegations, permissions of pipelines. It gives ${list.days.decide} days unless you say otherwise.`, act: start },
          { title: 'Reviewers decide right by right', text: 'Each is opened, then certified, changed or revoked with a reason. Nobody reviews their own.' },
          { title: 'Close it by signature', text: 'What nobody decided in time is suspended. The report names every signature.' },
        ]}>Who may approve, deploy and administer is looked at again and again, so that nobody keeps what they no longer need.</EmptyState>
      ) : (
        <div className={s.columns}>
          <Card isPadded={false}>
            <div className={s.head}><h2>Reviews</h2><span className="end">{start}</span></div>
            <ul className={s.list}>{rows.map((row) => (
              <li key={row.id}><button type="button" className={s.choice} aria-pressed={row.id === open} onClick={() => { setChosen(row.id); }}>
                <span><b className="mono">{row.number}</b> <b><bdi>{row.title}</bdi></b></span>
                <span className="dim tiny">{row.closed ? <>Closed <Moment at={row.closed.at} isShort /></> : `Due ${dayText(row.dueOn)}`}{row.mine > 0 && `, ${row.mine} for you`}</span>
                <span className="tiny">{tallyWords(row)}</span>
              </button></li>
            ))}</ul>
          </Card>
          {open !== undefined && <ReviewCard key={open} review={open} onDecide={(rights, verdict) => { setAsking({ review: open, rights, verdict }); }} onClose={(row) => { setAsking({ close: row }); }} />}
        </div>
      ))}
      {asking === 'start' && list && <StartReview days={list.days.decide} onStarted={setChosen} onClose={close} />}
      {asking !== null && asking !== 'start' && ('close' in asking ? <CloseReview review={asking.close} onClose={close} /> : <DecideRights {...asking} onClose={close} />)}
    </div>
  );
}

type View = 'mine' | 'all';
function ReviewCard({ review, onDecide, onClose }: { review: string; onDecide: (rights: readonly ReviewedRight[], verdict: AccessVerdict) => void; onClose: (review: AccessReviewRow) => void }) {
  const { value, error } = useQuery('accessReview.show', { review });
  const [chosen, setView] = useState<View | null>(null);
  if (!value) return <RefusalLine refusal={error} />;
  const mine = value.items.filter(({ isMine }) => isMine);
  const view = chosen ?? (value.mine > 0 ? 'mine' : 'all');
  const shown = view === 'mine' ? mine : value.items;
  const ready = mine.filter(({ decision, opened }) => decision === null && opened !== null);
  const kinds = [...new Set(shown.map(({ kind }) => kind))];
  return (
    <Card isPadded={false}>
      <div className={s.head}>
        <h2><bdi>{value.title}</bdi></h2>{value.isOverdue && <Badge tone="bad">Overdue</Badge>}
        <span className={s.rowActs}>
          {ready.length > 1 && <Button onPress={() => { onDecide(ready, 'certify'); }}>Certify {counted(ready.length, 'opened right')}…</Button>}
          {value.closed === null && <Button refusal={refusalOf(value.mayClose)} onPress={() => { onClose(value); }}>Close the review…</Button>}
        </span>
      </div>
      <div className={s.facts}>
        <p className="dim">Started by <bdi>{value.started.by}</bdi>, <Moment at={value.started.at} isShort />. {value.closed ? <>Closed by signature of <bdi>{value.closed.by}</bdi>, <Moment at={value.closed.at} isShort />: {value.closed.note}</> : `To be decided by ${dayText(value.dueOn)}; what is not is suspended.`}</p>
        <WriteReport review={review} />
        {mine.length > 0 && mine.length < value.items.length && <Segments label="Which rights" chosen={view} onChoose={setView} choices={[{ value: 'mine', label: `For you ${mine.length}` }, { value: 'all', label: `All ${value.items.length}` }]} />}
      </div>
      {kinds.map((kind) => <Rights key={kind} kind={kind} review={review} rights={shown.filter((right) => right.kind === kind)} onDecide={onDecide} />)}
    </Card>
  );
}

function Rights({ kind, review, rights, onDecide }: { kind: RightKind; review: string; rights: readonly ReviewedRight[]; onDecide: (rights: readonly ReviewedRight[], verdict: AccessVerdict) => void }) {
  return (
    <section className={s.group} aria-label={rightKindWords[kind]}>
      <h3>{rightKindWords[kind]} <span className="dim">{figure(rights.length)}</span></h3>
      <ul className={s.rows} aria-label={`${rightKindWords[kind]} under review`}>{rights.map((right) => <Right key={right.id} right={right} review={review} onDecide={(verdict) => { onDecide([right], verdict); }} />)}</ul>
    </section>
  );
}

function Right({ right, review, onDecide }: { right: ReviewedRight; review: string; onDecide: (verdict: AccessVerdict) => void }) {
  const open = useCommand('accessReview.open');
  const { standing, decision, opened } = right;
  const which = <span className="unseen"> {right.what} of {right.holder}</span>;
  return (
    <li>
      <div className={s.rowHead}>
        <SignalMark signal={standingSignal[standing]} label={standingWords[standing]} />
        <b><bdi>{right.holder}</bdi></b><span>{right.what}</span>
        {(standing === 'revoked' || standing === 'changed') && <Badge tone={right.isStillGranted ? 'warn' : 'ok'}>{right.isStillGranted ? 'Removal ordered' : 'No longer granted'}</Badge>}
        <span className={s.rowActs}>
          {right.isMine && opened === null && <Button refusal={refusalOf(right.mayOpen)} isPending={open.isPending} onPress={() => { void open.run({ review, right: right.id }); }}>Open{which}</Button>}
          {right.mayDecide.ok && (['certify', 'change', 'revoke'] as const).map((verdict) => <Button key={verdict} kind={verdict === 'certify' && decision === null ? 'plain' : 'quiet'} onPress={() => { onDecide(verdict); }}>{verdictWords[verdict]}…{which}</Button>)}
        </span>
      </div>
      {(opened !== null || !right.isMine) && <p className="dim">{right.heldSince === null ? 'Held for an unknown time' : <>Held since <Moment at={right.heldSince} isShort /></>}, reviewed every {right.days} days by <bdi>{right.reviewer}</bdi>.</p>}
      {decision && <p className="dim">{standingWords[standing]}{decision.instead !== '' && ` to ${decision.instead}`}: {decision.reason} <span className="tiny">Signed by <bdi>{decision.by}</bdi>, <Moment at={decision.at} isShort /></span></p>}
      {standing === 'suspended' && <p className="dim">Nobody decided it in time. It is suspended until it is certified.</p>}
      {right.alsoWritten.map((one) => <p key={one.at} className="dim">Also decided by <bdi>{one.by}</bdi> apart from this: {verdictWords[one.verdict].toLowerCase()}, {one.reason}</p>)}
      <RefusalLine refusal={open.error} />
    </li>
  );
}

function WriteReport({ review }: { review: string }) {
  const write = useJob('accessReview.write');
  if (write.isRunning) return <ProgressBar label="Writing the report" progress={write.progress} onCancel={write.cancel} />;
  return (
    <>
      <div><Button kind="quiet" onPress={() => { void write.run({ review }); }}>Write the report with its signatures</Button></div>
      <RefusalLine refusal={write.error} />
      {write.value && <Banner tone="ok" verdict="Written and sealed." acts={<Button onPress={() => { void bridge().call('workspace.revealExports', {}); }}>Open folder</Button>}>{write.value.file.name}, {counted(write.value.pages, 'page')}, in {write.value.file.folder}.</Banner>}
    </>
  );
}
