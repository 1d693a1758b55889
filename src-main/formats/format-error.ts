// The one way a foreign file is refused: a code, the facts, and the place.
import { basename } from 'node:path';
import type { Facts, Where } from '#contract/errors.ts';

const t = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
const place = (f: Facts): string => (f['line'] === undefined ? '' : ` at line ${t(f['line'])}${f['column'] === undefined ? '' : `, column ${t(f['column'])}`}`);

/** Each code's reason, written to follow "This file holds no change records:". */
const reasons = {
  not_a_change_file: (f) => t(f['what']) || 'nothing in it looks like a change',
  not_utf8: (f) => `its text is not UTF-8${place(f)}; say which encoding it is in, for instance windows-1252`,
  wrong_encoding: (f) => `its text is not ${t(f['encoding'])}`,
  unknown_encoding: (f) => `${t(f['encoding'])} is not an encoding Gavel knows`,
  malformed_json: (f) => `the JSON is broken${place(f)}${f['problem'] ? ` (${t(f['problem'])})` : ''}`,
  malformed_xml: (f) => `the XML is broken${place(f)}${f['problem'] ? ` (${t(f['problem'])})` : ''}`,
  doctype_refused: (f) => `it carries a document type declaration${place(f)}, which Gavel does not read`,
  no_records: () => 'it is well formed, but there is not one record in it',
  template_not_change: (f) => `it is a template or model${f['name'] ? ` (${t(f['name'])})` : ''}, not a change: it has no change number`,
  too_large: (f) => `${t(f['what'])} is larger than Gavel reads (${t(f['limit'])})`,
  too_deep: (f) => `it is nested deeper than ${t(f['limit'])} levels${place(f)}`,
  empty_file: () => 'it is empty',
  no_header: (f) => `no row with column names was found${f['column'] ? `; the mapping expects a column “${t(f['column'])}”` : ''}`,
  unreadable_spreadsheet: (f) => `the spreadsheet cannot be opened${f['problem'] ? ` (${t(f['problem'])})` : ''}`,
  truncated: (f) => `it ends in the middle of a record${place(f)}`,
  quote_not_closed: (f) => `a quotation mark opened at line ${t(f['line'])} is never closed, so the rows after it cannot be told apart`,
  file_missing: () => 'it cannot be found',
  zone_unknown: (f) => `${t(f['zone'])} is not an IANA time zone, such as Europe/London`,
} satisfies Record<string, (facts: Facts) => string>;

export type FormatCode = keyof typeof reasons;

/** Thrown by every reader of this room; `message` is the reason as a clause, `where` the place. Never thrown for a single bad row. */
export class FormatError extends Error {
  readonly code: FormatCode;
  readonly facts: Facts;
  readonly where: Where;
  constructor(code: FormatCode, facts: Facts = {}, where: Where = {}) {
    super(reasons[code](facts));
    this.name = 'FormatError';
    this.code = code;
    this.facts = facts;
    this.where = where;
  }
}

/** Adds the file's name, which inner readers do not know. */
export function inFile(error: unknown, path: string, name?: string): unknown {
  if (!(error instanceof FormatError)) return error;
  const file = name ?? basename(path);
  return new FormatError(error.code, { ...error.facts, file }, { ...error.where, file });
}
