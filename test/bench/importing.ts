// B9: a file in the shape of ServiceNow's change export, beside the same rows put into a plain table with the same indexes.
import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeded } from '../../src-main/sample/random.ts';
import type { Ground } from './ground.ts';
import { ask, changesOf } from './ground.ts';
import type { ImportMemory } from './import-memory.ts';
import { perSecond, timeOf } from './measure.ts';
import type { Result } from './measure.ts';

const header = ['number', 'short_description', 'description', 'state', 'type', 'risk', 'impact', 'category', 'assignment_group', 'assigned_to', 'requested_by', 'cmdb_ci', 'business_service', 'start_date', 'end_date', 'sys_created_on', 'justification', 'implementation_plan', 'backout_plan', 'test_plan'];
const day = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

/** Numbers of their own in every run, because a folder that is kept already has those of the last one. */
function csvOf(rows: number): string {
  const random = seeded(9);
  const run = Date.now().toString(36).toUpperCase();
  const lines = [header.join(',')];
  for (let i = 1; i <= rows; i += 1) {
    const start = random.between(0, 8000);
    lines.push([`CHG${run}${String(i).padStart(7, '0')}`, `Patch node ${random.between(1, 400)} of pool ${random.between(1, 40)}`, '"Applies the vendor release node by node ""as rehearsed""."', random.pick(['New', 'Assess', 'Scheduled', 'Implement', 'Closed']), random.pick(['Normal', 'Standard', 'Emergency']), random.pick(['High', 'Moderate', 'Low']),
      random.pick(['1 - High', '2 - Medium', '3 - Low']), 'Software', 'Platform', `Owner ${random.between(1, 50)}`, `Requester ${random.between(1, 50)}`, `host-${random.between(1, 900)}`, `Service ${random.between(1, 60)}`, day(start), day(start + 2), day(start - 200), 'Leaves vendor support', '1. Announce 2. Apply', 'Put the previous release back', 'Smoke tests'].join(','));
  }
  return `${lines.join('\n')}\n`;
}

const tables = `CREATE TABLE change (${header.map((name) => `"${name}" TEXT`).join(', ')});
CREATE UNIQUE INDEX by_number ON change (number); CREATE INDEX by_state ON change (state, risk); CREATE INDEX by_update ON change (sys_created_on); CREATE INDEX by_window ON change (start_date); CREATE INDEX by_service ON change (business_service); CREATE INDEX by_source ON change (category, number);
CREATE VIRTUAL TABLE search USING fts5(title, service, people, ids, content='', contentless_delete=1, detail='none', tokenize='unicode61 remove_diacritics 2', prefix='2');`;
const fillSearch = 'INSERT INTO search (rowid, title, service, people, ids) SELECT rowid, short_description, business_service, assigned_to, number FROM change';

/** The floor: sqlite3's own `.import` where it is new enough for our search index, else a prepared insert over lines split at commas. */
async function floorOf(csv: string, folder: string): Promise<{ took: number; how: string }> {
  const path = join(folder, 'floor.db');
  rmSync(path, { force: true });
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.exec(tables);
  const version = /^3\.(\d+)/.exec(spawnSync('sqlite3', ['--version'], { encoding: 'utf8' }).stdout ?? '');
  if (version && Number(version[1]) >= 43) {
    db.close();
    const script = `.mode csv\n.import --skip 1 ${csv} change\n${fillSearch};\n`;
    return { took: await timeOf(() => { if (spawnSync('sqlite3', [path], { input: script }).status !== 0) throw new Error('sqlite3 did not import'); }), how: 'sqlite3 .import' };
  }
  const insert = db.prepare(`INSERT INTO change VALUES (${header.map(() => '?').join(', ')})`);
  const took = await timeOf(() => {
    const lines = readFileSync(csv, 'utf8').split('\n').slice(1, -1);
    db.transaction(() => { for (const line of lines) { const cells = line.split(','); insert.run(Array.from(header, (_, i) => cells[i] ?? '')); } db.exec(fillSearch); })();
  });
  db.close();
  return { took, how: 'prepared inserts of lines split at commas' };
}

/** MB that an import may add, whatever the length of the file. */
const memoryBar = 300;

/** The same file once more, in a process of its own. */
function memoryOf(csv: string, ground: Ground): Result {
  const folder = mkdtempSync(join(ground.exportsDir, 'memory-'));
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'import-memory.ts'), csv, folder], { encoding: 'utf8' });
  rmSync(folder, { recursive: true, force: true });
  if (status !== 0) throw new Error(`the import whose memory is measured failed: ${stderr.slice(0, 300)}`);
  const { before, peak, rows } = JSON.parse(stdout) as ImportMemory;
  const added = (peak - before) / 1e6;
  return { id: 'B9', what: `memory that an import of ${rows.toLocaleString('en-GB')} rows adds`, ours: `${Math.round(added)} MB`, floor: `${memoryBar} MB`, ratio: added / memoryBar, bar: { atMost: 1 },
    note: `resident, core in its thread: ${Math.round(before / 1e6)} MB before, ${Math.round(peak / 1e6)} MB at most` };
}

export async function importing(ground: Ground): Promise<Result[]> {
  const rows = changesOf[ground.size];
  const csv = join(ground.exportsDir, `servicenow-${ground.size}.csv`);
  writeFileSync(csv, csvOf(rows));
  const floor = await floorOf(csv, ground.exportsDir);
  const took = await timeOf(async () => {
    const report = await ask(ground.chair, 'import.run', { file: ground.app.stagePath(csv), zone: 'UTC' });
    if (report.new !== rows) throw new Error(`${report.new} of ${rows} rows were imported: ${JSON.stringify(report.quarantined.slice(0, 2))}`);
  });
  return [{ id: 'B9', what: `import ${rows.toLocaleString('en-GB')} rows of CSV, ${ground.size}`, ours: perSecond(rows / took * 1000, 'rows'), floor: perSecond(rows / floor.took * 1000, 'rows'), ratio: floor.took / took, bar: { atLeast: 0.25 },
    note: `floor: ${floor.how}` }, memoryOf(csv, ground)];
}
