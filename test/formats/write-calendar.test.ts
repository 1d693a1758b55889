// Calendar files written: our own reader gets back what was written, and a reader that is not ours sees the same occurrences.
import fc from 'fast-check';
import { sync as stranger, expandRecurringEvent } from 'node-ical';
import type { VEvent } from 'node-ical';
import { expect, test } from 'vitest';
import { writeCalendar } from '../../src-main/formats/write-calendar.ts';
import type { WrittenEntry } from '../../src-main/formats/write-calendar.ts';
import { asideIn, entriesIn, icsOf, occurrencesOf, readText } from '../support/calendar-files.ts';

const entry = (more: Partial<WrittenEntry>): WrittenEntry => ({
  uid: 'one@gavel', sequence: 0, title: 'Maintenance', description: '', categories: [], owner: '', startsAt: '2026-03-02T08:00:00.000Z', endsAt: '2026-03-02T09:00:00.000Z', zone: 'Europe/Berlin', recurrence: null, own: null, updatedAt: '2026-01-01T00:00:00.000Z', ...more,
});
const series = (uid: string, startsAt: string, zone: string, rule: string): WrittenEntry =>
  entry({ uid, startsAt, endsAt: new Date(Date.parse(startsAt) + 5_400_000).toISOString(), zone, recurrence: { rule, except: [], moved: [] } });

