// What importing a discovery file would do, decided before anything is written: new, changed, missing, waiting for a choice, refused (CFG-01).
import type { RelationKind } from '#contract/configuration.ts';
import { itemEvent, refuseRelation, refuseUnowned, relationEvent } from './configuration.ts';
import type { Difference, DiscoverySource, FoundItem, Identified, ItemIndex, KnownItem, Pointing, WaitingRecord } from './discovery.ts';
import { differencesOf, discoveredItemId, identify, indexItems, isNewsToSource, recordKey } from './discovery.ts';
import type { DomainEvent } from './event.ts';
import { subjectOf } from './event.ts';
import type { Item } from './item.ts';
import { nameKey, textOf } from './item.ts';

/** Records judged between two pauses. */
const pause = 250;

/** What the register knows, as far as a file is judged by it. */
export type RegisterFacts = {
  known: readonly KnownItem[];
  itemAt(id: string): Item | null;
  /** The UUID of a service by its name. */
  serviceCalled(name: string): string | null;
  /** Items the source lists as present so far. */
  listed: readonly string[];
  partsOf(item: string): readonly string[];
  digest(value: unknown): string;
  newId(): string;
};
export type Planning = { source: string; import: string; /** Records that wait already, of earlier files or of this one. */ waiting?: readonly WaitingRecord[]; /** Choices for records by key: an item, `new`, or `leave`; those made before and those made now. */ choices: Readonly<Record<string, string>> };
export type Placed = { row: number; id: string; name: string; type: string; environment: string; differences: Difference[] };
export type Waiting = WaitingRecord & { type: string; environment: string };
export type RefusedRow = { row: number; field: string; why: string; value: string };
export type Plan = {
  events: DomainEvent[]; new: Placed[]; changed: Placed[]; unchanged: number; missing: Item[]; waiting: WaitingRecord[]; refused: RefusedRow[];
  /** Choices as they are to be remembered: a record stays the item it was said to be. */
  choices: Record<string, string>;
  /** Relations to records that wait, by the key of the record. */
  pointing: Map<string, Pointing[]>;
  unknownServices: Map<string, number>; unclearRelations: number; loops: string[];
};
type State = { plan: Plan; facts: RegisterFacts; index: ItemIndex; how: Planning; /** Items by the row that is them. */ taken: Map<string, number>; /** Items this file speaks of, and may speak of. */ seen: Set<string>; rows: { found: FoundItem; id: string; isNew: boolean; item: Item | null }[] };

const refuseRow = ({ plan }: State, row: number, field: string, told: { why: string; value: string }): void => { plan.refused.push({ row, field, ...told }); };

type Chosen = { item: string; key: string } | 'waits' | 'left';
/** Which item a record is: identified, or chosen by a person now or in an earlier import. */
function choose(state: State, found: FoundItem, identified: Identified): Chosen {
  const { facts, how, plan } = state;
  const key = facts.digest(recordKey(found)).slice(0, 32);
  const fresh = (): string => { const id = discoveredItemId(how.source, key, facts.digest); return facts.itemAt(id) === null ? id : facts.newId(); };
  if (identified.how === 'one') return { item: identified.item, key };
  if (identified.how === 'none') return { item: fresh(), key };
  const choice = Object.hasOwn(how.choices, key) ? how.choices[key]! : null;
  const isKnown = choice !== null && choice !== 'new' && choice !== 'leave' && facts.itemAt(choice) !== null;
  if (choice === 'new' || isKnown) {
    const item = choice === 'new' ? fresh() : choice;
    plan.choices[key] = item;
    return { item, key };
  }
  for (const { item } of identified.items) state.seen.add(item);
  if (choice === 'leave') { plan.choices[key] = 'leave'; return 'left'; }
  plan.waiting.push({ key, found, why: identified.why, candidates: identified.items.map(({ item: id, by }) => ({ id, by })), pointing: [] });
  return 'waits';
}

/** A name no service has stays with the item as an attribute, so that nothing the source says is lost. */
function withService(state: State, found: FoundItem): { found: FoundItem; service: string | null } {
  if (found.service.trim() === '') return { found, service: null };
  const service = state.facts.serviceCalled(found.service);
  if (service !== null) return { found, service };
  state.plan.unknownServices.set(found.service, (state.plan.unknownServices.get(found.service) ?? 0) + 1);
  return { found: { ...found, attributes: { service: found.service, ...found.attributes } }, service: null };
}

