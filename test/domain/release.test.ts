// Releases: what they bring, who consents, what a baseline asks for, and the steps after it.
import { expect, test } from 'vitest';
import type { ChangeState } from '../../src-main/contract/change.ts';
import type { Change } from '../../src-main/domain/change.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { noCapacity } from '../../src-main/domain/capacity.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import type { Release } from '../../src-main/domain/release.ts';
import { releaseSheet } from '../../src-main/domain/release.ts';
import { answerForTeam, baseline, dropTeam, editRelease, excludeNone, planRelease, scopeRelease, setDuty, setExclusion, setTeam, stepRelease } from '../../src-main/domain/release-acts.ts';
import { compareContent, contentOf } from '../../src-main/domain/release-content.ts';
import type { ReleaseFacts } from '../../src-main/domain/release-pieces.ts';
import { hasInScope, releasePieces } from '../../src-main/domain/release-pieces.ts';
import type { By, Verdict } from '../../src-main/domain/verdict.ts';
import { aChange, by, now, outcomeOf, person, stamped } from '../support/given.ts';

const manager = person('Tomasz', 'release-manager');
const lead = person('Grace', 'implementer');
const on = (actor = manager): By => by(actor);
const eventsOf = (verdict: Verdict<DomainEvent>): DomainEvent[] => { if (!verdict.ok) throw new Error(`${verdict.error.code} ${JSON.stringify(verdict.error.facts)}`); return verdict.events; };
const fold = (release: Release | null, verdict: Verdict<DomainEvent>, actor = manager): Release => eventsOf(verdict).reduce((state, event) => releaseSheet.fold(state, stamped(event, actor.id)), release)!;
const after = (release: Release, ...acts: ((release: Release) => Verdict<DomainEvent>)[]): Release => acts.reduce((state, act) => fold(state, act(state)), release);

const fields = { name: 'Winter release', startsAt: '2026-12-05T20:00:00.000Z', endsAt: '2026-12-06T04:00:00.000Z', types: ['application' as const], owner: 'tomasz', businessOwner: 'hannah' };
const planned = (over: Partial<typeof fields> = {}): Release => fold(null, planRelease('r1', 'R-A1-0001', { ...fields, ...over }, on()));
const member = (state: ChangeState, id = 'c1'): Change => aChange({ id, number: `C-A1-000${id.slice(1)}`, state });
const noFacts = { graph: { edges: [], contains: [] }, predecessors: {}, labels: {}, retired: [], capacity: noCapacity, exceptions: [], versions: { running: [], planned: [] }, architecture: { components: [], standards: [] }, assessed: { sheet: { id: 'r1', groups: [], signature: { by: 'hannah', at: now, rev: 's', index: 0 } }, rev: 's' }, policy: defaultPolicy };
const factsOf = (...changes: Change[]): ReleaseFacts => ({ ...noFacts, members: changes.map((change) => ({ change, items: [] })), names: { grace: 'Grace Obi' } });
const pieces = (release: Release, facts = factsOf(member('draft'))) => releasePieces(release, facts, now);
const sign = (release: Release, facts?: ReleaseFacts) => baseline(release, { pieces: pieces(release, facts), rev: 'r' }, on());
const team = { id: 't1', name: 'Payments', lead: 'grace' };
const consent = (release: Release, answer: 'consents' | 'declines' = 'consents', note = '') => answerForTeam(release, { team: release.teams[0]!, leadName: 'Grace Obi', answer, note, rev: 'r' }, on(lead));
/** Everything a baseline asks for, but the consent of the one team. */
const asked = (): Release => after(planned(), (r) => scopeRelease(r, { add: [{ change: member('draft'), inRelease: null }], remove: [] }, on()), (r) => setExclusion(r, { id: 'e1', what: 'Cards', reason: 'Not rehearsed' }, on()), (r) => setTeam(r, team, on()));
const whole = (): Release => { const release = asked(); return fold(release, consent(release), lead); };
const baselined = (): Release => { const release = whole(); return fold(release, sign(release)); };

test('REL-01 a baseline is refused while a team has not consented, naming the team and who speaks for it; with its consent it stands', () => {
  outcomeOf(sign(asked())).refused('team_consent_missing', { team: 'Payments', lead: 'Grace Obi' });
  const declined = fold(asked(), consent(asked(), 'declines', 'No capacity'), lead);
  outcomeOf(sign(declined)).refused('team_declined', { team: 'Payments', note: 'No capacity' });
  outcomeOf(consent(asked(), 'declines')).refused('reason_needed');
  outcomeOf(sign(whole())).then({ type: 'release.baselined', data: { changes: ['c1'], role: 'release-manager', rev: 'r', supersedes: [] } });
  expect(baselined()).toMatchObject({ state: 'scoped', baseline: { by: 'tomasz', changes: ['c1'] } });
});

