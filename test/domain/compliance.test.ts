// Compliance rules: each over a record that keeps it and one that breaks it, and what becomes of the cases of many records.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asOfIn, casesOfReviews, closedQuarter, complianceRules, judgeReview, periodsUpTo, reportOf, ruleTexts } from '../../src-main/domain/compliance.ts';
import type { Case } from '../../src-main/domain/compliance.ts';
import { unauthorised } from '../../src-main/domain/compliance-authorised.ts';
import { dutiesBroken, evidenceLacking, exceptionsEnded, freezesBroken } from '../../src-main/domain/compliance-change.ts';
import { piecesThen } from '../../src-main/domain/compliance-facts.ts';
import type { ChangeFacts } from '../../src-main/domain/compliance-facts.ts';
import type { EvidenceItem } from '../../src-main/domain/evidence.ts';
import type { Exception } from '../../src-main/domain/exceptions.ts';
import { noSchedule } from '../../src-main/domain/schedule.ts';
import type { FoundConflict } from '../../src-main/domain/schedule-conflicts.ts';
import { aChange, aDossier } from '../support/given.ts';

const at = '2026-11-10T20:00:00.000Z';
const [dayBefore, dayAfter] = ['2026-11-09T20:00:00.000Z', '2026-11-11T20:00:00.000Z'];
const deployed = { startsAt: at, endsAt: '2026-11-10T21:00:00.000Z' };
const said = (by: string) => ({ by, at: dayBefore });
const change = aChange({ state: 'closed', tier: 'medium', actualStartAt: at });
/** A change of our own that was deployed with an authorisation of the day before. */
function facts(over: Partial<ChangeFacts> = {}, given: Partial<ChangeFacts['dossier']> = {}): ChangeFacts {
  const dossier = { ...aDossier(change, given), change: { ...change, ...given.change, isImported: false } };
  return { dossier, pieces: over.pieces ?? piecesThen(dossier, at), deployments: [deployed], authorisedAt: [dayBefore], voided: [], freezes: noSchedule, ...over };
}
const exception = (rule: string, over: Partial<Exception> = {}): Exception =>
  ({ id: 'x1', number: 'X-A1-0001', rule, scope: { kind: 'all', id: '' }, justification: 'j', control: 'c', owner: 'ira', from: '2026-11-01', until: '2026-11-20', requested: said('tom'), approval: { ...said('marta'), role: 'chair' }, refused: null, revoked: null, renewals: [], ...over });
const proof: EvidenceItem = { ...said('luis'), id: 'e1', number: 'E-A1-0001', kind: 'test-results', name: 'smoke.txt', note: '', sha256: 'a'.repeat(64), size: 1, artefact: null, observedAt: dayBefore, measured: null, withdrawn: null } as EvidenceItem;

test('AUD-05 a deployment needs an authorisation that was given before, that nothing has voided since, and that in an emergency has not ended', () => {
  expect(unauthorised(facts())).toEqual({ at, outcome: 'passed' });
  expect(unauthorised(facts({ deployments: [] }))).toBeNull();
  expect(unauthorised(facts({ authorisedAt: [] }))).toMatchObject({ outcome: 'failed', said: 'It was deployed on 2026-11-10 20:00 UTC, and nobody had authorised it.' });
  expect(unauthorised(facts({ authorisedAt: [dayAfter] }))).toMatchObject({ outcome: 'failed' });
  expect(unauthorised(facts({ voided: [{ at: '2026-11-10T08:00:00.000Z', by: 'when it was cancelled' }] }))).toMatchObject({ outcome: 'failed', said: expect.stringContaining('void since 2026-11-10 08:00 UTC, when it was cancelled') as string });
  expect(unauthorised(facts({ voided: [{ at: dayAfter, by: 'x' }] }))).toMatchObject({ outcome: 'passed' });
  expect(unauthorised(facts({ authorisedAt: [dayBefore, '2026-11-10T09:00:00.000Z'], voided: [{ at: '2026-11-10T08:00:00.000Z', by: 'x' }] }))).toMatchObject({ outcome: 'passed' });
  const again = { startsAt: dayAfter, endsAt: '2026-11-11T21:00:00.000Z' };
  expect(unauthorised(facts({ deployments: [deployed, again], voided: [{ at: '2026-11-11T08:00:00.000Z', by: 'x' }] }))).toMatchObject({ at: dayAfter, outcome: 'failed' });
  const emergency = { sheet: { authorisations: [{ at: dayBefore, until: '2026-11-10T08:00:00.000Z', extensions: [] }] } } as unknown as ChangeFacts['dossier']['emergency'];
  expect(unauthorised(facts({ pieces: [] }, { change: { ...change, fields: { ...change.fields, type: 'emergency' } }, emergency }))).toMatchObject({ outcome: 'failed', said: expect.stringContaining('emergency authorisation had ended') as string });
});

