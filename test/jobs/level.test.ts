// Service terms, profiles out of files, and windows agreed with operations, through the bridge (CAL-04).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { calmRisk } from '../support/calm-risk.ts';
import { profileCsv, weekOf } from '../support/level-acts.ts';
import { aWorkspace, answer, completeChange, refusal } from '../support/workspace.ts';

const service = 'Service desk tools';
async function aScene() {
  const w = await aWorkspace();
  const [release, ops] = [await w.as('Tomasz Zielinski'), w.chair];
  const stage = (text: string, name = 'week.csv'): string => {
    const path = join(w.dataDir, name);
    writeFileSync(path, text);
    return w.app.stagePath(path);
  };
  const { rows } = await answer(release, 'person.list', { limit: 100 });
  const operations = rows.find(({ roles, canSignHere }) => roles.includes('chair') && canSignHere)!.id;
  const plan = async (title: string, startsAt: string, endsAt: string, outageMinutes: number): Promise<string> => (await answer(release, 'change.create', { ...completeChange, service, items: [], implementers: [], plannedStartAt: startsAt, plannedEndAt: endsAt, outageMinutes, title })).id;
  return { w, release, ops, stage, operations, plan };
}
const night = { startsAt: '2027-04-04T01:00:00.000Z', endsAt: '2027-04-04T04:00:00.000Z' };

test('CAL-04 a profile out of a file ranks its quietest hour first, and what is wrong with one is told by row and field', async () => {
  const { release, stage, plan } = await aScene();
  expect(await answer(release, 'level.importActivity', { service, file: stage(profileCsv(weekOf([[7, 3, 1]]))) })).toMatchObject({ quietest: { day: 7, hour: 3, users: 1 }, total: 16_701 });
  const change = await plan('Quiet', '2027-04-05T10:00:00.000Z', '2027-04-05T11:00:00.000Z', 30);
  const { rows } = await answer(release, 'window.propose', { change, from: '2027-04-01T00:00:00Z', to: '2027-04-08T00:00:00Z' });
  expect(rows[0]).toMatchObject({ startsAt: '2027-04-04T03:00:00.000Z', affected: 1 });
  const users = weekOf();
  const wrong: [string, Record<string, unknown>][] = [
    [profileCsv(users.slice(1)), { field: 'hour' }], [`${profileCsv(users.slice(0, 167))}\nMonday,0,4`, { row: 168, field: 'hour' }], [profileCsv([...users.slice(0, 5), -3, ...users.slice(6)]), { row: 6, field: 'users' }], [profileCsv(users).replace('Tuesday,03:00', 'Tuesday,25:00'), { field: 'hour' }],
    [profileCsv(users).replace('day,', 'weekend,'), { field: 'day' }], [`${profileCsv(users)}\nMonday,0,4`, { row: 169 }], ['', {}], [profileCsv(users).replace('Tuesday,', 'Someday,'), { field: 'day' }],
  ];
  for (const [text, where] of wrong) expect(await refusal(release, 'level.importActivity', { service, file: stage(text) }), text.slice(0, 60)).toMatchObject({ code: 'not_an_activity_profile', where });
});

test('RISK-03 CAL-04 the profile that operations gave counts in the score of a change, and the card of the risk says so', async () => {
  const { release, stage, plan } = await aScene();
  const change = await plan('Busy', '2027-04-05T10:00:00.000Z', '2027-04-05T11:00:00.000Z', 30);
  await answer(release, 'risk.fill', { change, ...calmRisk });
  const load = async () => { const { factors, score } = await answer(release, 'risk.show', { change }); return { ...factors.find(({ id }) => id === 'load')!, isSum: factors.reduce((sum, { points }) => sum + points, 0) === score }; };
  expect(await load()).toMatchObject({ points: 0, isSum: true });
  // Monday at eleven in the zone of the profile, 500 of 1,000 users.
  await answer(release, 'level.importActivity', { service, file: stage(profileCsv(weekOf([[1, 10, 500], [1, 11, 500], [2, 9, 1000]]))) });
  expect(await load()).toMatchObject({ points: 5, because: 'Up to 500 of 1\u00a0000 users of the busiest hour', isSum: true });
});

test('CAL-04 what changes and unplanned downtime take of a month is left to nobody else, and the next month has room: proposed, confirmed, printed, and void once it moves', async () => {
  const { w, release, ops, operations, plan } = await aScene();
  await answer(release, 'level.setTerms', { service, allowance: 60, operations, targets: { normal: 45 }, zone: 'Europe/Vienna' });
  await answer(release, 'level.addDowntime', { service, on: '2027-04-02', minutes: 17, note: 'A switch failed' });
  expect(await answer(release, 'level.show', { service, month: '2027-04' })).toMatchObject({ terms: { operations: { id: operations } }, month: { allowance: 60, spent: 17, left: 43, downtimes: [{ minutes: 17 }] } });
  const change = await plan('Long outage', night.startsAt, night.endsAt, 50);
  expect(await refusal(release, 'negotiation.propose', { change, ...night, minutes: 60 })).toMatchObject({ code: 'outage_over_allowance', facts: { outage: 50, left: 43, month: '2027-04' } });
  expect(await answer(release, 'negotiation.show', { change })).toMatchObject({ standing: 'none', outage: { outage: { minutes: 50, counted: 50 }, left: 43, allowance: 60, target: 45, isOverTarget: true } });
  // The next month has room.
  const may = { startsAt: '2027-05-02T01:00:00.000Z', endsAt: '2027-05-02T04:00:00.000Z' };
  await answer(release, 'negotiation.propose', { change, ...may, minutes: 60 });
  expect(await answer(ops, 'negotiation.show', { change })).toMatchObject({ standing: 'proposed', window: may, outage: { month: '2027-05', left: 60 }, may: { confirm: { ok: true } } });
  await answer(ops, 'negotiation.confirm', { change, note: 'Staffed' });
  const shown = await answer(release, 'negotiation.show', { change });
  expect(shown).toMatchObject({ standing: 'confirmed', steps: [{ kind: 'proposed', side: 'change' }, { kind: 'confirmed', side: 'operations', note: 'Staffed' }] });
  const { file, pages } = await answer(release, 'negotiation.write', { change });
  expect([file.name.endsWith('-OUTAGE.pdf'), pages]).toEqual([true, 1]);
  await answer(release, 'change.edit', { change, fields: { plannedEndAt: '2027-05-02T05:00:00.000Z' } });
  expect(await answer(release, 'negotiation.show', { change })).toMatchObject({ standing: 'moved' });
  expect((await w.call('change.history', { change, limit: 20 })).rows.map(({ said }) => said)).toContain('Window confirmed by operations');
});
