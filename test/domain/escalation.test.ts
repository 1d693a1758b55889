import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Board, BoardSeat } from '../../src-main/domain/board.ts';
import { noCharter } from '../../src-main/domain/board.ts';
import { businessDaysAfter, endOfDayIn } from '../../src-main/domain/business-days.ts';
import * as cab from '../../src-main/domain/cab.ts';
import type { Dossier } from '../../src-main/domain/dossier.ts';
import * as rules from '../../src-main/domain/escalation.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { aChange, aDossier, by, foldMeeting, outcomeOf, person, stamped } from '../support/given.ts';

const chair = person('Marta', 'chair');
const at = (events: readonly DomainEvent[], who = 'priya', when = '2026-11-24T10:00:00.000Z'): rules.Path | null =>
  events.reduce<rules.Path | null>((path, event) => rules.pathSheet.fold(path, { ...stamped(event), by: `person:${who}`, at: when }), null);
const change = aChange({ state: 'awaiting-authorisation', tier: 'high' });
const boardOf = (level: number, over: Partial<Board['charter']> = {}): Board => ({ id: 'b', name: level === 2 ? 'CAB' : `Board ${level}`, lengthMinutes: 90, zone: 'Europe/Berlin', charter: { ...noCharter, level, ...over } });
const service = (unit: string): Dossier['service'] => ({ id: 's', name: 'Cards', tier: 2, owner: 'Zoe', unit, isFinancial: false, isCustomerFacing: false, hasAutomaticRollback: true, rpoMinutes: null, rtoMinutes: null });
const reaching = (...units: string[]): Dossier['impact'] => ({ depth: 3, items: 1, reached: 1, unknown: [], answers: [], services: units.map((unit, i) => ({ id: `s${i}`, name: `S${i}`, tier: 3, owner: { name: '', person: null }, deputies: [], distance: 1, isConsulted: false, unit })) });
const made: DomainEvent = { type: 'referral.made', subject: `change:${change.id}`, data: { referral: 'r1', expert: 'priya', dueAt: '2026-11-26T10:00:00.000Z', meeting: 'm1', board: 'b', level: 2 }, text: { question: 'Does the old cipher still work?' } };
const silent: DomainEvent = { type: 'escalation.raised', subject: `change:${change.id}`, data: { escalation: 'e1', referral: 'r1', from: 2, level: 3, why: 'unanswered' } };
const answered: DomainEvent = { type: 'referral.answered', subject: `change:${change.id}`, data: { referral: 'r1', view: 'against', role: 'technical-reviewer', rev: 'r1', supersedes: [] }, text: { opinion: 'Only until March' } };

describe('business days', () => {
  const nowhere = { zone: 'UTC', holidays: [] };
  it('CAB-07 two business days pass over the weekend and the days off of the board', () => {
    expect(businessDaysAfter('2026-11-24T10:00:00.000Z', 2, nowhere)).toBe('2026-11-26T10:00:00.000Z');
    expect(businessDaysAfter('2026-11-27T10:00:00.000Z', 2, nowhere)).toBe('2026-12-01T10:00:00.000Z');
    expect(businessDaysAfter('2026-12-23T10:00:00.000Z', 2, { zone: 'UTC', holidays: ['2026-12-24', '2026-12-25'] })).toBe('2026-12-29T10:00:00.000Z');
  });
  it('CAB-07 the time of the wall stays over a change of the clocks, and a day ends where the board is', () => {
    expect(businessDaysAfter('2026-10-23T08:00:00.000Z', 1, { zone: 'Europe/Berlin', holidays: [] })).toBe('2026-10-26T09:00:00.000Z');
    expect(endOfDayIn('Europe/Berlin', '2026-11-26')).toBe('2026-11-26T23:00:00.000Z');
  });
  it('CAB-07 whatever the day, an answer is due on a working day, later for more days', () => {
    fc.assert(fc.property(fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }), fc.integer({ min: 1, max: 20 }), (day, days) => {
      const holidays = ['2026-12-25', '2027-01-01'];
      const due = businessDaysAfter(day.toISOString(), days, { zone: 'UTC', holidays });
      expect([0, 6]).not.toContain(new Date(due).getUTCDay());
      expect(holidays).not.toContain(due.slice(0, 10));
      expect(businessDaysAfter(day.toISOString(), days + 1, { zone: 'UTC', holidays }) > due).toBe(true);
    }));
  });
});

