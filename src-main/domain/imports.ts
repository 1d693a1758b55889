// Rules of importing changes (CHG-05): what a row becomes beside what is already here.
import type { ChangeFields, ChangeState, Tier } from '#contract/change.ts';
import type { Change } from './change.ts';
import { blankFields, splitFields } from './change.ts';
import type { DomainEvent, Json } from './event.ts';
import { subjectOf } from './event.ts';
import { tierOf } from './policy.ts';

/** A change as a foreign file tells it, in our words. The source and the external id together are its identity. */
export type ImportedChange = {
  externalId: string; title: string; description?: string; justification?: string; type: ChangeFields['type']; state: ChangeState;
  service?: string; items?: string[]; environment?: string; plannedStartAt?: string; plannedEndAt?: string; zone?: string;
  implementationPlan?: string; testPlan?: string; backoutPlan?: string; rollbackCriteria?: string;
  requester?: string; owner?: string; implementer?: string; impact?: 'low' | 'medium' | 'high'; risk?: Tier; priority?: string; outcome?: string;
  externalCreatedAt?: string; externalUpdatedAt?: string; externalState?: string; foreign?: Record<string, string>;
  actualStartAt?: string; actualEndAt?: string; score?: number;
};

/** Fields of ours that a row speaks of; what the file does not mention is left alone on an update. */
export function fieldsOf(row: ImportedChange): Partial<ChangeFields> {
  const names = ['title', 'description', 'justification', 'type', 'service', 'items', 'environment', 'zone', 'implementationPlan', 'testPlan', 'backoutPlan', 'rollbackCriteria', 'requester', 'owner', 'impact'] as const;
  const fields: Record<string, unknown> = {};
  for (const name of names) if (row[name] !== undefined) fields[name] = row[name];
  if (row.plannedStartAt !== undefined) fields['plannedStartAt'] = row.plannedStartAt;
  if (row.plannedEndAt !== undefined) fields['plannedEndAt'] = row.plannedEndAt;
  if (row.implementer) fields['implementers'] = [row.implementer];
  return fields as Partial<ChangeFields>;
}

/** A foreign risk word gives the tier alone; a score is only ever assessed here, or stated by the file. */
function risk(row: ImportedChange): Record<string, Json> {
  if (row.score !== undefined) return { score: row.score, tier: tierOf(row.score) };
  return row.risk ? { tier: row.risk } : {};
}

function rest(row: ImportedChange): { data: Record<string, Json>; text: Record<string, Json> } {
  const data: Record<string, Json> = { state: row.state, ...risk(row) };
  const text: Record<string, Json> = {};
  if (row.outcome) data['outcome'] = row.outcome;
  if (row.actualStartAt) data['actualStartAt'] = row.actualStartAt;
  if (row.actualEndAt) data['actualEndAt'] = row.actualEndAt;
  if (row.externalState) text['externalState'] = row.externalState;
  if (row.foreign && Object.keys(row.foreign).length > 0) text['foreign'] = row.foreign;
  return { data, text };
}

type Arrival = { id: string; number: string; import: string; source: string };
/** A row nobody has seen before becomes a change in the state the source says. */
export function importNew(row: ImportedChange, arrival: Arrival): DomainEvent {
  const fields = splitFields(fieldsOf(row), false);
  const more = rest(row);
  return {
    type: 'change.imported', subject: subjectOf('change', arrival.id),
    data: { ...fields.data, ...more.data, number: arrival.number, import: arrival.import },
    text: { ...fields.text, ...more.text, source: arrival.source, externalId: row.externalId },
  };
}

/** States that are decided here; a later export of the source does not move a change out of them. */
const ours: readonly ChangeState[] = ['authorised', 'scheduled', 'implementing', 'validating', 'deferred', 'rejected', 'cancelled', 'closed'];

/** A row that differs from what its source said before: only what differs is written; a state decided here stays. */
export function importChanged(change: Change, row: ImportedChange, importId: string): DomainEvent {
  const known = { ...blankFields(), ...change.fields };
  const differing = Object.fromEntries(Object.entries(fieldsOf(row)).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(known[name as keyof ChangeFields]))) as Partial<ChangeFields>;
  const fields = splitFields(differing, true);
  const more = rest(row);
  if (change.decisions.length > 0 && ours.includes(change.state)) delete more.data['state'];
  return { type: 'change.importUpdated', subject: subjectOf('change', change.id), data: { ...fields.data, ...more.data, import: importId }, text: { ...fields.text, ...more.text } };
}

/** CHG-05: whether a row says nothing that is not so here already, as after an export in the source's own columns. */
export function isSaidAlready(change: Change, row: ImportedChange): boolean {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const sorted = (texts: Record<string, string>): [string, string][] => Object.entries(texts).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const stated = { externalState: row.externalState, outcome: row.outcome, actualStartAt: row.actualStartAt, actualEndAt: row.actualEndAt, score: row.score, tier: row.risk };
  return change.state === row.state && Object.entries(fieldsOf(row)).every(([name, value]) => same(value, change.fields[name as keyof ChangeFields]))
    && Object.entries(stated).every(([name, value]) => value === undefined || same(value, change[name as keyof typeof stated])) && same(sorted(row.foreign ?? {}), sorted(change.foreign));
}

/** The compensating event that puts the fields of an earlier version back. */
export function restoreEarlier(now: Change, before: Change, importId: string): DomainEvent {
  const fields = splitFields(before.fields, true);
  return {
    type: 'change.importUpdated', subject: subjectOf('change', now.id),
    data: { ...fields.data, state: before.state, ...(before.tier ? { tier: before.tier } : {}), ...(before.score === null ? {} : { score: before.score }), ...(before.import ? { import: before.import } : {}), undoes: importId },
    text: { ...fields.text, foreign: before.foreign, ...(before.externalState ? { externalState: before.externalState } : {}) },
  };
}
