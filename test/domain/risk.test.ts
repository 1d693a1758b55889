// The risk of a change: given a form and facts, when it is scored, filled in or signed, then these points, events or refusals.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answers, residuals, reversibilities, sensitivities } from '../../src-main/contract/risk.ts';
import type { Role } from '../../src-main/contract/people.ts';
import type { Dossier } from '../../src-main/domain/dossier.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import { noLevel } from '../../src-main/domain/outage.ts';
import { questionnaire, questions } from '../../src-main/domain/questionnaire.ts';
import type { FactorId, RiskForm, Said } from '../../src-main/domain/risk.ts';
import { factorIds, riskSheet, standingOf } from '../../src-main/domain/risk.ts';
import { answerQuestion, assessedBy, assessmentOf, classifyImpact, riskPieces, setReversibility, setTier, signRisk } from '../../src-main/domain/risk-acts.ts';
import { whatWouldLower } from '../../src-main/domain/risk-lower.ts';
import type { KnownOfImpact } from '../../src-main/domain/risk-score.ts';
import { heatOf, impactOf, pointsIn, pointsOfScore, releaseScore, scoreOf, tierOfCell } from '../../src-main/domain/risk-score.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import { aChange, aDossier, by, now, outcomeOf, person, stamped } from '../support/given.ts';

const manager = by(person('Marta', 'change-manager'));
const requester = by(person('Rita', 'requester'));
const kept = <T>(value: T): { value: T; by: string; at: string; losers: [] } => ({ value, by: 'marta', at: now, losers: [] });
const no: Said = { answer: 'no', residual: null, mitigation: '', reason: '' };
const answering = (some: Record<string, Said> = {}, others: Said = no): RiskForm['answers'] => Object.fromEntries(questions.map(({ id }) => [id, kept(some[id] ?? others)]));
const aForm = (over: Partial<RiskForm> = {}): RiskForm => ({ answers: answering(), classification: kept({ sensitivity: 'internal', users: 10 }), reversibility: kept('rehearsed'), manual: null, signed: [], ...over });
const own = { source: null, isImported: false } as const;
const given = (over: Partial<Omit<Dossier, 'change'>> = {}, change: Parameters<typeof aChange>[0] = {}): Dossier => ({ ...aDossier(aChange({ state: 'assessment', ...own, ...change })), risk: aForm(), ...over, change: aChange({ state: 'assessment', ...own, ...change }) });
/** The dossier once the events of a verdict are folded. */
function after(dossier: Dossier, verdict: Verdict<DomainEvent>, at = now, who = 'marta'): Dossier {
  if (!verdict.ok) throw new Error(`refused: ${verdict.error.code}`);
  return { ...dossier, risk: verdict.events.reduce<RiskForm | null>((form, event) => riskSheet.fold(form, stamped(event, who, at)), dossier.risk) };
}
/** 33 points: Medium. */
const middling = (): Dossier => given({ risk: aForm({ classification: kept({ sensitivity: 'confidential', users: 10 }) }) });
const signed = (dossier: Dossier, assessment = 'a1'): Dossier => after(dossier, signRisk(dossier, { assessment }, manager));
const pointsFor = (dossier: Dossier, id: FactorId): number => scoreOf(dossier, now).factors.find((f) => f.id === id)!.points;

test('RISK-01 a change on a tier 3 service with 400 users and restricted data has High impact, citing data sensitivity', () => {
  expect(impactOf({ sensitivity: 'restricted', users: 400, serviceTier: 3 }, defaultPolicy)).toEqual({ level: 'high', because: 'data sensitivity is restricted' });
});

test.each([
  ['public', 0, null, 'low'], ['internal', 999, 3, 'low'], ['internal', 1000, 3, 'medium'], ['internal', 9999, null, 'medium'], ['internal', 10_000, null, 'high'],
  ['confidential', 0, null, 'medium'], ['public', 0, 2, 'medium'], ['public', 0, 1, 'high'], ['confidential', 20_000, 2, 'high'],
] as const)('RISK-01 %s data, %i users and a service of tier %s give %s: the highest criterion decides', (sensitivity, users, serviceTier, level) => {
  expect(impactOf({ sensitivity, users, serviceTier }, defaultPolicy).level).toBe(level);
});

test('RISK-01 every criterion that reaches the level is named, and none that does not', () => {
  expect(impactOf({ sensitivity: 'restricted', users: 41_000, serviceTier: 2 }, defaultPolicy).because).toBe('data sensitivity is restricted, 41\u00a0000 users affected');
});

