// Exceptions from rules: asked for with an end, granted one level above, renewed twice, over on the day after their last.
import { expect, test } from 'vitest';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import type { Asking, Exception } from '../../src-main/domain/exceptions.ts';
import { approveException, exceptionSheet, mayApprove, refuseException, renewException, requestException, revokeException, scopeKey } from '../../src-main/domain/exceptions.ts';
import { defaultPolicy as policy } from '../../src-main/domain/policy-document.ts';
import type { By, Verdict } from '../../src-main/domain/verdict.ts';
import { exceptionFor, grantingAuthority, grantingRoles, lastDayOf, standingOf, waivable, waived } from '../../src-main/domain/waivers.ts';
import { aDossier, by, outcomeOf, person, stamped } from '../support/given.ts';

const requester = person('Tomasz', 'requester');
const manager = person('Priya', 'change-manager');
const chair = person('Marta', 'chair');
const on = (actor: typeof chair, day = '2026-11-24'): By => by(actor, `${day}T14:00:00.000Z`);
const asking = (over: Partial<Asking> = {}): Asking => ({ id: 'x1', number: 'X-A1-0001', rule: 'APR-05/security-scan', scope: { kind: 'change', id: 'c1' }, justification: 'The scanner is down', control: 'Reviewed by hand', owner: 'grace', from: '2026-11-24', until: '2026-12-10', ...over });
const eventsOf = (verdict: Verdict<DomainEvent>): DomainEvent[] => { if (!verdict.ok) throw new Error(verdict.error.code); return verdict.events; };
const terms = { policy, concerned: { askers: [], excused: [] }, rev: 'r' };
const fold = (state: Exception | null, verdict: Verdict<DomainEvent>, actor: string): Exception | null => eventsOf(verdict).reduce((s, event) => exceptionSheet.fold(s, stamped(event, actor)), state);
const asked = (over: Partial<Asking> = {}): Exception => fold(null, requestException(asking(over), policy, on(requester)), 'tomasz')!;
const granted = (over: Partial<Asking> = {}): Exception => { const exception = asked(over); return fold(exception, approveException(exception, terms, on(chair)), 'marta')!; };
const renewed = (exception: Exception, until: string, day: string): Exception => fold(exception, renewException(exception, until, terms, on(chair, day)), 'marta')!;

test('APR-06 a waiver of 45 days is refused with the last day it could have; 30 days pass', () => {
  outcomeOf(requestException(asking({ until: '2027-01-07' }), policy, on(requester))).refused('exception_too_long', { days: 45, most: 30, latest: '2026-12-23' });
  outcomeOf(requestException(asking({ until: '2026-12-24' }), policy, on(requester))).refused('exception_too_long', { days: 31 });
  outcomeOf(requestException(asking({ until: '2026-12-23' }), policy, on(requester))).then({ type: 'exception.requested', data: { number: 'X-A1-0001', until: '2026-12-23', scope: 'change', of: 'c1' } as never });
  outcomeOf(requestException(asking({ from: '2026-11-01', until: '2026-11-23' }), policy, on(requester))).refused('exception_over');
  outcomeOf(requestException(asking({ from: '2026-12-11', until: '2026-12-10' }), policy, on(requester))).refused('exception_ends_early');
  outcomeOf(requestException(asking({ rule: 'SEC-02' }), policy, on(requester))).refused('rule_not_waivable');
  outcomeOf(requestException(asking({ rule: 'APR-055' }), policy, on(requester))).refused('rule_not_waivable');
  outcomeOf(requestException(asking(), policy, on(person('Aude', 'auditor')))).refused('auditor_reads_only');
});

