// What commands, queries and jobs are given. Types only: the room that ties is boot.
import type { Contract, Input, NameOf, Output } from '#contract/index.ts';
import type { CancelSignal } from '#contract/index.ts';
import type { Progress, Subject } from '#contract/define.ts';
import type { Refusal } from '#contract/errors.ts';
import type { Board, BoardSeat } from './domain/board.ts';
import type { Change } from './domain/change.ts';
import type { Dossier } from './domain/dossier.ts';
import type { Exception, Owners, Right } from './domain/entitlements.ts';
import type { BackedUp } from './backup-worker.ts';
import type { DomainEvent, StampedEvent } from './domain/event.ts';
import type { Role } from '#contract/people.ts';
import type { Model, ModelRuns } from './domain/model.ts';
import type { PolicyDocument } from './domain/policy-document.ts';
import type { PolicyRecord } from './domain/policy-record.ts';
import type { ReplayRow } from './domain/policy-replay.ts';
import type { Proposal } from './domain/people.ts';
import type { Sheet } from './domain/sheet.ts';
import type { Meeting } from './domain/meeting.ts';
import type { Actor, By } from './domain/verdict.ts';
import type { Folded, IsCounted } from './store/as-of.ts';
import type { ReadDb } from './store/open.ts';
import type { Proven } from './store/proving.ts';
import type { CheckpointAt, Stamped } from './store/stamping.ts';
import type { AccessRecords } from './store/projections/access.ts';
import type { ArchiveRecords } from './store/projections/archive.ts';
import type { AuditRecords } from './store/projections/audit.ts';
import type { CalendarRecords } from './store/projections/calendar.ts';
import type { ConfigurationRecords } from './store/projections/configuration.ts';
import type { LegacyRecords } from './store/projections/legacy.ts';
import type { CapacityRecords } from './store/projections/capacity.ts';
import type { LevelRecords } from './store/projections/service-level.ts';
import type { LinkRecords } from './store/projections/links.ts';
import type { RankingRecords } from './store/projections/rankings.ts';
import type { ReleaseRecords } from './store/projections/releases.ts';
import type { RunRow } from './store/projections/policy.ts';
import type { ReplayAsked } from './store/projections/policy-replay.ts';
import type { ScheduleRecords } from './store/projections/schedule-records.ts';
import type { SheetFilter } from './store/projections/sheets.ts';
import type { BackoutDocument } from './documents/backout-document.ts';
import type { MinutesDocument } from './documents/minutes-document.ts';
import type { PackFeed } from './documents/pack-document.ts';
import type { PreReadDocument } from './documents/pre-read-document.ts';
import type { ReportDocument } from './documents/report-document.ts';
import type { RiskDocument } from './documents/risk-document.ts';
import type { SignedFile } from './documents/signed.ts';
import type { SignedPack } from './documents/signed-pack.ts';
import type { Json } from './trail/canonical.ts';
import type { JoinRequest } from './trail/join-request.ts';
import type { JsonSignature } from './trail/signed-json.ts';
import type { Gathering } from './store/merge/gather.ts';
import type { Merged } from './store/merge/merge.ts';
import type { Rebuilt } from './store/rebuild.ts';
import type { WithheldAct } from './store/withheld.ts';
import type { BundleOmission, Manifest } from './trail/bundle-frames.ts';
import type { TrailSource } from './trail/verify.ts';

/** A refusal on its way out; dispatch turns it into a reply. Everything else that is thrown is a fault. */
export type Raise = (error: Refusal) => never;

