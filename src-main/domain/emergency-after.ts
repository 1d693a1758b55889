// What follows the work of an emergency: validation, papers, retrospective, root cause, ratification (EMG-03 to EMG-05).
import { questionIds, questions } from '#contract/emergency.ts';
import type { CheckResult } from '#contract/emergency.ts';
import type { Input } from '#contract/index.ts';
import type { Dossier } from './dossier.ts';
import type { Check, Emergency } from './emergency.ts';
import { authorisationOf } from './emergency.ts';
import { finishedAt, healthOf, verdictOf } from './emergency-clocks.ts';
import { emergencyEvent, notEmergency } from './emergency-rules.ts';
import type { EmergencyDossier } from './emergency-rules.ts';
import type { DomainEvent, Json } from './event.ts';
import { draftIncident } from './incident.ts';
import { labels } from './readiness.ts';
import { needs } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

type Events = Verdict<DomainEvent>;
const unfinished = ({ change, emergency }: Pick<Dossier, 'change' | 'emergency'>): Refused | null => (finishedAt({ emergency: emergency.sheet, change }) === null ? refuse('not_implemented') : null);
const closed = ({ change }: Pick<Dossier, 'change'>): Refused | null => (change.state === 'closed' ? refuse('field_settled', { field: 'The emergency', state: change.state }) : null);

/** The incident that a failed check drafts: one for each try, in words that name the change (EMG-04). */
type Drafting = { id: string; number: () => string };
function drafted({ change, emergency }: EmergencyDossier, why: string, { id, number }: Drafting): DomainEvent[] {
  const sheet = emergency.sheet!;
  const hasOne = [...sheet.health, ...sheet.validations].some((it) => it.attempt === sheet.attempt && it.incident !== null);
  return hasOne ? [] : [draftIncident({ id, number: number(), severity: 2, service: change.fields.service, summary: `${change.number} failed its validation: ${why}`.slice(0, 300), change: change.id })];
}
const incidentIn = (events: readonly DomainEvent[], id: string): { incident?: string } => (events.length > 0 ? { incident: id } : {});

export const mayImportHealth = (dossier: EmergencyDossier, by: By): Refused | null => firstRefusal(needs('validate', by.actor), notEmergency(dossier), closed(dossier), unfinished(dossier));
export type HealthRead = { id: string; file: string; sha256: string; checks: readonly Check[] };
/** EMG-04: a health file for the last try. A failing one proposes the rollback and drafts an incident. */
export function importHealth(dossier: EmergencyDossier, read: HealthRead, drafting: Drafting, by: By): Events {
  const no = mayImportHealth(dossier, by);
  if (no) return no;
  const of = (status: Check['status']): number => read.checks.filter((check) => check.status === status).length;
  const [passed, failed, warned] = [of('pass'), of('fail'), of('warn')];
  const first = read.checks.find(({ status }) => status === 'fail');
  const incident = first ? drafted(dossier, `${first.name || 'a health check'}${failed > 1 ? ` and ${failed - 1} more` : ''}`, drafting) : [];
  // All are counted; of many only the first are kept, those that failed in front.
  const kept = read.checks.toSorted((a, b) => rank[a.status] - rank[b.status]).slice(0, shown).map(({ name, status, said }): Json => ({ name: name.slice(0, 300), status, said: said.slice(0, 500) }));
  return accept(...incident, emergencyEvent(dossier.change, 'emergency.healthImported', { health: read.id, sha256: read.sha256, passed, failed, warned, ...incidentIn(incident, drafting.id) }, { file: read.file, checks: kept }));
}
const rank: Record<Check['status'], number> = { fail: 0, warn: 1, pass: 2 };
const shown = 200;

/** EMG-04, APR-03: somebody other than whoever did the work. */
export function mayValidateEmergency(dossier: EmergencyDossier, { actor }: By): Refused | null {
  const { change } = dossier;
  return firstRefusal(needs('validate', actor), notEmergency(dossier), closed(dossier), unfinished(dossier), change.startedBy === actor.id || change.fields.implementers.includes(actor.name) ? refuse('same_person') : null);
}
/** What the health checks say: the file that was imported, else the person's word. */
function healthResult(sheet: Emergency, said: CheckResult): CheckResult {
  const file = healthOf(sheet);
  return file === null ? said : file.failed > 0 ? 'failed' : file.passed + file.warned > 0 ? 'passed' : 'missing';
}
/** EMG-04: health checks, smoke evidence and the word of a user. One that failed or is missing proposes the rollback and drafts an incident. */
export function validateEmergency(dossier: EmergencyDossier, input: Input<'emergency.validate'>, act: { validation: string; drafting: Drafting; by: By }): Events & { verdict?: CheckResult } {
  const no = mayValidateEmergency(dossier, act.by);
  if (no) return no;
  const results = { health: healthResult(dossier.emergency.sheet!, input.health), smoke: input.smoke, confirmation: input.confirmation };
  if (results.smoke === 'passed' && input.smokeNote.trim() === '') return refuse('reason_needed', { what: 'a smoke test that passed' }, { field: 'smokeNote' });
  if (results.confirmation === 'passed' && input.confirmedBy === '') return refuse('reason_needed', { what: 'a confirmation of users' }, { field: 'confirmedBy' });
  const verdict = verdictOf(results);
  const incident = verdict === 'passed' ? [] : drafted(dossier, input.note.trim() || (verdict === 'failed' ? 'a check failed' : 'a check is missing'), act.drafting);
  const words = { smokeNote: input.smokeNote.trim(), confirmedBy: input.confirmedBy, note: input.note.trim() };
  return { ...accept(...incident, emergencyEvent(dossier.change, 'emergency.validated', { validation: act.validation, ...results, ...incidentIn(incident, act.drafting.id) }, words)), verdict };
}

