// What reading a calendar file yields (RFC 5545): events in plain words, or events set aside with their reason.

/** Again and again, as the register keeps it: the rule in the wall time of the zone, starts it gives that do not take place, and those that lie elsewhere. */
export type ImportedRecurrence = { rule: string; except: string[]; moved: { at: string; startsAt: string; endsAt: string }[] };

/** An event as a calendar file tells it. Times are UTC with milliseconds. */
export type ImportedEntry = {
  /** UID of the file; for an occurrence told apart from its series with `#` and the start it stands for. */
  uid: string;
  /** SEQUENCE of the file; a lower one never replaces a higher. */
  sequence: number;
  title: string;
  /** Description and location as they stood. */
  description: string;
  categories: string[];
  /** Name of the ORGANIZER, or the address where it has none; empty where nobody is named. */
  owner: string;
  startsAt: string;
  endsAt: string;
  /** IANA zone in which the file's times were read. */
  zone: string;
  recurrence: ImportedRecurrence | null;
  isCancelled: boolean;
  /** What a row of a table books; left out where it names nothing. */
  scope?: { by: 'environment' | 'service' | 'item'; id: string }[];
  /** What Gavel's own export says beside: the value of `X-GAVEL-ENTRY`, JSON. */
  own: string | null;
};

export type EntryWhy =
  | 'missing' | 'malformed_event' | 'cell_too_long' | 'too_deep' | 'truncated' | 'unknown_date' | 'no_such_day' | 'zone_needed' | 'zone_disagrees' | 'time_does_not_exist' | 'no_end' | 'end_before_start' | 'lasts_too_long'
  | 'out_of_range' | 'rule_invalid' | 'rule_never' | 'rule_too_often' | 'rule_unsupported' | 'too_many_dates' | 'later_ones_too' | 'duplicate_external_id';

export type EntryNote = { field: string; why: 'time_occurs_twice' | 'zone_rules_differ' | 'start_off_rule'; value: string };

/** One event of the file. `row` counts events from 1, `line` is its first line in the file; `value` is shortened to 200 characters. */
export type EntryRow =
  | { row: number; line: number; kind: 'ok'; entry: ImportedEntry; notes?: EntryNote[] }
  | { row: number; line: number; kind: 'quarantined'; field: string; why: EntryWhy; value: string };

export type EntrySetAside = { isEntryAside: true; field: string; why: EntryWhy; value: string };
export const asideEntry = (field: string, why: EntryWhy, value: string): EntrySetAside => ({ isEntryAside: true, field, why, value });
export const isEntryAside = (reason: unknown): reason is EntrySetAside => typeof reason === 'object' && reason !== null && 'isEntryAside' in reason;
