// What the release calendar shows (CAL-01): lanes, bars, days and lists over the windows of changes. Only what meets the span is read.
import type { Bar, Heap, Lane, LaneKind, Planned, ScheduleFilter } from '#contract/calendar-views.ts';
import { daysOfBars, mostTracks } from '#contract/calendar-views.ts';
import { environments, tiers } from '#contract/change.ts';
import type { Input, Output } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import type { Stretch } from '../domain/calendar-views.ts';
import { daysFrom, packed, tracksOf, weeksOf } from '../domain/calendar-views.ts';
import { charterSheet } from '../domain/charter.ts';
import { isZone } from '../domain/zone.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import type { Param } from '../store/open.ts';
import { rollbackOrdered, searchTerms } from './change.ts';

type Where = { sql: string; params: Param[] };
const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
const day = 86_400_000;
/** Lanes shown at most. */
const mostLanes = 5000;
/** Windows longer than this are looked up in an index of their own, so that a span reads only what begins near it. */
const longDays = 14;

/** Who belongs to which team: the people of charters, by name. */
function teamsOf(context: ReadContext): Map<string, Set<string>> {
  const teams = new Map<string, Set<string>>();
  for (const { team, members } of context.listSheets(charterSheet)) {
    const names = context.db.all<{ name: string }>(`SELECT name FROM person WHERE id IN (${marks(members)})`, ...members).map(({ name }) => name);
    teams.set(team, new Set([...(teams.get(team) ?? []), ...names]));
  }
  return teams;
}

function filters(context: ReadContext, f: ScheduleFilter): Where[] {
  const any = (column: string, values: readonly string[] | undefined): Where[] => (values?.length ? [{ sql: `${column} IN (${marks(values)})`, params: [...values] }] : []);
  const terms = f.text === undefined ? '' : searchTerms(f.text);
  return [
    ...(f.state?.length ? any('c.state', f.state) : [{ sql: "c.state NOT IN ('rejected', 'cancelled')", params: [] }]), ...any('c.type', f.type), ...any("ifnull(c.tier, 'none')", f.tier),
    ...(f.service === undefined ? [] : any('c.service', [f.service])), ...(f.environment === undefined ? [] : any('c.environment', [f.environment])), ...(f.owner === undefined ? [] : any('c.owner', [f.owner])),
    ...(f.team === undefined ? [] : [{ sql: 'c.owner IN (SELECT value FROM json_each(?))', params: [JSON.stringify([...(teamsOf(context).get(f.team) ?? [])])] }]),
    ...(f.text === undefined || f.text.trim() === '' ? [] : terms === '' ? [{ sql: '0', params: [] }] : [{ sql: 'c.n IN (SELECT rowid FROM change_search WHERE change_search MATCH ?)', params: [terms] }]),
  ];
}

/** A row source of changes whose windows meet a span: two index ranges, for windows of usual length and for long ones. `change_by_span` holds all that lanes and days ask for, so that a month of a large archive is read without its changes. */
function inSpan(columns: string, { from, to }: { from: string; to: string }, where: readonly Where[], index: 'change_by_window' | 'change_by_span' = 'change_by_window'): Where {
  const far = new Date(Date.parse(from) - longDays * day).toISOString();
  const rest = where.map(({ sql }) => ` AND ${sql}`).join('');
  const params = where.flatMap((w) => w.params);
  return {
    sql: `SELECT ${columns} FROM change c INDEXED BY ${index} WHERE c.planned_start_at > ? AND c.planned_start_at < ? AND c.planned_end_at > ?${rest}
      UNION ALL SELECT ${columns} FROM change c INDEXED BY change_by_long_window WHERE julianday(c.planned_end_at) - julianday(c.planned_start_at) > ${longDays} AND c.planned_end_at > ? AND c.planned_start_at <= ?${rest}`,
    params: [far, to, from, ...params, from, far, ...params],
  };
}