export const paperLabels: Record<string, string> = { ...labels, riskAssessment: 'Risk assessment' };
export function mayCompletePaperwork(dossier: EmergencyDossier, { actor }: By): Refused | null {
  const { change, emergency: { sheet } } = dossier;
  return firstRefusal(needs('raise', actor), notEmergency(dossier), closed(dossier), sheet && authorisationOf(sheet) ? null : refuse('emergency_unauthorised', { change: change.number }));
}
/** EMG-04: papers that the authorisation deferred, completed in one or several goes. */
export function completePaperwork(dossier: EmergencyDossier, papers: Input<'emergency.completePaperwork'>['papers'], by: By): Events {
  const no = mayCompletePaperwork(dossier, by);
  if (no) return no;
  const { deferred } = authorisationOf(dossier.emergency.sheet!)!;
  const stranger = papers.find(({ field }) => !deferred.includes(field));
  if (stranger) return refuse('nothing_deferred', { field: paperLabels[stranger.field] }, { field: 'papers' });
  return accept(emergencyEvent(dossier.change, 'emergency.paperworkCompleted', { fields: papers.map(({ field }) => field) }, { papers: Object.fromEntries(papers.map(({ field, text }) => [field, text.trim()])) }));
}

export const mayReview = (dossier: EmergencyDossier, { actor }: By): Refused | null => firstRefusal(needs('raise', actor), notEmergency(dossier), closed(dossier), unfinished(dossier));
/** EMG-05: the set questions; each answered with yes leads to an improvement or a problem. */
export function holdRetrospective(dossier: EmergencyDossier, { answers, actions, summary }: Pick<Input<'emergency.holdRetrospective'>, 'answers' | 'actions' | 'summary'>, by: By): Events {
  const no = mayReview(dossier, by);
  if (no) return no;
  const open = questionIds.find((id) => answers[id] && !actions.some((action) => action.question === id));
  if (open !== undefined) return refuse('action_needed', { question: questions[open] }, { field: 'actions' });
  return accept(emergencyEvent(dossier.change, 'emergency.retrospective', { answers }, { actions: actions.filter(({ question }) => answers[question]), summary: summary.trim() }));
}

export const maySetRootCause = (dossier: EmergencyDossier, { actor }: By): Refused | null => firstRefusal(needs('raise', actor), notEmergency(dossier), closed(dossier));
export const setRootCause = (dossier: EmergencyDossier, { cause, note }: { cause: string; note: string }, by: By): Events =>
  maySetRootCause(dossier, by) ?? accept(emergencyEvent(dossier.change, 'emergency.rootCauseSet', {}, { cause, note: note.trim() }));

/** EMG-05: the CAB says afterwards whether the route was right. Said apart in two ways, it says it again. */
export function mayRatify(dossier: EmergencyDossier, { actor }: By): Refused | null {
  const { change, emergency: { sheet } } = dossier;
  const known = sheet?.ratification;
  return firstRefusal(needs('decide', actor), notEmergency(dossier), closed(dossier), unfinished(dossier), change.fields.owner === actor.name || change.fields.requester === actor.name ? refuse('own_change') : null,
    known && known.losers.length === 0 ? refuse('already_ratified', { verdict: known.value.verdict }) : null);
}
export function ratifyEmergency(dossier: EmergencyDossier, { verdict, reason }: Pick<Input<'emergency.ratify'>, 'verdict' | 'reason'>, meeting: string | null, by: By): Events {
  const no = mayRatify(dossier, by);
  if (no) return no;
  if (verdict === 'contested' && reason.trim() === '') return refuse('reason_needed', { what: 'a contested emergency' }, { field: 'reason' });
  return accept(emergencyEvent(dossier.change, verdict === 'ratified' ? 'emergency.ratified' : 'emergency.contested', { role: 'chair', rev: dossier.change.revision, supersedes: [], ...(meeting === null ? {} : { meeting }) }, { reason: reason.trim() }));
}
