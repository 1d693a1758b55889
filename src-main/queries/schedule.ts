// The calendar and the conflicts of the schedule, computed when asked (CAL-01 to CAL-03, CAL-06).
import type { CalendarEntry, Occurrence } from '#contract/calendar.ts';
import { entryKinds } from '#contract/calendar.ts';
import type { Input, Output } from '#contract/index.ts';
import type { Affected, Conflict } from '#contract/schedule.ts';
import { entryNow, liftedAt, mayChangeEntry } from '../domain/calendar.ts';
import type { Entry, EntryNow } from '../domain/calendar.ts';
import type { Change } from '../domain/change.ts';
import type { Dossier } from '../domain/dossier.ts';
import { setAsideBy } from '../domain/gates.ts';
import { textOf } from '../domain/item.ts';
import { occurrencesIn, overlaps } from '../domain/recurrence.ts';
import type { Span } from '../domain/recurrence.ts';
import { needs } from '../domain/roles.ts';
import { project } from '../domain/outage.ts';
import type { Acceptance, ScheduleFacts } from '../domain/schedule.ts';
import { acceptanceOf, isOver, mayAccept, saidOf, settledBy } from '../domain/schedule.ts';
import { capabilityOf, holdsBack, isBlocking } from '../domain/schedule-conflicts.ts';
import type { FoundConflict, Held } from '../domain/schedule-conflicts.ts';
import { concerns, scopeWordsOf } from '../domain/scope.ts';
import { addDays, msBetween } from '../domain/spans.ts';
import { isPartOf } from '../domain/waivers.ts';
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

const scheduleRules = [...new Set(Object.values(capabilityOf))];
/** Whether a look at what sets rules aside is worth it: there is an emergency of the change, an exception for it, or one from a rule of the schedule for a service or everything. Most changes have none. */
function mayBeSetAside({ db }: ReadContext): (change: string) => boolean {
  const wide = db.all<{ rule: string }>("SELECT DISTINCT json_extract(body, '$.rule') AS rule FROM sheet WHERE name = 'exception' AND state = 'approved' AND (change = 'everything' OR change LIKE 'service:%')");
  const isWide = wide.some(({ rule }) => scheduleRules.some((one) => isPartOf(one, rule)));
  return (change) => isWide || db.get("SELECT 1 FROM sheet WHERE (name = 'emergency' AND id = ?) OR (name = 'exception' AND change = ?) LIMIT 1", change, change) !== undefined;
}
/** Exceptions and emergencies settle at the gate of a change that a conflict holds back. */
function waiversOf(context: ReadContext): (conflict: FoundConflict) => Conflict['settled'] {
  const isWorthALook = mayBeSetAside(context);
  const known = new Map<string, Dossier | null>();
  const dossierOf = (id: string): Dossier | null => {
    if (!known.has(id)) { const change = isWorthALook(id) ? context.findChange(id) : null; known.set(id, change && context.dossierOf(change)); }
    return known.get(id)!;
  };
  return (conflict) => conflict.sides.filter(({ kind, id }) => kind === 'change' && holdsBack(conflict, id)).map(({ id }) => { const dossier = dossierOf(id); return dossier && setAsideBy(conflict.capability, dossier, context.now); }).find((how) => how !== null) ?? null;
}
const accepted = (context: ReadContext, acceptance: Acceptance | null): Conflict['acceptance'] =>
  acceptance && { reason: acceptance.reason, owner: nameOf(context, acceptance.owner), until: acceptance.until, by: nameOf(context, acceptance.by), at: acceptance.at, isExpired: isOver(acceptance, context.now) };

