// People, keys and roles through the Bridge: two signatures, what one alone may do, and what ends a key.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Connection } from '../../src-main/boot.ts';
import { sentence } from '../../src-main/contract/errors.ts';
import { kitFromText, kitText } from '../../src-main/documents/recovery-kit.ts';
import { openRecoveryKit, unlock } from '../../src-main/store/key-files.ts';
import { openPipelineKey } from '../../src-main/store/pipeline-key.ts';
import { exportSeed } from '../../src-main/trail/keys.ts';
import { aWorkspace, answer, passphrase, refusal, signIn } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

const rolesOf = async (door: Connection, name: string): Promise<string[]> => (await answer(door, 'person.list', { text: name })).rows[0]!.roles;
const pendingOf = async (door: Connection): Promise<{ id: string; type: string }[]> => (await answer(door, 'roster.pending', {})).rows;
const holds = async (workspace: TestWorkspace): Promise<void> => {
  expect(await workspace.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  expect((await workspace.call('trail.rebuild', {})).tables.filter((t) => !t.isEqual).map((t) => t.table)).toEqual([]);
};

describe('an entry of the roster', () => {
  test('SEC-01 with one signature stays pending and gives nothing; with a second one it counts', async () => {
    const workspace = await aWorkspace();
    const second = await workspace.as('Ingrid Solberg');
    expect(await workspace.call('role.grant', { person: 'Grace Obi', role: 'chair' })).toMatchObject({ isPending: true });
    expect(await rolesOf(workspace.chair, 'Grace Obi')).not.toContain('chair');
    const [row] = (await workspace.call('roster.pending', {})).rows;
    expect(row).toMatchObject({ about: 'Grace Obi', role: 'chair', proposedBy: 'Marta Lindqvist', waitsFor: ['Ingrid Solberg'], mayConfirm: { ok: false, code: 'second_registrar_needed' }, mayDecline: { ok: true } });
    expect(await workspace.refused('roster.confirm', { proposal: row!.id })).toEqual({ code: 'second_registrar_needed', facts: {} });
    await answer(second, 'roster.confirm', { proposal: row!.id });
    expect(await rolesOf(workspace.chair, 'Grace Obi')).toContain('chair');
    expect(await pendingOf(second)).toEqual([]);
    expect(await refusal(second, 'roster.confirm', { proposal: row!.id })).toEqual({ code: 'proposal_settled', facts: {} });
    await holds(workspace);
  });

  test('SEC-01 that was declined never counts, whoever confirms it later', async () => {
    const workspace = await aWorkspace();
    const second = await workspace.as('Ingrid Solberg');
    await workspace.call('role.grant', { person: 'Grace Obi', role: 'legal' });
    const { id } = (await pendingOf(second))[0]!;
    await answer(second, 'roster.decline', { proposal: id, reason: 'Not agreed' });
    expect((await refusal(second, 'roster.confirm', { proposal: id })).code).toBe('proposal_settled');
    expect(await rolesOf(second, 'Grace Obi')).not.toContain('legal');
    await holds(workspace);
  });

  test('SEC-01 about oneself is neither proposed nor confirmed', async () => {
    const workspace = await aWorkspace();
    const second = await workspace.as('Ingrid Solberg');
    expect(await refusal(second, 'role.grant', { person: 'Ingrid Solberg', role: 'chair' })).toEqual({ code: 'own_role', facts: {} });
    expect(await refusal(second, 'role.grant', { person: 'Ingrid Solberg', role: 'chair', recoveryPassphrase: passphrase })).toEqual({ code: 'own_role', facts: {} });
    await workspace.call('role.grant', { person: 'Ingrid Solberg', role: 'chair' });
    expect(await refusal(second, 'roster.confirm', { proposal: (await pendingOf(second))[0]!.id })).toEqual({ code: 'own_role', facts: {} });
    expect(await rolesOf(second, 'Ingrid Solberg')).not.toContain('chair');
  });

  test('SEC-01 where there is one registrar takes the root, and the refusal says exactly that', async () => {
    const workspace = await aWorkspace();
    await workspace.call('role.revoke', { person: 'Ingrid Solberg', role: 'registrar' });
    const error = await workspace.refused('role.grant', { person: 'Grace Obi', role: 'registrar' });
    expect(sentence(error)).toBe('Two registrars must sign, and this organisation has one who can. Open the recovery kit with its passphrase to sign with the root instead.');
    expect(await workspace.refused('role.grant', { person: 'Grace Obi', role: 'registrar', recoveryPassphrase: 'not the passphrase' })).toEqual({ code: 'kit_passphrase_wrong', facts: {} });
    expect(await pendingOf(workspace.chair)).toEqual([]);
    expect(await workspace.call('role.grant', { person: 'Grace Obi', role: 'registrar', recoveryPassphrase: passphrase })).toMatchObject({ isPending: false });
    expect(await rolesOf(workspace.chair, 'Grace Obi')).toContain('registrar');
    await holds(workspace);
  });

  test('SEC-01 a suspension takes one registrar and rests every role; its end takes two', async () => {
    const workspace = await aWorkspace();
    const second = await workspace.as('Ingrid Solberg');
    const tomasz = await workspace.as('Tomasz Zielinski');
    await workspace.call('person.suspend', { person: 'Tomasz Zielinski', reason: 'Under inquiry' });
    expect((await refusal(tomasz, 'change.create', { title: 'Still here' })).code).toBe('role_needed');
    expect(await workspace.call('person.reinstate', { person: 'Tomasz Zielinski' })).toMatchObject({ isPending: true });
    expect((await refusal(tomasz, 'change.create', { title: 'Not yet' })).code).toBe('role_needed');
    await answer(second, 'roster.confirm', { proposal: (await pendingOf(second))[0]!.id });
    await answer(tomasz, 'change.create', { title: 'Back' });
    expect(await workspace.refused('person.suspend', { person: 'Marta Lindqvist', reason: 'Myself' })).toEqual({ code: 'own_role', facts: {} });
    await holds(workspace);
  });
});

describe('a key', () => {
  test('SEC-02 that was revoked signs nothing more, at a door that is open and at a new one; what it signed stands', async () => {
    const workspace = await aWorkspace();
    const tomasz = await workspace.as('Tomasz Zielinski');
    const { id } = await answer(tomasz, 'change.create', { title: 'Before' });
    await workspace.call('person.revokeKey', { person: 'Tomasz Zielinski', reason: 'Laptop lost' });
    expect(await refusal(tomasz, 'change.create', { title: 'After' })).toEqual({ code: 'key_revoked', facts: { person: 'Tomasz Zielinski' } });
    expect(await refusal(workspace.app.connect({ shell: 'direct' }), 'session.signIn', { person: 'Tomasz Zielinski', passphrase })).toEqual({ code: 'key_revoked', facts: { person: 'Tomasz Zielinski' } });
    expect(await workspace.call('change.show', { change: id })).toMatchObject({ fields: { title: 'Before' } });
    await holds(workspace);
  });

  test('SEC-02 a decision signed before its key was revoked still verifies, and the report says so', async () => {
    const workspace = await aWorkspace();
    const second = await workspace.as('Ingrid Solberg');
    await workspace.call('minutes.sign', { meeting: 'M-A1-0001' }).catch(() => {});
    await answer(second, 'person.revokeKey', { person: 'Marta Lindqvist', reason: 'Passphrase seen' });
    const report = await answer(second, 'trail.verify', { deep: true });
    expect(report.verdict).toBe('intact');
    expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'key_revoked', severity: 'note', text: expect.stringContaining('still count') }));
  });

  test('SEC-02 a new one comes after the old one ended, by two registrars, and signs', async () => {
    const workspace = await aWorkspace();
    const second = await workspace.as('Ingrid Solberg');
    expect((await workspace.refused('person.issueKey', { person: 'Tomasz Zielinski', passphrase: 'a new long secret' })).code).toBe('key_exists');
    await workspace.call('person.revokeKey', { person: 'Tomasz Zielinski', reason: 'Laptop lost' });
    expect(await workspace.call('person.issueKey', { person: 'Tomasz Zielinski', passphrase: 'a new long secret' })).toMatchObject({ isPending: true });
    const door = workspace.app.connect({ shell: 'direct' });
    expect((await refusal(door, 'session.signIn', { person: 'Tomasz Zielinski', passphrase: 'a new long secret' })).code).toBe('key_revoked');
    await answer(second, 'roster.confirm', { proposal: (await pendingOf(second))[0]!.id });
    await answer(door, 'session.signIn', { person: 'Tomasz Zielinski', passphrase: 'a new long secret' });
    await answer(door, 'change.create', { title: 'With the new key' });
    await holds(workspace);
  });

  test('SEC-02 opens with the new passphrase after a change, not with the old one, and is the same key', async () => {
    const workspace = await aWorkspace();
    expect((await workspace.refused('person.changePassphrase', { passphrase: 'not the right one', newPassphrase: 'a new long secret' })).code).toBe('wrong_passphrase');
    expect((await workspace.refused('person.changePassphrase', { passphrase, newPassphrase: 'short' })).code).toBe('invalid_input');
    await workspace.call('person.changePassphrase', { passphrase, newPassphrase: 'a new long secret' });
    expect((await refusal(workspace.app.connect({ shell: 'direct' }), 'session.signIn', { person: 'Marta Lindqvist', passphrase })).code).toBe('wrong_passphrase');
    const door = await signIn(workspace.app, 'Marta Lindqvist', 'a new long secret');
    await answer(door, 'change.create', { title: 'Same key' });
    await holds(workspace);
  });

  test('SEC-02 wrong passphrases at one door make every door wait', async () => {
    const workspace = await aWorkspace();
    for (let i = 0; i < 10; i += 1) await refusal(workspace.app.connect({ shell: 'direct' }), 'session.signIn', { person: 'Marta Lindqvist', passphrase: `wrong one ${i}` });
    expect(await refusal(workspace.app.connect({ shell: 'direct' }), 'session.signIn', { person: 'Marta Lindqvist', passphrase })).toEqual({ code: 'too_many_tries', facts: { seconds: 10 } });
  });

  test('SEC-02 a wrong old passphrase at a change of it counts like one at sign-in, and a refusal for another reason does not', async () => {
    const workspace = await aWorkspace();
    for (let i = 0; i < 9; i += 1) expect((await workspace.refused('person.changePassphrase', { passphrase, newPassphrase: 'short' })).code).toBe('invalid_input');
    for (let i = 0; i < 5; i += 1) expect((await workspace.refused('person.changePassphrase', { passphrase: `wrong one ${i}`, newPassphrase: 'a new long secret' })).code).toBe('wrong_passphrase');
    expect(await workspace.refused('person.changePassphrase', { passphrase, newPassphrase: 'a new long secret' })).toEqual({ code: 'too_many_tries', facts: { seconds: 10 } });
    expect(await refusal(workspace.app.connect({ shell: 'direct' }), 'session.signIn', { person: 'Marta Lindqvist', passphrase })).toEqual({ code: 'too_many_tries', facts: { seconds: 10 } });
    workspace.clock.now += 10_000;
    await workspace.call('person.changePassphrase', { passphrase, newPassphrase: 'a new long secret' });
  });

  test('SEC-02 wrong passphrases of the recovery kit make the next one wait, whichever act asks for it; signing in starts that count from no beginning', async () => {
    const workspace = await aWorkspace();
    const grant = (recoveryPassphrase: string) => workspace.refused('role.grant', { person: 'Grace Obi', role: 'legal', recoveryPassphrase });
    for (let i = 0; i < 4; i += 1) expect((await grant(`wrong one ${i}`)).code).toBe('kit_passphrase_wrong');
    await answer(workspace.app.connect({ shell: 'direct' }), 'session.signIn', { person: 'Marta Lindqvist', passphrase });
    expect((await grant('wrong one 5')).code).toBe('kit_passphrase_wrong');
    expect(await grant(passphrase)).toEqual({ code: 'too_many_tries', facts: { seconds: 10 } });
    expect(await workspace.refused('key.rotateRoot', { recoveryPassphrase: passphrase, newPassphrase: 'another long one' })).toEqual({ code: 'too_many_tries', facts: { seconds: 10 } });
    workspace.clock.now += 10_000;
    expect((await grant('wrong one 6')).code).toBe('kit_passphrase_wrong');
    expect(await grant(passphrase)).toEqual({ code: 'too_many_tries', facts: { seconds: 20 } });
    workspace.clock.now += 20_000;
    expect(await workspace.call('role.grant', { person: 'Grace Obi', role: 'legal', recoveryPassphrase: passphrase })).toMatchObject({ isPending: false });
  });

  test('SEC-02 leaves the core unencrypted by no operation: neither answers nor files hold a private key', async () => {
    const workspace = await aWorkspace();
    const person = workspace.raw((db) => db.prepare("SELECT id, name, key FROM person WHERE name = 'Marta Lindqvist'").get() as { id: string; name: string; key: string });
    const unlocked = unlock(workspace.dir, person, passphrase);
    const { root, caKey } = openRecoveryKit(workspace.dir, passphrase);
    const spellings = [exportSeed(unlocked.person), exportSeed(unlocked.secrets.device), exportSeed(root), caKey, unlocked.secrets.sealKey, unlocked.deviceKey].map((secret) => Buffer.from(secret))
      .flatMap((secret) => [secret, ...(['base64', 'base64url', 'hex'] as const).map((form) => Buffer.from(secret.toString(form).replace(/=+$/, '')))]).concat(Buffer.from(unlocked.secrets.ageIdentity));
    const answers = [
      await workspace.call('key.recoveryKit', {}), await workspace.call('bundle.export', { scope: 'everything', passphrase: 'a bundle secret' }), await workspace.call('workspace.backup', { passphrase: 'a backup secret' }),
      await workspace.call('session.state', {}), await workspace.call('person.list', { limit: 500 }), await workspace.call('device.list', {}), await workspace.call('roster.pending', {}), await workspace.call('trail.events', { limit: 500 }),
    ];
    const folder = join(workspace.dataDir, 'exports');
    const written = readdirSync(folder).map((name) => join(folder, name));
    expect(written.length).toBeGreaterThanOrEqual(3);
    for (const [name, bytes] of [...written.map((path) => [path, readFileSync(path)] as const), ['answers', Buffer.from(JSON.stringify(answers))] as const]) for (const spelling of spellings) expect(bytes.includes(spelling), name).toBe(false);
  });
});

