// Words and forms of the legacy registers.
import type { DebtRow } from '#contract/debt.ts';
import type { ConstraintRow, PointRow } from '#contract/legacy.ts';
import type { Measure } from '#contract/parallel.ts';
import { formatDay, formatMoment } from '../../ui/time-words.ts';
import { counted } from '../../ui/words.ts';
import type { FieldOf, Values } from './entry-dialog.tsx';

export const dayText = (day: string): string => formatDay(`${day}T12:00:00.000Z`, 'UTC');
export const kindWords: Record<ConstraintRow['kind'], string> = { batch: 'Batch run', staffing: 'Hours of a team', 'manual-step': 'Manual step', limit: 'Limit', blackout: 'Blackout', contact: 'Contact' };
export const debtWords: Record<DebtRow['kind'], string> = { outdated: 'Outdated', 'fragile-dependency': 'Fragile dependency', 'missing-tests': 'Missing tests', 'manual-process': 'Manual process', design: 'Design', security: 'Security' };
export const isolationWords: Record<NonNullable<PointRow['isolation']>, string> = { queue: 'Queue', adapter: 'Adapter', 'circuit-breaker': 'Circuit breaker', flag: 'Feature flag' };
export const measureWords: Record<Measure, string> = { durationMinutes: 'Duration, min', failures: 'Failures', defects: 'Defects', manualMinutes: 'Manual work, min', evidencePercent: 'Evidence, %' };
const options = <T extends string>(words: Record<T, string>) => (Object.keys(words) as T[]).map((value) => ({ value, label: words[value] }));

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** When or how a constraint binds, in one sentence. */
export function bindsText(row: ConstraintRow): string {
  const on = row.days.length === 0 ? 'every day' : row.days.map((day) => dayNames[day - 1]).join(', ');
  switch (row.kind) {
    case 'batch': return `Runs ${row.startsAt} to ${row.endsAt} ${row.zone}, ${on}`;
    case 'staffing': return `There ${row.startsAt} to ${row.endsAt} ${row.zone}, ${on}`;
    case 'manual-step': return `${counted(row.minutes, 'minute')} by ${row.operator}`;
    case 'limit': return row.atOnce === 1 ? 'One change after the other' : `At most ${row.atOnce} changes at once`;
    case 'blackout': return row.blackoutFrom !== null && row.blackoutTo !== null ? `${formatMoment(row.blackoutFrom, 'UTC')} to ${formatMoment(row.blackoutTo, 'UTC')} UTC` : 'No span';
    default: return 'Called before anything is changed';
  }
}

