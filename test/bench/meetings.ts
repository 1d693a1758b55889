// B2 and B3: a meeting of 60 and of 200 items with 60 people is opened, and goes on to the next item on the wall, in the real window; beside it the same pages as dead markup.
import { existsSync } from 'node:fs';
import type { Page } from 'playwright';
import { findBrowser } from '../../src-main/shells/browser/find-browser.ts';
import { samplePassphrase } from '../../src-main/shells/cli/workspaces.ts';
import { builtDoor, startDoorWithPage } from '../e2e/support/browser-door.ts';
import type { Ground } from './ground.ts';
import { ask } from './ground.ts';
import { median, ms, percentile } from './measure.ts';
import type { Result, Skipped } from './measure.ts';

const people = 60;
const agendas = [60, 200];
const budgetMs = { B2: 50, B3: 33 };
/** A page asked for, answered and drawn may take this many times as long as its dead copy takes to appear: on a quiet machine that is the budget. */
const timesTwin = { B2: 3, B3: 2 };
const rounds = 30;

/** A board of sixty, enrolled under the signatures of the example's two registrars. */
async function largeBoard(ground: Ground): Promise<string[]> {
  const known = await ask(ground.chair, 'person.list', { limit: 500 });
  for (let i = known.rows.length; i < people; i += 1) await ask(ground.chair, 'person.add', { name: `Member ${i}`, roles: ['member'] });
  const second = ground.app.connect({ shell: 'direct' });
  await ask(second, 'session.signIn', { person: 'Ingrid Solberg', passphrase: samplePassphrase });
  for (const { id } of (await ask(second, 'roster.pending', {})).rows) await ask(second, 'roster.confirm', { proposal: id });
  return (await ask(ground.chair, 'person.list', { limit: 500 })).rows.slice(0, people).map(({ id }) => id);
}

/** A running meeting: ready changes as far as there are any, topics for the rest, everybody in the room. */
async function runningMeeting({ chair }: Ground, board: string, members: readonly string[], items: number): Promise<string> {
  const meeting = (await ask(chair, 'meeting.create', { board, startsAt: new Date().toISOString(), lengthMinutes: 600 })).number!;
  const { ready } = await ask(chair, 'cab.board', { meeting, limit: 60 });
  const changes = ready.cards.map(({ id }) => id).slice(0, items);
  if (changes.length > 0) await ask(chair, 'cab.fill', { meeting, changes });
  for (let i = changes.length; i < items; i += 1) await ask(chair, 'meeting.addTopic', { meeting, title: `Request ${i} of the branches`, minutes: 2 });
  await ask(chair, 'meeting.start', { meeting });
  await ask(chair, 'meeting.rollCall', { meeting, attendance: members.map((person) => ({ person, status: 'present' as const })) });
  return meeting;
}

type Times = { ours: number[]; twin: number[] };
/** Goes to a page as a key does, until what it must show is painted; then puts a dead copy of it in place of an empty page as often. */
const openIn = (page: Page, meeting: string, sign: string): Promise<Times> => page.evaluate(async (asked) => {
  const frame = (): Promise<number> => new Promise((done) => { requestAnimationFrame(done); });
  const root = document.getElementById('root')!;
  const ours: number[] = [];
  let copy: Node | null = null;
  for (let i = 0; i < asked.rounds; i += 1) {
    window.location.hash = '#/meetings';
    do await frame(); while (document.querySelector(asked.sign) !== null);
    // Something happens meanwhile, so that nothing the window remembers will do.
    const reply = await window.gavel!.call(i % 2 === 0 ? 'meeting.pause' : 'meeting.resume', { meeting: asked.meeting });
    if (!reply.ok) throw new Error(reply.error.code);
    await new Promise((done) => { setTimeout(done, 150); });
    const began = performance.now();
    window.location.hash = `#/meetings/${asked.meeting}/run`;
    do await frame(); while (document.querySelector(asked.sign) === null);
    await frame();
    ours.push(performance.now() - began);
    copy ??= root.cloneNode(true);
  }
  const twin: number[] = [];
  const holder = document.createElement('div');
  root.replaceWith(holder);
  for (let i = 0; i < asked.rounds; i += 1) {
    holder.replaceChildren();
    await frame();
    const began = performance.now();
    holder.append(copy!.cloneNode(true));
    await frame();
    await frame();
    twin.push(performance.now() - began);
  }
  holder.replaceWith(root);
  return { ours, twin };
}, { meeting, sign, rounds });