describe('the level that decides', () => {
  const levelOf = (over: Partial<Dossier>): rules.Required => rules.requiredLevel({ ...aDossier(change), ...over });
  it('CAB-07 two business units are for the enterprise board; one, however it is written, is not', () => {
    expect(levelOf({ service: service('Retail'), impact: reaching('Treasury') })).toEqual({ level: 3, because: ['It touches 2 business units: Retail, Treasury'] });
    expect(levelOf({ service: service('Retail'), impact: reaching('retail ', '') })).toEqual({ level: 1, because: [] });
    expect(levelOf({ service: null, impact: null })).toEqual({ level: 1, because: [] });
  });
  it('CAB-07 a Critical change is for the CAB at least, so that a domain board only recommends', () => {
    const critical = aDossier({ ...change, tier: 'critical' });
    expect(rules.levelAbove(boardOf(1), critical)).toMatchObject({ level: 2 });
    expect(rules.levelAbove(boardOf(2), critical)).toBeNull();
  });
  it('CAB-07 silence hands an item up one level; an answer that was given in time and heard of later takes it back', () => {
    const path = at([made, silent])!;
    expect(levelOf({ path })).toMatchObject({ level: 3, because: ['An expert did not answer in time'] });
    expect(levelOf({ path: at([made, silent, answered])! }).level).toBe(1);
    const late = rules.pathSheet.fold(path, { ...stamped(answered), by: 'person:priya', at: '2026-11-27T10:00:00.000Z' })!;
    expect(levelOf({ path: late }).level).toBe(3);
    expect(late.referrals[0]?.answer).toMatchObject({ view: 'against', opinion: 'Only until March' });
  });
});