/** Reads of single records, folded; `load…` refuses when there is none. */
export type Records = AccessRecords & ArchiveRecords & AuditRecords & CalendarRecords & ScheduleRecords & ConfigurationRecords & LegacyRecords & LevelRecords & CapacityRecords & LinkRecords & ReleaseRecords & RankingRecords & {
  loadChange(ref: string): Change;
  findChange(ref: string): Change | null;
  loadMeeting(ref: string): Meeting;
  /** A sheet by the UUID of its record, its number or its label; null when there is none. */
  findSheet<S>(sheet: Sheet<S>, ref: string): S | null;
  /** Sheets of one name, those due first in front. */
  listSheets<S>(sheet: Sheet<S>, filter?: SheetFilter): S[];
  /** The policy in force (APR-07). */
  policy(): PolicyDocument;
  /** Versions that were put in force, the one that counts first; none while the default stands. */
  activePolicies(): PolicyRecord[];
  /** Roles that somebody holds who is not suspended. */
  rolesHeld(): Role[];
  /** What history says of a model's runs, and the runs, the last one first (APR-02). */
  modelRuns(model: Model): ModelRuns & { rows: RunRow[] };
  /** Changes that a policy is replayed over, one by one (APR-07). */
  replayRows(asked: ReplayAsked): Iterable<ReplayRow>;
  /** Failures of the last twelve months of a service, or of the people that charters count to a team; `rate` in basis points, null where nothing was completed (CHG-04). */
  failuresOf(of: { about: 'team' | 'service'; name: string }, now: string): { completed: number; failed: number; rate: number | null };
  /** Everything that the gates of a change ask for. */
  dossierOf(change: Change): Dossier;
  /** People who hold or held a key of this one, themselves included (APR-03). */
  alikeOf(person: string): string[];
  /** When a change was last submitted, or came from another tool; null while it never was (CAB-02). */
  submittedAt(change: Change): string | null;
  seatsOf(board: string): BoardSeat[];
  loadBoard(ref: string): Board;
  loadPerson(ref: string): Actor & { key: string | null; isSuspended: boolean };
  loadProposal(id: string): Proposal;
  /** Devices by feed or site code. */
  loadDevice(ref: string): { feed: string; site: string; count: number; head: string };
  /** People who hold a key and sign as registrars. */
  registrars(): string[];
  isSiteFree(site: string): boolean;
  /** Rights as the imported tools grant them now, whose accounts they are held through, and the exceptions granted (SEC-03). */
  entitlements(): { rights: Right[]; owners: Owners; exceptions: Exception[] };
  /** A tool whose export was imported, by id or name; null when there is none. */
  findEntitlementSource(ref: string): { id: string; name: string } | null;
  /** The number of another meeting, planned or running, whose agenda has this change. */
  openMeetingWith(change: string, except: string): string | null;
};

/** `rootKey` is the root in force, `formerRoots` those it took over from, oldest first (hex); the roster feed is the founding root's for good. */
export type Organisation = { id: string; name: string; site: string; rootKey: string; formerRoots?: readonly string[]; caFingerprint: string; rosterFeed: string; deviceFeed: string; isSample: boolean };

export type Stamp = { version: number };
/** What a command has: it reads records, asks a rule, appends once. No await, no clock, no SQL. */
export type WriteContext = By & Records & {
  organisation: Organisation;
  newId(): string;
  /** The next free number of a letter at this site, such as `C-A1-0413`. */
  nextNumber(letter: string, ahead?: number): string;
  /** Which change an earlier import made of this external record, and the digest of the row it came from. */
  findImported(source: string, externalId: string): { id: string; digest: string } | null;
  /** A change as it stood before the events of an import, and whether anybody acted on it since. */
  beforeImport(change: string, importId: string): { before: Change | null; isTouched: boolean };
  /** Changes an import made or altered. */
  changesOfImport(importId: string): string[];
  /** Stamps, signs and chains the events as one commit and folds them into the tables. */
  append(events: readonly DomainEvent[]): void;
  versionOf(subject: string): number;
  /** The head (hex) of a branch of a forked feed, by its beginning. Refuses when there is none. */
  branchHead(feed: string, start: string): string;
  /** Commitments of a record's texts of one class that are still here. */
  textsOf(subject: string, kind: string): string[];
  /** Who asked to erase them, or null when nobody did since the last erasure. */
  proposedRedaction(subject: string, kind: string): string | null;
  /** How many commits of each feed are here. */
  seenCounts(): Record<string, number>;
  /** SHA-256 (hex) over the canonical form, for digests that a person signs. */
  digest(value: unknown): string;
  /** What the minutes of a meeting say as its records stand now. */
  findMinutes(meeting: string): Json;
};

export type ReadContext = By & Records & { db: ReadDb; organisation: Organisation; seal: boolean; canSignHere(person: string): boolean; trail: TrailReads; /** The words of a public key (hex). */ wordsOf(key: string): string; digest(value: unknown): string; /** When this workspace was last backed up on this machine, or null. */ lastBackup(): string | null; /** Whether the database is encrypted at rest (SEC-04). */ isEncrypted: boolean };

