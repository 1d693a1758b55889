// A workspace encrypted at rest: what lies on the disk, who opens it, and what happens when something is wrong with it.
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Connection } from '../../src-main/boot.ts';
import { signersHere } from '../../src-main/store/key-files.ts';
import type { Core } from '../support/workspace.ts';
import { answer, completeChange, coreOver, refusal, startMs, temporaryFolder } from '../support/workspace.ts';

const secret = 'a long enough passphrase';
const other = 'another passphrase, also long';
const title = 'Rotate the certificates of the payment gateway';
const input = { organisation: 'Northwind', site: 'A1', person: 'Ada Verne', roles: ['administrator', 'chair', 'change-manager', 'registrar'], passphrase: secret, zone: 'UTC', encrypted: true } as const;

type Made = Core & { dataDir: string; dir: string; ada: Connection };
async function encryptedWorkspace(): Promise<Made> {
  const dataDir = temporaryFolder();
  onTestFinished(() => { rmSync(dataDir, { recursive: true, force: true }); });
  const core = coreOver(dataDir);
  onTestFinished(async () => { await core.app.close(); });
  const ada = core.app.connect({ shell: 'direct' });
  await answer(ada, 'workspace.create', { ...input, roles: [...input.roles] });
  await answer(ada, 'change.create', { ...completeChange, title });
  const [folder] = readdirSync(join(dataDir, 'workspaces'));
  return { ...core, dataDir, dir: join(dataDir, 'workspaces', folder!), ada };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name))).filter((path) => statSync(path).isFile());
}
/** The same folder in an app that has just been started, with nobody at the door. */
function anew({ dataDir, dir }: Pick<Made, 'dataDir' | 'dir'>): Core & { door: Connection } {
  const core = coreOver(dataDir, { now: startMs + 60_000 });
  onTestFinished(async () => { await core.app.close(); });
  core.app.openWorkspace(dir);
  return { ...core, door: core.app.connect({ shell: 'direct' }) };
}

