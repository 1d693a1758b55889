// Starts the browser door as a person would, with a window Playwright can attach to. Used by the journeys and by the exam of the door.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import type { Page } from 'playwright';

export const projectDir = join(import.meta.dirname, '..', '..', '..');
/** The door as built, and the same from its sources. */
export const builtDoor = join(projectDir, 'out', 'main', 'browser.js');
export const sourceDoor = join(projectDir, 'src-main', 'shells', 'browser', 'main.ts');

export type Started = { child: ChildProcess; stdout(): string; stderr(): string; ended: Promise<number | null> };

/** Starts a door as its own process, headless unless `env` says otherwise; nothing waits for a window yet. `before` is a program that starts it, such as xvfb-run. */
export function startDoor(entry: string, env: NodeJS.ProcessEnv, cwd: string = projectDir, before: readonly string[] = []): Started {
  const [program = process.execPath, ...rest] = [...before, process.execPath, entry];
  const child = spawn(program, rest, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, GAVEL_HEADLESS: '1', ...env } });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (bytes: Buffer) => { said.stdout += bytes.toString(); });
  child.stderr.on('data', (bytes: Buffer) => { said.stderr += bytes.toString(); });
  const ended = new Promise<number | null>((resolve) => { child.once('exit', (code) => { resolve(code); }); });
  return { child, stdout: () => said.stdout, stderr: () => said.stderr, ended };
}

export type DoorWithPage = Started & { page: Page; close(): Promise<void> };

/** Starts the door in test mode and attaches to its page. `close` closes the window and waits for the program to end. */
export async function startDoorWithPage(entry: string, env: NodeJS.ProcessEnv & { GAVEL_DATA: string }, cwd?: string, before?: readonly string[]): Promise<DoorWithPage> {
  const started = startDoor(entry, { GAVEL_TEST_CDP: '1', ...env }, cwd, before);
  await new Promise<void>((resolve, reject) => {
    started.child.stdout?.on('data', () => { if (started.stdout().includes('window ready')) resolve(); });
    void started.ended.then((code) => { reject(new Error(`the door ended with ${code}: ${started.stderr()}`)); });
  });
  const [port] = readFileSync(join(env.GAVEL_DATA, 'browser-profile', 'DevToolsActivePort'), 'utf8').split('\n');
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const page = browser.contexts().flatMap((context) => context.pages()).find((one) => one.url().startsWith('https://gavel.invalid/'));
  if (!page) throw new Error('the window does not show the page of Gavel');
  return {
    ...started, page,
    close: async () => {
      await page.close().catch(() => {});
      await started.ended;
      await browser.close().catch(() => {});
    },
  };
}
