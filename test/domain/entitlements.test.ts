// Duties that should be apart, found among the rights of tools.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { duties } from '../../src-main/contract/entitlements.ts';
import type { Account, Conflict, Exception, Owners, Right } from '../../src-main/domain/entitlements.ts';
import { acceptConflict, accountKey, dutyConflicts, dutyOf, dutyRules, holderKey, isProduction, mapIdentity, reachesProduction, reopenConflict, rightKey, sourceId, standingOf } from '../../src-main/domain/entitlements.ts';
import type { By } from '../../src-main/domain/verdict.ts';

const right = (over: Partial<Right> = {}): Right => ({ source: 's1', identity: 'ada', system: 'Pay', environment: 'production', right: 'approve', grant: '', kind: '', duty: 'approve', reachesProduction: true, isChangeBound: false, ...over });
const owners = (...accounts: [string, string, Account][]): Owners => new Map(accounts.map(([source, identity, account]) => [accountKey({ source, identity }), account]));
const ids = (found: readonly Conflict[]): string[] => found.map((c) => `${c.rule.id} ${holderKey(c.holder)}`);
const by = (roles: By['actor']['roles'], id = 'p-chair'): By => ({ actor: { id, name: 'Marta', roles }, now: '2026-11-24T09:00:00.000Z' });
const nobody = owners();

test('SEC-03 each rule names its id and the rights that make the conflict, and nothing but them', () => {
  const deploy = right({ right: 'deploy', duty: 'deploy' });
  const read = right({ right: 'read', duty: 'none' });
  const found = dutyConflicts([right(), deploy, read], nobody);
  expect(ids(found)).toEqual(['DUTY-02 account:["s1","ada"]']);
  expect(found[0]!.rights).toEqual([right(), deploy]);
  expect(ids(dutyConflicts([right(), right({ duty: 'commit' })], nobody))).toEqual(['DUTY-01 account:["s1","ada"]']);
  expect(ids(dutyConflicts([right(), right({ duty: 'administer' })], nobody))).toEqual(['DUTY-04 account:["s1","ada"]']);
  expect(dutyRules.map(({ id }) => id)).toEqual(['DUTY-01', 'DUTY-02', 'DUTY-03', 'DUTY-04']);
});

test('SEC-03 duties that are apart are no conflict: another holder, another environment, a grant that names a change', () => {
  expect(dutyConflicts([right(), right({ identity: 'bob', duty: 'deploy' })], nobody)).toEqual([]);
  expect(dutyConflicts([right(), right({ duty: 'deploy', environment: 'test', reachesProduction: false })], nobody)).toEqual([]);
  expect(dutyConflicts([right({ duty: 'direct', grant: 'C-A1-0007', isChangeBound: true })], nobody)).toEqual([]);
  expect(ids(dutyConflicts([right({ duty: 'direct', grant: 'permanent' })], nobody))).toEqual(['DUTY-03 account:["s1","ada"]']);
});

test('SEC-03 a person with rights through two accounts is found, and shared accounts stand for themselves', () => {
  const rights = [right({ identity: 'ada' }), right({ source: 's2', identity: 'ada-adm', duty: 'deploy' })];
  expect(dutyConflicts(rights, nobody)).toEqual([]);
  expect(ids(dutyConflicts(rights, owners(['s1', 'ada', { kind: 'personal', person: 'p1' }], ['s2', 'ada-adm', { kind: 'personal', person: 'p1' }])))).toEqual(['DUTY-02 person:p1']);
  expect(dutyConflicts(rights, owners(['s1', 'ada', { kind: 'personal', person: 'p1' }], ['s2', 'ada-adm', { kind: 'shared', person: 'p1' }]))).toEqual([]);
  // The same name in another tool is another account until somebody says whose it is.
  expect(dutyConflicts([right(), right({ source: 's2', duty: 'deploy' })], nobody)).toEqual([]);
});

