// Small writes: field mappings.
import { orRefuse } from '../app-error.ts';
import { subjectOf } from '../domain/event.ts';
import { needs } from '../domain/roles.ts';
import type { CommandHandlers } from '../ports.ts';

export const registerCommands = {
  'mapping.save': (context, { mapping }) => {
    const no = needs('import', context.actor);
    if (no) orRefuse(no);
    const id = context.newId();
    context.append([{ type: 'mapping.saved', subject: subjectOf('mapping', id), data: {}, text: { mapping: JSON.parse(JSON.stringify(mapping)) } }]);
    return { id, version: 1 };
  },
} satisfies Partial<CommandHandlers>;
