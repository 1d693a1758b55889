// How long an archived record is kept, and what forbids its disposal (AUD-07).
import { Temporal } from 'temporal-polyfill';
import type { PolicyDocument } from './policy-document.ts';

export type Retention = Pick<PolicyDocument, 'retention'>;
const plain = (word: string): string => word.trim().toLowerCase();
/** A rule as the policy writes it: `HIPAA 6`. */
export function retentionRule(line: string): { tag: string; years: number } | null {
  const found = /^(.*\S)\s+(\d{1,3})$/.exec(line.trim());
  return found ? { tag: found[1]!, years: Number(found[2]) } : null;
}
/** AUD-07: the longest of what its tags ask for; a tag without a rule of its own, and a record without tags, ask for the default. */
export function retentionOf(tags: readonly string[], { retention }: Retention): { years: number; tag: string | null } {
  const rules = retention.tags.flatMap((line) => retentionRule(line) ?? []);
  const asked = tags.map((tag) => { const rule = rules.find((one) => plain(one.tag) === plain(tag)); return rule ? { years: rule.years, tag: rule.tag } : { years: retention.years, tag: null }; });
  return asked.reduce<{ years: number; tag: string | null } | null>((longest, one) => (longest === null || one.years > longest.years ? one : longest), null) ?? { years: retention.years, tag: null };
}
/** The last day a record is kept: years from the day it was closed, or longer where somebody said so. */
export function retainedUntil({ closedAt, tags, extendedUntil }: { closedAt: string; tags: readonly string[]; extendedUntil: string | null }, policy: Retention): string {
  const byPolicy = Temporal.PlainDate.from(closedAt.slice(0, 10)).add({ years: retentionOf(tags, policy).years }).toString();
  return extendedUntil !== null && extendedUntil > byPolicy ? extendedUntil : byPolicy;
}
