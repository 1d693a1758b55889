// Operations around a workspace: opening, signing in, files handed over. Part of boot.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Input } from '#contract/index.ts';
import type { sampleSizes } from '#contract/workspace.ts';
import { appError } from './app-error.ts';
import { checkpointAtClose, jobContextOf, openStoreOf, sceneOf, stateOf } from './house.ts';
import type { DoorState, House } from './house.ts';
import { undoLeftovers } from './jobs/imports.ts';
import { trainCommands } from './commands/trains.ts';
import { escalationCommands } from './commands/escalation.ts';
import { writeIn } from './contexts.ts';
import { actorOf } from './read-context.ts';
import type { SignedIn } from './contexts.ts';
import type { Control } from './dispatch.ts';
import { policy } from './domain/policy.ts';
import { recordRestore, restoreIn } from './backups.ts';
import { needs } from './domain/roles.ts';
import { checkSlot } from './jobs/feed.ts';
import { checkGate } from './jobs/gate.ts';
import { prepareDraft } from './jobs/intake.ts';
import { checkRollback } from './jobs/rollback-check.ts';
import { verifyAny } from './jobs/verify-any.ts';
import { folderFor } from './lobby.ts';
import type { SessionHandlers } from './ports.ts';
import { chairPassphrase, makeSample, sampleChair } from './sample/make.ts';
import { foundWorkspace } from './store/founding.ts';
import { isEncrypted, isKeyOf, readDatabaseKey, unlock, unlockByPassphrase } from './store/key-files.ts';
import { openPipelineKey } from './store/pipeline-key.ts';
import { findPerson } from './store/records.ts';
import type { StoreOptions } from './store/store.ts';
import { startNewFeed } from './store/succession.ts';
import { askToJoin, finishJoin, joiningsOf, newKey } from './joinings.ts';
import { tried } from './tries.ts';

type SampleSize = (typeof sampleSizes)[number];
type Place = { house: House; door: DoorState };
function signIn(place: Place, ref: string, passphrase: string): void {
  const store = openStoreOf(place.house);
  const person = findPerson(store.db, ref);
  if (!person) throw appError('record_missing', { record: 'person', id: ref });
  place.door.signedIn = { id: person.id, unlocked: tried(place.house.tries, place.house.nowMs, () => unlock(store.dir, person, passphrase)) };
}

/** Opens the encrypted workspace that waits. Whose passphrase it is says who signs in; where two people have the same one, they say so on the next screen. */
function unlockWaiting(place: Place, passphrase: string): void {
  const { house, door } = place;
  const dir = house.locked;
  if (dir === null) throw appError(house.store ? 'workspace_unlocked' : 'no_workspace_open');
  const opened = tried(house.tries, house.nowMs, () => unlockByPassphrase(dir, passphrase));
  house.open(dir, readDatabaseKey(dir, opened[0]!.unlocked.deviceKey));
  const { db } = openStoreOf(house);
  const known = opened.filter(({ id, unlocked }) => isKeyOf(unlocked, { key: findPerson(db, id)?.key ?? null }));
  door.signedIn = known.length === 1 ? known[0]! : null;
}

/** What happens first once somebody can sign: imports that a crash left half done are undone (design, section 9), a restore is put on record, questions that nobody answered in time hand their items up (CAB-07), items that missed a departure are moved (REL-08). */
async function signedIn({ house, door }: Place): Promise<void> {
  if (!openStoreOf(house).readOnly) await undoLeftovers(jobContextOf(house, door));
  recordRestore(house, sceneOf(house, door));
  handUpOverdue({ house, door });
  moveLate({ house, door });
  house.tell(['person']);
}

function handUpOverdue({ house, door }: Place): void {
  const scene = sceneOf(house, door);
  if (scene.store.readOnly || needs('raise', actorOf(scene))) return;
  writeIn(scene, (context) => escalationCommands['referral.escalateOverdue'](context), { told: (written) => { house.tell(written.touched); } });
}

