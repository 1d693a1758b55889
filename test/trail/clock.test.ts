import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareHlc, isAhead, isHlc, receive, tick } from '../../src-main/trail/clock.ts';

const dayMs = 86_400_000;
const wall = fc.integer({ min: 0, max: 4_102_444_800_000 });
const stamp = fc.tuple(wall, fc.nat(0xffff_ffff)).map(([ms, n]) => `${String(ms).padStart(15, '0')}-${n.toString(16).padStart(8, '0')}`);

describe('clock', () => {
  it('gives 15 digits of milliseconds and 8 hex digits of counter', () => {
    expect(tick(null, 1_768_471_200_000)).toBe('001768471200000-00000000');
    expect(tick('001768471200000-00000009', 1_768_471_200_000)).toBe('001768471200000-0000000a');
    expect(tick('001768471200000-ffffffff', 1_768_471_200_000)).toBe('001768471200001-00000000');
  });

  it('never goes back, whatever the wall clock does', () => {
    fc.assert(fc.property(stamp, wall, (last, now) => {
      const next = tick(last, now);
      expect(compareHlc(next, last)).toBeGreaterThan(0);
      expect(isHlc(next)).toBe(true);
      expect(Number(next.slice(0, 15))).toBeGreaterThanOrEqual(now);
    }));
  });

  it('stands after everything received that is not ahead', () => {
    fc.assert(fc.property(fc.option(stamp), stamp, wall, (own, seen, now) => {
      const { hlc, ahead } = receive(own, seen, now);
      expect(ahead).toBe(isAhead(seen, now));
      const past = [...(ahead ? [] : [seen]), ...(own === null ? [] : [own])];
      expect(past.filter((p) => compareHlc(hlc, p) <= 0)).toEqual([]);
      expect(compareHlc(hlc, tick(null, now))).toBeGreaterThanOrEqual(0);
    }));
  });

  it('is not moved by a stamp more than 24 hours ahead', () => {
    fc.assert(fc.property(fc.option(stamp), wall, fc.integer({ min: dayMs + 1, max: 20 * 365 * dayMs }), (own, now, by) => {
      const far = tick(null, now + by);
      expect(receive(own, far, now)).toEqual({ hlc: tick(own, now), ahead: true });
    }));
    expect(receive(null, tick(null, 5000 + dayMs), 5000).ahead).toBe(false);
  });

  it('takes in a thousand imports in a row without running out of counter', () => {
    let own = tick(null, 1000);
    for (let i = 0; i < 1000; i += 1) own = receive(own, own, 1000).hlc;
    expect(own).toBe('000000000001000-000003e8');
  });

  it('orders stamps as text', () => {
    fc.assert(fc.property(stamp, stamp, (a, b) => {
      const [ams, bms] = [Number(a.slice(0, 15)), Number(b.slice(0, 15))];
      const [an, bn] = [Number.parseInt(a.slice(16), 16), Number.parseInt(b.slice(16), 16)];
      expect(compareHlc(a, b)).toBe(Math.sign(ams - bms || an - bn));
    }));
  });

  it.each(['', '1768471200000-00000000', '001768471200000-0000000A', '001768471200000', '999999999999999-00000000', '001768471200000-00000000\n', 7, null])('takes %j for no stamp', (text) => {
    expect(isHlc(text)).toBe(false);
  });
});