describe('a device', () => {
  async function asking(): Promise<{ workspace: TestWorkspace; file: string; words: string; path: string }> {
    const workspace = await aWorkspace();
    const made = await answer(workspace.app.connect({ shell: 'direct' }), 'workspace.join', { site: 'B2', person: 'Bea Second', passphrase: 'a long secret of her own' });
    const path = join(made.file.folder, made.file.name);
    return { workspace, path, words: made.words, file: workspace.app.stagePath(path) };
  }

  test('SEC-02 asks with a file; two registrars enrol it, its person and each role, and only then it stands in the list', async () => {
    const { workspace, file, words } = await asking();
    const second = await workspace.as('Ingrid Solberg');
    expect(await workspace.call('device.inspectRequest', { file })).toMatchObject({ words, site: 'B2', person: 'Bea Second', isSiteFree: true, isKnown: false });
    expect(words.split(' ')).toHaveLength(12);
    expect(await workspace.call('device.enrol', { file, roles: ['member'] })).toMatchObject({ isPending: true, site: 'B2', words });
    expect((await workspace.call('device.list', {})).rows.map(({ site }) => site)).toEqual(['A1']);
    const waiting = await pendingOf(second);
    expect(waiting.map(({ type }) => type).toSorted()).toEqual(['device.enrolled', 'person.enrolled', 'role.granted']);
    for (const { id } of waiting) await answer(second, 'roster.confirm', { proposal: id });
    expect((await workspace.call('device.list', {})).rows.find(({ site }) => site === 'B2')).toMatchObject({ words, canReceive: true, hasSeal: true, revokedFrom: null });
    expect(await rolesOf(second, 'Bea Second')).toEqual(['member']);
    expect(await workspace.refused('device.enrol', { file })).toEqual({ code: 'site_taken', facts: { site: 'B2' }, where: { field: 'site' } });
    await holds(workspace);
  });

  test('SEC-02 a request with one letter altered is refused, and nothing is written', async () => {
    const { workspace, path } = await asking();
    const before = workspace.events();
    const text = readFileSync(path, 'utf8');
    for (const altered of [text.replace('Bea Second', 'Eve Second'), text.replace('"site":"B2"', '"site":"B3"'), text.slice(0, -40), '', '{}', text.replace('"v":1', '"v":2')]) {
      writeFileSync(path, altered);
      const error = await workspace.refused('device.enrol', { file: workspace.app.stagePath(path), recoveryPassphrase: passphrase });
      expect(error.code).toBe('not_a_join_request');
    }
    expect(workspace.events()).toBe(before);
  });

  test('SEC-02 is revoked by one registrar, never by itself', async () => {
    const { workspace, file } = await asking();
    await workspace.call('device.enrol', { file, recoveryPassphrase: passphrase });
    expect(await workspace.refused('device.revoke', { device: 'A1', reason: 'Lost' })).toEqual({ code: 'own_device', facts: {} });
    await workspace.call('device.revoke', { device: 'B2', reason: 'Lost' });
    expect((await workspace.call('device.list', {})).rows.find(({ site }) => site === 'B2')).toMatchObject({ revokedFrom: 0, canReceive: false });
    await holds(workspace);
  });
});

