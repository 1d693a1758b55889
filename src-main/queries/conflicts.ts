// What was decided or written apart: the list, and one conflict with both sides and who had seen what.
import type { ConflictRow, ConflictSide, ConflictView } from '#contract/exchange.ts';
import type { Input, Output } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import type { Change, Decision, Overwritten } from '../domain/change.ts';
import { conflictsOf, effectsOf, maySettleDecision, maySettleField, standing } from '../domain/conflicts.ts';
import type { OpenConflict } from '../domain/conflicts.ts';
import { labels } from '../domain/readiness.ts';
import type { ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';
import { timelineOf } from './timeline.ts';

const fieldWord = (field: string): string => (labels as Record<string, string>)[field] ?? field;
const shown = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : value === null || value === undefined ? '' : String(value));
const idOfConflict = (change: Change, conflict: OpenConflict): string => ('field' in conflict ? `${change.number}:${conflict.kind}:${conflict.field}` : `${change.number}:${conflict.kind}`);

const summaries: Record<OpenConflict['kind'], (conflict: OpenConflict) => string> = {
  decision: () => 'Two decisions, made apart',
  confirmation: () => 'A decision needs to be confirmed',
  field: (conflict) => `${fieldWord('field' in conflict ? conflict.field : '')} edited on both sides`,
  state: () => 'Moved on in two directions',
  removed: () => 'Removed on one side, worked on at the other',
};

function rowOf(change: Change, conflict: OpenConflict): ConflictRow {
  const at = 'field' in conflict ? conflict.losers.at(-1)!.at : conflict.decisions.at(-1)!.decidedAt;
  return {
    id: idOfConflict(change, conflict), kind: conflict.kind, subject: `change:${change.id}`, number: change.number, title: change.fields.title, tier: change.tier,
    field: 'field' in conflict ? conflict.field : null, isHolding: 'field' in conflict ? conflict.isHolding : true, at, summary: summaries[conflict.kind](conflict),
  };
}

const contested = (context: ReadContext, limit: number, after: string): Change[] =>
  context.db.all<{ id: string }>('SELECT id FROM change INDEXED BY change_by_contest WHERE is_contested = 1 AND number > ? ORDER BY number LIMIT ?', after, limit).map(({ id }) => context.loadChange(id));

/** Meetings whose endings or minutes differ. */
function meetingRows(context: ReadContext): ConflictRow[] {
  return context.db.all<{ id: string; number: string; body: string }>("SELECT id, number, body FROM meeting WHERE json_array_length(body, '$.conflicts') > 0 ORDER BY number LIMIT 100").map(({ id, number, body }) => {
    const { conflicts } = JSON.parse(body) as { conflicts: { kind: string; at: string }[] };
    return { id: `${number}:meeting`, kind: 'meeting', subject: `meeting:${id}`, number, title: `Meeting ${number}`, tier: null, field: null, isHolding: false, at: conflicts.at(-1)!.at, summary: conflicts[0]!.kind === 'minutes' ? 'Minutes signed on both sides' : 'Ended on both sides' };
  });
}

export const conflictRows = (context: ReadContext): ConflictRow[] => [...contested(context, 500, '').flatMap((change) => conflictsOf(change).map((conflict) => rowOf(change, conflict))), ...meetingRows(context)];
export const countConflicts = (context: ReadContext): number => conflictRows(context).length;

export function conflictPage(context: ReadContext, { limit, after, change }: Input<'bundle.conflicts'>): Output<'bundle.conflicts'> {
  const all = change === undefined ? conflictRows(context) : conflictsOf(context.loadChange(change)).map((conflict) => rowOf(context.loadChange(change), conflict));
  const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const rows = all.slice(start, start + limit);
  return { rows, total: all.length, next: start + limit < all.length ? rows.at(-1)!.id : null };
}

type Place = { feed: string; seq: number; place: number };
const placeOf = (text: string): Place | null => {
  const [feed = '', seq, place] = text.split(':');
  return feed === '' ? null : { feed, seq: Number(seq), place: Number(place) };
};

/** Which of the other sides the writer of this one had seen. */
function sawOf({ trail }: ReadContext, place: string, others: readonly string[]): string[] {
  const at = placeOf(place);
  if (!at) return [];
  return others.filter((other) => { const there = placeOf(other); return there !== null && other !== place && trail.hadSeen(at, there); });
}

function whereOf(context: ReadContext, place: string): Pick<ConflictSide, 'feed' | 'site' | 'isOwn'> {
  const feed = placeOf(place)?.feed ?? '';
  return { feed, site: context.db.get<{ site: string }>('SELECT site FROM device WHERE feed = ?', feed)?.site ?? '', isOwn: feed === context.organisation.deviceFeed };
}

function votesOf(context: ReadContext, change: Change, { meeting }: Decision): string {
  const row = meeting === '' ? undefined : context.db.get<{ body: string }>('SELECT body FROM meeting WHERE id = ?', meeting);
  const votes = row ? Object.values((JSON.parse(row.body) as { items: { change: string; votes: Record<string, string> }[] }).items.find((item) => item.change === change.id)?.votes ?? {}) : [];
  const count = (vote: string): number => votes.filter((v) => v === vote).length;
  return votes.length === 0 ? 'None, chair’s act' : `${count('approve')} approve, ${count('reject')} reject${count('abstain') > 0 ? `, ${count('abstain')} abstain` : ''}`;
}

