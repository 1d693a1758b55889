// Reviews and evidence of a change: what its control demands, how it stands, and where each piece is done (APR-03 to APR-06, LEG-05).
import type { ChangeRecord } from '#contract/change.ts';
import { useQuery } from '../../data/use-query.ts';
import { RefusalLine } from '../../ui/refusal.tsx';
import { ChangeExceptionsCard } from '../exceptions/change-exceptions-card.tsx';
import { CommentsCard } from './comments-card.tsx';
import { DutiesCard } from './duties-card.tsx';
import { EvidenceCard } from './evidence-card.tsx';
import { ObligationsCard } from './obligations-card.tsx';
import { ReviewsCard } from './reviews-card.tsx';
import s from './reviews.module.css';

export function ReviewsPart({ record }: { record: ChangeRecord }) {
  const reviews = useQuery('review.list', { change: record.id });
  const evidence = useQuery('evidence.list', { change: record.id });
  return (
    <div className={s.part}>
      <div className={s.main}>
        <RefusalLine refusal={reviews.error ?? evidence.error} />
        <ObligationsCard record={record} />
        {reviews.value && <ReviewsCard record={record} reviews={reviews.value} />}
        {evidence.value && <EvidenceCard record={record} evidence={evidence.value} />}
      </div>
      <div className={s.side}>
        <DutiesCard record={record} />
        <ChangeExceptionsCard record={record} />
        {reviews.value && <CommentsCard record={record} reviews={reviews.value} />}
      </div>
    </div>
  );
}
