// The envelope of a commit (trail design, A2): strict in, canonical out, signed by its hash (A4).
import type { KeyObject } from 'node:crypto';
import type { Json } from './canonical.ts';
import { CanonicalError, decodeStrict, encodeBytes } from './canonical.ts';
import { isHlc } from './clock.ts';
import { commitHash } from './hashes.ts';
import type { Verifier } from './keys.ts';
import { signBytes, verifierFor } from './keys.ts';

/** A payload kept outside the envelope: commitment (hex), length in bytes, class. */
export type PayloadRef = { c: string; n: number; k: 'personal' | 'restricted' | 'internal' };
/** `d` holds ids, codes, numbers and hashes only; free text goes to payloads. `ps` is the person's signature on the act (base64url). */
export type TrailEvent = { t: string; crit?: true; s: string; by: string; at: string; d: { [key: string]: Json }; p?: Record<string, PayloadRef>; ps?: string };
/** Count and head (hex) of a feed; an empty roster is `[0, '']`. */
export type FeedPosition = [number, string];
export type Envelope = {
  v: 1; org: string; feed: string; seq: number; prev: string | null; hlc: string; schema: number; app: string;
  seen: Record<string, FeedPosition>; roster: FeedPosition; events: TrailEvent[];
  /** The import run this commit belongs to. */
  import?: string;
};

export const maxEvents = 500;
const maxFeeds = 1024;
const maxPayload = 32 * 1024 * 1024;

/** The bytes are no envelope of version 1. `reason` is a plain phrase naming the first thing that is wrong. */
export class EnvelopeError extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(`not an envelope: ${reason}`);
    this.name = 'EnvelopeError';
    this.reason = reason;
  }
}

const fail = (reason: string): never => { throw new EnvelopeError(reason); };

const hash64 = /^[0-9a-f]{64}$/;
const feedName = /^[0-9a-f]{32}$/;
// An organisation's id stands between a line's start and a slash in checkpoints.
const orgName = /^[A-Za-z0-9._-]{1,100}$/;
const eventType = /^[a-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*)+$/;
const reference = /^[!-~]{1,200}$/;
const label = /^[ -~]{1,64}$/;
const payloadName = /^[a-zA-Z][A-Za-z0-9]{0,63}$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const signature = /^[A-Za-z0-9_-]{86}$/;
const classes = new Set<unknown>(['personal', 'restricted', 'internal']);

const envelopeFields = new Set(['v', 'org', 'feed', 'seq', 'prev', 'hlc', 'schema', 'app', 'seen', 'roster', 'events', 'import']);
const eventFields = new Set(['t', 'crit', 's', 'by', 'at', 'd', 'p', 'ps']);
const payloadFields = new Set(['c', 'n', 'k']);

type Fields = Record<string, unknown>;
const matches = (x: unknown, pattern: RegExp): x is string => typeof x === 'string' && pattern.test(x);
const isCount = (x: unknown): x is number => typeof x === 'number' && Number.isSafeInteger(x) && x >= 0;
const isPosition = (x: unknown): boolean => Array.isArray(x) && x.length === 2 && isCount(x[0]) && (x[0] > 0 ? matches(x[1], hash64) : x[1] === '');

function fieldsOf(x: unknown, known: ReadonlySet<string>, what: string): Fields {
  if (typeof x !== 'object' || x === null || Array.isArray(x)) return fail(`${what} is no object`);
  for (const key in x) if (!known.has(key)) fail(`${what} has an unknown field "${key.slice(0, 40)}"`);
  return x as Fields;
}

function checkPayloads(refs: unknown): void {
  if (typeof refs !== 'object' || refs === null || Array.isArray(refs)) return fail('payloads are no object');
  for (const [name, ref] of Object.entries(refs)) {
    const { c, n, k } = fieldsOf(ref, payloadFields, 'a payload reference');
    if (!payloadName.test(name) || !matches(c, hash64) || !isCount(n) || n > maxPayload || !classes.has(k)) fail('a payload reference is malformed');
  }
}

