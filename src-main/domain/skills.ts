// Skill tags of people (APR-04): what somebody can review, as a registrar or an administrator vouches for.
import { roles } from '#contract/people.ts';
import type { DomainEvent } from './event.ts';
import { subjectOf } from './event.ts';
import { oneIn } from './json-values.ts';
import { reviewKinds } from './policy-document.ts';
import type { ReviewKind } from './policy-document.ts';
import { needs } from './roles.ts';
import { sheet } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Verdict } from './verdict.ts';

export type SkillState = ReviewKind[];
const vouching = ['registrar', 'administrator'] as const;

export const skillSheet = sheet<SkillState>({
  name: 'skills', kind: 'person', types: ['person.skillTagged'],
  fold: (skills, { data }) => {
    const skill = oneIn(data['skill'], reviewKinds);
    if (skill === null || oneIn(oneIn(data['role'], roles) ?? '', vouching) === null) return skills;
    const others = (skills ?? []).filter((one) => one !== skill);
    return data['held'] === true ? reviewKinds.filter((one) => one === skill || others.includes(one)) : others;
  },
});

/** APR-04: nobody vouches for themselves. */
export function tagSkill(person: string, { skill, isHeld }: { skill: ReviewKind; isHeld: boolean }, by: By): Verdict<DomainEvent> {
  const role = vouching.find((one) => by.actor.roles.includes(one));
  const no = firstRefusal(needs('vouch', by.actor), person === by.actor.id ? refuse('own_skill') : null);
  return no ?? accept({ type: 'person.skillTagged', subject: subjectOf('person', person), data: { skill, held: isHeld, role: role ?? 'registrar', rev: '', supersedes: [] } });
}
