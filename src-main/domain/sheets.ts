// Every sheet there is. A new one is one line here; the store folds, keeps and folds it anew without knowing it by name.
import { backoutSheet } from './backout.ts';
import { boardCharterSheet } from './board.ts';
import { backupScheduleSheet } from './backup-schedule.ts';
import { dependencySheet } from './dependencies.ts';
import { discoverySheet } from './discovery.ts';
import { capacitySheet, demandSheet, initiativeSheet } from './capacity-records.ts';
import { levelSheet } from './service-level.ts';
import { negotiationSheet } from './negotiation.ts';
import { offeringSheet } from './catalogue.ts';
import { constraintSheet } from './constraint.ts';
import { debtPlanSheet, debtSheet } from './debt.ts';
import { dutySheet, formerKeySheet } from './duties.ts';
import { emergencySheet } from './emergency.ts';
import { approvalSheet } from './approval.ts';
import { charterSheet } from './charter.ts';
import { classificationSheet } from './classification.ts';
import { pathSheet } from './escalation.ts';
import type { EventType } from './event.ts';
import { modelSheet } from './model.ts';
import { policySheet } from './policy-record.ts';
import { profileSheet } from './profile.ts';
import { evidenceSheet } from './evidence.ts';
import { requestSheet, sampleSheet } from './audit.ts';
import { accessItemSheet, accessReviewSheet } from './access-review.ts';
import { archiveSheet, holdSheet } from './archive.ts';
import { controlSheet } from './control-map.ts';
import { findingSheet } from './finding.ts';
import { obligationSheet } from './obligations.ts';
import { exceptionSheet } from './exceptions.ts';
import { consultSheet } from './impact.ts';
import { releaseSheet } from './release.ts';
import { portfolioSheet } from './portfolio.ts';
import { rankingSheet } from './ranking.ts';
import { trainSheet } from './train.ts';
import { pointSheet } from './integration.ts';
import { parallelSheet } from './parallel.ts';
import { workaroundSheet } from './workaround.ts';
import { riskSheet } from './risk.ts';
import { coverageSheet } from './coverage-credit.ts';
import { fmeaSheet } from './fmea.ts';
import { premortemSheet } from './premortem.ts';
import { reviewSheet } from './reviews.ts';
import { incidentSheet } from './incident.ts';
import { runSheet } from './runs.ts';
import { waveSheet } from './waves.ts';
import { scheduleSheet } from './schedule.ts';
import type { Sheet } from './sheet.ts';
import { rolloutSheet, versionSheet } from './versions.ts';
import { flagExportSheet, flagSheet } from './flags.ts';
import { standardSheet } from './standards.ts';
import { assessmentSheet } from './stakeholders.ts';
import { stampSheet } from './stamps.ts';
import { skillSheet } from './skills.ts';
import { tokenSheet } from './token.ts';

/** Each knows its own state; the store hands every sheet back only what that sheet made. */
export const sheets = [
  approvalSheet,
  charterSheet,
  classificationSheet,
  modelSheet,
  policySheet,
  profileSheet,
  backoutSheet,
  boardCharterSheet,
  backupScheduleSheet,
  emergencySheet, incidentSheet, tokenSheet, runSheet, waveSheet,
  pathSheet,
  discoverySheet,
  consultSheet,
  scheduleSheet,
  riskSheet, fmeaSheet, premortemSheet, coverageSheet,
  dutySheet, formerKeySheet, reviewSheet, skillSheet, evidenceSheet, exceptionSheet,
  releaseSheet, dependencySheet, portfolioSheet, trainSheet, rankingSheet,
  assessmentSheet, versionSheet, rolloutSheet, flagSheet, flagExportSheet, standardSheet,
  levelSheet, negotiationSheet,
  capacitySheet, initiativeSheet, demandSheet,
  offeringSheet, constraintSheet, debtSheet, debtPlanSheet, pointSheet, workaroundSheet, parallelSheet,
  findingSheet, sampleSheet, requestSheet, controlSheet, obligationSheet,
  accessReviewSheet, accessItemSheet, archiveSheet, holdSheet, stampSheet,
] as unknown as readonly Sheet<unknown>[];

const ofType = new Map<EventType, readonly Sheet<unknown>[]>();
for (const it of sheets) for (const type of it.types) ofType.set(type, [...(ofType.get(type) ?? []), it]);
/** The sheets that an event moves. */
export const sheetsOf = (type: EventType): readonly Sheet<unknown>[] => ofType.get(type) ?? [];
