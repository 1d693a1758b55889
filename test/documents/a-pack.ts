// The audit pack printed in these tests; plain data, fixed times.
import type { PackChange, PackDocument } from '../../src-main/documents/pack-document.ts';

export const aChange = (n: number, over: Partial<PackChange> = {}): PackChange => ({
  ref: `C-A1-${String(400 + n).padStart(4, '0')}`, title: n % 2 ? 'Card authorisation: switch v7 on node 3' : 'Database platform: array 2 firmware', type: 'Normal', state: 'Implemented', service: 'Card authorisation',
  risk: { tier: (['high', 'medium', 'low', 'critical'] as const)[n % 4]!, score: 72 - n % 40 }, window: { fromAt: '2026-11-25T22:00:00.000Z', toAt: '2026-11-26T02:00:00.000Z' },
  fields: [['Requester', 'D. Okafor'], ['Owner', 'P. Raman'], ['Backout', 'Nine steps, rehearsed on node 2; takes twelve minutes and needs nobody on site.']],
  decisions: [{ at: '2026-11-24T14:28:00.000Z', meeting: 'M-A1-0047', outcome: 'Approved with conditions', votes: '3–1–0', rationale: 'Support for version 6 ends on 31 December.', conditions: ['Rehearse the backout on node 4, P. Raman, Wed 25 Nov, 17:00, blocks the start'], key: '3f9a77c2e05b19d4' }],
  history: [['2026-11-09T10:12:00.000Z', 'Submitted, scope version 3', 'D. Okafor', 'Requester'], ['2026-11-16T16:40:00.000Z', 'Backout plan reviewed: approve', 'R. Menon', 'Independent reviewer'], ['2026-11-23T09:31:00.000Z', 'Risk signed: High 72', 'A. Bello', 'Assessor'], ['2026-11-24T14:28:00.000Z', 'Approved with conditions, 3–1–0', 'M. Lindqvist', 'Chair']]
    .map(([at, what, who, role], i) => ({ at: at!, what: what!, who: who!, role: role!, feed: '5be1c0ffee5be1c0ffee5be1c0ffee12', seq: 8177 + i * 120 })),
  evidence: [{ id: 'E-A1-1201', title: 'Test results, 412 of 412', age: '3 d', state: 'Counted', sha256: 'a91c04de77b0f2e8'.repeat(4) }, { id: 'E-A1-1202', title: 'Security scan, no open finding', age: '5 d', state: 'Counted', sha256: '0d5eb8836c11fa47'.repeat(4) }],
  gaps: [{ what: 'Backout rehearsal on version 7', why: 'not attached when decided' }],
  conflicts: [{ with: 'C-A1-0409', rule: 'Dependent item, two hops by payments-db-02', overlap: '23:30 – 00:30', settled: '0409 moved to Thu 26 Nov, 02:30' }], ...over,
});

export const aPack = (over: Partial<PackDocument> = {}): PackDocument => ({
  organisation: 'Northwind Bank', number: 'AP-A1-0009', title: 'Audit pack, Q4 2026', revision: 1, zone: 'Europe/London', scope: 'Three changes and one meeting, 1 October to 24 November 2026.', madeAt: '2026-11-24T16:00:00.000Z',
  preparedBy: 'Johanna Brandt, auditor', sealedBy: 'Northwind Bank, change office', rootWords: 'amber violin harbour eleven motion crater dwarf tunnel sugar ocean radar fix', rootFingerprint: '4c1d90fe72ab8830'.repeat(2), caFingerprint: '8e2051d7'.repeat(8),
  feeds: [{ feed: '5be1c0ffee5be1c0ffee5be1c0ffee12', name: 'Leeds main', count: 9214, root: 'q1xZ3Jt0b0a2C5e9y7m6n4L8k2h1g3f5d7s9a0w2e4=', head: '7d90ee13024b51c89e6f03aac81f6e0293d4b7a51e0c8f3b7d90ee13024b51c8' }, { feed: '1488c0ffee5be1c0ffee5be1c0ffee12', name: 'Leeds room laptop', count: 1488, root: 'b0a2C5e9y7m6n4L8k2h1g3f5d7s9a0w2e4q1xZ3Jt0=', head: '024b51c89e6f03aac81f6e0293d4b7a51e0c8f3b7d90ee13024b51c87d90ee13' }],
  changes: [aChange(12), aChange(13), aChange(14)],
  meetings: [{ ref: 'M-A1-0047', title: 'Weekly board', board: 'Change Advisory Board', held: { fromAt: '2026-11-24T14:00:00.000Z', toAt: '2026-11-24T15:24:00.000Z' }, state: 'minuted', chair: 'Marta Lindqvist', minutes: 'a91c04de77b0f2e80d5eb8836c11fa47e6f2947ab3105cc957ad20c9e84f6b13', attendance: [{ name: 'Marta Lindqvist', function: 'Operations', status: 'Present' }], items: [{ ref: 'C-A1-0412', title: 'Card authorisation: switch v7 on node 3', outcome: 'Approved with conditions' }] }],
  releases: [], findings: [{ ref: 'F-A1-0002', title: 'Evidence older than 14 days accepted', source: 'Compliance report', control: 'SOX/CC-4', severity: 'High', repeatOf: 'F-A1-0001', state: 'Answered', change: 'C-A1-0412', owner: 'P. Raman', dueOn: '2026-12-24', raisedBy: 'O. Hughes', raisedAt: '2026-11-24T14:30:00.000Z', texts: ['Root cause: nobody looked.'] }],
  controls: [{ control: 'SOX/CC-4', title: 'Changes are tested before they go live', version: 1, mapped: 'Missing evidence (version 1); evidence Test results', evidence: 2, gaps: [{ ref: 'C-A1-0413', said: 'Test results missing when it was deployed.' }], result: 'Gap', exceptions: [], findings: ['F-A1-0002'] }],
  confessions: [{ kind: 'redaction', where: 'feed 5be1c0ff, 8212', text: 'A comment was erased on request, reason code privacy.' }], ...over,
});
