// Keys on the command line: the kit on paper and back, a pipeline's key, a person's new one, and how a second machine's request is enrolled.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { aDesk } from './gavel.ts';
import type { Desk } from './gavel.ts';

const secret = 'quiet harbour light';
async function founded(): Promise<Desk> {
  const desk = aDesk({ GAVEL_PASSPHRASE: secret, GAVEL_RECOVERY_PASSPHRASE: secret });
  onTestFinished(() => { desk.remove(); });
  expect(await desk.json(['init', desk.at('ws'), '--org', 'Harbour Trust', '--person', 'Ada Quill'])).toMatchObject({ exit: 0 });
  return desk;
}

test('SEC-02 the recovery kit goes to paper and comes back; a mistyped line is named and changes nothing', async () => {
  const desk = await founded();
  const kit = join(desk.at('ws'), 'keys', 'recovery-kit.json');
  expect(await desk.json(['key', 'kit', '--out', desk.at('kit.txt')])).toMatchObject({ exit: 0, value: { file: { name: 'kit.txt' } } });
  const page = readFileSync(desk.at('kit.txt'), 'utf8');
  expect(page).toContain('gavel key restore-kit FILE');
  rmSync(kit);
  expect(await desk.json(['role', 'grant', 'Ada Quill', 'legal'])).toMatchObject({ exit: 1, error: { code: 'own_role' } });
  expect(await desk.json(['person', 'add', 'Ben King', '--role', 'member'])).toMatchObject({ exit: 1, error: { code: 'kit_missing' } });
  writeFileSync(desk.at('typed.txt'), page.replace(/^004 {2}./m, '004  z'));
  expect(await desk.json(['key', 'restore-kit', desk.at('typed.txt')])).toMatchObject({ exit: 2, error: { code: 'kit_line_wrong', facts: { line: 4 } } });
  expect(existsSync(kit)).toBe(false);
  expect(await desk.json(['key', 'restore-kit', desk.at('kit.txt')])).toMatchObject({ exit: 0 });
  expect(await desk.json(['person', 'add', 'Ben King', '--role', 'member'])).toMatchObject({ exit: 0, value: { isPending: false } });
});

test('SEC-02 a pipeline’s key is a file with its request beside it, never written over, and enrolled like a device', async () => {
  const desk = await founded();
  const made = await desk.json(['key', 'new', '--role', 'pipeline', '--site', 'P1', '--name', 'Build server', '--out', desk.at('build.key')], { env: { GAVEL_WORKSPACE: '' } });
  expect(made).toMatchObject({ exit: 0, value: { request: desk.at('build.key.gavel-join') } });
  expect(readFileSync(desk.at('build.key'), 'utf8')).toContain('"kind": "gavel-key"');
  expect(await desk.json(['key', 'new', '--site', 'P1', '--name', 'Build server', '--out', desk.at('build.key')])).toMatchObject({ exit: 2, error: { code: 'invalid_input' } });
  expect(await desk.json(['device', 'inspect', desk.at('build.key.gavel-join')])).toMatchObject({ exit: 0, value: { site: 'P1', person: 'Build server', words: (made.value as { words: string }).words } });
  expect(await desk.json(['device', 'enrol', desk.at('build.key.gavel-join')])).toMatchObject({ exit: 0, value: { isPending: false, site: 'P1' } });
  expect(await desk.json(['device', 'list'])).toMatchObject({ exit: 0, value: { rows: [{ site: 'A1' }, { site: 'P1' }] } });
});

test('SEC-02 the root is rotated with the kit, and both its words are told', async () => {
  const desk = await founded();
  const made = await desk.json(['key', 'rotate-root'], { env: { GAVEL_NEW_PASSPHRASE: 'the secret of the new kit' } });
  expect(made).toMatchObject({ exit: 0 });
  const { words, was } = made.value as { words: string; was: string };
  expect(words).not.toBe(was);
  for (const root of [words, was]) expect(await desk.json(['verify', '--root', root])).toMatchObject({ exit: 0 });
  expect(await desk.json(['person', 'add', 'Ben King'])).toMatchObject({ exit: 1, error: { code: 'kit_passphrase_wrong' } });
  expect(await desk.json(['person', 'add', 'Ben King'], { env: { GAVEL_RECOVERY_PASSPHRASE: 'the secret of the new kit' } })).toMatchObject({ exit: 0 });
});

test('SEC-02 a person whose key was revoked gets another one with a passphrase of their own', async () => {
  const desk = await founded();
  expect(await desk.json(['person', 'add', 'Ben King', '--role', 'implementer'], { env: { GAVEL_NEW_PASSPHRASE: 'first secret of ben' } })).toMatchObject({ exit: 0 });
  const asAda = ['--as', 'Ada Quill'];
  expect(await desk.json(['person', 'revoke-key', 'Ben King', 'Laptop lost', ...asAda])).toMatchObject({ exit: 0 });
  expect(await desk.json(['change', 'new', 'Late', '--as', 'Ben King'], { env: { GAVEL_PASSPHRASE: 'first secret of ben' } })).toMatchObject({ exit: 3, error: { code: 'key_revoked' } });
  expect(await desk.json(['person', 'issue-key', 'Ben King', ...asAda], { env: { GAVEL_NEW_PASSPHRASE: 'second secret of ben' } })).toMatchObject({ exit: 0, value: { isPending: false } });
  expect(await desk.json(['change', 'new', 'In time', '--as', 'Ben King'], { env: { GAVEL_PASSPHRASE: 'second secret of ben' } })).toMatchObject({ exit: 0 });
});
