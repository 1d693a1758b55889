// Approvals outside the board, charters and profiles: given a change and a route, when somebody decides, then it counts, or the refusal says whose word is asked.
import { expect, test } from 'vitest';
import { approvalPieces, approvalSheet, completes, decideApproval, holdsBoard, isAuthorised, routeOf, standingApprovals, voicesOf } from '../../src-main/domain/approval.ts';
import type { Approvals } from '../../src-main/domain/approval.ts';
import type { Change } from '../../src-main/domain/change.ts';
import { charterSheet, delegationOf, endCharter, grantCharter } from '../../src-main/domain/charter.ts';
import type { Charter } from '../../src-main/domain/charter.ts';
import type { Dossier } from '../../src-main/domain/dossier.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import type { Delegation } from '../../src-main/domain/matrix.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import type { Profile } from '../../src-main/domain/profile.ts';
import { averageOf, profileSheet, recommendProfile, reviewReasons, scoreProfile, withProfiles } from '../../src-main/domain/profile.ts';
import type { Actor } from '../../src-main/domain/verdict.ts';
import { aChange, aDossier, by, now, outcomeOf, person, stamped } from '../support/given.ts';

const zoe = person('Zoe', 'executive');
const ingrid = person('Ingrid', 'change-manager');
const grace = person('Grace', 'implementer');
const tomasz = person('Tomasz', 'implementer', 'change-manager');
const charter: Delegation = { team: 'Desk', members: ['tomasz', 'grace'], lead: 'grace', tiers: ['low'], services: [], environments: [], from: '2026-01-01T00:00:00.000Z', until: '2027-01-01T00:00:00.000Z' };
/** A change of Tomasz, made here, that awaits its authority. */
function waiting(tier: Change['tier'], over: Partial<Omit<Dossier, 'change'>> = {}): Dossier {
  const dossier = aDossier(aChange({ state: 'awaiting-authorisation', tier, createdBy: 'tomasz', fields: { model: '' } }), { route: { people: ['tomasz'], charters: [charter], profiles: [] }, ...over });
  return { ...dossier, change: { ...dossier.change, isImported: false } };
}
const said = (dossier: Dossier, actor: Actor, verdict: 'given' | 'refused' = 'given', id = `${actor.id}-${verdict}`): DomainEvent => {
  const answer = decideApproval(dossier, { id, verdict, reason: verdict === 'refused' ? 'No test' : '' }, by(actor));
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.events[0]!;
};
const after = (dossier: Dossier, ...acts: [DomainEvent, Actor][]): Dossier => ({ ...dossier, approvals: acts.reduce<Approvals | null>((state, [event, actor]) => approvalSheet.fold(state, { ...stamped(event), by: `person:${actor.id}` }), dossier.approvals) });
const decide = (dossier: Dossier, actor: Actor) => decideApproval(dossier, { id: 'a1', verdict: 'given', reason: '' }, by(actor));

test('APR-01 a peer of the chartered team approves a Low change, signed for the revision and the policy', () => {
  const dossier = waiting('low');
  outcomeOf(decide(dossier, grace)).then({ type: 'approval.given', data: { approval: 'a1', as: 'peer', role: 'implementer', rev: 'r1', policy: defaultPolicy.version, supersedes: [] } });
  const event = said(dossier, grace);
  expect([isAuthorised(dossier, now), completes(dossier, event, by(grace)), isAuthorised(after(dossier, [event, grace]), now)]).toEqual([false, true, true]);
});

test('APR-01 nobody authorises their own change, and only whom the route names decides; a change manager may decide what a peer could', () => {
  const dossier = waiting('low');
  outcomeOf(decide(dossier, tomasz)).refused('own_change');
  outcomeOf(decide(dossier, person('Luis', 'implementer'))).refused('not_the_authority', { authority: 'peer', person: 'Luis' });
  outcomeOf(decide(dossier, ingrid)).then({ data: { as: 'change-manager', role: 'change-manager' } as never });
  outcomeOf(decide(waiting('medium'), grace)).refused('not_the_authority');
  outcomeOf(decide(waiting('high'), ingrid)).refused('board_decides');
  outcomeOf(decide(waiting('low'), person('Owen', 'auditor'))).refused('auditor_reads_only');
  outcomeOf(decide({ ...dossier, change: { ...dossier.change, state: 'authorised' } }, grace)).refused('not_awaiting_authorisation');
});

