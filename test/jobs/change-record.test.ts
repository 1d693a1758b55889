// The record of a change: submitted once it is whole, and what nobody means to type into it refused by its field with nothing written.
import { expect, test } from 'vitest';
import { calmRisk } from '../support/calm-risk.ts';
import { aWorkspace, completeChange, refusal } from '../support/workspace.ts';

const raised = { title: 'Swap the switch', service: 'Card authorisation' };

test('CHG-01 without a backout plan and with an end before its start a change stays in Draft and both are named; complete, it is Submitted by one event with actor, time and the state before and after', async () => {
  const w = await aWorkspace();
  const { plannedStartAt, plannedEndAt } = completeChange;
  const { id: change } = await w.call('change.create', { ...completeChange, backoutPlan: '', plannedStartAt: plannedEndAt, plannedEndAt: plannedStartAt });
  await w.call('risk.fill', { change, ...calmRisk });
  expect((await w.refused('change.submit', { change })).facts).toMatchObject({ missing: [{ field: 'backoutPlan', problem: 'empty' }, { field: 'plannedEndAt', problem: 'inconsistent' }] });
  expect((await w.call('change.show', { change })).state).toBe('draft');
  await w.call('change.edit', { change, fields: { plannedStartAt, plannedEndAt, backoutPlan: 'Put back' } });
  await w.call('risk.fill', { change, ...calmRisk });
  w.clock.now += 60_000;
  const before = w.events();
  await w.call('change.submit', { change });
  expect(w.events()).toBe(before + 1);
  const [entry] = (await w.call('change.history', { change })).rows;
  expect(entry).toMatchObject({ type: 'change.submitted', by: 'Marta Lindqvist', at: new Date(w.clock.now).toISOString(), before: { state: 'draft' }, after: { state: 'assessment' } });
});

test('CHG-01 dates outside the calendar are refused by their field, those at its edge are taken', async () => {
  const w = await aWorkspace();
  const before = w.events();
  const none = ['2026-02-30T05:00:00Z', '2026-13-01T05:00:00Z', '2026-11-24T25:00:00Z', '10000-01-01T00:00:00Z', '9999-12-31T23:59:59-14:00', '-271821-04-20T00:00:00Z', '2026-11-24', 'soon', ''];
  for (const plannedStartAt of none) expect(await w.refused('change.create', { ...raised, plannedStartAt }), plannedStartAt).toMatchObject({ code: 'invalid_input', where: { field: 'plannedStartAt' } });
  expect(w.events()).toBe(before);
  const { id } = await w.call('change.create', { ...raised, plannedStartAt: '0000-01-01T00:00:00Z', plannedEndAt: '9999-12-31T23:59:59Z' });
  expect((await w.call('change.show', { change: id })).fields).toMatchObject({ plannedStartAt: '0000-01-01T00:00:00.000Z', plannedEndAt: '9999-12-31T23:59:59.000Z' });
  // Everything that looks at the window still answers.
  for (const ask of ['risk.show', 'backout.show', 'impact.show'] as const) expect(await w.call(ask, { change: id })).toBeDefined();
});

test('CHG-01 a window across the hour that the clocks show twice is as long as it is, and one that ends before it starts in real time is refused', async () => {
  const w = await aWorkspace();
  const zone = 'Europe/London';
  // 01:30 in summer time to 01:30 in winter time, an hour later by no clock on the wall.
  const { id } = await w.call('change.create', { ...raised, zone, plannedStartAt: '2026-10-25T01:30:00+01:00', plannedEndAt: '2026-10-25T01:30:00+00:00' });
  expect((await w.call('change.show', { change: id })).fields).toMatchObject({ plannedStartAt: '2026-10-25T00:30:00.000Z', plannedEndAt: '2026-10-25T01:30:00.000Z' });
  expect(await w.refused('change.edit', { change: id, fields: { plannedStartAt: '2026-10-25T01:45:00+00:00', plannedEndAt: '2026-10-25T01:50:00+01:00' } })).toMatchObject({ code: 'end_before_start', where: { field: 'plannedEndAt' } });
});

test('CHG-01 RISK-04 a change of 500 items is taken and judged; one of 5,000 is refused by its field', async () => {
  const w = await aWorkspace();
  const items = Array.from({ length: 5000 }, (_, i) => `host-${i}`);
  const before = w.events();
  expect(await w.refused('change.create', { ...raised, items })).toMatchObject({ code: 'invalid_input', where: { field: 'items' } });
  expect(w.events()).toBe(before);
  const { id } = await w.call('change.create', { ...raised, items: items.slice(0, 500) });
  expect((await w.call('change.show', { change: id })).fields.items).toHaveLength(500);
  expect((await w.call('risk.show', { change: id })).factors.find((factor) => factor.id === 'scope')).toMatchObject({ points: expect.any(Number) as number });
});

test('CHG-01 a text of a megabyte is refused by its field and nothing is written; the longest that fits comes back letter by letter', async () => {
  const w = await aWorkspace();
  const before = w.events();
  for (const field of ['description', 'implementationPlan', 'backoutPlan'] as const) expect(await w.refused('change.create', { ...raised, [field]: 'x'.repeat(2 ** 20) }), field).toMatchObject({ code: 'invalid_input', where: { field } });
  expect(w.events()).toBe(before);
  const description = '\u202E<b>“ß” 漢字 \u{1F4A5}\n'.repeat(1000).slice(0, 20_000);
  const { id } = await w.call('change.create', { ...raised, description });
  expect((await w.call('change.show', { change: id })).fields.description).toBe(description);
});

test('CHG-03 over the service layer a draft does not move to Implementing: transition_not_allowed, and its record is unchanged', async () => {
  const w = await aWorkspace();
  const release = await w.as('Tomasz Zielinski');
  const { id } = await w.call('change.create', raised);
  const before = [await w.call('change.show', { change: id }), w.events()] as const;
  expect(await refusal(release, 'change.start', { change: id })).toMatchObject({ code: 'transition_not_allowed', facts: { from: 'draft', to: 'implementing' } });
  expect([await w.call('change.show', { change: id }), w.events()]).toEqual(before);
});
