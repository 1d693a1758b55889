// One change on the board: risk and number, title, where and when, then what is missing or decided.
import { Clock } from 'lucide-react';
import type { Card } from '#contract/cab.ts';
import { cx } from '../../ui/class-names.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { OutcomeMark, RiskMark, SignalMark } from '../../ui/marks.tsx';
import { Steps } from '../../ui/meter.tsx';
import { formatClock, formatDay, formatShortDay } from '../../ui/time-words.ts';
import { counted } from '../../ui/words.ts';
import { EmergencyClocks } from '../emergency/emergency-clocks.tsx';
import { openOf, pieceSignals, pieceWords } from '../change/pieces.ts';
import s from './board.module.css';

export type Column = 'notReady' | 'ready' | 'onAgenda' | 'decided';

/** A day without its zone arithmetic: `2026-12-01` as `1 Dec`. */
const dayWords = (day: string): string => formatShortDay(`${day}T12:00:00.000Z`, 'UTC');

const windowWords = (card: Card): string | null =>
  card.plannedStartAt && card.plannedEndAt ? `${formatDay(card.plannedStartAt, card.zone)}, ${formatClock(card.plannedStartAt, card.zone)}–${formatClock(card.plannedEndAt, card.zone)}` : null;

const mostNamed = 3;
/** What is not there yet: the first few by name. */
function Missing({ card }: { card: Card }) {
  const open = openOf(card.pieces);
  return (
    <ul className={s.missing}>
      {open.slice(0, mostNamed).map((p) => <li key={p.id}><SignalMark signal={pieceSignals[p.status]}>{pieceWords(p)}</SignalMark></li>)}
      {open.length > mostNamed && <li className="dim">and {open.length - mostNamed} more</li>}
      {open.length === 0 && <li><SignalMark signal="missing">{card.state === 'submitted' ? 'Not yet in assessment' : 'Assessment not finished'}</SignalMark></li>}
    </ul>
  );
}

function Decided({ decision }: { decision: NonNullable<Card['decision']> }) {
  return (
    <>
      <OutcomeMark verdict={decision.verdict}>{decision.verdict === 'deferred' && decision.deferredTo ? `Deferred to ${dayWords(decision.deferredTo)}` : decision.verdict === 'approved-with-conditions' ? `With ${counted(decision.conditions, 'condition')}` : undefined}</OutcomeMark>
      {decision.openConditions > 0 && <p className={s.foot}><SignalMark signal="warn">{decision.openConditions} open</SignalMark></p>}
      <p className={s.foot}>{decision.meetingNumber}, {formatShortDay(decision.decidedAt)}</p>
    </>
  );
}

type Props = { card: Card; column: Column; isSelected: boolean; isOver?: boolean; onSelect: () => void; onOpen: () => void; onDragStart?: (() => void) | undefined; onDrop?: (() => void) | undefined; isDragged?: boolean };
export function BoardCard({ card, column, isSelected, isOver = false, onSelect, onOpen, onDragStart, onDrop, isDragged = false }: Props) {
  const isAgenda = column === 'onAgenda';
  const when = windowWords(card);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dragging is the mouse's way; M and Alt with the arrows are the keyboard's
    <li className={cx(s.card, isAgenda && s.agendaCard)} data-selected={isSelected || undefined} data-over={isOver || undefined} data-dragged={isDragged || undefined} draggable={onDragStart !== undefined}
      onDragStart={(e) => { e.dataTransfer.effectAllowed = 'move'; e.dataTransfer.setData('text/plain', card.number); onDragStart?.(); }}
      onDragOver={(e) => { if (onDrop) { e.preventDefault(); e.currentTarget.dataset['target'] = 'true'; } }} onDragLeave={(e) => { delete e.currentTarget.dataset['target']; }}
      onDrop={(e) => { delete e.currentTarget.dataset['target']; if (onDrop) { e.preventDefault(); e.stopPropagation(); onDrop(); } }}>
      {isAgenda && <span className={s.order}>{card.item?.position}</span>}
      <div className={s.inner}>
        <div className={s.row}>
          <RiskMark tier={card.tier} score={card.score} isShapeOnly={isAgenda && card.tier !== null} />
          {isAgenda && <span className="mono">{card.number}</span>}
          <span className={s.end}>{isAgenda ? <span className={s.minutes}>{card.item?.minutes} min</span> : <span className="mono">{card.number}</span>}</span>
        </div>
        <button type="button" className={s.title} id={`card-${card.id}`} aria-pressed={isSelected} onClick={onSelect} onDoubleClick={onOpen} onFocus={onSelect}><bdi>{card.title}</bdi></button>
        {!isAgenda && card.service !== '' && <p className={s.meta}><span className="trunc"><bdi>{card.service}</bdi></span></p>}
        {column === 'ready' && when && <p className={s.meta}><Clock aria-hidden="true" /><span className="trunc">{when}</span></p>}
        {column === 'notReady' && <Missing card={card} />}
        {column === 'decided' && card.decision && !card.isInConflict && <Decided decision={card.decision} />}
        {(column === 'notReady' || column === 'ready') && <p className={s.foot}><Steps label="Ready pieces" ready={card.ready} needed={card.needed} />{column === 'ready' && isSelected && card.mayAdmit.ok && <span className={s.end}>Add <Kbd hotkey="A" /></span>}</p>}
        {card.type === 'emergency' && column !== 'decided' && <div className={s.foot}><EmergencyClocks change={card.id} /></div>}
        {card.isRollbackOrdered && <p className={s.foot}><SignalMark signal="bad">Rollback ordered</SignalMark></p>}
        {card.isInConflict && <p className={s.foot}><SignalMark signal="bad">In conflict</SignalMark></p>}
        {card.item?.isLate && <p className={s.foot}><SignalMark signal="warn">Late item</SignalMark></p>}
      </div>
    </li>
  );
}
