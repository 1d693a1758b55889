// One host of Ansible as a configuration item: identifiers, kind and system from its facts, the rest from its variables.
import { type DiscoveredItem, type ItemIdentifiers, type ItemProblem, attributesOf } from './discovered-item.ts';
import { cellText, flatValue } from './flat-record.ts';
import { recognisedItems } from './item-mapping.ts';
import { type JsonObject, isObject } from './json-document.ts';
import { defaultLimits } from './limits.ts';

type Host = { row: number; name: string | null; vars: JsonObject; groups: readonly string[] };
type HostItem = { item: DiscoveredItem; left: number; secrets: number } | { field: string; reason: ItemProblem; value: string };

/** Facts worth a place among the attributes, without their prefix. What differs at every look (uptime, free memory) would make every item a changed one. */
const keptFacts = [
  'os_family', 'distribution', 'distribution_version', 'distribution_release', 'kernel', 'architecture', 'processor_vcpus', 'processor_cores', 'memtotal_mb', 'system_vendor', 'product_name', 'product_version',
  'bios_version', 'virtualization_type', 'virtualization_role', 'domain', 'network_os', 'selinux', 'service_mgr', 'python_version',
];
const containers = new Set(['docker', 'podman', 'lxc', 'containerd', 'container', 'systemd-nspawn', 'openvz']);
/** What makers leave in place of a number. */
const placeholder = /^(?:na|n\/a|none|unknown|null|not (?:specified|available|applicable)|to be filled by o\.?e\.?m\.?|system serial number|default string|[0-]+|f{8}[f-]*)$/i;
const isAddress = (text: string): boolean => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) || /^[0-9a-f]*:[0-9a-f:.]+$/i.test(text);
const secretName = /pass(?:word|wd|phrase)?|secret|token|credential|private_?key|api_?key|vault/i;
const longest = 200;

export function hostItem({ row, name, vars, groups }: Host): HostItem {
  const facts = isObject(vars['ansible_facts']) ? vars['ansible_facts'] : vars;
  const fact = factsIn(facts);
  const identifiers = identifiersOf(name, vars, fact);
  if (identifiers === null) return { field: 'name', reason: 'missing', value: '' };
  const long = Object.entries(identifiers).find(([, text]) => text.length > longest);
  if (long) return { field: long[0], reason: 'too_long', value: long[1] };
  const broken = Object.entries(identifiers).find(([, text]) => !text.isWellFormed());
  if (broken) return { field: broken[0], reason: 'half_character', value: broken[1].toWellFormed() };
  const own = ownVariables(vars, facts);
  const bound = recognisedItems([...own.byName.keys()]).columns;
  const taken = new Set<string>();
  const of = (field: 'environment' | 'owner' | 'service' | 'tier' | 'lifecycle' | 'type'): string | null => {
    const key = bound[field] === undefined ? undefined : own.byName.get(bound[field]);
    const text = key === undefined ? '' : own.texts.get(key)!;
    if (key === undefined || text === '' || text.length > longest || !text.isWellFormed()) return null;
    taken.add(key);
    return text;
  };
  const told = { type: of('type') ?? typeOf(fact), version: versionOf(fact), environment: of('environment'), owner: of('owner'), service: of('service'), tier: of('tier'), lifecycle: of('lifecycle') };
  const entries = new Map([...keptFacts.map((key) => [key, fact(key)] as const), ['groups', groups.join(', ')] as const, ...[...own.texts].filter(([key]) => !taken.has(key))]);
  const { attributes, left } = attributesOf(entries);
  return { item: { row, identifiers, ...told, attributes, relations: [] }, left, secrets: own.secrets };
}

/** A fact by its bare name, with or without the prefix, as text; empty where there is none. */
function factsIn(facts: JsonObject): (name: string) => string {
  return (name) => {
    const key = [`ansible_${name}`, name].find((each) => Object.hasOwn(facts, each));
    const value = key === undefined ? null : facts[key];
    return typeof value === 'string' ? value.trim() : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  };
}

function identifiersOf(name: string | null, vars: JsonObject, fact: (name: string) => string): ItemIdentifiers | null {
  const fqdn = fact('fqdn');
  // The control machine and bare addresses are how Ansible reaches a host, not what it is called.
  const called = name === null || name === 'localhost' || isAddress(name) ? fact('hostname') || fact('nodename') || fqdn || name || '' : name;
  if (called === '') return null;
  const known = (text: string): string | null => (text === '' || placeholder.test(text) ? null : text);
  const [serial, externalId] = [known(fact('product_serial')), known(fact('product_uuid')) ?? known(fact('machine_id'))];
  const address = addressOf(name, vars, fact);
  return {
    name: called, ...(serial === null ? {} : { serial }), ...(fqdn.includes('.') && !fqdn.startsWith('localhost') ? { fqdn } : {}),
    ...(externalId === null ? {} : { externalId }), ...(address === '' ? {} : { address }),
  };
}

function addressOf(name: string | null, vars: JsonObject, fact: (name: string) => string): string {
  const facts = isObject(vars['ansible_facts']) ? vars['ansible_facts'] : vars;
  const route = facts['ansible_default_ipv4'] ?? facts['default_ipv4'] ?? facts['ansible_default_ipv6'] ?? facts['default_ipv6'];
  const found = isObject(route) && typeof route['address'] === 'string' ? route['address'] : typeof vars['ansible_host'] === 'string' ? vars['ansible_host'] : fact('net_default_ipv4') || name || '';
  return isAddress(found) && !found.startsWith('127.') ? found : '';
}

function typeOf(fact: (name: string) => string): string | null {
  if (fact('network_os') !== '') return 'network-device';
  const role = fact('virtualization_role');
  if (role === 'guest') return containers.has(fact('virtualization_type').toLowerCase()) ? 'container' : 'virtual-server';
  return fact('hostname') === '' && fact('distribution') === '' ? null : 'server';
}

const versionOf = (fact: (name: string) => string): string | null => [fact('distribution'), fact('distribution_version')].filter((text) => text !== '').join(' ').slice(0, longest) || null;

/** Top-level names of an answer that say how the module ran. */
const ofTheRun = new Set(['changed', 'invocation', 'warnings', 'deprecations', 'failed', 'msg', 'module_setup', 'gather_subset']);

/**
 * Variables somebody gave the host, and its local facts; what Ansible gathers or connects with is none of them, nor is a secret.
 * `byName` leads from the name a field may be recognised by to the key in `texts`: of a local fact that is its last part.
 */
function ownVariables(vars: JsonObject, facts: JsonObject): { texts: Map<string, string>; byName: Map<string, string>; secrets: number } {
  const given = Object.entries(vars).filter(([key]) => !key.startsWith('ansible_') && !ofTheRun.has(key));
  const local = [facts['ansible_local'], facts['local']].find(isObject) ?? {};
  const limits = { ...defaultLimits, columns: Number.MAX_SAFE_INTEGER };
  const flat = (value: JsonObject): [string, string][] => [...flatValue({ row: 1, line: 1, value }, limits).cells].map(([key, cell]) => [key, cellText(cell)]);
  const all = [...flat(Object.fromEntries(given)), ...flat({ local })];
  const kept = all.filter(([key]) => !secretName.test(key));
  const nameOf = (key: string): string => (key.startsWith('local.') ? `tags.${key.slice(key.lastIndexOf('.') + 1)}` : key);
  return { texts: new Map(kept), byName: new Map(kept.map(([key]) => [nameOf(key), key])), secrets: all.length - kept.length };
}
