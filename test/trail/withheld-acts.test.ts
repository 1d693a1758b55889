// AUD-08: acts in a role that an access review withheld where nobody had heard of them. `gavel verify` names each with feed and position.
import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../src-main/trail/envelope.ts';
import type { TrailReport } from '../../src-main/trail/verify.ts';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import type { Trail } from './trail-in-memory.ts';
import { decision, feeds, founded, keys, sourceOf, trustedRoot } from './trail-in-memory.ts';

const check = (trail: Trail): Promise<TrailReport> => verifyTrail(sourceOf(trail), { depth: 'deep', trustedRoot });
/** As a device writes that has heard nothing of the other one. */
const unaware = (envelope: Envelope): void => { envelope.seen = {}; };
const right = 'accessRight:r1';
const listed = (over = {}) => ({ t: 'accessRight.listed', s: right, by: 'person:admin', d: { review: 'v', reviewNumber: 'V-A1-0001', key: 'role:chair:chair', kind: 'approver-right', holder: 'chair', reviewer: 'admin', dueOn: '2026-12-10', days: 90, ...over } });
const opened = { t: 'accessRight.opened', s: right, by: 'person:admin' };
const decided = (verdict: string) => ({ t: 'accessRight.decided', s: right, by: 'person:admin', d: { verdict, role: 'registrar', rev: '', supersedes: [] }, signedBy: keys.admin });
const withheld = ({ findings }: TrailReport): [string | undefined, number | undefined][] => findings.filter(({ kind }) => kind === 'role_withheld').map(({ feed, seq }) => [feed, seq]);

describe('a role that a review withholds', () => {
  it.each(['revoke', 'change'])('AUD-08 an act that a device signed apart from the decision to %s it is named by feed and position; the trail holds', async (verdict) => {
    const { trail, append } = founded();
    append(keys.a, [listed()]);
    append(keys.b, [decision(1)]);
    append(keys.a, [opened, decided(verdict)], unaware);
    append(keys.b, [{ t: 'change.created', s: 'change:9' }], unaware);
    append(keys.b, [decision(2)], unaware);
    const report = await check(trail);
    expect(report.verdict).toBe('intact');
    expect(withheld(report)).toEqual([[feeds.b, 0], [feeds.b, 2]]);
    expect(report.findings.find(({ kind }) => kind === 'role_withheld')).toMatchObject({ severity: 'note', text: expect.stringMatching(/^Commit 0 holds an act in the role chair, which access review V-A1-0001 had (revoked|changed to another) elsewhere/) as string });
  });

  it('AUD-08 what the reviewer had seen, or what was signed once the decision was known, is not; nor is anything while the right is certified, taken back, or of another role', async () => {
    const before = founded();
    before.append(keys.b, [decision(1)], unaware);
    before.append(keys.a, [listed(), opened, decided('revoke')]);
    expect(withheld(await check(before.trail))).toEqual([]);
    for (const verdicts of [['certify'], ['revoke', 'certify']]) {
      const { trail, append } = founded();
      append(keys.a, [listed(), opened]);
      append(keys.b, [decision(1)], unaware);
      for (const verdict of verdicts) append(keys.a, [decided(verdict)], unaware);
      expect(withheld(await check(trail)), verdicts.join()).toEqual([]);
    }
    for (const over of [{ key: 'role:chair:member' }, { key: 'role:admin:chair' }]) {
      const { trail, append } = founded();
      append(keys.a, [listed(over), opened, decided('revoke')]);
      append(keys.b, [decision(1)], unaware);
      expect(withheld(await check(trail))).toEqual([]);
    }
  });

  it('AUD-08 a decision counts only from its reviewer, who opened the right and does not hold it', async () => {
    for (const [over, steps] of [[{ reviewer: 'second' }, [opened, decided('revoke')]], [{ holder: 'admin' }, [opened, decided('revoke')]], [{}, [decided('revoke')]]] as const) {
      const { trail, append } = founded();
      append(keys.a, [listed({ dueOn: '2099-01-01', ...over }), ...steps]);
      append(keys.b, [decision(1)], unaware);
      expect(withheld(await check(trail)), JSON.stringify(over)).toEqual([]);
    }
  });

  it('AUD-08 of a right that ran out undecided, what claims to be later than its due day is named, and what claims to be earlier is not', async () => {
    for (const [dueOn, expected] of [['2026-01-14', [[feeds.b, 0]]], ['2026-12-10', []], ['soon', []]] as const) {
      const { trail, append } = founded();
      append(keys.a, [listed({ dueOn })]);
      append(keys.b, [decision(1)], unaware);
      expect(withheld(await check(trail)), dueOn).toEqual(expected);
    }
  });
});
