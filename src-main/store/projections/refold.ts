// Folding what arrived from elsewhere. A record whose new events had seen all its old ones is folded on; one that was touched apart is folded anew.
import type { Subject } from '#contract/define.ts';
import type { StampedEvent } from '../../domain/event.ts';
import { idOf, subjectOf } from '../../domain/event.ts';
import type { LineSpot, Past, Spot } from '../causality.ts';
import { hadSeen, lineOf } from '../causality.ts';
import type { Place, Replayed, Told, TrailReader } from '../replay.ts';
import { inOrder, roleDisputes } from '../replay.ts';
import type { WriteDb } from '../open.ts';
import { replayChange } from './change.ts';
import { replayCalendar } from './calendar.ts';
import { replayConfiguration } from './configuration.ts';
import { replayEntitlements } from './entitlements.ts';
import { replayMeeting } from './meeting.ts';
import { replayRegister } from './registers.ts';
import { hasSheets, replaySheets } from './sheets.ts';
import { project, topicOf } from './projector.ts';

export type Folding = {
  /** Folds the events of the next commit in the trail's order. */
  fold(commit: { told: readonly Told[]; at: Omit<Place, 'place'>; line: string; past: Past }): void;
  /** Folds anew what was touched apart; answers the subjects touched since the beginning. */
  finish(): Set<Subject>;
};
/** `isSingle`: one device has written everything, so nothing can have been made apart. */
export type FoldingOptions = { alsoAnew?: Iterable<string>; isSingle?: boolean };

/** Whether the writer had seen every event of the record that is here. */
function sawStream(db: WriteDb, subject: string, writer: LineSpot, past: Past): boolean {
  // Mappings are told apart by their names, whichever record they are saved in.
  const [from, to] = subject.startsWith('mapping:') ? ['mapping:', 'mapping;'] : [subject, subject];
  const last = db.all<Spot>('SELECT feed, max(seq) AS seq FROM event WHERE subject BETWEEN ? AND ? GROUP BY feed', from, to);
  // A meeting is moved by the decisions taken in it as well, which are facts of their changes.
  const decisions = subject.startsWith('meeting:') ? db.all<Spot>('SELECT feed, max(seq) AS seq FROM decision WHERE meeting = ? GROUP BY feed', idOf(subject)) : [];
  return [...last, ...decisions].every((spot) => hadSeen(writer, past, { line: lineOf(db, spot), seq: spot.seq }));
}

/** Records that an event moves besides its own: the meeting of a decision. */
const streamsOf = (event: StampedEvent): string[] =>
  event.type === 'cab.decisionRecorded' && typeof event.data['meeting'] === 'string' && event.data['meeting'] !== '' ? [event.subject, subjectOf('meeting', event.data['meeting'])] : [event.subject];

/** Changes whose decisions by this person the event puts in doubt, because neither had seen the other. */
function disputed(db: WriteDb, event: StampedEvent, writer: LineSpot, past: Past): string[] {
  if (event.type !== 'role.revoked') return [];
  return db.all<Spot & { change: string }>('SELECT change, feed, seq FROM decision WHERE by = ?', event.subject).filter((decision) => !hadSeen(writer, past, { line: lineOf(db, decision), seq: decision.seq })).map(({ change }) => subjectOf('change', change));
}

/** Records that this event obliges to be folded anew. */
function madeApart(db: WriteDb, event: StampedEvent, writer: LineSpot, past: Past): string[] {
  const streams = streamsOf(event);
  const isUnseen = streams.some((subject) => !sawStream(db, subject, writer, past));
  const isDoubtful = event.type === 'payload.redacted' || (event.type === 'cab.decisionRecorded' && roleDisputes(db, event, writer, past));
  return [...(isUnseen || isDoubtful ? streams : []), ...disputed(db, event, writer, past)];
}

/** Opens a fold of commits in the trail's order, such as a merge or a rebuild makes. */
export function openFolding(db: WriteDb, reader: TrailReader, { alsoAnew = [], isSingle = false }: FoldingOptions = {}): Folding {
  const anew = new Set(alsoAnew);
  const touched = new Set<Subject>(['trail']);
  const isAnew = (event: StampedEvent): boolean => streamsOf(event).some((subject) => anew.has(subject));
  return {
    fold: ({ told, at, line, past }) => {
      if (!isSingle) for (const { event } of told) for (const subject of madeApart(db, event, { line, seq: at.seq }, past)) anew.add(subject);
      // An event that is skipped must be missed by none of the records it moves.
      for (const { event } of told) if (isAnew(event)) for (const subject of streamsOf(event)) anew.add(subject);
      for (const subject of project(db, told, at, isAnew)) touched.add(subject);
    },
    finish: () => {
      for (const subject of [...anew].toSorted((a, b) => replayOrder(a) - replayOrder(b) || (a < b ? -1 : 1))) {
        replay(db, reader, subject);
        touched.add(topicOf(`${subject.slice(0, subject.indexOf(':'))}.`));
      }
      return touched;
    },
  };
}

/** Folds one record from its first event. */
export function replay(db: WriteDb, reader: TrailReader, subject: string): void {
  const kind = subject.slice(0, subject.indexOf(':'));
  if (kind === 'change') replayChange(db, idOf(subject), reader.ofSubject(subject));
  else if (kind === 'meeting') replayMeeting(db, idOf(subject), meetingStream(db, reader, subject));
  else if (kind === 'item' || kind === 'service') replayConfiguration(db, subject, reader.ofSubject(subject));
  else if (kind === 'calendar') replayCalendar(db, subject, reader.ofSubject(subject));
  else if (kind === 'entitlements') replayEntitlements(db, subject, reader.ofSubject(subject));
  else replayRegister(db, subject, (other) => reader.ofSubject(other));
  if (hasSheets(kind)) replaySheets(db, subject, reader.ofSubject(subject));
}

/** A meeting is moved by its own events and by the decisions taken in it. */
function meetingStream(db: WriteDb, reader: TrailReader, subject: string): Replayed[] {
  const decisions = db.all<{ h: string; feed: string; seq: number; place: number }>('SELECT h, feed, seq, place FROM decision WHERE meeting = ?', idOf(subject));
  return [...reader.ofSubject(subject), ...reader.at(decisions)].toSorted(inOrder);
}

/** Changes first: the tables of their decisions say which meetings they belong to. */
const replayOrder = (subject: string): number => (subject.startsWith('meeting:') ? 1 : 0);