/** The few questions about the log itself that a screen asks. */
export type TrailReads = {
  feeds(): { feed: string; count: number; head: string }[];
  lastCheckpoint(): { at: string; count: number } | null;
  /** Events of one subject, oldest first, with the commit that holds each. */
  ofSubject(subject: string): { event: StampedEvent; h: string; feed: string; seq: number; place: number; hash: string }[];
  /** What a newer Gavel wrote about a subject and this one cannot read, oldest first. */
  newerOf(subject: string): NewerEvent[];
  /** What a device had seen when it last spoke here, its own feed included: feed to number of commits. */
  seenBy(feed: string): Record<string, number>;
  /** Whether the writer of a commit that counts had seen another one. */
  hadSeen(writer: { feed: string; seq: number }, other: { feed: string; seq: number }): boolean;
  /** Which of these events were signed in a role that an access review withheld apart from them (AUD-08). */
  withheldAmong(events: readonly { event: StampedEvent; feed: string; seq: number; place: number }[]): WithheldAct[];
  /** The last of a feed's commits, of those given by `seqs` in rising order, that the writer had seen; null when none. */
  lastSeen(writer: { feed: string; seq: number }, feed: string, seqs: readonly number[]): number | null;
  latest(limit: number, after: string | null): { rows: LogRow[]; next: string | null };
  /** The record behind a number, a UUID, a name or a subject; null when there is none. */
  findSubject(ref: string): string | null;
  /** What the folds make of a record's events that count, as rows by table. */
  asOf(subject: string, isCounted: IsCounted): Folded;
  /** A commit by its place, with what its writer had seen; null when there is none that counts. */
  commitAt(place: { feed: string; seq: number }): SeenCommit | null;
  /** The way from an event to the first checkpoint that covers it; null while none does. */
  proofOf(place: { feed: string; seq: number; event: number }): Proven | null;
  /** Every checkpoint here, the latest first. */
  checkpoints(): CheckpointAt[];
  /** Time-stamps of checkpoints that hold, judged anew, in the order of their times. */
  stamps(): Stamped[];
};
/** `named` are the heads that the envelope itself names; `past` adds what it had seen through others, as feed to number of commits. */
export type SeenCommit = { h: string; hash: string; app: string; roster: number; events: readonly { type: string; subject: string; by: string; at: string; isSigned: boolean }[]; named: Readonly<Record<string, number>>; past: Readonly<Record<string, number>> };
/** An event whose type this version does not know. `h` is its order key, `hash` that of its commit. */
export type NewerEvent = { type: string; by: string; at: string; isSigned: boolean; h: string; feed: string; seq: number; place: number; hash: string };
export type LogRow = { feed: string; seq: number; place: number; type: string; subject: string; by: string; at: string; hash: string };

/** What a job has: a snapshot to read, short transactions to write through, files, and the keys of this device. */
export type JobContext = {
  organisation: Organisation;
  newId(): string;
  now(): string;
  read<T>(act: (context: ReadContext) => T): T;
  /** One short transaction. With `import`, its commits carry the import's id and may be many. */
  write<T>(act: (context: WriteContext) => T, options?: { import?: string }): T;
  /** Where a file handed over lies, and its name as the person knows it. */
  staged(file: string): { path: string; name: string };
  resourcesDir: string;
  exportsDir: string;
  trailSource(): TrailSource;
  /** Prints and seals a document in a thread of its own, over a snapshot of the trail. */
  print(task: PrintTask, control: JobControl): Promise<SignedFile>;
  /** The same for an audit pack, whose records are gathered there as well. */
  printPack(task: PackTask, control: JobControl): Promise<PrintedPack>;
  /** The trail does not hold: nothing more is written until the workspace is opened anew. */
  stopWriting(place: { feed: string; seq: number; problem: string }): void;
  /** Signs where the feeds stand now. */
  checkpoint(): void;
  /** Signs a JSON value that leaves the workspace with the key of this device; `domain` says what kind it is. */
  signAsDevice(domain: string, value: Json): JsonSignature;
  /** Signs such a value with the key of whoever is signed in. */
  signAsPerson(domain: string, value: Json): JsonSignature;
  rebuild(onProgress: (done: number) => void): Rebuilt;
  deviceFeed: string;
  seal: { certificatePem: string; caPem: string; privateKeyPkcs8: Uint8Array } | null;
  enrol(person: string, passphrase: string): Uint8Array;
  /** Signs roster entries with the organisation's root out of the recovery kit. */
  writeAsRoot(events: readonly DomainEvent[], recoveryPassphrase: string): void;
  rewrap(passphrases: { passphrase: string; newPassphrase: string }): void;
  recoveryKit(): string;
  /** Puts a kit (JSON) back in its place once it has opened and holds this organisation's root. */
  /** Refuses unless the recovery kit opens and holds the root in force. */
  checkKit(recoveryPassphrase: string): void;
  /** Makes a new root, lets the old one give way to it, and keeps it in a kit under a new passphrase. */
  rotateRoot(passphrases: { recoveryPassphrase: string; newPassphrase: string }): void;
  restoreKit(kit: string, recoveryPassphrase: string): void;
  /** Issues the certificate of another device's seal; null where the authority's key is not at hand. */
  certify(request: JoinRequest): Promise<{ certificate: string; authority: string; fingerprint: string } | null>;
  readFile(path: string): Uint8Array;
  /** Writes an encrypted copy of the workspace in a thread of its own. Refuses when nobody is signed in. */
  backUp(to: { path: string; passphrase: string; made: string }, control: JobControl): Promise<BackedUp>;
  /** Where exchange happens: threads that write and read bundles, and the merge itself. */
  exchange: Exchange;
};

