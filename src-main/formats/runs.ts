// Times at which deployments ran, as a deployment tool lists them (CAL-08): CSV, JSON or JSON lines with change, run, start, end and outcome.
import { dateReader } from './dates.ts';
import { openRecords } from './detect.ts';
import { FormatError, inFile } from './format-error.ts';
import { shortened } from './imported-change.ts';
import { textOf } from './mapped-fields.ts';
import { refused } from './refused.ts';
import type { ReportOptions } from './report-file.ts';
import { openReport } from './report-file.ts';

export const runFields = ['change', 'run', 'start', 'end', 'outcome'] as const;
type Field = (typeof runFields)[number];
/** `row` counts records from 1. Times are UTC; `outcome` is a word of ours. */
export type ReadRun = { row: number; change: string; run: string; startsAt: string; endsAt: string; outcome: 'succeeded' | 'failed' | 'rolled-back' | 'cancelled' };
export type RefusedRun = { row: number; field: string; why: string };

const knownNames: Record<Field, readonly string[]> = {
  change: ['change', 'changenumber', 'changeid', 'number'], run: ['run', 'runid', 'id', 'pipeline', 'pipelineid', 'job', 'build'], start: ['start', 'startedat', 'starttime', 'actualstart', 'begin', 'from'],
  end: ['end', 'endedat', 'endtime', 'finishedat', 'completedat', 'actualend', 'to'], outcome: ['outcome', 'result', 'status', 'conclusion', 'state'],
};
const words: Record<ReadRun['outcome'], readonly string[]> = { succeeded: ['succeeded', 'success', 'successful', 'passed', 'ok', 'completed'], failed: ['failed', 'failure', 'error', 'broken', 'timedout'], 'rolled-back': ['rolledback', 'reverted', 'rollback'], cancelled: ['cancelled', 'canceled', 'aborted', 'skipped'] };
const outcomes = new Map(Object.entries(words).flatMap(([outcome, list]) => list.map((word) => [word, outcome as ReadRun['outcome']])));
const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
const mostRuns = 100_000;

/** Reads the file whole, at most 100,000 runs. Throws `FormatError` where it is no list of runs; a row that says too little is listed with its field. */
export async function readRuns(path: string, options: ReportOptions = {}): Promise<{ runs: ReadRun[]; refused: RefusedRun[] }> {
  try {
    const file = await openReport(path, options);
    if (file.container === 'xml' || file.container === 'xlsx') throw refused('wrong_kind', 'it is neither CSV nor JSON; runs are read from CSV, JSON and JSON lines');
    const source = await openRecords(path, file.container, { encoding: file.encoding, limits: file.limits, signal: options.signal });
    const found: { runs: ReadRun[]; refused: RefusedRun[] } = { runs: [], refused: [] };
    const read = dateReader(undefined, undefined);
    for await (const records of source.batches) {
      options.signal?.throwIfAborted();
      for (const { row, cells, problem } of records) {
        if (found.runs.length + found.refused.length >= mostRuns) throw new FormatError('too_large', { what: 'the list of runs', limit: `${mostRuns} runs` }, { row });
        const at = placesIn(source.columns);
        const text = (field: Field): string => (at[field] === -1 ? '' : textOf(cells[at[field]]).trim());
        const one = problem ? { row, field: 'row', why: 'it cannot be cut into cells' } : runOf(row, text, (value) => { const date = read(value); return date.ok ? date.at : null; });
        if ('why' in one) found.refused.push(one);
        else found.runs.push(one);
      }
    }
    return found;
  } catch (error) {
    throw inFile(error, path, options.name);
  }
}

function placesIn(columns: readonly string[]): Record<Field, number> {
  const places = Object.fromEntries(runFields.map((field) => [field, columns.findIndex((column) => knownNames[field].includes(plain(column)))])) as Record<Field, number>;
  const missing = runFields.find((field) => places[field] === -1 && field !== 'outcome');
  if (missing) throw refused('missing', `no column holds the ${missing} of a run`, { field: missing });
  return places;
}

function runOf(row: number, text: (field: Field) => string, instant: (value: string) => string | null): ReadRun | RefusedRun {
  const [change, run] = [text('change'), text('run')];
  if (change === '' || run === '') return { row, field: change === '' ? 'change' : 'run', why: 'it is empty' };
  const [startsAt, endsAt] = [instant(text('start')), instant(text('end'))];
  if (startsAt === null || endsAt === null) { const field = startsAt === null ? 'start' : 'end'; return { row, field, why: `“${shortened(text(field), 60)}” is no time with its offset, such as 2026-03-04T19:00:00Z` }; }
  const outcome = text('outcome') === '' ? 'succeeded' : outcomes.get(plain(text('outcome')));
  return outcome === undefined ? { row, field: 'outcome', why: `“${shortened(text('outcome'), 60)}” is no outcome Gavel knows: ${Object.keys(words).join(', ')}` } : { row, change: shortened(change, 64), run: shortened(run, 100), startsAt, endsAt, outcome };
}
