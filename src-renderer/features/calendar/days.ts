// Days of the month and week grids: their answers, the draft laid over them, and where the keyboard goes.
import { useMemo } from 'react';
import type { KeyboardEvent } from 'react';
import type { Planned } from '#contract/calendar-views.ts';
import type { Output } from '#contract/index.ts';
import { useQuery } from '../../data/use-query.ts';
import type { Axis } from './axis.ts';
import { putSpot, useCalendar } from './calendar-state.ts';
import type { Draft } from './calendar-state.ts';
import { spotId } from './event-button.tsx';
import { keyOnBar } from './moving.ts';
import { towards, wayOf } from './roving.ts';
import { filterOf } from './view.ts';
import type { View } from './view.ts';

export type Day = Output<'schedule.days'>[number];
const noDays: readonly Day[] = [];

/** The change being moved stands where it would be, not where it was. */
function withDraft(days: readonly Day[], { planned, startsAt, endsAt }: Draft): Day[] {
  const moved: Planned = { ...planned, startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() };
  return days.map((day) => {
    const rest = day.rows.filter(({ id }) => id !== planned.id);
    const isHere = startsAt < Date.parse(day.endsAt) && endsAt > Date.parse(day.startsAt);
    return { ...day, rows: isHere ? [...rest, moved].toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1)) : rest };
  });
}

/** The days of a grid with what is planned on them; those of the view before while new ones are on their way. */
export function useDays(first: string, count: number, { view, axis, perDay }: { view: View; axis: Axis; perDay: number }) {
  const draft = useCalendar((c) => c.draft);
  const asked = useQuery('schedule.days', { first, days: count, zone: axis.zone, perDay, ...filterOf(view) }, { keepPrevious: true });
  const days = asked.value ?? noDays;
  return { days: useMemo(() => (draft === null ? days : withDraft(days, draft)), [days, draft]), error: asked.error, isCurrent: days[0]?.day === first && !asked.isStale };
}

const focusSpot = (id: string): void => { requestAnimationFrame(() => { document.getElementById(id)?.focus(); }); };

/** Keys of a day: what moves a bar first, then along the day and over to its neighbours. The spot is a button's id, because a change may stand on several days. */
export function useDayKeys(days: readonly Day[], { axis, onChange }: { axis: Axis; onChange: (part: Partial<View>) => void }) {
  const spot = useCalendar((c) => c.spot);
  const draft = useCalendar((c) => c.draft);
  const rows = days.map((day) => day.rows.map((planned) => ({ id: spotId(planned, day.day), at: Date.parse(planned.startsAt) % 86_400_000 })));
  const ids = rows.flat().map(({ id }) => id);
  const current = spot !== null && ids.includes(spot) ? spot : ids[0] ?? null;
  const key = (planned: Planned, day: string, event: KeyboardEvent): void => {
    if (keyOnBar(planned, event, { axis, onChange })) {
      const { draft: moved } = useCalendar.getState();
      // Moved to another day, the button is another one: the keyboard goes along.
      if (moved) requestAnimationFrame(() => { document.querySelector<HTMLElement>(`[id^="bar-${CSS.escape(planned.number)}-"]`)?.focus(); });
      return;
    }
    const way = wayOf(event.key, 'down');
    if (way === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const to = towards(rows, spotId(planned, day), way);
    if (to !== undefined) { putSpot(to); focusSpot(to); }
  };
  return { current, key, movingId: draft?.planned.id ?? null };
}
