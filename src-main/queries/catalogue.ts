// The service catalogue (CFG-09): offerings with what stands behind them, and features by the state of their releases.
import type { OfferingRow } from '#contract/catalogue.ts';
import { featuresOf, offeringSheet } from '../domain/catalogue.ts';
import type { Offering, ReleaseOfFeature } from '../domain/catalogue.ts';
import { mayKeepConfiguration } from '../domain/configuration.ts';
import { subjectOf } from '../domain/event.ts';
import type { Service } from '../domain/item.ts';
import { missingSince, nameKey, numberOf, ownerOf, textOf } from '../domain/item.ts';
import { releaseSheet } from '../domain/release.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may } from './change.ts';

function releaseOf(context: ReadContext, id: string): ReleaseOfFeature | null {
  const release = context.findSheet(releaseSheet, id);
  if (release === null) return null;
  const isDone = release.state === 'transitioned' || release.state === 'closed';
  const step = isDone ? context.trail.ofSubject(subjectOf('release', release.id)).findLast(({ event }) => event.data['to'] === 'transitioned') : undefined;
  return { number: release.number, transitionedOn: step?.event.at.slice(0, 10) ?? null, plannedOn: release.window.value.endsAt?.slice(0, 10) ?? null, isOff: release.state === 'cancelled' || release.state === 'rolled-back' || (isDone && step === undefined) };
}

function offeringRow(context: ReadContext, service: Service, offering: Offering): OfferingRow {
  const { values } = service;
  const { state, artefacts: ids } = offering.entry?.value ?? { state: 'pipeline' as const, artefacts: [] };
  const artefacts = ids.flatMap((id) => context.findItems(id).filter((item) => item.id === id)).map((item) => ({ id: item.id, name: textOf(item.values, 'name'), version: textOf(item.values, 'version'), isRetired: textOf(item.values, 'lifecycle') === 'retired' || missingSince(item) !== null }));
  return {
    service: service.id, name: textOf(values, 'name'), description: textOf(values, 'description'), owner: ownerOf(service).name, tier: numberOf(values, 'tier'), sla: textOf(values, 'sla'), state, features: featuresOf(offering, (id) => releaseOf(context, id)), artefacts,
    environments: context.db.all<{ environment: string }>("SELECT DISTINCT environment FROM item WHERE service = ? AND environment <> '' ORDER BY environment", service.id).map(({ environment }) => environment), isUnsupported: state === 'live' && artefacts.some(({ isRetired }) => isRetired),
  };
}

/** Every offering whose name or features say a word, by name. */
export function offerings(context: ReadContext, text = ''): OfferingRow[] {
  return context.db.all<{ id: string; body: string }>("SELECT s.id, s.body FROM service s JOIN sheet o ON o.name = 'offering' AND o.id = s.id ORDER BY s.name_key, s.id").flatMap(({ id, body }) => {
    const offering = context.findSheet(offeringSheet, id);
    const row = offering && offeringRow(context, JSON.parse(body) as Service, offering);
    return row && nameKey(`${row.name} ${row.description} ${row.features.map(({ name }) => name).join(' ')}`).includes(nameKey(text)) ? [row] : [];
  });
}

export const catalogueQueries = {
  'catalogue.list': (context, { text, limit, after }) => {
    const all = offerings(context, text);
    const from = Math.max(0, Math.trunc(Number(after ?? 0)) || 0);
    return { rows: all.slice(from, from + limit), total: all.length, next: from + limit < all.length ? String(from + limit) : null, mayKeep: may(mayKeepConfiguration(context)) };
  },
} satisfies Partial<QueryHandlers>;
