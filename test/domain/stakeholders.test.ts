// What a release means for people: the index, adoption points by month, who signs, and when a signature no longer counts.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { noCapacity } from '../../src-main/domain/capacity.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import type { Release } from '../../src-main/domain/release.ts';
import { releaseSheet } from '../../src-main/domain/release.ts';
import { planRelease, setExclusion } from '../../src-main/domain/release-acts.ts';
import type { ReleaseFacts } from '../../src-main/domain/release-pieces.ts';
import { releasePieces } from '../../src-main/domain/release-pieces.ts';
import { dropGroup, setGroup, signAssessment } from '../../src-main/domain/stakeholder-acts.ts';
import type { Assessment, Group } from '../../src-main/domain/stakeholders.ts';
import { adoptionOf, assessmentSheet, assessmentStanding, impactIndex, matterOf } from '../../src-main/domain/stakeholders.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import { by, now, outcomeOf, person, stamped } from '../support/given.ts';

const manager = by(person('Tomasz', 'release-manager'));
const hannah = by(person('Hannah', 'service-owner'));
const eventsOf = (verdict: Verdict<DomainEvent>): DomainEvent[] => { if (!verdict.ok) throw new Error(`${verdict.error.code} ${JSON.stringify(verdict.error.facts)}`); return verdict.events; };
const foldRelease = (release: Release | null, verdict: Verdict<DomainEvent>): Release => eventsOf(verdict).reduce((state, event) => releaseSheet.fold(state, stamped(event)), release)!;
const release: Release = foldRelease(null, planRelease('r1', 'R-A1-0001', { name: 'Winter', startsAt: '2026-12-05T20:00:00.000Z', endsAt: '2026-12-06T04:00:00.000Z', zone: 'Europe/London', businessOwner: 'hannah' }, manager));
const group = (over: Partial<Group> = {}): Group => ({ name: 'Branch tellers', department: 'Retail', headcount: 100, severity: 3, processes: [], startsOn: null, endsOn: null, training: '', support: '', points: 30, ...over });
const fold = (assessment: Assessment | null, verdict: Verdict<DomainEvent>, actor = 'tomasz'): Assessment => eventsOf(verdict).reduce((state, event) => assessmentSheet.fold(state, stamped(event, actor)), assessment)!;
const named = (...groups: Group[]): Assessment => groups.reduce<Assessment | null>((assessment, one, i) => fold(assessment, setGroup({ release, assessment }, { ...one, id: `g${i}`, isNew: true }, manager)), null)!;
const revOf = (about: Release, assessment: Assessment | null): string => JSON.stringify(matterOf(about, assessment));
const sign = (assessment: Assessment | null, about = release, who = hannah) => signAssessment({ release: about, assessment }, { rev: revOf(about, assessment), ownerName: 'Hannah Schuster' }, who);
const signed = (assessment: Assessment): Assessment => fold(assessment, sign(assessment), 'hannah');
const standing = (about: Release, assessment: Assessment | null) => assessmentStanding(about, { sheet: assessment, rev: revOf(about, assessment) });
const pieceOf = (about: Release, assessment: Assessment | null) => {
  const facts: ReleaseFacts = { members: [], graph: { edges: [], contains: [] }, predecessors: {}, labels: {}, retired: [], capacity: noCapacity, exceptions: [], names: { hannah: 'Hannah Schuster' }, policy: defaultPolicy, versions: { running: [], planned: [] }, architecture: { components: [], standards: [] }, assessed: { sheet: assessment, rev: revOf(about, assessment) } };
  return releasePieces(about, facts, now).find(({ id }) => id === 'assessment')!;
};

test('REL-05 two groups of 100 and 20 people at severity 3 and 5 give an impact index of 400, which the signature records', () => {
  const assessment = named(group(), group({ name: 'Investigations', headcount: 20, severity: 5 }));
  expect(impactIndex(assessment.groups.map(({ kept }) => kept.value))).toBe(400);
  outcomeOf(sign(assessment)).then({ type: 'stakeholder.signed', data: { index: 400, role: 'service-owner', rev: revOf(release, assessment), supersedes: [] } });
  expect(impactIndex([])).toBe(0);
});

