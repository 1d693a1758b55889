import { describe, expect, test } from 'vitest';
import { fileOf, fixture, readFixture, refusalOf } from './read-fixture.ts';

const refused = async (text: string): Promise<[string, number | undefined]> => {
  const error = await refusalOf(readFixture(await fileOf(text, 'file.xml')));
  return [error.code, error.where.line];
};
const record = '<change_request><number>CHG1</number><short_description>One</short_description><state>New</state></change_request>';

describe('XML', () => {
  test('CHG-05 an unload holds changes with times in UTC, people by name, and leaves other tables out', async () => {
    const { inspection, changes } = await readFixture(fixture('servicenow-unload.xml'));
    expect(inspection).toMatchObject({ kind: 'servicenow', container: 'xml', questions: [], warnings: ['1 row of the table sys_user was left out: not changes.'] });
    expect(changes).toMatchObject([
      { externalId: 'CHG0060001', title: 'Swap & test fibre pair 12', state: 'awaiting-authorisation', requester: 'Siân Pritchard', plannedStartAt: '2026-06-01T19:00:00.000Z', backoutPlan: 'Put the old pair <back>' },
      { externalId: 'CHG0060002', type: 'standard', state: 'closed', outcome: 'successful' },
    ]);
  });

  test('CHG-05 an answer of the table interface holds changes, and its zone is asked', async () => {
    const { inspection, changes } = await readFixture(fixture('servicenow-response.xml'), { zone: 'Europe/London' });
    expect(inspection.questions).toEqual([]);
    expect(changes).toMatchObject([{ externalId: 'CHG0061001', plannedStartAt: '2026-06-01T18:00:00.000Z' }, { externalId: 'CHG0061002' }]);
  });

  test('a document type declaration is refused before it is read', async () => {
    expect(await refused(`<?xml version="1.0"?>\n<!DOCTYPE unload [<!ENTITY a "aaaa">]>\n<unload>${record}</unload>`)).toEqual(['doctype_refused', 2]);
  });

  test('broken and cut documents are refused with their line', async () => {
    expect((await refused(`<xml>\n${record}\n<change_request><number>CHG2</state></change_request></xml>`))).toEqual(['malformed_xml', 3]);
    expect((await refused(`<xml>\n${record}\n<change_request><number>CHG2`))[0]).toBe('truncated');
    expect((await refused('<xml>&unknown;</xml>'))[0]).toBe('malformed_xml');
  });

  test('an unload of other tables, an empty one and a bottomless one are refused', async () => {
    expect((await refused('<unload><incident><number>INC1</number></incident></unload>'))[0]).toBe('not_a_change_file');
    expect((await refused('<xml></xml>'))[0]).toBe('no_records');
    expect((await refused(`<xml>${'<a>'.repeat(50)}${'</a>'.repeat(50)}</xml>`))[0]).toBe('too_deep');
  });
});
