// Between a domain event and its place in an envelope: texts move into payloads named by salted commitments.
import { appError } from '../app-error.ts';
import { CanonicalError, decodeStrict, encodeBytes } from '../trail/canonical.ts';
import type { PayloadRef, TrailEvent } from '../trail/envelope.ts';
import { newSalt, payloadCommitment } from '../trail/hashes.ts';
import type { DomainEvent, Json, StampedEvent, TextClass } from '../domain/event.ts';
import { isEventType, mayBeAbout, ruleOf } from '../domain/event.ts';

export type StoredPayload = { commitment: string; salt: Uint8Array; bytes: Uint8Array; class: TextClass };
type Stamp = { by: string; at: string };

const isWhole = (value: Json): boolean =>
  typeof value === 'string' ? value.isWellFormed() : typeof value !== 'object' || value === null || (Array.isArray(value) ? value.every(isWhole) : Object.entries(value).flat().every(isWhole));

/** Half of a surrogate pair has no form in UTF-8, hence none in the trail; the field is named to who typed it. */
function assertWhole(fields: Record<string, Json>): void {
  for (const [field, value] of Object.entries(fields)) {
    if (!isWhole(value)) throw appError('invalid_input', { field, problem: 'holds half of a character' }, { field });
  }
}

/** Splits off one payload per class of text, so that personal data can be erased while the rest stays readable. */
export function encodeEvent(event: DomainEvent, { by, at }: Stamp): { trail: TrailEvent; payloads: StoredPayload[] } {
  assertWhole(event.data);
  assertWhole(event.text ?? {});
  if (!mayBeAbout(event.type, event.subject)) throw new Error(`${event.type} cannot be about ${event.subject}`);
  const rule = ruleOf(event.type);
  const byClass = new Map<TextClass, Record<string, Json>>();
  for (const [name, value] of Object.entries(event.text ?? {})) {
    const kind = rule.text?.[name];
    if (!kind) throw new Error(`${event.type} declares no text “${name}”`);
    byClass.set(kind, { ...byClass.get(kind), [name]: value });
  }
  const payloads: StoredPayload[] = [];
  const p: Record<string, PayloadRef> = {};
  for (const [kind, fields] of byClass) {
    const bytes = encodeBytes(fields);
    const salt = newSalt();
    const commitment = payloadCommitment(salt, bytes);
    payloads.push({ commitment, salt, bytes, class: kind });
    p[kind] = { c: commitment, n: bytes.length, k: kind };
  }
  const trail: TrailEvent = { t: event.type, s: event.subject, by, at, d: event.data };
  if (rule.crit) trail.crit = true;
  if (payloads.length > 0) trail.p = p;
  return { trail, payloads };
}

const isPlain = (value: Json): boolean => typeof value !== 'object' || value === null || (Array.isArray(value) && value.every(isPlain));

/** With the keys of every object in canonical order, as JSON.parse meets them in the bytes. */
const inOrder = (value: Json): Json => {
  if (isPlain(value)) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  return Object.fromEntries(Object.keys(value as object).toSorted().map((name) => [name, inOrder((value as Record<string, Json>)[name]!)]));
};

/** The same fields as they will be read back: objects inside them in canonical order, so that a table folded now equals one folded from the trail. */
export const asReadBack = (fields: Record<string, Json>): Record<string, Json> =>
  Object.values(fields).every(isPlain) ? fields : Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, inOrder(value)]));

/** A foreign device may commit to any bytes; what is no object of texts says nothing. */
function textsIn(bytes: Uint8Array): Record<string, Json> {
  try {
    const read = decodeStrict(bytes) as Json;
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? read : {};
  } catch (error) {
    if (error instanceof CanonicalError) return {};
    throw error;
  }
}

/** Reads an event back; an unknown type (a newer version's) and one about a record it cannot be about answer null. A payload that is gone is named in `redacted`. */
export function decodeEvent(trail: TrailEvent, payload: (commitment: string) => Uint8Array | null): StampedEvent | null {
  if (!isEventType(trail.t) || !mayBeAbout(trail.t, trail.s)) return null;
  let text: Record<string, Json> = {};
  const redacted: TextClass[] = [];
  for (const ref of Object.values(trail.p ?? {})) {
    const bytes = payload(ref.c);
    if (bytes === null) redacted.push(ref.k);
    else text = { ...text, ...textsIn(bytes) };
  }
  return { type: trail.t, subject: trail.s, data: trail.d as Record<string, Json>, text, by: trail.by, at: trail.at, isSigned: trail.ps !== undefined, signature: trail.ps ?? null, redacted };
}
