// What a release means for people (REL-05): groups whose work it changes, the impact index, adoption points by department and month, and how the business owner's signature stands.
import { Temporal } from 'temporal-polyfill';
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import { nameKey } from './item.ts';
import { dayIn, textIn, textsIn, wholeIn } from './json-values.ts';
import type { Said } from './parts.ts';
import type { Release } from './release.ts';
import { sheet, writeKept } from './sheet.ts';
import type { Kept } from './sheet.ts';

export type Group = {
  name: string; department: string; /** People. */ headcount: number; /** 1 hardly noticed, 5 another way of working. */ severity: number; processes: string[];
  /** Days on which it begins and ends to concern them; null: those of the target window. */ startsOn: string | null; endsOn: string | null;
  training: string; support: string; /** What taking it up costs their department. */ points: number;
};
export type Signature = Said & { /** Digest of what was signed. */ rev: string; index: number };
export type Assessment = { id: string; groups: { id: string; kept: Kept<Group> }[]; signature: Signature | null };
export const mostGroups = 200;
export const mostPeople = 10_000_000;
export const mostPoints = 10_000;

function groupIn({ data, text }: StampedEvent): Group | null {
  const [headcount, severity, points] = [wholeIn(data['headcount'], 1, mostPeople), wholeIn(data['severity'], 1, 5), wholeIn(data['points'], 0, mostPoints)];
  if (headcount === null || severity === null || points === null) return null;
  return {
    name: textIn(text['name']) || '(erased)', department: textIn(text['department']) || '(erased)', headcount, severity, points, processes: textsIn(text['processes']).slice(0, 50), startsOn: dayIn(data['startsOn']), endsOn: dayIn(data['endsOn']),
    training: textIn(text['training']), support: textIn(text['support']),
  };
}
export const assessmentSheet = sheet<Assessment>({
  name: 'assessment', kind: 'release', types: ['stakeholder.groupSet', 'stakeholder.groupDropped', 'stakeholder.signed'],
  fold: (state, event, cause) => {
    const before = state ?? { id: idOf(event.subject), groups: [], signature: null };
    const { data } = event;
    if (event.type === 'stakeholder.signed') return { ...before, signature: { by: idOf(event.by), at: event.at, rev: textIn(data['rev']), index: wholeIn(data['index'], 0, Number.MAX_SAFE_INTEGER) ?? 0 } };
    const id = textIn(data['group']);
    if (event.type === 'stakeholder.groupDropped') return state === null ? null : { ...state, groups: state.groups.filter((one) => one.id !== id) };
    const group = groupIn(event);
    const known = before.groups.find((one) => one.id === id);
    if (group === null || id === '' || (known === undefined && before.groups.length >= mostGroups)) return state;
    const kept = writeKept<Group>(known?.kept, group, event, { key: `group:${id}`, cause });
    return { ...before, groups: known ? before.groups.map((one) => (one.id === id ? { id, kept } : one)) : [...before.groups, { id, kept }] };
  },
});
export const groupsOf = (assessment: Assessment | null): Group[] => assessment?.groups.map(({ kept }) => kept.value) ?? [];

/** REL-05: the impact index is the sum over all groups of headcount times severity. 100 people at 3 and 20 people at 5 make 400. */
export const impactIndex = (groups: readonly Pick<Group, 'headcount' | 'severity'>[]): number => groups.reduce((sum, { headcount, severity }) => sum + headcount * severity, 0);

/** Points that a department spends in a month (`YYYY-MM`); null where nobody said when. */
export type Adoption = { department: string; month: string | null; points: number };
type Days = { startsOn: string; endsOn: string };
function monthsOf({ startsOn, endsOn }: Days): string[] {
  const last = Temporal.PlainDate.from(endsOn).toPlainYearMonth();
  const months: string[] = [];
  for (let month = Temporal.PlainDate.from(startsOn).toPlainYearMonth(); Temporal.PlainYearMonth.compare(month, last) <= 0 && months.length < 120; month = month.add({ months: 1 })) months.push(month.toString());
  return months;
}
const localDay = (at: string, zone: string): string => Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString();
/** The days on which a group is concerned: its own, or those of the target window. One that is said alone stands for both. */
export function daysOf({ startsOn, endsOn }: Pick<Group, 'startsOn' | 'endsOn'>, { window }: Pick<Release, 'window'>): Days | null {
  const { startsAt, endsAt, zone } = window.value;
  const from = startsOn ?? endsOn ?? (startsAt === null ? null : localDay(startsAt, zone));
  const until = endsOn ?? startsOn ?? (endsAt === null ? from : localDay(endsAt, zone));
  return from === null || until === null || until < from ? null : { startsOn: from, endsOn: until };
}
/** CAL-05, REL-05: the points of each department and month. A group's points are spread evenly over the months that its days touch, what does not divide falls on the first ones. Departments are one by name, whatever its case. */
export function adoptionOf(assessment: Assessment | null, release: Pick<Release, 'window'>): Adoption[] {
  const sums = new Map<string, Adoption>();
  for (const group of groupsOf(assessment)) {
    const days = daysOf(group, release);
    const months = days === null ? [null] : monthsOf(days);
    for (const [i, month] of months.entries()) {
      const points = Math.floor(group.points / months.length) + (i < group.points % months.length ? 1 : 0);
      const key = `${nameKey(group.department)} ${month ?? ''}`;
      const sum = sums.get(key);
      if (points > 0) sums.set(key, { department: sum?.department ?? group.department, month, points: (sum?.points ?? 0) + points });
    }
  }
  return [...sums.values()].toSorted((a, b) => (a.month ?? '~').localeCompare(b.month ?? '~') || nameKey(a.department).localeCompare(nameKey(b.department)));
}

/** What the business owner signs: what is in the release, what it leaves out, and every group. */
export const matterOf = ({ changes, exclusions }: Pick<Release, 'changes' | 'exclusions'>, assessment: Assessment | null): Json =>
  ({ changes: changes.toSorted(), exclusions: exclusions.map(({ id }) => id).toSorted(), groups: assessment?.groups.map(({ id, kept }) => ({ id, ...kept.value })) ?? [] });

/** How the assessment of a release stands. `rev` is the digest of what there is to sign now. */
export type Assessed = { sheet: Assessment | null; rev: string };
export const assessmentStandings = ['none', 'unsigned', 'signed', 'stale'] as const;
export type AssessmentStanding = (typeof assessmentStandings)[number];
/** REL-05: a signature counts for the scope and the groups it was given for, and as long as its signer is the business owner. */
export function assessmentStanding({ businessOwner }: Pick<Release, 'businessOwner'>, { sheet: assessment, rev }: Assessed): AssessmentStanding {
  const signature = assessment?.signature ?? null;
  if (signature !== null && (signature.rev !== rev || signature.by !== businessOwner.value)) return 'stale';
  return signature !== null ? 'signed' : groupsOf(assessment).length === 0 ? 'none' : 'unsigned';
}
