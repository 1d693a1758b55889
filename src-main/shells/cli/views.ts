// How answers look to people. Operations without a page here are shown as plain facts and tables.
import type { z } from 'zod';
import type { AgendaBoard, BoardRow, MeetingRow } from '#contract/cab.ts';
import type { ChangeRecord, ChangeRow } from '#contract/change.ts';
import { quarantineWords } from '#contract/change.ts';
import type { ImportReport } from '#contract/imports.ts';
import type { OpName, Output } from '#contract/index.ts';
import type { ExportedFile, Receipt } from '#contract/values.ts';
import { actionsText, escalationText, outlookText, proposalText, referralsText } from './views-agenda.ts';
import { coverageText, fmeaText, premortemText, reportedText } from './views-analysis.ts';
import { backoutText, schedulesText } from './views-backout.ts';
import { heatText, riskText } from './views-risk.ts';
import { dependenciesText, releaseText, releasesText, sequenceText, stakeholdersText } from './views-release.ts';
import { scopeText } from './views-scope.ts';
import { rankingText, rankingsText } from './views-ranking.ts';
import { portfolioText, portfoliosText } from './views-trains.ts';
import { calendarText, conflictsText, effectsText, windowsText } from './views-schedule.ts';
import { tokensText } from './views-token.ts';
import { catalogueText, constraintsText, debtPlansText, debtsText, demandsText, parallelText, pointsText, radiusText, windowPlanText, workaroundsText } from './views-legacy.ts';
import { conformanceText, flagImportText, flagsText, standardsText } from './views-flags.ts';
import { compatibilityText, versionsText } from './views-versions.ts';
import { wavesText } from './views-waves.ts';
import { checkpointsText, proofText, recordThenText, requestText, seenText, stampedText } from './views-explorer.ts';
import { workText } from './views-work.ts';
import { capacityText, releaseCapacityText } from './views-capacity.ts';
import { levelText, negotiationText } from './views-level.ts';
import { anyText, facts, oneLine, table } from './text.ts';
import type { Cell } from './text.ts';
import { controlViews as controls } from './control-views.ts';
import * as archive from './views-archive.ts';
import { authorityText, complianceRulesText, complianceText, controlsText, drawnText, matrixText, obligationsText, packText, previewText, requestsText, sampleText, samplesText } from './views-audit.ts';
import { discoveryText, impactText, itemText, itemsText, servicesText } from './views-configuration.ts';

type View = (value: unknown) => string;
const more = (next: string | null): string => (next === null ? '' : '\nThere is more: --all, or --after and the cursor that --json shows.');
/** `2026-03-04T19:00:00.000Z` as `2026-03-04 19:00Z`: short, and still sorts. */
export const moment = (at: string | null): Cell => (at === null ? null : at.replace('T', ' ').replace(/:\d\d\.\d+Z$/, 'Z'));

const changes = (rows: readonly ChangeRow[]): string => (rows.length === 0 ? 'No changes.'
  : table(['Number', 'State', 'Type', 'Tier', 'Planned start', 'Service', 'Title'], rows.map((r) => [r.number, r.isRollbackOrdered ? `${r.state}, rollback ordered` : r.state, r.type, r.tier, moment(r.plannedStartAt), r.service, r.title])));

function changePage(record: ChangeRecord): string {
  const { fields } = record;
  const texts = ['description', 'justification', 'implementationPlan', 'testPlan', 'backoutPlan', 'rollbackCriteria'] as const;
  const may = Object.entries(record.may).filter(([, verdict]) => verdict.ok).map(([name]) => name);
  return [
    `${record.number}  ${oneLine(fields.title)}`,
    facts([['State', record.state], ['Type', fields.type], ['Risk', record.tier === null ? 'not assessed' : `${record.tier}${record.score === null ? '' : ` (${record.score})`}`], ['Service', fields.service], ['Items', fields.items.join(', ')],
      ['Window', fields.plannedStartAt === null ? null : `${moment(fields.plannedStartAt)} to ${moment(fields.plannedEndAt) ?? '–'} (${fields.zone})`], ['Requester', fields.requester], ['Owner', fields.owner],
      ['From', record.source === null ? null : `${record.source} ${record.externalId ?? ''}`], ['Agenda', record.agenda?.number ?? null], ['Outcome', record.outcome],
      ['Missing', record.missing.map((m) => m.label).join(', ')], ['You may', may.join(', ')]]),
    ...texts.filter((name) => fields[name] !== '').map((name) => facts([[name.replace(/([A-Z])/g, ' $1').replace(/^./, (c) => c.toUpperCase()), `${fields[name]}\n`]])),
    ...record.decisions.map((d) => `Decision in ${d.meetingNumber}: ${d.verdict}${d.quarantine !== null ? ` (${quarantineWords[d.quarantine]})` : d.isStale ? ' (void: edited since)' : ''}, ${String(moment(d.decidedAt))}, ${oneLine(d.by)}${d.reason === '' ? '' : `\n  ${oneLine(d.reason)}`}`),
  ].join('\n\n');
}

