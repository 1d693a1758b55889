import { describe, expect, it } from 'vitest';
import { feedIdOf, fingerprintOf, fromSeed } from '../../src-main/trail/keys.ts';
import { sha256 } from '../../src-main/trail/hashes.ts';
import type { TrailReport, TrailSource } from '../../src-main/trail/verify.ts';
import { VerificationCancelled, verifyTrail } from '../../src-main/trail/verify.ts';
import type { Trail } from './trail-in-memory.ts';
import { aTrail, copyOf, decision, device, entered, feeds, founded, hexOf, keys, sourceOf, trailBuilder, trustedRoot } from './trail-in-memory.ts';

const whole = aTrail(54);
const check = (trail: Trail, more: Partial<TrailSource> = {}): Promise<TrailReport> => verifyTrail({ ...sourceOf(trail), ...more }, { depth: 'deep', trustedRoot });
const kinds = ({ findings }: TrailReport): string[] => findings.map((f) => `${f.severity} ${f.kind}`);
const unsigned = ({ t, s, d }: ReturnType<typeof decision>) => ({ t, s, d: d ?? {} });
const asAdmin = { by: 'person:admin', signedBy: keys.admin };
const act = (d: Record<string, string | null>) => ({ role: 'registrar', rev: '', supersedes: [], ...d });

describe('verdict', () => {
  it('AUD-01 a whole trail under a trusted root is intact, and the report says what was and was not covered', async () => {
    const report = await verifyTrail(sourceOf(whole), { depth: 'fast', trustedRoot });
    expect(report).toMatchObject({ verdict: 'intact', depth: 'fast', rootKey: hexOf(keys.root.publicKey) });
    expect(report.feeds.map((f) => [f.feed, f.count])).toEqual([...whole.rows].map(([feed, rows]) => [feed, rows.length]));
    expect(report.feeds.map((f) => f.head)).toEqual([...whole.rows.values()].map((rows) => hexOf(rows.at(-1)!.hash)));
    expect(report.covered.length).toBeGreaterThan(3);
    expect(report.notCovered.join(' ')).toContain('deep');
    expect((await check(whole)).notCovered.join(' ')).not.toContain('deep');
  });

  it('AUD-01 a root that nobody named, or another one, is an unknown signer', async () => {
    expect((await verifyTrail(sourceOf(whole), { depth: 'fast' })).verdict).toBe('unknown-signer');
    expect((await verifyTrail(sourceOf(whole), { depth: 'fast', trustedRoot: fingerprintOf(keys.a.publicKey) })).verdict).toBe('unknown-signer');
  });

  it('AUD-01 the order in which feeds are stored makes no difference', async () => {
    const turned = { ...whole, rows: new Map([...whole.rows].toReversed()) };
    const report = await check(turned);
    expect(report.verdict).toBe('intact');
    expect(report.findings).toEqual((await check(whole)).findings);
  });

  it('a trail of nothing is broken, for nobody founded it', async () => {
    expect(kinds(await check({ ...whole, rows: new Map(), checkpoints: [] }))).toEqual(['broken roster_missing']);
  });

  it('AUD-01 commits of another organisation are no part of this trail', async () => {
    const report = await check({ ...whole, org: 'another' });
    expect(report.verdict).toBe('broken');
  });
});

