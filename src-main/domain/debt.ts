// Technical debt (LEG-02): what it costs to keep, what it would cost to repair, and how much of a release's capacity goes into repairing.
import { debtKinds, debtVerdicts } from '#contract/debt.ts';
import type { DebtKind, DebtVerdict } from '#contract/debt.ts';
import { entryEvent, foldEntry, saidBy } from './entry.ts';
import type { Entry, Register, Said } from './entry.ts';
import type { DomainEvent, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import { oneIn, textIn, textsIn, wholeIn } from './json-values.ts';
import { mayKeepLegacy } from './constraint.ts';
import type { Kept } from './sheet.ts';
import { sheet, writeKept } from './sheet.ts';
import type { PolicyDocument } from './policy-document.ts';
import { needs } from './roles.ts';
import { addMonths } from './spans.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

/** `interestHours`: hours lost with each release; `cost`: to repair it, in whole units of the organisation's currency. `item` is the component in the register, or empty. */
export type DebtTerms = { title: string; component: string; item: string; kind: DebtKind; interestHours: number; cost: number; owner: string; note: string };
export type Failure = Said & { id: string; on: string; minutes: number; reworkHours: number; cause: string };
export type DebtDecision = Said & { verdict: DebtVerdict; hours: number; reason: string };
export type Debt = Entry<DebtTerms> & { failures: Failure[]; decisions: DebtDecision[] };

const most = 1_000_000_000;
const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const register: Register<DebtTerms> = {
  made: 'debt.registered', revised: 'debt.revised', ended: 'debt.settled',
  termsIn: ({ data, text }) => {
    const [kind, interestHours, cost] = [oneIn(data['kind'], debtKinds), wholeIn(data['interestHours'], 0, most), wholeIn(data['cost'], 0, most)];
    if (kind === null || interestHours === null || cost === null) return null;
    return { title: textIn(text['title']), component: textIn(text['component']), item: textIn(data['item']), kind, interestHours, cost, owner: textIn(text['owner']), note: textIn(text['note']) };
  },
};
function failureIn(event: StampedEvent): Failure | null {
  const { data, text } = event;
  const [minutes, reworkHours, on] = [wholeIn(data['minutes'], 0, most), wholeIn(data['reworkHours'], 0, most), textIn(data['on'])];
  return minutes === null || reworkHours === null || !day.test(on) ? null : { ...saidBy(event), id: textIn(data['failure']), on, minutes, reworkHours, cause: textIn(text['cause']) };
}
function decisionIn(event: StampedEvent): DebtDecision | null {
  const verdict = oneIn(event.data['verdict'], debtVerdicts);
  return verdict === null ? null : { ...saidBy(event), verdict, hours: wholeIn(event.data['hours'], 0, most) ?? 0, reason: textIn(event.text['reason']) };
}
export const debtSheet = sheet<Debt>({
  name: 'debt', kind: 'debt', types: ['debt.registered', 'debt.revised', 'debt.settled', 'debt.failureAdded', 'debt.decided'],
  fold: (debt, event, cause) => {
    const next = foldEntry<DebtTerms, Debt>(debt, { event, cause }, register, (begun) => ({ ...begun, failures: [], decisions: [] }));
    if (debt === null || next === null) return next;
    const failure = event.type === 'debt.failureAdded' ? failureIn(event) : null;
    const decision = event.type === 'debt.decided' ? decisionIn(event) : null;
    if (failure !== null && next.failures.every(({ id }) => id !== failure.id)) return { ...next, failures: [...next.failures, failure] };
    return decision === null ? next : { ...next, decisions: [...next.decisions, decision] };
  },
  columns: ({ number, terms: { value }, ended }) => ({ number, label: value.title, state: ended ? 'settled' : 'open' }),
});

type Rates = Pick<PolicyDocument, 'debt'>;
/** Failures on or after the day that the policy's months begin with. */
export const recentFailures = ({ failures }: Pick<Debt, 'failures'>, { debt }: Rates, now: string): Failure[] => { const since = addMonths(now, -debt.months).slice(0, 10); return failures.filter(({ on }) => on >= since && on <= now.slice(0, 10)); };

/** LEG-02: what failures of the policy's months cost, and after how many months a repair has paid for itself; null where nothing failed. Money in whole units, months rounded up. */
export type Payback = { failures: number; minutes: number; reworkHours: number; months: number; failureCost: number; monthly: number; repairCost: number; paybackMonths: number | null };
export function paybackOf(debt: Debt, policy: Rates, now: string): Payback {
  const recent = recentFailures(debt, policy, now);
  const minutes = recent.reduce((sum, one) => sum + one.minutes, 0);
  const reworkHours = recent.reduce((sum, one) => sum + one.reworkHours, 0);
  const failureCost = minutes * policy.debt.minuteRate + reworkHours * policy.debt.hourRate;
  const { cost } = debt.terms.value;
  const { months } = policy.debt;
  return { failures: recent.length, minutes, reworkHours, months, failureCost, monthly: Math.round(failureCost / months), repairCost: cost, paybackMonths: failureCost === 0 ? null : Math.ceil((cost * months) / failureCost) };
}

/** LEG-02: a component that failed as often as the policy says, and of which nobody decided since the failure that made it so. */
export function needsDecision(debt: Debt, policy: Rates, now: string): boolean {
  if (debt.ended !== null) return false;
  const recent = recentFailures(debt, policy, now).toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  const tipping = recent[policy.debt.failures - 1];
  return tipping !== undefined && !debt.decisions.some(({ at }) => at.slice(0, 10) >= tipping.on && at >= tipping.at);
}

/** How the capacity of a release is shared; hours. */
export type DebtPlan = { id: string; split: Kept<{ release: string; featureHours: number; debtHours: number; debts: string[] }> };
export const debtPlanSheet = sheet<DebtPlan>({
  name: 'debtPlan', kind: 'debtPlan', types: ['debtPlan.set'],
  fold: (plan, event, cause) => {
    const [featureHours, debtHours, release] = [wholeIn(event.data['featureHours'], 0, most), wholeIn(event.data['debtHours'], 0, most), textIn(event.text['release'])];
    if (featureHours === null || debtHours === null) return plan;
    return { id: idOf(event.subject), split: writeKept(plan?.split, { release, featureHours, debtHours, debts: textsIn(event.data['debts']) }, event, { key: 'split', cause }) };
  },
  columns: ({ split }) => ({ label: split.value.release }),
});
/** The share of debt work in basis points; null while nothing is planned. */
export const debtShare = ({ featureHours, debtHours }: { featureHours: number; debtHours: number }): number | null => (featureHours + debtHours === 0 ? null : Math.round((debtHours * 10_000) / (featureHours + debtHours)));
/** LEG-02: a plan that gives debt less than its share is flagged. */
export const isShort = (share: number | null, { debt }: Rates): boolean => share !== null && share < debt.share * 100;

type Events = Verdict<DomainEvent>;
const settled = ({ ended, number }: Pick<Debt, 'ended' | 'number'>): Refused | null => (ended === null ? null : refuse('entry_ended', { entry: number }));
const negative = (values: Record<string, number>): Refused | null => {
  const wrong = Object.entries(values).find(([, value]) => !Number.isSafeInteger(value) || value < 0 || value > most);
  return wrong ? refuse('negative_amount', { field: wrong[0], value: wrong[1] }, { field: wrong[0] }) : null;
};
const termsEvent = (type: 'debt.registered' | 'debt.revised', id: string, { title, component, owner, note, ...data }: DebtTerms, more: { number?: string } = {}): DomainEvent => entryEvent(type, id, { ...more, ...data }, { title, component, owner, note });
const refuseTerms = ({ interestHours, cost }: DebtTerms): Refused | null => negative({ interestHours, cost });
export const registerDebt = ({ id, number }: { id: string; number: string }, terms: DebtTerms, by: By): Events => mayKeepLegacy(by) ?? refuseTerms(terms) ?? accept(termsEvent('debt.registered', id, terms, { number }));
export const reviseDebt = (debt: Debt, terms: DebtTerms, by: By): Events => firstRefusal(mayKeepLegacy(by), settled(debt), refuseTerms(terms)) ?? accept(termsEvent('debt.revised', debt.id, terms));
export const settleDebt = (debt: Debt, reason: string, by: By): Events => firstRefusal(mayKeepLegacy(by), settled(debt)) ?? accept(entryEvent('debt.settled', debt.id, {}, { reason }));
/** A failure that this debt caused: minutes of outage, and hours of rework. */
export function addFailure(debt: Debt, { id, on, minutes, reworkHours, cause }: { id: string; on: string; minutes: number; reworkHours: number; cause: string }, by: By): Events {
  const no = firstRefusal(mayKeepLegacy(by), settled(debt), negative({ minutes, reworkHours }), on > by.now.slice(0, 10) ? refuse('day_ahead', { day: on }, { field: 'on' }) : null);
  return no ?? accept(entryEvent('debt.failureAdded', debt.id, { failure: id, on, minutes, reworkHours }, { cause }));
}
/** LEG-02: the board funds the repair with hours, defers it, or lives with it. */
export const mayDecideDebt = (debt: Debt, { actor }: Pick<By, 'actor'>): Refused | null => firstRefusal(needs('decide', actor), settled(debt));
export function decideDebt(debt: Debt, { verdict, hours, reason, rev }: { verdict: DebtVerdict; hours: number; reason: string; rev: string }, by: By): Events {
  const no = firstRefusal(mayDecideDebt(debt, by), negative({ hours }), verdict === 'funded' && hours === 0 ? refuse('funding_without_hours', { debt: debt.number }, { field: 'hours' }) : null);
  return no ?? accept(entryEvent('debt.decided', debt.id, { verdict, hours, role: 'chair', rev, supersedes: [] }, { reason }));
}
export function planDebt(id: string, { release, featureHours, debtHours, debts }: DebtPlan['split']['value'], by: By): Events {
  const no = firstRefusal(mayKeepLegacy(by), negative({ featureHours, debtHours }));
  return no ?? accept(entryEvent('debtPlan.set', id, { featureHours, debtHours, debts }, { release }));
}
