// A believable exchange for the window's own tests: three laptops, a decision made apart, a plan and a title written on both sides.
import type { BundlePreview, ConflictRow, ConflictView, MergeReport } from '#contract/exchange.ts';
import type { Output } from '#contract/index.ts';

export const feeds = { own: '3f9a1c40d2b7', room: '8be2407711aa', manchester: 'c04d9915ee03', audit: '1177fe29ab54' };
const head = (digit: string): string => digit.repeat(64);

export const decisionRow: ConflictRow = {
  id: 'decision:C-A1-0415', kind: 'decision', subject: 'change:0415', number: 'C-A1-0415', title: 'Open banking edge: certificate rotation', tier: 'medium', field: null,
  isHolding: true, at: '2026-11-24T15:06:00.000Z', summary: 'Approved on B2, deferred to 1 December here.',
};
export const titleRow: ConflictRow = {
  id: 'field:C-A1-0421:title', kind: 'field', subject: 'change:0421', number: 'C-A1-0421', title: 'Card authorisation: raise the timeout', tier: 'low', field: 'title',
  isHolding: false, at: '2026-11-24T14:12:00.000Z', summary: 'Two titles; the later one stands.',
};
export const planRow: ConflictRow = {
  id: 'field:C-A1-0398:backoutPlan', kind: 'field', subject: 'change:0398', number: 'C-A1-0398', title: 'Payments gateway: move to the new cluster', tier: 'high', field: 'backoutPlan',
  isHolding: true, at: '2026-11-24T13:40:00.000Z', summary: 'Two backout plans, a material field.',
};
export const conflictRows: ConflictRow[] = [decisionRow, planRow, titleRow];

const timeline: ConflictView['timeline'] = {
  lines: [
    { feed: feeds.room, site: 'B2', points: [
      { seq: 401, order: 0, at: '2026-11-24T12:10:00.000Z', what: 'C-A1-0409 edited', isSide: false }, { seq: 402, order: 2, at: '2026-11-24T12:50:00.000Z', what: 'C-A1-0411 assessed', isSide: false },
      { seq: 403, order: 3, at: '2026-11-24T13:20:00.000Z', what: 'Bundle written for A1', isSide: false }, { seq: 404, order: 6, at: '2026-11-24T14:20:00.000Z', what: 'Meeting M-B2-0047 starts', isSide: false },
      { seq: 412, order: 8, at: '2026-11-24T15:06:00.000Z', what: 'cab.decisionRecorded', isSide: true }, { seq: 431, order: 9, at: '2026-11-24T15:41:00.000Z', what: 'Bundle written for A1', isSide: false },
    ] },
    { feed: feeds.own, site: 'A1', points: [
      { seq: 907, order: 1, at: '2026-11-24T12:31:00.000Z', what: 'C-A1-0412 edited', isSide: false }, { seq: 908, order: 4, at: '2026-11-24T13:22:00.000Z', what: 'Bundle from B2 imported', isSide: false },
      { seq: 909, order: 5, at: '2026-11-24T13:58:00.000Z', what: 'change.edited', isSide: false }, { seq: 911, order: 7, at: '2026-11-24T14:58:00.000Z', what: 'cab.decisionRecorded', isSide: true },
      { seq: 930, order: 10, at: '2026-11-24T15:44:00.000Z', what: 'Bundle from B2 imported', isSide: false },
    ] },
  ],
  deliveries: [{ from: { feed: feeds.room, order: 3 }, to: { feed: feeds.own, order: 4 } }, { from: { feed: feeds.room, order: 9 }, to: { feed: feeds.own, order: 10 } }],
};

export const decisionView: ConflictView = {
  ...decisionRow, timeline, may: { ok: true },
  sides: [
    { place: `${feeds.room}:412:1`, feed: feeds.room, site: 'B2', isOwn: false, by: { id: 'p1', name: 'Marta Lindqvist' }, role: 'chair', at: '2026-11-24T15:06:00.000Z', value: 'Approved', isCurrent: false, verdict: 'approved', decision: 'd1', deferredTo: null, reason: '',
      votes: '6 approve, 0 reject', conditions: [], revision: '5e07c1d9aa01', isSameRevision: true, saw: [], effects: [
        { code: 'window_kept', text: 'Thu 26 Nov, 06:00 – 07:00 stays; 39 h lead, policy asks 24' }, { code: 'release_kept', text: 'R-A1-0061 keeps its four changes' }, { code: 'open_question', text: 'The authority’s maintenance on Thu needs an answer first' }] },
    { place: `${feeds.own}:911:1`, feed: feeds.own, site: 'A1', isOwn: true, by: { id: 'p2', name: 'Nadia Marsh' }, role: 'deputy chair', at: '2026-11-24T14:58:00.000Z', value: 'Deferred', isCurrent: true, verdict: 'deferred', decision: 'd2', deferredTo: '2026-12-01', reason: 'Certificate authority maintenance on Thu',
      votes: 'None, chair’s act', conditions: [], revision: '5e07c1d9aa01', isSameRevision: true, saw: [], effects: [
        { code: 'window_released', text: 'The window is released; next free is Thu 3 Dec, 06:00' }, { code: 'release_shrinks', text: 'R-A1-0061 goes with three changes, no dependency breaks' }, { code: 'expiry', text: 'The certificate expires on 9 Dec, six days later' }] },
  ],
};

