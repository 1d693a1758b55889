// What a discovery export says against the register: which item each record is, and what it would change (CFG-01). Nothing is guessed: a record that fits two items waits.
import { itemLifecycles, relationKinds } from '#contract/configuration.ts';
import type { ItemLifecycle, RelationKind } from '#contract/configuration.ts';
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import type { ItemPatch } from './configuration.ts';
import type { Item } from './item.ts';
import { attributesOf, itemTexts, nameKey, numberOf, textOf } from './item.ts';
import type { Sheet } from './sheet.ts';
import { sheet } from './sheet.ts';

/** A record of a discovery file. `service` is a name; relations name their target by any of its identifiers. */
export type FoundItem = {
  row: number; name: string; serial: string; externalId: string; fqdn: string; address: string; type: string; version: string; environment: string; owner: string; service: string;
  tier: number | null; lifecycle: ItemLifecycle | null; attributes: Record<string, string>; /** `isBack`: the target is the source of the relation, as in “part of”. */
  relations: readonly { kind: RelationKind; target: string; isBack: boolean }[];
};
/** What identification asks of an item that is known. */
export type KnownItem = { id: string; name: string; environment: string; serial: string; externalId: string; fqdn: string };
export type Identified = { how: 'one'; item: string; by: string } | { how: 'none' } | { how: 'many'; items: { item: string; by: string }[]; why: string };
export type ItemIndex = { by(rule: IdentificationRule, value: string): readonly KnownItem[]; /** Takes in what a record says of an item, so that the next record is judged by it. */ learn(id: string, said: Identifiers): void };

/** CFG-01: the identification rules in their order; the first that finds an item decides. */
export const identificationRules = ['serial', 'externalId', 'fqdn', 'name'] as const;
export type IdentificationRule = (typeof identificationRules)[number];
export const ruleWords: Record<IdentificationRule, string> = { serial: 'serial number', externalId: 'external id', fqdn: 'full host name', name: 'name and environment' };

type Identifiers = Pick<KnownItem, 'name' | 'environment' | 'serial' | 'externalId' | 'fqdn'>;
const keyOf = (rule: IdentificationRule, item: Identifiers): string => {
  if (rule !== 'name') return nameKey(item[rule]);
  return item.name === '' ? '' : `${nameKey(item.name)}\n${nameKey(item.environment)}`;
};

/** Known items by each of their identifiers. */
export function indexItems(items: Iterable<KnownItem>): ItemIndex {
  const found = new Map<string, KnownItem[]>();
  const byId = new Map<string, KnownItem>();
  const add = (item: KnownItem): void => {
    byId.set(item.id, item);
    for (const rule of identificationRules) {
      const key = keyOf(rule, item);
      if (key === '') continue;
      const at = `${rule}\n${key}`;
      const known = found.get(at);
      if (!known) found.set(at, [item]);
      else if (!known.includes(item)) known.push(item);
    }
  };
  const learn = (id: string, said: Identifiers): void => {
    const item = byId.get(id) ?? { id, name: '', environment: '', serial: '', externalId: '', fqdn: '' };
    const stood = identificationRules.map((rule) => `${rule}\n${keyOf(rule, item)}`);
    for (const name of ['name', 'environment', 'serial', 'externalId', 'fqdn'] as const) if (said[name] !== '') item[name] = said[name];
    for (const at of stood) { const others = found.get(at)?.filter((other) => other !== item); if (others) found.set(at, others); }
    add(item);
  };
  for (const item of items) add({ ...item });
  return { learn, by: (rule, value) => found.get(`${rule}\n${value}`) ?? [] };
}

/** A serial number is of one machine: a record with another one is not that item, whatever else they share. */
const isContradicted = (found: Identifiers, item: KnownItem): boolean => found.serial !== '' && item.serial !== '' && nameKey(found.serial) !== nameKey(item.serial);

