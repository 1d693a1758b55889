// What a command works at: the core, the workspace it means, the person who acts, and where words and files go.
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Asked, OpName, Output } from '#contract/index.ts';
import { contract } from '#contract/index.ts';
import type { Progress } from '#contract/define.ts';
import type { ExportedFile } from '#contract/values.ts';
import type { SessionState } from '#contract/workspace.ts';
import { AppError, appError } from '../../app-error.ts';
import { boot } from '../../boot.ts';
import type { App, Connection } from '../../boot.ts';
import type { Places } from '../places.ts';
import { usage } from './flags.ts';
import type { Globals } from './globals.ts';
import { pinRoot, pinnedRoot } from './pins.ts';
import { progressLine } from './progress.ts';
import { findSecret } from './secrets.ts';
import type { Terminal } from './terminal.ts';
import { visible } from './text.ts';

type Core = { app: App; bridge: Connection; exportsDir: string };
export type Desk = {
  globals: Globals;
  places: Places;
  terminal: Terminal;
  /** The core, started when first needed. */
  core(): Core;
  /** The folder of the workspace that is meant, or a refusal that says how to name one. */
  workspaceDir(): string;
  /** Opens the workspace once and answers its state; an encrypted one is unlocked. */
  open(): Promise<SessionState>;
  /** Signs in whoever acts, for what only a person of the workspace can look at. */
  signIn(): Promise<void>;
  /** Opens the workspace in a folder, with the passphrase where it is encrypted. */
  openFolder(dir: string): Promise<SessionState>;
  /** Calls an operation; opens and signs in as far as it needs. Refusals are thrown as `AppError`. */
  ask<N extends OpName>(name: N, input: Asked<N>): Promise<Output<N>>;
  secret(isNew?: boolean): Promise<string>;
  /** Pins the root of a workspace; one made just now replaces what its folder was pinned to. */
  pin(state: SessionState, dir: string, isNew: boolean): void;
  onProgress: (progress: Progress) => void;
  /** Aborts when the person interrupts the program. */
  signal: AbortSignal;
  /** A note for people, on standard error. */
  say(line: string): void;
  /** Files are made at this path instead of in the exports folder; to be said before the core starts. */
  sendFileTo(path: string): void;
  /** Moves a file the core has made to where it was asked for. */
  deliver(file: ExportedFile): ExportedFile;
  /** The same for several that keep their own names, in the folder of where it was asked for. */
  deliverAll(files: readonly ExportedFile[]): ExportedFile[];
  close(): Promise<void>;
};

/** Jobs that read and sign nothing; all others act in somebody's name. */
const readingJobs = new Set<OpName>(['trail.verify', 'trail.rebuild', 'import.inspect']);
/** Operations around a workspace that look at the open one. */
const aboutOpen = new Set<OpName>(['session.state', 'session.signIn', 'session.lock', 'workspace.close', 'workspace.startNewFeed']);
/** Questions about whoever asks: without a person their answer is empty. */
const isAboutMe = (name: OpName, input: unknown): boolean => name === 'work.mine' || (typeof input === 'object' && input !== null && (('mine' in input && input.mine === true) || ('isMine' in input && input.isMine === true)));
/** Whoever is named with `--as` is asked as, also where only a question is put: what they may do travels with its answer. */
const needsPerson = (name: OpName, input: unknown, { as }: Globals): boolean => {
  const { kind } = contract[name];
  return name === 'workspace.startNewFeed' || kind === 'command' || (kind === 'job' && !readingJobs.has(name)) || (kind === 'query' && (as !== undefined || isAboutMe(name, input)));
};

/** Who signs: the person named, else the only one who can. */
function signer(globals: Globals, state: SessionState): string {
  if (globals.as !== undefined) return globals.as;
  const [only, ...others] = state.signers;
  if (!only) throw appError('no_key_here', { person: 'Nobody named' });
  if (others.length > 0) throw usage(`Say who acts with --as: ${state.signers.map((s) => s.name).join(', ')}.`);
  return only.id;
}