test('SEC-02 the recovery kit on paper comes back letter by letter, and a mistyped line is named', async () => {
  const workspace = await aWorkspace();
  const { file } = await workspace.call('key.recoveryKit', { name: 'Kit' });
  const text = readFileSync(join(file.folder, file.name), 'utf8');
  const kit = readFileSync(join(workspace.dir, 'keys', 'recovery-kit.json'), 'utf8');
  const words = (await workspace.call('session.state', {})).workspace!.rootWords.split(' ');
  expect(text).toContain(words.slice(4, 8).join(' '));
  expect(JSON.parse((kitFromText(text) as { kit: string }).kit)).toEqual(JSON.parse(kit));
  const lines = text.split('\n');
  const at = lines.findIndex((line) => /^003 {2}/.test(line));
  for (const wrong of [lines[at]!.replace(/^(003 {2}.)(.)/, (_, head: string, letter: string) => head + (letter === 'a' ? 'b' : 'a')), lines[at]!.replace('003', '004')]) expect(kitFromText(lines.with(at, wrong).join('\n'))).toEqual({ line: 3 });
  expect(kitFromText(lines.filter((_, i) => i !== at).join('\n'))).toEqual({ line: 3 });
  expect(kitFromText('nothing of the kind')).toEqual({ line: 1 });
});

