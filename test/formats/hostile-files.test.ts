// Whatever the bytes: a file is read or refused with a reason, within its time; nothing else may come out.
import { readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../src-main/formats/format-error.ts';
import { inspectFile } from '../../src-main/formats/inspect.ts';
import { readChanges } from '../../src-main/formats/read-changes.ts';
import { fileOf, fixture } from './read-fixture.ts';

const names = ['servicenow-50.csv', 'servicenow-pairs.json', 'servicenow-unload.xml', 'jira.csv', 'jira-search.json', 'utf16.tsv', 'umlaute-semikolon.csv'];

/** Reads as an import would, and says how it ended. */
async function outcome(path: string): Promise<string> {
  try {
    const { mapping, encoding } = await inspectFile(path, { zone: 'Europe/Berlin' });
    let rows = 0;
    for await (const batch of readChanges(path, mapping, { zone: 'Europe/Berlin', encoding })) {
      for (const row of batch) expect(row.kind === 'ok' ? row.change.externalId !== '' && row.change.title !== '' : row.why !== undefined && row.row > 0).toBe(true);
      rows += batch.length;
    }
    return `${rows} rows`;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    // “Undefined entity” is what XML calls a name that nobody declared.
    expect(error.message).not.toMatch(/undefined(?! entity)|\[object|NaN/);
    return error.code;
  }
}

describe('hostile files', () => {
  test('random bytes are read or refused', async () => {
    const path = await fileOf('');
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
      await writeFile(path, bytes);
      await outcome(path);
    }), { numRuns: 200 });
  });

  test('random text of the signs that matter is read or refused', async () => {
    const path = await fileOf('');
    const sign = fc.constantFrom('"', ',', ';', '\t', '\n', '\r\n', '{', '}', '[', ']', ':', '<', '>', '/', '<a>', '</a>', '&', "'", '=', '\\', '1', 'number', 'short_description', 'é', '\uFEFF', '\0', ' ', '2026-03-29 02:30:00', '{"a":1}');
    await fc.assert(fc.asyncProperty(fc.array(sign, { maxLength: 120 }), async (signs) => {
      await writeFile(path, signs.join(''));
      await outcome(path);
    }), { numRuns: 500 });
  });

  test('a good file cut anywhere, or with bytes changed anywhere, is read or refused', async () => {
    const path = await fileOf('');
    const files = await Promise.all(names.map((name) => readFile(fixture(name))));
    await fc.assert(fc.asyncProperty(fc.constantFrom(...files), fc.double({ min: 0, max: 1, noNaN: true }), fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }), async (file, share, changes) => {
      const bytes = Buffer.from(file.subarray(0, Math.ceil(file.length * share)));
      for (const [at, byte] of changes) bytes[Math.floor(at * bytes.length)] = byte;
      await writeFile(path, bytes);
      await outcome(path);
    }), { numRuns: 300 });
  });

  test('an XML and a JSON document cut anywhere are never an empty success', async () => {
    const path = await fileOf('');
    for (const name of ['servicenow-pairs.json', 'servicenow-unload.xml', 'jira-search.json']) {
      const file = await readFile(fixture(name));
      for (let share = 1; share < 20; share++) {
        await writeFile(path, file.subarray(0, Math.floor((file.length * share) / 20)));
        expect(['truncated', 'malformed_json', 'malformed_xml', 'not_utf8']).toContain(await outcome(path));
      }
    }
  });

  test('markup, formulas, reversed text and a word of 10,000 letters arrive as plain text', async () => {
    const texts = ['<script>alert(1)</script>', '{{constructor}}', '\u202egnp.exe', 'w'.repeat(10_000), "Robert'); DROP TABLE changes;--"];
    const quoted = texts.map((text, i) => `${i},"${text.replaceAll('"', '""')}",New`);
    const path = await fileOf(['Change ID,Title,Status', ...quoted].join('\n'));
    const { mapping } = await inspectFile(path);
    const titles: string[] = [];
    for await (const batch of readChanges(path, mapping)) for (const row of batch) if (row.kind === 'ok') titles.push(row.change.title);
    expect(titles).toEqual(texts);
  });
});