describe('referring', () => {
  const expert: rules.Expert = { id: 'priya', name: 'Priya', isSuspended: false, alike: [] };
  const ask = (over: Partial<rules.Referring> = {}, dossier: Pick<Dossier, 'change' | 'path'> = aDossier(change)): ReturnType<typeof rules.refer> =>
    rules.refer(dossier, { id: 'r1', expert, question: 'Does it hold?', dueOn: undefined, meeting: 'm1', board: boardOf(2), ...over }, by(chair));
  it('CAB-07 an expert has two business days unless the chair names a day', () => {
    outcomeOf(ask()).then({ type: 'referral.made', data: { referral: 'r1', expert: 'priya', dueAt: '2026-11-26T14:00:00.000Z', meeting: 'm1', board: 'b', level: 2 }, text: { question: 'Does it hold?' } });
    outcomeOf(ask({ dueOn: '2026-11-25' })).then({ data: { referral: 'r1', expert: 'priya', dueAt: '2026-11-25T23:00:00.000Z', meeting: 'm1', board: 'b', level: 2 } });
    outcomeOf(ask({ dueOn: '2026-11-20' })).refused('due_day_past');
    outcomeOf(ask({ question: ' ' })).refused('question_needed');
  });
  it('CAB-07 neither the requester nor the owner is asked, under whatever name they hold the key, nor the chair who asks', () => {
    outcomeOf(ask({ expert: { ...expert, name: 'Tomasz' } })).refused('referral_to_requester', { person: 'Tomasz', change: change.number });
    outcomeOf(ask({ expert: { ...expert, alike: [{ id: 'tomasz', name: 'Tom' }] } })).refused('referral_to_requester');
    outcomeOf(ask({ expert: { ...expert, id: 'marta', name: 'Marta' } })).refused('referral_to_self');
    outcomeOf(ask({ expert: { ...expert, isSuspended: true } })).refused('expert_suspended');
    outcomeOf(ask({}, { change, path: at([made]) })).refused('referral_open');
    outcomeOf(ask({}, { change, path: at([made, answered]) })).then({ type: 'referral.made' });
  });
  it('CAB-07 the expert answers once and nobody for them; a forged answer counts for nothing', () => {
    const priya = person('Priya', 'technical-reviewer');
    const dossier = { change, path: at([made]) };
    outcomeOf(rules.answerReferral(dossier, { view: 'for', opinion: 'It holds' }, by(priya))).then({ type: 'referral.answered', data: { referral: 'r1', view: 'for', role: 'technical-reviewer', rev: 'r1', supersedes: [] } });
    outcomeOf(rules.answerReferral(dossier, { view: 'for', opinion: '' }, by(priya))).refused('reason_needed');
    outcomeOf(rules.answerReferral(dossier, { view: 'for', opinion: 'It holds' }, by(person('Ravi', 'member')))).refused('not_asked');
    outcomeOf(rules.answerReferral({ change, path: at([made, answered]) }, { view: 'for', opinion: 'Again' }, by(priya))).refused('not_asked');
    expect(at([made, answered], 'mallory')?.referrals[0]?.answer).toBeNull();
    const twice = at([made, answered, { ...answered, data: { ...answered.data, view: 'for' } }]);
    expect(twice?.referrals[0]?.answer?.view).toBe('against');
  });
  it('CAB-07 a question goes up once, after its day, and not once it is answered or taken back', () => {
    const up = (path: rules.Path, now: string): DomainEvent[] => rules.escalateOverdue(path, () => 'e1', now);
    expect(up(at([made])!, '2026-11-26T10:00:00.000Z')).toEqual([]);
    expect(up(at([made])!, '2026-11-26T10:00:00.001Z')).toMatchObject([{ type: 'escalation.raised', data: { escalation: 'e1', referral: 'r1', from: 2, level: 3, why: 'unanswered' } }]);
    expect(up(at([made, silent])!, '2026-12-01T10:00:00.000Z')).toEqual([]);
    expect(up(at([made, answered])!, '2026-12-01T10:00:00.000Z')).toEqual([]);
    expect(up(at([made, { type: 'referral.withdrawn', subject: made.subject, data: { referral: 'r1' }, text: { reason: 'Settled' } }])!, '2026-12-01T10:00:00.000Z')).toEqual([]);
    expect(at([made, silent, { ...silent, data: { ...silent.data, escalation: 'e2' } }])?.escalations).toHaveLength(1);
  });
});

