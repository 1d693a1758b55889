// RISK-04: given items and how they rely on each other, when some of them are changed, then what they reach is found, and who must be asked.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Dossier } from '../../src-main/domain/dossier.ts';
import type { StampedEvent } from '../../src-main/domain/event.ts';
import type { AffectedService, ConsultAnswer, ConsultSheet, ImpactFacts, Step } from '../../src-main/domain/impact.ts';
import { consultSheet, impactPieces, mayRespond, respond, walkImpact } from '../../src-main/domain/impact.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import type { Actor } from '../../src-main/domain/verdict.ts';

const step = (from: string, to: string): Step => ({ from, to, kind: 'feeds' });
const graph = (...steps: Step[]) => (items: readonly string[]): Step[] => steps.filter((s) => items.includes(s.from));
const now = '2026-11-24T09:00:00.000Z';

test('RISK-04 on A to B to C with a cycle back to A, B and C are listed once each with their distance, and the walk ends', () => {
  const walk = walkImpact(['A'], { depth: 3, most: 100 }, graph(step('A', 'B'), step('B', 'C'), step('C', 'A')));
  expect(walk.reached).toEqual([{ item: 'B', distance: 1, path: ['A', 'B'] }, { item: 'C', distance: 2, path: ['A', 'B', 'C'] }]);
  expect([walk.isCut, walk.steps.length]).toEqual([false, 3]);
});

test('RISK-04 the depth bounds the walk, the shortest way counts, and a start is no item reached', () => {
  const steps = graph(step('A', 'B'), step('B', 'C'), step('C', 'D'), step('D', 'E'), step('A', 'D'), step('B', 'A'));
  expect(walkImpact(['A'], { depth: 1, most: 100 }, steps).reached.map((r) => r.item)).toEqual(['B', 'D']);
  expect(walkImpact(['A'], { depth: 3, most: 100 }, steps).reached.map((r) => [r.item, r.distance])).toEqual([['B', 1], ['D', 1], ['C', 2], ['E', 2]]);
  expect(walkImpact(['A', 'B'], { depth: 3, most: 100 }, steps).reached.map((r) => r.item)).toEqual(['C', 'D', 'E']);
  expect(walkImpact(['A'], { depth: 3, most: 2 }, steps)).toMatchObject({ reached: [{ item: 'B' }, { item: 'D' }], isCut: true });
});

const anyGraph = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 })), { maxLength: 60 });
test('RISK-04 whatever the graph, each item is reached once, at the length of its path, along steps that are there', () => {
  fc.assert(fc.property(anyGraph, fc.integer({ min: 1, max: 5 }), (pairs, depth) => {
    const steps = pairs.map(([a, b]) => step(String(a), String(b)));
    const { reached } = walkImpact(['0'], { depth, most: 1000 }, graph(...steps));
    expect(new Set(reached.map((r) => r.item)).size).toBe(reached.length);
    for (const { item, distance, path } of reached) {
      expect([path[0], path.at(-1), path.length]).toEqual(['0', item, distance + 1]);
      expect(path.slice(1).every((to, i) => steps.some((s) => s.from === path[i] && s.to === to))).toBe(true);
      expect(distance).toBeLessThanOrEqual(depth);
    }
  }));
});

const cards: AffectedService = { id: 'cards', name: 'Cards', tier: 1, owner: { name: 'Zoe', person: 'z' }, deputies: [{ name: 'Dan', person: 'd' }], distance: 2, isConsulted: true };
const answer = (more: Partial<ConsultAnswer & { byName: string }> = {}): ConsultAnswer & { byName: string } => ({ id: 'a', service: 'cards', response: 'agree', note: '', by: 'z', byName: 'Zoe', role: 'service-owner', at: now, scope: 'now', ...more });
const dossier = (impact: Partial<ImpactFacts> | null, source: string | null = null): Dossier => ({
  scope: 'now', policy: defaultPolicy, change: { id: 'c', number: 'C-A1-0001', source, isImported: source !== null, revision: 'r' },
  impact: impact && { depth: 3, items: 1, reached: 2, unknown: [], services: [cards], answers: [], ...impact },
}) as unknown as Dossier;

