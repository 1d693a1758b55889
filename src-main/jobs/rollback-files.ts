// The files that travel between a change and its pipeline: the signed plan that goes out, the order that comes back (BCK-02). Both are canonical JSON.
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Trigger } from '#contract/backout.ts';
import { appError } from '../app-error.ts';
import type { Json } from '../trail/canonical.ts';
import { CanonicalError, decodeStrict, encode } from '../trail/canonical.ts';
import { isJsonSigned } from '../trail/signed-json.ts';
import type { JsonSignature } from '../trail/signed-json.ts';

export const planDomain = 'gavel-rollback-plan-v1';
export const orderDomain = 'gavel-rollback-order-v1';
/** No plan or order comes near this; more is another file. */
const mostBytes = 1024 * 1024;

const Hex = z.string().regex(/^[0-9a-f]{64}$/);
const Instant = z.iso.datetime();
const Signature = z.strictObject({ key: Hex, sig: z.string().max(100) });
const Change = z.strictObject({ id: z.string().max(64), number: z.string().max(64) });
export const RollbackPlanFile = z.strictObject({
  format: z.literal('gavel-rollback-plan'), v: z.literal(1), org: z.string().max(100), change: Change, version: Hex, minutes: z.number().int().min(0), startsAt: Instant.nullable(), endsAt: Instant.nullable(),
  deadlineAt: Instant.nullable(), triggers: z.array(Trigger).max(50), exportedAt: Instant, by: z.string().max(300),
});
export type RollbackPlanFile = z.output<typeof RollbackPlanFile>;
const Breach = z.strictObject({ from: z.string().max(40), to: z.string().max(40), value: z.string().max(100) });
export const RollbackOrderFile = z.strictObject({
  format: z.literal('gavel-rollback-order'), v: z.literal(1), org: z.string().max(100), change: Change, version: Hex, because: z.string().max(64), trigger: Trigger.nullable(), breach: Breach.nullable(), deadlineAt: Instant.nullable(),
  planDigest: Hex, readingsDigest: Hex, orderedAt: Instant, by: z.string().max(300), app: z.string().max(64),
});
export type RollbackOrderFile = z.output<typeof RollbackOrderFile>;
const PlanFile = z.strictObject({ plan: RollbackPlanFile, signature: Signature });
const OrderFile = z.strictObject({ order: RollbackOrderFile, signature: Signature.nullable() });

export const planText = (plan: RollbackPlanFile, signature: JsonSignature): string => `${encode({ plan, signature })}\n`;
export const orderText = (order: RollbackOrderFile, signature: JsonSignature | null): string => `${encode({ order, signature })}\n`;

export type FileAt = { path: string; name: string };
type Kind = 'not_a_rollback_plan' | 'not_a_rollback_order' | 'not_a_change_draft';
/** The value of a file in canonical JSON, after its schema; whether its signature holds is asked by the caller. Refuses with the kind given. */
export async function readCanonical<S extends z.ZodType>(schema: S, { path, name }: FileAt, kind: Kind): Promise<{ value: z.output<S>; bytes: Uint8Array }> {
  const bytes = await readFile(path);
  const refuse = (reason: string): Error => appError(kind, { file: name, reason }, { file: name });
  if (bytes.length > mostBytes) throw refuse('it is too large');
  let value: Json;
  try {
    value = decodeStrict(bytes.at(-1) === 10 ? bytes.subarray(0, -1) : bytes);
  } catch (error) {
    if (error instanceof CanonicalError) throw refuse(error.reason);
    throw error;
  }
  const read = schema.safeParse(value);
  if (!read.success) throw refuse(`${read.error.issues[0]?.path.join('.') ?? 'it'}: ${read.error.issues[0]?.message ?? 'is not as it should be'}`);
  return { value: read.data, bytes };
}

/** The plan of a file whose signature holds. Refuses with `not_a_rollback_plan` or `signature_wrong`. */
export async function readPlanFile(file: FileAt): Promise<{ plan: RollbackPlanFile; key: string; bytes: Uint8Array }> {
  const { value: { plan, signature }, bytes } = await readCanonical(PlanFile, file, 'not_a_rollback_plan');
  if (!isJsonSigned(planDomain, plan, signature)) throw appError('signature_wrong', { what: `${file.name} was altered after it was exported` }, { file: file.name });
  return { plan, key: signature.key, bytes };
}

/** An order as it came; a signature that is there has to hold. Refuses with `not_a_rollback_order` or `signature_wrong`. */
export async function readOrderFile(file: FileAt): Promise<{ order: RollbackOrderFile; key: string | null; bytes: Uint8Array }> {
  const { value: { order, signature }, bytes } = await readCanonical(OrderFile, file, 'not_a_rollback_order');
  if (signature !== null && !isJsonSigned(orderDomain, order, signature)) throw appError('signature_wrong', { what: `${file.name} was altered after it was signed` }, { file: file.name });
  return { order, key: signature?.key ?? null, bytes };
}
