// Rights of the deployment tools for the screen: conflicts of duties, accounts, sources and what their last import changed (SEC-03).
import type { AccountKind, Duty, DutyConflict, Entitlement } from '#contract/entitlements.ts';
import type { Output } from '#contract/index.ts';
import type { May } from '#contract/values.ts';
import { AppError, appError } from '../app-error.ts';
import type { Conflict, Owners, Right, Standing } from '../domain/entitlements.ts';
import { conflictId, dutyConflicts, holderKey, mayAcceptConflict, mayKeepEntitlements, standingOf } from '../domain/entitlements.ts';
import { idOf } from '../domain/event.ts';
import type { Refused } from '../domain/verdict.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';

export type RightRow = { source: string; source_name: string; identity: string; system: string; environment: string; entitlement: string; change_ref: string; kind: string; duty: Duty; reaches_production: number };
export const asEntitlement = ({ source_name: sourceName, entitlement: right, change_ref: grant, reaches_production: reaches, ...row }: RightRow): Entitlement => ({ ...row, sourceName, right, grant, reachesProduction: reaches === 1 });

/** Rights as a source grants them now, in the order of the file's key. */
export const rightsOf = ({ db }: Pick<ReadContext, 'db'>, source: string): Entitlement[] => db.all<RightRow>(
  'SELECT e.source, s.name AS source_name, e.identity, e.system, e.environment, e.entitlement, e.change_ref, e.kind, e.duty, e.reaches_production FROM entitlement_source s JOIN entitlement e ON e.source = s.id AND e.snapshot = s.snapshot WHERE s.id = ? ORDER BY 3, 4, 5, 6, 7, 8', source).map(asEntitlement);

const mayOf = (no: Refused | null): May => (no === null ? { ok: true } : { ok: false, code: no.error.code, facts: no.error.facts });
const personName = ({ db }: Pick<ReadContext, 'db'>, id: string): string => db.get<{ name: string }>('SELECT name FROM person WHERE id = ?', id)?.name ?? 'Unknown person';
const sourceOf = (context: ReadContext, ref: string): { id: string; name: string } => {
  const source = context.findEntitlementSource(ref);
  if (!source) throw appError('record_missing', { record: 'tool', id: ref });
  return source;
};

type Names = { person: (id: string) => string; source: (id: string) => string };
function namesOf(context: ReadContext): Names {
  const tools = new Map(context.db.all<{ id: string; name: string }>('SELECT id, name FROM entitlement_source').map(({ id, name }) => [id, name]));
  const people = new Map<string, string>();
  return {
    source: (id) => tools.get(id) ?? '',
    person: (id) => {
      const name = people.get(id) ?? personName(context, id);
      people.set(id, name);
      return name;
    },
  };
}

type Judged = { conflict: Conflict; standing: Standing; name: string };
const inUrgency = (a: Judged, b: Judged): number => (a.standing.status !== b.standing.status ? (a.standing.status === 'open' ? -1 : 1)
  : a.conflict.rule.id !== b.conflict.rule.id ? (a.conflict.rule.id < b.conflict.rule.id ? -1 : 1) : a.name < b.name ? -1 : a.name > b.name ? 1 : holderKey(a.conflict.holder) < holderKey(b.conflict.holder) ? -1 : 1);

function rowOf(context: ReadContext, { conflict, standing, name }: Judged, { names, owners }: { names: Names; owners: Owners }): DutyConflict {
  const { rule, holder, rights } = conflict;
  const { exception } = standing;
  const entitlement = ({ source, identity, system, environment, right, grant, kind, duty, reachesProduction }: Right): Entitlement => ({ source, sourceName: names.source(source), identity, system, environment, right, grant, kind, duty, reachesProduction });
  return {
    id: conflictId(conflict, context.digest), rule: rule.id, title: rule.title, why: rule.why,
    holder: { kind: holder.kind, id: holder.kind === 'person' ? holder.id : holder.identity, name, source: holder.kind === 'account' ? names.source(holder.source) : null },
    status: standing.status, lapsed: standing.lapsed, rights: rights.map(entitlement), mayAccept: mayOf(mayAcceptConflict(holder, owners, context)),
    exception: exception && { id: exception.id, reason: exception.reason, owner: exception.owner, ownerName: names.person(exception.owner), expiresOn: exception.expiresOn, by: names.person(idOf(exception.by)), at: exception.at },
  };
}

function conflicts(context: ReadContext, { limit, after, status }: { limit: number; after?: string | undefined; status?: 'open' | 'accepted' | undefined }): Output<'entitlement.conflicts'> {
  const { rights, owners, exceptions } = context.entitlements();
  const names = namesOf(context);
  const judged = dutyConflicts(rights, owners).map((conflict): Judged => ({ conflict, standing: standingOf(conflict, exceptions, context.now), name: conflict.holder.kind === 'person' ? names.person(conflict.holder.id) : conflict.holder.identity })).toSorted(inUrgency);
  const open = judged.filter((j) => j.standing.status === 'open').length;
  const chosen = status === undefined ? judged : judged.filter((j) => j.standing.status === status);
  const from = Number(after ?? 0) || 0;
  return { rows: chosen.slice(from, from + limit).map((j) => rowOf(context, j, { names, owners })), open, accepted: judged.length - open, next: from + limit < chosen.length ? String(from + limit) : null };
}

