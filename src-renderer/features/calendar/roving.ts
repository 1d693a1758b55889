// One place to be among many bars: which one an arrow leads to. Rows are lanes or days, each in the order of time.
export type Spot = { id: string; at: number };
export type Towards = 'before' | 'after' | 'above' | 'below' | 'first' | 'last';

const nearest = (row: readonly Spot[], at: number): Spot | undefined => row.reduce<Spot | undefined>((best, spot) => (best === undefined || Math.abs(spot.at - at) < Math.abs(best.at - at) ? spot : best), undefined);

/** Along a row to its neighbour, across rows to the nearest in time, passing rows that are empty. Undefined where there is nothing that way. */
export function towards(rows: readonly (readonly Spot[])[], current: string, way: Towards): string | undefined {
  const here = rows.findIndex((row) => row.some(({ id }) => id === current));
  const row = rows[here];
  if (row === undefined) return rows.flat()[0]?.id;
  const i = row.findIndex(({ id }) => id === current);
  switch (way) {
    case 'before': return row[i - 1]?.id;
    case 'after': return row[i + 1]?.id;
    case 'first': return row[0]?.id;
    case 'last': return row.at(-1)?.id;
    case 'above': return nearest(rows.slice(0, here).findLast((r) => r.length > 0) ?? [], row[i]!.at)?.id;
    case 'below': return nearest(rows.slice(here + 1).find((r) => r.length > 0) ?? [], row[i]!.at)?.id;
    default: return way satisfies never;
  }
}

const alongLanes: Partial<Record<string, Towards>> = { ArrowLeft: 'before', ArrowRight: 'after', ArrowUp: 'above', ArrowDown: 'below', Home: 'first', End: 'last' };
const alongDays: Partial<Record<string, Towards>> = { ArrowLeft: 'above', ArrowRight: 'below', ArrowUp: 'before', ArrowDown: 'after', Home: 'first', End: 'last' };
/** Time runs across in lanes and down in days. */
export const wayOf = (key: string, runs: 'across' | 'down'): Towards | undefined => (runs === 'across' ? alongLanes : alongDays)[key];
