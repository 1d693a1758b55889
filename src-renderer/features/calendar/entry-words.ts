// Entries of the calendar in words: their kinds, and how often they take place.
import type { EntryKind } from '#contract/calendar.ts';

export const kindWords: Record<EntryKind, string> = { freeze: 'Freeze', stabilisation: 'Stabilisation freeze', 'business-event': 'Business event', 'maintenance-window': 'Maintenance window', booking: 'Booking', holiday: 'Public holiday' };
/** What a person may add here; a stabilisation freeze follows a release by itself. */
export const addedKinds = ['freeze', 'maintenance-window', 'business-event', 'booking', 'holiday'] as const;

/** Rules that have a word; any other keeps its own. */
export const repeats = [
  { rule: '', word: 'once' }, { rule: 'FREQ=DAILY', word: 'every day' }, { rule: 'FREQ=WEEKLY', word: 'every week' }, { rule: 'FREQ=WEEKLY;INTERVAL=2', word: 'every second week' }, { rule: 'FREQ=MONTHLY', word: 'every month, on the same day' },
  { rule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', word: 'every month, on its last working day' }, { rule: 'FREQ=MONTHLY;INTERVAL=3', word: 'every quarter, on the same day' }, { rule: 'FREQ=YEARLY', word: 'every year' },
] as const;
export const repeatWord = (rule: string): string => repeats.find((r) => r.rule === rule)?.word ?? `by its own rule, ${rule}`;
