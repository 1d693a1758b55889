// @vitest-environment happy-dom
// An answer in parts: asked one after the other, only while nothing else is on its way, and no more once nobody looks (B6).
import { useState } from 'react';
import { expect, test } from 'vitest';
import type { Output } from '#contract/index.ts';
import type { Reply } from '#contract/errors.ts';
import { hearChanges } from '../../../src-renderer/data/refresh.ts';
import { useAnswers } from '../../../src-renderer/data/answers.ts';
import { useParts } from '../../../src-renderer/data/use-parts.ts';
import { useQuery } from '../../../src-renderer/data/use-query.ts';
import { buttonIn, click, mount, settle } from '../../support/mount.tsx';
import { scriptedBridge } from '../../support/scripted-bridge.ts';

type Counted = Output<'conflict.count'>;
const span = { from: '2031-03-01T00:00:00.000Z', to: '2031-04-01T00:00:00.000Z' };
const counted = (open: number, next: string | null): Reply<Counted> => ({ ok: true, value: { open, changes: {}, next } });
function Month() {
  const [isGone, setGone] = useState(false);
  const { parts, isWhole } = useParts('conflict.count', isGone ? null : span);
  return <p>{parts.reduce((sum, { open }) => sum + open, 0)}{isWhole ? ' in all' : '+'}<button onClick={() => { setGone(true); }}>Go on</button></p>;
}
const told = (place: HTMLElement): string => place.textContent.replace('Go on', '');
const Services = () => <p>{useQuery('service.list', {}).value?.rows.length ?? 'waiting'}</p>;
const fresh = (): void => { useAnswers.setState({ entries: new Map() }); };

test('B6 parts follow one another by what each names as the next, and what a commit touched is counted anew', async () => {
  fresh();
  let later = 4;
  const bridge = scriptedBridge({ 'conflict.count': (input: unknown) => { const { after } = input as { after?: string }; return Promise.resolve(after === undefined ? counted(1, 'b') : after === 'b' ? counted(2, 'c') : counted(later, null)); } });
  const place = await mount(<Month />, bridge);
  await settle(50);
  expect(told(place)).toBe('7 in all');
  expect(bridge.calls.map(({ input }) => (input as { after?: string }).after)).toEqual([undefined, 'b', 'c']);
  const stop = hearChanges();
  later = 5;
  bridge.tell('change');
  await settle(300);
  expect(told(place)).toBe('8 in all');
  stop();
});

test('B6 a part waits while another question is on its way, and is never asked once the view is gone', async () => {
  fresh();
  const [services, parts]: [((reply: Reply<Output<'service.list'>>) => void)[], ((reply: Reply<Counted>) => void)[]] = [[], []];
  const bridge = scriptedBridge({ 'service.list': () => new Promise<Reply<Output<'service.list'>>>((open) => { services.push(open); }), 'conflict.count': () => new Promise<Reply<Counted>>((open) => { parts.push(open); }) });
  const place = await mount(<><Services /><Month /></>, bridge);
  await settle(20);
  expect(bridge.calls.map(({ name }) => name)).toEqual(['service.list']);
  services[0]!({ ok: true, value: { rows: [], next: null, mayKeep: { ok: true } } });
  await settle(20);
  expect(bridge.calls.map(({ name }) => name)).toEqual(['service.list', 'conflict.count']);
  // The view goes on while the first part is on its way: the second one is not asked for.
  await click(buttonIn(place, 'Go on'));
  parts[0]!(counted(1, 'b'));
  await settle(50);
  expect(bridge.calls.filter(({ name }) => name === 'conflict.count')).toHaveLength(1);
});
