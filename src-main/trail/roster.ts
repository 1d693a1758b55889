// Who was who, folded from roster events: keys of devices and people, and roles with the position from which they hold.
import type { TrailEvent } from './envelope.ts';

type Span = { from: number; to: number };
export type Roster = { root: string | null; ca: string | null; devices: Map<string, string>; people: Map<string, { key: string | null; roles: Map<string, Span[]> }> };

export const emptyRoster = (): Roster => ({ root: null, ca: null, devices: new Map(), people: new Map() });

const rosterTypes = new Set(['org.founded', 'device.enrolled', 'device.succeeded', 'person.enrolled', 'role.granted', 'role.revoked']);
export const isRosterEvent = (event: TrailEvent): boolean => rosterTypes.has(event.t);

const personOf = (roster: Roster, subject: string): { key: string | null; roles: Map<string, Span[]> } => {
  const id = subject.replace(/^person:/, '');
  const known = roster.people.get(id);
  if (known) return known;
  const fresh = { key: null, roles: new Map<string, Span[]>() };
  roster.people.set(id, fresh);
  return fresh;
};
const str = (x: unknown): string => (typeof x === 'string' ? x : '');

/** Folds one event into the roster. `order` is its place in the replay: roles hold from there on. */
export function foldRoster(roster: Roster, event: TrailEvent, order: number): void {
  const { d, s } = event;
  switch (event.t) {
    case 'org.founded': roster.root = str(d['root']); roster.ca = str(d['ca']); break;
    case 'device.enrolled': case 'device.succeeded': roster.devices.set(str(d['feed']) || s.replace(/^device:/, ''), str(d['key'])); break;
    case 'person.enrolled': personOf(roster, s).key = typeof d['key'] === 'string' ? d['key'] : null; break;
    case 'role.granted': {
      const { roles } = personOf(roster, s);
      roles.set(str(d['granted']), [...(roles.get(str(d['granted'])) ?? []), { from: order, to: Infinity }]);
      break;
    }
    case 'role.revoked': {
      const last = personOf(roster, s).roles.get(str(d['revoked']))?.at(-1);
      if (last) last.to = order;
      break;
    }
    default:
  }
}

/** Whether a person held a role at a place of the replay. */
export const heldRole = (roster: Roster, person: string, role: string, order: number): boolean =>
  roster.people.get(person.replace(/^person:/, ''))?.roles.get(role)?.some((span) => span.from <= order && order < span.to) ?? false;