const isKind = (...kinds: string[]) => (values: Values): boolean => kinds.includes(String(values['kind']));
const owner = (people: readonly string[]): FieldOf => ({ name: 'owner', label: 'Owner', kind: 'text', isRequired: true, suggestions: people });
export const constraintFields = (people: readonly string[]): FieldOf[] => [
  { name: 'name', label: 'Name', kind: 'text', isRequired: true, help: 'As in “Nightly settlement”' }, { name: 'kind', label: 'Kind', kind: 'select', isRequired: true, options: options(kindWords) },
  { name: 'items', label: 'Items', kind: 'names', help: 'Of the register, by commas' }, { name: 'services', label: 'Services', kind: 'names', help: 'By commas' }, owner(people),
  { name: 'zone', label: 'Time zone', kind: 'text', isFor: isKind('batch', 'staffing') },
  { name: 'startsAt', label: 'From', kind: 'text', isRequired: true, help: 'Such as 22:00', isFor: isKind('batch', 'staffing') }, { name: 'endsAt', label: 'To', kind: 'text', isRequired: true, help: 'Not after the start: the next day', isFor: isKind('batch', 'staffing') },
  { name: 'minutes', label: 'Takes', kind: 'number', unit: 'min', isRequired: true, isFor: isKind('manual-step') }, { name: 'operator', label: 'Who does it', kind: 'text', isRequired: true, isFor: isKind('manual-step') },
  { name: 'blackoutFrom', label: 'Begins', kind: 'text', isRequired: true, help: 'Such as 2026-12-24T00:00Z', isFor: isKind('blackout') }, { name: 'blackoutTo', label: 'Ends', kind: 'text', isRequired: true, isFor: isKind('blackout') },
  { name: 'atOnce', label: 'Changes at once', kind: 'number', isFor: isKind('limit') }, { name: 'from', label: 'First day', kind: 'day' }, { name: 'until', label: 'Last day', kind: 'day' }, { name: 'note', label: 'Note', kind: 'area' },
];
export const pointFields = (people: readonly string[]): FieldOf[] => [
  { name: 'name', label: 'Name', kind: 'text', isRequired: true, isWide: true }, { name: 'from', label: 'Item that calls', kind: 'text', isRequired: true }, { name: 'to', label: 'Legacy item', kind: 'text', isRequired: true }, { name: 'protocol', label: 'Protocol', kind: 'text' },
  { name: 'direction', label: 'Data goes', kind: 'select', options: [{ value: 'both', label: 'Both ways' }, { value: 'to-legacy', label: 'To the legacy system' }, { value: 'from-legacy', label: 'From the legacy system' }] },
  { name: 'isolation', label: 'Isolated by', kind: 'select', options: [{ value: '', label: 'Nothing' }, ...options(isolationWords)] }, owner(people), { name: 'measure', label: 'How it isolates', kind: 'area' }, { name: 'effect', label: 'What happens when it fails', kind: 'area' },
];
export const debtFields = (people: readonly string[]): FieldOf[] => [
  { name: 'title', label: 'What it is', kind: 'text', isRequired: true, isWide: true }, { name: 'component', label: 'Component', kind: 'text', isRequired: true }, { name: 'kind', label: 'Kind', kind: 'select', isRequired: true, options: options(debtWords) },
  { name: 'interestHours', label: 'Interest with each release', kind: 'number', unit: 'h' }, { name: 'cost', label: 'Cost to repair', kind: 'number', isRequired: true, help: 'In whole units of currency' }, { name: 'owner', label: 'Owner', kind: 'text', suggestions: people }, { name: 'item', label: 'Item of the register', kind: 'text' }, { name: 'note', label: 'Note', kind: 'area' },
];
export const workaroundFields = (people: readonly string[]): FieldOf[] => [
  { name: 'tool', label: 'Tool', kind: 'text', isRequired: true }, { name: 'item', label: 'Item of the register', kind: 'text', help: 'Changes that name it take the steps over' }, { name: 'steps', label: 'Steps', kind: 'lines', isRequired: true, help: 'One a line' }, { name: 'control', label: 'Compensating control', kind: 'area', isRequired: true },
  { name: 'skills', label: 'Skills it needs', kind: 'names', help: 'By commas' }, owner(people), { name: 'why', label: 'Why it has to stay', kind: 'area' }, { name: 'risk', label: 'Risk', kind: 'area' },
];
export const runFields: FieldOf[] = [
  { name: 'name', label: 'Name', kind: 'text', isRequired: true, isWide: true }, { name: 'oldProcess', label: 'Old process', kind: 'text', isRequired: true }, { name: 'newProcess', label: 'New process', kind: 'text', isRequired: true },
  { name: 'from', label: 'First day', kind: 'day', isRequired: true }, { name: 'until', label: 'Last day', kind: 'day', isRequired: true }, { name: 'cycles', label: 'Cycles', kind: 'number', isRequired: true }, { name: 'scope', label: 'Scope', kind: 'area' },
];
export const resultFields = (measures: readonly Measure[]): FieldOf[] => [
  { name: 'cycle', label: 'Cycle', kind: 'number', isRequired: true }, { name: 'side', label: 'Process', kind: 'select', isRequired: true, options: [{ value: 'old', label: 'Old' }, { value: 'new', label: 'New' }] }, { name: 'release', label: 'Release', kind: 'text', isRequired: true, isWide: true },
  ...measures.map((name): FieldOf => ({ name, label: measureWords[name], kind: 'number' })),
];
