// Policies, charters and profiles for the window: what is in force, what is proposed, and what a proposal would have done (APR-01, APR-07, CHG-04).
import type { Output } from '#contract/index.ts';
import type { CharterRow, PolicyVersion, ProfileRow } from '#contract/policy.ts';
import { appError } from '../app-error.ts';
import type { Charter } from '../domain/charter.ts';
import { charterSheet, delegationOf, mayEndCharter, mayGrantCharter } from '../domain/charter.ts';
import type { Json } from '../domain/event.ts';
import { decidingRow } from '../domain/matrix.ts';
import { checkPolicy, lockedOut } from '../domain/policy-check.ts';
import { defaultPolicy } from '../domain/policy-document.ts';
import type { PolicyDocument } from '../domain/policy-document.ts';
import type { PolicyRecord } from '../domain/policy-record.ts';
import { mayPropose, maySignPolicy, mayWithdrawPolicy, policySheet } from '../domain/policy-record.ts';
import { isScoredAnew, replayPolicy } from '../domain/policy-replay.ts';
import type { Profile } from '../domain/profile.ts';
import { averageOf, mayScoreProfile, profileSheet, recommendProfile, reviewAt, reviewReasons } from '../domain/profile.ts';
import { addMonths } from '../domain/spans.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may } from './change.ts';

/** The name of a person by id; what another device wrote may name nobody. */
export const personName = ({ db }: Pick<ReadContext, 'db'>, id: string): string => db.get<{ name: string }>('SELECT name FROM person WHERE id = ?', id)?.name ?? (id === '' ? '' : 'Unknown person');
const keyOf = ({ db }: Pick<ReadContext, 'db'>) => (id: string): string | null => db.get<{ key: string | null }>('SELECT key FROM person WHERE id = ?', id)?.key ?? null;

const noMay = { ok: false, code: 'policy_settled', facts: { version: defaultPolicy.version, state: 'the default' } } as const;
const defaultVersion = (isInForce: boolean): PolicyVersion => ({
  id: '', version: defaultPolicy.version, state: isInForce ? 'in-force' : 'default', document: defaultPolicy as unknown as PolicyVersion['document'], cause: null, reference: '', reason: '', proposed: null, signatures: [], activeAt: null, withdrawn: null, lostTo: null, maySign: noMay, mayWithdraw: noMay,
});

/** A version lost apart when it was put in force by somebody who had not seen the one that counts now, nor the other way round. */
function lostTo(record: PolicyRecord, active: readonly PolicyRecord[]): string | null {
  const at = active.findIndex(({ id }) => id === record.id);
  const winner = at > 0 ? active[at - 1] : undefined;
  return winner && winner.active?.supersedes !== record.id ? winner.document.version : null;
}

function versionOf(context: ReadContext, record: PolicyRecord, active: readonly PolicyRecord[]): PolicyVersion {
  const who = ({ by, at }: { by: string; at: string }): { id: string; name: string; at: string } => ({ id: by, name: personName(context, by), at });
  const state = record.withdrawn ? 'withdrawn' : record.active === null ? 'proposed' : active[0]?.id === record.id ? 'in-force' : 'superseded';
  return {
    id: record.id, version: record.document.version, state, document: record.document as unknown as PolicyVersion['document'], cause: record.cause, reference: record.reference, reason: record.reason,
    proposed: who({ by: record.proposedBy, at: record.proposedAt }), signatures: record.signatures.map(who), activeAt: record.active?.at ?? null, withdrawn: record.withdrawn && { ...who(record.withdrawn), reason: record.withdrawn.reason }, lostTo: lostTo(record, active),
    maySign: may(maySignPolicy(record, { held: new Set(context.rolesHeld()), digest: context.digest(record.document), keyOf: keyOf(context) }, context)), mayWithdraw: may(mayWithdrawPolicy(record, context)),
  };
}

/** The version a question is about: one by its name, a text that is not proposed yet, or the one in force. Refuses what is no policy. */
function asked(context: ReadContext, { policy, document }: { policy?: string | undefined; document?: Record<string, unknown> | undefined }): PolicyDocument {
  if (document !== undefined) {
    const checked = checkPolicy(document as Json, defaultPolicy);
    if (checked.document === null) throw appError('policy_invalid', { problems: checked.problems.map(({ at, problem }) => `${at} ${problem}`.trim()), at: checked.problems[0]!.at }, { field: 'document' });
    return checked.document;
  }
  if (policy === undefined) return context.policy();
  const record = context.findSheet(policySheet, policy);
  if (!record && policy.toLowerCase() !== defaultPolicy.version.toLowerCase()) throw appError('record_missing', { record: 'policy', id: policy });
  return record?.document ?? defaultPolicy;
}

