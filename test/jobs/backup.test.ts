// Backup and restore through the Bridge: what comes back equals what was there, and nothing is replaced by less.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Decrypter, Encrypter } from 'age-encryption';
import { expect, onTestFinished, test } from 'vitest';
import type { App, Connection } from '../../src-main/boot.ts';
import { sentence } from '../../src-main/contract/errors.ts';
import type { Output } from '../../src-main/contract/index.ts';
import { answer, coreOver, rawDatabase, refusal, startMs, temporaryFolder } from '../support/workspace.ts';

const passphrase = 'quiet harbour light';
const secret = 'another long secret';
type Desk = { app: App; bridge: Connection; clock: { now: number }; dataDir: string };

function aDesk(dataDir = temporaryFolder()): Desk {
  const { app, clock, log } = coreOver(dataDir);
  onTestFinished(async () => {
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
    expect(log).toEqual([]);
  });
  return { app, bridge: app.connect({ shell: 'direct' }), clock, dataDir };
}
async function founded(): Promise<Desk> {
  const desk = aDesk();
  await answer(desk.bridge, 'workspace.create', { organisation: 'Harbour Trust', person: 'Ada Quill', site: 'B2', passphrase });
  await answer(desk.bridge, 'change.create', { title: 'Before the copy' });
  return desk;
}
const backUp = ({ bridge }: Desk): Promise<Output<'workspace.backup'>> => answer(bridge, 'workspace.backup', { passphrase: secret });
const pathOf = ({ file }: Output<'workspace.backup'>): string => join(file.folder, file.name);
const restore = (desk: Desk, path: string, word = secret): Promise<Output<'workspace.restore'>> => answer(desk.bridge, 'workspace.restore', { file: desk.app.stagePath(path), passphrase: word });
const signIn = (desk: Desk): Promise<Output<'session.signIn'>> => answer(desk.bridge, 'session.signIn', { person: 'Ada Quill', passphrase });
const onwards = (desk: Desk): Promise<Output<'workspace.startNewFeed'>> => answer(desk.bridge, 'workspace.startNewFeed', { site: 'B3' });
const workspaces = ({ dataDir }: Desk): string[] => readdirSync(join(dataDir, 'workspaces')).toSorted();

