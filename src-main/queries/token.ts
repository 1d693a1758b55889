// Tokens of a change for its page, and those that a revocation list names (DEP-01, DEP-02).
import type { Output } from '#contract/index.ts';
import type { RevocationDocument, TokenRow } from '#contract/token.ts';
import type { Dossier } from '../domain/dossier.ts';
import { emergencyGrant } from '../domain/emergency-pieces.ts';
import { piecesAt } from '../domain/gates.ts';
import { addDays } from '../domain/spans.ts';
import type { IssuedToken, Tokens } from '../domain/token.ts';
import { isDemanding, isRefused, mayIssue, mayRevoke, spanOf, standingOf, tokenSheet } from '../domain/token.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

function rowOf(context: ReadContext, dossier: Dossier, it: IssuedToken): TokenRow {
  const { standing, why } = standingOf(it, dossier, context);
  const { id, environment, artefacts, notBefore, notAfter, at, digest, revoked } = it;
  return {
    id, standing, why, environment, artefacts, notBefore, notAfter, isEmergency: it.isEmergency, isDemanding: it.isDemanding, by: nameOf(context, it.by), at, digest,
    revoked: revoked && { ...revoked, by: nameOf(context, revoked.by) }, mayRevoke: may(mayRevoke(it, context)),
  };
}

function listTokens(context: ReadContext, ref: string): Output<'token.list'> {
  const dossier = context.dossierOf(context.loadChange(ref));
  const span = spanOf(dossier, context.now);
  const environment = emergencyGrant(dossier, context.now)?.environment ?? dossier.change.fields.environment;
  return {
    rows: (context.findSheet(tokenSheet, dossier.change.id)?.tokens ?? []).map((it) => rowOf(context, dossier, it)).toReversed(), pieces: piecesAt('token', dossier, context.now),
    artefacts: dossier.evidence?.artefacts?.value ?? [], environment, isDemanding: isDemanding(dossier, environment), listHours: dossier.policy.token.listHours,
    span: isRefused(span) ? null : span, mayIssue: may(mayIssue(dossier, context)),
  };
}

/** A token whose time is over opens nothing any more; a day is left for clocks that run apart. */
const graceDays = -1;
/** Tokens that a person revoked, and those whose change is no longer authorised as it was when they were issued. */
export function voidTokens(context: Pick<ReadContext, 'db' | 'findChange' | 'dossierOf' | 'now' | 'digest'>): RevocationDocument['tokens'] {
  const since = addDays(context.now, graceDays);
  const bodies = context.db.all<{ body: string }>("SELECT body FROM sheet WHERE name = 'token' AND due_at > ? ORDER BY due_at, id", since);
  return bodies.map(({ body }) => JSON.parse(body) as Tokens).flatMap(({ id: change, tokens }) => {
    const found = context.findChange(change);
    const dossier = found && context.dossierOf(found);
    return tokens.filter(({ notAfter }) => notAfter > since).flatMap((it): RevocationDocument['tokens'] => {
      const standing = dossier ? standingOf(it, dossier, context).standing : 'void';
      return standing === 'revoked' || standing === 'void' ? [{ id: it.id, why: standing }] : [];
    });
  });
}

export const tokenQueries = { 'token.list': (context, { change }) => listTokens(context, change) } satisfies Partial<QueryHandlers>;
