// Archived records and legal holds (AUD-07). A disposal is proposed by one person and carried out by another; the texts go, the tombstone and the chain stay.
import { archivedKinds, holdScopes } from '#contract/archive.ts';
import type { ArchivedKind } from '#contract/archive.ts';
import type { DomainEvent, EventType, Json, StampedEvent, TextClass } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { dayIn, oneIn, textIn, textsIn, timeIn, wholeIn } from './json-values.ts';
import { retainedUntil, retentionOf } from './retention.ts';
import type { Retention } from './retention.ts';
import { needs } from './roles.ts';
import { sheet } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

type Said = { by: string; at: string };
const said = (event: StampedEvent): Said => ({ by: idOf(event.by), at: event.at });
/** A record in the archive, by the UUID it has outside. `words` are what full-text search reads. */
export type Archived = {
  id: string; kind: ArchivedKind; number: string; title: string; service: string; release: string; tags: string[]; keywords: string[]; closedAt: string; words: string; archived: Said; extended: (Said & { until: string; reason: string }) | null;
  proposed: (Said & { reason: string }) | null; disposed: (Said & { proposedBy: string; reason: string; texts: number; policy: string; retainedUntil: string; signature: string }) | null;
};
const erased = '(erased)';

function archivedIn(event: StampedEvent): Archived | null {
  const { data, text } = event;
  const [kind, closedAt] = [oneIn(data['kind'], archivedKinds), timeIn(data['closedAt'])];
  if (kind === null || closedAt === null) return null;
  return {
    id: idOf(event.subject), kind, number: textIn(data['record']), title: textIn(text['title']) || erased, service: textIn(text['service']), release: textIn(text['release']), tags: textsIn(text['tags']), keywords: textsIn(text['keywords']), closedAt, words: textIn(text['words']),
    archived: said(event), extended: null, proposed: null, disposed: null,
  };
}
/** A disposal without another person's proposal before it is none, whoever wrote it. */
function disposedIn(record: Archived, event: StampedEvent): Archived {
  const { data } = event;
  if (!event.isSigned || record.proposed === null || record.disposed !== null || idOf(event.by) === record.proposed.by) return record;
  return { ...record, disposed: { ...said(event), proposedBy: record.proposed.by, reason: record.proposed.reason, texts: wholeIn(data['texts'], 0, 10_000_000) ?? 0, policy: textIn(data['policy']), retainedUntil: dayIn(data['retainedUntil']) ?? '', signature: event.signature ?? '' } };
}
const steps: Partial<Record<EventType, (record: Archived, event: StampedEvent) => Archived>> = {
  'archive.retentionExtended': (record, event) => {
    const until = dayIn(event.data['until']);
    return until === null || (record.extended !== null && until <= record.extended.until) ? record : { ...record, extended: { ...said(event), until, reason: textIn(event.text['reason']) } };
  },
  'archive.disposalProposed': (record, event) => (event.isSigned && record.disposed === null && record.proposed === null ? { ...record, proposed: { ...said(event), reason: textIn(event.text['reason']) } } : record),
  'archive.disposed': disposedIn,
};
export const archiveSheet = sheet<Archived>({
  name: 'archive', kind: 'archive', types: ['archive.recordArchived', 'archive.retentionExtended', 'archive.disposalProposed', 'archive.disposed'],
  fold: (record, event) => (record === null ? (event.type === 'archive.recordArchived' ? archivedIn(event) : null) : steps[event.type]?.(record, event) ?? record),
  columns: ({ number, title, disposed, proposed, closedAt }) => ({ number, label: title, state: disposed ? 'disposed' : proposed ? 'proposed' : 'kept', dueAt: closedAt }),
});

