// The files a gate is shown, taken apart: token, signed lists, keys to trust (DEP-02). Whatever they hold, an unusable one is refused in one sentence.
import { createPublicKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { z } from 'zod';
import type { ErrorCode } from '#contract/errors.ts';
import { ScheduleDocument } from '#contract/feed.ts';
import { FeedDocument, RevocationDocument, TokenDocument, TrustDocument } from '#contract/token.ts';
import { AppError, appError } from '../app-error.ts';
import type { Shown, Signer } from '../domain/gate-check.ts';
import { CanonicalError } from '../trail/canonical.ts';
import { keyIdOf, readSigned } from '../trail/token.ts';
import type { SignedKind } from '../trail/token.ts';

/** No token comes near this; more is another file. */
export const mostTokenBytes = 1024 * 1024 - 1;
const mostListBytes = 16 * 1024 * 1024;
export type FileAt = { path: string; name: string };
/** Keys to trust (hex), with those among them that were revoked. */
export type Trust = ReadonlyMap<string, Exclude<Signer, 'unknown'>>;

type Form<S extends z.ZodType> = { schema: S; kind: SignedKind; code: ErrorCode; list: string; most: number };
async function readShown<S extends z.ZodType>({ path, name }: FileAt, trust: Trust, form: Form<S>): Promise<Shown<z.output<S>> & { key: string }> {
  const refuse = (reason: string): Error => appError(form.code, { file: name, list: form.list, reason }, { file: name });
  if ((await stat(path)).size > form.most) throw refuse(`it is larger than ${Math.ceil(form.most / 1024 / 1024)} MiB`);
  try {
    const { document, signature, isSigned } = readSigned(form.kind, await readFile(path));
    const read = form.schema.safeParse(document);
    if (!read.success) throw refuse(`${read.error.issues[0]?.path.join('.') || 'it'}: ${read.error.issues[0]?.message ?? 'is not as it should be'}`);
    const isKey = /^[0-9a-f]{64}$/.test(signature.key);
    const keyId = isKey ? keyIdOf(signature.key) : '';
    // The key a document names as its issuer's is part of what is signed.
    const isOwn = (read.data as { issuer: { keyId: string } }).issuer.keyId === keyId;
    return { document: read.data, isSigned: isSigned && isOwn, signer: trust.get(signature.key) ?? 'unknown', keyId, key: signature.key, file: name };
  } catch (error) {
    if (error instanceof CanonicalError) throw refuse(`it has ${error.reason}`);
    throw error;
  }
}
/** Refuses with `not_a_token`. */
export const readToken = (file: FileAt, trust: Trust) => readShown(file, trust, { schema: TokenDocument, kind: 'token', code: 'not_a_token', list: 'token', most: mostTokenBytes });
/** Refuses with `not_a_signed_list`. */
export const readRevocations = (file: FileAt, trust: Trust) => readShown(file, trust, { schema: RevocationDocument, kind: 'revocations', code: 'not_a_signed_list', list: 'revocation list', most: mostListBytes });
/** Refuses with `not_a_signed_list`. */
export const readFeed = (file: FileAt, trust: Trust) => readShown(file, trust, { schema: FeedDocument, kind: 'freezes', code: 'not_a_signed_list', list: 'freeze feed', most: mostListBytes });

/** Whether the text of a file still says that it is a schedule of ours: then what does not fit any more was altered. */
const claimsToBeSchedule = (text: string): boolean => text.includes('"gavel-schedule"') || text.includes('{"schedule":{') || /"signature":\{"key":"[0-9a-f]{60}/.test(text);
/** Refuses with `not_a_signed_list` what is another file, and with `bad_signature` a schedule that was altered until it could not be read. */
export async function readSchedule(file: FileAt, trust: Trust): Promise<Shown<ScheduleDocument>> {
  try {
    return await readShown(file, trust, { schema: ScheduleDocument, kind: 'schedule', code: 'not_a_signed_list', list: 'schedule', most: mostListBytes });
  } catch (error) {
    if (error instanceof AppError && error.refusal.code === 'not_a_signed_list' && (await stat(file.path)).size <= mostListBytes && claimsToBeSchedule(await readFile(file.path, 'latin1'))) throw appError('bad_signature', { file: file.name }, { file: file.name });
    throw error;
  }
}

/** Public keys in PEM, each between its lines. Null for one that is no Ed25519 key. */
function keysInPem(text: string): string[] | null {
  const keys = [...text.matchAll(/-----BEGIN PUBLIC KEY-----[\s\S]+?-----END PUBLIC KEY-----/g)].map(([pem]) => {
    try {
      const key = createPublicKey(pem);
      return key.asymmetricKeyType === 'ed25519' ? Buffer.from(key.export({ format: 'jwk' }).x!, 'base64url').toString('hex') : null;
    } catch {
      return null;
    }
  });
  return keys.length === 0 || keys.includes(null) ? null : keys as string[];
}
/** Keys in a file of ours: a list to trust, or the key file of a pipeline. Null for other JSON. */
function keysInJson(text: string): Map<string, Exclude<Signer, 'unknown'>> | null {
  try {
    const value = JSON.parse(text) as { kind?: unknown; device?: unknown } | null;
    if (value?.kind === 'gavel-key' && typeof value.device === 'string' && /^[0-9a-f]{64}$/.test(value.device)) return new Map([[value.device, 'known']]);
    const list = TrustDocument.safeParse(value);
    // Named twice, once as revoked, is revoked.
    return list.success ? new Map(list.data.keys.toSorted((a, b) => Number(a.isRevoked) - Number(b.isRevoked)).map(({ key, isRevoked }) => [key, isRevoked ? 'revoked' : 'known'])) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
/** One key (hex) to a line; what follows a `#` is a remark. */
function keysInLines(text: string): string[] | null {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*$/, '').trim().toLowerCase()).filter((line) => line !== '');
  return lines.length > 0 && lines.every((line) => /^[0-9a-f]{64}$/.test(line)) ? lines : null;
}

/** Whom to believe. Refuses with `not_a_trust_list`. */
export async function readTrust({ path, name }: FileAt): Promise<Trust> {
  const refuse = (reason: string): Error => appError('not_a_trust_list', { file: name, reason }, { file: name });
  if ((await stat(path)).size > mostListBytes) throw refuse('it is larger than 16 MiB');
  const text = await readFile(path, 'utf8');
  if (text.includes('PRIVATE KEY')) throw refuse('it holds a private key, which belongs to nobody but its owner');
  const found = text.includes('-----BEGIN') ? keysInPem(text) : text.trimStart().startsWith('{') ? keysInJson(text) : keysInLines(text);
  if (found === null) throw refuse('');
  return found instanceof Map ? found : new Map(found.map((key) => [key, 'known']));
}
