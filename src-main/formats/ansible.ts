// Hosts as Ansible knows them: results of its setup module, its cache of facts, and the listing of an inventory.
import type { DiscoveredItem, ItemProblem, ItemSetAside } from './discovered-item.ts';
import { hostItem } from './ansible-host.ts';
import { textOf } from './encoding.ts';
import { FormatError } from './format-error.ts';
import { shortened } from './imported-change.ts';
import { type JsonObject, isObject, parseJson } from './json-document.ts';
import { inMiB } from './limits.ts';
import type { ReportFile } from './report-file.ts';

/** What one host answered: `name` as the inventory calls it, null where only its facts tell. */
export type HostAnswer = { row: number; name: string | null; answer: unknown; problem?: { reason: ItemProblem; value: string } };
export type Hosts = { records: number; items: DiscoveredItem[]; setAside: ItemSetAside[]; warnings: string[] };
export type AnsibleDocument = { kind: 'ansible-facts'; hosts: HostAnswer[] } | { kind: 'ansible-inventory'; hosts: HostAnswer[]; groups: Map<string, string[]> };

/** An answer of the setup module, or a host's file in the cache of facts. */
export const hasFacts = (value: unknown): boolean => isObject(value) && (isObject(value['ansible_facts']) || Object.keys(value).filter((key) => key.startsWith('ansible_')).length >= 3);
const hasFailed = (value: unknown): boolean => isObject(value) && (value['unreachable'] === true || value['failed'] === true) && typeof value['msg'] === 'string';
const isAnswer = (value: unknown): boolean => hasFacts(value) || hasFailed(value);
const numbered = (answers: Iterable<readonly [string | null, unknown]>): HostAnswer[] => [...answers].map(([name, answer], i) => ({ row: i + 1, name, answer }));

/** Recognises a JSON document of Ansible by its shape; null for any other. */
export function ansibleDocument(document: JsonObject): AnsibleDocument | null {
  const meta = document['_meta'];
  if (isObject(meta) && isObject(meta['hostvars'])) return inventory(document, meta['hostvars']);
  if (isObject(document['all']) && ['hosts', 'children'].some((key) => Array.isArray((document['all'] as JsonObject)[key]))) return inventory(document, {});
  if (isAnswer(document)) return { kind: 'ansible-facts', hosts: numbered([[null, document]]) };
  if (Array.isArray(document['plays'])) return { kind: 'ansible-facts', hosts: numbered(ofPlays(document['plays'])) };
  const values = Object.entries(document);
  return values.some(([, value]) => hasFacts(value)) && values.every(([, value]) => isAnswer(value)) ? { kind: 'ansible-facts', hosts: numbered(values) } : null;
}

/** The JSON callback lists tasks with the answers of all hosts; a host's facts come before what else it answered. */
function ofPlays(plays: unknown[]): Map<string, unknown> {
  const answers = new Map<string, unknown>();
  const tasks = plays.flatMap((play) => (isObject(play) && Array.isArray(play['tasks']) ? play['tasks'] : [])).filter(isObject);
  for (const { hosts } of tasks) {
    for (const [name, answer] of Object.entries(isObject(hosts) ? hosts : {})) {
      const before = answers.get(name);
      if (isAnswer(answer) && !(isObject(before) && isObject(before['ansible_facts']))) answers.set(name, answer);
    }
  }
  return answers;
}

/** Hosts stand under `_meta.hostvars` where they have variables, and in the groups in any case. */
function inventory(document: JsonObject, hostvars: JsonObject): AnsibleDocument {
  const answers = new Map<string, unknown>(Object.entries(hostvars));
  const groups = new Map<string, string[]>();
  for (const [group, value] of Object.entries(document)) {
    if (group === '_meta' || !isObject(value) || !Array.isArray(value['hosts'])) continue;
    for (const host of value['hosts']) {
      if (typeof host !== 'string') continue;
      if (!answers.has(host)) answers.set(host, {});
      if (group !== 'all' && group !== 'ungrouped') groups.set(host, [...(groups.get(host) ?? []), group]);
    }
  }
  return { kind: 'ansible-inventory', hosts: numbered(answers), groups };
}

const answerHead = /^(\S+) \| (SUCCESS|CHANGED|FAILED|UNREACHABLE)!? (?:\| rc=\d+ )?=> \{/gm;

/** `ansible all -m setup` prints an answer per host, each headed by the host and how it went. */
export const looksLikeSetupOutput = (text: string): boolean => text.search(answerHead) !== -1 && /^\s*(?:\[WARNING\]|\S+ \| [A-Z]+!? )/.test(text);

/** A host whose answer is broken is set aside alone, for the next one starts with its own head. */
export async function setupOutput(path: string, { encoding, limits }: ReportFile, most: number, signal?: AbortSignal): Promise<HostAnswer[]> {
  let text = '';
  for await (const piece of textOf(path, encoding, signal)) {
    signal?.throwIfAborted();
    text += piece;
    if (text.length > most) throw new FormatError('too_large', { what: 'the output of Ansible', limit: inMiB(most) });
  }
  const heads = [...text.matchAll(answerHead)];
  return heads.map((head, i) => {
    const body = text.slice(head.index + head[0].length - 1, heads[i + 1]?.index ?? text.length);
    // What follows the closing brace is not the host's: warnings and the start of the next.
    const end = body.lastIndexOf('\n}');
    const one = { row: i + 1, name: head[1]!, answer: null as unknown };
    try {
      return { ...one, answer: parseJson(end === -1 ? body : body.slice(0, end + 2), limits.depth) };
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      return { ...one, problem: { reason: 'malformed_json' as const, value: error.message } };
    }
  });
}

/** Answers as items; a host that could not be reached, or whose facts could not be had, is set aside with what Ansible said. */
export function hostItems(hosts: readonly HostAnswer[], groups?: ReadonlyMap<string, readonly string[]>): Hosts {
  const found: Hosts = { records: hosts.length, items: [], setAside: [], warnings: [] };
  let kept = 0;
  let secrets = 0;
  for (const { row, name, answer, problem } of hosts) {
    const aside = (field: string, reason: ItemProblem, value: string): void => { found.setAside.push({ row, field, reason, value: shortened(value.toWellFormed()) }); };
    const label = name === null ? '' : `${name}: `;
    if (problem) { aside('row', problem.reason, `${label}${problem.value}`); continue; }
    if (!isObject(answer)) { aside('row', 'not_an_object', `${label}${JSON.stringify(answer)}`); continue; }
    if (answer['unreachable'] === true || answer['failed'] === true) { aside('ansible_facts', answer['unreachable'] === true ? 'unreachable' : 'failed', `${label}${typeof answer['msg'] === 'string' ? answer['msg'] : ''}`); continue; }
    const host = hostItem({ row, name, vars: answer, groups: name === null ? [] : groups?.get(name) ?? [] });
    if ('reason' in host) { aside(host.field, host.reason, `${label}${host.value}`); continue; }
    found.items.push(host.item);
    kept += host.left;
    secrets += host.secrets;
  }
  if (kept > 0) found.warnings.push(`${kept} ${kept === 1 ? 'variable was' : 'variables were'} left out: an item keeps at most 100 attributes.`);
  if (secrets > 0) found.warnings.push(`${secrets} ${secrets === 1 ? 'variable' : 'variables'} named like a secret ${secrets === 1 ? 'was' : 'were'} left out.`);
  return found;
}
