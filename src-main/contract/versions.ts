// Versions of services by environment, what they need of each other, and how that stands after every step of a release (REL-04).
import { z } from 'zod';
import { command, job, query } from './define.ts';
import { Count, Line, May, Page, Receipt, Ref } from './values.ts';

/** A record by its number, its UUID or its name. */
const Called = z.string().trim().min(1).max(300);
const Need = z.object({ name: z.string(), range: z.string() });
const Library = z.object({ name: z.string(), version: z.string(), purl: z.string() });
const Needs = z.array(z.string().trim().min(1).max(700)).max(200).default([]).describe('what it needs of services and libraries, as NAME@RANGE such as Core ledger@>=5.0 <6.0');
const Semver = z.string().trim().min(1).max(200).describe('the version, such as 2.4.1');
export const VersionRow = z.object({
  entry: z.string(), service: z.string(), serviceName: z.string(), environment: z.string(), version: z.string(), needs: z.array(Need), libraries: Count, source: z.string(), by: z.string(), at: z.string(),
  /** Versions that were told apart and lost. */ also: z.array(z.object({ version: z.string(), by: z.string(), at: z.string() })),
});
export type VersionRow = z.output<typeof VersionRow>;
export const PlannedRow = VersionRow.extend({ change: z.string(), /** What runs there now, empty where nobody said. */ today: z.string() });
export type PlannedRow = z.output<typeof PlannedRow>;
export const VersionProblem = z.object({ kind: z.enum(['incompatible', 'too-early', 'contested', 'unknown', 'differs']), environment: z.string(), consumer: z.string(), provider: z.string(), wanted: z.string(), found: z.string(), isBlocking: z.boolean() });
export type VersionProblem = z.output<typeof VersionProblem>;
const Pair = z.object({ first: z.string(), second: z.string() });
export const VersionCheck = z.object({
  /** What does not fit before the release begins; it blocks nothing. */ before: z.array(VersionProblem),
  steps: z.array(z.object({ changes: z.array(z.string()), deploys: z.array(z.object({ change: z.string(), service: z.string(), environment: z.string(), version: z.string() })), problems: z.array(VersionProblem), isRed: z.boolean() })),
  /** An order in which nothing breaks: what to record for it, and the dependencies that say otherwise. Null where nothing is red, or no order helps. */
  proposal: z.object({ order: z.array(z.string()), record: z.array(Pair), against: z.array(Pair) }).nullable(), circle: z.array(z.string()).nullable(), planned: z.array(PlannedRow), mayPlan: May,
});
export type VersionCheck = z.output<typeof VersionCheck>;

const Entry = z.string().min(1).max(64);
const Build = { environment: Line, semver: Semver, needs: Needs };
export const versions = {
  'version.record': command('Says which version of a service runs in an environment, and what it needs (REL-04).', z.strictObject({ service: Called, ...Build }), Receipt),
  'version.remove': command('A service no longer runs in an environment.', z.strictObject({ service: Called, environment: Line }), Receipt),
  'version.plan': command('Says which version a change of a release deploys, and what that needs (REL-04).', z.strictObject({ release: Ref, change: Ref, service: Called, ...Build }), Receipt),
  'version.unplan': command('Takes a planned version out of a release.', z.strictObject({ release: Ref, entry: Entry }), Receipt),
  'version.import': job('Reads a CycloneDX bill of materials, JSON or XML, as the version that runs or that a change will deploy (REL-04).', z.strictObject({
    file: z.string(), environment: Line, service: Called.optional().describe('left out: the service of the name of the main component'), release: Ref.optional(), change: Ref.optional(), semver: Semver.optional().describe('left out: the version of the main component'), needs: Needs,
  }), z.object({ service: z.string(), version: z.string(), components: Count, unversioned: Count })),
  'version.list': query('Which version of each service runs in each environment.', z.strictObject({ text: z.string().max(200).optional(), environment: z.string().max(300).optional(), ...Page }), z.object({ rows: z.array(VersionRow), total: Count, next: z.string().nullable(), environments: z.array(z.string()), mayRecord: May }), ['service', 'person']),
  'version.components': query('Libraries that a version brings with it, from its bill of materials.', z.strictObject({ service: Called, environment: Line, release: Ref.optional().describe('the planned one of this release'), ...Page }), z.object({ rows: z.array(Library), total: Count, next: z.string().nullable() }), ['service', 'release']),
  'version.check': query('How versions fit each other after every step of a release, where they break, and which order would hold (REL-04).', z.strictObject({ release: Ref }), VersionCheck, ['release', 'change', 'service', 'person']),
};
