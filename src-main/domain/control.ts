// What the dossier of a change knows of its control: who did what, what was reviewed, what is proved, what is excepted (APR-03 to APR-06, LEG-05).
import type { DutyAct } from './duties.ts';
import type { EvidenceState } from './evidence.ts';
import type { Exception } from './exceptions.ts';
import type { ReviewKind } from './policy-document.ts';
import type { ReviewState } from './reviews.ts';

export type Control = {
  /** Who holds which duty of the change now (APR-03). */
  acts: readonly DutyAct[];
  /** Null: nobody has asked for, written or signed a review. */
  reviews: ReviewState | null;
  /** Skill tags of those who signed a review, by person. */
  skills: Readonly<Record<string, readonly ReviewKind[]>>;
  evidence: EvidenceState | null;
  /** SHA-256 (hex) of what the change delivers, as somebody declared it. */
  artefacts: readonly string[];
  /** Exceptions that name the change, its service or everything, in whatever standing. */
  exceptions: readonly Exception[];
  /** Services the change touches, by itself or through its items, that cannot be rolled back automatically (LEG-05). */
  strict: readonly string[];
};
export const noControl: Control = { acts: [], reviews: null, skills: {}, evidence: null, artefacts: [], exceptions: [], strict: [] };