test('CAL-08 lines are folded at 75 octets and end in CR LF; commas, line breaks and quotes come back as they were', async () => {
  const hard = entry({ title: `Größe, Preis; "Ziel" \\ ${'ü'.repeat(120)}`, description: 'one\ntwo, three; four \\n', categories: ['freeze', 'a,b'], own: '{"kind":"freeze","scope":[{"by":"service","id":"Core, ledger"}]}' });
  const text = writeCalendar([hard], { name: 'Team, A' });
  expect(text.split('\r\n').filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const { updatedAt: _, ...said } = hard;
  expect(entriesIn(await readText(text))).toEqual([{ ...said, isCancelled: false }]);
});

test('CAL-08 each zone is told with the changes of its clocks by date, those of former laws as well', () => {
  const text = writeCalendar([entry({ zone: 'America/Sao_Paulo', startsAt: '2018-06-01T12:00:00.000Z', endsAt: '2018-06-01T13:00:00.000Z', recurrence: { rule: 'FREQ=YEARLY;UNTIL=20300601T130000Z', except: [], moved: [] } })], { name: 'x' });
  expect(text).toContain('TZID:America/Sao_Paulo');
  // The last summer time there began on 4 November 2018 and ended on 17 February 2019.
  expect(text.match(/^(DTSTART|RDATE):20(18|19|2\d)\d{4}T\d{6}/gm)).toEqual(expect.arrayContaining(['RDATE:20181104T000000', 'RDATE:20190217T000000']) as unknown);
  expect(text).not.toMatch(/^(DTSTART|RDATE):202/m);
});

test('CAL-08 a time that the clocks show a second time is written in UTC, so that it stays that one', async () => {
  const second = entry({ zone: 'America/New_York', startsAt: '2026-11-01T06:30:00.000Z', endsAt: '2026-11-01T07:30:00.000Z' });
  expect(entriesIn(await readText(writeCalendar([second], { name: 'x' })))).toMatchObject([{ startsAt: second.startsAt, endsAt: second.endsAt }]);
});

/** What another reader shows in a span, as `start/end`. */
function seenByStranger(text: string, from: string, to: string): Map<string, string[]> {
  const events = Object.values(stranger.parseICS(text)).filter((one): one is VEvent => one?.type === 'VEVENT');
  return new Map(events.map((event) => {
    const all = expandRecurringEvent(event, { from: new Date(from), to: new Date(to) }).map(({ start, end }) => `${start.toISOString()}/${end.toISOString()}`);
    return [event.uid, all.filter((span) => span >= from && span < to).toSorted()];
  }));
}

test('CAL-08 a second reader sees every event of two years as we do', async () => {
  const [from, to] = ['2026-01-01T00:00:00.000Z', '2028-01-01T00:00:00.000Z'];
  const written = [
    entry({ uid: 'single' }), series('weekly', '2026-01-05T08:00:00.000Z', 'Europe/Berlin', 'FREQ=WEEKLY;BYDAY=MO,TH'), series('month-end', '2026-01-30T23:00:00.000Z', 'America/New_York', 'FREQ=MONTHLY;BYDAY=-1FR'), series('leap', '2024-02-29T10:00:00.000Z', 'Asia/Tokyo', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29'),
    series('over-changes', '2026-03-27T01:30:00.000Z', 'Europe/London', 'FREQ=DAILY;COUNT=500'), series('quarter', '2026-01-31T05:00:00.000Z', 'Asia/Kolkata', 'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1'), series('southern', '2026-02-01T12:00:00.000Z', 'Australia/Lord_Howe', 'FREQ=WEEKLY;UNTIL=20270601T000000Z'),
    { ...series('moved', '2026-01-07T16:00:00.000Z', 'Europe/Paris', 'FREQ=WEEKLY'), recurrence: { rule: 'FREQ=WEEKLY', except: ['2026-01-14T16:00:00.000Z', '2026-04-01T15:00:00.000Z'], moved: [{ at: '2026-01-21T16:00:00.000Z', startsAt: '2026-01-22T10:00:00.000Z', endsAt: '2026-01-22T11:00:00.000Z' }] } },
  ];
  const text = writeCalendar(written, { name: 'Schedule' });
  const rows = await readText(text);
  expect(asideIn(rows)).toEqual([]);
  const ours = new Map(entriesIn(rows).map((one) => [one.uid, occurrencesOf(one, from, to)]));
  expect(ours).toEqual(new Map(written.map((one) => [one.uid, occurrencesOf(one, from, to)])));
  expect(ours.get('weekly')!.length).toBeGreaterThan(200);
  expect(seenByStranger(text, from, to)).toEqual(ours);
});

const zones = ['Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca', 'Pacific/Apia', 'UTC'];
test('CAL-08 whatever the start, the zone and the rule: written and read again, the entry is the same', async () => {
  await fc.assert(fc.asyncProperty(
    fc.record({
      start: fc.integer({ min: Date.parse('2015-01-01') / 60_000, max: Date.parse('2035-01-01') / 60_000 }), minutes: fc.integer({ min: 1, max: 20_000 }), zone: fc.constantFrom(...zones), title: fc.string({ minLength: 1, maxLength: 80, unit: 'grapheme' }), description: fc.string({ maxLength: 200, unit: 'grapheme' }),
      rule: fc.constantFrom(null, 'FREQ=DAILY;COUNT=9', 'FREQ=WEEKLY;BYDAY=MO,FR', 'FREQ=MONTHLY;BYDAY=-1FR', 'FREQ=YEARLY'),
    }), async ({ start, minutes, zone, title, description, rule }) => {
      const startsAt = new Date(start * 60_000).toISOString();
      const made = entry({ zone, startsAt, endsAt: new Date((start + minutes) * 60_000).toISOString(), title: title.replaceAll(/\s+/g, ' ').trim() || 'x', description: description.replaceAll('\r', '').trim(), recurrence: rule === null ? null : { rule, except: [], moved: [] } });
      const rows = await readText(writeCalendar([made], { name: 'x' }));
      expect(asideIn(rows)).toEqual([]);
      const { zone: _zone, updatedAt: _at, ...said } = made;
      expect(entriesIn(rows)).toMatchObject([said]);
    }), { numRuns: 60 });
});

test('CAL-08 a calendar that another program wrote is taken in event for event as a second reader sees it, over two years', async () => {
  const [from, to] = ['2026-01-01T00:00:00.000Z', '2028-01-01T00:00:00.000Z'];
  const zoned = (zone: string, start: string, rule: string, ...more: string[]): string[] => [`DTSTART;TZID=${zone}:${start}`, 'DURATION:PT1H30M', `RRULE:${rule}`, ...more];
  const foreign = icsOf([
    zoned('Europe/Berlin', '20260105T090000', 'FREQ=WEEKLY;BYDAY=MO,WE;WKST=SU'), zoned('America/New_York', '20260130T180000', 'FREQ=MONTHLY;BYDAY=-1FR'), zoned('Australia/Sydney', '20260201T230000', 'FREQ=DAILY;INTERVAL=3;COUNT=200'),
    zoned('Europe/London', '20260328T013000', 'FREQ=WEEKLY;UNTIL=20271101T000000Z', 'EXDATE;TZID=Europe/London:20260404T013000'), zoned('Asia/Tokyo', '20240229T100000', 'FREQ=YEARLY'), zoned('America/Sao_Paulo', '20260131T080000', 'FREQ=MONTHLY;BYMONTHDAY=31'),
    ['DTSTART:20260310T120000Z', 'DTEND:20260310T130000Z'], ['DTSTART:20260301T060000Z', 'DTEND:20260301T070000Z', 'RRULE:FREQ=MONTHLY;BYDAY=1SU,3SU;COUNT=30'], zoned('Europe/Paris', '20260106T140000', 'FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU,WE,TH,FR'),
  ]);
  const rows = await readText(foreign);
  expect(asideIn(rows)).toEqual([]);
  const ours = new Map(entriesIn(rows).map((one) => [one.uid, occurrencesOf(one, from, to)]));
  expect([...ours.values()].flat().length).toBeGreaterThan(500);
  expect(ours).toEqual(seenByStranger(foreign, from, to));
  // And out again: what we write of it, the second reader sees unchanged.
  const written = writeCalendar(entriesIn(rows).map((one) => ({ ...one, updatedAt: '2026-01-01T00:00:00.000Z' })), { name: 'Foreign' });
  expect(seenByStranger(written, from, to)).toEqual(ours);
});
