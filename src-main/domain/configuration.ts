// Keeping the register of configuration items and services (CFG-01, LEG-05): who may say what, and what is refused.
import type { ItemFields, RelationKind, ServiceFields } from '#contract/configuration.ts';
import type { Change } from './change.ts';
import type { DomainEvent, EventType, Json } from './event.ts';
import { subjectOf } from './event.ts';
import type { Holder, Item, Service } from './item.ts';
import { itemTexts, numberOf, serviceTraits, textOf } from './item.ts';
import { needs } from './roles.ts';
import type { By, Refused, Verdict } from './verdict.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';

/** CFG-01: change and release managers, administrators and service owners keep the register. */
export const mayKeepConfiguration = ({ actor }: Pick<By, 'actor'>): Refused | null => needs('keepConfiguration', actor);

type Fields = { data: Record<string, Json>; text: Record<string, Json> };
/** Fields of an item as an event carries them; `service` is the UUID by now. */
export type ItemPatch = Partial<Omit<ItemFields, 'service'>> & { service?: string | null };
export function itemEvent(type: EventType, id: string, patch: ItemPatch, more: Record<string, Json> = {}): DomainEvent {
  const { data, text }: Fields = { data: { ...more }, text: {} };
  for (const name of itemTexts) if (patch[name] !== undefined) text[name] = patch[name];
  if (patch.attributes !== undefined && Object.keys(patch.attributes).length > 0) text['attributes'] = patch.attributes;
  for (const name of ['service', 'tier', 'lifecycle'] as const) if (patch[name] !== undefined) data[name] = patch[name];
  return { type, subject: subjectOf('item', id), data, ...(Object.keys(text).length > 0 ? { text } : {}) };
}

/** CFG-01: an item of tier 1 has an owner. `before` is what stands already. */
export function refuseUnowned(before: Item | null, patch: ItemPatch): Refused | null {
  const tier = patch.tier !== undefined ? patch.tier : before && numberOf(before.values, 'tier');
  const owner = patch.owner ?? (before ? textOf(before.values, 'owner') : '');
  return tier === 1 && owner.trim() === '' ? refuse('tier_one_unowned', { item: patch.name ?? (before ? textOf(before.values, 'name') : '') }, { field: 'owner' }) : null;
}

/** `twin`: an item of the same name in the same environment. */
export function registerItem(id: string, patch: ItemPatch & { name: string }, twin: Item | null, by: By): Verdict<DomainEvent> {
  const no = firstRefusal(mayKeepConfiguration(by), twin ? refuse('item_known', { item: patch.name, environment: textOf(twin.values, 'environment') }, { field: 'name' }) : null, refuseUnowned(null, patch));
  return no ?? accept(itemEvent('item.registered', id, patch));
}

export function describeItem(item: Item, patch: ItemPatch, by: By): Verdict<DomainEvent> {
  const no = firstRefusal(mayKeepConfiguration(by), refuseUnowned(item, patch));
  return no ?? accept(itemEvent('item.described', item.id, patch));
}

/** The way from one item down to another through what contains what, both included; null when there is none. A loop that is there already ends the walk. */
export function containmentPath(from: string, to: string, partsOf: (item: string) => readonly string[]): string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  const open = [from];
  for (let item = open.shift(); item !== undefined; item = open.shift()) {
    if (item === to) {
      const path = [item];
      for (let at = cameFrom.get(item)!; at !== null; at = cameFrom.get(at)!) path.push(at);
      return path.toReversed();
    }
    for (const part of partsOf(item)) if (!cameFrom.has(part)) { cameFrom.set(part, item); open.push(part); }
  }
  return null;
}

export type Relating = { kind: RelationKind; to: Item };
type Graph = { partsOf(item: string): readonly string[]; nameOf(item: string): string };
/** CFG-01: nothing relates to itself, and nothing contains what contains it; the refusal names the whole loop. */
export function refuseRelation(item: Pick<Item, 'id'>, { kind, to }: { kind: RelationKind; to: string }, graph: Graph): Refused | null {
  if (item.id === to) return refuse('relation_to_itself', { item: graph.nameOf(to) }, { field: 'to' });
  const back = kind === 'contains' ? containmentPath(to, item.id, graph.partsOf) : null;
  return back ? refuse('containment_loop', { path: [item.id, ...back].map(graph.nameOf).join(' → ') }, { field: 'to' }) : null;
}

