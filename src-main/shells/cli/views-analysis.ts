// Failure modes, pre-mortem and coverage of a change as text.
import { sentence } from '#contract/errors.ts';
import type { Refusal } from '#contract/errors.ts';
import type { FailureMode, PremortemCluster } from '#contract/analysis.ts';
import type { Output } from '#contract/index.ts';
import { facts, oneLine, table } from './text.ts';
import type { Cell } from './text.ts';
import { moment } from './views.ts';

const standings: Record<FailureMode['standing'], string> = { below: '', lowered: 'lowered', done: 'action done', accepted: 'accepted', blocks: 'BLOCKS', insufficient: 'BLOCKS, still at the limit', dropped: 'dropped' };

export function fmeaText({ number, rows, blocking, actAt, actAtSeverity }: Output<'fmea.show'>): string {
  if (rows.length === 0) return `${number} has no failure modes yet.`;
  const cells = rows.map((row): Cell[] => [row.number, row.failureMode, row.effect, row.original.severity, row.original.occurrence, row.original.detection, row.original.rpn, row.again?.rpn, row.action === null ? null : `${row.action.action}, ${row.action.owner}, ${row.action.dueOn}`, standings[row.standing], row.origin]);
  return `${table(['Row', 'Failure mode', 'Effect', 'S', 'O', 'D', 'RPN', 'After', 'Action', 'Stands', 'Out of'], cells)}\n\n${blocking === 0 ? 'None blocks' : `${blocking} of them block${blocking === 1 ? 's' : ''}`} authorisation (RPN ${actAt} or severity ${actAtSeverity}).`;
}

const became = ({ disposition }: PremortemCluster): string => (disposition === null ? '' : disposition.as === 'task' ? `task: ${disposition.action}, ${disposition.owner}, ${disposition.dueOn}${disposition.isDone ? ', done' : ''}` : `failure mode ${disposition.number ?? '?'}`);

export function premortemText({ number, isNeeded, isCompleted, session, policy }: Output<'premortem.show'>): string {
  const standing = isCompleted ? 'completed' : isNeeded ? 'needed before the change is authorised' : 'not asked for at this tier';
  if (session === null) return `${number} has had no pre-mortem; it is ${standing}.`;
  const { stage, minutes, startedAt, participants, clusters, votesLeft, mayClose } = session;
  return [
    facts([['Pre-mortem', `${number}, ${standing}`], ['Stage', stage], ['Started', `${String(moment(startedAt))}, ${minutes} minutes, by ${oneLine(session.facilitator)}`], ['Votes left', stage === 'ranking' ? votesLeft : null], ['Before it closes', stage === 'closed' || mayClose.ok ? null : sentence(mayClose as unknown as Refusal)]]),
    table(['Takes part', 'Function', 'Causes'], participants.map((one): Cell[] => [one.name, one.function, one.causes])),
    ...(clusters.length === 0 ? [] : [table(['Rank', 'Cause', 'Written', 'Votes', `Top ${policy.topCauses}`, 'Became', 'Ids'], clusters.map((one): Cell[] => [one.rank, one.name, one.causes.length, one.votes, one.isTop, became(one), one.causes.map(({ id }) => id).join(' ')]))]),
  ].join('\n\n');
}

type Credit = Pick<Output<'coverage.show'>, 'points' | 'report' | 'checks'>;
const checked = ({ points, report, checks }: Credit): string => (report === null ? 'No coverage report was attached.' : [
  `${points > 0 ? `${points} points of credit` : 'No credit'}: ${oneLine(report.name)}, ${report.covered} of ${report.total} lines${report.madeAt === null ? '' : `, made ${String(moment(report.madeAt))}`}`,
  table(['Rule', 'Holds', 'Why not'], checks.map((one): Cell[] => [one.label, one.why === null, one.why === null ? '' : sentence(one.why as unknown as Refusal)])),
].join('\n\n'));
export const coverageText = ({ number, commit, ...credit }: Output<'coverage.show'>): string => `${number}${commit === null ? ', no commit declared' : `, commit ${commit.commit}`}\n\n${checked(credit)}`;
export const reportedText = ({ change, score, tier, warnings, ...credit }: Output<'coverage.report'>): string => [checked(credit), `${change} now scores ${score} of 100, ${tier}.`, ...warnings.map(oneLine)].join('\n\n');
