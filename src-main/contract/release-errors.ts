// Refusals about releases, what goes out with them, and what depends on what (REL).
import { entry, t } from './error-entry.ts';
import { flagErrors } from './flag-errors.ts';
import { rankingErrors } from './ranking-errors.ts';
import { scopeErrors } from './scope-errors.ts';
import { trainErrors } from './train-errors.ts';
import { stakeholderErrors } from './stakeholder-errors.ts';
import { versionErrors } from './version-errors.ts';

export const releaseErrors = {
  ...stakeholderErrors, ...versionErrors, ...flagErrors, ...scopeErrors, ...trainErrors, ...rankingErrors,
  stale_release: entry('conflict', (f) => `${t(f['release'])} was edited after you opened it. Look at the new version first.`),
  package_named_twice: entry('invalid', (f) => `${t(f['release'])} has a package ${t(f['package'])} already.`),
  change_in_package: entry('refused', (f) => `${t(f['change'])} is in the package ${t(f['package'])}. Take it out there first.`),
  packaging_unexplained: entry('invalid', (f) => `The criteria speak for ${t(f['recommended'])} packaging. Say why it is ${t(f['choice'])} all the same.`),
  packages_share: entry('refused', (f) => `${t(f['package'])} and ${t(f['other'])} both touch ${t(f['items'])}. Move the item, or declare a dependency between the two.`),
  package_too_many: entry('refused', (f) => `${t(f['package'])} holds ${t(f['changes'])} changes; above ${t(f['most'])} it is hard to take back. Split it.`),
  package_too_wide: entry('refused', (f) => `${t(f['package'])} touches ${t(f['services'])} services; above ${t(f['most'])} it is hard to take back. Split it.`),
  dependency_on_itself: entry('invalid', (f) => `${t(f['record'])} cannot depend on itself.`),
  dependency_circle: entry('refused', (f) => `${t(f['from'])} ${f['type'] === 'together' ? 'together with' : 'before'} ${t(f['to'])} would close a circle: ${Array.isArray(f['path']) ? f['path'].join(' before ') : t(f['path'])}. Withdraw one of these dependencies first.`),
  dependency_denied: entry('refused', (f) => `${t(f['from'])} and ${t(f['to'])} cannot go together and never together. Withdraw the other dependency first.`),
  dependencies_contradict: entry('refused', (f) => `Dependencies close a circle: ${Array.isArray(f['path']) ? f['path'].join(' before ') : t(f['path'])}. Withdraw one of them.`),
  predecessor_later: entry('refused', (f) => `${t(f['change'])} would begin before ${t(f['before'])} ends (${t(f['endsAt'])}), and has to go after it. Move one of the two windows.`),
  predecessor_open: entry('refused', (f) => `${t(f['before'])} goes before ${t(f['change'])} and is still ${t(f['state']).replaceAll('-', ' ')}.`),
  predecessor_failed: entry('refused', (f) => `${t(f['before'])} goes before ${t(f['change'])} and was not successful (${t(f['outcome'] || f['state']).replaceAll('-', ' ')}). Repeat it, or withdraw the dependency.`),
  not_a_dependency_file: entry('invalid', (f) => `${t(f['file']) || 'This file'} holds no dependencies that can be read${f['reason'] ? `: ${t(f['reason'])}` : ''}. Columns are from, type and to.`),
  release_over: entry('refused', (f) => `${t(f['release'])} is ${t(f['state'])}; nothing about it is altered any more.`),
  release_scope_frozen: entry('refused', (f) => `The scope of ${t(f['release'])} is baselined. ${f['request'] === undefined ? 'Ask for what is to change with a scope request; its scope owner decides.' : 'A scope request is drafted for it: say what it does to date, capacity, risk and exclusions, and the scope owner decides.'}`),
  release_step_impossible: entry('refused', (f) => `A release that is ${t(f['from']).replaceAll('-', ' ')} does not become ${t(f['to']).replaceAll('-', ' ')}.`),
  release_not_ready: entry('refused', (f) => `${t(f['release'])} cannot become ${t(f['step']).replaceAll('-', ' ')} yet. Still missing: ${t(f['pieces'])}.`),
  release_owner_missing: entry('refused', (f) => `${t(f['release'])} has no scope owner. Name the one person who answers for what is in it.`),
  release_window_missing: entry('refused', (f) => `${t(f['release'])} has no target window. Say from when to when it is to go out.`),
  release_window_reversed: entry('invalid', (f) => `The target window ends ${t(f['endsAt'])}, not after its start ${t(f['startsAt'])}.`),
  release_without_changes: entry('refused', (f) => `${t(f['release'])} has no change in its scope yet.`),
  release_exclusions_missing: entry('refused', (f) => `${t(f['release'])} does not say what it leaves out. Name at least one exclusion with its reason, or sign that there is none.`),
  release_teams_missing: entry('refused', (f) => `${t(f['release'])} names no contributing team.`),
  team_consent_missing: entry('refused', (f) => `${t(f['team'])} has not consented yet. ${t(f['lead']) || 'Its lead'} speaks for the team.`),
  team_declined: entry('refused', (f) => `${t(f['team'])} declined to contribute${t(f['note']) === '' ? '' : `: ${t(f['note'])}`}. Settle it with ${t(f['lead']) || 'its lead'}, or take the team off.`),
  team_named_twice: entry('invalid', (f) => `${t(f['team'])} contributes to ${t(f['release'])} already.`),
  not_team_lead: entry('denied', (f) => `Only ${t(f['lead']) || 'the lead'} speaks for ${t(f['team'])}.`),
  duty_deadline_missing: entry('refused', (f) => `The reporting duty “${t(f['duty'])}” has no deadline.`),
  exclusions_named: entry('refused', (f) => `${t(f['release'])} names exclusions, so nobody can sign that there is none. Take them back first.`),
  content_undeclared: entry('refused', (f) => `${t(f['items'])} ${Array.isArray(f['items']) && f['items'].length > 1 ? 'are' : 'is'} ${t(f['type'])}, which ${t(f['release'])} does not declare. Declare it, or take the change out.`),
  content_undelivered: entry('refused', (f) => `${t(f['release'])} declares ${t(f['type'])}, and none of its items is of that kind.`),
  release_of_retired: entry('refused', (f) => `${t(f['service'])} is retired in the service catalogue, and ${t(f['release'])} has it in scope. Take its changes out, or offer it again.`),
  release_changes_unauthorised: entry('refused', (f) => `Not authorised yet: ${t(f['changes'])}.`),
  release_changes_unscheduled: entry('refused', (f) => `Not scheduled yet: ${t(f['changes'])}.`),
  release_changes_unfinished: entry('refused', (f) => `Not implemented yet: ${t(f['changes'])}.`),
  release_changes_open: entry('refused', (f) => `Not closed yet: ${t(f['changes'])}.`),
  release_window_closed: entry('refused', (f) => `The target window of ${t(f['release'])} opens ${t(f['opensAt'])}.`),
  change_in_release: entry('refused', (f) => `${t(f['change'])} goes out with ${t(f['release'])}. A change belongs to one release; take it out there first.`),
  change_spent: entry('refused', (f) => `${t(f['change'])} is ${t(f['state'])}, so there is nothing left to release.`),
  not_in_release: entry('refused', (f) => `${t(f['change'])} is not in the scope of ${t(f['release'])}.`),
};
