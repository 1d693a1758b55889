// Clocks in words, as the window says them.
import { expect, test } from 'vitest';
import type { Clock } from '../../../src-main/contract/emergency.ts';
import { faceOf, percent } from '../../../src-renderer/features/emergency/emergency-words.ts';

const start = Date.parse('2026-11-24T09:00:00.000Z');
const at = (minutes: number): number => start + minutes * 60_000;
const iso = (minutes: number): string => new Date(at(minutes)).toISOString();
const clock = (over: Partial<Clock> = {}): Clock => ({ id: 'validation', startedAt: iso(0), dueAt: iso(60), state: 'running', doneAt: null, isLate: false, ...over });

test('EMG-04 a clock says how long is left, turns to soon in its last quarter, and to overdue a moment after its time, also when it was asked for earlier', () => {
  expect(faceOf(clock(), at(10))).toEqual({ tone: 'running', signal: 'info', words: '50 min left' });
  expect(faceOf(clock(), at(46))).toMatchObject({ tone: 'soon', signal: 'warn', words: '14 min left' });
  expect(faceOf(clock(), at(59.5))).toMatchObject({ tone: 'soon', words: 'less than a minute left' });
  expect(faceOf(clock(), at(61))).toEqual({ tone: 'overdue', signal: 'bad', words: 'Overdue by 1 min' });
  expect(faceOf(clock(), at(60 + 26 * 60))).toMatchObject({ words: 'Overdue by 1 day 2 h' });
  expect(faceOf(clock({ id: 'authorisation' }), at(90))).toMatchObject({ tone: 'overdue', words: 'Ended 30 min ago' });
});

test('EMG-04 a clock that is done says so, and says when it was late', () => {
  expect(faceOf(clock({ state: 'done', doneAt: iso(30) }), at(500))).toEqual({ tone: 'done', signal: 'ok', words: 'Validated' });
  expect(faceOf(clock({ state: 'done', doneAt: iso(70), isLate: true }), at(500))).toEqual({ tone: 'late', signal: 'warn', words: 'Validated late' });
});

test('EMG-03 shares are shown without decimals that say nothing', () => {
  expect([percent(1200), percent(1111), percent(0)]).toEqual(['12\u00a0%', '11.1\u00a0%', '0\u00a0%']);
});