function checkEvent(event: unknown): void {
  const { t, crit, s, by, at, d, p, ps } = fieldsOf(event, eventFields, 'an event');
  if (!matches(t, eventType) || t.length > 100) fail('an event has no type');
  if (!matches(s, reference) || !matches(by, reference)) fail('an event lacks its subject or who did it');
  if (!matches(at, instant)) fail('an event has no UTC time');
  if (typeof d !== 'object' || d === null || Array.isArray(d)) fail('an event has no data');
  if (crit !== undefined && crit !== true) fail('crit is true or absent');
  if (ps !== undefined && !matches(ps, signature)) fail('the signature of a person is malformed');
  if (p !== undefined) checkPayloads(p);
}

function checkSeen(seen: unknown, ownFeed: unknown): void {
  if (typeof seen !== 'object' || seen === null || Array.isArray(seen)) return fail('what it has seen is no object');
  const positions = Object.entries(seen);
  if (positions.length > maxFeeds) fail('it has seen too many feeds');
  for (const [feed, position] of positions) {
    if (!feedName.test(feed) || feed === ownFeed || !isPosition(position) || position[0] === 0) fail('what it has seen is malformed');
  }
}

/** The shape of an envelope, beyond its canonical form. Throws `EnvelopeError`. */
export function checkEnvelope(value: unknown): Envelope {
  const e = fieldsOf(value, envelopeFields, 'the envelope');
  if (e['v'] !== 1) fail('its version is not known here');
  if (!matches(e['org'], orgName) || !matches(e['feed'], feedName)) fail('organisation or feed is malformed');
  if (!isCount(e['seq']) || (e['seq'] === 0 ? e['prev'] !== null : !matches(e['prev'], hash64))) fail('its position or its link is malformed');
  if (!isHlc(e['hlc'])) fail('its clock stamp is malformed');
  if (!isCount(e['schema']) || !matches(e['app'], label)) fail('schema or app is malformed');
  checkSeen(e['seen'], e['feed']);
  if (!isPosition(e['roster'])) fail('its roster position is malformed');
  if (e['import'] !== undefined && !matches(e['import'], reference)) fail('its import is malformed');
  const events = e['events'];
  if (!Array.isArray(events) || events.length < 1 || events.length > maxEvents) return fail(`a commit holds 1 to ${maxEvents} events`);
  for (const event of events) checkEvent(event);
  return value as Envelope;
}

/** Reads stored or received bytes, which must be canonical and of the strict shape. Throws `EnvelopeError`. */
export function parseEnvelope(bytes: Uint8Array): Envelope {
  let value: Json;
  try {
    value = decodeStrict(bytes);
  } catch (error) {
    if (error instanceof CanonicalError) throw new EnvelopeError(error.reason);
    throw error;
  }
  return checkEnvelope(value);
}

const signatureDomain = Buffer.from('gavel-sig-commit-v1\n');
const signedBytes = (hash: Uint8Array): Buffer => Buffer.concat([signatureDomain, hash]);

/** Canonical bytes, their hash and the device's signature on it. Throws `EnvelopeError` or `CanonicalError` rather than write what could not be read back. */
export function sealCommit(envelope: Envelope, deviceKey: KeyObject): { bytes: Uint8Array; hash: Buffer; sig: Uint8Array } {
  const bytes = encodeBytes(checkEnvelope(envelope));
  const hash = commitHash(bytes);
  return { bytes, hash, sig: signBytes(deviceKey, signedBytes(hash)) };
}

/** Whether the device of this key signed the commit of this hash. Pass a verifier when there are many. */
export const verifyCommitSignature = (key: Uint8Array | Verifier, hash: Uint8Array, sig: Uint8Array): boolean =>
  (typeof key === 'function' ? key : verifierFor(key))(signedBytes(hash), sig);
