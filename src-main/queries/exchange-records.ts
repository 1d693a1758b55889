// Records of a bundle by number and title, with the digest that two laptops can compare (SYN-01).
import type { BundleRecord } from '#contract/exchange.ts';
import { idOf } from '../domain/event.ts';
import type { ReadContext } from '../ports.ts';

const kindOf = (subject: string): string => subject.slice(0, subject.indexOf(':'));
const names: Record<string, string> = {
  change: 'SELECT number, title FROM change WHERE id = ?', meeting: "SELECT number, '' AS title FROM meeting WHERE id = ?", calendar: "SELECT '' AS number, title FROM calendar_entry WHERE id = ?", board: "SELECT '' AS number, name AS title FROM board WHERE id = ?",
};

/** What this laptop calls a record; one it has no table row for is known by its id alone. */
export function named(context: Pick<ReadContext, 'db'>, { subject, events, digest }: Pick<BundleRecord, 'subject' | 'events' | 'digest'>): BundleRecord {
  const sql = names[kindOf(subject)];
  const row = sql === undefined ? undefined : context.db.get<{ number: string; title: string }>(sql, idOf(subject));
  return { subject, kind: kindOf(subject), number: row?.number ?? '', title: row?.title ?? '', events, digest };
}
