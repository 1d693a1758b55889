// Legacy systems: given their constraints, points and tools, when a change meets them, then it keeps clear, is isolated, and is staffed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Constraint, ConstraintTerms } from '../../src-main/domain/constraint.ts';
import { blockedSpans, constraintSheet, earliestWindow, endConstraint, registerConstraint, reviseConstraint } from '../../src-main/domain/constraint.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { piecesOf, refuseGate } from '../../src-main/domain/gates.ts';
import type { Step } from '../../src-main/domain/impact.ts';
import { walkImpact } from '../../src-main/domain/impact.ts';
import type { Point, PointTerms } from '../../src-main/domain/integration.ts';
import { isIsolated, mapPoint, mitigatePoint, pointSheet, testPoint, throughPoints } from '../../src-main/domain/integration.ts';
import { addedSteps, noLegacy } from '../../src-main/domain/legacy.ts';
import type { LegacyFacts } from '../../src-main/domain/legacy.ts';
import { defaultPolicy as policy } from '../../src-main/domain/policy-document.ts';
import type { Sheet } from '../../src-main/domain/sheet.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import type { Workaround, WorkaroundTerms } from '../../src-main/domain/workaround.ts';
import { isReviewOverdue, registerWorkaround, retireWorkaround, reviewBy, reviewWorkaround, setOperator, unstaffed, useWorkaround, workaroundSheet } from '../../src-main/domain/workaround.ts';
import { aChange, aDossier, by, outcomeOf, person, stamped } from '../support/given.ts';

const manager = person('Tomasz', 'release-manager');
const on = (day: string, actor = manager) => by(actor, `${day}T12:00:00.000Z`);
const eventsOf = (verdict: Verdict<DomainEvent>): DomainEvent[] => { if (!verdict.ok) throw new Error(`${verdict.error.code} ${JSON.stringify(verdict.error.facts)}`); return verdict.events; };
const fold = <S>(sheet: Sheet<S>, state: S | null, verdict: Verdict<DomainEvent>, at = '2026-11-24T12:00:00.000Z'): S => eventsOf(verdict).reduce<S | null>((s, event) => sheet.fold(s, stamped(event, 'tomasz', at)), state)!;

const batch: ConstraintTerms = { kind: 'batch', name: 'Nightly settlement', owner: 'Ingrid', note: '', items: ['ledger'], services: [], from: null, until: null, startsAt: '22:00', endsAt: '02:00', days: [], zone: 'UTC', blackout: null, minutes: 0, operator: '', atOnce: 1 };
const constraint = (over: Partial<ConstraintTerms> = {}): Constraint => fold(constraintSheet, null, registerConstraint({ id: over.name ?? 'k1', number: 'LC-A1-0001' }, { ...batch, ...over }, on('2026-11-24')));
const window = (from: string, to: string) => ({ startsAt: `${from}:00.000Z`, endsAt: `${to}:00.000Z` });
const late = { plannedStartAt: '2026-12-01T23:00:00.000Z', plannedEndAt: '2026-12-01T23:45:00.000Z' };
const meeting = (legacy: Partial<LegacyFacts>, over: Parameters<typeof aChange>[0] = {}) => aDossier(aChange({ state: 'authorised', ...over, fields: { ...late, ...over.fields } }), { legacy: { ...noLegacy, ...legacy } });
const ofRule = (rule: string, dossier: ReturnType<typeof meeting>, now = '2026-11-24T12:00:00.000Z') => piecesOf(dossier, now).filter((piece) => piece.rule === rule);

test('LEG-01 a nightly batch from 22:00 to 02:00 keeps a window at 23:00 back and is named; a window beside it is clear', () => {
  const held = meeting({ constraints: [constraint()] });
  expect(refuseGate('schedule', held, '2026-11-24T12:00:00.000Z')).toMatchObject({ ok: false, error: { code: 'constraint_overlaps', facts: { constraint: 'Nightly settlement', startsAt: '2026-12-01T22:00:00.000Z', endsAt: '2026-12-02T02:00:00.000Z' } } });
  expect(ofRule('LEG-01', meeting({ constraints: [constraint()] }, { fields: { plannedStartAt: '2026-12-02T02:00:00.000Z', plannedEndAt: '2026-12-02T03:00:00.000Z' } }))).toMatchObject([{ status: 'present' }]);
  expect(ofRule('LEG-01', meeting({ constraints: [constraint()] }, { fields: { plannedStartAt: '2026-12-02T01:59:00.000Z', plannedEndAt: '2026-12-02T03:00:00.000Z' } }))).toMatchObject([{ status: 'missing' }]);
});

