// Documents as files: gather from the tables, print, seal, note in the trail what was written (CAB-06). Packs are in `pack.ts`.
import { createWriteStream, mkdirSync, statSync } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Mapping } from '#contract/imports.ts';
import type { ExportedFile } from '#contract/values.ts';
import type { Input, Output } from '#contract/index.ts';
import { AppError, appError } from '../app-error.ts';
import type { SignedFile } from '../documents/signed.ts';
import type { Json } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import type { Change } from '../domain/change.ts';
import { needs } from '../domain/roles.ts';
import { writeChangesCsv } from '../formats/csv-out.ts';
import { mappedColumns, writeMappedCsv } from '../formats/mapped-csv.ts';
import type { MappedChange } from '../formats/mapped-csv.ts';
import type { ImportedChange } from '../formats/imported-change.ts';
import type { JobContext, JobControl, PackTask, ReadContext } from '../ports.ts';
import { nameOf } from '../queries/change.ts';
import { signedMinutes } from '../queries/minutes.ts';
import { encodeBytes } from '../trail/canonical.ts';
import { parseCheckpoint } from '../trail/checkpoint.ts';
import { sha256Hex } from '../trail/hashes.ts';
import type { PackFeed } from '../documents/pack-document.ts';
import { gatherMinutes } from './gather-minutes.ts';
import { note, place, stampOf } from './export-file.ts';

export const safeName = (name: string): string => name.normalize('NFKD').replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|-+$/g, '').slice(0, 100) || 'document';

/** Refuses who may not print. */
export function mayPrint(context: JobContext): void {
  const no = context.read(({ actor }) => needs('print', actor));
  if (no) throw new AppError(no.error);
}

/** A node signal for libraries that want one. */
function abortSignal({ signal }: JobControl): AbortSignal {
  const controller = new AbortController();
  if (signal.aborted) controller.abort();
  signal.addEventListener('abort', () => { controller.abort(); });
  return controller.signal;
}

/** Where each feed stands by its newest checkpoint; made fresh for the device's own. */
export function markFeeds(context: JobContext): (PackFeed & { checkpoint: string })[] {
  context.checkpoint();
  return markedFeeds(context);
}
/** Where each feed stood at its newest checkpoint. */
export function markedFeeds(context: JobContext): (PackFeed & { checkpoint: string })[] {
  const newest = new Map<string, string>();
  for (const { feed, text } of context.trailSource().checkpoints()) newest.set(feed, text);
  return [...newest].map(([feed, text]) => {
    const c = parseCheckpoint(text)!;
    const name = feed === context.organisation.rosterFeed ? 'Roster' : feed === context.organisation.deviceFeed ? `Device at site ${context.organisation.site}` : 'Device';
    return { feed, name, count: c.count, root: c.root, head: c.head, checkpoint: text };
  });
}

type Common = Omit<PackTask, 'isNamed' | 'ask'>;
/** What every print needs beside its words. Refuses on a device without a seal. */
export function common(context: JobContext, name: string): Common {
  if (context.seal === null) throw appError('no_seal');
  mkdirSync(context.exportsDir, { recursive: true });
  const keys = context.read(({ db }) => db.all<{ key: string }>('SELECT key FROM device ORDER BY feed')).map(({ key }) => Buffer.from(key, 'hex'));
  return { rosterFeed: context.organisation.rosterFeed, keys: [...[...(context.organisation.formerRoots ?? []), context.organisation.rootKey].map((key) => Buffer.from(key, 'hex')), ...keys], signer: context.deviceFeed, seal: context.seal, outPath: join(context.exportsDir, name), signedAt: context.now() };
}

/** A cancelled list is a refusal, not a fault. */
async function orCancelled<T>(control: JobControl, act: Promise<T>): Promise<T> {
  try {
    return await act;
  } catch (error) {
    if (control.signal.aborted) throw appError('cancelled');
    throw error;
  }
}

/** Notes in the trail that a file was written. */
export function exported(context: JobContext, written: { kind: string; of: string; name: string; path: string; sha256: string }): ExportedFile {
  context.write((write) => {
    write.append([{ type: 'document.written', subject: subjectOf('document', write.newId()), data: { kind: written.kind, of: written.of, sha256: written.sha256 }, text: { name: written.name } }]);
  });
  return { name: written.name, folder: context.exportsDir, size: statSync(written.path).size, sha256: written.sha256 };
}

/** A print that is no PDF/A is a fault of ours. */
export function assertArchival({ findings }: SignedFile): void {
  if (findings.length > 0) throw new Error(`the printed file is not PDF/A: ${findings.map((f) => f.text).join(' ')}`);
}

/** The signed minutes as PDF; the attached `minutes.json`, like the JSON alone, is byte for byte what the chair signed. */
export async function writeMinutes(context: JobContext, { meeting: ref, format }: Input<'minutes.write'>, control: JobControl): Promise<Output<'minutes.write'>> {
  mayPrint(context);
  const meeting = context.read((read) => read.loadMeeting(ref));
  if (!meeting.minutes) throw appError('minutes_not_signed');
  const { digest } = meeting.minutes;
  const signed = context.read((read) => signedMinutes(read, meeting));
  if (signed === null) throw appError('minutes_erased', { meeting: meeting.number });
  const text = encodeBytes(signed as unknown as Json);
  const revision = 1 + meeting.addenda.length;
  const name = `${safeName(meeting.number)}-MIN${revision > 1 ? `-r${revision}` : ''}`;
  if (format === 'json') return { file: place(context, { name: `${name}.json`, text }, note(context, 'minutes', `${name}.json`, meeting.id)), pages: 0, digest };
  const own = markFeeds(context).find((f) => f.feed === context.organisation.deviceFeed)!;
  const document = context.read((read) => gatherMinutes(read, meeting, signed, own));
  const file = await context.print({ ...common(context, `${name}.pdf`), kind: 'minutes', document, signedText: text }, control);
  assertArchival(file);
  return { file: exported(context, { kind: 'minutes', of: meeting.id, name: `${name}.pdf`, path: file.path, sha256: file.sha256 }), pages: file.pages, digest };
}

