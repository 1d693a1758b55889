// Closed records as the archive takes them in, and archived ones as they are found again (AUD-07).
import { archivedKinds } from '#contract/archive.ts';
import type { ArchivedKind } from '#contract/archive.ts';
import { appError } from '../../app-error.ts';
import { archiveSheet } from '../../domain/archive.ts';
import type { Archivable, Archived } from '../../domain/archive.ts';
import type { Change } from '../../domain/change.ts';
import { idOf } from '../../domain/event.ts';
import { evidenceSheet } from '../../domain/evidence.ts';
import type { Finding } from '../../domain/finding.ts';
import { findingSheet } from '../../domain/finding.ts';
import type { Incident } from '../../domain/incident.ts';
import { incidentSheet } from '../../domain/incident.ts';
import type { Release } from '../../domain/release.ts';
import { isOver, releaseSheet } from '../../domain/release.ts';
import type { ReadDb } from '../open.ts';
import { findChange } from './change.ts';
import { archiveRow, findSheet, listSheets } from './sheets.ts';

/** The most words of one record that are kept for search. */
const mostWords = 8000;
const isCode = (text: string): boolean => text.length < 2 || /^[0-9a-f-]{16,}$/i.test(text) || /^\d{4}-\d\d-\d\dT/.test(text);
/** Every text within a folded record, once. */
function textsWithin(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof value === 'string') { if (!isCode(value)) found.add(value); }
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) textsWithin(inner, found);
  return found;
}
/** What full-text search reads of a record: its own texts, and those of the sheets that belong to it, such as approvals, reviews and incidents. */
function wordsOf(db: ReadDb, record: unknown, change: string | null): string {
  const sheets = change === null ? [] : db.all<{ body: string }>('SELECT body FROM sheet WHERE change = ? ORDER BY name, id', change).map(({ body }) => JSON.parse(body) as unknown);
  return [...textsWithin([record, ...sheets])].join('\n').slice(0, mostWords);
}

/** Regulatory tags of a change. */
const tagsOf = ({ fields }: Change): string[] => fields.regulatoryTags;
const over: readonly Change['state'][] = ['closed', 'cancelled'];
const releaseWith = (db: ReadDb, change: string): string => db.get<{ number: string }>("SELECT number FROM sheet WHERE name = 'release' AND EXISTS (SELECT 1 FROM json_each(body, '$.changes') WHERE value = ?) ORDER BY number LIMIT 1", change)?.number ?? '';
const unique = (values: readonly string[]): string[] => [...new Set(values.filter((value) => value !== ''))].toSorted();

/** When a change was closed: of one that another tool carried out, when its work ended there. */
const closingOf = ({ isImported, actualEndAt, fields, updatedAt }: Change): string => { const ended = isImported ? actualEndAt ?? fields.plannedEndAt : null; return ended !== null && ended < updatedAt ? ended : updatedAt; };

function ofChange(db: ReadDb, change: Change): Archivable {
  return { id: change.id, kind: 'change', number: change.number, title: change.fields.title, service: change.fields.service, release: releaseWith(db, change.id), tags: tagsOf(change), closedAt: closingOf(change), words: wordsOf(db, [change.fields, change.decisions], change.id) };
}
function ofRelease(db: ReadDb, release: Release): Archivable {
  const changes = release.changes.flatMap((id) => findChange(db, id) ?? []);
  return {
    id: release.id, kind: 'release', number: release.number, title: release.name.value, service: unique(changes.map(({ fields }) => fields.service)).join(', '), release: release.number, tags: unique(changes.flatMap(tagsOf)), closedAt: release.updatedAt,
    words: wordsOf(db, [release, ...changes.map(({ number, fields }) => [number, fields.title])], null),
  };
}
const ofIncident = (db: ReadDb, incident: Incident): Archivable => ({ id: incident.id, kind: 'incident', number: incident.number, title: incident.summary.value, service: incident.service.value, release: '', tags: [], closedAt: incident.closed?.at ?? incident.updatedAt, words: wordsOf(db, incident, null) });
function ofFinding(db: ReadDb, finding: Finding): Archivable {
  const change = finding.change === null ? null : findChange(db, finding.change);
  return { id: finding.id, kind: 'finding', number: finding.number, title: finding.title, service: change?.fields.service ?? '', release: '', tags: change ? tagsOf(change) : [], closedAt: finding.closed?.at ?? finding.raised.at, words: wordsOf(db, finding, null) };
}

/** A record by its number or UUID, with the state it is in while it is not closed. */
function recordOf(db: ReadDb, ref: string): { record: Archivable; open: string | null } | null {
  const change = findChange(db, ref);
  if (change) return { record: ofChange(db, change), open: over.includes(change.state) ? null : change.state };
  const release = findSheet(db, releaseSheet, ref);
  if (release) return { record: ofRelease(db, release), open: isOver(release) ? null : release.state };
  const incident = findSheet(db, incidentSheet, ref);
  if (incident) return { record: ofIncident(db, incident), open: incident.closed ? null : 'open' };
  const finding = findSheet(db, findingSheet, ref);
  return finding ? { record: ofFinding(db, finding), open: finding.closed ? null : 'open' } : null;
}

