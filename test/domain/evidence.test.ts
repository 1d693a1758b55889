// Evidence before authorisation: by digest, young enough, about what the change delivers; more of it where nothing rolls back by itself.
import { expect, test } from 'vitest';
import type { Dossier } from '../../src-main/domain/dossier.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import type { Attaching, EvidenceState } from '../../src-main/domain/evidence.ts';
import { attachEvidence, declareArtefacts, evidenceSheet, keepBytes, withdrawEvidence } from '../../src-main/domain/evidence.ts';
import { evidenceDigests, evidencePieces, neededEvidence } from '../../src-main/domain/evidence-pieces.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import { aChange, aDossier, by, now, outcomeOf, person, stamped } from '../support/given.ts';

const [build, other] = ['b'.repeat(64), 'c'.repeat(64)];
const policy = { ...defaultPolicy, imported: 'full' as const };
const tomasz = person('Tomasz', 'requester');
const medium = aChange({ state: 'awaiting-authorisation', tier: 'medium' });
const given = (over: Partial<Omit<Dossier, 'change'>> = {}, change = medium): Dossier => { const evidence = over.evidence ?? null; return aDossier(change, { policy, artefacts: (evidence?.artefacts?.value ?? []).map(({ sha256 }) => sha256), ...over }); };
const eventsOf = (verdict: Verdict<DomainEvent>): DomainEvent[] => { if (!verdict.ok) throw new Error(verdict.error.code); return verdict.events; };
const fold = (state: EvidenceState | null, verdict: Verdict<DomainEvent>): EvidenceState => eventsOf(verdict).reduce<EvidenceState | null>((s, event) => evidenceSheet.fold(s, stamped(event, 'tomasz')), state)!;
const attaching = (over: Partial<Attaching> = {}): Attaching => ({ evidence: 'e1', number: 'E-A1-0001', kind: 'test-results', name: 'junit.xml', note: '', sha256: 'a'.repeat(64), size: 12, artefact: null, observedAt: '2026-11-20T14:00:00.000Z', measured: null, isKept: true, ...over });
const attached = (over: Partial<Attaching> = {}, state: EvidenceState | null = null): EvidenceState => fold(state, attachEvidence(given({ evidence: state }), attaching(over), by(tomasz)));
const declared = (...digests: string[]): EvidenceState => fold(null, declareArtefacts(given(), digests.map((sha256) => ({ sha256, name: 'app.tar' })), by(tomasz)));
const standing = (dossier: Dossier, at = now): Record<string, unknown> => Object.fromEntries(evidencePieces(dossier, at).map(({ id, status, why }) => [id, why ? `${status} ${why.code}` : status]));

test('APR-05 each tier lists what it needs, and a change without it stays unauthorised, each piece named', () => {
  expect(evidencePieces(given(), now)).toMatchObject([{ id: 'evidence:test-results', rule: 'APR-05/test-results', label: 'Test results', gate: 'decision', part: 'reviews', status: 'missing', why: { code: 'evidence_missing', facts: { label: 'Test results' } } }]);
  expect(neededEvidence(given({}, aChange({ tier: 'critical' }))).map(({ id }) => id)).toEqual(['test-results', 'backout-script', 'stakeholder-sign-off', 'security-scan']);
  expect([neededEvidence(given({}, aChange({ tier: 'low' }))), neededEvidence(given({}, aChange({ tier: null })))]).toEqual([[], []]);
  expect(standing(given({ evidence: attached() }))).toEqual({ 'evidence:test-results': 'present' });
});

test('APR-05 test results of another build stay red with the mismatch; those of this build count', () => {
  const mismatched = attached({ artefact: other }, declared(build));
  expect(evidencePieces(given({ evidence: mismatched }), now)).toMatchObject([{ status: 'missing', why: { code: 'evidence_mismatch', facts: { evidence: 'E-A1-0001', artefact: other, artefacts: [build] } } }]);
  expect(standing(given({ evidence: attached({}, declared(build)) }))).toEqual({ 'evidence:test-results': 'missing evidence_mismatch' });
  expect(standing(given({ evidence: attached({ artefact: build }) }))).toEqual({ 'evidence:test-results': 'missing evidence_mismatch' });
  expect(standing(given({ evidence: attached({ evidence: 'e2', artefact: build }, mismatched) }))).toEqual({ 'evidence:test-results': 'present' });
});

