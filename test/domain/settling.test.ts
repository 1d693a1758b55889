// Who settles what was made apart, by which act, and what waits until then.
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src-main/domain/change.ts';
import { openBefore } from '../../src-main/domain/change.ts';
import { conflictsOf, effectsOf, settleDecision, settleField } from '../../src-main/domain/conflicts.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import * as rules from '../../src-main/domain/lifecycle.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import { sentence } from '../../src-main/contract/errors.ts';
import { aDossier, aModelledDossier, by, outcomeOf, person } from '../support/given.ts';
import type { Side } from './apart.ts';
import { aSide, hear, hearAll, replayed, write } from './apart.ts';
import * as ops from './conflict-table.ts';

const chair = person('Marta', 'chair');
const manager = person('Ingrid', 'change-manager');
const owner = person('Tomasz', 'requester');
const release = person('Rosa', 'release-manager');
const implementer = person('Luis', 'implementer');
const said = { id: 'x', reason: '', conditions: [] };

function apart(a: ops.Op[], b: ops.Op[]): [Side, Side] {
  const [one, two] = [aSide('a'), aSide('b', 20)];
  ops.begin(one);
  hear(two, one);
  for (const op of a) op(one);
  for (const op of b) op(two);
  hearAll([one, two]);
  return [one, two];
}
const heldBy = (a: ops.Op[], b: ops.Op[]): Change => apart(a, b)[0].change!;
const eventOf = (verdict: Verdict<DomainEvent>): DomainEvent => {
  if (!verdict.ok) throw new Error(verdict.error.code);
  return verdict.events[0]!;
};
const decidedApart = (): Change => heldBy([ops.approve], [ops.reject]);
const plannedApart = (): Change => heldBy([ops.replan('This')], [ops.replan('That')]);

