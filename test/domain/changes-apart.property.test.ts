// What holds of every history of a change, whoever writes apart and in whatever order it is heard (trail design, B5).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src-main/domain/change.ts';
import { evolveChange } from '../../src-main/domain/change.ts';
import { eventTypes } from '../../src-main/domain/event.ts';
import type { Json, StampedEvent } from '../../src-main/domain/event.ts';
import { hasBegun } from '../../src-main/domain/merge-change.ts';
import type { Told, Side } from './apart.ts';
import { aSide, causesOf, hear, hearAll, ordered, replayed, write } from './apart.ts';
import * as ops from './conflict-table.ts';

const plans = ['This', 'That', 'Put back'];
const acts: Record<string, ops.Op> = {
  approve: ops.approve, reject: ops.reject, withdraw: ops.withdraw, defer: ops.defer(), deferLonger: ops.defer('2026-12-15'), approveIf: ops.approveIf('Rehearse'), note: ops.note, approveStale: ops.approveStale, carryOut: (side) => { for (const op of [ops.approve, ops.schedule, ops.start]) op(side); },
  approveDisputed: ops.approveDisputed, schedule: ops.schedule, giveUp: ops.giveUp, start: ops.start, finish: ops.finish, validate: ops.validate, cancel: ops.cancel, sendBack: ops.sendBack, comeBack: ops.comeBack, assess: ops.assess(40),
  ...Object.fromEntries(plans.flatMap((plan) => [[`replan ${plan}`, ops.replan(plan)], [`settle ${plan}`, ops.settlePlan(plan)], [`retitle ${plan}`, ops.retitle(plan)]])),
  hearOfRevocation: (side) => { side.knowsRevocation = true; side.change = replayed(side); },
  undo: ops.undo, keep: ops.settleRemoval(true), remove: ops.settleRemoval(false), assessHigh: ops.assess(90), importTier: ops.importUpdate({ tier: 'low' }), importFailed: ops.importUpdate({ outcome: 'failed', score: 60 }), rollBack: ops.validateAs('rolled-back'), finishLate: ops.finishAt('2026-11-25T07:00:00.000Z'),
  settleScore: ops.settleFact('score', 90), settleOutcome: ops.settleFact('outcome', 'rolled-back'), settleEnd: ops.settleFact('actualEndAt', '2026-11-25T07:00:00.000Z'),
  settleReturned: ops.settleState('returned'), settleAuthorised: ops.settleState('authorised'), move: ops.move('2026-11-26T05:00:00.000Z'),
};
/** Whether a rule would let this side do it now; the fold must stand what no rule allows, but facts are only what somebody did. */
const starts: Record<string, readonly string[]> = { start: ['scheduled'], finish: ['implementing'], validate: ['validating'], cancel: ['draft', 'returned', 'submitted', 'assessment', 'awaiting-authorisation', 'deferred', 'authorised', 'scheduled'],
  sendBack: ['assessment', 'awaiting-authorisation'], comeBack: ['deferred'], assess: ['assessment', 'awaiting-authorisation'], assessHigh: ['assessment', 'awaiting-authorisation'], finishLate: ['implementing'], rollBack: ['validating'], schedule: ['authorised'], giveUp: ['scheduled'], carryOut: ['awaiting-authorisation'] };
const settling: Record<string, string> = { keep: 'removed', remove: 'removed', settleReturned: 'state', settleAuthorised: 'state' };
const settlingFacts: Record<string, string> = { settleScore: 'score', settleOutcome: 'outcome', settleEnd: 'actualEndAt' };
const isAllowed = (name: string, change: Change | null): boolean => change !== null && !change.isRemoved && (starts[name] === undefined || starts[name].includes(change.state))
  && !(change.holds.length > 0 && ['schedule', 'start', 'carryOut'].includes(name)) && (settling[name] === undefined || change.holds.some(({ kind }) => kind === settling[name])) && (settlingFacts[name] === undefined || change.overwritten.some(({ field }) => field === settlingFacts[name])) && !(name === 'sendBack' && change.holds.some(({ kind }) => kind === 'decision' || kind === 'confirmation'));

