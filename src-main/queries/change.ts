import { appError } from '../app-error.ts';
import type { ChangeRecord, ChangeRow, DecisionRecord, HistoryEntry } from '#contract/change.ts';
import type { May } from '#contract/values.ts';
import type { Input, Output } from '#contract/index.ts';
import type { Change, Decision } from '../domain/change.ts';
import { materialFields } from '../domain/change.ts';
import { idOf, subjectOf } from '../domain/event.ts';
import { piecesOf } from '../domain/gates.ts';
import { mayAll } from '../domain/lifecycle.ts';
import { sitesPerNumber } from '../domain/number.ts';
import { labels, missingForBoard, missingForSubmission } from '../domain/readiness.ts';
import { assessedBy } from '../domain/risk-acts.ts';
import type { Refused } from '../domain/verdict.ts';
import type { Param } from '../store/open.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { historyOf } from './history.ts';

type Row = {
  n: number; id: string; number: string; title: string; type: ChangeRow['type']; state: ChangeRow['state']; service: string; environment: string; tier: ChangeRow['tier']; score: number | null;
  planned_start_at: string | null; planned_end_at: string | null; zone: string; owner: string; external_id: string | null; source: string | null; updated_at: string; outcome: ChangeRow['outcome']; is_arriving: number; is_contested: number; is_ordered: number;
};
/** BCK-05: whether a rollback was ordered that is not carried out yet. There are few, so they are looked up once for a whole page. */
export const rollbackOrdered = "c.id IN (SELECT b.id FROM sheet b WHERE b.name = 'backout' AND b.state = 'ordered') AS is_ordered";
export const rowColumns = `c.n, c.id, c.number, c.title, c.type, c.state, c.service, c.environment, c.tier, c.score, c.planned_start_at, c.planned_end_at, c.zone, c.owner, c.external_id, c.source, c.updated_at, c.outcome, c.is_contested,
  ${rollbackOrdered},
  (c.import IS NOT NULL AND EXISTS (SELECT 1 FROM import_run r WHERE r.id = c.import AND r.state = 'running')) AS is_arriving`;
export const rowOf = (r: Row): ChangeRow => ({
  id: r.id, number: r.number, title: r.title, type: r.type, state: r.state, service: r.service, environment: r.environment, tier: r.tier, score: r.score, plannedStartAt: r.planned_start_at, plannedEndAt: r.planned_end_at,
  zone: r.zone, owner: r.owner, externalId: r.external_id, source: r.source, updatedAt: r.updated_at, isArriving: r.is_arriving === 1, outcome: r.outcome, ...(r.is_contested === 1 ? { isInConflict: true } : {}), ...(r.is_ordered === 1 ? { isRollbackOrdered: true } : {}),
});
export const rowOfChange = (c: Change): ChangeRow => ({
  id: c.id, number: c.number, title: c.fields.title, type: c.fields.type, state: c.state, service: c.fields.service, environment: c.fields.environment, tier: c.tier, score: c.score,
  plannedStartAt: c.fields.plannedStartAt, plannedEndAt: c.fields.plannedEndAt, zone: c.fields.zone, owner: c.fields.owner, externalId: c.externalId, source: c.source, updatedAt: c.updatedAt, isArriving: c.isArriving, outcome: c.outcome as ChangeRow['outcome'],
});
export const may = (refused: Refused | null): May => (refused ? { ok: false, code: refused.error.code, facts: refused.error.facts } : { ok: true });

type Listing = Input<'change.list'>;
/** `matches` is set for the condition that is the search alone. */
type Where = { sql: string; params: Param[]; matches?: string };
const marks = (n: number): string => Array.from({ length: n }, () => '?').join(', ');

/** Words as typed become prefix terms; punctuation of the query language has no power here. */
export const searchTerms = (text: string): string => (text.match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, 12).map((word) => `"${word}"*`).join(' AND ');