test('SEC-03 a service account somebody answers for may act on production by itself; one nobody answers for may not', () => {
  const direct = right({ identity: 'robot', duty: 'direct' });
  expect(ids(dutyConflicts([direct], nobody))).toEqual(['DUTY-03 account:["s1","robot"]']);
  expect(dutyConflicts([direct], owners(['s1', 'robot', { kind: 'service', person: 'p1' }]))).toEqual([]);
  expect(ids(dutyConflicts([direct], owners(['s1', 'robot', { kind: 'shared', person: 'p1' }])))).toEqual(['DUTY-03 account:["s1","robot"]']);
  expect(ids(dutyConflicts([right({ identity: 'robot' }), right({ identity: 'robot', duty: 'deploy' })], owners(['s1', 'robot', { kind: 'service', person: 'p1' }])))).toEqual(['DUTY-02 account:["s1","robot"]']);
});

const anyRight = fc.record({
  source: fc.constantFrom('s1', 's2'), identity: fc.constantFrom('ada', 'bob', 'robot', '["s1","ada"]'), system: fc.constantFrom('', 'Pay'), environment: fc.constantFrom('', 'production', 'test'), right: fc.constantFrom('a', 'b'), grant: fc.constantFrom('', 'C-1'), kind: fc.constantFrom('', 'service'),
  duty: fc.constantFrom(...duties), reachesProduction: fc.boolean(), isChangeBound: fc.boolean(),
});
const anyOwners = fc.array(fc.tuple(fc.constantFrom('s1', 's2'), fc.constantFrom('ada', 'bob', 'robot'), fc.record({ kind: fc.constantFrom('personal' as const, 'shared' as const, 'service' as const), person: fc.constantFrom('p1', 'p2') }))).map((list) => owners(...list));

test('SEC-03 adding a right never removes a conflict, nor a right from one', () => {
  fc.assert(fc.property(fc.array(anyRight, { maxLength: 12 }), anyRight, anyOwners, (rights, more, known) => {
    const before = dutyConflicts(rights, known);
    const after = new Map(dutyConflicts([...rights, more], known).map((c) => [ids([c])[0], c]));
    for (const conflict of before) {
      const same = after.get(ids([conflict])[0]);
      expect(same).toBeDefined();
      for (const part of conflict.rights) expect(same!.rights).toContainEqual(part);
    }
  }), { numRuns: 2000 });
});

test('SEC-03 the order of rights decides nothing', () => {
  fc.assert(fc.property(fc.array(anyRight, { maxLength: 10 }), anyOwners, (rights, known) => {
    expect(ids(dutyConflicts(rights, known)).toSorted()).toEqual(ids(dutyConflicts(rights.toReversed(), known)).toSorted());
  }));
});

const conflict = dutyConflicts([right(), right({ right: 'deploy', duty: 'deploy' })], nobody)[0]!;
const exception = (over: Partial<Exception> = {}): Exception => ({ id: 'e1', rule: 'DUTY-02', holder: holderKey(conflict.holder), reason: 'Small team', owner: 'p2', expiresOn: '2026-12-31', covers: conflict.rights.map(rightKey), by: 'person:p3', at: '2026-11-01T00:00:00.000Z', ...over });

test('SEC-03 an exception holds through its last day and the conflict is open again on the next', () => {
  expect(standingOf(conflict, [], '2026-11-24T09:00:00.000Z')).toEqual({ status: 'open', exception: null, lapsed: null });
  expect(standingOf(conflict, [exception()], '2026-12-31T23:59:59.999Z')).toMatchObject({ status: 'accepted', lapsed: null });
  expect(standingOf(conflict, [exception()], '2027-01-01T00:00:00.000Z')).toMatchObject({ status: 'open', lapsed: 'expired', exception: { id: 'e1' } });
});

test('SEC-03 an exception covers the rights it was granted for, its own rule and its own holder', () => {
  const now = '2026-11-24T09:00:00.000Z';
  expect(standingOf(conflict, [exception({ covers: [rightKey(conflict.rights[0]!)] })], now)).toMatchObject({ status: 'open', lapsed: 'more-rights' });
  expect(standingOf(conflict, [exception({ rule: 'DUTY-01' })], now)).toMatchObject({ status: 'open', exception: null });
  expect(standingOf(conflict, [exception({ holder: 'person:p1' })], now)).toMatchObject({ status: 'open', exception: null });
  // A right that went away leaves the exception standing.
  expect(standingOf({ ...conflict, rights: conflict.rights.slice(1) }, [exception()], now)).toMatchObject({ status: 'accepted' });
  // Of two the one that covers counts, whichever ends later.
  expect(standingOf(conflict, [exception({ id: 'e2', expiresOn: '2027-06-30', covers: [] }), exception()], now)).toMatchObject({ status: 'accepted', exception: { id: 'e1' } });
});

