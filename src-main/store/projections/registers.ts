// The small registers: organisation, devices, people, boards, imports, mappings, documents.
import type { StampedEvent } from '../../domain/event.ts';
import { idOf } from '../../domain/event.ts';
import { encode } from '../../trail/canonical.ts';
import type { Param, WriteDb } from '../open.ts';
import type { Replayed } from '../replay.ts';
import { inOrder } from '../replay.ts';

type Fold = (db: WriteDb, id: string, event: StampedEvent) => void;
const str = (value: unknown): string => (typeof value === 'string' ? value : '');
const maybe = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const num = (value: unknown): number => (typeof value === 'number' ? value : 0);
const erased = '(erased)';

/** The first event that makes a record counts; a second one of the same name changes nothing. */
const insert = (sql: string, values: (id: string, event: StampedEvent) => Param[]): Fold => (db, id, event) => { db.run(`${sql} ON CONFLICT DO NOTHING`, ...values(id, event)); };

const enrolDevice = insert('INSERT INTO device (feed, key, site, seal, age, enrolled_at) VALUES (?, ?, ?, ?, ?, ?)',
  (_, { data, at }) => [str(data['feed']), str(data['key']), str(data['site']), maybe(data['seal']), maybe(data['age']), at]);

type SetAside = { row: number; field: string; why: string; value: string };
const isSetAside = (value: unknown): value is SetAside => {
  const { row, field, why, value: stood } = (value ?? {}) as Record<keyof SetAside, unknown>;
  return typeof row === 'number' && [field, why, stood].every((part) => typeof part === 'string');
};
const quarantine: Fold = (db, id, { text: { rows } }) => {
  for (const { row, field, why, value } of Array.isArray(rows) ? (rows as unknown[]).filter(isSetAside) : []) {
    db.run('INSERT OR REPLACE INTO import_quarantine (import, row, field, why, value) VALUES (?, ?, ?, ?, ?)', id, row, field, why, value);
  }
};

/** One fold per event type; a type without one changes no register. */
export const registers: Partial<Record<StampedEvent['type'], Fold>> = {
  'org.founded': insert('INSERT INTO organisation (id, name, root_key, ca, is_sample, founded_at) VALUES (?, ?, ?, ?, ?, ?)',
    (id, { data, text, at }) => [id, str(text['name']) || erased, str(data['root']), str(data['ca']), data['sample'] === true ? 1 : 0, at]),
  'org.rootRotated': (db, id, { data }) => { db.run("UPDATE organisation SET former_roots = json_insert(former_roots, '$[#]', root_key), root_key = ? WHERE id = ? AND root_key = ?", str(data['root']), id, str(data['was'])); },
  'device.enrolled': enrolDevice,
  'device.succeeded': (db, id, event) => {
    enrolDevice(db, id, { ...event, data: { ...event.data, feed: id } });
  },
  'person.enrolled': insert('INSERT INTO person (id, name, key, version, enrolled_at) VALUES (?, ?, ?, 1, ?)', (id, { data, text, at }) => [id, str(text['name']) || erased, maybe(data['key']), at]),
  'device.revoked': (db, _, { data }) => { db.run('UPDATE device SET revoked_from = ? WHERE feed = ? AND (revoked_from IS NULL OR revoked_from > ?)', num(data['lastSeq']) + 1, str(data['feed']), num(data['lastSeq']) + 1); },
  'person.keyIssued': (db, id, { data }) => { db.run('UPDATE person SET key = ?, version = version + 1 WHERE id = ?', maybe(data['key']), id); },
  'person.keyRevoked': (db, id, { data }) => { db.run('UPDATE person SET key = NULL, version = version + 1 WHERE id = ? AND key = ?', id, maybe(data['key'])); },
  'person.suspended': (db, id, { at }) => { db.run('UPDATE person SET suspended_at = ?, version = version + 1 WHERE id = ?', at, id); },
  'person.reinstated': (db, id) => { db.run('UPDATE person SET suspended_at = NULL, version = version + 1 WHERE id = ?', id); },
  'roster.proposed': (db, _, { data, text, by, at, subject }) => {
    const entry = (data['entry'] ?? {}) as { t?: unknown; d?: unknown };
    db.run("INSERT INTO roster_proposal (id, subject, type, data, text, proposed_by, proposed_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'pending') ON CONFLICT DO NOTHING",
      str(data['proposal']), subject, str(entry.t), encode(entry.d ?? {}), encode(text), by, at);
  },
  'roster.confirmed': (db, _, event) => {
    const row = db.get<{ subject: string; type: string; data: string; text: string; state: string }>('SELECT subject, type, data, text, state FROM roster_proposal WHERE id = ? AND subject = ?', str(event.data['proposal']), event.subject);
    // Declined apart: who confirmed had not seen it, so the entry stands on both laptops, whichever came first.
    if (!row || row.state === 'confirmed') return;
    db.run("UPDATE roster_proposal SET state = 'confirmed', settled_by = ?, settled_at = ? WHERE id = ? AND subject = ?", event.by, event.at, str(event.data['proposal']), event.subject);
    // The entry takes effect here, as if it stood in the place of its confirmation.
    foldRegister(db, { ...event, type: row.type as StampedEvent['type'], data: JSON.parse(row.data) as StampedEvent['data'], text: JSON.parse(row.text) as StampedEvent['text'] });
  },
  'roster.declined': (db, _, { data, by, at, subject }) => {
    db.run("UPDATE roster_proposal SET state = 'declined', settled_by = ?, settled_at = ? WHERE id = ? AND subject = ? AND state = 'pending'", by, at, str(data['proposal']), subject);
  },
  'role.granted': (db, id, { data, at, by }) => {
    db.run('INSERT INTO role_grant (person, role, granted_at, by) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', id, str(data['granted']), at, by);
    db.run('UPDATE person SET version = version + 1 WHERE id = ?', id);
  },
  'role.revoked': (db, id, { data }) => {
    db.run('DELETE FROM role_grant WHERE person = ? AND role = ?', id, str(data['revoked']));
    db.run('UPDATE person SET version = version + 1 WHERE id = ?', id);
  },
  'board.created': insert('INSERT INTO board (id, name, length_minutes, zone, version) VALUES (?, ?, ?, ?, 1)', (id, { data, text }) => [id, str(text['name']) || erased, num(data['lengthMinutes']), str(data['zone'])]),
  'board.seatGiven': (db, id, { data, text }) => {
    db.run(`INSERT INTO seat (board, person, function, is_voting, starts_on, ends_on, deputy) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (board, person) DO UPDATE SET function = excluded.function, is_voting = excluded.is_voting, starts_on = excluded.starts_on, ends_on = excluded.ends_on, deputy = excluded.deputy`,
    id, str(data['person']), str(text['function']), data['isVoting'] === true ? 1 : 0, maybe(data['from']), maybe(data['until']), maybe(data['deputy']));
    db.run('UPDATE board SET version = version + 1 WHERE id = ?', id);
  },
  'board.seatEnded': (db, id, { data }) => {
    // The day itself no longer counts: the term ended on the day before.
    db.run("UPDATE seat SET ends_on = date(?, '-1 day') WHERE board = ? AND person = ?", str(data['on']), id, str(data['person']));
    db.run('UPDATE board SET version = version + 1 WHERE id = ?', id);
  },
  'import.started': insert("INSERT INTO import_run (id, name, source, state, at, by, new, changed, unchanged, quarantined) VALUES (?, ?, ?, 'running', ?, ?, 0, 0, 0, 0)", (id, { text, at, by }) => [id, str(text['name']) || erased, str(text['source']), at, by]),
  'import.rowsQuarantined': quarantine,
  'import.finished': (db, id, { data }) => {
    db.run('UPDATE import_run SET state = ?, new = ?, changed = ?, unchanged = ?, quarantined = ? WHERE id = ?', data['failed'] === true ? 'failed' : 'done', num(data['new']), num(data['changed']), num(data['unchanged']), num(data['quarantined']), id);
  },
  'import.undone': (db, id) => { db.run("UPDATE import_run SET state = 'undone' WHERE id = ?", id); },
  'mapping.saved': (db, _id, { text }) => {
    const mapping = text['mapping'] as { name: string } | undefined;
    if (typeof mapping?.name === 'string') db.run('INSERT INTO mapping (name, body) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET body = excluded.body', mapping.name, JSON.stringify(mapping));
  },
  'document.written': insert('INSERT INTO document (id, kind, subject, name, sha256, at) VALUES (?, ?, ?, ?, ?, ?)', (id, { data, text, at }) => [id, str(data['kind']), str(data['of']), str(text['name']), str(data['sha256']), at]),
};

