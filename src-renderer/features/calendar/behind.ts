// What lies behind the bars: freezes, maintenance windows and business events, and the lanes they are for.
import { useMemo } from 'react';
import type { LaneKind } from '#contract/calendar-views.ts';
import type { Output } from '#contract/index.ts';
import { useQuery } from '../../data/use-query.ts';

export type Entry = Output<'calendar.list'>['rows'][number];
export type Behind = { entry: Entry; from: number; to: number };
const noEntries: readonly Entry[] = [];

/** What takes place between two instants, at most five hundred. */
export function useBehind(from: number, to: number): readonly Behind[] {
  const rows = useQuery('calendar.list', { from: new Date(from).toISOString(), to: new Date(to).toISOString(), limit: 500 }, { keepPrevious: true }).value?.rows ?? noEntries;
  return useMemo(() => rows.map((entry) => ({ entry, from: Date.parse(entry.startsAt), to: Date.parse(entry.endsAt) })).filter((b) => b.to > from && b.from < to && !b.entry.isLifted), [rows, from, to]);
}

/** Whether an entry is for a lane: for everybody, or for the service, environment or region it names. Scopes of other kinds stand above the lanes alone. */
export function concerning({ scope, scopeText }: Pick<Entry, 'scope' | 'scopeText'>, by: LaneKind): (lane: string) => boolean {
  if (scope.some((part) => part.by === 'organisation')) return () => true;
  const mine = scope.filter((part) => part.by === by);
  if (mine.length === 0) return () => false;
  // A service may be named by its UUID; its words are its name.
  const names = new Set([...mine.map(({ id = '' }) => id), ...scopeText.split(',')].map((name) => name.trim().toLowerCase()));
  return (lane) => names.has(lane.toLowerCase());
}
