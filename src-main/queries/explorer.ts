// The trail explorer (AUD-01). What a record was is folded from the trail, each time it is asked; who had seen what comes from the heads each commit names.
import type { ExplorerEvent, FieldThen } from '#contract/explorer.ts';
import type { Input, Output } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import { eventTypes, idOf } from '../domain/event.ts';
import type { StampedEvent } from '../domain/event.ts';
import type { QueryHandlers, ReadContext, SeenCommit } from '../ports.ts';
import { stampsShown } from './checkpoints.ts';
import { siteOf, writerOf } from './exchange.ts';
import { fieldsOf } from './explorer-fields.ts';
import type { FieldText } from './explorer-fields.ts';
import { actorName, saidOf } from './history.ts';

type Spot = { feed: string; seq: number };
type At = Spot & { place: number; h: string };
const nameOf = ({ feed, seq, place }: Omit<At, 'h'>): string => `${feed}/${seq}/${place}`;
const comesFirst = (a: At, b: At): number => (a.h !== b.h ? (a.h < b.h ? -1 : 1) : a.feed !== b.feed ? (a.feed < b.feed ? -1 : 1) : a.seq - b.seq || a.place - b.place);

type Named = Spot & { place: number | null; commit: SeenCommit };
/** The commit a place names; its feed may be said by its first digits or by the site of its device. Refuses a place that is not here. */
function commitNamed(context: ReadContext, place: string): Named {
  const [said = '', seq = '', event] = place.split('/');
  const feeds = context.db.all<{ feed: string }>('SELECT feed FROM merkle_frontier WHERE substr(feed, 1, ?) = ? UNION SELECT feed FROM device WHERE site = ? ORDER BY feed LIMIT 2', said.length, said, said);
  const [feed] = feeds;
  const spot = { feed: feed?.feed ?? '', seq: Number(seq) };
  const commit = feeds.length === 1 ? context.trail.commitAt(spot) : null;
  if (commit === null || (event !== undefined && Number(event) >= commit.events.length)) throw feeds.length > 1 ? appError('record_missing', { record: 'single feed that begins with', id: said }) : appError('record_missing', { record: 'event of the trail', id: place });
  return { ...spot, place: event === undefined ? null : Number(event), commit };
}

/** Events of a record as the explorer counts and tells them. */
type Told = ReturnType<ReadContext['trail']['ofSubject']>[number];
const placeOf = ({ h, feed, seq, place }: Told): At => ({ h, feed, seq, place });

type Moment = { asOf: Output<'explorer.record'>['asOf']; isCounted: (at: At & { at: string }) => boolean };
/** Until when the record's events count. Up to a place: in the trail's order, or of those its writer had seen. */
function momentOf(context: ReadContext, { at, event, isAsSeen }: Input<'explorer.record'>): Moment {
  if (at !== undefined) return { asOf: { at, event: null, isAsSeen: false }, isCounted: (one) => one.at <= at };
  if (event === undefined) return { asOf: null, isCounted: () => true };
  const { feed, seq, place, commit } = commitNamed(context, event);
  const last: At = { h: commit.h, feed, seq, place: place ?? commit.events.length - 1 };
  const asOf = { at: commit.events[last.place]?.at ?? '', event: nameOf(last), isAsSeen };
  const isOwn = (one: At): boolean => one.feed === feed && one.seq === seq && one.place <= last.place;
  if (!isAsSeen) return { asOf, isCounted: (one) => comesFirst(one, last) <= 0 };
  return { asOf, isCounted: (one) => isOwn(one) || (!(one.feed === feed && one.seq === seq) && context.trail.hadSeen({ feed, seq }, one)) };
}

/** Texts of a class that are gone, by the names they may have had. */
function erasedNames(events: readonly StampedEvent[]): { classes: string[]; names: Set<string> } {
  const names = new Set<string>();
  const classes = new Set<string>();
  for (const { type, redacted } of events) {
    for (const kind of redacted) {
      classes.add(kind);
      for (const [name, of] of Object.entries((eventTypes[type] as { text?: Record<string, string> }).text ?? {})) if (of === kind) names.add(name);
    }
  }
  return { classes: [...classes].toSorted(), names };
}

const isNothing = (value: string | undefined): boolean => value === undefined || value === '' || value === '(erased)';
/** Fields then and now side by side. What lost its text is told as erased, never as empty. */
function compared(then: ReadonlyMap<string, FieldText>, now: ReadonlyMap<string, FieldText>, erased: ReadonlySet<string>): FieldThen[] {
  return [...new Set([...now.keys(), ...then.keys()])].map((key) => {
    const [a, b] = [then.get(key), now.get(key)];
    const { group, name, field } = (b ?? a)!;
    const isErased = erased.has(field) && (isNothing(a?.text) || isNothing(b?.text));
    return { group, name, was: a?.text ?? null, now: b?.text ?? null, isErased, differs: (a?.text ?? '') !== (b?.text ?? '') };
  });
}

