// Changes as tables: what `evolveChange` folds, spread over the columns that lists and boards ask for.
import type { ChangeFields } from '#contract/change.ts';
import type { Change } from '../../domain/change.ts';
import { evolveChange } from '../../domain/change.ts';
import type { StampedEvent } from '../../domain/event.ts';
import { idOf } from '../../domain/event.ts';
import { missingForBoard } from '../../domain/readiness.ts';
import { encode } from '../../trail/canonical.ts';
import { sha256Hex } from '../../trail/hashes.ts';
import type { ReadDb, WriteDb } from '../open.ts';

type ChangeRow = {
  n: number; id: string; number: string; title: string; type: ChangeFields['type']; state: Change['state']; service: string; environment: string;
  tier: Change['tier']; score: number | null; planned_start_at: string | null; planned_end_at: string | null; zone: string; owner: string; requester: string;
  source: string | null; external_id: string | null; external_state: string | null; import: string | null; outcome: string | null;
  actual_start_at: string | null; actual_end_at: string | null; started_by: string | null; validator: string | null;
  created_by: string; created_at: string; updated_at: string; version: number; revision: string; body: string; is_arriving: number;
};
/** What no list asks for, as one text. */
type Body = Omit<ChangeFields, 'title' | 'type' | 'service' | 'environment' | 'plannedStartAt' | 'plannedEndAt' | 'zone' | 'owner' | 'requester'>
  & Pick<Change, 'approved' | 'decisions' | 'links' | 'foreign'>;

export const changeColumns = `c.*, d.body, EXISTS (SELECT 1 FROM import_run r WHERE r.id = c.import AND r.state = 'running') AS is_arriving FROM change c JOIN change_detail d ON d.n = c.n`;

/** The folded change behind a row. */
export function changeOf(row: ChangeRow): Change {
  const { approved, decisions, links, foreign, ...more } = JSON.parse(row.body) as Body;
  return {
    id: row.id, number: row.number, state: row.state, version: row.version, revision: row.revision,
    fields: { ...more, title: row.title, type: row.type, service: row.service, environment: row.environment, plannedStartAt: row.planned_start_at, plannedEndAt: row.planned_end_at, zone: row.zone, owner: row.owner, requester: row.requester },
    score: row.score, tier: row.tier, source: row.source, externalId: row.external_id, externalState: row.external_state, foreign, import: row.import,
    isArriving: row.is_arriving === 1, isRemoved: false, actualStartAt: row.actual_start_at, actualEndAt: row.actual_end_at, outcome: row.outcome, startedBy: row.started_by, validator: row.validator,
    createdBy: row.created_by, createdAt: row.created_at, updatedAt: row.updated_at, approved, decisions, links,
  };
}

/** Finds by UUID or by number. */
export const findChange = (db: ReadDb, ref: string): Change | null => {
  const row = db.get<ChangeRow>(`SELECT ${changeColumns} WHERE c.id = ?`, ref) ?? db.get<ChangeRow>(`SELECT ${changeColumns} WHERE c.number = ?`, ref.toUpperCase());
  return row ? changeOf(row) : null;
};

/** The hash of the fields a decision is bound to (trail design, A4 `rev`). */
export const revisionOf = (fields: ChangeFields): string => sha256Hex('gavel-revision-v1\n', encode(fields));

const bodyOf = (change: Change): string => {
  const { title: _t, type: _y, service: _s, environment: _e, plannedStartAt: _p, plannedEndAt: _q, zone: _z, owner: _o, requester: _r, ...more } = change.fields;
  const body: Body = { ...more, approved: change.approved, decisions: change.decisions, links: change.links, foreign: change.foreign };
  return JSON.stringify(body);
};

/** Words people search by; written again only when they differ. */
function index(db: WriteDb, n: number, before: Change | null, after: Change): void {
  const words = searchable(after);
  if (before && searchable(before).join('\n') === words.join('\n')) return;
  if (before) db.run('DELETE FROM change_search WHERE rowid = ?', n);
  db.run('INSERT INTO change_search (rowid, title, service, people, ids) VALUES (?, ?, ?, ?, ?)', n, ...words);
}

type Counts = Map<string, number>;
const counted = (change: Change): string[] => [`state\n${change.state}`, `type\n${change.fields.type}`, `tier\n${change.tier ?? 'none'}`, `service\n${change.fields.service}`, 'total\n'];
const count = (counts: Counts, change: Change, by: 1 | -1): void => {
  for (const key of counted(change)) counts.set(key, (counts.get(key) ?? 0) + by);
};

const searchable = (change: Change): [string, string, string, string] =>
  [change.fields.title, change.fields.service, `${change.fields.owner} ${change.fields.requester}`, `${change.number} ${change.externalId ?? ''}`];

const insertColumns = 'n, id, number, title, type, state, service, environment, tier, score, planned_start_at, planned_end_at, zone, owner, requester, source, external_id, external_state, import, is_ready, outcome, actual_start_at, actual_end_at, started_by, validator, created_by, created_at, updated_at, version, revision';
const upsert = `INSERT INTO change (${insertColumns}) VALUES (${insertColumns.split(', ').map(() => '?').join(', ')}) ON CONFLICT (n) DO UPDATE SET ${insertColumns.split(', ').slice(3).map((c) => `${c} = excluded.${c}`).join(', ')}`;

