import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeStates } from '../../src-main/contract/change.ts';
import * as rules from '../../src-main/domain/lifecycle.ts';
import { missingForSubmission } from '../../src-main/domain/readiness.ts';
import { aChange, aDossier, aModelledDossier, by, completeFields, foldChange, outcomeOf, person, stamped } from '../support/given.ts';
import { evolveChange } from '../../src-main/domain/change.ts';

const tomasz = person('Tomasz', 'requester', 'implementer');
const manager = person('Ingrid', 'change-manager');
const release = person('Rosa', 'release-manager');
const admin = person('Ada', 'administrator');
const auditor = person('Owen', 'auditor');

describe('submission', () => {
  it('CHG-01 a Normal change without a backout plan and with an end before its start names both fields', () => {
    const change = aChange({ fields: { backoutPlan: '', plannedEndAt: '2026-11-25T04:00:00.000Z' } });
    const verdict = rules.submitChange(aDossier(change), by(tomasz));
    outcomeOf(verdict).refused('incomplete', { fields: ['Backout plan', 'Planned end (not after the start)'] });
  });
  it('CHG-01 a complete Normal change goes to assessment in one event', () => {
    outcomeOf(rules.submitChange(aDossier(aChange()), by(tomasz))).then({ type: 'change.submitted', data: { next: 'assessment' } });
  });
  it('CHG-01 a Standard change needs less and is authorised by its model', () => {
    const change = aChange({ fields: { type: 'standard', model: 'Certificate renewal', justification: '', testPlan: '', impact: null } });
    outcomeOf(rules.submitChange(aModelledDossier(change), by(tomasz))).then({ type: 'change.submitted' }, { type: 'change.authorisedByModel', data: { version: 1, decision: 'decision-1' }, text: { model: 'Certificate renewal' } });
  });
  it('CHG-01 an Emergency change awaits authorisation at once', () => {
    outcomeOf(rules.submitChange(aDossier(aChange({ fields: { type: 'emergency' } })), by(tomasz))).then({ type: 'change.submitted', data: { next: 'awaiting-authorisation' } });
  });
  it('CHG-01 every required field is missed when it is empty', () => {
    for (const field of ['title', 'service', 'implementationPlan', 'backoutPlan', 'owner', 'justification', 'testPlan'] as const) expect(missingForSubmission({ ...completeFields, [field]: '' }).map((m) => m.field)).toEqual([field]);
  });
  it('CHG-01 somebody else’s draft is not mine to submit', () => {
    outcomeOf(rules.submitChange(aDossier(aChange({ fields: { owner: 'X', requester: 'Y' } })), by(person('Grace', 'requester')))).refused('not_the_requester');
  });
});

describe('the tier of an assessment', () => {
  const assessed = (data: Record<string, number | string>) => evolveChange(aChange({ state: 'assessment', score: null, tier: null }), stamped({ type: 'change.assessed', subject: 'change:1', data }));
  it('RISK-03 a tier set by hand stands beside the score, one that is not named follows from it', () => {
    expect(assessed({ score: 20, tier: 'high' })).toMatchObject({ score: 20, tier: 'high', state: 'awaiting-authorisation' });
    expect(assessed({ score: 65 })).toMatchObject({ score: 65, tier: 'high' });
    expect(assessed({ tier: 'critical' })).toMatchObject({ score: null, tier: 'critical' });
  });
});