type Row = { n: number; id: string; number: string; title: string; type: Planned['type']; state: Planned['state']; service: string; environment: string; tier: Planned['tier']; score: number | null; zone: string; owner: string; is_contested: number; is_ordered: number; planned_start_at: string; planned_end_at: string };
const columns = `c.n, c.id, c.number, c.title, c.type, c.state, c.service, c.environment, c.tier, c.score, c.zone, c.owner, c.is_contested, ${rollbackOrdered}, c.planned_start_at, c.planned_end_at`;
const outage = ({ db }: ReadContext, n: number): number | null => db.get<{ outage: number | null }>("SELECT json_extract(body, '$.outageMinutes') AS outage FROM change_detail WHERE n = ?", n)?.outage ?? null;
const plannedOf = (context: ReadContext, r: Row): Planned => ({
  id: r.id, number: r.number, title: r.title, type: r.type, state: r.state, service: r.service, environment: r.environment, tier: r.tier, score: r.score, zone: r.zone, owner: r.owner,
  startsAt: r.planned_start_at, endsAt: r.planned_end_at, outageMinutes: outage(context, r.n), ...(r.is_contested === 1 ? { isInConflict: true } : {}), ...(r.is_ordered === 1 ? { isRollbackOrdered: true } : {}),
});
/** A window written by another device may be no time at all; such a change has no place in a calendar. */
const stretchOf = (r: Pick<Row, 'planned_start_at' | 'planned_end_at'>): Stretch | null => {
  const [from, to] = [Date.parse(r.planned_start_at), Date.parse(r.planned_end_at)];
  return Number.isNaN(from) || Number.isNaN(to) ? null : { from, to };
};
const wholeOf = ({ from, to }: { from: string; to: string }): Stretch => {
  if (to <= from) throw appError('end_before_start', {}, { field: 'to' });
  return { from: Date.parse(from), to: Date.parse(to) };
};
const isLong = ({ from, to }: Stretch): boolean => to - from > daysOfBars * day;

const laneColumn: Record<LaneKind, string> = { service: 'c.service', environment: 'c.environment', owner: 'c.owner', team: 'c.owner', region: 'c.zone' };
/** The lanes a row stands in: one, but for teams, which share people. */
function lanesOfRow(context: ReadContext, by: LaneKind): (value: string) => string[] {
  if (by !== 'team') return (value) => [value];
  const teams = [...teamsOf(context)];
  return (value) => { const mine = teams.filter(([, names]) => names.has(value)).map(([team]) => team); return mine.length > 0 ? mine : ['']; };
}

/** Lanes that are there whether or not anything lies in them, with the tier of a service. */
function knownLanes(context: ReadContext, by: LaneKind): Map<string, number | null> {
  const { db } = context;
  const named = (names: readonly string[]): Map<string, number | null> => new Map(names.map((name) => [name, null]));
  switch (by) {
    case 'service': {
      const services = named(db.all<{ value: string }>("SELECT value FROM change_count WHERE dimension = 'service' AND count > 0").map(({ value }) => value));
      for (const { name, tier } of db.all<{ name: string; tier: number | null }>('SELECT name, tier FROM service')) services.set(name, tier);
      return services;
    }
    case 'environment': return named(environments);
    case 'team': return named([...teamsOf(context).keys()]);
    case 'owner': case 'region': return new Map();
    default: return by satisfies never;
  }
}

/** Made once: comparing two thousand names anew by their language takes longer than everything else here. */
const collator = new Intl.Collator('en', { sensitivity: 'base' });
/** Nobody's lane comes last, the others by name. */
const byName = (a: Lane, b: Lane): number => Number(a.name === '') - Number(b.name === '') || collator.compare(a.name, b.name) || (a.name < b.name ? -1 : 1);

