// A permission export as rows of identity, system, environment and right (SEC-03). Columns are recognised by name or asked for, never guessed.
import { basename } from 'node:path';
import type { EntitlementField, EntitlementMapping } from '#contract/entitlements.ts';
import { entitlementFields } from '#contract/entitlements.ts';
import { openRecords } from './detect.ts';
import { encodingCandidates } from './encoding.ts';
import { FormatError, inFile } from './format-error.ts';
import { shortened } from './imported-change.ts';
import { textOf } from './mapped-fields.ts';
import { opened } from './read-changes.ts';
import type { ReadOptions } from './read-changes.ts';
import type { Cell, RecordSource, SourceRecord } from './records.ts';

export type PermissionRow = Record<EntitlementField, string>;
export type PermissionQuestion = { about: 'field' | 'encoding'; field?: string; text: string; candidates: string[] };
export type PermissionFile = {
  name: string; container: string; encoding: string; delimiter: string | null; columns: string[]; sample: Record<string, string>[];
  mapping: EntitlementMapping['columns']; questions: PermissionQuestion[]; warnings: string[];
  /** Records in the file. `rows` is empty while a question is open; a record that lists several rights gives a row for each. */
  records: number; rows: PermissionRow[]; quarantined: { row: number; field: string; why: string; value: string }[];
};
export type PermissionOptions = Pick<ReadOptions, 'encoding' | 'name' | 'limits' | 'signal'> & { columns?: EntitlementMapping['columns'] | undefined };

/** Rights of one file; more would not fit the reader's memory. */
export const mostRights = 100_000;
const sampled = 20;
const longest = 300;

/** Names a column may have, in their plain form. */
const knownNames: Record<EntitlementField, readonly string[]> = {
  identity: ['identity', 'user', 'username', 'userid', 'login', 'account', 'accountname', 'principal', 'principalname', 'member'],
  system: ['system', 'tool', 'application', 'app', 'repository', 'repo', 'project'],
  environment: ['environment', 'env', 'stage', 'targetenvironment'],
  right: ['right', 'rights', 'permission', 'permissions', 'role', 'accesslevel', 'entitlement', 'privilege'],
  grant: ['grant', 'grantreference', 'change', 'changereference', 'changenumber', 'ticket'],
  kind: ['kind', 'accounttype', 'accountkind', 'identitytype', 'usertype'],
};
const needed: readonly EntitlementField[] = ['identity', 'system', 'environment', 'right'];
/** A file may have no such column: rights are then held in the tool itself, or everywhere. */
const mayLack: readonly EntitlementField[] = ['system', 'environment'];
const fieldWords: Record<EntitlementField, string> = { identity: 'the user or account', system: 'the system or project', environment: 'the environment', right: 'the right or role', grant: 'the change a right was granted for', kind: 'the kind of account' };
const plain = (name: string): string => name.toLocaleLowerCase('en').replace(/[^\p{L}\p{N}]/gu, '');

/** Fields that exactly one column can fill by its name. */
function recognised(columns: readonly string[]): EntitlementMapping['columns'] {
  return Object.fromEntries(entitlementFields.flatMap((field) => {
    const fitting = columns.filter((column) => knownNames[field].includes(plain(column)));
    return fitting.length === 1 ? [[field, fitting[0]!]] : [];
  }));
}

function ask(mapping: EntitlementMapping['columns'], columns: readonly string[]): PermissionQuestion[] {
  const isAnswered = (field: EntitlementField): boolean => (mapping[field] === '' ? mayLack.includes(field) : mapping[field] !== undefined && columns.includes(mapping[field]));
  const open = [...needed.filter((field) => !isAnswered(field)), ...(['grant', 'kind'] as const).filter((field) => (mapping[field] ?? '') !== '' && !columns.includes(mapping[field]!))];
  return open.map((field) => ({ about: 'field', field, text: `Which column holds ${fieldWords[field]}?`, candidates: [...new Set(columns)].slice(0, 200) }));
}

/**
 * Reads the whole file, at most 100,000 rights. Throws `FormatError` when it cannot be read as a table or holds more. A record with an
 * empty or overlong cell where one is needed is set aside with its row (from 1, without the header) and field.
 */
export async function readEntitlements(path: string, options: PermissionOptions = {}): Promise<PermissionFile> {
  try {
    return await read(path, options);
  } catch (error) {
    throw inFile(error, path, options.name);
  }
}

