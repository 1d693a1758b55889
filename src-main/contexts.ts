// What commands, queries and jobs are handed, built over the open store and the person who is signed in. Part of boot.
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Subject } from '#contract/define.ts';
import type { JobContext, Organisation, PrintedPack, WriteContext } from './ports.ts';
import type { PrintingPlace } from './print-worker.ts';
import { appError } from './app-error.ts';
import { backUpInThread } from './backups.ts';
import type { Change } from './domain/change.ts';
import { evolveChange } from './domain/change.ts';
import type { DomainEvent } from './domain/event.ts';
import { subjectOf } from './domain/event.ts';
import { printInThread } from './printer.ts';
import { actorOf, digest, readContext } from './read-context.ts';
import { draftOf } from './queries/minutes.ts';
import { exchangeOf } from './exchange.ts';
import { openRecoveryKit, readDevice, readRecoveryKit, restoreRecoveryKit, rewrapPerson, settleNextKit, writeNextKit, writePerson } from './store/key-files.ts';
import type { Unlocked } from './store/key-files.ts';
import { liveEnvelope } from './store/holds.ts';
import { rebuild } from './store/rebuild.ts';
import { numberOf } from './store/store.ts';
import type { Store } from './store/store.ts';
import type { Envelope, TrailEvent } from './trail/envelope.ts';
import { maxEvents } from './trail/envelope.ts';
import { exportSeed, generateKeyPair } from './trail/keys.ts';
import type { KeyPair } from './trail/keys.ts';
import { certifySeal } from './trail/pki.ts';
import { signRotation } from './trail/roster.ts';
import { signJson } from './trail/signed-json.ts';

/** Who is signed in at one door, with the keys that are unlocked for them. */
export type SignedIn = { id: string; unlocked: Unlocked };
export type Scene = { store: Store; signedIn: SignedIn | null; now: () => string; newId: () => string };

export type Written = { touched: Set<Subject> };

/** A context for one transaction; `append` writes the commit at once, so that a refusal after it rolls everything back. */
export function writeContext(scene: Scene, written: Written, importId?: string): WriteContext {
  const { store, signedIn } = scene;
  if (signedIn === null) throw appError('signed_out');
  const actor = actorOf(scene);
  const now = scene.now();
  const keys = signedIn.unlocked;
  const commit = (events: Parameters<Store['commit']>[0]): void => {
    const stamp = { by: subjectOf('person', actor.id), at: now, personKey: keys.person.privateKey, ...(importId ? { import: importId } : {}) };
    for (const subject of store.commit(events, stamp, keys.secrets.device.privateKey)) written.touched.add(subject);
  };
  return {
    ...store.records, ...importReads(store), actor, now, organisation: store.organisation, newId: scene.newId, digest,
    nextNumber: (letter, ahead = 0) => {
      const match = /(\d+)$/.exec(store.nextNumber(letter))!;
      return numberOf(letter, store.organisation.site, Number(match[1]) + ahead);
    },
    append: (events) => {
      if (events.length > maxEvents && !importId) throw new Error(`a command appends at most ${maxEvents} events`);
      for (let i = 0; i < events.length; i += maxEvents) commit(events.slice(i, i + maxEvents));
    },
    ...exchangeReads(store),
    seenCounts: () => Object.fromEntries(store.trail.feeds().map(({ feed, count }) => [feed, count])),
    versionOf: (subject) => store.db.get<{ n: number }>('SELECT count(*) AS n FROM event WHERE subject = ?', subject)?.n ?? 0,
    findMinutes: (meeting) => draftOf(readContext(scene), store.records.loadMeeting(meeting)),
  };
}

function exchangeReads({ db }: Store): Pick<WriteContext, 'branchHead' | 'textsOf' | 'proposedRedaction'> {
  const eventsOf = (subject: string): TrailEvent[] => db.all<{ feed: string; seq: number; place: number }>('SELECT feed, seq, place FROM event WHERE subject = ? ORDER BY h, feed, seq, place', subject).flatMap(({ feed, seq, place }) => {
    const row = liveEnvelope(db, feed, seq);
    return row ? [(JSON.parse(Buffer.from(row.env).toString('utf8')) as Envelope).events[place]!] : [];
  });
  return {
    branchHead: (feed, start) => {
      const fork = db.get<{ from_seq: number }>('SELECT from_seq FROM fork WHERE feed = ?', feed);
      if (!fork) throw appError('not_forked', { feed });
      const heads = [...db.all<{ head: string }>("SELECT lower(hex(hash)) AS head FROM commit_log WHERE feed = ? AND seq >= ?", feed, fork.from_seq), ...db.all<{ head: string }>('SELECT lower(hex(hash)) AS head FROM branch WHERE feed = ?', feed)];
      const found = heads.find(({ head }) => head.startsWith(start));
      if (!found) throw appError('branch_missing', { feed, head: start }, { field: 'keep' });
      return found.head;
    },
    textsOf: (subject, kind) => eventsOf(subject).flatMap((event) => Object.values(event.p ?? {})).filter(({ c, k }) => k === kind && db.get("SELECT 1 FROM payload WHERE commitment = ? AND state = 'redacted'", Buffer.from(c, 'hex')) === undefined).map(({ c }) => c),
    proposedRedaction: (subject, kind) => {
      const said = eventsOf(subject).filter(({ t, d }) => (t === 'payload.redactionProposed' || t === 'payload.redacted') && d['class'] === kind).at(-1);
      return said?.t === 'payload.redactionProposed' ? said.by : null;
    },
  };
}