/** Presses the key for the next item until its number is painted (two items may have one title); then swaps dead copies of two items as often. */
const nextIn = (page: Page, place: string): Promise<Times> => page.evaluate(async (asked) => {
  const frame = (): Promise<number> => new Promise((done) => { requestAnimationFrame(done); });
  const root = document.getElementById('root')!;
  const shown = (): string => document.querySelector(asked.place)?.textContent ?? '';
  const ours: number[] = [];
  const copies: Node[] = [];
  for (let i = 0; i < asked.rounds; i += 1) {
    const before = shown();
    const began = performance.now();
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
    do await frame(); while (shown() === before);
    await frame();
    ours.push(performance.now() - began);
    await new Promise((done) => { setTimeout(done, 150); });
    if (copies.length < 2) copies.push(root.cloneNode(true));
  }
  const twin: number[] = [];
  const holder = document.createElement('div');
  root.replaceWith(holder);
  for (let i = 0; i < asked.rounds; i += 1) {
    const began = performance.now();
    holder.replaceChildren(copies[i % 2]!.cloneNode(true));
    await frame();
    await frame();
    twin.push(performance.now() - began);
  }
  holder.replaceWith(root);
  return { ours, twin };
}, { place, rounds });

const resultOf = (id: 'B2' | 'B3', what: string, { ours, twin }: Times): Result => {
  const [p95, floor] = [percentile(ours, 0.95), percentile(twin, 0.95)];
  return { id, what, ours: ms(p95), floor: ms(floor), ratio: p95 / floor, bar: { atMost: timesTwin[id] }, note: `p95 of ${rounds}, key to paint, half of them within ${ms(median(ours))}; the budget a person feels is ${budgetMs[id]} ms; floor: the same page as dead markup` };
};

export async function meetings(ground: Ground): Promise<(Result | Skipped)[]> {
  if (!findBrowser()) return [{ id: 'B2', what: `open a meeting, ${ground.size}`, skipped: 'no browser is installed' }];
  if (!existsSync(builtDoor)) return [{ id: 'B2', what: `open a meeting, ${ground.size}`, skipped: 'nothing is built' }];
  const members = await largeBoard(ground);
  const { id: board } = await ask(ground.chair, 'board.create', { name: `Board of ${people}`, seats: members.map((person) => ({ person })) });
  const held: [number, string][] = [];
  for (const items of agendas) held.push([items, await runningMeeting(ground, board, members, items)]);
  const door = await startDoorWithPage(builtDoor, { GAVEL_DATA: ground.dataDir });
  const { page } = door;
  try {
    await page.getByText('Open what you have').click();
    await page.getByRole('button', { name: /Northwind/ }).first().click();
    await page.getByRole('button', { name: 'Marta Lindqvist' }).click();
    await page.getByLabel('Passphrase').fill(samplePassphrase);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Places' }).waitFor();
    const results: Result[] = [];
    for (const [items, meeting] of held) {
      const name = `${items} items, ${people} people, ${ground.size}`;
      results.push(resultOf('B2', `open a meeting, ${name}`, await openIn(page, meeting, '[aria-label="Agenda"] ol > li')));
      await page.evaluate((to) => { window.location.hash = to; }, `#/meetings/${meeting}/run`);
      await page.getByRole('region', { name: 'Agenda' }).waitFor();
      results.push(resultOf('B3', `next item, chair’s view, ${name}`, await nextIn(page, '#main header')));
      await page.evaluate((to) => { window.location.hash = to; }, `#/meetings/${meeting}/projector`);
      await page.locator('main.projector h1').waitFor();
      results.push(resultOf('B3', `next item, projector, ${name}`, await nextIn(page, 'main.projector header span')));
    }
    return results;
  } finally {
    await door.close();
  }
}
