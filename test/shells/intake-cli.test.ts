// `gavel change new --from` as a pipeline calls it: no workspace, exit codes, and a signed draft that is taken in once.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDesk } from './gavel.ts';
import type { Desk } from './gavel.ts';

const secret = 'quiet harbour light';
const bare = { env: { GAVEL_WORKSPACE: '' } };
const build = { commit: 'c0ffee1234', title: 'Roll out v7.2', service: 'Cards', pipeline: 'Harbour CI', run: 7 };
let desk: Desk;
const write = (name: string, value: unknown): string => { writeFileSync(desk.at(name), JSON.stringify(value)); return name; };

beforeAll(async () => {
  desk = aDesk({ GAVEL_PASSPHRASE: secret, GAVEL_RECOVERY_PASSPHRASE: secret });
  expect(await desk.json(['init', desk.at('ws'), '--org', 'Harbour Trust', '--person', 'Ada Quill', '--role', 'release-manager'])).toMatchObject({ exit: 0 });
});
afterAll(() => { desk.remove(); });

test('CHG-05 a build file without a commit ID makes the command exit 2 and write nothing', async () => {
  const { commit: _, ...without } = build;
  expect(await desk.json(['change', 'new', '--from', write('build.json', without), '--out', 'draft.json'], bare)).toMatchObject({ ok: false, exit: 2, error: { code: 'build_unusable', where: { field: 'commit' } } });
  expect(existsSync(desk.at('draft.json'))).toBe(false);
  expect(await desk.json(['change', 'new', '--from', write('build.json', build), '--title', 'Other'], bare)).toMatchObject({ exit: 2, error: { code: 'usage' } });
  expect(await desk.json(['change', 'new'])).toMatchObject({ exit: 2, error: { code: 'usage' } });
});

test('CHG-05 a draft signed by a pipeline is taken in once, and claimed while its key is not enrolled; altered it is refused', async () => {
  await desk.json(['key', 'new', '--role', 'pipeline', '--site', 'P1', '--name', 'Build server', '--out', desk.at('build.key')], bare);
  expect(await desk.json(['change', 'new', '--from', write('build.json', build), '--key', 'build.key', '--out', 'draft.json'], bare)).toMatchObject({ exit: 0, value: { signedBy: expect.stringMatching(/^[0-9a-f]{64}$/) as string } });
  expect(await desk.json(['change', 'take', 'draft.json'])).toMatchObject({ exit: 0, value: { isNew: true, isSigned: true, isProved: false, claimedBy: 'Build server (P1)' } });
  expect(await desk.json(['change', 'take', 'draft.json'])).toMatchObject({ exit: 0, value: { isNew: false } });
  writeFileSync(desk.at('altered.json'), readFileSync(desk.at('draft.json'), 'utf8').replace('c0ffee1234', 'c0ffee1235'));
  expect(await desk.json(['change', 'take', 'altered.json'])).toMatchObject({ exit: 3, error: { code: 'signature_wrong' } });
});
