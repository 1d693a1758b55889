// JUnit's XML: counted from test cases, attributes only compared, other kinds refused by name.
import { describe, expect, test } from 'vitest';
import { isAllPassed, readTestResults } from '../../src-main/formats/junit.ts';
import { fileOf, refusalOf } from './read-fixture.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const read = async (text: string | Uint8Array, options = {}) => readTestResults([{ path: await fileOf(text, 'results.xml') }], options);
const refusal = async (text: string | Uint8Array, options = {}) => refusalOf(read(text, options));
const suite = (inner: string, attributes = ''): string => `<testsuite name="S" ${attributes}>${inner}</testsuite>`;
const passed = '<testcase classname="C" name="ok" time="0.25"/>';
const failed = '<testcase classname="C" name="bad" time="1.5"><failure message="no">trace</failure></testcase>';

describe('RISK-07 counting', () => {
  test('RISK-07 suites within suites are counted once, each test by its worst outcome', async () => {
    const inner = suite(`${passed}<testcase name="both"><skipped/><failure/><error/></testcase>`);
    const text = `<testsuites>${suite(`${inner}${failed}<testcase name="left out"><skipped/></testcase>`)}</testsuites>`;
    expect(await read(suite('<testcase name="downwards"><error/><failure/><skipped/></testcase>'))).toMatchObject({ tests: 1, errors: 1, failures: 0, skipped: 0 });
    expect(await read(text)).toEqual({
      tests: 4, failures: 1, errors: 1, skipped: 1, timeMs: 1750, suites: 2, failed: ['both', 'C › bad'], faultsOutsideTests: 0, commit: null, artefact: null, timestamp: null, files: 1, contradictions: [], warnings: [],
    });
  });

  test('RISK-07 an outcome that stands in an attribute only counts, and cannot better what the elements say', async () => {
    const text = suite('<testcase name="a" status="FAILED"/><testcase name="b" status="notrun"/><testcase name="c" status="run"/><testcase name="d" status="passed"><failure/></testcase>');
    expect(await read(text)).toMatchObject({ tests: 4, failures: 2, skipped: 1, failed: ['a', 'd'] });
  });

  test('RISK-07 attributes that lie are told with suite and line; those of a container may count what lies within or not', async () => {
    const { contradictions, tests } = await read(`<testsuites tests="2" failures="0">\n${suite(`${passed}${passed}`, 'tests="5" failures="5" errors="0" skipped="0"')}</testsuites>`);
    expect(tests).toBe(2);
    expect(contradictions).toEqual([
      { file: 'results.xml', line: 2, suite: 'S', attribute: 'tests', declared: 5, counted: 2 }, { file: 'results.xml', line: 2, suite: 'S', attribute: 'failures', declared: 5, counted: 0 },
    ]);
    expect((await read(`<testsuites tests="1">${suite(`${passed}${suite(passed, 'tests="1"')}`, 'tests="1"')}</testsuites>`)).contradictions).toMatchObject([{ suite: '', declared: 1, counted: 2 }]);
    expect((await read(suite('<testcase name="a"><skipped/></testcase><testcase name="b" status="notrun"/>', 'skipped="1" disabled="1"'))).contradictions).toEqual([]);
    expect((await read(`<testsuites failures="0">${suite(failed)}</testsuites>`)).contradictions).toMatchObject([{ attribute: 'failures', declared: 0, counted: 1 }]);
  });

  test('RISK-07 all passed means that one ran, none failed, and no suite says that more did', async () => {
    const verdict = async (text: string): Promise<boolean> => isAllPassed(await read(text));
    expect(await verdict(suite(passed))).toBe(true);
    expect(await verdict(suite(`${passed}${failed}`))).toBe(false);
    expect(await verdict(suite('<testcase name="x"><skipped/></testcase>'))).toBe(false);
    expect(await verdict(suite(`${passed}<error message="set-up"/>`))).toBe(false);
    expect(await verdict(suite(passed, 'failures="1"'))).toBe(false);
    expect(await verdict(suite(passed, 'tests="7"'))).toBe(true);
  });

  test('RISK-07 names of the first hundred that failed are kept, shortened', async () => {
    const many = await read(suite(`<testcase name="${'n'.repeat(500)}"><error/></testcase>`.repeat(120)));
    expect([many.errors, many.failed.length, many.failed[0]?.length]).toEqual([120, 100, 300]);
  });

  test('RISK-07 durations are added exactly; one that cannot be read is told and counts nothing', async () => {
    expect(await read(suite(`${'<testcase name="t" time="0.1"/>'.repeat(10)}<testcase name="u" time="1,234.5"/><testcase name="v" time="1e-3"/>`))).toMatchObject({ timeMs: 1_235_501, warnings: [] });
    expect(await read(suite('<testcase name="t" time="-1"/><testcase name="t" time="NaN"/>'))).toMatchObject({ timeMs: 0, warnings: [expect.stringContaining('-1'), expect.stringContaining('NaN')] });
  });
});

