// How a backout and the schedules of services look to people on the command line (BCK-01 to BCK-06).
import type { BackoutRecord } from '#contract/backout.ts';
import { sentence } from '#contract/errors.ts';
import type { ErrorCode } from '#contract/errors.ts';
import type { Output } from '#contract/index.ts';
import { facts, oneLine, table } from './text.ts';
import { moment } from './views.ts';

export const comparisonWords: Record<string, string> = { above: 'above', 'at-least': 'at least', below: 'below', 'at-most': 'at most' };
const person = (who: BackoutRecord['owner']): string | null => (who === null ? null : `${who.name}${who.stands === 'accepted' ? ', accepted' : who.stands === 'no' ? ', has not accepted' : ', accepted another window'}`);
const ordered = ({ order, state }: BackoutRecord): string | null => (order === null ? null
  : `${String(moment(order.orderedAt))} by ${order.claimedBy === null ? order.by : `${order.claimedBy} (${order.isProved ? 'signed by an enrolled key' : 'claimed'}), brought in by ${order.by}`}; ${state === 'done' ? 'every step is done' : 'not yet carried out'}`);

/** The record as the page shows it: who may, what is planned, what the gates still ask. */
export function backoutText(record: BackoutRecord): string {
  const { plan, time, objectives, rehearsals, backups, backup } = record;
  const open = record.pieces.filter(({ status, code }) => status !== 'present' && status !== 'waived' && code !== null);
  const minutes = (n: number | null): string => (n === null ? 'unknown' : `${n} min`);
  return [
    facts([
      ['Change', record.number], ['State', record.state], ['Ordered', ordered(record)], ['Version', record.version], ['Decide by', moment(record.deadlineAt)],
      ['Takes', `${time.needed} min${time.available === null ? '' : ` of ${time.available}`}`], ['RTO, RPO', `${minutes(objectives.rto)}, ${minutes(objectives.rpo)}`], ['Owner', person(record.owner)], ['Deputy', person(record.deputy)],
      ['Review', `${record.review.status}${record.review.by === null ? '' : `, ${record.review.by}`}`], ['Point of no return', plan?.pointOfNoReturn ?? null], ['Data', plan === null ? null : plan.changesData ? plan.dataReversal : 'not altered'],
      ['Cannot be undone', plan === null ? null : plan.limitations || (record.noneKnown === null ? 'not stated' : `none known, signed by ${record.noneKnown.by}`)],
    ]),
    ...(plan === null ? ['No backout plan yet: gavel backout plan CHANGE --steps …'] : [table(['No', 'Step', 'Owner', 'Min', 'Script', 'Done'], plan.steps.map((s, i) => [i + 1, s.title, s.ownerName, s.minutes, s.script, s.doneAt === null ? null : `${String(moment(s.doneAt))}, ${s.doneBy ?? ''}`]))]),
    ...(record.scripts.length === 0 ? [] : [table(['Script', 'Bytes', 'SHA-256'], record.scripts.map((s) => [s.name, s.size, s.sha256]))]),
    ...(record.triggers.length === 0 ? [] : [table(['Trigger', 'Acts'], record.triggers.map((t) => [`${t.metric} ${comparisonWords[t.comparison] ?? ''} ${t.threshold} ${t.unit} for ${t.seconds} s`, t.isAutomatic ? 'automatic' : 'a person decides']))]),
    ...(rehearsals.length === 0 ? [] : [table(['Rehearsed', 'Where', 'Min', 'Stands'], rehearsals.map((r) => [moment(r.finishedAt), r.environment, Math.ceil(r.seconds / 60), r.standing.replaceAll('-', ' ')]))]),
    ...(backups.length === 0 ? [] : [`${table(['Backup', 'Taken', 'Bytes', 'Restore tested'], backups.map((b) => [b.system, moment(b.takenAt), b.size, b.restoreTestedOn]))}\nThe youngest is ${backup.ageMinutes} min old; ${backup.limitMinutes} are allowed.`]),
    ...record.dissents.map(({ by, reason }) => `Dissent of ${oneLine(by)}: ${oneLine(reason)}`),
    ...(open.length === 0 ? [] : [table(['Still asked', 'Before', 'Why'], open.map((p) => [p.label, p.gate, sentence({ code: p.code as ErrorCode, facts: p.facts })]))]),
  ].join('\n\n');
}

export const schedulesText = ({ rows, misaligned }: Output<'backout.schedules'>): string => (rows.length === 0 ? 'No backup schedule is on record.'
  : `${table(['Service', 'Every', 'RPO', 'Taken by', 'Stands'], rows.map((r) => [r.name, `${r.everyMinutes} min`, r.rpoMinutes === null ? null : `${r.rpoMinutes} min`, r.system, r.isAligned === null ? 'no RPO is known' : r.isAligned ? 'aligned' : 'misaligned']))}\n${misaligned} misaligned.`);
