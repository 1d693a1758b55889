// Emergencies as rules: given a change and what is known of it, when somebody acts, then these events or this refusal; clocks and pieces follow from facts alone.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Input } from '#contract/index.ts';
import { questionIds } from '#contract/emergency.ts';
import type { Change } from '../../src-main/domain/change.ts';
import type { BoardSeat } from '../../src-main/domain/board.ts';
import { completePaperwork, holdRetrospective, importHealth, mayCompletePaperwork, mayImportHealth, mayRatify, mayReview, maySetRootCause, mayValidateEmergency, ratifyEmergency, setRootCause, validateEmergency } from '../../src-main/domain/emergency-after.ts';
import { clocksOf, healthNow, later } from '../../src-main/domain/emergency-clocks.ts';
import { bypassedRules, emergencyGrant, emergencyPieces, waiveBypassed } from '../../src-main/domain/emergency-pieces.ts';
import { authoriseEmergency, castBallot, declareEmergency, extendEmergency, mayAuthorise, mayBallot, mayExtend } from '../../src-main/domain/emergency-rules.ts';
import type { Session } from '../../src-main/domain/emergency-rules.ts';
import { authorisationOf, emergencySheet, endOf } from '../../src-main/domain/emergency.ts';
import type { Emergency } from '../../src-main/domain/emergency.ts';
import type { Dossier, Piece } from '../../src-main/domain/dossier.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { hotfixEntry } from '../../src-main/domain/hotfix.ts';
import { incidentSheet } from '../../src-main/domain/incident.ts';
import type { Incident } from '../../src-main/domain/incident.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import { aChange, aDossier, by, now, outcomeOf, person, stamped } from '../support/given.ts';

const chair = person('Marta', 'chair', 'member');
const technical = person('Ravi', 'member', 'implementer');
const requester = person('Tomasz', 'requester');
const validator = person('Ingrid', 'change-manager');
const seat = (name: string, held: string): BoardSeat => ({ person: name.toLowerCase(), name, function: held, isVoting: true, from: null, until: null, deputy: null });
const seats = [seat('Marta', 'Chair'), seat('Ravi', 'Operations'), seat('Karim', 'Business')];
const subject = 'change:00000000-0000-4000-8000-000000000412';

const anIncident = (...events: DomainEvent[]): Incident => [{ type: 'incident.opened', subject: 'incident:i1', data: { number: 'I-A1-0001', severity: 1 }, text: { service: 'Card authorisation', summary: 'Cards fail' } } satisfies DomainEvent, ...events]
  .reduce<Incident | null>((state, event) => incidentSheet.fold(state, stamped(event)), null)!;
const closed = anIncident({ type: 'incident.closed', subject: 'incident:i1', data: {}, text: { resolution: 'Restarted' } });
const fold = (events: readonly DomainEvent[], at: (i: number) => string = () => now, who = 'tomasz'): Emergency | null => events.reduce<Emergency | null>((state, event, i) => emergencySheet.fold(state, stamped(event, who, at(i))), null);

const urgent = (over: Partial<Change> = {}): Change => ({ ...aChange({ state: 'awaiting-authorisation', ...over, fields: { type: 'emergency', items: ['switch-1'], environment: 'production', testPlan: '', ...over.fields } }), isImported: false });
const declaredEvent: DomainEvent = { type: 'emergency.declared', subject, data: { isExpedited: false, criteria: [{ kind: 'incident', incident: 'i1' }] }, text: { criteria: [{ advisory: '', statement: '', evidence: '' }], justification: 'Cards fail', team: 'Cards' } };
const knowing = (sheet: Emergency | null, change: Change = urgent(), incident: Incident = anIncident()): Dossier => ({ ...aDossier(change), change, emergency: { sheet, incidents: { i1: incident } } });
const dossier = (...events: DomainEvent[]): Dossier => knowing(fold([declaredEvent, ...events]));

type Said = Input<'emergency.declare'>['criteria'][number];
const criterion = (over: Partial<Said> & Pick<Said, 'kind'>): Said => ({ advisory: '', isExploited: false, statement: '', evidence: '', ...over });
const declare = (criteria: Said[], { incident = anIncident(), change = urgent({ state: 'draft' }), justification = 'Cards fail' }: { incident?: Incident; change?: Change; justification?: string } = {}) =>
  declareEmergency(knowing(null, change), { criteria, justification, team: '' }, () => incident, by(requester));

