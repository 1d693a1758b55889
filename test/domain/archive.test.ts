// Archive, retention and legal hold: kept as long as the longest rule says, held whatever its age, gone by two signatures.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Archivable, Archived, Hold, TextsOf } from '../../src-main/domain/archive.ts';
import { archiveRecord, archiveSheet, disposeOf, extendRetention, holdSheet, liftHold, placeHold, proposeDisposal } from '../../src-main/domain/archive.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { checkPolicy } from '../../src-main/domain/policy-check.ts';
import { defaultPolicy as policy } from '../../src-main/domain/policy-document.ts';
import { retainedUntil, retentionOf, retentionRule } from '../../src-main/domain/retention.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import { by, now, outcomeOf, person, stamped } from '../support/given.ts';

const [rita, adam, legal] = [person('Rita', 'registrar'), person('Adam', 'administrator'), person('Lea', 'legal')];
const eventsOf = (verdict: Verdict<DomainEvent>): DomainEvent[] => { if (!verdict.ok) throw new Error(verdict.error.code); return verdict.events; };
const archivable = (over: Partial<Archivable> = {}): Archivable => ({ id: 'c1', kind: 'change', number: 'C-A1-0412', title: 'Switch v7', service: 'Cards', release: 'R-A1-0001', tags: [], closedAt: '2018-06-01T10:00:00.000Z', words: 'node by node', ...over });
const fold = (record: Archived | null, verdict: Verdict<DomainEvent>, actor: string): Archived => eventsOf(verdict).reduce<Archived | null>((one, event) => (event.subject.startsWith('archive:') ? archiveSheet.fold(one, { ...stamped(event, actor), isSigned: true, signature: 'ab' }) : one), record)!;
const archived = (over: Partial<Archivable> = {}): Archived => fold(null, archiveRecord(archivable(over), { tags: [], keywords: ['switch'] }, policy, by(rita)), 'rita');
const texts: TextsOf[] = [{ subject: 'change:c1', kind: 'internal', commitments: ['a'.repeat(64), 'b'.repeat(64)], proposedBy: 'person:rita' }, { subject: 'change:c1', kind: 'restricted', commitments: [], proposedBy: 'person:rita' }];
const disposal = { policy, holds: [] as Hold[] };
const proposed = (over: Partial<Archivable> = {}): Archived => fold(archived(over), proposeDisposal(archived(over), { reason: 'Its time is over', texts }, disposal, by(rita)), 'rita');
const hold = (scope: Hold['scope'], of: string): Hold => holdSheet.fold(null, stamped(eventsOf(placeHold({ id: 'h1', scope, record: scope === 'record' ? 'c1' : '', of, matter: 'Inquiry 12', reason: 'Counsel' }, by(legal)))[0]!, 'lea'))!;

test('AUD-07 seven years unless a tag says otherwise, and of several tags the longest', () => {
  expect([[], ['HIPAA'], ['hipaa', 'SOX'], ['SOX']].map((tags) => retentionOf(tags, policy))).toEqual([{ years: 7, tag: null }, { years: 6, tag: 'HIPAA' }, { years: 7, tag: null }, { years: 7, tag: null }]);
  const longer = { retention: { years: 7, tags: ['HIPAA 6', 'GxP records 15'] } };
  expect(retentionOf(['HIPAA', 'gxp records'], longer)).toEqual({ years: 15, tag: 'GxP records' });
  expect(retainedUntil({ closedAt: '2020-02-29T10:00:00.000Z', tags: [], extendedUntil: null }, policy)).toBe('2027-02-28');
  expect(retainedUntil({ closedAt: '2020-02-29T10:00:00.000Z', tags: ['HIPAA'], extendedUntil: '2030-01-01' }, policy)).toBe('2030-01-01');
  expect([retentionRule('HIPAA 6'), retentionRule('six'), retentionRule('HIPAA -6')]).toEqual([{ tag: 'HIPAA', years: 6 }, null, null]);
  expect(checkPolicy({ ...policy, retention: { years: 7, tags: ['HIPAA'] } } as never, policy).problems).toMatchObject([{ at: 'retention.tags.0' }]);
});

test('AUD-07 a record at year five is not disposed of, by whoever asks; nor is one that is held, whatever its age; each refusal names its rule', () => {
  const young = archived({ closedAt: '2021-11-24T10:00:00.000Z' });
  outcomeOf(proposeDisposal(young, { reason: 'x', texts }, disposal, by(rita))).refused('retention_runs', { until: '2028-11-24', closed: '2021-11-24', years: 7, tag: '' });
  outcomeOf(proposeDisposal(archived({ closedAt: '2020-11-24T10:00:00.000Z', tags: ['HIPAA'] }), { reason: 'x', texts }, disposal, by(rita))).refused('retention_runs', { until: '2026-11-24', years: 6, tag: 'HIPAA' });
  outcomeOf(proposeDisposal(archived({ closedAt: '2020-11-23T10:00:00.000Z', tags: ['HIPAA'] }), { reason: 'x', texts }, disposal, by(rita))).then({ type: 'archive.disposalProposed' }, { type: 'payload.redactionProposed' }, { type: 'payload.redactionProposed' });
  for (const held of [hold('record', 'C-A1-0412'), hold('service', 'cards'), hold('tag', 'sox')]) {
    outcomeOf(proposeDisposal(archived({ tags: ['SOX'] }), { reason: 'x', texts }, { policy, holds: [held] }, by(rita))).refused('on_legal_hold', { matter: 'Inquiry 12' });
    outcomeOf(disposeOf(proposed({ tags: ['SOX'] }), { policy, holds: [held], texts, alike: ['adam'] }, by(adam))).refused('on_legal_hold');
    const lifted = holdSheet.fold(held, { ...stamped(eventsOf(liftHold(held, 'Settled', by(legal)))[0]!, 'lea'), isSigned: true })!;
    outcomeOf(disposeOf(proposed({ tags: ['SOX'] }), { policy, holds: [lifted], texts, alike: ['adam'] }, by(adam))).then({ type: 'archive.disposed' }, { type: 'payload.redacted' });
    outcomeOf(liftHold(lifted, 'Again', by(legal))).refused('hold_lifted');
  }
  outcomeOf(proposeDisposal(archived(), { reason: 'x', texts }, disposal, by(person('Ira', 'implementer')))).refused('role_needed');
});

