// Waiting for what goes before: windows in order, and nothing behind a predecessor that failed.
import { expect, test } from 'vitest';
import { circleWith } from '../../src-main/domain/dependencies.ts';
import { gapsBefore } from '../../src-main/domain/gates.ts';
import { recordDependency, standingOf } from '../../src-main/domain/predecessors.ts';
import type { Predecessor } from '../../src-main/domain/predecessors.ts';
import { standingOf as tokenStanding } from '../../src-main/domain/token.ts';
import type { IssuedToken } from '../../src-main/domain/token.ts';
import { aChange, aDossier, by, now, outcomeOf, person } from '../support/given.ts';

const a: Predecessor = { id: 'a', number: 'C-A1-0001', title: 'A', state: 'scheduled', outcome: null, startsAt: '2026-11-25T04:00:00.000Z', endsAt: '2026-11-25T05:30:00.000Z' };
const b = aChange({ id: 'b', state: 'authorised' });
const gaps = (gate: 'schedule' | 'start' | 'token', before: Partial<Predecessor>) => gapsBefore(gate, aDossier(b, { predecessors: [{ ...a, ...before }] }), now).filter(({ rule }) => rule === 'REL-03').map(({ why }) => why?.code);

test('REL-03 a successor whose window begins before its predecessor ends is not scheduled; from that end on it is', () => {
  expect(gaps('schedule', {})).toEqual(['predecessor_later']);
  expect(gaps('schedule', { endsAt: '2026-11-25T05:00:00.000Z' })).toEqual([]);
  expect(gaps('schedule', { endsAt: null })).toEqual([]);
});

test('REL-03 once the predecessor is rolled back, the token of its successor is withheld and one that was issued is void', () => {
  expect(gaps('token', { state: 'closed', outcome: 'successful', endsAt: '2026-11-25T05:00:00.000Z' })).toEqual([]);
  expect(gaps('token', { state: 'closed', outcome: 'rolled-back', endsAt: '2026-11-25T05:00:00.000Z' })).toEqual(['predecessor_failed']);
  expect(gaps('start', { endsAt: '2026-11-25T05:00:00.000Z' })).toEqual(['predecessor_open']);
  const issued: IssuedToken = { id: 't', by: 'x', at: now, environment: 'production', artefacts: [], notBefore: now, notAfter: '2026-12-01T00:00:00.000Z', isEmergency: false, isDemanding: true, material: 'm', decision: 'd', digest: '', revoked: null, voidedAt: null };
  const standing = (outcome: Predecessor['outcome']) => tokenStanding(issued, aDossier(b, { predecessors: [{ ...a, state: 'closed', outcome }] }), { now, digest: () => 'm' });
  expect([standing('successful').standing, standing('rolled-back').standing]).toEqual(['in-force', 'void']);
  expect(standing('rolled-back').why?.facts.problem).toContain('C-A1-0001');
});

test('REL-03 what was cancelled or rejected never ends well; what ended with issues did', () => {
  const standings = [['cancelled', null], ['rejected', null], ['closed', 'failed'], ['closed', 'cancelled-in-window'], ['implemented', 'successful-with-issues'], ['implementing', null], ['draft', null]] as const;
  expect(standings.map(([state, outcome]) => standingOf({ state, outcome }))).toEqual(['failed', 'failed', 'failed', 'failed', 'successful', 'waiting', 'waiting']);
});

test('REL-03 a dependency is recorded once, and refused with the way round, on itself, or where it denies another one', () => {
  const labels: Record<string, string> = { a: 'A', b: 'B', c: 'C' };
  const place = (id: string) => ({ kind: 'change' as const, id });
  const edges = [{ from: place('a'), to: place('b'), type: 'before' as const }, { from: place('b'), to: place('c'), type: 'before' as const }];
  const known = { graph: { edges, contains: [] }, labelOf: (id: string) => labels[id]! };
  const record = (from: string, type: 'before' | 'together' | 'conflicts', to: string, actor = person('Tomasz', 'release-manager')) => recordDependency({ from: place(from), to: place(to), type, id: 'd', source: '' }, known, by(actor));
  outcomeOf(record('c', 'before', 'a')).refused('dependency_circle', { path: ['A', 'B', 'C', 'A'] });
  outcomeOf(record('a', 'before', 'a')).refused('dependency_on_itself');
  outcomeOf(record('a', 'before', 'b')).nothing();
  outcomeOf(record('c', 'conflicts', 'a')).then({ type: 'dependency.recorded', data: { from: { kind: 'change', id: 'a' }, to: { kind: 'change', id: 'c' }, type: 'conflicts' } });
  outcomeOf(record('a', 'before', 'c', person('Owen', 'auditor'))).refused('auditor_reads_only');
  expect(circleWith({ edges, contains: [] }, { from: place('c'), to: place('a'), type: 'together' })).not.toBeNull();
});
