// Technical debt and parallel runs for the window and the command line (LEG-02, LEG-06).
import type { DebtPlanRow, DebtRow } from '#contract/debt.ts';
import type { ParallelRow } from '#contract/parallel.ts';
import { mayKeepLegacy } from '../domain/constraint.ts';
import type { Debt, DebtPlan } from '../domain/debt.ts';
import { debtPlanSheet, debtShare, debtSheet, isShort, needsDecision, paybackOf } from '../domain/debt.ts';
import { exceptionSheet } from '../domain/exceptions.ts';
import type { ParallelRun } from '../domain/parallel.ts';
import { cyclesOf, earlyEndFor, mayEndAs, mayEndParallel, parallelSheet, runsUntil, streakOf } from '../domain/parallel.ts';
import { needs } from '../domain/roles.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';
import { pageOf } from './legacy.ts';

export function debtRow(context: ReadContext, one: Debt): DebtRow {
  const { id, number, terms: { value, losers }, failures, decisions, ended } = one;
  return {
    id, number, ...value, itemName: value.item === '' ? '' : context.itemName(value.item), payback: paybackOf(one, context.policy(), context.now), needsDecision: needsDecision(one, context.policy(), context.now), isSettled: ended !== null, also: losers.length,
    failures: failures.map(({ id: failure, on, minutes, reworkHours, cause, by }) => ({ id: failure, on, minutes, reworkHours, cause, by: nameOf(context, by) })).toSorted((a, b) => (a.on < b.on ? 1 : -1)),
    decisions: decisions.map(({ verdict, hours, reason, by, at }) => ({ verdict, hours, reason, by: nameOf(context, by), at })),
  };
}
function planRow(context: ReadContext, { id, split: { value, by, at } }: DebtPlan): DebtPlanRow {
  const share = debtShare(value);
  const debts = value.debts.flatMap((ref) => { const found = context.findSheet(debtSheet, ref); return found ? [{ id: ref, number: found.number, title: found.terms.value.title }] : []; });
  return { id, release: value.release, featureHours: value.featureHours, debtHours: value.debtHours, share, isShort: isShort(share, context.policy()), debts, by: nameOf(context, by), at };
}
export function parallelRow(context: ReadContext, run: ParallelRun): ParallelRow {
  const { id, number, terms: { value }, extensions, end } = run;
  const judged = cyclesOf(run);
  const exception = earlyEndFor(run, context.listSheets(exceptionSheet), context.policy(), context.now);
  return {
    id, number, ...value, until: runsUntil(run), streak: streakOf(judged), judged, extensions: extensions.map((one) => ({ ...one, by: nameOf(context, one.by) })), end: end && { ...end, by: nameOf(context, end.by) },
    mayExit: may(mayEndAs(run, 'exit', exception, context)), mayStop: may(mayEndAs(run, 'stop', exception, context)), mayExtend: may(mayEndParallel(run, context)),
  };
}

export const debtQueries = {
  'debt.list': (context, input) => {
    const { minuteRate, hourRate, months, failures } = context.policy().debt;
    return {
      ...pageOf(context, debtSheet, input, { row: (one) => debtRow(context, one) }), waiting: context.listSheets(debtSheet).filter((one) => needsDecision(one, context.policy(), context.now)).length,
      mayKeep: may(mayKeepLegacy(context)), mayDecide: may(needs('decide', context.actor)), rates: { minuteRate, hourRate, months, failures },
    };
  },
  'debt.plans': (context, { limit, after }) => {
    const from = Math.max(0, Math.trunc(Number(after ?? 0)) || 0);
    const all = context.listSheets(debtPlanSheet).toSorted((a, b) => (a.split.at < b.split.at ? 1 : -1));
    return { rows: all.slice(from, from + limit).map((plan) => planRow(context, plan)), next: from + limit < all.length ? String(from + limit) : null, least: context.policy().debt.share, mayPlan: may(mayKeepLegacy(context)) };
  },
  'parallel.list': (context, { limit, after }) => {
    const { rows, next } = pageOf(context, parallelSheet, { ended: true, limit, after }, { row: (run) => parallelRow(context, run) });
    return { rows, next, mayKeep: may(mayKeepLegacy(context)), least: context.policy().parallel.cycles };
  },
} satisfies Partial<QueryHandlers>;
