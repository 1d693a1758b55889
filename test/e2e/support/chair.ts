// The hands of a chair: keys only, each pressed once its screen is there, and a note of what was done, to hold against the minutes.
import type { Locator, Page } from '@playwright/test';
import type { Output } from '#contract/index.ts';
import { call } from './calls.ts';
import { expect } from './fixture.ts';

type Run = Output<'meeting.run'>;
export type RunItem = Run['items'][number];
export const voteKeys = { approve: '1', 'approve-with-conditions': '2', reject: '3', defer: '4', 'request-information': '5', abstain: '6' } as const;
export type Vote = keyof typeof voteKeys;
/** What one item must say in the minutes. */
export type Told = { title: string; votes: Record<string, Vote>; verdict: string | null; reason: string; outcome: string | null; isLate: boolean; recused: Record<string, string>; notes: string[]; conditions: string[] };

export type Chair = ReturnType<typeof chairOf>;
export function chairOf(page: Page, meeting: string) {
  const told = new Map<string, Told>();
  const run = (): Promise<Run> => call(page, 'meeting.run', { meeting });
  const press = async (...keys: string[]): Promise<void> => { for (const key of keys) await page.keyboard.press(key); };
  const dialog = (name: string | RegExp): Locator => page.getByRole('dialog', { name }).or(page.getByRole('alertdialog', { name }));
  const noDialog = (): Promise<void> => expect(page.getByRole('dialog').or(page.getByRole('alertdialog'))).toHaveCount(0);
  const of = (item: Pick<RunItem, 'id' | 'title' | 'isLate'>): Told => {
    const known = told.get(item.id) ?? { title: item.title, votes: {}, verdict: null, reason: '', outcome: null, isLate: item.isLate, recused: {}, notes: [], conditions: [] };
    told.set(item.id, known);
    return known;
  };
  /** Presses a key and answers the dialog it opened. */
  const open = async (key: string, name: string | RegExp): Promise<Locator> => {
    await noDialog();
    await press(key);
    await expect(dialog(name)).toBeVisible();
    return dialog(name);
  };
  /** Goes on with Tab until the keyboard is there. */
  const tabTo = async (to: Locator): Promise<void> => {
    for (let i = 0; i < 20; i += 1) {
      if (await to.evaluate((el) => el === document.activeElement)) return;
      await press('Tab');
    }
    await expect(to).toBeFocused();
  };
  const type = async (into: Locator, text: string): Promise<void> => { await tabTo(into); await page.keyboard.type(text); };
  const current = async (): Promise<RunItem> => {
    const now = await run();
    const item = now.items.find(({ id }) => id === now.current)!;
    await expect(page.getByRole('heading', { level: 2, name: item.title })).toBeVisible();
    return item;
  };
  const done = async (): Promise<void> => {
    await noDialog();
    const { items } = await run();
    await expect(page.getByText(`${items.filter((i) => i.isDone).length} of ${items.length} done`)).toBeVisible();
  };

  return {
    told, run, press, dialog, open, tabTo, type, current, of,
    next: async (): Promise<RunItem> => {
      await noDialog();
      const before = (await run()).current;
      await press('ArrowRight');
      await expect.poll(async () => (await run()).current).not.toBe(before);
      const item = await current();
      of(item);
      return item;
    },
    /** Casts the votes of everybody who has one and has not voted; `others` is what those vote who are not named. */
    vote: async (item: RunItem, others: Vote, named: Partial<Record<string, Vote>> = {}, question = ''): Promise<void> => {
      const able = (await run()).voters.filter((v) => v.how !== 'absent' && v.how !== 'recused' && v.vote === null);
      const votes = await open('v', /^Votes/);
      for (const voter of able) {
        const vote = named[voter.name] ?? others;
        await expect(votes.getByRole('group', { name: `Vote of ${voter.name}` })).toBeVisible();
        await press(voteKeys[vote]);
        if (vote === 'request-information') { await type(votes.getByLabel(`What does ${voter.name} want to know?`), question); await press('Enter'); }
        of(item).votes[voter.name] = vote;
      }
      await noDialog();
      await expect.poll(async () => (await run()).voters.filter((v) => v.how !== 'absent' && v.how !== 'recused' && v.vote === null).length).toBe(0);
    },
    recuse: async (item: RunItem, reason: string): Promise<void> => {
      const able = (await run()).voters.find((v) => v.how !== 'absent' && v.how !== 'recused')!;
      await open('v', /^Votes/);
      await press('0');
      const asked = dialog(/declares a conflict of interest/);
      await type(asked.getByLabel('Reason'), reason);
      await press('Enter');
      await noDialog();
      of(item).recused[able.name] = reason;
    },
    /** Decides with a key; `fill` types what the dialog asks for. */
    decide: async (item: RunItem, key: string, verdict: string, fill: (asked: Locator) => Promise<string> = () => Promise.resolve('')): Promise<void> => {
      await expect(page.getByRole('contentinfo', { name: 'Decision' }).getByRole('button').first()).toBeVisible();
      const asked = await open(key, /\?$/);
      of(item).reason = await fill(asked);
      await press('Control+Enter');
      of(item).verdict = verdict;
      await done();
    },
    conclude: async (item: RunItem, outcome: string): Promise<void> => {
      const asked = await open('n', /^Conclude/);
      await press('Control+A');
      await type(asked.getByLabel('Outcome'), outcome);
      await press('Enter');
      of(item).outcome = outcome;
      await done();
    },
    note: async (item: RunItem, text: string): Promise<void> => {
      const asked = await open('m', /^Minute line/);
      await type(asked.getByLabel('Line'), text);
      await press('Control+Enter');
      await noDialog();
      of(item).notes.push(text);
    },
    /** Calls the roll: goes to each person with J and K and notes them with a digit. */
    roll: async (statuses: Record<string, 'Here' | 'Late' | 'Apologies' | 'Left'>, isEverybodyElseHere = false): Promise<void> => {
      const called = await open('o', 'Roll call');
      const names = (await run()).room.map(({ name }) => name);
      let at = 0;
      for (const [name, status] of Object.entries(statuses)) {
        const to = names.indexOf(name);
        await press(...Array.from({ length: Math.abs(to - at) }, () => (to > at ? 'j' : 'k')), String(['Here', 'Late', 'Apologies', 'Left'].indexOf(status) + 1));
        at = to;
        await expect(called.getByRole('group', { name: `Attendance of ${name}` }).getByRole('button', { name: status })).toHaveAttribute('aria-pressed', 'true');
      }
      if (isEverybodyElseHere) {
        await press('0');
        await expect(called.getByRole('button', { name: 'Everybody else is here' })).toBeDisabled();
      }
      await press('Escape');
      await noDialog();
    },
  };
}
