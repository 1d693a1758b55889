// Changes as tables: what `evolveChange` folds, spread over the columns that lists and boards ask for.
import type { ChangeFields } from '#contract/change.ts';
import type { Change } from '../../domain/change.ts';
import { evolveChange } from '../../domain/change.ts';
import type { StampedEvent } from '../../domain/event.ts';
import { idOf } from '../../domain/event.ts';
import { missingForBoard } from '../../domain/readiness.ts';
import { encode } from '../../trail/canonical.ts';
import { sha256Hex } from '../../trail/hashes.ts';
import { orderOf } from '../../domain/number.ts';
import type { Cause } from '../../domain/past.ts';
import type { ReadDb, WriteDb } from '../open.ts';
import { causesOf } from '../replay.ts';
import type { Place, Replayed } from '../replay.ts';

type ChangeRow = {
  n: number; id: string; number: string; title: string; type: ChangeFields['type']; state: Change['state']; model: string; service: string; environment: string;
  tier: Change['tier']; score: number | null; planned_start_at: string | null; planned_end_at: string | null; zone: string; owner: string; requester: string;
  source: string | null; external_id: string | null; external_state: string | null; import: string | null; outcome: string | null;
  actual_start_at: string | null; actual_end_at: string | null; started_by: string | null; validator: string | null;
  created_by: string; created_at: string; updated_at: string; version: number; revision: string; body: string; is_arriving: number; needs_newer: number;
};
/** What no list asks for, as one text. */
type Kept = Pick<Change, 'artefacts' | 'approved' | 'decisions' | 'voices' | 'links' | 'foreign' | 'overwritten' | 'holds' | 'isImported' | 'isErased'>;
type Body = Omit<ChangeFields, 'title' | 'type' | 'model' | 'service' | 'environment' | 'plannedStartAt' | 'plannedEndAt' | 'zone' | 'owner' | 'requester'> & Kept;

export const changeColumns = `c.*, d.body, EXISTS (SELECT 1 FROM import_run r WHERE r.id = c.import AND r.state = 'running') AS is_arriving,
  EXISTS (SELECT 1 FROM newer_event w WHERE w.subject = 'change:' || c.id AND w.is_critical = 1) AS needs_newer FROM change c JOIN change_detail d ON d.n = c.n`;

/** The folded change behind a row. */
export function changeOf(row: ChangeRow): Change {
  const { artefacts, approved, decisions, voices, links, foreign, overwritten, holds, isImported, isErased, ...more } = JSON.parse(row.body) as Body;
  return {
    id: row.id, number: row.number, state: row.state, version: row.version, revision: row.revision,
    fields: { ...more, title: row.title, type: row.type, model: row.model, service: row.service, environment: row.environment, plannedStartAt: row.planned_start_at, plannedEndAt: row.planned_end_at, zone: row.zone, owner: row.owner, requester: row.requester },
    score: row.score, tier: row.tier, source: row.source, externalId: row.external_id, externalState: row.external_state, foreign, import: row.import,
    isArriving: row.is_arriving === 1, isRemoved: false, needsNewer: row.needs_newer === 1, actualStartAt: row.actual_start_at, actualEndAt: row.actual_end_at, outcome: row.outcome, startedBy: row.started_by, validator: row.validator,
    createdBy: row.created_by, createdAt: row.created_at, updatedAt: row.updated_at, artefacts, approved, decisions, voices, links, overwritten, holds, isImported, isErased,
  };
}

/** Finds by UUID or by number. */
export const findChange = (db: ReadDb, ref: string): Change | null => {
  const row = db.get<ChangeRow>(`SELECT ${changeColumns} WHERE c.id = ?`, ref) ?? db.get<ChangeRow>(`SELECT ${changeColumns} WHERE c.number = ?`, ref.toUpperCase());
  return row ? changeOf(row) : null;
};

/** The hash of what a decision is bound to (trail design, A4 `rev`): the fields, and the artefacts where some are declared. */
export const revisionOf = (fields: ChangeFields, artefacts: readonly string[] = []): string => sha256Hex('gavel-revision-v1\n', encode(artefacts.length === 0 ? fields : { ...fields, artefacts: [...artefacts] }));