describe('EMG-01 a criterion', () => {
  test('EMG-01 an incident closed last week is refused with the rule; an open one of severity 1 is accepted', () => {
    outcomeOf(declare([criterion({ kind: 'incident', incident: 'I-A1-0001' })], { incident: closed })).refused('incident_closed', { incident: 'I-A1-0001' });
    outcomeOf(declare([criterion({ kind: 'incident', incident: 'I-A1-0001' })])).then({ type: 'emergency.declared', data: { isExpedited: false, criteria: [{ kind: 'incident', incident: 'i1' }] } });
  });

  test('EMG-01 an incident of severity 3 and one that nobody has confirmed are no criterion', () => {
    outcomeOf(declare([criterion({ kind: 'incident', incident: 'x' })], { incident: anIncident({ type: 'incident.updated', subject: 'incident:i1', data: { severity: 3 } }) })).refused('incident_not_severe', { severity: 3 });
    const draft = incidentSheet.fold(null, stamped({ type: 'incident.opened', subject: 'incident:i1', data: { number: 'I-A1-0002', severity: 1, isDraft: true }, text: { service: 's', summary: 't' } }))!;
    outcomeOf(declare([criterion({ kind: 'incident', incident: 'x' })], { incident: draft })).refused('incident_unconfirmed');
    outcomeOf(declare([criterion({ kind: 'incident' })])).refused('criterion_not_met');
  });

  test.each([['8.9', false, false], ['9.0', false, true], ['10.0', false, true], ['4.3', true, true]] as const)('EMG-01 a vulnerability of score %s, exploited %s, counts: %s', (score, isExploited, counts) => {
    const verdict = declare([criterion({ kind: 'vulnerability', advisory: 'CVE-2026-1234', score, isExploited, evidence: 'scan.json' })]);
    expect(verdict.ok).toBe(counts);
    if (!counts) outcomeOf(verdict).refused('criterion_not_met');
  });

  test('EMG-01 data loss needs a statement, a legal order its reference, a vulnerability its advisory', () => {
    for (const kind of ['data-loss', 'legal-order'] as const) {
      outcomeOf(declare([criterion({ kind, evidence: 'file' })])).refused('criterion_not_met');
      outcomeOf(declare([criterion({ kind, statement: 'Ledger, tonight', evidence: 'file' })])).then({ type: 'emergency.declared' });
    }
    outcomeOf(declare([criterion({ kind: 'vulnerability', score: '9.8', evidence: 'scan' })])).refused('criterion_not_met');
  });

  test('EMG-01 without evidence the change is handled as an expedited Normal change, and the declaration says so', () => {
    const verdict = declare([criterion({ kind: 'data-loss', statement: 'Ledger' })]);
    expect(verdict).toMatchObject({ ok: true, isExpedited: true });
    outcomeOf(verdict).then({ type: 'emergency.declared', data: { isExpedited: true } }, { type: 'change.edited', data: { type: 'normal' } });
    expect(emergencyPieces(knowing(fold(verdict.ok ? verdict.events : [])), now).find(({ id }) => id === 'emergency:criterion')).toMatchObject({ status: 'missing', why: { code: 'emergency_undeclared' } });
  });

  test('EMG-03 an empty justification is refused', () => {
    outcomeOf(declare([criterion({ kind: 'incident', incident: 'x' })], { justification: '  ', change: urgent({ state: 'draft', fields: { ...urgent().fields, justification: '' } }) })).refused('reason_needed');
  });

  test('EMG-01 a Normal change that is declared takes the way of emergencies; a decided one is not declared any more', () => {
    outcomeOf(declare([criterion({ kind: 'incident', incident: 'x' })], { change: aChange({ state: 'draft' }) })).then({ type: 'emergency.declared' }, { type: 'change.edited', data: { type: 'emergency' } });
    outcomeOf(declare([criterion({ kind: 'incident', incident: 'x' })], { change: urgent({ state: 'authorised' }) })).refused('emergency_settled');
  });

  test('EMG-01 a hotfix enters a frozen scope with items of the incident’s service only, and with the owner’s signature', () => {
    const scope = { release: 'R-A1-0007', owner: 'Priya', isSigned: true, service: { name: 'Card authorisation', items: ['switch-1', 'switch-2'] } };
    outcomeOf(hotfixEntry(dossier(), scope) as never).then({ kind: 'back-merge', release: 'R-A1-0007', items: ['switch-1'] } as never);
    const wide = knowing(fold([declaredEvent]), urgent({ fields: { ...urgent().fields, items: ['switch-1', 'ledger-db-1'] } }));
    outcomeOf(hotfixEntry(wide, scope) as never).refused('hotfix_outside_incident', { items: ['ledger-db-1'], service: 'Card authorisation' });
    outcomeOf(hotfixEntry(dossier(), { ...scope, isSigned: false }) as never).refused('scope_owner_needed', { owner: 'Priya' });
    outcomeOf(hotfixEntry(knowing(null), scope) as never).refused('hotfix_unjustified');
  });
});

const ids = { authorisation: 'a1', decision: 'd1', reviewTask: 't1' };
const ballotOf = (actor: typeof chair, vote: 'approve' | 'reject', over: Partial<Record<'rev' | 'seat' | 'ballot', string>> = {}): DomainEvent =>
  ({ type: 'emergency.ballotCast', subject, data: { ballot: `b-${actor.id}`, seat: 'technical', vote, role: 'member', rev: 'r1', supersedes: [], ...over }, text: { reason: 'r' } });
