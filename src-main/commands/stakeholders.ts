// What a release means for people (REL-05).
import type { Receipt } from '#contract/values.ts';
import { appError, orRefuse } from '../app-error.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { nameKey } from '../domain/item.ts';
import type { Release } from '../domain/release.ts';
import { dropGroup, setGroup, signAssessment } from '../domain/stakeholder-acts.ts';
import { assessmentSheet } from '../domain/stakeholders.ts';
import type { Assessment } from '../domain/stakeholders.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

type On = { release: Release; assessment: Assessment | null };
function onAssessment(context: WriteContext, ref: string, rule: (on: On) => Verdict<DomainEvent>): Receipt {
  const release = context.loadRelease(ref);
  context.append(orRefuse(rule({ release, assessment: context.findSheet(assessmentSheet, release.id) })));
  return { id: release.id, number: release.number, version: context.versionOf(subjectOf('release', release.id)) };
}
function groupNamed({ release, assessment }: On, ref: string): string {
  const group = assessment?.groups.find(({ id, kept }) => id === ref || nameKey(kept.value.name) === nameKey(ref));
  if (!group) throw appError('record_missing', { record: `group of ${release.number}`, id: ref }, { field: 'group' });
  return group.id;
}

export const stakeholderCommands = {
  'stakeholder.setGroup': (context, { release, group, ...said }) => onAssessment(context, release, (on) => setGroup(on, { ...said, id: group === undefined ? context.newId() : groupNamed(on, group), isNew: group === undefined }, context)),
  'stakeholder.dropGroup': (context, { release, group }) => onAssessment(context, release, (on) => dropGroup(on, groupNamed(on, group), context)),
  'stakeholder.sign': (context, { release }) => onAssessment(context, release, (on) => {
    const { assessed, names } = context.releaseFactsOf(on.release);
    return signAssessment(on, { rev: assessed.rev, ownerName: names[on.release.businessOwner.value ?? ''] ?? '' }, context);
  }),
} satisfies Partial<CommandHandlers>;