function filters(f: Listing): Where[] {
  const where: Where[] = [];
  const any = (column: string, values: readonly string[] | undefined): void => { if (values?.length) where.push({ sql: `${column} IN (${marks(values.length)})`, params: [...values] }); };
  any('c.state', f.state);
  any('c.type', f.type);
  if (f.tier?.length) where.push({ sql: `ifnull(c.tier, 'none') IN (${marks(f.tier.length)})`, params: [...f.tier] });
  if (f.service !== undefined) where.push({ sql: 'c.service = ?', params: [f.service] });
  if (f.from !== undefined) where.push({ sql: 'c.planned_end_at >= ?', params: [f.from] });
  if (f.to !== undefined) where.push({ sql: 'c.planned_start_at < ?', params: [f.to] });
  if (f.import !== undefined) where.push({ sql: 'c.import = ?', params: [f.import] });
  const terms = f.text === undefined ? '' : searchTerms(f.text);
  if (f.text !== undefined && f.text.trim() !== '') where.push(terms === '' ? { sql: '0', params: [] } : { sql: 'c.n IN (SELECT rowid FROM change_search WHERE change_search MATCH ?)', params: [terms], matches: terms });
  return where;
}

const columns: Record<Listing['order'], string> = { number: 'c.n', updatedAt: 'c.updated_at', plannedStartAt: 'c.planned_start_at', title: 'c.title', score: 'c.score' };

type Cursor = { n: number; value: string | number | null };
const isKey: Record<Listing['order'], (value: unknown) => boolean> = {
  number: (value) => value === null, updatedAt: (value) => typeof value === 'string', title: (value) => typeof value === 'string',
  plannedStartAt: (value) => value === null || typeof value === 'string', score: (value) => value === null || Number.isSafeInteger(value),
};

