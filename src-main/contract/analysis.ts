import { z } from 'zod';
import { command, job, query } from './define.ts';
import { Count, Day, Instant, Line, May, Prose, Receipt, Ref, Zone } from './values.ts';

/** Each from 1 (least) to 10 (worst). */
const Score10 = z.number().int().min(1).max(10);
export const Rating = z.object({ severity: Score10, occurrence: Score10, detection: Score10 });
export type Rating = z.output<typeof Rating>;
const Also = z.array(z.object({ said: z.string(), by: z.string(), at: z.string() }));
/** A rating with what it multiplies to. */
const Rated = Rating.extend({ rpn: Count, by: z.string(), at: z.string() });
export const RowStanding = z.enum(['below', 'lowered', 'done', 'accepted', 'blocks', 'insufficient', 'dropped']);
export type RowStanding = z.output<typeof RowStanding>;
/** A row of the failure mode worksheet (RISK-05). `number` is its place, counted from 1; `origin` names the cluster of a pre-mortem it came out of. */
export const FailureMode = z.object({
  id: z.string(), number: Count, failureMode: z.string(), effect: z.string(), cause: z.string(), control: z.string(), by: z.string(), at: z.string(),
  original: Rated, again: Rated.nullable(), standing: RowStanding, isBlocking: z.boolean(),
  action: z.object({ action: z.string(), owner: z.string(), dueOn: z.string(), isDone: z.boolean(), doneBy: z.string().nullable(), doneAt: z.string().nullable(), isLate: z.boolean() }).nullable(),
  acceptance: z.object({ by: z.string(), at: z.string(), reason: z.string() }).nullable(), dropped: z.object({ by: z.string(), reason: z.string() }).nullable(),
  origin: z.string().nullable(), also: Also, may: z.object({ rewrite: May, finish: May, rateAgain: May }),
});
export type FailureMode = z.output<typeof FailureMode>;

export const PremortemDisposition = z.union([
  z.object({ as: z.literal('task'), action: z.string(), owner: z.string(), dueOn: z.string(), isDone: z.boolean() }),
  z.object({ as: z.literal('failure-mode'), row: z.string(), number: Count.nullable(), failureMode: z.string(), rpn: Count.nullable() }),
]);
/** A group of causes; `isTop`: it needs a disposition. */
export const PremortemCluster = z.object({ id: z.string(), name: z.string(), rank: Count, votes: Count, isTop: z.boolean(), causes: z.array(z.object({ id: z.string(), text: z.string() })), disposition: PremortemDisposition.nullable(), also: Also });
export type PremortemCluster = z.output<typeof PremortemCluster>;
/** A session; while people write, what they wrote is not told, only how much of it. */
export const Premortem = z.object({
  id: z.string(), stage: z.enum(['writing', 'ranking', 'closed']), minutes: Count, startedAt: z.string(), endsAt: z.string(), facilitator: z.string(), closedAt: z.string().nullable(),
  participants: z.array(z.object({ id: z.string(), name: z.string(), function: z.string(), causes: Count })), causes: Count, clusters: z.array(PremortemCluster), votesLeft: z.number().int(), functions: z.array(z.string()), mayClose: May,
});
export type Premortem = z.output<typeof Premortem>;

export const CoverageReported = z.object({
  id: z.string(), name: z.string(), format: z.string(), /** In basis points: 8500 is 85 %. */ lines: Count, covered: Count, total: Count, commit: z.string().nullable(), isCommitSaid: z.boolean(), madeAt: z.string().nullable(), sha256: z.string(),
  tests: z.object({ tests: Count, failures: Count, errors: Count, skipped: Count, isAllPassed: z.boolean() }), testFiles: z.array(z.object({ name: z.string(), sha256: z.string() })), by: z.string(), at: z.string(),
});
export const CoverageCheck = z.object({ rule: z.enum(['lines', 'tests', 'commit', 'age']), label: z.string(), why: z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) }).nullable() });
export type CoverageCheck = z.output<typeof CoverageCheck>;
const Credit = { points: Count, report: CoverageReported.nullable(), checks: z.array(CoverageCheck) };

const OnChange = { change: Ref };
const Words = { failureMode: Line, effect: Prose.default(''), cause: Prose.default(''), control: Prose.default('') };
const Row = Ref.describe('row by its number or id');
const ClusterRef = z.string().min(1).max(64).describe('cluster by its rank or id');
const Action = { action: Line, owner: Line, dueOn: Day };
const Commit = z.string().trim().toLowerCase().regex(/^[0-9a-f]{7,64}$/, 'a commit has 7 to 64 hexadecimal digits');
const NewRow = z.strictObject({ ...OnChange, ...Words, ...Rating.shape });

