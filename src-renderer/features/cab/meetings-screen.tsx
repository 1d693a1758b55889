// All meetings, latest first: to the board of one, or to its minutes.
import { useEffect, useState } from 'react';
import type { MeetingRow } from '#contract/cab.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { goTo, hrefOf } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Span } from '../../ui/time.tsx';
import { counted, figure } from '../../ui/words.ts';
import { NewMeeting } from './meeting-new.tsx';
import { decidedWords, endOf, meetingStateWords } from './meeting-words.ts';
import s from './meetings.module.css';

const pageRows = 100;
const tones = { planned: 'plain', running: 'info', ended: 'plain' } as const;

export function MeetingsScreen() {
  const [limit, setLimit] = useState(pageRows);
  const answer = useQuery('meeting.list', { limit }, { keepPrevious: true });
  const mayCall = useQuery('cab.board', { limit: 1 }).value?.may['createMeeting'];
  const [selected, setSelected] = useState(0);
  const [isCalling, setCalling] = useState(false);
  const rows = answer.value?.rows ?? [];
  const row = rows[selected];
  const step = (by: number): void => { setSelected((at) => Math.max(0, Math.min(rows.length - 1, at + by))); };
  const call = (): void => { setCalling(true); };
  useActions([
    { id: 'meeting.new', label: 'Call a meeting…', hotkey: 'C', group: 'Meetings', may: mayCall, run: call },
    { id: 'meeting.next', label: 'Next meeting', hotkey: ['J', 'ArrowDown'], group: 'Meetings', isSilent: true, run: () => { step(1); } },
    { id: 'meeting.previous', label: 'Meeting before', hotkey: ['K', 'ArrowUp'], group: 'Meetings', isSilent: true, run: () => { step(-1); } },
    ...(row ? [
      { id: 'meeting.board', label: `Open the board of ${row.number}`, hotkey: 'Enter', group: 'Meetings', run: () => { goTo({ place: 'board', meeting: row.number }); } },
      { id: 'meeting.minutes', label: `Open the minutes of ${row.number}`, hotkey: 'M', group: 'Meetings', run: () => { goTo({ place: 'minutes', meeting: row.number }); } },
    ] : []),
  ]);
  return (
    <Screen title="Meetings" sub={answer.value && counted(rows.length, 'meeting')} acts={<Button kind="primary" hotkey="C" refusal={refusalOf(mayCall)} onPress={call}>Call a meeting</Button>}>
      <RefusalLine refusal={answer.error} />
      {answer.value && rows.length === 0 && (
        <EmptyState title="No meeting yet" steps={[{ title: 'Call the first one', text: 'A board, a day and a length. Changes that are ready wait for its agenda.', act: <Button kind="primary" hotkey="C" refusal={refusalOf(mayCall)} onPress={call}>Call a meeting</Button> }]}>
          Every meeting keeps its agenda, its roll call, its votes and decisions, and the minutes its chair signs.
        </EmptyState>
      )}
      {rows.length > 0 && (
        <div className={s.main}>
          <div className={s.scroll}>
            <table className={s.table}>
              <thead><tr><th scope="col">Number</th><th scope="col">When</th><th scope="col">Board</th><th scope="col">State</th><th scope="col">Agenda</th><th scope="col">Minutes</th><th scope="col"><span className="unseen">Open</span></th></tr></thead>
              <tbody>{rows.map((m, i) => <Row key={m.id} meeting={m} isSelected={i === selected} onSelect={() => { setSelected(i); }} />)}</tbody>
            </table>
            {answer.value?.next !== null && limit < 500 && <div className={s.more}><Button kind="quiet" onPress={() => { setLimit(500); }}>Show up to {figure(500)}</Button></div>}
          </div>
        </div>
      )}
      {isCalling && <NewMeeting onClose={() => { setCalling(false); }} />}
    </Screen>
  );
}

function Row({ meeting: m, isSelected, onSelect }: { meeting: MeetingRow; isSelected: boolean; onSelect: () => void }) {
  useEffect(() => { if (isSelected) document.getElementById(`meeting-${m.id}`)?.scrollIntoView({ block: 'nearest' }); }, [isSelected, m.id]);
  return (
    <tr id={`meeting-${m.id}`} data-on={isSelected || undefined} aria-current={isSelected || undefined} onClick={onSelect} onFocus={onSelect}>
      <td className="mono">{m.number}</td>
      <td><Span from={m.startsAt} to={endOf(m.startsAt, m.lengthMinutes)} zone={m.zone} /></td>
      <td className="prose">{m.boardName}</td>
      <td><Badge tone={tones[m.state]}>{meetingStateWords[m.state]}</Badge></td>
      <td className="num">{decidedWords(m)}</td>
      <td>{m.minutesSigned ? <SignalMark signal="ok">signed</SignalMark> : m.state === 'ended' ? <SignalMark signal="missing">to be signed</SignalMark> : <span className="dim">after the meeting</span>}</td>
      <td><div className={s.acts}>
        <a href={hrefOf({ place: 'board', meeting: m.number })} aria-label={`Board of ${m.number}`}>Board</a>
        <a href={hrefOf({ place: 'minutes', meeting: m.number })} aria-label={`Minutes of ${m.number}`}>Minutes</a>
      </div></td>
    </tr>
  );
}
