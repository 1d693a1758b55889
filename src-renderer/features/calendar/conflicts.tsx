// What meets: marks on the bars, and for the bar that is open the rule, both spans, what links them, and windows that are free (CAL-01).
import { useMemo } from 'react';
import type { Conflict, FreeWindow } from '#contract/schedule.ts';
import type { Output } from '#contract/index.ts';
import type { May } from '#contract/values.ts';
import { useActions } from '../../app/actions.ts';
import { useDebounced } from '../../data/use-debounced.ts';
import { useParts } from '../../data/use-parts.ts';
import { useQuery } from '../../data/use-query.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { vars } from '../../ui/meter.tsx';
import { formatSpan } from '../../ui/time-words.ts';
import { counted } from '../../ui/words.ts';
import type { Axis } from './axis.ts';
import { shareOf } from './axis.ts';
import { shortNumber } from './bar-words.ts';
import { useCalendar } from './calendar-state.ts';
import { SettleButton } from './settle.tsx';
import s from './calendar.module.css';

const none: readonly Conflict[] = [];
/** The window tried out is asked about once it rests for this many milliseconds. */
const restMs = 60;
/** Whoever leafs through the calendar is not kept waiting by conflicts of views passed: a view is asked about once it stays this many milliseconds. */
export const viewRestMs = 250;
const isOpen = ({ settled }: Conflict): boolean => settled === null;
const numbersOf = ({ sides }: Conflict): string[] => sides.map(({ number }) => number).filter((number) => number !== '');

/** Conflicts of a span, counted stride by stride while the view stays: how many are open, and how many each change has that nobody settled. */
function useCounted({ from, to }: Pick<Axis, 'from' | 'to'>): { clashes: ReadonlyMap<string, number>; open: number; isWhole: boolean } {
  const span = `${new Date(from).toISOString()} ${new Date(to).toISOString()}`;
  const isResting = useDebounced(span, viewRestMs) === span;
  const [startsAt = '', endsAt = ''] = span.split(' ');
  const { parts, isWhole } = useParts('conflict.count', isResting ? { from: startsAt, to: endsAt } : null);
  return useMemo(() => {
    const clashes = new Map<string, number>();
    for (const [change, count] of parts.flatMap(({ changes }) => Object.entries(changes))) clashes.set(change, (clashes.get(change) ?? 0) + count);
    return { clashes, open: parts.reduce((sum, part) => sum + part.open, 0), isWhole };
  }, [parts, isWhole]);
}

/** Conflicts of a span and those of the open change, with whom it lights. While a window is tried out they are those it would have there. */
export function useConflicts(axis: Pick<Axis, 'from' | 'to'>, opened: string) {
  const { clashes, open, isWhole } = useCounted(axis);
  const ofMine = useQuery('conflict.list', opened === '' ? null : { change: opened, limit: 20 }).value;
  const mine = ofMine?.rows ?? none;
  const draft = useDebounced(useCalendar((c) => c.draft), restMs);
  const tried = draft !== null && draft.planned.number === opened ? draft : null;
  const preview = useQuery('conflict.preview', tried && { change: tried.planned.id, startsAt: new Date(tried.startsAt).toISOString(), endsAt: new Date(tried.endsAt).toISOString() }, { keepPrevious: true }).value;
  const ofOpen = tried && preview ? preview.rows : mine;
  const lit = useMemo(() => new Set(ofOpen.filter(isOpen).flatMap(numbersOf)), [ofOpen]);
  return { clashes, lit, ofOpen, open, isWhole, preview: tried ? preview : undefined, mayAccept: tried ? undefined : ofMine?.mayAccept };
}

/** Beside the window tried out: what it would meet. */
export function ConflictsMet({ preview }: { preview: Output<'conflict.preview'> | undefined }) {
  if (preview === undefined) return null;
  const open = preview.rows.filter(isOpen);
  if (open.length === 0) return <SignalMark signal="ok">no conflict there</SignalMark>;
  return <SignalMark signal="clash">{counted(open.length, 'conflict')}{preview.blocking > 0 ? `, ${preview.blocking} would hold it back` : ', none holds it back'}</SignalMark>;
}

