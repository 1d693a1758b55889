// Refusals about what a release means for people (REL-05).
import { entry, t } from './error-entry.ts';
import type { Entry } from './error-entry.ts';

export const stakeholderErrors = {
  groups_missing: entry('refused', (f) => `${t(f['release'])} does not say whom it concerns. Name at least one group of people whose work it changes.`),
  assessment_unsigned: entry('refused', (f) => `What ${t(f['release'])} means for people is not signed yet. ${t(f['owner']) || 'Its business owner'} signs it.`),
  assessment_stale: entry('refused', (f) => `The scope, the groups or the business owner of ${t(f['release'])} changed after its impact was signed. ${t(f['owner']) || 'Its business owner'} signs anew.`),
  business_owner_missing: entry('refused', (f) => `${t(f['release'])} has no business owner. Name who signs what it means for people.`),
  not_business_owner: entry('denied', (f) => `Only ${t(f['owner']) || 'the business owner'}, who is the business owner of ${t(f['release'])}, signs what it means for people.`),
  group_named_twice: entry('invalid', (f) => `${t(f['release'])} has a group ${t(f['group'])} already.`),
  group_days_reversed: entry('invalid', (f) => `${t(f['group'])} would be concerned from ${t(f['startsOn'])} until ${t(f['endsOn'])}, which ends before it begins.`),
  too_many_groups: entry('refused', (f) => `A release has at most ${t(f['most'])} groups.`),
} satisfies Record<string, Entry>;
