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
import { controlOf } from './control.ts';
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
export function dossierOf(db: ReadDb, change: Change): Dossier {
  const policy = policyInForce(db);
  const scope = scopeDigest(change);
  let schedule: Dossier['schedule'] | undefined;
  let level: Dossier['level'] | undefined;
  return {
    change, scope, policy,
    service: serviceOf(db, change.fields.service), emergency: emergencyFacts(db, change.id), ...controlOf(db, change, scope), impact: impactFactsOf(db, change, policy),
    backout: backoutFactsOf(db, change), predecessors: predecessorsOf(db, change.id), legacy: legacyFactsOf(db, change, policy),
    analysis: analysisOf(db, change), path: findSheet(db, pathSheet, change.id), obligations: findSheet(db, obligationSheet, change.id), risk: findSheet(db, riskSheet, change.id), ...riskFactsOf(db, change, policy),
    // Looked up when it is first asked for: most acts never look at the calendar.
    get schedule() { return schedule ??= scheduleFactsOf(db, change); },
    get level() { return level ??= levelFactsOf(db, change); },
    negotiation: findSheet(db, negotiationSheet, change.id),
    route: routeSources(db, change), ...approvalFacts(db, change.id), model: modelFacts(db, change.fields.model, policy),
  };
}
