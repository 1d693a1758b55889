// Writes about people, roles and devices that need no key but the signer's own.
import { orRefuse } from '../app-error.ts';
import { subjectOf } from '../domain/event.ts';
import * as rules from '../domain/people.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

const receiptOf = (context: WriteContext, subject: string): { id: string; version: number } => ({ id: subject.slice(subject.indexOf(':') + 1), version: context.versionOf(subject) });
const personReceipt = (context: WriteContext, id: string): { id: string; version: number } => receiptOf(context, subjectOf('person', id));

export const peopleCommands = {
  'role.revoke': (context, { person, role }) => {
    const holder = context.loadPerson(person);
    context.append(orRefuse(rules.revokeRole(holder, role, context)));
    return personReceipt(context, holder.id);
  },
  'person.suspend': (context, { person, reason }) => {
    const holder = context.loadPerson(person);
    context.append(orRefuse(rules.suspend(holder, reason, context)));
    return personReceipt(context, holder.id);
  },
  'person.revokeKey': (context, { person, reason }) => {
    const holder = context.loadPerson(person);
    context.append(orRefuse(rules.revokeKey(holder, context.seenCounts(), reason, context)));
    return personReceipt(context, holder.id);
  },
  'roster.confirm': (context, { proposal: id }) => {
    const proposal = context.loadProposal(id);
    context.append(orRefuse(rules.confirm(proposal, context)));
    return receiptOf(context, proposal.subject);
  },
  'roster.decline': (context, { proposal: id, reason }) => {
    const proposal = context.loadProposal(id);
    context.append(orRefuse(rules.decline(proposal, reason, context)));
    return receiptOf(context, proposal.subject);
  },
  'device.revoke': (context, { device: ref, reason }) => {
    const { feed, count, head } = context.loadDevice(ref);
    context.append(orRefuse(rules.revokeDevice({ feed, isOwn: feed === context.organisation.deviceFeed, lastSeq: count - 1, lastHash: head }, reason, context)));
    return receiptOf(context, subjectOf('device', feed));
  },
} satisfies Partial<CommandHandlers>;
