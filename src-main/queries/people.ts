import type { PersonRow, Role } from '#contract/people.ts';
import { mayConfirm, mayDecline } from '../domain/people.ts';
import { policy, policyRows } from '../domain/policy.ts';
import { needs } from '../domain/roles.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

type Row = { id: string; name: string; key: string | null; suspended_at: string | null; roles: string | null };
const rowOf = ({ canSignHere }: Pick<ReadContext, 'canSignHere'>, row: Row): PersonRow =>
  ({ id: row.id, name: row.name, roles: (row.roles?.split(' ') ?? []) as Role[], hasKey: row.key !== null, canSignHere: canSignHere(row.id), isSuspended: row.suspended_at !== null });

const people = `SELECT p.id, p.name, p.key, p.suspended_at, (SELECT group_concat(role, ' ') FROM (SELECT role FROM role_grant g WHERE g.person = p.id ORDER BY role)) AS roles FROM person p`;

type ProposalSqlRow = { id: string; subject: string; type: string; data: string; text: string; proposed_by: string; proposed_at: string; state: string };
/** What an entry would do, as a person says it. */
function sentenceOf(context: ReadContext, { subject, type, data, text }: ProposalSqlRow): { about: string; what: string; role: string | null } {
  const facts = JSON.parse(data) as Record<string, unknown>;
  const words = JSON.parse(text) as Record<string, unknown>;
  const id = subject.slice(subject.indexOf(':') + 1);
  const enrolling = context.db.get<{ text: string }>("SELECT text FROM roster_proposal WHERE subject = ? AND type = 'person.enrolled' LIMIT 1", subject);
  const name = context.db.get<{ name: string }>('SELECT name FROM person WHERE id = ?', id)?.name ?? String(words['name'] ?? (enrolling ? (JSON.parse(enrolling.text) as { name?: unknown }).name : '') ?? '');
  if (type === 'role.granted') return { about: name, what: 'Role', role: String(facts['granted']) };
  if (type === 'person.enrolled') return { about: name, what: facts['key'] === null ? 'Enrol without a key' : 'Enrol with a key', role: null };
  if (type === 'person.reinstated') return { about: name, what: 'End the suspension', role: null };
  if (type === 'device.enrolled') return { about: `Device at site ${String(facts['site'])}`, what: `Enrol; its words are ${context.wordsOf(String(facts['key']))}`, role: null };
  if (type === 'fork.resolved') return { about: `Feed ${id.slice(0, 8)}`, what: `Admit the branch that ends with ${String(facts['keepHead']).slice(0, 8)}`, role: null };
  return { about: name || id, what: type, role: null };
}

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
  'roster.pending': (context) => {
    const rows = context.db.all<ProposalSqlRow>("SELECT id, subject, type, data, text, proposed_by, proposed_at, state FROM roster_proposal WHERE state = 'pending' ORDER BY proposed_at, id LIMIT 500");
    const registrars = context.registrars();
    return {
      registrars: registrars.length, mayManage: may(needs('managePeople', context.actor)),
      rows: rows.map((row) => {
        const proposal = { id: row.id, subject: row.subject, type: row.type, proposedBy: row.proposed_by, state: row.state };
        return { id: row.id, type: row.type, ...sentenceOf(context, row), proposedBy: nameOf(context, row.proposed_by.slice(7)), proposedAt: row.proposed_at,
          waitsFor: registrars.filter((id) => `person:${id}` !== row.proposed_by && `person:${id}` !== row.subject).map((id) => nameOf(context, id)), mayConfirm: may(mayConfirm(proposal, context)), mayDecline: may(mayDecline(proposal, context)) };
      }),
    };
  },
  'policy.list': ({ organisation, wordsOf }) => ({ version: policy.version, rows: policyRows, root: { words: wordsOf(organisation.rootKey), was: (organisation.formerRoots ?? []).map(wordsOf) } }),
  'device.list': ({ db, organisation, wordsOf }) => ({
    rows: db.all<{ feed: string; key: string; site: string; seal: string | null; age: string | null; revoked_from: number | null; enrolled_at: string }>('SELECT feed, key, site, seal, age, revoked_from, enrolled_at FROM device ORDER BY site, feed')
      .map((row) => ({ feed: row.feed, words: wordsOf(row.key), site: row.site, isOwn: row.feed === organisation.deviceFeed, enrolledAt: row.enrolled_at, revokedFrom: row.revoked_from, canReceive: row.age !== null && row.revoked_from === null, hasSeal: row.seal !== null })),
  }),
} satisfies Partial<QueryHandlers>;

/** People who have a key on this device, for the sign-in screen. */
export const signers = (context: Pick<ReadContext, 'db' | 'canSignHere'>, ids: readonly string[]): PersonRow[] =>
  ids.flatMap((id) => context.db.all<Row>(`${people} WHERE p.id = ?`, id)).map((row) => rowOf(context, row)).toSorted((a, b) => a.name.localeCompare(b.name));
