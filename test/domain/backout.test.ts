// The backout of a change: what its gates ask, who may do what, and what an edit takes away.
import { expect, test } from 'vitest';
import { reviewItems } from '../../src-main/contract/backout.ts';
import type { Role } from '../../src-main/contract/people.ts';
import { backoutSheet, backoutState, emptyBackout, versionOf } from '../../src-main/domain/backout.ts';
import type { BackoutPlan, BackoutSheet } from '../../src-main/domain/backout.ts';
import * as rules from '../../src-main/domain/backout-acts.ts';
import { backoutPieces } from '../../src-main/domain/backout-pieces.ts';
import { isAligned } from '../../src-main/domain/backup-schedule.ts';
import type { Change } from '../../src-main/domain/change.ts';
import type { Dossier, Gate, Piece, ServiceFacts } from '../../src-main/domain/dossier.ts';
import type { DomainEvent, StampedEvent } from '../../src-main/domain/event.ts';
import { evidencePieces } from '../../src-main/domain/evidence-pieces.ts';
import { gapsBefore } from '../../src-main/domain/gates.ts';
import { submitChange } from '../../src-main/domain/lifecycle.ts';
import type { By } from '../../src-main/domain/verdict.ts';
import { aChange, aDossier, aModelledDossier, by, now, outcomeOf, person, stamped } from '../support/given.ts';

const service: ServiceFacts = { id: 's', name: 'Card authorisation', tier: 1, owner: 'Zoe', isFinancial: false, isCustomerFacing: true, hasAutomaticRollback: true, rpoMinutes: 240, rtoMinutes: 45 };
const author = by(person('Tomasz', 'release-manager', 'implementer'));
const reviewer = by(person('Rita', 'technical-reviewer'));
const owner = by(person('Olga', 'rollback-owner'));
const deputy = by(person('Dan', 'implementer'));
const manager = by(person('Max', 'change-manager'));
const names = { tomasz: 'Tomasz', rita: 'Rita', olga: 'Olga', dan: 'Dan' };

const plan: BackoutPlan = {
  steps: [{ id: 'a', title: 'Stop traffic', owner: 'tomasz', minutes: 5, script: 'undo.sh', verification: 'No requests' }, { id: 'b', title: 'Put v6 back', owner: 'dan', minutes: 20, script: '', verification: 'Version answers' }],
  pointOfNoReturn: 'Before the ledger closes', changesData: true, dataReversal: 'Restore the ledger table', limitations: 'Notices already sent stay sent', rtoMinutes: null, rpoMinutes: null,
};
const attached = { id: 's1', name: 'undo.sh', sha256: 'a'.repeat(64), size: 12, bytes: 'ZWNobyBoZWxsbwo=' };

/** A change with its backout, to which events are added one after the other as their acts are accepted. */
function story(over: Parameters<typeof aChange>[0] = {}, facts: Partial<Dossier> = { service }): { dossier(): Dossier; act(rule: (dossier: Dossier, by: By) => unknown, who: By): void; say(event: Omit<DomainEvent, 'subject'>, who?: By): void; change(more: Partial<Change>): void } {
  let sheet: BackoutSheet | null = null;
  let change = aChange({ state: 'assessment', ...over });
  const fold = (event: DomainEvent, { actor, now: at }: By): void => {
    const read: StampedEvent = { ...stamped(event, actor.id, at), isSigned: 'role' in event.data };
    sheet = backoutSheet.fold(sheet, read);
  };
  const dossier = (): Dossier => ({ ...aDossier(change, { ...facts, backout: { sheet, version: sheet && versionOf(sheet) ? JSON.stringify(versionOf(sheet)) : null, names, duties: facts.backout?.duties ?? [] } }), change });
  return {
    dossier, change: (more) => { change = { ...change, ...more }; },
    act: (rule, who) => {
      const verdict = rule(dossier(), who) as { ok: boolean; events: DomainEvent[] };
      expect(verdict).toMatchObject({ ok: true });
      for (const event of verdict.events) if (event.type.startsWith('backout.')) fold(event, who);
    },
    say: (event, who = author) => { fold({ ...event, subject: `change:${change.id}` }, who); },
  };
}
type Story = ReturnType<typeof story>;
const at = (moment: string, { actor }: By = author): By => ({ actor, now: moment });
const approve = (items: readonly (typeof reviewItems)[number][] = reviewItems) => (dossier: Dossier, who: By) => rules.reviewBackout(dossier, { change: '', id: `r${who.now}`, verdict: 'approve', items: [...items], note: '' }, who);
const rehearsed = (minutes: number, more: object = {}) => (dossier: Dossier, who: By) =>
  rules.recordRehearsal(dossier, { change: '', id: `h${who.now}`, environment: 'Staging', steps: [{ step: 'a', seconds: 300 }, { step: 'b', seconds: minutes * 60 - 300 }], checks: [{ name: 'ledger rows', before: '10 482', after: '10 482' }], deviations: '', evidence: 'log 7', ...more }, who);
