// How far this device had written, kept outside the workspace folder: a restored backup or a copied profile shows (trail design, A6).
import type { KeyObject } from 'node:crypto';
import { closeSync, constants, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { markBytes, parseMark, signMark, verifyMark } from '../trail/high-water-mark.ts';

export type Mark = { org: string; feed: string; count: number; head: string };
const fileOf = (dataDir: string, feed: string): string => join(dataDir, 'marks', `${feed}.json`);

/** Half of a file that a power cut left says nothing. */
function storedMark(path: string): { text: string; sig: string } | null {
  try {
    const { text, sig } = JSON.parse(readFileSync(path, 'utf8')) as { text: unknown; sig: unknown };
    return typeof text === 'string' && typeof sig === 'string' ? { text, sig } : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

/** The mark last written for a feed; null when there is none, or when it is not signed by the feed's key. */
export function readMark(dataDir: string, feed: string, publicKey: Uint8Array): Mark | null {
  const path = fileOf(dataDir, feed);
  const stored = existsSync(path) ? storedMark(path) : null;
  return stored && verifyMark(Buffer.from(stored.text), Buffer.from(stored.sig, 'base64'), publicKey) ? parseMark(Buffer.from(stored.text)) : null;
}

/** Room for a mark of any count; a shorter one is filled up with blanks, so that writing in place leaves no rest of an older one. */
const markLength = 512;

/** Written after each commit, in place and not flushed: a mark that is lost or torn only makes the check a little later, and a rename would cost as much as the commit. */
export function writeMark(dataDir: string, mark: Mark, key: KeyObject): void {
  const bytes = Buffer.from(markBytes(mark));
  const path = fileOf(dataDir, mark.feed);
  if (!existsSync(path)) mkdirSync(join(dataDir, 'marks'), { recursive: true, mode: 0o700 });
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT, 0o600);
  try {
    writeSync(file, JSON.stringify({ text: bytes.toString(), sig: Buffer.from(signMark(bytes, key)).toString('base64') }).padEnd(markLength), 0);
  } finally {
    closeSync(file);
  }
}