export const relationEvent = (type: 'item.related' | 'item.unrelated', item: string, relation: { kind: RelationKind; to: string }, more: Record<string, Json> = {}): DomainEvent =>
  ({ type, subject: subjectOf('item', item), data: { kind: relation.kind, to: relation.to, ...more } });

export function relate(item: Item, { kind, to }: Relating, graph: Graph, by: By): Verdict<DomainEvent> {
  const isKnown = item.relations.some((r) => r.kind === kind && r.to === to.id);
  const no = firstRefusal(mayKeepConfiguration(by), isKnown ? refuse('relation_known', { item: textOf(item.values, 'name'), to: textOf(to.values, 'name') }) : null, refuseRelation(item, { kind, to: to.id }, graph));
  return no ?? accept(relationEvent('item.related', item.id, { kind, to: to.id }));
}

export function unrelate(item: Item, { kind, to }: Relating, by: By): Verdict<DomainEvent> {
  const isKnown = item.relations.some((r) => r.kind === kind && r.to === to.id);
  const no = firstRefusal(mayKeepConfiguration(by), isKnown ? null : refuse('relation_missing', { item: textOf(item.values, 'name'), to: textOf(to.values, 'name') }));
  return no ?? accept(relationEvent('item.unrelated', item.id, { kind, to: to.id }));
}

/** Fields of a service with its people looked up. */
export type ServicePatch = Partial<Omit<ServiceFields, 'owner' | 'deputies'>> & { owner?: Holder; deputies?: readonly Holder[] };
function serviceEvent(type: 'service.registered' | 'service.described', id: string, patch: ServicePatch): DomainEvent {
  const { data, text }: Fields = { data: {}, text: {} };
  for (const name of ['name', 'description', 'sla', 'unit'] as const) if (patch[name] !== undefined) text[name] = patch[name];
  for (const name of ['tier', 'isFinancial', 'isCustomerFacing', 'hasAutomaticRollback', 'rpoMinutes', 'rtoMinutes'] as const) if (patch[name] !== undefined) data[name] = patch[name];
  if (patch.owner !== undefined) { data['owner'] = patch.owner.person; text['owner'] = patch.owner.name; }
  if (patch.deputies !== undefined) { data['deputies'] = patch.deputies.map((d) => d.person); text['deputies'] = patch.deputies.map((d) => d.name); }
  return { type, subject: subjectOf('service', id), data, ...(Object.keys(text).length > 0 ? { text } : {}) };
}

export function registerService(id: string, patch: ServicePatch & { name: string }, twin: Service | null, by: By): Verdict<DomainEvent> {
  const no = firstRefusal(mayKeepConfiguration(by), twin ? refuse('service_known', { service: patch.name }, { field: 'name' }) : null,
    patch.tier === 1 && (patch.owner?.name ?? '') === '' ? refuse('tier_one_unowned', { item: patch.name }, { field: 'owner' }) : null);
  return no ?? accept(serviceEvent('service.registered', id, patch));
}

/** A change that is not over yet, with who asked for it. */
export type OpenChange = Pick<Change, 'number' | 'createdBy'> & { requester: string; owner: string };
/** LEG-05: whoever asks for a change does not take away the stricter set that its service puts on it. */
export function mayClearRollback(service: Service, own: readonly string[], by: Pick<By, 'actor'>): Refused | null {
  return firstRefusal(mayKeepConfiguration(by), own.length > 0 ? refuse('own_rollback_flag', { service: textOf(service.values, 'name'), changes: own.slice(0, 5).join(', ') }, { field: 'hasAutomaticRollback' }) : null);
}

/** `own`: numbers of open changes on the service that the actor asked for. */
export function describeService(service: Service, patch: ServicePatch, own: readonly string[], by: By): Verdict<DomainEvent> {
  const isClearing = patch.hasAutomaticRollback === true && !serviceTraits(service).hasAutomaticRollback;
  const tier = patch.tier !== undefined ? patch.tier : numberOf(service.values, 'tier');
  const isUnowning = patch.owner?.name === '' && tier === 1;
  const no = firstRefusal(mayKeepConfiguration(by), isClearing ? mayClearRollback(service, own, by) : null, isUnowning ? refuse('tier_one_unowned', { item: textOf(service.values, 'name') }, { field: 'owner' }) : null);
  return no ?? accept(serviceEvent('service.described', service.id, patch));
}