test('SEC-02 a kit typed in from paper takes its place again, with the right passphrase and of the right organisation only', async () => {
  const workspace = await aWorkspace();
  const { file } = await workspace.call('key.recoveryKit', { name: 'Kit' });
  const path = join(file.folder, file.name);
  const kit = join(workspace.dir, 'keys', 'recovery-kit.json');
  const before = JSON.parse(readFileSync(kit, 'utf8')) as unknown;
  rmSync(kit);
  expect((await workspace.refused('role.grant', { person: 'Grace Obi', role: 'legal', recoveryPassphrase: passphrase })).code).toBe('kit_missing');
  const restore = (text: string, recoveryPassphrase = passphrase) => { writeFileSync(path, text); return { file: workspace.app.stagePath(path), recoveryPassphrase }; };
  const text = readFileSync(path, 'utf8');
  expect((await workspace.refused('key.restoreKit', restore(text, 'not the passphrase'))).code).toBe('kit_passphrase_wrong');
  expect(await workspace.refused('key.restoreKit', restore(text.replace(/^(002 {2}.)./m, '$1-')))).toMatchObject({ code: 'kit_line_wrong', facts: { line: 2 } });
  expect(await workspace.refused('key.restoreKit', restore('x'.repeat(300_000)))).toMatchObject({ code: 'kit_line_wrong' });
  const forged = kitText({ organisation: 'x', rootKey: '00'.repeat(32), kit: '{"wrapped":{"v":1}}', made: '' });
  expect((await workspace.refused('key.restoreKit', restore(forged))).code).toBe('unreadable_file');
  const other = await aWorkspace();
  await answer(other.app.connect({ shell: 'direct' }), 'workspace.create', { organisation: 'Other', person: 'Olga', passphrase: 'another long one' });
  const stranger = await signIn(other.app, 'Olga', 'another long one');
  const theirs = (await answer(stranger, 'key.recoveryKit', { name: 'Theirs' })).file;
  expect((await workspace.refused('key.restoreKit', restore(readFileSync(join(theirs.folder, theirs.name), 'utf8'), 'another long one'))).code).toBe('kit_of_another');
  expect(await workspace.call('key.restoreKit', restore(text))).toEqual({ words: (await workspace.call('session.state', {})).workspace!.rootWords });
  expect(JSON.parse(readFileSync(kit, 'utf8'))).toEqual(before);
  expect(await workspace.call('role.grant', { person: 'Grace Obi', role: 'legal', recoveryPassphrase: passphrase })).toMatchObject({ isPending: false });
});

