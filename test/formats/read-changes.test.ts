import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Mapping } from '../../src-main/contract/imports.ts';
import { Inspection } from '../../src-main/contract/imports.ts';
import { inspectFile } from '../../src-main/formats/inspect.ts';
import { readChanges } from '../../src-main/formats/read-changes.ts';
import { fileOf, fixture, readFixture, refusalOf } from './read-fixture.ts';

const about = (questions: { about: string; field?: string | undefined }[]): string[] => questions.map((q) => (q.field ? `${q.about} ${q.field}` : q.about));
const table = (...rows: string[]): string => ['Change ID,Title,Status,Change type,Planned start,Planned end', ...rows, ''].join('\n');
const mapping = (fields: Mapping['fields'], externalId = 'Change ID'): Mapping => ({ version: 1, name: 'test', source: 'test', externalId, fields });

describe('ServiceNow', () => {
  test('CHG-05 an export of 50 changes with labels for columns asks for the zone alone and gives 50 changes', async () => {
    const asked = await inspectFile(fixture('servicenow-50.csv'));
    expect(Inspection.parse(asked)).toEqual(asked);
    expect(asked).toMatchObject({ kind: 'servicenow', container: 'csv', encoding: 'utf-8', delimiter: ',', rows: 50, warnings: [] });
    expect(about(asked.questions)).toEqual(['zone plannedStartAt']);
    expect(asked.sample).toHaveLength(20);
    const { changes, quarantined } = await readFixture(fixture('servicenow-50.csv'), { zone: 'Europe/Berlin' });
    expect(quarantined).toEqual([]);
    expect(changes).toHaveLength(50);
    expect(changes[1]).toEqual({
      externalId: 'CHG0030401', title: 'Apply quarterly database patches to db-ora-08', type: 'normal', state: 'under-review', externalState: 'Review',
      description: 'Quarterly security patches for the ledger database. Both nodes, one after the other, no outage expected.\nRelease notes were read; two fixes concern "parallel query" and are wanted.',
      justification: 'Patches close two vulnerabilities rated high.', implementationPlan: 'Relocate services, patch node 1, restart, relocate back, patch node 2; run post-patch script.',
      testPlan: 'Smoke test of the ledger: posting, balance query, month-end report.', backoutPlan: 'Roll back with the patch tool (about 40 minutes per node).',
      service: 'Ledger', items: ['db-ora-08'], plannedStartAt: '2026-04-12T18:15:00.000Z', plannedEndAt: '2026-04-12T20:15:00.000Z', zone: 'Europe/Berlin',
      requester: 'Siân Pritchard', owner: 'Jürgen Weiß', implementer: 'Jürgen Weiß', impact: 'medium', risk: 'medium', priority: '3 - Moderate',
      externalCreatedAt: '2026-04-01T06:01:10.000Z', externalUpdatedAt: '2026-04-12T07:01:45.000Z', foreign: { 'Assignment group': 'Database Administration' },
    });
  });

  test('CHG-05 a row with an unmapped state is set aside with its row, and the inspection says so', async () => {
    const { inspection, changes, quarantined } = await readFixture(fixture('servicenow-names.csv'), { zone: 'UTC' });
    expect(changes.map(({ state, type, risk, impact }) => [state, type, risk, impact])).toEqual([
      ['awaiting-authorisation', 'normal', 'medium', 'medium'], ['closed', 'emergency', 'low', 'low'], ['scheduled', 'standard', 'low', 'low'],
    ]);
    expect(quarantined).toEqual([{ row: 4, line: 5, kind: 'quarantined', field: 'state', why: 'unmapped_value', value: 'Parked' }]);
    expect(inspection.warnings).toEqual(['Rows whose state is “Parked” will be set aside: the mapping has no word for it.']);
    expect(inspection.mapping.fields['state']?.values).toMatchObject({ Parked: '' });
  });

  test('CHG-05 an answer of display values and values gives texts from the one and times in UTC from the other', async () => {
    const { inspection, changes, quarantined } = await readFixture(fixture('servicenow-pairs.json'));
    expect(inspection).toMatchObject({ kind: 'servicenow', container: 'json', questions: [] });
    expect(changes).toEqual([{
      externalId: 'CHG0050001', title: 'Patch mail relay', type: 'normal', state: 'scheduled', externalState: 'Scheduled', requester: 'Priya Raman', items: ['mx-01'],
      backoutPlan: 'Line one\r\nLine two', plannedStartAt: '2026-05-04T20:00:00.000Z', plannedEndAt: '2026-05-04T21:30:00.000Z',
    }]);
    expect(quarantined).toMatchObject([{ row: 2, field: 'state', why: 'unmapped_value', value: 'On the shelf' }]);
  });

  test('CHG-05 a JSON export of records with numeric states is read', async () => {
    const { changes } = await readFixture(fixture('servicenow-records.json'), { zone: 'UTC' });
    expect(changes.map((change) => change.state)).toEqual(['assessment', 'cancelled']);
  });

  test.each([[9999, 0], [10_000, 1], [10_001, 0]])('CHG-05 %i rows give %i warning of a cut export', async (rows, warnings) => {
    const lines = Array.from({ length: rows }, (_, i) => `"CHG${i}","Change ${i}","normal","New"`);
    const inspection = await inspectFile(await fileOf(['"number","short_description","type","state"', ...lines, ''].join('\r\n')));
    expect(inspection.warnings).toHaveLength(warnings);
    expect(inspection.warnings.join()).toContain(warnings ? 'exactly 10,000 rows' : '');
  });
});