describe('texts', () => {
  const named = (trail: Trail): string => [...trail.payloads.keys()][5]!;

  it('AUD-01 a missing one without an erasure on record is a gap', async () => {
    const trail = copyOf(whole);
    trail.payloads.delete(named(trail));
    const report = await check(trail);
    expect(report.verdict).toBe('intact-with-gaps');
    expect(report.findings.find((f) => f.severity === 'gap')).toMatchObject({ kind: 'payload_missing', event: 0 });
    trail.payloads.set(named(whole), { redacted: true });
    expect((await check(trail)).verdict).toBe('intact-with-gaps');
  });

  it('AUD-01 an erasure on record is listed and is no gap', async () => {
    expect(kinds(await check(whole))).toEqual(['note payload_redacted']);
  });

  type Drafts = Parameters<ReturnType<typeof founded>['append']>[1];
  const asking = (by: 'admin' | 'second', kind = 'personal', s = 'change:1'): Drafts[number] => ({ t: 'payload.redactionProposed', s, by: `person:${by}`, d: { ...act({}), class: kind }, signedBy: keys[by] });
  const erasing = (commitment: string, over: Record<string, string> = {}, by: 'admin' | 'second' = 'admin'): Drafts[number] =>
    ({ t: 'payload.redacted', s: over['s'] ?? 'change:1', by: `person:${by}`, d: { ...act({}), class: 'personal', commitments: [commitment], proposedBy: 'person:second', ...over }, signedBy: keys[by] });
  /** A change with one text, and what is then said about it on the other device; the text is gone. */
  const erasedAfter = (say: (commitment: string) => Drafts[]): Trail => {
    const { trail, append } = founded();
    append(keys.a, [{ t: 'change.created', s: 'change:1', text: 'Name' }]);
    const commitment = [...trail.payloads.keys()].at(-1)!;
    for (const drafts of say(commitment)) append(keys.b, drafts);
    trail.payloads.set(commitment, { redacted: true });
    return trail;
  };

  it('AUD-01 the report names where one person asked for an erasure and where another one carried it out', async () => {
    const report = await check(erasedAfter((c) => [[asking('second')], [erasing(c)]]));
    expect(report.verdict).toBe('intact');
    expect(report.findings).toMatchObject([{ kind: 'payload_redacted', severity: 'note', feed: feeds.a, seq: 0, text: `A text of class personal was erased by two persons, on record: one asked for it in feed ${feeds.b}, commit 0, another one carried it out in feed ${feeds.b}, commit 1.` }]);
  });

  it.each<[string, (commitment: string) => Drafts[]]>([
    ['nobody had asked for', (c) => [[erasing(c)]]],
    ['its own author had asked for', (c) => [[asking('admin')], [erasing(c, { proposedBy: 'person:admin' })]]],
    ['was asked for only afterwards', (c) => [[erasing(c)], [asking('second')]]],
    ['names another one than who had asked', (c) => [[asking('second')], [erasing(c, { proposedBy: 'person:chair' })]]],
    ['was asked for another class of text', (c) => [[asking('second', 'internal')], [erasing(c)]]],
    ['was asked for another record', (c) => [[asking('second', 'personal', 'change:2')], [erasing(c)]]],
    ['stands on a request that had been met before', (c) => [[asking('second')], [erasing('0'.repeat(64))], [erasing(c)]]],
  ])('AUD-01 an erasure that %s was done by one person alone, and that is a gap', async (_, say) => {
    const report = await check(erasedAfter(say));
    expect(report.verdict).toBe('intact-with-gaps');
    expect(kinds(report)).toEqual(['gap erased_by_one']);
  });

  it.each<[string, (commitment: string) => Drafts[]]>([
    ['another class', (c) => [[asking('second', 'internal')], [erasing(c, { class: 'internal' })]]],
    ['another record', (c) => [[asking('second', 'personal', 'change:2')], [erasing(c, { s: 'change:2' })]]],
  ])('AUD-01 an erasure for %s does not speak for a text', async (_, say) => {
    expect(kinds(await check(erasedAfter(say)))).toEqual(['gap payload_missing']);
  });

  it('AUD-01 a request with a forged signature is none', async () => {
    const report = await check(erasedAfter((c) => [[{ ...asking('second'), signedBy: keys.stranger }], [erasing(c)]]));
    expect(kinds(report)).toEqual(['broken act_signature', 'gap erased_by_one']);
  });

  it('AUD-01 one left out and said to be is listed and is no gap', async () => {
    const trail = copyOf(whole);
    const c = named(trail);
    trail.payloads.delete(c);
    const report = await check(trail, { omitted: (commitment) => commitment === c });
    expect(report.verdict).toBe('intact');
    expect(kinds(report)).toContain('note payload_omitted');
  });
});

