// What commands, queries and rules about releases ask of the store (REL-01 to REL-03).
import { appError } from '../../app-error.ts';
import { offeringSheet } from '../../domain/catalogue.ts';
import type { Change } from '../../domain/change.ts';
import { dependencySheet } from '../../domain/dependencies.ts';
import type { Containment, Dependency, Edge, Graph, Place } from '../../domain/dependencies.ts';
import { exceptionSheet } from '../../domain/exceptions.ts';
import type { Predecessor } from '../../domain/predecessors.ts';
import { attributesOf, textOf } from '../../domain/item.ts';
import type { Item, Service } from '../../domain/item.ts';
import type { Release } from '../../domain/release.ts';
import { isOver, releaseSheet } from '../../domain/release.ts';
import type { TouchedItem } from '../../domain/release-content.ts';
import { hasInScope } from '../../domain/release-pieces.ts';
import type { Member, ReleaseFacts } from '../../domain/release-pieces.ts';
import type { Plan, Running } from '../../domain/compatibility.ts';
import { rolloutSheet, versionSheet } from '../../domain/versions.ts';
import { namesOf, standardSheet } from '../../domain/standards.ts';
import type { Component } from '../../domain/standards.ts';
import { assessmentSheet, matterOf } from '../../domain/stakeholders.ts';
import type { Assessed } from '../../domain/stakeholders.ts';
import { encode } from '../../trail/canonical.ts';
import { sha256Hex } from '../../trail/hashes.ts';
import type { SequenceEdge } from '../../domain/schedule-conflicts.ts';
import type { ReadDb } from '../open.ts';
import { findChange } from './change.ts';
import { itemsNamed } from './impact.ts';
import { capacityFactsOf } from './capacity.ts';
import { policyInForce } from './policy.ts';
import { findSheet, listSheets } from './sheets.ts';

/** A change, package or release by what people call it. */
export type NamedPlace = Place & { label: string; title: string };
export type ReleaseRecords = {
  loadRelease(ref: string): Release;
  /** The release that a change goes out with: one that is not closed or cancelled before one that is; null where there is none. */
  releaseOf(change: string): Release | null;
  /** Everything that the rules about a release ask of other records. */
  releaseFactsOf(release: Release): ReleaseFacts;
  /** A change or release by number or UUID, a package as `R-A1-0001/name` or by UUID; refuses when there is none. */
  loadPlace(ref: string): NamedPlace;
  /** What a place is called; one that is not here by its UUID. */
  placeNamed(place: Place): NamedPlace;
  dependencies(): Dependency[];
  /** Every dependency, and what contains what in every release. */
  dependencyGraph(): Graph;
  /** Changes that go before a change, or before what it belongs to (REL-03). */
  predecessorsOf(change: string): Predecessor[];
  /** Changes that wait for a change, or for what it belongs to. */
  successorsOf(change: string): Predecessor[];
  /** Releases that are not out yet, with their changes. */
  releasesAhead(): { release: Release; members: Member[] }[];
};

const mostDependencies = 50_000;
const releasesWith = (db: ReadDb, change: string): Release[] =>
  db.all<{ body: string }>("SELECT body FROM sheet s WHERE s.name = 'release' AND EXISTS (SELECT 1 FROM json_each(s.body, '$.changes') j WHERE j.value = ?) ORDER BY s.id", change).map(({ body }) => JSON.parse(body) as Release);
const releaseOf = (db: ReadDb, change: string): Release | null => { const all = releasesWith(db, change); return all.find((release) => !isOver(release)) ?? all[0] ?? null; };

function touchedItems(db: ReadDb, change: Change): TouchedItem[] {
  const { starts } = itemsNamed(db, change.fields.items, change.fields.environment);
  return db.all<TouchedItem>('SELECT id, name, type, service FROM item WHERE id IN (SELECT value FROM json_each(?)) ORDER BY name_key, id', JSON.stringify(starts));
}
const membersOf = (db: ReadDb, { changes }: Release): Member[] => changes.flatMap((id): Member[] => { const change = findChange(db, id); return change ? [{ change, items: touchedItems(db, change) }] : []; });
const namesIn = (db: ReadDb, table: 'person' | 'item', ids: readonly string[]): Record<string, string> =>
  Object.fromEntries(db.all<{ id: string; name: string }>(`SELECT id, name FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`, JSON.stringify(ids)).map(({ id, name }) => [id, name]));

/** A release contains its packages and changes, a package its changes. */
const containedIn = ({ id, packages, changes }: Release): Containment[] =>
  [...changes.map((child) => ({ parent: id, child })), ...packages.flatMap((pack) => [{ parent: id, child: pack.id }, ...pack.changes.map((child) => ({ parent: pack.id, child }))])];
/** Dependencies that end at one of these places, or begin there. */
function edgesAt(db: ReadDb, side: 'from' | 'to', ids: readonly string[]): Dependency[] {
  const where = side === 'to' ? 'change IN (SELECT value FROM json_each(?))' : "json_extract(body, '$.from.id') IN (SELECT value FROM json_each(?))";
  return db.all<{ body: string }>(`SELECT body FROM sheet WHERE name = 'dependency' AND ${where} ORDER BY id`, JSON.stringify(ids)).map(({ body }) => JSON.parse(body) as Dependency);
}

