// Calendar files read and written (RFC 5545): times, zones, series, and every way in which a file can be wrong.
import { describe, expect, test } from 'vitest';
import { inspectCalendar } from '../../src-main/formats/read-calendar.ts';
import { asideIn, entriesIn, icsOf, occurrencesOf, readText } from '../support/calendar-files.ts';
import { fileOf, refusalOf } from './read-fixture.ts';

const hour = (start: string, zone = 'Europe/Berlin'): string[] => [`DTSTART;TZID=${zone}:${start}`, 'DURATION:PT1H'];

describe('times and zones', () => {
  test('CAL-08 a time is read in its zone, whether the IANA name, a vendor’s prefix or the Windows name says it', async () => {
    const rows = await readText(icsOf([hour('20260701T090000'), hour('20260701T090000', '/mozilla.org/20070129_1/Europe/Berlin'), hour('20260701T090000', '"W. Europe Standard Time"'), ['DTSTART:20260701T070000Z', 'DTEND:20260701T080000Z']]));
    expect(asideIn(rows)).toEqual([]);
    expect(entriesIn(rows).map(({ startsAt, endsAt, zone }) => [startsAt, endsAt, zone])).toEqual([
      ...Array.from({ length: 3 }, () => ['2026-07-01T07:00:00.000Z', '2026-07-01T08:00:00.000Z', 'Europe/Berlin']), ['2026-07-01T07:00:00.000Z', '2026-07-01T08:00:00.000Z', 'UTC'],
    ]);
  });

  test('CAL-08 whole days, times without a zone and unknown zones are asked about once, and the answer holds for all of them', async () => {
    const text = icsOf([['DTSTART;VALUE=DATE:20260701'], ['DTSTART:20260701T090000', 'DTEND:20260701T100000'], hour('20260701T090000', 'Somewhere nice')], ['X-WR-TIMEZONE:Asia/Tokyo']);
    const { questions } = await inspectCalendar(await fileOf(text, 'team.ics'));
    expect(questions).toMatchObject([{ about: 'zone', field: 'DTSTART', candidates: ['Asia/Tokyo'] }]);
    expect(questions[0]!.text).toContain('“Somewhere nice”');
    expect(asideIn(await readText(text))).toEqual(['1 DTSTART zone_needed', '2 DTSTART zone_needed', '3 DTSTART zone_needed']);
    const rows = await readText(text, { zone: 'Asia/Tokyo' });
    expect(entriesIn(rows).map(({ startsAt, endsAt }) => `${startsAt} ${endsAt}`)).toEqual(['2026-06-30T15:00:00.000Z 2026-07-01T15:00:00.000Z', '2026-07-01T00:00:00.000Z 2026-07-01T01:00:00.000Z', '2026-07-01T00:00:00.000Z 2026-07-01T01:00:00.000Z']);
    expect((await refusalOf(readText(text, { zone: 'Europe/Nowhere' }))).code).toBe('zone_unknown');
  });

  test('CAL-08 a zone chosen for an unknown name must agree with the file’s own definition of it; a known name keeps our rules and says so', async () => {
    const zoneNamed = (tzid: string, offset: string): string[] => ['BEGIN:VTIMEZONE', `TZID:${tzid}`, 'BEGIN:STANDARD', 'DTSTART:19700101T000000', `TZOFFSETFROM:${offset}`, `TZOFFSETTO:${offset}`, 'END:STANDARD', 'END:VTIMEZONE'];
    const own = icsOf([hour('20260115T090000', 'Head office')], zoneNamed('Head office', '+0900'));
    expect(asideIn(await readText(own, { zone: 'Europe/London' }))).toEqual(['1 DTSTART zone_disagrees']);
    expect(entriesIn(await readText(own, { zone: 'Asia/Tokyo' }))).toMatchObject([{ startsAt: '2026-01-15T00:00:00.000Z' }]);
    const stale = await readText(icsOf([hour('20260115T090000', 'Europe/Moscow')], zoneNamed('Europe/Moscow', '+0400')));
    expect(stale).toMatchObject([{ kind: 'ok', entry: { startsAt: '2026-01-15T06:00:00.000Z' }, notes: [{ why: 'zone_rules_differ' }] }]);
  });

  test('CAL-08 a time that the clocks skip is set aside, one they show twice is the first and noted', async () => {
    const rows = await readText(icsOf([hour('20260308T023000', 'America/New_York'), hour('20261101T013000', 'America/New_York')]));
    expect(asideIn(rows)).toEqual(['1 DTSTART time_does_not_exist']);
    expect(rows[1]).toMatchObject({ entry: { startsAt: '2026-11-01T05:30:00.000Z' }, notes: [{ why: 'time_occurs_twice' }] });
  });

  test('CAL-01 an event without an end is set aside; a whole day without one is that day', async () => {
    const rows = await readText(icsOf([['DTSTART:20260701T090000Z'], ['DTSTART;VALUE=DATE:20260701'], hour('20260701T090000')]), { zone: 'UTC' });
    expect(asideIn(rows)).toEqual(['1 DTEND no_end']);
    expect(entriesIn(rows)).toMatchObject([{ startsAt: '2026-07-01T00:00:00.000Z', endsAt: '2026-07-02T00:00:00.000Z' }, {}]);
  });

  test('CAL-03 an event may last a year with its leap day, and neither 367 nor 400 days', async () => {
    const lasting = (days: number): string[] => ['DTSTART:20260701T090000Z', `DURATION:P${days}D`];
    const rows = await readText(icsOf([lasting(366), lasting(367), lasting(400), ['DTSTART;VALUE=DATE:20260701', 'DTEND;VALUE=DATE:20270806']]), { zone: 'UTC' });
    expect(entriesIn(rows)).toMatchObject([{ startsAt: '2026-07-01T09:00:00.000Z', endsAt: '2027-07-02T09:00:00.000Z' }]);
    expect(asideIn(rows)).toEqual(['2 DURATION lasts_too_long', '3 DURATION lasts_too_long', '4 DTEND lasts_too_long']);
    expect(rows.map((row) => ('value' in row ? row.value : '')).slice(1)).toEqual([expect.stringContaining('367 days'), expect.stringContaining('400 days'), expect.stringContaining('401 days')]);
  });

  test('CAL-01 what is wrong with one event is said at its row and line, and the others go in', async () => {
    const rows = await readText(icsOf([
      ['DTSTART:20260701T090000Z', 'DTEND:20260701T080000Z'], ['DTSTART:20260701T090000Z', 'DTEND:20270901T090000Z'], ['DTSTART:2026070T090000Z', 'DURATION:PT1H'], ['DTSTART:20260231T090000Z', 'DURATION:PT1H'], ['DTSTART:20260701T090000Z', 'DURATION:PT1H', 'UID:'],
      ['DTSTART:20260701T090000Z', 'DURATION:PT1H', 'SUMMARY:'], ['DTSTART:20260701T090000Z', 'DURATION:PT1H', 'this is no property'], ['DTSTART:00010101T000000Z', 'DURATION:PT1H'], ['DURATION:PT1H'], ['DTSTART:20260701T090000Z', 'DTEND:20260701T090000Z'], hour('20260701T090000'),
    ]));
    expect(asideIn(rows)).toEqual(['1 DTEND end_before_start', '2 DTEND lasts_too_long', '3 DTSTART unknown_date', '4 DTSTART no_such_day', '5 UID missing', '6 SUMMARY missing', '7 VEVENT malformed_event', '8 DTSTART out_of_range', '9 DTSTART missing', '10 DTEND end_before_start']);
    expect(entriesIn(rows)).toHaveLength(1);
    expect(rows[0]).toMatchObject({ row: 1, line: 4, value: 'line 4: 2026-07-01T09:00:00.000Z to 2026-07-01T08:00:00.000Z' });
  });
});

