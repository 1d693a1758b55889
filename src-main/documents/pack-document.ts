// What a printed audit pack says, as plain data. Empty lists are printed as "none", never left out.
import type { RiskTier, Span } from './minutes-document.ts';

/** A row that names what is missing where it would stand. */
export type Gap = { what: string; why: string };
export type HistoryRow = { at: string; what: string; who: string; role: string; feed: string; seq: number };
export type EvidenceRow = { id: string; title: string; age?: string; state: string; sha256: string };
export type DecisionRow = { at: string; meeting: string; outcome: string; votes: string; rationale: string; conditions: string[]; key: string };

export type PackChange = {
  ref: string; title: string; type: string; state: string; service: string | null; risk: { tier: RiskTier; score: number } | null; window: Span | null;
  /** Name and value, in the order to be printed. */
  fields: [name: string, value: string][];
  decisions: DecisionRow[]; history: HistoryRow[]; evidence: EvidenceRow[]; gaps: Gap[];
  conflicts: { with: string; rule: string; overlap: string; settled: string }[];
};
export type PackMeeting = {
  ref: string; title: string; board: string; held: Span | null; state: string; chair: string; minutes: string | null;
  attendance: { name: string; function: string; status: string }[]; items: { ref: string; title: string; outcome: string }[];
};
/** Something the trail itself has to confess: a fork, a quarantine, an erased text, a missing range. */
export type Confession = { kind: 'conflict' | 'gap' | 'fork' | 'quarantine' | 'redaction'; where: string; text: string };
export type PackFeed = { feed: string; name: string; count: number; root: string; head: string };

/** How the changes of a pack stand against one control; `mapped` says by what it is tested. */
export type PackControl = { control: string; title: string; version: number; mapped: string; evidence: number; gaps: { ref: string; said: string }[]; result: string; exceptions: string[]; findings: string[] };
export type PackFinding = {
  ref: string; title: string; source: string; control: string; severity: string; repeatOf: string | null; state: string; change: string | null; owner: string; dueOn: string; raisedBy: string; raisedAt: string;
  /** What was seen, answered, done and shown, a paragraph each. */
  texts: string[];
};
export type PackRelease = { ref: string; title: string; facts: [name: string, value: string][]; lists: { title: string; rows: [what: string, how: string][] }[]; history: HistoryRow[] };

/** The changes of a pack, in the order of their numbers. They are gone over more than once, and may lie on disk. */
export type PackChanges = Iterable<PackChange> & { readonly length: number };
/** Which part of its pack a file is: `volume` counts from 1, `parts` are all of them in order with what each holds. */
export type PackVolume = { volume: number; parts: { file: string; holds: string }[] };

/** A time-stamp that lies in the pack as `checkpoint-N.tsr`: of which checkpoint, when its authority says it existed, and who that is by the certificate in it. */
export type PackStamp = { n: number; feed: string; count: number; at: string; authority: string; issuer: string };

export type PackDocument = {
  organisation: string; number: string; title: string; revision: number; zone: string;
  scope: string; /** The moment its records are as of, that of the last commit it covers. */ madeAt: string; preparedBy: string; sealedBy: string;
  rootWords: string; rootFingerprint: string; caFingerprint: string; feeds: PackFeed[];
  releases: PackRelease[]; changes: PackChanges; meetings: PackMeeting[]; findings: PackFinding[]; controls: PackControl[]; confessions: Confession[];
  /** Left out where there is none. */ stamps?: PackStamp[];
};
