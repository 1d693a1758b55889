// Separation of duties by key: given who did what, when somebody takes on another duty, then it is allowed or refused by a named rule.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeDuties } from '../../src-main/contract/reviews.ts';
import type { Dossier } from '../../src-main/domain/dossier.ts';
import type { DutyAct } from '../../src-main/domain/duties.ts';
import { dutyClaims, dutyConflict, dutyPair, dutyPieces, dutySheet, isSameKey, pairsFor, violationsOf } from '../../src-main/domain/duties.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import type { Exception } from '../../src-main/domain/exceptions.ts';
import { mayFinish } from '../../src-main/domain/lifecycle.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import type { ChangeDuty } from '../../src-main/domain/policy-document.ts';
import { aChange, aDossier, by, now, person, stamped } from '../support/given.ts';

const act = (duty: ChangeDuty, who: string, alike: readonly string[] = [who]): DutyAct => ({ duty, person: who, name: who, alike, at: now });
const given = (acts: DutyAct[], over: Partial<Dossier> = {}): Dossier => aDossier(over.change ?? aChange(), { acts, ...over });
const granted = (rule: string, until: string): Exception => ({
  id: 'x', number: 'X-A1-0001', rule, scope: { kind: 'change', id: aChange().id }, justification: 'Two of us', control: 'The auditor looks weekly', owner: 'grace', from: '2026-11-01', until,
  requested: { by: 'tomasz', at: now }, approval: { by: 'marta', at: now, role: 'chair' }, refused: null, revoked: null, renewals: [],
});

test('APR-03 the requester does not approve, and the refusal names the rule', () => {
  const dossier = given([act('requester', 'tomasz')]);
  expect(dutyConflict('approver', by(person('Tomasz', 'chair')), dossier)).toMatchObject({ ok: false, error: { code: 'duty_conflict', facts: { rule: 'APR-03/1', person: 'Tomasz', other: 'requester', duty: 'approver' } } });
  expect(dutyConflict('approver', by(person('Marta', 'chair')), dossier)).toBeNull();
  expect(dutyConflict('implementer', by(person('Tomasz', 'implementer')), dossier)).toBeNull();
});

test('APR-03 a second display name on the same key is still refused, and the refusal says which name', () => {
  const dossier = given([act('requester', 'tomasz', ['tomasz', 'tom'])]);
  expect(dutyConflict('approver', by(person('Tom', 'chair')), dossier)).toMatchObject({ error: { code: 'duty_conflict', facts: { rule: 'APR-03/1', person: 'Tom', as: 'tomasz' } } });
});

test('APR-03 whoever is named as implementer without a record here is told by the name alone', () => {
  const dossier = given([{ duty: 'implementer', person: '', name: ' Marta ', alike: [], at: now }]);
  expect(dutyConflict('approver', by(person('Marta', 'chair')), dossier)).toMatchObject({ error: { facts: { rule: 'APR-03/2' } } });
  expect(dutyConflict('approver', by(person('Martha', 'chair')), dossier)).toBeNull();
});

test('APR-03 nobody reviews what they wrote, asked for or implement, nor validates what they implemented', () => {
  const rules = (duty: ChangeDuty, held: ChangeDuty): unknown => {
    const no = dutyConflict(duty, by(person('Ada')), given([act(held, 'ada')]));
    return no?.error.facts['rule'] ?? null;
  };
  expect([rules('reviewer', 'author'), rules('reviewer', 'requester'), rules('reviewer', 'implementer'), rules('validator', 'implementer'), rules('implementer', 'validator'), rules('validator', 'author')])
    .toEqual(['APR-03/3', 'APR-03/4', 'APR-03/5', 'APR-03/6', 'APR-03/6', null]);
});

test('APR-03 a regulatory tag adds pairs, and a line of the policy that is none adds nothing', () => {
  const tagged = aChange({ fields: { regulatoryTags: ['sox '] } });
  const acts = [act('requester', 'ada')];
  expect(dutyConflict('implementer', by(person('Ada')), given(acts))).toBeNull();
  expect(dutyConflict('implementer', by(person('Ada')), given(acts, { change: tagged }))).toMatchObject({ error: { facts: { rule: 'APR-03/8' } } });
  expect(pairsFor({ change: tagged, policy: { ...defaultPolicy, duties: ['', 'X', 'X author author', 'X author nobody', 'X author approver', 'Y author approver Some other tag'] } })).toEqual([{ id: 'X', a: 'author', b: 'approver', tag: null }]);
  expect(defaultPolicy.duties.every((line) => dutyPair(line) !== null)).toBe(true);
});

test('APR-03 a small team proceeds with an exception that names the rule, and only while it holds', () => {
  const conflict = (until: string, rule = 'APR-03/1') => dutyConflict('approver', by(person('Ada')), given([act('requester', 'ada')], { exceptions: [granted(rule, until)] }));
  expect(conflict('2026-11-24')).toBeNull();
  expect(conflict('2026-11-24', 'APR-03')).toBeNull();
  expect(conflict('2026-11-23')).toMatchObject({ error: { code: 'duty_conflict' } });
  expect(conflict('2026-11-24', 'APR-03/2')).toMatchObject({ error: { code: 'duty_conflict' } });
});

