// Whether a document is a policy: every value of its kind, tiers without gaps, weights that sum up, a matrix that does not contradict itself, and nobody locked out (APR-07).
import { changeTypes, impactLevels, tiers } from '#contract/change.ts';
import type { Tier } from '#contract/change.ts';
import type { Role } from '#contract/people.ts';
import type { Json } from './event.ts';
import { contradictions, decidingRow } from './matrix.ts';
import { authorities, evidenceKinds, reviewKinds } from './policy-document.ts';
import type { Authority, MatrixRow, PolicyDocument } from './policy-document.ts';
import { retentionRule } from './retention.ts';

/** What is wrong in a document, and where: a path such as `weights` or `matrix.2`. */
export type PolicyProblem = { at: string; problem: string };
type Obj = { [key: string]: Json };
const isObject = (value: unknown): value is Obj => typeof value === 'object' && value !== null && !Array.isArray(value);
/** The most rows a matrix has; each change is held against all of them. */
const mostRows = 200;
const mostNumber = 1_000_000_000;

/** Names of codes in lists, by the end of their path. */
const vocabularies: [RegExp, readonly string[]][] = [[/^reviews\./, reviewKinds], [/^evidence\.sets\./, evidenceKinds], [/^backout\.tiers$/, tiers], [/^imported$/, ['trusted', 'full']]];
const vocabularyOf = (path: string): readonly string[] | null => vocabularies.find(([of]) => of.test(path))?.[1] ?? null;

function textProblem(value: Json, at: string): PolicyProblem[] {
  if (typeof value !== 'string' || value.length > 200) return [{ at, problem: 'is no short text' }];
  const known = vocabularyOf(at);
  return known && !known.includes(value) ? [{ at, problem: `${value} is none of ${known.join(', ')}` }] : [];
}

/** Compares a value with its model: the same kind at the same place. What the document leaves out stands as in the model. */
function shapeProblems(value: Json | undefined, model: unknown, at: string): PolicyProblem[] {
  if (value === undefined) return [];
  if (typeof model === 'number') return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= mostNumber ? [] : [{ at, problem: 'is no whole number of 0 or more' }];
  if (typeof model === 'string') return textProblem(value, at);
  if (typeof model === 'boolean') return typeof value === 'boolean' ? [] : [{ at, problem: 'is neither true nor false' }];
  if (Array.isArray(model)) {
    if (!Array.isArray(value) || value.length > mostRows) return [{ at, problem: `is no list of at most ${mostRows}` }];
    return value.flatMap((one) => (typeof one === 'string' ? textProblem(one, at) : [{ at, problem: 'holds something that is no word' }]));
  }
  if (!isObject(model) || !isObject(value)) return [{ at, problem: 'is not as it should be' }];
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(model, key)).map((key): PolicyProblem => ({ at: at === '' ? key : `${at}.${key}`, problem: 'is no setting of a policy' }));
  return [...unknown, ...Object.entries(model).flatMap(([key, inner]) => shapeProblems(Object.hasOwn(value, key) ? value[key] : undefined, inner, at === '' ? key : `${at}.${key}`))];
}

const optional = (value: Json | undefined, known: readonly string[]): boolean => value === undefined || known.includes(value as string);
function rowProblem(row: Json, at: string): PolicyProblem[] {
  const wrong = (problem: string): PolicyProblem[] => [{ at, problem }];
  if (!isObject(row)) return wrong('is no row');
  const { type, tier, impact, environment, serviceTier, authority, ...rest } = row;
  if (Object.keys(rest).length > 0) return wrong(`${Object.keys(rest).join(', ')} is no column of the matrix`);
  if (!authorities.includes(authority as Authority)) return wrong('names no authority');
  if (!optional(type, changeTypes)) return wrong('names no type of change');
  if (!optional(tier, tiers)) return wrong('names no risk tier');
  if (!optional(impact, impactLevels)) return wrong('names no impact level');
  if (environment !== undefined && (typeof environment !== 'string' || environment.trim() === '' || environment.length > 100)) return wrong('names no environment');
  if (serviceTier !== undefined && !(typeof serviceTier === 'number' && Number.isInteger(serviceTier) && serviceTier >= 1 && serviceTier <= 9)) return wrong('names no service tier from 1 to 9');
  return [];
}

function wordsOf(row: MatrixRow): string {
  const set = Object.entries(row).flatMap(([name, value]) => (name === 'authority' ? [] : [String(value)]));
  return set.length === 0 ? 'every change' : set.join(', ');
}
function matrixProblems(value: Json | undefined): PolicyProblem[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > mostRows) return [{ at: 'matrix', problem: `is no list of at most ${mostRows} rows` }];
  const wrong = value.flatMap((row, i) => rowProblem(row, `matrix.${i}`));
  if (wrong.length > 0) return wrong;
  const rows = value as unknown as MatrixRow[];
  return contradictions(rows).map(([row, other]) => ({ at: `matrix.${rows.lastIndexOf(other)}`, problem: `contradicts another row: for ${wordsOf(row)} one says ${row.authority}, the other ${other.authority}` }));
}

