// Words for authorities, reasons, profiles and the settings of a policy.
import type { ModelRow } from '#contract/models.ts';
import type { Authority, MatrixRow, OperatingProfile, PolicyCause, PolicyText, ProfileQuestion, RouteAnswer } from '#contract/policy.ts';
import type { ChangeType, Tier } from '#contract/change.ts';
import { formatDay } from '../../ui/time-words.ts';
import { tierWords, typeWords } from '../../ui/words.ts';

export const authorityWords: Record<Authority, string> = { automatic: 'Automatic', peer: 'Peer', 'team-lead': 'Team lead', 'change-manager': 'Change manager', cab: 'Board', 'cab-and-executive': 'Board and executive' };
export const authorityOptions = Object.entries(authorityWords).map(([value, label]) => ({ value: value as Authority, label }));
export const whoWords = { peer: 'A peer of the team', 'team-lead': 'The team lead', 'change-manager': 'The change manager', executive: 'An executive', cab: 'The board' } as const;
export const impactWords = { low: 'Low', medium: 'Medium', high: 'High' } as const;
export const causeWords: Record<PolicyCause, string> = { finding: 'Audit finding', pir: 'Post-implementation review', regulation: 'Regulation', metric: 'Metric' };
export const profileWords: Record<OperatingProfile, string> = { 'plan-driven': 'Plan-driven', hybrid: 'Hybrid', continuous: 'Continuous' };
/** What each profile does to a Low change. */
export const profileRoutes: Record<OperatingProfile, string> = { 'plan-driven': 'the change manager authorises Low changes', hybrid: 'the team lead authorises Low changes', continuous: 'a peer authorises Low changes' };
export const questionWords: Record<ProfileQuestion, { label: string; low: string; high: string }> = {
  testAutomation: { label: 'Test automation', low: 'tested by hand', high: 'every change is tested by machine' }, observability: { label: 'Observability', low: 'users tell us', high: 'we know before users do' },
  rollbackAutomation: { label: 'Rollback automation', low: 'by hand, never rehearsed', high: 'one command, rehearsed' }, traceability: { label: 'Traceability', low: 'from memory', high: 'commit to decision to deployment' },
  incidentPerformance: { label: 'Incident performance', low: 'slow and repeated', high: 'quick and rarely again' },
};
export const modelStateWords: Record<ModelRow['state'], string> = { drafted: 'Draft', proposed: 'Proposed to the board', 'pre-authorised': 'Pre-authorised', expired: 'Expired', edited: 'Edited since', suspended: 'Suspended', retired: 'Retired' };
export const modelSignal = (state: ModelRow['state']): 'ok' | 'warn' | 'bad' | 'info' | null => (state === 'pre-authorised' ? 'ok' : state === 'suspended' ? 'bad' : state === 'expired' || state === 'edited' ? 'warn' : state === 'proposed' ? 'info' : null);

/** A day of the calendar from an instant that ends it. */
export const lastDay = (until: string): string => formatDay(new Date(Date.parse(until) - 1).toISOString(), 'UTC');
export const dayOf = (at: string): string => formatDay(at, 'UTC');
/** Basis points as percent. */
export const percent = (rate: number | null): string => (rate === null ? 'no completed change' : `${(rate / 100).toFixed(rate % 100 === 0 ? 0 : 1)} %`);
export const share = (failed: number, completed: number): string => (completed === 0 ? '–' : `${Math.round((failed * 100) / completed)} %`);
export const hundredths = (value: number): string => (value / 100).toFixed(value % 100 === 0 ? 0 : value % 10 === 0 ? 1 : 2);

/** The conditions of a row, in words. */
export function rowWords(row: Partial<MatrixRow>): string {
  const said = [row.type && typeWords[row.type as ChangeType], row.tier && `tier ${tierWords[row.tier as Tier]}`, row.impact && `impact ${impactWords[row.impact]}`, row.environment, row.serviceTier !== undefined && `service tier ${row.serviceTier}`].filter(Boolean);
  return said.length === 0 ? 'every change' : said.join(', ');
}

/** Why a change goes where it goes, as one sentence. */
export function becauseSentence({ authority, row, because }: RouteAnswer): string {
  switch (because.code) {
    case 'row': return `The strictest row that matches: ${row ? rowWords(row) : ''}.`;
    case 'no-row': return 'No row of the matrix matches, so the board decides.';
    case 'delegated': return `The matrix leaves ${row ? rowWords(row) : 'it'} to the team, and the charter of ${because.team} runs until ${lastDay(because.until ?? '')}.`;
    case 'expired': return `The matrix leaves ${row ? rowWords(row) : 'it'} to the team, but the charter of ${because.team} ended on ${lastDay(because.until ?? '')}, so the change manager decides.`;
    case 'undelegated': return `The matrix leaves ${row ? rowWords(row) : 'it'} to the team, but no charter covers this change, so the change manager decides.`;
    case 'no-lead': return 'The matrix asks for the team lead, but the charter names none, so the change manager decides.';
    case 'profile': return `${because.name} works ${profileWords[because.profile as OperatingProfile].toLowerCase()}, so it is the ${authorityWords[authority].toLowerCase()} at least.`;
    case 'model-authority': return `Its model ${because.model} asks for it.`;
    default: return `Its model ${because.model}, version ${because.version}, was pre-authorised by the board until ${lastDay(because.until ?? '')}, decision ${(because.decision ?? '').slice(0, 8)}.`;
  }
}

