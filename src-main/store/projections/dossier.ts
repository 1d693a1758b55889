// Reads everything that the gates of one change ask for.
import type { Change } from '../../domain/change.ts';
import type { Dossier } from '../../domain/dossier.ts';
import { scopeOf } from '../../domain/dossier.ts';
import type { PolicyDocument } from '../../domain/policy-document.ts';
import { defaultPolicy } from '../../domain/policy-document.ts';
import { encode } from '../../trail/canonical.ts';
import { sha256Hex } from '../../trail/hashes.ts';
import type { ReadDb } from '../open.ts';

/** The policy in force (APR-07). */
export const policyInForce = (_db: ReadDb): PolicyDocument => defaultPolicy;

export const dossierOf = (db: ReadDb, change: Change): Dossier => ({
  change, scope: sha256Hex('gavel-scope-v1\n', encode(scopeOf(change.fields))), policy: policyInForce(db),
});
