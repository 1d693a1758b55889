// Referring to an expert, handing up, answering (CAB-07).
import type { Receipt } from '#contract/values.ts';
import { orRefuse } from '../app-error.ts';
import * as cab from '../domain/cab.ts';
import type { Change } from '../domain/change.ts';
import type { Dossier } from '../domain/dossier.ts';
import * as rules from '../domain/escalation.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import type { Meeting } from '../domain/meeting.ts';
import { tallyOf } from '../domain/quorum.ts';
import type { Verdict } from '../domain/verdict.ts';
import { accept } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

type Named = { meeting: string; change: string; revision?: string | undefined };
type Scene = { meeting: Meeting; board: ReturnType<WriteContext['loadBoard']>; seats: ReturnType<WriteContext['seatsOf']> };
/** Ends an item as referred, with the reason in the minutes, together with what it is referred to. */
function referred(context: WriteContext, { meeting: ref, change: named, revision }: Named, reason: string, further: (scene: Scene, dossier: Dossier) => Verdict<DomainEvent>): Receipt {
  const meeting = context.loadMeeting(ref);
  const scene: Scene = { meeting, board: context.loadBoard(meeting.board), seats: context.seatsOf(meeting.board) };
  const dossier = context.dossierOf(context.loadChange(named));
  const more = orRefuse(further(scene, dossier));
  const input = { meeting: ref, change: named, verdict: 'referred' as const, reason, conditions: [], ...(revision === undefined ? {} : { revision }) };
  context.append([...orRefuse(cab.recordDecision(scene, dossier, { input, decision: context.newId(), by: context })), ...more]);
  return { id: meeting.id, number: meeting.number, version: context.versionOf(subjectOf('meeting', meeting.id)) };
}

function expertOf(context: WriteContext, ref: string): rules.Expert {
  const { id, name, isSuspended } = context.loadPerson(ref);
  return { id, name, isSuspended, alike: context.alikeOf(id).filter((other) => other !== id).map((other) => ({ id: other, name: context.loadPerson(other).name })) };
}
function onPath(context: WriteContext, ref: string, rule: (dossier: Dossier) => Verdict<DomainEvent>): Receipt {
  const change: Change = context.loadChange(ref);
  context.append(orRefuse(rule(context.dossierOf(change))));
  return { id: change.id, number: change.number, version: context.versionOf(subjectOf('change', change.id)) };
}

const isTied = (scene: Scene, { change }: Dossier, now: string): boolean => {
  const item = scene.meeting.items.find((i) => i.change === change.id);
  return item !== undefined && tallyOf(cab.roomOf(scene, now, item, change)).result === 'tied';
};

export const escalationCommands = {
  'referral.make': (context, { expert, question, dueOn, ...item }) => referred(context, item, question, ({ meeting, board }, dossier) =>
    rules.refer(dossier, { id: context.newId(), expert: expertOf(context, expert), question, dueOn, meeting: meeting.id, board }, context)),
  'escalation.raise': (context, { why, reason, ...item }) => referred(context, item, reason, (scene, dossier) =>
    rules.escalate(dossier, { id: context.newId(), board: scene.board, why, reason, isTied: isTied(scene, dossier, context.now) })),
  'referral.answer': (context, { change, ...said }) => onPath(context, change, (dossier) => rules.answerReferral(dossier, said, context)),
  'referral.withdraw': (context, { change, expert, reason }) => onPath(context, change, (dossier) => rules.withdrawReferral(dossier, { expert: context.loadPerson(expert), reason }, context)),
  'referral.escalateOverdue': (context) => {
    const waiting = context.listSheets(rules.pathSheet, { state: ['waiting'], dueBefore: context.now });
    const escalated = waiting.flatMap((path) => {
      const known = context.findChange(path.change);
      if (known === null || known.isRemoved) return [];
      const events = rules.escalateOverdue(path, () => context.newId(), context.now);
      return events.length === 0 ? [] : [{ number: known.number, events }];
    });
    if (escalated.length > 0) context.append(orRefuse(accept(...escalated.flatMap(({ events }) => events))));
    return { escalated: escalated.map(({ number }) => number) };
  },
} satisfies Partial<CommandHandlers>;
