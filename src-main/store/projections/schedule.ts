// Reads what claims time and place around a span, for the rules of the change schedule (CAL-01). Nothing of it is kept, so it is as fresh as the tables.
import type { Entry } from '../../domain/calendar.ts';
import { entryNow } from '../../domain/calendar.ts';
import type { Change } from '../../domain/change.ts';
import { walkImpact } from '../../domain/impact.ts';
import type { Step } from '../../domain/impact.ts';
import { attributesOf, nameKey } from '../../domain/item.ts';
import type { Item } from '../../domain/item.ts';
import { instantOf, occurrencesIn, overlaps } from '../../domain/recurrence.ts';
import type { Span } from '../../domain/recurrence.ts';
import type { PolicyDocument } from '../../domain/policy-document.ts';
import type { Acceptance, ScheduleFacts, ScheduleSheet } from '../../domain/schedule.ts';
import { noSchedule, scheduleSheet } from '../../domain/schedule.ts';
import type { Constraint } from '../../domain/constraint.ts';
import { blockedSpans } from '../../domain/constraint.ts';
import { conflictsOf } from '../../domain/schedule-conflicts.ts';
import type { Around, Claim, ConstraintSpan, FoundConflict, Link, SequenceEdge, Terms } from '../../domain/schedule-conflicts.ts';
import type { Places } from '../../domain/scope.ts';
import { msBetween } from '../../domain/spans.ts';
import type { ReadDb } from '../open.ts';
import { heldIn } from './calendar.ts';
import { itemsNamed, mostReached, stepsFrom } from './impact.ts';
import { findChange } from './change.ts';
import { inherited } from './legacy.ts';
import { policyInForce } from './policy.ts';
import { sequenceEdges } from './releases.ts';

const inList = 'IN (SELECT value FROM json_each(?))';
/** States in which a change claims its window; `firm`: it has its place, and others give way. The list of the first is that of an index. */
const claiming = "('submitted', 'assessment', 'awaiting-authorisation', 'deferred', 'authorised', 'scheduled', 'implementing', 'validating')";
const firm: readonly string[] = ['scheduled', 'implementing', 'validating'];
const isSpan = (span: { startsAt: string | null; endsAt: string | null }): span is Span => span.startsAt !== null && span.endsAt !== null && span.startsAt < span.endsAt && msBetween(span.startsAt, span.endsAt) > 0;

export const shifted = (at: string, ms: number): string => instantOf(msBetween('1970-01-01T00:00:00.000Z', at) + ms);
export const termsIn = ({ calendar }: Pick<PolicyDocument, 'calendar'>): Terms => ({ shared: calendar.shared.map(nameKey), buffers: calendar });

type Fields = Pick<Change['fields'], 'service' | 'environment' | 'items' | 'implementers' | 'owner' | 'title' | 'type' | 'zone'>;
type Said = { id: string; number: string; state: string; tier: Change['tier']; startsAt: string; endsAt: string; fields: Fields; links: Change['links']; rollbackOwner: string };
const keysOf = (names: readonly string[]): string[] => [...new Set(names.map(nameKey).filter((key) => key !== ''))];

const placesIn = ({ service, environment, items }: Pick<Fields, 'service' | 'environment' | 'items'>): Places => ({ services: keysOf([service]), environments: keysOf([environment]), items: keysOf(items), departments: [], regions: [] });
function claimOf({ id, number, state, tier, startsAt, endsAt, fields, links, rollbackOwner }: Said): Claim {
  const { service, environment, implementers, owner, title, type, zone } = fields;
  const places = placesIn(fields);
  return {
    kind: 'change', id, number, title, owner, zone, startsAt, endsAt, isFirm: firm.includes(state), type, tier, environment: nameKey(environment), service: nameKey(service), items: places.items, people: keysOf([...implementers, rollbackOwner]), places,
    release: null, mends: links.filter(({ kind }) => kind === 'resolves').map(({ to }) => to.slice(to.indexOf(':') + 1)), booked: null,
  };
}

