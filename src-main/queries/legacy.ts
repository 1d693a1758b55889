// Registers of legacy systems for the window and the command line, and what they demand of one change (LEG-01, LEG-03, LEG-04).
import type { Input, Output } from '#contract/index.ts';
import type { ConstraintRow, PointRow, WorkaroundRow } from '#contract/legacy.ts';
import type { Constraint } from '../domain/constraint.ts';
import { constraintSheet, earliestWindow, isInForce, mayKeepLegacy } from '../domain/constraint.ts';
import type { Entry } from '../domain/entry.ts';
import type { Json } from '../domain/event.ts';
import type { Point } from '../domain/integration.ts';
import { isIsolated, latestTest, pointSheet } from '../domain/integration.ts';
import { nameKey, numberOf, textOf } from '../domain/item.ts';
import { addedSteps, overlapsOf } from '../domain/legacy.ts';
import { needs } from '../domain/roles.ts';
import type { Sheet } from '../domain/sheet.ts';
import { addDays, addMinutes } from '../domain/spans.ts';
import type { Workaround } from '../domain/workaround.ts';
import { isReviewOverdue, reviewBy, unstaffed, workaroundSheet } from '../domain/workaround.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

const inList = 'IN (SELECT value FROM json_each(?))';
const itemNames = ({ db }: Pick<ReadContext, 'db'>, ids: readonly string[]): Map<string, string> => new Map(db.all<{ id: string; name: string }>(`SELECT id, name FROM item WHERE id ${inList}`, JSON.stringify(ids)).map(({ id, name }) => [id, name]));
const serviceNames = ({ db }: Pick<ReadContext, 'db'>, ids: readonly string[]): Map<string, string> => new Map(db.all<{ id: string; name: string }>(`SELECT id, name FROM service WHERE id ${inList}`, JSON.stringify(ids)).map(({ id, name }) => [id, name]));
const gone = 'no longer registered';
const named = (names: Map<string, string>, ids: readonly string[]): { id: string; name: string }[] => ids.map((id) => ({ id, name: names.get(id) ?? gone }));

function standingOf(one: Constraint, now: string): ConstraintRow['standing'] {
  const { from, until } = one.terms.value;
  const day = now.slice(0, 10);
  if (one.ended !== null) return 'ended';
  if (isInForce(one, day)) return 'in-force';
  return until !== null && until < day ? 'expired' : from !== null ? 'upcoming' : 'in-force';
}
function constraintRow(context: ReadContext, one: Constraint): ConstraintRow {
  const { id, number, terms: { value, losers }, created, ended } = one;
  const { blackout, items, services, ...terms } = value;
  return {
    id, number, ...terms, items: named(itemNames(context, items), items), services: named(serviceNames(context, services), services), blackoutFrom: blackout?.startsAt ?? null, blackoutTo: blackout?.endsAt ?? null,
    standing: standingOf(one, context.now), createdAt: created.at, ended: ended && { ...ended, by: nameOf(context, ended.by) }, also: losers.length,
  };
}
export function pointRow(context: ReadContext, one: Point): PointRow {
  const { id, number, terms: { value, losers }, mitigations, ended } = one;
  const names = itemNames(context, [value.from, value.to]);
  const policy = context.policy();
  const test = latestTest(one);
  return {
    id, number, ...value, fromName: names.get(value.from) ?? gone, toName: names.get(value.to) ?? gone, isIsolated: isIsolated(one, policy, context.now), isRemoved: ended !== null, also: losers.length,
    test: test && { on: test.on, passed: test.passed, evidence: test.evidence, by: nameOf(context, test.by) }, testUntil: test && addDays(`${test.on}T00:00:00.000Z`, policy.legacy.isolationTestDays).slice(0, 10),
    mitigations: mitigations.map(({ change, text, by, at }) => ({ change: context.findChange(change)?.number ?? change, text, by: nameOf(context, by), at })),
  };
}
export function workaroundRow(context: ReadContext, one: Workaround): WorkaroundRow {
  const { id, number, terms: { value, losers }, operators, changes, reviews, ended } = one;
  const last = reviews.at(-1);
  return {
    id, number, ...value, itemName: value.item === '' ? '' : itemNames(context, [value.item]).get(value.item) ?? gone, operators, changes: changes.map((change) => context.findChange(change)?.number ?? change), isRetired: ended !== null, also: losers.length,
    reviewBy: reviewBy(one, context.policy()), isOverdue: isReviewOverdue(one, context.policy(), context.now), lastReview: last ? { ...last, by: nameOf(context, last.by) } : null,
  };
}

/** Every word asked for stands somewhere in the terms. */
const says = (words: string | undefined) => ({ number, terms }: Entry<Json>): boolean => {
  const body = nameKey(`${number} ${JSON.stringify(terms.value)}`);
  return (words ?? '').split(/\s+/).every((word) => body.includes(nameKey(word)));
};
type Listing = { text?: string | undefined; ended: boolean; limit: number; after?: string | undefined };
/** A page of a register, by number, the ended ones only where they are asked for. */
export function pageOf<S extends Entry<Json>, R>(context: ReadContext, sheet: Sheet<S>, { text, ended, limit, after }: Listing, { row, isIn = () => true }: { row: (entry: S) => R; isIn?: (entry: S) => boolean }): { rows: R[]; total: number; next: string | null } {
  const all = context.listSheets(sheet).filter((one) => (ended || one.ended === null) && says(text)(one) && isIn(one)).toSorted((a, b) => (a.number < b.number ? -1 : 1));
  const from = Math.max(0, Math.trunc(Number(after ?? 0)) || 0);
  return { rows: all.slice(from, from + limit).map(row), total: all.length, next: from + limit < all.length ? String(from + limit) : null };
}

