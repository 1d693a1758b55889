// Standards of the architecture: what is retired, contained or adopted, dispensations with an end, and what no standard covers.
import { expect, test } from 'vitest';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { noCapacity } from '../../src-main/domain/capacity.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import type { Release } from '../../src-main/domain/release.ts';
import { releaseSheet } from '../../src-main/domain/release.ts';
import { planRelease, stepRelease } from '../../src-main/domain/release-acts.ts';
import { releasePieces } from '../../src-main/domain/release-pieces.ts';
import type { Component, Standard, StandardTerms } from '../../src-main/domain/standards.ts';
import { conformityOf, dispense, endDispensation, endStandard, namesOf, registerStandard, reviseStandard, standardSheet } from '../../src-main/domain/standards.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import { by, outcomeOf, person, stamped } from '../support/given.ts';

const architect = by(person('Ingrid', 'technical-reviewer'));
const manager = by(person('Tomasz', 'release-manager'));
const eventsOf = (verdict: Verdict<DomainEvent>): DomainEvent[] => { if (!verdict.ok) throw new Error(`${verdict.error.code} ${JSON.stringify(verdict.error.facts)}`); return verdict.events; };
const fold = (standard: Standard | null, verdict: Verdict<DomainEvent>): Standard => eventsOf(verdict).reduce((state, event) => standardSheet.fold(state, stamped(event, 'ingrid')), standard)!;
const terms = (over: Partial<StandardTerms> = {}): StandardTerms => ({ technology: 'log4j-core', range: '<2.17', lifecycle: 'retire', validFrom: '2026-01-01', validUntil: null, note: '', ...over });
const standardOf = (over: Partial<StandardTerms> = {}, n = 1): Standard => fold(null, registerStandard({ id: `s${n}`, number: `AS-A1-000${n}` }, terms(over), architect));
const library = (name: string, version: string, purl = ''): Component => ({ name, names: namesOf({ name, purl }), version, of: 'Payment hub' });
const log4j = library('org.apache/log4j-core', '2.14.1');
const statusOf = (component: Component, standards: Standard[], day = '2026-11-24') => conformityOf([component], standards, { release: 'r1', day })[0]!;
const release: Release = { ...releaseSheet.fold(null, stamped(eventsOf(planRelease('r1', 'R-A1-0001', { name: 'Winter' }, manager))[0]!))!, state: 'scoped' };
const pieces = (standards: Standard[], day = '2026-11-24', components = [log4j, library('nobody-knows', '1.0')]) => releasePieces(release, { members: [], graph: { edges: [], contains: [] }, predecessors: {}, labels: {}, retired: [], capacity: noCapacity, exceptions: [], names: {}, policy: defaultPolicy, assessed: { sheet: null, rev: '' }, versions: { running: [], planned: [] }, architecture: { components, standards } }, `${day}T09:00:00.000Z`).filter(({ rule }) => rule === 'REL-10');

test('REL-10 a component that is retired turns the check red naming it and holds readiness back; a dispensation makes it amber until it expires', () => {
  const standard = standardOf();
  expect(pieces([standard])).toMatchObject([{ step: 'ready', part: 'conformance', status: 'missing', why: { code: 'technology_retired', facts: { components: ['org.apache/log4j-core 2.14.1'] } } }]);
  outcomeOf(stepRelease(release, { to: 'ready', reason: '', pieces: pieces([standard]), rev: 'r' }, manager)).refused('technology_retired');
  const granted = fold(standard, dispense(standard, release, { id: 'd1', until: '2027-01-31', reason: 'The fix comes in January', rev: 'r' }, architect));
  expect(pieces([granted])).toMatchObject([{ id: 'retired-technology', status: 'present' }, { status: 'waived', why: { code: 'technology_dispensed', facts: { until: '2027-01-31' } } }]);
  outcomeOf(stepRelease(release, { to: 'ready', reason: '', pieces: pieces([granted]), rev: 'r' }, manager)).then({ type: 'release.stepped' });
  expect(statusOf(log4j, [granted], '2027-01-31')).toMatchObject({ status: 'dispensed', until: '2027-01-31' });
  expect(pieces([granted], '2027-02-01')).toMatchObject([{ status: 'missing' }]);
  // It is one release's, and can be taken back.
  expect(conformityOf([log4j], [granted], { release: 'r2', day: '2026-11-24' })[0]!.status).toBe('retire');
  expect(statusOf(log4j, [fold(granted, endDispensation(granted, 'd1', 'Fixed', architect))]).status).toBe('retire');
});

