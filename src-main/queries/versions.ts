// Versions as a matrix, and how they fit after every step of a release (REL-04).
import type { Input, Output } from '#contract/index.ts';
import type { PlannedRow, VersionRow } from '#contract/versions.ts';
import { appError } from '../app-error.ts';
import { evaluate, reorder } from '../domain/compatibility.ts';
import { sequenceOf } from '../domain/dependencies.ts';
import { nameKey, textOf } from '../domain/item.ts';
import { mayEdit } from '../domain/release-acts.ts';
import type { Kept } from '../domain/sheet.ts';
import { mayRecordVersions } from '../domain/version-acts.ts';
import { rolloutSheet, versionSheet } from '../domain/versions.ts';
import type { Build } from '../domain/versions.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

type Told = { id: string; service: string; kept: Kept<Build> };
function rowOf(context: ReadContext, serviceName: string, { id, service, kept: { value, by, at, losers } }: Told): VersionRow {
  const { environment, version, needs, libraries, source } = value;
  return { entry: id, service, serviceName, environment, version, needs, libraries: libraries.length, source, by: nameOf(context, by), at, also: losers.map((lost) => ({ version: lost.value.version, by: nameOf(context, lost.by), at: lost.at })) };
}
export const serviceName = (context: ReadContext, id: string): string => { const service = context.findService(id); return service ? textOf(service.values, 'name') : id; };

function list(context: ReadContext, { text = '', environment, limit, after }: Input<'version.list'>): Output<'version.list'> {
  const every = context.listSheets(versionSheet).flatMap(({ id: service, entries }) => { const name = serviceName(context, service); return entries.map((entry) => ({ name, entry: { ...entry, service } })); });
  const shown = every.filter(({ name, entry: { kept } }) => nameKey(name).includes(nameKey(text)) && (environment === undefined || nameKey(kept.value.environment) === nameKey(environment)))
    .toSorted((a, b) => nameKey(a.name).localeCompare(nameKey(b.name)) || nameKey(a.entry.kept.value.environment).localeCompare(nameKey(b.entry.kept.value.environment)));
  const start = Number(after ?? 0) || 0;
  return {
    rows: shown.slice(start, start + limit).map(({ name, entry }) => rowOf(context, name, entry)), total: shown.length, next: start + limit < shown.length ? String(start + limit) : null,
    environments: [...new Map(every.map(({ entry: { kept: { value } } }) => [nameKey(value.environment), value.environment])).values()].toSorted(), mayRecord: may(mayRecordVersions(context)),
  };
}

function components(context: ReadContext, { service: ref, environment, release, limit, after }: Input<'version.components'>): Output<'version.components'> {
  const { id } = context.loadService(ref);
  const entries = release === undefined ? context.findSheet(versionSheet, id)?.entries : context.findSheet(rolloutSheet, context.loadRelease(release).id)?.entries.filter(({ service }) => service === id);
  const libraries = entries?.find(({ kept }) => nameKey(kept.value.environment) === nameKey(environment))?.kept.value.libraries;
  if (!libraries) throw appError('record_missing', { record: 'version in', id: environment }, { field: 'environment' });
  const start = Number(after ?? 0) || 0;
  return { rows: libraries.slice(start, start + limit), total: libraries.length, next: start + limit < libraries.length ? String(start + limit) : null };
}

function check(context: ReadContext, { release: ref }: Input<'version.check'>): Output<'version.check'> {
  const release = context.loadRelease(ref);
  const { versions, graph, members, labels } = context.releaseFactsOf(release);
  const { steps, circle } = sequenceOf(members.map(({ change }) => change.id), graph);
  const { before, steps: results } = evaluate(versions, steps);
  const proposal = reorder(versions, steps, graph);
  const label = (id: string): string => labels[id] ?? id;
  const pair = ([first, second]: readonly [string, string]): { first: string; second: string } => ({ first: label(first), second: label(second) });
  const planned: PlannedRow[] = (context.findSheet(rolloutSheet, release.id)?.entries ?? []).filter(({ change }) => release.changes.includes(change)).map((entry) => ({
    ...rowOf(context, serviceName(context, entry.service), entry), change: label(entry.change), today: versions.running.find((one) => one.service === entry.service && nameKey(one.environment) === nameKey(entry.kept.value.environment))?.version ?? '',
  }));
  return {
    before, circle: circle && circle.map(label), planned, mayPlan: may(mayEdit(release, context)), proposal: proposal && { order: proposal.order.map(label), record: proposal.record.map(pair), against: proposal.against.map(pair) },
    steps: results.map(({ changes, deploys, problems, isRed }) => ({ changes: changes.map(label), deploys: deploys.map((one) => ({ change: label(one.change ?? ''), service: one.name, environment: one.environment, version: one.version })), problems, isRed })),
  };
}

export const versionQueries = { 'version.list': list, 'version.components': components, 'version.check': check } satisfies Partial<QueryHandlers>;
