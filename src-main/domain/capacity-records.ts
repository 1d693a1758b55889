// What people say about capacity (CAL-05): how much there is, initiatives beside releases, and what a release takes of staff and infrastructure.
import { capacityKinds } from '#contract/capacity.ts';
import type { CapacityKind } from '#contract/capacity.ts';
import type { Need, Supply } from './capacity.ts';
import { entryEvent, foldEntry } from './entry.ts';
import type { Entry, Register } from './entry.ts';
import type { DomainEvent, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { oneIn, recordIn, textIn, textsIn, wholeIn } from './json-values.ts';
import type { Release } from './release.ts';
import { needs } from './roles.ts';
import { sheet, writeKept } from './sheet.ts';
import type { Kept } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

const mostAmount = 1_000_000;
const month = /^\d{4}-(0[1-9]|1[0-2])$/;
const monthIn = (value: Json | undefined): string | null => (typeof value === 'string' && month.test(value) ? value : null);

/** How much there is of one thing. Null: as if nobody had said. */
export type CapacityRecord = { id: string; kind: CapacityKind; of: string; usual: Kept<number | null> | null; months: Record<string, Kept<number | null>> };
export const capacitySheet = sheet<CapacityRecord>({
  name: 'capacity', kind: 'capacity', types: ['capacity.set'],
  fold: (state, event, cause) => {
    const { data, text } = event;
    const [kind, at] = [oneIn(data['kind'], capacityKinds), monthIn(data['month'])];
    const amount = data['amount'] === null ? null : wholeIn(data['amount'], 0, mostAmount);
    if (kind === null || (amount === null && data['amount'] !== null) || (at === null && data['month'] !== null)) return state;
    const record = state ?? { id: idOf(event.subject), kind, of: textIn(text['of']), usual: null, months: {} };
    if (at === null) return { ...record, usual: writeKept(record.usual ?? undefined, amount, event, { key: 'usual', cause }) };
    return { ...record, months: { ...record.months, [at]: writeKept(record.months[at], amount, event, { key: `month:${at}`, cause }) } };
  },
});
export const supplyOf = ({ kind, of, usual, months }: CapacityRecord): Supply => ({ kind, of, usual: usual?.value ?? null, months: Object.fromEntries(Object.entries(months).flatMap(([at, { value }]) => (value === null ? [] : [[at, value]]))) });

export type InitiativeTerms = { name: string; department: string; from: string; until: string; /** Adoption points of each month. */ points: number };
export type Initiative = Entry<InitiativeTerms>;
const register: Register<InitiativeTerms> = {
  made: 'initiative.entered', revised: 'initiative.revised', ended: 'initiative.ended',
  termsIn: ({ data, text }) => {
    const [from, until, points] = [monthIn(data['from']), monthIn(data['until']), wholeIn(data['points'], 0, mostAmount)];
    return from === null || until === null || until < from || points === null ? null : { name: textIn(text['name']), department: textIn(text['department']), from, until, points };
  },
};
export const initiativeSheet = sheet<Initiative>({
  name: 'initiative', kind: 'initiative', types: ['initiative.entered', 'initiative.revised', 'initiative.ended'],
  fold: (entry, event, cause) => foldEntry<InitiativeTerms, Initiative>(entry, { event, cause }, register, (begun) => begun),
  columns: ({ terms: { value }, ended }) => ({ label: value.name, state: ended ? 'ended' : 'open', dueAt: value.until }),
});

/** What a release takes beside its adoption points. */
export type Demand = { needs: Kept<Need[]> };
const needsIn = ({ data, text }: StampedEvent): Need[] => {
  const names = textsIn(text['of']);
  return (Array.isArray(data['needs']) ? data['needs'].slice(0, 100) : []).map(recordIn).flatMap((one, i): Need[] => {
    const [kind, amount] = [oneIn(one['kind'], capacityKinds), wholeIn(one['amount'], 0, mostAmount)];
    return kind === null || amount === null ? [] : [{ kind, of: names[i] ?? '', month: monthIn(one['month']), amount }];
  });
};
export const demandSheet = sheet<Demand>({
  name: 'demand', kind: 'release', types: ['demand.set'],
  fold: (state, event, cause) => ({ needs: writeKept<Need[]>(state?.needs, needsIn(event), event, { key: 'demand', cause }) }),
});

export const kindWords: Record<CapacityKind, string> = { adoption: 'adoption points', testing: 'hours of testing staff', support: 'hours of support staff', rollback: 'hours of rollback staff', infrastructure: 'capacity', slots: 'releases' };
type Events = Verdict<DomainEvent>;
export const mayKeepCapacity = ({ actor }: Pick<By, 'actor'>): Refused | null => needs('planRelease', actor);
/** CAL-05: negative capacity is refused, and so is more than the whole of an environment. Staff that no team is named for is that of the whole organisation. */
function refuseAmount({ kind, of, amount }: { kind: CapacityKind; of: string; amount: number | null }): Refused | null {
  const isNameless = of === '';
  return firstRefusal((kind === 'slots' && !isNameless) || ((kind === 'adoption' || kind === 'infrastructure') && isNameless) ? refuse('capacity_unnamed', { kind, what: kindWords[kind] }, { field: 'of' }) : null,
    amount !== null && amount < 0 ? refuse('capacity_negative', { what: of === '' ? kindWords[kind] : `${kindWords[kind]} of ${of}`, amount }, { field: 'amount' }) : null, kind === 'infrastructure' && amount !== null && amount > 100 ? refuse('capacity_percent', { amount }, { field: 'amount' }) : null);
}
export const setCapacity = (id: string, { kind, of, month: at, amount }: { kind: CapacityKind; of: string; month: string | null; amount: number | null }, by: By): Events =>
  firstRefusal(mayKeepCapacity(by), refuseAmount({ kind, of, amount })) ?? accept({ type: 'capacity.set', subject: subjectOf('capacity', id), data: { kind, month: at, amount }, text: { of } });

const refuseTerms = ({ from, until, points, name }: InitiativeTerms, by: By): Refused | null => firstRefusal(mayKeepCapacity(by), until < from ? refuse('initiative_months', { from, until }, { field: 'until' }) : null, points < 0 ? refuse('capacity_negative', { what: `adoption points of ${name}`, amount: points }, { field: 'points' }) : null);
const termsEvent = (type: 'initiative.entered' | 'initiative.revised', id: string, { name, department, ...data }: InitiativeTerms): DomainEvent => entryEvent(type, id, data, { name, department });
export const enterInitiative = (id: string, terms: InitiativeTerms, by: By): Events => refuseTerms(terms, by) ?? accept(termsEvent('initiative.entered', id, terms));
export const reviseInitiative = ({ id }: Pick<Initiative, 'id'>, terms: InitiativeTerms, by: By): Events => refuseTerms(terms, by) ?? accept(termsEvent('initiative.revised', id, terms));
export const endInitiative = ({ id, ended }: Pick<Initiative, 'id' | 'ended'>, reason: string, by: By): Events => mayKeepCapacity(by) ?? (ended ? accept<DomainEvent>() : accept(entryEvent('initiative.ended', id, {}, { reason })));

/** Adoption points are not declared here: they stand with the groups they are for (REL-05). */
export function setDemand({ id, number }: Pick<Release, 'id' | 'number'>, asked: readonly Need[], by: By): Events {
  const wrong = asked.map((need, i) => ({ i, no: firstRefusal(need.kind === 'adoption' ? refuse('adoption_in_assessment', { release: number }) : null, need.kind === 'slots' ? refuse('capacity_unnamed', { kind: 'slots' }) : null, refuseAmount(need)) })).find(({ no }) => no !== null);
  const no = mayKeepCapacity(by);
  if (no) return no;
  if (wrong) return refuse(wrong.no!.error.code, wrong.no!.error.facts, { field: `needs.${wrong.i}` });
  return accept({ type: 'demand.set', subject: subjectOf('release', id), data: { needs: asked.map(({ kind, month: at, amount }) => ({ kind, month: at, amount })) }, text: { of: asked.map(({ of }) => of) } });
}
