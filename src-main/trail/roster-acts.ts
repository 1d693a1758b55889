// Roster entries that decide which commits count: enrolments, revocations, the settling of forks. Read in the trail's order.
import type { Envelope, TrailEvent } from './envelope.ts';
import type { Entry } from './roster.ts';
import { countsIn, proposalKey, proposedEntry } from './roster.ts';

export type RosterAct =
  | { kind: 'enrolled'; feed: string; site: string; at: { feed: string; seq: number } }
  /** The device's commits from `from` on do not count. */
  | { kind: 'revoked'; feed: string; from: number; reason: string; at: { feed: string; seq: number } }
  | { kind: 'settled'; feed: string; keep: string; at: { feed: string; seq: number } }
  /** Acts under this key (hex) count in each feed as far as the counts say, and nowhere else. */
  | { kind: 'keyRevoked'; person: string; key: string; counts: Record<string, number>; at: { feed: string; seq: number } };

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function actOf({ t, s, d }: Entry, at: RosterAct['at']): RosterAct | null {
  if (t === 'device.enrolled' && typeof d['feed'] === 'string') return { kind: 'enrolled', feed: d['feed'], site: text(d['site']), at };
  // A device that came back writes under its own new feed, which its subject names; `feed` is the old one.
  if (t === 'device.succeeded') return { kind: 'enrolled', feed: s.slice(s.indexOf(':') + 1), site: text(d['site']), at };
  if (t === 'device.revoked' && typeof d['feed'] === 'string') return { kind: 'revoked', feed: d['feed'], from: typeof d['lastSeq'] === 'number' ? d['lastSeq'] + 1 : 0, reason: text(d['reason']), at };
  if (t === 'fork.resolved' && typeof d['feed'] === 'string') return { kind: 'settled', feed: d['feed'], keep: text(d['keepHead']), at };
  if (t === 'person.keyRevoked' && typeof d['key'] === 'string') return { kind: 'keyRevoked', person: s, key: d['key'], counts: countsIn(d['counts']), at };
  return null;
}

/** The entry an event puts into effect: itself, or the proposal that it confirms. */
function entryOf(event: TrailEvent, proposals: Map<string, Entry>): Entry | null {
  if (event.t === 'roster.proposed') {
    const proposed = proposedEntry(event);
    if (proposed && !proposals.has(proposalKey(proposed.id, event.s))) proposals.set(proposalKey(proposed.id, event.s), proposed.entry);
    return null;
  }
  return event.t === 'roster.confirmed' ? proposals.get(proposalKey(text(event.d['proposal']), event.s)) ?? null : event;
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