describe('series', () => {
  const daily = (rule: string, ...more: string[]): string[] => [...hour('20260301T023000'), `RRULE:${rule}`, ...more];

  test('CAL-03 a rule with an invalid value, that never happens or happens every minute is reported with its value', async () => {
    const wrong = ['FREQ=DAILY;INTERVAL=0', 'FREQ=SOMETIMES', 'FREQ=WEEKLY;BYDAY=XX', 'FREQ=DAILY;COUNT=-1', 'INTERVAL=2', 'FREQ=DAILY;UNTIL=soon', 'FREQ=DAILY;COUNT=3;UNTIL=20270101', 'FREQ=DAILY;FREQ=WEEKLY', 'FREQ=YEARLY;BYMONTH=13', 'FREQ=DAILY;COLOUR=RED'];
    const rows = await readText(icsOf([...wrong.map((rule) => daily(rule)), daily('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'), daily('FREQ=DAILY;UNTIL=20200101T000000Z'), daily('FREQ=SECONDLY'), [...daily('FREQ=DAILY'), 'RRULE:FREQ=WEEKLY'], [...daily('FREQ=DAILY'), 'EXRULE:FREQ=WEEKLY'], daily('FREQ=DAILY')]));
    expect(asideIn(rows)).toEqual([...wrong.map((_, i) => `${i + 1} RRULE rule_invalid`), '11 RRULE rule_never', '12 RRULE rule_never', '13 RRULE rule_too_often', '14 RRULE rule_unsupported', '15 EXRULE rule_unsupported']);
    expect(rows[0]).toMatchObject({ value: expect.stringContaining('INTERVAL=0') as string });
    expect(entriesIn(rows)).toHaveLength(1);
  });

  test('CAL-03 a series without an end keeps its wall time over both changes of the clocks, and 29 February comes every fourth year', async () => {
    const [series] = entriesIn(await readText(icsOf([hour('20260105T090000').concat('RRULE:FREQ=WEEKLY;BYDAY=MO')])));
    const starts = occurrencesOf(series!, '2026-03-20T00:00:00.000Z', '2026-04-01T00:00:00.000Z').concat(occurrencesOf(series!, '2026-10-19T00:00:00.000Z', '2026-10-27T00:00:00.000Z')).map((span) => span.slice(0, 16));
    expect(starts).toEqual(['2026-03-23T08:00', '2026-03-30T07:00', '2026-10-19T07:00', '2026-10-26T08:00']);
    const [leap] = entriesIn(await readText(icsOf([hour('20240229T090000', 'UTC').concat('RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29')])));
    expect(occurrencesOf(leap!, '2024-01-01T00:00:00.000Z', '2033-01-01T00:00:00.000Z').map((span) => span.slice(0, 10))).toEqual(['2024-02-29', '2028-02-29', '2032-02-29']);
  });

  test('CAL-03 a zone that changed its law is followed: São Paulo has no summer time since 2019', async () => {
    const [series] = entriesIn(await readText(icsOf([hour('20181201T120000', 'America/Sao_Paulo').concat('RRULE:FREQ=YEARLY;UNTIL=20221231')])));
    expect(occurrencesOf(series!, '2018-01-01T00:00:00.000Z', '2023-01-01T00:00:00.000Z').map((span) => span.slice(11, 16))).toEqual(['14:00', '15:00', '15:00', '15:00', '15:00']);
  });

  test('CAL-03 left out, moved, cancelled and added occurrences', async () => {
    const uid = 'UID:series@example.org';
    const rows = await readText(icsOf([
      [uid, 'SUMMARY:Patch day', ...hour('20260105T090000'), 'RRULE:FREQ=WEEKLY;COUNT=6', 'EXDATE;TZID=Europe/Berlin:20260112T090000', 'EXDATE;VALUE=DATE:20260119', 'RDATE;TZID=Europe/Berlin:20260107T180000'],
      [uid, 'SUMMARY:Patch day', 'RECURRENCE-ID;TZID=Europe/Berlin:20260126T090000', ...hour('20260127T140000')], [uid, 'SUMMARY:Patch day', 'STATUS:CANCELLED', 'RECURRENCE-ID;TZID=Europe/Berlin:20260202T090000', ...hour('20260202T090000')],
      [uid, 'SUMMARY:Patch day with the database', 'RECURRENCE-ID;TZID=Europe/Berlin:20260209T090000', ...hour('20260209T110000')],
    ]));
    expect(asideIn(rows)).toEqual([]);
    const all = entriesIn(rows).flatMap((entry) => occurrencesOf(entry, '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z').map((span) => `${span.slice(0, 16)} ${entry.title}`)).toSorted();
    expect(all).toEqual(['2026-01-05T08:00 Patch day', '2026-01-07T17:00 Patch day', '2026-01-27T13:00 Patch day', '2026-02-09T10:00 Patch day with the database']);
    expect(entriesIn(rows).map((entry) => entry.uid)).toEqual(['series@example.org', 'series@example.org#2026-02-09T08:00:00.000Z', 'series@example.org#2026-01-07T17:00:00.000Z']);
  });

  test('CAL-03 the higher SEQUENCE of a UID counts, whichever stands first; two that contradict each other do not', async () => {
    const event = (sequence: number, start: string, title: string): string[] => ['UID:one@example.org', `SEQUENCE:${sequence}`, `SUMMARY:${title}`, ...hour(start)];
    expect(entriesIn(await readText(icsOf([event(2, '20260701T090000', 'new'), event(1, '20260601T090000', 'old')])))).toMatchObject([{ title: 'new', sequence: 2 }]);
    expect(entriesIn(await readText(icsOf([event(1, '20260601T090000', 'old'), event(1, '20260601T090000', 'old')])))).toHaveLength(1);
    expect(asideIn(await readText(icsOf([event(1, '20260601T090000', 'a'), event(1, '20260601T100000', 'b')])))).toEqual(['2 UID duplicate_external_id']);
  });
});