describe('a decision conflict', () => {
  it('SYN-02 the third decision names every open one, stands on what is there now, and is the chair’s', () => {
    const change = decidedApart();
    const verdict = settleDecision(change, { ...said, verdict: 'rejected', reason: 'Too late in the year' }, { decision: 'd9', by: by(chair) });
    outcomeOf(verdict).then({ type: 'cab.decisionRecorded', data: { decision: 'd9', meeting: '', verdict: 'rejected', rev: change.revision, policy: '2026-1', role: 'chair', supersedes: change.decisions.map(({ id }) => id) }, text: { reason: 'Too late in the year' } });
    outcomeOf(settleDecision(change, { ...said, verdict: 'rejected', reason: 'x' }, { decision: 'd9', by: by(manager) })).refused('role_needed');
    outcomeOf(settleDecision(change, { ...said, verdict: 'rejected', reason: 'x' }, { decision: 'd9', by: by(person('Ada', 'administrator')) })).refused('administrator_cannot_approve');
  });
  it('SYN-02 keeping one side takes over its verdict, day, conditions and reason', () => {
    const change = heldBy([ops.approve], [ops.defer('2026-12-15')]);
    const [, kept] = change.decisions;
    outcomeOf(settleDecision(change, { ...said, keep: kept!.place }, { decision: 'd9', by: by(chair) })).then({ data: { decision: 'd9', meeting: '', verdict: 'deferred', rev: change.revision, policy: '2026-1', role: 'chair', supersedes: change.decisions.map(({ id }) => id), deferredTo: '2026-12-15' }, text: { reason: 'later' } });
  });
  it('SYN-02 a settlement needs what every decision needs', () => {
    const change = decidedApart();
    const settle = (over: object): Verdict<DomainEvent> => settleDecision(change, { ...said, ...over }, { decision: 'd9', by: by(chair) });
    outcomeOf(settle({})).refused('invalid_input');
    outcomeOf(settle({ verdict: 'rejected' })).refused('reason_needed');
    outcomeOf(settle({ verdict: 'deferred', reason: 'x' })).refused('defer_date_needed');
    outcomeOf(settle({ verdict: 'approved-with-conditions' })).refused('conditions_needed');
  });
  it('SYN-02 what is not in conflict is not settled, and what is settled is not settled again', () => {
    const [one] = apart([ops.approve], [ops.note]);
    outcomeOf(settleDecision(one.change!, { ...said, verdict: 'approved' }, { decision: 'd9', by: by(chair) })).refused('not_in_conflict');
    const [held, other] = apart([ops.approve], [ops.reject]);
    write(held, eventOf(settleDecision(held.change!, { ...said, verdict: 'approved' }, { decision: 'd9', by: by(chair) })));
    hear(other, held);
    expect([held.change!.holds, held.change!.state, held.change!.decisions.filter((d) => d.isOpen).map(({ id }) => id)]).toEqual([[], 'authorised', ['d9']]);
    expect(other.change).toEqual(held.change);
    outcomeOf(settleDecision(other.change!, { ...said, verdict: 'approved' }, { decision: 'd10', by: by(chair) })).refused('not_in_conflict');
  });
  it('SYN-02 two settlements made apart conflict again, and a third one ends it', () => {
    const [one, two] = apart([ops.approve], [ops.reject]);
    write(one, eventOf(settleDecision(one.change!, { ...said, verdict: 'approved' }, { decision: 's1', by: by(chair) })));
    write(two, eventOf(settleDecision(two.change!, { ...said, verdict: 'rejected', reason: 'no' }, { decision: 's2', by: by(chair) })));
    hearAll([one, two]);
    expect(one.change!.holds).toEqual([{ kind: 'decision', field: null }]);
    expect(one.change!.decisions.filter((d) => d.isOpen).map(({ id }) => id)).toEqual(['s1', 's2']);
    write(two, eventOf(settleDecision(two.change!, { ...said, verdict: 'approved' }, { decision: 's3', by: by(chair) })));
    hearAll([one, two]);
    expect([one.change!.state, one.change!.holds]).toEqual(['authorised', []]);
  });
  it('SYN-02 two settlements made apart that say the same are one', () => {
    const [one, two] = apart([ops.approve], [ops.reject]);
    for (const [i, side] of [one, two].entries()) write(side, eventOf(settleDecision(side.change!, { ...said, verdict: 'approved' }, { decision: `s${i}`, by: by(chair) })));
    hearAll([one, two]);
    expect([one.change!.state, one.change!.holds]).toEqual(['authorised', []]);
  });
  it('SYN-02 while decisions differ nothing is scheduled, started or sent back, and the sentence says why', () => {
    const change = decidedApart();
    for (const refused of [rules.mayStep('return', change, by(manager)), rules.mayAll(aDossier(change), by(manager))['return']]) expect(refused?.error.code).toBe('in_conflict');
    outcomeOf(rules.scheduleChange(aDossier({ ...change, state: 'authorised' }), by(release))).refused('in_conflict');
    outcomeOf(rules.startChange(aDossier({ ...change, state: 'scheduled' }), by(implementer, '2026-11-25T05:00:00.000Z'))).refused('in_conflict');
    expect(sentence(rules.mayStep('return', change, by(manager))!.error)).toBe('C-A1-0412 is in conflict: two decisions were made apart. Settle that first.');
  });
  it('SYN-02 the conflict lists every open decision with its place', () => {
    const [conflict, ...others] = conflictsOf(decidedApart());
    expect(others).toEqual([]);
    expect(conflict).toMatchObject({ kind: 'decision', decisions: [{ verdict: 'approved', place: 'a:3:0' }, { verdict: 'rejected', place: 'b:0:0' }] });
  });
  it('SYN-02 each choice says what it would cause', () => {
    const codes = (change: Change, verdict: Parameters<typeof effectsOf>[1]): string[] => effectsOf(change, verdict).map(({ code }) => code);
    const change = decidedApart();
    expect(codes(change, 'approved')).toEqual(['becomes_authorised', 'window_stays']);
    expect(codes(change, 'deferred')).toEqual(['comes_back', 'window_released']);
    expect(codes(change, 'rejected')).toEqual(['is_final']);
    expect(codes(heldBy([ops.approve, ops.schedule, ops.start], [ops.reject]), 'rejected')).toContain('work_begun');
  });
});

describe('a disputed role', () => {
  it('SYN-02 the decision waits to be confirmed, and a chair confirms it', () => {
    const one = aSide('a');
    ops.begin(one);
    ops.approveDisputed(one);
    expect(one.change!.state).toBe('authorised');
    one.knowsRevocation = true;
    one.change = replayed(one);
    expect([one.change!.state, one.change!.approved, conflictsOf(one.change!)]).toMatchObject(['awaiting-authorisation', null, [{ kind: 'confirmation' }]]);
    write(one, eventOf(settleDecision(one.change!, { ...said, keep: one.change!.decisions[0]!.place }, { decision: 'd9', by: by(chair) })));
    expect([one.change!.state, one.change!.holds]).toEqual(['authorised', []]);
  });
});

