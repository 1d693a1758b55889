// A configuration item and a service as the register knows them: their folded form and how each event moves it (CFG-01).
import { itemLifecycles, relationKinds } from '#contract/configuration.ts';
import type { RelationKind } from '#contract/configuration.ts';
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import type { Cause } from './past.ts';
import type { Kept } from './sheet.ts';
import { writeKept } from './sheet.ts';

/** Values by their names; an attribute that only its source knows is `attribute:<name>`. What was written apart stays beside what stands. */
export type Values = Record<string, Kept<Json>>;
export type Relation = { kind: RelationKind; to: string; by: string; at: string; source: string | null };
/** When a source last said something about an item, and since when it no longer lists it. */
export type Sighting = { at: string; import: string; missingAt: string | null };
export type Item = {
  id: string; values: Values; relations: readonly Relation[];
  /** By the id of the source. */
  sightings: Readonly<Record<string, Sighting>>;
  createdAt: string; updatedAt: string;
};
export type Service = { id: string; values: Values; createdAt: string; updatedAt: string };
/** Somebody who answers for a service: by name, and as a person of the roster where there is one of that name. */
export type Holder = { name: string; person: string | null };

export const itemTexts = ['name', 'type', 'version', 'environment', 'owner', 'serial', 'externalId', 'fqdn', 'address', 'description'] as const;
export type ItemText = (typeof itemTexts)[number];
const serviceTexts = ['name', 'description', 'sla', 'unit'] as const;
const serviceFlags = ['isFinancial', 'isCustomerFacing', 'hasAutomaticRollback'] as const;
const serviceMinutes = ['rpoMinutes', 'rtoMinutes'] as const;

const isText = (value: unknown): value is string => typeof value === 'string';
const isTier = (value: unknown): boolean => value === null || (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= 5);
const isMinutes = (value: unknown): boolean => value === null || (Number.isSafeInteger(value) && (value as number) >= 0);
const recordOf = (value: unknown): [string, unknown][] => (typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const isLifecycle = (value: unknown): boolean => (itemLifecycles as readonly unknown[]).includes(value);
const isKind = (value: unknown): value is RelationKind => (relationKinds as readonly unknown[]).includes(value);

/** The text of a value; empty where nobody has said it. */
export const textOf = (values: Values, name: string): string => { const value = Object.hasOwn(values, name) ? values[name]!.value : ''; return isText(value) ? value : ''; };
export const numberOf = (values: Values, name: string): number | null => { const value = Object.hasOwn(values, name) ? values[name]!.value : null; return typeof value === 'number' ? value : null; };
const flagOf = (values: Values, name: string): boolean | null => { const value = Object.hasOwn(values, name) ? values[name]!.value : null; return typeof value === 'boolean' ? value : null; };
const attributeMark = 'attribute:';
export const attributeKey = (name: string): string => `${attributeMark}${name}`;
/** What a source or a person said beyond the usual fields, by name. */
export const attributesOf = (values: Values): Record<string, string> =>
  Object.fromEntries(Object.keys(values).filter((key) => key.startsWith(attributeMark)).toSorted().map((key) => [key.slice(attributeMark.length), textOf(values, key)]));

/** What an event says about an item, value by value; what does not fit is left out, so that a fold never fails. */
export function itemValuesIn({ data, text }: Pick<StampedEvent, 'data' | 'text'>): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (const name of itemTexts) if (isText(text[name])) values[name] = text[name];
  for (const [name, value] of recordOf(text['attributes'])) if (isText(value)) values[attributeKey(name)] = value;
  if (data['service'] === null || isText(data['service'])) values['service'] = data['service'];
  if (data['tier'] !== undefined && isTier(data['tier'])) values['tier'] = data['tier'];
  if (isLifecycle(data['lifecycle'])) values['lifecycle'] = data['lifecycle']!;
  return values;
}

const holderIn = (name: unknown, person: unknown): Holder => ({ name: isText(name) ? name : '', person: isText(person) && person !== '' ? person : null });
/** What an event says about a service. Names of people are texts, the people themselves ids beside them. */
export function serviceValuesIn({ data, text }: Pick<StampedEvent, 'data' | 'text'>): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (const name of serviceTexts) if (isText(text[name])) values[name] = text[name];
  for (const name of serviceFlags) if (typeof data[name] === 'boolean') values[name] = data[name];
  for (const name of serviceMinutes) if (data[name] !== undefined && isMinutes(data[name])) values[name] = data[name];
  if (data['tier'] !== undefined && isTier(data['tier'])) values['tier'] = data['tier'];
  if (isText(text['owner']) || isText(data['owner'])) values['owner'] = holderIn(text['owner'], data['owner']);
  if (Array.isArray(data['deputies'])) values['deputies'] = listOf(data['deputies']).map((person, i) => holderIn(listOf(text['deputies'])[i], person));
  return values;
}