const written = (s: Story, over: Partial<BackoutPlan> = {}): void => { s.act((d, who) => rules.writePlan(d, { ...plan, ...over }, who), author); };
/** Planned, reviewed and rehearsed, with both people accepted. */
function ready(s: Story): void {
  written(s);
  s.act((d, who) => rules.attachScript(d, attached, who), author);
  s.act(approve(), reviewer);
  s.act(rehearsed(38), author);
  s.act((d, who) => rules.nameOwner(d, { owner: 'olga', deputy: 'dan' }, who), author);
  s.act(rules.acceptOwnership, owner);
  s.act(rules.acceptOwnership, deputy);
}
const piece = (s: Story, id: string, moment = now): Piece | undefined => backoutPieces(s.dossier(), moment).find((p) => p.id === `backout.${id}`);
const open = (s: Story, moment = now): string[] => backoutPieces(s.dossier(), moment).filter(({ status }) => status !== 'present').map(({ id }) => id);

test('BCK-01 no script attached keeps a change from authorisation; attached, and with limitations stated, it passes', () => {
  const s = story();
  written(s);
  expect(piece(s, 'script')).toMatchObject({ gate: 'authorisation', status: 'missing', part: 'backout', why: { code: 'backout_script_missing', facts: { names: ['undo.sh'] } } });
  s.act((d, who) => rules.attachScript(d, attached, who), author);
  expect(['plan', 'script', 'limitations', 'time'].map((id) => piece(s, id)?.status)).toEqual(['present', 'present', 'present', 'present']);
  outcomeOf(rules.attachScript(s.dossier(), { ...attached, id: 's2', size: 0 }, author)).refused('script_empty', { name: 'undo.sh' });
  outcomeOf(rules.attachScript(s.dossier(), attached, author)).nothing();
});

test('BCK-01 CHG-03 a model that lists a backout script refuses without one: a Normal change its authorisation, a Standard one its submission, because that authorises it', () => {
  const fields = { ...aChange().fields, service: 'Cards', model: 'Certificate renewal' };
  const script = (dossier: Dossier): Pick<Piece, 'gate' | 'status'> | undefined => backoutPieces(dossier, now).find(({ id }) => id === 'backout.script');
  const modelled = (type: 'normal' | 'standard', evidence: string[]): Dossier => aModelledDossier({ ...aChange({ tier: 'low', state: 'draft' }), fields: { ...fields, type } }, evidence);
  expect(script(modelled('normal', []))).toBeUndefined();
  expect(script(modelled('normal', ['backout-script']))).toMatchObject({ gate: 'authorisation', status: 'missing', why: { code: 'backout_script_missing' } });
  const standard = modelled('standard', ['backout-script']);
  expect(script(standard)).toMatchObject({ gate: 'submission', status: 'missing' });
  outcomeOf(submitChange(standard, by(person('Tomasz', 'requester')))).refused('not_ready');
  // Written and attached, it is the evidence as well: nobody attaches it twice.
  const s = story();
  written(s);
  s.act((d, who) => rules.attachScript(d, attached, who), author);
  const whole: Dossier = { ...standard, backout: s.dossier().backout };
  expect(script(whole)).toMatchObject({ status: 'present' });
  expect(evidencePieces(whole, now)).toMatchObject([{ id: 'evidence:backout-script', status: 'present' }]);
  outcomeOf(submitChange(whole, by(person('Tomasz', 'requester')))).then({ type: 'change.submitted' }, { type: 'change.authorisedByModel' });
});