/** The cursor of an earlier page; one that no page gave out is refused. */
function cursorOf(after: string, order: Listing['order']): Cursor {
  try {
    const [n, value] = JSON.parse(after) as unknown[];
    if (Number.isSafeInteger(n) && isKey[order](value)) return { n: n as number, value: value as Cursor['value'] };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw appError('invalid_input', { field: 'after', problem: 'is no cursor of this list' }, { field: 'after' });
}

/** Keyset: the order column and `n` of the row before. Nulls sort as the smallest, as SQLite sorts them. */
function afterRow(f: Listing): Where[] {
  if (f.after === undefined) return [];
  const { n, value } = cursorOf(f.after, f.order);
  const sign = f.descending ? '<' : '>';
  if (f.order === 'number') return [{ sql: `c.n ${sign} ?`, params: [n] }];
  const column = columns[f.order];
  if (value === null) return [f.descending ? { sql: `(${column} IS NULL AND c.n < ?)`, params: [n] } : { sql: `(${column} IS NOT NULL OR c.n > ?)`, params: [n] }];
  const equal = `(${column} = ? AND c.n ${sign} ?)`;
  return [{ sql: f.descending ? `(${column} < ? OR ${equal} OR ${column} IS NULL)` : `(${column} > ? OR ${equal})`, params: [value, value, n] }];
}

function total(db: ReadContext['db'], where: Where[]): number {
  const [only] = where;
  if (only === undefined) return db.get<{ count: number }>("SELECT count FROM change_count WHERE dimension = 'total'")?.count ?? 0;
  // A search alone is counted in its own index, without a look at a single change.
  if (where.length === 1 && only.matches !== undefined) return db.get<{ n: number }>('SELECT count(*) AS n FROM change_search WHERE change_search MATCH ?', only.matches)?.n ?? 0;
  return db.get<{ n: number }>(`SELECT count(*) AS n FROM change c WHERE ${where.map((w) => w.sql).join(' AND ')}`, ...where.flatMap((w) => w.params))?.n ?? 0;
}

/** A jump in the whole list by number is arithmetic as long as there is one site and no number is missing; else, and in every other order, rows are skipped. */
function jump(db: ReadContext['db'], f: Listing, where: Where[]): { where: Where[]; offset: number } {
  const offset = f.offset ?? 0;
  if (offset === 0 || f.order !== 'number' || where.length > 0) return { where, offset };
  const ends = db.get<{ first: number | null; last: number | null }>('SELECT (SELECT min(n) FROM change) AS first, (SELECT max(n) FROM change) AS last');
  if (!ends || ends.first === null || ends.last === null || (ends.last - ends.first) / sitesPerNumber + 1 !== total(db, [])) return { where, offset };
  const skipped = offset * sitesPerNumber;
  return { where: [f.descending ? { sql: 'c.n <= ?', params: [ends.last - skipped] } : { sql: 'c.n >= ?', params: [ends.first + skipped] }], offset: 0 };
}

/** A page of changes. Counting is left out after the first page; the number of a filtered set is asked once. */
function list({ db }: ReadContext, f: Listing): Output<'change.list'> {
  const base = filters(f);
  const { where, offset } = jump(db, f, [...base, ...afterRow(f)]);
  const direction = f.descending ? 'DESC' : 'ASC';
  const orderBy = f.order === 'number' ? `c.n ${direction}` : `${columns[f.order]} ${direction}, c.n ${direction}`;
  const condition = where.length > 0 ? `WHERE ${where.map((w) => w.sql).join(' AND ')}` : '';
  // Skipping happens on the narrow index; only the rows of the page are read whole.
  const ids = `SELECT c.n FROM change c ${condition} ORDER BY ${orderBy} LIMIT ? OFFSET ?`;
  const rows = db.all<Row>(`SELECT ${rowColumns} FROM change c WHERE c.n IN (${ids}) ORDER BY ${orderBy}`, ...where.flatMap((w) => w.params), f.limit + 1, offset);
  const last = rows[f.limit - 1];
  const next = rows.length > f.limit && last ? JSON.stringify([last.n, f.order === 'number' ? null : { updatedAt: last.updated_at, plannedStartAt: last.planned_start_at, title: last.title, score: last.score }[f.order]]) : null;
  return { rows: rows.slice(0, f.limit).map(rowOf), total: f.after === undefined ? total(db, base) : null, next };
}

export function decisionRecord(context: Pick<ReadContext, 'db'>, change: Change, decision: Decision): DecisionRecord {
  const meeting = context.db.get<{ number: string; body: string }>('SELECT number, body FROM meeting WHERE id = ?', decision.meeting);
  const votes = meeting ? (JSON.parse(meeting.body) as { items: { change: string; votes: Record<string, string> }[] }).items.find((i) => i.change === change.id)?.votes ?? {} : {};
  return {
    id: decision.id, meeting: decision.meeting, meetingNumber: meeting?.number ?? '', verdict: decision.verdict, reason: decision.reason, deferredTo: decision.deferredTo, ...(decision.recommends ? { recommends: decision.recommends } : {}), conditions: decision.conditions,
    votes: Object.entries(votes).map(([person, vote]) => ({ name: nameOf(context, person), vote })), decidedAt: decision.decidedAt, by: nameOf(context, decision.by),
    policyVersion: decision.policyVersion, isStale: decision.isStale, signature: decision.signature.slice(0, 16), quarantine: decision.quarantine,
  };
}
export const nameOf = ({ db }: Pick<ReadContext, 'db'>, person: string): string => db.get<{ name: string }>('SELECT name FROM person WHERE id = ?', person)?.name ?? '';

const shown = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : value === null || value === undefined ? '' : String(value));

/** CHG-03: what the board approved beside what stands now, with who changed it. */
function deltaOf(context: ReadContext, change: Change): ChangeRecord['delta'] {
  if (change.approved === null) return [];
  const now = { ...change.fields, artefacts: change.artefacts };
  const differing = [...materialFields, 'artefacts' as const].filter((name) => shown(change.approved?.[name]) !== shown(now[name]));
  if (differing.length === 0) return [];
  const edits = historyOf(context, subjectOf('change', change.id), { limit: 500 }).rows;
  return differing.map((name) => {
    const edit = edits.find((e) => (name === 'artefacts' ? e.type === 'evidence.artefactDeclared' : e.after && name in e.after));
    return { field: name, label: labels[name] ?? name, approved: shown(change.approved?.[name]), now: shown(now[name]), by: edit?.by ?? '', at: edit?.at ?? change.updatedAt };
  });
}

