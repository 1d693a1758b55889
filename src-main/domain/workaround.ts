// Outdated tools that stay in the release chain (LEG-04): the steps around them, the skills these need, what is done to control them, and when somebody looks again.
import { mayKeepLegacy } from './constraint.ts';
import { entryEvent, foldEntry, saidBy } from './entry.ts';
import type { Entry, Register, Said } from './entry.ts';
import type { DomainEvent } from './event.ts';
import { nameKey } from './item.ts';
import { textIn, textsIn } from './json-values.ts';
import type { PolicyDocument } from './policy-document.ts';
import { needs } from './roles.ts';
import { sheet } from './sheet.ts';
import { addDays } from './spans.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

/** `item` is the tool in the register of items, or empty. */
export type WorkaroundTerms = { tool: string; item: string; why: string; steps: string[]; risk: string; skills: string[]; control: string; owner: string };
export type Workaround = Entry<WorkaroundTerms> & {
  reviews: (Said & { note: string })[];
  /** People who can do it, by skill. */
  operators: { skill: string; name: string }[];
  /** Changes that use the tool although they do not name its item, by UUID. */
  changes: string[];
};

const register: Register<WorkaroundTerms> = {
  made: 'workaround.registered', revised: 'workaround.revised', ended: 'workaround.retired',
  termsIn: ({ data, text }) => ({
    tool: textIn(text['tool']), item: textIn(data['item']), why: textIn(text['why']), steps: textsIn(text['steps']), risk: textIn(text['risk']), skills: textsIn(text['skills']), control: textIn(text['control']), owner: textIn(text['owner']),
  }),
};
const sameOperator = (a: { skill: string; name: string }, b: { skill: string; name: string }): boolean => nameKey(a.skill) === nameKey(b.skill) && nameKey(a.name) === nameKey(b.name);
export const workaroundSheet = sheet<Workaround>({
  name: 'workaround', kind: 'workaround', types: ['workaround.registered', 'workaround.revised', 'workaround.retired', 'workaround.reviewed', 'workaround.operatorNamed', 'workaround.operatorRemoved', 'workaround.used'],
  fold: (entry, event, cause) => {
    const next = foldEntry<WorkaroundTerms, Workaround>(entry, { event, cause }, register, (begun) => ({ ...begun, reviews: [], operators: [], changes: [] }));
    if (entry === null || next === null) return next;
    const operator = { skill: textIn(event.text['skill']), name: textIn(event.text['operator']) };
    switch (event.type) {
      case 'workaround.reviewed': return { ...next, reviews: [...next.reviews, { ...saidBy(event), note: textIn(event.text['note']) }] };
      case 'workaround.operatorNamed': return operator.skill === '' || operator.name === '' || next.operators.some((one) => sameOperator(one, operator)) ? next : { ...next, operators: [...next.operators, operator] };
      case 'workaround.operatorRemoved': return { ...next, operators: next.operators.filter((one) => !sameOperator(one, operator)) };
      case 'workaround.used': { const change = textIn(event.data['change']); return change === '' || next.changes.includes(change) ? next : { ...next, changes: [...next.changes, change] }; }
      default: return next;
    }
  },
  columns: ({ number, terms: { value }, ended }) => ({ number, label: value.tool, state: ended ? 'ended' : 'open' }),
});

/** The last day before it must be looked at again: so many days after it was recorded or last reviewed. */
export const reviewBy = ({ created, reviews }: Pick<Workaround, 'created' | 'reviews'>, { legacy }: Pick<PolicyDocument, 'legacy'>): string => addDays((reviews.at(-1) ?? created).at, legacy.workaroundDays).slice(0, 10);
/** LEG-04: a review that did not come is a finding. */
export const isReviewOverdue = (entry: Workaround, policy: Pick<PolicyDocument, 'legacy'>, now: string): boolean => entry.ended === null && now.slice(0, 10) > reviewBy(entry, policy);

/** Skills that none of these people has. */
export const unstaffed = ({ terms: { value }, operators }: Workaround, people: readonly string[]): string[] =>
  value.skills.filter((skill) => !operators.some((one) => nameKey(one.skill) === nameKey(skill) && people.some((name) => nameKey(name) === nameKey(one.name))));

type Events = Verdict<DomainEvent>;
const settled = ({ ended, number }: Pick<Workaround, 'ended' | 'number'>): Refused | null => (ended === null ? null : refuse('entry_ended', { entry: number }));
/** LEG-04: nothing is worked around without a compensating control, nor without steps and an owner. */
function refuseTerms({ tool, control, steps, owner }: WorkaroundTerms): Refused | null {
  const lacks = control.trim() === '' ? 'control' : steps.every((step) => step.trim() === '') ? 'steps' : owner.trim() === '' ? 'owner' : null;
  return lacks === null ? null : refuse('workaround_incomplete', { tool, lacks }, { field: lacks });
}
const termsEvent = (type: 'workaround.registered' | 'workaround.revised', id: string, { item, ...text }: WorkaroundTerms, more: { number?: string } = {}): DomainEvent => entryEvent(type, id, { ...more, item }, text);
export const registerWorkaround = ({ id, number }: { id: string; number: string }, terms: WorkaroundTerms, by: By): Events => firstRefusal(mayKeepLegacy(by), refuseTerms(terms)) ?? accept(termsEvent('workaround.registered', id, terms, { number }));
export const reviseWorkaround = (entry: Workaround, terms: WorkaroundTerms, by: By): Events => firstRefusal(mayKeepLegacy(by), settled(entry), refuseTerms(terms)) ?? accept(termsEvent('workaround.revised', entry.id, terms));
export const reviewWorkaround = (entry: Workaround, note: string, by: By): Events => firstRefusal(mayKeepLegacy(by), settled(entry)) ?? accept(entryEvent('workaround.reviewed', entry.id, {}, { note }));
export const retireWorkaround = (entry: Workaround, reason: string, by: By): Events => firstRefusal(mayKeepLegacy(by), settled(entry)) ?? accept(entryEvent('workaround.retired', entry.id, {}, { reason }));
export function setOperator(entry: Workaround, { skill, operator, isAble }: { skill: string; operator: string; isAble: boolean }, by: By): Events {
  const known = entry.terms.value.skills.find((one) => nameKey(one) === nameKey(skill));
  const no = firstRefusal(mayKeepLegacy(by), settled(entry), known === undefined ? refuse('skill_not_needed', { skill, tool: entry.terms.value.tool, skills: entry.terms.value.skills }, { field: 'skill' }) : null);
  return no ?? accept(entryEvent(isAble ? 'workaround.operatorNamed' : 'workaround.operatorRemoved', entry.id, {}, { skill: known!, operator }));
}
/** A change that uses the tool takes over its steps, its control and the skills it needs. */
export const useWorkaround = (entry: Workaround, change: string, by: By): Events => firstRefusal(needs('raise', by.actor), settled(entry)) ?? (entry.changes.includes(change) ? accept() : accept(entryEvent('workaround.used', entry.id, { change })));
