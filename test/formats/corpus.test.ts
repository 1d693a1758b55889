// Files by others, in ../shared/samples beside the project where somebody put them there; the project itself never needs them.
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Mapping } from '../../src-main/contract/imports.ts';
import { inspectFile } from '../../src-main/formats/inspect.ts';
import { readFixture, refusalOf } from './read-fixture.ts';

const folder = new URL('../../../shared/samples/', import.meta.url).pathname;
const isThere = existsSync(folder);
if (!isThere) console.info('The samples of others are not there (../shared/samples): the corpus test is skipped.');
const sample = (name: string): string => `${folder}${name}`;

/** A table that knows no changes is read through a mapping of its own columns; every row is then a draft. */
const asDrafts = (externalId: string, title: string): Mapping => ({ version: 1, name: 'corpus', source: 'corpus', externalId, fields: { title: { from: [title, externalId], join: ' ' }, state: { from: [], values: { '': 'draft' } } } });
const counted = (values: string[]): Record<string, number> => Object.fromEntries([...new Set(values)].sort().map((value) => [value, values.filter((each) => each === value).length]));

describe.skipIf(!isThere)('change records by others', () => {
  test('CHG-05 an official list answer is one closed standard change with its plan whole', async () => {
    const { inspection, changes } = await readFixture(sample('change/servicenow-change-list.json'));
    expect(inspection).toMatchObject({ kind: 'servicenow', rows: 1, questions: [] });
    expect(inspection.columns).toHaveLength(111);
    expect(changes).toMatchObject([{ externalId: 'CHG0000024', type: 'standard', state: 'closed', risk: 'medium', impact: 'low', priority: '4 - Low' }]);
    expect(changes[0]?.backoutPlan).toHaveLength(182);
    expect(changes[0]?.backoutPlan?.match(/\r\n/g)).toHaveLength(2);
    expect(changes[0]?.plannedStartAt).toBeUndefined();
  });

  test('CHG-05 a template is no change, broken JSON is refused at its place', async () => {
    expect((await refusalOf(inspectFile(sample('change/servicenow-emergency-template.json')))).code).toBe('template_not_change');
    const broken = await refusalOf(inspectFile(sample('change/servicenow-ci-response-unquoted.json')));
    expect([broken.code, broken.facts['line'], broken.facts['column']]).toEqual(['malformed_json', 2, 3]);
  });

  test('CHG-05 a table of fifty changes is read, its zone asked', async () => {
    expect((await inspectFile(sample('change/change-requests-techcorp.csv'))).questions.map((q) => q.about)).toEqual(['zone']);
    const { changes, quarantined } = await readFixture(sample('change/change-requests-techcorp.csv'), { zone: 'UTC' });
    expect(quarantined).toEqual([]);
    expect(counted(changes.map((change) => change.type))).toEqual({ emergency: 6, normal: 20, standard: 24 });
    expect(counted(changes.map((change) => change.state))).toEqual({ assessment: 6, authorised: 24, closed: 14, rejected: 6 });
  });

  test('CHG-05 names of ServiceNow columns with times in UTC need no answer', async () => {
    const { inspection, changes } = await readFixture(sample('change/servicenow-style-changes-excerpt.csv'));
    expect(inspection).toMatchObject({ kind: 'servicenow', questions: [] });
    expect(changes).toHaveLength(8);
    expect(counted(changes.map((change) => change.externalState ?? ''))).toEqual({ Assess: 1, Authorize: 1, Closed: 1, Implement: 1, New: 1, Review: 1, Scheduled: 2 });
    expect(changes.every((change) => change.plannedStartAt?.endsWith('.000Z'))).toBe(true);
  });

  test('CHG-05 microseconds beside bare days are read through a mapping', async () => {
    const path = sample('change/changes-with-microseconds-excerpt.csv');
    const asked = await inspectFile(path);
    expect(asked.questions.map((q) => q.field ?? q.about)).toEqual(['title', 'state', 'plannedStartAt']);
    const fields = { ...asked.mapping.fields, title: { from: ['change_type', 'change_id'], join: ' ' }, state: { from: [], values: { '': 'closed' } } };
    const { changes } = await readFixture(path, { zone: 'UTC', mapping: { ...asked.mapping, fields } });
    expect(counted(changes.map((change) => change.outcome ?? ''))).toEqual({ 'rolled-back': 4, successful: 16 });
    expect(counted(changes.map((change) => change.type))).toEqual({ emergency: 1, normal: 9, standard: 10 });
    expect(changes[0]).toMatchObject({ externalId: 'CHG0001', plannedStartAt: '2026-07-09T15:32:36.389Z' });
  });

  test.each(['ccb-change-request-process.md', 'ccb-issue-and-decision-log.md'])('CHG-05 %s is a text and is refused as one', async (name) => {
    const error = await refusalOf(inspectFile(sample(`change/${name}`)));
    expect([error.code, error.where]).toEqual(['not_a_change_file', { file: name, line: 1 }]);
    expect(error.message).toContain('Markdown');
  });
});

