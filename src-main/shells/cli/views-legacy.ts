// How the registers of old systems and the service catalogue look to people on the command line (LEG-01 to LEG-04, LEG-06, CFG-09).
import type { Output } from '#contract/index.ts';
import { facts, minuteOf, table } from './text.ts';

const names = (named: readonly { name: string }[]): string => named.map(({ name }) => name).join(', ');
type Constraint = Output<'constraint.list'>['rows'][number];
function binds({ kind, startsAt, endsAt, zone, days, minutes, operator, atOnce, blackoutFrom, blackoutTo }: Constraint): string {
  switch (kind) {
    case 'batch': case 'staffing': return `${startsAt} to ${endsAt} ${zone}${days.length === 0 ? '' : `, days ${days.join(' ')}`}`;
    case 'manual-step': return `${minutes} min by ${operator}`;
    case 'limit': return `${atOnce} at once`;
    case 'blackout': return `${minuteOf(blackoutFrom)} to ${minuteOf(blackoutTo)} UTC`;
    default: return '';
  }
}
const constraintTable = (rows: readonly Constraint[]): string => table(['Number', 'Standing', 'Kind', 'Binds', 'Until', 'Owner', 'About', 'Name'], rows.map((row) => [row.number, row.standing, row.kind, binds(row), row.until, row.owner, names([...row.items, ...row.services]), row.name]));
export const constraintsText = ({ rows }: Output<'constraint.list'>): string => (rows.length === 0 ? 'No constraints.' : constraintTable(rows));
export const windowPlanText = (plan: Output<'constraint.plan'>): string => [
  facts([['Needs', `${plan.needed} min, ${plan.manual} of them manual steps`], ['Earliest window', plan.startsAt === null ? 'none within 60 days' : `${minuteOf(plan.startsAt)} to ${minuteOf(plan.endsAt)} UTC`], ['Set by', plan.pushed.at(-1)?.name ?? 'no constraint']]),
  ...(plan.blocked.length === 0 ? [] : [table(['Keeps it back', 'Kind', 'From', 'To'], plan.blocked.map((span) => [span.name, span.kind, minuteOf(span.startsAt), minuteOf(span.endsAt)]))]),
].join('\n\n');
export const demandsText = (demands: Output<'constraint.forChange'>): string => [
  demands.constraints.length === 0 ? `No constraint binds ${demands.change}.` : constraintTable(demands.constraints),
  ...(demands.blocked.length === 0 ? [] : [table(['Keeps the window back', 'From', 'To'], demands.blocked.map((span) => [span.name, minuteOf(span.startsAt), minuteOf(span.endsAt)]))]),
  ...(demands.steps.length === 0 ? [] : [table(['Added to the plan', 'Minutes', 'By', 'Because of'], demands.steps.map((step) => [step.text, step.minutes, step.by, step.from]))]),
  ...(demands.points.length === 0 ? [] : [pointTable(demands.points)]), ...(demands.unstaffed.length === 0 ? [] : [table(['Nobody has', 'For'], demands.unstaffed.map((one) => [one.skill, one.tool]))]),
].join('\n\n');

const pointTable = (rows: Output<'integration.list'>['rows']): string => table(['Number', 'From', 'To', 'Isolated by', 'Counts', 'Tested', 'Owner', 'Name'], rows.map((row) => [row.number, row.fromName, row.toName, row.isolation ?? 'nothing', row.isIsolated ? `until ${row.testUntil ?? ''}` : 'no', row.test === null ? 'never' : `${row.test.on} ${row.test.passed ? 'passed' : 'failed'}`, row.owner, row.name]));
export const pointsText = ({ rows }: Output<'integration.list'>): string => (rows.length === 0 ? 'No integration points.' : pointTable(rows));
export const radiusText = (radius: Output<'integration.radius'>): string => facts([['When it fails', radius.item], ['With isolation', `${radius.with.length} services: ${names(radius.with)}`], ['Without', `${radius.without.length} services: ${names(radius.without)}`], ['Items', `${radius.items.with} with, ${radius.items.without} without`]]);

export const workaroundsText = ({ rows, overdue }: Output<'workaround.list'>): string => (rows.length === 0 ? 'No workarounds.'
  : `${overdue} ${overdue === 1 ? 'review' : 'reviews'} overdue\n\n${table(['Number', 'Review by', 'Tool', 'Steps', 'Control', 'Skills', 'Owner'], rows.map((row) => [row.number, `${row.reviewBy}${row.isOverdue ? ' overdue' : ''}`, row.tool, row.steps.join('; '), row.control, row.skills.join(', '), row.owner]))}`);
export const debtsText = ({ rows, waiting }: Output<'debt.list'>): string => (rows.length === 0 ? 'No technical debt.'
  : `${waiting} for the board to decide\n\n${table(['Number', 'Component', 'Kind', 'Hours a release', 'Repair', 'Failures', 'They cost', 'Pays in months', 'Decision', 'Title'], rows.map((row) => [row.number, row.component, row.kind, row.interestHours, row.cost, row.payback.failures, row.payback.failureCost, row.payback.paybackMonths, row.needsDecision ? 'needed' : row.decisions.at(-1)?.verdict ?? '', row.title]))}`);
export const debtPlansText = ({ rows, least }: Output<'debt.plans'>): string => (rows.length === 0 ? 'No release has shared its hours.'
  : table(['Release', 'Features', 'Debt', 'Share', `At least ${least} %`], rows.map((row) => [row.release, row.featureHours, row.debtHours, row.share === null ? '' : `${row.share / 100} %`, row.isShort ? 'short of it' : 'kept'])));
export const parallelText = ({ rows }: Output<'parallel.list'>): string => (rows.length === 0 ? 'No parallel runs.' : rows.map((row) => [
  `${row.number}  ${row.name}\n${facts([['Runs', `${row.oldProcess} beside ${row.newProcess}, ${row.from} to ${row.until}`], ['Good cycles in a row', `${row.streak} of ${row.needed}`], ['Ended', row.end === null ? 'no' : `${row.end.kind}: ${row.end.reason}`]])}`,
  ...(row.judged.length === 0 ? [] : [table(['Cycle', 'Release', 'New process', 'Worse in', 'Lacks'], row.judged.map((one) => [one.cycle, one.release, one.verdict, one.worse.join(', '), one.missing.join(', ')]))]),
].join('\n\n')).join('\n\n'));

export const catalogueText = ({ rows, total }: Output<'catalogue.list'>): string => (rows.length === 0 ? 'Nothing is offered.'
  : `${total} ${total === 1 ? 'service' : 'services'}\n\n${table(['Service', 'State', 'Tier', 'Owner', 'Features', 'Releases', 'Open changes', 'Behind it'], rows.map((row) => [row.name, row.isUnsupported ? `${row.state}, on something retired` : row.state, row.tier, row.owner,
    row.features.map((one) => `${one.name} ${one.version} (${one.state} ${one.plannedOn ?? one.on ?? ''})`).join('; '), row.releases.map(({ number }) => number).join(', '), row.openChanges, names(row.artefacts)]))}`);
