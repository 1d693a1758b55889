// Refusals of the calendar and the change schedule (CAL-01 to CAL-06).
import { entry, t } from './error-entry.ts';
import type { Entry } from './error-entry.ts';

export const scheduleErrors = {
  freeze_active: entry('refused', (f) => `The freeze “${t(f['freeze'])}”${f['owner'] ? ` of ${t(f['owner'])}` : ''} is in force ${f['startsAt'] ? `from ${t(f['startsAt'])} ` : ''}until ${t(f['endsAt'])}. ${f['mode'] === 'soft' ? 'Its owner can let the change pass by signature; else move the window.' : 'Move the window, or ask for an exception from CAL-02.'}`),
  stabilisation_active: entry('refused', (f) => `“${t(f['freeze'])}” lasts until ${t(f['endsAt'])}: only emergencies and changes linked to what they mend pass before. Move the window, or have the freeze lifted by change manager and service owner.`),
  schedule_conflict: entry('refused', (f) => `${t(f['said'])} Move one of the two, or accept the conflict in the calendar: with a reason, who answers for it, and the last day it holds.`),
  conflict_unknown: entry('missing', (f) => `${t(f['change'])} has no conflict ${t(f['conflict'])} now. Either it is settled, or one of the windows has moved; gavel conflicts ${t(f['change'])} lists those there are.`),
  conflict_settled: entry('refused', (f) => `This conflict is settled already: ${t(f['how'])}.`),
  conflict_not_acceptable: entry('refused', (f) => `A conflict with ${t(f['what'])} is not accepted but excepted: ask for an exception from ${t(f['rule'])}.`),
  acceptance_over: entry('invalid', (f) => `The acceptance would end on ${t(f['until'])}, before the window does on ${t(f['ends'])}.`),
  scope_unnamed: entry('invalid', (f) => (f['by'] === 'organisation' ? 'The whole organisation has no name; leave the name out.' : `Say which ${t(f['by'])} it is for.`)),
  recurrence_invalid: entry('invalid', (f) => `The recurrence rule ${t(f['rule'])} cannot be counted: ${t(f['problem'])}.`),
  entry_removed: entry('refused', (f) => `“${t(f['entry'])}” was taken out of the calendar, ${t(f['at'])}.`),
  not_a_freeze: entry('refused', (f) => `“${t(f['entry'])}” is no soft freeze, so there is nothing to let pass by signature.`),
  not_freeze_owner: entry('denied', (f) => `Only ${t(f['owner']) || 'the owner'}, who answers for the freeze “${t(f['entry'])}”, lets a change pass; ${t(f['person'])} does not.`),
  not_a_stabilisation: entry('refused', (f) => `“${t(f['entry'])}” is no stabilisation freeze after a release.`),
  stabilisation_fixed: entry('refused', (f) => `“${t(f['entry'])}” follows a release and is not edited: it ends by itself, or is lifted by change manager and service owner.`),
  criteria_open: entry('refused', (f) => `“${t(f['entry'])}” cannot be lifted yet; these exit criteria are not met: ${t(f['criteria'])}.`),
  lift_authority: entry('denied', (f) => `“${t(f['entry'])}” is lifted by a change manager and by the owner of its service; ${t(f['person'])} is neither.`),
  lift_second_person: entry('refused', (f) => `You have signed that “${t(f['entry'])}” be lifted. The second signature is somebody else’s.`),
  override_needs_reason: entry('invalid', (f) => `Say why the change stays in spite of “${t(f['entry'])}”.`),
  window_missing: entry('refused', (f) => `${t(f['change'])} has no planned window. Give it a start and an end first.`),
} satisfies Record<string, Entry>;
