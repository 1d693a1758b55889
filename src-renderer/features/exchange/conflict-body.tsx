// A conflict to look at: its head, its sides beside each other, and what would follow from choosing one.
import { useMemo, useState } from 'react';
import { CalendarDays, CircleAlert, Clock, Flag, Package, PenLine } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ConflictRow, ConflictSide } from '#contract/exchange.ts';
import { hrefOf } from '../../app/routes.ts';
import { OutcomeMark, RiskMark, SignalMark } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { formatShort, formatShortDay } from '../../ui/time-words.ts';
import { counted, listed } from '../../ui/words.ts';
import { tierOf } from './conflicts-card.tsx';
import { chooseWords, conflictTitle, placeWords, sideValue } from './exchange-words.ts';
import { compared, folded, isLong } from './text-diff.ts';
import type { Part } from './text-diff.ts';
import s from './conflict.module.css';

export function ConflictHead({ row, sides, lead }: { row: ConflictRow; sides: number; lead: string }) {
  return (
    <header className={s.head}>
      <div className="row wrap">
        {row.kind === 'meeting' ? <span className="mono">{row.number}</span> : <a className="mono" href={hrefOf({ place: 'change', change: row.number })}>{row.number}</a>}
        <bdi className="dim prose">{row.title}</bdi>{row.tier !== null && <span className="end"><RiskMark tier={tierOf(row)} isPill /></span>}
      </div>
      <h2>{conflictTitle(row, sides)}</h2>
      <p className="sec">{lead}</p>
    </header>
  );
}

/** `Deferred to 1 Dec`; a meeting stays its number. */
function deferredWords(to: string): string {
  return `Deferred to ${/^\d{4}-\d\d-\d\d$/.test(to) ? formatShortDay(`${to}T12:00:00.000Z`, 'UTC') : to}`;
}

export function Sides({ row, sides }: { row: ConflictRow; sides: readonly ConflictSide[] }) {
  const [a, b] = sides;
  const parts = useMemo(() => (a && b && sides.length === 2 && a.verdict === null && isLong(sideValue(row, a), sideValue(row, b)) ? compared(sideValue(row, a), sideValue(row, b)) : null), [row, a, b, sides.length]);
  return <div className={s.pair}>{sides.map((side, i) => <SideCard key={side.place} row={row} side={side} sides={sides} order={i + 1} parts={parts?.[i]} />)}</div>;
}

function SideCard({ row, side, sides, order, parts }: { row: ConflictRow; side: ConflictSide; sides: readonly ConflictSide[]; order: number; parts: readonly Part[] | undefined }) {
  const others = sides.filter((o) => o.place !== side.place);
  const isDecision = side.verdict !== null;
  return (
    <article className={s.side} aria-label={`Side ${order}: ${placeWords(side)}`}>
      <header className="row"><b>{placeWords(side)}</b><span className="dim trunc">{side.isOwn ? `Laptop ${side.site}` : ''}</span><time className="end dim nowrap" dateTime={side.at}>{formatShort(side.at)}</time></header>
      {side.verdict === null ? <Value text={sideValue(row, side)} parts={parts} />
        : <div className={s.verdict}><OutcomeMark verdict={side.verdict}>{side.verdict === 'deferred' && side.deferredTo !== null ? deferredWords(side.deferredTo) : undefined}</OutcomeMark></div>}
      <dl className={s.facts}>
        <dt>{isDecision ? 'Signed by' : 'Written by'}</dt><dd className="prose">{side.by.name}{side.role !== '' && `, ${side.role}`}</dd>
        {isDecision && <><dt>Votes</dt><dd className="prose">{side.votes === '' ? 'None recorded' : side.votes}</dd></>}
        {(side.verdict === 'approved' || side.conditions.length > 0) && <><dt>Conditions</dt><dd>{side.conditions.length === 0 ? 'None' : <ul className={s.conditions}>{side.conditions.map((text) => <li key={text} className="prose">{text}</li>)}</ul>}</dd></>}
        {side.reason !== '' && <><dt>Reason</dt><dd className="prose">{side.reason}</dd></>}
        {side.revision !== null && <><dt>Revision seen</dt><dd><span className="mono">{side.revision.slice(0, 4)} {side.revision.slice(4, 8)}</span> {side.isSameRevision === true ? <span className="dim">same as the other</span> : side.isSameRevision === false && <SignalMark signal="warn">another one than the other</SignalMark>}</dd></>}
        <dt>Had seen</dt><dd><Saw row={row} side={side} others={others} /></dd>
        {!isDecision && side.isCurrent && <><dt>Stands now</dt><dd className="dim">until somebody settles it</dd></>}
      </dl>
    </article>
  );
}