type Step = { who: number; what: string } | { who: number; from: number; share: number };
const steps = (count: number, names: readonly string[]): fc.Arbitrary<Step[]> => fc.array(fc.oneof(
  { weight: 3, arbitrary: fc.record({ who: fc.nat(count - 1), what: fc.constantFrom(...names) }) },
  { weight: 2, arbitrary: fc.record({ who: fc.nat(count - 1), from: fc.nat(count - 1), share: fc.double({ min: 0.1, max: 1, noNaN: true }) }) },
), { minLength: 1, maxLength: 40 });
const historiesOf = (names: readonly string[]): fc.Arbitrary<{ clocks: number[]; steps: Step[]; isStrict: boolean }> =>
  fc.integer({ min: 3, max: 4 }).chain((count) => fc.record({ clocks: fc.array(fc.nat(60), { minLength: count, maxLength: count }), steps: steps(count, names), isStrict: fc.boolean() }));
const histories = historiesOf(Object.keys(acts));
const findings = historiesOf(['importFailed', 'importTier', 'rollBack', 'validate', 'settleOutcome', 'settleScore', 'assess', 'assessHigh', 'finish', 'finishLate', 'replan This', 'approve']);

function lived({ clocks, steps: done, isStrict }: { clocks: number[]; steps: Step[]; isStrict: boolean }, look?: (side: Side) => void): Side[] {
  const sides = clocks.map((_, i) => aSide(String.fromCharCode(97 + i)));
  ops.begin(sides[0]!);
  for (const [i, side] of sides.entries()) { hear(side, sides[0]!); side.clock += clocks[i]!; }
  for (const step of done) {
    const side = sides[step.who]!;
    if ('from' in step) hear(side, sides[step.from]!, step.share);
    else if (!isStrict || isAllowed(step.what, side.change)) acts[step.what]!(side);
    look?.(side);
  }
  return sides;
}
const everybody = (sides: readonly Side[]): Change => { hearAll(sides); return sides[0]!.change!; };
const sawOf = (later: Told, earlier: Told): boolean => (earlier.feed === later.feed ? earlier.seq <= later.seq : earlier.seq < (later.past[earlier.feed] ?? 0));

