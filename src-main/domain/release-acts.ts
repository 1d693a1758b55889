// What may be done to a release and by whom (REL-01): planning, scope, exclusions, teams, duties, the baseline and the steps after it.
import type { Input } from '#contract/index.ts';
import type { Role } from '#contract/people.ts';
import type { ReleaseState } from '#contract/release.ts';
import type { Change } from './change.ts';
import type { DomainEvent, EventType, Json } from './event.ts';
import { subjectOf } from './event.ts';
import type { Exclusion, Release, ReportingDuty, Team } from './release.ts';
import { isOpenScope, isOver, stepsOf } from './release.ts';
import type { ReleasePiece } from './release-pieces.ts';
import { refuseStep } from './release-pieces.ts';
import { needs, permissions } from './roles.ts';
import type { Permission } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { Actor, By, Refused, Verdict } from './verdict.ts';

type Events = Verdict<DomainEvent>;
export const releaseEvent = (release: Pick<Release, 'id'>, type: EventType, data: Record<string, Json>, text?: Record<string, Json>): DomainEvent => ({ type, subject: subjectOf('release', release.id), data, ...(text ? { text } : {}) });
/** The first role of the signer that holds the permission. */
export const roleFor = (permission: Permission, { roles }: Actor): Role => roles.find((role) => (permissions[permission] as readonly Role[]).includes(role))!;
/** What every signed act about a release says beside its own matter. */
export const signing = (permission: Permission, actor: Actor, rev: string): Record<string, Json> => ({ role: roleFor(permission, actor), rev, supersedes: [] });

export const mayPlan = ({ actor }: Pick<By, 'actor'>): Refused | null => needs('planRelease', actor);
/** What may be edited until the release is closed or cancelled. */
export const mayEdit = (release: Release, by: By): Refused | null => firstRefusal(mayPlan(by), isOver(release) ? refuse('release_over', { release: release.number, state: release.state }) : null);
/** REL-01, REL-07: a baselined scope is altered by decided requests only. */
export const mayScope = (release: Release, by: By): Refused | null => firstRefusal(mayEdit(release, by), isOpenScope(release) ? null : refuse('release_scope_frozen', { release: release.number }));

export type Fields = Input<'release.edit'>['fields'];
/** The window is told as a whole, so that two laptops never make one of two halves. */
function said(fields: Fields, window: { startsAt: string | null; endsAt: string | null; zone: string }): { data: Record<string, Json>; text: Record<string, Json> } {
  const { name, objective, startsAt, endsAt, zone, types, owner, businessOwner } = fields;
  const isMoved = startsAt !== undefined || endsAt !== undefined || zone !== undefined;
  return {
    data: {
      ...(isMoved ? { startsAt: startsAt === undefined ? window.startsAt : startsAt, endsAt: endsAt === undefined ? window.endsAt : endsAt, zone: zone ?? window.zone } : {}),
      ...(types === undefined ? {} : { types }), ...(owner === undefined ? {} : { owner }), ...(businessOwner === undefined ? {} : { businessOwner }),
    },
    text: { ...(name === undefined ? {} : { name }), ...(objective === undefined ? {} : { objective }) },
  };
}
const reversed = (startsAt: Json | undefined, endsAt: Json | undefined): Refused | null => (typeof startsAt === 'string' && typeof endsAt === 'string' && endsAt <= startsAt ? refuse('release_window_reversed', { startsAt, endsAt }, { field: 'endsAt' }) : null);

export function planRelease(id: string, number: string, fields: Fields, by: By): Events {
  const { data, text } = said({ zone: 'UTC', ...fields }, { startsAt: null, endsAt: null, zone: 'UTC' });
  return firstRefusal(mayPlan(by), reversed(data['startsAt'], data['endsAt'])) ?? accept(releaseEvent({ id }, 'release.planned', { number, ...data }, text));
}
export function editRelease(release: Release, fields: Fields, by: By): Events {
  const { data, text } = said(fields, release.window.value);
  const no = firstRefusal(mayEdit(release, by), reversed(data['startsAt'], data['endsAt']));
  if (no) return no;
  return Object.keys(data).length + Object.keys(text).length === 0 ? accept<DomainEvent>() : accept(releaseEvent(release, 'release.edited', data, Object.keys(text).length === 0 ? undefined : text));
}

/** What takes no part any more cannot be planned for. */
const spent: readonly Change['state'][] = ['closed', 'cancelled', 'rejected'];
export type Scoping = { /** With the release that has it already, where there is one that is not over. */ add: readonly { change: Change; inRelease: string | null }[]; remove: readonly Change[] };
/** REL-01: a change goes out with one release at a time. */
export function refuseScoping(release: Release, { add, remove }: Scoping): Refused | null {
  for (const { change, inRelease } of add) {
    if (inRelease !== null && inRelease !== release.number) return refuse('change_in_release', { change: change.number, release: inRelease }, { field: 'add' });
    if (spent.includes(change.state)) return refuse('change_spent', { change: change.number, state: change.state }, { field: 'add' });
  }
  const strange = remove.find(({ id }) => !release.changes.includes(id));
  return strange ? refuse('not_in_release', { change: strange.number, release: release.number }, { field: 'remove' }) : null;
}
export function scopeRelease(release: Release, scoping: Scoping, by: By): Events {
  const add = scoping.add.map(({ change }) => change.id).filter((id) => !release.changes.includes(id));
  const no = firstRefusal(mayScope(release, by), refuseScoping(release, scoping));
  if (no) return no;
  return add.length + scoping.remove.length === 0 ? accept<DomainEvent>() : accept(releaseEvent(release, 'release.scopeEdited', { add, remove: scoping.remove.map(({ id }) => id) }));
}

