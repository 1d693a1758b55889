// Erasing a text for ever, on record (trail design, A9): one person asks, another one carries it out.
import type { DomainEvent, TextClass } from './event.ts';
import { subjectOf } from './event.ts';
import { needs } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Verdict } from './verdict.ts';

type Asked = { subject: string; kind: TextClass; reason: string };
const signed = (by: By): { role: string; rev: string; supersedes: never[] } => ({ role: by.actor.roles.includes('registrar') ? 'registrar' : 'administrator', rev: '', supersedes: [] });

export const proposeRedaction = ({ subject, kind, reason }: Asked, by: By): Verdict<DomainEvent> =>
  needs('redact', by.actor) ?? accept({ type: 'payload.redactionProposed', subject, data: { ...signed(by), class: kind }, text: { reason } });

/** `commitments` are of all texts of this class that the record has; `proposed` is who asked. */
export function redact({ subject, kind, reason, commitments, proposed }: Asked & { commitments: string[]; proposed: string }, by: By): Verdict<DomainEvent> {
  const no = firstRefusal(needs('redact', by.actor), proposed === subjectOf('person', by.actor.id) ? refuse('second_person_needed') : null);
  return no ?? accept({ type: 'payload.redacted', subject, data: { ...signed(by), class: kind, commitments, proposedBy: proposed }, text: { reason } });
}
