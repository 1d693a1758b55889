// Checkpoints as they are listed, and the time-stamps that count for them: judged each time, because whoever brought one in may have written anything.
import { stampSheet } from '../domain/stamps.ts';
import type { StampRecord } from '../domain/stamps.ts';
import type { Organisation } from '../ports.ts';
import { parseCheckpoint, verifyCheckpoint } from '../trail/checkpoint.ts';
import { judgeStamp } from '../trail/time-stamp.ts';
import type { TimeStamp } from '../trail/time-stamp.ts';
import type { TrailSource } from '../trail/verify.ts';
import type { ReadDb } from './open.ts';
import { listSheets } from './projections/sheets.ts';
import { keyOfFeed } from './proving.ts';

/** `madeAt` by the clock of its device, empty where that says nothing. */
export type CheckpointAt = { feed: string; count: number; text: string; sig: Buffer; root: string; head: string; madeAt: string };
export type Stamped = CheckpointAt & { id: string; reply: Buffer; stamp: TimeStamp; by: string; at: string };
type Of = { source: TrailSource; organisation: Pick<Organisation, 'id' | 'rosterFeed' | 'rootKey' | 'formerRoots'> };

function readAt(text: string, sig: Uint8Array): (CheckpointAt & { org: string }) | null {
  const stated = parseCheckpoint(text);
  if (!stated) return null;
  const made = new Date(Number(stated.hlc.slice(0, 15)));
  const { org, feed, count, root, head } = stated;
  return { org, feed, count, text, sig: Buffer.from(sig), root, head, madeAt: Number.isNaN(made.getTime()) ? '' : made.toISOString() };
}

const latestFirst = (a: CheckpointAt, b: CheckpointAt): number => (a.madeAt !== b.madeAt ? (a.madeAt < b.madeAt ? 1 : -1) : a.feed !== b.feed ? (a.feed < b.feed ? -1 : 1) : b.count - a.count);
/** All checkpoints here, the latest first. */
export const checkpointsOf = (source: TrailSource): CheckpointAt[] => [...source.checkpoints()].flatMap(({ text, sig }) => readAt(text, sig) ?? []).toSorted(latestFirst);

/** Whether a feed stands with this head where the checkpoint ends. One that reaches further than what is here contradicts nothing. */
function agrees(source: TrailSource, { feed, count, head }: CheckpointAt): boolean {
  for (const { hash } of source.commits(feed, count - 1)) return Buffer.from(hash).toString('hex') === head;
  return true;
}

function judged(db: ReadDb, { source, organisation }: Of, { id, checkpoint, signature, reply, by, at }: StampRecord): Stamped | null {
  const stated = readAt(checkpoint, Buffer.from(signature, 'base64'));
  const key = stated && keyOfFeed(db, organisation, stated.feed);
  if (!stated || !key || stated.org !== organisation.id || !verifyCheckpoint(stated.text, stated.sig, Buffer.from(key, 'hex')) || !agrees(source, stated)) return null;
  const bytes = Buffer.from(reply, 'base64');
  const found = judgeStamp(bytes, checkpoint);
  return 'problem' in found ? null : { ...stated, id, reply: bytes, stamp: found.stamp, by, at };
}

/** Of several replies of one authority to one checkpoint, brought in on different laptops, the one with the earliest time. */
const earlierFirst = (a: Stamped, b: Stamped): number => (a.stamp.at !== b.stamp.at ? (a.stamp.at < b.stamp.at ? -1 : 1) : a.id < b.id ? -1 : 1);

/** Time-stamps that hold: of a checkpoint its device signed and this trail agrees with; one for each authority. In the order of their times. */
export function stampsOf(db: ReadDb, of: Of): Stamped[] {
  const found = new Map<string, Stamped>();
  for (const stamped of listSheets(db, stampSheet).flatMap((record) => judged(db, of, record) ?? []).toSorted(earlierFirst)) {
    const name = `${stamped.text}${stamped.stamp.authority.fingerprint}`;
    if (!found.has(name)) found.set(name, stamped);
  }
  return [...found.values()];
}