/** The gravest conflict in full, the others by their sentence. */
type ColumnsProps = { conflicts: readonly Conflict[]; change: string; /** Left out while another window is tried out: what is not there yet cannot be settled. */ mayAccept: May | undefined };
export function ConflictColumns({ conflicts, change, mayAccept }: ColumnsProps) {
  const ordered = conflicts.toSorted((a, b) => Number(b.settled === null) - Number(a.settled === null) || Number(b.weight === 'blocking') - Number(a.weight === 'blocking'));
  const [first, ...rest] = ordered;
  const act = (conflict: Conflict) => (mayAccept === undefined ? null : <SettleButton change={change} conflict={conflict} mayAccept={mayAccept} />);
  if (first === undefined) return <div><h3>Conflicts</h3><SignalMark signal="ok">Nothing meets this window</SignalMark></div>;
  return (
    <>
      <div>
        <h3>{counted(conflicts.length, 'conflict')}</h3>
        <ul className={s.clashes}>
          <li><SignalMark signal={first.settled === null ? 'clash' : 'accepted'}><b>{first.weight === 'blocking' ? 'Holds it back' : 'Told'}{first.settled === null ? '' : `, ${first.settled}`}</b></SignalMark><p className={s.said}>{first.said}</p>{act(first)}</li>
          {rest.slice(0, 4).map((c) => <li key={c.key}><p className={s.said}>{c.said}</p>{act(c)}</li>)}
        </ul>
      </div>
      <div>
        <h3>Both spans</h3>
        <BothSpans conflict={first} />
        {first.path.length > 0 && <><h3>What links them</h3><ol className={s.path}>{first.path.map((name, i) => <li key={`${i} ${name}`}>{name}</li>)}</ol></>}
      </div>
    </>
  );
}

function BothSpans({ conflict: { sides, overlap } }: { conflict: Conflict }) {
  const times = sides.flatMap(({ startsAt, endsAt }) => [Date.parse(startsAt), Date.parse(endsAt)]);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const at = (startsAt: string, endsAt: string): Record<`--${string}`, string> => { const x = shareOf(Date.parse(startsAt), { from, to }); return { '--x': x.toFixed(2), '--w': (shareOf(Date.parse(endsAt), { from, to }) - x).toFixed(2) }; };
  return (
    <div className={s.spans}>
      {sides.map((side) => (
        <div key={`${side.kind} ${side.id}`} className={s.spanRow}>
          <span className="trunc" title={side.title}>{side.number === '' ? side.title : shortNumber(side.number)}<span className="unseen">, {formatSpan(side.startsAt, side.endsAt, side.zone)}, {side.owner}</span></span>
          <div aria-hidden="true"><i data-freeze={side.kind === 'freeze' || side.kind === 'stabilisation' || undefined} style={vars(at(side.startsAt, side.endsAt))} />{overlap && <i data-overlap style={vars(at(overlap.startsAt, overlap.endsAt))} />}</div>
        </div>
      ))}
      <p className="dim">{sides.map(({ title, owner }) => `${title}${owner === '' ? '' : ` (${owner})`}`).join(' and ')}</p>
    </div>
  );
}

/** Free windows, the best first, each with why; one key takes one as the window to try out. */
export function FreeWindows({ change, zone, onTake }: { change: string; zone: string; onTake: (window: FreeWindow) => void }) {
  const asked = useQuery('window.propose', { change, limit: 3 });
  const rows = asked.value?.rows ?? [];
  useActions(rows.map((row, i) => ({ id: `calendar.take${i + 1}`, label: `Try the window of ${formatSpan(row.startsAt, row.endsAt, zone)}`, hotkey: String(i + 1), group: 'Calendar', run: () => { onTake(row); } })));
  return (
    <div>
      <h3>Free windows</h3>
      {asked.value && rows.length === 0 && <p className={s.said}>None in the time that is looked through.</p>}
      <ul className={s.free}>{rows.map((row, i) => <li key={row.startsAt}><button type="button" onClick={() => { onTake(row); }}><Kbd hotkey={String(i + 1)} /><span>{formatSpan(row.startsAt, row.endsAt, zone)}</span><small>{row.reasons.join(', ')}</small></button></li>)}</ul>
    </div>
  );
}
