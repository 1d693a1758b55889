import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Asked, Output } from '../../src-main/contract/index.ts';
import { aWorkspace, completeChange, putForward } from '../support/workspace.ts';

const week = { from: '2031-03-03T00:00:00.000Z', to: '2031-03-10T00:00:00.000Z' };
/** Five changes of a far week, one that reaches into it from the month before, one over midnight, one cancelled. */
async function planned() {
  const workspace = await aWorkspace();
  const add = async (title: string, plannedStartAt: string, plannedEndAt: string, more: Partial<Asked<'change.create'>> = {}): Promise<string> =>
    (await workspace.call('change.create', { ...completeChange, title, plannedStartAt, plannedEndAt, environment: 'production', owner: 'Tomasz Zielinski', ...more })).number!;
  const first = await add('First', '2031-03-04T22:00:00Z', '2031-03-04T23:00:00Z', { outageMinutes: 20 });
  const beside = await add('Beside it', '2031-03-04T22:30:00Z', '2031-03-05T01:00:00Z');
  const long = await add('Reaches in', '2031-01-20T00:00:00Z', '2031-03-03T06:00:00Z', { service: 'Payment hub' });
  const staging = await add('On staging', '2031-03-06T08:00:00Z', '2031-03-06T09:00:00Z', { environment: 'staging', service: '', type: 'standard' });
  const gone = await add('Given up', '2031-03-07T08:00:00Z', '2031-03-07T09:00:00Z');
  await workspace.call('change.cancel', { change: gone, reason: 'Not needed' });
  await add('Ends as the week begins', '2031-03-02T22:00:00Z', '2031-03-03T00:00:00Z');
  await add('Begins as the week ends', '2031-03-10T00:00:00Z', '2031-03-10T01:00:00Z');
  return { workspace, first, beside, long, staging };
}
const busy = (lanes: Output<'schedule.lanes'>) => lanes.lanes.filter(({ count }) => count > 0).map(({ name, count, tracks }) => [name, count, tracks]);

test('CAL-01 lanes are all services, with what meets the span: over midnight, from long before, and not what only touches its ends', async () => {
  const { workspace, first, beside, long, staging } = await planned();
  const lanes = await workspace.call('schedule.lanes', week);
  expect(lanes).toMatchObject({ total: 4, isCut: false });
  expect(busy(lanes)).toEqual([['Card authorisation', 2, 2], ['Payment hub', 1, 1], ['', 1, 1]]);
  expect(lanes.lanes.length).toBeGreaterThan(5);
  expect(lanes.lanes.find(({ name }) => name === 'Core ledger')).toMatchObject({ tier: 1, count: 0, tracks: 1 });
  const { bars, heaps } = await workspace.call('schedule.bars', { ...week, lanes: ['Card authorisation', 'Payment hub', ''] });
  expect(heaps).toEqual([]);
  expect(bars.map(({ number, lane, track, outageMinutes }) => [number, lane, track, outageMinutes]).toSorted()).toEqual([[first, 'Card authorisation', 0, 20], [beside, 'Card authorisation', 1, null], [long, 'Payment hub', 0, null], [staging, '', 0, null]].toSorted());
  // Only the lanes asked for are read.
  expect((await workspace.call('schedule.bars', { ...week, lanes: ['Payment hub'] })).bars.map(({ number }) => number)).toEqual([long]);
  expect(busy(await workspace.call('schedule.lanes', { ...week, by: 'environment', isBusyOnly: true }))).toEqual([['production', 3, 2], ['staging', 1, 1]]);
  expect(busy(await workspace.call('schedule.lanes', { ...week, by: 'owner' }))).toEqual([['Tomasz Zielinski', 4, 2]]);
});

test('CAL-01 a team is the people of its charters, and has a lane of what they own', async () => {
  const { workspace } = await planned();
  await workspace.call('charter.grant', { team: 'Payments crew', members: ['Tomasz Zielinski', 'Ingrid Solberg'], until: '2027-01-31' });
  expect(busy(await workspace.call('schedule.lanes', { ...week, by: 'team' }))).toEqual([['Payments crew', 4, 2]]);
  expect((await workspace.call('schedule.bars', { ...week, by: 'team', lanes: ['Payments crew'] })).bars).toHaveLength(4);
  expect(await workspace.call('schedule.lanes', { ...week, team: 'Nobody’s' })).toMatchObject({ total: 0 });
  expect(await workspace.call('schedule.lanes', { ...week, team: 'Payments crew' })).toMatchObject({ total: 4 });
  expect(await workspace.call('schedule.facets', {})).toMatchObject({ services: expect.arrayContaining(['Card authorisation', 'Core ledger']), teams: ['Payments crew'], zone: 'Europe/London' });
});