function place(state: State, record: FoundItem, id: string): void {
  const { plan, how, facts } = state;
  const first = state.taken.get(id);
  if (first !== undefined) { refuseRow(state, record.row, 'row', { why: `the same item as row ${first}`, value: record.name }); return; }
  state.taken.set(id, record.row);
  state.seen.add(id);
  const item = facts.itemAt(id);
  const { found, service } = withService(state, record);
  const { patch, differences } = differencesOf(item, found, service);
  const no = refuseUnowned(item, patch);
  if (no) { refuseRow(state, record.row, 'owner', { why: 'tier 1 needs an owner', value: record.name }); return; }
  const isNews = item === null || differences.length > 0 || isNewsToSource(item, how.source);
  if (isNews) plan.events.push(itemEvent('item.discovered', id, patch, { source: how.source, import: how.import }));
  const placed: Placed = { row: record.row, id, name: record.name || textOf(item?.values ?? {}, 'name'), type: record.type, environment: record.environment, differences };
  state.index.learn(id, found);
  if (item === null) plan.new.push(placed);
  else if (isNews) plan.changed.push({ ...placed, differences: differences.length > 0 ? differences : [{ name: 'missing', before: item.sightings[how.source] === undefined ? 'not known to this source' : 'missing', after: 'listed' }] });
  else plan.unchanged += 1;
  state.rows.push({ found, id, isNew: item === null, item });
}

/** Items by whatever a relation may call them: those known, and those of this file. */
function targetsOf({ facts, rows }: State): Map<string, Set<string>> {
  const targets = new Map<string, Set<string>>();
  const note = (name: string, id: string): void => {
    const key = nameKey(name);
    if (key === '') return;
    const known = targets.get(key);
    if (known) known.add(id);
    else targets.set(key, new Set([id]));
  };
  for (const { id, name, fqdn, externalId, serial } of facts.known) for (const text of [name, fqdn, externalId, serial]) note(text, id);
  for (const { found, id } of rows) for (const text of [found.name, found.fqdn, found.externalId, found.serial]) note(text, id);
  return targets;
}

/** Records that wait, by whatever a relation may call them. */
function waitingCalled({ plan, how }: State): (target: string) => WaitingRecord | null {
  const all = [...plan.waiting, ...how.waiting ?? []];
  const named = new Map<string, WaitingRecord[]>();
  for (const record of all) for (const name of new Set([record.found.name, record.found.fqdn, record.found.externalId, record.found.serial].map(nameKey))) if (name !== '') named.set(name, [...named.get(name) ?? [], record]);
  return (target) => { const [one, ...more] = named.get(nameKey(target)) ?? []; return one && more.length === 0 ? one : null; };
}

type Edge = { from: string; kind: RelationKind; to: string };
/** Relations to exactly one item are taken; one that would make a loop is left out and named. */
function* relateAll(state: State): Generator<number, void> {
  const { plan, facts, how } = state;
  if (state.rows.every(({ found }) => found.relations.length === 0)) return;
  const targets = targetsOf(state);
  const waits = waitingCalled(state);
  const added = new Map<string, string[]>();
  const names = new Map<string, string>([...facts.known.map(({ id, name }): [string, string] => [id, name]), ...state.rows.map(({ found, id }): [string, string] => [id, found.name])]);
  const graph = { partsOf: (id: string) => [...facts.partsOf(id), ...(added.get(id) ?? [])], nameOf: (id: string) => names.get(id) ?? 'an unknown item' };
  const done = new Set<string>();
  for (const [i, { found, id }] of state.rows.entries()) {
    if (i % pause === pause - 1) yield state.rows.length;
    for (const { kind, target, isBack } of found.relations) {
      const [other, ...more] = [...targets.get(nameKey(target)) ?? []];
      if (other === undefined || more.length > 0) {
        const record = waits(target);
        if (record === null) plan.unclearRelations += 1;
        else plan.pointing.set(record.key, [...plan.pointing.get(record.key) ?? [], { item: id, kind, isFrom: !isBack }]);
        continue;
      }
      const edge: Edge = isBack ? { from: other, kind, to: id } : { from: id, kind, to: other };
      const mark = `${edge.from}\n${kind}\n${edge.to}`;
      if (done.has(mark) || facts.itemAt(edge.from)?.relations.some((r) => r.kind === kind && r.to === edge.to)) continue;
      const no = refuseRelation({ id: edge.from }, edge, graph);
      if (no) { plan.loops.push(typeof no.error.facts['path'] === 'string' ? no.error.facts['path'] : graph.nameOf(edge.to)); continue; }
      done.add(mark);
      if (kind === 'contains') added.set(edge.from, [...(added.get(edge.from) ?? []), edge.to]);
      plan.events.push(relationEvent('item.related', edge.from, edge, { source: how.source, import: how.import }));
    }
  }
}