function write(db: WriteDb, n: number, change: Change): void {
  const f = change.fields;
  db.run(upsert, n, change.id, change.number, f.title, f.type, change.state, f.service, f.environment, change.tier, change.score, f.plannedStartAt, f.plannedEndAt, f.zone, f.owner, f.requester,
    change.source, change.externalId, change.externalState, change.import, missingForBoard(change).length === 0 ? 1 : 0, change.outcome, change.actualStartAt, change.actualEndAt, change.startedBy, change.validator,
    change.createdBy, change.createdAt, change.updatedAt, change.version, change.revision);
}

function remove(db: WriteDb, n: number, change: Change): void {
  db.run('DELETE FROM change WHERE n = ?', n);
  db.run('DELETE FROM change_detail WHERE n = ?', n);
  db.run('DELETE FROM change_search WHERE rowid = ?', n);
  if (change.source !== null && change.externalId !== null) db.run('DELETE FROM import_source WHERE source = ? AND external_id = ?', change.source, change.externalId);
}

function noteSource(db: WriteDb, n: number, change: Change, event: StampedEvent): void {
  const digest = event.data['row'];
  if (change.source === null || change.externalId === null || typeof digest !== 'string') return;
  db.run('INSERT INTO import_source (source, external_id, n, digest) VALUES (?, ?, ?, ?) ON CONFLICT (source, external_id) DO UPDATE SET n = excluded.n, digest = excluded.digest', change.source, change.externalId, n, Buffer.from(digest, 'hex'));
}

/** A change while a commit is folded: as its row stands, and as it will. `source` is the last event that names the row of a foreign file. */
type Held = { n: number; before: Change | null; after: Change; source: StampedEvent | null };
/** The changes a commit touches: each is read once and written once, however many of its events the commit holds. */
export type HeldChanges = { byId: Map<string, Held>; lastN: number | null };
export const holdChanges = (): HeldChanges => ({ byId: new Map(), lastN: null });

function nextN(db: ReadDb, held: HeldChanges): number {
  held.lastN = (held.lastN ?? db.get<{ n: number | null }>('SELECT max(n) AS n FROM change')?.n ?? 0) + 1;
  return held.lastN;
}

function holdOf(db: ReadDb, held: HeldChanges, id: string): Held | null {
  const known = held.byId.get(id);
  if (known) return known.after.isRemoved ? null : known;
  const row = db.get<ChangeRow>(`SELECT ${changeColumns} WHERE c.id = ?`, id);
  if (!row) return null;
  const change = changeOf(row);
  const fresh: Held = { n: row.n, before: change, after: change, source: null };
  held.byId.set(id, fresh);
  return fresh;
}

/** Folds one event of a change; `writeChanges` puts the outcome into the tables. */
export function foldChange(db: WriteDb, held: HeldChanges, event: StampedEvent): void {
  const id = idOf(event.subject);
  const isFirst = event.type === 'change.created' || event.type === 'change.imported';
  // A change that begins has no row to read; asking for its place alone is a quarter of the cost in an import.
  const isNew = isFirst && !held.byId.has(id) && db.get('SELECT 1 FROM change WHERE id = ?', id) === undefined;
  const known = isNew ? null : holdOf(db, held, id);
  if (known === null && !isFirst) return;
  const folded = evolveChange(known?.after ?? null, event);
  // Most events move the state alone; then the fields' hash need not be made again.
  const after: Change = { ...folded, revision: known?.after.fields === folded.fields ? known.after.revision : revisionOf(folded.fields) };
  const hold = known ?? { n: nextN(db, held), before: null, after, source: null };
  hold.after = after;
  if (event.type === 'change.imported' || event.type === 'change.importUpdated') hold.source = event;
  held.byId.set(id, hold);
  if (event.type === 'cab.decisionRecorded') {
    db.run('INSERT INTO decision (id, change, meeting, verdict, decided_at, by) VALUES (?, ?, ?, ?, ?, ?)', String(event.data['decision']), id, String(event.data['meeting']), String(event.data['verdict']), event.at, event.by);
  }
}

function writeOne(db: WriteDb, { n, before, after, source }: Held, counts: Counts): void {
  if (before) count(counts, before, -1);
  if (after.isRemoved) { if (before) remove(db, n, after); return; }
  const hasSameFields = before !== null && after.fields === before.fields;
  const hasSameBody = hasSameFields && after.decisions === before.decisions && after.links === before.links && after.approved === before.approved && after.foreign === before.foreign;
  count(counts, after, 1);
  write(db, n, after);
  if (!hasSameBody) db.run('INSERT INTO change_detail (n, body) VALUES (?, ?) ON CONFLICT (n) DO UPDATE SET body = excluded.body', n, bodyOf(after));
  if (!hasSameFields) index(db, n, before, after);
  if (source) noteSource(db, n, after, source);
}

/** Writes what a commit changed, and the counters once. */
export function writeChanges(db: WriteDb, held: HeldChanges): void {
  const counts: Counts = new Map();
  for (const hold of held.byId.values()) writeOne(db, hold, counts);
  flushCounts(db, counts);
}

function flushCounts(db: WriteDb, counts: Counts): void {
  for (const [key, by] of counts) {
    if (by === 0) continue;
    const cut = key.indexOf('\n');
    const [dimension, value] = [key.slice(0, cut), key.slice(cut + 1)];
    db.run('INSERT INTO change_count (dimension, value, count) VALUES (?, ?, ?) ON CONFLICT (dimension, value) DO UPDATE SET count = count + excluded.count', dimension, value, by);
    if (by < 0) db.run('DELETE FROM change_count WHERE dimension = ? AND value = ? AND count = 0', dimension, value);
  }
}
