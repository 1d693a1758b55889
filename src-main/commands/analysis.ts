// Failure modes, pre-mortem and coverage of a change: asked of the rules with everything that is known about it (RISK-05 to RISK-07).
import type { Receipt } from '#contract/values.ts';
import { orRefuse } from '../app-error.ts';
import * as coverage from '../domain/coverage-acts.ts';
import type { CoverageReport } from '../domain/coverage-credit.ts';
import type { Dossier } from '../domain/dossier.ts';
import type { DomainEvent } from '../domain/event.ts';
import * as fmea from '../domain/fmea-acts.ts';
import * as premortem from '../domain/premortem-acts.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

function onAnalysis(context: WriteContext, ref: string, rule: (dossier: Dossier) => Verdict<DomainEvent>): Receipt {
  const change = context.loadChange(ref);
  const events = orRefuse(rule(context.dossierOf(change)));
  if (events.length > 0) context.append(events);
  return { id: change.id, number: change.number, version: change.version + events.length };
}

type Worded = { failureMode: string; effect: string; cause: string; control: string; severity: number; occurrence: number; detection: number };
const splitRow = ({ severity, occurrence, detection, failureMode, effect, cause, control }: Worded): Pick<fmea.RatedRow, 'words' | 'rating'> => ({ words: { failureMode, effect, cause, control }, rating: { severity, occurrence, detection } });

/** Records what the job read out of the files. */
export const recordCoverage = (context: WriteContext, change: string, report: Omit<CoverageReport, 'id' | 'by' | 'at'>): Receipt =>
  onAnalysis(context, change, (dossier) => coverage.reportCoverage(dossier, { id: context.newId(), ...report }, context));

export const analysisCommands = {
  'fmea.add': (context, { change, ...row }) => onAnalysis(context, change, (dossier) => fmea.rateFailureMode(dossier, { row: context.newId(), isNew: true, ...splitRow(row) }, context)),
  'fmea.rewrite': (context, { change, row, ...words }) => onAnalysis(context, change, (dossier) => fmea.rateFailureMode(dossier, { row, isNew: false, ...splitRow(words) }, context)),
  'fmea.setAction': (context, { change, ...action }) => onAnalysis(context, change, (dossier) => fmea.setRowAction(dossier, action, context)),
  'fmea.finishAction': (context, { change, row }) => onAnalysis(context, change, (dossier) => fmea.finishRowAction(dossier, row, context)),
  'fmea.rateAgain': (context, { change, row, ...rating }) => onAnalysis(context, change, (dossier) => fmea.rateAgain(dossier, { row, rating }, context)),
  'fmea.accept': (context, { change, ...input }) => onAnalysis(context, change, (dossier) => fmea.acceptResidual(dossier, input, context)),
  'fmea.drop': (context, { change, ...input }) => onAnalysis(context, change, (dossier) => fmea.dropFailureMode(dossier, input, context)),
  'premortem.start': (context, { change, minutes }) => onAnalysis(context, change, (dossier) => premortem.startPremortem(dossier, { session: context.newId(), minutes: minutes ?? dossier.policy.premortem.minutes }, context)),
  'premortem.join': (context, { change, ...who }) => onAnalysis(context, change, (dossier) => premortem.joinPremortem(dossier, { participant: context.newId(), ...who }, context)),
  'premortem.write': (context, { change, participant, cause }) => onAnalysis(context, change, (dossier) => premortem.writeCause(dossier, { cause: context.newId(), participant, text: cause }, context)),
  'premortem.open': (context, { change }) => onAnalysis(context, change, (dossier) => premortem.openCauses(dossier, context)),
  'premortem.cluster': (context, { change, ...input }) => onAnalysis(context, change, (dossier) => premortem.clusterCause(dossier, input, context)),
  'premortem.name': (context, { change, ...input }) => onAnalysis(context, change, (dossier) => premortem.nameCluster(dossier, input, context)),
  'premortem.rank': (context, { change, ...input }) => onAnalysis(context, change, (dossier) => premortem.rankCluster(dossier, input, context)),
  'premortem.makeTask': (context, { change, cluster, ...task }) => onAnalysis(context, change, (dossier) => premortem.disposeCluster(dossier, { cluster, as: 'task', task }, context)),
  'premortem.makeFailureMode': (context, { change, cluster, ...row }) => onAnalysis(context, change, (dossier) => premortem.disposeCluster(dossier, { cluster, as: 'failure-mode', row: context.newId(), ...splitRow(row) }, context)),
  'premortem.finishTask': (context, { change, cluster }) => onAnalysis(context, change, (dossier) => premortem.finishTask(dossier, cluster, context)),
  'premortem.close': (context, { change }) => onAnalysis(context, change, (dossier) => premortem.closePremortem(dossier, context)),
  'coverage.declareCommit': (context, { change, commit }) => onAnalysis(context, change, (dossier) => coverage.declareCommit(dossier, commit, context)),
} satisfies Partial<CommandHandlers>;