test('BCK-01 limitations left blank are refused; None known counts only signed, and for the version it was signed for', () => {
  const s = story();
  written(s, { limitations: '' });
  s.act((d, who) => rules.attachScript(d, attached, who), author);
  expect(piece(s, 'limitations')).toMatchObject({ status: 'missing', why: { code: 'limitations_missing' } });
  s.say({ type: 'backout.noneKnownSigned', data: { plan: s.dossier().backout.version } });
  expect(piece(s, 'limitations')?.status).toBe('missing');
  s.act((d, who) => rules.signNoneKnown(d, undefined, who), author);
  expect(piece(s, 'limitations')?.status).toBe('present');
  written(s, { limitations: '', pointOfNoReturn: 'Earlier' });
  expect(piece(s, 'limitations')?.status).toBe('missing');
});

test('BCK-01 the whole time must fit: the window, or what is left of it after the decision deadline', () => {
  const s = story();
  written(s);
  // The window has 40 minutes, the plan takes 25.
  expect(piece(s, 'time')?.status).toBe('present');
  s.act((d, who) => rules.setTriggers(d, { triggers: [], deadlineAt: '2026-11-25T05:15:00.000Z' }, who), author);
  expect(piece(s, 'time')?.status).toBe('present');
  s.act((d, who) => rules.setTriggers(d, { triggers: [], deadlineAt: '2026-11-25T05:16:00.000Z' }, who), author);
  expect(piece(s, 'time')).toMatchObject({ status: 'missing', why: { code: 'backout_too_long', facts: { needed: 25, available: 24, isFromDeadline: true } } });
  s.change({ fields: { ...s.dossier().change.fields, plannedStartAt: null } });
  expect(piece(s, 'time')).toMatchObject({ why: { code: 'backout_untimed' } });
});

test('BCK-01 a plan names what it lacks, step by step', () => {
  const s = story();
  written(s, { steps: [{ ...plan.steps[0]!, owner: '', minutes: 0 }], dataReversal: '', pointOfNoReturn: '' });
  expect(piece(s, 'plan')).toMatchObject({ status: 'missing', why: { code: 'backout_plan_incomplete', facts: { fields: ['owner of step 1', 'minutes of step 1', 'point of no return', 'data reversal'] } } });
});

test('BCK-01 what was authorised with a plan keeps that plan; an emergency writes its own after the act', () => {
  const s = story();
  written(s);
  s.change({ state: 'authorised' });
  outcomeOf(rules.writePlan(s.dossier(), { ...plan, limitations: 'More' }, author)).refused('backout_settled');
  s.change({ fields: { ...s.dossier().change.fields, type: 'emergency' } });
  outcomeOf(rules.writePlan(s.dossier(), { ...plan, limitations: 'More' }, author)).then({ type: 'backout.planWritten' });
  s.change({ state: 'closed' });
  outcomeOf(rules.writePlan(s.dossier(), plan, author)).refused('field_settled');
});

test('BCK-02 an emergency fix without an automatic trigger is held back', () => {
  const s = story({ fields: { type: 'emergency' } });
  expect(piece(s, 'trigger')).toMatchObject({ gate: 'authorisation', status: 'missing', why: { code: 'automatic_trigger_missing' } });
  const trigger = { id: 't', metric: 'errors', comparison: 'above', threshold: '5', unit: 'percent', seconds: 300 } as const;
  s.act((d, who) => rules.setTriggers(d, { triggers: [{ ...trigger, isAutomatic: false }], deadlineAt: null }, who), author);
  expect(piece(s, 'trigger')?.status).toBe('missing');
  s.act((d, who) => rules.setTriggers(d, { triggers: [{ ...trigger, isAutomatic: true }], deadlineAt: null }, who), author);
  expect(piece(s, 'trigger')?.status).toBe('present');
  outcomeOf(rules.setTriggers(s.dossier(), { triggers: [{ ...trigger, isAutomatic: true }, { ...trigger, id: 'u', unit: 'ratio', isAutomatic: true }], deadlineAt: null }, author)).refused('invalid_input');
});

