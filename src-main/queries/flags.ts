// Feature flags as people read them (REL-09).
import type { FlagFinding, FlagRow } from '#contract/flags.ts';
import type { Input, Output } from '#contract/index.ts';
import { findingsOf, flagExportSheet, flagSheet, mayActivate, mayKeepFlags, placesOf } from '../domain/flags.ts';
import type { Flag, FlagExport } from '../domain/flags.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

type Asking = Pick<ReadContext, 'listSheets' | 'findChange' | 'now'>;
const seenBy = (context: Asking): { exports: FlagExport[]; changeOf: (id: string) => ReturnType<Asking['findChange']> } => ({ exports: context.listSheets(flagExportSheet), changeOf: (id) => context.findChange(id) });
/** What the exports say of every flag, held against what was declared. */
export const flagFindings = (context: Asking): FlagFinding[] => findingsOf(context.listSheets(flagSheet, { state: ['open'] }), seenBy(context), context.now);

function list(context: ReadContext, { text = '', removed, limit, after }: Input<'flag.list'>): Output<'flag.list'> {
  const seen = seenBy(context);
  const flags = context.listSheets(flagSheet, removed ? {} : { state: ['open'] });
  const findings = findingsOf(flags, seen, context.now);
  const number = (id: string | null): string | null => (id === null ? null : context.findChange(id)?.number ?? id);
  const rowOf = (flag: Flag): FlagRow => {
    const { id, terms: { value, losers }, ended, activations } = flag;
    return {
      id, number: flag.number, ...value, owner: nameOf(context, value.owner), authority: nameOf(context, value.authority), isDebt: findings.some((one) => one.kind === 'debt' && one.flag === flag.number), isRemoved: ended !== null, also: losers.length, mayActivate: may(mayActivate(flag, context)),
      places: placesOf(flag, seen).map((place) => ({ ...place, change: number(place.change) })), activations: activations.map((one) => ({ ...one, change: number(one.change), by: nameOf(context, one.by) })).toReversed(),
    };
  };
  const shown = flags.filter(({ number: called, terms: { value } }) => `${called} ${value.key} ${value.about}`.toLowerCase().includes(text.trim().toLowerCase()));
  const start = Number(after ?? 0) || 0;
  return { rows: shown.slice(start, start + limit).map(rowOf), total: shown.length, next: start + limit < shown.length ? String(start + limit) : null, findings, mayKeep: may(mayKeepFlags(context)) };
}
export const flagQueries = { 'flag.list': list } satisfies Partial<QueryHandlers>;
