// Deployment tokens from the change to the file and onto the revocation list (DEP-01), on real workspaces.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Output } from '../../src-main/contract/index.ts';
import type { TokenDocument } from '../../src-main/contract/token.ts';
import type { ExportedFile } from '../../src-main/contract/values.ts';
import type { Json } from '../../src-main/trail/canonical.ts';
import { decodeStrict } from '../../src-main/trail/canonical.ts';
import { readSigned, signedBytes } from '../../src-main/trail/token.ts';
import { build, deployable, tokenWindow } from '../support/token-acts.ts';
import { aWorkspace, answer, refusal } from '../support/workspace.ts';

const production = { environment: 'production' };
const bytesOf = ({ folder, name }: ExportedFile): Buffer => readFileSync(join(folder, name));
const documentIn = (file: ExportedFile, kind: 'token' | 'revocations' | 'freezes'): Json => readSigned(kind, bytesOf(file)).document;

test('DEP-01 a change with an open condition has no token, and the refusal lists the condition; once it is met the file names everything a gate compares', async () => {
  const w = await aWorkspace();
  const { chair, release, change, number } = await deployable(w, { conditions: [{ text: 'Freeze the old node', owner: 'Grace Obi', dueOn: '2026-11-24', when: 'before' }] });
  const before = w.events();
  expect(await refusal(release, 'token.issue', { change, ...production })).toMatchObject({ code: 'conditions_open', facts: { conditions: ['Freeze the old node'] } });
  expect(w.events()).toBe(before);
  const { decisions: [decision] } = await answer(chair, 'change.show', { change });
  await answer(release, 'change.meetCondition', { change, condition: decision!.conditions[0]!.id });
  const issued = await answer(release, 'token.issue', { change, ...production });
  const { document, isSigned } = readSigned('token', bytesOf(issued.file));
  expect(isSigned).toBe(true);
  expect(document as TokenDocument).toMatchObject({
    id: issued.id, change: { id: change, number }, release: null, decision: decision!.id, policy: '2026-1', environment: 'production', services: ['Service desk tools'], artefacts: [build],
    notBefore: tokenWindow.plannedStartAt, notAfter: tokenWindow.plannedEndAt, conditions: [], emergency: false, bypassed: [], triggers: [], demands: { isDemanded: true, hours: 24 },
  });
  expect((await w.call('token.list', { change })).rows).toMatchObject([{ id: issued.id, standing: 'in-force', by: 'Tomasz Zielinski', digest: issued.file.sha256 }]);
  expect((await w.call('change.history', { change })).rows[0]).toMatchObject({ type: 'token.issued', said: `Deployment token issued for production until ${tokenWindow.plannedEndAt.slice(0, 16).replace('T', ' ')} UTC`, isSigned: true });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});