const valueSide = { role: 'change manager', verdict: null, decision: null, deferredTo: null, reason: '', votes: '', conditions: [], revision: null, isSameRevision: null, saw: [], effects: [] } as const;
const plan = (steps: readonly string[]): string => steps.map((step, i) => `${i + 1}. ${step}`).join('\n');
const shared = ['Tell the payments desk and the duty manager that the old cluster comes back', 'Stop the new gateways one by one, newest first', 'Wait until no session is open on them', 'Check the queue depth on both sides', 'Point the load balancer at the old cluster', 'Start the old gateways', 'Send three test payments of one penny', 'Compare the ledger of the last hour with the gateway log'];
export const planView: ConflictView = {
  ...planRow, timeline, may: { ok: true },
  sides: [
    { ...valueSide, saw: [], conditions: [], effects: [{ code: 'hold_lifted', text: 'The hold on the authorisation is lifted; the board’s approval of 17 Nov was of this plan' }], place: `${feeds.room}:412:1`, feed: feeds.room, site: 'B2', isOwn: false, by: { id: 'p3', name: 'Tomasz Zielinski' }, at: '2026-11-24T13:05:00.000Z', isCurrent: false, value: plan([...shared, 'Close the bridge call after fifteen quiet minutes']) },
    { ...valueSide, saw: [], conditions: [], effects: [{ code: 'authorisation_void', text: 'The board approved another plan, so the change goes back to it' }], place: `${feeds.own}:911:1`, feed: feeds.own, site: 'A1', isOwn: true, by: { id: 'p2', name: 'Nadia Marsh' }, at: '2026-11-24T13:40:00.000Z', isCurrent: true, value: plan([...shared, 'Close the bridge call after thirty quiet minutes, and only when the ledger agrees']) },
  ],
};
export const titleView: ConflictView = {
  ...titleRow, timeline: { lines: [], deliveries: [] }, may: { ok: true },
  sides: [
    { ...valueSide, saw: [], conditions: [], effects: [], place: `${feeds.own}:905:1`, feed: feeds.own, site: 'A1', isOwn: true, by: { id: 'p2', name: 'Nadia Marsh' }, at: '2026-11-24T14:12:00.000Z', isCurrent: true, value: 'Card authorisation: raise the timeout' },
    { ...valueSide, saw: [], conditions: [], effects: [], place: `${feeds.room}:399:1`, feed: feeds.room, site: 'B2', isOwn: false, by: { id: 'p3', name: 'Tomasz Zielinski' }, at: '2026-11-24T13:59:00.000Z', isCurrent: false, value: 'Card authorisation: timeout from 2 s to 5 s' },
  ],
};

const manchesterGap = { feed: feeds.manchester, site: 'MC1', from: 1205, to: 1241, count: 18 };
export const preview: BundlePreview = {
  bundle: 'b-2411-1541', purpose: 'delta', made: '2026-11-24T15:41:00.000Z', from: { feed: feeds.room, site: 'B2', person: 'Marta Lindqvist' },
  checks: [{ isGood: true, text: 'Sender on the roster' }, { isGood: true, text: '212 commits link to ours' }, { isGood: true, text: 'Complete, digest agrees' }],
  isSeen: false, commits: 230, events: 268, new: 212, known: 18, waiting: [manchesterGap], quarantined: [], forks: [], omitted: [], aheadOfClock: 0,
  groups: [
    { kind: 'meeting', title: 'Meeting M-B2-0047', detail: '6 decisions, 31 votes, attendance', count: 44, act: 'add' }, { kind: 'change', title: 'Changes edited', detail: '9 fields in 5 changes, no overlap', count: 9, act: 'merge' },
    { kind: 'evidence', title: 'Evidence', detail: '4 files, digests agree', count: 4, act: 'add' }, { kind: 'calendar', title: 'Calendar', detail: '2 windows moved', count: 2, act: 'merge' },
  ],
  records: [{ subject: 'meeting:m47', kind: 'meeting', number: 'M-B2-0047', title: '', events: 44, digest: 'b7'.repeat(32) }, { subject: 'change:0415', kind: 'change', number: 'C-A1-0415', title: 'Open banking edge: certificate rotation', events: 12, digest: '4e'.repeat(32) }], recordsCount: 9,
  conflicts: [{ ...decisionRow, sides: decisionView.sides, timeline }, titleRow],
};
export const report: MergeReport = { bundle: preview.bundle, new: 212, known: 18, events: 268, waiting: [manchesterGap], promoted: 3, quarantined: [], forks: [], conflicts: [decisionRow, titleRow], omitted: [], redacted: 0, aheadOfClock: 0 };

