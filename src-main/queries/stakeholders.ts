// What a release means for people, as its page reads it (REL-05).
import type { ImpactAssessment } from '#contract/stakeholders.ts';
import { mayEdit } from '../domain/release-acts.ts';
import { maySignAssessment } from '../domain/stakeholder-acts.ts';
import { adoptionOf, assessmentStanding, daysOf, groupsOf, impactIndex } from '../domain/stakeholders.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

function show(context: ReadContext, ref: string): ImpactAssessment {
  const release = context.loadRelease(ref);
  const { assessed } = context.releaseFactsOf(release);
  const { sheet: assessment } = assessed;
  const groups = groupsOf(assessment);
  const owner = release.businessOwner.value === null ? '' : nameOf(context, release.businessOwner.value);
  const signature = assessment?.signature ?? null;
  return {
    groups: (assessment?.groups ?? []).map(({ id, kept: { value, losers } }) => ({
      id, ...value, index: impactIndex([value]), days: daysOf(value, release), also: losers.map(({ value: { headcount, severity, points }, by, at }) => ({ headcount, severity, points, by: nameOf(context, by), at })),
    })),
    index: impactIndex(groups), headcount: groups.reduce((sum, { headcount }) => sum + headcount, 0), points: groups.reduce((sum, { points }) => sum + points, 0), adoption: adoptionOf(assessment, release),
    status: assessmentStanding(release, assessed), signature: signature && { by: nameOf(context, signature.by), at: signature.at, index: signature.index }, businessOwner: owner, mayEdit: may(mayEdit(release, context)), maySign: may(maySignAssessment({ release, assessment }, owner, context)),
  };
}

export const stakeholderQueries = { 'stakeholder.show': (context, { release }) => show(context, release) } satisfies Partial<QueryHandlers>;
