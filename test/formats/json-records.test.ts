import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { locateJsonError } from '../../src-main/formats/json-position.ts';
import { scanJson } from '../../src-main/formats/json-scan.ts';
import { defaultLimits } from '../../src-main/formats/limits.ts';
import { fileOf, readFixture, refusalOf } from './read-fixture.ts';

const change = (n: number): Record<string, unknown> => ({ number: `CHG${n}`, short_description: `Change ${n}`, state: 'New', type: 'normal' });
const read = async (text: string): Promise<Awaited<ReturnType<typeof readFixture>>> => readFixture(await fileOf(text, 'file.json'));

describe('JSON', () => {
  test.each([
    ['an array', JSON.stringify([change(1), change(2)])],
    ['result', JSON.stringify({ result: [change(1), change(2)] })],
    ['records', JSON.stringify({ records: [change(1), change(2)] }, null, 2)],
    ['a wrapped array', JSON.stringify({ meta: [{ a: 1 }], data: { columns: [{ name: 'x' }], result: [change(1), change(2)] } })],
    ['JSON lines', `${JSON.stringify(change(1))}\n\n${JSON.stringify(change(2))}\n`],
  ])('records are found in %s', async (_, text) => {
    const { changes } = await read(text);
    expect(changes.map((each) => each.externalId)).toEqual(['CHG1', 'CHG2']);
  });

  test('a single record under result is one change', async () => {
    expect((await read(JSON.stringify({ result: change(7) }))).changes.map((each) => each.title)).toEqual(['Change 7']);
  });

  test.each([
    ['{ "result": [\n  {"number": "CHG1",}\n] }', 'malformed_json', 2],
    ['{\n result: [ {"number": "CHG1"} ] }', 'malformed_json', 2],
    ['{ "result": [ {"number": "CHG1"}\n, , {"number": "CHG2"} ] }', 'malformed_json', 2],
    ['{ "result": [ {"number": "CHG1"},\n ] }', 'malformed_json', 2],
    ['{ "result": [ {"number": "CHG1"},\n {"number": ', 'truncated', 2],
    ['{ "result": [ {"number": "CHG1"}\n', 'truncated', 2],
    ['{ "result": [ {"number": "CHG1"} ]\n} and more', 'malformed_json', 2],
    ['[{"a":\n"line\nbreak"}]', 'malformed_json', 2],
  ])('%j is refused at its line', async (text, code, line) => {
    const error = await refusalOf(read(text));
    expect([error.code, error.where.line]).toEqual([code, line]);
  });

  test('a broken line of JSON lines is set aside alone', async () => {
    const { changes, quarantined } = await read(`${JSON.stringify(change(1))}\n{"number": oops}\n${JSON.stringify(change(3))}\n`);
    expect(changes.map((each) => each.externalId)).toEqual(['CHG1', 'CHG3']);
    expect(quarantined).toMatchObject([{ row: 2, line: 2, why: 'malformed_json' }]);
  });

  test('an element that is no object is set aside', async () => {
    const { changes, quarantined } = await read(JSON.stringify([change(1), 'oops', 7, null, change(2)]));
    expect(changes).toHaveLength(2);
    expect(quarantined.map(({ row, why }) => [row, why])).toEqual([[2, 'not_an_object'], [3, 'not_an_object'], [4, 'not_an_object']]);
  });

  test('nesting beyond 32 levels and answers without records are refused', async () => {
    expect((await refusalOf(read(`{"result":[{"a":${'['.repeat(40)}${']'.repeat(40)}}]}`))).code).toBe('too_deep');
    expect((await refusalOf(read('{"result":[]}'))).code).toBe('no_records');
  });

  test('keys named like built-ins and halves of characters are plain text', async () => {
    const { changes } = await read('[{"number":"CHG1","short_description":"half \\ud83d end","state":"New","__proto__":"x","constructor":"y"}]');
    expect(changes[0]?.title).toBe('half \ufffd end');
    expect(changes[0]?.foreign).toEqual({ _proto_: 'x', constructor: 'y' });
  });

  test('incidents are not taken for changes', async () => {
    const error = await refusalOf(read(JSON.stringify({ result: [{ number: 'INC0010023', short_description: 'Mail is slow', state: 'New' }] })));
    expect(error.code).toBe('not_a_change_file');
    expect(error.message).toContain('INC');
  });

  test.each(['{"a":1}', '[]', '"x"', '[1,2.5e-3,true,null,"\\u00e9"]', '{"a":{"b":[{}]}}'])('%s has no fault', (text) => {
    expect(locateJsonError(text)).toBeNull();
  });

  test('records cut from a stream are those of the whole, wherever the pieces end', async () => {
    const records = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), { minLength: 1, maxLength: 6 });
    await fc.assert(fc.asyncProperty(records, fc.jsonValue({ maxDepth: 1 }), fc.nat(2), fc.array(fc.nat(300), { maxLength: 5 }), async (given, after, indent, cuts) => {
      const text = JSON.stringify({ before: 'x[{', result: given, after }, null, indent);
      const at = [...new Set([0, ...cuts.map((cut) => cut % text.length), text.length])].sort((a, b) => a - b);
      async function* pieces(): AsyncGenerator<string> { for (let i = 1; i < at.length; i++) yield text.slice(at[i - 1], at[i]); }
      const scan = scanJson(pieces(), defaultLimits);
      const found: { value: unknown; line: number }[] = [];
      for await (const batch of scan.elements) found.push(...batch);
      expect(found.map((element) => element.value)).toEqual(JSON.parse(text).result);
      expect(scan.envelope()).toEqual({ ...JSON.parse(text), result: [] });
      expect(found[0]?.line).toBe(indent === 0 ? 1 : 4);
    }), { numRuns: 500 });
  });
});
