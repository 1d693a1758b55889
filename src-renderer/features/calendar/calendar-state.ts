// How this person looks at the calendar, where the keyboard is in it, and the window being tried out. The draft is kept while one looks elsewhere.
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { Planned } from '#contract/calendar-views.ts';
import { readStored, store } from '../../data/stored.ts';

/** A change in a window that is not saved; instants in milliseconds. */
export type Draft = { planned: Planned; startsAt: number; endsAt: number };
export type Named = { name: string; text: string };
const storedAt = 'gavel.calendar.view';
const namedAt = 'gavel.calendar.views';
const isText = (v: unknown): v is string => typeof v === 'string';
const isNamed = (v: unknown): v is Named[] => Array.isArray(v) && v.every((n: unknown) => typeof n === 'object' && n !== null && isText((n as Named).name) && isText((n as Named).text));

type CalendarState = { text: string; named: readonly Named[]; draft: Draft | null; spot: string | null; printing: 'no' | 'gathering' | 'paper' };
export const useCalendar = create<CalendarState>(() => ({ text: readStored(storedAt, isText) ?? '', named: readStored(namedAt, isNamed) ?? [], draft: null, spot: null, printing: 'no' }));

/** Remembers the view as text, without what was open in it. */
export function remember(text: string): void {
  const params = new URLSearchParams(text);
  for (const name of ['at', 'open']) params.delete(name);
  useCalendar.setState({ text: params.toString() });
  store(storedAt, params.toString());
}
/** Keeps a view by its name; an empty text forgets it. */
export function keepView(name: string, text: string): void {
  const others = useCalendar.getState().named.filter((n) => n.name !== name);
  const named = text === '' ? others : [...others, { name, text }].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  useCalendar.setState({ named });
  store(namedAt, named);
}
export const putSpot = (spot: string | null): void => { useCalendar.setState({ spot }); };

export const takeUp = (planned: Planned): void => { useCalendar.setState({ draft: { planned, startsAt: Date.parse(planned.startsAt), endsAt: Date.parse(planned.endsAt) } }); };
export const dropDraft = (): void => { useCalendar.setState({ draft: null }); };
/** Moves the draft; an end that is not after its start is no window and stays where it was. */
export function placeDraft(startsAt: number, endsAt: number): void {
  const { draft } = useCalendar.getState();
  if (draft && endsAt > startsAt) useCalendar.setState({ draft: { ...draft, startsAt, endsAt } });
}
export const isMoved = ({ planned, startsAt, endsAt }: Draft): boolean => startsAt !== Date.parse(planned.startsAt) || endsAt !== Date.parse(planned.endsAt);

const minute = 60_000;
/** The time, to the minute. */
export function useMinute(): number {
  const [now, setNow] = useState(() => Math.floor(Date.now() / minute) * minute);
  useEffect(() => {
    const timer = setInterval(() => { setNow(Math.floor(Date.now() / minute) * minute); }, 5000);
    return () => { clearInterval(timer); };
  }, []);
  return now;
}
