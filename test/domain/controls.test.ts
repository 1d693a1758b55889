// The control library and its mappings, what regulatory tags add to a change, and the matrix of a period.
import { expect, test } from 'vitest';
import { fieldNames } from '#contract/change.ts';
import { frameworks } from '#contract/controls.ts';
import { evidenceKinds } from '#contract/evidence.ts';
import { ruleTexts } from '../../src-main/domain/compliance.ts';
import type { Case } from '../../src-main/domain/compliance.ts';
import { controlLibrary } from '../../src-main/domain/control-library.ts';
import { controlId, controlSheet, controlsNow, isOutdated, mapControl } from '../../src-main/domain/control-map.ts';
import type { ControlMap, NewMapping } from '../../src-main/domain/control-map.ts';
import { deployedFacts, matrixOf } from '../../src-main/domain/control-matrix.ts';
import type { DeployedFacts, MatrixFacts } from '../../src-main/domain/control-matrix.ts';
import type { Dossier } from '../../src-main/domain/dossier.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { gapsBefore, isLacking } from '../../src-main/domain/gates.ts';
import { approveAsOwner, obligationPieces, obligationSheet, stateImpact } from '../../src-main/domain/obligations.ts';
import type { Obligations } from '../../src-main/domain/obligations.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import { retentionOf } from '../../src-main/domain/retention.ts';
import { noSchedule } from '../../src-main/domain/schedule.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import { aChange, aDossier, by, now, outcomeOf, person, stamped } from '../support/given.ts';

const eventsOf = (verdict: Verdict<DomainEvent>): DomainEvent[] => { if (!verdict.ok) throw new Error(verdict.error.code); return verdict.events; };
const manager = person('Priya', 'change-manager');
const owner = person('Hannah', 'executive');

test('AUD-04 the library that is shipped maps six sources to rules, fields and evidence that exist, each control once', () => {
  expect(new Set(controlLibrary.map(({ framework }) => framework))).toEqual(new Set(frameworks));
  expect(new Set(controlLibrary.map(({ control }) => control)).size).toBe(controlLibrary.length);
  for (const { control, framework, title, text, rules, fields, evidence } of controlLibrary) {
    expect([control.startsWith(`${framework}/`), title.length > 0, text.length > 0, rules.length + fields.length + evidence.length > 0], control).toEqual([true, true, true, true]);
    expect(rules.filter((id) => ruleTexts.every((rule) => rule.id !== id)), control).toEqual([]);
    expect([fields.filter((field) => !fieldNames.includes(field)), evidence.filter((kind) => !evidenceKinds.includes(kind))], control).toEqual([[], []]);
  }
});

const id = controlId('SOX/CC-4', (value) => String(value).padEnd(32, '0'));
const mapping = (over: Partial<NewMapping> = {}): NewMapping => ({ id, control: 'SOX/CC-4', text: '', rules: ['missing-evidence'], fields: [], evidence: [], reason: 'Fields were asked for twice', ...over });
const fold = (map: ControlMap | null, verdict: Verdict<DomainEvent>): ControlMap => eventsOf(verdict).reduce<ControlMap | null>((state, event) => controlSheet.fold(state, stamped(event, 'priya')), map)!;

test('AUD-04 a mapping names rules that exist; the one before it stays, and version 0 is what was shipped', () => {
  outcomeOf(mapControl(mapping({ rules: ['no-such-rule'] }), { known: null }, by(manager))).refused('rule_unknown', { rule: 'no-such-rule' });
  outcomeOf(mapControl(mapping({ rules: [] }), { known: null }, by(manager))).refused('mapping_empty');
  outcomeOf(mapControl(mapping({ control: 'INT/X-1' }), { known: null }, by(manager))).refused('control_unknown');
  outcomeOf(mapControl(mapping({ control: 'SOX/X-1', title: 'Mine' }), { known: null }, by(manager))).refused('control_prefix');
  outcomeOf(mapControl(mapping(), { known: null }, by(person('Ola', 'auditor')))).refused('auditor_reads_only');
  const once = fold(null, mapControl(mapping(), { known: null }, by(manager)));
  const twice = fold(once, mapControl(mapping({ rules: [], fields: ['testPlan'], evidence: ['coverage'] }), { known: once }, by(manager)));
  const control = controlsNow([twice]).find((one) => one.control === 'SOX/CC-4')!;
  expect(control.versions.map(({ version, rules, fields, evidence }) => [version, rules.map((rule) => rule.id), fields, evidence])).toEqual([
    [2, [], ['testPlan'], ['coverage']], [1, ['missing-evidence'], [], []], [0, ['missing-evidence'], ['testPlan'], ['test-results']],
  ]);
  const own = fold(null, mapControl(mapping({ control: 'INT/X-1', title: 'Two people watch', text: 'Always.' }), { known: null }, by(manager)));
  expect(controlsNow([own]).find((one) => one.control === 'INT/X-1')).toMatchObject({ framework: 'INT', title: 'Two people watch', isOwn: true });
  expect([isOutdated({ id: 'late-reviews', version: 1 }), isOutdated({ id: 'late-reviews', version: 0 })]).toEqual([false, true]);
});

