// Releases: what goes out together, why, what is left out, who answers for it and until when (REL-01).
import { z } from 'zod';
import { ChangeState, ChangeType, HistoryEntry, Tier } from './change.ts';
import { command, query } from './define.ts';
import { Count, Day, Instant, Line, May, Page, Prose, Receipt, Ref, Zone } from './values.ts';

/** The life of a release (capabilities, section 2), in order; the last three are exits. */
export const releaseStates = ['planning', 'scoped', 'ready', 'go', 'deploying', 'stabilising', 'transitioned', 'closed', 'deferred', 'cancelled', 'rolled-back'] as const;
export const ReleaseState = z.enum(releaseStates);
export type ReleaseState = z.output<typeof ReleaseState>;
/** What a release brings: servers and networks, software of the house, a connection to somebody else's system, the shape of data. */
export const contentTypes = ['infrastructure', 'application', 'integration', 'data'] as const;
export const ContentType = z.enum(contentTypes);
export type ContentType = z.output<typeof ContentType>;
export const consents = ['consents', 'declines'] as const;
/** One piece for everything; parts that can go out alone; small steps one after the other (REL-02). */
export const packagings = ['monolithic', 'modular', 'incremental'] as const;
/** The parts of the page of a release where things are done. */
export const releaseParts = ['scope', 'packages', 'sequence', 'versions', 'impact', 'requests', 'conformance'] as const;

export const ReleaseFields = z.strictObject({
  name: Line, objective: Prose, startsAt: Instant.nullable(), endsAt: Instant.nullable(), zone: Zone, types: z.array(ContentType).max(4).describe('what the release is said to bring'),
  owner: Ref.nullable().describe('the one scope owner'), businessOwner: Ref.nullable().describe('who signs what it means for the business'),
});
export type ReleaseFields = z.output<typeof ReleaseFields>;
const Named = z.object({ id: z.string(), name: z.string() });
const SaidBy = z.object({ by: z.string(), at: z.string() });
/** A change in a release, as far as the release asks after it. */
export const ReleaseChange = z.object({
  id: z.string(), number: z.string(), title: z.string(), state: ChangeState, type: ChangeType, tier: Tier.nullable(), score: Count.nullable(), service: z.string(), plannedStartAt: z.string().nullable(), plannedEndAt: z.string().nullable(), zone: z.string(), outcome: z.string().nullable(),
});
export type ReleaseChange = z.output<typeof ReleaseChange>;
/** One thing that holds a release back from a step, with the part of its page where it is done. `told` holds nothing back. */
export const ReleasePiece = z.object({
  id: z.string(), rule: z.string(), label: z.string(), step: ReleaseState, part: z.enum(releaseParts), status: z.enum(['present', 'missing', 'stale', 'waiting', 'told', 'waived']), why: z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) }).optional(),
});
export type ReleasePiece = z.output<typeof ReleasePiece>;
const Score = z.number().int().min(1).max(5);
/** What a packaging decision weighs, from 1 to 5 each. */
export const Criteria = z.strictObject({
  coupling: Score.describe('1 loose, 5 hangs together tightly'), rollback: Score.describe('1 taken back at once, 5 hard to take back'), criticality: Score.describe('1 nobody notices, 5 a tier 1 service'), automation: Score.describe('1 deployed by hand, 5 by itself'),
});
export const ReleaseRow = z.object({
  id: z.string(), number: z.string(), name: z.string(), state: ReleaseState, owner: z.string(), startsAt: z.string().nullable(), endsAt: z.string().nullable(), zone: z.string(), changes: Count,
  /** The most demanding of its changes, and the highest risk among them with 2 for each dependency inside (CHG-02, RISK-03). */ type: ChangeType, score: Count.nullable(), tier: Tier.nullable(), services: z.array(z.string()), /** Sum of headcount times severity over the groups it concerns; null where none is named (REL-05). */ impactIndex: Count.nullable(), /** What holds it back from its next step. */ blockers: Count, updatedAt: z.string(),
});
export type ReleaseRow = z.output<typeof ReleaseRow>;
export const ReleaseRecord = ReleaseRow.omit({ owner: true, changes: true, services: true }).extend({
  objective: z.string(), version: Count, owner: Named.nullable(), businessOwner: Named.nullable(), types: z.array(ContentType), /** What its changes say it brings, with the items that say so; items of no known kind are counted. */
  derived: z.array(z.object({ type: ContentType, items: z.array(z.string()), isDeclared: z.boolean() })), unclassified: z.array(z.string()), undelivered: z.array(ContentType),
  changes: z.array(ReleaseChange), exclusions: z.array(z.object({ id: z.string(), what: z.string(), reason: z.string() })), noneExcluded: SaidBy.nullable(),
  teams: z.array(z.object({ id: z.string(), name: z.string(), lead: Named, answer: z.enum(consents).nullable(), note: z.string(), at: z.string().nullable(), mayAnswer: May })),
  duties: z.array(z.object({ id: z.string(), duty: z.string(), regulator: z.string(), dueOn: z.string().nullable(), isOverdue: z.boolean() })),
  packages: z.array(z.object({
    id: z.string(), name: z.string(), boundary: z.string(), backout: z.string(), owner: Named.nullable(), changes: z.array(z.string()), items: z.array(Named), services: Count, isIndependent: z.boolean(), isTooMany: z.boolean(), isTooWide: z.boolean(),
    /** Items named for it beside those of its changes. */ named: z.array(Named),
    /** Packages that touch the same items, without a declared dependency between the two. */ shares: z.array(z.object({ other: z.string(), otherName: z.string(), items: z.array(z.string()) })),
  })),
  packaging: SaidBy.extend({ criteria: Criteria, choice: z.enum(packagings), recommended: z.enum(packagings), rationale: z.string() }).nullable(),
  baseline: SaidBy.extend({ changes: z.array(z.string()) }).nullable(), pieces: z.array(ReleasePiece), /** The step it may take next on its way, null at its end. */ next: ReleaseState.nullable(),
  /** Values that were written apart and lost to what stands. */ also: z.array(z.object({ field: z.string(), value: z.string(), by: z.string(), at: z.string() })),
  may: z.object({ edit: May, scope: May, baseline: May, steps: z.array(z.object({ to: ReleaseState, may: May })), excludeNone: May }),
});
export type ReleaseRecord = z.output<typeof ReleaseRecord>;