test('RISK-01 submission stays blocked until the impact is classified, and classifying puts the level on the record', () => {
  const bare = given({ risk: null }, { state: 'draft', fields: { impact: null } });
  expect(riskPieces(bare, now).find((p) => p.gate === 'submission')).toMatchObject({ id: 'risk.impact', rule: 'RISK-01', status: 'missing', part: 'risk', why: { code: 'impact_missing' } });
  const verdict = classifyImpact(bare, { sensitivity: 'restricted', users: 400 }, requester);
  outcomeOf(verdict).then({ type: 'risk.classified', data: { sensitivity: 'restricted', users: 400 } }, { type: 'change.edited', data: { impact: 'high', dataClassification: 'restricted' } });
  expect(riskPieces(after(bare, verdict), now).find((p) => p.gate === 'submission')).toMatchObject({ status: 'present' });
  outcomeOf(classifyImpact({ ...after(bare, verdict), change: aChange({ ...own, fields: { impact: 'high', dataClassification: 'restricted' } }) }, { sensitivity: 'restricted', users: 400 }, requester)).nothing();
});

test('RISK-02 the questionnaire has five sections, and ids that begin with theirs', () => {
  expect(questionnaire.map(({ label }) => label)).toEqual(['Data integrity', 'Performance', 'Integration points', 'Security', 'Operability']);
  for (const section of questionnaire) expect(section.questions.every(({ id }) => id.startsWith(`${section.id}.`))).toBe(true);
  expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
});

test('RISK-02 with the integration section open the gate names it, and nothing is signed', () => {
  const answered = answering();
  delete answered['integration.partner'];
  const dossier = given({ risk: aForm({ answers: answered }) });
  expect(riskPieces(dossier, now).filter((p) => p.status === 'missing').map((p) => [p.id, p.gate, p.why?.facts['sections'] ?? null])).toEqual([['risk.integration', 'authorisation', ['Integration points']], ['risk.signed', 'authorisation', null]]);
  outcomeOf(signRisk(dossier, { assessment: 'a1' }, manager)).refused('risk_section_open', { sections: ['Integration points'] });
});

test('RISK-02 unknown scores exactly as the worst answer, and an open question no better', () => {
  const scored = (said: Said | undefined): number => { const all = answering(); if (said) all['data.schema'] = kept(said); else delete all['data.schema']; return scoreOf(given({ risk: aForm({ answers: all }) }), now).score; };
  const every = answers.flatMap((answer): Said[] => (answer === 'yes' ? [null, ...residuals].map((residual) => ({ ...no, answer, residual })) : [{ ...no, answer }]));
  const worst = Math.max(...every.map(scored));
  expect([scored({ ...no, answer: 'unknown' }), scored({ ...no, answer: 'yes' }), scored(undefined)]).toEqual([worst, worst, worst]);
  const all = (said: Said): number => pointsFor(given({ risk: aForm({ answers: answering({}, said) }) }), 'complexity');
  expect([all(no), all({ ...no, answer: 'yes', residual: 'low' }), all({ ...no, answer: 'yes', residual: 'medium' }), all({ ...no, answer: 'yes', residual: 'high' }), all({ ...no, answer: 'unknown' })]).toEqual([0, 4, 8, 11, 15]);
});

test('RISK-02 what does not apply needs a reason; a yes is whole with its mitigation and what remains', () => {
  const dossier = given({ risk: null });
  outcomeOf(answerQuestion(dossier, { question: 'data.schema', answer: 'not-applicable', residual: null, mitigation: '', reason: ' ' }, requester)).refused('reason_needed');
  outcomeOf(answerQuestion(dossier, { question: 'data.nothing', answer: 'no', residual: null, mitigation: '', reason: '' }, requester)).refused('record_missing');
  const yes = answerQuestion(dossier, { question: 'data.schema', answer: 'yes', residual: 'low', mitigation: ' Both are read ', reason: 'no use' }, requester);
  outcomeOf(yes).then({ type: 'risk.answered', data: { question: 'data.schema', answer: 'yes', residual: 'low' }, text: { mitigation: 'Both are read' } });
  const sectionGap = (said: Said): boolean => riskPieces(given({ risk: aForm({ answers: answering({ 'data.schema': said }) }) }), now).some((p) => p.id === 'risk.data' && p.status === 'missing');
  expect([{ ...no, answer: 'yes' as const }, { ...no, answer: 'yes' as const, residual: 'low' as const }, { ...no, answer: 'yes' as const, mitigation: 'm' }, { ...no, answer: 'yes' as const, residual: 'low' as const, mitigation: 'm' }].map(sectionGap)).toEqual([true, true, true, false]);
});

