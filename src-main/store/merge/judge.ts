// Whether a foreign commit may count: acts signed by people in roles they held then, roster entries as they must be, numbers of its own site.
// The verdict depends on the commit's own past alone, so every device comes to the same one, whatever arrives when.
import { isEventType } from '../../domain/event.ts';
import type { Envelope, TrailEvent } from '../../trail/envelope.ts';
import type { EventCheck } from '../../trail/event-check.ts';
import { openEventCheck } from '../../trail/event-check.ts';
import type { Findings } from '../../trail/findings.ts';
import type { Verifier } from '../../trail/keys.ts';
import { feedIdOf, verifierFor } from '../../trail/keys.ts';
import type { Roster } from '../../trail/roster.ts';
import { deviceKey, emptyRoster, isRosterEvent, rosterFact } from '../../trail/roster.ts';
import { pastOf } from '../causality.ts';
import type { Past, Placed } from '../causality.ts';
import type { WriteDb } from '../open.ts';
import { payloadOf } from '../payloads.ts';

export type Taken = { commit: Placed; envelope: Envelope; past: Past };
export type Judge = {
  /** Checks signatures of the feed that wrote the envelope; null while nobody has enrolled it. */
  keyOf(envelope: Envelope): Verifier | null;
  /** Judges a commit that was placed and remembers what it says about who is who; one that may not count is noted as unsound. */
  take(taken: Taken): void;
  /** What other laptops will find wrong with the acts of a commit written here, or null. */
  problemOf(taken: Taken): string | null;
  roster: Roster;
};
type State = { db: WriteDb; check: EventCheck; roster: Roster; rosterFeed: string; problems: string[]; verifiers: Map<string, Verifier>; last: Map<string, number> };

/** Notes only what is wrong: here nothing is listed for people. */
const intoProblems = (problems: string[]): Findings => ({
  broken: (_kind, _at, text) => { problems.push(text); }, gap: () => {}, note: () => {}, any: () => problems.length > 0, list: () => [],
});

/** Longer counts would leave no room for the site in the key that lists are ordered by. */
const numbered = /^([A-Z]+)-([A-Z0-9]+)-(\d{1,9})$/;
/** Records that are known by a number, and its letter (capabilities, section 2). */
const letters: Partial<Record<string, string>> = { 'change.created': 'C', 'change.imported': 'C', 'meeting.created': 'M', 'evidence.attached': 'E', 'exception.requested': 'X', 'incident.opened': 'I', 'finding.raised': 'F', 'accessReview.started': 'V', 'release.planned': 'R', 'constraint.registered': 'LC', 'integration.mapped': 'LI', 'workaround.registered': 'LW', 'debt.registered': 'LD', 'parallel.planned': 'LP', 'flag.registered': 'FF', 'standard.registered': 'AS' };

/** Record numbers stay unique because a site code belongs to one feed and counts upwards there (capabilities, section 2). */
function numberProblem(state: State, { envelope, commit }: Taken): string | null {
  const site = state.roster.devices.get(envelope.feed)?.site;
  for (const event of envelope.events) {
    const { number } = event.d;
    // What only a newer version knows is not judged here: no table remembers its numbers.
    if (!isEventType(event.t) || (number === undefined && !letters[event.t])) continue;
    const parts = typeof number === 'string' ? numbered.exec(number) : null;
    if (!parts || (letters[event.t] ?? parts[1]) !== parts[1]) return `${event.t} brings no record number of its kind.`;
    if (envelope.feed !== state.rosterFeed && parts[2] !== site) return `The number ${String(number)} belongs to another site than ${site ?? 'none'}.`;
    const key = `${envelope.feed}\n${commit.line}\n${parts[1]}`;
    const last = state.last.get(key) ?? lastNumber(state.db, envelope, { letter: parts[1]!, site: parts[2]! });
    if (Number(parts[3]) <= last) return `The number ${String(number)} was given before.`;
    state.last.set(key, Number(parts[3]));
  }
  return null;
}