const withBallots = (...cast: [actor: typeof chair, vote: 'approve' | 'reject', over?: Partial<Record<'rev' | 'seat' | 'ballot', string>>][]): Dossier =>
  knowing(cast.reduce<Emergency | null>((state, [actor, vote, over]) => emergencySheet.fold(state, stamped(ballotOf(actor, vote, over), actor.id)), fold([declaredEvent])));
const authorise = (known: Dossier, { hours = 4, session = null, actor = chair, sitting = seats, gaps = [] }: { gaps?: Piece[]; hours?: number; session?: Session | null; actor?: typeof chair; sitting?: BoardSeat[] } = {}) =>
  authoriseEmergency(known, sitting, { gaps, input: { hours, bypassed: [{ control: 'independent-review', reason: 'No reviewer awake' }], reason: '' }, session, ids, by: by(actor) });
const inSession = (who: Session['technical'], isRunning = true): Session => ({ meeting: 'm1', isRunning, state: isRunning ? 'running' : 'planned', technical: who });

describe('EMG-02 the emergency CAB', () => {
  test('EMG-02 the chair and one technical authority’s ballot authorise until a time, for one environment and named items, with each control bypassed', () => {
    const verdict = authorise(withBallots([technical, 'approve']));
    outcomeOf(verdict).then(
      { type: 'emergency.authorised', data: { role: 'chair', rev: 'r1', until: later(now, 240), bypassed: ['independent-review'], deferred: ['testPlan', 'rollbackCriteria'], reviewTask: 't1', ballots: ['b-ravi'], technical: 'ravi', how: 'ballot' } as never, text: { environment: 'production', items: ['switch-1'], reasons: ['No reviewer awake'] } },
      { type: 'cab.decisionRecorded', data: { verdict: 'approved', rev: 'r1', decision: 'd1' } as never },
    );
  });

  test('EMG-02 without a technical authority, with a ballot for an earlier revision, or voted down it is refused', () => {
    outcomeOf(authorise(withBallots())).refused('no_technical_authority');
    outcomeOf(authorise(withBallots([technical, 'approve', { rev: 'r0' }]))).refused('no_technical_authority');
    outcomeOf(authorise(withBallots([technical, 'reject']))).refused('no_technical_authority');
    outcomeOf(authorise(withBallots([technical, 'approve'], [person('Luis', 'member'), 'reject'], [person('Grace', 'member'), 'reject']))).refused('emergency_voted_down', { against: 2, cast: 4 });
    outcomeOf(authorise(withBallots([person('Karim', 'member'), 'approve', { seat: 'chair' }]))).refused('no_technical_authority');
  });

  test('EMG-02 in session the technical authority is somebody else, present, and of a technical function', () => {
    const present = { id: 'ravi', name: 'Ravi', roles: technical.roles, isPresent: true };
    outcomeOf(authorise(dossier(), { session: inSession(present) })).then({ type: 'emergency.authorised', data: { how: 'session', meeting: 'm1', technical: 'ravi' } as never }, { type: 'cab.decisionRecorded', data: { meeting: 'm1' } as never });
    outcomeOf(authorise(dossier(), { session: inSession(present, false) })).refused('meeting_not_running');
    for (const wrong of [null, { ...present, isPresent: false }, { ...present, id: 'karim', name: 'Karim' }, { ...present, id: 'marta', name: 'Marta' }, { ...present, name: 'Tomasz' }]) outcomeOf(authorise(dossier(), { session: inSession(wrong) })).refused('no_technical_authority');
  });

  test('EMG-02 the deputy of the board may; a plain member, the requester and an auditor may not', () => {
    const deputy = person('Aisha', 'member');
    outcomeOf(authorise(withBallots([technical, 'approve']), { actor: deputy, sitting: [...seats, seat('Aisha', 'Deputy chair')] })).then({ type: 'emergency.authorised', data: { role: 'member' } as never }, {});
    outcomeOf(authorise(withBallots([technical, 'approve']), { actor: deputy, sitting: [...seats, { ...seat('Aisha', 'Deputy chair'), until: '2026-11-23' }] })).refused('not_chair_or_deputy');
    outcomeOf(authorise(withBallots([technical, 'approve']), { actor: technical })).refused('not_chair_or_deputy');
    outcomeOf(authorise(withBallots([technical, 'approve']), { actor: person('Tomasz', 'chair') })).refused('own_change');
    outcomeOf(authorise(withBallots([technical, 'approve']), { actor: person('Owen', 'auditor') })).refused('auditor_reads_only');
  });

  test('EMG-02 it lasts 24 hours at most, and never past the ceiling, whatever a policy says', () => {
    outcomeOf(authorise(withBallots([technical, 'approve']), { hours: 25 })).refused('emergency_too_long', { most: 24 });
    const lax = { ...withBallots([technical, 'approve']), policy: { ...defaultPolicy, emergency: { ...defaultPolicy.emergency, hours: 100 } } };
    outcomeOf(authorise(lax, { hours: 72 })).then({ type: 'emergency.authorised' }, {});
    outcomeOf(authorise(lax, { hours: 73 })).refused('emergency_too_long', { most: 72 });
  });

  test('EMG-02 an authorisation needs an environment, items, a criterion that still holds and a change that waits', () => {
    const over = (change: Change, incident?: Incident): Dossier => ({ ...withBallots([technical, 'approve']), ...(incident ? { emergency: { sheet: withBallots([technical, 'approve']).emergency.sheet, incidents: { i1: incident } } } : {}), change });
    outcomeOf(authorise(over(urgent({ fields: { ...urgent().fields, items: [] } })))).refused('emergency_scope_needed');
    outcomeOf(authorise(over(urgent({ state: 'draft' })))).refused('not_awaiting_authorisation');
    outcomeOf(authorise(over(urgent(), closed))).refused('incident_closed');
    outcomeOf(authorise(knowing(null))).refused('not_an_emergency');
  });

  test('EMG-02 everything the decision lacks is listed as a bypassed control; what no control covers is completed first', () => {
    const gap = (id: string, rule: string): Piece => ({ id, rule, label: id, gate: 'authorisation', part: 'x', status: 'missing' });
    const with_ = (...gaps: Piece[]) => authorise(withBallots([technical, 'approve']), { gaps });
    outcomeOf(with_(gap('review:technical', 'APR-04/technical'), gap('emergency:authorisation', 'EMG-02'), gap('authority:cab', 'APR-01'))).then({ type: 'emergency.authorised' }, {});
    outcomeOf(with_(gap('rehearsal', 'BCK-04'), gap('review:technical', 'APR-04/technical'))).refused('controls_unlisted', { controls: ['rehearsal'] });
    outcomeOf(with_(gap('trigger', 'BCK-02'))).refused('controls_unlisted', { controls: ['trigger'] });
  });

  test('EMG-02 a token finds until when, for which environment and items, and what is bypassed; a minute after the end it finds nothing', () => {
    const known = { ...knowing(authorisedSheet(), urgent({ state: 'scheduled' })), scope: 's1' };
    expect(emergencyGrant(known, later(now, 240))).toEqual({ authorisation: 'a1', until: later(now, 240), environment: 'production', items: ['switch-1'], bypassed: [{ control: 'independent-review', label: 'Independent reviews', rules: ['APR-04'], reason: 'No reviewer awake' }] });
    expect(emergencyGrant(known, later(now, 241))).toBeNull();
    expect(emergencyGrant({ ...known, scope: 's2' }, now)).toBeNull();
    expect(emergencyGrant(knowing(fold([declaredEvent])), now)).toBeNull();
  });

  test('EMG-02 what is bypassed counts as waived while the authorisation lasts, and nothing else does', () => {
    const known = { ...knowing(authorisedSheet(), urgent({ state: 'authorised' })), scope: 's1' };
    const pieces = [['APR-04/security', 'missing'], ['APR-04/technical', 'present'], ['BCK-02', 'missing'], ['APR-04/late', 'missing']].map(([rule, status], i): Piece => ({ id: String(i), rule: rule!, label: rule!, gate: i === 3 ? 'closure' : 'start', part: 'x', status: status as Piece['status'] }));
    expect(waiveBypassed(known, pieces, now).map(({ status }) => status)).toEqual(['waived', 'present', 'missing', 'missing']);
    expect(waiveBypassed(known, pieces, later(now, 241)).map(({ status }) => status)).toEqual(['missing', 'present', 'missing', 'missing']);
  });

  test('EMG-02 it is extended once; a second extension, one past the ceiling and one without the chair are refused', () => {
    const authorised = authorise(withBallots([technical, 'approve']), { hours: 24 });
    const sheet = fold([declaredEvent, ...(authorised.ok ? authorised.events : [])], () => now, 'marta');
    const known = knowing(sheet, urgent({ state: 'authorised' }));
    outcomeOf(extendEmergency(known, { hours: 25, reason: 'r' }, seats, by(chair))).refused('emergency_too_long', { most: 24 });
    outcomeOf(extendEmergency(known, { hours: 2, reason: 'r' }, seats, by(technical))).refused('not_chair_or_deputy');
    outcomeOf(extendEmergency(known, { hours: 24, reason: 'r' }, seats, by(chair, later(now, 50 * 60)))).refused('emergency_too_long', { most: 72 });
    const extended = extendEmergency(known, { hours: 6, reason: 'Disk is slow' }, seats, by(chair));
    outcomeOf(extended).then({ type: 'emergency.extended', data: { authorisation: 'a1', until: later(now, 30 * 60) } as never });
    const again = knowing(emergencySheet.fold(sheet, stamped(extended.ok ? extended.events[0]! : declaredEvent)), urgent({ state: 'authorised' }));
    outcomeOf(extendEmergency(again, { hours: 1, reason: 'r' }, seats, by(chair))).refused('emergency_extended_once');
    outcomeOf(extendEmergency(worked(), { hours: 1, reason: 'r' }, seats, by(chair))).refused('field_settled');
  });

  test('EMG-02 a ballot is a member’s, of a board seat, with a reason against', () => {
    const input = { change: 'c', board: 'b', vote: 'approve' as const, reason: '' };
    outcomeOf(castBallot(dossier(), seats, { input, ballot: 'b1', by: by(technical) })).then({ type: 'emergency.ballotCast', data: { seat: 'technical', vote: 'approve', role: 'member', rev: 'r1' } as never });
    outcomeOf(castBallot(dossier(), seats, { input: { ...input, vote: 'reject' }, ballot: 'b1', by: by(technical) })).refused('reason_needed');
    outcomeOf(castBallot(dossier(), [], { input, ballot: 'b1', by: by(technical) })).refused('not_a_member');
    outcomeOf(castBallot(dossier(), seats, { input, ballot: 'b1', by: by(person('Tomasz', 'member')) })).refused('own_change');
  });

  test('EMG-02 the review task has its due time from the authorisation on, and the end of the work brings it forward', () => {
    const sheet = authorisedSheet();
    const clock = (change: Change, at = now) => clocksOf({ emergency: sheet, change, policy: defaultPolicy }, at).find(({ id }) => id === 'retrospective');
    expect(authorisationOf(sheet)?.reviewTask).toBe('t1');
    expect(clock(urgent({ state: 'authorised' }))).toMatchObject({ dueAt: later(endOf(authorisationOf(sheet)!), 72 * 60), state: 'running' });
    expect(clock(urgent({ state: 'validating', actualEndAt: later(now, 60) }))).toMatchObject({ dueAt: later(now, 60 + 72 * 60) });
  });

  test('EMG-02 once its time is over nothing starts under it and nothing is bypassed; edited afterwards it counts for nothing', () => {
    const known = { ...knowing(authorisedSheet(), urgent({ state: 'scheduled' })), scope: 's1' };
    const piece = (at: string, over: Partial<Dossier> = {}) => emergencyPieces({ ...known, ...over }, at).find(({ id }) => id === 'emergency:in-force');
    expect(piece(later(now, 240))).toMatchObject({ status: 'present', gate: 'start' });
    expect(bypassedRules(known, later(now, 240))).toEqual(['APR-04']);
    expect(piece(later(now, 241))).toMatchObject({ status: 'stale', why: { code: 'emergency_expired' } });
    expect(bypassedRules(known, later(now, 241))).toEqual([]);
    expect(piece(now, { scope: 's2' })).toMatchObject({ status: 'stale', why: { code: 'emergency_outdated' } });
    expect(bypassedRules({ ...known, scope: 's2' }, now)).toEqual([]);
  });

  test('EMG-02 of two authorisations given apart the one that ends first stands; of two extensions the first', () => {
    const other = (id: string, hours: number, supersedes: string[] = []): DomainEvent => ({ type: 'emergency.authorised', subject, data: { authorisation: id, until: later(now, hours * 60), how: 'ballot', supersedes, scope: 's1' } });
    const sheet = fold([declaredEvent, other('a', 9), other('b', 3)])!;
    expect(authorisationOf(sheet)?.id).toBe('b');
    expect(authorisationOf(fold([declaredEvent, other('a', 9), other('b', 3), other('c', 5, ['a', 'b'])])!)?.id).toBe('c');
    const extension = (hours: number): DomainEvent => ({ type: 'emergency.extended', subject, data: { authorisation: 'b', until: later(now, hours * 60) }, text: { reason: 'r' } });
    expect(endOf(authorisationOf(fold([declaredEvent, other('b', 3), extension(6), extension(8)])!)!)).toBe(later(now, 360));
  });
});

