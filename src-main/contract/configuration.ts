import { z } from 'zod';
import { command, job, query } from './define.ts';
import { HistoryEntry } from './change.ts';
import { Count, Line, May, Page, Receipt } from './values.ts';

export const itemLifecycles = ['planned', 'live', 'retiring', 'retired'] as const;
export const ItemLifecycle = z.enum(itemLifecycles);
export type ItemLifecycle = z.output<typeof ItemLifecycle>;
/** A relation reads as a sentence: source, kind, target. */
export const relationKinds = ['depends-on', 'runs-on', 'contains', 'connects-to', 'feeds'] as const;
export const RelationKind = z.enum(relationKinds);
export type RelationKind = z.output<typeof RelationKind>;

/** An item or a service by its UUID or its name. */
const Name = z.string().trim().min(1).max(300).describe('name or UUID');
const Short = z.string().trim().max(300);
const Tier = z.number().int().min(1).max(5).describe('1 is the most critical');
const Attributes = z.record(z.string().trim().min(1).max(100), z.string().max(2000));
/** What a person says of an item. An empty text takes a value away; `service` and `tier` may be null. */
export const ItemFields = z.strictObject({
  name: Line, type: Short, version: Short.meta({ flag: 'item-version' }), environment: Short, owner: Short, service: Name.nullable(), tier: Tier.nullable(), lifecycle: ItemLifecycle,
  serial: Short, externalId: Short, fqdn: Short, address: Short, description: z.string().max(4000), attributes: Attributes,
});
export type ItemFields = z.output<typeof ItemFields>;
const Minutes = z.number().int().min(0).max(525_600).nullable();
/** What the register says of a service. Owner and deputies are people by name; RPO and RTO in minutes. */
export const ServiceFields = z.strictObject({
  name: Line, tier: Tier.nullable(), owner: Short, deputies: z.array(Line).max(20), description: z.string().max(4000), sla: Short, /** The business unit it belongs to (CAB-07). */ unit: Short,
  isFinancial: z.boolean(), isCustomerFacing: z.boolean(), hasAutomaticRollback: z.boolean(), rpoMinutes: Minutes, rtoMinutes: Minutes,
});
export type ServiceFields = z.output<typeof ServiceFields>;

export const itemStates = ['present', 'missing', 'retired'] as const;
export const ItemRow = z.object({
  id: z.string(), name: z.string(), type: z.string(), environment: z.string(), service: z.string().nullable(), serviceName: z.string(), owner: z.string(), /** Who answers where the item has no owner of its own. */ serviceOwner: z.string(), tier: Count.nullable(), version: z.string(),
  lifecycle: ItemLifecycle, serial: z.string(), fqdn: z.string(), missingAt: z.string().nullable(), sources: z.array(z.string()), updatedAt: z.string(),
});
export type ItemRow = z.output<typeof ItemRow>;
export const RelationRow = z.object({ kind: RelationKind, /** The other end; `isOut`: the item at hand is the source. */ id: z.string(), name: z.string(), type: z.string(), isOut: z.boolean(), at: z.string(), by: z.string(), source: z.string().nullable() });
export type RelationRow = z.output<typeof RelationRow>;
const Lost = z.object({ value: z.string(), by: z.string(), at: z.string() });
/** One value with where it came from, the source null where a person said it; `also`: what was written apart and lost. */
export const ItemValue = z.object({ name: z.string(), label: z.string(), value: z.string(), by: z.string(), at: z.string(), source: z.string().nullable(), also: z.array(Lost), isAttribute: z.boolean() });
export type ItemValue = z.output<typeof ItemValue>;
/** How one value came to be: who or which source said it, when, and what stood before. */
export const ItemChange = z.object({ name: z.string(), label: z.string(), before: z.string(), after: z.string(), at: z.string(), by: z.string(), source: z.string().nullable() });
export type ItemChange = z.output<typeof ItemChange>;
export const ItemRecord = z.object({
  ...ItemRow.shape, address: z.string(), externalId: z.string(), description: z.string(), attributes: z.record(z.string(), z.string()), values: z.array(ItemValue), relations: z.array(RelationRow),
  sightings: z.array(z.object({ source: z.string(), name: z.string(), at: z.string(), missingAt: z.string().nullable() })), createdAt: z.string(), mayKeep: May,
});
export type ItemRecord = z.output<typeof ItemRecord>;
export const ServiceRow = z.object({
  id: z.string(), name: z.string(), tier: Count.nullable(), owner: z.string(), deputies: z.array(z.string()), description: z.string(), sla: z.string(), unit: z.string(), isFinancial: z.boolean(), isCustomerFacing: z.boolean(),
  hasAutomaticRollback: z.boolean(), rpoMinutes: Count.nullable(), rtoMinutes: Count.nullable(), items: Count, /** Whether the person asking may say that it can be rolled back by itself (LEG-05). */ mayClearRollback: May,
});
export type ServiceRow = z.output<typeof ServiceRow>;

