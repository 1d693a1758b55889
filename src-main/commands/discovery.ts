// Writes of a discovery import: items in short slices, then what its source says as a whole (CFG-01).
import { appError, orRefuse } from '../app-error.ts';
import { mayKeepConfiguration } from '../domain/configuration.ts';
import type { DomainEvent, Json } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { discoverySheet, discoverySourceId } from '../domain/discovery.ts';
import type { DiscoverySource, WaitingRecord } from '../domain/discovery.ts';
import { planDiscovery, takenUp } from '../domain/discovery-plan.ts';
import type { RegisterFacts } from '../domain/discovery-plan.ts';
import type { Item } from '../domain/item.ts';
import { refuse } from '../domain/verdict.ts';
import type { CommandHandlers, Records, WriteContext } from '../ports.ts';

export function mayImportDiscovery(context: Pick<WriteContext, 'actor'>): void {
  const no = mayKeepConfiguration(context);
  if (no) throw appError(no.error.code, no.error.facts);
}

export function writeDiscovered(context: WriteContext, events: readonly DomainEvent[]): void {
  mayImportDiscovery(context);
  context.append(events);
}

export type Concluding = { source: { id: string; name: string }; import: string; file: string; rows: number; counts: Record<string, number>; waiting: readonly WaitingRecord[]; choices: Record<string, string> };
/** The last commit of an import: what it found, which records wait, and the choices that were made. */
export function concludeDiscovery(context: WriteContext, { source, file, rows, counts, waiting, choices, ...run }: Concluding): void {
  mayImportDiscovery(context);
  const list = waiting.map((record): Json => JSON.parse(JSON.stringify(record)) as Json);
  context.append([{ type: 'discovery.imported', subject: subjectOf('discovery', source.id), data: { import: run.import, rows, counts }, text: { source: source.name, file, waiting: list, ...(Object.keys(choices).length > 0 ? { choices } : {}) } }]);
}

/** What a file is judged by; items and services are read once. `listed` are those the source had so far. */
export function registerFacts(records: Pick<Records, 'knownItems' | 'findItems' | 'findService' | 'partsOf'> & Pick<RegisterFacts, 'digest' | 'newId'>, listed: readonly string[]): RegisterFacts {
  const known = records.knownItems();
  const isKnown = new Set(known.map(({ id }) => id));
  const items = new Map<string, Item | null>();
  const services = new Map<string, string | null>();
  return {
    known, listed, partsOf: records.partsOf, digest: records.digest, newId: records.newId,
    itemAt: (id) => {
      if (!isKnown.has(id)) return null;
      if (!items.has(id)) items.set(id, records.findItems(id).find((item) => item.id === id) ?? null);
      return items.get(id)!;
    },
    serviceCalled: (name) => {
      if (!services.has(name)) services.set(name, records.findService(name)?.id ?? null);
      return services.get(name)!;
    },
  };
}

/** A source by its id or its name. */
export function findSource({ findSheet, digest }: Pick<Records, 'findSheet'> & Pick<RegisterFacts, 'digest'>, ref: string): DiscoverySource | null {
  return findSheet(discoverySheet, ref) ?? findSheet(discoverySheet, discoverySourceId(ref, digest));
}

export const discoveryCommands = {
  'discovery.settle': (context, { source: ref, key, to }) => {
    mayImportDiscovery(context);
    const source = findSource(context, ref);
    const record = source?.waiting.find((w) => w.key === key);
    if (!source || !record) throw appError('record_missing', { record: 'waiting record', id: key });
    if (to !== 'new' && to !== 'leave' && !context.findItems(to).some((item) => item.id === to)) throw appError('record_missing', { record: 'configuration item', id: to }, { field: 'to' });
    const others = source.waiting.filter((other) => other !== record);
    const [how, facts] = [{ source: source.id, import: source.import, choices: { [key]: to }, waiting: others }, registerFacts(context, [])];
    const plan = planDiscovery([record.found], facts, how);
    const [no] = to === 'leave' ? [] : plan.refused;
    if (no) orRefuse(refuse('record_refused', { name: record.found.name, why: no.why }));
    const subject = subjectOf('discovery', source.id);
    // A record that fits only one item by now is that one, whatever was chosen meanwhile.
    const chosen = Object.hasOwn(plan.choices, key) ? plan.choices[key]! : to === 'leave' ? 'leave' : (plan.new[0] ?? plan.changed[0])?.id ?? to;
    const pointing = Object.fromEntries([...plan.pointing].filter(([other]) => other !== key)) as { [key: string]: Json };
    context.append([...plan.events, ...(chosen === 'leave' ? [] : takenUp(record, chosen, how, facts)), { type: 'discovery.choiceMade', subject, data: {}, text: { choices: { [key]: chosen }, ...(Object.keys(pointing).length > 0 ? { pointing } : {}) } }]);
    return { id: source.id, version: context.versionOf(subject) };
  },
} satisfies Partial<CommandHandlers>;
