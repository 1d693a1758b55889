import { z } from 'zod';
import { command, query } from './define.ts';
import { Count, Line, May, Page, Prose, Receipt, Ref } from './values.ts';

export const incidentStates = ['draft', 'open', 'closed'] as const;
export const Severity = z.number().int().min(1).max(4).describe('1 is the gravest');
/** Values written apart that lost to another one, until somebody who has seen both writes it again. */
const Also = z.array(z.object({ field: z.string(), value: z.string(), by: z.string(), at: z.string() }));
export const IncidentRow = z.object({
  id: z.string(), number: z.string(), severity: Count, service: z.string(), summary: z.string(), state: z.enum(incidentStates), change: z.string().nullable(),
  openedBy: z.string(), openedAt: z.string(), closedAt: z.string().nullable(), closedBy: z.string().nullable(), resolution: z.string(), alsoWritten: Also, mayAlter: May,
});
export type IncidentRow = z.output<typeof IncidentRow>;

export const incident = {
  'incident.open': command('Opens an incident with its severity, from 1, the gravest, to 4.', z.strictObject({ severity: Severity, service: z.string().trim().min(1).max(200), summary: Line, change: Ref.optional().describe('the change that caused it') }), Receipt),
  'incident.update': command('Corrects an incident; confirms one that was drafted.', z.strictObject({ incident: Ref, severity: Severity.optional(), service: z.string().trim().min(1).max(200).optional(), summary: Line.optional(), confirm: z.boolean().default(false) }), Receipt),
  'incident.close': command('Closes an incident and says how it was resolved.', z.strictObject({ incident: Ref, resolution: Prose.refine((said) => said.trim() !== '', 'say how it was resolved') }), Receipt),
  'incident.list': query('Incidents: open ones first, the gravest in front.', z.strictObject({ ...Page, state: z.array(z.enum(incidentStates)).optional(), change: Ref.optional() }),
    z.object({ rows: z.array(IncidentRow), total: Count, next: z.string().nullable(), mayOpen: May }), ['change', 'person']),
};
