// What becomes of a change that was written apart (trail design, B5): nothing wins in silence, and what matters holds until a person settles it.
import type { ChangeState } from '#contract/change.ts';
import type { Change, Decision, Hold, Overwritten } from './change.ts';
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import type { Cause, Written } from './past.ts';
import { hasSeen, noteWritten, placeText, sawLast, unseenOf } from './past.ts';
import { labels } from './readiness.ts';
import { refuse } from './verdict.ts';
import type { Refused } from './verdict.ts';

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Once work has begun, what was planned elsewhere cannot undo it. */
const begun: readonly ChangeState[] = ['implementing', 'validating', 'implemented', 'under-review', 'closed'];
export const hasBegun = (state: ChangeState): boolean => begun.includes(state);
/** What rests on an authorisation, and falls with it. */
export const isPlanned = (state: ChangeState): boolean => state === 'authorised' || state === 'scheduled';

type Write = { field: string; before: Json; after: Json; isMaterial: boolean };
/** An event that settles a field says so; only a change manager makes one for a material field. */
const settles = ({ data }: StampedEvent, field: string): boolean => Array.isArray(data['settles']) && data['settles'].includes(field);

/**
 * Notes that an event wrote a field. A value that its writer had not seen stays beside the new one; values it had seen are settled by it,
 * those of a material field only when the event names the field: an edit by the way does not lift what holds the authorisation.
 */
export function writeField(overwritten: readonly Overwritten[], write: Write, event: StampedEvent, cause?: Cause): Overwritten[] {
  const { field, before, after, isMaterial } = write;
  const key = `field:${field}`;
  const last = cause?.trace.get(key);
  // A loser is settled by a writer who had seen it together with what stood in its place.
  const hasSeenWinner = !last || isKnown(field, cause!, last);
  const isByTheWay = hasSeenWinner && isMaterial && field !== 'state' && !settles(event, field);
  const kept = hasSeenWinner && !isByTheWay ? withoutSeen(overwritten, field, cause) : overwritten;
  const lost = last && !hasSeenWinner && !same(before, after) ? [loserOf(cause!, { field, value: before, isMaterial }, missed(cause!, last))] : [];
  const isAlike = (o: Overwritten): boolean => o.field === field && !isByTheWay && same(o.value, after);
  if (cause) cause.trace.set(key, { ...here(cause, event), alike: [...(same(before, after) ? [last] : []), ...kept.filter(isAlike).map((o) => lostOf(cause, o))].flatMap((known) => (known ? unseenOf(cause, known) : [])) });
  return [...kept, ...lost].filter((o) => !isAlike(o));
}

/** What the work found out, as opposed to what the form says: written by the acts themselves, so no edit settles it by the way. */
export const factNames = ['score', 'tier', 'outcome', 'actualStartAt', 'actualEndAt'] as const satisfies readonly (keyof Change)[];
export type Facts = Partial<Pick<Change, (typeof factNames)[number]>>;
export const isFact = (field: string): field is (typeof factNames)[number] => (factNames as readonly string[]).includes(field);

/** Writes what was found out; a value found out apart stays beside. Two outcomes hold the change: only one of them is what happened. */
export function writeFacts(change: Change, facts: Facts, event: StampedEvent, cause?: Cause): Change {
  let overwritten: readonly Overwritten[] = change.overwritten;
  for (const [field, value] of Object.entries(facts)) overwritten = writeField(overwritten, { field, before: change[field as keyof Facts], after: value, isMaterial: field === 'outcome' }, event, cause);
  return { ...change, ...facts, overwritten: same(overwritten, change.overwritten) ? change.overwritten : [...overwritten] };
}
const lostOf = (cause: Cause | undefined, { field, place }: Overwritten): Written | undefined => cause?.trace.get(`lost:${field}:${place}`);

/** Of a field everybody who wrote the value must have been seen: one of them may not know that it is gone. A state is known to whoever saw it once. */
const isKnown = (field: string, cause: Cause, last: Written): boolean => (field === 'state' ? hasSeen(cause, last) : unseenOf(cause, last).length === 0);
function missed(cause: Cause, last: Written): Written {
  const [first = last, ...alike] = unseenOf(cause, last);
  return { place: first.place, by: first.by, at: first.at, alike };
}

/** A value that does not stand, with who wrote it; the replay remembers where, to tell who had seen it. */
function loserOf(cause: Cause, write: Pick<Overwritten, 'field' | 'value' | 'isMaterial'>, by: Written): Overwritten {
  const place = placeText(by.place);
  cause.trace.set(`lost:${write.field}:${place}`, by);
  return { field: write.field, value: write.value, by: idOf(by.by), at: by.at, place, isMaterial: write.isMaterial };
}

/** What is left when somebody says which value of a field stands: the values that person had not seen. */
export const withoutSeen = (overwritten: readonly Overwritten[], field: string, cause?: Cause): readonly Overwritten[] => overwritten.filter((o) => {
  const lost = lostOf(cause, o);
  return o.field !== field || (lost !== undefined && !isKnown(field, cause!, lost));
});

const withLoser = (change: Change, cause: Cause, write: { field: string; value: Json }, by: Written): Change => ({ ...change, overwritten: [...change.overwritten, loserOf(cause, { ...write, isMaterial: true }, by)] });
const here = (cause: Cause, { by, at }: StampedEvent): Written => ({ place: cause.place, by, at });

