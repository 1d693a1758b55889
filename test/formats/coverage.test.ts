// Coverage in three formats: counted line by line, refused with the place, never taken for another format.
import { describe, expect, test } from 'vitest';
import { basisPoints, readCoverage } from '../../src-main/formats/coverage.ts';
import { fileOf, refusalOf } from './read-fixture.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const other = 'f'.repeat(40);
const read = async (text: string | Uint8Array, options = {}) => readCoverage(await fileOf(text, 'report'), options);
const refusal = async (text: string | Uint8Array, options = {}) => refusalOf(read(text, options));

const cobertura = (lines: string, root = ''): string => `<?xml version="1.0"?>\n<coverage ${root}>\n<packages><package><classes>\n<class filename="a.ts">${lines}</class>\n</classes></package></packages></coverage>`;
const someLines = '<methods><method><lines><line number="1" hits="0"/><line number="2" hits="0" branch="true" condition-coverage="50% (1/2)"/><line number="9" hits="1"/></lines></method></methods><lines><line number="1" hits="3"/><line number="2" hits="0" branch="true" condition-coverage="50% (1/2)"/></lines>';
const jacoco = (inner: string, head = ''): string => `<?xml version="1.0"?>${head}<report name="App">${inner}</report>`;
const doctype = '<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd">';
const sourceFile = '<package name="p"><sourcefile name="A.java"><line nr="1" mi="0" ci="4" mb="1" cb="1"/><line nr="2" mi="3" ci="0" mb="0" cb="0"/></sourcefile></package>';
const lcov = 'TN:\nSF:a.ts\nFN:1,f\nFNDA:1,f\nDA:1,2\nDA:2,0\nBRDA:1,0,0,1\nBRDA:1,0,1,-\nLF:2\nLH:1\nend_of_record\n';

describe('RISK-07 the three formats', () => {
  test('RISK-07 Cobertura counts the lines of a class once, not those of its methods again', async () => {
    expect(await read(cobertura(someLines, 'timestamp="1736950923"'))).toEqual({
      format: 'cobertura', lines: { covered: 1, total: 2 }, branches: { covered: 1, total: 2 }, commit: null, commitFrom: null, timestamp: '2025-01-15T14:22:03.000Z', files: 1, warnings: [],
    });
  });

  test('RISK-07 a class that lists lines in its methods only is counted by these', async () => {
    expect(await read(cobertura('<methods><method><lines><line number="4" hits="1"/></lines></method></methods><lines/>'))).toMatchObject({ lines: { covered: 1, total: 1 }, branches: null });
  });

  test('RISK-07 a line that two classes list is one line, and covered when one of them ran it', async () => {
    const listed = (hits: number): string => `<class filename="a.ts"><lines><line number="1" hits="${hits}"/></lines></class>`;
    for (const text of [`${listed(0)}${listed(1)}`, `${listed(1)}${listed(0)}`]) expect(await read(`<coverage>${text}</coverage>`)).toMatchObject({ lines: { covered: 1, total: 1 }, files: 1 });
  });

  test('RISK-07 JaCoCo counts lines of source files, takes its last dump as time, and its external DTD is never looked for', async () => {
    const report = await read(jacoco(`<sessioninfo id="host" start="1" dump="1679870151723"/><sessioninfo id="host" start="1" dump="1579870151723"/>${sourceFile}<counter type="LINE" missed="1" covered="1"/>`, doctype));
    expect(report).toMatchObject({ format: 'jacoco', lines: { covered: 1, total: 2 }, branches: { covered: 1, total: 2 }, timestamp: '2023-03-26T22:35:51.723Z', files: 1, warnings: [] });
  });

  test('RISK-07 source files of one name in two modules are two files', async () => {
    expect(await read(jacoco(`<group name="one">${sourceFile}</group><group name="two">${sourceFile}</group>`))).toMatchObject({ lines: { covered: 2, total: 4 }, files: 2 });
  });

  test('RISK-07 LCOV counts lines and branches themselves, a branch that never ran among the missed', async () => {
    expect(await read(lcov)).toMatchObject({ format: 'lcov', lines: { covered: 1, total: 2 }, branches: { covered: 1, total: 2 }, timestamp: null, files: 1 });
    expect(await read(`\uFEFF${lcov.replaceAll('\n', '\r\n')}${lcov.replace('DA:2,0', 'DA:2,5,checksum')}`)).toMatchObject({ lines: { covered: 2, total: 2 }, files: 1 });
    expect(await read(`${lcov}${lcov.replace('BRDA:1,0,0,1', 'BRDA:1,0,0,0')}`)).toMatchObject({ branches: { covered: 1, total: 2 } });
  });

  test('RISK-07 UTF-16 and a declared encoding are read; a negative count is no hit', async () => {
    expect(await read(Buffer.from(`\uFEFF${lcov}`, 'utf16le'))).toMatchObject({ lines: { covered: 1, total: 2 } });
    expect(await read(Buffer.from(cobertura(someLines, 'name="Größe"').replace('?>', ' encoding="ISO-8859-1"?>'), 'latin1'))).toMatchObject({ lines: { covered: 1, total: 2 } });
    expect(await read(lcov.replace('DA:1,2', 'DA:1,-1').replace('DA:2,0', 'DA:2,1.5e+06'))).toMatchObject({ lines: { covered: 1, total: 2 } });
  });

  test('RISK-07 a header that says otherwise than the lines is told, and the lines count', async () => {
    const { lines, warnings } = await read(cobertura(someLines, 'lines-covered="9" lines-valid="10" timestamp="yesterday"'));
    expect(lines).toEqual({ covered: 1, total: 2 });
    expect(warnings).toEqual(["The report's time, yesterday, cannot be read.", 'The report says 9 of 10 lines are covered; 1 of 2 are listed, and these are counted.']);
  });
});

