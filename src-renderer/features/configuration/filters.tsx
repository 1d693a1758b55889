// The toolbar of the register: search as you type, filters with their counts, and the view.
import type { Output } from '#contract/index.ts';
import { itemStates } from '#contract/configuration.ts';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Toolbar } from '../../ui/surfaces.tsx';
import { ViewMenu } from '../../ui/view-menu.tsx';
import { figure } from '../../ui/words.ts';
import { columns, fixedColumns } from './columns.tsx';
import { blindChoices, itemStateWords } from './configuration-words.ts';
import { everything, isFiltered, tiers } from './listing.ts';
import type { Listing } from './listing.ts';
import { setView, useRegisterView } from './ui-state.ts';

type Facets = Output<'item.facets'>;
type Props = { listing: Listing; onChange: (change: Partial<Listing>) => void; facets: Facets | undefined; total: number | null; isSearching: boolean; searchId: string; onDown: () => void };
const counted = (facet: Facets['type'] | undefined): { value: string; label: string; count: number }[] => (facet ?? []).map(({ name, count }) => ({ value: name, label: name, count }));

export function Filters({ listing, onChange, facets, total, isSearching, searchId, onDown }: Props) {
  const view = useRegisterView();
  const single = (name: string, key: 'type' | 'environment' | 'service' | 'source', choices: { value: string; label: string; count?: number }[]) =>
    <FilterChip name={name} isSingle chosen={listing[key] === '' ? [] : [listing[key]]} onChange={([value]) => { onChange({ [key]: value ?? '' }); }} choices={choices} />;
  return (
    <Toolbar label="Search and filters">
      <SearchField id={searchId} label="Search items" hotkey="/" value={listing.text} onChange={(text) => { onChange({ text }); }} onLeave={onDown} />
      <FilterChip name="State" chosen={listing.state} onChange={(state) => { onChange({ state: itemStates.filter((x) => state.includes(x)) }); }} choices={itemStates.map((x) => ({ value: x, label: itemStateWords[x], count: facets?.state[x] ?? 0 }))} />
      {single('Type', 'type', counted(facets?.type))}
      {single('Environment', 'environment', counted(facets?.environment))}
      {single('Service', 'service', (facets?.services ?? []).map(({ name }) => ({ value: name, label: name })))}
      <FilterChip name="Tier" chosen={listing.tier.map(String)} onChange={(tier) => { onChange({ tier: tiers.filter((x) => tier.includes(String(x))) }); }} choices={tiers.map((x) => ({ value: String(x), label: `Tier ${x}` }))} />
      <FilterChip name="Blind spots" isSingle chosen={listing.blind === null ? [] : [listing.blind]} onChange={([blind]) => { onChange({ blind: blindChoices.find((b) => b.value === blind)?.value ?? null }); }} choices={blindChoices} />
      {(facets?.sources.length ?? 0) > 0 && single('Listed by', 'source', facets!.sources.map((x) => ({ value: x.id, label: x.name, count: x.items })))}
      {isFiltered(listing) && <Button kind="quiet" onPress={() => { onChange({ ...everything, order: listing.order, isDescending: listing.isDescending }); }}>Clear</Button>}
      <span className="end dim nowrap" role="status" aria-busy={isSearching}>{total === null ? '' : `${figure(total)} of ${figure(facets?.total ?? total)}`}</span>
      <ViewMenu columns={columns} fixed={fixedColumns} view={view} onChange={setView} />
    </Toolbar>
  );
}
