// What each step of a release demands, and how much of it is there: one list for the page, the greyed button and the guarded write.
import type { ChangeState } from '#contract/change.ts';
import type { ErrorCode, Facts } from '#contract/errors.ts';
import type { ReleaseState, releaseParts } from '#contract/release.ts';
import type { Change } from './change.ts';
import type { CapacityFacts } from './capacity.ts';
import { capacityGaps } from './capacity-pieces.ts';
import { circleIn, sequenceOf } from './dependencies.ts';
import type { Graph } from './dependencies.ts';
import type { Exception } from './exceptions.ts';
import { standingsOf } from './packages.ts';
import type { PolicyDocument } from './policy-document.ts';
import { beginsTooEarly, standingOf } from './predecessors.ts';
import type { Predecessor } from './predecessors.ts';
import { nameKey } from './item.ts';
import { loadOf } from './scope-load.ts';
import { compareContent } from './release-content.ts';
import type { TouchedItem } from './release-content.ts';
import type { Release } from './release.ts';
import { stepsOf } from './release.ts';
import { evaluate } from './compatibility.ts';
import type { Plan, Problem } from './compatibility.ts';
import { called, conformityOf } from './standards.ts';
import type { Component, Conformity, Standard } from './standards.ts';
import { assessmentStanding } from './stakeholders.ts';
import type { Assessed, AssessmentStanding } from './stakeholders.ts';
import { refuse } from './verdict.ts';
import type { Refused } from './verdict.ts';

/** A change of a release, with the items of the register that it names. */
export type Member = { change: Change; items: readonly TouchedItem[] };
/** What rules about a release ask of other records. */
export type ReleaseFacts = {
  /** Its changes that are here; another laptop may have added one that is not. */
  members: readonly Member[];
  /** Dependencies between what belongs to it, and what contains what. */
  graph: Graph;
  /** Changes that go before each of its changes, wherever they belong. */
  predecessors: Readonly<Record<string, readonly Predecessor[]>>;
  /** What each record of the graph is called, and items named for packages. */
  labels: Readonly<Record<string, string>>;
  policy: PolicyDocument;
  /** Names of people by UUID. */
  names: Readonly<Record<string, string>>;
  /** Services in its scope that the catalogue no longer offers, by name (CFG-09). */
  retired: readonly string[];
  /** What it means for people, and the digest of what there is to sign of it now (REL-05). */
  assessed: Assessed;
  /** Versions that run where the release deploys, and those it deploys (REL-04). */
  versions: Plan;
  /** What it brings and touches, and the standards of the architecture (REL-10). */
  architecture: { components: readonly Component[]; standards: readonly Standard[] };
  /** What it takes of the capacity beside everything else, and exceptions from that (CAL-05). */
  capacity: CapacityFacts;
  exceptions: readonly Exception[];
};
export type ReleasePiece = {
  id: string; rule: string; label: string; /** The step that asks for it. */ step: ReleaseState; part: (typeof releaseParts)[number]; status: 'present' | 'missing' | 'stale' | 'waiting' | 'told' | 'waived'; why?: { code: ErrorCode; facts: Facts };
};
type Gap = { code: ErrorCode; facts?: Facts } | null;
type Asked = Pick<ReleasePiece, 'id' | 'label'> & { rule?: string; step?: ReleaseState; part?: ReleasePiece['part']; status?: ReleasePiece['status'] };
/** A piece that is there unless there is a gap. */
export function piece({ id, label, rule = 'REL-01', step = 'scoped', part = 'scope', status = 'missing' }: Asked, gap: Gap): ReleasePiece {
  return { id, rule, label, step, part, status: gap === null ? 'present' : status, ...(gap === null ? {} : { why: { code: gap.code, facts: gap.facts ?? {} } }) };
}

/** States of a change from which it may be deployed, those in which it has its window, and those in which its work is done. */
const authorised: readonly ChangeState[] = ['authorised', 'scheduled', 'implementing', 'validating', 'implemented', 'under-review', 'closed'];
const scheduled = authorised.slice(1);
const done: readonly ChangeState[] = ['implemented', 'under-review', 'closed'];
/** What no longer takes part. */
const gone: readonly ChangeState[] = ['cancelled', 'rejected'];
const numbersNotIn = (members: readonly Member[], states: readonly ChangeState[]): string[] => members.filter(({ change }) => !states.includes(change.state) && !gone.includes(change.state)).map(({ change }) => change.number);