const tagged = (tags: string[], over: Partial<Omit<Dossier, 'change'>> = {}, type: 'normal' | 'emergency' = 'normal'): Dossier => {
  const change = aChange({ state: 'awaiting-authorisation', tier: 'low', fields: { regulatoryTags: tags, type } });
  const dossier = aDossier(change, over);
  return { ...dossier, change: { ...change, isImported: false } };
};
const foldOwn = (state: Obligations | null, verdict: Verdict<DomainEvent>, isSigned = true): Obligations | null => eventsOf(verdict).reduce((s, event) => obligationSheet.fold(s, { ...stamped(event, 'hannah'), isSigned }), state);
const lacking = (dossier: Dossier): string[] => obligationPieces(dossier).filter(isLacking).map(({ id: piece }) => piece);

test('AUD-04 the tag SOX makes the approval of the business owner and test evidence mandatory; in an emergency the owner follows', () => {
  const bare = tagged(['sox ']);
  const demanded = gapsBefore('decision', bare, now).map(({ id: piece }) => piece);
  expect(demanded).toEqual(expect.arrayContaining(['regulation:SOX:business-owner', 'evidence:test-results']));
  expect(gapsBefore('decision', tagged([]), now).map(({ id: piece }) => piece).filter((piece) => demanded.includes(piece) && /SOX|test-results/.test(piece))).toEqual([]);
  outcomeOf(approveAsOwner(tagged([]), { approval: 'a', reason: 'Yes' }, by(owner))).refused('not_asked_by_tag');
  outcomeOf(approveAsOwner(bare, { approval: 'a', reason: 'Yes' }, by(manager))).refused('role_needed');
  outcomeOf(approveAsOwner(bare, { approval: 'a', reason: 'Yes', scope: 'other' }, by(owner))).refused('stale_revision');
  const own = { ...bare, acts: [{ duty: 'requester', person: 'hannah', name: 'Hannah', alike: ['hannah'], at: now }] } as Dossier;
  outcomeOf(approveAsOwner(own, { approval: 'a', reason: 'Yes' }, by(owner))).refused('duty_conflict', { rule: 'APR-03/1' });
  const given = foldOwn(null, approveAsOwner(bare, { approval: 'a', reason: 'Yes' }, by(owner)));
  expect(lacking({ ...bare, obligations: given })).toEqual([]);
  expect(obligationPieces({ ...bare, obligations: given, scope: 's2' })).toContainEqual(expect.objectContaining({ id: 'regulation:SOX:business-owner', status: 'stale' }));
  expect(foldOwn(null, approveAsOwner(bare, { approval: 'a', reason: 'Yes' }, by(owner)), false)).toBeNull();
  expect(obligationPieces(tagged(['SOX'], {}, 'emergency')).find(({ id: piece }) => piece.endsWith('business-owner'))!.gate).toBe('closure');
});

test('AUD-04 the tag GDPR asks what a change does to personal data before it is submitted; a statement made apart stays beside it', () => {
  const bare = tagged(['GDPR']);
  expect(lacking(bare)).toEqual(['regulation:GDPR:dataClassification', 'regulation:GDPR:personal-data']);
  expect(gapsBefore('submission', bare, now).map(({ label }) => label)).toContain('Impact on personal data');
  outcomeOf(stateImpact(tagged([]), { impact: 'none', statement: 'None' }, by(manager))).refused('not_asked_by_tag');
  const stated = foldOwn(null, stateImpact(bare, { impact: 'changed', statement: 'Addresses go to the printer' }, by(manager)));
  expect(lacking({ ...bare, obligations: stated })).toEqual(['regulation:GDPR:dataClassification']);
  expect(stated!.impact!.value).toEqual({ impact: 'changed', statement: 'Addresses go to the printer' });
  expect(obligationPieces(aDossier(bare.change))).toEqual([]);
});

test('AUD-04 a record is kept as long as the longest of its tags asks, seven years without one', () => {
  expect([[], ['HIPAA'], ['hipaa', 'SOX'], ['PCI']].map((tags) => retentionOf(tags, defaultPolicy).years)).toEqual([7, 6, 7, 7]);
});

