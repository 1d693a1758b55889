// A look into a file before anything is read for good: kind, columns, a sample, a mapping, and what only a person can answer (CHG-05).
import { basename } from 'node:path';
import type { Inspection as InspectionSchema, Mapping } from '#contract/imports.ts';
import type { z } from 'zod';
import { wordFields, wordReader } from './change-words.ts';
import { type DateEvidence, noEvidence, weighDate, zoneExists } from './dates.ts';
import { type Container, openRecords } from './detect.ts';
import { encodingCandidates } from './encoding.ts';
import { FormatError, inFile } from './format-error.ts';
import { shortened } from './imported-change.ts';
import { plain, textOf } from './mapped-fields.ts';
import { type Kind, kindOf, proposeMapping } from './mapping-proposal.ts';
import { type ReadOptions, opened } from './read-changes.ts';
import type { RecordSource, SourceRecord } from './records.ts';

export type Inspection = z.output<typeof InspectionSchema>;
export type InspectOptions = ReadOptions & { mapping?: Mapping | undefined };
type Question = Inspection['questions'][number];

/** One more than ServiceNow's export limit, so that exactly 10,000 is seen. */
const counted = 10_001;
/** Records kept to find words and dates in; more would only cost memory. */
const kept = 2000;
const sampled = 20;
const keptWords = 200;

/** Where exports are cut without saying so. */
const cuts: Record<Kind, number[]> = { servicenow: [10_000], jira: [1000], generic: [] };

/**
 * Counts up to 10,001 records and looks into the first 2,000. Throws `FormatError` when the file is no file of changes. A question that `options` or the given
 * mapping already answers is not asked. `rows` is exact when the whole file was looked at, else an estimate from its size.
 */
export async function inspectFile(path: string, options: InspectOptions = {}): Promise<Inspection> {
  try {
    return await inspect(path, options);
  } catch (error) {
    throw inFile(error, path, options.name);
  }
}

type Look = { records: SourceRecord[]; isWhole: boolean; rows: number };

async function look(source: RecordSource, totalBytes: number): Promise<Look> {
  const records: SourceRecord[] = [];
  let seen = 0;
  for await (const batch of source.batches) {
    if (records.length < kept) records.push(...batch.slice(0, kept - records.length));
    seen += batch.length;
    if (seen >= counted) return { records, isWhole: false, rows: Math.max(seen, Math.round((totalBytes / Math.max(1, source.bytesRead())) * seen)) };
  }
  return { records, isWhole: true, rows: seen };
}

async function inspect(path: string, options: InspectOptions): Promise<Inspection> {
  const file = await opened(path, options);
  const answered = file.encoding ?? options.mapping?.encoding ?? null;
  const encoding = answered ?? encodingCandidates[0]!;
  const expects = options.mapping && options.mapping.externalId !== '' ? [options.mapping.externalId] : [];
  const source = await openRecords(path, file.container, { encoding, limits: file.limits, signal: options.signal, expects });
  const seen = await look(source, file.bytes);
  if (seen.records.length === 0) throw new FormatError('no_records');
  const kind = kindOf(source.columns);
  refuseOtherRecords(source.columns, seen.records);
  const mapping = options.mapping ?? proposeMapping(kind, source.columns, source.labels);
  const questions: Question[] = [];
  if (answered === null) questions.push(askEncoding(file.line));
  questions.push(...askFields(mapping, source.columns));
  const columns = columnReader(source.columns, seen.records);
  const words = weighWords(mapping, columns, options.mapping !== undefined);
  questions.push(...words.questions);
  const dates = weighDates(mapping, columns, options, file.container);
  questions.push(...dates.questions);
  return {
    name: options.name ?? basename(path), kind, container: file.container, encoding, delimiter: source.delimiter, columns: [...new Set(source.columns)],
    sample: sample(source.columns, seen.records), rows: seen.rows,
    mapping: { ...words.mapping, ...dates.answers },
    questions, warnings: [...source.warnings, ...cutWarning(kind, seen), ...brokenRows(seen.records), ...words.warnings],
  };
}

