// The columns a list of changes can show. Number and title always stand.
import type { ChangeRow } from '#contract/change.ts';
import { Badge, RiskMark, SignalMark, StateRing } from '../../ui/marks.tsx';
import { Moment } from '../../ui/time.tsx';
import { formatAgo, formatMinutes, minutesBetween } from '../../ui/time-words.ts';
import type { Column } from '../../ui/virtual-table.tsx';
import { capital, outcomeWords, typeWords } from '../../ui/words.ts';

type ChangeColumn = Column<ChangeRow>;
/** When it starts, and how long it takes. */
function Window({ row: { plannedStartAt, plannedEndAt, zone } }: { row: ChangeRow }) {
  if (plannedStartAt === null) return <span className="dim">not planned</span>;
  return <span><Moment at={plannedStartAt} zone={zone} />{plannedEndAt !== null && <span className="dim">, {formatMinutes(minutesBetween(plannedStartAt, plannedEndAt))}</span>}</span>;
}

export const columns: readonly ChangeColumn[] = [
  { id: 'number', label: 'Number', track: '7.25rem', isSortable: true, cell: (r) => <span className="mono">{r.number}</span> },
  { id: 'title', label: 'Title', track: 'minmax(11rem, 2fr)', isSortable: true, cell: (r) => <>{r.type === 'emergency' && <Badge tone="warn">Emergency</Badge>}<bdi title={r.title}>{r.title}</bdi></> },
  { id: 'state', label: 'State', track: '11.5rem', cell: (r) => (r.isArriving ? <span className="dim">Arriving</span> : <>{r.isInConflict && <SignalMark signal="clash" label="To settle: decided or written apart" />}{r.isRollbackOrdered && <SignalMark signal="bad" label="Rollback ordered" />}<StateRing state={r.state} /></>) },
  { id: 'score', label: 'Risk', track: '7.25rem', isSortable: true, cell: (r) => <RiskMark tier={r.tier} score={r.score} /> },
  { id: 'type', label: 'Type', track: '5.75rem', cell: (r) => typeWords[r.type] },
  { id: 'service', label: 'Service', track: 'minmax(7rem, 1fr)', cell: (r) => <bdi className="sec">{r.service}</bdi> },
  { id: 'plannedStartAt', label: 'Window', track: 'minmax(13.5rem, .6fr)', isSortable: true, cell: (r) => <Window row={r} /> },
  { id: 'owner', label: 'Owner', track: '10rem', cell: (r) => <bdi>{r.owner}</bdi> },
  { id: 'environment', label: 'Environment', track: '8rem', cell: (r) => capital(r.environment) },
  { id: 'outcome', label: 'Outcome', track: '10rem', cell: (r) => (r.outcome === null ? '' : outcomeWords[r.outcome]) },
  { id: 'externalId', label: 'External number', track: '9rem', cell: (r) => <span className="mono">{r.externalId ?? ''}</span> },
  { id: 'updatedAt', label: 'Updated', track: '6.25rem', isEnd: true, isSortable: true, cell: (r) => <time dateTime={r.updatedAt} className="dim">{formatAgo(r.updatedAt)}</time> },
];
export const fixedColumns: readonly string[] = ['number', 'title'];
export const firstColumns: readonly string[] = ['number', 'title', 'state', 'score', 'service', 'plannedStartAt', 'updatedAt'];
