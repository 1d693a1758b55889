// Coverage reports and test results on their way in (RISK-07): read, digested, and recorded as numbers.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ErrorCode } from '#contract/errors.ts';
import type { Input, Output } from '#contract/index.ts';
import { AppError, appError } from '../app-error.ts';
import { recordCoverage } from '../commands/analysis.ts';
import { mayFill } from '../domain/risk-acts.ts';
import { scoreOf } from '../domain/risk-score.ts';
import { basisPoints, readCoverage } from '../formats/coverage.ts';
import { FormatError } from '../formats/format-error.ts';
import { isAllPassed, readTestResults } from '../formats/junit.ts';
import type { JobContext, JobControl } from '../ports.ts';
import { creditOf } from '../queries/analysis.ts';

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** Says of a file that cannot be read which one it is and why it gives no credit. */
async function reading<T>(code: ErrorCode, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw appError(code, { ...error.facts, file: error.where.file, reason: error.message }, error.where);
  }
}

/** The readers are stopped as Node's own things are. */
function stopOf(cancelled: JobControl['signal']): AbortController {
  const stop = new AbortController();
  if (cancelled.aborted) stop.abort();
  cancelled.addEventListener('abort', () => { stop.abort(); });
  return stop;
}

export async function reportCoverage(context: JobContext, input: Input<'coverage.report'>, { signal: cancelled, onProgress }: JobControl): Promise<Output<'coverage.report'>> {
  const { change, commit, zone } = input;
  context.read((read) => {
    const no = mayFill(read.dossierOf(read.loadChange(change)), read);
    if (no) throw new AppError(no.error);
  });
  const { signal } = stopOf(cancelled);
  const file = context.staged(input.coverage);
  const testFiles = input.tests.map((one) => context.staged(one));
  onProgress({ done: 0, total: 2, what: 'Reading the coverage report' });
  const coverage = await reading('not_a_coverage_report', () => readCoverage(file.path, { name: file.name, signal, ...(commit === undefined ? {} : { commit }) }));
  onProgress({ done: 1, total: 2, what: 'Reading the test results' });
  const tests = await reading('not_test_results', () => readTestResults(testFiles, { signal, ...(zone === undefined ? {} : { zone }) }));
  const digests = await Promise.all([file, ...testFiles].map(({ path }) => digestOf(path)));
  if (signal.aborted) throw appError('cancelled');
  const { covered, total } = coverage.lines;
  context.write((write) => recordCoverage(write, change, {
    format: coverage.format, covered, total, lines: basisPoints(coverage.lines) ?? 0, commit: coverage.commit, isCommitSaid: coverage.commitFrom === 'given', madeAt: coverage.timestamp ?? input.madeAt ?? null, name: file.name, sha256: digests[0]!,
    tests: { tests: tests.tests, failures: tests.failures, errors: tests.errors, skipped: tests.skipped, isAllPassed: isAllPassed(tests), commit: tests.commit, madeAt: tests.timestamp },
    testFiles: testFiles.map(({ name }, i) => ({ name, sha256: digests[i + 1]! })),
  }));
  return context.read((read) => {
    const dossier = read.dossierOf(read.loadChange(change));
    const { score, tier } = scoreOf(dossier, read.now);
    return { change: dossier.change.number, ...creditOf(read, dossier), score, tier, warnings: [...coverage.warnings, ...tests.warnings] };
  });
}