test('SEC-02 the root gives way to a new one: the old kit opens nothing more, the new one signs, and a machine that joins compares the new words', async () => {
  const workspace = await aWorkspace();
  const oldKit = readFileSync(join(workspace.dir, 'keys', 'recovery-kit.json'));
  const before = (await workspace.call('policy.list', {})).root;
  expect(before.was).toEqual([]);
  expect((await workspace.refused('key.rotateRoot', { recoveryPassphrase: 'not the passphrase', newPassphrase: 'the secret of the new kit' })).code).toBe('kit_passphrase_wrong');
  const rotated = await workspace.call('key.rotateRoot', { recoveryPassphrase: passphrase, newPassphrase: 'the secret of the new kit' });
  expect(rotated.was).toBe(before.words);
  expect(await workspace.call('policy.list', {})).toMatchObject({ root: { words: rotated.words, was: [before.words] } });
  expect((await workspace.call('session.state', {})).workspace!.rootWords).toBe(rotated.words);
  expect((await workspace.refused('role.grant', { person: 'Grace Obi', role: 'legal', recoveryPassphrase: passphrase })).code).toBe('kit_passphrase_wrong');
  expect(await workspace.call('role.grant', { person: 'Grace Obi', role: 'legal', recoveryPassphrase: 'the secret of the new kit' })).toMatchObject({ isPending: false });
  const again = await workspace.call('key.rotateRoot', { recoveryPassphrase: 'the secret of the new kit', newPassphrase: 'the secret of the third kit' });
  await holds(workspace);
  for (const root of [before.words, rotated.words, again.words]) expect((await workspace.call('trail.verify', { root })).verdict).toBe('intact');
  writeFileSync(join(workspace.dir, 'keys', 'recovery-kit.json'), oldKit);
  expect((await workspace.refused('role.grant', { person: 'Grace Obi', role: 'executive', recoveryPassphrase: passphrase })).code).toBe('kit_missing');

  const asked = await answer(workspace.app.connect({ shell: 'direct' }), 'workspace.join', { site: 'B2', person: 'Bea Second', passphrase: 'a long secret of her own' });
  await workspace.call('device.enrol', { file: workspace.app.stagePath(join(asked.file.folder, asked.file.name)) });
  const second = await workspace.as('Ingrid Solberg');
  for (const { id } of await pendingOf(second)) await answer(second, 'roster.confirm', { proposal: id });
  const bundle = (await workspace.call('bundle.export', { to: ['B2'], scope: 'everything' })).file;
  await answer(second, 'workspace.close', {});
  const door = workspace.app.connect({ shell: 'direct' });
  const joining = { handle: asked.handle, files: [workspace.app.stagePath(join(bundle.folder, bundle.name))], passphrase: 'a long secret of her own' };
  expect(await refusal(door, 'workspace.finishJoin', { ...joining, words: before.words })).toEqual({ code: 'root_not_confirmed', facts: { words: again.words } });
  expect(await answer(door, 'workspace.finishJoin', { ...joining, words: again.words })).toMatchObject({ workspace: { site: 'B2', rootWords: again.words } });
  expect(await answer(door, 'trail.verify', { deep: true, root: before.words })).toMatchObject({ verdict: 'intact' });
});

