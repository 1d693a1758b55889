// Registers of legacy systems: constraints, integration points, workarounds, debt, parallel runs (LEG-01 to LEG-04, LEG-06).
import type { Receipt } from '#contract/values.ts';
import type { Input } from '#contract/index.ts';
import { appError, orRefuse } from '../app-error.ts';
import * as constraints from '../domain/constraint.ts';
import * as debts from '../domain/debt.ts';
import type { Entry } from '../domain/entry.ts';
import type { DomainEvent, Json } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { exceptionSheet } from '../domain/exceptions.ts';
import * as points from '../domain/integration.ts';
import * as runs from '../domain/parallel.ts';
import type { Sheet } from '../domain/sheet.ts';
import type { Verdict } from '../domain/verdict.ts';
import * as around from '../domain/workaround.ts';
import type { CommandHandlers, Records, WriteContext } from '../ports.ts';

type Lookup = Pick<Records, 'findSheet'>;
/** An entry of a register by its number, UUID or name. */
export function loadEntry<S>(context: Lookup, sheet: Sheet<S>, { ref, record }: { ref: string; record: string }): S {
  const entry = context.findSheet(sheet, ref);
  if (!entry) throw appError('record_missing', { record, id: ref });
  return entry;
}
export const loadConstraint = (context: Lookup, ref: string): constraints.Constraint => loadEntry(context, constraints.constraintSheet, { ref, record: 'constraint' });
export const loadPoint = (context: Lookup, ref: string): points.Point => loadEntry(context, points.pointSheet, { ref, record: 'integration point' });
export const loadWorkaround = (context: Lookup, ref: string): around.Workaround => loadEntry(context, around.workaroundSheet, { ref, record: 'workaround' });
export const loadDebt = (context: Lookup, ref: string): debts.Debt => loadEntry(context, debts.debtSheet, { ref, record: 'technical debt' });
export const loadRun = (context: Lookup, ref: string): runs.ParallelRun => loadEntry(context, runs.parallelSheet, { ref, record: 'parallel run' });

type Made = { id: string; number: string };
function made(context: WriteContext, letter: string, rule: (entry: Made) => Verdict<DomainEvent>): Receipt {
  const entry = { id: context.newId(), number: context.nextNumber(letter) };
  context.append(orRefuse(rule(entry)));
  return { ...entry, version: 1 };
}
function moved<T extends Json>(context: WriteContext, kind: string, { id, number }: Pick<Entry<T>, 'id' | 'number'>, verdict: Verdict<DomainEvent>): Receipt {
  const events = orRefuse(verdict);
  if (events.length > 0) context.append(events);
  return { id, number, version: context.versionOf(subjectOf(kind, id)) };
}

const itemOf = (context: WriteContext, ref: string): string => (ref === '' ? '' : context.loadItem(ref).id);
function constraintTerms(context: WriteContext, { items, services, blackoutFrom, blackoutTo, ...terms }: Omit<Input<'constraint.revise'>, 'constraint'>): constraints.ConstraintTerms {
  const blackout = blackoutFrom !== null && blackoutTo !== null ? { startsAt: blackoutFrom, endsAt: blackoutTo } : null;
  return { ...terms, items: items.map((ref) => itemOf(context, ref)), services: services.map((ref) => context.loadService(ref).id), blackout };
}
const pointTerms = (context: WriteContext, { from, to, ...terms }: Omit<Input<'integration.revise'>, 'point'>): points.PointTerms => ({ ...terms, from: itemOf(context, from), to: itemOf(context, to) });
const workaroundTerms = (context: WriteContext, { item, ...terms }: Omit<Input<'workaround.revise'>, 'workaround'>): around.WorkaroundTerms => ({ ...terms, item: itemOf(context, item) });
const debtTerms = (context: WriteContext, { item, ...terms }: Omit<Input<'debt.revise'>, 'debt'>): debts.DebtTerms => ({ ...terms, item: itemOf(context, item) });

const onConstraint = (context: WriteContext, ref: string, rule: (one: constraints.Constraint) => Verdict<DomainEvent>): Receipt => { const one = loadConstraint(context, ref); return moved(context, 'constraint', one, rule(one)); };
const onPoint = (context: WriteContext, ref: string, rule: (one: points.Point) => Verdict<DomainEvent>): Receipt => { const one = loadPoint(context, ref); return moved(context, 'integration', one, rule(one)); };
const onWorkaround = (context: WriteContext, ref: string, rule: (one: around.Workaround) => Verdict<DomainEvent>): Receipt => { const one = loadWorkaround(context, ref); return moved(context, 'workaround', one, rule(one)); };
const onDebt = (context: WriteContext, ref: string, rule: (one: debts.Debt) => Verdict<DomainEvent>): Receipt => { const one = loadDebt(context, ref); return moved(context, 'debt', one, rule(one)); };
const onRun = (context: WriteContext, ref: string, rule: (one: runs.ParallelRun) => Verdict<DomainEvent>): Receipt => { const one = loadRun(context, ref); return moved(context, 'parallel', one, rule(one)); };