function scopePieces(release: Release, { names }: ReleaseFacts): ReleasePiece[] {
  const { owner, window, changes, exclusions, noneExcluded, teams, duties } = release;
  const { startsAt, endsAt } = window.value;
  const facts = { release: release.number };
  return [
    piece({ id: 'owner', label: 'Scope owner' }, owner.value === null ? { code: 'release_owner_missing', facts } : null),
    piece({ id: 'window', label: 'Target window' }, startsAt === null || endsAt === null ? { code: 'release_window_missing', facts } : endsAt <= startsAt ? { code: 'release_window_reversed', facts: { startsAt, endsAt } } : null),
    piece({ id: 'changes', label: 'Changes in scope' }, changes.length === 0 ? { code: 'release_without_changes', facts } : null),
    piece({ id: 'exclusions', label: 'Exclusions, or a signed None' }, exclusions.length === 0 && noneExcluded === null ? { code: 'release_exclusions_missing', facts } : null),
    ...(teams.length === 0 ? [piece({ id: 'teams', label: 'Contributing teams' }, { code: 'release_teams_missing', facts })] : []),
    ...teams.map(({ id, name, lead, answer }) => piece({ id: `team:${id}`, label: `Consent of ${name}`, status: answer === null ? 'waiting' : 'missing' },
      answer?.answer === 'consents' ? null : answer === null ? { code: 'team_consent_missing', facts: { team: name, lead: names[lead] ?? '' } } : { code: 'team_declined', facts: { team: name, lead: names[lead] ?? '', note: answer.note } })),
    ...duties.map(({ id, duty, dueOn }) => piece({ id: `duty:${id}`, label: `Deadline of ${duty}` }, dueOn === null ? { code: 'duty_deadline_missing', facts: { duty } } : null)),
  ];
}

function contentPieces(release: Release, { members }: ReleaseFacts): ReleasePiece[] {
  const { derived, undelivered } = compareContent(itemsOf(members), release.types.value);
  return [
    ...derived.filter(({ isDeclared }) => !isDeclared).map(({ type, items }) => piece({ id: `content:${type}`, label: `Undeclared content: ${type}`, status: 'told' }, { code: 'content_undeclared', facts: { type, items, release: release.number } })),
    ...(members.length === 0 ? [] : undelivered.map((type) => piece({ id: `undelivered:${type}`, label: `Declared and not there: ${type}`, status: 'told' }, { code: 'content_undelivered', facts: { type, release: release.number } }))),
  ];
}

/** Every item that the changes of a release touch, once each. */
export const itemsOf = (members: readonly Member[]): TouchedItem[] => [...new Map(members.flatMap(({ items }) => items).map((item) => [item.id, item])).values()];

/** REL-02: what keeps packages from going out alone, and where one is too large. None of it holds the release back; it is one piece then. */
function packagePieces(release: Release, { members, graph, labels, policy }: ReleaseFacts): ReleasePiece[] {
  const told = (id: string, label: string, gap: NonNullable<Gap>): ReleasePiece => piece({ id, label, rule: 'REL-02', step: 'ready', part: 'packages', status: 'told' }, gap);
  return standingsOf(release.packages, { members, edges: graph.edges, itemNames: labels }, policy).flatMap(({ id, shares, isTooMany, isTooWide, services }) => {
    const { name, changes } = release.packages.find((one) => one.id === id)!;
    return [
      // Said once for the two of them.
      ...shares.filter(({ other }) => id < other).map(({ other, otherName, items }) => told(`shares:${id}:${other}`, `${name} and ${otherName} are not independent`, { code: 'packages_share', facts: { package: name, other: otherName, items } })),
      ...(isTooMany ? [told(`many:${id}`, `${name} is large`, { code: 'package_too_many', facts: { package: name, changes: changes.length, most: policy.packages.changes } })] : []),
      ...(isTooWide ? [told(`wide:${id}`, `${name} is wide`, { code: 'package_too_wide', facts: { package: name, services, most: policy.packages.services } })] : []),
    ];
  });
}

/** REL-03: the order holds, windows keep it, and nothing waits for what has failed. */
function orderPieces({ members, graph, labels, predecessors }: ReleaseFacts): ReleasePiece[] {
  const asked = (id: string, label: string, step: ReleaseState, gap: Gap): ReleasePiece => piece({ id, label, rule: 'REL-03', step, part: 'sequence' }, gap);
  const circle = circleIn(graph);
  return [
    asked('circle', 'An order that holds', 'ready', circle === null ? null : { code: 'dependencies_contradict', facts: { path: circle.map((id) => labels[id] ?? id) } }),
    ...members.flatMap(({ change }) => (predecessors[change.id] ?? []).flatMap((before): ReleasePiece[] => {
      const facts = { change: change.number, before: before.number, endsAt: before.endsAt ?? '', state: before.state, outcome: before.outcome ?? '' };
      return [
        ...(beginsTooEarly(change.fields.plannedStartAt, before) ? [asked(`order:${before.id}:${change.id}`, `${change.number} after ${before.number}`, 'go', { code: 'predecessor_later', facts })] : []),
        ...(standingOf(before) === 'failed' ? [asked(`failed:${before.id}:${change.id}`, `Success of ${before.number}`, 'go', { code: 'predecessor_failed', facts })] : []),
      ];
    })),
  ];
}

