// The register from the command line, end to end: a file tried and imported, an item related, and what a change of it reaches.
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDesk } from './gavel.ts';
import type { Desk } from './gavel.ts';

let desk: Desk;
beforeAll(async () => {
  desk = aDesk({ GAVEL_PASSPHRASE: 'quiet harbour light' });
  expect(await desk.json(['init', 'ws', '--org', 'Harbour Trust', '--person', 'Ada Quill', '--site', 'B2', '--role', 'chair', '--role', 'change-manager', '--role', 'requester'])).toMatchObject({ ok: true });
  writeFileSync(desk.at('hosts.csv'), 'name,type,environment,serial,version\nweb-1,server,production,S1,1.0\nweb-2,server,production,S2,1.0\n');
});
afterAll(() => { desk.remove(); });

test('CFG-01 the command line tries and imports a discovery file, lists and describes items, and refuses a containment loop', async () => {
  expect(await desk.json(['ci', 'try', 'hosts.csv', '--source', 'Inventory'])).toMatchObject({ ok: true, value: { import: null, counts: { new: 2 } } });
  expect(await desk.json(['ci', 'import', 'hosts.csv', '--source', 'Inventory'])).toMatchObject({ ok: true, value: { import: expect.any(String), counts: { new: 2, ambiguous: 0 } } });
  expect(await desk.json(['ci', 'list', 'web'])).toMatchObject({ ok: true, value: { total: 2, rows: [{ name: 'web-1' }, { name: 'web-2' }] } });
  expect(await desk.json(['ci', 'register', 'rack-1', '--type', 'rack', '--environment', 'production'])).toMatchObject({ ok: true });
  expect(await desk.json(['ci', 'register', 'core', '--tier', '1'])).toMatchObject({ ok: false, exit: 1, error: { code: 'tier_one_unowned' } });
  expect(await desk.json(['ci', 'describe', 'web-1', '--item-version', '1.1', '--owner', 'Ada Quill'])).toMatchObject({ ok: true });
  expect(await desk.json(['ci', 'relate', 'rack-1', 'contains', 'web-1'])).toMatchObject({ ok: true });
  expect(await desk.json(['ci', 'relate', 'web-1', 'contains', 'rack-1'])).toMatchObject({ ok: false, exit: 1, error: { code: 'containment_loop', message: 'What contains something cannot be inside it: web-1 → rack-1 → web-1.' } });
  expect(await desk.json(['ci', 'show', 'web-1'])).toMatchObject({ value: { version: '1.1', owner: 'Ada Quill', sources: ['Inventory'], relations: [{ kind: 'contains', name: 'rack-1', isOut: false }] } });
  const shown = await desk.run(['ci', 'show', 'web-1']);
  expect([shown.code, /Version +1\.1 +Ada Quill/.test(shown.out), /rack-1 +contains +this item/.test(shown.out)]).toEqual([0, true, true]);
  expect((await desk.run(['ci', 'list'])).out).toMatch(/^Name +Type[\s\S]*3 in all\./);
  expect(await desk.json(['ci', 'import', 'nowhere.csv', '--source', 'Inventory'])).toMatchObject({ ok: false, exit: 2, error: { code: 'file_missing' } });
});

test('RISK-04 the command line shows what a change reaches and whose answer waits, and takes the answer of the owner', async () => {
  expect(await desk.json(['service', 'register', 'Clearing', '--tier', '1', '--owner', 'Ada Quill', '--sla', '99.9 %'])).toMatchObject({ ok: true });
  expect(await desk.json(['ci', 'register', 'clearing-db', '--service', 'Clearing'])).toMatchObject({ ok: true });
  expect(await desk.json(['ci', 'relate', 'clearing-db', 'runs-on', 'web-1'])).toMatchObject({ ok: true });
  const { value: { number } } = await desk.json(['change', 'new', 'Patch web-1', '--items', 'web-1', '--items', 'ghost-9']) as { value: { number: string } };
  expect(await desk.json(['impact', number])).toMatchObject({ ok: true, value: { isScopeUnknown: true, services: [{ name: 'Clearing', isConsulted: true, status: 'waiting' }], blind: expect.arrayContaining([{ id: null, name: 'ghost-9', why: ['unregistered'] }]) } });
  const text = await desk.run(['impact', number, '--depth', '2']);
  expect([text.code, /Unknown scope/.test(text.out), /web-1 → clearing-db/.test(text.out), /Clearing +1 +Ada Quill +99\.9 % +1 +must answer/.test(text.out)]).toEqual([0, true, true, true]);
  expect(await desk.json(['impact', 'respond', number, 'Clearing', 'object'])).toMatchObject({ ok: false, exit: 2, error: { code: 'objection_needs_note' } });
  expect(await desk.json(['impact', 'respond', number, 'Clearing', 'agree'])).toMatchObject({ ok: true });
  expect((await desk.run(['impact', number])).out).toMatch(/Ada Quill agrees/);
  expect(await desk.json(['impact', 'of', 'web-1', 'rack-1', '--depth', '1'])).toMatchObject({ ok: true, value: { total: 3 } });
});