export const legacyCommands = {
  'constraint.register': (context, input) => made(context, 'LC', (entry) => constraints.registerConstraint(entry, constraintTerms(context, input), context)),
  'constraint.revise': (context, { constraint, ...input }) => onConstraint(context, constraint, (one) => constraints.reviseConstraint(one, constraintTerms(context, input), context)),
  'constraint.end': (context, { constraint, reason }) => onConstraint(context, constraint, (one) => constraints.endConstraint(one, reason, context)),
  'integration.map': (context, input) => made(context, 'LI', (entry) => points.mapPoint(entry, pointTerms(context, input), context)),
  'integration.revise': (context, { point, ...input }) => onPoint(context, point, (one) => points.revisePoint(one, pointTerms(context, input), context)),
  'integration.test': (context, { point, result, ...input }) => onPoint(context, point, (one) => points.testPoint(one, { ...input, passed: result === 'passed' }, context)),
  'integration.mitigate': (context, { point, change, text }) => onPoint(context, point, (one) => points.mitigatePoint(one, { change: context.loadChange(change).id, text }, context)),
  'integration.remove': (context, { point, reason }) => onPoint(context, point, (one) => points.removePoint(one, reason, context)),
  'workaround.register': (context, input) => made(context, 'LW', (entry) => around.registerWorkaround(entry, workaroundTerms(context, input), context)),
  'workaround.revise': (context, { workaround, ...input }) => onWorkaround(context, workaround, (one) => around.reviseWorkaround(one, workaroundTerms(context, input), context)),
  'workaround.review': (context, { workaround, note }) => onWorkaround(context, workaround, (one) => around.reviewWorkaround(one, note, context)),
  'workaround.setOperator': (context, { workaround, ...input }) => onWorkaround(context, workaround, (one) => around.setOperator(one, input, context)),
  'workaround.use': (context, { workaround, change }) => onWorkaround(context, workaround, (one) => around.useWorkaround(one, context.loadChange(change).id, context)),
  'workaround.retire': (context, { workaround, reason }) => onWorkaround(context, workaround, (one) => around.retireWorkaround(one, reason, context)),
  'debt.register': (context, input) => made(context, 'LD', (entry) => debts.registerDebt(entry, debtTerms(context, input), context)),
  'debt.revise': (context, { debt, ...input }) => onDebt(context, debt, (one) => debts.reviseDebt(one, debtTerms(context, input), context)),
  'debt.settle': (context, { debt, reason }) => onDebt(context, debt, (one) => debts.settleDebt(one, reason, context)),
  'debt.addFailure': (context, { debt, ...input }) => onDebt(context, debt, (one) => debts.addFailure(one, { ...input, id: context.newId() }, context)),
  'debt.decide': (context, { debt, ...input }) => onDebt(context, debt, (one) => debts.decideDebt(one, { ...input, rev: context.digest(one) }, context)),
  'debt.plan': (context, { debts: refs, ...input }) => {
    const known = context.findSheet(debts.debtPlanSheet, input.release);
    const id = known?.id ?? context.newId();
    context.append(orRefuse(debts.planDebt(id, { ...input, debts: refs.map((ref) => loadDebt(context, ref).id) }, context)));
    const share = debts.debtShare(input);
    return { id, version: context.versionOf(subjectOf('debtPlan', id)), share, isShort: debts.isShort(share, context.policy()) };
  },
  'parallel.plan': (context, input) => made(context, 'LP', (entry) => runs.planParallel(entry, { ...input, needed: input.needed ?? context.policy().parallel.cycles }, context.policy(), context)),
  'parallel.record': (context, { run, cycle, side, release, ...values }) => onRun(context, run, (one) => runs.recordResult(one, { cycle, side, release, values: JSON.parse(JSON.stringify(values)) as runs.Values }, context)),
  'parallel.extend': (context, { run, ...input }) => onRun(context, run, (one) => runs.extendParallel(one, { ...input, rev: context.digest(one) }, context)),
  'parallel.end': (context, { run, ...input }) => onRun(context, run, (one) => runs.endParallel(one, { ...input, exception: runs.earlyEndFor(one, context.listSheets(exceptionSheet), context.policy(), context.now), rev: context.digest(one) }, context)),
} satisfies Partial<CommandHandlers>;
