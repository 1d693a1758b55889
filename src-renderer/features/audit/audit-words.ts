// Words of findings, samples and requests.
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