describe('a field written apart', () => {
  it('SYN-02 a material one is settled by a change manager, who names it; its owner’s edit does not lift the hold', () => {
    const change = plannedApart();
    const [loser] = change.overwritten;
    outcomeOf(settleField(change, 'backoutPlan', { ...said, keep: loser!.place }, by(owner))).refused('role_needed');
    outcomeOf(settleField(change, 'backoutPlan', { ...said, keep: loser!.place }, by(manager))).then({ type: 'change.edited', data: { settles: ['backoutPlan'] }, text: { backoutPlan: 'This' } });
    const [one] = apart([ops.replan('This')], [ops.replan('That')]);
    write(one, eventOf(rules.editChange(one.change!, { backoutPlan: 'Third' }, by(owner))));
    expect(one.change!.holds).toEqual([{ kind: 'field', field: 'backoutPlan' }]);
  });
  it('SYN-02 either value can stand, and afterwards nothing holds', () => {
    for (const [keep, value] of [['current', 'That'], ['a:3:0', 'This']] as const) {
      const [one, two] = apart([ops.replan('This')], [ops.replan('That')]);
      write(one, eventOf(settleField(one.change!, 'backoutPlan', { ...said, keep }, by(manager))));
      hear(two, one);
      expect([two.change!.fields.backoutPlan, two.change!.overwritten, two.change!.holds]).toEqual([value, [], []]);
      outcomeOf(settleField(two.change!, 'backoutPlan', { ...said, keep }, by(manager))).refused('not_in_conflict');
    }
  });
  it('SYN-02 a value that is no side of the conflict cannot be kept', () => {
    outcomeOf(settleField(plannedApart(), 'backoutPlan', { ...said, keep: 'z:9:9' }, by(manager))).refused('invalid_input');
  });
  it('SYN-02 a title holds nothing back and is settled by whoever may edit', () => {
    const change = heldBy([ops.retitle('This')], [ops.retitle('That')]);
    expect([change.holds, change.overwritten.map(({ field, value }) => [field, value])]).toEqual([[], [['title', 'This']]]);
    outcomeOf(settleField(change, 'title', { ...said, keep: 'current' }, by(owner))).then({ data: { settles: ['title'] }, text: { title: 'That' } });
  });
  it('SYN-02 the title and other dates edited apart: one value kept beside, the rest merged', () => {
    const change = heldBy([ops.retitle('This'), ops.move('2026-11-26T05:00:00.000Z')], [ops.retitle('That')]);
    expect(change.fields).toMatchObject({ title: 'That', plannedStartAt: '2026-11-26T05:00:00.000Z' });
    expect(conflictsOf(change)).toMatchObject([{ kind: 'field', field: 'title', isHolding: false, losers: [{ value: 'This', by: 'a' }] }]);
  });
  it('SYN-02 a settlement lifts only what its writer had seen: a third value stays', () => {
    const [one, two, three] = [aSide('a'), aSide('b', 20), aSide('c', 10)];
    ops.begin(one);
    for (const side of [two, three]) hear(side, one);
    ops.replan('This')(one);
    ops.replan('That')(two);
    ops.replan('Other')(three);
    hearAll([one, two]);
    write(one, eventOf(settleField(one.change!, 'backoutPlan', { ...said, keep: 'current' }, by(manager))));
    hearAll([one, two, three]);
    expect([one.change!.fields.backoutPlan, one.change!.overwritten.map(({ value }) => value)]).toEqual(['That', ['Other']]);
    expect(one.change!.holds).toHaveLength(1);
  });
  it('SYN-02 a Standard change is not authorised by its model while a material field is held', () => {
    const change = plannedApart();
    const standard: Change = { ...change, state: 'draft', fields: { ...change.fields, type: 'standard', model: 'Certificate renewal' } };
    outcomeOf(rules.submitChange(aDossier(standard), by(manager))).refused('in_conflict', { change: 'C-A1-0412', what: '“Backout plan” was edited apart' });
    outcomeOf(rules.submitChange(aModelledDossier({ ...standard, holds: [] }), by(manager))).then({ type: 'change.submitted' }, { type: 'change.authorisedByModel' });
  });
});

