// What the gates ask of policies, models, charters and profiles: one version in force, few records, and the runs of one model.
import type { Role } from '#contract/people.ts';
import type { Change } from '../../domain/change.ts';
import { charterSheet, delegationOf } from '../../domain/charter.ts';
import type { ModelFacts } from '../../domain/classification.ts';
import type { Dossier } from '../../domain/dossier.ts';
import type { Model, ModelRuns } from '../../domain/model.ts';
import { modelSheet } from '../../domain/model.ts';
import { covers } from '../../domain/matrix.ts';
import { defaultPolicy } from '../../domain/policy-document.ts';
import type { PolicyDocument } from '../../domain/policy-document.ts';
import type { PolicyRecord } from '../../domain/policy-record.ts';
import { profileSheet } from '../../domain/profile.ts';
import { addMonths } from '../../domain/spans.ts';
import type { Records } from '../../ports.ts';
import type { ReadDb } from '../open.ts';
import { charterAsReviewed } from './access.ts';
import { replayRows } from './policy-replay.ts';
import { findSheet, listSheets } from './sheets.ts';

/** Versions that were put in force, the one that counts first: the trail's order decides between two that were put in force apart (APR-07). */
export const activePolicies = (db: ReadDb): PolicyRecord[] => db.all<{ body: string }>(`SELECT s.body FROM sheet s JOIN event e ON e.subject = 'policy:' || s.id AND e.type = 'policy.signed'
  AND e.by = 'person:' || json_extract(s.body, '$.active.by') AND e.at = json_extract(s.body, '$.active.at') WHERE s.name = 'policy' AND s.state = 'active' ORDER BY e.h DESC, e.feed DESC, e.seq DESC, e.place DESC`).map(({ body }) => JSON.parse(body) as PolicyRecord);

/** APR-07: the version in force, or the default where none was ever signed. Settings that became known later stand as in the default. */
export const policyInForce = (db: ReadDb): PolicyDocument => activePolicies(db)[0]?.document ?? defaultPolicy;

/** What a change itself keeps of its approval and type. Asked for by its id alone: looking on by number and label would read the sheets of all changes. */
export function approvalFacts(db: ReadDb, change: string): Pick<Dossier, 'approvals' | 'classification'> {
  const bodies = new Map(db.all<{ name: string; body: string }>("SELECT name, body FROM sheet WHERE name IN ('approval', 'classification') AND id = ?", change).map(({ name, body }) => [name, body]));
  const read = <T>(name: string): T | null => { const body = bodies.get(name); return body === undefined ? null : JSON.parse(body) as T; };
  return { approvals: read('approval'), classification: read('classification') };
}

/** APR-01, CHG-04: whose change it is, and what may speak about its team. */
export function routeSources(db: ReadDb, { fields: { owner, requester, service, environment }, createdBy, tier }: Change): Dossier['route'] {
  const people = [...new Set([createdBy, ...db.all<{ id: string }>("SELECT id FROM person WHERE name IN (?, ?) AND name <> ''", owner, requester).map(({ id }) => id)])];
  const charters = listSheets(db, charterSheet).filter(({ members }) => members.some((id) => people.includes(id))).map((charter) => delegationOf(charterAsReviewed(db, charter)));
  const teams = charters.filter((charter) => covers({ ...charter, tiers: [] }, { tier, service, environment, people })).map(({ team }) => team.toLowerCase());
  const isAbout = ({ about, name }: { about: 'team' | 'service'; name: string }): boolean => (about === 'service' ? name.toLowerCase() === service.toLowerCase() : teams.includes(name.toLowerCase()));
  return { people, charters, profiles: listSheets(db, profileSheet).filter(isAbout) };
}

export type RunRow = { id: string; number: string; title: string; type: Change['fields']['type']; outcome: string; ended_at: string };
/** How many changes of a model are looked at, by their numbers from the latest: a page must not wait for the history of a century. */
const reach = 1000;
/** Completed changes that name a model, the last one first. What was cancelled in its window did not run. */
export const runsOfModel = (db: ReadDb, name: string): RunRow[] => db.all<RunRow>(`SELECT id, number, title, type, outcome, ifnull(actual_end_at, updated_at) AS ended_at
  FROM (SELECT * FROM change WHERE model = ? AND model <> '' ORDER BY n DESC LIMIT ${reach}) WHERE outcome IS NOT NULL AND outcome <> 'cancelled-in-window' ORDER BY ended_at DESC, n DESC`, name);

