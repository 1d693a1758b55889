// Changes that no session can decide in time, above the agenda, with the three choices there are (CAB-02).
import { useState } from 'react';
import type { Outlook, OutlookRow } from '#contract/agenda.ts';
import { refusalOf } from '../../app/actions.ts';
import { goTo, hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { formatMoment } from '../../ui/time-words.ts';
import { counted, figure } from '../../ui/words.ts';
import { NewMeeting } from './meeting-new.tsx';
import s from './board.module.css';

const shown = 3;
const hourMs = 3_600_000;
type Ballot = { row: OutlookRow; isRemote: boolean };

/** Half way between now and the last moment that leaves the lead, at a full hour; never in the past. */
export function extraordinaryAt(row: Pick<OutlookRow, 'plannedStartAt'>, leadHours: number, now: number = Date.now()): string {
  const latest = Date.parse(row.plannedStartAt) - leadHours * hourMs;
  const middle = Math.max(now + hourMs, now + (latest - now) / 2);
  return new Date(Math.ceil(middle / hourMs) * hourMs).toISOString();
}

function Missed({ row, outlook, onBallot }: { row: OutlookRow; outlook: Outlook; onBallot: (ballot: Ballot) => void }) {
  const refusal = refusalOf(outlook.mayCall);
  const { zone } = outlook.board!;
  return (
    <li>
      <span className={s.missedWhat}><a className="mono" href={hrefOf({ place: 'change', change: row.number })}>{row.number}</a> <bdi>{row.title}</bdi>
        <small>Window {formatMoment(row.plannedStartAt, row.zone)}; {row.onAgendaOf ? `on the agenda of ${row.onAgendaOf}, which leaves less than ${figure(outlook.board!.leadHours)} h` : row.next ? `next session ${formatMoment(row.next.startsAt, zone)}` : 'no session is planned'}</small></span>
      <span className={s.missedActs}>
        <Button refusal={refusal} label={`Extraordinary session for ${row.number}`} onPress={() => { onBallot({ row, isRemote: false }); }}>Extraordinary session…</Button>
        <Button kind="quiet" refusal={refusal} label={`Remote ballot on ${row.number}`} onPress={() => { onBallot({ row, isRemote: true }); }}>Remote ballot…</Button>
        <Button kind="quiet" label={`New window for ${row.number}`} onPress={() => { goTo({ place: 'change', change: row.number }); }}>New window</Button>
      </span>
    </li>
  );
}

/** `board`: that of the meeting on the screen. */
export function OutlookBand({ board }: { board: string | undefined }) {
  const outlook = useQuery('cab.outlook', board === undefined ? {} : { board }, { keepPrevious: true }).value;
  const [isOpen, setOpen] = useState(false);
  const [ballot, setBallot] = useState<Ballot | null>(null);
  // Without sessions to count on, nothing can be said to miss one.
  if (!outlook?.board || (outlook.missed.length === 0 && !outlook.isIdle) || (!outlook.board.hasCadence && outlook.sessions.length === 0)) return null;
  const rows = isOpen ? outlook.missed : outlook.missed.slice(0, shown);
  return (
    <section className={s.band} aria-label="Would miss their window">
      <p className={s.bandHead}>
        {outlook.missedTotal > 0 && <SignalMark signal="warn">{counted(outlook.missedTotal, 'change')} would miss {outlook.missedTotal === 1 ? 'its' : 'their'} window: no session of {outlook.board.name} decides {figure(outlook.board.leadHours)} h before</SignalMark>}
        {outlook.isIdle && <SignalMark signal="warn">The cadence of {outlook.board.name} makes no session in 35 days. <a href={hrefOf({ place: 'boards' })}>Boards</a></SignalMark>}
        {outlook.missed.length > shown && <Button kind="quiet" onPress={() => { setOpen(!isOpen); }}>{isOpen ? 'Show fewer' : `Show all ${figure(outlook.missed.length)}`}</Button>}
      </p>
      {rows.length > 0 && <ul className={s.missed}>{rows.map((row) => <Missed key={row.id} row={row} outlook={outlook} onBallot={setBallot} />)}</ul>}
      {ballot && (
        <NewMeeting board={outlook.board.id} startsAt={ballot.isRemote ? new Date(Math.ceil((Date.now() + hourMs / 4) / (hourMs / 4)) * (hourMs / 4)).toISOString() : extraordinaryAt(ballot.row, outlook.board.leadHours)} lengthMinutes={15}
          about={ballot.isRemote ? `A remote ballot on ${ballot.row.number} is a short meeting of today: members who are away hand in signed ballots, and the chair records the decision.` : `An extraordinary session for ${ballot.row.number}. It has no cut-off.`}
          onClose={() => { setBallot(null); }} onCalled={(number) => { goTo({ place: 'board', meeting: number }); }} />
      )}
    </section>
  );
}