const meetings = (rows: readonly MeetingRow[]): string => (rows.length === 0 ? 'No meetings.'
  : table(['Number', 'Board', 'Starts', 'State', 'Items', 'Decided', 'Minutes'], rows.map((m) => [m.number, m.boardName, moment(m.startsAt), m.state, m.items, m.decided, m.minutesSigned ? 'signed' : '–'])));

function board(value: z.output<typeof AgendaBoard>): string {
  const { meeting } = value;
  const card = (c: (typeof value.onAgenda)[number], last: Cell): Cell[] => [c.number, c.tier, c.service, c.title, last];
  const column = (name: string, total: number, rows: readonly Cell[][], last: string): string => `${name} (${total})${rows.length === 0 ? '' : `\n${table(['Number', 'Tier', 'Service', 'Title', last], rows)}`}`;
  return [
    meeting === null ? 'No meeting is planned.' : `${meeting.number}  ${oneLine(meeting.boardName)}, ${String(moment(meeting.startsAt))}, ${meeting.state}`,
    ...(value.quorum === null ? [] : [`Quorum: ${value.quorum.isQuorate ? 'yes' : 'no'}. ${oneLine(value.quorum.why)}.`]),
    `Planned ${value.plannedMinutes} min${value.overBy > 0 ? `, ${value.overBy} over` : ''}`,
    column('On the agenda', value.onAgenda.length, value.onAgenda.map((c) => card(c, c.item?.minutes)), 'Minutes'),
    column('Ready', value.ready.total, value.ready.cards.map((c) => card(c, c.type)), 'Type'),
    column('Not ready', value.notReady.total, value.notReady.cards.map((c) => card(c, c.pieces.filter((piece) => piece.status !== 'present' && piece.status !== 'waived').map((p) => p.label).join(', '))), 'Missing'),
    column('Decided', value.decided.total, value.decided.cards.map((c) => card(c, c.decision?.verdict)), 'Decision'),
  ].join('\n\n');
}

export function importText(report: ImportReport): string {
  const { quarantined } = report;
  return [
    `${report.kind}: ${report.new} new, ${report.changed} changed, ${report.unchanged} unchanged, ${report.quarantinedCount} set aside, of ${report.rows} rows.${report.id === null ? ' Nothing was written.' : ''}`,
    ...(quarantined.length === 0 ? [] : [table(['Row', 'Field', 'Why', 'Value'], quarantined.slice(0, 50).map((q) => [q.row, q.field, q.why, q.value]))]),
    ...(quarantined.length > 50 ? [`… and ${report.quarantinedCount - 50} more; --json shows them.`] : []),
    ...(report.notesCount === 0 ? [] : [`${report.notesCount} of what went in may be worth a look`, table(['Row', 'Field', 'Why', 'Value'], report.notes.slice(0, 20).map((n) => [n.row, n.field, n.why, n.value]))]),
    ...report.warnings.map((warning) => `Note: ${oneLine(warning)}`),
    ...(report.id === null ? [] : [`To take it back: gavel import.undo --import ${report.id}`]),
  ].join('\n');
}

function trailText(report: Output<'trail.verify'>): string {
  return [
    `${report.verdict}  (${oneLine(report.what)}, ${report.depth}, ${report.events} events)`,
    ...(report.signer ? [`Signed by ${oneLine(report.signer.who)}${report.signer.at === null ? '' : `, ${String(moment(report.signer.at))}`}`] : []),
    ...(report.root === null ? [] : [`Root: ${oneLine(report.root)}`]),
    ...(report.findings.length === 0 ? [] : [table(['Severity', 'Check', 'Feed', 'Seq', 'Finding'], report.findings.map((f) => [f.severity, f.kind, f.feed?.slice(0, 12), f.seq, f.text]))]),
    ...(report.covered.length === 0 ? [] : [`Covered: ${report.covered.map(oneLine).join('; ')}`]),
    ...(report.notCovered.length === 0 ? [] : [`Not covered: ${report.notCovered.map(oneLine).join('; ')}`]),
  ].join('\n');
}

