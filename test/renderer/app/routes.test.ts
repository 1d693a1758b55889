import { expect, test } from 'vitest';
import { hrefOf, routeOf } from '../../../src-renderer/app/routes.ts';
import type { Route } from '../../../src-renderer/app/routes.ts';

const places: Route[] = [
  { place: 'board', meeting: null }, { place: 'board', meeting: 'M-A1-0047' }, { place: 'changes', filter: '' }, { place: 'changes', filter: 'state=draft&text=a%2Fb' }, { place: 'change', change: 'C-A1-0412' },
  { place: 'change', change: 'odd/number?' }, { place: 'releases' }, { place: 'releases', part: 'trains' }, { place: 'releases', part: 'trains', of: 'p-1' }, { place: 'releases', part: 'priorities' }, { place: 'release', release: 'R-A1-0002', part: 'requests' }, { place: 'meetings' }, { place: 'minutes', meeting: 'M-A1-0047' }, { place: 'import' }, { place: 'exchange' }, { place: 'conflict', conflict: 'C-A1-0412:field:backoutPlan' }, { place: 'people' }, { place: 'entitlements' }, { place: 'audit' }, { place: 'audit', tab: 'explorer', record: 'control:SOX/CC-4', at: '00ff/41/0' },
];

test.each(places)('the address of $place leads back to it', (route) => {
  expect(routeOf(hrefOf(route))).toEqual(route);
});

test('an address nobody knows leads to the board', () => {
  expect(routeOf('')).toEqual({ place: 'board', meeting: null });
  expect(routeOf('#/nowhere/at/all')).toEqual({ place: 'board', meeting: null });
});

test('a broken escape in a hand-made address is taken as it stands', () => {
  expect(routeOf('#/changes/%E0%A4')).toEqual({ place: 'change', change: '%E0%A4' });
});
