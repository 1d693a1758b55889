// Is a slot free (CAL-08): given a schedule, when a slot is asked about, then the verdict; nothing is read or written.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FeedEntry, ScheduleDocument } from '../../src-main/contract/feed.ts';
import { judgeSlot, unusableSlot } from '../../src-main/domain/feed-check.ts';
import type { Slot, SlotFacts } from '../../src-main/domain/feed-check.ts';

const now = '2026-11-24T10:00:00.000Z';
const at = (hour: string): string => `2026-11-25T${hour}:00.000Z`;
const entry = (more: Partial<FeedEntry>): FeedEntry => ({ kind: 'change', id: 'c1', number: 'C-A1-0007', title: 'Switch v7', owner: 'Ada', startsAt: at('10:00'), endsAt: at('12:00'), tier: 'high', services: ['Cards'], items: [], environments: ['production'], isForAll: false, mode: 'hard', permitted: [], ...more });
const freeze = (more: Partial<FeedEntry> = {}): FeedEntry => entry({ kind: 'freeze', id: 'f1', number: '', title: 'Quarter end', tier: null, services: [], environments: [], isForAll: true, ...more });
const facts = (entries: FeedEntry[], more: { document?: Partial<ScheduleDocument>; shown?: Partial<SlotFacts['feed']>; isSignerAsked?: boolean } = {}): SlotFacts => ({
  now, isSignerAsked: more.isSignerAsked ?? true,
  feed: { document: { format: 'gavel-schedule', v: 1, org: 'o', issuedAt: now, from: now, until: '2027-02-24T10:00:00.000Z', hours: 24, issuer: { keyId: '0'.repeat(64), site: 'A1', person: 'Ada' }, entries, ...more.document }, isSigned: true, signer: 'known', keyId: '0'.repeat(64), file: 'feed.json', ...more.shown },
});
const slot = (from: string, until: string, more: Partial<Slot> = {}): Slot => ({ service: 'Cards', startsAt: at(from), endsAt: at(until), ...more });
const codeOf = (asked: Slot, given: SlotFacts): string => judgeSlot(asked, given).why?.code ?? judgeSlot(asked, given).verdict;

test('CAL-08 a slot that touches nothing is free; one that overlaps a High change is denied and names it', () => {
  expect(judgeSlot(slot('12:00', '13:00'), facts([entry({})]))).toEqual({ verdict: 'free', why: null, hits: [] });
  expect(judgeSlot(slot('11:59', '13:00'), facts([entry({})]))).toMatchObject({ verdict: 'taken', why: { code: 'slot_taken', facts: { number: 'C-A1-0007', tier: 'high' } } });
});

test('CAL-08 a Low or Medium change on the service is told and keeps nothing back; a High one elsewhere keeps back only another High one', () => {
  expect(judgeSlot(slot('10:00', '11:00'), facts([entry({ tier: 'medium' })]))).toMatchObject({ verdict: 'free', hits: [{ number: 'C-A1-0007', isDenying: false }] });
  expect(codeOf(slot('10:00', '11:00', { service: 'Payroll' }), facts([entry({})]))).toBe('free');
  expect(codeOf(slot('10:00', '11:00', { service: 'Payroll', tier: 'critical' }), facts([entry({})]))).toBe('slot_taken');
  expect(codeOf(slot('10:00', '11:00', { service: 'Payroll' }), facts([entry({ services: [] })]))).toBe('slot_taken');
});

test('CAL-08 the window of the change that is deployed does not keep itself back', () => {
  expect(codeOf(slot('10:00', '11:00', { change: 'c-a1-0007' }), facts([entry({})]))).toBe('free');
});

test('CAL-08 a freeze denies by service, by environment and for everybody, before any change', () => {
  expect(codeOf(slot('10:00', '11:00'), facts([entry({}), freeze()]))).toBe('slot_frozen');
  expect(codeOf(slot('10:00', '11:00'), facts([freeze({ isForAll: false, services: ['cards'] })]))).toBe('slot_frozen');
  expect(codeOf(slot('10:00', '11:00', { environment: 'Production' }), facts([freeze({ isForAll: false, environments: ['production'] })]))).toBe('slot_frozen');
  expect(codeOf(slot('10:00', '11:00'), facts([freeze({ isForAll: false, services: ['Payroll'] })]))).toBe('free');
});

