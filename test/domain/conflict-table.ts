// What is done apart and where it must end: one row, one scenario.
import type { DomainEvent, Json } from '../../src-main/domain/event.ts';
import { completeFields } from '../support/given.ts';
import type { Side } from './apart.ts';
import { write } from './apart.ts';

export const subject = 'change:1';
export type Op = (side: Side) => void;
const event = (type: DomainEvent['type'], data: Record<string, Json> = {}, text?: Record<string, Json>): DomainEvent => (text ? { type, subject, data, text } : { type, subject, data });
const act = (type: DomainEvent['type'], data?: Record<string, Json>, text?: Record<string, Json>): Op => (side) => { write(side, event(type, data, text)); };

type Said = { reason?: string; deferredTo?: string; conditions?: Json[]; rev?: string; isRoleDisputed?: boolean; supersedes?: string[] };
/** A decision on what this side has on its screen. */
export const decide = (verdict: string, said: Said = {}): Op => (side) => {
  const open = (side.change?.decisions ?? []).filter((d) => d.isOpen).map((d) => d.id);
  const text = { ...(said.reason === undefined ? {} : { reason: said.reason }), ...(said.conditions === undefined ? {} : { conditions: said.conditions }) };
  write(side, event('cab.decisionRecorded', { decision: `${side.feed}${side.count}`, meeting: '', verdict, rev: said.rev ?? side.change?.revision ?? '', policy: 'p', role: 'chair', supersedes: said.supersedes ?? open,
    ...(said.deferredTo === undefined ? {} : { deferredTo: said.deferredTo }) }, text), { isRoleDisputed: said.isRoleDisputed ?? false });
};
export const condition = (text: string): Json => ({ text, owner: 'Luis', dueOn: '2026-12-01', when: 'before', isBlocking: true });

export const approve = decide('approved');
export const reject = decide('rejected', { reason: 'no' });
export const withdraw = decide('withdrawn', { reason: 'gone' });
export const defer = (to = '2026-12-08'): Op => decide('deferred', { reason: 'later', deferredTo: to });
export const approveIf = (...texts: string[]): Op => decide('approved-with-conditions', { conditions: texts.map(condition) });
export const note = decide('noted');
export const refer = decide('referred', { reason: 'ask them' });
export const approveStale = decide('approved', { rev: 'another revision' });
export const approveDisputed = decide('approved', { isRoleDisputed: true });
export const rejectDisputed = decide('rejected', { reason: 'no', isRoleDisputed: true });
export const schedule = act('change.scheduled');
export const giveUp = act('change.windowGivenUp');
export const start = act('change.implementationStarted');
export const finishAt = (actualEndAt: string): Op => act('change.implementationFinished', { actualStartAt: '2026-11-25T05:00:00.000Z', actualEndAt });
export const finish = finishAt('2026-11-25T05:30:00.000Z');
export const validateAs = (outcome: string): Op => act('change.validated', { outcome });
export const validate = validateAs('successful');
export const importUpdate = (data: Record<string, Json>): Op => act('change.importUpdated', data);
export const cancel = act('change.cancelled', {}, { reason: 'c' });
export const sendBack = act('change.returned', {}, { reason: 'r' });
export const comeBack = act('change.cameBack', {}, { reason: 'b' });
export const assess = (score: number): Op => act('change.assessed', { score });
export const retitle = (title: string): Op => act('change.edited', {}, { title });
export const replan = (backoutPlan: string): Op => act('change.edited', {}, { backoutPlan });
export const move = (plannedStartAt: string | null): Op => act('change.edited', { plannedStartAt });
export const undo = act('change.importUndone');
export const settleFact = (field: string, value: Json): Op => act('change.conflictSettled', { field, [field]: value, settles: field === 'score' ? ['score', 'tier'] : [field] });
export const settleState = (state: string): Op => act('change.conflictSettled', { field: 'state', state });
export const settleRemoval = (keep: boolean): Op => act('change.conflictSettled', { field: 'removed', keep });
export const settlePlan = (backoutPlan: string): Op => act('change.edited', { settles: ['backoutPlan'] }, { backoutPlan });

