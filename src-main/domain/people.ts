// Rules of people and roles (SEC-01 in outline; two-person grants come with the roster's registrars).
import type { Role } from '#contract/people.ts';
import type { DomainEvent } from './event.ts';
import { subjectOf } from './event.ts';
import { needs } from './roles.ts';
import { accept, refuse } from './verdict.ts';
import type { By, Verdict } from './verdict.ts';

type Enrolment = { id: string; name: string; key: string | null; roles: readonly Role[] };
const signedAs = { role: 'administrator', rev: '', supersedes: [] };

/** SEC-02: enrols a person; `key` is the public key as hex, or null for somebody who never signs here. */
export function enrolPerson({ id, name, key, roles }: Enrolment, by: By): Verdict<DomainEvent> {
  const no = needs('managePeople', by.actor);
  if (no) return no;
  const subject = subjectOf('person', id);
  return accept<DomainEvent>({ type: 'person.enrolled', subject, data: { key, ...signedAs }, text: { name } },
    ...roles.map((granted): DomainEvent => ({ type: 'role.granted', subject, data: { granted, ...signedAs } })));
}

type Holder = { id: string; roles: readonly Role[] };
/** SEC-01: nobody grants a role to themselves. */
export function grantRole(person: Holder, granted: Role, by: By): Verdict<DomainEvent> {
  const no = needs('managePeople', by.actor);
  if (no) return no;
  if (person.id === by.actor.id) return refuse('own_role');
  if (person.roles.includes(granted)) return accept<DomainEvent>();
  return accept({ type: 'role.granted', subject: subjectOf('person', person.id), data: { granted, ...signedAs } });
}

export function revokeRole(person: Holder, revoked: Role, by: By): Verdict<DomainEvent> {
  const no = needs('managePeople', by.actor);
  if (no) return no;
  return person.roles.includes(revoked) ? accept({ type: 'role.revoked', subject: subjectOf('person', person.id), data: { revoked, ...signedAs } }) : accept<DomainEvent>();
}
