// The calendar and the conflicts of the schedule, computed when asked (CAL-01 to CAL-03, CAL-06).
import type { CalendarEntry, Occurrence } from '#contract/calendar.ts';
import { entryKinds } from '#contract/calendar.ts';
import type { Input, Output } from '#contract/index.ts';
import type { Affected, Conflict } from '#contract/schedule.ts';
import { entryNow, liftedAt, mayChangeEntry } from '../domain/calendar.ts';
import type { Entry, EntryNow } from '../domain/calendar.ts';
import type { Change } from '../domain/change.ts';
import { piecesOf } from '../domain/gates.ts';
import { textOf } from '../domain/item.ts';
import { occurrencesIn, overlaps } from '../domain/recurrence.ts';
import type { Span } from '../domain/recurrence.ts';
import { needs } from '../domain/roles.ts';
import { project } from '../domain/outage.ts';
import type { Acceptance, ScheduleFacts } from '../domain/schedule.ts';
import { acceptanceOf, isOver, mayAccept, pieceOf, saidOf, settledBy } from '../domain/schedule.ts';
import { isBlocking } from '../domain/schedule-conflicts.ts';
import type { Held } from '../domain/schedule-conflicts.ts';
import { concerns, scopeWordsOf } from '../domain/scope.ts';
import { addDays, msBetween } from '../domain/spans.ts';
import { refuse } from '../domain/verdict.ts';
import { proposeWindows } from '../domain/windows.ts';
import type { Free, Looking } from '../domain/windows.ts';
import { AppError } from '../app-error.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

/** What is looked at where nobody says how far. */
const horizonDays = 92;
/** The longest span one question may have; a calendar shows a year. */
const mostDays = 400;
const spanOf = ({ from, to }: { from?: string | undefined; to?: string | undefined }, now: string): Span => {
  const startsAt = from ?? now;
  const endsAt = to ?? addDays(startsAt, horizonDays);
  const latest = addDays(startsAt, mostDays);
  return { startsAt, endsAt: endsAt > latest ? latest : endsAt };
};
/** Names of services, each asked for once. */
function serviceNames(context: ReadContext): (id: string) => string {
  const known = new Map<string, string>();
  return (id) => {
    if (!known.has(id)) { const service = context.findService(id); known.set(id, service ? textOf(service.values, 'name') : id); }
    return known.get(id)!;
  };
}

/** Services are named by their names, as people and lanes know them. */
function occurrence({ entry, at }: Held<EntryNow>, nameOfService: (id: string) => string): Occurrence {
  const scope = entry.scope.map((part) => (part.by === 'service' && part.id !== undefined ? { ...part, id: nameOfService(part.id) } : part));
  const scopeText = scopeWordsOf(scope, (name) => name);
  const { id, kind, title, zone, mode, permitted, event, sensitivity, owner, recurrence, change, liftedAt: lifted } = entry;
  return { id, at: at.at, kind, title, startsAt: at.startsAt, endsAt: at.endsAt, zone, mode, permitted, event, sensitivity, owner, scope, scopeText, isRecurring: recurrence !== null, change, isLifted: lifted !== null };
}
function listCalendar(context: ReadContext, { from, to, kinds, limit, after }: Input<'calendar.list'>): Output<'calendar.list'> {
  const words = serviceNames(context);
  const rows = context.heldIn(spanOf({ from, to }, context.now), kinds ?? entryKinds).map((held) => occurrence(held, words));
  const start = Math.max(0, Number(after ?? 0) || 0);
  return { rows: rows.slice(start, start + limit), next: start + limit < rows.length ? String(start + limit) : null, mayAdd: may(needs('planCalendar', context.actor)) };
}
function showEntry(context: ReadContext, { entry: ref }: Input<'calendar.show'>): CalendarEntry {
  const entry = context.loadEntry(ref);
  const { id, kind, source, uid, release, ...fields } = entryNow(entry);
  return {
    ...fields, id, kind, scopeText: scopeWordsOf(fields.scope, serviceNames(context)), source: source || null, uid: uid || null, release: release || null, criteria: entry.criteria.map(({ id: one, text, metAt }) => ({ id: one, text, metAt })),
    lifted: entry.lifts.map(({ by, role, at }) => ({ by: nameOf(context, by), role, at })), liftedAt: liftedAt(entry), version: entry.version, mayChange: may(mayChangeEntry(entry, context)),
    also: Object.entries(entry.values).flatMap(([field, { losers }]) => losers.map(({ value, by, at }) => ({ field, value, by: nameOf(context, by), at }))),
  };
}

