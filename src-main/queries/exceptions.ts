// The register of exceptions (APR-06).
import type { ExceptionRow } from '#contract/exceptions.ts';
import type { Input, Output } from '#contract/index.ts';
import type { Concerned, Exception } from '../domain/exceptions.ts';
import { exceptionSheet, mayApprove, mayRenew, mayRevoke } from '../domain/exceptions.ts';
import { needs } from '../domain/roles.ts';
import { countedRenewals, grantingRoles, isPartOf, lastDayOf, latestDay, standingOf, waivable } from '../domain/waivers.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

const dayMs = 86_400_000;
/** Days before its end from which an exception is shown as expiring. */
const soon = 7;
const daysLeft = (until: string, now: string): number => Math.max(0, Math.round((Date.parse(until) - Date.parse(now.slice(0, 10))) / dayMs) + 1);

function labelOf(context: ReadContext, { kind, id }: Exception['scope']): string {
  if (kind === 'change') return context.findChange(id)?.number ?? id;
  return kind === 'service' ? context.db.get<{ name: string }>('SELECT name FROM service WHERE id = ?', id)?.name ?? id : 'Everything';
}
/** The same people whom the rule asks about when somebody signs. */
function concernedBy(context: ReadContext, { requested, scope }: Exception): Concerned {
  const change = scope.kind === 'change' ? context.findChange(scope.id) : null;
  return { askers: context.alikeOf(requested.by), excused: change === null ? [] : context.dossierOf(change).acts.flatMap(({ alike }) => alike) };
}

function rowOf(context: ReadContext, exception: Exception): ExceptionRow {
  const policy = context.policy();
  const until = lastDayOf(exception, policy);
  const terms = { policy, concerned: concernedBy(context, exception) };
  const said = <T extends { by: string }>(one: T): T => ({ ...one, by: nameOf(context, one.by) });
  const renewals = countedRenewals(exception, policy.exceptions.renewals);
  const standing = standingOf(exception, policy, context.now);
  const { id, number, rule, scope, justification, control, owner, from, requested, approval, refused, revoked } = exception;
  return {
    id, number, rule, ruleName: waivable.find((one) => isPartOf(rule, one.rule))?.name ?? '', scope: { ...scope, label: labelOf(context, scope) }, justification, control, owner: nameOf(context, owner), from, until, standing,
    daysLeft: standing === 'valid' || standing === 'upcoming' ? daysLeft(until, context.now) : 0, requested: said(requested), approval: approval && said(approval), refused: refused && said(refused), revoked: revoked && said(revoked),
    renewals: renewals.map(({ by, at, until: to }) => ({ by: nameOf(context, by), at, until: to })), renewalsLeft: Math.max(0, policy.exceptions.renewals - renewals.length), grantedBy: grantingRoles(rule),
    mayApprove: may(mayApprove(exception, terms, context)), mayRenew: may(mayRenew(exception, terms, context)), mayRevoke: may(mayRevoke(exception, policy, context)), latestRenewal: latestDay(until, policy.exceptions.days + 1),
  };
}

type View = Input<'exception.list'>['view'];
const isIn: Record<View, (exception: Exception, context: ReadContext) => boolean> = {
  all: () => true,
  open: (exception, context) => ['requested', 'upcoming', 'valid'].includes(standingOf(exception, context.policy(), context.now)),
  expiring: (exception, context) => standingOf(exception, context.policy(), context.now) === 'valid' && daysLeft(lastDayOf(exception, context.policy()), context.now) <= soon,
  expired: (exception, context) => standingOf(exception, context.policy(), context.now) === 'expired',
};

/** Those that name the change, its service or everything. */
function speakingFor(context: ReadContext, ref: string): Exception[] {
  return [...context.dossierOf(context.loadChange(ref)).exceptions];
}

function listExceptions(context: ReadContext, { view, change, limit, after }: Input<'exception.list'>): Output<'exception.list'> {
  const every = change === undefined ? context.listSheets(exceptionSheet) : speakingFor(context, change);
  const shown = every.filter((exception) => isIn[view](exception, context));
  const from = Number(after ?? 0) || 0;
  const count = (of: View): number => every.filter((exception) => isIn[of](exception, context)).length;
  const { days, renewals } = context.policy().exceptions;
  return {
    rows: shown.slice(from, from + limit).map((exception) => rowOf(context, exception)), total: shown.length, next: from + limit < shown.length ? String(from + limit) : null,
    counts: { open: count('open'), expiring: count('expiring'), expired: count('expired'), all: every.length }, rules: waivable.map(({ rule, name }) => ({ rule, name, grantedBy: grantingRoles(rule) })), days, renewals, mayRequest: may(needs('raise', context.actor)),
  };
}

export const exceptionQueries = { 'exception.list': listExceptions } satisfies Partial<QueryHandlers>;
