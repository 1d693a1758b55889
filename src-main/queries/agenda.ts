// What belongs on the agenda of a meeting, in the order boards use, with what past outcomes say of each service (CAB-03).
import type { OpenFinding, ProposedChange, ProposedTopic } from '#contract/agenda.ts';
import type { Tier } from '#contract/change.ts';
import type { Output } from '#contract/index.ts';
import { aheadDays, fitting, hasTopic, inTurn, topicMinutes, topicTitles } from '../domain/agenda.ts';
import type { TopicKind } from '../domain/agenda.ts';
import type { Board } from '../domain/board.ts';
import { mayPrepare } from '../domain/cab.ts';
import { isAfterCutOff, sessionAfter } from '../domain/cadence.ts';
import type { Emergency } from '../domain/emergency.ts';
import type { Referral } from '../domain/escalation.ts';
import { pathSheet, standingOf as standingOfReferral } from '../domain/escalation.ts';
import { exceptionSheet } from '../domain/exceptions.ts';
import type { Meeting } from '../domain/meeting.ts';
import { policy } from '../domain/policy.ts';
import { addDays } from '../domain/spans.ts';
import { lastDayOf, standingOf, waivable, isPartOf } from '../domain/waivers.ts';
import { dayIn } from '../domain/zone.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { openActions } from './actions.ts';
import { lacking, queue, rowOfMeeting, sittingOf } from './cab.ts';
import { may, nameOf } from './change.ts';
import { findingsNow } from './finding.ts';

type Line = ProposedTopic['lines'][number];
const line = (text: string, over: Partial<Line> = {}): Line => ({ text, change: null, tier: null, said: '', isOverdue: false, ...over });
const mostLines = 20;

/** The board's session before this one. */
function before({ db }: ReadContext, meeting: Meeting): { id: string; startedAt: string } | null {
  return db.get<{ id: string; startedAt: string }>("SELECT id, starts_at AS startedAt FROM meeting WHERE board = ? AND state = 'ended' AND starts_at < ? ORDER BY starts_at DESC LIMIT 1", meeting.board, meeting.startsAt) ?? null;
}

/** Actions of any session of the board that nobody signed as done, and conditions of its decisions whose day has passed. */
function actionLines(context: ReadContext, { meeting, last, today }: Asked): Line[] {
  const decided = context.db.all<{ change: string }>(`SELECT DISTINCT d.change FROM decision d JOIN meeting m ON m.id = d.meeting WHERE m.board = ? AND d.verdict = 'approved-with-conditions' AND d.decided_at > ? ORDER BY d.decided_at DESC LIMIT 100`, meeting.board, addDays(context.now, -365));
  const conditions = decided.flatMap(({ change: id }) => {
    const change = context.findChange(id);
    return change?.decisions.flatMap((decision) => decision.conditions.filter(({ metAt, dueOn }) => metAt === null && dueOn < today).map((c) => line(c.text, { change: change.number, tier: change.tier, said: `${c.owner}, due ${c.dueOn}`, isOverdue: true }))) ?? [];
  });
  return [...referralLines(context, meeting, last), ...findingLines(context), ...openActions(context, meeting.board).map(({ number, text, owner, dueOn, isOverdue }) => line(text, { said: `${number}, ${owner}, due ${dueOn}`, isOverdue })), ...conditions];
}

/** AUD-06: findings that are overdue, the gravest in front. */
const findingLines = (context: ReadContext): Line[] => findingsNow(context).filter((finding) => finding.isOverdue)
  .map((finding) => line(`${finding.number} ${finding.title}`, { change: finding.change, said: `${finding.severity} finding on ${finding.control}, ${finding.owner}, due ${finding.dueOn}`, isOverdue: true }));

/** Questions of this board that wait for an answer or went up because none came, and the opinions given since its last session (CAB-07). */
function referralLines(context: ReadContext, meeting: Meeting, last: ReturnType<typeof before>): Line[] {
  const isNew = (one: Referral): boolean => one.answer === null || last === null || last.id === one.meeting || one.answer.at > last.startedAt;
  return context.listSheets(pathSheet).flatMap((path) => path.referrals.flatMap((one) => {
    const change = one.withdrawn === null && isNew(one) ? context.findChange(path.change) : null;
    if (change === null || change.state !== 'awaiting-authorisation') return [];
    const isUp = path.escalations.some(({ referral }) => referral === one.id);
    if (one.board !== meeting.board && !isUp) return [];
    const expert = nameOf(context, one.expert);
    const isOverdue = standingOfReferral(one, context.now) === 'overdue';
    const said = one.answer ? `${expert} is ${one.answer.view === 'neither' ? 'neither for nor against it' : `${one.answer.view} it`}: ${one.answer.opinion}` : isUp ? `${expert} did not answer in time; handed up` : `asked of ${expert}, due ${dayIn(context.loadBoard(one.board).zone, one.dueAt)}`;
    return [line(one.question, { change: change.number, tier: change.tier, said, isOverdue })];
  }));
}