/** The keys that sign for a feed: its device's as the roster of the open workspace has it, and for the roster itself every root. */
function feedKeys({ store }: House, feed: string): Buffer[] {
  if (!store) return [];
  const { rosterFeed, rootKey, formerRoots = [] } = store.organisation;
  const keys = feed === rosterFeed ? [rootKey, ...formerRoots] : store.db.all<{ key: string }>('SELECT key FROM device WHERE feed = ?', feed).map(({ key }) => key);
  return keys.map((key) => Buffer.from(key, 'hex'));
}

/** REL-08: what missed a gate at its cut-off is moved by whoever plans releases and signs in first. */
function moveLate({ house, door }: Place): void {
  const scene = sceneOf(house, door);
  if (scene.store.readOnly || needs('planRelease', actorOf(scene))) return;
  writeIn(scene, (context) => trainCommands['train.moveLate'](context), { told: (written) => { house.tell(written.touched); } });
}

const storeOptions = (house: House, dir: string): StoreOptions => ({ dir, dataDir: house.options.dataDir, migrations: house.migrations, app: house.options.app, nowMs: house.nowMs });

/** Founds a workspace in an empty folder and opens it; answers its first person with unlocked keys. */
export async function createIn(house: House, dir: string, input: Input<'workspace.create'>): Promise<SignedIn> {
  if (input.passphrase.length < policy.leastPassphrase) throw appError('passphrase_too_short', { least: policy.leastPassphrase });
  // Somebody has to be able to enrol the second person.
  const person = { id: house.newId(), name: input.person, roles: [...new Set([...input.roles, 'registrar' as const])], passphrase: input.passphrase };
  const founded = await foundWorkspace(storeOptions(house, dir), { organisation: input.organisation, site: input.site, people: [person], isSample: false, isEncrypted: input.encrypted, at: house.now(), newId: house.newId });
  house.adopt(founded.store);
  return { id: person.id, unlocked: { person: founded.keys.get(person.id)!, deviceKey: founded.deviceKey, secrets: founded.secrets } };
}

export async function sampleIn(house: House, dir: string, sample: { size: SampleSize; seed: number }, control: Control): Promise<void> {
  house.adopt(await makeSample(storeOptions(house, dir), sample, control));
}