test('RISK-02 the same answer again writes nothing; one whose losers stand beside it settles them', () => {
  const again = { question: 'data.schema', answer: 'no', residual: null, mitigation: '', reason: '' } as const;
  outcomeOf(answerQuestion(given(), again, requester)).nothing();
  const form = aForm();
  form.answers['data.schema'] = { ...form.answers['data.schema']!, losers: [{ value: { ...no, answer: 'unknown' }, by: 'x', at: now, place: 'f:1:0' }] };
  outcomeOf(answerQuestion(given({ risk: form }), again, requester)).then({ type: 'risk.answered' });
});

test('RISK-02 a form is settled once the work begins, but for an emergency, whose assessment may follow', () => {
  const again = { reversibility: 'none' } as const;
  outcomeOf(setReversibility(given({}, { state: 'implementing' }), again, manager)).refused('field_settled');
  outcomeOf(setReversibility(given({}, { state: 'implementing', fields: { type: 'emergency' } }), again, manager)).then({ type: 'risk.reversibilitySet' });
  outcomeOf(setReversibility(given({}, { state: 'closed', fields: { type: 'emergency' } }), again, manager)).refused('field_settled');
  outcomeOf(setReversibility(given({}, { isArriving: true }), again, manager)).refused('arriving');
  outcomeOf(setReversibility(given(), again, by(person('Olga', 'auditor')))).refused('auditor_reads_only');
});

test('RISK-02 the assessment is signed with its score, parts, answers, policy and facts, and satisfies the gate', () => {
  const dossier = given({ history: { runs: 9, failures: 4 } });
  const { score, factors } = scoreOf(dossier, now);
  const verdict = signRisk(dossier, { assessment: 'a1', score }, manager);
  outcomeOf(verdict).then({ type: 'risk.signed', data: { assessment: 'a1', score, role: 'change-manager', rev: 'r1', supersedes: [], scope: 's1', policy: '2026-1', questionnaire: '2026-1', points: pointsIn(factors) } });
  expect(verdict).toMatchObject({ events: [{ data: { facts: { runs: 9, failures: 4, sensitivity: 'internal', users: 10, serviceTier: null, impact: 'low', reversibility: 'rehearsed' }, answers: { 'data.schema': 'no' } } }] });
  const done = after(dossier, verdict);
  expect(riskPieces(done, now).every((p) => p.status === 'present')).toBe(true);
  expect(assessedBy(done)).toEqual({ score, tier: scoreOf(dossier, now).tier });
  expect(assessedBy(dossier)).toBeNull();
});

test('RISK-02 adding an item makes the assessment out of date; an answer altered afterwards makes it so as well', () => {
  const done = signed(given());
  const moved = { ...done, scope: 's2' };
  expect(assessmentOf(moved).status).toBe('stale');
  expect(riskPieces(moved, now).find((p) => p.id === 'risk.signed')).toMatchObject({ status: 'stale', why: { code: 'risk_stale' } });
  expect(assessedBy(moved)).toBeNull();
  const altered = after(done, answerQuestion(done, { question: 'data.schema', answer: 'unknown', residual: null, mitigation: '', reason: '' }, requester), '2026-11-24T15:00:00.000Z');
  expect(assessmentOf(altered).status).toBe('altered');
  const anew = signed(altered, 'a2');
  expect([assessmentOf(anew).status, standingOf(anew.risk).map(({ id }) => id)]).toEqual(['current', ['a2']]);
});

test('RISK-02 a mitigation that was rewritten after the signature asks for another one', () => {
  const form = aForm({ answers: answering({ 'data.schema': { ...no, answer: 'yes', residual: 'low', mitigation: 'Both are read' } }) });
  const done = signed(given({ risk: form }));
  const rewritten = after(done, answerQuestion(done, { question: 'data.schema', answer: 'yes', residual: 'low', mitigation: 'None', reason: '' }, requester), '2026-11-24T15:00:00.000Z');
  expect(assessmentOf(rewritten).status).toBe('altered');
});

test('RISK-02 of two assessments signed apart the higher one counts until somebody who has seen both signs', () => {
  const low = signRisk(given(), { assessment: 'a1' }, manager);
  const high = signRisk(given({ history: { runs: 10, failures: 10 } }), { assessment: 'a2' }, manager);
  const both = after(after(given(), low), high);
  expect(assessmentOf(both).signed?.id).toBe('a2');
  expect(signed(both, 'a3').risk!.signed.at(-1)).toMatchObject({ id: 'a3', supersedes: ['a1', 'a2'] });
});