const rollbackOwnerOf = (db: ReadDb, change: string): string => db.get<{ name: string }>("SELECT p.name FROM sheet s JOIN person p ON p.id = s.label WHERE s.name = 'backout' AND s.id = ?", change)?.name ?? '';
/** Releases that are not closed or given up, by the changes that go out with them. */
export function releasesByChange(db: ReadDb): ReadonlyMap<string, string> {
  const rows = db.all<{ change: string; release: string }>("SELECT j.value AS change, s.id AS release FROM sheet s, json_each(s.body, '$.changes') j WHERE s.name = 'release' AND json_extract(s.body, '$.state') NOT IN ('closed', 'cancelled', 'deferred') ORDER BY s.id DESC");
  return new Map(rows.map(({ change, release }) => [change, release]));
}
/** A change belongs to its release; one that resolves another change mends the release of that one as well. */
const inRelease = (claim: Claim, releases: ReadonlyMap<string, string>): Claim => (releases.size === 0 ? claim : { ...claim, release: releases.get(claim.id) ?? null, mends: claim.mends.flatMap((id) => [id, ...(releases.has(id) ? [releases.get(id)!] : [])]) });
/** What a change claims in a window: its own, or another one that is tried. Null: it has none. */
export function claimOfChange(db: ReadDb, change: Change, window: { startsAt: string | null; endsAt: string | null } = { startsAt: change.fields.plannedStartAt, endsAt: change.fields.plannedEndAt }): Claim | null {
  if (!isSpan(window)) return null;
  const { id, number, state, tier, fields, links } = change;
  return inRelease(claimOf({ id, number, state, tier, fields, links, ...window, rollbackOwner: rollbackOwnerOf(db, id) }), releasesByChange(db));
}

type Row = { id: string; number: string; title: string; type: Fields['type']; state: string; tier: Change['tier']; service: string; environment: string; starts_at: string; ends_at: string; zone: string; owner: string; body: string; rollback_owner: string | null };
/** Windows longer than this have an index of their own, so that a span reads only what ends near it. */
const usualMs = 24 * 3_600_000;
const claimColumns = `c.id, c.number, c.title, c.type, c.state, c.tier, c.service, c.environment, c.planned_start_at AS starts_at, c.planned_end_at AS ends_at, c.zone, c.owner, d.body, p.name AS rollback_owner`;
const withDetail = "JOIN change_detail d ON d.n = c.n LEFT JOIN sheet s ON s.name = 'backout' AND s.id = c.id LEFT JOIN person p ON p.id = s.label";
/** Changes that claim time in a span. */
function changesIn(db: ReadDb, span: Span): Claim[] {
  const near = shifted(span.endsAt, usualMs);
  const rows = db.all<Row>(`SELECT ${claimColumns} FROM change c INDEXED BY change_by_open_window ${withDetail} WHERE c.planned_end_at > ? AND c.planned_end_at <= ? AND c.planned_start_at < ? AND c.state IN ${claiming}
    UNION ALL SELECT ${claimColumns} FROM change c INDEXED BY change_by_long_open_window ${withDetail} WHERE julianday(c.planned_end_at) - julianday(c.planned_start_at) > 0.99 AND c.planned_end_at > ? AND c.planned_start_at < ? AND c.state IN ${claiming}`,
  span.startsAt, near, span.endsAt, near, span.endsAt);
  const releases = releasesByChange(db);
  return rows.flatMap(({ body, starts_at: startsAt, ends_at: endsAt, rollback_owner: rollbackOwner, ...row }) => {
    if (!isSpan({ startsAt, endsAt })) return [];
    const { items, implementers, links } = JSON.parse(body) as Pick<Change['fields'], 'items' | 'implementers'> & Pick<Change, 'links'>;
    return [inRelease(claimOf({ ...row, startsAt, endsAt, links, rollbackOwner: rollbackOwner ?? '', fields: { ...row, items, implementers } }), releases)];
  });
}
/** Bookings that teams entered or that came from their calendars. One made for a change names it by its number or UUID. */
function bookingsIn(db: ReadDb, span: Span): Claim[] {
  const rows = db.all<{ body: string }>("SELECT body FROM calendar_entry WHERE kind = 'booking' AND is_removed = 0 AND ends_at > ? AND starts_at < ?", span.startsAt, span.endsAt);
  return rows.map(({ body }) => entryNow(JSON.parse(body) as Entry)).flatMap((entry) => {
    const named = (by: string): string[] => keysOf(entry.scope.flatMap((part) => (part.by === by && part.id !== undefined ? [part.id] : [])));
    const [ids, environments, items] = [named('service'), named('environment'), named('item')];
    // A registered service is named by its UUID; changes name it by its name.
    const names = ids.map((id) => db.get<{ name: string }>('SELECT name_key AS name FROM service WHERE id = ?', id)?.name ?? id);
    const services = [...new Set([...names, ...ids])];
    const booked = entry.change === null ? null : db.get<{ id: string }>('SELECT id FROM change WHERE id = ? UNION ALL SELECT id FROM change WHERE number = ? LIMIT 1', entry.change, entry.change.toUpperCase())?.id ?? entry.change;
    return occurrencesIn(entry, span).map(({ startsAt, endsAt }): Claim => ({
      kind: 'booking', id: entry.id, number: '', title: entry.title, owner: entry.owner, zone: entry.zone, startsAt, endsAt, isFirm: true, type: null, tier: null, environment: environments[0] ?? '', service: names[0] ?? '', items, people: [],
      places: { services, environments, items, departments: named('department'), regions: named('region') }, release: null, mends: [], booked,
    }));
  });
}