describe('a state moved apart', () => {
  it('SYN-02 it is settled by a change manager, who says which one stands', () => {
    const change = heldBy([ops.approve], [ops.sendBack]);
    expect(conflictsOf(change)).toMatchObject([{ kind: 'state', losers: [{ value: 'authorised' }], isHolding: true }]);
    outcomeOf(settleField(change, 'state', { ...said, keep: 'current' }, by(manager))).then({ type: 'change.conflictSettled', data: { field: 'state', state: 'returned' } });
    outcomeOf(settleField(change, 'state', { ...said, keep: 'current' }, by(owner))).refused('role_needed');
  });
  it('SYN-02 nobody settles into an authorisation that an edit has voided', () => {
    const [one, two] = apart([ops.approve], [ops.sendBack]);
    ops.replan('Other')(two);
    ops.settleState('authorised')(two);
    expect([two.change!.state, two.change!.holds]).toEqual(['awaiting-authorisation', []]);
    hear(one, two);
    expect(one.change).toEqual(two.change);
  });
  it('SYN-02 work that has begun is a fact: a settlement does not take it back', () => {
    const [one] = apart([ops.approve, ops.schedule, ops.start], [ops.cancel]);
    ops.settleState('cancelled')(one);
    expect([one.change!.state, one.change!.holds]).toEqual(['implementing', []]);
    expect(one.change).toEqual(replayed(one));
  });
});

describe('a removal', () => {
  it.each([['the removal comes first', [ops.undo], [ops.replan('That')]], ['the work comes first', [ops.replan('That')], [ops.undo]]] as const)('SYN-02 work that did not know of it brings the change back, held (%s)', (_, a, b) => {
    const change = heldBy([...a], [...b]);
    expect([change.isRemoved, change.fields.backoutPlan, change.holds]).toEqual([false, 'That', [{ kind: 'removed', field: 'removed' }]]);
  });
  it('SYN-02 any work counts, also a link or a decision that only notes', () => {
    const link: ops.Op = (side) => { write(side, { type: 'change.linked', subject: ops.subject, data: { kind: 'affects', to: 'change:2' } }); };
    for (const work of [link, ops.note]) for (const change of [heldBy([ops.undo], [work]), heldBy([work], [ops.undo])]) expect([change.isRemoved, change.holds]).toEqual([false, [{ kind: 'removed', field: 'removed' }]]);
  });
  it('SYN-02 removed on both sides, it is gone', () => {
    expect(heldBy([ops.undo], [ops.undo]).isRemoved).toBe(true);
  });
  it('SYN-02 somebody who has seen both keeps it or lets it go', () => {
    const [kept] = apart([ops.undo], [ops.replan('That')]);
    write(kept, eventOf(settleField(kept.change!, 'removed', { ...said, keep: 'current' }, by(manager))));
    expect([kept.change!.isRemoved, kept.change!.holds]).toEqual([false, []]);
    const [gone] = apart([ops.undo], [ops.replan('That')]);
    write(gone, eventOf(settleField(gone.change!, 'removed', { ...said, keep: gone.change!.overwritten[0]!.place }, by(manager))));
    expect(gone.change!.isRemoved).toBe(true);
  });
  it('SYN-02 kept here and let go there: it stays, held again', () => {
    const [one, two] = apart([ops.undo], [ops.replan('That')]);
    ops.settleRemoval(true)(one);
    ops.settleRemoval(false)(two);
    hearAll([one, two]);
    expect([one.change!.isRemoved, one.change!.holds]).toEqual([false, [{ kind: 'removed', field: 'removed' }]]);
    expect(two.change).toEqual(one.change);
  });
});

describe('conditions', () => {
  it('SYN-02 set apart in the same words they are one condition, met once', () => {
    const [one] = apart([ops.approveIf('Rehearse')], [ops.approveIf('Rehearse')]);
    expect(openBefore(one.change!).map(({ text }) => text)).toEqual(['Rehearse']);
    for (const decision of one.change!.decisions) {
      const met = { ...one, held: new Map(one.held), change: one.change };
      write(met, { type: 'change.conditionMet', subject: ops.subject, data: { condition: decision.conditions[0]!.id } });
      expect(openBefore(met.change!)).toEqual([]);
    }
  });
  it('SYN-02 those of a decision that no longer stands hold nothing back', () => {
    const [one] = apart([ops.approveIf('Rehearse')], [ops.reject]);
    expect(openBefore(one.change!).map(({ text }) => text)).toEqual(['Rehearse']);
    ops.approve(one);
    expect(openBefore(one.change!)).toEqual([]);
  });
  it('SYN-02 met on both sides, the first time stands', () => {
    const meet: ops.Op = (side) => { write(side, { type: 'change.conditionMet', subject: ops.subject, data: { condition: side.change!.decisions[0]!.conditions[0]!.id } }); };
    const [one, two] = [aSide('a'), aSide('b', 20)];
    ops.begin(one);
    ops.approveIf('Rehearse')(one);
    hear(two, one);
    meet(one);
    meet(two);
    const first = one.change!.decisions[0]!.conditions[0]!.metAt;
    hearAll([one, two]);
    expect([one.change!.decisions[0]!.conditions[0]!.metAt, two.change]).toEqual([first, one.change]);
  });
});
