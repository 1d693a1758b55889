// Whose accounts the imported tools name, exceptions for conflicts of duties, and the parts of a snapshot (SEC-03).
import { appError, orRefuse } from '../app-error.ts';
import type { Conflict, SnapshotPart } from '../domain/entitlements.ts';
import { acceptConflict, conflictId, dutyConflicts, entitlementSubject, mapIdentity, mayKeepEntitlements, reopenConflict, snapshotPart } from '../domain/entitlements.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

export function mayImportEntitlements(context: Pick<WriteContext, 'actor'>): void {
  const no = mayKeepEntitlements(context);
  if (no) throw appError(no.error.code, no.error.facts);
}

export function writeSnapshotPart(context: WriteContext, part: SnapshotPart): void {
  mayImportEntitlements(context);
  context.append([snapshotPart(part)]);
}

function loadConflict(context: WriteContext, id: string): { conflict: Conflict } & ReturnType<WriteContext['entitlements']> {
  const known = context.entitlements();
  const conflict = dutyConflicts(known.rights, known.owners).find((c) => conflictId(c, context.digest) === id);
  if (!conflict) throw appError('record_missing', { record: 'conflict of duties', id });
  return { conflict, ...known };
}

export const entitlementCommands = {
  'entitlement.map': (context, { source: ref, identity, kind, person: personRef }) => {
    const source = context.findEntitlementSource(ref);
    if (!source) throw appError('record_missing', { record: 'tool', id: ref });
    const person = personRef === null ? null : context.loadPerson(personRef).id;
    context.append(orRefuse(mapIdentity({ source: source.id, identity, kind, person }, context)));
    return { id: source.id, version: context.versionOf(entitlementSubject(source.id)) };
  },
  'entitlement.accept': (context, { conflict: id, reason, owner, expiresOn }) => {
    const { conflict, owners } = loadConflict(context, id);
    const exception = context.newId();
    context.append(orRefuse(acceptConflict(conflict, owners, { id: exception, reason, owner: context.loadPerson(owner).id, expiresOn }, context)));
    return { id: exception, version: 1 };
  },
  'entitlement.reopen': (context, { conflict: id, reason }) => {
    const { conflict, exceptions } = loadConflict(context, id);
    context.append(orRefuse(reopenConflict(conflict, exceptions, reason, context)));
    return { id, version: 1 };
  },
} satisfies Partial<CommandHandlers>;
