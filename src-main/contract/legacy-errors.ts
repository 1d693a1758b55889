// Refusals of the registers of legacy systems, of technical debt and of parallel runs (LEG-01 to LEG-04, LEG-06), and of the service catalogue (CFG-09).
import { entry, t } from './error-entry.ts';
import type { Entry } from './error-entry.ts';

export const legacyErrors = {
  not_offered: entry('refused', (f) => `${t(f['service'])} is not in the catalogue. Offer it first.`),
  feature_unknown: entry('refused', (f) => `No release has added “${t(f['feature'])}” to ${t(f['service'])}, so none can ${t(f['action'])} it. Declare that one adds it.`),
  feature_known: entry('refused', (f) => `Another release adds “${t(f['feature'])}” to ${t(f['service'])} already. Declare that this one alters it.`),
  behind_live_offering: entry('refused', (f) => `${t(f['item'])} stands behind ${t(f['offerings'])}, which is live. Retire the offering, or put another item behind it, first.`),
  constraint_unowned: entry('invalid', (f) => `The constraint ${t(f['constraint'])} needs an owner: somebody must say when it no longer holds, and be called when it does. Name one.`),
  constraint_untied: entry('invalid', (f) => `The constraint ${t(f['constraint'])} is tied to nothing. Name the items or services it is about.`),
  constraint_untimed: entry('invalid', (f) => `The constraint ${t(f['constraint'])} needs ${t(f['what'])}.`),
  constraint_overlaps: entry('refused', (f) => `${t(f['constraint'])} ${({ batch: 'runs', staffing: 'has nobody there', blackout: 'allows nothing' } as Record<string, string>)[t(f['kind'])] ?? 'holds'} from ${t(f['startsAt'])} to ${t(f['endsAt'])} (UTC), within the window. Choose a window clear of it.`),
  constraint_full: entry('refused', (f) => `${t(f['constraint'])} lets ${t(f['atOnce'])} ${Number(f['atOnce']) === 1 ? 'change' : 'changes'} run at once, and ${t(f['changes'])} ${Array.isArray(f['changes']) && f['changes'].length > 1 ? 'have' : 'has'} the window. Choose another one.`),
  manual_steps_too_long: entry('refused', (f) => `Manual steps of legacy systems take ${t(f['manual'])} minutes${Number(f['back']) > 0 ? ` and the way back ${t(f['back'])}` : ''}; the window has ${t(f['available'])}. Make it longer.`),
  entry_ended: entry('refused', (f) => `${t(f['entry'])} has ended and stays as it is. Record a new one instead.`),
  day_ahead: entry('invalid', (f) => `${t(f['day'])} is still to come. Name the day it happened.`),
  negative_amount: entry('invalid', (f) => `${({ cost: 'The cost to repair', interestHours: 'The interest', minutes: 'The outage', reworkHours: 'The rework', hours: 'The time granted', featureHours: 'The hours for features', debtHours: 'The hours for debt' } as Record<string, string>)[t(f['field'])] ?? t(f['field'])} cannot be ${t(f['value'])}. Give a whole number of 0 or more.`),
  funding_without_hours: entry('invalid', (f) => `Funding ${t(f['debt'])} means hours for the repair. Say how many.`),
  point_without_end: entry('invalid', (f) => `The point ${t(f['point'])} lacks ${t(f['lacks'])}. Name both items it connects.`),
  point_unisolated: entry('refused', (f) => `Nothing isolates ${t(f['point'])}, so there is nothing to test. Name its measure first.`),
  point_not_isolated: entry('refused', (f) => `Nothing isolates ${t(f['point'])}. Name a measure and test it, write what is done instead for this change, or ask for an exception from LEG-03.`),
  isolation_untested: entry('refused', (f) => `What isolates ${t(f['point'])} passed no test within ${t(f['days'])} days, so it does not count. Test it, write what is done instead for this change, or ask for an exception from LEG-03.`),
  workaround_incomplete: entry('invalid', (f) => `Working around ${t(f['tool'])} needs ${({ control: 'a compensating control: what keeps its risk in check', steps: 'its steps', owner: 'an owner' } as Record<string, string>)[t(f['lacks'])] ?? t(f['lacks'])}. Add it.`),
  skill_not_needed: entry('invalid', (f) => `${t(f['tool'])} does not need “${t(f['skill'])}”${Array.isArray(f['skills']) && f['skills'].length > 0 ? ` but ${t(f['skills'])}` : ''}.`),
  skill_unstaffed: entry('refused', (f) => `Nobody among the implementers can do “${t(f['skill'])}”, which ${t(f['tool'])} needs. ${Array.isArray(f['people']) && f['people'].length > 0 ? `Add ${t(f['people'])} to the implementers.` : 'Name an operator for it in the register of workarounds, and add them to the implementers.'}`),
  parallel_span: entry('invalid', (f) => `The last day, ${t(f['until'])}, is not after ${t(f['from'])}.`),
  parallel_threshold: entry('invalid', (f) => `The policy asks for ${t(f['least'])} good cycles in a row; ${t(f['asked'])} are too few.`),
  parallel_cycles: entry('invalid', (f) => `${t(f['cycles'])} cycles cannot give ${t(f['needed'])} good ones in a row. Plan more of them.`),
  cycle_ahead: entry('invalid', (f) => `Cycle ${t(f['cycle'])} comes too early; the next one is ${t(f['next'])}.`),
  measure_not_compared: entry('invalid', (f) => `${t(f['run'])} does not compare ${t(f['measure'])}.`),
  exit_too_early: entry('refused', (f) => `${t(f['run'])} has ${t(f['streak'])} of ${t(f['needed'])} good cycles in a row. Record more, or ask for an exception from LEG-06.`),
  stop_too_early: entry('refused', (f) => `${t(f['run'])} runs until ${t(f['until'])}. Ending it before needs an exception from LEG-06.`),
} satisfies Record<string, Entry>;