describe('SEC-04 an encrypted workspace', () => {
  test('SEC-04 shows no word of what was written in any of its files, while it is open and when it is closed', async () => {
    const made = await encryptedWorkspace();
    const look = (): string[] => filesBelow(made.dir).filter((path) => [title, 'Smoke', 'Ada Verne', 'Card authorisation', 'CREATE TABLE', 'SQLite format'].some((words) => readFileSync(path).includes(words)));
    expect(filesBelow(made.dir).map((path) => path.slice(made.dir.length + 1))).toEqual(expect.arrayContaining(['gavel.db', 'gavel.db-wal']));
    expect(look()).toEqual([]);
    await made.app.close();
    expect(look()).toEqual([]);
  });

  test('SEC-04 a workspace that is not encrypted shows the words on the disk and says so', async () => {
    const dataDir = temporaryFolder();
    onTestFinished(() => { rmSync(dataDir, { recursive: true, force: true }); });
    const { app } = coreOver(dataDir);
    const door = app.connect({ shell: 'direct' });
    expect(await answer(door, 'workspace.create', { ...input, roles: [...input.roles], encrypted: false })).toMatchObject({ workspace: { isEncrypted: false } });
    await answer(door, 'change.create', { ...completeChange, title });
    expect(await answer(door, 'workspace.status', {})).toMatchObject({ isEncrypted: false });
    await app.close();
    expect(filesBelow(dataDir).filter((path) => readFileSync(path).includes(title))).toHaveLength(1);
  });

  test('SEC-04 waits locked after opening: it answers nothing but its name until the passphrase is given, and then signs that person in', async () => {
    const made = await encryptedWorkspace();
    await made.app.close();
    const { door } = anew(made);
    expect(await answer(door, 'session.state', {})).toMatchObject({ workspace: null, locked: { organisation: 'Northwind', site: 'A1' }, signers: [], person: null });
    expect(await refusal(door, 'change.list', {})).toMatchObject({ code: 'workspace_locked' });
    expect(await refusal(door, 'session.signIn', { person: 'Ada Verne', passphrase: secret })).toMatchObject({ code: 'workspace_locked' });
    expect(await refusal(door, 'workspace.unlock', { passphrase: other })).toMatchObject({ code: 'unlock_wrong' });
    expect(await answer(door, 'workspace.unlock', { passphrase: secret })).toMatchObject({ workspace: { isEncrypted: true }, locked: null, person: { name: 'Ada Verne' } });
    expect((await answer(door, 'change.list', {})).rows).toMatchObject([{ title }]);
    expect(await refusal(door, 'workspace.unlock', { passphrase: secret })).toMatchObject({ code: 'workspace_unlocked' });
  });

  test('SEC-04 asks for patience after wrong passphrases, as signing in does', async () => {
    const made = await encryptedWorkspace();
    await made.app.close();
    const { door, clock } = anew(made);
    for (let i = 0; i < 5; i += 1) expect(await refusal(door, 'workspace.unlock', { passphrase: other })).toMatchObject({ code: 'unlock_wrong' });
    expect(await refusal(door, 'workspace.unlock', { passphrase: secret })).toMatchObject({ code: 'too_many_tries', facts: { seconds: 10 } });
    clock.now += 11_000;
    expect(await answer(door, 'workspace.unlock', { passphrase: secret })).toMatchObject({ person: { name: 'Ada Verne' } });
  });

  test('SEC-04 opens with the passphrase of everybody who signs there; two people with the same one choose who they are', async () => {
    const made = await encryptedWorkspace();
    await answer(made.ada, 'person.add', { name: 'Bo Lind', roles: ['member'], passphrase: other, recoveryPassphrase: secret });
    await answer(made.ada, 'person.add', { name: 'Cy Holt', roles: ['member'], passphrase: secret, recoveryPassphrase: secret });
    await made.app.close();
    const { door, app } = anew(made);
    expect(await answer(door, 'workspace.unlock', { passphrase: other })).toMatchObject({ person: { name: 'Bo Lind' } });
    await app.close();
    const again = anew(made).door;
    expect(await answer(again, 'workspace.unlock', { passphrase: secret })).toMatchObject({ workspace: { organisation: 'Northwind' }, person: null, signers: [{}, {}, {}] });
    expect(await answer(again, 'session.signIn', { person: 'Cy Holt', passphrase: secret })).toMatchObject({ person: { name: 'Cy Holt' } });
  });

  test('SEC-04 keeps its key when a passphrase is changed; the old one opens nothing', async () => {
    const made = await encryptedWorkspace();
    await answer(made.ada, 'person.changePassphrase', { passphrase: secret, newPassphrase: other });
    await made.app.close();
    const { door } = anew(made);
    expect(await refusal(door, 'workspace.unlock', { passphrase: secret })).toMatchObject({ code: 'unlock_wrong' });
    expect(await answer(door, 'workspace.unlock', { passphrase: other })).toMatchObject({ person: { name: 'Ada Verne' } });
  });

  test('SEC-04 verifies, rebuilds and prints like any other', async () => {
    const made = await encryptedWorkspace();
    expect(await answer(made.ada, 'trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
    expect(await answer(made.ada, 'trail.rebuild', {})).toMatchObject({ isEqual: true });
    expect(await answer(made.ada, 'pack.write', { change: ['C-A1-0001'] })).toMatchObject({ file: { size: expect.any(Number) as number } });
    const bundle = await answer(made.ada, 'bundle.export', { scope: 'everything', passphrase: other });
    const file = made.app.stagePath(join(bundle.file.folder, bundle.file.name));
    expect(await answer(made.ada, 'bundle.inspect', { file, passphrase: other })).toMatchObject({ new: 0 });
    // What is exported is for other people's eyes; nothing else may show a word.
    expect(filesBelow(made.dataDir).filter((path) => !path.endsWith('.pdf') && readFileSync(path).includes(title))).toEqual([]);
  });

  test('SEC-04 stands beside others in the list of workspaces, marked', async () => {
    const made = await encryptedWorkspace();
    await answer(made.ada, 'workspace.openSample', {});
    const known = await answer(made.ada, 'workspace.recent', {});
    expect(known.map(({ isEncrypted }) => isEncrypted)).toEqual([false, true]);
    expect(await answer(made.ada, 'workspace.open', { handle: known[1]!.handle })).toMatchObject({ workspace: null, locked: { organisation: 'Northwind' } });
    expect(await answer(made.ada, 'workspace.close', {})).toMatchObject({ workspace: null, locked: null });
  });
});

describe('SEC-04 a damaged encrypted workspace is refused in a sentence that says what to do', () => {
  const page = 4096;
  /** Turns a byte over in each page from `first` on. */
  const damage = (path: string, first: number): void => {
    const bytes = readFileSync(path);
    for (let at = first * page + 40; at < bytes.length; at += page) bytes[at] = bytes[at]! ^ 0xff;
    writeFileSync(path, bytes);
  };
  const unlockFails = async (made: Made): Promise<string> => JSON.stringify(await refusal(anew(made).door, 'workspace.unlock', { passphrase: secret }));

  test.each([['every page', 0], ['every page but the first', 1]])('SEC-04 a byte turned over in %s', async (_, first) => {
    const made = await encryptedWorkspace();
    await made.app.close();
    damage(join(made.dir, 'gavel.db'), first);
    expect(await unlockFails(made)).toMatch(/unreadable_file.*go back to a copy/);
  });

  test('SEC-04 a torn file of the database key', async () => {
    const made = await encryptedWorkspace();
    await made.app.close();
    const file = join(made.dir, 'keys', 'database.json');
    writeFileSync(file, readFileSync(file).subarray(0, 60));
    expect(await unlockFails(made)).toMatch(/unreadable_file.*go back to a copy/);
  });

  test('SEC-04 a key that belongs to another database', async () => {
    const made = await encryptedWorkspace();
    const stranger = await encryptedWorkspace();
    await made.app.close();
    await stranger.app.close();
    writeFileSync(join(made.dir, 'gavel.db'), readFileSync(join(stranger.dir, 'gavel.db')));
    expect(await unlockFails(made)).toMatch(/unreadable_file.*not the one these keys belong to/);
  });

  test('SEC-04 one person’s torn key file keeps nobody else out', async () => {
    const made = await encryptedWorkspace();
    const [ada] = signersHere(made.dir);
    await answer(made.ada, 'person.add', { name: 'Bo Lind', roles: ['member'], passphrase: other, recoveryPassphrase: secret });
    await made.app.close();
    writeFileSync(join(made.dir, 'keys', `person-${ada!}.json`), '{"version":');
    expect(await answer(anew(made).door, 'workspace.unlock', { passphrase: other })).toMatchObject({ person: { name: 'Bo Lind' } });
    expect(await unlockFails(made)).toMatch(/unreadable_file.*go back to a copy/);
  });
});
