// A release: its folded form and how each event moves it (REL-01, REL-02, REL-05, REL-07).
import { consents, contentTypes, packagings, releaseStates } from '#contract/release.ts';
import type { ContentType, ReleaseState } from '#contract/release.ts';
import type { EventType, Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import type { Said } from './parts.ts';
import { said, withPart, withoutPart } from './parts.ts';
import { dayIn, oneIn, someIn, textIn, textsIn, timeIn, wholeIn } from './json-values.ts';
import type { Cause } from './past.ts';
import type { ReleaseScope } from './release-scope.ts';
import { noScope, scopeMoves, withChanges } from './release-scope.ts';
import { sheet, writeKept } from './sheet.ts';
import type { Kept } from './sheet.ts';

/** Instants in UTC, null while nobody said; `zone` is the one they were entered in. */
export type ReleaseWindow = { startsAt: string | null; endsAt: string | null; zone: string };
export type Exclusion = { id: string; what: string; reason: string };
export type Team = { id: string; name: string; /** UUID of the person who speaks for it. */ lead: string; answer: (Said & { answer: (typeof consents)[number]; note: string }) | null };
export type ReportingDuty = { id: string; duty: string; regulator: string; /** A day of UTC. */ dueOn: string | null };
/** A part of a release that is deployed as one piece (REL-02). */
export type ChangePackage = { id: string; name: string; boundary: string; backout: string; /** UUIDs of its changes and of items named beside theirs. */ changes: string[]; items: string[]; /** UUID of a person. */ owner: string | null };
export type PackagingDecision = Said & { criteria: { coupling: number; rollback: number; criticality: number; automation: number }; choice: (typeof packagings)[number]; recommended: (typeof packagings)[number]; rationale: string };
export type Release = {
  id: string; number: string; state: ReleaseState; name: Kept<string>; objective: Kept<string>; window: Kept<ReleaseWindow>; types: Kept<ContentType[]>;
  /** People by UUID. */
  owner: Kept<string | null>; businessOwner: Kept<string | null>;
  /** UUIDs of its changes, in the order they came. */
  changes: string[]; exclusions: Exclusion[]; noneExcluded: Said | null; teams: Team[]; duties: ReportingDuty[];
  packages: ChangePackage[]; packaging: PackagingDecision | null;
  baseline: (Said & { changes: string[] }) | null;
  /** The last step out of the way, with its reason. */
  exit: (Said & { reason: string }) | null;
  createdAt: string; updatedAt: string;
} & ReleaseScope;

/** Where a release may go from each state; the first one is its way, the others are exits or ways back. */
export const stepsOf: Readonly<Record<ReleaseState, readonly ReleaseState[]>> = {
  planning: ['scoped', 'deferred', 'cancelled'], scoped: ['ready', 'deferred', 'cancelled'], ready: ['go', 'scoped', 'deferred', 'cancelled'], go: ['deploying', 'ready', 'deferred', 'cancelled'],
  deploying: ['stabilising', 'rolled-back'], stabilising: ['transitioned', 'rolled-back'], transitioned: ['closed'], closed: [], deferred: ['planning', 'cancelled'], cancelled: [], 'rolled-back': ['closed'],
};
/** Its scope is still its planners' to alter. */
export const isOpenScope = ({ state }: Pick<Release, 'state'>): boolean => state === 'planning';
/** Nothing about it is altered any more. */
export const isOver = ({ state }: Pick<Release, 'state'>): boolean => state === 'closed' || state === 'cancelled';

const erased = '(erased)';
const personIn = (value: Json | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null);
const windowIn = ({ data }: StampedEvent): ReleaseWindow => ({ startsAt: timeIn(data['startsAt']), endsAt: timeIn(data['endsAt']), zone: textIn(data['zone']) || 'UTC' });

function planned(event: StampedEvent, cause?: Cause): Release {
  const { data, text } = event;
  const told = <T extends Json>(key: string, value: T): Kept<T> => writeKept<T>(undefined, value, event, { key, cause });
  return {
    id: idOf(event.subject), number: textIn(data['number']), state: 'planning', name: told('name', textIn(text['name']) || erased), objective: told('objective', textIn(text['objective'])), window: told('window', windowIn(event)), types: told('types', someIn(data['types'], contentTypes)),
    owner: told('owner', personIn(data['owner'])), businessOwner: told('businessOwner', personIn(data['businessOwner'])), changes: [], exclusions: [], noneExcluded: null, teams: [], duties: [], packages: [], packaging: null, baseline: null, exit: null, createdAt: event.at, updatedAt: event.at, ...noScope,
  };
}

function edited(release: Release, event: StampedEvent, cause?: Cause): Release {
  const { data, text } = event;
  const write = <K extends 'name' | 'objective' | 'window' | 'types' | 'owner' | 'businessOwner'>(key: K, value: Release[K]['value']): Partial<Release> => ({ [key]: writeKept(release[key] as Kept<Json>, value as Json, event, { key, cause }) });
  return {
    ...release,
    ...(typeof text['name'] === 'string' ? write('name', text['name'] || erased) : {}), ...(typeof text['objective'] === 'string' ? write('objective', text['objective']) : {}), ...(data['zone'] === undefined ? {} : write('window', windowIn(event))),
    ...(Array.isArray(data['types']) ? write('types', someIn(data['types'], contentTypes)) : {}), ...(data['owner'] === undefined ? {} : write('owner', personIn(data['owner']))), ...(data['businessOwner'] === undefined ? {} : write('businessOwner', personIn(data['businessOwner']))),
  };
}

/** What was added apart from the baseline came too late for it. */
function scoped(release: Release, { data }: StampedEvent): Release {
  if (!isOpenScope(release)) return release;
  const [add, remove] = [textsIn(data['add']), textsIn(data['remove'])];
  return withChanges(release, add, remove);
}
function excluded(release: Release, { data, text }: StampedEvent): Release {
  const id = textIn(data['exclusion']);
  return id === '' ? release : { ...release, noneExcluded: null, exclusions: withPart(release.exclusions, { id, what: textIn(text['what']) || erased, reason: textIn(text['reason']) }) };
}
function teamNamed(release: Release, { data, text }: StampedEvent): Release {
  const [id, lead] = [textIn(data['team']), textIn(data['lead'])];
  const before = release.teams.find((team) => team.id === id);
  // Another lead speaks anew.
  return id === '' || lead === '' ? release : { ...release, teams: withPart(release.teams, { id, name: textIn(text['name']) || erased, lead, answer: before?.lead === lead ? before.answer : null }) };
}
function teamAnswered(release: Release, event: StampedEvent): Release {
  const answer = oneIn(event.data['answer'], consents);
  const team = release.teams.find(({ id }) => id === event.data['team']);
  // An answer is the lead's own; what somebody else wrote counts for nothing.
  return answer === null || !team || team.lead !== idOf(event.by) ? release : { ...release, teams: withPart(release.teams, { ...team, answer: { ...said(event), answer, note: textIn(event.text['note']) } }) };
}
function dutySet(release: Release, { data, text }: StampedEvent): Release {
  const id = textIn(data['duty']);
  return id === '' ? release : { ...release, duties: withPart(release.duties, { id, duty: textIn(text['duty']) || erased, regulator: textIn(text['regulator']), dueOn: dayIn(data['dueOn']) }) };
}
function packageSet(release: Release, { data, text }: StampedEvent): Release {
  const id = textIn(data['package']);
  const pack = { id, name: textIn(text['name']) || erased, boundary: textIn(text['boundary']), backout: textIn(text['backout']), changes: textsIn(data['changes']), items: textsIn(data['items']), owner: personIn(data['owner']) };
  // Of two packages that took a change apart, the one written last has it.
  const others = release.packages.map((one) => (one.id === id ? one : { ...one, changes: one.changes.filter((change) => !pack.changes.includes(change)) }));
  return id === '' ? release : { ...release, packages: withPart(others, pack) };
}
function packagingDecided(release: Release, event: StampedEvent): Release {
  const { data, text } = event;
  const score = (name: string): number => wholeIn(data[name], 1, 5) ?? 1;
  const [choice, recommended] = [oneIn(data['choice'], packagings), oneIn(data['recommended'], packagings)];
  if (choice === null || recommended === null) return release;
  return { ...release, packaging: { ...said(event), choice, recommended, rationale: textIn(text['rationale']), criteria: { coupling: score('coupling'), rollback: score('rollback'), criticality: score('criticality'), automation: score('automation') } } };
}
function stepped(release: Release, event: StampedEvent): Release {
  const to = oneIn(event.data['to'], releaseStates);
  // Of two steps taken apart the one that comes first in the trail counts; the other one begins nowhere.
  if (to === null || !stepsOf[release.state].includes(to) || (to === 'scoped' && release.baseline === null)) return release;
  const isExit = to === 'deferred' || to === 'cancelled' || to === 'rolled-back';
  // Planned anew, it is consented to anew.
  const again = to === 'planning' ? { baseline: null, noneExcluded: null, teams: release.teams.map((team) => ({ ...team, answer: null })) } : {};
  return { ...release, ...again, state: to, exit: isExit ? { ...said(event), reason: textIn(event.text['reason']) } : null };
}
const baselined = (release: Release, event: StampedEvent): Release =>
  (release.state === 'planning' ? { ...release, state: 'scoped', baseline: { ...said(event), changes: release.changes } } : release);

const moves: Partial<Record<EventType, (release: Release, event: StampedEvent, cause?: Cause) => Release>> = {
  'release.edited': edited, 'release.scopeEdited': scoped, 'release.exclusionSet': excluded, 'release.exclusionDropped': (release, { data }) => ({ ...release, exclusions: withoutPart(release.exclusions, data['exclusion']) }),
  'release.noneExcluded': (release, event) => (release.exclusions.length > 0 ? release : { ...release, noneExcluded: said(event) }),
  'release.teamNamed': teamNamed, 'release.teamDropped': (release, { data }) => ({ ...release, teams: withoutPart(release.teams, data['team']) }), 'release.teamAnswered': teamAnswered,
  'release.dutySet': dutySet, 'release.dutyDropped': (release, { data }) => ({ ...release, duties: withoutPart(release.duties, data['duty']) }),
  'release.packageSet': packageSet, 'release.packageDropped': (release, { data }) => ({ ...release, packages: withoutPart(release.packages, data['package']) }), 'release.packagingDecided': packagingDecided,
  'release.baselined': baselined, 'release.stepped': stepped, ...scopeMoves,
};
export const releaseSheet = sheet<Release>({
  name: 'release', kind: 'release', types: ['release.planned', ...(Object.keys(moves) as EventType[])],
  fold: (release, event, cause) => {
    if (event.type === 'release.planned') return release ?? planned(event, cause);
    const after = release === null ? null : moves[event.type]?.(release, event, cause) ?? release;
    return after === null || after === release ? release : { ...after, updatedAt: event.at };
  },
  columns: (release) => ({ number: release.number, label: release.name.value, state: release.state, dueAt: release.window.value.startsAt }),
});
