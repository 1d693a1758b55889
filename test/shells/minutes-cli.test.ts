// Ballots, minutes and addenda from the command line, end to end.
import { readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDesk } from './gavel.ts';
import type { Desk, Reply } from './gavel.ts';

let desk: Desk;
let meeting: string;
let items: string[];
const marta = (...args: string[]): Promise<Reply> => desk.json([...args, '--as', 'Marta Lindqvist']);
beforeAll(async () => {
  desk = aDesk({ GAVEL_PASSPHRASE: 'northwind sample' });
  expect(await desk.run(['sample', 'ws'])).toMatchObject({ code: 0 });
  const board = (await marta('meeting', 'agenda')).value as { meeting: { number: string }; onAgenda: { number: string }[] };
  meeting = board.meeting.number;
  items = board.onAgenda.map(({ number }) => number);
  expect(await marta('meeting', 'start', meeting)).toMatchObject({ ok: true });
});
afterAll(() => { desk.remove(); });

test('CAB-05 a ballot is written and received by command; an altered one answers why it does not count', async () => {
  const replies: Reply[] = [];
  for (const item of items) replies.push(await marta('ballot', 'write', meeting, item, 'approve', '--out', `${item}.json`));
  const written = replies.findIndex(({ ok }) => ok);
  expect(replies.filter(({ ok }) => !ok).every(({ error }) => error?.code === 'recused')).toBe(true);
  const name = `${items[written]!}.json`;
  writeFileSync(desk.at('altered.json'), readFileSync(desk.at(name), 'utf8').replace('"vote":"approve"', '"vote":"reject"'));
  expect(await marta('ballot', 'receive', meeting, 'altered.json')).toMatchObject({ ok: true, value: { isCounted: false, why: 'signature' } });
  expect(await marta('ballot', 'receive', meeting, name)).toMatchObject({ ok: true, value: { isCounted: true, vote: 'approve' } });
  expect(await marta('ballot', 'receive', meeting, name)).toMatchObject({ ok: true, value: { isCounted: false, why: 'second' } });
});

test('CAB-06 minutes are shown, signed, corrected by an addendum and written as JSON whose digest is the signed one', async () => {
  expect(await marta('meeting', 'end', meeting, '--action', '{"text":"Ask the vendor","owner":"Grace Obi","dueOn":"2026-12-01"}')).toMatchObject({ ok: true });
  expect(await marta('minutes', 'addendum', meeting, 'Too early')).toMatchObject({ ok: false, error: { code: 'minutes_not_signed' } });
  expect(await marta('minutes', meeting, '--format', 'json', '--out', 'minutes.json')).toMatchObject({ ok: true });
  expect(await marta('minutes', 'addendum', meeting, 'The chair was late.')).toMatchObject({ ok: true });
  const shown = (await marta('minutes', 'show', meeting)).value as { digest: string; revision: number; refusedBallots: { why: string }[] };
  expect(shown).toMatchObject({ revision: 2, refusedBallots: [{ why: 'signature' }, { why: 'second' }] });
  expect(createHash('sha256').update(readFileSync(desk.at('minutes.json'))).digest('hex')).toBe(shown.digest);
});

test('CAB-06 open actions are listed and marked done by command', async () => {
  expect(await marta('meeting', 'actions')).toMatchObject({ ok: true, value: { rows: expect.arrayContaining([expect.objectContaining({ number: meeting, action: 1, text: 'Ask the vendor', done: null })]) } });
  expect(await marta('meeting', 'finish-action', meeting, '1', 'They come on Monday')).toMatchObject({ ok: true });
  expect(await marta('meeting', 'finish-action', meeting, '1')).toMatchObject({ ok: false, error: { code: 'action_done' } });
  expect((await desk.run(['meeting', 'actions', meeting, '--as', 'Marta Lindqvist'])).out).toMatch(/Meeting +Action +Due +Stands[^]*done, Marta Lindqvist[^]*They come on Monday/);
});
