// The boards: which of them can decide, how each one works, and who sits on it (CAB-01, CAB-02).
import { useEffect, useState } from 'react';
import { refusalOf, useActions } from '../../app/actions.ts';
import { Screen } from '../../app/screen.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card, Facts } from '../../ui/surfaces.tsx';
import { formatMinutes, formatMoment, zoneName } from '../../ui/time-words.ts';
import { counted, listed } from '../../ui/words.ts';
import { CharterDialog } from './charter-dialog.tsx';
import { EndSeatDialog, SeatDialog } from './seat-dialog.tsx';
import type { BoardRow, SeatRow } from './boards-words.ts';
import { cadenceWords, dayWords, hoursWords, kindWords, lackWords, levelWords, quorumWords, ruleWords, termOf } from './boards-words.ts';
import s from './boards.module.css';

type Asking = { what: 'new' } | { what: 'charter' } | { what: 'seat'; seat: SeatRow | null } | { what: 'end'; seat: SeatRow } | null;

export function BoardsScreen() {
  const answer = useQuery('board.list', {}, { keepPrevious: true });
  const mayMake = useQuery('cab.board', { limit: 1 }).value?.may['manageBoards'];
  const rows = answer.value ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [asking, setAsking] = useState<Asking>(null);
  const at = Math.max(0, rows.findIndex(({ id }) => id === chosen));
  const board = rows[at];
  const may = board?.mayManage ?? mayMake;
  const step = (by: number): void => { const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))]; if (next) { setChosen(next.id); document.getElementById(`board-${next.id}`)?.focus(); } };
  useActions([
    { id: 'boards.new', label: 'New board…', hotkey: 'C', group: 'Boards', may, run: () => { setAsking({ what: 'new' }); } },
    { id: 'boards.next', label: 'Next board', hotkey: ['J', 'ArrowDown'], group: 'Boards', isSilent: true, run: () => { step(1); } },
    { id: 'boards.previous', label: 'Board before', hotkey: ['K', 'ArrowUp'], group: 'Boards', isSilent: true, run: () => { step(-1); } },
    ...(board ? [
      { id: 'boards.charter', label: `Edit the charter of ${board.name}…`, hotkey: 'E', group: 'Boards', may, run: () => { setAsking({ what: 'charter' }); } },
      { id: 'boards.seat', label: `Give a seat on ${board.name}…`, hotkey: 'A', group: 'Boards', may, run: () => { setAsking({ what: 'seat', seat: null }); } },
    ] : []),
  ]);
  const close = (): void => { setAsking(null); };
  const make = <Button kind="primary" hotkey="C" refusal={refusalOf(may)} onPress={() => { setAsking({ what: 'new' }); }}>New board</Button>;
  const open = rows.filter(({ isConstituted }) => !isConstituted).length;
  return (
    <Screen title="Boards" sub={answer.value && rows.length > 0 && (open === 0 ? counted(rows.length, 'board') : `${open} of ${rows.length} not constituted`)} acts={make}>
      <div className={s.page}>
        <RefusalLine refusal={answer.error} />
        {answer.value && rows.length === 0 && (
          <EmptyState title="No board yet" steps={[
            { title: 'Make the first one', text: 'A change advisory board, an emergency board, a release review board or one of a domain.', act: make },
            { title: 'Give its seats to people', text: 'Voting or advisory, for a function, for a term, with a deputy.' },
            { title: 'Say when it meets', text: 'Then each change shows the session that decides in time, and agendas are called with one key.' },
          ]}>A board decides on changes while it is constituted: somebody votes for every function its charter asks for.</EmptyState>
        )}
        {board && (
          <div className={s.grid}>
            <ul className={s.list} aria-label="Boards">{rows.map((row) => <li key={row.id}><BoardButton row={row} isOn={row.id === board.id} onPress={() => { setChosen(row.id); }} /></li>)}</ul>
            <Detail board={board} onAsk={setAsking} />
          </div>
        )}
      </div>
      {asking?.what === 'new' && <CharterDialog board={null} onClose={close} onMade={setChosen} />}
      {asking?.what === 'charter' && board && <CharterDialog board={board} onClose={close} />}
      {asking?.what === 'seat' && board && <SeatDialog board={board} seat={asking.seat} onClose={close} />}
      {asking?.what === 'end' && board && <EndSeatDialog board={board} seat={asking.seat} onClose={close} />}
    </Screen>
  );
}

const Constituted = ({ row }: { row: BoardRow }) => <SignalMark signal={row.isConstituted ? 'ok' : 'bad'}>{row.isConstituted ? 'Constituted' : 'Not constituted'}</SignalMark>;