/** The highest numbers a commit gives, by letter and site. */
export type LastNumbers = Map<string, { letter: string; site: string; last: number }>;

/** Numbers are facts in the creating events; the highest of each letter and site is remembered. */
export function noteNumber(numbers: LastNumbers, { data: { number } }: StampedEvent): void {
  const match = typeof number === 'string' ? /^([A-Z]+)-([A-Z0-9]+)-(\d+)$/.exec(number) : null;
  if (!match) return;
  const key = `${match[1]}-${match[2]}`;
  const last = Math.max(Number(match[3]), numbers.get(key)?.last ?? 0);
  numbers.set(key, { letter: match[1]!, site: match[2]!, last });
}

export function writeNumbers(db: WriteDb, numbers: LastNumbers): void {
  for (const { letter, site, last } of numbers.values()) db.run('INSERT INTO number_last (letter, site, last) VALUES (?, ?, ?) ON CONFLICT (letter, site) DO UPDATE SET last = max(last, excluded.last)', letter, site, last);
}

export const foldRegister = (db: WriteDb, event: StampedEvent): void => registers[event.type]?.(db, idOf(event.subject), event);

/** The tables that hold a record of each kind, by the column that names it. Mappings are told apart by their names alone, so they are folded together. */
const tablesOf: Record<string, readonly [table: string, column: string][]> = {
  org: [['organisation', 'id']], device: [['device', 'feed'], ['roster_proposal', 'subject']], person: [['role_grant', 'person'], ['person', 'id'], ['roster_proposal', 'subject']], board: [['seat', 'board'], ['board', 'id']],
  import: [['import_quarantine', 'import'], ['import_run', 'id']], document: [['document', 'id']],
};

/** Folds a record of a register from its first event. */
export function replayRegister(db: WriteDb, subject: string, eventsOf: (subject: string) => readonly Replayed[]): void {
  const kind = subject.slice(0, subject.indexOf(':'));
  if (kind === 'mapping') {
    const subjects = db.all<{ subject: string }>("SELECT DISTINCT subject FROM event WHERE subject >= 'mapping:' AND subject < 'mapping;'");
    db.run('DELETE FROM mapping');
    for (const { event } of subjects.flatMap((row) => eventsOf(row.subject)).toSorted(inOrder)) foldRegister(db, event);
    return;
  }
  for (const [table, column] of tablesOf[kind] ?? []) db.run(`DELETE FROM ${table} WHERE ${column} = ?`, column === 'subject' ? subject : idOf(subject));
  for (const { event } of eventsOf(subject)) foldRegister(db, event);
}
