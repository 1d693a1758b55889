// The elements of JUnit XML as a visitor: suites within suites, test cases with their worst outcome, properties of the run.
import { artefactDigest, commitId, namesArtefact, namesCommit } from './commit-id.ts';
import { FormatError } from './format-error.ts';
import { shortened } from './imported-change.ts';
import { refused } from './refused.ts';
import type { TimeReader } from './report-time.ts';
import type { XmlElement, XmlVisitor } from './xml-walk.ts';

/** Test cases of one run; more would take longer than a reader may. */
export const mostTests = 2_000_000;
const mostNames = 100;
const mostContradictions = 100;
const mostWarnings = 20;
const longestName = 300;

/** An attribute of a suite that says otherwise than its test cases. */
export type Contradiction = { file: string; line: number; suite: string; attribute: keyof Counts; declared: number; counted: number };

type Counts = { tests: number; failures: number; errors: number; skipped: number };
type Outcome = 'passed' | 'skipped' | 'failures' | 'errors';
const worse: Record<Outcome, number> = { passed: 0, skipped: 1, failures: 2, errors: 3 };

export type SuiteTally = Counts & {
  micros: number; suites: number; failed: string[]; faultsOutsideTests: number; commits: Set<string>; artefacts: Set<string>;
  timestamp: string | null; contradictions: Contradiction[]; warnings: string[];
};

const none = (): Counts => ({ tests: 0, failures: 0, errors: 0, skipped: 0 });
const addTo = (sum: Counts, counts: Counts): void => { for (const key of ['tests', 'failures', 'errors', 'skipped'] as const) sum[key] += counts[key]; };
export const newResults = (): SuiteTally => ({
  ...none(), micros: 0, suites: 0, failed: [], faultsOutsideTests: 0, commits: new Set(), artefacts: new Set(), timestamp: null, contradictions: [], warnings: [],
});

/** A suite while it is open: what its attributes say, what lies in it directly, and in all with the suites within. */
type Suite = { name: string; line: number; declared: Readonly<Record<string, string>>; own: Counts; all: Counts };
type Case = { name: string; outcome: Outcome };

/** Roots of other kinds of test results. */
const otherRoots = new Map([
  ['test-results', 'NUnit 2'], ['test-run', 'NUnit 3'], ['assemblies', 'xUnit.net'], ['assembly', 'xUnit.net'], ['TestRun', 'Visual Studio (TRX)'], ['testng-results', 'TestNG'], ['coverage', 'a coverage report'], ['report', 'a coverage report'],
]);

export function junitReader(results: SuiteTally, file: string, readTime: TimeReader): XmlVisitor {
  const suites: Suite[] = [];
  let now: Case | null = null;
  const openSuite = ({ name, attributes, line }: XmlElement): void => {
    if (name === 'testsuite') results.suites += 1;
    suites.push({ name: attributes['name'] ?? '', line, declared: attributes, own: none(), all: none() });
    stamp(results, attributes['timestamp'] ?? '', readTime);
    for (const [key, value] of Object.entries(attributes)) takeProperty(results, key, value);
  };
  const openCase = ({ attributes, line }: XmlElement): void => {
    if (now !== null) throw refused('invalid', `a test case at line ${line} lies within another`, { line, field: 'testcase' });
    if (results.tests >= mostTests) throw new FormatError('too_large', { what: 'the list of tests', limit: `${mostTests} tests` }, { line });
    now = { name: nameOf(attributes), outcome: byStatus(attributes) };
    results.micros += microsOf(results, attributes['time'], line);
  };
  const closeCase = ({ name, outcome }: Case): void => {
    for (const counts of [results, suites.at(-1)!.own]) {
      counts.tests += 1;
      if (outcome !== 'passed') counts[outcome] += 1;
    }
    if (worse[outcome] >= worse.failures && results.failed.length < mostNames) results.failed.push(name);
    now = null;
  };
  const closeSuite = (suite: Suite): void => {
    addTo(suite.all, suite.own);
    compare(results, suite, file);
    const around = suites.at(-1);
    if (around) addTo(around.all, suite.all);
  };
  return {
    open: (element, path) => {
      const { name, line } = element;
      if (path.length === 0 && name !== 'testsuites' && name !== 'testsuite') throw notJunit(name, line);
      if (name === 'testsuites' || name === 'testsuite') openSuite(element);
      else if (name === 'testcase') openCase(element);
      else if (name === 'property' && !path.includes('testcase')) takeProperty(results, element.attributes['name'] ?? '', element.attributes['value'] ?? '');
      else takeOutcome(name, path.at(-1));
    },
    close: (name) => {
      if (name === 'testcase' && now !== null) closeCase(now);
      else if (name === 'testsuite' || name === 'testsuites') closeSuite(suites.pop()!);
    },
  };

  function takeOutcome(name: string, parent: string | undefined): void {
    const outcome: Outcome | null = name === 'failure' ? 'failures' : name === 'error' ? 'errors' : name === 'skipped' ? 'skipped' : null;
    if (outcome === null) return;
    if (now !== null && parent === 'testcase') {
      if (worse[outcome] > worse[now.outcome]) now.outcome = outcome;
    } else if (now === null && outcome !== 'skipped' && (parent === 'testsuite' || parent === 'testsuites')) results.faultsOutsideTests += 1;
  }
}

