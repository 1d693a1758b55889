// Files from outside that mean harm, through the Bridge: refused with a sentence, and nothing is written (SEC-04).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { sentence } from '../../src-main/contract/errors.ts';
import { aWorkspace } from '../support/workspace.ts';

/** A workbook whose one entry says that ten gigabytes come out of it, as ZIP64 says so (APPNOTE 4.5.3). */
function tenGigabytes(): Buffer {
  const name = 'xl/workbook.xml';
  const packed = deflateRawSync(Buffer.alloc(1_000));
  const wide = Buffer.alloc(12);
  wide.writeUInt16LE(1, 0);
  wide.writeUInt16LE(8, 2);
  wide.writeBigUInt64LE(10n * 1024n ** 3n, 4);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(0xffffffff, 22);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(0xffffffff, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt16LE(wide.length, 30);
  const before = Buffer.concat([local, Buffer.from(name), packed]);
  const directory = Buffer.concat([entry, Buffer.from(name), wide]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(before.length, 16);
  return Buffer.concat([before, directory, end]);
}

const secret = 'what stands in a file beside it';
const external = (path: string): Buffer => Buffer.from(`<?xml version="1.0"?>\n<!DOCTYPE unload [<!ENTITY secret SYSTEM "file://${path}">]>\n<unload><change_request><number>CHG1</number><short_description>&secret;</short_description></change_request></unload>`);

test.each([['an XML file with an external entity', 'unload.xml', external], ['a workbook that declares an entry of 10 GB', 'book.xlsx', tenGigabytes]])('SEC-04 %s is refused in a sentence and changes nothing but the record of the refusal', async (_, name, content) => {
  const workspace = await aWorkspace();
  const path = join(workspace.dataDir, name);
  const beside = join(workspace.dataDir, 'secret.txt');
  writeFileSync(beside, secret);
  writeFileSync(path, content(beside));
  const before = { events: workspace.events(), ...await workspace.call('change.list', { limit: 1 }) };
  for (const op of ['import.inspect', 'import.run'] as const) {
    const refused = await workspace.refused(op, { file: workspace.app.stagePath(path) });
    expect(refused.code, sentence(refused)).not.toBe('fault');
    expect(sentence(refused)).toMatch(/document type|larger than Gavel reads|cannot be read/i);
    expect(JSON.stringify(refused)).not.toContain(secret);
  }
  expect(workspace.events()).toBe(before.events + 1);
  expect((await workspace.call('trail.events', { limit: 1 })).rows).toMatchObject([{ type: 'import.refused' }]);
  expect((await workspace.call('change.list', { limit: 1 })).total).toBe(before.total);
});

test('SEC-04 a title that a spreadsheet would run as a formula arrives as text and goes out with an apostrophe before it', async () => {
  const workspace = await aWorkspace();
  const path = join(workspace.dataDir, 'formula.csv');
  writeFileSync(path, 'number,short_description,type,state\nCHG0000001,=HYPERLINK("x"),Normal,New\n');
  expect(await workspace.call('import.run', { file: workspace.app.stagePath(path), zone: 'UTC' })).toMatchObject({ new: 1 });
  expect(await workspace.call('change.list', { text: 'HYPERLINK' })).toMatchObject({ rows: [{ title: '=HYPERLINK("x")' }] });
  const { file } = await workspace.call('export.changes', {});
  const text = readFileSync(join(file.folder, file.name), 'utf8');
  expect(text).toContain(`'=HYPERLINK(`);
  expect(text).not.toMatch(/(^|[,"])=HYPERLINK/m);
});
