// The schedule as pipelines see it (CAL-08, feed.check): a signed feed, one question, exact exit codes, no workspace. The feed comes from a real workspace.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sync as stranger } from 'node-ical';
import { expect, onTestFinished, test } from 'vitest';
import type { ScheduleDocument } from '../../src-main/contract/feed.ts';
import type { ExportedFile } from '../../src-main/contract/values.ts';
import { readSigned } from '../../src-main/trail/token.ts';
import { asideIn, entriesIn, rowsOf } from '../support/calendar-files.ts';
import { aWorkspace, answer, copiedFolder } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';
import { aDesk } from './gavel.ts';
import type { Desk, Reply } from './gavel.ts';

const issuedAt = '2026-11-24T10:00:00.000Z';
const bare = { env: { GAVEL_WORKSPACE: '' } };
const free = { startsAt: '2027-02-02T01:00:00.000Z', endsAt: '2027-02-02T02:00:00.000Z' };
const closing = { kind: 'freeze', title: 'Quarter-end close', startsAt: '2027-01-10T00:00:00.000Z', endsAt: '2027-01-12T00:00:00.000Z', zone: 'Europe/London' } as const;
const scheduled = 'number,short_description,type,state,risk,start_date,end_date,cmdb_ci,business_service,requested_by\r\nCHG0042001,Switch the card router,normal,Scheduled,High,2027-01-05T20:00:00Z,2027-01-05T22:00:00Z,router-1,Cards,Ada\r\n';

async function aPipeline(): Promise<{ w: TestWorkspace; desk: Desk; change: string; ask: (more?: Record<string, string | null>, now?: string) => Promise<Reply>; document: ScheduleDocument }> {
  const w = await aWorkspace();
  const { chair } = w;
  await answer(chair, 'calendar.addEntry', closing);
  const desk = aDesk();
  onTestFinished(() => { desk.remove(); });
  writeFileSync(desk.at('changes.csv'), scheduled);
  const { id } = await answer(chair, 'import.run', { file: w.app.stagePath(desk.at('changes.csv')) });
  const [row] = (await answer(chair, 'change.list', { import: id! })).rows;
  const take = ({ folder, name }: ExportedFile, as: string): void => { copyFileSync(join(folder, name), desk.at(as)); };
  take((await answer(chair, 'feed.write', { days: 92 })).file, 'feed.json');
  take((await answer(chair, 'token.writeTrust', {})).file, 'trust.json');
  const usual: Record<string, string | null> = { service: 'Cards', start: free.startsAt, end: free.endsAt, feed: 'feed.json', trust: 'trust.json' };
  return {
    w, desk, change: row!.number, document: readSigned('schedule', readFileSync(desk.at('feed.json'))).document as ScheduleDocument,
    ask: (more = {}, now = issuedAt) => desk.json(['calendar', 'check', ...Object.entries({ ...usual, ...more }).flatMap(([name, value]) => (value === null ? [] : [`--${name}`, value])), '--now', now, '--test-clock'], bare),
  };
}

test('CAL-08 a free slot exits 0; one over a High change exits 1 and names it, one in a freeze exits 1 as well', async () => {
  const { ask, change } = await aPipeline();
  expect(await ask()).toMatchObject({ ok: true, exit: 0, value: { verdict: 'free', isSignerKnown: true } });
  expect(await ask({ start: '2027-01-05T21:00:00Z', end: '2027-01-05T23:00:00Z' })).toMatchObject({ ok: false, exit: 1, error: { code: 'slot_taken', facts: { number: change, tier: 'high' } }, value: { verdict: 'taken' } });
  expect(await ask({ start: '2027-01-05T22:00:00+01:00', end: '2027-01-05T22:30:00+01:00', change })).toMatchObject({ ok: true, exit: 0 });
  expect(await ask({ start: '2027-01-11T09:00:00Z', end: '2027-01-11T10:00:00Z' })).toMatchObject({ exit: 1, error: { code: 'slot_frozen', message: expect.stringContaining('Quarter-end close') as string } });
});

test('CAL-08 a feed 25 hours old exits 3 feed_stale; of another device unknown_signer; without keys the signature alone is looked at, and said so', async () => {
  const { ask, desk } = await aPipeline();
  expect(await ask({}, '2026-11-25T11:00:00.000Z')).toMatchObject({ exit: 3, error: { code: 'feed_stale' } });
  expect(await ask({}, '2026-11-25T10:00:00.000Z')).toMatchObject({ exit: 0 });
  writeFileSync(desk.at('other.txt'), `${'ab'.repeat(32)}\n`);
  expect(await ask({ trust: 'other.txt' })).toMatchObject({ exit: 3, error: { code: 'unknown_signer' } });
  const said = await desk.run(['calendar', 'check', '--service', 'Cards', '--start', free.startsAt, '--end', free.endsAt, '--feed', 'feed.json', '--now', issuedAt, '--test-clock'], bare);
  expect(said).toMatchObject({ code: 0, err: expect.stringContaining('--trust') as string, out: expect.stringContaining('free') as string });
});

