import type { PersonRow, Role } from '#contract/people.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';

type Row = { id: string; name: string; key: string | null; roles: string | null };
const rowOf = ({ canSignHere }: Pick<ReadContext, 'canSignHere'>, row: Row): PersonRow =>
  ({ id: row.id, name: row.name, roles: (row.roles?.split(' ') ?? []) as Role[], hasKey: row.key !== null, canSignHere: canSignHere(row.id) });

const people = `SELECT p.id, p.name, p.key, (SELECT group_concat(role, ' ') FROM (SELECT role FROM role_grant g WHERE g.person = p.id ORDER BY role)) AS roles FROM person p`;

/** People by name. `after` is `name\nid` of the row before. */
export const peopleQueries = {
  'person.list': (context, { limit, after, text }) => {
    const [name = '', id = ''] = after?.split('\n') ?? [];
    const like = `%${(text ?? '').replace(/[%_\\]/g, '\\$&')}%`;
    const rows = context.db.all<Row>(`${people} WHERE (p.name, p.id) > (?, ?) AND p.name LIKE ? ESCAPE '\\' ORDER BY p.name, p.id LIMIT ?`, name, id, like, limit + 1);
    const total = context.db.get<{ n: number }>("SELECT count(*) AS n FROM person WHERE name LIKE ? ESCAPE '\\'", like)?.n ?? 0;
    const last = rows[limit - 1];
    return { rows: rows.slice(0, limit).map((row) => rowOf(context, row)), total, next: rows.length > limit && last ? `${last.name}\n${last.id}` : null };
  },
} satisfies Partial<QueryHandlers>;

/** People who have a key on this device, for the sign-in screen. */
export const signers = (context: Pick<ReadContext, 'db' | 'canSignHere'>, ids: readonly string[]): PersonRow[] =>
  ids.flatMap((id) => context.db.all<Row>(`${people} WHERE p.id = ?`, id)).map((row) => rowOf(context, row)).toSorted((a, b) => a.name.localeCompare(b.name));
