// B1: from starting the program to a page that answers, beside a blank window of the same browser.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { samplePassphrase } from '../../src-main/shells/cli/workspaces.ts';
import { findBrowser } from '../../src-main/shells/browser/find-browser.ts';
import { launchBrowser } from '../../src-main/shells/browser/launch.ts';
import { builtDoor, startDoorWithPage } from '../e2e/support/browser-door.ts';
import type { Ground } from './ground.ts';
import { median, ms, timeOf } from './measure.ts';
import type { Result, Skipped } from './measure.ts';

const rounds = 5;

/** The same browser by the same flags from a bare Node, until its blank page answers. */
async function blank(executable: string, dataDir: string): Promise<void> {
  await new Promise<void>((resolve) => { spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }).once('exit', () => { resolve(); }); });
  const browser = await launchBrowser({ executable, dataDir, isHeadless: true, isTest: true, patienceMs: 30_000 });
  const { targetInfos } = await browser.pipe.send('Target.getTargets') as { targetInfos: { targetId: string; type: string }[] };
  const { sessionId } = await browser.pipe.send('Target.attachToTarget', { targetId: targetInfos.find((t) => t.type === 'page')!.targetId, flatten: true }) as { sessionId: string };
  await browser.pipe.send('Runtime.evaluate', { expression: 'new Promise((done) => { requestAnimationFrame(() => { done(1); }); })', awaitPromise: true }, sessionId);
  await browser.pipe.send('Browser.close').catch(() => { browser.kill(); });
  await browser.ended;
}

type Start = { first: number; agenda: number };

/** Our program until its first page has something to press, and on until a card of the agenda board does; hands need no time here. */
async function started(dataDir: string): Promise<Start> {
  const from = performance.now();
  const door = await startDoorWithPage(builtDoor, { GAVEL_DATA: dataDir });
  const { page } = door;
  await page.getByRole('button').first().waitFor({ state: 'visible' });
  const first = performance.now() - from;
  await page.getByText('Open what you have').click();
  await page.getByRole('button', { name: /Northwind/ }).first().click();
  await page.getByLabel('Passphrase').fill(samplePassphrase);
  await page.keyboard.press('Enter');
  // Looked for at every frame: asked from outside it would be found half a second late.
  await page.evaluate(() => new Promise<void>((taken) => {
    const look = (): void => {
      const card = document.querySelector<HTMLElement>('[id^="card-"]');
      card?.focus();
      card?.click();
      requestAnimationFrame(() => { if (card?.getAttribute('aria-pressed') === 'true') taken(); else look(); });
    };
    look();
  }));
  const agenda = performance.now() - from;
  await door.close();
  return { first, agenda };
}

export async function starting(ground: Ground): Promise<(Result | Skipped)[]> {
  const what = `start to a window that answers, ${ground.size}`;
  const executable = findBrowser();
  if (!executable) return [{ id: 'B1', what, skipped: 'no browser is installed' }];
  if (!existsSync(builtDoor)) return [{ id: 'B1', what, skipped: 'nothing is built' }];
  const [first, agenda, floor] = [[] as number[], [] as number[], [] as number[]];
  const blankDir = join(ground.exportsDir, 'blank');
  mkdirSync(blankDir, { recursive: true });
  for (let round = 0; round <= rounds; round += 1) {
    const a = await started(ground.dataDir);
    const b = await timeOf(() => blank(executable, blankDir));
    if (round > 0) { first.push(a.first); agenda.push(a.agenda); floor.push(b); }
  }
  const beside = (name: string, ours: readonly number[], note: string): Result => ({ id: 'B1', what: name, ours: ms(median(ours)), floor: ms(median(floor)), ratio: median(ours) / median(floor), bar: { atMost: 1.8 }, note });
  return [
    beside(what, first, 'until the first page can be used; attaching to it, about 0.1 s, counts against us'),
    beside(`start to the agenda, signed in, ${ground.size}`, agenda, 'until a card of the board takes a click: opening the workspace, and the passphrase, which is slow to try on purpose, count against us'),
  ];
}