function notJunit(root: string, line: number): FormatError {
  const kind = otherRoots.get(root) ?? `XML of another kind (its root is <${root.slice(0, 60)}>)`;
  return refused('wrong_kind', `it is ${kind}, not JUnit XML, whose root is <testsuites> or <testsuite>`, { line });
}

function nameOf(attributes: Readonly<Record<string, string>>): string {
  const [owner, name] = [(attributes['classname'] ?? '').trim(), (attributes['name'] ?? '').trim()];
  return shortened((owner === '' ? name : name === '' ? owner : `${owner} › ${name}`) || '(a test without a name)', longestName);
}

/** Some tools say the outcome in an attribute only; the elements within the case can make it worse, never better. */
function byStatus(attributes: Readonly<Record<string, string>>): Outcome {
  const status = (attributes['status'] ?? '').trim().toLowerCase();
  if (/^(?:fail|failed|failure)$/.test(status)) return 'failures';
  if (/^(?:error|errored|broken)$/.test(status)) return 'errors';
  return /^(?:skip|skipped|notrun|disabled|ignored|pending)$/.test(status) ? 'skipped' : 'passed';
}

const warn = (results: SuiteTally, text: string): void => {
  if (results.warnings.length < mostWarnings && !results.warnings.includes(text)) results.warnings.push(text);
};

/** Seconds to whole microseconds; thousands may be parted by commas, as Surefire writes them. */
function microsOf(results: SuiteTally, text: string | undefined, line: number): number {
  const trimmed = (text ?? '').trim();
  if (trimmed === '') return 0;
  const plain = /^\d{1,3}(?:,\d{3})+\.\d+$/.test(trimmed) ? trimmed.replaceAll(',', '') : trimmed;
  const seconds = /^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(plain) ? Number(plain) : -1;
  // A year: longer than any run, and a million of them still add up exactly.
  if (seconds >= 0 && seconds <= 31_536_000) return Math.round(seconds * 1_000_000);
  warn(results, `A duration at line ${line} cannot be read (${trimmed.slice(0, 40)}); it is counted as 0.`);
  return 0;
}

function stamp(results: SuiteTally, text: string, readTime: TimeReader): void {
  if (text.trim() === '') return;
  const time = readTime(text);
  if ('at' in time) {
    if (results.timestamp === null || time.at < results.timestamp) results.timestamp = time.at;
  } else if (time.why === 'zone_needed') warn(results, 'The suites state their start without a zone.');
  else warn(results, `A start cannot be read (${text.trim().slice(0, 60)}).`);
}

function takeProperty(results: SuiteTally, name: string, value: string): void {
  const commit = namesCommit(name) ? commitId(value) : null;
  if (commit !== null) results.commits.add(commit);
  const artefact = namesArtefact(name) ? artefactDigest(value) : null;
  if (artefact !== null) results.artefacts.add(artefact);
}

/** Writers differ in whether a suite counts the suites within it: an attribute is wrong when it fits neither. */
function compare(results: SuiteTally, suite: Suite, file: string): void {
  const { declared, own, all } = suite;
  for (const attribute of ['tests', 'failures', 'errors', 'skipped'] as const) {
    const says = wholeOf(declared[attribute]);
    if (says === null || says === all[attribute] || (own.tests > 0 && says === own[attribute])) continue;
    if (attribute === 'skipped' && says + (wholeOf(declared['disabled']) ?? 0) === all.skipped) continue;
    if (results.contradictions.length < mostContradictions) results.contradictions.push({ file, line: suite.line, suite: shortened(suite.name, longestName), attribute, declared: says, counted: all[attribute] });
  }
}

const wholeOf = (text: string | undefined): number | null => (text !== undefined && /^\d{1,12}$/.test(text.trim()) ? Number(text) : null);
