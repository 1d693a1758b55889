// Decisions made apart: nobody wins in silence, whoever's clock is ahead (trail design, B5).
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src-main/domain/change.ts';
import type { Side } from './apart.ts';
import { aSide, hear, hearAll, replayed } from './apart.ts';
import type { Ending, Row } from './conflict-table.ts';
import { begin, rows } from './conflict-table.ts';

function played({ a, b, c = [], after = [] }: Row, clocks: [number, number, number]): Side[] {
  const sides = ['a', 'b', 'c'].map((feed) => aSide(feed));
  const [first] = sides as [Side, Side, Side];
  begin(first);
  for (const side of sides) { hear(side, first); side.clock = 100; }
  sides[2]!.knowsRevocation = true;
  for (const [i, ops] of [a, b, c].entries()) {
    sides[i]!.clock += clocks[i]!;
    for (const op of ops) op(sides[i]!);
  }
  hearAll(sides);
  for (const op of after) op(first);
  expect(first.change, 'a local event folded onto what stands equals the replay').toEqual(replayed(first));
  hearAll(sides);
  return sides;
}

const endingOf = ({ state, holds, approved, decisions }: Change): Ending => ({ state, holds: holds.map(({ kind }) => kind), isApproved: approved !== null, open: decisions.filter((d) => d.isOpen).length });

describe.each([['the first laptop’s clock is behind', [0, 20, 40], false], ['the first laptop’s clock is ahead', [40, 20, 0], true]] as const)('%s', (_, clocks, isLater) => {
  it.each(rows.map((row) => [row.title, row] as const))('SYN-02 %s', (_title, row) => {
    const [one, two, three] = played(row, [...clocks]);
    expect(endingOf(one!.change!)).toMatchObject(isLater ? row.endIfLater ?? row.end : row.end);
    expect(two!.change).toEqual(one!.change);
    expect(three!.change).toEqual(one!.change);
  });
});
