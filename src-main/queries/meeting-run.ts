// A meeting as the chair and the projector see it while it runs (CAB-04, CAB-05).
import type { MeetingRun, RunItem } from '#contract/cab.ts';
import { standingOf } from '../domain/agenda.ts';
import { fallenVotes, mayReceiveBallot, movedBallots } from '../domain/ballot.ts';
import { roomOf } from '../domain/cab.ts';
import * as rules from '../domain/cab.ts';
import type { AgendaItem, Meeting } from '../domain/meeting.ts';
import { isDone, secondsOf } from '../domain/meeting.ts';
import { paceOf } from '../domain/pace.ts';
import type { Room } from '../domain/quorum.ts';
import { quorumOf, tallyOf, votersOf } from '../domain/quorum.ts';
import { mayRun, mayStartMeeting } from '../domain/session.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { lacking, queue, rowOfMeeting, sittingOf } from './cab.ts';
import type { Sitting } from './cab.ts';
import { may, nameOf } from './change.ts';
import { asDecided } from './minutes.ts';

type Shown = { change: string; number: string; title: string; tier: RunItem['tier']; score: number | null };
/** What an agenda shows of its changes, in one read. */
function shownOf({ db }: ReadContext, items: readonly AgendaItem[]): Map<string, Shown> {
  const ids = JSON.stringify(items.filter(({ kind }) => kind === 'change').map(({ change }) => change));
  return new Map(db.all<Shown>('SELECT id AS change, number, title, tier, score FROM change WHERE id IN (SELECT value FROM json_each(?))', ids).map((row) => [row.change, row]));
}

function verdictsOf({ db }: ReadContext, meeting: Meeting): Map<string, RunItem['verdict']> {
  return new Map(db.all<{ id: string; verdict: RunItem['verdict'] }>('SELECT id, verdict FROM decision WHERE meeting = ?', meeting.id).map(({ id, verdict }) => [id, verdict]));
}

function itemsOf(context: ReadContext, meeting: Meeting): RunItem[] {
  const shown = shownOf(context, meeting.items);
  const verdicts = verdictsOf(context, meeting);
  return meeting.items.map((item, i): RunItem => {
    const change = shown.get(item.change);
    const last = item.spells.at(-1);
    return {
      id: item.change, kind: item.kind, position: i + 1, number: change?.number ?? '', title: item.kind === 'topic' ? item.title : change?.title ?? '(not here)', tier: change?.tier ?? null, score: change?.score ?? null, minutes: item.minutes,
      seconds: secondsOf(item, context.now), runningSince: last && last.to === null ? last.from : null, isLate: item.isLate, isSetAside: item.isSetAside, isDone: isDone(item), standing: standingOf(item), verdict: item.decision === null ? null : verdicts.get(item.decision) ?? null, outcome: item.outcome,
      notes: item.notes.map((note) => ({ ...note, by: nameOf(context, note.by) })),
    };
  });
}

const seatsIn = (context: ReadContext, { meeting, seats }: Sitting): MeetingRun['room'] => seats.map((seat) => {
  const given = Object.entries(meeting.proxies).find(([, holder]) => holder === seat.person)?.[0];
  return { ...seat, status: meeting.attendance[seat.person]?.status ?? 'unknown', deputyName: seat.deputy === null ? null : nameOf(context, seat.deputy), holds: given === undefined ? null : nameOf(context, given) };
});

const votersIn = (context: ReadContext, room: Room, fallen: ReturnType<typeof fallenVotes>): MeetingRun['voters'] => votersOf(room).map(({ seat, by, how, why }) => {
  const ballot = room.item?.ballots[seat.person];
  const vote = room.item?.votes[seat.person] ?? ballot?.vote ?? null;
  return { person: seat.person, name: seat.name, function: seat.function, how, by: by === null || by === seat.person ? null : nameOf(context, by), why, vote, isBallot: ballot !== undefined && room.item?.votes[seat.person] === undefined, isFallen: vote === null && fallen.some(({ person, isOpen }) => isOpen && person === seat.person) };
});

