// The minutes as they will be printed: opening, attendance, decisions, every item, what follows, signature.
import type { ReactNode } from 'react';
import type { Output } from '#contract/index.ts';
import { hrefOf } from '../../app/routes.ts';
import { RiskMark } from '../../ui/marks.tsx';
import { Moment, Span } from '../../ui/time.tsx';
import { formatClock } from '../../ui/time-words.ts';
import { counted, listed, verdictWords } from '../../ui/words.ts';
import { attendanceWords, ballotRefusals, dayWords, endOf } from './meeting-words.ts';
import { ItemSection, timeUsed, votesInBrief } from './minutes-item.tsx';
import s from './minutes.module.css';

export type Minutes = Output<'minutes.show'>;

export function MinutesPaper({ minutes: m, organisation }: { minutes: Minutes; organisation: string }) {
  const { zone } = m.meeting;
  const from = m.startedAt ?? m.meeting.startsAt;
  return (
    <article className={s.paper} aria-label={`Minutes of ${m.meeting.number}`}>
      <div className={s.running}><span><b><bdi>{organisation}</bdi></b> <bdi>{m.meeting.boardName}</bdi></span><span className="mono">{m.meeting.number}-MIN, revision {m.revision}</span></div>
      <header><h2>Minutes of the <bdi>{m.meeting.boardName}</bdi></h2><p className={s.lead}>{summaryOf(m)}</p></header>
      <dl className={s.held}>
        <div><dt>{m.endedAt === null ? 'Planned' : 'Held'}</dt><dd><Span from={from} to={m.endedAt ?? endOf(from, m.meeting.lengthMinutes)} zone={zone} /></dd></div>
        <div><dt>Time zone</dt><dd>{zone}</dd></div>
        <div><dt>Items decided</dt><dd className="num">{m.meeting.decided} of {m.meeting.items}</dd></div>
      </dl>
      <Attendance minutes={m} />
      <Decisions minutes={m} />
      {m.items.map((item) => <ItemSection key={item.id} item={item} zone={zone} isOver={m.meeting.state === 'ended'} />)}
      <Lines title="Notes of the meeting" lines={m.notes.map(({ text, by, at }) => `${formatClock(at, zone)}, ${by}: ${text}`)} />
      <Lines title="Ballots that do not count" lines={m.refusedBallots.map(({ name, item, why, at }) => `${formatClock(at, zone)}: ${name} on ${item}, ${ballotRefusals[why] ?? why}`)} />
      <Follows minutes={m} />
      {m.addenda.length > 0 && <Addenda minutes={m} />}
      <Signature minutes={m} />
    </article>
  );
}

/** One sentence over the outcomes, as the printed minutes open with it. */
function summaryOf(m: Minutes): string {
  const outcomes = [...Map.groupBy(m.items, (item) => item.decision?.verdict ?? (item.outcome === null ? null : 'noted'))].map(([verdict, items]) => `${items.length} ${verdict === null ? 'not decided' : verdictWords[verdict].toLowerCase()}`);
  const quorum = m.quorum.length === 0 ? '' : m.quorum.every(({ isQuorate }) => isQuorate) ? ' Quorate throughout.' : m.quorum.some(({ isQuorate }) => isQuorate) ? ' Not quorate all the time.' : ' Not quorate.';
  return `${m.items.length === 0 ? 'No items' : `${counted(m.items.length, 'item')}: ${listed(outcomes)}`}.${quorum}`;
}

function Part({ title, children }: { title: ReactNode; children: ReactNode }) {
  return <section><h3>{title}</h3>{children}</section>;
}

function Attendance({ minutes: { attendance, quorum, proxies, meeting: { zone } } }: { minutes: Minutes }) {
  return (
    <Part title="Attendance and quorum">
      <table className={s.table}>
        <thead><tr><th scope="col">Name</th><th scope="col">Seat</th><th scope="col">Function</th><th scope="col">Arrived</th><th scope="col">Left</th><th scope="col">Attendance</th></tr></thead>
        <tbody>{attendance.map((a) => (
          <tr key={a.name}><td><bdi>{a.name}</bdi>{a.deputy !== null && <span className="dim"> (deputy <bdi>{a.deputy}</bdi>)</span>}</td><td>{a.isVoting ? 'Voting' : 'Advisory'}</td><td className="prose">{a.function}</td><td className="num">{a.arrivedAt === null ? '' : formatClock(a.arrivedAt, zone)}</td><td className="num">{a.leftAt === null ? '' : formatClock(a.leftAt, zone)}</td><td data-gap={a.status === 'unknown' || undefined}>{attendanceWords[a.status]}</td></tr>
        ))}
        {attendance.length === 0 && <tr><td colSpan={6} data-gap>The board has no seats yet.</td></tr>}</tbody>
      </table>
      {quorum.length === 0 ? <p className={s.after}>No attendance was noted.</p> : (
        <ul className={`${s.lines} ${s.after}`} aria-label="Quorum">
          {quorum.map(({ at, said, why, isQuorate }) => <li key={at} data-gap={!isQuorate || undefined}>{formatClock(at, zone)}, <bdi>{said}</bdi>: {why}; {isQuorate ? 'quorate' : 'not quorate'}.</li>)}
          {proxies.map(({ from, to, at }) => <li key={`${from} ${at}`}>{formatClock(at, zone)}: <bdi>{from}</bdi> {to === null ? 'took the proxy back' : <>gave the vote to <bdi>{to}</bdi></>}.</li>)}
        </ul>
      )}
    </Part>
  );
}

