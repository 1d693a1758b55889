// A workspace for tests: the worked example with some work done by hand, made once and copied for each test. Fixed clock, real SQLite.
import Database from 'better-sqlite3';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import type { App, Connection } from '../../src-main/boot.ts';
import { boot } from '../../src-main/boot.ts';
import type { Refusal } from '../../src-main/contract/errors.ts';
import type { Asked, OpName, Output } from '../../src-main/contract/index.ts';
import { chairPassphrase } from '../../src-main/sample/make.ts';
import { calmRisk } from './calm-risk.ts';

export const resourcesDir = resolve(import.meta.dirname, '../../resources');
export const migrations = join(resourcesDir, 'migrations');
export const passphrase = chairPassphrase;
/** The instant the tests' clock starts at. */
export const startMs = Date.parse('2026-11-24T09:00:00.000Z');

export type Core = { app: App; clock: { now: number }; log: string[] };
/** The core over a data folder, with a clock that stands until the test moves it. */
export function coreOver(dataDir: string, clock: { now: number } = { now: startMs }): Core {
  const log: string[] = [];
  return { app: boot({ dataDir, exportsDir: join(dataDir, 'exports'), resourcesDir, app: '0.1.0', now: () => clock.now, log: (line) => { log.push(line); }, checkAnswers: true }), clock, log };
}

/** The answer, or a thrown error that names the refusal. */
export async function answer<N extends OpName>(connection: Connection, name: N, input: Asked<N>): Promise<Output<N>> {
  const reply = await connection.call(name, input);
  if (!reply.ok) throw new Error(`${name} was refused: ${JSON.stringify(reply.error)}`);
  return reply.value;
}
/** The refusal, or a thrown error when there was none. The input may be of any shape. */
export async function refusal(connection: Connection, name: OpName, input: unknown): Promise<Refusal> {
  const reply = await connection.call(name, input as never);
  if (reply.ok) throw new Error(`${name} was not refused`);
  return reply.error;
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'gavel-test-'));
const sampleIn = (dataDir: string): string => join(dataDir, 'workspaces', 'sample-small-1');

export const completeChange = {
  title: 'Switch v7 on node 1', justification: 'Leaves support', service: 'Card authorisation', plannedStartAt: '2026-11-25T05:00:00.000Z', plannedEndAt: '2026-11-25T05:40:00.000Z',
  implementationPlan: 'Node by node', testPlan: 'Smoke', backoutPlan: 'Put back', impact: 'high',
} as const;

/** Assesses the risk of a draft, submits it and puts it before its authority. `raiser` may be the one who assesses. */
export async function putForward(change: string, raiser: Connection, manager: Connection, risk: Partial<Asked<'risk.fill'>> = {}): Promise<void> {
  await answer(raiser, 'risk.fill', { change, ...calmRisk, ...risk });
  await answer(raiser, 'change.submit', { change });
  await answer(manager, 'change.assess', { change, note: 'Assessed by hand' });
}

/** Forty commits by hand on top of the example, so that every row of the log can be tampered with on its own. */
async function workSome(connection: Connection, clock: { now: number }): Promise<void> {
  for (let i = 0; i < 10; i += 1) {
    clock.now += 60_000;
    const { id } = await answer(connection, 'change.create', { ...completeChange, title: `By hand ${i}`, description: `Described ${i}`, owner: 'Tomasz Zielinski', requester: 'Tomasz Zielinski' });
    await putForward(id, connection, connection);
  }
}

/** Where the prepared folder of this process lies; made at the first call. */
const prepared = ((): (() => Promise<string>) => {
  let made: Promise<string> | null = null;
  const make = async (): Promise<string> => {
    const dataDir = temporaryFolder();
    process.once('exit', () => { rmSync(dataDir, { recursive: true, force: true }); });
    const { app, clock } = coreOver(dataDir);
    const connection = app.connect({ shell: 'direct' });
    await answer(connection, 'workspace.openSample', {});
    await workSome(connection, clock);
    await app.close();
    return dataDir;
  };
  return () => (made ??= make());
})();

export type TestWorkspace = {
  dataDir: string; dir: string; app: App; clock: { now: number }; log: string[];
  /** Marta Lindqvist, who chairs and manages changes. */
  chair: Connection;
  call<N extends OpName>(name: N, input: Asked<N>): Promise<Output<N>>;
  refused(name: OpName, input: unknown): Promise<Refusal>;
  /** Another door, signed in as a person of the example who has a key. */
  as(name: string): Promise<Connection>;
  /** A connection of a stranger to the same file, with nothing switched on. */
  raw<T>(act: (db: Database.Database) => T): T;
  /** Events in the trail, but for the records of refusals. */
  events(): number;
};

export function rawDatabase<T>(dir: string, act: (db: Database.Database) => T): T {
  const db = new Database(join(dir, 'gavel.db'));
  try {
    return act(db);
  } finally {
    db.close();
  }
}

/** How the device feed of the prepared folder is made up: `bulk` commits of the example, forty by hand after them; a checkpoint covers each part. */
export async function shapeOfExample(): Promise<{ bulk: number; commits: number; last: number }> {
  const commits = rawDatabase(sampleIn(await prepared()), (db) => db.prepare('SELECT max(seq) + 1 FROM commit_log').pluck().get() as number);
  return { bulk: commits - 40, commits, last: commits - 1 };
}

/** A copy of the prepared data folder; nothing is open in it. Removed when the test ends. */
export async function copiedFolder(): Promise<{ dataDir: string; dir: string }> {
  const dataDir = temporaryFolder();
  onTestFinished(() => { rmSync(dataDir, { recursive: true, force: true }); });
  cpSync(await prepared(), dataDir, { recursive: true });
  return { dataDir, dir: sampleIn(dataDir) };
}

export async function signIn(app: App, name: string, secret = passphrase): Promise<Connection> {
  const connection = app.connect({ shell: 'direct' });
  await answer(connection, 'session.signIn', { person: name, passphrase: secret });
  return connection;
}

/** Opens a data folder that holds the example, with the chair signed in; closed when the test ends. */
export async function openFolder({ dataDir, dir }: { dataDir: string; dir: string }): Promise<TestWorkspace> {
  const { app, clock, log } = coreOver(dataDir, { now: startMs + 3_600_000 });
  onTestFinished(async () => { await app.close(); });
  app.openWorkspace(dir);
  const chair = await signIn(app, 'Marta Lindqvist');
  return {
    dataDir, dir, app, clock, log, chair,
    call: (name, input) => answer(chair, name, input), refused: (name, input) => refusal(chair, name, input), as: (name) => signIn(app, name),
    raw: (act) => rawDatabase(dir, act), events: () => rawDatabase(dir, (db) => db.prepare("SELECT count(*) FROM event WHERE type <> 'access.refused'").pluck().get() as number),
  };
}

export const aWorkspace = async (): Promise<TestWorkspace> => openFolder(await copiedFolder());
