// Maintenance windows (CAL-04): given a profile, terms and a plan, when a window is judged or negotiated, then what the service will see, or why not.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gapsBefore, piecesOf } from '../../src-main/domain/gates.ts';
import type { DomainEvent, Json } from '../../src-main/domain/event.ts';
import type { Dossier } from '../../src-main/domain/dossier.ts';
import { acceptCounter, confirm, counter, negotiationSheet, propose, standingOf } from '../../src-main/domain/negotiation.ts';
import type { Negotiation, Proposal } from '../../src-main/domain/negotiation.ts';
import { project } from '../../src-main/domain/outage.ts';
import type { LevelFacts } from '../../src-main/domain/outage.ts';
import { instantOf } from '../../src-main/domain/recurrence.ts';
import { addDowntime, countedMinutes, levelSheet, monthOf, monthSpan, mostUsersIn, setTerms, takeActivity, usersIn } from '../../src-main/domain/service-level.ts';
import type { Level, LevelTerms } from '../../src-main/domain/service-level.ts';
import { addDays, addMinutes } from '../../src-main/domain/spans.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import { proposeWindows } from '../../src-main/domain/windows.ts';
import { aChange, aDossier, by, now, outcomeOf, person, stamped } from '../support/given.ts';
import { weekOf } from '../support/level-acts.ts';

const ops = person('Olga', 'service-owner');
const manager = person('Tomasz', 'release-manager');
const terms = (over: Partial<LevelTerms> = {}): LevelTerms => ({ hours: null, zone: 'UTC', allowance: 43, targets: {}, operations: 'olga', ...over });
const levelOf = (over: Partial<LevelTerms> = {}, users?: number[]): Level => ({ id: 's1', terms: { value: terms(over), by: 'x', at: now, losers: [] }, activity: users ? { value: { zone: 'UTC', users, source: 'week.csv' }, by: 'x', at: now, losers: [] } : null, downtimes: [] });
const facts = (over: Partial<LevelFacts> = {}): LevelFacts => ({ level: levelOf(), spent: {}, operations: { id: 'olga', name: 'Olga' }, ...over });
const service = { id: 's1', name: 'Card authorisation', tier: 1, owner: 'Olga', isFinancial: true, isCustomerFacing: true, hasAutomaticRollback: false, rpoMinutes: null, rtoMinutes: null };
const step = (minutes: number, title = 'Put back'): Record<string, unknown> => ({ id: 'b1', title, owner: 'Ada', minutes, verification: 'Looked', script: '' });
const backoutOf = (minutes: number): Dossier['backout'] => ({ sheet: { plan: { value: { steps: [step(minutes)] } } }, version: null, names: {}, duties: [] }) as unknown as Dossier['backout'];
const night = { startsAt: '2026-12-06T03:00:00.000Z', endsAt: '2026-12-06T05:00:00.000Z' };
const given = (over: Partial<Dossier> = {}, outageMinutes: number | null = 20): Dossier => {
  const change = aChange({ state: 'authorised', fields: { plannedStartAt: night.startsAt, plannedEndAt: night.endsAt, outageMinutes } });
  return { ...aDossier(change), change, service, level: facts(), ...over };
};
const asked = (over: Partial<Proposal> = {}): Proposal => ({ step: 'p1', window: night, minutes: 60, note: '', ...over });
const after = (before: Negotiation | null, verdict: Verdict<DomainEvent>, who = 'author'): Negotiation | null => {
  if (!verdict.ok) throw new Error(verdict.error.code);
  return verdict.events.reduce<Negotiation | null>((state, event) => negotiationSheet.fold(state, stamped(event, who)), before);
};
const windowPieces = (dossier: Dossier): string[] => piecesOf(dossier, now).filter(({ id }) => id.startsWith('window:')).map(({ id, status }) => `${id} ${status}`);

test('CAL-04 a 90-minute plan and a backout of 60 minutes are refused in a window of two hours, and fit into two and a half', () => {
  const on = given({ backout: backoutOf(60) });
  outcomeOf(propose(on, asked({ minutes: 90 }), by(manager))).refused('window_too_short', { plan: 90, backout: 60, needed: 150, available: 120 });
  outcomeOf(propose(on, asked({ minutes: 90, window: { ...night, endsAt: addMinutes(night.startsAt, 150) } }), by(manager))).then({ type: 'negotiation.proposed' });
  outcomeOf(propose(on, asked({ window: { startsAt: night.endsAt, endsAt: night.startsAt } }), by(manager))).refused('end_before_start');
});