describe('deciding below the level', () => {
  const seats: BoardSeat[] = ['marta', 'ravi', 'grace', 'luis'].map((id) => ({ person: id, name: id, function: 'Member', isVoting: true, from: null, until: null, deputy: null }));
  const subject = `meeting:m1`;
  const voted = (votes: Record<string, string>): ReturnType<typeof foldMeeting> => foldMeeting([
    { type: 'meeting.created', subject, data: { number: 'M-A1-0001', board: 'b', startsAt: '2026-11-24T14:00:00.000Z', zone: 'UTC', lengthMinutes: 90 } }, { type: 'meeting.itemAdmitted', subject, data: { change: change.id, rank: 'i', minutes: 8 } }, { type: 'meeting.started', subject, data: {} },
    ...seats.map((s): DomainEvent => ({ type: 'meeting.attendanceNoted', subject, data: { person: s.person, status: 'present' } })), ...Object.entries(votes).map(([who, vote]): DomainEvent => ({ type: 'meeting.voteCast', subject, data: { change: change.id, person: who, vote } }))]);
  type Deciding = Parameters<typeof cab.recordDecision>[2]['input'];
  const decide = (board: Board, over: Partial<Deciding>, dossier = aDossier(change), votes: Record<string, string> = {}): ReturnType<typeof cab.recordDecision> =>
    cab.recordDecision({ meeting: voted(votes), board, seats }, dossier, { input: { meeting: 'm1', change: change.id, verdict: 'approved', reason: '', conditions: [], ...over }, decision: 'd1', by: by(chair) });
  const wide = { ...aDossier(change), service: service('Retail'), impact: reaching('Treasury') };

  it('CAB-07 a release that touches two business units cannot be decided by the CAB, which recommends instead', () => {
    for (const verdict of ['approved', 'rejected', 'deferred', 'withdrawn', 'noted'] as const) outcomeOf(decide(boardOf(2), { verdict, reason: 'R', deferredTo: '2026-12-01' }, wide)).refused('board_too_low', { level: 'Enterprise board', board: 'CAB' });
    outcomeOf(decide(boardOf(2), { verdict: 'referred', recommends: 'approve' }, wide)).then({ type: 'cab.decisionRecorded', data: expect.objectContaining({ verdict: 'referred', recommends: 'approve' }) });
    outcomeOf(decide(boardOf(2), { verdict: 'referred', recommends: 'reject' }, wide)).refused('reason_needed');
    outcomeOf(decide(boardOf(3), {}, wide)).then({ type: 'cab.decisionRecorded', data: expect.objectContaining({ verdict: 'approved' }) });
  });
  it('CAB-07 a recommendation follows the vote, and a board that decides itself gives none', () => {
    const majority = boardOf(2, { rule: 'majority' });
    outcomeOf(decide(majority, { verdict: 'referred', recommends: 'approve' }, wide, { marta: 'reject', ravi: 'reject', grace: 'reject', luis: 'approve' })).refused('vote_not_carried');
    outcomeOf(decide(majority, { verdict: 'referred', recommends: 'approve' }, wide, { marta: 'approve', ravi: 'approve', grace: 'approve', luis: 'reject' })).then({ type: 'cab.decisionRecorded' });
    outcomeOf(decide(boardOf(2), { verdict: 'referred', recommends: 'approve' })).refused('recommendation_needless');
    outcomeOf(decide(boardOf(3), { verdict: 'approved', recommends: 'approve' }, wide)).refused('recommendation_needless');
  });
  it('CAB-07 a tied vote decides nothing where the majority counts: it goes up or is put off', () => {
    const tied = { marta: 'approve', ravi: 'approve', grace: 'reject', luis: 'reject' };
    const majority = boardOf(2, { rule: 'majority' });
    outcomeOf(decide(majority, {}, aDossier(change), tied)).refused('vote_tied', { have: 2, need: 3 });
    outcomeOf(decide(majority, { verdict: 'rejected', reason: 'R' }, aDossier(change), tied)).refused('vote_tied');
    outcomeOf(decide(majority, { verdict: 'deferred', reason: 'R', deferredTo: '2026-12-01' }, aDossier(change), tied)).then({ type: 'cab.decisionRecorded' });
    const handing = { id: 'e1', board: majority, reason: 'Two and two', isTied: true };
    outcomeOf(rules.escalate(aDossier(change), { ...handing, why: 'tied-vote' })).then({ type: 'escalation.raised', data: { escalation: 'e1', from: 2, level: 3, why: 'tied-vote' } });
    outcomeOf(rules.escalate(aDossier(change), { ...handing, why: 'tied-vote', isTied: false })).refused('vote_not_tied');
    outcomeOf(rules.escalate(aDossier(change), { ...handing, why: 'no-context', board: boardOf(4) })).refused('no_higher_level');
    outcomeOf(rules.escalate(wide, { ...handing, why: 'no-context', board: boardOf(1) })).then({ data: { escalation: 'e1', from: 1, level: 3, why: 'no-context' } });
  });
});