function status(value: Output<'workspace.status'>): string {
  const counts = (of: Record<string, number>): string => Object.entries(of).map(([name, n]) => `${name} ${n}`).join(', ');
  const { trail, nextMeeting } = value;
  return facts([
    ['Organisation', `${value.organisation} (${value.site})`], ['Changes', value.changes.total], ['By state', counts(value.changes.byState)], ['By type', counts(value.changes.byType)], ['By tier', counts(value.changes.byTier)],
    ['Next meeting', nextMeeting === null ? null : `${nextMeeting.number} ${nextMeeting.board}, ${String(moment(nextMeeting.startsAt))}, ${nextMeeting.items} items`],
    ['Trail', `${trail.events} events in ${trail.commits} commits, ${trail.feeds.length} feeds`],
    ['Last checkpoint', trail.lastCheckpointAt === null ? null : `${String(moment(trail.lastCheckpointAt))}, up to commit ${trail.lastCheckpointCount ?? 0}`], ['Last backup', value.lastBackupAt === null ? 'never' : moment(value.lastBackupAt)], ...(value.isBackupDue ? [['Reminder', `No backup for ${value.daysWithoutBackup} days: gavel backup FILE`] as [string, Cell]] : []), ['Pending', value.pending], ['Quarantined', value.quarantined],
    ['At rest', value.isEncrypted ? 'encrypted; opens with a passphrase only' : 'not encrypted; it relies on the encryption of the disk'],
  ]);
}

const boards = (rows: readonly z.output<typeof BoardRow>[]): string => (rows.length === 0 ? 'No boards.'
  : rows.map((b) => `${oneLine(b.name)}  (${b.lengthMinutes} min, ${b.zone})\n${b.seats.length === 0 ? 'No seats.' : table(['Seat', 'Person', 'Votes'], b.seats.map((s) => [s.function, s.name, s.isVoting]))}`).join('\n\n'));
const receipt = (value: z.output<typeof Receipt>): string => `Done: ${value.number ?? value.id}`;
const file = (value: { file: ExportedFile }): string => {
  const { file: { name, folder, size, sha256 }, ...rest } = value;
  return facts([['File', `${folder}/${name}`], ['Size', `${size} bytes`], ['SHA-256', sha256], ...Object.entries(rest).map(([key, v]): [string, Cell] => [key.charAt(0).toUpperCase() + key.slice(1), String(v)])]);
};

/** An operation's answer has one shape, so its page may rely on it. */
const page = <N extends OpName>(act: (value: Output<N>) => string): View => act as View;
const emergencies = (rows: Output<'emergency.register'>['rows']): string => (rows.length === 0 ? 'No emergencies.'
  : table(['Change', 'State', 'Criterion', 'Incident', 'Until', 'Overdue', 'Cause', 'Title'], rows.map((r) => [r.number, r.state, r.criteria.join(', '), r.incidents.join(', '), moment(r.until), r.clocks.filter((c) => c.state === 'overdue').map((c) => c.id).join(', '), r.rootCause, r.title])));
const incidents = (rows: Output<'incident.list'>['rows']): string => (rows.length === 0 ? 'No incidents.' : table(['Number', 'Severity', 'State', 'Service', 'Opened', 'Summary'], rows.map((r) => [r.number, r.severity, r.state, r.service, moment(r.openedAt), r.summary])));
function emergencyTrends({ share, repeats, days, total, byService, byTeam, byCause, misuseByTeam }: Output<'emergency.trends'>): string {
  const counts = (head: string, rows: typeof byService): string => (rows.length === 0 ? `${head}: none` : table([head, 'Emergencies'], rows.map((row) => [row.name, row.count])));
  return [`${share.isAlert ? 'ALERT' : 'Within the limit'}: ${share.basisPoints / 100} %. ${share.why}.`, ...repeats.found.map((one) => `ALERT: ${oneLine(one.problem.statement)}`), `${total} ${total === 1 ? 'emergency' : 'emergencies'} in ${days} days`, counts('Service', byService), counts('Team', byTeam), counts('Cause', byCause), counts('Contested, by team', misuseByTeam)].join('\n\n');
}

