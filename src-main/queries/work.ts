// What waits for the person who is signed in, across changes, meetings and the roster.
import type { WorkOfRecord } from '#contract/work.ts';
import { accessReviewSheet } from '../domain/access-review.ts';
import { isOwnAction } from '../domain/action-items.ts';
import { mayAcceptAnswer, mayAnswerRequest, requestSheet } from '../domain/audit.ts';
import { findingSheet, mayCloseFinding, stateOfFinding } from '../domain/finding.ts';
import { statesOf, workOf } from '../domain/work.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { openActions } from './actions.ts';
import { waitingFor } from './escalation.ts';
import { releaseWork } from './release-work.ts';

type Listed = { rows: WorkOfRecord[]; isCut: boolean };
const openStates = "('draft', 'returned', 'submitted', 'assessment', 'awaiting-authorisation', 'deferred', 'authorised', 'scheduled', 'implementing', 'validating', 'implemented', 'under-review')";

/** Changes that are this person's own, and those in a state that one of their roles moves on; nearest windows first. */
function candidates({ db, actor }: ReadContext, limit: number): string[] {
  const states = JSON.stringify(statesOf(actor.roles));
  return db.all<{ id: string }>(`SELECT c.id FROM change c WHERE c.state IN ${openStates}
    AND (c.owner = ? OR c.requester = ? OR c.created_by = ? OR c.state IN (SELECT value FROM json_each(?)) OR (c.state IN ('scheduled', 'implementing') AND EXISTS (SELECT 1 FROM change_detail d, json_each(d.body, '$.implementers') i WHERE d.n = c.n AND i.value = ?)))
    ORDER BY c.planned_start_at IS NULL, c.planned_start_at, c.n LIMIT ?`, actor.name, actor.name, actor.id, states, actor.name, limit + 1).map(({ id }) => id);
}

function changesOf(context: ReadContext, limit: number): Listed {
  const ids = candidates(context, limit);
  const rows = ids.slice(0, limit).flatMap((id): WorkOfRecord[] => {
    const change = context.loadChange(id);
    const tasks = workOf(context.dossierOf(change), context).map((task) => ({ ...task, isOverdue: task.dueAt !== null && task.dueAt < context.now }));
    return tasks.length === 0 ? [] : [{ record: change.id, number: change.number, title: change.fields.title, kind: 'change', state: change.state, tier: change.tier, score: change.score, plannedStartAt: change.fields.plannedStartAt, zone: change.fields.zone, tasks }];
  });
  return { rows, isCut: ids.length > limit };
}

/** Minutes that only a chair signs, and actions with this person's name, from whichever meeting (CAB-06). */
function meetingsOf(context: ReadContext): WorkOfRecord[] {
  const { db, actor } = context;
  type Waiting = { id: string; number: string; name: string; startsAt: string; zone: string };
  const unsigned = actor.roles.includes('chair') ? db.all<Waiting>("SELECT m.id, m.number, b.name, m.starts_at AS startsAt, m.zone FROM meeting m JOIN board b ON b.id = m.board WHERE m.state = 'ended' AND m.is_signed = 0 ORDER BY m.starts_at DESC LIMIT 12") : [];
  const row = ({ id, number, name, startsAt, zone }: Waiting, task: WorkOfRecord['tasks'][number]): WorkOfRecord => ({ record: id, number, title: name, kind: 'meeting', state: null, tier: null, score: null, plannedStartAt: startsAt, zone, tasks: [task] });
  return [
    ...unsigned.map((meeting) => row(meeting, { id: 'minutes', kind: 'minutes', label: 'Sign the minutes', part: 'minutes', dueAt: null, isOverdue: false })),
    ...openActions(context, null).filter((action) => isOwnAction(action, actor)).map(({ meeting, number, boardName, heldAt, zone, action, text, dueOn, isOverdue }) =>
      row({ id: meeting, number, name: boardName, startsAt: heldAt, zone }, { id: `action:${action}`, kind: 'action', label: text, part: 'minutes', dueAt: `${dueOn}T23:59:59.999Z`, isOverdue })),
  ];
}

/** Questions put to this person as an expert (CAB-07). */
const askedOf = (context: ReadContext): WorkOfRecord[] => waitingFor(context, context.actor.id).flatMap((row): WorkOfRecord[] => {
  const change = context.findChange(row.change);
  const tasks: WorkOfRecord['tasks'] = [{ id: `referral:${row.id}`, kind: 'referral', label: `Give your opinion: ${row.question}`, part: 'record', dueAt: row.dueAt, isOverdue: row.standing === 'overdue' }];
  return change === null ? [] : [{ record: change.id, number: change.number, title: change.fields.title, kind: 'change', state: change.state, tier: change.tier, score: change.score, plannedStartAt: change.fields.plannedStartAt, zone: row.zone, tasks }];
});
/** A change that waits for several reasons stands in the list once. */
function joined(rows: readonly WorkOfRecord[]): WorkOfRecord[] {
  const byRecord = new Map<string, WorkOfRecord>();
  for (const row of rows) {
    const known = byRecord.get(row.record);
    byRecord.set(row.record, known ? { ...known, tasks: [...known.tasks, ...row.tasks] } : row);
  }
  return [...byRecord.values()];
}

