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
import { findSecret } from './secrets.ts';
import { visible } from './text.ts';

export type Desk = {
  globals: Globals;
  places: Places;
  core(): { app: App; bridge: Connection };
  /** The folder of the workspace that is meant, or a refusal that says how to name one. */
  workspaceDir(): string;
  /** Opens the workspace once and answers its state. */
  open(): Promise<SessionState>;
  /** Calls an operation; opens and signs in as far as it needs. Refusals are thrown as `AppError`. */
  ask<N extends OpName>(name: N, input: Asked<N>): Promise<Output<N>>;
  secret(isNew?: boolean): Promise<string>;
  /** Pins the root of the open workspace, which was made just now. */
  pin(state: SessionState, dir: string): void;
  onProgress: (progress: Progress) => void;
  /** A note for people, on standard error. */
  say(line: string): void;
  /** Files are made at this path instead of in the exports folder; to be said before the core starts. */
  sendFileTo(path: string): void;
  /** Moves a file the core has made to where it was asked for. */
  deliver(file: ExportedFile): ExportedFile;
  close(): Promise<void>;
};

/** Jobs that read and sign nothing; all others act in somebody's name. */
const readingJobs = new Set<OpName>(['trail.verify', 'trail.rebuild', 'import.inspect']);
/** Operations around a workspace that look at the open one. */
const aboutOpen = new Set<OpName>(['session.state', 'session.signIn', 'session.lock', 'workspace.close']);

function progressLine({ globals }: { globals: Globals }): { show: (progress: Progress) => void; clear: () => void } {
  let last = 0;
  let isShown = false;
  const { stderr } = process;
  if (globals.progress === 'jsonl') return { show: (progress) => { stderr.write(`${JSON.stringify({ progress })}\n`); }, clear: () => {} };
  if (!stderr.isTTY) return { show: () => {}, clear: () => {} };
  return {
    show: ({ done, total, what }) => {
      if (Date.now() - last < 100) return;
      last = Date.now();
      isShown = true;
      const share = total ? `${Math.floor((100 * done) / total)} %  ` : '';
      stderr.write(`\r\u001b[K${share}${visible(what)}`.slice(0, Math.max(20, stderr.columns ?? 80)));
    },
    clear: () => { if (isShown) stderr.write('\r\u001b[K'); isShown = false; },
  };
}

/** Who signs: the person named, else the only one who can. */
function signer(globals: Globals, state: SessionState): string {
  if (globals.as !== undefined) return globals.as;
  const [only, ...others] = state.signers;
  if (!only) throw appError('no_key_here', { person: 'Nobody named' });
  if (others.length > 0) throw usage(`Say who acts with --as: ${state.signers.map((s) => s.name).join(', ')}.`);
  return only.id;
}

const needsPerson = (name: OpName): boolean => contract[name].kind === 'command' || (contract[name].kind === 'job' && !readingJobs.has(name));

export function makeDesk(globals: Globals, places: Places, env: NodeJS.ProcessEnv): Desk {
  const line = progressLine({ globals });
  const stop = new AbortController();
  const onInterrupt = (): void => { stop.abort(); };
  let running: { app: App; bridge: Connection; exportsDir: string } | null = null;
  let opened: SessionState | null = null;
  let isSignedIn = false;
  let sendTo: string | null = null;

  const start = (): { app: App; bridge: Connection; exportsDir: string } => {
    if (running) return running;
    const { now } = globals;
    const exportsDir = sendTo === null ? places.exportsDir : mkdtempSync(join(dirname(sendTo), '.gavel-'));
    const app = boot({ dataDir: places.dataDir, exportsDir, resourcesDir: places.resourcesDir, app: now === null ? places.app : `${places.app} test-clock`, ...(now === null ? {} : { now: () => now }) });
    running = { app, bridge: app.connect({ shell: 'cli' }), exportsDir };
    process.once('SIGINT', onInterrupt);
    return running;
  };
  const workspaceDir = (): string => {
    const named = globals.workspace ?? (env['GAVEL_WORKSPACE'] || undefined);
    if (named !== undefined) return resolve(named);
    if (existsSync(join(process.cwd(), 'gavel.db'))) return process.cwd();
    throw usage('Say which workspace: --workspace DIR, or GAVEL_WORKSPACE.');
  };
  const raw = async <N extends OpName>(name: N, input: Asked<N>): Promise<Output<N>> => {
    const reply = await start().bridge.call(name, input, { onProgress: line.show, signal: stop.signal });
    line.clear();
    if (!reply.ok) throw new AppError(reply.error);
    return reply.value;
  };
  const say = (text: string): void => { line.clear(); process.stderr.write(`gavel: ${visible(text)}\n`); };
  const pin = (state: SessionState, dir: string, isNew: boolean): void => {
    const { workspace } = state;
    if (!workspace) return;
    const known = pinnedRoot(places.dataDir, { words: workspace.rootWords, dir });
    if (!isNew && known !== null && known !== workspace.rootWords) say('the root of this workspace is another one than at its first opening here; see gavel verify');
    pinRoot(places.dataDir, { words: workspace.rootWords, organisation: workspace.organisation, dir, seenAt: new Date(globals.now ?? Date.now()).toISOString() }, { isNew });
  };
  const open = async (): Promise<SessionState> => {
    if (opened) return opened;
    const dir = workspaceDir();
    start().app.openWorkspace(dir);
    opened = await raw('session.state', {});
    pin(opened, dir, false);
    return opened;
  };
  const secret = (isNew = false): Promise<string> => findSecret({ file: globals.passphraseFile, variable: env['GAVEL_PASSPHRASE'], question: isNew ? 'New passphrase' : 'Passphrase', isNew });
  const signIn = async (): Promise<void> => {
    if (isSignedIn) return;
    const person = signer(globals, await open());
    await raw('session.signIn', { person, passphrase: await secret() });
    isSignedIn = true;
  };

  return {
    globals, places, core: start, workspaceDir, open, say, onProgress: line.show,
    secret, pin: (state, dir) => { pin(state, dir, true); },
    ask: async (name, input) => {
      if (contract[name].kind !== 'session' || aboutOpen.has(name)) await open();
      if (needsPerson(name)) await signIn();
      return raw(name, input);
    },
    sendFileTo: (path) => {
      if (!existsSync(dirname(resolve(path)))) throw appError('file_missing', { file: dirname(resolve(path)) });
      sendTo = resolve(path);
    },
    deliver: (file) => {
      if (sendTo === null || !running) return file;
      renameSync(join(running.exportsDir, file.name), sendTo);
      return { ...file, name: basename(sendTo), folder: dirname(sendTo) };
    },
    close: async () => {
      line.clear();
      process.off('SIGINT', onInterrupt);
      await running?.app.close();
      if (sendTo !== null && running) rmSync(running.exportsDir, { recursive: true, force: true });
    },
  };
}
