// Checkpoints: signed statements of how far a feed goes (trail design, A6). The text is signed as it stands.
import type { KeyObject } from 'node:crypto';
import { signBytes, verifyBytes } from './keys.ts';

export type Checkpoint = { org: string; feed: string; count: number; root: string; head: string; hlc: string };

/** Six lines, LF, final LF; the first line is the signature's domain. `root` is base64, `head` hex. */
export const checkpointText = (c: Checkpoint): string => `gavel-checkpoint-v1\n${c.org}/${c.feed}\n${c.count}\n${c.root}\n${c.head}\n${c.hlc}\n`;

/** The checkpoint a text states, or null when it is not one. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const match = /^gavel-checkpoint-v1\n([^\n/]+)\/([0-9a-f]{32})\n(\d{1,15})\n([A-Za-z0-9+/]{43}=)\n([0-9a-f]{64})\n(\d{15}-[0-9a-f]{8})\n$/.exec(text);
  return match ? { org: match[1]!, feed: match[2]!, count: Number(match[3]), root: match[4]!, head: match[5]!, hlc: match[6]! } : null;
}

export const signCheckpoint = (text: string, deviceKey: KeyObject): Uint8Array => signBytes(deviceKey, Buffer.from(text));
export const verifyCheckpoint = (text: string, sig: Uint8Array, publicKey: Uint8Array): boolean => verifyBytes(publicKey, Buffer.from(text), sig);