test('APR-06 an exception is granted one level above its rule: a change manager waives nothing above him', () => {
  expect([grantingAuthority('APR-05'), grantingAuthority('APR-04/security'), grantingAuthority('LEG-05'), grantingAuthority('SEC-02')]).toEqual(['change-manager', 'cab', 'cab-and-executive', null]);
  expect(grantingRoles('APR-05')).toEqual(['change-manager', 'chair', 'executive']);
  const evidence = asked();
  outcomeOf(approveException(evidence, terms, on(manager))).then({ type: 'exception.approved', data: { role: 'change-manager', rule: 'APR-05/security-scan', until: '2026-12-10' } as never });
  outcomeOf(approveException(asked({ rule: 'APR-04' }), terms, on(manager))).refused('exception_authority', { roles: 'chair or executive' });
  outcomeOf(approveException(asked({ rule: 'LEG-05' }), terms, on(chair))).refused('exception_authority', { roles: 'executive' });
  outcomeOf(approveException(asked({ rule: 'LEG-05' }), terms, on(person('Eve', 'executive')))).then({ type: 'exception.approved' });
  expect(waivable.every(({ rule }) => grantingRoles(rule).length > 0)).toBe(true);
});

test('APR-06 nobody grants what they asked for, under whatever name, nor what would excuse them', () => {
  const exception = asked({ rule: 'APR-03/1' });
  outcomeOf(approveException(exception, terms, on({ ...chair, id: 'tomasz' }))).refused('own_exception');
  outcomeOf(approveException(exception, { ...terms, concerned: { askers: ['tomasz', 'marta'], excused: [] } }, on(chair))).refused('own_exception');
  outcomeOf(approveException(exception, { ...terms, concerned: { askers: [], excused: ['marta'] } }, on(chair))).refused('exception_excuses_signer');
  outcomeOf(approveException(asked(), { ...terms, concerned: { askers: [], excused: ['marta'] } }, on(chair))).then({ type: 'exception.approved' });
});

test('APR-06 it holds from its first to its last day and expires by itself', () => {
  const exception = granted({ from: '2026-11-25', until: '2026-11-30' });
  const at = (day: string): string => standingOf(exception, policy, `${day}T23:59:59.999Z`);
  expect([at('2026-11-24'), at('2026-11-25'), at('2026-11-30'), at('2026-12-01')]).toEqual(['upcoming', 'valid', 'valid', 'expired']);
  expect(standingOf(asked(), policy, '2026-11-24T00:00:00.000Z')).toBe('requested');
  outcomeOf(approveException(asked(), terms, on(chair, '2026-12-11'))).refused('exception_over');
});

test('APR-06 on the day after expiry a gate denies what it passed, giving exception_expired', () => {
  const dossier = aDossier(undefined, { exceptions: [granted({ until: '2026-11-30' })] });
  const piece = { id: 'evidence:security-scan', rule: 'APR-05/security-scan', label: 'Security scan', gate: 'decision' as const, part: 'reviews', status: 'missing' as const, why: { code: 'evidence_missing' as const, facts: {} } };
  expect(waived(piece, dossier, '2026-11-30T23:59:00.000Z')).toMatchObject({ status: 'waived', why: { code: 'exception_holds', facts: { exception: 'X-A1-0001', until: '2026-11-30' } } });
  expect(waived(piece, dossier, '2026-12-01T00:00:00.000Z')).toMatchObject({ status: 'missing', why: { code: 'exception_expired', facts: { exception: 'X-A1-0001', until: '2026-11-30' } } });
  expect(waived({ ...piece, status: 'present' }, dossier, '2026-11-30T23:59:00.000Z').status).toBe('present');
  expect(waived({ ...piece, rule: 'APR-05/test-results' }, dossier, '2026-11-30T23:59:00.000Z').status).toBe('missing');
  expect(exceptionFor('APR-05', dossier, '2026-11-30T23:59:00.000Z')).toBeNull();
  expect(exceptionFor('APR-05/security-scan', aDossier(undefined, { exceptions: [asked()] }), '2026-11-30T23:59:00.000Z')).toBeNull();
});

test('APR-06 two renewals of at most 30 days; the third is refused', () => {
  const once = renewed(granted(), '2027-01-09', '2026-12-10');
  expect([lastDayOf(once, policy), standingOf(once, policy, '2027-01-09T12:00:00.000Z')]).toEqual(['2027-01-09', 'valid']);
  outcomeOf(renewException(granted(), '2027-01-10', terms, on(chair, '2026-12-10'))).refused('exception_too_long', { days: 31, latest: '2027-01-09' });
  outcomeOf(renewException(granted(), '2026-12-10', terms, on(chair, '2026-12-10'))).refused('exception_ends_early');
  const twice = renewed(once, '2027-02-01', '2027-01-05');
  outcomeOf(renewException(twice, '2027-02-20', terms, on(chair, '2027-01-31'))).refused('renewals_used', { most: 2 });
  outcomeOf(renewException(granted(), '2026-12-20', terms, on(chair, '2026-12-11'))).refused('exception_expired');
  outcomeOf(renewException(asked(), '2026-12-20', terms, on(chair))).refused('exception_settled');
  outcomeOf(renewException(granted({ rule: 'APR-04' }), '2026-12-20', terms, on(manager))).refused('exception_authority');
});

