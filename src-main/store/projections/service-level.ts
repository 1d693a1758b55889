// What operations know of the service of a change, and what of its downtime allowance other changes take (CAL-04).
import type { Change } from '../../domain/change.ts';
import { nameKey, textOf } from '../../domain/item.ts';
import type { Service } from '../../domain/item.ts';
import type { LevelFacts } from '../../domain/outage.ts';
import { noLevel } from '../../domain/outage.ts';
import type { Level } from '../../domain/service-level.ts';
import { countedMinutes, downtimeIn, levelSheet, monthOf, monthSpan, outageSpan } from '../../domain/service-level.ts';
import type { ReadDb } from '../open.ts';
import { findSheet } from './sheets.ts';

/** A change with a place, or one that had it: its outage counts. */
const counting = "('scheduled', 'implementing', 'validating', 'implemented', 'under-review', 'closed')";
export type PlannedOutage = { id: string; number: string; title: string; startsAt: string; minutes: number };
/** Outages of a service in a month, each with the minutes that count. */
function outagesIn(db: ReadDb, level: Level, { name, month }: { name: string; month: string }): PlannedOutage[] {
  const terms = level.terms?.value ?? { hours: null, zone: 'UTC' };
  const { startsAt: from, endsAt: to } = monthSpan(month, terms.zone);
  const rows = db.all<{ id: string; number: string; title: string; startsAt: string; outage: number }>(`SELECT c.id, c.number, c.title, c.planned_start_at AS startsAt, json_extract(d.body, '$.outageMinutes') AS outage FROM change c JOIN change_detail d ON d.n = c.n
    WHERE c.planned_start_at >= ? AND c.planned_start_at < ? AND c.service = ? COLLATE NOCASE AND c.state IN ${counting} AND json_extract(d.body, '$.outageMinutes') > 0 ORDER BY c.planned_start_at, c.n`, from, to, name);
  return rows.map(({ outage, ...row }) => ({ ...row, minutes: countedMinutes(terms, outageSpan(row.startsAt, outage)) }));
}
const sum = (rows: readonly { minutes: number }[]): number => rows.reduce((all, { minutes }) => all + minutes, 0);
const serviceNamed = (db: ReadDb, name: string): Service | null => {
  const row = name.trim() === '' ? undefined : db.get<{ body: string }>('SELECT body FROM service WHERE name_key = ? ORDER BY id LIMIT 1', nameKey(name));
  return row ? JSON.parse(row.body) as Service : null;
};

/** What the window of a change is judged by; `ats`: instants in the months that are asked about, beside that of its window. */
export function levelFactsOf(db: ReadDb, { id, fields }: Change, ats: readonly string[] = []): LevelFacts {
  if (db.get("SELECT 1 FROM sheet WHERE name = 'level' LIMIT 1") === undefined) return noLevel;
  const service = serviceNamed(db, fields.service);
  const level = service && findSheet(db, levelSheet, service.id);
  if (!level) return noLevel;
  const terms = level.terms?.value;
  const person = terms?.operations ? db.get<{ name: string }>('SELECT name FROM person WHERE id = ?', terms.operations) : undefined;
  const months = terms?.allowance == null ? [] : [...new Set([...ats, ...(fields.plannedStartAt === null ? [] : [fields.plannedStartAt])].map((at) => monthOf(at, terms.zone)))];
  const name = textOf(service.values, 'name');
  return {
    level, operations: person ? { id: terms!.operations, name: person.name } : null,
    spent: Object.fromEntries(months.map((month) => [month, sum(outagesIn(db, level, { name, month }).filter((one) => one.id !== id)) + sum(downtimeIn(level, month))])),
  };
}

export type LevelRecords = {
  /** What the window of a change is judged by, in the months of its window and of the instants named (CAL-04). */
  levelFactsOf(change: Change, ats?: readonly string[]): LevelFacts;
  /** Outages of changes on a service that take from its allowance in a month. */
  outagesIn(level: Level, of: { name: string; month: string }): PlannedOutage[];
};
export const levelRecords = (db: ReadDb): LevelRecords => ({ levelFactsOf: (change, ats) => levelFactsOf(db, change, ats), outagesIn: (level, of) => outagesIn(db, level, of) });
