// Beside the state of a change: what about it was decided or written apart, each with the way to settle it.
import type { ChangeRecord } from '#contract/change.ts';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { conflictTitle } from '../exchange/exchange-words.ts';
import s from './record.module.css';

/** Asks only where there is something to settle. */
export function ConflictMarks({ record }: { record: ChangeRecord }) {
  const isOpen = record.isInConflict === true || (record.overwritten?.length ?? 0) > 0;
  const rows = useQuery('bundle.conflicts', isOpen ? { change: record.id, limit: 20 } : null).value?.rows ?? [];
  if (!isOpen) return null;
  return (
    <p className={s.conflict} data-holds={record.isInConflict || undefined}>
      <SignalMark signal={record.isInConflict === true ? 'bad' : 'clash'}>{record.isInConflict === true ? 'In conflict, so it is not approved' : 'Written apart, holds nothing back'}</SignalMark>
      {rows.map((row) => <a key={row.id} href={hrefOf({ place: 'conflict', conflict: row.id })}>{conflictTitle(row)}</a>)}
    </p>
  );
}
