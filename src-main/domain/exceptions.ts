// Time-boxed exceptions from a rule (APR-06): asked for, granted one level above the rule, renewed at most as often as the policy allows, ended by their last day.
import { roles } from '#contract/people.ts';
import type { Role } from '#contract/people.ts';
import type { DomainEvent, EventType, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { dayIn, oneIn, textIn } from './json-values.ts';
import type { PolicyDocument } from './policy-document.ts';
import { needs } from './roles.ts';
import { sheet } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';
import { countedRenewals, daysFrom, grantingRoles, lastDayOf, latestDay, standingOf, waivable } from './waivers.ts';

export const scopeKinds = ['change', 'service', 'all'] as const;
/** What an exception is for: a change or a service by its UUID, or everything. */
export type ExceptionScope = { kind: (typeof scopeKinds)[number]; id: string };
type Said = { by: string; at: string };
export type Exception = {
  id: string; number: string; rule: string; scope: ExceptionScope; justification: string; control: string;
  /** Who answers for the risk, by UUID. */
  owner: string;
  /** Days of UTC; `until` is the last one it holds. */
  from: string; until: string;
  requested: Said; approval: (Said & { role: Role }) | null; refused: (Said & { reason: string }) | null; revoked: (Said & { reason: string }) | null;
  renewals: (Said & { until: string; was: string })[];
};

const said = (event: StampedEvent): Said => ({ by: idOf(event.by), at: event.at });

function requestedIn(event: StampedEvent): Exception | null {
  const { data, text } = event;
  const [from, until, kind] = [dayIn(data['from']), dayIn(data['until']), oneIn(data['scope'], scopeKinds)];
  const rule = textIn(data['rule']);
  if (from === null || until === null || kind === null || rule === '') return null;
  return {
    id: idOf(event.subject), number: textIn(data['number']), rule, scope: { kind, id: kind === 'all' ? '' : textIn(data['of']) }, justification: textIn(text['justification']), control: textIn(text['control']),
    owner: textIn(data['owner']), from, until, requested: said(event), approval: null, refused: null, revoked: null, renewals: [],
  };
}

/** What a grant is given for; it repeats the terms, so that it can never speak for others. */
const termsOf = ({ rule, scope, owner, from, until, requested }: Exception): Record<string, string> => ({ rule, scope: scope.kind, of: scope.id, owner, from, until, asked: requested.by });
const isForTerms = (exception: Exception, data: StampedEvent['data']): boolean => Object.entries(termsOf(exception)).every(([name, value]) => data[name] === value);
/** A role that may grant, and another person than the one who asked. */
function grantIn(exception: Exception, event: StampedEvent): (Said & { role: Role }) | null {
  const role = oneIn(event.data['role'], roles);
  return role !== null && grantingRoles(exception.rule).includes(role) && idOf(event.by) !== exception.requested.by ? { ...said(event), role } : null;
}

const steps: Partial<Record<EventType, (exception: Exception, event: StampedEvent) => Exception>> = {
  'exception.approved': (exception, event) => (exception.approval === null && isForTerms(exception, event.data) ? { ...exception, approval: grantIn(exception, event) } : exception),
  'exception.refused': (exception, event) => (exception.refused ? exception : { ...exception, refused: { ...said(event), reason: textIn(event.text['reason']) } }),
  'exception.revoked': (exception, event) => (exception.revoked ? exception : { ...exception, revoked: { ...said(event), reason: textIn(event.text['reason']) } }),
  'exception.renewed': (exception, event) => {
    const [until, was] = [dayIn(event.data['until']), dayIn(event.data['was'])];
    return until === null || was === null || until <= was || grantIn(exception, event) === null ? exception : { ...exception, renewals: [...exception.renewals, { ...said(event), until, was }] };
  },
};

/** What the column `change` of an exception holds, so that those of a change, of its service and of everything are found at once. */
export const scopeKey = ({ kind, id }: ExceptionScope): string => (kind === 'change' ? id : kind === 'service' ? `service:${id}` : 'everything');
export const exceptionSheet = sheet<Exception>({
  name: 'exception', kind: 'exception', types: ['exception.requested', 'exception.approved', 'exception.refused', 'exception.renewed', 'exception.revoked'],
  fold: (exception, event) => (exception === null ? (event.type === 'exception.requested' ? requestedIn(event) : null) : steps[event.type]?.(exception, event) ?? exception),
  columns: (exception) => ({
    number: exception.number, label: exception.rule, change: scopeKey(exception.scope), dueAt: exception.renewals.reduce((last, { until }) => (until > last ? until : last), exception.until),
    state: exception.revoked ? 'revoked' : exception.refused ? 'refused' : exception.approval ? 'approved' : 'requested',
  }),
});

const event = (id: string, type: EventType, data: Record<string, Json>, text?: Record<string, Json>): DomainEvent => ({ type, subject: subjectOf('exception', id), data, ...(text ? { text } : {}) });
type Events = Verdict<DomainEvent>;
export type Asking = { id: string; number: string; rule: string; scope: ExceptionScope; justification: string; control: string; owner: string; from: string; until: string };
/** APR-06: an exception names a rule that can be waived, why, what is done instead, who answers for the risk, and its last day. */
export function requestException(asking: Asking, policy: PolicyDocument, by: By): Events {
  const { id, number, rule, scope, justification, control, owner, from, until } = asking;
  const days = daysFrom(from, until) + 1;
  const no = firstRefusal(needs('raise', by.actor), waivable.some((one) => rule === one.rule || rule.startsWith(`${one.rule}/`)) ? null : refuse('rule_not_waivable', { rule }, { field: 'rule' }),
    until < by.now.slice(0, 10) ? refuse('exception_over', { day: until }, { field: 'until' }) : null, days < 1 ? refuse('exception_ends_early', { from, until }, { field: 'until' }) : null, days > policy.exceptions.days ? refuse('exception_too_long', { days, most: policy.exceptions.days, latest: latestDay(from, policy.exceptions.days) }, { field: 'until' }) : null);
  return no ?? accept(event(id, 'exception.requested', { number, rule, scope: scope.kind, of: scope.id, owner, from, until }, { justification, control }));
}

/** Who else the signer of a grant must not be: people behind the key of whoever asked, and those whose duties it would excuse. */
export type Concerned = { askers: readonly string[]; excused: readonly string[] };
function mayGrant(exception: Exception, { askers, excused }: Concerned, { actor }: By): Refused | null {
  const allowed = grantingRoles(exception.rule);
  if (!actor.roles.some((role) => allowed.includes(role))) return refuse('exception_authority', { rule: exception.rule, roles: allowed.join(' or '), person: actor.name, have: actor.roles.join(', ') });
  if (exception.requested.by === actor.id || askers.includes(actor.id)) return refuse('own_exception', { exception: exception.number });
  return exception.rule.startsWith('APR-03') && excused.includes(actor.id) ? refuse('exception_excuses_signer', { exception: exception.number }) : null;
}
/** The first of the signer's roles that suffices. */
const grantedAs = (exception: Exception, { actor }: By): Role => actor.roles.find((role) => grantingRoles(exception.rule).includes(role))!;
type Terms = { policy: PolicyDocument; concerned: Concerned; rev: string };

export function mayApprove(exception: Exception, { policy, concerned }: Omit<Terms, 'rev'>, by: By): Refused | null {
  const standing = standingOf(exception, policy, by.now);
  if (exception.approval !== null || standing === 'refused' || standing === 'revoked') return refuse('exception_settled', { exception: exception.number, standing });
  if (standing === 'expired') return refuse('exception_over', { day: lastDayOf(exception, policy) });
  return mayGrant(exception, concerned, by);
}
/** APR-06: granted by signature, at one level above the rule. */
export const approveException = (exception: Exception, terms: Terms, by: By): Events =>
  mayApprove(exception, terms, by) ?? accept(event(exception.id, 'exception.approved', { ...termsOf(exception), role: grantedAs(exception, by), rev: terms.rev, supersedes: [] }));
export const refuseException = (exception: Exception, reason: string, terms: Terms, by: By): Events =>
  mayApprove(exception, terms, by) ?? accept(event(exception.id, 'exception.refused', { role: grantedAs(exception, by), rev: terms.rev, supersedes: [] }, { reason }));

export function mayRenew(exception: Exception, { policy, concerned }: Omit<Terms, 'rev'>, by: By): Refused | null {
  const standing = standingOf(exception, policy, by.now);
  const until = lastDayOf(exception, policy);
  if (standing === 'expired') return refuse('exception_expired', { exception: exception.number, rule: exception.rule, until });
  if (standing !== 'valid') return refuse('exception_settled', { exception: exception.number, standing });
  if (countedRenewals(exception, policy.exceptions.renewals).length >= policy.exceptions.renewals) return refuse('renewals_used', { exception: exception.number, most: policy.exceptions.renewals });
  return mayGrant(exception, concerned, by);
}
/** APR-06: each renewal is at most as long as an exception may be, and signed like a grant. */
export function renewException(exception: Exception, until: string, terms: Terms, by: By): Events {
  const no = mayRenew(exception, terms, by);
  if (no) return no;
  const was = lastDayOf(exception, terms.policy);
  const days = daysFrom(was, until);
  if (days < 1) return refuse('exception_ends_early', { from: was, until }, { field: 'until' });
  if (days > terms.policy.exceptions.days) return refuse('exception_too_long', { days, most: terms.policy.exceptions.days, latest: latestDay(was, terms.policy.exceptions.days + 1) }, { field: 'until' });
  return accept(event(exception.id, 'exception.renewed', { until, was, role: grantedAs(exception, by), rev: terms.rev, supersedes: [] }));
}

/** Whoever asked may take it back; those who may grant it may end it. */
export function mayRevoke(exception: Exception, policy: PolicyDocument, { actor, now }: By): Refused | null {
  const standing = standingOf(exception, policy, now);
  if (standing === 'refused' || standing === 'revoked' || standing === 'expired') return refuse('exception_settled', { exception: exception.number, standing });
  const allowed = grantingRoles(exception.rule);
  return exception.requested.by === actor.id || actor.roles.some((role) => allowed.includes(role)) ? null : refuse('exception_authority', { rule: exception.rule, roles: allowed.join(' or '), person: actor.name, have: actor.roles.join(', ') });
}
export const revokeException = (exception: Exception, reason: string, policy: PolicyDocument, by: By): Events =>
  mayRevoke(exception, policy, by) ?? accept(event(exception.id, 'exception.revoked', {}, { reason }));
