// Calendars by others, in ../shared/samples beside the project where somebody put them there; the project itself never needs them.
import { existsSync, readdirSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { inspectCalendar } from '../../src-main/formats/read-calendar.ts';
import { asideIn, entriesIn, occurrencesOf, rowsOf } from '../support/calendar-files.ts';
import { refusalOf } from './read-fixture.ts';

const folder = new URL('../../../shared/samples/ical/', import.meta.url).pathname;
const isThere = existsSync(folder);
if (!isThere) console.info('The calendars of others are not there (../shared/samples/ical): the corpus test is skipped.');
const at = (name: string): string => `${folder}${name}`;
const year = (n: number, zone = 'UTC'): string => new Date(Temporal.PlainDate.from({ year: n, month: 1, day: 1 }).toZonedDateTime(zone).epochMilliseconds).toISOString();

/** Occurrences in whole years of the zone, counted by an independent reader. */
async function countIn(name: string, zone: string, years: [number, number]): Promise<number> {
  const rows = await rowsOf(at(name), { zone });
  return entriesIn(rows).flatMap((entry) => occurrencesOf(entry, year(years[0], zone), year(years[1], zone))).length;
}

describe.skipIf(!isThere)('calendars by others', () => {
  test('CAL-08 every file is read or refused with a reason, none breaks the reader', async () => {
    for (const name of readdirSync(folder)) {
      const inspection = await inspectCalendar(at(name)).catch((error: unknown) => error);
      if (inspection instanceof Error) expect([name, (inspection as Error & { code?: string }).code]).toEqual(['invalid-dates-outlook.ics', 'no_records']);
      else for (const row of await rowsOf(at(name), { zone: 'UTC', encoding: 'windows-1252' })) expect(row.line).toBeGreaterThan(0);
    }
  });

  test('CAL-08 occurrences are as many as an independent reader counted', async () => {
    expect(await countIn('apple-belgium-holidays.ics', 'UTC', [2000, 2030])).toBe(30);
    expect(await countIn('apple-exdate.ics', 'UTC', [2000, 2030])).toBe(5);
    expect(await countIn('outlook-2003-standup.ics', 'Australia/Melbourne', [2010, 2011])).toBe(261);
    expect(await countIn('ical-generator-crlf.ics', 'UTC', [2000, 2030])).toBe(202);
    expect(await countIn('monthly-exdate.ics', 'UTC', [2000, 2030])).toBe(15);
  });

  test('CAL-08 a series with dates left out, added and moved, one of the added among them, has the fifteen occurrences that RFC 5545 gives', async () => {
    const rows = await rowsOf(at('zimbra-recur-instances.ics'), { zone: 'UTC' });
    const starts = entriesIn(rows).flatMap((entry) => occurrencesOf(entry, year(2012), year(2014))).map((span) => span.slice(0, 13)).toSorted();
    expect(starts).toEqual([
      '2012-10-02T22', '2012-11-06T18', '2012-11-07T04', '2012-11-10T18', '2012-11-30T18', '2013-01-01T18', '2013-03-05T18', '2013-05-07T17', '2013-06-04T17', '2013-07-02T17', '2013-08-06T17', '2013-09-03T17', '2013-10-01T17', '2013-11-05T18', '2013-12-03T18',
    ]);
  });

  test('CAL-08 holidays of a browser’s calendar: 83 in the year, the one without a title is set aside', async () => {
    const rows = await rowsOf(at('mozilla-estonia-holidays.ics'), { zone: 'UTC' });
    expect(asideIn(rows)).toEqual(['102 SUMMARY missing']);
    expect(entriesIn(rows).flatMap((entry) => occurrencesOf(entry, year(2010), year(2011)))).toHaveLength(83);
  });

  test('CAL-08 zones by the names of Outlook and Exchange are asked about, and the answer is held against the file', async () => {
    expect((await inspectCalendar(at('outlook-2003-standup.ics'))).questions).toMatchObject([{ about: 'zone', text: expect.stringContaining('Canberra, Melbourne, Sydney') as string }]);
    expect(asideIn(await rowsOf(at('outlook-2003-standup.ics'), { zone: 'Europe/London' }))).toEqual(['1 DTSTART zone_disagrees']);
    expect(asideIn(await rowsOf(at('outlook-2007-recurring.ics'), { zone: 'Asia/Singapore' }))).toEqual([]);
  });

  test('CAL-08 text in another encoding is asked about, events without a UID are set aside', async () => {
    expect((await inspectCalendar(at('japanese-not-utf8.ics'))).questions.map((q) => q.about)).toEqual(['encoding', 'zone']);
    expect((await refusalOf(rowsOf(at('japanese-not-utf8.ics'), { zone: 'Asia/Tokyo' }))).code).toBe('not_utf8');
    expect(asideIn(await rowsOf(at('invalid-no-vcalendar.ics'), { zone: 'UTC' }))).toEqual([1, 2, 3, 4, 5].map((row) => `${row} UID missing`));
  });
});