function sample(columns: readonly string[], records: readonly SourceRecord[]): Record<string, string>[] {
  return records.filter((record) => !record.problem).slice(0, sampled).map((record) => {
    const row = new Map<string, string>();
    columns.forEach((name, i) => {
      const value = textOf(record.cells[i]);
      const before = row.get(name);
      row.set(name, before === undefined || before === '' ? shortened(value, 500) : value === '' ? before : shortened(`${before}, ${value}`, 500));
    });
    return Object.fromEntries(row);
  });
}

/** Incidents and problems look much like changes; templates look like changes that lost their number. */
function refuseOtherRecords(columns: readonly string[], records: readonly SourceRecord[]): void {
  const at = (names: readonly string[]): number => columns.findIndex((column) => names.includes(plain(column)));
  const number = at(['number']);
  const first = records.slice(0, 50).map((record) => textOf(record.cells[number]));
  const stranger = first.map((id) => /^(INC|PRB|RITM|REQ|SCTASK|CTASK|KB|STRY|IMS)\d+$/.exec(id)?.[1]);
  if (number !== -1 && first.length > 0 && stranger.every((prefix) => prefix !== undefined)) {
    throw new FormatError('not_a_change_file', { what: `its records are of another kind (${stranger[0]} numbers), not changes` }, { row: 1, field: columns[number]! });
  }
  const preset = at(['record_preset']);
  const kind = at(['sys_class_name']);
  const isTemplate = number === -1 && (preset !== -1 || /model|template/i.test(textOf(records[0]!.cells[kind])));
  if (isTemplate) {
    const name = textOf(records[0]!.cells[at(['description', 'short_description', 'name'])]);
    throw new FormatError('template_not_change', { name: shortened(name, 80) }, { row: 1, field: 'number' });
  }
}

const askEncoding = (line: number | undefined): Question =>
  ({ about: 'encoding', text: `The file is not UTF-8${line === undefined ? '' : ` (first at line ${line})`}. Which encoding is it in? The sample is shown as ${encodingCandidates[0]}.`, candidates: encodingCandidates });

const fieldWords: Record<string, string> = { externalId: 'the number or key of a change', title: 'the title', state: 'the state' };

function askFields(mapping: Mapping, columns: readonly string[]): Question[] {
  const known = new Set(columns);
  const isThere = (from: string | readonly string[]): boolean => (typeof from === 'string' ? known.has(from) : from.length === 0 || from.some((name) => known.has(name)));
  const missing = [...(known.has(mapping.externalId) ? [] : ['externalId']), ...['title', 'state'].filter((field) => !mapping.fields[field] || !isThere(mapping.fields[field].from))];
  return missing.map((field) => ({ about: 'field', field, text: `Which column holds ${fieldWords[field]}?`, candidates: [...known].slice(0, 100) }));
}

type Columns = (from: string | readonly string[]) => Iterable<string>;

function columnReader(columns: readonly string[], records: readonly SourceRecord[]): Columns {
  return function* read(from) {
    const names = typeof from === 'string' ? [from] : from;
    const at = columns.flatMap((column, i) => (names.includes(column) ? [i] : []));
    for (const record of records) if (!record.problem) yield at.map((i) => textOf(record.cells[i])).filter((part) => part !== '').join('\n');
  };
}

/**
 * Words of the sample that the mapping does not know are put into its table with an empty answer, for a person to fill in. Only a
 * column in which nothing is known is asked about; single rows with an unknown word can be set aside.
 */