describe('RISK-07 what the run says of itself', () => {
  test.each(['git.commit.id', 'CI_COMMIT_SHA', 'env.GIT_COMMIT', 'vcs.revision'])('RISK-07 the property %s names the commit', async (name) => {
    expect(await read(suite(`<properties><property name="${name}" value="${commit}"/><property name="secret" value="x"/></properties>${passed}`))).toMatchObject({ commit, warnings: [] });
  });

  test('RISK-07 an abbreviation agrees with its whole, two commits speak for none, a branch is no commit', async () => {
    const withProperties = (...values: string[]): string => suite(`<properties>${values.map((value) => `<property name="commit" value="${value}"/>`).join('')}</properties>${passed}`);
    expect((await read(withProperties(commit.slice(0, 9), commit))).commit).toBe(commit);
    expect(await read(withProperties('f'.repeat(40), commit))).toMatchObject({ commit: null, warnings: [expect.stringContaining('several commits')] });
    expect((await read(suite(`<testcase name="t"><properties><property name="commit" value="${commit}"/></properties></testcase>`))).commit).toBeNull();
    expect((await read(withProperties('main', '0'.repeat(40)))).commit).toBeNull();
  });

  test('APR-05 the digest of the artefact that was tested is read from the properties', async () => {
    const digest = `sha256:${'ab'.repeat(32)}`;
    expect(await read(suite(`<properties><property name="artifact.digest" value="${digest}"/></properties>${passed}`))).toMatchObject({ artefact: digest });
    expect(await read(suite(`<properties><property name="artifact.digest" value="md5:1"/></properties>${passed}`))).toMatchObject({ artefact: null });
  });

  test('RISK-07 the earliest start is the time of the run; without a zone it is asked, not guessed', async () => {
    const at = (...stamps: string[]): string => `<testsuites>${stamps.map((stamp) => suite(passed, `timestamp="${stamp}"`)).join('')}</testsuites>`;
    expect((await read(at('2026-06-01T10:00:00Z', '2026-06-01T09:00:00+02:00'))).timestamp).toBe('2026-06-01T07:00:00.000Z');
    expect((await read(at('Sat, 03 Dec 2022 23:10:07 GMT'))).timestamp).toBe('2022-12-03T23:10:07.000Z');
    expect((await read(at('1654020232133'))).timestamp).toBe('2022-05-31T18:03:52.133Z');
    expect(await read(at('2026-06-01T10:00:00.123456'))).toMatchObject({ timestamp: null, warnings: ['The suites state their start without a zone.'] });
    expect((await read(at('2026-06-01T10:00:00.123456'), { zone: 'Europe/Berlin' })).timestamp).toBe('2026-06-01T08:00:00.123Z');
    expect(await read(at('yesterday'))).toMatchObject({ timestamp: null, warnings: ['A start cannot be read (yesterday).'] });
  });

  test('RISK-07 several files are one run', async () => {
    const files = [{ path: await fileOf(suite(passed, 'tests="1"')) }, { path: await fileOf('<testsuites/>') }, { path: await fileOf(suite(failed, 'tests="2"')), name: 'shard 3.xml' }];
    expect(await readTestResults(files)).toMatchObject({ tests: 2, failures: 1, suites: 2, files: 3, contradictions: [{ file: 'shard 3.xml', attribute: 'tests' }] });
    const broken = await refusalOf(readTestResults([...files, { path: await fileOf('<testsuite><testcase>'), name: 'shard 4.xml' }]));
    expect([broken.code, broken.where.file]).toEqual(['truncated', 'shard 4.xml']);
  });
});

describe('RISK-07 what is no test result', () => {
  test.each([
    ['NUnit 2', '<test-results/>'], ['NUnit 3', '<test-run/>'], ['xUnit.net', '<assemblies/>'], ['Visual Studio', '<TestRun/>'], ['a coverage report', '<coverage/>'], ['its root is <suites>', '<suites/>'], ['no XML', '{"tests":1}'],
  ])('RISK-07 %s is refused by its name', async (words, text) => {
    const error = await refusal(text);
    expect(error.code).toBe('not_a_change_file');
    expect(error.message).toContain(words);
  });

  test('RISK-07 no test at all is no success', async () => {
    for (const text of ['<testsuites/>', suite('', 'tests="12"')]) expect(await refusal(text)).toMatchObject({ code: 'no_records', where: { file: 'results.xml' } });
    expect((await refusal('')).code).toBe('empty_file');
  });

  test('RISK-07 broken, cut and hostile XML is refused with its line', async () => {
    expect(await refusal(`<testsuite>\n<testcase></testsuite>`)).toMatchObject({ code: 'malformed_xml', where: { line: 2 } });
    const text = `<testsuites>${suite(`${passed}${failed}`)}</testsuites>`;
    for (let end = 12; end < text.length; end += 5) expect(['truncated', 'malformed_xml']).toContain((await refusal(text.slice(0, end))).code);
    expect((await refusal('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&x;"/></testsuite>')).code).toBe('doctype_refused');
    expect((await refusal('<testsuite><testcase name="&x;"/></testsuite>')).code).toBe('malformed_xml');
    expect((await refusal(`${'<testsuite>'.repeat(60)}${'</testsuite>'.repeat(60)}`)).code).toBe('too_deep');
    expect((await refusal(suite('<testcase><testcase/></testcase>'))).where).toMatchObject({ line: 1, field: 'testcase' });
  });

  test('RISK-07 markup in names and output stays text, and long output is passed over', async () => {
    const output = `<system-out><![CDATA[${'<failure/>'.repeat(50_000)}]]></system-out>`;
    expect(await read(suite(`<testcase name="&lt;script&gt;">${output}<failure>&amp;</failure></testcase>`))).toMatchObject({ failures: 1, failed: ['<script>'] });
  });
});