export type Hold = { id: string; scope: (typeof holdScopes)[number]; /** UUID of a record, or empty. */ record: string; /** Name of a service, a tag, or the record's number. */ of: string; matter: string; reason: string; placed: Said; lifted: (Said & { reason: string }) | null };
export const holdSheet = sheet<Hold>({
  name: 'legal-hold', kind: 'legalHold', types: ['legalHold.placed', 'legalHold.lifted'],
  fold: (hold, event) => {
    if (event.type === 'legalHold.lifted') return hold === null || hold.lifted !== null || !event.isSigned ? hold : { ...hold, lifted: { ...said(event), reason: textIn(event.text['reason']) } };
    const scope = oneIn(event.data['scope'], holdScopes);
    return hold ?? (scope === null ? null : { id: idOf(event.subject), scope, record: textIn(event.data['record']), of: textIn(event.text['of']), matter: textIn(event.text['matter']) || erased, reason: textIn(event.text['reason']), placed: said(event), lifted: null });
  },
  columns: ({ matter, lifted }) => ({ label: matter, state: lifted ? 'lifted' : 'held' }),
});
const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
/** Holds in force that speak about a record. */
export const holdsOn = ({ id, service, tags }: Pick<Archived, 'id' | 'service' | 'tags'>, holds: readonly Hold[]): Hold[] =>
  holds.filter(({ lifted, scope, record, of }) => lifted === null && (scope === 'record' ? record === id : scope === 'service' ? service.split(', ').some((one) => same(one, of)) : tags.some((tag) => same(tag, of))));

type Events = Verdict<DomainEvent>;
const event = (kind: 'archive' | 'legalHold', id: string, type: EventType, told: { data: Record<string, Json>; text?: Record<string, Json> }): DomainEvent => ({ type, subject: subjectOf(kind, id), ...told });
const signedAs = (by: By, permission: 'dispose' | 'keepArchive'): Record<string, Json> => ({ role: by.actor.roles.find((role) => needs(permission, { ...by.actor, roles: [role] }) === null) ?? '', rev: '', supersedes: [] });

/** What the archive takes in of a closed record. */
export type Archivable = Pick<Archived, 'id' | 'kind' | 'number' | 'title' | 'service' | 'release' | 'tags' | 'closedAt' | 'words'>;
/** AUD-07: `tags` come beside the record's own; one that would have it kept shorter is none that a person may add. */
export function archiveRecord(record: Archivable, { tags, keywords }: { tags: readonly string[]; keywords: readonly string[] }, policy: Retention, by: By): Events {
  const all = [...new Set([...record.tags, ...tags])];
  const kept = { closedAt: record.closedAt, extendedUntil: null };
  const [own, now] = [retainedUntil({ ...kept, tags: record.tags }, policy), retainedUntil({ ...kept, tags: all }, policy)];
  const no = firstRefusal(needs('keepArchive', by.actor), now < own ? refuse('retention_needs_policy', { record: record.number, until: own, ...ruleFacts(record, policy) }, { field: 'tags' }) : null);
  return no ?? accept(event('archive', record.id, 'archive.recordArchived', {
    data: { kind: record.kind, record: record.number, closedAt: record.closedAt }, text: { title: record.title, service: record.service, release: record.release, tags: all, keywords: [...keywords], words: record.words },
  }));
}

const untilOf = (record: Archived, policy: Retention): string => retainedUntil({ ...record, extendedUntil: record.extended?.until ?? null }, policy);
/** AUD-07: longer is for whoever keeps the archive; shorter is for a version of the policy. */
export function extendRetention(record: Archived, { until, reason }: { until: string; reason: string }, policy: Retention, by: By): Events {
  const now = untilOf(record, policy);
  const no = firstRefusal(needs('keepArchive', by.actor), record.disposed ? refuse('already_disposed', { record: record.number, at: record.disposed.at }) : null, until <= now ? refuse('retention_needs_policy', { record: record.number, until: now, ...ruleFacts(record, policy) }, { field: 'until' }) : null);
  return no ?? accept(event('archive', record.id, 'archive.retentionExtended', { data: { until }, text: { reason } }));
}
function ruleFacts({ tags }: Pick<Archived, 'tags'>, policy: Retention): Record<string, Json> {
  const { years, tag } = retentionOf(tags, policy);
  return { years, tag: tag ?? '' };
}

