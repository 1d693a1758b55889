// The list of changes: pages put together equal the whole, in every order and direction, and a jump lands where the slice begins.
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { ChangeRow } from '../../src-main/contract/change.ts';
import { changeOrders, changeStates, changeTypes, tiers } from '../../src-main/contract/change.ts';
import type { Asked } from '../../src-main/contract/index.ts';
import { aWorkspace, completeChange, putForward } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

type Order = (typeof changeOrders)[number];
type Listing = Asked<'change.list'>;
const keyOf: Record<Order, (row: ChangeRow) => string | number | null> = { number: (r) => r.number, updatedAt: (r) => r.updatedAt, plannedStartAt: (r) => r.plannedStartAt, title: (r) => r.title, score: (r) => r.score };
/** Code point order, nulls first, as the list promises. */
const compare = (a: string | number | null, b: string | number | null): number => {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return typeof a === 'number' && typeof b === 'number' ? a - b : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
};

async function allPages(workspace: TestWorkspace, listing: Listing, limit: number): Promise<ChangeRow[]> {
  const rows: ChangeRow[] = [];
  let after: string | undefined;
  for (let page = 0; page < 1000; page += 1) {
    const answered = await workspace.call('change.list', { ...listing, limit, ...(after === undefined ? {} : { after }) });
    expect(answered.rows.length).toBeLessThanOrEqual(limit);
    expect(answered.total === null).toBe(after !== undefined);
    rows.push(...answered.rows);
    if (answered.next === null) return rows;
    after = answered.next;
  }
  throw new Error('the pages do not end');
}

/** The example with many equal and missing keys, and titles that differ only in case, marks and planes. */
async function aCrowd(): Promise<TestWorkspace> {
  const workspace = await aWorkspace();
  const titles = ['zeta', 'Zeta', 'ZETA', 'žeta', 'äther', 'Äther', 'a', 'A', 'ﬁ', 'Ａ', '𝔘', '\uE000', 'same', 'same', 'same', '"', "'", '%', '_', ' \u00A0x'.trim()];
  for (const [i, title] of titles.entries()) {
    if (i % 4 !== 0) workspace.clock.now += 60_000;
    const { id } = await workspace.call('change.create', i % 3 === 0 ? { title } : { ...completeChange, title });
    if (i % 3 === 1) await putForward(id, workspace.chair, workspace.chair, i < 10 ? {} : { sensitivity: 'restricted' });
  }
  return workspace;
}