describe('a cut end', () => {
  it('AUD-01 shows against what the other feed had seen, when there is no checkpoint', async () => {
    const trail = { ...copyOf(whole), checkpoints: [] };
    const rows = trail.rows.get(feeds.b)!;
    rows.splice(-4);
    expect((await check(trail)).findings.filter((f) => f.severity === 'broken')).toMatchObject([{ kind: 'seen_missing', feed: feeds.b, seq: rows.length }]);
  });

  it('AUD-01 shows against a high-water mark, when nobody else had seen it', async () => {
    const builder = founded();
    for (let i = 0; i < 4; i += 1) builder.append(keys.a, [{ t: 'change.created', s: `change:${i}` }]);
    const { trail } = builder;
    const rows = trail.rows.get(feeds.a)!;
    trail.marks = [{ feed: feeds.a, count: 4, head: hexOf(rows[3]!.hash) }];
    expect((await check(trail)).verdict).toBe('intact');
    trail.marks = [{ feed: feeds.a, count: 4, head: hexOf(rows[2]!.hash) }];
    expect((await check(trail)).findings).toMatchObject([{ kind: 'mark_differs', feed: feeds.a, seq: 3 }]);
    rows.pop();
    expect((await check(trail)).findings).toMatchObject([{ kind: 'behind_mark', feed: feeds.a, seq: 3 }]);
  });

  it('AUD-01 shows against the count the holder claims', async () => {
    const { trail, append } = founded();
    append(keys.a, [{ t: 'change.created', s: 'change:1' }]);
    append(keys.a, [{ t: 'change.created', s: 'change:2' }]);
    trail.rows.get(feeds.a)!.pop();
    expect((await check(trail, { feeds: () => [{ feed: feeds.root, count: 1 }, { feed: feeds.a, count: 2 }] })).findings).toMatchObject([{ kind: 'tail_missing', feed: feeds.a, seq: 1 }]);
  });

  it('AUD-01 a whole feed that is gone shows by its checkpoint and by what others had seen', async () => {
    const trail = copyOf(whole);
    trail.rows.delete(feeds.b);
    expect((await check(trail)).findings.filter((f) => f.feed === feeds.b).map((f) => f.kind).sort()).toEqual(['seen_missing', 'tail_missing']);
  });
});

describe('a feed written anew by the holder of its key', () => {
  it('AUD-01 shows against what the other feed had seen and against checkpoints', async () => {
    const trail = copyOf(whole);
    const rewritten = aTrail(53);
    const other = rewritten.rows.get(feeds.b)!;
    const { trail: forged, append } = founded();
    append(keys.b, [{ t: 'change.created', s: 'change:forged' }]);
    for (let i = 1; i < other.length; i += 1) append(keys.b, [{ t: 'change.submitted', s: 'change:forged' }]);
    trail.rows.set(feeds.b, forged.rows.get(feeds.b)!);
    const report = await check(trail);
    expect(report.findings.filter((f) => f.feed === feeds.b).map((f) => f.kind)).toEqual(expect.arrayContaining(['seen_differs', 'checkpoint_differs']));
  });

  it('AUD-01 one commit exchanged with a valid signature breaks the link after it', async () => {
    const { trail, append } = founded();
    for (let i = 0; i < 3; i += 1) append(keys.a, [{ t: 'change.created', s: `change:${i}` }]);
    const twin = founded();
    twin.append(keys.a, [{ t: 'change.created', s: 'change:0' }]);
    twin.append(keys.a, [{ t: 'change.created', s: 'change:other' }]);
    trail.rows.get(feeds.a)![1] = twin.trail.rows.get(feeds.a)![1]!;
    expect((await check(trail)).findings).toMatchObject([{ kind: 'link', feed: feeds.a, seq: 2 }]);
  });
});

