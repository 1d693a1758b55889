// Files signed by this device that leave the workspace: who signs, how the file gets its name and place, and that it is on record.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TokenDocument } from '#contract/token.ts';
import type { ExportedFile } from '#contract/values.ts';
import { AppError, appError } from '../app-error.ts';
import { subjectOf } from '../domain/event.ts';
import { needs } from '../domain/roles.ts';
import type { JobContext, ReadContext } from '../ports.ts';
import type { Json } from '../trail/canonical.ts';
import { sha256Hex } from '../trail/hashes.ts';
import { domainOf, keyIdOf, signedText } from '../trail/token.ts';
import type { SignedKind } from '../trail/token.ts';

/** The key of this device as the roster has it, and who signs with it. */
export function issuerOf(context: JobContext, read: ReadContext): { key: string; issuer: TokenDocument['issuer'] } {
  const key = read.db.get<{ key: string }>('SELECT key FROM device WHERE feed = ?', context.deviceFeed)?.key;
  if (key === undefined) throw appError('record_missing', { record: 'device', id: context.deviceFeed });
  return { key, issuer: { keyId: keyIdOf(key), site: read.organisation.site, person: read.actor.name } };
}
export const signed = (context: JobContext, kind: SignedKind, document: Json): string => signedText(kind, document, context.signAsDevice(domainOf(kind), document));

/** Puts a file in its place once `settle` has gone through; where it refuses, no file is left. */
export function place(context: JobContext, { name, text }: { name: string; text: string }, settle: (sha256: string) => void): ExportedFile {
  mkdirSync(context.exportsDir, { recursive: true });
  const path = join(context.exportsDir, name);
  const sha256 = sha256Hex(text);
  writeFileSync(`${path}.partial`, text, { flush: true });
  try {
    settle(sha256);
  } catch (error) {
    rmSync(`${path}.partial`, { force: true });
    throw error;
  }
  renameSync(`${path}.partial`, path);
  return { name, folder: context.exportsDir, size: Buffer.byteLength(text), sha256 };
}
export const note = (context: JobContext, kind: string, name: string) => (sha256: string): void => {
  context.write((write) => { write.append([{ type: 'document.written', subject: subjectOf('document', write.newId()), data: { kind, of: write.organisation.id, sha256 }, text: { name } }]); });
};
export const stampOf = (at: string): string => at.slice(0, 19).replace(/\D/g, '');

/** A job that writes no record asks for the permission itself. */
export const assertMay = (permission: Parameters<typeof needs>[0], read: ReadContext): void => {
  const no = needs(permission, read.actor);
  if (no) throw new AppError(no.error);
};
