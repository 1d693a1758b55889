// Which board must decide on a change, who was asked about it, and what they answered (CAB-07).
import type { ReferralRow, RequiredLevel } from '#contract/escalation.ts';
import type { Output } from '#contract/index.ts';
import type { Change } from '../domain/change.ts';
import * as rules from '../domain/escalation.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

type Level = ReturnType<typeof RequiredLevel.parse>;
/** A level with its name. */
export function requiredOf(required: rules.Required): Level;
export function requiredOf(required: rules.Required | null): Level | null;
export function requiredOf(required: rules.Required | null): Level | null {
  return required && { ...required, label: rules.levels[required.level] ?? '' };
}

function rowOf(context: ReadContext, change: Change, one: rules.Referral): ReferralRow {
  return {
    id: one.id, change: change.id, number: change.number, title: change.fields.title, expert: nameOf(context, one.expert), question: one.question, askedBy: nameOf(context, one.by), askedAt: one.at, dueAt: one.dueAt, zone: zoneOf(context, one.board),
    standing: rules.standingOf(one, context.now), isMine: one.expert === context.actor.id, answer: one.answer && { view: one.answer.view, opinion: one.answer.opinion, at: one.answer.at },
  };
}
const zoneOf = ({ db }: ReadContext, board: string): string => db.get<{ zone: string }>('SELECT zone FROM board WHERE id = ?', board)?.zone ?? 'UTC';

/** Questions that wait for somebody, the one due first in front. */
export function waitingFor(context: ReadContext, person: string): ReferralRow[] {
  return context.listSheets(rules.pathSheet, { state: ['waiting', 'late'] }).flatMap((path) => {
    const asked = rules.askedOf(path, person);
    const change = asked && context.findChange(path.change);
    return asked && change && !change.isRemoved ? [rowOf(context, change, asked)] : [];
  });
}
/** Questions about one change, the last one asked in front. */
export function referralsOf(context: ReadContext, change: Change): ReferralRow[] {
  return (context.findSheet(rules.pathSheet, change.id)?.referrals ?? []).toReversed().map((one) => rowOf(context, change, one));
}

function list(context: ReadContext, { change, mine, open }: { change?: string | undefined; mine: boolean; open: boolean }): ReferralRow[] {
  const changes = change === undefined ? context.listSheets(rules.pathSheet).flatMap((path) => context.findChange(path.change) ?? []) : [context.loadChange(change)];
  return changes.filter(({ isRemoved }) => !isRemoved).flatMap((one) => referralsOf(context, one)).filter((row) => (!mine || row.isMine) && (!open || row.standing === 'waiting' || row.standing === 'overdue'));
}

function show(context: ReadContext, ref: string): Output<'escalation.show'> {
  const change = context.loadChange(ref);
  const dossier = context.dossierOf(change);
  return {
    id: change.id, number: change.number, required: requiredOf(rules.requiredLevel(dossier)), units: rules.unitsOf(dossier), referrals: referralsOf(context, change),
    escalations: (dossier.path ? rules.standingEscalations(dossier.path) : []).map(({ level, why, reason, by, at }) => ({ level, label: rules.levels[level] ?? '', why, reason, by: nameOf(context, by), at })),
    mayAnswer: may(rules.mayAnswer(dossier, context)),
  };
}

export const escalationQueries = {
  'referral.list': list,
  'escalation.show': (context, { change }) => show(context, change),
} satisfies Partial<QueryHandlers>;
