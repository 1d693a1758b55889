// The offline evaluator: an exported plan and a file of readings in, a verdict and an order out (BCK-02). Needs no workspace.
import { readFile } from 'node:fs/promises';
import type { RollbackCheck } from '#contract/backout.ts';
import { AppError, appError } from '../app-error.ts';
import { judgeReadings } from '../domain/rollback.ts';
import type { RollbackVerdict } from '../domain/rollback.ts';
import { FormatError } from '../formats/format-error.ts';
import { readReadings } from '../formats/readings.ts';
import type { Reading } from '../formats/readings.ts';
import { sha256Hex } from '../trail/hashes.ts';
import type { KeyPair } from '../trail/keys.ts';
import { fingerprintWords } from '../trail/keys.ts';
import { signJson } from '../trail/signed-json.ts';
import { orderDomain, orderText, readPlanFile } from './rollback-files.ts';
import type { RollbackOrderFile, RollbackPlanFile } from './rollback-files.ts';

type FileAt = { path: string; name: string };
/** `trust`: the key (hex) or the twelve words of the device that has to have exported the plan. `signer` signs the order. */
export type CheckOptions = { plan: FileAt; metrics: FileAt; trust?: string | undefined; zone?: string | undefined; signer: { pair: KeyPair; name: string } | null; now: string; app: string };

async function readingsIn({ path, name }: FileAt, zone: string | undefined): Promise<Reading[]> {
  try {
    return await readReadings(path, { name, ...(zone === undefined ? {} : { zone }) });
  } catch (error) {
    if (error instanceof FormatError) throw appError('readings_unusable', { ...error.facts, problem: error.message, because: error.facts['because'] ?? error.code }, { ...error.where, file: name });
    throw error;
  }
}

const words = (text: string): string => text.trim().toLowerCase().split(/[\s,;-]+/).join(' ');
function assertTrusted(key: string, trust: string | undefined): void {
  if (trust === undefined || trust.trim().toLowerCase() === key || words(trust) === fingerprintWords(Buffer.from(key, 'hex'))) return;
  throw appError('key_unknown', { key: fingerprintWords(Buffer.from(key, 'hex')) });
}

type Ordered = { plan: RollbackPlanFile; verdict: RollbackVerdict; digests: { plan: string; readings: string } };
function orderOf({ plan, verdict, digests }: Ordered, { signer, now, app }: CheckOptions): RollbackOrderFile {
  const found = verdict.findings.find(({ trigger }) => trigger.id === verdict.because);
  return {
    format: 'gavel-rollback-order', v: 1, org: plan.org, change: plan.change, version: plan.version, because: verdict.because ?? '', trigger: found?.trigger ?? null, breach: found?.breach ?? null, deadlineAt: plan.deadlineAt,
    planDigest: digests.plan, readingsDigest: digests.readings, orderedAt: now, by: signer?.name ?? '', app,
  };
}

/** Judges; refuses with `not_a_rollback_plan` or `readings_unusable` (unusable input), `signature_wrong` or `key_unknown` (broken trust). */
export async function checkRollback(options: CheckOptions): Promise<RollbackCheck> {
  const { plan, key, bytes } = await readPlanFile(options.plan);
  assertTrusted(key, options.trust);
  const readings = await readingsIn(options.metrics, options.zone);
  const judged = judgeReadings(plan, readings, options.now);
  if (!judged.ok) throw new AppError({ ...judged.error, where: { ...judged.error.where, file: options.metrics.name } });
  const { verdict } = judged;
  const common = { verdict: verdict.verdict, because: verdict.because, change: plan.change.number, deadlineAt: plan.deadlineAt, at: options.now, readings: readings.length, findings: verdict.findings, planSigner: fingerprintWords(Buffer.from(key, 'hex')), isPlanTrusted: options.trust !== undefined };
  if (verdict.verdict !== 'roll-back') return { ...common, order: null, signedBy: null };
  const order = orderOf({ plan, verdict, digests: { plan: sha256Hex(bytes), readings: sha256Hex(await readFile(options.metrics.path)) } }, options);
  const signature = options.signer ? signJson(orderDomain, order, options.signer.pair) : null;
  return { ...common, order: orderText(order, signature), signedBy: signature?.key ?? null };
}
