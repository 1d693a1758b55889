// Small writes: calendar entries, field mappings.
import { orRefuse } from '../app-error.ts';
import { subjectOf } from '../domain/event.ts';
import { needs } from '../domain/roles.ts';
import { refuse } from '../domain/verdict.ts';
import { refuseZone } from '../domain/zone.ts';
import type { CommandHandlers } from '../ports.ts';

export const registerCommands = {
  'calendar.addEntry': (context, { kind, title, startsAt, endsAt, zone, scope }) => {
    const no = needs('planCalendar', context.actor) ?? refuseZone(zone) ?? (endsAt <= startsAt ? refuse('end_before_start', {}, { field: 'endsAt' }) : null);
    if (no) orRefuse(no);
    const id = context.newId();
    context.append([{ type: 'calendar.entryAdded', subject: subjectOf('calendar', id), data: { kind, startsAt, endsAt, zone }, text: { title, scope } }]);
    return { id, version: 1 };
  },
  'mapping.save': (context, { mapping }) => {
    const no = needs('import', context.actor);
    if (no) orRefuse(no);
    const id = context.newId();
    context.append([{ type: 'mapping.saved', subject: subjectOf('mapping', id), data: {}, text: { mapping: JSON.parse(JSON.stringify(mapping)) } }]);
    return { id, version: 1 };
  },
} satisfies Partial<CommandHandlers>;