const own = { feed: feeds.own, site: 'A1', isOwn: true, enrolledAt: '2026-10-01T08:00:00.000Z', revokedFrom: null, canReceive: true, count: 930, behind: 0, lastSentAt: null, lastReceivedAt: null };
export const alone: Output<'exchange.status'> = { peers: [own], waiting: [], held: [], forks: [], missingTexts: 0, conflicts: 0, bundles: [] };
export const status: Output<'exchange.status'> = {
  peers: [
    own,
    { feed: feeds.room, site: 'B2', isOwn: false, enrolledAt: '2026-10-02T08:00:00.000Z', revokedFrom: null, canReceive: true, count: 431, behind: 0, lastSentAt: '2026-11-20T16:10:00.000Z', lastReceivedAt: '2026-11-20T18:41:00.000Z' },
    { feed: feeds.manchester, site: 'MC1', isOwn: false, enrolledAt: '2026-10-09T08:00:00.000Z', revokedFrom: null, canReceive: true, count: 1204, behind: 47, lastSentAt: '2026-11-17T09:00:00.000Z', lastReceivedAt: '2026-11-16T17:20:00.000Z' },
    { feed: feeds.audit, site: 'AU1', isOwn: false, enrolledAt: '2026-11-02T08:00:00.000Z', revokedFrom: null, canReceive: true, count: 0, behind: 930, lastSentAt: null, lastReceivedAt: null },
    { feed: '5500aa19c1d2', site: 'B1', isOwn: false, enrolledAt: '2026-10-02T08:00:00.000Z', revokedFrom: 212, canReceive: true, count: 212, behind: 718, lastSentAt: '2026-10-20T10:00:00.000Z', lastReceivedAt: '2026-10-22T10:00:00.000Z' },
  ],
  waiting: [manchesterGap],
  held: [{ feed: '5500aa19c1d2', site: 'B1', from: 213, count: 4, reason: 'revoked', detail: 'the laptop was reported lost on 22 October' }],
  forks: [{ feed: 'ee71b09c4410', site: 'B3', from: 88, isSettled: false, branches: [
    { head: head('a'), count: 12, from: '2026-11-18T08:10:00.000Z', to: '2026-11-18T17:02:00.000Z', what: ['change.created by Ines Duarte', 'change.assessed by Ines Duarte'] },
    { head: head('b'), count: 3, from: '2026-11-19T07:55:00.000Z', to: '2026-11-19T08:20:00.000Z', what: ['change.created by Ines Duarte'] }] }],
  missingTexts: 14, conflicts: 3,
  bundles: [
    { bundle: 'b1', from: feeds.room, site: 'B2', purpose: 'delta', at: '2026-11-20T18:44:00.000Z', new: 212 }, { bundle: 'b2', from: feeds.manchester, site: 'MC1', purpose: 'everything', at: '2026-11-16T17:25:00.000Z', new: 64 },
    { bundle: 'b3', from: feeds.room, site: 'B2', purpose: 'meeting', at: '2026-11-13T13:22:00.000Z', new: 0 },
  ],
};
const written = { name: 'A1-for-B2-2026-11-24-1602.cabsync', folder: 'Documents/Gavel exports', size: 412_300, sha256: head('9') };
export const exported: Output<'bundle.export'> = { file: written, files: [written], bundle: 'b-9', commits: 47, events: 61, payloads: 52, omitted: [], recipients: ['B2'], records: [{ subject: 'change:0415', kind: 'change', number: 'C-A1-0415', title: 'Open banking edge: certificate rotation', events: 12, digest: '4e'.repeat(32) }], recordsCount: 1 };
