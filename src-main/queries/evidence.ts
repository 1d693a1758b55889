// Evidence of a change for its page: what is needed, what is there, and why what does not count does not (APR-05, LEG-05).
import type { EvidenceRow } from '#contract/evidence.ts';
import type { Output } from '#contract/index.ts';
import type { Dossier } from '../domain/dossier.ts';
import { countedFor, evidencePiece, evidencePieces, flawOf, neededEvidence } from '../domain/evidence-pieces.ts';
import type { EvidenceItem } from '../domain/evidence.ts';
import { mayAttach, mostKept } from '../domain/evidence.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';
import { asChecklist, atTier } from './reviews.ts';

function rowOf(context: ReadContext, dossier: Dossier, item: EvidenceItem): EvidenceRow {
  const needs = neededEvidence(dossier).filter(({ kinds }) => kinds.includes(item.kind));
  const counts = needs.some((need) => countedFor(need, dossier, context.now).includes(item));
  const flaw = counts || item.withdrawn ? null : flawOf(item, needs[0] ?? { days: dossier.policy.evidence.days }, dossier, context.now)?.why ?? null;
  const { id, number, kind, name, note, sha256, size, artefact, observedAt, measured, isKept, at, by, withdrawn } = item;
  return { id, number, kind, name, note, sha256, size, artefact, observedAt, measured, isKept, at, by: nameOf(context, by), withdrawn: withdrawn && { ...withdrawn, by: nameOf(context, withdrawn.by) }, counts, flaw };
}

function listEvidence(context: ReadContext, ref: string): Output<'evidence.list'> {
  const dossier = atTier(context.dossierOf(context.loadChange(ref)));
  const { evidence, strict, policy } = dossier;
  const observation = evidencePieces(dossier, context.now).filter(({ id }) => id === 'observation').map((piece) => asChecklist(piece));
  return {
    needed: [...neededEvidence(dossier).map((need) => asChecklist(evidencePiece(need, dossier, context.now), [...need.kinds])), ...observation],
    rows: (evidence?.items ?? []).map((item) => rowOf(context, dossier, item)).toReversed(),
    artefacts: evidence?.artefacts?.value ?? [], alsoDeclared: (evidence?.artefacts?.losers ?? []).map(({ value, by, at }) => ({ artefacts: value, by: nameOf(context, by), at })),
    strict: [...strict], days: policy.evidence.days, mostKept, mayAttach: may(mayAttach(dossier, context)),
  };
}

export const evidenceQueries = { 'evidence.list': (context, { change }) => listEvidence(context, change) } satisfies Partial<QueryHandlers>;
