// How comparable changes went, and what the score of a change asks of other records.
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import type { DomainEvent, Json } from '../../src-main/domain/event.ts';
import { riskSheet } from '../../src-main/domain/risk.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { findChange } from '../../src-main/store/projections/change.ts';
import { dossierOf } from '../../src-main/store/projections/dossier.ts';
import { isFailure, runsOf } from '../../src-main/store/projections/runs.ts';
import { findSheet } from '../../src-main/store/projections/sheets.ts';
import { digestsOf, exchange, laptopsOf, settleAll, template } from '../support/laptops.ts';
import type { Laptop } from '../support/laptops.ts';

const made = template(2);
async function two(): Promise<[Laptop, Laptop]> {
  const group = laptopsOf(await made, 2);
  onTestFinished(() => { group.close(); });
  return [group.laptops[0]!, group.laptops[1]!];
}
type Ran = { service?: string; model?: string; outcome?: string; endedAt?: string; over?: { [key: string]: Json } };
function ran(laptop: Laptop, { service = 'Cranes', model = '', outcome, endedAt = '2026-11-01T06:00:00.000Z', over = {} }: Ran = {}): string {
  const id = randomUUID();
  const subject = `change:${id}`;
  const events: DomainEvent[] = [
    { type: 'change.created', subject, data: { number: laptop.store.nextNumber('C'), type: 'normal', ...over }, text: { title: 'Swap', service, owner: 'Zoe', requester: 'Zoe', ...(model === '' ? {} : { model }) } },
    ...(outcome === undefined ? [] : [{ type: 'change.implementationFinished', subject, data: { actualStartAt: '2026-11-01T05:00:00.000Z', actualEndAt: endedAt } }, { type: 'change.validated', subject, data: { outcome } }] satisfies DomainEvent[]),
  ];
  laptop.write(...events);
  return id;
}
const dossier = ({ store }: Laptop, id: string) => dossierOf(store.db, findChange(store.db, id)!);

test('RISK-03 the runs of a service are its completed changes, the last to end first, without the one that asks and without what never ran', async () => {
  const [a] = await two();
  const [late, early] = [ran(a, { outcome: 'failed', endedAt: '2026-11-20T06:00:00.000Z' }), ran(a, { outcome: 'successful', endedAt: '2026-11-02T06:00:00.000Z' })];
  ran(a, { outcome: 'cancelled-in-window' });
  ran(a);
  ran(a, { service: 'Docks', outcome: 'failed' });
  expect(runsOf(a.store.db, { service: 'Cranes', except: '', limit: 20 })).toMatchObject([{ change: late, outcome: 'failed', endedAt: '2026-11-20T06:00:00.000Z' }, { change: early, outcome: 'successful' }]);
  expect(runsOf(a.store.db, { service: 'Cranes', except: late, limit: 20 }).map((run) => run.change)).toEqual([early]);
  expect(runsOf(a.store.db, { service: 'Cranes', except: '', limit: 1 }).map((run) => run.change)).toEqual([late]);
  expect(runsOf(a.store.db, { except: '', limit: 20 })).toEqual([]);
  expect((['failed', 'rolled-back', 'successful', 'successful-with-issues'] as const).map((outcome) => isFailure({ outcome }))).toEqual([true, true, false, false]);
});

test('RISK-03 runs of the same model on another service are comparable, and one that is both counts once', async () => {
  const [a] = await two();
  const elsewhere = ran(a, { service: 'Docks', model: 'Swap a part', outcome: 'rolled-back' });
  const both = ran(a, { model: 'Swap a part', outcome: 'successful' });
  const hostile = ran(a, { model: '","model":""', outcome: 'failed' });
  expect(new Set(runsOf(a.store.db, { service: 'Cranes', model: 'Swap a part', except: '', limit: 20 }).map((run) => run.change))).toEqual(new Set([elsewhere, both, hostile]));
  expect(new Set(runsOf(a.store.db, { model: 'Swap a part', except: '', limit: 20 }).map((run) => run.change))).toEqual(new Set([elsewhere, both]));
  expect(dossier(a, ran(a, { model: 'Swap a part' })).history).toEqual({ runs: 3, failures: 2 });
});