/** How each of some conflicts was settled; null: it is open. */
function settlementOf(context: ReadContext, settled: Omit<ScheduleFacts, 'found'>): (conflict: FoundConflict) => Conflict['settled'] {
  const waiver = waiversOf(context);
  return (conflict) => settledBy(conflict, settled, context.now) ?? (isBlocking(conflict) ? waiver(conflict) : null);
}
/** Conflicts as they are told, each with how it was settled. */
export function conflictRows(context: ReadContext, { found, ...settled }: ScheduleFacts): Conflict[] {
  const how = settlementOf(context, settled);
  return found.map((conflict) => {
    const { key, rule, capability, sides, overlap, path, facts } = conflict;
    return { key, rule, capability, sides: [sides[0], sides[1]], overlap, path: [...path], said: saidOf(conflict), facts: { ...facts }, weight: isBlocking(conflict) ? 'blocking' : 'told', settled: how(conflict), acceptance: accepted(context, acceptanceOf(conflict, settled.acceptances)) };
  });
}
const startOf = ({ overlap, sides: [a, b] }: Conflict): string => overlap?.startsAt ?? (a.startsAt > b.startsAt ? a.startsAt : b.startsAt);
const isOpen = ({ weight, settled }: Conflict): boolean => weight === 'blocking' && settled === null;
const byStart = (a: Conflict, b: Conflict): number => (startOf(a) !== startOf(b) ? (startOf(a) < startOf(b) ? -1 : 1) : a.key < b.key ? -1 : 1);

/** Strides that one page of conflicts takes at most: where there is much work and nothing collides, a page may be short and say how far it looked. */
const mostStrides = 60;
/** Conflicts of a span, stride by stride in the order they arise; the cursor is where the stride began, and the start and key of the last row. */
function conflictsOfSpan(context: ReadContext, span: Span, { limit, after }: { limit: number; after: string | undefined }): Pick<Output<'conflict.list'>, 'rows' | 'next' | 'until'> {
  const [begun = '', start = '', key = ''] = after?.split(' ') ?? [];
  let from: string | null = begun === '' ? null : begun;
  let rows: Conflict[] = [];
  for (let strides = 0; strides < mostStrides; strides += 1) {
    const { until, ...facts } = context.conflictsFrom(span, from);
    const found = conflictRows(context, facts).toSorted(byStart);
    const fresh = strides === 0 ? found.filter((row) => startOf(row) > start || (startOf(row) === start && row.key > key)) : found;
    if (rows.length + fresh.length > limit) {
      rows = [...rows, ...fresh.slice(0, limit - rows.length)];
      const last = rows.at(-1)!;
      return { rows, next: `${from ?? ''} ${startOf(last)} ${last.key}`, until: startOf(last) };
    }
    rows.push(...fresh);
    if (until === null) return { rows, next: null, until: span.endsAt };
    from = until;
  }
  return { rows, next: from, until: from! };
}
/** Of one change all there are, the open ones first; of a span page by page. */
function listConflicts(context: ReadContext, { change, from, to, limit, after }: Input<'conflict.list'>): Output<'conflict.list'> {
  const mayAcceptNow = may(mayAccept(context));
  if (change === undefined) return { ...conflictsOfSpan(context, spanOf({ from, to }, context.now), { limit, after }), mayAccept: mayAcceptNow };
  const rows = conflictRows(context, context.conflictsOf(context.loadChange(change))).toSorted((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || byStart(a, b));
  const start = Math.max(0, Number(after ?? 0) || 0);
  return { rows: rows.slice(start, start + limit), next: start + limit < rows.length ? String(start + limit) : null, until: null, mayAccept: mayAcceptNow };
}
/** One stride: how many conflicts are open in it, and how many each change has that nobody settled. */
function countConflicts(context: ReadContext, { from, to, after }: Input<'conflict.count'>): Output<'conflict.count'> {
  const { found, until, ...settled } = context.conflictsFrom(spanOf({ from, to }, context.now), after ?? null);
  const how = settlementOf(context, settled);
  const unsettled = found.filter((conflict) => how(conflict) === null);
  const changes: Record<string, number> = {};
  for (const { id } of unsettled.flatMap(({ sides }) => sides.filter(({ kind }) => kind === 'change'))) changes[id] = (changes[id] ?? 0) + 1;
  return { open: unsettled.filter(isBlocking).length, changes, next: until };
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
  'calendar.list': listCalendar, 'calendar.show': showEntry, 'effect.list': effectsOf, 'conflict.list': listConflicts, 'conflict.count': countConflicts, 'conflict.preview': previewConflicts, 'window.propose': proposeFor,
} satisfies Partial<QueryHandlers>;