/** Where the items and the service of a claim lie: registered ids of services, departments and regions that items are filed under. */
function withRegister<C extends Pick<Claim, 'service' | 'places'>>(db: ReadDb, claim: C, nodes: readonly string[]): C {
  const service = claim.service === '' ? undefined : db.get<{ id: string }>('SELECT id FROM service WHERE name_key = ? ORDER BY id LIMIT 1', claim.service)?.id;
  const filed = nodes.length === 0 ? [] : db.all<{ body: string }>(`SELECT body FROM item WHERE id ${inList} LIMIT 500`, JSON.stringify(nodes)).flatMap(({ body }) => Object.entries(attributesOf((JSON.parse(body) as Item).values)));
  const under = (word: string): string[] => keysOf(filed.flatMap(([name, value]) => (nameKey(name) === word ? [value] : [])));
  const { places } = claim;
  return { ...claim, places: { ...places, services: [...places.services, ...(service === undefined ? [] : [service])], departments: [...new Set([...places.departments, ...under('department')])], regions: [...new Set([...places.regions, ...under('region')])] } };
}

/** Items by which a claim stands in the graph: those it names, else all of its service. */
function nodesOf(db: ReadDb, { items, service, environment }: Pick<Claim, 'items' | 'service' | 'environment'>): string[] {
  const { starts } = items.length === 0 ? { starts: [] } : itemsNamed(db, items, environment);
  if (starts.length > 0 || service === '') return starts;
  return db.all<{ id: string }>('SELECT i.id FROM item i JOIN service s ON s.id = i.service WHERE s.name_key = ? ORDER BY i.id LIMIT 500', service).map(({ id }) => id);
}
/** Where a change takes place, as freezes ask for it. */
export function placesOf(db: ReadDb, { fields }: Pick<Change, 'fields'>): Places {
  const where = { service: nameKey(fields.service), environment: nameKey(fields.environment), items: keysOf(fields.items), places: placesIn(fields) };
  return withRegister(db, where, nodesOf(db, where)).places;
}
/** The steps of impact into a level of items: the graph walked against its direction. */
const stepsInto = (db: ReadDb) => (items: readonly string[]): Step[] => {
  const list = JSON.stringify(items);
  return db.all<{ source_item: string; target_item: string; kind: Step['kind'] }>(`SELECT source_item, target_item, kind FROM item_relation WHERE source_item ${inList} AND kind <> 'feeds' UNION ALL SELECT source_item, target_item, kind FROM item_relation WHERE target_item ${inList} AND kind = 'feeds' ORDER BY 1, 2, 3`, list, list)
    .map(({ source_item: source, target_item: target, kind }) => (kind === 'feeds' ? { from: target, to: source, kind } : { from: source, to: target, kind }));
};

/** `constraints`: what binds a claim of the systems it touches or leans on, over its own span (LEG-01). */
/** What of a constraint lies within a span, as a side of a conflict; the path names what it is tied to. */
function spansOf(db: ReadDb, constraint: Constraint, span: Span): ConstraintSpan[] {
  const { id, number, terms: { value: { name, owner, zone, items, services } } } = constraint;
  const blocked = blockedSpans(constraint, span);
  const tied = blocked.length === 0 ? undefined : db.get<{ name: string }>(`SELECT name FROM item WHERE id ${inList} UNION ALL SELECT name FROM service WHERE id ${inList} LIMIT 1`, JSON.stringify(items), JSON.stringify(services));
  return blocked.map((at) => ({ kind: 'constraint', id, number, title: name, owner, zone, ...at, path: tied ? [tied.name] : [] }));
}

