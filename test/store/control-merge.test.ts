// Control across laptops: an approval that a rule forbids arrives, is counted and shown, and does not count; two names on one key are one person.
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import type { Dossier } from '../../src-main/domain/dossier.ts';
import { dutyConflict, dutyPieces, violationsOf } from '../../src-main/domain/duties.ts';
import { exceptionSheet } from '../../src-main/domain/exceptions.ts';
import { enrolment } from '../../src-main/domain/people.ts';
import { materialOf } from '../../src-main/domain/token.ts';
import { standingOf } from '../../src-main/domain/waivers.ts';
import { violationsBrought } from '../../src-main/queries/duties.ts';
import { voidTokens } from '../../src-main/queries/token.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { encode } from '../../src-main/trail/canonical.ts';
import type { Json } from '../../src-main/trail/canonical.ts';
import { sha256Hex } from '../../src-main/trail/hashes.ts';
import { fromSeed } from '../../src-main/trail/keys.ts';
import { bundleFrom, digestsOf, exchange, laptopsOf, receive, settleAll, template } from '../support/laptops.ts';
import type { Laptop } from '../support/laptops.ts';

const now = '2026-11-24T14:00:00.000Z';
async function two(): Promise<{ a: Laptop; b: Laptop; root: Buffer }> {
  const group = laptopsOf(await template(2), 2);
  onTestFinished(() => { group.close(); });
  return { a: group.laptops[0]!, b: group.laptops[1]!, root: Buffer.from(group.template.root, 'hex') };
}
const fields = { title: 'Switch', service: 'Cards', implementationPlan: 'Node by node', backoutPlan: 'Put back' };
function raised(by: Laptop, awaiting = true): string {
  const id = randomUUID();
  const subject = `change:${id}`;
  by.write({ type: 'change.created', subject, data: { number: by.store.nextNumber('C'), type: 'normal', plannedStartAt: '2026-12-01T05:00:00.000Z', plannedEndAt: '2026-12-01T06:00:00.000Z' }, text: fields });
  if (awaiting) by.write({ type: 'change.submitted', subject, data: { next: 'assessment' } }, { type: 'change.assessed', subject, data: { score: 40 } });
  return id;
}
const dossier = ({ store }: Laptop, id: string): Dossier => store.records.dossierOf(store.records.loadChange(id));
const approve = (by: Laptop, id: string): void => {
  by.write({ type: 'cab.decisionRecorded', subject: `change:${id}`, data: { decision: randomUUID(), meeting: '', verdict: 'approved', rev: by.store.records.loadChange(id).revision, policy: 'p', role: 'chair', supersedes: [] }, text: {} });
};
function expectAlike(a: Laptop, b: Laptop): void {
  expect(digestsOf(a)).toEqual(digestsOf(b));
  for (const { store } of [a, b]) expect(rebuild(store.db, store.log, () => {}).tables.filter(({ isEqual }) => !isEqual)).toEqual([]);
}

test('APR-03 an approval by the requester that a bundle brings lies in quarantine: it is counted as a violation, and the change waits where it was on both laptops', async () => {
  const { a, b } = await two();
  const id = raised(a);
  approve(a, id);
  const merged = exchange(a, b);
  expect(violationsBrought({ ...b.store.records, now }, merged)).toMatchObject([{ rule: 'APR-03/1', duty: 'approver', other: 'requester', number: b.store.records.loadChange(id).number, exception: null }]);
  for (const laptop of [a, b]) {
    const known = dossier(laptop, id);
    expect(violationsOf(known)).toMatchObject([{ rule: 'APR-03/1', duty: 'approver', other: 'requester', person: a.person.id }]);
    expect(known.change).toMatchObject({ state: 'awaiting-authorisation', approved: null, decisions: [{ verdict: 'approved', isOpen: false, quarantine: 'requester' }] });
  }
  expectAlike(a, b);
  // An approval that may be given moves it on; the quarantined one stays on record and holds nothing back.
  approve(b, id);
  settleAll([a, b]);
  for (const laptop of [a, b]) {
    expect(dossier(laptop, id).change).toMatchObject({ state: 'authorised', decisions: [{ quarantine: 'requester' }, { quarantine: null, isOpen: true }] });
    expect(violationsOf(dossier(laptop, id))).toMatchObject([{ rule: 'APR-03/1', isVoid: true }]);
    expect(dutyPieces(dossier(laptop, id), now).filter(({ status }) => status !== 'present')).toEqual([]);
  }
  expectAlike(a, b);
});

