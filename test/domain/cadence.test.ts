import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noCharter } from '../../src-main/domain/board.ts';
import type { Cadence } from '../../src-main/domain/cadence.ts';
import { agendaFor, cutOffOf, inTime, isAfterCutOff, isIdle, nextUncalled, sessionAfter, sessionsBetween, sessionsOf } from '../../src-main/domain/cadence.ts';

/** Every Tuesday at two in London. */
const weekly: Cadence = { weekday: 2, everyWeeks: 1, time: '14:00', from: '2026-01-01' };
const board = { charter: { ...noCharter, cadence: weekly }, zone: 'Europe/London' };
const terms = { cutOffHours: 48, leadHours: 24 };
const now = '2026-11-20T09:00:00.000Z';
const coming = sessionsOf(board, [], { after: now, until: '2026-12-31T00:00:00.000Z' });

describe('the sessions of a cadence', () => {
  it('CAB-02 keep the time of the wall over both changes of the clocks', () => {
    expect(sessionsBetween(weekly, 'Europe/London', { after: '2026-10-19T00:00:00.000Z', until: '2026-10-28T00:00:00.000Z' })).toEqual(['2026-10-20T13:00:00.000Z', '2026-10-27T14:00:00.000Z']);
    expect(sessionsBetween(weekly, 'Europe/London', { after: '2026-03-23T00:00:00.000Z', until: '2026-04-01T00:00:00.000Z' })).toEqual(['2026-03-24T14:00:00.000Z', '2026-03-31T13:00:00.000Z']);
  });
  it('CAB-02 a time that a day does not have is the one after it; one that it has twice is the first', () => {
    const sunday = { ...weekly, weekday: 7, time: '01:30' };
    expect(sessionsBetween(sunday, 'Europe/London', { after: '2026-03-28T00:00:00.000Z', until: '2026-03-30T00:00:00.000Z' })).toEqual(['2026-03-29T01:30:00.000Z']);
    expect(sessionsBetween(sunday, 'Europe/London', { after: '2026-10-24T00:00:00.000Z', until: '2026-10-26T00:00:00.000Z' })).toEqual(['2026-10-25T00:30:00.000Z']);
  });
  it('CAB-02 every second week counts from the first session, whenever one asks', () => {
    const second = { ...weekly, everyWeeks: 2, from: '2026-11-03' };
    expect(sessionsBetween(second, 'UTC', { after: '2026-11-04T00:00:00.000Z', until: '2026-12-02T00:00:00.000Z' })).toEqual(['2026-11-17T14:00:00.000Z', '2026-12-01T14:00:00.000Z']);
    expect(sessionsBetween(second, 'UTC', { after: '2026-01-04T00:00:00.000Z', until: '2026-11-05T00:00:00.000Z' })).toEqual(['2026-11-03T14:00:00.000Z']);
  });
  it('CAB-02 are as far apart as the cadence says, in every zone, and none is passed over', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 7 }), fc.constantFrom('UTC', 'Europe/London', 'Pacific/Apia', 'America/St_Johns', 'Australia/Lord_Howe'), fc.integer({ min: 0, max: 700 }), (everyWeeks, weekday, zone, days) => {
      const cadence = { ...weekly, everyWeeks, weekday, time: '09:15' };
      const after = new Date(Date.parse('2026-01-01T00:00:00.000Z') + days * 86_400_000).toISOString();
      const until = new Date(Date.parse(after) + 400 * 86_400_000).toISOString();
      const all = sessionsBetween(cadence, zone, { after: '2025-12-01T00:00:00.000Z', until });
      expect(sessionsBetween(cadence, zone, { after, until })).toEqual(all.filter((at) => at > after));
      for (const [i, at] of all.entries()) if (i > 0) expect(Math.round((Date.parse(at) - Date.parse(all[i - 1]!)) / 86_400_000)).toBe(everyWeeks * 7);
    }), { numRuns: 60 });
  });
  it('CAB-02 a meeting that was called stands for the session of its time; any other is an extraordinary one', () => {
    const sessions = sessionsOf(board, [{ number: 'M-1', startsAt: '2026-11-24T14:00:00.000Z' }, { number: 'M-2', startsAt: '2026-11-26T09:00:00.000Z' }], { after: now, until: '2026-12-02T00:00:00.000Z' });
    expect(sessions).toEqual([{ startsAt: '2026-11-24T14:00:00.000Z', meeting: 'M-1', isRegular: true }, { startsAt: '2026-11-26T09:00:00.000Z', meeting: 'M-2', isRegular: false }, { startsAt: '2026-12-01T14:00:00.000Z', meeting: null, isRegular: true }]);
    expect(nextUncalled(sessions)?.startsAt).toBe('2026-12-01T14:00:00.000Z');
  });
});

