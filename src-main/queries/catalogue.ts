// The service catalogue (CFG-09): offerings with what stands behind them, and features by the state of their releases.
import type { OfferingRow } from '#contract/catalogue.ts';
import { changeStates } from '#contract/change.ts';
import { featuresOf, mayRetireOffering, offeringSheet } from '../domain/catalogue.ts';
import type { Offering, ReleaseOfFeature } from '../domain/catalogue.ts';
import { mayKeepConfiguration } from '../domain/configuration.ts';
import { subjectOf } from '../domain/event.ts';
import type { Service } from '../domain/item.ts';
import { missingSince, nameKey, numberOf, ownerOf, textOf } from '../domain/item.ts';
import { releaseSheet } from '../domain/release.ts';
import { hasInScope } from '../domain/release-pieces.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may } from './change.ts';

function releaseOf(context: ReadContext, id: string): ReleaseOfFeature | null {
  const release = context.findSheet(releaseSheet, id);
  if (release === null) return null;
  const isDone = release.state === 'transitioned' || release.state === 'closed';
  const step = isDone ? context.trail.ofSubject(subjectOf('release', release.id)).findLast(({ event }) => event.data['to'] === 'transitioned') : undefined;
  return { number: release.number, transitionedOn: step?.event.at.slice(0, 10) ?? null, plannedOn: release.window.value.endsAt?.slice(0, 10) ?? null, isOff: release.state === 'cancelled' || release.state === 'rolled-back' || (isDone && step === undefined) };
}

type Ahead = ReturnType<ReadContext['releasesAhead']>;
const openStates = JSON.stringify(changeStates.filter((state) => !['closed', 'cancelled', 'rejected'].includes(state)));
const mostChanges = 20;
/** What is under way on a service: releases and changes, and whether it may be retired under them. */
function underWay(context: ReadContext, service: { id: string; name: string }, { declarations }: Offering, ahead: Ahead): Pick<OfferingRow, 'releases' | 'changes' | 'openChanges' | 'mayRetire'> {
  const inScope = ahead.filter(({ members }) => hasInScope(members, service)).map(({ release }) => release);
  const declared = ahead.map(({ release }) => release).filter((release) => declarations.some((one) => one.release === release.id) && !inScope.includes(release));
  const open = "FROM change WHERE service = ? AND state IN (SELECT value FROM json_each(?))";
  return {
    releases: [...inScope, ...declared].map(({ number, name, state, window }) => ({ number, name: name.value, state, startsAt: window.value.startsAt })),
    changes: context.db.all<OfferingRow['changes'][number]>(`SELECT id, number, title, state ${open} ORDER BY planned_start_at IS NULL, planned_start_at, n LIMIT ${mostChanges}`, service.name, openStates),
    openChanges: context.db.get<{ n: number }>(`SELECT count(*) AS n ${open}`, service.name, openStates)?.n ?? 0, mayRetire: may(mayRetireOffering(service.name, inScope, context)),
  };
}

function offeringRow(context: ReadContext, service: Service, offering: Offering, ahead: Ahead): OfferingRow {
  const { values } = service;
  const { state, artefacts: ids } = offering.entry?.value ?? { state: 'pipeline' as const, artefacts: [] };
  const artefacts = ids.flatMap((id) => context.findItems(id).filter((item) => item.id === id)).map((item) => ({ id: item.id, name: textOf(item.values, 'name'), version: textOf(item.values, 'version'), isRetired: textOf(item.values, 'lifecycle') === 'retired' || missingSince(item) !== null }));
  return {
    service: service.id, name: textOf(values, 'name'), description: textOf(values, 'description'), owner: ownerOf(service).name, tier: numberOf(values, 'tier'), sla: textOf(values, 'sla'), state, features: featuresOf(offering, (id) => releaseOf(context, id)), artefacts,
    ...underWay(context, { id: service.id, name: textOf(values, 'name') }, offering, ahead),
    environments: context.db.all<{ environment: string }>("SELECT DISTINCT environment FROM item WHERE service = ? AND environment <> '' ORDER BY environment", service.id).map(({ environment }) => environment), isUnsupported: state === 'live' && artefacts.some(({ isRetired }) => isRetired),
  };
}

/** Every offering whose name or features say a word, by name. */
export function offerings(context: ReadContext, text = ''): OfferingRow[] {
  const ahead = context.releasesAhead();
  return context.db.all<{ id: string; body: string }>("SELECT s.id, s.body FROM service s JOIN sheet o ON o.name = 'offering' AND o.id = s.id ORDER BY s.name_key, s.id").flatMap(({ id, body }) => {
    const offering = context.findSheet(offeringSheet, id);
    const row = offering && offeringRow(context, JSON.parse(body) as Service, offering, ahead);
    return row && nameKey(`${row.name} ${row.description} ${row.features.map(({ name }) => name).join(' ')}`).includes(nameKey(text)) ? [row] : [];
  });
}

const others = ({ db }: ReadContext): string[] =>
  db.all<{ body: string }>("SELECT body FROM service s WHERE NOT EXISTS (SELECT 1 FROM sheet o WHERE o.name = 'offering' AND o.id = s.id) ORDER BY name_key, id").map(({ body }) => textOf((JSON.parse(body) as Service).values, 'name'));

export const catalogueQueries = {
  'catalogue.list': (context, { text, limit, after }) => {
    const all = offerings(context, text);
    const from = Math.max(0, Math.trunc(Number(after ?? 0)) || 0);
    return { rows: all.slice(from, from + limit), total: all.length, next: from + limit < all.length ? String(from + limit) : null, others: others(context), mayKeep: may(mayKeepConfiguration(context)) };
  },
} satisfies Partial<QueryHandlers>;
