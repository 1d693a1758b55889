// Meetings and their agenda items as tables.
import type { StampedEvent } from '../../domain/event.ts';
import { idOf } from '../../domain/event.ts';
import type { Meeting } from '../../domain/meeting.ts';
import { evolveMeeting, withDecision } from '../../domain/meeting.ts';
import type { ReadDb, WriteDb } from '../open.ts';

export const findMeeting = (db: ReadDb, ref: string): Meeting | null => {
  const row = db.get<{ body: string }>('SELECT body FROM meeting WHERE id = ?', ref) ?? db.get<{ body: string }>('SELECT body FROM meeting WHERE number = ?', ref.toUpperCase());
  return row ? JSON.parse(row.body) as Meeting : null;
};

function write(db: WriteDb, m: Meeting): void {
  const decided = m.items.filter((item) => item.decision !== null).length;
  db.run(`INSERT INTO meeting (id, number, board, starts_at, zone, length_minutes, state, items, decided, is_signed, version, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET starts_at = excluded.starts_at, state = excluded.state, items = excluded.items, decided = excluded.decided, is_signed = excluded.is_signed, version = excluded.version, body = excluded.body`,
    m.id, m.number, m.board, m.startsAt, m.zone, m.lengthMinutes, m.state, m.items.length, decided, m.minutes ? 1 : 0, m.version, JSON.stringify(m));
  db.run('DELETE FROM agenda_item WHERE meeting = ?', m.id);
  for (const item of m.items) db.run('INSERT INTO agenda_item (meeting, change, rank, minutes, is_open) VALUES (?, ?, ?, ?, ?)', m.id, item.change, item.rank, item.minutes, item.decision === null && m.state !== 'ended' ? 1 : 0);
}

export function projectMeeting(db: WriteDb, event: StampedEvent): void {
  write(db, evolveMeeting(findMeeting(db, idOf(event.subject)), event));
}

/** A decision is a fact of its change; the agenda notes that the item is done. */
export function projectDecisionOnAgenda(db: WriteDb, event: StampedEvent): void {
  const meeting = findMeeting(db, String(event.data['meeting']));
  if (meeting) write(db, withDecision(meeting, idOf(event.subject), String(event.data['decision'])));
}