/** A word outside the board, and what a device says has come of it. */
const speak = (by: Laptop, id: string, { as, role, authority = as }: { as: string; role: string; authority?: string }): void => {
  const rev = by.store.records.loadChange(id).revision;
  by.write({ type: 'approval.given', subject: `change:${id}`, data: { approval: randomUUID(), as, role, rev, policy: 'p', supersedes: [] } }, { type: 'change.authorised', subject: `change:${id}`, data: { authority, rev, policy: 'p' } });
};
test.each([
  ['by the requester', 'requester', { as: 'change-manager', role: 'change-manager' }, 'a'],
  ['in a capacity that the role it was signed in does not have', 'role', { as: 'executive', role: 'change-manager' }, 'b'],
] as const)('APR-01 APR-03 an approval outside the board %s lies in quarantine, and what a device says has come of it moves nothing', async (_what, quarantine, said, who) => {
  const { a, b } = await two();
  const id = raised(a);
  exchange(a, b);
  speak(who === 'a' ? a : b, id, said);
  settleAll([a, b]);
  for (const laptop of [a, b]) expect(dossier(laptop, id).change).toMatchObject({ state: 'awaiting-authorisation', approved: null, voices: [{ quarantine }] });
  expectAlike(a, b);
  speak(b, id, { as: 'change-manager', role: 'change-manager' });
  settleAll([a, b]);
  for (const laptop of [a, b]) expect(dossier(laptop, id).change).toMatchObject({ state: 'authorised' });
  expectAlike(a, b);
});

test.each([
  ['without anybody’s word', 'change-manager', null],
  ['by an authority that asks nobody', 'automatic', null],
  ['by the board and an executive, with the word of a peer', 'cab-and-executive', 'peer'],
  ['by the board and an executive, without the board', 'cab-and-executive', 'executive'],
] as const)('APR-01 a change that a bundle says is authorised %s stays where it was', async (_what, authority, as) => {
  const { a, b } = await two();
  const id = raised(a);
  exchange(a, b);
  const { revision } = b.store.records.loadChange(id);
  if (as !== null) b.write({ type: 'approval.given', subject: `change:${id}`, data: { approval: randomUUID(), as, role: 'change-manager', rev: revision, policy: 'p', supersedes: [] } });
  b.write({ type: 'change.authorised', subject: `change:${id}`, data: { authority, rev: revision, policy: 'p' } });
  b.write({ type: 'change.authorisedByModel', subject: `change:${id}`, data: { version: 1, decision: 'd', policy: 'p' }, text: { model: 'Renewal' } });
  settleAll([a, b]);
  for (const laptop of [a, b]) expect(dossier(laptop, id).change).toMatchObject({ state: 'awaiting-authorisation', approved: null });
  expectAlike(a, b);
});

/** An exception that lets one key approve what it asked for; granted by whoever has `by`. */
function excepted(by: Laptop, asked: string, id: string, until = '2026-12-10'): string {
  const exception = randomUUID();
  const subject = `exception:${exception}`;
  const terms = { rule: 'APR-03/1', scope: 'change', of: id, owner: asked, from: '2026-11-24', until };
  by.write({ type: 'exception.requested', subject, data: { number: by.store.nextNumber('X'), ...terms }, text: { justification: 'Two of us on duty', control: 'The auditor sits beside' } });
  return exception;
}
const grant = (by: Laptop, exception: string, asked: string, id: string): void => { by.write({ type: 'exception.approved', subject: `exception:${exception}`, data: { rule: 'APR-03/1', scope: 'change', of: id, owner: asked, from: '2026-11-24', until: '2026-12-10', asked, role: 'chair', rev: 'r', supersedes: [] } }); };
const approveUnder = (by: Laptop, id: string, exceptions: string[]): void => {
  by.write({ type: 'cab.decisionRecorded', subject: `change:${id}`, data: { decision: randomUUID(), meeting: '', verdict: 'approved', rev: by.store.records.loadChange(id).revision, policy: 'p', role: 'chair', supersedes: [], exceptions }, text: {} });
};
test('APR-03 APR-06 an approval by the requester under an exception that was granted counts on both laptops; one that names an exception nobody granted, another one’s, or one that comes later does not', async () => {
  const { a, b } = await two();
  const [good, claimed, other, later] = [raised(a), raised(a), raised(a), raised(a)];
  const [x1, x2, x4] = [excepted(a, a.person.id, good), excepted(a, a.person.id, claimed), excepted(a, a.person.id, later)];
  exchange(a, b);
  grant(b, x1, a.person.id, good);
  exchange(b, a);
  approveUnder(a, good, [x1]);
  approveUnder(a, claimed, [x2]);
  approveUnder(a, other, [x1]);
  approveUnder(a, later, [x4]);
  grant(b, x4, a.person.id, later);
  settleAll([a, b]);
  for (const laptop of [a, b]) expect([good, claimed, other, later].map((id) => [dossier(laptop, id).change.state, dossier(laptop, id).change.decisions[0]!.quarantine])).toEqual([['authorised', null], ...Array.from({ length: 3 }, () => ['awaiting-authorisation', 'requester'])]);
  expectAlike(a, b);
});