/** A change itself, its package and its release: whatever goes before one of these goes before it. */
function standsIn(db: ReadDb, change: string): string[] {
  const release = releaseOf(db, change);
  return [change, ...(release === null ? [] : [release.id, ...release.packages.filter(({ changes }) => changes.includes(change)).map(({ id }) => id)])];
}
function packageAt(db: ReadDb, id: string): { release: Release; name: string; changes: string[] } | null {
  const row = db.get<{ body: string }>("SELECT body FROM sheet s WHERE s.name = 'release' AND EXISTS (SELECT 1 FROM json_each(s.body, '$.packages') j WHERE json_extract(j.value, '$.id') = ?)", id);
  const release = row ? JSON.parse(row.body) as Release : null;
  const pack = release?.packages.find((one) => one.id === id);
  return release && pack ? { release, name: pack.name, changes: pack.changes } : null;
}
const changesAt = (db: ReadDb, { kind, id }: Place): string[] => (kind === 'change' ? [id] : kind === 'release' ? findSheet(db, releaseSheet, id)?.changes ?? [] : packageAt(db, id)?.changes ?? []);
const asPredecessor = ({ id, number, fields, state, outcome, actualEndAt }: Change): Predecessor => ({ id, number, title: fields.title, state, outcome, startsAt: fields.plannedStartAt, endsAt: actualEndAt ?? fields.plannedEndAt });

function neighbours(db: ReadDb, change: string, side: 'from' | 'to'): Predecessor[] {
  // Most workspaces have few dependencies, and most changes none.
  if (db.get("SELECT 1 FROM sheet WHERE name = 'dependency' AND state = 'before' LIMIT 1") === undefined) return [];
  const edges = edgesAt(db, side, standsIn(db, change)).filter(({ type }) => type === 'before');
  const ids = [...new Set(edges.flatMap((edge) => changesAt(db, side === 'to' ? edge.from : edge.to)))].filter((id) => id !== change);
  return ids.flatMap((id) => { const found = findChange(db, id); return found ? [asPredecessor(found)] : []; });
}
/** Every order between changes: dependencies of packages and releases are those of their changes. */
export function sequenceEdges(db: ReadDb): SequenceEdge[] {
  if (db.get("SELECT 1 FROM sheet WHERE name = 'dependency' AND state IN ('before', 'conflicts') LIMIT 1") === undefined) return [];
  const edges = listSheets(db, dependencySheet, { state: ['before', 'conflicts'], limit: mostDependencies });
  return edges.flatMap(({ from, to, type }) => { const others = changesAt(db, to); return changesAt(db, from).flatMap((before) => others.filter((after) => after !== before).map((after): SequenceEdge => ({ before, after, kind: type === 'before' ? 'before' : 'conflicts' }))); });
}
/** Changes that go before a change, or before what it belongs to. */
export const predecessorsOf = (db: ReadDb, change: string): Predecessor[] => neighbours(db, change, 'to');

function placeNamed(db: ReadDb, { kind, id }: Place): NamedPlace {
  if (kind === 'change') { const change = findChange(db, id); return { kind, id, label: change?.number ?? id, title: change?.fields.title ?? '' }; }
  if (kind === 'release') { const release = findSheet(db, releaseSheet, id); return { kind, id, label: release?.number ?? id, title: release?.name.value ?? '' }; }
  const pack = packageAt(db, id);
  return { kind, id, label: pack ? `${pack.release.number}/${pack.name}` : id, title: pack?.name ?? '' };
}
function loadPlace(db: ReadDb, ref: string): NamedPlace {
  const [number = '', name] = ref.includes('/') ? [ref.slice(0, ref.indexOf('/')), ref.slice(ref.indexOf('/') + 1).trim().toLowerCase()] : [ref];
  const release = findSheet(db, releaseSheet, number);
  if (name !== undefined) {
    const pack = release?.packages.find((one) => one.name.toLowerCase() === name);
    if (!release || !pack) throw appError('record_missing', { record: 'package', id: ref });
    return placeNamed(db, { kind: 'package', id: pack.id });
  }
  const change = findChange(db, ref);
  if (change) return placeNamed(db, { kind: 'change', id: change.id });
  // A release goes by its number here: its name may be that of anything.
  if (release && (release.id === ref || release.number === ref.toUpperCase())) return placeNamed(db, { kind: 'release', id: release.id });
  if (packageAt(db, ref)) return placeNamed(db, { kind: 'package', id: ref });
  throw appError('record_missing', { record: 'change, package or release', id: ref });
}

/** Services in scope that the catalogue no longer offers, by name. */
const retiredOf = (db: ReadDb, members: readonly Member[]): string[] =>
  db.all<{ body: string }>("SELECT v.body FROM service v JOIN sheet s ON s.name = ? AND s.id = v.id AND s.state = 'retired' ORDER BY v.name_key, v.id", offeringSheet.name)
    .map(({ body }) => JSON.parse(body) as Service).map(({ id, values }) => ({ id, name: textOf(values, 'name') })).filter((service) => hasInScope(members, service)).map(({ name }) => name);