/** What was written apart and lost, as people read it; the place and the state of the change are settled in the exchange. */
const overwrittenOf = (context: ReadContext, change: Change): NonNullable<ChangeRecord['overwritten']> =>
  change.overwritten.map(({ field, value, by, at, isMaterial }) => ({ field, value: shown(value), by: nameOf(context, by), at, isMaterial }));

/** What a link leads to; another device may have linked to what is not here yet. */
function linksOf({ findLinked }: ReadContext, change: Change): ChangeRecord['links'] {
  return change.links.map(({ kind, to }) => {
    const target = findLinked(idOf(to));
    return { kind: kind as ChangeRecord['links'][number]['kind'], to: target?.number ?? to, label: target?.label ?? '', record: target?.record ?? 'change' };
  });
}

function show(context: ReadContext, ref: string): ChangeRecord {
  const c = context.loadChange(ref);
  const agenda = context.db.get<{ id: string; number: string; starts_at: string }>('SELECT m.id, m.number, m.starts_at FROM agenda_item a JOIN meeting m ON m.id = a.meeting WHERE a.change = ? AND a.is_open = 1 ORDER BY m.starts_at LIMIT 1', c.id);
  const dossier = context.dossierOf(c);
  const delta = deltaOf(context, c);
  const isEarly = c.state === 'draft' || c.state === 'returned';
  return {
    id: c.id, number: c.number, state: c.state, revision: c.revision, version: c.version, fields: c.fields, tier: c.tier, score: c.score, source: c.source, externalId: c.externalId, externalState: c.externalState, foreign: c.foreign,
    actualStartAt: c.actualStartAt, actualEndAt: c.actualEndAt, outcome: c.outcome as ChangeRecord['outcome'], validator: c.validator === null ? null : nameOf(context, c.validator), isArriving: c.isArriving, createdAt: c.createdAt, updatedAt: c.updatedAt,
    takesScore: c.isImported && assessedBy(dossier) === null,
    missing: isEarly ? missingForSubmission(c.fields) : missingForBoard(c), pieces: piecesOf(dossier, context.now), decisions: c.decisions.toReversed().map((d) => decisionRecord(context, c, d)), delta, isRestored: delta.length === 0 && c.approved !== null && c.state === 'awaiting-authorisation' && c.holds.length === 0, isInConflict: c.holds.length > 0, overwritten: overwrittenOf(context, c), links: linksOf(context, c),
    agenda: agenda ? { meeting: agenda.id, number: agenda.number, startsAt: agenda.starts_at } : null,
    may: Object.fromEntries(Object.entries(mayAll(dossier, context)).map(([act, refused]) => [act, may(refused)])),
  };
}

const counts = ({ db }: ReadContext, dimension: string): Record<string, number> =>
  Object.fromEntries(db.all<{ value: string; count: number }>('SELECT value, count FROM change_count WHERE dimension = ? ORDER BY value', dimension).map((r) => [r.value, r.count]));

export const changeQueries = {
  'change.list': list,
  'change.facets': (context) => ({
    state: counts(context, 'state'), type: counts(context, 'type'), tier: counts(context, 'tier'), total: counts(context, 'total')[''] ?? 0,
    services: context.db.all<{ name: string; count: number }>("SELECT value AS name, count FROM change_count WHERE dimension = 'service' ORDER BY count DESC, value LIMIT 500"),
  }),
  'change.show': (context, { change }) => show(context, change),
  'change.history': (context, { change, limit, after }): { rows: HistoryEntry[]; next: string | null } => historyOf(context, subjectOf('change', context.loadChange(change).id), { limit, after }),
} satisfies Partial<QueryHandlers>;