test('RISK-02 an assessment signed in a role that signs none does not count, nor does it take the place of one that does', () => {
  const done = signed(given());
  const forged = signRisk(done, { assessment: 'a2' }, manager);
  if (!forged.ok) throw new Error('refused');
  const both = after(done, { ok: true, events: forged.events.map((event) => ({ ...event, data: { ...event.data, role: 'requester' } })) }, now, 'rita');
  expect([both.risk!.signed.length, assessmentOf(both).signed?.id]).toEqual([2, 'a1']);
});

test('RISK-02 who saw another score does not sign, nor who has no role for it, nor without classification or way back', () => {
  outcomeOf(signRisk(given(), { assessment: 'a', score: 3 }, manager)).refused('risk_moved', { had: 3, now: scoreOf(given(), now).score });
  outcomeOf(signRisk(given(), { assessment: 'a' }, requester)).refused('role_needed');
  outcomeOf(signRisk(given({ risk: aForm({ classification: null }) }), { assessment: 'a' }, manager)).refused('impact_missing');
  outcomeOf(signRisk(given({ risk: aForm({ reversibility: null }) }), { assessment: 'a' }, manager)).refused('reversibility_missing');
  const roles: Role[] = ['requester', 'technical-reviewer'];
  outcomeOf(signRisk(given(), { assessment: 'a' }, by(person('Tia', ...roles)))).then({ data: { role: 'technical-reviewer' } });
});

test('RISK-02 a change of a model and one that another tool assessed are asked nothing until somebody begins a form', () => {
  const byModel = given({ risk: null }, { fields: { type: 'standard', model: 'Patch' } });
  expect(riskPieces(byModel, now)).toEqual([]);
  const taken = aDossier(aChange({ source: 'Jira' }));
  expect(riskPieces(taken, now)).toEqual([]);
  expect(riskPieces({ ...taken, risk: aForm() }, now).length).toBeGreaterThan(0);
  const emergency = riskPieces(given({ risk: null }, { fields: { type: 'emergency' } }), now);
  expect(new Set(emergency.map((p) => p.gate))).toEqual(new Set(['closure']));
});

test('RISK-03 with fixed inputs each factor has its points and they add up to the score', () => {
  const form = aForm({ answers: answering({ 'data.schema': { ...no, answer: 'unknown' }, 'data.convert': { ...no, answer: 'yes', residual: 'high' } }), classification: kept({ sensitivity: 'confidential', users: 41_000 }), reversibility: kept('written') });
  const dossier = given({ risk: form, history: { runs: 9, failures: 4 }, reach: { items: 6, services: 2 }, load: { freezes: [{ title: 'Quarter-end', startsAt: '2026-11-26T05:40:00.000Z', endsAt: '2026-11-30T00:00:00.000Z' }], others: 1 } });
  const { score, factors, tier, deciding } = scoreOf(dossier, now);
  expect(factors.map(({ id, points, most, because }) => [id, points, most, because])).toEqual([
    ['impact', 30, 30, 'High: 41\u00a0000 users affected'],
    ['scope', 5, 15, '6 items, 2 services'],
    ['complexity', 1, 15, '1 yes, 1 unknown of 25 questions'],
    ['history', 9, 20, '4 of 9 comparable changes failed'],
    ['reversibility', 7, 10, 'Backout written, not rehearsed'],
    ['load', 5, 10, '24 hours before the freeze Quarter-end'],
  ]);
  expect([score, tier, deciding]).toEqual([57, 'medium', { rule: 'points', said: 'Medium begins at 30 of 100 (policy 2026-1)' }]);
});

test('RISK-03 two failures of the service raise the next score', () => {
  const before = scoreOf(given({ history: { runs: 3, failures: 0 } }), now);
  const later = scoreOf(given({ history: { runs: 5, failures: 2 } }), now);
  expect([before, later].map(({ factors }) => factors.find((f) => f.id === 'history')!.points)).toEqual([4, 9]);
  expect(later.score).toBeGreaterThan(before.score);
  expect(pointsFor(given(), 'history')).toBe(10);
});

test.each([['automatic', true, 0], ['automatic', false, 3], ['rehearsed', true, 3], ['written', true, 7], ['none', true, 10]] as const)('RISK-03 a way back that is %s (service rolls back by itself: %s) gives %i points', (value, hasAutomaticRollback, points) => {
  const service = { id: 's', name: 'Cards', tier: 3, owner: '', isFinancial: false, isCustomerFacing: false, hasAutomaticRollback, rpoMinutes: null, rtoMinutes: null };
  expect(pointsFor(given({ service, risk: aForm({ reversibility: kept(value) }) }), 'reversibility')).toBe(points);
});