const On = { release: Ref };
const Id = z.string().min(1).max(64);
export const release = {
  'release.plan': command('Begins a release in Planning (REL-01).', ReleaseFields.partial().required({ name: true }), Receipt),
  'release.edit': command('Rewrites name, objective, window, declared content or who answers for it.', z.strictObject({ ...On, fields: ReleaseFields.partial(), ifVersion: Count.optional() }), Receipt),
  'release.scope': command('Takes changes into a release or out of it; once the scope is baselined, a scope request does that (REL-07).', z.strictObject({ ...On, add: z.array(Ref).max(500).default([]), remove: z.array(Ref).max(500).default([]) }), Receipt),
  'release.exclude': command('Says what the release leaves out, and why.', z.strictObject({ ...On, exclusion: Id.optional().describe('the one that is rewritten'), what: Line, reason: Line }), Receipt),
  'release.includeAgain': command('Takes an exclusion back.', z.strictObject({ ...On, exclusion: Id }), Receipt),
  'release.excludeNone': command('Signs that nothing is left out.', z.strictObject(On), Receipt),
  'release.addTeam': command('Names a team that contributes, and who speaks for it.', z.strictObject({ ...On, team: Id.optional().describe('the one that is renamed'), name: Line, lead: Ref }), Receipt),
  'release.dropTeam': command('A team no longer contributes.', z.strictObject({ ...On, team: Id }), Receipt),
  'release.answer': command('The lead of a team consents to contributing, or declines, by signature.', z.strictObject({ ...On, team: Id.describe('team by id or name'), answer: z.enum(consents), note: Prose.default('') }), Receipt),
  'release.setDuty': command('Names a regulatory reporting duty and its deadline.', z.strictObject({ ...On, rewrites: Id.optional().describe('the duty that is rewritten'), duty: Line, regulator: z.string().trim().max(300).default(''), dueOn: Day.nullable().default(null) }), Receipt),
  'release.dropDuty': command('Takes a reporting duty off.', z.strictObject({ ...On, duty: Id }), Receipt),
  'release.baseline': command('Freezes the scope: from then on it changes by decided requests only.', z.strictObject(On), Receipt),
  'release.step': command('Takes a release to its next state, or to an exit with a reason.', z.strictObject({ ...On, to: ReleaseState, reason: Prose.default('') }), Receipt),
  'release.setPackage': command('Makes a package of changes of the release, or rewrites one (REL-02).', z.strictObject({
    ...On, package: Id.optional().describe('the one that is rewritten, by id or name'), name: Line, boundary: Prose.default('').describe('what belongs to it and what does not'), backout: Prose.default('').describe('how it is taken back'), owner: Ref.nullable().default(null), changes: z.array(Ref).max(500).default([]), items: z.array(Ref).max(500).default([]).describe('configuration items beside those of its changes'), ifVersion: Count.optional(),
  }), Receipt),
  'release.dropPackage': command('Dissolves a package; its changes stay in the release.', z.strictObject({ ...On, package: Id.describe('package by id or name') }), Receipt),
  'release.decidePackaging': command('Decides from scored criteria how the release is packaged (REL-02).', z.strictObject({ ...On, criteria: Criteria, choice: z.enum(packagings), rationale: Prose.default('') }), Receipt),
  'release.list': query('Releases, those planned first in front.', z.strictObject({ ...Page, text: z.string().max(200).optional(), state: z.array(ReleaseState).optional(), from: Instant.optional(), to: Instant.optional() }),
    z.object({ rows: z.array(ReleaseRow), total: Count, next: z.string().nullable(), counts: z.record(z.string(), Count), mayPlan: May }), ['release', 'change', 'policy', 'person']),
  'release.show': query('One release with all that its page needs.', z.strictObject(On), ReleaseRecord, ['release', 'change', 'service', 'policy', 'person']),
  'release.history': query('What happened to a release, from the trail, latest first.', z.strictObject({ ...On, ...Page }), z.object({ rows: z.array(HistoryEntry), next: z.string().nullable() }), ['release']),
};
