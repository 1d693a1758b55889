// Tables are projections: folded anew from the trail they come out the same, whatever happened; a row changed by hand is noticed and healed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Connection } from '../../src-main/boot.ts';
import type { Asked, OpName } from '../../src-main/contract/index.ts';
import { aWorkspace, answer, completeChange } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';
import { calmRisk } from '../support/calm-risk.ts';

type Act = { name: OpName; on: number; more: Record<string, unknown> };
const act = <N extends OpName>(name: N, more: fc.Arbitrary<Record<string, unknown>> = fc.constant({})): fc.Arbitrary<Act> => fc.record({ name: fc.constant(name), on: fc.nat(2), more });
const reason = fc.record({ reason: fc.constantFrom('Because', 'נימוק', 'Grund 😀') });
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((text) => `t${text}`);

/** A small language of acts; most are refused where they stand, which is part of the history. */
const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 1, arbitrary: act('change.create', fc.record({ title: words })) },
  { weight: 2, arbitrary: act('change.edit', fc.record({ fields: fc.record({ description: words, service: fc.constantFrom('Service desk tools', 'Batch', 'Überweisung'), items: fc.array(words, { maxLength: 3 }), outageMinutes: fc.nat(500) }, { requiredKeys: [] }) })) },
  { weight: 4, arbitrary: act('change.submit') },
  { weight: 2, arbitrary: act('risk.fill', fc.constantFrom('rehearsed', 'none').map((reversibility) => ({ ...calmRisk, reversibility }))) },
  { weight: 4, arbitrary: act('change.assess') },
  { weight: 4, arbitrary: act('cab.admit', fc.constant({ reason: 'Came late' })) },
  act('cab.order', fc.record({ before: fc.constant(null) })), act('cab.drop'), act('cab.setMinutes', fc.record({ minutes: fc.integer({ min: 1, max: 240 }) })),
  { weight: 3, arbitrary: act('cab.recordDecision', fc.record({ verdict: fc.constantFrom('approved', 'approved-with-conditions', 'deferred', 'rejected', 'noted'), reason: fc.constant('Said so'), deferredTo: fc.constant('2026-12-08'),
    conditions: fc.array(fc.record({ text: words, owner: fc.constant('Grace Obi'), dueOn: fc.constant('2026-12-01'), when: fc.constantFrom('before', 'after') }), { maxLength: 2 }) })) },
  act('change.schedule'), act('change.unschedule', reason), act('change.start'), act('change.return', reason), act('change.cancel', reason), act('change.reopen', reason),
  act('change.link', fc.record({ kind: fc.constantFrom('affects', 'caused'), to: fc.constantFrom('C-A1-0001', 'C-A1-0002') })),
  act('calendar.addEntry', fc.record({ kind: fc.constantFrom('freeze', 'maintenance-window'), title: words, startsAt: fc.constant('2026-12-01T00:00:00Z'), endsAt: fc.constant('2026-12-02T00:00:00+01:00') })),
);

const onMeeting = (name: string): boolean => name.startsWith('cab.');
/** Carries an act out; answers whether it was accepted. A fault fails the test. */
async function carryOut(connection: Connection, { name, on, more }: Act, known: { changes: string[]; meeting: string; raiser: Connection }): Promise<boolean> {
  const change = known.changes[on % Math.max(1, known.changes.length)];
  if (change === undefined && name !== 'change.create' && name !== 'calendar.addEntry') return false;
  const isFree = name === 'change.create' || name === 'calendar.addEntry';
  const input = name === 'change.create' ? { ...completeChange, service: 'Service desk tools', owner: 'Grace Obi', requester: 'Grace Obi', ...more } : { ...more, ...(isFree ? {} : { change }), ...(onMeeting(name) ? { meeting: known.meeting } : {}) };
  // Whoever raises a change does not decide about it.
  const reply = await (name === 'change.create' ? known.raiser : connection).call(name, input as Asked<OpName>);
  expect(reply.ok || reply.error.code, `${name} ${JSON.stringify(reply)}`).not.toBe('fault');
  if (reply.ok && name === 'change.create') known.changes.push((reply.value as { id: string }).id);
  return reply.ok;
}

async function meetingUnderWay(workspace: TestWorkspace): Promise<string> {
  const board = await workspace.call('cab.board', {});
  const meeting = board.meeting!.id;
  await workspace.call('meeting.start', { meeting });
  await workspace.call('meeting.rollCall', { meeting, attendance: board.attendance.map(({ person }) => ({ person, status: 'present' as const })) });
  return meeting;
}

