// Time-stamps of checkpoints, as they were brought in (AUD-01; RFC 3161). What is kept is the reply itself beside the checkpoint it is of: whoever shows it, judges it anew.
import type { DomainEvent, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { textIn } from './json-values.ts';
import { needs } from './roles.ts';
import { sheet } from './sheet.ts';
import { accept } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

/** The text and signature of a checkpoint with a reply to it, both of the latter in base64. Nothing here has been checked. */
export type StampRecord = { id: string; checkpoint: string; signature: string; reply: string; by: string; at: string };

const base64 = /^[A-Za-z0-9+/]{1,200000}={0,2}$/;
const base64In = (value: Json | undefined): string | null => (typeof value === 'string' && base64.test(value) ? value : null);

/** A reply is brought in whole or not at all, and never altered: the first event says everything. */
function stampedIn({ subject, text, by, at }: StampedEvent): StampRecord | null {
  const [signature, reply, checkpoint] = [base64In(text['signature']), base64In(text['reply']), textIn(text['checkpoint'])];
  return signature === null || reply === null || checkpoint === '' || checkpoint.length > 1000 ? null : { id: idOf(subject), checkpoint, signature, reply, by: idOf(by), at };
}
export const stampSheet = sheet<StampRecord>({ name: 'stamp', kind: 'stamp', types: ['checkpoint.stamped'], fold: (stamp, event) => stamp ?? stampedIn(event) });

export const mayStamp = ({ actor }: By): Refused | null => needs('exchange', actor);

type Brought = { id: string; feed: string; count: number; checkpoint: string; signature: string; reply: string; /** The time the authority states. */ stampedAt: string; authority: string };
export function recordStamp({ id, feed, count, stampedAt, ...text }: Brought, by: By): Verdict<DomainEvent> {
  return mayStamp(by) ?? accept({ type: 'checkpoint.stamped', subject: subjectOf('stamp', id), data: { feed, count, stampedAt }, text });
}
