// The register of items and services for screens (CFG-01): lists, one item with where its values came from, and how they changed.
import type { ItemChange, ItemRecord, ItemRow, ItemValue, RelationRow, ServiceRow } from '#contract/configuration.ts';
import type { Input, Output } from '#contract/index.ts';
import { mayClearRollback, mayKeepConfiguration } from '../domain/configuration.ts';
import { discoverySheet } from '../domain/discovery.ts';
import type { Json } from '../domain/event.ts';
import { idOf, subjectOf } from '../domain/event.ts';
import type { Item, Service } from '../domain/item.ts';
import { attributesOf, deputiesOf, evolveItem, itemValuesIn, missingSince, nameKey, numberOf, ownerOf, serviceTraits, textOf } from '../domain/item.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import type { Param } from '../store/open.ts';
import { may, nameOf } from './change.ts';
import { historyOf } from './history.ts';

const labels: Record<string, string> = {
  name: 'Name', type: 'Type', version: 'Version', environment: 'Environment', owner: 'Owner', service: 'Service', tier: 'Tier', lifecycle: 'Lifecycle', serial: 'Serial number', externalId: 'External id', fqdn: 'Full host name', address: 'Address', description: 'Description',
};
/** What a value is called; an attribute of a source keeps the name it has there. */
export const itemLabel = (name: string): string => labels[name] ?? name.replace(/^attribute:/, '');

type Row = { id: string; name: string; type: string; environment: string; service: string | null; service_name: string | null; service_owner: string | null; owner: string; tier: number | null; version: string | null; lifecycle: ItemRow['lifecycle']; serial: string; fqdn: string; missing_at: string | null; sources: string | null; updated_at: string };
const rowColumns = `i.id, i.name, i.type, i.environment, i.service, s.name AS service_name, s.owner AS service_owner, i.owner, i.tier, json_extract(i.body, '$.values.version.value') AS version, i.lifecycle, i.serial, i.fqdn, i.missing_at,
  (SELECT group_concat(x.source, char(10)) FROM item_sighting x WHERE x.item = i.id) AS sources, i.updated_at`;
type Names = { source(id: string): string };
const namesOf = (context: ReadContext): Names => {
  const sources = new Map(context.listSheets(discoverySheet).map((source) => [source.id, source.name]));
  return { source: (id) => sources.get(id) ?? 'a source' };
};
const rowOf = (row: Row, names: Names): ItemRow => ({
  id: row.id, name: row.name, type: row.type, environment: row.environment, service: row.service, serviceName: row.service_name ?? '', owner: row.owner, serviceOwner: row.service_owner ?? '', tier: row.tier, version: row.version ?? '', lifecycle: row.lifecycle,
  serial: row.serial, fqdn: row.fqdn, missingAt: row.missing_at, sources: (row.sources ?? '').split('\n').filter((id) => id !== '').map(names.source), updatedAt: row.updated_at,
});

type Where = { sql: string; params: Param[] };
const stateSql = { present: "(i.missing_at IS NULL AND i.lifecycle <> 'retired')", missing: "(i.missing_at IS NOT NULL AND i.lifecycle <> 'retired')", retired: "i.lifecycle = 'retired'" } as const;
const blindSql = {
  'no-owner': "(i.owner = '' AND NOT EXISTS (SELECT 1 FROM service b WHERE b.id = i.service AND b.owner <> ''))",
  'no-relations': 'NOT EXISTS (SELECT 1 FROM item_relation r WHERE r.source_item = i.id) AND NOT EXISTS (SELECT 1 FROM item_relation r WHERE r.target_item = i.id)',
} as const;
const likeOf = (word: string): string => `%${nameKey(word).replace(/[\\%_]/g, (c) => `\\${c}`)}%`;

