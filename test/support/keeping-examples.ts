// Examples of what is written about reviews of access, the archive and legal holds, for the exchange between two laptops.
import type { DomainEvent, EventType } from '../../src-main/domain/event.ts';
import type { Maker } from './example-parts.ts';
import { audited, signedAs } from './example-parts.ts';

const listing = (subject: string, reviewer: string): DomainEvent => ({ type: 'accessRight.listed', subject, data: { review: 'v', reviewNumber: 'V-A1-0001', key: 'role:p:chair', kind: 'approver-right', holder: 'p', since: '2026-01-01T00:00:00.000Z', reviewer, dueOn: '2026-12-10', days: 90 }, text: { holder: 'Zoe', what: 'Role chair' } });
const archiving = (subject: string): DomainEvent => ({ type: 'archive.recordArchived', subject, data: { kind: 'release', record: 'R-A1-0001', closedAt: '2019-01-01T00:00:00.000Z' }, text: { title: 'Autumn release', service: 'Cards', release: 'R-A1-0001', tags: ['SOX'], keywords: ['scheme'], words: 'Replaces the switch' } });
const proposingDisposal = (subject: string): DomainEvent => ({ type: 'archive.disposalProposed', subject, data: signedAs('registrar'), text: { reason: 'Its time is over' } });
const holding = (subject: string): DomainEvent => ({ type: 'legalHold.placed', subject, data: { scope: 'tag', record: '' }, text: { of: 'SOX', matter: 'Inquiry 12', reason: 'Asked by counsel' } });
/** Two laptops that took one subject for it, as only forged ones can: the first reply stands. */
const stamping = (subject: string, reply: string): DomainEvent => ({ type: 'checkpoint.stamped', subject, data: { feed: 'a'.repeat(32), count: 12, stampedAt: '2026-11-24T09:00:00.000Z' }, text: { checkpoint: 'gavel-checkpoint-v1\n', signature: 'c2ln', reply, authority: 'Ostrava Stamps' } });

export const keepingExamples = {
  'checkpoint.stamped': audited('stamp', ({ subject }) => ({ event: stamping(subject, 'MAAw'), apart: stamping(subject, 'MAAx') })),
  'accessReview.started': audited('accessReview', ({ one, subject }) => ({ event: { type: 'accessReview.started', subject, data: { number: one.store.nextNumber('V'), kinds: ['approver-right'], dueOn: '2026-12-10', rights: 1 }, text: { title: 'Yearly' } } })),
  'accessReview.closed': audited('accessReview', ({ one, subject }) => ({
    given: [{ type: 'accessReview.started', subject, data: { number: one.store.nextNumber('V'), kinds: ['approver-right'], dueOn: '2026-12-10', rights: 1 }, text: { title: 'Yearly' } }],
    event: { type: 'accessReview.closed', subject, data: signedAs('registrar'), text: { note: 'Complete' } }, apart: { type: 'accessReview.closed', subject, data: signedAs('chair'), text: { note: 'Done' } },
  })),
  'accessRight.listed': audited('accessRight', ({ one, subject }) => ({ event: listing(subject, one.person.id) })),
  'accessRight.opened': audited('accessRight', ({ one, subject }) => ({ given: [listing(subject, one.person.id)], event: { type: 'accessRight.opened', subject, data: {} }, apart: { type: 'accessRight.opened', subject, data: {} } })),
  'accessRight.decided': audited('accessRight', ({ one, subject }) => ({
    given: [listing(subject, one.person.id), { type: 'accessRight.opened', subject, data: {} }], event: { type: 'accessRight.decided', subject, data: { verdict: 'certify', ...signedAs('registrar') }, text: { reason: 'Needed' } },
    apart: { type: 'accessRight.decided', subject, data: { verdict: 'revoke', ...signedAs('registrar') }, text: { reason: 'Left the team' } },
  })),
  'archive.recordArchived': audited('archive', ({ subject }) => ({ event: archiving(subject), apart: archiving(subject) })),
  'archive.retentionExtended': audited('archive', ({ subject }) => ({ given: [archiving(subject)], event: { type: 'archive.retentionExtended', subject, data: { until: '2040-01-01' }, text: { reason: 'A claim' } }, apart: { type: 'archive.retentionExtended', subject, data: { until: '2039-01-01' }, text: { reason: 'Another' } } })),
  'archive.disposalProposed': audited('archive', ({ subject }) => ({ given: [archiving(subject)], event: proposingDisposal(subject), apart: proposingDisposal(subject) })),
  'archive.disposed': audited('archive', ({ subject }) => ({ given: [archiving(subject), proposingDisposal(subject)], event: { type: 'archive.disposed', subject, data: { texts: 4, policy: '2026-1', retainedUntil: '2026-01-01', ...signedAs('registrar') } }, apart: { type: 'archive.retentionExtended', subject, data: { until: '2040-01-01' }, text: { reason: 'A claim' } } })),
  'legalHold.placed': audited('legalHold', ({ subject }) => ({ event: holding(subject) })),
  'legalHold.lifted': audited('legalHold', ({ subject }) => ({ given: [holding(subject)], event: { type: 'legalHold.lifted', subject, data: signedAs('registrar'), text: { reason: 'Settled' } }, apart: { type: 'legalHold.lifted', subject, data: signedAs('registrar'), text: { reason: 'Over' } } })),
} satisfies Partial<Record<EventType, Maker>>;