const authorisedSheet = (...more: DomainEvent[]): Emergency => {
  const verdict = authorise(withBallots([technical, 'approve']));
  return fold([declaredEvent, ...(verdict.ok ? verdict.events : []), ...more], () => now, 'marta')!;
};
const finishing: DomainEvent = { type: 'change.implementationFinished', subject, data: { actualStartAt: later(now, -30), actualEndAt: now } };
const worked = (...more: DomainEvent[]): Dossier => knowing(authorisedSheet(finishing, ...more), urgent({ state: 'validating', startedBy: 'ravi', actualStartAt: later(now, -30), actualEndAt: now }));
const drafting = { id: 'i9', number: () => 'I-A1-0009' };
const allPassed: Input<'emergency.validate'> = { change: 'c', health: 'passed', smoke: 'passed', smokeNote: '42 of 42 payments', confirmation: 'passed', confirmedBy: 'Service desk', note: '' };
const checks = (...statuses: ('pass' | 'fail' | 'warn')[]) => statuses.map((status, i) => ({ name: `check ${i}`, status, said: '' }));
const read = (...statuses: ('pass' | 'fail' | 'warn')[]) => ({ id: 'h1', file: 'health.json', sha256: 'a'.repeat(64), checks: checks(...statuses) });
const then = (known: Dossier, verdict: { ok: boolean; events?: DomainEvent[] }, at = now): Dossier => ({ ...known, emergency: { ...known.emergency, sheet: (verdict.events ?? []).reduce<Emergency | null>((state, event) => emergencySheet.fold(state, stamped(event, 'ingrid', at)), known.emergency.sheet) } });
const health = (known: Dossier, at = now) => healthNow({ emergency: known.emergency.sheet, change: known.change, policy: known.policy }, at);

