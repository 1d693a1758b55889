// The envelope of a commit (trail design, A2): strict in, canonical out, signed by its hash.
import type { KeyObject } from 'node:crypto';
import { CanonicalError, decodeStrict, encodeBytes } from './canonical.ts';
import type { Json } from './canonical.ts';
import { isHlc } from './clock.ts';
import { commitHash } from './hashes.ts';
import { signBytes, verifyBytes } from './keys.ts';

export type PayloadRef = { c: string; n: number; k: 'personal' | 'restricted' | 'internal' };
/** `d` holds ids, codes, numbers and hashes only; `ps` is the person's signature on the act (base64url). */
export type TrailEvent = { t: string; crit?: true; s: string; by: string; at: string; d: { [key: string]: Json }; p?: Record<string, PayloadRef>; ps?: string };
export type Envelope = {
  v: 1; org: string; feed: string; seq: number; prev: string | null; hlc: string; schema: number; app: string;
  seen: Record<string, [number, string]>; roster: [number, string]; events: TrailEvent[];
  /** The import run this commit belongs to. */
  import?: string;
};

export const maxEvents = 500;

export class EnvelopeError extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'EnvelopeError';
  }
}
const need = (isRight: boolean, problem: string): void => { if (!isRight) throw new EnvelopeError(problem); };

const isObject = (x: unknown): x is Record<string, Json> => typeof x === 'object' && x !== null && !Array.isArray(x);
const isHex = (x: unknown, digits: number): x is string => typeof x === 'string' && x.length === digits && /^[0-9a-f]*$/.test(x);
const isCount = (x: unknown): x is number => typeof x === 'number' && Number.isSafeInteger(x) && x >= 0;
const isText = (x: unknown, most: number): x is string => typeof x === 'string' && x.length > 0 && x.length <= most;
const isPosition = (x: unknown, emptyHead: boolean): boolean => Array.isArray(x) && x.length === 2 && isCount(x[0]) && (isHex(x[1], 64) || (emptyHead && x[0] === 0 && x[1] === ''));
const onlyKeys = (x: Record<string, unknown>, keys: readonly string[], what: string): void => {
  for (const key of Object.keys(x)) need(keys.includes(key), `${what} has an unknown field “${key.slice(0, 40)}”`);
};

function checkPayload(ref: unknown): void {
  need(isObject(ref), 'a payload reference is no object');
  const r = ref as Record<string, unknown>;
  onlyKeys(r, ['c', 'n', 'k'], 'a payload reference');
  need(isHex(r['c'], 64) && isCount(r['n']) && ['personal', 'restricted', 'internal'].includes(r['k'] as string), 'a payload reference is malformed');
}

function checkEvent(event: unknown): void {
  need(isObject(event), 'an event is no object');
  const e = event as Record<string, unknown>;
  onlyKeys(e, ['t', 'crit', 's', 'by', 'at', 'd', 'p', 'ps'], 'an event');
  need(isText(e['t'], 100) && isText(e['s'], 200) && isText(e['by'], 200), 'an event lacks type, subject or actor');
  need(typeof e['at'] === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(e['at']), 'an event has no UTC time');
  need(isObject(e['d']), 'an event has no data');
  need(e['crit'] === undefined || e['crit'] === true, 'crit is true or absent');
  need(e['ps'] === undefined || (typeof e['ps'] === 'string' && /^[A-Za-z0-9_-]{86}$/.test(e['ps'])), 'a person’s signature is malformed');
  if (e['p'] !== undefined) {
    need(isObject(e['p']), 'payload references are no object');
    Object.values(e['p'] as object).forEach(checkPayload);
  }
}

const fields = ['v', 'org', 'feed', 'seq', 'prev', 'hlc', 'schema', 'app', 'seen', 'roster', 'events', 'import'];

/** Shape of an envelope, beyond its canonical form. Throws `EnvelopeError` with the first thing that is wrong. */
export function checkEnvelope(value: unknown): Envelope {
  need(isObject(value), 'an envelope is an object');
  const e = value as Record<string, unknown>;
  need(e['v'] === 1, 'this envelope is of a version this Gavel does not know');
  onlyKeys(e, fields, 'the envelope');
  need(isText(e['org'], 100) && isHex(e['feed'], 32) && isCount(e['seq']), 'organisation, feed or position is malformed');
  need(e['seq'] === 0 ? e['prev'] === null : isHex(e['prev'], 64), 'the link to the commit before is malformed');
  need(isHlc(e['hlc']) && isCount(e['schema']) && isText(e['app'], 40), 'clock, schema or app is malformed');
  need(isObject(e['seen']) && Object.entries(e['seen'] as object).every(([feed, position]) => isHex(feed, 32) && isPosition(position, false)), 'what it has seen is malformed');
  need(isPosition(e['roster'], true), 'its roster position is malformed');
  need(e['import'] === undefined || isText(e['import'], 64), 'its import is malformed');
  const events = e['events'];
  need(Array.isArray(events) && events.length >= 1 && events.length <= maxEvents, `a commit holds 1 to ${maxEvents} events`);
  (events as unknown[]).forEach(checkEvent);
  return value as Envelope;
}

/** Reads stored or received bytes: canonical, strict, or an `EnvelopeError`. */
export function parseEnvelope(bytes: Uint8Array): Envelope {
  try {
    return checkEnvelope(decodeStrict(bytes));
  } catch (error) {
    if (error instanceof CanonicalError) throw new EnvelopeError(error.message);
    throw error;
  }
}

const signed = (hash: Uint8Array): Uint8Array => Buffer.concat([Buffer.from('gavel-sig-commit-v1\n'), hash]);

/** Canonical bytes, their hash and the device's signature on it. */
export function sealCommit(envelope: Envelope, deviceKey: KeyObject): { bytes: Uint8Array; hash: Buffer; sig: Uint8Array } {
  const bytes = encodeBytes(checkEnvelope(envelope));
  const hash = commitHash(bytes);
  return { bytes, hash, sig: signBytes(deviceKey, signed(hash)) };
}

export const verifyCommitSignature = (publicKey: Uint8Array, hash: Uint8Array, sig: Uint8Array): boolean => verifyBytes(publicKey, signed(hash), sig);
