import { describe, expect, it } from 'vitest';
import type { Board, BoardSeat } from '../../src-main/domain/board.ts';
import { constitutionOf, noCharter } from '../../src-main/domain/board.ts';
import { signMinutes } from '../../src-main/domain/minutes.ts';
import * as rules from '../../src-main/domain/cab.ts';
import type { Change } from '../../src-main/domain/change.ts';
import { evolveChange } from '../../src-main/domain/change.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import type { Meeting } from '../../src-main/domain/meeting.ts';
import { evolveMeeting, secondsOf } from '../../src-main/domain/meeting.ts';
import { quorumOf, tallyOf } from '../../src-main/domain/quorum.ts';
import * as session from '../../src-main/domain/session.ts';
import { aChange, aDossier, by, foldMeeting, outcomeOf, person, stamped } from '../support/given.ts';

const chair = person('Marta', 'chair');
const admin = person('Ada', 'administrator');
const release = person('Rosa', 'release-manager');
const seat = (id: string, isVoting = true): BoardSeat => ({ person: id, name: id, function: 'Member', isVoting, from: null, until: null, deputy: null });
const board: Board = { id: 'b', name: 'CAB', lengthMinutes: 90, zone: 'UTC', charter: noCharter };
const quorumIn = (meeting: Meeting, those: readonly BoardSeat[] = seats, on: Board = board): ReturnType<typeof quorumOf> => quorumOf(rules.roomOf({ meeting, board: on, seats: those }, '2026-11-24T14:00:00.000Z'));
const seats = [seat('marta'), seat('ravi'), seat('grace'), seat('luis'), seat('desk', false)];
const meetingEvents: DomainEvent[] = [{ type: 'meeting.created', subject: 'meeting:m1', data: { number: 'M-A1-0001', board: 'b', startsAt: '2026-11-24T14:00:00.000Z', zone: 'UTC', lengthMinutes: 90 } }];
const change = aChange({ state: 'awaiting-authorisation' });
const admitted: DomainEvent = { type: 'meeting.itemAdmitted', subject: 'meeting:m1', data: { change: change.id, rank: 'i', minutes: 8 } };
const started: DomainEvent = { type: 'meeting.started', subject: 'meeting:m1', data: {} };
const present = (...who: string[]): DomainEvent[] => who.map((p) => ({ type: 'meeting.attendanceNoted', subject: 'meeting:m1', data: { person: p, status: 'present' } }));
const planned = foldMeeting([...meetingEvents, admitted]);
const running = foldMeeting([...meetingEvents, admitted, started, ...present('marta', 'ravi', 'grace')]);
const decide = (over: Partial<Parameters<typeof rules.recordDecision>[2]['input']> = {}, subject: Change = change, meeting = running, actor = chair): ReturnType<typeof rules.recordDecision> =>
  rules.recordDecision({ meeting, board, seats }, aDossier(subject), { input: { meeting: 'm1', change: subject.id, verdict: 'approved', reason: '', conditions: [], revision: 'r1', ...over }, decision: 'd1', by: by(actor) });

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
    expect(quorumIn(two)).toMatchObject({ have: 2, need: 3, isQuorate: false });
    expect(quorumIn(running)).toMatchObject({ have: 3, need: 3, isQuorate: true });
  });
  it('CAB-04 without a quorum nothing is decided', () => {
    outcomeOf(decide({}, change, foldMeeting([...meetingEvents, admitted, started, ...present('marta')]))).refused('no_quorum', { have: 1, need: 3 });
  });
  it('CAB-01 a board without voting seats does not start', () => {
    outcomeOf(session.startMeeting(planned, { board, seats: [seat('desk', false)] }, by(chair))).refused('board_without_seats');
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
    outcomeOf(session.castVote(running, change, { seat: seat('desk', false), vote: 'approve', recusal: null }, by(chair))).refused('not_a_member');
    outcomeOf(session.castVote(running, change, { seat: seats[1], vote: 'reject', recusal: null }, by(chair))).then({ type: 'meeting.voteCast', data: { person: 'ravi', vote: 'reject' } });
  });
});

describe('minutes', () => {
  it('CAB-06 minutes are signed once, after the end', () => {
    outcomeOf(signMinutes(running, { digest: 'digest', text: {} }, by(chair))).refused('meeting_not_ended');
    const ended = foldMeeting([...meetingEvents, started, { type: 'meeting.ended', subject: 'meeting:m1', data: {} }]);
    outcomeOf(signMinutes(ended, { digest: 'digest', text: { v: 1 } }, by(chair))).then({ type: 'minutes.signed', data: { digest: 'digest', role: 'chair' }, text: { minutes: { v: 1 } } });
    outcomeOf(signMinutes({ ...ended, minutes: { digest: 'd', by: 'marta', at: '' } }, { digest: 'digest', text: {} }, by(chair))).refused('minutes_final');
  });
});