/**
 * Which item a record is. The first rule that finds exactly one decides; one that finds several, or a stronger and a weaker rule that
 * point to different items, leave it to a person.
 */
export function identify(found: Identifiers, index: ItemIndex): Identified {
  const hits = identificationRules.map((rule) => {
    const value = keyOf(rule, found);
    return { rule, items: value === '' ? [] : index.by(rule, value).filter((item) => rule === 'serial' || !isContradicted(found, item)) };
  }).filter(({ items }) => items.length > 0);
  const [first] = hits;
  if (!first) return { how: 'none' };
  const other = first.items.length > 1 ? undefined : hits.find(({ items }) => !items.some((item) => item.id === first.items[0]!.id));
  if (first.items.length === 1 && !other) return { how: 'one', item: first.items[0]!.id, by: ruleWords[first.rule] };
  const items = [...first.items.map((item) => ({ item: item.id, by: ruleWords[first.rule] })), ...(other?.items ?? []).map((item) => ({ item: item.id, by: ruleWords[other!.rule] }))];
  return { how: 'many', items, why: other ? `The ${ruleWords[first.rule]} points to one item, the ${ruleWords[other.rule]} to another.` : `${first.items.length} items have this ${ruleWords[first.rule]}.` };
}

/** A record by what identifies it, the same in every export; a choice made for it is remembered by this. */
export const recordKey = (found: Identifiers): string => JSON.stringify(identificationRules.map((rule) => keyOf(rule, found)));

export type Difference = { name: string; before: string; after: string };
const said = (value: string): boolean => value.trim() !== '';
/** What a record says beyond what stands. What a file leaves empty takes nothing away. */
export function differencesOf(item: Item | null, found: FoundItem, service: string | null): { patch: ItemPatch; differences: Difference[] } {
  const patch: ItemPatch = {};
  const differences: Difference[] = [];
  const differ = (name: string, before: string, after: string): boolean => { differences.push({ name, before, after }); return true; };
  for (const name of itemTexts) {
    if (name === 'description' || !said(found[name])) continue;
    const before = item ? textOf(item.values, name) : '';
    if (before !== found[name] && differ(name, before, found[name])) patch[name] = found[name];
  }
  if (found.tier !== null && numberOf(item?.values ?? {}, 'tier') !== found.tier && differ('tier', String(numberOf(item?.values ?? {}, 'tier') ?? ''), String(found.tier))) patch.tier = found.tier;
  const lifecycle = textOf(item?.values ?? {}, 'lifecycle');
  if (found.lifecycle !== null && lifecycle !== found.lifecycle && differ('lifecycle', lifecycle, found.lifecycle)) patch.lifecycle = found.lifecycle;
  if (service !== null && textOf(item?.values ?? {}, 'service') !== service && differ('service', textOf(item?.values ?? {}, 'service'), service)) patch.service = service;
  const known = item ? attributesOf(item.values) : {};
  const attributes = Object.entries(found.attributes).filter(([name, value]) => said(value) && (Object.hasOwn(known, name) ? known[name] : '') !== value && differ(name, Object.hasOwn(known, name) ? known[name]! : '', value));
  if (attributes.length > 0) patch.attributes = Object.fromEntries(attributes);
  return { patch, differences };
}

/** Whether a source has anything to tell about an item that says the same: it never listed it, or it had lost it. */
export const isNewsToSource = (item: Item, source: string): boolean => item.sightings[source] === undefined || item.sightings[source].missingAt !== null;

