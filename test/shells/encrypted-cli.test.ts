// Encrypted workspaces on the command line: made, unlocked for each command, refused without the passphrase.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aDesk } from './gavel.ts';
import type { Desk } from './gavel.ts';

const secret = 'a long enough passphrase';
const env = { GAVEL_PASSPHRASE: secret };

describe('SEC-04 gavel in an encrypted workspace', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = aDesk();
    expect(await desk.json(['init', desk.at('ws'), '--org', 'Northwind', '--person', 'Ada Verne', '--encrypted'], { env })).toMatchObject({ ok: true, value: { organisation: 'Northwind', signers: [{ name: 'Ada Verne' }] } });
    expect(await desk.json(['change', 'new', 'Rotate the gateway certificates'], { env })).toMatchObject({ ok: true, value: { number: 'C-A1-0001' } });
  });
  afterAll(() => { desk.remove(); });

  test('SEC-04 every command unlocks it with the passphrase; status says that it is encrypted', async () => {
    expect(await desk.json(['change', 'list'], { env })).toMatchObject({ value: { rows: [{ title: 'Rotate the gateway certificates' }] } });
    expect((await desk.run(['status'], { env })).out).toMatch(/At rest\s+encrypted; opens with a passphrase only/);
    expect(await desk.json(['change', 'new', 'A second one', '--as', 'Ada Verne'], { env })).toMatchObject({ ok: true, value: { number: 'C-A1-0002' } });
  });

  test('SEC-04 without a passphrase nothing is read, with a wrong one neither', async () => {
    expect(await desk.json(['change', 'list'])).toMatchObject({ ok: false, exit: 2, error: { code: 'passphrase_missing' } });
    expect(await desk.json(['change', 'list'], { env: { GAVEL_PASSPHRASE: 'some other passphrase' } })).toMatchObject({ ok: false, exit: 1, error: { code: 'unlock_wrong', message: 'That passphrase does not open this workspace. It is the one of a person who signs here.' } });
  });

  test('SEC-04 it is verified and rebuilt like any other, and its files show no title', async () => {
    expect(await desk.json(['verify'], { env })).toMatchObject({ ok: true, exit: 0, value: { verdict: 'intact' } });
    expect(await desk.json(['verify', desk.at('ws'), '--deep'], { env })).toMatchObject({ ok: true, exit: 0, value: { verdict: 'intact' } });
    expect(await desk.json(['rebuild'], { env })).toMatchObject({ ok: true, value: { isEqual: true } });
    const files = readdirSync(desk.at('ws'), { recursive: true }).map((name) => join(desk.at('ws'), String(name))).filter((path) => statSync(path).isFile());
    expect(files.filter((path) => readFileSync(path).includes('gateway certificates'))).toEqual([]);
  });

  test('SYN-03 SEC-04 its backup comes back encrypted', async () => {
    expect(await desk.json(['backup', desk.at('copy.gavel-backup')], { env })).toMatchObject({ ok: true });
    expect(await desk.json(['restore', desk.at('copy.gavel-backup'), desk.at('back')], { env })).toMatchObject({ ok: true });
    expect(await desk.json(['--workspace', desk.at('back'), 'change', 'list'])).toMatchObject({ ok: false, error: { code: 'passphrase_missing' } });
    expect(await desk.json(['--workspace', desk.at('back'), 'change', 'list'], { env })).toMatchObject({ value: { total: 2 } });
  });
});

test('SEC-04 a workspace that is not encrypted says in its status what it relies on', async () => {
  const desk = aDesk();
  try {
    expect(await desk.json(['init', desk.at('ws'), '--org', 'Northwind', '--person', 'Ada Verne'], { env })).toMatchObject({ ok: true });
    expect((await desk.run(['status'])).out).toMatch(/At rest\s+not encrypted; it relies on the encryption of the disk/);
    expect(await desk.json(['status'])).toMatchObject({ value: { isEncrypted: false } });
  } finally {
    desk.remove();
  }
});
