// What can be a fact in the trail: every event type with the class of each of its texts.
// Data holds ids, codes, numbers and times; everything a person typed is text and can be erased without breaking the chain.
import type { Role } from '#contract/people.ts';

export type TextClass = 'internal' | 'personal' | 'restricted';
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A fact as rules make it: before it is stamped, signed and chained. */
export type DomainEvent = { type: EventType; subject: string; data: { [key: string]: Json }; text?: { [key: string]: Json } };
/** A fact as it stands in the trail. `redacted` names text classes whose payload is gone. */
export type StampedEvent = DomainEvent & { text: { [key: string]: Json }; by: string; at: string; isSigned: boolean; signature: string | null; redacted: TextClass[]; /** `feed:seq:event`, where known. */ place?: string };

type EventRule = {
  /** An older version that does not know this type must not decide on its subject (trail design, A8). */
  crit?: true;
  /** Signed by the person with the role named in `data.role` (design, section 9, signed acts). */
  signed?: true;
  text?: Record<string, TextClass>;
};

const changeText = {
  title: 'internal', description: 'internal', implementationPlan: 'internal', testPlan: 'internal', backoutPlan: 'internal', rollbackCriteria: 'internal',
  model: 'internal', service: 'internal', items: 'internal', environment: 'internal', regulatoryTags: 'internal',
  source: 'internal', externalId: 'internal', externalState: 'internal', foreign: 'internal', note: 'internal', reason: 'internal',
  justification: 'restricted', requester: 'personal', owner: 'personal', implementers: 'personal', stakeholders: 'personal',
} as const satisfies Record<string, TextClass>;
const serviceText = { name: 'internal', description: 'internal', sla: 'internal', owner: 'personal', deputies: 'personal' } as const satisfies Record<string, TextClass>;
const itemText = {
  name: 'internal', type: 'internal', version: 'internal', environment: 'internal', serial: 'internal', externalId: 'internal', fqdn: 'internal', address: 'internal', description: 'internal', attributes: 'internal', owner: 'personal',
} as const satisfies Record<string, TextClass>;
const reason = { text: { reason: 'internal' } } as const;