/** The most events that are listed; the fold counts all. */
const mostEvents = 500;
function recordThen(context: ReadContext, input: Input<'explorer.record'>): Output<'explorer.record'> {
  const { trail } = context;
  const subject = trail.findSubject(input.record);
  if (subject === null) throw appError('record_missing', { record: 'record', id: input.record });
  const { asOf, isCounted } = momentOf(context, input);
  const all = trail.ofSubject(subject);
  const counts = (one: Told): boolean => isCounted({ ...placeOf(one), at: one.event.at });
  const [then, now] = [fieldsOf(context, trail.asOf(subject, isCounted)), fieldsOf(context, trail.asOf(subject, () => true))];
  const counted = all.filter(counts);
  const { classes, names } = erasedNames(counted.map(({ event }) => event));
  const fields = compared(then.fields, now.fields, names);
  return {
    subject, kind: subject.slice(0, subject.indexOf(':')), name: now.name || then.name || idOf(subject), asOf, counted: counted.length, total: all.length,
    events: all.slice(-mostEvents).map((one): ExplorerEvent => ({ ...toldOf(context, one), feed: one.feed, seq: one.seq, hash: one.hash, isSigned: one.event.isSigned, type: one.event.type, isCounted: counts(one) })),
    fields, differing: fields.filter(({ differs }) => differs).length, erased: classes,
  };
}
const toldOf = (context: ReadContext, { event, feed, seq, place }: Told): Pick<ExplorerEvent, 'event' | 'said' | 'by' | 'at' | 'site'> =>
  ({ event: nameOf({ feed, seq, place }), said: saidOf(event), by: actorName(context, event.by), at: event.at, site: writerOf(context, feed) });

/** What a place says in words: its event as the history tells it, and by name. */
function eventNamed(context: ReadContext, { feed, seq, place, commit }: Named): { event: string; said: string; by: string; at: string; isSigned: boolean; subject: string } {
  const at = place ?? 0;
  const it = commit.events[at]!;
  const told = context.trail.ofSubject(it.subject).find((one) => one.feed === feed && one.seq === seq && one.place === at);
  return { event: nameOf({ feed, seq, place: at }), said: told ? saidOf(told.event) : it.type, by: actorName(context, it.by), at: it.at, isSigned: it.isSigned, subject: it.subject };
}

function seenAt(context: ReadContext, { event }: Input<'explorer.seen'>): Output<'explorer.seen'> {
  const { trail } = context;
  const named = commitNamed(context, event);
  const { feed, seq, commit } = named;
  const { subject, ...it } = eventNamed(context, named);
  const unseen = trail.ofSubject(subject).filter((one) => !(one.feed === feed && one.seq === seq) && !trail.hadSeen({ feed, seq }, one))
    .map((one) => ({ ...toldOf(context, one), isApart: !trail.hadSeen(one, { feed, seq }) }));
  return {
    ...it, feed, site: writerOf(context, feed), seq, hash: commit.hash, app: commit.app, roster: commit.roster,
    feeds: trail.feeds().map((one) => ({ feed: one.feed, site: writerOf(context, one.feed), seen: one.feed === feed ? seq : commit.past[one.feed] ?? 0, here: one.count, isNamed: commit.named[one.feed] !== undefined, isOwn: one.feed === feed })),
    unseen, apart: unseen.filter(({ isApart }) => isApart).length,
  };
}

function proofShown(context: ReadContext, { event }: Input<'explorer.proof'>): Output<'explorer.proof'> {
  const named = commitNamed(context, event);
  const { feed, seq, place, commit } = named;
  const { event: name, said } = eventNamed(context, named);
  const head = { event: name, said, feed, site: writerOf(context, feed), seq, hash: commit.hash };
  const proven = context.trail.proofOf({ feed, seq, event: place ?? 0 });
  if (proven === null) return { ...head, proof: null };
  const { proof: { root, count, checkpoint, key }, leaf, steps, checks, madeAt } = proven;
  return {
    ...head,
    proof: {
      leaf: leaf.toString('hex'), root: root.toString('hex'), count, checkpoint: checkpoint.text, signer: context.wordsOf(key.toString('hex')), madeAt, stamps: stampsShown(context, checkpoint.text),
      steps: steps.map(({ side, sibling, node, from, to }) => ({ side, sibling: sibling.toString('hex'), node: node.toString('hex'), from, to })), checks, holds: checks.every(({ holds }) => holds),
    },
  };
}

/** The proof behind a place, for whoever writes it into a file. Refuses while no checkpoint covers it. */
export function provenAt(context: ReadContext, event: string): NonNullable<ReturnType<ReadContext['trail']['proofOf']>> {
  const { feed, seq, place } = commitNamed(context, event);
  const proven = context.trail.proofOf({ feed, seq, event: place ?? 0 });
  if (proven === null) throw appError('not_proven', { event: `${siteOf(context, feed) || feed.slice(0, 8)}/${seq}` });
  return proven;
}

export const explorerQueries = { 'explorer.record': recordThen, 'explorer.seen': seenAt, 'explorer.proof': proofShown } satisfies Partial<QueryHandlers>;
