import { describe, expect, test } from 'vitest';
import { fileOf, readFixture, refusalOf } from './read-fixture.ts';

const rowsOf = async (text: string): Promise<Awaited<ReturnType<typeof readFixture>>> => readFixture(await fileOf(text));

describe('delimited files', () => {
  test.each([[',', 'comma'], [';', 'semicolon'], ['\t', 'tab'], ['|', 'bar']])('a table parted by %j is recognised', async (delimiter) => {
    const text = [['Change ID', 'Title', 'Status'], ['C-1', 'Move, and; test | it', 'Approved']].map((row) => row.map((cell) => `"${cell}"`).join(delimiter)).join('\n');
    const { inspection, changes } = await rowsOf(text);
    expect(inspection.delimiter).toBe(delimiter);
    expect(changes[0]?.title).toBe('Move, and; test | it');
  });

  test.each([['\r\n'], ['\n'], ['\r']])('lines may end in %j', async (end) => {
    const { changes } = await rowsOf(['Change ID,Title,Status', 'C-1,One,Approved', 'C-2,Two,Rejected', ''].join(end));
    expect(changes.map((change) => change.externalId)).toEqual(['C-1', 'C-2']);
  });

  test('a cell may hold line breaks, quotes and delimiters, and rows after it keep their line', async () => {
    const { changes, quarantined } = await rowsOf('Change ID,Title,Status,Notes\nC-1,One,Approved,"first\nsecond, ""third""\n"\nC-2,Two,Nowhere,\n');
    expect(changes[0]?.description).toBe('first\nsecond, "third"\n');
    expect(quarantined).toEqual([{ row: 2, line: 5, kind: 'quarantined', field: 'state', why: 'unmapped_value', value: 'Nowhere' }]);
  });

  test('title rows before the header are left out of the count', async () => {
    const { inspection, changes } = await rowsOf('"Change report"\n"ACME","Springfield"\nChange ID,Title,Status,Owner,Risk\nC-1,One,Approved,Ann,Low\nC-2,Two,Nowhere,Ann,Low\nC-3,Three,Approved,Ann,Low\n');
    expect(inspection.columns).toEqual(['Change ID', 'Title', 'Status', 'Owner', 'Risk']);
    expect(inspection.rows).toBe(3);
    expect(changes).toHaveLength(2);
  });

  test('CHG-05 a row of another width is set aside with its row, the others are read', async () => {
    const { changes, quarantined } = await rowsOf('Change ID,Title,Status\nC-1,One,Approved\nC-2,Two\nC-3,Three,Approved,extra\nC-4,Four,Approved,,\n');
    expect(changes.map((change) => change.externalId)).toEqual(['C-1']);
    expect(quarantined.map(({ row, line, why }) => [row, line, why])).toEqual([[2, 3, 'ragged_row'], [3, 4, 'ragged_row'], [4, 5, 'ragged_row']]);
  });

  test('a delimiter that closes header and rows alike is no column, an unnamed column gets a name', async () => {
    const { inspection, changes } = await rowsOf('Change ID;Title;;Status;\nC-1;One;x;Approved;\nC-2;Two;y;Approved;\n');
    expect(inspection.columns).toEqual(['Change ID', 'Title', 'column 3', 'Status']);
    expect(changes.map((change) => change.foreign)).toEqual([{ 'column 3': 'x' }, { 'column 3': 'y' }]);
  });

  test('a quotation mark that is never closed refuses the file at the row that opens it', async () => {
    const error = await refusalOf(rowsOf('Change ID,Title,Status\nC-1,One,Approved\nC-2,"Two,Approved\nC-3,Three,Approved\n'));
    expect(error.code).toBe('quote_not_closed');
    expect(error.where).toEqual({ file: 'file.csv', row: 2, line: 3 });
  });

  test('an apostrophe before a formula comes off once, any other stays', async () => {
    const { changes } = await rowsOf(`Change ID,Title,Status\nC-1,'=1+1,Approved\nC-2,''=1+1,Approved\nC-3,'tis done,Approved\nC-4,=1+1,Approved\n`);
    expect(changes.map((change) => change.title)).toEqual(['=1+1', "'=1+1", "'tis done", '=1+1']);
  });

  test('prose with commas, binary data, markup and emptiness are no tables', async () => {
    const reasonOf = async (content: string | Uint8Array): Promise<string> => (await refusalOf(readFixture(await fileOf(content)))).code;
    expect(await reasonOf('Dear all, the meeting is on Friday.\nPlease come, and bring your list.\nThanks, and see you.\n')).toBe('not_a_change_file');
    expect(await reasonOf(new Uint8Array(5000).map((_, i) => (i * 7919) % 251))).toBe('not_a_change_file');
    expect(await reasonOf('<!DOCTYPE html><html><body>Sign in</body></html>')).toBe('not_a_change_file');
    expect(await reasonOf('')).toBe('empty_file');
    expect(await reasonOf('\uFEFF \n\n')).toBe('empty_file');
    expect(await reasonOf('Change ID,Title,Status\n')).toBe('no_records');
  });

  test('a cell over the limit is set aside, a table with too many columns is refused', async () => {
    const { quarantined } = await rowsOf(`Change ID,Title,Status\nC-1,${'x'.repeat(1024 * 1024 + 1)},Approved\nC-2,Two,Approved\n`);
    expect(quarantined.map(({ row, why }) => [row, why])).toEqual([[1, 'cell_too_long']]);
    const names = Array.from({ length: 1100 }, (_, i) => `c${i}`).join(',');
    expect((await refusalOf(rowsOf(`${names}\n${names}\n`))).code).toBe('too_large');
  });
});
