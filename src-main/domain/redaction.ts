// Erasing a text for ever, on record (trail design, A9): one person asks, another one carries it out.
import type { Hold } from './archive.ts';
import type { DomainEvent, TextClass } from './event.ts';
import { subjectOf } from './event.ts';
import { needs } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

/** `record` is the number of the record the texts belong to, `holds` the legal holds that speak about it. */
type Asked = { subject: string; kind: TextClass; reason: string; record: string; holds: readonly Pick<Hold, 'matter' | 'scope' | 'of'>[] };
const signed = (by: By): { role: string; rev: string; supersedes: never[] } => ({ role: by.actor.roles.includes('registrar') ? 'registrar' : 'administrator', rev: '', supersedes: [] });

/** AUD-07: what somebody holds for a matter of law stays whole, whoever asks. */
const heldBack = ({ record, holds: [hold] }: Pick<Asked, 'record' | 'holds'>): Refused | null => (hold ? refuse('on_legal_hold', { record, matter: hold.matter, scope: hold.scope, of: hold.of }) : null);

export const proposeRedaction = ({ subject, kind, reason, ...held }: Asked, by: By): Verdict<DomainEvent> =>
  firstRefusal(needs('redact', by.actor), heldBack(held)) ?? accept({ type: 'payload.redactionProposed', subject, data: { ...signed(by), class: kind }, text: { reason } });

/** `commitments` are of all texts of this class that the record has; `proposed` is who asked. */
export function redact({ subject, kind, reason, commitments, proposed, ...held }: Asked & { commitments: string[]; proposed: string }, by: By): Verdict<DomainEvent> {
  const no = firstRefusal(needs('redact', by.actor), heldBack(held), proposed === subjectOf('person', by.actor.id) ? refuse('second_person_needed') : null);
  return no ?? accept({ type: 'payload.redacted', subject, data: { ...signed(by), class: kind, commitments, proposedBy: proposed }, text: { reason } });
}