/** CHG-03 under merges: moves the state, unless decisions wait for a person. */
export function moveState(change: Change, to: ChangeState, event: StampedEvent, cause?: Cause): Change {
  if (isUndecided(change) && !hasBegun(to) && to !== 'cancelled') {
    const knew = openDecisions(change).every((d) => sawLast(cause, `decision:${d.id}`));
    return knew || !cause || isPlanned(to) || to === change.state ? change : withLoser(change, cause, { field: 'state', value: to }, here(cause, event));
  }
  return writeState(change, to, event, cause);
}

/** A window rests on an authorisation. Where that was voided or contested apart the plan moves nothing; where somebody moved the change elsewhere, the plan stays beside. */
export function planState(change: Change, to: 'authorised' | 'scheduled', event: StampedEvent, cause?: Cause): Change {
  if (isPlanned(change.state)) return moveState(change, to, event, cause);
  const isPast = to === 'scheduled' && hasBegun(change.state);
  return isPast || isUndecided(change) || !cause || sawLast(cause, 'field:state') ? change : withLoser(change, cause, { field: 'state', value: to }, here(cause, event));
}

/** Moves the state; work that has begun does not fall back behind a plan made elsewhere. */
export function writeState(change: Change, to: ChangeState, event: StampedEvent, cause?: Cause): Change {
  const isPlanAfterFact = !sawLast(cause, 'field:state') && hasBegun(change.state) && !hasBegun(to);
  if (isPlanAfterFact && cause) return withLoser(change, cause, { field: 'state', value: to }, here(cause, event));
  const overwritten = writeField(change.overwritten, { field: 'state', before: change.state, after: to, isMaterial: true }, event, cause);
  return { ...change, state: to, overwritten: same(overwritten, change.overwritten) ? change.overwritten : overwritten };
}

/** What two decisions must have in common to be one; the order of their conditions says nothing. */
const contentOf = ({ verdict, deferredTo, conditions }: Decision): string => JSON.stringify([verdict, deferredTo, conditions.map(({ id: _id, metAt: _metAt, ...condition }) => JSON.stringify(condition)).toSorted()]);
export const openDecisions = ({ decisions }: Pick<Change, 'decisions'>): Decision[] => decisions.filter((d) => d.isOpen);
export function hasOpenConflict(change: Pick<Change, 'decisions'>): boolean {
  const [first, ...others] = openDecisions(change);
  return first !== undefined && others.some((d) => contentOf(d) !== contentOf(first));
}

/** Decisions that count for nothing until a person has decided between them, or confirmed the one. */
export const isUndecided = (change: Pick<Change, 'decisions'>): boolean => hasOpenConflict(change) || openDecisions(change).some((d) => d.needsConfirmation);

/**
 * A change whose decisions wait: nothing stands authorised. Work that has begun goes on, a person's cancelling stands (one by a withdrawal is a side of the conflict),
 * and where somebody moved it apart to a state no decision leads to, that stays beside.
 */
export function contest(before: Change, change: Change, cause?: Cause): Change {
  const { state } = before;
  const isCancelledByHand = state === 'cancelled' && (isUndecided(before) || openDecisions(before).every((d) => d.verdict !== 'withdrawn'));
  if (hasBegun(state) || isCancelledByHand) return { ...change, approved: null };
  const last = cause?.trace.get('field:state');
  // From here on the state follows from the decisions: it is nobody's that a later move could have missed.
  cause?.trace.delete('field:state');
  const isMovedApart = cause !== undefined && last !== undefined && !hasSeen(cause, last) && !decided.includes(state);
  return { ...(isMovedApart ? withLoser(change, cause, { field: 'state', value: state }, last) : change), state: 'awaiting-authorisation', approved: null };
}
/** States that decisions lead to or that rest on them: the decisions themselves tell of these. */
const decided: readonly ChangeState[] = ['awaiting-authorisation', 'authorised', 'scheduled', 'deferred', 'rejected', 'cancelled'];

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
  const isUnseen = cause !== undefined && [...cause.trace].some(([key, work]) => key.startsWith(worked) && !cause.saw(work.place));
  noteWritten(cause, 'removed', event);
  return isUnseen && cause ? withLoser(change, cause, { field: 'removed', value: true }, here(cause, event)) : { ...change, isRemoved: true };
}

export const reviveChange = (change: Change, cause: Cause): Change => withLoser({ ...change, isRemoved: false }, cause, { field: 'removed', value: true }, cause.trace.get('removed')!);

const worked = 'worked:';
export const isRemoval = ({ type, data }: StampedEvent): boolean => type === 'change.importUndone' || (type === 'change.conflictSettled' && data['field'] === 'removed' && data['keep'] === false);
/** Remembers on which line the change was last worked on, whatever was done: a removal must have seen all of it. */
export const noteWork = (cause: Cause | undefined, event: StampedEvent): void => {
  if (cause && !isRemoval(event)) noteWritten(cause, `${worked}${cause.place.line}`, event);
};

/** Why a change that is held may not go on in the ordinary way. */
export function heldBack(change: Pick<Change, 'holds' | 'number' | 'needsNewer'>): Refused | null {
  if (change.needsNewer) return refuse('needs_newer', { change: change.number });
  const [hold] = change.holds;
  if (!hold) return null;
  const what = hold.kind === 'decision' ? 'two decisions were made apart' : hold.kind === 'confirmation' ? 'a decision needs to be confirmed' : hold.kind === 'removed' ? 'it was removed elsewhere' : hold.kind === 'state' ? 'it was moved on in two directions' : `“${labels[hold.field ?? ''] ?? hold.field}” was edited apart`;
  return refuse('in_conflict', { change: change.number, what });
}
