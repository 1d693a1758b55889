// Single records, folded, for commands and pages. `load…` refuses when there is none, `find…` answers null.
import type { Role } from '#contract/people.ts';
import { appError } from '../app-error.ts';
import { boardCharterSheet, noCharter } from '../domain/board.ts';
import { subjectOf } from '../domain/event.ts';
import type { Records } from '../ports.ts';
import type { ReadDb } from './open.ts';
import { findChange } from './projections/change.ts';
import { accessRecords, seatsAsReviewed } from './projections/access.ts';
import { archiveRecords } from './projections/archive.ts';
import { auditRecords } from './projections/audit.ts';
import { alikeOf } from './projections/control.ts';
import { calendarRecords } from './projections/calendar.ts';
import { configurationRecords } from './projections/configuration.ts';
import { dossierOf } from './projections/dossier.ts';
import { policyRecords } from './projections/policy.ts';
import { entitlementRecords } from './projections/entitlements.ts';
import { capacityRecords } from './projections/capacity.ts';
import { levelRecords } from './projections/service-level.ts';
import { legacyRecords } from './projections/legacy.ts';
import { linkRecords } from './projections/links.ts';
import { findMeeting } from './projections/meeting.ts';
import { rankingRecords } from './projections/rankings.ts';
import { releaseRecords } from './projections/releases.ts';
import { scheduleRecords } from './projections/schedule-records.ts';
import { findSheet, listSheets } from './projections/sheets.ts';

type PersonRow = { id: string; name: string; key: string | null; suspended_at: string | null };
const missing = (record: string, id: string): never => { throw appError('record_missing', { record, id }); };

/** A suspended person holds no role. */
export const findPerson = (db: ReadDb, ref: string): { id: string; name: string; key: string | null; isSuspended: boolean; roles: Role[] } | null => {
  const row = db.get<PersonRow>('SELECT id, name, key, suspended_at FROM person WHERE id = ?', ref) ?? db.get<PersonRow>('SELECT id, name, key, suspended_at FROM person WHERE name = ? COLLATE NOCASE ORDER BY id LIMIT 1', ref);
  if (!row) return null;
  const { suspended_at: suspendedAt, ...person } = row;
  return { ...person, isSuspended: suspendedAt !== null, roles: suspendedAt !== null ? [] : db.all<{ role: Role }>('SELECT role FROM role_grant WHERE person = ? ORDER BY role', row.id).map((r) => r.role) };
};

export function recordsOf(db: ReadDb): Records {
  const releases = releaseRecords(db);
  return {
    ...entitlementRecords(db),
    ...configurationRecords(db),
    ...legacyRecords(db), ...levelRecords(db), ...capacityRecords(db),
    ...linkRecords(db),
    ...releases,
    ...rankingRecords(db, releases),
    ...auditRecords(db),
    ...accessRecords(db),
    ...archiveRecords(db),
    ...calendarRecords(db),
    ...scheduleRecords(db),
    findSheet: (sheet, ref) => findSheet(db, sheet, ref),
    listSheets: (sheet, filter) => listSheets(db, sheet, filter),
    ...policyRecords(db),
    dossierOf: (change) => dossierOf(db, change),
    alikeOf: (person) => alikeOf(db, [person]).get(person)!,
    findChange: (ref) => findChange(db, ref),
    loadChange: (ref) => findChange(db, ref) ?? missing('change', ref),
    loadMeeting: (ref) => findMeeting(db, ref) ?? missing('meeting', ref),
    loadPerson: (ref) => findPerson(db, ref) ?? missing('person', ref),
    loadProposal: (id) => {
      const row = db.get<{ id: string; subject: string; type: string; proposed_by: string; state: string }>('SELECT id, subject, type, proposed_by, state FROM roster_proposal WHERE id = ?', id) ?? missing('proposal', id);
      return { id: row.id, subject: row.subject, type: row.type, proposedBy: row.proposed_by, state: row.state };
    },
    loadDevice: (ref) => db.get<{ feed: string; site: string; count: number; head: string }>("SELECT d.feed, d.site, ifnull(m.count, 0) AS count, lower(ifnull(hex(m.head), '')) AS head FROM device d LEFT JOIN merkle_frontier m ON m.feed = d.feed WHERE d.feed = ? OR d.site = ? ORDER BY d.enrolled_at DESC", ref, ref.toUpperCase()) ?? missing('device', ref),
    registrars: () => db.all<{ id: string }>("SELECT p.id FROM role_grant g JOIN person p ON p.id = g.person WHERE g.role = 'registrar' AND p.key IS NOT NULL AND p.suspended_at IS NULL ORDER BY p.id").map(({ id }) => id),
    isSiteFree: (site) => db.get('SELECT 1 FROM device WHERE site = ?', site) === undefined,
    loadBoard: (ref) => {
      const row = db.get<{ id: string; name: string; length_minutes: number; zone: string }>('SELECT id, name, length_minutes, zone FROM board WHERE id = ?', ref)
        ?? db.get<{ id: string; name: string; length_minutes: number; zone: string }>('SELECT id, name, length_minutes, zone FROM board WHERE name = ? COLLATE NOCASE ORDER BY id LIMIT 1', ref)
        ?? missing('board', ref);
      return { id: row.id, name: row.name, lengthMinutes: row.length_minutes, zone: row.zone, charter: findSheet(db, boardCharterSheet, row.id) ?? noCharter };
    },
    submittedAt: (change) => db.get<{ at: string | null }>("SELECT max(at) AS at FROM event WHERE subject = ? AND type = 'change.submitted'", subjectOf('change', change.id))?.at ?? (change.isImported ? change.createdAt : null),
    seatsOf: (board) => seatsAsReviewed(db, board, db.all<{ person: string; name: string; function: string; is_voting: number; starts_on: string | null; ends_on: string | null; deputy: string | null }>('SELECT s.person, p.name, s.function, s.is_voting, s.starts_on, s.ends_on, s.deputy FROM seat s JOIN person p ON p.id = s.person WHERE s.board = ? ORDER BY s.is_voting DESC, p.name, p.id', board)
      .map((s) => ({ person: s.person, name: s.name, function: s.function, isVoting: s.is_voting === 1, from: s.starts_on, until: s.ends_on, deputy: s.deputy }))),
    openMeetingWith: (change, except) => db.get<{ number: string }>('SELECT m.number FROM agenda_item a JOIN meeting m ON m.id = a.meeting WHERE a.change = ? AND a.meeting <> ? AND a.is_open = 1 LIMIT 1', change, except)?.number ?? null,
  };
}
