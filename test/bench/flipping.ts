// B6: the calendar goes on to the next month and week, with two thousand lanes, in the real window; beside it the same pages as dead markup, put in place of each other.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { findBrowser } from '../../src-main/shells/browser/find-browser.ts';
import { samplePassphrase } from '../../src-main/shells/cli/workspaces.ts';
import { builtDoor, startDoorWithPage } from '../e2e/support/browser-door.ts';
import type { Ground } from './ground.ts';
import { ask } from './ground.ts';
import { median, ms, percentile } from './measure.ts';
import type { Result, Skipped } from './measure.ts';

const lanes = 2000;
const budgetMs = 100;
/** A view asked for, answered and drawn may take this many times as long as its dead copy takes to appear: on a quiet machine that is the budget. */
const timesTwin = 3;
/** Each view is new: what was seen before lies in the window's memory and would be no test. */
const flips = 30;
const week = 7 * 86_400_000;

/** Two thousand services with a change in most weeks ahead. */
function csvOf(now: number): string {
  const run = now.toString(36).toUpperCase();
  const lines = ['number,short_description,state,type,risk,impact,business_service,start_date,end_date'];
  const at = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ');
  for (let i = 0; i < lanes * 4; i += 1) {
    const start = now + (i % 40) * week + ((i * 37) % 160) * 3_600_000;
    lines.push([`CHG${run}${i}`, `Patch pool ${i}`, 'Assess', 'Normal', ['High', 'Moderate', 'Low'][i % 3], '2 - Medium', `Lane ${String(i % lanes).padStart(4, '0')}`, at(start), at(start + (1 + i % 5) * 3_600_000)].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** The busiest month of a million changes holds as many as this; here they lie in a month of their own, so that each size has one. */
const busyChanges = 28_000;
const busyFrom = Date.parse('2031-03-01T00:00:00.000Z');
const busyStart = '2031-02-20';
/** The same rows each time: what is there already is not taken in again. */
function busyCsv(): string {
  const at = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ');
  const rows = Array.from({ length: busyChanges }, (_, i) => {
    const start = busyFrom + ((i * 7919) % (31 * 24)) * 3_600_000;
    return [`CHGBUSY${i}`, `Busy patch ${i}`, i % 3 === 0 ? 'Scheduled' : 'Assess', 'Normal', i % 50 === 0 ? 'High' : 'Low', '2 - Medium', `Lane ${String(i % lanes).padStart(4, '0')}`, at(start), at(start + (1 + i % 3) * 3_600_000)].join(',');
  });
  return `number,short_description,state,type,risk,impact,business_service,start_date,end_date\n${rows.join('\n')}\n`;
}

type Flipped = { ours: number[]; twin: number[] };
/** Presses the key and waits until the new view is whole and painted; then swaps two dead copies of the page as often. */
const flipIn = (page: Page, count: number, rests: readonly number[]): Promise<Flipped> => page.evaluate(async ([n, pauses]) => {
  const frame = (): Promise<number> => new Promise((done) => { requestAnimationFrame(done); });
  const grid = (): HTMLElement => document.querySelector<HTMLElement>('#main [role="grid"]')!;
  const copies: Node[] = [];
  const ours: number[] = [];
  for (let i = 0; i < n; i += 1) {
    const before = grid().getAttribute('aria-label');
    const from = performance.now();
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'PageDown', bubbles: true, cancelable: true }));
    do await frame(); while (grid().getAttribute('aria-label') === before || grid().getAttribute('aria-busy') === 'true');
    await frame();
    ours.push(performance.now() - from);
    if (copies.length < 2) copies.push(grid().cloneNode(true));
    await new Promise((done) => { setTimeout(done, pauses[i % pauses.length]); });
  }
  const stand = grid();
  const holder = stand.parentElement!;
  const place = document.createComment('');
  holder.replaceChild(place, stand);
  const twin: number[] = [];
  for (let i = 0; i < n; i += 1) {
    const from = performance.now();
    if (i > 0) holder.removeChild(holder.lastChild!);
    holder.append(copies[i % 2]!.cloneNode(true));
    await frame();
    await frame();
    twin.push(performance.now() - from);
  }
  holder.removeChild(holder.lastChild!);
  holder.replaceChild(stand, place);
  return { ours, twin };
}, [count, rests] as const);
/** Milliseconds between one flip and the next, for somebody who leafs, and for one who looks: long enough for the conflicts of a view to be on their way when the next one is asked for. */
const leafing = [60];
const looking = [280, 430, 340, 620, 310, 500];