async function read(path: string, options: PermissionOptions): Promise<PermissionFile> {
  const file = await opened(path, options);
  const encoding = file.encoding ?? encodingCandidates[0]!;
  const expects = Object.values(options.columns ?? {}).filter((name) => name !== '');
  const source = await openRecords(path, file.container, { encoding, limits: file.limits, signal: options.signal, expects });
  const records = await allRecords(source, options.signal);
  const mapping = options.columns ?? recognised(source.columns);
  const questions = ask(mapping, source.columns);
  if (file.encoding === null) questions.unshift({ about: 'encoding', text: `The file is not UTF-8${file.line === undefined ? '' : ` (first at line ${file.line})`}. Which encoding is it in? The sample is shown as ${encoding}.`, candidates: encodingCandidates });
  const unused = source.columns.filter((column) => !Object.values(mapping).includes(column));
  return {
    name: options.name ?? basename(path), container: file.container, encoding, delimiter: source.delimiter, columns: [...new Set(source.columns)], sample: sampleOf(source.columns, records), mapping, questions,
    warnings: [...source.warnings, ...(unused.length > 0 && questions.length === 0 ? [`Columns that are not read: ${shortened(unused.join(', '), 300)}.`] : [])],
    records: records.length, ...(questions.length > 0 ? { rows: [], quarantined: [] } : rowsOf(records, source.columns, mapping)),
  };
}

async function allRecords(source: RecordSource, signal: AbortSignal | undefined): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const batch of source.batches) {
    signal?.throwIfAborted();
    records.push(...batch);
    if (records.length > mostRights) throw new FormatError('too_large', { what: 'the list of rights', limit: `${mostRights} rows` });
  }
  if (records.length === 0) throw new FormatError('no_records');
  return records;
}

const sampleOf = (columns: readonly string[], records: readonly SourceRecord[]): Record<string, string>[] =>
  records.filter((record) => !record.problem).slice(0, sampled).map((record) => Object.fromEntries(columns.map((name, i) => [name, shortened(textOf(record.cells[i]), 200)])));

const partsOf = (cell: Cell): string[] => (typeof cell === 'object' ? cell.map((part) => part.trim()) : [textOf(cell).trim()]);

function rowsOf(records: readonly SourceRecord[], columns: readonly string[], mapping: EntitlementMapping['columns']): Pick<PermissionFile, 'rows' | 'quarantined'> {
  const at = (field: EntitlementField): number => (mapping[field] === undefined || mapping[field] === '' ? -1 : columns.indexOf(mapping[field]));
  const places = Object.fromEntries(entitlementFields.map((field) => [field, at(field)])) as Record<EntitlementField, number>;
  const rows: PermissionRow[] = [];
  const quarantined: PermissionFile['quarantined'] = [];
  for (const { row, cells, problem } of records) {
    const aside = (field: string, why: string, value: string): void => { quarantined.push({ row, field, why, value: shortened(value, 200) }); };
    if (problem) { aside('row', problem.why, problem.value); continue; }
    const parts = Object.fromEntries(entitlementFields.map((field) => [field, places[field] === -1 ? [''] : partsOf(cells[places[field]])])) as Record<EntitlementField, string[]>;
    const one = (field: EntitlementField): string => parts[field].join(', ');
    const empty = needed.find((field) => field !== 'environment' && places[field] !== -1 && (parts[field].length === 0 || parts[field].includes('')));
    const long = entitlementFields.find((field) => (field === 'right' || field === 'environment' ? parts[field].some((part) => part.length > longest) : one(field).length > longest));
    const environments = parts.environment.length === 0 ? [''] : parts.environment;
    // Before they are made: two long lists in one record give more rows than there is memory for.
    if (rows.length + parts.right.length * environments.length > mostRights) throw new FormatError('too_large', { what: 'the list of rights', limit: `${mostRights} rows` }, { row });
    if (empty) aside(empty, 'missing', one(empty));
    else if (long) aside(long, 'cell_too_long', `${one(long).length} characters`);
    else if (entitlementFields.some((field) => !one(field).isWellFormed())) aside('row', 'half_character', one('identity'));
    else for (const right of parts.right) for (const environment of environments) rows.push({ identity: one('identity'), system: one('system'), environment, right, grant: one('grant'), kind: one('kind') });
  }
  return { rows, quarantined };
}
