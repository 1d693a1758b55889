// What a change reaches, for its page and the command line (RISK-04): items by distance, services with their owners, what cannot be seen, and who else works there.
import type { BlindSpot, ImpactItem, ImpactReport, ImpactService, OtherChange } from '#contract/impact.ts';
import type { Change } from '../domain/change.ts';
import type { ImpactFacts } from '../domain/impact.ts';
import { affected, mayRespond, standingOf } from '../domain/impact.ts';
import { nameKey, textOf } from '../domain/item.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may } from './change.ts';

/** Items, blind spots and other changes one answer lists. */
const shown = { items: 1000, blind: 500, changes: 200, edges: 4000 };
/** Changes within this time of the window are in the same period. */
const nearMs = 86_400_000;

type Row = { id: string; name: string; type: string; environment: string; owner: string; tier: number | null; service: string | null; service_name: string | null; service_owner: string | null; missing_at: string | null; related: number };
const inList = 'IN (SELECT value FROM json_each(?))';
const rowsOf = ({ db }: Pick<ReadContext, 'db'>, ids: readonly string[]): Row[] => db.all<Row>(
  `SELECT i.id, i.name, i.type, i.environment, i.owner, i.tier, i.service, s.name AS service_name, s.owner AS service_owner, i.missing_at,
    (EXISTS (SELECT 1 FROM item_relation r WHERE r.source_item = i.id) OR EXISTS (SELECT 1 FROM item_relation r WHERE r.target_item = i.id)) AS related
    FROM item i LEFT JOIN service s ON s.id = i.service WHERE i.id ${inList}`, JSON.stringify(ids));

/** Items without an owner of their own or of their service, and items that nothing is related to: what lies behind them cannot be seen. */
function blindSpots(rows: readonly Row[], unknown: readonly string[]): BlindSpot[] {
  const known = rows.flatMap((row): BlindSpot[] => {
    const why: BlindSpot['why'] = [...(row.owner === '' && (row.service_owner ?? '') === '' ? ['no-owner' as const] : []), ...(row.related === 0 ? ['no-relations' as const] : [])];
    return why.length > 0 ? [{ id: row.id, name: row.name, why }] : [];
  });
  return [...unknown.map((name): BlindSpot => ({ id: null, name, why: ['unregistered'] })), ...known];
}

type OtherRow = { number: string; title: string; state: OtherChange['state']; service: string; planned_start_at: string; planned_end_at: string; items: string | null };
/** Changes whose window lies within a day of this one's and that touch an item or a service it reaches. */
function othersOf({ db }: Pick<ReadContext, 'db'>, change: Change | null, items: readonly { name: string }[], services: readonly { name: string }[]): OtherChange[] {
  const { plannedStartAt, plannedEndAt } = change?.fields ?? { plannedStartAt: null, plannedEndAt: null };
  if (change === null || plannedStartAt === null) return [];
  const near = (at: string, by: number): string => new Date(Date.parse(at) + by).toISOString();
  const rows = db.all<OtherRow>(`SELECT c.number, c.title, c.state, c.service, c.planned_start_at, c.planned_end_at, json_extract(d.body, '$.items') AS items FROM change c JOIN change_detail d ON d.n = c.n
    WHERE c.planned_start_at < ? AND c.planned_start_at > ? AND c.planned_end_at > ? AND c.id <> ? AND c.state NOT IN ('rejected', 'cancelled', 'closed') ORDER BY c.planned_start_at, c.n LIMIT 5000`,
  near(plannedEndAt ?? plannedStartAt, nearMs), near(plannedStartAt, -60 * nearMs), near(plannedStartAt, -nearMs), change.id);
  const reachedItems = new Map(items.map(({ name }) => [nameKey(name), name]));
  const reachedServices = new Map(services.map(({ name }) => [nameKey(name), name]));
  return rows.flatMap((row): OtherChange[] => {
    const named = row.items === null ? [] : JSON.parse(row.items) as string[];
    const touches = [...new Set([...named.flatMap((name) => reachedItems.get(nameKey(name)) ?? []), ...(reachedServices.has(nameKey(row.service)) ? [row.service] : [])])];
    return touches.length === 0 ? [] : [{ number: row.number, title: row.title, state: row.state, service: row.service, plannedStartAt: row.planned_start_at, plannedEndAt: row.planned_end_at, touches: touches.slice(0, 20) }];
  }).slice(0, shown.changes);
}