test('AUD-05 what another tool authorised is in the population and not tested; what it says is not authorised fails', () => {
  const taken = (state: typeof change.state): ChangeFacts => ({ ...facts({ authorisedAt: [] }), dossier: aDossier({ ...change, state, source: 'ServiceNow' }) });
  expect(unauthorised(taken('closed'))).toMatchObject({ outcome: 'untested' });
  expect(unauthorised(taken('awaiting-authorisation'))).toMatchObject({ outcome: 'failed', said: expect.stringContaining('ServiceNow says that it is awaiting authorisation') as string });
  expect(dutiesBroken(taken('closed'))).toMatchObject({ outcome: 'untested' });
});

test('AUD-05 evidence counts as it was when the change was deployed: what came later or was too old does not', () => {
  const evidence = (item: Partial<EvidenceItem> | null) => facts({}, { evidence: { items: item === null ? [] : [{ ...proof, ...item }] } as unknown as ChangeFacts['dossier']['evidence'] });
  expect(evidenceLacking(evidence({}))).toEqual({ at, outcome: 'passed' });
  expect(evidenceLacking(evidence(null))).toMatchObject({ outcome: 'failed', said: 'When it was deployed it lacked: Test results.' });
  expect(evidenceLacking(evidence({ at: dayAfter }))).toMatchObject({ outcome: 'failed' });
  expect(evidenceLacking(evidence({ observedAt: '2026-10-01T00:00:00.000Z' }))).toMatchObject({ outcome: 'failed', said: 'When it was deployed it lacked: Test results (too old).' });
  expect(evidenceLacking(evidence({ withdrawn: { by: 'luis', at: dayAfter, reason: 'x' } as unknown as EvidenceItem['withdrawn'] }))).toMatchObject({ outcome: 'passed' });
  expect(evidenceLacking({ ...evidence(null), deployments: [] })).toBeNull();
  expect(evidenceLacking(facts({}, { change: { ...change, tier: 'low' } }))).toBeNull();
});

test('AUD-05 an exception that had ended is told by its number; one that held, or was revoked afterwards, covers', () => {
  const leaning = (over: Partial<Exception>) => exceptionsEnded(facts({}, { exceptions: [exception('APR-05', over)] }));
  expect(leaning({})).toEqual({ at, outcome: 'passed' });
  expect(leaning({ until: '2026-11-09' })).toMatchObject({ outcome: 'failed', said: 'Test results was lacking; X-A1-0001 had ended on 2026-11-09.' });
  expect(leaning({ revoked: { by: 'marta', at: dayAfter, reason: 'x' } })).toMatchObject({ outcome: 'passed' });
  expect(leaning({ approval: { by: 'marta', at: dayAfter, role: 'chair' } })).toBeNull();
  expect(exceptionsEnded(facts())).toBeNull();
});

test('AUD-05 one key in two duties that are kept apart fails unless an exception held when it happened', () => {
  const acts = [{ duty: 'implementer', person: 'luis', name: 'Luis', alike: ['luis'], at }, { duty: 'validator', person: 'luis', name: 'Luis', alike: ['luis'], at }] as ChangeFacts['dossier']['acts'];
  expect(dutiesBroken(facts({}, { acts }))).toMatchObject({ at, outcome: 'failed', said: 'Luis was implementer and validator (APR-03/6).' });
  expect(dutiesBroken(facts({}, { acts, exceptions: [exception('APR-03')] }))).toMatchObject({ outcome: 'passed' });
  expect(dutiesBroken(facts({}, { acts, exceptions: [exception('APR-03', { until: '2026-11-09' })] }))).toMatchObject({ outcome: 'failed' });
  expect(dutiesBroken(facts({ deployments: [], authorisedAt: [] }))).toBeNull();
});