function written(before: Values, values: Record<string, Json>, event: StampedEvent, cause: Cause | undefined): Values {
  const after = { ...before };
  for (const [key, value] of Object.entries(values)) after[key] = writeKept(Object.hasOwn(before, key) ? before[key] : undefined, value, event, { key, cause });
  return after;
}

const sighted = (item: Item, source: string, sighting: Sighting): Item => ({ ...item, sightings: { ...item.sightings, [source]: sighting } });
const nameIn = (value: Json | undefined): string => (isText(value) ? value : '');

function related(item: Item, event: StampedEvent): Item {
  const { kind, to, source } = event.data;
  if (!isKind(kind) || !isText(to) || to === '' || to === item.id) return item;
  if (item.relations.some((r) => r.kind === kind && r.to === to)) return item;
  return { ...item, relations: [...item.relations, { kind, to, by: idOf(event.by), at: event.at, source: nameIn(source) || null }] };
}

/** An item known by hand or by a source, with the values of the event that made it. */
const begun = (event: StampedEvent, cause: Cause | undefined): Item =>
  ({ id: idOf(event.subject), values: written({}, itemValuesIn(event), event, cause), relations: [], sightings: {}, createdAt: event.at, updatedAt: event.at });

/** Folds one event about an item. The first registration counts; what a source saw is taken whether or not somebody registered the item before. */
export function evolveItem(item: Item | null, event: StampedEvent, cause?: Cause): Item | null {
  const source = nameIn(event.data['source']);
  const run = nameIn(event.data['import']);
  if (item === null) {
    if (event.type === 'item.registered') return begun(event, cause);
    return event.type === 'item.discovered' && source !== '' ? sighted(begun(event, cause), source, { at: event.at, import: run, missingAt: null }) : null;
  }
  const next = { ...item, updatedAt: event.at };
  switch (event.type) {
    case 'item.described': return { ...next, values: written(item.values, itemValuesIn(event), event, cause) };
    case 'item.discovered': return source === '' ? item : sighted({ ...next, values: written(item.values, itemValuesIn(event), event, cause) }, source, { at: event.at, import: run, missingAt: null });
    case 'item.missed': return source === '' ? item : sighted(next, source, { at: item.sightings[source]?.at ?? event.at, import: run, missingAt: event.at });
    case 'item.related': return related(next, event);
    case 'item.unrelated': return { ...next, relations: item.relations.filter((r) => r.kind !== event.data['kind'] || r.to !== event.data['to']) };
    default: return item;
  }
}

/** Folds one event about a service. */
export function evolveService(service: Service | null, event: StampedEvent, cause?: Cause): Service | null {
  if (service === null) return event.type === 'service.registered' ? { id: idOf(event.subject), values: written({}, serviceValuesIn(event), event, cause), createdAt: event.at, updatedAt: event.at } : null;
  if (event.type !== 'service.described') return service;
  return { ...service, values: written(service.values, serviceValuesIn(event), event, cause), updatedAt: event.at };
}

/** An item is missing once no source that ever saw it lists it any more; one that no source saw never is. Answers since when. */
export function missingSince({ sightings }: Pick<Item, 'sightings'>): string | null {
  const all = Object.values(sightings);
  if (all.length === 0 || all.some((s) => s.missingAt === null)) return null;
  return all.map((s) => s.missingAt!).toSorted().at(-1)!;
}

const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null && 'name' in value;
export const ownerOf = ({ values }: Pick<Service, 'values'>): Holder => { const value = values['owner']?.value; return isHolder(value) ? value : { name: '', person: null }; };
export const deputiesOf = ({ values }: Pick<Service, 'values'>): Holder[] => listOf(values['deputies']?.value).filter(isHolder);
/** What the gates ask about a service; a service of which nobody said otherwise can be rolled back by itself. */
export const serviceTraits = ({ values }: Pick<Service, 'values'>): { isFinancial: boolean; isCustomerFacing: boolean; hasAutomaticRollback: boolean; rpoMinutes: number | null; rtoMinutes: number | null } => ({
  isFinancial: flagOf(values, 'isFinancial') ?? false, isCustomerFacing: flagOf(values, 'isCustomerFacing') ?? false, hasAutomaticRollback: flagOf(values, 'hasAutomaticRollback') ?? true,
  rpoMinutes: numberOf(values, 'rpoMinutes'), rtoMinutes: numberOf(values, 'rtoMinutes'),
});

/** Names are compared as people mean them: without regard to capitals and to how an accent is written. */
export const nameKey = (name: string): string => name.normalize('NFC').trim().toLocaleLowerCase('en');
/** Whether somebody is the holder: by the roster where it knows the holder, else by name. */
export const isHeldBy = (holder: Holder, person: { id: string; name: string }): boolean =>
  (holder.person !== null ? holder.person === person.id : holder.name !== '' && nameKey(holder.name) === nameKey(person.name));
