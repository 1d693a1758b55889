// Instants and spans on screen: the site's zone first, the viewer's beside it when the clocks differ.
import { formatMoment, formatShort, formatSpan, viewerZone, zoneName, zonesDiffer } from './time-words.ts';

/** One instant. `isShort` for meta lines. */
export function Moment({ at, zone = viewerZone(), isShort = false }: { at: string; zone?: string; isShort?: boolean }) {
  return <time dateTime={at} className="nowrap">{isShort ? formatShort(at, zone) : formatMoment(at, zone)}{zonesDiffer(at, zone) && !isShort ? ` ${zoneName(zone)}` : ''}</time>;
}

/** A window of time, with what it is where the viewer sits on a second line when that differs. */
export function Span({ from, to, zone, isOneLine = false }: { from: string; to: string; zone: string; isOneLine?: boolean }) {
  const isElsewhere = zonesDiffer(from, zone);
  return (
    <span className="num">
      <time dateTime={`${from}/${to}`}>{formatSpan(from, to, zone)}{isElsewhere ? ` ${zoneName(zone)}` : ''}</time>
      {isElsewhere && !isOneLine && <><br /><span className="dim">{formatSpan(from, to)} {zoneName(viewerZone())}</span></>}
    </span>
  );
}
