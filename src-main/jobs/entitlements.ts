// Permission exports: read in the parser's thread with its limits, compared with what is here, written in parts (SEC-03).
import { setImmediate } from 'node:timers/promises';
import type { Entitlement, EntitlementInspection, EntitlementMapping, EntitlementReport } from '#contract/entitlements.ts';
import type { Input } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import { mayImportEntitlements, writeSnapshotPart } from '../commands/entitlements.ts';
import { dutyOf, isProduction, reachesProduction, sourceId } from '../domain/entitlements.ts';
import { policy } from '../domain/policy.ts';
import type { PermissionFile, PermissionRow } from '../formats/read-entitlements.ts';
import type { JobContext, JobControl } from '../ports.ts';
import { rightsOf } from '../queries/entitlements.ts';
import { openParser } from './parser.ts';

type Reading = Input<'entitlement.dryRun'>;
/** Rows of one commit. */
const commitRows = 500;
/** Rights shown in a report, and words listed of a file. */
const shown = 500;

/** The mapping an earlier import of the same tool was made with, so that an export that looks alike is not asked about again. */
function earlierMapping(context: JobContext, source: string | undefined): EntitlementMapping | null {
  if (source === undefined) return null;
  const row = context.read(({ db, findEntitlementSource }) => db.get<{ mapping: string }>('SELECT mapping FROM entitlement_source WHERE id = ?', findEntitlementSource(source)?.id ?? ''));
  return row ? JSON.parse(row.mapping) as EntitlementMapping | null : null;
}

type Read = { file: PermissionFile; said: Pick<EntitlementMapping, 'duties' | 'production'> };

async function readFile(context: JobContext, input: Input<'entitlement.inspect'>, control: JobControl): Promise<Read> {
  const { path, name } = context.staged(input.file);
  const parser = openParser(control.signal);
  const read = (columns?: EntitlementMapping['columns']): Promise<PermissionFile> => parser.permissions(path, { name, ...(columns ? { columns } : {}), ...(input.encoding === undefined ? {} : { encoding: input.encoding }) });
  try {
    control.onProgress({ done: 0, total: null, what: 'Reading the file' });
    const earlier = input.mapping ? null : earlierMapping(context, input.source);
    const { duties, production } = input.mapping ?? earlier ?? { duties: {}, production: {} };
    const first = await read(input.mapping?.columns);
    const columns = earlier?.columns;
    // Only where the names alone leave a question open, and the earlier answers fit this file.
    const isHelped = columns !== undefined && first.questions.some((q) => q.about === 'field') && Object.values(columns).every((column) => column === '' || first.columns.includes(column));
    return { file: isHelped ? await read(columns) : first, said: { duties, production } };
  } finally {
    await parser.close();
  }
}

/** Words with how often they stand in the file, most frequent first. */
function wordsOf(rows: readonly PermissionRow[], field: 'right' | 'environment'): { word: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const row of rows) if (row[field] !== '') counts.set(row[field], (counts.get(row[field]) ?? 0) + 1);
  return [...counts].map(([word, count]) => ({ word, count })).toSorted((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1));
}

const quoted = (words: readonly string[]): string => words.slice(0, 5).map((word) => `“${word}”`).join(', ') + (words.length > 5 ? ` and ${words.length - 5} more` : '');

function weigh({ file, said }: Read): Pick<EntitlementInspection, 'rights' | 'environments' | 'warnings'> {
  const rights = wordsOf(file.rows, 'right').map((w) => ({ ...w, duty: dutyOf(w.word, said.duties) }));
  const environments = wordsOf(file.rows, 'environment').map((w) => ({ ...w, isProduction: isProduction(w.word, said.production) }));
  const unknown = rights.filter(({ duty }) => duty === null).map(({ word }) => word);
  const unplaced = environments.filter((e) => e.isProduction === null).map(({ word }) => word);
  return {
    rights, environments,
    warnings: [...file.warnings,
      ...(unknown.length > 0 ? [`No rule asks about the right ${quoted(unknown)} until somebody says which duty it is.`] : []),
      ...(unplaced.length > 0 ? [`${quoted(unplaced)} ${unplaced.length === 1 ? 'counts' : 'count'} as production until somebody says otherwise.`] : [])],
  };
}

export async function inspectEntitlements(context: JobContext, input: Input<'entitlement.inspect'>, control: JobControl): Promise<EntitlementInspection> {
  const { file, said } = await readFile(context, input, control);
  const { rights, environments, warnings } = weigh({ file, said });
  const { name, container, encoding, delimiter, columns, sample, questions } = file;
  return { name, container, encoding, delimiter, columns, sample, questions, rows: file.records, mapping: { columns: file.mapping, ...said }, rights: rights.slice(0, shown), environments: environments.slice(0, shown), warnings };
}

