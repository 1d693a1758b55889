// Refusals on record (design, section 9): who was denied what stands in the trail; equal ones within a minute as one with a count. Part of boot.
import type { Refusal } from '#contract/errors.ts';
import { kindOf } from '#contract/errors.ts';
import type { DomainEvent } from './domain/event.ts';
import { subjectOf } from './domain/event.ts';

/** Milliseconds in which equal refusals are one event. */
const sameWithin = 60_000;
type Seen = { at: number; unwritten: number };

/** Remembers what was refused to whom; answers the event to append now, or null when it is only counted. */
export function refusalRecord(nowMs: () => number): (person: string, operation: string, error: Refusal) => DomainEvent | null {
  const seen = new Map<string, Seen>();
  return (person, operation, error) => {
    const kind = kindOf(error);
    if (kind !== 'denied' && kind !== 'untrusted') return null;
    const key = `${person}\n${operation}\n${error.code}`;
    const last = seen.get(key);
    if (last && nowMs() - last.at < sameWithin) { last.unwritten += 1; return null; }
    if (seen.size > 1000) seen.clear();
    seen.set(key, { at: nowMs(), unwritten: 0 });
    return { type: 'access.refused', subject: subjectOf('person', person), data: { operation, code: error.code, count: 1 + (last?.unwritten ?? 0) } };
  };
}