test('APR-03 approved by somebody else on the other laptop, the change has no violation and its gate is open', async () => {
  const { a, b } = await two();
  const id = raised(a);
  exchange(a, b);
  approve(b, id);
  exchange(b, a);
  for (const laptop of [a, b]) {
    expect(violationsOf(dossier(laptop, id))).toEqual([]);
    expect(dutyPieces(dossier(laptop, id), now)).toMatchObject([{ id: 'duties', status: 'present' }]);
  }
});

test('APR-03 a second display name on the same key is the same person: refused by rule, and a violation when it arrives', async () => {
  const { a, b, root } = await two();
  const second = randomUUID();
  const key = Buffer.from(a.person.key.publicKey).toString('hex');
  a.store.db.transaction(() => a.store.commitAsRoot(enrolment({ id: second, name: 'Another name', key, roles: ['chair'] }), { by: `person:${b.person.id}`, at: now }, fromSeed(root).privateKey));
  exchange(a, b);
  const id = raised(a);
  exchange(a, b);
  expect(b.store.records.alikeOf(second).toSorted()).toEqual([a.person.id, second].toSorted());
  expect(dutyConflict('approver', { actor: { id: second, name: 'Another name', roles: ['chair'] }, now }, dossier(b, id))).toMatchObject({ ok: false, error: { code: 'duty_conflict', facts: { rule: 'APR-03/1', person: 'Another name' } } });
  const stamp = { by: `person:${second}`, at: now, personKey: a.person.key.privateKey };
  a.store.db.transaction(() => a.store.commit([{ type: 'cab.decisionRecorded', subject: `change:${id}`, data: { decision: randomUUID(), meeting: '', verdict: 'approved', rev: a.store.records.loadChange(id).revision, policy: 'p', role: 'chair', supersedes: [] }, text: {} }], stamp, a.device.privateKey));
  exchange(a, b);
  expect(violationsOf(dossier(b, id))).toMatchObject([{ rule: 'APR-03/1', name: 'Another name', isVoid: true }]);
  expect(dossier(b, id).change).toMatchObject({ state: 'awaiting-authorisation', decisions: [{ quarantine: 'requester' }] });
  expectAlike(a, b);
});

test('APR-03 a key that was revoked still tells whose it was', async () => {
  const { a, b, root } = await two();
  const id = raised(a);
  const key = Buffer.from(a.person.key.publicKey).toString('hex');
  exchange(a, b);
  b.write({ type: 'person.keyRevoked', subject: `person:${a.person.id}`, data: { key, counts: { [a.store.organisation.deviceFeed]: 1000 }, role: 'registrar', rev: '', supersedes: [] }, text: { reason: 'Laptop lost' } });
  const second = randomUUID();
  b.store.db.transaction(() => b.store.commitAsRoot(enrolment({ id: second, name: 'Another name', key, roles: ['chair'] }), { by: `person:${b.person.id}`, at: now }, fromSeed(root).privateKey));
  expect(dutyConflict('approver', { actor: { id: second, name: 'Another name', roles: ['chair'] }, now }, dossier(b, id))).toMatchObject({ error: { facts: { rule: 'APR-03/1' } } });
});

