// Tools whose permissions were imported, and what the last import of each added, removed and set aside.
import { Fragment, useState } from 'react';
import type { Entitlement, EntitlementSource } from '#contract/entitlements.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted, figure } from '../../ui/words.ts';
import { QuarantineTable } from './quarantine-table.tsx';
import { rightText } from './entitlement-words.ts';
import s from './entitlements.module.css';

type Opened = { source: string; what: 'changes' | 'aside' } | null;

export function SourcesCard({ rows }: { rows: readonly EntitlementSource[] }) {
  const [open, setOpen] = useState<Opened>(null);
  const isOpen = (source: string, what: 'changes' | 'aside'): boolean => open?.source === source && open.what === what;
  const toggle = (source: string, what: 'changes' | 'aside'): void => { setOpen(isOpen(source, what) ? null : { source, what }); };
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2>Last imports</h2></div>
      <div className={s.scroll} tabIndex={0} role="group" aria-label="Last imports">
        <table className={s.table}>
          <thead><tr><th scope="col">Tool</th><th scope="col">File</th><th scope="col">When, by whom</th><th scope="col" className={s.right}>Rights</th><th scope="col" className={s.right}>Accounts</th><th scope="col" className={s.right}>Unowned</th><th scope="col">Changed</th><th scope="col" className={s.right}>Set aside</th></tr></thead>
          <tbody>{rows.map((r) => (
            <Fragment key={r.id}>
              <tr>
                <td className="prose"><b>{r.name}</b></td><td className="prose">{r.file}</td><td><Moment at={r.at} isShort /> <span className="dim"><bdi>{r.by}</bdi></span></td>
                <td className={s.right}>{figure(r.rights)}</td><td className={s.right}>{figure(r.accounts)}</td><td className={s.right}>{figure(r.unowned)}</td>
                <td>{r.added + r.removed === 0 ? <span className="dim">nothing</span> : <Button kind="quiet" isExpanded={isOpen(r.id, 'changes')} onPress={() => { toggle(r.id, 'changes'); }}>{`${figure(r.added)} added, ${figure(r.removed)} removed`}</Button>}</td>
                <td className={s.right}>{r.quarantined === 0 ? '0' : <Button kind="quiet" isExpanded={isOpen(r.id, 'aside')} label={`${counted(r.quarantined, 'row')} of ${r.file} set aside`} onPress={() => { toggle(r.id, 'aside'); }}>{figure(r.quarantined)}</Button>}</td>
              </tr>
              {open?.source === r.id && <tr className={s.unfolded}><td colSpan={8}>{open.what === 'changes' ? <Changes source={r.id} /> : <Aside source={r.id} />}</td></tr>}
            </Fragment>
          ))}</tbody>
        </table>
      </div>
    </Card>
  );
}

function Changes({ source }: { source: string }) {
  const [limit, setLimit] = useState(100);
  const answer = useQuery('entitlement.changes', { source, limit }, { keepPrevious: true });
  const rows = answer.value?.rows ?? [];
  return (
    <>
      <RefusalLine refusal={answer.error} />
      <div className={s.halves}><RightList title="Added" rights={rows.filter((r) => r.how === 'added')} /><RightList title="Removed" rights={rows.filter((r) => r.how === 'removed')} /></div>
      {answer.value?.next !== null && answer.value !== undefined && limit < 500 && <Button kind="quiet" onPress={() => { setLimit(500); }}>Show more</Button>}
    </>
  );
}

/** Rights under a heading; says so when there are none. */
export function RightList({ title, rights }: { title: string; rights: readonly Entitlement[] }) {
  return (
    <div>
      <h3>{title}</h3>
      {rights.length === 0 ? <p className="dim">none</p> : <ul className={s.rights} aria-label={`${title} rights`}>{rights.map((r) => <li key={`${r.identity} ${r.system} ${r.environment} ${r.right} ${r.grant} ${r.kind}`}><b className="prose">{r.identity}</b><span className="prose">{rightText(r)}</span></li>)}</ul>}
    </div>
  );
}

function Aside({ source }: { source: string }) {
  const answer = useQuery('entitlement.quarantine', { source, limit: 500 });
  return <><RefusalLine refusal={answer.error} />{answer.value && <QuarantineTable rows={answer.value.rows} />}</>;
}