/** A record that fits several items, kept whole so that a choice can be made without its file. */
export type WaitingRecord = { key: string; why: string; candidates: readonly { id: string; by: string }[]; found: FoundItem; /** Relations of other records to this one, taken up once somebody says which item it is. */ pointing: readonly Pointing[] };
/** `isFrom`: the item is the source of the relation and the record its target; else the other way round. */
export type Pointing = { item: string; kind: RelationKind; isFrom: boolean };
/** A source of discovery: what its last import found, which records wait for a choice, and the choices made. */
export type DiscoverySource = {
  id: string; name: string; file: string; at: string; by: string; import: string; counts: Record<string, number>;
  waiting: WaitingRecord[];
  /** By the record's key: the item it is, or that it is left out. */
  choices: Record<string, string>;
};
const word = (value: unknown): string => (typeof value === 'string' ? value : '');
const recordOf = (value: unknown): [string, unknown][] => (typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []);
/** A record as it travels; what does not fit is left empty. */
function foundIn(value: unknown): FoundItem {
  const { row, tier, lifecycle, attributes, relations, ...texts } = Object.fromEntries(recordOf(value));
  const text = (name: string): string => word(Object.hasOwn(texts, name) ? texts[name] : '');
  const known = (Array.isArray(relations) ? relations as unknown[] : []).map((r) => Object.fromEntries(recordOf(r))).flatMap((r) => (isRelationKind(r['kind']) && word(r['target']) !== '' ? [{ kind: r['kind'], target: word(r['target']), isBack: r['isBack'] === true }] : []));
  return {
    row: typeof row === 'number' && Number.isSafeInteger(row) && row > 0 ? row : 0, name: text('name'), serial: text('serial'), externalId: text('externalId'), fqdn: text('fqdn'), address: text('address'), type: text('type'), version: text('version'),
    environment: text('environment'), owner: text('owner'), service: text('service'), tier: typeof tier === 'number' && [1, 2, 3, 4, 5].includes(tier) ? tier : null, lifecycle: itemLifecycles.find((l) => l === lifecycle) ?? null,
    attributes: Object.fromEntries(recordOf(attributes).filter((entry): entry is [string, string] => typeof entry[1] === 'string')), relations: known,
  };
}
const isRelationKind = (value: unknown): value is RelationKind => (relationKinds as readonly unknown[]).includes(value);
const pointingIn = (value: unknown): Pointing[] => (Array.isArray(value) ? value as unknown[] : []).map((one) => Object.fromEntries(recordOf(one)))
  .flatMap(({ item, kind, isFrom }) => (word(item) !== '' && isRelationKind(kind) ? [{ item: word(item), kind, isFrom: isFrom === true }] : []));
const waitingIn = (value: Json | undefined): WaitingRecord[] => (Array.isArray(value) ? value : []).flatMap((one) => {
  const { key, why, candidates, found, pointing } = Object.fromEntries(recordOf(one));
  if (word(key) === '') return [];
  const list = (Array.isArray(candidates) ? candidates as unknown[] : []).map((c) => Object.fromEntries(recordOf(c))).filter((c) => word(c['id']) !== '').map((c) => ({ id: word(c['id']), by: word(c['by']) }));
  return [{ key: word(key), why: word(why), candidates: list, found: foundIn(found), pointing: pointingIn(pointing) }];
});

