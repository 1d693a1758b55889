// The incident register for the screen: open ones first, the gravest in front.
import type { IncidentRow } from '#contract/incident.ts';
import type { Input, Output } from '#contract/index.ts';
import { incidentSheet, incidentStateOf, mayAlterIncident, mayOpenIncident } from '../domain/incident.ts';
import type { Incident } from '../domain/incident.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

const rank = { open: 0, draft: 1, closed: 2 } as const;
const inUrgency = (a: Incident, b: Incident): number => rank[incidentStateOf(a)] - rank[incidentStateOf(b)] || a.severity.value - b.severity.value || (a.openedAt > b.openedAt ? -1 : a.openedAt < b.openedAt ? 1 : a.id < b.id ? -1 : 1);

const alsoWritten = (context: ReadContext, incident: Incident): IncidentRow['alsoWritten'] =>
  (['severity', 'service', 'summary'] as const).flatMap((field) => incident[field].losers.map(({ value, by, at }) => ({ field, value: String(value), by: nameOf(context, by), at })));

function rowOf(context: ReadContext, incident: Incident): IncidentRow {
  const { closed } = incident;
  return {
    id: incident.id, number: incident.number, severity: incident.severity.value, service: incident.service.value, summary: incident.summary.value, state: incidentStateOf(incident), change: incident.change === null ? null : context.findChange(incident.change)?.number ?? null,
    openedBy: nameOf(context, incident.openedBy), openedAt: incident.openedAt, closedAt: closed?.at ?? null, closedBy: closed ? nameOf(context, closed.by) : null, resolution: closed?.resolution ?? '', alsoWritten: alsoWritten(context, incident), mayAlter: may(mayAlterIncident(incident, context)),
  };
}

function list(context: ReadContext, { limit, after, state, change }: Input<'incident.list'>): Output<'incident.list'> {
  const filter = { ...(state === undefined ? {} : { state }), ...(change === undefined ? {} : { change: context.loadChange(change).id }) };
  const all = context.listSheets(incidentSheet, filter).toSorted(inUrgency);
  const from = Number(after ?? 0) || 0;
  return { rows: all.slice(from, from + limit).map((incident) => rowOf(context, incident)), total: all.length, next: from + limit < all.length ? String(from + limit) : null, mayOpen: may(mayOpenIncident(context)) };
}

export const incidentQueries = { 'incident.list': list } satisfies Partial<QueryHandlers>;
