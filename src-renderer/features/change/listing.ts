// Filters of the list as text in the address: what one person sees, another opens.
import { changeOrders, changeStates, changeTypes, tiers } from '#contract/change.ts';
import type { Asked, Input } from '#contract/index.ts';

export type Order = (typeof changeOrders)[number];
export const spans = ['today', 'next-7', 'next-30', 'last-30', 'last-365'] as const;
export type SpanName = (typeof spans)[number];
export const spanWords: Record<SpanName, string> = { today: 'Today', 'next-7': 'Next 7 days', 'next-30': 'Next 30 days', 'last-30': 'Last 30 days', 'last-365': 'Last 12 months' };

type Filter = Input<'change.list'>;
export type Listing = {
  text: string; state: NonNullable<Filter['state']>; type: NonNullable<Filter['type']>; tier: NonNullable<Filter['tier']>; service: string; span: SpanName | null; import: string;
  order: Order; isDescending: boolean;
};
export const everything: Listing = { text: '', state: [], type: [], tier: [], service: '', span: null, import: '', order: 'number', isDescending: true };
export const tierChoices = [...tiers, 'none'] as const;

const known = <T extends string>(text: string | null, words: readonly T[]): T[] => (text ?? '').split(',').flatMap((w) => words.filter((k) => k === w));

/** Reads the part of the address behind `?`. What is not known is left out, never guessed. */
export function listingOf(filter: string): Listing {
  const params = new URLSearchParams(filter);
  const order = params.get('sort');
  return {
    text: (params.get('text') ?? '').slice(0, 200), state: known(params.get('state'), changeStates), type: known(params.get('type'), changeTypes), tier: known(params.get('tier'), tierChoices),
    service: (params.get('service') ?? '').slice(0, 200), span: known(params.get('window'), spans)[0] ?? null, import: (params.get('import') ?? '').slice(0, 64),
    order: known(order, changeOrders)[0] ?? everything.order, isDescending: params.get('dir') !== 'up',
  };
}

export function filterText(l: Listing): string {
  const params = new URLSearchParams();
  if (l.text !== '') params.set('text', l.text);
  if (l.state.length > 0) params.set('state', l.state.join(','));
  if (l.type.length > 0) params.set('type', l.type.join(','));
  if (l.tier.length > 0) params.set('tier', l.tier.join(','));
  if (l.service !== '') params.set('service', l.service);
  if (l.span !== null) params.set('window', l.span);
  if (l.import !== '') params.set('import', l.import);
  if (l.order !== everything.order) params.set('sort', l.order);
  if (!l.isDescending) params.set('dir', 'up');
  return params.toString();
}

const dayMs = 86_400_000;
/** A named span as instants, from midnight to midnight where the viewer sits, so that the question stays the same all day. */
export function instantsOf(span: SpanName, now: number = Date.now()): { from: string; to: string } {
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  const at = (days: number): string => new Date(midnight.getTime() + days * dayMs).toISOString();
  const ends: Record<SpanName, [number, number]> = { today: [0, 1], 'next-7': [0, 8], 'next-30': [0, 31], 'last-30': [-30, 1], 'last-365': [-365, 1] };
  const [from, to] = ends[span];
  return { from: at(from), to: at(to) };
}

export const pageSize = 100;
/** What is asked of the core for one page. */
export function questionOf(l: Listing, page: number): Asked<'change.list'> {
  return {
    limit: pageSize, offset: page * pageSize, order: l.order, descending: l.isDescending,
    ...(l.text.trim() === '' ? {} : { text: l.text.trim() }), ...(l.state.length > 0 ? { state: l.state } : {}), ...(l.type.length > 0 ? { type: l.type } : {}), ...(l.tier.length > 0 ? { tier: l.tier } : {}),
    ...(l.service === '' ? {} : { service: l.service }), ...(l.span === null ? {} : instantsOf(l.span)), ...(l.import === '' ? {} : { import: l.import }),
  };
}

export const isFiltered = (l: Listing): boolean => filterText({ ...l, order: everything.order, isDescending: true }) !== '';
