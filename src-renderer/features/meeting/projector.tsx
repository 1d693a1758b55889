// The wall: one item, one tier, one window, the votes, the stamp. Nothing to scroll, nothing to click, nothing smaller than the back row can read.
import type { Output } from '#contract/index.ts';
import { useSession } from '../../app/session.ts';
import { cx } from '../../ui/class-names.ts';
import { Shape } from '../../ui/shapes.tsx';
import { formatClock, formatDay, formatMinutes, formatSpan } from '../../ui/time-words.ts';
import { tierWords, verdictWords } from '../../ui/words.ts';
import { verdictShapes } from '../cab/board-decide.tsx';
import { clockWords, secondsNow } from './clock.ts';
import type { RunProps } from './run-screen.tsx';
import { ruleWords } from './run-words.ts';
import s from './projector.module.css';

type Packet = Output<'cab.packet'>;

function Risk({ card }: { card: NonNullable<RunProps['card']> }) {
  return (
    <div className={s.risk} data-tier={card.tier ?? 'none'}>
      <Shape name={card.tier === null ? 'sig-missing' : `risk-${card.tier}`} />
      <div><b>{card.tier === null ? 'Not assessed' : tierWords[card.tier]}</b><span>{card.score === null ? '' : `${card.score} of 100`}</span></div>
    </div>
  );
}

/** The last decision on the change, in place of the dashed frame, so that eyes do not move. */
function Stamp({ run, item, card, packet }: Pick<RunProps, 'run' | 'item' | 'card'> & { packet: Packet | undefined }) {
  const decision = packet?.decisions[0];
  if (item?.verdict && decision) {
    const said = decision.conditions[0] ? `${decision.conditions[0].text}. ${decision.conditions[0].owner}, by ${decision.conditions[0].dueOn}` : decision.deferredTo !== null ? `Comes back on ${decision.deferredTo}` : decision.recommends ? `To the ${card?.above?.label ?? 'higher board'}, ${decision.recommends === 'approve' ? 'recommended' : 'advised against'}` : '';
    return <div className={s.stamp} data-verdict={item.verdict} role="status"><Shape name={verdictShapes[item.verdict]} /><div><b>{verdictWords[item.verdict]}</b><span>{said}</span></div></div>;
  }
  const { tally, quorum } = run;
  if (!quorum.isQuorate) return <div className={s.open} role="status"><b>No quorum</b><span>{quorum.why}</span></div>;
  const fallen = run.voters.filter(({ isFallen }) => isFallen).length;
  if (fallen > 0) return <div className={s.open} role="status"><b>Edited since the vote</b><span>{fallen === 1 ? 'One vote was' : `${fallen} votes were`} given on the text before and {fallen === 1 ? 'does' : 'do'} not count. The board votes again.</span></div>;
  const open = tally?.open ?? [];
  const cast = tally ? tally.able - open.length : 0;
  const who = open.length === 0 ? 'Everybody has voted.' : open.length <= 2 ? `${open.join(' and ')} still to vote.` : `${open.length} still to vote.`;
  return <div className={s.open} role="status"><b>{cast === 0 ? 'Before the board' : 'Voting'}</b><span>{card?.above && `The ${card.above.label} decides; this board recommends. `}{cast === 0 ? ruleWords[run.rule] : who} {run.rule === 'chair-decides' ? '' : `${tally?.need ?? 0} of ${tally?.able ?? 0} needed.`}</span></div>;
}

function Votes({ run }: Pick<RunProps, 'run'>) {
  const { tally, quorum, voters } = run;
  const recused = voters.filter((v) => v.how === 'recused');
  return (
    <div className={s.votes}>
      <div><b>{tally?.approve ?? 0}</b><span>Approve</span></div><div><b>{tally?.conditions ?? 0}</b><span>Conditions</span></div><div><b>{tally?.reject ?? 0}</b><span>Reject</span></div>
      <div className={s.note}>
        {recused.length > 0 && <span>{recused.length} recused: {recused.map((v) => v.name).slice(0, 2).join(', ')}{recused.length > 2 && ' …'}</span>}
        <span>Quorum {quorum.isQuorate ? 'met' : 'not met'}: {quorum.have} voting, {quorum.need} needed</span>
      </div>
    </div>
  );
}

export function Projector({ run, item, card, now, packet }: RunProps & { packet: Packet | undefined }) {
  const { meeting } = run;
  const organisation = useSession((x) => x.state?.workspace?.organisation ?? '');
  return (
    <main className={cx('projector', s.wall)} id="main" tabIndex={-1}>
      <header>
        {item ? <span>Item <b>{item.position}</b> of {run.items.length}</span> : <span>{meeting.number}</span>}
        {item && item.number !== '' && <span className={s.id}>{item.number}</span>}
        {item && !item.isDone && <span>{clockWords(secondsNow(item, run, now))}</span>}
        <span className={s.end}>{organisation !== '' && `${organisation}, `}{meeting.boardName} {formatDay(meeting.startsAt, meeting.zone)}</span><b>{formatClock(new Date(now).toISOString(), meeting.zone)}</b>
      </header>
      <h1><bdi>{item?.title ?? (meeting.state === 'planned' ? `${meeting.boardName} begins at ${formatClock(meeting.startsAt, meeting.zone)}` : meeting.state === 'ended' ? 'The meeting has ended' : meeting.boardName)}</bdi></h1>
      {run.isPaused && <p className={s.paused}>Paused</p>}
      {item?.kind === 'change' && card && (
        <>
          <div className={s.row}>
            <Risk card={card} />
            <div className={s.window}><b>{card.plannedStartAt && card.plannedEndAt ? formatSpan(card.plannedStartAt, card.plannedEndAt, card.zone) : 'No window'}</b><span>{packet?.outageMinutes ? `${formatMinutes(packet.outageMinutes)} without ${card.service}` : card.service}</span></div>
          </div>
          <div className={s.bottom}><Votes run={run} /><Stamp run={run} item={item} card={card} packet={packet} /></div>
        </>
      )}
      {item?.kind === 'topic' && <div className={s.bottom}>{item.outcome === null ? <div className={s.open}><b>{item.minutes} minutes planned</b><span>No change</span></div> : <div className={s.stamp} data-verdict="noted"><Shape name="out-noted" /><div><b>Concluded</b><span>{item.outcome}</span></div></div>}</div>}
      {!item && <div className={s.bottom}><div className={s.open}><b>{run.items.length} {run.items.length === 1 ? 'item' : 'items'}</b><span>{run.quorum.why}</span></div></div>}
    </main>
  );
}
