// Calendar files through the bridge: from the file to the entries, again, and back out (CAL-01, CAL-03).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Asked, Output } from '../../src-main/contract/index.ts';
import { icsOf } from '../support/calendar-files.ts';
import { aWorkspace, answer, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

type Scene = { w: TestWorkspace; stage: (text: string, name?: string) => string; take: (text: string, more?: Partial<Asked<'calendar.import'>>) => Promise<Output<'calendar.import'>> };
async function aScene(): Promise<Scene> {
  const w = await aWorkspace();
  const manager = await w.as('Tomasz Zielinski');
  const stage = (text: string, name = 'team.ics'): string => {
    const path = join(w.dataDir, name);
    writeFileSync(path, text);
    return w.app.stagePath(path);
  };
  return { w, stage, take: (text, more = {}) => answer(manager, 'calendar.import', { file: stage(text), ...more }) };
}
const outage = (hour: string, more: readonly string[] = []): string[] => ['UID:outage@supplier.example', 'SUMMARY:Supplier outage', `DTSTART:20270301T${hour}0000Z`, 'DURATION:PT2H', ...more];
const inMarch = { from: '2027-03-01T00:00:00Z', to: '2027-04-01T00:00:00Z' };

test('CAL-01 an ICS event without an end is quarantined with its row and field; the others are taken in', async () => {
  const { w, take } = await aScene();
  const report = await take(icsOf([outage('09'), ['SUMMARY:Open end', 'DTSTART:20270301T090000Z']]));
  expect(report).toMatchObject({ import: expect.any(String), new: 1, changed: 0, quarantinedCount: 1, quarantined: [{ row: 2, why: 'no end' }] });
  expect((await w.call('calendar.list', inMarch)).rows).toMatchObject([{ title: 'Supplier outage', kind: 'business-event', startsAt: '2027-03-01T09:00:00.000Z', endsAt: '2027-03-01T11:00:00.000Z' }]);
});

test('CAL-03 re-importing the same UID updates instead of duplicating; the same file twice writes nothing; a cancelled event goes', async () => {
  const { w, stage, take } = await aScene();
  const scope = [{ by: 'environment' as const, id: 'Staging' }];
  const dryBefore = w.events();
  const manager = await w.as('Tomasz Zielinski');
  expect(await answer(manager, 'calendar.dryRun', { file: stage(icsOf([outage('09')])), scope })).toMatchObject({ import: null, new: 1, rows: [{ row: 1, outcome: 'new' }] });
  expect(w.events()).toBe(dryBefore);
  await take(icsOf([outage('09')]), { scope, event: 'supplier-outage' });
  const written = w.events();
  expect(await take(icsOf([outage('09')]))).toMatchObject({ import: null, new: 0, changed: 0, unchanged: 1 });
  expect(w.events()).toBe(written);
  expect(await take(icsOf([outage('13')]))).toMatchObject({ import: expect.any(String), new: 0, changed: 1 });
  expect((await w.call('calendar.list', inMarch)).rows).toMatchObject([{ startsAt: '2027-03-01T13:00:00.000Z', scope, event: 'supplier-outage' }]);
  expect(await take(icsOf([outage('13')]), { source: 'Another calendar' })).toMatchObject({ new: 1 });
  expect(await take(icsOf([outage('13', ['STATUS:CANCELLED'])]))).toMatchObject({ changed: 1 });
  expect((await w.call('calendar.list', inMarch)).rows).toHaveLength(1);
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('CAL-03 a recurrence rule with an invalid value is reported and not taken in; a valid one is counted', async () => {
  const { w, take } = await aScene();
  const report = await take(icsOf([outage('09', ['RRULE:FREQ=WEEKLY;BYDAY=XX']), ['SUMMARY:Close', 'DTSTART:20270305T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=3']]));
  expect(report).toMatchObject({ new: 1, quarantined: [{ row: 1, field: 'RRULE', why: 'rule invalid' }] });
  expect((await w.call('calendar.list', inMarch)).rows.map(({ startsAt }) => startsAt.slice(0, 10))).toEqual(['2027-03-05', '2027-03-12', '2027-03-19']);
});

test('CAL-01 a file that is no calendar is refused with the reason', async () => {
  const { w, stage } = await aScene();
  const manager = await w.as('Tomasz Zielinski');
  expect(await refusal(manager, 'calendar.import', { file: stage('number,title\n1,One\n') })).toMatchObject({ code: 'not_a_calendar_file' });
  expect((await w.call('calendar.list', inMarch)).rows).toEqual([]);
});