test('CAL-08 whichever byte of the feed is changed, it exits 3 bad_signature', async () => {
  const { ask, desk } = await aPipeline();
  const bytes = readFileSync(desk.at('feed.json'));
  const places = [0, 1, 12, bytes.indexOf('issuedAt') + 12, bytes.indexOf('Quarter') + 2, bytes.indexOf('"sig"') + 9, bytes.indexOf('"key"') + 9, bytes.length - 3, ...Array.from({ length: 12 }, (_, i) => Math.floor((bytes.length - 2) * (i / 12)))];
  for (const place of places) {
    const altered = Buffer.from(bytes);
    altered[place] = altered.readUInt8(place) === 0x41 ? 0x42 : 0x41;
    writeFileSync(desk.at('altered.json'), altered);
    const reply = await ask({ feed: 'altered.json' });
    expect([place, reply.exit, reply.error?.code]).toEqual([place, 3, 'bad_signature']);
  }
});

test('CAL-08 malformed times, a slot that ends early or lies beyond the feed, and another file exit 2', async () => {
  const { ask, desk } = await aPipeline();
  const all: Record<string, string | null>[] = [{ start: 'tomorrow' }, { end: '2026-02-31T10:00:00Z' }, { start: '2026-12-31 01:00' }, { start: free.endsAt, end: free.startsAt }, { end: '2028-01-01T00:00:00Z' }, { service: null }, { feed: 'missing.json' }];
  for (const wrong of all) expect([wrong, (await ask(wrong)).exit]).toEqual([wrong, 2]);
  writeFileSync(desk.at('other.json'), '{"hello":"there"}');
  expect(await ask({ feed: 'other.json' })).toMatchObject({ exit: 2, error: { code: 'not_a_signed_list' } });
});

test('CAL-08 the feed verifies as a file, tells window and freeze with their services, and holds no text that is restricted', async () => {
  const { desk, document, change } = await aPipeline();
  expect(document.entries).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'change', number: change, tier: 'high', services: ['Cards'] }), expect.objectContaining({ kind: 'freeze', title: closing.title, isForAll: true })]) as unknown);
  expect(await desk.json(['verify', 'feed.json', '--trust', 'trust.json'], bare)).toMatchObject({ ok: true, exit: 0, value: { verdict: 'intact' } });
});