/** The settings as numbers under their names; lists and words are edited elsewhere or not at all. */
export type Numbers = Record<string, number>;
export const numbersOf = (document: PolicyText, name: string): Numbers => document[name] as Numbers;
export const matrixOf = (document: PolicyText): MatrixRow[] => document['matrix'] as MatrixRow[];
export const versionOf = (document: PolicyText): string => String(document['version']);
export const weightWords: Record<string, string> = { impact: 'Impact', scope: 'Scope', complexity: 'Complexity', history: 'Historical failure', reversibility: 'Reversibility', load: 'Schedule and load' };
/** Settings that are plain numbers, by what they are for. */
export const settingGroups: { title: string; rule: string; settings: { path: [string] | [string, string]; label: string; unit: string }[] }[] = [
  { title: 'Standard changes', rule: 'APR-02', settings: [{ path: ['standard', 'afterSuccesses'], label: 'Successful runs before a model is proposed', unit: 'runs' }, { path: ['standard', 'months'], label: 'Longest pre-authorisation', unit: 'months' }, { path: ['standard', 'failures'], label: 'Failures that suspend a model', unit: 'failures' }, { path: ['standard', 'ofRuns'], label: 'Runs that are counted', unit: 'runs' }] },
  { title: 'Evidence and exceptions', rule: 'APR-05, APR-06', settings: [{ path: ['evidence', 'days'], label: 'Evidence is good for', unit: 'days' }, { path: ['exceptions', 'days'], label: 'Longest exception', unit: 'days' }, { path: ['exceptions', 'renewals'], label: 'An exception is renewed at most', unit: 'times' }] },
  { title: 'Impact level', rule: 'RISK-01', settings: [{ path: ['impact', 'mediumUsers'], label: 'Medium from', unit: 'users' }, { path: ['impact', 'highUsers'], label: 'High from', unit: 'users' }] },
  { title: 'Emergencies', rule: 'EMG-02 to EMG-05', settings: [{ path: ['emergency', 'hours'], label: 'An emergency authorisation lasts', unit: 'hours' }, { path: ['emergency', 'validationMinutes'], label: 'Validated within', unit: 'minutes' }, { path: ['emergency', 'paperworkHours'], label: 'Paperwork within', unit: 'hours' }, { path: ['emergency', 'retrospectiveHours'], label: 'Retrospective within', unit: 'hours' }] },
  { title: 'Tokens and backout', rule: 'DEP-01, BCK-04, BCK-06', settings: [{ path: ['token', 'days'], label: 'Longest life of a token', unit: 'days' }, { path: ['backout', 'rehearsalDays'], label: 'A rehearsal is good for', unit: 'days' }, { path: ['backout', 'backupHours'], label: 'Oldest backup', unit: 'hours' }] },
  { title: 'Release packages', rule: 'REL-02', settings: [{ path: ['packages', 'changes'], label: 'A package warns above', unit: 'changes' }, { path: ['packages', 'services'], label: 'A package warns above', unit: 'services' }] },
  { title: 'Access reviews', rule: 'AUD-08', settings: [{ path: ['accessReview', 'highImpactDays'], label: 'Approvers of High and Critical, pipeline administrators: every', unit: 'days' }, { path: ['accessReview', 'otherDays'], label: 'Other rights: every', unit: 'days' }, { path: ['accessReview', 'decideDays'], label: 'A review is decided within', unit: 'days' }] },
  { title: 'Retention', rule: 'AUD-07', settings: [{ path: ['retention', 'years'], label: 'Archived records are kept, unless a tag says otherwise', unit: 'years' }] },
  { title: 'Operating profiles', rule: 'CHG-04', settings: [{ path: ['profileDays'], label: 'A profile is reviewed every', unit: 'days' }, { path: ['profile', 'continuousFailures'], label: 'Continuous up to a failure rate of', unit: '%' }, { path: ['profile', 'planDrivenFailures'], label: 'Plan-driven from a failure rate of', unit: '%' }] },
];
export const settingAt = (document: PolicyText, [first, second]: readonly string[]): number => Number(second === undefined ? document[first!] : (document[first!] as Numbers)[second]);
export const withSetting = (document: PolicyText, [first, second]: readonly string[], value: number): PolicyText => ({ ...document, [first!]: second === undefined ? value : { ...(document[first!] as Numbers), [second]: value } });

export const reviewKindWords: Record<string, string> = { technical: 'Technical review', architecture: 'Architecture review', security: 'Security review' };
export const evidenceKindWords: Record<string, string> = {
  'test-results': 'Test results', 'backout-script': 'Backout script', 'security-scan': 'Security scan', 'stakeholder-sign-off': 'Stakeholder sign-off', 'communication-plan': 'Communication plan', 'full-regression': 'Full regression', 'backup-restore-test': 'Backup restore test', coverage: 'Coverage',
};
