// The browser door: the core in this process, an installed browser as its window. Ends when the window closes.
import { mkdirSync } from 'node:fs';
import { startCore } from '../../core-thread.ts';
import { findPlaces } from '../places.ts';
import { revealFolder } from '../reveal.ts';
import { openBrowserWindow } from './browser-window.ts';
import type { BrowserWindow } from './browser-window.ts';
import { findBrowser } from './find-browser.ts';
import { takeInstanceLock } from './instance-lock.ts';
import { BrowserUnusable, launchBrowser } from './launch.ts';

/** No usable browser: `run.mjs` then shows the worked example without a window. */
const noBrowser = 69;
/** What a browser may take to answer, in ms: an old laptop reads it from its disk first; tests run several on a busy machine. */
const patience = { person: 20_000, test: 120_000 };

async function main(): Promise<number> {
  const { dataDir, exportsDir, resourcesDir, rendererDir, app } = findPlaces();
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  let window: BrowserWindow | null = null;
  const lock = await takeInstanceLock(dataDir, () => { void window?.focus().catch(() => {}); });
  if (!lock) {
    console.log('Gavel is already running; its window comes to the front.');
    return 0;
  }
  const executable = findBrowser();
  if (!executable) {
    lock.release();
    console.error('Gavel needs Chrome, Edge or Chromium as its window and finds none. Install one, or name its program file in GAVEL_BROWSER.');
    return noBrowser;
  }
  const isTest = process.env['GAVEL_TEST_CDP'] === '1';
  const core = startCore({ dataDir, exportsDir, resourcesDir, app });
  try {
    const browser = await launchBrowser({ executable, dataDir, isHeadless: process.env['GAVEL_HEADLESS'] === '1', isTest, patienceMs: isTest ? patience.test : patience.person });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => { if (window) void window.close(); else browser.kill(); });
    window = await openBrowserWindow(browser, core.connect({ shell: 'browser', reveal: revealFolder }), rendererDir);
    if (isTest) console.log('window ready');
    await window.closed;
    return 0;
  } catch (error) {
    if (!(error instanceof BrowserUnusable)) throw error;
    console.error(error.message);
    return noBrowser;
  } finally {
    // First the lock: who starts anew while the core closes gets a window, not a word from one that is gone.
    lock.release();
    await core.close();
  }
}

process.exitCode = await main();
