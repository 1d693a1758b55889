// The rows an import set aside, as a file to mend and import again (CHG-05).
import { once } from 'node:events';
import { createWriteStream, mkdirSync, statSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Input, Output } from '#contract/index.ts';
import { AppError, appError } from '../app-error.ts';
import { subjectOf } from '../domain/event.ts';
import { needs } from '../domain/roles.ts';
import { writeSetAsideCsv } from '../formats/csv-out.ts';
import type { JobContext, JobControl } from '../ports.ts';
import { sha256Hex } from '../trail/hashes.ts';

type SetAside = { row: number; field: string; why: string; value: string };
/** Rows asked for at once. */
const pageRows = 2000;

function* setAside(context: JobContext, id: string, control: JobControl): Generator<SetAside> {
  let after: SetAside = { row: -1, field: '', why: '', value: '' };
  for (let done = 0; ;) {
    if (control.signal.aborted) throw appError('cancelled');
    const page = context.read(({ db }) => db.all<SetAside>('SELECT row, field, why, value FROM import_quarantine WHERE import = ? AND (row, field) > (?, ?) ORDER BY row, field LIMIT ?', id, after.row, after.field, pageRows));
    yield* page;
    done += page.length;
    control.onProgress({ done, total: null, what: `${done.toLocaleString('en-GB')} rows written` });
    if (page.length < pageRows) return;
    after = page.at(-1)!;
  }
}

/** Writes every row that an import set aside. Refuses with `record_missing` where there is no such import. */
export async function writeQuarantine(context: JobContext, { import: id }: Input<'import.writeQuarantine'>, control: JobControl): Promise<Output<'import.writeQuarantine'>> {
  const no = context.read(({ actor }) => needs('print', actor));
  if (no) throw new AppError(no.error);
  if (!context.read(({ db }) => db.get('SELECT 1 FROM import_run WHERE id = ?', id))) throw appError('record_missing', { record: 'import', id });
  mkdirSync(context.exportsDir, { recursive: true });
  const name = `set-aside-${id.slice(0, 8)}-${context.now().slice(0, 19).replace(/\D/g, '')}.csv`;
  const path = join(context.exportsDir, name);
  const out = createWriteStream(`${path}.partial`);
  try {
    const rows = await writeSetAsideCsv(setAside(context, id, control), out);
    out.end();
    await once(out, 'finish');
    await rename(`${path}.partial`, path);
    const sha256 = sha256Hex(await readFile(path));
    context.write((write) => { write.append([{ type: 'document.written', subject: subjectOf('document', write.newId()), data: { kind: 'set-aside', of: subjectOf('import', id), sha256 }, text: { name } }]); });
    return { file: { name, folder: context.exportsDir, size: statSync(path).size, sha256 }, rows };
  } catch (error) {
    out.destroy();
    await rm(`${path}.partial`, { force: true });
    throw error;
  }
}
