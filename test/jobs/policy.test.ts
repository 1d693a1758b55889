// Policies, charters, models and approvals through the bridge, on the worked example.
import { expect, test } from 'vitest';
import type { Connection } from '../../src-main/boot.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import { aWorkspace, answer, completeChange, putForward, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

const document = (over: Partial<Record<keyof typeof defaultPolicy, unknown>> & { version?: string } = {}): Record<string, unknown> & { version: string } => ({ ...defaultPolicy, version: '2027-1', ...over });
const cause = { cause: 'pir', reference: 'P-A1-0003' } as const;
type Scene = { w: TestWorkspace; marta: Connection; ingrid: Connection; tomasz: Connection };
async function aScene(): Promise<Scene> {
  const w = await aWorkspace();
  return { w, marta: w.chair, ingrid: await w.as('Ingrid Solberg'), tomasz: await w.as('Tomasz Zielinski') };
}
/** A change of Tomasz on a service that few rely on, of tier Low, that awaits its authority. */
async function awaiting({ marta, tomasz }: Scene, over: Record<string, unknown> = {}): Promise<string> {
  const { id: change } = await answer(tomasz, 'change.create', { ...completeChange, service: 'Service desk tools', requester: 'Tomasz Zielinski', owner: 'Tomasz Zielinski', ...over });
  await putForward(change, tomasz, marta);
  return change;
}

