// The write of a draft that a pipeline made (CHG-05).
import { orRefuse } from '../app-error.ts';
import { identityOf, takeDraft } from '../domain/intake.ts';
import type { BuildFacts, DraftArrival } from '../domain/intake.ts';
import { needs } from '../domain/roles.ts';
import { accept } from '../domain/verdict.ts';
import type { WriteContext } from '../ports.ts';

/** Makes the draft, unless the same run of the same pipeline made one before. */
export function writeDraft(context: WriteContext, build: BuildFacts, told: Pick<DraftArrival, 'digest' | 'key' | 'claimedBy'>): { id: string; number: string; isNew: boolean } {
  orRefuse(needs('raise', context.actor) ?? accept());
  const { source, externalId } = identityOf(build);
  const known = context.findImported(source, externalId);
  if (known) return { id: known.id, number: context.loadChange(known.id).number, isNew: false };
  const id = context.newId();
  const number = context.nextNumber('C');
  context.append(orRefuse(takeDraft(build, { id, number, ...told }, context)));
  return { id, number, isNew: true };
}
