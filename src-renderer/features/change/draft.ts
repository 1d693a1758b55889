// What a person types about a change before it is sent: lists as lines of text, times as instants.
import type { ChangeFields } from '#contract/change.ts';
import { changeTypes } from '#contract/change.ts';

const lists = ['items', 'implementers', 'stakeholders', 'regulatoryTags'] as const satisfies readonly (keyof ChangeFields)[];
type ListName = (typeof lists)[number];
type Choice = 'impact' | 'dataClassification';
export type ChangeDraft = Omit<ChangeFields, ListName | Choice> & Record<ListName, string> & { impact: NonNullable<ChangeFields['impact']> | ''; dataClassification: NonNullable<ChangeFields['dataClassification']> | '' };

export const emptyDraft = (zone: string, person: string): ChangeDraft => ({
  title: '', description: '', justification: '', implementationPlan: '', testPlan: '', backoutPlan: '', rollbackCriteria: '', type: 'normal', model: '', service: '', items: '', environment: 'production',
  plannedStartAt: null, plannedEndAt: null, zone, outageMinutes: null, impact: '', dataClassification: '', regulatoryTags: '', requester: person, owner: person, implementers: '', stakeholders: '',
});

const linesOf = (text: string): string[] => [...new Set(text.split(/[\n,;]/u).map((line) => line.trim()).filter((line) => line !== ''))];
const isList = (name: string): name is ListName => lists.some((l) => l === name);

export function draftOf(fields: ChangeFields): ChangeDraft {
  const text = Object.fromEntries(lists.map((name) => [name, fields[name].join('\n')])) as Record<ListName, string>;
  return { ...fields, ...text, impact: fields.impact ?? '', dataClassification: fields.dataClassification ?? '' };
}

export function fieldsOf(draft: ChangeDraft): ChangeFields {
  const text = Object.fromEntries(lists.map((name) => [name, linesOf(draft[name])])) as Record<ListName, string[]>;
  return { ...draft, ...text, title: draft.title.trim(), impact: draft.impact === '' ? null : draft.impact, dataClassification: draft.dataClassification === '' ? null : draft.dataClassification };
}

/** Only what differs from the record, so that two people may edit different fields. */
export function changedFields(before: ChangeFields, draft: ChangeDraft): Partial<ChangeFields> {
  const now = fieldsOf(draft);
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof ChangeFields]))) as Partial<ChangeFields>;
}

/** Whether something stored is a draft this version understands. */
export function isDraft(value: unknown): value is ChangeDraft {
  if (typeof value !== 'object' || value === null) return false;
  const shape = emptyDraft('', '') as Record<string, unknown>;
  const draft = value as Record<string, unknown>;
  return Object.keys(shape).every((name) => name in draft && (isList(name) ? typeof draft[name] === 'string' : true)) && changeTypes.some((t) => t === draft['type']) && typeof draft['title'] === 'string';
}
