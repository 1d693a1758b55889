// Checkpoints: signed statements of how far a feed goes (trail design, A6). The text is signed as it stands.
import type { KeyObject } from 'node:crypto';
import type { Verifier } from './keys.ts';
import { signBytes, verifierFor } from './keys.ts';

/** `root` is base64, `head` hex. */
export type Checkpoint = { org: string; feed: string; count: number; root: string; head: string; hlc: string };

/** Six lines with LF endings; the first one is the domain of the signature. */
export const checkpointText = (c: Checkpoint): string => `gavel-checkpoint-v1\n${c.org}/${c.feed}\n${c.count}\n${c.root}\n${c.head}\n${c.hlc}\n`;

const form = /^gavel-checkpoint-v1\n([A-Za-z0-9._-]{1,100})\/([0-9a-f]{32})\n([1-9]\d{0,14})\n([A-Za-z0-9+/]{43}=)\n([0-9a-f]{64})\n(\d{15}-[0-9a-f]{8})\n$/;

/** The checkpoint a text states, or null when it states none. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const match = form.exec(text);
  return match ? { org: match[1]!, feed: match[2]!, count: Number(match[3]), root: match[4]!, head: match[5]!, hlc: match[6]! } : null;
}

/** The device's signature on the exact text. */
export const signCheckpoint = (text: string, deviceKey: KeyObject): Uint8Array => signBytes(deviceKey, Buffer.from(text));

export const verifyCheckpoint = (text: string, sig: Uint8Array, key: Uint8Array | Verifier): boolean =>
  (typeof key === 'function' ? key : verifierFor(key))(Buffer.from(text), sig);
