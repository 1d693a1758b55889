// The register on two laptops: given two laptops, when they exchange, then their tables are equal and equal to a rebuild.
import { onTestFinished, expect, test } from 'vitest';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { discoveredItemId, discoverySourceId } from '../../src-main/domain/discovery.ts';
import { missingSince, textOf } from '../../src-main/domain/item.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { digestsOf, laptopsOf, settleAll, template } from '../support/laptops.ts';
import type { Laptop } from '../support/laptops.ts';

const digest = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('hex').padEnd(64, '0').slice(-64);
const source = discoverySourceId('Inventory', digest);
const id = discoveredItemId(source, 'web-1', digest);
const subject = `item:${id}`;
const found = (version: string): DomainEvent => ({ type: 'item.discovered', subject, data: { source, import: version }, text: { name: 'web-1', version } });

async function two(): Promise<[Laptop, Laptop]> {
  const group = laptopsOf(await template(2), 2);
  onTestFinished(() => { group.close(); });
  return [group.laptops[0]!, group.laptops[1]!];
}
function expectAlike(a: Laptop, b: Laptop): void {
  expect(digestsOf(a)).toEqual(digestsOf(b));
  for (const { store } of [a, b]) expect(rebuild(store.db, store.log, () => {}).isEqual).toBe(true);
}

test('CFG-01 one file imported apart makes one item, and what the files say apart stays beside what stands until somebody who saw both writes', async () => {
  const [a, b] = await two();
  a.write(found('1.0'));
  b.clock.now += 60_000;
  b.write(found('2.0'));
  settleAll([a, b]);
  for (const { store } of [a, b]) {
    const [item, ...others] = store.records.findItems('web-1');
    expect([others.length, textOf(item!.values, 'version'), item!.values['version']!.losers.map((l) => l.value)]).toEqual([0, '2.0', ['1.0']]);
  }
  expectAlike(a, b);
  a.write({ type: 'item.described', subject, data: {}, text: { version: '2.1' } });
  settleAll([a, b]);
  expect(b.store.records.findItems(id)[0]!.values['version']!.losers).toEqual([]);
  expectAlike(a, b);
});

test('CFG-01 a containment loop that two laptops made apart is walked without end on neither, and refused for a third relation', async () => {
  const [a, b] = await two();
  const other = 'item:other';
  a.write(found('1.0'), { type: 'item.registered', subject: other, data: {}, text: { name: 'rack' } });
  settleAll([a, b]);
  a.write({ type: 'item.related', subject, data: { kind: 'contains', to: 'other' } });
  b.write({ type: 'item.related', subject: other, data: { kind: 'contains', to: id } });
  settleAll([a, b]);
  for (const { store } of [a, b]) expect(store.records.reachOf([id], 10).walk.reached.map((r) => r.item)).toEqual(['other']);
  expectAlike(a, b);
});

test('CFG-01 marked missing on one laptop and seen again on the other: the later word stands on both', async () => {
  const [a, b] = await two();
  a.write(found('1.0'));
  settleAll([a, b]);
  a.write({ type: 'item.missed', subject, data: { source, import: 'x' } });
  b.clock.now += 60_000;
  b.write(found('1.0'));
  settleAll([a, b]);
  expect([a, b].map(({ store }) => missingSince(store.records.findItems(id)[0]!))).toEqual([null, null]);
  expectAlike(a, b);
});
