// LCOV tracefiles (geninfo's format): records of source files, one statement per line, each record closed.
import { wholeCommitId } from './commit-id.ts';
import { type Tally, addBranch, addLine, fileIn, isHit, wholeNumber } from './coverage-tally.ts';
import { textOf } from './encoding.ts';
import { FormatError } from './format-error.ts';
import { inMiB } from './limits.ts';
import { refused } from './refused.ts';
import type { ReportFile } from './report-file.ts';

/** Statements that are known and carry nothing we count, LF to BRH among them: the lines are counted, not their sums. */
const passedOver = new Set(['VER', 'FN', 'FNDA', 'FNF', 'FNH', 'FNL', 'FNA', 'LF', 'LH', 'BRF', 'BRH', 'MCDC', 'MCF', 'MCH']);
type State = { tally: Tally; file: ReturnType<typeof fileIn> | null; hasBegun: boolean };

/** Throws `truncated` when the last record is not closed, and a refusal with the line for a statement that is none. */
export async function readLcov(path: string, { encoding, limits }: ReportFile, tally: Tally, signal?: AbortSignal): Promise<void> {
  const state: State = { tally, file: null, hasBegun: false };
  let carried = '';
  let line = 0;
  const take = (text: string): void => {
    line += 1;
    statement(state, (line === 1 ? text.replace(/^\uFEFF/, '') : text).trim(), line);
  };
  for await (const piece of textOf(path, encoding, signal)) {
    signal?.throwIfAborted();
    const lines = (carried + piece).split('\n');
    carried = lines.pop()!;
    if (carried.length > limits.cellLength) throw new FormatError('too_large', { what: 'a single line', limit: inMiB(limits.cellLength) }, { line: line + lines.length + 1 });
    lines.forEach(take);
  }
  if (carried !== '') take(carried);
  if (state.file !== null) throw new FormatError('truncated', { line }, { line });
  if (!state.hasBegun) throw notLcov(1);
}

const notLcov = (line: number): FormatError => refused('wrong_kind', 'it is no coverage report that Gavel reads: Cobertura, JaCoCo or LCOV', { line });

function statement(state: State, text: string, line: number): void {
  if (text === '') return;
  if (text.startsWith('#')) { addCommit(state.tally, text.slice(1)); return; }
  if (text === 'end_of_record') {
    if (state.file === null) throw refused('invalid', `end_of_record at line ${line} closes no record`, { line, field: 'end_of_record' });
    state.file = null;
    return;
  }
  const at = text.indexOf(':');
  const [name, rest] = at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  if (!state.hasBegun) begin(name, text, line);
  state.hasBegun = true;
  if (name === 'TN') addCommit(state.tally, rest);
  else if (name === 'SF' || name === 'KF') openFile(state, rest, line);
  else if (name === 'DA' || name === 'BRDA') inFileOf(state, name, rest.split(','), line);
  else if (!passedOver.has(name)) throw refused('invalid', `line ${line} is no statement of LCOV: ${text.slice(0, 60)}`, { line, field: name.slice(0, 30) });
}

/** The first statement tells what the file is. */
function begin(name: string, text: string, line: number): void {
  if (/^mode: (set|count|atomic)$/.test(text)) throw refused('unsupported', 'it is a Go cover profile, which Gavel does not read; convert it to Cobertura or LCOV', { line });
  if (name !== 'TN' && name !== 'SF' && name !== 'VER') throw notLcov(line);
}

/** A test's name or a comment may be, or end in, a whole commit ID; LCOV has no field for one. */
function addCommit(tally: Tally, text: string): void {
  const id = wholeCommitId(text.trim().replace(/^(?:commit|revision|sha)\s*[:=]?\s*/i, ''));
  if (id !== null) tally.commits.add(id);
}

function openFile(state: State, name: string, line: number): void {
  if (state.file !== null) throw refused('invalid', `a record begins at line ${line} before the one before it is closed`, { line, field: 'SF' });
  if (name.trim() === '') throw refused('missing', `the record at line ${line} names no file`, { line, field: 'SF' });
  state.file = fileIn(state.tally, name.trim());
}

function inFileOf({ tally, file }: State, name: 'DA' | 'BRDA', parts: string[], line: number): void {
  if (file === null) throw refused('invalid', `${name} at line ${line} stands outside a record`, { line, field: name });
  const where = { line, field: name };
  if (parts.length < (name === 'DA' ? 2 : 4)) throw refused('invalid', `${name} at line ${line} is cut short`, where);
  const number = wholeNumber(parts[0], where);
  if (name === 'DA') addLine(tally, file, number, isHit(parts[1], where));
  // Taken is the last part; the branch may be an expression that holds commas itself. A dash: the line never ran.
  else addBranch(tally, file, `${number},${parts.slice(1, -1).join(',')}`, parts.at(-1) !== '-' && isHit(parts.at(-1), where));
}