export const sessionHandlers: SessionHandlers<Place> = {
  'session.state': async ({ house, door }) => stateOf(house, door),
  'session.signIn': async (place, { person, passphrase }) => {
    signIn(place, person, passphrase);
    await signedIn(place);
    return stateOf(place.house, place.door);
  },
  'workspace.unlock': async (place, { passphrase }) => {
    unlockWaiting(place, passphrase);
    if (place.door.signedIn) await signedIn(place);
    return stateOf(place.house, place.door);
  },
  'session.lock': async ({ house, door }) => {
    if (house.store) checkpointAtClose(house, [door]);
    door.signedIn = null;
    return stateOf(house, door);
  },
  'workspace.recent': async ({ house }) => house.recent.list().map(({ handle, dir, organisation, site, isSample, openedAt }) => ({ handle, organisation, site, isSample, isEncrypted: isEncrypted(dir), openedAt })),
  'workspace.create': async ({ house, door }, input) => {
    door.signedIn = await createIn(house, folderFor(house.options.dataDir, input.organisation), input);
    return stateOf(house, door);
  },
  'workspace.openSample': async ({ house, door }, { size, seed }, control) => {
    const dir = join(house.options.dataDir, 'workspaces', `sample-${size}-${seed}`);
    const known = house.recent.list().find((entry) => entry.dir === dir);
    // One that this machine's list has forgotten is whole, or it would not stand in its place.
    if (known || existsSync(join(dir, 'gavel.db'))) house.open(dir);
    else await sampleIn(house, dir, { size, seed }, control);
    signIn({ house, door }, sampleChair, chairPassphrase);
    return stateOf(house, door);
  },
  'workspace.open': async ({ house, door }, { handle }) => {
    const known = house.recent.find(handle);
    if (!known) throw appError('workspace_missing', { place: handle });
    door.signedIn = null;
    house.open(known.dir);
    return stateOf(house, door);
  },
  'workspace.startNewFeed': async ({ house, door }, { site }) => {
    const store = openStoreOf(house);
    if (!door.signedIn) throw appError('signed_out');
    const actor = actorOf({ store, signedIn: door.signedIn, now: house.now });
    const no = needs('managePeople', actor);
    if (no) throw appError(no.error.code, no.error.facts);
    const secrets = startNewFeed(store, door.signedIn.unlocked, { site, by: `person:${actor.id}`, at: house.now() });
    const { id } = door.signedIn;
    const { person, deviceKey } = door.signedIn.unlocked;
    house.open(store.dir, store.key);
    door.signedIn = { id, unlocked: { person, deviceKey, secrets } };
    recordRestore(house, sceneOf(house, door));
    return stateOf(house, door);
  },
  'key.new': async ({ house }, input) => newKey(house, input),
  'backout.check': async ({ house }, { plan, metrics, key, passphrase, trust, zone }) => {
    const pipeline = key === undefined ? null : openPipelineKey(readFileSync(house.staging.find(key).path), passphrase ?? '');
    return checkRollback({
      plan: house.staging.find(plan), metrics: house.staging.find(metrics), trust, zone, now: house.now(), app: house.options.app, signer: pipeline && { pair: pipeline.device, name: `${pipeline.name} (${pipeline.site})` },
    });
  },
  'change.prepareDraft': async ({ house }, { build, key, passphrase }) => {
    const pipeline = key === undefined ? null : openPipelineKey(readFileSync(house.staging.find(key).path), passphrase ?? '');
    return prepareDraft({ build: house.staging.find(build), now: house.now(), app: house.options.app, signer: pipeline && { pair: pipeline.device, name: `${pipeline.name} (${pipeline.site})` } });
  },
  'feed.check': async ({ house }, { feed, trust, start, end, ...slot }) =>
    checkSlot({ feed: house.staging.find(feed), trust: trust === undefined ? null : house.staging.find(trust), slot: { ...slot, startsAt: start, endsAt: end }, now: house.now() }),
  'gate.check': async ({ house }, { environment, artefact, change, ...files }) => {
    const staged = Object.fromEntries(Object.entries(files).flatMap(([name, file]) => (file === undefined ? [] : [[name, house.staging.find(file)]])));
    return checkGate({ ...staged, environment, artefact, change, now: house.now() });
  },
  'workspace.join': async ({ house }, input) => askToJoin(house, input),
  'workspace.joinings': async ({ house }) => joiningsOf(house).map(({ handle, joining: { site, name, words, made } }) => ({ handle, site, person: name, words, made })),
  'workspace.finishJoin': async ({ house, door }, input, control) => {
    door.signedIn = await finishJoin(house, input, control);
    return stateOf(house, door);
  },
  'workspace.restore': async ({ house, door }, { file, passphrase }, control) => {
    const counts = await restoreIn(house, { path: house.staging.find(file).path, passphrase }, control);
    door.signedIn = null;
    return { state: stateOf(house, door), ...counts };
  },
  'workspace.close': async ({ house, door }) => {
    checkpointAtClose(house, [door]);
    door.signedIn = null;
    house.shut();
    return stateOf(house, door);
  },
  'file.begin': async ({ house }, { name, size }) => ({ file: house.staging.begin(name, size) }),
  'file.chunk': async ({ house }, { file, offset, base64 }) => ({ received: house.staging.chunk(file, offset, Buffer.from(base64, 'base64')) }),
  'file.discard': async ({ house }, { file }) => { house.staging.discard(file); return {}; },
  'workspace.revealExports': async ({ house, door }) => {
    mkdirSync(house.options.exportsDir, { recursive: true });
    door.reveal(house.options.exportsDir);
    return { folder: house.options.exportsDir };
  },
  'trail.verifyFile': async ({ house, door }, input, control) => verifyAny(input, {
    organisation: house.store?.organisation ?? null, source: house.store?.source ?? null, keysOf: (feed) => feedKeys(house, feed), staged: (file) => house.staging.find(file), context: () => (house.store && door.signedIn ? jobContextOf(house, door) : null),
  }, control),
};