describe('EMG-04 validation and papers', () => {
  test('EMG-04 a failing health file turns the status red, proposes the rollback and drafts an incident, once', () => {
    const known = worked();
    expect(health(known)).toMatchObject({ status: 'unknown', isRollbackProposed: false });
    const verdict = importHealth(known, read('pass', 'fail', 'warn'), drafting, by(validator));
    outcomeOf(verdict).then({ type: 'incident.opened', data: { number: 'I-A1-0009', severity: 2, isDraft: true, change: known.change.id } }, { type: 'emergency.healthImported', data: { passed: 1, failed: 1, warned: 1, incident: 'i9' } as never });
    const after = then(known, verdict);
    expect(health(after)).toEqual({ status: 'bad', isRollbackProposed: true, why: '1 of 3 health checks failed' });
    outcomeOf(importHealth(after, { ...read('fail'), id: 'h2' }, drafting, by(validator))).then({ type: 'emergency.healthImported' });
    expect(importHealth(after, { ...read('fail'), id: 'h2' }, drafting, by(validator))).toMatchObject({ events: { length: 1 } });
  });

  test('EMG-04 a passing file drafts nothing; a warning passes', () => {
    const verdict = importHealth(worked(), read('pass', 'warn'), drafting, by(validator));
    expect(verdict).toMatchObject({ ok: true, events: [{ type: 'emergency.healthImported' }] });
    expect(health(then(worked(), verdict)).status).toBe('unknown');
  });

  test('EMG-04 the implementer’s own validation is refused, also by name; before the end of the work there is none', () => {
    const validate = (known: Dossier, actor = validator) => validateEmergency(known, allPassed, { validation: 'v1', drafting, by: by(actor) });
    outcomeOf(validate(worked(), technical)).refused('same_person');
    const named = { ...worked(), change: urgent({ state: 'validating', actualEndAt: now, fields: { ...urgent().fields, implementers: ['Ingrid'] } }) };
    outcomeOf(validate(named)).refused('same_person');
    outcomeOf(validate(knowing(authorisedSheet(), urgent({ state: 'implementing' })))).refused('not_implemented');
    outcomeOf(validate(worked())).then({ type: 'emergency.validated', data: { health: 'passed', smoke: 'passed', confirmation: 'passed' } as never });
  });

  test('EMG-04 a check that failed or is missing proposes the rollback; what the file says outweighs the word', () => {
    const known = then(worked(), importHealth(worked(), read('fail'), drafting, by(validator)));
    const judged = validateEmergency(known, allPassed, { validation: 'v1', drafting, by: by(validator) });
    expect(judged).toMatchObject({ verdict: 'failed', events: [{ type: 'emergency.validated', data: { health: 'failed' } }] });
    const missing = validateEmergency(worked(), { ...allPassed, confirmation: 'missing', confirmedBy: '' }, { validation: 'v1', drafting, by: by(validator) });
    expect(missing).toMatchObject({ verdict: 'missing', events: [{ type: 'incident.opened', data: { isDraft: true } }, { type: 'emergency.validated' }] });
    expect(health(then(worked(), missing))).toEqual({ status: 'bad', isRollbackProposed: true, why: 'user confirmation missing' });
    expect(health(then(worked(), validateEmergency(worked(), allPassed, { validation: 'v1', drafting, by: by(validator) }))).status).toBe('good');
  });

  test('EMG-04 a validation that the implementer wrote elsewhere counts for nothing at the closure', () => {
    const own = worked({ type: 'emergency.validated', subject, data: { validation: 'v9', health: 'passed', smoke: 'passed', confirmation: 'passed' } });
    const piece = (startedBy: string) => emergencyPieces({ ...own, change: { ...own.change, startedBy } }, now).find(({ id }) => id === 'emergency:validation');
    expect([piece('marta')?.status, piece('ravi')?.status]).toEqual(['missing', 'present']);
  });

  test('EMG-04 evidence is named: a smoke test and a confirmation that passed say what and who', () => {
    outcomeOf(validateEmergency(worked(), { ...allPassed, smokeNote: ' ' }, { validation: 'v', drafting, by: by(validator) })).refused('reason_needed');
    outcomeOf(validateEmergency(worked(), { ...allPassed, confirmedBy: '' }, { validation: 'v', drafting, by: by(validator) })).refused('reason_needed');
  });

  test('EMG-04 at 61 minutes without validation its clock is overdue and the rollback is proposed; at 60 it runs', () => {
    const known = worked();
    const clock = (at: string) => clocksOf({ emergency: known.emergency.sheet, change: known.change, policy: known.policy }, at).find(({ id }) => id === 'validation');
    expect(clock(later(now, 60))).toMatchObject({ state: 'running', dueAt: later(now, 60) });
    expect(clock(later(now, 61))).toMatchObject({ state: 'overdue' });
    expect(health(known, later(now, 61))).toMatchObject({ isRollbackProposed: true });
    const done = then(known, validateEmergency(known, allPassed, { validation: 'v', drafting, by: by(validator) }), later(now, 61));
    expect(clocksOf({ emergency: done.emergency.sheet, change: done.change, policy: done.policy }, later(now, 90)).find(({ id }) => id === 'validation')).toMatchObject({ state: 'done', isLate: true });
  });

  test('EMG-04 a second try asks for a validation of its own', () => {
    const first = validateEmergency(worked(), { ...allPassed, smoke: 'failed' }, { validation: 'v1', drafting, by: by(validator) });
    const known = then(worked(), first);
    const retried: DomainEvent[] = [{ type: 'change.validationFailed', subject, data: {}, text: { reason: 'r' } }, { ...finishing, data: { actualEndAt: later(now, 30) } }];
    const again = then(known, { ok: true, events: retried }, later(now, 30));
    expect(health(again, later(now, 31)).status).toBe('unknown');
    expect(clocksOf({ emergency: again.emergency.sheet, change: again.change, policy: again.policy }, later(now, 31)).find(({ id }) => id === 'validation')).toMatchObject({ state: 'running', dueAt: later(now, 90) });
  });

  test('EMG-04 deferred papers are due in 24 hours and hold the closure until each is there', () => {
    const known = worked();
    const paper = (it: Dossier) => emergencyPieces(it, now).find(({ id }) => id === 'emergency:paperwork');
    expect(paper(known)).toMatchObject({ status: 'missing', gate: 'closure', why: { facts: { fields: ['Test plan', 'Rollback criteria'] } } });
    expect(clocksOf({ emergency: known.emergency.sheet, change: known.change, policy: known.policy }, later(now, 24 * 60 + 1)).find(({ id }) => id === 'paperwork')).toMatchObject({ state: 'overdue' });
    outcomeOf(completePaperwork(known, [{ field: 'backoutPlan', text: 'x' }], by(requester))).refused('nothing_deferred');
    const half = then(known, completePaperwork(known, [{ field: 'testPlan', text: 'Smoke' }], by(requester)));
    expect(paper(half)).toMatchObject({ status: 'missing', why: { facts: { fields: ['Rollback criteria'] } } });
    expect(paper(then(half, completePaperwork(half, [{ field: 'rollbackCriteria', text: 'Errors' }], by(requester))))).toMatchObject({ status: 'present' });
  });
});