test('LEG-01 a batch runs at the wall time of its zone on both sides of the summer time, and on its days alone', () => {
  const vienna = constraint({ zone: 'Europe/Vienna' });
  expect(blockedSpans(vienna, window('2026-10-23T12:00', '2026-10-26T12:00')).map(({ startsAt, endsAt }) => `${startsAt.slice(5, 16)} ${endsAt.slice(5, 16)}`)).toEqual(['10-23T20:00 10-24T00:00', '10-24T20:00 10-25T01:00', '10-25T21:00 10-26T01:00']);
  expect(blockedSpans(constraint({ days: [1] }), window('2026-11-23T00:00', '2026-12-07T00:00')).map(({ startsAt }) => startsAt.slice(0, 10))).toEqual(['2026-11-23', '2026-11-30']);
});

test('LEG-01 a constraint that has expired or ended no longer blocks', () => {
  const expired = constraint({ until: '2026-11-30' });
  expect(ofRule('LEG-01', meeting({ constraints: [expired] }))).toMatchObject([{ status: 'present' }]);
  expect(ofRule('LEG-01', meeting({ constraints: [constraint({ until: '2026-12-01' })] }))).toMatchObject([{ status: 'missing' }]);
  expect(ofRule('LEG-01', meeting({ constraints: [constraint({ from: '2026-12-02' })] }))).toMatchObject([{ status: 'present' }]);
  const ended = fold(constraintSheet, constraint(), endConstraint(constraint(), 'Retired', on('2026-11-25')));
  expect(blockedSpans(ended, window('2026-12-01T20:00', '2026-12-02T20:00'))).toEqual([]);
  outcomeOf(reviseConstraint(ended, batch, on('2026-11-26'))).refused('entry_ended');
});

test('LEG-01 a manual step of 40 minutes lengthens the plan, and a window too short for it is held', () => {
  const step = constraint({ kind: 'manual-step', name: 'Switch the tape', minutes: 40, operator: 'Mainframe team', note: 'Tape 7' });
  expect(earliestWindow([step], { from: '2026-12-01T08:00:00.000Z', minutes: 60 })).toMatchObject({ needed: 100, manual: 40, startsAt: '2026-12-01T08:00:00.000Z', endsAt: '2026-12-01T09:40:00.000Z', pushed: [] });
  expect(addedSteps({ constraints: [step], workarounds: [] }, '2026-12-01')).toEqual([{ text: 'Switch the tape: Tape 7', from: 'Switch the tape', minutes: 40, by: 'Mainframe team', kind: 'manual' }]);
  expect(ofRule('LEG-01', meeting({ constraints: [step] }))).toMatchObject([{ id: 'legacy:manual', status: 'present' }]);
  const short = { plannedStartAt: '2026-12-01T23:00:00.000Z', plannedEndAt: '2026-12-01T23:39:00.000Z' };
  expect(ofRule('LEG-01', meeting({ constraints: [step] }, { fields: short }))).toMatchObject([{ status: 'missing', why: { code: 'manual_steps_too_long', facts: { manual: 40, available: 39 } } }]);
});

test('LEG-01 the earliest window goes round every constraint and says which one sets it', () => {
  const team = constraint({ kind: 'staffing', name: 'Mainframe team', startsAt: '06:00', endsAt: '18:00', days: [1, 2, 3, 4, 5] });
  const freeze = constraint({ kind: 'blackout', name: 'Year end', blackout: { startsAt: '2026-12-02T05:00:00.000Z', endsAt: '2026-12-04T17:30:00.000Z' } });
  const plan = earliestWindow([constraint(), team, freeze], { from: '2026-12-01T21:30:00.000Z', minutes: 60 });
  expect(plan).toMatchObject({ startsAt: '2026-12-07T06:00:00.000Z', endsAt: '2026-12-07T07:00:00.000Z' });
  expect(plan.pushed.map(({ constraint: { terms: { value } } }) => value.name)).toEqual(['Nightly settlement', 'Mainframe team', 'Year end', 'Mainframe team']);
  const never = constraint({ kind: 'blackout', name: 'Closed', blackout: { startsAt: '2026-01-01T00:00:00.000Z', endsAt: '2027-12-31T00:00:00.000Z' } });
  expect(earliestWindow([never], { from: '2026-12-01T21:30:00.000Z', minutes: 60 }).startsAt).toBeNull();
});

