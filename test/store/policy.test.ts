// Policies, models and charters on several laptops: given versions put in force apart, when they exchange, then one counts everywhere and the other is seen.
import { onTestFinished, expect, test } from 'vitest';
import type { DomainEvent, Json } from '../../src-main/domain/event.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { findSheet } from '../../src-main/store/projections/sheets.ts';
import { modelSheet } from '../../src-main/domain/model.ts';
import { replayRows } from '../../src-main/store/projections/policy-replay.ts';
import { digestsOf, laptopsOf, settleAll, template } from '../support/laptops.ts';
import type { Laptop } from '../support/laptops.ts';

async function some(count: number): Promise<Laptop[]> {
  const group = laptopsOf(await template(count), count);
  onTestFinished(() => { group.close(); });
  return group.laptops;
}
const proposing = (id: string, medium: number): DomainEvent => ({ type: 'policy.proposed', subject: `policy:${id}`, data: { document: { ...defaultPolicy, version: id, tiers: { medium, high: 60, critical: 80 } } as unknown as Json, digest: `digest of ${id}`, cause: 'pir' }, text: { reference: 'P-1' } });
const signing = (id: string, supersedes: string[] = []): DomainEvent => ({ type: 'policy.signed', subject: `policy:${id}`, data: { role: 'chair', rev: `digest of ${id}`, supersedes } });
const inForce = (laptop: Laptop): string[] => laptop.store.records.activePolicies().map(({ document }) => document.version);
function expectAlike(laptops: readonly Laptop[]): void {
  for (const laptop of laptops) {
    expect(digestsOf(laptop)).toEqual(digestsOf(laptops[0]!));
    expect(rebuild(laptop.store.db, laptop.store.log, () => {}).isEqual).toBe(true);
  }
}

test('APR-07 of two versions put in force apart the later one by the trail’s order counts on every laptop, and the other one is there as well', async () => {
  const [a, b, c] = await some(3) as [Laptop, Laptop, Laptop];
  a.write(proposing('one', 25), proposing('two', 20), signing('one'), signing('two'));
  settleAll([a, b, c]);
  expect(inForce(a)).toEqual([]);
  expect(a.store.records.policy().tiers.medium).toBe(30);
  b.write(signing('one'));
  c.clock.now += 60_000;
  c.write(signing('two'));
  expect([inForce(b), inForce(c)]).toEqual([['one'], ['two']]);
  settleAll([a, b, c]);
  for (const laptop of [a, b, c]) {
    expect(inForce(laptop)).toEqual(['two', 'one']);
    expect(laptop.store.records.policy().tiers.medium).toBe(20);
  }
  expectAlike([a, b, c]);
});

test('APR-07 the two signatures of a version may come from two laptops, and a withdrawal made apart does not take back what is in force', async () => {
  const [a, b] = await some(2) as [Laptop, Laptop];
  a.write(proposing('one', 25), signing('one'));
  settleAll([a, b]);
  b.write(signing('one'));
  a.clock.now += 60_000;
  a.write({ type: 'policy.withdrawn', subject: 'policy:one', data: {}, text: { reason: 'Too early' } });
  expect(inForce(a)).toEqual([]);
  settleAll([a, b]);
  expect([inForce(a), inForce(b)]).toEqual([['one'], ['one']]);
  expectAlike([a, b]);
});

const drafting = (step: string, digest: string, type: 'model.drafted' | 'model.edited'): DomainEvent => ({ type, subject: 'model:m1', data: { digest }, text: { ...(type === 'model.drafted' ? { name: 'Patch' } : {}), definition: { name: 'Patch', steps: [{ text: step, isLocked: true }] } } });
test('APR-02 a model written apart keeps the text that lost beside the one that stands, and a pre-authorisation of the other text authorises nothing', async () => {
  const [a, b] = await some(2) as [Laptop, Laptop];
  a.write(drafting('Drain', 'd1', 'model.drafted'), { type: 'model.proposed', subject: 'model:m1', data: { runs: 5, digest: 'd1' } });
  settleAll([a, b]);
  a.write(drafting('Drain half', 'd2', 'model.edited'));
  b.clock.now += 60_000;
  b.write(drafting('Drain twice', 'd3', 'model.edited'), { type: 'model.preAuthorised', subject: 'model:m1', data: { role: 'chair', rev: 'd2', supersedes: [], decision: 'x', change: 'c', until: '2027-11-24T00:00:00.000Z' } });
  settleAll([a, b]);
  for (const { store } of [a, b]) expect(findSheet(store.db, modelSheet, 'patch')).toMatchObject({ preAuthorised: null, definition: { value: { digest: 'd3' }, losers: [{ value: { digest: 'd2' } }] } });
  expectAlike([a, b]);
});

test('APR-07 a replay reads what ran or was to run in its span, with the tier of the service as the register writes it', async () => {
  const [a] = await some(1) as [Laptop];
  const change = (n: number, at: string, state: string, service = 'cards '): DomainEvent => ({ type: 'change.imported', subject: `change:00000000-0000-8000-8000-00000000000${n}`, data: { number: a.store.nextNumber('C').replace(/\d+$/, (d) => String(Number(d) + n)), type: n === 4 ? 'standard' : 'normal', state, score: 40, impact: 'high', plannedStartAt: at }, text: { title: `T${n}`, source: 'Desk', externalId: `X${n}`, service, ...(n === 4 ? { model: 'Patch' } : {}) } });
  a.write({ type: 'service.registered', subject: 'service:s1', data: { tier: 2 }, text: { name: 'Cards' } });
  a.write(change(1, '2026-05-01T00:00:00.000Z', 'closed'), change(2, '2025-05-01T00:00:00.000Z', 'closed'), change(3, '2026-06-01T00:00:00.000Z', 'draft'), change(4, '2026-07-01T00:00:00.000Z', 'closed', 'Unknown'));
  const span = { from: '2026-01-01T00:00:00.000Z', to: '2026-12-31T00:00:00.000Z' };
  const rows = [...replayRows(a.store.db, { ...span, withImpact: true, withFactors: true })];
  expect(rows.map(({ title, serviceTier, impact, isByModel, factors }) => [title, serviceTier, impact, isByModel, factors])).toEqual([['T1', 2, 'high', false, null], ['T4', null, 'high', true, null]]);
  expect([...replayRows(a.store.db, { ...span, withImpact: false, withFactors: false })].map(({ impact }) => impact)).toEqual([null, null]);
});
