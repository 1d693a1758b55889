// A meeting kept on two laptops at once: what both wrote is one agenda, and endings that differ stand side by side (trail design, B5).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endMeeting } from '../../src-main/domain/cab.ts';
import { eventTypes } from '../../src-main/domain/event.ts';
import type { DomainEvent, Json, StampedEvent } from '../../src-main/domain/event.ts';
import type { Meeting } from '../../src-main/domain/meeting.ts';
import { evolveMeeting, withDecision } from '../../src-main/domain/meeting.ts';
import { by, person, stamped } from '../support/given.ts';

const subject = 'meeting:m1';
const event = (type: DomainEvent['type'], data: Record<string, Json> = {}, text?: Record<string, Json>): DomainEvent => (text ? { type, subject, data, text } : { type, subject, data });
const called = event('meeting.created', { number: 'M-A1-0001', board: 'b', startsAt: '2026-11-24T14:00:00.000Z', zone: 'UTC', lengthMinutes: 90 });
const admit = (change: string, rank = 'm'): DomainEvent => event('meeting.itemAdmitted', { change, rank, minutes: 8 });
const drop = (change: string): DomainEvent => event('meeting.itemDropped', { change });
const started = event('meeting.started');
const attend = (who: string, status: string): DomainEvent => event('meeting.attendanceNoted', { person: who, status });
const vote = (change: string, who: string, said: string): DomainEvent => event('meeting.voteCast', { change, person: who, vote: said });
const action = (words: string): Json => ({ text: words, owner: 'Zoe', dueOn: '2026-12-02' });
const end = (decisions: string[] | null, ...actions: string[]): DomainEvent => event('meeting.ended', decisions === null ? {} : { decisions }, { actions: actions.map(action) });
const sign = (digest: string): DomainEvent => event('minutes.signed', { digest });
type Entry = DomainEvent | { decided: string; change: string };

/** One event an hour, so that the first one can be told by its time. */
const fold = (...entries: Entry[]): Meeting => [called, ...entries].reduce<Meeting | null>((meeting, entry, i) =>
  ('decided' in entry ? withDecision(meeting!, entry.change, entry.decided, `2026-11-24T${String(10 + i)}:00:00.000Z`) : evolveMeeting(meeting, stamped(entry, `p${i}`, `2026-11-24T${String(10 + i)}:00:00.000Z`))), null)!;
const agenda = (meeting: Meeting): string[] => meeting.items.map(({ change }) => change);

describe('the agenda', () => {
  it('SYN-02 what both put on it is on it once', () => {
    expect(agenda(fold(admit('x', 'b'), admit('y', 'c'), admit('x', 'a')))).toEqual(['x', 'y']);
  });
  it('SYN-02 items that were put in the same place stand by their change, whoever came first', () => {
    expect(agenda(fold(admit('y'), admit('x'), admit('z')))).toEqual(agenda(fold(admit('z'), admit('x'), admit('y'))));
    expect(agenda(fold(admit('y'), admit('x')))).toEqual(['x', 'y']);
  });
  it('SYN-02 putting an item on again keeps its votes and its decision', () => {
    const { items } = fold(admit('x'), vote('x', 'ravi', 'approve'), { decided: 'd1', change: 'x' }, admit('x', 'z'));
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ change: 'x', rank: 'z', minutes: 8, isLate: false, decision: 'd1', votes: { ravi: 'approve' } });
  });
  it('SYN-02 what was decided stays on the agenda, whether it is dropped before or after', () => {
    for (const meeting of [fold(admit('x'), vote('x', 'ravi', 'approve'), { decided: 'd1', change: 'x' }, drop('x')), fold(admit('x'), vote('x', 'ravi', 'approve'), drop('x'), { decided: 'd1', change: 'x' })]) {
      expect(meeting.items).toHaveLength(1);
      expect(meeting.items[0]).toMatchObject({ change: 'x', rank: 'm', minutes: 8, isLate: false, decision: 'd1', votes: { ravi: 'approve' } });
      expect(meeting.dropped).toEqual([]);
    }
  });
  it('SYN-02 votes cast apart from the dropping come back with the item', () => {
    const { items } = fold(admit('x'), drop('x'), vote('x', 'ravi', 'reject'), { decided: 'd1', change: 'x' });
    expect(items[0]).toMatchObject({ change: 'x', decision: 'd1', votes: { ravi: 'reject' } });
  });
  it('SYN-02 an item that was dropped and not decided is gone until somebody puts it on again', () => {
    expect(agenda(fold(admit('x'), drop('x')))).toEqual([]);
    const again = fold(admit('x'), vote('x', 'ravi', 'reject'), drop('x'), admit('x'));
    expect(again.items).toMatchObject([{ change: 'x', votes: {} }]);
    expect(again.dropped).toEqual([]);
  });
  it('SYN-02 a decision on what never was on the agenda adds nothing to it', () => {
    expect(fold(admit('x'), { decided: 'd1', change: 'other' }).items).toMatchObject([{ change: 'x', decision: null }]);
  });
});