function lanes(context: ReadContext, { by, isBusyOnly, from, to, ...filter }: Input<'schedule.lanes'>): Output<'schedule.lanes'> {
  const span = wholeOf({ from, to });
  const known = knownLanes(context, by);
  const source = inSpan(`${laneColumn[by]} AS lane, c.planned_start_at, c.planned_end_at`, { from, to }, filters(context, filter), 'change_by_span');
  const lanesOf = lanesOfRow(context, by);
  const stretches = new Map<string, Stretch[]>([...known.keys()].map((name) => [name, []]));
  let total = 0;
  for (const row of context.db.all<{ lane: string; planned_start_at: string; planned_end_at: string }>(source.sql, ...source.params)) {
    const stretch = stretchOf(row);
    if (!stretch) continue;
    total += 1;
    for (const lane of lanesOf(row.lane)) {
      const there = stretches.get(lane);
      if (there) there.push(stretch);
      else stretches.set(lane, [stretch]);
    }
  }
  const all = [...stretches].filter(([name, there]) => there.length > 0 || (!isBusyOnly && name !== '' && (filter.service === undefined || by !== 'service' || name === filter.service)))
    .map(([name, there]): Lane => ({ name, tier: known.get(name) ?? null, count: there.length, tracks: isLong(span) ? 1 : tracksOf(packed(there, span)) })).toSorted(byName);
  return { lanes: all.slice(0, mostLanes), total, isCut: all.length > mostLanes };
}

/** Where a lane asks for rows: by its column, for a team by the names of its people. */
function ofLanes(context: ReadContext, by: LaneKind, names: readonly string[]): Where[] {
  if (by !== 'team') return [{ sql: `${laneColumn[by]} IN (SELECT value FROM json_each(?))`, params: [JSON.stringify(names)] }];
  const teams = teamsOf(context);
  if (names.includes('')) return [];
  return [{ sql: 'c.owner IN (SELECT value FROM json_each(?))', params: [JSON.stringify(names.flatMap((name) => [...(teams.get(name) ?? [])]))] }];
}

const graver = (a: Planned['tier'], b: Planned['tier']): Planned['tier'] => (a === null ? b : b === null || tiers.indexOf(a) >= tiers.indexOf(b) ? a : b);

/** CAL-01 from afar: a week of a lane tells how many changes begin in it, and how grave the worst is. */
function heapsOf(rows: readonly { lane: string; from: number; tier: Planned['tier'] }[], span: Stretch): Heap[] {
  const weeks = weeksOf(span);
  const first = weeks[0]?.from ?? 0;
  const heaps = new Map<string, Heap>();
  for (const { lane, from, tier } of rows) {
    // What began before the span still lies in its first week.
    const week = weeks[Math.max(0, Math.floor((from - first) / (7 * day)))];
    if (!week) continue;
    const key = `${week.from} ${lane}`;
    const heap = heaps.get(key);
    if (heap) { heap.count += 1; heap.worst = graver(heap.worst, tier); } else heaps.set(key, { lane, startsAt: new Date(week.from).toISOString(), endsAt: new Date(week.to).toISOString(), count: 1, worst: tier });
  }
  return [...heaps.values()];
}

function bars(context: ReadContext, { by, lanes: names, from, to, ...filter }: Input<'schedule.bars'>): Output<'schedule.bars'> {
  const span = wholeOf({ from, to });
  const asked = new Set(names);
  const lanesOf = lanesOfRow(context, by);
  const where = [...filters(context, filter), ...ofLanes(context, by, names)];
  const inLanes = <R extends Pick<Row, 'planned_start_at' | 'planned_end_at'> & { lane: string }>(row: R): (Stretch & { row: R; lane: string })[] => {
    const stretch = stretchOf(row);
    return stretch === null ? [] : lanesOf(row.lane).filter((lane) => asked.has(lane)).map((lane) => ({ ...stretch, row, lane }));
  };
  if (isLong(span)) {
    const source = inSpan(`${laneColumn[by]} AS lane, c.planned_start_at, c.planned_end_at, c.tier`, { from, to }, where, 'change_by_span');
    const rows = context.db.all<{ lane: string; planned_start_at: string; planned_end_at: string; tier: Planned['tier'] }>(source.sql, ...source.params).flatMap(inLanes);
    return { bars: [], heaps: heapsOf(rows.map(({ lane, from: start, row }) => ({ lane, from: start, tier: row.tier })), span) };
  }
  const source = inSpan(`${columns}, ${laneColumn[by]} AS lane`, { from, to }, where);
  const placed = [...Map.groupBy(context.db.all<Row & { lane: string }>(source.sql, ...source.params).flatMap(inLanes), ({ lane }) => lane).values()].flatMap((there) => packed(there, span));
  return { bars: placed.filter(({ track }) => track < mostTracks).map(({ row, lane, track, isLabelBefore }): Bar => ({ ...plannedOf(context, row), lane, track, isLabelBefore })), heaps: [] };
}

