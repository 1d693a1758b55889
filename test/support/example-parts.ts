// What examples of events are made of: two laptops, a record that both hold, and what each writes.
import { randomUUID } from 'node:crypto';
import type { DomainEvent, EventType, Json } from '../../src-main/domain/event.ts';
import { subjectOf } from '../../src-main/domain/event.ts';
import type { Appended } from '../../src-main/store/event-log.ts';
import type { Laptop } from './laptops.ts';

export type Fields = Record<string, Json>;
/** `apart` is what the other laptop writes without having seen `event`; without it the other one only listens. `asRoot`: `event` is an entry of the root's own feed. */
export type Example = { given?: DomainEvent[]; event: DomainEvent; apart?: DomainEvent; asRoot?: true };
export type Told = Omit<Example, 'event' | 'given'> & { given?: DomainEvent[]; data?: Fields; text?: Fields };
export type Scene = { one: Laptop; other: Laptop; subject: string; id: string };
export type Maker = (type: EventType, one: Laptop, other: Laptop) => Example;

/** What the examples name by name: members, windows and the like. */
export const windowOf = (day: string): Fields => ({ plannedStartAt: `2026-12-${day}T05:00:00.000Z`, plannedEndAt: `2026-12-${day}T06:00:00.000Z` });
export const signedAs = (role: string): Fields => ({ role, rev: '', supersedes: [] });

export const of = (kind: string, tell: (scene: Scene) => Told): Maker => (type, one, other) => {
  const id = randomUUID();
  const subject = subjectOf(kind, id);
  const { data = {}, text, ...rest } = tell({ one, other, id, subject });
  return { ...rest, event: { type, subject, data, ...(text ? { text } : {}) } };
};

/** Asked for by somebody who has no laptop, so that whoever writes on it may decide it (APR-03). */
export const creating = ({ one, subject }: Scene): Appended => ({ type: 'change.created', subject, by: 'person:requester', data: { number: one.store.nextNumber('C'), type: 'normal', ...windowOf('01') }, text: { title: 'Switch', service: 'Cards', owner: 'Zoe', requester: 'Zoe' } });
/** A change that both have; meanwhile the other laptop edits it. */
export const change = (data: Fields = {}, text?: Fields, before: (scene: Scene) => DomainEvent[] = () => []): Maker => of('change', (scene) => ({
  given: [creating(scene), ...before(scene)], data, ...(text ? { text } : {}), apart: { type: 'change.edited', subject: scene.subject, data: windowOf('02'), text: { title: 'Switch both' } },
}));
/** Something of an audit. */
export const audited = (kind: string, tell: (scene: Scene) => { given?: DomainEvent[]; event: DomainEvent; apart?: DomainEvent }): Maker => (_, one, other) => {
  const id = randomUUID();
  const { given = [], ...rest } = tell({ one, other, id, subject: subjectOf(kind, id) });
  return { ...rest, given };
};
