// Discovery imports of configuration items (CFG-01): tables, JSON, Ansible's facts and inventories, exports of clouds, as one kind of record.
import { basename } from 'node:path';
import { type Hosts, ansibleDocument, hasFacts, hostItems, looksLikeSetupOutput, setupOutput } from './ansible.ts';
import type { Container } from './detect.ts';
import { openRecords } from './detect.ts';
import type { DiscoveredItem, ItemSetAside } from './discovered-item.ts';
import { textHead } from './encoding.ts';
import { type FlatRecord, flatRow, flatValue } from './flat-record.ts';
import { FormatError, inFile } from './format-error.ts';
import { type ItemMapping, type ItemQuestion, itemMapper, questionsFor, recognisedItems } from './item-mapping.ts';
import { type JsonObject, isObject, readJsonDocument } from './json-document.ts';
import { type JsonValue, arrayValues, lineValues } from './json-values.ts';
import type { Limits } from './limits.ts';
import { refused } from './refused.ts';
import { type ReportFile, type ReportOptions, openReport } from './report-file.ts';

export type DiscoveryKind = 'table' | 'json' | 'cloud' | 'ansible-facts' | 'ansible-inventory';
/** `records` counts what the file holds; each becomes an item or is set aside. Both lists are empty while a question is open. */
export type Discovery = {
  name: string; kind: DiscoveryKind; container: Container; encoding: string; columns: string[]; mapping: ItemMapping; questions: ItemQuestion[];
  records: number; items: DiscoveredItem[]; setAside: ItemSetAside[]; warnings: string[];
};
/** Without `mapping`, columns of tables and JSON are recognised by their names. Hosts of Ansible need none. */
export type DiscoveryOptions = ReportOptions & { mapping?: ItemMapping | undefined };

/** Records of one file; more would not fit the reader's memory. */
export const mostItems = 200_000;
const mostColumns = 20_000;
/** What must be held whole before its records can be found. */
const mostDocumentBytes = 128 * 1024 * 1024;

/** Throws `FormatError` when the file as a whole cannot be read or holds no record; a record that is no item is set aside with row, field and reason. */
export async function readDiscovery(path: string, options: DiscoveryOptions = {}): Promise<Discovery> {
  try {
    const file = await openReport(path, options);
    if (file.container === 'xml') throw refused('wrong_kind', 'it is XML; configuration items are read from CSV, spreadsheets and JSON');
    const found = await read(path, file, options);
    if (found.records === 0) throw new FormatError('no_records');
    return { name: options.name ?? basename(path), container: file.container, encoding: file.encoding, ...found };
  } catch (error) {
    throw inFile(error, path, options.name);
  }
}

type Found = Omit<Discovery, 'name' | 'container' | 'encoding'>;

async function read(path: string, file: ReportFile, { mapping, signal }: DiscoveryOptions): Promise<Found> {
  if (file.container === 'jsonl') return ofValues(await collected(lineValues(path, file, signal)), file.limits, mapping);
  const head = file.container === 'xlsx' ? '' : (await textHead(path, file.encoding)).replace(/^\uFEFF/, '').trimStart();
  if (file.container === 'json') return head.startsWith('{') ? ofDocument(await readJsonDocument(path, file, mostDocumentBytes, signal), file.limits, mapping) : ofValues(await collected(arrayValues(path, file, signal)), file.limits, mapping);
  if (looksLikeSetupOutput(head)) return ofHosts('ansible-facts', hostItems(await setupOutput(path, file, mostDocumentBytes, signal)));
  const expects = [...Object.values(mapping?.columns ?? {}), ...Object.keys(mapping?.relations ?? {})].filter((name) => name !== '');
  const source = await openRecords(path, file.container, { encoding: file.encoding, limits: file.limits, signal, expects });
  const records: FlatRecord[] = [];
  for await (const batch of source.batches) {
    signal?.throwIfAborted();
    for (const record of batch) records.push(flatRow(record, source.columns));
    refuseTooMany(records.length);
  }
  return ofRecords('table', records, { columns: [...new Set(source.columns)], mapping, warnings: source.warnings });
}

function refuseTooMany(count: number): void {
  if (count > mostItems) throw new FormatError('too_large', { what: 'the list of items', limit: `${mostItems} records` });
}

async function collected(values: AsyncIterable<JsonValue>): Promise<JsonValue[]> {
  const all: JsonValue[] = [];
  for await (const value of values) refuseTooMany(all.push(value));
  return all;
}

const ofHosts = (kind: 'ansible-facts' | 'ansible-inventory', hosts: Hosts): Found => ({ kind, columns: [], mapping: { columns: {}, relations: {} }, questions: [], ...hosts });

/** A JSON object: hosts of Ansible by its shape, else the records within it, else one record. */
function ofDocument(document: unknown, limits: Limits, mapping: ItemMapping | undefined): Found {
  if (!isObject(document)) throw new FormatError('no_records');
  const ansible = ansibleDocument(document);
  if (ansible) {
    refuseTooMany(ansible.hosts.length);
    return ofHosts(ansible.kind, hostItems(ansible.hosts, ansible.kind === 'ansible-inventory' ? ansible.groups : undefined));
  }
  const stranger = strangers.find(([keys]) => keys.every((key) => Object.hasOwn(document, key)));
  if (stranger) throw refused('wrong_kind', `it is ${stranger[1]}, not a list of configuration items`);
  const values = recordsWithin(document) ?? (Object.keys(document).length === 0 ? [] : [document]);
  refuseTooMany(values.length);
  return ofValues(values.map((value, i) => ({ row: i + 1, line: 1, value })), limits, mapping);
}