/** Exceptions and emergencies settle at the gate of a change; its pieces say so. */
function waiversOf(context: ReadContext): (change: string, piece: string) => Conflict['settled'] {
  const known = new Map<string, Map<string, Conflict['settled']>>();
  const read = (id: string): Map<string, Conflict['settled']> => {
    const change = context.findChange(id);
    const pieces = change === null ? [] : piecesOf(context.dossierOf(change), context.now).filter(({ status }) => status === 'waived');
    return new Map(pieces.map(({ id: piece, why }) => [piece, why?.code === 'exception_holds' ? 'exception' : 'emergency']));
  };
  return (change, piece) => {
    if (!known.has(change)) known.set(change, read(change));
    return known.get(change)!.get(piece) ?? null;
  };
}
const accepted = (context: ReadContext, acceptance: Acceptance | null): Conflict['acceptance'] =>
  acceptance && { reason: acceptance.reason, owner: nameOf(context, acceptance.owner), until: acceptance.until, by: nameOf(context, acceptance.by), at: acceptance.at, isExpired: isOver(acceptance, context.now) };

/** Conflicts as they are told, each with how it was settled. */
export function conflictRows(context: ReadContext, { found, ...settled }: ScheduleFacts): Conflict[] {
  const waiver = waiversOf(context);
  return found.map((conflict) => {
    const { key, rule, capability, sides, overlap, path, facts } = conflict;
    const isHard = isBlocking(conflict);
    const how = settledBy(conflict, settled, context.now) ?? (isHard ? sides.filter(({ kind }) => kind === 'change').map(({ id }) => waiver(id, pieceOf(conflict))).find((one) => one !== null) ?? null : null);
    return { key, rule, capability, sides: [sides[0], sides[1]], overlap, path: [...path], said: saidOf(conflict), facts: { ...facts }, weight: isHard ? 'blocking' : 'told', settled: how, acceptance: accepted(context, acceptanceOf(conflict, settled.acceptances)) };
  });
}
const startOf = ({ overlap, sides: [a, b] }: Conflict): string => overlap?.startsAt ?? (a.startsAt > b.startsAt ? a.startsAt : b.startsAt);
const isOpen = ({ weight, settled }: Conflict): boolean => weight === 'blocking' && settled === null;
function listConflicts(context: ReadContext, { change, from, to, limit, after }: Input<'conflict.list'>): Output<'conflict.list'> {
  const facts = change === undefined ? context.conflictsBetween(spanOf({ from, to }, context.now)) : context.conflictsOf(context.loadChange(change));
  const rows = conflictRows(context, facts).toSorted((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || (startOf(a) !== startOf(b) ? (startOf(a) < startOf(b) ? -1 : 1) : a.key < b.key ? -1 : 1));
  const start = Math.max(0, Number(after ?? 0) || 0);
  return { rows: rows.slice(start, start + limit), total: rows.length, open: rows.filter(isOpen).length, next: start + limit < rows.length ? String(start + limit) : null, mayAccept: may(mayAccept(context)) };
}
function previewConflicts(context: ReadContext, { change: ref, startsAt, endsAt }: Input<'conflict.preview'>): Output<'conflict.preview'> {
  if (endsAt <= startsAt) throw new AppError(refuse('end_before_start', {}, { field: 'endsAt' }).error);
  const change = context.loadChange(ref);
  const { found, ...settled } = context.conflictsOf(change, { startsAt, endsAt });
  const rows = found.map((conflict): Conflict => {
    const { key, rule, capability, sides, overlap, path, facts } = conflict;
    return { key, rule, capability, sides: [sides[0], sides[1]], overlap, path: [...path], said: saidOf(conflict), facts: { ...facts }, weight: isBlocking(conflict) ? 'blocking' : 'told', settled: settledBy(conflict, settled, context.now), acceptance: null };
  });
  return { rows, blocking: rows.filter(isOpen).length };
}

/** Days that are looked through for a free window, and how long one is where nobody has said. */
const searchDays = 28;
const usualMinutes = 120;
const minutesOf = ({ plannedStartAt, plannedEndAt }: Change['fields']): number => (plannedStartAt !== null && plannedEndAt !== null && plannedStartAt < plannedEndAt ? Math.max(1, Math.round(msBetween(plannedStartAt, plannedEndAt) / 60_000)) : usualMinutes);
function freeFor(context: ReadContext, change: Change, asked: { span: Span; limit: number } & Pick<Looking, 'avoid'>): Free[] {
  const months = Array.from({ length: Math.ceil(msBetween(asked.span.startsAt, asked.span.endsAt) / (28 * 86_400_000)) + 1 }, (_, i) => addDays(asked.span.startsAt, 28 * i));
  const level = context.levelFactsOf(change, [...months, asked.span.endsAt]);
  const { outageMinutes } = change.fields;
  return proposeWindows({ ...context.aroundOf(change, asked.span), ...asked, minutes: minutesOf(change.fields), ...(level.level === null ? {} : { projected: (window: Span) => project(level, { window, outageMinutes, plan: null, backout: 0 }) }) });
}
const searchSpan = (from: string, to?: string): Span => { const latest = addDays(from, mostDays); const endsAt = to ?? addDays(from, searchDays); return { startsAt: from, endsAt: endsAt > latest ? latest : endsAt }; };
function proposeFor(context: ReadContext, { change: ref, from, to, limit }: Input<'window.propose'>): Output<'window.propose'> {
  const change = context.loadChange(ref);
  const span = searchSpan(from !== undefined && from > context.now ? from : context.now, to);
  if (span.endsAt <= span.startsAt) throw new AppError(refuse('end_before_start', {}, { field: 'to' }).error);
  return { rows: freeFor(context, change, { span, limit }).map((free, i) => ({ ...free, zone: change.fields.zone, rank: i + 1 })), minutes: minutesOf(change.fields) };
}

/** What an entry touches from now on: changes whose window meets one of its occurrences and whom it is for. */
function affectedBy(context: ReadContext, entry: Entry): { change: Change; claim: Span }[] {
  const now = entryNow(entry);
  const span = spanOf({ from: now.startsAt > context.now ? now.startsAt : context.now, to: now.recurrence === null ? now.endsAt : undefined }, context.now);
  if (span.endsAt <= span.startsAt) return [];
  const times = occurrencesIn(now, span);
  return context.claimsIn(span).filter((claim) => claim.kind === 'change' && concerns(now.scope, claim.places) && times.some((at) => overlaps(at, claim))).toSorted((a, b) => (a.startsAt !== b.startsAt ? (a.startsAt < b.startsAt ? -1 : 1) : a.id < b.id ? -1 : 1))
    .flatMap((claim) => { const change = context.findChange(claim.id); return change ? [{ change, claim }] : []; });
}
function answerTo(context: ReadContext, entry: Entry, change: Change): Pick<Affected, 'answer' | 'notices'> {
  const { startsAt, endsAt } = entryNow(entry);
  const told = entry.answers.find(({ of }) => of === change.id);
  if (!told) return { answer: null, notices: [] };
  const { verdict, reason, by, at, window, entryAt, ofAt, notices } = told;
  const isStale = entryAt !== `${startsAt}/${endsAt}` || ofAt !== `${change.fields.plannedStartAt}/${change.fields.plannedEndAt}`;
  return { answer: { verdict, reason, by: nameOf(context, by), at, window, isStale }, notices: notices.map((notice) => ({ ...notice, sentAt: null })) };
}
/** CAL-03: changes in it, those that were moved out of it by an answer, and a window for each that is still there. */
function effectsOf(context: ReadContext, { entry: ref }: Input<'effect.list'>): Output<'effect.list'> {
  const entry = context.loadEntry(ref);
  const now = entryNow(entry);
  const inside = entry.removed ? [] : affectedBy(context, entry).map(({ change }) => change);
  const moved = entry.answers.filter(({ of }) => !inside.some(({ id }) => id === of)).flatMap(({ of }) => context.findChange(of) ?? []);
  const rows = [...inside, ...moved].map((change): Affected => {
    const { id, number, state, fields: { title, owner, zone, plannedStartAt, plannedEndAt } } = change;
    const from = now.recurrence === null ? now.endsAt : plannedEndAt!;
    const span = searchSpan(from > context.now ? from : context.now);
    const avoid: Held[] = occurrencesIn(now, span).map((at) => ({ entry: now, at }));
    const free = inside.includes(change) ? freeFor(context, change, { span, limit: 28, avoid }).toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1))[0] : undefined;
    return { kind: 'change', id, number, title, owner, state, startsAt: plannedStartAt ?? '', endsAt: plannedEndAt ?? '', zone, proposed: free ? { startsAt: free.startsAt, endsAt: free.endsAt } : null, ...answerTo(context, entry, change), mayAnswer: may(needs('planCalendar', context.actor)) };
  });
  return { rows, notices: rows.reduce((sum, { notices }) => sum + notices.length, 0) };
}

export const scheduleQueries = {
  'calendar.list': listCalendar, 'calendar.show': showEntry, 'effect.list': effectsOf, 'conflict.list': listConflicts, 'conflict.preview': previewConflicts, 'window.propose': proposeFor,
} satisfies Partial<QueryHandlers>;
