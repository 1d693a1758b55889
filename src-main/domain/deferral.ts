// What to leave for later when there is more than can be carried: the highest risk for the least value first (REL-06, REL-07).

/** `risk` from 0 to 100, `value` from 1 up; `isHeld`: it may not be left out. */
export type Burden = { id: string; hours: number; risk: number; value: number; isHeld?: boolean };

/** The one that goes first: more risk for each point of value; of two alike the longer one, then the one with the smaller id. */
export const goesFirst = (a: Burden, b: Burden): number => b.risk * a.value - a.risk * b.value || b.hours - a.hours || (a.id < b.id ? -1 : 1);

/** Ids to leave out, in the order in which they should go, until the rest fits into the hours. Where even all that may go is not enough, all of it is named. */
export function toDefer(burdens: readonly Burden[], capacity: number): string[] {
  let over = burdens.reduce((sum, { hours }) => sum + hours, 0) - capacity;
  const out: string[] = [];
  for (const { id, hours } of burdens.filter((one) => one.isHeld !== true && one.hours > 0).toSorted(goesFirst)) {
    if (over <= 0) break;
    out.push(id);
    over -= hours;
  }
  return out;
}
