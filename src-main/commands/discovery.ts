// Writes of a discovery import: items in short slices, then what its source says as a whole (CFG-01).
import { appError } from '../app-error.ts';
import { mayKeepConfiguration } from '../domain/configuration.ts';
import type { DomainEvent, Json } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import type { WaitingRecord } from '../domain/discovery.ts';
import type { WriteContext } from '../ports.ts';

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
  const list = waiting.map(({ key, row, name, why, candidates }): Json => ({ key, row, name, why, candidates: candidates.map(({ id, by }) => ({ id, by })) }));
  context.append([{ type: 'discovery.imported', subject: subjectOf('discovery', source.id), data: { import: run.import, rows, counts }, text: { source: source.name, file, waiting: list, ...(Object.keys(choices).length > 0 ? { choices } : {}) } }]);
}
