// The change schedule on real workspaces: freezes and conflicts that bind, acceptances, permits, free windows, what events do (CAL-01, CAL-02, CAL-03, CAL-06).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { calmRisk } from '../support/calm-risk.ts';
import { deployable } from '../support/token-acts.ts';
import type { TestWorkspace } from '../support/workspace.ts';
import { aWorkspace, answer, completeChange, refusal } from '../support/workspace.ts';

const night = { startsAt: '2027-02-01T20:00:00.000Z', endsAt: '2027-02-02T04:00:00.000Z' };
const window = { plannedStartAt: '2027-02-01T22:00:00.000Z', plannedEndAt: '2027-02-01T23:00:00.000Z' };
const desk = [{ by: 'service' as const, id: 'Service desk tools' }];
/** Conflicts that hold back or were let pass; maintenance windows of the example are only told. */
const blocking = async (w: TestWorkspace, change: string) => (await w.call('conflict.list', { change })).rows.filter(({ rule }) => rule !== 'outside-window');
const draft = async (w: TestWorkspace, over: Record<string, unknown> = {}): Promise<{ id: string; number: string }> => {
  const { id, number } = await answer(await w.as('Tomasz Zielinski'), 'change.create', { ...completeChange, service: 'Service desk tools', items: [], implementers: [], ...window, ...over });
  return { id, number: number! };
};

