// Versions of services: what they need of each other, how that stands after every step, and which other order would hold.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Running } from '../../src-main/domain/compatibility.ts';
import { evaluate, reorder } from '../../src-main/domain/compatibility.ts';
import type { Graph } from '../../src-main/domain/dependencies.ts';
import { noCapacity } from '../../src-main/domain/capacity.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import type { Release } from '../../src-main/domain/release.ts';
import { releaseSheet } from '../../src-main/domain/release.ts';
import { planRelease } from '../../src-main/domain/release-acts.ts';
import { releasePieces } from '../../src-main/domain/release-pieces.ts';
import { planVersion, recordVersion } from '../../src-main/domain/version-acts.ts';
import { isRange, isWithin, normalVersion, rolloutSheet, versionSheet } from '../../src-main/domain/versions.ts';
import { aChange, by, now, outcomeOf, person, stamped } from '../support/given.ts';

const manager = by(person('Tomasz', 'release-manager'));
const build = (name: string, version: string, needs: Record<string, string> = {}, over: Partial<Running> = {}): Running =>
  ({ service: name.toLowerCase(), name, environment: 'production', version, needs: Object.entries(needs).map(([to, range]) => ({ name: to, range })), libraries: [], source: '', change: null, ...over });
const by1 = (change: string, running: Running): Running => ({ ...running, change });
const noGraph: Graph = { edges: [], contains: [] };
const before = (from: string, to: string): Graph => ({ edges: [{ from: { kind: 'change', id: from }, to: { kind: 'change', id: to }, type: 'before' }], contains: [] });

/** The hub goes to 3.0; today's desk needs it below 3.0, tomorrow's takes both. */
const running = [build('Hub', '2.4.0'), build('Desk', '1.0.0', { Hub: '>=2.0 <3.0' })];
const hub = by1('c1', build('Hub', '3.0'));
const desk = by1('c2', build('Desk', '1.1.0', { Hub: '>=2.0 <4.0' }));

test('REL-04 a consumer that needs its provider >=2.0 <3.0 turns the step red that deploys 3.0, naming both; the swapped order with a compatible consumer is green', () => {
  const red = evaluate({ running, planned: [hub, desk] }, [['c1'], ['c2']]);
  expect(red.steps.map(({ isRed }) => isRed)).toEqual([true, false]);
  expect(red.steps[0]!.problems).toEqual([{ kind: 'incompatible', environment: 'production', consumer: 'Desk 1.0.0', provider: 'Hub', wanted: '>=2.0 <3.0', found: '3.0', isBlocking: true }]);
  expect(evaluate({ running, planned: [hub, desk] }, [['c2'], ['c1']]).steps.map(({ isRed }) => isRed)).toEqual([false, false]);
  // At the same time they never stand beside each other.
  expect(evaluate({ running, planned: [hub, desk] }, [['c1', 'c2']]).steps.map(({ isRed }) => isRed)).toEqual([false]);
});

test('REL-04 the reordering says what to record, and which dependency says otherwise; where nothing is red, or no order helps, there is none', () => {
  const plan = { running, planned: [hub, desk] };
  expect(reorder(plan, [['c1'], ['c2']], noGraph)).toEqual({ order: ['c2', 'c1'], record: [['c2', 'c1']], against: [] });
  expect(reorder(plan, [['c1'], ['c2']], before('c1', 'c2'))).toEqual({ order: ['c2', 'c1'], record: [['c2', 'c1']], against: [['c1', 'c2']] });
  expect(reorder(plan, [['c2'], ['c1']], before('c2', 'c1'))).toBeNull();
  expect(reorder({ running, planned: [hub] }, [['c1']], noGraph)).toBeNull();
});

test('REL-04 while an environment is being provisioned, a consumer before its provider is red at that step, and green once the provider is there', () => {
  const fresh = (change: string, running_: Running): Running => by1(change, { ...running_, environment: 'rehearsal' });
  const plan = { running, planned: [fresh('c1', build('Desk', '1.0.0', { Hub: '^2.4' })), fresh('c2', build('Hub', '2.4.0'))] };
  const { steps } = evaluate(plan, [['c1'], ['c2']]);
  expect(steps.map(({ isRed, problems }) => [isRed, problems.map(({ kind }) => kind)])).toEqual([[true, ['too-early']], [false, []]]);
  expect(reorder(plan, [['c1'], ['c2']], noGraph)!.order).toEqual(['c2', 'c1']);
  // Nobody plans or runs it there: told, and in nobody's way.
  expect(evaluate({ running, planned: [plan.planned[0]!] }, [['c1']]).steps[0]).toMatchObject({ isRed: false, problems: [{ kind: 'unknown', provider: 'Hub' }] });
});

