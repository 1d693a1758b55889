// gavel backup and gavel restore: what they print, where things go, and the code they end with (cli.md).
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDesk } from './gavel.ts';
import type { Desk, Reply } from './gavel.ts';

const passphrase = 'quiet harbour light';
const secret = { env: { GAVEL_BUNDLE_PASSPHRASE: 'another long secret' } };
let desk: Desk;
const valueOf = <T>(reply: Reply): T => {
  if (!reply.ok) throw new Error(JSON.stringify(reply.error));
  return reply.value as T;
};
beforeAll(async () => {
  desk = aDesk({ GAVEL_PASSPHRASE: passphrase });
  await desk.json(['init', 'ws', '--org', 'Harbour Trust', '--person', 'Ada Quill', '--site', 'B2', '--role', 'change-manager', '--role', 'chair']);
  await desk.json(['change', 'new', 'Before the copy']);
  expect(await desk.json(['backup', 'copy.gavel-backup'], secret)).toMatchObject({ ok: true, exit: 0, value: { file: { name: 'copy.gavel-backup', folder: desk.folder, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }, events: expect.any(Number) } });
});
afterAll(() => { desk.remove(); });

test('SYN-03 gavel backup, the workspace deleted, gavel restore: counts and heads are equal and the trail is intact', async () => {
  const there = aDesk({ GAVEL_PASSPHRASE: passphrase });
  try {
    const before = valueOf<{ trail: { feeds: object[] }; changes: { total: number } }>(await desk.json(['status']));
    writeFileSync(there.at('copy.gavel-backup'), readFileSync(desk.at('copy.gavel-backup')));
    expect(await there.json(['restore', 'copy.gavel-backup', 'ws'], secret)).toMatchObject({ ok: true, exit: 0, value: { organisation: 'Harbour Trust', site: 'B2', isOlder: false, dir: there.at('ws') } });
    const after = valueOf<typeof before>(await there.json(['status']));
    expect(after.changes).toEqual(before.changes);
    expect(after.trail.feeds).toEqual(before.trail.feeds);
    expect(await there.json(['change', 'new', 'No'])).toMatchObject({ exit: 1, error: { code: 'restored_copy' } });
    expect(await there.json(['workspace.startNewFeed', '--site', 'B3'])).toMatchObject({ ok: true, value: { workspace: { site: 'B3', isReadOnly: false } } });
    expect(await there.json(['change', 'new', 'After it'])).toMatchObject({ ok: true, value: { number: 'C-B3-0001' } });
    expect(valueOf<{ rows: { type: string }[] }>(await there.json(['events', 'tail'])).rows.map(({ type }) => type)).toContain('workspace.restored');
    expect(await there.json(['verify', '--deep'])).toMatchObject({ exit: 0, value: { verdict: 'intact' } });
  } finally {
    there.remove();
    process.chdir(desk.folder);
  }
});

test('SYN-03 what is wrong is said in one sentence, with its code, and nothing is left behind', async () => {
  const whole = readFileSync(desk.at('copy.gavel-backup'));
  writeFileSync(desk.at('cut.gavel-backup'), whole);
  truncateSync(desk.at('cut.gavel-backup'), whole.length - 70_000);
  writeFileSync(desk.at('text.gavel-backup'), 'Dear diary\n');
  mkdirSync(desk.at('full'));
  writeFileSync(desk.at('full/note.txt'), 'mine');
  const before = readdirSync(desk.folder).toSorted();
  for (const [args, exit, code] of [
    [['restore', 'cut.gavel-backup', 'new'], 3, 'backup_damaged'], [['restore', 'text.gavel-backup', 'new'], 2, 'not_a_backup'], [['restore', 'nowhere.gavel-backup', 'new'], 2, 'file_missing'],
    [['restore', 'copy.gavel-backup', 'full'], 1, 'workspace_exists'], [['restore', 'copy.gavel-backup', 'text.gavel-backup'], 1, 'workspace_exists'], [['restore', 'copy.gavel-backup', 'ws'], 1, 'workspace_exists'],
    [['restore', 'copy.gavel-backup', 'text.gavel-backup/below'], 1, 'place_unwritable'], [['restore', 'copy.gavel-backup'], 2, 'usage'], [['backup'], 2, 'usage'], [['backup', 'full'], 2, 'invalid_input'], [['backup', 'nowhere/x'], 2, 'file_missing'],
  ] as const) expect(await desk.json([...args], secret), args.join(' ')).toMatchObject({ ok: false, exit, error: { code } });
  expect(await desk.json(['restore', 'copy.gavel-backup', 'new'])).toMatchObject({ exit: 1, error: { code: 'backup_passphrase_wrong' } });
  expect(readdirSync(desk.folder).toSorted()).toEqual(before);
  expect(existsSync(desk.at('new'))).toBe(false);
});

test('SYN-03 an older copy put back on the same machine opens for reading only, and the verdict names the gap', async () => {
  await desk.json(['change', 'new', 'After the copy']);
  rmSync(desk.at('ws'), { recursive: true });
  const { code, out, err } = await desk.run(['restore', 'copy.gavel-backup', 'ws'], secret);
  expect(code).toBe(0);
  expect(out).toContain('Harbour Trust (B2)');
  expect(err).toContain('older copy');
  expect(await desk.json(['change', 'new', 'No'])).toMatchObject({ exit: 3, error: { code: 'older_than_mark' } });
  expect(await desk.json(['verify'])).toMatchObject({ exit: 3, error: { facts: { check: 'behind_mark' } } });
  expect(await desk.json(['status'])).toMatchObject({ exit: 0, value: { changes: { total: 1 }, lastBackupAt: expect.any(String) } });
});

test('gavel backup says where the file lies and what it holds; a second one takes the place of the first', async () => {
  const { code, out } = await desk.run(['backup', 'copy.gavel-backup', '--workspace', 'ws'], secret);
  expect(code).toBe(0);
  expect(out).toContain(desk.at('copy.gavel-backup'));
  expect(out).toMatch(/\d+ events in \d+ commits, 2 feeds/);
  expect(readdirSync(desk.folder).filter((name) => name.startsWith('.gavel-') || name.endsWith('.partial'))).toEqual([]);
});

test('SYN-03 gavel status says when there was no backup for a week', async () => {
  const later = new Date(Date.now() + 9 * 86_400_000).toISOString();
  const { out } = await desk.run(['status', '--test-clock', '--now', later]);
  expect(out).toMatch(/No backup for [89] days: gavel backup FILE/);
  expect((await desk.run(['status'])).out).not.toContain('No backup for');
});