/** Which column of a table fills which field of an item (an empty name: the file has none), and which columns name related items, by the kind of relation. */
export const DiscoveryMapping = z.strictObject({ columns: z.record(z.string().max(40), z.string().max(300)), relations: z.record(z.string().max(300), z.string().max(100)).default({}) });
export type DiscoveryMapping = z.output<typeof DiscoveryMapping>;
const Found = z.object({ row: Count, name: z.string(), type: z.string(), environment: z.string() });
/** A record that fits several items; `by` says what it fits each of them by. */
export const Ambiguous = z.object({ ...Found.shape, key: z.string(), why: z.string(), candidates: z.array(z.object({ id: z.string(), name: z.string(), environment: z.string(), serial: z.string(), fqdn: z.string(), by: z.string() })) });
export type Ambiguous = z.output<typeof Ambiguous>;
export const DiscoveryReport = z.object({
  /** Null for a trial, and for a file that says what is here already. */
  import: z.string().nullable(), source: z.string(), sourceName: z.string(), format: z.string(), rows: Count,
  counts: z.object({ new: Count, changed: Count, unchanged: Count, missing: Count, ambiguous: Count, refused: Count }),
  new: z.array(Found), changed: z.array(z.object({ ...Found.shape, item: z.string(), changes: z.array(z.object({ label: z.string(), before: z.string(), after: z.string() })) })),
  missing: z.array(z.object({ id: z.string(), name: z.string(), type: z.string(), environment: z.string() })),
  ambiguous: z.array(Ambiguous),
  refused: z.array(z.object({ row: Count, field: z.string(), why: z.string(), value: z.string() })), warnings: z.array(z.string()),
  /** Columns nobody has placed yet; while one is open, nothing is classified. `mapping`: which column fills which field, as far as known. */
  questions: z.array(z.object({ field: z.string(), text: z.string(), candidates: z.array(z.string()) })), columns: z.array(z.string()), mapping: DiscoveryMapping,
});
export type DiscoveryReport = z.output<typeof DiscoveryReport>;
/** For a row that fits several items: which one it is, that it is a new one, or that it is left out. By the row's key. */
export const Choices = z.record(z.string().max(100), z.union([z.uuid(), z.enum(['new', 'leave'])]));

export const itemOrders = ['name', 'type', 'environment', 'service', 'owner', 'tier', 'updatedAt'] as const;
export const ItemFilter = z.strictObject({
  text: z.string().max(200).optional(), type: z.string().max(300).optional(), environment: z.string().max(300).optional(), service: Name.optional(), state: z.array(z.enum(itemStates)).optional(), source: z.string().max(64).optional(),
  /** Those about whose impact nothing can be said. */
  blind: z.enum(['no-owner', 'no-relations']).optional(), tier: z.array(Tier).optional(),
});
const Discovering = { file: z.string(), source: Line.describe('name of the tool or file the records come from'), choices: Choices.default({}), mapping: DiscoveryMapping.optional(), encoding: z.string().max(40).optional() };
const Facet = z.array(z.object({ name: z.string(), count: Count }));

export const configuration = {
  'service.list': query('Services with tier, owner and what the register says of them.', z.strictObject({ text: z.string().max(200).optional(), ...Page }), z.object({ rows: z.array(ServiceRow), next: z.string().nullable(), mayKeep: May }), ['service', 'change', 'person']),
  'service.register': command('Registers a service (CFG-01).', ServiceFields.partial().required({ name: true }), Receipt),
  'service.describe': command('Says what is to be known of a service; who asked for an open change on it cannot clear its rollback flag (CFG-01, LEG-05).', z.strictObject({ service: Name, fields: ServiceFields.partial() }), Receipt),
  'item.list': query('Configuration items, filtered and searched, a page at a time.',
    z.strictObject({ ...ItemFilter.shape, ...Page, order: z.enum(itemOrders).default('name'), descending: z.boolean().default(false) }), z.object({ rows: z.array(ItemRow), total: Count, next: z.string().nullable() }), ['service']),
  'item.facets': query('How many items there are by type, environment, state and source.', z.strictObject({}),
    z.object({ total: Count, type: Facet, environment: Facet, state: z.record(z.string(), Count), sources: z.array(z.object({ id: z.string(), name: z.string(), at: z.string(), file: z.string(), items: Count, missing: Count, waiting: Count })), services: z.array(z.object({ id: z.string(), name: z.string() })), mayKeep: May }), ['service', 'person']),
  'item.show': query('One item with its values, where they came from, its relations and who lists it.', z.strictObject({ item: Name }), ItemRecord, ['service', 'person']),
  'item.history': query('How the values of an item came to be, latest first, with source and time.', z.strictObject({ item: Name, ...Page }), z.object({ rows: z.array(ItemChange), next: z.string().nullable() }), ['service']),
  'item.events': query('What happened to an item, from the trail, latest first.', z.strictObject({ item: Name, ...Page }), z.object({ rows: z.array(HistoryEntry), next: z.string().nullable() }), ['service']),
  'item.register': command('Registers a configuration item; one of tier 1 needs an owner (CFG-01).', ItemFields.partial().required({ name: true }), Receipt),
  'item.describe': command('Says what is to be known of an item (CFG-01).', z.strictObject({ item: Name, fields: ItemFields.partial() }), Receipt),
  'item.relate': command('Relates two items; a containment that would loop is refused with its path (CFG-01).', z.strictObject({ item: Name, kind: RelationKind, to: Name }), Receipt),
  'item.unrelate': command('Takes a relation away.', z.strictObject({ item: Name, kind: RelationKind, to: Name }), Receipt),
  'discovery.waiting': query('Records of imported discovery files that fit several items and wait for a choice.', z.strictObject({}), z.object({ rows: z.array(Ambiguous.extend({ source: z.string(), sourceName: z.string(), at: z.string() })), maySettle: May }), ['service', 'person']),
  'discovery.settle': command('Says which item a waiting record is, that it is a new one, or that it is left out; remembered for later imports (CFG-01).', z.strictObject({ source: Name, key: z.string().min(1).max(100), to: z.union([z.uuid(), z.enum(['new', 'leave'])]) }), Receipt),
  'discovery.dryRun': job('Reads a discovery file and says what is new, changed, missing and ambiguous; writes nothing (CFG-01).', z.strictObject(Discovering), DiscoveryReport),
  'discovery.import': job('Imports a discovery file: what is classified is written, what is ambiguous waits for a choice, what its source no longer lists is marked missing (CFG-01).', z.strictObject(Discovering), DiscoveryReport),
};
