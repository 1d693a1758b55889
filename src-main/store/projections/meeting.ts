// Meetings and their agenda items as tables.
import type { StampedEvent } from '../../domain/event.ts';
import { idOf } from '../../domain/event.ts';
import type { AgendaItem, Meeting } from '../../domain/meeting.ts';
import { evolveMeeting, withDecision } from '../../domain/meeting.ts';
import type { ReadDb, WriteDb } from '../open.ts';
import type { Replayed } from '../replay.ts';

const meetingById = (db: ReadDb, id: string): Meeting | null => {
  const row = db.get<{ body: string }>('SELECT body FROM meeting WHERE id = ?', id);
  return row ? JSON.parse(row.body) as Meeting : null;
};
/** Finds by UUID or by number. Folds name a meeting by its id alone. */
export const findMeeting = (db: ReadDb, ref: string): Meeting | null => {
  const row = db.get<{ body: string }>('SELECT body FROM meeting WHERE id = ?', ref) ?? db.get<{ body: string }>('SELECT body FROM meeting WHERE number = ?', ref.toUpperCase());
  return row ? JSON.parse(row.body) as Meeting : null;
};

const upsert = `INSERT INTO meeting (id, number, board, starts_at, zone, length_minutes, state, items, decided, open_actions, is_signed, version, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET starts_at = excluded.starts_at, state = excluded.state, items = excluded.items, decided = excluded.decided, open_actions = excluded.open_actions, is_signed = excluded.is_signed, version = excluded.version, body = excluded.body`;
/** Without the start, whose index would be written whether it moves or not. */
const move = 'UPDATE meeting SET state = ?, items = ?, decided = ?, open_actions = ?, is_signed = ?, version = ?, body = ? WHERE id = ?';
const upsertItem = 'INSERT INTO agenda_item (meeting, change, rank, minutes, is_open) VALUES (?, ?, ?, ?, ?) ON CONFLICT (meeting, change) DO UPDATE SET rank = excluded.rank, minutes = excluded.minutes, is_open = excluded.is_open';

const isOpen = (m: Meeting, item: AgendaItem): boolean => item.kind === 'change' && item.decision === null && m.state !== 'ended';
const isSameItem = (was: AgendaItem | undefined, item: AgendaItem, before: Meeting, after: Meeting): boolean =>
  was !== undefined && was.rank === item.rank && was.minutes === item.minutes && isOpen(before, was) === isOpen(after, item);

/** Of the agenda only what differs is written: most events touch one item of sixty. */
function write(db: WriteDb, before: Meeting | null, m: Meeting): void {
  const decided = m.items.filter((item) => item.decision !== null).length;
  const openActions = m.actions.filter(({ done }) => done === null).length;
  if (before?.startsAt === m.startsAt) db.run(move, m.state, m.items.length, decided, openActions, m.minutes ? 1 : 0, m.version, JSON.stringify(m), m.id);
  else db.run(upsert, m.id, m.number, m.board, m.startsAt, m.zone, m.lengthMinutes, m.state, m.items.length, decided, openActions, m.minutes ? 1 : 0, m.version, JSON.stringify(m));
  const known = new Map(before?.items.map((item) => [item.change, item]));
  for (const item of m.items) if (!before || !isSameItem(known.get(item.change), item, before, m)) db.run(upsertItem, m.id, item.change, item.rank, item.minutes, isOpen(m, item) ? 1 : 0);
  for (const gone of before?.items ?? []) if (!m.items.some((item) => item.change === gone.change)) db.run('DELETE FROM agenda_item WHERE meeting = ? AND change = ?', m.id, gone.change);
}

const decisionIn = ({ data: { decision } }: StampedEvent): string => (typeof decision === 'string' ? decision : '');

/** Folds a meeting from its first event, its decisions among them, and puts it in the place of what stood there. */
export function replayMeeting(db: WriteDb, id: string, replayed: readonly Replayed[]): void {
  let meeting: Meeting | null = null;
  for (const { event } of replayed) {
    if (event.type !== 'cab.decisionRecorded') meeting = meeting === null && event.type !== 'meeting.created' ? null : evolveMeeting(meeting, event);
    else if (meeting) meeting = withDecision(meeting, idOf(event.subject), decisionIn(event), event.at);
  }
  db.run('DELETE FROM agenda_item WHERE meeting = ?', id);
  db.run('DELETE FROM meeting WHERE id = ?', id);
  if (meeting) write(db, null, meeting);
}

export function projectMeeting(db: WriteDb, event: StampedEvent): void {
  const before = meetingById(db, idOf(event.subject));
  // A foreign device may speak of a meeting that was never called.
  if (before === null && event.type !== 'meeting.created') return;
  write(db, before, evolveMeeting(before, event));
}

/** A decision is a fact of its change; the agenda notes that the item is done. */
export function projectDecisionOnAgenda(db: WriteDb, event: StampedEvent): void {
  const meeting = typeof event.data['meeting'] === 'string' ? meetingById(db, event.data['meeting']) : null;
  if (meeting) write(db, meeting, withDecision(meeting, idOf(event.subject), decisionIn(event), event.at));
}