/** Entries of the roster that wait for a second registrar. */
function rosterOf({ db, actor }: ReadContext): WorkOfRecord[] {
  if (!actor.roles.includes('registrar')) return [];
  const waiting = db.get<{ n: number }>("SELECT count(*) AS n FROM roster_proposal WHERE state = 'pending' AND proposed_by <> ? AND subject <> ?", `person:${actor.id}`, `person:${actor.id}`)?.n ?? 0;
  return waiting === 0 ? [] : [{ record: 'roster', number: '', title: 'People and devices', kind: 'roster', state: null, tier: null, score: null, plannedStartAt: null, zone: 'UTC', tasks: [{ id: 'roster', kind: 'roster', label: waiting === 1 ? 'Confirm or decline one entry' : `Confirm or decline ${waiting} entries`, part: 'people', dueAt: null, isOverdue: false }] }];
}

/** What an audit waits for from this person: answers, actions, evidence to look at, requests for information (AUD-03, AUD-06). */
function auditOf(context: ReadContext): WorkOfRecord[] {
  const { actor, now } = context;
  const row = (record: string, number: string, title: string, tasks: WorkOfRecord['tasks']): WorkOfRecord[] => (tasks.length === 0 ? [] : [{ record, number, title, kind: 'audit', state: null, tier: null, score: null, plannedStartAt: null, zone: 'UTC', tasks }]);
  const by = (day: string): { dueAt: string; isOverdue: boolean } => ({ dueAt: `${day}T23:59:59.999Z`, isOverdue: day < now.slice(0, 10) });
  const findings = context.listSheets(findingSheet).filter(({ closed }) => closed === null).flatMap((finding) => {
    const state = stateOfFinding(finding);
    const isVerifier = state === 'to-verify' && mayCloseFinding(finding, { alike: context.alikeOf(actor.id) }, context) === null;
    const label = finding.owner === actor.id && state !== 'to-verify' ? (state === 'open' ? 'Answer the finding' : 'Mend the finding and add evidence') : isVerifier ? 'Look at the evidence and close the finding' : null;
    return row(finding.id, finding.number, finding.title, [
      ...(label === null ? [] : [{ id: 'finding', kind: 'finding' as const, label, part: 'findings', ...by(finding.dueOn) }]),
      ...finding.actions.filter((action) => action.done === null && action.owner === actor.id).map((action) => ({ id: action.id, kind: 'action' as const, label: action.text, part: 'findings', ...by(action.dueOn) })),
    ]);
  });
  const requests = context.listSheets(requestSheet).flatMap((request) => {
    const label = mayAnswerRequest(request, context) === null && request.answer === null ? 'Answer the request for information' : request.asked.by === actor.id && mayAcceptAnswer(request, context) === null ? 'Look at the answer and accept it' : null;
    return row(request.id, '', request.text.slice(0, 200), label === null ? [] : [{ id: 'request', kind: 'request', label, part: 'requests', ...by(request.dueOn) }]);
  });
  return [...findings, ...requests];
}

/** Rights whose review waits for this person, one row for each review (AUD-08). */
function accessOf(context: ReadContext): WorkOfRecord[] {
  const { actor, now } = context;
  const waiting = Map.groupBy(context.accessItems().filter(({ reviewer, decision }) => reviewer === actor.id && decision === null), ({ review }) => review);
  return context.listSheets(accessReviewSheet, { state: ['open'] }).flatMap((review): WorkOfRecord[] => {
    const rights = waiting.get(review.id)?.length ?? 0;
    const task = { id: 'access-review', kind: 'access-review' as const, label: rights === 1 ? 'Review one right' : `Review ${rights} rights`, part: 'access', dueAt: `${review.dueOn}T23:59:59.999Z`, isOverdue: review.dueOn < now.slice(0, 10) };
    return rights === 0 ? [] : [{ record: review.id, number: review.number, title: review.title, kind: 'audit', state: null, tier: null, score: null, plannedStartAt: null, zone: 'UTC', tasks: [task] }];
  });
}

const firstDue = ({ tasks }: WorkOfRecord): string => tasks.map(({ dueAt }) => dueAt ?? '9').toSorted()[0] ?? '9';

export const workQueries = {
  'work.mine': (context, { limit }) => {
    const { rows: changes, isCut } = changesOf(context, limit);
    const rows = [...joined([...rosterOf(context), ...meetingsOf(context), ...askedOf(context), ...auditOf(context), ...accessOf(context), ...releaseWork(context), ...changes])].toSorted((a, b) => (firstDue(a) < firstDue(b) ? -1 : firstDue(a) > firstDue(b) ? 1 : 0));
    const tasks = rows.flatMap((row) => row.tasks);
    return { rows, tasks: tasks.length, overdue: tasks.filter((task) => task.isOverdue).length, isCut };
  },
} satisfies Partial<QueryHandlers>;
