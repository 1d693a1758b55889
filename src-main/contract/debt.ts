// Technical debt: what it costs, what repairing would cost, and its share of a release's capacity (LEG-02).
import { z } from 'zod';
import { command, job, query } from './define.ts';
import { Count, Day, ExportedFile, Line, May, Page, Receipt, Ref } from './values.ts';

export const debtKinds = ['outdated', 'fragile-dependency', 'missing-tests', 'manual-process', 'design', 'security'] as const;
export const DebtKind = z.enum(debtKinds);
export type DebtKind = z.output<typeof DebtKind>;
export const debtVerdicts = ['funded', 'deferred', 'accepted'] as const;
export const DebtVerdict = z.enum(debtVerdicts);
export type DebtVerdict = z.output<typeof DebtVerdict>;

const Short = z.string().trim().max(300);
/** Amounts may be sent below zero: the rule refuses them in words. */
const Amount = z.number().int();
export const DebtTerms = z.strictObject({
  title: Line, component: Line.describe('what carries the debt: a dependency, a module, a system'), item: Short.default('').describe('the component in the register of items'), kind: DebtKind, interestHours: Amount.default(0).describe('hours lost with each release'), cost: Amount.describe('to repair it, in whole units of currency'), owner: Short.default(''), note: z.string().max(4000).default(''),
});
export const Payback = z.object({ failures: Count, minutes: Count, reworkHours: Count, months: Count, failureCost: Count, monthly: Count, repairCost: Count, /** Months after which a repair has paid for itself; null where nothing failed. */ paybackMonths: Count.nullable() });
export const DebtRow = z.object({
  id: z.string(), number: z.string(), title: z.string(), component: z.string(), item: z.string(), itemName: z.string(), kind: DebtKind, interestHours: Count, cost: Count, owner: z.string(), note: z.string(), payback: Payback, /** It failed as often as the policy says and nobody decided since: it goes on the board's agenda. */ needsDecision: z.boolean(),
  failures: z.array(z.object({ id: z.string(), on: z.string(), minutes: Count, reworkHours: Count, cause: z.string(), by: z.string() })), decisions: z.array(z.object({ verdict: DebtVerdict, hours: Count, reason: z.string(), by: z.string(), at: z.string() })), isSettled: z.boolean(), also: Count,
});
export type DebtRow = z.output<typeof DebtRow>;
export const DebtPlanRow = z.object({ id: z.string(), release: z.string(), featureHours: Count, debtHours: Count, /** Basis points; null while nothing is planned. */ share: Count.nullable(), isShort: z.boolean(), debts: z.array(z.object({ id: z.string(), number: z.string(), title: z.string() })), by: z.string(), at: z.string() });
export type DebtPlanRow = z.output<typeof DebtPlanRow>;
const InDebt = { debt: Ref };
const reads = ['service', 'person', 'policy'] as const;

export const debt = {
  'debt.list': query('The register of technical debt, with what its failures cost and when a repair pays for itself (LEG-02).', z.strictObject({ text: z.string().max(200).optional(), ended: z.boolean().default(false).describe('those that are settled as well'), ...Page }), z.object({ rows: z.array(DebtRow), total: Count, waiting: Count, next: z.string().nullable(), mayKeep: May, mayDecide: May, rates: z.object({ minuteRate: Count, hourRate: Count, months: Count, failures: Count }) }), reads),
  'debt.register': command('Records technical debt with its interest and the cost to repair it (LEG-02).', DebtTerms, Receipt),
  'debt.revise': command('Writes the terms of a debt anew (LEG-02).', DebtTerms.extend(InDebt), Receipt),
  'debt.settle': command('Says that a debt is repaid, with how (LEG-02).', z.strictObject({ ...InDebt, reason: Line }), Receipt),
  'debt.addFailure': command('Records a failure that a debt caused: minutes of outage and hours of rework (LEG-02).', z.strictObject({ ...InDebt, on: Day, minutes: Amount, reworkHours: Amount.default(0), cause: Line }), Receipt),
  'debt.decide': command('The board funds the repair, defers it or lives with it; signed (LEG-02).', z.strictObject({ ...InDebt, verdict: DebtVerdict, hours: Amount.default(0).describe('granted for the repair'), reason: Line }), Receipt),
  'debt.writeCase': job('The case for funding a repair as a sealed PDF: what failures cost, when it pays, the time asked for and the decision (LEG-02).', z.strictObject({ ...InDebt, hours: z.number().int().min(1).max(100_000).describe('time asked for') }), z.object({ file: ExportedFile, pages: Count })),
  'debt.plan': command('Says how the hours of a release are shared between features and debt (LEG-02).', z.strictObject({ release: Line, featureHours: Amount, debtHours: Amount, debts: z.array(Ref).max(100).default([]) }), Receipt.extend({ share: Count.nullable(), isShort: z.boolean() })),
  'debt.plans': query('Debt work beside feature work, release by release (LEG-02).', z.strictObject(Page), z.object({ rows: z.array(DebtPlanRow), next: z.string().nullable(), /** Least share of debt in percent. */ least: Count, mayPlan: May }), reads),
};
