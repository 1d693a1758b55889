// Files of a backout: scripts in, with the digest that shows a later byte; the plan for the pipeline out; its order back in (BCK-01, BCK-02).
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { mostScriptBytes } from '#contract/backout.ts';
import type { Input, Output } from '#contract/index.ts';
import { AppError, appError, orRefuse } from '../app-error.ts';
import { writeImportedOrder, writeScript } from '../commands/backout.ts';
import { attachScript as mayAttach, mayImportOrder } from '../domain/backout-acts.ts';
import { totalMinutes } from '../domain/backout.ts';
import { subjectOf } from '../domain/event.ts';
import { needs } from '../domain/roles.ts';
import type { JobContext } from '../ports.ts';
import { encode } from '../trail/canonical.ts';
import { sha256Hex } from '../trail/hashes.ts';
import { fingerprintWords } from '../trail/keys.ts';
import { note, place } from './export-file.ts';
import { orderText, planDomain, planText, readOrderFile } from './rollback-files.ts';
import type { RollbackPlanFile } from './rollback-files.ts';

const bytesOf = async ({ path, name }: { path: string; name: string }): Promise<Buffer> => {
  if (statSync(path).size > mostScriptBytes) throw appError('limit_exceeded', { what: name, limit: '4 MiB for a script' }, { file: name });
  return readFile(path);
};

/** Keeps the bytes as a text of the trail, so that they travel with the change and can be erased. */
export async function attachScript(context: JobContext, { change, file, name: said }: Input<'backout.attachScript'>): Promise<Output<'backout.attachScript'>> {
  const staged = context.staged(file);
  const bytes = await bytesOf(staged);
  const script = { id: context.newId(), name: said ?? staged.name, sha256: sha256Hex(bytes), size: bytes.length };
  // Asked before the bytes are put into another form, which takes a while for the largest.
  context.read((read) => { orRefuse(mayAttach(read.dossierOf(read.loadChange(change)), { ...script, bytes: '' }, read)); });
  context.write((write) => { writeScript(write, change, { ...script, bytes: bytes.toString('base64') }); });
  const kept = context.read((read) => read.dossierOf(read.loadChange(change)).backout.sheet?.scripts.find(({ name, sha256 }) => name === script.name && sha256 === script.sha256));
  return { script: kept?.id ?? script.id, name: script.name, sha256: script.sha256, size: script.size };
}

/** The bytes of the trail, or those of a file at hand, against the digest that was recorded when the script was attached. */
export async function verifyScript(context: JobContext, input: Input<'backout.verifyScript'>): Promise<Output<'backout.verifyScript'>> {
  const { script, events } = context.read((read) => {
    const change = read.loadChange(input.change);
    const { sheet } = read.dossierOf(change).backout;
    const found = sheet?.scripts.find(({ id, name }) => id === input.script || name === input.script);
    if (!found) throw appError('record_missing', { record: 'script', id: input.script });
    return { script: found, events: read.trail.ofSubject(subjectOf('change', change.id)) };
  });
  const { name, sha256: recorded } = script;
  if (input.file !== undefined) {
    const found = sha256Hex(await bytesOf(context.staged(input.file)));
    return { name, recorded, found, isSame: found === recorded, isErased: false };
  }
  const kept = events.find(({ event }) => event.type === 'backout.scriptAttached' && event.data['script'] === script.id)?.event.text['bytes'];
  const found = typeof kept === 'string' ? sha256Hex(Buffer.from(kept, 'base64')) : null;
  return { name, recorded, found, isSame: found === recorded, isErased: found === null };
}

export async function exportPlan(context: JobContext, { change: ref }: Input<'backout.exportPlan'>): Promise<Output<'backout.exportPlan'>> {
  const plan = context.read((read): RollbackPlanFile => {
    const no = needs('print', read.actor);
    if (no) throw new AppError(no.error);
    const change = read.loadChange(ref);
    const { sheet, version } = read.dossierOf(change).backout;
    if (sheet?.plan == null || version === null) throw appError('backout_plan_incomplete', { fields: ['steps'] });
    const { triggers, deadlineAt } = sheet.triggers?.value ?? { triggers: [], deadlineAt: null };
    if (triggers.length === 0 && deadlineAt === null) throw appError('backout_plan_incomplete', { fields: ['triggers', 'decision deadline'] });
    return {
      format: 'gavel-rollback-plan', v: 1, org: read.organisation.id, change: { id: change.id, number: change.number }, version, minutes: totalMinutes(sheet.plan.value), startsAt: change.fields.plannedStartAt, endsAt: change.fields.plannedEndAt,
      deadlineAt, triggers, exportedAt: read.now, by: read.actor.name,
    };
  });
  const signature = context.signAsDevice(planDomain, plan);
  const text = planText(plan, signature);
  const name = `${plan.change.number}-rollback-plan.json`;
  return { file: place(context, { name, text }, note(context, 'rollback-plan', name, plan.change.id)), version: plan.version, signedBy: fingerprintWords(Buffer.from(signature.key, 'hex')) };
}

/** Whether a key that signed an order belongs to a device that is enrolled and stands. */
const isEnrolled = (context: JobContext, key: string | null): boolean => key !== null && context.read(({ db }) => db.get('SELECT 1 FROM device WHERE key = ? AND revoked_from IS NULL', key) !== undefined);

/** An order is what it claims to be, and no more: a signature of a device of the organisation proves whose it is, not that anything was rolled back. */
export async function importOrder(context: JobContext, { change: ref, file }: Input<'backout.importOrder'>): Promise<Output<'backout.importOrder'>> {
  const { order, key } = await readOrderFile(context.staged(file));
  context.read((read) => {
    const change = read.loadChange(ref);
    if (order.org !== read.organisation.id) throw appError('wrong_org');
    if (order.change.id !== change.id) throw appError('order_of_another', { number: order.change.number, change: change.number });
    const dossier = read.dossierOf(change);
    const isKnown = dossier.backout.sheet?.orders.some(({ id }) => id === sha256Hex(encode(order))) === true;
    const no = isKnown ? null : mayImportOrder(dossier, read);
    if (no) orRefuse(no);
  });
  const claimedBy = order.by === '' ? 'a pipeline without a key' : order.by;
  const trigger = order.trigger ? `${order.trigger.metric} ${order.trigger.comparison.replace('-', ' ')} ${order.trigger.threshold} ${order.trigger.unit} for ${order.trigger.seconds} s` : 'the decision deadline passed without a healthy verdict';
  const id = sha256Hex(encode(order));
  context.write((write) => { writeImportedOrder(write, ref, { id, trigger: order.because, reason: trigger, orderedAt: order.orderedAt, claimedBy, key, source: orderText(order, null).trim() }); });
  return { order: id, trigger: order.because, claimedBy, isSigned: key !== null, isProved: isEnrolled(context, key) };
}