test('REL-05 an empty list is not signed, and nobody but the business owner signs', () => {
  outcomeOf(sign(null)).refused('groups_missing', { release: 'R-A1-0001' });
  outcomeOf(sign(named(group()), release, manager)).refused('not_business_owner', { owner: 'Hannah Schuster' });
  const ownerless = foldRelease(null, planRelease('r1', 'R-A1-0001', { name: 'Winter' }, manager));
  outcomeOf(sign(named(group()), ownerless)).refused('business_owner_missing');
  outcomeOf(sign(named(group()), { ...release, state: 'closed' })).refused('release_over');
  outcomeOf(sign(named(group()), release, by(person('Owen', 'auditor')))).refused('auditor_reads_only');
});

test('REL-05 a release does not leave Planning without a signed assessment; another scope makes it stale, and signing anew clears it', () => {
  expect(pieceOf(release, null)).toMatchObject({ step: 'scoped', part: 'impact', status: 'missing', why: { code: 'groups_missing' } });
  expect(pieceOf(release, named(group()))).toMatchObject({ status: 'waiting', why: { code: 'assessment_unsigned', facts: { owner: 'Hannah Schuster' } } });
  const assessment = signed(named(group()));
  expect(pieceOf(release, assessment).status).toBe('present');
  const wider: Release = { ...release, changes: ['c9'] };
  expect(pieceOf(wider, assessment)).toMatchObject({ status: 'stale', why: { code: 'assessment_stale' } });
  expect(standing(wider, fold(assessment, sign(assessment, wider), 'hannah'))).toBe('signed');
  expect(standing(foldRelease(release, setExclusion(release, { id: 'e1', what: 'Cards', reason: 'Later' }, manager)), assessment)).toBe('stale');
  // A scope request after the baseline holds back the step that comes next, until what is deployed is on its way.
  for (const state of ['scoped', 'ready', 'go'] as const) expect(pieceOf({ ...wider, state }, assessment)).toMatchObject({ status: 'stale', step: { scoped: 'ready', ready: 'go', go: 'deploying' }[state] });
  expect(pieceOf({ ...wider, state: 'deploying' }, assessment).step).toBe('scoped');
});

test('REL-05 another group, another number in one, one less, or another business owner asks for a new signature; order of the changes does not', () => {
  const assessment = signed(named(group()));
  const on = { release, assessment };
  expect(standing(release, fold(assessment, setGroup(on, { ...group({ name: 'Desk' }), id: 'g9', isNew: true }, manager)))).toBe('stale');
  expect(standing(release, fold(assessment, setGroup(on, { ...group({ headcount: 101 }), id: 'g0', isNew: false }, manager)))).toBe('stale');
  expect(standing(release, fold(assessment, dropGroup(on, 'g0', manager)))).toBe('stale');
  expect(standing({ ...release, businessOwner: { ...release.businessOwner, value: 'ravi' } }, assessment)).toBe('stale');
  const [one, other] = [{ ...release, changes: ['a', 'b'] }, { ...release, changes: ['b', 'a'] }];
  expect(standing(other, fold(assessment, sign(assessment, one), 'hannah'))).toBe('signed');
  // Somebody else's signature, written past the rules, does not count.
  expect(standing(release, fold(named(group()), sign(named(group())), 'tomasz'))).toBe('stale');
});

