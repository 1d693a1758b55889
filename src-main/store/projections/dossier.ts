// Reads everything that the gates of one change ask for.
import type { Change } from '../../domain/change.ts';
import type { Dossier, ServiceFacts } from '../../domain/dossier.ts';
import { scopeOf } from '../../domain/dossier.ts';
import type { PolicyDocument } from '../../domain/policy-document.ts';
import { defaultPolicy } from '../../domain/policy-document.ts';
import { encode } from '../../trail/canonical.ts';
import { sha256Hex } from '../../trail/hashes.ts';
import type { ReadDb } from '../open.ts';

/** The policy in force (APR-07). */
export const policyInForce = (_db: ReadDb): PolicyDocument => defaultPolicy;

function serviceOf(db: ReadDb, name: string): ServiceFacts | null {
  const row = name === '' ? undefined : db.get<{ id: string; name: string; tier: number | null; owner: string }>('SELECT id, name, tier, owner FROM service WHERE name = ? ORDER BY id LIMIT 1', name);
  return row ? { ...row, isFinancial: false, isCustomerFacing: false, hasAutomaticRollback: true, rpoMinutes: null, rtoMinutes: null } : null;
}

export const dossierOf = (db: ReadDb, change: Change): Dossier => ({
  change, scope: sha256Hex('gavel-scope-v1\n', encode(scopeOf(change.fields))), policy: policyInForce(db),
  service: serviceOf(db, change.fields.service),
});
