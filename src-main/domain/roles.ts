// Who may do what (SEC-01). Permissions are data; each operation that writes names one.
import type { NameOf } from '#contract/index.ts';
import type { Role } from '#contract/people.ts';
import type { Actor, Refused, Withheld } from './verdict.ts';
import { refuse } from './verdict.ts';

export const permissions = {
  raise: ['requester', 'change-manager', 'release-manager', 'implementer', 'chair', 'member', 'service-owner', 'technical-reviewer'],
  assess: ['change-manager'],
  fillRisk: ['requester', 'change-manager', 'release-manager', 'implementer', 'chair', 'member', 'service-owner', 'technical-reviewer'],
  signRisk: ['change-manager', 'technical-reviewer', 'release-manager', 'service-owner'],
  schedule: ['release-manager', 'change-manager'],
  implement: ['implementer', 'release-manager'],
  validate: ['implementer', 'change-manager', 'release-manager', 'requester'],
  import: ['change-manager', 'release-manager'],
  prepareAgenda: ['release-manager', 'change-manager', 'chair'],
  runMeeting: ['chair'],
  decide: ['chair'],
  finishAction: ['chair', 'requester', 'change-manager', 'release-manager', 'implementer', 'member', 'service-owner', 'technical-reviewer', 'rollback-owner', 'communications-lead', 'executive', 'legal', 'administrator', 'registrar'],
  ballotEmergency: ['chair', 'member', 'technical-reviewer', 'release-manager', 'service-owner'],
  authoriseEmergency: ['chair', 'member'],
  manageBoards: ['administrator', 'chair', 'change-manager'],
  managePeople: ['registrar'],
  exchange: ['chair', 'change-manager', 'release-manager', 'administrator', 'registrar', 'auditor'],
  redact: ['registrar', 'administrator'],
  settleFields: ['change-manager'],
  planCalendar: ['release-manager', 'change-manager', 'administrator'],
  passFreeze: ['service-owner', 'change-manager', 'release-manager', 'chair', 'executive', 'administrator'],
  liftFreeze: ['change-manager', 'service-owner'],
  keepEntitlements: ['release-manager', 'administrator'],
  keepConfiguration: ['change-manager', 'release-manager', 'administrator', 'service-owner'],
  keepLegacy: ['change-manager', 'release-manager', 'administrator', 'service-owner'],
  answerAsOwner: ['service-owner', 'change-manager', 'release-manager', 'implementer', 'chair', 'member', 'technical-reviewer', 'executive', 'requester'],
  answerReferral: ['technical-reviewer', 'service-owner', 'change-manager', 'release-manager', 'implementer', 'rollback-owner', 'chair', 'member', 'legal', 'executive', 'requester', 'communications-lead', 'administrator'],
  acceptDutyConflict: ['chair', 'change-manager'],
  comment: ['change-manager', 'technical-reviewer', 'chair', 'member', 'release-manager', 'implementer', 'service-owner', 'rollback-owner', 'requester'],
  attach: ['requester', 'change-manager', 'release-manager', 'implementer', 'technical-reviewer', 'service-owner', 'rollback-owner', 'chair', 'member'],
  vouch: ['registrar', 'administrator'],
  review: ['technical-reviewer'],
  grantException: ['change-manager', 'chair', 'executive'],
  endException: ['requester', 'change-manager', 'release-manager', 'implementer', 'chair', 'member', 'service-owner', 'technical-reviewer', 'executive'],
  planBackout: ['requester', 'implementer', 'change-manager', 'release-manager', 'rollback-owner', 'service-owner'],
  reviewBackout: ['technical-reviewer', 'member', 'change-manager', 'release-manager', 'implementer', 'service-owner'],
  rollBack: ['rollback-owner', 'implementer', 'release-manager', 'change-manager', 'service-owner', 'technical-reviewer', 'chair', 'member', 'requester', 'executive'],
  keepBackups: ['service-owner', 'implementer', 'release-manager', 'change-manager', 'administrator'],
  proposePolicy: ['change-manager', 'chair', 'executive', 'administrator'],
  signPolicy: ['change-manager', 'chair', 'executive'],
  grantCharter: ['change-manager'],
  keepModels: ['change-manager'],
  proposeModel: ['change-manager', 'release-manager', 'service-owner', 'implementer', 'requester'],
  keepProfiles: ['change-manager', 'release-manager', 'service-owner'],
  approve: ['change-manager', 'executive', 'technical-reviewer', 'implementer', 'requester', 'member', 'chair', 'release-manager', 'service-owner'],
  issueToken: ['release-manager', 'change-manager'],
  revokeToken: ['release-manager', 'change-manager', 'chair', 'service-owner', 'rollback-owner', 'registrar'],
  startAccessReview: ['registrar', 'administrator', 'executive', 'chair', 'change-manager'],
  reviewAccess: ['requester', 'change-manager', 'release-manager', 'implementer', 'chair', 'member', 'service-owner', 'technical-reviewer', 'rollback-owner', 'communications-lead', 'executive', 'legal', 'administrator', 'registrar'],
  keepArchive: ['registrar', 'administrator', 'change-manager', 'release-manager'],
  dispose: ['registrar', 'administrator'],
  keepHolds: ['legal', 'registrar', 'administrator'],
  agreeWindow: ['service-owner', 'implementer', 'rollback-owner', 'release-manager', 'change-manager', 'technical-reviewer', 'member', 'chair', 'requester'],
  audit: ['auditor'],
  raiseFinding: ['auditor', 'change-manager', 'chair', 'executive', 'legal', 'registrar'],
  remedyFinding: ['change-manager', 'release-manager', 'service-owner', 'executive', 'legal'],
  answerFinding: ['requester', 'change-manager', 'release-manager', 'implementer', 'chair', 'member', 'service-owner', 'technical-reviewer', 'rollback-owner', 'executive', 'legal', 'administrator', 'registrar'],
  verifyFinding: ['auditor', 'change-manager', 'chair', 'executive', 'legal'],
  keepControls: ['change-manager', 'executive', 'legal'],
  approveAsOwner: ['service-owner', 'executive'],
  planRelease: ['release-manager', 'change-manager'],
  rank: ['release-manager', 'change-manager', 'chair', 'member'],
  signGate: ['release-manager', 'change-manager', 'service-owner', 'technical-reviewer', 'member', 'chair', 'executive', 'legal', 'implementer', 'rollback-owner', 'communications-lead', 'requester'],
  keepFlags: ['release-manager', 'change-manager', 'service-owner', 'implementer'],
  keepStandards: ['technical-reviewer', 'change-manager', 'chair'],
  grantDispensation: ['technical-reviewer', 'change-manager', 'executive', 'chair'],
  print: ['chair', 'change-manager', 'release-manager', 'auditor', 'administrator', 'member', 'requester', 'implementer', 'registrar', 'legal', 'executive'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof permissions;

/**
 * What each operation asks for before anything is looked up, so that a refusal tells nothing about records; the rules ask again with the record
 * in hand (SEC-01). `null`: open to everybody who is signed in, because it only reads, checks, or is about one's own key.
 */
export const permissionOf: Readonly<Record<NameOf<'command' | 'job'>, Permission | null>> = {
  'change.create': 'raise', 'change.edit': 'raise', 'change.submit': 'raise', 'change.cancel': 'raise', 'change.link': 'raise', 'change.takeDraft': 'raise', 'change.meetCondition': 'raise', 'bundle.resolve': 'raise',
  'change.assess': 'assess', 'change.return': 'assess', 'change.close': 'assess', 'change.reopen': 'assess',
  'change.schedule': 'schedule', 'change.unschedule': 'schedule', 'change.start': 'implement', 'change.finish': 'implement', 'change.retry': 'validate', 'change.validate': 'validate',
  'import.inspect': null, 'import.dryRun': null, 'import.run': 'import', 'import.undo': 'import', 'mapping.save': 'import',
  'policy.propose': 'proposePolicy', 'policy.sign': 'signPolicy', 'policy.withdraw': 'proposePolicy', 'charter.grant': 'grantCharter', 'charter.end': 'grantCharter', 'profile.score': 'keepProfiles',
  'model.draft': 'keepModels', 'model.edit': 'keepModels', 'model.propose': 'proposeModel', 'model.preAuthorise': 'decide', 'model.use': 'raise', 'model.suspend': 'keepModels', 'model.retire': 'keepModels',
  'approval.decide': 'approve', 'classification.answer': 'raise', 'classification.setType': 'raise',
  'board.create': 'manageBoards', 'board.seat': 'manageBoards', 'board.charter': 'manageBoards', 'board.endSeat': 'manageBoards', 'calendar.addEntry': 'planCalendar', 'calendar.dryRun': 'planCalendar', 'calendar.import': 'planCalendar', 'calendar.changeEntry': 'planCalendar', 'calendar.removeEntry': 'planCalendar', 'effect.answer': 'planCalendar',
  'conflict.accept': 'schedule', 'freeze.permit': 'passFreeze', 'freeze.meetCriterion': 'planCalendar', 'freeze.lift': 'liftFreeze',
  'meeting.create': 'prepareAgenda', 'cab.admit': 'prepareAgenda', 'cab.drop': 'prepareAgenda', 'cab.order': 'prepareAgenda', 'cab.setMinutes': 'prepareAgenda', 'cab.fill': 'prepareAgenda', 'meeting.writePreRead': 'print',
  'referral.make': 'decide', 'escalation.raise': 'decide', 'referral.answer': 'answerReferral', 'referral.withdraw': 'runMeeting', 'referral.escalateOverdue': 'raise',
  'meeting.start': 'runMeeting', 'meeting.rollCall': 'runMeeting', 'meeting.vote': 'runMeeting', 'meeting.open': 'runMeeting', 'meeting.pause': 'runMeeting', 'meeting.resume': 'runMeeting', 'meeting.setAside': 'runMeeting', 'meeting.bringBack': 'runMeeting', 'meeting.recuse': 'runMeeting', 'meeting.proxy': 'runMeeting', 'meeting.note': 'runMeeting', 'meeting.conclude': 'runMeeting', 'meeting.addTopic': 'prepareAgenda', 'meeting.end': 'runMeeting', 'meeting.finishAction': 'finishAction', 'cab.recordDecision': 'decide', 'minutes.sign': 'decide', 'minutes.addAddendum': 'decide',
  'person.add': 'managePeople', 'person.suspend': 'managePeople', 'person.reinstate': 'managePeople', 'person.revokeKey': 'managePeople', 'person.issueKey': 'managePeople', 'role.grant': 'managePeople', 'role.revoke': 'managePeople',
  'roster.confirm': 'managePeople', 'roster.decline': 'managePeople', 'device.inspectRequest': 'managePeople', 'device.enrol': 'managePeople', 'device.revoke': 'managePeople', 'fork.resolve': 'managePeople',
  'key.recoveryKit': 'managePeople', 'key.restoreKit': 'managePeople', 'key.rotateRoot': 'managePeople', 'person.changePassphrase': null,
  'entitlement.inspect': null, 'entitlement.dryRun': null, 'entitlement.import': 'keepEntitlements', 'entitlement.map': 'keepEntitlements', 'entitlement.accept': 'acceptDutyConflict', 'entitlement.reopen': 'acceptDutyConflict',
  'service.register': 'keepConfiguration', 'service.describe': 'keepConfiguration', 'item.register': 'keepConfiguration', 'item.describe': 'keepConfiguration', 'item.relate': 'keepConfiguration', 'item.unrelate': 'keepConfiguration',
  'discovery.settle': 'keepConfiguration', 'discovery.dryRun': null, 'discovery.import': 'keepConfiguration', 'impact.respond': 'answerAsOwner',
  'bundle.export': 'exchange', 'bundle.inspect': 'exchange', 'bundle.import': 'exchange', 'payload.redact': 'redact', 'workspace.backup': null,
  'incident.open': 'raise', 'incident.update': 'raise', 'incident.close': 'raise',
  'emergency.declare': 'raise', 'emergency.castBallot': 'ballotEmergency', 'emergency.authorise': 'authoriseEmergency', 'emergency.extend': 'authoriseEmergency', 'emergency.importHealth': 'validate', 'emergency.validate': 'validate',
  'emergency.completePaperwork': 'raise', 'emergency.holdRetrospective': 'raise', 'emergency.setRootCause': 'raise', 'emergency.ratify': 'decide', 'emergency.export': 'print',
  'risk.classify': 'fillRisk', 'risk.answer': 'fillRisk', 'risk.fill': 'fillRisk', 'risk.setReversibility': 'fillRisk', 'risk.setTier': 'fillRisk', 'risk.sign': 'signRisk', 'risk.write': 'print',
  'fmea.add': 'fillRisk', 'fmea.rewrite': 'fillRisk', 'fmea.setAction': 'fillRisk', 'fmea.finishAction': 'fillRisk', 'fmea.rateAgain': 'fillRisk', 'fmea.drop': 'fillRisk', 'fmea.accept': 'answerAsOwner',
  'premortem.start': 'fillRisk', 'premortem.join': 'fillRisk', 'premortem.write': 'fillRisk', 'premortem.open': 'fillRisk', 'premortem.cluster': 'fillRisk', 'premortem.name': 'fillRisk', 'premortem.rank': 'fillRisk',
  'premortem.makeTask': 'fillRisk', 'premortem.makeFailureMode': 'fillRisk', 'premortem.finishTask': 'fillRisk', 'premortem.close': 'fillRisk', 'coverage.declareCommit': 'fillRisk', 'coverage.report': 'fillRisk',
  'review.request': 'raise', 'review.comment': 'comment', 'review.resolve': 'comment', 'review.sign': 'review', 'skill.tag': 'vouch', 'evidence.attach': 'attach', 'evidence.withdraw': 'attach', 'evidence.declare': 'attach', 'evidence.write': 'print',
  'exception.request': 'raise', 'exception.approve': 'grantException', 'exception.refuse': 'grantException', 'exception.renew': 'grantException', 'exception.revoke': 'endException',
  'catalogue.offer': 'keepConfiguration', 'catalogue.declare': 'keepConfiguration', 'catalogue.export': 'print',
  'constraint.register': 'keepLegacy', 'constraint.revise': 'keepLegacy', 'constraint.end': 'keepLegacy', 'integration.map': 'keepLegacy', 'integration.revise': 'keepLegacy', 'integration.test': 'keepLegacy', 'integration.remove': 'keepLegacy', 'integration.mitigate': 'raise',
  'workaround.register': 'keepLegacy', 'workaround.revise': 'keepLegacy', 'workaround.review': 'keepLegacy', 'workaround.setOperator': 'keepLegacy', 'workaround.use': 'raise', 'workaround.retire': 'keepLegacy',
  'debt.register': 'keepLegacy', 'debt.revise': 'keepLegacy', 'debt.settle': 'keepLegacy', 'debt.addFailure': 'keepLegacy', 'debt.decide': 'decide', 'debt.writeCase': 'print', 'debt.plan': 'keepLegacy',
  'parallel.plan': 'keepLegacy', 'parallel.record': 'keepLegacy', 'parallel.extend': 'decide', 'parallel.end': 'decide', 'parallel.write': 'print',
  'backout.writePlan': 'planBackout', 'backout.attachScript': 'planBackout', 'backout.removeScript': 'planBackout', 'backout.verifyScript': null, 'backout.signNoneKnown': 'planBackout', 'backout.setTriggers': 'planBackout', 'backout.exportPlan': 'print', 'backout.write': 'print',
  'backout.importOrder': 'rollBack', 'backout.review': 'reviewBackout', 'backout.rehearse': 'planBackout', 'backout.nameOwner': 'planBackout', 'backout.acceptOwnership': 'rollBack', 'backout.order': 'rollBack', 'backout.dissent': 'rollBack', 'backout.doStep': 'rollBack',
  'backout.registerBackup': 'implement', 'backout.setSchedule': 'keepBackups',
  'audit.drawSample': 'audit', 'audit.test': 'audit', 'audit.request': 'audit', 'audit.answerRequest': 'answerFinding', 'audit.acceptAnswer': 'audit', 'audit.compareList': null,
  'compliance.run': null, 'compliance.write': 'print', 'control.map': 'keepControls', 'control.matrix': null, 'obligation.approve': 'approveAsOwner', 'obligation.stateImpact': 'raise',
  'accessReview.start': 'startAccessReview', 'accessReview.open': 'reviewAccess', 'accessReview.decide': 'reviewAccess', 'accessReview.close': 'startAccessReview', 'accessReview.write': 'print',
  'archive.add': 'keepArchive', 'archive.extend': 'keepArchive', 'archive.propose': 'dispose', 'archive.dispose': 'dispose', 'archive.writeCertificate': 'print', 'hold.place': 'keepHolds', 'hold.lift': 'keepHolds',
  'finding.raise': 'raiseFinding', 'finding.answer': 'answerFinding', 'finding.addAction': 'answerFinding', 'finding.doAction': 'answerFinding', 'finding.addEvidence': 'answerFinding', 'finding.close': 'verifyFinding',
  'token.issue': 'issueToken', 'token.revoke': 'revokeToken', 'token.writeRevocations': 'revokeToken', 'token.writeFeed': 'exchange', 'token.writeTrust': null,
  'release.plan': 'planRelease', 'release.edit': 'planRelease', 'release.scope': 'planRelease', 'release.exclude': 'planRelease', 'release.includeAgain': 'planRelease', 'release.excludeNone': 'planRelease', 'release.addTeam': 'planRelease', 'release.dropTeam': 'planRelease', 'release.answer': 'answerAsOwner',
  'release.setPackage': 'planRelease', 'release.dropPackage': 'planRelease', 'release.decidePackaging': 'planRelease', 'dependency.record': 'planRelease', 'dependency.withdraw': 'planRelease', 'dependency.import': 'planRelease',
  'release.setDuty': 'planRelease', 'release.dropDuty': 'planRelease', 'release.baseline': 'planRelease', 'release.step': 'planRelease', 'wave.set': 'planRelease', 'wave.drop': 'planRelease', 'wave.base': 'planRelease', 'wave.place': 'planRelease',
  'flag.register': 'keepFlags', 'flag.revise': 'keepFlags', 'flag.remove': 'keepFlags', 'flag.activate': 'answerAsOwner', 'flag.import': 'keepFlags',
  'standard.register': 'keepStandards', 'standard.revise': 'keepStandards', 'standard.end': 'keepStandards', 'standard.dispense': 'grantDispensation', 'standard.endDispensation': 'grantDispensation',
  'version.record': 'keepConfiguration', 'version.remove': 'keepConfiguration', 'version.plan': 'planRelease', 'version.unplan': 'planRelease', 'version.import': 'keepConfiguration',
  'stakeholder.setGroup': 'planRelease', 'stakeholder.dropGroup': 'planRelease', 'stakeholder.sign': 'answerAsOwner',
  'ranking.set': 'rank', 'ranking.setCandidate': 'rank', 'ranking.dropCandidate': 'rank', 'ranking.move': 'rank', 'ranking.defer': 'rank', 'ranking.resume': 'rank',
  'portfolio.set': 'planRelease', 'train.open': 'planRelease', 'train.board': 'planRelease', 'train.leave': 'planRelease', 'train.signGate': 'signGate', 'train.moveLate': 'planRelease', 'train.offer': 'planRelease', 'train.answer': 'answerAsOwner',
  'scope.request': 'raise', 'scope.decide': 'answerAsOwner', 'scope.withdraw': 'raise', 'scope.setCapacity': 'planRelease', 'scope.setEffort': 'planRelease', 'tradeoff.set': 'planRelease', 'tradeoff.decide': 'answerAsOwner',
  'capacity.set': 'planRelease', 'initiative.enter': 'planRelease', 'initiative.revise': 'planRelease', 'initiative.end': 'planRelease', 'demand.set': 'planRelease',
  'level.setTerms': 'keepConfiguration', 'level.addDowntime': 'keepConfiguration', 'level.importActivity': 'keepConfiguration', 'negotiation.propose': 'raise', 'negotiation.counter': 'agreeWindow', 'negotiation.accept': 'raise', 'negotiation.confirm': 'agreeWindow', 'negotiation.write': 'print',
  'feed.write': 'exchange', 'feed.writeCalendar': 'print', 'run.import': 'attach',
  'minutes.write': 'print', 'ballot.write': null, 'ballot.receive': 'runMeeting', 'pack.write': 'print', 'export.changes': 'print', 'export.authority': 'print', 'schedule.write': 'print', 'import.writeQuarantine': 'print', 'trail.verify': null, 'trail.rebuild': null, 'explorer.writeProof': 'print', 'checkpoint.writeRequest': 'print', 'checkpoint.importReply': 'exchange',
};

/** SEC-01: a role that holds the permission, else why not; auditors read only, administrators do not approve. */
export function needs(permission: Permission, actor: Actor): Refused | null {
  const allowed: readonly Role[] = permissions[permission];
  if (actor.roles.some((role) => allowed.includes(role))) return null;
  const lost = actor.withheld?.find(({ role }) => allowed.includes(role));
  // Whoever reviews gives withheld rights back, their reviewers' own among them.
  if (lost) return permission === 'reviewAccess' ? null : withheldRole(lost, actor);
  if (permission === 'decide' && actor.roles.includes('administrator')) return refuse('administrator_cannot_approve');
  if (permission !== 'print' && permission !== 'exchange' && actor.roles.length > 0 && actor.roles.every((role) => role === 'auditor')) return refuse('auditor_reads_only');
  return refuse('role_needed', { roles: allowed.join(' or '), person: actor.name, have: actor.roles.join(', ') });
}
/** AUD-08: the role is granted, and a review withholds it. */
export const withheldRole = ({ role, review, because }: Withheld, { name }: Actor): Refused => refuse('right_withheld', { role, review, because, person: name });