test('BCK-03 the author, an implementer and the rollback owner do not review; approval needs every item', () => {
  const s = story({ fields: { implementers: ['Ida'] } });
  written(s);
  s.act((d, who) => rules.nameOwner(d, { owner: 'olga', deputy: 'dan' }, who), author);
  for (const [who, tie] of [[author, 'author'], [by(person('Ida', 'implementer')), 'implementer'], [by(person('Olga', 'technical-reviewer')), 'rollback owner'], [deputy, 'rollback owner']] as const) outcomeOf(approve()(s.dossier(), who)).refused('own_backout', { tie });
  outcomeOf(approve(['complete', 'timed', 'tested'])(s.dossier(), reviewer)).refused('review_items_open', { items: ['reversible-data', 'access'] });
  outcomeOf(rules.reviewBackout(s.dossier(), { change: '', id: 'r', verdict: 'rework', items: [], note: ' ' }, reviewer)).refused('reason_needed');
  outcomeOf(rules.reviewBackout(s.dossier(), { change: '', id: 'r', planVersion: 'f'.repeat(64), verdict: 'approve', items: [...reviewItems], note: '' }, reviewer)).refused('backout_plan_changed');
  outcomeOf(approve()(s.dossier(), reviewer)).then({ type: 'backout.reviewed', data: { plan: s.dossier().backout.version, verdict: 'approve', role: 'technical-reviewer' } as never });
});

test('BCK-03 approve, then edit one step: review required again, and the change cannot be authorised', () => {
  const s = story();
  written(s);
  expect(piece(s, 'review')).toMatchObject({ status: 'waiting', why: { code: 'backout_review_needed', facts: { problem: 'none' } } });
  s.act(approve(), reviewer);
  expect(piece(s, 'review')?.status).toBe('present');
  written(s, { steps: [{ ...plan.steps[0]!, minutes: 6 }, plan.steps[1]!] });
  expect(piece(s, 'review')).toMatchObject({ gate: 'authorisation', status: 'stale', why: { code: 'backout_review_needed', facts: { problem: 'edited', by: 'Rita' } } });
  s.act(approve(), at('2026-11-24T15:00:00.000Z', reviewer));
  s.act((d, who) => rules.attachScript(d, { ...attached, id: 's3' }, who), author);
  expect(piece(s, 'review')?.status).toBe('stale');
});

test('BCK-03 an approval that another device wrote unsigned, for its own plan or without all items counts for nothing', () => {
  const s = story();
  written(s);
  const plainly = { type: 'backout.reviewed' as const, data: { review: 'x', plan: s.dossier().backout.version, verdict: 'approve', items: [...reviewItems] } };
  s.say(plainly, reviewer);
  s.say({ ...plainly, data: { ...plainly.data, review: 'y', role: 'implementer' } }, author);
  s.say({ ...plainly, data: { ...plainly.data, review: 'z', items: ['complete'], role: 'technical-reviewer' } }, reviewer);
  expect(s.dossier().backout.sheet?.reviews).toHaveLength(3);
  expect(piece(s, 'review')?.status).toBe('waiting');
});

test('BCK-04 a 38-minute rehearsal against an RTO of 45 minutes passes, 52 minutes fail and hold the decision', () => {
  const s = story();
  written(s);
  expect(piece(s, 'rehearsal')).toMatchObject({ gate: 'decision', status: 'missing', why: { code: 'rehearsal_needed', facts: { problem: 'none' } } });
  s.act(rehearsed(38), at('2026-11-24T10:00:00.000Z'));
  expect(piece(s, 'rehearsal')?.status).toBe('present');
  s.act(rehearsed(52), at('2026-11-24T11:00:00.000Z'));
  expect(piece(s, 'rehearsal')).toMatchObject({ status: 'missing', why: { code: 'rehearsal_needed', facts: { problem: 'too-slow', minutes: 52, rto: 45 } } });
  s.act(rehearsed(45), at('2026-11-24T12:00:00.000Z'));
  expect(piece(s, 'rehearsal')?.status).toBe('present');
});