const rankOf = (tier: Planned['tier']): number => (tier === null ? -1 : tiers.indexOf(tier));

function days(context: ReadContext, { first, days: count, zone, perDay, ...filter }: Input<'schedule.days'>): Output<'schedule.days'> {
  if (!isZone(zone)) throw appError('zone_unknown', { zone }, { field: 'zone' });
  const list = daysFrom(first, count, zone);
  const [from, to] = [new Date(list[0]!.from).toISOString(), new Date(list.at(-1)!.to).toISOString()];
  const source = inSpan('c.n, c.tier, c.planned_start_at, c.planned_end_at', { from, to }, filters(context, filter), 'change_by_span');
  const rows = context.db.all<Pick<Row, 'n' | 'tier' | 'planned_start_at' | 'planned_end_at'>>(source.sql, ...source.params).flatMap((row) => { const stretch = stretchOf(row); return stretch ? [{ ...row, ...stretch }] : []; });
  const wholes = new Map<number, Planned>();
  const whole = (n: number): Planned => {
    const known = wholes.get(n) ?? plannedOf(context, context.db.get<Row>(`SELECT ${columns} FROM change c WHERE c.n = ?`, n)!);
    wholes.set(n, known);
    return known;
  };
  return list.map(({ day: date, ...stretch }) => {
    const there = rows.filter((row) => row.from < stretch.to && Math.max(row.to, row.from + 1) > stretch.from);
    const shown = there.toSorted((a, b) => rankOf(b.tier) - rankOf(a.tier) || a.from - b.from || a.n - b.n).slice(0, perDay).toSorted((a, b) => a.from - b.from || a.n - b.n);
    return {
      day: date, startsAt: new Date(stretch.from).toISOString(), endsAt: new Date(stretch.to).toISOString(), count: there.length,
      tiers: Object.fromEntries([...Map.groupBy(there, ({ tier }) => tier ?? 'none')].map(([tier, of]) => [tier, of.length])), rows: shown.map(({ n }) => whole(n)),
    };
  });
}

/** Pages in the order of windows; the cursor is the window and the number of the row before. */
export function scheduleList(context: ReadContext, { limit, after, from, to, ...filter }: Input<'schedule.list'>): Output<'schedule.list'> {
  wholeOf({ from, to });
  const where = filters(context, filter);
  const source = inSpan(columns, { from, to }, where);
  const [start = '', n = '0'] = after?.split('\n') ?? [];
  const rows = context.db.all<Row>(`SELECT * FROM (${source.sql}) WHERE (planned_start_at, n) > (?, ?) ORDER BY planned_start_at, n LIMIT ?`, ...source.params, start, Number(n) || 0, limit + 1);
  const counted = inSpan('1', { from, to }, where);
  const total = after === undefined ? context.db.get<{ n: number }>(`SELECT count(*) AS n FROM (${counted.sql})`, ...counted.params)?.n ?? 0 : null;
  const last = rows[limit - 1];
  return { rows: rows.slice(0, limit).map((row) => plannedOf(context, row)), total, next: rows.length > limit && last ? `${last.planned_start_at}\n${last.n}` : null };
}

export const calendarViewQueries = {
  'schedule.lanes': lanes,
  'schedule.bars': bars,
  'schedule.days': days,
  'schedule.list': scheduleList,
  'schedule.facets': (context) => ({
    services: [...knownLanes(context, 'service').keys()].filter((name) => name !== '').toSorted(collator.compare).slice(0, mostLanes), environments: [...environments], teams: [...teamsOf(context).keys()].toSorted(),
    zone: context.db.get<{ zone: string }>('SELECT zone FROM board ORDER BY name, id LIMIT 1')?.zone ?? 'UTC',
  }),
} satisfies Partial<QueryHandlers>;