describe('files that are no calendars, and hostile ones', () => {
  const good = icsOf([hour('20260701T090000')]);

  test('CAL-08 a calendar with tasks only, an empty one and other files are refused', async () => {
    expect((await refusalOf(readText('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n'))).code).toBe('no_records');
    expect((await refusalOf(readText('BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:1\r\nEND:VTODO\r\nEND:VCALENDAR\r\n'))).code).toBe('no_records');
    expect((await refusalOf(readText(''))).code).toBe('empty_file');
  });

  test('CAL-08 a file cut off in an event says so at its place; what came before goes in', async () => {
    const cut = icsOf([hour('20260701T090000'), hour('20260702T090000')]).slice(0, -60);
    const rows = await readText(cut);
    expect(asideIn(rows)).toEqual(['2 VEVENT truncated']);
    expect(entriesIn(rows)).toHaveLength(1);
  });

  test('CAL-08 components nested without end and an event of many megabytes cost one event each', async () => {
    const deep = Array.from({ length: 5000 }, () => 'BEGIN:VALARM');
    const rows = await readText(icsOf([[...hour('20260701T090000'), `DESCRIPTION:${'x'.repeat(200_000)}`], hour('20260702T090000')]), { limits: { recordBytes: 100_000 } });
    expect(asideIn(rows)).toEqual(['1 VEVENT cell_too_long']);
    expect(entriesIn(rows)).toHaveLength(1);
    expect(asideIn(await readText(icsOf([[...hour('20260701T090000'), ...deep]])))).toEqual(['1 VEVENT too_deep']);
  });

  test('CAL-08 other line ends, a mark at the start, UTF-16 and lower case are read', async () => {
    const utf16 = Buffer.from(`\uFEFF${good}`, 'utf16le');
    for (const text of [good.replaceAll('\r\n', '\n'), good.replaceAll('\r\n', '\r'), `\uFEFF${good}`, utf16, good.replaceAll(/^(BEGIN|END|DURATION)/gm, (name) => name.toLowerCase())]) {
      expect(entriesIn(await readText(text))).toMatchObject([{ title: 'Event 1', startsAt: '2026-07-01T07:00:00.000Z' }]);
    }
  });

  test('CAL-08 a hundred thousand events are read in bounded time, in batches', async () => {
    const events = Array.from({ length: 100_000 }, (_, i) => ['DTSTART:20260701T090000Z', 'DURATION:PT1H', ...(i % 10 === 0 ? ['RRULE:FREQ=WEEKLY'] : [])]);
    const rows = await readText(icsOf(events));
    expect(entriesIn(rows)).toHaveLength(100_000);
  });
});