function importReads({ db, log }: Store): Pick<WriteContext, 'findImported' | 'beforeImport' | 'changesOfImport'> {
  return {
    findImported: (source, externalId) => {
      // Asked for every row of a file: with an ORDER BY each call costs ten times as much.
      const [row] = db.all<{ n: number; id: string; digest: Buffer }>('SELECT n, id, source_digest AS digest FROM change WHERE source = ? AND external_id = ? AND source_digest IS NOT NULL', source, externalId).toSorted((a, b) => a.n - b.n);
      return row ? { id: row.id, digest: row.digest.toString('hex') } : null;
    },
    changesOfImport: (importId) => db.all<{ id: string }>('SELECT id FROM change WHERE import = ? ORDER BY n', importId).map((r) => r.id),
    beforeImport: (change, importId) => {
      let before: Change | null = null;
      let isTouched = false;
      let isPast = false;
      for (const { event } of log.ofSubject(subjectOf('change', change))) {
        if (event.data['import'] === importId && (event.type === 'change.imported' || event.type === 'change.importUpdated')) isPast = true;
        else if (isPast) isTouched = true;
        else before = evolveChange(before, event);
      }
      return { before, isTouched };
    },
  };
}

type JobDoors = { dataDir: string;  resourcesDir: string; exportsDir: string; staged: JobContext['staged']; told: (written: Written) => void; /** Counts wrong passphrases of people, and of the kit. */ tried: Guard; kitTried: Guard };
type Guard = <T>(attempt: () => T) => T;
/** What touches the key files of the workspace: the root out of its kit, and people's wrapped keys. */
function keyDoors(scene: Scene, { told, tried, kitTried }: Pick<JobDoors, 'told' | 'tried' | 'kitTried'>): Pick<JobContext, 'writeAsRoot' | 'rewrap' | 'recoveryKit' | 'rotateRoot' | 'restoreKit' | 'checkKit' | 'enrol'> {
  const { store } = scene;
  const { organisation } = store;
  const signer = (): SignedIn => {
    if (scene.signedIn === null) throw appError('signed_out');
    return scene.signedIn;
  };
  const opened = (passphrase: string): ReturnType<typeof openRecoveryKit> => {
    settleNextKit(store.dir, organisation.rootKey);
    const kit = kitTried(() => openRecoveryKit(store.dir, passphrase));
    if (Buffer.from(kit.root.publicKey).toString('hex') !== organisation.rootKey) throw appError('kit_missing');
    return kit;
  };
  const asRoot = (events: readonly DomainEvent[], root: KeyPair): void => {
    const touched = store.db.transaction(() => store.commitAsRoot(events, { by: subjectOf('person', signer().id), at: scene.now() }, root.privateKey));
    told({ touched });
  };
  return {
    writeAsRoot: (events, recoveryPassphrase) => {
      signer();
      asRoot(events, opened(recoveryPassphrase).root);
    },
    rotateRoot: ({ recoveryPassphrase, newPassphrase }) => {
      signer();
      const { root, caKey } = opened(recoveryPassphrase);
      const next = generateKeyPair();
      const said = { org: subjectOf('org', organisation.id), was: organisation.rootKey, root: Buffer.from(next.publicKey).toString('hex') };
      writeNextKit(store.dir, { root: next, caKey, passphrase: newPassphrase });
      asRoot([{ type: 'org.rootRotated', subject: said.org, data: { was: said.was, root: said.root, sig: signRotation(next.privateKey, said) } }], root);
      settleNextKit(store.dir, organisation.rootKey);
    },
    checkKit: (recoveryPassphrase) => { opened(recoveryPassphrase); },
    recoveryKit: () => {
      settleNextKit(store.dir, organisation.rootKey);
      return readRecoveryKit(store.dir);
    },
    restoreKit: (kit, passphrase) => { kitTried(() => { restoreRecoveryKit(store.dir, { kit, passphrase, rootKey: organisation.rootKey }); }); },
    rewrap: (passphrases) => { tried(() => { rewrapPerson(store.dir, { id: signer().id, name: actorOf(scene).name }, passphrases); }); },
    enrol: (person, passphrase) => writePerson(store.dir, person, { passphrase, deviceKey: signer().unlocked.deviceKey }).publicKey,
  };
}