test('RISK-04 the owner of an affected service must answer before authorisation; an objection is an answer, a deputy’s counts', () => {
  const [piece] = impactPieces(dossier({}), now);
  expect(piece).toMatchObject({ id: 'consult:cards', rule: 'RISK-04', gate: 'decision', part: 'impact', status: 'waiting', label: 'Answer of Zoe, for Cards', why: { code: 'consultation_open', facts: { owner: 'Zoe', service: 'Cards', tier: 1 } } });
  expect(impactPieces(dossier({ answers: [answer()] }), now)).toMatchObject([{ status: 'present', label: 'Zoe agrees, for Cards' }]);
  expect(impactPieces(dossier({ answers: [answer({ response: 'object', note: 'Too soon', by: 'd', byName: 'Dan' })] }), now)).toMatchObject([{ status: 'present', label: 'Dan objects, for Cards' }]);
});

test('RISK-04 an answer of somebody else, of another service or for an earlier scope does not count', () => {
  expect(impactPieces(dossier({ answers: [answer({ by: 'x', byName: 'Zoe' })] }), now)).toMatchObject([{ status: 'waiting' }]);
  expect(impactPieces(dossier({ answers: [answer({ service: 'other' })] }), now)).toMatchObject([{ status: 'waiting' }]);
  expect(impactPieces(dossier({ answers: [answer({ scope: 'before' })] }), now)).toMatchObject([{ status: 'stale', why: { code: 'consultation_stale' } }]);
  expect(impactPieces(dossier({ services: [{ ...cards, owner: { name: '', person: null }, deputies: [] }] }), now)).toMatchObject([{ status: 'missing', why: { code: 'service_unowned' } }]);
});

test('RISK-04 nothing is asked where no tier 1 or 2 service is reached, for a change without items, and for a trusted import', () => {
  expect(impactPieces(dossier({ services: [{ ...cards, isConsulted: false }] }), now)).toEqual([]);
  expect(impactPieces(dossier(null), now)).toEqual([]);
  expect(impactPieces(dossier({}, 'Jira'), now)).toEqual([]);
  expect(impactPieces(dossier({ answers: [answer({ scope: 'before' })] }, 'Jira'), now)).toMatchObject([{ status: 'stale' }]);
});

const zoe: Actor = { id: 'z', name: 'Zoe', roles: ['member', 'service-owner'] };
test('RISK-04 the owner or a deputy answers, signed in a role they hold; an objection says why', () => {
  expect(mayRespond(cards, { actor: zoe })).toBeNull();
  expect(mayRespond(cards, { actor: { id: 'd', name: 'Dan', roles: ['implementer'] } })).toBeNull();
  expect(mayRespond(cards, { actor: { id: 'x', name: 'Zoe', roles: ['service-owner'] } })).toMatchObject({ error: { code: 'not_service_owner', facts: { owner: 'Zoe' } } });
  expect(mayRespond(cards, { actor: { ...zoe, roles: ['auditor'] } })).toMatchObject({ error: { code: 'auditor_reads_only' } });
  const say = (more: object) => respond(dossier({}), { id: 'a', service: 'cards', response: 'agree', note: '', ...more }, { actor: zoe, now });
  expect(say({})).toEqual({ ok: true, events: [{ type: 'impact.consulted', subject: 'change:c', data: { answer: 'a', service: 'cards', response: 'agree', scope: 'now', role: 'service-owner', rev: 'r', supersedes: [] } }] });
  expect(say({ response: 'object', note: ' ' })).toMatchObject({ error: { code: 'objection_needs_note', where: { field: 'note' } } });
  expect(say({ service: 'other' })).toMatchObject({ error: { code: 'service_not_affected' } });
});

test('RISK-04 answers are only ever added, each once, and nonsense adds none', () => {
  const event = (data: StampedEvent['data']): StampedEvent => ({ type: 'impact.consulted', subject: 'change:c', data, text: { note: 'Fine' }, by: 'person:z', at: now, isSigned: true, signature: 's', redacted: [] });
  const fold = (...list: StampedEvent['data'][]): ConsultSheet | null => list.reduce<ConsultSheet | null>((state, data) => consultSheet.fold(state, event(data)), null);
  expect(fold({ answer: 'a', service: 's', response: 'agree' }, { answer: 'a', service: 's', response: 'object' }, { answer: 'b', service: 's', response: 'object' })?.answers.map((a) => [a.id, a.response, a.by])).toEqual([['a', 'agree', 'z'], ['b', 'object', 'z']]);
  expect(fold({ answer: 5, service: 's', response: 'agree' }, { answer: 'a', service: 's', response: 'maybe' })).toBeNull();
});
