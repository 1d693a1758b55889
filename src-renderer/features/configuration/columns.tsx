// The columns a list of items can show. The name always stands.
import type { ItemRow } from '#contract/configuration.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { formatAgo } from '../../ui/time-words.ts';
import type { Column } from '../../ui/virtual-table.tsx';
import { stateOf } from './configuration-words.ts';

type ItemColumn = Column<ItemRow>;
function State({ row }: { row: ItemRow }) {
  const { word, isMissing } = stateOf(row);
  return isMissing ? <SignalMark signal="gap">{word}</SignalMark> : <span className={row.lifecycle === 'retired' ? 'dim' : undefined}>{word}</span>;
}

/** An item without an owner of its own is answered for by its service's. */
function Owner({ row: { owner, serviceOwner, serviceName } }: { row: ItemRow }) {
  if (owner !== '') return <bdi>{owner}</bdi>;
  return serviceOwner === '' ? <span className="dim">nobody</span> : <bdi className="dim" title={`Owner of ${serviceName}`}>{serviceOwner}</bdi>;
}

export const columns: readonly ItemColumn[] = [
  { id: 'name', label: 'Name', track: 'minmax(11rem, 2fr)', isSortable: true, cell: (r) => <bdi title={r.name}>{r.name}</bdi> },
  { id: 'type', label: 'Type', track: 'minmax(6rem, .8fr)', isSortable: true, cell: (r) => <bdi className="sec">{r.type}</bdi> },
  { id: 'environment', label: 'Environment', track: 'minmax(7rem, .8fr)', isSortable: true, cell: (r) => <bdi>{r.environment}</bdi> },
  { id: 'service', label: 'Service', track: 'minmax(8rem, 1.2fr)', isSortable: true, cell: (r) => <bdi className="sec">{r.serviceName}</bdi> },
  { id: 'tier', label: 'Tier', track: '3.5rem', isEnd: true, isSortable: true, cell: (r) => r.tier ?? <span className="dim">–</span> },
  { id: 'owner', label: 'Owner', track: 'minmax(7rem, 1fr)', isSortable: true, cell: (r) => <Owner row={r} /> },
  { id: 'version', label: 'Version', track: '6rem', cell: (r) => <bdi>{r.version}</bdi> },
  { id: 'state', label: 'State', track: '6.5rem', cell: (r) => <State row={r} /> },
  { id: 'sources', label: 'Listed by', track: 'minmax(7rem, 1fr)', cell: (r) => (r.sources.length === 0 ? <span className="dim">by hand</span> : <bdi>{r.sources.join(', ')}</bdi>) },
  { id: 'serial', label: 'Serial number', track: '9rem', cell: (r) => <span className="mono">{r.serial}</span> },
  { id: 'fqdn', label: 'Full host name', track: 'minmax(11rem, 1fr)', cell: (r) => <bdi>{r.fqdn}</bdi> },
  { id: 'updatedAt', label: 'Updated', track: '6.25rem', isEnd: true, isSortable: true, cell: (r) => <time dateTime={r.updatedAt} className="dim">{formatAgo(r.updatedAt)}</time> },
];
export const fixedColumns: readonly string[] = ['name'];
/** Those that stay while an item is open beside the list. */
export const besideItem: readonly string[] = ['name', 'type', 'environment', 'service', 'state'];
export const firstColumns: readonly string[] = ['name', 'type', 'environment', 'service', 'tier', 'owner', 'version', 'state'];
