// Imports of changes: read in a worker with limits, judged row by row, applied in short slices (CHG-05).
import { setImmediate } from 'node:timers/promises';
import type { ImportReport, Mapping } from '#contract/imports.ts';
import type { Input, Output } from '#contract/index.ts';
import { AppError, appError } from '../app-error.ts';
import { applyRows, closeUndo, finishImport, judgeRow, mayImport, noteQuarantine, noteRefusal, startImport, undoChanges } from '../commands/imports.ts';
import type { QuarantinedRow, ReadRow, Run, Tally } from '../commands/imports.ts';
import { policy } from '../domain/policy.ts';
import type { JobContext, JobControl } from '../ports.ts';
import { openParser } from './parser.ts';
import type { Parser } from './parser.ts';

type Reading = Input<'import.dryRun'>;
type Noted = ImportReport['notes'][number];
type Read = { rows: ReadRow[]; quarantined: QuarantinedRow[]; notes: Noted[] };
/** What was found so far: every row set aside, because all of them are kept, and of the notes as many as are shown. */
type Found = { quarantined: QuarantinedRow[]; notes: Noted[]; notesCount: number };
const nothingFound = (): Found => ({ quarantined: [], notes: [], notesCount: 0 });
function find(found: Found, { quarantined, notes }: Read): void {
  found.quarantined.push(...quarantined);
  found.notes.push(...notes.slice(0, shown - found.notes.length));
  found.notesCount += notes.length;
}
/** Rows shown in a report; all of them are kept with the import. */
const shown = 500;
/** Milliseconds a slice may hold the store; a decision never waits longer (design, section 9). */
const sliceMs = 200;
/** Rows of a slice: the more, the fewer times the same pages of the indexes are written. */
const sliceRows = 2000;
/** Rows of one commit. */
const commitRows = 500;

/** One thread reads a file from the first look to its last row, and ends with the job. */
async function withParser<T>(control: JobControl, act: (parser: Parser) => Promise<T>): Promise<T> {
  const parser = openParser(control.signal);
  try {
    return await act(parser);
  } finally {
    await parser.close();
  }
}

async function look(context: JobContext, input: Reading, parser: Parser): Promise<Output<'import.inspect'>> {
  const { path, name } = context.staged(input.file);
  return { ...await parser.inspect(path, { name, ...options(input) }), name };
}

export const inspect = (context: JobContext, input: Reading, control: JobControl): Promise<Output<'import.inspect'>> => withParser(control, (parser) => look(context, input, parser));

const options = ({ mapping, zone, encoding, dateFormat }: Reading): { mapping?: Mapping; zone?: string; encoding?: string; dateFormat?: string } =>
  ({ ...(mapping ? { mapping } : {}), ...(zone ? { zone } : {}), ...(encoding ? { encoding } : {}), ...(dateFormat ? { dateFormat } : {}) });

/** The mapping to use and what must still be asked; an open question stops an import, it is never guessed. */
async function prepare(context: JobContext, input: Reading, parser: Parser): Promise<{ mapping: Mapping; encoding: string; warnings: string[]; kind: string; path: string; name: string; rows: number | null }> {
  const inspection = await look(context, input, parser);
  const question = inspection.questions.find((q) => !(q.about === 'zone' && input.zone) && !(q.about === 'encoding' && input.encoding) && !(q.about === 'dateFormat' && input.dateFormat));
  if (question?.about === 'zone') throw appError('zone_needed', {}, { file: inspection.name, ...(question.field ? { field: question.field } : {}) });
  if (question) throw appError('answer_needed', { question: question.text, about: question.about }, { file: inspection.name, ...(question.field ? { field: question.field } : {}) });
  return { mapping: input.mapping ?? inspection.mapping, encoding: inspection.encoding, warnings: inspection.warnings, kind: inspection.kind, path: context.staged(input.file).path, name: inspection.name, rows: inspection.rows };
}

/** Open questions are answered and asked again; a file that cannot be read at all goes on record. */
async function prepareOrNote(context: JobContext, input: Reading, parser: Parser): ReturnType<typeof prepare> {
  try {
    return await prepare(context, input, parser);
  } catch (error) {
    if (error instanceof AppError && ['not_a_change_file', 'parser_died', 'limit_exceeded'].includes(error.refusal.code)) {
      context.write((write) => { noteRefusal(write, context.newId(), context.staged(input.file).name, error.refusal.code); });
    }
    throw error;
  }
}

type Sink = (read: Read) => Promise<void>;
type Source = { parser: Parser; prepared: Awaited<ReturnType<typeof prepare>>; input: Reading };
async function readAll({ parser, prepared, input }: Source, control: JobControl, sink: Sink): Promise<number> {
  let done = 0;
  // The look into the file has found the encoding; without it the whole file would be read once more for it.
  for await (const batch of parser.rows(prepared.path, prepared.mapping, { ...options(input), encoding: prepared.encoding })) {
    if (control.signal.aborted) throw appError('import_cancelled');
    const read: Read = { rows: [], quarantined: [], notes: [] };
    for (const r of batch) {
      if (r.kind === 'ok') {
        read.rows.push(r);
        for (const note of r.notes ?? []) read.notes.push({ row: r.row, ...note });
      } else read.quarantined.push({ row: r.row, field: r.field, why: r.why, value: r.value });
    }
    done += batch.length;
    await sink(read);
    control.onProgress({ done, total: prepared.rows, what: `${done.toLocaleString('en-GB')} rows read` });
  }
  return done;
}

