// What a release brings, judged by the kinds of items its changes touch (REL-01).
import type { ContentType } from '#contract/release.ts';
import { contentTypes } from '#contract/release.ts';

/** Words that the type of an item may hold, the telling ones first: a database server is data before it is a server. */
const words: readonly (readonly [ContentType, readonly string[]])[] = [
  ['integration', ['integration', 'interface', 'third-party', 'third party', 'partner', 'connector', 'webhook', 'external', 'api gateway', 'message', 'queue', 'broker', 'esb']],
  ['data', ['data', 'database', 'schema', 'table', 'warehouse', 'index', 'archive', 'dataset', 'report']],
  ['infrastructure', ['network', 'switch', 'router', 'firewall', 'load balancer', 'load-balancer', 'dns', 'storage', 'array', 'server', 'host', 'virtual', 'vm', 'hypervisor', 'cluster', 'container', 'node', 'operating', 'hardware', 'appliance', 'rack', 'cable', 'infrastructure']],
  ['application', ['application', 'app', 'service', 'software', 'web', 'api', 'mobile', 'batch', 'job', 'package', 'library', 'function', 'frontend', 'backend']],
];
/** As a word of its own, also in the plural. */
const isWord = (type: string, word: string): boolean => new RegExp(`(^|[^\\p{L}])${word}s?($|[^\\p{L}])`, 'u').test(type);
/** The kind of content that an item of this type is; null where its type says nothing. */
export function contentOf(type: string): ContentType | null {
  const lower = type.toLowerCase();
  return words.find(([, told]) => told.some((word) => isWord(lower, word)))?.[0] ?? null;
}

export type TouchedItem = { id: string; name: string; type: string; /** UUID of its service. */ service: string | null };
export type Content = { derived: { type: ContentType; items: string[]; isDeclared: boolean }[]; /** Items whose type says nothing. */ unclassified: string[]; /** Declared, and no item brings it. */ undelivered: ContentType[] };
/** REL-01: what the items say, beside what was declared. */
export function compareContent(items: readonly TouchedItem[], declared: readonly ContentType[]): Content {
  const named = contentTypes.map((type) => ({ type, items: items.filter((item) => contentOf(item.type) === type).map(({ name }) => name), isDeclared: declared.includes(type) }));
  const derived = named.filter(({ items: found }) => found.length > 0);
  return { derived, unclassified: items.filter(({ type }) => contentOf(type) === null).map(({ name }) => name), undelivered: declared.filter((type) => !derived.some((one) => one.type === type)) };
}
