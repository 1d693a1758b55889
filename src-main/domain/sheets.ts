// Every sheet there is. A new one is one line here; the store folds, keeps and folds it anew without knowing it by name.
import type { EventType } from './event.ts';
import type { Sheet } from './sheet.ts';

/** Each knows its own state; the store hands every sheet back only what that sheet made. */
export const sheets = [
] as unknown as readonly Sheet<unknown>[];

const ofType = new Map<EventType, readonly Sheet<unknown>[]>();
for (const it of sheets) for (const type of it.types) ofType.set(type, [...(ofType.get(type) ?? []), it]);
/** The sheets that an event moves. */
export const sheetsOf = (type: EventType): readonly Sheet<unknown>[] => ofType.get(type) ?? [];
