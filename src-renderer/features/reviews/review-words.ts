// Words of reviews, evidence and duties, as people read them.
import type { ChecklistItem } from '#contract/evidence.ts';
import type { Refusal } from '#contract/errors.ts';
import { sentence } from '#contract/errors.ts';
import type { ChangeDuty } from '#contract/reviews.ts';
import type { Signal } from '../../ui/marks.tsx';

export const dutyWords: Record<ChangeDuty, string> = { requester: 'Requester', author: 'Author of plans', approver: 'Approver', implementer: 'Implementer', reviewer: 'Reviewer', validator: 'Validator', 'rollback-owner': 'Rollback owner' };
/** A need that is too old is red, because it looks met and is not. */
export const statusSignals: Record<ChecklistItem['status'], Signal> = { present: 'ok', missing: 'missing', stale: 'bad', waiting: 'warn', waived: 'accepted' };
export const statusWords: Record<ChecklistItem['status'], string> = { present: 'there', missing: 'missing', stale: 'stale', waiting: 'waiting', waived: 'waived' };
/** Evidence of another build is red as well. */
export const signalOf = ({ status, why }: ChecklistItem): Signal => (why?.code === 'evidence_mismatch' || why?.code === 'exception_expired' || why?.code === 'review_dependent' ? 'bad' : statusSignals[status]);
export const whyText = (why: ChecklistItem['why']): string | null => (why === null ? null : sentence({ code: why.code as Refusal['code'], facts: why.facts }));
export const shortDigest = (sha256: string): string => `${sha256.slice(0, 12)}…`;
/** Bytes in the largest unit that leaves a figure. */
export function sizeText(bytes: number): string {
  const [unit, by] = bytes >= 1024 * 1024 ? ['MiB', 1024 * 1024] as const : bytes >= 1024 ? ['KiB', 1024] as const : ['bytes', 1] as const;
  return `${by === 1 ? bytes : (bytes / by).toFixed(bytes % by === 0 ? 0 : 1)} ${unit}`;
}
