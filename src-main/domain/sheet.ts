// A sheet is the part of a record that one subject of the house keeps: the risk form of a change, a change model, an exception.
// It is folded from events of its own types, stored as one row, and folded anew like every record when something was written apart.
import type { EventType, Json, StampedEvent } from './event.ts';
import type { Cause, Written } from './past.ts';
import { noteWritten, placeText, unseenOf } from './past.ts';

/** What lists ask a sheet for. `state` is a code of the sheet's own; `change` is the UUID of the change it belongs to, where it is a record of its own. */
export type SheetColumns = { number?: string; label?: string; state?: string; dueAt?: string | null; change?: string | null };
export type Sheet<S> = {
  name: string;
  /** The kind of record its events speak about: what stands before the colon of their subject. */
  kind: string;
  types: readonly EventType[];
  /** Pure and total, as "A new event type" in the store's README asks. Null: there is no such sheet (yet). */
  fold(state: S | null, event: StampedEvent, cause?: Cause): S | null;
  columns?(state: S): SheetColumns;
};
/** Checks the fold against its state once, so that the list of all sheets need not know the states. */
export const sheet = <S>(it: Sheet<S>): Sheet<S> => it;

/** A value that several people may write apart: what stands, and beside it what lost to it, until somebody who has seen both writes it again (trail design, B5). */
export type Kept<T extends Json> = { value: T; by: string; at: string; losers: { value: T; by: string; at: string; place: string }[] };

/** Writes a value that may have been written apart; `key` names it within its record. */
export function writeKept<T extends Json>(before: Kept<T> | undefined, value: T, event: StampedEvent, told: { key: string; cause: Cause | undefined }): Kept<T> {
  const { key, cause } = told;
  const last = cause?.trace.get(key);
  const unseen: Written | undefined = cause && last ? unseenOf(cause, last)[0] : undefined;
  const kept = before && cause ? before.losers.filter((loser) => { const lost = cause.trace.get(`lost:${key}:${loser.place}`); return lost !== undefined && unseenOf(cause, lost).length > 0; }) : [];
  const isLost = before !== undefined && unseen !== undefined && JSON.stringify(before.value) !== JSON.stringify(value);
  const lost = isLost ? [{ value: before.value, by: before.by, at: before.at, place: placeText(unseen.place) }] : [];
  if (isLost) cause?.trace.set(`lost:${key}:${placeText(unseen.place)}`, unseen);
  noteWritten(cause, key, event);
  return { value, by: event.by.slice(event.by.indexOf(':') + 1), at: event.at, losers: [...kept.filter((loser) => JSON.stringify(loser.value) !== JSON.stringify(value)), ...lost] };
}
