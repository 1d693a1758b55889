// Services with who answers for them, and what the rules ask the register about each.
import { useId, useState } from 'react';
import type { ServiceRow } from '#contract/configuration.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { useDebounced } from '../../data/use-debounced.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Toolbar } from '../../ui/surfaces.tsx';
import { counted, figure } from '../../ui/words.ts';
import { filterText, everything } from './listing.ts';
import { LevelDialog } from '../window/level-dialog.tsx';
import { ServiceDialog } from './service-dialog.tsx';
import s from './configuration.module.css';

export function ServicesList() {
  const searchId = useId();
  const [text, setText] = useState('');
  const [edited, setEdited] = useState<string | null>(null);
  const [termed, setTermed] = useState<string | null>(null);
  const [limit, setLimit] = useState(200);
  const answer = useQuery('service.list', { text: useDebounced(text.trim(), 50), limit }, { keepPrevious: true });
  const rows = answer.value?.rows ?? [];
  const row = rows.find((x) => x.id === edited);
  useActions([{ id: 'services.search', label: 'Search services', hotkey: ['/', 'F'], group: 'Configuration', run: () => { document.getElementById(searchId)?.focus(); } }]);
  return (
    <div className={s.services}>
      <Toolbar label="Search"><SearchField id={searchId} label="Search services" hotkey="/" value={text} onChange={setText} /><span className="end dim nowrap" role="status">{answer.value && counted(rows.length, 'service')}</span></Toolbar>
      <RefusalLine refusal={answer.error} />
      {answer.value && rows.length === 0 && <EmptyState title={text === '' ? 'No services yet' : 'No service of that name'}>A service has a tier, an owner and what it promises; items belong to it, and its owner is asked when a change reaches it.</EmptyState>}
      {rows.length > 0 && (
        <div className={s.scroll} tabIndex={0} role="group" aria-label="Services">
          <table className={s.table}>
            <thead><tr><th scope="col">Service</th><th scope="col">Tier</th><th scope="col">Owner and deputies</th><th scope="col">Service level</th><th scope="col">Rollback</th><th scope="col">RPO, RTO</th><th scope="col">Items</th><th scope="col"><span className="unseen">Acts</span></th></tr></thead>
            <tbody>{rows.map((x) => <Row key={x.id} row={x} refusal={refusalOf(answer.value?.mayKeep)} onEdit={() => { setEdited(x.id); }} onTerms={() => { setTermed(x.id); }} />)}</tbody>
          </table>
          {answer.value?.next != null && <p className={s.more}><Button kind="quiet" onPress={() => { setLimit(Math.min(500, limit + 200)); }}>Show more</Button></p>}
        </div>
      )}
      {termed !== null && <LevelDialog service={termed} onClose={() => { setTermed(null); }} />}
      {row && <ServiceDialog row={row} onClose={() => { setEdited(null); }} />}
    </div>
  );
}

const minutes = (n: number | null): string => (n === null ? '–' : `${figure(n)} min`);
const promises = ({ rpoMinutes, rtoMinutes }: ServiceRow): string => (rpoMinutes === null && rtoMinutes === null ? '–' : `${minutes(rpoMinutes)}, ${minutes(rtoMinutes)}`);
type RowProps = { row: ServiceRow; refusal: ReturnType<typeof refusalOf>; onEdit: () => void; onTerms: () => void };
function Row({ row, refusal, onEdit, onTerms }: RowProps) {
  return (
    <tr>
      <td><bdi className={s.strong}>{row.name}</bdi> {row.isFinancial && <Badge>Financial</Badge>} {row.isCustomerFacing && <Badge>Customers</Badge>}</td>
      <td>{row.tier ?? <span className="dim">–</span>}</td>
      <td>{row.owner === '' ? (row.tier !== null && row.tier <= 2 ? <SignalMark signal="missing">nobody</SignalMark> : <span className="dim">nobody</span>) : <bdi>{row.owner}</bdi>}{row.deputies.length > 0 && <span className="dim">, {row.deputies.join(', ')}</span>}</td>
      <td><bdi>{row.sla === '' ? <span className="dim">–</span> : row.sla}</bdi></td>
      <td>{row.hasAutomaticRollback ? <span className="dim">automatic</span> : <SignalMark signal="warn">by hand</SignalMark>}</td>
      <td className="nowrap">{promises(row)}</td>
      <td><a href={hrefOf({ place: 'configuration', filter: filterText({ ...everything, service: row.name }) })} aria-label={`${counted(row.items, 'item')} of ${row.name}`}>{figure(row.items)}</a></td>
      <td className={s.act}><Button kind="quiet" label={`Terms of ${row.name}`} onPress={onTerms}>Terms…</Button><Button kind="quiet" label={`Edit ${row.name}`} refusal={refusal} onPress={onEdit}>Edit…</Button></td>
    </tr>
  );
}