test('CAL-01 filters narrow lanes, bars, days and the list alike; cancelled changes come only when asked for', async () => {
  const { workspace, first, beside } = await planned();
  const filters: Partial<Asked<'schedule.lanes'>>[] = [{ service: 'Card authorisation' }, { environment: 'staging' }, { type: ['standard'] }, { state: ['cancelled'] }, { owner: 'Tomasz Zielinski' }, { text: 'reaches' }, { text: '"; DROP' }, { tier: ['none'] }];
  for (const filter of filters) {
    const { total } = await workspace.call('schedule.lanes', { ...week, ...filter });
    const list = await workspace.call('schedule.list', { ...week, ...filter });
    expect([total, list.rows.length], JSON.stringify(filter)).toEqual([list.total, list.total]);
  }
  expect((await workspace.call('schedule.list', { ...week, service: 'Card authorisation' })).rows.map(({ number }) => number)).toEqual([first, beside]);
  const pages = await workspace.call('schedule.list', { ...week, limit: 3 });
  const rest = await workspace.call('schedule.list', { ...week, limit: 3, after: pages.next! });
  expect([...pages.rows, ...rest.rows].map(({ number }) => number)).toEqual((await workspace.call('schedule.list', week)).rows.map(({ number }) => number));
  expect(rest).toMatchObject({ total: null, next: null });
});

test('CAL-01 days are those of the zone asked for; a window over midnight is on both, the gravest come first when there are too many', async () => {
  const { workspace, first, beside } = await planned();
  const days = await workspace.call('schedule.days', { first: '2031-03-04', days: 2, zone: 'UTC' });
  expect(days.map(({ day, count }) => [day, count])).toEqual([['2031-03-04', 2], ['2031-03-05', 1]]);
  expect(days[0]!.rows.map(({ number }) => number)).toEqual([first, beside]);
  // Half past ten in London is the next morning in Tokyo.
  expect((await workspace.call('schedule.days', { first: '2031-03-04', days: 2, zone: 'Asia/Tokyo' })).map(({ count }) => count)).toEqual([0, 2]);
  expect(await workspace.refused('schedule.days', { first: '2031-03-04', days: 2, zone: 'Mars/Olympus' })).toMatchObject({ code: 'zone_unknown', where: { field: 'zone' } });
  await putForward(beside, workspace.chair, workspace.chair);
  const { tier } = await workspace.call('change.show', { change: beside });
  const [only] = await workspace.call('schedule.days', { first: '2031-03-04', days: 1, zone: 'UTC', perDay: 1 });
  expect(only).toMatchObject({ count: 2, tiers: { [tier!]: 1, none: 1 }, rows: [{ number: beside }] });
});

test('CAL-01 a year of lanes counts by weeks, and its counts add up to its changes', async () => {
  const { workspace } = await planned();
  const year = { from: '2026-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' };
  const { lanes } = await workspace.call('schedule.lanes', year);
  const { bars, heaps } = await workspace.call('schedule.bars', { ...year, lanes: lanes.map(({ name }) => name) });
  expect(bars).toEqual([]);
  for (const { name, count } of lanes) expect(heaps.filter(({ lane }) => lane === name).reduce((sum, heap) => sum + heap.count, 0), name).toBe(count);
  expect(await workspace.refused('schedule.lanes', { from: week.to, to: week.from })).toMatchObject({ code: 'end_before_start', where: { field: 'to' } });
});

test('CAL-01 the schedule of a span goes out as CSV, in headings that an import knows, safe for a spreadsheet', async () => {
  const { workspace } = await planned();
  await workspace.call('change.create', { ...completeChange, title: '=HYPERLINK("x")', plannedStartAt: '2031-03-05T10:00:00Z', plannedEndAt: '2031-03-05T11:00:00Z' });
  const { file, rows } = await workspace.call('schedule.write', week);
  expect(rows).toBe(5);
  const text = readFileSync(join(file.folder, file.name), 'utf8');
  expect(text.split('\r\n')[0]).toBe('\uFEFFChange number,Title,Type,State,Service,Environment,Planned start,Planned end,Time zone,Outage in minutes,Risk,Owner');
  expect(text).toContain(`"'=HYPERLINK(""x"")"`);
  expect(text.trimEnd().split('\r\n')).toHaveLength(6);
});