test('RISK-03 without a backout plan there is no way back, whatever the form says; what is not said counts as the worst', () => {
  expect(pointsFor(given({}, { fields: { backoutPlan: ' ' } }), 'reversibility')).toBe(10);
  expect(scoreOf(given({ risk: null, history: { runs: 20, failures: 20 }, reach: { items: 20, services: 5 }, load: { freezes: [], others: 3 } }), now).score).toBe(99);
});

test('RISK-03 load is the largest of freeze and crowd: falling to nothing 48 hours before the freeze, whole inside it', () => {
  const freeze = (startsAt: string, endsAt = '2026-12-30T00:00:00.000Z') => [{ title: 'F', startsAt, endsAt }];
  const load = (freezes: ReturnType<typeof freeze>, others = 0, change: Parameters<typeof aChange>[0] = {}): number => pointsFor(given({ load: { freezes, others } }, change), 'load');
  // The window ends 05:40 on the 25th.
  expect([load([]), load(freeze('2026-11-27T05:40:00.000Z')), load(freeze('2026-11-26T05:40:00.000Z')), load(freeze('2026-11-25T05:40:00.000Z')), load(freeze('2026-11-20T00:00:00.000Z'))]).toEqual([0, 0, 5, 10, 10]);
  expect(load(freeze('2026-11-20T00:00:00.000Z', '2026-11-25T05:00:00.000Z'))).toBe(0);
  expect([load([], 1), load([], 2), load([], 3), load(freeze('2026-11-26T05:40:00.000Z'), 2)]).toEqual([3, 7, 10, 7]);
  // Nobody planned a window: it counts as now.
  expect(load(freeze('2026-11-24T14:00:00.000Z'), 0, { fields: { plannedStartAt: null, plannedEndAt: null } })).toBe(10);
  expect(load(freeze('2026-02-31T00:00:00.000Z', '2026-12-30T00:00:00.000Z'))).toBe(10);
  expect(load(freeze('9999-99-99'))).toBe(0);
  // A day that is in no calendar hides no freeze behind it, and the order in which they are known does not matter.
  expect(load([...freeze('2026-11-27T05:00:00.000Z'), ...freeze('2026-11-26T05:40:00.000Z'), ...freeze('2026-11-25T99:00:00.000Z')])).toBe(5);
});

/** Users by hour of the week: `busy` of them in the hours named, 100 in the others, in London. */
const profile = (busy: number, ...hours: number[]): Dossier['level'] => ({ ...noLevel, level: { id: 's', terms: null, activity: kept({ zone: 'Europe/London', users: Array.from({ length: 168 }, (_, hour) => (hours.includes(hour) ? busy : 100)), source: 'apm' }), downtimes: [] } });
const wednesday = 48;
test('RISK-03 CAL-04 load is also the share of the peak that the service carries in the busiest hour of the window, in the zone of its profile', () => {
  const at = (level: Dossier['level'], from: string, to: string, others = 0) => scoreOf(given({ level, load: { freezes: [], others } }, { fields: { plannedStartAt: from, plannedEndAt: to } }), now).factors.find(({ id }) => id === 'load')!;
  const busyAtSix = profile(1200, wednesday + 6);
  // 100 of 1,200 is 0.83 of 10 points; the hour that begins at six counts from the first minute in it, and not at its edge.
  expect(at(busyAtSix, '2026-11-25T04:10:00.000Z', '2026-11-25T06:00:00.000Z')).toMatchObject({ points: 1, because: 'Up to 100 of 1\u00a0200 users of the busiest hour' });
  expect(at(busyAtSix, '2026-11-25T04:10:00.000Z', '2026-11-25T06:01:00.000Z')).toMatchObject({ points: 10, because: 'Up to 1\u00a0200 of 1\u00a0200 users of the busiest hour' });
  expect(at(profile(250, 0), '2026-11-25T04:10:00.000Z', '2026-11-25T05:00:00.000Z').points).toBe(4);
  // Summer time: five in the morning UTC is six in London.
  expect(at(busyAtSix, '2026-07-01T05:00:00.000Z', '2026-07-01T05:30:00.000Z').points).toBe(10);
  // The largest of them counts.
  expect(at(profile(250, 0), '2026-11-25T04:10:00.000Z', '2026-11-25T05:00:00.000Z', 2)).toMatchObject({ points: 7, because: '2 other High or Critical changes in the window' });
  expect(at(profile(250, 0), '2026-11-25T04:10:00.000Z', '2026-11-25T05:00:00.000Z', 1).because).toContain('busiest hour');
  // A week and longer touches every hour; no profile, an idle one and a day of no calendar give nothing.
  expect(at(busyAtSix, '2026-11-20T00:00:00.000Z', '2027-11-20T00:00:00.000Z').points).toBe(10);
  for (const [level, from] of [[noLevel, '2026-11-25T06:00:00.000Z'], [profile(0, ...Array.from({ length: 168 }, (_, hour) => hour)), '2026-11-25T06:00:00.000Z'], [busyAtSix, '2026-02-31T06:00:00.000Z']] as const) expect(at(level, from, '2026-11-25T06:30:00.000Z').points).toBe(0);
});

