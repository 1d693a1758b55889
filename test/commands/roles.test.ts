// SEC-01: who may not, does not, whichever operation is called and however the call looks.
import { expect, test } from 'vitest';
import { kindOf } from '../../src-main/contract/errors.ts';
import { contract } from '../../src-main/contract/index.ts';
import type { OpName } from '../../src-main/contract/index.ts';
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import { roles as allRoles } from '../../src-main/contract/people.ts';
import { permissionOf, permissions } from '../../src-main/domain/roles.ts';
import type { Permission } from '../../src-main/domain/roles.ts';
import { everyAct } from '../support/acts.ts';
import { aWorkspace, answer, passphrase, refusal, signIn } from '../support/workspace.ts';

type Acts<K extends 'command' | 'job'> = { [N in NameOf<K>]: Asked<N> };
const commandNames = Object.entries(contract).flatMap(([name, op]) => (op.kind === 'command' ? [name as OpName] : []));
/** An input for every job; none needs to lead anywhere, because a refusal comes before anything is looked up. */
const jobs: Acts<'job'> = {
  'person.add': { name: 'A friend', roles: ['chair'], passphrase: 'long enough' }, 'person.reinstate': { person: 'Grace Obi' }, 'person.issueKey': { person: 'Grace Obi', passphrase: 'long enough' },
  'person.changePassphrase': { passphrase: 'not the right one', newPassphrase: 'another long one' }, 'role.grant': { person: 'Grace Obi', role: 'chair' },
  'device.inspectRequest': { file: 'nothing' }, 'device.enrol': { file: 'nothing' }, 'key.recoveryKit': {}, 'key.rotateRoot': { recoveryPassphrase: 'long enough', newPassphrase: 'another long one' }, 'key.restoreKit': { file: 'nothing', recoveryPassphrase: 'long enough' },
  'bundle.export': { everyone: true }, 'bundle.inspect': { file: 'nothing' }, 'bundle.import': { file: 'nothing' }, 'workspace.backup': { passphrase: 'long enough' },
  'import.inspect': { file: 'nothing' }, 'import.dryRun': { file: 'nothing' }, 'import.run': { file: 'nothing' }, 'import.undo': { import: 'nothing' }, 'import.writeQuarantine': { import: 'nothing' },
  'entitlement.inspect': { file: 'nothing' }, 'entitlement.dryRun': { file: 'nothing', source: 'Pipeline' }, 'entitlement.import': { file: 'nothing', source: 'Pipeline' },
  'backout.attachScript': { change: 'C-A1-0001', file: 'nothing' }, 'backout.verifyScript': { change: 'C-A1-0001', script: 'undo.sh' }, 'backout.exportPlan': { change: 'C-A1-0001' }, 'backout.write': { change: 'C-A1-0001' }, 'backout.importOrder': { change: 'C-A1-0001', file: 'nothing' },
  'dependency.import': { file: 'nothing' }, 'version.import': { file: 'nothing', environment: 'production' }, 'flag.import': { file: 'nothing' },
  'calendar.dryRun': { file: 'none' }, 'calendar.import': { file: 'none' }, 'discovery.dryRun': { file: 'nothing', source: 'Inventory' }, 'discovery.import': { file: 'nothing', source: 'Inventory' },
  'evidence.attach': { change: 'C-A1-0001', kind: 'test-results', file: 'nothing' }, 'evidence.write': { change: 'C-A1-0001', evidence: 'E-A1-0001' },
  'catalogue.export': {}, 'level.importActivity': { service: 'Service desk tools', file: 'f' }, 'negotiation.write': { change: 'C-A1-0001' }, 'debt.writeCase': { debt: 'LD-A1-0001', hours: 40 }, 'parallel.write': { run: 'LP-A1-0001' },
  'risk.write': { change: 'C-A1-0001' }, 'coverage.report': { change: 'C-A1-0001', coverage: 'nothing', tests: ['nothing'] }, 'emergency.importHealth': { change: 'C-A1-0001', file: 'nothing' }, 'emergency.export': {},
  'token.issue': { change: 'C-A1-0001', environment: 'production' }, 'token.writeRevocations': {}, 'token.writeFeed': {}, 'token.writeTrust': {}, 'feed.write': {}, 'feed.writeCalendar': {}, 'run.import': { file: 'nothing' },
  'meeting.writePreRead': { meeting: 'M-A1-0001' }, 'minutes.write': { meeting: 'M-A1-0001' }, 'ballot.write': { meeting: 'M-A1-0001', change: 'C-A1-0001', vote: 'approve' }, 'ballot.receive': { meeting: 'M-A1-0001', file: 'nothing' }, 'pack.write': { change: ['C-A1-0001'] }, 'export.changes': {}, 'export.authority': {}, 'schedule.write': { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' }, 'change.takeDraft': { file: 'nothing' }, 'trail.verify': {}, 'trail.rebuild': {}, 'explorer.writeProof': { event: 'A1/0/0' }, 'checkpoint.writeRequest': {}, 'checkpoint.importReply': { file: 'nothing' },
  'archive.writeCertificate': { record: 'C-A1-0001' }, 'accessReview.write': { review: 'V-A1-0001' },
  'audit.compareList': { file: 'nothing', from: '2026-10-01', to: '2026-12-31' }, 'control.matrix': { from: '2026-10-01', to: '2026-12-31' }, 'compliance.run': { from: '2026-10-01', to: '2026-12-31' }, 'compliance.write': { from: '2026-10-01', to: '2026-12-31' },
};
const jobNames = Object.keys(jobs) as (keyof typeof jobs)[];
/** What an auditor does besides reading: carry bundles, print, and keep the notes of the audit. */
const auditorsOwn: readonly (Permission | null)[] = [null, 'exchange', 'print', 'audit', 'raiseFinding', 'verifyFinding'];
const isAuditors = (name: string): boolean => auditorsOwn.includes(permissionOf[name as NameOf<'command'>]);

test('SEC-01 an auditor reads only: every operation that writes is refused, and nothing is written', async () => {
  const workspace = await aWorkspace();
  const acts = await everyAct(workspace);
  expect(Object.keys(acts).toSorted()).toEqual(commandNames.toSorted());
  const auditor = await workspace.as('Owen Hughes');
  const before = workspace.events();
  const refusedJobs = Object.entries(jobs).filter(([job]) => !isAuditors(job));
  expect(refusedJobs.map(([name]) => name)).toContain('device.enrol');
  for (const [name, input] of [...Object.entries(acts).filter(([act]) => !isAuditors(act)), ...refusedJobs]) {
    const error = await refusal(auditor, name as OpName, input);
    expect([name, kindOf(error)], JSON.stringify(error)).toEqual([name, 'denied']);
  }
  expect(workspace.events()).toBe(before);
});

test('SEC-01 a door where nobody signed in writes nothing, whatever another door may', async () => {
  const workspace = await aWorkspace();
  const acts = await everyAct(workspace);
  const nobody = workspace.app.connect({ shell: 'direct' });
  const before = workspace.events();
  for (const [name, input] of [...Object.entries(acts), ...Object.entries(jobs).filter(([job]) => permissionOf[job as NameOf<'job'>] !== null)]) expect([name, await refusal(nobody, name as OpName, input)]).toEqual([name, { code: 'signed_out', facts: {} }]);
  await answer(workspace.chair, 'session.lock', {});
  expect((await refusal(workspace.chair, 'change.create', { title: 'Locked' })).code).toBe('signed_out');
  expect(workspace.events()).toBe(before);
});

test('SEC-01 the same inputs are accepted from those whose business they are, so the refusals above are about the person', async () => {
  const workspace = await aWorkspace();
  const acts = await everyAct(workspace);
  const [chair, release, admin, auditor] = [workspace.chair, await workspace.as('Tomasz Zielinski'), await workspace.as('Ingrid Solberg'), await workspace.as('Owen Hughes')];
  const accepted: string[] = [];
  // Acts that end what others act on come last.
  const late = ['person.revokeKey', 'change.submit', 'change.validate', 'change.cancel', 'cab.recordDecision', 'cab.drop', 'meeting.end', 'meeting.finishAction'];
  const order = [...Object.keys(acts).filter((name) => !late.includes(name)), ...late.filter((name) => name !== 'change.cancel' && name !== 'cab.drop')];
  for (const name of order as (keyof typeof acts)[]) {
    for (const door of [chair, release, admin, auditor]) {
      const reply = await door.call(name, acts[name] as never);
      if (reply.ok) { accepted.push(name); break; }
    }
  }
  // There is nothing to settle here, and a device does not revoke itself.
  expect(order.filter((name) => !accepted.includes(name)).toSorted()).toEqual(['bundle.resolve', 'change.validate', 'device.revoke', 'fork.resolve']);
});

test('SEC-01 every operation that writes asks for a permission, and each permission but that of the audit is held by somebody who is no auditor', async () => {
  expect(Object.keys(permissionOf).toSorted()).toEqual([...commandNames, ...jobNames].toSorted());
  expect(commandNames.filter((name) => permissionOf[name as NameOf<'command'>] === null)).toEqual([]);
  for (const [name, holders] of Object.entries(permissions) as [Permission, readonly string[]][]) {
    expect(holders.some((role) => role !== 'auditor'), name).toBe(name !== 'audit');
    expect(holders.includes('auditor'), name).toBe(auditorsOwn.includes(name));
    expect(holders.filter((role) => !allRoles.includes(role as never)), name).toEqual([]);
  }
  for (const name of ['decide', 'runMeeting', 'assess', 'managePeople'] as const) expect((permissions[name] as readonly string[]).includes('administrator'), name).toBe(false);
});

test('SEC-01 an administrator who is nothing else keeps settings: no decision, no grant, no change of a record', async () => {
  const workspace = await aWorkspace();
  const acts = await everyAct(workspace);
  await answer(await workspace.as('Ingrid Solberg'), 'person.add', { name: 'Adam Only', roles: ['administrator'], passphrase: 'long enough', recoveryPassphrase: passphrase });
  const admin = await signIn(workspace.app, 'Adam Only', 'long enough');
  const before = workspace.events();
  const kept = new Set<Permission | null>((Object.entries(permissions) as [Permission, readonly string[]][]).flatMap(([name, holders]) => (holders.includes('administrator') ? [name] : [])));
  const refused = [...Object.entries(acts), ...Object.entries(jobs)].filter(([name]) => { const permission = permissionOf[name as NameOf<'command'>]; return permission !== null && !kept.has(permission); });
  expect(refused.map(([name]) => name)).toEqual(expect.arrayContaining(['cab.recordDecision', 'minutes.sign', 'role.grant', 'roster.confirm', 'change.create', 'device.enrol', 'key.recoveryKit']));
  for (const [name, input] of refused) expect([name, kindOf(await refusal(admin, name as OpName, input))]).toEqual([name, 'denied']);
  expect((await refusal(admin, 'cab.recordDecision', acts['cab.recordDecision'])).code).toBe('administrator_cannot_approve');
  expect((await refusal(admin, 'role.grant', { person: 'Adam Only', role: 'chair' })).code).toBe('role_needed');
  expect(workspace.events()).toBe(before);
  const logged = workspace.raw((db) => db.prepare("SELECT count(*) FROM event WHERE type = 'access.refused'").pluck().get() as number);
  expect(logged).toBeGreaterThanOrEqual(refused.length);
});

test('SEC-01 an administrator may not decide, nor grant a role to herself', async () => {
  const workspace = await aWorkspace();
  const acts = await everyAct(workspace);
  const admin = await workspace.as('Ingrid Solberg');
  const before = workspace.events();
  expect(await refusal(admin, 'cab.recordDecision', acts['cab.recordDecision'])).toEqual({ code: 'administrator_cannot_approve', facts: {} });
  expect(await refusal(admin, 'minutes.sign', acts['minutes.sign'])).toEqual({ code: 'administrator_cannot_approve', facts: {} });
  expect(await refusal(admin, 'role.grant', { person: 'Ingrid Solberg', role: 'chair' })).toEqual({ code: 'own_role', facts: {} });
  expect(workspace.events()).toBe(before);
});

test('SEC-01 a role named in the call counts for nothing', async () => {
  const workspace = await aWorkspace();
  const auditor = await workspace.as('Owen Hughes');
  for (const forged of [{ role: 'chair' }, { roles: ['chair'] }, { actor: { id: 'x', roles: ['administrator'] } }, { by: 'person:chair' }]) {
    expect((await refusal(auditor, 'change.create', { title: 'Forged', ...forged })).code).toBe('invalid_input');
  }
});

test('SEC-01 a role taken away counts from that moment, at every door', async () => {
  const workspace = await aWorkspace();
  const admin = await workspace.as('Ingrid Solberg');
  await workspace.call('calendar.addEntry', { kind: 'freeze', title: 'Still allowed', startsAt: '2027-01-01T00:00:00Z', endsAt: '2027-01-02T00:00:00Z' });
  await answer(admin, 'role.revoke', { person: 'Marta Lindqvist', role: 'change-manager' });
  expect(await workspace.refused('calendar.addEntry', { kind: 'freeze', title: 'No more', startsAt: '2027-01-01T00:00:00Z', endsAt: '2027-01-02T00:00:00Z' })).toMatchObject({ code: 'role_needed' });
  expect(await answer(admin, 'role.grant', { person: 'Marta Lindqvist', role: 'change-manager' })).toMatchObject({ isPending: true });
  expect((await workspace.refused('calendar.addEntry', { kind: 'freeze', title: 'Not yet', startsAt: '2027-01-01T00:00:00Z', endsAt: '2027-01-02T00:00:00Z' })).code).toBe('role_needed');
  await answer(admin, 'role.grant', { person: 'Marta Lindqvist', role: 'change-manager', recoveryPassphrase: passphrase });
  await workspace.call('calendar.addEntry', { kind: 'freeze', title: 'Allowed again', startsAt: '2027-01-01T00:00:00Z', endsAt: '2027-01-02T00:00:00Z' });
  expect(await workspace.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});
