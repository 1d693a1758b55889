// How far this device had written, kept outside the workspace folder: a restored backup or a copied profile shows (trail design, A6).
import type { KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markBytes, parseMark, signMark, verifyMark } from '../trail/high-water-mark.ts';

export type Mark = { org: string; feed: string; count: number; head: string };
const fileOf = (dataDir: string, feed: string): string => join(dataDir, 'marks', `${feed}.json`);

/** The mark last written for a feed; null when there is none, or when it is not signed by the feed's key. */
export function readMark(dataDir: string, feed: string, publicKey: Uint8Array): Mark | null {
  const path = fileOf(dataDir, feed);
  if (!existsSync(path)) return null;
  const { text, sig } = JSON.parse(readFileSync(path, 'utf8')) as { text: string; sig: string };
  return verifyMark(Buffer.from(text), Buffer.from(sig, 'base64'), publicKey) ? parseMark(Buffer.from(text)) : null;
}

/** Written after each commit; not flushed, because losing the newest mark only makes the check a little later. */
export function writeMark(dataDir: string, mark: Mark, key: KeyObject): void {
  const bytes = Buffer.from(markBytes(mark));
  const path = fileOf(dataDir, mark.feed);
  mkdirSync(join(dataDir, 'marks'), { recursive: true });
  writeFileSync(`${path}.partial`, JSON.stringify({ text: bytes.toString(), sig: Buffer.from(signMark(bytes, key)).toString('base64') }));
  renameSync(`${path}.partial`, path);
}