/** Whether a release has a service in its scope: one of its changes is about it, or touches an item of it. */
export const hasInScope = (members: readonly Member[], service: { id: string; name: string }): boolean =>
  members.some(({ change, items }) => !gone.includes(change.state) && (nameKey(change.fields.service) === nameKey(service.name) || items.some((item) => item.service === service.id)));
/** CFG-09: nothing goes out for a service that is retired. It holds back whichever step comes next, since a service may be retired at any time; what is out already goes on. */
function offeringPieces(release: Release, { retired }: ReleaseFacts): ReleasePiece[] {
  const step = nextStep(release);
  if (step === null || !['scoped', 'ready', 'go', 'deploying'].includes(step)) return [];
  return retired.map((service) => piece({ id: `retired:${service}`, label: `${service} is offered`, rule: 'CFG-09', step }, { code: 'release_of_retired', facts: { service, release: release.number } }));
}

const outOf: Readonly<Record<AssessmentStanding, { status: ReleasePiece['status']; code: ErrorCode } | null>> = {
  none: { status: 'missing', code: 'groups_missing' }, unsigned: { status: 'waiting', code: 'assessment_unsigned' }, stale: { status: 'stale', code: 'assessment_stale' }, signed: null,
};
/** REL-05: the scope is baselined with a signed assessment; one that went stale holds back whichever step comes next, until what is to be deployed is on its way. */
function assessmentPieces(release: Release, { assessed, names }: ReleaseFacts): ReleasePiece[] {
  const next = nextStep(release);
  const gap = outOf[assessmentStanding(release, assessed)];
  const facts = { release: release.number, owner: names[release.businessOwner.value ?? ''] ?? '' };
  return [
    piece({ id: 'businessOwner', label: 'Business owner', rule: 'REL-05' }, release.businessOwner.value === null ? { code: 'business_owner_missing', facts } : null),
    piece({ id: 'assessment', label: 'Signed impact assessment', rule: 'REL-05', part: 'impact', step: next === 'ready' || next === 'go' || next === 'deploying' ? next : 'scoped', ...(gap ? { status: gap.status } : {}) }, gap && { code: gap.code, facts }),
  ];
}

const clashes: Readonly<Record<Problem['kind'], ErrorCode>> = { incompatible: 'versions_clash', 'too-early': 'versions_too_early', contested: 'versions_contested', unknown: 'versions_clash', differs: 'versions_contested' };
/** REL-04: after every step the versions of an environment fit each other; the first that do not hold the release back from its go. */
function versionPieces({ versions, members, graph }: ReleaseFacts): ReleasePiece[] {
  if (versions.planned.length === 0) return [];
  const { steps } = evaluate(versions, sequenceOf(members.map(({ change }) => change.id), graph).steps);
  const red = steps.findIndex(({ isRed }) => isRed);
  const first = steps[red]?.problems.find(({ isBlocking }) => isBlocking);
  return [piece({ id: 'versions', label: 'Versions that fit', rule: 'REL-04', step: 'go', part: 'versions' }, first ? { code: clashes[first.kind], facts: { ...first, step: red + 1 } } : null)];
}

/** REL-10: what is retired holds the release back, unless a dispensation counts today; what is contained is told. */
function conformancePieces(release: Release, { architecture: { components, standards } }: ReleaseFacts, now: string): ReleasePiece[] {
  if (standards.length === 0 || components.length === 0) return [];
  const every = conformityOf(components, standards, { release: release.id, day: now.slice(0, 10) });
  const asked = { rule: 'REL-10', step: 'ready', part: 'conformance' } as const;
  const of = (status: Conformity['status']): Conformity[] => every.filter((one) => one.status === status);
  const names = (some: readonly Conformity[]): string[] => [...new Set(some.map(called))].slice(0, 20);
  const [retired, dispensed, contained] = [of('retire'), of('dispensed'), of('contain')];
  return [
    piece({ id: 'retired-technology', label: 'Nothing retired', ...asked }, retired.length === 0 ? null : { code: 'technology_retired', facts: { components: names(retired) } }),
    ...(dispensed.length === 0 ? [] : [piece({ id: 'dispensed-technology', label: 'Retired, by dispensation', status: 'waived', ...asked }, { code: 'technology_dispensed', facts: { components: names(dispensed), until: dispensed.flatMap(({ until }) => until ?? []).toSorted()[0] ?? '' } })]),
    ...(contained.length === 0 ? [] : [piece({ id: 'contained-technology', label: 'Contained technology', status: 'told', ...asked }, { code: 'technology_contained', facts: { components: names(contained) } })]),
  ];
}

