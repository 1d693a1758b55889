// What two laptops found out apart about one change: the score of its risk, when the work was done, how it ended.
import { expect, it } from 'vitest';
import type { Change } from '../../src-main/domain/change.ts';
import { conflictsOf, effectsOf, settleField } from '../../src-main/domain/conflicts.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { heldBack } from '../../src-main/domain/merge-change.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import { by, outcomeOf, person } from '../support/given.ts';
import type { Side } from './apart.ts';
import { aSide, hear, hearAll, replayed, write } from './apart.ts';
import * as ops from './conflict-table.ts';

const manager = person('Ingrid', 'change-manager');
const owner = person('Tomasz', 'requester');
const said = { id: 'x', reason: '', conditions: [] };
const eventOf = (verdict: Verdict<DomainEvent>): DomainEvent => {
  if (!verdict.ok) throw new Error(verdict.error.code);
  return verdict.events[0]!;
};

/** Two laptops that hold the same, act apart and exchange in either order. */
function apart(before: ops.Op[], a: ops.Op[], b: ops.Op[]): [Side, Side] {
  const [one, two] = [aSide('a'), aSide('b', 20)];
  ops.begin(one);
  for (const op of before) op(one);
  hear(two, one);
  for (const op of a) op(one);
  for (const op of b) op(two);
  hearAll([one, two]);
  expect(one.change).toEqual(two.change);
  return [one, two];
}
const kept = (change: Change | null): unknown[] => change!.overwritten.map(({ field, value, by: who, isMaterial }) => [field, value, who, isMaterial]);
const atWork = [ops.approve, ops.schedule, ops.start];
const done = [...atWork, ops.finish];

it('SYN-02 two outcomes recorded apart: the earlier one stays beside, and the change is held until a change manager says which is true', () => {
  const [one, two] = apart(done, [ops.validate], [ops.validateAs('rolled-back')]);
  const change = one.change!;
  expect([change.outcome, kept(change)]).toEqual(['rolled-back', [['outcome', 'successful', 'a', true]]]);
  expect(conflictsOf(change)).toMatchObject([{ kind: 'field', field: 'outcome', isHolding: true }]);
  expect(heldBack(change)).toMatchObject({ error: { code: 'in_conflict', facts: { what: '“Outcome” was edited apart' } } });
  outcomeOf(settleField(change, 'outcome', { ...said, keep: 'current' }, by(owner))).refused('role_needed');
  write(one, eventOf(settleField(change, 'outcome', { ...said, keep: change.overwritten[0]!.place }, by(manager))));
  hear(two, one);
  expect([two.change!.outcome, two.change!.overwritten, two.change!.holds]).toEqual(['successful', [], []]);
  expect(two.change).toEqual(replayed(one));
});

it('SYN-02 the same outcome recorded apart is one, and no conflict', () => {
  const [one] = apart(done, [ops.validate], [ops.validate]);
  expect([one.change!.outcome, one.change!.overwritten, one.change!.holds]).toEqual(['successful', [], []]);
});

it('SYN-02 an outcome that an import brings beside one recorded by hand does not replace it in silence', () => {
  const [one] = apart(done, [ops.validate], [ops.importUpdate({ outcome: 'failed' })]);
  expect([one.change!.outcome, kept(one.change)]).toEqual(['failed', [['outcome', 'successful', 'a', true]]]);
});

it('SYN-02 a second outcome by somebody who had seen both does not lift what holds; only a settlement by name does', () => {
  const [one] = apart(done, [ops.validate], [ops.validateAs('rolled-back')]);
  ops.validateAs('failed')(one);
  expect(one.change!.holds).toEqual([{ kind: 'field', field: 'outcome' }]);
  expect(one.change).toEqual(replayed(one));
  ops.settleFact('outcome', 'failed')(one);
  expect([one.change!.outcome, one.change!.holds]).toEqual(['failed', []]);
});

it('SYN-02 two scores given apart: the other one and its tier stay beside, nothing is held, and one settlement settles both', () => {
  const [one, two] = apart([], [ops.assess(90)], [ops.assess(10)]);
  const change = one.change!;
  expect([change.score, change.tier, kept(change)]).toEqual([10, 'low', [['score', 90, 'a', false], ['tier', 'critical', 'a', false]]]);
  expect([change.holds, conflictsOf(change)]).toMatchObject([[], [{ kind: 'field', field: 'score', isHolding: false }]]);
  outcomeOf(settleField(change, 'score', { ...said, keep: 'current' }, by(owner))).refused('role_needed');
  write(two, eventOf(settleField(change, 'score', { ...said, keep: 'a:3:0' }, by(manager))));
  hear(one, two);
  expect([one.change!.score, one.change!.tier, one.change!.overwritten]).toEqual([90, 'critical', []]);
});