test('REL-01 a team is spoken for by its lead and nobody else, whatever is written into the trail', () => {
  const release = asked();
  outcomeOf(answerForTeam(release, { team: release.teams[0]!, leadName: 'Grace Obi', answer: 'consents', note: '', rev: 'r' }, on())).refused('not_team_lead', { team: 'Payments', lead: 'Grace Obi' });
  const forged = releaseSheet.fold(release, stamped({ type: 'release.teamAnswered', subject: 'release:r1', data: { team: 't1', answer: 'consents' } }, 'tomasz'))!;
  expect(forged.teams[0]!.answer).toBeNull();
  // Another lead speaks anew; a new name alone asks nobody again.
  expect(after(whole(), (r) => setTeam(r, { ...team, name: 'Payment hub' }, on())).teams[0]).toMatchObject({ name: 'Payment hub', answer: { answer: 'consents' } });
  expect(after(whole(), (r) => setTeam(r, { ...team, lead: 'ravi' }, on())).teams[0]!.answer).toBeNull();
  outcomeOf(setTeam(release, { id: 't2', name: 'PAYMENTS', lead: 'ravi' }, on())).refused('team_named_twice');
});

test('REL-01 a release tagged for a reporting duty without a deadline is not baselined; with one it is', () => {
  const duty = { id: 'd1', duty: 'Notify the central bank', regulator: 'ECB', dueOn: null };
  outcomeOf(sign(after(whole(), (r) => setDuty(r, duty, on())))).refused('duty_deadline_missing', { duty: 'Notify the central bank' });
  outcomeOf(sign(after(whole(), (r) => setDuty(r, { ...duty, dueOn: '2026-12-01' }, on())))).then({ type: 'release.baselined' });
});

test('REL-01 the scope needs an owner, a window, a change, and an exclusion or a signed None; all that is missing is named at once', () => {
  const bare = fold(null, planRelease('r1', 'R-A1-0001', { name: 'Bare' }, on()));
  outcomeOf(sign(bare, factsOf())).refused('release_not_ready', { step: 'scoped', pieces: ['Scope owner', 'Target window', 'Changes in scope', 'Exclusions, or a signed None', 'Contributing teams', 'Business owner', 'Signed impact assessment'] });
  outcomeOf(sign(after(whole(), (r) => editRelease(r, { owner: null }, on())))).refused('release_owner_missing');
  const open = after(whole(), (r) => ({ ok: true, events: [{ type: 'release.exclusionDropped', subject: `release:${r.id}`, data: { exclusion: 'e1' } }] }));
  outcomeOf(sign(open)).refused('release_exclusions_missing');
  outcomeOf(sign(after(open, (r) => excludeNone(r, 'r', on())))).then({ type: 'release.baselined' });
  outcomeOf(excludeNone(whole(), 'r', on())).refused('exclusions_named');
  // Naming one takes the signed None back.
  expect(after(open, (r) => excludeNone(r, 'r', on()), (r) => setExclusion(r, { id: 'e2', what: 'Archive', reason: 'Too early' }, on())).noneExcluded).toBeNull();
  outcomeOf(sign(after(whole(), (r) => dropTeam(r, 't1', on())))).refused('release_teams_missing');
});

test('REL-01 a change that touches a network item shows a mismatch in an application-only release, and clears when it is declared', () => {
  const facts: ReleaseFacts = { ...noFacts, names: {}, members: [{ change: member('draft'), items: [{ id: 'i1', name: 'edge-leeds-1', type: 'network switch', service: 's' }, { id: 'i2', name: 'hub-app-1', type: 'application server', service: 's' }, { id: 'i3', name: 'thing', type: '', service: null }] }] };
  const told = (release: Release) => pieces(release, facts).filter(({ status }) => status === 'told');
  expect(told(asked())).toMatchObject([{ rule: 'REL-01', why: { code: 'content_undeclared', facts: { type: 'infrastructure', items: ['edge-leeds-1', 'hub-app-1'] } } }, { why: { code: 'content_undelivered', facts: { type: 'application' } } }]);
  expect(told(after(asked(), (r) => editRelease(r, { types: ['infrastructure'] }, on())))).toEqual([]);
  expect(compareContent(facts.members[0]!.items, []).unclassified).toEqual(['thing']);
});

