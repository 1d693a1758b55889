// An audit pack, gathered and printed in the printing thread: its changes go to the disk one by one, so that memory does not grow with them. Part of boot.
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openSpool } from './documents/spool.ts';
import type { PackChange, PackStamp } from './documents/pack-document.ts';
import { writeSignedPack } from './documents/signed-pack.ts';
import { changeGatherer, gatherPack } from './jobs/gather-pack.ts';
import { safeName } from './jobs/documents.ts';
import type { PackTask, PrintedPack, ReadContext } from './ports.ts';
import type { Common } from './print-worker.ts';
import { readContext } from './read-context.ts';
import type { Reading } from './store/store.ts';
import { upTo } from './trail/bounded.ts';
import type { StampedCheckpoint } from './trail/pdf-evidence.ts';
import type { TrailSource } from './trail/verify.ts';

/** Lets the thread hear that it is to stop. */
const pause = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

async function spoolChanges(context: ReadContext, ids: readonly string[], { path, common }: { path: string; common: Common }): Promise<{ changes: ReturnType<typeof openSpool<PackChange>>; gaps: number }> {
  const changes = openSpool<PackChange>(path);
  const gather = changeGatherer(context);
  let gaps = 0;
  for (const [i, id] of ids.entries()) {
    const change = gather(id);
    gaps += change.gaps.length;
    changes.add(change);
    if (i % 20 === 0) {
      common.onProgress?.({ done: i, total: ids.length, what: 'changes' });
      await pause();
      common.signal?.throwIfAborted();
    }
  }
  return { changes, gaps };
}

/** The most time-stamps that lie in a pack, the latest of them; each is four files. */
const mostStamps = 100;
/** Time-stamps of checkpoints that the evidence covers, numbered on from its feeds. */
function stampsIn(context: ReadContext, source: TrailSource): { attached: StampedCheckpoint[]; listed: PackStamp[] } {
  const feeds = new Map(source.feeds().map(({ feed, count }) => [feed, count]));
  const stamps = context.trail.stamps().filter(({ feed, count }) => count <= (feeds.get(feed) ?? 0)).slice(-mostStamps).map((stamp, i) => ({ n: feeds.size + 1 + i, ...stamp }));
  return {
    attached: stamps.map(({ n, text, sig, reply }) => ({ n, text, sig, reply })),
    listed: stamps.map(({ n, feed, count, stamp: { at, authority } }) => ({ n, feed, count, at, authority: authority.name, issuer: authority.issuer })),
  };
}

/** Gathers, prints and seals; leaves nothing but the finished files. */
export async function printPack({ ask, isNamed, outPath }: PackTask, { reading, common }: { reading: Reading; common: Common }): Promise<PrintedPack> {
  const context = readContext({ store: reading, signedIn: { id: ask.person }, now: () => ask.bound.moment });
  const { document, ids } = gatherPack(context, ask.scope, ask.feeds);
  const path = isNamed ? outPath : join(dirname(outPath), `${safeName(document.number)}.pdf`);
  const spoolPath = `${path}.changes.partial`;
  try {
    const { changes, gaps } = await spoolChanges(context, ids, { path: spoolPath, common });
    try {
      const evidence = { ...common.evidence, source: upTo(common.evidence.source, [{ feed: reading.organisation.deviceFeed, count: ask.bound.count }]) };
      const { attached, listed } = stampsIn(context, evidence.source);
      const file = await writeSignedPack({ ...common, evidence, outPath: path, stamps: attached, document: { ...document, changes, ...(listed.length === 0 ? {} : { stamps: listed }) }, ...(ask.mostPages === undefined ? {} : { mostPages: ask.mostPages }) });
      return { file, document: { number: document.number, changes: ids.length, gaps } };
    } finally {
      changes.close();
    }
  } finally {
    await rm(spoolPath, { force: true });
  }
}
