// How feature flags and standards of the architecture look to people on the command line (REL-09, REL-10).
import type { FlagFinding } from '#contract/flags.ts';
import type { Output } from '#contract/index.ts';
import type { StandardRow } from '#contract/standards.ts';
import { table } from './text.ts';

const says: Record<FlagFinding['kind'], (one: FlagFinding) => string> = {
  violation: (one) => `regulated, and on in ${one.environment} under no authorised change`, differs: (one) => `in ${one.environment} it is not as declared`, undeclared: (one) => `nobody declared it; ${one.environment}`, unreported: (one) => `declared on in ${one.environment}, and no export names it`, debt: () => 'past its removal date', twice: () => 'its key is registered twice',
};
const findingsText = (findings: readonly FlagFinding[]): string => (findings.length === 0 ? 'Everything is as declared.' : table(['', 'Key', 'Flag', 'What', 'Out of'], findings.map((one) => [one.kind === 'violation' ? 'VIOLATION' : one.kind, one.key, one.flag, says[one.kind](one), one.source])));
const onOff = (is: boolean | null): string => (is === null ? 'not reported' : is ? 'on' : 'off');
export const flagsText = ({ rows, findings }: Output<'flag.list'>): string => [
  rows.length === 0 ? 'No feature flags.' : table(['Number', 'Key', 'Kind', 'Owner', 'Remove by', 'Where', 'Regulated in'], rows.map((r) => [r.number, r.key, r.kind, r.owner, `${r.removeBy}${r.isDebt ? ' (debt)' : ''}`, r.places.map((p) => `${p.environment}: ${onOff(p.declared)}, seen ${onOff(p.observed)}${p.change === null ? '' : ` (${p.change})`}`).join('; '), r.regulatedIn.join(', ')])),
  findingsText(findings),
].join('\n\n');
export const flagImportText = ({ states, environments, findings }: Output<'flag.import'>): string => `${states} states of ${environments.join(', ')}\n\n${findingsText(findings)}`;

export const standardsText = (rows: readonly StandardRow[]): string => (rows.length === 0 ? 'No standards.'
  : table(['Number', 'Technology', 'Versions', 'Lifecycle', 'From', 'Until', '', 'Dispensations'], rows.map((r) => [r.number, r.technology, r.range, r.lifecycle, r.validFrom, r.validUntil, r.standing, r.dispensations.map((d) => `${d.release} until ${d.until}${d.isExpired ? ' (expired)' : ''} ${d.id}`).join('; ')])));
const words: Record<Output<'standard.check'>['rows'][number]['status'], string> = { retire: 'RETIRED', dispensed: 'by dispensation', contain: 'contained', adopt: 'adopted', unclassified: 'unclassified' };
export const conformanceText = ({ rows, counts }: Output<'standard.check'>): string => (rows.length === 0 ? 'It brings and touches nothing that could be checked.'
  : `${Object.entries(counts).map(([status, n]) => `${words[status as keyof typeof words]}: ${n}`).join(', ')}\n\n${table(['Status', 'Component', 'Version', 'Of', 'Standard', 'Until'], rows.map((r) => [words[r.status], r.component, r.version, r.of, r.standard, r.until]))}`);