describe('pages of the list', () => {
  test.each(changeOrders.flatMap((order) => [true, false].map((descending) => ({ order, descending }))))('by $order, descending $descending, pages of any size make the whole, sorted', async ({ order, descending }) => {
    const workspace = await aCrowd();
    const whole = (await workspace.call('change.list', { order, descending, limit: 500 })).rows;
    expect(whole).toHaveLength(198);
    const sign = descending ? -1 : 1;
    const sorted = whole.toSorted((a, b) => sign * (compare(keyOf[order](a), keyOf[order](b)) || compare(a.number, b.number)));
    expect(whole.map((r) => r.number)).toEqual(sorted.map((r) => r.number));
    for (const limit of [1, 7, 19, 197, 198, 199]) expect((await allPages(workspace, { order, descending }, limit)).map((r) => r.number)).toEqual(whole.map((r) => r.number));
    await fc.assert(fc.asyncProperty(fc.nat(200), fc.integer({ min: 1, max: 50 }), async (offset, limit) => {
      expect((await workspace.call('change.list', { order, descending, offset, limit })).rows).toEqual(whole.slice(offset, offset + limit));
    }), { numRuns: 25 });
  });

  test('a filter keeps exactly the rows it describes, counts them once, and pages and jumps inside them', async () => {
    const workspace = await aCrowd();
    const whole = (await workspace.call('change.list', { limit: 500, order: 'number', descending: false })).rows;
    const filter = fc.record({ state: fc.subarray([...changeStates]), type: fc.subarray([...changeTypes]), tier: fc.subarray([...tiers, 'none' as const]), service: fc.constantFrom('Core ledger', 'Card authorisation', ''), from: fc.constant('2026-06-01T00:00:00Z'), to: fc.constant('2026-11-01T00:00:00Z') }, { requiredKeys: [] });
    await fc.assert(fc.asyncProperty(filter, fc.constantFrom(...changeOrders), fc.boolean(), async (f, order, descending) => {
      const fits = (r: ChangeRow): boolean => (!f.state?.length || f.state.includes(r.state)) && (!f.type?.length || f.type.includes(r.type)) && (!f.tier?.length || f.tier.includes(r.tier ?? 'none'))
        && (f.service === undefined || r.service === f.service) && (f.from === undefined || (r.plannedEndAt !== null && r.plannedEndAt >= '2026-06-01T00:00:00.000Z')) && (f.to === undefined || (r.plannedStartAt !== null && r.plannedStartAt < '2026-11-01T00:00:00.000Z'));
      const expected = whole.filter(fits).map((r) => r.number);
      const found = await workspace.call('change.list', { ...f, order, descending, limit: 500 });
      expect(found.rows.map((r) => r.number).toSorted()).toEqual(expected);
      expect(found.total).toBe(expected.length);
      expect((await allPages(workspace, { ...f, order, descending }, 13)).map((r) => r.number)).toEqual(found.rows.map((r) => r.number));
      expect((await workspace.call('change.list', { ...f, order, descending, offset: 5, limit: 9 })).rows).toEqual(found.rows.slice(5, 14));
    }), { numRuns: 60 });
  });

  test('rows raised between two pages shift nothing: no row is seen twice or missed', async () => {
    const workspace = await aWorkspace();
    const first = await workspace.call('change.list', { order: 'number', descending: true, limit: 50 });
    await workspace.call('change.create', { title: 'In between' });
    const second = await workspace.call('change.list', { order: 'number', descending: true, limit: 500, after: first.next! });
    expect([...first.rows, ...second.rows].map((r) => r.number)).toEqual(Array.from({ length: 178 }, (_, i) => `C-A1-${String(178 - i).padStart(4, '0')}`));
  });

  test('a jump still lands right after rows are gone from the middle', async () => {
    const workspace = await aWorkspace();
    workspace.raw((db) => { db.exec("DELETE FROM change WHERE number IN ('C-A1-0003', 'C-A1-0050', 'C-A1-0051', 'C-A1-0052', 'C-A1-0160'); UPDATE change_count SET count = 173 WHERE dimension = 'total'"); });
    const whole = (await workspace.call('change.list', { limit: 500 })).rows;
    expect(whole).toHaveLength(173);
    for (const offset of [0, 1, 9, 10, 100, 120, 160, 172, 173, 400]) expect((await workspace.call('change.list', { offset, limit: 10 })).rows).toEqual(whole.slice(offset, offset + 10));
  });
});

describe('a cursor nobody gave out', () => {
  test.each(['', 'x', '{}', '[]', '[1]', '["1","2"]', 'null', '[1,{"a":1}]', '[1e999,null]', '[{},null]'])('“%s” is refused by the name of its field, in every order', async (after) => {
    const workspace = await aWorkspace();
    for (const order of changeOrders) expect(await workspace.refused('change.list', { after, order }), order).toMatchObject({ code: 'invalid_input', where: { field: 'after' } });
    expect(workspace.log).toEqual([]);
  });

  test.each(['meeting.list', 'person.list', 'import.list', 'trail.events', 'calendar.list'] as const)('%s with a strange cursor answers a page or refuses, but does not fail', async (name) => {
    const workspace = await aWorkspace();
    for (const after of ['', 'x', '\n', 'a\nb\nc', '-1', '1e999', 'NaN:NaN', '[1]']) {
      const reply = await workspace.chair.call(name, { after });
      if (!reply.ok) expect(reply.error.code, after).toBe('invalid_input');
    }
    expect(workspace.log).toEqual([]);
  });
});

describe('search', () => {
  test.each([['certificate', 'Renew the certificate'], ['CERT', 'ertificate'], ['ledg', ''], ['C-A1-0042', ''], ['tomasz', '']])('“%s” finds by the beginnings of words, whatever their case', async (text, title) => {
    const workspace = await aWorkspace();
    const found = await workspace.call('change.list', { text, limit: 500 });
    expect(found.rows.length).toBeGreaterThan(0);
    expect(found.total).toBe(found.rows.length);
    for (const row of found.rows) expect(`${row.number} ${row.title} ${row.service} ${row.owner}`.length).toBeGreaterThan(0);
    if (title !== '') expect(found.rows.some((row) => row.title.includes(title))).toBe(true);
  });

  test('marks on letters make no difference, and every word must fit', async () => {
    const workspace = await aWorkspace();
    await workspace.call('change.create', { title: 'Überweisung für Zoë' });
    for (const text of ['überweisung', 'uberweisung', 'ZOE fur', 'ube zoë']) expect((await workspace.call('change.list', { text })).rows.map((r) => r.title), text).toEqual(['Überweisung für Zoë']);
    expect((await workspace.call('change.list', { text: 'uberweisung paris' })).rows).toEqual([]);
  });
});
