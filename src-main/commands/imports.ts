// Writes of an import: slices of rows become commits that carry the import's id (design, section 9, large imports).
import { appError } from '../app-error.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { importChanged, importNew, isSaidAlready, restoreEarlier } from '../domain/imports.ts';
import type { ImportedChange } from '../domain/imports.ts';
import { needs } from '../domain/roles.ts';
import type { WriteContext } from '../ports.ts';

export type QuarantinedRow = { row: number; field: string; why: string; value: string };
export type Tally = { new: number; changed: number; unchanged: number };
export type Run = { id: string; source: string };
/** A row of a file with the digest (SHA-256, hex) that tells whether it differs from what its source said before. */
export type ReadRow = { change: ImportedChange; digest: string };

export function mayImport(context: Pick<WriteContext, 'actor'>): void {
  const no = needs('import', context.actor);
  if (no) throw appError(no.error.code, no.error.facts);
}

export function startImport(context: WriteContext, run: Run, name: string): void {
  mayImport(context);
  context.append([{ type: 'import.started', subject: subjectOf('import', run.id), data: {}, text: { name, source: run.source } }]);
}

/** A file that was refused leaves its name and the reason, nothing else (design, section 7). */
export function noteRefusal(context: WriteContext, importId: string, name: string, code: string): void {
  context.append([{ type: 'import.refused', subject: subjectOf('import', importId), data: { code }, text: { name } }]);
}

/** What a row would do: nothing, a new change, or an update of the one it made before. */
export function judgeRow(context: Pick<WriteContext, 'findImported' | 'loadChange'>, source: string, { change, digest }: ReadRow): { kind: 'new'; id: null } | { kind: 'changed' | 'unchanged'; id: string } {
  const known = context.findImported(source, change.externalId);
  if (!known) return { kind: 'new', id: null };
  return { kind: known.digest === digest || isSaidAlready(context.loadChange(known.id), change) ? 'unchanged' : 'changed', id: known.id };
}

/**
 * A UUID that counts up (version 7, RFC 9562, 5.7) out of a random one: the indexes of what one import makes then grow at one end,
 * where random ids would have every transaction write most of their pages anew.
 */
function countingId(random: string, atMs: number, count: number): string {
  const time = atMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${(count % 4096).toString(16).padStart(3, '0')}-${random.slice(19)}`;
}

/** Applies rows in one go; the caller keeps slices short. Answers what became of them. */
export function applyRows(context: WriteContext, run: Run, rows: readonly ReadRow[]): Tally {
  const tally: Tally = { new: 0, changed: 0, unchanged: 0 };
  const events: DomainEvent[] = [];
  const atMs = Date.parse(context.now);
  for (const row of rows) {
    const judged = judgeRow(context, run.source, row);
    if (judged.kind !== 'unchanged') {
      const event = judged.id === null
        ? importNew(row.change, { id: countingId(context.newId(), atMs, tally.new), number: context.nextNumber('C', tally.new), import: run.id, source: run.source })
        : importChanged(context.loadChange(judged.id), row.change, run.id);
      events.push({ ...event, data: { ...event.data, row: row.digest } });
    }
    tally[judged.kind] += 1;
  }
  context.append(events);
  return tally;
}

export function noteQuarantine(context: WriteContext, run: Run, rows: readonly QuarantinedRow[]): void {
  const events: DomainEvent[] = [];
  for (let i = 0; i < rows.length; i += 100) events.push({ type: 'import.rowsQuarantined', subject: subjectOf('import', run.id), data: {}, text: { rows: rows.slice(i, i + 100).map((r) => ({ ...r })) } });
  context.append(events);
}

export function finishImport(context: WriteContext, run: Run, tally: Tally & { quarantined: number }): void {
  context.append([{ type: 'import.finished', subject: subjectOf('import', run.id), data: { ...tally } }]);
}

/** Compensating events for some changes of an import: what it made is removed, what it altered gets its earlier fields back. */
export function undoChanges(context: WriteContext, importId: string, changes: readonly string[]): { cancelled: number; restored: number } {
  const events: DomainEvent[] = [];
  const done = { cancelled: 0, restored: 0 };
  for (const id of changes) {
    const { before } = context.beforeImport(id, importId);
    if (before === null) { events.push({ type: 'change.importUndone', subject: subjectOf('change', id), data: { import: importId } }); done.cancelled += 1; }
    else { events.push(restoreEarlier(context.loadChange(id), before, importId)); done.restored += 1; }
  }
  context.append(events);
  return done;
}

export function closeUndo(context: WriteContext, importId: string): void {
  context.append([{ type: 'import.undone', subject: subjectOf('import', importId), data: {} }]);
}
