// What people promise in a meeting: it comes back on every agenda of the board until it is signed as done (CAB-06).
import type { DomainEvent } from './event.ts';
import { subjectOf } from './event.ts';
import { nameKey } from './item.ts';
import type { Action, Meeting } from './meeting.ts';
import { needs, permissions } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { Actor, By, Refused, Verdict } from './verdict.ts';

/** An owner is a name as it was said in the room. */
export const isOwnAction = ({ owner }: Pick<Action, 'owner'>, { name }: Pick<Actor, 'name'>): boolean => nameKey(owner) === nameKey(name);
export const isActionOverdue = ({ done, dueOn }: Pick<Action, 'done' | 'dueOn'>, today: string): boolean => done === null && dueOn < today;

const isChairing = (actor: Actor): boolean => needs('runMeeting', actor) === null;
/** CAB-06: whoever promised it says that it is done, or a chair does. `doneBy` is the name of who said so already. */
export function mayFinishAction({ number, state }: Pick<Meeting, 'number' | 'state'>, action: Action, { actor }: By, doneBy = ''): Refused | null {
  return firstRefusal(state === 'ended' ? null : refuse('meeting_not_ended'), needs('finishAction', actor), action.done === null ? null : refuse('action_done', { by: doneBy, at: action.done.at.slice(0, 10) }),
    isOwnAction(action, actor) || isChairing(actor) ? null : refuse('not_the_action_owner', { owner: action.owner, meeting: number }));
}

type Finishing = { /** Its place in the minutes, from 1. */ action: number; note: string; /** Digest of the action as it was on the screen. */ rev: string; doneBy: string };
/** The word of who says that an action is done, under their signature. */
export function finishAction(meeting: Meeting, { action: place, note, rev, doneBy }: Finishing, by: By): Verdict<DomainEvent> {
  const action = meeting.actions[place - 1];
  if (!action) return refuse('record_missing', { record: 'action', id: `${place} of ${meeting.number}` }, { field: 'action' });
  const role = isChairing(by.actor) && !isOwnAction(action, by.actor) ? 'chair' : by.actor.roles.find((held) => (permissions.finishAction as readonly string[]).includes(held)) ?? '';
  return mayFinishAction(meeting, action, by, doneBy) ?? accept({ type: 'meeting.actionDone', subject: subjectOf('meeting', meeting.id), data: { action: place, role, rev, supersedes: [] }, text: { action: action.text, ...(note.trim() === '' ? {} : { note }) } });
}