test('REL-10 contained technology warns and holds nothing back; what no standard covers is unclassified', () => {
  expect(pieces([standardOf({ lifecycle: 'contain' })])).toMatchObject([{ status: 'present' }, { status: 'told', why: { code: 'technology_contained' } }]);
  expect(statusOf(library('nobody-knows', '1.0'), [standardOf()])).toMatchObject({ status: 'unclassified', standard: null });
  expect(pieces([])).toEqual([]);
});

test('REL-10 the strictest standard in force that covers the version counts; outside its days, and once ended, it covers nothing', () => {
  const [retire, adopt] = [standardOf(), standardOf({ lifecycle: 'adopt', range: '*' }, 2)];
  expect(statusOf(log4j, [adopt, retire])).toMatchObject({ status: 'retire', standard: 'AS-A1-0001' });
  expect(statusOf(library('log4j-core', '2.20.0'), [adopt, retire])).toMatchObject({ status: 'adopt', standard: 'AS-A1-0002' });
  expect(statusOf(library('LOG4J-core', '2.14'), [retire]).status).toBe('retire');
  const later = standardOf({ validFrom: '2027-01-01', validUntil: '2027-12-31' });
  expect(['2026-12-31', '2027-01-01', '2027-12-31', '2028-01-01'].map((day) => statusOf(log4j, [later], day).status)).toEqual(['unclassified', 'retire', 'retire', 'unclassified']);
  expect(statusOf(log4j, [fold(retire, endStandard(retire, 'Replaced', architect))]).status).toBe('unclassified');
  // A version that is none, or that nobody said, is covered by a standard for every version only.
  expect([statusOf(library('log4j-core', ''), [retire]).status, statusOf(library('log4j-core', 'final'), [standardOf({ range: '*' })]).status]).toEqual(['unclassified', 'retire']);
});

test('REL-10 a component goes by its name, its name without the group, and the name in its package URL', () => {
  expect(namesOf({ name: '@scope/left-pad', purl: 'pkg:npm/%40scope/left-pad@1.3.0?x=1' })).toEqual(['@scope/left-pad', 'left-pad', '%40scope/left-pad']);
  expect(statusOf(library('Logging', '2.14.1', 'pkg:maven/org.apache/log4j-core@2.14.1'), [standardOf()]).status).toBe('retire');
});

test('REL-10 a standard with an end before its start, or with versions that are none, is refused; so is a dispensation in the past or from what retires nothing', () => {
  const told = (over: Partial<StandardTerms>) => registerStandard({ id: 's1', number: 'AS-A1-0001' }, terms(over), architect);
  outcomeOf(told({ validFrom: '2026-05-01', validUntil: '2026-04-30' })).refused('standard_days_reversed', { validFrom: '2026-05-01', validUntil: '2026-04-30' });
  outcomeOf(told({ validFrom: '2026-05-01', validUntil: '2026-05-01' })).then({ type: 'standard.registered' });
  outcomeOf(told({ range: 'old ones' })).refused('standard_range_invalid');
  outcomeOf(reviseStandard(standardOf(), terms({ validUntil: '2025-01-01' }), architect)).refused('standard_days_reversed');
  const asked = { id: 'd', until: '2026-12-31', reason: 'r', rev: 'r' };
  outcomeOf(dispense(standardOf(), release, { ...asked, until: '2026-11-23' }, architect)).refused('dispensation_past');
  outcomeOf(dispense(standardOf({ lifecycle: 'contain' }), release, asked, architect)).refused('dispensation_needless');
  outcomeOf(dispense(standardOf(), { ...release, state: 'closed' }, asked, architect)).refused('release_over');
  outcomeOf(dispense(standardOf(), release, asked, manager)).refused('role_needed');
  outcomeOf(endDispensation(standardOf(), 'd9', 'r', architect)).refused('record_missing');
});

test('REL-10 what another device wrote is taken for what it is', () => {
  const told = (data: Record<string, unknown>, text: Record<string, unknown>) => standardSheet.fold(null, stamped({ type: 'standard.registered', subject: 'standard:s', data: data as DomainEvent['data'], text: text as Record<string, string> }));
  const data = { lifecycle: 'retire', validFrom: '2026-01-01' };
  expect([told({ ...data, validUntil: '2025-01-01' }, { technology: 'a', range: '*' }), told(data, { technology: 'a', range: '>>' }), told(data, { range: '*' }), told({ ...data, lifecycle: 'hold' }, { technology: 'a', range: '*' })]).toEqual([null, null, null, null]);
});