test('SEC-02 a person who is refused leaves no key file behind', async () => {
  const workspace = await aWorkspace();
  const files = () => readdirSync(join(workspace.dir, 'keys')).toSorted();
  const before = files();
  const asked = { name: 'Nobody', roles: ['member' as const], passphrase: 'a long secret' };
  expect((await workspace.refused('person.add', { ...asked, recoveryPassphrase: 'not the passphrase' })).code).toBe('kit_passphrase_wrong');
  expect((await refusal(await workspace.as('Owen Hughes'), 'person.add', asked)).code).toBe('auditor_reads_only');
  await workspace.call('role.revoke', { person: 'Ingrid Solberg', role: 'registrar' });
  expect((await workspace.refused('person.add', asked)).code).toBe('registrars_missing');
  expect(files()).toEqual(before);
});

test('SEC-02 a power cut while the root gives way loses no root that is in force', async () => {
  const workspace = await aWorkspace();
  const keys = join(workspace.dir, 'keys');
  const kit = readFileSync(join(keys, 'recovery-kit.json'));
  // Before the commit: the next kit lies there and never took over.
  writeFileSync(join(keys, 'recovery-kit-next.json'), JSON.stringify({ version: 1, root: '00'.repeat(32), wrapped: {} }));
  expect(await workspace.call('role.grant', { person: 'Grace Obi', role: 'legal', recoveryPassphrase: passphrase })).toMatchObject({ isPending: false });
  expect(readdirSync(keys)).not.toContain('recovery-kit-next.json');
  // After the commit: the old kit still stands in its place.
  await workspace.call('key.rotateRoot', { recoveryPassphrase: passphrase, newPassphrase: 'the secret of the new kit' });
  writeFileSync(join(keys, 'recovery-kit-next.json'), readFileSync(join(keys, 'recovery-kit.json')));
  writeFileSync(join(keys, 'recovery-kit.json'), kit);
  expect(await workspace.call('role.grant', { person: 'Grace Obi', role: 'executive', recoveryPassphrase: 'the secret of the new kit' })).toMatchObject({ isPending: false });
});

