// How reviews, evidence, exceptions and duties look to people on the command line.
import type { ChecklistItem } from '#contract/evidence.ts';
import { evidenceLabels } from '#contract/evidence.ts';
import type { Refusal } from '#contract/errors.ts';
import { sentence } from '#contract/errors.ts';
import type { Output } from '#contract/index.ts';
import { oneLine, table } from './text.ts';

const day = (at: string): string => at.slice(0, 10);
const why = (item: ChecklistItem['why']): string => (item === null ? '' : sentence({ code: item.code as Refusal['code'], facts: item.facts }));
const checklist = (items: readonly ChecklistItem[]): string => table(['Needed', 'Rule', 'Status', 'Why'], items.map((item) => [item.label, item.rule, item.status, why(item.why)]));

function reviews({ needed, rows, comments }: Output<'review.list'>): string {
  return [
    needed.length === 0 ? 'No review is needed.' : checklist(needed),
    ...(rows.length === 0 ? [] : [table(['Review', 'Verdict', 'By', 'On', 'For'], rows.map((r) => [r.kind, r.verdict, r.by, day(r.at), r.isStale ? 'an earlier scope' : 'this scope']))]),
    ...(comments.length === 0 ? [] : [table(['Id', 'On', 'By', 'Comment', 'State'], comments.map((c) => [c.id, c.kind, c.by, c.text, c.resolved ? 'resolved' : c.isBlocking ? 'blocks' : 'open']))]),
  ].join('\n\n');
}

function evidence({ needed, rows, artefacts, strict }: Output<'evidence.list'>): string {
  return [
    ...(strict.length === 0 ? [] : [`Without automatic rollback: ${strict.map(oneLine).join(', ')}`]),
    needed.length === 0 ? 'No evidence is needed.' : checklist(needed),
    ...(artefacts.length === 0 ? [] : [`Delivers\n${artefacts.map((a) => `sha256:${a.sha256}  ${oneLine(a.name)}`).join('\n')}`]),
    ...(rows.length === 0 ? [] : [
      table(['Number', 'Kind', 'Name', 'Seen', 'Counts', 'Why not'], rows.map((r) => [r.number, evidenceLabels[r.kind], r.name, day(r.observedAt), r.counts, r.withdrawn ? `withdrawn: ${r.withdrawn.reason}` : why(r.flaw)])),
      rows.map((r) => `${r.number}  sha256:${r.sha256}`).join('\n'),
    ]),
  ].join('\n\n');
}

const exceptions = ({ rows, total }: Output<'exception.list'>): string => (rows.length === 0 ? 'No exceptions.'
  : `${total} ${total === 1 ? 'exception' : 'exceptions'}\n\n${table(['Number', 'Rule', 'For', 'State', 'Until', 'Days left', 'Answers for it', 'Instead'], rows.map((r) => [r.number, r.rule, r.scope.label, r.standing, r.until, r.daysLeft, r.owner, r.control]))}`);

const duties = ({ acts, violations }: Output<'duty.show'>): string => [
  table(['Duty', 'Name', 'Since'], acts.map((a) => [a.duty, a.alsoKnownAs.length === 0 ? a.name : `${a.name} (same key as ${a.alsoKnownAs.join(', ')})`, day(a.at)])),
  violations.length === 0 ? 'All duties are apart.' : table(['Rule', 'Who', 'Holds', 'And', 'Exception'], violations.map((v) => [v.rule, v.name, v.other, v.duty, v.exception])),
].join('\n\n');

const findings = ({ rows, total }: Output<'finding.list'>): string => (rows.length === 0 ? 'No findings.'
  : `${total} ${total === 1 ? 'finding' : 'findings'}\n\n${table(['Number', 'Severity', 'State', 'Due', 'Overdue', 'Repeat of', 'Control', 'Owner', 'Title'], rows.map((r) => [r.number, r.severity, r.state, r.dueOn, r.isOverdue, r.repeatOf, r.control, r.owner, r.title]))}`);
const accessReviews = ({ rows, rights, overdue }: Output<'accessReview.list'>): string => [
  `${overdue} of ${rights} rights are overdue for a review`,
  rows.length === 0 ? 'No access reviews.' : table(['Number', 'Due', 'Rights', 'Certified', 'Changed', 'Revoked', 'Suspended', 'Open', 'Closed', 'Title'], rows.map((r) => [r.number, r.dueOn, r.rights, r.certified, r.changed, r.revoked, r.suspended, r.undecided, r.closed ? day(r.closed.at) : '', r.title])),
].join('\n\n');
const rightsDue = ({ rows, total, overdue }: Output<'accessReview.due'>): string => `${overdue} of ${total} are overdue\n\n${table(['Due', 'Overdue', 'Holder', 'Right', 'Last reviewed', 'In review'], rows.map((r) => [r.dueOn, r.isOverdue, r.holder, r.what, r.lastReviewed === null ? 'never' : day(r.lastReviewed), r.review]))}`;
const accessReview = ({ number, title, dueOn, closed, items }: Output<'accessReview.show'>): string => [
  `${number} ${oneLine(title)}, due ${dueOn}${closed ? `, closed ${day(closed.at)} by ${oneLine(closed.by)}: ${oneLine(closed.note)}` : ''}`,
  table(['Id', 'Holder', 'Right', 'Reviewer', 'Opened', 'Stands', 'Reason'], items.map((i) => [i.id, i.holder, i.what, i.reviewer, i.opened !== null, i.standing, i.decision?.reason ?? ''])),
].join('\n\n');
const archived = ({ rows, total, waiting }: Output<'archive.search'>): string => [
  `${total} archived ${total === 1 ? 'record' : 'records'}; ${waiting} closed ${waiting === 1 ? 'record waits' : 'records wait'}`,
  ...(rows.length === 0 ? [] : [table(['Number', 'Kind', 'Closed', 'Kept until', 'By rule', 'Held for', 'State', 'Service', 'Tags', 'Title'], rows.map((r) => [r.number, r.kind, day(r.closedAt), r.retainedUntil, `${r.rule.years} years${r.rule.tag === null ? '' : `, ${r.rule.tag}`}`, r.holds.map((h) => h.matter).join(', '), r.disposed ? 'disposed' : r.proposed ? 'disposal proposed' : r.isPast ? 'may go' : 'kept', r.service, r.tags.join(', '), r.title]))]),
].join('\n\n');
const holds = ({ rows }: Output<'hold.list'>): string => (rows.length === 0 ? 'No legal holds.' : table(['Id', 'For', 'Scope', 'Of', 'Records', 'Placed', 'Lifted'], rows.map((r) => [r.id, r.matter, r.scope, r.of, r.records, day(r.placed.at), r.lifted ? day(r.lifted.at) : ''])));
export const controlViews = { archived, holds, accessReviews, accessReview, rightsDue, findings, reviews, evidence, exceptions, duties };
