// Policies, charters and profiles as they are written (APR-01, APR-07, CHG-04).
import { appError, orRefuse } from '../app-error.ts';
import type { Charter } from '../domain/charter.ts';
import { charterSheet, endCharter, grantCharter } from '../domain/charter.ts';
import type { Json } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { defaultPolicy } from '../domain/policy-document.ts';
import type { PolicyRecord } from '../domain/policy-record.ts';
import { policySheet, proposePolicy, signPolicy, withdrawPolicy } from '../domain/policy-record.ts';
import { profileSheet, recommendProfile, scoreProfile } from '../domain/profile.ts';
import { endOfDay } from '../domain/spans.ts';
import type { CommandHandlers, Records } from '../ports.ts';

export function loadPolicy(context: Pick<Records, 'findSheet'>, ref: string): PolicyRecord {
  const record = context.findSheet(policySheet, ref);
  if (!record) throw appError('record_missing', { record: 'policy', id: ref });
  return record;
}
function loadCharter(context: Pick<Records, 'findSheet'>, ref: string): Charter {
  const charter = context.findSheet(charterSheet, ref);
  if (!charter) throw appError('record_missing', { record: 'charter', id: ref });
  return charter;
}

/** Where a profile of this team or service is kept, if there is one. */
export const profileOf = (context: Pick<Records, 'listSheets'>, about: string, name: string): string | undefined =>
  context.listSheets(profileSheet).find((profile) => profile.about === about && profile.name.toLowerCase() === name.toLowerCase())?.id;

export const policyCommands = {
  'policy.propose': (context, { document, cause, reference, reason }) => {
    const id = context.newId();
    const versions = [defaultPolicy.version, ...context.listSheets(policySheet).map((record) => record.document.version)];
    // The digest is of the whole document, with what it left out: that is what people sign.
    const events = orRefuse(proposePolicy({ id, document: document as Json, digest: '', cause, reference, reason }, { versions, held: new Set(context.rolesHeld()) }, context));
    context.append(events.map((event) => ({ ...event, data: { ...event.data, digest: context.digest(event.data['document']) } })));
    return { id, version: 1 };
  },
  'policy.sign': (context, { policy: ref }) => {
    const record = loadPolicy(context, ref);
    context.append(orRefuse(signPolicy(record, { held: new Set(context.rolesHeld()), digest: context.digest(record.document), inForce: context.activePolicies()[0]?.id ?? '', keyOf: (person) => context.loadPerson(person).key }, context)));
    return { id: record.id, version: context.versionOf(subjectOf('policy', record.id)), isInForce: context.activePolicies()[0]?.id === record.id };
  },
  'policy.withdraw': (context, { policy: ref, reason }) => {
    const record = loadPolicy(context, ref);
    context.append(orRefuse(withdrawPolicy(record, reason, context)));
    return { id: record.id, version: context.versionOf(subjectOf('policy', record.id)) };
  },
  'charter.grant': (context, { team, members, lead, tiers, services, environments, from, until }) => {
    const id = context.newId();
    const person = (ref: string): string => context.loadPerson(ref).id;
    // A day counts to its end, and the first one from now on when it is today.
    const begins = from === undefined || `${from}T00:00:00.000Z` < context.now ? context.now : `${from}T00:00:00.000Z`;
    context.append(orRefuse(grantCharter({ id, team, members: members.map(person), lead: lead === null ? null : person(lead), tiers, services, environments, from: begins, until: endOfDay(until) }, context)));
    return { id, version: 1 };
  },
  'charter.end': (context, { charter: ref, reason }) => {
    const charter = loadCharter(context, ref);
    context.append(orRefuse(endCharter(charter, reason, context)));
    return { id: charter.id, version: context.versionOf(subjectOf('charter', charter.id)) };
  },
  'profile.score': (context, { about, name, answers, perMonth, chosen, reason, owner }) => {
    const id = profileOf(context, about, name) ?? context.newId();
    const { rate } = context.failuresOf({ about, name }, context.now);
    const policy = context.policy();
    const recommended = recommendProfile(answers, rate, policy);
    context.append(orRefuse(scoreProfile({ id, about, name, answers, perMonth, chosen, reason, owner: owner === null ? null : context.loadPerson(owner).id }, rate, policy, context)));
    return { id, version: context.versionOf(subjectOf('profile', id)), recommended, chosen: chosen ?? recommended };
  },
} satisfies Partial<CommandHandlers>;
