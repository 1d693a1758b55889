// Reviews, comments and skills (APR-04).
import type { Receipt } from '#contract/values.ts';
import { orRefuse } from '../app-error.ts';
import type { Dossier } from '../domain/dossier.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import * as rules from '../domain/reviews.ts';
import { skillSheet, tagSkill } from '../domain/skills.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

/** Asks the rule about a change with all that its gates know of it, and appends what it answers. */
export function onDossier(context: WriteContext, ref: string, rule: (dossier: Dossier) => Verdict<DomainEvent>): Receipt {
  const change = context.loadChange(ref);
  const events = orRefuse(rule(context.dossierOf(change)));
  context.append(events);
  return { id: change.id, number: change.number, version: change.version + events.length };
}

export const reviewCommands = {
  'review.request': (context, { change, kind, reviewer, note }) =>
    onDossier(context, change, (dossier) => rules.requestReview(dossier, { request: context.newId(), kind, reviewer: reviewer === undefined ? '' : context.loadPerson(reviewer).id, note }, context)),
  'review.sign': (context, { change, ...input }) =>
    onDossier(context, change, (dossier) => rules.signReview(dossier, { ...input, review: context.newId(), skills: context.findSheet(skillSheet, context.actor.id) ?? [] }, context)),
  'review.comment': (context, { change, ...input }) => onDossier(context, change, (dossier) => rules.commentReview(dossier, { ...input, comment: context.newId() }, context)),
  'review.resolve': (context, { change, comment, note }) => onDossier(context, change, (dossier) => rules.resolveComment(dossier, { id: comment, note }, context)),
  'skill.tag': (context, { person: ref, skill, isHeld }) => {
    const person = context.loadPerson(ref);
    if ((context.findSheet(skillSheet, person.id) ?? []).includes(skill) !== isHeld) context.append(orRefuse(tagSkill(person.id, { skill, isHeld }, context)));
    return { id: person.id, version: context.versionOf(subjectOf('person', person.id)) };
  },
} satisfies Partial<CommandHandlers>;
