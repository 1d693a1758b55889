import { expect, test } from 'vitest';
import type { HistoryEntry } from '../../../src-main/contract/change.ts';
import { timelineLines } from '../../../src-renderer/features/change/timeline-lines.ts';

const entry = (event: string, type: string, seq: number, feed = 'a'): HistoryEntry => ({ event, type, said: type, by: 'Ada', at: '2026-11-24T09:00:00.000Z', feed, seq, hash: 'h', isSigned: false });
const folded = (entries: readonly HistoryEntry[]): string[][] => timelineLines(entries).map((line) => line.entries.map(({ event }) => event));

test('RISK-02 what one act wrote into the risk form is one line; its signature, other acts and other devices stay lines of their own', () => {
  const form = [entry('1', 'risk.answered', 4), entry('2', 'risk.classified', 4), entry('3', 'risk.answered', 4)];
  expect(folded([entry('0', 'risk.signed', 4), ...form, entry('4', 'risk.answered', 3), entry('5', 'risk.answered', 3), entry('6', 'change.created', 2)])).toEqual([['0'], ['1', '2', '3'], ['4'], ['5'], ['6']]);
  expect(folded([entry('1', 'risk.answered', 4), entry('2', 'risk.answered', 4, 'b'), entry('3', 'risk.answered', 4)])).toEqual([['1'], ['2'], ['3']]);
  expect(folded([])).toEqual([]);
});