test('RISK-03 the busy hour is signed with the score, and moving away from it is offered with its points', () => {
  const dossier = given({ level: profile(1200, wednesday + 5) });
  expect(whatWouldLower(dossier, now)).toContainEqual({ points: 10, text: 'Move to an hour in which hardly anybody uses the service', tier: expect.any(String) as string });
  outcomeOf(signRisk(dossier, { assessment: 'a1' }, manager)).then({ data: { points: { load: 10 }, facts: { load: { users: 1200, peak: 1200 } } } as never });
  const { factors, score } = scoreOf(dossier, now);
  expect(factors.reduce((sum, { points }) => sum + points, 0)).toBe(score);
});

test('RISK-03 raising a tier is free; lowering needs a change manager and a reason', () => {
  const dossier = middling();
  expect(scoreOf(dossier, now).tier).toBe('medium');
  outcomeOf(setTier(dossier, { tier: 'high', reason: '' }, requester)).then({ type: 'risk.tierSet', data: { tier: 'high', from: 'medium', scope: 's1', role: 'requester', rev: dossier.change.revision, supersedes: [] } });
  outcomeOf(setTier(dossier, { tier: 'low', reason: '' }, manager)).refused('reason_needed');
  outcomeOf(setTier(dossier, { tier: 'low', reason: 'Done often' }, requester)).refused('lowering_by_manager');
  outcomeOf(setTier(dossier, { tier: 'medium', reason: '' }, requester)).nothing();
  const raised = after(dossier, setTier(dossier, { tier: 'critical', reason: 'Pay day' }, requester));
  expect(scoreOf(raised, now)).toMatchObject({ tier: 'critical', computed: 'medium', deciding: { rule: 'raised', said: 'Raised by hand from Medium to Critical: Pay day' } });
  outcomeOf(setTier(raised, { tier: 'medium', reason: 'Payday is over' }, requester)).refused('lowering_by_manager');
  expect(scoreOf(after(raised, setTier(raised, { tier: 'medium', reason: 'Pay day is over' }, manager)), now)).toMatchObject({ tier: 'medium', deciding: { rule: 'points' } });
});

test('RISK-03 a tier lowered from elsewhere in another role than a change manager’s moves nothing, be it below the points or below what somebody raised it to', () => {
  const dossier = middling();
  const lowering = (tier: string, role: string): DomainEvent => ({ type: 'risk.tierSet', subject: `change:${dossier.change.id}`, data: { tier, from: 'medium', scope: dossier.scope, role, rev: 'r', supersedes: [] }, text: { reason: 'Done often' } });
  const told = (from: Dossier, event: DomainEvent): Dossier => ({ ...from, risk: riskSheet.fold(from.risk, { ...stamped(event), isSigned: true }) });
  expect(scoreOf(told(dossier, lowering('low', 'requester')), now)).toMatchObject({ tier: 'medium', deciding: { rule: 'points' } });
  expect(scoreOf(told(dossier, lowering('low', 'change-manager')), now)).toMatchObject({ tier: 'low', deciding: { rule: 'lowered' } });
  const raised = after(dossier, setTier(dossier, { tier: 'critical', reason: 'Pay day' }, requester));
  expect(scoreOf(told(raised, lowering('medium', 'requester')), now)).toMatchObject({ tier: 'critical', deciding: { rule: 'raised' } });
  expect(scoreOf(told(raised, lowering('medium', 'change-manager')), now)).toMatchObject({ tier: 'medium' });
});

test('RISK-03 a lowered tier holds for the scope and the risk it was lowered from, and no further', () => {
  const dossier = middling();
  const lowered = after(dossier, setTier(dossier, { tier: 'low', reason: 'Done often' }, manager));
  expect(scoreOf(lowered, now)).toMatchObject({ tier: 'low', deciding: { rule: 'lowered' } });
  expect(scoreOf({ ...lowered, scope: 's2' }, now).tier).toBe('medium');
  const worse = { ...lowered, history: { runs: 20, failures: 20 }, reach: { items: 20, services: 5 }, load: { freezes: [], others: 3 } };
  expect(scoreOf(worse, now)).toMatchObject({ computed: 'high', tier: 'high' });
  const done = signed(lowered);
  expect(assessedBy(done)).toMatchObject({ tier: 'low' });
  expect(assessedBy(after(done, setTier(done, { tier: 'high', reason: '' }, requester)))).toMatchObject({ tier: 'high' });
});