function BoardButton({ row, isOn, onPress }: { row: BoardRow; isOn: boolean; onPress: () => void }) {
  useEffect(() => { if (isOn) document.getElementById(`board-${row.id}`)?.scrollIntoView({ block: 'nearest' }); }, [isOn, row.id]);
  return (
    <button type="button" id={`board-${row.id}`} className={s.board} aria-current={isOn || undefined} onClick={onPress}>
      <b><bdi>{row.name}</bdi></b><Constituted row={row} />
      <small>{kindWords[row.charter.kind]}, {counted(row.seats.filter((x) => x.isVoting).length, 'vote')}</small>
      {row.isIdle && <SignalMark signal="warn">35 days without a session</SignalMark>}
    </button>
  );
}

function Detail({ board, onAsk }: { board: BoardRow; onAsk: (asking: Asking) => void }) {
  const { charter, zone } = board;
  const refusal = refusalOf(board.mayManage);
  return (
    <div className={s.detail} role="group" aria-label={board.name}>
      <Card title={<bdi>{board.name}</bdi>} aside={<Constituted row={board} />}>
        <p className="prose">{lackWords(board)}</p>
        {charter.scope !== '' && <p className="sec prose">{charter.scope}</p>}
      </Card>
      <Card title="Charter" aside={<Button hotkey="E" refusal={refusal} onPress={() => { onAsk({ what: 'charter' }); }}>Edit…</Button>}>
        <Facts rows={[
          ['What it is for', kindWords[charter.kind]], ['Level', levelWords[charter.level]], ['How it decides', ruleWords[charter.rule]], ['Quorum', quorumWords[charter.quorum]],
          ['Required functions', charter.requiredFunctions.length === 0 ? 'None: any voting member will do' : listed(charter.requiredFunctions)],
          ['Sessions', <>{cadenceWords(charter.cadence)}{charter.cadence && <>, {zoneName(zone)} time, {formatMinutes(board.lengthMinutes)}</>}{board.isIdle && <> <SignalMark signal="warn">35 days pass without one</SignalMark></>}</>],
          ['Next session', board.nextSession === null ? 'None is planned' : `${formatMoment(board.nextSession, zone)}${board.nextSession === board.nextUncalled ? ', not called yet' : ''}`],
          ['Cut-off', `${hoursWords(charter.cutOffHours)} before a session; later ones go to the session that follows`], ['Lead', `${hoursWords(charter.leadHours)} from the decision to the window`],
        ]} />
      </Card>
      <Card isPadded={false}>
        <div className={s.head}><h2>Seats</h2><Button hotkey="A" refusal={refusal} onPress={() => { onAsk({ what: 'seat', seat: null }); }}>Give a seat</Button></div>
        {board.seats.length === 0 ? <p className={s.none}>Nobody sits on it yet. A board without a voting member decides nothing.</p> : <Seats board={board} onAsk={onAsk} />}
      </Card>
    </div>
  );
}

const termSignals = { coming: 'unseen', running: 'ok', ended: 'bad' } as const;
const termWords = { coming: 'Begins later', running: 'In term', ended: 'Term ended' } as const;
function Seats({ board, onAsk }: { board: BoardRow; onAsk: (asking: Asking) => void }) {
  const today = new Date().toISOString().slice(0, 10);
  const nameOf = (id: string | null): string => (id === null ? '' : board.seats.find(({ person }) => person === id)?.name ?? people.find((p) => p.id === id)?.name ?? '');
  const people = useQuery('person.list', { limit: 500 }).value?.rows ?? [];
  const refusal = refusalOf(board.mayManage);
  return (
    <div className={s.scroll} tabIndex={0} role="group" aria-label={`Seats of ${board.name}`}>
      <table className={s.table}>
        <thead><tr><th scope="col">Person</th><th scope="col">Speaks for</th><th scope="col">Vote</th><th scope="col">Term</th><th scope="col">Deputy</th><th scope="col"><span className="unseen">Acts</span></th></tr></thead>
        <tbody>{board.seats.map((seat) => {
          const term = termOf(seat, today);
          return (
            <tr key={seat.person} data-ended={term === 'ended' || undefined}>
              <td><bdi>{seat.name}</bdi></td><td><bdi>{seat.function}</bdi></td><td>{seat.isVoting ? 'Voting' : <span className="dim">Advisory</span>}</td>
              <td><SignalMark signal={termSignals[term]}>{termWords[term]}</SignalMark>{(seat.from !== null || seat.until !== null) && <span className="dim"> {seat.from === null ? '' : `from ${dayWords(seat.from)} `}{seat.until === null ? '' : `to ${dayWords(seat.until)}`}</span>}</td>
              <td>{seat.deputy === null ? <span className="dim">none</span> : <bdi>{nameOf(seat.deputy)}</bdi>}</td>
              <td className={s.acts}><Button kind="quiet" label={`Edit the seat of ${seat.name}`} refusal={refusal} onPress={() => { onAsk({ what: 'seat', seat }); }}>Edit…</Button><Button kind="quiet" label={`End the seat of ${seat.name}`} refusal={refusal} isDisabled={term === 'ended'} onPress={() => { onAsk({ what: 'end', seat }); }}>End…</Button></td>
            </tr>
          );
        })}</tbody>
      </table>
    </div>
  );
}