test('APR-07 a policy is in force after two people signed it, decisions name the version, and an old version can be read again', async () => {
  const scene = await aScene();
  const { w, marta, ingrid } = scene;
  const { id } = await answer(marta, 'policy.propose', { document: document({ matrix: [{ tier: 'low', authority: 'change-manager' }, ...defaultPolicy.matrix.slice(1)], tiers: { medium: 25, high: 60, critical: 80 } }), ...cause });
  expect(await answer(marta, 'policy.sign', { policy: id })).toMatchObject({ isInForce: false });
  expect(await refusal(marta, 'policy.sign', { policy: '2027-1' })).toMatchObject({ code: 'second_signature_needed' });
  expect(await w.call('policy.show', {})).toMatchObject({ version: defaultPolicy.version, state: 'in-force', signatures: [] });
  w.clock.now += 60_000;
  expect(await answer(ingrid, 'policy.sign', { policy: '2027-1' })).toMatchObject({ isInForce: true });
  expect(await w.call('policy.show', {})).toMatchObject({ version: '2027-1', state: 'in-force', cause: 'pir', reference: 'P-A1-0003', signatures: [{ name: 'Marta Lindqvist' }, { name: 'Ingrid Solberg' }] });
  expect((await w.call('policy.versions', {})).rows.map(({ version, state }) => [version, state])).toEqual([['2027-1', 'in-force'], ['2026-1', 'default']]);
  const change = await awaiting(scene);
  expect(await w.call('approval.show', { change })).toMatchObject({ policyVersion: '2027-1', route: { authority: 'change-manager', row: { tier: 'low' }, because: { code: 'row' } } });
  await answer(ingrid, 'approval.decide', { change, verdict: 'given' });
  await answer(ingrid, 'policy.propose', { document: document({ version: '2027-2' }), ...cause });
  for (const door of [marta, ingrid]) { w.clock.now += 60_000; await answer(door, 'policy.sign', { policy: '2027-2' }); }
  expect(await w.call('approval.show', { change })).toMatchObject({ policyVersion: '2027-2', given: [{ policyVersion: '2027-1' }] });
  expect(await w.call('policy.show', { policy: '2027-1' })).toMatchObject({ state: 'superseded', lostTo: null, document: { tiers: { medium: 25 } } });
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('APR-07 what is wrong in a proposal is named, an auditor proposes nothing, and a withdrawn version is signed no more', async () => {
  const { w, marta, ingrid } = await aScene();
  expect(await w.call('policy.route', { tier: 'low', serviceTier: 1 })).toEqual({ authority: 'cab', row: { serviceTier: 1, authority: 'cab' }, because: { code: 'row' }, index: 4 });
  expect(await w.call('policy.route', { document: document({ matrix: [] }), tier: 'low' })).toEqual({ authority: 'cab', row: null, because: { code: 'no-row' }, index: null });
  expect(await w.call('policy.check', { document: document({ tiers: { medium: 60, high: 60, critical: 80 } }) })).toMatchObject({ problems: [{ at: 'tiers' }] });
  expect(await refusal(marta, 'policy.propose', { document: document({ weights: { ...defaultPolicy.weights, impact: 29 } }), ...cause })).toMatchObject({ code: 'policy_invalid', facts: { problems: ['weights sum to 99, not to 100'] } });
  expect(await refusal(marta, 'policy.propose', { document: document(), cause: 'whim', reference: 'none' })).toMatchObject({ code: 'invalid_input' });
  expect(await refusal(await w.as('Owen Hughes'), 'policy.propose', { document: document(), ...cause })).toMatchObject({ code: 'auditor_reads_only' });
  await answer(marta, 'policy.propose', { document: document(), ...cause });
  await answer(ingrid, 'policy.withdraw', { policy: '2027-1', reason: 'Too early' });
  expect(await refusal(ingrid, 'policy.sign', { policy: '2027-1' })).toMatchObject({ code: 'policy_settled' });
  expect(await refusal(ingrid, 'policy.sign', { policy: 'nothing' })).toMatchObject({ code: 'record_missing' });
});

test('APR-07 a replay over the last twelve months counts what every change would have done', async () => {
  const { w } = await aScene();
  const replay = await w.call('policy.replay', { document: document({ tiers: { medium: 20, high: 60, critical: 80 } }) });
  const rows = w.raw((db) => db.prepare("SELECT c.type, c.model, c.score, c.tier, c.outcome, s.tier AS service FROM change c LEFT JOIN service s ON s.name = c.service WHERE c.state NOT IN ('draft', 'returned') AND ifnull(c.actual_end_at, ifnull(c.planned_start_at, c.created_at)) BETWEEN ? AND ?").all(replay.from, new Date(w.clock.now).toISOString()) as { type: string; model: string; score: number | null; tier: string | null; outcome: string | null; service: number | null }[]);
  const moved = rows.filter(({ type, model, score, service }) => !(type === 'standard' && model !== '') && score !== null && score >= 20 && score < 30 && service !== 1);
  expect([replay.changes, replay.rerouted]).toEqual([rows.length, moved.length]);
  expect(moved.length).toBeGreaterThan(0);
  expect(replay.moves).toEqual([{ from: 'peer', to: 'change-manager', changes: moved.length, completed: moved.filter(({ outcome }) => outcome !== null && outcome !== 'cancelled-in-window').length, failed: moved.filter(({ outcome }) => outcome === 'failed' || outcome === 'rolled-back').length }]);
  expect(replay.routes.reduce((sum, route) => sum + route.after.changes, 0)).toBe(rows.length);
});

test('APR-01 a Low change of a chartered team waits for a peer, who approves it; when the charter ends the change manager decides', async () => {
  const scene = await aScene();
  const { w, marta, ingrid, tomasz } = scene;
  const change = await awaiting(scene);
  expect(await w.call('approval.show', { change })).toMatchObject({ route: { authority: 'change-manager', because: { code: 'undelegated' } } });
  const charter = { team: 'Settlement', members: ['Tomasz Zielinski', 'Ingrid Solberg', 'Grace Obi'], until: '2026-12-31' };
  expect(await refusal(ingrid, 'charter.grant', charter)).toMatchObject({ code: 'own_charter' });
  expect(await refusal(tomasz, 'charter.grant', charter)).toMatchObject({ code: 'role_needed' });
  expect(await refusal(marta, 'charter.grant', { ...charter, until: '2020-01-01' })).toMatchObject({ code: 'charter_without_end' });
  await answer(marta, 'charter.grant', charter);
  const card = await w.call('approval.show', { change });
  expect(card).toMatchObject({ route: { authority: 'peer', row: { tier: 'low' }, because: { code: 'delegated', team: 'Settlement' } }, able: ['Grace Obi', 'Ingrid Solberg'], voices: [{ who: 'peer', status: 'waiting' }], isAuthorised: false });
  expect(await refusal(tomasz, 'approval.decide', { change, verdict: 'given' })).toMatchObject({ code: 'own_change' });
  expect(await refusal(ingrid, 'approval.decide', { change, verdict: 'refused' })).toMatchObject({ code: 'reason_needed' });
  expect(await refusal(ingrid, 'approval.decide', { change, verdict: 'given', revision: 'old' })).toMatchObject({ code: 'stale_revision' });
  await answer(ingrid, 'approval.decide', { change, verdict: 'given', revision: card.revision });
  expect(await w.call('approval.show', { change })).toMatchObject({ isAuthorised: true, voices: [{ who: 'peer', status: 'given', by: 'Ingrid Solberg' }], given: [{ as: 'peer', verdict: 'given', isStale: false }] });
  expect((await w.call('change.history', { change })).rows.map(({ said }) => said)).toContain('Approved as peer');
  expect(await w.call('change.show', { change })).toMatchObject({ state: 'authorised', tier: 'low' });
  const second = await awaiting(scene);
  w.clock.now = Date.parse('2027-01-01T00:00:00.000Z');
  expect(await w.call('approval.show', { change: second })).toMatchObject({ route: { authority: 'change-manager', because: { code: 'expired', team: 'Settlement' } } });
  expect((await w.call('charter.list', {})).rows).toMatchObject([{ team: 'Settlement', state: 'expired' }]);
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
});

const answers = (each: number, last = each) => ({ testAutomation: each, observability: each, rollbackAutomation: each, traceability: each, incidentPerformance: last });
test('CHG-04 a team that scores 4.2 with 10 % failures is offered Continuous; at 30 % it is flagged for review with Plan-driven recommended; a score of 6 is refused', async () => {
  const { w, marta, tomasz } = await aScene();
  await answer(marta, 'charter.grant', { team: 'Settlement', members: ['Priya Nair', 'Grace Obi'], until: '2027-06-30' });
  const outcomes = (failed: number): void => { w.raw((db) => { db.prepare("UPDATE change SET outcome = NULL WHERE outcome IS NOT NULL").run(); const rows = db.prepare("SELECT n FROM change WHERE state = 'closed' ORDER BY n DESC LIMIT 10").pluck().all(); rows.forEach((n, i) => db.prepare("UPDATE change SET outcome = ?, service = 'Our own', actual_end_at = '2026-10-01T00:00:00.000Z' WHERE n = ?").run(i < failed ? 'failed' : 'successful', n)); }); };
  outcomes(1);
  expect(await w.call('profile.recommend', { about: 'service', name: 'Our own', answers: answers(4, 5) })).toEqual({ average: 420, failures: { completed: 10, failed: 1, rate: 1000 }, recommended: 'continuous' });
  expect(await refusal(tomasz, 'profile.score', { about: 'service', name: 'Our own', answers: answers(4, 6), perMonth: 40 })).toMatchObject({ code: 'invalid_input', where: { field: 'answers.incidentPerformance' } });
  expect(await refusal(tomasz, 'profile.score', { about: 'service', name: 'Our own', answers: answers(4, 5), perMonth: 40, chosen: 'hybrid' })).toMatchObject({ code: 'reason_needed' });
  expect(await refusal(tomasz, 'profile.score', { about: 'service', name: 'Our own', answers: answers(4, 5), perMonth: 40, chosen: 'hybrid', reason: 'New people' })).toMatchObject({ code: 'owner_needed' });
  expect(await answer(tomasz, 'profile.score', { about: 'service', name: 'Our own', answers: answers(4, 5), perMonth: 40 })).toMatchObject({ recommended: 'continuous', chosen: 'continuous' });
  expect((await w.call('profile.list', {})).rows).toMatchObject([{ name: 'Our own', chosen: 'continuous', review: [] }]);
  outcomes(3);
  expect((await w.call('profile.list', {})).rows).toMatchObject([{ failures: { failed: 3, rate: 3000 }, recommended: 'continuous', recommendedNow: 'plan-driven', review: ['recommendation'] }]);
  outcomes(1);
  w.clock.now += 181 * 86_400_000;
  expect((await w.call('profile.list', {})).rows[0]!.review).toContain('due');
});
