// What compliance rules are asked about (AUD-05): the changes of a span with what authorised and deployed them, reviews that fell due, and reports that were written.
import type { Output } from '#contract/index.ts';
import { accessReviewSheet } from '../domain/access-review.ts';
import type { Change } from '../domain/change.ts';
import { materialFields } from '../domain/change.ts';
import { closedQuarter, periodsUpTo, ruleTexts } from '../domain/compliance.ts';
import type { Period, ReviewFacts } from '../domain/compliance.ts';
import { piecesThen } from '../domain/compliance-facts.ts';
import type { ChangeFacts } from '../domain/compliance-facts.ts';
import { isDeclared } from '../domain/emergency.ts';
import { emergencySheet } from '../domain/emergency.ts';
import { clocksOf } from '../domain/emergency-clocks.ts';
import { subjectOf } from '../domain/event.ts';
import type { Span } from '../domain/recurrence.ts';
import { tagsOf } from '../domain/regulation.ts';
import { runSheet } from '../domain/runs.ts';
import { addDays, addMinutes, endOfDay } from '../domain/spans.ts';
import { workaroundSheet } from '../domain/workaround.ts';
import type { Workaround } from '../domain/workaround.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';

/** The span that a report with its trend looks at. */
export const spanOf = (period: Period, before: number): Span => ({ startsAt: `${periodsUpTo(period, before)[0]!.from}T00:00:00.000Z`, endsAt: endOfDay(period.to) });

/** When the last event here was written; that a document was written is no record of the organisation's work, so that a report written twice is the same. */
export const lastEventAt = ({ db }: ReadContext): string => db.get<{ at: string | null }>("SELECT max(at) AS at FROM event WHERE type <> 'document.written'")?.at ?? '';

/** Changes that were deployed or decided in a span, by id. */
export function changesAtIssue({ db }: ReadContext, { startsAt, endsAt }: Span): string[] {
  const rows = db.all<{ id: string }>(`WITH asked (a, b) AS (VALUES (?, ?)) SELECT id FROM change WHERE id IN (
    SELECT id FROM change, asked WHERE actual_start_at >= a AND actual_start_at < b
    UNION ALL SELECT s.id FROM sheet s, json_each(s.body, '$.runs') r, asked WHERE s.name = 'run' AND json_extract(r.value, '$.startsAt') >= a AND json_extract(r.value, '$.startsAt') < b
    UNION ALL SELECT change FROM decision, asked WHERE decided_at >= a AND decided_at < b
    UNION ALL SELECT s.id FROM sheet s, json_each(s.body, '$.all') v, asked WHERE s.name = 'approval' AND json_extract(v.value, '$.at') >= a AND json_extract(v.value, '$.at') < b) ORDER BY id`, startsAt, endsAt);
  return rows.map(({ id }) => id);
}

function deploymentsOf(context: ReadContext, { id, actualStartAt, actualEndAt }: Change): Span[] {
  const said = actualStartAt === null ? [] : [{ startsAt: actualStartAt, endsAt: actualEndAt ?? actualStartAt }];
  const runs = context.findSheet(runSheet, id)?.runs ?? [];
  const lasting = ({ startsAt, endsAt }: Span): Span => ({ startsAt, endsAt: endsAt > startsAt ? endsAt : addMinutes(startsAt, 1) });
  return [...said, ...runs].map(lasting).toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : 0));
}

const approving: readonly string[] = ['approved', 'approved-with-conditions'];
const refusing: readonly string[] = ['deferred', 'rejected', 'withdrawn'];
const authorising: readonly string[] = ['change.authorised', 'change.authorisedByModel'];
const voiding: Readonly<Record<string, string>> = { 'change.cancelled': 'when it was cancelled', 'change.returned': 'when it was sent back', 'change.cameBack': 'when it came back before its board', 'evidence.artefactDeclared': 'when other artefacts were declared' };
/** Edits that void an authorisation are told from others by what they write, so they are read only where one may have. */
function editsAfter(context: ReadContext, subject: string, first: string): { at: string; by: string }[] {
  const events = context.trail.ofSubject(subject).map(({ event }) => event).filter(({ type, at }) => type === 'change.edited' && at > first);
  return events.filter(({ data, text }) => materialFields.some((field) => field in data || field in text)).map(({ at }) => ({ at, by: 'by an edit of what had been authorised' }));
}
function authorityOf(context: ReadContext, { id, decisions }: Change): Pick<ChangeFacts, 'authorisedAt' | 'voided'> {
  const subject = subjectOf('change', id);
  const rows = context.db.all<{ type: string; at: string }>(`SELECT type, at FROM event WHERE subject = ? AND type IN (SELECT value FROM json_each(?)) ORDER BY h, feed, seq, place`, subject, JSON.stringify([...authorising, ...Object.keys(voiding), 'change.edited']));
  const counting = decisions.filter(({ isStale, isAwaiting }) => !isStale && !isAwaiting);
  const authorisedAt = [...counting.filter(({ verdict }) => approving.includes(verdict)).map(({ decidedAt }) => decidedAt), ...rows.filter(({ type }) => authorising.includes(type)).map(({ at }) => at)].toSorted();
  const first = authorisedAt[0];
  if (first === undefined) return { authorisedAt: [], voided: [] };
  const edits = rows.some(({ type, at }) => type === 'change.edited' && at > first) ? editsAfter(context, subject, first) : [];
  const refused = counting.filter(({ verdict }) => refusing.includes(verdict)).map(({ decidedAt, verdict }) => ({ at: decidedAt, by: `when it was ${verdict}` }));
  const others = rows.flatMap(({ type, at }) => (voiding[type] === undefined ? [] : [{ at, by: voiding[type] }]));
  return { authorisedAt, voided: [...edits, ...refused, ...others].filter(({ at }) => at > first).toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)) };
}