test('CAL-04 an outage of 50 minutes with 43 left is refused with both figures; one of 43 passes, and outside service hours it does not count', () => {
  outcomeOf(propose(given({}, 50), asked(), by(manager))).refused('outage_over_allowance', { outage: 50, left: 43, allowance: 43, month: '2026-12', service: 'Card authorisation' });
  outcomeOf(propose(given({}, 43), asked(), by(manager))).then({ type: 'negotiation.proposed' });
  outcomeOf(propose(given({ level: facts({ spent: { '2026-12': 10 } }) }, 43), asked(), by(manager))).refused('outage_over_allowance', { outage: 43, left: 33 });
  outcomeOf(propose(given({ level: facts({ spent: { '2026-12': 90 } }) }, 1), asked(), by(manager))).refused('outage_over_allowance', { left: 0 });
  outcomeOf(propose(given({ level: facts({ level: levelOf({ hours: { from: '08:00', to: '20:00', days: [1, 2, 3, 4, 5] } }) }) }, 50), asked(), by(manager))).then({ type: 'negotiation.proposed' });
  outcomeOf(propose(given({}, 130), asked(), by(manager))).refused('outage_unplanned', { outage: 130, available: 120 });
  expect(windowPieces(given({}, 50))).toEqual(['window:allowance missing']);
  expect(gapsBefore('schedule', given({}, 50), now).map(({ why }) => why?.code)).toContain('outage_over_allowance');
  expect(windowPieces(given({}, 43))).toEqual(['window:allowance present']);
  expect(windowPieces(given({ level: facts({ level: levelOf({ allowance: null }) }) }, 50))).toEqual([]);
});

test('CAL-04 for a profile with its minimum on Sunday at 03:00 that window ranks first, with the users expected; windows over the allowance are left out', () => {
  const claim = { kind: 'change', id: 'c', number: 'C-A1-0412', title: 'Switch', owner: 'Zoe', zone: 'UTC', isFirm: false, type: 'normal', tier: 'low', environment: '', service: '', items: [], people: [], places: { services: [], environments: [], items: [], departments: [], regions: [] }, release: null, mends: [], booked: null, ...night } as const;
  const level = facts({ level: levelOf({}, weekOf([[7, 3, 2], [6, 3, 5]])) });
  const looking = { claim, around: { claims: [], freezes: [], windows: [], constraints: [] }, link: () => null, terms: { shared: [], buffers: { serviceHours: 24, environmentHours: 4 } }, span: { startsAt: '2026-11-24T14:00:00.000Z', endsAt: '2026-12-01T14:00:00.000Z' }, minutes: 60, limit: 5 };
  const projected = (outageMinutes: number) => (window: { startsAt: string; endsAt: string }) => project(level, { window, outageMinutes, plan: null, backout: 0 });
  const rows = proposeWindows({ ...looking, projected: projected(30) });
  expect(rows[0]).toMatchObject({ startsAt: '2026-11-29T03:00:00.000Z', affected: 1, outage: { minutes: 30 }, reasons: expect.arrayContaining(['about 1 user hit by the outage']) as string[] });
  expect(rows[1]).toMatchObject({ startsAt: '2026-11-28T03:00:00.000Z', affected: 3 });
  expect(proposeWindows({ ...looking, projected: projected(0) })[0]).toMatchObject({ startsAt: '2026-11-29T03:00:00.000Z', affected: 2, outage: null });
  expect(proposeWindows({ ...looking, projected: projected(50) })).toEqual([]);
  expect(proposeWindows(looking)[0]).toMatchObject({ affected: null });
});

