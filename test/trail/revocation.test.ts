// SEC-02: what was signed with a key that ended. A claimed time decides nothing; what others had countersigned before does.
import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../src-main/trail/envelope.ts';
import { addFact, emptyRoster, isKeyRevokedAt, revokedFrom, rosterFact } from '../../src-main/trail/roster.ts';
import type { TrailReport } from '../../src-main/trail/verify.ts';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import type { Trail } from './trail-in-memory.ts';
import { decision, entered, feeds, founded, hexOf, keys, sourceOf, trustedRoot } from './trail-in-memory.ts';

const check = (trail: Trail): Promise<TrailReport> => verifyTrail(sourceOf(trail), { depth: 'deep', trustedRoot });
const chairKey = hexOf(keys.chair.publicKey);
const revocation = (counts: Record<string, number>, by: 'admin' | 'chair' = 'admin') =>
  ({ t: 'person.keyRevoked', s: 'person:chair', by: `person:${by}`, d: { key: chairKey, counts, role: 'registrar', rev: '', supersedes: [] }, signedBy: keys[by] });
const later = { t: 'change.created', s: 'change:9' };
/** As a device writes that has heard nothing since the founding. */
const unaware = (envelope: Envelope): void => { envelope.seen = {}; };
const found = ({ findings }: TrailReport): [string, string | undefined, number | undefined][] => findings.map(({ kind, feed, seq }) => [kind, feed, seq]);

describe('a key that was revoked', () => {
  it('SEC-02 signs nothing more where the revocation was known: the act is found, and the trail is broken', async () => {
    const { trail, append } = founded();
    append(keys.a, [revocation({})]);
    append(keys.b, [decision(1)]);
    const report = await check(trail);
    expect(report.verdict).toBe('broken');
    expect(report.findings).toMatchObject([{ kind: 'key_revoked', severity: 'broken', feed: feeds.b, seq: 0 }, { kind: 'key_revoked', severity: 'note' }]);
  });

  it('SEC-02 what another device had countersigned before still counts, and the report says so', async () => {
    const { trail, append } = founded();
    append(keys.b, [decision(1)]);
    append(keys.a, [later]);
    append(keys.a, [revocation({})]);
    const report = await check(trail);
    expect(report.verdict).toBe('intact');
    expect(report.findings).toMatchObject([{ kind: 'key_revoked', severity: 'note', feed: feeds.a, seq: 1 }]);
    expect(report.findings[0]!.text).toContain('1 because another device had countersigned them before');
  });

  it('SEC-02 a backdated act that nobody had countersigned does not count, whatever time it claims', async () => {
    const { trail, append } = founded();
    append(keys.a, [revocation({})]);
    append(keys.b, [decision(1)], (envelope) => { unaware(envelope); envelope.hlc = '001768471200500-00000000'; });
    const report = await check(trail);
    expect(report.verdict).toBe('intact-with-gaps');
    expect(found(report)).toContainEqual(['act_quarantined', feeds.b, 0]);
  });

  it('SEC-02 counts as far as the positions say that the revocation names, and not one commit further', async () => {
    const { trail, append } = founded();
    append(keys.b, [decision(1)], unaware);
    append(keys.b, [decision(2)], unaware);
    append(keys.a, [revocation({ [feeds.b]: 1 })], unaware);
    const report = await check(trail);
    expect(found(report)).toEqual([['act_quarantined', feeds.b, 1], ['key_revoked', feeds.a, 0]]);
    expect(report.findings[1]!.text).toContain('1 by the positions');
  });

  it('SEC-02 a device does not countersign its own acts', async () => {
    const { trail, append } = founded();
    append(keys.a, [decision(1)]);
    append(keys.a, [later]);
    append(keys.a, [revocation({})]);
    expect(found(await check(trail))).toContainEqual(['act_quarantined', feeds.a, 0]);
  });

  it('SEC-02 what was countersigned only after the revocation does not count', async () => {
    const { trail, append } = founded();
    append(keys.a, [revocation({})]);
    append(keys.b, [decision(1)], unaware);
    append(keys.a, [later]);
    expect(found(await check(trail))).toContainEqual(['act_quarantined', feeds.b, 0]);
  });

  it('SEC-02 a new key of the same person signs on; the old one does not come back', async () => {
    const { trail, append } = founded();
    append(keys.a, [revocation({}), ...entered({ t: 'person.keyIssued', s: 'person:chair', d: { key: hexOf(keys.stranger.publicKey) } }, 'p')]);
    append(keys.b, [decision(1, keys.stranger)]);
    expect((await check(trail)).verdict).toBe('intact');
    append(keys.a, entered({ t: 'person.keyIssued', s: 'person:chair', d: { key: chairKey } }, 'again'));
    append(keys.b, [decision(2)]);
    expect(found(await check(trail))).toContainEqual(['key_revoked', feeds.b, 1]);
  });

  it('SEC-02 a key is ended by a registrar alone, and only for the person it belongs to', async () => {
    const { trail, append } = founded();
    append(keys.a, [{ ...revocation({}), d: { ...revocation({}).d, role: 'administrator' } }]);
    append(keys.b, [decision(1)]);
    expect(found(await check(trail))).toEqual([['roster_entry', feeds.a, 0]]);
    const other = founded();
    other.append(keys.a, [{ ...revocation({}), s: 'person:second' }]);
    other.append(keys.b, [decision(1)]);
    expect((await check(other.trail)).verdict).toBe('intact');
  });
});

describe('what a roster says of revocations', () => {
  const at = { feed: feeds.a, seq: 4, event: 0, hlc: '1' };
  const event = (t: string, s: string, d: Record<string, string | number | Record<string, number>>) => ({ t, s, d });
  const seen = (count: number) => ({ feed: feeds.b, seq: 9, event: 0, seen: new Map([[feeds.a, count]]) });

  it('SEC-02 a key is revoked where the writer had the revocation in its past', () => {
    const roster = emptyRoster();
    addFact(roster, rosterFact(event('person.keyRevoked', 'person:chair', { key: chairKey, counts: { [feeds.b]: 3 } }))!, at);
    expect([4, 5].map((n) => isKeyRevokedAt(roster, 'person:chair', chairKey, seen(n)))).toEqual([false, true]);
    expect(isKeyRevokedAt(roster, 'person:second', chairKey, seen(5))).toBe(false);
  });

  it('SEC-02 of two revocations of a device the earlier position holds', () => {
    const roster = emptyRoster();
    expect(revokedFrom(roster, feeds.b)).toBeNull();
    for (const lastSeq of [7, 3, 5]) addFact(roster, rosterFact(event('device.revoked', `device:${feeds.b}`, { feed: feeds.b, lastSeq }))!, at);
    expect(revokedFrom(roster, feeds.b)).toBe(4);
  });

  it.each([['no position', { feed: feeds.b }], ['another feed', { feed: feeds.a, lastSeq: 1 }], ['half a commit', { feed: feeds.b, lastSeq: 1.5 }]])('SEC-02 the revocation of a device with %s says nothing', (_, d) => {
    expect(rosterFact(event('device.revoked', `device:${feeds.b}`, d))).toBeNull();
  });
});