test('AUD-07 it takes two people: one who proposes, another key that signs; a forged disposal is none', () => {
  outcomeOf(disposeOf(archived(), { ...disposal, policy, texts, alike: ['adam'] }, by(adam))).refused('disposal_not_proposed');
  outcomeOf(disposeOf(proposed(), { ...disposal, policy, texts, alike: ['rita'] }, by(rita))).refused('second_person_needed');
  outcomeOf(disposeOf(proposed(), { ...disposal, policy, texts, alike: ['rita2', 'rita'] }, by({ ...rita, id: 'rita2' }))).refused('second_person_needed');
  outcomeOf(disposeOf(proposed(), { ...disposal, policy, texts: [{ ...texts[0]!, proposedBy: 'person:adam' }], alike: ['adam'] }, by(adam))).refused('second_person_needed');
  outcomeOf(proposeDisposal(proposed(), { reason: 'x', texts }, disposal, by(adam))).refused('disposal_proposed');
  const verdict = disposeOf(proposed(), { ...disposal, policy, texts, alike: ['adam'] }, by(adam));
  outcomeOf(verdict).then({ type: 'archive.disposed', data: { role: 'administrator', rev: '', supersedes: [], texts: 2, policy: '2026-1', retainedUntil: '2025-06-01' } }, { type: 'payload.redacted', data: { role: 'administrator', rev: '', supersedes: [], class: 'internal', commitments: texts[0]!.commitments as string[], proposedBy: 'person:rita' } });
  const gone = fold(proposed(), verdict, 'adam');
  expect(gone.disposed).toMatchObject({ by: 'adam', proposedBy: 'rita', reason: 'Its time is over', texts: 2, signature: 'ab' });
  outcomeOf(disposeOf(gone, { ...disposal, policy, texts, alike: ['adam'] }, by(adam))).refused('already_disposed');
  const forged = (record: Archived, actor: string, isSigned: boolean): Archived => archiveSheet.fold(record, { ...stamped({ type: 'archive.disposed', subject: 'archive:c1', data: {} }, actor), isSigned })!;
  expect([forged(archived(), 'adam', true), forged(proposed(), 'rita', true), forged(proposed(), 'adam', false)].map(({ disposed }) => disposed)).toEqual([null, null, null]);
});

test('AUD-07 a record is kept longer by hand and shorter only by a version of the policy', () => {
  const record = archived({ closedAt: '2024-01-10T10:00:00.000Z' });
  outcomeOf(archiveRecord(archivable(), { tags: ['HIPAA'], keywords: [] }, policy, by(rita))).refused('retention_needs_policy', { years: 7 });
  outcomeOf(archiveRecord(archivable(), { tags: ['HIPAA', 'SOX'], keywords: [] }, policy, by(rita))).then({ type: 'archive.recordArchived' });
  outcomeOf(extendRetention(record, { until: '2030-12-31', reason: 'x' }, policy, by(rita))).refused('retention_needs_policy', { until: '2031-01-10', years: 7 });
  const extended = fold(record, extendRetention(record, { until: '2035-12-31', reason: 'A claim' }, policy, by(rita)), 'rita');
  outcomeOf(proposeDisposal(extended, { reason: 'x', texts }, { policy: { retention: { years: 1, tags: [] } }, holds: [] }, by(rita))).refused('retention_runs', { until: '2035-12-31', extended: true });
  outcomeOf(proposeDisposal(record, { reason: 'x', texts }, { policy: { retention: { years: 1, tags: [] } }, holds: [] }, by(rita))).then({ type: 'archive.disposalProposed' }, {}, {});
});

test('AUD-07 more tags never keep a record shorter than its longest one, in whatever order they stand', () => {
  const tag = fc.constantFrom('A', 'B', 'C', 'D');
  const rules = { retention: { years: 7, tags: ['A 3', 'B 6', 'C 20'] } };
  fc.assert(fc.property(fc.array(tag, { maxLength: 6 }), tag, (tags, more) => {
    const before = retainedUntil({ closedAt: now, tags, extendedUntil: null }, rules);
    if (tags.length > 0) expect(retainedUntil({ closedAt: now, tags: [...tags, more], extendedUntil: null }, rules) >= before).toBe(true);
    expect(retainedUntil({ closedAt: now, tags: tags.toReversed(), extendedUntil: null }, rules)).toBe(before);
  }));
});
