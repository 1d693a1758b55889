// Refusals of change capacity (CAL-05).
import { entry, t } from './error-entry.ts';
import type { Entry } from './error-entry.ts';

export const capacityErrors = {
  capacity_negative: entry('invalid', (f) => `There cannot be ${t(f['amount'])} ${t(f['what'])}: capacity is a whole number, not below zero.`),
  capacity_unnamed: entry('invalid', (f) => (f['kind'] === 'slots' ? 'Slots are those of the whole organisation; leave the name out.' : `Say whose ${t(f['what'])} it is.`)),
  capacity_percent: entry('invalid', (f) => `Infrastructure is counted in percent: ${t(f['amount'])} is more than 100.`),
  adoption_in_assessment: entry('invalid', (f) => `Adoption points of ${t(f['release'])} stand in its impact assessment, with the groups they are for. Write them there.`),
  capacity_overloaded: entry('refused', (f) => `${t(f['release'])} takes ${t(f['what'])} to ${t(f['total'])} of ${t(f['limit'])}: ${t(f['over'])} too many. ${f['deferTo'] ? `Defer it to ${t(f['deferTo'])}, where there is room` : 'Defer it'}, cut ${t(f['over'])} from its scope${f['cuts'] ? ` or something of ${t(f['cuts'])}` : ''}, or ask for an exception from ${t(f['rule'])}.`),
  headroom_short: entry('refused', (f) => `${t(f['release'])} leaves ${t(f['headroom'])} % of ${t(f['what'])} free where ${t(f['least'])} % are asked for${f['cuts'] ? `, beside ${t(f['cuts'])} at the same time` : ''}. Move one of them, take less, or ask for an exception from ${t(f['rule'])}.`),
  initiative_months: entry('invalid', (f) => `The initiative would end in ${t(f['until'])}, before it begins in ${t(f['from'])}.`),
} satisfies Record<string, Entry>;
