// Packages of a release: their independence, their size, and the packaging that scored criteria speak for.
import { expect, test } from 'vitest';
import type { Edge } from '../../src-main/domain/dependencies.ts';
import { decidePackaging, setPackage } from '../../src-main/domain/package-acts.ts';
import { recommend, standingsOf } from '../../src-main/domain/packages.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import type { ChangePackage, Release } from '../../src-main/domain/release.ts';
import { releaseSheet } from '../../src-main/domain/release.ts';
import { planRelease } from '../../src-main/domain/release-acts.ts';
import type { Member } from '../../src-main/domain/release-pieces.ts';
import { aChange, by, outcomeOf, person, stamped } from '../support/given.ts';

const manager = by(person('Tomasz', 'release-manager'));
const pack = (id: string, over: Partial<ChangePackage> = {}): ChangePackage => ({ id, name: `Package ${id}`, boundary: '', backout: '', changes: [], items: [], owner: null, ...over });
const member = (id: string, items: string[], service = 'Payment hub'): Member => ({ change: aChange({ id, number: id, fields: { service } }), items: items.map((item) => ({ id: item, name: item, type: '', service: null })) });
const facts = (members: Member[], edges: Edge[] = []) => ({ members, edges, itemNames: {} });
const declared: Edge = { from: { kind: 'package', id: 'p' }, to: { kind: 'package', id: 'q' }, type: 'before' };
const base = (): Release => {
  const planned = planRelease('r1', 'R-A1-0001', { name: 'Winter' }, manager);
  const release = releaseSheet.fold(null, stamped(planned.ok ? planned.events[0]! : (() => { throw new Error('refused'); })()))!;
  return { ...release, changes: ['c1', 'c2', 'c3'] };
};

test('REL-02 two packages that share an item without a declared dependency are not independent; moving the item or declaring it clears both', () => {
  const packages = [pack('p', { changes: ['c1'] }), pack('q', { changes: ['c2'] })];
  const members = [member('c1', ['hub', 'queue']), member('c2', ['queue'])];
  expect(standingsOf(packages, facts(members), defaultPolicy)).toMatchObject([{ isIndependent: false, shares: [{ other: 'q', items: ['queue'] }] }, { isIndependent: false, shares: [{ other: 'p', items: ['queue'] }] }]);
  expect(standingsOf(packages, facts(members, [declared]), defaultPolicy).map((s) => s.isIndependent)).toEqual([true, true]);
  expect(standingsOf(packages, facts([member('c1', ['hub']), member('c2', ['queue'])]), defaultPolicy).map((s) => s.isIndependent)).toEqual([true, true]);
  // An item named for a package beside those of its changes counts as well.
  expect(standingsOf([packages[0]!, pack('q', { items: ['hub'] })], facts(members), defaultPolicy).map((s) => s.isIndependent)).toEqual([false, false]);
});

test('REL-02 a package of 11 changes warns and one of 10 does not; of 6 services it warns and of 5 it does not', () => {
  const changes = (n: number): string[] => Array.from({ length: n }, (_, i) => `c${i}`);
  const of = (n: number, services: number) => standingsOf([pack('p', { changes: changes(n) })], facts(changes(n).map((id, i) => member(id, [], `Service ${i % services}`))), defaultPolicy)[0]!;
  expect([of(11, 1).isTooMany, of(10, 1).isTooMany, of(10, 6).isTooWide, of(10, 5).isTooWide]).toEqual([true, false, true, false]);
});

test('REL-02 the criteria speak for one piece, for parts or for small steps; another choice needs a rationale', () => {
  expect(recommend({ coupling: 5, rollback: 3, criticality: 3, automation: 3 })).toEqual({ packaging: 'monolithic', unity: 8, caution: 6 });
  expect(recommend({ coupling: 2, rollback: 4, criticality: 3, automation: 3 })).toEqual({ packaging: 'incremental', unity: 5, caution: 7 });
  expect(recommend({ coupling: 2, rollback: 2, criticality: 3, automation: 4 }).packaging).toBe('modular');
  const criteria = { coupling: 2, rollback: 2, criticality: 3, automation: 4 };
  outcomeOf(decidePackaging(base(), { criteria, choice: 'monolithic', rationale: ' ' }, manager)).refused('packaging_unexplained', { recommended: 'modular' });
  outcomeOf(decidePackaging(base(), { criteria, choice: 'monolithic', rationale: 'One window only' }, manager)).then({ type: 'release.packagingDecided', data: { ...criteria, choice: 'monolithic', recommended: 'modular' } });
  outcomeOf(decidePackaging(base(), { criteria, choice: 'modular', rationale: '' }, manager)).then({ type: 'release.packagingDecided' });
});

test('REL-02 a change is in one package of its release; leaving the scope it leaves the package, and of two packages that took it apart the later has it', () => {
  const release = { ...base(), packages: [pack('p', { changes: ['c1'] })] };
  outcomeOf(setPackage(release, pack('q', { changes: ['c1'] }), { c1: 'C-A1-0001' }, manager)).refused('change_in_package', { change: 'C-A1-0001', package: 'Package p' });
  outcomeOf(setPackage(release, pack('q', { changes: ['c9'] }), { c9: 'C-A1-0009' }, manager)).refused('not_in_release');
  outcomeOf(setPackage(release, pack('q', { name: 'PACKAGE P' }), {}, manager)).refused('package_named_twice');
  outcomeOf(setPackage(release, pack('q', { changes: ['c2'] }), {}, by(person('Grace', 'implementer')))).refused('role_needed');
  const fold = (event: Parameters<typeof stamped>[0]) => releaseSheet.fold(release, stamped(event))!;
  expect(fold({ type: 'release.scopeEdited', subject: 'release:r1', data: { add: [], remove: ['c1'] } }).packages[0]!.changes).toEqual([]);
  expect(fold({ type: 'release.packageSet', subject: 'release:r1', data: { package: 'q', changes: ['c1'], items: [], owner: null }, text: { name: 'Q' } }).packages.map(({ changes }) => changes)).toEqual([[], ['c1']]);
});
