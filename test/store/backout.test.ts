// A backout on two laptops: given two laptops, when they exchange, then what was said apart stands beside each other and counts alike.
import { randomUUID } from 'node:crypto';
import { onTestFinished, expect, test } from 'vitest';
import { reviewItems } from '../../src-main/contract/backout.ts';
import { standingOrder } from '../../src-main/domain/backout.ts';
import { reviewOf } from '../../src-main/domain/backout-judged.ts';
import type { Dossier } from '../../src-main/domain/dossier.ts';
import type { DomainEvent, EventType, Json } from '../../src-main/domain/event.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { digestsOf, exchange, laptopsOf, settleAll, template } from '../support/laptops.ts';
import type { Laptop } from '../support/laptops.ts';

const id = randomUUID();
const subject = `change:${id}`;
const said = (type: EventType, data: Record<string, Json>, text?: Record<string, Json>): DomainEvent => ({ type, subject, data, ...(text ? { text } : {}) });
const plan = (title: string): DomainEvent => said('backout.planWritten', {}, { plan: { steps: [{ id: 'a', title, owner: 'p', minutes: 10, script: '', verification: 'Smoke' }], pointOfNoReturn: 'None', changesData: false, dataReversal: '', limitations: 'None', rtoMinutes: 45, rpoMinutes: null } });
const signed = { role: 'change-manager', rev: '', supersedes: [] };
const approval = (version: string | null): DomainEvent => said('backout.reviewed', { review: randomUUID(), plan: version, verdict: 'approve', items: [...reviewItems], ...signed }, { note: '' });
const order = (name: string): DomainEvent => said('backout.ordered', { order: name, trigger: 'manual', orderedAt: '2026-12-01T05:15:00.000Z', ...signed }, { reason: name });

/** Two laptops that both know one change. */
async function two(): Promise<[Laptop, Laptop]> {
  const group = laptopsOf(await template(2), 2);
  onTestFinished(() => { group.close(); });
  const [a, b] = group.laptops as [Laptop, Laptop];
  a.write({ type: 'change.created', subject, data: { number: a.store.nextNumber('C'), type: 'normal', plannedStartAt: '2026-12-01T05:00:00.000Z', plannedEndAt: '2026-12-01T06:00:00.000Z' }, text: { title: 'Switch', service: 'Cards' } });
  exchange(a, b);
  return [a, b];
}
const dossierOn = ({ store }: Laptop): Dossier => store.records.dossierOf(store.records.loadChange(id));
function expectAlike(a: Laptop, b: Laptop): void {
  expect(digestsOf(a)).toEqual(digestsOf(b));
  for (const { store } of [a, b]) expect(rebuild(store.db, store.log, () => {}).isEqual).toBe(true);
}

test('BCK-03 an approval given while the other laptop edits the plan is withdrawn on both, whichever is heard of first', async () => {
  const [a, b] = await two();
  b.write(plan('Put it back'));
  exchange(b, a);
  const { version } = dossierOn(a).backout;
  a.write(approval(version));
  expect(reviewOf(dossierOn(a)).status).toBe('approved');
  b.write(plan('Put it back slowly'));
  settleAll([a, b]);
  expect([a, b].map((laptop) => reviewOf(dossierOn(laptop)).status)).toEqual(['withdrawn', 'withdrawn']);
  expectAlike(a, b);
});

test('BCK-01 plans written apart: one stands, the other is shown beside it until somebody who saw both writes again', async () => {
  const [a, b] = await two();
  a.write(plan('From one'));
  b.clock.now += 60_000;
  b.write(plan('From the other'));
  settleAll([a, b]);
  for (const laptop of [a, b]) expect(dossierOn(laptop).backout.sheet?.plan).toMatchObject({ value: { steps: [{ title: 'From the other' }] }, losers: [{ value: { steps: [{ title: 'From one' }] } }] });
  a.write(plan('Agreed'));
  settleAll([a, b]);
  for (const laptop of [a, b]) expect(dossierOn(laptop).backout.sheet?.plan?.losers).toEqual([]);
  expectAlike(a, b);
});

test('BCK-05 two orders given apart are one rollback, with one checklist, on both laptops', async () => {
  const [a, b] = await two();
  a.write(plan('Put it back'));
  exchange(a, b);
  a.write(order('one'));
  b.clock.now += 60_000;
  b.write(order('two'), said('backout.stepDone', { order: 'two', step: 'a' }));
  settleAll([a, b]);
  for (const laptop of [a, b]) {
    const { sheet } = dossierOn(laptop).backout;
    expect([standingOrder(sheet!)?.id, sheet!.orders.length, sheet!.done.length]).toEqual(['one', 2, 1]);
  }
  expectAlike(a, b);
});

test('BCK-01 a digest that a foreign device claims for its plan counts for nothing: the version is computed where it is read', async () => {
  const [a, b] = await two();
  b.write(plan('Put it back'));
  exchange(b, a);
  const { version } = dossierOn(a).backout;
  a.write(approval(version));
  exchange(a, b);
  expect(reviewOf(dossierOn(b)).status).toBe('approved');
  b.write({ ...plan('Do nothing'), data: { version: version ?? '', plan: version ?? '' } });
  settleAll([a, b]);
  expect(reviewOf(dossierOn(a)).status).toBe('withdrawn');
});