test('CAL-04 a window is confirmed only once whoever answers for operations signs, and no longer when the change has moved', () => {
  const proposed = after(null, propose(given(), asked(), by(manager)));
  const on = given({ negotiation: proposed });
  expect([standingOf(on), windowPieces(on)]).toEqual(['proposed', ['window:allowance present', 'window:fits present', 'window:confirmed waiting']]);
  outcomeOf(confirm(on, { step: 'c1', note: '' }, by(manager))).refused('not_operations_owner', { owner: 'Olga', person: 'Tomasz' });
  outcomeOf(confirm(on, { step: 'c1', note: '' }, by(person('Ada', 'auditor')))).refused('auditor_reads_only');
  outcomeOf(confirm({ ...on, level: facts({ operations: null }) }, { step: 'c1', note: '' }, by(ops))).refused('operations_owner_missing');
  const signed = confirm(on, { step: 'c1', note: 'Staffed' }, by(ops));
  outcomeOf(signed).then({ type: 'negotiation.confirmed', data: { step: 'c1', answers: 'p1', role: 'service-owner', rev: 'r1', supersedes: [] } });
  const confirmed = given({ negotiation: after(proposed, signed, 'olga') });
  expect([standingOf(confirmed), windowPieces(confirmed).at(-1)]).toEqual(['confirmed', 'window:confirmed present']);
  const elsewhere = { ...confirmed, change: { ...confirmed.change, fields: { ...confirmed.change.fields, plannedEndAt: '2026-12-06T06:00:00.000Z' } } };
  expect([standingOf(elsewhere), windowPieces(elsewhere).at(-1)]).toEqual(['moved', 'window:confirmed stale']);
  expect(standingOf({ ...confirmed, level: facts({ operations: { id: 'ada', name: 'Ada' } }) })).toBe('proposed');
  outcomeOf(confirm(confirmed, { step: 'c2', note: '' }, by(ops))).refused('negotiation_turn', { standing: 'confirmed' });
});

test('CAL-04 operations counter, the change accepts and moves, and only then operations sign; nobody else speaks for operations', () => {
  const later = { startsAt: '2026-12-13T03:00:00.000Z', endsAt: '2026-12-13T05:00:00.000Z' };
  const proposed = after(null, propose(given(), asked(), by(manager)));
  outcomeOf(counter(given(), asked({ step: 'k1' }), by(ops))).refused('negotiation_turn', { act: 'counter', standing: 'not proposed' });
  outcomeOf(counter(given({ negotiation: proposed }), asked({ step: 'k1', window: later }), by(manager))).refused('not_operations_owner');
  outcomeOf(counter(given({ negotiation: proposed, backout: backoutOf(61) }), asked({ step: 'k1', window: later }), by(ops))).refused('window_too_short');
  const countered = after(proposed, counter(given({ negotiation: proposed }), asked({ step: 'k1', window: later }), by(ops)), 'olga');
  expect(standingOf(given({ negotiation: countered }))).toBe('countered');
  outcomeOf(confirm(given({ negotiation: countered }), { step: 'c1', note: '' }, by(ops))).refused('negotiation_turn', { act: 'confirm' });
  const accepted = after(countered, acceptCounter(given({ negotiation: countered }), { step: 'a1', note: '' }, by(manager)));
  expect(standingOf(given({ negotiation: accepted }))).toBe('accepted');
  outcomeOf(acceptCounter(given({ negotiation: accepted }), { step: 'a2', note: '' }, by(manager))).refused('negotiation_turn', { act: 'accept' });
  outcomeOf(confirm(given({ negotiation: accepted }), { step: 'c1', note: '' }, by(ops))).refused('negotiation_moved');
  const moved = given({ negotiation: accepted });
  const there = { ...moved, change: { ...moved.change, fields: { ...moved.change.fields, plannedStartAt: later.startsAt, plannedEndAt: later.endsAt } } };
  outcomeOf(confirm(there, { step: 'c1', note: '' }, by(ops))).then({ type: 'negotiation.confirmed', data: { answers: 'k1' } });
});

test('CAL-04 a signature that answers a window which another laptop had replaced counts for nothing, whichever comes first', () => {
  const proposed = after(null, propose(given(), asked(), by(manager)));
  const signed = stamped({ type: 'negotiation.confirmed', subject: 'change:c', data: { step: 'c1', answers: 'p1', role: 'service-owner' } }, 'olga');
  const again = stamped({ type: 'negotiation.proposed', subject: 'change:c', data: { step: 'p2', startsAt: night.startsAt, endsAt: '2026-12-06T06:00:00.000Z', minutes: 60 } });
  for (const order of [[signed, again], [again, signed]]) expect(standingOf(given({ negotiation: order.reduce((state, event) => negotiationSheet.fold(state, event)!, proposed) }))).toBe('proposed');
});