const answers = (over: Partial<Record<(typeof questionIds)[number], boolean>> = {}) => ({ ...Object.fromEntries(questionIds.map((id) => [id, false])), ...over }) as Input<'emergency.holdRetrospective'>['answers'];
const action = { question: 'monitoring', kind: 'improvement', text: 'Alert on the queue', owner: 'Ravi', dueOn: '2026-12-24' } as const;

test('EMG-04 a risk assessment that was deferred is complete once it is signed, not once somebody writes of it', () => {
  const blank = urgent({ score: null, tier: null });
  const verdict = authorise({ ...withBallots([technical, 'approve']), change: blank });
  const known = { ...worked(), change: { ...worked().change, score: null, tier: null }, emergency: { sheet: fold([declaredEvent, ...(verdict.ok ? verdict.events : []), finishing])!, incidents: {} } };
  const paper = (it: Dossier) => emergencyPieces(it, now).find(({ id }) => id === 'emergency:paperwork')?.why?.facts['fields'];
  expect(paper(known)).toEqual(['Test plan', 'Rollback criteria', 'Risk assessment']);
  expect(paper(then(known, { ok: true, events: [{ type: 'risk.signed', subject, data: { tier: 'high', score: 72 } }] }))).toEqual(['Test plan', 'Rollback criteria']);
});