test('CAL-08 actual run times come back: each once, with how far they overran the window; rows that fit nothing are listed', async () => {
  const { w, desk, change } = await aPipeline();
  w.clock.now = Date.parse('2027-01-06T08:00:00.000Z');
  writeFileSync(desk.at('runs.csv'), `change,run,start,end,status\n${change},build-17,2027-01-05T20:05:00Z,2027-01-05T22:20:00Z,success\n${change},build-18,soon,2027-01-05T22:20:00Z,failed\nC-A1-9999,build-19,2027-01-05T20:05:00Z,2027-01-05T21:00:00Z,failed\n${change},build-20,2027-01-05T21:05:00Z,2027-01-05T21:00:00Z,failed\n${change},build-21,2027-01-07T21:05:00Z,2027-01-07T22:00:00Z,failed\n`);
  const take = () => answer(w.chair, 'run.import', { file: w.app.stagePath(desk.at('runs.csv')) });
  expect(await take()).toMatchObject({ new: 1, unchanged: 0, refused: [{ row: 2, field: 'start' }, { row: 3, field: 'change' }, { row: 4, field: 'end' }, { row: 5, field: 'start' }] });
  expect(await take()).toMatchObject({ new: 0, unchanged: 1 });
  expect(await answer(w.chair, 'run.list', { change })).toMatchObject([{ id: 'build-17', startsAt: '2027-01-05T20:05:00.000Z', outcome: 'succeeded', minutesLate: 20, source: 'runs.csv', by: 'Marta Lindqvist' }]);
  expect((await answer(w.chair, 'change.history', { change })).rows[0]).toMatchObject({ type: 'run.recorded', said: expect.stringContaining('Deployment run succeeded') as string });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('CAL-08 the schedule leaves as a calendar file; read again, and read by another program, it has the same events', async () => {
  const { w, desk, change } = await aPipeline();
  const { file, count } = await answer(w.chair, 'feed.writeCalendar', {});
  const path = join(file.folder, file.name);
  const [feed] = [(await answer(w.chair, 'feed.write', {})).file];
  const told = (readSigned('schedule', readFileSync(join(feed.folder, feed.name))).document as ScheduleDocument).entries.map(({ startsAt, endsAt }) => `${startsAt}/${endsAt}`).toSorted();
  const rows = await rowsOf(path);
  expect(asideIn(rows)).toEqual([]);
  expect(entriesIn(rows).map(({ startsAt, endsAt }) => `${startsAt}/${endsAt}`).toSorted()).toEqual(told);
  expect(count).toBe(told.length);
  expect(entriesIn(rows).find(({ title }) => title.startsWith(change))).toMatchObject({ title: `${change} Switch the card router`, categories: ['change'], own: expect.stringContaining('"tier":"high"') as string });
  const events = Object.values(stranger.parseICS(readFileSync(path, 'utf8'))).flatMap((one) => (one?.type === 'VEVENT' ? [one] : []));
  expect(events.map(({ start, end }) => `${start.toISOString()}/${end!.toISOString()}`).toSorted()).toEqual(told);
  expect(await desk.json(['calendar', 'check', '--service', 'Cards', '--start', free.startsAt, '--end', free.endsAt, '--feed', path], bare)).toMatchObject({ exit: 2 });
});

test('CAL-03 `gavel import` takes a calendar for what it is, by its content or its name, beside change records, and refuses words that belong to the other kind', async () => {
  const { dir } = await copiedFolder();
  const desk = aDesk({ GAVEL_PASSPHRASE: 'northwind sample', GAVEL_WORKSPACE: dir });
  onTestFinished(() => { desk.remove(); });
  const ics = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Vendor//EN', 'BEGIN:VEVENT', 'UID:outage-1', 'DTSTAMP:20261101T000000Z', 'DTSTART:20270112T220000Z', 'DTEND:20270113T020000Z', 'SUMMARY:Scheme is down', 'END:VEVENT', 'BEGIN:VEVENT', 'UID:outage-2', 'DTSTAMP:20261101T000000Z', 'DTSTART:20270119T220000Z', 'SUMMARY:No end', 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');
  writeFileSync(desk.at('vendor.ics'), ics);
  writeFileSync(desk.at('download'), `\uFEFF${ics}`);
  writeFileSync(desk.at('changes.csv'), scheduled);
  const as = ['--as', 'Ingrid Solberg'];
  expect(await desk.json(['import', 'vendor.ics', '--dry-run', ...as])).toMatchObject({ exit: 0, value: { kind: 'calendar', import: null, new: 1, quarantinedCount: 1, quarantined: [{ row: 2, field: 'DTEND' }] } });
  for (const [args, problem] of [[['vendor.ics', '--map', 'm.json'], '--map'], [['vendor.ics', '--quarantine-limit', '3'], '--quarantine-limit'], [['changes.csv', '--kind', 'freeze'], '--kind']] as const) {
    expect(await desk.json(['import', ...args, ...as])).toMatchObject({ ok: false, exit: 2, error: { code: 'usage', message: expect.stringContaining(problem) as string } });
  }
  expect(await desk.json(['import', 'vendor.ics', '--owner', 'Scheme desk', '--event', 'supplier-outage', ...as])).toMatchObject({ exit: 0, value: { kind: 'calendar', source: 'vendor.ics', new: 1 } });
  // The same as `gavel calendar import`: told twice it changes nothing.
  expect(await desk.json(['calendar', 'import', 'vendor.ics', '--owner', 'Scheme desk', '--event', 'supplier-outage', ...as])).toMatchObject({ exit: 0, value: { new: 0, changed: 0, unchanged: 1 } });
  // No ending tells what it is; its first line does. Beside it stand change records.
  expect(await desk.json(['import', 'download', 'changes.csv', ...as])).toMatchObject({ exit: 0, value: [{ file: 'download', kind: 'calendar', new: 1 }, { file: 'changes.csv', new: 1 }] });
  expect(await desk.json(['import', 'vendor.ics', '--as-kind', 'changes', ...as])).toMatchObject({ ok: false, exit: 2, error: { code: 'not_a_change_file', message: expect.stringContaining('calendar') as string } });
  expect(await desk.json(['import', 'changes.csv', '--as-kind', 'calendar', ...as])).toMatchObject({ ok: false, exit: 2 });
  expect(await desk.json(['import', 'gone.ics', ...as])).toMatchObject({ ok: false, exit: 2, error: { code: 'file_missing' } });
});