/** Which of the other sides its writer had seen. */
function Saw({ row, side, others }: { row: ConflictRow; side: ConflictSide; others: readonly ConflictSide[] }) {
  const what = row.kind === 'decision' ? 'decision' : row.kind === 'field' ? 'value' : 'side';
  // The value that stands is called `current`; what its writer did is known by the device alone.
  const seen = others.filter((o) => side.saw.some((place) => place === o.place || (o.place === 'current' && place.startsWith(`${o.feed}:`))));
  if (others.length === 0) return <span className="dim">nothing else to see</span>;
  if (seen.length === 0) return <SignalMark signal="unseen">{others.length === 1 ? `not the other ${what}` : `none of the other ${what}s`}</SignalMark>;
  return <SignalMark signal="seen">{seen.length === others.length && others.length === 1 ? `the other ${what}` : listed(seen.map((o) => (o.isOwn ? 'the one made here' : `the one of ${o.site}`)))}</SignalMark>;
}

/** A value; of a long one, what only this side has is marked. */
function Value({ text, parts }: { text: string; parts: readonly Part[] | undefined }) {
  if (text === '') return <p className={s.value}><span className="dim">left empty</span></p>;
  if (!parts) return <p className={s.value} data-short={text.length <= 120 || undefined}><span className="prose">{text}</span></p>;
  return <div className={s.value} tabIndex={0} role="group" aria-label="Text of this side">{parts.map((part, i) => (part.isOnlyHere ? <mark key={i}><span className="unseen"> only here: </span>{part.text}<span className="unseen"> end </span></mark> : <Alike key={i} text={part.text} />))}</div>;
}

/** Text that is the same on both sides, its middle folded when it is long. */
function Alike({ text }: { text: string }) {
  const [isOpen, setOpen] = useState(false);
  const fold = folded(text);
  if (!fold || isOpen) return <span>{text}</span>;
  return <span>{fold.head}<button type="button" className={s.fold} onClick={() => { setOpen(true); }}>{counted(fold.count, 'line')} alike</button>{fold.tail}</span>;
}

const effectIcons: readonly (readonly [RegExp, LucideIcon])[] = [[/window|calendar|slot/, CalendarDays], [/release/, Package], [/time|expir|lead|date/, Clock], [/edit|field|plan|value/, PenLine], [/hold|block|conflict|condition/, CircleAlert]];
const iconOf = (code: string): LucideIcon => effectIcons.find(([pattern]) => pattern.test(code))?.[1] ?? Flag;

/** What would follow, side by side in the order of the sides. */
export function Effects({ sides }: { sides: readonly ConflictSide[] }) {
  if (sides.every((side) => side.effects.length === 0)) return null;
  return (
    <div className={s.pair}>
      {sides.map((side) => {
        const words = chooseWords(side, sides);
        return (
          <Card key={side.place} title={`If you ${words.slice(0, 1).toLocaleLowerCase()}${words.slice(1)}`}>
            {side.effects.length === 0 ? <p className="dim">Nothing else changes.</p> : <ul className={s.effects}>{side.effects.map((effect) => { const Icon = iconOf(effect.code); return <li key={effect.text}><Icon aria-hidden="true" /><span className="prose">{effect.text}</span></li>; })}</ul>}
          </Card>
        );
      })}
    </div>
  );
}