describe.skipIf(!isThere)('tables by others', () => {
  test.each([
    ['utf16le-bom.csv', 'utf-16le', ',', 3, 1], ['utf8-bom-crlf.csv', 'utf-8', ',', 3, 1], ['multiline-cells.csv', 'utf-8', ',', 11, 135], ['semicolon-prowler.csv', 'utf-8', ';', 42, 4],
    ['bom-multiline-mixed-eol.csv', 'utf-8', ',', 26, 7], ['preamble-rows.csv', 'utf-8', ',', 41, 5], ['crlf-63-columns.csv', 'utf-8', ',', 63, 6], ['multiline-nessus.csv', 'utf-8', ',', 40, 533],
    ['ragged-one-extra.csv', 'utf-8', ',', 18, 4], ['latin1.csv', 'windows-1252', ',', 2, 1],
    // Tabs, not commas: a preamble of 50 rows, then 252 countries of 19 columns.
    ['ragged-sections.csv', 'utf-8', '\t', 19, 252],
  ])('%s has the columns and records an independent reader found, and asks which of them mean what', async (name, ...found) => {
    const inspection = await inspectFile(sample(`csv/${name}`));
    expect([inspection.encoding, inspection.delimiter, inspection.columns.length, inspection.rows]).toEqual(found);
    expect(inspection.questions.some((q) => q.about === 'field' && q.field === 'externalId')).toBe(true);
    expect(inspection.questions.some((q) => q.about === 'encoding')).toBe(found[0] === 'windows-1252');
  });

  test.each([
    ['utf16le-bom.csv', 'a', 'b', 1, 0], ['utf8-bom-crlf.csv', 'a', 'b', 1, 0], ['latin1.csv', 'field1', 'field2', 1, 0], ['semicolon-prowler.csv', 'CHECK_ID', 'CHECK_TITLE', 4, 0],
    ['preamble-rows.csv', 'QID', 'Title', 5, 0], ['ragged-one-extra.csv', 'TITLE_ID', 'TITLE_TEXT', 0, 4], ['ragged-sections.csv', '#ISO', 'Country', 252, 0],
  ])('%s is read through a mapping', async (name, id, title, ...rows) => {
    const { changes, quarantined } = await readFixture(sample(`csv/${name}`), { mapping: asDrafts(id, title), encoding: name === 'latin1.csv' ? 'windows-1252' : undefined });
    expect([changes.length, quarantined.length]).toEqual(rows);
    if (name === 'latin1.csv') expect(changes[0]?.externalId).toBe('Acentuação1');
  });

  test('a table whose quotation mark never closes is refused at that row', async () => {
    const error = await refusalOf(inspectFile(sample('csv/malformed.tsv')));
    expect([error.code, error.where]).toEqual(['quote_not_closed', { file: 'malformed.tsv', row: 8, line: 9 }]);
  });
});