function charterRow(context: ReadContext, charter: Charter): CharterRow {
  const named = (id: string): { id: string; name: string } => ({ id, name: personName(context, id) });
  const { from, until } = delegationOf(charter);
  const state = charter.ended !== null && charter.ended.at < charter.until ? 'ended' : until <= context.now ? 'expired' : from > context.now ? 'coming' : 'running';
  const { id, team, tiers, services, environments, at, by, lead, members, ended } = charter;
  return { id, team, tiers: [...tiers], services: [...services], environments: [...environments], from: charter.from, until: charter.until, at, by: personName(context, by), members: members.map(named), lead: lead === null ? null : named(lead), state,
    ended: ended && { ...named(ended.by), at: ended.at, reason: ended.reason }, mayEnd: may(mayEndCharter(charter, context)) };
}

function profileRow(context: ReadContext, profile: Profile): ProfileRow {
  const policy = context.policy();
  const { about, name, id, scored: { value, at, by, losers } } = profile;
  const failures = context.failuresOf({ about, name }, context.now);
  return {
    id, about, name, answers: value.answers, average: averageOf(value.answers), perMonth: value.perMonth, chosen: value.chosen, recommended: value.recommended, recommendedNow: recommendProfile(value.answers, failures.rate, policy),
    failures, reason: value.reason, owner: personName(context, value.owner), by: personName(context, by), at, reviewAt: reviewAt(at, policy), review: reviewReasons(profile, failures.rate, policy, context.now),
    also: losers.map((lost) => ({ chosen: lost.value.chosen, by: personName(context, lost.by), at: lost.at })),
  };
}

export const policyQueries = {
  'policy.show': (context, { policy }) => {
    const active = context.activePolicies();
    const record = policy === undefined ? active[0] : context.findSheet(policySheet, policy);
    if (record) return versionOf(context, record, active);
    if (policy !== undefined && policy.toLowerCase() !== defaultPolicy.version.toLowerCase()) throw appError('record_missing', { record: 'policy', id: policy });
    return defaultVersion(active.length === 0);
  },
  'policy.versions': (context) => {
    const active = context.activePolicies();
    const records = context.listSheets(policySheet).toSorted((a, b) => (a.proposedAt === b.proposedAt ? (a.id < b.id ? 1 : -1) : a.proposedAt < b.proposedAt ? 1 : -1));
    return { rows: [...records.map((record) => versionOf(context, record, active)), defaultVersion(active.length === 0)], mayPropose: may(mayPropose(context)) };
  },
  'policy.check': (context, { document }): Output<'policy.check'> => {
    const checked = checkPolicy(document as Json, defaultPolicy);
    if (checked.document === null) return { problems: checked.problems };
    const out = lockedOut(checked.document.matrix, new Set(context.rolesHeld()));
    return { problems: out ? [{ at: 'matrix', problem: `locks out ${out.tier}: it asks for ${out.authority.replaceAll('-', ' ')}, and nobody holds the role ${out.role.replaceAll('-', ' ')}` }] : [] };
  },
  'policy.route': (context, { type, tier, impact, environment, serviceTier, ...which }) => {
    const { matrix } = asked(context, which);
    const row = decidingRow({ type, tier, impact, environment, serviceTier }, matrix);
    return { authority: row?.authority ?? 'cab', row, because: { code: row ? 'row' : 'no-row' }, index: row ? matrix.indexOf(row) : null };
  },
  'policy.replay': (context, { shown, ...which }) => {
    const from = addMonths(context.now, -12);
    const [before, after] = [context.policy(), asked(context, which)];
    const withImpact = [...before.matrix, ...after.matrix].some(({ impact }) => impact !== undefined);
    const withFactors = isScoredAnew(before, after);
    return { from, ...replayPolicy(context.replayRows({ from, to: context.now, withImpact, withFactors }), before, after, shown) } as Output<'policy.replay'>;
  },
  'charter.list': (context) => ({ rows: context.listSheets(charterSheet).map((charter) => charterRow(context, charter)), mayGrant: may(mayGrantCharter(context)) }),
  'profile.list': (context) => ({ rows: context.listSheets(profileSheet).map((profile) => profileRow(context, profile)).toSorted((a, b) => b.review.length - a.review.length || (a.name < b.name ? -1 : 1)), mayScore: may(mayScoreProfile(context)) }),
  'profile.recommend': (context, { about, name, answers }) => {
    const failures = context.failuresOf({ about, name }, context.now);
    return { average: averageOf(answers), failures, recommended: recommendProfile(answers, failures.rate, context.policy()) };
  },
} satisfies Partial<QueryHandlers>;
