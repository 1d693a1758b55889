import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeChangesCsv } from '../../src-main/formats/csv-out.ts';
import { guarded, unguarded } from '../../src-main/formats/formula-guard.ts';
import type { ImportedChange } from '../../src-main/formats/imported-change.ts';
import { fileOf, readFixture } from './read-fixture.ts';

async function written(changes: ImportedChange[]): Promise<Buffer> {
  const out = new PassThrough();
  const all = buffer(out);
  expect(await writeChangesCsv(changes, out)).toBe(changes.length);
  out.end();
  return all;
}

describe('changes as CSV', () => {
  test.each(['=cmd()', '+1', '-1', '@x', '\tx', '\rx', '\0x'])('%j is kept from running as a formula', (text) => {
    expect(guarded(text)).toBe(`'${text}`);
  });

  test('what the guard adds comes off again, whatever the text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom("'", '=', '-', '\0', 'a') })), (text) => {
      expect(unguarded(guarded(text))).toBe(text);
      expect(guarded(text)).not.toMatch(/^[=+\-@\t\r\0]/);
    }));
  });

  test('what was written is read again as it was, through the mapping found for it', async () => {
    const change: ImportedChange = {
      externalId: 'C-A1-0412', title: '=HYPERLINK("x") "and" more', type: 'emergency', state: 'under-review', externalState: 'under-review', description: '-- first\r\nsecond; third',
      service: 'Core, network', items: ['sw-1', 'sw-2'], plannedStartAt: '2026-07-01T20:00:00.000Z', plannedEndAt: '2026-07-01T22:00:00.000Z', zone: 'Europe/Berlin', risk: 'critical',
      impact: 'high', priority: '1', outcome: 'rolled-back', requester: 'Ann', owner: 'Bob', implementer: 'Cy', backoutPlan: '@home', rollbackCriteria: '5 % errors',
    };
    const bytes = await written([change, { externalId: 'C-A1-0413', title: 'Plain', type: 'normal', state: 'draft' }]);
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const path = await fileOf(bytes);
    const { inspection } = await readFixture(path);
    expect(inspection.questions).toEqual([]);
    const items = { ...inspection.mapping.fields['items']!, join: ';' };
    const { changes } = await readFixture(path, { mapping: { ...inspection.mapping, fields: { ...inspection.mapping.fields, items } } });
    expect(changes[0]).toEqual(change);
    expect(changes[1]).toMatchObject({ externalId: 'C-A1-0413', state: 'draft' });
  });

  test('a reader that is slow is waited for', async () => {
    const out = new PassThrough({ highWaterMark: 1024 });
    const work = writeChangesCsv(Array.from({ length: 2000 }, (_, i): ImportedChange => ({ externalId: `C-${i}`, title: 'x'.repeat(100), type: 'normal', state: 'draft' })), out).then(() => out.end());
    let most = 0;
    let bytes = 0;
    for await (const piece of out as AsyncIterable<Buffer>) {
      most = Math.max(most, out.writableLength);
      bytes += piece.length;
    }
    await work;
    expect(bytes).toBeGreaterThan(200_000);
    expect(most).toBeLessThan(100_000);
  });
});
