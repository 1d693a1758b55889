// Settling one conflict by its name: `change number : kind : field`.
import type { Input, Output } from '#contract/index.ts';
import { appError, orRefuse } from '../app-error.ts';
import { settleDecision, settleField } from '../domain/conflicts.ts';
import type { WriteContext } from '../ports.ts';

/** Conflicts are named by what they are about, so that both laptops call the same one by the same name. */
export function conflictNamed(id: string): { change: string; kind: string; field: string } {
  const [change = '', kind = '', field = ''] = id.split(':');
  if (change === '' || kind === '') throw appError('record_missing', { record: 'conflict', id });
  return { change, kind, field };
}

export function settleConflict(context: WriteContext, input: Input<'bundle.resolve'>): Output<'bundle.resolve'> {
  const { change: ref, kind, field } = conflictNamed(input.id);
  const change = context.loadChange(ref);
  const events = kind === 'decision' || kind === 'confirmation' ? settleDecision(change, input, { decision: context.newId(), by: context }) : settleField(change, kind === 'field' ? field : kind, input, context);
  context.append(orRefuse(events));
  return { id: change.id, number: change.number, version: change.version + 1 };
}
