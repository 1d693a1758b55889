// What the board must know about the item that is up, without leaving it: what, why, when, where, risk, readiness, the week, the record.
import type { MeetingRun, RunItem } from '#contract/cab.ts';
import type { Output } from '#contract/index.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { OutcomeMark, RiskMark, SignalMark } from '../../ui/marks.tsx';
import { vars } from '../../ui/meter.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Span } from '../../ui/time.tsx';
import { formatMinutes, formatShort } from '../../ui/time-words.ts';
import { capital, counted, listed, tierWords, typeWords } from '../../ui/words.ts';
import { ActionsCard, finishKey } from '../cab/actions-card.tsx';
import { isLacking, openOf, pieceSignals, pieceWords, placeOf } from '../change/pieces.ts';
import { viewWords } from '../change/referrals.tsx';
import { openRun } from './run-state.ts';
import { WeekStrip } from './week-strip.tsx';
import s from './run.module.css';

type Packet = Output<'cab.packet'>;

function Facts({ packet }: { packet: Packet }) {
  const { card } = packet;
  return (
    <dl className={s.facts}>
      <div><dt>What</dt><dd className="prose">{packet.description.split('\n\n')[0] || card.title}</dd></div>
      <div><dt>Why</dt><dd className="prose">{packet.justification || <span className="dim">Nobody wrote why.</span>}</dd></div>
      <div><dt>When</dt><dd>{card.plannedStartAt && card.plannedEndAt ? <b><Span from={card.plannedStartAt} to={card.plannedEndAt} zone={card.zone} /></b> : <span className="dim">No window</span>}<br />{packet.outageMinutes === null ? '' : packet.outageMinutes === 0 ? 'No outage' : `Outage ${formatMinutes(packet.outageMinutes)}`}</dd></div>
      <div><dt>Where</dt><dd>{capital(card.environment)}. {card.service}<br /><span className="dim">{packet.items.slice(0, 4).join(', ')}{packet.items.length > 4 && ` and ${packet.items.length - 4} more`}</span></dd></div>
    </dl>
  );
}

/** Points of maximum, factor by factor; where another tool brought the score, that is all there is. */
function RiskCard({ packet }: { packet: Packet }) {
  const { card } = packet;
  const risk = useQuery('risk.show', { change: card.id }, { keepPrevious: true }).value;
  const known = risk?.id === card.id && risk.assessment.signature !== null ? risk : undefined;
  const [lower] = known?.lower ?? [];
  return (
    <Card title="Risk" aside={<RiskMark tier={card.tier} score={card.score} isPill />}>
      {known ? (
        <ul className={s.factors} data-tier={known.tier}>
          {known.factors.filter((f) => f.most > 0).map((f) => <li key={f.id} title={f.because}><span>{f.label}</span><span className={s.track} aria-hidden="true" style={vars({ '--p': f.points, '--m': f.most })} /><span className="num"><b>{f.points}</b> <span className="dim">/ {f.most}</span></span></li>)}
        </ul>
      ) : <p className="dim">{card.score === null ? 'Not assessed.' : 'The score came with the record; its factors were not assessed here.'}</p>}
      {known && lower && <p className="sec">−{lower.points}: {lower.text}{lower.tier !== known.tier && <>, then <b>{tierWords[lower.tier]}</b></>}</p>}
    </Card>
  );
}

const mostPieces = 7;
function ReadyCard({ packet }: { packet: Packet }) {
  const { card } = packet;
  const open = openOf(card.pieces);
  const shown = [...open, ...card.pieces.filter((p) => !isLacking(p))].slice(0, mostPieces);
  return (
    <Card title="Backout and evidence" aside={<span className="dim">{card.ready} of {card.needed} there</span>}>
      <p className={s.clamp}>{packet.backoutPlan === '' ? <SignalMark signal="missing">No backout plan</SignalMark> : <><b>Backout: </b>{packet.backoutPlan}</>}</p>
      <ul className={s.pieces}>{shown.map((p) => <li key={p.id}><SignalMark signal={pieceSignals[p.status]}>{isLacking(p) ? <a href={hrefOf(placeOf(card.number, p))}>{pieceWords(p)}</a> : pieceWords(p)}</SignalMark></li>)}</ul>
      {card.pieces.length > mostPieces && <p className="dim">and {card.pieces.length - mostPieces} more</p>}
    </Card>
  );
}

