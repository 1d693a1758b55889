import { spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { fileOf } from './read-fixture.ts';

/** Rows in the shape of a ServiceNow export, about 330 bytes each. */
async function bigCsv(rows: number): Promise<string> {
  const path = await fileOf('');
  const out = createWriteStream(path);
  out.write('"number","short_description","description","type","state","risk","impact","priority","requested_by","cmdb_ci","business_service","start_date","end_date","backout_plan"\r\n');
  for (let i = 0; i < rows; i++) {
    const day = String(1 + (i % 28)).padStart(2, '0');
    const line = `"CHG${i}","Patch node ${i}","Monthly patching, ""rolling"" update.\nSecond line for node ${i}, with some more words to give it the length such texts have.","normal","${-5 + (i % 5)}","3","2","3","Ann Example","app-${i % 500}","Customer portal","2026-05-${day} 20:00:00","2026-05-${day} 22:00:00","Redeploy the previous signed image."\r\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return path;
}

/** A process of its own, so that the figure is the reader's and not the test runner's. */
const program = `
const { inspectFile } = await import(process.argv[1] + 'inspect.ts');
const { readChanges } = await import(process.argv[1] + 'read-changes.ts');
const { mapping, rows: guessed } = await inspectFile(process.argv[2], { zone: 'Europe/Berlin' });
let rows = 0, early = 0, peak = 0;
const started = performance.now();
for await (const batch of readChanges(process.argv[2], mapping, { zone: 'Europe/Berlin' })) {
  rows += batch.length;
  if (rows % 10000 === 0) {
    const { rss } = process.memoryUsage();
    peak = Math.max(peak, rss);
    if (rows === 50000) early = peak;
  }
}
console.log(JSON.stringify({ rows, guessed, early, peak, perSecond: Math.round(rows / (performance.now() - started) * 1000) }));
`;

describe('large files', () => {
  test('CHG-05 200,000 rows are read in memory that does not grow with the file', async () => {
    const path = await bigCsv(200_000);
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', program, '--', new URL('../../src-main/formats/', import.meta.url).href, path], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    const { rows, guessed, early, peak, perSecond } = JSON.parse(run.stdout) as Record<string, number>;
    expect(rows).toBe(200_000);
    expect(Math.abs(guessed! - 200_000)).toBeLessThan(20_000);
    expect(peak! / 1e6).toBeLessThan(300);
    expect((peak! - early!) / 1e6).toBeLessThan(100);
    // A floor no machine should miss; measured are far more (see the benchmark of imports).
    expect(perSecond!).toBeGreaterThan(10_000);
  });
});
