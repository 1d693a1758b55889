// Rights of tools on two laptops: given two laptops, when they exchange, then their tables are equal and equal to a rebuild.
import { randomUUID } from 'node:crypto';
import { onTestFinished, expect, test } from 'vitest';
import type { DomainEvent, Json } from '../../src-main/domain/event.ts';
import { dutyConflicts, standingOf } from '../../src-main/domain/entitlements.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import type { Envelope } from '../../src-main/trail/envelope.ts';
import { bundleFrom, digestsOf, exchange, laptopsOf, receive, settleAll, template } from '../support/laptops.ts';
import type { Laptop } from '../support/laptops.ts';

const source = '00000000-0000-8000-8000-00000000000a';
const subject = `entitlements:${source}`;
const row = (identity: string, right: string, duty: string): Json => [identity, 'Payments', 'production', right, '', '', duty, true];
const part = (snapshot: string, rows: Json[], at: { part: number; of: number } = { part: 0, of: 1 }): DomainEvent =>
  ({ type: 'entitlement.snapshotImported', subject, data: { snapshot, ...at, rows: rows.length, aside: 0 }, text: { source: 'Pipeline', file: `${snapshot}.csv`, rows, quarantined: [], mapping: { columns: {}, duties: {}, production: {} } } });
const ravi = [row('ravi', 'approve', 'approve'), row('ravi', 'deploy', 'deploy')];
const grace = [row('grace', 'deploy', 'deploy')];

async function two(): Promise<[Laptop, Laptop]> {
  const group = laptopsOf(await template(2), 2);
  onTestFinished(() => { group.close(); });
  return [group.laptops[0]!, group.laptops[1]!];
}
const rights = (laptop: Laptop): string[] => laptop.store.records.entitlements().rights.map((r) => `${r.identity} ${r.right}`);
function expectAlike(a: Laptop, b: Laptop): void {
  expect(digestsOf(a)).toEqual(digestsOf(b));
  for (const laptop of [a, b]) expect(rebuild(laptop.store.db, laptop.store.log, () => {}).isEqual).toBe(true);
}

test('SEC-03 exports of one tool imported apart end alike on both laptops, and the later one counts', async () => {
  const [a, b] = await two();
  a.write(part('one', ravi));
  b.clock.now += 60_000;
  b.write(part('two', grace));
  settleAll([a, b]);
  expect([rights(a), rights(b)]).toEqual([['grace deploy'], ['grace deploy']]);
  // The earlier one is folded in its place on the laptop that heard of it last, so both name the same difference.
  expect(b.store.db.get('SELECT added, removed FROM entitlement_source')).toEqual({ added: 1, removed: 2 });
  expectAlike(a, b);
});

test('SEC-03 a snapshot counts once all of its parts are there, in whatever order other imports lie between them', async () => {
  const [a, b] = await two();
  a.write(part('big', ravi.slice(0, 1), { part: 0, of: 2 }));
  expect(rights(a)).toEqual([]);
  b.write(part('small', grace));
  exchange(a, b);
  expect(rights(b)).toEqual(['grace deploy']);
  a.write(part('big', ravi.slice(1), { part: 1, of: 2 }));
  expect(rights(a)).toEqual(['ravi approve', 'ravi deploy']);
  settleAll([a, b]);
  expect(rights(b)).toEqual(['ravi approve', 'ravi deploy']);
  expectAlike(a, b);
});

test('SEC-03 whose account it is, said apart, ends alike; exceptions granted apart both stand, and ending one leaves the other', async () => {
  const [a, b] = await two();
  a.write(part('one', ravi));
  exchange(a, b);
  const mapped = (person: string | null): DomainEvent => ({ type: 'entitlement.identityMapped', subject, data: { kind: 'personal', person }, text: { identity: 'ravi' } });
  a.write(mapped('p1'));
  b.clock.now += 60_000;
  b.write(mapped('p2'));
  settleAll([a, b]);
  expectAlike(a, b);
  const [conflict] = dutyConflicts(a.store.records.entitlements().rights, a.store.records.entitlements().owners);
  expect(conflict!.holder).toEqual({ kind: 'person', id: 'p2' });
  const ids = [randomUUID(), randomUUID()];
  const granted = (id: string, expiresOn: string): DomainEvent => ({ type: 'entitlement.exceptionGranted', subject: `entitlements:${id}`, data: { rule: 'DUTY-02', owner: 'p3', expiresOn }, text: { reason: 'r', holder: 'person:p2', covers: conflict!.rights.map((r) => JSON.stringify([source, r.identity, r.system, r.environment, r.right])) } });
  a.write(granted(ids[0]!, '2026-12-31'));
  b.write(granted(ids[1]!, '2027-01-31'));
  b.write({ type: 'entitlement.exceptionEnded', subject: `entitlements:${ids[1]}`, data: {}, text: { reason: 'Over' } });
  settleAll([a, b]);
  for (const laptop of [a, b]) expect(standingOf(conflict!, laptop.store.records.entitlements().exceptions, '2026-12-01T00:00:00.000Z')).toMatchObject({ status: 'accepted', exception: { id: ids[0] } });
  expectAlike(a, b);
});

test('SEC-03 erased names are gone from the tables on both laptops', async () => {
  const [a, b] = await two();
  a.write(part('one', ravi));
  a.write({ type: 'entitlement.identityMapped', subject, data: { kind: 'personal', person: 'p1' }, text: { identity: 'ravi' } });
  exchange(a, b);
  const commits = a.store.db.all<{ env: Uint8Array }>('SELECT c.env FROM event e JOIN commit_log c ON c.feed = e.feed AND c.seq = e.seq WHERE e.subject = ?', subject).map(({ env }) => JSON.parse(Buffer.from(env).toString()) as Envelope);
  const commitments = commits.flatMap(({ events }) => events.flatMap((event) => event.p?.['personal']?.c ?? []));
  expect(commitments).toHaveLength(2);
  a.write({ type: 'payload.redacted', subject, data: { role: 'registrar', rev: '', supersedes: [], class: 'personal', commitments, proposed: '' }, text: { reason: 'asked' } });
  expect(rights(a)).toEqual([]);
  expect(a.store.db.all('SELECT * FROM entitlement_account')).toEqual([]);
  receive(b, bundleFrom(a));
  expectAlike(a, b);
});

test('SEC-03 what a stranger writes in place of rows is left out, and nothing falls over', async () => {
  const [a, b] = await two();
  const odd: Json[] = [null, 7, 'x', [], ['ravi'], { identity: 'ravi' }, ['ravi', 'P', 'production', 'deploy', '', '', 'rule', true], ['ravi', 'P', 'production', 'deploy', '', '', 'deploy', 'yes'], ...grace];
  a.write(part('one', odd));
  a.write({ type: 'entitlement.snapshotImported', subject, data: { snapshot: 7, part: -1, of: 'many' }, text: { rows: 'all', quarantined: 5, mapping: 3 } } as unknown as DomainEvent);
  a.write({ type: 'entitlement.snapshotImported', subject, data: { snapshot: 'none', part: 0, of: 0 }, text: { quarantined: [{ row: 'x' }, null] } } as unknown as DomainEvent);
  a.write({ type: 'entitlement.identityMapped', subject, data: { kind: 5, person: 5 }, text: { identity: {} } } as unknown as DomainEvent);
  a.write({ type: 'entitlement.exceptionGranted', subject: `entitlements:${randomUUID()}`, data: {}, text: { covers: [1, {}], holder: [] } } as unknown as DomainEvent);
  expect(rights(a)).toEqual(['grace deploy']);
  exchange(a, b);
  expectAlike(a, b);
});