const effectText: Record<string, (facts: Record<string, unknown>) => string> = {
  becomes_authorised: () => 'The change is authorised and can be scheduled', window_stays: () => 'The planned window stays', window_released: () => 'The planned window is given up',
  comes_back: () => 'The change comes back to the board on that date', is_final: (f) => (f['verdict'] === 'rejected' ? 'The change is rejected for good' : 'The change is withdrawn for good'),
  stays_cancelled: () => 'The change stays cancelled: somebody cancelled it meanwhile',
  work_begun: () => 'Work has begun already; its state stays as it is',
};
const effects = (change: Change, verdict: Decision['verdict']): ConflictSide['effects'] => effectsOf(change, verdict).map(({ code, facts }) => ({ code, text: effectText[code]!(facts) }));

function decisionSide(context: ReadContext, change: Change, decision: Decision, all: readonly Decision[]): ConflictSide {
  const places = all.map((d) => d.place);
  return {
    place: decision.place, ...whereOf(context, decision.place), by: { id: decision.by, name: nameOf(context, decision.by) }, role: 'chair', at: decision.decidedAt, value: decision.verdict, isCurrent: false,
    verdict: decision.verdict, decision: decision.id, deferredTo: decision.deferredTo, reason: decision.reason, votes: votesOf(context, change, decision), conditions: decision.conditions.map((c) => `${c.text} (${c.owner}, ${c.dueOn})`),
    revision: decision.revision.slice(0, 8), isSameRevision: all.every((d) => d.revision === decision.revision), saw: sawOf(context, decision.place, places), effects: effects(change, decision.verdict),
  };
}

/** The event that wrote what stands now: the latest one of the change that writes the field and is no loser. */
function currentWrite(context: ReadContext, change: Change, field: string, losers: readonly Overwritten[]): { place: string; by: string; at: string } {
  const events = context.trail.ofSubject(`change:${change.id}`);
  const lost = new Set(losers.map(({ place }) => place));
  const writes = events.filter(({ event, feed, seq, place }) => !lost.has(`${feed}:${seq}:${place}`) && (field in event.data || field in event.text || (field === 'actualStartAt' && event.type === 'change.implementationStarted') || (field === 'state' && event.type !== 'change.edited')));
  const last = writes.at(-1) ?? events.at(-1)!;
  return { place: `${last.feed}:${last.seq}:${last.place}`, by: last.event.by.slice(7), at: last.event.at };
}

function fieldSide(context: ReadContext, write: { place: string; by: string; at: string; value: string; isCurrent: boolean }, places: readonly string[]): ConflictSide {
  return {
    place: write.isCurrent ? 'current' : write.place, ...whereOf(context, write.place), by: { id: write.by, name: nameOf(context, write.by) }, role: '', at: write.at, value: write.value, isCurrent: write.isCurrent,
    verdict: null, decision: null, deferredTo: null, reason: '', votes: '', conditions: [], revision: null, isSameRevision: null, saw: sawOf(context, write.place, places), effects: [],
  };
}

function sidesOf(context: ReadContext, change: Change, conflict: OpenConflict): { sides: ConflictSide[]; places: string[] } {
  if (!('field' in conflict)) return { sides: conflict.decisions.map((d) => decisionSide(context, change, d, conflict.decisions)), places: conflict.decisions.map((d) => d.place) };
  const current = currentWrite(context, change, conflict.field, conflict.losers);
  const value = conflict.field === 'removed' ? 'kept' : conflict.field === 'state' ? change.state : shown(standing(change, conflict.field));
  const places = [current.place, ...conflict.losers.map(({ place }) => place)];
  const losers = conflict.losers.map((o) => fieldSide(context, { place: o.place, by: o.by, at: o.at, value: o.field === 'removed' ? 'removed' : shown(o.value), isCurrent: false }, places));
  return { sides: [fieldSide(context, { ...current, value, isCurrent: true }, places), ...losers], places };
}

export function viewOf(context: ReadContext, change: Change, conflict: OpenConflict): ConflictView {
  const { sides, places } = sidesOf(context, change, conflict);
  const verdict = 'field' in conflict ? maySettleField(change, conflict.field, context) : maySettleDecision(change, context);
  return { ...rowOf(change, conflict), sides, timeline: timelineOf(context, `change:${change.id}`, places), may: may(verdict) };
}

/** The conflicts of changes with their sides, such as a preview shows. */
export function conflictViews(context: ReadContext, changes: ReadonlySet<string>): ConflictView[] {
  return contested(context, 500, '').filter(({ id }) => changes.has(id)).slice(0, 50).flatMap((change) => conflictsOf(change).map((conflict) => viewOf(context, change, conflict)));
}

export function conflictView(context: ReadContext, { id }: Input<'bundle.conflict'>): ConflictView {
  const [ref = ''] = id.split(':');
  const meeting = meetingRows(context).find((row) => row.id === id);
  if (meeting) return meetingView(context, meeting);
  const change = context.findChange(ref);
  const conflict = change && conflictsOf(change).find((open) => idOfConflict(change, open) === id);
  if (!change || !conflict) throw appError('not_in_conflict');
  return viewOf(context, change, conflict);
}

function meetingView(context: ReadContext, row: ConflictRow): ConflictView {
  const meeting = context.loadMeeting(row.number);
  const sides = meeting.conflicts.map((side, i): ConflictSide => fieldSide(context, { place: `meeting:${i}:0`, by: side.by, at: side.at, value: side.what, isCurrent: false }, []));
  const first = meeting.minutes ?? { by: '', at: meeting.endedAt ?? '', digest: '' };
  return { ...row, sides: [fieldSide(context, { place: 'meeting:0:0', by: first.by, at: first.at, value: first.digest.slice(0, 16) || `${meeting.actions.length} actions`, isCurrent: true }, []), ...sides], timeline: timelineOf(context, row.subject, []), may: may({ ok: false, error: { code: 'not_in_conflict', facts: {} } }) };
}
