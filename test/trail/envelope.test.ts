import { describe, expect, it } from 'vitest';
import { encodeBytes } from '../../src-main/trail/canonical.ts';
import type { Envelope } from '../../src-main/trail/envelope.ts';
import { EnvelopeError, maxEvents, parseEnvelope, sealCommit, verifyCommitSignature } from '../../src-main/trail/envelope.ts';
import { commitHash, sha256 } from '../../src-main/trail/hashes.ts';
import { signBytes } from '../../src-main/trail/keys.ts';
import { feeds, keys } from './trail-in-memory.ts';

const hash = sha256('head').toString('hex');
const event = { t: 'change.created', s: 'change:1', by: 'person:1', at: '2026-01-15T10:00:00.000Z', d: { number: 'C-A1-0001' }, p: { title: { c: hash, n: 5, k: 'internal' } } };
const envelope = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  v: 1, org: 'org-1', feed: feeds.a, seq: 3, prev: hash, hlc: '001768471200000-00000000', schema: 1, app: '0.1.0', seen: { [feeds.b]: [2, hash] }, roster: [1, hash], events: [event], ...change,
});
const withEvent = (change: Record<string, unknown>): Record<string, unknown> => envelope({ events: [{ ...event, ...change }] });
const without = (name: string): Record<string, unknown> => { const e = envelope(); delete e[name]; return e; };

const wrong: [string, Record<string, unknown>][] = [
  ['an unknown field', envelope({ extra: 1 })], ['another version', envelope({ v: 2 })], ['a version as text', envelope({ v: '1' })], ['no organisation', envelope({ org: '' })], ['a slash in the organisation', envelope({ org: 'a/b' })], ['a line in the organisation', envelope({ org: 'a\nb' })],
  ['a short feed', envelope({ feed: 'ab' })], ['an upper-case feed', envelope({ feed: feeds.a.toUpperCase() })], ['a negative position', envelope({ seq: -1 })], ['a first commit with a link', envelope({ seq: 0 })], ['a later commit without one', envelope({ prev: null })], ['a link that is no hash', envelope({ prev: 'ab' })],
  ['a malformed stamp', envelope({ hlc: '1-1' })], ['a stamp beyond the year 9999', envelope({ hlc: '999999999999999-00000000' })], ['a schema as text', envelope({ schema: '1' })], ['no app', envelope({ app: '' })], ['an app of a thousand letters', envelope({ app: 'x'.repeat(1000) })],
  ['itself among what it has seen', envelope({ seen: { [feeds.a]: [1, hash] } })], ['seen without a count', envelope({ seen: { [feeds.b]: [0, ''] } })], ['seen without a head', envelope({ seen: { [feeds.b]: [1, ''] } })], ['seen with three parts', envelope({ seen: { [feeds.b]: [1, hash, 1] } })], ['seen of no feed', envelope({ seen: { x: [1, hash] } })], ['seen as a list', envelope({ seen: [] })],
  ['a roster position without head', envelope({ roster: [1, ''] })], ['an empty roster with a head', envelope({ roster: [0, hash] })], ['a roster as number', envelope({ roster: 1 })], ['an import without a name', envelope({ import: '' })], ['an import as number', envelope({ import: 7 })],
  ['no events', envelope({ events: [] })], ['more events than a commit holds', envelope({ events: Array.from({ length: maxEvents + 1 }, () => event) })], ['events as an object', envelope({ events: { 0: event } })], ['an event that is text', envelope({ events: ['x'] })],
  ['an unknown field in an event', withEvent({ extra: 1 })], ['an event without type', withEvent({ t: '' })], ['a type without subject', withEvent({ t: 'created' })], ['a type with spaces', withEvent({ t: 'change.was created' })], ['no subject', withEvent({ s: '' })], ['a subject with spaces', withEvent({ s: 'change 1' })], ['nobody who did it', withEvent({ by: '' })],
  ['a time without zone', withEvent({ at: '2026-01-15T10:00:00.000' })], ['a time without milliseconds', withEvent({ at: '2026-01-15T10:00:00Z' })], ['data as a list', withEvent({ d: [] })], ['no data', withEvent({ d: null })], ['crit false', withEvent({ crit: false })], ['a short signature', withEvent({ ps: 'abc' })], ['a signature in the other base64', withEvent({ ps: `${'A'.repeat(85)}+` })],
  ['payloads as a list', withEvent({ p: [] })], ['a payload of an unknown class', withEvent({ p: { title: { c: hash, n: 5, k: 'secret' } } })], ['a payload without length', withEvent({ p: { title: { c: hash, k: 'internal' } } })], ['a payload with more fields', withEvent({ p: { title: { c: hash, n: 5, k: 'internal', x: 1 } } })], ['a payload of 33 MiB', withEvent({ p: { title: { c: hash, n: 33 * 2 ** 20, k: 'internal' } } })], ['a payload named in prose', withEvent({ p: { 'the title': { c: hash, n: 5, k: 'internal' } } })],
  ...['v', 'org', 'feed', 'seq', 'prev', 'hlc', 'schema', 'app', 'seen', 'roster', 'events'].map((name): [string, Record<string, unknown>] => [`no ${name}`, without(name)]),
];

describe('envelope', () => {
  it('reads what it sealed, and the signature holds for these bytes only', () => {
    const sealed = sealCommit(envelope() as unknown as Envelope, keys.a.privateKey);
    expect(parseEnvelope(sealed.bytes)).toEqual(envelope());
    expect(sealed.hash.equals(commitHash(sealed.bytes))).toBe(true);
    expect(verifyCommitSignature(keys.a.publicKey, sealed.hash, sealed.sig)).toBe(true);
    expect(verifyCommitSignature(keys.b.publicKey, sealed.hash, sealed.sig)).toBe(false);
    expect(verifyCommitSignature(keys.a.publicKey, commitHash(Buffer.from('other')), sealed.sig)).toBe(false);
  });

  it('does not take a signature made for another purpose', () => {
    const { hash: h } = sealCommit(envelope() as unknown as Envelope, keys.a.privateKey);
    expect(verifyCommitSignature(keys.a.publicKey, h, signBytes(keys.a.privateKey, h))).toBe(false);
  });

  it('takes a first commit, an import, a full commit, a person\'s signature and types it does not know', () => {
    for (const e of [envelope({ seq: 0, prev: null, roster: [0, ''], seen: {} }), envelope({ import: 'run-1' }), envelope({ events: Array.from({ length: maxEvents }, () => event) }), withEvent({ ps: 'A'.repeat(86), crit: true }), withEvent({ t: 'futureThing.happened' })]) {
      expect(parseEnvelope(encodeBytes(e))).toEqual(e);
    }
  });

  it.each(wrong)('refuses %s, both ways', (_, e) => {
    expect(() => parseEnvelope(encodeBytes(e))).toThrow(EnvelopeError);
    expect(() => sealCommit(e as unknown as Envelope, keys.a.privateKey)).toThrow(EnvelopeError);
  });

  it('refuses bytes that are not canonical', () => {
    expect(() => parseEnvelope(Buffer.from(JSON.stringify(envelope())))).toThrow(EnvelopeError);
    expect(() => parseEnvelope(Buffer.concat([encodeBytes(envelope()), Buffer.from('\n')]))).toThrow(EnvelopeError);
    expect(() => parseEnvelope(Buffer.from('null'))).toThrow(EnvelopeError);
    expect(() => parseEnvelope(Buffer.from([0xff]))).toThrow(EnvelopeError);
  });
});
