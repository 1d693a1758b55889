import { readFile, writeFile } from 'node:fs/promises';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { fileOf, readFixture, refusalOf } from './read-fixture.ts';

type Value = string | number | Date | null;
async function workbook(rows: Value[][]): Promise<string> {
  const path = await fileOf('', 'file.xlsx');
  const data = rows.map((row) => row.map((value) => (value === null ? null : value instanceof Date ? { value, type: Date, format: 'yyyy-mm-dd hh:mm' } : typeof value === 'number' ? { value, type: Number } : { value, type: String })));
  await writeXlsxFile(data as unknown as Parameters<typeof writeXlsxFile>[0]).toFile(path);
  return path;
}

/** A zip of one file, whose directory may claim another size than what comes out. */
function zip(name: string, content: Buffer, claimed: number): Buffer {
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30 + name.length);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(claimed, 22);
  local.writeUInt16LE(name.length, 26);
  local.write(name, 30);
  const entry = Buffer.alloc(46 + name.length);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(claimed, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.write(name, 46);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, entry, end]);
}

describe('spreadsheets', () => {
  test('CHG-05 a workbook is read: title rows, date cells in the zone asked for, serial days, guarded text', async () => {
    const path = await workbook([
      ['Change list', null, null, null, null],
      ['Change ID', 'Title', 'Status', 'Planned start', 'Planned end'],
      [4711, "'=SUM(A1)", 'Approved', new Date('2026-07-01T20:00:00Z'), 46204.9375],
      ['C-2', 'Zwei', 'Nirgends', null, null],
    ]);
    const { inspection, changes, quarantined } = await readFixture(path, { zone: 'Europe/Berlin' });
    expect(inspection).toMatchObject({ container: 'xlsx', kind: 'generic', questions: [], rows: 2 });
    expect(changes).toEqual([{ externalId: '4711', title: '=SUM(A1)', type: 'normal', state: 'authorised', externalState: 'Approved', plannedStartAt: '2026-07-01T18:00:00.000Z', plannedEndAt: '2026-07-01T20:30:00.000Z', zone: 'Europe/Berlin' }]);
    expect(quarantined).toMatchObject([{ row: 2, line: 4, field: 'state', value: 'Nirgends' }]);
  });

  test('dates of a workbook have no zone, so it is asked', async () => {
    const { inspection } = await readFixture(await workbook([['Change ID', 'Title', 'Status', 'Planned start'], ['1', 'One', 'Approved', 46204.5]]));
    expect(inspection.questions.map((q) => q.about)).toEqual(['zone']);
  });

  test('a cut, a foreign and a damaged archive are refused', async () => {
    const path = await workbook([['Change ID', 'Title', 'Status'], ['1', 'One', 'Approved']]);
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length - 40));
    expect((await refusalOf(readFixture(path))).code).toBe('unreadable_spreadsheet');
    expect((await refusalOf(readFixture(await fileOf(zip('readme.txt', Buffer.from('hello'), 5), 'a.xlsx')))).code).toBe('unreadable_spreadsheet');
    expect((await refusalOf(readFixture(await fileOf(zip('xl/workbook.xml', Buffer.from('<x>'), 3), 'a.xlsx')))).code).toBe('unreadable_spreadsheet');
  });

  test.each([[300_000_000, 'by its directory'], [10, 'by what comes out, though its directory claims ten bytes']])('a zip bomb is stopped: %i %s', async (claimed) => {
    const error = await refusalOf(readFixture(await fileOf(zip('xl/workbook.xml', Buffer.alloc(50_000_000), claimed), 'bomb.xlsx')));
    expect(error.code).toBe('too_large');
  });
});
