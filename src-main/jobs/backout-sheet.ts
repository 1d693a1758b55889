// The backout of a change as a sealed PDF, for the wall of the room in which it is carried out (BCK-01).
import type { BackoutRecord } from '#contract/backout.ts';
import type { ErrorCode } from '#contract/errors.ts';
import { sentence } from '#contract/errors.ts';
import type { Input, Output } from '#contract/index.ts';
import type { BackoutDocument } from '../documents/backout-document.ts';
import { appError } from '../app-error.ts';
import { minuteOf } from '../domain/spans.ts';
import type { JobContext, JobControl, ReadContext } from '../ports.ts';
import { backoutRecord } from '../queries/backout.ts';
import { fingerprintWords } from '../trail/keys.ts';
import { assertArchival, common, exported, markFeeds, mayPrint, safeName } from './documents.ts';

const comparisonWords = { above: 'above', 'at-least': 'at least', below: 'below', 'at-most': 'at most' } as const;
const reviewWords = { none: 'Nobody has reviewed it.', approved: 'Approved', rework: 'Sent back for rework', withdrawn: 'Review required: the plan was edited after the review' } as const;
const standingWords: Record<BackoutRecord['rehearsals'][number]['standing'], string> = {
  passed: 'passed', 'too-slow': 'longer than the RTO', 'checks-differ': 'checks differ', 'checks-missing': 'no checks compared', 'steps-missing': 'not every step timed', 'other-version': 'of another version', expired: 'expired', 'no-objective': 'no RTO to compare', 'in-production': 'held in production',
};

const personOf = (person: BackoutRecord['owner']): string => (person === null ? 'nobody named' : `${person.name}, ${person.stands === 'accepted' ? 'accepted by signature' : 'has not accepted this window'}`);
function orderOf({ order, state }: BackoutRecord): string {
  if (order === null) return '';
  const who = order.claimedBy === null ? order.by : `${order.claimedBy}, as claimed, brought in by ${order.by}`;
  return `Rollback ordered ${minuteOf(order.orderedAt)} UTC by ${who}${state === 'done' ? '; every step is done' : '; not yet carried out'}.`;
}

export function gatherBackout(context: ReadContext, ref: string, mark: BackoutDocument['trail']): BackoutDocument {
  const record = backoutRecord(context, ref);
  const { fields, number } = context.loadChange(ref);
  const { plan, objectives: { rto, rpo }, rehearsals: [rehearsal] } = record;
  if (plan === null || record.version === null) throw appError('backout_plan_incomplete', { fields: ['steps'] });
  return {
    organisation: context.organisation.name, number, title: fields.title, service: fields.service || null, environment: fields.environment, zone: fields.zone,
    window: fields.plannedStartAt !== null && fields.plannedEndAt !== null ? { fromAt: fields.plannedStartAt, toAt: fields.plannedEndAt } : null, deadlineAt: record.deadlineAt,
    owner: personOf(record.owner), deputy: personOf(record.deputy), minutes: record.time.needed, version: record.version, pointOfNoReturn: plan.pointOfNoReturn || 'not stated', data: plan.changesData ? plan.dataReversal || 'altered; nobody has said how it is reversed' : 'not altered',
    limitations: plan.limitations || (record.noneKnown ? `none known, signed by ${record.noneKnown.by}` : 'not stated'), objectives: `back within ${rto === null ? 'an unknown time' : `${rto} minutes`}, data lost at most ${rpo === null ? 'unknown' : `${rpo} minutes`}`,
    steps: plan.steps.map((s) => ({ title: s.title, owner: s.ownerName || 'nobody', minutes: s.minutes, script: s.script, verification: s.verification, done: s.doneAt === null ? '' : `${s.doneAt.slice(11, 16)} UTC, ${s.doneBy ?? ''}` })),
    scripts: record.scripts.map(({ name, sha256 }) => ({ name, sha256 })),
    triggers: record.triggers.map((t) => ({ said: `${t.metric} ${comparisonWords[t.comparison]} ${t.threshold} ${t.unit} for ${t.seconds} s`, acts: t.isAutomatic ? 'automatic' : 'a person decides' })),
    review: `${reviewWords[record.review.status]}${record.review.by === null ? '' : ` (${record.review.by})`}`, rehearsal: rehearsal ? `${Math.ceil(rehearsal.seconds / 60)} minutes in ${rehearsal.environment}, ${rehearsal.finishedAt.slice(0, 10)}: ${standingWords[rehearsal.standing]}` : 'none',
    order: orderOf(record), dissents: record.dissents.map(({ reason, by }) => `${reason} (${by})`), gaps: record.pieces.flatMap(({ status, label, code, facts }) => (status === 'present' || status === 'waived' || code === null ? [] : [`${label}: ${sentence({ code: code as ErrorCode, facts })}`])),
    trail: mark, rootWords: fingerprintWords(Buffer.from(context.organisation.rootKey, 'hex')), caFingerprint: context.organisation.caFingerprint, madeAt: context.now,
  };
}

export async function writeBackout(context: JobContext, { change: ref }: Input<'backout.write'>, control: JobControl): Promise<Output<'backout.write'>> {
  mayPrint(context);
  const own = markFeeds(context).find((f) => f.feed === context.organisation.deviceFeed)!;
  const { document, id } = context.read((read) => ({ document: gatherBackout(read, ref, own), id: read.loadChange(ref).id }));
  const name = `${safeName(document.number)}-BACKOUT.pdf`;
  const file = await context.print({ ...common(context, name), kind: 'backout', document }, control);
  assertArchival(file);
  return { file: exported(context, { kind: 'backout', of: id, name, path: file.path, sha256: file.sha256 }), pages: file.pages };
}