test('CAL-04 users of a span are its share of each hour in the wall time of the profile, also over a clock change', () => {
  const users = weekOf([[7, 1, 60], [7, 2, 600], [7, 3, 6]], 0);
  expect(usersIn({ users, zone: 'UTC', source: '' }, { startsAt: '2026-12-06T02:30:00.000Z', endsAt: '2026-12-06T03:20:00.000Z' })).toBe(302);
  // On 28 March 2027 Vienna has no 02:00: an hour from 01:30 is half of 01:00 and half of 03:00.
  expect(usersIn({ users, zone: 'Europe/Vienna', source: '' }, { startsAt: '2027-03-28T00:30:00.000Z', endsAt: '2027-03-28T01:30:00.000Z' })).toBe(33);
  // On 31 October 2027 it has it twice.
  expect(usersIn({ users, zone: 'Europe/Vienna', source: '' }, { startsAt: '2027-10-31T00:00:00.000Z', endsAt: '2027-10-31T02:00:00.000Z' })).toBe(1200);
  expect(mostUsersIn({ users, zone: 'UTC', source: '' }, 60)).toBe(600);
  expect(mostUsersIn({ users, zone: 'UTC', source: '' }, 20_000)).toBeLessThanOrEqual(1333);
});

test('CAL-04 the minutes of any span are those inside service hours and those outside, and months follow each other without a gap', () => {
  const start = Date.parse('2026-01-01T00:00:00.000Z');
  fc.assert(fc.property(fc.integer({ min: 0, max: 500_000 }), fc.integer({ min: 1, max: 5000 }), fc.constantFrom('UTC', 'Europe/Vienna', 'America/New_York'), fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }), (from, length, zone, days) => {
    const span = { startsAt: instantOf(start + from * 60_000), endsAt: instantOf(start + (from + length) * 60_000) };
    const inside = countedMinutes({ hours: { from: '08:00', to: '20:00', days }, zone }, span);
    expect(inside).toBeGreaterThanOrEqual(0);
    expect(inside).toBeLessThanOrEqual(length);
    const rest = [1, 2, 3, 4, 5, 6, 7].filter((day) => !days.includes(day));
    const outside = countedMinutes({ hours: { from: '20:00', to: '08:00', days: [1, 2, 3, 4, 5, 6, 7] }, zone }, span) + (rest.length === 0 ? 0 : countedMinutes({ hours: { from: '08:00', to: '20:00', days: rest }, zone }, span));
    expect(inside + outside).toBe(length);
    const month = monthOf(span.startsAt, zone);
    const { startsAt, endsAt } = monthSpan(month, zone);
    expect(startsAt <= span.startsAt && span.startsAt < endsAt).toBe(true);
    expect(monthOf(endsAt, zone) > month).toBe(true);
  }), { numRuns: 300 });
});

test('CAL-04 terms and profiles are kept by those who keep the register, and what another device made up is no profile', () => {
  outcomeOf(setTerms('s1', terms(), by(person('Ada', 'requester')))).refused('role_needed');
  outcomeOf(setTerms('s1', terms({ zone: 'Mars/Olympus' }), by(manager))).refused('zone_unknown');
  outcomeOf(setTerms('s1', terms({ hours: { from: '08:00', to: '08:00', days: [1] } }), by(manager))).refused('office_hours_empty');
  const folded = [setTerms('s1', terms(), by(manager)), takeActivity('s1', { zone: 'UTC', users: weekOf(), source: 'week.csv' }, by(manager)), addDowntime('s1', { on: '2026-12-03', minutes: 12, note: 'Disk' }, by(manager))]
    .flatMap((verdict) => (verdict.ok ? verdict.events : [])).reduce<Level | null>((level, event) => levelSheet.fold(level, stamped(event)), null);
  expect(folded).toMatchObject({ id: 's1', terms: { value: terms() }, activity: { value: { users: weekOf() } }, downtimes: [{ on: '2026-12-03', minutes: 12 }] });
  for (const data of [{ users: weekOf().slice(1), zone: 'UTC' }, { users: 'many', zone: 'UTC' }, { users: [...weekOf().slice(1), -1], zone: 'UTC' }, {}] as Record<string, Json>[]) expect(levelSheet.fold(null, stamped({ type: 'level.activityImported', subject: 'level:s1', data }))).toBeNull();
  expect(levelSheet.fold(null, stamped({ type: 'level.downtimeAdded', subject: 'level:s1', data: { on: addDays(now, 1), minutes: 5 } }))).toBeNull();
});
