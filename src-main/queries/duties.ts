// Who holds which duty of a change, and where one key holds two that a rule keeps apart (APR-03).
import type { Output } from '#contract/index.ts';
import type { ViolationRow } from '#contract/reviews.ts';
import type { Dossier } from '../domain/dossier.ts';
import { pairsFor, violationsOf } from '../domain/duties.ts';
import { exceptionFor } from '../domain/waivers.ts';
import type { Merged, QueryHandlers, ReadContext } from '../ports.ts';
import { nameOf } from './change.ts';

const violationRows = (dossier: Dossier, now: string): ViolationRow[] => violationsOf(dossier).map(({ rule, name, otherName, duty, other, at, isVoid }) => {
  const found = exceptionFor(rule, dossier, now);
  return { rule, name, otherName, duty, other, at, isVoid, exception: found?.standing === 'valid' ? found.exception.number : null };
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

/** Suspects are judged one after the other until a page is full; `next` counts those that were judged. */
function listViolations(context: ReadContext, { limit, after }: { limit: number; after?: string | undefined }): Output<'duty.violations'> {
  const all = suspects(context);
  const rows: Output<'duty.violations'>['rows'] = [];
  let at = Number(after ?? 0) || 0;
  for (; at < all.length && rows.length < limit; at += 1) {
    const change = context.loadChange(all[at]!);
    for (const row of violationRows(context.dossierOf(change), context.now)) rows.push({ ...row, change: change.id, number: change.number, title: change.fields.title });
  }
  return { rows, next: at < all.length ? String(at) : null };
}

/** What says that somebody stood for a change; only an event of these can bring a violation that matters at a gate. */
const standingFor: ReadonlySet<string> = new Set(['cab.decisionRecorded', 'approval.given', 'emergency.authorised', 'change.implementationStarted', 'change.validated']);
/** The most changes of one merge that are looked at; beyond them the register of violations tells. */
const mostLooked = 500;
type Looking = Pick<ReadContext, 'findChange' | 'dossierOf' | 'now'>;
/** Violations in the changes that a merge brought news of, such as an approval by the person who asked for it. */
export function violationsBrought(context: Looking, { live }: Pick<Merged, 'live'>): (ViolationRow & { number: string })[] {
  const brought = live.flatMap(({ envelope }) => envelope.events.flatMap(({ t, s }) => (standingFor.has(t) && s.startsWith('change:') ? [s.slice('change:'.length)] : [])));
  return [...new Set(brought)].slice(0, mostLooked).flatMap((id) => {
    const change = context.findChange(id);
    return change === null ? [] : violationRows(context.dossierOf(change), context.now).map((row) => ({ ...row, number: change.number }));
  });
}

export const dutyQueries = {
  'duty.show': (context, { change }) => showDuties(context, change),
  'duty.violations': listViolations,
} satisfies Partial<QueryHandlers>;
