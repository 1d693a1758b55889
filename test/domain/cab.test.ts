import { describe, expect, it } from 'vitest';
import type { BoardSeat } from '../../src-main/domain/cab.ts';
import * as rules from '../../src-main/domain/cab.ts';
import type { Change } from '../../src-main/domain/change.ts';
import { evolveChange } from '../../src-main/domain/change.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { aChange, aDossier, by, foldMeeting, outcomeOf, person, stamped } from '../support/given.ts';

const chair = person('Marta', 'chair');
const admin = person('Ada', 'administrator');
const release = person('Rosa', 'release-manager');
const seat = (id: string, isVoting = true): BoardSeat => ({ person: id, name: id, function: 'Member', isVoting });
const seats = [seat('marta'), seat('ravi'), seat('grace'), seat('luis'), seat('desk', false)];
const meetingEvents: DomainEvent[] = [{ type: 'meeting.created', subject: 'meeting:m1', data: { number: 'M-A1-0001', board: 'b', startsAt: '2026-11-24T14:00:00.000Z', zone: 'UTC', lengthMinutes: 90 } }];
const change = aChange({ state: 'awaiting-authorisation' });
const admitted: DomainEvent = { type: 'meeting.itemAdmitted', subject: 'meeting:m1', data: { change: change.id, rank: 'i', minutes: 8 } };
const started: DomainEvent = { type: 'meeting.started', subject: 'meeting:m1', data: {} };
const present = (...who: string[]): DomainEvent[] => who.map((p) => ({ type: 'meeting.attendanceNoted', subject: 'meeting:m1', data: { person: p, status: 'present' } }));
const planned = foldMeeting([...meetingEvents, admitted]);
const running = foldMeeting([...meetingEvents, admitted, started, ...present('marta', 'ravi', 'grace')]);
const decide = (over: Partial<Parameters<typeof rules.recordDecision>[3]['input']> = {}, subject: Change = change, meeting = running, actor = chair): ReturnType<typeof rules.recordDecision> =>
  rules.recordDecision(meeting, aDossier(subject), seats, { input: { meeting: 'm1', change: subject.id, verdict: 'approved', reason: '', conditions: [], revision: 'r1', ...over }, decision: 'd1', by: by(actor) });

describe('the agenda', () => {
  const empty = foldMeeting(meetingEvents);
  it('CAB-03 a ready change is admitted at the end with the minutes of its tier', () => {
    outcomeOf(rules.admit(empty, aDossier(change), { elsewhere: null }, by(release))).then({ type: 'meeting.itemAdmitted', data: { change: change.id, rank: 'i', minutes: 8 } });
  });
  it('CAB-03 a change without a completed assessment cannot be added, and the reason is said', () => {
    outcomeOf(rules.admit(empty, aDossier(aChange({ state: 'assessment', score: null, tier: null })), { elsewhere: null }, by(release))).refused('not_assessed');
    outcomeOf(rules.admit(empty, aDossier(aChange({ state: 'awaiting-authorisation', fields: { backoutPlan: '' } })), { elsewhere: null }, by(release))).refused('incomplete', { fields: ['Backout plan'] });
  });
  it('CAB-03 a change is on one open agenda only', () => {
    outcomeOf(rules.admit(planned, aDossier(change), { elsewhere: null }, by(release))).refused('already_on_agenda', { meeting: 'M-A1-0001' });
    outcomeOf(rules.admit(empty, aDossier(change), { elsewhere: 'M-A1-0002' }, by(release))).refused('already_on_agenda', { meeting: 'M-A1-0002' });
  });
  it('CAB-03 a late item needs a reason once the meeting runs', () => {
    const other = aChange({ id: 'other', state: 'awaiting-authorisation' });
    outcomeOf(rules.admit(running, aDossier(other), { elsewhere: null }, by(release))).refused('reason_needed');
    outcomeOf(rules.admit(running, aDossier(other), { elsewhere: null, reason: 'Vendor moved the date' }, by(release))).then({ data: { change: 'other', late: true } });
  });
  it('CAB-03 moving an item to where it stands writes nothing', () => {
    outcomeOf(rules.setMinutes(planned, change, 8, by(release))).nothing();
    outcomeOf(rules.drop(planned, aChange({ id: 'stranger' }), by(release))).refused('not_on_agenda');
  });
});