test('CAL-08 what cannot be believed is said before anything in it: altered, of a stranger, a day and an hour old, from the future', () => {
  const entries = [freeze()];
  expect(codeOf(slot('10:00', '11:00'), facts(entries, { shown: { isSigned: false } }))).toBe('bad_signature');
  expect(codeOf(slot('10:00', '11:00'), facts(entries, { shown: { signer: 'unknown' } }))).toBe('unknown_signer');
  expect(codeOf(slot('10:00', '11:00'), facts(entries, { shown: { signer: 'revoked' } }))).toBe('signer_revoked');
  expect(codeOf(slot('10:00', '11:00'), facts(entries, { document: { issuedAt: '2026-11-23T09:00:00.000Z' } }))).toBe('feed_stale');
  expect(codeOf(slot('10:00', '11:00'), facts([], { document: { issuedAt: '2026-11-23T10:00:00.000Z' } }))).toBe('free');
  expect(codeOf(slot('10:00', '11:00'), facts([], { document: { issuedAt: '2026-11-24T10:06:00.000Z' } }))).toBe('feed_stale');
});

test('CAL-08 a slot that is empty, or about which the feed says nothing, cannot be judged', () => {
  const { document } = facts([]).feed;
  expect(unusableSlot(slot('11:00', '11:00'), document)).toMatchObject({ error: { code: 'slot_empty' } });
  expect(unusableSlot({ service: 'Cards', startsAt: '2027-02-24T09:00:00.000Z', endsAt: '2027-02-24T11:00:00.000Z' }, document)).toMatchObject({ error: { code: 'slot_beyond_feed', where: { field: 'end' } } });
  expect(unusableSlot({ service: 'Cards', startsAt: '2026-11-24T09:00:00.000Z', endsAt: '2026-11-24T11:00:00.000Z' }, document)).toMatchObject({ error: { where: { field: 'start' } } });
  expect(unusableSlot(slot('11:00', '12:00'), document)).toBeNull();
});

test('CAL-08 whatever the schedule, a slot is denied exactly when a freeze or a High or Critical change of its service overlaps it', () => {
  const minute = fc.integer({ min: 0, max: 600 });
  const span = fc.tuple(minute, fc.integer({ min: 1, max: 200 })).map(([start, length]) => ({ startsAt: new Date(Date.parse(at('00:00')) + start * 60_000).toISOString(), endsAt: new Date(Date.parse(at('00:00')) + (start + length) * 60_000).toISOString() }));
  const entries = fc.array(fc.tuple(span, fc.constantFrom<FeedEntry['tier']>('low', 'medium', 'high', 'critical', null), fc.constantFrom('Cards', 'Payroll'), fc.boolean()).map(([time, tier, service, isFreeze]) => (isFreeze ? freeze({ ...time, isForAll: false, services: [service] }) : entry({ ...time, tier, services: [service] }))), { maxLength: 12 });
  fc.assert(fc.property(entries, span, (all, time) => {
    const speaks = all.some((one) => one.startsAt < time.endsAt && time.startsAt < one.endsAt && one.services.includes('Cards') && (one.kind === 'freeze' || one.tier === 'high' || one.tier === 'critical'));
    expect(judgeSlot({ service: 'Cards', ...time }, facts(all)).verdict).toBe(speaks ? 'taken' : 'free');
  }));
});

test('CAL-08 CAL-02 a soft freeze denies like a hard one, but for the change that its owner has let pass, which is told of it', () => {
  const soft = freeze({ mode: 'soft', passes: ['C-A1-0412'] });
  expect(codeOf(slot('10:00', '11:00'), facts([soft]))).toBe('slot_frozen');
  expect(codeOf(slot('10:00', '11:00', { change: 'C-A1-0413' }), facts([soft]))).toBe('slot_frozen');
  expect(judgeSlot(slot('10:00', '11:00', { change: 'c-a1-0412' }), facts([soft]))).toMatchObject({ verdict: 'free', hits: [{ title: 'Quarter end', isDenying: false }] });
});