/** Dependencies whose two ends both belong to the release; those that lead out of it are told with its predecessors. */
function ownEdges(db: ReadDb, release: Release): Edge[] {
  const own = [release.id, ...release.changes, ...release.packages.map(({ id }) => id)];
  return edgesAt(db, 'to', own).filter(({ from }) => own.includes(from.id));
}
function assessedOf(db: ReadDb, release: Release): Assessed {
  const sheet = findSheet(db, assessmentSheet, release.id);
  return { sheet, rev: sha256Hex(encode(matterOf(release, sheet))) };
}
/** Versions are read only where the release deploys some: bills of materials are long. */
function versionsOf(db: ReadDb, release: Release): Plan {
  const entries = findSheet(db, rolloutSheet, release.id)?.entries.filter(({ change }) => release.changes.includes(change)) ?? [];
  if (entries.length === 0) return { running: [], planned: [] };
  const names = new Map(db.all<{ id: string; body: string }>('SELECT id, body FROM service').map(({ id, body }) => [id, textOf((JSON.parse(body) as Service).values, 'name')]));
  const named = (service: string): Pick<Running, 'service' | 'name'> => ({ service, name: names.get(service) ?? service });
  return {
    running: listSheets(db, versionSheet).flatMap(({ id, entries: here }) => here.map(({ kept }) => ({ ...kept.value, ...named(id), change: null }))),
    planned: entries.map(({ change, service, kept }) => ({ ...kept.value, ...named(service), change })),
  };
}
/** What a release brings, from the bills of materials of its versions, and the items that its changes touch. */
function componentsOf(db: ReadDb, { planned }: Plan, members: readonly Member[]): Component[] {
  const brought = planned.flatMap(({ name, version, libraries }) => [{ name, names: [name], version, of: name }, ...libraries.map((library): Component => ({ name: library.name, names: namesOf(library), version: library.version, of: name }))]);
  const items = db.all<{ body: string }>('SELECT body FROM item WHERE id IN (SELECT value FROM json_each(?)) ORDER BY name_key, id', JSON.stringify(members.flatMap((member) => member.items.map(({ id }) => id)))).map(({ body }) => (JSON.parse(body) as Item).values);
  return [...brought, ...items.map((values): Component => {
    const [name, type] = [textOf(values, 'name'), textOf(values, 'type')];
    return { name: type || name, names: [name, type, ...Object.values(attributesOf(values))].filter((one) => one !== ''), version: textOf(values, 'version'), of: name };
  })];
}
function factsOf(db: ReadDb, release: Release): ReleaseFacts {
  const members = membersOf(db, release);
  const versions = versionsOf(db, release);
  const components = componentsOf(db, versions, members);
  const people = [...release.teams.map(({ lead }) => lead), ...release.packages.flatMap(({ owner }) => owner ?? []), ...(release.businessOwner.value === null ? [] : [release.businessOwner.value])];
  const labels = { [release.id]: release.number, ...Object.fromEntries(release.packages.map(({ id, name }) => [id, name])), ...Object.fromEntries(members.map(({ change }) => [change.id, change.number])), ...namesIn(db, 'item', release.packages.flatMap(({ items }) => items)) };
  return {
    members, labels, assessed: assessedOf(db, release), capacity: capacityFactsOf(db, release), exceptions: listSheets(db, exceptionSheet, { state: ['approved'], change: 'everything' }), versions, architecture: { components, standards: components.length === 0 ? [] : listSheets(db, standardSheet, { state: ['open'] }) }, retired: retiredOf(db, members), names: namesIn(db, 'person', people), policy: policyInForce(db), graph: { edges: ownEdges(db, release), contains: containedIn(release) },
    predecessors: Object.fromEntries(members.map(({ change }) => [change.id, predecessorsOf(db, change.id)])),
  };
}

export function releaseRecords(db: ReadDb): ReleaseRecords {
  const dependencies = (): Dependency[] => listSheets(db, dependencySheet, { limit: mostDependencies });
  return {
    loadRelease: (ref) => {
      const release = findSheet(db, releaseSheet, ref);
      if (!release) throw appError('record_missing', { record: 'release', id: ref }, { field: 'release' });
      return release;
    },
    releaseOf: (change) => releaseOf(db, change),
    releaseFactsOf: (release) => factsOf(db, release),
    loadPlace: (ref) => loadPlace(db, ref),
    placeNamed: (place) => placeNamed(db, place),
    dependencies,
    dependencyGraph: () => ({ edges: dependencies(), contains: listSheets(db, releaseSheet).flatMap(containedIn) }),
    predecessorsOf: (change) => predecessorsOf(db, change),
    successorsOf: (change) => neighbours(db, change, 'from'),
    releasesAhead: () => listSheets(db, releaseSheet).filter((release) => !isOver(release) && release.state !== 'transitioned' && release.state !== 'rolled-back').map((release) => ({ release, members: membersOf(db, release) })),
  };
}