describe('Jira', () => {
  test('CHG-05 a CSV export with repeated columns and its own dates is read', async () => {
    const { inspection, changes } = await readFixture(fixture('jira.csv'), { zone: 'America/New_York' });
    expect(inspection).toMatchObject({ kind: 'jira', questions: [], warnings: [] });
    expect(changes.map(({ externalId, type, state, items }) => [externalId, type, state, items])).toEqual([
      ['OPS-101', 'normal', 'awaiting-authorisation', ['Messaging', 'Integration']], ['OPS-102', 'emergency', 'implementing', ['Shop']], ['OPS-103', 'normal', 'closed', undefined],
    ]);
    expect(changes[0]).toMatchObject({ plannedStartAt: '2026-12-06T03:00:00.000Z', externalCreatedAt: '2026-11-21T19:03:00.000Z', foreign: { Labels: 'broker, q3' } });
  });

  test('CHG-05 a search answer is read: names of objects, rich text, custom fields by their name', async () => {
    const { inspection, changes } = await readFixture(fixture('jira-search.json'));
    expect(inspection).toMatchObject({ kind: 'jira', container: 'json', questions: [] });
    expect(changes[0]).toEqual({
      externalId: 'NET-7', title: 'Replace access points, floor 3', type: 'standard', state: 'awaiting-authorisation', externalState: 'Awaiting approval',
      description: 'Twelve devices.\nLadder needed.', priority: 'Medium', items: ['WLAN', 'Building, north'], requester: 'Lukas Brandt',
      externalCreatedAt: '2026-04-02T06:15:30.123Z', externalUpdatedAt: '2026-04-03T08:15:30.000Z', plannedStartAt: '2026-04-20T18:00:00.000Z', foreign: { labels: 'wifi, floor-3' },
    });
  });
});