test('REL-05 a group is named once, its days lie in order, and what is not there is neither rewritten nor dropped', () => {
  const on = { release, assessment: named(group()) };
  outcomeOf(setGroup(on, { ...group({ name: 'BRANCH tellers' }), id: 'g9', isNew: true }, manager)).refused('group_named_twice');
  outcomeOf(setGroup(on, { ...group({ startsOn: '2027-01-02', endsOn: '2027-01-01' }), id: 'g0', isNew: false }, manager)).refused('group_days_reversed', { startsOn: '2027-01-02', endsOn: '2027-01-01' });
  outcomeOf(setGroup(on, { ...group(), id: 'g9', isNew: false }, manager)).refused('record_missing');
  outcomeOf(dropGroup(on, 'g9', manager)).refused('record_missing');
  outcomeOf(setGroup({ release: { ...release, state: 'closed' }, assessment: null }, { ...group(), id: 'g9', isNew: true }, manager)).refused('release_over');
});

test('REL-05 CAL-05 adoption points fall on the months of a group’s own days, else on those of the target window in its zone, and departments are one by name', () => {
  const of = (...groups: Group[]) => adoptionOf(named(...groups), release);
  expect(of(group(), group({ name: 'Desk', department: 'RETAIL', points: 5 }))).toEqual([{ department: 'Retail', month: '2026-12', points: 35 }]);
  expect(of(group({ points: 32, startsOn: '2026-11-30', endsOn: '2027-01-01' }))).toEqual([{ department: 'Retail', month: '2026-11', points: 11 }, { department: 'Retail', month: '2026-12', points: 11 }, { department: 'Retail', month: '2027-01', points: 10 }]);
  expect(of(group({ startsOn: '2027-02-10' }))).toEqual([{ department: 'Retail', month: '2027-02', points: 30 }]);
  expect(adoptionOf(named(group()), { window: { ...release.window, value: { startsAt: '2026-12-31T23:30:00.000Z', endsAt: '2027-01-01T00:30:00.000Z', zone: 'Asia/Tokyo' } } })).toEqual([{ department: 'Retail', month: '2027-01', points: 30 }]);
  expect(adoptionOf(named(group()), { window: { ...release.window, value: { startsAt: null, endsAt: null, zone: 'UTC' } } })).toEqual([{ department: 'Retail', month: null, points: 30 }]);
  expect([adoptionOf(null, release), of(group({ points: 0 }))]).toEqual([[], []]);
});

test('REL-05 no adoption point is lost or made, whatever the days', () => {
  const day = fc.date({ min: new Date('2025-01-01'), max: new Date('2030-12-31'), noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10));
  const groups = fc.array(fc.record({ points: fc.integer({ min: 0, max: 10_000 }), days: fc.option(fc.tuple(day, day).map(([a, b]) => (a < b ? [a, b] as const : [b, a] as const)), { nil: null }), department: fc.constantFrom('Retail', 'Operations') }), { maxLength: 6 });
  fc.assert(fc.property(groups, (all) => {
    const assessment = all.length === 0 ? null : named(...all.map(({ points, days, department }, i) => group({ name: `Group ${i}`, department, points, startsOn: days?.[0] ?? null, endsOn: days?.[1] ?? null })));
    const spent = adoptionOf(assessment, release);
    expect(spent.reduce((sum, { points }) => sum + points, 0)).toBe(all.reduce((sum, { points }) => sum + points, 0));
    expect(new Set(spent.map(({ department, month }) => `${department} ${month}`)).size).toBe(spent.length);
  }), { numRuns: 60 });
});

test('REL-05 what another device wrote is taken for what it is: severity 7, no people, or no number at all make no group', () => {
  const told = (data: Record<string, unknown>) => assessmentSheet.fold(null, stamped({ type: 'stakeholder.groupSet', subject: 'release:r1', data: { group: 'g', headcount: 10, severity: 3, points: 0, ...data } as DomainEvent['data'], text: { name: 'X', department: 'Y' } }));
  expect([told({ severity: 7 }), told({ headcount: 0 }), told({ points: -1 }), told({ points: { toString: 1 } }), told({ group: '' })]).toEqual([null, null, null, null, null]);
  expect(told({ startsOn: '2026-02-30' })!.groups[0]!.kept.value.startsOn).toBeNull();
});