/** Changes that became ready after the agenda closed, with how late they are; not what this meeting has dealt with and left awaiting authorisation. */
function lateOf(context: ReadContext, sitting: Sitting): MeetingRun['late'] {
  const { meeting, board } = sitting;
  const closedAt = Date.parse(meeting.startsAt) - board.charter.cutOffHours * 3_600_000;
  const after = new Date(closedAt).toISOString();
  return queue({ context, sitting }, 'ready', { limit: 20, after }, lacking(context, after)).cards.filter((card) => card.item === null)
    .map((card) => ({ id: card.id, number: card.number, title: card.title, tier: card.tier, score: card.score, minutesPastCutOff: Math.floor((Date.parse(card.updatedAt) - closedAt) / 60_000), mayAdmit: card.mayAdmit }));
}

type Outcome = { number: string; title: string; outcome: string; tier: RunItem['tier']; meeting: string };
/** Of its latest sessions, the last hundred changes this board approved that have an outcome by now. Session by session, so that an old archive is not read. */
function hitRateOf({ db }: ReadContext, { board }: Sitting): MeetingRun['hitRate'] {
  const completed = db.all<Outcome>(`SELECT c.number, c.title, c.outcome, c.tier, m.number AS meeting FROM meeting m CROSS JOIN decision d ON d.meeting = m.id CROSS JOIN change c ON c.id = d.change
    WHERE m.board = ? AND d.verdict IN ('approved', 'approved-with-conditions') AND c.outcome IS NOT NULL AND c.outcome <> 'cancelled-in-window' ORDER BY m.starts_at DESC, m.id DESC, d.decided_at DESC LIMIT 100`, board.id);
  const wrong = completed.filter(({ outcome }) => outcome === 'failed' || outcome === 'rolled-back');
  return { decided: completed.length, failed: wrong.length, wrong: wrong.slice(0, 8) };
}

function run(context: ReadContext, ref: string, itemRef: string | undefined): MeetingRun {
  const meeting = context.loadMeeting(ref);
  const sitting = sittingOf(context, meeting)!;
  const wanted = itemRef === undefined ? meeting.current : meeting.items.find(({ change }) => change === itemRef)?.change ?? context.loadChange(itemRef).id;
  const item = meeting.items.find(({ change }) => change === wanted);
  const change = item?.kind === 'change' ? context.findChange(item.change) : null;
  const room = roomOf(sitting, context.now, item, change ? asDecided(change, item!) : undefined);
  const runs = may(mayRun(meeting, context));
  return {
    meeting: rowOfMeeting(context, meeting.id), startedAt: meeting.startedAt, endedAt: meeting.endedAt, isPaused: meeting.isPaused, rule: sitting.board.charter.rule, now: context.now, isContested: meeting.conflicts.some(({ kind }) => kind === 'started'),
    items: itemsOf(context, meeting), current: item?.change ?? null, pace: paceOf(meeting, context.now), room: seatsIn(context, sitting), quorum: quorumOf(room), voters: votersIn(context, room, change ? fallenVotes(item!, asDecided(change, item!).revision) : []), tally: change ? tallyOf(room) : null,
    late: meeting.state === 'running' ? lateOf(context, sitting) : [], hitRate: hitRateOf(context, sitting), refusedBallots: [...meeting.refusedBallots, ...(change ? movedBallots(item!, asDecided(change, item!).revision) : [])].map(({ person, why }) => ({ name: nameOf(context, person) || person, why })), notes: meeting.notes.map((note) => ({ ...note, by: nameOf(context, note.by) })),
    may: {
      run: runs, ballots: may(mayReceiveBallot(meeting, context)), start: may(mayStartMeeting(meeting, sitting, context)), end: may(rules.mayEndMeeting(meeting, context)),
      ...(change ? { decide: may(rules.mayDecide(sitting, context.dossierOf(change), context)) } : {}),
    },
  };
}

export const meetingRunQueries = {
  'meeting.run': (context, { meeting, item }) => run(context, meeting, item),
} satisfies Partial<QueryHandlers>;
