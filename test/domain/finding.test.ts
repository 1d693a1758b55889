// Audit findings: due by severity, graver when repeated, closed on evidence by somebody other than the owner.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { addFindingEvidence, addRemedy, answerFinding, closeFinding, findingSheet, finishRemedy, isOverdue, raiseFinding, repeatOf, severityOf, stateOfFinding } from '../../src-main/domain/finding.ts';
import type { Finding, Raising } from '../../src-main/domain/finding.ts';
import { defaultPolicy as policy } from '../../src-main/domain/policy-document.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import { by, outcomeOf, person, stamped } from '../support/given.ts';

const auditor = person('Aude', 'auditor');
const owner = person('Grace', 'service-owner');
const manager = person('Priya', 'change-manager');
const raising = (over: Partial<Raising> = {}): Raising => ({ id: 'f1', number: 'F-A1-0001', title: 'Evidence older than 14 days accepted', description: '', source: 'internal-audit', control: 'SOX/CC-4', severity: 'medium', owner: 'grace', change: null, ...over });
const eventsOf = (verdict: Verdict<DomainEvent>): DomainEvent[] => { if (!verdict.ok) throw new Error(verdict.error.code); return verdict.events; };
const fold = (finding: Finding | null, verdict: Verdict<DomainEvent>, actor = 'aude', at?: string): Finding => eventsOf(verdict).reduce<Finding | null>((f, event) => findingSheet.fold(f, { ...stamped(event, actor, at), isSigned: event.type === 'finding.closed' }), finding)!;
const raised = (over: Partial<Raising> = {}, earlier: Finding[] = [], at?: string): Finding => fold(null, raiseFinding(raising(over), { policy, earlier }, by(auditor, at)), 'aude', at);
const proved = (finding = raised()): Finding => fold(finding, addFindingEvidence(finding, { kind: 'policy-version', reference: '2027-1', note: '' }, { isKnown: true }, by(owner)), 'grace');
const signing = { note: 'Read it', rev: 'r' };

test('AUD-06 a finding is due 30, 60 or 90 days on by its severity, or on a day that has not passed', () => {
  expect((['high', 'medium', 'low'] as const).map((severity) => raised({ severity }).dueOn)).toEqual(['2026-12-24', '2027-01-23', '2027-02-22']);
  expect(raised({ dueOn: '2026-12-01' }).dueOn).toBe('2026-12-01');
  outcomeOf(raiseFinding(raising({ dueOn: '2026-11-23' }), { policy, earlier: [] }, by(auditor))).refused('finding_due_past', { day: '2026-11-23' });
  outcomeOf(raiseFinding(raising(), { policy, earlier: [] }, by(person('Ira', 'implementer')))).refused('role_needed');
  expect([isOverdue(raised(), '2027-01-23T23:59:00.000Z'), isOverdue(raised(), '2027-01-24T00:00:00.000Z')]).toEqual([false, true]);
});

test('AUD-06 the second finding on a control within twelve months is a repeat, one step graver and due sooner', () => {
  const first = raised({ id: 'f0', number: 'F-A1-0000' }, [], '2025-12-01T10:00:00.000Z');
  const second = raised({}, [first]);
  expect(second.dueOn).toBe('2026-12-24');
  expect([repeatOf(second, [first, second], 12)?.number, severityOf(second, true)]).toEqual(['F-A1-0000', 'high']);
  expect(repeatOf(raised({ control: 'SOX/CC-5' }), [first], 12)).toBeNull();
  expect(repeatOf(second, [raised({ id: 'f0' }, [], '2025-11-24T13:59:00.000Z')], 12)).toBeNull();
  expect(repeatOf(first, [first, second], 12)).toBeNull();
});

