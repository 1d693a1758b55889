// What becomes of a change that was written apart (trail design, B5): nothing wins in silence, and what matters holds until a person settles it.
import type { ChangeState } from '#contract/change.ts';
import type { Change, Decision, Hold, Overwritten } from './change.ts';
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import type { Cause, Written } from './past.ts';
import { noteWritten, placeText, sawLast } from './past.ts';
import { refuse } from './verdict.ts';
import type { Refused } from './verdict.ts';

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Once work has begun, what was planned elsewhere cannot undo it. */
const begun: readonly ChangeState[] = ['implementing', 'validating', 'implemented', 'under-review', 'closed'];
export const hasBegun = (state: ChangeState): boolean => begun.includes(state);

type Write = { field: string; before: Json; after: Json; isMaterial: boolean };
/**
 * Notes that an event wrote a field. A value that its writer had not seen stays beside the new one; values it had seen are settled by it.
 * `loser` is the value that does not stand, which is the event's own where a fact wins over a plan.
 */
export function writeField(overwritten: readonly Overwritten[], write: Write, event: StampedEvent, cause?: Cause): Overwritten[] {
  const { field, before, after, isMaterial } = write;
  const key = `field:${field}`;
  const last = cause?.trace.get(key);
  // A loser is settled by a writer who had seen it together with what stood in its place.
  const hasSeenWinner = sawLast(cause, key);
  const kept = overwritten.filter((o) => o.field !== field || (cause !== undefined && !(hasSeenWinner && hasSeen(cause, o))));
  const lost = last && !hasSeenWinner && !same(before, after) ? [loserOf(cause!, { field, value: before, isMaterial }, last)] : [];
  noteWritten(cause, key, event);
  return [...kept, ...lost].filter((o) => o.field !== field || !same(o.value, after));
}

/** A value that does not stand, with who wrote it; the replay remembers where, to tell who had seen it. */
function loserOf(cause: Cause, write: Pick<Overwritten, 'field' | 'value' | 'isMaterial'>, by: Written): Overwritten {
  const place = placeText(by.place);
  cause.trace.set(`lost:${place}`, by);
  return { field: write.field, value: write.value, by: idOf(by.by), at: by.at, place, isMaterial: write.isMaterial };
}

function hasSeen(cause: Cause, { place }: Overwritten): boolean {
  const lost = cause.trace.get(`lost:${place}`);
  return lost === undefined || cause.saw(lost.place);
}

/** CHG-03 under merges: moves the state, unless work has begun elsewhere or an open conflict of decisions forbids it. */
export function moveState(change: Change, to: ChangeState, event: StampedEvent, cause?: Cause): Change {
  if (hasOpenConflict(change) && !hasBegun(to) && to !== 'cancelled') return change;
  const isPlanAfterFact = !sawLast(cause, 'field:state') && hasBegun(change.state) && !hasBegun(to);
  if (isPlanAfterFact && cause) {
    return { ...change, overwritten: [...change.overwritten, loserOf(cause, { field: 'state', value: to, isMaterial: true }, { place: cause.place, by: event.by, at: event.at })] };
  }
  const overwritten = writeField(change.overwritten, { field: 'state', before: change.state, after: to, isMaterial: true }, event, cause);
  return { ...change, state: to, overwritten: same(overwritten, change.overwritten) ? change.overwritten : overwritten };
}

/** What two decisions must have in common to be one. */
const contentOf = ({ verdict, deferredTo, conditions }: Decision): string => JSON.stringify([verdict, deferredTo, conditions.map(({ id: _id, metAt: _metAt, ...condition }) => condition)]);
export const openDecisions = ({ decisions }: Pick<Change, 'decisions'>): Decision[] => decisions.filter((d) => d.isOpen);
export function hasOpenConflict(change: Pick<Change, 'decisions'>): boolean {
  const [first, ...others] = openDecisions(change);
  return first !== undefined && others.some((d) => contentOf(d) !== contentOf(first));
}

/** Closes decisions that the new one had seen. */
export function supersede(decisions: readonly Decision[], cause?: Cause): Decision[] {
  return decisions.map((d) => (d.isOpen && sawLast(cause, `decision:${d.id}`) ? { ...d, isOpen: false } : d));
}

/** Everything that holds the change now, in a fixed order. */
export function holdsOf(change: Pick<Change, 'decisions' | 'overwritten'>): Hold[] {
  const fields = [...new Set(change.overwritten.filter((o) => o.isMaterial).map((o) => o.field))].toSorted();
  return [
    ...(hasOpenConflict(change) ? [{ kind: 'decision' as const, field: null }] : []),
    ...(openDecisions(change).some((d) => d.needsConfirmation) ? [{ kind: 'confirmation' as const, field: null }] : []),
    ...fields.map((field): Hold => ({ kind: field === 'state' ? 'state' : field === 'removed' ? 'removed' : 'field', field })),
  ];
}

/** A removal that did not know of later work, or work that did not know of the removal: the change stays, held. */
export function removeChange(change: Change, event: StampedEvent, cause?: Cause): Change {
  const isUnseen = cause !== undefined && [...cause.trace.values()].some((written) => !cause.saw(written.place));
  noteWritten(cause, 'removed', event);
  if (!isUnseen || !cause) return { ...change, isRemoved: true };
  return { ...change, overwritten: [...change.overwritten, loserOf(cause, { field: 'removed', value: true, isMaterial: true }, { place: cause.place, by: event.by, at: event.at })] };
}

export function reviveChange(change: Change, cause: Cause): Change {
  const removal = cause.trace.get('removed')!;
  return { ...change, isRemoved: false, overwritten: [...change.overwritten, loserOf(cause, { field: 'removed', value: true, isMaterial: true }, removal)] };
}

/** Why a change that is held may not go on in the ordinary way. */
export function heldBack(change: Pick<Change, 'holds' | 'number'>): Refused | null {
  const [hold] = change.holds;
  if (!hold) return null;
  const what = hold.kind === 'decision' ? 'two decisions were made apart' : hold.kind === 'confirmation' ? 'a decision needs to be confirmed' : hold.kind === 'removed' ? 'it was removed elsewhere' : `its ${hold.field} was changed apart`;
  return refuse('in_conflict', { change: change.number, what });
}
