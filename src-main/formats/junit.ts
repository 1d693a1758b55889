// Test results in JUnit's XML, which has no standard: counted from the test cases, wherever they sit (RISK-07, APR-05).
import { basename } from 'node:path';
import { agreed } from './commit-id.ts';
import { FormatError, inFile } from './format-error.ts';
import { type Contradiction, type SuiteTally, junitReader, newResults } from './junit-suites.ts';
import { refused } from './refused.ts';
import { type ReportOptions, openReport } from './report-file.ts';
import { timeReader } from './report-time.ts';
import { walkXml } from './xml-walk.ts';

/**
 * `timeMs` is the sum over test cases. `failed` holds the first 100 names, errors among them. `faultsOutsideTests` counts failures a
 * suite reports of itself. `timestamp` is the earliest start of a suite as UTC; null when none has one, or none a zone and none was given.
 */
export type TestResults = {
  tests: number; failures: number; errors: number; skipped: number; timeMs: number; suites: number; failed: string[]; faultsOutsideTests: number;
  commit: string | null; artefact: string | null; timestamp: string | null; files: number; contradictions: Contradiction[]; warnings: string[];
};
export type TestResultFile = { path: string; name?: string | undefined };
/** `zone` is the IANA zone of timestamps without an offset; they are not read without it. */
export type TestResultOptions = Omit<ReportOptions, 'name'> & { zone?: string | undefined };

/**
 * Reads one file or several of one run and counts them together. Throws `FormatError` with the file's name: a file that is no JUnit
 * XML is refused by its kind, and files without a single test case as `no_records`.
 */
export async function readTestResults(files: readonly TestResultFile[], options: TestResultOptions = {}): Promise<TestResults> {
  const results = newResults();
  for (const file of files) {
    try {
      await readOne(file, results, options);
    } catch (error) {
      throw inFile(error, file.path, file.name);
    }
  }
  if (results.tests === 0) throw inFile(new FormatError('no_records'), files[0]?.path ?? '', files.length === 1 ? files[0]!.name : undefined);
  return told(results, files.length);
}

async function readOne({ path, name }: TestResultFile, results: SuiteTally, options: TestResultOptions): Promise<void> {
  const opened = await openReport(path, options);
  if (opened.container !== 'xml') throw refused('wrong_kind', 'it is no XML; test results are read from JUnit XML');
  await walkXml(path, opened, junitReader(results, name ?? basename(path), timeReader(options.zone)), options.signal);
}

function told({ commits, artefacts, micros, ...results }: SuiteTally, files: number): TestResults {
  const commit = agreed(commits);
  const artefact = agreed(artefacts);
  const warnings = [...results.warnings];
  if (commit.isDisputed) warnings.push(`The results name several commits (${[...commits].slice(0, 5).join(', ')}), so they speak for none.`);
  if (artefact.isDisputed) warnings.push(`The results name several artefact digests (${[...artefacts].slice(0, 5).join(', ')}), so they speak for none.`);
  return { ...results, timeMs: Math.round(micros / 1000), commit: commit.value, artefact: artefact.value, files, warnings };
}

/** RISK-07 "no test failed": at least one ran, none failed or erred, and no suite says that more did than are listed. */
export function isAllPassed(results: TestResults): boolean {
  const saysMore = results.contradictions.some(({ attribute, declared, counted }) => (attribute === 'failures' || attribute === 'errors') && declared > counted);
  return results.tests > results.skipped && results.failures === 0 && results.errors === 0 && results.faultsOutsideTests === 0 && !saysMore;
}