test('RISK-03 a release scores as its riskiest member and 2 for each dependency inside it, at most 100', () => {
  expect([releaseScore([], 3), releaseScore([34, 61], 0), releaseScore([34, 61], 4), releaseScore([90], 20)]).toEqual([0, 61, 69, 100]);
});

const aSaid: fc.Arbitrary<Said | undefined> = fc.option(fc.record({ answer: fc.constantFrom(...answers), residual: fc.constantFrom(null, ...residuals), mitigation: fc.constant('m'), reason: fc.constant('r') }), { nil: undefined });
const someAnswers = fc.tuple(...questions.map(() => aSaid)).map((all): RiskForm['answers'] => Object.fromEntries(all.flatMap((said, i) => (said ? [[questions[i]!.id, kept(said)]] : []))));
const someWeights = fc.array(fc.nat(100), { minLength: 5, maxLength: 5 }).map((cuts) => {
  const at = [0, ...cuts.toSorted((a, b) => a - b), 100];
  return Object.fromEntries(factorIds.map((id, i) => [id, at[i + 1]! - at[i]!])) as Record<FactorId, number>;
});
const someDossier = fc.record({
  answers: someAnswers, classification: fc.option(fc.record({ sensitivity: fc.constantFrom(...sensitivities), users: fc.nat(50_000) })), reversibility: fc.option(fc.constantFrom(...reversibilities)),
  runs: fc.nat(20), failures: fc.nat(20), items: fc.nat(60), services: fc.nat(9), others: fc.nat(9), freeze: fc.nat(100), weights: someWeights,
}).map((it): Dossier => given({
  risk: aForm({ answers: it.answers, classification: it.classification && kept(it.classification), reversibility: it.reversibility && kept(it.reversibility) }), policy: { ...defaultPolicy, weights: it.weights },
  history: { runs: it.runs, failures: Math.min(it.failures, it.runs) }, reach: { items: it.items, services: it.services },
  load: { freezes: [{ title: 'F', startsAt: new Date(Date.parse('2026-11-25T05:40:00.000Z') + it.freeze * 3_600_000).toISOString(), endsAt: '2027-01-01T00:00:00.000Z' }], others: it.others },
}));

test('RISK-03 whatever is known, the parts are whole, within their weights, and add up to a score of 0 to 100', () => {
  fc.assert(fc.property(someDossier, (dossier) => {
    const { score, factors } = scoreOf(dossier, now);
    for (const { points, most } of factors) { expect(Number.isInteger(points)).toBe(true); expect(points).toBeGreaterThanOrEqual(0); expect(points).toBeLessThanOrEqual(most); }
    expect(factors.reduce((sum, { points }) => sum + points, 0)).toBe(score);
    expect(score).toBeGreaterThanOrEqual(0);
    expect(score).toBeLessThanOrEqual(100);
  }), { numRuns: 150 });
});

test('RISK-03 more of any risk never lowers the score', () => {
  const worse: ((d: Dossier) => Dossier)[] = [
    (d) => ({ ...d, history: { runs: d.history.runs, failures: Math.min(d.history.runs, d.history.failures + 1) } }), (d) => ({ ...d, reach: { ...d.reach, items: d.reach.items + 1 } }), (d) => ({ ...d, reach: { ...d.reach, services: d.reach.services + 1 } }),
    (d) => ({ ...d, load: { ...d.load, others: d.load.others + 1 } }), (d) => ({ ...d, load: { ...d.load, freezes: [...d.load.freezes, { title: 'G', startsAt: '2026-11-25T05:00:00.000Z', endsAt: '2026-12-01T00:00:00.000Z' }] } }),
    (d) => ({ ...d, risk: { ...d.risk!, reversibility: kept('none') } }), (d) => ({ ...d, risk: { ...d.risk!, classification: d.risk!.classification && kept({ ...d.risk!.classification.value, users: d.risk!.classification.value.users + 9000 }) } }),
    (d) => ({ ...d, risk: { ...d.risk!, answers: { ...d.risk!.answers, 'security.access': kept({ ...no, answer: 'unknown' }) } } }), (d) => ({ ...d, risk: { ...d.risk!, answers: {} } }), (d) => ({ ...d, risk: null }),
  ];
  fc.assert(fc.property(someDossier, fc.constantFrom(...worse), (dossier, make) => { expect(scoreOf(make(dossier), now).score).toBeGreaterThanOrEqual(scoreOf(dossier, now).score); }), { numRuns: 300 });
});