/** A change that awaits authorisation, complete. */
export function begin(side: Side): void {
  const { plannedStartAt, plannedEndAt, type, zone, impact, items: _items, implementers: _i, regulatoryTags: _r, stakeholders: _s, outageMinutes: _o, dataClassification: _d, ...text } = completeFields;
  write(side, event('change.created', { number: 'C-A1-0412', type, zone, impact, plannedStartAt, plannedEndAt }, text));
  write(side, event('change.submitted', { next: 'assessment' }));
  write(side, event('change.assessed', { score: 72 }));
}

export type Ending = { state: string; holds?: string[]; isApproved?: boolean; open?: number };
/** `a` and `b` (and `c`) act apart; then all exchange; then `after` goes on at A and is heard by all. `first` says where the order of clocks may matter. */
export type Row = { title: string; a: Op[]; b: Op[]; c?: Op[]; after?: Op[]; end: Ending; endIfLater?: Ending };

const conflict = (over: Partial<Ending> = {}): Ending => ({ state: 'awaiting-authorisation', holds: ['decision'], isApproved: false, open: 2, ...over });
const authorised = (over: Partial<Ending> = {}): Ending => ({ state: 'authorised', holds: [], isApproved: true, open: 1, ...over });
const rest = (state: string, over: Partial<Ending> = {}): Ending => ({ state, holds: [], isApproved: false, open: 1, ...over });

