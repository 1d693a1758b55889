// Evidence and artefacts of a change (APR-05); its files are hashed by the jobs.
import { orRefuse } from '../app-error.ts';
import * as rules from '../domain/evidence.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';
import { onDossier } from './reviews.ts';

export type Proof = Omit<rules.Attaching, 'evidence' | 'number' | 'artefact' | 'isKept'> & { change: string; artefact: string | null | undefined; bytes: string | null };
/** Attaches what was hashed; bytes are given as base64 and kept in a record of their own. Without an artefact it is about the one that the change declares, when there is one. */
export function writeEvidence(context: WriteContext, { change: ref, bytes, artefact, ...proof }: Proof): { id: string; number: string } {
  const dossier = context.dossierOf(context.loadChange(ref));
  const evidence = context.newId();
  const number = context.nextNumber('E');
  const [only] = dossier.artefacts.length === 1 ? dossier.artefacts : [];
  const events = orRefuse(rules.attachEvidence(dossier, { ...proof, evidence, number, artefact: artefact === undefined ? only ?? null : artefact, isKept: bytes !== null }, context));
  context.append(bytes === null ? events : [...events, rules.keepBytes(evidence, bytes)]);
  return { id: evidence, number };
}

export const evidenceCommands = {
  'evidence.withdraw': (context, { change, evidence, reason }) => onDossier(context, change, (dossier) => rules.withdrawEvidence(dossier, { id: evidence, reason }, context)),
  'evidence.declare': (context, { change, artefacts }) => onDossier(context, change, (dossier) => rules.declareArtefacts(dossier, artefacts, context)),
} satisfies Partial<CommandHandlers>;
