// Where the person is: the part of the address behind `#`. Places are shareable text; nothing of the machine is in them.
import { useSyncExternalStore } from 'react';

export type Route =
  | { place: 'board'; meeting: string | null }
  | { place: 'changes'; filter: string }
  | { place: 'change'; change: string; part?: string }
  /** `filter` is the view: how long, of what, narrowed to what. */
  | { place: 'calendar'; filter: string }
  | { place: 'capacity' }
  /** `of`: the portfolio whose trains are shown. */
  | { place: 'releases'; part?: 'trains' | 'priorities'; of?: string }
  | { place: 'release'; release: string; part?: string }
  | { place: 'work' }
  | { place: 'meetings' }
  | { place: 'boards' }
  | { place: 'risk' }
  | { place: 'exceptions' }
  | { place: 'minutes'; meeting: string }
  /** The meeting as its chair runs it, and as it is on the wall. */
  | { place: 'run'; meeting: string }
  | { place: 'projector'; meeting: string }
  | { place: 'import' }
  | { place: 'exchange' }
  | { place: 'conflict'; conflict: string }
  | { place: 'policy'; tab: string | null }
  | { place: 'people' }
  | { place: 'entitlements' }
  | { place: 'emergencies'; part: string | null }
  /** `item`: the one that is open beside the list. */
  | { place: 'configuration'; filter: string; item?: string; part?: 'services' | 'catalogue' }
  | { place: 'legacy'; tab: string | null }
  | { place: 'registers'; tab: string | null }
  /** `record` and `at` are what the trail explorer looks at: a record, and a time or a place in the trail. */
  | { place: 'audit'; tab?: string; record?: string; at?: string };
export type Place = Route['place'];

/** Reads a hash; what is not known leads to the board. */
export function routeOf(hash: string): Route {
  const [path = '', filter = ''] = hash.replace(/^#\/?/, '').split('?');
  const [place = '', second, third, fourth] = path.split('/').map(decoded);
  if (place === 'changes') return second ? { place: 'change', change: second, ...(third ? { part: third } : {}) } : { place: 'changes', filter };
  if (place === 'calendar') return { place, filter };
  if (place === 'releases') return second === 'trains' || second === 'priorities' ? { place, part: second, ...(third ? { of: third } : {}) } : second ? { place: 'release', release: second, ...(third ? { part: third } : {}) } : { place };
  if (place === 'meetings') return second && third === 'minutes' ? { place: 'minutes', meeting: second } : second && (third === 'run' || third === 'projector') ? { place: third, meeting: second } : { place: 'meetings' };
  if (place === 'exchange') return second === 'conflicts' && third ? { place: 'conflict', conflict: third } : { place: 'exchange' };
  if (place === 'legacy' || place === 'registers') return { place, tab: second || null };
  if (place === 'capacity') return { place };
  if (place === 'boards' || place === 'exceptions' || place === 'work' || place === 'import' || place === 'risk' || place === 'people' || place === 'entitlements') return { place };
  if (place === 'audit') return second ? { place, tab: second, ...(third ? { record: third, ...(fourth ? { at: fourth } : {}) } : {}) } : { place };
  if (place === 'policy') return { place, tab: second || null };
  if (place === 'emergencies') return { place, part: second || null };
  if (place === 'configuration') return second === 'services' || second === 'catalogue' ? { place, filter: '', part: second } : { place, ...withoutItem(filter) };
  return { place: 'board', meeting: place === 'board' && second ? second : null };
}

/** An open item stands in the filter, so that the list beside it stays as it is. */
function withoutItem(filter: string): { filter: string; item?: string } {
  const params = new URLSearchParams(filter);
  const item = params.get('item');
  params.delete('item');
  return { filter: params.toString(), ...(item ? { item } : {}) };
}
const asQuery = (parts: readonly string[]): string => { const text = parts.filter((part) => part !== '').join('&'); return text === '' ? '' : `?${text}`; };

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A hand-made address with a broken escape is taken as it stands.
    return part;
  }
}

/** The address of a place, for links. */
export function hrefOf(route: Route): string {
  const e = encodeURIComponent;
  switch (route.place) {
    case 'board': return route.meeting === null ? '#/board' : `#/board/${e(route.meeting)}`;
    case 'changes': return route.filter === '' ? '#/changes' : `#/changes?${route.filter}`;
    case 'calendar': return route.filter === '' ? '#/calendar' : `#/calendar?${route.filter}`;
    case 'change': return route.part === undefined ? `#/changes/${e(route.change)}` : `#/changes/${e(route.change)}/${e(route.part)}`;
    case 'release': return route.part === undefined ? `#/releases/${e(route.release)}` : `#/releases/${e(route.release)}/${e(route.part)}`;
    case 'releases': return route.part === undefined ? '#/releases' : `#/releases/${route.part}${route.of === undefined ? '' : `/${e(route.of)}`}`;
    case 'capacity': return '#/capacity';
    case 'minutes': return `#/meetings/${e(route.meeting)}/minutes`;
    case 'run': case 'projector': return `#/meetings/${e(route.meeting)}/${route.place}`;
    case 'legacy': return route.tab === null ? '#/legacy' : `#/legacy/${e(route.tab)}`;
    case 'registers': return route.tab === null ? '#/registers' : `#/registers/${e(route.tab)}`;
    case 'audit': return ['#/audit', route.tab, route.tab && route.record, route.tab && route.record && route.at].flatMap((part, i) => (part ? [i === 0 ? part : e(part)] : [])).join('/');
    case 'policy': return route.tab === null ? '#/policy' : `#/policy/${e(route.tab)}`;
    case 'emergencies': return route.part === null ? '#/emergencies' : `#/emergencies/${e(route.part)}`;
    case 'configuration': return route.part ? `#/configuration/${route.part}` : `#/configuration${asQuery([route.item === undefined ? '' : `item=${e(route.item)}`, route.filter])}`;
    case 'conflict': return `#/exchange/conflicts/${e(route.conflict)}`;
    case 'boards': case 'exceptions': case 'work': case 'meetings': case 'risk': case 'import': case 'exchange': case 'people': case 'entitlements': return `#/${route.place}`;
    default: return route satisfies never;
  }
}

export function goTo(route: Route): void {
  window.location.hash = hrefOf(route);
}
/** Changes the address without a new step back: for filters, which are one place. */
export function replaceRoute(route: Route): void {
  window.history.replaceState(null, '', hrefOf(route));
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

const listen = (hear: () => void): (() => void) => {
  window.addEventListener('hashchange', hear);
  return () => { window.removeEventListener('hashchange', hear); };
};
export const useHash = (): string => useSyncExternalStore(listen, () => window.location.hash);