describe('the life cycle', () => {
  it('CHG-03 a draft cannot be moved to Implementing', () => {
    outcomeOf(rules.startChange(aDossier(aChange()), by(tomasz))).refused('transition_not_allowed', { from: 'draft', to: 'implementing' });
  });
  it('CHG-03 nothing leads out of the final states', () => {
    for (const state of ['closed', 'rejected', 'cancelled'] as const) expect(rules.transitions[state]).toEqual([]);
  });
  it('CHG-03 every state can be reached from Draft', () => {
    const seen = new Set(['draft']);
    for (let grew = true; grew;) {
      const before = seen.size;
      for (const from of seen) for (const to of rules.transitions[from as 'draft']) seen.add(to);
      grew = seen.size > before;
    }
    expect([...seen].toSorted()).toEqual([...changeStates].filter((s) => s !== 'under-review' || seen.has(s)).toSorted());
  });
  it('CHG-03 a change that is still arriving moves nowhere', () => {
    fc.assert(fc.property(fc.constantFrom(...changeStates), fc.constantFrom(...changeStates), (state, to) => { expect(rules.mayMove({ state, isArriving: true }, to)?.error.code).toBe('arriving'); }));
  });
  it('CHG-03 a move outside the table is refused whatever the two states are', () => {
    fc.assert(fc.property(fc.constantFrom(...changeStates), fc.constantFrom(...changeStates), (state, to) => {
      const refused = rules.mayMove({ state, isArriving: false }, to);
      expect(refused === null).toBe(rules.transitions[state].includes(to));
    }));
  });
  it('CHG-03 a material edit after authorisation voids it, a cosmetic one does not', () => {
    const authorised = aChange({ state: 'authorised', approved: { service: 'Card authorisation' } });
    const material = rules.editChange(authorised, { items: ['switch-9'] }, by(tomasz));
    outcomeOf(material).then({ type: 'change.edited', data: { voids: true }, text: { items: ['switch-9'] } });
    if (!material.ok) throw new Error('refused');
    expect(evolveChange(authorised, stamped(material.events[0]!)).state).toBe('awaiting-authorisation');
    const cosmetic = rules.editChange(authorised, { title: 'A better title' }, by(tomasz));
    if (!cosmetic.ok) throw new Error('refused');
    expect(evolveChange(authorised, stamped(cosmetic.events[0]!)).state).toBe('authorised');
  });
  it('CHG-03 an edit that changes nothing writes nothing', () => {
    outcomeOf(rules.editChange(aChange(), { title: completeFields.title, items: [] }, by(tomasz))).nothing();
  });
  it('CHG-03 a closed change is settled', () => {
    outcomeOf(rules.editChange(aChange({ state: 'closed' }), { title: 'x' }, by(manager))).refused('field_settled');
  });
  it('CHG-03 an edit may not put the end before the start', () => {
    outcomeOf(rules.editChange(aChange(), { plannedEndAt: '2026-11-25T04:00:00.000Z' }, by(tomasz))).refused('end_before_start');
  });
  it.each(['Mars/Base', '+01:00', '', 'Europe/London '])('CHG-01 %j is no IANA time zone and is refused at raising and at editing', (zone) => {
    outcomeOf(rules.createChange('1', 'C-A1-0001', { title: 'x', zone }, by(tomasz))).refused('zone_unknown', { zone });
    outcomeOf(rules.editChange(aChange(), { zone }, by(tomasz))).refused('zone_unknown', { zone });
  });
  it.each(['Europe/Paris', 'UTC', 'Asia/Kathmandu', 'EST5EDT'])('CHG-01 the zone %s is taken', (zone) => {
    outcomeOf(rules.createChange('1', 'C-A1-0001', { title: 'x', zone }, by(tomasz))).then({ type: 'change.created' });
    outcomeOf(rules.editChange(aChange({ fields: { zone: 'Europe/London' } }), { zone }, by(tomasz))).then({ type: 'change.edited', data: { zone } });
  });
  it('CHG-01 a zone that came from elsewhere and is unknown here keeps nobody from editing the rest', () => {
    outcomeOf(rules.editChange(aChange({ fields: { zone: 'Mars/Base' } }), { title: 'Another title', zone: 'Mars/Base' }, by(tomasz))).then({ type: 'change.edited' });
  });
});

