// Configuration items and services as tables (CFG-01): the folded record as one text, beside it what lists and identification ask for, and relations both ways.
import { appError } from '../../app-error.ts';
import type { StampedEvent } from '../../domain/event.ts';
import { idOf } from '../../domain/event.ts';
import type { KnownItem } from '../../domain/discovery.ts';
import type { Item, Service } from '../../domain/item.ts';
import { evolveItem, evolveService, missingSince, nameKey, numberOf, ownerOf, textOf } from '../../domain/item.ts';
import type { Reach } from './impact.ts';
import { itemsNamed, mostReached, reachOf } from './impact.ts';
import type { NamedItems } from './impact.ts';
import type { Param, ReadDb, WriteDb } from '../open.ts';
import type { Replayed } from '../replay.ts';
import { causesOf } from '../replay.ts';

export const configurationTables = ['service', 'item', 'item_relation', 'item_sighting'] as const;

const erased = '(erased)';
const itemAt = (db: ReadDb, id: string): Item | null => { const row = db.get<{ body: string }>('SELECT body FROM item WHERE id = ?', id); return row ? JSON.parse(row.body) as Item : null; };
const serviceAt = (db: ReadDb, id: string): Service | null => { const row = db.get<{ body: string }>('SELECT body FROM service WHERE id = ?', id); return row ? JSON.parse(row.body) as Service : null; };

const itemColumns = ['name', 'name_key', 'type', 'environment', 'service', 'owner', 'tier', 'lifecycle', 'serial', 'external_id', 'fqdn', 'fqdn_key', 'missing_at', 'updated_at', 'body'] as const;
const upsertItem = `INSERT INTO item (id, ${itemColumns.join(', ')}) VALUES (?, ${itemColumns.map(() => '?').join(', ')}) ON CONFLICT (id) DO UPDATE SET ${itemColumns.map((c) => `${c} = excluded.${c}`).join(', ')}`;
function itemRow(item: Item): Param[] {
  const { values } = item;
  const text = (name: string): string => textOf(values, name);
  const name = text('name') || erased;
  return [item.id, name, nameKey(name), text('type'), text('environment'), text('service') || null, text('owner'), numberOf(values, 'tier'), text('lifecycle') || 'live',
    text('serial'), text('externalId'), text('fqdn'), nameKey(text('fqdn')), missingSince(item), item.updatedAt, JSON.stringify(item)];
}

/** Relations and sightings are written again only when the event moved them. */
function writeItem(db: WriteDb, before: Item | null, item: Item): void {
  db.run(upsertItem, ...itemRow(item));
  if (before?.relations !== item.relations) {
    db.run('DELETE FROM item_relation WHERE source_item = ?', item.id);
    for (const { kind, to } of item.relations) db.run('INSERT INTO item_relation (source_item, target_item, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', item.id, to, kind);
  }
  if (before?.sightings !== item.sightings) {
    db.run('DELETE FROM item_sighting WHERE item = ?', item.id);
    for (const [source, { at, missingAt }] of Object.entries(item.sightings)) db.run('INSERT INTO item_sighting (item, source, at, missing_at) VALUES (?, ?, ?, ?)', item.id, source, at, missingAt);
  }
}

function writeService(db: WriteDb, service: Service): void {
  const name = textOf(service.values, 'name') || erased;
  db.run('INSERT INTO service (id, name, name_key, tier, owner, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, tier = excluded.tier, owner = excluded.owner, body = excluded.body',
    service.id, name, nameKey(name), numberOf(service.values, 'tier'), ownerOf(service).name, JSON.stringify(service));
}

/** Folds an event that is about an item or a service; any other event is left alone. */
export function foldConfiguration(db: WriteDb, event: StampedEvent): void {
  const id = idOf(event.subject);
  if (event.type.startsWith('item.')) {
    const before = itemAt(db, id);
    const after = evolveItem(before, event);
    if (after !== null && after !== before) writeItem(db, before, after);
  } else if (event.type.startsWith('service.')) {
    const before = serviceAt(db, id);
    const after = evolveService(before, event);
    if (after !== null && after !== before) writeService(db, after);
  }
}

/** Folds an item or a service from its first event, with what each writer had seen. */
export function replayConfiguration(db: WriteDb, subject: string, replayed: readonly Replayed[]): void {
  const id = idOf(subject);
  let item: Item | null = null;
  let service: Service | null = null;
  for (const { event, cause } of causesOf(replayed)) {
    if (event.type.startsWith('item.')) item = evolveItem(item, event, cause);
    else if (event.type.startsWith('service.')) service = evolveService(service, event, cause);
  }
  if (subject.startsWith('item:')) {
    for (const [table, column] of [['item_relation', 'source_item'], ['item_sighting', 'item'], ['item', 'id']] as const) db.run(`DELETE FROM ${table} WHERE ${column} = ?`, id);
    if (item !== null) writeItem(db, null, item);
  } else {
    db.run('DELETE FROM service WHERE id = ?', id);
    if (service !== null) writeService(db, service);
  }
}