/** CAL-05: an overload holds back the baseline, and whichever step comes next while the release can still be moved. */
function capacityPieces(release: Release, { capacity, exceptions, policy }: ReleaseFacts, now: string): ReleasePiece[] {
  const next = nextStep(release);
  const step = next === 'ready' || next === 'go' || next === 'deploying' ? next : 'scoped';
  return capacityGaps(release, capacity, { policy, exceptions, now }).map(({ id, label, isWaived, why }) => piece({ id, label, rule: 'CAL-05', part: 'impact', step, status: isWaived ? 'waived' : 'missing' }, why));
}

/** How far every change has to have come for a step. */
const ways: readonly (Pick<ReleasePiece, 'id' | 'label' | 'step'> & { states: readonly ChangeState[]; code: ErrorCode })[] = [
  { id: 'authorised', label: 'Every change authorised', step: 'ready', states: authorised, code: 'release_changes_unauthorised' },
  { id: 'scheduled', label: 'Every change in its window', step: 'go', states: scheduled, code: 'release_changes_unscheduled' },
  { id: 'implemented', label: 'Every change implemented', step: 'stabilising', states: done, code: 'release_changes_unfinished' },
  { id: 'closed', label: 'Every change closed', step: 'closed', states: ['closed'], code: 'release_changes_open' },
];
function stepPieces(release: Release, { members }: ReleaseFacts, now: string): ReleasePiece[] {
  const { startsAt } = release.window.value;
  return [
    ...ways.map(({ states, code, ...asked }) => {
      const changes = numbersNotIn(members, states);
      return piece({ ...asked, part: 'sequence' }, changes.length === 0 ? null : { code, facts: { changes, release: release.number } });
    }),
    piece({ id: 'opened', label: 'The target window is open', step: 'deploying', part: 'sequence', status: 'waiting' }, startsAt !== null && startsAt > now ? { code: 'release_window_closed', facts: { release: release.number, opensAt: startsAt } } : null),
  ];
}

/** REL-07: requests that wait for the scope owner, and more in it than it has hours for. Both are told; neither holds it back. */
function requestPieces(release: Release, { members, labels }: ReleaseFacts): ReleasePiece[] {
  const waiting = release.requests.filter(({ standing }) => standing === 'asked').length;
  const { hours, over, cuts } = loadOf(release, members.map(({ change }) => change));
  const told = (id: string, label: string, gap: NonNullable<Gap>): ReleasePiece => piece({ id, label, rule: 'REL-07', part: 'requests', status: 'told' }, gap);
  return [
    ...(waiting === 0 ? [] : [told('requests', 'Scope requests to decide', { code: 'scope_requests_open', facts: { release: release.number, waiting } })]),
    ...(over === 0 ? [] : [told('capacity', 'More than it has hours for', { code: 'release_over_capacity', facts: { release: release.number, hours, capacity: release.capacity, cuts: cuts.map((id) => labels[id] ?? id) } })]),
  ];
}

/** Everything that the steps of a release ask for, in their order. */
export function releasePieces(release: Release, facts: ReleaseFacts, now: string): ReleasePiece[] {
  return [...scopePieces(release, facts), ...assessmentPieces(release, facts), ...capacityPieces(release, facts, now), ...offeringPieces(release, facts), ...contentPieces(release, facts), ...packagePieces(release, facts), ...orderPieces(facts), ...versionPieces(facts), ...conformancePieces(release, facts, now), ...requestPieces(release, facts), ...stepPieces(release, facts, now)];
}

export const isLacking = ({ status }: Pick<ReleasePiece, 'status'>): boolean => status === 'missing' || status === 'stale' || status === 'waiting';
/** What still keeps a release from a step. */
export const gapsBefore = (step: ReleaseState, pieces: readonly ReleasePiece[]): ReleasePiece[] => pieces.filter((one) => one.step === step && isLacking(one));
/** The step that lies on its way; null at its end. */
export const nextStep = ({ state }: Pick<Release, 'state'>): ReleaseState | null => stepsOf[state][0] ?? null;

/** Why a release may not take a step: in the words of the only thing that is missing, else all of them named. */
export function refuseStep(release: Release, step: ReleaseState, pieces: readonly ReleasePiece[]): Refused | null {
  const gaps = gapsBefore(step, pieces);
  const [first, ...others] = gaps;
  if (!first) return null;
  return first.why && others.length === 0 ? refuse(first.why.code, first.why.facts) : refuse('release_not_ready', { release: release.number, step, pieces: gaps.map(({ label }) => label) });
}