test('BCK-04 differing counts fail inside the RTO; production is refused; a step without a time, or data without a comparison, fails', () => {
  const s = story();
  written(s);
  for (const environment of ['production', 'Production', ' prod ', 'Prod, Leeds', 'live']) outcomeOf(rehearsed(10, { environment })(s.dossier(), author)).refused('rehearsal_in_production');
  s.act(rehearsed(10, { checks: [{ name: 'ledger rows', before: '10482', after: '10481' }] }), at('2026-11-24T10:00:00.000Z'));
  expect(piece(s, 'rehearsal')).toMatchObject({ why: { facts: { problem: 'checks-differ' } } });
  s.act(rehearsed(10, { checks: [] }), at('2026-11-24T10:01:00.000Z'));
  expect(piece(s, 'rehearsal')).toMatchObject({ why: { facts: { problem: 'checks-missing' } } });
  s.act(rehearsed(10, { steps: [{ step: 'a', seconds: 60 }] }), at('2026-11-24T10:02:00.000Z'));
  expect(piece(s, 'rehearsal')).toMatchObject({ why: { facts: { problem: 'steps-missing' } } });
  outcomeOf(rehearsed(10, { finishedAt: '2026-11-24T14:00:00.001Z' })(s.dossier(), author)).refused('in_future');
  outcomeOf(rehearsed(10, { steps: [{ step: 'nowhere', seconds: 1 }] })(s.dossier(), author)).refused('record_missing');
});

test('BCK-04 a rehearsal is valid for 90 days and one version: on day 91 it shows expired', () => {
  const s = story();
  written(s);
  s.act(rehearsed(38), at('2026-08-25T10:00:00.000Z'));
  expect(piece(s, 'rehearsal', '2026-11-23T10:00:00.000Z')?.status).toBe('present');
  expect(piece(s, 'rehearsal', '2026-11-24T09:59:59.000Z')?.status).toBe('present');
  expect(piece(s, 'rehearsal', '2026-11-24T10:00:00.000Z')).toMatchObject({ status: 'stale', why: { code: 'rehearsal_needed', facts: { problem: 'expired', age: 91, days: 90 } } });
  written(s, { pointOfNoReturn: 'Later' });
  expect(piece(s, 'rehearsal', '2026-08-25T11:00:00.000Z')).toMatchObject({ status: 'stale', why: { facts: { problem: 'other-version' } } });
});

test('BCK-04 without the RTO of a service the plan states its own, and somebody is asked for it; without automatic rollback 30 days count', () => {
  const s = story({}, { service: null });
  written(s);
  s.act(rehearsed(38), author);
  expect(piece(s, 'rehearsal')).toMatchObject({ status: 'missing', why: { code: 'objective_unknown', facts: { objective: 'RTO' } } });
  const own = story({}, { service: null });
  written(own, { rtoMinutes: 40 });
  own.act(rehearsed(38), author);
  expect(piece(own, 'rehearsal')?.status).toBe('present');
  const strict = story({}, { service: { ...service, hasAutomaticRollback: false } });
  written(strict);
  strict.act(rehearsed(38), at('2026-10-24T14:00:00.000Z'));
  expect(piece(strict, 'rehearsal')).toMatchObject({ status: 'stale', why: { facts: { problem: 'expired', age: 31, days: 30 } } });
});