describe('RISK-07 the commit a report speaks of', () => {
  test.each([
    ['an attribute of Cobertura', cobertura(someLines, `commit="${commit.toUpperCase()}"`)], ['a session of JaCoCo', jacoco(`<sessioninfo id="${commit}" dump="1679870151723"/>${sourceFile}`)],
    ['a test name of LCOV', lcov.replace('TN:', `TN:${commit}`)], ['a comment of LCOV', `# commit ${commit}\n${lcov}`],
  ])('RISK-07 %s names it', async (_, text) => {
    expect(await read(text)).toMatchObject({ commit, commitFrom: 'report', warnings: [] });
  });

  test('RISK-07 what is said beside a report counts only where the report is silent, and a difference is told', async () => {
    expect(await read(lcov, { commit: commit.toUpperCase() })).toMatchObject({ commit, commitFrom: 'given', warnings: [] });
    const named = await read(lcov.replace('TN:', `TN:${commit}`), { commit: other });
    expect([named.commit, named.commitFrom, named.warnings]).toEqual([commit, 'report', [`The report names commit ${commit}, not ${other} as was said of it.`]]);
    expect((await read(lcov.replace('TN:', `TN:${commit}`), { commit: commit.slice(0, 8) })).warnings).toEqual([]);
    expect((await refusal(lcov, { commit: 'HEAD' })).where).toMatchObject({ field: 'commit' });
  });

  test('RISK-07 a report of several commits speaks for none, whatever is said beside it', async () => {
    const { commit: none, commitFrom, warnings } = await read(`${lcov.replace('TN:', `TN:${commit}`)}${lcov.replace('TN:', `TN:${other}`)}`, { commit });
    expect([none, commitFrom, warnings]).toEqual([null, null, [`The report names several commits (${commit}, ${other}), so it speaks for none.`]]);
  });
});

test('RISK-07 a share is rounded down to basis points, so that 79.999 % is not 80 %', () => {
  expect([basisPoints({ covered: 79_999, total: 100_000 }), basisPoints({ covered: 4, total: 5 }), basisPoints({ covered: 0, total: 3 }), basisPoints({ covered: 0, total: 0 })]).toEqual([7999, 8000, 0, null]);
});

