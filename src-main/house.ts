// The state of one running app: the workspace that is open, the doors, and who is signed in at each. Part of boot.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Heard } from '#contract/index.ts';
import type { Subject } from '#contract/define.ts';
import { subjects } from '#contract/define.ts';
import type { SessionState } from '#contract/workspace.ts';
import { appError } from './app-error.ts';
import { jobContext } from './contexts.ts';
import type { Scene, SignedIn } from './contexts.ts';
import { policy } from './domain/policy.ts';
import { recentWorkspaces, stagingArea } from './lobby.ts';
import type { JobContext } from './ports.ts';
import { refusalRecord } from './refusals.ts';
import { signers } from './queries/people.ts';
import { isEncrypted, signersHere } from './store/key-files.ts';
import { findPerson } from './store/records.ts';
import { openStore } from './store/store.ts';
import type { Store } from './store/store.ts';
import { fingerprintWords } from './trail/keys.ts';
import { noTries, tried } from './tries.ts';
import type { Tries } from './tries.ts';

export type Shell = SessionState['shell'];
/** State of one running app; boot makes it, nobody else holds it. */
export type House = {
  options: Required<Omit<HouseOptions, 'now'>>;
  nowMs: () => number; now: () => string; newId: () => string;
  store: Store | null;
  /** The folder of an encrypted workspace that was chosen and waits for a passphrase. */
  locked: string | null;
  migrations: string;
  recent: ReturnType<typeof recentWorkspaces>;
  staging: ReturnType<typeof stagingArea>;
  /** Of people's passphrases, and of the recovery kit's: who knows the one opens no way to guess the other (SEC-02). */
  tries: Tries; kitTries: Tries;
  /** Opens a workspace; an encrypted one without its `key` is only chosen, and waits as `locked`. */
  open(dir: string, key?: Uint8Array | null): void;
  adopt(store: Store): void;
  shut(): void;
  tell(touched: Iterable<Subject>): void;
  /** The audit event a refusal leaves, or null. */
  refused: ReturnType<typeof refusalRecord>;
};
/** One door: who is signed in there, and what the door can do. */
export type DoorState = { shell: Shell; signedIn: SignedIn | null; reveal: (folder: string) => void };

export type HouseOptions = { dataDir: string; exportsDir: string; resourcesDir: string; app: string; now?: () => number };
/** `hearers` are told after each commit which subjects it touched. */
export function makeHouse(options: HouseOptions, hearers: Set<(heard: Heard) => void>): House {
  const nowMs = options.now ?? Date.now;
  const migrations = join(options.resourcesDir, 'migrations');
  const settings = { dataDir: options.dataDir, exportsDir: options.exportsDir, resourcesDir: options.resourcesDir, app: options.app };
  let seq = 0;
  const house: House = {
    options: settings, nowMs, now: () => new Date(nowMs()).toISOString(), newId: randomUUID, store: null, locked: null, migrations,
    recent: recentWorkspaces(options.dataDir), staging: stagingArea(options.dataDir), tries: noTries(), kitTries: noTries(), refused: refusalRecord(nowMs),
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
    open: (dir, key = null) => {
      if (!existsSync(join(dir, 'gavel.db'))) throw appError('workspace_missing', { place: dir });
      if (key === null && isEncrypted(dir)) {
        house.shut();
        house.locked = resolve(dir);
        house.tell(subjects);
        return;
      }
      house.adopt(openStore({ dir: resolve(dir), dataDir: options.dataDir, migrations, app: options.app, nowMs, key }));
    },
    shut: () => { house.store?.close(); house.store = null; house.locked = null; },
  };
  return house;
}

export const openStoreOf = (house: House): Store => {
  if (!house.store) throw appError(house.locked === null ? 'no_workspace_open' : 'workspace_locked');
  return house.store;
};
export const sceneOf = (house: House, door: DoorState): Scene => ({ store: openStoreOf(house), signedIn: door.signedIn, now: house.now, newId: house.newId });

/** The machine's list of workspaces knows what an encrypted one is called; one that was never opened here goes by its folder. */
function lockedName({ recent }: House, dir: string): NonNullable<SessionState['locked']> {
  const known = recent.list().find((entry) => entry.dir === dir);
  return { organisation: known?.organisation ?? basename(dir), site: known?.site ?? '' };
}

/** What the window shows before anything else: the workspace, who is signed in, who could be. */
export function stateOf(house: House, door: DoorState): SessionState {
  const { store } = house;
  const person = store && door.signedIn ? findPerson(store.db, door.signedIn.id) : null;
  return {
    workspace: store ? {
      organisation: store.organisation.name, site: store.organisation.site, rootWords: fingerprintWords(Buffer.from(store.organisation.rootKey, 'hex')), isSample: store.organisation.isSample,
      isReadOnly: store.readOnly !== null, readOnlyReason: store.readOnly?.code ?? null, isEncrypted: store.key !== null,
    } : null,
    locked: house.locked === null ? null : lockedName(house, house.locked),
    person: person ? { id: person.id, name: person.name, roles: person.roles } : null,
    signers: store ? signers({ db: store.db, canSignHere: () => true }, signersHere(store.dir)).map(({ id, name, roles }) => ({ id, name, roles })) : [],
    shell: door.shell, idleLockMinutes: policy.idleLockMinutes, app: house.options.app,
  };
}

/** What a job started at this door is given. */
export const jobContextOf = (house: House, door: DoorState): JobContext =>
  jobContext(sceneOf(house, door), { dataDir: house.options.dataDir, resourcesDir: house.options.resourcesDir, exportsDir: house.options.exportsDir, staged: (file) => house.staging.find(file), told: (written) => { house.tell(written.touched); },
    tried: (attempt) => tried(house.tries, house.nowMs, attempt), kitTried: (attempt) => tried(house.kitTries, house.nowMs, attempt) });

/** A checkpoint at close, where somebody's keys are unlocked (trail design, A6). */
export function checkpointAtClose(house: House, doors: Iterable<DoorState>): void {
  const key = [...doors].find((door) => door.signedIn)?.signedIn?.unlocked.secrets.device.privateKey;
  const { store } = house;
  if (!key || !store || store.readOnly) return;
  store.db.transaction(() => { store.log.checkpoint({ feed: store.organisation.deviceFeed, key }); });
}
