// The only place that ties: opens the store, gives every operation its context, and answers an app whose doors are Bridges.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { contract } from '#contract/index.ts';
import type { Bridge, Heard, Input, NameOf, OpName } from '#contract/index.ts';
import type { Progress, Subject } from '#contract/define.ts';
import { subjects } from '#contract/define.ts';
import type { SessionState } from '#contract/workspace.ts';
import { appError } from './app-error.ts';
import { cabCommands } from './commands/cab.ts';
import { changeCommands } from './commands/change.ts';
import { registerCommands } from './commands/registers.ts';
import { jobContext, readContext, writeIn } from './contexts.ts';
import type { Scene, SignedIn, Written } from './contexts.ts';
import { makeDispatch } from './dispatch.ts';
import type { Control, Runner } from './dispatch.ts';
import { policy } from './domain/policy.ts';
import { undoLeftovers } from './jobs/imports.ts';
import { jobHandlers } from './jobs/index.ts';
import { recentWorkspaces, stagingArea } from './lobby.ts';
import type { CommandHandlers, QueryHandlers } from './ports.ts';
import { cabQueries } from './queries/cab.ts';
import { changeQueries } from './queries/change.ts';
import { peopleQueries, signers } from './queries/people.ts';
import { registerQueries } from './queries/registers.ts';
import { createIn, sampleIn, sessionHandlers } from './sessions.ts';
import { signersHere } from './store/key-files.ts';
import { findPerson } from './store/records.ts';
import { openStore } from './store/store.ts';
import type { Store } from './store/store.ts';
import { fingerprintWords } from './trail/keys.ts';

export type Shell = SessionState['shell'];
export type BootOptions = { dataDir: string; exportsDir: string; resourcesDir: string; app: string; now?: () => number; log?: (line: string) => void; checkAnswers?: boolean };
export type Door = { shell: Shell; reveal?: (folder: string) => void };
export type Connection = Bridge & { close(): void };
export interface App {
  /** A Bridge of its own for one window or one script; nobody is signed in at first. */
  connect(door: Door): Connection;
  /** Opens a workspace by its folder; only the command line names folders. Throws `AppError`. */
  openWorkspace(dir: string): void;
  /** Makes a workspace in a named folder; nobody is signed in by it. Throws `AppError`. */
  createWorkspace(dir: string, input: Input<'workspace.create'>): Promise<void>;
  /** Makes the worked example in a named folder. */
  createSample(dir: string, options: Input<'workspace.openSample'>, control?: Partial<Control>): Promise<void>;
  /** Makes a file known that the door itself may open; answers the handle that jobs take. */
  stagePath(path: string): string;
  exportPath(name: string): string;
  close(): Promise<void>;
}

const commands: CommandHandlers = { ...changeCommands, ...cabCommands, ...registerCommands };
const queries: QueryHandlers = { ...changeQueries, ...cabQueries, ...peopleQueries, ...registerQueries };
/** How often an open window looks whether another process has committed, in milliseconds. */
const lookEvery = 1000;

/** State of one running app; boot makes it, nobody else holds it. */
export type House = {
  options: Required<Pick<BootOptions, 'dataDir' | 'exportsDir' | 'resourcesDir' | 'app'>>;
  nowMs: () => number; now: () => string; newId: () => string;
  store: Store | null;
  migrations: string;
  recent: ReturnType<typeof recentWorkspaces>;
  staging: ReturnType<typeof stagingArea>;
  open(dir: string): Store;
  adopt(store: Store): void;
  shut(): void;
  tell(touched: Iterable<Subject>): void;
};
/** One door: who is signed in there, and what the door can do. */
export type DoorState = { shell: Shell; signedIn: SignedIn | null; reveal: (folder: string) => void; tries: { wrong: number; until: number } };

function makeHouse(options: BootOptions, hearers: Set<(heard: Heard) => void>): House {
  const nowMs = options.now ?? Date.now;
  const migrations = join(options.resourcesDir, 'migrations');
  const settings = { dataDir: options.dataDir, exportsDir: options.exportsDir, resourcesDir: options.resourcesDir, app: options.app };
  let seq = 0;
  const house: House = {
    options: settings, nowMs, now: () => new Date(nowMs()).toISOString(), newId: randomUUID, store: null, migrations,
    recent: recentWorkspaces(options.dataDir), staging: stagingArea(options.dataDir),
    tell: (touched) => {
      const heard: Heard = { seq: (seq += 1), subjects: [...touched] };
      for (const hear of hearers) hear(heard);
    },
    adopt: (store) => {
      house.shut();
      house.store = store;
      house.recent.remember({ dir: store.dir, organisation: store.organisation.name, site: store.organisation.site, isSample: store.organisation.isSample, openedAt: house.now() });
      house.tell(subjects);
    },
    open: (dir) => {
      if (!existsSync(join(dir, 'gavel.db'))) throw appError('workspace_missing', { place: dir });
      const store = openStore({ dir: resolve(dir), dataDir: options.dataDir, migrations, app: options.app, nowMs });
      house.adopt(store);
      return store;
    },
    shut: () => { house.store?.close(); house.store = null; },
  };
  return house;
}

