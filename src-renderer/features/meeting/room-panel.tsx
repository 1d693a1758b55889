// The room: quorum for the item that is up, who votes, who does not and why, and what the votes come to.
import type { MeetingRun, RunItem } from '#contract/cab.ts';
import { refusalOf } from '../../app/actions.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/class-names.ts';
import { Avatar, SignalMark } from '../../ui/marks.tsx';
import type { Signal } from '../../ui/marks.tsx';
import { ballotRefusals } from '../cab/meeting-words.ts';
import { openRun } from './run-state.ts';
import { ruleWords, seatWords, voteLabel } from './run-words.ts';
import type { VoteOf } from './run-words.ts';
import s from './run.module.css';

const voteSignals: Record<VoteOf, Signal> = { approve: 'ok', 'approve-with-conditions': 'info', reject: 'bad', defer: 'warn', 'request-information': 'warn', abstain: 'seen' };

function QuorumCard({ run }: { run: MeetingRun }) {
  const { quorum } = run;
  const word = quorum.isQuorate ? (quorum.isExact ? 'Met, exactly' : 'Met') : 'Not met';
  return (
    <section role="status" aria-label="Quorum">
      <div className={s.head}>Quorum<span className={cx('end', s.verdict)}><SignalMark signal={quorum.isQuorate ? 'ok' : 'bad'}>{word}</SignalMark></span></div>
      <p className="sec">{quorum.why}.</p>
      {quorum.isExact && <p className={s.warn}>If one more voter leaves, decisions stop.</p>}
      {!quorum.isQuorate && <p className={s.warn}>Nothing can be decided until it is met.</p>}
    </section>
  );
}

function Roll({ run, isVoting }: { run: MeetingRun; isVoting: boolean }) {
  const inRoom = run.voters.filter((v) => v.how !== 'absent' && v.how !== 'recused');
  const able = inRoom.length;
  const cast = inRoom.filter((v) => v.vote !== null).length;
  const advisory = run.room.filter((seat) => !seat.isVoting);
  return (
    <section className={s.rollList} aria-label="Roll call and votes">
      <div className={s.head}>{isVoting ? 'Roll call and votes' : 'Roll call'}<span className="end dim">{isVoting ? `${cast} of ${able} voted` : `${able} can vote`}</span></div>
      <ul>
        {run.voters.map((v) => {
          const isIn = v.how !== 'absent' && v.how !== 'recused';
          return (
            <li key={v.person} data-in={isIn || undefined}>
              <Avatar name={v.name} />
              <div className={s.who}><div className="trunc">{v.name}</div><div className="dim trunc">{seatWords(v) || v.function}</div></div>
              {isVoting && isIn && <SignalMark signal={v.vote === null ? v.isFallen ? 'warn' : 'missing' : voteSignals[v.vote]}>{v.vote === null ? v.isFallen ? 'ask again' : 'to vote' : voteLabel(v.vote)}</SignalMark>}
            </li>
          );
        })}
        {advisory.map((seat) => <li key={seat.person} data-in={seat.status === 'present' || seat.status === 'late' || undefined}><Avatar name={seat.name} /><div className={s.who}><div className="trunc">{seat.name}</div><div className="dim trunc">{seat.function}, no vote</div></div></li>)}
      </ul>
      <div className={s.rollActs}>
        <Button kind="quiet" hotkey="O" refusal={refusalOf(run.may['run'])} onPress={() => { openRun({ kind: 'rollCall' }); }}>Roll call</Button>
        {isVoting && <Button kind="quiet" hotkey="B" onPress={() => { openRun({ kind: 'ballot' }); }}>Ballots</Button>}
        {isVoting && <Button kind="quiet" hotkey="V" refusal={refusalOf(run.may['run'])} onPress={() => { openRun({ kind: 'votes' }); }}>Votes</Button>}
      </div>
    </section>
  );
}

function TallyCard({ run }: { run: MeetingRun }) {
  const { tally, quorum } = run;
  if (!tally) return null;
  const title = run.rule === 'chair-decides' ? ruleWords[run.rule] : `${ruleWords[run.rule]} of ${tally.able}`;
  const after = !quorum.isQuorate ? 'Nothing is carried without a quorum' : tally.result === 'approve' ? 'Carried' : tally.result === 'open' ? (tally.open.length === 0 ? '' : `${tally.open.length} still to vote`) : tally.result === 'tied' ? 'A tie: it can be escalated' : tally.result === 'reject' ? 'Not carried' : 'For later';
  return (
    <section aria-label="Votes">
      <div className={s.head}>{title}<span className="end dim">{tally.need} needed</span></div>
      <div className={s.tally}><span><b>{tally.approve}</b>approve</span><span><b>{tally.conditions}</b>conditions</span><span><b>{tally.reject}</b>reject</span><span><b>{tally.defer + tally.abstain}</b>defer, abstain</span></div>
      {after !== '' && <p className="sec" role="status">{after}</p>}
      {run.refusedBallots.length > 0 && <p className={s.warn}>Ballots that do not count: {run.refusedBallots.map((b) => `${b.name} (${ballotRefusals[b.why] ?? b.why})`).join(', ')}</p>}
    </section>
  );
}

export function RoomPanel({ run, item }: { run: MeetingRun; item: RunItem | undefined }) {
  return (
    <aside className={s.room} aria-label="The room">
      <QuorumCard run={run} />
      <Roll run={run} isVoting={item?.kind === 'change' && run.meeting.state === 'running'} />
      {run.meeting.state === 'running' && <TallyCard run={run} />}
    </aside>
  );
}
