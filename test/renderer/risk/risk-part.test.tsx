// @vitest-environment happy-dom
import { act } from 'react';
import { expect, test } from 'vitest';
import type { ChangeRecord } from '#contract/change.ts';
import type { RiskAnswer, RiskRecord } from '#contract/risk.ts';
import { useAnswers } from '../../../src-renderer/data/answers.ts';
import { RiskPart } from '../../../src-renderer/features/risk/risk-part.tsx';
import { RiskScreen } from '../../../src-renderer/features/risk/risk-screen.tsx';
import { buttonIn, click, mount, settle } from '../../support/mount.tsx';
import { refusing, scriptedBridge } from '../../support/scripted-bridge.ts';
import type { Scripted } from '../../support/scripted-bridge.ts';

const at = '2026-11-24T09:00:00.000Z';
const said: RiskAnswer = { answer: 'yes', residual: null, mitigation: '', reason: '', isComplete: false, by: 'Zoe', at, also: [{ said: 'Unknown', by: 'Ada Quill', at }] };
const no = { ok: false, code: 'auditor_reads_only', facts: {} } as const;
const risk: RiskRecord = {
  id: 'c1', number: 'C-A1-0412', title: 'Switch v7', state: 'assessment', score: 47, tier: 'medium', computed: 'medium',
  factors: [{ id: 'impact', label: 'Impact', points: 30, most: 30, because: 'High: tier 1 service', signed: 24 }, { id: 'load', label: 'Schedule and load', points: 17, most: 70, because: 'quiet', signed: 17 }],
  bands: { medium: 30, high: 60, critical: 80 }, deciding: { rule: 'points', said: 'Medium begins at 30 of 100 (policy 2026-1)' }, lower: [{ points: 18, text: 'Rehearse the backout', tier: 'low' }], next: { points: 18, tier: 'low' },
  impact: { level: 'high', because: 'tier 1 service', sensitivity: 'internal', users: 400, serviceTier: 1, suggested: null, written: { by: 'Zoe', at, also: [] } }, reversibility: { value: 'written', because: 'Backout written, not rehearsed', written: null }, manual: null, questionnaire: '2026-1',
  sections: [{ id: 'data', label: 'Data integrity', open: 1, questions: [{ id: 'data.schema', text: 'Does it alter a schema?', hint: 'How do both work?', said }, { id: 'data.convert', text: 'Does it convert data?', hint: 'Which copy stays?', said: null }] }],
  assessment: { status: 'altered', signature: { id: 'a1', score: 41, tier: 'medium', by: 'Ada Quill', role: 'change-manager', at, policy: '2026-1', questionnaire: '2026-1', scope: 's' }, earlier: [] },
  heat: { impact: 4, likelihood: 2 }, policy: '2026-1', may: { fill: { ok: true }, raise: { ok: true }, lower: { ok: true }, sign: { ok: true }, print: { ok: true } },
};
const cells = [1, 2, 3, 4, 5].flatMap((likelihood) => [1, 2, 3, 4, 5].map((impact) => ({ impact, likelihood, tier: 'low' as const, changes: [] })));
const receipt = { id: 'c1', version: 9 };
/** The cards below the form ask for themselves; what they show is no matter here. */
const elsewhere = refusing({ code: 'record_missing', facts: { record: 'change', id: 'c1' } });

async function open(over: Partial<RiskRecord> = {}, more: Parameters<Scripted['script']>[0] = {}): Promise<{ place: HTMLElement; bridge: Scripted }> {
  useAnswers.setState({ entries: new Map() });
  const bridge = scriptedBridge({ 'risk.show': { ...risk, ...over }, 'risk.heatMap': { cells, shown: 0, unplaced: 3 }, 'risk.answer': receipt, 'fmea.show': elsewhere, 'premortem.show': elsewhere, 'coverage.show': elsewhere, ...more });
  const place = await mount(<RiskPart record={{ id: 'c1' } as ChangeRecord} />, bridge);
  await settle();
  return { place, bridge };
}
const written = async (field: HTMLTextAreaElement, text: string): Promise<void> => {
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')!.set!.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
};
const leave = async (field: HTMLElement): Promise<void> => { await act(async () => { field.dispatchEvent(new FocusEvent('focusout', { bubbles: true })); }); await settle(); };
const row = (place: HTMLElement, text: string): HTMLElement => [...place.querySelectorAll('tr')].find((tr) => tr.textContent.includes(text))!;
const sent = (bridge: Scripted): unknown[] => bridge.calls.filter(({ name }) => name === 'risk.answer').map(({ input }) => input);

test('RISK-02 what was written apart stands beside the answer, and what the signature no longer covers is said', async () => {
  const { place } = await open();
  expect(row(place, 'Does it alter').textContent).toContain('Ada Quill wrote apart at');
  expect(place.textContent).toContain('Altered since. Ada Quill signed Medium 41');
  expect(place.textContent).toContain('+6 since it was signed');
});

test('RISK-02 “does not apply” is sent with its reason, not before', async () => {
  const { place, bridge } = await open();
  await click(buttonIn(row(place, 'Does it convert'), 'n/a'));
  expect(sent(bridge)).toEqual([]);
  const field = row(place, 'Does it convert').querySelector('textarea')!;
  await written(field, 'It reads only');
  await leave(field);
  expect(sent(bridge)).toEqual([{ change: 'c1', question: 'data.convert', answer: 'not-applicable', residual: null, mitigation: '', reason: 'It reads only' }]);
});

test('RISK-02 parts of an answer that follow each other faster than the core replies keep each other', async () => {
  const { place, bridge } = await open();
  const field = row(place, 'Does it alter').querySelector('textarea')!;
  await written(field, 'Both are read');
  await leave(field);
  const residual = row(place, 'Does it alter').querySelector('select')!;
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value')!.set!.call(residual, 'low');
    residual.dispatchEvent(new Event('change', { bubbles: true }));
  });
  expect(sent(bridge)).toEqual([
    { change: 'c1', question: 'data.schema', answer: 'yes', residual: null, mitigation: 'Both are read', reason: '' },
    { change: 'c1', question: 'data.schema', answer: 'yes', residual: 'low', mitigation: 'Both are read', reason: '' },
  ]);
});

test('RISK-02 who only reads sees the answers as text and no field', async () => {
  const { place, bridge } = await open({ may: { fill: no, raise: no, lower: no, sign: no, print: { ok: true } } });
  expect(place.querySelectorAll('textarea, input, select')).toHaveLength(0);
  await click(buttonIn(row(place, 'Does it convert'), 'No'));
  expect(sent(bridge)).toEqual([]);
});

test('RISK-03 a map without changes teaches how one gets there', async () => {
  useAnswers.setState({ entries: new Map() });
  const place = await mount(<RiskScreen />, scriptedBridge({ 'risk.heatMap': { cells, shown: 0, unplaced: 3 } }));
  await settle();
  expect(place.textContent).toContain('No change that waits has been assessed yet');
  expect(place.textContent).toContain('3 changes wait.');
  expect(place.querySelector('[data-at]')).toBeNull();
});
