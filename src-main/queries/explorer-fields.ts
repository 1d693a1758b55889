// Folded rows as fields that people read: names instead of columns, people and records instead of UUIDs.
import type { Folded, ReadContext } from '../ports.ts';

export type FieldText = { group: string; name: string; field: string; text: string };

/** Columns that only the tables need. */
const unsaid: ReadonlySet<string> = new Set(['n', 'id', 'version', 'is_ready', 'is_contested', 'source_digest', 'name_key', 'fqdn_key', 'isRemoved', 'isErased', 'needsNewer', 'rev', 'revision', 'h', 'feed', 'seq', 'place', 'rank', 'body', 'uid', 'signature', 'updated_at', 'updatedAt']);
/** What a table or sheet is called; others by their own names. */
const groups: Record<string, string> = {
  change: 'Record', change_detail: 'Record', meeting: 'Record', person: 'Record', board: 'Record', service: 'Record', item: 'Record', calendar_entry: 'Record', organisation: 'Record', device: 'Record', import_run: 'Record', mapping: 'Record', document: 'Record',
  role_grant: 'Roles', seat: 'Seats', agenda_item: 'Agenda', decision: 'Decisions', roster_proposal: 'Proposals', item_relation: 'Relations', item_sighting: 'Seen by', import_quarantine: 'Set aside',
};
/** Rows told apart by a column of their own. */
const keyOf: Record<string, string> = { role_grant: 'role', seat: 'person', agenda_item: 'change', roster_proposal: 'id', item_sighting: 'source', entitlement_account: 'identity' };
/** Columns whose short words mean what a longer field says. */
const sameAs: Record<string, string> = { planned_start_at: 'plannedStartAt', planned_end_at: 'plannedEndAt', external_id: 'externalId', external_state: 'externalState' };

const words = (name: string): string => {
  const spaced = name.replace(/^(is|has)(?=[A-Z_])_?/u, '').replaceAll('_', ' ').replace(/([a-z\d])([A-Z])/gu, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`).toLowerCase().trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gu;
/** Deeper or more than this is no field any more but a table of its own. */
const deepest = 5;
const mostFields = 2000;
const mostLetters = 20_000;

const lookups = ['SELECT name FROM person WHERE id = ?', 'SELECT number AS name FROM change WHERE id = ?', 'SELECT number AS name FROM meeting WHERE id = ?', 'SELECT name FROM board WHERE id = ?', "SELECT number AS name FROM sheet WHERE name = 'release' AND id = ?"] as const;
/** People, changes and meetings by what they are called; each is looked up once. */
function namer({ db }: Pick<ReadContext, 'db'>): (text: string) => string {
  const known = new Map<string, string>();
  const look = (id: string): string => {
    for (const sql of lookups) {
      const name = db.get<{ name: string | null }>(sql, id)?.name;
      if (name) return name;
    }
    return id;
  };
  return (text) => text.replace(/^(?:person|change|meeting|board|release):(?=[0-9a-f]{8}-)/u, '').replace(uuid, (id) => {
    const found = known.get(id) ?? look(id);
    known.set(id, found);
    return found;
  });
}

const isPlain = (value: unknown): value is string | number | boolean | null => value === null || ['string', 'number', 'boolean'].includes(typeof value);
const plain = (value: unknown): string => (value === null || value === undefined ? '' : value === true ? 'yes' : value === false ? 'no' : String(value as string | number).slice(0, mostLetters));

type Found = { fields: Map<string, FieldText>; name: string };

/** Every field of what was folded, by a key that is the same then and now. */
export function fieldsOf(context: Pick<ReadContext, 'db'>, folded: Folded): Found {
  const fields = new Map<string, FieldText>();
  const named = namer(context);
  const add = (group: string, path: readonly string[], value: unknown): void => {
    const field = path.findLast((part) => !/^\d+$/u.test(part)) ?? '';
    if (fields.size >= mostFields || unsaid.has(path.at(-1) ?? '')) return;
    if (isPlain(value) || (Array.isArray(value) && value.every(isPlain))) {
      const text = named(Array.isArray(value) ? value.map(plain).join(', ') : plain(value));
      const name = path.reduce((told, part, i) => (/^\d+$/u.test(part) ? `${told} ${Number(part) + 1}` : `${told}${i === 0 ? '' : ', '}${/^[a-z][A-Za-z_]*$/u.test(part) ? (i === 0 ? words(part) : words(part).toLowerCase()) : part}`), '');
      fields.set(`${group}\n${path.join('\n')}`, { group, name, field, text });
    } else if (path.length < deepest) for (const [key, one] of Object.entries(value as object)) add(group, [...path, named(key)], one);
    else add(group, path, JSON.stringify(value));
  };
  let name = '';
  for (const { table, row } of folded) {
    const group = groups[table] ?? words(table);
    const key = keyOf[table];
    const own = key === undefined ? [] : [named(plain(row[key]))];
    const body = typeof row['body'] === 'string' ? JSON.parse(row['body']) as unknown : null;
    const columns = Object.entries(row).filter(([column]) => column !== key && column !== 'body').map(([column, value]): [string, unknown] => [sameAs[column] ?? column, column.startsWith('is_') ? value === 1 : value]);
    // The folded state says it all; columns beside it are for lists.
    const hasState = body !== null && table !== 'change_detail';
    for (const [column, value] of hasState ? [] : columns) add(group, [...own, column], value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value);
    if (typeof body === 'object' && body !== null) for (const [field, value] of Object.entries(body)) add(group, [...own, field], value);
    const said = [row['number'], row['title'] ?? row['name']].map(plain).filter((part) => part !== '');
    if (group === 'Record' && said.length > 0) name = said.join(' ');
    else if (name === '' && typeof body === 'object' && body !== null) name = ['number', 'title', 'name', 'label', 'matter', 'what'].map((field) => plain((body as Record<string, unknown>)[field])).filter((part) => part !== '' && part !== 'undefined').slice(0, 2).join(' ');
  }
  return { fields, name };
}
