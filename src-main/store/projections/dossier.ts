// Reads everything that the gates of one change ask for.
import type { Change } from '../../domain/change.ts';
import type { Dossier, ServiceFacts } from '../../domain/dossier.ts';
import { scopeOf } from '../../domain/dossier.ts';
import { pathSheet } from '../../domain/escalation.ts';
import { obligationSheet } from '../../domain/obligations.ts';
import { riskSheet } from '../../domain/risk.ts';
import { encode } from '../../trail/canonical.ts';
import { sha256Hex } from '../../trail/hashes.ts';
import { nameKey, numberOf, ownerOf, serviceTraits, textOf } from '../../domain/item.ts';
import type { Service } from '../../domain/item.ts';
import type { ReadDb } from '../open.ts';
import { analysisOf } from './analysis.ts';
import { backoutFactsOf } from './backout.ts';
import { controlOf, exceptionsOf } from './control.ts';
import { emergencyFacts } from './emergency.ts';
import { impactFactsOf } from './impact.ts';
import { legacyFactsOf } from './legacy.ts';
import { predecessorsOf } from './releases.ts';
import { approvalFacts, modelFacts, policyInForce, routeSources } from './policy.ts';
import { riskFactsOf } from './risk-facts.ts';
import { negotiationSheet } from '../../domain/negotiation.ts';
import { levelFactsOf } from './service-level.ts';
import { scheduleFactsOf } from './schedule.ts';
import { findSheet } from './sheets.ts';

function serviceOf(db: ReadDb, name: string): ServiceFacts | null {
  const row = name === '' ? undefined : db.get<{ body: string }>('SELECT body FROM service WHERE name_key = ? ORDER BY id LIMIT 1', nameKey(name));
  if (!row) return null;
  const service = JSON.parse(row.body) as Service;
  return { id: service.id, name: textOf(service.values, 'name'), tier: numberOf(service.values, 'tier'), owner: ownerOf(service).name, unit: textOf(service.values, 'unit'), ...serviceTraits(service) };
}

const scopeDigest = (change: Change): string => sha256Hex('gavel-scope-v1\n', encode(scopeOf(change.fields)));
const once = <T>(find: () => T): (() => T) => { let found: { value: T } | undefined; return () => (found ??= { value: find() }).value; };
/** An object whose parts are found when they are first asked for. */
function lazily<T extends object>(parts: { [K in keyof T]: () => T[K] }): T {
  const found = {} as T;
  for (const name of Object.keys(parts) as (keyof T)[]) Object.defineProperty(found, name, { enumerable: true, get: once(parts[name]) });
  return found;
}

/** Each part is looked up when it is first asked for: most acts ask for a few of them, and hardly one for the calendar. A dossier is of no use after the write it was made for. */
export function dossierOf(db: ReadDb, change: Change): Dossier {
  const policy = once(() => policyInForce(db));
  const scope = once(() => scopeDigest(change));
  const control = once(() => controlOf(db, change, scope()));
  const risk = once(() => riskFactsOf(db, change, policy()));
  const approval = once(() => approvalFacts(db, change.id));
  return lazily<Dossier>({
    change: () => change, scope, policy,
    service: () => serviceOf(db, change.fields.service), emergency: () => emergencyFacts(db, change.id), impact: () => impactFactsOf(db, change, policy()),
    acts: () => control().acts, reviews: () => control().reviews, skills: () => control().skills, evidence: () => control().evidence, artefacts: () => control().artefacts, exceptions: () => exceptionsOf(db, change), strict: () => control().strict,
    backout: () => backoutFactsOf(db, change), predecessors: () => predecessorsOf(db, change.id), legacy: () => legacyFactsOf(db, change, policy()),
    analysis: () => analysisOf(db, change), path: () => findSheet(db, pathSheet, change.id), obligations: () => findSheet(db, obligationSheet, change.id), risk: () => findSheet(db, riskSheet, change.id),
    history: () => risk().history, reach: () => risk().reach, load: () => risk().load,
    schedule: () => scheduleFactsOf(db, change), level: () => levelFactsOf(db, change), negotiation: () => findSheet(db, negotiationSheet, change.id),
    route: () => routeSources(db, change), approvals: () => approval().approvals, classification: () => approval().classification, model: () => modelFacts(db, change.fields.model, policy()),
  });
}