const keyOf = (e: Pick<Entitlement, 'identity' | 'system' | 'environment' | 'right' | 'grant' | 'kind'>): string => JSON.stringify([e.identity, e.system, e.environment, e.right, e.grant, e.kind]);
const asRow = (e: Entitlement): [string, string, string, string, string, string, Entitlement['duty'], boolean] => [e.identity, e.system, e.environment, e.right, e.grant, e.kind, e.duty, e.reachesProduction];
const byKey = (a: readonly [string, Entitlement], b: readonly [string, Entitlement]): number => (a[0] < b[0] ? -1 : 1);

type Compared = { report: EntitlementReport; rights: Entitlement[]; isSame: boolean; mapping: EntitlementMapping };

/** What the file says against what its source granted so far. Throws a refusal while a question is open: it is never guessed. */
async function compare(context: JobContext, input: Reading, control: JobControl): Promise<Compared> {
  const { file, said } = await readFile(context, input, control);
  const question = file.questions[0];
  if (question?.about === 'field') throw appError('mapping_needed', { fields: file.questions.flatMap((q) => (q.field === undefined ? [] : [q.field])).join(', '), columns: file.columns }, { file: file.name, field: question.field! });
  if (question) throw appError('answer_needed', { question: question.text, about: question.about }, { file: file.name });
  const source = context.read((read) => read.findEntitlementSource(input.source) ?? { id: sourceId(input.source, read.digest), name: input.source });
  const found = new Map(file.rows.map((row): [string, Entitlement] => {
    const duty = dutyOf(row.right, said.duties) ?? 'none';
    return [keyOf(row), { source: source.id, sourceName: source.name, ...row, duty, reachesProduction: reachesProduction(row.environment, duty, said.production) }];
  }));
  const before = new Map(context.read((read) => rightsOf(read, source.id)).map((e) => [keyOf(e), e]));
  const added = [...found].filter(([key]) => !before.has(key)).toSorted(byKey).map(([, e]) => e);
  const removed = [...before].filter(([key]) => !found.has(key)).toSorted(byKey).map(([, e]) => e);
  const isSame = added.length === 0 && removed.length === 0 && [...found].every(([key, e]) => before.get(key)?.duty === e.duty && before.get(key)?.reachesProduction === e.reachesProduction);
  const report: EntitlementReport = {
    snapshot: null, source: source.id, sourceName: source.name, rows: file.records, rights: found.size, added: added.length, removed: removed.length, unchanged: found.size - added.length,
    addedRights: added.slice(0, shown), removedRights: removed.slice(0, shown), quarantinedCount: file.quarantined.length, quarantined: file.quarantined.slice(0, shown),
    warnings: [...weigh({ file, said }).warnings, ...(removed.length > 0 && file.quarantined.length > 0 ? ['Rows that are set aside may be among the rights that seem to be removed.'] : [])],
  };
  return { report, rights: [...found].toSorted(byKey).map(([, e]) => e), isSame, mapping: { columns: file.mapping, ...said } };
}

export async function dryRunEntitlements(context: JobContext, input: Reading, control: JobControl): Promise<EntitlementReport> {
  return (await compare(context, input, control)).report;
}

/**
 * Writes what the file grants as a snapshot in parts; it takes the place of the one before when its last part is written, so an import
 * that is cut short changes nothing. A file that says what is here already writes nothing.
 */
export async function importEntitlements(context: JobContext, input: Input<'entitlement.import'>, control: JobControl): Promise<EntitlementReport> {
  context.write((write) => { mayImportEntitlements(write); });
  const { report, rights, isSame, mapping } = await compare(context, input, control);
  const quarantined = report.quarantinedCount;
  const limit = input.quarantineLimit ?? Math.max(10, Math.floor(report.rows * policy.quarantineShare));
  if (quarantined > limit || rights.length === 0) throw appError('too_many_quarantined', { quarantined, rows: report.rows, limit: Math.min(limit, Math.max(0, report.rows - 1)) });
  if (isSame) return report;
  const { name } = context.staged(input.file);
  const snapshot = context.newId();
  const of = Math.ceil(rights.length / commitRows);
  for (let part = 0; part < of; part += 1) {
    if (control.signal.aborted) throw appError('import_cancelled');
    const rows = rights.slice(part * commitRows, (part + 1) * commitRows).map(asRow);
    context.write((write) => { writeSnapshotPart(write, { source: { id: report.source, name: report.sourceName }, snapshot, file: name, part, of, rows, quarantined: part === 0 ? report.quarantined : [], mapping }); });
    control.onProgress({ done: part + 1, total: of, what: 'Writing the rights' });
    await setImmediate();
  }
  return { ...report, snapshot };
}
