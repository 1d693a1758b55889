// Calendar files through the bridge: from the file to the entries, again, and back out (CAL-01, CAL-03).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Asked, Output } from '../../src-main/contract/index.ts';
import { icsOf } from '../support/calendar-files.ts';
import { deployable } from '../support/token-acts.ts';
import { handTo, pathOf, twoWorkspaces } from '../support/two-workspaces.ts';
import type { Machine } from '../support/two-workspaces.ts';
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

test('CAL-01 two team files that book the staging environment at the same hour: one conflict with both owners, the second change is not Scheduled, and once it moves the conflict closes', async () => {
  const { w, stage } = await aScene();
  const manager = await w.as('Tomasz Zielinski');
  const { release, change } = await deployable(w, { fields: { environment: 'rig 4', items: [], implementers: [] } });
  const { fields } = await answer(release, 'change.show', { change });
  const [from, to] = [fields.plannedStartAt!, fields.plannedEndAt!];
  const said = (at: string): string => at.slice(0, 16).replace('T', ' ');
  const payments = `Subject,Start Date,Start Time,End Date,End Time,Organizer,Environment\nPayments rehearsal,${from.slice(0, 10)},${from.slice(11, 16)},${to.slice(0, 10)},${to.slice(11, 16)},Grace Obi,rig 4\n`;
  const channels = (start: string, end: string): string => `id;title;start;end;time zone;owner;environment\nCH-7;Channels regression;${said(start)};${said(end)};UTC;Ravi Menon;Rig 4\nCH-8;Without an end;${said(start)};;UTC;Ravi Menon;Rig 4\nCH-9;Backwards;${said(end)};${said(start)};UTC;Ravi Menon;Rig 4\nCH-7;Twice;${said(start)};${said(end)};UTC;Ravi Menon;Rig 4\n`;
  const take = (name: string, text: string) => answer(manager, 'calendar.import', { file: stage(text, name), source: name, kind: 'booking', zone: 'UTC' });
  expect(await take('payments.csv', payments)).toMatchObject({ new: 1, quarantinedCount: 0 });
  expect(await take('channels.csv', channels(from, to))).toMatchObject({ new: 1, quarantinedCount: 3, quarantined: [{ row: 2, field: 'end', why: 'no end' }, { row: 3, field: 'end', why: 'end before start' }, { row: 4, field: 'id', why: 'duplicate external id' }] });
  const between = async () => (await w.call('conflict.list', { from, to })).rows.filter(({ rule, sides }) => rule === 'environment' && sides.every(({ kind }) => kind === 'booking'));
  expect(await between()).toMatchObject([{ rule: 'environment', path: ['rig 4'], weight: 'blocking' }]);
  expect((await between())[0]!.sides.map(({ owner }) => owner).toSorted()).toEqual(['Grace Obi', 'Ravi Menon']);
  // A change that needs the same environment has no place until both bookings have moved.
  expect(await refusal(release, 'change.schedule', { change })).toMatchObject({ code: expect.stringMatching(/schedule_conflict|not_ready/) as string });
  const later = (at: string): string => new Date(Date.parse(at) + 14 * 86_400_000).toISOString();
  expect(await take('channels.csv', channels(later(from), later(to)))).toMatchObject({ new: 0, changed: 1 });
  expect(await between()).toEqual([]);
  expect(await refusal(release, 'change.schedule', { change })).toMatchObject({ code: 'schedule_conflict', facts: { rule: 'environment' } });
  const [booked] = (await w.call('calendar.list', { from, to, kinds: ['booking'] })).rows.filter(({ title }) => title === 'Payments rehearsal');
  await answer(manager, 'calendar.removeEntry', { entry: booked!.id, reason: 'Called off' });
  await answer(release, 'change.schedule', { change });
  for (const text of ['one,two\n1,2', 'title,start\nNo end column,2026-12-01', '']) expect(await refusal(manager, 'calendar.import', { file: stage(text, 'odd.csv'), kind: 'booking' })).toMatchObject({ code: 'not_a_calendar_file' });
});

test('CAL-03 a file of a lower SEQUENCE never replaces what a higher one said, whichever is taken in first', async () => {
  const { w, take } = await aScene();
  await take(icsOf([outage('12', ['SEQUENCE:4'])]), { source: 'Supplier' });
  expect(await take(icsOf([outage('09', ['SEQUENCE:3'])]), { source: 'Supplier' })).toMatchObject({ new: 0, changed: 0, unchanged: 1 });
  expect((await w.call('calendar.list', inMarch)).rows).toMatchObject([{ startsAt: '2027-03-01T12:00:00.000Z' }]);
  expect(await take(icsOf([outage('15', ['SEQUENCE:5'])]), { source: 'Supplier' })).toMatchObject({ changed: 1 });
});

