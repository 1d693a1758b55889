// Who had seen what: one line per device, time to the right, a slanted line is a delivered bundle. The same as a table for those who read it.
import type { ReactNode } from 'react';
import type { ConflictSide, Timeline } from '#contract/exchange.ts';
import { verdictWords } from '../../ui/words.ts';
import { formatClock, formatShort, formatShortDay } from '../../ui/time-words.ts';
import { eventWords } from './exchange-words.ts';
import { layout } from './seen-layout.ts';
import type { Delivery, Placed } from './seen-layout.ts';
import s from './conflict.module.css';

/** One sentence that says what the picture shows. */
export function seenSentence(timeline: Timeline, sides: readonly ConflictSide[]): string {
  const isApart = sides.every((side) => side.saw.length === 0);
  if (isApart) return timeline.deliveries.length === 0 ? 'No bundle was exchanged between them, so neither had seen the other.' : 'No bundle was delivered between them and the other side before they were written, so neither had seen the other.';
  return 'One of them had seen the other; the table says which.';
}

/** The value that stands is called `current`: it is the side of its device that no other place names. */
const sideOf = (point: Placed, feed: string, sides: readonly ConflictSide[]): ConflictSide | undefined =>
  sides.find((side) => side.feed === feed && side.place.split(':')[1] === String(point.seq)) ?? sides.find((side) => side.feed === feed && side.place === 'current');
const isSameDay = (timeline: Timeline): boolean => new Set(timeline.lines.flatMap((l) => l.points.map((p) => formatShortDay(p.at)))).size <= 1;

export function SeenPicture({ timeline, sides }: { timeline: Timeline; sides: readonly ConflictSide[] }) {
  if (timeline.lines.length === 0) return null;
  const when = isSameDay(timeline) ? formatClock : formatShort;
  return (
    <section className={s.seen} aria-label="Who had seen what">
      <div className={s.seenHead}><h3>Who had seen what</h3><span className="cap">time runs to the right, a line is a delivered bundle</span></div>
      <Drawing timeline={timeline} sides={sides} when={when} />
      <details><summary>As a table</summary><AsTable timeline={timeline} when={when} /></details>
    </section>
  );
}

type Parts = { timeline: Timeline; sides: readonly ConflictSide[]; when: (at: string) => string };
function Drawing({ timeline, sides, when }: Parts) {
  const { lines, deliveries, height } = layout(timeline);
  return (
    <div className={s.drawing}>
      <div className={s.sites} aria-hidden="true">{lines.map((line) => <span key={line.feed} className="trunc">{sides.some((x) => x.feed === line.feed && x.isOwn) ? `${line.site}, here` : line.site}</span>)}</div>
      <svg height={height} role="img" aria-label={seenSentence(timeline, sides)}>
        {lines.map((line) => <line key={line.feed} className={s.track} x1="0" x2="100%" y1={line.y} y2={line.y} />)}
        {deliveries.map((d) => <line key={`${d.x1} ${d.y1} ${d.x2} ${d.y2}`} className={s.delivery} data-late={d.isLate || undefined} x1={`${d.x1}%`} y1={d.y1} x2={`${d.x2}%`} y2={d.y2} />)}
        {deliveries.filter((d) => d.isLast).map((d) => <LastExchange key={`label ${d.x1}`} delivery={d}>Last exchange{d.at !== null && ` ${when(d.at)}`}</LastExchange>)}
        {lines.flatMap((line) => line.points.map((p) => (p.isSide ? <SidePoint key={`${line.feed} ${p.seq}`} point={p} side={sideOf(p, line.feed, sides)} when={when} /> : <circle key={`${line.feed} ${p.seq}`} className={s.point} cx={`${p.x}%`} cy={p.y} r={4}><title>{`${eventWords(p.what)}, ${when(p.at)}`}</title></circle>)))}
      </svg>
    </div>
  );
}

/** Beside the middle of its line, between the devices, where no mark has its words; on the side that has room. */
function LastExchange({ delivery: { x1, x2, y1, y2 }, children }: { delivery: Delivery; children: ReactNode }) {
  const x = (x1 + x2) / 2;
  const isLate = x > 50;
  return <text className={s.small} x={`${x}%`} y={(y1 + y2) / 2 + 4} textAnchor={isLate ? 'end' : 'start'} dx={isLate ? -12 : 12}>{children}</text>;
}

function SidePoint({ point, side, when }: { point: Placed; side: ConflictSide | undefined; when: (at: string) => string }) {
  const isLate = point.x > 66;
  const word = side?.verdict ? verdictWords[side.verdict] : eventWords(point.what);
  const short = word.length > 26 ? `${word.slice(0, 25)}…` : word;
  return (
    <g>
      {/* A square of fixed size at a place in per cent: its own coordinates start in the middle. */}
      <svg x={`${point.x}%`} y={point.y} overflow="visible"><rect className={s.sideMark} data-verdict={side?.verdict ?? undefined} x={-9} y={-9} width={18} height={18} rx={4} /></svg>
      <text className={s.label} x={`${point.x}%`} y={point.y + (point.isBelow ? 24 : -14)} textAnchor={isLate ? 'end' : 'start'} dx={isLate ? 9 : -9}><title>{`${word}, ${when(point.at)}`}</title>{short} {when(point.at)}</text>
    </g>
  );
}

function AsTable({ timeline, when }: Pick<Parts, 'timeline' | 'when'>) {
  const siteOf = (feed: string): string => timeline.lines.find((l) => l.feed === feed)?.site ?? feed.slice(0, 8);
  const rows = [
    ...timeline.lines.flatMap((line) => line.points.map((p) => ({ order: p.order, key: `${line.feed} ${p.seq}`, site: line.site, at: when(p.at), what: eventWords(p.what), isSide: p.isSide }))),
    ...timeline.deliveries.map((d) => ({ order: d.to.order - .5, key: `d ${d.from.feed} ${d.from.order} ${d.to.feed} ${d.to.order}`, site: siteOf(d.to.feed), at: '', what: `A bundle from ${siteOf(d.from.feed)} arrives`, isSide: false })),
  ].toSorted((a, b) => a.order - b.order);
  return (
    <table className={s.table}>
      <thead><tr><th scope="col">Laptop</th><th scope="col">When</th><th scope="col">What</th></tr></thead>
      <tbody>{rows.map((r) => <tr key={r.key} data-side={r.isSide || undefined}><td>{r.site}</td><td className="nowrap">{r.at}</td><td className="prose">{r.what}</td></tr>)}</tbody>
    </table>
  );
}