describe('every history', () => {
  it('SYN-02 an event folded as it is written leaves the same change as the replay of everything', () => {
    fc.assert(fc.property(histories, (history) => { lived(history, (side) => { expect(side.change).toEqual(replayed(side)); }); }), { numRuns: 200 });
  });
  it('SYN-02 laptops that hold the same hold the same change', () => {
    fc.assert(fc.property(histories, (history) => {
      const sides = lived(history);
      const change = everybody(sides);
      for (const side of sides) expect(side.change).toEqual(change);
    }), { numRuns: 200 });
  });
  it('SYN-02 after a meeting of all, one who has seen everything goes on without a replay', () => {
    fc.assert(fc.property(histories, fc.array(fc.constantFrom(...Object.keys(acts)), { maxLength: 8 }), (history, suffix) => {
      const sides = lived(history);
      everybody(sides);
      for (const what of suffix) { acts[what]!(sides[0]!); expect(sides[0]!.change).toEqual(replayed(sides[0]!)); }
    }), { numRuns: 150 });
  });
  it('SYN-02 what several wrote apart stands or is kept beside: of a plan nobody knowingly replaced, none is lost', () => {
    let kept = 0;
    fc.assert(fc.property(histories, (history) => {
      const sides = lived({ ...history, isStrict: true });
      const change = everybody(sides);
      const writes = ordered(sides[0]!).filter(({ event }) => typeof event.text['backoutPlan'] === 'string');
      const heads = writes.filter((one) => !writes.some((other) => other !== one && sawOf(other, one)));
      const there = [change.fields.backoutPlan, ...change.overwritten.filter(({ field }) => field === 'backoutPlan').map(({ value }) => value)];
      if (change.isRemoved) return;
      for (const { event } of heads) expect(there).toContain(event.text['backoutPlan']);
      kept += new Set(heads.map(({ event }) => event.text['backoutPlan'])).size > 1 ? 1 : 0;
      if (new Set(heads.map(({ event }) => event.text['backoutPlan'])).size > 1) expect(change.holds).toContainEqual({ kind: 'field', field: 'backoutPlan' });
    }), { numRuns: 400 });
    expect(kept, 'some histories must have parted').toBeGreaterThan(5);
  });
  it('SYN-02 what several found out apart stands or is kept beside: of an outcome nobody knowingly replaced, none is lost, and two of them hold', () => {
    let kept = 0;
    fc.assert(fc.property(findings, (history) => {
      const sides = lived(history);
      const change = everybody(sides);
      for (const side of sides) expect(side.change).toEqual(change);
      const writes = ordered(sides[0]!).filter(({ event }) => typeof event.data['outcome'] === 'string');
      const heads = writes.filter((one) => !writes.some((other) => other !== one && sawOf(other, one)));
      const found = new Set(heads.map(({ event }) => event.data['outcome']));
      const there = [change.outcome, ...change.overwritten.filter(({ field }) => field === 'outcome').map(({ value }) => value)];
      for (const outcome of found) expect(there).toContain(outcome);
      if (found.size > 1) expect(change.holds).toContainEqual({ kind: 'field', field: 'outcome' });
      kept += found.size > 1 ? 1 : 0;
    }), { numRuns: 400 });
    expect(kept, 'some histories must have parted').toBeGreaterThan(5);
  });
  it('SYN-02 nothing is authorised or scheduled while decisions differ, wait to be confirmed, or speak of an older revision', () => {
    let contested = 0;
    fc.assert(fc.property(histories, (history) => {
      const change = everybody(lived({ ...history, isStrict: true }));
      const open = change.decisions.filter((d) => d.isOpen);
      const verdicts = new Set(open.map(({ verdict }) => verdict));
      contested += verdicts.size > 1 ? 1 : 0;
      if (verdicts.size > 1) expect(change.holds).toContainEqual({ kind: 'decision', field: null });
      if (verdicts.size > 1 || open.some((d) => d.needsConfirmation)) { expect(change.approved).toBeNull(); expect(['authorised', 'scheduled']).not.toContain(change.state); }
      expect(open.every((d) => !d.isStale)).toBe(true);
      if (['authorised', 'scheduled'].includes(change.state) && change.holds.length === 0) {
        expect(open.length).toBeGreaterThan(0);
        for (const { verdict } of open) expect(verdict).toMatch(/^approved/);
        expect({ ...change.fields, artefacts: change.artefacts }).toMatchObject(change.approved!);
      }
    }), { numRuns: 400 });
    expect(contested, 'some histories must have parted').toBeGreaterThan(5);
  });
  it('SYN-02 once work has begun anywhere, no plan made elsewhere takes it back', () => {
    let begun = 0;
    fc.assert(fc.property(histories, (history) => {
      const sides = lived({ ...history, isStrict: true });
      const change = everybody(sides);
      if (change.isRemoved || !ordered(sides[0]!).some(({ event }) => event.type === 'change.implementationStarted')) return;
      begun += 1;
      expect(hasBegun(change.state)).toBe(true);
    }), { numRuns: 400 });
    expect(begun, 'some histories must have begun').toBeGreaterThan(0);
  });
  it('SYN-02 a removal that had not seen all work leaves the change there, held', () => {
    fc.assert(fc.property(histories, (history) => {
      const sides = lived(history);
      const change = everybody(sides);
      const removals = ordered(sides[0]!).filter(({ event }) => event.type === 'change.importUndone' || event.data['keep'] === false);
      const works = ordered(sides[0]!).filter((told) => !removals.includes(told));
      const isKnowing = removals.some((removal) => works.every((work) => sawOf(removal, work) || sawOf(work, removal)));
      if (change.isRemoved) expect(isKnowing || removals.length > 1).toBe(true);
      if (removals.length === 0) expect(change.isRemoved).toBe(false);
    }), { numRuns: 200 });
  });
});

