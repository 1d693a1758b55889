// Gathers what printed minutes say: one question to the tables, no layout and no file.
import type { MinutesDocument, MinutesItem } from '../documents/minutes-document.ts';
import type { DecisionRecord } from '#contract/change.ts';
import { policy } from '../domain/policy.ts';
import { conflictsOf, minutesText, rowOfMeeting } from '../queries/cab.ts';
import type { ReadContext } from '../ports.ts';
import { fingerprintWords } from '../trail/keys.ts';
import { sha256Hex } from '../trail/hashes.ts';

type Text = ReturnType<typeof minutesText>;
const statusWords: Record<string, string> = { present: 'Present', apologies: 'Apologies', late: 'Late', left: 'Left', unknown: 'Not noted' };
const voteWords: Record<string, string> = { approve: 'approve', 'approve-with-conditions': 'approve with conditions', reject: 'reject', defer: 'defer', abstain: 'abstain' };

/** First 16 hex digits of the hash of a key: enough to tell two signers apart on paper. */
export const keyMark = (key: string | null): string => (key === null ? '' : sha256Hex(Buffer.from(key, 'hex')).slice(0, 16));

/** Whole minutes from the decision before (or the start) to this one, in the order in which they were taken. */
function minutesUsed(text: Text): Map<string, number> {
  const used = new Map<string, number>();
  let from = text.startedAt;
  for (const d of text.items.flatMap((i) => i.decision ?? []).toSorted((a, b) => (a.decidedAt < b.decidedAt ? -1 : 1))) {
    if (from !== null) used.set(d.id, Math.round((Date.parse(d.decidedAt) - Date.parse(from)) / 60_000));
    from = d.decidedAt;
  }
  return used;
}

function item(context: ReadContext, entry: Text['items'][number], used: Map<string, number>): MinutesItem {
  const { change, decision } = entry;
  const overlaps = conflictsOf(context, context.loadChange(change.id));
  return {
    ref: change.number, title: change.title, service: change.service || null, risk: change.tier === null ? null : { tier: change.tier, score: change.score ?? 0 },
    window: change.plannedStartAt && change.plannedEndAt ? { fromAt: change.plannedStartAt, toAt: change.plannedEndAt } : null,
    conflicts: overlaps.map((o) => `${o.number} (${o.rule})`), votes: decision?.votes.map((v) => ({ name: v.name, vote: voteWords[v.vote] ?? v.vote })) ?? [], outcome: decision?.verdict ?? null,
    rationale: rationale(decision), conditions: decision?.conditions.map((c) => ({ text: c.text, owner: c.owner, dueAt: c.dueOn, when: c.when === 'before' ? 'before the start' : 'after the end', isBlocking: c.isBlocking })) ?? [],
    minutesUsed: decision ? used.get(decision.id) ?? null : null, signature: decision?.signature ?? null, decidedBy: decision?.by ?? null, decidedAt: decision?.decidedAt ?? null,
  };
}

const rationale = (decision: DecisionRecord | null): string => {
  if (!decision) return '';
  return decision.deferredTo ? `${decision.reason} Comes back on ${decision.deferredTo}.`.trim() : decision.reason;
};

/** What is missing is said where it would stand, never left out. */
function gaps(text: Text): string[] {
  const undecided = text.items.filter((i) => i.decision === null).map((i) => `${i.change.number} was on the agenda and was not decided.`);
  const stale = text.items.filter((i) => i.decision?.isStale).map((i) => `${i.change.number} was edited before its decision was recorded; the decision does not count as approval.`);
  const silent = text.items.filter((i) => i.decision && i.decision.votes.length === 0).map((i) => `${i.change.number}: no single votes were recorded; the chair recorded the decision.`);
  return [...undecided, ...stale, ...silent];
}

type Mark = { feed: string; count: number; head: string; checkpoint: string };
/** The minutes of an ended meeting; `mark` is where the trail stood when the document was made. */
export function gatherMinutes(context: ReadContext, ref: string, mark: Mark): MinutesDocument {
  const meeting = context.loadMeeting(ref);
  const text = minutesText(context, ref);
  const row = rowOfMeeting(context, meeting.id);
  const used = minutesUsed(text);
  const signer = meeting.minutes ? context.loadPerson(meeting.minutes.by) : null;
  const chair = text.attendance.find((a) => a.function.toLowerCase() === 'chair')?.name ?? signer?.name ?? '';
  return {
    organisation: context.organisation.name, site: context.organisation.site, board: row.boardName, number: row.number, title: `Minutes of the ${row.boardName} meeting ${row.number}`, revision: 1,
    zone: row.zone, place: `Site ${context.organisation.site}`, held: { fromAt: meeting.startedAt ?? row.startsAt, toAt: meeting.endedAt ?? row.startsAt }, policy: policy.version, chair, secretary: null,
    attendance: text.attendance.map((a) => ({ name: a.name, function: a.function, isVoting: a.isVoting, seat: a.isVoting ? 'Voting' : 'Advisory', status: statusWords[a.status] ?? a.status, fromAt: a.status === 'present' || a.status === 'late' ? a.since : null })),
    quorum: text.quorum ? [`${text.quorum.why}: ${text.quorum.isQuorate ? 'quorate' : 'not quorate'}.`] : [],
    items: text.items.map((i) => item(context, i, used)), actions: text.actions.map((a) => ({ text: a.text, owner: a.owner, dueAt: a.dueOn })), gaps: gaps(text),
    signed: meeting.minutes && signer ? { by: signer.name, at: meeting.minutes.at, key: keyMark(signer.key) } : null,
    trail: mark, rootWords: fingerprintWords(Buffer.from(context.organisation.rootKey, 'hex')), caFingerprint: context.organisation.caFingerprint, madeAt: context.now,
  };
}