/** `endIfLater` is the ending when B's clock is the earlier one, where that may differ. */
export const rows: Row[] = [
  // Two verdicts.
  { title: 'approved here, rejected there', a: [approve], b: [reject], end: conflict() },
  { title: 'approved here, deferred there', a: [approve], b: [defer()], end: conflict() },
  { title: 'approved here, withdrawn there', a: [approve], b: [withdraw], end: conflict() },
  { title: 'rejected here, deferred there', a: [reject], b: [defer()], end: conflict() },
  { title: 'rejected here, withdrawn there', a: [reject], b: [withdraw], end: conflict() },
  { title: 'deferred here, withdrawn there', a: [defer()], b: [withdraw], end: conflict() },
  { title: 'approved plainly here, with conditions there', a: [approve], b: [approveIf('Rehearse')], end: conflict() },
  { title: 'deferred to different days', a: [defer('2026-12-08')], b: [defer('2026-12-15')], end: conflict() },
  { title: 'approved under different conditions', a: [approveIf('Rehearse')], b: [approveIf('Watch it')], end: conflict() },
  { title: 'approved under one condition here and two there', a: [approveIf('Rehearse')], b: [approveIf('Rehearse', 'Watch it')], end: conflict() },
  { title: 'three verdicts on three laptops', a: [approve], b: [reject], c: [defer()], end: conflict({ open: 3 }) },
  { title: 'two approvals and a rejection', a: [approve], b: [reject], c: [approve], end: conflict({ open: 3 }) },
  // One verdict.
  { title: 'approved on both sides', a: [approve], b: [approve], end: authorised({ open: 2 }) },
  { title: 'approved on three sides', a: [approve], b: [approve], c: [approve], end: authorised({ open: 3 }) },
  { title: 'rejected on both sides for different reasons', a: [reject], b: [decide('rejected', { reason: 'other' })], end: rest('rejected', { open: 2 }) },
  { title: 'deferred to the same day on both sides', a: [defer()], b: [defer()], end: rest('deferred', { open: 2 }) },
  { title: 'withdrawn on both sides', a: [withdraw], b: [withdraw], end: rest('cancelled', { open: 2 }) },
  { title: 'approved under the same condition on both sides', a: [approveIf('Rehearse')], b: [approveIf('Rehearse')], end: authorised({ open: 2 }) },
  { title: 'approved under the same conditions in another order', a: [approveIf('Rehearse', 'Watch it')], b: [approveIf('Watch it', 'Rehearse')], end: authorised({ open: 2 }) },
  { title: 'approved and scheduled here, approved there', a: [approve, schedule], b: [approve], end: { state: 'scheduled', holds: [], isApproved: true, open: 2 } },
  { title: 'approved and scheduled on both sides', a: [approve, schedule], b: [approve, schedule], end: { state: 'scheduled', holds: [], isApproved: true, open: 2 } },
  // Verdicts that decide nothing.
  { title: 'approved here, noted there', a: [approve], b: [note], end: authorised() },
  { title: 'rejected here, referred there', a: [reject], b: [refer], end: rest('rejected') },
  { title: 'noted here, referred there', a: [note], b: [refer], end: rest('awaiting-authorisation', { open: 0 }) },
  { title: 'approved here, approved on an old revision there', a: [approve], b: [approveStale], end: authorised() },
  { title: 'rejected here, approved on an old revision there', a: [reject], b: [approveStale], end: rest('rejected') },
  { title: 'approved on old revisions on both sides', a: [approveStale], b: [approveStale], end: rest('awaiting-authorisation', { open: 0 }) },
  // What was built on a decision that is contested.
  { title: 'approved and scheduled here, rejected there', a: [approve, schedule], b: [reject], end: conflict() },
  { title: 'approved, scheduled and given up here, rejected there', a: [approve, schedule, giveUp], b: [reject], end: conflict() },
  { title: 'approved, scheduled and started here, rejected there', a: [approve, schedule, start], b: [reject], end: conflict({ state: 'implementing' }) },
  { title: 'approved and implemented here, deferred there', a: [approve, schedule, start, finish, validate], b: [defer()], end: conflict({ state: 'implemented' }) },
  { title: 'deferred and brought back here, approved there', a: [defer(), comeBack], b: [approve], end: conflict() },
  { title: 'deferred, brought back and approved here, rejected there', a: [defer(), comeBack, approve], b: [reject], end: conflict() },
  { title: 'deferred, brought back and approved here, approved there', a: [defer(), comeBack, approve], b: [approve], end: authorised({ open: 2 }) },
  { title: 'approved and cancelled here, rejected there', a: [approve, cancel], b: [reject], end: conflict({ state: 'cancelled' }) },
  { title: 'approved here, sent back there', a: [approve], b: [sendBack], end: { state: 'returned', holds: ['state'], isApproved: true, open: 1 }, endIfLater: authorised({ holds: ['state'] }) },
  { title: 'approved here, cancelled there', a: [approve], b: [cancel], end: { state: 'cancelled', holds: ['state'], isApproved: true, open: 1 }, endIfLater: authorised({ holds: ['state'] }) },
  { title: 'approved here, rejected there, sent back elsewhere', a: [approve], b: [reject], c: [sendBack], end: conflict({ holds: ['decision', 'state'] }) },
  { title: 'approved here, rejected there, cancelled elsewhere', a: [approve], b: [reject], c: [cancel], end: conflict({ state: 'cancelled' }), endIfLater: conflict({ holds: ['decision', 'state'] }) },
  // Edits beside decisions.
  { title: 'approved here, its back-out plan edited there', a: [approve], b: [replan('Other')], end: rest('awaiting-authorisation', { isApproved: true }), endIfLater: rest('awaiting-authorisation', { open: 0 }) },
  { title: 'approved and scheduled here, its back-out plan edited there', a: [approve, schedule], b: [replan('Other')], end: rest('awaiting-authorisation', { isApproved: true }), endIfLater: rest('awaiting-authorisation', { open: 0 }) },
  { title: 'approved here, its title edited there', a: [approve], b: [retitle('Better')], end: authorised(), endIfLater: rest('awaiting-authorisation', { open: 0 }) },
  { title: 'approved here and edited back there', a: [approve], b: [replan('Other'), replan('Put back')], end: rest('awaiting-authorisation', { isApproved: true }), endIfLater: authorised() },
  { title: 'approved here, edited and rejected there', a: [approve], b: [replan('Other'), reject], end: conflict({ state: 'awaiting-authorisation' }), endIfLater: rest('rejected') },
  { title: 'plans edited on both sides, decided on neither', a: [replan('This')], b: [replan('That')], end: rest('awaiting-authorisation', { holds: ['field'], open: 0 }) },
  { title: 'plans edited alike on both sides', a: [replan('Same')], b: [replan('Same')], end: rest('awaiting-authorisation', { open: 0 }) },
  { title: 'titles edited on both sides', a: [retitle('This')], b: [retitle('That')], end: rest('awaiting-authorisation', { open: 0 }) },
  // Roles taken away.
  { title: 'approved in a role that was taken away elsewhere', a: [approveDisputed], b: [note], end: rest('awaiting-authorisation', { holds: ['confirmation'] }) },
  { title: 'rejected in a role that was taken away elsewhere', a: [rejectDisputed], b: [note], end: rest('awaiting-authorisation', { holds: ['confirmation'] }) },
  { title: 'approved in a disputed role, approved there', a: [approveDisputed], b: [approve], end: rest('awaiting-authorisation', { holds: ['confirmation'], open: 2 }) },
  { title: 'approved in a disputed role, rejected there', a: [approveDisputed], b: [reject], end: conflict({ holds: ['decision', 'confirmation'] }) },
  { title: 'approved in a disputed role and scheduled', a: [approveDisputed, schedule], b: [note], end: rest('awaiting-authorisation', { holds: ['confirmation'] }) },
  { title: 'approved in a disputed role, then confirmed', a: [approveDisputed], b: [note], after: [approve], end: authorised() },
  { title: 'approved in a disputed role, then refused', a: [approveDisputed], b: [note], after: [reject], end: rest('rejected') },
  // Settling.
  { title: 'approved and rejected, settled as approved', a: [approve], b: [reject], after: [approve], end: authorised() },
  { title: 'approved and rejected, settled as rejected', a: [approve], b: [reject], after: [reject], end: rest('rejected') },
  { title: 'approved and rejected, settled as deferred', a: [approve], b: [reject], after: [defer()], end: rest('deferred') },
  { title: 'approved and rejected, settled under conditions', a: [approve], b: [reject], after: [approveIf('Rehearse')], end: authorised() },
  { title: 'approved and rejected, settled as withdrawn', a: [approve], b: [reject], after: [withdraw], end: rest('cancelled') },
  { title: 'three verdicts settled by one decision', a: [approve], b: [reject], c: [defer()], after: [reject], end: rest('rejected') },
  { title: 'approved and rejected, noted: nothing is settled', a: [approve], b: [reject], after: [note], end: conflict() },
  { title: 'approved and rejected, decided on an old revision: nothing is settled', a: [approve], b: [reject], after: [approveStale], end: conflict() },
  { title: 'approved and rejected, settled and scheduled', a: [approve], b: [reject], after: [approve, schedule], end: { state: 'scheduled', holds: [], isApproved: true, open: 1 } },
  { title: 'approved and rejected, scheduled without settling: stays held', a: [approve], b: [reject], after: [schedule], end: conflict() },
  { title: 'approved and rejected, sent back without settling: stays held', a: [approve], b: [reject], after: [sendBack], end: conflict() },
  { title: 'approved and rejected, assessed anew: stays held', a: [approve], b: [reject], after: [assess(10)], end: conflict() },
  { title: 'begun and contested, settled as approved', a: [approve, schedule, start], b: [reject], after: [approve], end: { state: 'implementing', holds: [], isApproved: true, open: 1 } },
  { title: 'begun and contested, settled as rejected', a: [approve, schedule, start], b: [reject], after: [reject], end: { state: 'implementing', holds: [], isApproved: false, open: 1 } },
  { title: 'contested and cancelled, then settled as approved: stays cancelled', a: [approve, cancel], b: [reject], after: [approve], end: rest('cancelled') },
  { title: 'sent back and approved apart, settled as authorised', a: [approve], b: [sendBack], after: [settleState('authorised')], end: authorised() },
  { title: 'sent back and approved apart, settled as returned', a: [approve], b: [sendBack], after: [settleState('returned')], end: { state: 'returned', holds: [], isApproved: true, open: 1 } },
  { title: 'plans edited apart, settled by naming the field', a: [replan('This')], b: [replan('That')], after: [settlePlan('This')], end: rest('awaiting-authorisation', { open: 0 }) },
  { title: 'plans edited apart, edited again by the way: stays held', a: [replan('This')], b: [replan('That')], after: [replan('Third')], end: rest('awaiting-authorisation', { holds: ['field'], open: 0 }) },
  { title: 'plans edited apart, the other plan taken by the way: stays held', a: [replan('This')], b: [replan('That')], after: [replan('This'), replan('That')], end: rest('awaiting-authorisation', { holds: ['field'], open: 0 }) },
  { title: 'titles edited apart, then edited again', a: [retitle('This')], b: [retitle('That')], after: [retitle('Third')], end: rest('awaiting-authorisation', { open: 0 }) },
  { title: 'plans edited apart, settled, then approved', a: [replan('This')], b: [replan('That')], after: [settlePlan('Both'), approve], end: authorised() },
  // Facts win over plans.
  { title: 'approved here; approved, scheduled and started there', a: [approve], b: [approve, schedule, start], end: { state: 'implementing', isApproved: true, open: 2 } },
  { title: 'scheduled and started here, cancelled there', a: [approve, schedule, start], b: [cancel], end: { state: 'implementing', holds: ['state'], isApproved: true, open: 1 } },
];
