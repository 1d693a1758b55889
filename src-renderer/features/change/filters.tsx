// The toolbar of the list: search as you type, filters with their counts, and the view.
import type { Output } from '#contract/index.ts';
import { changeStates, changeTypes } from '#contract/change.ts';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Toolbar } from '../../ui/surfaces.tsx';
import { ViewMenu } from '../../ui/view-menu.tsx';
import { figure, stateWords, tierWords, typeWords } from '../../ui/words.ts';
import { columns, fixedColumns } from './columns.tsx';
import { everything, isFiltered, spans, spanWords, tierChoices } from './listing.ts';
import type { Listing, SpanName } from './listing.ts';
import { setView, useListState } from './ui-state.ts';

type Props = { listing: Listing; onChange: (change: Partial<Listing>) => void; facets: Output<'change.facets'> | undefined; total: number | null; isSearching: boolean; searchId: string; onDown: () => void };

export function Filters({ listing, onChange, facets, total, isSearching, searchId, onDown }: Props) {
  const view = useListState();
  const services = facets?.services.map(({ name, count }) => ({ value: name, label: name === '' ? '(no service)' : name, count })).filter((c) => c.value !== '') ?? [];
  return (
    <Toolbar label="Search and filters">
      <SearchField id={searchId} label="Search changes" hotkey="/" value={listing.text} onChange={(text) => { onChange({ text }); }} onLeave={onDown} />
      <FilterChip name="State" chosen={listing.state} onChange={(state) => { onChange({ state: changeStates.filter((x) => state.includes(x)) }); }} choices={changeStates.map((x) => ({ value: x, label: stateWords[x], count: facets?.state[x] ?? 0 }))} />
      <FilterChip name="Type" chosen={listing.type} onChange={(type) => { onChange({ type: changeTypes.filter((x) => type.includes(x)) }); }} choices={changeTypes.map((x) => ({ value: x, label: typeWords[x], count: facets?.type[x] ?? 0 }))} />
      <FilterChip name="Tier" chosen={listing.tier} onChange={(tier) => { onChange({ tier: tierChoices.filter((x) => tier.includes(x)) }); }} choices={tierChoices.map((x) => ({ value: x, label: x === 'none' ? 'Not assessed' : tierWords[x], count: facets?.tier[x] ?? 0 }))} />
      <FilterChip name="Service" isSingle chosen={listing.service === '' ? [] : [listing.service]} onChange={([service]) => { onChange({ service: service ?? '' }); }} choices={services} />
      <FilterChip name="Window" isSingle chosen={listing.span === null ? [] : [listing.span]} onChange={([span]) => { onChange({ span: (span as SpanName | undefined) ?? null }); }} choices={spans.map((x) => ({ value: x, label: spanWords[x] }))} />
      {listing.import !== '' && <FilterChip name="Import" isSingle chosen={[listing.import]} onChange={() => { onChange({ import: '' }); }} choices={[{ value: listing.import, label: 'one import' }]} />}
      {isFiltered(listing) && <Button kind="quiet" onPress={() => { onChange({ ...everything, order: listing.order, isDescending: listing.isDescending }); }}>Clear</Button>}
      <span className="end dim nowrap" role="status" aria-busy={isSearching}>{total === null ? '' : `${figure(total)} of ${figure(facets?.total ?? total)}`}</span>
      <ViewMenu columns={columns} fixed={fixedColumns} view={view} onChange={setView} />
    </Toolbar>
  );
}
