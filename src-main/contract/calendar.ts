import { z } from 'zod';
import { command, query } from './define.ts';
import { Instant, Line, Page, Receipt, Zone } from './values.ts';

export const entryKinds = ['freeze', 'maintenance-window', 'business-event'] as const;
export const CalendarEntry = z.object({ id: z.string(), kind: z.enum(entryKinds), title: z.string(), startsAt: z.string(), endsAt: z.string(), zone: z.string(), scope: z.string() });

export const calendar = {
  'calendar.addEntry': command('Adds a freeze, a maintenance window or a business event.',
    z.strictObject({ kind: z.enum(entryKinds), title: Line, startsAt: Instant, endsAt: Instant, zone: Zone.default('UTC'), scope: z.string().max(200).default('organisation') }), Receipt),
  'calendar.list': query('Calendar entries in a span.', z.strictObject({ from: Instant.optional(), to: Instant.optional(), ...Page }), z.object({ rows: z.array(CalendarEntry), next: z.string().nullable() }), ['calendar']),
};
