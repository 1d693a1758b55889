// Standards of the architecture as people read them, and how a release stands to them (REL-10).
import type { Input, Output } from '#contract/index.ts';
import type { StandardRow } from '#contract/standards.ts';
import { nameKey } from '../domain/item.ts';
import { needs } from '../domain/roles.ts';
import { conformities, conformityOf, mayKeepStandards, standardSheet } from '../domain/standards.ts';
import type { Standard } from '../domain/standards.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

const standingOf = ({ ended, terms: { value: { validFrom, validUntil } } }: Standard, day: string): StandardRow['standing'] => (ended !== null ? 'ended' : day < validFrom ? 'upcoming' : validUntil !== null && validUntil < day ? 'expired' : 'in-force');
function rowOf(context: ReadContext, standard: Standard): StandardRow {
  const { id, number, terms: { value, losers }, dispensations } = standard;
  const day = context.now.slice(0, 10);
  return {
    id, number, ...value, standing: standingOf(standard, day), also: losers.length,
    dispensations: dispensations.map((one) => ({ ...one, release: context.placeNamed({ kind: 'release', id: one.release }).label, by: nameOf(context, one.by), isExpired: one.until < day })),
  };
}
function list(context: ReadContext, { text = '', ended, limit, after }: Input<'standard.list'>): Output<'standard.list'> {
  const shown = context.listSheets(standardSheet, ended ? {} : { state: ['open'] }).filter(({ number, terms: { value } }) => nameKey(`${number} ${value.technology} ${value.note}`).includes(nameKey(text)))
    .toSorted((a, b) => nameKey(a.terms.value.technology).localeCompare(nameKey(b.terms.value.technology)) || a.number.localeCompare(b.number));
  const start = Number(after ?? 0) || 0;
  return { rows: shown.slice(start, start + limit).map((one) => rowOf(context, one)), total: shown.length, next: start + limit < shown.length ? String(start + limit) : null, mayKeep: may(mayKeepStandards(context)) };
}
function check(context: ReadContext, { release: ref, unclassified, limit, after }: Input<'standard.check'>): Output<'standard.check'> {
  const release = context.loadRelease(ref);
  const { components, standards } = context.releaseFactsOf(release).architecture;
  const every = conformityOf(components, standards, { release: release.id, day: context.now.slice(0, 10) });
  const shown = every.filter(({ status }) => unclassified || status !== 'unclassified').toSorted((a, b) => conformities.indexOf(a.status) - conformities.indexOf(b.status));
  const start = Number(after ?? 0) || 0;
  return {
    rows: shown.slice(start, start + limit), total: shown.length, next: start + limit < shown.length ? String(start + limit) : null, mayDispense: may(needs('grantDispensation', context.actor)),
    counts: Object.fromEntries(conformities.map((status) => [status, every.filter((one) => one.status === status).length])),
  };
}
export const standardQueries = { 'standard.list': list, 'standard.check': check } satisfies Partial<QueryHandlers>;
