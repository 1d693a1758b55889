// A backup of the whole workspace as one encrypted file in the exports folder (SYN-03).
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Input, Output } from '#contract/index.ts';
import type { JobContext, JobControl } from '../ports.ts';

const safeName = (name: string): string => name.normalize('NFC').replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, ' ').trim().slice(0, 100) || 'backup';

/** Everybody who signs in here may back up: the copy opens with its own passphrase, and every key in it stays wrapped. */
export async function backUpWorkspace(context: JobContext, { passphrase, name }: Input<'workspace.backup'>, control: JobControl): Promise<Output<'workspace.backup'>> {
  const { organisation, exportsDir } = context;
  const made = context.now();
  const file = `${safeName(name ?? `${organisation.name} ${organisation.site} ${made.slice(0, 16).replace(':', '')}`)}.gavel-backup`;
  mkdirSync(exportsDir, { recursive: true });
  const written = await context.backUp({ path: join(exportsDir, file), passphrase, made }, control);
  return { ...written.counts, file: { name: file, folder: exportsDir, ...written.file } };
}