const quarter = { from: '2026-10-01', to: '2026-12-31' };
const record = (n: number): Case['record'] => ({ kind: 'change', id: `c${n}`, number: `C-A1-000${n}`, title: `Change ${n}` });
const deployed = (n: number, over: Partial<DeployedFacts> = {}): DeployedFacts => ({ record: record(n), at: '2026-11-10T20:00:00.000Z', tags: ['SOX'], empty: [], kinds: ['test-results'], ...over });
const tested = (n: number, said: string | null, over: Partial<Case> = {}): MatrixFacts['cases'][number] => ({ rule: 'missing-evidence', of: { record: record(n), at: '2026-11-10T20:00:00.000Z', tags: ['SOX'], ...(said === null ? { outcome: 'passed' } : { outcome: 'failed', said }), ...over } as Case });
const none: MatrixFacts = { cases: [], deployed: [], exceptions: [], findings: [] };
const rowOf = (facts: Partial<MatrixFacts>, control: string, maps: ControlMap[] = []) => matrixOf(controlsNow(maps), { ...none, ...facts }, quarter).find((row) => row.control === control)!;

test('AUD-04 the matrix of the quarter shows one gap where evidence is missing, however many tests the record fails; regulations bind what carries their tag', () => {
  const facts = { cases: [tested(1, null), tested(2, 'Lacked test results.')], deployed: [deployed(1), deployed(2, { kinds: [] }), deployed(3, { tags: [], kinds: [] })] };
  expect(rowOf(facts, 'SOX/CC-4')).toMatchObject({ result: 'gap', evidence: 1, gaps: 1, version: 0, rows: [{ number: 'C-A1-0002', said: 'Lacked test results. Test results missing when it was deployed.' }] });
  expect(rowOf(facts, 'SOX/CC-4').tests).toMatchObject([{ id: 'missing-evidence', population: 2, tested: 2, failures: 1 }, { id: 'field:testPlan', population: 2, failures: 0 }, { id: 'evidence:test-results', population: 2, failures: 1, result: 'fail' }]);
  expect(rowOf(facts, 'HIPAA/164.312(c)(1)')).toMatchObject({ result: 'not-tested', evidence: 0, gaps: 0 });
  expect(rowOf({ ...facts, cases: [tested(2, 'x', { at: '2026-09-30T23:59:00.000Z' })], deployed: [] }, 'SOX/CC-4')).toMatchObject({ result: 'not-tested' });
  expect(rowOf({ cases: [tested(1, null)], deployed: [deployed(1)] }, 'SOX/CC-4')).toMatchObject({ result: 'evidence', evidence: 1 });
});

test('AUD-04 exceptions from what a control rests on and open findings on it stand in its row; another mapping tests otherwise', () => {
  const exception = { number: 'X-A1-0001', rule: 'APR-05/security-scan', from: '2026-12-20', until: '2027-01-10' };
  const facts = { exceptions: [exception, { ...exception, number: 'X-A1-0002', until: '2026-09-30', from: '2026-09-01' }, { ...exception, number: 'X-A1-0003', rule: 'CAB-02' }], findings: [{ number: 'F-A1-0001', control: 'SOX/CC-4' }, { number: 'F-A1-0002', control: 'missing-evidence' }, { number: 'F-A1-0003', control: 'ISO27001/A.8.32' }] };
  expect(rowOf(facts, 'SOX/CC-4')).toMatchObject({ result: 'exception', exceptions: [{ number: 'X-A1-0001' }], findings: ['F-A1-0001', 'F-A1-0002'] });
  const mapped = fold(null, mapControl(mapping({ rules: [], fields: ['justification'] }), { known: null }, by(manager)));
  expect(rowOf({ ...facts, deployed: [deployed(1, { empty: ['justification'] })] }, 'SOX/CC-4', [mapped])).toMatchObject({ result: 'gap', version: 1, exceptions: [], rows: [{ said: 'Justification is empty.' }] });
});

test('AUD-04 what a change showed is read as of its first deployment', () => {
  const change = aChange({ fields: { regulatoryTags: [' sox'], testPlan: '' } });
  const evidence = { items: [{ kind: 'test-results', at: '2026-11-09T00:00:00.000Z', withdrawn: null }, { kind: 'coverage', at: '2026-11-12T00:00:00.000Z', withdrawn: null }] } as unknown as Dossier['evidence'];
  const facts = { dossier: aDossier(change, { evidence }), pieces: [], deployments: [{ startsAt: '2026-11-10T20:00:00.000Z', endsAt: '2026-11-10T21:00:00.000Z' }], authorisedAt: [], voided: [], freezes: noSchedule };
  expect(deployedFacts(facts)).toMatchObject([{ tags: ['SOX'], kinds: ['test-results'], empty: expect.arrayContaining(['testPlan']) as string[] }]);
  expect(deployedFacts({ ...facts, deployments: [] })).toEqual([]);
});