test('REL-04 a service or library wanted at versions that exclude each other in one environment is red with both; libraries that differ are told', () => {
  const lib = (name: string, version: string) => [{ name, version, purl: '' }];
  const { steps } = evaluate({ running: [build('Desk', '1.0.0', { lodash: '^4.0' })], planned: [by1('c1', build('Shop', '1.0.0', { Lodash: '^3.0' }))] }, [['c1']]);
  expect(steps[0]).toMatchObject({ isRed: true });
  expect(steps[0]!.problems.filter(({ kind }) => kind === 'contested')).toMatchObject([{ consumer: 'Desk 1.0.0', provider: 'Shop 1.0.0', wanted: 'lodash ^4.0', found: 'Lodash ^3.0', isBlocking: true }]);
  const told = evaluate({ running: [build('Desk', '1.0.0', {}, { libraries: lib('openssl', '1.1.1') })], planned: [by1('c1', build('Shop', '1.0.0', {}, { libraries: lib('OpenSSL', '3.0.0') }))] }, [['c1']]).steps[0]!;
  expect(told).toMatchObject({ isRed: false, problems: [{ kind: 'differs', consumer: 'Desk', wanted: 'openssl 1.1.1', provider: 'Shop', found: 'openssl 3.0.0', isBlocking: false }] });
  // Elsewhere is elsewhere.
  expect(evaluate({ running: [build('Desk', '1.0.0', { lodash: '^4.0' }, { environment: 'staging' })], planned: [by1('c1', build('Shop', '1.0.0', { lodash: '^3.0' }))] }, [['c1']]).steps[0]!.isRed).toBe(false);
});

test('REL-04 what is broken before the release begins is told and blocks nothing; what the release makes worse does', () => {
  const broken = [build('Hub', '3.0.0'), build('Desk', '1.0.0', { Hub: '^2.0' })];
  const other = by1('c1', build('Shop', '1.0.0'));
  expect(evaluate({ running: broken, planned: [other] }, [['c1']])).toMatchObject({ before: [{ kind: 'incompatible', isBlocking: false }], steps: [{ isRed: false, problems: [{ isBlocking: false }] }] });
  expect(evaluate({ running: broken, planned: [by1('c1', build('Hub', '4.0.0'))] }, [['c1']]).steps[0]!.isRed).toBe(true);
});

const release: Release = { ...releaseSheet.fold(null, stamped((() => { const told = planRelease('r1', 'R-A1-0001', { name: 'Winter' }, manager); if (!told.ok) throw new Error('refused'); return told.events[0]!; })()))!, changes: ['c1', 'c2'] };
test('REL-04 a red step holds the release back from its go, in the words of who needs what', () => {
  const facts = (graph: Graph) => ({ members: ['c1', 'c2'].map((id) => ({ change: aChange({ id, number: id }), items: [] })), graph, predecessors: {}, labels: {}, retired: [], capacity: noCapacity, exceptions: [], names: {}, policy: defaultPolicy, assessed: { sheet: null, rev: '' }, versions: { running, planned: [hub, desk] }, architecture: { components: [], standards: [] } });
  const piece = (graph: Graph) => releasePieces(release, facts(graph), now).find(({ id }) => id === 'versions');
  expect(piece(before('c1', 'c2'))).toMatchObject({ step: 'go', part: 'versions', status: 'missing', why: { code: 'versions_clash', facts: { step: 1, consumer: 'Desk 1.0.0', provider: 'Hub', wanted: '>=2.0 <3.0', found: '3.0' } } });
  expect(piece(before('c2', 'c1'))).toMatchObject({ status: 'present' });
});

