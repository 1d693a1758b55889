// SEC-02: a new root takes over with its own signature and the old one's; after that the old one signs nothing.
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src-main/trail/hashes.ts';
import { feedIdOf, fingerprintOf, fingerprintWords, fromSeed } from '../../src-main/trail/keys.ts';
import type { KeyPair } from '../../src-main/trail/keys.ts';
import { signRotation } from '../../src-main/trail/roster.ts';
import type { TrailReport } from '../../src-main/trail/verify.ts';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import type { Trail } from './trail-in-memory.ts';
import { decision, device, feeds, founded, hexOf, keys, orgId, sourceOf, trustedRoot } from './trail-in-memory.ts';

const next = fromSeed(sha256('the next root'));
const third = fromSeed(sha256('the third root'));
const check = (trail: Trail, root: Uint8Array = trustedRoot): Promise<TrailReport> => verifyTrail(sourceOf(trail), { depth: 'deep', trustedRoot: root });
const broken = ({ findings }: TrailReport): [string, string | undefined, number | undefined][] => findings.filter((f) => f.severity === 'broken').map(({ kind, feed, seq }) => [kind, feed, seq]);

function rotation(from: KeyPair, to: KeyPair, signer: KeyPair = to) {
  const said = { org: `org:${orgId}`, was: hexOf(from.publicKey), root: hexOf(to.publicKey) };
  return { t: 'org.rootRotated', crit: true as const, s: said.org, d: { was: said.was, root: said.root, sig: signRotation(signer.privateKey, said) } };
}
const enrolsB = device(keys.b, 'A2');

describe('a root that is rotated', () => {
  it.each(['before', 'after'])('SEC-02 signs by its new key, and the report says which words it had (a device enrolled %s)', async (when) => {
    const { trail, append } = founded([keys.a]);
    if (when === 'before') append(keys.root, [enrolsB]);
    append(keys.root, [rotation(keys.root, next)]);
    if (when === 'after') append(next, [enrolsB]);
    append(keys.b, [decision(1)]);
    const report = await check(trail);
    expect(report).toMatchObject({ verdict: 'intact', rootKey: hexOf(next.publicKey) });
    const note = report.findings.find((f) => f.kind === 'root_rotated')!;
    expect(note).toMatchObject({ severity: 'note', feed: feeds.root });
    for (const { publicKey } of [next, keys.root]) expect(note.text).toContain(fingerprintWords(publicKey));
  });

  it('SEC-02 is trusted by whoever knows the old words or the new ones, through any number of rotations, and by nobody else', async () => {
    const { trail, append } = founded();
    append(keys.root, [rotation(keys.root, next)]);
    append(next, [rotation(next, third)]);
    append(keys.a, [decision(1)]);
    for (const { publicKey } of [keys.root, next, third]) expect((await check(trail, fingerprintOf(publicKey))).verdict).toBe('intact');
    expect((await check(trail, fingerprintOf(keys.stranger.publicKey))).verdict).toBe('unknown-signer');
    expect((await check(trail)).rootKey).toBe(hexOf(third.publicKey));
  });

  it('SEC-02 signs nothing more with the old key', async () => {
    const { trail, append } = founded([keys.a]);
    append(keys.root, [rotation(keys.root, next)]);
    append(keys.root, [enrolsB]);
    append(keys.b, [decision(1)]);
    expect(broken(await check(trail))).toEqual([['roster_entry', feeds.root, 2], ['feed_unknown', feeds.b, 0]]);
    const same = founded([keys.a]);
    same.append(keys.root, [rotation(keys.root, next), enrolsB]);
    expect(broken(await check(same.trail))).toEqual([['roster_entry', feeds.root, 1]]);
  });

  it('SEC-02 does not give way to a key that did not sign for it, nor for another root or another organisation', async () => {
    for (const forged of [rotation(keys.root, next, keys.stranger), { ...rotation(keys.root, next), s: 'org:another' }, rotation(keys.a, next), { ...rotation(keys.root, next), d: { root: hexOf(next.publicKey) } }]) {
      const { trail, append } = founded();
      append(keys.root, [forged]);
      expect(broken(await check(trail))).toEqual([['roster_entry', feeds.root, 1]]);
      expect((await check(trail)).rootKey).toBe(hexOf(keys.root.publicKey));
    }
  });

  it('SEC-02 is not rotated by a device or by registrars', async () => {
    const { trail, append } = founded();
    append(keys.a, [{ ...rotation(keys.root, keys.a), by: 'person:admin', d: { ...rotation(keys.root, keys.a).d, role: 'registrar', rev: '', supersedes: [] }, signedBy: keys.admin }]);
    append(keys.stranger, [enrolsB]);
    expect(broken(await check(trail))).toEqual([['roster_entry', feeds.a, 0], ['feed_unknown', feedIdOf(keys.stranger.publicKey), 0], ['act_unsigned', feedIdOf(keys.stranger.publicKey), 0]]);
  });
});