test('BCK-05 owner and deputy accept by signature, for the window as it stands; without that a change is not scheduled', () => {
  const s = story();
  written(s);
  expect(piece(s, 'owner')).toMatchObject({ gate: 'schedule', status: 'missing', why: { code: 'rollback_owner_missing' } });
  outcomeOf(rules.nameOwner(s.dossier(), { owner: 'olga', deputy: 'olga' }, author)).refused('deputy_is_owner');
  s.act((d, who) => rules.nameOwner(d, { owner: 'olga', deputy: 'dan' }, who), author);
  expect(piece(s, 'owner')).toMatchObject({ status: 'waiting', why: { code: 'rollback_owner_waiting', facts: { people: ['Olga', 'Dan'] } } });
  outcomeOf(rules.acceptOwnership(s.dossier(), manager)).refused('not_rollback_owner');
  s.act(rules.acceptOwnership, owner);
  expect(piece(s, 'owner')).toMatchObject({ status: 'waiting', why: { facts: { people: ['Dan'] } } });
  s.act(rules.acceptOwnership, deputy);
  expect(piece(s, 'owner')?.status).toBe('present');
  s.change({ fields: { ...s.dossier().change.fields, plannedEndAt: '2026-11-25T06:00:00.000Z' } });
  expect(piece(s, 'owner')).toMatchObject({ status: 'stale', why: { code: 'rollback_owner_waiting', facts: { people: ['Olga', 'Dan'], isMoved: true } } });
});

test('BCK-05 one person who owns the rollback of two overlapping changes is a conflict', () => {
  const s = story({}, { service, backout: { sheet: null, version: null, names: {}, duties: [{ number: 'C-A1-0007', startsAt: '2026-11-25T05:00:00.000Z', endsAt: '2026-11-25T06:00:00.000Z' }] } });
  ready(s);
  expect(piece(s, 'duty')).toMatchObject({ gate: 'schedule', status: 'missing', why: { code: 'rollback_owner_busy', facts: { person: 'Olga', changes: ['C-A1-0007'] } } });
});

test('BCK-05 the owner orders with one act before and after the deadline; a manager without the duty cannot, and dissent does not stop it', () => {
  const s = story();
  ready(s);
  outcomeOf(rules.orderRollback(s.dossier(), { id: 'o', reason: '' }, owner)).refused('nothing_to_roll_back', { state: 'assessment' });
  s.change({ state: 'implementing' });
  outcomeOf(rules.orderRollback(s.dossier(), { id: 'o', reason: '' }, manager)).refused('not_rollback_owner');
  outcomeOf(rules.doStep(s.dossier(), 'a', owner)).refused('no_rollback_order');
  s.act((d, who) => rules.recordDissent(d, { id: 'd', reason: 'Stay live until noon' }, who), manager);
  const late = at('2026-11-26T05:39:00.000Z', owner);
  outcomeOf(rules.orderRollback(s.dossier(), { id: 'o', reason: 'Errors' }, late)).then({ type: 'backout.ordered', data: { order: 'o', trigger: 'manual', orderedAt: late.now, role: 'rollback-owner', rev: s.dossier().backout.version!, supersedes: [] } });
  s.act((d, who) => rules.orderRollback(d, { id: 'o', reason: 'Errors' }, who), late);
  expect([backoutState(s.dossier().backout.sheet!), s.dossier().backout.sheet!.dissents.length]).toEqual(['ordered', 1]);
  outcomeOf(rules.orderRollback(s.dossier(), { id: 'p', reason: '' }, deputy)).refused('rollback_ordered');
  expect(piece(s, 'executed')).toMatchObject({ gate: 'closure', status: 'missing', why: { code: 'rollback_unfinished', facts: { steps: ['Stop traffic', 'Put v6 back'] } } });
  s.act((d, who) => rules.doStep(d, 'a', who), deputy);
  s.act((d, who) => rules.doStep(d, 'b', who), author);
  outcomeOf(rules.doStep(s.dossier(), 'a', owner)).nothing();
  expect([backoutState(s.dossier().backout.sheet!), piece(s, 'executed')?.status]).toEqual(['done', 'present']);
});

test('BCK-05 an order during validation takes the change back to implementation; the deputy may give it', () => {
  const s = story({ state: 'validating' });
  ready({ ...s, act: (rule, who) => { s.change({ state: 'assessment' }); s.act(rule, who); s.change({ state: 'validating' }); } });
  outcomeOf(rules.orderRollback(s.dossier(), { id: 'o', reason: '' }, deputy)).then({ type: 'backout.ordered', data: { role: 'implementer' } as never }, { type: 'change.validationFailed' });
});

