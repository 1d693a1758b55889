// Minutes as data: drafted from the meeting until they are signed, read from what was signed from then on (CAB-06).
import { MinutesText } from '#contract/minutes.ts';
import type { MinutesEntry } from '#contract/minutes.ts';
import type { Output } from '#contract/index.ts';
import type { Change, Decision } from '../domain/change.ts';
import { fallenVotes, movedBallots } from '../domain/ballot.ts';
import type { BeforeBoard } from '../domain/cab.ts';
import { isAgainstVote } from '../domain/cab.ts';
import { subjectOf } from '../domain/event.ts';
import type { AgendaItem, Meeting } from '../domain/meeting.ts';
import { secondsOf } from '../domain/meeting.ts';
import * as rules from '../domain/minutes.ts';
import type { Room, Voter } from '../domain/quorum.ts';
import { quorumOf, recusalOf, votersOf } from '../domain/quorum.ts';
import { needs } from '../domain/roles.ts';
import { refuse } from '../domain/verdict.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { conflictsOf, rowOfMeeting, sittingOf } from './cab.ts';
import type { Sitting } from './cab.ts';
import { may, nameOf } from './change.ts';

export type Minutes = Output<'minutes.show'>;
type Scene = { context: ReadContext; sitting: Sitting; endedAt: string };

const byRule: readonly string[] = ['requester', 'owner', 'implementer'];
const said = (context: ReadContext, notes: readonly { text: string; by: string; at: string }[]): MinutesEntry['notes'] => notes.map(({ text, by, at }) => ({ text, by: nameOf(context, by), at }));

function decisionOf({ context }: Scene, decision: Decision, room: Room): NonNullable<MinutesEntry['decision']> {
  const { id, verdict, reason, recommends, deferredTo, conditions, decidedAt, policyVersion, isStale, signature } = decision;
  return { id, verdict, reason, ...(recommends ? { recommends } : {}), deferredTo, conditions: conditions.map(({ metAt: _later, ...condition }) => condition), decidedAt, by: nameOf(context, decision.by), policyVersion, isStale, signature: signature.slice(0, 16), isAgainstVote: isAgainstVote(verdict, room) };
}

/** Who voted what, for whom somebody else voted, and who could have and did not. */
function votesOf({ context }: Scene, voters: readonly Voter[], item: AgendaItem): Pick<MinutesEntry, 'votes' | 'silent' | 'standIns'> {
  const able = voters.filter((voter) => voter.by !== null);
  const votes = able.flatMap(({ seat, by, how }): MinutesEntry['votes'] => {
    const ballot = item.ballots[seat.person];
    const vote = item.votes[seat.person] ?? ballot?.vote;
    const isBallot = item.votes[seat.person] === undefined;
    return vote === undefined ? [] : [{ name: seat.name, vote, by: how === 'self' || by === null ? null : nameOf(context, by), isBallot, question: (isBallot ? ballot?.question : item.questions[seat.person]) ?? '' }];
  });
  const standIns = able.flatMap(({ seat, by, how }) => (by !== null && (how === 'deputy' || how === 'proxy') && item.votes[seat.person] !== undefined ? [{ name: seat.name, by: nameOf(context, by), how }] : []));
  return { votes, standIns, silent: able.filter(({ seat }) => item.votes[seat.person] === undefined && item.ballots[seat.person] === undefined).map(({ seat }) => seat.name) };
}

function recusedFrom({ context, sitting }: Scene, item: AgendaItem, fields: Change['fields'] | undefined): MinutesEntry['recused'] {
  const seats = sitting.seats.flatMap((seat) => {
    const why = recusalOf({ item, fields }, seat);
    return why === null ? [] : [{ name: seat.name, why, isByRule: item.recused[seat.person] === undefined && byRule.includes(why) }];
  });
  const others = Object.entries(item.recused).filter(([person]) => !sitting.seats.some((seat) => seat.person === person)).map(([person, why]) => ({ name: nameOf(context, person), why, isByRule: false }));
  return [...seats, ...others];
}

/** The change as the board had it: at the revision of the decision, or as it stands. */
export const asDecided = ({ fields, revision, decisions }: Change, item: Pick<AgendaItem, 'decision'>): BeforeBoard => ({ fields, revision: decisions.find(({ id }) => id === item.decision)?.revision ?? revision });

/** Ballots that do not count: those refused when they came, and those the change has moved away from since. */
function refusedIn(context: ReadContext, { items, refusedBallots }: Meeting, numbers: ReadonlyMap<string, string>): MinutesText['refusedBallots'] {
  const moved = items.filter(({ ballots }) => Object.keys(ballots).length > 0).flatMap((item) => {
    const change = context.findChange(item.change);
    return change ? movedBallots(item, asDecided(change, item).revision) : [];
  });
  return [...refusedBallots, ...moved].map(({ person, item, why, at }) => ({ name: nameOf(context, person) || person, item: numbers.get(item) ?? item, why, at }));
}

