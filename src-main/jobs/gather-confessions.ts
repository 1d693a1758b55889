// What the trail itself has to say against a pack's scope: forks, what is held back, erased texts, what nobody has settled (AUD-02; trail design, C4).
import type { Confession } from '../documents/pack-document.ts';
import { subjectOf } from '../domain/event.ts';
import { withheldFrom } from '../domain/access-rights.ts';
import { evidenceSheet } from '../domain/evidence.ts';
import type { ReadContext } from '../ports.ts';
import { conflictPage } from '../queries/conflicts.ts';
import { forksOf, heldOf } from '../queries/exchange.ts';
import { actorName, flagsOf } from '../queries/history.ts';

type Numbered = { id: string; number: string };
const commits = (from: number, count: number): string => (count > 1 ? `commits ${from} to ${from + count - 1}` : `commit ${from}`);
const placeOf = (where: string, feed: string, seq: number): string => `${where}, feed ${feed.slice(0, 8)}, ${seq}`;

/** Devices that were copied, with both histories. Whole feeds are attached, so every fork stands in every pack. */
const forks = (context: ReadContext): Confession[] => forksOf(context).map(({ feed, site, from, isSettled, branches }) => ({
  kind: 'fork', where: placeOf(`site ${site}`, feed, from),
  text: `Two copies of this device wrote under its name: ${branches.map(({ head, count }) => `${commits(from, count)}, up to ${head.slice(0, 8)}`).join('; ')}. ${isSettled ? 'Two registrars admitted one history; the other one is attached and not counted.' : 'Both are attached; neither is counted until two registrars admit one.'}`,
}));

const because: Record<string, string> = { revoked: 'the device was revoked', unsound: 'a commit is not as it must be' };
/** Commits that are attached and not counted, for another reason than a fork. */
const quarantines = (context: ReadContext): Confession[] => heldOf(context).filter(({ reason }) => reason !== 'fork').map(({ feed, site, from, count, reason, detail }) => ({
  kind: 'quarantine', where: placeOf(`site ${site}`, feed, from), text: `Not counted from ${commits(from, count)} on, because ${because[reason] ?? reason}${detail === '' ? '.' : `: ${detail}`}`,
}));

/** Records that texts were erased of, those of the scope first; these have a number, files that of the change they are evidence of. Whole feeds are attached, so every erasure stands in every pack. */
function erasedRecords(context: ReadContext, scope: { changes: readonly Numbered[]; meetings: readonly Numbered[] }): [subject: string, where: string][] {
  const subjects = context.db.all<{ subject: string }>("SELECT DISTINCT subject FROM event WHERE type = 'payload.redacted' ORDER BY subject").map(({ subject }) => subject);
  if (subjects.length === 0) return [];
  const numbers = new Map([...scope.changes.map(({ id, number }) => [subjectOf('change', id), number] as const), ...scope.meetings.map(({ id, number }) => [subjectOf('meeting', id), number] as const)]);
  if (subjects.some((subject) => subject.startsWith('file:'))) {
    for (const { id, number } of scope.changes) for (const item of context.findSheet(evidenceSheet, id)?.items ?? []) numbers.set(subjectOf('file', item.id), `${number}, ${item.number}`);
  }
  const inScope = subjects.flatMap((subject): [string, string][] => { const number = numbers.get(subject); return number === undefined ? [] : [[subject, number]]; });
  const outside = subjects.flatMap((subject): [string, string][] => (numbers.has(subject) ? [] : [[subject, `outside the scope, ${subject.slice(0, subject.indexOf(':'))}`]]));
  return [...inScope.toSorted(([, a], [, b]) => (a < b ? -1 : 1)), ...outside];
}
const redactionsOf = (context: ReadContext, [subject, where]: [string, string]): Confession[] => context.trail.ofSubject(subject).filter(({ event }) => event.type === 'payload.redacted').map(({ event, feed, seq }) => ({
  kind: 'redaction', where: placeOf(where, feed, seq),
  text: `Text of class ${String(event.data['class'])} was erased on ${event.at.slice(0, 10)}; ${actorName(context, String(event.data['proposedBy']))} asked for it, ${actorName(context, event.by)} carried it out. ${String(event.text['reason'] ?? '')}`.trimEnd(),
}));

const unsettled = (context: ReadContext, { id, number }: Numbered): Confession[] => conflictPage(context, { limit: 100, change: id }).rows.map(({ summary }) => ({ kind: 'conflict', where: number, text: `${summary}; nobody has settled it.` }));

/** Acts on a record that somebody else should look at, each at its place. */
const flagged = (context: ReadContext, subject: string, number: string): Confession[] => [...flagsOf(context, context.trail.ofSubject(subject))].map(([place, text]) => {
  const [feed = '', seq] = place.split('/');
  return { kind: 'conflict', where: placeOf(number, feed, Number(seq)), text };
});

/** A role that no review withholds leaves nothing to look for in thousands of changes. */
const isAnyWithheld = (context: ReadContext): boolean => context.accessItems().some((item) => { const from = withheldFrom(item); return from !== null && from <= context.now; });

export const confessionsOf = (context: ReadContext, scope: { changes: readonly Numbered[]; meetings: readonly Numbered[] }): Confession[] => [
  ...forks(context), ...quarantines(context),
  ...scope.changes.flatMap((change) => unsettled(context, change)),
  ...(isAnyWithheld(context) ? [...scope.changes.flatMap(({ id, number }) => flagged(context, subjectOf('change', id), number)), ...scope.meetings.flatMap(({ id, number }) => flagged(context, subjectOf('meeting', id), number))] : []),
  ...erasedRecords(context, scope).flatMap((erased) => redactionsOf(context, erased)),
];