/** What a printing thread needs beside the workspace: the keys to name, the seal, the place. */
type PrintOrder = { outPath: string; signedAt: string; rosterFeed: string; keys: readonly Uint8Array[]; signer: string; seal: { certificatePem: string; caPem: string; privateKeyPkcs8: Uint8Array } };
/** A document with its words. `signedText` is what the chair signed, or a report as data. */
export type PrintTask = PrintOrder & {
  kind: 'minutes' | 'risk' | 'backout' | 'pre-read' | 'report'; document: ReportDocument | MinutesDocument | RiskDocument | BackoutDocument | PreReadDocument; signedText?: Uint8Array;
};
/** A pack is gathered where it is printed: its scope, where the feeds stood, up to which commit of this device and its moment, for whom, and pages of a volume at most. Without a name of its own the file goes by the pack's number. */
export type PackTask = PrintOrder & { isNamed: boolean; ask: { scope: Input<'pack.write'>; feeds: PackFeed[]; bound: { moment: string; count: number }; person: string; mostPages?: number } };
export type PrintedPack = { file: SignedPack; document: { number: string; changes: number; gaps: number } };

export type BundleToWrite = {
  gathering: Omit<Gathering, 'only'> & { only: string[] | null }; facts: Pick<Manifest, 'bundle' | 'made' | 'purpose'>; recipients: string[]; passphrase?: string; path: string;
};
export type WrittenBundle = { /** In the order they are to be taken in. */ files: { name: string; size: number; sha256: string }[]; commits: number; events: number; texts: number; omitted: BundleOmission[]; records: { subject: string; events: number; digest: string }[]; recordsCount: number };
export type Exchange = {
  write(bundle: BundleToWrite, control: JobControl): Promise<WrittenBundle>;
  /** Takes a bundle apart and merges it in one transaction; `look` reads the outcome while it stands. With `isTrial` everything is rolled back afterwards. */
  merge<T>(file: { path: string; passphrase?: string }, act: { isTrial: boolean; look: (merged: Merged, context: ReadContext) => T }, control: JobControl): Promise<T>;
  /** Remembers what was sent to whom; it is no part of the trail. */
  noteSent(feeds: readonly string[], bundle: string): void;
};
export type JobControl = { onProgress(progress: Progress): void; signal: CancelSignal };

export type CommandHandlers = { [N in NameOf<'command'>]: (context: WriteContext, input: Input<N>) => Output<N> };
export type QueryHandlers = { [N in NameOf<'query'>]: (context: ReadContext, input: Input<N>) => Output<N> };
export type JobHandlers<C> = { [N in NameOf<'job'>]: (context: C, input: Input<N>, control: JobControl) => Promise<Output<N>> };
export type SessionHandlers<C> = { [N in NameOf<'session'>]: (context: C, input: Input<N>, control: JobControl) => Promise<Output<N>> };
export type ReadsOf<N extends NameOf<'query'>> = Contract[N]['reads'];
export type { Subject, Merged };
export type { Folded } from './store/as-of.ts';
export type { TrailEvent } from './trail/envelope.ts';