/** What a job has; every write is a short transaction of its own. */
export function jobContext(scene: Scene, doors: JobDoors): JobContext {
  const { store, signedIn } = scene;
  const organisation: Organisation = store.organisation;
  const deviceKey = (): KeyObject => {
    if (signedIn === null) throw appError('signed_out');
    return signedIn.unlocked.secrets.device.privateKey;
  };
  const device = readDevice(store.dir);
  const printingPlace = (): PrintingPlace => {
    if (signedIn === null) throw appError('signed_out');
    return { dir: store.dir, dataDir: doors.dataDir, app: store.app, key: store.key, migrations: join(doors.resourcesDir, 'migrations'), deviceSeed: exportSeed(signedIn.unlocked.secrets.device), resourcesDir: doors.resourcesDir };
  };
  return {
    organisation, newId: scene.newId, now: scene.now, resourcesDir: doors.resourcesDir, exportsDir: doors.exportsDir, staged: doors.staged,
    read: (act) => act(readContext(scene)),
    write: (act, options) => writeIn(scene, act, { ...(options?.import ? { import: options.import } : {}), told: doors.told }),
    trailSource: () => store.source,
    stopWriting: (place) => { store.readOnly ??= { code: 'chain_broken', facts: place }; },
    checkpoint: () => { store.db.transaction(() => { store.log.checkpoint({ feed: organisation.deviceFeed, key: deviceKey() }); }); },
    signAsDevice: (domain, value) => {
      if (signedIn === null) throw appError('signed_out');
      return signJson(domain, value, signedIn.unlocked.secrets.device);
    },
    signAsPerson: (domain, value) => {
      if (signedIn === null) throw appError('signed_out');
      return signJson(domain, value, signedIn.unlocked.person);
    },
    rebuild: (onProgress) => rebuild(store.db, store.log, onProgress),
    deviceFeed: organisation.deviceFeed,
    print: async (task, control) => (await printInThread({ ...task, ...printingPlace() }, control)).file,
    printPack: async (task, control) => {
      const { file, document } = await printInThread({ ...task, kind: 'pack', ...printingPlace() }, control);
      if (document === undefined) throw new Error('the printing thread did not say what it printed');
      return { file: file as PrintedPack['file'], document };
    },
    seal: signedIn && device.sealPem !== '' ? { certificatePem: device.sealPem, caPem: device.caPem, privateKeyPkcs8: signedIn.unlocked.secrets.sealKey } : null,
    ...keyDoors(scene, doors),
    certify: async ({ sealKey, site }) => {
      const issuerKey = signedIn?.unlocked.secrets.issuerKey ?? null;
      if (issuerKey === null || device.caPem === '') return null;
      const ca = { certificatePem: device.caPem, privateKeyPkcs8: issuerKey, fingerprint: organisation.caFingerprint };
      const seal = await certifySeal(ca, { name: `${organisation.name}, site ${site}`, notBeforeAt: scene.now(), publicKeySpki: Buffer.from(sealKey, 'base64') });
      return { certificate: seal.certificatePem, authority: device.caPem, fingerprint: seal.fingerprint };
    },
    readFile: (path) => readFileSync(path),
    backUp: (to, control) => {
      if (signedIn === null) throw appError('signed_out');
      return backUpInThread({ ...to, dir: store.dir, migrations: join(doors.resourcesDir, 'migrations'), key: store.key, home: doors.dataDir, app: store.app }, control).then((backup) => {
        // No commit says so, and yet the reminder goes.
        doors.told({ touched: new Set(['workspace']) });
        return backup;
      });
    },
    exchange: exchangeOf(scene, doors),
  };
}

/** The commit is durable by now, so a mark that cannot be written refuses nothing: an older copy is then noticed a little later. */
function noteMark(store: Store, { unlocked }: SignedIn): void {
  try {
    store.mark(unlocked.secrets.device.privateKey);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
  }
}

type Writing = { import?: string; told: (written: Written) => void };
/** One IMMEDIATE transaction around an act; who listens is told after it is durable. */
export function writeIn<T>(scene: Scene, act: (context: WriteContext) => T, { import: importId, told }: Writing): T {
  const written: Written = { touched: new Set() };
  if (scene.signedIn === null) throw appError('signed_out');
  if (scene.store.readOnly) throw appError(scene.store.readOnly.code, scene.store.readOnly.facts);
  const value = scene.store.db.transaction(() => act(writeContext(scene, written, importId)));
  if (written.touched.size > 0) {
    noteMark(scene.store, scene.signedIn);
    told(written);
  }
  return value;
}