function RecordCard({ packet }: { packet: Packet }) {
  const { completed, failed } = packet.serviceRecord;
  return (
    <Card title="How this service’s changes went" aside={<span className="dim">{completed === 0 ? 'no record' : `${failed} of ${completed} failed`}</span>}>
      <p className="sec">{completed === 0 ? 'No change on this service has been completed here.' : failed === 0 ? `None of the last ${counted(completed, 'completed change')} failed or was rolled back.` : `Of the last ${counted(completed, 'completed change')}, ${failed} failed or ${failed === 1 ? 'was' : 'were'} rolled back.`}</p>
    </Card>
  );
}

/** What experts said who were asked about this change (CAB-07). */
function Opinions({ change }: { change: string }) {
  const rows = useQuery('referral.list', { change }).value ?? [];
  if (rows.length === 0) return null;
  return (
    <div className={s.wide}><Card title="Experts who were asked"><ul className={s.notes}>
      {rows.map((row) => <li key={row.id}><span className="prose"><b>{row.question}</b> {row.answer ? row.answer.opinion : ''}</span><span className="dim">{row.expert}{row.answer ? `, ${viewWords[row.answer.view].toLowerCase()}` : row.standing === 'withdrawn' ? ', taken back' : `, ${row.standing === 'overdue' ? 'was due' : 'due'} ${formatShort(row.dueAt, row.zone)}`}</span></li>)}
    </ul></Card></div>
  );
}

/** CAB-05: votes given on another text do not count, and the chair is told whom to ask again. */
function FallenVotes({ run }: { run: MeetingRun }) {
  const names = run.voters.filter(({ isFallen }) => isFallen).map(({ name }) => name);
  if (names.length === 0) return null;
  return <Banner tone="warn" verdict="The change was edited after the vote.">{names.length === 1 ? `The vote of ${names[0]} was` : `The votes of ${listed(names)} were`} given on the text before and {names.length === 1 ? 'does' : 'do'} not count. <Kbd hotkey="V" /> asks again, once the room has read what is new.</Banner>;
}

export function ItemPacket({ run, item, packet }: { run: MeetingRun; item: RunItem; packet: Packet | undefined }) {
  return (
    <>
      <header className={s.itemHead}>
        <div className="row wrap"><span className="dim">Item {item.position} of {run.items.length}</span><a className="mono" href={hrefOf({ place: 'change', change: item.number })}>{item.number}</a>
          {packet && <span className="dim">{typeWords[packet.card.type]}. Requester {packet.requester || 'not named'}, owner {packet.card.owner || 'not named'}</span>}
          <span className="end dim"><Kbd hotkey="ArrowLeft" /> <Kbd hotkey="ArrowRight" /></span></div>
        <h2><bdi>{item.title}</bdi></h2>
        {item.verdict !== null && <OutcomeMark verdict={item.verdict} />}
      </header>
      {packet && (
        <>
          <FallenVotes run={run} />
          {packet.card.above && <Banner tone="warn" verdict={`The ${packet.card.above.label} decides on this.`}>{packet.card.above.because.join('. ')}. This board recommends.</Banner>}
          <Facts packet={packet} />
          <div className={s.cards}>
            <Opinions change={packet.card.id} />
            <RiskCard packet={packet} />
            <ReadyCard packet={packet} />
            <div className={s.wide}><WeekStrip packet={packet} /></div>
            <div className={s.wide}><RecordCard packet={packet} /></div>
          </div>
          <Notes notes={item.notes} zone={run.meeting.zone} />
        </>
      )}
    </>
  );
}

