// How releases look to people on the command line.
import { sentence } from '#contract/errors.ts';
import type { Refusal } from '#contract/errors.ts';
import type { DependencyRow } from '#contract/dependencies.ts';
import type { Output } from '#contract/index.ts';
import { facts, minuteOf, oneLine, table } from './text.ts';

const why = (code: string, said: Record<string, unknown>): string => oneLine(sentence({ code: code as Refusal['code'], facts: said }));

export const releasesText = ({ rows, total }: Output<'release.list'>): string => (rows.length === 0 ? 'No releases.'
  : `${total} ${total === 1 ? 'release' : 'releases'}\n\n${table(['Number', 'State', 'Starts', 'Ends', 'Changes', 'Type', 'Tier', 'Holds it back', 'Owner', 'Name'], rows.map((r) => [r.number, r.state, minuteOf(r.startsAt), minuteOf(r.endsAt), r.changes, r.type, r.tier, r.blockers, r.owner, r.name]))}`);

export function releaseText(r: Output<'release.show'>): string {
  const lacking = r.pieces.filter(({ status, step }) => status === 'told' || (status !== 'present' && status !== 'waived' && step === r.next));
  return [
    `${r.number}  ${oneLine(r.name)}`,
    facts([['State', r.state], ['Objective', r.objective], ['Window', r.startsAt === null ? null : `${minuteOf(r.startsAt)} to ${minuteOf(r.endsAt)} (${r.zone})`], ['Type', r.type], ['Risk', r.tier === null ? 'not assessed' : `${r.tier} (${r.score ?? ''})`],
      ['Scope owner', r.owner?.name ?? 'nobody'], ['Business owner', r.businessOwner?.name ?? 'nobody'], ['Declares', r.types.join(', ')], ['Brings', r.derived.map(({ type, items }) => `${type} (${items.join(', ')})`).join('; ')],
      ['Impact index', r.impactIndex ?? 'nobody is named'], ['Baselined', r.baseline === null ? 'no' : `${minuteOf(r.baseline.at)} by ${r.baseline.by}`], ['Next', r.next]]),
    r.changes.length === 0 ? 'No changes.' : table(['Change', 'State', 'Tier', 'Starts', 'Ends', 'Service', 'Title'], r.changes.map((c) => [c.number, c.state, c.tier, minuteOf(c.plannedStartAt), minuteOf(c.plannedEndAt), c.service, c.title])),
    ...(r.exclusions.length === 0 ? [r.noneExcluded === null ? 'Nothing is said to be left out.' : `Signed by ${oneLine(r.noneExcluded.by)}: nothing is left out.`] : [table(['Id', 'Left out', 'Because'], r.exclusions.map((e) => [e.id, e.what, e.reason]))]),
    ...(r.teams.length === 0 ? [] : [table(['Team', 'Lead', 'Answer', 'Note'], r.teams.map((team) => [team.name, team.lead.name, team.answer ?? 'waiting', team.note]))]),
    ...(r.packages.length === 0 ? [] : [table(['Package', 'Changes', 'Services', 'Independent', 'Owner', 'Backout'], r.packages.map((p) => [p.name, p.changes.join(', '), p.services, p.isIndependent ? 'yes' : `no: ${p.shares.map(({ otherName, items }) => `${otherName} (${items.join(', ')})`).join('; ')}`, p.owner?.name, p.backout]))]),
    ...(r.packaging === null ? [] : [`Packaging: ${r.packaging.choice}${r.packaging.choice === r.packaging.recommended ? '' : `, where ${r.packaging.recommended} was recommended: ${oneLine(r.packaging.rationale)}`}`]),
    ...(r.duties.length === 0 ? [] : [table(['Id', 'Reporting duty', 'To', 'Due'], r.duties.map((d) => [d.id, d.duty, d.regulator, d.dueOn ?? 'no deadline']))]),
    lacking.length === 0 ? 'Nothing holds it back.' : table(['Holds it back', 'Rule', 'Status', 'Why'], lacking.map((p) => [p.label, p.rule, p.status, p.why ? why(p.why.code, p.why.facts) : ''])),
  ].join('\n\n');
}

export const dependenciesText = (rows: readonly DependencyRow[]): string => (rows.length === 0 ? 'No dependencies.' : table(['From', 'Type', 'To', 'Out of', 'By', 'Id'], rows.map((r) => [r.from.label, r.type, r.to.label, r.source, r.by, r.id])));
export function sequenceText({ steps, circle, dependencies }: Output<'sequence.show'>): string {
  const rows = steps.flatMap((step, i) => step.map((c) => [i + 1, c.number, c.package, c.state, minuteOf(c.plannedStartAt), c.waitsFor.map((w) => `${w.number} (${w.standing})`).join(', '), c.blocked ? why(c.blocked.code, c.blocked.facts) : '']));
  return [circle !== null ? `No order holds: ${circle.join(' before ')}.` : rows.length === 0 ? 'No changes.' : table(['Step', 'Change', 'Package', 'State', 'Starts', 'Waits for', 'Blocked'], rows), dependenciesText(dependencies)].join('\n\n');
}

const standings: Record<Output<'stakeholder.show'>['status'], string> = { none: 'nobody is named yet', unsigned: 'not signed yet', signed: 'signed', stale: 'out of date, to be signed anew' };
export function stakeholdersText({ groups, index, headcount, points, adoption, status, signature, businessOwner }: Output<'stakeholder.show'>): string {
  return [
    facts([['Impact index', index], ['People', headcount], ['Adoption points', points], ['Business owner', businessOwner || 'nobody'], ['Signature', `${standings[status]}${signature === null ? '' : `; ${minuteOf(signature.at)} by ${signature.by} at index ${signature.index}`}`]]),
    groups.length === 0 ? 'No groups.' : table(['Group', 'Department', 'People', 'Severity', 'Index', 'From', 'Until', 'Points', 'Processes', 'Training', 'Support', 'Id'], groups.map((g) => [g.name, g.department, g.headcount, g.severity, g.index, g.days?.startsOn, g.days?.endsOn, g.points, g.processes.join('; '), g.training, g.support, g.id])),
    ...(adoption.length === 0 ? [] : [table(['Department', 'Month', 'Points'], adoption.map((a) => [a.department, a.month ?? 'not planned', a.points]))]),
  ].join('\n\n');
}