function weighWords(mapping: Mapping, columns: Columns, isGiven: boolean): { mapping: Mapping; questions: Question[]; warnings: string[] } {
  const fields = { ...mapping.fields };
  const questions: Question[] = [];
  const warnings: string[] = [];
  for (const [name, ours] of Object.entries(wordFields)) {
    const field = fields[name];
    if (!field) continue;
    const read = wordReader(field.values, ours);
    const unknown = new Set<string>();
    let isAnyKnown = false;
    for (const word of columns(field.from)) {
      if (read(word) !== null) isAnyKnown = true;
      else if (word.trim() !== '' && unknown.size < keptWords) unknown.add(shortened(word.trim(), 200));
    }
    if (unknown.size === 0) continue;
    const list = [...unknown];
    const said = list.slice(0, 5).map((word) => `“${word}”`).join(', ') + (list.length > 5 ? ` and ${list.length - 5} more` : '');
    const isNeeded = name === 'state' || name === 'type';
    if (!isGiven) fields[name] = { ...field, values: { ...field.values, ...Object.fromEntries(list.map((word) => [word, ''])) } };
    if (isNeeded && !isAnyKnown && !isGiven) questions.push({ about: 'values', field: name, text: `Which ${name} of ours do these words mean: ${said}?`, candidates: list });
    else warnings.push(isNeeded ? `Rows whose ${name} is ${said} will be set aside: the mapping has no word for it.` : `No word of ours for the ${name} ${said}; the text is kept with the change.`);
  }
  return { mapping: { ...mapping, fields }, questions, warnings };
}

const dateFields = ['plannedStartAt', 'plannedEndAt', 'actualStartAt', 'actualEndAt', 'externalCreatedAt', 'externalUpdatedAt'];

/** What all date columns together leave open; day and month are told apart by the file as a whole, where it can be. */
function weighDates(mapping: Mapping, columns: Columns, options: InspectOptions, container: Container): { questions: Question[]; answers: { dateFormat?: string } } {
  const evidence: DateEvidence = noEvidence();
  const found: string[] = [];
  let firstLocal: string | undefined;
  for (const name of dateFields) {
    const field = mapping.fields[name];
    if (!field) continue;
    found.push(typeof field.from === 'string' ? field.from : field.from.join(', '));
    for (const value of columns(field.from)) {
      const date = value.trim();
      if (date === '') continue;
      weighDate(date, evidence);
      if (evidence.local !== null) firstLocal ??= name;
    }
  }
  const questions: Question[] = [];
  const answers: { dateFormat?: string } = {};
  const given = options.dateFormat ?? mapping.dateFormat;
  const isNumber = evidence.bareNumber !== null && container !== 'xlsx';
  if (given === undefined && isNumber) questions.push({ about: 'dateFormat', text: `What does the date ${evidence.bareNumber} count?`, candidates: ['excel-serial', 'epoch-ms', 'epoch-s'] });
  else if (given === undefined && evidence.dayFirst > 0 && evidence.monthFirst === 0) answers.dateFormat = 'DD/MM/YYYY';
  else if (given === undefined && evidence.monthFirst > 0 && evidence.dayFirst === 0) answers.dateFormat = 'MM/DD/YYYY';
  else if (given === undefined && evidence.eitherWay !== null) questions.push({ about: 'dateFormat', text: `Does a date such as ${shortened(evidence.eitherWay, 40)} name the day or the month first?`, candidates: ['DD/MM/YYYY', 'MM/DD/YYYY'] });
  const isLocal = evidence.local !== null || (evidence.bareNumber !== null && (container === 'xlsx' || given === 'excel-serial'));
  const zone = options.zone ?? mapping.zone;
  if (zone !== undefined && !zoneExists(zone)) throw new FormatError('zone_unknown', { zone });
  if (isLocal && zone === undefined && !mapping.fields['zone']) {
    questions.push({ about: 'zone', text: `Dates such as ${shortened(evidence.local ?? evidence.bareNumber ?? '', 40)} (${found.slice(0, 4).join(', ')}) have no time zone. Which zone are they in?`, ...(firstLocal === undefined ? {} : { field: firstLocal }) });
  }
  return { questions, answers };
}

function cutWarning(kind: Kind, { isWhole, rows }: Look): string[] {
  return isWhole && cuts[kind].includes(rows) ? [`The file has exactly ${rows.toLocaleString('en-GB')} rows: the export was probably cut there. Export the rest as well and import both.`] : [];
}

function brokenRows(records: readonly SourceRecord[]): string[] {
  const broken = records.filter((record) => record.problem);
  return broken.length === 0 ? [] : [`${broken.length} of the first ${records.length} rows cannot be cut into the columns and will be set aside, first row ${broken[0]!.row}.`];
}
