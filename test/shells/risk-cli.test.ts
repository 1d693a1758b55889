// The risk of a change from the command line, end to end.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { questions } from '../../src-main/domain/questionnaire.ts';
import { aDesk } from './gavel.ts';
import type { Desk } from './gavel.ts';

let desk: Desk;
const change = 'C-B2-0001';
beforeAll(async () => {
  desk = aDesk({ GAVEL_PASSPHRASE: 'quiet harbour light' });
  expect(await desk.json(['init', 'ws', '--org', 'Harbour Trust', '--person', 'Ada Quill', '--site', 'B2', '--role', 'chair', '--role', 'change-manager'])).toMatchObject({ ok: true });
  expect(await desk.json(['change', 'new', 'Swap the crane controller', '--service', 'Cranes', '--backout-plan', 'Put it back', '--planned-start-at', '2027-01-05T05:00:00Z', '--planned-end-at', '2027-01-05T06:00:00Z'])).toMatchObject({ ok: true, value: { number: change } });
});
afterAll(() => { desk.remove(); });

test('RISK-03 the command line answers, signs and shows the score factor by factor, the rule that decided, and what would lower it', async () => {
  const before = await desk.run(['risk', 'show', change]);
  expect(before.code).toBe(0);
  for (const part of ['High begins at 60 of 100', 'not signed', 'Complexity', '25 open of 25 questions', 'What would lower it', 'Together']) expect(before.out).toContain(part);
  expect(await desk.json(['risk', 'sign', change])).toMatchObject({ ok: false, exit: 1, error: { code: 'impact_missing' } });
  expect(await desk.json(['risk', 'classify', change, 'internal', '-5'])).toMatchObject({ ok: false, exit: 2 });
  expect(await desk.json(['risk', 'classify', change, 'internal', '5'])).toMatchObject({ ok: true });
  expect(await desk.json(['risk', 'answer', change, 'data.schema', 'not-applicable'])).toMatchObject({ ok: false, exit: 2, error: { code: 'reason_needed' } });
  expect(await desk.json(['risk', 'answer', change, 'data.nothing', 'no'])).toMatchObject({ ok: false, exit: 2, error: { code: 'record_missing' } });
  for (const { id } of questions.slice(1)) expect(await desk.json(['risk', 'answer', change, id, 'no'])).toMatchObject({ ok: true });
  expect(await desk.json(['risk', 'sign', change])).toMatchObject({ ok: false, exit: 1, error: { code: 'risk_section_open', facts: { sections: ['Data integrity'] } } });
  expect(await desk.json(['risk', 'answer', change, questions[0]!.id, 'yes', '--residual', 'low', '--mitigation', 'Both copies stay'])).toMatchObject({ ok: true });
  expect(await desk.json(['risk', 'reversibility', change, 'written'])).toMatchObject({ ok: true });
  expect(await desk.json(['risk', 'tier', change, 'low'])).toMatchObject({ ok: true });
  expect(await desk.json(['risk', 'sign', change])).toMatchObject({ ok: true });
  const shown = await desk.json(['risk', 'show', change]) as { value: { score: number; factors: { points: number }[] } };
  expect(shown.value).toMatchObject({ tier: 'low', assessment: { status: 'current', signature: { by: 'Ada Quill' } }, impact: { level: 'low' } });
  expect(shown.value.factors.reduce((sum, { points }) => sum + points, 0)).toBe(shown.value.score);
  expect((await desk.run(['risk', 'show', change])).out).toContain('Both copies stay');
  const map = await desk.run(['risk', 'map']);
  expect([map.code, map.out.includes('0 on the map, 0 not assessed.')]).toEqual([0, true]);
});