const choicesIn = ({ text }: StampedEvent): Record<string, string> => Object.fromEntries(recordOf(text['choices']).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
const settled = (state: DiscoverySource, event: StampedEvent): DiscoverySource => {
  const choices = choicesIn(event);
  const told = Object.fromEntries(recordOf(event.text['pointing']));
  const pointed = (record: WaitingRecord): WaitingRecord => (Object.hasOwn(told, record.key) ? { ...record, pointing: [...record.pointing, ...pointingIn(told[record.key])] } : record);
  return { ...state, waiting: state.waiting.filter(({ key }) => !Object.hasOwn(choices, key)).map(pointed), choices: { ...state.choices, ...choices } };
};

/** The last import of a source in the trail's order stands; choices are kept for good, the last one of each record. */
export const discoverySheet: Sheet<DiscoverySource> = sheet<DiscoverySource>({
  name: 'discovery', kind: 'discovery', types: ['discovery.imported', 'discovery.choiceMade'],
  fold: (state, event: StampedEvent) => (event.type === 'discovery.choiceMade' ? state && settled(state, event) : {
    id: idOf(event.subject), name: word(event.text['source']) || state?.name || '', file: word(event.text['file']), at: event.at, by: idOf(event.by), import: word(event.data['import']),
    counts: Object.fromEntries(recordOf(event.data['counts']).filter((entry): entry is [string, number] => typeof entry[1] === 'number')),
    waiting: waitingIn(event.text['waiting']), choices: { ...state?.choices, ...choicesIn(event) },
  }),
  columns: (state) => ({ label: state.name, state: state.waiting.length > 0 ? 'waiting' : 'done' }),
});

const forward: Record<RelationKind, readonly string[]> = {
  'depends-on': ['depends on', 'depends', 'uses', 'requires', 'needs'], 'runs-on': ['runs on', 'hosted on', 'hosted by', 'installed on', 'deployed on', 'virtualised by', 'virtualized by'],
  'contains': ['contains', 'includes', 'has', 'parent of', 'consists of'], 'connects-to': ['connects to', 'connected to', 'talks to', 'calls'], 'feeds': ['feeds', 'sends data to', 'sends to', 'writes to', 'replicates to'],
};
const backward: Record<RelationKind, readonly string[]> = {
  'depends-on': ['supports', 'used by', 'required by', 'needed by'], 'runs-on': ['hosts', 'runs', 'virtualises', 'virtualizes'], 'contains': ['part of', 'contained by', 'contained in', 'member of', 'belongs to', 'child of', 'parent'],
  'connects-to': ['called by', 'connected by'], 'feeds': ['fed by', 'receives data from', 'receives from', 'reads from', 'replicates from'],
};
const relationWords = new Map([[forward, false], [backward, true]].flatMap(([words, isBack]) => Object.entries(words as typeof forward).flatMap(([kind, list]) => list.map((text): [string, { kind: RelationKind; isBack: boolean }] => [text, { kind: kind as RelationKind, isBack: isBack as boolean }]))));
/** What a source calls a relation, in our kinds; null where nobody can tell. Words are compared whole. */
export const relationOf = (text: string): { kind: RelationKind; isBack: boolean } | null => relationWords.get(nameKey(text).replace(/[\s_-]+/g, ' ').replace(/:+.*$/, '').trim()) ?? null;
const lifecycleWords: Record<ItemLifecycle, readonly string[]> = {
  planned: ['planned', 'on order', 'in build', 'ordered', 'pending install', 'pending'], live: ['live', 'operational', 'in use', 'active', 'running', 'installed', 'in production', 'production', 'in service', 'succeeded', 'on', 'up'],
  retiring: ['retiring', 'end of life', 'pending retirement', 'to be retired', 'decommissioning'], retired: ['retired', 'decommissioned', 'disposed', 'terminated', 'absent', 'removed', 'scrapped'],
};
/** What a source says of the life of an item, in our words; null for a word nobody has placed. */
export const lifecycleOf = (text: string): ItemLifecycle | null => (Object.entries(lifecycleWords) as [ItemLifecycle, readonly string[]][]).find(([, words]) => words.includes(nameKey(text).replace(/[\s_-]+/g, ' ')))?.[0] ?? null;
/** `1`, `Tier 1` or `T1` as a number; null for anything else. */
export function tierOf(text: string): number | null {
  const tier = /^(?:tier|t)?[\s-]*([1-5])$/i.exec(text.trim())?.[1];
  return tier === undefined ? null : Number(tier);
}

/** SHA-256 (hex) over the canonical form of a value. */
type Digest = (value: unknown) => string;
const uuidFrom = (hex: string): string => `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
/** A source, and an item it brings, have the same id wherever they are first imported, so that two devices speak of one (UUID version 8, RFC 9562, 5.8). */
export const discoverySourceId = (name: string, digest: Digest): string => uuidFrom(digest({ discovery: nameKey(name) }));
export const discoveredItemId = (source: string, key: string, digest: Digest): string => uuidFrom(digest({ source, item: key }));
