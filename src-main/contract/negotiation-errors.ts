// Refusals of maintenance windows (CAL-04).
import { entry, t } from './error-entry.ts';
import type { Entry } from './error-entry.ts';

export const negotiationErrors = {
  window_too_short: entry('refused', (f) => `The plan takes ${t(f['plan'])} minutes and the way back ${t(f['backout'])}; together ${t(f['needed'])} minutes do not fit into the ${t(f['available'])} of this window. Name a longer window, or shorten the plan.`),
  outage_over_allowance: entry('refused', (f) => `An outage of ${t(f['outage'])} minutes is more than the ${t(f['left'])} that ${t(f['service'])} has left of ${t(f['allowance'])} in ${t(f['month'])}. Shorten the outage, move it out of service hours or into another month, or ask for an exception from CAL-04.`),
  outage_unplanned: entry('refused', (f) => `An outage of ${t(f['outage'])} minutes does not end within a window of ${t(f['available'])}. Name a longer window, or correct the expected outage of ${t(f['change'])}.`),
  window_unconfirmed: entry('refused', (f) => `The window of ${t(f['change'])} is ${t(f['standing'])} and not confirmed: ${t(f['who'])} has to sign for the operations of ${t(f['service'])}.`),
  operations_owner_missing: entry('refused', (f) => `Nobody answers for the operations of ${t(f['service'])}. Name somebody in its service terms, then a window can be confirmed.`),
  not_operations_owner: entry('denied', (f) => `${t(f['owner'])} answers for the operations of ${t(f['service'])}; ${t(f['person'])} does not.`),
  negotiation_turn: entry('refused', (f) => `There is nothing to ${t(f['act'])}: the window of ${t(f['change'])} is ${t(f['standing'])}.`),
  negotiation_moved: entry('refused', (f) => `${t(f['change'])} lies in another window than the one that was named last. Propose the window it has now.`),
  service_unnamed: entry('refused', (f) => `${t(f['change'])} names no service of the register, so nobody's operations can be asked. Name its service first.`),
  not_an_activity_profile: entry('invalid', (f) => `${t(f['file']) || 'This file'} cannot be read as an activity profile: ${t(f['what']) || t(f['reason'])}.`),
} satisfies Record<string, Entry>;
