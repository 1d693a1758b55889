// The stopwatch of a rehearsal: one step at a time, and what was typed counts like what was measured.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance, correct, spentOn, start, stillWatch, stop } from '../../../src-renderer/features/backout/stopwatch.ts';
import type { Watch } from '../../../src-renderer/features/backout/stopwatch.ts';

const steps = ['a', 'b', 'c'];

test('BCK-04 one key walks through the steps: each press stops what runs and starts the next', () => {
  let watch = advance(stillWatch, steps, 1000);
  expect([watch.running, spentOn(watch, 'a', 4000)]).toEqual(['a', 3000]);
  watch = advance(watch, steps, 4000);
  watch = advance(watch, steps, 6500);
  expect(watch).toEqual({ running: 'c', since: 6500, spent: { a: 3000, b: 2500 } });
  watch = advance(watch, steps, 7000);
  expect(watch).toEqual({ running: null, since: 0, spent: { a: 3000, b: 2500, c: 500 } });
  expect(advance(watch, steps, 9000)).toEqual(watch);
});

test('BCK-04 a step goes on where it was stopped, and a time typed takes the place of the measured one', () => {
  const stopped = stop(start(stillWatch, 'b', 0), 2000);
  const again = stop(start(stopped, 'b', 10_000), 11_000);
  expect(again.spent).toEqual({ b: 3000 });
  expect(correct(again, 'b', 90).spent).toEqual({ b: 90_000 });
  expect(correct(again, 'b', null).spent).toEqual({});
  expect(correct(start(again, 'a', 12_000), 'a', 5)).toMatchObject({ running: null, spent: { a: 5000, b: 3000 } });
});

test('BCK-04 whatever is pressed when, no time is counted twice and none is lost while something runs', () => {
  const press = fc.record({ wait: fc.integer({ min: 0, max: 5000 }), step: fc.constantFrom(...steps), isStop: fc.boolean() });
  fc.assert(fc.property(fc.array(press, { maxLength: 30 }), (presses) => {
    let now = 0;
    let ran = 0;
    let watch: Watch = stillWatch;
    for (const { wait, step, isStop } of presses) {
      if (watch.running !== null) ran += wait;
      now += wait;
      watch = isStop ? stop(watch, now) : start(watch, step, now);
    }
    expect(steps.reduce((sum, step) => sum + spentOn(watch, step, now), 0)).toBe(ran);
  }));
});
