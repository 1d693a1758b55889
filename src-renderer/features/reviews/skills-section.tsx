// What a person can review, as a registrar or an administrator vouches for (APR-04).
import type { PersonRow } from '#contract/people.ts';
import { reviewKinds, reviewLabels } from '#contract/reviews.ts';
import { whyNot } from '../../app/actions.ts';
import { usePerson } from '../../app/session.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Checkbox } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Section } from '../../ui/surfaces.tsx';

export function SkillsSection({ person }: { person: PersonRow }) {
  const isSelf = usePerson()?.id === person.id;
  const { value, error } = useQuery('skill.list', {});
  const tag = useCommand('skill.tag');
  const held = value?.rows.find((row) => row.person === person.id)?.skills ?? [];
  const why = isSelf ? 'Nobody vouches for their own skill.' : whyNot(value?.mayTag);
  return (
    <Section title="Reviews">
      {reviewKinds.map((skill) => <Checkbox key={skill} label={reviewLabels[skill]} isChecked={held.includes(skill)} isDisabled={value === undefined || why !== undefined || tag.isPending} onChange={(isHeld) => { void tag.run({ person: person.id, skill, isHeld }); }} />)}
      <p className="dim">{why ?? 'Tick what this person has the skill to review. Signing takes the role technical reviewer as well.'}</p>
      <RefusalLine refusal={error ?? tag.error} />
    </Section>
  );
}
