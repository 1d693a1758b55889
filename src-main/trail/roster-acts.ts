// Roster entries that decide which commits count: enrolments, revocations, the settling of forks. Read in the trail's order.
import type { Json } from './canonical.ts';
import type { Envelope, TrailEvent } from './envelope.ts';

export type RosterAct =
  | { kind: 'enrolled'; feed: string; site: string; at: { feed: string; seq: number } }
  /** The device's commits from `from` on do not count. */
  | { kind: 'revoked'; feed: string; from: number; reason: string; at: { feed: string; seq: number } }
  | { kind: 'settled'; feed: string; keep: string; at: { feed: string; seq: number } };
type Entry = { t: string; s: string; d: { [key: string]: Json } };

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null && 't' in value && 's' in value && 'd' in value && typeof value.d === 'object' && value.d !== null;

function actOf({ t, s, d }: Entry, at: RosterAct['at']): RosterAct | null {
  if (t === 'device.enrolled' && typeof d['feed'] === 'string') return { kind: 'enrolled', feed: d['feed'], site: text(d['site']), at };
  // A device that came back writes under its own new feed, which its subject names; `feed` is the old one.
  if (t === 'device.succeeded') return { kind: 'enrolled', feed: s.slice(s.indexOf(':') + 1), site: text(d['site']), at };
  if (t === 'device.revoked' && typeof d['feed'] === 'string') return { kind: 'revoked', feed: d['feed'], from: typeof d['lastSeq'] === 'number' ? d['lastSeq'] + 1 : 0, reason: text(d['reason']), at };
  if (t === 'fork.resolved' && typeof d['feed'] === 'string') return { kind: 'settled', feed: d['feed'], keep: text(d['keepHead']), at };
  return null;
}

/** The entry an event puts into effect: itself, or the proposal that it confirms. */
function entryOf(event: TrailEvent, proposals: Map<string, Entry>): Entry | null {
  if (event.t === 'roster.proposed') {
    if (typeof event.d['proposal'] === 'string' && isEntry(event.d['entry'])) proposals.set(event.d['proposal'], event.d['entry']);
    return null;
  }
  return event.t === 'roster.confirmed' ? proposals.get(text(event.d['proposal'])) ?? null : event;
}

/** The acts of sound commits; whether a commit is sound was judged when it was placed. */
export function rosterActsOf(envelopes: readonly Envelope[]): RosterAct[] {
  const proposals = new Map<string, Entry>();
  return envelopes.flatMap((envelope) => envelope.events.flatMap((event) => {
    const entry = entryOf(event, proposals);
    const act = entry && actOf(entry, { feed: envelope.feed, seq: envelope.seq });
    return act ? [act] : [];
  }));
}
