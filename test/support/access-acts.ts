// Acceptable inputs for access reviews, each on a review that is in the right state for it.
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import type { Connection } from '../../src-main/boot.ts';
import { answer } from './workspace.ts';

type AccessAct = Extract<NameOf<'command'>, `accessReview.${string}`>;
/** Of the permissions that were imported from `source`, which nobody's person holds yet. */
export async function accessActs(admin: Connection, source: string): Promise<{ [N in AccessAct]: Asked<N> }> {
  const starting = { title: 'Pipelines', kinds: ['pipeline-permission' as const], source, reviewers: ['Ingrid Solberg'] };
  const start = async (): Promise<{ review: string; rights: [string, string, ...string[]] }> => {
    const { id: review } = await answer(admin, 'accessReview.start', starting);
    return { review, rights: (await answer(admin, 'accessReview.show', { review })).items.map(({ id }) => id) as [string, string] };
  };
  const [open, ready] = [await start(), await start()];
  await answer(admin, 'accessReview.open', { review: open.review, right: open.rights[0] });
  for (const right of ready.rights) await answer(admin, 'accessReview.open', { review: ready.review, right });
  await answer(admin, 'accessReview.decide', { ...ready, verdict: 'certify', reason: 'Needed' });
  return {
    'accessReview.start': starting, 'accessReview.open': { review: open.review, right: open.rights[1] }, 'accessReview.decide': { review: open.review, rights: [open.rights[0]], verdict: 'certify', reason: 'Needed' },
    'accessReview.close': { review: ready.review, note: 'Complete' },
  };
}