describe('a rebuild from the trail', () => {
  test('equals the live tables after any history of acts', async () => {
    const workspace = await aWorkspace();
    const known = { changes: [] as string[], meeting: await meetingUnderWay(workspace), raiser: await workspace.as('Tomasz Zielinski') };
    const accepted = new Map<string, number>();
    // One change is walked all the way, so that every run has a decision whatever chance brings.
    const walked: Act[] = [{ name: 'change.create', on: 0, more: { title: 'Walked all the way' } }, { name: 'change.edit', on: 0, more: { fields: { description: 'Looked at twice' } } }, { name: 'risk.fill', on: 0, more: calmRisk }, { name: 'change.submit', on: 0, more: {} },
      { name: 'change.assess', on: 0, more: {} }, { name: 'cab.admit', on: 0, more: { reason: 'Came late' } }, { name: 'cab.recordDecision', on: 0, more: { verdict: 'approved', reason: 'Said so' } }];
    for (const step of walked) {
      workspace.clock.now += 1_000;
      if (await carryOut(workspace.chair, step, known)) accepted.set(step.name, 1);
    }
    await fc.assert(fc.asyncProperty(fc.array(acts, { minLength: 40, maxLength: 60 }), async (history) => {
      for (const step of history) {
        workspace.clock.now += 1_000;
        if (await carryOut(workspace.chair, step, known)) accepted.set(step.name, (accepted.get(step.name) ?? 0) + 1);
        if (known.changes.length > 3) known.changes.shift();
      }
      const { tables } = await workspace.call('trail.rebuild', {});
      expect(tables.filter((t) => !t.isEqual)).toEqual([]);
    }), { numRuns: 12 });
    // The property says nothing unless the histories got somewhere.
    for (const name of ['change.create', 'change.edit', 'change.submit', 'change.assess', 'cab.admit', 'cab.recordDecision']) expect(accepted.get(name) ?? 0, name).toBeGreaterThan(0);
    expect(await workspace.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  });

  test('keeps the search as it was', async () => {
    const workspace = await aWorkspace();
    const [some] = (await workspace.call('change.list', { limit: 1, descending: false })).rows;
    const find = async (): Promise<string[]> => (await workspace.call('change.list', { text: `${some!.title.split(' ')[0]!.slice(0, 4)} ${some!.service.slice(0, 3)}`, limit: 500 })).rows.map((row) => row.number);
    const before = await find();
    await workspace.call('trail.rebuild', {});
    expect(before.length).toBeGreaterThan(0);
    expect(await find()).toEqual(before);
  });
});

describe('a table changed by hand', () => {
  test.each([
    ['change', "UPDATE change SET state = 'authorised' WHERE number = 'C-A1-0173'"], ['change', "UPDATE change SET title = title || ' ' WHERE number = 'C-A1-0001'"], ['change', "DELETE FROM change WHERE number = 'C-A1-0007'"],
    ['change_detail', "UPDATE change_detail SET body = replace(body, 'a', 'b') WHERE n = (SELECT n FROM change WHERE number = 'C-A1-0003')"], ['change_count', "UPDATE change_count SET count = count + 1 WHERE dimension = 'total'"],
    ['decision', "UPDATE decision SET verdict = 'approved' WHERE id = (SELECT id FROM decision WHERE verdict <> 'approved' LIMIT 1)"], ['role_grant', "INSERT INTO role_grant SELECT id, 'administrator', enrolled_at, id FROM person WHERE name = 'Owen Hughes'"],
    ['person', "UPDATE person SET key = NULL WHERE name = 'Marta Lindqvist'"], ['meeting', "UPDATE meeting SET is_signed = 1"], ['agenda_item', 'DELETE FROM agenda_item'], ['seat', 'UPDATE seat SET is_voting = 1 - is_voting'],
    ['event', "UPDATE event SET by = 'person:somebody' WHERE type = 'cab.decisionRecorded'"], ['number_last', 'UPDATE number_last SET last = 1'], ['calendar_entry', "DELETE FROM calendar_entry WHERE kind = 'freeze'"],
    ['organisation', "UPDATE organisation SET name = 'Another bank'"], ['board', 'UPDATE board SET length_minutes = 1'], ['service', 'DELETE FROM service'], ['item', "UPDATE item SET name = 'x'"],
  ])('%s: “%s” is noticed, named and healed', async (table, sql) => {
    const workspace = await aWorkspace();
    workspace.raw((db) => { expect(db.prepare(sql).run().changes).toBeGreaterThan(0); });
    const rebuilt = await workspace.call('trail.rebuild', {});
    expect(rebuilt.isEqual).toBe(false);
    expect(rebuilt.tables.filter((t) => !t.isEqual).map((t) => t.table)).toEqual([table]);
    expect(await workspace.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
  });
});

test('a text erased by hand reads as erased, verification names the gap, and nothing else is lost', async () => {
  const workspace = await aWorkspace();
  const { id, number } = await workspace.call('change.create', { title: 'To be erased', owner: 'Grace Obi' });
  const [event] = (await workspace.call('change.history', { change: id })).rows;
  workspace.raw((db) => {
    const env = db.prepare('SELECT env FROM commit_log WHERE feed = ? AND seq = ?').pluck().get(event!.feed, event!.seq) as Buffer;
    const { p } = (JSON.parse(env.toString()) as { events: { p: Record<string, { c: string }> }[] }).events[0]!;
    expect(db.prepare("UPDATE payload SET salt = NULL, bytes = NULL, state = 'erased' WHERE commitment = ?").run(Buffer.from(p['internal']!.c, 'hex')).changes).toBe(1);
  });
  const report = await workspace.call('trail.verify', {});
  expect(report.verdict).toBe('intact-with-gaps');
  expect(report.findings).toEqual([expect.objectContaining({ kind: 'payload_missing', feed: event!.feed, seq: event!.seq })]);
  const rebuilt = await workspace.call('trail.rebuild', {});
  expect(rebuilt.tables.filter((t) => !t.isEqual).map((t) => t.table)).toEqual(['change', 'change_detail'].filter((t) => rebuilt.tables.some((r) => r.table === t && !r.isEqual)));
  const shown = await answer(workspace.chair, 'change.show', { change: number! });
  expect(shown.fields).toMatchObject({ title: '(erased)', owner: 'Grace Obi', requester: 'Marta Lindqvist' });
});
