// Trains and portfolios from the command line, end to end (REL-08).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDesk } from './gavel.ts';
import type { Desk, Reply } from './gavel.ts';

let desk: Desk;
let change: string;
const as = (person: string, ...args: string[]): Promise<Reply> => desk.json([...args, '--as', person]);
const [marta, tomasz] = ['Marta Lindqvist', 'Tomasz Zielinski'] as const;
type Item = { number: string; departure: string; standing: string; gates: { name: string; signed: object | null }[]; offers: { id: string; standing: string; offered: string; countered: string | null; agreed: string | null }[] };
const items = async (): Promise<Item[]> => ((await as(tomasz, 'portfolio', 'show', 'Login')).value as { trains: { items: Item[] }[] }).trains.flatMap((train) => train.items);
beforeAll(async () => {
  desk = aDesk({ GAVEL_PASSPHRASE: 'northwind sample' });
  expect(await desk.run(['sample', 'ws'])).toMatchObject({ code: 0 });
  change = ((await as(marta, 'change', 'new', 'One login', '--service', 'Login and identity')).value as { number: string }).number;
}, 60_000);
afterAll(() => { desk.remove(); });

test('REL-08 a portfolio gets a release manager before it opens a train; an item boards, passes its gates in order, and a date is countered and accepted', async () => {
  expect(await as(tomasz, 'portfolio', 'set', 'Login', '--gate', '{"name":"Readiness","role":"release-manager"}', '--gate', '{"name":"Go","role":"chair"}')).toMatchObject({ ok: true });
  const opening = ['train', 'open', 'Login', 'Login train', '2027-03-05', '20:00', '--every-weeks', '2', '--zone', 'Europe/London', '--cut-off-hours', '72'];
  expect(await as(tomasz, ...opening)).toMatchObject({ ok: false, exit: 1, error: { code: 'portfolio_without_manager' } });
  expect(await as(tomasz, 'portfolio', 'set', 'Login', '--portfolio', 'Login', '--manager', 'Priya Nair')).toMatchObject({ ok: false, error: { code: 'not_release_manager', where: { field: 'manager' } } });
  expect(await as(tomasz, 'portfolio', 'set', 'Login', '--portfolio', 'Login', '--manager', tomasz, '--gate', '{"name":"Readiness","role":"release-manager"}', '--gate', '{"name":"Go","role":"chair"}')).toMatchObject({ ok: true });
  expect(await as(tomasz, ...opening)).toMatchObject({ ok: true });
  expect(await as(tomasz, 'train', 'board', 'Login train', 'C-A1-9999')).toMatchObject({ ok: false, exit: 2, error: { code: 'record_missing' } });
  expect(await as(tomasz, 'train', 'board', 'Login train', change, '--departure', '2027-03-05T20:00:00Z')).toMatchObject({ ok: true });
  expect(await as(marta, 'train', 'sign-gate', 'Login train', change, 'Go')).toMatchObject({ ok: false, error: { code: 'gate_out_of_order' } });
  expect(await as(tomasz, 'train', 'sign-gate', 'Login train', change, 'readiness')).toMatchObject({ ok: true });
  expect(await items()).toMatchObject([{ number: change, departure: '2027-03-05T20:00:00.000Z', standing: 'missing', gates: [{ name: 'Readiness', signed: {} }, { name: 'Go', signed: null }] }]);
  expect(await as(tomasz, 'train', 'move-late')).toMatchObject({ ok: true, value: { moved: [] } });
  expect(await as(tomasz, 'train', 'offer', 'Login train', change, 'Branches', marta)).toMatchObject({ ok: true });
  const [offer] = (await items())[0]!.offers;
  expect(await as(marta, 'train', 'answer', 'Login train', offer!.id, 'counter', '--date', '2027-03-12T20:00:00Z', '--note', 'After the quarter')).toMatchObject({ ok: true });
  expect((await items())[0]!.offers).toMatchObject([{ standing: 'countered', offered: '2027-03-05T20:00:00.000Z', countered: '2027-03-12T20:00:00.000Z', agreed: null }]);
  expect(await as(tomasz, 'train', 'answer', 'Login train', offer!.id, 'accept')).toMatchObject({ ok: true });
  expect((await items())[0]!.offers).toMatchObject([{ standing: 'accepted', agreed: '2027-03-12T20:00:00.000Z' }]);
  const text = await desk.run(['portfolio', 'show', 'Login']);
  expect([text.code, text.out.includes('Readiness passed, Go open'), text.out.includes('2027-03-12 20:00')]).toEqual([0, true, true]);
});

test('REL-08 a portfolio shows gate status, risks and late items, also what missed a departure', async () => {
  const text = await desk.run(['portfolio.list']);
  expect([text.code, text.out.includes('Payments and cards'), text.out.includes('Login')]).toEqual([0, true, true]);
  const shown = (await as(tomasz, 'portfolio', 'show', 'Payments and cards')).value as { missing: number; risks: { tier: string; count: number }[]; lateItems: { number: string; train: string; moves: { why: string; gate: string }[] }[] };
  expect([shown.missing > 0, shown.risks.reduce((sum, { count }) => sum + count, 0) > 1]).toEqual([true, true]);
  expect(shown.lateItems[0]).toMatchObject({ train: 'Payments train', moves: [{ why: 'gate', gate: 'Readiness' }] });
});

test('REL-08 REL-07 a terminal says what waits for whom, and a gate signed after the cut-off is one for the next departure', async () => {
  const mine = await desk.run(['work', '--as', tomasz]);
  expect(mine.code).toBe(0);
  expect(mine.out).toMatch(/R-A1-0002 .*Decide the scope request about C-A1-\d+/);
  expect(mine.out).toMatch(/Answer the date that Retail branches named for C-A1-\d+ +Payments train/);
  const later = ['--test-clock', '--now', '2027-03-04T21:00:00Z'];
  const shown = await desk.run(['portfolio', 'show', 'Login', ...later]);
  expect([shown.code, /late, goes with 2027-03-19 20:00/.test(shown.out)]).toEqual([0, true]);
  // Only looked at: nothing was written.
  expect((await items())[0]).toMatchObject({ departure: '2027-03-05T20:00:00.000Z' });
  expect(await as(marta, 'train', 'sign-gate', 'Login train', change, 'Go', ...later)).toMatchObject({ ok: true });
  expect((await items())[0]).toMatchObject({ departure: '2027-03-19T20:00:00.000Z', standing: 'ready' });
});