describe('signed acts', () => {
  it.each<[string, Parameters<ReturnType<typeof founded>['append']>[1], string]>([
    ['a decision without a signature', [unsigned(decision(1))], 'act_unsigned'],
    ['a decision signed with another key', [decision(1, keys.stranger)], 'act_signature'],
    ['a decision by somebody the roster does not know', [{ ...decision(1), by: 'person:nobody' }], 'signer_unknown'],
    ['a decision in a role not held', [{ ...decision(1), d: { role: 'administrator' } }], 'role_missing'],
    ['a decision in no role', [{ ...decision(1), d: {} }], 'role_missing'],
    ['a role given without a signature', [{ t: 'role.granted', s: 'person:chair', by: 'person:admin', d: act({ granted: 'auditor' }) }], 'act_unsigned'],
    ['a role taken by a chair', [{ t: 'role.revoked', s: 'person:admin', d: { ...act({ revoked: 'registrar' }), role: 'chair' }, signedBy: keys.chair }], 'roster_entry'],
    ['a second founding', [{ t: 'org.founded', s: 'org:1', ...asAdmin, d: act({ root: hexOf(keys.b.publicKey), ca: null }) }], 'roster_entry'],
    ['SEC-01 a role given by one registrar alone', [{ t: 'role.granted', s: 'person:chair', ...asAdmin, d: act({ granted: 'auditor' }) }], 'roster_entry'],
    ['a malformed roster entry', [{ t: 'role.revoked', s: 'person:chair', ...asAdmin, d: act({}) }], 'roster_entry'],
    ['a proposal of something else than an entry', [{ t: 'roster.proposed', s: 'person:chair', ...asAdmin, d: { ...act({}), proposal: 'p', entry: { t: 'org.founded', s: 'person:chair', d: {} } } }], 'roster_entry'],
    ['SEC-01 a confirmation of nothing', [{ t: 'roster.confirmed', s: 'person:chair', ...asAdmin, d: act({ proposal: 'none' }) }], 'roster_entry'],
  ])('AUD-01 %s is found', async (_, events, kind) => {
    const { trail, append } = founded();
    append(keys.a, [{ t: 'change.created', s: 'change:1' }, ...events]);
    const report = await check(trail);
    expect(report.verdict).toBe('broken');
    expect(report.findings).toMatchObject([{ kind, severity: 'broken', feed: feeds.a, seq: 0, event: 1 }]);
  });

  it('AUD-01 a role counts from the place it was given until the place it was taken', async () => {
    const { trail, append } = founded();
    const revoked = { t: 'role.revoked', s: 'person:admin', ...asAdmin, d: act({ revoked: 'chair' }) };
    const asChair = { ...decision(2), by: 'person:admin', signedBy: keys.admin };
    append(keys.a, [asChair]);
    append(keys.a, entered({ t: 'role.granted', s: 'person:admin', d: { granted: 'chair' } }, 'p', ['second', 'chair']));
    append(keys.b, [asChair]);
    append(keys.a, [asChair, revoked, asChair]);
    append(keys.b, [asChair]);
    expect((await check(trail)).findings).toMatchObject([
      { kind: 'role_missing', feed: feeds.a, seq: 0 }, { kind: 'role_missing', feed: feeds.a, seq: 2, event: 2 }, { kind: 'role_missing', feed: feeds.b, seq: 1 },
    ]);
  });

  it.each<[string, ('admin' | 'second' | 'chair')[], string]>([
    ['the same registrar twice', ['admin', 'admin'], 'person:chair'], ['the person it is about', ['second', 'admin'], 'person:admin'], ['a proposal by the person it is about', ['admin', 'second'], 'person:admin'],
  ])('SEC-01 an entry confirmed by %s takes no effect and is found', async (_, signers, s) => {
    const { trail, append } = founded();
    append(keys.a, entered({ t: 'role.granted', s, d: { granted: 'executive' } }, 'p', signers));
    const report = await check(trail);
    expect(report.verdict).toBe('broken');
    expect(report.findings.every(({ kind }) => kind === 'roster_entry' || kind === 'role_missing')).toBe(true);
  });

  it('SEC-01 a suspended person acts in no role until two registrars end it', async () => {
    const { trail, append } = founded();
    append(keys.a, [{ t: 'person.suspended', s: 'person:chair', ...asAdmin, d: act({}) }, decision(1), ...entered({ t: 'person.reinstated', s: 'person:chair', d: {} }, 'p'), decision(2)]);
    expect((await check(trail)).findings).toMatchObject([{ kind: 'role_missing', feed: feeds.a, seq: 0, event: 1 }]);
  });

  it('AUD-01 a new key of a person counts where it was known', async () => {
    const { trail, append } = founded();
    append(keys.a, [decision(1), ...entered({ t: 'person.keyIssued', s: 'person:chair', d: { key: hexOf(keys.stranger.publicKey) } }, 'p'), decision(2, keys.stranger)]);
    append(keys.b, [decision(3, keys.stranger)]);
    expect((await check(trail)).verdict).toBe('intact');
    append(keys.b, [decision(4, keys.chair)]);
    expect((await check(trail)).findings).toMatchObject([{ kind: 'act_signature', feed: feeds.b, seq: 1 }]);
  });
});