const Notes = ({ notes, zone }: { notes: RunItem['notes']; zone: string }) => (notes.length === 0 ? null : (
  <Card title="Noted"><ul className={s.notes}>{notes.map((n, i) => <li key={i}><span className="prose">{n.text}</span><span className="dim">{n.by}, {formatShort(n.at, zone)}</span></li>)}</ul></Card>
));

/** Something that is no change. */
export function TopicPacket({ run, item }: { run: MeetingRun; item: RunItem }) {
  return (
    <>
      <header className={s.itemHead}><div className="row"><span className="dim">Item {item.position} of {run.items.length}, no change</span></div><h2><bdi>{item.title}</bdi></h2></header>
      {item.outcome === null ? <p className="sec">Talk about it, write what matters into the minutes with <Kbd hotkey="M" />, and conclude it with <Kbd hotkey="N" />.</p> : <Card title="Outcome"><p className="prose">{item.outcome}</p></Card>}
      {item.standing === 'actions' && <OpenActions board={run.meeting.board} />}
      <Notes notes={item.notes} zone={run.meeting.zone} />
    </>
  );
}

/** What was promised in earlier sessions and is not done yet (CAB-06). */
function OpenActions({ board }: { board: string }) {
  const rows = useQuery('meeting.actions', { board }, { keepPrevious: true }).value?.rows ?? [];
  const finish = (): void => { openRun({ kind: 'finish', board }); };
  useActions(rows.length === 0 ? [] : [{ id: 'run.finish', label: 'Mark an action done…', hotkey: finishKey, group: 'Meeting', may: (rows.find(({ mayFinish }) => mayFinish.ok) ?? rows[0])?.mayFinish, run: finish }]);
  return rows.length === 0 ? <p className="sec">Nothing that an earlier session agreed on is open.</p> : <ActionsCard title="Agreed in earlier sessions" rows={rows} hasMeeting onFinish={finish} />;
}

/** Before the first item, and after the last: how the board's earlier decisions turned out (peers, idea 20). */
export function WholeMeeting({ run, onStart }: { run: MeetingRun; onStart: () => void }) {
  const { decided, failed, wrong } = run.hitRate;
  return (
    <>
      <header className={s.itemHead}><h2>{run.meeting.state === 'planned' ? 'Ready to begin' : run.meeting.state === 'running' ? 'In session' : 'The meeting has ended'}</h2></header>
      {run.meeting.state === 'planned' && <div className={s.begin}><Button kind="primary" size="large" hotkey="Enter" refusal={refusalOf(run.may['start'])} onPress={onStart}>Start the meeting</Button><p className="sec">Starting freezes the agenda: what comes later waits in the late tray.</p></div>}
      {run.meeting.state === 'running' && <p className="sec">Call the roll with <Kbd hotkey="O" />, then take up the first item with <Kbd hotkey="ArrowRight" />. All keys: <Kbd hotkey="?" />.</p>}
      {run.meeting.state === 'ended' && <p className="sec"><a href={hrefOf({ place: 'minutes', meeting: run.meeting.number })}>Read and sign the minutes</a></p>}
      <Card title="What became of earlier decisions" aside={<span className="dim">{decided === 0 ? 'none completed yet' : `${decided - failed} of ${decided} went well`}</span>}>
        {wrong.length === 0 ? <p className="dim">{decided === 0 ? 'As soon as changes that this board approved are completed, their outcomes stand here.' : 'None of the last approved changes failed or was rolled back.'}</p> : (
          <ul className={s.notes}>{wrong.map((w) => <li key={w.number}><span className={s.wrong}><SignalMark signal="bad" label={w.outcome.replaceAll('-', ' ')} /><a className="mono" href={hrefOf({ place: 'change', change: w.number })}>{w.number}</a><bdi>{w.title}</bdi></span><span className="dim">{w.outcome.replaceAll('-', ' ')}, approved in {w.meeting}{w.tier !== null && ` as ${tierWords[w.tier]}`}</span></li>)}</ul>
        )}
      </Card>
      <Notes notes={run.notes} zone={run.meeting.zone} />
    </>
  );
}