type Wrong = { number: string; title: string; outcome: string; tier: Tier | null; score: number | null; meeting: string | null };
/** Failed and rolled-back changes since the last session, each with the meeting that let it through and the risk it has. */
function outcomeLines({ db }: ReadContext, { since }: Asked): Line[] {
  return db.all<Wrong>(`SELECT c.number, c.title, c.outcome, c.tier, c.score, (SELECT m.number FROM decision d JOIN meeting m ON m.id = d.meeting WHERE d.change = c.id AND d.verdict IN ('approved', 'approved-with-conditions') ORDER BY d.decided_at DESC LIMIT 1) AS meeting
    FROM change c WHERE c.updated_at > ? AND c.outcome IN ('failed', 'rolled-back') ORDER BY c.updated_at DESC LIMIT 100`, since)
    .map((row) => line(row.title, { change: row.number, tier: row.tier, said: `${row.outcome === 'failed' ? 'failed' : 'rolled back'}${row.meeting === null ? '' : `, let through by ${row.meeting}`}${row.score === null ? '' : `, risk ${row.score}`}` }));
}

function exceptionLines(context: ReadContext): Line[] {
  const terms = context.policy();
  const until = addDays(context.now, aheadDays).slice(0, 10);
  return context.listSheets(exceptionSheet).filter((one) => standingOf(one, terms, context.now) === 'valid' && lastDayOf(one, terms) <= until)
    .map((one) => line(`${one.number} ${waivable.find(({ rule }) => isPartOf(one.rule, rule))?.name ?? one.rule}`, { change: one.scope.kind === 'change' ? context.findChange(one.scope.id)?.number ?? null : null, said: `ends ${lastDayOf(one, terms)}, ${nameOf(context, one.owner)}` }));
}

function scheduleLines({ db, now }: ReadContext): Line[] {
  return db.all<{ number: string; title: string; tier: Tier | null; at: string; zone: string; service: string }>(`SELECT number, title, tier, planned_start_at AS at, zone, service FROM change WHERE planned_start_at > ? AND planned_start_at < ? AND state IN ('authorised', 'scheduled') ORDER BY planned_start_at, n LIMIT 200`, now, addDays(now, aheadDays))
    .map((row) => line(row.title, { change: row.number, tier: row.tier, said: `${dayIn(row.zone, row.at)}${row.service === '' ? '' : `, ${row.service}`}` }));
}

/** Days after its last day for which a finding still counts: nobody says so far that one is done. */
const findingDays = 90;
/** What reviews after an implementation left open, by service. */
export function findingsOn(context: Pick<ReadContext, 'db' | 'now'>, services: readonly string[]): Map<string, OpenFinding[]> {
  const found = new Map<string, OpenFinding[]>();
  const from = addDays(context.now, -findingDays).slice(0, 10);
  const rows = context.db.all<{ body: string; service: string; number: string }>("SELECT s.body, c.service, c.number FROM sheet s JOIN change c ON c.id = s.change WHERE s.name = 'emergency' AND c.service IN (SELECT value FROM json_each(?)) AND json_extract(s.body, '$.retrospective') IS NOT NULL ORDER BY c.n DESC LIMIT 200", JSON.stringify(services));
  for (const { body, service, number } of rows) {
    const { retrospective } = JSON.parse(body) as Pick<Emergency, 'retrospective'>;
    const open = (retrospective?.value.actions ?? []).filter(({ dueOn }) => dueOn >= from).map(({ text, owner, dueOn }): OpenFinding => ({ text, owner, dueOn, from: number, service }));
    if (open.length > 0) found.set(service, [...found.get(service) ?? [], ...open]);
  }
  return found;
}
/** How the last twenty completed changes of a service went. */
export function recordOf({ db }: Pick<ReadContext, 'db'>, service: string): ProposedChange['record'] {
  if (service === '') return { completed: 0, failed: 0 };
  return db.get<ProposedChange['record']>("SELECT count(*) AS completed, ifnull(sum(outcome IN ('failed', 'rolled-back')), 0) AS failed FROM (SELECT outcome FROM change WHERE service = ? AND outcome IS NOT NULL ORDER BY n DESC LIMIT 20)", service) ?? { completed: 0, failed: 0 };
}

