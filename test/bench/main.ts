// The benchmarks of design.md, section 8: `node src-main/run.mjs bench [-- --only B8,B4 --size S|M|L]`. Every floor is taken in the same run.
import { writeFileSync } from 'node:fs';
import { cpus, totalmem, type as systemType } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { colliding } from './colliding.ts';
import { decisions } from './commits.ts';
import { flipping } from './flipping.ts';
import type { Ground, Size } from './ground.ts';
import { benchFolder, groundOf, sampleOf } from './ground.ts';
import { readsOfEncrypted } from './encrypted.ts';
import { exchanging } from './exchanging.ts';
import { importing } from './importing.ts';
import { listPages, searchAsTyped } from './lists.ts';
import { barText, isReached } from './measure.ts';
import type { Result, Skipped } from './measure.ts';
import { meetings } from './meetings.ts';
import { printing } from './printing.ts';
import { readiness } from './readiness.ts';
import { starting } from './starting.ts';
import { verification } from './verifying.ts';

type Bench = (ground: Ground) => Promise<(Result | Skipped)[]>;
/** In this order: what only reads comes before what makes the trail longer. */
const benches: Record<string, Bench> = { B4: listPages, B5: searchAsTyped, CHG: readiness, B7: colliding, 'SEC-04': readsOfEncrypted, B8: decisions, B11: verification, B12: printing, B9: importing, B10: exchanging, B1: starting, B2: meetings, B6: flipping };

const { values } = parseArgs({ options: { only: { type: 'string' }, size: { type: 'string' } }, strict: true });
const chosen = values.only?.toUpperCase().split(',') ?? Object.keys(benches);
const unknown = chosen.filter((id) => !Object.hasOwn(benches, id));
if (unknown.length > 0) throw new Error(`there is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
const isSize = (text: string): text is Size => text === 'S' || text === 'M' || text === 'L';
const asked = values.size?.split(',') ?? (values.only ? ['S'] : ['S', 'M']);
const sizes = asked.filter(isSize);
if (sizes.length < asked.length) throw new Error('sizes are S, M and L');

const cells = (r: Result | Skipped): string[] => ('skipped' in r ? [r.id, r.what, '–', '–', '–', '–', `skipped: ${r.skipped}`]
  : [r.id, r.what, r.ours, r.floor, r.ratio < 0.1 ? r.ratio.toFixed(3) : r.ratio.toFixed(2), barText(r.bar), isReached(r) ? 'yes' : 'NO']);

function printed(results: readonly (Result | Skipped)[]): string {
  const rows = [['', 'benchmark', 'ours', 'floor', 'ratio', 'bar', 'ok'], ...results.map(cells)];
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ').trimEnd()).join('\n');
}

function report(results: readonly (Result | Skipped)[], made: readonly string[]): string {
  const [cpu] = cpus();
  return [
    '# Latest benchmarks', '', `Written by \`npm run bench\`. ${systemType()} ${process.arch}, ${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}.`,
    'Ratios count, not milliseconds: every floor was taken in the same run, in turns with ours where that is possible.', '', ...made.map((line) => `- ${line}`), '',
    '| | benchmark | ours | floor | ratio | bar | ok |', '|---|---|---|---|---|---|---|', ...results.map((r) => `| ${cells(r).join(' | ')} |`), '',
    ...results.flatMap((r) => ('note' in r && r.note ? [`- ${r.id}, ${r.what}: ${r.note}.`] : [])), '',
  ].join('\n');
}

const { folder, remove } = benchFolder();
const results: (Result | Skipped)[] = [];
const made: string[] = [];
try {
  for (const size of sizes) {
    const ground = await groundOf(folder, size);
    made.push(`Size ${size}: the worked example of ${sampleOf[size]} changes, made or opened in ${ground.madeIn.toFixed(1)} s.`);
    for (const id of chosen) {
      const found = await benches[id]!(ground);
      results.push(...found);
      console.log(printed(found).split('\n').slice(1).join('\n'));
    }
    await ground.app.close();
  }
} finally {
  remove();
}
console.log(`\n${printed(results)}`);
if (!values.only) writeFileSync(join(import.meta.dirname, 'latest.md'), report(results, made));
process.exitCode = results.every((r) => 'skipped' in r || isReached(r)) ? 0 : 1;