test('APR-06 renewals that another device wrote past the limits count for nothing, and two written apart are one', () => {
  const raw = (exception: Exception, data: object): Exception => exceptionSheet.fold(exception, stamped({ type: 'exception.renewed', subject: 'exception:x1', data: { role: 'chair', ...data } as never }, 'marta'))!;
  expect(lastDayOf(raw(granted(), { was: '2026-12-10', until: '2099-01-01' }), policy)).toBe('2027-01-09');
  expect(lastDayOf(raw(granted(), { was: '2026-12-10', until: '2027-01-01', role: 'member' }), policy)).toBe('2026-12-10');
  expect(lastDayOf(raw(granted(), { was: '2026-12-09', until: '2027-01-01' }), policy)).toBe('2026-12-10');
  expect(lastDayOf(raw(granted(), { was: '2026-02-31', until: { a: 1 } }), policy)).toBe('2026-12-10');
  const apart = raw(raw(granted(), { was: '2026-12-10', until: '2026-12-20' }), { was: '2026-12-10', until: '2026-12-30' });
  expect(lastDayOf(apart, policy)).toBe('2026-12-20');
  expect(lastDayOf(raw(raw(raw(granted(), { was: '2026-12-10', until: '2026-12-20' }), { was: '2026-12-20', until: '2026-12-30' }), { was: '2026-12-30', until: '2027-01-10' }), policy)).toBe('2026-12-30');
});

test('APR-06 a grant speaks for the terms it repeats, by somebody who may and who did not ask', () => {
  const raw = (data: object, actor = 'marta'): Exception => exceptionSheet.fold(asked(), stamped({ type: 'exception.approved', subject: 'exception:x1', data: { rule: 'APR-05/security-scan', scope: 'change', of: 'c1', owner: 'grace', from: '2026-11-24', until: '2026-12-10', asked: 'tomasz', role: 'chair', ...data } as never }, actor))!;
  expect(raw({}).approval).toMatchObject({ by: 'marta', role: 'chair' });
  for (const [data, actor] of [[{ until: '2026-12-11' }], [{ rule: 'APR-05' }], [{ scope: 'all', of: '' }], [{ role: 'member' }], [{ role: 7 }], [{}, 'tomasz']] as const) expect(raw(data, actor).approval).toBeNull();
  expect(exceptionSheet.fold(null, stamped({ type: 'exception.requested', subject: 'exception:x1', data: { rule: 'APR-05', scope: 'all', from: '2026-02-31', until: '2026-12-10' } }))).toBeNull();
});

test('APR-06 refused or ended, it holds no more; whoever asked may take it back', () => {
  const refused = fold(asked(), refuseException(asked(), 'Run the scan', terms, on(manager)), 'priya')!;
  expect(standingOf(refused, policy, '2026-11-24T14:00:00.000Z')).toBe('refused');
  expect(mayApprove(refused, terms, on(chair))).toMatchObject({ error: { code: 'exception_settled' } });
  const revoked = fold(granted(), revokeException(granted(), 'The scanner is back', policy, on(requester)), 'tomasz')!;
  expect(standingOf(revoked, policy, '2026-11-24T14:00:00.000Z')).toBe('revoked');
  expect(exceptionFor('APR-05/security-scan', aDossier(undefined, { exceptions: [revoked] }), '2026-11-24T14:00:00.000Z')).toBeNull();
  outcomeOf(revokeException(granted(), 'No', policy, on(person('Zoe', 'member')))).refused('exception_authority');
  expect([scopeKey({ kind: 'change', id: 'c' }), scopeKey({ kind: 'service', id: 's' }), scopeKey({ kind: 'all', id: '' })]).toEqual(['c', 'service:s', 'everything']);
});
