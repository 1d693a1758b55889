// Gathers what printed minutes say: from the text that was signed, and from who signed and corrected it since; no layout and no file.
import type { MinutesEntry, MinutesText } from '#contract/minutes.ts';
import type { MinutesDocument, MinutesItem } from '../documents/minutes-document.ts';
import { clock, moment } from '../documents/times.ts';
import type { Meeting } from '../domain/meeting.ts';
import type { ReadContext } from '../ports.ts';
import { nameOf } from '../queries/change.ts';
import { sha256Hex } from '../trail/hashes.ts';
import { fingerprintWords } from '../trail/keys.ts';

const statusWords: Record<string, string> = { present: 'Present', apologies: 'Apologies', late: 'Late', left: 'Left', unknown: 'Not noted' };
const voteWords: Record<string, string> = { approve: 'approve', 'approve-with-conditions': 'approve-with-conditions', reject: 'reject', defer: 'defer', abstain: 'abstained', 'request-information': 'asked for information' };
const refusalWords: Record<string, string> = {
  second: 'a second ballot of the same member', late: 'received after the decision', signature: 'the signature does not hold', organisation: 'written for another organisation', meeting: 'written for another meeting',
  revision: 'written on another revision of the change', seat: 'no voting seat', item: 'not on this agenda', recused: 'recused from the item', moved: 'the change was edited after it was taken',
};

/** First 16 hex digits of the hash of a key: enough to tell two signers apart on paper. */
export const keyMark = (key: string | null): string => (key === null ? '' : sha256Hex(Buffer.from(key, 'hex')).slice(0, 16));

const rationaleOf = ({ decision, outcome }: MinutesEntry): string => {
  if (!decision) return outcome ?? '';
  if (decision.recommends) return `${decision.recommends === 'approve' ? 'Recommended' : 'Advised against'} to the board that decides. ${decision.reason}`.trim();
  return decision.deferredTo ? `${decision.reason.trim().replace(/[^.!?]$/, '$&.')} Comes back on ${decision.deferredTo}.`.trim() : decision.reason;
};

/** Votes with who cast them, then who did not vote and who could not. */
const voicesOf = ({ votes, silent, recused }: MinutesEntry): MinutesItem['votes'] => [
  ...votes.map(({ name, vote, by, isBallot }) => ({ name: `${name}${by === null ? '' : ` (cast by ${by})`}${isBallot ? ' (by ballot)' : ''}`, vote: voteWords[vote] ?? vote })),
  ...(votes.length > 0 ? silent.map((name) => ({ name, vote: 'did not vote' })) : []),
  ...recused.map(({ name, why, isByRule }) => ({ name: `${name} (${isByRule ? `by rule: ${why}` : why})`, vote: 'recused' })),
];

/** What an item needs said beside its decision. */
function remarksOf(entry: MinutesEntry, zone: string): string[] {
  const { isLate, lateReason, isSetAside, decision, quorum, standIns, votes, fallen, notes } = entry;
  return [
    ...(isLate ? [`Late item, taken on because: ${lateReason || 'no reason was kept'}.`] : []),
    ...(isSetAside && decision === null ? ['Set aside and not taken up again.'] : []),
    ...(decision?.isAgainstVote === true ? ['The chair decided against the vote; the reason is given beside.'] : []),
    ...(quorum === null ? [] : [`Quorum for this item: ${quorum.why}${quorum.isQuorate ? '' : ', not quorate'}.`]),
    ...standIns.map(({ name, by, how }) => `${by} voted for ${name} as ${how === 'proxy' ? 'proxy' : 'deputy'}.`),
    ...(fallen.length === 0 ? [] : [`Voted before the change was edited, which does not count: ${fallen.map(({ name, vote }) => `${name} (${voteWords[vote] ?? vote})`).join(', ')}.`]),
    ...votes.filter(({ question }) => question !== '').map(({ name, question }) => `${name} asked: ${question}`),
    ...notes.map(({ text, by, at }) => `${clock(at, zone)}, ${by}: ${text}`),
  ];
}

const minutesOf = (seconds: number): number => Math.round(seconds / 60);

