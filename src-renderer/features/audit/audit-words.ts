// Words of findings, samples and requests.
import type { complianceResults } from '#contract/compliance.ts';
import type { matrixResults } from '#contract/controls.ts';
import type { FindingRow } from '#contract/finding.ts';
import type { InformationRequest, SampledChange } from '#contract/audit.ts';
import type { testResults } from '#contract/audit.ts';
import type { Signal } from '../../ui/marks.tsx';

export const severityWords: Record<FindingRow['severity'], string> = { high: 'High', medium: 'Medium', low: 'Low' };
export const sourceWords: Record<FindingRow['source'], string> = { 'internal-audit': 'Internal audit', 'external-audit': 'External audit', 'compliance-report': 'Compliance report', 'access-review': 'Access review', incident: 'Incident', 'self-assessment': 'Self-assessment' };
export const findingStateWords: Record<FindingRow['state'], string> = { open: 'Open', answered: 'Answered', 'to-verify': 'To verify', closed: 'Closed' };
export const remedyWords: Record<FindingRow['actions'][number]['kind'], string> = { control: 'Control', 'document-standard': 'Document standard', 'access-right': 'Access right', workflow: 'Workflow' };
export const evidenceWords: Record<FindingRow['evidence'][number]['kind'], string> = { 'policy-version': 'Policy version', change: 'Change', document: 'Document' };
/** A finding's mark: what is overdue or grave stands out by shape as well. */
export const findingSignal = ({ state, isOverdue, severity }: FindingRow): Signal => (state === 'closed' ? 'ok' : isOverdue || severity === 'high' ? 'bad' : severity === 'medium' ? 'warn' : 'info');
export const resultWords: Record<(typeof testResults)[number], string> = { pass: 'Pass', exception: 'Exception', 'not-applicable': 'Not applicable' };
export const sampledWords: Record<SampledChange['result'], string> = { pass: 'Pass', exception: 'Exception', 'to-test': 'To test' };
export const sampledSignal: Record<SampledChange['result'], Signal> = { pass: 'ok', exception: 'bad', 'to-test': 'missing' };
export const requestSignal = ({ state, isOverdue }: InformationRequest): Signal => (state === 'accepted' ? 'ok' : isOverdue ? 'bad' : state === 'answered' ? 'info' : 'missing');
export const requestWords: Record<InformationRequest['state'], string> = { open: 'waits for an answer', answered: 'answered', accepted: 'accepted' };

type Result = (typeof complianceResults)[number];
export const complianceWords: Record<Result, string> = { pass: 'Pass', fail: 'Fail', 'not-tested': 'Not tested' };
export const complianceSignal: Record<Result, Signal> = { pass: 'ok', fail: 'bad', 'not-tested': 'missing' };
type MatrixResult = (typeof matrixResults)[number];
export const matrixWords: Record<MatrixResult, string> = { evidence: 'Evidence', gap: 'Gap', exception: 'Exception', 'not-tested': 'Not tested' };
export const matrixSignal: Record<MatrixResult, Signal> = { evidence: 'ok', gap: 'gap', exception: 'accepted', 'not-tested': 'missing' };
/** `Q3 2026`, `July 2026`, else both days. */
export function periodWords({ from, to }: { from: string; to: string }): string {
  const end = new Date(Date.parse(`${to}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  const months = (Number(end.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(end.slice(5, 7)) - Number(from.slice(5, 7));
  const isWhole = from.endsWith('-01') && end.endsWith('-01');
  const month = Number(from.slice(5, 7));
  if (isWhole && months === 3 && month % 3 === 1) return `Q${(month + 2) / 3} ${from.slice(0, 4)}`;
  if (isWhole && months === 1) return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(`${from}T00:00:00Z`));
  return `${from} to ${to}`;
}
