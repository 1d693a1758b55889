// What a change may be linked to, found by what people call it (CHG-06).
import type { linkedRecords } from '#contract/change.ts';
import { exceptionSheet } from '../../domain/exceptions.ts';
import { incidentSheet } from '../../domain/incident.ts';
import type { ReadDb } from '../open.ts';
import { findChange } from './change.ts';
import { findSheet } from './sheets.ts';

export type Linked = { record: (typeof linkedRecords)[number]; id: string; number: string; label: string };
export type LinkRecords = {
  /** A record by UUID, number, or, for an item, its name; null when there is none. An item whose name several share is found by UUID alone. */
  findLinked(ref: string): Linked | null;
};

function findEvidence(db: ReadDb, ref: string): Linked | null {
  const row = db.get<{ id: string; number: string; name: string }>(`SELECT json_extract(j.value, '$.id') AS id, json_extract(j.value, '$.number') AS number, json_extract(j.value, '$.name') AS name
    FROM sheet s, json_each(s.body, '$.items') j WHERE s.name = 'evidence' AND (json_extract(j.value, '$.number') = ? OR json_extract(j.value, '$.id') = ?) LIMIT 1`, ref.toUpperCase(), ref);
  return row ? { record: 'evidence', ...row, label: row.name } : null;
}
function findItem(db: ReadDb, ref: string): Linked | null {
  const rows = db.all<{ id: string; name: string }>('SELECT id, name FROM item WHERE id = ? OR name = ? COLLATE NOCASE LIMIT 2', ref, ref);
  const only = rows.find(({ id }) => id === ref) ?? (rows.length === 1 ? rows[0] : undefined);
  return only ? { record: 'item', id: only.id, number: only.name, label: '' } : null;
}

export function linkRecords(db: ReadDb): LinkRecords {
  return {
    findLinked: (ref) => {
      const change = findChange(db, ref);
      if (change) return { record: 'change', id: change.id, number: change.number, label: change.fields.title };
      const incident = findSheet(db, incidentSheet, ref);
      if (incident && (incident.id === ref || incident.number === ref.toUpperCase())) return { record: 'incident', id: incident.id, number: incident.number, label: incident.summary.value };
      const exception = findSheet(db, exceptionSheet, ref);
      if (exception && (exception.id === ref || exception.number === ref.toUpperCase())) return { record: 'exception', id: exception.id, number: exception.number, label: exception.rule };
      return (/^E-|^[0-9a-f]{8}-/i.test(ref) ? findEvidence(db, ref) : null) ?? findItem(db, ref);
    },
  };
}