const isNamed = ({ name, serial, externalId, fqdn }: FoundItem): boolean => [name, serial, externalId, fqdn].some((text) => text.trim() !== '');
/** Judges every record of a file, and pauses now and then to say how many it has judged. What the source listed before and no record may be is missing; it is marked, never taken away. */
export function* discoverySteps(found: readonly FoundItem[], facts: RegisterFacts, how: Planning): Generator<number, Plan> {
  const plan: Plan = { events: [], new: [], changed: [], unchanged: 0, missing: [], waiting: [], refused: [], choices: {}, pointing: new Map(), unknownServices: new Map(), unclearRelations: 0, loops: [] };
  const state: State = { plan, facts, index: indexItems(facts.known), how, taken: new Map(), seen: new Set(), rows: [] };
  for (const [i, record] of found.entries()) {
    if (i % pause === pause - 1) yield i + 1;
    if (!isNamed(record)) { refuseRow(state, record.row, 'name', { why: 'nothing identifies it', value: '' }); continue; }
    const chosen = choose(state, record, identify(record, state.index));
    if (chosen === 'left') refuseRow(state, record.row, 'row', { why: 'left out by choice', value: record.name });
    else if (chosen !== 'waits') place(state, record, chosen.item);
  }
  yield* relateAll(state);
  plan.waiting = plan.waiting.map((record) => ({ ...record, pointing: plan.pointing.get(record.key) ?? [] }));
  for (const id of facts.listed) {
    const item = state.seen.has(id) ? null : facts.itemAt(id);
    if (item === null) continue;
    plan.missing.push(item);
    plan.events.push({ type: 'item.missed', subject: subjectOf('item', id), data: { source: how.source, import: how.import } });
  }
  return plan;
}

/** The same in one go, for files that are short. */
export function planDiscovery(found: readonly FoundItem[], facts: RegisterFacts, how: Planning): Plan {
  const steps = discoverySteps(found, facts, how);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** Whether an import would write anything: a file that says what is here already writes nothing. */
export const isNews = (plan: Plan, before: DiscoverySource | null): boolean =>
  before === null || plan.events.length > 0 || JSON.stringify(plan.waiting.map((w) => [w.key, w.pointing])) !== JSON.stringify(before.waiting.map((w) => [w.key, w.pointing])) || Object.entries(plan.choices).some(([key, item]) => before.choices[key] !== item);

/** CFG-01: relations of other records to one that waited, now that somebody has said which item it is; what the register refuses is left out. */
export function takenUp({ pointing }: WaitingRecord, item: string, how: Planning, facts: Pick<RegisterFacts, 'itemAt' | 'partsOf'>): DomainEvent[] {
  const nameOf = (id: string): string => textOf(facts.itemAt(id)?.values ?? {}, 'name') || 'an unknown item';
  return pointing.flatMap(({ item: other, kind, isFrom }) => {
    const edge = isFrom ? { from: other, kind, to: item } : { from: item, kind, to: other };
    const isKnown = facts.itemAt(other) !== null && (facts.itemAt(edge.from)?.relations.some((r) => r.kind === kind && r.to === edge.to) !== true);
    return isKnown && refuseRelation({ id: edge.from }, edge, { partsOf: facts.partsOf, nameOf }) === null ? [relationEvent('item.related', edge.from, edge, { source: how.source, import: how.import })] : [];
  });
}
