// Events of a calendar file against the entries that are here: new, changed, unchanged, or set aside with the reason (CAL-01, CAL-03).
import { EntryFields } from '#contract/calendar.ts';
import type { EntryKind } from '#contract/calendar.ts';
import type { Entry } from './calendar.ts';
import { addEntry, changeEntry, newEntry, removeEntry } from './calendar.ts';
import type { DomainEvent } from './event.ts';
import type { By, Verdict } from './verdict.ts';

/** What a calendar file says about one event. */
export type ToldEntry = Pick<EntryFields, 'title' | 'owner' | 'startsAt' | 'endsAt' | 'zone' | 'recurrence'> & { uid: string; sequence: number; description: string; isCancelled: boolean; /** What the event itself says it is for, before what is said about the whole file. */ scope?: EntryFields['scope'] };
/** What whoever takes the file in says about all of its events. */
export type Taking = { source: string; kind: EntryKind; owner?: string | undefined } & { [F in 'scope' | 'event' | 'sensitivity' | 'mode']?: EntryFields[F] | undefined };
export type TakenEntry = { outcome: 'new' | 'changed' | 'unchanged'; events: readonly DomainEvent[] } | { outcome: 'quarantined'; field: string; why: string };

const said = <T extends object>(fields: T): Partial<T> => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
const aside = (field: string, why: string): TakenEntry => ({ outcome: 'quarantined', field, why });

function taken(verdict: Verdict<DomainEvent>, outcome: 'new' | 'changed'): TakenEntry {
  if (!verdict.ok) return aside(verdict.error.where?.field ?? '', verdict.error.code.replaceAll('_', ' '));
  return verdict.events.length === 0 ? { outcome: 'unchanged', events: [] } : { outcome, events: verdict.events };
}

/** `known` is the entry that the same UID of the same source brought; `idOf` names one that is new, alike on every laptop that takes the calendar in. The kind of a known entry stays: another kind is another entry. */
export function takeEntry(known: Entry | null, told: ToldEntry, how: Taking, by: By & { idOf(source: string, uid: string): string }): TakenEntry {
  const { uid, description, isCancelled, title, owner, startsAt, endsAt, zone, recurrence } = told;
  if (isCancelled) return known === null || known.removed ? { outcome: 'unchanged', events: [] } : taken(removeEntry(known, 'The calendar file says that it is cancelled.', by), 'changed');
  const { event, sensitivity, mode } = how;
  const scope = told.scope ?? how.scope;
  const whose = owner === '' ? how.owner : owner;
  const fields = EntryFields.partial().safeParse(said({ title, reason: description, owner: whose, startsAt, endsAt, zone, recurrence, scope, event, sensitivity, mode }));
  if (!fields.success) return aside(fields.error.issues[0]!.path.join('.'), fields.error.issues[0]!.message);
  const values = said(fields.data);
  // An older file says nothing new (RFC 5545, SEQUENCE).
  if (known !== null && told.sequence < known.sequence) return { outcome: 'unchanged', events: [] };
  if (known !== null) return taken(changeEntry(known, values as Partial<EntryFields>, by, told.sequence), 'changed');
  return taken(addEntry({ id: by.idOf(how.source, uid), kind: how.kind, from: { source: how.source, uid, sequence: told.sequence } }, newEntry(values as Parameters<typeof newEntry>[0], how.kind, by), by), 'new');
}