describe('quorum', () => {
  it('CAB-04 more than half of the voting seats must be in the room; others do not count', () => {
    const two = foldMeeting([...meetingEvents, started, ...present('marta', 'ravi', 'desk')]);
    expect(rules.quorumOf(seats, two)).toMatchObject({ have: 2, need: 3, isQuorate: false });
    expect(rules.quorumOf(seats, running)).toMatchObject({ have: 3, need: 3, isQuorate: true });
  });
  it('CAB-04 without a quorum nothing is decided', () => {
    outcomeOf(decide({}, change, foldMeeting([...meetingEvents, admitted, started, ...present('marta')]))).refused('no_quorum', { have: 1, need: 3 });
  });
  it('CAB-01 a board without voting seats does not start', () => {
    outcomeOf(rules.startMeeting(planned, [seat('desk', false)], by(chair))).refused('board_without_seats');
  });
});

describe('decisions', () => {
  it('CAB-05 the decision is bound to the revision that was on the screen', () => {
    outcomeOf(decide({ revision: 'r0' })).refused('stale_revision', { have: 'r0', now: 'r1' });
    outcomeOf(decide()).then({ type: 'cab.decisionRecorded', data: { verdict: 'approved', rev: 'r1', role: 'chair', policy: '2026-1' } });
  });
  it('CAB-05 approval authorises, rejection and deferral lead to the states of their name', () => {
    const after = (input: Parameters<typeof decide>[0]): string => {
      const verdict = decide(input);
      if (!verdict.ok) throw new Error(verdict.error.code);
      return evolveChange(change, stamped(verdict.events[0]!)).state;
    };
    expect(after({})).toBe('authorised');
    expect(after({ verdict: 'rejected', reason: 'no' })).toBe('rejected');
    expect(after({ verdict: 'deferred', reason: 'later', deferredTo: '2026-12-01' })).toBe('deferred');
    expect(after({ verdict: 'withdrawn', reason: 'gone' })).toBe('cancelled');
    expect(after({ verdict: 'noted' })).toBe('awaiting-authorisation');
  });
  it('CAB-05 a decision on another revision never counts as approval', () => {
    const verdict = decide();
    if (!verdict.ok) throw new Error('refused');
    const edited = { ...change, revision: 'r2' };
    const after = evolveChange(edited, stamped(verdict.events[0]!));
    expect(after.state).toBe('awaiting-authorisation');
    expect(after.decisions[0]?.isStale).toBe(true);
  });
  it('CAB-05 rejecting and deferring need a reason, deferring a day, conditions at least one', () => {
    outcomeOf(decide({ verdict: 'rejected', reason: '  ' })).refused('reason_needed');
    outcomeOf(decide({ verdict: 'deferred', reason: 'x' })).refused('defer_date_needed');
    outcomeOf(decide({ verdict: 'approved-with-conditions' })).refused('conditions_needed');
  });
  it('CAB-05 only the chair decides; an administrator is told why not', () => {
    outcomeOf(decide({}, change, running, admin)).refused('administrator_cannot_approve');
    outcomeOf(decide({}, change, running, release)).refused('role_needed');
  });
  it('APR-03 whoever owns or requested a change does not decide on it', () => {
    outcomeOf(decide({}, aChange({ state: 'awaiting-authorisation', fields: { owner: 'Marta' } }))).refused('own_change');
  });
  it('CAB-05 an item is decided once, and only while the meeting runs', () => {
    outcomeOf(decide({}, change, planned)).refused('meeting_not_running', { state: 'planned' });
    const done = { ...running, items: running.items.map((i) => ({ ...i, decision: 'd0' })) };
    outcomeOf(decide({}, change, done)).refused('already_decided');
  });
  it('CAB-05 votes are cast by voting members only', () => {
    outcomeOf(rules.castVote(running, change, { seat: seat('desk', false), vote: 'approve' }, by(chair))).refused('not_a_member');
    outcomeOf(rules.castVote(running, change, { seat: seats[1], vote: 'reject' }, by(chair))).then({ type: 'meeting.voteCast', data: { person: 'ravi', vote: 'reject' } });
  });
});

describe('minutes', () => {
  it('CAB-06 minutes are signed once, after the end', () => {
    outcomeOf(rules.signMinutes(running, 'digest', by(chair))).refused('meeting_not_ended');
    const ended = foldMeeting([...meetingEvents, started, { type: 'meeting.ended', subject: 'meeting:m1', data: {} }]);
    outcomeOf(rules.signMinutes(ended, 'digest', by(chair))).then({ type: 'minutes.signed', data: { digest: 'digest', role: 'chair' } });
    outcomeOf(rules.signMinutes({ ...ended, minutes: { digest: 'd', by: 'marta', at: '' } }, 'digest', by(chair))).refused('minutes_final');
  });
});