type AccountRow = { source: string; source_name: string; identity: string; kind: AccountKind | null; said: string; person: string | null; rights: number; reaches: number };
function accounts(context: ReadContext, { limit, after, only }: { limit: number; after?: string | undefined; only: 'unowned' | 'shared' | 'all' }): Output<'entitlement.accounts'> {
  const [isOwned = '-1', source = '', identity = ''] = after?.split('\n') ?? [];
  const which = only === 'unowned' ? 'WHERE a.person IS NULL' : only === 'shared' ? "WHERE a.kind IN ('shared', 'service') OR (a.kind IS NULL AND e.kind IN ('shared', 'service'))" : '';
  const grouped = `SELECT e.source, s.name AS source_name, e.identity, a.kind, max(e.kind) AS said, a.person, count(*) AS rights, max(e.reaches_production AND e.duty <> 'none') AS reaches, a.person IS NOT NULL AS owned
    FROM entitlement_source s JOIN entitlement e ON e.source = s.id AND e.snapshot = s.snapshot LEFT JOIN entitlement_account a ON a.source = e.source AND a.identity = e.identity ${which} GROUP BY e.source, e.identity`;
  const total = context.db.get<{ n: number }>(`SELECT count(*) AS n FROM (${grouped})`)?.n ?? 0;
  const rows = context.db.all<AccountRow & { owned: number }>(`SELECT * FROM (${grouped}) WHERE (owned, source, identity) > (?, ?, ?) ORDER BY owned, source, identity LIMIT ?`, Number(isOwned), source, identity, limit + 1);
  const last = rows[limit - 1];
  const names = namesOf(context);
  return {
    rows: rows.slice(0, limit).map((r) => ({ source: r.source, sourceName: r.source_name, identity: r.identity, kind: r.kind, said: r.said, person: r.person, personName: r.person === null ? null : names.person(r.person), rights: r.rights, reachesProduction: r.reaches === 1 })),
    total, next: rows.length > limit && last ? `${last.owned}\n${last.source}\n${last.identity}` : null,
  };
}

type SourceRow = { id: string; name: string; file: string; at: string; by: string; added: number; removed: number; rights: number; accounts: number; owned: number; quarantined: number };
function sources(context: ReadContext): Output<'entitlement.sources'> {
  const rows = context.db.all<SourceRow>(`SELECT s.id, s.name, s.file, s.at, s.by, s.added, s.removed, count(e.identity) AS rights, count(DISTINCT e.identity) AS accounts, count(DISTINCT a.identity) AS owned,
    (SELECT ifnull(sum(json_array_length(p.quarantined)), 0) FROM entitlement_part p WHERE p.source = s.id AND p.snapshot = s.snapshot) AS quarantined
    FROM entitlement_source s LEFT JOIN entitlement e ON e.source = s.id AND e.snapshot = s.snapshot LEFT JOIN entitlement_account a ON a.source = e.source AND a.identity = e.identity GROUP BY s.id ORDER BY s.name, s.id`);
  const may = mayOf(mayKeepEntitlements(context));
  return { rows: rows.map(({ owned, by, ...r }) => ({ ...r, by: personName(context, idOf(by)), unowned: r.accounts - owned })), mayImport: may, mayMap: may };
}

type SetAside = Output<'entitlement.quarantine'>['rows'][number];
export const entitlementQueries = {
  'entitlement.sources': sources,
  'entitlement.conflicts': conflicts,
  'entitlement.accounts': accounts,
  'entitlement.changes': (context, { source: ref, limit, after }) => {
    const { id } = sourceOf(context, ref);
    const rows = context.db.all<RightRow & { how: 'added' | 'removed' }>(
      'SELECT c.source, s.name AS source_name, c.identity, c.system, c.environment, c.entitlement, c.change_ref, c.kind, c.duty, c.reaches_production, c.how FROM entitlement_change c JOIN entitlement_source s ON s.id = c.source WHERE c.source = ? AND (c.how, c.identity, c.system, c.environment, c.entitlement, c.change_ref, c.kind) > (?, ?, ?, ?, ?, ?, ?) ORDER BY c.how, c.identity, c.system, c.environment, c.entitlement, c.change_ref, c.kind LIMIT ?',
      id, ...placeOf(after), limit + 1);
    const last = rows[limit - 1];
    return { rows: rows.slice(0, limit).map(({ how, ...row }) => ({ ...asEntitlement(row), how })), next: rows.length > limit && last ? JSON.stringify([last.how, last.identity, last.system, last.environment, last.entitlement, last.change_ref, last.kind]) : null };
  },
  'entitlement.quarantine': (context, { source: ref, limit, after }) => {
    const { id } = sourceOf(context, ref);
    const all = context.db.all<{ quarantined: string }>('SELECT p.quarantined FROM entitlement_part p JOIN entitlement_source s ON s.id = p.source AND s.snapshot = p.snapshot WHERE p.source = ? ORDER BY p.part', id).flatMap(({ quarantined }) => JSON.parse(quarantined) as SetAside[]);
    const from = Number(after ?? 0) || 0;
    return { rows: all.slice(from, from + limit), next: from + limit < all.length ? String(from + limit) : null };
  },
} satisfies Partial<QueryHandlers>;

/** The place a page of changes goes on from. Throws a refusal for a cursor this query did not make. */
function placeOf(after: string | undefined): string[] {
  if (after === undefined) return ['', '', '', '', '', '', ''];
  try {
    const place = JSON.parse(after) as unknown;
    if (Array.isArray(place) && place.length === 7 && place.every((part) => typeof part === 'string')) return place;
  } catch {
    // Said below, in the same words as for any other text.
  }
  throw new AppError({ code: 'invalid_input', facts: { field: 'after', problem: 'is no cursor of this list' }, where: { field: 'after' } });
}
