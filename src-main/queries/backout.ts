// The page of a backout, with what each gate asks of it and how that stands (BCK-01 to BCK-06).
import type { BackoutRecord, RehearsalRow } from '#contract/backout.ts';
import type { Output } from '#contract/index.ts';
import { backoutState, emptyBackout, isDone, standingOrder } from '../domain/backout.ts';
import type { BackoutSheet } from '../domain/backout.ts';
import { mayAllBackout } from '../domain/backout-acts.ts';
import { daysBetween, hasAccepted, judgeBackup, judgeRehearsal, objectivesOf, rehearsalDays, rehearsalSeconds, reviewOf, timeFor } from '../domain/backout-judged.ts';
import { backoutPieces } from '../domain/backout-pieces.ts';
import { backupScheduleSheet, isAligned, mayKeepSchedule } from '../domain/backup-schedule.ts';
import type { Dossier } from '../domain/dossier.ts';
import { serviceTraits } from '../domain/item.ts';
import type { Service } from '../domain/item.ts';
import type { Kept } from '../domain/sheet.ts';
import type { Json } from '../domain/event.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

const also = <T extends Json>(context: ReadContext, kept: Kept<T> | null, say: (value: T) => string): { by: string; at: string; said: string }[] => (kept?.losers ?? []).map(({ by, at, value }) => ({ by: nameOf(context, by), at, said: say(value) }));

function planRow(context: ReadContext, sheet: BackoutSheet): BackoutRecord['plan'] {
  if (sheet.plan === null) return null;
  const { value, by, at } = sheet.plan;
  const doneOf = (step: string): { doneBy: string | null; doneAt: string | null } => {
    const found = isDone(sheet, step) ? sheet.done.find((d) => d.step === step && sheet.orders.some(({ id }) => id === d.order)) : undefined;
    return { doneBy: found ? nameOf(context, found.by) : null, doneAt: found?.at ?? null };
  };
  return { ...value, steps: value.steps.map((step) => ({ ...step, ownerName: step.owner === '' ? '' : nameOf(context, step.owner), ...doneOf(step.id) })), by: nameOf(context, by), at, also: also(context, sheet.plan, (p) => p.steps.map(({ title }) => title).join('; ')) };
}

function rehearsalRow(context: ReadContext, dossier: Dossier, sheet: BackoutSheet, rehearsal: BackoutSheet['rehearsals'][number]): RehearsalRow {
  const { id, environment, finishedAt, by, checks, deviations, evidence } = rehearsal;
  const steps = rehearsal.steps.map(({ step, seconds }) => {
    const planned = sheet.plan?.value.steps.find((s) => s.id === step);
    return { title: planned?.title ?? 'A step of another version', seconds, plannedMinutes: planned?.minutes ?? null };
  });
  return { id, environment, finishedAt, by: nameOf(context, by), seconds: rehearsalSeconds(rehearsal), steps, checks, deviations, evidence, standing: judgeRehearsal(rehearsal, dossier, context.now), ageDays: daysBetween(finishedAt, context.now) };
}

function answering(context: ReadContext, dossier: Dossier, person: string | null): BackoutRecord['owner'] {
  if (person === null) return null;
  const stands = hasAccepted(dossier, person);
  return { id: person, name: nameOf(context, person), stands, acceptedAt: stands === 'no' ? null : dossier.backout.sheet?.acceptances.find((a) => a.person === person)?.at ?? null };
}

function orderRow(context: ReadContext, sheet: BackoutSheet): BackoutRecord['order'] {
  const order = standingOrder(sheet);
  if (order === null) return null;
  const { id, orderedAt, reason, trigger, claimedBy, key } = order;
  return { id, by: nameOf(context, order.by), orderedAt, reason, trigger, claimedBy, isProved: key !== null && context.db.get('SELECT 1 FROM device WHERE key = ? AND revoked_from IS NULL', key) !== undefined };
}

/** A notice to send, drafted from the order: what was ordered, by whom and when, how long it takes. Nothing is sent from here. */
function noticeOf({ change }: Dossier, order: BackoutRecord['order'], minutes: number): BackoutRecord['notice'] {
  if (order === null) return null;
  const { fields, number } = change;
  const who = order.claimedBy === null ? order.by : `${order.claimedBy} (brought by ${order.by})`;
  return {
    to: [...new Set([fields.owner, fields.requester, ...fields.implementers, ...fields.stakeholders])].filter((name) => name !== ''), subject: `Rollback ordered: ${number} ${fields.title}`,
    text: [`The rollback of ${number}, ${fields.title}, was ordered on ${order.orderedAt.slice(0, 16).replace('T', ' at ')} UTC by ${who}.`, ...(order.reason === '' ? [] : [`Why: ${order.reason}.`]), `Service: ${fields.service || 'not named'}. Environment: ${fields.environment}.`,
      `The backout is planned to take ${minutes} minutes. It is ordered, not yet carried out; the checklist is on the record of the change.`].join('\n'),
  };
}

function scheduleOf(context: ReadContext, { service }: Dossier): BackoutRecord['schedule'] {
  if (service === null) return null;
  const { everyMinutes = null, system = '' } = context.findSheet(backupScheduleSheet, service.id)?.schedule.value ?? {};
  return { service: service.name, everyMinutes, system, isAligned: isAligned({ everyMinutes, rpoMinutes: service.rpoMinutes }) };
}

