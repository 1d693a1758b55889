// Acts that were signed in a role which an access review withheld apart from them (AUD-08). Asked of the tables as they stand, so it is a function of the set of commits, and free where no review lists the role.
import { accessItemSheet } from '../domain/access-review.ts';
import { roleKey, withheldFrom } from '../domain/access-rights.ts';
import type { AccessItem } from '../domain/access-rights.ts';
import type { StampedEvent } from '../domain/event.ts';
import { idOf, subjectOf } from '../domain/event.ts';
import type { Withheld } from '../domain/verdict.ts';
import type { Spot } from './causality.ts';
import type { ReadDb } from './open.ts';
import { itemsAbout } from './projections/access.ts';

/** An event where it stands. */
type Told = { event: StampedEvent; feed: string; seq: number; place: number };
type Trail = { ofSubject(subject: string): readonly Told[]; hadSeen(writer: Spot, other: Spot): boolean };
/** `place` is the event's, as feed/commit/event. */
export type WithheldAct = Withheld & { place: string };

/** Where an item withholds its right from: the decisions that stand against it; its listing while nobody decided. */
function placesOf({ ofSubject }: Trail, item: AccessItem): { at: Told; because: Withheld['because'] }[] {
  const events = ofSubject(subjectOf(accessItemSheet.kind, item.id));
  if (item.decision === null) return events.filter(({ event }) => event.type === 'accessRight.listed').slice(0, 1).map((at) => ({ at, because: 'undecided' }));
  const standing = [item.decision, ...item.decision.losers].filter(({ value }) => value.verdict !== 'certify');
  return standing.flatMap(({ value, by, at: said }) => {
    const at = events.find(({ event }) => event.type === 'accessRight.decided' && event.at === said && idOf(event.by) === by && event.data['verdict'] === value.verdict);
    return at ? [{ at, because: value.verdict === 'change' ? 'changed' : 'revoked' }] : [];
  });
}

/** Rights are certified in whatever capacity, withheld or not. */
const isOfReview = ({ type }: StampedEvent): boolean => type.startsWith('accessRight.') || type.startsWith('accessReview.');

/** Neither had heard of the other; of one that ran out, only what claims to be later than its due day. */
function isApart({ hadSeen }: Trail, act: Told, withheld: Told, item: AccessItem): boolean {
  const from = item.decision === null ? withheldFrom(item) : null;
  return (from === null || act.event.at >= from) && !hadSeen(act, withheld) && !hadSeen(withheld, act);
}

/** Which of these events are such acts. */
export function withheldAmong(db: ReadDb, trail: Trail, events: readonly Told[]): WithheldAct[] {
  const known = new Map<string, { item: AccessItem; at: Told; because: Withheld['because'] }[]>();
  const against = (key: string): NonNullable<ReturnType<typeof known.get>> => {
    const found = known.get(key) ?? itemsAbout(db, [key]).flatMap((item) => placesOf(trail, item).map((place) => ({ item, ...place })));
    known.set(key, found);
    return found;
  };
  return events.flatMap((act): WithheldAct[] => {
    const { event, feed, seq, place } = act;
    const role = event.data['role'];
    if (!event.isSigned || typeof role !== 'string' || isOfReview(event)) return [];
    const found = against(roleKey(idOf(event.by), role)).find(({ item, at }) => isApart(trail, act, at, item));
    return found ? [{ place: `${feed}/${seq}/${place}`, role: role as Withheld['role'], review: found.item.reviewNumber, because: found.because }] : [];
  });
}