it('SYN-02 a tier that an import names stays beside the one a score brought', () => {
  const [one] = apart([], [ops.assess(90)], [ops.importUpdate({ tier: 'low' })]);
  expect([one.change!.score, one.change!.tier, kept(one.change)]).toEqual([90, 'low', [['tier', 'critical', 'a', false]]]);
  expect(conflictsOf(one.change!)).toMatchObject([{ field: 'tier', isHolding: false }]);
});

it('SYN-02 work started apart and finished apart: both times are kept, and whoever records them knowing both settles them', () => {
  const [one] = apart([ops.approve, ops.schedule], [ops.start], [ops.start]);
  expect(kept(one.change)).toEqual([['actualStartAt', expect.stringMatching(/^2026-/), 'implementer', false]]);
  ops.finish(one);
  expect([one.change!.actualStartAt, one.change!.overwritten]).toEqual(['2026-11-25T05:00:00.000Z', []]);
  const [late, other] = apart(atWork, [ops.finish], [ops.finishAt('2026-11-25T07:00:00.000Z')]);
  expect([late.change!.actualEndAt, kept(late.change), late.change!.holds]).toEqual(['2026-11-25T07:00:00.000Z', [['actualEndAt', '2026-11-25T05:30:00.000Z', 'a', false]], []]);
  write(late, eventOf(settleField(late.change!, 'actualEndAt', { ...said, keep: late.change!.overwritten[0]!.place }, by(manager))));
  hear(other, late);
  expect([other.change!.actualEndAt, other.change!.overwritten]).toEqual(['2026-11-25T05:30:00.000Z', []]);
});

it('SYN-02 a settlement of one fact writes no other, whatever else it carries', () => {
  const [one] = apart(done, [ops.validate], [ops.validateAs('rolled-back')]);
  write(one, { type: 'change.conflictSettled', subject: ops.subject, data: { field: 'score', score: 5, outcome: 'failed', actualEndAt: '2026-11-25T09:00:00.000Z', settles: ['score', 'outcome'] } });
  expect([one.change!.score, one.change!.outcome, one.change!.actualEndAt]).toEqual([5, 'rolled-back', '2026-11-25T05:30:00.000Z']);
});

it('SYN-02 a score written apart does not make a decision speak of an older revision', () => {
  const [one] = apart([], [ops.assess(90)], [ops.approve]);
  expect([one.change!.state, one.change!.decisions.map(({ isStale }) => isStale)]).toEqual(['authorised', [false]]);
});

it('SYN-02 a state is not settled while the decisions are undecided, nor into a plan once work has begun', () => {
  const [undecided] = apart([], [ops.approve], [ops.reject, ops.sendBack]);
  const change = undecided.change!;
  expect(change.holds.map(({ kind }) => kind)).toContain('decision');
  const both: Change = { ...change, overwritten: [{ field: 'state', value: 'returned', by: 'b', at: '2026-11-24T00:00:00.000Z', place: 'b:1:0', isMaterial: true }] };
  outcomeOf(settleField(both, 'state', { ...said, keep: 'b:1:0' }, by(manager))).refused('in_conflict');
  const [begun] = apart([ops.approve, ops.schedule], [ops.start], [ops.cancel]);
  const [loser] = begun.change!.overwritten.filter(({ field }) => field === 'state');
  expect([begun.change!.state, loser!.value]).toEqual(['implementing', 'cancelled']);
  outcomeOf(settleField(begun.change!, 'state', { ...said, keep: loser!.place }, by(manager))).refused('invalid_input');
  outcomeOf(settleField(begun.change!, 'state', { ...said, keep: 'current' }, by(manager))).then({ type: 'change.conflictSettled', data: { field: 'state', state: 'implementing' } });
});

it('SYN-02 whatever is decided, a change cancelled meanwhile stays cancelled and work that has begun goes on: that is what each choice says', () => {
  const codes = (change: Change): string[][] => (['approved', 'deferred', 'rejected'] as const).map((verdict) => effectsOf(change, verdict).map(({ code }) => code));
  const [held] = apart([], [ops.approve], [ops.reject]);
  ops.cancel(held);
  expect([held.change!.state, codes(held.change!)]).toEqual(['cancelled', [['stays_cancelled'], ['stays_cancelled'], ['stays_cancelled']]]);
  ops.approve(held);
  expect(held.change!.state).toBe('cancelled');
  const [begun] = apart([], [...atWork], [ops.reject]);
  expect([begun.change!.state, codes(begun.change!)]).toEqual(['implementing', [['work_begun'], ['work_begun'], ['work_begun']]]);
});
