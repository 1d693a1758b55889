// Reviews, comments and skills for a change's page (APR-04).
import type { ChecklistItem } from '#contract/evidence.ts';
import type { Output } from '#contract/index.ts';
import { reviewKinds, reviewLabels } from '#contract/reviews.ts';
import type { ReviewKind } from '../domain/policy-document.ts';
import type { Dossier, Piece } from '../domain/dossier.ts';
import { mayComment, mayRequest, mayResolve, maySign, neededReviews, reviewPieces, reviewRole, reviewStands } from '../domain/reviews.ts';
import { assessmentOf } from '../domain/risk-acts.ts';
import { tierThatHolds } from '../domain/risk-score.ts';
import { skillSheet } from '../domain/skills.ts';
import { needs } from '../domain/roles.ts';
import { waived } from '../domain/waivers.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

export const asChecklist = ({ id, rule, label, status, why }: Piece, kinds: ChecklistItem['kinds'] = []): ChecklistItem => ({ id, rule, label, status, why: why ?? null, kinds });

const early: readonly Dossier['change']['state'][] = ['draft', 'returned', 'submitted', 'assessment'];
/** With the tier of the signed risk assessment, be it out of date, which the change itself carries only once it is put before its authority. */
export function atTier(dossier: Dossier): Dossier {
  if (!early.includes(dossier.change.state)) return dossier;
  const { signed } = assessmentOf(dossier);
  return signed === null ? dossier : { ...dossier, change: { ...dossier.change, score: signed.score, tier: tierThatHolds(signed.computed, dossier.risk?.manual?.value ?? null, dossier.scope).tier } };
}

/** The pieces a gate asks for, or, of a record that is taken at its word, what it would ask for. */
function needed(dossier: Dossier, now: string): Piece[] {
  const asked = reviewPieces(dossier, now);
  return asked.length > 0 ? asked : neededReviews(dossier).map((kind) => waived({ id: `review:${kind}`, rule: `APR-04/${kind}`, label: reviewLabels[kind], gate: 'authorisation', part: 'reviews', ...reviewStands(kind, dossier) }, dossier, now));
}

type Reviewers = Record<ReviewKind, { id: string; name: string }[]>;
function reviewersOf(context: ReadContext): Reviewers {
  const people = context.db.all<{ id: string; name: string }>('SELECT p.id, p.name FROM role_grant g JOIN person p ON p.id = g.person WHERE g.role = ? AND p.suspended_at IS NULL ORDER BY p.name, p.id', reviewRole);
  const skills = new Map(people.map(({ id }) => [id, context.findSheet(skillSheet, id) ?? []]));
  return Object.fromEntries(reviewKinds.map((kind) => [kind, people.filter(({ id }) => skills.get(id)!.includes(kind))])) as Reviewers;
}

function listReviews(context: ReadContext, ref: string): Output<'review.list'> {
  const dossier = atTier(context.dossierOf(context.loadChange(ref)));
  const { reviews, scope } = dossier;
  const skills = context.findSheet(skillSheet, context.actor.id) ?? [];
  const said = ({ by, at }: { by: string; at: string }) => ({ by: nameOf(context, by), at });
  return {
    scope, needed: needed(dossier, context.now).map((piece) => asChecklist(piece)),
    requests: (reviews?.requests ?? []).map(({ id, kind, reviewer, note, ...rest }) => ({ id, kind, reviewer: reviewer === '' ? '' : nameOf(context, reviewer), note, ...said(rest) })),
    rows: (reviews?.reviews ?? []).map(({ id, kind, verdict, comments, signature, scope: of, ...rest }) => ({ id, kind, verdict, comments, signature: signature.slice(0, 16), isStale: of !== scope, ...said(rest) })).toReversed(),
    comments: (reviews?.comments ?? []).map((comment) => ({ id: comment.id, kind: comment.kind, text: comment.text, isBlocking: comment.isBlocking, ...said(comment), resolved: comment.resolved && { ...said(comment.resolved), note: comment.resolved.note }, mayResolve: may(mayResolve(comment, context)) })),
    mayRequest: may(mayRequest(dossier, context)), mayComment: may(mayComment(dossier, context)),
    maySign: Object.fromEntries(reviewKinds.map((kind) => [kind, may(maySign(dossier, kind, skills, context))])) as Output<'review.list'>['maySign'], reviewers: reviewersOf(context),
  };
}

export const reviewQueries = {
  'review.list': (context, { change }) => listReviews(context, change),
  'skill.list': (context) => ({
    rows: context.db.all<{ id: string; name: string }>('SELECT id, name FROM person ORDER BY name, id').flatMap(({ id, name }) => {
      const skills = context.findSheet(skillSheet, id) ?? [];
      return skills.length === 0 ? [] : [{ person: id, name, skills }];
    }),
    mayTag: may(needs('vouch', context.actor)),
  }),
} satisfies Partial<QueryHandlers>;
