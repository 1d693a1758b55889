// Refusals about feature flags (REL-09) and standards of the architecture (REL-10).
import { entry, t } from './error-entry.ts';
import type { Entry } from './error-entry.ts';

export const flagErrors = {
  flag_key_taken: entry('invalid', (f) => `${t(f['key'])} is registered already, as ${t(f['flag'])}. Choose another key, or revise that flag.`),
  not_flag_authority: entry('denied', (f) => `${t(f['key'])} is switched by its owner or its activation authority, and by nobody else.`),
  flag_needs_change: entry('refused', (f) => `${t(f['key'])} is regulated in ${t(f['environment'])}. Name the authorised change under which it is switched on.`),
  flag_change_unfit: entry('refused', (f) => `${t(f['change'])} is ${t(f['state']).replaceAll('-', ' ')}${f['of'] ? ` and is about ${t(f['of'])}` : ''}, so ${t(f['key'])} is not switched on in ${t(f['environment'])} under it. Name one that is authorised for ${t(f['environment'])}.`),
  not_a_flag_export: entry('invalid', (f) => `${t(f['file']) || 'This file'} holds no states of flags that can be read${f['reason'] ? `: ${t(f['reason'])}` : ''}. Columns are key, state, and environment where it holds several.`),
  standard_days_reversed: entry('invalid', (f) => `The standard for ${t(f['technology'])} would end ${t(f['validUntil'])}, before it begins on ${t(f['validFrom'])}.`),
  standard_range_invalid: entry('invalid', (f) => `“${t(f['range'])}” is no range of versions of ${t(f['technology'])}. Write it as >=2.0 <3.0, ^2.4 or * for every version.`),
  dispensation_past: entry('invalid', (f) => `A dispensation until ${t(f['until'])} has expired already. Choose a day ahead.`),
  dispensation_needless: entry('refused', (f) => `${t(f['standard'])} retires nothing, so nothing needs a dispensation from it.`),
  technology_retired: entry('refused', (f) => `${t(f['components'])} ${Array.isArray(f['components']) && f['components'].length > 1 ? 'are' : 'is'} retired by the standards of the architecture. Replace it, or ask for a dispensation with an end.`),
  technology_contained: entry('refused', (f) => `${t(f['components'])} ${Array.isArray(f['components']) && f['components'].length > 1 ? 'are' : 'is'} contained by the standards of the architecture: nothing new is built on it.`),
  technology_dispensed: entry('refused', (f) => `${t(f['components'])} ${Array.isArray(f['components']) && f['components'].length > 1 ? 'go' : 'goes'} out by dispensation until ${t(f['until'])}.`),
} satisfies Record<string, Entry>;