function Decisions({ minutes: { items } }: { minutes: Minutes }) {
  return (
    <Part title="Decisions">
      <table className={s.table}>
        <thead><tr><th scope="col">Item</th><th scope="col">Change</th><th scope="col">Risk</th><th scope="col">Decision</th><th scope="col">Votes</th><th scope="col" className={s.right}>Min</th></tr></thead>
        <tbody>{items.map(({ id, position, number, title, tier, score, decision, outcome, votes, ...time }) => (
          <tr key={id}>
            <td className="num">{position}</td>
            <td>{number !== '' && <><a className="mono" href={hrefOf({ place: 'change', change: number })}>{number}</a> </>}<span className="prose">{title}</span></td>
            <td className="nowrap">{number !== '' && <RiskMark tier={tier} score={score} />}</td>
            <td data-gap={(decision === null && outcome === null) || undefined}>{decision === null ? outcome === null ? 'Not decided' : 'Noted' : `${verdictWords[decision.verdict]}${decision.deferredTo === null ? '' : `, until ${dayWords(decision.deferredTo)}`}`}</td>
            <td className="num">{votesInBrief(votes)}</td>
            <td className={`num ${s.right}`}>{timeUsed(time)}</td>
          </tr>
        ))}
        {items.length === 0 && <tr><td colSpan={6}>The agenda is empty.</td></tr>}</tbody>
      </table>
    </Part>
  );
}

/** Things said in one line each; nothing where there are none. */
function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  return lines.length === 0 ? null : <Part title={title}><ul className={s.lines}>{lines.map((line, i) => <li key={`${i} ${line}`} className="prose">{line}</li>)}</ul></Part>;
}

/** Corrections stand after what was signed; the text above stays as it was. */
function Addenda({ minutes: { addenda, meeting } }: { minutes: Minutes }) {
  return (
    <Part title="Addenda">
      <ol className={s.lines}>{addenda.map(({ text, by, at }) => <li key={at}><p className="prose">{text}</p><p className="sec">signed by <bdi>{by}</bdi>, <Moment at={at} zone={meeting.zone} /></p></li>)}</ol>
    </Part>
  );
}

function Follows({ minutes: { actions, openConditions } }: { minutes: Minutes }) {
  return (
    <Part title="What follows">
      {actions.length === 0 && openConditions.length === 0 ? <p className="sec">No actions were agreed and no condition is open.</p> : (
        <table className={s.table}>
          <thead><tr><th scope="col">What</th><th scope="col">Kind</th><th scope="col">Owner</th><th scope="col">Due</th></tr></thead>
          <tbody>
            {actions.map((a, i) => <tr key={`${i} ${a.text}`}><td className="prose">{a.text}</td><td>Action</td><td className="prose">{a.owner}</td><td className="nowrap">{dayWords(a.dueOn)}</td></tr>)}
            {openConditions.map((c) => <tr key={c.id}><td className="prose">{c.text}</td><td>Open condition</td><td className="prose">{c.owner}</td><td className="nowrap">{dayWords(c.dueOn)}</td></tr>)}
          </tbody>
        </table>
      )}
    </Part>
  );
}

function Signature({ minutes: m }: { minutes: Minutes }) {
  return (
    <>
      <div className={s.sign}>
        <div>{m.isSigned ? <><b><bdi>{m.signedBy}</bdi></b><span className="sec">Signed{m.signedAt !== null && <> <Moment at={m.signedAt} zone={m.meeting.zone} /></>}</span></> : <b>Not signed yet</b>}</div>
        <div><b>Corrections</b><span className="sec">{m.addenda.length === 0 ? 'None. A correction is an addendum with its own signature.' : `${counted(m.addenda.length, 'addendum', 'addenda')}, each with its own signature.`}</span></div>
      </div>
      <div className={s.foot}><span>Set from the events of {m.meeting.number}</span><span>digest <span className={s.digest}>{m.digest}</span></span></div>
    </>
  );
}
