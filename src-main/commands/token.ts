// Deployment tokens in the trail (DEP-01); the files are written by the jobs.
import { appError, orRefuse } from '../app-error.ts';
import type { Issuing, Terms } from '../domain/token.ts';
import { issueToken, revokeToken, tokenSheet } from '../domain/token.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';
import { onDossier } from './reviews.ts';

/** Records that a token was issued, in the words of the file that was signed. Refuses where the change has moved in the meantime. */
export function writeIssued(context: WriteContext, ref: string, { terms, ...issuing }: Issuing & { terms: Terms }): void {
  onDossier(context, ref, (dossier) => issueToken(dossier, terms, issuing, context));
}

/** More changes with tokens than a workspace ever holds: the one that is asked for may be the last. */
const mostChanges = 10_000_000;

export const tokenCommands = {
  'token.revoke': (context, { token, reason }) => {
    const found = context.listSheets(tokenSheet, { limit: mostChanges }).flatMap((state) => state.tokens.map((it) => ({ it, change: state.id }))).find(({ it }) => it.id === token.toLowerCase());
    if (!found) throw appError('record_missing', { record: 'token', id: token });
    const change = context.loadChange(found.change);
    const events = orRefuse(revokeToken(change, found.it, reason, context));
    context.append(events);
    return { id: found.it.id, number: change.number, version: change.version + events.length };
  },
} satisfies Partial<CommandHandlers>;