const pages: Partial<Record<OpName, View>> = {
  'change.list': page<'change.list'>(({ rows, next }) => changes(rows) + more(next)),
  'change.show': page<'change.show'>(changePage),
  'change.history': page<'change.history'>(({ rows, next }) => table(['At', 'By', 'What'], rows.map((h) => [moment(h.at), h.by, h.flag === undefined ? h.said : `${h.said}. ${h.flag}`])) + more(next)),
  'review.list': page<'review.list'>(controls.reviews),
  'evidence.list': page<'evidence.list'>(controls.evidence),
  'release.list': page<'release.list'>((value) => releasesText(value) + more(value.next)),
  'sequence.show': page<'sequence.show'>(sequenceText), 'dependency.list': page<'dependency.list'>((value) => dependenciesText(value.rows) + more(value.next)),
  'release.show': page<'release.show'>(releaseText),
  'flag.list': page<'flag.list'>((value) => flagsText(value) + more(value.next)), 'flag.import': page<'flag.import'>(flagImportText), 'standard.list': page<'standard.list'>((value) => standardsText(value.rows) + more(value.next)), 'standard.check': page<'standard.check'>((value) => conformanceText(value) + more(value.next)),
  'version.list': page<'version.list'>((value) => versionsText(value.rows) + more(value.next)), 'version.check': page<'version.check'>(compatibilityText),
  'scope.show': page<'scope.show'>(scopeText), 'ranking.list': page<'ranking.list'>((value) => rankingsText(value) + more(value.next)), 'ranking.show': page<'ranking.show'>(rankingText),
  'portfolio.list': page<'portfolio.list'>((value) => portfoliosText(value) + more(value.next)), 'portfolio.show': page<'portfolio.show'>(portfolioText),
  'stakeholder.show': page<'stakeholder.show'>(stakeholdersText),
  'exception.list': page<'exception.list'>((value) => controls.exceptions(value) + more(value.next)),
  'accessReview.list': page<'accessReview.list'>(archive.accessReviewsText), 'accessReview.due': page<'accessReview.due'>(archive.rightsDueText), 'accessReview.show': page<'accessReview.show'>(archive.accessReviewText),
  'archive.search': page<'archive.search'>((value) => archive.archiveText(value) + more(value.next)), 'archive.add': page<'archive.add'>(archive.addedText), 'archive.propose': page<'archive.propose'>(archive.proposedText), 'archive.dispose': page<'archive.dispose'>(archive.disposedText),
  'hold.list': page<'hold.list'>(archive.holdsText), 'hold.place': page<'hold.place'>(archive.heldText), 'hold.lift': page<'hold.lift'>(archive.liftedText), 'payload.redact': page<'payload.redact'>(archive.erasureText),
  'finding.list': page<'finding.list'>((value) => archive.findingsText(value) + more(value.next)), 'finding.show': page<'finding.show'>(archive.findingText),
  'duty.show': page<'duty.show'>(controls.duties),
  'audit.previewSample': page<'audit.previewSample'>(previewText), 'audit.samples': page<'audit.samples'>(samplesText), 'audit.showSample': page<'audit.showSample'>(sampleText), 'audit.requests': page<'audit.requests'>(requestsText),
  'pack.write': page<'pack.write'>(packText), 'export.authority': page<'export.authority'>(authorityText), 'audit.drawSample': page<'audit.drawSample'>(drawnText),
  'control.list': page<'control.list'>(controlsText), 'control.matrix': page<'control.matrix'>(matrixText), 'obligation.show': page<'obligation.show'>(obligationsText),
  'compliance.run': page<'compliance.run'>(complianceText), 'compliance.rules': page<'compliance.rules'>(complianceRulesText),
  'emergency.register': page<'emergency.register'>(({ rows, next }) => emergencies(rows) + more(next)),
  'emergency.trends': page<'emergency.trends'>(emergencyTrends),
  'incident.list': page<'incident.list'>(({ rows, next }) => incidents(rows) + more(next)),
  'person.list': page<'person.list'>(({ rows, next }) => table(['Name', 'Roles', 'Signs here', 'Id'], rows.map((p) => [p.name, p.roles.join(', '), p.canSignHere, p.id])) + more(next)),
  'board.list': page<'board.list'>(boards),
  'meeting.list': page<'meeting.list'>(({ rows, next }) => meetings(rows) + more(next)),
  'cab.board': page<'cab.board'>(board),
  'meeting.actions': page<'meeting.actions'>(actionsText), 'cab.propose': page<'cab.propose'>(proposalText), 'cab.outlook': page<'cab.outlook'>(outlookText),
  'referral.make': page<'referral.make'>(({ number }) => `Referred in ${number ?? ''}. The question stands in the list of the expert.`),
  'escalation.raise': page<'escalation.raise'>(({ number }) => `Handed up in ${number ?? ''}. The board of the next level decides.`),
  'referral.list': page<'referral.list'>(referralsText), 'escalation.show': page<'escalation.show'>(escalationText),
  'item.list': page<'item.list'>((value) => itemsText(value, more)), 'item.show': page<'item.show'>(itemText), 'service.list': page<'service.list'>((value) => servicesText(value, more)),
  'item.history': page<'item.history'>(({ rows, next }) => table(['At', 'What', 'Before', 'After', 'By', 'Source'], rows.map((h) => [moment(h.at), h.label, h.before, h.after, h.by, h.source])) + more(next)),
  'discovery.dryRun': page<'discovery.dryRun'>(discoveryText), 'discovery.import': page<'discovery.import'>(discoveryText), 'impact.show': page<'impact.show'>(impactText), 'impact.ofItems': page<'impact.ofItems'>(impactText),
  'fmea.show': page<'fmea.show'>(fmeaText), 'premortem.show': page<'premortem.show'>(premortemText), 'coverage.show': page<'coverage.show'>(coverageText), 'coverage.report': page<'coverage.report'>(reportedText),
  'wave.list': page<'wave.list'>(wavesText),
  'work.mine': page<'work.mine'>(workText),
  'capacity.show': page<'capacity.show'>(capacityText), 'capacity.ofRelease': page<'capacity.ofRelease'>(releaseCapacityText),
  'level.show': page<'level.show'>(levelText), 'negotiation.show': page<'negotiation.show'>(negotiationText),
  'constraint.list': page<'constraint.list'>(constraintsText), 'constraint.plan': page<'constraint.plan'>(windowPlanText), 'constraint.forChange': page<'constraint.forChange'>(demandsText),
  'integration.list': page<'integration.list'>(pointsText), 'integration.radius': page<'integration.radius'>(radiusText), 'workaround.list': page<'workaround.list'>(workaroundsText),
  'debt.list': page<'debt.list'>(debtsText), 'debt.plans': page<'debt.plans'>(debtPlansText), 'parallel.list': page<'parallel.list'>(parallelText), 'catalogue.list': page<'catalogue.list'>(catalogueText),
  'conflict.list': page<'conflict.list'>((value) => conflictsText(value) + more(value.next)), 'calendar.list': page<'calendar.list'>((value) => calendarText(value) + more(value.next)), 'window.propose': page<'window.propose'>(windowsText), 'effect.list': page<'effect.list'>(effectsText),
  'token.list': page<'token.list'>(tokensText),
  'backout.show': page<'backout.show'>(backoutText), 'backout.schedules': page<'backout.schedules'>(schedulesText),
  'risk.show': page<'risk.show'>(riskText), 'risk.heatMap': page<'risk.heatMap'>(heatText),
  'import.run': page<'import.run'>(importText), 'import.dryRun': page<'import.dryRun'>(importText),
  'trail.verify': page<'trail.verify'>(trailText), 'trail.verifyFile': page<'trail.verifyFile'>(trailText),
  'trail.rebuild': page<'trail.rebuild'>((value) => `${value.isEqual ? 'Equal to what stood there' : 'Different from what stood there'}: ${value.events} events.\n${table(['Table', 'Rows', 'Equal'], value.tables.map((one) => [one.table, one.rows, one.isEqual]))}`),
  'trail.events': page<'trail.events'>(({ rows, next }) => table(['At', 'Seq', 'Event', 'About', 'By'], rows.map((e) => [moment(e.at), `${e.seq}/${e.place}`, e.type, e.subject, e.by])) + more(next)),
  'explorer.record': page<'explorer.record'>(recordThenText), 'explorer.seen': page<'explorer.seen'>(seenText), 'explorer.proof': page<'explorer.proof'>(proofText),
  'checkpoint.list': page<'checkpoint.list'>(checkpointsText), 'checkpoint.writeRequest': page<'checkpoint.writeRequest'>(requestText), 'checkpoint.importReply': page<'checkpoint.importReply'>(stampedText),
  'workspace.status': page<'workspace.status'>(status),
};

const isReceipt = (value: unknown): value is z.output<typeof Receipt> => typeof value === 'object' && value !== null && 'version' in value && 'id' in value && Object.keys(value).length <= 3;
const isFile = (value: unknown): value is { file: ExportedFile } => typeof value === 'object' && value !== null && 'file' in value && typeof value.file === 'object' && value.file !== null && 'sha256' in value.file;

/** The page of an operation, or the plain one. */
export const viewOf = (op: OpName): View => pages[op] ?? ((value) => (isReceipt(value) ? receipt(value) : isFile(value) ? file(value) : anyText(value)));
