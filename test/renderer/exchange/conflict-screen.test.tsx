// @vitest-environment happy-dom
import { act } from 'react';
import { beforeEach, expect, test } from 'vitest';
import type { ConflictView } from '#contract/exchange.ts';
import { hearKeys } from '../../../src-renderer/app/shortcuts.ts';
import { useAnswers } from '../../../src-renderer/data/answers.ts';
import { ConflictScreen } from '../../../src-renderer/features/exchange/conflict-screen.tsx';
import { conflictRows, decisionView, feeds, planView, titleView } from '../../support/exchange-given.ts';
import { buttonIn, click, mount, press, settle } from '../../support/mount.tsx';
import { refusing, scriptedBridge } from '../../support/scripted-bridge.ts';
import type { Scripted } from '../../support/scripted-bridge.ts';

beforeEach(() => { useAnswers.setState({ entries: new Map() }); });

async function open(view: ConflictView, more: Parameters<Scripted['script']>[0] = {}): Promise<{ place: HTMLElement; bridge: Scripted }> {
  const bridge = scriptedBridge({ 'bundle.conflicts': { rows: conflictRows, total: 3, next: null }, 'bundle.conflict': view, 'bundle.resolve': { id: view.subject, version: 9 }, ...more });
  const place = await mount(<ConflictScreen conflict={view.id} />, bridge);
  await settle();
  return { place, bridge };
}
const sent = (bridge: Scripted): unknown[] => bridge.calls.filter((c) => c.name === 'bundle.resolve').map((c) => c.input);

test('SYN-02 both decisions stand beside each other with who signed, the votes, the revision and what each had seen', async () => {
  const { place } = await open(decisionView);
  const [theirs, own] = [...place.querySelectorAll('article')].map((a) => a.textContent);
  for (const text of ['On B2', 'Approved', 'Marta Lindqvist, chair', '6 approve, 0 reject', '5e07 c1d9', 'same as the other', 'not the other decision']) expect(theirs).toContain(text);
  for (const text of ['On this machine', 'Deferred to 1 Dec', 'Nadia Marsh, deputy chair', 'Certificate authority maintenance on Thu']) expect(own).toContain(text);
  expect(place.textContent).toContain('If you approve');
  expect(place.textContent).toContain('The window is released; next free is Thu 3 Dec, 06:00');
});

test('SYN-02 who had seen what is told in a sentence and in a table as well as in the picture', async () => {
  const { place } = await open(decisionView);
  expect([...place.querySelectorAll('svg[role="img"]')].map((svg) => svg.getAttribute('aria-label')).join('; ')).toContain('neither had seen the other');
  const rows = [...place.querySelectorAll('details tbody tr')].map((r) => r.textContent);
  expect(rows).toHaveLength(13);
  expect(rows.findIndex((r) => r.includes('A bundle from B2 arrives'))).toBeLessThan(rows.findIndex((r) => r.includes('Decision recorded')));
});

test('SYN-02 a third decision by key settles it: it keeps the side, carries its day and reason, and is signed in a dialog', async () => {
  const { bridge } = await open(decisionView);
  const stop = hearKeys();
  await press('2');
  expect(document.body.textContent).toContain('Defer C-A1-0415?');
  expect(sent(bridge)).toEqual([]);
  await click(buttonIn(document.body, 'Defer and sign'));
  await settle();
  stop();
  expect(sent(bridge)).toEqual([{ id: decisionView.id, keep: `${feeds.own}:911:1`, verdict: 'deferred', reason: 'Certificate authority maintenance on Thu', deferredTo: '2026-12-01', conditions: [] }]);
});

test('SYN-02 a decision that is none of the sides needs its reason before anything is sent', async () => {
  const { bridge, place } = await open(decisionView);
  await click(buttonIn(place, 'Otherwise…'));
  await click(buttonIn(document.body, 'Reject and sign'));
  expect(document.body.textContent).toContain('This decision needs a reason');
  expect(sent(bridge)).toEqual([]);
});

test('SYN-02 who may not settle is told why where the act is', async () => {
  const { place, bridge } = await open({ ...decisionView, may: { ok: false, code: 'role_needed', facts: { roles: 'chair', have: 'auditor' } } });
  await click(buttonIn(place, 'Approve'));
  expect(document.body.textContent).toContain('This needs the role chair');
  expect(sent(bridge)).toEqual([]);
});

test('SYN-02 a refusal of the core stands in the dialog, and what was typed stays', async () => {
  const { place } = await open(titleView, { 'bundle.resolve': refusing({ code: 'not_in_conflict', facts: {} }) });
  await click(buttonIn(place, 'Take B2’s'));
  await click(buttonIn(document.body, 'Take B2’sCtrl Enter'));
  await settle();
  expect(document.body.querySelector('[role="dialog"]')?.textContent).toContain('This conflict has been settled already.');
});

test('SYN-02 two values stand side by side and one is chosen, with no verdict', async () => {
  const { place, bridge } = await open(titleView);
  expect(place.textContent).toContain('Title, written on both sides');
  await click(buttonIn(place, 'Keep what is here'));
  await click(buttonIn(document.body, 'Keep what is hereCtrl Enter'));
  await settle();
  expect(sent(bridge)).toEqual([{ id: titleView.id, keep: `${feeds.own}:905:1`, reason: '', conditions: [] }]);
});

test('SYN-02 of long texts only what differs is marked, and lines alike are folded until asked for', async () => {
  const { place } = await open(planView);
  expect([...place.querySelectorAll('mark')].map((m) => m.textContent)).toEqual([expect.stringContaining('fifteen quiet minutes'), expect.stringContaining('thirty quiet minutes, and only when the ledger agrees')]);
  expect(place.textContent).not.toContain('Check the queue depth');
  await click([...place.querySelectorAll('button')].find((b) => b.textContent === '4 lines alike'));
  expect(place.textContent).toContain('Check the queue depth');
});

test('a conflict that somebody settled meanwhile says so and leads to the next one', async () => {
  const { place } = await open(decisionView, { 'bundle.conflict': refusing({ code: 'not_in_conflict', facts: {} }) });
  expect(place.textContent).toContain('This conflict is settled');
  await act(async () => { buttonIn(place, 'Next conflict')?.click(); });
  expect(window.location.hash).toBe(`#/exchange/conflicts/${encodeURIComponent(conflictRows[0]!.id)}`);
});
