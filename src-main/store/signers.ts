// What the trail says of whoever stands for a change: the people behind their key, and exceptions granted to them (APR-03, APR-06). Read from the trail up to
// what the writer had seen, not from tables, so that every device says the same whatever arrived when.
import type { Exception } from '../domain/exceptions.ts';
import { exceptionSheet } from '../domain/exceptions.ts';
import type { Signer, StampedEvent } from '../domain/event.ts';
import { textsIn } from '../domain/json-values.ts';
import type { Envelope, TrailEvent } from '../trail/envelope.ts';
import { proposalKey, proposedEntry, rosterFact } from '../trail/roster.ts';
import type { Entry } from '../trail/roster.ts';
import { hadSeen, lineOf } from './causality.ts';
import type { LineSpot, Past, Spot } from './causality.ts';
import { decodeEvent } from './event-codec.ts';
import { liveEnvelope } from './holds.ts';
import type { ReadDb } from './open.ts';

/** Acts by which somebody authorises a change. */
const authorising: ReadonlySet<string> = new Set(['cab.decisionRecorded', 'approval.given']);
export const isAuthorising = ({ type }: StampedEvent): boolean => authorising.has(type);
/** The most exceptions an act may name. */
const mostNamed = 8;
type Writer = { line: LineSpot; past: Past };
type At = Spot & { place: number };
/** A key (hex) that somebody holds from a place in the trail on. */
type Holding = At & { person: string; key: string };

const envelopeAt = (db: ReadDb, { feed, seq }: Spot): Envelope | null => {
  const row = liveEnvelope(db, feed, seq);
  return row ? JSON.parse(Buffer.from(row.env).toString('utf8')) as Envelope : null;
};
/** Whether an event counts here and the writer knew it. */
const isKnown = (db: ReadDb, subject: string, at: At, { line, past }: Writer): boolean =>
  hadSeen(line, past, { line: lineOf(db, at), seq: at.seq }) && db.get('SELECT 1 FROM event WHERE subject = ? AND feed = ? AND seq = ? AND place = ?', subject, at.feed, at.seq, at.place) !== undefined;

/** The entry that an event of the roster puts into effect; what a registrar proposes, once another one confirms it. */
function entryIn(event: TrailEvent, proposed: Map<string, Entry>): Entry | null {
  if (event.t === 'roster.proposed') {
    const found = proposedEntry(event);
    if (found) proposed.set(proposalKey(found.id, event.s), found.entry);
    return null;
  }
  return event.t === 'roster.confirmed' ? proposed.get(proposalKey(String(event.d['proposal']), event.s)) ?? null : event;
}
function readHoldings(db: ReadDb): Holding[] {
  const proposed = new Map<string, Entry>();
  return db.all<Spot>('SELECT feed, seq FROM roster_commit ORDER BY h, feed, seq').flatMap((spot) => (envelopeAt(db, spot)?.events ?? []).flatMap((event, place) => {
    const entry = entryIn(event, proposed);
    const fact = entry && rosterFact(entry);
    return fact?.kind === 'key' && fact.key !== null ? [{ ...spot, place, person: fact.person, key: fact.key }] : [];
  }));
}

/** Keys that more than one person holds are rare; the roster is read again only once it has grown or a fork was settled. */
const known = new WeakMap<ReadDb, { of: string; shared: Map<string, Holding[]> }>();
function sharedKeys(db: ReadDb): Map<string, Holding[]> {
  const of = JSON.stringify(db.get('SELECT (SELECT count(*) FROM roster_commit) AS entries, (SELECT group_concat(feed || seq) FROM branch WHERE is_kept = 1) AS kept'));
  const read = known.get(db);
  if (read?.of === of) return read.shared;
  const shared = new Map([...Map.groupBy(readHoldings(db), ({ key }) => key)].filter(([, holders]) => holders.some(({ person }) => person !== holders[0]!.person)));
  known.set(db, { of, shared });
  return shared;
}

const idIn = (person: string): string => person.slice(person.indexOf(':') + 1);
function alikeOf(db: ReadDb, by: string, writer: Writer): string[] {
  const groups = [...sharedKeys(db).values()].filter((holders) => holders.some(({ person }) => person === by));
  const others = groups.flat().filter((holding) => holding.person !== by && isKnown(db, holding.person, holding, writer)).map(({ person }) => idIn(person));
  return [idIn(by), ...new Set(others)];
}

/** The exception as its writer knew it. */
function exceptionAt(db: ReadDb, id: string, writer: Writer): Exception | null {
  const subject = `exception:${id}`;
  const rows = db.all<At>('SELECT feed, seq, place FROM event WHERE subject = ? ORDER BY h, feed, seq, place', subject).filter((at) => isKnown(db, subject, at, writer));
  return rows.reduce<Exception | null>((exception, at) => {
    const trail = envelopeAt(db, at)?.events[at.place];
    const event = trail && decodeEvent(trail, () => null);
    return event && exceptionSheet.types.includes(event.type) ? exceptionSheet.fold(exception, event) : exception;
  }, null);
}
/** Rules that the exceptions named by an act set aside on its day, for this change or more. */
function exceptedBy(db: ReadDb, { data, subject, at }: StampedEvent, writer: Writer): string[] {
  const day = at.slice(0, 10);
  return [...new Set(textsIn(data['exceptions']))].slice(0, mostNamed).flatMap((id) => {
    const exception = exceptionAt(db, id, writer);
    if (exception === null || exception.approval === null || exception.revoked !== null) return [];
    const until = exception.renewals.reduce((last, renewal) => (renewal.until > last ? renewal.until : last), exception.until);
    const isOther = exception.scope.kind === 'change' && subject !== `change:${exception.scope.id}`;
    return isOther || day < exception.from || day > until ? [] : [exception.rule];
  });
}

/** An act that authorises a change, with what the trail knew of its signer. */
export function withSigner(db: ReadDb, event: StampedEvent, line: LineSpot, past: Past): StampedEvent {
  const writer = { line, past };
  const signer: Signer = { alike: alikeOf(db, event.by, writer), excepted: exceptedBy(db, event, writer) };
  return { ...event, signer };
}
