// What a regulatory tag adds to a change (AUD-04): fields, evidence, and whose word. Data; who asks for it is elsewhere, and how long its record is kept is the policy's (`retention.ts`).
import type { ChangeFields } from '#contract/change.ts';
import type { EvidenceKind } from './policy-document.ts';

export type TagRule = {
  tag: string; name: string; fields: readonly (keyof ChangeFields)[]; evidence: readonly EvidenceKind[];
  /** The business owner approves it by signature. */
  asksOwner: boolean;
  /** What it does to personal data has to be said. */
  asksImpact: boolean;
};
export const tagRules: readonly TagRule[] = [
  { tag: 'SOX', name: 'Sarbanes-Oxley Act', fields: ['testPlan', 'backoutPlan'], evidence: ['test-results'], asksOwner: true, asksImpact: false },
  { tag: 'HIPAA', name: 'HIPAA security rule', fields: ['dataClassification'], evidence: [], asksOwner: false, asksImpact: false },
  { tag: 'GDPR', name: 'General Data Protection Regulation', fields: ['dataClassification'], evidence: [], asksOwner: false, asksImpact: true },
];

/** Tags are compared as people write them: without regard to case or blanks around them. */
export const tagsOf = ({ regulatoryTags }: Pick<ChangeFields, 'regulatoryTags'>): string[] => regulatoryTags.map((tag) => tag.trim().toUpperCase());
export const tagRulesFor = (fields: Pick<ChangeFields, 'regulatoryTags'>): TagRule[] => { const tags = tagsOf(fields); return tagRules.filter(({ tag }) => tags.includes(tag)); };