const hostile: fc.Arbitrary<Json> = fc.oneof(fc.jsonValue() as fc.Arbitrary<Json>, fc.constantFrom<Json>({ toString: null, valueOf: null }, { __proto__: null }, [{ toString: 1 }], '', 'approved', 'state', 'removed', 'rejected', 'authorised', '2026-13-45T99:99:99.999Z', null, -1, 1e15, true));
const names = ['decision', 'verdict', 'rev', 'policy', 'field', 'state', 'keep', 'next', 'score', 'tier', 'kind', 'to', 'condition', 'outcome', 'actualStartAt', 'actualEndAt', 'settles', 'deferredTo', 'meeting', 'supersedes', 'number', 'import',
  'title', 'type', 'items', 'plannedStartAt', 'zone', 'outageMinutes', 'impact', 'implementers', 'conditions', 'reason', 'foreign', 'source', '__proto__', 'toString', 'constructor'];
const bag = fc.dictionary(fc.constantFrom(...names), hostile, { maxKeys: 12 });
const hostileEvents = fc.array(fc.record({ type: fc.constantFrom(...Object.keys(eventTypes) as StampedEvent['type'][]), data: bag, text: bag, redacted: fc.subarray(['internal', 'personal', 'restricted'] as const) }), { minLength: 1, maxLength: 15 });

describe('what another device sends', () => {
  it('SYN-02 no data, however wrong, makes a fold fail; what does not fit is left out', () => {
    fc.assert(fc.property(hostileEvents, fc.boolean(), (events, isHeld) => {
      const side = aSide('a');
      ops.begin(side);
      if (isHeld) { const other = aSide('b', 50); hear(other, side); ops.reject(other); ops.replan('x')(other); ops.approve(side); ops.replan('y')(side); hear(side, other); }
      for (const { redacted, ...event } of events) { write(side, { ...event, subject: ops.subject }); [...side.held.values()].at(-1)!.event.redacted.push(...redacted); }
      const change = replayed(side)!;
      expect(change.fields).toEqual(expect.objectContaining({ title: expect.any(String), items: expect.any(Array), zone: expect.any(String) }));
      expect(JSON.parse(JSON.stringify(change))).toEqual(change);
      for (const d of change.decisions) expect([typeof d.id, typeof d.reason, typeof d.policyVersion, typeof d.revision]).toEqual(['string', 'string', 'string', 'string']);
    }), { numRuns: 150 });
  });
  it('SYN-02 a record may begin with anything', () => {
    fc.assert(fc.property(hostileEvents, (events) => {
      const told = events.map((event, seq): Told => ({ event: { ...event, subject: ops.subject, by: 'person:x', at: '2026-11-24T00:00:00.000Z', isSigned: false, signature: null, redacted: [...event.redacted] }, h: seq, feed: 'a', seq, past: {}, isRoleDisputed: seq % 3 === 0 }));
      const change = causesOf(told).reduce<Change | null>((folded, { event, cause }) => evolveChange(folded, event, cause), null)!;
      expect(typeof change.number).toBe('string');
    }), { numRuns: 100 });
  });
  it('SYN-02 an erased title reads as erased, and every other erased text as empty', () => {
    const side = aSide('a');
    ops.begin(side);
    const [first] = ordered(side);
    first!.event.text = {};
    first!.event.redacted.push('internal', 'personal', 'restricted');
    expect(replayed(side)!.fields).toMatchObject({ title: '(erased)', backoutPlan: '', service: '', owner: '', justification: '', items: [] });
  });
});