type Reached = ReturnType<ReadContext['reachOf']>;
type Asked = { change: Change | null; named: ReturnType<ReadContext['itemsNamed']>; depth: number };
type Consulted = Pick<ImpactFacts, 'answers'> & { scope: string };

function serviceOf(context: ReadContext, one: Reached['services'][number], { change, consulted }: { change: Change | null; consulted: Consulted }): ImpactService {
  const service = affected(one, change?.fields.service ?? '', context.policy());
  const { status, answer } = standingOf(service, consulted.answers, consulted.scope);
  return {
    id: service.id, name: service.name, tier: service.tier, owner: service.owner.name, deputies: service.deputies.map((d) => d.name), sla: textOf(one.service.values, 'sla'), distance: one.distance, isConsulted: change !== null && service.isConsulted,
    status, answer: answer && { response: answer.response, note: answer.note, by: answer.byName, at: answer.at, isStale: status === 'stale' }, mayRespond: may(mayRespond(service, context)),
  };
}

function report(context: ReadContext, { change, named, depth }: Asked, consulted: Consulted): ImpactReport {
  const { walk, services } = context.reachOf(named.starts, depth);
  const all = [...named.starts, ...walk.reached.map((r) => r.item)];
  const rows = new Map(rowsOf(context, all).map((row) => [row.id, row]));
  const nameOf = (id: string): string => rows.get(id)?.name ?? 'an unknown item';
  const asItem = (id: string, distance: number, path: readonly string[]): ImpactItem => {
    const row = rows.get(id);
    return { id, name: nameOf(id), type: row?.type ?? '', environment: row?.environment ?? '', owner: row?.owner ?? '', tier: row?.tier ?? null, service: row?.service ?? null, serviceName: row?.service_name ?? '', distance, path: path.map(nameOf), isMissing: row === undefined || row.missing_at !== null };
  };
  const items = [...named.starts.map((id) => asItem(id, 0, [id])), ...walk.reached.slice(0, shown.items).map((r) => asItem(r.item, r.distance, r.path))].slice(0, shown.items)
    .toSorted((a, b) => a.distance - b.distance || (a.name !== b.name ? (a.name < b.name ? -1 : 1) : a.id < b.id ? -1 : 1));
  const isShown = new Set(items.map(({ id }) => id));
  const blind = blindSpots([...rows.values()], named.unknown);
  return {
    depth, items, total: all.length, edges: walk.steps.filter((step) => isShown.has(step.from) && isShown.has(step.to)).slice(0, shown.edges), services: services.map((one) => serviceOf(context, one, { change, consulted })),
    blind: blind.slice(0, shown.blind), blindTotal: blind.length, isScopeUnknown: named.unknown.length > 0,
    changes: othersOf(context, change, [...rows.values()], services.map(({ service }) => ({ name: textOf(service.values, 'name') }))), hasWindow: (change?.fields.plannedStartAt ?? null) !== null, isCut: walk.isCut,
  };
}

export const impactQueries = {
  'impact.show': (context, { change: ref, depth }) => {
    const change = context.loadChange(ref);
    const { scope, impact } = context.dossierOf(change);
    return report(context, { change, named: context.itemsNamed(change.fields.items, change.fields.environment), depth: depth ?? context.policy().reach.depth }, { scope, answers: impact?.answers ?? [] });
  },
  'impact.ofItems': (context, { items, depth }) => {
    const ids = context.db.all<{ id: string }>(`SELECT id FROM item WHERE id ${inList}`, JSON.stringify(items)).map(({ id }) => id);
    const byName = context.itemsNamed(items.filter((item) => !ids.includes(item)), '');
    return report(context, { change: null, named: { starts: [...new Set([...ids, ...byName.starts])], unknown: byName.unknown }, depth: depth ?? context.policy().reach.depth }, { scope: '', answers: [] });
  },
} satisfies Partial<QueryHandlers>;
