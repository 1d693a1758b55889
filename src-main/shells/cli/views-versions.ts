// How versions look to people on the command line (REL-04).
import type { Output } from '#contract/index.ts';
import type { VersionProblem, VersionRow } from '#contract/versions.ts';
import { table } from './text.ts';

const needsText = (needs: VersionRow['needs']): string => needs.map(({ name, range }) => `${name} ${range}`).join('; ');
export const versionsText = (rows: readonly VersionRow[]): string => (rows.length === 0 ? 'No versions are on record.'
  : table(['Service', 'Environment', 'Version', 'Needs', 'Components', 'Out of'], rows.map((r) => [r.serviceName, r.environment, r.version, needsText(r.needs), r.libraries, r.source])));

const says: Record<VersionProblem['kind'], (p: VersionProblem) => string> = {
  incompatible: (p) => `${p.consumer} needs ${p.provider} ${p.wanted}; ${p.found} runs`, 'too-early': (p) => `${p.consumer} needs ${p.provider} ${p.wanted}, which comes with a later step`, contested: (p) => `${p.consumer} wants ${p.wanted}, ${p.provider} wants ${p.found}`,
  unknown: (p) => `${p.consumer} needs ${p.provider} ${p.wanted}; nobody said which version runs`, differs: (p) => `${p.consumer} brings ${p.wanted}, ${p.provider} brings ${p.found}`,
};
const problemRows = (step: string, problems: readonly VersionProblem[]): string[][] => problems.map((p) => [step, p.isBlocking ? 'RED' : 'told', p.environment, says[p.kind](p)]);
export function compatibilityText({ before, steps, proposal, circle, planned }: Output<'version.check'>): string {
  const problems = [...problemRows('today', before), ...steps.flatMap((step, i) => problemRows(String(i + 1), step.problems))];
  return [
    planned.length === 0 ? 'No versions are planned.' : table(['Change', 'Service', 'Environment', 'Today', 'Planned', 'Needs', 'Entry'], planned.map((r) => [r.change, r.serviceName, r.environment, r.today, r.version, needsText(r.needs), r.entry])),
    circle !== null ? `No order holds: ${circle.join(' before ')}.` : steps.length === 0 ? 'No changes.' : table(['Step', 'Changes', 'Deploys', 'Versions'], steps.map((step, i) => [i + 1, step.changes.join(', '), step.deploys.map((d) => `${d.service} ${d.version} in ${d.environment}`).join('; '), step.isRed ? 'RED' : 'fit'])),
    ...(problems.length === 0 ? [] : [table(['Step', '', 'Environment', 'What'], problems)]),
    ...(proposal === null ? [] : [`This order would hold: ${proposal.order.join(', then ')}.${proposal.against.length === 0 ? '' : ` Withdraw first: ${proposal.against.map(({ first, second }) => `${first} before ${second}`).join(', ')}.`} Record: ${proposal.record.map(({ first, second }) => `${first} before ${second}`).join(', ')}.`]),
  ].join('\n\n');
}