describe('a board with a charter', () => {
  const functions = ['Business', 'Development', 'Operations', 'Security'];
  const sat = (who: string, held: string, over: Partial<BoardSeat> = {}): BoardSeat => ({ ...seat(who), function: held, ...over });
  const five = [sat('marta', 'Operations'), sat('ravi', 'Development'), sat('grace', 'Business'), sat('luis', 'Security'), sat('aisha', 'Development')];
  const chartered: Board = { ...board, charter: { ...noCharter, requiredFunctions: functions, rule: 'majority' } };
  const withVotes = (votes: Record<string, string>, here = ['marta', 'ravi', 'grace', 'luis']): Meeting => foldMeeting([...meetingEvents, admitted, started, ...present(...here),
    ...Object.entries(votes).map(([who, vote]): DomainEvent => ({ type: 'meeting.voteCast', subject: 'meeting:m1', data: { change: change.id, person: who, vote } }))]);
  const decideThere = (meeting: Meeting, over: Partial<Parameters<typeof rules.recordDecision>[2]['input']> = {}, on = chartered): ReturnType<typeof rules.recordDecision> =>
    rules.recordDecision({ meeting, board: on, seats: five }, aDossier(change), { input: { meeting: 'm1', change: change.id, verdict: 'approved', reason: '', conditions: [], ...over }, decision: 'd1', by: by(chair) });
  const roomOf = (meeting: Meeting, on = chartered, those = five): Parameters<typeof tallyOf>[0] => rules.roomOf({ meeting, board: on, seats: those }, '2026-11-24T14:00:00.000Z', meeting.items[0], change);

  it('CAB-01 without a holder of the security seat it is not constituted; filling the seat constitutes it', () => {
    const without = five.filter((s) => s.function !== 'Security');
    expect(constitutionOf(chartered, without, '2026-11-24')).toEqual({ isConstituted: false, lacks: ['Security'] });
    outcomeOf(session.startMeeting(planned, { board: chartered, seats: without }, by(chair))).refused('not_constituted', { functions: ['Security'] });
    expect(constitutionOf(chartered, five, '2026-11-24')).toEqual({ isConstituted: true, lacks: [] });
    outcomeOf(session.startMeeting(planned, { board: chartered, seats: five }, by(chair))).then({ type: 'meeting.started' });
  });
  it('CAB-01 a member whose term ended yesterday no longer counts, one whose term begins today does', () => {
    const lapsed = five.map((s) => (s.person === 'luis' ? { ...s, until: '2026-11-23' } : s));
    expect(constitutionOf(chartered, lapsed, '2026-11-24').lacks).toEqual(['Security']);
    expect(constitutionOf(chartered, lapsed, '2026-11-23').lacks).toEqual([]);
    expect(constitutionOf(chartered, five.map((s) => (s.person === 'luis' ? { ...s, from: '2026-11-24' } : s)), '2026-11-24').lacks).toEqual([]);
  });
  it('CAB-04 with five voting seats two present decide nothing, a third with all functions does', () => {
    expect(quorumIn(withVotes({}, ['marta', 'ravi']), five, chartered)).toMatchObject({ have: 2, need: 3, isQuorate: false });
    const three = [sat('marta', 'Operations'), sat('ravi', 'Development'), sat('grace', 'Security'), sat('luis', 'Business', { deputy: 'desk' }), sat('aisha', 'Network')];
    expect(quorumIn(withVotes({}, ['marta', 'ravi', 'grace']), three, chartered)).toMatchObject({ have: 3, isQuorate: false, lacks: ['Business'] });
    expect(quorumIn(withVotes({}, ['marta', 'ravi', 'grace', 'desk']), three, chartered)).toMatchObject({ have: 4, isQuorate: true, isExact: false });
  });
  it('CAB-04 recusal on one item takes the vote on that item only', () => {
    const recused = foldMeeting([...meetingEvents, admitted, { type: 'meeting.itemAdmitted', subject: 'meeting:m1', data: { change: 'other', rank: 'q', minutes: 5 } }, started, ...present('marta', 'ravi', 'grace', 'luis'),
      { type: 'meeting.recused', subject: 'meeting:m1', data: { change: change.id, person: 'luis' }, text: { reason: 'Supplier’s shareholder' } }]);
    expect(quorumOf(roomOf(recused))).toMatchObject({ have: 3, isQuorate: false, lacks: ['Security'] });
    expect(quorumOf(rules.roomOf({ meeting: recused, board: chartered, seats: five }, '2026-11-24T14:00:00.000Z', recused.items[1]))).toMatchObject({ have: 4, isQuorate: true });
  });
  it('CAB-04 the requester, owner and implementers are recused by rule', () => {
    const named = five.map((s) => (s.person === 'aisha' ? { ...s, name: 'Tomasz' } : s));
    const meeting = withVotes({}, ['marta', 'ravi', 'grace', 'luis', 'aisha']);
    expect(quorumOf(roomOf(meeting, chartered, named))).toMatchObject({ have: 4 });
    outcomeOf(session.castVote(meeting, change, { seat: named[4], vote: 'approve', recusal: 'requester' }, by(chair))).refused('recused', { why: 'requester' });
  });
  it('CAB-04 a quorum that is lost in the middle of an item stops the decision', () => {
    const left = foldMeeting([...meetingEvents, admitted, started, ...present('marta', 'ravi', 'grace', 'luis'), { type: 'meeting.attendanceNoted', subject: 'meeting:m1', data: { person: 'luis', status: 'left' } }]);
    outcomeOf(decideThere(left)).refused('no_quorum', { have: 3, need: 3, lacks: ['Security'] });
  });
  it('CAB-04 a person is noted once, however often they are called', () => {
    outcomeOf(session.rollCall(running, seats, [{ person: 'marta', status: 'present' }], by(chair))).nothing();
  });
  it('CAB-04 a proxy is held by somebody in the room, once, and is never handed on', () => {
    const meeting = withVotes({}, ['marta', 'ravi', 'grace']);
    const give = (from: BoardSeat, to: string, at = meeting): ReturnType<typeof session.giveProxy> => session.giveProxy(at, { from, to: { person: to, name: to }, isMember: true }, by(chair));
    outcomeOf(give(five[3]!, 'ravi')).then({ type: 'meeting.proxyGiven', data: { from: 'luis', to: 'ravi' } });
    outcomeOf(give(five[0]!, 'ravi')).refused('proxy_present');
    outcomeOf(give(five[3]!, 'aisha')).refused('proxy_absent');
    const held = foldMeeting([...meetingEvents, admitted, started, ...present('marta', 'ravi', 'grace'), { type: 'meeting.proxyGiven', subject: 'meeting:m1', data: { from: 'luis', to: 'ravi' } }]);
    outcomeOf(give(five[4]!, 'ravi', held)).refused('proxy_taken');
    expect(quorumOf(roomOf(held))).toMatchObject({ have: 4, isQuorate: true });
    // The holder leaves: both votes go, whoever the holder would have named.
    const gone = foldMeeting([...meetingEvents, admitted, started, ...present('marta', 'ravi', 'grace'), { type: 'meeting.proxyGiven', subject: 'meeting:m1', data: { from: 'luis', to: 'ravi' } }, { type: 'meeting.attendanceNoted', subject: 'meeting:m1', data: { person: 'ravi', status: 'left' } }]);
    expect(quorumOf(roomOf(gone))).toMatchObject({ have: 2, isQuorate: false });
  });

  it('CAB-05 three approve, one with a condition, one rejects: approved under majority', () => {
    const meeting = withVotes({ marta: 'approve', ravi: 'approve', grace: 'approve-with-conditions', luis: 'reject' });
    expect(tallyOf(roomOf(meeting))).toMatchObject({ approve: 2, conditions: 1, reject: 1, able: 4, need: 3, result: 'approve' });
    outcomeOf(decideThere(meeting, { verdict: 'approved-with-conditions', conditions: [{ text: 'Rehearse', owner: 'Grace', dueOn: '2026-11-25', when: 'before', isBlocking: true }] }))
      .then({ data: { votes: { marta: 'approve', ravi: 'approve', grace: 'approve-with-conditions', luis: 'reject' }, quorum: { have: 4, need: 3 } } });
    outcomeOf(decideThere(meeting, { verdict: 'rejected', reason: 'Not convinced' })).refused('vote_carried', { have: 3 });
  });
  it('CAB-05 two of four do not carry it; an abstention does not help', () => {
    const meeting = withVotes({ marta: 'approve', ravi: 'approve', grace: 'abstain', luis: 'reject' });
    expect(tallyOf(roomOf(meeting)).result).toBe('reject');
    outcomeOf(decideThere(meeting)).refused('vote_not_carried', { have: 2, need: 3 });
    outcomeOf(decideThere(meeting, { verdict: 'deferred', reason: 'More tests', deferredTo: '2026-12-01' })).then({ type: 'cab.decisionRecorded' });
  });
  it('CAB-05 one dissent stops a unanimous board, a tie is told as one', () => {
    const unanimous: Board = { ...chartered, charter: { ...chartered.charter, rule: 'unanimous' } };
    outcomeOf(decideThere(withVotes({ marta: 'approve', ravi: 'approve', grace: 'approve', luis: 'reject' }), {}, unanimous)).refused('vote_not_carried');
    outcomeOf(decideThere(withVotes({ marta: 'approve', ravi: 'approve', grace: 'approve', luis: 'abstain' }), {}, unanimous)).then({ type: 'cab.decisionRecorded' });
    expect(tallyOf(roomOf(withVotes({ marta: 'approve', ravi: 'approve', grace: 'reject', luis: 'reject' }))).result).toBe('tied');
  });
  it('CAB-05 where the chair decides, going against the vote needs a reason', () => {
    const deciding: Board = { ...chartered, charter: { ...chartered.charter, rule: 'chair-decides' } };
    const meeting = withVotes({ marta: 'reject', ravi: 'reject', grace: 'reject', luis: 'approve' });
    outcomeOf(decideThere(meeting, {}, deciding)).refused('against_the_vote');
    outcomeOf(decideThere(meeting, { reason: 'The vendor’s deadline leaves no other night' }, deciding)).then({ type: 'cab.decisionRecorded' });
  });
  it('CAB-05 asking for information counts as deferring and says what is missing', () => {
    outcomeOf(session.castVote(withVotes({}), change, { seat: five[1], vote: 'request-information', recusal: null }, by(chair))).refused('question_needed');
    outcomeOf(session.castVote(withVotes({}), change, { seat: five[1], vote: 'request-information', question: 'Who tested it?', recusal: null }, by(chair))).then({ text: { question: 'Who tested it?' } });
    expect(tallyOf(roomOf(withVotes({ marta: 'request-information', ravi: 'defer', grace: 'defer', luis: 'approve' })))).toMatchObject({ defer: 3, result: 'defer' });
  });
});