export type ScheduleReader = { nodes(claim: Claim): readonly string[]; link: Link; located(claim: Claim): Claim; constraints(claim: Claim): ConstraintSpan[] };
/** Answers how claims reach each other, and remembers it for as long as one question lasts. */
export function openSchedule(db: ReadDb, { reach }: Pick<PolicyDocument, 'reach'>): ScheduleReader {
  const bounds = { depth: reach.depth, most: mostReached };
  const places = new WeakMap<Claim, string>();
  const placeOf = (claim: Claim): string => {
    const known = places.get(claim) ?? `${claim.environment}\n${claim.service}\n${claim.items.join('\n')}`;
    places.set(claim, known);
    return known;
  };
  const remember = <V>(make: (claim: Claim) => V): ((claim: Claim) => V) => {
    const known = new Map<string, V>();
    return (claim) => {
      const key = placeOf(claim);
      if (!known.has(key)) known.set(key, make(claim));
      return known.get(key)!;
    };
  };
  const nodes = remember((claim) => nodesOf(db, claim));
  const pathsFrom = (steps: (items: readonly string[]) => Step[]) => remember((claim) => new Map(walkImpact(nodes(claim), bounds, steps).reached.map(({ item, path }) => [item, path])));
  const [down, up] = [pathsFrom(stepsFrom(db)), pathsFrom(stepsInto(db))];
  /** Everything a claim stands in, reaches or is reached by: most pairs have nothing of it in common, and need no further look. */
  const around = remember((claim) => new Set([...nodes(claim), ...down(claim).keys(), ...up(claim).keys()]));
  const namesOf = (path: readonly string[]): string[] => { const names = new Map(db.all<{ id: string; name: string }>(`SELECT id, name FROM item WHERE id ${inList}`, JSON.stringify(path)).map(({ id, name }) => [id, name])); return path.map((id) => names.get(id) ?? id); };
  const serviceId = (name: string): string[] => (name === '' ? [] : db.all<{ id: string }>('SELECT id FROM service WHERE name_key = ? ORDER BY id LIMIT 1', name).map(({ id }) => id));
  const hasConstraints = db.get("SELECT 1 FROM sheet WHERE name = 'constraint' AND state = 'open' LIMIT 1") !== undefined;
  const binding = remember((claim) => inherited(db, { items: nodes(claim), services: serviceId(claim.service) }, reach.depth));
  const shortest = (paths: (readonly string[] | undefined)[]): readonly string[] | undefined => paths.filter((path) => path !== undefined).toSorted((a, b) => a.length - b.length)[0];
  return {
    nodes, constraints: (claim) => (hasConstraints && claim.kind === 'change' ? binding(claim).flatMap((constraint) => spansOf(db, constraint, claim)) : []), located: (claim) => withRegister(db, claim, nodes(claim)),
    link: (a, b) => {
      if (nodes(a).length === 0) return null;
      const reached = around(a);
      const others = nodes(b).filter((id) => reached.has(id));
      if (others.length === 0) return null;
      const same = others.find((id) => nodes(a).includes(id));
      if (same !== undefined) return namesOf([same]);
      const [forth, back] = [shortest(others.map((id) => down(a).get(id))), shortest(others.map((id) => up(a).get(id)))];
      const path = back && (!forth || back.length < forth.length) ? back.toReversed() : forth;
      return path ? namesOf(path) : null;
    },
  };
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** How far around a window maintenance windows are looked for; where there is none, none is missed. */
const windowReachDays = 35;
export const widened = ({ startsAt, endsAt }: Span, ms: number): Span => ({ startsAt: shifted(startsAt, -ms), endsAt: shifted(endsAt, ms) });
export const daysAfter = (at: string, days: number): string => shifted(at, days * dayMs);

/** Everything that claims time in a span, however much it is: what is left out would be a conflict that nobody hears of. */
export const claimsIn = (db: ReadDb, span: Span): Claim[] => [...changesIn(db, span), ...bookingsIn(db, span)];
/** Claims of one stride through a schedule: so few that whoever waits behind it does not notice, so many that what runs at its start is not read over and over. */
const stride = 32;
/** The instant before which a stride through a span ends: as many changes and as many bookings begin by then. Null: the span ends first. */
export function strideEnd(db: ReadDb, { startsAt, endsAt }: Span): string | null {
  const change = db.get<{ at: string }>(`SELECT planned_start_at AS at FROM change INDEXED BY change_by_span WHERE planned_start_at > ? AND planned_start_at < ? AND state IN ${claiming} ORDER BY planned_start_at LIMIT 1 OFFSET ${stride}`, startsAt, endsAt)?.at;
  const booking = db.get<{ at: string }>(`SELECT starts_at AS at FROM calendar_entry WHERE kind = 'booking' AND is_removed = 0 AND ends_at > ? AND starts_at > ? AND starts_at < ? ORDER BY starts_at LIMIT 1 OFFSET ${stride}`, startsAt, startsAt, endsAt)?.at;
  return [change, booking].filter((at) => at !== undefined).toSorted()[0] ?? null;
}
/** Freezes and maintenance windows that may concern what lies in a span; `windowsNear` tells those of them that may concern one claim of it. */
export const heldAround = (db: ReadDb, span: Span): Pick<Around, 'freezes' | 'windows'> => ({ freezes: heldIn(db, span, ['freeze', 'stabilisation']), windows: heldIn(db, widened(span, windowReachDays * dayMs), ['maintenance-window']) });

export function windowsNear({ startsAt, endsAt }: Span, windows: Around['windows']): Around['windows'] {
  if (windows.length === 0) return windows;
  const reach = widened({ startsAt, endsAt }, windowReachDays * dayMs);
  return windows.filter(({ at }) => overlaps(at, reach));
}

/** What a change claims, while it is in a state that claims time. */
export function claimById(db: ReadDb, id: string): Claim | null {
  const change = findChange(db, id);
  return change && claiming.includes(`'${change.state}'`) ? claimOfChange(db, change) : null;
}
/** Changes that go before or after a claim, wherever they lie, and the order between them (REL-03). */
export function sequenceAround(db: ReadDb, claim: Pick<Claim, 'id'>): { edges: SequenceEdge[]; neighbours: Claim[] } {
  const edges = sequenceEdges(db).filter(({ before, after }) => before === claim.id || after === claim.id);
  const ids = [...new Set(edges.flatMap(({ before, after }) => [before, after]))].filter((id) => id !== claim.id);
  return { edges, neighbours: ids.flatMap((id) => claimById(db, id) ?? []) };
}
/** Those of a list that are not there yet. */
export const besides = (claims: readonly Claim[], more: readonly Claim[]): Claim[] => [...claims, ...more.filter(({ id }) => !claims.some((one) => one.id === id))];

/** Every conflict that a change has in a window. */
export function conflictsIn(db: ReadDb, claim: Claim, policy: PolicyDocument): FoundConflict[] {
  const reader = openSchedule(db, policy);
  const { edges, neighbours } = sequenceAround(db, claim);
  const near = claim.release === null ? claim : widened(claim, Math.max(policy.calendar.serviceHours, policy.calendar.environmentHours) * hourMs);
  const around = { claims: besides(claimsIn(db, near), neighbours), ...heldAround(db, claim), constraints: reader.constraints(claim), edges };
  return conflictsOf(reader.located(claim), around, { link: reader.link, terms: termsIn(policy) });
}

/** States in which a change still has a window before it. */
const planned: readonly string[] = ['draft', 'returned', 'submitted', 'assessment', 'awaiting-authorisation', 'deferred', 'authorised', 'scheduled', 'implementing', 'validating'];
/** What the gates of a change ask of the schedule. */
export function scheduleFactsOf(db: ReadDb, change: Change): ScheduleFacts {
  const claim = planned.includes(change.state) ? claimOfChange(db, change) : null;
  if (claim === null) return noSchedule;
  const found = conflictsIn(db, claim, policyInForce(db));
  return found.length === 0 ? noSchedule : { found, ...settlementsOf(db, found) };
}
/** What was accepted and permitted of conflicts, on the record of either side. */
export function settlementsOf(db: ReadDb, found: readonly FoundConflict[]): Omit<ScheduleFacts, 'found'> {
  const changes = new Set(found.flatMap(({ sides }) => sides.filter(({ kind }) => kind === 'change').map(({ id }) => id)));
  const sheets = db.all<{ body: string }>(`SELECT body FROM sheet WHERE name = ? AND id ${inList} ORDER BY id`, scheduleSheet.name, JSON.stringify([...changes])).map(({ body }) => JSON.parse(body) as ScheduleSheet);
  const nameOf = (person: string): string => db.get<{ name: string }>('SELECT name FROM person WHERE id = ?', person)?.name ?? '';
  return { acceptances: sheets.flatMap(({ acceptances }): Acceptance[] => acceptances), permits: sheets.flatMap(({ permits }) => permits).map((permit) => ({ ...permit, byName: nameOf(permit.by) })) };
}