describe('any table', () => {
  test('what no column answers is asked, with the columns to choose from', async () => {
    const inspection = await inspectFile(await fileOf('Ref X,Thing,When\n1,Move,2026-01-01 10:00\n'));
    expect(inspection.kind).toBe('generic');
    expect(about(inspection.questions)).toEqual(['field externalId', 'field title', 'field state']);
    expect(inspection.questions[0]?.candidates).toEqual(['Ref X', 'Thing', 'When']);
  });

  test('a column of states in which nothing is known is asked about', async () => {
    const path = await fileOf(table('1,One,Grün,Normal,,', '2,Two,Rot,Normal,,'));
    const inspection = await inspectFile(path);
    expect(about(inspection.questions)).toEqual(['values state']);
    expect(inspection.questions[0]?.candidates).toEqual(['Grün', 'Rot']);
    const fields = { ...inspection.mapping.fields, state: { from: 'Status', values: { grün: 'authorised', Rot: 'rejected' } } };
    expect((await readFixture(path, { mapping: { ...inspection.mapping, fields } })).changes.map((change) => change.state)).toEqual(['authorised', 'rejected']);
  });

  test('day and month are asked only when no row tells them apart', async () => {
    const either = await fileOf(table('1,One,Approved,Normal,03/04/2026 10:00,03/04/2026 11:00'));
    expect(about((await inspectFile(either, { zone: 'UTC' })).questions)).toEqual(['dateFormat']);
    expect((await readFixture(either, { zone: 'UTC' })).quarantined).toMatchObject([{ field: 'plannedStartAt', why: 'ambiguous_date' }]);
    expect((await readFixture(either, { zone: 'UTC', dateFormat: 'MM/DD/YYYY' })).changes[0]?.plannedStartAt).toBe('2026-03-04T10:00:00.000Z');
    const told = await readFixture(await fileOf(table('1,One,Approved,Normal,03/04/2026 10:00,03/04/2026 11:00', '2,Two,Approved,Normal,23/04/2026 10:00,')), { zone: 'UTC' });
    expect(told.inspection.questions).toEqual([]);
    expect(told.changes[0]?.plannedStartAt).toBe('2026-04-03T10:00:00.000Z');
  });

  test.each([
    [',One,Approved,Normal,,', 'externalId', 'missing'],
    ['1,,Approved,Normal,,', 'title', 'missing'],
    ['1,One,,Normal,,', 'state', 'missing'],
    ['1,One,Approved,Whatever,,', 'type', 'unmapped_value'],
    ['1,One,Approved,Normal,soon,', 'plannedStartAt', 'unknown_date'],
    ['1,One,Approved,Normal,2026-02-30 10:00:00,', 'plannedStartAt', 'no_such_day'],
    ['1,One,Approved,Normal,2026-03-29 02:30:00,', 'plannedStartAt', 'time_does_not_exist'],
    ['1,One,Approved,Normal,2026-04-02 10:00,2026-04-01 10:00', 'plannedEndAt', 'end_before_start'],
  ])('CHG-05 the row %j is set aside for its %s (%s)', async (row, field, why) => {
    const { quarantined, changes } = await readFixture(await fileOf(table('0,Zero,Approved,Normal,,', row)), { zone: 'Europe/Berlin' });
    expect(changes).toHaveLength(1);
    expect(quarantined).toMatchObject([{ row: 2, line: 3, field, why }]);
  });

  test('dates without a zone are set aside when nobody said which', async () => {
    const { quarantined } = await readFixture(await fileOf(table('1,One,Approved,Normal,2026-01-01 10:00,')));
    expect(quarantined).toMatchObject([{ row: 1, field: 'plannedStartAt', why: 'zone_needed' }]);
  });

  test('a time that comes twice is read as the earlier one, with a note', async () => {
    const { rows } = await readFixture(await fileOf(table('1,One,Approved,Normal,2026-10-25 02:30:00,')), { zone: 'Europe/Berlin' });
    expect(rows).toMatchObject([{ kind: 'ok', change: { plannedStartAt: '2026-10-25T00:30:00.000Z' }, notes: [{ field: 'plannedStartAt', why: 'time_occurs_twice' }] }]);
  });

  test('a zone column holds for its row', async () => {
    const text = 'Change ID,Title,Status,Planned start,Time zone\n1,One,Approved,2026-07-01 10:00,Asia/Tokyo\n2,Two,Approved,2026-07-01 10:00,Mars/Base\n3,Three,Approved,2026-07-01 10:00,+01:00\n';
    const { inspection, changes, quarantined } = await readFixture(await fileOf(text));
    expect(inspection.questions).toEqual([]);
    expect(changes).toMatchObject([{ plannedStartAt: '2026-07-01T01:00:00.000Z', zone: 'Asia/Tokyo' }]);
    expect(quarantined).toMatchObject([{ row: 2, field: 'zone', why: 'zone_unknown' }, { row: 3, field: 'zone', why: 'zone_unknown' }]);
    expect((await refusalOf(inspectFile(await fileOf(text), { zone: 'Mars/Base' }))).code).toBe('zone_unknown');
    expect((await refusalOf(inspectFile(await fileOf(text), { zone: '+01:00' }))).code).toBe('zone_unknown');
  });

  test('CHG-05 a repeated row is left out, a differing one of the same id is set aside and names the first', async () => {
    const { rows } = await readFixture(await fileOf(table('1,One,Approved,Normal,,', '2,Two,Approved,Normal,,', '1,One,Approved,Normal,,', '2,Two!,Approved,Normal,,')));
    expect(rows.map((row) => [row.row, row.kind])).toEqual([[1, 'ok'], [2, 'ok'], [4, 'quarantined']]);
    expect(rows[2]).toMatchObject({ field: 'externalId', why: 'duplicate_external_id', value: '2 (first in row 2)' });
  });

  test('a risk or outcome without a word of ours is kept as text with a note', async () => {
    const { inspection, rows } = await readFixture(await fileOf('Change ID,Title,Status,Risk\n1,One,Approved,Low\n2,Two,Approved,Tsunami\n'));
    expect(inspection.warnings.join()).toContain('Tsunami');
    expect(rows[1]).toMatchObject({ kind: 'ok', change: { foreign: { Risk: 'Tsunami' } }, notes: [{ field: 'risk', why: 'value_kept_as_text' }] });
  });

  test('a mapping may join columns, cut lists, state a constant and give an empty cell a meaning', async () => {
    const given = mapping({
      title: { from: ['Title', 'Change type'], join: ' / ' }, state: { from: [], values: { '': 'scheduled' } },
      type: { from: 'Change type', values: { '': 'standard' } }, items: { from: 'Status', join: ';' },
    });
    const { inspection, changes } = await readFixture(await fileOf(table('1,One,web-01; web-02 ;,,,')), { mapping: given });
    expect(inspection.questions).toEqual([]);
    expect(changes).toMatchObject([{ title: 'One', state: 'scheduled', type: 'standard', items: ['web-01', 'web-02'] }]);
  });

  test('a mapping whose identity column is not in the file refuses the file by its name', async () => {
    const error = await refusalOf(readFixture(await fileOf(table('1,One,Approved,Normal,,')), { mapping: mapping({ title: { from: 'Title' } }, 'Number') }));
    expect(error.code).toBe('no_header');
    expect(error.message).toContain('Number');
  });

  test('foreign columns are kept as text, at most a hundred of at most 4,096 characters', async () => {
    const names = Array.from({ length: 150 }, (_, i) => `extra ${i}`);
    const { changes } = await readFixture(await fileOf(`Change ID,Title,Status,${names.join(',')}\n1,One,Approved,${names.map(() => 'y'.repeat(5000)).join(',')}\n`));
    expect(Object.keys(changes[0]?.foreign ?? {})).toEqual(names.slice(0, 100));
    expect(changes[0]?.foreign?.['extra 0']).toHaveLength(4096);
  });
});

