// SEC-02: keys lie in files, and a file alone opens nothing.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { unlock } from '../../src-main/store/key-files.ts';
import { exportSeed } from '../../src-main/trail/keys.ts';
import { aWorkspace, answer, coreOver, passphrase, refusal, temporaryFolder } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

const filesOf = (dir: string): string[] => readdirSync(join(dir, 'keys')).map((name) => join(dir, 'keys', name));
const idOf = (workspace: TestWorkspace, name: string): string => workspace.raw((db) => db.prepare('SELECT id FROM person WHERE name = ?').pluck().get(name) as string);

describe('SEC-02 keys at rest', () => {
  test('SEC-02 no secret stands in plain in any file of the workspace, in any spelling', async () => {
    const workspace = await aWorkspace();
    const key = workspace.raw((db) => db.prepare("SELECT key FROM person WHERE name = 'Marta Lindqvist'").pluck().get() as string);
    const unlocked = unlock(workspace.dir, { id: idOf(workspace, 'Marta Lindqvist'), name: 'Marta Lindqvist', key }, passphrase);
    const secrets = [exportSeed(unlocked.person), exportSeed(unlocked.secrets.device), unlocked.deviceKey, unlocked.secrets.sealKey, Buffer.from(passphrase)].map((secret) => Buffer.from(secret));
    const spellings = secrets.flatMap((secret) => [secret, ...(['base64', 'base64url', 'hex'] as const).map((form) => Buffer.from(secret.toString(form).replace(/=+$/, '')))]);
    const files = [...filesOf(workspace.dir), ...readdirSync(workspace.dir).filter((name) => name.startsWith('gavel.db')).map((name) => join(workspace.dir, name)), ...readdirSync(join(workspace.dataDir, 'marks')).map((name) => join(workspace.dataDir, 'marks', name))];
    expect(files.length).toBeGreaterThan(6);
    for (const file of files) {
      const bytes = readFileSync(file);
      for (const spelling of spellings) expect(bytes.includes(spelling), file).toBe(false);
    }
  });

  test.runIf(process.platform !== 'win32')('SEC-02 key files are readable by their owner alone', async () => {
    const workspace = await aWorkspace();
    for (const file of filesOf(workspace.dir)) expect(statSync(file).mode & 0o077, file).toBe(0);
  });

  test('SEC-02 a key file with one byte of its box altered opens nothing', async () => {
    const workspace = await aWorkspace();
    const file = join(workspace.dir, 'keys', `person-${idOf(workspace, 'Owen Hughes')}.json`);
    const stored = JSON.parse(readFileSync(file, 'utf8')) as { wrapped: { box: string } };
    const { box } = stored.wrapped;
    for (const at of [0, Math.floor(box.length / 2), box.length - 4]) {
      writeFileSync(file, JSON.stringify({ ...stored, wrapped: { ...stored.wrapped, box: `${box.slice(0, at)}${box[at] === 'A' ? 'B' : 'A'}${box.slice(at + 1)}` } }));
      expect((await refusal(workspace.app.connect({ shell: 'direct' }), 'session.signIn', { person: 'Owen Hughes', passphrase })).code).toBe('wrong_passphrase');
    }
  });

  test('SEC-02 one person’s key file under another name does not sign in as that person', async () => {
    const workspace = await aWorkspace();
    const [chair, auditor] = ['Marta Lindqvist', 'Owen Hughes'].map((name) => join(workspace.dir, 'keys', `person-${idOf(workspace, name)}.json`)) as [string, string];
    writeFileSync(chair, readFileSync(auditor));
    const door = workspace.app.connect({ shell: 'direct' });
    expect(await refusal(door, 'session.signIn', { person: 'Marta Lindqvist', passphrase })).toMatchObject({ code: 'key_unknown' });
    expect(await answer(door, 'session.state', {})).toMatchObject({ person: null });
  });

  test('a person without a key file cannot sign in here', async () => {
    const workspace = await aWorkspace();
    const door = workspace.app.connect({ shell: 'direct' });
    expect(await refusal(door, 'session.signIn', { person: 'Grace Obi', passphrase })).toEqual({ code: 'no_key_here', facts: { person: 'Grace Obi' } });
    rmSync(join(workspace.dir, 'keys', `person-${idOf(workspace, 'Owen Hughes')}.json`));
    expect((await refusal(door, 'session.signIn', { person: 'Owen Hughes', passphrase })).code).toBe('no_key_here');
  });
});

describe('SEC-02 passphrases', () => {
  const wrong = { person: 'Marta Lindqvist', passphrase: 'not the passphrase' };

  test('SEC-02 after five wrong ones a delay is imposed that grows, holds against the right one, and ends', async () => {
    const workspace = await aWorkspace();
    const door = workspace.app.connect({ shell: 'direct' });
    for (let i = 0; i < 5; i += 1) expect(await refusal(door, 'session.signIn', wrong)).toEqual({ code: 'wrong_passphrase', facts: { person: 'Marta Lindqvist' } });
    expect(await refusal(door, 'session.signIn', wrong)).toEqual({ code: 'too_many_tries', facts: { seconds: 10 } });
    expect((await refusal(door, 'session.signIn', { ...wrong, passphrase })).code).toBe('too_many_tries');
    workspace.clock.now += 10_000;
    expect((await refusal(door, 'session.signIn', wrong)).code).toBe('wrong_passphrase');
    expect(await refusal(door, 'session.signIn', wrong)).toEqual({ code: 'too_many_tries', facts: { seconds: 20 } });
    for (let i = 0; i < 12; i += 1) { workspace.clock.now += 900_000; await refusal(door, 'session.signIn', wrong); }
    expect(await refusal(door, 'session.signIn', wrong)).toEqual({ code: 'too_many_tries', facts: { seconds: 900 } });
    workspace.clock.now += 900_000;
    await answer(door, 'session.signIn', { ...wrong, passphrase });
    expect((await refusal(door, 'session.signIn', wrong)).code).toBe('wrong_passphrase');
  });

  test('SEC-02 the same passphrase typed as composed or decomposed letters opens the key; a blank more does not', async () => {
    const dataDir = temporaryFolder();
    onTestFinished(() => { rmSync(dataDir, { recursive: true }); });
    const { app } = coreOver(dataDir);
    onTestFinished(async () => { await app.close(); });
    const door = app.connect({ shell: 'direct' });
    const typed = 'Žluťoučký kůň ﬁt 東京';
    await answer(door, 'workspace.create', { organisation: 'Forms', person: 'Zoë', passphrase: typed.normalize('NFC') });
    for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
      await answer(door, 'session.lock', {});
      expect(await answer(door, 'session.signIn', { person: 'Zoë', passphrase: typed.normalize(form) }), form).toMatchObject({ person: { name: 'Zoë' } });
    }
    expect((await refusal(door, 'session.signIn', { person: 'Zoë', passphrase: `${typed} ` })).code).toBe('wrong_passphrase');
  });

  test('SEC-02 a passphrase too short is refused before anything is made', async () => {
    const dataDir = temporaryFolder();
    onTestFinished(() => { rmSync(dataDir, { recursive: true }); });
    const { app } = coreOver(dataDir);
    const reply = await refusal(app.connect({ shell: 'direct' }), 'workspace.create', { organisation: 'Short', person: 'P', passphrase: '1234567' });
    expect(reply).toMatchObject({ code: 'invalid_input', where: { field: 'passphrase' } });
    expect(readdirSync(dataDir)).toEqual([]);
  });
});
