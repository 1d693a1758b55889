// What the schedule says to pipelines (CAL-08): freezes and the windows of changes in a span, and runs as they took place.
import type { FeedEntry } from '#contract/feed.ts';
import { nameKey, textOf } from '../domain/item.ts';
import type { Span } from '../domain/recurrence.ts';
import { scheduleSheet } from '../domain/schedule.ts';
import type { ScheduleSheet } from '../domain/schedule.ts';
import { minutesLate, runSheet } from '../domain/runs.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';

type Row = { id: string; number: string; title: string; owner: string; tier: FeedEntry['tier']; service: string; environment: string; starts_at: string; ends_at: string; items: string };
/** Windows of changes that a person has agreed to or that run, as far as they touch the span. */
function changesIn({ db }: ReadContext, from: string, until: string): FeedEntry[] {
  // A window lasts at most some weeks; those that began longer ago are over.
  const rows = db.all<Row>(`SELECT c.id, c.number, c.title, c.owner, c.tier, c.service, c.environment, c.planned_start_at AS starts_at, c.planned_end_at AS ends_at, ifnull(json_extract(d.body, '$.items'), '[]') AS items
    FROM change c INDEXED BY change_by_window JOIN change_detail d ON d.n = c.n WHERE c.planned_start_at > ? AND c.planned_start_at < ? AND c.planned_end_at > ? AND c.state IN ('authorised', 'scheduled', 'implementing', 'validating') ORDER BY c.planned_start_at, c.n LIMIT 10000`, before(from), until, from);
  return rows.map(({ service, environment, starts_at, ends_at, items, ...row }) => ({
    kind: 'change', ...row, title: row.title.slice(0, 300), startsAt: starts_at, endsAt: ends_at, services: service === '' ? [] : [service], environments: environment === '' ? [] : [environment], items: (JSON.parse(items) as string[]).slice(0, 5000), isForAll: false, mode: 'hard', permitted: [],
  }));
}
const before = (at: string): string => new Date(Date.parse(at) - 92 * 86_400_000).toISOString();

type Passing = (freeze: string, span: Span, owner: string) => string[];
/** Changes that owners of soft freezes let pass, by the freeze and where it lies. A permit of somebody else counts for nothing. */
function passesIn({ db }: ReadContext): Passing {
  const rows = db.all<{ number: string; body: string }>('SELECT c.number, s.body FROM sheet s JOIN change c ON c.id = s.id WHERE s.name = ? ORDER BY c.n', scheduleSheet.name);
  const permits = rows.flatMap(({ number, body }) => (JSON.parse(body) as ScheduleSheet).permits.map((permit) => ({ number, ...permit })));
  const nameOf = (person: string): string => db.get<{ name: string }>('SELECT name FROM person WHERE id = ?', person)?.name ?? '';
  return (freeze, { startsAt, endsAt }, owner) => [...new Set(permits.filter((one) => one.freeze === freeze && one.span.startsAt === startsAt && one.span.endsAt === endsAt && nameKey(nameOf(one.by)) === nameKey(owner)).map(({ number }) => number))];
}
/** A freeze of a department or a region stands for everybody here: whose a deployment is, a slot does not say. */
function freezesIn(context: ReadContext, from: string, until: string): FeedEntry[] {
  const nameOfService = (id: string): string => { const service = context.findService(id); return service ? textOf(service.values, 'name') : id; };
  const passing = passesIn(context);
  return context.heldIn({ startsAt: from, endsAt: until }, ['freeze', 'stabilisation']).slice(0, 10_000).map(({ entry: { id, title, owner, mode, permitted, scope }, at: { startsAt, endsAt } }) => {
    const passes = mode === 'soft' ? passing(id, { startsAt, endsAt }, owner) : [];
    const named = (by: string): string[] => scope.flatMap((part) => (part.by === by && part.id !== undefined ? [part.id] : []));
    const isForAll = scope.some(({ by }) => by === 'organisation' || by === 'department' || by === 'region');
    return { kind: 'freeze', id, number: '', title: title.slice(0, 300), owner: owner.slice(0, 300), tier: null, startsAt, endsAt, services: named('service').map(nameOfService), environments: named('environment'), items: named('item'), isForAll, mode, permitted: [...permitted], ...(passes.length > 0 ? { passes } : {}) };
  });
}
/** Freezes and windows of changes from one instant to another, in the order of their starts. */
export const feedEntries = (context: ReadContext, from: string, until: string): FeedEntry[] => [...freezesIn(context, from, until), ...changesIn(context, from, until)].toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : a.id < b.id ? -1 : 1));

export const feedQueries = {
  'run.list': (context, { change: ref }) => {
    const change = context.loadChange(ref);
    const name = (id: string): string => context.db.get<{ name: string }>('SELECT name FROM person WHERE id = ?', id)?.name ?? '';
    return (context.findSheet(runSheet, change.id)?.runs ?? []).map((run) => ({ ...run, by: name(run.by), minutesLate: minutesLate(run, change.fields) })).toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
  },
} satisfies Partial<QueryHandlers>;