test('SEC-02 a pipeline has a key of its own, encrypted in a file, and is enrolled like a device', async () => {
  const workspace = await aWorkspace();
  const made = await answer(workspace.app.connect({ shell: 'direct' }), 'key.new', { site: 'P1', name: 'Build server', passphrase: 'the secret of the build' });
  const bytes = readFileSync(join(made.file.folder, made.file.name));
  const key = openPipelineKey(bytes, 'the secret of the build');
  expect(key).toMatchObject({ site: 'P1', name: 'Build server' });
  for (const pair of [key.device, key.person]) for (const form of ['base64', 'hex', 'base64url'] as const) expect(bytes.toString('utf8')).not.toContain(Buffer.from(exportSeed(pair)).toString(form).replace(/=+$/, ''));
  expect(() => openPipelineKey(bytes, 'another secret')).toThrow(expect.objectContaining({ refusal: expect.objectContaining({ code: 'wrong_passphrase' }) }));
  for (const damaged of ['', '{}', '[]', 'null', bytes.toString('utf8').replace('"v": 1', '"v": 2')]) expect(() => openPipelineKey(Buffer.from(damaged), 'the secret of the build')).toThrow(expect.objectContaining({ refusal: expect.objectContaining({ code: 'unreadable_file' }) }));
  const request = join(workspace.dataDir, 'p1.gavel-join');
  writeFileSync(request, made.request);
  expect(await workspace.call('device.enrol', { file: workspace.app.stagePath(request), recoveryPassphrase: passphrase })).toMatchObject({ site: 'P1', words: made.words });
  expect((await workspace.call('person.list', { text: 'Build server' })).rows).toMatchObject([{ roles: [], hasKey: true, canSignHere: false }]);
  await holds(workspace);
});

test('SEC-01 policy values are open to everybody who is signed in', async () => {
  const workspace = await aWorkspace();
  const policy = await answer(await workspace.as('Owen Hughes'), 'policy.list', {});
  expect(policy.rows).toContainEqual({ rule: 'SEC-01', name: 'Signatures on a roster entry', value: 'two registrars, or the organisation’s root' });
});