test('APR-03 an approval that arrived from elsewhere by the requester is a violation, closes the next gate, and opens it by an exception', () => {
  const acts = [act('requester', 'ada'), act('approver', 'ada')];
  const change = aChange({ state: 'authorised', decisions: [{ id: 'd' } as never] });
  expect(violationsOf(given(acts))).toMatchObject([{ rule: 'APR-03/1', duty: 'approver', other: 'requester', name: 'ada' }]);
  expect(dutyPieces(given(acts, { change }), now)).toMatchObject([{ rule: 'APR-03/1', gate: 'schedule', status: 'missing', why: { code: 'duty_violated', facts: { rule: 'APR-03/1', person: 'ada' } } }]);
  expect(dutyPieces(given(acts, { change: { ...change, state: 'scheduled' } }), now)).toMatchObject([{ gate: 'start', status: 'missing' }]);
  expect(dutyPieces(given(acts, { change, exceptions: [granted('APR-03', '2026-11-24')] }), now)).toMatchObject([{ status: 'waived' }]);
  expect(dutyPieces(given([act('requester', 'ada'), act('approver', 'bob')], { change }), now)).toMatchObject([{ id: 'duties', status: 'present' }]);
  expect(dutyPieces(given([act('implementer', 'ada'), act('validator', 'ada')], { change }), now)).toMatchObject([{ rule: 'APR-03/6', gate: 'closure' }]);
});

test('APR-03 duties are read from what happened: plans written, work begun, decisions that stand, reviews of this scope', () => {
  const events: DomainEvent[] = [
    { type: 'change.created', subject: 'change:1', data: {}, text: { title: 'Switch' } }, { type: 'change.edited', subject: 'change:1', data: {}, text: { implementationPlan: 'Node by node' } },
    { type: 'change.edited', subject: 'change:1', data: {}, text: { implementationPlan: 'Node by node, slowly' } }, { type: 'change.implementationFinished', subject: 'change:1', data: {} },
  ];
  const acted = events.reduce<ReturnType<typeof dutySheet.fold>>((state, event, i) => dutySheet.fold(state, stamped(event, i === 3 ? 'ravi' : 'ada')), null)!;
  expect(acted).toEqual([{ duty: 'author', person: 'ada', at: now }, { duty: 'implementer', person: 'ravi', at: now }]);
  expect(dutySheet.fold(null, stamped({ type: 'change.created', subject: 'change:1', data: {}, text: { implementationPlan: { toString: 1 } } }))).toBeNull();
  const decision = (over: object) => ({ isOpen: true, verdict: 'approved', by: 'marta', decidedAt: now, ...over }) as never;
  const change = aChange({ createdBy: 'ada', startedBy: 'ravi', validator: 'vera', fields: { requester: 'Grace', implementers: ['Ravi'] }, decisions: [decision({}), decision({ by: 'old', isOpen: false }), decision({ by: 'no', verdict: 'rejected' })] });
  const review = (by_: string, scope: string, verdict: 'approve' | 'rework') => ({ id: by_, kind: 'security' as const, verdict, comments: '', scope, signature: '', by: by_, at: now });
  const claims = dutyClaims(change, 's1', { acted, approvals: null, reviews: { requests: [], comments: [], reviews: [review('sam', 's1', 'approve'), review('old', 's0', 'approve'), review('no', 's1', 'rework')] } });
  expect(claims.map((claim) => `${claim.duty} ${'person' in claim ? claim.person : claim.named}`)).toEqual(['requester ada', 'requester Grace', 'implementer Ravi', 'implementer ravi', 'author ada', 'validator vera', 'approver marta', 'reviewer sam']);
  expect(dutyClaims({ ...change, isImported: true }, 's1', { acted: [], reviews: null, approvals: null }).filter(({ duty }) => duty === 'requester')).toEqual([{ duty: 'requester', named: 'Grace', at: now }]);
});

test('APR-03 no sequence of acts gets one key through two forbidden duties', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  // Three keys with two names each; a key is told by all of its names.
  const alikeOf = (name: string): string[] => { const key = Math.floor(names.indexOf(name) / 2) * 2; return [names[key]!, names[key + 1]!]; };
  const step = fc.record({ who: fc.constantFrom(...names), duty: fc.constantFrom(...changeDuties) });
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, isTagged) => {
    const change = aChange({ fields: { regulatoryTags: isTagged ? ['SOX'] : [] } });
    const acts: DutyAct[] = [];
    for (const { who, duty } of steps) if (dutyConflict(duty, by(person(who)), given(acts, { change })) === null) acts.push(act(duty, who, alikeOf(who)));
    expect(violationsOf(given(acts, { change }))).toEqual([]);
    for (const { a, b } of pairsFor(given([], { change }))) {
      for (const first of acts.filter(({ duty }) => duty === a)) for (const second of acts.filter(({ duty }) => duty === b)) expect(isSameKey(first, second)).toBe(false);
    }
  }), { numRuns: 300 });
});

test('APR-03 whoever approved does not say that the work is done; an exception that names the rule lets them', () => {
  const change = aChange({ state: 'implementing' });
  const marta = by(person('Marta', 'implementer'));
  expect(mayFinish(given([act('approver', 'marta')], { change }), marta)).toMatchObject({ error: { code: 'duty_conflict', facts: { rule: 'APR-03/2', duty: 'implementer', other: 'approver' } } });
  expect(mayFinish(given([act('approver', 'marta')], { change, exceptions: [granted('APR-03/2', '2026-11-24')] }), marta)).toBeNull();
  expect(mayFinish(given([act('approver', 'ada')], { change }), marta)).toBeNull();
});