function filters(context: ReadContext, f: Input<'item.list'>): Where[] {
  const where: Where[] = [];
  for (const word of (f.text ?? '').trim().split(/\s+/).filter((w) => w !== '').slice(0, 8)) {
    const like = likeOf(word);
    where.push({ sql: "(i.name_key LIKE ? ESCAPE '\\' OR i.fqdn_key LIKE ? ESCAPE '\\' OR i.serial LIKE ? ESCAPE '\\' OR i.external_id LIKE ? ESCAPE '\\' OR i.type LIKE ? ESCAPE '\\' OR i.owner LIKE ? ESCAPE '\\' OR i.service IN (SELECT id FROM service WHERE name_key LIKE ? ESCAPE '\\'))", params: Array.from({ length: 7 }, () => like) });
  }
  if (f.type !== undefined) where.push({ sql: 'i.type = ?', params: [f.type] });
  if (f.environment !== undefined) where.push({ sql: 'i.environment = ?', params: [f.environment] });
  if (f.service !== undefined) where.push({ sql: 'i.service = ?', params: [context.findService(f.service)?.id ?? ''] });
  if (f.tier?.length) where.push({ sql: `i.tier IN (${f.tier.map(() => '?').join(', ')})`, params: f.tier });
  if (f.state?.length) where.push({ sql: `(${f.state.map((s) => stateSql[s]).join(' OR ')})`, params: [] });
  if (f.source !== undefined) where.push({ sql: 'EXISTS (SELECT 1 FROM item_sighting x WHERE x.item = i.id AND x.source = ?)', params: [f.source] });
  if (f.blind !== undefined) where.push({ sql: blindSql[f.blind], params: [] });
  return where;
}

const orders: Record<Input<'item.list'>['order'], string> = { name: 'i.name_key', type: 'i.type', environment: 'i.environment', service: 's.name_key', owner: 'i.owner', tier: 'i.tier', updatedAt: 'i.updated_at' };
/** A page of items; a cursor is how many rows lie before it. */
function list(context: ReadContext, f: Input<'item.list'>): Output<'item.list'> {
  const where = filters(context, f);
  const condition = where.length > 0 ? `WHERE ${where.map((w) => w.sql).join(' AND ')}` : '';
  const params = where.flatMap((w) => w.params);
  const from = Math.max(0, Math.trunc(Number(f.after ?? 0)) || 0);
  const direction = f.descending ? 'DESC' : 'ASC';
  const rows = context.db.all<Row>(`SELECT ${rowColumns} FROM item i LEFT JOIN service s ON s.id = i.service ${condition} ORDER BY ${orders[f.order]} ${direction}, i.name_key ${direction}, i.id ${direction} LIMIT ? OFFSET ?`, ...params, f.limit + 1, from);
  const total = context.db.get<{ n: number }>(`SELECT count(*) AS n FROM item i ${condition}`, ...params)?.n ?? 0;
  const names = namesOf(context);
  return { rows: rows.slice(0, f.limit).map((row) => rowOf(row, names)), total, next: rows.length > f.limit ? String(from + f.limit) : null };
}

function facets(context: ReadContext): Output<'item.facets'> {
  const { db } = context;
  const facet = (column: 'type' | 'environment'): { name: string; count: number }[] => db.all<{ name: string; count: number }>(`SELECT ${column} AS name, count(*) AS count FROM item WHERE ${column} <> '' GROUP BY ${column} ORDER BY count DESC, ${column} LIMIT 200`);
  const counted = (state: keyof typeof stateSql): number => db.get<{ n: number }>(`SELECT count(*) AS n FROM item i WHERE ${stateSql[state]}`)?.n ?? 0;
  const sources = context.listSheets(discoverySheet).map(({ id, name, at, file, waiting }) => {
    const { items = 0, missing = 0 } = db.get<{ items: number; missing: number }>('SELECT count(*) AS items, ifnull(sum(missing_at IS NOT NULL), 0) AS missing FROM item_sighting WHERE source = ?', id) ?? {};
    return { id, name, at, file, items, missing, waiting: waiting.length };
  });
  const state = { present: counted('present'), missing: counted('missing'), retired: counted('retired') };
  return {
    total: state.present + state.missing + state.retired, type: facet('type'), environment: facet('environment'), state, sources: sources.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    services: db.all<{ id: string; name: string }>('SELECT id, name FROM service ORDER BY name_key, id LIMIT 2000'), mayKeep: may(mayKeepConfiguration(context)),
  };
}