const views = [['lanes, week', 'scale=week'], ['lanes, month', 'scale=month'], ['grid, week', 'look=grid&scale=week'], ['grid, month', 'look=grid&scale=month']] as const;

const taken = (ground: Ground, what: string, { ours, twin }: Flipped, said: string): Result => {
  const [p95, floor] = [percentile(ours, 0.95), percentile(twin, 0.95)];
  return { id: 'B6', what: `calendar flip, ${what}, ${ground.size}`, ours: ms(p95), floor: ms(floor), ratio: p95 / floor, bar: { atMost: timesTwin },
    note: `p95 of ${ours.length} views never seen before, ${lanes.toLocaleString('en-GB')} lanes and more, ${said}key to paint, half of them within ${ms(median(ours))}, the longest ${ms(Math.max(...ours))}; the budget a person feels is ${budgetMs} ms; floor: the same pages as dead markup` };
};
async function openView(page: Page, view: string): Promise<void> {
  await page.evaluate((to) => { window.location.hash = to; }, `#/calendar?${view}`);
  await page.locator('#main [role="grid"]:not([aria-busy="true"])').waitFor();
}
/** Through the busy month and out of it, under filters that leave nearly everything, so that each view is a new one. */
async function throughBusyMonth(page: Page, view: string): Promise<Flipped> {
  const all: Flipped = { ours: [], twin: [] };
  for (const filter of ['', '&type=normal', '&tier=low,medium,high,critical,none', '&state=assessment,scheduled']) {
    await openView(page, `${view}${filter}&at=${busyStart}`);
    const { ours, twin } = await flipIn(page, view.includes('month') ? 3 : 7, looking);
    all.ours.push(...ours);
    all.twin.push(...twin);
  }
  return all;
}

export async function flipping(ground: Ground): Promise<(Result | Skipped)[]> {
  if (!findBrowser()) return [{ id: 'B6', what: `calendar flip, ${ground.size}`, skipped: 'no browser is installed' }];
  if (!existsSync(builtDoor)) return [{ id: 'B6', what: `calendar flip, ${ground.size}`, skipped: 'nothing is built' }];
  for (const [name, text] of [['lanes', csvOf(Date.now())], ['busy', busyCsv()]] as const) {
    const csv = join(ground.exportsDir, `${name}-${ground.size}.csv`);
    writeFileSync(csv, text);
    await ask(ground.chair, 'import.run', { file: ground.app.stagePath(csv), zone: 'UTC' });
  }
  const door = await startDoorWithPage(builtDoor, { GAVEL_DATA: ground.dataDir });
  const { page } = door;
  try {
    await page.getByText('Open what you have').click();
    await page.getByRole('button', { name: /Northwind/ }).first().click();
    await page.getByLabel('Passphrase').fill(samplePassphrase);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Places' }).waitFor();
    const results: Result[] = [];
    for (const [name, view] of views) {
      await openView(page, view);
      results.push(taken(ground, name, await flipIn(page, flips, leafing), ''));
    }
    for (const [name, view] of views) results.push(taken(ground, `${name}, busy month`, await throughBusyMonth(page, view), `${busyChanges.toLocaleString('en-GB')} changes in one month, a rest of a third of a second and more before each flip; `));
    return results;
  } finally {
    await door.close();
  }
}