test('AUD-06 it is closed by no owner, not without evidence, not before its actions are done', () => {
  const bare = raised();
  outcomeOf(closeFinding(bare, signing, { alike: ['aude'] }, by(auditor))).refused('finding_evidence_missing');
  const ready = proved();
  expect(stateOfFinding(ready)).toBe('to-verify');
  outcomeOf(closeFinding(ready, signing, { alike: ['grace'] }, by({ ...manager, id: 'grace' }))).refused('own_finding');
  outcomeOf(closeFinding(ready, signing, { alike: ['priya', 'grace'] }, by(manager))).refused('own_finding');
  outcomeOf(closeFinding(ready, signing, { alike: ['ira'] }, by(person('Ira', 'implementer')))).refused('role_needed');
  const acting = fold(ready, addRemedy(ready, { id: 'a1', kind: 'control', text: 'Refuse it', owner: 'ira', dueOn: '2026-12-01' }, by(owner)), 'grace');
  outcomeOf(closeFinding(acting, signing, { alike: ['aude'] }, by(auditor))).refused('finding_actions_open', { left: 1 });
  const done = fold(acting, finishRemedy(acting, { action: 'a1', note: '' }, by(person('Ira', 'implementer'))), 'ira');
  const closed = fold(done, closeFinding(done, signing, { alike: ['aude'] }, by(auditor)));
  expect(closed.closed).toMatchObject({ by: 'aude', note: 'Read it' });
  outcomeOf(closeFinding(closed, signing, { alike: ['priya'] }, by(manager))).refused('finding_closed');
  outcomeOf(answerFinding(closed, { rootCause: 'x', response: 'y' }, by(owner))).refused('finding_closed');
});

test('AUD-06 evidence names what is there, and only the owner answers', () => {
  const finding = raised();
  outcomeOf(addFindingEvidence(finding, { kind: 'policy-version', reference: '2099-1', note: '' }, { isKnown: false }, by(owner))).refused('policy_not_in_force', { version: '2099-1' });
  outcomeOf(addFindingEvidence(finding, { kind: 'change', reference: 'C-A1-9999', note: '' }, { isKnown: false }, by(owner))).refused('record_missing');
  outcomeOf(addFindingEvidence(finding, { kind: 'document', reference: 'Standard 12', note: '' }, { isKnown: true }, by(auditor))).refused('auditor_reads_only');
  outcomeOf(answerFinding(finding, { rootCause: 'x', response: 'y' }, by(manager))).refused('not_the_finding_owner');
  expect(stateOfFinding(fold(finding, answerFinding(finding, { rootCause: 'No list', response: 'A list' }, by(owner)), 'grace'))).toBe('answered');
});

test('AUD-06 a closure that somebody forged counts for nothing: unsigned, by the owner, or before any evidence', () => {
  const forged = (finding: Finding, actor: string, isSigned: boolean): Finding => findingSheet.fold(finding, { ...stamped({ type: 'finding.closed', subject: 'finding:f1', data: {}, text: { note: 'x' } }, actor), isSigned })!;
  expect([forged(proved(), 'aude', false), forged(proved(), 'grace', true), forged(raised(), 'aude', true)].map(({ closed }) => closed)).toEqual([null, null, null]);
  expect(forged(proved(), 'aude', true).closed).not.toBeNull();
});

test('AUD-06 whoever raises first, both laptops agree which of the findings on a control is the repeat', () => {
  const at = fc.integer({ min: 0, max: 600 }).map((days) => new Date(Date.UTC(2025, 0, 1 + days)).toISOString());
  fc.assert(fc.property(fc.uniqueArray(fc.record({ id: fc.uuid(), number: fc.uuid(), control: fc.constantFrom('A', 'B'), raised: fc.record({ by: fc.constant('x'), at }) }), { selector: ({ id }) => id, maxLength: 12 }), (all) => {
    for (const one of all) {
      const repeat = repeatOf(one, all, 12);
      expect(repeatOf(one, all.toReversed(), 12)).toEqual(repeat);
      if (repeat) expect([repeat.control === one.control, repeat.raised.at <= one.raised.at, repeatOf(repeat, [one], 12)]).toEqual([true, true, null]);
    }
  }));
});
