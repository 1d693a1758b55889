// Rights of tools from the command line, end to end.
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDesk } from './gavel.ts';
import type { Desk } from './gavel.ts';

let desk: Desk;
beforeAll(async () => {
  desk = aDesk({ GAVEL_PASSPHRASE: 'quiet harbour light' });
  expect(await desk.json(['init', 'ws', '--org', 'Harbour Trust', '--person', 'Ada Quill', '--site', 'B2', '--role', 'chair', '--role', 'change-manager', '--role', 'release-manager'])).toMatchObject({ ok: true });
  writeFileSync(desk.at('rights.csv'), 'user;system;environment;permission\nbo;Payments;production;approve\nbo;Payments;production;deploy\n');
  writeFileSync(desk.at('odd.csv'), 'who,where,what\nbo,Payments,approve\n');
});
afterAll(() => { desk.remove(); });

test('SEC-03 the command line looks, tries, imports, lists the conflict with its rule, accepts it and ends the exception', async () => {
  expect(await desk.json(['entitlement.inspect', '--file', 'rights.csv'])).toMatchObject({ ok: true, value: { delimiter: ';', rows: 2, questions: [] } });
  expect(await desk.json(['entitlement.dryRun', '--file', 'rights.csv', '--source', 'Pipeline'])).toMatchObject({ ok: true, value: { snapshot: null, added: 2 } });
  expect(await desk.json(['entitlement.import', '--file', 'rights.csv', '--source', 'Pipeline'])).toMatchObject({ ok: true, exit: 0, value: { added: 2, removed: 0 } });
  const listed = await desk.json(['entitlement.conflicts']) as { value: { rows: { id: string }[] } };
  expect(listed.value).toMatchObject({ open: 1, rows: [{ rule: 'DUTY-02', holder: { name: 'bo' } }] });
  const id = listed.value.rows[0]!.id;
  const text = await desk.run(['entitlement.conflicts']);
  expect([text.code, text.out.includes('DUTY-02')]).toEqual([0, true]);
  expect(await desk.json(['entitlement.accept', '--conflict', id, '--reason', 'Small team', '--owner', 'Ada Quill', '--expires-on', '2020-01-01'])).toMatchObject({ ok: false, exit: 2, error: { code: 'exception_over' } });
  expect(await desk.json(['entitlement.accept', '--conflict', id, '--reason', 'Small team', '--owner', 'Ada Quill', '--expires-on', '2099-01-01'])).toMatchObject({ ok: true });
  expect(await desk.json(['entitlement.conflicts', '--status', 'accepted'])).toMatchObject({ value: { open: 0, accepted: 1 } });
  expect(await desk.json(['entitlement.reopen', '--conflict', id, '--reason', 'Over'])).toMatchObject({ ok: true });
  expect(await desk.json(['entitlement.map', '--source', 'Pipeline', '--identity', 'bo', '--person', 'Ada Quill'])).toMatchObject({ ok: true });
  expect(await desk.json(['entitlement.accept', '--conflict', id, '--reason', 'x', '--owner', 'Ada Quill', '--expires-on', '2099-01-01'])).toMatchObject({ ok: false, exit: 2, error: { code: 'record_missing' } });
  expect(await desk.json(['entitlement.accounts', '--only', 'unowned'])).toMatchObject({ value: { total: 0 } });
});

test('SEC-03 the command line names the columns that are asked for, and takes them as JSON', async () => {
  const refused = await desk.json(['entitlement.import', '--file', 'odd.csv', '--source', 'Odd']);
  expect(refused).toMatchObject({ ok: false, exit: 2, error: { code: 'mapping_needed', message: 'Say which column holds identity, system, environment, right.', facts: { columns: ['who', 'where', 'what'] } } });
  const mapping = JSON.stringify({ columns: { identity: 'who', system: 'where', environment: '', right: 'what' } });
  expect(await desk.json(['entitlement.import', '--file', 'odd.csv', '--source', 'Odd', '--mapping', mapping])).toMatchObject({ ok: true, value: { added: 1 } });
  expect(await desk.json(['entitlement.import', '--file', 'nowhere.csv', '--source', 'Odd'])).toMatchObject({ ok: false, exit: 2, error: { code: 'file_missing' } });
});