describe('deciding in time', () => {
  it('CAB-02 a change deploying the day before the next session misses its window', () => {
    expect(inTime({ submittedAt: now, windowStartsAt: '2026-11-23T20:00:00.000Z' }, coming, terms)).toEqual({ next: coming[0], last: null, isMissed: true });
  });
  it('CAB-02 the last session able to decide leaves the whole lead before the window, and not an instant less', () => {
    const at = (windowStartsAt: string): string | null => inTime({ submittedAt: now, windowStartsAt }, coming, terms).last?.startsAt ?? null;
    expect(at('2026-11-25T14:00:00.000Z')).toBe('2026-11-24T14:00:00.000Z');
    expect(at('2026-11-25T13:59:59.999Z')).toBeNull();
    expect(at('2026-12-04T00:00:00.000Z')).toBe('2026-12-01T14:00:00.000Z');
  });
  it('CAB-02 submitting after the cut-off leads to the following session', () => {
    expect(agendaFor('2026-11-22T14:00:00.000Z', coming, terms)?.startsAt).toBe('2026-11-24T14:00:00.000Z');
    expect(agendaFor('2026-11-22T14:00:00.001Z', coming, terms)?.startsAt).toBe('2026-12-01T14:00:00.000Z');
    expect(inTime({ submittedAt: '2026-11-23T00:00:00.000Z', windowStartsAt: '2026-11-27T00:00:00.000Z' }, coming, terms).isMissed).toBe(true);
  });
  it('CAB-02 an extraordinary session has no cut-off, so that it can be called for what would miss its window', () => {
    const sessions = sessionsOf(board, [{ number: 'M-2', startsAt: '2026-11-21T09:00:00.000Z' }], { after: now, until: '2026-12-02T00:00:00.000Z' });
    expect(cutOffOf(sessions[0]!, terms)).toBe('2026-11-21T09:00:00.000Z');
    expect(inTime({ submittedAt: now, windowStartsAt: '2026-11-23T20:00:00.000Z' }, sessions, terms)).toMatchObject({ isMissed: false, last: { meeting: 'M-2' } });
  });
  it('CAB-02 a change is late for a regular meeting after its cut-off, never for an extraordinary one or where no cadence is set', () => {
    const late = { submittedAt: '2026-11-23T10:00:00.000Z', startsAt: '2026-11-24T14:00:00.000Z' };
    expect(isAfterCutOff(late, board)).toBe(true);
    expect(isAfterCutOff({ ...late, submittedAt: '2026-11-22T14:00:00.000Z' }, board)).toBe(false);
    expect(isAfterCutOff({ ...late, startsAt: '2026-11-24T15:00:00.000Z' }, board)).toBe(false);
    expect(isAfterCutOff(late, { ...board, charter: noCharter })).toBe(false);
    expect(sessionAfter(late.startsAt, board)).toBe('2026-12-01T14:00:00.000Z');
  });
});

describe('a cadence that makes no session', () => {
  it('CAB-02 warns when 35 days pass without one', () => {
    expect(isIdle(weekly, 'Europe/London', now)).toBe(false);
    expect(isIdle({ ...weekly, everyWeeks: 5 }, 'Europe/London', now)).toBe(false);
    expect(isIdle({ ...weekly, everyWeeks: 6 }, 'Europe/London', now)).toBe(true);
    expect(isIdle({ ...weekly, from: '2027-06-01' }, 'Europe/London', now)).toBe(true);
  });
});