test('AUD-05 a freeze is broken unless it lets the change pass or an exception held', () => {
  const side = { kind: 'freeze' as const, id: 'z1', number: '', title: 'Year end', owner: 'Ingrid', zone: 'UTC', startsAt: dayBefore, endsAt: dayAfter };
  const met = { key: 'freeze-1', rule: 'freeze', capability: 'CAL-02', sides: [{ ...side, kind: 'change', id: change.id, number: change.number }, side], overlap: deployed, path: [], facts: { mode: 'hard' }, isHard: true, isFirm: [true, true], isPermitted: false } as FoundConflict;
  const found = (one: FoundConflict): ChangeFacts['freezes'] => ({ ...noSchedule, found: [one] });
  expect(freezesBroken(facts())).toEqual({ at, outcome: 'passed' });
  expect(freezesBroken(facts({ freezes: found(met) }))).toMatchObject({ at, outcome: 'failed', said: expect.stringContaining('lies in the freeze “Year end” of Ingrid') as string });
  expect(freezesBroken(facts({ freezes: found({ ...met, isPermitted: true }) }))).toMatchObject({ outcome: 'passed' });
  expect(freezesBroken(facts({ freezes: found(met) }, { exceptions: [exception('CAL-02')] }))).toMatchObject({ outcome: 'passed' });
  const permit = { by: 'ingrid', byName: 'Ingrid', role: 'service-owner' as const, at: dayBefore, reason: 'x', freeze: 'z1', span: side };
  const soft = { ...met, facts: { mode: 'soft' } };
  expect(freezesBroken(facts({ freezes: { ...found(soft), permits: [permit] } }))).toMatchObject({ outcome: 'passed' });
  expect(freezesBroken(facts({ freezes: { ...found(soft), permits: [{ ...permit, at: dayAfter }] } }))).toMatchObject({ outcome: 'failed' });
  expect(freezesBroken(facts({ deployments: [] }))).toBeNull();
});

const record: Case['record'] = { kind: 'workaround', id: 'w1', number: 'W-A1-0001', title: 'Fax gateway' };
test('AUD-05 a review counts once it is due; late and open ones fail, with both days', () => {
  const review = (doneAt: string | null, dueAt = at) => judgeReview({ record, tags: [], what: 'Its review', dueAt, doneAt }, '2026-11-30T00:00:00.000Z');
  expect(review(dayBefore)).toMatchObject({ outcome: 'passed', at });
  expect(review(dayAfter)).toMatchObject({ outcome: 'failed', said: 'Its review was due on 2026-11-10 and held on 2026-11-11.' });
  expect(review(null)).toMatchObject({ outcome: 'failed', said: 'Its review was due on 2026-11-10 and not held by 2026-11-30.' });
  expect(review(null, '2026-12-01T00:00:00.000Z')).toBeNull();
});

test('AUD-05 access reviews are a rule of their own: one that was not closed by its day fails', () => {
  const due = (n: number, doneAt: string | null) => ({ record: { ...record, kind: 'access-review' as const, id: `v${n}`, number: `V-A1-000${n}` }, tags: [], what: 'The review', dueAt: '2026-08-01T00:00:00.000Z', doneAt });
  const { rules } = reportOf(casesOfReviews('access-review', [due(1, '2026-07-30T00:00:00.000Z'), due(2, null)], about.asOf), { ...quarter, ...about });
  expect(rules.find(({ id }) => id === 'overdue-access-reviews')).toMatchObject({ population: 2, tested: 2, failures: 1, result: 'fail', rows: [{ record: { kind: 'access-review', number: 'V-A1-0002' }, said: 'The review was due on 2026-08-01 and not held by 2026-10-01.' }] });
  expect(rules.find(({ id }) => id === 'late-reviews')!.population).toBe(0);
});

