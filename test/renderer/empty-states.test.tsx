// @vitest-environment happy-dom
// What registers say while there is nothing in them: how one gets there, and the act that begins it.
import { expect, test } from 'vitest';
import { useAnswers } from '../../src-renderer/data/answers.ts';
import { RegisterCard } from '../../src-renderer/features/emergency/register-card.tsx';
import { ExceptionsScreen } from '../../src-renderer/features/exceptions/exceptions-screen.tsx';
import { ModelsTab } from '../../src-renderer/features/policy/models-tab.tsx';
import { buttonIn, mount, settle } from '../support/mount.tsx';
import { scriptedBridge } from '../support/scripted-bridge.ts';
import type { Scripted } from '../support/scripted-bridge.ts';

const no = { ok: false, code: 'role_needed', facts: { permission: 'keepModels', roles: 'change-manager', person: 'Ada', have: 'auditor' } } as const;
async function shown(node: React.ReactNode, answers: Parameters<Scripted['script']>[0]): Promise<HTMLElement> {
  useAnswers.setState({ entries: new Map() });
  const place = await mount(node, scriptedBridge(answers));
  await settle();
  return place;
}
/** The steps as a reader meets them. */
const steps = (place: HTMLElement): number => place.querySelectorAll('ol > li').length;

const counts = { open: 0, expiring: 0, expired: 0, all: 0 };
const exceptions = { rows: [], total: 0, next: null, counts, rules: [], days: 30, renewals: 2, mayRequest: { ok: true } } as const;
const apart = { 'duty.violations': { rows: [], next: null } };
test('APR-06 a register without exceptions teaches how one is asked for, granted and ended; one whose view is empty says so in a line', async () => {
  const place = await shown(<ExceptionsScreen />, { ...apart, 'exception.list': { ...exceptions, rows: [], rules: [] } });
  expect([place.textContent.includes('No exceptions yet'), place.textContent.includes('After at most 30 days, with 2 renewals.'), steps(place)]).toEqual([true, true, 3]);
  expect(buttonIn(place, 'Ask for an exception')).toBeDefined();
  const some = await shown(<ExceptionsScreen />, { ...apart, 'exception.list': { ...exceptions, rows: [], rules: [], counts: { ...counts, all: 3, expired: 3 } } });
  expect([some.textContent.includes('No exception is open.'), steps(some)]).toEqual([true, 0]);
});

test('APR-02 without a change model the way to one is taught, and whoever may not draft it is told why at the button', async () => {
  const place = await shown(<ModelsTab />, { 'model.list': { rows: [], mayKeep: no } });
  expect([place.textContent.includes('No change model yet'), steps(place)]).toEqual([true, 3]);
  expect(buttonIn(place, 'Draft a model')?.getAttribute('aria-disabled')).toBe('true');
});

test('EMG-03 a register without emergencies teaches how one begins', async () => {
  const place = await shown(<RegisterCard />, { 'emergency.register': { rows: [], total: 0, next: null } });
  expect([place.textContent.includes('No emergency so far'), steps(place)]).toEqual([true, 3]);
});
