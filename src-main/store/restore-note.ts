// A restore that nobody has put on record yet, because nobody was signed in: a note beside the database, put there with it by one rename (SYN-03).
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `missing`: commits of this device that the backup lacked, as far as the high-water mark knows. */
export type RestoreNote = { id: string; at: string; made: string; commits: number; events: number; missing: number };
const noteFile = (dir: string): string => join(dir, 'restored.json');

export const leaveRestoreNote = (dir: string, note: RestoreNote): void => { writeFileSync(noteFile(dir), `${JSON.stringify(note)}\n`, { mode: 0o600, flush: true }); };

export function readRestoreNote(dir: string): RestoreNote | null {
  if (!existsSync(noteFile(dir))) return null;
  try {
    const { id, at, made, commits, events, missing } = JSON.parse(readFileSync(noteFile(dir), 'utf8')) as Record<string, unknown>;
    const num = (value: unknown): number => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0);
    return typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id) ? { id, at: String(at), made: String(made), commits: num(commits), events: num(events), missing: num(missing) } : null;
  } catch {
    // Half a note says nothing; what a restore lost shows in the trail all the same.
    return null;
  }
}

/** Notes how many commits of this device the backup lacked, as far as the high-water mark knows. */
export function noteMissing(dir: string, missing: number): void {
  const note = readRestoreNote(dir);
  if (note) leaveRestoreNote(dir, { ...note, missing });
}
export const forgetRestoreNote = (dir: string): void => { rmSync(noteFile(dir), { force: true }); };
