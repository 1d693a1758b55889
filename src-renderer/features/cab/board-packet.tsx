// What the board must know about one change, beside the board: never leave the agenda to read it.
import type { ReactNode } from 'react';
import type { AgendaBoard, Card } from '#contract/cab.ts';
import { votes as voteChoices } from '#contract/cab.ts';
import type { Output } from '#contract/index.ts';
import { goTo, hrefOf } from '../../app/routes.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { OutcomeMark, RiskMark, SignalMark, StateRing } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Panel, Section } from '../../ui/surfaces.tsx';
import { Span } from '../../ui/time.tsx';
import { formatMinutes, formatShort } from '../../ui/time-words.ts';
import { capital, counted, typeWords } from '../../ui/words.ts';
import { isLacking, openOf, pieceSignals, pieceWords, placeOf, whyOf } from '../change/pieces.ts';
import { openDialog, selectCard } from './board-state.ts';
import s from './board.module.css';

type Packet = Output<'cab.packet'>;
export const voteWords: Record<(typeof voteChoices)[number], string> = { approve: 'Approve', 'approve-with-conditions': 'With conditions', reject: 'Reject', defer: 'Defer', 'request-information': 'Ask for information', abstain: 'Abstain' };

/** Every piece, those that lack something first, each with the way to where it is done. */
function Pieces({ card }: { card: Card }) {
  const open = openOf(card.pieces);
  return (
    <ul className={s.pieces}>
      {[...open, ...card.pieces.filter((p) => !isLacking(p))].map((p) => (
        <li key={p.id}><SignalMark signal={pieceSignals[p.status]}>{isLacking(p) ? <a href={hrefOf(placeOf(card.number, p))} title={whyOf(p)}>{pieceWords(p)}</a> : pieceWords(p)}</SignalMark></li>
      ))}
    </ul>
  );
}

const Prose = ({ title, children, isOpen = false }: { title: string; children: string; isOpen?: boolean }): ReactNode =>
  children === '' ? null : <details className={s.details} open={isOpen}><summary>{title}</summary><p className={s.text}>{children}</p></details>;

/** Votes of the members in the room, one choice each. */
function Votes({ board, packet }: { board: AgendaBoard; packet: Packet }) {
  const vote = useCommand('meeting.vote');
  const cast = new Map(packet.votes.map((v) => [v.person, v.vote]));
  const voters = board.attendance.filter((a) => a.isVoting && (a.status === 'present' || a.status === 'late'));
  const tally = (kinds: readonly string[]): number => [...cast.values()].filter((v) => kinds.includes(v)).length;
  if (voters.length === 0) return <p className="dim">Nobody with a vote is noted as present. Open the roll call first.</p>;
  return (
    <>
      <div className={s.tally}><span><b>{tally(['approve', 'approve-with-conditions'])}</b>for</span><span><b>{tally(['reject', 'defer'])}</b>against</span><span><b>{tally(['abstain'])}</b>abstain</span><span><b>{voters.length - cast.size}</b>open</span></div>
      <ul className={s.votes}>
        {voters.map((v) => (
          <li key={v.person}><span className="trunc">{v.name}</span>
            <select aria-label={`Vote of ${v.name}`} value={cast.get(v.person) ?? ''} onChange={(e) => { if (e.target.value) void vote.run({ meeting: board.meeting!.id, change: packet.card.id, person: v.person, vote: e.target.value as (typeof voteChoices)[number] }); }}>
              <option value="">No vote yet</option>
              {voteChoices.map((choice) => <option key={choice} value={choice}>{voteWords[choice]}</option>)}
            </select>
          </li>
        ))}
      </ul>
      <RefusalLine refusal={vote.error} />
    </>
  );
}

function Conflicts({ packet }: { packet: Packet }) {
  return (
    <Section title="Conflicts" aside={packet.conflicts.length === 0 ? 'none' : counted(packet.conflicts.length, 'overlap')}>
      {packet.conflicts.length === 0 ? <p className="dim">No other open change on this service meets this window.</p> : (
        <ul className={s.list}>{packet.conflicts.map((c) => <li key={c.number}><SignalMark signal="clash"><b>{c.number}</b> {c.title}: {c.rule}, {formatShort(c.from, packet.card.zone)} to {formatShort(c.to, packet.card.zone)}</SignalMark></li>)}</ul>
      )}
    </Section>
  );
}