test('CAL-08 a recurring freeze leaves as one series with its rule, its SEQUENCE rises when it is edited, and another workspace reads every occurrence back', async () => {
  const { w } = await aScene();
  const manager = await w.as('Tomasz Zielinski');
  const { id } = await answer(manager, 'calendar.addEntry', { kind: 'freeze', title: 'Month-end close', zone: 'Europe/Vienna', startsAt: '2026-11-30T17:00:00Z', endsAt: '2026-12-01T07:00:00Z', recurrence: { rule: 'FREQ=MONTHLY;BYMONTHDAY=-1', except: ['2026-12-31T17:00:00Z'] } });
  const written = async (): Promise<string> => { const { file } = await answer(manager, 'feed.writeCalendar', { days: 366 }); return readFileSync(join(file.folder, file.name), 'utf8'); };
  const text = await written();
  const sequenceOf = (of: string): number => Number(/SEQUENCE:(\d+)/.exec(of.split('BEGIN:VEVENT').find((event) => event.includes(id))!)![1]);
  expect([text.match(new RegExp(`UID:${id}`, 'g'))?.length, text.includes('RRULE:FREQ=MONTHLY;BYMONTHDAY=-1'), text.includes('EXDATE;TZID=Europe/Vienna:20261231T180000')]).toEqual([1, true, true]);
  await answer(manager, 'calendar.changeEntry', { entry: id, fields: { title: 'Close of the month' } });
  expect(sequenceOf(await written())).toBeGreaterThan(sequenceOf(text));
  const other = await aScene();
  await other.take(text, { source: 'Gavel', kind: 'freeze' });
  const span = { from: '2026-11-24T00:00:00Z', to: '2027-11-24T00:00:00Z', kinds: ['freeze' as const], limit: 500 };
  const starts = async (scene: typeof other): Promise<string[]> => (await scene.w.call('calendar.list', span)).rows.filter(({ title }) => title.includes('onth')).map(({ startsAt, endsAt }) => `${startsAt} ${endsAt}`);
  const [mine, theirs] = [await starts({ ...other, w }), await starts(other)];
  expect(mine.length).toBe(11);
  expect(theirs).toEqual(mine);
});

test('CAL-03 two laptops take the same calendar in apart and edit it apart: after the exchange each event is there once, alike on both, and what lost stands beside what won', async () => {
  const { ada, bo } = await twoWorkspaces();
  const taking = async (m: Machine, text: string) => {
    const path = join(m.dataDir, 'supplier.ics');
    writeFileSync(path, text);
    return m.call('calendar.import', { file: m.app.stagePath(path), event: 'supplier-outage' });
  };
  const swap = async (from: Machine, to: Machine): Promise<void> => {
    from.clock.now += 60_000;
    await to.call('bundle.import', { file: handTo(to, pathOf(await from.call('bundle.export', { to: [to.site] }))) });
    to.clock.now = Math.max(to.clock.now, from.clock.now);
  };
  const rowsOn = async (m: Machine) => (await m.call('calendar.list', inMarch)).rows.map(({ id, title, startsAt }) => ({ id, title, startsAt }));
  // The same file at both; Bo's is a day older and says another hour.
  expect(await taking(ada, icsOf([outage('13', ['SEQUENCE:2'])]))).toMatchObject({ new: 1 });
  expect(await taking(bo, icsOf([outage('09', ['SEQUENCE:1'])]))).toMatchObject({ new: 1 });
  await swap(ada, bo);
  await swap(bo, ada);
  const both = await rowsOn(ada);
  expect(both).toMatchObject([{ title: 'Supplier outage', startsAt: '2027-03-01T13:00:00.000Z' }]);
  expect(await rowsOn(bo)).toEqual(both);
  // Whoever takes it in once more changes the one that is there.
  expect(await taking(bo, icsOf([outage('13', ['SEQUENCE:2'])]))).toMatchObject({ new: 0, unchanged: 1 });
  const entry = both[0]!.id;
  await ada.call('calendar.changeEntry', { entry, fields: { owner: 'Supplier desk', startsAt: '2027-03-02T09:00:00Z', endsAt: '2027-03-02T11:00:00Z' } });
  bo.clock.now += 5000;
  await bo.call('calendar.changeEntry', { entry, fields: { title: 'Supplier is out', startsAt: '2027-03-03T09:00:00Z', endsAt: '2027-03-03T11:00:00Z' } });
  await swap(ada, bo);
  await swap(bo, ada);
  const [on, other] = [await ada.call('calendar.show', { entry }), await bo.call('calendar.show', { entry })];
  expect(other).toEqual(on);
  // Each edit of a field nobody else touched stands; of the two windows one won, whole, and the other stands beside it.
  expect(on).toMatchObject({ title: 'Supplier is out', owner: 'Supplier desk' });
  const [ours, theirs] = ['2027-03-02', '2027-03-03'];
  expect([on.startsAt.slice(0, 10), on.endsAt.slice(0, 10)].every((day) => day === on.startsAt.slice(0, 10))).toBe(true);
  expect([ours, theirs]).toContain(on.startsAt.slice(0, 10));
  expect(JSON.stringify(on.also)).toContain(on.startsAt.startsWith(ours!) ? theirs : ours);
  expect(await ada.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});