/** A value as people read it; a service by its name. */
function shown(context: Pick<ReadContext, 'db'>, name: string, value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  if (name === 'service' && typeof value === 'string' && value !== '') return context.db.get<{ name: string }>('SELECT name FROM service WHERE id = ?', value)?.name ?? 'an unknown service';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

const order = Object.keys(labels);
const inOrder = (a: string, b: string): number => (order.indexOf(a) === -1 ? 99 : order.indexOf(a)) - (order.indexOf(b) === -1 ? 99 : order.indexOf(b)) || (a < b ? -1 : 1);
const valuesOf = (context: ReadContext, { values }: Item, changes: readonly ItemChange[]): ItemValue[] => Object.keys(values).toSorted(inOrder).map((name) => {
  const { value, by, at, losers } = values[name]!;
  const source = changes.findLast((change) => change.name === name && change.at === at)?.source ?? null;
  return { name, source, label: itemLabel(name), value: shown(context, name, value), by: nameOf(context, by), at, isAttribute: name.startsWith('attribute:'), also: losers.map((l) => ({ value: shown(context, name, l.value), by: nameOf(context, idOf(l.by)), at: l.at })) };
});

/** Relations of an item both ways; of those that others have to it, the first 500. */
function relationsOf(context: ReadContext, item: Item, names: Names): RelationRow[] {
  const end = (id: string): { name: string; type: string } => context.db.get<{ name: string; type: string }>('SELECT name, type FROM item WHERE id = ?', id) ?? { name: 'an unknown item', type: '' };
  const row = (id: string, isOut: boolean, { kind, by, at, source }: Item['relations'][number]): RelationRow => ({ kind, id, ...end(id), isOut, at, by: nameOf(context, by), source: source === null ? null : names.source(source) });
  const back = context.db.all<{ body: string }>('SELECT i.body FROM item_relation r JOIN item i ON i.id = r.source_item WHERE r.target_item = ? ORDER BY i.name_key, i.id LIMIT 500', item.id).map(({ body }) => JSON.parse(body) as Item);
  const incoming = [...new Map(back.map((other) => [other.id, other])).values()].flatMap((other) => other.relations.filter((r) => r.to === item.id).map((r) => row(other.id, false, r)));
  return [...item.relations.map((r) => row(r.to, true, r)), ...incoming];
}

function show(context: ReadContext, { item: ref }: Input<'item.show'>): ItemRecord {
  const item = context.loadItem(ref);
  const names = namesOf(context);
  const text = (name: string): string => textOf(item.values, name);
  const row = context.db.get<Row>(`SELECT ${rowColumns} FROM item i LEFT JOIN service s ON s.id = i.service WHERE i.id = ?`, item.id)!;
  return {
    ...rowOf(row, names), address: text('address'), externalId: text('externalId'), description: text('description'), attributes: attributesOf(item.values), values: valuesOf(context, item, changesOf(context, item.id, names)), relations: relationsOf(context, item, names),
    sightings: Object.entries(item.sightings).map(([source, { at, missingAt }]) => ({ source, name: names.source(source), at, missingAt })), createdAt: item.createdAt, missingAt: missingSince(item), mayKeep: may(mayKeepConfiguration(context)),
  };
}

/** Each value that an event changed, oldest first, with who or which source said it (CFG-01). Reads every event of the item: a few dozen. */
function changesOf(context: ReadContext, id: string, names: Names): ItemChange[] {
  const changes: ItemChange[] = [];
  let item: Item | null = null;
  for (const { event } of context.trail.ofSubject(subjectOf('item', id))) {
    const before: Item | null = item;
    item = evolveItem(item, event);
    const source = typeof event.data['source'] === 'string' ? names.source(event.data['source']) : null;
    const told = { at: event.at, by: nameOf(context, idOf(event.by)), source };
    for (const name of before !== null && event.type === 'item.registered' ? [] : Object.keys(itemValuesIn(event)).toSorted(inOrder)) {
      const [was, now] = [shown(context, name, before?.values[name]?.value), shown(context, name, item?.values[name]?.value)];
      if (was !== now) changes.push({ name, label: itemLabel(name), before: was, after: now, ...told });
    }
    const [was, now] = [before && missingSince(before), item && missingSince(item)];
    if ((was === null) !== (now === null)) changes.push({ name: 'missing', label: 'Seen by its sources', before: was === null ? 'listed' : 'missing', after: now === null ? 'listed' : 'missing', ...told });
  }
  return changes;
}

function history(context: ReadContext, { item: ref, limit, after }: Input<'item.history'>): Output<'item.history'> {
  const changes = changesOf(context, context.loadItem(ref).id, namesOf(context));
  const from = Math.max(0, Math.trunc(Number(after ?? 0)) || 0);
  const rows = changes.toReversed().slice(from, from + limit);
  return { rows, next: from + rows.length < changes.length ? String(from + rows.length) : null };
}

function serviceRow(context: ReadContext, service: Service): ServiceRow {
  const name = textOf(service.values, 'name');
  return {
    id: service.id, name: name || '(erased)', tier: numberOf(service.values, 'tier'), owner: ownerOf(service).name, deputies: deputiesOf(service).map((d) => d.name), description: textOf(service.values, 'description'), sla: textOf(service.values, 'sla'), unit: textOf(service.values, 'unit'),
    ...serviceTraits(service), items: context.db.get<{ n: number }>('SELECT count(*) AS n FROM item WHERE service = ?', service.id)?.n ?? 0, mayClearRollback: may(mayClearRollback(service, context.openChangesOf(name, context.actor), context)),
  };
}

type Candidate = Output<'discovery.waiting'>['rows'][number]['candidates'][number];
/** An item a record may be, with what tells it apart from the others. */
export const candidateOf = ({ findItems }: Pick<ReadContext, 'findItems'>) => ({ id, by }: { id: string; by: string }): Candidate => {
  const values = findItems(id).find((item) => item.id === id)?.values ?? {};
  return { id, by, name: textOf(values, 'name'), environment: textOf(values, 'environment'), serial: textOf(values, 'serial'), fqdn: textOf(values, 'fqdn') };
};

export const configurationQueries = {
  'discovery.waiting': (context) => ({
    rows: context.listSheets(discoverySheet).flatMap(({ id: source, name: sourceName, at, waiting }) => waiting.map(({ key, why, candidates, found }) =>
      ({ source, sourceName, at, key, why, row: found.row, name: found.name, type: found.type, environment: found.environment, candidates: candidates.map(candidateOf(context)) }))).slice(0, 1000),
    maySettle: may(mayKeepConfiguration(context)),
  }),
  'item.list': list,
  'item.facets': facets,
  'item.show': show,
  'item.history': history,
  'item.events': (context, { item, limit, after }) => historyOf(context, subjectOf('item', context.loadItem(item).id), { limit, after }),
  'service.list': (context, { text, limit, after }) => {
    const from = Math.max(0, Math.trunc(Number(after ?? 0)) || 0);
    const rows = context.db.all<{ body: string }>("SELECT body FROM service WHERE name_key LIKE ? ESCAPE '\\' ORDER BY ifnull(tier, 9), name_key, id LIMIT ? OFFSET ?", likeOf(text ?? ''), limit + 1, from);
    return { rows: rows.slice(0, limit).map(({ body }) => serviceRow(context, JSON.parse(body) as Service)), next: rows.length > limit ? String(from + limit) : null, mayKeep: may(mayKeepConfiguration(context)) };
  },
} satisfies Partial<QueryHandlers>;