describe('in the room', () => {
  it('SYN-02 per person the last word counts, for attendance and for votes', () => {
    const meeting = fold(admit('x'), started, attend('ravi', 'present'), attend('ravi', 'left'), vote('x', 'ravi', 'approve'), vote('x', 'ravi', 'reject'));
    expect(meeting.attendance['ravi']).toMatchObject({ status: 'left' });
    expect(meeting.items[0]!.votes).toEqual({ ravi: 'reject' });
  });
  it('SYN-02 attendance and votes of different people are all kept', () => {
    const meeting = fold(admit('x'), started, attend('ravi', 'present'), attend('grace', 'late'), vote('x', 'ravi', 'approve'), vote('x', 'grace', 'abstain'));
    expect(Object.keys(meeting.attendance)).toEqual(['ravi', 'grace']);
    expect(meeting.items[0]!.votes).toEqual({ ravi: 'approve', grace: 'abstain' });
  });
  it('SYN-02 of two starts the earlier one stands', () => {
    expect(fold(started, started)).toMatchObject({ state: 'running', startedAt: '2026-11-24T11:00:00.000Z' });
  });
  it('SYN-02 a start that is heard after the end does not open the meeting again', () => {
    expect(fold(started, end([]), started)).toMatchObject({ state: 'ended', startedAt: '2026-11-24T11:00:00.000Z' });
  });
});

describe('its end', () => {
  it('SYN-02 the ending names what was decided, in an order that says nothing', () => {
    const meeting = fold(admit('x'), admit('y'), admit('z'), started, { decided: 'd2', change: 'x' }, { decided: 'd1', change: 'y' });
    const verdict = endMeeting(meeting, { meeting: 'm1', actions: [] }, by(person('Marta', 'chair')));
    expect(verdict).toMatchObject({ ok: true, events: [{ type: 'meeting.ended', data: { decisions: ['d1', 'd2'] } }] });
  });
  it.each([
    ['the same decisions and actions', end(['d1'], 'Call'), end(['d1'], 'Call')],
    ['the same decisions in another order', end(['d1', 'd2']), end(['d2', 'd1'])],
    ['no decisions and no actions', end([]), end([])],
    ['the same actions, one of an older device that names no decisions', end(['d1'], 'Call'), end(null, 'Call')],
  ])('SYN-02 ended apart with %s: one ending', (_, one, other) => {
    expect(fold(started, one, other)).toMatchObject({ state: 'ended', endedAt: '2026-11-24T12:00:00.000Z', conflicts: [] });
  });
  it.each([
    ['other decisions', end(['d1']), end(['d2']), '1 decisions, 0 actions'],
    ['one decision more', end(['d1']), end(['d1', 'd2']), '2 decisions, 0 actions'],
    ['other actions', end(['d1'], 'Call'), end(['d1'], 'Write'), '1 decisions, 1 actions'],
    ['other actions on older devices', end(null, 'Call'), end(null, 'Write', 'Ask'), '2 actions'],
  ])('SYN-02 ended apart with %s: the first stands, the other beside it', (_, one, other, what) => {
    const meeting = fold(started, one, other);
    expect(meeting).toMatchObject({ state: 'ended', endedAt: '2026-11-24T12:00:00.000Z', conflicts: [{ kind: 'ended', by: 'p3', what }] });
    expect(meeting.actions).toEqual(fold(started, one).actions);
  });
  it('SYN-02 minutes signed apart: alike they are one, unlike they stand side by side', () => {
    expect(fold(started, end([]), sign('aa'), sign('aa'))).toMatchObject({ minutes: { digest: 'aa', by: 'p3' }, conflicts: [] });
    expect(fold(started, end([]), sign('aa'), sign('bb'))).toMatchObject({ minutes: { digest: 'aa', by: 'p3' }, conflicts: [{ kind: 'minutes', by: 'p4', what: 'bb' }] });
  });
});

describe('what another device sends', () => {
  const hostile: fc.Arbitrary<Json> = fc.oneof(fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>, fc.constantFrom<Json>({ toString: null, valueOf: null }, '__proto__', 'x', 'present', 'approve', -1, null, [{ text: 1 }]));
  const bag = fc.dictionary(fc.constantFrom('change', 'rank', 'minutes', 'late', 'person', 'status', 'vote', 'digest', 'decisions', 'actions', 'number', 'board', 'startsAt', 'zone', 'lengthMinutes', '__proto__'), hostile, { maxKeys: 8 });
  const events = fc.array(fc.record({ type: fc.constantFrom(...Object.keys(eventTypes) as StampedEvent['type'][]), data: bag, text: bag }), { maxLength: 15 });
  it('SYN-02 no data, however wrong, makes the fold of a meeting fail or leaves it unreadable', () => {
    fc.assert(fc.property(events, fc.boolean(), (sent, isCalled) => {
      const all = [...(isCalled ? [called, admit('x'), started] : []), ...sent.map((one) => ({ ...one, subject }))];
      const meeting = all.reduce<Meeting | null>((folded, one) => evolveMeeting(folded, stamped(one)), null);
      if (!meeting) return;
      for (const item of [...meeting.items, ...meeting.dropped]) expect([typeof item.change, typeof item.rank, Number.isSafeInteger(item.minutes)]).toEqual(['string', 'string', true]);
      for (const { status } of Object.values(meeting.attendance)) expect(['present', 'apologies', 'late', 'left', 'unknown']).toContain(status);
      expect(JSON.parse(JSON.stringify(meeting))).toEqual(meeting);
      expect(new Set(agenda(meeting)).size).toBe(meeting.items.length);
    }), { numRuns: 200 });
  });
});
