// Files that leave the workspace whole: how one gets its name and place, that it is on record, and who may ask for it.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportedFile } from '#contract/values.ts';
import { AppError } from '../app-error.ts';
import { subjectOf } from '../domain/event.ts';
import { needs } from '../domain/roles.ts';
import type { JobContext, ReadContext } from '../ports.ts';
import { sha256Hex } from '../trail/hashes.ts';

/** Puts a file in its place, whole or not at all, once `settle` has gone through; where that refuses, no file is left. */
export function place(context: JobContext, { name, text }: { name: string; text: string | Uint8Array }, settle: (sha256: string) => void = () => {}): ExportedFile {
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
/** Puts on record that a file was written; `of` is the record it is about, the organisation where it is about none. */
export const note = (context: JobContext, kind: string, name: string, of = context.organisation.id) => (sha256: string): void => {
  context.write((write) => { write.append([{ type: 'document.written', subject: subjectOf('document', write.newId()), data: { kind, of, sha256 }, text: { name } }]); });
};
/** The moment in a file's name: digits alone. */
export const stampOf = (at: string): string => at.slice(0, 19).replace(/\D/g, '');

/** A job that writes no record asks for the permission itself. */
export const assertMay = (permission: Parameters<typeof needs>[0], read: ReadContext): void => {
  const no = needs(permission, read.actor);
  if (no) throw new AppError(no.error);
};