test('APR-01 Critical needs the board and an executive, and neither alone', () => {
  const dossier = waiting('critical');
  expect(voicesOf(dossier, now).map(({ who, status }) => [who, status])).toEqual([['executive', 'waiting'], ['cab', 'waiting']]);
  outcomeOf(decide(dossier, ingrid)).refused('not_the_authority');
  const signed = after(dossier, [said(dossier, zoe), zoe]);
  expect(isAuthorised(signed, now)).toBe(false);
  const decision = { id: 'd1', meeting: 'm', verdict: 'approved' as const, reason: '', deferredTo: null, conditions: [], decidedAt: now, by: 'marta', policyVersion: 'p', revision: 'r1', isStale: false, signature: '', place: '', isOpen: true, isAwaiting: false, needsConfirmation: false, quarantine: null };
  const decided = (at: Dossier): Dossier => ({ ...at, change: { ...at.change, decisions: [decision] } });
  expect([isAuthorised(decided(dossier), now), isAuthorised(decided(signed), now)]).toEqual([false, true]);
  expect(approvalPieces(dossier, now)).toMatchObject([{ id: 'authority:executive', gate: 'decision', status: 'waiting', why: { code: 'approval_waits' } }]);
  expect(approvalPieces(waiting('medium'), now).map((piece) => [piece.id, holdsBoard(piece)])).toEqual([['authority:change-manager', false]]);
});

test('APR-01 an approval of another revision is stale, a refusal holds until the same person says otherwise, and one given twice counts once', () => {
  const dossier = waiting('medium');
  const yes = said(dossier, ingrid);
  const edited = after({ ...dossier, change: { ...dossier.change, revision: 'r2' } }, [yes, ingrid]);
  expect([voicesOf(edited, now)[0]!.status, approvalPieces(edited, now)[0]!.status, isAuthorised(edited, now)]).toEqual(['stale', 'stale', false]);
  const no = said(dossier, ingrid, 'refused');
  const refused = after(dossier, [no, ingrid], [no, ingrid]);
  expect([refused.approvals!.all.length, voicesOf(refused, now)[0]!.status, approvalPieces(refused, now)[0]!.why?.code]).toEqual([1, 'refused', 'approval_refused']);
  outcomeOf(decide(refused, ingrid)).then({ data: { supersedes: ['ingrid-refused'] } as never });
  const changed = after(refused, [said(refused, ingrid), ingrid]);
  expect([isAuthorised(changed, now), standingApprovals(changed).map(({ verdict }) => verdict)]).toEqual([true, ['given']]);
  outcomeOf(decideApproval(dossier, { id: 'a', verdict: 'refused', reason: ' ' }, by(ingrid))).refused('reason_needed');
  outcomeOf(decideApproval(dossier, { id: 'a', verdict: 'given', reason: '', revision: 'r0' }, by(ingrid))).refused('stale_revision');
});

test('APR-01 what another tool approved is asked for nothing until somebody decides on it here', () => {
  const dossier = waiting('low');
  expect(approvalPieces({ ...dossier, change: { ...dossier.change, isImported: true } }, now)).toEqual([]);
  expect(approvalPieces(dossier, now)).toHaveLength(1);
});

const grant = (over: Partial<Parameters<typeof grantCharter>[0]> = {}) => grantCharter({ id: 'c1', team: 'Desk', members: ['tomasz', 'grace'], lead: 'grace', tiers: ['low'], services: [], environments: [], from: now, until: '2026-12-31T00:00:00.000Z', ...over }, by(ingrid));
test('APR-01 a charter names two people at least, ends after it begins, and nobody grants one to themselves', () => {
  outcomeOf(grant()).then({ type: 'charter.granted', data: { members: ['tomasz', 'grace'], lead: 'grace', tiers: ['low'] }, text: { team: 'Desk' } });
  outcomeOf(grant({ members: ['grace', 'grace'] })).refused('charter_too_small');
  outcomeOf(grant({ lead: 'luis' })).refused('lead_no_member');
  outcomeOf(grant({ members: ['grace', 'ingrid'] })).refused('own_charter');
  outcomeOf(grant({ until: now })).refused('charter_without_end');
  outcomeOf(grant({ from: '2026-01-01T00:00:00.000Z', until: '2026-02-01T00:00:00.000Z' })).refused('charter_over');
  outcomeOf(grantCharter({ id: 'c1', team: 'Desk', members: ['a', 'b'], lead: null, tiers: [], services: [], environments: [], from: now, until: '2026-12-31T00:00:00.000Z' }, by(grace))).refused('role_needed');
});