test('LEG-01 a limit lets so many changes run at once', () => {
  const serial = constraint({ kind: 'limit', name: 'One at a time' });
  expect(ofRule('LEG-01', meeting({ constraints: [serial], others: { 'One at a time': ['C-A1-0009'] } }))).toMatchObject([{ status: 'missing', why: { code: 'constraint_full', facts: { changes: ['C-A1-0009'] } } }]);
  expect(ofRule('LEG-01', meeting({ constraints: [serial], others: {} }))).toMatchObject([{ status: 'present' }]);
});

test('LEG-01 a constraint without an owner, without ties or without its times is refused', () => {
  const asked = (over: Partial<ConstraintTerms>) => outcomeOf(registerConstraint({ id: 'k', number: 'LC-A1-0002' }, { ...batch, ...over }, on('2026-11-24')));
  asked({ owner: '  ' }).refused('constraint_unowned', { constraint: 'Nightly settlement' });
  asked({ items: [] }).refused('constraint_untied');
  asked({ startsAt: '25:00' }).refused('constraint_untimed');
  asked({ endsAt: '22:00' }).refused('constraint_untimed');
  asked({ zone: 'Mars/Base' }).refused('zone_unknown');
  asked({ kind: 'manual-step' }).refused('constraint_untimed');
  asked({ kind: 'blackout' }).refused('constraint_untimed');
  asked({ from: '2026-12-02', until: '2026-12-01' }).refused('constraint_untimed');
  outcomeOf(registerConstraint({ id: 'k', number: 'LC-A1-0002' }, batch, on('2026-11-24', person('Aude', 'auditor')))).refused('auditor_reads_only');
});

test('LEG-01 whatever batches there are, the earliest window overlaps none of them and no earlier minute would do', () => {
  const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45)).map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
  const any = fc.array(fc.record({ startsAt: time, endsAt: time, days: fc.subarray([1, 2, 3, 4, 5, 6, 7]) }).filter(({ startsAt, endsAt }) => startsAt !== endsAt), { maxLength: 4 });
  fc.assert(fc.property(any, fc.integer({ min: 1, max: 300 }), (terms, minutes) => {
    const constraints = terms.map((one, i) => constraint({ ...one, name: `b${i}` }));
    const from = '2026-11-24T09:10:00.000Z';
    const plan = earliestWindow(constraints, { from, minutes });
    if (plan.startsAt === null || plan.endsAt === null) return;
    const found = { startsAt: plan.startsAt, endsAt: plan.endsAt };
    expect(constraints.flatMap((one) => blockedSpans(one, found))).toEqual([]);
    const before = new Date(Date.parse(found.startsAt) - 60_000).toISOString();
    if (before >= from) expect(constraints.flatMap((one) => blockedSpans(one, { startsAt: before, endsAt: new Date(Date.parse(before) + minutes * 60_000).toISOString() })).length).toBeGreaterThan(0);
  }), { numRuns: 30 });
});

const adapter: PointTerms = { name: 'Ledger adapter', from: 'gateway', to: 'ledger', protocol: 'MQ', direction: 'both', effect: 'Bookings stop', isolation: 'adapter', measure: 'Answers from a cache', owner: 'Ingrid' };
const point = (over: Partial<PointTerms> = {}): Point => fold(pointSheet, null, mapPoint({ id: over.name ?? 'p1', number: 'LI-A1-0001' }, { ...adapter, ...over }, on('2026-11-24')));
const tested = (one: Point, day: string, passed = true): Point => fold(pointSheet, one, testPoint(one, { on: day, passed, evidence: 'drill.pdf' }, on('2026-11-24')));
/** Two items beside the ledger, and five behind its gateway. */
const related = (items: readonly string[]): Step[] => ([['ledger', 'archive'], ['ledger', 'gateway'], ['gateway', 'cards'], ['gateway', 'web'], ['web', 'app'], ['cards', 'fraud'], ['ledger', 'print']] as const).filter(([from]) => items.includes(from)).map(([from, to]) => ({ from, to, kind: 'depends-on' }));
const reach = (points: readonly Point[], now: string): number => walkImpact(['ledger'], { depth: 10, most: 100 }, throughPoints(points, new Set(points.filter((one) => isIsolated(one, policy, now)).map(({ id }) => id)), related)).reached.length;

