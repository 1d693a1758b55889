// What happened to a record, told from the trail: one entry per event, latest first, with what it changed.
import type { HistoryEntry } from '#contract/change.ts';
import type { Change } from '../domain/change.ts';
import { evolveChange } from '../domain/change.ts';
import type { StampedEvent } from '../domain/event.ts';
import { idOf } from '../domain/event.ts';
import { questions } from '../domain/questionnaire.ts';
import { labels } from '../domain/readiness.ts';
import { minuteOf } from '../domain/spans.ts';
import type { ReadContext } from '../ports.ts';

/** What another device wrote may be anything; only words and numbers are shown. */
const word = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const minuteSaid = (value: unknown): string => minuteOf(word(value));
const spanSaid = (data: StampedEvent['data']): string => `${minuteSaid(data['startsAt'])} to ${minuteSaid(data['endsAt'])} UTC`;

const verdictWords: Record<string, string> = { approved: 'Approved', 'approved-with-conditions': 'Approved with conditions', deferred: 'Deferred', rejected: 'Rejected', withdrawn: 'Withdrawn', referred: 'Referred', noted: 'Noted' };
const withReason = (what: string, event: StampedEvent): string => (typeof event.text['reason'] === 'string' && event.text['reason'] !== '' ? `${what}: ${event.text['reason']}` : what);

const withNote = (what: string, event: StampedEvent): string => (typeof event.text['note'] === 'string' && event.text['note'] !== '' ? `${what}: ${event.text['note']}` : what);
const serviceLabels: Record<string, string> = { name: 'name', tier: 'tier', owner: 'owner', deputies: 'deputies', sla: 'service level', unit: 'business unit', isFinancial: 'financial', isCustomerFacing: 'customer-facing', hasAutomaticRollback: 'automatic rollback', rpoMinutes: 'RPO', rtoMinutes: 'RTO' };