const keeping = (context: ReadContext): { mayKeep: ReturnType<typeof may> } => ({ mayKeep: may(mayKeepLegacy(context)) });

function planWindow(context: ReadContext, { change: ref, items, services, minutes, from }: Input<'constraint.plan'>): Output<'constraint.plan'> {
  const change = ref === undefined ? null : context.loadChange(ref);
  const own = change === null ? context.constraintsOn({ items: items.map((item) => context.loadItem(item).id), services: services.map((service) => context.loadService(service).id) }, context.policy().reach.depth) : [...context.dossierOf(change).legacy.constraints];
  const { plannedStartAt = null } = change?.fields ?? {};
  const start = from ?? plannedStartAt ?? context.now;
  const plan = earliestWindow(own, { from: start, minutes });
  const window = { startsAt: start, endsAt: addMinutes(start, plan.needed) };
  return { ...plan, pushed: plan.pushed.map(({ constraint, to }) => ({ constraint: constraint.number, name: constraint.terms.value.name, to })), constraints: own.map((one) => constraintRow(context, one)), blocked: spansOf(own, window) };
}
const spansOf = (constraints: readonly Constraint[], window: { startsAt: string; endsAt: string }): Output<'constraint.plan'>['blocked'] =>
  overlapsOf(constraints, window).flatMap(({ constraint: { number, terms: { value } }, spans }) => spans.map((span) => ({ constraint: number, name: value.name, kind: value.kind, ...span })));

function forChange(context: ReadContext, ref: string): Output<'constraint.forChange'> {
  const change = context.loadChange(ref);
  const { legacy } = context.dossierOf(change);
  const { plannedStartAt: startsAt, plannedEndAt: endsAt, implementers } = change.fields;
  const steps = addedSteps(legacy, (startsAt ?? context.now).slice(0, 10));
  return {
    change: change.number, constraints: legacy.constraints.map((one) => constraintRow(context, one)), blocked: startsAt !== null && endsAt !== null ? spansOf(legacy.constraints, { startsAt, endsAt }) : [],
    steps, addedMinutes: steps.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0), points: legacy.points.map(({ point }) => pointRow(context, point)), workarounds: legacy.workarounds.map((one) => workaroundRow(context, one)),
    unstaffed: legacy.workarounds.flatMap((one) => unstaffed(one, implementers).map((skill) => ({ skill, tool: one.terms.value.tool }))), mayMitigate: may(needs('raise', context.actor)),
  };
}

function radius(context: ReadContext, { item: ref, depth }: Input<'integration.radius'>): Output<'integration.radius'> {
  const item = context.loadItem(ref);
  const policy = context.policy();
  const all = context.listSheets(pointSheet, { state: ['open'] });
  const counted = new Set(all.filter((point) => isIsolated(point, policy, context.now)).map(({ id }) => id));
  const steps = depth ?? policy.reach.depth;
  const [shut, bare] = [context.radiusOf(item.id, counted, steps), context.radiusOf(item.id, new Set(), steps)];
  const services = ({ services: found }: typeof shut): Output<'integration.radius'>['with'] => found.map(({ service, distance }) => ({ id: service.id, name: textOf(service.values, 'name'), tier: numberOf(service.values, 'tier'), distance }));
  const inside = new Set([item.id, ...bare.walk.reached.map((reached) => reached.item)]);
  return { item: textOf(item.values, 'name'), with: services(shut), without: services(bare), items: { with: shut.walk.reached.length, without: bare.walk.reached.length }, points: all.filter(({ terms: { value } }) => inside.has(value.from) || inside.has(value.to)).map((point) => pointRow(context, point)) };
}

export const legacyQueries = {
  'constraint.list': (context, input) => ({ ...pageOf(context, constraintSheet, input, { row: (one) => constraintRow(context, one) }), ...keeping(context) }),
  'constraint.plan': planWindow,
  'constraint.forChange': (context, { change }) => forChange(context, change),
  'integration.list': (context, input) => ({ ...pageOf(context, pointSheet, input, { row: (one) => pointRow(context, one) }), ...keeping(context) }),
  'integration.radius': radius,
  'workaround.list': (context, { overdue, ...input }) => {
    const isOverdue = (one: Workaround): boolean => isReviewOverdue(one, context.policy(), context.now);
    return { ...pageOf(context, workaroundSheet, input, { row: (one) => workaroundRow(context, one), ...(overdue ? { isIn: isOverdue } : {}) }), overdue: context.listSheets(workaroundSheet).filter(isOverdue).length, ...keeping(context) };
  },
} satisfies Partial<QueryHandlers>;
