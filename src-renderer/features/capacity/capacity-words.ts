// Words of change capacity.
import type { CapacityKind, Load } from '#contract/capacity.ts';

export const kindNames: Record<CapacityKind, string> = { adoption: 'Adoption points', testing: 'Testing staff', support: 'Support staff', rollback: 'Rollback staff', infrastructure: 'Infrastructure', slots: 'Releases' };
export const unitWords: Record<CapacityKind, string> = { adoption: 'points', testing: 'hours', support: 'hours', rollback: 'hours', infrastructure: 'percent', slots: 'releases' };
/** What the name of a pool stands for. */
export const whoseWords: Record<CapacityKind, string> = { adoption: 'Department', testing: 'Team', support: 'Team', rollback: 'Team', infrastructure: 'Environment or system', slots: '' };
const months = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });
/** `Dec 2026` for `2026-12`. */
export const monthName = (month: string): string => months.format(new Date(`${month}-15T00:00:00Z`));
export const poolKey = ({ kind, of }: Pick<Load, 'kind' | 'of'>): string => `${kind} ${of.toLowerCase()}`;
/** `80 of 100 points`, or `80 points` where nobody said how many there are. */
export const loadText = ({ kind, used, limit }: Pick<Load, 'kind' | 'used' | 'limit'>): string => (limit === null ? `${used} ${unitWords[kind]}` : `${used} of ${limit} ${unitWords[kind]}`);
