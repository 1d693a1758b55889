// The picture "who had seen what": one line per device, its events in the trail's order, and the first look of each device at the other.
import type { Timeline } from '#contract/exchange.ts';
import type { ReadContext } from '../ports.ts';
import { siteOf } from './exchange.ts';

/** Points on a line; more would be a smear. */
const mostPoints = 12;
type Point = { feed: string; seq: number; order: number; at: string; what: string; isSide: boolean };

/** Events of a record, thinned around its sides, with the deliveries that lie between them. `sides` are places `feed:seq:event`. */
export function timelineOf(context: ReadContext, subject: string, sides: readonly string[]): Timeline {
  const events = context.trail.ofSubject(subject);
  const points = events.map(({ event, feed, seq, place }, order): Point => ({ feed, seq, order, at: event.at, what: event.type, isSide: sides.includes(`${feed}:${seq}:${place}`) }));
  const kept = points.filter((point, i) => point.isSide || i >= points.length - mostPoints);
  const feeds = [...new Set(kept.map(({ feed }) => feed))];
  return {
    lines: feeds.map((feed) => ({ feed, site: siteOf(context, feed), points: kept.filter((point) => point.feed === feed).map(({ feed: _feed, ...point }) => point) })),
    deliveries: deliveries(context, kept),
  };
}

/** From the last event of another device that a writer had seen to the first event it wrote afterwards. */
function deliveries({ trail }: ReadContext, points: readonly Point[]): Timeline['deliveries'] {
  const found: Timeline['deliveries'] = [];
  const known = new Map<string, number>();
  for (const point of points) {
    for (const other of new Set(points.map(({ feed }) => feed))) {
      if (other === point.feed) continue;
      const theirs = points.filter(({ feed }) => feed === other);
      const seen = trail.lastSeen(point, other, theirs.map(({ seq }) => seq));
      const last = theirs.findLast(({ seq }) => seq === seen);
      const key = `${point.feed}/${other}`;
      if (!last || (known.get(key) ?? -1) >= last.seq) continue;
      known.set(key, last.seq);
      found.push({ from: { feed: other, order: last.order }, to: { feed: point.feed, order: point.order } });
    }
  }
  return found;
}