test('CAL-02 a Normal change in a hard freeze is refused with its name and owner, at scheduling and for a token; an exception that holds lets it pass', async () => {
  const w = await aWorkspace();
  const { release, change } = await deployable(w);
  const { id: freeze } = await answer(release, 'calendar.addEntry', { kind: 'freeze', title: 'Quarter-end close', startsAt: '2026-11-24T00:00:00Z', endsAt: '2026-11-26T00:00:00Z', scope: desk, owner: 'Grace Obi' });
  expect(await w.call('calendar.show', { entry: freeze })).toMatchObject({ kind: 'freeze', owner: 'Grace Obi', mode: 'hard', permitted: ['emergency'], scopeText: 'Service desk tools', mayChange: { ok: true } });
  const facts = { freeze: 'Quarter-end close', owner: 'Grace Obi', mode: 'hard' };
  expect(await refusal(release, 'change.schedule', { change })).toMatchObject({ code: 'freeze_active', facts });
  expect(await refusal(release, 'token.issue', { change, environment: 'production' })).toMatchObject({ code: 'freeze_active', facts });
  expect(await blocking(w, change)).toMatchObject([{ rule: 'freeze', capability: 'CAL-02', weight: 'blocking', settled: null }]);
  expect(await refusal(release, 'calendar.addEntry', { kind: 'freeze', title: 'Wrong', startsAt: '2026-12-02T00:00:00Z', endsAt: '2026-12-01T00:00:00Z' })).toMatchObject({ code: 'end_before_start', where: { field: 'endsAt' } });
  expect(await refusal(release, 'calendar.addEntry', { kind: 'freeze', title: 'Wrong', startsAt: '2026-12-01T00:00:00Z', endsAt: '2026-12-02T00:00:00Z', recurrence: { rule: 'FREQ=MONTHLY;BYMONTHDAY=32' } })).toMatchObject({ code: 'recurrence_invalid', where: { field: 'recurrence.rule' } });
  await answer(release, 'calendar.changeEntry', { entry: freeze, fields: { permitted: ['normal', 'emergency'] } });
  expect(await answer(release, 'change.schedule', { change })).toMatchObject({ id: change });
  expect(await blocking(w, change)).toMatchObject([{ rule: 'freeze', settled: 'permitted' }]);
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('CAL-01 two bookings of one environment are one conflict with both owners; it holds their changes back until one of them moves, or until it is accepted for a time', async () => {
  const w = await aWorkspace();
  const release = await w.as('Tomasz Zielinski');
  const { id: change } = await draft(w, { environment: 'rig 4', service: 'Unheard of' });
  const book = (title: string, owner: string): Promise<{ id: string }> => answer(release, 'calendar.addEntry', { kind: 'booking', title, owner, ...night, scope: [{ by: 'environment', id: 'Rig 4' }] });
  await book('Payments rehearsal', 'Grace Obi');
  const { id: other } = await book('Channels regression', 'Ravi Menon');
  const all = async () => (await w.call('conflict.list', { from: night.startsAt, to: night.endsAt })).rows.filter(({ rule, sides }) => rule === 'environment' && sides.every(({ kind }) => kind === 'booking'));
  expect(await all()).toMatchObject([{ rule: 'environment', path: ['rig 4'], weight: 'blocking', overlap: night }]);
  expect((await all())[0]!.sides.map(({ owner }) => owner).toSorted()).toEqual(['Grace Obi', 'Ravi Menon']);
  await answer(release, 'calendar.changeEntry', { entry: other, fields: { startsAt: '2027-02-03T20:00:00Z', endsAt: '2027-02-04T04:00:00Z' } });
  expect(await all()).toEqual([]);

  const [conflict] = await blocking(w, change);
  expect(conflict).toMatchObject({ rule: 'environment', weight: 'blocking', settled: null });
  expect((await w.call('conflict.preview', { change, startsAt: '2027-02-05T22:00:00Z', endsAt: '2027-02-05T23:00:00Z' })).blocking).toBe(0);
  expect((await w.call('conflict.preview', { change, startsAt: '2027-02-01T20:00:00Z', endsAt: '2027-02-01T21:00:00Z' })).rows).toEqual(expect.arrayContaining([expect.objectContaining({ rule: 'environment' })]));
  expect(await refusal(release, 'conflict.accept', { change, conflict: conflict!.key, reason: 'Both know', owner: 'Grace Obi', until: '2027-01-01' })).toMatchObject({ code: 'acceptance_over' });
  await answer(release, 'conflict.accept', { change, conflict: conflict!.key, reason: 'Both know', owner: 'Grace Obi', until: '2027-02-02' });
  expect(await blocking(w, change)).toMatchObject([{ key: conflict!.key, settled: 'accepted', acceptance: { reason: 'Both know', owner: 'Grace Obi', by: 'Tomasz Zielinski', until: '2027-02-02', isExpired: false } }]);
  expect((await w.call('cab.packet', { change })).conflicts).toEqual(expect.arrayContaining([expect.objectContaining({ rule: 'Same environment', settled: expect.stringContaining('Both know') as unknown })]));
  w.clock.now = Date.parse('2027-02-03T00:00:00.000Z');
  expect(await blocking(w, change)).toMatchObject([{ settled: null, acceptance: { isExpired: true } }]);
});

test('CAL-01 APR-06 conflicts are listed page by page and counted stride by stride, and both know what an acceptance or an exception settled', async () => {
  const w = await aWorkspace();
  const { release, change } = await deployable(w);
  const lies = { startsAt: '2026-11-24T00:00:00Z', endsAt: '2026-11-26T00:00:00Z' };
  const span = { from: '2026-11-23T00:00:00Z', to: '2026-11-30T00:00:00Z' };
  for (const title of ['One', 'Two', 'Three']) await answer(release, 'calendar.addEntry', { kind: 'booking', title, owner: 'Grace Obi', ...lies, scope: desk });
  await answer(release, 'calendar.addEntry', { kind: 'freeze', title: 'Statement night', ...lies, scope: desk, owner: 'Grace Obi' });
  const paged = async (limit: number): Promise<string[]> => {
    const keys: string[] = [];
    for (let after: string | undefined; ;) {
      const { rows, next } = await w.call('conflict.list', { ...span, limit, ...(after === undefined ? {} : { after }) });
      expect(rows.length).toBeLessThanOrEqual(limit);
      keys.push(...rows.map(({ key }) => key));
      if (next === null) return keys;
      after = next;
    }
  };
  const whole = await paged(500);
  expect(await paged(1)).toEqual(whole);
  expect(await paged(2)).toEqual(whole);
  const counted = async () => {
    const { open, changes, next } = await w.call('conflict.count', span);
    expect(next).toBeNull();
    return { open, ofChange: changes[change] ?? 0 };
  };
  const told = async () => {
    const { rows } = await w.call('conflict.list', { ...span, limit: 500 });
    const open = rows.filter(({ settled }) => settled === null);
    return { open: open.filter(({ weight }) => weight === 'blocking').length, ofChange: open.filter(({ sides }) => sides.some(({ id }) => id === change)).length };
  };
  const first = await counted();
  expect(first.ofChange).toBeGreaterThanOrEqual(4);
  expect(await told()).toEqual(first);
  const { key } = (await blocking(w, change)).find(({ rule }) => rule === 'service')!;
  await answer(release, 'conflict.accept', { change, conflict: key, reason: 'Both know', owner: 'Grace Obi', until: '2026-12-02' });
  expect(await counted()).toEqual({ open: first.open - 1, ofChange: first.ofChange - 1 });
  await answer(release, 'exception.request', { rule: 'CAL-01', change, justification: 'The vendor comes once', control: 'Two people watch', owner: 'Grace Obi', until: '2026-12-20' });
  const { number } = (await w.call('exception.list', { change })).rows[0]!;
  await answer(w.chair, 'exception.approve', { exception: number });
  // Bookings have no place to give up: what collides with them and was not accepted is excepted; the freeze is another rule.
  const after = await blocking(w, change);
  expect(after.filter(({ rule }) => rule === 'service').map(({ settled }) => settled).toSorted()).toEqual(expect.arrayContaining(['accepted', 'exception', 'exception']));
  expect(after.filter(({ rule }) => rule === 'freeze')).toMatchObject([{ settled: null }]);
  expect((await counted()).ofChange).toBe(first.ofChange - after.filter(({ settled }) => settled !== null).length);
  expect(await told()).toEqual(await counted());
});

test('CAL-02 a soft freeze lets a change pass by the signature of its owner and of nobody else', async () => {
  const w = await aWorkspace();
  const release = await w.as('Tomasz Zielinski');
  const { id: change, number } = await draft(w);
  const { id: freeze } = await answer(release, 'calendar.addEntry', { kind: 'freeze', title: 'Statement night', ...night, mode: 'soft', scope: desk });
  expect(await refusal(w.chair, 'freeze.permit', { freeze, change, reason: 'Small' })).toMatchObject({ code: 'not_freeze_owner', facts: { owner: 'Tomasz Zielinski' } });
  await answer(release, 'freeze.permit', { freeze, change, reason: 'Small' });
  expect(await blocking(w, change)).toMatchObject([{ rule: 'freeze', settled: 'permitted' }]);
  // Pipelines are told of it with the schedule.
  const { file } = await answer(release, 'feed.write', {});
  expect(readFileSync(join(file.folder, file.name), 'utf8')).toContain(`"passes":["${number}"]`);
});

test('CAL-03 an event lists exactly what lies in it with a free window each; an override needs its reason, an acceptance moves the change, and once the event moves the answer is stale', async () => {
  const w = await aWorkspace();
  const release = await w.as('Tomasz Zielinski');
  const service = 'Ticket archive';
  const [one, two, later] = [await draft(w, { service }), await draft(w, { service, plannedStartAt: '2027-02-01T23:30:00Z', plannedEndAt: '2027-02-02T00:30:00Z' }), await draft(w, { service, plannedStartAt: '2027-02-09T22:00:00Z', plannedEndAt: '2027-02-09T23:00:00Z' })];
  for (const { id } of [one, two, later]) await answer(release, 'change.edit', { change: id, fields: { title: 'Touched' } });
  const { id: entry } = await answer(release, 'calendar.addEntry', { kind: 'business-event', event: 'supplier-outage', title: 'Supplier outage', ...night, scope: [{ by: 'service', id: service }] });
  for (const { id } of [one, two, later]) await answer(release, 'risk.fill', { change: id, ...calmRisk });
  for (const { id } of [one, two, later]) await answer(release, 'change.submit', { change: id });
  const listed = async () => (await w.call('effect.list', { entry })).rows;
  expect((await listed()).map(({ number }) => number)).toEqual([one.number, two.number]);
  for (const { proposed } of await listed()) expect(proposed!.startsAt >= night.endsAt).toBe(true);
  expect(await refusal(release, 'effect.answer', { entry, of: one.id, verdict: 'overridden' })).toMatchObject({ code: 'override_needs_reason' });
  await answer(release, 'effect.answer', { entry, of: one.id, verdict: 'overridden', reason: 'It needs no supplier', notices: [{ to: 'Branches', text: 'Work goes on' }] });
  const window2 = (await listed())[1]!.proposed!;
  await answer(release, 'effect.answer', { entry, of: two.id, verdict: 'accepted', window: window2 });
  expect((await w.call('change.show', { change: two.id })).fields).toMatchObject({ plannedStartAt: window2.startsAt, plannedEndAt: window2.endsAt });
  expect(await listed()).toMatchObject([{ number: one.number, answer: { verdict: 'overridden', isStale: false }, notices: [{ to: 'Branches', sentAt: null }] }, { number: two.number, answer: { verdict: 'accepted', isStale: false } }]);
  await answer(release, 'calendar.changeEntry', { entry, fields: { startsAt: '2027-02-01T21:00:00Z' } });
  expect((await listed())[0]).toMatchObject({ answer: { isStale: true } });
  const { rows } = await w.call('window.propose', { change: later.id, limit: 3 });
  expect(rows.map(({ rank }) => rank)).toEqual([1, 2, 3]);
  expect(rows[0]!.reasons).toContain('outside office hours');
});

test('CAL-06 a stabilisation freeze is lifted by two people with its criteria met, never by an edit', async () => {
  const w = await aWorkspace();
  const release = await w.as('Tomasz Zielinski');
  const { id: freeze } = await answer(release, 'calendar.addEntry', { kind: 'stabilisation', title: 'After 4.2', ...night, scope: desk, criteria: ['No incident'] });
  expect(await refusal(w.chair, 'freeze.lift', { freeze, reason: 'Quiet' })).toMatchObject({ code: 'criteria_open', facts: { criteria: ['No incident'] } });
  await answer(release, 'freeze.meetCriterion', { freeze, criterion: 'No incident' });
  await answer(w.chair, 'freeze.lift', { freeze, reason: 'Quiet' });
  expect(await refusal(w.chair, 'freeze.lift', { freeze, reason: 'Quiet' })).toMatchObject({ code: 'lift_second_person' });
  expect(await refusal(release, 'calendar.removeEntry', { entry: freeze, reason: 'In the way' })).toMatchObject({ code: 'stabilisation_fixed' });
  const { id: change } = await draft(w);
  expect(await blocking(w, change)).toMatchObject([{ rule: 'stabilisation', capability: 'CAL-06', settled: null }]);
});
