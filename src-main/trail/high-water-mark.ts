// The high-water mark: how far a device had written, signed and kept apart from the workspace (trail design, A6).
import type { KeyObject } from 'node:crypto';
import { signBytes, verifyBytes } from './keys.ts';

/** `head` is hex. */
export type HighWaterMark = { org: string; feed: string; count: number; head: string };

/** Four lines with LF endings; the first one is the domain of the signature. */
export const markBytes = (m: HighWaterMark): Uint8Array => Buffer.from(`gavel-mark-v1\n${m.org}/${m.feed}\n${m.count}\n${m.head}\n`);

const form = /^gavel-mark-v1\n([A-Za-z0-9._-]{1,100})\/([0-9a-f]{32})\n([1-9]\d{0,14})\n([0-9a-f]{64})\n$/;

/** The mark that bytes state, or null when they state none. */
export function parseMark(bytes: Uint8Array): HighWaterMark | null {
  const match = form.exec(Buffer.from(bytes).toString('latin1'));
  return match ? { org: match[1]!, feed: match[2]!, count: Number(match[3]), head: match[4]! } : null;
}

export const signMark = (bytes: Uint8Array, deviceKey: KeyObject): Uint8Array => signBytes(deviceKey, bytes);
export const verifyMark = (bytes: Uint8Array, sig: Uint8Array, publicKey: Uint8Array): boolean => verifyBytes(publicKey, bytes, sig);
