// Reviews, comments and skills of a change's page, and who holds which duty (APR-03, APR-04).
import type { ChecklistItem } from '#contract/evidence.ts';
import type { Output } from '#contract/index.ts';
import type { ViolationRow } from '#contract/reviews.ts';
import { reviewKinds, reviewLabels } from '#contract/reviews.ts';
import type { ReviewKind } from '../domain/policy-document.ts';
import type { Dossier, Piece } from '../domain/dossier.ts';
import { pairsFor, violationsOf } from '../domain/duties.ts';
import { mayComment, mayRequest, mayResolve, maySign, neededReviews, reviewPieces, reviewRole, reviewStands } from '../domain/reviews.ts';
import { assessmentOf } from '../domain/risk-acts.ts';
import { tierThatHolds } from '../domain/risk-score.ts';
import { skillSheet } from '../domain/skills.ts';
import { needs } from '../domain/roles.ts';
import { exceptionFor, waived } from '../domain/waivers.ts';
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

const violationRows = (dossier: Dossier, now: string): ViolationRow[] => violationsOf(dossier).map(({ rule, name, otherName, duty, other, at }) => {
  const found = exceptionFor(rule, dossier, now);
  return { rule, name, otherName, duty, other, at, exception: found?.standing === 'valid' ? found.exception.number : null };
});

function showDuties(context: ReadContext, ref: string): Output<'duty.show'> {
  const dossier = context.dossierOf(context.loadChange(ref));
  return {
    acts: dossier.acts.map(({ duty, name, at, alike, person }) => ({ duty, name, at, alsoKnownAs: alike.filter((id) => id !== person).map((id) => nameOf(context, id)).filter((other) => other !== name) })),
    violations: violationRows(dossier, context.now), rules: pairsFor(dossier),
  };
}

const unfinished: readonly Dossier['change']['state'][] = ['validating', 'implemented', 'under-review'];
/**
 * Changes that may hold one: whoever decided or validated stands in another duty as well, by their id, their name or their key. What they really hold is judged
 * one by one. Whether a validator was merely named as an implementer is asked of changes that are not closed yet; they are few.
 */
function suspects({ db }: ReadContext): string[] {
  const deciders = `SELECT d.change AS id, substr(d.by, 8) AS person FROM decision d WHERE d.verdict IN ('approved', 'approved-with-conditions')
    UNION SELECT s.id, json_extract(a.value, '$.by') FROM sheet s, json_each(s.body, '$.all') a WHERE s.name = 'approval'
    UNION SELECT c.id, c.validator FROM change c WHERE c.state IN (${unfinished.map((state) => `'${state}'`).join(', ')}) AND c.validator IS NOT NULL`;
  return db.all<{ id: string }>(`SELECT c.id, c.n FROM (${deciders}) doer JOIN change c ON c.id = doer.id LEFT JOIN person p ON p.id = doer.person LEFT JOIN change_detail t ON t.n = c.n LEFT JOIN sheet s ON s.name = 'duties' AND s.id = c.id
    WHERE c.created_by = doer.person OR c.started_by = doer.person OR c.requester = p.name OR instr(t.body, json_quote(p.name)) > 0 OR instr(s.body, json_quote(doer.person)) > 0 OR EXISTS (SELECT 1 FROM person o WHERE o.key = p.key AND o.id <> p.id)
    UNION SELECT c.id, c.n FROM change c WHERE c.validator = c.started_by ORDER BY 2 DESC`).map(({ id }) => id);
}

function listViolations(context: ReadContext, { limit, after }: { limit: number; after?: string | undefined }): Output<'duty.violations'> {
  const all = suspects(context).flatMap((id) => {
    const change = context.loadChange(id);
    return violationRows(context.dossierOf(change), context.now).map((row) => ({ ...row, change: change.id, number: change.number, title: change.fields.title }));
  });
  const from = Number(after ?? 0) || 0;
  return { rows: all.slice(from, from + limit), total: all.length, next: from + limit < all.length ? String(from + limit) : null };
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
  'duty.show': (context, { change }) => showDuties(context, change),
  'duty.violations': listViolations,
} satisfies Partial<QueryHandlers>;