describe('devices', () => {
  it('AUD-01 one that two registrars enrolled from another device is known, whatever the order of the feeds', async () => {
    const { trail, append } = founded([keys.a]);
    append(keys.a, entered({ t: 'device.enrolled', s: device(keys.b, 'A2').s, d: device(keys.b, 'A2').d! }, 'p'));
    append(keys.b, [decision(1)]);
    append(keys.a, [decision(2)]);
    expect((await check(trail)).verdict).toBe('intact');
    expect((await check({ ...trail, rows: new Map([...trail.rows].toReversed()) })).verdict).toBe('intact');
  });

  it('AUD-01 one that nobody enrolled is found', async () => {
    const { trail, append } = founded([keys.a]);
    append(keys.a, [decision(1)]);
    append(keys.b, [decision(2)]);
    append(keys.a, [decision(3)]);
    expect((await check(trail)).findings).toMatchObject([{ kind: 'feed_unknown', feed: feeds.b, seq: 0 }]);
  });

  it('AUD-01 one that came back under a new feed is known by the person who stands for it', async () => {
    const returned = fromSeed(sha256('returned'));
    const build = (key = keys.chair, head?: string) => {
      const { trail, append } = founded([keys.a]);
      const old = append(keys.a, [decision(1)]);
      const d = { role: 'chair', feed: feeds.a, count: 1, head: head ?? hexOf(old.hash), key: hexOf(returned.publicKey), site: 'A1' };
      append(returned, [{ t: 'device.succeeded', s: `device:${feedIdOf(returned.publicKey)}`, d, signedBy: key }, decision(2)]);
      return trail;
    };
    expect((await check(build())).verdict).toBe('intact');
    expect((await check(build(keys.stranger))).findings).toMatchObject([{ kind: 'act_signature' }]);
    expect((await check(build(keys.chair, '0'.repeat(64)))).findings).toMatchObject([{ kind: 'succession_differs', feed: feeds.a, seq: 0 }]);
  });
});

describe('a verification', () => {
  it('tells how far it is, and can be stopped', async () => {
    const trail = aTrail(300);
    const told: number[] = [];
    await verifyTrail(sourceOf(trail), { depth: 'fast', trustedRoot, onProgress: (done, total) => told.push(done / total) });
    expect(told.length).toBeGreaterThan(3);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
    await expect(verifyTrail(sourceOf(trail), { depth: 'fast', trustedRoot, isCancelled: () => true })).rejects.toThrow(VerificationCancelled);
  });

  it('opens one iteration of the source at a time and leaves none open', async () => {
    const source = sourceOf(whole);
    let openNow = 0;
    let most = 0;
    const commits: TrailSource['commits'] = function* counted(feed, from) {
      openNow += 1;
      most = Math.max(most, openNow);
      try { yield* source.commits(feed, from); } finally { openNow -= 1; }
    };
    expect((await verifyTrail({ ...source, commits }, { depth: 'fast', trustedRoot })).verdict).toBe('intact');
    expect([openNow, most]).toEqual([0, 1]);
  });

  it('reads on when the trail grows meanwhile', async () => {
    const builder = founded();
    // The feed that grows first is the one that has been read to its end by then.
    builder.append(keys.b, [{ t: 'change.created', s: 'change:b' }]);
    for (let i = 0; i < 400; i += 1) builder.append(keys.a, [{ t: 'change.created', s: `change:${i}` }]);
    let hasGrown = false;
    const report = await verifyTrail(sourceOf(builder.trail), {
      depth: 'fast', trustedRoot,
      onProgress: () => {
        if (hasGrown) return;
        hasGrown = true;
        builder.append(keys.b, [{ t: 'change.created', s: 'change:c' }]);
        builder.append(keys.a, [{ t: 'change.created', s: 'change:d' }]);
      },
    });
    expect(report.findings).toEqual([]);
    expect(report.feeds.map((f) => f.count)).toEqual([1, 2, 401]);
  });

  it('lists a thousand findings of a wrecked trail and says how many more there are', async () => {
    const { trail, append } = founded();
    for (let i = 0; i < 3; i += 1) append(keys.a, Array.from({ length: 450 }, () => unsigned(decision(i))));
    const { findings } = await check(trail);
    expect(findings).toHaveLength(1000);
    expect(findings.at(-1)!.text).toContain('351 more');
  });

  it('takes two feeds that each claim to have seen the other first for broken, and ends', async () => {
    const { trail, append } = trailBuilder();
    const first = founded();
    trail.rows.set(feeds.root, first.trail.rows.get(feeds.root)!);
    const later: [number, string] = [2, 'f'.repeat(64)];
    append(keys.a, [{ t: 'change.created', s: 'change:1' }], (e) => { e.seen = { [feeds.b]: later }; });
    append(keys.a, [{ t: 'change.created', s: 'change:2' }]);
    append(keys.b, [{ t: 'change.created', s: 'change:3' }], (e) => { e.seen = { [feeds.a]: later }; });
    append(keys.b, [{ t: 'change.created', s: 'change:4' }]);
    trail.payloads = first.trail.payloads;
    expect((await check(trail)).verdict).toBe('broken');
  });
});