export const setExclusion = (release: Release, { id, what, reason }: Exclusion, by: By): Events => mayScope(release, by) ?? accept(releaseEvent(release, 'release.exclusionSet', { exclusion: id }, { what, reason }));
export const dropExclusion = (release: Release, id: string, by: By): Events =>
  mayScope(release, by) ?? (release.exclusions.some((one) => one.id === id) ? accept(releaseEvent(release, 'release.exclusionDropped', { exclusion: id })) : refuse('record_missing', { record: 'exclusion', id }));
export const mayExcludeNone = (release: Release, by: By): Refused | null => firstRefusal(mayScope(release, by), release.exclusions.length > 0 ? refuse('exclusions_named', { release: release.number }) : null);
/** REL-01: whoever says that nothing is left out signs it. */
export const excludeNone = (release: Release, rev: string, by: By): Events => mayExcludeNone(release, by) ?? accept(releaseEvent(release, 'release.noneExcluded', signing('planRelease', by.actor, rev)));

export function setTeam(release: Release, { id, name, lead }: Omit<Team, 'answer'>, by: By): Events {
  const no = mayScope(release, by);
  if (no) return no;
  const twin = release.teams.find((team) => team.id !== id && team.name.toLowerCase() === name.toLowerCase());
  return twin ? refuse('team_named_twice', { team: twin.name, release: release.number }, { field: 'name' }) : accept(releaseEvent(release, 'release.teamNamed', { team: id, lead }, { name }));
}
export const dropTeam = (release: Release, id: string, by: By): Events =>
  mayScope(release, by) ?? (release.teams.some((team) => team.id === id) ? accept(releaseEvent(release, 'release.teamDropped', { team: id })) : refuse('record_missing', { record: 'team', id }));
/** REL-01: a team consents through its lead and nobody else, while the scope is open. */
export function mayAnswer(release: Release, team: Team, leadName: string, { actor }: By): Refused | null {
  return firstRefusal(needs('answerAsOwner', actor), isOpenScope(release) ? null : refuse('release_scope_frozen', { release: release.number }), team.lead === actor.id ? null : refuse('not_team_lead', { team: team.name, lead: leadName }));
}
type Answering = { team: Team; leadName: string; answer: 'consents' | 'declines'; note: string; rev: string };
export function answerForTeam(release: Release, { team, leadName, answer, note, rev }: Answering, by: By): Events {
  const no = firstRefusal(mayAnswer(release, team, leadName, by), answer === 'declines' && note.trim() === '' ? refuse('reason_needed', { what: 'declining to contribute' }, { field: 'note' }) : null);
  return no ?? accept(releaseEvent(release, 'release.teamAnswered', { team: team.id, answer, ...signing('answerAsOwner', by.actor, rev) }, { note }));
}

export const setDuty = (release: Release, { id, duty, regulator, dueOn }: ReportingDuty, by: By): Events => mayEdit(release, by) ?? accept(releaseEvent(release, 'release.dutySet', { duty: id, dueOn }, { duty, regulator }));
export const dropDuty = (release: Release, id: string, by: By): Events =>
  mayEdit(release, by) ?? (release.duties.some((one) => one.id === id) ? accept(releaseEvent(release, 'release.dutyDropped', { duty: id })) : refuse('record_missing', { record: 'reporting duty', id }));

export const mayBaseline = (release: Release, pieces: readonly ReleasePiece[], by: By): Refused | null =>
  firstRefusal(mayEdit(release, by), isOpenScope(release) ? null : refuse('release_step_impossible', { release: release.number, from: release.state, to: 'scoped' }), refuseStep(release, 'scoped', pieces));
/** REL-01: an owner, what is left out or a signed None, the consent of each team, and a deadline for each duty. */
export const baseline = (release: Release, { pieces, rev }: { pieces: readonly ReleasePiece[]; rev: string }, by: By): Events =>
  mayBaseline(release, pieces, by) ?? accept(releaseEvent(release, 'release.baselined', { changes: release.changes, ...signing('planRelease', by.actor, rev) }));

const exits: readonly ReleaseState[] = ['deferred', 'cancelled', 'rolled-back', 'planning'];
/** Steps out of the way, and back to planning, are explained. */
export const needsReason = (from: ReleaseState, to: ReleaseState): boolean => exits.includes(to) || (stepsOf[from][0] !== to && from !== 'deferred');
export function mayStep(release: Release, to: ReleaseState, pieces: readonly ReleasePiece[], by: By): Refused | null {
  if (to === 'scoped' && release.state === 'planning') return mayBaseline(release, pieces, by);
  const isWay = stepsOf[release.state].includes(to);
  return firstRefusal(mayPlan(by), isWay ? null : refuse('release_step_impossible', { release: release.number, from: release.state, to }, { field: 'to' }), stepsOf[release.state][0] === to ? refuseStep(release, to, pieces) : null);
}
export function stepRelease(release: Release, { to, reason, pieces, rev }: { to: ReleaseState; reason: string; pieces: readonly ReleasePiece[]; rev: string }, by: By): Events {
  const no = mayStep(release, to, pieces, by);
  if (no) return no;
  if (to === 'scoped' && release.state === 'planning') return baseline(release, { pieces, rev }, by);
  if (needsReason(release.state, to) && reason.trim() === '') return refuse('reason_needed', { what: `taking ${release.number} to ${to.replaceAll('-', ' ')}` }, { field: 'reason' });
  return accept(releaseEvent(release, 'release.stepped', { to, from: release.state, ...signing('planRelease', by.actor, rev) }, { reason }));
}
