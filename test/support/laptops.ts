// Laptops that exchange what they hold without files in between: real stores, real signatures, the real merge. `given two laptops … when exchanged … then`.
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '../../src-main/contract/people.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { subjectOf } from '../../src-main/domain/event.ts';
import { deviceEnrolment, enrolment } from '../../src-main/domain/people.ts';
import type { Past } from '../../src-main/store/causality.ts';
import { gatherBundle, manifestOf } from '../../src-main/store/merge/gather.ts';
import type { Gathered } from '../../src-main/store/merge/gather.ts';
import type { Incoming } from '../../src-main/store/merge/place.ts';
import type { Appended } from '../../src-main/store/event-log.ts';
import { mergeStaged } from '../../src-main/store/merge/merge.ts';
import type { Merged } from '../../src-main/store/merge/merge.ts';
import type { Staged } from '../../src-main/store/merge/staged.ts';
import { openDatabase } from '../../src-main/store/open.ts';
import { digestTables } from '../../src-main/store/rebuild.ts';
import { storeOver } from '../../src-main/store/store.ts';
import type { Store } from '../../src-main/store/store.ts';
import { commitHash, sha256, sha256Hex } from '../../src-main/trail/hashes.ts';
import { bundleFrames } from '../../src-main/trail/bundle-frames.ts';
import { openBundleReader } from '../../src-main/trail/bundle-reader.ts';
import { exportSeed, feedIdOf, fromSeed } from '../../src-main/trail/keys.ts';
import type { KeyPair } from '../../src-main/trail/keys.ts';
import { migrations } from './workspace.ts';

const startMs = Date.parse('2026-11-24T09:00:00.000Z');
export const everyRole: Role[] = ['registrar', 'chair', 'change-manager', 'release-manager', 'member', 'administrator', 'technical-reviewer', 'auditor', 'executive'];
export const siteOf = (i: number): string => `${String.fromCharCode(65 + i)}1`;

type Template = { dir: string; org: string; name: string; rootKey: string; ca: string; devices: string[]; people: { id: string; seed: string }[]; root: string };
export type Laptop = {
  i: number; store: Store; dir: string; device: KeyPair; person: { id: string; key: KeyPair }; clock: { now: number };
  /** One commit by the person of this laptop. */
  write(...events: Appended[]): void;
  close(): void;
};
export type Group = { laptops: Laptop[]; template: Template; dir: string; close(): void };

let n = 0;
const next = (): number => (n += 1);

function storeIn(dir: string, made: Template, { device, site }: { device: KeyPair; site: string }, clock: { now: number }): Store {
  const db = openDatabase(dir, { migrations, create: true });
  const rosterFeed = feedIdOf(Buffer.from(made.rootKey, 'hex'));
  const organisation = { id: made.org, name: made.name, site, rootKey: made.rootKey, caFingerprint: made.ca, rosterFeed, deviceFeed: feedIdOf(device.publicKey), isSample: false };
  return storeOver(db, organisation, device.publicKey, { dir, dataDir: join(dir, 'data'), migrations, app: 'test', nowMs: () => clock.now });
}

