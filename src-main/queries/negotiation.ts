// Service terms with what is left of them, and how far a window is agreed with operations (CAL-04).
import type { Input, Output } from '#contract/index.ts';
import type { LevelView } from '#contract/service-level.ts';
import type { Outage } from '#contract/negotiation.ts';
import type { Dossier } from '../domain/dossier.ts';
import { textOf } from '../domain/item.ts';
import * as rules from '../domain/negotiation.ts';
import type { Projected } from '../domain/outage.ts';
import { projectionOf } from '../domain/outage.ts';
import { downtimeIn, levelSheet, mayKeepLevels, monthOf } from '../domain/service-level.ts';
import type { Kept } from '../domain/sheet.ts';
import type { Json } from '../domain/event.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

const told = <T extends Json>(context: ReadContext, { by, at, losers }: Kept<T>): { by: string; at: string; also: { by: string; at: string }[] } => ({ by: nameOf(context, by), at, also: losers.map((one) => ({ by: nameOf(context, one.by), at: one.at })) });
function showLevel(context: ReadContext, { service: ref, month: asked }: Input<'level.show'>): LevelView {
  const service = context.loadService(ref);
  const name = textOf(service.values, 'name');
  const level = context.findSheet(levelSheet, service.id) ?? { id: service.id, terms: null, activity: null, downtimes: [] };
  const { terms, activity } = level;
  const month = asked ?? monthOf(context.now, terms?.value.zone ?? 'UTC');
  const planned = context.outagesIn(level, { name, month });
  const downtimes = downtimeIn(level, month);
  const spent = [...planned, ...downtimes].reduce((sum, { minutes }) => sum + minutes, 0);
  const allowance = terms?.value.allowance ?? null;
  return {
    service: service.id, name, mayKeep: may(mayKeepLevels(context)),
    terms: terms && { ...terms.value, operations: terms.value.operations === '' ? null : { id: terms.value.operations, name: nameOf(context, terms.value.operations) }, ...told(context, terms) },
    activity: activity && { ...activity.value, ...told(context, activity) },
    month: { month, allowance, left: allowance === null ? null : allowance - spent, spent, planned: planned.map(({ number, title, startsAt, minutes }) => ({ number, title, startsAt, minutes })), downtimes: downtimes.map(({ on, minutes, note, by }) => ({ on, minutes, note, by: nameOf(context, by) })) },
  };
}

/** What the service will see, with the target time of the change's type. */
export function outageOf({ change: { fields }, level, service }: Pick<Dossier, 'change' | 'level' | 'service'>, projected: Projected): Outage {
  const target = level.level?.terms?.value.targets[fields.type] ?? null;
  const { outage, affected, worst, month, allowance, left, plan, backout, available } = projected;
  return { service: service?.name ?? fields.service, startsAt: fields.plannedStartAt ?? '', endsAt: fields.plannedEndAt ?? '', zone: fields.zone, outage, affected, worst, month, allowance, left, plan, backout, available, target, isOverTarget: target !== null && (plan ?? available) > target };
}
export function showNegotiation(context: ReadContext, { change: ref }: Input<'negotiation.show'>): Output<'negotiation.show'> {
  const change = context.loadChange(ref);
  const dossier = context.dossierOf(change);
  const { negotiation, level: { operations } } = dossier;
  const last = rules.lastNamed(negotiation);
  const projected = projectionOf(dossier, last?.minutes ?? null);
  const steps = (negotiation?.steps ?? []).map((step) => ({
    id: step.id, kind: step.kind, side: step.kind === 'countered' || step.kind === 'confirmed' ? 'operations' as const : 'change' as const, by: nameOf(context, step.by), at: step.at, note: step.note,
    ...('window' in step ? { window: step.window, minutes: step.minutes } : { window: null, minutes: null }), isLost: rules.isLost(step, last),
  }));
  return {
    standing: rules.standingOf(dossier), window: last?.window ?? null, minutes: last?.minutes ?? null, steps, outage: projected && outageOf(dossier, projected), operations: operations?.name ?? null,
    may: { propose: may(rules.mayPropose(dossier, context)), counter: may(rules.mayCounter(dossier, context)), accept: may(rules.mayAcceptCounter(dossier, context)), confirm: may(rules.mayConfirm(dossier, context)) },
  };
}

export const negotiationQueries = { 'level.show': showLevel, 'negotiation.show': showNegotiation } satisfies Partial<QueryHandlers>;
