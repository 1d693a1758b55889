// What an import of configuration items yields: items in our words, or records set aside with their reason (CFG-01).

/** What an item can be recognised by; `name` always, the others where the source knows them. */
export type ItemIdentifiers = { name: string; serial?: string; fqdn?: string; externalId?: string; address?: string };
export type ItemRelation = { kind: string; to: string };
/**
 * `row` counts records or hosts from 1, a header left out. `attributes` are the columns no field takes: at most 100, of at most 4,096
 * characters each. `to` of a relation is a name as the source gives it.
 */
export type DiscoveredItem = {
  row: number; identifiers: ItemIdentifiers; type: string | null; version: string | null; environment: string | null; owner: string | null; service: string | null; tier: string | null;
  lifecycle: string | null; attributes: Record<string, string>; relations: ItemRelation[];
};

export type ItemProblem = 'missing' | 'too_long' | 'ragged_row' | 'cell_too_long' | 'malformed_json' | 'not_an_object' | 'half_character' | 'unreachable' | 'failed' | 'relation_unclear';
/** `value` is shortened to 200 characters. */
export type ItemSetAside = { row: number; line?: number; field: string; reason: ItemProblem; value: string };

const mostAttributes = 100;
const longestAttribute = 4096;

/** Attributes of one item; answers how many did not fit beside. */
export function attributesOf(entries: Iterable<readonly [string, string]>): { attributes: Record<string, string>; left: number } {
  const attributes: Record<string, string> = {};
  let count = 0;
  let left = 0;
  for (const [name, text] of entries) {
    if (text.trim() === '') continue;
    if (count === mostAttributes) { left += 1; continue; }
    count += 1;
    // As a key of a plain object this one name would set a prototype instead.
    attributes[(name === '__proto__' ? '_proto_' : name).slice(0, 200).toWellFormed()] = (text.length > longestAttribute ? `${text.slice(0, longestAttribute - 1)}…` : text).toWellFormed();
  }
  return { attributes, left };
}
