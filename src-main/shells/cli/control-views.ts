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

export const controlViews = { reviews, evidence, exceptions, duties };
