// Whom an entry of the calendar is for, and whether a change is one of them (CAL-02, CAL-03).
import { scopeWords } from '#contract/calendar.ts';
import type { ScopePart } from '#contract/calendar.ts';
import type { Json } from './event.ts';
import { nameKey } from './item.ts';
import { oneIn, recordIn, textIn } from './json-values.ts';

/** Where something takes place, by name keys; `services` holds the UUIDs of registered ones as well. */
export type Places = { services: readonly string[]; environments: readonly string[]; items: readonly string[]; departments: readonly string[]; regions: readonly string[] };

const everybody: ScopePart = { by: 'organisation' };
/** What of a scope can be read; where nothing can, as in one whose text was erased, it is for everybody: a freeze nobody can read binds all. */
export function scopeIn(value: Json | undefined): ScopePart[] {
  const parts = (Array.isArray(value) ? value : []).map(recordIn).flatMap(({ by, id }): ScopePart[] => {
    const word = oneIn(by, scopeWords);
    if (word === 'organisation') return [everybody];
    const name = textIn(id).trim();
    return word === null || name === '' ? [] : [{ by: word, id: name }];
  });
  return parts.length === 0 ? [everybody] : parts;
}

const placesBy = { department: 'departments', service: 'services', environment: 'environments', region: 'regions', item: 'items' } as const;
export const concerns = (scope: readonly ScopePart[], places: Places): boolean =>
  scope.some(({ by, id = '' }) => by === 'organisation' || places[placesBy[by]].includes(nameKey(id)));

/** Names for people: `Core ledger, Batch settlement`; what is no service says what it is. */
export const scopeWordsOf = (scope: readonly ScopePart[], nameOfService: (id: string) => string): string =>
  scope.map(({ by, id = '' }) => (by === 'organisation' ? 'The whole organisation' : by === 'service' ? nameOfService(id) : by === 'item' ? id : `${id} (${by})`)).join(', ');