function entryOf(scene: Scene, item: AgendaItem, at: number): MinutesEntry {
  const { context, sitting } = scene;
  const change = item.kind === 'change' ? context.findChange(item.change) : null;
  const decision = change?.decisions.find(({ id }) => id === item.decision);
  const room = rules.roomThen(sitting, decision?.decidedAt ?? scene.endedAt, item, change ? asDecided(change, item) : undefined);
  const { plannedStartAt: from, plannedEndAt: to } = change?.fields ?? { plannedStartAt: null, plannedEndAt: null };
  const { have, need, isQuorate, why } = quorumOf(room);
  return {
    id: item.change, kind: item.kind, position: at + 1, number: change?.number ?? '', title: item.kind === 'topic' ? item.title : change?.fields.title ?? '(not here)', service: change?.fields.service ?? '', tier: change?.tier ?? null, score: change?.score ?? null,
    window: from !== null && to !== null ? { from, to } : null, conflicts: change ? conflictsOf(context, change).map(({ number, title, rule }) => { const other = number || title; return other === '' ? rule : `${other} (${rule})`; }) : [],
    minutes: item.minutes, seconds: secondsOf(item, scene.endedAt), isLate: item.isLate, lateReason: item.lateReason, isSetAside: item.isSetAside, outcome: item.outcome,
    quorum: change ? { have, need, isQuorate, why } : null, recused: recusedFrom(scene, item, change?.fields), ...votesOf(scene, change ? votersOf(room) : [], room.item ?? item),
    fallen: change ? fallenVotes(item, asDecided(change, item).revision).map(({ person, vote }) => ({ name: nameOf(context, person), vote })) : [],
    decision: decision ? decisionOf(scene, decision, room) : null, notes: said(context, item.notes),
  };
}

const statusSaid: Record<string, string> = { present: 'present', late: 'came late', left: 'left', apologies: 'sent apologies', unknown: 'not noted' };
/** After the roll call, every movement is told with the names of those who moved. */
function quorumSaid({ context, sitting }: Scene): MinutesText['quorum'] {
  return rules.quorumHistory(sitting).map(({ at, have, need, isQuorate, why, people }, i) => {
    const moved = people.map(({ person, status }) => `${nameOf(context, person)} ${statusSaid[status] ?? status}`).join(', ');
    return { at, have, need, isQuorate, why, said: people.length === 0 ? 'a vote was handed on' : i === 0 ? 'roll call' : moved };
  });
}

/** What the minutes say of a meeting as the records stand now: a draft, until the chair signs this very text. */
export function draftOf(context: ReadContext, meeting: Meeting): MinutesText {
  const sitting = sittingOf(context, meeting)!;
  const scene: Scene = { context, sitting, endedAt: meeting.endedAt ?? context.now };
  const row = rowOfMeeting(context, meeting.id);
  const numbers = new Map(meeting.items.map((item, i) => [item.change, context.findChange(item.change)?.number ?? `item ${i + 1}`]));
  return {
    format: 'gavel-minutes', v: 1, organisation: context.organisation.name, site: context.organisation.site, board: row.boardName, number: row.number, startsAt: row.startsAt, zone: row.zone, lengthMinutes: row.lengthMinutes, rule: sitting.board.charter.rule,
    startedAt: meeting.startedAt, endedAt: meeting.endedAt, agenda: meeting.frozen.map((id) => numbers.get(id) ?? id),
    attendance: sitting.seats.map((seat) => ({
      name: seat.name, function: seat.function, isVoting: seat.isVoting, status: meeting.attendance[seat.person]?.status ?? 'unknown', since: meeting.attendance[seat.person]?.at ?? null, ...rules.presenceOf(meeting, seat.person), deputy: seat.deputy === null ? null : nameOf(context, seat.deputy),
    })),
    quorum: quorumSaid(scene), proxies: meeting.handovers.map(({ from, to, at }) => ({ from: nameOf(context, from), to: to === null ? null : nameOf(context, to), at })),
    items: meeting.items.map((item, i) => entryOf(scene, item, i)), notes: said(context, meeting.notes),
    refusedBallots: refusedIn(context, meeting, numbers), actions: meeting.actions.map(({ text, owner, dueOn }) => ({ text, owner, dueOn })),
  };
}

/** The text that was signed, if it is here and is the one the signature is over; it may have been erased since. */
export function signedMinutes(context: ReadContext, meeting: Meeting): MinutesText | null {
  const { minutes } = meeting;
  if (minutes === null) return null;
  for (const { event } of context.trail.ofSubject(subjectOf('meeting', meeting.id))) {
    const text = event.type === 'minutes.signed' && event.data['digest'] === minutes.digest ? event.text['minutes'] : undefined;
    const read = text === undefined || context.digest(text) !== minutes.digest ? null : MinutesText.safeParse(text);
    if (read?.success) return read.data;
  }
  return null;
}

/** Minutes as they count: signed, or the draft. */
export const minutesText = (context: ReadContext, meeting: Meeting): MinutesText => signedMinutes(context, meeting) ?? draftOf(context, meeting);

function show(context: ReadContext, ref: string): Minutes {
  const meeting = context.loadMeeting(ref);
  const text = minutesText(context, meeting);
  const changes = meeting.items.flatMap((item) => (item.decision === null ? [] : context.findChange(item.change)?.decisions.filter(({ id }) => id === item.decision) ?? []));
  const isUnsigned = meeting.minutes === null ? refuse('minutes_not_signed') : null;
  return {
    ...text, meeting: rowOfMeeting(context, meeting.id), revision: 1 + meeting.addenda.length, isSigned: meeting.minutes !== null, signedBy: meeting.minutes ? nameOf(context, meeting.minutes.by) : null, signedAt: meeting.minutes?.at ?? null,
    digest: meeting.minutes?.digest ?? context.digest(text), addenda: said(context, meeting.addenda), openConditions: changes.flatMap(({ conditions }) => conditions).filter(({ metAt }) => metAt === null),
    may: { sign: may(rules.maySignMinutes(meeting, context)), addendum: may(rules.mayAddAddendum(meeting, context)), write: may(needs('print', context.actor) ?? isUnsigned) },
  };
}

export const minutesQueries = {
  'minutes.show': (context, { meeting }) => show(context, meeting),
} satisfies Partial<QueryHandlers>;