type Asked = { meeting: Meeting; board: Board; last: ReturnType<typeof before>; since: string; today: string };
const topicsOf = (context: ReadContext, asked: Asked): ProposedTopic[] => {
  const lines: Record<TopicKind, Line[]> = { actions: actionLines(context, asked), outcomes: outcomeLines(context, asked), exceptions: exceptionLines(context), schedule: scheduleLines(context) };
  return (Object.keys(lines) as TopicKind[]).map((kind) => ({ kind, title: topicTitles[kind], minutes: topicMinutes[kind], total: lines[kind].length, isOnAgenda: hasTopic(asked.meeting, kind), lines: lines[kind].slice(0, mostLines) }));
};

type Subject = Omit<ProposedChange, 'fits' | 'record' | 'findings' | 'isLate' | 'followingSession' | 'isOnAgenda'>;
/** Changes on the agenda, and those that are ready for it. */
function subjectsOf(context: ReadContext, { meeting }: Asked): { onAgenda: Subject[]; ready: Subject[]; total: number } {
  const scene = { context, sitting: sittingOf(context, meeting) };
  const minutesOf = (tier: Tier | null): number => policy.itemMinutes[tier ?? 'none'];
  const { cards, total } = queue(scene, 'ready', { limit: 60 }, lacking(context));
  const ready = cards.map(({ id, number, title, tier, score, service, plannedStartAt, zone }): Subject => ({ id, number, title, tier, score, service, plannedStartAt, zone, minutes: minutesOf(tier) })).toSorted(inTurn);
  const onAgenda = meeting.items.flatMap((item): Subject[] => {
    const change = item.kind === 'change' ? context.findChange(item.change) : null;
    return change ? [{ id: change.id, number: change.number, title: change.fields.title, tier: change.tier, score: change.score, service: change.fields.service, plannedStartAt: change.fields.plannedStartAt, zone: change.fields.zone, minutes: item.minutes }] : [];
  });
  return { onAgenda, ready, total };
}

/** What a meeting is proposed; what is on its agenda already stands in front, with what past outcomes say of it. */
export function proposalOf(context: ReadContext, ref: string): Output<'cab.propose'> {
  const meeting = context.loadMeeting(ref);
  const board = context.loadBoard(meeting.board);
  const last = before(context, meeting);
  const asked: Asked = { meeting, board, last, since: last?.startedAt ?? addDays(context.now, -aheadDays), today: dayIn(board.zone, context.now) };
  const { onAgenda, ready, total } = subjectsOf(context, asked);
  const findings = findingsOn(context, [...new Set([...onAgenda, ...ready].map(({ service }) => service).filter((service) => service !== ''))]);
  const topics = topicsOf(context, asked);
  const planned = meeting.items.reduce((sum, { minutes }) => sum + minutes, 0);
  const coming = topics.filter((topic) => topic.total > 0 && !topic.isOnAgenda).reduce((sum, { minutes }) => sum + minutes, 0);
  const following = sessionAfter(meeting.startsAt, board);
  const lates = ready.map(({ id }) => isAfterCutOff({ submittedAt: context.submittedAt(context.loadChange(id)) ?? context.now, startsAt: meeting.startsAt }, board));
  const fits = fitting(ready.map(({ minutes }, i) => (lates[i] ? 0 : minutes)), meeting.lengthMinutes - planned - coming);
  const told = (subject: Subject): Pick<ProposedChange, 'record' | 'findings'> => ({ record: recordOf(context, subject.service), findings: findings.get(subject.service) ?? [] });
  const changes = [
    ...onAgenda.map((subject): ProposedChange => ({ ...subject, ...told(subject), fits: true, isOnAgenda: true, isLate: false, followingSession: null })),
    ...ready.map((subject, i): ProposedChange => ({ ...subject, ...told(subject), fits: fits[i] === true, isOnAgenda: false, isLate: lates[i] === true, followingSession: lates[i] ? following : null })),
  ];
  const scene = { context, sitting: sittingOf(context, meeting) };
  const notReady = queue(scene, 'notReady', { limit: 8 }, lacking(context));
  const { id, number, boardName, startsAt, zone, lengthMinutes } = rowOfMeeting(context, meeting.id);
  return {
    meeting: { id, number, boardName, startsAt, zone, lengthMinutes }, plannedMinutes: planned, since: last?.startedAt ?? null, topics, changes, total, left: fits.filter((fit, i) => !fit && !lates[i]).length + Math.max(0, total - ready.length),
    held: notReady.cards.map((card) => ({ id: card.id, number: card.number, title: card.title, may: card.mayAdmit })), heldTotal: notReady.total, may: may(mayPrepare(meeting, context)),
  };
}

export const agendaQueries = {
  'cab.propose': (context, { meeting }) => proposalOf(context, meeting),
} satisfies Partial<QueryHandlers>;