export const analysis = {
  'fmea.show': query('The failure mode worksheet of a change: every row with both ratings, its action, and whether it blocks authorisation (RISK-05).', z.strictObject(OnChange),
    z.object({ id: z.string(), number: z.string(), rows: z.array(FailureMode), blocking: Count, actAt: Count, actAtSeverity: Count, may: z.object({ fill: May, accept: May }) }), ['change', 'service', 'policy', 'person']),
  'fmea.add': command('Adds a failure mode with its first rating (RISK-05).', NewRow, Receipt),
  'fmea.rewrite': command('Writes a failure mode anew; its first rating is kept once an action was set (RISK-05).', NewRow.extend({ row: Row }), Receipt),
  'fmea.setAction': command('Says what is done about a failure mode, by whom and until when.', z.strictObject({ ...OnChange, row: Row, ...Action }), Receipt),
  'fmea.finishAction': command('Notes that the action for a failure mode is done.', z.strictObject({ ...OnChange, row: Row }), Receipt),
  'fmea.rateAgain': command('Rates a failure mode again after its action; the first rating stays beside it (RISK-05).', z.strictObject({ ...OnChange, row: Row, ...Rating.shape }), Receipt),
  'fmea.accept': command('The owner of the service accepts what remains of a failure mode; signed (RISK-05).', z.strictObject({ ...OnChange, row: Row, reason: Line }), Receipt),
  'fmea.drop': command('Sets a failure mode aside that does not apply.', z.strictObject({ ...OnChange, row: Row, reason: Line }), Receipt),

  'premortem.show': query('The pre-mortem of a change: who takes part, what was found, and what became of it (RISK-06).', z.strictObject(OnChange),
    z.object({ id: z.string(), number: z.string(), isNeeded: z.boolean(), isCompleted: z.boolean(), session: Premortem.nullable(), policy: z.object({ minutes: Count, leastPeople: Count, leastFunctions: Count, topCauses: Count }), may: May }), ['change', 'policy', 'person']),
  'premortem.start': command('Starts a pre-mortem (RISK-06).', z.strictObject({ ...OnChange, minutes: z.number().int().min(5).max(600).optional().describe('left out: as the policy says') }), Receipt),
  'premortem.join': command('Notes who takes part in the pre-mortem, and for which function.', z.strictObject({ ...OnChange, name: Line, function: Line }), Receipt),
  'premortem.write': command('Writes down one imagined cause of failure in private (RISK-06).', z.strictObject({ ...OnChange, participant: z.string().min(1).max(300), cause: Line }), Receipt),
  'premortem.open': command('Ends the writing and lays the causes open, put together by their words.', z.strictObject(OnChange), Receipt),
  'premortem.cluster': command('Puts a cause with a cluster, or on its own where both are the same.', z.strictObject({ ...OnChange, cause: Ref, cluster: ClusterRef }), Receipt),
  'premortem.name': command('Names a cluster.', z.strictObject({ ...OnChange, cluster: ClusterRef, name: Line }), Receipt),
  'premortem.rank': command('Notes how many votes a cluster got.', z.strictObject({ ...OnChange, cluster: ClusterRef, votes: z.number().int().min(0).max(300) }), Receipt),
  'premortem.makeTask': command('Makes a mitigation task of a cluster (RISK-06).', z.strictObject({ ...OnChange, cluster: ClusterRef, ...Action }), Receipt),
  'premortem.makeFailureMode': command('Makes a row of the failure mode worksheet of a cluster (RISK-06).', z.strictObject({ ...OnChange, cluster: ClusterRef, ...Words, ...Rating.shape }), Receipt),
  'premortem.finishTask': command('Notes that a task of the pre-mortem is done.', z.strictObject({ ...OnChange, cluster: ClusterRef }), Receipt),
  'premortem.close': command('Closes the pre-mortem; it counts from then on (RISK-06).', z.strictObject(OnChange), Receipt),

  'coverage.show': query('The coverage of a change, and whether it lowers the score (RISK-07).', z.strictObject(OnChange),
    z.object({ id: z.string(), number: z.string(), commit: z.object({ commit: z.string(), by: z.string(), at: z.string(), also: Also }).nullable(), ...Credit, credit: Count, leastLines: Count, days: Count, may: May }), ['change', 'policy', 'person']),
  'coverage.declareCommit': command('Says which commit a change is made of (RISK-07).', z.strictObject({ ...OnChange, commit: Commit }), Receipt),
  'coverage.report': job('Reads a coverage report and test results, and holds them against the rules of the credit (RISK-07).',
    z.strictObject({ ...OnChange, coverage: z.string(), tests: z.array(z.string()).min(1).max(50), commit: Commit.optional().describe('for a report that names none'), madeAt: Instant.optional().describe('for a report that does not say when'), zone: Zone.optional().describe('of times without an offset') }),
    z.object({ change: z.string(), ...Credit, score: Count, tier: z.string(), warnings: z.array(z.string()) })),
};
