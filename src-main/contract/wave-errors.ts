// Refusals of waves of a release (CAL-07).
import { entry, t } from './error-entry.ts';
import type { Entry } from './error-entry.ts';

export const waveErrors = {
  local_time_skipped: entry('invalid', (f) => `${t(f['local'])} does not exist in ${t(f['zone'])}: the clocks go forward then. The next time there is ${t(f['next'])}.`),
  local_time_twice: entry('invalid', (f) => `The clocks in ${t(f['zone'])} show ${t(f['local'])} twice that night: first at ${t(f['first'])}, then at ${t(f['second'])}. Say which one is meant.`),
  local_time_once: entry('invalid', (f) => `The clocks in ${t(f['zone'])} show ${t(f['local'])} once, so there is no second one.`),
  local_day_missing: entry('invalid', (f) => `${t(f['local'])} is no day of the calendar.`),
  wave_unknown: entry('missing', (f) => `${t(f['release'])} has no wave ${t(f['wave'])}.`),
  wave_no_room: entry('refused', (f) => `There is no time for the wave ${t(f['region'])} outside its office hours and holidays within ${t(f['days'])} days: it takes ${t(f['minutes'])} minutes. Shorten it, or correct its office hours.`),
  office_hours_empty: entry('invalid', (f) => `The office hours ${t(f['from'])} to ${t(f['to'])} do not end after they start.`),
  waves_none: entry('refused', (f) => `${t(f['release'])} has no waves to place yet.`),
  too_many_waves: entry('refused', (f) => `A release has at most ${t(f['most'])} waves.`),
} satisfies Record<string, Entry>;