const quarter = { from: '2026-07-01', to: '2026-09-30' };
const about = { organisation: 'Northwind', before: 3, asOf: '2026-10-01T00:00:00.000Z', policy: '2026-1' };
test('AUD-05 periods go back by months or by days, and are judged as of their end or of the last event', () => {
  expect(periodsUpTo(quarter, 2)).toEqual([{ from: '2026-01-01', to: '2026-03-31' }, { from: '2026-04-01', to: '2026-06-30' }, quarter]);
  expect(periodsUpTo({ from: '2024-03-01', to: '2024-03-31' }, 1)[0]).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  expect(periodsUpTo({ from: '2026-03-10', to: '2026-03-16' }, 1)[0]).toEqual({ from: '2026-03-03', to: '2026-03-09' });
  expect(closedQuarter('2026-11-24T09:00:00.000Z')).toEqual(quarter);
  expect(closedQuarter('2027-01-01T00:00:00.000Z')).toEqual({ from: '2026-10-01', to: '2026-12-31' });
  expect([asOfIn(quarter, '2026-11-24T09:00:00.000Z'), asOfIn(quarter, '2026-09-02T09:00:00.000Z')]).toEqual(['2026-10-01T00:00:00.000Z', '2026-09-02T09:00:00.000Z']);
});

test('AUD-05 a rule with no population, or with nothing that could be tested, is not tested rather than passed', () => {
  const { rules } = reportOf([{ rule: 'duty-conflicts', of: { record, tags: [], at: '2026-08-01T00:00:00.000Z', outcome: 'untested', said: 'Elsewhere.' } }], { ...quarter, ...about });
  expect(rules.map(({ id }) => id)).toEqual(ruleTexts.map(({ id }) => id));
  expect(new Set(rules.map(({ result }) => result))).toEqual(new Set(['not-tested']));
  expect(rules.find(({ id }) => id === 'duty-conflicts')).toMatchObject({ population: 1, tested: 0, failures: 0, untested: [{ why: 'Elsewhere.', count: 1 }] });
  expect(new Set(complianceRules.map(({ id }) => id)).size).toBe(7);
});

test('AUD-05 a report counts every case once, in the period of its instant, whatever the order they come in', () => {
  const instant = fc.integer({ min: Date.parse('2025-09-01'), max: Date.parse('2026-11-01') }).map((ms) => new Date(ms).toISOString());
  const aCase = fc.record({ at: instant, outcome: fc.constantFrom('passed' as const, 'failed' as const, 'untested' as const), n: fc.nat(50) }).map(({ at: when, outcome, n }): Case => ({ record: { ...record, id: `w${n}`, number: `W-${n}` }, tags: [], at: when, outcome, said: 'Said.' }));
  fc.assert(fc.property(fc.array(aCase, { maxLength: 60 }), fc.array(fc.nat(), { maxLength: 60 }), (cases, keys) => {
    const told = cases.map((of) => ({ rule: 'late-reviews', of }));
    const shuffled = told.map((one, i) => ({ one, key: keys[i] ?? 0 })).toSorted((a, b) => a.key - b.key).map(({ one }) => one);
    const { rules } = reportOf(told, { ...quarter, ...about });
    const rule = rules.find(({ id }) => id === 'late-reviews')!;
    const within = (from: string, to: string): Case[] => cases.filter(({ at: when }) => when.slice(0, 10) >= from && when.slice(0, 10) <= to);
    expect(rule.trend.map(({ population }) => population)).toEqual(rule.trend.map(({ from, to }) => within(from, to).length));
    expect([rule.population, rule.failures, rule.rows.length]).toEqual([within(quarter.from, quarter.to).length, ...Array.from({ length: 2 }, () => within(quarter.from, quarter.to).filter(({ outcome }) => outcome === 'failed').length)]);
    expect(rule.result === 'pass').toBe(rule.tested > 0 && rule.failures === 0);
    const again = reportOf(shuffled, { ...quarter, ...about }).rules.find(({ id }) => id === 'late-reviews')!;
    expect({ ...again, rows: again.rows.map(({ at: when }) => when) }).toEqual({ ...rule, rows: rule.rows.map(({ at: when }) => when) });
  }), { numRuns: 60 });
});
