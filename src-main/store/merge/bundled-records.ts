// Which records a bundle is about, each with a digest of its history: two laptops that hold the same of a record show the same digest (SYN-01).
import { encode } from '../../trail/canonical.ts';
import { sha256Hex } from '../../trail/hashes.ts';
import { liveEnvelope } from '../holds.ts';
import type { ReadDb } from '../open.ts';

export type BundledRecord = { subject: string; events: number; digest: string };
/** Records named of one bundle; an archive may hold a hundred thousand. */
export const mostRecords = 200;
/** The roster is everybody's and stands in every bundle. */
const isRecord = (subject: string): boolean => !/^(org|device|person|access|restore):/.test(subject);
/** What people look for first. */
const order = ['meeting', 'change'];
const rank = (subject: string): number => { const at = order.indexOf(subject.slice(0, subject.indexOf(':'))); return at === -1 ? order.length : at; };
const inOrder = (a: string, b: string): number => rank(a) - rank(b) || (a < b ? -1 : 1);

/** SHA-256 over the canonical list of a record's events, each as the hash of its commit and its place there, in the trail's order. */
function digestOf(db: ReadDb, subject: string): BundledRecord {
  const rows = db.all<{ feed: string; seq: number; place: number }>('SELECT feed, seq, place FROM event WHERE subject = ? ORDER BY h, feed, seq, place', subject);
  const events = rows.map(({ feed, seq, place }) => `${liveEnvelope(db, feed, seq)?.hash.toString('hex') ?? ''}:${place}`);
  return { subject, events: events.length, digest: sha256Hex(encode(events)) };
}

/** The first records of a bundle by kind and id, and how many there are. */
export function bundledRecords(db: ReadDb, subjects: Iterable<string>): { records: BundledRecord[]; count: number } {
  const all = [...subjects].filter(isRecord).toSorted(inOrder);
  return { records: all.slice(0, mostRecords).map((subject) => digestOf(db, subject)), count: all.length };
}