const statedOf = (sheet: BackoutSheet, version: string | null): BackoutSheet['noneKnown'][number] | undefined => sheet.noneKnown.find(({ plan, isSigned }) => plan === version && isSigned);

function reviewRows(context: ReadContext, { backout: { version } }: Dossier, sheet: BackoutSheet): BackoutRecord['reviews'] {
  return sheet.reviews.map(({ id, verdict, items, note, by, at, plan }) => ({ id, verdict, items, note, by: nameOf(context, by), at, isCurrent: plan === version })).toReversed();
}

/** Everything the page says; the printed sheet says the same. */
export function backoutRecord(context: ReadContext, ref: string): BackoutRecord {
  const change = context.loadChange(ref);
  const dossier = context.dossierOf(change);
  const { backout: { version, duties } } = dossier;
  const sheet = dossier.backout.sheet ?? emptyBackout;
  const time = timeFor(change.fields, sheet);
  const stated = statedOf(sheet, version);
  const { status, review } = reviewOf(dossier);
  const order = orderRow(context, sheet);
  const { backup: _, ...backup } = judgeBackup(dossier, context.now);
  return {
    change: change.id, number: change.number, version, state: backoutState(sheet), plan: planRow(context, sheet), noneKnown: stated ? { by: nameOf(context, stated.by), at: stated.at } : null,
    scripts: sheet.scripts.map((s) => ({ ...s, by: nameOf(context, s.by), isUsed: sheet.plan?.value.steps.some(({ script }) => script === s.name) ?? false })),
    time: { ...time, startsAt: change.fields.plannedStartAt, endsAt: change.fields.plannedEndAt, zone: change.fields.zone },
    triggers: sheet.triggers?.value.triggers ?? [], deadlineAt: sheet.triggers?.value.deadlineAt ?? null,
    triggersAlso: also(context, sheet.triggers, ({ triggers, deadlineAt }) => [...triggers.map((t) => `${t.metric} ${t.comparison.replace('-', ' ')} ${t.threshold} ${t.unit}`), ...(deadlineAt === null ? [] : [`decide by ${deadlineAt}`])].join('; ')),
    review: { status, by: review === null ? null : nameOf(context, review.by) }, reviews: reviewRows(context, dossier, sheet),
    rehearsals: sheet.rehearsals.map((r) => rehearsalRow(context, dossier, sheet, r)).toReversed(), rehearsalDays: rehearsalDays(dossier),
    objectives: { ...objectivesOf(dossier, sheet), isFromService: dossier.service?.rtoMinutes != null || dossier.service?.rpoMinutes != null },
    owner: answering(context, dossier, sheet.ownership?.value.owner ?? null), deputy: answering(context, dossier, sheet.ownership?.value.deputy ?? null), ownerAlso: also(context, sheet.ownership, ({ owner, deputy }) => [owner, ...(deputy === null ? [] : [deputy])].map((id) => nameOf(context, id)).join(', ')),
    busyWith: [...duties], order, notice: noticeOf(dossier, order, time.needed), dissents: sheet.dissents.map(({ id, by, at, reason }) => ({ id, by: nameOf(context, by), at, reason })),
    backups: sheet.backups.toSorted((a, b) => (a.takenAt < b.takenAt ? 1 : -1)).map(({ at: _at, ...b }) => ({ ...b, by: nameOf(context, b.by) })), backup, schedule: scheduleOf(context, dossier),
    pieces: backoutPieces(dossier, context.now).map(({ id, rule, label, gate, status: stands, why }) => ({ id, rule, label, gate, status: stands, code: why?.code ?? null, facts: why?.facts ?? {} })),
    may: Object.fromEntries([...Object.entries(mayAllBackout(dossier, context)), ['schedule', mayKeepSchedule(context)] as const].map(([act, no]) => [act, may(no)])),
  };
}

/** Services somebody said the schedule of; those that cannot keep their RPO first (BCK-06). */
function schedules({ db, listSheets }: ReadContext): Output<'backout.schedules'> {
  const rows = listSheets(backupScheduleSheet).flatMap(({ service: id, schedule: { value: { everyMinutes, system } } }) => {
    const row = db.get<{ name: string; body: string }>('SELECT name, body FROM service WHERE id = ?', id);
    if (!row || everyMinutes === null) return [];
    const { rpoMinutes } = serviceTraits(JSON.parse(row.body) as Service);
    return [{ service: id, name: row.name, everyMinutes, rpoMinutes, system, isAligned: isAligned({ everyMinutes, rpoMinutes }) }];
  });
  const urgency = ({ isAligned: is }: { isAligned: boolean | null }): number => (is === false ? 0 : is === null ? 1 : 2);
  return { rows: rows.toSorted((a, b) => urgency(a) - urgency(b) || (a.name < b.name ? -1 : 1)), misaligned: rows.filter((r) => r.isAligned === false).length };
}

export const backoutQueries = { 'backout.show': (context, { change }) => backoutRecord(context, change), 'backout.schedules': schedules } satisfies Partial<QueryHandlers>;