describe('the clocks', () => {
  const at = (minute: number): string => `2026-11-24T14:${String(minute).padStart(2, '0')}:00.000Z`;
  const told: [DomainEvent, number][] = [...meetingEvents.map((e): [DomainEvent, number] => [e, 0]), [admitted, 0], [{ type: 'meeting.topicAdded', subject: 'meeting:m1', data: { item: 't1', rank: 'q', minutes: 5 }, text: { title: 'Standing item' } }, 0], [started, 0]];
  const fold = (...more: [DomainEvent, number][]): Meeting => [...told, ...more].reduce<Meeting | null>((meeting, [e, minute]) => evolveMeeting(meeting, stamped(e, 'marta', at(minute))), null)!;
  const on = (type: DomainEvent['type'], data: DomainEvent['data'] = {}): DomainEvent => ({ type, subject: 'meeting:m1', data });

  it('CAB-04 an item’s clock runs while it is up and stands still in a pause', () => {
    const meeting = fold([on('meeting.itemOpened', { item: change.id }), 2], [on('meeting.paused'), 5], [on('meeting.resumed'), 20], [on('meeting.itemOpened', { item: 't1' }), 24]);
    expect(secondsOf(meeting.items[0]!, at(30))).toBe(7 * 60);
    expect(secondsOf(meeting.items[1]!, at(30))).toBe(6 * 60);
    expect(meeting.current).toBe('t1');
  });
  it('CAB-04 a clock that is put back during the meeting never counts less than nothing', () => {
    const meeting = fold([on('meeting.itemOpened', { item: change.id }), 30], [on('meeting.itemOpened', { item: 't1' }), 10]);
    expect(secondsOf(meeting.items[0]!, at(30))).toBe(0);
  });
  it('CAB-04 the agenda is frozen at the start; what comes later is not in it', () => {
    const meeting = fold([on('meeting.itemAdmitted', { change: 'late', rank: 'z', minutes: 5, late: true }), 10]);
    expect(meeting.frozen).toEqual([change.id, 't1']);
    expect(meeting.items.map(({ isLate }) => isLate)).toEqual([false, false, true]);
  });
  it('CAB-03 something that is no change is concluded, not decided', () => {
    const meeting = fold();
    outcomeOf(session.conclude(meeting, meeting.items[1]!, 'Noted', by(chair))).then({ type: 'meeting.topicConcluded', data: { item: 't1' } });
    outcomeOf(session.conclude(meeting, meeting.items[0]!, 'Noted', by(chair))).refused('decide_instead');
  });
  it('CAB-04 a second start from elsewhere is told, and the first one stands', () => {
    const meeting = fold([started, 12]);
    expect(meeting.startedAt).toBe(at(0));
    expect(meeting.conflicts).toMatchObject([{ kind: 'started', by: 'marta' }]);
  });
});
