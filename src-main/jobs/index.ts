// Every job by its name.
import { writeAccessReview } from './access-review.ts';
import { writeCertificate } from './archive.ts';
import type { JobContext, JobHandlers } from '../ports.ts';
import { auditJobs } from './audit.ts';
import { complianceJobs } from './compliance.ts';
import { controlJobs } from './controls.ts';
import { takeBallot, writeBallot } from './ballot.ts';
import { attachScript, exportPlan, importOrder, verifyScript } from './backout.ts';
import { writeBackout } from './backout-sheet.ts';
import { backUpWorkspace } from './backup.ts';
import { exportBundle, importBundle, inspectBundle } from './bundles.ts';
import { exportEmergencies, importHealthFile } from './emergency.ts';
import { dependencyJobs } from './dependencies.ts';
import { flagJobs } from './flags.ts';
import { versionJobs } from './versions.ts';
import { dryRunCalendar, importCalendar } from './calendar.ts';
import { dryRunDiscovery, importDiscovery } from './discovery.ts';
import { exportChanges, writeMinutes } from './documents.ts';
import { writePack } from './pack.ts';
import { dryRunEntitlements, importEntitlements, inspectEntitlements } from './entitlements.ts';
import { attachEvidence, writeEvidenceFile } from './evidence.ts';
import { dryRun, inspect, runImport, undoImport } from './imports.ts';
import { takeDraft } from './intake.ts';
import { writeQuarantine } from './imports-set-aside.ts';
import { exportCatalogue } from './catalogue.ts';
import { writeCase, writeComparison } from './legacy-papers.ts';
import { negotiationJobs } from './negotiation.ts';
import { writePreRead } from './pre-read.ts';
import { addPerson, changePassphrase, enrolDevice, grantRole, inspectRequest, issueKey, reinstate, restoreKit, rotateRoot, writeRecoveryKit } from './people.ts';
import { writeProof } from './proof.ts';
import { reportCoverage } from './coverage.ts';
import { writeRisk } from './risk.ts';
import { writeSchedule } from './schedule-out.ts';
import { importRuns, writeCalendarFile, writeScheduleFeed } from './feed.ts';
import { issueToken, writeFeed, writeRevocations, writeTrust } from './token.ts';
import { stampJobs } from './time-stamps.ts';
import { exportAuthority, rebuildTables, verifyWorkspace } from './trail.ts';

export const jobHandlers: JobHandlers<JobContext> = {
  ...auditJobs,
  ...complianceJobs,
  ...controlJobs,
  ...stampJobs,
  'person.add': addPerson,
  'person.reinstate': reinstate,
  'person.issueKey': issueKey,
  'person.changePassphrase': changePassphrase,
  'role.grant': grantRole,
  'device.inspectRequest': inspectRequest,
  'device.enrol': enrolDevice,
  'key.restoreKit': restoreKit,
  'key.rotateRoot': rotateRoot,
  'key.recoveryKit': writeRecoveryKit,
  'bundle.export': exportBundle,
  'bundle.inspect': inspectBundle,
  'bundle.import': importBundle,
  'workspace.backup': backUpWorkspace,
  'import.inspect': inspect,
  'import.dryRun': dryRun,
  'import.run': runImport,
  'import.undo': undoImport,
  'change.takeDraft': takeDraft,
  'import.writeQuarantine': writeQuarantine,
  'entitlement.inspect': inspectEntitlements,
  'entitlement.dryRun': dryRunEntitlements,
  'entitlement.import': importEntitlements,
  'emergency.importHealth': importHealthFile,
  'emergency.export': exportEmergencies,
  ...dependencyJobs, ...versionJobs, ...flagJobs, ...negotiationJobs,
  'calendar.dryRun': dryRunCalendar,
  'calendar.import': importCalendar,
  'discovery.dryRun': dryRunDiscovery,
  'discovery.import': importDiscovery,
  'backout.attachScript': attachScript,
  'backout.verifyScript': verifyScript,
  'backout.exportPlan': exportPlan,
  'backout.importOrder': importOrder,
  'backout.write': writeBackout,
  'catalogue.export': exportCatalogue,
  'accessReview.write': writeAccessReview,
  'archive.writeCertificate': writeCertificate,
  'debt.writeCase': writeCase,
  'parallel.write': writeComparison,
  'evidence.attach': attachEvidence,
  'evidence.write': writeEvidenceFile,
  'minutes.write': writeMinutes,
  'ballot.write': writeBallot,
  'ballot.receive': takeBallot,
  'meeting.writePreRead': writePreRead,
  'pack.write': writePack,
  'export.changes': exportChanges,
  'schedule.write': writeSchedule,
  'risk.write': writeRisk,
  'coverage.report': reportCoverage,
  'token.issue': issueToken,
  'token.writeRevocations': writeRevocations,
  'token.writeFeed': writeFeed,
  'token.writeTrust': writeTrust,
  'feed.write': writeScheduleFeed,
  'feed.writeCalendar': writeCalendarFile,
  'run.import': importRuns,
  'trail.verify': verifyWorkspace,
  'trail.rebuild': rebuildTables,
  'explorer.writeProof': writeProof,
  'export.authority': exportAuthority,
};
