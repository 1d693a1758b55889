import { describe, expect, test } from 'vitest';
import { bytesOf, detectEncoding, textOf } from '../../src-main/formats/encoding.ts';
import { fileOf, fixture, readFixture, refusalOf } from './read-fixture.ts';

const table = 'Change ID,Title,Status\nC-1,Café “Größe”,Approved\n';
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

async function wholeText(path: string, encoding: string): Promise<string> {
  let text = '';
  for await (const piece of textOf(path, encoding)) text += piece;
  return text;
}

describe('encodings', () => {
  test.each([
    ['UTF-8', Buffer.from(table)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${table}`)],
    ['UTF-16 LE with a mark', Buffer.from(`\uFEFF${table}`, 'utf16le')],
    ['UTF-16 BE with a mark', utf16be(`\uFEFF${table}`)],
    ['UTF-16 LE without a mark', Buffer.from(table, 'utf16le')],
    ['UTF-16 BE without a mark', utf16be(table)],
  ])('%s is recognised without asking', async (_, bytes) => {
    const { inspection, changes } = await readFixture(await fileOf(bytes));
    expect(inspection.questions).toEqual([]);
    expect(inspection.columns).toEqual(['Change ID', 'Title', 'Status']);
    expect(changes[0]?.title).toBe('Café “Größe”');
  });

  test('CHG-05 a file that is not UTF-8 is asked about and read as answered', async () => {
    const path = fixture('umlaute-semikolon.csv');
    const asked = await readFixture(path, { encoding: 'windows-1252', zone: 'Europe/Berlin' });
    expect(asked.inspection.questions).toEqual([]);
    expect(asked.changes.map((change) => change.title)).toEqual(['Prüfung der Löschanlage', 'Tür „Süd“ – Leser tauschen']);
    const { inspectFile } = await import('../../src-main/formats/inspect.ts');
    const question = (await inspectFile(path)).questions.find((q) => q.about === 'encoding');
    expect(question?.text).toContain('line 2');
    expect(question?.candidates).toContain('windows-1252');
  });

  test('CHG-05 a file that is not UTF-8 is refused with its line when nobody answered', async () => {
    const error = await refusalOf(readFixture(fixture('umlaute-semikolon.csv'), { zone: 'Europe/Berlin' }));
    expect(error.code).toBe('not_utf8');
    expect(error.where).toEqual({ file: 'umlaute-semikolon.csv', line: 2 });
  });

  test('a saved encoding does not spoil a file that is UTF-8', async () => {
    const path = await fileOf(table);
    const { inspection } = await readFixture(path);
    const { changes } = await readFixture(path, { mapping: { ...inspection.mapping, encoding: 'windows-1252' } });
    expect(changes[0]?.title).toBe('Café “Größe”');
  });

  test('an odd byte far into a large file is found with its line', async () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => `C-${i},Plain title ${i},Approved`);
    const bytes = Buffer.concat([Buffer.from(`Change ID,Title,Status\n${lines.join('\n')}\n`), Buffer.from([0xe9, 0x0a])]);
    expect(await detectEncoding(await fileOf(bytes))).toEqual({ name: null, bomBytes: 0, line: 40_002 });
  });

  test('characters cut by the edge of a piece are no sign of another encoding, half a character at the end of a file is', async () => {
    for (let before = 0; before < 4; before += 1) expect(await detectEncoding(await fileOf(`${'a'.repeat(before)}${'€'.repeat(200_000)}`)), String(before)).toEqual({ name: 'utf-8', bomBytes: 0 });
    expect(await detectEncoding(await fileOf(`\uFEFF${'😀'.repeat(150_000)}`))).toEqual({ name: 'utf-8', bomBytes: 3 });
    for (const size of [5, 131_072, 400_000]) expect(await detectEncoding(await fileOf(Buffer.concat([Buffer.from('line\n'.repeat(size / 5 | 0)), Buffer.from('€').subarray(0, 2)]))), String(size)).toEqual({ name: null, bomBytes: 0, line: (size / 5 | 0) + 1 });
  });

  test('characters cut by the edge of a piece stay whole', async () => {
    const text = `a${'€'.repeat(200_000)}`;
    const path = await fileOf(text);
    expect(await wholeText(path, 'utf-8')).toBe(text);
    let bytes = 0;
    for await (const piece of bytesOf(path, 'utf-8')) bytes += piece.length;
    expect(bytes).toBe(Buffer.byteLength(text));
  });

  test('bytes that do not fit the encoding named are refused, and so is an encoding nobody knows', async () => {
    const path = await fileOf(Buffer.concat([Buffer.from(table, 'utf16le'), Buffer.from([0x00, 0xd8])]));
    expect((await refusalOf(wholeText(path, 'utf-16le'))).code).toBe('wrong_encoding');
    expect((await refusalOf(wholeText(path, 'klingon'))).code).toBe('unknown_encoding');
  });
});
