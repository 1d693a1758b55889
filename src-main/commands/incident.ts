// The incident register that emergencies cite (EMG-01).
import { appError, orRefuse } from '../app-error.ts';
import { subjectOf } from '../domain/event.ts';
import { closeIncident, incidentSheet, openIncident, updateIncident } from '../domain/incident.ts';
import type { Incident } from '../domain/incident.ts';
import type { CommandHandlers, Records, WriteContext } from '../ports.ts';

/** By number or UUID; a summary names no incident for certain. */
export function loadIncident({ findSheet }: Pick<Records, 'findSheet'>, ref: string): Incident {
  const incident = findSheet(incidentSheet, ref);
  if (!incident || (incident.id !== ref && incident.number !== ref.toUpperCase())) throw appError('record_missing', { record: 'incident', id: ref });
  return incident;
}
const receipt = (context: WriteContext, { id, number }: Pick<Incident, 'id' | 'number'>): { id: string; number: string; version: number } => ({ id, number, version: context.versionOf(subjectOf('incident', id)) });

export const incidentCommands = {
  'incident.open': (context, { change, ...input }) => {
    const incident = { ...input, id: context.newId(), number: context.nextNumber('I'), change: change === undefined ? null : context.loadChange(change).id };
    context.append(orRefuse(openIncident(incident, context)));
    return receipt(context, incident);
  },
  'incident.update': (context, { incident: ref, ...input }) => {
    const incident = loadIncident(context, ref);
    context.append(orRefuse(updateIncident(incident, input, context)));
    return receipt(context, incident);
  },
  'incident.close': (context, { incident: ref, resolution }) => {
    const incident = loadIncident(context, ref);
    context.append(orRefuse(closeIncident(incident, resolution.trim(), context)));
    return receipt(context, incident);
  },
} satisfies Partial<CommandHandlers>;
