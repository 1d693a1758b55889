// What the compliance rules are told of one change (AUD-05), and its dossier as it was at an earlier instant.
import type { Dossier, Piece } from './dossier.ts';
import { piecesOf } from './gates.ts';
import type { Span } from './recurrence.ts';
import type { ScheduleFacts } from './schedule.ts';

export type ChangeFacts = {
  dossier: Dossier;
  /** What was demanded of it up to its start, as it stood when its first deployment began; none where it was not deployed. */
  pieces: readonly Piece[];
  /** When it was carried out, as people recorded it and as deployment tools said; the first in front. */
  deployments: readonly Span[];
  /** When somebody authorised it. */
  authorisedAt: readonly string[];
  /** When an authorisation was voided, and by what: the end of a sentence. */
  voided: readonly { at: string; by: string }[];
  /** Freezes on record that its deployments met, and what was settled of them. */
  freezes: ScheduleFacts;
};

/** The dossier without the evidence, reviews and exceptions that came, and with what was taken back, after an instant. */
export function asOfThen(dossier: Dossier, then: string): Dossier {
  const { evidence, reviews, exceptions } = dossier;
  const still = <T extends { at: string }>(one: T | null): T | null => (one !== null && one.at <= then ? one : null);
  return {
    ...dossier,
    evidence: evidence && { ...evidence, items: evidence.items.filter(({ at }) => at <= then).map((item) => ({ ...item, withdrawn: still(item.withdrawn) })) },
    reviews: reviews && { ...reviews, reviews: reviews.reviews.filter(({ at }) => at <= then) },
    exceptions: exceptions.map((one) => ({ ...one, approval: still(one.approval), refused: still(one.refused), revoked: still(one.revoked), renewals: one.renewals.filter(({ at }) => at <= then) })),
  };
}

/** What was demanded of a change up to its start, as it stood at an instant. */
export const piecesThen = (dossier: Dossier, then: string): Piece[] => piecesOf(asOfThen(dossier, then), then).filter(({ gate }) => gate !== 'closure');
