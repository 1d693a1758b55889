// How often the emergency route is taken, with exact numbers (EMG-03, EMG-05).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { later } from '../../src-main/domain/emergency-clocks.ts';
import { shareOf, trendsOf } from '../../src-main/domain/emergency-trends.ts';
import type { Counted } from '../../src-main/domain/emergency-trends.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import { now } from '../support/given.ts';

const counted = (i: number, over: Partial<Counted> = {}): Counted => ({ number: `C-A1-${i}`, at: later(now, -i * 60), service: 'Cards', team: 'Blue', cause: '', isContested: false, ...over });
const trends = (rows: Counted[], share = { emergencies: 0, changes: 0 }, days = 365) => trendsOf(rows, share, { days, now, policy: defaultPolicy });

describe('EMG-03 trends', () => {
  test('EMG-03 12 emergencies among 100 changes are 12 % and an alert; 10 are none', () => {
    expect(shareOf({ emergencies: 12, changes: 100 }, defaultPolicy.emergency)).toMatchObject({ basisPoints: 1200, isAlert: true, limitBasisPoints: 1000, why: '12 of 100 changes in the last 30 days are emergencies; the limit is 10 %' });
    expect(shareOf({ emergencies: 10, changes: 100 }, defaultPolicy.emergency)).toMatchObject({ basisPoints: 1000, isAlert: false });
    expect(shareOf({ emergencies: 1, changes: 9 }, defaultPolicy.emergency)).toMatchObject({ basisPoints: 1111, isAlert: true });
    expect(shareOf({ emergencies: 0, changes: 0 }, defaultPolicy.emergency)).toMatchObject({ basisPoints: 0, isAlert: false });
  });

  test('EMG-03 three with the same cause in 90 days raise the alert and offer a problem record; two, or one that is older, do not', () => {
    const found = (rows: Counted[]) => trends(rows).repeats.found;
    expect(found([counted(1, { cause: 'Worn disk' }), counted(2, { cause: ' worn  DISK ' }), counted(3, { cause: 'Worn disk', service: 'Ledger' })])).toEqual([
      { cause: 'Worn disk', count: 3, changes: ['C-A1-1', 'C-A1-2', 'C-A1-3'], problem: { title: 'Repeated emergencies: Worn disk', statement: 'Worn disk was the root cause of 3 emergency changes in 90 days: C-A1-1, C-A1-2, C-A1-3. Services: Cards, Ledger. Find what makes it come back, and remove it.' } }]);
    expect(found([counted(1, { cause: 'Worn disk' }), counted(2, { cause: 'Worn disk' }), counted(3, { cause: 'Heat' })])).toEqual([]);
    expect(found([counted(1, { cause: 'Worn disk' }), counted(2, { cause: 'Worn disk' }), counted(3, { cause: 'Worn disk', at: later(now, -91 * 1440) })])).toEqual([]);
    expect(found([counted(1), counted(2), counted(3)])).toEqual([]);
  });

  test('EMG-05 a contested ratification raises the misuse count of its team by one', () => {
    const rows = [counted(1, { isContested: true }), counted(2), counted(3, { team: 'Red' })];
    expect(trends(rows).misuseByTeam).toEqual([{ name: 'Blue', count: 1 }]);
    expect(trends([...rows, counted(4, { isContested: true })]).misuseByTeam).toEqual([{ name: 'Blue', count: 2 }]);
  });

  test('EMG-03 each emergency is counted once by service, by team and by cause', () => {
    fc.assert(fc.property(fc.array(fc.record({ service: fc.constantFrom('', 'Cards', 'cards', 'Ledger'), team: fc.constantFrom('', 'Blue', 'Red'), cause: fc.constantFrom('', 'Heat', 'Worn disk', 'HEAT') }), { maxLength: 40 }), (all) => {
      const { total, byService, byTeam, byCause } = trends(all.map((one, i) => counted(i, one)));
      for (const groups of [byService, byTeam, byCause]) expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(total);
      expect(total).toBe(all.length);
    }));
  });
});