test('APR-06 granted on one laptop and ended on the other without having seen it, an exception has ended on both', async () => {
  const { a, b } = await two();
  const id = randomUUID();
  const subject = `exception:${id}`;
  const terms = { rule: 'APR-05', scope: 'all', of: '', owner: a.person.id, from: '2026-11-24', until: '2026-12-10' };
  a.write({ type: 'exception.requested', subject, data: { number: a.store.nextNumber('X'), ...terms }, text: { justification: 'Down', control: 'By hand' } });
  exchange(a, b);
  b.write({ type: 'exception.approved', subject, data: { ...terms, asked: a.person.id, role: 'chair', rev: 'r', supersedes: [] } });
  a.write({ type: 'exception.revoked', subject, data: {}, text: { reason: 'It is up again' } });
  settleAll([a, b]);
  for (const { store } of [a, b]) expect(standingOf(store.records.findSheet(exceptionSheet, id)!, store.records.policy(), now)).toBe('revoked');
  expectAlike(a, b);
});

test('APR-05 artefacts declared apart: one list stands on both laptops, the other one stays beside it until somebody who saw both declares again', async () => {
  const { a, b } = await two();
  const id = raised(a, false);
  exchange(a, b);
  const declare = (laptop: Laptop, ...artefacts: string[]): void => { laptop.write({ type: 'evidence.artefactDeclared', subject: `change:${id}`, data: { artefacts } }); };
  declare(a, 'a'.repeat(64));
  declare(b, 'b'.repeat(64));
  receive(b, bundleFrom(a));
  receive(a, bundleFrom(b));
  const kept = ({ store }: Laptop): unknown => { const artefacts = store.records.dossierOf(store.records.loadChange(id)).evidence!.artefacts!; return [artefacts.value.map(({ sha256 }) => sha256[0]), artefacts.losers.map(({ value }) => value.map(({ sha256 }) => sha256[0]))]; };
  expect(kept(a)).toEqual(kept(b));
  expect(new Set((kept(a) as string[][]).flat(2))).toEqual(new Set(['a', 'b']));
  declare(a, 'c'.repeat(64));
  exchange(a, b);
  expect([kept(a), kept(b)]).toEqual([[['c'], []], [['c'], []]]);
  expectAlike(a, b);
});

test.each([['before', 0], ['after', 60_000]] as const)('CHG-03 artefacts declared on one laptop %s the approval of the other that did not know of them: nothing stays authorised, on either', async (_when, ahead) => {
  const { a, b } = await two();
  const id = raised(a);
  exchange(a, b);
  a.clock.now += ahead;
  approve(b, id);
  a.write({ type: 'evidence.artefactDeclared', subject: `change:${id}`, data: { artefacts: ['a'.repeat(64)] } });
  settleAll([a, b]);
  for (const { store } of [a, b]) expect(store.records.loadChange(id)).toMatchObject({ state: 'awaiting-authorisation', artefacts: ['a'.repeat(64)] });
  expectAlike(a, b);
  approve(b, id);
  settleAll([a, b]);
  for (const { store } of [a, b]) expect(store.records.loadChange(id)).toMatchObject({ state: 'authorised', approved: { artefacts: ['a'.repeat(64)] } });
  expectAlike(a, b);
});

test('CHG-03 DEP-01 the revocation list that the second laptop writes after a merge names the token that the first one issued and voided, and is the same as the first one’s', async () => {
  const { a, b } = await two();
  const id = raised(a);
  exchange(a, b);
  approve(b, id);
  exchange(b, a);
  const digest = (value: unknown): string => sha256Hex(encode(JSON.parse(JSON.stringify(value)) as Json));
  const listed = ({ store }: Laptop): unknown => voidTokens({ ...store.records, db: store.db, now, digest });
  const known = dossier(a, id);
  const terms = { notBefore: '2026-12-01T05:00:00.000Z', notAfter: '2026-12-01T06:00:00.000Z', artefacts: [], digest: 'd', material: digest(materialOf(known)), decision: '', role: 'release-manager', rev: known.change.revision, supersedes: [] };
  for (const token of ['t1', 't2']) a.write({ type: 'token.issued', subject: `change:${id}`, data: { token, ...terms }, text: { environment: 'production' } });
  exchange(a, b);
  expect([listed(a), listed(b)]).toEqual([[], []]);
  b.write({ type: 'token.revoked', subject: `change:${id}`, data: { token: 't1' }, text: { reason: 'Another build' } });
  a.write({ type: 'change.edited', subject: `change:${id}`, data: { voids: true }, text: { items: ['switch-9'] } });
  settleAll([a, b]);
  expect(listed(b)).toEqual([{ id: 't1', why: 'revoked' }, { id: 't2', why: 'void' }]);
  expect(listed(a)).toEqual(listed(b));
  expectAlike(a, b);
});