test('RISK-03 what a score asks is read from indexes', async () => {
  const [a] = await two();
  const plan = (sql: string, ...params: string[]): string => a.store.db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...params).map(({ detail }) => detail).join('\n');
  expect(plan('SELECT c.id FROM change c WHERE c.service = ? ORDER BY c.n DESC', 'x')).toContain('change_by_service');
  expect(plan("SELECT c.id FROM change c WHERE c.model = ? AND c.model <> '' ORDER BY c.n DESC", 'x')).toContain('change_by_model');
  expect(plan("SELECT 1 FROM change INDEXED BY change_by_open_risk WHERE tier IN ('high', 'critical') AND state IN ('assessment', 'awaiting-authorisation', 'authorised', 'scheduled', 'implementing', 'validating') AND planned_start_at < ? AND planned_end_at > ?", 'x', 'y')).toContain('change_by_open_risk');
});

test('RISK-03 only freezes that concern the change and are not over are near it; other High changes in its window are counted', async () => {
  const [a] = await two();
  const window = { plannedStartAt: '2026-12-01T05:00:00.000Z', plannedEndAt: '2026-12-01T06:00:00.000Z' };
  const freeze = (title: string, scope: string, endsAt = '2026-12-09T00:00:00.000Z', kind = 'freeze'): DomainEvent => ({ type: 'calendar.entryAdded', subject: `calendar:${randomUUID()}`, data: { kind, startsAt: '2026-12-02T00:00:00.000Z', endsAt, zone: 'UTC' }, text: { title, scope: scope === 'organisation' ? [{ by: 'organisation' }] : scope === 'Production' ? [{ by: 'environment', id: scope }] : scope.split(',').map((id) => ({ by: 'service', id })) } });
  a.write(freeze('Everybody', 'organisation'), freeze('Mine', 'Docks, cranes '), freeze('Theirs', 'Docks'), freeze('Where', 'Production'), freeze('Campaign', 'organisation', '2026-12-09T00:00:00.000Z', 'business-event'), freeze('Over', 'organisation', '2026-11-30T00:00:00.000Z'));
  const change = ran(a, { over: window });
  ran(a, { over: { ...window, state: 'scheduled', score: 70 } });
  ran(a, { over: { ...window, state: 'closed', score: 70 } });
  ran(a, { over: { ...window, state: 'scheduled', score: 20 } });
  ran(a, { over: { plannedStartAt: '2026-12-01T06:00:00.000Z', plannedEndAt: '2026-12-01T07:00:00.000Z', state: 'scheduled', score: 90 } });
  const { load } = dossier(a, change);
  expect([load.freezes.map(({ title }) => title).toSorted(), load.others]).toEqual([['Everybody', 'Mine', 'Where'], 1]);
});

test('RISK-02 two people fill different sections apart and both stand; the same question answered apart keeps the loser until it is answered again', async () => {
  const [a, b] = await two();
  const change = ran(a);
  exchange(a, b);
  const says = (question: string, answer: string): DomainEvent => ({ type: 'risk.answered', subject: `change:${change}`, data: { question, answer } });
  a.write(says('data.schema', 'no'), says('security.access', 'no'));
  b.clock.now += 60_000;
  b.write(says('performance.path', 'unknown'), says('security.access', 'unknown'));
  settleAll([a, b]);
  for (const { store } of [a, b]) {
    const form = findSheet(store.db, riskSheet, change)!;
    expect(Object.entries(form.answers).map(([id, kept]) => [id, kept.value.answer, kept.losers.map((lost) => lost.value.answer)]).toSorted()).toEqual([['data.schema', 'no', []], ['performance.path', 'unknown', []], ['security.access', 'unknown', ['no']]]);
  }
  a.clock.now += 120_000;
  a.write(says('security.access', 'no'));
  settleAll([a, b]);
  for (const { store } of [a, b]) expect(findSheet(store.db, riskSheet, change)!.answers['security.access']).toMatchObject({ value: { answer: 'no' }, losers: [] });
  expect(digestsOf(a)).toEqual(digestsOf(b));
  for (const { store } of [a, b]) expect(rebuild(store.db, store.log, () => {}).isEqual).toBe(true);
});