const backup = { change: '', id: 'b', system: 'Ledger', job: 'J-88', takenAt: '2026-11-24T08:00:00.000Z', size: 1_000_000, digest: '', catalogue: 'vault/88', restoreTestedOn: '2026-10-01' };
test('BCK-06 RPO 4 hours with a 6-hour-old backup is withheld with the gap stated; a 2-hour-old one is released', () => {
  const s = story();
  ready(s);
  expect(piece(s, 'backup')).toMatchObject({ gate: 'token', status: 'missing', why: { code: 'backup_missing', facts: { limitMinutes: 240 } } });
  s.act((d, who) => rules.registerBackup(d, backup, who), author);
  expect(piece(s, 'backup')).toMatchObject({ status: 'stale', why: { code: 'backup_too_old', facts: { system: 'Ledger', ageMinutes: 360, limitMinutes: 240, gapMinutes: 120 } } });
  s.act((d, who) => rules.registerBackup(d, { ...backup, id: 'c', takenAt: '2026-11-24T12:00:00.000Z' }, who), author);
  expect(piece(s, 'backup')?.status).toBe('present');
  expect(open(s)).toEqual([]);
  // Four hours to the millisecond count, one more does not.
  expect([piece(s, 'backup', '2026-11-24T16:00:00.000Z')?.status, piece(s, 'backup', '2026-11-24T16:00:00.001Z')?.status]).toEqual(['present', 'stale']);
});

test('BCK-06 the smaller of RPO and 24 hours counts; a restore test older than 90 days, none at all, or an unknown RPO withhold', () => {
  const s = story({}, { service: { ...service, rpoMinutes: 4320 } });
  ready(s);
  s.act((d, who) => rules.registerBackup(d, { ...backup, takenAt: '2026-11-23T13:00:00.000Z' }, who), author);
  expect(piece(s, 'backup')).toMatchObject({ why: { code: 'backup_too_old', facts: { ageMinutes: 1500, limitMinutes: 1440, gapMinutes: 60 } } });
  s.act((d, who) => rules.registerBackup(d, { ...backup, id: 'old', restoreTestedOn: '2026-08-25' }, who), author);
  expect(piece(s, 'backup')).toMatchObject({ status: 'stale', why: { code: 'restore_test_too_old', facts: { testedOn: '2026-08-25', days: 90 } } });
  s.act((d, who) => rules.registerBackup(d, { ...backup, id: 'just', takenAt: '2026-11-24T08:00:01.000Z', restoreTestedOn: '2026-08-26' }, who), author);
  expect(piece(s, 'backup')?.status).toBe('present');
  s.act((d, who) => rules.registerBackup(d, { ...backup, id: 'no', takenAt: '2026-11-24T09:00:00.000Z', restoreTestedOn: null }, who), author);
  expect(piece(s, 'backup')).toMatchObject({ why: { code: 'restore_test_too_old', facts: { testedOn: null } } });
  const unknown = story({}, { service: null });
  ready(unknown);
  unknown.act((d, who) => rules.registerBackup(d, backup, who), author);
  expect(piece(unknown, 'backup')).toMatchObject({ why: { code: 'objective_unknown', facts: { objective: 'RPO' } } });
});

test('BCK-06 evidence dated in the future, or that names no copy, is refused; a 12-hourly schedule is misaligned with an RPO of 4 hours', () => {
  const s = story();
  outcomeOf(rules.registerBackup(s.dossier(), { ...backup, takenAt: '2026-11-24T14:00:00.001Z' }, author)).refused('in_future', { what: 'The backup' });
  outcomeOf(rules.registerBackup(s.dossier(), { ...backup, restoreTestedOn: '2026-11-25' }, author)).refused('in_future', { what: 'The restore test' });
  outcomeOf(rules.registerBackup(s.dossier(), { ...backup, catalogue: '' }, author)).refused('invalid_input');
  outcomeOf(rules.registerBackup(s.dossier(), backup, reviewer)).refused('role_needed');
  expect([isAligned({ everyMinutes: 720, rpoMinutes: 240 }), isAligned({ everyMinutes: 240, rpoMinutes: 240 }), isAligned({ everyMinutes: 720, rpoMinutes: null })]).toEqual([false, true, null]);
});