test('APR-05 a file of no bytes is refused, and so is evidence from the future', () => {
  outcomeOf(attachEvidence(given(), attaching({ size: 0 }), by(tomasz))).refused('evidence_empty', { file: 'junit.xml' });
  outcomeOf(attachEvidence(given(), attaching({ observedAt: '2026-11-24T14:00:00.001Z' }), by(tomasz))).refused('evidence_from_future');
  outcomeOf(attachEvidence(given(), attaching(), by(person('Aude', 'auditor')))).refused('auditor_reads_only');
  outcomeOf(attachEvidence(given({}, aChange({ state: 'closed' })), attaching(), by(tomasz))).refused('field_settled');
  expect(eventsOf(attachEvidence(given(), attaching(), by(tomasz)))).toMatchObject([{ type: 'evidence.attached', data: { number: 'E-A1-0001', sha256: 'a'.repeat(64), kept: true }, text: { name: 'junit.xml' } }]);
  expect(keepBytes('e1', 'aGk=')).toEqual({ type: 'file.kept', subject: 'file:e1', data: {}, text: { bytes: 'aGk=' } });
});

test('APR-05 evidence counts for 14 days to the minute', () => {
  const state = attached({ observedAt: '2026-11-10T14:00:00.000Z' });
  expect(standing(given({ evidence: state }), '2026-11-24T14:00:00.000Z')).toEqual({ 'evidence:test-results': 'present' });
  expect(standing(given({ evidence: state }), '2026-11-24T14:00:00.001Z')).toEqual({ 'evidence:test-results': 'stale evidence_stale' });
});

test('APR-05 what is withdrawn counts for nothing and stays on record', () => {
  const state = attached();
  const withdrawn = fold(state, withdrawEvidence(given({ evidence: state }), { id: 'E-A1-0001', reason: 'Wrong build' }, by(tomasz)));
  expect(standing(given({ evidence: withdrawn }))).toEqual({ 'evidence:test-results': 'missing evidence_missing' });
  expect(withdrawn.items).toMatchObject([{ number: 'E-A1-0001', withdrawn: { by: 'tomasz', reason: 'Wrong build' } }]);
  outcomeOf(withdrawEvidence(given({ evidence: withdrawn }), { id: 'e1', reason: 'Again' }, by(tomasz))).refused('evidence_withdrawn');
  outcomeOf(withdrawEvidence(given({ evidence: withdrawn }), { id: 'e9', reason: 'Why' }, by(tomasz))).refused('record_missing');
});

test('APR-05 the digests of what counted are there for the decision to store, in one order and once each', () => {
  const state = attached({ evidence: 'e2', sha256: '1'.repeat(64) }, attached({ evidence: 'e3', kind: 'other', sha256: '2'.repeat(64) }, attached({ sha256: 'f'.repeat(64) })));
  expect(evidenceDigests(given({ evidence: state }), now)).toEqual(['1'.repeat(64), 'f'.repeat(64)]);
});

test('APR-05 a record that is taken at its word needs none until somebody attaches some here', () => {
  expect(evidencePieces(given({ policy: defaultPolicy }), now)).toEqual([]);
  expect(standing(given({ policy: defaultPolicy, evidence: attached() }))).toEqual({ 'evidence:test-results': 'present' });
});