const releaseLabels: Record<string, string> = { name: 'name', objective: 'objective', startsAt: 'target window', endsAt: '', zone: '', types: 'declared content', owner: 'scope owner', businessOwner: 'business owner' };
const listLength = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
const changesIn = (e: StampedEvent): string => { const n = listLength(e.data['changes']); return `${n} ${n === 1 ? 'change' : 'changes'}`; };

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** Severity, occurrence and detection with what they multiply to, as in “8 × 5 × 4 = 160”. */
const rating = ({ data }: StampedEvent): string => {
  const each = [data['severity'], data['occurrence'], data['detection']].map((one) => (typeof one === 'number' ? one : 0));
  return `${each.join(' × ')} = ${each.reduce((product, one) => product * one, 1)}`;
};
/** One sentence per event type, in the words of the screens. */
const sentences: Partial<Record<StampedEvent['type'], (event: StampedEvent) => string>> = {
  'change.created': (e) => (typeof e.text['source'] === 'string' ? `Draft taken in from ${e.text['source']}, run ${word(e.text['externalId'])}` : 'Draft created'),
  'change.imported': (e) => `Imported from ${word(e.text['source'] ?? 'a file')} as ${word(e.text['externalId'] ?? '')}`,
  'change.importUpdated': (e) => (e.data['undoes'] ? 'An import was undone' : 'Updated by an import'),
  'change.importUndone': () => 'Removed: its import was undone',
  'change.edited': (e) => `${e.data['voids'] === true ? 'Material edit, authorisation void' : 'Edited'}: ${Object.keys({ ...e.data, ...e.text }).filter((f) => f !== 'voids').map((f) => labels[f] ?? f).join(', ')}`,
  'change.submitted': () => 'Submitted',
  'change.assessed': (e) => `Risk assessed: ${word(e.data['score'])} of 100`,
  'change.returned': (e) => withReason('Returned', e),
  'change.authorised': (e) => `Authorised by ${word(e.data['authority']).replaceAll('-', ' ') || 'its authority'}`,
  'change.authorisedByModel': () => 'Authorised by its change model',
  'change.scheduled': () => 'Scheduled',
  'change.windowGivenUp': (e) => withReason('Window given up', e),
  'change.implementationStarted': () => 'Implementation started',
  'change.implementationFinished': () => 'Implementation finished',
  'change.validationFailed': (e) => withReason('Validation failed', e),
  'change.validated': (e) => `Validated: ${word(e.data['outcome']).replaceAll('-', ' ')}`,
  'change.closed': () => 'Closed',
  'change.cancelled': (e) => withReason('Cancelled', e),
  'change.cameBack': (e) => withReason('Came back before its date', e),
  'change.linked': (e) => `Linked: ${word(e.data['kind']).replaceAll('-', ' ')}`,
  'change.conditionMet': () => 'Condition met',
  'payload.redactionProposed': (e) => withReason(`Asked for the ${word(e.data['class'])} texts to be erased`, e),
  'payload.redacted': (e) => withReason(`A text was erased, of class ${word(e.data['class'])}`, e),
  'obligation.approved': (e) => withReason('Approved by the business owner', e),
  'obligation.impactStated': (e) => `Impact on personal data stated: ${word(e.data['impact']).replaceAll('-', ' ')}`,
  'risk.classified': (e) => `Impact classified: ${word(e.data['sensitivity'])} data, ${word(e.data['users'])} users`,
  'risk.answered': (e) => `Risk question answered: ${questions.find(({ id }) => id === e.data['question'])?.text ?? word(e.data['question'])} ${word(e.data['answer']).replaceAll('-', ' ')}`,
  'risk.reversibilitySet': (e) => `Way back: ${word(e.data['reversibility'])}`,
  'risk.tierSet': (e) => withReason(`Risk tier set to ${word(e.data['tier'])} by hand`, e),
  'risk.signed': (e) => `Risk assessment signed: ${word(e.data['tier'])}, ${word(e.data['score'])} of 100`,
  'risk.failureModeRated': (e) => (e.data['isAgain'] === true ? `Failure mode rated again: ${rating(e)}` : `Failure mode rated ${rating(e)}: ${word(e.text['failureMode'])}`),
  'risk.failureModeActionSet': (e) => `Action for a failure mode: ${word(e.text['action'])}, ${word(e.text['owner'])}`,
  'risk.failureModeActionDone': () => 'Action for a failure mode done',
  'risk.residualAccepted': (e) => withReason(`Residual risk accepted at ${rating(e)}`, e),
  'risk.failureModeDropped': (e) => withReason('Failure mode dropped', e),
  'risk.premortemStarted': (e) => `Pre-mortem started, ${word(e.data['minutes'])} minutes`,
  'risk.premortemJoined': (e) => `Takes part in the pre-mortem: ${word(e.text['name'])}, ${word(e.text['function'])}`,
  'risk.premortemCauseWritten': () => 'A cause of failure was written in private',
  'risk.premortemOpened': () => 'Causes of the pre-mortem laid open',
  'risk.premortemClustered': (e) => (typeof e.text['name'] === 'string' ? `Causes of the pre-mortem named: ${e.text['name']}` : 'A cause of the pre-mortem put with others'),
  'risk.premortemRanked': (e) => `Pre-mortem votes: ${word(e.data['votes'])}`,
  'risk.premortemDisposed': (e) => (e.data['as'] === 'task' ? `Pre-mortem cause became a task: ${word(e.text['action'])}, ${word(e.text['owner'])}` : 'Pre-mortem cause became a failure mode'),
  'risk.premortemTaskDone': () => 'Task of the pre-mortem done',
  'risk.premortemClosed': () => 'Pre-mortem closed',
  'risk.commitDeclared': (e) => `Commit declared: ${word(e.data['commit']).slice(0, 12)}`,
  'risk.coverageReported': (e) => `Coverage reported: ${typeof e.data['lines'] === 'number' ? Math.trunc(e.data['lines'] / 100) : '?'} % of lines`,
  'service.registered': () => 'Registered',
  'service.described': (e) => `Described: ${Object.keys({ ...e.data, ...e.text }).map((name) => serviceLabels[name] ?? name).join(', ')}`,
  'item.registered': () => 'Registered',
  'item.described': (e) => `Described: ${[...new Set(Object.keys({ ...e.data, ...e.text }))].join(', ')}`,
  'item.discovered': () => 'Told by a discovery source',
  'item.missed': () => 'No longer listed by a discovery source',
  'item.related': (e) => `Related: ${word(e.data['kind']).replaceAll('-', ' ')}`,
  'item.unrelated': (e) => `No longer related: ${word(e.data['kind']).replaceAll('-', ' ')}`,
  'discovery.imported': (e) => `Discovery imported from ${word(e.text['source']) || 'a source'}`,
  'discovery.choiceMade': () => 'Said which item a discovered record is',
  'referral.made': (e) => (typeof e.text['question'] === 'string' ? `Referred to an expert: ${e.text['question']}` : 'Referred to an expert'),
  'referral.answered': (e) => `The expert is ${({ for: 'for it', against: 'against it' } as Record<string, string>)[word(e.data['view'])] ?? 'neither for nor against it'}${typeof e.text['opinion'] === 'string' ? `: ${e.text['opinion']}` : ''}`,
  'referral.withdrawn': (e) => withReason('Question to an expert taken back', e),
  'escalation.raised': (e) => (e.data['why'] === 'unanswered' ? 'Handed up to the next board: an expert did not answer in time' : withReason('Handed up to the next board', e)),
  'impact.consulted': (e) => withNote(e.data['response'] === 'object' ? 'Owner of an affected service objects' : 'Owner of an affected service agrees', e),
  'emergency.declared': (e) => (e.data['isExpedited'] === true ? 'Declared an emergency without evidence: handled as an expedited Normal change' : 'Declared an emergency'),
  'emergency.ballotCast': (e) => withReason(`Emergency ballot: ${word(e.data['vote']) === 'approve' ? 'for' : 'against'}`, e),
  'emergency.authorised': (e) => `Authorised by the emergency CAB until ${word(e.data['until'])}`,
  'emergency.extended': (e) => withReason(`Emergency authorisation extended until ${word(e.data['until'])}`, e),
  'emergency.healthImported': (e) => `Health file read: ${word(e.data['passed'])} passed, ${word(e.data['failed'])} failed, ${word(e.data['warned'])} warned`,
  'emergency.validated': (e) => `Emergency validated: health checks ${word(e.data['health'])}, smoke test ${word(e.data['smoke'])}, users ${word(e.data['confirmation'])}`,
  'emergency.paperworkCompleted': () => 'Deferred papers completed',
  'emergency.retrospective': () => 'Emergency retrospective held',
  'emergency.rootCauseSet': (e) => `Root cause: ${word(e.text['cause'])}`,
  'emergency.ratified': (e) => withReason('Emergency ratified by the CAB', e),
  'emergency.contested': (e) => withReason('Emergency contested by the CAB', e),
  'incident.opened': (e) => `${e.data['isDraft'] === true ? 'Incident drafted' : 'Incident opened'}: severity ${word(e.data['severity'])}`,
  'incident.updated': (e) => (e.data['isDraft'] === false ? 'Incident confirmed' : 'Incident corrected'),
  'incident.closed': (e) => `Incident closed: ${word(e.text['resolution'])}`,
  'review.requested': (e) => `Review asked for: ${word(e.data['kind'])}`,
  'review.signed': (e) => `${capital(word(e.data['kind']))} review: ${word(e.data['verdict'])}`,
  'review.commented': (e) => `${e.data['blocking'] === true ? 'Blocking comment' : 'Comment'} on the ${word(e.data['kind'])} review`,
  'review.commentResolved': () => 'Comment resolved',
  'evidence.attached': (e) => `Evidence ${word(e.data['number'])} attached: ${word(e.data['kind']).replaceAll('-', ' ')}`,
  'evidence.withdrawn': (e) => withReason('Evidence withdrawn', e),
  'evidence.artefactDeclared': (e) => `${e.data['voids'] === true ? 'Other artefacts declared, authorisation void' : 'Artefacts declared'}: ${Array.isArray(e.data['artefacts']) ? e.data['artefacts'].length : 0}`,
  'file.kept': () => 'Bytes of a file kept',
  'person.skillTagged': (e) => `Skill ${word(e.data['skill'])} ${e.data['held'] === true ? 'recorded' : 'taken back'}`,
  'service.offered': (e) => `Offered in the catalogue: ${word(e.data['state'])}`,
  'service.featureDeclared': (e) => `Feature declared by a release: ${word(e.data['action'])} ${word(e.text['feature'])}`,
  'constraint.registered': (e) => `Constraint recorded: ${word(e.text['name'])}`,
  'constraint.revised': (e) => `Constraint rewritten: ${word(e.text['name'])}`,
  'constraint.ended': (e) => withReason('Constraint ended', e),
  'integration.mapped': (e) => `Integration point mapped: ${word(e.text['name'])}`,
  'integration.revised': (e) => `Integration point rewritten: ${word(e.text['name'])}`,
  'integration.removed': (e) => withReason('Integration point taken off the map', e),
  'integration.tested': (e) => `Isolation tested on ${word(e.data['on'])}: ${e.data['passed'] === true ? 'passed' : 'failed'}`,
  'integration.mitigated': (e) => `Mitigation for a change: ${word(e.text['mitigation'])}`,
  'workaround.registered': (e) => `Workaround recorded for ${word(e.text['tool'])}`,
  'workaround.revised': (e) => `Workaround rewritten for ${word(e.text['tool'])}`,
  'workaround.retired': (e) => withReason('Tool left the release chain', e),
  'workaround.reviewed': (e) => `Workaround reviewed: ${word(e.text['note'])}`,
  'workaround.operatorNamed': (e) => `${word(e.text['operator'])} can do ${word(e.text['skill'])}`,
  'workaround.operatorRemoved': (e) => `${word(e.text['operator'])} no longer does ${word(e.text['skill'])}`,
  'workaround.used': () => 'Used by a change',
  'debt.registered': (e) => `Technical debt recorded: ${word(e.text['title'])}`,
  'debt.revised': (e) => `Technical debt rewritten: ${word(e.text['title'])}`,
  'debt.settled': (e) => withReason('Technical debt repaid', e),
  'debt.failureAdded': (e) => `Failure on ${word(e.data['on'])}: ${word(e.text['cause'])}`,
  'debt.decided': (e) => withReason(`Repair ${word(e.data['verdict'])}`, e),
  'debtPlan.set': (e) => `Capacity of ${word(e.text['release'])} shared between features and debt`,
  'parallel.planned': (e) => `Parallel run planned: ${word(e.text['name'])}`,
  'parallel.resultRecorded': (e) => `Cycle ${word(e.data['cycle'])} of the ${word(e.data['side'])} process recorded`,
  'parallel.extended': (e) => withReason(`Parallel run extended until ${word(e.data['until'])}`, e),
  'parallel.ended': (e) => withReason(e.data['kind'] === 'exit' ? 'Parallel run ended with the new process' : 'Parallel run given up', e),
  'schedule.conflictAccepted': (e) => withReason(`Conflict in the schedule accepted until ${word(e.data['until'])}`, e),
  'schedule.freezePermitted': (e) => withReason('The owner of a freeze lets it pass', e),
  'calendar.entryAdded': () => 'Entered in the calendar',
  'calendar.entryChanged': () => 'Changed in the calendar',
  'calendar.entryRemoved': (e) => withReason('Taken out of the calendar', e),
  'calendar.criterionMet': () => 'An exit criterion is met',
  'calendar.liftSigned': (e) => withReason(`Signed as ${word(e.data['role']).replaceAll('-', ' ')} that it be lifted`, e),
  'calendar.effectAnswered': (e) => withReason(e.data['verdict'] === 'overridden' ? 'A change stays in spite of it' : 'A change gives way to it', e),
  'exception.requested': (e) => `Exception ${word(e.data['number'])} from ${word(e.data['rule'])} asked for, until ${word(e.data['until'])}`,
  'exception.approved': () => 'Exception granted',
  'exception.refused': (e) => withReason('Exception refused', e),
  'exception.renewed': (e) => `Exception renewed until ${word(e.data['until'])}`,
  'exception.revoked': (e) => withReason('Exception ended', e),
  'checkpoint.stamped': (e) => `Checkpoint over ${word(e.data['count'])} commits time-stamped${typeof e.data['stampedAt'] === 'string' ? `, ${word(e.data['stampedAt']).slice(0, 10)}` : ''}: ${word(e.text['authority'])}`,
  'audit.sampleDrawn': (e) => `Sample drawn with seed ${word(e.data['seed'])}`,
  'audit.tested': (e) => withNote(`${word(e.data['change'])} tested against ${word(e.data['control'])}: ${word(e.data['result']).replaceAll('-', ' ')}`, e),
  'audit.requested': (e) => `Information asked for, due ${word(e.data['dueOn'])}`,
  'audit.requestAnswered': () => 'Request for information answered',
  'audit.answerAccepted': () => 'Answer accepted',
  'accessReview.started': (e) => `Access review of ${word(e.data['rights'])} rights started, due ${word(e.data['dueOn'])}`,
  'accessReview.closed': (e) => withNote('Access review closed by signature', e),
  'accessRight.listed': (e) => `To be reviewed: ${word(e.text['what'])}, due ${word(e.data['dueOn'])}`,
  'accessRight.opened': () => 'Opened by its reviewer',
  'accessRight.decided': (e) => withReason(({ certify: 'Certified', change: 'Changed', revoke: 'Revoked' } as Record<string, string>)[word(e.data['verdict'])] ?? 'Decided', e),
  'archive.recordArchived': () => 'Archived',
  'archive.retentionExtended': (e) => withReason(`Kept until ${word(e.data['until'])}`, e),
  'archive.disposalProposed': (e) => withReason('Disposal proposed by signature', e),
  'archive.disposed': (e) => `Disposed of by a second signature: ${word(e.data['texts'])} texts erased`,
  'legalHold.placed': (e) => withReason(`Held for ${word(e.text['matter'])}`, e),
  'legalHold.lifted': (e) => withReason('Hold lifted by signature', e),
  'finding.raised': (e) => `Finding raised: ${word(e.data['severity'])}, due ${word(e.data['dueOn'])}`,
  'finding.answered': () => 'Answered by its owner',
  'finding.actionAdded': (e) => `Action added, due ${word(e.data['dueOn'])}: ${word(e.text['action'])}`,
  'finding.actionDone': (e) => withNote('Action done', e),
  'finding.evidenceAdded': (e) => `Evidence added: ${word(e.data['kind']).replaceAll('-', ' ')} ${word(e.text['reference'])}`,
  'finding.closed': (e) => withNote('Closed by signature', e),
  'backout.planWritten': () => 'Backout plan written',
  'backout.scriptAttached': (e) => `Backout script attached: ${word(e.text['name'])}`,
  'backout.scriptRemoved': () => 'Backout script taken off the plan',
  'backout.noneKnownSigned': () => 'No limitations of the backout known, signed',
  'backout.triggersSet': () => 'Rollback triggers set',
  'backout.reviewed': (e) => `Backout plan reviewed: ${e.data['verdict'] === 'approve' ? 'approve' : 'rework'}`,
  'backout.rehearsed': (e) => `Backout rehearsed in ${word(e.text['environment'])}`,
  'backout.ownerNamed': () => 'Rollback owner named',
  'backout.ownerAccepted': () => 'Rollback ownership accepted',
  'backout.ordered': (e) => withReason('Rollback ordered', e),
  'backout.orderImported': (e) => `Rollback order brought in, claimed by ${word(e.text['claimedBy']) || 'nobody'}`,
  'backout.dissentRecorded': (e) => withReason('Dissent recorded', e),
  'backout.stepDone': () => 'Backout step done',
  'backout.backupRegistered': (e) => `Backup registered: ${word(e.text['system'])}`,
  'capacity.set': (e) => `Capacity of ${word(e.text['of']) || 'everybody'}${e.data['month'] === null ? '' : ` in ${word(e.data['month'])}`}: ${e.data['amount'] === null ? 'as nobody had said' : word(e.data['amount'])} (${word(e.data['kind'])})`,
  'initiative.entered': (e) => `Initiative entered: ${word(e.text['name'])}`,
  'initiative.revised': (e) => `Initiative rewritten: ${word(e.text['name'])}`,
  'initiative.ended': (e) => withReason('Initiative ended', e),
  'demand.set': () => 'What it takes of staff and infrastructure declared',
  'level.termsSet': () => 'Service terms written',
  'level.activityImported': (e) => `Activity profile taken in from ${word(e.text['source'])}`,
  'level.downtimeAdded': (e) => `Downtime of ${word(e.data['minutes'])} minutes on ${word(e.data['on'])}: ${word(e.text['note'])}`,
  'negotiation.proposed': (e) => `Window proposed to operations: ${spanSaid(e.data)}`,
  'negotiation.countered': (e) => `Operations named another window: ${spanSaid(e.data)}`,
  'negotiation.accepted': () => 'Window of operations accepted',
  'negotiation.confirmed': () => 'Window confirmed by operations',
  'wave.set': (e) => `Wave ${word(e.text['region'])} ${e.data['startsAt'] === null ? 'planned, still without a place' : `planned at ${minuteSaid(e.data['startsAt'])} UTC`}`,
  'wave.dropped': () => 'Wave taken out',
  'wave.based': (e) => `Base zone of the waves is ${word(e.data['zone'])}`,
  'run.recorded': (e) => `Deployment run ${word(e.data['outcome']).replaceAll('-', ' ')}, ${spanSaid(e.data)}, as ${word(e.text['source'])} says`,
  'token.issued': (e) => `${e.data['emergency'] === true ? 'Emergency token' : 'Deployment token'} issued for ${word(e.text['environment'])} until ${minuteSaid(e.data['notAfter'])} UTC`,
  'token.revoked': (e) => withReason('Deployment token revoked', e),
  'release.packageSet': (e) => `Package ${word(e.text['name'])}: ${changesIn(e)}`,
  'release.packageDropped': () => 'Package dissolved',
  'release.packagingDecided': (e) => `Packaging: ${word(e.data['choice'])}${e.data['choice'] === e.data['recommended'] ? '' : `, where ${word(e.data['recommended'])} was recommended: ${word(e.text['rationale'])}`}`,
  'dependency.recorded': (e) => `Dependency recorded: ${word(e.data['type'])}`,
  'dependency.withdrawn': (e) => withReason('Dependency withdrawn', e),
  'release.planned': () => 'Planned',
  'release.edited': (e) => `Edited: ${Object.keys({ ...e.data, ...e.text }).map((name) => releaseLabels[name] ?? name).filter((name) => name !== '').join(', ')}`,
  'release.scopeEdited': (e) => `Scope: ${listLength(e.data['add'])} taken in, ${listLength(e.data['remove'])} taken out`,
  'release.exclusionSet': (e) => `Left out: ${word(e.text['what'])}`,
  'release.exclusionDropped': () => 'Exclusion taken back',
  'release.noneExcluded': () => 'Signed that nothing is left out',
  'release.teamNamed': (e) => `Contributing team: ${word(e.text['name'])}`,
  'release.teamDropped': () => 'Team no longer contributes',
  'release.teamAnswered': (e) => withNote(e.data['answer'] === 'consents' ? 'Team consents' : 'Team declines', e),
  'release.dutySet': (e) => `Reporting duty: ${word(e.text['duty'])}${typeof e.data['dueOn'] === 'string' ? `, due ${e.data['dueOn']}` : ', without a deadline'}`,
  'release.dutyDropped': () => 'Reporting duty taken off',
  'release.baselined': (e) => `Scope baselined with ${changesIn(e)}`,
  'release.stepped': (e) => withReason(capital(word(e.data['to']).replaceAll('-', ' ')), e),
  'flag.registered': (e) => `Flag ${word(e.text['key'])} registered, to be removed by ${word(e.data['removeBy'])}`,
  'flag.revised': () => 'Flag written anew',
  'flag.removed': (e) => withReason('Flag out of the code', e),
  'flag.activated': (e) => `Switched ${e.data['isOn'] === true ? 'on' : 'off'} in ${word(e.text['environment'])}${typeof e.data['change'] === 'string' ? ', under a change' : ''}`,
  'flagExport.imported': (e) => `${word(e.data['count'])} states of ${word(e.text['environment'])} out of ${word(e.text['source'])}`,
  'standard.registered': (e) => `Standard: ${word(e.data['lifecycle'])} ${word(e.text['technology'])} ${word(e.text['range'])}`,
  'standard.revised': (e) => `Standard written anew: ${word(e.data['lifecycle'])} ${word(e.text['technology'])} ${word(e.text['range'])}`,
  'standard.ended': (e) => withReason('Standard ended', e),
  'standard.dispensed': (e) => withReason(`Dispensation until ${word(e.data['until'])}`, e),
  'standard.dispensationEnded': (e) => withReason('Dispensation taken back', e),
  'version.recorded': (e) => `Version ${word(e.text['version'])} runs in ${word(e.text['environment'])}${word(e.text['source']) === '' ? '' : `, out of ${word(e.text['source'])}`}`,
  'version.removed': () => 'Version no longer runs',
  'version.planned': (e) => `Planned: version ${word(e.text['version'])} in ${word(e.text['environment'])}${word(e.text['source']) === '' ? '' : `, out of ${word(e.text['source'])}`}`,
  'version.unplanned': () => 'Planned version taken out',
  'stakeholder.groupSet': (e) => `Concerns ${word(e.text['name'])}: ${word(e.data['headcount'])} people at severity ${word(e.data['severity'])}`,
  'stakeholder.groupDropped': () => 'Group taken out of the impact assessment',
  'stakeholder.signed': (e) => `Impact assessment signed at index ${word(e.data['index'])}`,
  'release.scopeDrafted': (e) => `Scope request drafted out of a refused edit: ${listLength(e.data['add'])} in, ${listLength(e.data['remove'])} out`,
  'release.scopeRequested': (e) => withReason(`Scope request: ${listLength(e.data['add'])} in, ${listLength(e.data['remove'])} out`, e),
  'release.scopeWithdrawn': (e) => withReason('Scope request withdrawn', e),
  'release.scopeDecided': (e) => withReason(`Scope request ${e.data['verdict'] === 'accepted' ? 'accepted' : 'declined'}`, e),
  'release.tradeOffSet': (e) => `Trade-off of ${listLength(e.data['options'])} ways: ${word(e.text['about'])}`,
  'release.tradeOffDecided': (e) => withReason(`Trade-off decided: ${word(e.data['kind']).replaceAll('-', ' ')}`, e),
  'release.capacitySet': (e) => (e.data['hours'] === null ? 'Capacity no longer said' : `Capacity: ${word(e.data['hours'])} hours`),
  'release.effortSet': (e) => `Effort of a change: ${word(e.data['hours'])} hours, value ${word(e.data['value'])} of 5`,
  'portfolio.described': (e) => `Portfolio ${word(e.text['name'])} with ${listLength(e.data['gates'])} gates`,
  'train.opened': (e) => `Train ${word(e.text['name'])} opened`,
  'train.boarded': (e) => (e.data['asked'] === null || e.data['asked'] === e.data['departure'] ? `Boarded for ${word(e.data['departure'])}` : `Missed the cut-off of ${word(e.data['asked'])}, boarded for ${word(e.data['departure'])}`),
  'train.left': (e) => withReason('Left the train', e),
  'train.gateSigned': () => 'Gate passed',
  'train.itemMoved': (e) => `Moved to the departure of ${word(e.data['to'])}, without ${word(e.text['gate'])} at the cut-off of ${word(e.data['from'])}`,
  'train.dateOffered': (e) => withNote(`Date offered to ${word(e.text['unit'])}: ${word(e.data['date'])}`, e),
  'train.offerAnswered': (e) => withNote(`Offer ${({ accept: 'accepted', counter: 'countered', decline: 'declined' } as Record<string, string>)[word(e.data['answer'])] ?? 'answered'}${typeof e.data['date'] === 'string' ? `: ${e.data['date']}` : ''}`, e),
  'ranking.described': (e) => `Prioritisation ${word(e.text['name'])} over ${word(e.data['capacity'])} hours`,
  'ranking.candidateSet': (e) => `Candidate: ${word(e.text['name']) || word(e.data['kind'])}, ${word(e.data['hours'])} hours, value ${word(e.data['value'])} of 5`,
  'ranking.candidateDropped': () => 'Candidate taken out',
  'ranking.moved': (e) => withReason('Candidate moved by hand', e),
  'ranking.deferred': (e) => withReason('Candidate left for later', e),
  'ranking.resumed': (e) => withReason('Candidate taken up again', e),
  'policy.proposed': (e) => `Proposed because of a ${word(e.data['cause']) === 'pir' ? 'review' : word(e.data['cause'])}: ${word(e.text['reference'])}`,
  'policy.signed': () => 'Signed',
  'policy.withdrawn': (e) => withReason('Withdrawn', e),
  'charter.granted': (e) => `Charter granted to ${word(e.text['team'])} until ${word(e.data['until']).slice(0, 10)}`,
  'charter.ended': (e) => withReason('Charter ended', e),
  'profile.scored': (e) => withReason(`Works ${word(e.data['chosen'])}, ${word(e.data['recommended'])} recommended`, e),
  'model.drafted': (e) => `Model ${word(e.text['name'])} drafted`,
  'model.edited': () => 'Model edited',
  'model.proposed': (e) => `Proposed after ${word(e.data['runs'])} successful runs`,
  'model.preAuthorised': (e) => `Pre-authorised until ${word(e.data['until']).slice(0, 10)}`,
  'model.suspended': (e) => withReason('Suspended', e),
  'model.retired': (e) => withReason('Retired', e),
  'classification.answered': () => 'Parameters of its model given',
  'classification.typeSet': (e) => withReason(`Type set to ${word(e.data['type'])} where ${word(e.data['proposed'])} was proposed`, e),
  'approval.given': (e) => withReason(`Approved as ${word(e.data['as']).replaceAll('-', ' ')}`, e),
  'approval.refused': (e) => withReason(`Refused as ${word(e.data['as']).replaceAll('-', ' ')}`, e),
  'cab.decisionRecorded': (e) => withReason(verdictWords[word(e.data['verdict'])] ?? 'Decided', e),
};
const carried = new Set(['bytes', 'number', 'import', 'row', 'rev', 'decision', 'policy', 'role', 'supersedes', 'voids']);