export const eventTypes = {
  'org.founded': { crit: true, text: { name: 'internal' } },
  'org.rootRotated': { crit: true, signed: true },
  'device.enrolled': { crit: true, signed: true, text: { certificate: 'internal', authority: 'internal' } },
  'device.succeeded': { crit: true, signed: true },
  'device.revoked': { crit: true, signed: true, text: { reason: 'internal' } },
  'fork.resolved': { crit: true, signed: true, text: { reason: 'internal' } },
  'person.enrolled': { crit: true, signed: true, text: { name: 'personal' } },
  'person.keyIssued': { crit: true, signed: true },
  'person.keyRevoked': { crit: true, signed: true, text: { reason: 'internal' } },
  'person.suspended': { crit: true, signed: true, text: { reason: 'internal' } },
  'person.reinstated': { crit: true, signed: true },
  'role.granted': { crit: true, signed: true },
  'role.revoked': { crit: true, signed: true },
  'roster.proposed': { crit: true, signed: true, text: { name: 'personal', certificate: 'internal', authority: 'internal', reason: 'internal' } },
  'roster.confirmed': { crit: true, signed: true },
  'roster.declined': { crit: true, signed: true, text: { reason: 'internal' } },
  'board.created': { text: { name: 'internal' } },
  'board.seatGiven': { text: { function: 'internal' } },
  'board.seatEnded': {},
  'board.chartered': { text: { requiredFunctions: 'internal', scope: 'internal', text: 'internal' } },
  'service.registered': { text: serviceText },
  'service.described': { text: serviceText },
  'item.registered': { text: itemText },
  'item.described': { text: itemText },
  'item.discovered': { text: itemText },
  'item.missed': {},
  'item.related': {},
  'item.unrelated': {},
  'discovery.imported': { text: { source: 'internal', file: 'internal', waiting: 'personal', choices: 'internal' } },
  'discovery.choiceMade': { text: { choices: 'internal' } },
  'impact.consulted': { crit: true, signed: true, text: { note: 'internal' } },
  'calendar.entryAdded': { text: { title: 'internal', scope: 'internal' } },
  'change.created': { text: changeText },
  'change.imported': { text: changeText },
  'change.importUpdated': { text: changeText },
  'change.importUndone': { crit: true },
  'change.edited': { text: changeText },
  'change.submitted': {},
  'change.assessed': { text: { note: 'internal' } },
  'change.returned': reason,
  'change.authorised': { crit: true },
  'change.authorisedByModel': { crit: true, text: { model: 'internal' } },
  'change.scheduled': {},
  'change.windowGivenUp': reason,
  'change.implementationStarted': {},
  'change.implementationFinished': {},
  'change.validationFailed': reason,
  'change.validated': { text: { note: 'internal' } },
  'change.closed': reason,
  'change.cancelled': reason,
  'change.cameBack': reason,
  'change.linked': {},
  'change.conditionMet': { text: { note: 'internal' } },
  'change.conflictSettled': { crit: true, text: { reason: 'internal' } },
  'cab.decisionRecorded': { crit: true, signed: true, text: { reason: 'internal', conditions: 'internal' } },
  'risk.classified': {},
  'risk.answered': { text: { mitigation: 'internal', reason: 'internal' } },
  'risk.reversibilitySet': {},
  'risk.tierSet': { crit: true, ...reason },
  'risk.signed': { crit: true, signed: true },
  'risk.failureModeRated': { text: { failureMode: 'internal', effect: 'internal', cause: 'internal', control: 'internal' } },
  'risk.failureModeActionSet': { text: { action: 'internal', owner: 'personal' } },
  'risk.failureModeActionDone': {},
  'risk.residualAccepted': { crit: true, signed: true, text: { reason: 'internal' } },
  'risk.failureModeDropped': { text: { reason: 'internal' } },
  'risk.premortemStarted': {},
  'risk.premortemJoined': { text: { name: 'personal', function: 'internal' } },
  'risk.premortemCauseWritten': { text: { cause: 'internal' } },
  'risk.premortemOpened': {},
  'risk.premortemClustered': { text: { name: 'internal' } },
  'risk.premortemRanked': {},
  'risk.premortemDisposed': { text: { action: 'internal', owner: 'personal' } },
  'risk.premortemTaskDone': {},
  'risk.premortemClosed': {},
  'risk.commitDeclared': {},
  'risk.coverageReported': { text: { name: 'internal', tests: 'internal' } },
  'meeting.created': {},
  'meeting.itemAdmitted': reason,
  'meeting.itemDropped': {},
  'meeting.itemMoved': {},
  'meeting.itemMinutesSet': {},
  'meeting.topicAdded': { text: { title: 'internal', reason: 'internal' } },
  'meeting.topicConcluded': { text: { outcome: 'internal' } },
  'meeting.started': {},
  'meeting.itemOpened': {},
  'meeting.itemSetAside': {},
  'meeting.itemBroughtBack': {},
  'meeting.paused': {},
  'meeting.resumed': {},
  'meeting.recused': { text: { reason: 'personal' } },
  'meeting.proxyGiven': {},
  'meeting.noteTaken': { text: { note: 'internal' } },
  'meeting.ballotReceived': { text: { question: 'internal' } },
  'meeting.attendanceNoted': {},
  'meeting.voteCast': { text: { question: 'internal' } },
  'meeting.ended': { text: { actions: 'personal' } },
  'minutes.signed': { crit: true, signed: true, text: { minutes: 'personal' } },
  'minutes.addendumSigned': { crit: true, signed: true, text: { addendum: 'internal' } },
  'incident.opened': { text: { service: 'internal', summary: 'internal' } },
  'incident.updated': { text: { service: 'internal', summary: 'internal' } },
  'incident.closed': { text: { resolution: 'internal' } },
  'token.issued': { signed: true, text: { environment: 'internal' } },
  'token.revoked': { text: { reason: 'internal' } },
  'emergency.declared': { crit: true, text: { criteria: 'internal', justification: 'restricted', team: 'internal' } },
  'emergency.ballotCast': { signed: true, text: { reason: 'internal' } },
  'emergency.authorised': { crit: true, signed: true, text: { environment: 'internal', items: 'internal', reasons: 'internal', reason: 'internal' } },
  'emergency.extended': { crit: true, signed: true, text: { reason: 'internal' } },
  'emergency.healthImported': { text: { file: 'internal', checks: 'internal' } },
  'emergency.validated': { text: { smokeNote: 'internal', confirmedBy: 'personal', note: 'internal' } },
  'emergency.paperworkCompleted': { text: { papers: 'internal' } },
  'emergency.retrospective': { text: { actions: 'personal', summary: 'internal' } },
  'emergency.rootCauseSet': { text: { cause: 'internal', note: 'internal' } },
  'emergency.ratified': { crit: true, signed: true, text: { reason: 'internal' } },
  'emergency.contested': { crit: true, signed: true, text: { reason: 'internal' } },
  'backout.planWritten': { text: { plan: 'internal' } },
  'backout.scriptAttached': { text: { name: 'internal', bytes: 'internal' } },
  'backout.scriptRemoved': {},
  'backout.noneKnownSigned': { crit: true, signed: true },
  'backout.triggersSet': { text: { triggers: 'internal' } },
  'backout.reviewed': { crit: true, signed: true, text: { note: 'internal' } },
  'backout.rehearsed': { text: { environment: 'internal', checks: 'internal', deviations: 'internal', evidence: 'internal' } },
  'backout.ownerNamed': {},
  'backout.ownerAccepted': { crit: true, signed: true },
  'backout.ordered': { crit: true, signed: true, text: { reason: 'internal' } },
  'backout.orderImported': { crit: true, text: { reason: 'internal', claimedBy: 'internal', source: 'internal' } },
  'backout.dissentRecorded': { text: { reason: 'internal' } },
  'backout.stepDone': {},
  'backout.backupRegistered': { text: { system: 'internal', job: 'internal', catalogue: 'internal' } },
  'service.backupScheduleSet': { text: { system: 'internal' } },
  'policy.proposed': { crit: true, text: { reference: 'internal', reason: 'internal' } },
  'policy.signed': { crit: true, signed: true },
  'policy.withdrawn': { text: { reason: 'internal' } },
  'charter.granted': { text: { team: 'internal', services: 'internal', environments: 'internal' } },
  'charter.ended': reason,
  'profile.scored': { text: { name: 'internal', reason: 'internal' } },
  'model.drafted': { text: { name: 'internal', definition: 'internal' } },
  'model.edited': { text: { definition: 'internal' } },
  'model.proposed': {},
  'model.preAuthorised': { crit: true, signed: true },
  'model.suspended': { crit: true, text: { reason: 'internal' } },
  'model.retired': { crit: true, text: { reason: 'internal' } },
  'classification.answered': { text: { choices: 'internal' } },
  'classification.typeSet': { crit: true, text: { reason: 'internal' } },
  'approval.given': { crit: true, signed: true, text: { reason: 'internal' } },
  'approval.refused': { crit: true, signed: true, text: { reason: 'internal' } },
  'entitlement.snapshotImported': { text: { source: 'internal', file: 'internal', mapping: 'internal', rows: 'personal', quarantined: 'personal' } },
  'entitlement.identityMapped': { text: { identity: 'personal' } },
  'entitlement.exceptionGranted': { text: { reason: 'internal', holder: 'personal', covers: 'personal' } },
  'entitlement.exceptionEnded': reason,
  'review.requested': { text: { note: 'internal' } },
  'review.signed': { crit: true, signed: true, text: { comments: 'internal' } },
  'review.commented': { text: { comment: 'internal' } },
  'review.commentResolved': { text: { note: 'internal' } },
  'person.skillTagged': { signed: true },
  'evidence.attached': { text: { name: 'internal', note: 'internal' } },
  'evidence.withdrawn': { text: { reason: 'internal' } },
  'evidence.artefactDeclared': { text: { names: 'internal' } },
  'file.kept': { text: { bytes: 'restricted' } },
  'exception.requested': { text: { justification: 'restricted', control: 'internal' } },
  'exception.approved': { crit: true, signed: true },
  'exception.refused': { crit: true, signed: true, text: { reason: 'internal' } },
  'exception.renewed': { crit: true, signed: true },
  'exception.revoked': { crit: true, text: { reason: 'internal' } },
  'finding.raised': { text: { title: 'internal', description: 'internal' } },
  'finding.answered': { text: { rootCause: 'internal', response: 'internal' } },
  'finding.actionAdded': { text: { action: 'internal' } },
  'finding.actionDone': { text: { note: 'internal' } },
  'finding.evidenceAdded': { text: { reference: 'internal', note: 'internal' } },
  'finding.closed': { crit: true, signed: true, text: { note: 'internal' } },
  'document.written': { text: { name: 'internal' } },
  'import.started': { text: { name: 'internal', source: 'internal' } },
  'import.rowsQuarantined': { text: { rows: 'internal' } },
  'import.finished': {},
  'import.undone': { crit: true },
  'import.refused': { text: { name: 'internal' } },
  'mapping.saved': { text: { mapping: 'internal' } },
  'payload.redactionProposed': { crit: true, signed: true, text: { reason: 'internal' } },
  'payload.redacted': { crit: true, signed: true, text: { reason: 'internal' } },
  'access.refused': {},
  'workspace.restored': {},
} as const satisfies Record<string, EventRule>;
export type EventType = keyof typeof eventTypes;

