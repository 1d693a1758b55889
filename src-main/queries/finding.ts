// The register of audit findings: the overdue and the gravest in front (AUD-06).
import type { FindingRow } from '#contract/finding.ts';
import type { Input, Output } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import { findingSheet, isOverdue, mayAnswerFinding, mayCloseFinding, mayRemedy, repeatOf, severityOf, stateOfFinding } from '../domain/finding.ts';
import type { Finding } from '../domain/finding.ts';
import { needs } from '../domain/roles.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

const rank = { high: 0, medium: 1, low: 2 } as const;
const inUrgency = (a: FindingRow, b: FindingRow): number =>
  Number(a.state === 'closed') - Number(b.state === 'closed') || Number(b.isOverdue) - Number(a.isOverdue) || rank[a.severity] - rank[b.severity] || (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.number < b.number ? -1 : 1);

function rowOf(context: ReadContext, finding: Finding, all: readonly Finding[]): FindingRow {
  const { now } = context;
  const said = <T extends { by: string }>(one: T): T => ({ ...one, by: nameOf(context, one.by) });
  const repeat = repeatOf(finding, all, context.policy().findings.repeatMonths);
  const { id, number, source, control, severity, title, description, change, owner, dueOn, raised, rootCause, response, actions, evidence, closed } = finding;
  const lost = (['rootCause', 'response'] as const).flatMap((field) => (finding[field]?.losers ?? []).map(({ value, by, at }) => ({ field, value, by: nameOf(context, by), at })));
  return {
    id, number, source, control, severity: severityOf(finding, repeat !== null), statedSeverity: severity, repeatOf: repeat?.number ?? null, title, description, change: change === null ? null : context.findChange(change)?.number ?? null,
    owner: nameOf(context, owner), dueOn, isOverdue: isOverdue(finding, now), state: stateOfFinding(finding), raised: said(raised), rootCause: rootCause?.value ?? '', response: response?.value ?? '', answered: response && said({ by: response.by, at: response.at }), alsoWritten: lost,
    actions: actions.map((one) => ({ ...one, owner: nameOf(context, one.owner), isOverdue: one.done === null && one.dueOn < now.slice(0, 10), done: one.done && said(one.done) })), evidence: evidence.map(said), closed: closed && said(closed),
    mayAnswer: may(mayAnswerFinding(finding, context)), mayAct: may(mayRemedy(finding, context)), mayClose: may(mayCloseFinding(finding, { alike: context.alikeOf(context.actor.id) }, context)),
  };
}

/** Every finding as it counts now, the most urgent first. */
export function findingsNow(context: ReadContext): FindingRow[] {
  const all = context.listSheets(findingSheet);
  return all.map((finding) => rowOf(context, finding, all)).toSorted(inUrgency);
}

type View = Input<'finding.list'>['view'];
const isIn: Record<View, (row: FindingRow) => boolean> = { all: () => true, open: ({ state }) => state !== 'closed', overdue: (row) => row.isOverdue, closed: ({ state }) => state === 'closed' };

function list(context: ReadContext, { view, control, limit, after }: Input<'finding.list'>): Output<'finding.list'> {
  const rows = findingsNow(context).filter((row) => control === undefined || row.control === control);
  const shown = rows.filter(isIn[view]);
  const count = (of: View): number => rows.filter(isIn[of]).length;
  const from = Number(after ?? 0) || 0;
  return {
    rows: shown.slice(from, from + limit), total: shown.length, next: from + limit < shown.length ? String(from + limit) : null,
    counts: { open: count('open'), overdue: count('overdue'), closed: count('closed'), all: rows.length }, days: context.policy().findings.days, mayRaise: may(needs('raiseFinding', context.actor)),
  };
}

function show(context: ReadContext, { finding: ref }: Input<'finding.show'>): Output<'finding.show'> {
  const finding = context.findSheet(findingSheet, ref);
  if (!finding) throw appError('record_missing', { record: 'finding', id: ref });
  return rowOf(context, finding, context.listSheets(findingSheet));
}

export const findingQueries = { 'finding.list': list, 'finding.show': show } satisfies Partial<QueryHandlers>;
