// Recurrence rules of a calendar file (RFC 5545, 3.3.10): what is no rule, never happens or happens too often is set aside by its value.
import ICAL from 'ical.js';
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { asideEntry } from './calendar-entry.ts';
import { instantOf, timeIn } from './calendar-zones.ts';

const numbers = 'BYSECOND BYMINUTE BYHOUR BYMONTHDAY BYYEARDAY BYWEEKNO BYMONTH BYSETPOS'.split(' ');
const forms: Record<string, RegExp> = {
  FREQ: /^(YEARLY|MONTHLY|WEEKLY|DAILY|HOURLY|MINUTELY|SECONDLY)$/, INTERVAL: /^[1-9]\d{0,4}$/, COUNT: /^[1-9]\d{0,6}$/, UNTIL: /^\d{8}(T\d{6}Z?)?$/, WKST: /^(MO|TU|WE|TH|FR|SA|SU)$/, BYDAY: /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU))*$/,
  ...Object.fromEntries(numbers.map((name) => [name, /^[+-]?\d{1,3}(,[+-]?\d{1,3})*$/])),
};
/** Of a day at most one occurrence an hour: more would be no calendar, and would fill every list. */
const tooOften = /^FREQ=(MINUTELY|SECONDLY)$/i;

/** What is wrong with the value of an RRULE; null where it is a rule. */
function problemIn(value: string): string | null {
  const seen = new Set<string>();
  for (const part of value.split(';').filter((it) => it !== '')) {
    const [name = '', ...rest] = part.toUpperCase().split('=');
    if (!Object.hasOwn(forms, name) || seen.has(name) || !forms[name]!.test(rest.join('='))) return part;
    seen.add(name);
  }
  if (!seen.has('FREQ')) return value;
  if (seen.has('COUNT') && seen.has('UNTIL')) return 'COUNT and UNTIL together';
  try {
    ICAL.Recur.fromString(value.toUpperCase());
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : value;
  }
}

type Start = { at: string; zone: string };
/** UNTIL as an instant: a bare day ends with that day, a local time is one of the series' zone. */
function untilIn(text: string, { zone }: Start): string {
  const time = timeIn(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}${text.slice(8).replace(/^T(\d\d)(\d\d)(\d\d)/, 'T$1:$2:$3')}`, '');
  const found = time && instantOf({ day: time.day, clock: time.clock ?? '23:59:59' }, time.isUtc ? 'UTC' : zone, false);
  if (!found || 'problem' in found) throw asideEntry('RRULE', 'rule_invalid', `UNTIL=${text}`);
  return found.at.replace(/[-:]|\.\d+/g, '');
}

/** Days a rule is followed before it counts as one that never happens; 29 February is at most eight years away. */
const mostSteps = 5000;
/** The first start that the rule gives, on or after the event's own; null where it gives none. */
function firstOf(rule: string, { at, zone }: Start): string | null {
  const dtstart = Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  try {
    const first = new RRuleTemporal({ rruleString: `RRULE:${rule}`, dtstart, temporal: Temporal, maxIterations: mostSteps, maxCandidateEvaluations: 40 * mostSteps }).next(dtstart, true);
    return first === null ? null : first.toInstant().toString({ fractionalSecondDigits: 3 });
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Maximum ')) return null;
    throw error instanceof Error ? asideEntry('RRULE', 'rule_invalid', `${rule} (${error.message})`) : error;
  }
}

/** The rule as the register keeps it, and whether the first event lies on it. Throws what sets the event aside. */
export function ruleOf(values: readonly string[], start: Start): { rule: string; isOnRule: boolean } {
  const [value = '', ...more] = values;
  if (more.length > 0) throw asideEntry('RRULE', 'rule_unsupported', values.join(' and '));
  const problem = problemIn(value);
  if (problem !== null) throw asideEntry('RRULE', 'rule_invalid', problem);
  const parts = value.toUpperCase().split(';').filter((it) => it !== '');
  if (parts.some((part) => tooOften.test(part))) throw asideEntry('RRULE', 'rule_too_often', value);
  // As ical.js writes it, so that a file read, written and read again says the same.
  const rule = ICAL.Recur.fromString(parts.map((part) => (part.startsWith('UNTIL=') ? `UNTIL=${untilIn(part.slice(6), start)}` : part)).join(';')).toString();
  const first = firstOf(rule, start);
  if (first === null) throw asideEntry('RRULE', 'rule_never', value);
  return { rule, isOnRule: first === start.at };
}