export const openStoreOf = (house: House): Store => {
  if (!house.store) throw appError('no_workspace_open');
  return house.store;
};
const sceneOf = (house: House, door: DoorState): Scene => ({ store: openStoreOf(house), signedIn: door.signedIn, now: house.now, newId: house.newId });

/** What the window shows before anything else: the workspace, who is signed in, who could be. */
export function stateOf(house: House, door: DoorState): SessionState {
  const { store } = house;
  const person = store && door.signedIn ? findPerson(store.db, door.signedIn.id) : null;
  return {
    workspace: store ? {
      organisation: store.organisation.name, site: store.organisation.site, rootWords: fingerprintWords(Buffer.from(store.organisation.rootKey, 'hex')), isSample: store.organisation.isSample,
      isReadOnly: store.readOnly !== null, readOnlyReason: store.readOnly?.code ?? null,
    } : null,
    person: person ? { id: person.id, name: person.name, roles: person.roles } : null,
    signers: store ? signers({ db: store.db, canSignHere: () => true }, signersHere(store.dir)).map(({ id, name, roles }) => ({ id, name, roles })) : [],
    shell: door.shell, idleLockMinutes: policy.idleLockMinutes, app: house.options.app,
  };
}

function runnersFor(house: House, door: DoorState): Record<'command' | 'query' | 'job' | 'session', Runner> {
  const told = (written: Written): void => { house.tell(written.touched); };
  type Any = (context: unknown, input: unknown, control: Control) => unknown;
  return {
    command: (name, input) => writeIn(sceneOf(house, door), (context) => (commands[name as NameOf<'command'>] as Any)(context, input, undefined as never), { told }),
    query: (name, input) => (queries[name as NameOf<'query'>] as Any)(readContext(sceneOf(house, door)), input, undefined as never),
    job: (name, input, control) => (jobHandlers[name as NameOf<'job'>] as Any)(
      jobContext(sceneOf(house, door), { resourcesDir: house.options.resourcesDir, exportsDir: house.options.exportsDir, staged: (file) => house.staging.find(file), told }), input, control),
    session: (name, input, control) => (sessionHandlers[name as NameOf<'session'>] as Any)({ house, door }, input, control),
  };
}

/** After signing in, imports that a crash left half done are undone (design, section 9). */
export async function tidyUp(house: House, door: DoorState): Promise<void> {
  const scene = sceneOf(house, door);
  if (scene.store.readOnly) return;
  await undoLeftovers(jobContext(scene, { resourcesDir: house.options.resourcesDir, exportsDir: house.options.exportsDir, staged: (file) => house.staging.find(file), told: (w) => { house.tell(w.touched); } }));
}

/** Starts the core. Nothing is opened until a door asks for it. */
export function boot(options: BootOptions): App {
  const hearers = new Set<(heard: Heard) => void>();
  const house = makeHouse(options, hearers);
  const doors = new Set<DoorState>();
  let seen = -1;
  const look = setInterval(() => {
    const version = house.store?.db.dataVersion() ?? -1;
    if (seen !== -1 && version !== -1 && version !== seen) house.tell(subjects);
    seen = version;
  }, lookEvery);
  look.unref();
  const log = options.log ?? ((line: string) => { process.stderr.write(`${line}\n`); });
  return {
    connect: ({ shell, reveal }) => {
      const door: DoorState = { shell, signedIn: null, reveal: reveal ?? (() => {}), tries: { wrong: 0, until: 0 } };
      doors.add(door);
      const mine = new Set<(heard: Heard) => void>();
      const dispatch = makeDispatch({ runners: runnersFor(house, door), log, newId: house.newId, checkAnswers: options.checkAnswers ?? false });
      return {
        call: (name, input, job) => dispatch(name, input, controlOf(job)) as never,
        onChanged: (hear) => { hearers.add(hear); mine.add(hear); return () => { hearers.delete(hear); mine.delete(hear); }; },
        close: () => { for (const hear of mine) hearers.delete(hear); doors.delete(door); },
      };
    },
    openWorkspace: (dir) => { house.open(dir); },
    createWorkspace: async (dir, input) => { await createIn(house, resolve(dir), input); },
    createSample: async (dir, sample, control) => { await sampleIn(house, resolve(dir), sample, { ...controlOf(undefined), ...control }); },
    stagePath: (path) => house.staging.adopt(path),
    exportPath: (name) => join(options.exportsDir, name),
    close: async () => {
      clearInterval(look);
      checkpointAtClose(house, doors);
      house.shut();
      house.staging.clear();
    },
  };
}

const controlOf = (job: { onProgress?: (progress: Progress) => void; signal?: Control['signal'] } | undefined): Control =>
  ({ onProgress: job?.onProgress ?? (() => {}), signal: job?.signal ?? { aborted: false, addEventListener: () => {}, removeEventListener: () => {} } });

/** A checkpoint at close, where somebody's keys are unlocked (trail design, A6). */
export function checkpointAtClose(house: House, doors: Iterable<DoorState>): void {
  const key = [...doors].find((door) => door.signedIn)?.signedIn?.unlocked.secrets.device.privateKey;
  const { store } = house;
  if (!key || !store || store.readOnly) return;
  store.db.transaction(() => { store.log.checkpoint({ feed: store.organisation.deviceFeed, key }); });
}

export const operations = Object.keys(contract) as OpName[];
