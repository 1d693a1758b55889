// What an audit pack says of a release beside its changes, and of a change that versions and flags name: versions by environment, feature flags, architecture standards (AUD-02, REL-04, REL-09, REL-10).
import type { FlagRow } from '#contract/flags.ts';
import type { ConformityRow } from '#contract/standards.ts';
import type { VersionProblem } from '#contract/versions.ts';
import type { HistoryRow, PackRelease } from '../documents/pack-document.ts';
import { span } from '../documents/times.ts';
import { subjectOf } from '../domain/event.ts';
import { minuteOf } from '../domain/spans.ts';
import { rolloutSheet } from '../domain/versions.ts';
import type { ReadContext } from '../ports.ts';
import { nameOf } from '../queries/change.ts';
import { flagQueries } from '../queries/flags.ts';
import { historyOf } from '../queries/history.ts';
import { standardQueries } from '../queries/standards.ts';
import { serviceName, versionQueries } from '../queries/versions.ts';
import { words } from './gather-pack-audit.ts';

type Row = [what: string, how: string];
/** More than any register here holds. */
const all = 1_000_000;

function versionRows(context: ReadContext, release: string): Row[] {
  const { planned } = versionQueries['version.check'](context, { release });
  return planned.map((row) => [`${row.serviceName}, ${row.environment}`, [`${row.version} with ${row.change}`, row.today === '' ? 'nobody said what runs there now' : `${row.today} runs there now`, ...row.needs.map(({ name, range }) => `needs ${name} ${range}`), ...row.also.map(({ version, by }) => `${by} had planned ${version}`)].join('; ')]);
}

const problemWords: Record<VersionProblem['kind'], string> = { incompatible: 'does not fit', 'too-early': 'comes too early', contested: 'is told in two ways', unknown: 'is not known', differs: 'differs' };
const problemText = ({ consumer, provider, wanted, found, kind }: VersionProblem): string => `${consumer} needs ${provider} ${wanted}: ${found === '' ? '' : `${found} `}${problemWords[kind]}`;
/** Before the release, and after each of its steps. */
function problemRows(context: ReadContext, release: string): Row[] {
  const { before, steps, circle } = versionQueries['version.check'](context, { release });
  const told = (when: string, problems: readonly VersionProblem[]): Row[] => problems.map((one) => [`${when}, ${one.environment}`, `${problemText(one)}${one.isBlocking ? '; this holds the release back' : ''}`]);
  return [
    ...(circle ? [['Order', `The changes wait for each other in a circle: ${circle.join(', ')}`] satisfies Row] : []),
    ...told('Before the release', before), ...steps.flatMap(({ changes, problems }, i) => told(`After step ${i + 1} (${changes.join(', ')})`, problems)),
  ];
}

type Switched = { flag: FlagRow; at: string; said: string; change: string };
/** Every switch of a flag that names a change, the first one first. */
const switches = (context: ReadContext): Switched[] => flagQueries['flag.list'](context, { removed: true, limit: all }).rows
  .flatMap((flag) => flag.activations.flatMap(({ environment, isOn, change, by, at }) => (change === null ? [] : [{ flag, change, at, said: `${isOn ? 'on' : 'off'} in ${environment} by ${by}, ${minuteOf(at)} UTC` }])))
  .toSorted((a, b) => (a.at < b.at ? -1 : 1));
const flagText = ({ flag: { number, key } }: Switched): string => `${number} ${key}`;
function flagRows(context: ReadContext, changes: readonly string[]): Row[] {
  const numbers = new Set(changes.flatMap((id) => context.findChange(id)?.number ?? []));
  return switches(context).filter(({ change }) => numbers.has(change)).map((one) => [flagText(one), `${one.said}, under ${one.change}`]);
}

const standingWords: Record<ConformityRow['status'], string> = { retire: 'To be retired', dispensed: 'To be retired, with a dispensation', contain: 'Contained', adopt: 'Adopted', unclassified: 'No standard covers it' };
function standardRows(context: ReadContext, release: string): Row[] {
  const { rows } = standardQueries['standard.check'](context, { release, unclassified: true, limit: all });
  return rows.map(({ component, version, of, status, standard, until }) => [`${component} ${version}`.trim(), `${standingWords[status]}${standard === null ? '' : ` (${standard})`}${until === null ? '' : `, until ${until}`}; ${of}`]);
}

/** What versions and flags say of single changes, read once for all of them: number of the change to rows of its section. */
export function versionsAndFlags(context: ReadContext): (change: { id: string; number: string }) => Row[] {
  const deployed = Map.groupBy(context.listSheets(rolloutSheet).flatMap(({ entries }) => entries), ({ change }) => change);
  const switched = Map.groupBy(switches(context), ({ change }) => change);
  return ({ id, number }) => [
    ...(deployed.get(id) ?? []).map(({ service, kept: { value } }): Row => ['Version deployed', `${serviceName(context, service)} ${value.version} in ${value.environment}`]),
    ...(switched.get(number) ?? []).map((one): Row => ['Feature flag', `${flagText(one)}: ${one.said}`]),
  ];
}

/** The release that a pack is about, with what it says beside its changes. */
export function packRelease(context: ReadContext, ref: string): PackRelease {
  const release = context.loadRelease(ref);
  const person = (id: string | null): string => (id === null ? 'nobody named' : nameOf(context, id));
  const window = release.window.value;
  const history = historyOf(context, subjectOf('release', release.id), { limit: 500 }).rows;
  return {
    ref: release.number, title: release.name.value,
    facts: [
      ['State', words(release.state)], ['Objective', release.objective.value || '–'], ['Target window', window.startsAt && window.endsAt ? span(window.startsAt, window.endsAt, 'UTC') : 'none'], ['Declared content', release.types.value.join(', ') || 'none'],
      ['Scope owner', person(release.owner.value)], ['Business owner', person(release.businessOwner.value)], ['Baseline', release.baseline ? `${release.baseline.at.slice(0, 10)}, ${release.baseline.changes.length} ${release.baseline.changes.length === 1 ? 'change' : 'changes'}, by ${nameOf(context, release.baseline.by)}` : 'none'], ['Changes', String(release.changes.length)],
    ],
    lists: [
      { title: 'Exclusions', rows: release.exclusions.map(({ what, reason }) => [what, reason]) },
      { title: 'Teams', rows: release.teams.map((team) => [team.name, team.answer ? words(team.answer.answer) : 'Not answered']) },
      { title: 'Reporting duties', rows: release.duties.map(({ duty, regulator, dueOn }) => [duty, [regulator, dueOn ? `due ${dueOn}` : ''].filter(Boolean).join(', ')]) },
      { title: 'Versions by environment', rows: versionRows(context, release.id) },
      { title: 'How these versions fit', rows: problemRows(context, release.id) },
      { title: 'Feature flags switched under its changes', rows: flagRows(context, release.changes) },
      { title: 'Architecture standards', rows: standardRows(context, release.id) },
      { title: 'Packages', rows: release.packages.map(({ name, changes }) => [name, `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`]) },
    ],
    history: history.toReversed().map((h): HistoryRow => ({ at: h.at, what: h.said, who: h.by, role: '', feed: h.feed, seq: h.seq })),
  };
}
