// The thread in which foreign files are read. It knows no store; it answers rows and waits to be asked for more.
import { parentPort } from 'node:worker_threads';
import type { Inspection, Mapping } from '#contract/imports.ts';
import type { Refusal } from '#contract/errors.ts';
import type { z } from 'zod';
import { FormatError } from '../formats/format-error.ts';
import { readDiscovery } from '../formats/discovery.ts';
import type { Discovery, DiscoveryOptions } from '../formats/discovery.ts';
import { inspectFile } from '../formats/inspect.ts';
import { readChanges } from '../formats/read-changes.ts';
import { readReferences } from '../formats/read-list.ts';
import type { ListOptions, ReferenceList } from '../formats/read-list.ts';
import { readEntries } from '../formats/calendar-table.ts';
import type { CalendarOptions } from '../formats/read-calendar.ts';
import type { EntryRow } from '../formats/calendar-entry.ts';
import { readActivity } from '../formats/read-activity.ts';
import { readDependencies } from '../formats/read-dependencies.ts';
import type { DependencyRecord } from '../formats/read-dependencies.ts';
import { readFlags } from '../formats/read-flags.ts';
import type { FlagStateRecord } from '../formats/read-flags.ts';
import { readSbom } from '../formats/sbom.ts';
import type { Sbom } from '../formats/sbom.ts';
import { readEntitlements } from '../formats/read-entitlements.ts';
import type { PermissionFile, PermissionOptions } from '../formats/read-entitlements.ts';
import { encode } from '../trail/canonical.ts';
import { sha256Hex } from '../trail/hashes.ts';
import type { Row } from '../formats/read-changes.ts';
import type { ReadOptions } from './parser.ts';

export type ToParser = { kind: 'inspect'; path: string; options: ReadOptions } | { kind: 'read'; path: string; mapping: Mapping; options: ReadOptions } | { kind: 'permissions'; path: string; options: PermissionOptions } | { kind: 'discovery'; path: string; options: DiscoveryOptions } | { kind: 'references'; path: string; options: ListOptions } | { kind: 'dependencies'; path: string; options: { name: string } } | { kind: 'flags'; path: string; options: { name: string } } | { kind: 'sbom'; path: string; options: { name: string } } | { kind: 'activity'; path: string; options: { name: string } } | { kind: 'calendar'; path: string; options: CalendarOptions } | { kind: 'more' };
/** A change comes with the digest of its canonical form, made here because this thread has time to spare. */
export type DigestedRow = Extract<Row, { kind: 'quarantined' }> | (Extract<Row, { kind: 'ok' }> & { digest: string });
export type FromParser = { kind: 'inspection'; inspection: z.output<typeof Inspection> } | { kind: 'rows'; rows: DigestedRow[] } | { kind: 'permissions'; file: PermissionFile } | { kind: 'discovery'; file: Discovery } | { kind: 'references'; list: ReferenceList } | { kind: 'dependencies'; records: DependencyRecord[] } | { kind: 'flags'; records: FlagStateRecord[] } | { kind: 'sbom'; sbom: Sbom } | { kind: 'activity'; users: number[] } | { kind: 'entries'; rows: EntryRow[] } | { kind: 'end' } | { kind: 'refused'; error: Refusal };

/** Batches sent ahead of the reader. */
const ahead = 2;
const port = parentPort!;
const say = (message: FromParser): void => { port.postMessage(message); };
let credit = ahead;
let wake: (() => void) | null = null;

function refusalOf(error: unknown, code: 'not_a_change_file' | 'not_an_entitlement_file' | 'not_a_discovery_file' | 'not_a_list' | 'not_a_dependency_file' | 'not_an_activity_profile' | 'not_a_calendar_file' | 'not_an_sbom' | 'not_a_flag_export'): Refusal {
  if (error instanceof FormatError && (error.code === 'zone_unknown' || error.code === 'file_missing')) return { code: error.code, facts: error.facts, where: error.where };
  if (error instanceof FormatError) return { code, facts: { ...error.facts, reason: error.message }, where: error.where };
  throw error;
}

const digested = (row: Row): DigestedRow => (row.kind === 'ok' ? { ...row, digest: sha256Hex(encode(row.change)) } : row);

async function stream<R>(batches: AsyncGenerator<R[]>, tell: (rows: R[]) => FromParser): Promise<void> {
  for await (const rows of batches) {
    while (credit === 0) await new Promise<void>((resolve) => { wake = resolve; });
    credit -= 1;
    say(tell(rows));
  }
  say({ kind: 'end' });
}
const read = ({ path, mapping, options }: Extract<ToParser, { kind: 'read' }>): Promise<void> => stream(readChanges(path, mapping, options), (rows) => ({ kind: 'rows', rows: rows.map(digested) }));

port.on('message', (message: ToParser) => {
  if (message.kind === 'more') { credit += 1; wake?.(); return; }
  if (message.kind === 'permissions') {
    readEntitlements(message.path, message.options).then((file) => { say({ kind: 'permissions', file }); }).catch((error: unknown) => { say({ kind: 'refused', error: refusalOf(error, 'not_an_entitlement_file') }); });
    return;
  }
  if (message.kind === 'discovery') {
    readDiscovery(message.path, message.options).then((file) => { say({ kind: 'discovery', file }); }).catch((error: unknown) => { say({ kind: 'refused', error: refusalOf(error, 'not_a_discovery_file') }); });
    return;
  }
  if (message.kind === 'calendar') {
    stream(readEntries(message.path, message.options), (rows) => ({ kind: 'entries', rows })).catch((error: unknown) => { say({ kind: 'refused', error: refusalOf(error, 'not_a_calendar_file') }); });
    return;
  }
  if (message.kind === 'references') {
    readReferences(message.path, message.options).then((list) => { say({ kind: 'references', list }); }).catch((error: unknown) => { say({ kind: 'refused', error: refusalOf(error, 'not_a_list') }); });
    return;
  }
  if (message.kind === 'flags') {
    readFlags(message.path, message.options).then((records) => { say({ kind: 'flags', records }); }).catch((error: unknown) => { say({ kind: 'refused', error: refusalOf(error, 'not_a_flag_export') }); });
    return;
  }
  if (message.kind === 'sbom') {
    readSbom(message.path, message.options).then((sbom) => { say({ kind: 'sbom', sbom }); }).catch((error: unknown) => { say({ kind: 'refused', error: refusalOf(error, 'not_an_sbom') }); });
    return;
  }
  if (message.kind === 'dependencies') {
    readDependencies(message.path, message.options).then((records) => { say({ kind: 'dependencies', records }); }).catch((error: unknown) => { say({ kind: 'refused', error: refusalOf(error, 'not_a_dependency_file') }); });
    return;
  }
  if (message.kind === 'activity') {
    readActivity(message.path, message.options).then((users) => { say({ kind: 'activity', users }); }).catch((error: unknown) => { say({ kind: 'refused', error: refusalOf(error, 'not_an_activity_profile') }); });
    return;
  }
  const work = message.kind === 'inspect' ? inspectFile(message.path, message.options).then((inspection) => { say({ kind: 'inspection', inspection }); }) : read(message);
  work.catch((error: unknown) => { say({ kind: 'refused', error: refusalOf(error, 'not_a_change_file') }); });
});