test('BCK-02 an emergency waits for its trigger alone; its review and rehearsal are asked for before a token, its plan before the closure', () => {
  const s = story({ fields: { type: 'emergency' } });
  const gateOf = (id: string): string | undefined => piece(s, id)?.gate;
  expect(backoutPieces(s.dossier(), now).filter(({ gate }) => gate === 'authorisation').map(({ id }) => id)).toEqual(['backout.trigger']);
  expect([gateOf('plan'), gateOf('review'), gateOf('rehearsal'), gateOf('backup')]).toEqual(['closure', 'token', 'token', 'token']);
});

test('BCK-01 BCK-04 BCK-05 BCK-06 the gates of a change ask for what its backout lacks, and for nothing once it is there', () => {
  const s = story();
  const asked = (gate: Gate): string[] => gapsBefore(gate, s.dossier(), now).map(({ id }) => id).filter((id) => id.startsWith('backout.'));
  expect(asked('authorisation')).toEqual(['backout.plan', 'backout.script', 'backout.limitations', 'backout.time', 'backout.review']);
  expect(asked('decision')).toContain('backout.rehearsal');
  expect(asked('schedule')).toEqual(['backout.owner']);
  expect(asked('token')).toEqual(expect.arrayContaining(['backout.rehearsal', 'backout.owner', 'backout.backup']));
  ready(s);
  s.act((d, who) => rules.registerBackup(d, { ...backup, takenAt: '2026-11-24T12:00:00.000Z' }, who), author);
  expect((['authorisation', 'decision', 'schedule', 'token', 'closure'] as const).map(asked)).toEqual([[], [], [], [], []]);
});

test('BCK-01 nothing is demanded of a low risk nobody planned for, nor of an imported record before somebody begins; then all of it is', () => {
  const low = story({ tier: 'low', score: 12 });
  expect(backoutPieces(low.dossier(), now)).toEqual([]);
  written(low);
  expect(backoutPieces(low.dossier(), now).map(({ id }) => id)).toEqual(['backout.plan', 'backout.script', 'backout.limitations', 'backout.time', 'backout.review', 'backout.owner']);
  const imported = story({ isImported: true });
  expect(backoutPieces(imported.dossier(), now)).toEqual([]);
  written(imported);
  expect(backoutPieces(imported.dossier(), now).map(({ id }) => id)).toContain('backout.rehearsal');
  expect(backoutPieces(story({ tier: 'critical', score: 90 }).dossier(), now).every(({ status }) => status !== 'present')).toBe(true);
});

test('BCK-01 a fold takes foreign values for what they are', () => {
  const event = (type: StampedEvent['type'], data: object, text: object = {}): StampedEvent => stamped({ type, subject: 'change:x', data: data as never, text: text as never });
  const odd = [event('backout.planWritten', {}, { plan: { steps: [null, 7, { id: 'a', minutes: -3, title: {} }, { id: 'a', title: 'twice' }], changesData: 'yes', rtoMinutes: '45' } }), event('backout.scriptAttached', { script: 's', sha256: 'short', size: 5 }, { name: 'x' }),
    event('backout.triggersSet', { deadlineAt: '2026-99-01' }, { triggers: [{ id: 't', metric: 'm', comparison: 'over', threshold: '5', unit: 'percent' }, { id: 'u', metric: 'm', comparison: 'above', threshold: '5', unit: 'parsec' }] })];
  const sheet = odd.reduce<BackoutSheet | null>((state, one) => backoutSheet.fold(state, one), null);
  expect(sheet).toMatchObject({ plan: { value: { steps: [{ id: 'a', title: '', minutes: 0 }], changesData: false, rtoMinutes: null } }, scripts: [], triggers: { value: { triggers: [], deadlineAt: null } } });
  expect(backoutSheet.fold(null, event('backout.reviewed', { verdict: 'maybe' }))).toEqual(emptyBackout);
});

test('BCK-05 roles that may act on a backout: an auditor does nothing here', () => {
  const s = story();
  ready(s);
  const auditor = by(person('Owen', 'auditor' satisfies Role));
  expect(Object.values(rules.mayAllBackout(s.dossier(), auditor)).filter((no) => no === null)).toEqual([]);
});
