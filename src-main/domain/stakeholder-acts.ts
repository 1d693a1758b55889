// Naming the groups a release concerns, and signing what it means for them (REL-05).
import type { DomainEvent } from './event.ts';
import { nameKey } from './item.ts';
import type { Release } from './release.ts';
import { isOver } from './release.ts';
import { mayEdit, releaseEvent, signing } from './release-acts.ts';
import { needs } from './roles.ts';
import { groupsOf, impactIndex, mostGroups } from './stakeholders.ts';
import type { Assessment, Group } from './stakeholders.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

type On = { release: Release; assessment: Assessment | null };
export type GroupSetting = Group & { id: string; isNew: boolean };
export function setGroup({ release, assessment }: On, { id, isNew, name, department, processes, training, support, ...numbers }: GroupSetting, by: By): Verdict<DomainEvent> {
  const groups = assessment?.groups ?? [];
  const { startsOn, endsOn } = numbers;
  const no = firstRefusal(mayEdit(release, by), isNew || groups.some((one) => one.id === id) ? null : refuse('record_missing', { record: `group of ${release.number}`, id }, { field: 'group' }),
    isNew && groups.length >= mostGroups ? refuse('too_many_groups', { most: mostGroups }) : null, groups.some((one) => one.id !== id && nameKey(one.kept.value.name) === nameKey(name)) ? refuse('group_named_twice', { group: name, release: release.number }, { field: 'name' }) : null,
    startsOn !== null && endsOn !== null && endsOn < startsOn ? refuse('group_days_reversed', { group: name, startsOn, endsOn }, { field: 'endsOn' }) : null);
  return no ?? accept(releaseEvent(release, 'stakeholder.groupSet', { group: id, ...numbers }, { name, department, processes, training, support }));
}
export const dropGroup = ({ release, assessment }: On, id: string, by: By): Verdict<DomainEvent> =>
  mayEdit(release, by) ?? (assessment?.groups.some((one) => one.id === id) ? accept(releaseEvent(release, 'stakeholder.groupDropped', { group: id })) : refuse('record_missing', { record: `group of ${release.number}`, id }, { field: 'group' }));

/** REL-05: the business owner signs, and nobody else; there has to be something to sign. */
export function maySignAssessment({ release, assessment }: On, ownerName: string, by: By): Refused | null {
  const owner = release.businessOwner.value;
  return firstRefusal(needs('answerAsOwner', by.actor), isOver(release) ? refuse('release_over', { release: release.number, state: release.state }) : null, owner === null ? refuse('business_owner_missing', { release: release.number }) : null,
    owner === by.actor.id ? null : refuse('not_business_owner', { release: release.number, owner: ownerName }), groupsOf(assessment).length === 0 ? refuse('groups_missing', { release: release.number }) : null);
}
export const signAssessment = (on: On, { rev, ownerName }: { rev: string; ownerName: string }, by: By): Verdict<DomainEvent> =>
  maySignAssessment(on, ownerName, by) ?? accept(releaseEvent(on.release, 'stakeholder.signed', { index: impactIndex(groupsOf(on.assessment)), ...signing('answerAsOwner', by.actor, rev) }));