describe('RISK-07 what is no report', () => {
  test.each([
    ['a Clover report', '<coverage generated="1" clover="3.2"><project/></coverage>', /Clover/], ['a Clover report without its version', '<coverage><project name="x"/></coverage>', /Clover/],
    ['test results', '<testsuites/>', /JUnit/], ['other XML', '<html2/>', /its root is <html2>/], ['a Go profile', 'mode: atomic\na.go:1.1,2.2 1 1\n', /Go cover profile/], ['JSON', '{"total":{}}', /JSON/],
    ['a table', 'file,covered\na.ts,1\n', /Cobertura, JaCoCo or LCOV/], ['another report', '<report/>', /another kind than JaCoCo/],
  ])('RISK-07 %s is refused by its name', async (_, text, words) => {
    const error = await refusal(text);
    expect([error.code, error.where.file]).toEqual(['not_a_change_file', 'report']);
    expect(error.message).toMatch(words);
  });

  test('RISK-07 a report without a line is no report of nothing', async () => {
    for (const text of ['<coverage/>', cobertura(''), jacoco('<package name="p"/><counter type="LINE" missed="0" covered="9"/>'), 'TN:\nSF:a.ts\nend_of_record\n']) expect((await refusal(text)).code).toBe('no_records');
    expect((await refusal('')).code).toBe('empty_file');
  });

  test.each([
    ['hits that are words', cobertura('<lines><line number="1" hits="many"/></lines>'), 4, 'hits'], ['a line without number', cobertura('<lines><line hits="1"/></lines>'), 4, 'number'],
    ['more conditions covered than there are', cobertura('<lines><line number="1" hits="1" condition-coverage="150% (3/2)"/></lines>'), 4, 'condition-coverage'],
    ['a class without a file', '<coverage>\n<class/></coverage>', 2, 'filename'], ['a negative counter', jacoco('\n<package name="p"><sourcefile name="A"><line nr="1" ci="-1"/></sourcefile></package>'), 2, 'ci'],
    ['a count that is none', lcov.replace('DA:2,0', 'DA:2,x'), 6, 'DA'], ['a statement cut short', lcov.replace('DA:2,0', 'DA:2'), 6, 'DA'], ['a line outside a record', 'TN:\nDA:1,1\n', 2, 'DA'],
    ['a record in a record', 'SF:a\nSF:b\nend_of_record\n', 2, 'SF'], ['an unknown statement', 'SF:a\nHELLO\nend_of_record\n', 2, 'HELLO'], ['an end without a start', 'TN:\nend_of_record\n', 2, 'end_of_record'],
  ])('RISK-07 %s is refused at its line and field', async (_, text, line, field) => {
    expect((await refusal(text)).where).toEqual({ file: 'report', line, field });
  });

  test('RISK-07 a report cut anywhere gives no number', async () => {
    for (const text of [cobertura(someLines), jacoco(sourceFile)]) {
      for (let end = 30; end < text.length; end += 7) expect(['truncated', 'malformed_xml']).toContain((await refusal(text.slice(0, end))).code);
    }
    for (const cut of ['DA:2', 'LF', 'end_of']) expect((await refusal(lcov.slice(0, lcov.indexOf(cut)))).code).toBe('truncated');
  });

  test('RISK-07 entities, a DTD of its own, and depth without end are refused', async () => {
    const bomb = '<!DOCTYPE coverage [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>';
    expect(await refusal(`<?xml version="1.0"?>\n${bomb}<coverage>&b;</coverage>`)).toMatchObject({ code: 'doctype_refused', where: { line: 2 } });
    expect((await refusal('<!DOCTYPE coverage SYSTEM "x" [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><coverage/>')).code).toBe('doctype_refused');
    expect((await refusal(cobertura('&secret;'))).code).toBe('malformed_xml');
    expect((await refusal(`<coverage>${'<a>'.repeat(40)}${'</a>'.repeat(40)}</coverage>`)).code).toBe('too_deep');
    expect(await refusal(`<coverage a="${'x'.repeat(600_000)}"/>`, { limits: { recordBytes: 100_000 } })).toMatchObject({ code: 'too_large' });
    expect((await refusal(`TN:${'x'.repeat(400_000)}`, { limits: { cellLength: 100_000 } })).code).toBe('too_large');
  });

  test('RISK-07 more lines than fit the memory are refused with the limit', async () => {
    const lines = Array.from({ length: 2_000_001 }, (_, i) => `DA:${i},1`);
    expect(await refusal(`SF:a\n${lines.join('\n')}\nend_of_record\n`)).toMatchObject({ code: 'too_large', facts: { limit: '2000000 lines and branches' } });
  });

  test('RISK-07 a time beyond the calendar is told and is none', async () => {
    expect(await read(cobertura(someLines, 'timestamp="999999999999999"'))).toMatchObject({ timestamp: null, warnings: [expect.stringContaining('cannot be read')] });
  });

  test('RISK-07 bytes that are not UTF-8 are refused at their line unless the encoding is said', async () => {
    const bytes = Buffer.from(lcov.replace('a.ts', 'ä.ts'), 'latin1');
    expect(await refusal(bytes)).toMatchObject({ code: 'not_utf8', where: { line: 2 } });
    expect(await read(bytes, { encoding: 'windows-1252' })).toMatchObject({ lines: { covered: 1, total: 2 } });
  });
});
