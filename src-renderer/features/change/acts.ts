// What can be done with a change, in words; whether it may be done now comes with the record.
import type { ChangeRecord, ChangeState } from '#contract/change.ts';

export const acts = ['submit', 'assess', 'schedule', 'start', 'finish', 'validate', 'close', 'reopen', 'retry', 'unschedule', 'return', 'link', 'cancel'] as const;
export type Act = (typeof acts)[number];
/** `ask`: needs more to be said first. `said` is told after it is done. */
export const actWords: Record<Act, { label: string; ask: boolean; said: string }> = {
  submit: { label: 'Submit', ask: false, said: 'submitted' },
  assess: { label: 'Assess risk', ask: true, said: 'assessed' },
  schedule: { label: 'Schedule', ask: false, said: 'scheduled' },
  start: { label: 'Start work', ask: false, said: 'in implementation' },
  finish: { label: 'Finish work', ask: true, said: 'in validation' },
  validate: { label: 'Validate', ask: true, said: 'validated' },
  close: { label: 'Close', ask: true, said: 'closed' },
  reopen: { label: 'Bring back', ask: true, said: 'back for authorisation' },
  retry: { label: 'Validation failed', ask: true, said: 'in implementation again' },
  unschedule: { label: 'Give the window up', ask: true, said: 'without a window' },
  return: { label: 'Return to requester', ask: true, said: 'returned' },
  link: { label: 'Link', ask: true, said: 'linked' },
  cancel: { label: 'Cancel the change', ask: true, said: 'cancelled' },
};

/** A change of this house has its score from the signed assessment: what is left is to ask its authority. */
const isAsking = (act: Act, record: Pick<ChangeRecord, 'takesScore'>): boolean => act === 'assess' && record.takesScore !== true;
export const labelOf = (act: Act, record: Pick<ChangeRecord, 'takesScore'>): string => (isAsking(act, record) ? 'Ask for authorisation' : actWords[act].label);
export const asksFirst = (act: Act, record: Pick<ChangeRecord, 'takesScore'>): boolean => actWords[act].ask && !isAsking(act, record);
export const saidOf = (act: Act, record: Pick<ChangeRecord, 'takesScore'>): string => (isAsking(act, record) ? 'before its authority' : actWords[act].said);

/** The act that moves a change on from where it is. */
const next: Partial<Record<ChangeState, Act>> = {
  draft: 'submit', returned: 'submit', submitted: 'assess', assessment: 'assess', deferred: 'reopen', authorised: 'schedule', scheduled: 'start', implementing: 'finish', validating: 'validate', implemented: 'close', 'under-review': 'close',
};
export const nextAct = (record: Pick<ChangeRecord, 'state'>): Act | null => next[record.state] ?? null;

/** Acts worth showing beside the next one: those the life cycle does not rule out here. */
export function otherActs(record: ChangeRecord): Act[] {
  return acts.filter((act) => {
    const may = record.may[act];
    return act !== nextAct(record) && may !== undefined && (may.ok || may.code !== 'transition_not_allowed');
  });
}