test('SEC-03 who imports does not accept, auditors read only, and nobody accepts a conflict about themselves', () => {
  const how = { id: 'e1', reason: 'Small team', owner: 'p2', expiresOn: '2026-12-31' };
  const mine = dutyConflicts(conflict.rights, owners(['s1', 'ada', { kind: 'personal', person: 'p-chair' }]))[0]!;
  expect(acceptConflict(conflict, nobody, how, by(['chair']))).toMatchObject({ ok: true, events: [{ type: 'entitlement.exceptionGranted', data: { rule: 'DUTY-02', owner: 'p2', expiresOn: '2026-12-31' } }] });
  expect(acceptConflict(conflict, nobody, how, by(['auditor']))).toMatchObject({ ok: false, error: { code: 'auditor_reads_only' } });
  expect(acceptConflict(conflict, nobody, how, by(['release-manager']))).toMatchObject({ ok: false, error: { code: 'role_needed' } });
  expect(acceptConflict(mine, nobody, how, by(['chair']))).toMatchObject({ ok: false, error: { code: 'own_duty_conflict' } });
  expect(acceptConflict(conflict, owners(['s1', 'ada', { kind: 'shared', person: 'p-chair' }]), how, by(['chair']))).toMatchObject({ ok: false, error: { code: 'own_duty_conflict' } });
  expect(acceptConflict(mine, nobody, { ...how, owner: 'p-chair' }, by(['chair'], 'p-other'))).toMatchObject({ ok: false, error: { code: 'duty_owner_is_holder', where: { field: 'owner' } } });
  expect(acceptConflict(conflict, nobody, { ...how, expiresOn: '2026-11-23' }, by(['chair']))).toMatchObject({ ok: false, error: { code: 'exception_over', where: { field: 'expiresOn' } } });
  expect(acceptConflict(conflict, nobody, { ...how, expiresOn: '2026-11-24' }, by(['chair']))).toMatchObject({ ok: true });
  for (const [roles, ok] of [['release-manager', true], ['administrator', true], ['chair', false], ['auditor', false]] as const) expect(mapIdentity({ source: 's1', identity: 'ada', kind: 'personal', person: 'p1' }, by([roles])).ok).toBe(ok);
  expect(reopenConflict(conflict, [exception({ expiresOn: '2026-11-01' })], 'Over', by(['chair']))).toMatchObject({ ok: false, error: { code: 'no_exception' } });
  expect(reopenConflict(conflict, [exception(), exception({ id: 'e2' })], 'Over', by(['chair']))).toMatchObject({ ok: true, events: [{ subject: 'entitlements:e1' }, { subject: 'entitlements:e2' }] });
});

test('SEC-03 words are placed whole or not at all, what a person said goes first, and what is unknown counts as production', () => {
  expect([dutyOf('Approver', {}), dutyOf(' DEPLOY ', {}), dutyOf('read', {}), dutyOf('approve and deploy', {}), dutyOf('write', {}), dutyOf('constructor', {})]).toEqual(['approve', 'deploy', 'none', null, null, null]);
  expect(dutyOf('deploy', { deploy: 'none' })).toBe('none');
  expect([isProduction('PROD', {}), isProduction('staging', {}), isProduction('blue', {}), isProduction('prod', { prod: false }), isProduction('*', {})]).toEqual([true, false, null, false, true]);
  expect([reachesProduction('', 'deploy', {}), reachesProduction('', 'approve', {}), reachesProduction('blue', 'deploy', {}), reachesProduction('blue', 'deploy', { blue: false })]).toEqual([true, false, true, false]);
});

test('SEC-03 a tool has one id however its name is written, and it is a UUID', () => {
  const digest = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('hex').padEnd(64, '0').slice(20, 84);
  expect(sourceId('GitLab', digest)).toBe(sourceId('gitlab', digest));
  expect(sourceId('GitLab', digest)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(sourceId('GitLab', digest)).not.toBe(sourceId('Jenkins', digest));
});
