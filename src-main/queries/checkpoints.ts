// Checkpoints and their time-stamps (AUD-01).
import type { CheckpointRow, Stamp } from '#contract/checkpoints.ts';
import type { Input, Output } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import { mayStamp } from '../domain/stamps.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';
import { siteOf } from './exchange.ts';

type Stamped = ReturnType<ReadContext['trail']['stamps']>[number];
type CheckpointAt = ReturnType<ReadContext['trail']['checkpoints']>[number];

/** How a checkpoint is called: by the site of its device where there is one. */
export const checkpointName = (context: ReadContext, { feed, count }: Pick<CheckpointAt, 'feed' | 'count'>): string => `${siteOf(context, feed) || feed.slice(0, 8)}/${count}`;

export const stampShown = (context: ReadContext, { id, stamp: { authority, at, accuracyMs, policy, serial }, by, at: importedAt }: Stamped): Stamp => ({
  id, authority: authority.name, issuer: authority.issuer, fingerprint: authority.fingerprint, until: authority.until, at, accuracyMs, policy, serial, importedBy: nameOf(context, by), importedAt,
});

/** Stamps of the checkpoint with this text. */
export const stampsShown = (context: ReadContext, text: string, stamps: readonly Stamped[] = context.trail.stamps()): Stamp[] => stamps.filter((one) => one.text === text).map((one) => stampShown(context, one));

/** The checkpoint of a name, whose feed may be said by its first digits; of this device the newest where none is named. Refuses one that is not here. */
export function checkpointNamed(context: ReadContext, name: string): CheckpointAt {
  const [of = '', count] = name.split('/');
  const found = context.trail.checkpoints().filter((one) => String(one.count) === count && (one.feed.startsWith(of) || siteOf(context, one.feed) === of));
  if (found.length !== 1) throw appError('no_such_checkpoint', { checkpoint: name });
  return found[0]!;
}

function list(context: ReadContext, { limit }: Input<'checkpoint.list'>): Output<'checkpoint.list'> {
  const [all, stamps] = [context.trail.checkpoints(), context.trail.stamps()];
  const texts = new Set(all.map(({ text }) => text));
  const stamped = new Set(stamps.map(({ text }) => text));
  // One that was stamped elsewhere comes with its stamp; the checkpoint itself may never have travelled.
  const elsewhere = stamps.filter(({ text }, i) => !texts.has(text) && stamps.findIndex((one) => one.text === text) === i);
  const shown = [...elsewhere, ...all.filter(({ text }, i) => i < limit || stamped.has(text))].toSorted((a, b) => (a.madeAt < b.madeAt ? 1 : a.madeAt > b.madeAt ? -1 : b.count - a.count));
  const rows = shown.map((one): CheckpointRow => ({ checkpoint: checkpointName(context, one), feed: one.feed, site: siteOf(context, one.feed), count: one.count, root: one.root, head: one.head, madeAt: one.madeAt, stamps: stampsShown(context, one.text, stamps) }));
  return { rows, total: all.length + elsewhere.length, stamped: stamped.size, mayStamp: may(mayStamp(context)) };
}

export const checkpointQueries = { 'checkpoint.list': list } satisfies Partial<QueryHandlers>;