test('APR-05 what another device made up is left out: digests that are none, sizes below one, unknown kinds', () => {
  const event = eventsOf(attachEvidence(given(), attaching(), by(tomasz)))[0]!;
  for (const data of [{ sha256: 'a'.repeat(63) }, { sha256: ['a'] }, { size: 0 }, { size: '12' }, { kind: 'gossip' }, { observedAt: 'yesterday' }, { evidence: null }]) expect(evidenceSheet.fold(null, stamped({ ...event, data: { ...event.data, ...data } as never }))).toBeNull();
  expect(evidenceSheet.fold(attached(), stamped(event))!.items).toHaveLength(1);
  const odd = evidenceSheet.fold(null, stamped({ type: 'evidence.artefactDeclared', subject: 'change:1', data: { artefacts: [build, build, 'x', null, { a: 1 }] }, text: { names: { [build]: 7 } } }))!;
  expect(odd.artefacts!.value).toEqual([{ sha256: build, name: '' }]);
});

const strict = { strict: ['Cards'] };
const proofs = (coverage: Partial<Attaching> = { kind: 'coverage', measured: 9000 }): EvidenceState => [{ kind: 'test-results' as const }, { kind: 'full-regression' as const }, { kind: 'backout-rehearsal' as const }, { kind: 'backup-restore-test' as const }, coverage]
  .reduce<EvidenceState | null>((state, over, i) => attached({ evidence: `e${i}`, number: `E-A1-000${i + 1}`, ...over }, state), null)!;

test('LEG-05 a change on a flagged service shows the added items and cannot be authorised with the ordinary set; with them it can', () => {
  expect(evidencePieces(given(strict), now).map(({ id, rule }) => [id, rule])).toEqual([['evidence:test-results', 'APR-05/test-results'], ['evidence:full-regression', 'LEG-05/full-regression'], ['evidence:backout-rehearsal', 'LEG-05/backout-rehearsal'], ['evidence:backup-restore-test', 'LEG-05/backup-restore-test'], ['evidence:coverage', 'LEG-05/coverage']]);
  expect(Object.values(standing(given({ ...strict, evidence: attached() })))).toEqual(['present', ...Array.from({ length: 4 }, () => 'missing evidence_missing')]);
  expect(Object.values(standing(given({ ...strict, evidence: proofs() })))).toEqual(Array.from({ length: 5 }, () => 'present'));
});

test('LEG-05 coverage counts from 90 %, documented manual tests stand in for it, and a rehearsal for 30 days', () => {
  expect(standing(given({ ...strict, evidence: proofs({ kind: 'coverage', measured: 8999 }) }))).toMatchObject({ 'evidence:coverage': 'missing coverage_low' });
  expect(standing(given({ ...strict, evidence: proofs({ kind: 'coverage', measured: null }) }))).toMatchObject({ 'evidence:coverage': 'missing coverage_low' });
  expect(standing(given({ ...strict, evidence: proofs({ kind: 'manual-tests' }) }))).toMatchObject({ 'evidence:coverage': 'present' });
  const rehearsed = (observedAt: string): unknown => standing(given({ ...strict, evidence: attached({ kind: 'backout-rehearsal', observedAt }) }))['evidence:backout-rehearsal'];
  expect([rehearsed('2026-10-25T14:00:00.000Z'), rehearsed('2026-10-25T13:59:59.999Z')]).toEqual(['present', 'stale evidence_stale']);
});

test('LEG-05 the change is watched for 72 hours after it ended before it is closed', () => {
  const ended = aChange({ state: 'implemented', tier: 'medium', actualEndAt: '2026-11-21T14:00:00.001Z' });
  expect(evidencePieces(given(strict, ended), now)[0]).toMatchObject({ id: 'observation', gate: 'closure', status: 'waiting', why: { code: 'observation_short', facts: { until: '2026-11-24T14:00:00.001Z', hours: 72 } } });
  expect(evidencePieces(given(strict, { ...ended, actualEndAt: '2026-11-21T14:00:00.000Z' }), now)[0]).toMatchObject({ id: 'observation', status: 'present' });
  expect(evidencePieces(given({}, ended), now).some(({ id }) => id === 'observation')).toBe(false);
});
