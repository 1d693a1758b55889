// The reach of a change, walked level by level over the indexed relations (RISK-04).
import type { RelationKind } from '#contract/configuration.ts';
import type { Change } from '../../domain/change.ts';
import type { ImpactFacts, Step, Walk } from '../../domain/impact.ts';
import { affected, consultSheet, reachesSource, walkImpact } from '../../domain/impact.ts';
import type { Service } from '../../domain/item.ts';
import { nameKey } from '../../domain/item.ts';
import type { PolicyDocument } from '../../domain/policy-document.ts';
import type { ReadDb } from '../open.ts';
import { findSheet } from './sheets.ts';

/** Items one walk lists; far more than anybody can look at, and the whole of most registers. */
export const mostReached = 50_000;

const inList = 'IN (SELECT value FROM json_each(?))';
const kindsTo = "('depends-on', 'runs-on', 'contains', 'connects-to')";

/** The steps of impact out of a level of items, in one question each way. */
export const stepsFrom = (db: ReadDb) => (items: readonly string[]): Step[] => {
  const list = JSON.stringify(items);
  const rows = db.all<{ source_item: string; target_item: string; kind: RelationKind }>(`SELECT source_item, target_item, kind FROM item_relation WHERE target_item ${inList} AND kind IN ${kindsTo}
    UNION ALL SELECT source_item, target_item, kind FROM item_relation WHERE source_item ${inList} AND kind = 'feeds' ORDER BY 1, 2, 3`, list, list);
  return rows.map(({ source_item: source, target_item: target, kind }) => (reachesSource(kind) ? { from: target, to: source, kind } : { from: source, to: target, kind }));
};

/** The same steps the other way: what a level of items leans on. */
export const stepsInto = (db: ReadDb) => (items: readonly string[]): Step[] => {
  const list = JSON.stringify(items);
  const rows = db.all<{ source_item: string; target_item: string; kind: RelationKind }>(`SELECT source_item, target_item, kind FROM item_relation WHERE source_item ${inList} AND kind IN ${kindsTo}
    UNION ALL SELECT source_item, target_item, kind FROM item_relation WHERE target_item ${inList} AND kind = 'feeds' ORDER BY 1, 2, 3`, list, list);
  return rows.map(({ source_item: source, target_item: target, kind }) => (reachesSource(kind) ? { from: source, to: target, kind } : { from: target, to: source, kind }));
};

export type NamedItems = { /** UUIDs of the items named. */ starts: string[]; unknown: string[] };
/** Items by the names a change gives them: of several in different environments, those of its own. */
export function itemsNamed(db: ReadDb, names: readonly string[], environment: string): NamedItems {
  const keys = [...new Map(names.map((name) => [nameKey(name), name.trim()])).entries()].filter(([key]) => key !== '');
  const list = JSON.stringify(keys.map(([key]) => key));
  const rows = db.all<{ id: string; key: string; environment: string }>(`SELECT id, name_key AS key, environment FROM item WHERE name_key ${inList} UNION SELECT id, fqdn_key, environment FROM item WHERE fqdn_key <> '' AND fqdn_key ${inList} ORDER BY 1`, list, list);
  const found = new Map<string, typeof rows>();
  for (const row of rows) found.set(row.key, [...(found.get(row.key) ?? []), row]);
  const starts = new Set<string>();
  for (const named of found.values()) {
    const here = named.filter((row) => nameKey(row.environment) === nameKey(environment));
    for (const { id } of here.length > 0 ? here : named) starts.add(id);
  }
  return { starts: [...starts], unknown: keys.filter(([key]) => !found.has(key)).map(([, name]) => name) };
}

/** Services that items belong to, nearest first, each at the distance of its nearest item. */
export function servicesOf(db: ReadDb, starts: readonly string[], walk: Walk): { service: Service; distance: number }[] {
  const distanceOf = new Map<string, number>([...starts.map((id): [string, number] => [id, 0]), ...walk.reached.map(({ item, distance }): [string, number] => [item, distance])]);
  const nearest = new Map<string, number>();
  for (const { id, service } of db.all<{ id: string; service: string }>(`SELECT id, service FROM item WHERE id ${inList} AND service IS NOT NULL`, JSON.stringify([...distanceOf.keys()]))) {
    nearest.set(service, Math.min(nearest.get(service) ?? Infinity, distanceOf.get(id)!));
  }
  return db.all<{ body: string }>(`SELECT body FROM service WHERE id ${inList} ORDER BY name_key, id`, JSON.stringify([...nearest.keys()]))
    .map(({ body }) => { const service = JSON.parse(body) as Service; return { service, distance: nearest.get(service.id)! }; }).toSorted((a, b) => a.distance - b.distance);
}

export type Reach = { walk: Walk; services: { service: Service; distance: number }[] };
export function reachOf(db: ReadDb, items: readonly string[], bounds: { depth: number; most: number }): Reach {
  const walk = walkImpact(items, bounds, stepsFrom(db));
  return { walk, services: servicesOf(db, items, walk) };
}

/** What the gates ask; null when the change names no item, so that nothing is read for it. */
export function impactFactsOf(db: ReadDb, change: Change, policy: PolicyDocument): ImpactFacts | null {
  const { items, environment, service } = change.fields;
  if (items.length === 0) return null;
  const { starts, unknown } = itemsNamed(db, items, environment);
  const { depth } = policy.reach;
  const { walk, services } = reachOf(db, starts, { depth, most: mostReached });
  const names = new Map<string, string>();
  const nameOf = (person: string): string => {
    const name = names.get(person) ?? db.get<{ name: string }>('SELECT name FROM person WHERE id = ?', person)?.name ?? '';
    names.set(person, name);
    return name;
  };
  return {
    depth, items: starts.length, reached: walk.reached.length, unknown, services: services.map((one) => affected(one, service, policy)),
    answers: (findSheet(db, consultSheet, change.id)?.answers ?? []).map((answer) => ({ ...answer, byName: nameOf(answer.by) })),
  };
}