/** The core, started once; with a file to deliver, its exports folder is one beside that file, so that delivering is a rename. */
function coreStarter(globals: Globals, places: Places, log: (line: string) => void): { start(): Core; sendFileTo(path: string): void; deliver(file: ExportedFile): ExportedFile; deliverAll(files: readonly ExportedFile[]): ExportedFile[]; close(): Promise<void> } {
  let core: Core | null = null;
  let target: string | null = null;
  return {
    start: () => {
      if (core) return core;
      const { now } = globals;
      const exportsDir = target === null ? places.exportsDir : mkdtempSync(join(dirname(target), '.gavel-'));
      // The name of the program stands in every commit and document, so a test clock shows in all that it dated.
      const clock = now === null ? { app: places.app } : { app: `${places.app} test-clock`, now: () => now };
      const app = boot({ dataDir: places.dataDir, exportsDir, resourcesDir: places.resourcesDir, log, ...clock });
      core = { app, bridge: app.connect({ shell: 'cli' }), exportsDir };
      return core;
    },
    sendFileTo: (path) => {
      const folder = dirname(resolve(path));
      if (!existsSync(folder)) throw appError('file_missing', { file: folder }, { file: folder });
      target = resolve(path);
    },
    deliver: (file) => {
      if (target === null || core === null) return file;
      renameSync(join(core.exportsDir, file.name), target);
      return { ...file, name: basename(target), folder: dirname(target) };
    },
    deliverAll: (files) => {
      if (target === null || core === null) return [...files];
      const [from, folder] = [core.exportsDir, dirname(target)];
      for (const { name } of files) renameSync(join(from, name), join(folder, name));
      return files.map((file) => ({ ...file, folder }));
    },
    close: async () => {
      await core?.app.close();
      if (target !== null && core !== null) rmSync(core.exportsDir, { recursive: true, force: true });
    },
  };
}

/** The folder meant by `--workspace`, `GAVEL_WORKSPACE`, or by standing in it. */
function findWorkspace(globals: Globals, env: NodeJS.ProcessEnv): string {
  const named = globals.workspace ?? (env['GAVEL_WORKSPACE'] || undefined);
  if (named !== undefined) return resolve(named);
  if (existsSync(join(process.cwd(), 'gavel.db'))) return process.cwd();
  throw usage('Say which workspace: --workspace DIR, or GAVEL_WORKSPACE.');
}

export function makeDesk(globals: Globals, places: Places, terminal: Terminal): Desk {
  const { env, stderr } = terminal;
  const line = progressLine(stderr, globals.progress === 'jsonl');
  const core = coreStarter(globals, places, (text) => { stderr.write(`${text}\n`); });
  const stop = new AbortController();
  const onInterrupt = (): void => { stop.abort(); };
  process.once('SIGINT', onInterrupt);
  let opened: SessionState | null = null;
  let isSignedIn = false;

  const raw = async <N extends OpName>(name: N, input: Asked<N>): Promise<Output<N>> => {
    const reply = await core.start().bridge.call(name, input, { onProgress: line.show, signal: stop.signal });
    line.clear();
    if (!reply.ok) throw new AppError(reply.error);
    return reply.value;
  };
  const say: Desk['say'] = (text) => { line.clear(); stderr.write(`gavel: ${visible(text)}\n`); };
  const pin: Desk['pin'] = ({ workspace }, dir, isNew) => {
    if (!workspace) return;
    const known = pinnedRoot(places.dataDir, { words: workspace.rootWords, dir });
    if (!isNew && known !== null && known !== workspace.rootWords) say('the root of this workspace is another one than at its first opening here; gavel verify says more');
    pinRoot(places.dataDir, { words: workspace.rootWords, organisation: workspace.organisation, dir, seenAt: new Date(globals.now ?? Date.now()).toISOString() }, { isNew });
  };
  const secret = (isNew = false): Promise<string> => findSecret({ file: globals.passphraseFile, variable: env['GAVEL_PASSPHRASE'], question: isNew ? 'New passphrase' : 'Passphrase', isNew });
  const openFolder = async (dir: string): Promise<SessionState> => {
    core.start().app.openWorkspace(dir);
    const state = await raw('session.state', {});
    if (state.locked === null) return state;
    const unlocked = await raw('workspace.unlock', { passphrase: await secret() });
    // Somebody else named with --as signs in with the same passphrase or not at all.
    isSignedIn = unlocked.person !== null && globals.as === undefined;
    return unlocked;
  };
  const open = async (): Promise<SessionState> => {
    if (opened) return opened;
    const dir = findWorkspace(globals, env);
    opened = await openFolder(dir);
    pin(opened, dir, false);
    return opened;
  };
  const signIn = async (): Promise<void> => {
    if (isSignedIn) return;
    const state = await open();
    if (isSignedIn) return;
    const person = signer(globals, state);
    await raw('session.signIn', { person, passphrase: await secret() });
    isSignedIn = true;
  };
  return {
    globals, places, terminal, core: core.start, workspaceDir: () => findWorkspace(globals, env), open, signIn, openFolder, say, secret, pin, onProgress: line.show, signal: stop.signal, sendFileTo: core.sendFileTo, deliver: core.deliver, deliverAll: core.deliverAll,
    ask: async (name, input) => {
      if (contract[name].kind !== 'session' || aboutOpen.has(name)) await open();
      if (needsPerson(name, input, globals)) await signIn();
      return raw(name, input);
    },
    close: async () => {
      line.clear();
      process.off('SIGINT', onInterrupt);
      await core.close();
    },
  };
}