/** Keys by name, so that the same seed gives the same history down to the last tie. */
const keyNamed = (name: string): KeyPair => fromSeed(sha256(`gavel laptops ${name}`));
const uuidNamed = (name: string): string => { const hex = sha256Hex(`gavel laptops ${name}`); return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`; };

/** An organisation of `count` laptops, each enrolled with a person of its own who holds every role. Made once; copied for each history. */
export async function template(count: number): Promise<Template> {
  const folder = mkdtempSync(join(tmpdir(), 'gavel-laptops-'));
  process.once('exit', () => { rmSync(folder, { recursive: true, force: true }); });
  const dir = join(folder, 'ws');
  mkdirSync(dir);
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  const numbers = Array.from({ length: count }, (_, i) => i);
  const root = keyNamed('root');
  const devices = numbers.map((i) => keyNamed(`device ${i}`));
  const people = numbers.map((i) => ({ id: uuidNamed(`person ${i}`), name: `Person ${i}`, pair: keyNamed(`person ${i}`) }));
  const made: Template = {
    dir, org: uuidNamed('organisation'), name: 'Northwind', rootKey: hex(root.publicKey), ca: sha256Hex('ca'), devices: devices.map((pair) => hex(exportSeed(pair))),
    people: people.map(({ id, pair }) => ({ id, seed: hex(exportSeed(pair)) })), root: hex(exportSeed(root)),
  };
  const entries: DomainEvent[] = [
    { type: 'org.founded', subject: subjectOf('org', made.org), data: { root: made.rootKey, ca: made.ca }, text: { name: made.name } },
    ...devices.map((pair, i) => deviceEnrolment({ feed: feedIdOf(pair.publicKey), key: hex(pair.publicKey), site: siteOf(i), age: 'age1test', seal: null }, null)),
    ...people.flatMap(({ id, name, pair }) => enrolment({ id, name, key: hex(pair.publicKey), roles: everyRole })),
  ];
  const store = storeIn(dir, made, { device: devices[0]!, site: siteOf(0) }, { now: startMs });
  store.db.transaction(() => store.commitAsRoot(entries, { by: subjectOf('person', people[0]!.id), at: new Date(startMs).toISOString() }, root.privateKey));
  store.close();
  return made;
}

export function laptopOver(dir: string, made: Template, i: number, clock = { now: startMs + i }): Laptop {
  const device = fromSeed(Buffer.from(made.devices[i]!, 'hex'));
  const person = { id: made.people[i]!.id, key: fromSeed(Buffer.from(made.people[i]!.seed, 'hex')) };
  const store = storeIn(dir, made, { device, site: siteOf(i) }, clock);
  // Thousands of histories: what a power cut would leave is shown elsewhere.
  store.db.exec('PRAGMA synchronous = OFF');
  return {
    i, store, dir, device, person, clock,
    write: (...events) => {
      clock.now += 1000;
      const stamp = { by: subjectOf('person', person.id), at: new Date(Math.max(0, clock.now)).toISOString(), personKey: person.key.privateKey };
      store.db.transaction(() => store.commit(events, stamp, device.privateKey));
    },
    close: () => { store.close(); },
  };
}

/** Copies of the organisation on several laptops, all holding the roster and nothing else. */
export function laptopsOf(made: Template, count: number): Group {
  const dir = mkdtempSync(join(tmpdir(), 'gavel-history-'));
  const laptops = Array.from({ length: count }, (_, i) => {
    const own = join(dir, String(i));
    mkdirSync(own, { recursive: true });
    cpSync(join(made.dir, 'gavel.db'), join(own, 'gavel.db'));
    return laptopOver(own, made, i);
  });
  return { laptops, template: made, dir, close: () => { for (const laptop of laptops) laptop.close(); rmSync(dir, { recursive: true, force: true }); } };
}

/** The same device twice, as when a disk is copied: both go on writing under one name. */
export function cloneOf(group: Group, laptop: Laptop): Laptop {
  const dir = join(group.dir, `clone-${next()}`);
  mkdirSync(dir, { recursive: true });
  laptop.store.db.exec(`VACUUM INTO '${join(dir, 'gavel.db')}'`);
  const copy = laptopOver(dir, group.template, laptop.i, { now: laptop.clock.now + 500 });
  group.laptops.push(copy);
  return copy;
}

/** What one laptop would send, as staging would hand it to the merge: through the frames and their reader. */
export const bundleFrom = (laptop: Laptop, options: { since?: Past; omit?: string[] } = {}): Staged => bundleInParts(laptop, { ...options, partBytes: Infinity })[0]!;

/** The same in parts of at most so many bytes. */
export function bundleInParts(laptop: Laptop, options: { since?: Past; omit?: string[]; partBytes: number }): Staged[] {
  const { db, organisation } = laptop.store;
  db.transaction(() => laptop.store.log.checkpoint({ feed: organisation.deviceFeed, key: laptop.device.privateKey }));
  const gathered = gatherBundle(db, organisation.rosterFeed, { since: options.since ?? {}, omit: options.omit ?? [], only: null, reason: 'test', partBytes: options.partBytes });
  const parts = gathered.parts.map((part) => stagedOf(laptop, part));
  gathered.close();
  return parts;
}

function stagedOf({ store: { organisation }, device }: Laptop, part: Gathered): Staged {
  const manifest = manifestOf(part, { bundle: randomUUID(), org: organisation.id, from: organisation.deviceFeed, made: new Date(startMs).toISOString(), purpose: 'delta' });
  const commits: Incoming[] = [];
  const texts = new Map<string, { salt: Uint8Array; bytes: Uint8Array }>();
  const checkpoints: { feed: string; count: number; text: string; sig: Uint8Array }[] = [];
  let signed: Staged['signed'] = { line: new Uint8Array(), sig: new Uint8Array() };
  let end: Staged['end'] = signed;
  const reader = openBundleReader({
    manifest: (_, line) => { signed = line; },
    commit: ({ feed, env, sig }) => { commits.push({ feed, seq: (JSON.parse(Buffer.from(env).toString()) as { seq: number }).seq, hash: commitHash(env), env, sig }); },
    text: ({ commitment, salt, bytes }) => { texts.set(commitment, { salt, bytes }); },
    checkpoint: ({ feed, text, sig }) => { checkpoints.push({ feed, count: Number(text.split('\n')[2]), text, sig }); },
    end: (line) => { end = line; },
  });
  for (const frame of bundleFrames({ manifest, deviceKey: device.privateKey, commits: part.commits, texts: part.texts, checkpoints: part.checkpoints })) reader.push(frame);
  reader.finish();
  let at = 0;
  const ranges = manifest.feeds.map(({ f, from, to, head }, index) => ({ feed: f, from, to, head, index }));
  const byRange = ranges.map(({ from, to }) => commits.slice(at, (at += to - from)));
  return {
    manifest, signed, end, ranges, commits: ({ index, from: first }, from, limit) => byRange[index]!.slice(from - first, from - first + limit),
    payload: (commitment) => texts.get(Buffer.from(commitment).toString('hex')) ?? null, checkpoints: () => checkpoints,
  };
}

/** Merges what another laptop sent, in one transaction. */
export function receive(laptop: Laptop, staged: Staged): Merged {
  const { db, log, organisation } = laptop.store;
  laptop.clock.now += 1000;
  return db.transaction(() => mergeStaged({ db, log, org: organisation.id, rosterFeed: organisation.rosterFeed, ownFeed: organisation.deviceFeed, nowMs: laptop.clock.now }, staged));
}

export const exchange = (from: Laptop, to: Laptop, options: { since?: Past; omit?: string[] } = {}): Merged => receive(to, bundleFrom(from, options));

/** Sends everything to everybody until nothing is new anywhere. */
export function settleAll(laptops: readonly Laptop[]): void {
  for (let round = 0; round < 4; round += 1) {
    let news = 0;
    for (const from of laptops) for (const to of laptops) if (from !== to) news += exchange(from, to).new;
    if (news === 0) return;
  }
  throw new Error('the laptops still have news for each other');
}

export const digestsOf = (laptop: Laptop): Record<string, string> => digestTables(laptop.store.db);