test('LEG-03 with a tested adapter what a failing ledger reaches shrinks; an old, failed or missing test does not count', () => {
  const now = '2026-11-24T12:00:00.000Z';
  expect(reach([point()], now)).toBe(7);
  expect(reach([tested(point(), '2026-11-20')], now)).toBe(2);
  expect(reach([tested(point(), '2026-05-28')], now)).toBe(2);
  expect(reach([tested(point(), '2026-05-27')], now)).toBe(7);
  expect(reach([tested(tested(point(), '2026-11-01'), '2026-11-20', false)], now)).toBe(7);
  expect(reach([tested(point(), '2026-11-20'), point({ name: 'Side door' })], now)).toBe(2);
});

test('LEG-03 a mapped point is a way of its own: what nobody related is still reached through it', () => {
  const far = point({ name: 'Prices', from: 'quotes', to: 'archive', isolation: null });
  const reached = (points: readonly Point[], start: string) => walkImpact([start], { depth: 10, most: 100 }, throughPoints(points, new Set(), related)).reached.map(({ item }) => item);
  expect(reached([far], 'archive')).toEqual(['quotes']);
  expect(reached([far], 'quotes')).toEqual(['archive']);
  expect(reached([point({ name: 'Prices', from: 'quotes', to: 'archive', direction: 'from-legacy' })], 'quotes')).toEqual([]);
});

test('LEG-03 a High change across an unisolated point is held before the board decides, until a test, a mitigation or an exception', () => {
  const crossing = (one: Point, over: Parameters<typeof aChange>[0] = {}) => meeting({ points: [{ point: one, behind: [] }] }, over);
  expect(ofRule('LEG-03', crossing(point({ isolation: null })))).toMatchObject([{ gate: 'decision', status: 'missing', why: { code: 'point_not_isolated' } }]);
  expect(ofRule('LEG-03', crossing(point()))).toMatchObject([{ status: 'stale', why: { code: 'isolation_untested', facts: { days: 180 } } }]);
  expect(ofRule('LEG-03', crossing(tested(point(), '2026-11-20')))).toMatchObject([{ status: 'present' }]);
  expect(ofRule('LEG-03', crossing(point(), { tier: 'medium', score: 40 }))).toEqual([]);
  const change = aChange();
  const mitigated = fold(pointSheet, point({ isolation: null }), mitigatePoint(point({ isolation: null }), { change: change.id, text: 'Stopped by hand' }, on('2026-11-24')));
  expect(ofRule('LEG-03', crossing(mitigated))).toMatchObject([{ status: 'present' }]);
  expect(ofRule('LEG-03', crossing(mitigated, { id: 'another' }))).toMatchObject([{ status: 'missing' }]);
  expect(ofRule('LEG-03', meeting({ points: [{ point: point({ isolation: null }), behind: [tested(point(), '2026-11-20')] }] }))).toEqual([]);
  const exception = { id: 'x', number: 'X-A1-0001', rule: 'LEG-03', scope: { kind: 'all' as const, id: '' }, justification: '', control: '', owner: 'p', from: '2026-11-20', until: '2026-12-01', requested: { by: 'a', at: '' }, approval: { by: 'b', at: '', role: 'chair' as const }, refused: null, revoked: null, renewals: [] };
  expect(ofRule('LEG-03', { ...crossing(point({ isolation: null })), exceptions: [exception] })).toMatchObject([{ status: 'waived' }]);
});

test('LEG-03 a point without both ends, or with one end twice, is refused; an isolation that is none cannot be tested', () => {
  const asked = (over: Partial<PointTerms>) => outcomeOf(mapPoint({ id: 'p', number: 'LI-A1-0002' }, { ...adapter, ...over }, on('2026-11-24')));
  asked({ to: '' }).refused('point_without_end', { lacks: 'the legacy end' });
  asked({ from: '' }).refused('point_without_end', { lacks: 'the end that calls' });
  asked({ to: 'gateway' }).refused('point_without_end');
  outcomeOf(testPoint(point({ isolation: null }), { on: '2026-11-20', passed: true, evidence: '-' }, on('2026-11-24'))).refused('point_unisolated');
  outcomeOf(testPoint(point(), { on: '2026-11-25', passed: true, evidence: '-' }, on('2026-11-24'))).refused('day_ahead');
});

