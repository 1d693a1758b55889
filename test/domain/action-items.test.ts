// What was promised in a meeting: who says that it is done, and what of that counts.
import { describe, expect, it } from 'vitest';
import { finishAction, isActionOverdue, isOwnAction } from '../../src-main/domain/action-items.ts';
import type { DomainEvent, StampedEvent } from '../../src-main/domain/event.ts';
import type { Meeting } from '../../src-main/domain/meeting.ts';
import { evolveMeeting } from '../../src-main/domain/meeting.ts';
import { by, foldMeeting, outcomeOf, person, stamped } from '../support/given.ts';

const subject = 'meeting:m1';
const called: DomainEvent = { type: 'meeting.created', subject, data: { number: 'M-A1-0001', board: 'b', startsAt: '2026-11-24T14:00:00.000Z', zone: 'UTC', lengthMinutes: 90 } };
const ended = (...actions: string[]): DomainEvent => ({ type: 'meeting.ended', subject, data: {}, text: { actions: actions.map((text) => ({ text, owner: 'Grace Obi', dueOn: '2026-12-01' })) } });
const meeting = foldMeeting([called, ended('Call the vendor', 'Count the tapes')]);
const grace = person('Grace Obi', 'implementer');
const chair = person('Marta', 'chair');
const finish = (at: Meeting, who: typeof grace, over: Partial<Parameters<typeof finishAction>[1]> = {}): ReturnType<typeof finishAction> => finishAction(at, { action: 1, note: '', rev: 'r1', doneBy: '', ...over }, by(who));
const signed = (event: DomainEvent, over: Partial<StampedEvent> = {}): StampedEvent => ({ ...stamped(event, 'grace obi'), isSigned: true, signature: 's', ...over });
const done = (action: number, words: string): DomainEvent => ({ type: 'meeting.actionDone', subject, data: { action }, text: { action: words, note: 'Monday' } });
const doneIn = ({ actions }: Meeting): boolean[] => actions.map((action) => action.done !== null);

describe('who says that an action is done', () => {
  it('CAB-06 its owner does, however the name was written in the room, and a chair does', () => {
    outcomeOf(finish(meeting, grace, { note: 'They come on Monday' })).then({ type: 'meeting.actionDone', data: { action: 1, role: 'implementer', rev: 'r1', supersedes: [] }, text: { action: 'Call the vendor', note: 'They come on Monday' } });
    outcomeOf(finish(meeting, chair, { action: 2 })).then({ data: { action: 2, role: 'chair', rev: 'r1', supersedes: [] }, text: { action: 'Count the tapes' } });
    expect(isOwnAction({ owner: ' grace OBI ' }, grace)).toBe(true);
    expect(isOwnAction({ owner: 'Grace' }, grace)).toBe(false);
  });
  it('CAB-06 nobody else does, an auditor least of all, and each is told who may', () => {
    outcomeOf(finish(meeting, person('Luis', 'member'))).refused('not_the_action_owner', { owner: 'Grace Obi', meeting: 'M-A1-0001' });
    outcomeOf(finish(meeting, person('Grace Obi', 'auditor'))).refused('auditor_reads_only');
  });
  it('CAB-06 an action that is done is not done again, and one that does not exist is named', () => {
    const once = evolveMeeting(meeting, signed(done(1, 'Call the vendor')));
    outcomeOf(finish(once, grace, { doneBy: 'Grace Obi' })).refused('action_done', { by: 'Grace Obi', at: '2026-11-24' });
    outcomeOf(finish(meeting, grace, { action: 3 })).refused('record_missing', { record: 'action', id: '3 of M-A1-0001' });
  });
});

describe('what counts', () => {
  it('CAB-06 a word without a signature marks nothing, and the first signed one stands', () => {
    expect(doneIn(evolveMeeting(meeting, stamped(done(1, 'Call the vendor'))))).toEqual([false, false]);
    const once = evolveMeeting(meeting, signed(done(1, 'Call the vendor')));
    expect(once.actions[0]!.done).toEqual({ text: 'Monday', by: 'grace obi', at: '2026-11-24T14:00:00.000Z' });
    expect(evolveMeeting(once, signed(done(1, 'Call the vendor'), { at: '2026-11-25T00:00:00.000Z' })).actions).toEqual(once.actions);
  });
  it('CAB-06 it is meant for the action with those words: an ending made apart may have another one in its place', () => {
    expect(doneIn(evolveMeeting(meeting, signed(done(1, 'Count the tapes'))))).toEqual([false, false]);
    // Where the words were erased, the place is what is left.
    expect(doneIn(evolveMeeting(meeting, signed({ ...done(2, ''), text: {} }, { redacted: ['personal'] })))).toEqual([false, true]);
  });
  it('SYN-02 endings with the same actions are one, also when one of them is done by then', () => {
    const once = evolveMeeting(meeting, signed(done(1, 'Call the vendor')));
    expect(evolveMeeting(once, stamped(ended('Call the vendor', 'Count the tapes'))).conflicts).toEqual([]);
    expect(evolveMeeting(once, stamped(ended('Call the vendor'))).conflicts).toHaveLength(1);
  });
  it('CAB-06 an action is overdue from the day after its day, until it is done', () => {
    const [action] = meeting.actions;
    expect([isActionOverdue(action!, '2026-12-01'), isActionOverdue(action!, '2026-12-02')]).toEqual([false, true]);
    expect(isActionOverdue(evolveMeeting(meeting, signed(done(1, 'Call the vendor'))).actions[0]!, '2026-12-02')).toBe(false);
  });
});
