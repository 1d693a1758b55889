// Parts of a record that are known by an id of their own, and who said a thing when.
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';

export type Said = { by: string; at: string };
export const said = (event: StampedEvent): Said => ({ by: idOf(event.by), at: event.at });

/** Puts a part in the place of the one with its id, or behind the others. */
export const withPart = <T extends { id: string }>(parts: readonly T[], part: T): T[] => (parts.some(({ id }) => id === part.id) ? parts.map((one) => (one.id === part.id ? part : one)) : [...parts, part]);
export const withoutPart = <T extends { id: string }>(parts: readonly T[], id: Json | undefined): T[] => parts.filter((one) => one.id !== id);
