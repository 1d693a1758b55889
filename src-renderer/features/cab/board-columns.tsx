// The four columns: not ready, ready, on the agenda, decided. Cards move by mouse and by keyboard alike.
import type { ReactNode } from 'react';
import type { AgendaBoard, Card } from '#contract/cab.ts';
import { goTo } from '../../app/routes.ts';
import { Button } from '../../ui/button.tsx';
import { vars } from '../../ui/meter.tsx';
import { counted, figure } from '../../ui/words.ts';
import { BoardCard } from './board-card.tsx';
import type { Column } from './board-card.tsx';
import { ConflictsFirst } from './conflicts-first.tsx';
import { openDialog, selectCard, useBoardState } from './board-state.ts';
import s from './board.module.css';

/** How many items at the end of the agenda do not fit into the meeting. */
export function itemsOver(board: AgendaBoard): number {
  let left = (board.meeting?.lengthMinutes ?? 0) - (board.plannedMinutes - board.onAgenda.reduce((sum, c) => sum + (c.item?.minutes ?? 0), 0));
  return board.onAgenda.filter((card) => { left -= card.item?.minutes ?? 0; return left < 0; }).length;
}
const numerals = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
export const overWords = (n: number): string => `${numerals[n] ?? String(n)} ${n === 1 ? 'item' : 'items'} over`;

function TimeBar({ board, over }: { board: AgendaBoard; over: number }) {
  const length = board.meeting?.lengthMinutes ?? 0;
  const most = Math.max(length, board.plannedMinutes, 1);
  const selected = useBoardState((x) => x.selected);
  return (
    <>
      <div className={s.timeBar} aria-hidden="true">{board.onAgenda.map((c, i) => <i key={c.id} data-now={c.id === selected || undefined} data-over={i >= board.onAgenda.length - over || undefined} style={vars({ '--v': ((c.item?.minutes ?? 0) / most) * 100 })} />)}</div>
      <p className={s.timeWords}>
        <span><b data-over={over > 0 || undefined}>{board.plannedMinutes}</b> of {length} min{over === 0 ? ' planned' : ''}</span>
        <span className={s.end} data-over={over > 0 || undefined}>{over > 0 ? overWords(over) : `${length - board.plannedMinutes} min free`}</span>
      </p>
    </>
  );
}

type Moves = { onAdmit: (card: Card, before: string | null) => void; onOrder: (card: Card, before: string | null) => void; onDrop: (card: Card) => void };
type ColumnProps = { column: Column; title: string; count: number; sub: ReactNode; cards: readonly Card[]; empty: ReactNode; board: AgendaBoard; moves: Moves; over?: number };

function BoardColumn({ column, title, count, sub, cards, empty, board, moves, over = 0 }: ColumnProps) {
  const { selected, dragging } = useBoardState();
  const dragged = dragging === null ? undefined : [...board.ready.cards, ...board.onAgenda].find((c) => c.id === dragging);
  const mayPrepare = board.may['prepare']?.ok === true && board.meeting?.state !== 'ended';
  const put = (before: string | null): void => {
    useBoardState.setState({ dragging: null });
    if (!dragged) return;
    if (column === 'onAgenda') (dragged.item ? moves.onOrder : moves.onAdmit)(dragged, before);
    else if (column === 'ready' && dragged.item) moves.onDrop(dragged);
  };
  const takes = dragged !== undefined && (column === 'onAgenda' || (column === 'ready' && dragged.item !== null));
  const isMovable = mayPrepare && (column === 'ready' || column === 'onAgenda');
  return (
    <section className={s.column} data-column={column} aria-label={title}>
      <header><h2>{title}<span>{figure(count)}</span></h2>{sub}</header>
      {column === 'onAgenda' && <ConflictsFirst />}
      {column === 'onAgenda' && board.topics.length > 0 && <ul className={s.topics} aria-label="Topics on the agenda">{board.topics.map((topic) => <li key={topic.id}><span>{topic.position}</span><bdi>{topic.title}</bdi><span>{topic.isDone ? 'done' : `${topic.minutes} min`}</span></li>)}</ul>}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a place to drop on; the keyboard has M and A */}
      <ol data-takes={takes || undefined} onDragOver={(e) => { if (takes) e.preventDefault(); }} onDrop={(e) => { if (takes) { e.preventDefault(); put(null); } }}>
        {cards.map((card, i) => (
          <BoardCard key={card.id} card={card} column={column} isSelected={card.id === selected} isOver={column === 'onAgenda' && i >= cards.length - over} isDragged={card.id === dragging}
            onSelect={() => { selectCard(card.id); }} onOpen={() => { goTo({ place: 'change', change: card.number }); }}
            onDragStart={isMovable ? () => { useBoardState.setState({ dragging: card.id, selected: card.id }); } : undefined} onDrop={takes ? () => { put(column === 'onAgenda' ? card.id : null); } : undefined} />
        ))}
        {cards.length === 0 && <li className={s.nothing}>{empty}</li>}
        {count > cards.length && cards.length > 0 && <li className={s.more}>and {figure(count - cards.length)} more; filter to see them</li>}
      </ol>
    </section>
  );
}

export function BoardColumns({ board, moves }: { board: AgendaBoard; moves: Moves }) {
  const over = itemsOver(board);
  return (
    <div className={s.columns} onDragEnd={() => { useBoardState.setState({ dragging: null }); }}>
      <BoardColumn column="notReady" title="Not ready" count={board.notReady.total} sub={<p className="dim">Missing pieces named</p>} cards={board.notReady.cards} board={board} moves={moves} empty="Nothing waits for a missing piece." />
      <BoardColumn column="ready" title="Ready" count={board.ready.total} sub={<p className="dim">Not on an agenda yet</p>} cards={board.ready.cards} board={board} moves={moves} empty={board.onAgenda.length > 0 ? 'Every ready change is on the agenda.' : 'A change stands here once it is assessed and complete.'} />
      <BoardColumn column="onAgenda" title="On the agenda" count={board.onAgenda.length} sub={board.meeting ? <TimeBar board={board} over={over} /> : <p className="dim">No meeting is called</p>} cards={board.onAgenda} board={board} moves={moves} over={over}
        empty={board.meeting === null ? <Button kind="primary" onPress={() => { openDialog('new'); }}>Call a meeting</Button> : board.meeting.state === 'ended' ? 'The meeting has ended.' : board.ready.total > 0 ? <Button hotkey="P" onPress={() => { openDialog('fill'); }}>Fill the agenda</Button> : 'Nothing left to decide.'} />
      <BoardColumn column="decided" title="Decided" count={board.decided.total} sub={<p className="dim">Last two meetings</p>} cards={board.decided.cards} board={board} moves={moves} empty={`Decisions of this and the last ${counted(2, 'meeting')} stand here.`} />
    </div>
  );
}