const bodyOf = (change: Change): string => {
  const { title: _t, type: _y, model: _m, service: _s, environment: _e, plannedStartAt: _p, plannedEndAt: _q, zone: _z, owner: _o, requester: _r, ...more } = change.fields;
  const body: Body = { ...more, artefacts: change.artefacts, approved: change.approved, decisions: change.decisions, voices: change.voices, links: change.links, foreign: change.foreign, overwritten: change.overwritten, holds: change.holds, isImported: change.isImported, isErased: change.isErased };
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

const insertColumns = 'n, id, number, title, type, state, model, service, environment, tier, score, planned_start_at, planned_end_at, zone, owner, requester, source, external_id, external_state, source_digest, import, is_ready, is_contested, outcome, actual_start_at, actual_end_at, started_by, validator, created_by, created_at, updated_at, version, revision';
const upsert = `INSERT INTO change (${insertColumns}) VALUES (${insertColumns.split(', ').map(() => '?').join(', ')}) ON CONFLICT (n) DO UPDATE SET ${insertColumns.split(', ').slice(3).map((c) => (c === 'source_digest' ? `${c} = ifnull(excluded.${c}, ${c})` : `${c} = excluded.${c}`)).join(', ')}`;

/** What moves while the fields stay. SQLite writes the index of every column that is named, also of one whose value stays, so the others are left out. */
const move = `UPDATE change SET ${['state', 'tier', 'score', 'external_state', 'is_ready', 'is_contested', 'outcome', 'actual_start_at', 'actual_end_at', 'started_by', 'validator', 'updated_at', 'version', 'revision'].map((c) => `${c} = ?`).join(', ')}, source_digest = ifnull(?, source_digest) WHERE n = ?`;
const flag = (is: boolean): 0 | 1 => (is ? 1 : 0);
const isReady = (change: Change): 0 | 1 => flag(missingForBoard(change).length === 0);
const isContested = (change: Change): 0 | 1 => flag(change.overwritten.length + change.holds.length > 0);

/** Writes a change whose fields, source and import are those of its row. */
function writeMove(db: WriteDb, n: number, change: Change, digest: Buffer | null): void {
  db.run(move, change.state, change.tier, change.score, change.externalState, isReady(change), isContested(change), change.outcome, change.actualStartAt, change.actualEndAt, change.startedBy, change.validator, change.updatedAt, change.version, change.revision, digest, n);
}

function write(db: WriteDb, n: number, change: Change, digest: Buffer | null): void {
  const f = change.fields;
  db.run(upsert, n, change.id, change.number, f.title, f.type, change.state, f.model, f.service, f.environment, change.tier, change.score, f.plannedStartAt, f.plannedEndAt, f.zone, f.owner, f.requester,
    change.source, change.externalId, change.externalState, digest, change.import, isReady(change), isContested(change), change.outcome, change.actualStartAt, change.actualEndAt, change.startedBy, change.validator,
    change.createdBy, change.createdAt, change.updatedAt, change.version, change.revision);
}

function remove(db: WriteDb, n: number): void {
  db.run('DELETE FROM change WHERE n = ?', n);
  db.run('DELETE FROM change_detail WHERE n = ?', n);
  db.run('DELETE FROM change_search WHERE rowid = ?', n);
}

/** A change while a commit is folded: as its row stands, and as it will. `digest` is of the row of a foreign file it last came from. */
type Held = { n: number; before: Change | null; after: Change; digest: Buffer | null };
/** The changes a commit touches: each is read once and written once, however many of its events the commit holds. */
export type HeldChanges = Map<string, Held>;
export const holdChanges = (): HeldChanges => new Map();

function holdOf(db: ReadDb, held: HeldChanges, id: string): Held | null {
  const known = held.get(id);
  if (known) return known.after.isRemoved ? null : known;
  const row = db.get<ChangeRow>(`SELECT ${changeColumns} WHERE c.id = ?`, id);
  if (!row) return null;
  const change = changeOf(row);
  const fresh: Held = { n: row.n, before: change, after: change, digest: null };
  held.set(id, fresh);
  return fresh;
}

/** One step with its revision; most events move the state alone, and then the hash need not be made again. */
function step(before: Change | null, event: StampedEvent, cause?: Cause): Change {
  const folded = evolveChange(before, event, cause);
  return { ...folded, revision: before?.fields === folded.fields && before.artefacts === folded.artefacts ? before.revision : revisionOf(folded.fields, folded.artefacts) };
}

const isFirst = ({ type }: StampedEvent): boolean => type === 'change.created' || type === 'change.imported';
const digestIn = ({ type, data }: StampedEvent): Buffer | null =>
  (type === 'change.created' || type === 'change.imported' || type === 'change.importUpdated') && typeof data['row'] === 'string' ? Buffer.from(data['row'], 'hex') : null;

const str = (value: unknown): string => (typeof value === 'string' ? value : '');

function noteDecision(db: WriteDb, { data, subject, by, at: decidedAt }: StampedEvent, { h, feed, seq, place }: Place): void {
  db.run('INSERT INTO decision (h, feed, seq, place, id, change, meeting, verdict, decided_at, by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    h, feed, seq, place, str(data['decision']), idOf(subject), str(data['meeting']), str(data['verdict']), decidedAt, by);
}

/** Folds one event of a change; `writeChanges` puts the outcome into the tables. Answers whether there is such a change. */
export function foldChange(db: WriteDb, held: HeldChanges, event: StampedEvent, at: Place): boolean {
  const id = idOf(event.subject);
  // A change that begins has no row to read; asking for its place alone is a quarter of the cost in an import.
  const isNew = isFirst(event) && !held.has(id) && db.get('SELECT 1 FROM change WHERE id = ?', id) === undefined;
  const known = isNew ? null : holdOf(db, held, id);
  if (known === null && !isFirst(event)) return false;
  const after = step(known?.after ?? null, event);
  const hold = known ?? { n: orderOf(after.number), before: null, after, digest: null };
  hold.after = after;
  hold.digest = digestIn(event) ?? hold.digest;
  held.set(id, hold);
  if (event.type === 'cab.decisionRecorded') noteDecision(db, event, at);
  return true;
}

/** Folds a change from its first event, with what each writer had seen, and puts it in the place of what stood there. */
export function replayChange(db: WriteDb, id: string, replayed: readonly Replayed[]): void {
  const row = db.get<ChangeRow>(`SELECT ${changeColumns} WHERE c.id = ?`, id);
  const before = row ? changeOf(row) : null;
  let after: Change | null = null;
  let digest: Buffer | null = null;
  db.run('DELETE FROM decision WHERE change = ?', id);
  for (const [i, { event, cause }] of causesOf(replayed).entries()) {
    if (after === null && !isFirst(event)) continue;
    after = step(after, event, cause);
    digest = digestIn(event) ?? digest;
    if (event.type === 'cab.decisionRecorded' && !after.isRemoved) noteDecision(db, event, replayed[i]!.at);
  }
  const counts: Counts = new Map();
  // Two may have begun the same record, each with a number of its own; the one that was first by the trail's order may arrive later.
  const isSame = row !== undefined && after !== null && row.number === after.number;
  if (row && before && !isSame) { count(counts, before, -1); remove(db, row.n); }
  if (after) writeOne(db, { n: orderOf(after.number), before: isSame ? before : null, after, digest }, counts);
  flushCounts(db, counts);
}

function writeOne(db: WriteDb, { n, before, after, digest }: Held, counts: Counts): void {
  if (before) count(counts, before, -1);
  if (after.isRemoved) { if (before) remove(db, n); return; }
  const hasSameFields = before !== null && after.fields === before.fields;
  const hasSameBody = hasSameFields && after.decisions === before.decisions && after.voices === before.voices && after.links === before.links && after.artefacts === before.artefacts && after.approved === before.approved && after.foreign === before.foreign
    && after.overwritten === before.overwritten && after.holds === before.holds && after.isErased === before.isErased;
  count(counts, after, 1);
  const isMove = hasSameFields && after.source === before.source && after.externalId === before.externalId && after.import === before.import;
  if (isMove) writeMove(db, n, after, digest);
  else write(db, n, after, digest);
  if (!hasSameBody) db.run('INSERT INTO change_detail (n, body) VALUES (?, ?) ON CONFLICT (n) DO UPDATE SET body = excluded.body', n, bodyOf(after));
  if (!hasSameFields) index(db, n, before, after);
}

/** Writes what a commit changed, and the counters once. */
export function writeChanges(db: WriteDb, held: HeldChanges): void {
  const counts: Counts = new Map();
  for (const hold of held.values()) writeOne(db, hold, counts);
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