type Series = { letter: string; site: string };
/** The last number of a series before a commit. The tables know only what counts, so of a feed that is held or forked its own line is read back. */
function lastNumber(db: WriteDb, envelope: Envelope, series: Series): number {
  const isWhole = db.get('SELECT 1 FROM held WHERE feed = ?', envelope.feed) === undefined && db.get('SELECT 1 FROM branch WHERE feed = ?', envelope.feed) === undefined;
  if (isWhole) return db.get<{ last: number }>('SELECT last FROM number_last WHERE letter = ? AND site = ?', series.letter, series.site)?.last ?? 0;
  for (let at = before(db, envelope); at !== null; at = before(db, at)) {
    const given = at.events.flatMap((event) => numberIn(event, series));
    if (given.length > 0) return Math.max(...given);
  }
  return 0;
}
function numberIn({ t, d: { number } }: TrailEvent, { letter, site }: Series): number[] {
  const parts = isEventType(t) && typeof number === 'string' ? numbered.exec(number) : null;
  return parts?.[1] === letter && parts[2] === site ? [Number(parts[3])] : [];
}
function before(db: WriteDb, { feed, seq, prev }: Envelope): Envelope | null {
  const at: [string, number, Buffer] | null = prev === null ? null : [feed, seq - 1, Buffer.from(prev, 'hex')];
  const row = at && (db.get<{ env: Uint8Array }>('SELECT env FROM commit_log WHERE feed = ? AND seq = ? AND hash = ?', ...at) ?? db.get<{ env: Uint8Array }>('SELECT env FROM branch WHERE feed = ? AND seq = ? AND hash = ?', ...at));
  return row ? JSON.parse(Buffer.from(row.env).toString('utf8')) as Envelope : null;
}

const noteUnsound = (db: WriteDb, { feed, seq, hash }: Placed, text: string): void => {
  db.run('INSERT INTO unsound (feed, seq, hash, text) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', feed, seq, hash, text.slice(0, 500));
};

/** Commits with roster entries are few; they are remembered so that who was who can be read without reading everything. */
export function noteRosterCommit(db: WriteDb, { feed, seq, hash, h }: Placed, envelope: Envelope): void {
  if (envelope.events.some(isRosterEvent)) db.run('INSERT INTO roster_commit (h, feed, seq, hash) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', h, feed, seq, hash);
}

function events(state: State, { commit, envelope, past }: Taken): void {
  // A branch counts as a feed of its own here: who had seen one branch knew nothing of what the other one says.
  state.check.events({ seq: envelope.seq, envelope: { ...envelope, feed: commit.line }, isProved: true }, new Map(Object.entries(past)));
}

/** Reads every roster entry that is here already, in the trail's order. */
function prime(state: State): void {
  const rows = state.db.all<{ feed: string; seq: number; hash: Buffer; h: string }>('SELECT feed, seq, hash, h FROM roster_commit ORDER BY h, feed, seq');
  for (const { feed, seq, hash, h } of rows) {
    const found = state.db.get<{ env: Uint8Array; line: string }>('SELECT env, feed AS line FROM commit_log WHERE feed = ? AND seq = ? AND hash = ?', feed, seq, hash) ?? state.db.get<{ env: Uint8Array; line: string }>('SELECT env, line FROM branch WHERE feed = ? AND seq = ? AND hash = ?', feed, seq, hash);
    if (!found) continue;
    const { env, line } = found;
    const commit: Placed = { feed, seq, hash, h, line };
    const envelope = JSON.parse(Buffer.from(env).toString('utf8')) as Envelope;
    events(state, { commit, envelope, past: pastOf(state.db, commit) });
  }
  state.problems.length = 0;
}

/** A device that came back names its own new key in its first commit, and a person signs for it. */
function successorKey({ feed, events: said }: Envelope): string | null {
  for (const event of said) {
    const fact = event.t === 'device.succeeded' ? rosterFact(event) : null;
    if (fact?.kind === 'device' && fact.device.feed === feed) return fact.device.key;
  }
  return null;
}

/** The root as the organisation's first commit names it; the feed is named after its key, and the person who joins has compared its words. */
function foundingKey({ events: said }: Envelope): string | null {
  for (const event of said) {
    const fact = event.t === 'org.founded' ? rosterFact(event) : null;
    if (fact?.kind === 'founded') return fact.root;
  }
  return null;
}

export function openJudge(db: WriteDb, rosterFeed: string): Judge {
  const problems: string[] = [];
  const roster = emptyRoster();
  const check = openEventCheck({ source: { payload: (commitment) => payloadOf(db, commitment) }, findings: intoProblems(problems), roster, rosterFeed });
  const state: State = { db, check, roster, rosterFeed, problems, verifiers: new Map(), last: new Map() };
  prime(state);
  return {
    roster,
    keyOf: (envelope) => {
      const key = envelope.feed === rosterFeed ? roster.root ?? foundingKey(envelope) : deviceKey(roster, envelope.feed) ?? successorKey(envelope);
      if (key === null || feedIdOf(Buffer.from(key, 'hex')) !== envelope.feed) return null;
      const known = state.verifiers.get(key);
      if (known) return known;
      const fresh = verifierFor(Buffer.from(key, 'hex'));
      state.verifiers.set(key, fresh);
      return fresh;
    },
    problemOf: (taken) => {
      problems.length = 0;
      events(state, taken);
      return problems[0] ?? null;
    },
    take: (taken) => {
      problems.length = 0;
      events(state, taken);
      const problem = problems[0] ?? numberProblem(state, taken);
      if (problem) noteUnsound(db, taken.commit, problem);
      noteRosterCommit(db, taken.commit, taken.envelope);
    },
  };
}
