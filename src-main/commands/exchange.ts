// Settling what was made apart, and erasing texts.
import { appError, orRefuse } from '../app-error.ts';
import { holdSheet, holdsOn } from '../domain/archive.ts';
import type { Hold } from '../domain/archive.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import { propose } from '../domain/people.ts';
import { proposeRedaction, redact } from '../domain/redaction.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';
import { settleConflict } from './settling.ts';

/** The record whose texts these are, and the legal holds that speak about it. */
function heldBy(context: WriteContext, subject: string): { record: string; holds: Hold[] } {
  const record = context.recordBehind(subject);
  return { record: record?.number ?? '', holds: record === null ? [] : holdsOn(record, context.listSheets(holdSheet, { state: ['held'] })) };
}

export const exchangeCommands = {
  'bundle.resolve': settleConflict,
  'fork.resolve': (context, { feed: ref, keep, reason }) => {
    const { feed } = context.loadDevice(ref);
    const head = context.branchHead(feed, keep);
    const entry: DomainEvent = { type: 'fork.resolved', subject: subjectOf('device', feed), data: { feed, keepHead: head }, text: { reason } };
    context.append(orRefuse(propose([entry], context.newId, context)));
    return { id: feed, version: context.versionOf(subjectOf('device', feed)) };
  },
  'payload.redact': (context, { subject, class: kind, reason }) => {
    const commitments = context.textsOf(subject, kind);
    if (commitments.length === 0) throw appError('text_missing');
    const proposed = context.proposedRedaction(subject, kind);
    const asked = { subject, kind, reason, ...heldBy(context, subject) };
    context.append(orRefuse(proposed === null ? proposeRedaction(asked, context) : redact({ ...asked, commitments, proposed }, context)));
    return { id: subject, version: context.versionOf(subject), erased: proposed === null ? 0 : commitments.length };
  },
} satisfies Partial<CommandHandlers>;
