// Starts the browser with no port, no network and no habits of its own.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { formLanguageFeature } from '../form-language.ts';
import { devtoolsPipe } from './devtools-pipe.ts';
import type { DevtoolsPipe } from './devtools-pipe.ts';
import { origin } from './page-guard.ts';

export type LaunchOptions = { executable: string; dataDir: string; isHeadless: boolean; isTest: boolean; patienceMs: number };
export type Browser = { pipe: DevtoolsPipe; kill(): void; ended: Promise<void>; profileDir: string };

/** What a person reads when the browser starts but cannot be driven. */
export class BrowserUnusable extends Error {}

const isRoot = (): boolean => process.platform === 'linux' && process.getuid?.() === 0;

export function launchFlags(options: Pick<LaunchOptions, 'isHeadless' | 'isTest'> & { profileDir: string; isRoot: boolean }): string[] {
  return [
    '--remote-debugging-pipe', `--user-data-dir=${options.profileDir}`, '--no-first-run', '--no-default-browser-check', '--disable-extensions', '--disable-sync',
    '--disable-background-networking', '--disable-component-update', '--disable-breakpad', '--disable-features=Translate,MediaRouter,OptimizationHints', `--enable-features=${formLanguageFeature}`, '--disable-default-apps', '--disable-domain-reliability',
    '--no-pings', '--password-store=basic', '--use-mock-keychain', '--hide-crash-restore-bubble', '--host-resolver-rules=MAP * ~NOTFOUND', '--window-size=1280,860',
    // The sandbox cannot start as root; everyone else keeps it.
    ...(options.isRoot ? ['--no-sandbox', '--test-type'] : []),
    ...(options.isTest ? ['--remote-debugging-port=0'] : []),
    ...(options.isHeadless ? ['--headless=new', 'about:blank'] : [`--app=${origin}/index.html`]),
  ];
}

/** Starts the browser and waits until it answers. A managed policy can forbid debugging: then it starts and never does. */
export async function launchBrowser(options: LaunchOptions): Promise<Browser> {
  const profileDir = join(options.dataDir, 'browser-profile');
  const flags = launchFlags({ ...options, profileDir, isRoot: isRoot() });
  const child = spawn(options.executable, flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const kill = (): void => { child.kill('SIGKILL'); };
  let failure: string | null = null;
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => { failure = error.message; resolve(); });
    child.once('exit', () => { resolve(); });
  });
  const pipe = devtoolsPipe(child.stdio[3] as Writable, child.stdio[4] as Readable);
  const answer = pipe.send('Browser.getVersion').then(() => 'answers' as const, () => 'ended' as const);
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<'silent'>((resolve) => { timer = setTimeout(() => { resolve('silent'); }, options.patienceMs); });
  const outcome = await Promise.race([answer, silence, ended.then(() => 'ended' as const)]);
  clearTimeout(timer);
  if (outcome === 'answers') return { pipe, kill, ended, profileDir };
  kill();
  if (outcome === 'ended') throw new BrowserUnusable(`${options.executable} ended before it showed a window${failure ? ` (${String(failure)})` : ''}.`);
  throw new BrowserUnusable(`${options.executable} started but did not answer within ${options.patienceMs / 1000} s. Most often a policy of this computer forbids remote debugging, which Gavel uses to show its window. Ask whoever manages it, or name another browser in GAVEL_BROWSER.`);
}
