// Filters of the register as text in the address: what one person sees, another opens.
import { itemOrders, itemStates } from '#contract/configuration.ts';
import type { Asked, Input } from '#contract/index.ts';
import { blindChoices } from './configuration-words.ts';

type Filter = Input<'item.list'>;
export type Listing = {
  text: string; type: string; environment: string; service: string; source: string; state: NonNullable<Filter['state']>; tier: number[]; blind: NonNullable<Filter['blind']> | null;
  order: Filter['order']; isDescending: boolean;
};
export const everything: Listing = { text: '', type: '', environment: '', service: '', source: '', state: [], tier: [], blind: null, order: 'name', isDescending: false };
export const pageSize = 100;
export const tiers = [1, 2, 3, 4, 5] as const;

const known = <T extends string>(text: string | null, words: readonly T[]): T[] => (text ?? '').split(',').flatMap((w) => words.filter((k) => k === w));
const lines = ['text', 'type', 'environment', 'service', 'source'] as const;

/** Reads the part of the address behind `?`. What is not known is left out, never guessed. */
export function listingOf(filter: string): Listing {
  const params = new URLSearchParams(filter);
  const line = (name: (typeof lines)[number]): string => (params.get(name) ?? '').slice(0, 200);
  return {
    text: line('text'), type: line('type'), environment: line('environment'), service: line('service'), source: line('source').slice(0, 64), state: known(params.get('state'), itemStates),
    tier: (params.get('tier') ?? '').split(',').map(Number).filter((n) => (tiers as readonly number[]).includes(n)), blind: known(params.get('blind'), blindChoices.map((b) => b.value))[0] ?? null,
    order: known(params.get('sort'), itemOrders)[0] ?? everything.order, isDescending: params.get('dir') === 'down',
  };
}

export function filterText(l: Listing): string {
  const params = new URLSearchParams();
  for (const name of lines) if (l[name] !== '') params.set(name, l[name]);
  if (l.state.length > 0) params.set('state', l.state.join(','));
  if (l.tier.length > 0) params.set('tier', l.tier.join(','));
  if (l.blind !== null) params.set('blind', l.blind);
  if (l.order !== everything.order) params.set('sort', l.order);
  if (l.isDescending) params.set('dir', 'down');
  return params.toString();
}

/** What is asked of the core for one page. */
export const questionOf = (l: Listing, page: number): Asked<'item.list'> => ({
  limit: pageSize, after: String(page * pageSize), order: l.order, descending: l.isDescending,
  ...(l.text.trim() === '' ? {} : { text: l.text.trim() }), ...(l.type === '' ? {} : { type: l.type }), ...(l.environment === '' ? {} : { environment: l.environment }), ...(l.service === '' ? {} : { service: l.service }),
  ...(l.source === '' ? {} : { source: l.source }), ...(l.state.length > 0 ? { state: l.state } : {}), ...(l.tier.length > 0 ? { tier: l.tier } : {}), ...(l.blind === null ? {} : { blind: l.blind }),
});
export const isFiltered = (l: Listing): boolean => filterText({ ...l, order: everything.order, isDescending: false }) !== '';
