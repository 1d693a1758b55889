// The archive as it is searched: what matches, how long it is kept and why, who holds it, what became of it (AUD-07).
import type { ArchivedRow, HoldRow } from '#contract/archive.ts';
import type { Input, Output } from '#contract/index.ts';
import { holdSheet, holdsOn, mayDispose, mayLiftHold, mayProposeDisposal } from '../domain/archive.ts';
import type { Archived, Hold } from '../domain/archive.ts';
import { retainedUntil, retentionOf } from '../domain/retention.ts';
import { needs } from '../domain/roles.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

type Scene = { holds: readonly Hold[]; alike: readonly string[] };
export function archivedRow(context: ReadContext, record: Archived, { holds, alike }: Scene): ArchivedRow {
  const policy = context.policy();
  const said = <T extends { by: string }>(one: T): T => ({ ...one, by: nameOf(context, one.by) });
  const { words: _, ...rest } = record;
  const until = retainedUntil({ ...record, extendedUntil: record.extended?.until ?? null }, policy);
  return {
    ...rest, archived: said(record.archived), extended: record.extended && said(record.extended), proposed: record.proposed && said(record.proposed), disposed: record.disposed && { ...said(record.disposed), proposedBy: nameOf(context, record.disposed.proposedBy) },
    rule: retentionOf(record.tags, policy), retainedUntil: until, isPast: until < context.now.slice(0, 10), holds: holdsOn(record, holds).map(({ id, matter, scope, of }) => ({ id, matter, scope, of })),
    mayPropose: may(mayProposeDisposal(record, { policy, holds }, context)), mayDispose: may(mayDispose(record, { policy, holds, alike }, context)),
  };
}
export const archiveScene = (context: ReadContext): Scene => ({ holds: context.listSheets(holdSheet), alike: context.alikeOf(context.actor.id) });

type View = Input<'archive.search'>['view'];
function search(context: ReadContext, { limit, after, view, ...filter }: Input<'archive.search'>): Output<'archive.search'> {
  const { holds, alike } = archiveScene(context);
  const policy = context.policy();
  const found = context.searchArchive(filter);
  const today = context.now.slice(0, 10);
  const isIn: Record<View, (record: Archived) => boolean> = {
    all: () => true, due: (record) => record.disposed === null && retainedUntil({ ...record, extendedUntil: record.extended?.until ?? null }, policy) < today && holdsOn(record, holds).length === 0,
    held: (record) => record.disposed === null && holdsOn(record, holds).length > 0, proposed: ({ proposed, disposed }) => proposed !== null && disposed === null, disposed: ({ disposed }) => disposed !== null,
  };
  const shown = found.filter(isIn[view]);
  const from = Number(after ?? 0) || 0;
  const count = (of: View): number => found.filter(isIn[of]).length;
  return {
    rows: shown.slice(from, from + limit).map((record) => archivedRow(context, record, { holds, alike })), total: shown.length, next: from + limit < shown.length ? String(from + limit) : null,
    counts: { all: found.length, due: count('due'), held: count('held'), proposed: count('proposed'), disposed: count('disposed') }, waiting: context.closedBefore('9').length, years: policy.retention.years, tags: [...policy.retention.tags], mayKeep: may(needs('keepArchive', context.actor)),
  };
}

function holdRow(context: ReadContext, hold: Hold, records: readonly Archived[]): HoldRow {
  const { id, matter, scope, of, reason, placed, lifted } = hold;
  const said = <T extends { by: string }>(one: T): T => ({ ...one, by: nameOf(context, one.by) });
  return { id, matter, scope, of, reason, placed: said(placed), lifted: lifted && said(lifted), records: records.filter((record) => holdsOn(record, [{ ...hold, lifted: null }]).length > 0).length, mayLift: may(mayLiftHold(hold, context)) };
}

export const archiveQueries = {
  'archive.search': search,
  'hold.list': (context) => {
    const records = context.searchArchive({});
    const rows = context.listSheets(holdSheet).map((hold) => holdRow(context, hold, records));
    return { rows: rows.toSorted((a, b) => Number(a.lifted !== null) - Number(b.lifted !== null) || (a.placed.at > b.placed.at ? -1 : a.placed.at < b.placed.at ? 1 : a.id < b.id ? -1 : 1)), mayPlace: may(needs('keepHolds', context.actor)) };
  },
} satisfies Partial<QueryHandlers>;