test('APR-01 a charter that is ended runs no further than that moment', () => {
  const events = grant();
  const running = charterSheet.fold(null, stamped((events.ok ? events.events : [])[0]!, 'ingrid')) as Charter;
  const ended = charterSheet.fold(running, stamped({ type: 'charter.ended', subject: 'charter:c1', data: {}, text: { reason: 'Split' } }, 'ingrid', '2026-12-01T00:00:00.000Z')) as Charter;
  expect([delegationOf(running).until, delegationOf(ended).until]).toEqual(['2026-12-31T00:00:00.000Z', '2026-12-01T00:00:00.000Z']);
  outcomeOf(endCharter(ended, 'Again', by(ingrid))).refused('charter_not_running');
});

const answers = (each: number, last = each) => ({ testAutomation: each, observability: each, rollbackAutomation: each, traceability: each, incidentPerformance: last });
test('CHG-04 continuous needs an average of 4 and a failure rate of 15 % that is known; 30 % asks for a plan', () => {
  expect(averageOf(answers(4, 5))).toBe(420);
  expect([1000, 1500, 1501, 2999, 3000, null].map((failures) => recommendProfile(answers(4, 5), failures, defaultPolicy))).toEqual(['continuous', 'continuous', 'hybrid', 'hybrid', 'plan-driven', 'hybrid']);
  expect([recommendProfile(answers(4, 3), 0, defaultPolicy), recommendProfile(answers(2), 0, defaultPolicy)]).toEqual(['hybrid', 'plan-driven']);
});

const profile = (chosen: string): Profile => profileSheet.fold(null, stamped({ type: 'profile.scored', subject: 'profile:p1', data: { about: 'team', answers: answers(4, 5), perMonth: 40, chosen, recommended: 'continuous', failures: 1000, owner: '' }, text: { name: 'Desk' } }))!;
test('CHG-04 a profile says the least authority for what the matrix leaves to the team, and never a lesser one', () => {
  const route = routeOf(waiting('low'), now);
  expect(withProfiles(route as never, [profile('continuous')])).toMatchObject({ authority: 'peer', because: { code: 'delegated' } });
  expect(withProfiles(route as never, [profile('continuous'), profile('plan-driven')])).toMatchObject({ authority: 'change-manager', because: { code: 'profile', name: 'Desk', profile: 'plan-driven' } });
  expect(withProfiles(routeOf(waiting('high'), now) as never, [profile('plan-driven')]).authority).toBe('cab');
  expect(routeOf(waiting('low', { route: { people: ['tomasz'], charters: [charter], profiles: [profile('hybrid')] } }), now).authority).toBe('team-lead');
});

test('CHG-04 a profile is reviewed after its days or when today recommends another one; scores are 1 to 5', () => {
  expect([reviewReasons(profile('continuous'), 1000, defaultPolicy, now), reviewReasons(profile('continuous'), 3000, defaultPolicy, now), reviewReasons(profile('continuous'), 1000, defaultPolicy, '2027-05-23T14:00:00.000Z')]).toEqual([[], ['recommendation'], ['due']]);
  const bad = stamped({ type: 'profile.scored', subject: 'profile:p1', data: { about: 'team', answers: answers(4, 6), perMonth: 40, chosen: 'continuous', recommended: 'continuous' }, text: { name: 'Desk' } });
  expect(profileSheet.fold(null, bad)).toBeNull();
  const scoring = { id: 'p1', about: 'team' as const, name: 'Desk', answers: answers(4, 5), perMonth: 40, chosen: 'plan-driven' as const, reason: '', owner: null };
  outcomeOf(scoreProfile(scoring, 1000, defaultPolicy, by(ingrid))).refused('reason_needed');
  outcomeOf(scoreProfile({ ...scoring, reason: 'New people' }, 1000, defaultPolicy, by(ingrid))).refused('owner_needed');
  outcomeOf(scoreProfile({ ...scoring, reason: 'New people', owner: 'zoe' }, 1000, defaultPolicy, by(ingrid))).then({ type: 'profile.scored', data: { chosen: 'plan-driven', recommended: 'continuous', owner: 'zoe' } });
});