/** One sentence on what an event did; of a type without one, its own words: `meeting.rollCallTaken` is “Meeting roll call taken”. */
export const saidOf = (event: StampedEvent): string => sentences[event.type]?.(event) ?? capital(event.type.replace('.', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));

/** Who acted, by name; a founding act is the organisation's. */
export const actorName = ({ db }: Pick<ReadContext, 'db'>, by: string): string => db.get<{ name: string }>('SELECT name FROM person WHERE id = ?', idOf(by))?.name ?? 'Unknown person';

function differences(before: Change | null, event: StampedEvent): Pick<HistoryEntry, 'before' | 'after'> {
  // A submission says what comes next, which is the state it leads to (CHG-01).
  const after = Object.fromEntries(Object.entries({ ...event.data, ...event.text }).filter(([name]) => !carried.has(name)).map(([name, value]) => [event.type === 'change.submitted' && name === 'next' ? 'state' : name, value]));
  if (before === null || Object.keys(after).length === 0) return Object.keys(after).length === 0 ? {} : { after };
  const stood: Record<string, unknown> = { ...before.fields, state: before.state, score: before.score };
  return { after, before: Object.fromEntries(Object.keys(after).filter((name) => name in stood).map((name) => [name, stood[name]])) };
}

type Placed = { h: string; feed: string; seq: number; place: number };
const comesFirst = (a: Placed, b: Placed): number => (a.h !== b.h ? (a.h < b.h ? -1 : 1) : a.feed !== b.feed ? (a.feed < b.feed ? -1 : 1) : a.seq - b.seq || a.place - b.place);

