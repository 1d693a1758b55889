// The register of emergencies as a file, and health files on their way in (EMG-03, EMG-04).
import type { RegisterRow } from '#contract/emergency.ts';
import type { Input, Output } from '#contract/index.ts';
import { AppError, appError } from '../app-error.ts';
import { recordHealth } from '../commands/emergency.ts';
import { mayImportHealth } from '../domain/emergency-after.ts';
import { listSeparator, tableCsv } from '../formats/csv-out.ts';
import { FormatError } from '../formats/format-error.ts';
import { readHealth } from '../formats/health.ts';
import type { Health } from '../formats/health.ts';
import type { JobContext, JobControl } from '../ports.ts';
import { wholeRegister } from '../queries/emergency.ts';
import { sha256Hex } from '../trail/hashes.ts';
import { assertMay, note, place, stampOf } from './export-file.ts';

const list = (words: readonly string[]): string => words.join(listSeparator);
/** Every fact the register is asked for, in the order people read it (EMG-03). */
const columns: readonly [heading: string, cell: (row: RegisterRow) => string | null][] = [
  ['Change number', (row) => row.number], ['Title', (row) => row.title], ['State', (row) => row.state], ['Service', (row) => row.service], ['Environment', (row) => row.environment], ['Team', (row) => row.team],
  ['Criterion', (row) => list(row.criteria)], ['Incident', (row) => list(row.incidents)], ['Justification', (row) => row.justification], ['Bypassed controls', (row) => list(row.bypassed)], ['Requester', (row) => row.requester], ['Approvers', (row) => list(row.approvers)],
  ['Declared', (row) => row.declaredAt], ['Authorised', (row) => row.authorisedAt], ['Authorised until', (row) => row.until], ['Started', (row) => row.startedAt], ['Finished', (row) => row.finishedAt], ['Validated', (row) => row.validatedAt],
  ['Root cause', (row) => row.rootCause], ['Outcome', (row) => row.outcome], ['Ratification', (row) => row.ratification], ['Overdue', (row) => list(row.clocks.filter(({ state }) => state === 'overdue').map(({ id }) => id))],
];

/** One row for each emergency, safe to open in a spreadsheet. Throws `AppError`. */
export async function exportEmergencies(context: JobContext, _input: Input<'emergency.export'>, control: JobControl): Promise<Output<'emergency.export'>> {
  context.read((workspace) => { assertMay('print', workspace); });
  control.onProgress({ done: 0, total: null, what: 'Reading the register' });
  const rows = context.read(wholeRegister);
  if (control.signal.aborted) throw appError('cancelled');
  const name = `emergencies-${stampOf(context.now())}.csv`;
  const text = tableCsv(columns.map(([heading]) => heading), rows.map((row) => columns.map(([, cell]) => cell(row))));
  return { file: place(context, { name, text }, note(context, 'emergencies', name)), rows: rows.length };
}

async function read(path: string, name: string): Promise<Health> {
  try {
    return await readHealth(path, { name });
  } catch (error) {
    if (error instanceof FormatError) throw appError('not_a_health_file', { ...error.facts, file: name, reason: error.message }, error.where);
    throw error;
  }
}

/** Reads a health file and records what it says of the last try; a failing one drafts an incident in the same commit. Throws `AppError`. */
export async function importHealthFile(context: JobContext, { change, file }: Input<'emergency.importHealth'>, control: JobControl): Promise<Output<'emergency.importHealth'>> {
  // Asked before the file is looked at, so that a refusal comes at once; the rule asks again when it writes.
  const no = context.read((asked) => mayImportHealth(asked.dossierOf(asked.loadChange(change)), asked));
  if (no) throw new AppError(no.error);
  const { path, name } = context.staged(file);
  control.onProgress({ done: 0, total: null, what: 'Reading the file' });
  const { checks } = await read(path, name);
  if (control.signal.aborted) throw appError('cancelled');
  const said = checks.map((check) => ({ name: check.name, status: check.status, said: [check.observed, check.note].filter((part) => part !== null && part !== '').join(', ') }));
  const sha256 = sha256Hex(context.readFile(path));
  const incident = context.write((write) => recordHealth(write, change, { file: name, sha256, checks: said }));
  const count = (status: 'pass' | 'fail' | 'warn'): number => checks.filter((check) => check.status === status).length;
  return { passed: count('pass'), failed: count('fail'), warned: count('warn'), status: count('fail') > 0 ? 'bad' : 'good', incident };
}