const isFailure = ({ outcome }: RunRow): boolean => outcome === 'failed' || outcome === 'rolled-back';
/** A severe incident that somebody linked to a change of the model since an instant; the drafts of failed validations wait to be looked at. */
const incidentSince = (db: ReadDb, name: string, since: string): string | null => db.get<{ number: string }>(`SELECT ifnull(s.number, s.label) AS number FROM sheet s CROSS JOIN change c ON c.id = s.change
  WHERE s.name = 'incident' AND s.state IN ('open', 'closed') AND s.change IS NOT NULL AND c.model = ? AND json_extract(s.body, '$.severity.value') <= 2 AND json_extract(s.body, '$.openedAt') > ? LIMIT 1`, name, since)?.number ?? null;

/** APR-02: the runs that earn a proposal, and those that suspend. After a pre-authorisation only what ended since counts against the model: the board knew the rest. */
export function countRuns(db: ReadDb, model: Model, { standard }: PolicyDocument): ModelRuns & { rows: RunRow[] } {
  const rows = runsOfModel(db, model.name);
  const normal = rows.filter(({ type }) => type === 'normal');
  const broken = normal.findIndex(({ outcome }) => outcome !== 'successful');
  const since = model.preAuthorised?.at ?? null;
  const counted = since === null ? [] : rows.filter(({ ended_at: endedAt }) => endedAt > since).slice(0, standard.ofRuns);
  return { inARow: broken < 0 ? normal.length : broken, runs: counted.length, failures: counted.filter(isFailure).length, incident: since === null ? null : incidentSince(db, model.name, since), rows };
}

/** APR-02: the model a change names. Two drafted apart under one name are both there; the first by its id counts. */
export function modelFacts(db: ReadDb, name: string, policy: PolicyDocument): ModelFacts {
  const model = name === '' ? null : findSheet(db, modelSheet, name);
  if (model === null) return null;
  const { inARow, runs, failures, incident } = countRuns(db, model, policy);
  return { model, runs: { inARow, runs, failures, incident } };
}

type Failures = ReturnType<Records['failuresOf']>;
const failed = "sum(outcome IN ('failed', 'rolled-back'))";
/** MET-01: failed among completed changes of the last twelve months. A team is the people its charters name. */
export function failuresOf(db: ReadDb, { about, name }: { about: 'team' | 'service'; name: string }, now: string): Failures {
  const since = addMonths(now, -12);
  const people = about === 'service' ? [] : [...new Set(listSheets(db, charterSheet).filter(({ team }) => team.toLowerCase() === name.toLowerCase()).flatMap(({ members }) => members))];
  const of = about === 'service' ? 'service = ?' : '(created_by IN (SELECT value FROM json_each(?)) OR owner IN (SELECT name FROM person WHERE id IN (SELECT value FROM json_each(?))))';
  const whose = about === 'service' ? [name] : [JSON.stringify(people), JSON.stringify(people)];
  const row = db.get<{ completed: number; failed: number | null }>(`SELECT count(*) AS completed, ${failed} AS failed FROM change WHERE ${of} AND updated_at >= ? AND outcome IS NOT NULL AND outcome <> 'cancelled-in-window' AND ifnull(actual_end_at, updated_at) BETWEEN ? AND ?`,
    ...whose, since, since, now);
  const completed = row?.completed ?? 0;
  const count = row?.failed ?? 0;
  return { completed, failed: count, rate: completed === 0 ? null : Math.round((count * 10_000) / completed) };
}

export const policyRecords = (db: ReadDb): Pick<Records, 'policy' | 'activePolicies' | 'rolesHeld' | 'modelRuns' | 'replayRows' | 'failuresOf'> => ({
  policy: () => policyInForce(db),
  activePolicies: () => activePolicies(db),
  rolesHeld: () => db.all<{ role: Role }>('SELECT DISTINCT g.role FROM role_grant g JOIN person p ON p.id = g.person WHERE p.suspended_at IS NULL ORDER BY g.role').map(({ role }) => role),
  modelRuns: (model) => countRuns(db, model, policyInForce(db)),
  replayRows: (asked) => replayRows(db, asked),
  failuresOf: (of, now) => failuresOf(db, of, now),
});
