// What the score of a change asks of other records: its history, what it reaches, and what lies near its window (RISK-03).
import type { Change } from '../../domain/change.ts';
import type { Dossier } from '../../domain/dossier.ts';
import { walkImpact } from '../../domain/impact.ts';
import { nameKey } from '../../domain/item.ts';
import type { PolicyDocument } from '../../domain/policy-document.ts';
import type { ReadDb } from '../open.ts';
import { itemsNamed, stepsFrom } from './impact.ts';
import { isFailure, runsOf } from './runs.ts';

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

/** A freeze is for everybody, or for the services, items and environments it names, one after the other. */
function isFor(scope: string, { service, items, environment }: Change['fields']): boolean {
  const mine = new Set([service, environment, ...items].map(nameKey).filter((name) => name !== ''));
  return scope.split(',').map(nameKey).some((name) => name === '' || name === 'organisation' || mine.has(name));
}

type Freeze = { title: string; starts_at: string; ends_at: string; scope: string };
function freezesOf(db: ReadDb, fields: Change['fields']): RiskFacts['load']['freezes'] {
  // Without a window the change counts as one that happens now, so every freeze may matter; there are few.
  const rows = db.all<Freeze>("SELECT title, starts_at, ends_at, scope FROM calendar_entry WHERE kind = 'freeze' AND ends_at > ? ORDER BY starts_at, id", fields.plannedStartAt ?? '');
  return rows.filter(({ scope }) => isFor(scope, fields)).map(({ title, starts_at: startsAt, ends_at: endsAt }) => ({ title, startsAt, endsAt }));
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
    load: { freezes: freezesOf(db, change.fields), others: othersOf(db, change, curves.others) },
  };
}