describe('carrying out', () => {
  const scheduled = aChange({ state: 'scheduled' });
  it('CHG-03 implementation waits for the window', () => {
    outcomeOf(rules.startChange(aDossier(scheduled), by(tomasz))).refused('window_not_open', { opensAt: '2026-11-25T05:00:00.000Z' });
    outcomeOf(rules.startChange(aDossier(scheduled), by(tomasz, '2026-11-25T05:00:00.000Z'))).then({ type: 'change.implementationStarted' });
  });
  it('CAB-05 an open condition due before the start holds the change back until it is met', () => {
    const condition = { id: 'd:0', text: 'Rehearse', owner: 'Luis', dueOn: '2026-11-24', when: 'before' as const, isBlocking: true, metAt: null };
    const decision = { id: 'd', meeting: 'm', verdict: 'approved-with-conditions' as const, reason: '', deferredTo: null, conditions: [condition], decidedAt: '', by: '', policyVersion: '1', revision: 'r1', isStale: false, signature: '', place: '', isOpen: true, isAwaiting: false, needsConfirmation: false, quarantine: null };
    const held = aChange({ state: 'scheduled', decisions: [decision] });
    outcomeOf(rules.startChange(aDossier(held), by(tomasz, '2026-11-25T05:00:00.000Z'))).refused('conditions_open', { conditions: ['Rehearse'] });
    const met = rules.meetCondition(held, 'd:0', '', by(tomasz));
    if (!met.ok) throw new Error('refused');
    const after = evolveChange(held, stamped(met.events[0]!));
    outcomeOf(rules.startChange(aDossier(after), by(tomasz, '2026-11-25T05:00:00.000Z'))).then({ type: 'change.implementationStarted' });
  });
  it('CHG-06 whoever implemented does not validate', () => {
    const validating = aChange({ state: 'validating', startedBy: 'tomasz' });
    outcomeOf(rules.validateChange(aDossier(validating), { change: 'x', outcome: 'successful', note: '' }, by(tomasz))).refused('same_person');
    outcomeOf(rules.validateChange(aDossier(validating), { change: 'x', outcome: 'rolled-back', note: '' }, by(manager))).then({ type: 'change.validated', data: { outcome: 'rolled-back' } });
  });
  it('CHG-06 a change closes only with an outcome, actual times and a validator', () => {
    outcomeOf(rules.closeChange(aDossier(aChange({ state: 'implemented' })), { change: 'x' }, by(manager))).refused('outcome_missing');
    const done = aChange({ state: 'implemented', outcome: 'successful', actualStartAt: 'a', actualEndAt: 'b', validator: 'v' });
    outcomeOf(rules.closeChange(aDossier(done), { change: 'x' }, by(manager))).then({ type: 'change.closed' });
  });
  it('CHG-06 the same link is not made twice', () => {
    outcomeOf(rules.linkChange(aChange({ links: [{ kind: 'resolves', to: 'change:2' }] }), 'resolves', 'change:2', by(tomasz))).refused('link_exists');
  });
});

describe('who may', () => {
  it('SEC-01 an auditor reads only', () => {
    outcomeOf(rules.createChange('id', 'C-A1-0001', { title: 'x' }, by(auditor))).refused('auditor_reads_only');
  });
  it('SEC-01 assessing and scheduling belong to their roles', () => {
    outcomeOf(rules.assessChange(aDossier(aChange({ state: 'assessment' })), { change: 'x', score: 50, note: '' }, by(tomasz))).refused('role_needed');
    outcomeOf(rules.assessChange(aDossier(aChange({ state: 'assessment' })), { change: 'x', score: 50, note: '' }, by(manager))).then({ type: 'change.assessed', data: { score: 50 } });
    outcomeOf(rules.scheduleChange(aDossier(aChange({ state: 'authorised' })), by(admin))).refused('role_needed');
    outcomeOf(rules.scheduleChange(aDossier(aChange({ state: 'authorised' })), by(release))).then({ type: 'change.scheduled' });
  });
  it('every act of the page answers with a known reason or none', () => {
    fc.assert(fc.property(fc.constantFrom(...changeStates), (state) => {
      for (const refused of Object.values(rules.mayAll(aDossier(aChange({ state })), by(manager)))) expect(refused === null || refused.error.code.length > 3).toBe(true);
    }));
  });
});

describe('folding', () => {
  it('CHG-01 what a person typed stands in the record as typed', () => {
    const made = rules.createChange('1', 'C-A1-0001', { title: 'T', items: ['a', 'b'], outageMinutes: 0, plannedStartAt: null }, by(tomasz));
    if (!made.ok) throw new Error('refused');
    const change = foldChange(made.events);
    expect(change).toMatchObject({ number: 'C-A1-0001', state: 'draft', fields: { title: 'T', items: ['a', 'b'], outageMinutes: 0, plannedStartAt: null, owner: 'Tomasz', requester: 'Tomasz' } });
  });
});