test('REL-04 versions and ranges are refused for what they are, ranges with their line', () => {
  const told = (semver: string, ...needs: string[]) => recordVersion({ service: 's1', entry: 'e1', build: { environment: 'production', version: semver, needs, libraries: [], source: '' } }, manager);
  outcomeOf(told('nonroot')).refused('version_invalid', { version: 'nonroot' });
  expect(told('1.0', 'Hub@^2', 'Ledger@>>5')).toMatchObject({ ok: false, error: { code: 'version_range_invalid', facts: { line: 2, name: 'Ledger', range: '>>5' }, where: { line: 2, field: 'needs' } } });
  outcomeOf(told('1.0', 'Hub')).refused('need_unreadable', { line: 1 });
  outcomeOf(told('1.0', '@scope/lib@~1.2', 'Core ledger@>=5.0 <6.0')).then({ type: 'version.recorded', data: { entry: 'e1' }, text: { environment: 'production', version: '1.0', libraries: [], source: '', needs: [{ name: '@scope/lib', range: '~1.2' }, { name: 'Core ledger', range: '>=5.0 <6.0' }] } });
  outcomeOf(planVersion(release, { change: { id: 'c9', number: 'C-A1-0009' }, service: 's1', entry: 'e', build: { environment: 'production', version: '1.0', needs: [], libraries: [], source: '' } }, manager)).refused('not_in_release');
  outcomeOf(recordVersion({ service: 's1', entry: 'e1', build: { environment: 'production', version: '1.0', needs: [], libraries: [], source: '' } }, by(person('Owen', 'auditor')))).refused('auditor_reads_only');
});

test.each([['3.0', '3.0.0'], ['v2', '2.0.0'], ['1.2.3-rc.1+b5', '1.2.3-rc.1'], ['01.2', null], ['', null], ['latest', null], ['1.2.3.4', null], ['sha256:41d9', null], ['9'.repeat(300), null]])('REL-04 “%s” is read as %s', (text, normal) => { expect(normalVersion(text)).toBe(normal); });
test('REL-04 ranges are those of semver', () => {
  expect(['>=2.0 <3.0', '^2.4', '2.x', '1 || 2', '*', '', ' ', '>>5', 'two'].map(isRange)).toEqual([true, true, true, true, true, false, false, false, false]);
  expect([isWithin('3.0', '>=2.0 <3.0'), isWithin('2.9.9', '>=2.0 <3.0'), isWithin('3.0.0-rc.1', '>=2.0 <3.0'), isWithin('nonroot', '*')]).toEqual([false, true, false, false]);
});

test('REL-04 what another device wrote is taken for what it is', () => {
  const told = (text: Record<string, unknown>) => versionSheet.fold(null, stamped({ type: 'version.recorded', subject: 'service:s1', data: { entry: 'e1' }, text: text as Record<string, string> }));
  expect([told({ version: 'nonroot' }), told({ version: { toString: 1 } }), told({})]).toEqual([null, null, null]);
  expect(told({ version: '1.0', needs: [{ name: 'Hub', range: '>>' }, { name: 'Hub', range: '^1' }, null], libraries: [{}, { name: 'a', version: 3 }] })!.entries[0]!.kept.value).toMatchObject({ needs: [{ name: 'Hub', range: '^1' }], libraries: [{ name: 'a', version: '' }] });
  expect(rolloutSheet.fold(null, stamped({ type: 'version.planned', subject: 'release:r1', data: { entry: 'e1' }, text: { version: '1.0' } }))).toBeNull();
});

test('REL-04 an order that is proposed is green at every step and keeps the dependencies it does not name', () => {
  const names = ['A', 'B', 'C', 'D'];
  const major = fc.integer({ min: 1, max: 3 });
  const needs = fc.dictionary(fc.constantFrom(...names), major.map((n) => `^${n}.0.0`), { maxKeys: 2 });
  fc.assert(fc.property(fc.tuple(...names.map(() => fc.tuple(major, needs))), fc.tuple(...names.map(() => fc.tuple(major, needs))), fc.array(fc.tuple(fc.nat(3), fc.nat(3)).filter(([a, b]) => a < b), { maxLength: 3 }), (today, tomorrow, pairs) => {
    const plan = { running: names.map((name, i) => build(name, `${today[i]![0]}.0.0`, today[i]![1])), planned: names.map((name, i) => by1(`c${i}`, build(name, `${tomorrow[i]![0]}.0.0`, tomorrow[i]![1]))) };
    const graph: Graph = { edges: pairs.flatMap(([a, b]) => before(`c${a}`, `c${b}`).edges), contains: [] };
    const found = reorder(plan, names.map((_, i) => [`c${i}`]), graph);
    if (found === null) return;
    expect(evaluate(plan, found.order.map((change) => [change])).steps.some(({ isRed }) => isRed)).toBe(false);
    const broken = pairs.map(([a, b]) => [`c${a}`, `c${b}`]).filter(([a, b]) => found.order.indexOf(a!) > found.order.indexOf(b!));
    expect(new Set(found.against.map(String))).toEqual(new Set(broken.map(String)));
  }), { numRuns: 300 });
});