export function changeFacts(context: ReadContext, id: string): ChangeFacts {
  const change = context.loadChange(id);
  const deployments = deploymentsOf(context, change);
  const met = deployments.map((span) => context.freezesMet(change, span));
  const dossier = context.dossierOf(change);
  return {
    dossier, pieces: deployments[0] ? piecesThen(dossier, deployments[0].startsAt) : [], deployments, ...authorityOf(context, change),
    freezes: { found: met.flatMap(({ found }) => found), acceptances: met.flatMap(({ acceptances }) => acceptances), permits: met.flatMap(({ permits }) => permits) },
  };
}

/** The retrospective of every emergency, due hours after its end (EMG-05). */
function retrospectives(context: ReadContext): ReviewFacts[] {
  const policy = context.policy();
  return context.listSheets(emergencySheet, { limit: 1_000_000 }).filter(isDeclared).flatMap((emergency) => {
    const change = context.findChange(emergency.id);
    const clock = change && clocksOf({ emergency, change, policy }, context.now).find(({ id }) => id === 'retrospective');
    return change && clock ? [{ record: { kind: 'change' as const, id: change.id, number: change.number, title: change.fields.title }, tags: tagsOf(change.fields), what: 'Its retrospective', dueAt: clock.dueAt, doneAt: clock.doneAt }] : [];
  });
}
/** Every review a workaround was due for since it was recorded (LEG-04); none once it was retired. */
function workaroundReviews({ id, number, terms, created, reviews, ended }: Workaround, days: number): ReviewFacts[] {
  const held = reviews.map(({ at }) => at).toSorted();
  return [created.at, ...held].map((since, i): ReviewFacts => ({ record: { kind: 'workaround', id, number, title: terms.value.tool }, tags: [], what: 'Its review', dueAt: endOfDay(addDays(since, days)), doneAt: held[i] ?? null }))
    .filter(({ dueAt, doneAt }) => ended === null || ended.at > dueAt || doneAt !== null);
}
export const reviewFacts = (context: ReadContext): ReviewFacts[] => [...retrospectives(context), ...context.listSheets(workaroundSheet, { limit: 1_000_000 }).flatMap((one) => workaroundReviews(one, context.policy().legacy.workaroundDays))];

/** Reviews of access, done once they were closed by signature (AUD-08). */
export const accessReviewFacts = (context: ReadContext): ReviewFacts[] => context.listSheets(accessReviewSheet, { limit: 1_000_000 }).map(({ id, number, title, dueOn, closed }) => ({ record: { kind: 'access-review', id, number, title }, tags: [], what: 'The review', dueAt: endOfDay(dueOn), doneAt: closed?.at ?? null }));

/** What a report is filed under among the documents that were written. */
export const reportKind = 'compliance-report';
export const periodKey = ({ from, to }: Period): string => `${from}/${to}`;

function rules(context: ReadContext): Output<'compliance.rules'> {
  const closed = closedQuarter(context.now);
  const rows = context.db.all<{ name: string; subject: string; at: string; sha256: string }>('SELECT name, subject, at, sha256 FROM document WHERE kind = ? ORDER BY at DESC, id LIMIT 100', reportKind);
  const written = rows.map(({ name, subject, at, sha256 }) => { const [from = '', to = ''] = subject.split('/'); return { name, from, to, at, sha256 }; });
  return { rules: [...ruleTexts], closed: { ...closed, isReported: written.some((one) => periodKey(one) === periodKey(closed)) }, written };
}
export const complianceQueries = { 'compliance.rules': rules } satisfies Partial<QueryHandlers>;