/** What commands and queries ask of the register. A name is compared without regard to capitals. */
export type ConfigurationRecords = {
  /** Items by UUID, else by name or full host name; several may share a name. */
  findItems(ref: string): Item[];
  findService(ref: string): Service | null;
  /** One item; refuses when there is none, or several of the name. */
  loadItem(ref: string): Item;
  loadService(ref: string): Service;
  /** Items as a change names them. */
  itemsNamed(names: readonly string[], environment: string): NamedItems;
  /** Names of live offerings that stand on an item (CFG-09). */
  servicesOffering(item: string): string[];
  /** What items reach, and the services that all of them belong to (RISK-04). */
  reachOf(items: readonly string[], depth: number): Reach;
  /** What an item directly contains. */
  partsOf(item: string): string[];
  itemName(item: string): string;
  /** Every item by its identifiers. */
  knownItems(): KnownItem[];
  /** Items that a source lists as present. */
  listedBy(source: string): string[];
  /** Numbers of changes on a service that are not over and that a person asked for, owns or raised. */
  openChangesOf(service: string, person: { id: string; name: string }): string[];
  /** Who of the roster has this name, where exactly one has. */
  personCalled(name: string): string | null;
};

type KnownRow = { id: string; name: string; environment: string; serial: string; external_id: string; fqdn: string };
const over = "('closed', 'rejected', 'cancelled')";

export function configurationRecords(db: ReadDb): ConfigurationRecords {
  const itemsWhere = (sql: string, param: Param): Item[] => db.all<{ body: string }>(`SELECT body FROM item WHERE ${sql} ORDER BY id LIMIT 20`, param).map(({ body }) => JSON.parse(body) as Item);
  const findItems = (ref: string): Item[] => {
    const one = itemAt(db, ref);
    if (one) return [one];
    const named = itemsWhere('name_key = ?', nameKey(ref));
    return named.length > 0 || nameKey(ref) === '' ? named : itemsWhere("fqdn_key = ? AND fqdn_key <> ''", nameKey(ref));
  };
  const findService = (ref: string): Service | null => {
    const row = db.get<{ id: string }>('SELECT id FROM service WHERE id = ?', ref) ?? db.get<{ id: string }>('SELECT id FROM service WHERE name_key = ? ORDER BY id LIMIT 1', nameKey(ref));
    return row ? serviceAt(db, row.id) : null;
  };
  return {
    findItems, findService,
    servicesOffering: (item) => db.all<{ name: string }>("SELECT s.name FROM sheet o JOIN service s ON s.id = o.id, json_each(o.body, '$.entry.value.artefacts') a WHERE o.name = 'offering' AND o.state = 'live' AND a.value = ? ORDER BY s.name_key", item).map(({ name }) => name),
    loadItem: (ref) => {
      const [item, ...others] = findItems(ref);
      if (!item) throw appError('record_missing', { record: 'configuration item', id: ref });
      if (others.length > 0) throw appError('item_ambiguous', { name: ref, ids: [item, ...others].map((one) => `${one.id} (${textOf(one.values, 'environment') || 'no environment'})`).join(', ') }, { field: 'item' });
      return item;
    },
    loadService: (ref) => {
      const service = findService(ref);
      if (!service) throw appError('record_missing', { record: 'service', id: ref }, { field: 'service' });
      return service;
    },
    itemsNamed: (names, environment) => itemsNamed(db, names, environment),
    reachOf: (items, depth) => reachOf(db, items, { depth, most: mostReached }),
    partsOf: (item) => db.all<{ to: string }>("SELECT target_item AS 'to' FROM item_relation WHERE source_item = ? AND kind = 'contains'", item).map(({ to }) => to),
    itemName: (item) => db.get<{ name: string }>('SELECT name FROM item WHERE id = ?', item)?.name ?? 'an unknown item',
    knownItems: () => db.all<KnownRow>('SELECT id, name, environment, serial, external_id, fqdn FROM item').map(({ external_id: externalId, ...item }) => ({ ...item, externalId })),
    listedBy: (source) => db.all<{ item: string }>('SELECT item FROM item_sighting WHERE source = ? AND missing_at IS NULL ORDER BY item', source).map(({ item }) => item),
    openChangesOf: (service, { id, name }) => db.all<{ number: string; requester: string; owner: string; created_by: string }>(`SELECT number, requester, owner, created_by FROM change INDEXED BY change_not_over WHERE service = ? AND state NOT IN ${over} ORDER BY n`, service)
      .filter((c) => nameKey(c.requester) === nameKey(name) || nameKey(c.owner) === nameKey(name) || c.created_by === id).map(({ number }) => number),
    personCalled: (name) => {
      const rows = db.all<{ id: string }>('SELECT id FROM person WHERE name = ? COLLATE NOCASE LIMIT 2', name.trim());
      return rows.length === 1 ? rows[0]!.id : null;
    },
  };
}
