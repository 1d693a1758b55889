// What waits for one person: the next step of each open change and the pieces its gates still lack, told to those who can do them.
import type { ChangeState } from '#contract/change.ts';
import type { ErrorCode, Facts } from '#contract/errors.ts';
import type { Role } from '#contract/people.ts';
import type { Dossier, Gate, Piece } from './dossier.ts';
import { gapsBefore } from './gates.ts';
import { msBetween } from './spans.ts';
import type { Actor, By } from './verdict.ts';

/** What is to be done: a step of the life cycle, a piece that is missing, a condition to meet. `dueAt` is the instant it holds something up. */
export type Task = { id: string; kind: 'step' | 'piece' | 'condition'; step?: string; label: string; why?: { code: ErrorCode; facts: Facts }; part: string; dueAt: string | null };

/** The gate a state looks ahead to. */
const nextGate: Partial<Record<ChangeState, Gate>> = {
  draft: 'submission', returned: 'submission', submitted: 'authorisation', assessment: 'authorisation', 'awaiting-authorisation': 'decision', deferred: 'decision', authorised: 'schedule', scheduled: 'start', implementing: 'closure', validating: 'closure', implemented: 'closure', 'under-review': 'closure',
};
/** Who moves a change on from a state, beside its owner. */
const movers: Partial<Record<ChangeState, { step: string; label: string; roles: readonly Role[] }>> = {
  draft: { step: 'submit', label: 'Submit', roles: [] }, returned: { step: 'submit', label: 'Submit again', roles: [] },
  submitted: { step: 'assess', label: 'Assess', roles: ['change-manager'] }, assessment: { step: 'assess', label: 'Assess', roles: ['change-manager'] },
  authorised: { step: 'schedule', label: 'Schedule', roles: ['release-manager'] }, scheduled: { step: 'start', label: 'Start work', roles: ['implementer'] }, implementing: { step: 'finish', label: 'Finish work', roles: ['implementer'] },
  validating: { step: 'validate', label: 'Validate', roles: ['change-manager', 'release-manager'] }, implemented: { step: 'close', label: 'Close', roles: ['change-manager'] }, 'under-review': { step: 'close', label: 'Review and close', roles: ['change-manager'] },
};
/** States worth looking through for somebody who holds a role, beside the changes that are their own. */
export const statesOf = (roles: readonly Role[]): ChangeState[] => [
  ...(Object.entries(movers) as [ChangeState, (typeof movers)[ChangeState]][]).filter(([, mover]) => mover?.roles.some((role) => roles.includes(role))).map(([state]) => state),
  ...(roles.some((role) => Object.values(partRoles).some((those) => those.includes(role))) ? ['assessment', 'awaiting-authorisation', 'authorised'] as const : []),
];
/** Roles that do the work of a part besides the people the change names. */
const partRoles: Record<string, readonly Role[]> = { reviews: ['technical-reviewer'], backout: ['rollback-owner'], impact: ['service-owner'], risk: ['technical-reviewer'] };
const day = 86_400_000;

const isOwn = ({ change: { fields, createdBy } }: Dossier, actor: Actor): boolean => createdBy === actor.id || fields.owner === actor.name || fields.requester === actor.name;

function stepOf(dossier: Dossier, { actor, now }: By): Task[] {
  const { change } = dossier;
  const mover = movers[change.state];
  if (!mover) return [];
  const isImplementer = change.fields.implementers.includes(actor.name) || (change.fields.implementers.length === 0 && actor.roles.includes('implementer'));
  const isMine = mover.step === 'submit' ? isOwn(dossier, actor) : mover.step === 'start' || mover.step === 'finish' ? isImplementer : mover.roles.some((role) => actor.roles.includes(role)) && !(mover.step === 'validate' && change.startedBy === actor.id);
  // A window that opens next month is no work for today.
  const opensAt = change.fields.plannedStartAt;
  const isFar = mover.step === 'start' && opensAt !== null && msBetween(now, opensAt) > day;
  return isMine && !isFar ? [{ id: `step:${mover.step}`, kind: 'step', step: mover.step, label: mover.label, part: 'record', dueAt: change.state === 'implementing' ? change.fields.plannedEndAt : opensAt }] : [];
}

function piecesFor(dossier: Dossier, { actor, now }: By): Task[] {
  const { change } = dossier;
  const gate = nextGate[change.state];
  if (gate === undefined) return [];
  const isMine = isOwn(dossier, actor);
  const mayDo = ({ part, why }: Piece): boolean => isMine || (partRoles[part] ?? []).some((role) => actor.roles.includes(role)) || (Array.isArray(why?.facts['people']) && why.facts['people'].includes(actor.name));
  return gapsBefore(gate, dossier, now).filter((piece) => !piece.id.startsWith('condition:') && mayDo(piece))
    .map(({ id, label, why, part }) => ({ id: `piece:${id}`, kind: 'piece', label, ...(why ? { why } : {}), part, dueAt: change.fields.plannedStartAt }));
}

const conditionsFor = ({ change }: Dossier, { actor }: By): Task[] => change.decisions.filter((d) => d.isOpen).flatMap((d) => d.conditions).filter((c) => c.metAt === null && c.owner === actor.name)
  .map((c) => ({ id: `condition:${c.id}`, kind: 'condition', label: c.text, part: 'record', dueAt: `${c.dueOn}T23:59:59.999Z` }));

/** Everything about one change that waits for this person. */
export const workOf = (dossier: Dossier, by: By): Task[] => (dossier.change.isArriving ? [] : [...stepOf(dossier, by), ...piecesFor(dossier, by), ...conditionsFor(dossier, by)]);