function itemOf(entry: MinutesEntry, zone: string): MinutesItem {
  const { decision } = entry;
  return {
    ref: entry.number, title: entry.title, service: entry.service || null, risk: entry.tier === null ? null : { tier: entry.tier, score: entry.score ?? 0 },
    window: entry.window && { fromAt: entry.window.from, toAt: entry.window.to }, conflicts: entry.conflicts, votes: voicesOf(entry), outcome: decision?.verdict ?? (entry.outcome === null ? null : 'noted'),
    rationale: rationaleOf(entry), conditions: decision?.conditions.map((c) => ({ text: c.text, owner: c.owner, dueAt: c.dueOn, when: c.when === 'before' ? 'before the start' : 'after the end', isBlocking: c.isBlocking })) ?? [],
    minutesUsed: minutesOf(entry.seconds), minutesPlanned: entry.minutes, remarks: remarksOf(entry, zone), signature: decision?.signature ?? null, decidedBy: decision?.by ?? null, decidedAt: decision?.decidedAt ?? null,
  };
}

/** What is missing is said where it would stand, never left out. */
function gapsOf({ items }: MinutesText): string[] {
  const undecided = items.filter((i) => i.decision === null && i.outcome === null).map((i) => `${i.number || i.title} was on the agenda and was not decided.`);
  const stale = items.filter((i) => i.decision?.isStale).map((i) => `${i.number} was edited before its decision was recorded; the decision does not count as approval.`);
  const silent = items.filter((i) => i.decision && i.votes.length === 0).map((i) => `${i.number}: no single votes were recorded; the chair recorded the decision.`);
  return [...undecided, ...stale, ...silent];
}

const quorumOf = ({ quorum, zone }: MinutesText): string[] =>
  (quorum.length === 0 ? ['No attendance was noted, so no quorum is on record.'] : quorum.map(({ at, said, why, isQuorate }) => `${clock(at, zone)}, ${said}: ${why}; ${isQuorate ? 'quorate' : 'not quorate'}.`));
const proxiesOf = ({ proxies, zone }: MinutesText): string[] => proxies.map(({ from, to, at }) => (to === null ? `${clock(at, zone)}: ${from} took the proxy back.` : `${clock(at, zone)}: ${from} gave the vote to ${to}.`));

type Mark = { feed: string; count: number; head: string; checkpoint: string };
/** The printed form of signed minutes; `mark` is where the trail stood when the document was made. */
export function gatherMinutes(context: ReadContext, meeting: Meeting, text: MinutesText, mark: Mark): MinutesDocument {
  const { zone } = text;
  const signer = meeting.minutes ? context.loadPerson(meeting.minutes.by) : null;
  const chair = text.attendance.find((a) => a.function.toLowerCase() === 'chair')?.name ?? signer?.name ?? '';
  return {
    organisation: text.organisation, site: text.site, board: text.board, number: text.number, title: `Minutes of the ${text.board} meeting ${text.number}`, revision: 1 + meeting.addenda.length,
    zone, place: `Site ${text.site}`, held: { fromAt: text.startedAt ?? text.startsAt, toAt: text.endedAt ?? text.startsAt }, agendaFrozenAt: text.startedAt, policy: text.items.find(({ decision }) => decision)?.decision?.policyVersion ?? null, chair, secretary: null,
    attendance: text.attendance.map((a) => ({ name: a.name, function: a.function, isVoting: a.isVoting, seat: a.isVoting ? 'Voting' : 'Advisory', status: statusWords[a.status] ?? a.status, fromAt: a.arrivedAt, toAt: a.leftAt })),
    quorum: [...quorumOf(text), ...proxiesOf(text)], items: text.items.map((entry) => itemOf(entry, zone)), notes: text.notes.map(({ text: said, by, at }) => `${clock(at, zone)}, ${by}: ${said}`),
    refusedBallots: text.refusedBallots.map(({ name, item, why, at }) => `${clock(at, zone)}: the ballot of ${name} on ${item} does not count, ${refusalWords[why] ?? why}.`),
    actions: text.actions.map((a) => ({ text: a.text, owner: a.owner, dueAt: a.dueOn })), gaps: gapsOf(text),
    signed: meeting.minutes && signer ? { by: signer.name, at: meeting.minutes.at, key: keyMark(signer.key), digest: meeting.minutes.digest } : null,
    addenda: meeting.addenda.map(({ text: said, by, at }, i) => ({ title: `Addendum ${i + 1}, ${moment(at, zone)}, signed by ${nameOf(context, by)}`, text: said })),
    trail: mark, rootWords: fingerprintWords(Buffer.from(context.organisation.rootKey, 'hex')), caFingerprint: context.organisation.caFingerprint, madeAt: context.now,
  };
}
