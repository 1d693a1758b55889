// An entry of a register: terms that are written whole and may be revised, and an end. What was revised apart stays beside what stands.
import type { DomainEvent, EventType, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { textIn } from './json-values.ts';
import type { Cause } from './past.ts';
import type { Kept } from './sheet.ts';
import { writeKept } from './sheet.ts';

export type Said = { by: string; at: string };
export type Entry<T extends Json> = { id: string; number: string; terms: Kept<T>; created: Said; ended: (Said & { reason: string }) | null };
export const saidBy = (event: StampedEvent): Said => ({ by: idOf(event.by), at: event.at });

/** What a register's events are called, and how its terms are read out of one; null where the event says no terms. */
export type Register<T extends Json> = { made: EventType; revised?: EventType; ended?: EventType; termsIn(event: StampedEvent): T | null };

type Told = { event: StampedEvent; cause: Cause | undefined };
/** Folds what every register has. The first entry and the first end count. */
export function foldEntry<T extends Json, S extends Entry<T>>(entry: S | null, { event, cause }: Told, { made, revised, ended, termsIn }: Register<T>, begin: (entry: Entry<T>) => S): S | null {
  if (entry === null) {
    const terms = event.type === made ? termsIn(event) : null;
    return terms === null ? null : begin({ id: idOf(event.subject), number: textIn(event.data['number']), terms: writeKept<T>(undefined, terms, event, { key: 'terms', cause }), created: saidBy(event), ended: null });
  }
  if (event.type === revised) {
    const terms = termsIn(event);
    return terms === null ? entry : { ...entry, terms: writeKept(entry.terms, terms, event, { key: 'terms', cause }) };
  }
  return event.type === ended && entry.ended === null ? { ...entry, ended: { ...saidBy(event), reason: textIn(event.text['reason']) } } : entry;
}

/** An event about an entry; whatever a person typed is text. */
export const entryEvent = (type: EventType, id: string, data: Record<string, Json>, text: Record<string, Json> = {}): DomainEvent =>
  ({ type, subject: subjectOf(type.slice(0, type.indexOf('.')), id), data, ...(Object.keys(text).length > 0 ? { text } : {}) });
