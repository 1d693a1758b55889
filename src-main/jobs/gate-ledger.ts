// The ledger that makes a token open the gate once (DEP-02): one line for each use, only ever added to.
// Two gates at once cannot both pass: each first adds its line, then reads the file anew, and the first line of a token wins. A gate that dies in between has
// used the token up, which is the safe side; no lock is left behind.
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { appError } from '../app-error.ts';
import type { FileAt } from './token-files.ts';

export type Use = { token: string; run: string; change: string; environment: string; artefact: string; at: string };

/** Uses in the ledger, in order. Refuses with `ledger_damaged`: a line that nobody can read may be the use of any token. */
function usesIn({ path, name }: FileAt): Use[] {
  return readFileSync(path, 'utf8').split('\n').flatMap((line, i): Use[] => {
    if (line.trim() === '') return [];
    try {
      const use = JSON.parse(line) as Partial<Use> | null;
      if (typeof use?.token === 'string' && typeof use.run === 'string') return [use as Use];
    } catch {
      // Said below, in the same words as for JSON that is no use.
    }
    throw appError('ledger_damaged', { file: name, line: i + 1 }, { file: name, line: i + 1 });
  });
}
export const isUsed = (ledger: FileAt, token: string): boolean => usesIn(ledger).some((use) => use.token === token);

/** Writes the use down durably; false when another gate was first. */
export function claim(ledger: FileAt, use: Use): boolean {
  const file = openSync(ledger.path, 'a', 0o600);
  try {
    // A line of its own, also behind one that was torn; a single write, which an appending file takes whole.
    writeSync(file, `\n${JSON.stringify(use)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return usesIn(ledger).find(({ token }) => token === use.token)?.run === use.run;
}
