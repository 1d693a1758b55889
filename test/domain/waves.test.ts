// Waves of a release in their own time (CAL-07): given zones, hours and holidays, when a wave is set or placed, then instants, warnings or a refusal.
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { instantOf, wallText } from '../../src-main/domain/local-time.ts';
import { blockedIn, endOf, placeFor, placeWaves, setWave, viewOf, warningsOf, waveSheet } from '../../src-main/domain/waves.ts';
import type { Wave, Waves } from '../../src-main/domain/waves.ts';
import type { DomainEvent, StampedEvent } from '../../src-main/domain/event.ts';
import type { By, Verdict } from '../../src-main/domain/verdict.ts';

const by: By = { actor: { id: 'p', name: 'Tomasz', roles: ['release-manager'] }, now: '2026-11-24T10:00:00.000Z' };
const release = { id: 'r1', number: 'R-A1-0001' };
const office = { from: '09:00', to: '17:00', days: [1, 2, 3, 4, 5] };
const wave = (zone: string, more: Partial<Wave> = {}): Wave => ({ region: zone, zone, office, holidays: [], minutes: 120, startsAt: null, ...more });
const codeOf = (verdict: { ok: true } | { at: string } | { ok: false; error: { code: string } } | Verdict<DomainEvent>): string => ('at' in verdict ? verdict.at : verdict.ok ? 'ok' : (verdict as { error: { code: string } }).error.code);
const foldAll = (before: Waves | null, verdict: Verdict<DomainEvent>): Waves | null => {
  if (!verdict.ok) throw new Error(verdict.error.code);
  return verdict.events.reduce<Waves | null>((state, event) => waveSheet.fold(state, { ...event, text: event.text ?? {}, by: 'person:p', at: by.now, isSigned: false, signature: null, redacted: [] } as StampedEvent), before);
};
const planned = (...zones: [string, string][]): Waves => zones.reduce<Waves | null>((waves, [region, zone]) => foldAll(waves, setWave({ release, waves }, { ...wave(zone, { region }), id: region, isNew: true, start: null }, by)), null)!;

test('CAL-07 02:30 on the spring change day in New York is refused and names the next time there is', () => {
  expect(instantOf({ local: '2026-03-08T02:30', zone: 'America/New_York' })).toMatchObject({ ok: false, error: { code: 'local_time_skipped', facts: { next: '2026-03-08 03:00 -04:00' }, where: { field: 'start' } } });
  expect(instantOf({ local: '2026-03-08T03:00', zone: 'America/New_York' })).toEqual({ at: '2026-03-08T07:00:00.000Z' });
});

test('CAL-07 01:30 on the autumn day asks first or second, and either answer is its own instant', () => {
  const twice = { local: '2026-11-01T01:30', zone: 'America/New_York' };
  expect(instantOf(twice)).toMatchObject({ error: { code: 'local_time_twice', facts: { first: '2026-11-01 01:30 -04:00', second: '2026-11-01 01:30 -05:00' } } });
  expect(instantOf({ ...twice, occurrence: 'first' })).toEqual({ at: '2026-11-01T05:30:00.000Z' });
  expect(instantOf({ ...twice, occurrence: 'second' })).toEqual({ at: '2026-11-01T06:30:00.000Z' });
  expect(codeOf(instantOf({ local: '2026-11-02T01:30', zone: 'America/New_York', occurrence: 'second' }))).toBe('local_time_once');
});

test('CAL-07 unknown zones, bare offsets and days that no calendar has are refused', () => {
  for (const zone of ['Mars/Olympus', '+01:00', 'GMT+25', '']) expect(codeOf(instantOf({ local: '2026-03-08T12:00', zone }))).toBe('zone_unknown');
  expect(codeOf(instantOf({ local: '2026-02-30T12:00', zone: 'UTC' }))).toBe('local_day_missing');
  // Samoa left out 30 December 2011.
  expect(codeOf(instantOf({ local: '2011-12-30T12:00', zone: 'Pacific/Apia' }))).toBe('local_time_skipped');
});

test('CAL-07 waves for Singapore, London and New York: after auto-placement none overlaps its office hours, each shows its local and the base time', () => {
  const waves = planned(['Singapore', 'Asia/Singapore'], ['London', 'Europe/London'], ['New York', 'America/New_York']);
  const placed = foldAll(waves, placeWaves({ release, waves }, { from: '2026-12-07T08:00', gapMinutes: 60 }, by))!;
  const rows = viewOf({ ...placed, base: 'Europe/London' });
  expect(rows.map(({ region, local, base, warnings }) => [region, local!.start, base!.start, warnings])).toEqual([
    ['Singapore', '2026-12-07 17:00 +08:00', '2026-12-07 09:00 +00:00', []], ['London', '2026-12-07 17:00 +00:00', '2026-12-07 17:00 +00:00', []], ['New York', '2026-12-07 17:00 -05:00', '2026-12-07 22:00 +00:00', []],
  ]);
});