/** AUD-07: each line names a tag and the years its records are kept. */
const retentionProblems = ({ retention }: PolicyDocument): PolicyProblem[] =>
  retention.tags.flatMap((line, i) => (retentionRule(line) === null ? [{ at: `retention.tags.${i}`, problem: `${line} is no tag with a number of years, such as HIPAA 6` }] : []));

/** RISK-03: tiers rise without gaps or overlaps, weights sum to 100; and numbers that only make sense beside each other do. */
function numberProblems({ tiers: t, weights, impact, version, standard, emergency, profile }: PolicyDocument): PolicyProblem[] {
  const sum = Object.values(weights).reduce((a, b) => a + b, 0);
  return [
    ...(version.trim() === '' ? [{ at: 'version', problem: 'needs a name' }] : []),
    ...(t.medium >= 1 && t.medium < t.high && t.high < t.critical && t.critical <= 100 ? [] : [{ at: 'tiers', problem: `must rise from Medium to Critical within 1 to 100 without gap or overlap: ${t.medium}, ${t.high}, ${t.critical}` }]),
    ...(sum === 100 ? [] : [{ at: 'weights', problem: `sum to ${sum}, not to 100` }]),
    ...(standard.failures >= 1 && standard.failures <= standard.ofRuns && standard.afterSuccesses >= 1 && standard.months >= 1 ? [] : [{ at: 'standard', problem: 'need at least one run, one month and one failure, and no more failures than runs that are counted' }]),
    ...(emergency.hours <= emergency.ceilingHours ? [] : [{ at: 'emergency', problem: `authorisations of ${emergency.hours} hours are longer than their ceiling of ${emergency.ceilingHours}` }]),
    ...(profile.hybridAverage <= profile.continuousAverage && profile.continuousFailures < profile.planDrivenFailures ? [] : [{ at: 'profile', problem: 'must ask more of Continuous than of Hybrid, and allow it fewer failures than Plan-driven begins at' }]),
    ...(impact.mediumUsers < impact.highUsers ? [] : [{ at: 'impact', problem: `Medium begins at ${impact.mediumUsers} users, which is not below High at ${impact.highUsers}` }]),
  ];
}

function filled(value: Obj, model: Obj): Obj {
  return Object.fromEntries(Object.entries(model).map(([key, inner]) => {
    const own = Object.hasOwn(value, key) ? value[key] : undefined;
    return [key, own === undefined ? inner : isObject(own) && isObject(inner) ? filled(own, inner) : own];
  }));
}

export type Checked = { document: PolicyDocument; problems: [] } | { document: null; problems: PolicyProblem[] };
/** Reads a document strictly. Settings it leaves out, as one from before they were known does, stand as in `model`. */
export function checkPolicy(value: Json | undefined, model: PolicyDocument): Checked {
  if (!isObject(value)) return { document: null, problems: [{ at: '', problem: 'This is no policy document' }] };
  const { matrix: _, ...others } = model;
  const { matrix, ...rest } = value;
  const shape = [...shapeProblems(rest, others, ''), ...matrixProblems(matrix)];
  if (shape.length > 0) return { document: null, problems: shape };
  const document = { ...filled(rest, others as unknown as Obj), matrix: matrix ?? model.matrix } as unknown as PolicyDocument;
  const problems = [...numberProblems(document), ...retentionProblems(document)];
  return problems.length > 0 ? { document: null, problems } : { document, problems: [] };
}

/** Roles of which somebody must be there for an authority to decide; where nobody is delegated to, the change manager decides. */
export const rolesFor: Record<Authority, readonly Role[]> = {
  automatic: [], peer: ['change-manager'], 'team-lead': ['change-manager'], 'change-manager': ['change-manager'], cab: ['chair'], 'cab-and-executive': ['chair', 'executive'],
};

/** APR-07: every combination the matrix can meet, by the values its rows name and one that no row names. */
function authoritiesOf(tier: Tier, matrix: readonly MatrixRow[]): Set<Authority> {
  const named = <K extends 'environment' | 'serviceTier'>(name: K): (NonNullable<MatrixRow[K]> | null)[] => [...new Set(matrix.map((row) => row[name]).filter((one) => one !== undefined)), null] as (NonNullable<MatrixRow[K]> | null)[];
  const found = new Set<Authority>();
  for (const type of changeTypes) for (const impact of [...impactLevels, null]) for (const environment of named('environment')) for (const serviceTier of named('serviceTier')) {
    found.add(decidingRow({ type, tier, impact, environment: environment ?? '', serviceTier }, matrix)?.authority ?? 'cab');
  }
  return found;
}

/** APR-07: a tier that nobody who holds a role could authorise under this matrix, with the role that is missing; null when nobody is locked out. */
export function lockedOut(matrix: readonly MatrixRow[], held: ReadonlySet<Role>): { tier: Tier; authority: Authority; role: Role } | null {
  for (const tier of tiers) for (const authority of authoritiesOf(tier, matrix)) {
    const role = rolesFor[authority].find((needed) => !held.has(needed));
    if (role) return { tier, authority, role };
  }
  return null;
}
