// The scope of a baselined release from the command line, end to end (REL-07).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDesk } from './gavel.ts';
import type { Desk, Reply } from './gavel.ts';

let desk: Desk;
let number: string;
let late: string;
const as = (person: string, ...args: string[]): Promise<Reply> => desk.json([...args, '--as', person]);
const [marta, tomasz] = ['Marta Lindqvist', 'Tomasz Zielinski'] as const;
type Shown = { requests: { id: string; standing: string; add: { label: string }[] }[]; tradeOffs: { id: string }[]; load: { hours: number; capacity: number; over: number; cuts: string[]; rows: { number: string; cut: number | null }[] } };
const shown = async (): Promise<Shown> => (await as(tomasz, 'scope', 'show', number)).value as Shown;
beforeAll(async () => {
  desk = aDesk({ GAVEL_PASSPHRASE: 'northwind sample' });
  expect(await desk.run(['sample', 'ws'])).toMatchObject({ code: 0 });
  const { rows } = (await as(tomasz, 'release', 'list', '--text', 'year-end')).value as { rows: { number: string }[] };
  number = rows[0]!.number;
  late = ((await as(marta, 'change', 'new', 'Reachability of the scheme', '--service', 'Payment hub')).value as { number: string }).number;
}, 60_000);
afterAll(() => { desk.remove(); });

test('REL-07 adding to a frozen release is refused and leaves a draft, which is completed, decided by the scope owner, and alters the scope', async () => {
  const before = (await shown()).requests.length;
  expect(await as(tomasz, 'release', 'scope', number, '--add', late)).toMatchObject({ ok: false, exit: 1, error: { code: 'release_scope_frozen', facts: { request: expect.any(String) as string } } });
  // Twice refused, drafted once.
  const again = await as(tomasz, 'release', 'scope', number, '--add', late);
  expect([again.ok, (again as { error: { facts: object } }).error.facts]).toEqual([false, { release: number }]);
  expect((await shown()).requests).toHaveLength(before + 1);
  expect((await shown()).requests[0]).toMatchObject({ standing: 'draft', add: [{ label: late }] });
  expect(await as(tomasz, 'scope', 'decide', number, late, 'accepted')).toMatchObject({ ok: false, error: { code: 'scope_draft' } });
  const asking = ['scope', 'request', number, '--request', late, '--reason', 'Files are refused without it', '--days', '0', '--hours', '12', '--risk', 'The same night, one more node'];
  expect(await as(tomasz, ...asking, '--skips', 'APR-05/security-scan')).toMatchObject({ ok: false, exit: 1, error: { code: 'gate_not_lowered', where: { field: 'skips' } } });
  expect(await as(tomasz, ...asking)).toMatchObject({ ok: true });
  expect(await as(marta, 'scope', 'decide', number, late, 'accepted')).toMatchObject({ ok: false, exit: 1, error: { code: 'not_scope_owner', facts: { owner: tomasz } } });
  const text = await desk.run(['scope', 'show', number]);
  expect([text.code, text.out.includes('Files are refused without it'), text.out.includes('to cut first')]).toEqual([0, true, true]);
  expect(await as(tomasz, 'scope', 'decide', number, late, 'accepted', '--reason', 'Needed')).toMatchObject({ ok: true });
  expect(((await as(tomasz, 'release', 'show', number)).value as { changes: { number: string }[] }).changes.map((one) => one.number)).toContain(late);
  const told = (await as(tomasz, 'release.history', '--release', number)).value as { rows: { said: string }[] };
  expect(told.rows.slice(0, 3).map(({ said }) => said)).toEqual(['Scope request accepted: Needed', 'Scope request: 1 in, 0 out: Files are refused without it', 'Scope request drafted out of a refused edit: 1 in, 0 out']);
});

test('REL-07 over capacity the command line names what to cut; a trade-off is set out of JSON, refused where it waives a gate, and decided', async () => {
  const { load } = await shown();
  expect([load.over > 0, load.cuts.length > 0]).toEqual([true, true]);
  expect(load.rows.filter(({ cut }) => cut !== null).map((row) => row.number).toSorted()).toEqual(load.cuts.toSorted());
  expect(await as(tomasz, 'scope', 'capacity', number, String(load.hours))).toMatchObject({ ok: true });
  expect((await shown()).load).toMatchObject({ over: 0, cuts: [] });
  expect(await as(tomasz, 'scope', 'effort', number, late, '--hours', '9', '--value', '6')).toMatchObject({ ok: false, exit: 2, error: { code: 'invalid_input' } });
  expect(await as(tomasz, 'scope', 'effort', number, late, '--hours', '9', '--value', '5')).toMatchObject({ ok: true });
  expect((await shown()).load.over).toBe(9);
  const hidden = (flag: string): string => JSON.stringify({ kind: 'hide-behind-flag', flag, risk: 'same' });
  const hide = hidden('INSTANT-payments');
  const cut = (more: object): string => JSON.stringify({ kind: 'reduce-scope', remove: [late], note: 'Reachability follows', ...more });
  expect(await as(tomasz, 'tradeoff', 'set', number, 'The partner is late', '--option', hide, '--option', cut({ skips: ['DEP-05'] }))).toMatchObject({ ok: false, error: { code: 'gate_not_lowered', facts: { gates: ['DEP-05'] } } });
  expect(await as(tomasz, 'tradeoff', 'set', number, 'The partner is late', '--option', hidden('reach.instant'), '--option', cut({}))).toMatchObject({ ok: false, exit: 2, error: { code: 'option_flag_unknown', where: { field: 'options.0.flag' } } });
  expect(await as(tomasz, 'tradeoff', 'set', number, 'The partner is late', '--option', hide, '--option', cut({}))).toMatchObject({ ok: true });
  const [sheet] = (await shown()).tradeOffs;
  expect(await as(tomasz, 'tradeoff', 'decide', number, sheet!.id, 'reduce-scope', '--reason', 'Nobody needs it before January')).toMatchObject({ ok: true });
  const after = (await as(tomasz, 'release', 'show', number)).value as { changes: { number: string }[]; exclusions: { what: string }[] };
  expect([after.changes.some((one) => one.number === late), after.exclusions.at(-1)]).toMatchObject([false, { what: 'Reachability follows', reason: 'The partner is late' }]);
});
