// The meeting of the printed minutes in these tests; plain data, fixed times.
import type { MinutesDocument, MinutesItem } from '../../src-main/documents/minutes-document.ts';

const names = ['Marta Lindqvist', 'Tomasz Zieliński', 'Aisha Bello', 'Grace Whitfield', 'Daniel Okafor', 'Ravi Menon'] as const;
const item = (over: Partial<MinutesItem>): MinutesItem => ({
  ref: 'C-A1-0421', title: 'Database platform: array 2 firmware', service: 'Payments database', risk: { tier: 'high', score: 68 },
  window: { fromAt: '2026-11-26T02:00:00.000Z', toAt: '2026-11-26T04:30:00.000Z' }, conflicts: [],
  votes: names.slice(0, 5).map((name) => ({ name, vote: 'approve' })), outcome: 'approved',
  rationale: 'Firmware 7.4 closes a fault that stopped the array twice in October. The second controller carries the load meanwhile.',
  conditions: [], minutesUsed: 9, signature: '3f9a77c2e05b19d4', decidedBy: 'Marta Lindqvist', decidedAt: '2026-11-24T14:31:00.000Z', ...over,
});

export const aMeeting = (over: Partial<MinutesDocument> = {}): MinutesDocument => ({
  organisation: 'Northwind Bank', site: 'Leeds', board: 'Change Advisory Board', number: 'M-A1-0047', title: 'Minutes of the Change Advisory Board', revision: 1,
  zone: 'Europe/London', place: 'Leeds, room 4, without a network', held: { fromAt: '2026-11-24T14:00:00.000Z', toAt: '2026-11-24T15:24:00.000Z' },
  agendaFrozenAt: '2026-11-24T14:00:00.000Z', policy: 'version 12', chair: 'Marta Lindqvist', secretary: null,
  attendance: [
    ...names.map((name, i) => ({ name, function: ['Operations', 'Development', 'Security', 'Business', 'Business', 'Infrastructure'][i]!, isVoting: true, seat: i === 0 ? 'Chair' : 'Voting', status: i === 4 ? 'Recused, item 3' : i === 5 ? 'Late' : 'Present', fromAt: i === 5 ? '2026-11-24T14:50:00.000Z' : '2026-11-24T14:00:00.000Z', toAt: '2026-11-24T15:24:00.000Z' })),
    { name: 'Helen Castellanos', function: 'Compliance', isVoting: true, seat: 'Voting', status: 'Apologies' },
    { name: 'Jun Takeda', function: 'Architecture', isVoting: false, seat: 'Advisory', status: 'Left at item 7', fromAt: '2026-11-24T14:00:00.000Z', toAt: '2026-11-24T15:10:00.000Z' },
  ],
  quorum: ['Seven voting seats, four needed, with business, development, operations and security. Five present until 14:50, four of them voting on item 3; six from 14:50.'],
  items: [
    item({ ref: '', title: 'Open conditions and failed changes', service: null, risk: null, window: null, votes: [], outcome: 'noted', rationale: 'Two conditions are met, one is a day late and stays on the list.', signature: null, minutesUsed: 8 }),
    item({ ref: 'C-A1-0398', title: 'Core ledger: settlement currency', risk: { tier: 'critical', score: 86 }, votes: names.slice(0, 4).map((name) => ({ name, vote: 'approve' })), outcome: 'referred', minutesUsed: 12, rationale: 'Touches two business units; the executive decides on 1 December.' }),
    item({
      ref: 'C-A1-0412', title: 'Card authorisation: switch v7 on node 3', service: 'Card authorisation', risk: { tier: 'high', score: 72 }, outcome: 'approved-with-conditions', window: { fromAt: '2026-11-25T22:00:00.000Z', toAt: '2026-11-26T02:00:00.000Z' },
      votes: [...['Lindqvist', 'Zieliński', 'Whitfield'].map((name) => ({ name, vote: 'approve' })), { name: 'Bello', vote: 'approve-with-conditions' }, { name: 'Okafor, requester', vote: 'recused' }],
      rationale: 'Support for version 6 ends on 31 December. The roll-back of 18 October on node 2 is understood and its cause is covered by failure mode 1.',
      conflicts: ['same implementer as C-A1-0417 within 24 h, accepted'],
      conditions: [{ text: 'Rehearse the backout on node 4 and attach the record', owner: 'P. Raman', dueAt: '2026-11-25T17:00:00.000Z', isBlocking: true }, { text: 'Watch reversals for two hours after the change', owner: 'A. Novák', dueAt: '2026-11-26T04:00:00.000Z', isBlocking: false }],
    }),
    item({}),
    item({ ref: 'C-A1-0409', title: 'Payment hub: connection pool limit', risk: { tier: 'medium', score: 44 }, outcome: 'deferred', minutesUsed: 8, rationale: 'Moved behind the firmware of array 2; comes back on Thursday.' }),
    item({ ref: 'C-A1-0415', title: 'Open banking edge: certificates', risk: { tier: 'low', score: 18 }, outcome: 'rejected', minutesUsed: 6, rationale: 'The old certificates hold until March; the plan has no backout.' }),
    item({ ref: 'C-A1-0416', title: 'Mobile banking API 5.12', risk: { tier: 'low', score: 22 }, outcome: 'withdrawn', votes: [], minutesUsed: 2, rationale: 'Withdrawn by the owner.' }),
  ],
  actions: [{ text: 'Report on late conditions to the next board', owner: 'Tomasz Zieliński', dueAt: '2026-12-01', item: 'C-A1-0412' }], gaps: [],
  signed: { by: 'Marta Lindqvist', at: '2026-11-24T15:31:00.000Z', key: '3f9a77c2e05b19d4', digest: 'a91c04de77b0f2e80d5eb8836c11fa47e6f2947ab3105cc957ad20c9e84f6b13' },
  trail: { feed: '5be1c0ffee5be1c0ffee5be1c0ffee12', count: 312, head: '7d90ee13024b51c89e6f03aac81f6e0293d4b7a51e0c8f3b7d90ee13024b51c8', checkpoint: '' },
  rootWords: 'amber violin harbour eleven motion crater dwarf tunnel sugar ocean radar fix', caFingerprint: '8e2051d7'.repeat(8), madeAt: '2026-11-24T15:31:00.000Z', ...over,
});