const withheldWords = { revoked: 'had revoked', changed: 'had changed to another', undecided: 'had left undecided past its due day' } as const;
/** Why an act should be looked at by somebody else. */
const flagOf = ({ role, review, because }: ReturnType<ReadContext['trail']['withheldAmong']>[number]): string => `Signed as ${role.replaceAll('-', ' ')}, which access review ${review} ${withheldWords[because]} elsewhere; neither laptop had heard of the other. It counts, and somebody else should look at it.`;
/** What is said of acts among events, by their places. */
export const flagsOf = ({ trail }: Pick<ReadContext, 'trail'>, events: ReturnType<ReadContext['trail']['ofSubject']>): Map<string, string> => new Map(trail.withheldAmong(events).map((act) => [act.place, flagOf(act)]));

/** `after` is how many entries were already shown. Reads every event of the subject: a few dozen for a change, not more than a few hundred. */
export function historyOf(context: Pick<ReadContext, 'db' | 'trail'>, subject: string, page: { limit: number; after?: string | undefined }): { rows: HistoryEntry[]; next: string | null } {
  let folded: Change | null = null;
  const entries: HistoryEntry[] = [];
  const newer = context.trail.newerOf(subject);
  const events = context.trail.ofSubject(subject);
  const flags = flagsOf(context, events);
  const tellNewer = (before: Placed | null): void => {
    while (newer.length > 0 && (before === null || comesFirst(newer[0]!, before) < 0)) {
      const { type, by, at, feed, seq, place, hash, isSigned } = newer.shift()!;
      entries.push({ event: `${feed}/${seq}/${place}`, type, said: 'Written by a newer Gavel; update to read it', by: actorName(context, by), at, feed, seq, hash, isSigned });
    }
  };
  for (const { event, h, feed, seq, place, hash } of events) {
    tellNewer({ h, feed, seq, place });
    const flag = flags.get(`${feed}/${seq}/${place}`);
    entries.push({
      event: `${feed}/${seq}/${place}`, type: event.type, said: saidOf(event), by: actorName(context, event.by), at: event.at, feed, seq, hash,
      ...(subject.startsWith('change:') ? differences(folded, event) : {}), isSigned: event.isSigned, ...(flag === undefined ? {} : { flag }),
    });
    if (subject.startsWith('change:')) folded = evolveChange(folded, event);
  }
  tellNewer(null);
  const from = Number(page.after ?? 0);
  const rows = entries.toReversed().slice(from, from + page.limit);
  return { rows, next: from + rows.length < entries.length ? String(from + rows.length) : null };
}
