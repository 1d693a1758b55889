// The real browser, headless, driven over its pipe by the real door. Skipped, saying so, where no browser is installed.
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Page } from 'playwright';
import { afterEach, describe, expect, test } from 'vitest';
import type { Bridge, Heard } from '#contract/index.ts';
import type { Progress } from '#contract/define.ts';
import { findBrowser } from '../../src-main/shells/browser/find-browser.ts';
import { builtDoor, projectDir, sourceDoor, startDoor, startDoorWithPage } from '../e2e/support/browser-door.ts';
import { bridgeExam, founding, freshHome, handOverAndInspect, patient } from './bridge-exam.ts';
import { internetSockets, isAlive, treeOf } from './process-tree.ts';

const hasBrowser = findBrowser() !== null;
const isLinux = process.platform === 'linux';
const hasDisplayServer = (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'xvfb-run')));
if (!hasBrowser) console.warn('no Chrome, Edge or Chromium here: the browser door is not examined');

type ExamWindow = { gavel: Bridge; examHears(kind: string, id: number, what: unknown): void; examCalls: Map<number, AbortController> };

/** `window.gavel` of the page as a Bridge out here: signals and listeners are made on the other side and steered from this one. */
async function bridgeOfPage(page: Page): Promise<Bridge> {
  const hearers = new Set<(heard: Heard) => void>();
  const progress = new Map<number, (step: Progress) => void>();
  await page.exposeFunction('examHears', (kind: string, id: number, what: unknown) => {
    if (kind === 'progress') progress.get(id)?.(what as Progress);
    else for (const hear of hearers) hear(what as Heard);
  });
  await page.evaluate(() => {
    const exam = window as unknown as ExamWindow;
    exam.examCalls = new Map();
    exam.gavel.onChanged((heard) => { exam.examHears('changed', 0, heard); });
  });
  let last = 0;
  const call = async (name: string, input: unknown, job: { onProgress?: (step: Progress) => void; signal?: AbortSignal } = {}): Promise<unknown> => {
    const id = (last += 1);
    if (job.onProgress) progress.set(id, job.onProgress);
    job.signal?.addEventListener('abort', () => { void page.evaluate((n) => { (window as unknown as ExamWindow).examCalls.get(n)?.abort(); }, id); });
    return page.evaluate(([n, operation, given, isAborted]) => {
      const exam = window as unknown as ExamWindow;
      const controller = new AbortController();
      exam.examCalls.set(n, controller);
      if (isAborted) controller.abort();
      return (exam.gavel.call as (...args: unknown[]) => Promise<unknown>)(operation, JSON.parse(given), { signal: controller.signal, onProgress: (step: unknown) => { exam.examHears('progress', n, step); } });
    }, [id, name, JSON.stringify(input), job.signal?.aborted ?? false] as const);
  };
  return { call: call as never, onChanged: (hear) => { hearers.add(hear); return () => { hearers.delete(hear); }; } };
}

