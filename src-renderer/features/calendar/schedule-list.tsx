// The same as a table, for those who would rather read: in the order of the windows, page by page as one goes down.
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Planned } from '#contract/calendar-views.ts';
import { goTo } from '../../app/routes.ts';
import { usePages } from '../../data/use-pages.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { RiskMark, SignalMark, StateRing } from '../../ui/marks.tsx';
import { formatDay, formatMinutes, formatSpan } from '../../ui/time-words.ts';
import { VirtualTable } from '../../ui/virtual-table.tsx';
import type { Column } from '../../ui/virtual-table.tsx';
import { counted, typeWords } from '../../ui/words.ts';
import type { PictureProps } from './calendar-screen.tsx';
import { CutOnPaper } from './print-head.tsx';
import { mostOnPaper, useIsPrinting, usePrintWhenWhole } from './printing.ts';
import { filterOf } from './view.ts';

const pageRows = 200;
/** The cursors of the pages seen so far, of one question. */
type Cursors = { of: object; after: readonly (string | undefined)[] };
const first: Cursors['after'] = [undefined];

export function ScheduleList({ axis, view, clashes, onChange }: PictureProps) {
  const input = useMemo(() => ({ from: new Date(axis.from).toISOString(), to: new Date(axis.to).toISOString(), limit: pageRows, ...filterOf(view) }), [axis.from, axis.to, view]);
  const [cursors, setCursors] = useState<Cursors>({ of: input, after: first });
  const known = cursors.of === input ? cursors.after : first;
  const pages = useMemo(() => known.map((_, i) => i), [known]);
  const inputOf = useCallback((page: number) => ({ ...input, ...(known[page] === undefined ? {} : { after: known[page] }) }), [input, known]);
  const pageAt = usePages('schedule.list', inputOf, pages);
  const [end, setEnd] = useState(0);
  const last = pageAt(known.length - 1);
  useEffect(() => { if (last?.next != null && end > known.length * pageRows - 40) setCursors({ of: input, after: [...known, last.next] }); }, [last, end, known, input]);
  const rows = pages.flatMap((page) => pageAt(page)?.rows ?? []);
  const total = pageAt(0)?.total ?? 0;
  const isPrinting = useIsPrinting();
  usePrintWhenWhole(pageAt(0) !== undefined && rows.length >= Math.min(total, mostOnPaper));
  const selected = rows.findIndex(({ number }) => number === view.open);
  const columns = useMemo(() => columnsOf(axis.zone, clashes), [axis.zone, clashes]);
  if (pageAt(0) !== undefined && rows.length === 0) return <EmptyState title="Nothing is planned here">No change has a window in {axis.title} that fits the filters.</EmptyState>;
  return <><CutOnPaper of={total} what="change" /><VirtualTable label={`${counted(total, 'change')} in ${axis.title}`} columns={columns} count={Math.max(rows.length, Math.min(total, rows.length + 1))} rowAt={(i) => rows[i]} onRange={(_, to) => { setEnd(to); }} selected={Math.max(0, selected)} onSelect={(i) => { const row = rows[i]; if (row) onChange({ open: row.number }); }} onOpen={(i) => { const row = rows[i]; if (row) goTo({ place: 'change', change: row.number }); }} {...(isPrinting ? { whole: mostOnPaper } : {})} /></>;
}

const columnsOf = (zone: string, clashes: ReadonlyMap<string, number>): Column<Planned>[] => [
  { id: 'day', label: 'Day', track: '6.5rem', cell: (p) => formatDay(p.startsAt, zone) },
  { id: 'window', label: 'Window', track: '13rem', cell: (p) => <span className="num">{formatSpan(p.startsAt, p.endsAt, zone).replace(`${formatDay(p.startsAt, zone)}, `, '')}</span> },
  { id: 'number', label: 'Number', track: '6.5rem', cell: (p) => <span className="mono">{p.number}</span> },
  { id: 'title', label: 'Title', track: 'minmax(12rem, 1fr)', cell: (p) => <span className="trunc">{p.title}</span> },
  { id: 'tier', label: 'Risk', track: '7.5rem', cell: (p) => <RiskMark tier={p.tier} score={p.score} /> },
  { id: 'state', label: 'State', track: '11rem', cell: (p) => <>{p.isRollbackOrdered && <SignalMark signal="bad" label="Rollback ordered" />}<StateRing state={p.state} /></> },
  { id: 'service', label: 'Service', track: '10rem', cell: (p) => <span className="trunc">{p.service}</span> },
  { id: 'type', label: 'Type', track: '6.5rem', cell: (p) => typeWords[p.type] },
  { id: 'outage', label: 'Outage', track: '6rem', cell: (p) => (p.outageMinutes === null ? '' : formatMinutes(p.outageMinutes)) },
  { id: 'owner', label: 'Owner', track: '9rem', cell: (p) => <span className="trunc">{p.owner}</span> },
  { id: 'clash', label: 'Conflicts', track: '7rem', cell: (p) => { const n = clashes.get(p.id) ?? 0; return n === 0 ? '' : <SignalMark signal="clash">{counted(n, 'conflict')}</SignalMark>; } },
];