const report = (prepared: { kind: string; warnings: string[] }, parts: { id: string | null; tally: Tally; found: Found; rows: number }): ImportReport => {
  const { quarantined, notes, notesCount } = parts.found;
  return { id: parts.id, kind: prepared.kind, ...parts.tally, quarantinedCount: quarantined.length, quarantined: quarantined.slice(0, shown), notes, notesCount, warnings: prepared.warnings, rows: parts.rows };
};

export const dryRun = (context: JobContext, input: Reading, control: JobControl): Promise<ImportReport> => withParser(control, async (parser) => {
  const prepared = await prepare(context, input, parser);
  const tally: Tally = { new: 0, changed: 0, unchanged: 0 };
  const found = nothingFound();
  const rows = await readAll({ parser, prepared, input }, control, async (read) => {
    find(found, read);
    // A dry run asks inside a transaction that appends nothing.
    context.write((write) => { for (const row of read.rows) tally[judgeRow(write, prepared.mapping.source, row).kind] += 1; });
    await setImmediate();
  });
  return report(prepared, { id: null, tally, found, rows });
});

/** Writes rows a slice at a time; between slices everybody else gets the store. */
async function applySliced(context: JobContext, run: Run, rows: readonly ReadRow[], tally: Tally): Promise<void> {
  for (let i = 0; i < rows.length;) {
    const until = performance.now() + sliceMs;
    context.write((write) => {
      while (i < rows.length && performance.now() < until) {
        const part = applyRows(write, run, rows.slice(i, i + commitRows));
        for (const kind of ['new', 'changed', 'unchanged'] as const) tally[kind] += part[kind];
        i += commitRows;
      }
    }, { import: run.id });
    await setImmediate();
  }
}

export async function runImport(context: JobContext, input: Input<'import.run'>, control: JobControl): Promise<ImportReport> {
  context.write((write) => { mayImport(write); });
  return withParser(control, async (parser) => importAll(context, { parser, prepared: await prepareOrNote(context, input, parser), input }, control));
}

async function importAll(context: JobContext, source: Source & { input: Input<'import.run'> }, control: JobControl): Promise<ImportReport> {
  const { prepared, input } = source;
  const run: Run = { id: context.newId(), source: prepared.mapping.source };
  const tally: Tally = { new: 0, changed: 0, unchanged: 0 };
  const found = nothingFound();
  const { quarantined } = found;
  const waiting: ReadRow[] = [];
  context.write((write) => { startImport(write, run, prepared.name); }, { import: run.id });
  try {
    const rows = await readAll(source, control, async (read) => {
      find(found, read);
      waiting.push(...read.rows);
      if (waiting.length >= sliceRows) await applySliced(context, run, waiting.splice(0), tally);
    });
    await applySliced(context, run, waiting, tally);
    const limit = input.quarantineLimit ?? Math.max(10, Math.floor(rows * policy.quarantineShare));
    if (quarantined.length > limit) throw appError('too_many_quarantined', { quarantined: quarantined.length, rows, limit });
    context.write((write) => {
      noteQuarantine(write, run, quarantined);
      finishImport(write, run, { ...tally, quarantined: quarantined.length });
    }, { import: run.id });
    return report(prepared, { id: run.id, tally, found, rows });
  } catch (error) {
    await takeBack(context, run.id);
    throw error instanceof AppError || !(error instanceof Error && error.name === 'AbortError') ? error : appError('import_cancelled');
  }
}

async function takeBack(context: JobContext, importId: string): Promise<{ cancelled: number; restored: number }> {
  const changes = context.write((write) => write.changesOfImport(importId));
  const done = { cancelled: 0, restored: 0 };
  for (let i = 0; i < changes.length; i += commitRows) {
    const part = context.write((write) => undoChanges(write, importId, changes.slice(i, i + commitRows)), { import: importId });
    done.cancelled += part.cancelled;
    done.restored += part.restored;
    await setImmediate();
  }
  context.write((write) => { closeUndo(write, importId); }, { import: importId });
  return done;
}

/** Undoes a finished import as a whole, unless somebody has worked on one of its changes since. */
export async function undoImport(context: JobContext, input: Input<'import.undo'>, control: JobControl): Promise<Output<'import.undo'>> {
  const run = context.read(({ db }) => db.get<{ state: string }>('SELECT state FROM import_run WHERE id = ?', input.import));
  if (!run) throw appError('record_missing', { record: 'import', id: input.import });
  if (run.state !== 'done') throw appError('import_not_undoable', { reason: `it is ${run.state}` });
  context.write((write) => {
    mayImport(write);
    const touched = write.changesOfImport(input.import).filter((id) => write.beforeImport(id, input.import).isTouched).map((id) => write.loadChange(id).number);
    if (touched.length > 0) throw appError('import_not_undoable', { reason: `${touched.length} of its changes ${touched.length === 1 ? 'has' : 'have'} been worked on since: ${touched.slice(0, 5).join(', ')}${touched.length > 5 ? ' …' : ''}`, changes: touched.slice(0, 50) });
  });
  control.onProgress({ done: 0, total: null, what: 'Taking the import back' });
  return takeBack(context, input.import);
}

/** Imports that a crash left running are undone before anything else happens (design, section 9). */
export async function undoLeftovers(context: JobContext): Promise<number> {
  const left = context.read(({ db }) => db.all<{ id: string }>("SELECT id FROM import_run WHERE state = 'running'"));
  for (const { id } of left) await takeBack(context, id);
  return left.length;
}
