// Imports so far, latest first: what each did, what it set aside, and how to take it back.
import { Fragment, useState } from 'react';
import type { Output } from '#contract/index.ts';
import { hrefOf } from '../../app/routes.ts';
import { Button } from '../../ui/button.tsx';
import { Badge } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted, figure } from '../../ui/words.ts';
import { Quarantine } from './quarantine.tsx';
import s from './import.module.css';

export type ImportRow = Output<'import.list'>['rows'][number];
const stateTones = { running: ['running', 'info'], done: ['imported', 'plain'], undone: ['taken back', 'warn'], failed: ['failed', 'bad'] } as const;

export function EarlierImports({ rows, isMore, onMore, onUndo }: { rows: readonly ImportRow[]; isMore: boolean; onMore: () => void; onUndo: (id: string, name: string) => void }) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2>Imports so far</h2></div>
      <table className={s.table}>
        <thead><tr><th scope="col">File</th><th scope="col">When, by whom</th><th scope="col" className={s.right}>New</th><th scope="col" className={s.right}>Changed</th><th scope="col" className={s.right}>Unchanged</th><th scope="col" className={s.right}>Set aside</th><th scope="col">State</th><th scope="col"><span className="unseen">Acts</span></th></tr></thead>
        <tbody>{rows.map((r) => (
          <Fragment key={r.id}>
            <tr>
              <td className="prose">{r.state === 'done' ? <a href={hrefOf({ place: 'changes', filter: `import=${r.id}` })}>{r.name}</a> : r.name}</td>
              <td><Moment at={r.at} isShort /> <span className="dim"><bdi>{r.by}</bdi></span></td>
              <td className={s.right}>{figure(r.new)}</td><td className={s.right}>{figure(r.changed)}</td><td className={s.right}>{figure(r.unchanged)}</td>
              <td className={s.right}>{r.quarantined === 0 ? '0' : <Button kind="quiet" isExpanded={open === r.id} label={`${counted(r.quarantined, 'row')} of ${r.name} set aside`} onPress={() => { setOpen(open === r.id ? null : r.id); }}>{figure(r.quarantined)}</Button>}</td>
              <td><Badge tone={stateTones[r.state][1]}>{stateTones[r.state][0]}</Badge></td>
              <td><div className={s.acts}>{r.mayUndo && <Button label={`Take back ${r.name}`} onPress={() => { onUndo(r.id, r.name); }}>Take back…</Button>}</div></td>
            </tr>
            {open === r.id && <tr className={s.aside}><td colSpan={8}><Quarantine id={r.id} count={r.quarantined} label="Rows this import set aside" /></td></tr>}
          </Fragment>
        ))}</tbody>
      </table>
      {isMore && <div className={s.head}><Button kind="quiet" onPress={onMore}>Show more</Button></div>}
    </Card>
  );
}