test('CFG-09 a release with a retired service in scope takes no step until it is out; its label and refusal name the service', () => {
  const held = (release: Release) => pieces(release, { ...factsOf(member('authorised')), retired: ['Fax gateway'] }).filter(({ rule }) => rule === 'CFG-09').map(({ step, status }) => [step, status]);
  outcomeOf(baseline(whole(), { pieces: pieces(whole(), { ...factsOf(member('draft')), retired: ['Fax gateway'] }), rev: 'r' }, on())).refused('release_of_retired', { service: 'Fax gateway', release: 'R-A1-0001' });
  expect(held(whole())).toEqual([['scoped', 'missing']]);
  expect(held(baselined())).toEqual([['ready', 'missing']]);
  expect(held({ ...baselined(), state: 'deploying' })).toEqual([]);
  const about = { id: 's', name: 'fax GATEWAY' };
  const of = (state: ChangeState, service: string, item: string | null) => [{ change: { ...member(state), fields: { ...member(state).fields, service } }, items: [{ id: 'i', name: 'x', type: '', service: item }] }];
  expect([hasInScope(of('draft', 'Fax gateway', null), about), hasInScope(of('draft', '', 's'), about), hasInScope(of('cancelled', 'Fax gateway', 's'), about), hasInScope(of('draft', 'Fax', 't'), about)]).toEqual([true, true, false, false]);
});

test('REL-01 the kind of content follows the type of an item, the most telling word first', () => {
  const kinds = Object.fromEntries(['Database server', 'Network switch', 'Virtual-server', 'web application', 'REST API gateway', 'Message queue', 'mobile app', 'Data warehouse', 'firewall', 'Apparatus', ''].map((type) => [type, contentOf(type)]));
  expect(kinds).toEqual({ 'Database server': 'data', 'Network switch': 'infrastructure', 'Virtual-server': 'infrastructure', 'web application': 'application', 'REST API gateway': 'integration', 'Message queue': 'integration', 'mobile app': 'application', 'Data warehouse': 'data', firewall: 'infrastructure', Apparatus: null, '': null });
});

test('REL-01 a change goes out with one release; what is over is not planned for, and a baselined scope is closed', () => {
  const release = planned();
  outcomeOf(scopeRelease(release, { add: [{ change: member('draft'), inRelease: 'R-A1-0007' }], remove: [] }, on())).refused('change_in_release', { release: 'R-A1-0007' });
  outcomeOf(scopeRelease(release, { add: [{ change: member('cancelled'), inRelease: null }], remove: [] }, on())).refused('change_spent');
  outcomeOf(scopeRelease(release, { add: [], remove: [member('draft')] }, on())).refused('not_in_release');
  outcomeOf(scopeRelease(asked(), { add: [{ change: member('draft'), inRelease: null }], remove: [] }, on())).nothing();
  outcomeOf(scopeRelease(baselined(), { add: [{ change: member('draft', 'c2'), inRelease: null }], remove: [] }, on())).refused('release_scope_frozen');
  // Written apart from the baseline, it came too late for it.
  expect(releaseSheet.fold(baselined(), stamped({ type: 'release.scopeEdited', subject: 'release:r1', data: { add: ['c2'], remove: [] } }))!.changes).toEqual(['c1']);
  outcomeOf(planRelease('r', 'R-A1-0002', { ...fields, endsAt: fields.startsAt }, on())).refused('release_window_reversed');
  outcomeOf(planRelease('r', 'R-A1-0002', fields, on(person('Owen', 'auditor')))).refused('auditor_reads_only');
});

test('REL-01 each step asks for the changes to have come as far; an exit needs a reason, and a release planned anew is consented to anew', () => {
  const step = (release: Release, to: Release['state'], state: ChangeState, reason = '') => stepRelease(release, { to, reason, pieces: releasePieces(release, factsOf(member(state)), '2026-12-05T21:00:00.000Z'), rev: 'r' }, on());
  outcomeOf(step(baselined(), 'go', 'scheduled')).refused('release_step_impossible', { from: 'scoped', to: 'go' });
  outcomeOf(step(baselined(), 'ready', 'assessment')).refused('release_changes_unauthorised', { changes: ['C-A1-0001'] });
  const way = (['ready', 'go', 'deploying', 'stabilising', 'transitioned', 'closed'] as const).map((to, i) => [to, (['authorised', 'scheduled', 'scheduled', 'implemented', 'implemented', 'closed'] as const)[i]!] as const);
  const closed = way.reduce((release, [to, state]) => fold(release, step(release, to, state)), baselined());
  expect(closed.state).toBe('closed');
  outcomeOf(editRelease(closed, { name: 'Another' }, on())).refused('release_over');
  outcomeOf(step(whole(), 'deferred', 'draft')).refused('reason_needed');
  const again = fold(fold(baselined(), step(baselined(), 'deferred', 'draft', 'No window')), step(fold(baselined(), step(baselined(), 'deferred', 'draft', 'No window')), 'planning', 'draft', 'January'));
  expect(again).toMatchObject({ state: 'planning', baseline: null, exit: null, teams: [{ answer: null }] });
});
