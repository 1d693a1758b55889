// What the score of a change asks of other records: its history, what it reaches, and what lies near its window (RISK-03).
import type { Change } from '../../domain/change.ts';
import type { Dossier } from '../../domain/dossier.ts';
import { walkImpact } from '../../domain/impact.ts';
import { nameKey } from '../../domain/item.ts';
import type { PolicyDocument } from '../../domain/policy-document.ts';
import { concerns } from '../../domain/scope.ts';
import type { ReadDb } from '../open.ts';
import { heldIn } from './calendar.ts';
import { itemsNamed, stepsFrom } from './impact.ts';
import { isFailure, runsOf } from './runs.ts';
import { daysAfter, placesOf } from './schedule.ts';

type RiskFacts = Pick<Dossier, 'history' | 'reach' | 'load'>;

/** Dependents beyond this are not counted; the score is full long before. */
const mostDependents = 1000;

/** Items that the change names and those that rely on them directly, with the services all of them belong to. */
function reachOf(db: ReadDb, { items, service, environment }: Change['fields']): RiskFacts['reach'] {
  const own = service === '' ? [] : [db.get<{ id: string }>('SELECT id FROM service WHERE name_key = ? ORDER BY id LIMIT 1', nameKey(service))?.id ?? ''];
  if (items.length === 0) return { items: 0, services: own.length };
  const { starts, unknown } = itemsNamed(db, items, environment);
  const { reached } = walkImpact(starts, { depth: 1, most: mostDependents }, stepsFrom(db));
  const touched = db.all<{ service: string }>('SELECT DISTINCT service FROM item WHERE id IN (SELECT value FROM json_each(?)) AND service IS NOT NULL', JSON.stringify([...starts, ...reached.map(({ item }) => item)]));
  return { items: starts.length + unknown.length + reached.length, services: new Set([...own, ...touched.map((row) => row.service)]).size };
}

/** Days after the window in which a freeze may still be near; no policy looks further. */
const freezeReach = 92;
function freezesOf(db: ReadDb, change: Change): RiskFacts['load']['freezes'] {
  const { plannedStartAt, plannedEndAt } = change.fields;
  // Without a window the change counts as one that happens now, and nothing earlier than its last event can be now.
  const span = { startsAt: plannedStartAt ?? change.updatedAt, endsAt: daysAfter(plannedEndAt ?? change.updatedAt, freezeReach) };
  const near = heldIn(db, span, ['freeze', 'stabilisation']);
  if (near.length === 0) return [];
  const places = placesOf(db, change);
  return near.filter(({ entry }) => concerns(entry.scope, places)).map(({ entry: { id, title, owner, mode, permitted }, at: { startsAt, endsAt } }) => ({ id, title, owner, mode, permitted: [...permitted], startsAt, endsAt }));
}

/** Other High or Critical changes in the window that are not over; counted up to `most`. The terms about tier and state are those of an index, so that only such changes are read. */
function othersOf(db: ReadDb, { id, fields: { plannedStartAt: from, plannedEndAt: to } }: Change, most: number): number {
  if (from === null || to === null) return 0;
  return db.all(`SELECT 1 FROM change INDEXED BY change_by_open_risk WHERE tier IN ('high', 'critical') AND state IN ('assessment', 'awaiting-authorisation', 'authorised', 'scheduled', 'implementing', 'validating')
    AND planned_start_at < ? AND planned_end_at > ? AND id <> ? LIMIT ?`, to, from, id, most).length;
}

export function riskFactsOf(db: ReadDb, change: Change, { curves }: PolicyDocument): RiskFacts {
  const { service, model } = change.fields;
  const runs = runsOf(db, { service, model, except: change.id, limit: curves.runs });
  return {
    history: { runs: runs.length, failures: runs.filter(isFailure).length }, reach: reachOf(db, change.fields),
    load: { freezes: freezesOf(db, change), others: othersOf(db, change, curves.others) },
  };
}
