// @vitest-environment happy-dom
// What missed its cut-off, as the page of trains tells it before anybody has written the move.
import { expect, test } from 'vitest';
import type { Output } from '../../../src-main/contract/index.ts';
import { useAnswers } from '../../../src-renderer/data/answers.ts';
import { TrainsScreen } from '../../../src-renderer/features/trains/trains-screen.tsx';
import { buttonIn, click, mount, settle } from '../../support/mount.tsx';
import { scriptedBridge } from '../../support/scripted-bridge.ts';
import type { Scripted } from '../../support/scripted-bridge.ts';

const yes = { ok: true } as const;
const no = { ok: false, code: 'role_needed', facts: { permission: 'planRelease', roles: 'release-manager', person: 'Ada', have: 'auditor' } } as const;
const row = { id: 'p1', name: 'Payments', manager: { id: 't', name: 'Tomasz' }, gates: [{ id: 'g1', name: 'Readiness', role: 'release-manager' as const }], items: 1, missing: 1, late: 1, risks: [] };
const item = (goesWith: string | null) => ({
  id: 'c1', kind: 'change' as const, number: 'C-A1-0001', title: 'Renew the certificate', tier: null, score: null, departure: '2026-12-04T20:00:00.000Z', cutOffAt: '2026-12-01T20:00:00.000Z', goesWith, standing: goesWith === null ? 'missing' as const : 'late' as const,
  gates: [{ id: 'g1', name: 'Readiness', role: 'release-manager' as const, signed: null, maySign: no }], moves: [], offers: [], mayLeave: no, mayOffer: no,
});
const portfolio = (goesWith: string | null, may: typeof yes | typeof no): Output<'portfolio.show'> => ({
  ...row, trains: [{ id: 't1', name: 'Payments train', everyWeeks: 2, zone: 'UTC', cutOffHours: 72, departures: [], items: [item(goesWith)], mayBoard: may }], lateItems: goesWith === null ? [] : [{ ...item(goesWith), train: 'Payments train' }], may: { edit: may, openTrain: may, moveLate: may },
});
async function shown(goesWith: string | null, may: typeof yes | typeof no): Promise<{ place: HTMLElement; bridge: Scripted }> {
  useAnswers.setState({ entries: new Map() });
  const bridge = scriptedBridge({ 'portfolio.list': { rows: [{ ...row, trains: 1 }], total: 1, next: null, mayPlan: may }, 'portfolio.show': portfolio(goesWith, may), 'train.moveLate': { moved: [] } });
  const place = await mount(<TrainsScreen portfolio={null} />, bridge);
  await settle();
  return { place, bridge };
}

test('REL-08 what missed its cut-off says without which gate and where it goes, nothing is written by looking, and one press writes the move', async () => {
  const { place, bridge } = await shown('2026-12-18T20:00:00.000Z', yes);
  expect(place.textContent).toMatch(/missed the cut-off for .*4 Dec.* without Readiness; goes with .*18 Dec/);
  expect(bridge.calls.map(({ name }) => name)).not.toContain('train.moveLate');
  await click(buttonIn(place, 'Move them now'));
  await settle();
  expect(bridge.calls.filter(({ name }) => name === 'train.moveLate')).toEqual([{ name: 'train.moveLate', input: {} }]);
});

test('REL-08 whoever plans no releases is told that the move comes by itself', async () => {
  const { place, bridge } = await shown('2026-12-18T20:00:00.000Z', no);
  expect(place.textContent).toContain('The move is written with the next act on the train');
  expect(buttonIn(place, 'Move them now')?.getAttribute('aria-disabled')).toBe('true');
  await click(buttonIn(place, 'Move them now'));
  expect(bridge.calls.map(({ name }) => name)).not.toContain('train.moveLate');
});

test('REL-08 where nothing is late nothing waits to be moved', async () => {
  const { place } = await shown(null, yes);
  expect(place.textContent).toContain('C-A1-0001');
  expect(place.textContent).not.toContain('Move them now');
});
