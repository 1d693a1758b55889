// What of the legacy registers concerns a change: constraints of what it leans on, points its impact crosses, tools it uses (LEG-01, LEG-03, LEG-04).
import type { Change } from '../../domain/change.ts';
import type { Constraint } from '../../domain/constraint.ts';
import { constraintSheet } from '../../domain/constraint.ts';
import type { Step, Walk } from '../../domain/impact.ts';
import { walkImpact } from '../../domain/impact.ts';
import type { Point } from '../../domain/integration.ts';
import { pointSheet, throughPoints } from '../../domain/integration.ts';
import { nameKey } from '../../domain/item.ts';
import type { LegacyFacts } from '../../domain/legacy.ts';
import { noLegacy } from '../../domain/legacy.ts';
import type { PolicyDocument } from '../../domain/policy-document.ts';
import type { Workaround } from '../../domain/workaround.ts';
import { workaroundSheet } from '../../domain/workaround.ts';
import type { ReadDb } from '../open.ts';
import { itemsNamed, mostReached, servicesOf, stepsFrom, stepsInto } from './impact.ts';
import type { Reach } from './impact.ts';
import { listSheets } from './sheets.ts';

const inList = 'IN (SELECT value FROM json_each(?))';
const open = { state: ['open'] } as const;

/** Items and services that something touches, by UUID. */
export type Touched = { items: readonly string[]; services: readonly string[] };
/** Of a change: the items it names, and where it names none, those of its service. */
function touchedBy(db: ReadDb, { items, environment, service }: Change['fields']): Touched {
  const own = service === '' ? undefined : db.get<{ id: string }>('SELECT id FROM service WHERE name_key = ? ORDER BY id LIMIT 1', nameKey(service))?.id;
  return touching(db, { items: itemsNamed(db, items, environment).starts, services: own === undefined ? [] : [own] });
}
const touching = (db: ReadDb, { items, services }: Touched): Touched =>
  ({ items: items.length > 0 || services.length === 0 ? items : db.all<{ id: string }>(`SELECT id FROM item WHERE service ${inList} ORDER BY id`, JSON.stringify(services)).map(({ id }) => id), services });

/** Constraints of what is touched and of everything it leans on, through relations and mapped points. */
export function inherited(db: ReadDb, touched: Touched, depth: number): Constraint[] {
  const constraints = listSheets(db, constraintSheet, open);
  if (constraints.length === 0) return [];
  const points = listSheets(db, pointSheet, open);
  const leansOn = (items: readonly string[]): Step[] => [...stepsInto(db)(items), ...points.filter(({ terms }) => items.includes(terms.value.from)).map(({ terms: { value } }): Step => ({ from: value.from, to: value.to, kind: 'depends-on' }))];
  const walk = walkImpact(touched.items, { depth, most: mostReached }, leansOn);
  const items = new Set([...touched.items, ...walk.reached.map(({ item }) => item)]);
  const services = new Set([...touched.services, ...servicesOf(db, touched.items, walk).map(({ service }) => service.id)]);
  return constraints.filter(({ terms: { value } }) => value.items.some((id) => items.has(id)) || value.services.some((id) => services.has(id)));
}

/** Other changes that have the window and name what a limit is about. */
function sharing(db: ReadDb, { id, fields: { plannedStartAt, plannedEndAt } }: Change, { terms: { value } }: Constraint): string[] {
  if (plannedStartAt === null || plannedEndAt === null) return [];
  return db.all<{ number: string }>(`SELECT DISTINCT c.number FROM change c JOIN change_detail d ON d.n = c.n LEFT JOIN json_each(d.body, '$.items') i
    WHERE c.planned_start_at < ? AND c.planned_end_at > ? AND c.id <> ? AND c.state IN ('scheduled', 'implementing', 'validating')
      AND (c.service COLLATE NOCASE IN (SELECT name FROM service WHERE id ${inList}) OR i.value COLLATE NOCASE IN (SELECT name FROM item WHERE id ${inList})) ORDER BY c.n LIMIT 50`,
  plannedEndAt, plannedStartAt, id, JSON.stringify(value.services), JSON.stringify(value.items)).map(({ number }) => number);
}

const isBetween = ({ terms: { value } }: Point, from: string, to: string): boolean => (value.from === from && value.to === to) || (value.from === to && value.to === from);
/** Points that a walk crosses, each with those it crosses on the way there. */
function crossed(points: readonly Point[], walk: Walk): LegacyFacts['points'] {
  const paths = new Map(walk.reached.map(({ item, path }) => [item, path]));
  return points.flatMap((point) => {
    const step = walk.steps.find(({ from, to }) => isBetween(point, from, to));
    if (!step) return [];
    const path = paths.get(step.from) ?? [step.from];
    return [{ point, behind: points.filter((other) => other.id !== point.id && path.some((item, i) => i > 0 && isBetween(other, path[i - 1]!, item))) }];
  });
}

/** What the gates ask of a change; nothing is read for it where no register has an entry. */
export function legacyFactsOf(db: ReadDb, change: Change, { reach: { depth } }: Pick<PolicyDocument, 'reach'>): LegacyFacts {
  if (db.get("SELECT 1 FROM sheet WHERE name IN ('constraint', 'integration', 'workaround') AND state = 'open' LIMIT 1") === undefined) return noLegacy;
  const touched = touchedBy(db, change.fields);
  const constraints = inherited(db, touched, depth);
  const points = listSheets(db, pointSheet, open);
  const tools: Workaround[] = listSheets(db, workaroundSheet, open);
  return {
    constraints, others: Object.fromEntries(constraints.filter(({ terms }) => terms.value.kind === 'limit').map((one) => [one.id, sharing(db, change, one)])),
    points: points.length === 0 ? [] : crossed(points, walkImpact(touched.items, { depth, most: mostReached }, throughPoints(points, new Set(), stepsFrom(db)))),
    workarounds: tools.filter(({ terms: { value }, changes }) => changes.includes(change.id) || (value.item !== '' && touched.items.includes(value.item))),
  };
}

export type LegacyRecords = {
  /** Constraints that items and services inherit from what they lean on (LEG-01). */
  constraintsOn(touched: Touched, depth: number): Constraint[];
  /** What a failure of an item reaches when the points named let nothing through (LEG-03). */
  radiusOf(item: string, isolated: ReadonlySet<string>, depth: number): Reach;
};
export const legacyRecords = (db: ReadDb): LegacyRecords => ({
  constraintsOn: (touched, depth) => inherited(db, touching(db, touched), depth),
  radiusOf: (item, isolated, depth) => {
    const walk = walkImpact([item], { depth, most: mostReached }, throughPoints(listSheets(db, pointSheet, open), isolated, stepsFrom(db)));
    return { walk, services: servicesOf(db, [item], walk) };
  },
});