const optional = <K extends string, V>(name: K, value: V | null | undefined | ''): Partial<Record<K, V>> => (value === null || value === undefined || value === '' ? {} : { [name]: value } as Record<K, V>);

function asRow(c: Change): ImportedChange {
  const f = c.fields;
  return {
    externalId: c.number, title: f.title, type: f.type, state: c.state, items: f.items, zone: f.zone,
    ...optional('description', f.description), ...optional('justification', f.justification), ...optional('service', f.service), ...optional('environment', f.environment),
    ...optional('plannedStartAt', f.plannedStartAt), ...optional('plannedEndAt', f.plannedEndAt), ...optional('implementationPlan', f.implementationPlan), ...optional('testPlan', f.testPlan),
    ...optional('backoutPlan', f.backoutPlan), ...optional('rollbackCriteria', f.rollbackCriteria), ...optional('requester', f.requester), ...optional('owner', f.owner), ...optional('implementer', f.implementers.join('; ')),
    ...optional('impact', f.impact), ...optional('risk', c.tier), ...optional('outcome', c.outcome as ImportedChange['outcome'] | null), ...optional('actualStartAt', c.actualStartAt), ...optional('actualEndAt', c.actualEndAt),
  };
}

/** Rows asked for at once while a list is written out. */
const exportPage = 500;
/** Changes in the order of their numbers: all, or those that came from one source. */
async function* changesIn<T>(read: JobContext['read'], control: JobControl, { source, row }: { source: string | null; row: (change: Change, context: ReadContext) => T }): AsyncGenerator<T> {
  let after = 0;
  let done = 0;
  for (;;) {
    if (control.signal.aborted) throw appError('cancelled');
    const [where, params] = source === null ? ['n > ?', [after]] : ['source = ? AND external_id IS NOT NULL AND n > ?', [source, after]];
    const page = read((context: ReadContext) => context.db.all<{ n: number; id: string }>(`SELECT n, id FROM change WHERE ${where} ORDER BY n LIMIT ?`, ...params, exportPage).map(({ n, id }) => ({ n, made: row(context.loadChange(id), context) })));
    for (const { made } of page) yield made;
    done += page.length;
    control.onProgress({ done, total: null, what: `${done.toLocaleString('en-GB')} changes written` });
    if (page.length < exportPage) return;
    after = page.at(-1)!.n;
  }
}

/** A change as its source knows it, with what was decided here: the last decision that stands. */
function backInWords(change: Change, context: ReadContext): MappedChange {
  const last = change.decisions.findLast(({ isStale }) => !isStale);
  const state = change.externalState === null ? {} : { externalState: change.externalState };
  return {
    change: { ...asRow(change), externalId: change.externalId ?? '', foreign: change.foreign, ...state },
    said: { number: change.number, decision: last?.verdict.replaceAll('-', ' ') ?? '', decidedAt: last?.decidedAt ?? '', decidedBy: last ? nameOf(context, last.by) : '' },
  };
}

/** CHG-05: the changes of one source in its own columns, those that were only kept included. */
async function writeBack(context: JobContext, name: string, { out, control }: { out: WriteStream; control: JobControl }): Promise<number> {
  const { mapping, kept } = context.read(({ db }) => {
    const row = db.get<{ body: string }>('SELECT body FROM mapping WHERE name = ?', name);
    if (!row) throw appError('record_missing', { record: 'mapping', id: name });
    return { mapping: JSON.parse(row.body) as Mapping, kept: new Set<string>() };
  });
  const each = <T>(row: (change: Change, read: ReadContext) => T): AsyncGenerator<T> => changesIn(context.read, control, { source: mapping.source, row });
  for await (const foreign of each((change) => change.foreign)) for (const column of Object.keys(foreign)) kept.add(column);
  return writeMappedCsv(each(backInWords), { mapping, columns: mappedColumns(mapping, kept) }, { out, signal: abortSignal(control) });
}

/** Changes as CSV that a spreadsheet opens without running anything: all of them, or with a mapping those of its source. */
export async function exportChanges(context: JobContext, { mapping }: Input<'export.changes'>, control: JobControl): Promise<Output<'export.changes'>> {
  mayPrint(context);
  mkdirSync(context.exportsDir, { recursive: true });
  const name = `changes-${mapping === undefined ? '' : `${safeName(mapping)}-`}${stampOf(context.now())}.csv`;
  const path = join(context.exportsDir, name);
  const out = createWriteStream(`${path}.partial`);
  try {
    const rows = await orCancelled(control, mapping === undefined ? writeChangesCsv(changesIn(context.read, control, { source: null, row: asRow }), out, abortSignal(control)) : writeBack(context, mapping, { out, control }));
    out.end();
    await once(out, 'finish');
    await rename(`${path}.partial`, path);
    return { file: exported(context, { kind: 'changes', of: 'changes', name, path, sha256: sha256Hex(await readFile(path)) }), rows };
  } catch (error) {
    out.destroy();
    await rm(`${path}.partial`, { force: true });
    throw error;
  }
}