/** UUIDs of closed records that are not archived, the earliest closed first. */
function closedBefore(db: ReadDb, before: string): string[] {
  const changes = db.all<{ id: string; at: string }>(`SELECT c.id, c.updated_at AS at FROM change c WHERE c.state IN ('closed', 'cancelled') AND c.updated_at < ? AND NOT EXISTS (SELECT 1 FROM sheet a WHERE a.name = '${archiveSheet.name}' AND a.id = c.id)`, before);
  const archived = new Set(db.all<{ id: string }>('SELECT id FROM sheet WHERE name = ?', archiveSheet.name).map(({ id }) => id));
  const sheets = [
    ...listSheets(db, releaseSheet).filter(isOver).map(({ id, updatedAt: at }) => ({ id, at })), ...listSheets(db, incidentSheet).flatMap(({ id, closed }) => (closed ? [{ id, at: closed.at }] : [])), ...listSheets(db, findingSheet).flatMap(({ id, closed }) => (closed ? [{ id, at: closed.at }] : [])),
  ].filter(({ id, at }) => at < before && !archived.has(id));
  return [...changes, ...sheets].toSorted((a, b) => (a.at !== b.at ? (a.at < b.at ? -1 : 1) : a.id < b.id ? -1 : 1)).map(({ id }) => id);
}

/** Words as FTS reads them: each by its beginning, all of them; nothing a person types is syntax. */
const termsOf = (text: string): string => text.normalize('NFC').split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '').map((word) => `"${word}"*`).join(' ');

export type ArchiveFilter = { text?: string | undefined; service?: string | undefined; tag?: string | undefined; kind?: ArchivedKind | undefined; from?: string | undefined; to?: string | undefined };
export type ArchiveRecords = {
  /** A record that is closed and not archived yet. Refuses any other. */
  loadArchivable(ref: string): Archivable;
  closedBefore(before: string): string[];
  loadArchived(ref: string): Archived;
  /** The record that a subject is, or that a kept file belongs to, archived or not; null for subjects that no archive takes in. */
  recordBehind(subject: string): Pick<Archived, 'id' | 'number' | 'service' | 'tags'> | null;
  /** Archived records that match everything asked, the last closed first. */
  searchArchive(filter: ArchiveFilter): Archived[];
  /** Records whose texts go with an archived one: itself, and the files kept for it. */
  subjectsOf(record: Pick<Archived, 'id' | 'kind'>): string[];
};
export const archiveRecords = (db: ReadDb): ArchiveRecords => ({
  loadArchivable: (ref) => {
    const found = recordOf(db, ref);
    if (!found) throw appError('record_missing', { record: 'closed record', id: ref });
    if (found.open !== null) throw appError('record_not_closed', { record: found.record.number, state: found.open });
    if (findSheet(db, archiveSheet, found.record.id)) throw appError('already_archived', { record: found.record.number });
    return found.record;
  },
  closedBefore: (before) => closedBefore(db, before),
  loadArchived: (ref) => {
    const record = findSheet(db, archiveSheet, ref);
    if (!record || (record.id !== ref && record.number !== ref.toUpperCase())) throw appError('record_missing', { record: 'archived record', id: ref });
    return record;
  },
  recordBehind: (subject) => {
    const [kind, id] = [subject.slice(0, subject.indexOf(':')), idOf(subject)];
    const owner = kind === 'file' ? db.get<{ id: string }>("SELECT id FROM sheet WHERE name = ? AND EXISTS (SELECT 1 FROM json_each(body, '$.items') WHERE json_extract(value, '$.id') = ?)", evidenceSheet.name, id)?.id : id;
    if (owner === undefined || ![...archivedKinds, 'archive', 'file'].includes(kind)) return null;
    return findSheet(db, archiveSheet, owner) ?? recordOf(db, owner)?.record ?? null;
  },
  searchArchive: ({ text = '', service, tag, kind, from, to }) => {
    const terms = termsOf(text);
    const rows = text.trim() === '' ? null : new Set(terms === '' ? [] : db.all<{ rowid: number }>('SELECT rowid FROM archive_search WHERE archive_search MATCH ?', terms).map(({ rowid }) => rowid));
    const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
    const isAsked = (record: Archived): boolean => (rows === null || rows.has(archiveRow(record.id))) && (kind === undefined || record.kind === kind) && (service === undefined || record.service.split(', ').some((one) => same(one, service)))
      && (tag === undefined || record.tags.some((one) => same(one, tag))) && (from === undefined || record.closedAt.slice(0, 10) >= from) && (to === undefined || record.closedAt.slice(0, 10) <= to);
    return listSheets(db, archiveSheet, { limit: 1_000_000 }).filter(isAsked).toReversed();
  },
  subjectsOf: ({ id, kind }) => [`${kind}:${id}`, ...(kind === 'change' ? (findSheet(db, evidenceSheet, id)?.items ?? []).filter(({ isKept }) => isKept).map((item) => `file:${item.id}`) : [])],
});
