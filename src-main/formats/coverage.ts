// Coverage reports (RISK-07): Cobertura, JaCoCo and LCOV to what was covered and when. Counted line by line; headers are only compared.
import { agreed, commitId } from './commit-id.ts';
import { coberturaReader, jacocoReader } from './coverage-xml.ts';
import { type Counted, countOf, newTally } from './coverage-tally.ts';
import { FormatError, inFile } from './format-error.ts';
import { readLcov } from './lcov.ts';
import { refused } from './refused.ts';
import { type ReportFile, type ReportOptions, openReport } from './report-file.ts';
import { type XmlElement, type XmlVisitor, walkXml } from './xml-walk.ts';

export type CoverageFormat = 'cobertura' | 'jacoco' | 'lcov';
export type Covered = { covered: number; total: number };
/**
 * A line is one file and one line number, however often it is listed. `branches` is null where the report knows none. `commit` is in
 * lower case; `commitFrom` tells whether the report itself names it. `timestamp` is UTC. `warnings` are sentences for a person.
 */
export type Coverage = {
  format: CoverageFormat; lines: Covered; branches: Covered | null; commit: string | null; commitFrom: 'report' | 'given' | null;
  timestamp: string | null; files: number; warnings: string[];
};
/** `commit` may stand beside a report of a format that carries none; what the report says itself goes before it. */
export type CoverageOptions = ReportOptions & { commit?: string | undefined };

/** A share in hundredths of a percent, rounded down, so that 79.999 % never passes for 80 %; null of nothing. */
export const basisPoints = ({ covered, total }: Covered): number | null => (total === 0 ? null : Number((BigInt(covered) * 10_000n) / BigInt(total)));

/** Throws `FormatError`: a report of another kind is refused by its name, one without a single line as `no_records`. */
export async function readCoverage(path: string, options: CoverageOptions = {}): Promise<Coverage> {
  try {
    const file = await openReport(path, options);
    const { format, counted } = file.container === 'xml' ? await readXml(path, file, options.signal) : await readText(path, file, options.signal);
    if (counted.lines.total === 0) throw new FormatError('no_records');
    return { format, ...withCommit(counted, options.commit) };
  } catch (error) {
    throw inFile(error, path, options.name);
  }
}

function withCommit({ commits, ...counted }: Counted, given: string | undefined): Omit<Coverage, 'format'> {
  const warnings = [...counted.warnings];
  const { value: own, isDisputed } = agreed(commits);
  if (isDisputed) warnings.push(`The report names several commits (${[...commits].slice(0, 5).join(', ')}), so it speaks for none.`);
  const beside = given === undefined || given.trim() === '' ? null : commitId(given);
  if (given !== undefined && given.trim() !== '' && beside === null) throw refused('invalid', `the commit given beside it, ${given.slice(0, 80)}, is no commit ID`, { field: 'commit' });
  if (own !== null && beside !== null && agreed(new Set([own, beside])).isDisputed) warnings.push(`The report names commit ${own}, not ${beside} as was said of it.`);
  const commit = own ?? (isDisputed ? null : beside);
  return { ...counted, warnings, commit, commitFrom: commit === null ? null : own === null ? 'given' : 'report' };
}

async function readText(path: string, file: ReportFile, signal?: AbortSignal): Promise<{ format: CoverageFormat; counted: Counted }> {
  if (file.container !== 'csv') throw refused('wrong_kind', `it is ${file.container === 'xlsx' ? 'a packed file or spreadsheet' : 'JSON'}; coverage is read from Cobertura, JaCoCo and LCOV`);
  const tally = newTally();
  await readLcov(path, file, tally, signal);
  return { format: 'lcov', counted: countOf(tally) };
}

/** Reports that people mistake for one of ours, by their root. */
const otherRoots = new Map([['testsuites', 'test results (JUnit), not coverage'], ['testsuite', 'test results (JUnit), not coverage'], ['CoverageSession', 'an OpenCover report']]);

async function readXml(path: string, file: ReportFile, signal?: AbortSignal): Promise<{ format: CoverageFormat; counted: Counted }> {
  const tally = newTally();
  let format: CoverageFormat | null = null;
  let reader: XmlVisitor | null = null;
  const start = (root: XmlElement): XmlVisitor => {
    format = formatOf(root);
    return format === 'cobertura' ? coberturaReader(tally) : jacocoReader(tally);
  };
  await walkXml(path, file, {
    open: (element, around) => { (reader ??= start(element)).open(element, around); },
    close: (name, around) => { reader!.close(name, around); },
  }, signal);
  return { format: format!, counted: countOf(tally) };
}

function formatOf({ name, attributes, line }: XmlElement): CoverageFormat {
  if (name === 'report') return 'jacoco';
  if (name === 'coverage' && attributes['clover'] === undefined && attributes['generated'] === undefined) return 'cobertura';
  const kind = name === 'coverage' ? 'a Clover report' : otherRoots.get(name) ?? `XML of another kind (its root is <${name.slice(0, 60)}>)`;
  throw refused('unsupported', `it is ${kind}; coverage is read from Cobertura, JaCoCo and LCOV`, { line });
}
