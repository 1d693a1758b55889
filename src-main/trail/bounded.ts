// A trail as it stood at given counts: what was written after them is not seen.
import { parseCheckpoint } from './checkpoint.ts';
import type { TrailSource } from './verify.ts';

/** Feeds that are not named are seen whole. Branches and holds stay, for they are proof whenever they came to be. */
export function upTo(source: TrailSource, counts: readonly { feed: string; count: number }[]): TrailSource {
  const most = new Map(counts.map(({ feed, count }) => [feed, count]));
  const last = (feed: string): number => most.get(feed) ?? Infinity;
  return {
    ...source,
    feeds: () => source.feeds().map(({ feed, count }) => ({ feed, count: Math.min(count, last(feed)) })),
    *commits(feed, from) {
      for (const commit of source.commits(feed, from)) {
        if (commit.seq >= last(feed)) return;
        yield commit;
      }
    },
    *checkpoints() {
      for (const checkpoint of source.checkpoints()) if ((parseCheckpoint(checkpoint.text)?.count ?? 0) <= last(checkpoint.feed)) yield checkpoint;
    },
  };
}