describe.skipIf(!hasBrowser)('the browser door', () => {
  bridgeExam({
    name: 'browser', shell: 'browser',
    open: async ({ dataDir, exportsDir }) => {
      const door = await startDoorWithPage(sourceDoor, { GAVEL_DATA: dataDir, GAVEL_EXPORTS: exportsDir });
      return { bridge: await bridgeOfPage(door.page), close: door.close };
    },
  });

  const cleanups: (() => Promise<unknown> | void)[] = [];
  afterEach(async () => { for (const clean of cleanups.splice(0).toReversed()) await clean(); });
  function home(): { GAVEL_DATA: string; GAVEL_EXPORTS: string; folder: string } {
    const { folder, dataDir, exportsDir } = freshHome();
    cleanups.push(() => { rmSync(folder, { recursive: true, force: true, maxRetries: 5 }); });
    return { GAVEL_DATA: dataDir, GAVEL_EXPORTS: exportsDir, folder };
  }
  async function opened(env = home()) {
    const door = await startDoorWithPage(sourceDoor, env);
    cleanups.push(door.close);
    return { ...door, env };
  }
  const started = (env: NodeJS.ProcessEnv) => {
    const door = startDoor(sourceDoor, env);
    cleanups.push(async () => { if (door.child.exitCode === null) { door.child.kill('SIGKILL'); await door.ended; } });
    return door;
  };
  const pidOf = (door: { child: { pid?: number | undefined } }): number => door.child.pid ?? 0;

  test('a link to the outside goes nowhere, and a new window is closed at once', async () => {
    const { page } = await opened();
    await page.evaluate(() => { location.href = 'https://example.com/'; });
    await page.evaluate(() => { window.open('https://example.com/'); window.open('/index.html'); });
    // Time for them to appear, were they allowed to stay.
    await page.waitForTimeout(1_000);
    const devtools = await page.context().newCDPSession(page);
    const { targetInfos } = await devtools.send('Target.getTargets');
    expect(targetInfos.filter(({ type }) => type === 'page').map(({ url }) => url)).toEqual(['https://gavel.invalid/index.html']);
    expect(page.url()).toMatch(/^https:\/\/gavel\.invalid\//);
    expect(await page.evaluate(() => typeof (window as unknown as ExamWindow).gavel.call)).toBe('function');
  });

  test('the page cannot reach anything: not by fetch, not by image, not by socket', async () => {
    const { page } = await opened();
    const reached = await page.evaluate(async () => {
      const byImage = (): Promise<string> => new Promise((resolve) => { const image = new Image(); image.onload = () => { resolve('reached'); }; image.onerror = () => { resolve('blocked'); }; image.src = 'https://example.com/a.png'; });
      const bySocket = (): Promise<string> => new Promise((resolve) => { try { const socket = new WebSocket('wss://example.com/'); socket.onopen = () => { resolve('reached'); }; socket.onerror = () => { resolve('blocked'); }; } catch { resolve('blocked'); } });
      const byFetch = (url: string): Promise<string> => fetch(url).then(() => 'reached', () => 'blocked');
      return Promise.all([byFetch('https://example.com/'), byFetch('http://127.0.0.1:1/'), byFetch('/index.html'), byImage(), bySocket()]);
    });
    expect(reached).toEqual(['blocked', 'blocked', 'blocked', 'blocked', 'blocked']);
  });

  test('a frame gets no bridge, and nobody finds the wire under it', async () => {
    const { page } = await opened();
    const found = await page.evaluate(() => {
      const frame = document.body.appendChild(document.createElement('iframe'));
      return { inFrame: Object.getOwnPropertyNames(frame.contentWindow).filter((name) => /gavel/i.test(name)), here: Object.keys(window).filter((name) => /gavel/i.test(name)), isFrozen: Object.isFrozen((window as unknown as ExamWindow).gavel) };
    });
    expect(found).toEqual({ inFrame: [], here: [], isFrozen: true });
  });

  test('after a reload the page is served anew and older answers reach nobody', async () => {
    const { page } = await opened();
    await page.evaluate(() => { void (window as unknown as ExamWindow).gavel.call('workspace.openSample', { size: '10k', seed: 3 }); });
    await page.reload();
    const reply = await page.evaluate(() => (window as unknown as ExamWindow).gavel.call('session.state', {}));
    expect(reply).toMatchObject({ ok: true, value: { shell: 'browser' } });
  });

  test('closing the window ends the program with 0', async () => {
    const { page, ended } = await opened();
    await page.close();
    expect(await ended).toBe(0);
  });

  test('a second start brings the first forward, says so and leaves', async () => {
    const { env, child } = await opened();
    const second = started(env);
    expect(await second.ended).toBe(0);
    expect(second.stdout()).toMatch(/already running/);
    expect(child.exitCode).toBeNull();
  });

  test.runIf(isLinux)('SIGTERM closes the window and the program; killing the program ends the browser', async () => {
    const polite = await opened();
    const politeTree = treeOf(pidOf(polite));
    polite.child.kill('SIGTERM');
    expect(await polite.ended).toBe(0);
    await expect.poll(() => politeTree.filter(isAlive), patient).toEqual([]);
    const killed = await opened();
    const killedTree = treeOf(pidOf(killed));
    expect(killedTree.length).toBeGreaterThan(2);
    killed.child.kill('SIGKILL');
    await expect.poll(() => killedTree.filter(isAlive), patient).toEqual([]);
    // The socket left behind by the killed one does not stand in the way.
    const next = await opened(killed.env);
    expect(next.stdout()).toContain('window ready');
  });

  test.runIf(isLinux)('no process of the door opens an internet socket, neither to listen nor to call', async () => {
    const withPort = await opened();
    expect(internetSockets(treeOf(pidOf(withPort))).join('\n'), 'the check itself sees the port of test mode').toMatch(/tcp .*state 0A/);
    const door = started(home());
    const seen = new Set<string>();
    await expect.poll(() => treeOf(pidOf(door)).length, patient).toBeGreaterThan(4);
    for (const end = Date.now() + 6_000; Date.now() < end; await new Promise((resolve) => { setTimeout(resolve, 100); })) for (const socket of internetSockets(treeOf(pidOf(door)))) seen.add(socket);
    expect([...seen]).toEqual([]);
    expect(door.child.exitCode).toBeNull();
  });

  test.runIf(isLinux && hasDisplayServer)('with a display the window is an application of its own, without tabs or address', async () => {
    const env = { ...home(), GAVEL_HEADLESS: '0' };
    const door = await startDoorWithPage(sourceDoor, env, projectDir, ['xvfb-run', '-a']);
    cleanups.push(door.close);
    expect(await door.page.evaluate(() => ({ isStandalone: matchMedia('(display-mode: standalone)').matches, url: location.href }))).toEqual({ isStandalone: true, url: 'https://gavel.invalid/index.html' });
    expect(await door.page.evaluate(() => (window as unknown as ExamWindow).gavel.call('session.state', {}))).toMatchObject({ ok: true });
  });

  test('a browser that never answers is stopped, and the reason is said in plain words', async () => {
    const env = home();
    const silent = join(env.folder, 'silent-browser');
    writeFileSync(silent, '#!/bin/sh\nexec sleep 60\n');
    chmodSync(silent, 0o755);
    const door = started({ ...env, GAVEL_BROWSER: silent });
    expect(await door.ended).toBe(69);
    expect(door.stderr()).toMatch(/did not answer within 20 s.*policy/);
  });

  test('a browser that ends at once, or is not there, is named', async () => {
    const gone = started({ ...home(), GAVEL_BROWSER: '/bin/false' });
    expect(await gone.ended).toBe(69);
    expect(gone.stderr()).toMatch(/\/bin\/false ended before it showed a window/);
    const missing = started({ ...home(), GAVEL_BROWSER: '/nowhere/chrome' });
    expect(await missing.ended).toBe(69);
    expect(missing.stderr()).toMatch(/needs Chrome, Edge or Chromium/);
  });

  test.skipIf(!existsSync(builtDoor))('the built doors start where electron does not exist', async () => {
    const env = home();
    const place = join(env.folder, 'installed');
    mkdirSync(join(place, 'node_modules'), { recursive: true });
    for (const part of ['out', 'package.json', 'resources']) cpSync(join(projectDir, part), join(place, part), { recursive: true, filter: (path) => !path.includes('node_modules') });
    for (const name of readdirSync(join(projectDir, 'node_modules'))) if (!/^\.|^@?electron|^@types$/.test(name)) symlinkSync(join(projectDir, 'node_modules', name), join(place, 'node_modules', name));
    const door = await startDoorWithPage(join(place, 'out', 'main', 'browser.js'), env, place);
    cleanups.push(door.close);
    const bridge = await bridgeOfPage(door.page);
    expect(await bridge.call('workspace.create', founding)).toMatchObject({ ok: true });
    expect((await handOverAndInspect(bridge)).columns).toEqual(['Number', 'Title']);
    const cli = startDoor(join(place, 'out', 'main', 'cli.js'), env, place);
    await cli.ended;
    expect(cli.stderr()).not.toMatch(/Cannot find (module|package)/);
  });
});
