// What the calendar shows as text in its address: what one person sees, another opens.
import { changeStates, changeTypes, tiers } from '#contract/change.ts';
import { laneKinds } from '#contract/calendar-views.ts';
import type { LaneKind, ScheduleFilter } from '#contract/calendar-views.ts';
import { scales } from './axis.ts';
import type { Scale } from './axis.ts';

export const looks = ['lanes', 'grid', 'list'] as const;
export type Look = (typeof looks)[number];
export const lookWords: Record<Look, string> = { lanes: 'Lanes', grid: 'Grid', list: 'List' };
export const laneWords: Record<LaneKind, string> = { service: 'Service', environment: 'Environment', team: 'Team', owner: 'Owner', region: 'Region' };
export const tierChoices = [...tiers, 'none'] as const;

/** `at` is wall time of the calendar's zone, empty for now; `clock` is whose time leads. */
export type View = {
  look: Look; scale: Scale; at: string; by: LaneKind; isBusyOnly: boolean; clock: 'site' | 'mine'; open: string;
  text: string; state: NonNullable<ScheduleFilter['state']>; type: NonNullable<ScheduleFilter['type']>; tier: NonNullable<ScheduleFilter['tier']>; service: string; environment: string; team: string;
};
export const firstView: View = { look: 'lanes', scale: 'week', at: '', by: 'service', isBusyOnly: false, clock: 'site', open: '', text: '', state: [], type: [], tier: [], service: '', environment: '', team: '' };

const known = <T extends string>(text: string | null, words: readonly T[]): T[] => (text ?? '').split(',').flatMap((w) => words.filter((k) => k === w));
const word = (params: URLSearchParams, name: string, most: number): string => (params.get(name) ?? '').slice(0, most);

/** Reads the part of the address behind `?`. What is not known is left out, never guessed. */
export function viewOf(text: string): View {
  const params = new URLSearchParams(text);
  const one = <T extends string>(name: string, words: readonly T[], otherwise: T): T => known(params.get(name), words)[0] ?? otherwise;
  const at = word(params, 'at', 13);
  return {
    look: one('look', looks, firstView.look), scale: one('scale', scales, firstView.scale), at: /^\d{4}-\d\d-\d\d(T\d\d)?$/.test(at) ? at : '', by: one('by', laneKinds, firstView.by), isBusyOnly: params.get('busy') === 'yes', clock: params.get('clock') === 'mine' ? 'mine' : 'site', open: word(params, 'open', 64),
    text: word(params, 'text', 200), state: known(params.get('state'), changeStates), type: known(params.get('type'), changeTypes), tier: known(params.get('tier'), tierChoices), service: word(params, 'service', 200), environment: word(params, 'environment', 100), team: word(params, 'team', 300),
  };
}

export function textOf(view: View): string {
  const params = new URLSearchParams();
  for (const name of ['look', 'scale', 'by', 'clock'] as const) if (view[name] !== firstView[name]) params.set(name, view[name]);
  if (view.isBusyOnly) params.set('busy', 'yes');
  for (const name of ['at', 'text', 'service', 'environment', 'team', 'open'] as const) if (view[name] !== '') params.set(name, view[name]);
  for (const name of ['state', 'type', 'tier'] as const) if (view[name].length > 0) params.set(name, view[name].join(','));
  return params.toString();
}

/** What is asked of the core: only what narrows. */
export const filterOf = (view: View): ScheduleFilter => ({
  ...(view.text.trim() === '' ? {} : { text: view.text.trim() }), ...(view.state.length > 0 ? { state: view.state } : {}), ...(view.type.length > 0 ? { type: view.type } : {}), ...(view.tier.length > 0 ? { tier: view.tier } : {}),
  ...(view.service === '' ? {} : { service: view.service }), ...(view.environment === '' ? {} : { environment: view.environment }), ...(view.team === '' ? {} : { team: view.team }),
});
export const isFiltered = (view: View): boolean => Object.keys(filterOf(view)).length > 0;
export const unfiltered: Partial<View> = { text: '', state: [], type: [], tier: [], service: '', environment: '', team: '' };
