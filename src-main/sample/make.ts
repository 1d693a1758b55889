// The worked example: a made-up bank with three years of changes, meetings and decisions. Same seed and day, same records.
import { renameSync, rmSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Role } from '#contract/people.ts';
import { appError } from '../app-error.ts';
import type { Control } from '../dispatch.ts';
import { refuseOccupied } from '../store/backup.ts';
import { foundWorkspace } from '../store/founding.ts';
import type { FirstPerson, Founded } from '../store/founding.ts';
import type { Appended } from '../store/event-log.ts';
import { openStore } from '../store/store.ts';
import type { Store, StoreOptions } from '../store/store.ts';
import { maxEvents } from '../trail/envelope.ts';
import { sampleChanges } from './changes.ts';
import type { Cast } from './changes.ts';
import { sampleRegisters } from './registers.ts';
import { playShowcase } from './showcase.ts';
import { playReleases } from './releases.ts';
import { seeded } from './random.ts';
import type { Random } from './random.ts';
import { organisation, people } from './words.ts';

/** Passphrase of everybody who can sign in the worked example. Nothing there counts. */
export const chairPassphrase = 'northwind sample';
export const sampleChair: string = people[0][0];

const sizes = { small: 160, '10k': 10_000, '100k': 100_000, '1m': 1_000_000 } as const;
export type SampleSize = keyof typeof sizes;

const rolesOf: Record<string, readonly Role[]> = {
  'Marta Lindqvist': ['chair', 'member', 'change-manager', 'registrar'], 'Tomasz Zielinski': ['release-manager', 'implementer', 'requester'], 'Ingrid Solberg': ['change-manager', 'administrator', 'registrar', 'requester', 'technical-reviewer'], 'Owen Hughes': ['auditor'],
  'Ravi Menon': ['member', 'implementer'], 'Aisha Bello': ['member', 'requester'], 'Hannah Schuster': ['member', 'requester', 'executive'], 'Luis Ortega': ['member', 'implementer', 'requester'], 'Grace Obi': ['member', 'implementer', 'requester'],
};
const signers = new Set(['Marta Lindqvist', 'Tomasz Zielinski', 'Ingrid Solberg', 'Owen Hughes']);
/** scrypt N of the example's keys: weak on purpose, so that opening it is quick. */
const sampleCost = 2 ** 12;
const commitsPerTransaction = 8;

function castOf(random: Random): { cast: Cast; first: FirstPerson[] } {
  const first = people.map(([name]): FirstPerson => ({ id: random.uuid(), name, roles: rolesOf[name] ?? ['requester', 'implementer'], passphrase: signers.has(name) ? chairPassphrase : null }));
  return { first, cast: { people: first.map(({ id, name, roles }) => ({ id, name, roles })), chair: first[0]!.id } };
}

/** Writes events as full commits, a few to a transaction, and lets others breathe in between. */
async function writeAll(founded: Founded, chair: string, events: Iterable<Appended>, { onProgress, signal, total }: Pick<Control, 'onProgress' | 'signal'> & { total: number }): Promise<void> {
  const { store } = founded;
  const device = founded.secrets.device.privateKey;
  const personKey = founded.keys.get(chair)!.privateKey;
  let pending: Appended[] = [];
  let done = 0;
  const flush = (): void => {
    if (pending.length === 0) return;
    store.db.transaction(() => {
      for (let i = 0; i < pending.length; i += maxEvents) store.commit(pending.slice(i, i + maxEvents), { by: `person:${chair}`, at: pending[i]!.at!, personKey }, device);
    });
    done += pending.length;
    pending = [];
  };
  for (const event of events) {
    pending.push(event);
    if (pending.length < maxEvents * commitsPerTransaction) continue;
    flush();
    onProgress({ done, total, what: 'Writing three years of changes' });
    await setImmediate();
    if (signal.aborted) throw appError('cancelled');
  }
  flush();
}

/** Makes the example in an empty folder and opens it. It is made beside that folder first: one that was stopped or killed leaves nothing that looks like a workspace. */
export async function makeSample(options: StoreOptions, sample: { size: SampleSize; seed: number }, control: Pick<Control, 'onProgress' | 'signal'>): Promise<Store> {
  const { dir } = options;
  refuseOccupied(dir);
  const making = `${dir}.partial`;
  rmSync(making, { recursive: true, force: true });
  try {
    (await writtenIn({ ...options, dir: making }, sample, control)).close();
    rmSync(dir, { recursive: true, force: true });
    renameSync(making, dir);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    throw error;
  }
  return openStore(options);
}

/** `1m` takes a while; progress counts events. */
async function writtenIn(options: StoreOptions, { size, seed }: { size: SampleSize; seed: number }, control: Pick<Control, 'onProgress' | 'signal'>): Promise<Store> {
  const random = seeded(seed);
  const { cast, first } = castOf(random);
  const today = new Date(options.nowMs()).toISOString().slice(0, 10);
  const founded = await foundWorkspace(options, { organisation, site: 'A1', people: first, isSample: true, at: `${Number(today.slice(0, 4)) - 3}${today.slice(4)}T07:00:00.000Z`.replace('-02-29', '-02-28'), newId: random.uuid, cost: sampleCost });
  const { store } = founded;
  try {
    const registers = sampleRegisters(random, cast, today);
    const pace = { ...control, total: sizes[size] * 8 };
    await writeAll(founded, cast.chair, registers.events, pace);
    await writeAll(founded, cast.chair, sampleChanges(random, { ...cast, board: registers.board }, { count: sizes[size], today }), pace);
    playShowcase(founded, new Map(cast.people.map(({ id, name }) => [name, id])), { seed, today });
    playReleases(founded, new Map(cast.people.map(({ id, name }) => [name, id])), { seed, today });
    store.db.transaction(() => { store.log.checkpoint({ feed: store.organisation.deviceFeed, key: founded.secrets.device.privateKey }); });
    store.mark(founded.secrets.device.privateKey);
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}
