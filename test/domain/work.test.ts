import { describe, expect, it } from 'vitest';
import { workOf } from '../../src-main/domain/work.ts';
import { aChange, aDossier, by, person } from '../support/given.ts';

const tomasz = person('Tomasz', 'requester', 'implementer');
const ingrid = person('Ingrid', 'change-manager');
const rosa = person('Rosa', 'release-manager');
const labels = (...told: Parameters<typeof workOf>): string[] => workOf(...told).map(({ label }) => label);

describe('what waits for a person', () => {
  it('CAB-03 a draft waits for its owner, with every field it lacks by name', () => {
    const draft = aDossier(aChange({ fields: { backoutPlan: '' } }));
    expect(labels(draft, by(tomasz))).toEqual(['Submit', 'Backout plan']);
    expect(labels(draft, by(rosa))).toEqual([]);
  });
  it('CHG-03 an authorised change waits for the release manager, a submitted one for the change manager', () => {
    expect(labels(aDossier(aChange({ state: 'authorised' })), by(rosa))).toEqual(['Schedule']);
    expect(labels(aDossier(aChange({ state: 'submitted' })), by(ingrid))).toEqual(['Assess']);
  });
  it('CHG-03 a scheduled change is work for its implementer on the day before its window, not a month before', () => {
    const scheduled = aDossier(aChange({ state: 'scheduled', fields: { implementers: ['Tomasz'] } }));
    expect(labels(scheduled, by(tomasz, '2026-11-24T14:00:00.000Z'))).toEqual(['Start work']);
    expect(labels(scheduled, by(tomasz, '2026-10-24T14:00:00.000Z'))).toEqual([]);
    expect(labels(scheduled, by(person('Grace', 'implementer')))).toEqual([]);
  });
  it('APR-03 whoever carried a change out is not asked to validate it', () => {
    const validating = aDossier(aChange({ state: 'validating', startedBy: 'rosa' }));
    expect(labels(validating, by(rosa))).toEqual([]);
    expect(labels(validating, by(ingrid))).toEqual(['Validate']);
  });
  it('CAB-05 an open condition waits for its owner until it is met', () => {
    const decision = { id: 'd1', meeting: 'm', verdict: 'approved-with-conditions' as const, reason: '', deferredTo: null, decidedAt: '', by: '', policyVersion: '', revision: '', isStale: false, signature: '', place: '', isOpen: true, isAwaiting: false, needsConfirmation: false, quarantine: null };
    const condition = { id: 'd1:0', text: 'Rehearse the rollback', owner: 'Grace', dueOn: '2026-11-26', when: 'before' as const, isBlocking: true, metAt: null };
    const change = (metAt: string | null): ReturnType<typeof aDossier> => aDossier(aChange({ state: 'authorised', decisions: [{ ...decision, conditions: [{ ...condition, metAt }] }] }));
    expect(workOf(change(null), by(person('Grace', 'member')))).toMatchObject([{ kind: 'condition', label: 'Rehearse the rollback', dueAt: '2026-11-26T23:59:59.999Z' }]);
    expect(workOf(change('2026-11-25T00:00:00.000Z'), by(person('Grace', 'member')))).toEqual([]);
  });
  it('CHG-05 a record that is still arriving waits for nobody', () => {
    expect(labels(aDossier(aChange({ isArriving: true })), by(tomasz))).toEqual([]);
  });
});
