// @vitest-environment happy-dom
import { act } from 'react';
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
  decisions: [{ id: 'd1', meeting: 'm1', meetingNumber: 'M-A1-0046', verdict: 'approved-with-conditions', reason: 'Watch the sessions', deferredTo: null, votes: [{ name: 'Aisha Bello', vote: 'approve' }], decidedAt: '2026-11-17T14:52:00.000Z', by: 'Marta Lindqvist', policyVersion: '2026-1', isStale: true, quarantine: null, signature: 'a7d2e901',
    conditions: [{ id: 'c1', text: 'Drain before restart', owner: 'Tomasz Zielinski', dueOn: '2026-11-25', when: 'before', isBlocking: true, metAt: null }] }],
  delta: [{ field: 'service', label: 'Service', approved: 'Login', now: 'Login and identity', by: 'Tomasz Zielinski', at: '2026-11-23T16:12:00.000Z' }],
  links: [], agenda: null, may: { edit: { ok: true }, cancel: { ok: true }, assess: { ok: true }, link: { ok: true }, start: { ok: false, code: 'transition_not_allowed', facts: { from: 'awaiting-authorisation', to: 'implementing' } } },
};
const receipt = { id: record.id, version: 8 };

async function open(more: Parameters<Scripted['script']>[0] = {}): Promise<{ place: HTMLElement; bridge: Scripted }> {
  useAnswers.setState({ entries: new Map() });
  const bridge = scriptedBridge({ 'change.show': record, 'change.history': { rows: [], next: null }, 'escalation.show': refusing({ code: 'record_missing', facts: { record: 'change', id: record.id } }), 'change.trace': { nodes: [], edges: [], missing: ['commit', 'artefact', 'decision', 'deployment', 'incident'] }, ...more });
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

test('CHG-03 put back as it was approved, a change says that it needs a new decision all the same', async () => {
  const { place } = await open({ 'change.show': { ...record, delta: [], isRestored: true } });
  expect(place.textContent).toContain('As it was approved, but not authorised.');
  expect(place.textContent).toContain('the change needs a new decision');
});

test('APR-03 a decision in quarantine says so, and why', async () => {
  const { place } = await open({ 'change.show': { ...record, decisions: [{ ...record.decisions[0]!, quarantine: 'requester' }] } });
  expect(place.textContent).toContain('in quarantine: signed by whoever asked for the change');
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

test('CHG-03 a change of this house asks for authorisation without a score; what is lacking is shown with the way to it', async () => {
  const submitted: ChangeRecord = { ...record, state: 'submitted', delta: [], pieces: [] };
  const free = await open({ 'change.show': submitted, 'change.assess': receipt });
  await click(buttonIn(free.place, 'Ask for authorisation'));
  expect(free.bridge.calls.at(-1)).toEqual({ name: 'change.assess', input: { change: record.id, note: '' } });
  const held = await open({
    'change.show': { ...submitted, may: { ...record.may, assess: { ok: false, code: 'incomplete', facts: { fields: ['Risk'] } } }, pieces: [{ id: 'risk:signed', rule: 'RISK-03', label: 'Signed assessment', gate: 'authorisation', part: 'risk', status: 'missing' }] },
    'change.assess': receipt,
  });
  await click(buttonIn(held.place, 'Ask for authorisation'));
  const dialog = document.querySelector('[role="dialog"]');
  expect(dialog?.textContent).toContain('cannot ask for authorisation yet');
  expect(dialog?.querySelector('a')?.getAttribute('href')).toContain('risk');
  expect(held.bridge.calls.some(({ name }) => name === 'change.assess')).toBe(false);
});

test('CHG-06 the trace names commit, artefact, decision, deployment and incident in a list that the keyboard reaches', async () => {
  const node = { detail: 'more', at: '2026-11-11T17:30:00.000Z', by: 'Tomasz Zielinski', number: null };
  const { place } = await open({ 'change.trace': { nodes: [{ ...node, id: 'commit', stage: 'commit', label: 'c0ffee123456' }, { ...node, id: 'decision:1', stage: 'decision', label: 'approved', number: 'M-A1-0046' }, { ...node, id: 'incident:1', stage: 'incident', label: 'I-A1-0001', number: 'I-A1-0001' }], edges: [{ from: 'commit', to: 'decision:1' }, { from: 'decision:1', to: 'incident:1' }], missing: ['artefact', 'deployment'] } });
  const list = place.querySelector('[aria-label="From commit to incident"]');
  expect([list?.getAttribute('tabindex'), list?.querySelectorAll('li').length]).toEqual(['0', 5]);
  expect(list?.textContent).toContain('c0ffee123456');
  expect(list?.textContent).toContain('Artefactnone declared');
  // A decision leads to its meeting, an incident to the register: the chain can be followed.
  expect([...list?.querySelectorAll('a') ?? []].map((a) => [a.textContent, a.getAttribute('href')])).toEqual([['approved', expect.stringContaining('M-A1-0046')], ['I-A1-0001', expect.stringContaining('incidents')]]);
});

test('CHG-03 whoever saves second is told that somebody changed the record, and keeps what was typed', async () => {
  const { place } = await open({ 'change.facets': { state: {}, type: {}, tier: {}, services: [], total: 0 }, 'change.edit': refusing({ code: 'stale_revision', facts: { have: 7, now: 8 } }) });
  await click(buttonIn(place, 'Edit'));
  const title = [...place.querySelectorAll('input')].find(({ value }) => value === record.fields.title)!;
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(title, 'My own words');
    title.dispatchEvent(new Event('input', { bubbles: true }));
    await Promise.resolve();
  });
  await click(buttonIn(place, 'Save'));
  expect(place.textContent).toContain('The change was edited after you opened it');
  expect([...place.querySelectorAll('input')].some(({ value }) => value === 'My own words')).toBe(true);
});
