// All rows an import set aside, a page at a time, however many there are.
import { useState } from 'react';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { figure } from '../../ui/words.ts';
import { RowTable } from './row-table.tsx';
import s from './import.module.css';

const pageRows = 200;

/** `count` is how many there are in all. */
export function Quarantine({ id, count, label }: { id: string; count: number; label: string }) {
  // Where each page begins, as far as somebody has gone: a keyset page is found from the one before it.
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const after = cursors.at(-1);
  const answer = useQuery('import.quarantine', { import: id, limit: pageRows, ...(after === undefined ? {} : { after }) }, { keepPrevious: true });
  const rows = answer.value?.rows ?? [];
  const next = answer.value?.next ?? null;
  const first = cursors.length * pageRows + 1;
  return (
    <>
      <RefusalLine refusal={answer.error} />
      {answer.value && <RowTable key={after} rows={rows} label={label} />}
      {(next !== null || cursors.length > 0) && (
        <div className={s.pager}>
          <span className="sec" role="status">{figure(first)} to {figure(first + rows.length - 1)} of {figure(count)}</span>
          <Button isDisabled={cursors.length === 0} onPress={() => { setCursors(cursors.slice(0, -1)); }}>Earlier rows</Button>
          <Button isDisabled={next === null || answer.isStale} onPress={() => { if (next !== null) setCursors([...cursors, next]); }}>Later rows</Button>
        </div>
      )}
    </>
  );
}
