// Reads what the dossier of a change knows of its control: duties by key, reviews, evidence, exceptions, and services that do not roll back by themselves.
import { releaseStates } from '#contract/release.ts';
import { approvalSheet } from '../../domain/approval.ts';
import type { Change } from '../../domain/change.ts';
import type { Control } from '../../domain/control.ts';
import type { Acted, DutyAct, DutyClaim } from '../../domain/duties.ts';
import { dutyClaims, dutySheet, formerKeySheet } from '../../domain/duties.ts';
import { evidenceSheet } from '../../domain/evidence.ts';
import type { Exception } from '../../domain/exceptions.ts';
import { exceptionSheet } from '../../domain/exceptions.ts';
import type { Service } from '../../domain/item.ts';
import { nameKey, serviceTraits, textOf } from '../../domain/item.ts';
import { isOver } from '../../domain/release.ts';
import { reviewSheet } from '../../domain/reviews.ts';
import type { SkillState } from '../../domain/skills.ts';
import { skillSheet } from '../../domain/skills.ts';
import type { ReadDb } from '../open.ts';
import { itemsNamed } from './impact.ts';
import { findSheet } from './sheets.ts';

const inList = 'IN (SELECT value FROM json_each(?))';
/** Everybody who holds, or held until it was revoked, a key that one of these people holds or held; each is alike themselves. */
export function alikeOf(db: ReadDb, people: readonly string[]): Map<string, string[]> {
  const alike = new Map(people.map((person) => [person, [person]]));
  if (people.length === 0) return alike;
  const list = JSON.stringify(people);
  const rows = db.all<{ person: string; other: string }>(`WITH former (person, key) AS (SELECT s.id, k.value FROM sheet s, json_each(s.body) k WHERE s.name = ?),
    mine (person, key) AS (SELECT id, key FROM person WHERE id ${inList} AND key IS NOT NULL UNION SELECT person, key FROM former WHERE person ${inList})
    SELECT mine.person, p.id AS other FROM mine JOIN person p ON p.key = mine.key UNION SELECT mine.person, former.person FROM mine JOIN former ON former.key = mine.key ORDER BY 1, 2`, formerKeySheet.name, list, list);
  for (const { person, other } of rows) if (!alike.get(person)!.includes(other)) alike.get(person)!.push(other);
  return alike;
}

/** Claims by people and by names as duties of keys. Several people of one name are all meant: nobody slips through by a namesake. */
function actsOf(db: ReadDb, claims: readonly DutyClaim[]): DutyAct[] {
  const names = claims.flatMap((claim) => ('named' in claim ? [claim.named.trim()] : []));
  const ids = claims.flatMap((claim) => ('person' in claim ? [claim.person] : []));
  const known = db.all<{ id: string; name: string }>(`SELECT id, name FROM person WHERE id ${inList} UNION SELECT id, name FROM person WHERE name ${inList} ORDER BY 2, 1`, JSON.stringify(ids), JSON.stringify(names));
  const alike = alikeOf(db, [...new Set([...ids, ...known.map(({ id }) => id)])]);
  return claims.map((claim): DutyAct => {
    const { duty, at, isVoid = false } = claim;
    if ('person' in claim) return { duty, at, isVoid, person: claim.person, name: known.find(({ id }) => id === claim.person)?.name ?? '', alike: alike.get(claim.person)! };
    const meant = known.filter(({ name }) => name === claim.named.trim());
    return { duty, at, isVoid, person: meant[0]?.id ?? '', name: claim.named.trim(), alike: [...new Set(meant.flatMap(({ id }) => alike.get(id)!))] };
  });
}

const statesAhead = JSON.stringify(releaseStates.filter((state) => !isOver({ state })));
/** Services of the changes that go out in one release with this one: a mixed release takes the stricter evidence as a whole (LEG-05). Releases that are over are found apart by the index. */
const fellowServices = (db: ReadDb, change: string): Service[] =>
  db.all<{ service: string }>(`SELECT DISTINCT c.service FROM sheet s JOIN json_each(s.body, '$.changes') m JOIN change c ON c.id = m.value
    WHERE s.name = 'release' AND s.state ${inList} AND c.id <> ? AND c.service <> '' AND EXISTS (SELECT 1 FROM json_each(s.body, '$.changes') own WHERE own.value = ?) ORDER BY 1`, statesAhead, change, change)
    .flatMap(({ service }) => db.all<{ body: string }>('SELECT body FROM service WHERE name_key = ? ORDER BY id LIMIT 1', nameKey(service)).map(({ body }) => JSON.parse(body) as Service));

/** The change's own service in the register, and those it touches, or goes out with, that cannot be rolled back automatically (LEG-05). */
function strictOf(db: ReadDb, { id, fields: { service, items, environment } }: Change): string[] {
  const own = ownService(db, service);
  const starts = items.length === 0 ? [] : itemsNamed(db, items, environment).starts;
  const others = starts.length === 0 ? [] : db.all<{ body: string }>(`SELECT body FROM service WHERE id IN (SELECT service FROM item WHERE id ${inList}) ORDER BY name, id`, JSON.stringify(starts));
  const touched = [...[...(own ? [own] : []), ...others].map(({ body }) => JSON.parse(body) as Service), ...fellowServices(db, id)].filter((one) => !serviceTraits(one).hasAutomaticRollback);
  return [...new Set(touched.map(({ values }) => textOf(values, 'name')))];
}

const ownService = (db: ReadDb, name: string): { id: string; body: string } | undefined => (name === '' ? undefined : db.get('SELECT id, body FROM service WHERE name_key = ? ORDER BY id LIMIT 1', nameKey(name)));
const exceptionsFor = (db: ReadDb, change: string, service: string | null): Exception[] =>
  db.all<{ body: string }>('SELECT body FROM sheet WHERE change IN (?, ?, ?) AND name = ? ORDER BY number, id', change, service === null ? 'everything' : `service:${service}`, 'everything', exceptionSheet.name).map(({ body }) => JSON.parse(body) as Exception);

/** Exceptions that may speak for a change: its own, those of its service, and those for everything. */
export const exceptionsOf = (db: ReadDb, { id, fields: { service } }: Change): Exception[] => exceptionsFor(db, id, ownService(db, service)?.id ?? null);

/** `scope` is the digest of what reviews of the change are made for. */
export function controlOf(db: ReadDb, change: Change, scope: string): Omit<Control, 'exceptions'> {
  const reviews = findSheet(db, reviewSheet, change.id);
  const evidence = findSheet(db, evidenceSheet, change.id);
  const acted: Acted[] = findSheet(db, dutySheet, change.id) ?? [];
  const reviewers = [...new Set((reviews?.reviews ?? []).map(({ by }) => by))];
  return {
    acts: actsOf(db, dutyClaims(change, scope, { acted, reviews, approvals: findSheet(db, approvalSheet, change.id) })), reviews, skills: Object.fromEntries(reviewers.map((person): [string, SkillState] => [person, findSheet(db, skillSheet, person) ?? []])),
    evidence, artefacts: (evidence?.artefacts?.value ?? []).map(({ sha256 }) => sha256), strict: strictOf(db, change),
  };
}