export const ruleOf = (type: EventType): EventRule => eventTypes[type];
export const isEventType = (type: string): type is EventType => Object.hasOwn(eventTypes, type);

/** The kinds of record that a family of types speaks about; a family that is not here may speak about any. */
const kindsOf: Record<string, readonly string[]> = {
  org: ['org'], device: ['device'], fork: ['device'], person: ['person'], role: ['person'], roster: ['person', 'device'], board: ['board'], service: ['service'], item: ['item'], discovery: ['discovery'], calendar: ['calendar'], change: ['change'], cab: ['change'],
  meeting: ['meeting'], minutes: ['meeting'], entitlement: ['entitlements'], document: ['document'], import: ['import'], mapping: ['mapping'],
  risk: ['change'], review: ['change'], evidence: ['change'], backout: ['change'], emergency: ['change'], token: ['change'], impact: ['change'],
  classification: ['change'], approval: ['change'], incident: ['incident'], policy: ['policy'], model: ['model'], charter: ['charter'], profile: ['profile'], exception: ['exception'], file: ['file'], finding: ['finding'],
};
/** Whether a type may speak about a record. A foreign event that does not is no event: folding one record anew would miss what it did to another. */
export function mayBeAbout(type: EventType, subject: string): boolean {
  const kinds = kindsOf[type.slice(0, type.indexOf('.'))];
  return kinds === undefined || (kinds.includes(subject.slice(0, subject.indexOf(':'))) && idOf(subject) !== '');
}

/** Reads a subject such as `change:<uuid>`. */
export const subjectOf = (kind: string, id: string): string => `${kind}:${id}`;
export const idOf = (subject: string): string => subject.slice(subject.indexOf(':') + 1);

export const asRole = (value: Json | undefined): Role => value as Role;