describe('EMG-05 afterwards', () => {
  test('EMG-05 a gap answered with yes and no action is refused; with one it is recorded', () => {
    outcomeOf(holdRetrospective(worked(), { answers: answers({ monitoring: true }), actions: [], summary: '' }, by(requester))).refused('action_needed');
    outcomeOf(holdRetrospective(worked(), { answers: answers({ monitoring: true, testing: true }), actions: [action], summary: '' }, by(requester))).refused('action_needed', { question: 'Did a gap in testing contribute?' });
    outcomeOf(holdRetrospective(worked(), { answers: answers({ monitoring: true }), actions: [action], summary: 'Short' }, by(requester))).then({ type: 'emergency.retrospective', text: { actions: [action], summary: 'Short' } });
    outcomeOf(holdRetrospective(knowing(authorisedSheet(), urgent({ state: 'authorised' })), { answers: answers(), actions: [], summary: '' }, by(requester))).refused('not_implemented');
  });

  test('EMG-05 after 72 hours an emergency nobody has reviewed is overdue and cannot close', () => {
    const known = worked();
    const clock = (at: string) => clocksOf({ emergency: known.emergency.sheet, change: known.change, policy: known.policy }, at).find(({ id }) => id === 'retrospective');
    expect([clock(later(now, 72 * 60))?.state, clock(later(now, 72 * 60 + 1))?.state]).toEqual(['running', 'overdue']);
    expect(emergencyPieces(known, later(now, 73 * 60)).find(({ id }) => id === 'emergency:retrospective')).toMatchObject({ status: 'missing', gate: 'closure', why: { code: 'retrospective_missing' } });
  });

  test('EMG-05 the CAB ratifies once, contests with a reason, and not its own', () => {
    outcomeOf(ratifyEmergency(worked(), { verdict: 'contested', reason: '' }, null, by(chair))).refused('reason_needed');
    outcomeOf(ratifyEmergency(worked(), { verdict: 'ratified', reason: '' }, null, by(person('Tomasz', 'chair')))).refused('own_change');
    outcomeOf(ratifyEmergency(worked(), { verdict: 'ratified', reason: '' }, null, by(technical))).refused('role_needed');
    const verdict = ratifyEmergency(worked(), { verdict: 'contested', reason: 'Could have waited' }, 'm1', by(chair));
    outcomeOf(verdict).then({ type: 'emergency.contested', data: { role: 'chair', meeting: 'm1' } as never, text: { reason: 'Could have waited' } });
    outcomeOf(ratifyEmergency(then(worked(), verdict), { verdict: 'ratified', reason: '' }, null, by(chair))).refused('already_ratified', { verdict: 'contested' });
  });

  test('EMG-03 closing waits for validation, papers, retrospective, root cause and ratification, and for nothing else', () => {
    const open = (known: Dossier) => emergencyPieces(known, now).filter(({ gate, status }) => gate === 'closure' && status !== 'present').map(({ id }) => id.slice('emergency:'.length));
    let known = worked();
    expect(open(known)).toEqual(['validation', 'paperwork', 'retrospective', 'root-cause', 'ratification']);
    const go = (verdict: { ok: boolean; events?: DomainEvent[] }): void => { expect(verdict.ok).toBe(true); known = then(known, verdict); };
    go(validateEmergency(known, allPassed, { validation: 'v', drafting, by: by(validator) }));
    go(completePaperwork(known, [{ field: 'testPlan', text: 'a' }, { field: 'rollbackCriteria', text: 'b' }], by(requester)));
    go(holdRetrospective(known, { answers: answers(), actions: [], summary: '' }, by(requester)));
    go(ratifyEmergency(known, { verdict: 'ratified', reason: '' }, null, by(chair)));
    expect(open(known)).toEqual(['root-cause']);
    go(setRootCause(known, { cause: 'Worn disk', note: '' }, by(requester)));
    expect(open(known)).toEqual([]);
  });

  test('EMG-01 a record that was taken over as it stood is asked for nothing until somebody declares it here', () => {
    expect(emergencyPieces({ ...knowing(null), change: { ...urgent({ source: 'Jira' }), isImported: true } }, now)).toEqual([]);
    expect(emergencyPieces({ ...knowing(fold([declaredEvent])), change: { ...urgent({ source: 'Jira' }), isImported: true } }, now).length).toBeGreaterThan(0);
    expect(emergencyPieces(knowing(null, aChange()), now)).toEqual([]);
  });
});

