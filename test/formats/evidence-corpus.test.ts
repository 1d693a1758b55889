// Reports by others, in ../shared/samples beside the project where somebody put them there; figures are those of an independent reader.
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBuild } from '../../src-main/formats/build.ts';
import { readCoverage } from '../../src-main/formats/coverage.ts';
import { readDiscovery } from '../../src-main/formats/discovery.ts';
import { FormatError } from '../../src-main/formats/format-error.ts';
import { readHealth } from '../../src-main/formats/health.ts';
import { readTestResults } from '../../src-main/formats/junit.ts';
import { readReadings } from '../../src-main/formats/readings.ts';
import { refusalOf } from './read-fixture.ts';

const folder = new URL('../../../shared/samples/', import.meta.url).pathname;
const isThere = existsSync(folder);
if (!isThere) console.info('The samples of others are not there (../shared/samples): the corpus test of evidence is skipped.');
const sample = (name: string): string => `${folder}${name}`;

describe.skipIf(!isThere)('coverage reports by others', () => {
  test.each([
    ['coverlet-csharp.cobertura.xml', 'cobertura', 289, 402, [87, 170]], ['coverage-py.cobertura.xml', 'cobertura', 19, 19, [4, 4]], ['istanbul-ts.cobertura.xml', 'cobertura', 63, 156, [21, 32]],
    ['maven.cobertura.xml', 'cobertura', 602, 958, [285, 628]], ['duplicate-lines.cobertura.xml', 'cobertura', 5, 7, [11, 32]], ['gradle.jacoco.xml', 'jacoco', 225, 225, [124, 128]], ['maven.jacoco.xml', 'jacoco', 294, 323, [109, 116]],
    ['report.lcov', 'lcov', 3, 6, [1, 2]], ['jest.lcov.info', 'lcov', 5, 9, [0, 1]], ['jest-windows.lcov.info', 'lcov', 22, 28, [0, 2]],
  ] as const)('RISK-07 %s has the figures an independent reader found', async (...[name, format, covered, total, branches]) => {
    const report = await readCoverage(sample(`coverage/${name}`));
    expect([report.format, report.lines, report.branches]).toEqual([format, { covered, total }, { covered: branches[0], total: branches[1] }]);
  });

  test.each([['go-cover-profile.out', 'Go cover profile'], ['clover.xml', 'Clover']])('RISK-07 %s is refused by its name', async (name, words) => {
    expect((await refusalOf(readCoverage(sample(`coverage/${name}`)))).message).toContain(words);
  });
});

describe.skipIf(!isThere)('test results by others', () => {
  test.each([
    ['pytest-fail.xml', 5, 1, 0, 1, 1], ['pytest-standalone.xml', 97, 0, 0, 17, 1], ['jest-junit.xml', 2, 0, 0, 0, 1], ['mocha.xml', 109, 0, 0, 0, 1], ['scalatest.xml', 5, 0, 0, 0, 1], ['bazel-suite-logs.xml', 1, 0, 1, 0, 1],
    ['nested-suites.xml', 5, 0, 0, 0, 4], ['no-attributes.xml', 4, 1, 1, 1, 1], ['unsupported-unicode.xml', 7, 2, 2, 2, 1], ['surefire-properties.xml', 1, 1, 0, 0, 1], ['ant-testsuites.xml', 2, 2, 0, 0, 2],
    ['playwright.xml', 28, 1, 0, 16, 7], ['gotestsum.xml', 5, 0, 0, 0, 1],
  ] as const)('RISK-07 %s has the counts an independent reader found', async (name, ...counts) => {
    const { tests, failures, errors, skipped, suites } = await readTestResults([{ path: sample(`junit/${name}`) }]);
    expect([tests, failures, errors, skipped, suites]).toEqual(counts);
  });

  test.each([['corrupt.xml', 'truncated'], ['empty.xml', 'empty_file'], ['non-junit.xml', 'not_a_change_file'], ['nunit3.xml', 'not_a_change_file']])('RISK-07 %s is refused', async (name, code) => {
    expect(await refusalOf(readTestResults([{ path: sample(`junit/${name}`) }]))).toMatchObject({ code, where: { file: name } });
  });

  test('RISK-07 a suite that says five tests and lists one is told', async () => {
    expect((await readTestResults([{ path: sample('junit/surefire-properties.xml') }])).contradictions).toMatchObject([{ attribute: 'tests', declared: 5, counted: 1 }, { attribute: 'failures', declared: 5, counted: 1 }]);
  });
});

describe.skipIf(!isThere)('every file by others, given to the wrong reader', () => {
  const files = isThere ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)) : [];

  /** The folders whose files the reader took; every refusal must have its file and words for a person. */
  async function takenBy(read: (path: string) => Promise<unknown>): Promise<string[]> {
    const folders = new Set<string>();
    for (const path of files) {
      try {
        await read(path);
        folders.add(basename(join(path, '..')));
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        expect([error.where.file, error.message]).toEqual([basename(path), expect.not.stringMatching(/undefined|\[object|NaN/)]);
      }
    }
    return [...folders].sort();
  }

  test('RISK-07 only coverage is taken for coverage, and only test results for test results', async () => {
    expect(await takenBy((path) => readCoverage(path))).toEqual(['coverage']);
    expect(await takenBy((path) => readTestResults([{ path }]))).toEqual(['junit']);
  });

  test('CHG-05 none is taken for a build, EMG-04 for a health check', async () => {
    expect(await takenBy(readBuild)).toEqual([]);
    expect(await takenBy(readHealth)).toEqual([]);
  });

  test('BCK-02 an empty file alone holds no readings, all others are refused', async () => {
    expect(await takenBy((path) => readReadings(path, { zone: 'UTC' }))).toEqual(['junit']);
  });

  test('CFG-01 reports, plans, bills of materials and calendars are never taken for items', async () => {
    const withItems = await takenBy(async (path) => {
      const { items } = await readDiscovery(path);
      if (items.length === 0) throw new FormatError('no_records', {}, { file: basename(path) });
    });
    // Tables with a column for a name or host may be lists of items; a person sees them before anything is saved.
    expect(withItems).toEqual(['csv', 'perf']);
  });
});