export type Disposal = { policy: Retention; holds: readonly Hold[] };
/** AUD-07: why a record is not disposed of now: its time is not over, somebody holds it, or it is gone. */
function mayGo(record: Archived, { policy, holds }: Disposal, { actor, now }: By): Refused | null {
  const [hold] = holdsOn(record, holds);
  const until = untilOf(record, policy);
  return firstRefusal(needs('dispose', actor), record.disposed ? refuse('already_disposed', { record: record.number, at: record.disposed.at }) : null,
    hold ? refuse('on_legal_hold', { record: record.number, matter: hold.matter, scope: hold.scope, of: hold.of }) : null,
    until >= now.slice(0, 10) ? refuse('retention_runs', { record: record.number, until, closed: record.closedAt.slice(0, 10), extended: record.extended !== null && record.extended.until === until, ...ruleFacts(record, policy) }) : null);
}
export const mayProposeDisposal = (record: Archived, disposal: Disposal, by: By): Refused | null => firstRefusal(mayGo(record, disposal, by), record.proposed ? refuse('disposal_proposed', { record: record.number }) : null);
/** `alike`: people behind the key of whoever asks. */
export const mayDispose = (record: Archived, { alike, ...disposal }: Disposal & { alike: readonly string[] }, by: By): Refused | null =>
  firstRefusal(mayGo(record, disposal, by), record.proposed === null ? refuse('disposal_not_proposed', { record: record.number }) : alike.includes(record.proposed.by) ? refuse('second_person_needed') : null);

/** Texts of one class of one record, and who asked to erase them (null: nobody yet). */
export type TextsOf = { subject: string; kind: TextClass; commitments: readonly string[]; proposedBy: string | null };
/** The first signature, and the request to erase each class of text (trail design, A9). */
export const proposeDisposal = (record: Archived, { reason, texts }: { reason: string; texts: readonly TextsOf[] }, disposal: Disposal, by: By): Events =>
  mayProposeDisposal(record, disposal, by) ?? accept(
    event('archive', record.id, 'archive.disposalProposed', { data: signedAs(by, 'dispose'), text: { reason } }),
    ...texts.map(({ subject, kind }): DomainEvent => ({ type: 'payload.redactionProposed', subject, data: { ...signedAs(by, 'dispose'), class: kind } })),
  );
/** The second signature: what is erased is named, text by text, so that anybody can check that the rest is whole. */
export function disposeOf(record: Archived, { texts, policy: version, ...disposal }: Disposal & { texts: readonly TextsOf[]; alike: readonly string[]; policy: Retention & { version: string } }, by: By): Events {
  const no = mayDispose(record, { ...disposal, policy: version }, by);
  if (no) return no;
  const asked = texts.filter(({ commitments, proposedBy }) => commitments.length > 0 && proposedBy !== null);
  if (asked.some(({ proposedBy }) => proposedBy === subjectOf('person', by.actor.id))) return refuse('second_person_needed');
  return accept(
    event('archive', record.id, 'archive.disposed', { data: { ...signedAs(by, 'dispose'), texts: asked.reduce((sum, { commitments }) => sum + commitments.length, 0), policy: version.version, retainedUntil: untilOf(record, version) } }),
    ...asked.map(({ subject, kind, commitments, proposedBy }): DomainEvent => ({ type: 'payload.redacted', subject, data: { ...signedAs(by, 'dispose'), class: kind, commitments: [...commitments], proposedBy } })),
  );
}

export type Placing = { id: string; scope: Hold['scope']; record: string; of: string; matter: string; reason: string };
export const placeHold = ({ id, scope, record, of, matter, reason }: Placing, by: By): Events =>
  needs('keepHolds', by.actor) ?? accept(event('legalHold', id, 'legalHold.placed', { data: { scope, record }, text: { of, matter, reason } }));
export const mayLiftHold = (hold: Hold, { actor }: By): Refused | null => firstRefusal(needs('keepHolds', actor), hold.lifted ? refuse('hold_lifted', { matter: hold.matter, at: hold.lifted.at }) : null);
export const liftHold = (hold: Hold, reason: string, by: By): Events =>
  mayLiftHold(hold, by) ?? accept(event('legalHold', hold.id, 'legalHold.lifted', { data: { role: by.actor.roles.find((role) => needs('keepHolds', { ...by.actor, roles: [role] }) === null) ?? '', rev: '', supersedes: [] }, text: { reason } }));