const tape: WorkaroundTerms = { tool: 'Tape writer', item: 'tape-1', why: 'The vendor is gone', steps: ['Label the tape', 'Write it'], risk: 'Mixed up', skills: ['Tape handling'], control: 'A second person reads the label', owner: 'Ingrid' };
const around = (over: Partial<WorkaroundTerms> = {}): Workaround => fold(workaroundSheet, null, registerWorkaround({ id: 'w1', number: 'LW-A1-0001' }, { ...tape, ...over }, on('2026-11-24')));

test('LEG-04 the steps and the control of a tool appear in the plan of a change that uses it', () => {
  expect(addedSteps({ constraints: [], workarounds: [around()] }, '2026-12-01')).toEqual([
    { text: 'Label the tape', from: 'Tape writer', minutes: null, by: 'Tape handling', kind: 'workaround' }, { text: 'Write it', from: 'Tape writer', minutes: null, by: 'Tape handling', kind: 'workaround' },
    { text: 'A second person reads the label', from: 'Tape writer', minutes: null, by: 'Ingrid', kind: 'control' },
  ]);
  const used = fold(workaroundSheet, around(), useWorkaround(around(), 'c1', on('2026-11-24')));
  expect(used.changes).toEqual(['c1']);
  outcomeOf(useWorkaround(used, 'c1', on('2026-11-24'))).nothing();
});

test('LEG-04 a skill that nobody among the implementers has keeps a change from the schedule', () => {
  const able = fold(workaroundSheet, around(), setOperator(around(), { skill: 'tape HANDLING', operator: 'Grace Obi', isAble: true }, on('2026-11-24')));
  expect(refuseGate('schedule', meeting({ workarounds: [around()] }), '2026-11-24T12:00:00.000Z')).toMatchObject({ ok: false, error: { code: 'skill_unstaffed', facts: { skill: 'Tape handling', tool: 'Tape writer', people: [] } } });
  expect(ofRule('LEG-04', meeting({ workarounds: [able] }, { fields: { implementers: ['Ravi'] } }))).toMatchObject([{ gate: 'schedule', status: 'missing', why: { facts: { people: ['Grace Obi'] } } }]);
  expect(ofRule('LEG-04', meeting({ workarounds: [able] }, { fields: { implementers: ['Ravi', 'grace obi'] } }))).toMatchObject([{ status: 'present' }]);
  const unable = fold(workaroundSheet, able, setOperator(able, { skill: 'Tape handling', operator: 'Grace Obi', isAble: false }, on('2026-11-25')));
  expect(unstaffed(unable, ['Grace Obi'])).toEqual(['Tape handling']);
  outcomeOf(setOperator(around(), { skill: 'Juggling', operator: 'Grace', isAble: true }, on('2026-11-24'))).refused('skill_not_needed');
});

test('LEG-04 on day 181 without a review there is a finding; a review begins the count anew, and a retired tool has none', () => {
  const one = around();
  expect(reviewBy(one, policy)).toBe('2027-05-23');
  expect([isReviewOverdue(one, policy, '2027-05-23T23:59:00.000Z'), isReviewOverdue(one, policy, '2027-05-24T00:00:00.000Z')]).toEqual([false, true]);
  const seen = fold(workaroundSheet, one, reviewWorkaround(one, 'Still needed', on('2027-05-24')), '2027-05-24T12:00:00.000Z');
  expect([isReviewOverdue(seen, policy, '2027-05-24T13:00:00.000Z'), reviewBy(seen, policy)]).toEqual([false, '2027-11-20']);
  const retired = fold(workaroundSheet, one, retireWorkaround(one, 'Replaced', on('2027-01-01')));
  expect(isReviewOverdue(retired, policy, '2028-01-01T00:00:00.000Z')).toBe(false);
});

test('LEG-04 a workaround without a compensating control, steps or an owner is refused', () => {
  const asked = (over: Partial<WorkaroundTerms>) => outcomeOf(registerWorkaround({ id: 'w', number: 'LW-A1-0002' }, { ...tape, ...over }, on('2026-11-24')));
  asked({ control: ' ' }).refused('workaround_incomplete', { lacks: 'control' });
  asked({ steps: [] }).refused('workaround_incomplete', { lacks: 'steps' });
  asked({ owner: '' }).refused('workaround_incomplete', { lacks: 'owner' });
});
