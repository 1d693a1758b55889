// Prioritisation from the command line, end to end (REL-06).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDesk } from './gavel.ts';
import type { Desk, Reply } from './gavel.ts';

let desk: Desk;
const as = (person: string, ...args: string[]): Promise<Reply> => desk.json([...args, '--as', person]);
const [marta, tomasz, ingrid] = ['Marta Lindqvist', 'Tomasz Zielinski', 'Ingrid Solberg'] as const;
type Row = { id: string; number: string | null; name: string; roi: number | null; impact: number | null; isBelow: boolean; isLifted: boolean; dueOn: string | null; rule: string };
const rows = async (): Promise<Row[]> => ((await as(tomasz, 'ranking', 'show', 'First quarter')).value as { rows: Row[] }).rows;
beforeAll(async () => {
  desk = aDesk({ GAVEL_PASSPHRASE: 'northwind sample' });
  expect(await desk.run(['sample', 'ws'])).toMatchObject({ code: 0 });
}, 60_000);
afterAll(() => { desk.remove(); });

test('REL-06 REL-05 a release brings its impact index to the prioritisation; a cost of 0 shows an undefined return; moves need a reason', async () => {
  expect(await as(tomasz, 'ranking.list')).toMatchObject({ ok: true, value: { rows: [{ name: 'First quarter' }] } });
  const shown = (await as(tomasz, 'release', 'impact', 'R-A1-0002')).value as { index: number };
  expect((await rows()).find(({ number }) => number === 'R-A1-0002')).toMatchObject({ impact: shown.index });
  expect((await rows()).find(({ name }) => name.startsWith('Statements'))).toMatchObject({ roi: null });
  expect(await as(tomasz, 'ranking', 'move', 'First quarter', 'Card limits set in the app', '--before', 'R-A1-0002')).toMatchObject({ ok: false, exit: 2, error: { code: 'reason_needed' } });
  expect(await as(tomasz, 'ranking', 'move', 'First quarter', 'Card limits set in the app', '--before', 'R-A1-0002', '--reason', 'Quick to do')).toMatchObject({ ok: true });
  const text = await desk.run(['ranking.show', '--ranking', 'First quarter']);
  expect([text.code, text.out.includes('undefined'), text.out.includes('moved: Quick to do'), text.out.includes('To leave for later')]).toEqual([0, true, true, true]);
});

test('REL-06 deferring regulatory work asks for an exception, and with one it is deferred', async () => {
  const regulatory = (await rows()).find(({ name }) => name.startsWith('Screening'))!;
  expect(regulatory).toMatchObject({ isBelow: false });
  const defer = ['ranking', 'defer', 'First quarter', regulatory.id, '--reason', 'The supervisor agreed'];
  expect(await as(tomasz, ...defer)).toMatchObject({ ok: false, exit: 1, error: { code: 'regulatory_below_line', facts: { rule: regulatory.rule } } });
  const asked = await as(tomasz, 'exception.request', '--rule', regulatory.rule, '--justification', 'Agreed with the supervisor', '--control', 'Screened by hand', '--owner', ingrid, '--until', new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10));
  expect(asked).toMatchObject({ ok: true });
  expect(await as(marta, 'exception.approve', '--exception', (asked.value as { number: string }).number)).toMatchObject({ ok: true });
  expect(await as(tomasz, ...defer)).toMatchObject({ ok: true });
  expect((await rows()).at(-1)).toMatchObject({ id: regulatory.id });
});
