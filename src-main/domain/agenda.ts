// What belongs on an agenda and what of it fits (CAB-03). The order is the one boards use: what was promised, what went wrong, what ends soon, requests, the schedule.
import type { standingTopics } from '#contract/agenda.ts';
import type { Tier } from '#contract/change.ts';
import { admit, mayPrepare } from './cab.ts';
import type { Dossier } from './dossier.ts';
import type { DomainEvent } from './event.ts';
import { subjectOf } from './event.ts';
import type { AgendaItem, Meeting } from './meeting.ts';
import { evolveMeeting, isDone } from './meeting.ts';
import { addTopic } from './session.ts';
import { accept } from './verdict.ts';
import type { By, Verdict } from './verdict.ts';

export type TopicKind = (typeof standingTopics)[number];
/** Under these titles a topic is known again, so that filling twice adds nothing. */
export const topicTitles: Record<TopicKind, string> = { actions: 'Open actions and conditions', outcomes: 'Changes that went wrong', exceptions: 'Exceptions that end soon', schedule: 'Schedule of the next 28 days' };
export const topicMinutes: Record<TopicKind, number> = { actions: 5, outcomes: 5, exceptions: 3, schedule: 5 };
/** Days that the schedule looks ahead, and exceptions with it. */
export const aheadDays = 28;

const weights: Record<Tier, number> = { critical: 0, high: 1, medium: 2, low: 3 };
type Asking = { tier: Tier | null; plannedStartAt: string | null; number: string };
/** Ready changes by tier, then by window; what has no window comes last. */
export const inTurn = (a: Asking, b: Asking): number =>
  (a.tier === null ? 4 : weights[a.tier]) - (b.tier === null ? 4 : weights[b.tier]) || ((a.plannedStartAt ?? '9') < (b.plannedStartAt ?? '9') ? -1 : (a.plannedStartAt ?? '9') > (b.plannedStartAt ?? '9') ? 1 : a.number < b.number ? -1 : 1);

/** Which of the items fit into the minutes left; a short one may follow a long one that does not. */
export function fitting(minutes: readonly number[], room: number): boolean[] {
  let left = room;
  return minutes.map((n) => { const fits = n <= left; if (fits) left -= n; return fits; });
}

/** Items at the end of an agenda that run over its length. */
export function itemsOver({ items, lengthMinutes }: Pick<Meeting, 'items' | 'lengthMinutes'>): number {
  let left = lengthMinutes;
  return items.filter(({ minutes }) => { left -= minutes; return left < 0; }).length;
}

export const standingOf = ({ kind, title }: Pick<AgendaItem, 'kind' | 'title'>): TopicKind | null => (kind === 'topic' ? (Object.keys(topicTitles) as TopicKind[]).find((known) => topicTitles[known] === title) ?? null : null);
export const hasTopic = (meeting: Pick<Meeting, 'items'>, kind: TopicKind): boolean => meeting.items.some((item) => item.kind === 'topic' && item.title === topicTitles[kind]);

type Filling = { changes: readonly { dossier: Dossier; elsewhere: string | null; isAfterCutOff: boolean }[]; topics: readonly { kind: TopicKind; id: string }[]; reason?: string | undefined };
/** Admits what is asked for in its turn; standing topics come before the requests, the schedule after them. What is there already stays where it is. */
export function fillAgenda(meeting: Meeting, { changes, topics, reason }: Filling, by: By): Verdict<DomainEvent> {
  const no = mayPrepare(meeting, by);
  if (no) return no;
  let filled = meeting;
  const events: DomainEvent[] = [];
  const take = (verdict: Verdict<DomainEvent>): Verdict<DomainEvent> | null => {
    if (!verdict.ok) return verdict;
    for (const event of verdict.events) {
      events.push(event);
      filled = evolveMeeting(filled, { ...event, text: event.text ?? {}, by: subjectOf('person', by.actor.id), at: by.now, isSigned: false, signature: null, redacted: [] });
    }
    return null;
  };
  const firstOther = (): string | null => filled.items.find((item) => !isDone(item) && !Object.values(topicTitles).includes(item.title))?.change ?? filled.items.find(({ title }) => title === topicTitles.schedule)?.change ?? null;
  const schedule = (): string | null => filled.items.find((item) => item.kind === 'topic' && item.title === topicTitles.schedule)?.change ?? null;
  for (const { kind, id } of topics) {
    if (hasTopic(filled, kind)) continue;
    const wrong = take(addTopic(filled, id, { meeting: meeting.id, title: topicTitles[kind], minutes: topicMinutes[kind], before: kind === 'schedule' ? null : firstOther(), ...(reason ? { reason } : {}) }, by));
    if (wrong) return wrong;
  }
  const asked = changes.toSorted((a, b) => inTurn({ tier: a.dossier.change.tier, plannedStartAt: a.dossier.change.fields.plannedStartAt, number: a.dossier.change.number }, { tier: b.dossier.change.tier, plannedStartAt: b.dossier.change.fields.plannedStartAt, number: b.dossier.change.number }));
  for (const { dossier, elsewhere, isAfterCutOff } of asked) {
    if (filled.items.some((item) => item.change === dossier.change.id)) continue;
    const wrong = take(admit(filled, dossier, { before: schedule(), elsewhere, isAfterCutOff, reason: isAfterCutOff || meeting.state === 'running' ? reason : undefined }, by));
    if (wrong) return wrong;
  }
  return accept(...events);
}
