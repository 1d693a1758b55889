// The high-water mark: how far a device had written, signed, kept apart from the workspace (trail design, A6).
import type { KeyObject } from 'node:crypto';
import { signBytes, verifyBytes } from './keys.ts';

export type HighWaterMark = { org: string; feed: string; count: number; head: string };

export const markBytes = (m: HighWaterMark): Uint8Array => Buffer.from(`gavel-mark-v1\n${m.org}/${m.feed}\n${m.count}\n${m.head}\n`);
export function parseMark(bytes: Uint8Array): HighWaterMark | null {
  const match = /^gavel-mark-v1\n([^\n/]+)\/([0-9a-f]{32})\n(\d{1,15})\n([0-9a-f]{64})\n$/.exec(Buffer.from(bytes).toString('utf8'));
  return match ? { org: match[1]!, feed: match[2]!, count: Number(match[3]), head: match[4]! } : null;
}
export const signMark = (bytes: Uint8Array, deviceKey: KeyObject): Uint8Array => signBytes(deviceKey, bytes);
export const verifyMark = (bytes: Uint8Array, sig: Uint8Array, publicKey: Uint8Array): boolean => verifyBytes(publicKey, bytes, sig);