test.each(Object.entries({ mayBallot, mayAuthorise, mayExtend, mayImportHealth, mayValidateEmergency, mayCompletePaperwork, mayReview, maySetRootCause, mayRatify }))('EMG-01 %s says of a change that nobody declared that it is no emergency', (_name, may) => {
  expect(may(knowing(null), by(person('Marta', 'chair', 'member', 'change-manager')))).toMatchObject({ ok: false, error: { code: 'not_an_emergency' } });
});

test('EMG-02 the clocks are a function of facts and the instant: an instant later none runs back, and what is done stays done', () => {
  const kinds = ['running', 'overdue', 'done'];
  fc.assert(fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }), fc.boolean(), (first, more, isWorked) => {
    const known = isWorked ? worked() : knowing(authorisedSheet(), urgent({ state: 'authorised' }));
    const at = (minutes: number) => clocksOf({ emergency: known.emergency.sheet, change: known.change, policy: known.policy }, later(now, minutes));
    const [before, after] = [at(first), at(first + more)];
    expect(after.map(({ id, dueAt }) => [id, dueAt])).toEqual(before.map(({ id, dueAt }) => [id, dueAt]));
    for (const [i, clock] of after.entries()) expect(kinds.indexOf(clock.state)).toBeGreaterThanOrEqual(kinds.indexOf(before[i]!.state));
  }));
});
