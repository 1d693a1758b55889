// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { ChangeRecord } from '#contract/change.ts';
import { ChangeScreen } from '../../../src-renderer/features/change/change-screen.tsx';
import { emptyDraft, fieldsOf } from '../../../src-renderer/features/change/draft.ts';
import { useAnswers } from '../../../src-renderer/data/answers.ts';
import { buttonIn, click, mount, settle } from '../../support/mount.tsx';
import { refusing, scriptedBridge } from '../../support/scripted-bridge.ts';
import type { Scripted } from '../../support/scripted-bridge.ts';

const record: ChangeRecord = {
  id: '3f2b8c1e-0000-4000-8000-000000000402', number: 'C-A1-0402', state: 'awaiting-authorisation', revision: 'r2', version: 7,
  fields: { ...fieldsOf(emptyDraft('Europe/London', 'Tomasz Zielinski')), title: 'Login: session handling patch', service: 'Login and identity', plannedStartAt: '2026-11-26T05:00:00.000Z', plannedEndAt: '2026-11-26T05:40:00.000Z' },
  tier: 'high', score: 61, source: null, externalId: null, externalState: null, foreign: {}, actualStartAt: null, actualEndAt: null, outcome: null, validator: null, isArriving: false,
  createdAt: '2026-11-11T17:30:00.000Z', updatedAt: '2026-11-23T16:12:00.000Z', missing: [{ field: 'testPlan', label: 'Test plan', problem: 'empty' }], pieces: [{ id: 'field:testPlan', rule: 'CHG-01', label: 'Test plan', gate: 'submission', part: 'record', status: 'missing' }],
  decisions: [{ id: 'd1', meeting: 'm1', meetingNumber: 'M-A1-0046', verdict: 'approved-with-conditions', reason: 'Watch the sessions', deferredTo: null, votes: [{ name: 'Aisha Bello', vote: 'approve' }], decidedAt: '2026-11-17T14:52:00.000Z', by: 'Marta Lindqvist', policyVersion: '2026-1', isStale: true, signature: 'a7d2e901',
    conditions: [{ id: 'c1', text: 'Drain before restart', owner: 'Tomasz Zielinski', dueOn: '2026-11-25', when: 'before', isBlocking: true, metAt: null }] }],
  delta: [{ field: 'service', label: 'Service', approved: 'Login', now: 'Login and identity', by: 'Tomasz Zielinski', at: '2026-11-23T16:12:00.000Z' }],
  links: [], agenda: null, may: { edit: { ok: true }, cancel: { ok: true }, assess: { ok: true }, link: { ok: true }, start: { ok: false, code: 'transition_not_allowed', facts: { from: 'awaiting-authorisation', to: 'implementing' } } },
};
const receipt = { id: record.id, version: 8 };

async function open(more: Parameters<Scripted['script']>[0] = {}): Promise<{ place: HTMLElement; bridge: Scripted }> {
  useAnswers.setState({ entries: new Map() });
  const bridge = scriptedBridge({ 'change.show': record, 'change.history': { rows: [], next: null }, ...more });
  const place = await mount(<ChangeScreen part={null} change="C-A1-0402" />, bridge);
  await settle();
  return { place, bridge };
}

test('CHG-03 what was approved stands beside what is there now, and can be put back', async () => {
  const { place, bridge } = await open({ 'change.edit': receipt });
  expect(place.textContent).toContain('No longer what the board approved.');
  expect([place.querySelector('del')?.textContent, place.querySelector('ins')?.textContent]).toEqual(['Login', 'Login and identity']);
  await click(buttonIn(place, 'Put back as approved'));
  expect(bridge.calls.at(-1)).toEqual({ name: 'change.edit', input: { change: record.id, fields: { service: 'Login' }, ifVersion: 7 } });
});

test('CAB-05 an open condition of the decision is named before the start and can be marked met', async () => {
  const { place, bridge } = await open({ 'change.meetCondition': receipt });
  expect(place.textContent).toContain('Drain before restart');
  await click(buttonIn(place, 'Mark met'));
  expect(bridge.calls.at(-1)).toEqual({ name: 'change.meetCondition', input: { change: record.id, condition: 'c1', note: '' } });
});

test('a missing piece is named where it belongs', async () => {
  const { place } = await open();
  expect(place.textContent).toContain('Missing: Test plan');
});

test('a change that is not there says so and shows the way to the list', async () => {
  const { place } = await open({ 'change.show': refusing({ code: 'record_missing', facts: { record: 'change', id: 'C-A1-0402' } }) });
  expect(place.textContent).toContain('There is no change C-A1-0402 here');
  expect(buttonIn(place, 'All changes')).toBeDefined();
});

test('SYN-02 a change in conflict says so beside its state and leads to each conflict', async () => {
  const { place } = await open({
    'change.show': { ...record, isInConflict: true },
    'bundle.conflicts': { rows: [{ id: 'C-A1-0402:decision', kind: 'decision', subject: `change:${record.id}`, number: 'C-A1-0402', title: 'x', tier: 'high', field: null, isHolding: true, at: record.updatedAt, summary: '' }], total: 1, next: null },
  });
  await settle();
  expect(place.textContent).toContain('In conflict, so it is not approved');
  expect(place.querySelector('a[href="#/exchange/conflicts/C-A1-0402%3Adecision"]')?.textContent).toBe('Two decisions, made apart');
});

test('SYN-02 a value that was overwritten stays one click away, with who wrote it and when', async () => {
  const { place } = await open({ 'change.show': { ...record, overwritten: [{ field: 'service', value: 'Login of customers', by: 'Ines Duarte', at: '2026-11-23T15:00:00.000Z', isMaterial: true }] }, 'bundle.conflicts': { rows: [], total: 0, next: null } });
  expect(place.textContent).not.toContain('Login of customers');
  await click([...place.querySelectorAll('button')].find((b) => b.textContent.includes('also edited by Ines Duarte')));
  expect(place.textContent).toContain('Login of customers');
  expect(place.querySelector('a[href="#/exchange/conflicts/C-A1-0402%3Afield%3Aservice"]')).not.toBeNull();
});

test('a change without conflicts asks nothing about them', async () => {
  const { bridge } = await open();
  expect(bridge.calls.map(({ name }) => name)).not.toContain('bundle.conflicts');
});