describe('reading', () => {
  test('yields batches of at most 500 and tells how far it is', async () => {
    const path = await fileOf(table(...Array.from({ length: 1201 }, (_, i) => `${i},Change ${i},Approved,Normal,,`)));
    const told: number[] = [];
    const sizes: number[] = [];
    for await (const batch of readChanges(path, (await inspectFile(path)).mapping, { onProgress: ({ rows }) => { told.push(rows); } })) sizes.push(batch.length);
    expect(sizes).toEqual([500, 500, 201]);
    expect(told.at(-1)).toBe(1201);
  });

  test('stops when told to', async () => {
    const path = await fileOf(table(...Array.from({ length: 5000 }, (_, i) => `${i},Change ${i},Approved,Normal,,`)));
    const stop = new AbortController();
    const { mapping: proposed } = await inspectFile(path);
    const work = (async () => { for await (const batch of readChanges(path, proposed, { signal: stop.signal })) if (batch.length > 0) stop.abort(); })();
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    await expect(inspectFile(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('a file that is not there, a folder and one over the limit are refused', async () => {
    expect((await refusalOf(inspectFile('/nowhere/at/all.csv'))).code).toBe('file_missing');
    expect((await refusalOf(inspectFile(fixture('')))).code).toBe('not_a_change_file');
    expect((await refusalOf(inspectFile(fixture('jira.csv'), { limits: { fileBytes: 100 }, name: 'mine.csv' }))).where).toEqual({ file: 'mine.csv' });
  });

  test('the fixture holds what its name says', async () => {
    expect((await readFile(fixture('servicenow-50.csv'), 'utf8')).match(/"CHG\d{7}"/g)).toHaveLength(50);
  });
});
