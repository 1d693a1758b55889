import { describe, expect, it } from 'vitest';
import { actOf, contentCommitment, signAct, verifyAct } from '../../src-main/trail/act.ts';
import type { TrailEvent } from '../../src-main/trail/envelope.ts';
import { sha256Hex } from '../../src-main/trail/hashes.ts';
import { keys, orgId } from './trail-in-memory.ts';

const hash = sha256Hex('x');
const event: TrailEvent = { t: 'cab.decisionRecorded', crit: true, s: 'change:1', by: 'person:chair', at: '2026-01-15T10:00:00.000Z', d: { verdict: 'approved', role: 'chair', rev: hash, supersedes: [hash] }, p: { note: { c: hash, n: 3, k: 'personal' } } };
const { t, s, by, at, d } = event;
const withoutNote: TrailEvent = { t, s, by, at, d };
const place = { org: orgId, roster: [3, hash] as [number, string] };

describe('signed act', () => {
  it('covers organisation, act, subject, revision, content, role, superseded acts and roster position', () => {
    expect(actOf(event, place)).toEqual({ org: orgId, act: 'cab.decisionRecorded', subject: 'change:1', rev: hash, content: contentCommitment(event), role: 'chair', supersedes: [hash], roster: [3, hash] });
    expect(actOf({ ...event, d: {} }, place)).toMatchObject({ rev: '', role: '', supersedes: [] });
  });

  it('commits to the content by the stated domain and canonical form', () => {
    const plain = { t, s, by, at, d: { role: 'chair' } };
    expect(contentCommitment(plain)).toBe(sha256Hex(`gavel-content-v1\n{"at":"${at}","by":"${by}","d":{"role":"chair"},"s":"${s}","t":"${t}"}`));
    expect(contentCommitment({ ...event, ps: 'A'.repeat(86) })).toBe(contentCommitment(event));
  });

  it('holds for the event it was made for', () => {
    const ps = signAct(keys.chair.privateKey, actOf(event, place));
    expect(ps).toMatch(/^[A-Za-z0-9_-]{86}$/);
    expect(verifyAct(keys.chair.publicKey, actOf({ ...event, ps }, place), ps)).toBe(true);
    expect(verifyAct(keys.admin.publicKey, actOf(event, place), ps)).toBe(false);
  });

  it.each<[string, TrailEvent, typeof place]>([
    ['another verdict', { ...event, d: { ...event.d, verdict: 'rejected' } }, place], ['another revision', { ...event, d: { ...event.d, rev: sha256Hex('y') } }, place], ['another role', { ...event, d: { ...event.d, role: 'member' } }, place],
    ['another change', { ...event, s: 'change:2' }, place], ['another type', { ...event, t: 'cab.voteCast' }, place], ['another person', { ...event, by: 'person:admin' }, place], ['another time', { ...event, at: '2026-01-15T10:00:00.001Z' }, place],
    ['another note', { ...event, p: { note: { c: sha256Hex('z'), n: 3, k: 'personal' } } }, place], ['no note', withoutNote, place], ['nothing superseded', { ...event, d: { ...event.d, supersedes: [] } }, place],
    ['another organisation', event, { ...place, org: 'other' }], ['another roster position', event, { ...place, roster: [4, hash] }],
  ])('does not hold for %s', (_, other, where) => {
    expect(verifyAct(keys.chair.publicKey, actOf(other, where), signAct(keys.chair.privateKey, actOf(event, place)))).toBe(false);
  });

  it('does not hold when written another way', () => {
    const ps = signAct(keys.chair.privateKey, actOf(event, place));
    const act = actOf(event, place);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // The last letter carries four bits that decoding drops.
    const twin = ps.slice(0, -1) + alphabet[alphabet.indexOf(ps.at(-1)!) ^ 1];
    for (const other of [twin, `${ps}==`, ` ${ps}`, '']) expect(verifyAct(keys.chair.publicKey, act, other)).toBe(false);
  });
});