test('RISK-03 what would lower the score says points that are true, the most first, and nothing for a score that cannot fall', () => {
  fc.assert(fc.property(someDossier, (dossier) => {
    const lower = whatWouldLower(dossier, now);
    expect(lower.map(({ points }) => points)).toEqual(lower.map(({ points }) => points).toSorted((a, b) => b - a));
    for (const { points } of lower) { expect(points).toBeGreaterThan(0); expect(points).toBeLessThanOrEqual(scoreOf(dossier, now).score); }
  }), { numRuns: 100 });
  const dossier = given({ risk: aForm({ answers: answering({ 'data.schema': { ...no, answer: 'unknown' } }), reversibility: kept('written') }), load: { freezes: [{ title: 'F', startsAt: '2026-11-25T05:40:00.000Z', endsAt: '2026-12-01T00:00:00.000Z' }], others: 0 } });
  expect(whatWouldLower(dossier, now)).toEqual([
    { points: 10, text: 'Move the window away from the freeze, 48 hours or more', tier: 'low' },
    { points: 7, text: 'Let the backout run by itself, and rehearse it', tier: 'low' },
    { points: 4, text: 'Rehearse the backout', tier: 'medium' },
    { points: 1, text: 'Find out “Does it alter a schema that other code reads or writes?”, if it is no risk', tier: 'medium' },
  ]);
});

test('RISK-03 a place on the heat map is 1 to 5 each way, and the tiers of its cells rise with both', () => {
  expect(heatOf({ impact: 0, scope: 0, complexity: 0, history: 0, reversibility: 0, load: 0 }, defaultPolicy.weights)).toEqual({ impact: 1, likelihood: 1 });
  expect(heatOf({ impact: 30, scope: 15, complexity: 15, history: 20, reversibility: 10, load: 10 }, defaultPolicy.weights)).toEqual({ impact: 5, likelihood: 5 });
  const rows = [1, 2, 3, 4, 5].map((likelihood) => [1, 2, 3, 4, 5].map((impact) => tierOfCell({ impact, likelihood }, defaultPolicy)));
  expect(rows).toEqual([
    ['low', 'low', 'low', 'medium', 'medium'], ['low', 'medium', 'medium', 'medium', 'medium'], ['medium', 'medium', 'medium', 'medium', 'high'], ['medium', 'medium', 'high', 'high', 'high'], ['medium', 'high', 'high', 'critical', 'critical'],
  ]);
});

test('RISK-03 a score that was found out elsewhere is split by what is known of the impact, and never past itself', () => {
  const known: KnownOfImpact = { level: 'high', serviceTier: null, reach: { items: 20, services: 5 } };
  expect([0, 20, 40, 80, 100].map((score) => heatOf(pointsOfScore(score, known, defaultPolicy), defaultPolicy.weights))).toEqual([{ impact: 1, likelihood: 1 }, { impact: 3, likelihood: 1 }, { impact: 5, likelihood: 1 }, { impact: 5, likelihood: 4 }, { impact: 5, likelihood: 5 }]);
  fc.assert(fc.property(someDossier, fc.nat(100), (some, score) => { expect(Object.values(pointsOfScore(score, { level: null, serviceTier: score % 4, reach: some.reach }, some.policy)).reduce((sum, points) => sum + points, 0)).toBe(score); }), { numRuns: 50 });
});

test('RISK-02 whatever another device writes, the form folds and stays what it is', () => {
  const odd = fc.oneof(fc.constant(null), fc.integer(), fc.double(), fc.string(), fc.array(fc.string()), fc.constant({ toString: 1 }), fc.constantFrom('yes', 'low', 'data.schema', '__proto__', 'constructor', 'constructor.name', 'critical'));
  const types = riskSheet.types;
  fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(...types), fc.dictionary(fc.constantFrom('question', 'answer', 'residual', 'sensitivity', 'users', 'reversibility', 'tier', 'from', 'scope', 'assessment', 'score', 'computed', 'points', 'answers', 'asOf', 'supersedes'), odd), fc.dictionary(fc.constantFrom('mitigation', 'reason'), odd)), { maxLength: 12 }), (events) => {
    const form = events.reduce<RiskForm | null>((before, [type, data, text]) => riskSheet.fold(before, stamped({ type, subject: 'change:x', data, text } as DomainEvent)), null);
    const { score } = scoreOf(given({ risk: form }), now);
    expect(score).toBeLessThanOrEqual(100);
    expect(form === null || JSON.parse(JSON.stringify(form)) !== null).toBe(true);
  }), { numRuns: 300 });
});
