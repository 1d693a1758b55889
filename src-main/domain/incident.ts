// Incidents: the small register that emergencies cite (EMG-01) and failed validations write into (EMG-04).
import type { Input } from '#contract/index.ts';
import type { DomainEvent, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { wholeIn } from './json-values.ts';
import type { Cause } from './past.ts';
import { needs } from './roles.ts';
import { sheet, writeKept } from './sheet.ts';
import type { Kept } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

export type Incident = {
  id: string; number: string; severity: Kept<number>; service: Kept<string>; summary: Kept<string>;
  /** Drafted by a failed validation and not confirmed by anybody yet (EMG-04). */
  isDraft: boolean;
  /** UUID of the change that is thought to have caused it. */
  change: string | null;
  openedBy: string; openedAt: string; updatedAt: string;
  closed: { by: string; at: string; resolution: string } | null;
};
export type IncidentState = 'draft' | 'open' | 'closed';
export const incidentStateOf = ({ closed, isDraft }: Pick<Incident, 'closed' | 'isDraft'>): IncidentState => (closed ? 'closed' : isDraft ? 'draft' : 'open');

const saidIn = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
const gradeIn = (value: Json | undefined): number | null => wholeIn(value, 1, 4);
const erased = '(erased)';

function opened(event: StampedEvent, cause?: Cause): Incident {
  const told = <T extends Json>(key: string, value: T): Kept<T> => writeKept<T>(undefined, value, event, { key, cause });
  return {
    id: idOf(event.subject), number: saidIn(event.data['number']) ?? '', severity: told('severity', gradeIn(event.data['severity']) ?? 4), service: told('service', saidIn(event.text['service']) ?? ''),
    summary: told('summary', saidIn(event.text['summary']) ?? erased), isDraft: event.data['isDraft'] === true, change: saidIn(event.data['change']),
    openedBy: idOf(event.by), openedAt: event.at, updatedAt: event.at, closed: null,
  };
}

function updated(incident: Incident, event: StampedEvent, cause?: Cause): Incident {
  const { data, text: said } = event;
  const [grade, service, summary] = [gradeIn(data['severity']), saidIn(said['service']), saidIn(said['summary'])];
  return {
    ...incident, updatedAt: event.at, isDraft: incident.isDraft && data['isDraft'] !== false,
    ...(grade === null ? {} : { severity: writeKept(incident.severity, grade, event, { key: 'severity', cause }) }),
    ...(service === null ? {} : { service: writeKept(incident.service, service, event, { key: 'service', cause }) }),
    ...(summary === null ? {} : { summary: writeKept(incident.summary, summary, event, { key: 'summary', cause }) }),
  };
}

function fold(incident: Incident | null, event: StampedEvent, cause?: Cause): Incident | null {
  if (event.type === 'incident.opened') return incident ?? opened(event, cause);
  if (incident === null) return null;
  if (event.type === 'incident.updated') return updated(incident, event, cause);
  // Whoever closes it first in the order of the trail has closed it; the other one agreed.
  return incident.closed ? incident : { ...incident, updatedAt: event.at, closed: { by: idOf(event.by), at: event.at, resolution: saidIn(event.text['resolution']) ?? '' } };
}

export const incidentSheet = sheet<Incident>({
  name: 'incident', kind: 'incident', types: ['incident.opened', 'incident.updated', 'incident.closed'], fold,
  columns: (incident) => ({ number: incident.number, label: incident.summary.value, state: incidentStateOf(incident), change: incident.change }),
});

export type NewIncident = { id: string; number: string; severity: number; service: string; summary: string; isDraft?: boolean; change?: string | null };
const openedEvent = ({ id, number, severity: grade, service, summary, isDraft = false, change = null }: NewIncident): DomainEvent => ({
  type: 'incident.opened', subject: subjectOf('incident', id), data: { number, severity: grade, ...(isDraft ? { isDraft } : {}), ...(change === null ? {} : { change }) }, text: { service, summary },
});

export const mayOpenIncident = ({ actor }: By): Refused | null => needs('raise', actor);
export const openIncident = (incident: NewIncident, by: By): Verdict<DomainEvent> => mayOpenIncident(by) ?? accept(openedEvent(incident));
/** EMG-04: a validation that fails drafts an incident; somebody has to look at it before it counts as one. */
export const draftIncident = (incident: NewIncident): DomainEvent => openedEvent({ ...incident, isDraft: true });

export const mayAlterIncident = (incident: Incident, { actor }: By): Refused | null => firstRefusal(needs('raise', actor), incident.closed ? refuse('incident_over', { incident: incident.number, closedAt: incident.closed.at }) : null);
/** Only what differs is written; looking at a draft and saying it is one confirms it. */
export function updateIncident(incident: Incident, input: Omit<Input<'incident.update'>, 'incident'>, by: By): Verdict<DomainEvent> {
  const no = mayAlterIncident(incident, by);
  if (no) return no;
  // A value that lost to another one written apart is settled by writing it again, also when it is the same.
  const differs = <T extends Json>(kept: Kept<T>, value: T | undefined): value is T => value !== undefined && (value !== kept.value || kept.losers.length > 0);
  const data: Record<string, Json> = { ...(differs(incident.severity, input.severity) ? { severity: input.severity } : {}), ...(incident.isDraft && input.confirm ? { isDraft: false } : {}) };
  const said: Record<string, Json> = { ...(differs(incident.service, input.service) ? { service: input.service } : {}), ...(differs(incident.summary, input.summary) ? { summary: input.summary } : {}) };
  if (Object.keys(data).length === 0 && Object.keys(said).length === 0) return accept<DomainEvent>();
  return accept({ type: 'incident.updated', subject: subjectOf('incident', incident.id), data, ...(Object.keys(said).length === 0 ? {} : { text: said }) });
}

export const closeIncident = (incident: Incident, resolution: string, by: By): Verdict<DomainEvent> =>
  mayAlterIncident(incident, by) ?? accept({ type: 'incident.closed', subject: subjectOf('incident', incident.id), data: {}, text: { resolution } });