/** JSON of other kinds, by the names that mark it; each has a name or a list that could be taken for an item. */
const strangers: readonly [readonly string[], string][] = [
  [['bomFormat'], 'a bill of materials (CycloneDX)'], [['spdxVersion'], 'a bill of materials (SPDX)'], [['@context', '@graph'], 'a bill of materials (SPDX 3)'], [['@context', 'spdxId'], 'a bill of materials (SPDX 3)'], [['runs', 'version'], 'a report of findings (SARIF)'],
  [['openapi'], 'a description of an interface (OpenAPI)'], [['swagger'], 'a description of an interface (Swagger)'], [['format_version', 'terraform_version'], 'a plan or state of Terraform'], [['predicateType'], 'an attestation (in-toto)'],
  [['payloadType', 'signatures'], 'a signed envelope (DSSE)'], [['mediaType', 'verificationMaterial'], 'a signature bundle (Sigstore)'], [['metrics', 'root_group'], 'a load-test summary (k6)'],
];

/** Names under which exports keep their records, and those that wrap such an object once more. */
const listNames = ['items', 'value', 'values', 'resources', 'assets', 'configurationItems', 'cis', 'records', 'result', 'results', 'data', 'instances', 'hosts', 'nodes', 'devices'];
const wrapperNames = ['result', 'data', 'response', 'body', 'payload', 'd'];

function recordsWithin(document: JsonObject): unknown[] | null {
  const at = (object: JsonObject, name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined);
  const isList = (value: unknown): value is unknown[] => Array.isArray(value) && (value.length === 0 || value.some(isObject));
  // Amazon lists instances under the reservations they were started in.
  const reservations = at(document, 'Reservations');
  if (Array.isArray(reservations)) return reservations.filter(isObject).flatMap((reservation) => (Array.isArray(reservation['Instances']) ? reservation['Instances'] : []));
  for (const name of listNames) if (isList(at(document, name))) return at(document, name) as unknown[];
  for (const name of wrapperNames) {
    const inner = at(document, name);
    const found = isObject(inner) ? recordsWithin(inner) : null;
    if (found) return found;
  }
  const lists = Object.values(document).filter((value) => isList(value) && value.length > 0);
  return lists.length === 1 && Object.values(document).every((value) => !isObject(value)) && typeof document['name'] !== 'string' ? lists[0] as unknown[] : null;
}

function ofValues(values: readonly JsonValue[], limits: Limits, mapping: ItemMapping | undefined): Found {
  if (values.some(({ value }) => hasFacts(value))) return ofHosts('ansible-facts', hostItems(values.map(({ row, value, problem }) => ({ row, name: hostName(value), answer: value, ...(problem === undefined ? {} : { problem: { reason: 'malformed_json' as const, value: problem } }) }))));
  const records = values.map((value) => flatValue(value, limits));
  const columns = new Set<string>();
  for (const { cells } of records) for (const column of cells.keys()) columns.add(column);
  if (columns.size > mostColumns) throw new FormatError('too_large', { what: `a list with ${columns.size} different names`, limit: `${mostColumns} names` });
  return ofRecords([...columns].some((column) => cloudNames.test(column)) ? 'cloud' : 'json', records, { columns: [...columns], mapping, warnings: [] });
}

const cloudNames = /^(?:tags|labels)\.|^(?:arn|resource_?arn|instance_?id|resource_?id|resource_?group|subscription_?id|account_?id|project_?id|self_?link|asset_?type|region|availability_?zone)$/i;

const hostName = (value: unknown): string | null => {
  const found = isObject(value) ? ['inventory_hostname', 'host', 'hostname', '_host'].map((key) => value[key]).find((name) => typeof name === 'string' && name !== '') : undefined;
  return typeof found === 'string' ? found : null;
};

function ofRecords(kind: DiscoveryKind, records: readonly FlatRecord[], { columns, mapping: said, warnings }: { columns: string[]; mapping: ItemMapping | undefined; warnings: readonly string[] }): Found {
  const mapping = said ?? recognisedItems(columns);
  // A file of nothing but broken records has no columns to ask about: each is set aside with what is wrong with it.
  const questions = records.every((record) => record.problem) ? [] : questionsFor(mapping, columns);
  const found: Found = { kind, columns, mapping, questions, records: records.length, items: [], setAside: [], warnings: [...warnings] };
  if (questions.length > 0) return found;
  const map = itemMapper(mapping);
  let left = 0;
  for (const record of records) {
    const mapped = map(record);
    if (!mapped.ok) { found.setAside.push(mapped.aside); continue; }
    found.items.push(mapped.item);
    left += mapped.left;
  }
  if (left > 0) found.warnings.push(`${left} ${left === 1 ? 'value was' : 'values were'} left out: an item keeps at most 100 attributes.`);
  return found;
}