test('SYN-03 backed up, deleted and restored: records, counts and heads are equal, and work goes on in a new feed', async () => {
  const desk = await founded();
  const before = { status: await answer(desk.bridge, 'workspace.status', {}), list: await answer(desk.bridge, 'change.list', {}), people: await answer(desk.bridge, 'person.list', {}) };
  const made = await backUp(desk);
  expect(made).toMatchObject({ commits: before.status.trail.commits, events: before.status.trail.events, file: { name: expect.stringMatching(/\.gavel-backup$/), size: expect.any(Number) } });
  expect(made.feeds).toEqual(before.status.trail.feeds.map(({ site: _site, ...feed }) => feed));
  await answer(desk.bridge, 'workspace.close', {});
  rmSync(join(desk.dataDir, 'workspaces'), { recursive: true });
  const back = await restore(desk, pathOf(made));
  expect(back).toMatchObject({ commits: made.commits, events: made.events, feeds: made.feeds, made: made.made, state: { person: null, workspace: { organisation: 'Harbour Trust', site: 'B2', isReadOnly: true, readOnlyReason: 'restored_copy' } } });
  expect(await answer(desk.bridge, 'change.list', {})).toEqual(before.list);
  expect((await answer(desk.bridge, 'workspace.status', {})).trail.feeds).toEqual(before.status.trail.feeds);
  await signIn(desk);
  expect(await answer(desk.bridge, 'person.list', {})).toEqual(before.people);
  expect(await refusal(desk.bridge, 'change.create', { title: 'In the old feed' })).toEqual({ code: 'restored_copy', facts: {} });
  expect((await answer(desk.bridge, 'workspace.status', {})).trail.feeds).toEqual(before.status.trail.feeds);
  await onwards(desk);
  expect(await answer(desk.bridge, 'change.create', { title: 'After it' })).toMatchObject({ number: 'C-B3-0001' });
  expect((await answer(desk.bridge, 'workspace.status', {})).trail.feeds).toEqual(expect.arrayContaining(before.status.trail.feeds));
  expect(await answer(desk.bridge, 'trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  expect(await answer(desk.bridge, 'trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('SYN-03 a restore is one audited event, appended with the new feed, and only once', async () => {
  const desk = await founded();
  const made = await backUp(desk);
  await answer(desk.bridge, 'workspace.close', {});
  rmSync(join(desk.dataDir, 'workspaces'), { recursive: true });
  desk.clock.now += 60_000;
  await restore(desk, pathOf(made));
  await signIn(desk);
  await onwards(desk);
  const restored = async (): Promise<unknown[]> => (await answer(desk.bridge, 'trail.events', {})).rows.filter(({ type }) => type === 'workspace.restored');
  expect(await restored()).toEqual([expect.objectContaining({ subject: expect.stringMatching(/^restore:/), by: expect.stringMatching(/^person:/), at: new Date(startMs + 60_000).toISOString() })]);
  await answer(desk.bridge, 'session.lock', {});
  await signIn(desk);
  expect(await restored()).toHaveLength(1);
});

test('SYN-03 an older copy is shown as such: the gap stands in the verdict, nothing is written under the old name, and the new feed records what is missing', async () => {
  const desk = await founded();
  const made = await backUp(desk);
  for (const title of ['One more', 'And another']) await answer(desk.bridge, 'change.create', { title });
  await answer(desk.bridge, 'workspace.close', {});
  rmSync(join(desk.dataDir, 'workspaces'), { recursive: true });
  expect(await restore(desk, pathOf(made))).toMatchObject({ state: { workspace: { isReadOnly: true, readOnlyReason: 'older_than_mark' } } });
  await signIn(desk);
  expect(await refusal(desk.bridge, 'change.create', { title: 'No' })).toMatchObject({ code: 'older_than_mark' });
  const verdict = await answer(desk.bridge, 'trail.verify', {});
  expect(verdict.findings).toContainEqual(expect.objectContaining({ kind: 'behind_mark', text: 'This device had written 3 commits, but only 1 are here.' }));
  expect(await answer(desk.bridge, 'workspace.startNewFeed', { site: 'B3' })).toMatchObject({ workspace: { isReadOnly: false, site: 'B3' } });
  const events = await answer(desk.bridge, 'trail.events', {});
  expect(events.rows.map(({ type }) => type)).toEqual(['workspace.restored', 'device.succeeded']);
  const [last] = rawDatabase(join(desk.dataDir, 'workspaces', 'harbour-trust'), (db) => db.prepare('SELECT env FROM commit_log WHERE feed = ? ORDER BY seq DESC LIMIT 1').all(events.rows[0]!.feed) as { env: Buffer }[]);
  expect((JSON.parse(last!.env.toString()) as { events: unknown[] }).events).toEqual([expect.objectContaining({ t: 'workspace.restored', d: expect.objectContaining({ made: made.made, commits: made.commits, events: made.events, missing: 2 }) })]);
  expect(await answer(desk.bridge, 'trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  expect(await answer(desk.bridge, 'trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('SYN-03 a workspace whose device had written nothing yet goes on in a new feed as well, and the trail holds', async () => {
  const desk = aDesk();
  await answer(desk.bridge, 'workspace.create', { organisation: 'Harbour Trust', person: 'Ada Quill', site: 'B2', passphrase });
  const made = await backUp(desk);
  expect(made.feeds).toHaveLength(1);
  await answer(desk.bridge, 'workspace.close', {});
  rmSync(join(desk.dataDir, 'workspaces'), { recursive: true });
  await restore(desk, pathOf(made));
  await signIn(desk);
  expect(await onwards(desk)).toMatchObject({ workspace: { isReadOnly: false, site: 'B3' } });
  expect(await answer(desk.bridge, 'change.create', { title: 'The first one' })).toMatchObject({ number: 'C-B3-0001' });
  expect(await answer(desk.bridge, 'trail.verify', { deep: true })).toMatchObject({ verdict: 'intact', findings: [] });
  expect(await answer(desk.bridge, 'trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('SYN-03 SEC-04 an encrypted workspace stays encrypted in its backup and afterwards, and opens with the passphrase of its people', async () => {
  const desk = aDesk();
  await answer(desk.bridge, 'workspace.create', { organisation: 'Harbour Trust', person: 'Ada Quill', site: 'B2', passphrase, encrypted: true });
  await answer(desk.bridge, 'change.create', { title: 'Before the copy' });
  const made = await backUp(desk);
  await answer(desk.bridge, 'workspace.close', {});
  rmSync(join(desk.dataDir, 'workspaces'), { recursive: true });
  expect(await restore(desk, pathOf(made))).toMatchObject({ events: made.events, feeds: made.feeds, state: { workspace: null, locked: { organisation: 'Harbour Trust', site: 'B2' } } });
  expect(await refusal(desk.bridge, 'change.list', {})).toMatchObject({ code: 'workspace_locked' });
  const bytes = readFileSync(join(desk.dataDir, 'workspaces', 'harbour-trust', 'gavel.db'));
  for (const text of ['Before the copy', 'Harbour Trust', 'SQLite format 3', 'commit_log']) expect(bytes.includes(text), text).toBe(false);
  expect(await refusal(desk.bridge, 'workspace.unlock', { passphrase: secret })).toMatchObject({ code: 'unlock_wrong' });
  expect(await answer(desk.bridge, 'workspace.unlock', { passphrase })).toMatchObject({ person: { name: 'Ada Quill' }, workspace: { isReadOnly: true, readOnlyReason: 'restored_copy', isEncrypted: true } });
  expect(await answer(desk.bridge, 'change.list', {})).toMatchObject({ total: 1 });
  expect(await onwards(desk)).toMatchObject({ workspace: { isReadOnly: false, isEncrypted: true, site: 'B3' } });
  expect((await answer(desk.bridge, 'trail.events', {})).rows[0]).toMatchObject({ type: 'workspace.restored' });
  expect(await answer(desk.bridge, 'trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});

test('SYN-03 a workspace that is there is never replaced: its restored copy lies beside it', async () => {
  const desk = await founded();
  const made = await backUp(desk);
  const before = readFileSync(join(desk.dataDir, 'workspaces', 'harbour-trust', 'keys', 'device.json'));
  await restore(desk, pathOf(made));
  expect(workspaces(desk)).toEqual(['harbour-trust', 'harbour-trust-2']);
  expect(readFileSync(join(desk.dataDir, 'workspaces', 'harbour-trust', 'keys', 'device.json'))).toEqual(before);
});

/** The same backup under a passphrase that costs little to try, because it is tried often. */
async function resealed(path: string): Promise<Buffer> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(secret);
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(4);
  encrypter.setPassphrase(secret);
  return Buffer.from(await encrypter.encrypt(await decrypter.decrypt(readFileSync(path))));
}

/** Ways to spoil a backup, and what is said about each. */
const spoiled: [string, (path: string) => void, string][] = [
  ['cut in the middle', (path) => { truncateSync(path, 100_000); }, 'backup_damaged'],
  ['cut by its last byte', (path) => { truncateSync(path, readFileSync(path).length - 1); }, 'backup_damaged'],
  ['cut inside its header', (path) => { truncateSync(path, 60); }, 'backup_damaged'],
  ['with one byte changed in the middle', (path) => { const bytes = readFileSync(path); bytes[50_000] = bytes[50_000]! ^ 1; writeFileSync(path, bytes); }, 'backup_damaged'],
  ['with one byte changed at the end', (path) => { const bytes = readFileSync(path); bytes[bytes.length - 1] = bytes.at(-1)! ^ 1; writeFileSync(path, bytes); }, 'backup_damaged'],
  ['with something added', (path) => { writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from('more')])); }, 'backup_damaged'],
  ['empty', (path) => { writeFileSync(path, ''); }, 'not_a_backup'],
  ['a text', (path) => { writeFileSync(path, 'number,title\n1,Hello\n'); }, 'not_a_backup'],
  ['a PDF', (path) => { writeFileSync(path, '%PDF-1.7\n%âãÏÓ\n'); }, 'not_a_backup'],
];
test('SYN-03 what is damaged or something else is refused in one sentence and leaves nothing behind', async () => {
  const desk = await founded();
  const path = pathOf(await backUp(desk));
  const whole = await resealed(path);
  const before = workspaces(desk);
  for (const [what, spoil, code] of spoiled) {
    writeFileSync(path, whole);
    spoil(path);
    const refused = await refusal(desk.bridge, 'workspace.restore', { file: desk.app.stagePath(path), passphrase: secret });
    expect(refused.code, what).toBe(code);
    expect(sentence(refused), what).toMatch(/Nothing was changed/);
    expect(workspaces(desk), what).toEqual(before);
  }
  writeFileSync(path, whole);
  expect(await refusal(desk.bridge, 'workspace.restore', { file: desk.app.stagePath(path), passphrase: 'not that one' })).toEqual({ code: 'backup_passphrase_wrong', facts: {} });
  expect(await refusal(desk.bridge, 'workspace.restore', { file: 'nothing', passphrase: secret })).toMatchObject({ code: 'file_missing' });
  expect(await answer(desk.bridge, 'session.state', {})).toMatchObject({ workspace: { organisation: 'Harbour Trust' }, person: { name: 'Ada Quill' } });
  expect(workspaces(desk)).toEqual(before);
});

test('a bundle is no backup, though a passphrase opens it', async () => {
  const desk = await founded();
  const bundle = await answer(desk.bridge, 'bundle.export', { to: [], passphrase: secret, scope: 'everything', audience: 'full' });
  expect(await refusal(desk.bridge, 'workspace.restore', { file: desk.app.stagePath(join(bundle.file.folder, bundle.file.name)), passphrase: secret })).toMatchObject({ code: 'not_a_backup' });
});

test('a backup needs somebody who is signed in and a passphrase worth its name; a cancelled one leaves no file', async () => {
  const desk = await founded();
  expect(await refusal(desk.bridge, 'workspace.backup', { passphrase: 'short' })).toMatchObject({ code: 'invalid_input', where: { field: 'passphrase' } });
  const stop = new AbortController();
  stop.abort();
  expect(await desk.bridge.call('workspace.backup', { passphrase: secret }, { signal: stop.signal })).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  expect(readdirSync(join(desk.dataDir, 'exports'))).toEqual([]);
  expect(readdirSync(desk.dataDir).filter((name) => name.startsWith('.backing-up-'))).toEqual([]);
  expect(await answer(desk.bridge, 'workspace.status', {})).toMatchObject({ lastBackupAt: null });
  await answer(desk.bridge, 'session.lock', {});
  expect(await refusal(desk.bridge, 'workspace.backup', { passphrase: secret })).toMatchObject({ code: 'signed_out' });
});

test('SYN-03 the reminder counts days: from the enrolment, then from the last backup', async () => {
  const desk = await founded();
  const day = 86_400_000;
  const state = async (): Promise<unknown> => { const { lastBackupAt, daysWithoutBackup, isBackupDue } = await answer(desk.bridge, 'workspace.status', {}); return { lastBackupAt, daysWithoutBackup, isBackupDue }; };
  expect(await state()).toEqual({ lastBackupAt: null, daysWithoutBackup: 0, isBackupDue: false });
  desk.clock.now += 7 * day;
  expect(await state()).toEqual({ lastBackupAt: null, daysWithoutBackup: 7, isBackupDue: true });
  const { made } = await backUp(desk);
  expect(await state()).toEqual({ lastBackupAt: made, daysWithoutBackup: 0, isBackupDue: false });
  desk.clock.now += 9 * day + 1;
  expect(await state()).toEqual({ lastBackupAt: made, daysWithoutBackup: 9, isBackupDue: true });
});

test('a backup holds no plain text, and no name in it is a path', async () => {
  const desk = await founded();
  const bytes = readFileSync(pathOf(await backUp(desk)));
  for (const text of ['Before the copy', 'Harbour Trust', 'SQLite format 3', 'device.json']) expect(bytes.includes(text), text).toBe(false);
});

test('a folder named for a restore must be empty', async () => {
  const desk = await founded();
  const path = pathOf(await backUp(desk));
  const taken = join(desk.dataDir, 'taken');
  mkdirSync(taken);
  writeFileSync(join(taken, 'note.txt'), 'mine');
  await expect(desk.app.restoreWorkspace(taken, { file: desk.app.stagePath(path), passphrase: secret })).rejects.toMatchObject({ refusal: { code: 'workspace_exists' } });
  expect(readdirSync(taken)).toEqual(['note.txt']);
  const empty = join(desk.dataDir, 'empty');
  mkdirSync(empty);
  await desk.app.restoreWorkspace(empty, { file: desk.app.stagePath(path), passphrase: secret });
  expect(existsSync(join(empty, 'gavel.db'))).toBe(true);
});