function Body({ board, packet }: { board: AgendaBoard; packet: Packet }) {
  const { card } = packet;
  const isVoting = board.meeting?.state === 'running' && card.item !== null && board.onAgenda.some((c) => c.id === card.id);
  const failed = packet.serviceRecord.failed;
  return (
    <>
      {isVoting && <Section title="Votes" aside={board.quorum?.isQuorate ? 'quorate' : 'no quorum'}><Votes board={board} packet={packet} /></Section>}
      <Section title="Ready for the board" aside={`${card.ready} of ${card.needed}`}><Pieces card={card} /></Section>
      <Section title="Window" aside={packet.outageMinutes === null ? undefined : packet.outageMinutes === 0 ? 'no outage' : `${formatMinutes(packet.outageMinutes)} outage`}>
        {card.plannedStartAt && card.plannedEndAt ? <Span from={card.plannedStartAt} to={card.plannedEndAt} zone={card.zone} /> : <p className="dim">No window is planned.</p>}
        <p className="dim">{[card.service, packet.items.join(', '), card.environment].filter(Boolean).join(' · ')}</p>
      </Section>
      <Section title="Why">
        {packet.justification === '' && packet.description === '' ? <p className="dim">Nobody wrote why.</p> : <p className={s.text}>{packet.justification || packet.description}</p>}
        {packet.justification !== '' && packet.description !== '' && packet.description !== packet.justification && <Prose title="Description">{packet.description}</Prose>}
      </Section>
      <Conflicts packet={packet} />
      <Section title="Backout" aside={packet.backoutPlan === '' ? 'missing' : undefined}>
        {packet.backoutPlan === '' ? <SignalMark signal="missing">No backout plan</SignalMark> : <p className={s.text}>{packet.backoutPlan}</p>}
        {packet.rollbackCriteria !== '' && <p className="dim">Triggered by: {packet.rollbackCriteria}</p>}
      </Section>
      <Section title="Plans"><Prose title="Implementation plan">{packet.implementationPlan}</Prose><Prose title="Test plan">{packet.testPlan}</Prose>{packet.implementationPlan === '' && packet.testPlan === '' && <p className="dim">No plan is written.</p>}</Section>
      <Section title="This service so far" aside={packet.serviceRecord.completed === 0 ? 'no record' : `${failed} of ${packet.serviceRecord.completed} failed`}>
        <p className="dim">{packet.serviceRecord.completed === 0 ? 'No change on this service has been completed here.' : `Of the last ${counted(packet.serviceRecord.completed, 'completed change')}, ${failed === 0 ? 'none' : failed} failed or ${failed === 1 ? 'was' : 'were'} rolled back.`}</p>
      </Section>
      {packet.decisions.length > 0 && <Section title="Decisions">{packet.decisions.map((d) => (
        <div key={d.id}><OutcomeMark verdict={d.verdict} /><p className="dim">{d.meetingNumber}, {d.by}, {formatShort(d.decidedAt)}</p>{d.reason !== '' && <p className={s.text}>{d.reason}</p>}
          {d.conditions.length > 0 && <ul className={s.list}>{d.conditions.map((c) => <li key={c.id}><SignalMark signal={c.metAt ? 'ok' : 'missing'}>{c.text} ({c.owner}, by {c.dueOn})</SignalMark></li>)}</ul>}</div>
      ))}</Section>}
      <Section title="Lately"><ul className={s.list}>{packet.recent.map((h) => <li key={h.event}><span>{h.said}</span><span className="end dim">{formatShort(h.at)}</span></li>)}</ul></Section>
    </>
  );
}

export function PacketPanel({ board, card }: { board: AgendaBoard; card: Card }) {
  const answer = useQuery('cab.packet', { change: card.id, ...(board.meeting ? { meeting: board.meeting.id } : {}) }, { keepPrevious: true });
  const packet = answer.value?.card.id === card.id ? answer.value : undefined;
  return (
    <Panel label={`Packet of ${card.number}`} header={(
      <>
        <div className={s.panelHead}><span className="mono">{card.number}</span><span className="dim">{typeWords[card.type]}</span><span className={s.end}><Button kind="quiet" hotkey="Escape" onPress={() => { selectCard(null); }}>Close</Button></span></div>
        <h2 className={s.panelTitle}><bdi>{card.title}</bdi></h2>
        <div className={s.panelMarks}><RiskMark tier={card.tier} score={card.score} isPill /><StateRing state={card.state} /></div>
      </>
    )} footer={(
      <>
        <Button hotkey="Enter" onPress={() => { goTo({ place: 'change', change: card.number }); }}>Open</Button>
        <Button kind="quiet" hotkey="M" onPress={() => { openDialog('move'); }}>Move to…</Button>
        {card.item && <Button kind="quiet" hotkey="T" onPress={() => { openDialog('minutes'); }}>{capital(`${card.item.minutes} min`)}</Button>}
      </>
    )}>
      {packet ? <Body board={board} packet={packet} /> : <RefusalLine refusal={answer.error} />}
    </Panel>
  );
}