test('DEP-01 OpenSSL finds the signature of a token good under the exported key, and bad once a character is flipped', async () => {
  const w = await aWorkspace();
  const { release, change } = await deployable(w);
  const { file } = await answer(release, 'token.issue', { change, ...production });
  const pem = (await answer(release, 'token.writeTrust', { form: 'pem' })).file;
  const value = decodeStrict(bytesOf(file).subarray(0, -1)) as { token: Json; signature: { sig: string } };
  const at = (name: string): string => join(w.dataDir, name);
  writeFileSync(at('sig'), Buffer.from(value.signature.sig, 'base64url'));
  const openssl = (document: Json): string => {
    writeFileSync(at('message'), signedBytes('token', document));
    return execFileSync('openssl', ['pkeyutl', '-verify', '-pubin', '-inkey', join(pem.folder, pem.name), '-rawin', '-in', at('message'), '-sigfile', at('sig')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  };
  expect(openssl(value.token)).toContain('Signature Verified Successfully');
  expect(() => openssl({ ...value.token as Record<string, Json>, environment: 'productioM' })).toThrow();
  const flipped = Buffer.from(bytesOf(file).toString().replace('"environment":"production"', '"environment":"productioM"'));
  expect(readSigned('token', flipped).isSigned).toBe(false);
});

test('DEP-01 CHG-03 a material edit voids the change and with it its token, which the next revocation list names; a revoked one is named as well', async () => {
  const w = await aWorkspace();
  const { release, change } = await deployable(w);
  const { id: edited } = await answer(release, 'token.issue', { change, ...production });
  const { id: revoked } = await answer(release, 'token.issue', { change, ...production });
  expect(documentIn((await answer(release, 'token.writeRevocations', {})).file, 'revocations')).toMatchObject({ tokens: [], keys: [] });
  await answer(release, 'token.revoke', { token: revoked, reason: 'Another build' });
  expect(await refusal(release, 'token.revoke', { token: revoked, reason: 'Once more' })).toMatchObject({ code: 'token_settled' });
  const before = w.events();
  await answer(release, 'change.edit', { change, fields: { items: ['Switch node 2'] } });
  expect(w.events()).toBe(before + 1);
  expect((await w.call('change.show', { change })).state).toBe('awaiting-authorisation');
  expect((await w.call('token.list', { change })).rows).toMatchObject([{ id: revoked, standing: 'revoked', revoked: { by: 'Tomasz Zielinski', reason: 'Another build' } }, { id: edited, standing: 'void', why: { code: 'token_void' } }]);
  const list = documentIn((await answer(release, 'token.writeRevocations', {})).file, 'revocations') as { tokens: { id: string; why: string }[] };
  expect(list.tokens.toSorted((a, b) => (a.why < b.why ? -1 : 1))).toEqual([{ id: revoked, why: 'revoked' }, { id: edited, why: 'void' }]);
  expect(await refusal(release, 'token.issue', { change, ...production })).toMatchObject({ code: 'token_unauthorised', facts: { state: 'awaiting-authorisation' } });
  // Edited back, the token stays void: its authorisation is gone.
  await answer(release, 'change.edit', { change, fields: { items: [] } });
  expect((await w.call('token.list', { change })).rows.map(({ standing }) => standing)).toEqual(['revoked', 'void']);
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('CHG-03 DEP-01 other artefacts than those that were authorised void the authorisation and its tokens for good; the same list and another name for one of it void nothing', async () => {
  const w = await aWorkspace();
  const { release, change } = await deployable(w);
  await answer(release, 'token.issue', { change, ...production });
  const show = (): Promise<Output<'change.show'>> => w.call('change.show', { change });
  const standing = async (): Promise<string> => (await w.call('token.list', { change })).rows[0]!.standing;
  const before = w.events();
  await answer(release, 'evidence.declare', { change, artefacts: [{ sha256: build, name: 'desk-7.tar' }] });
  expect(w.events()).toBe(before);
  const { revision } = await show();
  await answer(release, 'evidence.declare', { change, artefacts: [{ sha256: build, name: 'desk-7.1.tar' }] });
  expect([await standing(), await show()]).toMatchObject(['in-force', { state: 'authorised', revision, delta: [] }]);
  await answer(release, 'evidence.declare', { change, artefacts: [{ sha256: build }, { sha256: 'c'.repeat(64) }] });
  expect([await standing(), await show()]).toMatchObject(['void', { state: 'awaiting-authorisation', delta: [{ field: 'artefacts', label: 'Artefacts', approved: build, now: `${build}, ${'c'.repeat(64)}`, by: 'Tomasz Zielinski' }] }]);
  expect(await refusal(release, 'token.issue', { change, ...production })).toMatchObject({ code: 'token_unauthorised' });
  expect((await w.call('change.history', { change })).rows[0]!.said).toBe('Other artefacts declared, authorisation void: 2');
  // What was declared since is another revision than the board decided on.
  expect((await show()).revision).not.toBe(revision);
  await answer(release, 'evidence.declare', { change, artefacts: [{ sha256: build }] });
  expect([await standing(), await show()]).toMatchObject(['void', { state: 'awaiting-authorisation', revision, delta: [] }]);
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('CHG-03 DEP-01 what a change delivers is settled once its implementation has begun', async () => {
  const w = await aWorkspace();
  const { release, change } = await deployable(w);
  await answer(release, 'change.schedule', { change });
  w.clock.now = Date.parse(tokenWindow.plannedStartAt);
  await answer(release, 'change.start', { change });
  expect(await refusal(release, 'evidence.declare', { change, artefacts: [{ sha256: 'c'.repeat(64) }] })).toMatchObject({ code: 'field_settled', facts: { state: 'implementing' } });
});

test('DEP-01 a window that is given up voids a token', async () => {
  const w = await aWorkspace();
  const { release, change } = await deployable(w);
  await answer(release, 'token.issue', { change, ...production });
  const standing = async (): Promise<string> => (await w.call('token.list', { change })).rows[0]!.standing;
  await answer(release, 'change.schedule', { change });
  expect(await standing()).toBe('in-force');
  await answer(release, 'change.unschedule', { change, reason: 'Not tonight' });
  expect(await standing()).toBe('void');
});

test('DEP-01 a token lasts no longer than the window and at most seven days, is for what was authorised alone, and each refusal leaves nothing behind', async () => {
  const w = await aWorkspace();
  const { release, change } = await deployable(w, { fields: { plannedEndAt: '2026-12-24T12:00:00.000Z' } });
  // A month meets others on the service; here that is agreed to.
  for (const { key, capability, weight } of (await w.call('conflict.list', { change })).rows) if (weight === 'blocking' && capability === 'CAL-01') await answer(release, 'conflict.accept', { change, conflict: key, reason: 'They know', owner: 'Grace Obi', until: '2026-12-24' });
  const wanted = { change, ...production };
  const before = w.events();
  const refused = async (more: Record<string, unknown>): Promise<unknown> => refusal(release, 'token.issue', { ...wanted, ...more });
  expect(await refused({ environment: 'staging' })).toMatchObject({ code: 'token_environment', facts: { environment: 'production', asked: 'staging' } });
  expect(await refused({ artefacts: ['c'.repeat(64)] })).toMatchObject({ code: 'artefact_undeclared' });
  expect(await refused({ artefacts: ['sha256:12'] })).toMatchObject({ code: 'invalid_input' });
  expect(await refused({ until: '2026-12-01T10:00:00.001Z' })).toMatchObject({ code: 'token_too_long', facts: { notAfter: '2026-12-01T10:00:00.000Z' } });
  expect(await refused({ notBefore: '2026-11-24T09:00:00Z' })).toMatchObject({ code: 'token_too_long', where: { field: 'notBefore' } });
  expect(await refused({ until: '2026-11-24T09:30:00Z' })).toMatchObject({ code: 'token_span_empty' });
  expect(await refusal(w.chair, 'token.issue', { change: 'C-A1-9999', ...production })).toMatchObject({ code: 'record_missing' });
  expect(await refusal(await w.as('Owen Hughes'), 'token.issue', wanted)).toMatchObject({ code: 'auditor_reads_only' });
  expect(w.events()).toBe(before);
  expect(await answer(release, 'token.issue', wanted)).toMatchObject({ notBefore: tokenWindow.plannedStartAt, notAfter: '2026-12-01T10:00:00.000Z' });
  w.clock.now = Date.parse('2026-12-24T12:00:00.000Z');
  expect(await refused({})).toMatchObject({ code: 'token_window_over' });
  expect((await w.call('token.list', { change })).rows[0]).toMatchObject({ standing: 'expired' });
});

test('DEP-01 a change that declares no artefact, and one that is a draft, have no token', async () => {
  const w = await aWorkspace();
  const { release, change } = await deployable(w, { artefact: null });
  expect(await refusal(release, 'token.issue', { change, ...production })).toMatchObject({ code: 'artefacts_undeclared' });
  const { id: draft } = await answer(release, 'change.create', { title: 'Draft' });
  expect(await refusal(release, 'token.issue', { change: draft, ...production })).toMatchObject({ code: 'token_unauthorised', facts: { state: 'draft' } });
  expect((await w.call('token.list', { change: draft })).mayIssue).toMatchObject({ ok: false, code: 'token_unauthorised' });
});

test('DEP-02 the feed names the freezes that are not over, and the list to trust every device', async () => {
  const w = await aWorkspace();
  const { release } = await deployable(w);
  await answer(release, 'calendar.addEntry', { kind: 'freeze', title: 'Stocktaking', startsAt: '2026-11-24T00:00:00Z', endsAt: '2026-11-25T00:00:00Z', scope: [{ by: 'service', id: 'Service desk tools' }] });
  await answer(release, 'calendar.addEntry', { kind: 'freeze', title: 'Long over', startsAt: '2026-01-01T00:00:00Z', endsAt: '2026-01-02T00:00:00Z' });
  const feed = documentIn((await answer(release, 'token.writeFeed', {})).file, 'freezes') as { freezes: { title: string; scope: { by: string; id: string }[] }[] };
  expect(feed.freezes.filter(({ title }) => title === 'Stocktaking' || title === 'Long over')).toMatchObject([{ title: 'Stocktaking', owner: 'Tomasz Zielinski', mode: 'hard', permitted: ['emergency'], scope: [{ by: 'service', id: 'Service desk tools' }] }]);
  const { file, count } = await answer(release, 'token.writeTrust', {});
  expect([count, (decodeStrict(bytesOf(file).subarray(0, -1)) as { keys: unknown[] }).keys]).toEqual([1, [expect.objectContaining({ site: 'A1', isRevoked: false })]]);
});

test('DEP-02 the gate judges for a door at which nobody has signed in, and the use stands in the ledger it was given', async () => {
  const w = await aWorkspace();
  const { release, change, number } = await deployable(w);
  const { file } = await answer(release, 'token.issue', { change, ...production });
  const trust = (await answer(release, 'token.writeTrust', {})).file;
  const [feed, revocations] = [(await answer(release, 'token.writeFeed', {})).file, (await answer(release, 'token.writeRevocations', {})).file];
  const stage = ({ folder, name }: ExportedFile): string => w.app.stagePath(join(folder, name));
  writeFileSync(join(w.dataDir, 'used.jsonl'), '');
  const stranger = w.app.connect({ shell: 'cli' });
  const asked = { token: stage(file), trust: stage(trust), feed: stage(feed), revocations: stage(revocations), ...production, artefact: `sha256:${build}`, change: number, ledger: w.app.stagePath(join(w.dataDir, 'used.jsonl')) };
  expect(await answer(stranger, 'gate.check', asked)).toMatchObject({ verdict: 'allowed', isRecorded: true });
  expect(await answer(stranger, 'gate.check', asked)).toMatchObject({ verdict: 'denied', isRecorded: false });
  expect(await answer(stranger, 'gate.check', { change: number })).toMatchObject({ verdict: 'denied', token: null });
  stranger.close();
});

test('DEP-01 a freeze for the service keeps a token back for as long as it lasts; one that covers a part of the window leaves room before it', async () => {
  const w = await aWorkspace();
  const { release, change } = await deployable(w);
  const wanted = { change, ...production };
  const freeze = { kind: 'freeze' as const, scope: [{ by: 'service' as const, id: 'Service desk tools' }] };
  await answer(release, 'calendar.addEntry', { ...freeze, title: 'From eleven', startsAt: '2026-11-24T11:00:00Z', endsAt: '2026-11-25T00:00:00Z' });
  expect(await refusal(release, 'token.issue', wanted)).toMatchObject({ code: 'token_in_freeze', facts: { title: 'From eleven' }, where: { field: 'until' } });
  expect(await answer(release, 'token.issue', { ...wanted, until: '2026-11-24T11:00:00Z' })).toMatchObject({ notAfter: '2026-11-24T11:00:00.000Z' });
  expect((await w.call('token.list', { change })).mayIssue).toMatchObject({ ok: true });
  await answer(release, 'calendar.addEntry', { ...freeze, title: 'All day', startsAt: '2026-11-24T00:00:00Z', endsAt: '2026-11-25T00:00:00Z' });
  expect((await w.call('token.list', { change })).mayIssue).toMatchObject({ ok: false, code: 'freeze_active', facts: { freeze: 'All day', owner: 'Tomasz Zielinski' } });
});