test('CAL-07 a wave in office hours or on a holiday is told with its day; one before its predecessor ends as well', () => {
  const monday = wave('Europe/London', { region: 'London', startsAt: '2026-12-07T16:30:00.000Z' });
  expect(warningsOf(monday, null)).toMatchObject([{ code: 'office-hours', text: expect.stringContaining('2026-12-07, 09:00 to 17:00') as string }]);
  expect(warningsOf({ ...monday, holidays: ['2026-12-07'] }, null)).toMatchObject([{ code: 'holiday', text: '2026-12-07 is a public holiday in London.' }]);
  expect(warningsOf({ ...monday, startsAt: '2026-12-07T17:00:00.000Z' }, null)).toEqual([]);
  expect(warningsOf({ ...monday, startsAt: '2026-12-07T17:00:00.000Z' }, '2026-12-07T18:00:00.000Z')).toMatchObject([{ code: 'before-previous' }]);
});

test('CAL-07 holidays are left free from midnight to midnight, also where the day has 23 hours', () => {
  const easter = { ...wave('Europe/London'), holidays: ['2026-03-29', '2026-03-30'] };
  expect(blockedIn(easter, { startsAt: '2026-03-29T00:00:00.000Z', endsAt: '2026-03-29T23:30:00.000Z' })).toMatchObject([{ code: 'holiday', startsAt: '2026-03-29T00:00:00.000Z', endsAt: '2026-03-29T23:00:00.000Z' }, { day: '2026-03-30' }]);
  expect(placeFor(easter, '2026-03-29T01:00:00.000Z')).toBe('2026-03-30T23:00:00.000Z');
});

test('CAL-07 a wave that fits nowhere, office hours that end before they start and a release without waves are refused', () => {
  const all = { from: '00:00', to: '23:59', days: [1, 2, 3, 4, 5, 6, 7] };
  expect(placeFor(wave('Europe/London', { office: all }), by.now)).toBeNull();
  expect(codeOf(setWave({ release, waves: null }, { ...wave('Europe/London', { office: { ...office, from: '18:00' } }), id: 'w', isNew: true, start: null }, by))).toBe('office_hours_empty');
  expect(codeOf(placeWaves({ release, waves: null }, { from: '2026-12-07T08:00', gapMinutes: 0 }, by))).toBe('waves_none');
  expect(codeOf(setWave({ release, waves: null }, { ...wave('Europe/London'), id: 'w', isNew: false, start: null }, by))).toBe('wave_unknown');
  expect(codeOf(setWave({ release, waves: null }, { ...wave('Europe/London'), id: 'w', isNew: true, start: null }, { ...by, actor: { ...by.actor, roles: ['auditor'] } }))).toBe('auditor_reads_only');
});

const zones = fc.constantFrom('Asia/Singapore', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Africa/Casablanca', 'Pacific/Apia');
const minute = fc.integer({ min: Date.parse('2024-01-01') / 60_000, max: Date.parse('2030-01-01') / 60_000 }).map((n) => new Date(n * 60_000).toISOString());
test('CAL-07 wherever and whenever, what is placed overlaps no office hours and no holiday, and does not begin too early', () => {
  fc.assert(fc.property(zones, minute, fc.integer({ min: 1, max: 900 }), fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 6 }), (zone, from, minutes, offsets) => {
    const day = Temporal.Instant.from(from).toZonedDateTimeISO(zone).toPlainDate();
    const one = wave(zone, { minutes, holidays: offsets.map((days) => day.add({ days }).toString()).toSorted() });
    const startsAt = placeFor(one, from);
    expect(startsAt !== null && startsAt >= from).toBe(true);
    expect(blockedIn(one, { startsAt: startsAt!, endsAt: endOf(one, startsAt!) })).toEqual([]);
  }), { numRuns: 150 });
});

test('CAL-07 every instant has a wall time that leads back to it, with the occurrence named where there are two', () => {
  fc.assert(fc.property(zones, minute, (zone, at) => {
    const local = wallText(at, zone).slice(0, 16).replace(' ', 'T');
    const found = (['first', 'second'] as const).map((occurrence) => instantOf({ local, zone, occurrence })).flatMap((one) => ('at' in one ? [one.at] : []));
    expect(found).toContain(at);
  }), { numRuns: 300 });
});
