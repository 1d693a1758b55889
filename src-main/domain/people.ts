// Rules of people, roles and devices (SEC-01, SEC-02). An entry of the roster takes two registrars, or the root; what only takes away takes one.
import type { Role } from '#contract/people.ts';
import type { DomainEvent, Json } from './event.ts';
import { subjectOf } from './event.ts';
import { needs } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

const signed = { role: 'registrar', rev: '', supersedes: [] };
/** An entry as it stands in the root's own feed, where it is signed by the root alone. */
export type RosterEntry = DomainEvent;
export type Proposal = { id: string; subject: string; type: string; proposedBy: string; state: string };
type Holder = { id: string; roles: readonly Role[] };

/** SEC-02: a person with a key (hex), or null for somebody who never signs here, and roles. */
export const enrolment = ({ id, name, key, roles }: { id: string; name: string; key: string | null; roles: readonly Role[] }): RosterEntry[] => [
  { type: 'person.enrolled', subject: subjectOf('person', id), data: { key }, text: { name } }, ...roles.map((granted) => grantOf(id, granted)),
];
export const grantOf = (person: string, granted: Role): RosterEntry => ({ type: 'role.granted', subject: subjectOf('person', person), data: { granted } });
export const reinstatement = (person: string): RosterEntry => ({ type: 'person.reinstated', subject: subjectOf('person', person), data: {} });
/** SEC-02: a key (hex) for somebody who has none, as after a revocation. */
export const keyIssue = (person: string, key: string): RosterEntry => ({ type: 'person.keyIssued', subject: subjectOf('person', person), data: { key } });
/** SEC-02: a device by its feed, with the key that opens bundles sent to it and, where the authority's key is at hand, its seal certificate. */
export const deviceEnrolment = (device: { feed: string; key: string; site: string; age: string; seal: string | null }, texts: { certificate: string; authority: string } | null): RosterEntry =>
  ({ type: 'device.enrolled', subject: subjectOf('device', device.feed), data: { ...device }, ...(texts ? { text: texts } : {}) });

/** May this person sign an entry about that subject? Nobody signs about themselves. */
export const mayPropose = (subject: string, { actor }: By): Refused | null =>
  firstRefusal(needs('managePeople', actor), subject === subjectOf('person', actor.id) ? refuse('own_role') : null);

/** SEC-01: the first of two signatures. Each entry is a proposal of its own, so that a second registrar may confirm one and decline another. */
export function propose(entries: readonly RosterEntry[], ids: () => string, by: By): Verdict<DomainEvent> {
  const no = firstRefusal(...entries.map(({ subject }) => mayPropose(subject, by)));
  if (no) return no;
  return accept(...entries.map(({ type, subject, data, text }): DomainEvent =>
    ({ type: 'roster.proposed', subject, data: { ...signed, proposal: ids(), entry: { t: type, s: subject, d: data } as Json }, ...(text ? { text } : {}) })));
}

export const mayConfirm = ({ subject, proposedBy, state }: Proposal, by: By): Refused | null =>
  firstRefusal(state === 'pending' ? null : refuse('proposal_settled'), mayPropose(subject, by), proposedBy === subjectOf('person', by.actor.id) ? refuse('second_registrar_needed') : null);
/** SEC-01: the second signature, by another person than the first; the entry takes effect. */
export const confirm = (proposal: Proposal, by: By): Verdict<DomainEvent> =>
  mayConfirm(proposal, by) ?? accept({ type: 'roster.confirmed', subject: proposal.subject, data: { ...signed, proposal: proposal.id } });

export const mayDecline = ({ state }: Proposal, { actor }: By): Refused | null => firstRefusal(state === 'pending' ? null : refuse('proposal_settled'), needs('managePeople', actor));
export const decline = (proposal: Proposal, reason: string, by: By): Verdict<DomainEvent> =>
  mayDecline(proposal, by) ?? accept({ type: 'roster.declined', subject: proposal.subject, data: { ...signed, proposal: proposal.id }, text: { reason } });

export function revokeRole(person: Holder, revoked: Role, { actor }: By): Verdict<DomainEvent> {
  const no = needs('managePeople', actor);
  if (no) return no;
  return person.roles.includes(revoked) ? accept({ type: 'role.revoked', subject: subjectOf('person', person.id), data: { revoked, ...signed } }) : accept<DomainEvent>();
}

/** One registrar suffices to suspend, because it only takes away; ending it takes two. */
export const suspend = (person: Holder & { isSuspended: boolean }, reason: string, { actor }: By): Verdict<DomainEvent> =>
  firstRefusal(needs('managePeople', actor), person.id === actor.id ? refuse('own_role') : null)
  ?? (person.isSuspended ? accept<DomainEvent>() : accept({ type: 'person.suspended', subject: subjectOf('person', person.id), data: signed, text: { reason } }));

/** SEC-02: `counts` says for each feed how many commits this device has seen, which is as far as the key's signatures count. */
export function revokeKey(person: { id: string; name: string; key: string | null }, counts: Record<string, number>, reason: string, by: By): Verdict<DomainEvent> {
  const no = needs('managePeople', by.actor);
  if (no) return no;
  if (person.key === null) return refuse('no_key_here', { person: person.name });
  return accept({ type: 'person.keyRevoked', subject: subjectOf('person', person.id), data: { ...signed, key: person.key, counts }, text: { reason } });
}

/** SEC-02: `lastSeq` is the last commit of the device that counts. */
export function revokeDevice(device: { feed: string; isOwn: boolean; lastSeq: number; lastHash: string }, reason: string, { actor }: By): Verdict<DomainEvent> {
  const { feed, isOwn, lastSeq, lastHash } = device;
  return firstRefusal(needs('managePeople', actor), isOwn ? refuse('own_device') : null)
    ?? accept({ type: 'device.revoked', subject: subjectOf('device', feed), data: { ...signed, feed, lastSeq, lastHash }, text: { reason } });
}
